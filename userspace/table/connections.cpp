// SPDX-License-Identifier: Apache-2.0
#include "table/connections.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace bpfnetstat::table {
namespace {

/// A number from the wire as an index of StateCounts.
std::size_t index(TcpState state) {
  const auto number = static_cast<std::size_t>(state);
  return number < kTcpStates ? number : 0;
}

/// tcp_orphan_retries and the timeouts behind it add up to less.
constexpr std::uint64_t kLongestLingerNs = 900'000'000'000;

/// connect() goes through its transition to SYN_SENT before it has a port, and maybe an address.
bool same_ends(const Connection& connection, const ConnectionSnapshot& snapshot) {
  const bool is_unbound = connection.state == TcpState::syn_sent && connection.local.port == 0;
  return (is_unbound || connection.local == snapshot.local) && connection.peer == snapshot.peer &&
         connection.netns == snapshot.netns;
}

Connection from(const ConnectionSnapshot& snapshot, std::uint64_t seen_ns) {
  Connection connection;
  connection.born_ns = snapshot.born_ns;
  connection.since_ns = snapshot.since_ns;
  connection.seen_ns = seen_ns;
  connection.cgroup_id = snapshot.cgroup_id.value_or(0);
  connection.local = snapshot.local;
  connection.peer = snapshot.peer;
  connection.netns = snapshot.netns;
  connection.pid = snapshot.pid.value_or(0);
  connection.uid = snapshot.uid;
  connection.state = snapshot.state;
  connection.role = snapshot.role;
  connection.mapped = snapshot.mapped;
  connection.set_comm(snapshot.comm);
  return connection;
}

}  // namespace

std::string_view Connection::comm() const {
  return {comm_bytes.data(), strnlen(comm_bytes.data(), comm_bytes.size())};
}

void Connection::set_comm(std::string_view name) {
  comm_bytes = {};
  std::copy_n(name.begin(), std::min(name.size(), comm_bytes.size()), comm_bytes.begin());
}

std::string_view to_string(Difference::Kind kind) {
  switch (kind) {
    case Difference::Kind::missing:
      return "missing";
    case Difference::Kind::ghost:
      return "ghost";
    case Difference::Kind::differing:
      return "differing";
  }
  return "";
}

void Doubts::add(std::span<const Difference> found) {
  for (const auto& difference : found) {
    doubts_.push_back({difference.id, difference.table ? difference.table->seen_ns : 0,
                       difference.kind,
                       difference.kernel ? difference.kernel->state : TcpState::unknown});
  }
  sorted_ = false;
}

void Doubts::keep_confirmed(std::vector<Difference>& found) {
  const auto by_id = [](const Doubt& a, const Doubt& b) { return a.id < b.id; };
  if (!std::exchange(sorted_, true)) std::sort(doubts_.begin(), doubts_.end(), by_id);
  std::erase_if(found, [&](const Difference& later) {
    const auto first =
        std::lower_bound(doubts_.begin(), doubts_.end(), Doubt{later.id, 0, {}, {}}, by_id);
    if (first == doubts_.end() || first->id != later.id || first->kind != later.kind) return true;
    return (later.table && later.table->seen_ns != first->seen_ns) ||
           (later.kernel && later.kernel->state != first->state);
  });
}

void Connections::count(const Connection& connection, std::int64_t sign) {
  const auto add = static_cast<std::uint64_t>(sign);  // -1 wraps around, as it must
  by_state_[index(connection.state)] += add;
  if (connection.is_of_group) {
    const auto group = of_groups_.try_emplace({connection.netns, connection.local.port}).first;
    group->second += add;
    if (sign < 0 && group->second == 0) of_groups_.erase(group);
  }
  if (connection.listener_id == 0) return;
  const auto found = by_listener_.try_emplace(connection.listener_id).first;
  found->second[index(connection.state)] += add;
  if (sign < 0 && found->second == StateCounts{}) by_listener_.erase(found);
}

Connection* Connections::insert(std::uint64_t id, Connection connection) {
  if (connections_.size() >= most_) return nullptr;
  const auto [where, fresh] = connections_.try_emplace(id, connection);
  if (!fresh) return nullptr;
  count(where->second, 1);
  return &where->second;
}

void Connections::erase(Map::iterator where) {
  count(where->second, -1);
  connections_.erase(where);
}

void Connections::set_state(Connection& connection, TcpState state) {
  count(connection, -1);
  connection.state = state;
  count(connection, 1);
}

void Connections::assign(Connection& connection, std::uint64_t listener_id) {
  count(connection, -1);
  connection.listener_id = listener_id;
  count(connection, 1);
}

void Connections::assign_to_group(Connection& connection, std::uint64_t listener_id) {
  count(connection, -1);
  connection.listener_id = listener_id;
  connection.is_of_group = true;
  count(connection, 1);
}

Connection* Connections::apply(const StateEvent& event) {
  ++transitions_[index(event.old_state)][index(event.new_state)];
  if (event.role == Role::listener || event.new_state == TcpState::listen) return nullptr;
  const auto found = connections_.find(event.id);
  if (event.new_state == TcpState::close) {
    if (found != connections_.end()) erase(found);
    if (walking_) closed_.insert(event.id);
    return nullptr;
  }
  // A child's first transition, or a client's.
  const bool begins = event.old_state == TcpState::listen || event.old_state == TcpState::close;
  const bool fresh = found == connections_.end();
  Connection* connection = fresh ? insert(event.id,
                                          [&] {
                                            Connection born;
                                            born.state = event.new_state;
                                            return born;
                                          }())
                                 : &found->second;
  if (connection == nullptr) {
    // Its other transitions find no room either.
    untracked_ += begins;
    return nullptr;
  }
  if (!fresh) {
    if (connection->state != event.old_state) {
      ++gaps_;
      gap_namespaces_.insert(event.netns);
    }
    // With the ends that it was counted by; they are told anew below.
    set_state(*connection, event.new_state);
  }
  if (begins) connection->born_ns = event.time_ns;
  connection->since_ns = event.time_ns;
  connection->seen_ns = event.time_ns;
  connection->netns = event.netns;
  // Of a client both become known later than it does itself.
  connection->local = event.local;
  connection->peer = event.peer;
  connection->mapped = event.mapped;
  connection->uid = event.uid;
  if (event.cgroup_id) connection->cgroup_id = *event.cgroup_id;
  if (event.role != Role::unknown) connection->role = event.role;
  if (event.pid && connection->pid == 0) {
    connection->pid = *event.pid;
    connection->set_comm(event.comm);
  }
  return fresh ? connection : nullptr;
}

void Connections::begin_walk() {
  end_walk();
  walking_ = true;
}

void Connections::end_walk() {
  walking_ = false;
  std::unordered_set<std::uint64_t>().swap(closed_);
  std::unordered_set<std::uint64_t>().swap(missing_);
  if (std::exchange(any_met_, false)) {
    for (auto& [id, connection] : connections_) connection.met = false;
  }
}

std::vector<Difference> Connections::compare(std::span<const ConnectionSnapshot> walked,
                                             std::uint64_t began_ns) {
  std::vector<Difference> differences;
  for (const auto& snapshot : walked) {
    const auto found = connections_.find(snapshot.id);
    // The kernel's iterator may come by a socket twice.
    if (found == connections_.end()) {
      if (!closed_.contains(snapshot.id) && missing_.insert(snapshot.id).second)
        differences.push_back({Difference::Kind::missing, snapshot.id, snapshot, std::nullopt});
      continue;
    }
    Connection& connection = found->second;
    any_met_ = true;
    if (std::exchange(connection.met, true) || connection.seen_ns >= began_ns) continue;
    if (connection.state != snapshot.state || !same_ends(connection, snapshot)) {
      differences.push_back({Difference::Kind::differing, snapshot.id, snapshot, connection});
    }
  }
  return differences;
}

std::vector<Difference> Connections::not_met(std::uint32_t netns, std::uint64_t began_ns) {
  std::vector<Difference> differences;
  any_met_ = false;
  missing_.clear();
  for (auto& [id, connection] : connections_) {
    const bool met = std::exchange(connection.met, false);
    if (met || connection.netns != netns || connection.seen_ns >= began_ns) continue;
    differences.push_back({Difference::Kind::ghost, id, std::nullopt, connection});
  }
  return differences;
}

std::vector<Difference> Connections::in_vanished(const std::set<std::uint32_t>& there,
                                                 std::uint64_t before_ns) const {
  std::vector<Difference> differences;
  for (const auto& [id, connection] : connections_) {
    if (connection.seen_ns >= before_ns || there.contains(connection.netns)) continue;
    // What nobody holds any more may go on for a while where nobody is.
    const bool lingers =
        connection.state == TcpState::fin_wait1 || connection.state == TcpState::fin_wait2 ||
        connection.state == TcpState::closing || connection.state == TcpState::last_ack;
    if (lingers && connection.seen_ns + kLongestLingerNs >= before_ns) continue;
    differences.push_back({Difference::Kind::ghost, id, std::nullopt, connection});
  }
  return differences;
}

Connections::Mended Connections::mend(std::span<const Difference> differences,
                                      std::uint64_t began_ns) {
  Mended mended;
  for (const auto& difference : differences) {
    const auto found = connections_.find(difference.id);
    // What a transition has told since is newer.
    if (found != connections_.end() && found->second.seen_ns >= began_ns) continue;
    switch (difference.kind) {
      case Difference::Kind::missing:
        if (found == connections_.end() && !closed_.contains(difference.id)) {
          auto* fresh = insert(difference.id, from(*difference.kernel, began_ns));
          if (fresh != nullptr) {
            mended.fresh.push_back(fresh);
            ++mended.changed;
          } else {
            ++mended.left_out;
          }
        }
        break;
      case Difference::Kind::ghost:
        if (found == connections_.end()) break;
        erase(found);
        ++mended.changed;
        break;
      case Difference::Kind::differing: {
        if (found == connections_.end()) break;
        auto fresh = from(*difference.kernel, began_ns);
        fresh.listener_id = found->second.listener_id;
        fresh.is_of_group = found->second.is_of_group;
        if (fresh.pid == 0) {
          fresh.pid = found->second.pid;
          fresh.comm_bytes = found->second.comm_bytes;
        }
        if (fresh.born_ns == 0) fresh.born_ns = found->second.born_ns;
        if (fresh.role == Role::unknown) fresh.role = found->second.role;
        erase(found);
        insert(difference.id, fresh);
        ++mended.changed;
        break;
      }
    }
  }
  return mended;
}

void Connections::count_untracked(std::uint64_t at_one_time) {
  untracked_ = std::max(untracked_, at_one_time);
}

void Connections::apply(std::span<const Holder> holders) {
  // By pid, so that of several holders the first stays unless the one that is known holds it too.
  std::unordered_map<std::uint64_t, const Holder*> chosen;
  for (const auto& holder : holders) {
    const auto found = connections_.find(holder.id);
    if (found == connections_.end()) continue;
    const auto [at, fresh] = chosen.try_emplace(holder.id, &holder);
    if (!fresh && holder.pid == found->second.pid) at->second = &holder;
  }
  for (const auto& [id, holder] : chosen) {
    Connection& connection = connections_.at(id);
    connection.pid = holder->pid;
    connection.set_comm(holder->comm);
  }
}

const Connection* Connections::find(std::uint64_t id) const {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : &found->second;
}

StateCounts Connections::of_listener(std::uint64_t id) const {
  const auto found = by_listener_.find(id);
  return found == by_listener_.end() ? StateCounts{} : found->second;
}

}  // namespace bpfnetstat::table
