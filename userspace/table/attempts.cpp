// SPDX-License-Identifier: Apache-2.0
#include "table/attempts.h"

#include <algorithm>
#include <string_view>

namespace bpfnetstat::table {
namespace {

constexpr std::uint64_t kFirstRetryNs = 1'000'000'000;

/// As a client that still wants its connection would not be.
bool is_silent(std::uint64_t first_ns, std::uint64_t last_ns, std::uint64_t now_ns) {
  const auto tried_ns = std::max(last_ns - first_ns, kFirstRetryNs);
  return now_ns > last_ns + 2 * tried_ns + Attempts::kPatienceNs;
}

}  // namespace

std::size_t Attempts::Hash::operator()(const Key& key) const {
  const auto& bytes = key.peer.address.bytes;
  const std::string_view address(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto rest =
      std::uint64_t{key.netns} << 32 | std::uint32_t{key.local_port} << 16 | key.peer.port;
  return std::hash<std::string_view>()(address) * 31 + std::hash<std::uint64_t>()(rest);
}

void Attempts::apply(const DropEvent& event) {
  if (event.listener_id == 0 || !event.peer_port) return;
  const Key key{event.netns, event.local.port, {event.peer, *event.peer_port}};
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    const auto client = found->second;
    AttemptFigures& figures = figures_[client->listener_id];
    figures.followed_drops += event.count;
    client->last_ns = std::max(client->last_ns, event.time_ns);
    Clients& from = client->is_lost ? lost_ : clients_;
    if (client->is_lost) {
      client->is_lost = false;
      --figures.lost;
      ++figures.waiting;
    }
    clients_.splice(clients_.end(), from, client);
    return;
  }
  if (!make_room()) return;
  clients_.push_back({key, event.listener_id, event.time_ns, event.time_ns, false});
  by_key_.emplace(key, std::prev(clients_.end()));
  AttemptFigures& figures = figures_[event.listener_id];
  figures.followed_drops += event.count;
  ++figures.waiting;
}

void Attempts::apply(const StateEvent& event) {
  if (by_key_.empty() || event.role != Role::server || event.new_state != TcpState::established)
    return;
  const auto found = by_key_.find({event.netns, event.local.port, event.peer});
  if (found == by_key_.end()) return;
  const auto client = found->second;
  AttemptFigures& figures = figures_[client->listener_id];
  const auto delay_ns = event.time_ns - std::min(event.time_ns, client->first_ns);
  --(client->is_lost ? figures.lost : figures.waiting);
  ++figures.delayed;
  figures.delay_ns += delay_ns;
  figures.delay_max_ns = std::max(figures.delay_max_ns, delay_ns);
  leave(client);
}

void Attempts::look(std::uint64_t now_ns) {
  for (auto client = clients_.begin(); client != clients_.end();) {
    const auto next = std::next(client);
    if (is_silent(client->first_ns, client->last_ns, now_ns) ||
        now_ns > client->last_ns + kForgottenNs) {
      client->is_lost = true;
      AttemptFigures& figures = figures_[client->listener_id];
      --figures.waiting;
      ++figures.lost;
      lost_.splice(lost_.end(), clients_, client);
    }
    client = next;
  }
  for (auto client = lost_.begin(); client != lost_.end();) {
    const auto next = std::next(client);
    if (now_ns > client->last_ns + kForgottenNs) leave(client);
    client = next;
  }
}

void Attempts::forget_listeners(const std::function<bool(std::uint64_t id)>& is_gone) {
  if (std::erase_if(figures_, [&](const auto& entry) { return is_gone(entry.first); }) == 0) return;
  for (Clients* list : {&clients_, &lost_}) {
    for (auto client = list->begin(); client != list->end();) {
      const auto next = std::next(client);
      if (!figures_.contains(client->listener_id)) leave(client);
      client = next;
    }
  }
}

AttemptFigures Attempts::of_listener(std::uint64_t id) const {
  const auto found = figures_.find(id);
  return found == figures_.end() ? AttemptFigures{} : found->second;
}

bool Attempts::make_room() {
  if (by_key_.size() < kMost) return true;
  // Of one that is taken for lost nothing more is likely to be learnt.
  if (lost_.empty()) return false;
  leave(lost_.begin());
  return true;
}

void Attempts::leave(Clients::iterator client) {
  by_key_.erase(client->key);
  (client->is_lost ? lost_ : clients_).erase(client);
}

}  // namespace bpfnetstat::table
