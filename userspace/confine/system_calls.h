// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/filter.h>
#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "base/result.h"

namespace bpfnetstat::confine {

/// Leaves this process the system calls that the daemon makes once it serves (seccomp(2)), for good
/// and in all threads, those that run already included. What is not among them fails with EPERM,
/// and clone3 with ENOSYS: the C library then does with clone. Those that only an exploit would
/// make (another program, another process's memory, a kernel module, a mount) end the process by
/// SIGSYS.
///
/// Nothing that the process reads may make it open a connection: no socket of the Internet's
/// families can be made. Programs and libraries cannot be loaded: no memory becomes executable, so
/// a module of the C library's (NSS, iconv) that was not loaded before is as if it did not exist.
///
/// @return ErrorKind::unavailable where the kernel has no filters: whoever calls may say so and go
/// on without.
Status filter_system_calls();

/// The same filter as a program of classic BPF, for a look at what it decides.
/// @param architecture AUDIT_ARCH_X86_64 or AUDIT_ARCH_AARCH64 of linux/audit.h.
/// @param self the process that may send signals to itself.
Result<std::vector<sock_filter>> system_call_filter(std::uint32_t architecture, pid_t self);

}  // namespace bpfnetstat::confine
