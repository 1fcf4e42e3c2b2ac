// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>

namespace bpfnetstat {

/// Appends what fmt::vformat() gives.
void append_vformat(std::string& out, fmt::string_view format, fmt::format_args arguments);

/// Appends what fmt::format() gives, in place. By fmt::format_to() each source that uses it would
/// get a formatter of its own, which takes the compiler seconds.
template <typename... Arguments>
void append_format(std::string& out, fmt::format_string<Arguments...> format,
                   Arguments&&... arguments) {
  append_vformat(out, format, fmt::make_format_args(arguments...));
}

}  // namespace bpfnetstat
