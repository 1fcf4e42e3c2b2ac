// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>

#include "daemon/answers_clients.h"

namespace bpfnetstat::daemon {
namespace {

IpAddress client(std::uint32_t number) {
  IpAddress address{Family::ipv4, {}};
  for (std::size_t i = 0; i < 4; ++i)
    address.bytes[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  return address;
}

TEST(ReportClients, NamesTheHeaviestTenOfAListener) {
  ReportClients clients;
  for (std::uint32_t i = 1; i <= 23; ++i) {
    clients.add(7, client(i), i);
    clients.add(8, client(i), 1);
  }
  clients.add(7, client(5), 100);
  const auto heaviest = clients.heaviest(7);
  ASSERT_EQ(heaviest.size(), table::kTopPeers);
  EXPECT_EQ(heaviest[0], (PeerDrops{client(5), 105}));
  EXPECT_EQ(heaviest[1], (PeerDrops{client(23), 23}));
  EXPECT_EQ(heaviest[9], (PeerDrops{client(15), 15}));
  EXPECT_EQ(clients.known(7), 23u * 24 / 2 + 100);
  EXPECT_EQ(clients.known(8), 23u);
  EXPECT_EQ(clients.size(), 46u);
  EXPECT_EQ(clients.known(9), 0u);
  EXPECT_TRUE(clients.heaviest(9).empty());
}

// A thousand listeners and a flood from forged addresses, some clients of which are not forged.
TEST(ReportClients, StayWithinTheirBoundAndKeepTheHeaviest) {
  constexpr std::size_t kMost = 1024;
  constexpr std::uint64_t kListeners = 997;
  ReportClients clients(kMost);
  std::uint64_t forged = 0;
  for (std::uint32_t i = 0; i < 100'003; ++i) {
    clients.add(1 + i % kListeners, client(0x0a000000 + i), 1);
    if (i % kListeners == 0) ++forged;
    if (i % 100 == 0) clients.add(1, client(77), 1);
    ASSERT_LE(clients.size(), kMost);
  }
  EXPECT_EQ(clients.heaviest(1).at(0), (PeerDrops{client(77), 1001}));
  EXPECT_EQ(clients.known(1), forged + 1001);
}

TEST(ReportClients, KeepHalfWhereAllAreEqual) {
  ReportClients clients(100);
  for (std::uint32_t i = 0; i < 101; ++i) clients.add(7, client(i), 3);
  EXPECT_EQ(clients.size(), 51u);
  EXPECT_EQ(clients.known(7), 303u);
}

TEST(ReportClients, OfAClosedListenerAreThoseThatAreShown) {
  ReportClients clients;
  for (std::uint32_t i = 1; i <= 23; ++i) {
    clients.add(7, client(i), i);
    clients.add(8, client(i), i);
  }
  const auto shown = clients.heaviest(7);
  clients.forget_lesser([](std::uint64_t id) { return id == 7; });
  EXPECT_EQ(clients.size(), table::kTopPeers + 23);
  EXPECT_EQ(clients.heaviest(7), shown);
  EXPECT_EQ(clients.known(7), 23u * 24 / 2);
  clients.forget_listeners([](std::uint64_t id) { return id == 8; });
  EXPECT_EQ(clients.size(), table::kTopPeers);
  EXPECT_EQ(clients.known(8), 0u);
}

}  // namespace
}  // namespace bpfnetstat::daemon
