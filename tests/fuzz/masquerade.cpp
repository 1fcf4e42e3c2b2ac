// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>
#include <vector>

#include "procfs/net_masquerade.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bpfnetstat::procfs;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = parse_net_masquerade(text);
  const auto* error = std::get_if<MasqueradeError>(&parsed);
  expect((error != nullptr && *error == MasqueradeError::empty) == text.empty());
  if (const auto* rows = std::get_if<std::vector<MasqueradeRow>>(&parsed)) {
    for (const MasqueradeRow& row : *rows) {
      expect(row.protocol == "tcp" || row.protocol == "udp" || row.protocol == "icmp" ||
             row.protocol == "ip");
      expect(row.previous_delta.has_value() == rows->front().previous_delta.has_value());
    }
  }
  return 0;
}
