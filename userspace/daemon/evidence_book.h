// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "model/verdict.h"

namespace bpfnetstat::daemon {

/// What was observed around the latest drops of each listener: what verdicts rest on. A window
/// begins with a drop; it is over when none has come for a while and the queue has room again, and
/// then stays as it is until the next one begins. Pure. Times are monotonic nanoseconds.
class EvidenceBook {
 public:
  /// Listeners with a window; where there are more, the one that was quiet longest goes.
  static constexpr std::size_t kMostWindows = 1024;
  static constexpr std::uint64_t kQuietNs = 10'000'000'000;
  /// Between two looks that count, and between two at who holds the socket.
  static constexpr std::uint64_t kLookPauseNs = 250'000'000;

  struct Drop {
    std::uint64_t id = 0;
    DropCause cause = DropCause::other;
    std::uint64_t count = 1;
    std::optional<IpAddress> client{};
    std::optional<std::uint32_t> accept_queue{};
    std::uint32_t accept_queue_limit = 0;
    /// Unset where it is not known when it was: it makes no window longer.
    std::optional<std::uint64_t> time_ns{};
  };
  /// @param losses of transitions so far: where there were any, arrivals are not known.
  void drop(const Drop& drop, std::uint64_t losses, std::uint64_t now_ns);
  /// A connection entered the listener's queue.
  void arrive(std::uint64_t id);

  struct Queue {
    std::uint32_t length = 0;
    std::uint32_t limit = 0;
    std::optional<std::uint64_t> accepted{};  ///< In all, where a hook tells.
    std::optional<std::uint64_t> arrived{};   ///< Likewise: better than arrive() does.
  };
  /// After all arrivals from before it are told.
  void look(std::uint64_t id, const Queue& queue, std::uint64_t losses, std::uint64_t now_ns);
  /// It listens no more.
  void close(std::uint64_t id);

  /// Whether it is time to look at who holds the socket: its queue was full when last seen.
  bool wants_holders(std::uint64_t id, std::uint64_t now_ns) const;
  void see(std::uint64_t id, std::vector<HolderState> holders, std::uint64_t now_ns);

  /// How a network namespace is set.
  struct Settings {
    std::optional<std::uint64_t> somaxconn{};
    std::optional<std::uint64_t> tcp_max_syn_backlog{};
    std::optional<std::uint64_t> syncookies{};
    std::optional<std::uint64_t> abort_on_overflow{};
    std::optional<std::uint64_t> cookies_sent{};  ///< Since it is there.
  };
  /// Whether it is not known yet, or has figures that move.
  bool wants_settings(std::uint64_t id) const;
  /// Whether requests that are half open matter.
  bool has_syn_drops(std::uint64_t id) const;
  void set(std::uint64_t id, const Settings& settings, std::optional<std::uint64_t> half_open);

  /// Windows that are not over, by listener; the ones behind `after` first.
  std::vector<std::uint64_t> open_windows(std::uint64_t after = 0) const;
  /// @param shares_address arrivals are not known by member of a SO_REUSEPORT group.
  std::optional<VerdictFacts> facts(std::uint64_t id, bool shares_address,
                                    std::uint64_t now_ns) const;
  bool empty() const { return windows_.empty(); }
  void forget(const std::function<bool(std::uint64_t id)>& is_gone);

 private:
  struct LastRun {
    std::uint64_t switches = 0;
    std::uint64_t since_ns = 0;
  };
  struct Window {
    std::uint64_t first_ns = 0;
    std::uint64_t last_ns = 0;
    std::uint64_t observed_until_ns = 0;
    bool is_over = false;
    DropCounts drops{};
    std::vector<IpAddress> clients{};  ///< kManyClients at most.
    bool has_more_clients = false;
    std::optional<std::uint32_t> accept_queue{};
    std::uint32_t limit = 0;
    std::optional<std::uint32_t> peak{};
    std::optional<std::uint32_t> queue_at_begin{};
    std::uint64_t looks = 0;
    std::uint64_t looks_full = 0;
    std::uint64_t looked_ns = 0;
    std::uint64_t losses_at_begin = 0;
    bool has_lost = false;
    std::uint64_t arrived = 0;
    std::uint64_t left = 0;  ///< Of the queue, as arrivals and its length tell.
    std::optional<std::uint64_t> accepted_at_begin{};
    std::optional<std::uint64_t> accepted{};
    std::optional<std::uint64_t> arrived_at_begin{};
    std::optional<std::uint64_t> arrived_in_all{};
    std::optional<Settings> settings{};
    std::optional<std::uint64_t> cookies_at_begin{};
    std::optional<std::uint64_t> half_open{};
    std::optional<std::vector<HolderState>> holders{};
    std::uint64_t seen_ns = 0;
    /// By thread: since when it has not run, the queue being full all the time.
    std::map<pid_t, LastRun> last_runs{};

    bool is_full() const { return accept_queue && is_nearly_full(*accept_queue, limit); }
  };

  Window& begin(std::uint64_t id, std::uint64_t now_ns);
  Window* going_on(std::uint64_t id);

  std::map<std::uint64_t, Window> windows_;
};

}  // namespace bpfnetstat::daemon
