// SPDX-License-Identifier: Apache-2.0
#include "daemon/answers_clients.h"

#include <algorithm>

namespace bpfnetstat::daemon {

void ReportClients::add(std::uint64_t listener_id, const IpAddress& client, std::uint64_t drops) {
  auto& listener = listeners_[listener_id];
  listener.known += drops;
  if (const auto found = listener.clients.find(client); found != listener.clients.end()) {
    found->second += drops;
    return;
  }
  if (size_ >= most_) keep_heavier_half();
  listener.clients.emplace(client, drops);
  ++size_;
}

std::uint64_t ReportClients::known(std::uint64_t listener_id) const {
  const auto found = listeners_.find(listener_id);
  return found == listeners_.end() ? 0 : found->second.known;
}

std::vector<PeerDrops> ReportClients::heaviest(std::uint64_t listener_id) const {
  const auto found = listeners_.find(listener_id);
  if (found == listeners_.end()) return {};
  std::vector<PeerDrops> clients;
  clients.reserve(found->second.clients.size());
  for (const auto& [address, drops] : found->second.clients) clients.push_back({address, drops});
  const auto shown = std::min(clients.size(), table::kTopPeers);
  std::partial_sort(clients.begin(), clients.begin() + static_cast<std::ptrdiff_t>(shown),
                    clients.end(), [](const PeerDrops& a, const PeerDrops& b) {
                      return a.drops != b.drops ? a.drops > b.drops : a.address < b.address;
                    });
  clients.resize(shown);
  return clients;
}

void ReportClients::forget_lesser(const std::function<bool(std::uint64_t)>& has_closed) {
  for (auto& [id, listener] : listeners_) {
    if (listener.clients.size() <= table::kTopPeers || !has_closed(id)) continue;
    decltype(listener.clients) kept;
    for (const auto& [address, drops] : heaviest(id)) kept.emplace(address, drops);
    size_ -= listener.clients.size() - kept.size();
    listener.clients.swap(kept);
  }
}

void ReportClients::forget_listeners(const std::function<bool(std::uint64_t)>& is_gone) {
  std::erase_if(listeners_, [&](const auto& entry) {
    if (!is_gone(entry.first)) return false;
    size_ -= entry.second.clients.size();
    return true;
  });
}

void ReportClients::keep_heavier_half() {
  std::vector<std::uint64_t> drops;
  drops.reserve(size_);
  for (const auto& [id, listener] : listeners_) {
    for (const auto& [address, count] : listener.clients) drops.push_back(count);
  }
  const auto kept = most_ / 2;
  const auto boundary = drops.begin() + static_cast<std::ptrdiff_t>(kept);
  std::nth_element(drops.begin(), boundary, drops.end(), std::greater<>());
  const auto lightest = drops[kept];
  // Of equals as many as there is room for: in a flood of forged addresses all are equal.
  auto equals =
      kept - static_cast<std::size_t>(std::count_if(
                 drops.begin(), boundary, [&](std::uint64_t count) { return count > lightest; }));
  for (auto& [id, listener] : listeners_) {
    std::erase_if(listener.clients, [&](const auto& entry) {
      if (entry.second > lightest) return false;
      if (entry.second == lightest && equals > 0) {
        --equals;
        return false;
      }
      return true;
    });
    // What was erased leaves its room behind.
    listener.clients.rehash(0);
  }
  size_ = kept;
}

}  // namespace bpfnetstat::daemon
