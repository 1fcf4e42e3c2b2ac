// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/address.h"
#include "model/tcp_state.h"
#include "procfs/proc.h"

namespace bpfnetstat::procfs {

/// One row of /proc/net/tcp or tcp6.
struct TcpRow {
  Endpoint local;
  Endpoint remote;
  TcpState state = TcpState::unknown;
  /// LISTEN: always 0. Else bytes written and not yet acknowledged.
  std::uint32_t tx_queue = 0;
  /// LISTEN: connections waiting in the accept queue. Else bytes not yet read.
  std::uint32_t rx_queue = 0;
  uid_t uid = 0;
  std::uint64_t inode = 0;  ///< 0 where no process owns it (TIME_WAIT, requests, orphans).
  /// An IPv6 socket on an IPv4-mapped local address; both endpoints stay as IPv6 here.
  bool mapped = false;

  bool operator==(const TcpRow&) const = default;
};

/// The IPv4 address inside an IPv4-mapped one (::ffff:a.b.c.d, RFC 4291 section 2.5.5.2).
std::optional<IpAddress> mapped_ipv4(const IpAddress& address);

/// Parses /proc/net/tcp (Family::ipv4) or tcp6 (net/ipv4/tcp_ipv4.c, net/ipv6/tcp_ipv6.c). A row
/// is complete when all fields up to the inode are there and something follows the inode, newline
/// at the end or not; any other row is an error with its line number.
Result<std::vector<TcpRow>> parse_net_tcp(std::string_view text, Family family);

/// Reads the sockets in the network namespace of `pid`, or of the calling thread. A kernel
/// without IPv6 has no IPv6 rows.
Result<std::vector<TcpRow>> read_net_tcp(const Proc& proc, Family family,
                                         std::optional<pid_t> pid = std::nullopt);

}  // namespace bpfnetstat::procfs
