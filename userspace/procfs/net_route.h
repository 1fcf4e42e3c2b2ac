// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "model/address.h"

namespace bpfnetstat::procfs {

// RTF_ flags that callers ask for (include/uapi/linux/route.h, ipv6_route.h).
inline constexpr std::uint32_t kRouteUp = 0x1;
inline constexpr std::uint32_t kRouteGateway = 0x2;
inline constexpr std::uint32_t kRouteHost = 0x4;
inline constexpr std::uint32_t kRouteReject = 0x200;
inline constexpr std::uint32_t kRouteCache = 0x01000000;  ///< IPv6 only.

/// One row of /proc/net/route. Numbers are what netstat makes of the text: the low 32 bits.
struct RouteRow {
  std::string_view interface;  ///< "*" where there is none. Valid during the visit only.
  IpAddress destination;
  IpAddress gateway;
  IpAddress mask;
  std::uint32_t flags = 0;
  std::int32_t references = 0;
  std::int32_t use = 0;
  std::int32_t metric = 0;
  std::int32_t mss = 0;      ///< The column MTU: the advertised MSS + 40; 0: none is set.
  std::int32_t window = 0;   ///< Bytes; 0: none is set.
  std::int32_t irtt_ms = 0;  ///< The initial round trip time; 0: none is set.
};

/// One row of /proc/net/rt_cache. Kernels since 3.6 have no routing cache and show the heading
/// alone.
struct RouteCacheRow {
  RouteRow route;  ///< `mask` is not there.
  IpAddress source;
  std::int32_t tos = 0;
  std::int32_t hh_references = 0;
  std::int32_t hh_up_to_date = 0;
  IpAddress specific_destination;
};

/// Why the heading of a table is of no use.
struct BadHeading {
  /// The column that is missing; empty where there is no heading at all.
  std::string_view missing;
};

/// Calls `visit` for each route in /proc/net/route (net/ipv4/fib_trie.c), those that are not up
/// included. Columns are found by the names in the heading; unknown ones are passed over. A row
/// with fewer than ten fields is skipped; one that only lacks the IRTT repeats the IRTT of the row
/// before, as netstat has it. A row with an address of fewer than eight hexadecimal digits is
/// skipped (there netstat shows memory it never wrote).
std::optional<BadHeading> parse_net_route(std::string_view text,
                                          const std::function<void(const RouteRow&)>& visit);

/// The same for /proc/net/rt_cache in the format of Linux 2.1.100 to 3.5. A row with fewer than
/// fourteen fields is skipped.
std::optional<BadHeading> parse_net_rt_cache(
    std::string_view text, const std::function<void(const RouteCacheRow&)>& visit);

}  // namespace bpfnetstat::procfs
