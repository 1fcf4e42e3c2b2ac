// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/address.h"
#include "model/drop_cause.h"
#include "model/records.h"

/// What the daemon keeps for later, and what is asked of it: plain values. Strings are raw bytes as
/// the kernel gave them; std::nullopt means "not known".
namespace bpfnetstat {

inline constexpr std::string_view kDefaultHistoryPath = "/var/lib/bpfnetstat/history.db";

/// What of a client is kept: a database of single addresses would be one of persons, and a flood
/// from invented ones would fill it.
struct ClientNetwork {
  IpAddress address;  ///< Host bits are zero.

  int prefix_length() const { return address.family == Family::ipv4 ? 24 : 64; }
  auto operator<=>(const ClientNetwork&) const = default;
};

/// IPv4 /24, IPv6 /64; a v4-mapped address counts as IPv4.
ClientNetwork network_of(const IpAddress& address);

/// "192.0.2.0/24", "2001:db8::/64".
std::string to_string(const ClientNetwork& network);

/// What outlives the sockets and the processes of a service.
struct HistoryListener {
  std::uint32_t netns = 0;                  ///< Inode number; 0: not known.
  std::optional<std::string> netns_name{};  ///< From /run/netns.
  std::optional<Endpoint> bound{};          ///< Unset: drops that no listener was found for.
  std::optional<std::string> comm{};
  std::optional<std::string> container{};

  auto operator<=>(const HistoryListener&) const = default;
};

/// Equal drops of one second.
struct DropTally {
  std::int64_t second = 0;     ///< Since the epoch.
  std::uint32_t listener = 0;  ///< Index in the batch's listeners.
  DropCause cause = DropCause::other;
  std::optional<ClientNetwork> client{};
  std::uint64_t count = 0;
  /// Of many clients that are not kept one by one; `client` is unset then.
  bool folded = false;

  bool operator==(const DropTally&) const = default;
};

/// A listener's accept queue in one minute.
struct QueueSample {
  std::int64_t minute = 0;     ///< When it began, in seconds since the epoch: a multiple of 60.
  std::uint32_t listener = 0;  ///< Index in the batch's listeners.
  std::uint32_t longest = 0;   ///< Connections.
  std::uint32_t last = 0;
  std::uint32_t limit = 0;  ///< The queue holds one more.
  std::uint64_t drops = 0;
  std::optional<std::uint64_t> accepted{};  ///< Not every mechanism tells.

  bool operator==(const QueueSample&) const = default;
};

/// What happened to the daemon itself: it says what the figures beside it are worth. The numbers
/// stand in databases: they never change.
enum class DaemonEventKind : std::uint8_t {
  started = 0,
  stopped = 1,
  ring_loss = 2,           ///< Records for which the ring had no room; count: how many.
  resync = 3,              ///< The table was compared with the kernel; count: what was mended.
  gap = 4,                 ///< Nobody watched from `time` on; count: seconds, 0 if not known.
  namespace_appeared = 5,  ///< detail: which.
  namespace_gone = 6,
  history_loss = 7,        ///< Rows that were not written to the history; count: how many.
  unattributed = 8,        ///< Drops that the kernel counted and no listener was found for.
  transitions_missed = 9,  ///< Of connections' states; count: how many at least.
};
inline constexpr std::size_t kDaemonEventKinds = 10;

/// "started", "ring_loss", ...; "unknown" for a number that this build does not know.
std::string_view name(DaemonEventKind kind);

struct DaemonEvent {
  RealtimeNs time = 0;
  DaemonEventKind kind = DaemonEventKind::started;
  std::uint64_t count = 0;
  std::string detail{};

  bool operator==(const DaemonEvent&) const = default;
};

/// What is to be kept of one second. Listeners stand aside, so that a tally is small: under a flood
/// there are thousands.
struct HistoryBatch {
  RealtimeNs time = 0;
  std::vector<HistoryListener> listeners{};
  std::vector<DropTally> drops{};
  std::vector<QueueSample> queues{};
  std::vector<DaemonEvent> events{};

  std::size_t rows() const { return drops.size() + queues.size() + events.size(); }
};

/// How much history is kept; what is reached first counts.
struct HistoryLimits {
  std::uint64_t max_bytes = 200'000'000;  ///< Write-ahead log included.
  std::int64_t max_age_s = std::int64_t{30} * 86'400;

  bool operator==(const HistoryLimits&) const = default;
};

// --- questions ---

enum class HistoryBy : std::uint8_t { listener, client, cause, minute };

/// "listener", "client", "cause", "minute".
std::string_view name(HistoryBy by);

struct ListenerFilter {
  std::optional<IpAddress> address{};  ///< That it is bound to; unset: any.
  std::uint16_t port = 0;

  bool operator==(const ListenerFilter&) const = default;
};

struct HistoryQuery {
  RealtimeNs since = 0;
  RealtimeNs until = 0;  ///< Not included. Both count in whole seconds, rounded outwards.
  std::optional<ListenerFilter> listener{};
  std::optional<std::string> netns{};  ///< An inode number, or a name it had in /run/netns.
  HistoryBy by = HistoryBy::listener;

  bool operator==(const HistoryQuery&) const = default;
};

// --- answers ---

/// One listener, client network, cause or minute; which members are set is the query's `by`.
struct HistoryRow {
  std::optional<HistoryListener> listener{};
  std::optional<ClientNetwork> client{};  ///< Unset in a row by client: not known, or folded.
  bool folded = false;                    ///< Clients that were too many to be kept one by one.
  std::optional<DropCause> cause{};
  std::optional<RealtimeNs> minute{};  ///< When it began.
  DropCounts drops{};
  std::uint64_t drops_total = 0;
  std::optional<std::int64_t> first_second{};  ///< With a drop.
  std::optional<std::int64_t> last_second{};
  std::optional<std::uint32_t> longest_queue{};
  std::optional<std::uint32_t> queue_limit{};  ///< When it was the longest; by listener only.
  std::optional<std::uint64_t> accepted{};     ///< By listener only.
  std::vector<std::uint64_t> series{};         ///< Drops in each bin of the row's time.

  bool operator==(const HistoryRow&) const = default;
};

struct HistoryResult {
  HistoryQuery query;
  std::int64_t bin_s = 1;  ///< What an element of a series stands for.
  /// Heaviest first; minutes by time.
  std::vector<HistoryRow> rows{};
  std::uint64_t rows_left_out = 0;  ///< With drops; they count in the total.
  DropCounts drops{};
  std::uint64_t drops_total = 0;
  std::uint64_t client_unknown = 0;            ///< Of the total.
  std::optional<RealtimeNs> recorded_since{};  ///< Unset: the history is empty.
  std::vector<DaemonEvent> events{};           ///< By time; a gap may have begun before `since`.
  std::uint64_t events_left_out = 0;           ///< Earlier ones.

  bool operator==(const HistoryResult&) const = default;
};

}  // namespace bpfnetstat
