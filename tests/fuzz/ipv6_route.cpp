// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check.h"
#include "procfs/net_ipv6_route.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

/// Two hexadecimal digits, or a sign and one.
bool is_two_characters(std::int32_t number) {
  return number >= -0xf && number <= 0xff;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  bool is_first = true;
  procfs::parse_net_ipv6_route(text, [&](const procfs::Ipv6RouteRow& row) {
    expect(!row.interface.empty() && row.interface.size() <= 15);
    expect(is_two_characters(row.prefix_length));
    expect(row.destination.family == Family::ipv6 && row.next_hop.family == Family::ipv6);
    is_first = false;
  });
  expect(is_first || !text.empty());
  procfs::parse_net_if_inet6(text, [](const procfs::Ipv6AddressRow& row) {
    expect(!row.interface.empty() && row.interface.size() <= 20);
    expect(is_two_characters(row.prefix_length) &&
           is_two_characters(static_cast<std::int32_t>(row.scope)));
  });
  return 0;
}
