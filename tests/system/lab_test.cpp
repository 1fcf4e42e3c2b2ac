// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include "lab.h"
#include "raw.h"

// The lab by itself, without bpfnetstat: each scenario must move the kernel's counters by the
// predicted number, or a failure of the other tests would prove nothing.
namespace bpfnetstat::lab {
namespace {

/// Without the counter of cookies sent, which is no drop.
Counters drops_only(Counters counters) {
  counters.req_q_full_do_cookies = 0;
  return counters;
}

TEST(Lab, NamespaceHasItsOwnLoopbackCountersAndSysctls) {
  const Namespace one;
  const Namespace other;
  EXPECT_NE(one.inode(), other.inode());
  one.set("net/ipv4/tcp_syncookies", 0);
  one.set("net/core/somaxconn", 11);
  const Listener limited(one, {"127.0.0.1", 0}, {.backlog = 4096});
  const Listener unlimited(other, {"127.0.0.1", 0}, {.backlog = 1000});
  EXPECT_EQ(limited.accept_queue_limit(), 11u);
  EXPECT_EQ(unlimited.accept_queue_limit(), 1000u);
  EXPECT_EQ(one.counters(), Counters{});
}

TEST(Lab, NamespaceEndsWithItsProcessAndDescriptor) {
  pid_t resident = -1;
  {
    const Namespace brief;
    resident = brief.pid();
    EXPECT_EQ(kill(resident, 0), 0);
  }
  EXPECT_EQ(kill(resident, 0), -1);
}

TEST(Lab, NamedNamespaceIsKeptByItsMountOnly) {
  struct stat status {};
  {
    const Namespace named("lab named");
    EXPECT_EQ(named.pid(), -1);
    ASSERT_EQ(stat("/run/netns/lab named", &status), 0);
    EXPECT_EQ(status.st_ino, named.inode());
  }
  EXPECT_NE(stat("/run/netns/lab named", &status), 0);
}

class LabConnect : public testing::TestWithParam<int> {};

TEST_P(LabConnect, ClientsFillTheQueueAndTheRestAreDropped) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = GetParam()});
  Outcome outcome =
      overflow_by_connecting(where, {&listener}, loopback_sources(), listener.bound(), kAttempts);
  EXPECT_EQ(outcome.clients.size(), static_cast<std::size_t>(GetParam() + 1 + kAttempts));
  EXPECT_EQ(sum(outcome.dropped), 23u);
  EXPECT_EQ(outcome.dropped.size(), 23u);
  EXPECT_EQ(drops_only(where.counters()), (Counters{.listen_overflows = 23, .listen_drops = 23}));
  EXPECT_EQ(listener.sk_drops(), 23u);
  for (const Client& client : outcome.clients) {
    // None knocks a second time, or leaves its address to another.
    EXPECT_FALSE(client.unanswered());
    EXPECT_EQ(client.established(), !outcome.dropped.contains(client.local()));
    EXPECT_EQ(client.bound(), client.local());
  }
  outcome.abort_clients();
  EXPECT_EQ(where.counters().listen_drops, 23u);
}

INSTANTIATE_TEST_SUITE_P(, LabConnect, testing::Values(0, 1, 5, 128),
                         [](const auto& info) { return "Backlog" + std::to_string(info.param); });

TEST(Lab, EveryMemberOfAReuseportGroupFills) {
  const Namespace where;
  const std::vector<Listener> group = listen_group(where, {"127.0.0.1", 0}, 4);
  std::vector<const Listener*> members;
  for (const Listener& member : group) members.push_back(&member);
  const Outcome outcome =
      overflow_by_connecting(where, members, loopback_sources(), group.front().bound(), kAttempts);
  std::uint64_t sk_drops = 0;
  for (const Listener& member : group) {
    EXPECT_TRUE(member.full());
    sk_drops += member.sk_drops();
  }
  EXPECT_EQ(sk_drops, sum(outcome.dropped));
  EXPECT_EQ(where.counters().listen_drops, sum(outcome.dropped));
}

class LabRaw : public testing::TestWithParam<bool> {
 protected:
  At server_address() const { return {GetParam() ? Wire::kServerV6 : Wire::kServerV4, 0}; }

  Namespace where_;
  Wire wire_{where_};
};

TEST_P(LabRaw, SynAtAFullAcceptQueueIsCauseA) {
  const Listener listener(where_, server_address());
  RawClients clients(wire_, listener.bound());
  while (!listener.full()) ASSERT_TRUE(clients.handshake());
  for (int i = 0; i < kAttempts; ++i) EXPECT_FALSE(clients.syn());
  EXPECT_EQ(drops_only(where_.counters()), (Counters{.listen_overflows = 23, .listen_drops = 23}));
  EXPECT_EQ(listener.sk_drops(), 23u);
}

TEST_P(LabRaw, FinalAckAtAFullAcceptQueueIsCauseB) {
  const Listener listener(where_, server_address(), {.backlog = 128});
  RawClients clients(wire_, listener.bound());
  std::vector<At> pending;
  for (int i = 0; i < kAttempts; ++i) {
    ASSERT_TRUE(clients.syn());
    pending.push_back(clients.latest());
  }
  while (!listener.full()) ASSERT_TRUE(clients.handshake());
  for (const At& client : pending) EXPECT_FALSE(clients.ack(client));
  EXPECT_EQ(where_.counters(), (Counters{.listen_overflows = 23, .listen_drops = 23}));
  // Twice: for the connection, and for the segment that is thrown away.
  EXPECT_EQ(listener.sk_drops(), 46u);
}

TEST_P(LabRaw, FinalAckWithAbortOnOverflowIsAnsweredByAReset) {
  where_.set("net/ipv4/tcp_abort_on_overflow", 1);
  const Listener listener(where_, server_address(), {.backlog = 5});
  RawClients clients(wire_, listener.bound());
  ASSERT_TRUE(clients.syn());
  const At pending = clients.latest();
  while (!listener.full()) ASSERT_TRUE(clients.handshake());
  EXPECT_FALSE(clients.ack(pending));
  EXPECT_TRUE(eventually([&] { return wire_.reset_came(pending); }));
  EXPECT_EQ(where_.counters(), (Counters{.listen_overflows = 1, .listen_drops = 1}));
}

TEST_P(LabRaw, CookieAckAtAFullAcceptQueueIsCauseC) {
  where_.set("net/ipv4/tcp_syncookies", 2);
  const Listener listener(where_, server_address());
  RawClients clients(wire_, listener.bound());
  std::vector<At> answered;
  for (int i = 0; i < 6 + kAttempts; ++i) {
    ASSERT_TRUE(clients.syn());
    answered.push_back(clients.latest());
  }
  int accepted = 0;
  for (const At& client : answered) accepted += clients.ack(client) ? 1 : 0;
  EXPECT_EQ(accepted, 6);
  EXPECT_EQ(where_.counters(), (Counters{.listen_overflows = 23,
                                         .listen_drops = 23,
                                         .req_q_full_drop = 0,
                                         .req_q_full_do_cookies = 29}));
  EXPECT_EQ(listener.sk_drops(), 23u);
}

TEST_P(LabRaw, SynAtAFullSynQueueWithoutCookiesIsCauseD) {
  where_.set("net/ipv4/tcp_syncookies", 0);
  const Listener listener(where_, server_address());
  RawClients clients(wire_, listener.bound());
  // Kernels differ by one in what "full" means here.
  while (clients.syn()) {
  }
  for (int i = 1; i < kAttempts; ++i) EXPECT_FALSE(clients.syn());
  EXPECT_EQ(where_.counters(), (Counters{.listen_drops = 23, .req_q_full_drop = 23}));
  EXPECT_EQ(listener.sk_drops(), 23u);
}

TEST_P(LabRaw, SynInTheReservedQuarterOfTheSynBacklogIsCauseE) {
  where_.set("net/ipv4/tcp_syncookies", 0);
  where_.set("net/ipv4/tcp_max_syn_backlog", 16);
  const Listener listener(where_, server_address(), {.backlog = 128});
  RawClients clients(wire_, listener.bound());
  for (int i = 0; i < 13; ++i) ASSERT_TRUE(clients.syn());
  for (int i = 0; i < kAttempts; ++i) EXPECT_FALSE(clients.syn());
  EXPECT_EQ(where_.counters(), (Counters{.listen_drops = 23}));
  EXPECT_EQ(listener.sk_drops(), 23u);
}

TEST_P(LabRaw, RepeatedSynOfAPendingRequestMovesOnlyTheSocketsOwnCounter) {
  const Listener listener(where_, server_address());
  RawClients clients(wire_, listener.bound());
  ASSERT_TRUE(clients.syn());
  for (int i = 0; i < 7; ++i) clients.repeat_syn(clients.latest());
  EXPECT_TRUE(eventually([&] { return listener.sk_drops() == 7; })) << listener.sk_drops();
  EXPECT_EQ(where_.counters(), Counters{});
}

INSTANTIATE_TEST_SUITE_P(, LabRaw, testing::Bool(),
                         [](const auto& info) { return info.param ? "Ipv6" : "Ipv4"; });

TEST(Lab, FloodIsDroppedToTheLastSyn) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  const Outcome fill =
      overflow_by_connecting(where, {&listener}, loopback_sources(), listener.bound(), 0);
  Flood flood(where, listener.bound(), 0x7f01, 0);
  std::this_thread::sleep_for(100ms);
  const std::uint64_t sent = flood.stop();
  EXPECT_GT(sent, 1000u);
  EXPECT_TRUE(eventually([&] { return where.counters().listen_drops == sent; }))
      << where.counters().listen_drops << " dropped of " << sent;
  EXPECT_EQ(listener.sk_drops(), sent);
}

}  // namespace
}  // namespace bpfnetstat::lab
