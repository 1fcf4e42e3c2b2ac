// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "base/text.h"

namespace bpfnetstat {

/// One line for the person at the terminal: "bpfnetstat: ..." on stderr. Where stderr cannot be
/// written there is nobody to tell, and that is no failure (fmt::print would throw). printable()
/// goes over it, whoever has made the words.
template <typename... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  const std::string line =
      "bpfnetstat: " + printable(fmt::format(format, std::forward<Arguments>(arguments)...)) + '\n';
  std::fputs(line.c_str(), stderr);
}

}  // namespace bpfnetstat
