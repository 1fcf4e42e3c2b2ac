// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "procfs/mountinfo.h"
#include "procfs/proc.h"

namespace bpfnetstat::procfs {

/// Where cgroup v2 is mounted, from its root; std::nullopt where only part of it is, or nothing.
std::optional<std::string> cgroup2_mount_point(const std::vector<Mount>& mounts);

/// The cgroup v2 tree: paths ("/system.slice/x.service") and the ids that BPF programs see
/// (bpf_get_current_cgroup_id). On 64-bit kernels, the only ones supported, the id is the inode
/// number of the cgroup's directory.
class CgroupFs {
 public:
  /// Finds the mount in /proc/self/mountinfo. ErrorKind::unavailable where there is none.
  static Result<CgroupFs> open(const Proc& proc);

  /// The id of a cgroup, named by its path or by its directory below the mount point. An Error of
  /// kind usage where there is no such cgroup.
  Result<std::uint64_t> id(std::string_view path) const;

  /// The path of a cgroup; std::nullopt once it is removed. Quick with CAP_DAC_READ_SEARCH, a
  /// walk through the tree without.
  std::optional<std::string> path(std::uint64_t id) const;

  const std::string& mount_point() const { return mount_point_; }

 private:
  CgroupFs(std::string mount_point, UniqueFd mount)
      : mount_point_(std::move(mount_point)), mount_(std::move(mount)) {}

  std::string mount_point_;
  UniqueFd mount_;
};

/// The directory below `top` with this inode number, as a path that begins with '/'; "/" for
/// `top` itself.
std::optional<std::string> find_directory(int top, std::uint64_t inode);

}  // namespace bpfnetstat::procfs
