// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/address.h"
#include "model/drop_cause.h"
#include "model/tcp_state.h"

/// What the tracing commands print: one struct per NDJSON "type". Strings are raw bytes as the
/// kernel gave them; the renderers make them harmless. std::nullopt means "not known".
namespace bpfnetstat {

/// Nanoseconds since the epoch (CLOCK_REALTIME).
using RealtimeNs = std::int64_t;

struct Process {
  pid_t pid = 0;
  std::string comm;  ///< At most 15 bytes.

  bool operator==(const Process&) const = default;
};

/// Who holds a socket.
struct Owner {
  std::optional<pid_t> pid{};
  std::optional<std::string> comm{};
  std::optional<uid_t> uid{};
  std::optional<std::string> cgroup{};  ///< Path below the cgroup root: "/system.slice/x.service".
  std::optional<std::string> container{};  ///< Container id (64 hex digits) or Kubernetes pod uid.

  bool operator==(const Owner&) const = default;
};

/// A listening socket as the reports name it.
struct ListenerIdentity {
  std::uint64_t id = 0;  ///< Socket cookie: what `ss -e` prints as sk:HEX. Never reused.
  std::uint32_t netns = 0;
  std::optional<std::uint64_t> inode{};
  Endpoint bound;
  Owner owner;
  std::vector<Process> holders{};  ///< Every process that holds the socket, by pid.
  /// Bound to the IPv6 wildcard and IPV6_V6ONLY: the same wildcard without it takes IPv4 as well.
  bool v6only = false;

  /// Whether a client of this family can reach it.
  bool takes(Family family) const;
  bool operator==(const ListenerIdentity&) const = default;
};

struct ReadyRecord {
  RealtimeNs time = 0;
  std::string_view probe;
  std::size_t listeners = 0;
};

/// One or (folded) several equal dropped connection attempts.
struct DropRecord {
  RealtimeNs time = 0;
  std::uint64_t count = 1;
  DropCause cause = DropCause::other;
  std::uint32_t netns = 0;
  std::optional<std::string> netns_name{};  ///< From /run/netns; text report only.
  std::optional<Endpoint> local{};          ///< Where the client knocked.
  std::optional<IpAddress> peer{};
  std::optional<std::uint16_t> peer_port{};  ///< Absent where ports were folded together.
  bool mapped = false;                       ///< IPv4 client of an IPv6 socket.
  std::optional<std::uint32_t> accept_queue{};
  std::optional<std::uint32_t> accept_queue_limit{};
  /// Absent when the drop was seen by the kernel's counter alone.
  std::optional<ListenerIdentity> listener{};
};

struct PeerDrops {
  IpAddress address;
  std::uint64_t drops = 0;

  bool operator==(const PeerDrops&) const = default;
};

/// What one listener has to say at the end of a run or of an interval.
struct ListenerRecord {
  ListenerIdentity listener;
  std::optional<std::string> netns_name{};  ///< Text report only.
  DropCounts drops{};
  std::uint64_t drops_total = 0;
  /// sk_drops that are no listen drop; not every kernel tells.
  std::optional<std::uint64_t> other_discards{};
  std::optional<std::uint64_t> sk_drops{};  ///< How far the kernel's per-socket counter moved.
  /// Connections that accept(2) took meanwhile; not every mechanism tells.
  std::optional<std::uint64_t> accepted{};
  std::uint64_t client_unknown = 0;  ///< Of drops_total, those whose client was not seen.
  std::vector<PeerDrops> peers{};    ///< The heaviest ten, heaviest first.
  bool closed = false;               ///< No longer listening; text report only.
};

struct CounterPair {
  std::uint64_t kernel = 0;
  std::uint64_t attributed = 0;  ///< To a listener.

  bool operator==(const CounterPair&) const = default;
};

/// The kernel's figures of one network namespace against ours.
struct ReconciliationRecord {
  std::uint32_t netns = 0;
  /// Never used again, unlike the number: what to keep figures by. Not shown.
  std::uint64_t net_cookie = 0;
  std::optional<std::string> netns_name{};  ///< Text report only.
  CounterPair listen_overflows;
  CounterPair listen_drops;
  CounterPair tcp_req_q_full_drop;
  std::uint64_t events_lost = 0;

  /// Drops of the kernel's that are no listener's, or the other way round.
  std::uint64_t apart() const;
  bool exact() const {
    return listen_overflows.kernel == listen_overflows.attributed &&
           listen_drops.kernel == listen_drops.attributed &&
           tcp_req_q_full_drop.kernel == tcp_req_q_full_drop.attributed && events_lost == 0;
  }
};

enum class Role : std::uint8_t { unknown = 0, client = 1, server = 2, listener = 3 };

/// "client", "server", "listener" or "" (unknown).
std::string_view to_string(Role role);

/// What a connection amounted to, known when it reaches CLOSE.
struct CloseTotals {
  std::optional<std::uint64_t> age_us{};
  std::uint64_t tx_bytes = 0;  ///< Payload sent at least once, without retransmissions.
  std::uint64_t rx_bytes = 0;  ///< Payload received in order.
  std::uint32_t retransmits = 0;
  std::uint32_t rtt_us = 0;  ///< Smoothed; 0 = never measured.

  bool operator==(const CloseTotals&) const = default;
};

/// One TCP state transition.
struct StateRecord {
  RealtimeNs time = 0;
  std::uint32_t netns = 0;
  std::optional<std::string> netns_name{};  ///< Text report only.
  std::uint64_t id = 0;                     ///< Socket cookie.
  Endpoint local;
  Endpoint peer;
  bool mapped = false;
  TcpState old_state = TcpState::unknown;
  TcpState new_state = TcpState::unknown;
  std::optional<std::uint64_t> in_state_us{};  ///< Time spent in old_state.
  Role role = Role::unknown;
  Owner owner;
  std::optional<CloseTotals> totals{};  ///< Only when new_state is CLOSE.
};

/// The end of a `trace`.
struct TraceSummaryRecord {
  std::uint64_t transitions = 0;         ///< Printed.
  std::uint64_t events_lost = 0;         ///< The ring had no room.
  std::uint64_t transitions_missed = 0;  ///< The kernel's recursion guard skipped our program.
  std::optional<std::uint64_t> drops{};  ///< Printed, where drops were watched as well.
  std::uint64_t drops_unattributed = 0;  ///< That the kernel counted meanwhile, or we too many.
  bool drops_watched = true;             ///< Of all listeners and namespaces, all the time.

  bool exact() const {
    return events_lost == 0 && transitions_missed == 0 && drops_unattributed == 0 && drops_watched;
  }
};

/// A connection that the daemon's table and the kernel do not agree about.
struct DifferenceRecord {
  std::string_view kind;  ///< "missing" in the table, "ghost" in the table, "differing".
  std::uint64_t id = 0;
  std::uint32_t netns = 0;
  Endpoint local;
  Endpoint peer;
  bool mapped = false;
  std::optional<TcpState> in_table{};
  std::optional<TcpState> in_kernel{};
};

/// What `verify` found.
struct VerificationRecord {
  RealtimeNs time = 0;
  std::uint64_t connections = 0;  ///< In the kernel.
  std::uint64_t namespaces = 0;   ///< Looked at.
  std::uint64_t unread = 0;       ///< Namespaces that could not be looked at.
  std::uint64_t missing = 0;
  std::uint64_t ghosts = 0;
  std::uint64_t differing = 0;
  /// Connections in the table of network namespaces that cannot be listed from the daemon's pid
  /// namespace: nothing is known against them.
  std::uint64_t unlisted = 0;
  std::uint64_t listeners_missed = 0;  ///< That had opened or closed unseen, and are mended now.
  /// Drops that the kernel counted and the ledger has for no listener, or has too many.
  std::uint64_t unattributed = 0;

  bool exact() const {
    return missing == 0 && ghosts == 0 && differing == 0 && listeners_missed == 0 &&
           unattributed == 0 && unread == 0;
  }
};

}  // namespace bpfnetstat
