// SPDX-License-Identifier: Apache-2.0
#include "procfs/netns.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "base/text.h"
#include "procfs/mountinfo.h"
#include "procfs/process.h"
#include "procfs/scan.h"

namespace bpfnetstat::procfs {
namespace {

/// PID_MAX_LIMIT of include/linux/threads.h: every pid is below, on 64-bit systems. Namespace
/// inodes are far above: dynamic ones from 0xf0000000, and since Linux 6.18 the initial ones in
/// the eight numbers below that (NET_NS_INIT_INO of linux/nsfs.h).
constexpr std::uint32_t kPidLimit = 1U << 22;

std::optional<std::string> name_of(std::string_view mount_point) {
  for (const std::string_view directory : {"/run/netns/", "/var/run/netns/"}) {
    if (!mount_point.starts_with(directory)) continue;
    mount_point.remove_prefix(directory.size());
    if (mount_point.find('/') != std::string_view::npos) return std::nullopt;
    return std::string(mount_point);
  }
  return std::nullopt;
}

Error usage(std::string_view spec, std::string_view why, std::string advice = {}) {
  return {ErrorKind::usage, fmt::format("--netns {}: {}", printable(spec), why), 0,
          std::move(advice)};
}

}  // namespace

Result<std::vector<Netns>> enumerate_netns(const Proc& proc) {
  std::map<std::uint32_t, Netns> found;
  const int scan_errno = for_each_pid(proc, [&](pid_t pid) {
    const auto inode = read_netns(proc, pid);
    if (!inode) return;
    Netns& netns = found[*inode];
    if (netns.pid) return;
    netns.pid = pid;
    netns.path = fmt::format("{}/{}/ns/net", proc.root(), pid);
  });
  if (scan_errno != 0) return proc.error("", scan_errno);

  const auto mountinfo = proc.read("self/mountinfo");
  if (!mountinfo) return mountinfo.error();
  const auto mounts = parse_mountinfo(*mountinfo);
  if (!mounts) return mounts.error();
  for (const Mount& mount : *mounts) {
    // A file removed in another mount namespace, while its mount lives on in this one.
    if (mount.fs_type != "nsfs" || mount.mount_point.ends_with("//deleted")) continue;
    const auto inode = bracketed<std::uint32_t>(mount.root, "net");
    if (!inode) continue;
    Netns& netns = found[*inode];
    if (netns.name) continue;
    netns.name = name_of(mount.mount_point);
    netns.path = mount.mount_point;
  }

  std::vector<Netns> all;
  for (auto& [inode, netns] : found) {
    netns.inode = inode;
    all.push_back(std::move(netns));
  }
  return all;
}

Result<UniqueFd> open_netns(const Netns& netns) {
  const auto error = [&](int sys_errno) {
    return Error{is_denied(sys_errno) ? ErrorKind::unavailable : ErrorKind::failed,
                 fmt::format("cannot open network namespace {} at {}", netns.inode, netns.path),
                 sys_errno, is_denied(sys_errno) ? "run as root" : ""};
  };
  UniqueFd fd{::open(netns.path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return error(errno);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return error(errno);
  if (status.st_ino != netns.inode) return error(ESTALE);
  return fd;
}

Result<ScopedNetns> ScopedNetns::enter(int netns_fd) {
  UniqueFd home{::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)};
  if (!home || ::setns(netns_fd, CLONE_NEWNET) != 0) {
    const int sys_errno = errno;
    return Error{is_denied(sys_errno) ? ErrorKind::unavailable : ErrorKind::failed,
                 "cannot enter a network namespace", sys_errno,
                 is_denied(sys_errno) ? "run as root (CAP_SYS_ADMIN)" : ""};
  }
  return ScopedNetns(std::move(home));
}

ScopedNetns::~ScopedNetns() {
  if (home_ && ::setns(home_.get(), CLONE_NEWNET) != 0) {
    std::fprintf(stderr, "bpfnetstat: cannot return to the network namespace it came from: %s\n",
                 std::strerror(errno));
    std::abort();
  }
}

Result<std::optional<std::uint32_t>> resolve_netns(const Proc& proc, std::string_view spec) {
  std::optional<Result<std::vector<Netns>>> all;
  return resolve_netns(proc, spec, [&]() -> const Result<std::vector<Netns>>& {
    return all.emplace(enumerate_netns(proc));
  });
}

Result<std::optional<std::uint32_t>> resolve_netns(const Proc& proc, std::string_view spec,
                                                   const NetnsSource& source) {
  if (spec == "all") return std::optional<std::uint32_t>{};
  if (spec.empty()) return usage(spec, "empty", "give an inode, a name, a pid or \"all\"");
  const bool is_decimal = spec.find_first_not_of("0123456789") == std::string_view::npos;
  const auto decimal = number<std::uint32_t>(spec);
  if (is_decimal && !decimal) return usage(spec, "too large for a namespace's inode");

  if (decimal && *decimal < kPidLimit) {
    const auto inode = read_netns(proc, static_cast<pid_t>(*decimal));
    if (inode) return std::optional(*inode);
    if (is_vanished(inode.error().sys_errno)) return usage(spec, "no process has this pid");
    return inode.error();
  }

  const auto& all = source();
  if (!all) return all.error();
  std::string names;
  for (const Netns& netns : *all) {
    if (decimal ? netns.inode == *decimal : netns.name == spec) return std::optional(netns.inode);
    if (netns.name) names += (names.empty() ? "" : ", ") + printable(*netns.name);
  }
  if (decimal) return usage(spec, "no process is in, and no mount keeps, such a network namespace");
  return usage(spec, "no network namespace has this name",
               names.empty() ? "none has a name here" : "there is " + names);
}

}  // namespace bpfnetstat::procfs
