// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "model/address.h"
#include "model/drop_cause.h"
#include "model/records.h"
#include "model/tcp_state.h"

/// What the kernel side tells, decoded: times are CLOCK_MONOTONIC nanoseconds, ports host order,
/// strings raw bytes.
namespace bpfnetstat {

/// One dropped connection attempt, or several equal ones folded together.
struct DropEvent {
  std::uint64_t time_ns = 0;
  std::uint64_t count = 1;
  std::uint64_t listener_id = 0;
  std::uint32_t netns = 0;
  DropCause cause = DropCause::other;
  Endpoint local;
  IpAddress peer;
  std::optional<std::uint16_t> peer_port{};  ///< Unset where several ports were folded.
  bool mapped = false;
  std::uint32_t accept_queue = 0;
  std::uint32_t accept_queue_limit = 0;
};

struct StateEvent {
  std::uint64_t time_ns = 0;
  std::uint64_t id = 0;
  std::uint32_t netns = 0;
  Endpoint local;
  Endpoint peer;
  bool mapped = false;
  TcpState old_state = TcpState::unknown;
  TcpState new_state = TcpState::unknown;
  std::optional<std::uint64_t> in_state_ns{};
  Role role = Role::unknown;
  std::optional<pid_t> pid{};
  std::string comm;
  uid_t uid = 0;
  std::optional<std::uint64_t> cgroup_id{};
  std::optional<CloseTotals> totals{};
};

/// A listener opened or closed; what it is stands in the listeners' map.
struct ListenerEvent {
  std::uint64_t time_ns = 0;
  std::uint64_t id = 0;
  bool opened = false;
};

using Event = std::variant<DropEvent, StateEvent, ListenerEvent>;

/// A listener as the kernel side's map has it, with totals since the programs were attached.
struct ListenerSnapshot {
  std::uint64_t id = 0;
  std::uint64_t inode = 0;  ///< 0: the socket has no file.
  std::uint64_t cgroup_id = 0;
  std::uint64_t net_cookie = 0;  ///< Unlike the inode number never used again.
  std::uint32_t netns = 0;
  Endpoint bound;
  bool v6only = false;
  uid_t uid = 0;
  std::optional<pid_t> pid{};      ///< That called listen(2), if that was seen.
  std::string comm;                ///< Of that process at that time.
  std::uint32_t accept_queue = 0;  ///< At the moment of the walk over all, while it listens.
  std::uint32_t accept_queue_limit = 0;
  /// Of the latest listen(2), if that was seen: accept_queue_limit is what the kernel made of it.
  std::optional<std::uint32_t> asked_backlog{};
  std::uint32_t syn_queue = 0;  ///< At the same moment: handshakes that are not over.
  bool closed = false;
  DropCounts drops{};
  DropCounts unfolded{};  ///< Of drops: those whose client was not kept.
  std::uint64_t other_discards = 0;
  std::uint64_t accepted = 0;      ///< Connections that accept(2) took, where a hook sees it.
  std::uint64_t cookies_sent = 0;  ///< SYNs answered with a SYN cookie, where they are counted.
  /// Where the accept queue is followed: what came into it, the longest it was at any arrival, and
  /// what waited in it when we began to look.
  std::uint64_t arrived = 0;
  std::uint32_t accept_queue_peak = 0;
  std::uint32_t queued_first = 0;
  std::uint32_t abandoned = 0;  ///< Waited in it when the listener closed.
  std::uint32_t sk_drops_first = 0;
  std::uint32_t sk_drops_last = 0;
};

/// A connection as the kernel has it at one moment. Zero times mean "not known".
struct ConnectionSnapshot {
  std::uint64_t id = 0;
  std::uint64_t born_ns = 0;
  std::uint64_t since_ns = 0;  ///< In this state.
  std::uint32_t netns = 0;
  Endpoint local;
  Endpoint peer;
  bool mapped = false;
  TcpState state = TcpState::unknown;
  Role role = Role::unknown;
  std::optional<pid_t> pid{};
  std::string comm;
  uid_t uid = 0;
  std::optional<std::uint64_t> cgroup_id{};
  std::uint64_t tx_bytes = 0;  ///< As in CloseTotals, so far.
  std::uint64_t rx_bytes = 0;
  /// In TIME_WAIT, in FIN_WAIT2 and nobody's any more, or a request: beyond its state, namespace
  /// and ends nothing is known, not even an id.
  bool is_minisock = false;
};

/// A process that holds a listener, or a connection where those were asked for.
struct Holder {
  std::uint64_t id = 0;
  pid_t pid = 0;
  int fd = -1;
  std::string comm;
};

/// The three counters that a listener drop moves.
struct DropCounters {
  std::uint64_t listen_overflows = 0;
  std::uint64_t listen_drops = 0;
  std::uint64_t tcp_req_q_full_drop = 0;

  bool operator==(const DropCounters&) const = default;
};

/// A namespace's counters, summed over the CPUs: how far the kernel moved them since the programs
/// were attached, and how much of that belongs to a known listener.
struct NetnsCounters {
  std::uint64_t net_cookie = 0;
  std::uint32_t netns = 0;
  bool gone = false;  ///< The namespace is no more; the figures are its last.
  /// The kernel has counted more since: listeners' sk_drops, read later, are ahead of all this.
  bool moved_on = false;
  DropCounters kernel;
  DropCounters booked;
};

/// What the kernel side could not deliver or keep.
struct Losses {
  std::uint64_t states = 0;                 ///< Records for which the ring had no room.
  std::uint64_t listener_events = 0;        ///< Likewise; healed by reading the map.
  std::uint64_t missed_transitions = 0;     ///< Skipped by the kernel's recursion guard.
  std::uint64_t skipped_programs = 0;       ///< What the kernel says of that.
  std::uint64_t unexpected_states = 0;      ///< What the programs noticed of it.
  std::uint64_t untracked_connections = 0;  ///< Their map was full.
  std::uint64_t untracked_listeners = 0;    ///< Likewise: their drops stay unattributed.
  std::uint64_t untracked_cells = 0;        ///< Likewise, of namespaces.
  std::uint64_t undecodable = 0;            ///< Records that made no sense.
  /// Listeners that opened or closed and no program saw it, but a look at the sockets did.
  std::uint64_t listeners_missed = 0;
};

}  // namespace bpfnetstat
