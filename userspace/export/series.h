// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/figures.h"

/// Which listener is counted in which time series, and how far each has come. A monitoring system
/// keeps every label set that it ever saw, so there must not be many; and a counter that falls
/// reads as a restart, so none may. Both hold over months in which listeners come and go.
namespace bpfnetstat::metrics {

struct Limits {
  /// Listeners with series of their own; all others are one, with the address "other".
  std::size_t listeners = 200;
  /// net.ipv4.ip_local_port_range of the host. Listeners on such ports, which the kernel chose and
  /// the next start chooses anew, have the port "ephemeral". First after last: there is no such.
  std::uint16_t ephemeral_first = 32768;
  std::uint16_t ephemeral_last = 60999;
  /// How long counters are shown after their last listener left the figures. Long enough for
  /// Prometheus, which looks back five minutes, and for a service that restarts to go on where it
  /// was.
  std::int64_t keep_closed_ns = 3'600'000'000'000;
};

/// What a listener is told apart by. Made harmless (base/text.h); an empty one is not shown.
/// Several listeners may have the same: an SO_REUSEPORT group, one that was opened again.
struct ListenerLabels {
  std::string address{};    ///< "0.0.0.0:8080", "[::1]:ephemeral", or "other".
  std::string process{};    ///< Its name, at most 15 bytes.
  std::string container{};  ///< First 12 digits of its id, or the pod's uid.
  std::string netns{};      ///< Its name under /run/netns if it has one, else its inode number.

  auto operator<=>(const ListenerLabels&) const = default;
};

ListenerLabels labels_of(const ListenerFigures& listener, const Limits& limits);

/// Waits are shown by length: below 64 us, each bound four times the one before, 67 s. So few, for
/// each is a sample of each listener; of the kernel side's buckets (model/waits.h) those between
/// them are added up, exactly.
inline constexpr std::array<unsigned, 11> kWaitBounds{6,  8,  10, 12, 14, 16,
                                                      18, 20, 22, 24, 26};  ///< 2^n us.

struct WaitCounts {
  std::array<std::uint64_t, kWaitBounds.size() + 1> buckets{};  ///< Not cumulative; the last: more.
  std::uint64_t sum_ns = 0;

  bool operator==(const WaitCounts&) const = default;
};
WaitCounts wait_counts(const WaitTotals& totals);

/// A verdict is shown for so long after the last drop that it is about.
inline constexpr std::uint64_t kVerdictShownNs = 600'000'000'000;

/// What is counted of a listener; never falls.
struct ListenerCounts {
  DropCounts drops{};
  std::uint64_t client_unknown = 0;
  std::optional<std::uint64_t> other_discards{};
  std::optional<std::uint64_t> accepted{};
  std::optional<std::uint64_t> arrived{};
  std::optional<WaitCounts> waits{};
  std::uint64_t delayed = 0;   ///< Clients that came back after a drop.
  std::uint64_t delay_ns = 0;  ///< All of these together.
  std::uint64_t lost = 0;      ///< At most so many at a time: those who come back after all.
};

/// What all listeners with these labels amount to.
struct ListenerSeries {
  ListenerLabels labels;
  ListenerCounts counts;
  std::uint64_t sockets = 0;  ///< That listen now.
  /// Added up over the sockets that listen now; unset where no queue is known.
  std::optional<std::uint64_t> accept_queue{};
  std::optional<std::uint64_t> accept_queue_limit{};
  /// Of the fullest of these sockets: 1 means that it drops what comes next.
  std::optional<double> accept_queue_fill_ratio{};
  std::optional<std::uint32_t> accept_queue_peak{};  ///< The longest one ever.
  /// Since any of these sockets was last seen to be accepted from.
  std::optional<std::uint64_t> since_accept_us{};
  /// On the latest drops there, whichever socket's, as long as kVerdictShownNs says.
  std::optional<VerdictCause> verdict{};
  StateCounts connections{};  ///< Live ones, those of closed listeners included.
};

/// The kernel's drop counters against ours, all network namespaces that there were together.
struct DropAccounts {
  CounterPair listen_overflows;
  CounterPair listen_drops;
  CounterPair tcp_req_q_full_drop;
};

struct Accounts {
  std::vector<ListenerSeries> listeners;  ///< By labels; "other", if there is any, last.
  std::optional<DropAccounts> drops{};    ///< Unset until there were some to compare.
};

/// Follows the figures from one look to the next.
///
/// What a listener counted between two looks goes into its series if it has one at that time, else
/// into "other", and stays there. A listener gets its series when there is room; by drops, then
/// by address. One that drops when there is no room gets the place of one that never did, before
/// its drops are counted. A series with drops stays as long as the figures have a listener there
/// and `keep_closed_ns` longer; should it return after that, it begins at 0 like after a restart.
///
/// Memory: about 1.5 KiB for each listener in the figures, and for each series shown.
class SeriesBook {
 public:
  explicit SeriesBook(const Limits& limits) : limits_(limits) {}

  /// The figures must be complete: a listener or namespace that is not among them is gone for
  /// good. A listener's id may come again, then with another epoch or after a look without it.
  void take(const DaemonFigures& figures);
  Accounts accounts() const;

 private:
  struct Series {
    ListenerSeries shown;
    bool has_place = false;
    // Of the present figures:
    std::size_t members = 0;
    std::uint64_t member_drops = 0;
    const VerdictFacts* latest_drops = nullptr;  ///< Of that member; while a look lasts.
    RealtimeNs last_seen = 0;

    bool ever_dropped() const { return member_drops != 0 || total(shown.counts.drops) != 0; }
  };
  /// What the labels are made of, to see cheaply that they are still right.
  struct Source {
    std::uint32_t netns = 0;
    std::optional<std::string> netns_name;
    bpfnetstat::Endpoint bound;
    std::optional<std::string> comm;
    std::optional<std::string> container;

    bool operator==(const Source&) const = default;
  };
  struct Member {
    Source source;
    Series* series = nullptr;
    ListenerCounts counted;
    std::uint64_t epoch = 0;
    std::uint64_t look = 0;
  };

  Member& find(const ListenerFigures& listener);
  void forget_series(RealtimeNs now);
  void give_places();
  void count(const ListenerFigures& listener, Member& member);
  void count(const ReconciliationRecord& record);
  void judge_latest(Series& series);

  Limits limits_;
  std::uint64_t look_ = 0;
  std::size_t places_taken_ = 0;
  std::map<ListenerLabels, Series> series_;
  std::unordered_map<std::uint64_t, Member> members_;  ///< By the listener's id.
  Series other_;
  struct Namespace {
    ReconciliationRecord counted;
    std::uint64_t look = 0;
  };
  std::map<std::uint64_t, Namespace> namespaces_;  ///< By net_cookie.
  std::optional<DropAccounts> drops_;
};

}  // namespace bpfnetstat::metrics
