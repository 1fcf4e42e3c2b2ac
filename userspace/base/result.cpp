// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <fmt/format.h>

#include <system_error>

namespace bpfnetstat {

std::string to_string(const Error& error) {
  std::string line = error.what;
  if (error.sys_errno != 0) {
    line += fmt::format(": {}", std::generic_category().message(error.sys_errno));
  }
  if (!error.advice.empty()) {
    line += fmt::format("; {}", error.advice);
  }
  return line;
}

}  // namespace bpfnetstat
