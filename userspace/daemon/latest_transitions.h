// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "model/event.h"

namespace bpfnetstat::daemon {

/// The latest transitions of each of the ports, by network namespace, that something happened at
/// last. Pure.
class LatestTransitions {
 public:
  /// @param most_places ports of namespaces that are remembered.
  /// @param most_each transitions of one.
  LatestTransitions(std::size_t most_places, std::size_t most_each)
      : most_places_(most_places), most_each_(most_each) {}

  void add(std::uint16_t port, const StateEvent& event);
  /// Appends those of a port, of each namespace oldest first.
  /// @param netns in one network namespace; unset: in all.
  void append_to(std::vector<StateEvent>& events, std::uint16_t port,
                 std::optional<std::uint32_t> netns) const;

 private:
  using Place = std::pair<std::uint16_t, std::uint32_t>;
  struct Kept {
    std::deque<StateEvent> events;
    std::list<Place>::iterator turn;
  };

  std::size_t most_places_;
  std::size_t most_each_;
  std::map<Place, Kept> places_;
  std::list<Place> turns_;  ///< The one that nothing happened at for longest comes first.
};

}  // namespace bpfnetstat::daemon
