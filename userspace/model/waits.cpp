// SPDX-License-Identifier: Apache-2.0
#include "model/waits.h"

#include <algorithm>
#include <numeric>

namespace bpfnetstat {

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
    if (now.max_ns <= then.max_ns && i + 1 < kWaitBuckets)
      waits.max_ns = std::min(now.max_ns, (std::uint64_t{1} << i) * 1000);
  }
  return waits;
}

std::optional<std::uint64_t> percentile_us(const Waits& waits, unsigned percent) {
  // Not `count`: programs add to it and to a bucket one after the other.
  const auto total = std::accumulate(waits.buckets.begin(), waits.buckets.end(), std::uint64_t{0});
  if (total == 0) return std::nullopt;
  const auto rank =
      std::max<std::uint64_t>(1, total / 100 * percent + (total % 100 * percent + 99) / 100);
  const auto longest_us = (waits.max_ns + 999) / 1000;
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i + 1 < kWaitBuckets; ++i) {
    so_far += waits.buckets[i];
    if (so_far >= rank) return std::min(std::uint64_t{1} << i, longest_us);
  }
  return longest_us;
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
  for (const auto wait_ns : waits.latest_ns) figures.latest_us.push_back(wait_ns / 1000);
  return figures;
}

}  // namespace bpfnetstat
