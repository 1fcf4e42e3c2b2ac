// SPDX-License-Identifier: Apache-2.0
#include "procfs/process.h"

#include <fmt/format.h>

#include <array>
#include <unordered_set>

#include "procfs/cgroup.h"
#include "procfs/scan.h"

namespace bpfnetstat::procfs {
namespace {

std::string pid_file(pid_t pid, std::string_view file) {
  return fmt::format("{}/{}", pid, file);
}

Error not_understood(const Proc& proc, pid_t pid, std::string_view file) {
  return {ErrorKind::failed, fmt::format("{}/{}/{} is not understood", proc.root(), pid, file), 0,
          ""};
}

/// Reads which socket is behind a descriptor's link; 0 where something else is open there. No
/// allocation: called per link.
/// @return 0 or the errno of a link that could not be read.
int read_socket_inode(int at, const char* link, std::uint64_t& inode) {
  std::array<char, 40> target;  // "socket:[" + 20 digits + "]"; anything longer is no socket.
  const ssize_t length = ::readlinkat(at, link, target.data(), target.size());
  if (length < 0) return errno;
  const std::string_view text(target.data(), static_cast<std::size_t>(length));
  inode = bracketed<std::uint64_t>(text, "socket").value_or(0);
  return 0;
}

}  // namespace

Result<std::string> read_comm(const Proc& proc, pid_t pid) {
  const auto text = proc.read(pid_file(pid, "comm"));
  if (!text) return text.error();
  std::string_view comm = *text;
  if (comm.ends_with('\n')) comm.remove_suffix(1);
  // A copy: names are kept, and what was read came with a buffer for whole tables.
  return std::string(comm);
}

Result<uid_t> read_uid(const Proc& proc, pid_t pid) {
  const auto status = proc.read(pid_file(pid, "status"));
  if (!status) return status.error();
  if (const auto uid = parse_status_uid(*status)) return *uid;
  return not_understood(proc, pid, "status");
}

Result<std::optional<std::string>> read_cgroup(const Proc& proc, pid_t pid) {
  const auto text = proc.read(pid_file(pid, "cgroup"));
  if (!text) return text.error();
  return cgroup_path(*text);
}

Result<std::uint64_t> read_start_time(const Proc& proc, pid_t pid) {
  const auto stat = proc.read(pid_file(pid, "stat"));
  if (!stat) return stat.error();
  if (const auto start_time = parse_stat_start_time(*stat)) return *start_time;
  return not_understood(proc, pid, "stat");
}

Result<std::uint32_t> read_netns(const Proc& proc, pid_t pid) {
  const auto target = proc.read_link(pid_file(pid, "ns/net"));
  if (!target) return target.error();
  if (const auto inode = bracketed<std::uint32_t>(*target, "net")) return *inode;
  return not_understood(proc, pid, "ns/net");
}

std::optional<uid_t> parse_status_uid(std::string_view status) {
  // "Name:" comes first and holds foreign bytes, but the kernel escapes newlines in it.
  while (!status.empty()) {
    std::string_view line = take_until(status, '\n');
    if (!line.starts_with("Uid:")) continue;
    line.remove_prefix(4);
    take_word(line);  // real
    return number<uid_t>(take_word(line));
  }
  return std::nullopt;
}

std::optional<std::uint64_t> parse_stat_start_time(std::string_view stat) {
  const std::size_t end_of_comm = stat.rfind(')');
  if (end_of_comm == std::string_view::npos || !stat.ends_with('\n')) return std::nullopt;
  stat.remove_suffix(1);
  stat.remove_prefix(end_of_comm + 1);
  for (int field = 3; field < 22; ++field) take_word(stat);
  return number<std::uint64_t>(take_word(stat));
}

Result<SocketHolders> find_socket_holders(const Proc& proc, std::span<const std::uint64_t> inodes) {
  std::unordered_set<std::uint64_t> wanted(inodes.begin(), inodes.end());
  wanted.erase(0);  // What sockets without a holder show.
  SocketHolders found;
  int failure = 0;
  const int scan_errno = for_each_pid(proc, [&](pid_t pid) {
    bool denied = false;
    const std::string directory = pid_file(pid, "fd");
    const int fds_errno =
        for_each_entry(proc.fd(), directory.c_str(), [&](int at, const dirent& entry) {
          std::uint64_t inode = 0;
          denied |= is_denied(read_socket_inode(at, entry.d_name, inode));
          if (!wanted.contains(inode)) return;
          if (const auto fd = number<int>(entry.d_name)) {
            found.holders.push_back({inode, pid, *fd});
          }
        });
    if (denied || is_denied(fds_errno)) {
      ++found.denied_processes;
    } else if (fds_errno != 0 && !is_vanished(fds_errno)) {
      failure = fds_errno;
    }
  });
  if (scan_errno != 0) return proc.error("", scan_errno);
  if (failure != 0) return proc.error("*/fd", failure);
  return found;
}

bool holds_socket(const Proc& proc, pid_t pid, int fd, std::uint64_t inode) {
  std::uint64_t held = 0;
  const std::string link = fmt::format("{}/fd/{}", pid, fd);
  return read_socket_inode(proc.fd(), link.c_str(), held) == 0 && held != 0 && held == inode;
}

}  // namespace bpfnetstat::procfs
