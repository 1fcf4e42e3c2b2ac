// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "procfs/proc.h"

/// What /proc says about one process. A process that is gone shows as an Error for which
/// is_vanished(sys_errno) holds; one that is off limits, as one for which is_denied() does.
namespace bpfnetstat::procfs {

/// The command name as raw bytes, at most 15 (kernel threads: more); any byte but NUL may occur.
Result<std::string> read_comm(const Proc& proc, pid_t pid);

/// The effective user id.
Result<uid_t> read_uid(const Proc& proc, pid_t pid);

/// The cgroup path to show (see cgroup.h); std::nullopt where the kernel has no cgroups.
Result<std::optional<std::string>> read_cgroup(const Proc& proc, pid_t pid);

/// When the process started, in clock ticks since boot: with the pid an identity that the reuse
/// of pids cannot fake.
Result<std::uint64_t> read_start_time(const Proc& proc, pid_t pid);

/// The inode number of the network namespace of the process.
Result<std::uint32_t> read_netns(const Proc& proc, pid_t pid);

/// The effective user id in the text of /proc/PID/status.
std::optional<uid_t> parse_status_uid(std::string_view status);

/// Field 22 of /proc/PID/stat (proc_pid_stat(5)). Field 2, the command name, may hold blanks and
/// brackets of its own: the last ')' ends it.
std::optional<std::uint64_t> parse_stat_start_time(std::string_view stat);

struct SocketHolder {
  std::uint64_t inode = 0;
  pid_t pid = 0;
  int fd = -1;

  auto operator<=>(const SocketHolder&) const = default;
};

struct SocketHolders {
  std::vector<SocketHolder> holders;  ///< In the order of /proc: by pid, then by fd.
  std::size_t denied_processes = 0;   ///< Processes whose descriptors we may not see.
};

/// Every descriptor of every process that refers to one of these sockets. Threads that left the
/// descriptor table of their process (unshare(CLONE_FILES)) are not looked at.
Result<SocketHolders> find_socket_holders(const Proc& proc, std::span<const std::uint64_t> inodes);

/// Whether descriptor `fd` of process `pid` is (still) this socket: one system call.
bool holds_socket(const Proc& proc, pid_t pid, int fd, std::uint64_t inode);

}  // namespace bpfnetstat::procfs
