// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "model/drop_cause.h"

namespace bpfnetstat::daemon {

/// Drops that the kernel counted and no program saw, as the history is told of them. Whose they
/// were shows late, if at all, and what one look gives to a listener the next one may take back. So
/// how many have been told is kept by namespace, under whatever name: each is told once. Pure.
class MissedDrops {
 public:
  /// What the ledger gives a listener of them at present.
  struct Gift {
    std::uint64_t listener_id = 0;
    DropCause cause = DropCause::other;
    std::uint64_t drops = 0;
  };
  struct Tally {
    std::int64_t second = 0;        ///< When a look first found them.
    std::uint64_t listener_id = 0;  ///< 0: of none that is known.
    DropCause cause = DropCause::other;
    std::uint64_t count = 0;

    bool operator==(const Tally&) const = default;
  };

  /// @param second of this look, since the epoch.
  /// @param missed in this namespace since the daemon began, whoever they are given to. One look
  ///   may find more than the next: a packet can be half-way.
  /// @return what has not been told yet: a listener's at once, nobody's when two looks found them.
  std::vector<Tally> look(std::uint64_t net_cookie, std::int64_t second, std::uint64_t missed,
                          std::span<const Gift> gifts);
  void forget_namespace(std::uint64_t net_cookie) { namespaces_.erase(net_cookie); }
  void forget_listeners(const std::function<bool(std::uint64_t id)>& is_gone);

 private:
  struct Rise {
    std::int64_t second;
    std::uint64_t up_to;
  };
  struct Namespace {
    std::uint64_t told = 0;
    std::uint64_t last = 0;    ///< As the last look found it.
    std::deque<Rise> rises{};  ///< Of those that have not been told, oldest first.

    void rise_to(std::uint64_t missed, std::int64_t second);
    void tell(std::uint64_t count, std::uint64_t listener_id, DropCause cause,
              std::vector<Tally>& tallies);
  };

  std::map<std::uint64_t, Namespace> namespaces_;  ///< By net_cookie, where any were missed.
  std::map<std::uint64_t, DropCounts> given_;      ///< By listener, the most it ever was given.
};

}  // namespace bpfnetstat::daemon
