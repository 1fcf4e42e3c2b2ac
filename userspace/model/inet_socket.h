// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "model/address.h"

namespace bpfnetstat {

/// One IP socket as a row of /proc/net/{tcp,udp,udplite,raw}[6] has it (proc_pid_net(5), seq_show
/// functions in net/ipv4/tcp_ipv4.c, udp.c, raw.c).
struct InetSocket {
  Endpoint local;  ///< A raw socket's "port" is its IP protocol number.
  Endpoint remote;
  /// The kernel's number (include/net/tcp_states.h); 7 (TCP_CLOSE) for UDP that is not connected.
  std::uint8_t state = 0;
  /// Which timer runs: 0 none, 1 retransmission, 2 keepalive, 3 TIME_WAIT, 4 zero window probe.
  std::uint8_t timer = 0;
  std::uint32_t tx_queue = 0;     ///< Bytes not acknowledged; LISTEN: 0.
  std::uint32_t rx_queue = 0;     ///< Bytes not read; LISTEN: length of the accept queue.
  std::uint64_t timer_ticks = 0;  ///< Until the timer expires, in ticks of USER_HZ.
  std::uint32_t retransmits = 0;
  std::uint32_t probes = 0;  ///< Zero window or keepalive probes unanswered ("timeout").
  uid_t uid = 0;
  std::uint64_t inode = 0;  ///< 0 where no process owns it (TIME_WAIT, requests, orphans).
};

/// A descriptor of a process that refers to a socket.
struct SocketOwner {
  std::uint64_t inode = 0;
  pid_t pid = 0;
  int fd = -1;
};

}  // namespace bpfnetstat
