// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon_lab.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// SYN cookies by the listener that sent them; the kernel counts them by namespace.
namespace bpfnetstat::lab {
namespace {

/// So many SYNs for one listener, each of a client of its own.
struct Syns {
  const char* server;
  const Listener* listener;
  std::uint64_t count;
};

/// One for each in turn, so that no two in a row are for the same listener while others remain.
/// @return the client of the last.
At send_in_turn(Wire& wire, const std::vector<Syns>& all) {
  At last;
  int client = 0;
  bool is_over = false;
  for (std::uint64_t round = 0; !is_over; ++round) {
    is_over = true;
    for (const Syns& syns : all) {
      if (round >= syns.count) continue;
      is_over = false;
      const std::string server = syns.server;
      last = Wire::client(server.find(':') != std::string::npos, client++);
      wire.send_syn(last, {server, syns.listener->port()});
    }
    // Reads what has come: the far end does not hold the answers to all.
    (void)wire.syn_ack_came(last);
  }
  return last;
}

std::uint64_t cookies_of(const Daemon& daemon, const Listener& listener) {
  return daemon.listener(listener).number("cookies_sent");
}

TEST(Cookies, AreCountedByListener) {
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  where.set("net/ipv4/tcp_syncookies", 2);
  Wire wire(where);
  const Listener v4(where, {Wire::kServerV4, 0});
  const Listener v6(where, {Wire::kServerV6, 0});
  const Listener dual(where, {"::", 0}, {.v6only = false});
  const auto group = listen_group(where, {Wire::kServerV4, 0}, 2);
  send_in_turn(wire, {{Wire::kServerV4, &v4, 5},
                      {Wire::kServerV6, &v6, 7},
                      {Wire::kServerV4, &dual, 23},
                      {Wire::kServerV6, &dual, 1},
                      {Wire::kServerV4, &group[0], 129}});
  ASSERT_TRUE(eventually([&] { return where.syncookies_sent() == 165; }))
      << where.syncookies_sent();
  EXPECT_EQ(cookies_of(daemon, v4), 5u);
  EXPECT_EQ(cookies_of(daemon, v6), 7u);
  EXPECT_EQ(cookies_of(daemon, dual), 24u);
  EXPECT_EQ(cookies_of(daemon, group[0]) + cookies_of(daemon, group[1]), 129u);
}

TEST(Cookies, AreNotThoseBeforeNorTheSynsThatFindRoom) {
  const Namespace where;
  where.set("net/ipv4/tcp_syncookies", 2);
  Wire wire(where);
  const Listener one(where, {Wire::kServerV4, 0}, {.backlog = 8});
  const Listener other(where, {Wire::kServerV4, 0}, {.backlog = 16});
  send_in_turn(wire, {{Wire::kServerV4, &one, 3}});
  ASSERT_TRUE(eventually([&] { return where.syncookies_sent() == 3; }));
  const Folder folder;
  const Daemon daemon(folder);
  const Listener roomy(where, {Wire::kServerV4, 0}, {.backlog = 64});
  // From now on only where the SYN queue is full.
  where.set("net/ipv4/tcp_syncookies", 1);
  const At last = send_in_turn(
      wire,
      {{Wire::kServerV4, &one, 23}, {Wire::kServerV4, &roomy, 19}, {Wire::kServerV4, &other, 129}});
  ASSERT_TRUE(eventually([&] { return wire.syn_ack_came(last); }));
  const std::uint64_t of_one = cookies_of(daemon, one);
  const std::uint64_t of_other = cookies_of(daemon, other);
  EXPECT_EQ(of_one + of_other, where.syncookies_sent() - 3);
  // Some kernels let one more into the SYN queue than the backlog says.
  EXPECT_TRUE(of_one == 23 - 8 || of_one == 23 - 9) << of_one;
  EXPECT_EQ(of_other - of_one, (129u - 16) - (23 - 8));
  EXPECT_EQ(cookies_of(daemon, roomy), 0u);
  // Who was answered with a cookie is no drop.
  EXPECT_EQ(daemon.listener(one).number("drops_total"), 0u);
}

}  // namespace
}  // namespace bpfnetstat::lab
