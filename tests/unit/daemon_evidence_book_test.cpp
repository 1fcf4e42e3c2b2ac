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
  book.see(kId, {holder(23, 'S', 18)}, kBegin + 4 * kSecond);
  EXPECT_EQ(still(book), std::nullopt);
  book.see(kId, {holder(23, 'R', 18)}, kBegin + 5 * kSecond);  // It runs now.
  EXPECT_EQ(still(book), std::nullopt);
  book.see(kId, {holder(23, 'S', 18)}, kBegin + 6 * kSecond);
  EXPECT_EQ(still(book), kSecond);
  // Another thread has nothing to do with it.
  book.see(kId, {holder(29, 'S', 18)}, kBegin + 7 * kSecond);
  EXPECT_EQ(still(book), std::nullopt);
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
  EXPECT_TRUE(book.wants_settings(kId));
  EXPECT_FALSE(book.has_syn_drops(kId));
  book.set(kId, {.somaxconn = 4096, .abort_on_overflow = 1, .cookies_sent = 100}, std::nullopt);
  EXPECT_FALSE(book.wants_settings(kId));
  auto more = dropped(kBegin);
  more.cause = DropCause::syn_queue_full;
  book.drop(more, 0, kBegin);
  EXPECT_TRUE(book.wants_settings(kId));  // Figures that move.
  EXPECT_TRUE(book.has_syn_drops(kId));
  book.set(kId, {.somaxconn = 4096, .abort_on_overflow = 0, .cookies_sent = 123}, 129);
  book.set(kId, {.somaxconn = 4096, .abort_on_overflow = 0, .cookies_sent = 123}, 3);
  const auto facts = facts_of(book, kBegin);
  EXPECT_EQ(facts.somaxconn, 4096u);
  EXPECT_EQ(facts.abort_on_overflow, false);
  EXPECT_EQ(facts.cookies_sent, 23u);
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
