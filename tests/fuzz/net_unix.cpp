// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check.h"
#include "procfs/line_stream.h"
#include "procfs/net_scan.h"
#include "procfs/net_unix.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  procfs::Lines lines(text, procfs::LineStream::kLongestLine);
  while (const auto line = lines.next()) {
    const auto socket = procfs::parse_unix_row(*line);
    if (!socket || socket->path.empty()) continue;
    expect(socket->path.data() > line->data());
    expect(socket->path.data() + socket->path.size() <= line->data() + line->size());
    expect(socket->path.find('\n') == std::string_view::npos);
    expect(socket->path.find('\0') == std::string_view::npos);
  }
  return 0;
}
