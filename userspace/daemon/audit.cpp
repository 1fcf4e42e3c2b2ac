// SPDX-License-Identifier: Apache-2.0
#include "daemon/audit.h"

#include <utility>

#include "app/loop.h"

namespace bpfnetstat::daemon {
namespace {

/// Between the two walks: longer than a socket is in motion, between its place in the kernel's hash
/// table and its transition.
constexpr std::uint64_t kSettleNs = 50'000'000;

}  // namespace

Audit::Audit(Purpose purpose, app::Capture& capture, table::Connections& connections,
             std::function<Status(std::uint64_t until_ns)> drain,
             std::function<void(table::Connection&)> on_fresh)
    : purpose_(purpose),
      capture_(capture),
      connections_(connections),
      drain_(std::move(drain)),
      on_fresh_(std::move(on_fresh)) {}

Status Audit::begin() {
  begun_ = true;
  began_ns_ = app::monotonic_ns();
  auto namespaces = procfs::enumerate_netns(proc_);
  if (!namespaces) return namespaces.error();
  to_walk_ = *std::move(namespaces);
  return {};
}

Result<std::optional<std::vector<table::Difference>>> Audit::walk(const procfs::Netns& netns,
                                                                  bool is_first) {
  using Found = std::optional<std::vector<table::Difference>>;
  walk_began_ns_ = app::monotonic_ns();
  connections_.begin_walk();
  Result<std::vector<ConnectionSnapshot>> walked = std::vector<ConnectionSnapshot>();
  {
    const auto fd = procfs::open_netns(netns);
    if (!fd) return Found();  // gone since
    const auto inside = procfs::ScopedNetns::enter(fd->get());
    if (!inside) {
      if (is_first) ++findings_.unread;
      return Found();
    }
    walked = capture_.tracer().walk_connections();
  }
  if (!walked) return walked.error();
  if (auto status = drain_(app::monotonic_ns()); !status) return status.error();
  walked_.insert(netns.inode);
  if (is_first) {
    ++findings_.namespaces;
    findings_.connections += walked->size();
  }
  return Found(connections_.compare(netns.inode, *walked, walk_began_ns_));
}

Result<bool> Audit::step() {
  if (!begun_) {
    if (auto status = begin(); !status) return status.error();
  }
  const bool is_first = !to_walk_.empty();
  if (!is_first && doubtful_.empty()) {
    if (auto status = look_for_vanished(); !status) return status.error();
    return true;
  }
  const procfs::Netns netns = is_first ? to_walk_.back() : doubtful_.back().netns;
  auto found = walk(netns, is_first);
  if (!found) {
    connections_.end_walk();
    return found.error();
  }
  const auto mend = [&](std::span<const table::Difference> differences) {
    for (auto* fresh : connections_.mend(differences, walk_began_ns_)) on_fresh_(*fresh);
  };
  if (is_first) {
    to_walk_.pop_back();
    if (*found && purpose_ == Purpose::baseline) {
      // What the table has, transitions have told a moment ago.
      std::erase_if(**found, [](const table::Difference& difference) {
        return difference.kind != table::Difference::Kind::missing;
      });
      mend(**found);
    } else if (*found && !(*found)->empty()) {
      doubtful_.push_back({netns, *std::move(*found)});
    }
    // The latest doubts come first: they must have had the time.
    if (to_walk_.empty() && !doubtful_.empty()) next_ns_ = app::monotonic_ns() + kSettleNs;
  } else {
    if (*found) {
      auto confirmed = table::in_both(doubtful_.back().differences, **found);
      if (purpose_ == Purpose::heal) mend(confirmed);
      findings_.differences.insert(findings_.differences.end(), confirmed.begin(), confirmed.end());
    }
    doubtful_.pop_back();
  }
  connections_.end_walk();
  // One step more looks for what is of no namespace that there is.
  return false;
}

Status Audit::look_for_vanished() {
  // A namespace cannot come again under its number while somebody is in it, so a second look is not
  // needed: whoever is found in neither list was there before the audit and is no more.
  const auto namespaces = procfs::enumerate_netns(proc_);
  if (!namespaces) return namespaces.error();
  std::set<std::uint32_t> there = walked_;
  for (const auto& netns : *namespaces) there.insert(netns.inode);
  // A socket can outlive its namespace's processes: it is there as long as somebody holds it.
  const auto holders = capture_.tracer().walk_holders();
  if (!holders) return holders.error();
  for (const auto& holder : *holders) {
    if (const auto* held = connections_.find(holder.id)) there.insert(held->netns);
  }
  const auto ghosts = connections_.in_vanished(there, began_ns_);
  if (purpose_ == Purpose::heal) connections_.mend(ghosts, began_ns_);
  if (purpose_ != Purpose::baseline) {
    findings_.differences.insert(findings_.differences.end(), ghosts.begin(), ghosts.end());
  }
  return {};
}

}  // namespace bpfnetstat::daemon
