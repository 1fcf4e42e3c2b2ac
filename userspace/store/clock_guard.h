// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/records.h"

namespace bpfnetstat::store {

/// How far the clock is ahead of the time that rows are aged by, in nanoseconds; less than 0:
/// behind it. 0: the clock is believed.
struct ClockDoubt {
  RealtimeNs ahead = 0;
  RealtimeNs since = 0;  ///< By the clock as it is now.

  bool operator==(const ClockDoubt&) const = default;
};

/// By which time the history is aged: the clock's, unless that has just stepped. A clock that is
/// wrong for a minute must not cost a month: rows are aged by the old time, which goes on, until
/// the new one has held for a day. Pure.
class ClockGuard {
 public:
  /// A smaller step is followed at once: one of seconds when a host begins to ask others for the
  /// time, a leap second.
  static constexpr RealtimeNs kStepNs = 3600 * RealtimeNs{1'000'000'000};
  static constexpr RealtimeNs kHoldNs = 24 * kStepNs;

  enum class Change {
    none,
    doubted,    ///< It stepped.
    went_back,  ///< To where it was before it stepped.
    has_held,   ///< The new time is believed from now on.
  };

  /// Where an earlier daemon ended; counts until the first look(). Nobody knows whether the clock
  /// stepped while none ran or time went by: a day is taken as time, more or less as a step.
  /// @param until what look() was given last.
  void resume(RealtimeNs until, const ClockDoubt& doubt);

  /// The same times again change nothing.
  /// @param boot_ns CLOCK_BOOTTIME, which nobody can set, and which runs while the host sleeps.
  Change look(RealtimeNs now, std::int64_t boot_ns);

  /// What rows are aged by.
  RealtimeNs believed() const;
  const ClockDoubt& doubt() const { return doubt_; }

 private:
  RealtimeNs step(RealtimeNs now, std::int64_t boot_ns) const;

  enum class Known { nothing, of_earlier, all };
  Known known_ = Known::nothing;
  RealtimeNs last_ = 0;
  std::int64_t last_boot_ns_ = 0;
  ClockDoubt doubt_;
};

}  // namespace bpfnetstat::store
