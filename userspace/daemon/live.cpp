// SPDX-License-Identifier: Apache-2.0
#include "daemon/live.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>

#include "app/loop.h"

namespace bpfnetstat::daemon {
namespace {

/// Per call of drain(): bounded work per wake.
constexpr std::size_t kRecordsPerWake = 8192;
/// Of one drain_until(): a ring's worth and more. Whoever fills it faster makes losses, which are
/// counted and mended.
constexpr std::size_t kRecordsPerDrain = 1 << 20;
/// In seconds: between two looks at the counters while nothing is dropped, at namespaces that are
/// no more, and at who holds connections.
constexpr std::uint64_t kIdleLookTicks = 10;
constexpr std::uint64_t kSweepTicks = 5;
constexpr std::uint64_t kOwnersTicks = 60;
/// An audit that heals begins no sooner after the last one than ten times as long as that took.
constexpr std::uint64_t kHealPauseNs = 1'000'000'000;
constexpr std::uint64_t kHealPauseFactor = 10;
/// After transitions the table is looked at even if nothing is known to be lost: in at most a
/// hundredth of the time.
constexpr std::uint64_t kBusyPauseNs = 5'000'000'000;
constexpr std::uint64_t kBusyPauseFactor = 100;
constexpr std::uint64_t kOwnersFreshNs = 500'000'000;
constexpr std::uint64_t kNamesFreshNs = 10'000'000'000;
/// How old the owners in the figures may be.
constexpr std::uint64_t kOwnersShownNs = 30'000'000'000;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::uint64_t time_of(const Event& event) {
  return std::visit([](const auto& what) { return what.time_ns; }, event);
}

std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// What may have left the table otherwise than the kernel has it.
std::uint64_t lost_in(const Losses& losses) {
  return losses.states + losses.undecodable;
}
/// Either may see what the other does not.
std::uint64_t missed_in(const Losses& losses, const table::Connections& connections) {
  return losses.skipped_programs + losses.unexpected_states + connections.gaps();
}

}  // namespace

Result<std::unique_ptr<Live>> Live::start(const LiveConfig& config, Watchers watchers) {
  std::unique_ptr<Live> live(new Live(config, std::move(watchers)));
  auto capture = app::Capture::start(config.capture);
  if (!capture) return capture.error();
  live->capture_ = *std::move(capture);
  live->capture_->ledger().limit_peers(kPeersPerListener);
  live->capture_->let_names_age(kNamesFreshNs);
  live->read_clocks();
  live->started_ = live->realtime(live->now_ns_);
  live->minute_ = live->started_ / 60'000'000'000;
  // Whole before anybody asks.
  live->audit(Audit::Purpose::baseline, {});
  Status failed;
  live->audit_done_ = [&](const Result<AuditFindings>& findings) {
    if (!findings) failed = findings.error();
  };
  while (live->audit_) live->work();
  if (!failed) return failed.error();
  const auto losses = live->capture_->tracer().losses();
  live->losses_seen_ = lost_in(losses);
  live->missed_seen_ = missed_in(losses, live->connections_);
  if (auto status = live->refresh_owners(); !status) return status.error();
  if (auto status = live->settle(); !status) return status.error();
  // BTF and the baseline have taken megabytes that nobody needs again.
  ::malloc_trim(0);
  return live;
}

void Live::read_clocks() {
  realtime_offset_ = app::realtime_offset_ns();
  now_ns_ = app::monotonic_ns();
}

void Live::apply(Event&& event) {
  last_event_ns_ = time_of(event);
  if (auto* state = std::get_if<StateEvent>(&event)) return apply(std::move(*state));
  if (const auto* drop = std::get_if<DropEvent>(&event)) return book(*drop);
  capture_->apply(std::get<ListenerEvent>(event));
}

void Live::apply(StateEvent&& event) {
  ++transitions_seen_;
  if (auto* fresh = connections_.apply(event)) say_whose(*fresh);
  if (watchers_.on_transition) watchers_.on_transition(event);
}

void Live::say_whose(table::Connection& connection) {
  if (connection.role == Role::client) return;
  const auto* listener =
      capture_->ledger().find(connection.netns, connection.local, connection.mapped);
  if (listener == nullptr) return;
  connection.role = Role::server;
  connections_.assign(connection, listener->identity.id);
}

void Live::book(const DropEvent& event) {
  const DropRecord record = capture_->book(event, realtime_offset_, now_ns_);
  drops_seen_ += event.count;
  if (event.listener_id != 0) {
    Queue& queue = queues_[event.listener_id];
    queue.longest = std::max(queue.longest, event.accept_queue);
    queue.longest_minute = std::max(queue.longest_minute, event.accept_queue);
  }
  tally(record, false);
  if (watchers_.on_drop) watchers_.on_drop(record);
}

void Live::tally(const DropRecord& record, bool folded) {
  TallyKey key{};
  key.second = record.time / 1'000'000'000;
  key.listener_id = record.listener ? record.listener->id : 0;
  key.netns = record.netns;
  key.cause = record.cause;
  key.folded = folded;
  if (record.peer) key.client = network_of(*record.peer);
  if (tallies_.size() >= kTalliesPerSecond && !tallies_.contains(key)) {
    key.client.reset();
    key.folded = true;
  }
  tallies_[key] += record.count;
}

bool Live::drain() {
  read_clocks();
  return capture_->tracer().drain(kRecordsPerWake, sink_) == kRecordsPerWake;
}

Status Live::drain_until(std::uint64_t until_ns) {
  read_clocks();
  for (std::size_t taken = 0; taken < kRecordsPerDrain;) {
    const auto got = capture_->tracer().drain(kRecordsPerWake, sink_);
    taken += got;
    if (got < kRecordsPerWake || last_event_ns_ >= until_ns) break;
  }
  return {};
}

Status Live::take_folds() {
  if (capture_->tracer().folded()) {
    const auto folds = capture_->tracer().take_folds();
    if (!folds) return folds.error();
    for (const auto& event : *folds) book(event);
  }
  for (const auto& record : capture_->ledger().take_unfolded(realtime(now_ns_))) {
    drops_seen_ += record.count;
    tally(record, true);
    if (watchers_.on_drop) watchers_.on_drop(record);
  }
  return {};
}

Status Live::look_at_counters() {
  drops_looked_at_ = drops_seen_;
  auto& tracer = capture_->tracer();
  auto counters = tracer.counters(kernel::Tracer::Look::at_interval);
  if (!counters) return counters.error();
  if (auto status = capture_->refresh_listeners(); !status) return status;
  // Listeners' sk_drops are ahead of counters that have moved since.
  const auto later = tracer.counters(kernel::Tracer::Look::peek);
  if (!later) return later.error();
  for (auto& netns : *counters) {
    for (const auto& now : *later) {
      if (now.net_cookie == netns.net_cookie) netns.moved_on = now.kernel != netns.kernel;
    }
  }
  // Whoever is in a listener's total by now has its record in the ring, or its fold.
  if (auto status = drain_until(app::monotonic_ns()); !status) return status;
  if (auto status = take_folds(); !status) return status;
  summary_ = capture_->ledger().summarise(*counters, tracer.losses().undecodable);
  tally_gifts();
  for (const auto& netns : *counters) {
    if (!netns.gone) continue;
    // Shown once; from then on whoever adds up has it.
    if (gone_.insert(netns.net_cookie).second) continue;
    for (const auto& record : summary_.reconciliations) {
      if (record.net_cookie == netns.net_cookie && watchers_.on_namespace_gone)
        watchers_.on_namespace_gone(record);
    }
    unattributed_told_.erase(netns.net_cookie);
    tracer.forget_namespace(netns.net_cookie);
    capture_->ledger().forget_namespace(netns.net_cookie);
    gone_.erase(netns.net_cookie);
  }
  for (const auto& record : summary_.reconciliations) {
    const auto unattributed = record.listen_drops.kernel > record.listen_drops.attributed
                                  ? record.listen_drops.kernel - record.listen_drops.attributed
                                  : 0;
    auto& known = unattributed_told_[record.net_cookie];
    // A packet that is half-way is so at one look, not at two.
    const auto settled = std::min(unattributed, std::exchange(known.last, unattributed));
    if (settled <= known.told) continue;
    TallyKey key{};
    key.second = realtime(now_ns_) / 1'000'000'000;
    key.netns = record.netns;
    key.cause = DropCause::other;
    tallies_[key] += settled - known.told;
    note(DaemonEventKind::unattributed, settled - known.told,
         fmt::format("netns {}", record.netns));
    known.told = settled;
  }
  return {};
}

void Live::tally_gifts() {
  for (const auto& record : summary_.listeners) {
    const auto* listener = capture_->ledger().find(record.listener.id);
    if (listener == nullptr) continue;
    for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
      const auto own = listener->snapshot.drops[cause];
      if (record.drops[cause] <= own) continue;
      auto& told = gifts_told_[record.listener.id][cause];
      const auto given = record.drops[cause] - own;
      if (given <= told) continue;
      TallyKey key{};
      key.second = realtime(now_ns_) / 1'000'000'000;
      key.listener_id = record.listener.id;
      key.netns = record.listener.netns;
      key.cause = static_cast<DropCause>(cause);
      tallies_[key] += given - told;
      told = given;
    }
  }
}

Status Live::settle() {
  read_clocks();
  if (auto status = drain_until(now_ns_); !status) return status;
  if (auto status = look_at_counters(); !status) return status;
  look_at_queues();
  return {};
}

void Live::look_at_queues() {
  for (const auto& [id, listener] : capture_->ledger().listeners()) {
    if (listener.snapshot.closed) continue;
    Queue& queue = queues_[id];
    queue.last = listener.snapshot.accept_queue;
    queue.longest = std::max(queue.longest, queue.last);
    queue.longest_minute = std::max(queue.longest_minute, queue.last);
  }
}

bool Live::has_lost() {
  const auto losses = capture_->tracer().losses();
  const auto tell = [this](DaemonEventKind kind, std::uint64_t now, std::uint64_t& seen) {
    if (now == seen) return;
    note(kind, now - seen);
    seen = now;
    heal_wanted_ = true;
  };
  tell(DaemonEventKind::ring_loss, lost_in(losses), losses_seen_);
  tell(DaemonEventKind::transitions_missed, missed_in(losses, connections_), missed_seen_);
  return heal_wanted_;
}

void Live::heal_if_due() {
  has_lost();
  // What nobody noticed: seldom, but virtual machines have let whole bursts pass unseen.
  if (transitions_seen_ != transitions_audited_ && now_ns_ >= busy_audit_at_ns_)
    heal_wanted_ = true;
  if (!heal_wanted_ || audit_ || now_ns_ < audit_at_ns_) return;
  heal();
}

void Live::heal() {
  heal_wanted_ = false;
  transitions_audited_ = transitions_seen_;
  audit(Audit::Purpose::heal, [this](const Result<AuditFindings>& findings) {
    audit_at_ns_ =
        app::monotonic_ns() +
        std::max(kHealPauseNs, kHealPauseFactor * (app::monotonic_ns() - audit_began_ns_));
    if (!findings) {
      heal_wanted_ = true;
      return;
    }
    ++resyncs_;
    healed_ += findings->differences.size();
    if (!findings->differences.empty()) {
      note(DaemonEventKind::resync, findings->differences.size(),
           fmt::format("{} connections in {} namespaces looked at", findings->connections,
                       findings->namespaces));
    }
  });
}

void Live::forget_closed() {
  auto& ledger = capture_->ledger();
  for (const auto& [id, listener] : ledger.listeners()) {
    if (listener.snapshot.closed) {
      closed_.try_emplace(id, now_ns_);
    } else {
      closed_.erase(id);
    }
  }
  std::vector<std::pair<std::uint64_t, std::uint64_t>> by_age;
  for (const auto& [id, since_ns] : closed_) by_age.emplace_back(since_ns, id);
  std::sort(by_age.begin(), by_age.end());
  std::size_t kept = by_age.size();
  for (const auto& [since_ns, id] : by_age) {
    if (kept <= kClosedShown && now_ns_ < since_ns + kClosedShownNs) break;
    // The kernel side's entry goes first.
    if (capture_->tracer().listener(id)) continue;
    const auto record =
        std::find_if(summary_.listeners.begin(), summary_.listeners.end(),
                     [id = id](const ListenerRecord& one) { return one.listener.id == id; });
    ledger.forget_closed(id, record == summary_.listeners.end() ? nullptr : &*record);
    closed_.erase(id);
    queues_.erase(id);
    --kept;
  }
  // Those that had nothing to say are let go by the ledger itself.
  std::erase_if(closed_, [&](const auto& entry) { return ledger.find(entry.first) == nullptr; });
  std::erase_if(queues_, [&](const auto& entry) { return ledger.find(entry.first) == nullptr; });
  std::erase_if(gifts_told_,
                [&](const auto& entry) { return ledger.find(entry.first) == nullptr; });
}

Status Live::tick() {
  read_clocks();
  ++ticks_;
  capture_->retire_closed(now_ns_);
  if (ticks_ % kSweepTicks == 0) {
    if (auto status = capture_->tracer().sweep_namespaces(); !status) return status;
  }
  if (drops_seen_ != drops_looked_at_ || capture_->tracer().folded() ||
      ticks_ % kIdleLookTicks == 0) {
    if (auto status = look_at_counters(); !status) return status;
  } else if (auto status = capture_->refresh_listeners(); !status) {
    return status;
  }
  if (ticks_ % kOwnersTicks == 0) {
    if (auto status = refresh_owners(); !status) return status;
  }
  look_at_queues();
  heal_if_due();
  forget_closed();
  const std::int64_t minute = realtime(now_ns_) / 60'000'000'000;
  if (minute != minute_) minute_over_ = true;
  return {};
}

void Live::verify(AuditDone done, int rounds) {
  // What is known to be lost is mended first: that it was, the log and the metrics say.
  if (has_lost()) heal();
  audit(Audit::Purpose::verify,
        [this, rounds, done = std::move(done)](const Result<AuditFindings>& findings) {
          const bool differs = findings && !findings->differences.empty();
          // Under load there may be a loss between the two.
          if (differs && rounds > 1 && has_lost()) return verify(done, rounds - 1);
          if (differs) heal_wanted_ = true;
          done(findings);
        });
}

void Live::audit(Audit::Purpose purpose, AuditDone done) {
  if (audit_) {
    audits_.push_back({purpose, std::move(done)});
    return;
  }
  audit_began_ns_ = app::monotonic_ns();
  audit_done_ = std::move(done);
  audit_ = std::make_unique<Audit>(
      purpose, *capture_, connections_,
      [this](std::uint64_t until_ns) { return drain_until(until_ns); },
      [this](table::Connection& fresh) { say_whose(fresh); });
}

std::optional<std::uint64_t> Live::next_ns() const {
  return audit_ ? std::optional(audit_->next_ns()) : std::nullopt;
}

void Live::work() {
  if (!audit_ || app::monotonic_ns() < audit_->next_ns()) return;
  const auto over = audit_->step();
  if (over && !*over) return;
  const auto audit = std::exchange(audit_, nullptr);
  const auto done = std::exchange(audit_done_, {});
  if (done) done(over ? Result<AuditFindings>(audit->findings()) : over.error());
  if (audits_.empty()) return;
  auto next = std::move(audits_.front());
  audits_.pop_front();
  this->audit(next.purpose, std::move(next.done));
}

Status Live::refresh_owners() {
  if (owners_read_ns_ != 0 && now_ns_ < owners_read_ns_ + kOwnersFreshNs) return {};
  if (!capture_->pids_known()) return {};
  owners_read_ns_ = app::monotonic_ns();
  const auto holders = capture_->tracer().walk_holders();
  if (!holders) return holders.error();
  connections_.apply(*holders);
  capture_->ledger().apply(*holders);
  return {};
}

void Live::note(DaemonEventKind kind, std::uint64_t count, std::string detail) {
  events_.push_back({realtime(app::monotonic_ns()), kind, count, std::move(detail)});
}

DaemonFigures Live::figures() {
  DaemonFigures figures;
  figures.time = realtime(now_ns_);
  figures.started = started_;
  figures.probe = capture_->probe();
  figures.connections = connections_.by_state();
  figures.transitions = connections_.transitions();
  figures.reconciliations = summary_.reconciliations;
  figures.losses = capture_->tracer().losses();
  figures.losses.untracked_connections += connections_.untracked();
  figures.resyncs = resyncs_;
  figures.healed = healed_;
  std::map<std::uint64_t, const ListenerRecord*> records;
  for (const auto& record : summary_.listeners) records[record.listener.id] = &record;
  for (const auto& [id, listener] : capture_->ledger().listeners()) {
    ListenerFigures one;
    one.listener = listener.identity;
    if (const auto* identity = capture_->identify(id, now_ns_, kOwnersShownNs))
      one.listener = *identity;
    one.netns_name = capture_->netns_name(listener.snapshot.netns);
    one.v6only = listener.snapshot.v6only;
    one.closed = listener.snapshot.closed;
    one.accept_queue_limit = listener.snapshot.accept_queue_limit;
    if (!one.closed) one.accept_queue = listener.snapshot.accept_queue;
    if (const auto queue = queues_.find(id); queue != queues_.end())
      one.accept_queue_peak = queue->second.longest;
    one.is_counted = true;
    one.drops = listener.snapshot.drops;
    if (const auto record = records.find(id); record != records.end()) {
      one.drops = record->second->drops;
      one.client_unknown = record->second->client_unknown;
    }
    if (capture_->tells_discards()) one.other_discards = listener.snapshot.other_discards;
    if (capture_->tells_accepted()) one.accepted = listener.snapshot.accepted;
    one.connections = connections_.of_listener(id);
    figures.listeners.push_back(std::move(one));
  }
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  figures.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  figures.resident_bytes = resident_bytes();
  return figures;
}

std::optional<std::uint32_t> Live::history_listener(HistoryBatch& batch,
                                                    std::map<std::uint64_t, std::uint32_t>& known,
                                                    std::uint64_t id, std::uint32_t netns) {
  // Those without one are told apart by namespace: their numbers are below 2^32, ids are above 0.
  const auto key = id != 0 ? id : std::uint64_t{1} << 63 | netns;
  const auto [found, fresh] = known.try_emplace(key, batch.listeners.size());
  if (!fresh) return found->second;
  HistoryListener one;
  one.netns = netns;
  one.netns_name = capture_->netns_name(netns);
  if (const auto* listener = id != 0 ? capture_->ledger().find(id) : nullptr) {
    one.bound = listener->identity.bound;
    one.comm = listener->identity.owner.comm;
    one.container = listener->identity.owner.container;
  }
  batch.listeners.push_back(std::move(one));
  return found->second;
}

HistoryBatch Live::take_history() {
  HistoryBatch batch;
  batch.time = realtime(now_ns_);
  std::map<std::uint64_t, std::uint32_t> known;
  for (const auto& [key, count] : std::exchange(tallies_, {})) {
    const auto listener = history_listener(batch, known, key.listener_id, key.netns);
    batch.drops.push_back({key.second, *listener, key.cause, key.client, count, key.folded});
  }
  if (std::exchange(minute_over_, false)) {
    for (auto& [id, queue] : queues_) {
      const auto* listener = capture_->ledger().find(id);
      if (listener == nullptr) continue;
      const auto drops = total(listener->snapshot.drops);
      const auto accepted = listener->snapshot.accepted;
      QueueSample sample;
      sample.minute = minute_ * 60;
      sample.longest = queue.longest_minute;
      sample.last = queue.last;
      sample.limit = listener->snapshot.accept_queue_limit;
      sample.drops = drops - queue.drops;
      if (capture_->tells_accepted()) sample.accepted = accepted - queue.accepted;
      queue.drops = drops;
      queue.accepted = accepted;
      queue.longest_minute = queue.last;
      // A listener at which nothing happened has nothing to tell.
      if (sample.longest == 0 && sample.drops == 0 && sample.accepted.value_or(0) == 0) continue;
      sample.listener = *history_listener(batch, known, id, listener->snapshot.netns);
      batch.queues.push_back(sample);
    }
    minute_ = batch.time / 60'000'000'000;
  }
  batch.events = std::exchange(events_, {});
  return batch;
}

}  // namespace bpfnetstat::daemon
