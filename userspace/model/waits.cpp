// SPDX-License-Identifier: Apache-2.0
#include "model/waits.h"

#include <algorithm>
#include <numeric>

namespace bpfnetstat {

namespace {

/// Not `count`: programs add to it and to a bucket one after the other.
std::uint64_t in_buckets(const Waits& waits) {
  return std::accumulate(waits.buckets.begin(), waits.buckets.end(), std::uint64_t{0});
}

std::uint64_t rank_of(std::uint64_t total, unsigned percent) {
  return std::max<std::uint64_t>(1, total / 100 * percent + (total % 100 * percent + 99) / 100);
}

/// The bucket of the rank'th shortest.
std::size_t bucket_of(const Waits& waits, std::uint64_t rank) {
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < kWaitBuckets; ++i) {
    so_far += waits.buckets[i];
    if (so_far >= rank) return i;
  }
  return kWaitBuckets - 1;
}

}  // namespace

Waits waits_since(const Waits& now, const Waits& then) {
  const auto less = [](std::uint64_t a, std::uint64_t b) { return a > b ? a - b : 0; };
  Waits waits;
  waits.count = less(now.count, then.count);
  waits.at_least = less(now.at_least, then.at_least);
  waits.sum_ns = less(now.sum_ns, then.sum_ns);
  waits.last_ns = now.last_ns;
  for (std::size_t i = 0; i < kWaitBuckets; ++i) {
    waits.buckets[i] = less(now.buckets[i], then.buckets[i]);
    if (waits.buckets[i] == 0) continue;
    waits.max_ns = now.max_ns;
    waits.max_is_at_least = now.max_is_at_least;
    if (now.max_ns <= then.max_ns && i + 1 < kWaitBuckets)
      waits.max_ns = std::min(now.max_ns, (std::uint64_t{1} << i) * 1000);
  }
  return waits;
}

std::optional<std::uint64_t> percentile_us(const Waits& waits, unsigned percent) {
  const auto total = in_buckets(waits);
  if (total == 0) return std::nullopt;
  const auto longest_us = (waits.max_ns + 999) / 1000;
  const auto bucket = bucket_of(waits, rank_of(total, percent));
  if (bucket == kWaitBuckets - 1) return longest_us;
  return std::min(std::uint64_t{1} << bucket, longest_us);
}

bool may_be_higher(const Waits& waits, unsigned percent) {
  const auto total = in_buckets(waits);
  if (waits.at_least == 0 || total == 0) return false;
  // The rank'th shortest of all is at most the rank'th of those that are known, and that one at
  // most as far up among all as there are unknown ones.
  const auto rank = rank_of(total, percent);
  if (rank + waits.at_least > total) return true;
  return bucket_of(waits, rank) != bucket_of(waits, rank + waits.at_least);
}

std::optional<WaitFigures> wait_figures(const Waits& waits) {
  const auto p50_us = percentile_us(waits, 50);
  if (!p50_us || waits.count == 0) return std::nullopt;
  WaitFigures figures;
  figures.count = waits.count;
  figures.at_least = waits.at_least;
  figures.p50_us = *p50_us;
  figures.p90_us = *percentile_us(waits, 90);
  figures.p99_us = *percentile_us(waits, 99);
  figures.max_us = (waits.max_ns + 999) / 1000;
  figures.mean_us = waits.sum_ns / waits.count / 1000;
  figures.p50_is_at_least = may_be_higher(waits, 50);
  figures.p90_is_at_least = may_be_higher(waits, 90);
  figures.p99_is_at_least = may_be_higher(waits, 99);
  figures.max_is_at_least = waits.max_is_at_least;
  for (const auto wait_ns : waits.latest_ns) figures.latest_us.push_back(wait_ns / 1000);
  return figures;
}

}  // namespace bpfnetstat
