// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "model/verdict.h"
#include "model/waits.h"

namespace bpfnetstat::daemon {

/// What was observed around the latest drops of each listener: what verdicts rest on. A window
/// begins with a drop, or with many SYN cookies; it is over when none has come for a while and the
/// queue has room again, and then stays as it is until the next one begins. Pure. Times are
/// monotonic nanoseconds.
class EvidenceBook {
 public:
  /// Listeners with a window; where there are more, the one that was quiet longest goes.
  static constexpr std::size_t kMostWindows = 1024;
  /// Of a SO_REUSEPORT group that are counted besides.
  static constexpr std::size_t kMostMembers = 64;
  static constexpr std::uint64_t kQuietNs = 10'000'000'000;
  /// Between two looks that count, and between two at who holds the socket.
  static constexpr std::uint64_t kLookPauseNs = 250'000'000;
  /// Sysctls are read again while a window is open.
  static constexpr std::uint64_t kSettingsFreshNs = 5'000'000'000;

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
    std::optional<std::uint64_t> arrived{};   ///< Likewise; arrive() may know of more.
    /// Left the queue and no hook saw how: what is on its way at this moment too.
    std::uint64_t accepted_unseen = 0;
    std::optional<std::uint64_t> cookies_sent{};  ///< Likewise in all.
    std::optional<Waits> waits{};
  };
  /// Whether the counters of a window are not read yet: what is counted is counted from then on.
  bool wants_counters(std::uint64_t id) const;
  /// The counters alone, read at this moment: no look at the queue's length.
  void count(std::uint64_t id, const Queue& queue, std::uint64_t now_ns);
  /// After all arrivals from before it are told.
  void look(std::uint64_t id, const Queue& queue, std::uint64_t losses, std::uint64_t now_ns);
  /// Another socket of its SO_REUSEPORT group, at the same time: what came and was taken in all.
  void look_at_member(std::uint64_t id, std::uint64_t member, std::uint64_t arrived,
                      std::uint64_t accepted);
  /// SYN cookies that a listener has sent in all, at each look at all listeners: kManyCookies
  /// within a second begin a window.
  void look_at_cookies(std::uint64_t id, std::uint64_t sent, std::uint64_t losses,
                       std::uint64_t now_ns);
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
  };
  /// Whether it is not known yet or not any more, or requests that are half open matter.
  bool wants_settings(std::uint64_t id, std::uint64_t now_ns) const;
  /// Whether requests that are half open matter.
  bool has_syn_drops(std::uint64_t id) const;
  void set(std::uint64_t id, const Settings& settings, std::optional<std::uint64_t> half_open,
           std::uint64_t now_ns);

  /// Windows that are not over, by listener; the ones behind `after` first.
  std::vector<std::uint64_t> open_windows(std::uint64_t after = 0) const;
  /// Of the other members of a group: what is counted here.
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
  /// kMostMembers at most.
  struct Member {
    std::uint64_t id = 0;
    std::uint64_t arrived_at_begin = 0;
    std::uint64_t accepted_at_begin = 0;
    std::uint64_t arrived = 0;
    std::uint64_t accepted = 0;
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
    std::uint64_t looks_roomy = 0;
    std::uint64_t looked_ns = 0;
    std::optional<std::uint64_t> roomy_ns{};        ///< The latest look that found it half empty.
    std::optional<std::uint64_t> first_roomy_ns{};  ///< The first such one after the last drop.
    /// Drops at the accept queue since the latest such look, before it, and the most between two.
    std::uint64_t overflows = 0;
    std::uint64_t overflows_before = 0;
    std::uint64_t most_overflows = 0;
    std::uint64_t losses_at_begin = 0;
    bool has_lost = false;
    std::uint64_t arrived = 0;
    std::uint64_t left = 0;              ///< Of the queue, as arrivals and its length tell.
    std::uint64_t counted_since_ns = 0;  ///< 0: the counters are not read yet.
    std::uint64_t counted_until_ns = 0;
    std::optional<std::uint64_t> accepted_at_begin{};
    std::uint64_t unseen_at_begin = 0;
    std::uint64_t unseen = 0;  ///< At the latest look.
    std::optional<std::uint64_t> accepted{};
    std::optional<std::uint64_t> arrived_at_begin{};
    std::optional<std::uint64_t> arrived_in_all{};
    std::optional<std::uint64_t> cookies_at_begin{};
    std::optional<std::uint64_t> cookies{};
    std::uint64_t cookies_ns = 0;  ///< When there were many last; 0: never.
    std::optional<Waits> waits_at_begin{};
    std::optional<Waits> waits{};
    std::vector<Member> group{};
    std::optional<Settings> settings{};
    std::uint64_t settings_ns = 0;
    std::optional<std::uint64_t> half_open{};
    std::optional<std::vector<HolderState>> holders{};
    std::uint64_t seen_ns = 0;
    /// By thread: since when it has not run, the queue being full all the time.
    std::map<pid_t, LastRun> last_runs{};

    bool is_full() const { return accept_queue && is_nearly_full(*accept_queue, limit); }
    std::uint64_t quiet_since_ns() const { return std::max(last_ns, cookies_ns); }
  };

  Window& begin(std::uint64_t id, std::uint64_t now_ns);
  Window* going_on(std::uint64_t id);
  static void take_counters(Window& window, const Queue& queue, std::uint64_t now_ns);

  struct Cookies {
    std::uint64_t sent = 0;
    std::uint64_t at_ns = 0;
  };
  std::unordered_map<std::uint64_t, Cookies> cookies_;  ///< By listener that ever sent one.
  std::map<std::uint64_t, Window> windows_;
};

}  // namespace bpfnetstat::daemon
