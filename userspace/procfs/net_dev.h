// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bpfnetstat::procfs {

/// What /proc/net/dev counts, of one interface since it exists. Counters that the file's heading
/// does not have, and those that a cut line lacks, are 0.
struct DeviceCounters {
  std::uint64_t rx_bytes = 0;
  std::uint64_t rx_packets = 0;
  std::uint64_t rx_errors = 0;
  std::uint64_t rx_dropped = 0;
  std::uint64_t rx_overruns = 0;
  std::uint64_t rx_frame_errors = 0;
  std::uint64_t rx_compressed = 0;
  std::uint64_t multicast = 0;
  std::uint64_t tx_bytes = 0;
  std::uint64_t tx_packets = 0;
  std::uint64_t tx_errors = 0;
  std::uint64_t tx_dropped = 0;
  std::uint64_t tx_overruns = 0;
  std::uint64_t collisions = 0;
  std::uint64_t tx_carrier_errors = 0;
  std::uint64_t tx_compressed = 0;

  bool operator==(const DeviceCounters&) const = default;
};

struct DeviceRow {
  std::string name;  ///< At most 15 bytes; empty where a line has no name.
  DeviceCounters counters;

  bool operator==(const DeviceRow&) const = default;
};

/// Parses /proc/net/dev (net/core/net-procfs.c): two lines of heading, which tell the three formats
/// of Linux 1.x, 2.0 and since 2.1 apart, then an interface a line. Interfaces come in the order of
/// their first line; a name that comes again updates its row.
std::vector<DeviceRow> parse_net_dev(std::string_view text);

}  // namespace bpfnetstat::procfs
