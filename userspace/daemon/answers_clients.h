// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "model/records.h"
#include "table/ledger.h"

namespace bpfnetstat::daemon {

/// Clients that a live report remembers, of all listeners together: some 1.5 MB.
inline constexpr std::size_t kClientsPerReport = 16'384;

/// The drops of a live report, by listener and client. Senders may forge addresses, so there is a
/// bound to it: where it is reached, the heavier half of the clients stays. One of the others that
/// comes again counts from then; how many drops had a client is known all the same. Pure.
class ReportClients {
 public:
  /// @param most clients, at least 2.
  explicit ReportClients(std::size_t most = kClientsPerReport) : most_(most) {}

  void add(std::uint64_t listener_id, const IpAddress& client, std::uint64_t drops);
  /// Drops of a listener whose client was seen, remembered or not.
  std::uint64_t known(std::uint64_t listener_id) const;
  /// The heaviest table::kTopPeers of those remembered, heaviest first.
  std::vector<PeerDrops> heaviest(std::uint64_t listener_id) const;

  /// Of a listener that has closed only heaviest() matter any more.
  void forget_lesser(const std::function<bool(std::uint64_t listener_id)>& has_closed);
  void forget_listeners(const std::function<bool(std::uint64_t listener_id)>& is_gone);

  /// Clients that are remembered.
  std::size_t size() const { return size_; }

 private:
  struct Listener {
    std::uint64_t known = 0;
    std::unordered_map<IpAddress, std::uint64_t, table::IpAddressHash> clients;
  };

  void keep_heavier_half();

  std::size_t most_;
  std::size_t size_ = 0;
  std::unordered_map<std::uint64_t, Listener> listeners_;
};

}  // namespace bpfnetstat::daemon
