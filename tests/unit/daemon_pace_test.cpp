// SPDX-License-Identifier: Apache-2.0
#include "daemon/pace.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace bpfnetstat::daemon {
namespace {

TEST(Pace, LetsTheFirstDoItAtOnce) {
  EXPECT_EQ(Pace(4).next_ns(), 0u);
}

TEST(Pace, GivesWhoeverAsksWithoutEndItsShareAlone) {
  Pace pace(4);
  std::uint64_t now = 1'000'000, busy = 0;
  for (int i = 0; i < 23; ++i) {
    now = std::max(now, pace.next_ns());
    const auto began = now;
    now += 7'000 + 100 * static_cast<std::uint64_t>(i);
    busy += now - began;
    pace.spent(began, now);
  }
  EXPECT_EQ(pace.next_ns() - 1'000'000, 4 * busy);
}

TEST(Pace, KeepsNobodyWaitingWhoSeldomAsks) {
  Pace pace(4);
  pace.spent(1'000, 2'000);
  EXPECT_EQ(pace.next_ns(), 5'000u);
  pace.spent(50'000, 51'000);
  EXPECT_EQ(pace.next_ns(), 54'000u);
}

/// A daemon's loop in small: who may look does, each look takes a millisecond.
struct Looker {
  std::uint64_t now_ns = 1'000'000'000;
  int looks = 0;
  SharedLook shared{4};

  void ask(std::uint64_t who) {
    // What he is answered with must be younger than his question.
    shared.ask(who, [this, asked_ns = now_ns](const Status& status) {
      EXPECT_TRUE(status);
      EXPECT_GE(look_began_ns, asked_ns);
      ++answered;
    });
  }
  void turn() {
    if (!shared.is_wanted() || now_ns < shared.next_ns()) return;
    shared.take([this] { return now_ns; },
                [this] {
                  ++looks;
                  look_began_ns = now_ns;
                  now_ns += 1'000'000;
                  return Status{};
                });
  }

  int answered = 0;
  std::uint64_t look_began_ns = 0;
};

TEST(SharedLook, IsOneForAllWhoAskAtOnce) {
  Looker looker;
  for (std::uint64_t who = 0; who < 64; ++who) looker.ask(who);
  looker.turn();
  EXPECT_EQ(looker.looks, 1);
  EXPECT_EQ(looker.answered, 64);
  EXPECT_FALSE(looker.shared.is_wanted());
}

TEST(SharedLook, IsTakenAtOnceForWhoeverSeldomAsks) {
  Looker looker;
  for (int i = 0; i < 23; ++i) {
    looker.ask(7);
    looker.turn();
    EXPECT_EQ(looker.answered, i + 1);
    looker.now_ns += 3'000'000;
  }
}

TEST(SharedLook, LeavesThreeQuartersOfTheTimeHoweverManyAskWithoutEnd) {
  Looker looker;
  const auto began = looker.now_ns;
  while (looker.now_ns < began + 1'000'000'000) {
    for (std::uint64_t who = 0; who < 64; ++who) looker.ask(who);
    looker.turn();
    looker.now_ns += 10'000;
  }
  EXPECT_GT(looker.looks, 200);
  EXPECT_LE(looker.looks, 250);
}

TEST(SharedLook, AnswersNobodyWhoHasGone) {
  Looker looker;
  looker.ask(7);
  looker.ask(8);
  looker.shared.forget(7);
  looker.turn();
  EXPECT_EQ(looker.answered, 1);
}

}  // namespace
}  // namespace bpfnetstat::daemon
