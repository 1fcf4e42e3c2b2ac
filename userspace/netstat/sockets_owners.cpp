// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "base/unique_fd.h"
#include "netstat/sockets.h"
#include "procfs/scan.h"

namespace bpfnetstat::netstat {
namespace {

/// netstat does not look at more of a command line.
constexpr std::size_t kCommandLineBytes = 511;

std::optional<std::string> read_program(const procfs::Proc& proc, pid_t pid) {
  const std::string path = fmt::format("{}/cmdline", pid);
  const UniqueFd fd{::openat(proc.fd(), path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return std::nullopt;
  std::array<char, kCommandLineBytes> text;
  const ssize_t got = ::read(fd.get(), text.data(), text.size());
  if (got < 0) return std::nullopt;
  return program_of_cmdline({text.data(), static_cast<std::size_t>(got)});
}

struct Descriptors {
  std::vector<SocketOwner> owners;  ///< In the order of /proc.
  bool was_denied = false;
};

Descriptors scan(const procfs::Proc& proc) {
  Descriptors found;
  const auto look_into = [&](pid_t pid) {
    const std::string directory = fmt::format("{}/fd", pid);
    const int sys_errno =
        procfs::for_each_entry(proc.fd(), directory.c_str(), [&](int at, const dirent& entry) {
          std::array<char, 40> target;  // "socket:[" + 20 digits + "]"
          const ssize_t length = ::readlinkat(at, entry.d_name, target.data(), target.size());
          if (length < 0) return;
          const auto inode = procfs::bracketed<std::uint64_t>(
              {target.data(), static_cast<std::size_t>(length)}, "socket");
          const auto fd = procfs::number<int>(entry.d_name);
          if (inode && *inode != 0 && fd) found.owners.push_back({*inode, pid, *fd});
        });
    found.was_denied |= sys_errno == EACCES;
  };
  found.was_denied |= procfs::for_each_pid(proc, look_into) == EACCES;
  return found;
}

}  // namespace

std::string program_of_cmdline(std::string_view cmdline) {
  std::string_view first = cmdline.substr(0, cmdline.find('\0'));
  // A title that a process gave itself ("sshd: root@pts/0") is no path.
  if (first.starts_with('/')) first.remove_prefix(first.rfind('/') + 1);
  return std::string(first);
}

Owners Owners::find(const Context& context) {
  Descriptors found;
  auto known = context.source != nullptr && context.source->owners
                   ? context.source->owners()
                   : Result<std::vector<SocketOwner>>(Error{});
  if (known) {
    found.owners = std::move(known).value();
  } else {
    found = scan(context.proc);
  }

  Owners result;
  pid_t last = 0;
  bool is_gone = false;
  const auto end = std::remove_if(found.owners.begin(), found.owners.end(), [&](const auto& each) {
    if (each.pid != last) {
      last = each.pid;
      auto program = read_program(context.proc, each.pid);
      is_gone = !program;
      if (program) result.processes_.push_back({each.pid, std::move(*program)});
    }
    return is_gone;
  });
  found.owners.erase(end, found.owners.end());
  result.owners_ = std::move(found.owners);
  std::stable_sort(result.owners_.begin(), result.owners_.end(),
                   [](const auto& a, const auto& b) { return a.inode < b.inode; });
  std::sort(result.processes_.begin(), result.processes_.end(),
            [](const Process& a, const Process& b) { return a.pid < b.pid; });

  if (found.was_denied && result.owners_.empty()) {
    complain("(No info could be read for \"-p\": geteuid()={} but you should be root.)\n",
             ::geteuid());
  } else if (found.was_denied) {
    complain(
        "(Not all processes could be identified, non-owned process info\n"
        " will not be shown, you would have to be root to see it all.)\n");
  }
  return result;
}

std::span<const SocketOwner> Owners::of(std::uint64_t inode) const {
  const auto [begin, end] = std::equal_range(
      owners_.begin(), owners_.end(), SocketOwner{.inode = inode, .pid = 0, .fd = 0},
      [](const SocketOwner& a, const SocketOwner& b) { return a.inode < b.inode; });
  return {begin, end};
}

std::string_view Owners::program(pid_t pid) const {
  const auto found =
      std::lower_bound(processes_.begin(), processes_.end(), pid,
                       [](const Process& process, pid_t wanted) { return process.pid < wanted; });
  return found != processes_.end() && found->pid == pid ? std::string_view(found->program)
                                                        : std::string_view();
}

}  // namespace bpfnetstat::netstat
