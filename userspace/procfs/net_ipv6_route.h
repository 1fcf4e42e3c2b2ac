// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "model/address.h"

namespace bpfnetstat::procfs {

/// One row of /proc/net/ipv6_route.
struct Ipv6RouteRow {
  IpAddress destination{.family = Family::ipv6};
  int prefix_length = 0;
  IpAddress next_hop{.family = Family::ipv6};  ///< "::" where there is none.
  std::int32_t metric = 0;
  std::int32_t references = 0;
  std::int32_t use = 0;
  std::uint32_t flags = 0;
  std::string_view interface;  ///< Valid during the visit only.
  /// The line had all of it. netstat goes on with what the rows before left where a line is cut
  /// or malformed.
  bool is_complete = false;
};

/// Calls `visit` for each line of /proc/net/ipv6_route (ipv6_route_seq_show() in
/// net/ipv6/ip6_fib.c), which has no heading. Lines that leave a field open which no line before
/// has set are skipped.
void parse_net_ipv6_route(std::string_view text,
                          const std::function<void(const Ipv6RouteRow&)>& visit);

/// One row of /proc/net/if_inet6.
struct Ipv6AddressRow {
  IpAddress address{.family = Family::ipv6};
  int prefix_length = 0;
  std::uint32_t scope = 0;     ///< IPV6_ADDR_SCOPE bits (include/net/ipv6.h): 0x20 link, 0x10 host.
  std::string_view interface;  ///< Valid during the visit only.
  bool is_complete = false;    ///< As in Ipv6RouteRow.
};

/// Calls `visit` for each address in /proc/net/if_inet6 (net/ipv6/addrconf.c). As netstat reads
/// them, fields are separated by blanks of any kind, line ends among them, and what is malformed
/// shifts what follows and leaves the rest of its row as it was in the row before.
void parse_net_if_inet6(std::string_view text,
                        const std::function<void(const Ipv6AddressRow&)>& visit);

}  // namespace bpfnetstat::procfs
