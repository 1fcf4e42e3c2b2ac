// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/attempts.h"
#include "model/event.h"
#include "model/records.h"
#include "model/tcp_state.h"
#include "model/verdict.h"
#include "model/waits.h"

/// What the daemon knows at one moment: what its metrics and its reports are made of. Plain values;
/// whoever gets them may keep them.
namespace bpfnetstat {

/// By the kernel's number of a state (include/net/tcp_states.h), 1 ESTABLISHED to 12 NEW_SYN_RECV;
/// 0 is not used.
using StateCounts = std::array<std::uint64_t, kTcpStates>;

/// What came into an accept queue and what accept(2) took, lately.
struct QueueRates {
  std::uint64_t arrived = 0;
  std::uint64_t accepted = 0;
  std::uint64_t over_ns = 0;  ///< Within this time; not 0.

  double arrived_per_s() const { return 1e9 * double(arrived) / double(over_ns); }
  double accepted_per_s() const { return 1e9 * double(accepted) / double(over_ns); }
  bool operator==(const QueueRates&) const = default;
};

/// A connection that waits to be accepted.
struct QueuedConnection {
  std::optional<Endpoint> peer{};  ///< Not known where the kernel told no id of its socket.
  std::uint64_t waited_us = 0;
  bool at_least = false;  ///< It had waited before anybody looked.

  bool operator==(const QueuedConnection&) const = default;
};

/// One listening socket. Counts are since the daemon began, or since the socket listens.
struct ListenerFigures {
  ListenerIdentity listener;
  /// Another one where counting began anew under the same id: a socket that listens again long
  /// after it closed. Within an epoch figures may fall: a drop that was given to a listener can
  /// turn out to be another's.
  std::uint64_t epoch = 0;
  std::optional<std::string> netns_name{};  ///< From /run/netns.
  bool v6only = false;
  bool closed = false;  ///< No longer listening; shown for a while for what it dropped.
  std::optional<std::uint32_t> accept_queue{};  ///< Connections that wait for accept().
  std::uint32_t accept_queue_limit = 0;         ///< Holds one more than this.
  /// What the program gave listen(2), if that was seen; the limit is what the kernel made of it.
  std::optional<std::uint32_t> asked_backlog{};
  /// What its network namespace cuts that to, and how many requests it allows where no cookies are
  /// sent. Unset where nobody asked, or there is no way into the namespace.
  std::optional<std::uint64_t> somaxconn{};
  std::optional<std::uint64_t> tcp_max_syn_backlog{};
  /// The longest accept queue: at any arrival where queues are followed, else as far as it was
  /// seen, at a drop or by a look each second.
  std::optional<std::uint32_t> accept_queue_peak{};
  std::optional<std::uint32_t> syn_queue{};  ///< Handshakes that are not over.
  bool is_counted = false;  ///< Whether drops and connections are: not where nobody watched.
  DropCounts drops{};
  AttemptFigures attempts{};                      ///< Of the clients of these drops.
  std::uint64_t client_unknown = 0;               ///< Of the drops, those without a client.
  std::optional<std::uint64_t> other_discards{};  ///< Not every kernel tells.
  /// SYNs that were answered with a SYN cookie; not known where nobody counts.
  std::optional<std::uint64_t> cookies_sent{};
  std::optional<std::uint64_t> accepted{};  ///< Not every mechanism tells.
  std::optional<std::uint64_t> arrived{};   ///< Came into the accept queue; likewise.
  /// Left the accept queue and no hook saw how: taken by the kernel itself, or as a direct
  /// descriptor of io_uring.
  std::uint64_t accepted_unseen = 0;
  std::uint64_t abandoned = 0;  ///< Waited for accept(2) when the listener closed.
  std::optional<QueueRates> rates{};
  /// The first that accept(2) will take, longest wait first; looked at where that was asked for.
  std::vector<QueuedConnection> queue_head{};
  std::optional<WaitFigures> waits{};              ///< Of those that were accepted.
  std::optional<WaitTotals> wait_totals{};         ///< Likewise; known where the queue is followed.
  std::optional<std::uint64_t> since_accept_us{};  ///< Since the latest that was seen.
  StateCounts connections{};                       ///< Live ones that it took, by state.
  /// They are those of a SO_REUSEPORT group of one process, counted at one of its members: which
  /// took how many is not known. Right only as a sum over all members.
  bool shares_connections = false;
  /// What was observed around its latest drops, and what follows from that.
  std::optional<VerdictFacts> facts{};
  std::optional<ListenerVerdict> verdict{};
  /// What those who hold it do now; looked at where that was asked for.
  std::vector<HolderState> holder_states{};
};

/// What `listeners --sort` takes.
enum class ListenerOrder : std::uint8_t {
  drops,
  queue,
  peak,
  limit,
  established,
  address,
  port,
  process,
  netns
};
std::optional<ListenerOrder> parse_listener_order(std::string_view word);
std::string_view name(ListenerOrder order);

/// The order in which they are shown: of a figure the largest first, of anything else the smallest;
/// those that are equal by port, namespace and socket.
bool shown_before(const ListenerFigures& a, const ListenerFigures& b,
                  ListenerOrder order = ListenerOrder::drops);
void sort_listeners(std::vector<ListenerFigures>& listeners,
                    ListenerOrder order = ListenerOrder::drops);

/// Gives each of those that have facts its verdict.
void judge(ListenerFigures& listener);

/// What was written to the history, and what could not be.
struct HistoryFigures {
  bool enabled = false;
  bool failing = false;  ///< The last attempt to write failed.
  std::uint64_t rows_written = 0;
  std::uint64_t rows_lost = 0;  ///< Could not be written, or came faster than they could be.
  std::uint64_t bytes = 0;      ///< Size of the database, its write-ahead log included.
};

/// What the socket served.
struct ServingFigures {
  std::uint64_t clients = 0;  ///< Connected now.
  std::uint64_t requests = 0;
  std::uint64_t refused = 0;  ///< Too many clients, or a request that is none.
  std::uint64_t cut_off = 0;  ///< Clients that did not read.
};

struct DaemonFigures {
  RealtimeNs time = 0;
  RealtimeNs started = 0;
  std::string_view probe;  ///< As in the `ready` record.
  std::vector<ListenerFigures> listeners;
  StateCounts connections{};  ///< Live ones, whoever they belong to; no TIME_WAIT, no requests.
  /// Transitions seen, [old state][new state].
  std::array<StateCounts, kTcpStates> transitions{};
  /// The kernel's drop counters against ours, by network namespace.
  std::vector<ReconciliationRecord> reconciliations;
  Losses losses;
  std::uint64_t resyncs = 0;  ///< Times that the table was compared with the kernel and mended.
  std::uint64_t healed = 0;   ///< Connections that were added, removed or changed thereby.
  double cpu_seconds = 0;     ///< Of the daemon, user and system, since it began.
  std::uint64_t resident_bytes = 0;
  HistoryFigures history;
  ServingFigures serving;
};

}  // namespace bpfnetstat
