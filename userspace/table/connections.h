// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "model/event.h"
#include "model/figures.h"

namespace bpfnetstat::table {

/// A live connection. Times are CLOCK_MONOTONIC nanoseconds; 0 stands for "not known" throughout.
struct Connection {
  std::uint64_t born_ns = 0;
  std::uint64_t since_ns = 0;  ///< In this state.
  std::uint64_t seen_ns = 0;   ///< When a transition or a walk last told of it.
  std::uint64_t cgroup_id = 0;
  std::uint64_t listener_id = 0;  ///< That took it, for a server's end.
  Endpoint local;
  Endpoint peer;
  std::uint32_t netns = 0;
  pid_t pid = 0;  ///< That used it first, or holds it.
  uid_t uid = 0;
  TcpState state = TcpState::unknown;
  Role role = Role::unknown;
  bool mapped = false;
  bool met = false;  ///< By the walk that is going on.
  /// Several sockets listen where it arrived: which of them took it is not known. If all are one
  /// process's, `listener_id` is any of theirs.
  bool is_of_group = false;
  std::array<char, 16> comm_bytes{};

  std::string_view comm() const;
  void set_comm(std::string_view name);
};

/// What a walk over a namespace's connections found otherwise than the table has it.
struct Difference {
  enum class Kind : std::uint8_t {
    missing,    ///< The kernel has it, the table has not.
    ghost,      ///< The table has it, the kernel has not.
    differing,  ///< In another state, or between other ends.
  };

  Kind kind = Kind::missing;
  std::uint64_t id = 0;
  std::optional<ConnectionSnapshot> kernel{};  ///< Unset for a ghost.
  std::optional<Connection> table{};           ///< Unset for a missing one.
};

/// "missing", "ghost" or "differing".
std::string_view to_string(Difference::Kind kind);

/// What one walk found otherwise, for a second one to decide: what was in motion at one of the two
/// is not at the other. 32 bytes each, as after a loss there may be as many as connections.
class Doubts {
 public:
  void add(std::span<const Difference> found);
  bool empty() const { return doubts_.empty(); }
  /// Takes what was doubtful not, or has been touched since, out of what the second walk found.
  void keep_confirmed(std::vector<Difference>& found);

 private:
  struct Doubt {
    std::uint64_t id;
    std::uint64_t seen_ns;  ///< As the table had it; 0 where it had not.
    Difference::Kind kind;
    TcpState state;  ///< In the kernel; unknown where it is not there.
  };

  std::vector<Doubt> doubts_;
  bool sorted_ = true;  ///< By id.
};

/// Every live TCP connection, but for TIME_WAIT and requests, which are in no transition. Pure:
/// transitions enter by apply(), what a walk found by mend(), nothing is read from the system.
/// Some 150 bytes a connection.
class Connections {
 public:
  /// @param most further ones are counted, not kept; one that is still there when there is room
  /// again is kept from then on.
  explicit Connections(std::size_t most) : most_(most) {}

  /// A transition. What is in the table is older: the ring keeps the order of each socket's.
  /// @return the connection as it is now where it is new here; whoever knows says whose it is.
  Connection* apply(const StateEvent& event);
  /// The listener that took a connection, once it is known.
  void assign(Connection& connection, std::uint64_t listener_id);
  /// One of several listeners did.
  /// @param listener_id one of theirs, whose connections are counted as its; 0: of none.
  void assign_to_group(Connection& connection, std::uint64_t listener_id);

  /// A walk over all connections of a namespace begins, which may take its time: from now on it is
  /// remembered which ones close, as the walk may have come by before.
  void begin_walk();
  /// Compares with the next connections that the walk found. Whatever a transition told at
  /// `began_ns`, when the walk began, or later is newer than the walk. Call it when every
  /// transition from before they were found has been applied.
  std::vector<Difference> compare(std::span<const ConnectionSnapshot> walked,
                                  std::uint64_t began_ns);
  /// The walk is over: ghosts, which it did not meet. Call it when every transition from before its
  /// end has been applied.
  std::vector<Difference> not_met(std::uint32_t netns, std::uint64_t began_ns);
  void end_walk();
  /// Ghosts: connections of namespaces that are not `there` any more, last heard of before a
  /// moment.
  std::vector<Difference> in_vanished(const std::set<std::uint32_t>& there,
                                      std::uint64_t before_ns) const;
  struct Mended {
    std::vector<Connection*> fresh{};  ///< New here; whoever knows says whose they are.
    std::size_t changed = 0;           ///< Added, removed or made to agree.
    std::size_t left_out = 0;          ///< Found no room.
  };
  /// Makes the table agree with the kernel in these.
  /// @param began_ns of the walk that found them.
  Mended mend(std::span<const Difference> differences, std::uint64_t began_ns);
  /// Walks have met so many at one time that the table has no room for. Which of them were counted
  /// when they began is not known: those that are more than were counted ever are counted now.
  void count_untracked(std::uint64_t at_one_time);

  /// Who holds which connection now. A connection whose holders are gone keeps the last one.
  void apply(std::span<const Holder> holders);

  /// Connections that the table has room for without growing: it grows by doubling, and what is
  /// gone leaves its room behind.
  std::size_t room() const { return connections_.bucket_count(); }
  /// Gives back the room of connections that are gone.
  void shrink() { connections_.rehash(0); }

  const Connection* find(std::uint64_t id) const;
  const std::unordered_map<std::uint64_t, Connection>& all() const { return connections_; }
  const StateCounts& by_state() const { return by_state_; }
  /// Of the connections that a listener took; zeros where it has none.
  StateCounts of_listener(std::uint64_t id) const;
  /// Whether there are connections to this port of which only a group of listeners is known: then
  /// of_listener() is not the whole, or is more.
  bool any_of_group(std::uint32_t netns, std::uint16_t port) const {
    return of_groups_.contains({netns, port});
  }
  /// Transitions, [old state][new state].
  const std::array<StateCounts, kTcpStates>& transitions() const { return transitions_; }
  /// Connections that found no room, each counted once: when it began, or by a walk if that was not
  /// seen.
  std::uint64_t untracked() const { return untracked_; }
  /// Transitions whose old state was not the table's: one before it was not seen.
  std::uint64_t gaps() const { return gaps_; }
  /// The network namespaces of those since the last call.
  std::set<std::uint32_t> take_gap_namespaces() { return std::exchange(gap_namespaces_, {}); }

 private:
  using Map = std::unordered_map<std::uint64_t, Connection>;

  Connection* insert(std::uint64_t id, Connection connection);
  void erase(Map::iterator where);
  void set_state(Connection& connection, TcpState state);
  /// @param sign 1 or -1, added to what is counted of connections in this one's state.
  void count(const Connection& connection, std::int64_t sign);

  std::size_t most_;
  Map connections_;
  std::unordered_map<std::uint64_t, StateCounts> by_listener_;
  /// By namespace and local port.
  std::map<std::pair<std::uint32_t, std::uint16_t>, std::uint64_t> of_groups_;
  StateCounts by_state_{};
  std::array<StateCounts, kTcpStates> transitions_{};
  std::uint64_t untracked_ = 0;
  std::uint64_t gaps_ = 0;
  std::set<std::uint32_t> gap_namespaces_;
  bool walking_ = false;
  std::unordered_set<std::uint64_t> closed_;   ///< Since the walk began.
  std::unordered_set<std::uint64_t> missing_;  ///< That the walk has told of already.
  bool any_met_ = false;
};

}  // namespace bpfnetstat::table
