// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bpfnetstat::procfs {

struct Mount {
  std::string root;         ///< What of the filesystem is mounted: "/", or "net:[4026532193]".
  std::string mount_point;  ///< Raw bytes, relative to the reader's root.
  std::string fs_type;      ///< "cgroup2", "nsfs", ...

  bool operator==(const Mount&) const = default;
};

/// Parses /proc/PID/mountinfo (proc_pid_mountinfo(5)); a line that is not understood is an error
/// with its number.
Result<std::vector<Mount>> parse_mountinfo(std::string_view text);

}  // namespace bpfnetstat::procfs
