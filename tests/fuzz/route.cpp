// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check.h"
#include "procfs/net_ipv6_route.h"
#include "procfs/net_route.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

void check(const procfs::RouteRow& row) {
  expect(!row.interface.empty() && row.interface.size() <= 15);
  expect(row.interface.find_first_of(" \t\n") == std::string_view::npos);
  expect(row.destination.family == Family::ipv4 && row.gateway.family == Family::ipv4);
}

/// Two hexadecimal digits, or a sign and one.
bool is_two_characters(std::int32_t number) {
  return number >= -0xf && number <= 0xff;
}

void check_ipv6(std::string_view text) {
  procfs::parse_net_ipv6_route(text, [&](const procfs::Ipv6RouteRow& row) {
    expect(!text.empty() && !row.interface.empty() && row.interface.size() <= 15);
    expect(is_two_characters(row.prefix_length));
    expect(row.destination.family == Family::ipv6 && row.next_hop.family == Family::ipv6);
  });
  procfs::parse_net_if_inet6(text, [](const procfs::Ipv6AddressRow& row) {
    expect(!row.interface.empty() && row.interface.size() <= 20);
    expect(is_two_characters(row.prefix_length) &&
           is_two_characters(static_cast<std::int32_t>(row.scope)));
  });
}

}  // namespace

/// route, rt_cache, ipv6_route, or if_inet6.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto bad = procfs::parse_net_route(text, check);
  // Without a heading there is nothing to know columns by.
  expect(!text.empty() || (bad && bad->missing.empty()));
  procfs::parse_net_rt_cache(text, [](const procfs::RouteCacheRow& row) { check(row.route); });
  check_ipv6(text);
  return 0;
}
