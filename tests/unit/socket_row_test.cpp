// SPDX-License-Identifier: Apache-2.0
#include "kernel/socket_row.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

#include "event.h"
#include "model/inet_socket.h"

namespace bpfnetstat::kernel {
namespace {

constexpr std::uint64_t kJiffyNs = 4'000'000;  // CONFIG_HZ=250

bns_tcp_row row_of(bns_family family) {
  bns_tcp_row row{};
  for (std::uint8_t i = 0; i < (family == BNS_IPV4 ? 4 : 16); ++i) {
    row.local_address[i] = static_cast<std::uint8_t>(10 + i);
    row.peer_address[i] = static_cast<std::uint8_t>(110 + i);
  }
  row.local_port = 8080;
  row.peer_port = 40000;
  row.state = 1;
  row.timer = 2;
  row.retransmits = 3;
  row.probes = 4;
  row.tx_queue = 5;
  row.rx_queue = 6;
  row.uid = 7;
  row.family = family;
  row.timer_jiffies = 8;
  row.inode = 9;
  return row;
}

TEST(SocketRow, HasTheFieldsOfProcfs) {
  InetSocket socket;
  set_socket(socket, row_of(BNS_IPV4), kJiffyNs);
  EXPECT_EQ(to_string(socket.local), "10.11.12.13:8080");
  EXPECT_EQ(to_string(socket.remote), "110.111.112.113:40000");
  EXPECT_EQ(socket.state, 1);
  EXPECT_EQ(socket.timer, 2);
  EXPECT_EQ(socket.retransmits, 3U);
  EXPECT_EQ(socket.probes, 4U);
  EXPECT_EQ(socket.tx_queue, 5U);
  EXPECT_EQ(socket.rx_queue, 6U);
  EXPECT_EQ(socket.uid, 7U);
  // 32 ms are three ticks of 10 ms: what has begun does not count.
  EXPECT_EQ(socket.timer_ticks, 3U);
  EXPECT_EQ(socket.inode, 9U);
}

TEST(SocketRow, LeavesNothingOfTheRowBefore) {
  InetSocket socket;
  set_socket(socket, row_of(BNS_IPV6), kJiffyNs);
  EXPECT_EQ(to_string(socket.local), "[a0b:c0d:e0f:1011:1213:1415:1617:1819]:8080");
  EXPECT_EQ(socket.local.address.family, Family::ipv6);
  bns_tcp_row closed{};
  closed.family = BNS_IPV4;
  set_socket(socket, closed, kJiffyNs);
  EXPECT_EQ(socket.local, Endpoint());
  EXPECT_EQ(socket.remote, Endpoint());
  EXPECT_EQ(socket.timer_ticks, 0U);
  EXPECT_EQ(socket.inode, 0U);
}

TEST(SocketRow, CountsTicksOfAnyKernel) {
  bns_tcp_row row = row_of(BNS_IPV4);
  InetSocket socket;
  const auto ticks = [&](std::uint64_t jiffies, std::uint64_t jiffy_ns) {
    row.timer_jiffies = jiffies;
    set_socket(socket, row, jiffy_ns);
    return socket.timer_ticks;
  };
  EXPECT_EQ(ticks(15'000, 1'000'000), 1'500U);  // CONFIG_HZ=1000
  EXPECT_EQ(ticks(1'500, 10'000'000), 1'500U);  // 100
  EXPECT_EQ(ticks(4'500, 3'333'333), 1'499U);   // 300, which is no whole number
  // The longest timer, a keepalive of MAX_TCP_KEEPIDLE seconds.
  EXPECT_EQ(ticks(32'767'000, 1'000'000), 3'276'700U);
}

}  // namespace
}  // namespace bpfnetstat::kernel
