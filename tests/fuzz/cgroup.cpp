// SPDX-License-Identifier: Apache-2.0
#include "procfs/cgroup.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"
#include "procfs/cgroupfs.h"
#include "procfs/mountinfo.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

void check_cgroup(std::string_view text) {
  const auto path = procfs::cgroup_path(text);
  if (!path) return;
  expect(path->starts_with('/') && path->find('\n') == std::string::npos);
  expect(*path == "/" || text.find(*path) != std::string_view::npos);
  // A process of cgroup v2 alone, in that one.
  if (!path->ends_with(" (deleted)")) expect(procfs::cgroup_path("0::" + *path + "\n") == path);
}

void check_container(std::string_view path) {
  const auto id = procfs::container_id(path);
  if (!id) return;
  expect(!id->empty() && id->find('/') == std::string::npos);
  // That it is in one, whatever lies above.
  expect(procfs::container_id("/above" + std::string(path.starts_with('/') ? "" : "/") +
                              std::string(path))
             .has_value());
}

/// As the kernel writes what stands in a field.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    if (value <= ' ' || value == '\\' || value == '#') {
      out += fmt::format("\\{:03o}", value);
    } else {
      out += byte;
    }
  }
  return out;
}

void check_mounts(std::string_view text) {
  const auto mounts = procfs::parse_mountinfo(text);
  if (!mounts) return;
  std::string again;
  for (const procfs::Mount& mount : *mounts) {
    expect(!mount.root.empty() && !mount.mount_point.empty());
    expect(mount.fs_type.find_first_of(" \t\n") == std::string::npos);
    again += fmt::format("36 35 98:0 {} {} rw master:1 - {} none rw\n", escaped(mount.root),
                         escaped(mount.mount_point), mount.fs_type);
  }
  const auto parsed = procfs::parse_mountinfo(again);
  expect(parsed.ok() && *parsed == *mounts);
  procfs::cgroup2_mount_point(*mounts);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_cgroup(text);
  check_container(text.substr(0, text.find('\n')));
  check_mounts(text);
  return 0;
}
