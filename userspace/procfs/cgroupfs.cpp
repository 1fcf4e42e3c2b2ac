// SPDX-License-Identifier: Apache-2.0
#include "procfs/cgroupfs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "procfs/cgroup.h"
#include "procfs/scan.h"

namespace bpfnetstat::procfs {
namespace {

/// FILEID_KERNFS of include/linux/exportfs.h: a handle that is the 64-bit id and nothing else.
constexpr int kFileIdKernfs = 0xfe;

/// Opens a cgroup by its id; errno tells a missing privilege from a removed cgroup.
UniqueFd open_by_id(int mount, std::uint64_t id) {
  alignas(file_handle) char storage[sizeof(file_handle) + sizeof(id)];
  auto* handle = reinterpret_cast<file_handle*>(storage);
  handle->handle_bytes = sizeof(id);
  handle->handle_type = kFileIdKernfs;
  std::memcpy(storage + sizeof(file_handle), &id, sizeof(id));
  return UniqueFd{::open_by_handle_at(mount, handle, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

/// Appends to `path` what leads from directory `name` in `at` to `inode`; false if nothing does.
bool walk(int at, const char* name, std::uint64_t inode, std::string& path) {
  bool found = false;
  for_each_entry(at, name, [&](int directory, const dirent& entry) {
    const std::string_view child = entry.d_name;
    if (found || entry.d_type != DT_DIR || child == "." || child == "..") return;
    const std::size_t length = path.size();
    path.append("/").append(child);
    found = entry.d_ino == inode || walk(directory, entry.d_name, inode, path);
    if (!found) path.resize(length);
  });
  return found;
}

}  // namespace

std::optional<std::string> cgroup2_mount_point(const std::vector<Mount>& mounts) {
  const auto mount = std::find_if(mounts.begin(), mounts.end(), [](const Mount& candidate) {
    return candidate.fs_type == "cgroup2" && candidate.root == "/";
  });
  if (mount == mounts.end()) return std::nullopt;
  return mount->mount_point;
}

Result<CgroupFs> CgroupFs::open(const Proc& proc) {
  const auto mountinfo = proc.read("self/mountinfo");
  if (!mountinfo) return mountinfo.error();
  const auto mounts = parse_mountinfo(*mountinfo);
  if (!mounts) return mounts.error();
  auto mount_point = cgroup2_mount_point(*mounts);
  if (!mount_point) {
    return Error{ErrorKind::unavailable, "cgroup v2 is not mounted", 0,
                 "mount -t cgroup2 none /sys/fs/cgroup"};
  }
  UniqueFd mount{::open(mount_point->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!mount) {
    return Error{ErrorKind::unavailable, fmt::format("cannot open {}", *mount_point), errno, ""};
  }
  return CgroupFs(std::move(*mount_point), std::move(mount));
}

Result<std::uint64_t> CgroupFs::id(std::string_view path) const {
  std::string_view relative = path;
  if (relative == mount_point_ || relative.starts_with(mount_point_ + "/")) {
    relative.remove_prefix(mount_point_.size());
  }
  const std::string name = fmt::format("./{}", relative);
  struct stat top {
  }, status{};
  int sys_errno = 0;
  if (::fstat(mount_.get(), &top) != 0 || ::fstatat(mount_.get(), name.c_str(), &status, 0) != 0) {
    sys_errno = errno;
  } else if (!S_ISDIR(status.st_mode) || status.st_dev != top.st_dev) {
    sys_errno = ENOTDIR;  // A control file, or "../.." out of the tree.
  }
  if (sys_errno == 0) return std::uint64_t{status.st_ino};
  return Error{ErrorKind::usage,
               fmt::format("no cgroup {} below {}", printable(path), mount_point_), sys_errno, ""};
}

std::optional<std::string> CgroupFs::path(std::uint64_t id) const {
  const UniqueFd cgroup = open_by_id(mount_.get(), id);
  if (!cgroup) {
    if (errno == ESTALE) return std::nullopt;
    return find_directory(mount_.get(), id);
  }
  const auto target = Proc().read_link(fmt::format("self/fd/{}", cgroup.get()));
  if (!target) return std::nullopt;
  std::string_view path = without_deleted(*target);
  if (path == mount_point_) return "/";
  if (!path.starts_with(mount_point_ + "/")) return std::nullopt;
  path.remove_prefix(mount_point_.size());
  return std::string(path);
}

std::optional<std::string> find_directory(int top, std::uint64_t inode) {
  struct stat status {};
  if (::fstat(top, &status) == 0 && status.st_ino == inode) return "/";
  std::string path;
  if (!walk(top, ".", inode, path)) return std::nullopt;
  return path;
}

}  // namespace bpfnetstat::procfs
