// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "app/capture.h"
#include "app/loop.h"
#include "app/namespace_settings.h"
#include "daemon/affected.h"
#include "daemon/audit.h"
#include "daemon/evidence_book.h"
#include "daemon/latest_transitions.h"
#include "daemon/missed_drops.h"
#include "daemon/queue_book.h"
#include "daemon/rate_book.h"
#include "model/figures.h"
#include "model/history.h"
#include "table/attempts.h"
#include "table/connections.h"

namespace bpfnetstat::daemon {

/// Closed listeners with drops are shown for an hour, the latest 1,024 of them.
inline constexpr std::uint64_t kClosedShownNs = 3'600'000'000'000;
inline constexpr std::size_t kClosedShown = 1024;
/// Clients remembered of each listener; the history keeps their networks besides.
inline constexpr std::size_t kPeersPerListener = 1024;
/// Transitions remembered of each port of a namespace that somebody listens on, and of each that
/// somebody there connects to elsewhere: of the latest 1,024 such ports of either kind.
inline constexpr std::size_t kLatestPerPort = 8;
inline constexpr std::size_t kPortsRemembered = 1024;
/// Connections shown of each accept queue.
inline constexpr std::size_t kQueueHead = 5;
/// Tallies of one second at most: listener, cause and client network. Further clients are counted
/// together.
inline constexpr std::size_t kTalliesPerSecond = 8192;

struct LiveConfig {
  Options capture;                           ///< Command::daemon.
  std::size_t most_connections = 1'000'000;  ///< Of the live table.
};

/// The live table, the ledger and what is counted beside them: all that the daemon knows. One
/// owner, one thread; the loop that it is part of calls drain(), tick() and work().
class Live {
 public:
  struct Watchers {
    std::function<void(const StateEvent&)> on_transition;  ///< After the table took it.
    std::function<void(const DropRecord&)> on_drop;
    /// A namespace that is no more is forgotten: its last figures.
    std::function<void(const ReconciliationRecord&)> on_namespace_gone;
    std::function<void(std::string_view)> on_notice;  ///< A line for the log.
  };
  using AuditDone = std::function<void(const Result<AuditFindings>&)>;

  /// Attaches, reads the baseline of every network namespace, begins to count.
  static Result<std::unique_ptr<Live>> start(const LiveConfig& config, Watchers watchers);

  int ring_fd() const { return capture_->tracer().ring_fd(); }
  /// Takes some records of the ring. @return true: there may be more at once.
  bool drain();
  /// Takes what is in the ring by now, as far as one drain goes.
  void catch_up() { (void)drain_until(app::monotonic_ns()); }
  /// Once a second: what does not come by itself. What fails keeps nothing else from being done;
  /// the first Error is returned.
  Status tick();
  /// Counts whatever the kernel has counted by now, so that figures() fit to the last unit as far
  /// as traffic lets them.
  Status settle();

  /// Compares the table with the kernel, beginning at once or when the one that is going on is
  /// over; `done` is told what was found.
  void verify(AuditDone done) { verify(std::move(done), kVerifyRounds); }
  /// When work() has something to do; monotonic nanoseconds.
  std::optional<std::uint64_t> next_ns() const;
  /// The next piece of an audit's walk.
  void work();
  /// What audits have taken of the loop's time so far.
  std::uint64_t audits_busy_ns() const { return audits_busy_ns_; }

  /// How the listeners' network namespaces are set: read for those who ask, and kept a while.
  void look_at_namespaces();
  DaemonFigures figures();
  /// Figures per listener and namespace as a run of `drops` sums them up.
  const table::Ledger::Summary& summary() const { return summary_; }
  /// What is to be kept of the time since the last call.
  HistoryBatch take_history();
  /// The daemon ends: a minute that is not over is told as far as it came.
  void end_minute() { minute_over_ = true; }
  void note(DaemonEventKind kind, std::uint64_t count, std::string detail = {});

  app::Capture& capture() { return *capture_; }
  const table::Connections& connections() const { return connections_; }
  std::int64_t realtime_offset() const { return realtime_offset_; }
  std::uint64_t now_ns() const { return now_ns_; }
  RealtimeNs realtime(std::uint64_t monotonic) const {
    return static_cast<RealtimeNs>(monotonic) + realtime_offset_;
  }
  /// The latest transitions of servers' ends at a port, and of clients' of it, oldest first.
  /// @param netns in one network namespace; unset: in all, of each of them the latest.
  std::vector<StateEvent> latest(std::uint16_t port, std::optional<std::uint32_t> netns) const;
  /// The first connections of each accept queue that is not empty, by listener.
  std::map<std::uint64_t, std::vector<QueuedConnection>> queue_heads();
  /// When a listener began to listen, monotonic nanoseconds, if that was seen.
  std::optional<std::uint64_t> opened_ns(std::uint64_t listener_id) const;
  /// Names every connection's holder anew; at most twice a second.
  Status refresh_owners();

 private:
  struct TallyKey {
    std::int64_t second;
    std::uint64_t listener_id;  ///< 0: of none that is known.
    std::uint32_t netns;
    DropCause cause;
    std::optional<ClientNetwork> client;
    bool folded;
    auto operator<=>(const TallyKey&) const = default;
  };
  struct PendingAudit {
    Audit::Purpose purpose;
    AuditDone done;
    std::optional<std::set<std::uint32_t>> only;
  };

  Live(const LiveConfig& config, Watchers watchers)
      : watchers_(std::move(watchers)), connections_(config.most_connections) {}

  void read_clocks();
  static constexpr int kVerifyRounds = 5;

  /// @param listeners missed, as earlier rounds found.
  void verify(AuditDone done, int rounds, std::size_t listeners = 0);
  void audit(Audit::Purpose purpose, AuditDone done,
             std::optional<std::set<std::uint32_t>> only = {});
  void apply(Event&& event);
  void apply(StateEvent&& event);
  void remember(const StateEvent& event);
  void book(const DropEvent& event);
  void tally(const DropRecord& record, bool folded);
  void say_whose(table::Connection& connection);
  Status drain_until(std::uint64_t until_ns);
  Status take_folds();
  Status look_at_counters();
  /// Tells the history of drops that no program saw.
  void tally_missed(std::span<const NetnsCounters> counters);
  void look_at_queues();
  /// Where many are accepted by system calls that the programs do not see, others are attached.
  void look_for_unseen_calls();
  void add_queue(ListenerFigures& one, const ListenerSnapshot& snapshot) const;
  /// What verdicts rest on: at a drop, each second, and when somebody asks.
  void look_at_evidence();
  EvidenceBook::Queue counters_of(const ListenerSnapshot& snapshot) const;
  void begin_counting(std::uint64_t id);
  /// The other sockets of SO_REUSEPORT groups of which one drops.
  void look_at_groups();
  void look_at_holders(std::uint64_t id);
  void look_at_settings();
  void add_evidence(std::vector<ListenerFigures>& listeners) const;
  /// Of those that have closed: before they are let go.
  void look_at_closed_queues();
  HistoryListener history_listener(std::uint64_t id, std::uint32_t netns);
  /// Whether the table may be otherwise than the kernel has it, as far as the losses tell.
  bool has_lost();
  void tell_beyond(std::uint64_t now, std::uint64_t& told, std::string_view what);
  Affected::Losses located(const Losses& losses) const;
  void heal_if_due();
  void heal();
  void forget_closed();
  void give_back_memory();
  std::optional<std::uint32_t> history_listener(HistoryBatch& batch,
                                                std::map<std::uint64_t, std::uint32_t>& known,
                                                std::uint64_t id, std::uint32_t netns);

  Watchers watchers_;
  std::unique_ptr<app::Capture> capture_;
  table::Connections connections_;
  table::Attempts attempts_;
  table::Ledger::Summary summary_;
  const std::function<void(Event&&)> sink_ = [this](Event&& event) { apply(std::move(event)); };

  std::int64_t realtime_offset_ = 0;
  std::uint64_t now_ns_ = 0;
  RealtimeNs started_ = 0;
  std::uint64_t last_event_ns_ = 0;  ///< Of the ring's records.
  std::uint64_t ticks_ = 0;
  /// How many connections of each listener had been accepted unseen at the last tick.
  std::map<std::uint64_t, std::uint64_t> accepted_unseen_;
  /// How many of all, when the programs in reserve were attached; unset: they are not.
  std::optional<std::uint64_t> unseen_at_attach_;
  std::uint64_t drops_seen_ = 0;
  std::uint64_t drops_looked_at_ = 0;  ///< drops_seen_ when the counters were last looked at.
  std::uint64_t owners_read_ns_ = 0;

  std::unique_ptr<Audit> audit_;
  AuditDone audit_done_;
  std::deque<PendingAudit> audits_;
  std::uint64_t audits_busy_ns_ = 0;
  std::uint64_t busy_before_audit_ns_ = 0;  ///< audits_busy_ns_ when the one that runs began.
  std::uint64_t audit_at_ns_ = 0;           ///< When the next one that heals begins.
  Affected affected_;
  std::uint64_t losses_seen_ = 0;
  std::uint64_t missed_seen_ = 0;
  std::uint64_t listeners_missed_seen_ = 0;
  std::uint64_t listeners_beyond_told_ = 0;
  std::uint64_t cells_beyond_told_ = 0;
  std::uint64_t transitions_seen_ = 0;
  std::uint64_t transitions_audited_ = 0;  ///< transitions_seen_ when the last audit began.
  std::uint64_t busy_audit_at_ns_ = 0;
  std::uint64_t resyncs_ = 0;
  std::uint64_t healed_ = 0;

  QueueBook queues_;
  RateBook rates_;
  EvidenceBook evidence_;
  app::NamespaceSettings settings_;
  std::size_t holder_looks_ = 0;          ///< Since the last wake.
  std::uint64_t evidence_losses_ = 0;     ///< Of transitions, when it was last looked at.
  std::size_t threads_looked_at_ = 0;     ///< Since the last tick.
  std::uint64_t evidence_turn_ = 0;       ///< The listener whose holders were looked at last.
  std::uint64_t namespaces_read_ns_ = 0;  ///< Of those that no holder leads into.
  std::map<std::uint64_t, std::uint64_t> closed_;            ///< When it was first seen closed.
  std::unordered_map<std::uint64_t, std::uint64_t> opened_;  ///< When it began to listen.
  LatestTransitions latest_served_{kPortsRemembered, kLatestPerPort};
  /// By the other end's port: whoever tries them all does not displace those that listen.
  LatestTransitions latest_outgoing_{kPortsRemembered, kLatestPerPort};
  std::map<TallyKey, std::uint64_t> tallies_;
  std::vector<DaemonEvent> events_;
  std::int64_t minute_ = 0;
  bool minute_over_ = false;
  MissedDrops missed_;
  std::set<std::uint64_t> gone_;  ///< Namespaces that were shown once as being no more.
};

}  // namespace bpfnetstat::daemon
