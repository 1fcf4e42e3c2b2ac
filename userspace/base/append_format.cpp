// SPDX-License-Identifier: Apache-2.0
#include "base/append_format.h"

#include <iterator>

namespace bpfnetstat {

void append_vformat(std::string& out, fmt::string_view format, fmt::format_args arguments) {
  fmt::vformat_to(std::back_inserter(out), format, arguments);
}

}  // namespace bpfnetstat
