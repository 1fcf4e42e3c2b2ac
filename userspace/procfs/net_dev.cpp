// SPDX-License-Identifier: Apache-2.0
#include "procfs/net_dev.h"

#include <map>
#include <span>

#include "procfs/net_scan.h"

namespace bpfnetstat::procfs {
namespace {

// netstat's buffer: a longer line goes on as another.
constexpr std::size_t kLineLimit = 511;
constexpr std::size_t kNameLimit = 15;

using C = DeviceCounters;
using Column = std::uint64_t C::*;

constexpr Column kPackets[] = {&C::rx_packets,  &C::rx_errors,        &C::rx_dropped,
                               &C::rx_overruns, &C::rx_frame_errors,  &C::tx_packets,
                               &C::tx_errors,   &C::tx_dropped,       &C::tx_overruns,
                               &C::collisions,  &C::tx_carrier_errors};
constexpr Column kBytes[] = {
    &C::rx_bytes,        &C::rx_packets, &C::rx_errors,        &C::rx_dropped, &C::rx_overruns,
    &C::rx_frame_errors, &C::tx_bytes,   &C::tx_packets,       &C::tx_errors,  &C::tx_dropped,
    &C::tx_overruns,     &C::collisions, &C::tx_carrier_errors};
constexpr Column kCompressed[] = {
    &C::rx_bytes,    &C::rx_packets,      &C::rx_errors,         &C::rx_dropped,
    &C::rx_overruns, &C::rx_frame_errors, &C::rx_compressed,     &C::multicast,
    &C::tx_bytes,    &C::tx_packets,      &C::tx_errors,         &C::tx_dropped,
    &C::tx_overruns, &C::collisions,      &C::tx_carrier_errors, &C::tx_compressed};

std::span<const Column> columns_of(std::string_view heading) {
  if (heading.find("compressed") != std::string_view::npos) return kCompressed;
  if (heading.find("bytes") != std::string_view::npos) return kBytes;
  return kPackets;
}

/// Takes the name off a line. "lo:" ends it, and so does a blank; "lo:1:" is an alias (Linux 2.0),
/// while "lo:1 " is the byte counter that had no room for a blank before it.
std::string_view take_name(std::string_view& line) {
  std::size_t begin = 0;
  while (begin < line.size() && is_blank(line[begin])) ++begin;
  line.remove_prefix(begin);
  std::size_t end = 0;
  while (end < line.size() && !is_blank(line[end]) && line[end] != ':') ++end;
  if (end < line.size() && line[end] == ':') {
    std::size_t alias_end = end + 1;
    while (alias_end < line.size() && line[alias_end] >= '0' && line[alias_end] <= '9') ++alias_end;
    if (alias_end < line.size() && line[alias_end] == ':') end = alias_end;
  }
  const std::string_view name = line.substr(0, end);
  line.remove_prefix(end);
  if (!line.empty()) line.remove_prefix(1);
  return name.substr(0, kNameLimit);
}

}  // namespace

std::vector<DeviceRow> parse_net_dev(std::string_view text) {
  std::vector<DeviceRow> rows;
  std::map<std::string, std::size_t, std::less<>> positions;
  Lines lines(text, kLineLimit);
  lines.next();
  const auto heading = lines.next();
  if (!heading) return rows;
  const auto columns = columns_of(*heading);
  while (auto line = lines.next()) {
    const std::string_view name = take_name(*line);
    auto position = positions.find(name);
    if (position == positions.end()) {
      position = positions.emplace(name, rows.size()).first;
      rows.push_back({.name = std::string(name), .counters = {}});
    }
    DeviceCounters& counters = rows[position->second].counters;
    Scanner scanner(*line);
    for (const Column column : columns) {
      const auto value = scanner.counter();
      if (!value) break;
      counters.*column = *value;
    }
  }
  return rows;
}

}  // namespace bpfnetstat::procfs
