// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "model/history.h"

namespace bpfnetstat::daemon {

/// How listeners' accept queues went: the longest since the daemon began, and a sample a minute for
/// the history, handed out piece by piece so that a kill costs no minute. One that closes has its
/// last piece too, though whoever keeps listeners lets go of it before that is taken. Pure.
class QueueBook {
 public:
  /// Closed listeners that wait to be taken; where there are more, further ones leave no sample.
  static constexpr std::size_t kMostClosed = 16'384;
  /// Of one take_changes(): where more listeners have changed, the others' turn comes first next
  /// time. A row each second of each of them would be a burden to a busy machine's disk.
  static constexpr std::size_t kMostAtOnce = 1024;

  /// A listener as it is now; what is counted is so since the daemon began.
  struct State {
    std::uint32_t accept_queue = 0;
    std::uint32_t accept_queue_limit = 0;
    std::uint64_t drops = 0;
    std::uint64_t accepted = 0;
    std::uint32_t peak = 0;  ///< The longest at any arrival; 0 where nobody tells.
  };

  void at_drop(std::uint64_t id, std::uint32_t accept_queue);
  void look(std::uint64_t id, const State& state);
  /// It listens no more: the latest of what it amounts to, and who it was.
  void look_at_closed(std::uint64_t id, const State& state, const HistoryListener& who);
  /// Lets go of those that are gone; what they have to say of this minute is kept.
  void forget(const std::function<bool(std::uint64_t id)>& is_gone);

  /// Since the daemon began; std::nullopt where nobody looked.
  std::optional<std::uint32_t> longest(std::uint64_t id) const;

  /// A piece of a minute: the longest queue so far, the last one, and what was dropped and accepted
  /// since the listener's piece before.
  struct Sample {
    std::uint64_t id = 0;
    std::optional<HistoryListener> who{};  ///< Of one that is closed.
    QueueSample sample{};                  ///< Its minute and listener are not set.
  };
  /// What has changed since it was last taken. Listeners at which nothing happened in this minute
  /// have nothing to tell.
  std::vector<Sample> take_changes();
  /// The minute is over: the rest of it.
  std::vector<Sample> end_minute();

 private:
  /// What a piece says that the next one replaces.
  struct Said {
    std::uint32_t longest = 0;
    std::uint32_t last = 0;
    std::uint32_t limit = 0;

    bool operator==(const Said&) const = default;
  };
  struct Queue {
    std::uint32_t peak = 0;            ///< Of the last look.
    std::uint32_t longest = 0;         ///< Since the daemon began.
    std::uint32_t longest_minute = 0;  ///< In this minute.
    State now;
    std::uint64_t drops_taken = 0;     ///< Of those of `now`.
    std::uint64_t accepted_taken = 0;  ///< Likewise.
    std::optional<Said> said{};        ///< In this minute.
    std::optional<HistoryListener> who{};

    Said to_say() const { return {longest_minute, now.accept_queue, now.accept_queue_limit}; }
  };

  void look_at_peak(std::uint64_t id, std::uint32_t peak);
  static std::optional<Sample> sample_of(std::uint64_t id, const Queue& queue);
  /// @return whether there was anything to tell.
  static bool take(std::uint64_t id, Queue& queue, std::vector<Sample>& samples);

  std::map<std::uint64_t, Queue> queues_;  ///< By listener id.
  std::uint64_t next_ = 0;                 ///< Whose turn it is.
  std::vector<Sample> gone_;
};

}  // namespace bpfnetstat::daemon
