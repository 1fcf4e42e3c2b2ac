// SPDX-License-Identifier: Apache-2.0
#include "app/capture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/loop.h"
#include "base/say.h"
#include "procfs/cgroup.h"
#include "procfs/netns.h"
#include "procfs/process.h"
#include "procfs/system.h"

namespace bpfnetstat::app {
namespace {

/// Between two walks over all files that a vanished owner asks for.
constexpr std::uint64_t kHoldersPauseNs = 100'000'000;
constexpr std::uint64_t kHoldersFreshNs = 5'000'000'000;
constexpr std::size_t kMaxCgroupPaths = 4096;
/// That are looked at. Of those of a listener with more the number is said.
constexpr std::size_t kThreadsPerListener = 64;
/// A closed listener is kept this long for packets that are on their way.
constexpr std::uint64_t kClosedKeptNs = 2'000'000'000;

constexpr std::uint64_t kDropsRingKib = 1024;
constexpr std::uint64_t kTraceRingKib = 8192;

}  // namespace

std::optional<kernel::Mechanism> forced_mechanism(Probe probe) {
  switch (probe) {
    case Probe::automatic:
      return std::nullopt;
    case Probe::fentry:
      return kernel::Mechanism::fentry;
    case Probe::kprobe:
      return kernel::Mechanism::kprobe;
    case Probe::tracepoint:
      return kernel::Mechanism::tracepoint;
  }
  return std::nullopt;
}

Result<std::unique_ptr<Capture>> Capture::start(const Options& options) {
  std::unique_ptr<Capture> capture(new Capture);
  if (auto cgroups = procfs::CgroupFs::open(capture->proc_))
    capture->cgroups_ = *std::move(cgroups);
  capture->freezers_ = procfs::open_freezers(capture->proc_);
  std::optional<Result<std::vector<procfs::Netns>>> namespaces;
  auto filter = capture->filter_of(options, [&]() -> const Result<std::vector<procfs::Netns>>& {
    return namespaces.emplace(procfs::enumerate_netns(capture->proc_));
  });
  if (!filter) return filter.error();
  capture->filter_ = *std::move(filter);
  capture->pids_known_ =
      procfs::in_initial_namespace(capture->proc_, procfs::InitialNamespace::pid).value_or(true);
  if (!capture->pids_known_) {
    if (options.pid) {
      return Error{ErrorKind::unavailable, "-p cannot work in a pid namespace of its own", 0,
                   "run in the initial one: nsenter -t 1 -p, docker run --pid=host"};
    }
    say("in a pid namespace of its own: processes are not named");
  }

  auto facts = kernel::gather_facts();
  if (!facts) return facts.error();
  facts->without = {options.without.begin(), options.without.end()};
  const bool drops = options.command != Command::trace;
  const bool states = options.command != Command::drops;

  kernel::TracerConfig config;
  config.drops = drops;
  config.states = states;
  const bool is_daemon = options.command == Command::daemon;
  config.table = is_daemon || options.command == Command::port;
  config.queues = is_daemon && options.queues;
  config.cookies = is_daemon;
  config.verbose = options.verbose;
  config.ring_bytes = options.ring_kib.value_or(states ? kTraceRingKib : kDropsRingKib) * 1024;
  if (states) {
    // More ports than the kernel side holds are left to the filter above.
    if (options.command == Command::port)
      config.either_port = options.local_ports.front();
    else if (options.local_ports.size() <= kernel::kMaxPortFilters)
      config.local_ports = options.local_ports;
    if (options.remote_ports.size() <= kernel::kMaxPortFilters)
      config.peer_ports = options.remote_ports;
    config.family = options.family;
  }
  auto tracer = kernel::Tracer::start(*facts, forced_mechanism(options.probe), config);
  if (!tracer) return tracer.error();
  capture->tracer_ = *std::move(tracer);
  const kernel::Plan& plan = capture->tracer_->plan();
  capture->probe_ =
      drops ? plan.probe() : kernel::to_string(*plan.of(kernel::Hook::state).mechanism);
  capture->tells_discards_ = plan.of(kernel::Hook::sk_drops).mechanism.has_value();
  capture->tells_accepted_ =
      plan.of(kernel::Hook::accept).mechanism.has_value() || capture->tracer_->follows_queues();
  if (!capture->tells_discards_) capture->ledger_.do_without_discards();
  if (capture->tells_accepted_) capture->ledger_.show_accepted();
  if (drops && !facts->without.contains("stack-slot")) {
    if (auto status = capture->tracer_->calibrate(); !status && options.verbose) {
      say("not calibrated ({}): the first SYNs must do", to_string(status.error()));
    }
  }
  if (auto status = capture->read_baseline(); !status) return status.error();
  return capture;
}

Result<view::Filter> Capture::filter_of(const Options& options,
                                        const procfs::NetnsSource& all) const {
  auto netns = procfs::resolve_netns(proc_, options.netns, all);
  if (!netns) return netns.error();
  view::Filter filter;
  filter.local_ports = options.local_ports;
  filter.at_either_end = options.command == Command::port;
  filter.peer_ports = options.remote_ports;
  filter.family = options.family;
  filter.netns = *netns;
  filter.pid = options.pid;
  if (options.cgroup) {
    auto path = resolve_cgroup(*options.cgroup);
    if (!path) return path.error();
    filter.cgroup = *std::move(path);
  }
  return filter;
}

Status Capture::read_baseline() {
  const auto namespaces = procfs::enumerate_netns(proc_);
  if (!namespaces) return namespaces.error();
  for (const auto& netns : *namespaces) {
    // A namespace may vanish while we look: nothing listens there then.
    const auto fd = procfs::open_netns(netns);
    if (!fd) continue;
    const auto inside = procfs::ScopedNetns::enter(fd->get());
    if (!inside) continue;
    if (auto status = tracer_->walk_listeners(); !status) return status;
  }
  // After the namespaces: MPTCP's holders are matched by cookies that exist by now.
  const auto holders = tracer_->walk_files();
  if (!holders) return holders.error();
  if (auto status = tracer_->begin_counting(); !status) return status;
  if (auto status = refresh_listeners(); !status) return status;
  ledger_.apply(*holders);
  if (!pids_known_) ledger_.forget_processes();
  holders_read_ns_ = monotonic_ns();
  return {};
}

void Capture::apply(const ListenerEvent& event) {
  auto snapshot = tracer_->listener(event.id);
  if (snapshot && event.opened && snapshot->bound.port == 0) {
    // listen() without bind() gets its port after the transition; a walk over all looks again.
    if (refresh_listeners()) snapshot = tracer_->listener(event.id);
  }
  if (!snapshot) return;
  // The map may be ahead: events in between still belong to an open listener.
  snapshot->closed = !event.opened;
  if (!pids_known_) snapshot->pid.reset();
  ledger_.apply(*snapshot);
  if (snapshot->closed) {
    closed_since_ns_.try_emplace(event.id, event.time_ns);
  } else {
    closed_since_ns_.erase(event.id);
  }
}

Status Capture::refresh_listeners() {
  auto snapshots = tracer_->listeners();
  if (!snapshots) return snapshots.error();
  for (auto& snapshot : *snapshots) {
    if (!pids_known_) snapshot.pid.reset();
    ledger_.apply(snapshot);
    if (snapshot.closed) closed_since_ns_.try_emplace(snapshot.id, monotonic_ns());
  }
  return {};
}

void Capture::retire_closed(std::uint64_t now_ns) {
  if (const auto lost = tracer_->losses().listener_events; lost != listener_events_lost_) {
    // Their events did not arrive; the map still has them.
    if (refresh_listeners()) listener_events_lost_ = lost;
  }
  for (auto it = closed_since_ns_.begin(); it != closed_since_ns_.end();) {
    if (now_ns < it->second + kClosedKeptNs) {
      ++it;
      continue;
    }
    if (const auto snapshot = tracer_->listener(it->first)) ledger_.apply(*snapshot);
    tracer_->forget(it->first);
    ledger_.forget_if_idle(it->first);
    it = closed_since_ns_.erase(it);
  }
}

Status Capture::refresh_holders(std::uint64_t now_ns) {
  holders_read_ns_ = now_ns;
  const auto holders = tracer_->walk_files();
  if (!holders) return holders.error();
  ledger_.apply(*holders);
  if (!pids_known_) ledger_.forget_processes();
  return {};
}

void Capture::describe_owner(table::Listener& listener) {
  Owner& owner = listener.identity.owner;
  if (owner.pid) {
    if (auto comm = procfs::read_comm(proc_, *owner.pid)) owner.comm = *std::move(comm);
    if (auto cgroup = procfs::read_cgroup(proc_, *owner.pid)) owner.cgroup = *std::move(cgroup);
  } else if (!owner.cgroup) {
    owner.cgroup = cgroup_path(listener.snapshot.cgroup_id);
  }
  if (owner.cgroup) owner.container = procfs::container_id(*owner.cgroup);
}

const ListenerIdentity* Capture::identify(std::uint64_t id, std::uint64_t now_ns,
                                          std::uint64_t fresh_ns) {
  table::Listener* listener = ledger_.find(id);
  if (listener == nullptr) {
    auto snapshot = tracer_->listener(id);
    if (!snapshot) return nullptr;
    if (!pids_known_) snapshot->pid.reset();
    listener = &ledger_.apply(*snapshot);
  }
  if (listener->owner_checked_ns != 0 && now_ns < listener->owner_checked_ns + fresh_ns) {
    return &listener->identity;
  }
  const auto held = [&] {
    const auto& identity = listener->identity;
    return identity.owner.pid && identity.inode && listener->owner_fd >= 0 &&
           procfs::holds_socket(proc_, *identity.owner.pid, listener->owner_fd, *identity.inode);
  };
  // A walk tells of a vanished owner, and now and then of processes that joined by fork().
  // Of a listener that nobody has looked at yet, at once; but one walk serves all at one moment.
  const bool is_new = listener->owner_checked_ns == 0;
  const bool walk = now_ns >= holders_read_ns_ + kHoldersFreshNs ||
                    (now_ns > holders_read_ns_ && is_new) ||
                    (now_ns >= holders_read_ns_ + kHoldersPauseNs && !held());
  if (!listener->snapshot.closed && walk) {
    // A walk that fails leaves the owner as it was; the next drop asks again.
    (void)refresh_holders(now_ns);
  }
  if (!listener->snapshot.closed) describe_owner(*listener);
  listener->owner_checked_ns = now_ns;
  return &listener->identity;
}

std::vector<HolderState> Capture::holder_states(std::uint64_t id) {
  std::vector<HolderState> states;
  const auto* listener = ledger_.find(id);
  if (listener == nullptr || !pids_known_) return states;
  std::size_t room = kThreadsPerListener;
  std::size_t left = listener->identity.holders.size();
  for (const Process& holder : listener->identity.holders) {
    const auto share = std::min(room, std::max(room / left--, std::size_t{1}));
    auto state = procfs::read_holder_state(proc_, holder.pid, share);
    if (state) {
      room -= state->threads.size();
      if (share > 0) state->frozen_cgroup = procfs::frozen_cgroup(proc_, freezers_, holder.pid);
      states.push_back(*std::move(state));
    } else if (!procfs::is_vanished(state.error().sys_errno)) {
      // There is one, and what it does is not known.
      states.push_back({.process = holder, .threads = {}, .threads_total = 1});
    }
  }
  return states;
}

DropRecord Capture::book(const DropEvent& event, std::int64_t realtime_offset,
                         std::uint64_t now_ns) {
  // First the listener: a new one enters the ledger here, and then counts its clients.
  const auto* listener = identify(event.listener_id, now_ns);
  ledger_.apply(event);
  DropRecord record;
  record.time = static_cast<RealtimeNs>(event.time_ns) + realtime_offset;
  record.count = event.count;
  record.cause = event.cause;
  record.netns = event.netns;
  record.local = event.local;
  record.peer = event.peer;
  record.peer_port = event.peer_port;
  record.mapped = event.mapped;
  record.accept_queue = event.accept_queue;
  record.accept_queue_limit = event.accept_queue_limit;
  if (listener != nullptr) record.listener = *listener;
  return record;
}

StateRecord Capture::describe(StateEvent&& event, std::int64_t realtime_offset,
                              std::uint64_t now_ns, bool with_cgroup) {
  StateRecord record;
  record.time = static_cast<RealtimeNs>(event.time_ns) + realtime_offset;
  record.netns = event.netns;
  record.id = event.id;
  record.local = event.local;
  record.peer = event.peer;
  record.mapped = event.mapped;
  record.old_state = event.old_state;
  record.new_state = event.new_state;
  if (event.in_state_ns) record.in_state_us = *event.in_state_ns / 1000;
  record.role = event.role;
  record.totals = event.totals;
  record.owner.uid = event.uid;
  if (event.pid && pids_known_) {
    record.owner.pid = event.pid;
    record.owner.comm = std::move(event.comm);
  } else if (record.role != Role::client) {
    // A connection that nobody has touched yet belongs to whoever listens there, if that is one.
    if (const auto* listener = ledger_.find(event.netns, event.local, event.mapped)) {
      const auto* identity = identify(listener->identity.id, now_ns);
      if (identity != nullptr && identity->holders.size() == 1) {
        record.owner.pid = identity->owner.pid;
        record.owner.comm = identity->owner.comm;
      }
      record.role = Role::server;
    }
  }
  if (with_cgroup && event.cgroup_id) record.owner.cgroup = cgroup_path(*event.cgroup_id);
  return record;
}

std::optional<std::string> Capture::netns_name(std::uint32_t inode) {
  const std::uint64_t now = monotonic_ns();
  if (netns_names_read_ns_ == 0 || now >= netns_names_read_ns_ + netns_names_fresh_ns_) {
    netns_names_read_ns_ = now;
    netns_names_.clear();
    if (const auto namespaces = procfs::enumerate_netns(proc_)) {
      for (const auto& netns : *namespaces) {
        if (netns.name) netns_names_[netns.inode] = *netns.name;
      }
    }
  }
  const auto found = netns_names_.find(inode);
  return found == netns_names_.end() ? std::nullopt : std::optional(found->second);
}

Result<std::string> Capture::resolve_cgroup(std::string_view name) const {
  if (!cgroups_) {
    return Error{ErrorKind::unavailable, "--cgroup needs cgroup v2, which is not mounted", 0,
                 "mount -t cgroup2 none /sys/fs/cgroup/unified"};
  }
  const auto id = cgroups_->id(name);
  if (!id) return id.error();
  auto path = cgroups_->path(*id);
  if (path) return *std::move(path);
  return Error{ErrorKind::usage, "--cgroup: the cgroup is no more", 0, ""};
}

std::optional<std::string> Capture::cgroup_path(std::uint64_t id) {
  if (id == 0 || !cgroups_) return std::nullopt;
  if (cgroup_paths_.size() > kMaxCgroupPaths) cgroup_paths_.clear();
  const auto [found, fresh] = cgroup_paths_.try_emplace(id);
  if (fresh || !found->second) found->second = cgroups_->path(id);
  return found->second;
}

std::vector<std::string> Capture::complaints() {
  std::vector<std::string> lines;
  const auto note = [&](std::uint64_t count, std::string_view what) {
    if (count != 0) lines.push_back(fmt::format("{} {}", count, what));
  };
  const Losses losses = tracer_->losses();
  note(losses.states, "state records lost: the ring was full (a larger --ring-kib holds more)");
  note(losses.missed_transitions,
       "state transitions not seen: the kernel skips a program that it interrupted");
  note(losses.listeners_missed,
       "listeners opened or closed unseen: until a look at the sockets their drops had no name");
  note(losses.untracked_connections,
       "connections beyond the table's size: their time in state is not known");
  note(losses.untracked_listeners,
       "listeners beyond the table's size: their drops are unattributed");
  note(losses.untracked_cells,
       "times that drops were not watched: namespaces beyond the table's size, or a late CPU");
  note(losses.undecodable, "records from the ring that made no sense");
  return lines;
}

}  // namespace bpfnetstat::app
