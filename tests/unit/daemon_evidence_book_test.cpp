// SPDX-License-Identifier: Apache-2.0
#include "daemon/evidence_book.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace bpfnetstat::daemon {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kBegin = 1000 * kSecond;
constexpr std::uint64_t kId = 7;

IpAddress client(std::uint8_t number) {
  return {Family::ipv4, {10, 0, 0, number}};
}

EvidenceBook::Drop dropped(std::uint64_t time_ns, std::uint64_t id = kId) {
  return {.id = id,
          .cause = DropCause::accept_queue_full_syn,
          .client = client(1),
          .accept_queue = 6,
          .accept_queue_limit = 5,
          .time_ns = time_ns};
}

/// A book with a drop at kBegin.
EvidenceBook begun() {
  EvidenceBook book;
  book.drop(dropped(kBegin), 0, kBegin);
  return book;
}

VerdictFacts facts_of(const EvidenceBook& book, std::uint64_t now_ns, std::uint64_t id = kId,
                      bool shares_address = false) {
  auto facts = book.facts(id, shares_address, now_ns);
  EXPECT_TRUE(facts);
  return facts.value_or(VerdictFacts());
}

HolderState holder(pid_t pid, char state, std::uint64_t switches) {
  HolderState one;
  one.process = {pid, "server"};
  one.threads_total = 1;
  one.threads = {{.tid = pid, .state = state, .switches = switches}};
  return one;
}

std::optional<std::uint64_t> still(const EvidenceBook& book) {
  return facts_of(book, kBegin).holders.value().at(0).threads.at(0).still_ns;
}

bool has_run(const EvidenceBook& book) {
  return facts_of(book, kBegin).holders.value().at(0).threads.at(0).has_run;
}

TEST(EvidenceBook, KnowsNothingOfAListenerThatDropsNothing) {
  EvidenceBook book;
  book.arrive(kId);
  book.look(kId, {.length = 6, .limit = 5}, 0, kBegin);
  book.see(kId, {holder(23, 'T', 1)}, kBegin);
  EXPECT_FALSE(book.facts(kId, false, kBegin));
  EXPECT_FALSE(book.wants_holders(kId, kBegin));
  EXPECT_TRUE(book.open_windows().empty());
}

TEST(EvidenceBook, AddsUpTheDropsOfAWindow) {
  EvidenceBook book = begun();
  auto more = dropped(kBegin + 2 * kSecond);
  more.cause = DropCause::syn_queue_full;
  more.count = 22;
  more.client = client(2);
  more.accept_queue = 3;
  book.drop(more, 0, kBegin + 3 * kSecond);
  const auto facts = facts_of(book, kBegin + 5 * kSecond);
  EXPECT_EQ(total(facts.drops), 23u);
  EXPECT_EQ(overflows(facts.drops), 1u);
  EXPECT_EQ(facts.span_ns, 2 * kSecond);
  EXPECT_EQ(facts.quiet_ns, 3 * kSecond);
  EXPECT_EQ(facts.clients, 2u);
  EXPECT_EQ(facts.peak, 6u);
  EXPECT_EQ(facts.accept_queue, 3u);
  EXPECT_EQ(facts.accept_queue_limit, 5u);
  EXPECT_EQ(facts.somaxconn, std::nullopt);
  EXPECT_EQ(facts.accepted, std::nullopt);  // Before the first look.
}

// Those that were folded come later than the last that was not.
TEST(EvidenceBook, TakesDropsOutOfOrderAndWithoutATime) {
  EvidenceBook book = begun();
  book.drop(dropped(kBegin + kSecond), 0, kBegin + kSecond);
  book.drop(dropped(kBegin - kSecond), 0, kBegin + 2 * kSecond);
  EvidenceBook::Drop unfolded{.id = kId, .count = 5};
  book.drop(unfolded, 0, kBegin + 3 * kSecond);
  const auto facts = facts_of(book, kBegin + 3 * kSecond);
  EXPECT_EQ(total(facts.drops), 8u);
  EXPECT_EQ(facts.span_ns, 2 * kSecond);
  EXPECT_EQ(facts.quiet_ns, 2 * kSecond);
}

TEST(EvidenceBook, CountsClientsUpToMany) {
  EvidenceBook book;
  for (std::size_t i = 0; i < kManyClients; ++i) {
    auto drop = dropped(kBegin);
    drop.client = client(static_cast<std::uint8_t>(i));
    book.drop(drop, 0, kBegin);
    book.drop(drop, 0, kBegin);
  }
  EXPECT_EQ(facts_of(book, kBegin).clients, kManyClients);
  EXPECT_FALSE(facts_of(book, kBegin).has_more_clients);
  auto drop = dropped(kBegin);
  drop.client = client(255);
  book.drop(drop, 0, kBegin);
  EXPECT_EQ(facts_of(book, kBegin).clients, kManyClients);
  EXPECT_TRUE(facts_of(book, kBegin).has_more_clients);
}

TEST(EvidenceBook, AWindowIsOverWhenItIsQuietAndTheQueueHasRoom) {
  EvidenceBook book = begun();
  const auto end = kBegin + EvidenceBook::kQuietNs;
  book.look(kId, {.length = 0, .limit = 5}, 0, end - 1);
  EXPECT_EQ(book.open_windows().size(), 1u);
  book.look(kId, {.length = 6, .limit = 5}, 0, end);  // Nobody knocks, but nobody accepts either.
  EXPECT_EQ(book.open_windows().size(), 1u);
  book.look(kId, {.length = 4, .limit = 5}, 0, end + 1);
  EXPECT_TRUE(book.open_windows().empty());
  // From now on it stays as it is.
  book.arrive(kId);
  book.look(kId, {.length = 0, .limit = 5}, 0, end + kSecond);
  const auto facts = facts_of(book, end + kSecond);
  EXPECT_EQ(facts.accept_queue, 4u);
  EXPECT_EQ(facts.arrived, 0u);
  EXPECT_EQ(facts.observed_ns, EvidenceBook::kQuietNs + 1);
  EXPECT_EQ(total(facts.drops), 1u);
  // The next drop begins another; one whose time nobody knows does not.
  book.drop({.id = kId, .count = 5}, 0, end + 2 * kSecond);
  EXPECT_EQ(total(facts_of(book, end).drops), 1u);
  book.drop(dropped(end + 2 * kSecond), 0, end + 2 * kSecond);
  EXPECT_EQ(facts_of(book, end + 2 * kSecond).span_ns, 0u);
  EXPECT_EQ(facts_of(book, end + 2 * kSecond).looks, 0u);
}

TEST(EvidenceBook, LooksThatFollowEachOtherAtOnceCountOnce) {
  EvidenceBook book = begun();
  book.look(kId, {.length = 6, .limit = 5}, 0, kBegin);
  book.look(kId, {.length = 0, .limit = 5}, 0, kBegin + EvidenceBook::kLookPauseNs - 1);
  EXPECT_EQ(facts_of(book, kBegin).looks, 1u);
  EXPECT_EQ(facts_of(book, kBegin).looks_full, 1u);
  EXPECT_EQ(facts_of(book, kBegin).accept_queue, 0u);
  book.look(kId, {.length = 1, .limit = 5}, 0, kBegin + EvidenceBook::kLookPauseNs);
  EXPECT_EQ(facts_of(book, kBegin).looks, 2u);
  EXPECT_EQ(facts_of(book, kBegin).looks_full, 1u);
}

TEST(EvidenceBook, WhatArrivedAndWaitsNoMoreWasAccepted) {
  EvidenceBook book = begun();  // Six wait.
  for (int i = 0; i < 23; ++i) book.arrive(kId);
  book.look(kId, {.length = 4, .limit = 5}, 0, kBegin + kSecond);
  EXPECT_EQ(facts_of(book, kBegin).arrived, 23u);
  EXPECT_EQ(facts_of(book, kBegin).accepted, 25u);
  // A look may be ahead of arrivals that are told later: what has left stays gone.
  book.look(kId, {.length = 6, .limit = 5}, 0, kBegin + 2 * kSecond);
  EXPECT_EQ(facts_of(book, kBegin).accepted, 25u);
  // Of a group it is not known whose they were.
  EXPECT_EQ(facts_of(book, kBegin, kId, true).arrived, std::nullopt);
  EXPECT_EQ(facts_of(book, kBegin, kId, true).accepted, std::nullopt);
}

TEST(EvidenceBook, AHookOnArrivalsKnowsBetter) {
  EvidenceBook book = begun();
  book.arrive(kId);
  book.look(kId, {.length = 6, .limit = 5, .arrived = 1000}, 0, kBegin + kSecond);
  book.look(kId, {.length = 6, .limit = 5, .arrived = 1023}, 0, kBegin + 2 * kSecond);
  EXPECT_EQ(facts_of(book, kBegin).arrived, 23u);
  // A crowd came before the counter was read.
  for (int i = 0; i < 29; ++i) book.arrive(kId);
  EXPECT_EQ(facts_of(book, kBegin).arrived, 30u);
  EXPECT_EQ(facts_of(book, kBegin).arrived_over_ns, 2 * kSecond);
  // Also of a member of a group.
  EXPECT_EQ(facts_of(book, kBegin, kId, true).arrived, 23u);
}

TEST(EvidenceBook, AHookOnAcceptKnowsBetter) {
  EvidenceBook book = begun();
  book.arrive(kId);
  book.look(kId, {.length = 6, .limit = 5, .accepted = 1000}, 0, kBegin);
  EXPECT_EQ(facts_of(book, kBegin).accepted, 0u);
  book.look(kId, {.length = 6, .limit = 5, .accepted = 1019}, 0, kBegin + kSecond);
  EXPECT_EQ(facts_of(book, kBegin).accepted, 19u);
  EXPECT_EQ(facts_of(book, kBegin, kId, true).accepted, 19u);
}

// The first look may be a second after the first drop, or later.
TEST(EvidenceBook, WhatIsCountedIsCountedFromTheFirstReadOfTheCountersOn) {
  EvidenceBook book = begun();
  EXPECT_TRUE(book.wants_counters(kId));
  EXPECT_FALSE(book.wants_counters(kId + 1));
  book.look(kId, {.length = 6, .limit = 5, .accepted = 100, .arrived = 200}, 0, kBegin + kSecond);
  EXPECT_FALSE(book.wants_counters(kId));
  book.look(kId, {.length = 6, .limit = 5, .accepted = 108, .arrived = 210}, 0,
            kBegin + 3 * kSecond);
  auto facts = facts_of(book, kBegin + 3 * kSecond);
  EXPECT_EQ(facts.observed_ns, 3 * kSecond);
  EXPECT_EQ(facts.accepted, 8u);
  EXPECT_EQ(facts.accepted_over_ns, 2 * kSecond);
  EXPECT_EQ(facts.arrived, 10u);
  EXPECT_EQ(facts.arrived_over_ns, 2 * kSecond);
  // They may be read at the drop itself, which is no look at the queue.
  book = begun();
  book.count(kId, {.accepted = 100, .arrived = 200}, kBegin + 1);
  EXPECT_EQ(facts_of(book, kBegin).looks, 0u);
  EXPECT_EQ(facts_of(book, kBegin).accept_queue, 6u);
  book.look(kId, {.length = 6, .limit = 5, .accepted = 104, .arrived = 204}, 0,
            kBegin + 1 + kSecond);
  facts = facts_of(book, kBegin + kSecond);
  EXPECT_EQ(facts.accepted, 4u);
  EXPECT_EQ(facts.accepted_over_ns, kSecond);
  // What transitions and the queue's length tell is told from the drop on.
  book = begun();
  book.look(kId, {.length = 6, .limit = 5}, 0, kBegin + kSecond);
  facts = facts_of(book, kBegin + kSecond);
  EXPECT_EQ(facts.accepted, 0u);
  EXPECT_EQ(facts.accepted_over_ns, kSecond);
  EXPECT_EQ(facts.arrived_over_ns, kSecond);
}

TEST(EvidenceBook, WhatIsAcceptedUnseenCountsOnceItIsNoLongerOnItsWay) {
  EvidenceBook book = begun();
  const auto look = [&](std::uint64_t accepted, std::uint64_t unseen) {
    book.look(kId, {.length = 6, .limit = 5, .accepted = accepted, .accepted_unseen = unseen}, 0,
              kBegin);
    return facts_of(book, kBegin).accepted;
  };
  EXPECT_EQ(look(100, 50), 0u);
  EXPECT_EQ(look(100, 51), 0u);  // It may be on its way.
  EXPECT_EQ(look(101, 50), 1u);  // It was.
  EXPECT_EQ(look(101, 73), 1u);
  EXPECT_EQ(look(101, 74), 24u);
  EXPECT_EQ(look(101, 70), 24u);  // Never less.
}

TEST(EvidenceBook, WaitsAreThoseOfTheWindow) {
  Waits quick;
  quick.count = quick.buckets[3] = 1750;
  quick.max_ns = 5'000'000'000;
  quick.buckets[23] = 1;  // One of five seconds, long ago.
  ++quick.count;
  Waits then = quick;
  then.count += 23;
  then.buckets[21] = 23;  // From 1.05 s to below 2.1 s.
  EvidenceBook book = begun();
  book.look(kId, {.length = 6, .limit = 5, .waits = quick}, 0, kBegin);
  EXPECT_FALSE(facts_of(book, kBegin).waits);
  book.look(kId, {.length = 6, .limit = 5, .waits = then}, 0, kBegin + kSecond);
  auto waits = facts_of(book, kBegin).waits;
  ASSERT_TRUE(waits);
  EXPECT_EQ(waits->p50_us, 1U << 21);
  EXPECT_EQ(waits->p99_us, 1U << 21);
  EXPECT_EQ(waits->max_us, 1U << 21);
  // Of some it is not known how long they had waited before.
  then.at_least = 23;
  book.look(kId, {.length = 6, .limit = 5, .waits = then}, 0, kBegin + kSecond);
  EXPECT_FALSE(facts_of(book, kBegin).waits);
  // Of a listener that had accepted nothing all are.
  book = begun();
  book.look(kId, {.length = 6, .limit = 5}, 0, kBegin);
  book.look(kId, {.length = 6, .limit = 5, .waits = quick}, 0, kBegin + kSecond);
  waits = facts_of(book, kBegin).waits;
  ASSERT_TRUE(waits);
  EXPECT_EQ(waits->p50_us, 8u);
  EXPECT_EQ(waits->max_us, 5'000'000u);
}

TEST(EvidenceBook, ARoomyQueueIsOneThatWasSeenSoAfterTheLastDrop) {
  EvidenceBook book = begun();
  const auto at = [&](std::uint64_t ms) { return kBegin + ms * 1'000'000; };
  book.look(kId, {.length = 3, .limit = 5}, 0, at(300));
  EXPECT_EQ(facts_of(book, kBegin).roomy_after_ns, std::nullopt);
  EXPECT_EQ(facts_of(book, kBegin).looks_roomy, 0u);
  book.look(kId, {.length = 2, .limit = 5}, 0, at(600));
  book.look(kId, {.length = 0, .limit = 5}, 0, at(900));
  EXPECT_EQ(facts_of(book, kBegin).roomy_after_ns, 600'000'000u);
  EXPECT_EQ(facts_of(book, kBegin).looks_roomy, 2u);
  // Told late: it came before that look, though after the first one.
  book.drop(dropped(at(500)), 0, at(950));
  EXPECT_EQ(facts_of(book, kBegin).roomy_after_ns, 100'000'000u);
  book.drop(dropped(at(1000)), 0, at(1000));
  EXPECT_EQ(facts_of(book, kBegin).roomy_after_ns, std::nullopt);
}

TEST(EvidenceBook, TheLargestBurstIsBetweenTwoLooksThatFoundRoom) {
  EvidenceBook book = begun();
  const auto at = [&](std::uint64_t ms) { return kBegin + ms * 1'000'000; };
  const auto burst = [&](std::uint64_t ms, std::uint64_t count) {
    auto drop = dropped(at(ms));
    drop.count = count;
    book.drop(drop, 0, at(ms));
  };
  burst(1, 9);
  EXPECT_EQ(facts_of(book, kBegin).most_overflows, 10u);
  for (std::uint64_t i = 1; i < 10; ++i) {
    book.look(kId, {.length = 0, .limit = 5}, 0, at(1000 * i));
    burst(1000 * i + 500, 10);
  }
  EXPECT_EQ(total(facts_of(book, kBegin).drops), 100u);
  EXPECT_EQ(facts_of(book, kBegin).most_overflows, 10u);
  // A look that finds it half full ends no burst.
  book.look(kId, {.length = 3, .limit = 5}, 0, at(10'000));
  burst(10'500, 3);
  EXPECT_EQ(facts_of(book, kBegin).most_overflows, 13u);
  // What is told after a look that it came before belongs to the burst before.
  book.look(kId, {.length = 0, .limit = 5}, 0, at(11'000));
  burst(10'900, 4);
  EXPECT_EQ(facts_of(book, kBegin).most_overflows, 17u);
  burst(11'500, 16);
  EXPECT_EQ(facts_of(book, kBegin).most_overflows, 17u);
  // Other drops are no sign of a short queue.
  auto other = dropped(at(11'600));
  other.cause = DropCause::no_memory;
  other.count = 23;
  book.drop(other, 0, at(11'600));
  EXPECT_EQ(facts_of(book, kBegin).most_overflows, 17u);
}

TEST(EvidenceBook, OfTheOthersOfAGroupWhatCameAndWasTakenInTheWindow) {
  EvidenceBook book;
  book.look_at_member(kId, 9, 1, 1);  // No window.
  book = begun();
  EXPECT_TRUE(facts_of(book, kBegin).group.empty());
  book.look_at_member(kId, 9, 1000, 900);
  book.look_at_member(kId, 11, 50, 50);
  book.look_at_member(kId, 9, 1023, 907);
  book.look_at_member(kId, 9, 1023, 906);  // Never less.
  const auto group = facts_of(book, kBegin).group;
  ASSERT_EQ(group.size(), 2u);
  EXPECT_EQ(group[0].id, 9u);
  EXPECT_EQ(group[0].arrived, 23u);
  EXPECT_EQ(group[0].accepted, 7u);
  EXPECT_EQ(group[1].arrived, 0u);
  for (std::uint64_t member = 100; member < 200; ++member) book.look_at_member(kId, member, 0, 0);
  EXPECT_EQ(facts_of(book, kBegin).group.size(), EvidenceBook::kMostMembers);
}

TEST(EvidenceBook, ManyCookiesWithinASecondBeginAWindow) {
  EvidenceBook book;
  book.look_at_cookies(kId, 0, 0, kBegin);
  book.look_at_cookies(kId, kManyCookies - 1, 0, kBegin);
  book.look_at_cookies(kId, kManyCookies, 0, kBegin + kSecond);
  EXPECT_TRUE(book.empty());
  // However often somebody looks within it.
  book.look_at_cookies(kId, 3 * kManyCookies / 2, 0, kBegin + kSecond + kSecond / 2);
  EXPECT_TRUE(book.empty());
  book.look_at_cookies(kId, 2 * kManyCookies, 5, kBegin + 2 * kSecond - 1);
  EXPECT_EQ(book.open_windows(), std::vector<std::uint64_t>{kId});
  EXPECT_TRUE(book.has_syn_drops(kId));
  // From now on, as connections are.
  const auto look = [&](std::uint64_t cookies, std::uint64_t now_ns) {
    book.look(kId, {.length = 0, .limit = 5, .arrived = 7, .cookies_sent = cookies}, 5, now_ns);
    return facts_of(book, now_ns);
  };
  EXPECT_EQ(look(2 * kManyCookies, kBegin + 2 * kSecond).cookies_sent, 0u);
  const auto facts = look(1000, kBegin + 3 * kSecond);
  EXPECT_EQ(facts.cookies_sent, 1000 - 2 * kManyCookies);
  EXPECT_EQ(facts.arrived, 0u);
  EXPECT_EQ(total(facts.drops), 0u);
  // A drop begins its own window, and the cookies stay.
  book.drop(dropped(kBegin + 4 * kSecond), 5, kBegin + 4 * kSecond);
  EXPECT_EQ(facts_of(book, kBegin + 4 * kSecond).span_ns, 0u);
  EXPECT_EQ(facts_of(book, kBegin + 4 * kSecond).cookies_sent, 1000 - 2 * kManyCookies);
  EXPECT_EQ(look(1023, kBegin + 5 * kSecond).cookies_sent, 1023 - 2 * kManyCookies);
  // It is over when neither comes.
  look(1023, kBegin + 4 * kSecond + EvidenceBook::kQuietNs);
  EXPECT_TRUE(book.open_windows().empty());
}

// Of a flood from invented addresses drops are told together, without their times.
TEST(EvidenceBook, ADropWithoutATimeBeginsItsOwnWindowAfterCookies) {
  EvidenceBook book;
  book.look_at_cookies(kId, 0, 0, kBegin);
  book.look_at_cookies(kId, kManyCookies, 0, kBegin + kSecond / 2);
  ASSERT_FALSE(book.empty());
  book.look_at_cookies(kId, 3 * kManyCookies, 0, kBegin + 100 * kSecond);
  book.drop({.id = kId, .count = 5}, 0, kBegin + 100 * kSecond);
  const auto facts = facts_of(book, kBegin + 101 * kSecond);
  EXPECT_EQ(total(facts.drops), 5u);
  EXPECT_EQ(facts.quiet_ns, kSecond);
}

TEST(EvidenceBook, WhereTransitionsWereLostArrivalsAreNotKnown) {
  EvidenceBook book;
  book.drop(dropped(kBegin), 5, kBegin);
  book.look(kId, {.length = 6, .limit = 5}, 5, kBegin);
  EXPECT_EQ(facts_of(book, kBegin).arrived, 0u);
  book.look(kId, {.length = 6, .limit = 5}, 6, kBegin + kSecond);
  EXPECT_EQ(facts_of(book, kBegin).arrived, std::nullopt);
  EXPECT_EQ(facts_of(book, kBegin).accepted, std::nullopt);
}

TEST(EvidenceBook, WantsHoldersWhileTheQueueIsFullAndNotTooOften) {
  EvidenceBook book = begun();
  EXPECT_TRUE(book.wants_holders(kId, kBegin));
  book.see(kId, {holder(23, 'S', 1)}, kBegin);
  EXPECT_FALSE(book.wants_holders(kId, kBegin + EvidenceBook::kLookPauseNs - 1));
  EXPECT_TRUE(book.wants_holders(kId, kBegin + EvidenceBook::kLookPauseNs));
  book.look(kId, {.length = 4, .limit = 5}, 0, kBegin);
  EXPECT_FALSE(book.wants_holders(kId, kBegin + EvidenceBook::kLookPauseNs));
}

TEST(EvidenceBook, AThreadThatHasNotLeftACpuSinceHasNotRun) {
  EvidenceBook book = begun();
  book.see(kId, {holder(23, 'S', 17)}, kBegin);
  EXPECT_EQ(still(book), std::nullopt);
  book.see(kId, {holder(23, 'S', 17)}, kBegin + kSecond);
  EXPECT_EQ(still(book), kSecond);
  book.see(kId, {holder(23, 'S', 17)}, kBegin + 3 * kSecond);
  EXPECT_EQ(still(book), 3 * kSecond);
  EXPECT_FALSE(has_run(book));
  book.see(kId, {holder(23, 'S', 18)}, kBegin + 4 * kSecond);
  EXPECT_EQ(still(book), std::nullopt);
  EXPECT_TRUE(has_run(book));
  book.see(kId, {holder(23, 'R', 18)}, kBegin + 5 * kSecond);  // It runs now.
  EXPECT_EQ(still(book), std::nullopt);
  book.see(kId, {holder(23, 'S', 18)}, kBegin + 6 * kSecond);
  EXPECT_EQ(still(book), kSecond);
  // Another thread has nothing to do with it, and that it was not seen before is no run.
  book.see(kId, {holder(29, 'S', 18)}, kBegin + 7 * kSecond);
  EXPECT_EQ(still(book), std::nullopt);
  EXPECT_FALSE(has_run(book));
}

// A server that had nothing to do has not run either.
TEST(EvidenceBook, OnlyTheTimeCountsInWhichTheQueueWasFull) {
  EvidenceBook book = begun();
  book.see(kId, {holder(23, 'S', 17)}, kBegin);
  book.look(kId, {.length = 0, .limit = 5}, 0, kBegin + kSecond);
  book.drop(dropped(kBegin + 5 * kSecond), 0, kBegin + 5 * kSecond);
  book.see(kId, {holder(23, 'S', 17)}, kBegin + 5 * kSecond);
  EXPECT_EQ(still(book), std::nullopt);
}

TEST(EvidenceBook, SettingsAndRequestsThatAreHalfOpen) {
  EvidenceBook book = begun();
  EXPECT_TRUE(book.wants_settings(kId, kBegin));
  EXPECT_FALSE(book.has_syn_drops(kId));
  book.set(kId, {.somaxconn = 4096, .abort_on_overflow = 1}, std::nullopt, kBegin);
  EXPECT_EQ(facts_of(book, kBegin).abort_on_overflow, true);
  // They may be changed while the window is open.
  const auto stale = kBegin + EvidenceBook::kSettingsFreshNs;
  EXPECT_FALSE(book.wants_settings(kId, stale - 1));
  EXPECT_TRUE(book.wants_settings(kId, stale));
  auto more = dropped(kBegin);
  more.cause = DropCause::syn_queue_full;
  book.drop(more, 0, kBegin);
  EXPECT_TRUE(book.wants_settings(kId, kBegin));  // Figures that move.
  EXPECT_TRUE(book.has_syn_drops(kId));
  book.set(kId, {.somaxconn = 4096, .abort_on_overflow = 0}, 129, kBegin);
  book.set(kId, {.somaxconn = 4096, .abort_on_overflow = 0}, 3, kBegin);
  const auto facts = facts_of(book, kBegin);
  EXPECT_EQ(facts.somaxconn, 4096u);
  EXPECT_EQ(facts.abort_on_overflow, false);
  EXPECT_EQ(facts.half_open, 129u);
  EXPECT_EQ(facts.syncookies, std::nullopt);
}

TEST(EvidenceBook, OfAListenerThatClosesTheLatestStays) {
  EvidenceBook book = begun();
  book.see(kId, {holder(23, 'T', 17)}, kBegin);
  book.close(kId);
  EXPECT_TRUE(book.open_windows().empty());
  EXPECT_EQ(facts_of(book, kBegin).accept_queue, std::nullopt);
  EXPECT_TRUE(facts_of(book, kBegin).holders);
  book.forget([](std::uint64_t id) { return id == kId; });
  EXPECT_TRUE(book.empty());
}

TEST(EvidenceBook, HasABoundAndLetsGoOfTheOneThatWasQuietLongest) {
  EvidenceBook book;
  for (std::uint64_t id = 1; id <= EvidenceBook::kMostWindows; ++id)
    book.drop(dropped(kBegin + id, id), 0, kBegin + id);
  book.drop(dropped(kBegin + 5 * kSecond, 1), 0, kBegin + 5 * kSecond);
  book.drop(dropped(kBegin + 6 * kSecond, 4711), 0, kBegin + 6 * kSecond);
  EXPECT_EQ(book.open_windows().size(), EvidenceBook::kMostWindows);
  EXPECT_TRUE(book.facts(1, false, kBegin));
  EXPECT_FALSE(book.facts(2, false, kBegin));
  EXPECT_TRUE(book.facts(4711, false, kBegin));
}

TEST(EvidenceBook, EveryListenerHasItsTurn) {
  EvidenceBook book;
  for (const std::uint64_t id : {3, 5, 7}) book.drop(dropped(kBegin, id), 0, kBegin);
  EXPECT_EQ(book.open_windows(), (std::vector<std::uint64_t>{3, 5, 7}));
  EXPECT_EQ(book.open_windows(3), (std::vector<std::uint64_t>{5, 7, 3}));
  EXPECT_EQ(book.open_windows(4), (std::vector<std::uint64_t>{5, 7, 3}));
  EXPECT_EQ(book.open_windows(7), (std::vector<std::uint64_t>{3, 5, 7}));
}

}  // namespace
}  // namespace bpfnetstat::daemon
