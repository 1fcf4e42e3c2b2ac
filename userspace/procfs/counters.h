// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "procfs/proc.h"

namespace bpfnetstat::procfs {

struct Counter {
  std::string name;         ///< "ListenOverflows"
  std::uint64_t value = 0;  ///< A negative one (Tcp MaxConn: -1) in two's complement.

  bool operator==(const Counter&) const = default;
};

struct CounterGroup {
  std::string name;  ///< "TcpExt"
  std::vector<Counter> counters;

  bool operator==(const CounterGroup&) const = default;
};

/// The SNMP counters of one network namespace, in the kernel's order.
struct Counters {
  std::vector<CounterGroup> groups;

  /// std::nullopt where this kernel has no such counter.
  std::optional<std::uint64_t> find(std::string_view group, std::string_view name) const;
};

/// Parses pairs of lines "Group: name...", "Group: value..." (net/ipv4/proc.c). A pair that does
/// not match, a value that is no number and a text that does not end in a newline (its last value
/// may have lost digits) are errors with the line number. Pairs of one group that follow each
/// other are one group: IcmpMsg is printed 16 counters at a time.
Result<Counters> parse_counters(std::string_view text);

enum class CounterFile {
  netstat,  ///< TcpExt, IpExt, MPTcpExt.
  snmp,     ///< Ip, Icmp, IcmpMsg, Tcp, Udp, UdpLite.
};

/// Reads the counters of the network namespace of `pid`, or of the calling thread.
Result<Counters> read_counters(const Proc& proc, CounterFile file,
                               std::optional<pid_t> pid = std::nullopt);

}  // namespace bpfnetstat::procfs
