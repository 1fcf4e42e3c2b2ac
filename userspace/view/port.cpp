// SPDX-License-Identifier: Apache-2.0
#include "view/port.h"

#include <algorithm>
#include <tuple>

#include "table/ledger.h"

namespace bpfnetstat::view {

std::size_t PortSums::Hash::operator()(const Key& key) const {
  const auto number = std::uint64_t{key.netns} << 32 | static_cast<std::uint32_t>(key.pid);
  return table::IpAddressHash()(key.address) ^
         std::hash<std::uint64_t>()(number * 0x9e3779b97f4a7c15);
}

void PortSums::Sums::add(const Sums& other) {
  for (std::size_t state = 0; state < kTcpStates; ++state)
    connections[state] += other.connections[state];
  total += other.total;
  tx_bytes += other.tx_bytes;
  rx_bytes += other.rx_bytes;
  drops += other.drops;
  born_first_ns = std::min(born_first_ns, other.born_first_ns);
}

void PortSums::add(const Key& key, const ConnectionSnapshot& connection, const Owner& owner) {
  auto found = peers_.find(key);
  if (found == peers_.end()) {
    if (peers_.size() >= most_peers_) {
      is_cut_ |= key.role == Role::server;
      return;
    }
    found = peers_.try_emplace(key).first;
    found->second.owner = owner;
    found->second.cgroup_id = connection.cgroup_id.value_or(0);
  }
  Sums& sums = found->second;
  ++sums.connections[static_cast<std::size_t>(connection.state)];
  ++sums.total;
  sums.tx_bytes += connection.tx_bytes;
  sums.rx_bytes += connection.rx_bytes;
  // Of a socket that is no more the birth is not known, and how old it is nobody asks.
  if (!connection.is_minisock)
    sums.born_first_ns = std::min(sums.born_first_ns, connection.born_ns);
}

void PortSums::add_udp_sockets(std::uint32_t netns, std::uint64_t count) {
  udp_sockets_[netns] += count;
}

void PortSums::add(const ConnectionSnapshot& connection, const OwnerOf& owner_of) {
  const bool is_request = connection.state == TcpState::new_syn_recv;
  // It is one state, as in /proc/net/tcp.
  const auto state = static_cast<std::size_t>(is_request ? TcpState::syn_recv : connection.state);
  const bool is_served = connection.local.port == port_;
  const bool is_outgoing = connection.peer.port == port_;
  if (state >= kTcpStates || (!is_served && !is_outgoing)) return;
  auto& states = states_[{connection.netns, connection.local.address.family}];
  if (is_served) ++states.connections[state];
  if (is_outgoing) ++states.outgoing[state];
  if (is_request || connection.state == TcpState::time_wait) return;
  Key key{.address = connection.peer.address, .netns = connection.netns};
  if (is_served) add(key, connection, {});
  if (is_outgoing) {
    const Owner owner = connection.is_minisock ? Owner() : owner_of(connection);
    key.role = Role::client;
    key.pid = owner.pid.value_or(0);
    key.uid = owner.uid.value_or(0);
    add(key, connection, owner);
  }
}

void PortSums::append_heaviest(std::vector<PortPeer>& to, const Peers& peers, Role role,
                               std::uint64_t now_ns, bool drops_known) {
  std::vector<const Peers::value_type*> all;
  for (const auto& peer : peers) {
    if (peer.first.role == role) all.push_back(&peer);
  }
  const auto shown = std::min(all.size(), kPortPeers);
  std::partial_sort(
      all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), all.end(),
      [](const auto* a, const auto* b) {
        return std::tuple(b->second.total, b->second.drops, a->first.address, a->first.pid) <
               std::tuple(a->second.total, a->second.drops, b->first.address, b->first.pid);
      });
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [key, sums] = *all[i];
    PortPeer peer;
    peer.address = key.address;
    peer.role = role;
    peer.owner = sums.owner;
    std::copy(sums.connections.begin(), sums.connections.end(), peer.connections.begin());
    peer.total = sums.total;
    peer.tx_bytes = sums.tx_bytes;
    peer.rx_bytes = sums.rx_bytes;
    if (drops_known && role == Role::server) peer.drops = sums.drops;
    if (sums.cgroup_id != 0) peer.cgroup_id = sums.cgroup_id;
    if (sums.born_first_ns != UINT64_MAX && sums.born_first_ns != 0)
      peer.oldest_us = (now_ns - std::min(now_ns, sums.born_first_ns)) / 1000;
    to.push_back(std::move(peer));
  }
}

void PortSums::sum_up(PortReport& report, std::uint64_t now_ns, const Selection& selection,
                      const std::optional<std::map<IpAddress, std::uint64_t>>& drops,
                      const std::function<void(Owner&)>& withhold) const {
  const auto is_wanted = [&](std::uint32_t netns, Family family) {
    return (!selection.netns || *selection.netns == netns) &&
           (!selection.family || *selection.family == family);
  };
  for (const auto& [where, states] : states_) {
    if (!is_wanted(where.first, where.second)) continue;
    for (std::size_t state = 0; state < kTcpStates; ++state) {
      report.connections[state] += states.connections[state];
      report.outgoing[state] += states.outgoing[state];
    }
  }
  // Which family an IPv6 wildcard of UDP takes is not told.
  for (const auto& [netns, count] : udp_sockets_) {
    if (!selection.family && is_wanted(netns, {}))
      report.udp_sockets = report.udp_sockets.value_or(0) + count;
  }
  report.namespaces_unread = static_cast<std::uint64_t>(std::count_if(
      unread_.begin(), unread_.end(),
      [&](std::uint32_t netns) { return !selection.netns || *selection.netns == netns; }));
  // A client may be in several namespaces, and whoever may not know their pids sees all processes
  // as one.
  Peers shown;
  for (const auto& [key, sums] : peers_) {
    if (!is_wanted(key.netns, key.address.family)) continue;
    Key shown_key{.address = key.address, .role = key.role};
    Owner owner = sums.owner;
    if (key.role == Role::client) {
      withhold(owner);
      shown_key.pid = owner.pid.value_or(0);
    }
    const auto [found, fresh] = shown.try_emplace(shown_key);
    if (fresh) {
      // Of a process that may not be known its container is not either.
      if (owner.pid) found->second.cgroup_id = sums.cgroup_id;
      found->second.owner = std::move(owner);
    }
    found->second.add(sums);
  }
  // Whoever was only dropped is not connected.
  report.peers_total =
      static_cast<std::uint64_t>(std::count_if(shown.begin(), shown.end(), [](const auto& peer) {
        return peer.first.role == Role::server;
      }));
  report.peers_at_least = is_cut_;
  if (drops) {
    for (const auto& [address, count] : *drops) shown[{.address = address}].drops += count;
  }
  append_heaviest(report.peers, shown, Role::server, now_ns, drops.has_value());
  append_heaviest(report.peers, shown, Role::client, now_ns, false);
}

}  // namespace bpfnetstat::view
