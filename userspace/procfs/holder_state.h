// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/verdict.h"
#include "procfs/proc.h"

/// What a process does at this moment, thread by thread.
namespace bpfnetstat::procfs {

/// Of /proc/PID/task/TID/status: state, who traces it, and how often it has left a CPU.
/// std::nullopt where the first or the last is missing.
std::optional<ThreadState> parse_thread_status(std::string_view status);

/// Of /proc/PID/task/TID/syscall (proc_pid_syscall(5)).
struct SystemCall {
  std::string name;       ///< "read", or "system call 500".
  std::optional<int> fd;  ///< Its first argument, where that is a descriptor.

  bool operator==(const SystemCall&) const = default;
};
/// std::nullopt for a thread that is in none, or whose numbers may be another architecture's.
std::optional<SystemCall> parse_system_call(std::string_view text);

/// The functions of /proc/PID/task/TID/stack, innermost first, six at most: "io_schedule,
/// folio_wait_bit_common". std::nullopt where there are none.
std::optional<std::string> parse_stack(std::string_view text);

/// The process's threads, the first `most` of them as the kernel lists them. A thread that vanishes
/// meanwhile is left out; what may not be seen of one, or what this kernel does not tell, stays
/// unset. An Error where the process is gone (is_vanished) or off limits (is_denied).
Result<HolderState> read_holder_state(const Proc& proc, pid_t pid, std::size_t most);

/// Where the freezers of cgroup v2 and v1 are mounted; unset where one is not.
struct Freezers {
  std::optional<Proc> v2{};
  std::optional<Proc> v1{};
};
Freezers open_freezers(const Proc& proc);

/// The path of the cgroup that was told to freeze and has the process in it: its own or one above.
/// std::nullopt where none is frozen, or nobody may tell.
std::optional<std::string> frozen_cgroup(const Proc& proc, const Freezers& freezers, pid_t pid);

}  // namespace bpfnetstat::procfs
