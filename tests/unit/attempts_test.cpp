// SPDX-License-Identifier: Apache-2.0
#include "table/attempts.h"

#include <gtest/gtest.h>

#include <cstdint>

// Whether a client that was dropped came back, and after how long, or never.
namespace bpfnetstat::table {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kListener = 23;

IpAddress v4(std::uint8_t last) {
  IpAddress address;
  address.bytes = {192, 0, 2, last};
  return address;
}

class AttemptsOf : public testing::Test {
 protected:
  static DropEvent drop(std::uint64_t time_ns, std::uint16_t port = 40001, std::uint8_t host = 1) {
    DropEvent event;
    event.time_ns = time_ns;
    event.listener_id = kListener;
    event.netns = 7;
    event.local = {v4(200), 8080};
    event.peer = v4(host);
    event.peer_port = port;
    return event;
  }
  static StateEvent connection(std::uint64_t time_ns, std::uint16_t port = 40001,
                               std::uint8_t host = 1) {
    StateEvent event;
    event.time_ns = time_ns;
    event.netns = 7;
    event.local = {v4(200), 8080};
    event.peer = {v4(host), port};
    event.old_state = TcpState::syn_recv;
    event.new_state = TcpState::established;
    event.role = Role::server;
    return event;
  }
  AttemptFigures figures() const { return attempts_.of_listener(kListener); }

  Attempts attempts_;
};

TEST_F(AttemptsOf, NobodyAreNone) {
  attempts_.look(kSecond);
  attempts_.apply(connection(kSecond));
  EXPECT_EQ(figures(), AttemptFigures{});
}

TEST_F(AttemptsOf, WhoeverComesBackWereDelayedSinceTheirFirstDrop) {
  attempts_.apply(drop(10 * kSecond, 40001));
  attempts_.apply(drop(10 * kSecond, 40002));
  attempts_.apply(drop(11 * kSecond, 40002));
  EXPECT_EQ(figures(), (AttemptFigures{.waiting = 2, .followed_drops = 3}));
  attempts_.apply(connection(11 * kSecond, 40001));
  attempts_.apply(connection(13 * kSecond, 40002));
  EXPECT_EQ(figures(), (AttemptFigures{.delayed = 2,
                                       .delay_ns = 4 * kSecond,
                                       .delay_max_ns = 3 * kSecond,
                                       .followed_drops = 3}));
  EXPECT_EQ(attempts_.followed(), 0U);
}

TEST_F(AttemptsOf, WhoeverFallsSilentAreLost) {
  attempts_.apply(drop(10 * kSecond));
  attempts_.look(14 * kSecond);
  EXPECT_EQ(figures(), (AttemptFigures{.waiting = 1, .followed_drops = 1}));
  attempts_.look(14 * kSecond + 1);
  EXPECT_EQ(figures(), (AttemptFigures{.lost = 1, .followed_drops = 1}));
}

// A client that has tried for seven seconds comes again after eight.
TEST_F(AttemptsOf, ThoseWhoHaveTriedForLongHaveMoreTime) {
  for (const std::uint64_t at : {0, 1, 3, 7}) attempts_.apply(drop((10 + at) * kSecond));
  attempts_.look((17 + 16) * kSecond);
  EXPECT_EQ(figures().waiting, 1U);
  attempts_.look((17 + 16) * kSecond + 1);
  EXPECT_EQ(figures().lost, 1U);
}

TEST_F(AttemptsOf, TheLostAreDelayedWhenTheyComeAfterAll) {
  attempts_.apply(drop(10 * kSecond));
  attempts_.look(20 * kSecond);
  EXPECT_EQ(figures().lost, 1U);
  attempts_.apply(drop(21 * kSecond));
  EXPECT_EQ(figures(), (AttemptFigures{.waiting = 1, .followed_drops = 2}));
  attempts_.look(60 * kSecond);
  EXPECT_EQ(figures().lost, 1U);
  attempts_.apply(connection(61 * kSecond));
  EXPECT_EQ(figures(), (AttemptFigures{.delayed = 1,
                                       .delay_ns = 51 * kSecond,
                                       .delay_max_ns = 51 * kSecond,
                                       .followed_drops = 2}));
}

TEST_F(AttemptsOf, NobodyComesBackAfterTheLastRetry) {
  attempts_.apply(drop(10 * kSecond));
  attempts_.look(10 * kSecond + Attempts::kForgottenNs + 1);
  EXPECT_EQ(attempts_.followed(), 0U);
  attempts_.apply(connection(200 * kSecond));
  EXPECT_EQ(figures(), (AttemptFigures{.lost = 1, .followed_drops = 1}));
}

TEST_F(AttemptsOf, OthersAreNotTheirs) {
  attempts_.apply(drop(10 * kSecond));
  attempts_.apply(connection(11 * kSecond, 40002));
  attempts_.apply(connection(11 * kSecond, 40001, 2));
  auto elsewhere = connection(11 * kSecond);
  elsewhere.netns = 8;
  attempts_.apply(elsewhere);
  auto other_port = connection(11 * kSecond);
  other_port.local.port = 8081;
  attempts_.apply(other_port);
  auto client = connection(11 * kSecond);
  client.role = Role::client;
  attempts_.apply(client);
  auto closing = connection(11 * kSecond);
  closing.new_state = TcpState::close;
  attempts_.apply(closing);
  EXPECT_EQ(figures(), (AttemptFigures{.waiting = 1, .followed_drops = 1}));
}

TEST_F(AttemptsOf, SeveralDropsOfOneClientAreFollowedTogether) {
  auto folded = drop(10 * kSecond);
  folded.count = 3;
  attempts_.apply(folded);
  attempts_.apply(folded);
  EXPECT_EQ(figures(), (AttemptFigures{.waiting = 1, .followed_drops = 6}));
}

TEST_F(AttemptsOf, FoldedClientsAreNotFollowed) {
  auto folded = drop(10 * kSecond);
  folded.peer_port.reset();
  folded.count = 23;
  attempts_.apply(folded);
  auto of_none = drop(10 * kSecond);
  of_none.listener_id = 0;
  attempts_.apply(of_none);
  EXPECT_EQ(figures(), AttemptFigures{});
  EXPECT_EQ(attempts_.followed(), 0U);
}

TEST_F(AttemptsOf, ACrowdAreFollowedAsFarAsThereIsRoom) {
  const auto come = [&](std::uint64_t time_ns, std::size_t number) {
    attempts_.apply(
        drop(time_ns, static_cast<std::uint16_t>(number), static_cast<std::uint8_t>(number >> 16)));
  };
  for (std::size_t i = 0; i < Attempts::kMost + 23; ++i) come(10 * kSecond, i);
  EXPECT_EQ(attempts_.followed(), Attempts::kMost);
  EXPECT_EQ(figures().followed_drops, Attempts::kMost);
  // The lost make room for those who come now, and stay lost.
  attempts_.look(20 * kSecond);
  for (std::size_t i = 0; i < 5; ++i) come(21 * kSecond, Attempts::kMost + 100 + i);
  EXPECT_EQ(attempts_.followed(), Attempts::kMost);
  EXPECT_EQ(figures(),
            (AttemptFigures{
                .lost = Attempts::kMost, .waiting = 5, .followed_drops = Attempts::kMost + 5}));
}

// One that is still within its long pause keeps nobody's place but its own.
TEST_F(AttemptsOf, APatientClientDoesNotKeepTheLostOnes) {
  const auto come = [&](std::uint64_t time_ns, std::size_t number) {
    attempts_.apply(
        drop(time_ns, static_cast<std::uint16_t>(number), static_cast<std::uint8_t>(number >> 16)));
  };
  come(10 * kSecond, 7);
  come(73 * kSecond, 7);
  for (std::size_t i = 0; i < Attempts::kMost - 1; ++i) come(73 * kSecond, 100 + i);
  attempts_.look(80 * kSecond);
  ASSERT_EQ(figures().waiting, 1U);
  for (std::size_t i = 0; i < 5; ++i) come(81 * kSecond, Attempts::kMost + 200 + i);
  EXPECT_EQ(figures().waiting, 6U);
  EXPECT_EQ(attempts_.followed(), Attempts::kMost);
}

TEST_F(AttemptsOf, ListenersAreForgottenWithTheirClients) {
  attempts_.apply(drop(10 * kSecond));
  auto other = drop(10 * kSecond, 40002);
  other.listener_id = 5;
  attempts_.apply(other);
  attempts_.forget_listeners([](std::uint64_t id) { return id == kListener; });
  EXPECT_EQ(figures(), AttemptFigures{});
  EXPECT_EQ(attempts_.of_listener(5).waiting, 1U);
  EXPECT_EQ(attempts_.followed(), 1U);
}

// Two records of one moment may come the other way round.
TEST_F(AttemptsOf, DelaysAreNeverNegative) {
  attempts_.apply(drop(11 * kSecond));
  attempts_.apply(connection(10 * kSecond));
  EXPECT_EQ(figures(), (AttemptFigures{.delayed = 1, .followed_drops = 1}));
}

}  // namespace
}  // namespace bpfnetstat::table
