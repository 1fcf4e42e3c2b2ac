// SPDX-License-Identifier: Apache-2.0
#include "view/filter.h"

#include <algorithm>

namespace bpfnetstat::view {
namespace {

template <typename T>
bool listed(const std::vector<T>& wanted, const std::optional<T>& value) {
  return wanted.empty() ||
         (value && std::find(wanted.begin(), wanted.end(), *value) != wanted.end());
}

template <typename T>
bool same(const std::optional<T>& wanted, const std::optional<T>& value) {
  return !wanted || wanted == value;
}

std::optional<std::uint16_t> port(const Endpoint& endpoint) {
  return endpoint.port == 0 ? std::nullopt : std::optional(endpoint.port);
}

bool in_cgroup(const Filter& filter, const Owner& owner) {
  return !filter.cgroup || (owner.cgroup && below(*owner.cgroup, *filter.cgroup));
}

bool held(const Filter& filter, const ListenerIdentity& listener) {
  if (!filter.pid) return true;
  return listener.owner.pid == filter.pid ||
         std::any_of(listener.holders.begin(), listener.holders.end(),
                     [&](const Process& holder) { return holder.pid == *filter.pid; });
}

}  // namespace

bool below(const std::string& path, const std::string& top) {
  if (top == "/") return true;
  return path.starts_with(top) && (path.size() == top.size() || path[top.size()] == '/');
}

bool Filter::matches(const ListenerIdentity& listener) const {
  return listed(local_ports, port(listener.bound)) && (!family || listener.takes(*family)) &&
         same(netns, std::optional(listener.netns)) && held(*this, listener) &&
         in_cgroup(*this, listener.owner);
}

bool Filter::matches(const DropRecord& record) const {
  const auto local = record.local ? port(*record.local) : std::nullopt;
  const auto kind = record.peer    ? std::optional(record.peer->family)
                    : record.local ? std::optional(record.local->address.family)
                                   : std::nullopt;
  if (!listed(local_ports, local) || !listed(peer_ports, record.peer_port)) return false;
  if (!same(family, kind) || !same(netns, std::optional(record.netns))) return false;
  if (!pid && !cgroup) return true;
  return record.listener && held(*this, *record.listener) &&
         in_cgroup(*this, record.listener->owner);
}

bool Filter::matches(const ListenerRecord& record) const {
  const auto& listener = record.listener;
  // A wildcard IPv6 listener serves IPv4 clients too: only the clients seen tell.
  const bool has_family =
      !family || listener.bound.address.family == *family ||
      std::any_of(record.peers.begin(), record.peers.end(),
                  [&](const PeerDrops& peer) { return peer.address.family == *family; });
  return listed(local_ports, port(listener.bound)) && has_family &&
         same(netns, std::optional(listener.netns)) && held(*this, listener) &&
         in_cgroup(*this, listener.owner);
}

bool Filter::matches(const StateRecord& record) const {
  const bool has_port = listed(local_ports, port(record.local)) ||
                        (at_either_end && listed(local_ports, port(record.peer)));
  return has_port && listed(peer_ports, port(record.peer)) &&
         same(family, std::optional(record.local.address.family)) &&
         same(netns, std::optional(record.netns)) && same(pid, record.owner.pid) &&
         in_cgroup(*this, record.owner);
}

}  // namespace bpfnetstat::view
