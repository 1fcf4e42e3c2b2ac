// SPDX-License-Identifier: Apache-2.0
#include "daemon/queue_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace bpfnetstat::daemon {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using State = QueueBook::State;

HistoryListener nginx() {
  HistoryListener who;
  who.comm = "nginx";
  return who;
}

bool always(std::uint64_t) {
  return true;
}

TEST(QueueBook, SaysHowAMinuteWent) {
  QueueBook book;
  book.look(7, {2, 5, 10, 100});
  book.at_drop(7, 6);
  book.look(7, {3, 5, 33, 110});
  const auto samples = book.end_minute();
  ASSERT_THAT(samples, SizeIs(1));
  EXPECT_EQ(samples[0].id, 7u);
  EXPECT_FALSE(samples[0].who);
  EXPECT_EQ(samples[0].sample.longest, 6u);
  EXPECT_EQ(samples[0].sample.last, 3u);
  EXPECT_EQ(samples[0].sample.limit, 5u);
  EXPECT_EQ(samples[0].sample.drops, 33u);
  EXPECT_EQ(samples[0].sample.accepted, 110u);
  book.look(7, {1, 5, 34, 110});
  const auto next = book.end_minute();
  ASSERT_THAT(next, SizeIs(1));
  EXPECT_EQ(next[0].sample.longest, 3u) << "as the minute began";
  EXPECT_EQ(next[0].sample.drops, 1u);
  EXPECT_EQ(next[0].sample.accepted, 0u);
  EXPECT_EQ(book.longest(7), 6u);
}

TEST(QueueBook, ALongestThatArrivalsToldIsOfTheMinuteInWhichItRose) {
  QueueBook book;
  book.look(7, {.accept_queue = 1, .accept_queue_limit = 128, .peak = 23});
  EXPECT_EQ(book.longest(7), 23u);
  auto samples = book.end_minute();
  ASSERT_THAT(samples, SizeIs(1));
  EXPECT_EQ(samples[0].sample.longest, 23u);
  // It stands, and the next minute had nothing like it.
  book.look(7, {.accept_queue = 2, .accept_queue_limit = 128, .accepted = 40, .peak = 23});
  samples = book.end_minute();
  ASSERT_THAT(samples, SizeIs(1));
  EXPECT_EQ(samples[0].sample.longest, 2u);
  book.look(7, {.accept_queue = 2, .accept_queue_limit = 128, .accepted = 41, .peak = 24});
  samples = book.end_minute();
  ASSERT_THAT(samples, SizeIs(1));
  EXPECT_EQ(samples[0].sample.longest, 24u);
  EXPECT_EQ(book.longest(7), 24u);
}

TEST(QueueBook, AListenerThatClosesTellsItsLongest) {
  QueueBook book;
  book.look_at_closed(7, {.accept_queue_limit = 128, .peak = 23}, nginx());
  EXPECT_EQ(book.longest(7), 23u);
}

// Whoever ends at any moment has all but what came since the last piece.
TEST(QueueBook, TellsOfAMinutePieceByPiece) {
  QueueBook book;
  book.look(7, {2, 5, 10, 100});
  const auto first = book.take_changes();
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(first[0].sample.longest, 2u);
  EXPECT_EQ(first[0].sample.drops, 10u);
  EXPECT_EQ(first[0].sample.accepted, 100u);
  book.look(7, {2, 5, 10, 100});
  EXPECT_THAT(book.take_changes(), IsEmpty());
  book.at_drop(7, 6);
  book.look(7, {1, 5, 13, 104});
  const auto second = book.take_changes();
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(second[0].sample.longest, 6u);
  EXPECT_EQ(second[0].sample.last, 1u);
  EXPECT_EQ(second[0].sample.drops, 3u);
  EXPECT_EQ(second[0].sample.accepted, 4u);
  book.look(7, {0, 5, 13, 104});
  const auto third = book.take_changes();
  ASSERT_THAT(third, SizeIs(1));
  EXPECT_EQ(third[0].sample.longest, 6u) << "of the minute";
  EXPECT_EQ(third[0].sample.last, 0u);
  EXPECT_EQ(third[0].sample.drops, 0u);
  EXPECT_THAT(book.end_minute(), IsEmpty());
  // Another minute, in which nothing happens.
  EXPECT_THAT(book.take_changes(), IsEmpty());
  EXPECT_THAT(book.end_minute(), IsEmpty());
}

TEST(QueueBook, TellsOfAQueueThatStandsOnceAMinute) {
  QueueBook book;
  for (int minute = 0; minute < 3; ++minute) {
    for (int second = 0; second < 3; ++second) {
      book.look(7, {2, 5, 0, 0});
      EXPECT_THAT(book.take_changes(), SizeIs(second == 0 ? 1 : 0));
    }
    EXPECT_THAT(book.end_minute(), IsEmpty());
  }
}

TEST(QueueBook, TellsOfSoManyAtOnceAndOfEachInTurn) {
  QueueBook book;
  constexpr std::uint64_t kListeners = 3 * QueueBook::kMostAtOnce / 2;
  std::vector<std::uint64_t> told(kListeners);
  std::uint64_t drops = 0;
  const auto take = [&](const std::vector<QueueBook::Sample>& samples) {
    for (const auto& [id, who, sample] : samples) {
      ++told[id];
      drops += sample.drops;
    }
  };
  for (std::uint64_t second = 1; second <= 4; ++second) {
    for (std::uint64_t id = 0; id < kListeners; ++id) book.look(id, {0, 5, second, 0});
    const auto samples = book.take_changes();
    EXPECT_THAT(samples, SizeIs(QueueBook::kMostAtOnce));
    take(samples);
  }
  EXPECT_THAT(told, testing::Each(testing::AllOf(testing::Ge(2u), testing::Le(3u))));
  take(book.end_minute());
  EXPECT_EQ(drops, 4 * kListeners);
}

TEST(QueueBook, HasNothingToSayWhereNothingHappened) {
  QueueBook book;
  book.look(7, {0, 5, 0, 0});
  EXPECT_THAT(book.take_changes(), IsEmpty());
  EXPECT_THAT(book.end_minute(), IsEmpty());
  EXPECT_EQ(book.longest(7), 0u);
  EXPECT_FALSE(book.longest(8));
}

// It is let go of two seconds after it closed, long before the minute is over.
TEST(QueueBook, KeepsTheLastMinuteOfAListenerThatCloses) {
  QueueBook book;
  book.look(7, {4, 5, 19, 0});
  EXPECT_THAT(book.take_changes(), SizeIs(1));
  book.look_at_closed(7, {4, 5, 42, 0}, nginx());
  book.forget(always);
  EXPECT_FALSE(book.longest(7));
  const auto samples = book.take_changes();
  ASSERT_THAT(samples, SizeIs(1));
  ASSERT_TRUE(samples[0].who);
  EXPECT_EQ(samples[0].who->comm, "nginx");
  EXPECT_EQ(samples[0].sample.longest, 4u);
  EXPECT_EQ(samples[0].sample.drops, 23u);
  EXPECT_THAT(book.end_minute(), IsEmpty());
}

// Opened and closed between two looks.
TEST(QueueBook, KeepsTheMinuteOfOneThatWasSeenClosedAlone) {
  QueueBook book;
  book.look_at_closed(7, {0, 5, 0, 11}, nginx());
  book.look_at_closed(8, {0, 5, 0, 0}, nginx());
  book.forget(always);
  const auto samples = book.end_minute();
  ASSERT_THAT(samples, SizeIs(1));
  EXPECT_EQ(samples[0].sample.accepted, 11u);
}

// One with drops stays for an hour, but its queue does not.
TEST(QueueBook, RepeatsNoQueueOfOneThatIsClosed) {
  QueueBook book;
  book.look(7, {6, 5, 23, 0});
  book.look_at_closed(7, {6, 5, 23, 0}, nginx());
  EXPECT_THAT(book.end_minute(), SizeIs(1));
  book.look_at_closed(7, {6, 5, 23, 0}, nginx());
  EXPECT_THAT(book.end_minute(), IsEmpty());
  book.forget(always);
  EXPECT_THAT(book.end_minute(), IsEmpty());
}

TEST(QueueBook, TakesOneThatListensAgainForOpen) {
  QueueBook book;
  book.look_at_closed(7, {0, 5, 1, 0}, nginx());
  book.look(7, {3, 9, 1, 0});
  const auto samples = book.end_minute();
  ASSERT_THAT(samples, SizeIs(1));
  EXPECT_FALSE(samples[0].who);
  EXPECT_EQ(samples[0].sample.longest, 3u);
  EXPECT_EQ(samples[0].sample.limit, 9u);
}

}  // namespace
}  // namespace bpfnetstat::daemon
