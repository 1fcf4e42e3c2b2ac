// SPDX-License-Identifier: Apache-2.0
#include "daemon/missed_drops.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

// What the history is told of drops that no program saw: each once, whoever it is given to.
namespace bpfnetstat::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Gift = MissedDrops::Gift;
using Tally = MissedDrops::Tally;

constexpr std::uint64_t kNetns = 1001;
constexpr auto kFullSyn = DropCause::accept_queue_full_syn;

class Missed : public testing::Test {
 protected:
  std::vector<Tally> look(std::uint64_t missed, std::vector<Gift> gifts = {},
                          std::uint64_t netns = kNetns) {
    return missed_.look(netns, ++second_, missed, gifts);
  }

  MissedDrops missed_;
  std::int64_t second_ = 0;
};

TEST_F(Missed, AreNobodysWhenTwoLooksFoundThem) {
  EXPECT_THAT(look(0), IsEmpty());
  EXPECT_THAT(look(23), IsEmpty());
  EXPECT_THAT(look(30), ElementsAre(Tally{2, 0, DropCause::other, 23}));
  EXPECT_THAT(look(30), ElementsAre(Tally{3, 0, DropCause::other, 7}));
  EXPECT_THAT(look(30), IsEmpty());
}

TEST_F(Missed, AreNotWhatWasHalfWayAtOneLook) {
  EXPECT_THAT(look(23), IsEmpty());
  EXPECT_THAT(look(0), IsEmpty());
  EXPECT_THAT(look(5), IsEmpty());
  EXPECT_THAT(look(4), ElementsAre(Tally{3, 0, DropCause::other, 4}));
}

TEST_F(Missed, AreAListenersAtOnceAndOfTheSecondInWhichTheyWereFound) {
  EXPECT_THAT(look(23), IsEmpty());
  EXPECT_THAT(look(30, {{7, kFullSyn, 30}}),
              ElementsAre(Tally{1, 7, kFullSyn, 23}, Tally{2, 7, kFullSyn, 7}));
  EXPECT_THAT(look(30, {{7, kFullSyn, 30}}), IsEmpty());
}

// In a flood the listener's own counter runs ahead and accounts for them only when it is quiet.
TEST_F(Missed, AreToldOnceWhereTheirListenerIsFoundTooLate) {
  look(4000);
  EXPECT_THAT(look(4000), ElementsAre(Tally{1, 0, DropCause::other, 4000}));
  EXPECT_THAT(look(4000, {{7, kFullSyn, 4000}}), IsEmpty());
  EXPECT_THAT(look(4003, {{7, kFullSyn, 4003}}), ElementsAre(Tally{4, 7, kFullSyn, 3}));
}

TEST_F(Missed, AreToldOnceWhereTheyAreTakenBack) {
  EXPECT_THAT(look(4000, {{7, kFullSyn, 4000}}), ElementsAre(Tally{1, 7, kFullSyn, 4000}));
  // A SYN has come between the looks at the one and the other.
  for (int i = 0; i < 3; ++i) EXPECT_THAT(look(4000), IsEmpty());
  EXPECT_THAT(look(4000, {{7, kFullSyn, 4000}}), IsEmpty());
  // Under another name.
  EXPECT_THAT(look(4000, {{7, DropCause::other, 3900}, {8, kFullSyn, 100}}), IsEmpty());
  EXPECT_THAT(look(4002, {{7, kFullSyn, 3900}, {8, kFullSyn, 102}}),
              ElementsAre(Tally{7, 8, kFullSyn, 2}));
}

TEST_F(Missed, AreKeptByNamespace) {
  look(23);
  look(5, {}, kNetns + 1);
  EXPECT_THAT(look(23), ElementsAre(Tally{1, 0, DropCause::other, 23}));
  EXPECT_THAT(look(5, {}, kNetns + 1), ElementsAre(Tally{2, 0, DropCause::other, 5}));
  missed_.forget_namespace(kNetns);
  look(3);
  EXPECT_THAT(look(3), ElementsAre(Tally{5, 0, DropCause::other, 3}));
}

TEST_F(Missed, StayToldWhenTheirListenerIsForgotten) {
  look(23, {{7, kFullSyn, 23}});
  missed_.forget_listeners([](std::uint64_t id) { return id == 7; });
  EXPECT_THAT(look(23), IsEmpty());
  EXPECT_THAT(look(23), IsEmpty());
  // It listens again.
  EXPECT_THAT(look(25, {{7, kFullSyn, 2}}), ElementsAre(Tally{4, 7, kFullSyn, 2}));
}

// Given, taken back and shared out anew at random, with packets half-way now and then.
TEST_F(Missed, AddUpToWhatTheKernelCountedWhateverHappens) {
  for (const unsigned seed : {1U, 2U, 3U, 4U, 5U}) {
    MissedDrops book;
    std::mt19937 random(seed);
    std::uint64_t missed = 0;
    std::uint64_t told = 0;
    const auto take = [&](std::int64_t second, std::uint64_t seen, std::vector<Gift> gifts) {
      for (const Tally& tally : book.look(kNetns, second, seen, gifts)) {
        ASSERT_GT(tally.count, 0u);
        ASSERT_LE(tally.second, second);
        told += tally.count;
      }
      ASSERT_LE(told, missed);
    };
    for (std::int64_t second = 1; second <= 2000; ++second) {
      if (random() % 3 == 0) missed += random() % 23;
      const std::uint64_t first = missed == 0 ? 0 : random() % missed;
      const std::vector<Gift> gifts = {{7, kFullSyn, first}, {8, kFullSyn, missed - first}};
      const bool is_given = random() % 2 == 0;
      // Half-way at this look, and gone at the next.
      const bool is_half_way = !is_given && second % 2 == 0 && random() % 4 == 0;
      take(second, missed + (is_half_way ? 1 : 0), is_given ? gifts : std::vector<Gift>{});
    }
    take(2001, missed, {});
    take(2002, missed, {});
    EXPECT_EQ(told, missed) << seed;
  }
}

}  // namespace
}  // namespace bpfnetstat::daemon
