// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>

#include "model/figures.h"

namespace bpfnetstat::daemon {

/// How fast connections come into listeners' accept queues and leave them. Rates are of the last
/// ten to twenty seconds, or of as long as the listener is known. Pure.
class RateBook {
 public:
  /// Between two marks that are kept; rates go back to the one before the latest.
  static constexpr std::uint64_t kMarkNs = 10'000'000'000;

  struct Counts {
    std::uint64_t arrived = 0;
    std::uint64_t accepted = 0;
  };
  /// Totals of a listener at this moment; monotonic nanoseconds. What was accepted may be told a
  /// little early, and then falls again: the largest figure counts.
  /// @param opened_ns when it began to listen and all were 0, if that was seen.
  void look(std::uint64_t id, const Counts& counts, std::uint64_t now_ns,
            std::optional<std::uint64_t> opened_ns = {});
  /// std::nullopt until it has been looked at twice, or once after it opened.
  std::optional<QueueRates> rates(std::uint64_t id) const;
  void forget(const std::function<bool(std::uint64_t id)>& is_gone);

 private:
  struct Mark {
    std::uint64_t at_ns = 0;
    Counts counts;
  };
  struct Marks {
    Mark before;
    Mark latest;
    Mark now;
  };

  std::unordered_map<std::uint64_t, Marks> listeners_;
};

}  // namespace bpfnetstat::daemon
