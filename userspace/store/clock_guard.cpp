// SPDX-License-Identifier: Apache-2.0
#include "store/clock_guard.h"

#include <algorithm>
#include <limits>

namespace bpfnetstat::store {
namespace {

/// a - b, or as near as the type goes: the times of a database may be anything.
std::int64_t difference(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (!__builtin_sub_overflow(a, b, &result)) return result;
  return b < 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

std::int64_t sum(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (!__builtin_add_overflow(a, b, &result)) return result;
  return b > 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

}  // namespace

void ClockGuard::resume(RealtimeNs until, const ClockDoubt& doubt) {
  if (known_ == Known::all) return;
  known_ = Known::of_earlier;
  last_ = until;
  // It may stand in a file that says anything: a doubt that never ends would keep rows for ever.
  doubt_ = {.ahead = doubt.ahead, .since = std::min(doubt.since, until)};
}

RealtimeNs ClockGuard::step(RealtimeNs now, std::int64_t boot_ns) const {
  if (known_ == Known::nothing) return 0;
  const RealtimeNs passed = difference(now, last_);
  if (known_ == Known::all) return difference(passed, difference(boot_ns, last_boot_ns_));
  return passed >= 0 && passed <= kHoldNs ? 0 : passed;
}

ClockGuard::Change ClockGuard::look(RealtimeNs now, std::int64_t boot_ns) {
  const RealtimeNs stepped = step(now, boot_ns);
  known_ = Known::all;
  last_ = now;
  last_boot_ns_ = boot_ns;
  if (stepped > kStepNs || stepped < -kStepNs) {
    doubt_ = {.ahead = sum(doubt_.ahead, stepped), .since = now};
    if (doubt_.ahead > kStepNs || doubt_.ahead < -kStepNs) return Change::doubted;
    doubt_ = {};
    return Change::went_back;
  }
  if (doubt_.ahead == 0 || difference(now, doubt_.since) < kHoldNs) return Change::none;
  doubt_ = {};
  return Change::has_held;
}

RealtimeNs ClockGuard::believed() const {
  return difference(last_, doubt_.ahead);
}

}  // namespace bpfnetstat::store
