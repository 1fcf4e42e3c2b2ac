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
  return 0;
}
