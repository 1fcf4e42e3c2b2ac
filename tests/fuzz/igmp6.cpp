// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check.h"
#include "procfs/net_igmp.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Lines of igmp6 are looked at one by one: what they are does not depend on what was before.
  const std::string_view text = fuzz::text_of(data, size);
  if (text.find("Device") != std::string_view::npos) return 0;
  std::size_t rows = 0;
  std::size_t bogus_lines = 0;
  const auto count = [&](std::string_view part) {
    procfs::parse_net_igmp(
        part,
        [&](const procfs::GroupRow& row) {
          expect(row.group.family == Family::ipv6);
          expect(!row.interface.empty() && row.interface.size() <= 15);
          ++rows;
        },
        [&](const procfs::BogusGroupLine& bogus) {
          expect(!bogus.is_ipv4);
          ++bogus_lines;
        });
  };
  count(text);
  const std::size_t all_rows = rows;
  const std::size_t all_bogus_lines = bogus_lines;
  rows = bogus_lines = 0;
  const std::size_t half = text.find('\n', text.size() / 2);
  if (half == std::string_view::npos) return 0;
  count(text.substr(0, half + 1));
  count(text.substr(half + 1));
  expect(rows == all_rows && bogus_lines == all_bogus_lines);
  return 0;
}
