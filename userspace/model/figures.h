// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/event.h"
#include "model/records.h"
#include "model/tcp_state.h"

/// What the daemon knows at one moment: what its metrics and its reports are made of. Plain values;
/// whoever gets them may keep them.
namespace bpfnetstat {

/// By the kernel's number of a state (include/net/tcp_states.h), 1 ESTABLISHED to 12 NEW_SYN_RECV;
/// 0 is not used.
using StateCounts = std::array<std::uint64_t, kTcpStates>;

/// One listening socket. Counts are since the daemon began, or since the socket listens.
struct ListenerFigures {
  ListenerIdentity listener;
  std::optional<std::string> netns_name{};  ///< From /run/netns.
  bool v6only = false;
  bool closed = false;  ///< No longer listening; shown for a while for what it dropped.
  std::optional<std::uint32_t> accept_queue{};  ///< Connections that wait for accept().
  std::uint32_t accept_queue_limit = 0;         ///< Holds one more than this.
  /// The longest accept queue that was seen: at a drop, or by a look each second.
  std::optional<std::uint32_t> accept_queue_peak{};
  bool is_counted = false;  ///< Whether drops and connections are: not where nobody watched.
  DropCounts drops{};
  std::uint64_t client_unknown = 0;               ///< Of the drops, those without a client.
  std::optional<std::uint64_t> other_discards{};  ///< Not every kernel tells.
  std::optional<std::uint64_t> accepted{};        ///< Not every mechanism tells.
  StateCounts connections{};                      ///< Live ones that it took, by state.
};

/// Most drops first, then by port, namespace and socket.
void sort_listeners(std::vector<ListenerFigures>& listeners);

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
