// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "check.h"
#include "procfs/net_masquerade.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bpfnetstat::procfs;
  using bpfnetstat::fuzz::expect;
  const std::string_view text = bpfnetstat::fuzz::text_of(data, size);
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
