// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <unordered_map>

#include "model/attempts.h"
#include "model/event.h"

namespace bpfnetstat::table {

/// What became of the clients of whose connection attempts something was dropped: a client that
/// comes back and gets its connection was merely delayed, one that falls silent is lost. A client
/// is told from others by its address and port. Pure; times are CLOCK_MONOTONIC nanoseconds.
///
/// TCP sends again after one second, or after as long as it has tried already, and a little more
/// (RFC 6298, 2 and 5; since 6.5 Linux begins with several equal pauses). Whoever lets twice that
/// time go by, and kPatienceNs besides, is taken for lost, until he comes after all.
class Attempts {
 public:
  /// Clients followed at once; further drops are not followed.
  static constexpr std::size_t kMost = 8192;
  static constexpr std::uint64_t kPatienceNs = 2'000'000'000;
  /// After so long nobody comes back: six retries take 127 s (net.ipv4.tcp_syn_retries), and the
  /// port is somebody else's.
  static constexpr std::uint64_t kForgottenNs = 130'000'000'000;

  /// Drops whose client's port is not known (several were folded together) are not followed.
  void apply(const DropEvent& event);
  /// A server's end that becomes ESTABLISHED.
  void apply(const StateEvent& event);
  /// Once a second or so: who has been silent for too long.
  void look(std::uint64_t now_ns);
  /// Listeners that nobody remembers, and those of their clients that have not come back.
  void forget_listeners(const std::function<bool(std::uint64_t id)>& is_gone);

  /// All zero where nothing was followed.
  AttemptFigures of_listener(std::uint64_t id) const;
  std::size_t followed() const { return by_key_.size(); }

 private:
  struct Key {
    std::uint32_t netns = 0;
    std::uint16_t local_port = 0;
    Endpoint peer;

    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  struct Client {
    Key key;
    std::uint64_t listener_id;
    std::uint64_t first_ns;
    std::uint64_t last_ns;
    bool is_lost;
  };
  using Clients = std::list<Client>;

  bool make_room();
  void leave(Clients::iterator client);

  Clients clients_;  ///< That may come back; the one that was heard of longest ago first.
  Clients lost_;     ///< Taken for lost; the one that was first.
  std::unordered_map<Key, Clients::iterator, Hash> by_key_;
  std::unordered_map<std::uint64_t, AttemptFigures> figures_;  ///< By listener id.
};

}  // namespace bpfnetstat::table
