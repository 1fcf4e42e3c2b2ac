// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/event.h"
#include "model/port.h"

namespace bpfnetstat::view {

/// Peers of each role in a report.
inline constexpr std::size_t kPortPeers = 10;
/// Peers that are told apart while connections are summed up: some 14 MB at most. Connections of
/// further ones are counted by state alone.
inline constexpr std::size_t kPortPeersKept = 65'536;

/// The connections that have a port at one end, summed up one by one as a walk finds them, so that
/// a million takes no more memory than their peers. One of which both ends are here counts at both.
/// Pure.
class PortSums {
 public:
  using OwnerOf = std::function<Owner(const ConnectionSnapshot&)>;
  /// Which of the connections: those of a namespace, of a family. Unset: all.
  struct Selection {
    std::optional<std::uint32_t> netns{};
    std::optional<Family> family{};
  };

  explicit PortSums(std::uint16_t port, std::size_t most_peers = kPortPeersKept)
      : port_(port), most_peers_(most_peers) {}

  std::uint16_t port() const { return port_; }
  /// @param owner_of asked for the owner of the client's end where that is here.
  void add(const ConnectionSnapshot& connection, const OwnerOf& owner_of);
  /// What else a walk found in a namespace, and that it could not look into one.
  void add_udp_sockets(std::uint32_t netns, std::uint64_t count);
  void add_unread(std::uint32_t netns) { unread_.push_back(netns); }

  /// Into `connections`, `outgoing` and `peers` of a report.
  /// @param now_ns ages are as of then; monotonic.
  /// @param drops of the port's listeners, by client; unset: not known.
  /// @param withhold takes from an owner what whoever asks may not know.
  void sum_up(PortReport& report, std::uint64_t now_ns, const Selection& selection,
              const std::optional<std::map<IpAddress, std::uint64_t>>& drops,
              const std::function<void(Owner&)>& withhold) const;

 private:
  /// Whose connections are one sum.
  struct Key {
    IpAddress address;
    std::uint32_t netns = 0;
    Role role = Role::server;
    pid_t pid = 0;  ///< Of a client's end; 0: not known.
    uid_t uid = 0;  ///< Likewise.
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  struct Sums {
    std::array<std::uint32_t, kTcpStates> connections{};
    std::uint64_t total = 0;
    std::uint64_t tx_bytes = 0;
    std::uint64_t rx_bytes = 0;
    std::uint64_t drops = 0;
    Owner owner{};
    std::uint64_t cgroup_id = 0;
    std::uint64_t born_first_ns = UINT64_MAX;  ///< 0: not known of all.
    void add(const Sums& other);
  };
  struct States {
    StateCounts connections{};
    StateCounts outgoing{};
  };
  using Peers = std::unordered_map<Key, Sums, Hash>;

  void add(const Key& key, const ConnectionSnapshot& connection, const Owner& owner);
  static void append_heaviest(std::vector<PortPeer>& to, const Peers& peers, Role role,
                              std::uint64_t now_ns, bool drops_known);

  std::uint16_t port_;
  std::size_t most_peers_;
  std::map<std::pair<std::uint32_t, Family>, States> states_;  ///< By namespace and family.
  Peers peers_;
  std::map<std::uint32_t, std::uint64_t> udp_sockets_;  ///< By namespace.
  std::vector<std::uint32_t> unread_;
  bool is_cut_ = false;  ///< There were more peers to the port here.
};

}  // namespace bpfnetstat::view
