// SPDX-License-Identifier: Apache-2.0
#include "daemon/answers_port_walk.h"

#include <algorithm>
#include <utility>

namespace bpfnetstat::daemon {

PortWalk::PortWalk(const std::set<std::uint16_t>& ports,
                   std::optional<std::set<std::uint32_t>> namespaces, AuditSources sources,
                   view::PortSums::OwnerOf owner_of)
    : namespaces_(std::move(namespaces)),
      sources_(std::move(sources)),
      owner_of_(std::move(owner_of)) {
  const auto most = view::kPortPeersKept / std::max<std::size_t>(1, ports.size());
  for (const auto port : ports) sums_.emplace(port, view::PortSums(port, most));
}

Status PortWalk::begin() {
  begun_ = true;
  auto namespaces = sources_.namespaces();
  if (!namespaces) return namespaces.error();
  to_walk_ = *std::move(namespaces);
  if (namespaces_) {
    std::erase_if(to_walk_, [this](const procfs::Netns& netns) {
      return !namespaces_->contains(netns.inode);
    });
  }
  return {};
}

Status PortWalk::begin_walk() {
  const auto inode = to_walk_.back().inode;
  auto begun = sources_.begin_walk(to_walk_.back());
  to_walk_.pop_back();
  if (!begun) return begun.error();
  // One that is no more has no connections.
  using enum AuditSources::Begun::Outcome;
  if (begun->outcome == walking) walk_ = std::move(begun->next);
  for (auto& [port, sums] : sums_) {
    if (begun->outcome == unreadable) sums.add_unread(inode);
    if (!begun->udp_sockets) continue;
    const auto udp = begun->udp_sockets->find(port);
    if (udp != begun->udp_sockets->end()) sums.add_udp_sockets(inode, udp->second);
  }
  return {};
}

void PortWalk::add(std::span<const ConnectionSnapshot> connections) {
  for (const auto& connection : connections) {
    const auto local = sums_.find(connection.local.port);
    if (local != sums_.end()) local->second.add(connection, owner_of_);
    if (connection.peer.port == connection.local.port) continue;
    const auto peer = sums_.find(connection.peer.port);
    if (peer != sums_.end()) peer->second.add(connection, owner_of_);
  }
}

Result<bool> PortWalk::step() {
  if (!begun_) {
    if (auto status = begin(); !status) return status.error();
  } else if (walk_) {
    const auto walked = walk_();
    if (!walked) return walked.error();
    add(*walked);
    if (walked->empty()) walk_ = {};
  } else if (!to_walk_.empty()) {
    if (auto status = begin_walk(); !status) return status.error();
  }
  return !walk_ && to_walk_.empty();
}

}  // namespace bpfnetstat::daemon
