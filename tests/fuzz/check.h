// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"

/// What the targets share.
namespace bpfnetstat::fuzz {

inline void expect(bool holds) {
  if (!holds) std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Whether it is of the letters that every terminal shows. What is checked most often: uncounted,
/// so that it does not take most of the time.
[[clang::no_sanitize("coverage")]] inline bool is_plain(std::string_view text) {
  bool plain = true;
  for (const char byte : text) plain &= byte >= 0x20 && byte < 0x7f;
  return plain;
}

/// Whether a terminal shows all of it, line by line, and obeys none of it.
inline bool is_harmless(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (!is_plain(line) && printable(line) != line) return false;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return true;
}

}  // namespace bpfnetstat::fuzz
