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
#include "kernel/inet_diag.h"
#include "procfs/netns.h"
#include "procfs/system.h"

namespace bpfnetstat::daemon {
namespace {

/// Per call of drain(): bounded work per wake.
constexpr std::size_t kRecordsPerWake = 1024;
/// Of one drain_until(): a ring's worth and more. Whoever fills it faster makes losses, which are
/// counted and mended.
constexpr std::size_t kRecordsPerDrain = 1 << 20;
/// In seconds: between two looks at the counters while nothing is dropped, at namespaces that are
/// no more, at who holds connections, and at memory.
constexpr std::uint64_t kIdleLookTicks = 10;
constexpr std::uint64_t kSweepTicks = 5;
/// At drops, before other records are taken and readers have their turn; each costs 30 us a thread.
constexpr std::size_t kHolderLooksPerWake = 4;
constexpr std::uint64_t kOwnersTicks = 60;
constexpr std::uint64_t kTrimTicks = 10;
/// Connections that a listener's programs have accepted unseen, before other programs are attached;
/// and that are so all the same, before these are detached.
constexpr std::uint64_t kUnseenToMatter = 4;
/// An audit that heals begins no sooner after the last one than ten times as long as that was at
/// work.
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

/// How long a closed listener's clients are all remembered.
constexpr std::uint64_t kClosedClientsNs = 10'000'000'000;
/// A table with room for so many, of which it fills a quarter at most, gives its memory back.
constexpr std::size_t kCrowd = 16'384;

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
  live->affected_.begin(live->located(losses));
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
  const auto& listener = std::get<ListenerEvent>(event);
  if (listener.opened) opened_.insert_or_assign(listener.id, listener.time_ns);
  capture_->apply(listener);
}

void Live::apply(StateEvent&& event) {
  ++transitions_seen_;
  attempts_.apply(event);
  if (auto* fresh = connections_.apply(event)) {
    say_whose(*fresh);
    if (fresh->listener_id != 0) evidence_.arrive(fresh->listener_id);
  }
  remember(event);
  if (watchers_.on_transition) watchers_.on_transition(event);
}

void Live::remember(const StateEvent& event) {
  if (event.role == Role::server || event.role == Role::listener)
    latest_served_.add(event.local.port, event);
  if (event.role == Role::client) latest_outgoing_.add(event.peer.port, event);
}

std::vector<StateEvent> Live::latest(std::uint16_t port, std::optional<std::uint32_t> netns) const {
  std::vector<StateEvent> events;
  latest_served_.append_to(events, port, netns);
  latest_outgoing_.append_to(events, port, netns);
  std::stable_sort(events.begin(), events.end(),
                   [](const StateEvent& a, const StateEvent& b) { return a.time_ns < b.time_ns; });
  return events;
}

std::optional<std::uint64_t> Live::opened_ns(std::uint64_t listener_id) const {
  const auto found = opened_.find(listener_id);
  return found == opened_.end() ? std::nullopt : std::optional(found->second);
}

void Live::say_whose(table::Connection& connection) {
  if (connection.role == Role::client) return;
  const auto server =
      capture_->ledger().server(connection.netns, connection.local, connection.mapped);
  if (server.sockets == 0) return;
  const auto id = server.listener != nullptr ? server.listener->identity.id : 0;
  if (id != 0) connection.role = Role::server;
  if (server.sockets > 1) {
    connections_.assign_to_group(connection, id);
  } else {
    connections_.assign(connection, id);
  }
}

void Live::book(const DropEvent& event) {
  const DropRecord record = capture_->book(event, realtime_offset_, now_ns_);
  drops_seen_ += event.count;
  attempts_.apply(event);
  if (event.listener_id != 0) {
    queues_.at_drop(event.listener_id, event.accept_queue);
    evidence_.drop({.id = event.listener_id,
                    .cause = event.cause,
                    .count = event.count,
                    .client = event.peer,
                    .accept_queue = event.accept_queue,
                    .accept_queue_limit = event.accept_queue_limit,
                    .time_ns = event.time_ns},
                   evidence_losses_, now_ns_);
    if (evidence_.wants_counters(event.listener_id)) begin_counting(event.listener_id);
    // At that moment: a second later it may be about something else.
    if (holder_looks_ < kHolderLooksPerWake &&
        evidence_.wants_holders(event.listener_id, now_ns_)) {
      ++holder_looks_;
      look_at_holders(event.listener_id);
    }
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
  holder_looks_ = 0;
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
    if (record.listener) {
      evidence_.drop({.id = record.listener->id, .cause = record.cause, .count = record.count},
                     evidence_losses_, now_ns_);
    }
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
  // Without them some clients are not known yet, but the totals are.
  auto folds = take_folds();
  summary_ = capture_->ledger().summarise(*counters, tracer.losses().undecodable);
  tally_missed(*counters);
  for (const auto& netns : *counters) {
    if (!netns.gone) continue;
    // Shown once; from then on whoever adds up has it.
    if (gone_.insert(netns.net_cookie).second) continue;
    for (const auto& record : summary_.reconciliations) {
      if (record.net_cookie == netns.net_cookie && watchers_.on_namespace_gone)
        watchers_.on_namespace_gone(record);
    }
    missed_.forget_namespace(netns.net_cookie);
    tracer.forget_namespace(netns.net_cookie);
    capture_->ledger().forget_namespace(netns.net_cookie);
    gone_.erase(netns.net_cookie);
  }
  return folds;
}

void Live::tally_missed(std::span<const NetnsCounters> counters) {
  std::map<std::uint64_t, std::vector<MissedDrops::Gift>> gifts;
  for (const auto& record : summary_.listeners) {
    const auto* listener = capture_->ledger().find(record.listener.id);
    if (listener == nullptr) continue;
    for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
      const auto own = listener->snapshot.drops[cause];
      if (record.drops[cause] <= own) continue;
      gifts[listener->snapshot.net_cookie].push_back(
          {record.listener.id, static_cast<DropCause>(cause), record.drops[cause] - own});
    }
  }
  const std::int64_t second = realtime(now_ns_) / 1'000'000'000;
  for (const auto& netns : counters) {
    const auto kernel = netns.kernel.listen_drops;
    const auto booked = netns.booked.listen_drops;
    std::uint64_t nobodys = 0;
    for (const auto& tally :
         missed_.look(netns.net_cookie, second, kernel > booked ? kernel - booked : 0,
                      gifts[netns.net_cookie])) {
      TallyKey key{};
      key.second = tally.second;
      key.listener_id = tally.listener_id;
      key.netns = netns.netns;
      key.cause = tally.cause;
      tallies_[key] += tally.count;
      if (tally.listener_id == 0) nobodys += tally.count;
    }
    if (nobodys != 0) {
      note(DaemonEventKind::unattributed, nobodys, fmt::format("netns {}", netns.netns));
    }
  }
}

Status Live::settle() {
  read_clocks();
  if (auto status = drain_until(now_ns_); !status) return status;
  if (auto status = look_at_counters(); !status) return status;
  look_at_queues();
  look_at_evidence();
  return {};
}

namespace {

QueueBook::State queue_of(const table::Listener& listener) {
  const auto& snapshot = listener.snapshot;
  return {snapshot.accept_queue, snapshot.accept_queue_limit, total(snapshot.drops),
          snapshot.accepted, snapshot.accept_queue_peak};
}

/// What left the queue and no hook saw how; what is being accepted at this moment too.
std::uint64_t accepted_unseen(const ListenerSnapshot& snapshot) {
  const auto waiting = snapshot.closed ? 0 : snapshot.accept_queue;
  const auto came = snapshot.queued_first + snapshot.arrived;
  const auto accounted = snapshot.accepted + snapshot.abandoned + waiting;
  return came > accounted ? came - accounted : 0;
}

}  // namespace

void Live::look_at_queues() {
  for (const auto& [id, listener] : capture_->ledger().listeners()) {
    if (listener.snapshot.closed) continue;
    queues_.look(id, queue_of(listener));
    if (capture_->tracer().follows_queues()) {
      const auto accepted = listener.snapshot.accepted + accepted_unseen(listener.snapshot);
      rates_.look(id, {listener.snapshot.arrived, accepted}, now_ns_, opened_ns(id));
    }
    if (capture_->tracer().counts_cookies())
      evidence_.look_at_cookies(id, listener.snapshot.cookies_sent, evidence_losses_, now_ns_);
  }
  look_at_closed_queues();
}

void Live::look_for_unseen_calls() {
  auto& tracer = capture_->tracer();
  if (!tracer.follows_queues()) return;
  std::map<std::uint64_t, std::uint64_t> now;
  bool grows = false;
  std::uint64_t total = 0;
  for (const auto& [id, listener] : capture_->ledger().listeners()) {
    const auto& snapshot = listener.snapshot;
    const auto unseen = accepted_unseen(snapshot);
    // Of a busy one there are always a few that are being accepted at this moment.
    if (snapshot.closed || unseen < kUnseenToMatter || unseen < snapshot.accepted) continue;
    now.emplace(id, unseen);
    total += unseen;
    const auto before = accepted_unseen_.find(id);
    grows = grows || before == accepted_unseen_.end() || unseen > before->second;
  }
  accepted_unseen_ = std::move(now);
  if (unseen_at_attach_) {
    // What the kernel itself accepts, or io_uring as direct descriptors, no call tells of.
    if (tracer.accepted_by_reserve() != 0 || total < *unseen_at_attach_ + kUnseenToMatter) return;
    tracer.detach_reserve();
    unseen_at_attach_.reset();
    watchers_.on_notice("no system call tells of them: they are looked at no more");
    return;
  }
  if (!grows) return;
  const auto attached = tracer.attach_reserve();
  if (!attached) {
    watchers_.on_notice(to_string(attached.error()));
  } else if (*attached) {
    unseen_at_attach_ = total;
    watchers_.on_notice(
        "connections are accepted by calls without a tracepoint of their own, as of 32-bit "
        "programs: every system call is looked at from now on");
  }
}

void Live::look_at_closed_queues() {
  for (const auto& [id, listener] : capture_->ledger().listeners()) {
    if (!listener.snapshot.closed) continue;
    queues_.look_at_closed(id, queue_of(listener), history_listener(id, listener.snapshot.netns));
    evidence_.close(id);
  }
}

// --- what verdicts rest on ---

namespace {

/// Threads that are looked at in a second: each costs some 30 microseconds.
constexpr std::size_t kThreadsPerSecond = 256;
/// Between two looks for network namespaces, which are looks at every process.
constexpr std::uint64_t kNamespacesPauseNs = 5'000'000'000;

std::vector<pid_t> pids_of(const std::vector<Process>& holders) {
  std::vector<pid_t> pids;
  pids.reserve(holders.size());
  for (const Process& holder : holders) pids.push_back(holder.pid);
  return pids;
}

EvidenceBook::Settings read_settings(const procfs::Proc& proc) {
  const auto setting = [&](const char* path) -> std::optional<std::uint64_t> {
    const auto value = procfs::read_setting(proc, path);
    if (!value || *value < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*value);
  };
  EvidenceBook::Settings settings;
  const auto queue = app::read_queue_settings(proc);
  settings.somaxconn = queue.somaxconn;
  settings.tcp_max_syn_backlog = queue.tcp_max_syn_backlog;
  settings.syncookies = setting("net/ipv4/tcp_syncookies");
  settings.abort_on_overflow = setting("net/ipv4/tcp_abort_on_overflow");
  return settings;
}

}  // namespace

EvidenceBook::Queue Live::counters_of(const ListenerSnapshot& snapshot) const {
  EvidenceBook::Queue queue{.length = snapshot.accept_queue, .limit = snapshot.accept_queue_limit};
  const auto& tracer = capture_->tracer();
  if (capture_->tells_accepted()) queue.accepted = snapshot.accepted;
  if (tracer.counts_cookies()) queue.cookies_sent = snapshot.cookies_sent;
  if (!tracer.follows_queues()) return queue;
  queue.arrived = snapshot.arrived;
  queue.accepted_unseen = accepted_unseen(snapshot);
  queue.waits = tracer.waits(snapshot.id);
  return queue;
}

void Live::begin_counting(std::uint64_t id) {
  const auto* known = capture_->ledger().find(id);
  // How much leaves the queue unseen only the next look at all can tell.
  if (known == nullptr || accepted_unseen(known->snapshot) != 0) return;
  const auto snapshot = capture_->tracer().listener(id);
  if (!snapshot) return;
  auto queue = counters_of(*snapshot);
  queue.accepted_unseen = 0;
  evidence_.count(id, queue, app::monotonic_ns());
}

void Live::look_at_groups() {
  using Place = std::pair<std::uint32_t, Endpoint>;
  std::map<Place, std::vector<std::uint64_t>> open;
  for (const auto id : evidence_.open_windows()) {
    if (const auto* listener = capture_->ledger().find(id))
      open[{listener->snapshot.netns, listener->snapshot.bound}].push_back(id);
  }
  if (open.empty() || !capture_->tracer().follows_queues()) return;
  for (const auto& [member, listener] : capture_->ledger().listeners()) {
    const auto& snapshot = listener.snapshot;
    if (snapshot.closed) continue;
    const auto found = open.find({snapshot.netns, snapshot.bound});
    if (found == open.end()) continue;
    for (const auto id : found->second) {
      if (id != member) evidence_.look_at_member(id, member, snapshot.arrived, snapshot.accepted);
    }
  }
}

void Live::look_at_holders(std::uint64_t id) {
  if (threads_looked_at_ >= kThreadsPerSecond) return;
  auto states = capture_->holder_states(id);
  for (const HolderState& state : states) threads_looked_at_ += 1 + state.threads.size();
  evidence_turn_ = id;
  evidence_.see(id, std::move(states), app::monotonic_ns());
}

void Live::look_at_evidence() {
  const auto losses = capture_->tracer().losses();
  evidence_losses_ = lost_in(losses) + missed_in(losses, connections_) + connections_.untracked();
  for (const auto id : evidence_.open_windows(evidence_turn_)) {
    const auto* listener = capture_->ledger().find(id);
    if (listener == nullptr || listener->snapshot.closed) continue;
    evidence_.look(id, counters_of(listener->snapshot), evidence_losses_, now_ns_);
    if (evidence_.wants_holders(id, now_ns_)) look_at_holders(id);
  }
  look_at_groups();
  look_at_settings();
}

void Live::look_at_settings() {
  std::map<std::uint32_t, std::vector<const table::Listener*>> by_netns;
  for (const auto id : evidence_.open_windows()) {
    const auto* listener = capture_->ledger().find(id);
    if (listener != nullptr && !listener->snapshot.closed && evidence_.wants_settings(id, now_ns_))
      by_netns[listener->snapshot.netns].push_back(listener);
  }
  std::optional<Result<std::vector<procfs::Netns>>> all;
  const auto enumerate = [&]() -> const Result<std::vector<procfs::Netns>>& {
    if (all) return *all;
    if (namespaces_read_ns_ != 0 && now_ns_ < namespaces_read_ns_ + kNamespacesPauseNs)
      return all.emplace(std::vector<procfs::Netns>());
    namespaces_read_ns_ = now_ns_;
    return all.emplace(procfs::enumerate_netns(capture_->proc()));
  };
  for (const auto& [inode, listeners] : by_netns) {
    const auto fd = app::open_netns(capture_->proc(), inode,
                                    pids_of(listeners.front()->identity.holders), enumerate);
    if (!fd) continue;
    const auto inside = procfs::ScopedNetns::enter(fd->get());
    if (!inside) continue;
    const auto settings = read_settings(capture_->proc());
    for (const auto* listener : listeners) {
      const auto id = listener->identity.id;
      std::optional<std::uint64_t> half_open;
      if (evidence_.has_syn_drops(id)) half_open = listener->snapshot.syn_queue;
      evidence_.set(id, settings, half_open, now_ns_);
    }
  }
}

namespace {

/// Whether somebody else holds it, a few tell: a server's workers may each hold the sockets of all.
constexpr std::size_t kHoldersOfMember = 4;

/// What the listener's figures tell besides.
void add_figures(VerdictFacts& facts, const ListenerFigures& figures) {
  facts.attempts = figures.attempts;
  facts.asked_backlog = figures.asked_backlog;
  if (figures.since_accept_us) facts.since_accept_ns = *figures.since_accept_us * 1000;
}

}  // namespace

void Live::add_evidence(std::vector<ListenerFigures>& listeners) const {
  if (evidence_.empty()) return;
  using Place = std::pair<std::uint32_t, Endpoint>;
  std::map<Place, std::vector<const ListenerFigures*>> groups;
  for (const auto& one : listeners) {
    if (!one.closed) groups[{one.listener.netns, one.listener.bound}].push_back(&one);
  }
  for (auto& one : listeners) {
    const auto found = groups.find({one.listener.netns, one.listener.bound});
    const bool shares = found != groups.end() && found->second.size() > 1;
    one.facts = evidence_.facts(one.listener.id, shares, now_ns_);
    if (one.facts) add_figures(*one.facts, one);
    if (!one.facts || !shares) continue;
    one.facts->group_others = found->second.size() - 1;
    std::vector<GroupMember> group;
    group.reserve(std::min(one.facts->group_others, EvidenceBook::kMostMembers));
    for (const auto* member : found->second) {
      if (member == &one) continue;
      if (group.size() == EvidenceBook::kMostMembers) break;
      const auto& counted = one.facts->group;
      const auto known =
          std::find_if(counted.begin(), counted.end(),
                       [&](const GroupMember& other) { return other.id == member->listener.id; });
      auto& shown = group.emplace_back(known == counted.end() ? GroupMember() : *known);
      shown.accept_queue = member->accept_queue;
      shown.accept_queue_limit = member->accept_queue_limit;
      shown.drops = total(member->drops);
      for (const Process& holder : member->listener.holders) {
        if (shown.holders.size() == kHoldersOfMember) break;
        if (holder.pid != 1) shown.holders.push_back(holder.pid);
      }
    }
    one.facts->group = std::move(group);
  }
}

bool Live::has_lost() {
  const auto losses = capture_->tracer().losses();
  bool told = false;
  const auto tell = [&](DaemonEventKind kind, std::uint64_t now, std::uint64_t& seen,
                        std::string detail = {}) {
    if (now == seen) return false;
    note(kind, now - seen, std::move(detail));
    seen = now;
    return true;
  };
  told |= tell(DaemonEventKind::ring_loss, lost_in(losses), losses_seen_);
  told |= tell(DaemonEventKind::transitions_missed, missed_in(losses, connections_), missed_seen_);
  // These are mended already.
  tell(DaemonEventKind::transitions_missed, losses.listeners_missed, listeners_missed_seen_,
       "listeners that opened or closed unseen");
  tell_beyond(losses.untracked_listeners, listeners_beyond_told_,
              "listeners beyond the table's size: their drops are unattributed");
  tell_beyond(losses.untracked_cells, cells_beyond_told_,
              "times that drops were not watched: namespaces beyond the table's size, or a late "
              "CPU");
  // Where, is only asked when there is something: an idle daemon comes here each second.
  if (told) affected_.look(located(losses), connections_.take_gap_namespaces());
  return affected_.any();
}

/// The same socket counts at each look: that there are twice as many is news.
void Live::tell_beyond(std::uint64_t now, std::uint64_t& told, std::string_view what) {
  if (now == 0 || now < 2 * told) return;
  note(DaemonEventKind::unattributed, now, std::string(what));
  told = now;
}

Affected::Losses Live::located(const Losses& losses) const {
  Affected::Losses all{.located = losses.states + losses.unexpected_states,
                       .by_netns = {},
                       .unlocated = losses.undecodable + losses.skipped_programs};
  // Without it the totals alone tell.
  if (auto by_netns = capture_->tracer().losses_by_netns()) all.by_netns = *std::move(by_netns);
  return all;
}

void Live::heal_if_due() {
  has_lost();
  if (audit_ || now_ns_ < audit_at_ns_) return;
  // What nobody noticed: seldom, but virtual machines have let whole bursts pass unseen.
  if (transitions_seen_ != transitions_audited_ && now_ns_ >= busy_audit_at_ns_)
    affected_.suspect_all();
  if (affected_.any()) heal();
}

void Live::heal() {
  const auto where = affected_.take();
  if (!where) transitions_audited_ = transitions_seen_;
  const auto done = [this, where](const Result<AuditFindings>& findings) {
    const auto now = app::monotonic_ns();
    // Not what it waited for doubts to settle or for its turn.
    const auto took = audits_busy_ns_ - busy_before_audit_ns_;
    audit_at_ns_ = now + std::max(kHealPauseNs, kHealPauseFactor * took);
    // Of a part it says nothing of the others, and not how long they take.
    if (!where) busy_audit_at_ns_ = now + std::max(kBusyPauseNs, kBusyPauseFactor * took);
    if (!findings) {
      affected_.put_back(where);
      return;
    }
    ++resyncs_;
    healed_ += findings->mended;
    if (findings->mended != 0) {
      auto detail = fmt::format("{} connections in {} namespaces looked at", findings->connections,
                                findings->namespaces);
      if (findings->left_out != 0)
        detail += fmt::format(", no room for {} of them", findings->left_out);
      note(DaemonEventKind::resync, findings->mended, std::move(detail));
    }
  };
  audit(Audit::Purpose::heal, done, where);
}

void Live::forget_closed() {
  auto& ledger = capture_->ledger();
  for (const auto& [id, listener] : ledger.listeners()) {
    // One that has nothing to say the ledger lets go of itself, a moment after it closed. Until
    // then it takes no other's place: there may be thousands.
    if (listener.snapshot.closed && !listener.has_nothing_to_say()) {
      closed_.try_emplace(id, now_ns_);
    } else {
      closed_.erase(id);
    }
  }
  std::vector<std::pair<std::uint64_t, std::uint64_t>> by_age;
  for (const auto& [id, since_ns] : closed_) {
    by_age.emplace_back(since_ns, id);
    // Records and folds of its last drops are here by now.
    if (now_ns_ >= since_ns + kClosedClientsNs) ledger.forget_lesser_peers(id);
  }
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
    --kept;
  }
  // Those that had nothing to say are let go by the ledger itself.
  std::erase_if(closed_, [&](const auto& entry) { return ledger.find(entry.first) == nullptr; });
  std::erase_if(opened_, [&](const auto& entry) { return ledger.find(entry.first) == nullptr; });
  const auto is_gone = [&](std::uint64_t id) { return ledger.find(id) == nullptr; };
  queues_.forget(is_gone);
  rates_.forget(is_gone);
  attempts_.forget_listeners(is_gone);
  evidence_.forget(is_gone);
  missed_.forget_listeners(is_gone);
}

void Live::give_back_memory() {
  if (ticks_ % kTrimTicks != 0) return;
  // A crowd may have come and gone between two ticks: the room that it took tells of it.
  const auto room = connections_.room();
  if (room >= kCrowd && connections_.all().size() <= room / 4) connections_.shrink();
  // What was freed, by answers above all, lies between what was not: the allocator keeps it
  // otherwise, and a daemon would hold the most that it ever needed.
  ::malloc_trim(0);
}

Status Live::tick() {
  read_clocks();
  ++ticks_;
  Status first;
  const auto keep = [&first](const Status& status) {
    if (first && !status) first = status;
  };
  look_at_closed_queues();
  capture_->retire_closed(now_ns_);
  if (ticks_ % kSweepTicks == 0) keep(capture_->tracer().sweep_namespaces());
  if (drops_seen_ != drops_looked_at_ || capture_->tracer().folded() ||
      ticks_ % kIdleLookTicks == 0) {
    keep(look_at_counters());
  } else {
    keep(capture_->refresh_listeners());
  }
  if (ticks_ % kOwnersTicks == 0) keep(refresh_owners());
  give_back_memory();
  look_at_queues();
  look_for_unseen_calls();
  attempts_.look(now_ns_);
  threads_looked_at_ = 0;
  look_at_evidence();
  heal_if_due();
  forget_closed();
  const std::int64_t minute = realtime(now_ns_) / 60'000'000'000;
  if (minute != minute_) minute_over_ = true;
  return first;
}

void Live::verify(AuditDone done, int rounds, std::size_t listeners) {
  // What is known to be lost is mended first: that it was, the log and the metrics say.
  if (has_lost()) heal();
  audit(Audit::Purpose::verify,
        [this, rounds, listeners, done = std::move(done)](const Result<AuditFindings>& walked) {
          if (!walked) return done(walked);
          AuditFindings findings = *walked;
          findings.listeners += listeners;
          const bool differs = findings.differences_total() != 0;
          // Under load there may be a loss between the two.
          if (differs && rounds > 1 && has_lost())
            return verify(done, rounds - 1, findings.listeners);
          if (differs) affected_.suspect_all();
          done(findings);
        });
}

void Live::audit(Audit::Purpose purpose, AuditDone done,
                 std::optional<std::set<std::uint32_t>> only) {
  if (audit_) {
    audits_.push_back({purpose, std::move(done), std::move(only)});
    return;
  }
  busy_before_audit_ns_ = audits_busy_ns_;
  audit_done_ = std::move(done);
  audit_ = std::make_unique<Audit>(
      purpose, AuditSources::of(*capture_), connections_,
      [this](std::uint64_t until_ns) { return drain_until(until_ns); },
      [this](table::Connection& fresh) { say_whose(fresh); }, std::move(only));
}

std::optional<std::uint64_t> Live::next_ns() const {
  return audit_ ? std::optional(audit_->next_ns()) : std::nullopt;
}

void Live::work() {
  if (!audit_ || app::monotonic_ns() < audit_->next_ns()) return;
  const auto began_ns = app::monotonic_ns();
  const auto over = audit_->step();
  audits_busy_ns_ += app::monotonic_ns() - began_ns;
  if (over && !*over) return;
  const auto audit = std::exchange(audit_, nullptr);
  const auto done = std::exchange(audit_done_, {});
  if (done) done(over ? Result<AuditFindings>(audit->findings()) : over.error());
  if (audits_.empty()) return;
  auto next = std::move(audits_.front());
  audits_.pop_front();
  this->audit(next.purpose, std::move(next.done), std::move(next.only));
}

Status Live::refresh_owners() {
  if (owners_read_ns_ != 0 && now_ns_ < owners_read_ns_ + kOwnersFreshNs) return {};
  if (!capture_->pids_known()) return {};
  owners_read_ns_ = app::monotonic_ns();
  Status drained;
  const auto holders = capture_->tracer().walk_holders([&] {
    if (drained) drained = drain_until(app::monotonic_ns());
  });
  if (!drained) return drained;
  if (!holders) return holders.error();
  connections_.apply(*holders);
  capture_->ledger().apply(*holders);
  return {};
}

void Live::note(DaemonEventKind kind, std::uint64_t count, std::string detail) {
  events_.push_back({realtime(app::monotonic_ns()), kind, count, std::move(detail)});
}

void Live::add_queue(ListenerFigures& one, const ListenerSnapshot& snapshot) const {
  one.arrived = snapshot.arrived;
  one.asked_backlog = snapshot.asked_backlog;
  one.abandoned = snapshot.abandoned;
  if (!one.closed) one.syn_queue = snapshot.syn_queue;
  one.accepted_unseen = accepted_unseen(snapshot);
  if (!one.closed) one.rates = rates_.rates(one.listener.id);
  const auto waits = capture_->tracer().waits(one.listener.id);
  auto& totals = one.wait_totals.emplace();
  if (!waits) return;
  totals = {waits->sum_ns, waits->buckets};
  one.waits = wait_figures(*waits);
  const auto now_ns = app::monotonic_ns();
  if (waits->last_ns != 0) one.since_accept_us = (now_ns - std::min(now_ns, waits->last_ns)) / 1000;
}

std::map<std::uint64_t, std::vector<QueuedConnection>> Live::queue_heads() {
  const auto queued = capture_->tracer().queued();
  if (!queued) return {};
  std::map<std::uint64_t, std::vector<const Queued*>> by_listener;
  for (const Queued& one : *queued) by_listener[one.listener_id].push_back(&one);
  const auto now_ns = app::monotonic_ns();
  std::map<std::uint64_t, std::vector<QueuedConnection>> heads;
  for (auto& [id, all] : by_listener) {
    const auto* listener = capture_->ledger().find(id);
    if (listener == nullptr || listener->snapshot.closed) continue;
    // The latest to come are still there: some of those before may have left unseen.
    std::sort(all.begin(), all.end(),
              [](const Queued* a, const Queued* b) { return a->since_ns > b->since_ns; });
    all.resize(std::min<std::size_t>(all.size(), listener->snapshot.accept_queue));
    auto& head = heads[id];
    for (auto one = all.rbegin(); one != all.rend() && head.size() < kQueueHead; ++one) {
      QueuedConnection shown;
      if (const auto* connection = connections_.find((*one)->connection_id))
        shown.peer = connection->peer;
      shown.waited_us = (now_ns - std::min(now_ns, (*one)->since_ns)) / 1000;
      shown.at_least = (*one)->at_least;
      head.push_back(shown);
    }
  }
  return heads;
}

void Live::look_at_namespaces() {
  settings_.look(app::namespaces_of(capture_->ledger()), capture_->proc(), now_ns_);
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
    one.epoch = listener.epoch;
    if (const auto* identity = capture_->identify(id, now_ns_, kOwnersShownNs))
      one.listener = *identity;
    one.netns_name = capture_->netns_name(listener.snapshot.netns);
    one.v6only = listener.snapshot.v6only;
    one.closed = listener.snapshot.closed;
    one.accept_queue_limit = listener.snapshot.accept_queue_limit;
    if (!one.closed) {
      one.accept_queue = listener.snapshot.accept_queue;
      const auto settings = settings_.of(listener.snapshot.net_cookie);
      one.somaxconn = settings.somaxconn;
      one.tcp_max_syn_backlog = settings.tcp_max_syn_backlog;
    }
    one.accept_queue_peak = queues_.longest(id);
    one.is_counted = true;
    one.drops = listener.snapshot.drops;
    one.attempts = attempts_.of_listener(id);
    if (const auto record = records.find(id); record != records.end()) {
      one.drops = record->second->drops;
      one.client_unknown = record->second->client_unknown;
    }
    if (capture_->tells_discards()) one.other_discards = listener.snapshot.other_discards;
    if (capture_->tells_accepted()) one.accepted = listener.snapshot.accepted;
    if (capture_->tracer().counts_cookies()) one.cookies_sent = listener.snapshot.cookies_sent;
    if (capture_->tracer().follows_queues()) add_queue(one, listener.snapshot);
    one.connections = connections_.of_listener(id);
    one.shares_connections =
        capture_->ledger().shares_address(listener) ||
        connections_.any_of_group(listener.snapshot.netns, listener.snapshot.bound.port);
    figures.listeners.push_back(std::move(one));
  }
  add_evidence(figures.listeners);
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
  batch.listeners.push_back(history_listener(id, netns));
  return found->second;
}

HistoryListener Live::history_listener(std::uint64_t id, std::uint32_t netns) {
  HistoryListener one;
  one.netns = netns;
  one.netns_name = capture_->netns_name(netns);
  if (const auto* listener = id != 0 ? capture_->ledger().find(id) : nullptr) {
    one.bound = listener->identity.bound;
    one.comm = listener->identity.owner.comm;
    one.container = listener->identity.owner.container;
  }
  return one;
}

HistoryBatch Live::take_history() {
  HistoryBatch batch;
  batch.time = realtime(now_ns_);
  std::map<std::uint64_t, std::uint32_t> known;
  for (const auto& [key, count] : std::exchange(tallies_, {})) {
    const auto listener = history_listener(batch, known, key.listener_id, key.netns);
    batch.drops.push_back({key.second, *listener, key.cause, key.client, count, key.folded});
  }
  const bool is_over = std::exchange(minute_over_, false);
  for (auto& [id, who, sample] : is_over ? queues_.end_minute() : queues_.take_changes()) {
    sample.minute = minute_ * 60;
    if (!capture_->tells_accepted()) sample.accepted.reset();
    if (who) {
      sample.listener = static_cast<std::uint32_t>(batch.listeners.size());
      batch.listeners.push_back(*std::move(who));
    } else if (const auto* listener = capture_->ledger().find(id)) {
      // Its container must be known from the first piece on: pieces of two names are not joined.
      capture_->identify(id, now_ns_, kOwnersShownNs);
      sample.listener = *history_listener(batch, known, id, listener->snapshot.netns);
    } else {
      continue;
    }
    batch.queues.push_back(sample);
  }
  if (is_over) minute_ = batch.time / 60'000'000'000;
  batch.events = std::exchange(events_, {});
  return batch;
}

}  // namespace bpfnetstat::daemon
