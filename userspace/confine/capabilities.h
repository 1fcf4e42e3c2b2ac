// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/capability.h>

#include <array>
#include <span>

#include "base/result.h"

namespace bpfnetstat::confine {

/// What the daemon needs once its programs are attached (capabilities(7)). Not CAP_SYSLOG, which
/// shows the addresses in /proc/kallsyms: they are asked for before the programs are loaded. Nor
/// CAP_SYS_RESOURCE: the limit on locked memory, which kernels before 5.11 hold BPF maps to, is
/// raised before as well, and stays.
inline constexpr std::array<cap_value_t, 6> kDaemonKeeps = {
    CAP_BPF,              // maps, iterators
    CAP_PERFMON,          // programs that read the kernel's memory, and runs of them
    CAP_NET_ADMIN,        // sock_diag of others' sockets; runs of some programs
    CAP_SYS_ADMIN,        // setns(2), for snapshots of other network namespaces
    CAP_SYS_PTRACE,       // /proc/PID/fd and ns of others
    CAP_DAC_READ_SEARCH,  // the same for other users, and cgroups by their id
};

/// Gives up every capability but these, for good: none is added that was not held, what may be
/// inherited and the ambient set become empty, so does the bounding set where CAP_SETPCAP allows
/// it, and no program that is executed can gain any (no_new_privs). The user stays who he is: root
/// without CAP_DAC_OVERRIDE is held to the permissions of files.
///
/// Capabilities belong to a thread. An Error while there is more than one: the others would keep
/// theirs. Threads that are started afterwards have what is left.
Status drop_capabilities(std::span<const cap_value_t> keep);

/// The same for the calling thread alone, but for its bounding set, which stays: what other threads
/// have stays theirs, and threads that it starts have what it has left. After drop_capabilities().
Status drop_capabilities_of_thread(std::span<const cap_value_t> keep);

/// Has every other thread of this process give up all that it has, whoever's code it runs: by
/// SIGURG, whose handler does it and is gone again on return. Before system calls are filtered. An
/// Error where one has not done so within a second.
Status drop_capabilities_of_other_threads();

}  // namespace bpfnetstat::confine
