// SPDX-License-Identifier: Apache-2.0
#include "daemon/latest_transitions.h"

namespace bpfnetstat::daemon {

void LatestTransitions::add(std::uint16_t port, const StateEvent& event) {
  const Place place(port, event.netns);
  auto found = places_.find(place);
  if (found == places_.end()) {
    if (places_.size() >= most_places_) {
      places_.erase(turns_.front());
      turns_.pop_front();
    }
    found = places_.try_emplace(place).first;
    found->second.turn = turns_.insert(turns_.end(), place);
  } else {
    turns_.splice(turns_.end(), turns_, found->second.turn);
  }
  auto& events = found->second.events;
  if (events.size() >= most_each_) events.pop_front();
  events.push_back(event);
}

void LatestTransitions::append_to(std::vector<StateEvent>& events, std::uint16_t port,
                                  std::optional<std::uint32_t> netns) const {
  for (auto at = places_.lower_bound({port, netns.value_or(0)}); at != places_.end(); ++at) {
    if (at->first.first != port || (netns && at->first.second != *netns)) break;
    const auto& kept = at->second.events;
    events.insert(events.end(), kept.begin(), kept.end());
  }
}

}  // namespace bpfnetstat::daemon
