// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check.h"
#include "procfs/net_igmp.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

/// Lines of igmp6 are looked at one by one: what they are does not depend on what was before.
void check_lines_of_ipv6(std::string_view text) {
  if (text.find("Device") != std::string_view::npos) return;
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
  if (half == std::string_view::npos) return;
  count(text.substr(0, half + 1));
  count(text.substr(half + 1));
  expect(rows == all_rows && bogus_lines == all_bogus_lines);
}

}  // namespace

/// igmp, or igmp6.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const bool is_ipv4 = text.substr(0, text.find('\n')).find("Device") != std::string_view::npos;
  int last_line = -1;
  procfs::parse_net_igmp(
      text,
      [&](const procfs::GroupRow& row) {
        expect(row.interface.size() <= 15);
        // A heading beyond the buffer is one that is not seen.
        expect(is_ipv4 || row.group.family == Family::ipv6);
      },
      [&](const procfs::BogusGroupLine& bogus) {
        expect(bogus.line > last_line && (is_ipv4 || !bogus.is_ipv4));
        last_line = bogus.line;
      });
  check_lines_of_ipv6(text);
  return 0;
}
