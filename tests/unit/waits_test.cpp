// SPDX-License-Identifier: Apache-2.0
#include "model/waits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>

namespace bpfnetstat {
namespace {

/// As the kernel side counts them.
Waits waits_of(std::initializer_list<std::uint64_t> all_ns) {
  Waits waits;
  for (const auto wait_ns : all_ns) {
    std::size_t bucket = 0;
    for (auto us = wait_ns / 1000; us != 0; us >>= 1) ++bucket;
    ++waits.buckets[std::min(bucket, kWaitBuckets - 1)];
    ++waits.count;
    waits.sum_ns += wait_ns;
    waits.max_ns = std::max(waits.max_ns, wait_ns);
    waits.latest_ns.push_back(wait_ns);
  }
  return waits;
}

TEST(Waits, NoneHaveNoFigures) {
  EXPECT_EQ(percentile_us({}, 50), std::nullopt);
  EXPECT_EQ(wait_figures({}), std::nullopt);
}

TEST(Waits, OneIsEveryPercentileAndExact) {
  const auto figures = wait_figures(waits_of({50'000'000}));
  ASSERT_TRUE(figures);
  EXPECT_EQ(*figures, (WaitFigures{.count = 1,
                                   .at_least = 0,
                                   .p50_us = 50'000,
                                   .p90_us = 50'000,
                                   .p99_us = 50'000,
                                   .max_us = 50'000,
                                   .mean_us = 50'000,
                                   .latest_us = {50'000}}));
}

TEST(Waits, APercentileIsTheUpperBoundOfItsBucket) {
  // 3 us lie between 2 and 4, 100 between 64 and 128.
  const auto waits = waits_of({3'000, 3'000, 3'000, 100'000, 1'000'000});
  EXPECT_EQ(percentile_us(waits, 50), 4u);
  EXPECT_EQ(percentile_us(waits, 60), 4u);
  EXPECT_EQ(percentile_us(waits, 61), 128u);
  EXPECT_EQ(percentile_us(waits, 80), 128u);
  // The longest bounds it from above: its bucket ends at 1024.
  EXPECT_EQ(percentile_us(waits, 81), 1000u);
  EXPECT_EQ(percentile_us(waits, 100), 1000u);
  EXPECT_EQ(percentile_us(waits, 0), 4u);
}

TEST(Waits, OneAboveABoundIsInTheNextBucket) {
  EXPECT_EQ(percentile_us(waits_of({1'023'999, 9'000'000}), 50), 1024u);
  EXPECT_EQ(percentile_us(waits_of({1'024'000, 9'000'000}), 50), 2048u);
  EXPECT_EQ(percentile_us(waits_of({999, 9'000'000}), 50), 1u);
}

TEST(Waits, TheLastBucketHasNoBoundButTheLongest) {
  constexpr std::uint64_t kDaysNs = 30ull * 86'400 * 1'000'000'000;
  const auto waits = waits_of({kDaysNs});
  EXPECT_EQ(waits.buckets[kWaitBuckets - 1], 1u);
  EXPECT_EQ(percentile_us(waits, 50), kDaysNs / 1000);
}

// Of 100 one waited before we looked: nobody knows how long.
TEST(Waits, AreAtLeastWhereTheUnknownOnesMayReach) {
  Waits waits;
  waits.buckets[3] = 60;
  waits.buckets[5] = 40;
  waits.count = 100;
  waits.at_least = 1;
  waits.max_ns = 20'000;
  EXPECT_FALSE(may_be_higher(waits, 50));
  EXPECT_TRUE(may_be_higher(waits, 60)) << "one rank further up begins another bucket";
  EXPECT_FALSE(may_be_higher(waits, 99));
  EXPECT_TRUE(may_be_higher(waits, 100));
  waits.at_least = 10;
  EXPECT_FALSE(may_be_higher(waits, 50));
  EXPECT_TRUE(may_be_higher(waits, 51));
  EXPECT_FALSE(may_be_higher(waits, 90));
  EXPECT_TRUE(may_be_higher(waits, 91));
  waits.max_is_at_least = true;
  const auto figures = wait_figures(waits);
  ASSERT_TRUE(figures);
  EXPECT_FALSE(figures->p50_is_at_least);
  EXPECT_FALSE(figures->p90_is_at_least);
  EXPECT_TRUE(figures->p99_is_at_least);
  EXPECT_TRUE(figures->max_is_at_least);
  waits.at_least = 0;
  EXPECT_FALSE(may_be_higher(waits, 100));
  EXPECT_FALSE(may_be_higher({}, 50));
}

TEST(Waits, RanksDoNotOverflow) {
  Waits waits;
  waits.count = waits.buckets[1] = ~std::uint64_t{0} / 2;
  waits.buckets[3] = 1;
  waits.max_ns = 5'000;
  EXPECT_EQ(percentile_us(waits, 99), 2u);
  EXPECT_EQ(percentile_us(waits, 100), 5u);
}

TEST(Waits, AFigureMayBeAheadOfTheOthers) {
  // A program has counted one and not yet put it in its bucket.
  Waits waits;
  waits.count = 1;
  EXPECT_EQ(wait_figures(waits), std::nullopt);
  waits.count = 0;
  waits.buckets[2] = 1;
  EXPECT_EQ(wait_figures(waits), std::nullopt);
}

TEST(Waits, OfATimeAreTheDifferenceAndTheLongestIsKnownIfItIsTheLongestOfAll) {
  Waits then;
  then.count = then.buckets[3] = 1000;
  then.at_least = 5;
  then.sum_ns = 6'000'000;
  then.max_ns = 7'900;
  Waits now = then;
  EXPECT_EQ(percentile_us(waits_since(now, then), 50), std::nullopt);
  now.count += 23;
  now.buckets[2] += 20;
  now.buckets[3] += 3;
  now.sum_ns += 90'000;
  auto waits = waits_since(now, then);
  EXPECT_EQ(waits.count, 23u);
  EXPECT_EQ(waits.at_least, 0u);
  EXPECT_EQ(waits.sum_ns, 90'000u);
  EXPECT_EQ(percentile_us(waits, 50), 4u);
  EXPECT_EQ(percentile_us(waits, 99), 8u);
  EXPECT_EQ(waits.max_ns, 7'900u);  // The bound of its bucket is more than the longest of all.
  now.buckets[3] = then.buckets[3];
  EXPECT_EQ(waits_since(now, then).max_ns, 4'000u);
  now.buckets[10] = 1;
  now.max_ns = 777'000;
  EXPECT_EQ(waits_since(now, then).max_ns, 777'000u);
  // A listener's map may begin anew.
  EXPECT_EQ(waits_since(Waits(), then).count, 0u);
}

}  // namespace
}  // namespace bpfnetstat
