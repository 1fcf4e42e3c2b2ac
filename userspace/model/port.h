// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/figures.h"
#include "model/records.h"

/// What is known of one TCP port at one moment: who listens, who is connected, what it does.
namespace bpfnetstat {

/// A socket that listens on the port, and the program behind it.
struct PortListener {
  ListenerFigures figures;
  std::optional<std::string> command_line{};  ///< /proc/PID/cmdline, blanks between the words.
  std::optional<std::string> unit{};          ///< Of systemd: "nginx.service".
  std::optional<RealtimeNs> process_since{};  ///< When the process started.
  std::optional<RealtimeNs> since{};          ///< When it began to listen, if that was seen.
};

/// Connections of one kind, summed up; none of TIME_WAIT, and no requests, which anybody can make
/// by the million under any address.
struct PortPeer {
  IpAddress address;
  /// Server: whoever is connected to the port here. Client: the port is the other end's.
  Role role = Role::server;
  Owner owner{};  ///< Of a client's end on this machine.
  /// Of one of its sockets: what its cgroup and container are told by.
  std::optional<std::uint64_t> cgroup_id{};
  StateCounts connections{};
  std::uint64_t total = 0;     ///< Of these.
  std::uint64_t tx_bytes = 0;  ///< Payload sent from this machine so far, of those that are open.
  std::uint64_t rx_bytes = 0;
  /// Connections from there that listeners of the port dropped; only a daemon knows, of a server.
  std::optional<std::uint64_t> drops{};
  /// How old the oldest of them is; not known where one is older than whoever watched.
  std::optional<std::uint64_t> oldest_us{};
};

struct PortReport {
  RealtimeNs time = 0;
  std::uint16_t port = 0;
  std::vector<PortListener> listeners{};
  /// To the port, by state; requests are in SYN_RECV.
  StateCounts connections{};
  StateCounts outgoing{};  ///< From this machine to the port of another, or of itself.
  /// The heaviest of each role, those of the role server first; by connections, then drops.
  std::vector<PortPeer> peers{};
  std::uint64_t peers_total = 0;  ///< Addresses that are connected to the port.
  /// There are more: so many were told apart, and connections of others counted by state alone.
  bool peers_at_least = false;
  /// Bound to the port; looked for where nobody listens on TCP's.
  std::optional<std::uint64_t> udp_sockets{};
  std::uint64_t namespaces_unread = 0;     ///< That could not be looked at.
  std::vector<StateRecord> transitions{};  ///< The latest that were seen, oldest first.
};

}  // namespace bpfnetstat
