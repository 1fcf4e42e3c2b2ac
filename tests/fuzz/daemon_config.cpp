// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "app/daemon_options.h"
#include "base/text.h"
#include "check.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  DaemonOptions options;
  if (const auto applied = apply_config(text, "x.conf", options); !applied) {
    const std::string line = to_string(applied.error());
    expect(applied.error().kind == ErrorKind::usage && !applied.error().advice.empty());
    expect(line.starts_with("x.conf:") && line == printable(line));
    return 0;
  }
  // What was understood is written in one way, and means the same.
  DaemonOptions again;
  expect(apply_config(to_config(options), "again.conf", again).ok());
  expect(again == options);
  return 0;
}
