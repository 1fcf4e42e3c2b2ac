// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

/// How long connections waited in a listener's accept queue. Pure.
namespace bpfnetstat {

/// A connection that waits in an accept queue.
struct Queued {
  std::uint64_t listener_id = 0;
  std::uint64_t connection_id = 0;  ///< 0: not known.
  std::uint64_t since_ns = 0;       ///< CLOCK_MONOTONIC.
  bool at_least = false;            ///< It had waited before since_ns.
};

inline constexpr std::size_t kWaitBuckets = 40;

/// As the kernel side adds them up.
struct Waits {
  std::uint64_t count = 0;
  /// Of them: those that had begun to wait before we looked, and waited longer than what is known.
  std::uint64_t at_least = 0;
  std::uint64_t sum_ns = 0;
  std::uint64_t max_ns = 0;
  bool max_is_at_least = false;  ///< It is the wait of one of those.
  std::uint64_t last_ns = 0;     ///< When the latest was accepted; monotonic.
  /// Bucket i > 0: waits from 2^(i-1) to below 2^i us, the last one all longer ones too; 0: below
  /// 1 us.
  std::array<std::uint64_t, kWaitBuckets> buckets{};
  std::vector<std::uint64_t> latest_ns;  ///< The latest 32, oldest first.
};

/// Those from `then` to `now`. The longest of them is known where it is the longest of all; else it
/// is the upper bound of the bucket that it lies in.
Waits waits_since(const Waits& now, const Waits& then);

/// All of them together, and by length; what never falls.
struct WaitTotals {
  std::uint64_t sum_ns = 0;
  std::array<std::uint64_t, kWaitBuckets> buckets{};  ///< As in Waits.

  bool operator==(const WaitTotals&) const = default;
};

/// What a listener's row says of them, in microseconds. Percentiles are the upper bound of the
/// bucket that they lie in, at most twice what they are, and never above the maximum, which is
/// exact, as are the mean and the latest ones.
struct WaitFigures {
  std::uint64_t count = 0;
  std::uint64_t at_least = 0;
  std::uint64_t p50_us = 0;
  std::uint64_t p90_us = 0;
  std::uint64_t p99_us = 0;
  std::uint64_t max_us = 0;
  std::uint64_t mean_us = 0;
  std::vector<std::uint64_t> latest_us;
  /// Where those that waited longer than is known may have waited so long that the figure is too
  /// low: percentiles then are no upper bounds, the maximum is a lower one.
  bool p50_is_at_least = false;
  bool p90_is_at_least = false;
  bool p99_is_at_least = false;
  bool max_is_at_least = false;

  bool operator==(const WaitFigures&) const = default;
};

/// The wait that so many of a hundred do not exceed (nearest rank): an upper bound, see above.
/// std::nullopt where there are no waits.
std::optional<std::uint64_t> percentile_us(const Waits& waits, unsigned percent);
/// Whether it may be higher, had the connections that waited before we looked waited for ever.
bool may_be_higher(const Waits& waits, unsigned percent);

/// std::nullopt where there are no waits.
std::optional<WaitFigures> wait_figures(const Waits& waits);

}  // namespace bpfnetstat
