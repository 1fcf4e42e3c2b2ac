// SPDX-License-Identifier: Apache-2.0
#include "procfs/mountinfo.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

#include "procfs/scan.h"

namespace bpfnetstat::procfs {
namespace {

/// Undoes the kernel's "\040" for blanks, tabs, newlines, '#' and backslashes.
std::string unescaped(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const auto byte = text[0] == '\\' && text.size() >= 4
                          ? number<std::uint8_t>(text.substr(1, 3), 8)
                          : std::nullopt;
    plain += byte ? static_cast<char>(*byte) : text[0];
    text.remove_prefix(byte ? 4 : 1);
  }
  return plain;
}

}  // namespace

Result<std::vector<Mount>> parse_mountinfo(std::string_view text) {
  if (!text.empty() && !text.ends_with('\n')) {
    return Error{ErrorKind::failed, "mountinfo: the last line is cut short", 0, ""};
  }
  std::vector<Mount> mounts;
  for (std::size_t line_number = 1; !text.empty(); ++line_number) {
    std::string_view line = take_until(text, '\n');
    take_word(line);  // mount id
    take_word(line);  // parent id
    take_word(line);  // device
    const std::string_view root = take_word(line);
    const std::string_view mount_point = take_word(line);
    take_word(line);  // options
    while (!line.empty() && take_word(line) != "-") {
    }  // optional fields, any number
    const std::string_view fs_type = take_word(line);
    if (fs_type.empty()) {
      return Error{ErrorKind::failed, fmt::format("mountinfo, line {}: not a mount", line_number),
                   0, ""};
    }
    mounts.push_back({unescaped(root), unescaped(mount_point), std::string(fs_type)});
  }
  return mounts;
}

}  // namespace bpfnetstat::procfs
