// SPDX-License-Identifier: Apache-2.0
#include "daemon/audit.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "app/loop.h"
#include "procfs/system.h"

namespace bpfnetstat::daemon {
namespace {

/// Between the two walks: longer than a socket is in motion, between its place in the kernel's hash
/// table and its transition.
constexpr std::uint64_t kSettleNs = 50'000'000;
/// Connections of a step: some milliseconds.
constexpr std::size_t kConnectionsPerStep = 2048;

AuditSources sources_of(app::Capture& capture, kernel::Tracer::Connections which,
                        std::set<std::uint16_t> udp_ports) {
  using Begun = AuditSources::Begun;
  AuditSources sources;
  sources.lists_all =
      procfs::in_initial_namespace(capture.proc(), procfs::InitialNamespace::pid).value_or(true);
  sources.namespaces = [&capture] { return procfs::enumerate_netns(capture.proc()); };
  sources.begin_walk = [&capture, which, udp_ports = std::move(udp_ports)](
                           const procfs::Netns& netns) -> Result<Begun> {
    using enum Begun::Outcome;
    const auto fd = procfs::open_netns(netns);
    if (!fd) return Begun{gone, {}};
    // The walk knows where it began, so nothing else is done in there.
    const auto inside = procfs::ScopedNetns::enter(fd->get());
    if (!inside) return Begun{unreadable, {}};
    // Whoever began to listen unseen is found; who ended so, a look each second notices.
    if (auto status = capture.tracer().walk_listeners(); !status) return status.error();
    auto walk = capture.tracer().walk_connections(which);
    if (!walk) return walk.error();
    const auto shared = std::make_shared<kernel::ConnectionWalk>(*std::move(walk));
    Begun begun{walking, [shared] { return shared->next(kConnectionsPerStep); }};
    if (!udp_ports.empty()) begun.udp_sockets = app::count_udp_sockets(capture.proc(), udp_ports);
    return begun;
  };
  sources.holders = [&capture](const std::function<void()>& between) {
    return capture.tracer().walk_holders(between);
  };
  sources.listeners_missed = [&capture] { return capture.tracer().losses().listeners_missed; };
  return sources;
}

}  // namespace

AuditSources AuditSources::of(app::Capture& capture) {
  return sources_of(capture, kernel::Tracer::Connections::with_socket, {});
}

AuditSources AuditSources::of_ports(app::Capture& capture, std::set<std::uint16_t> udp_ports) {
  return sources_of(capture, kernel::Tracer::Connections::all, std::move(udp_ports));
}

Audit::Audit(Purpose purpose, AuditSources sources, table::Connections& connections,
             std::function<Status(std::uint64_t until_ns)> drain,
             std::function<void(table::Connection&)> on_fresh,
             std::optional<std::set<std::uint32_t>> only)
    : purpose_(purpose),
      sources_(std::move(sources)),
      connections_(connections),
      drain_(std::move(drain)),
      on_fresh_(std::move(on_fresh)),
      only_(std::move(only)) {}

Status Audit::begin() {
  begun_ = true;
  began_ns_ = app::monotonic_ns();
  listeners_missed_ = sources_.listeners_missed();
  auto namespaces = sources_.namespaces();
  if (!namespaces) return namespaces.error();
  to_walk_ = *std::move(namespaces);
  if (only_) {
    std::erase_if(to_walk_,
                  [this](const procfs::Netns& netns) { return !only_->contains(netns.inode); });
  }
  return {};
}

Result<bool> Audit::step() {
  auto over = take_step();
  if (!over) connections_.end_walk();
  return over;
}

Result<bool> Audit::take_step() {
  if (!begun_) {
    if (auto status = begin(); !status) return status.error();
  }
  if (walk_) {
    if (auto status = walk_on(); !status) return status.error();
    return false;
  }
  if (to_walk_.empty() && doubtful_.empty()) {
    // What is of no namespace that there is.
    auto looked = look_for_vanished();
    if (!looked || !*looked) return looked;
    findings_.listeners = sources_.listeners_missed() - listeners_missed_;
    connections_.count_untracked(findings_.left_out);
    return true;
  }
  if (auto status = begin_walk(); !status) return status.error();
  return false;
}

Status Audit::begin_walk() {
  const procfs::Netns& netns = is_first() ? to_walk_.back() : doubtful_.back().netns;
  walk_began_ns_ = app::monotonic_ns();
  auto begun = sources_.begin_walk(netns);
  if (!begun) return begun.error();
  if (begun->outcome == AuditSources::Begun::Outcome::walking) {
    connections_.begin_walk();
    walk_ = std::move(begun->next);
    return {};
  }
  if (is_first()) {
    findings_.unread += begun->outcome == AuditSources::Begun::Outcome::unreadable;
    to_walk_.pop_back();
    if (to_walk_.empty() && !doubtful_.empty()) next_ns_ = app::monotonic_ns() + kSettleNs;
  } else {
    doubtful_.pop_back();
  }
  return {};
}

Status Audit::walk_on() {
  const auto walked = walk_();
  if (!walked) return walked.error();
  // Between any two pieces, or the ring would run over while a large namespace is walked through.
  // The rule of time holds for a walk of any length: what a transition tells from its begin on is
  // newer than it, and what it comes by has been told by now.
  if (auto status = drain_(app::monotonic_ns()); !status) return status;
  if (walked->empty()) {
    end_walk();
    return {};
  }
  if (is_first()) findings_.connections += walked->size();
  auto differences = connections_.compare(*walked, walk_began_ns_);
  if (purpose_ == Purpose::baseline) {
    // What the table has, transitions have told a moment ago.
    std::erase_if(differences, [](const table::Difference& difference) {
      return difference.kind != table::Difference::Kind::missing;
    });
    mend(differences, walk_began_ns_);
  } else {
    take(std::move(differences));
  }
  return {};
}

void Audit::take(std::vector<table::Difference> found) {
  if (is_first()) return doubts_.add(found);
  doubtful_.back().doubts.keep_confirmed(found);
  if (purpose_ == Purpose::heal) mend(found, walk_began_ns_);
  count(found);
}

void Audit::count(std::span<const table::Difference> differences) {
  for (const auto& difference : differences) {
    using enum table::Difference::Kind;
    findings_.missing += difference.kind == missing;
    findings_.ghosts += difference.kind == ghost;
    findings_.differing += difference.kind == differing;
    if (findings_.differences.size() < AuditFindings::kKept)
      findings_.differences.push_back(difference);
  }
}

void Audit::end_walk() {
  walk_ = {};
  const procfs::Netns netns = is_first() ? to_walk_.back() : doubtful_.back().netns;
  auto ghosts = connections_.not_met(netns.inode, walk_began_ns_);
  if (purpose_ != Purpose::baseline) take(std::move(ghosts));
  if (is_first()) {
    walked_.insert(netns.inode);
    ++findings_.namespaces;
    to_walk_.pop_back();
    auto doubts = std::exchange(doubts_, {});
    if (!doubts.empty()) doubtful_.push_back({netns, std::move(doubts)});
    // The latest doubts come first: they must have had the time.
    if (to_walk_.empty() && !doubtful_.empty()) next_ns_ = app::monotonic_ns() + kSettleNs;
  } else {
    doubtful_.pop_back();
  }
  connections_.end_walk();
}

void Audit::mend(std::span<const table::Difference> differences, std::uint64_t began_ns) {
  const auto mended = connections_.mend(differences, began_ns);
  for (auto* fresh : mended.fresh) on_fresh_(*fresh);
  findings_.mended += mended.changed;
  findings_.left_out += mended.left_out;
}

Result<bool> Audit::look_for_vanished() {
  if (only_ && std::includes(walked_.begin(), walked_.end(), only_->begin(), only_->end()))
    return true;
  // A namespace cannot come again under its number while somebody is in it: whoever is found in
  // neither list was there before the audit and is no more.
  const auto namespaces = sources_.namespaces();
  if (!namespaces) return namespaces.error();
  std::set<std::uint32_t> there = walked_;
  for (const auto& netns : *namespaces) there.insert(netns.inode);
  // A socket can outlive its namespace's processes: it is there as long as somebody holds it.
  Status drained;
  const auto holders = sources_.holders([&] {
    if (drained) drained = drain_(app::monotonic_ns());
  });
  if (!holders) return holders.error();
  if (drained) drained = drain_(app::monotonic_ns());
  if (!drained) return drained.error();
  for (const auto& holder : *holders) {
    if (const auto* held = connections_.find(holder.id)) there.insert(held->netns);
  }
  auto ghosts = connections_.in_vanished(there, began_ns_);
  if (purpose_ == Purpose::baseline || (!vanished_ && ghosts.empty())) return true;
  // do_exit() leaves the namespace, and the table of files, before it closes the sockets: here too
  // a second look decides.
  if (!vanished_) {
    vanished_.emplace().add(ghosts);
    next_ns_ = app::monotonic_ns() + kSettleNs;
    return false;
  }
  vanished_->keep_confirmed(ghosts);
  if (!sources_.lists_all) {
    findings_.unlisted = ghosts.size();
    return true;
  }
  if (purpose_ == Purpose::heal) mend(ghosts, began_ns_);
  count(ghosts);
  return true;
}

}  // namespace bpfnetstat::daemon
