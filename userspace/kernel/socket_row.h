// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/types.h>

#include <cstdint>
#include <cstring>

#include "event.h"
#include "model/inet_socket.h"

/// A row of the listing of sockets as the views have it; pure. Inline: there are millions of rows.
namespace bpfnetstat::kernel {

/// Of USER_HZ, which is 100 wherever BPF runs.
inline constexpr std::uint64_t kUserTickNs = 10'000'000;

inline void set_endpoint(Endpoint& endpoint, Family family, const __u8 (&address)[16],
                         std::uint16_t port) {
  endpoint.address.family = family;
  // The rest of an IPv4 address is zero, as IpAddress wants it.
  std::memcpy(endpoint.address.bytes.data(), address, sizeof(address));
  endpoint.port = port;
}

/// Sets every field of `socket`, whatever it was before.
/// @param tick_ns a jiffy of this kernel.
inline void set_socket(InetSocket& socket, const bns_tcp_row& row, std::uint64_t tick_ns) {
  const Family family = row.family == BNS_IPV4 ? Family::ipv4 : Family::ipv6;
  set_endpoint(socket.local, family, row.local_address, row.local_port);
  set_endpoint(socket.remote, family, row.peer_address, row.peer_port);
  socket.state = row.state;
  socket.timer = row.timer;
  socket.tx_queue = row.tx_queue;
  socket.rx_queue = row.rx_queue;
  // As the kernel rounds it (jiffies_to_clock_t).
  socket.timer_ticks = row.timer_jiffies * tick_ns / kUserTickNs;
  socket.retransmits = row.retransmits;
  socket.probes = row.probes;
  socket.uid = row.uid;
  socket.inode = row.inode;
}

}  // namespace bpfnetstat::kernel
