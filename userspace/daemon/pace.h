// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "base/result.h"

namespace bpfnetstat::daemon {

/// Spaces out work that others can ask for, so that whoever asks without end has a share of the
/// time and no more. The first to ask waits for nothing; those who ask while it is too early wait
/// for the same next time, which is later than each of their questions. Pure; nanoseconds of any
/// clock that never goes back.
class Pace {
 public:
  /// @param share one part of the time in so many, at least 1.
  explicit constexpr Pace(std::uint64_t share) : share_(share) {}

  /// The work was done from then to then.
  constexpr void spent(std::uint64_t from_ns, std::uint64_t to_ns) {
    next_ns_ = to_ns + (to_ns - from_ns) * (share_ - 1);
  }
  /// When it may be done again.
  constexpr std::uint64_t next_ns() const { return next_ns_; }

 private:
  std::uint64_t share_;
  std::uint64_t next_ns_ = 0;
};

/// A look that several share: whoever asks is answered from one that began after he asked. Pure.
class SharedLook {
 public:
  using Then = std::function<void(const Status&)>;

  /// @param share as Pace's.
  explicit SharedLook(std::uint64_t share) : pace_(share) {}

  /// Calls `then` after the next look. One question a client.
  void ask(std::uint64_t who, Then then) { waiting_.insert_or_assign(who, std::move(then)); }
  /// He wants no answer any more.
  void forget(std::uint64_t who) { waiting_.erase(who); }
  void forget_all() { waiting_.clear(); }

  bool is_wanted() const { return !waiting_.empty(); }
  /// When one may be taken; ns.
  std::uint64_t next_ns() const { return pace_.next_ns(); }
  /// Takes it, and answers all who have asked by now.
  /// @param now_ns a clock that never goes back.
  void take(const std::function<std::uint64_t()>& now_ns, const std::function<Status()>& look) {
    const auto began_ns = now_ns();
    const auto waiting = std::exchange(waiting_, {});
    const Status status = look();
    for (const auto& [who, then] : waiting) then(status);
    pace_.spent(began_ns, now_ns());
  }

 private:
  std::map<std::uint64_t, Then> waiting_;  ///< By client.
  Pace pace_;
};

}  // namespace bpfnetstat::daemon
