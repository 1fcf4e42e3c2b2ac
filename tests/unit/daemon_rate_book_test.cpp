// SPDX-License-Identifier: Apache-2.0
#include "daemon/rate_book.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

// How fast connections come and are taken: of the last ten to twenty seconds.
namespace bpfnetstat::daemon {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kId = 77;

TEST(Rates, AreNotKnownOfOneLook) {
  RateBook book;
  EXPECT_EQ(book.rates(kId), std::nullopt);
  book.look(kId, {23, 5}, kSecond);
  EXPECT_EQ(book.rates(kId), std::nullopt);
  book.look(kId, {23, 5}, kSecond);
  EXPECT_EQ(book.rates(kId), std::nullopt);
}

TEST(Rates, AreOfAllTheTimeAtFirstAndThenOfTheLatest) {
  RateBook book;
  for (std::uint64_t second = 0; second <= 60; ++second) {
    // One a second for half a minute, then three.
    const auto arrived = second <= 30 ? second : 30 + 3 * (second - 30);
    book.look(kId, {arrived, second}, (100 + second) * kSecond);
    if (second != 7 && second != 19 && second != 20) continue;
    const auto over = second == 20 ? 10 : second;
    EXPECT_EQ(book.rates(kId),
              (QueueRates{.arrived = over, .accepted = over, .over_ns = over * kSecond}));
  }
  EXPECT_EQ(book.rates(kId), (QueueRates{.arrived = 30, .accepted = 10, .over_ns = 10 * kSecond}));
}

TEST(Rates, OfOneThatOpenedAreKnownAtTheFirstLook) {
  RateBook book;
  book.look(kId, {23, 5}, 3 * kSecond, 2 * kSecond);
  EXPECT_EQ(book.rates(kId), (QueueRates{.arrived = 23, .accepted = 5, .over_ns = kSecond}));
  book.look(kId, {24, 24}, 4 * kSecond, 2 * kSecond);
  EXPECT_EQ(book.rates(kId), (QueueRates{.arrived = 24, .accepted = 24, .over_ns = 2 * kSecond}));
  // Long ago: of the latest ten seconds.
  book.look(kId, {24, 24}, 12 * kSecond, 2 * kSecond);
  book.look(kId, {29, 25}, 22 * kSecond, 2 * kSecond);
  EXPECT_EQ(book.rates(kId), (QueueRates{.arrived = 5, .accepted = 1, .over_ns = 10 * kSecond}));
}

TEST(Rates, BeginAnewWithTheListener) {
  RateBook book;
  book.look(kId, {1000, 1000}, kSecond);
  book.look(kId, {1, 0}, 2 * kSecond);
  EXPECT_EQ(book.rates(kId), std::nullopt);
  book.look(kId, {6, 5}, 3 * kSecond);
  EXPECT_EQ(book.rates(kId), (QueueRates{.arrived = 5, .accepted = 5, .over_ns = kSecond}));
}

TEST(Rates, WhatWasTakenUnseenMayTurnOutNotToBeTakenYet) {
  RateBook book;
  book.look(kId, {5, 5}, 3 * kSecond, 2 * kSecond);
  book.look(kId, {6, 6}, 4 * kSecond, 2 * kSecond);
  book.look(kId, {6, 5}, 5 * kSecond, 2 * kSecond);
  EXPECT_EQ(book.rates(kId), (QueueRates{.arrived = 6, .accepted = 6, .over_ns = 3 * kSecond}));
  book.look(kId, {7, 7}, 6 * kSecond, 2 * kSecond);
  EXPECT_EQ(book.rates(kId), (QueueRates{.arrived = 7, .accepted = 7, .over_ns = 4 * kSecond}));
}

TEST(Rates, AreForgottenWithTheListener) {
  RateBook book;
  for (const std::uint64_t id : {kId, kId + 1}) {
    book.look(id, {0, 0}, kSecond);
    book.look(id, {1, 1}, 2 * kSecond);
  }
  book.forget([](std::uint64_t id) { return id == kId; });
  EXPECT_EQ(book.rates(kId), std::nullopt);
  EXPECT_TRUE(book.rates(kId + 1));
}

}  // namespace
}  // namespace bpfnetstat::daemon
