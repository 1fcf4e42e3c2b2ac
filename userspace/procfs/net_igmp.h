// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "model/address.h"

namespace bpfnetstat::procfs {

/// One membership of an interface in a multicast group.
struct GroupRow {
  /// At most 15 bytes, padded as in the file. Valid during the visit only.
  std::string_view interface;
  std::int32_t references = 0;
  IpAddress group;
};

/// A line that is no membership, by its number from 0 on, and whether the file had the heading of
/// /proc/net/igmp.
struct BogusGroupLine {
  int line = 0;
  bool is_ipv4 = false;
};

/// Calls `visit` for each membership in /proc/net/igmp (net/ipv4/igmp.c: a line per interface,
/// below it one per group, indented by tabs; the line of an interface may lack its index) or
/// /proc/net/igmp6 (net/ipv6/mcast.c: a line per membership); the heading tells which. Lines that
/// are neither go to `bogus`, IPv6 addresses of fewer than 29 digits with them (there netstat shows
/// memory it never wrote).
void parse_net_igmp(std::string_view text, const std::function<void(const GroupRow&)>& visit,
                    const std::function<void(const BogusGroupLine&)>& bogus);

}  // namespace bpfnetstat::procfs
