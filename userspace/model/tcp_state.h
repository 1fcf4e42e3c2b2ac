// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bpfnetstat {

/// TCP states with the kernel's numbers (include/net/tcp_states.h).
enum class TcpState : std::uint8_t {
  unknown = 0,
  established = 1,
  syn_sent = 2,
  syn_recv = 3,
  fin_wait1 = 4,
  fin_wait2 = 5,
  time_wait = 6,
  close = 7,
  close_wait = 8,
  last_ack = 9,
  listen = 10,
  closing = 11,
  new_syn_recv = 12,
};
inline constexpr std::size_t kTcpStates = 13;

/// The state as netstat spells it: "ESTABLISHED", "SYN_RECV", "FIN_WAIT1", "CLOSE", ...;
/// "UNKNOWN" for numbers outside the enum. NEW_SYN_RECV is spelled SYN_RECV, as in /proc/net/tcp.
std::string_view to_string(TcpState state);

}  // namespace bpfnetstat
