// SPDX-License-Identifier: Apache-2.0
#include "daemon/missed_drops.h"

#include <algorithm>
#include <utility>

namespace bpfnetstat::daemon {

void MissedDrops::Namespace::rise_to(std::uint64_t missed, std::int64_t second) {
  // Some of the last look's were not missed after all.
  while (!rises.empty() && rises.back().up_to > missed) {
    const auto below = rises.size() > 1 ? rises[rises.size() - 2].up_to : told;
    if (below < missed) {
      rises.back().up_to = missed;
    } else {
      rises.pop_back();
    }
  }
  if (missed > (rises.empty() ? told : rises.back().up_to)) rises.push_back({second, missed});
}

void MissedDrops::Namespace::tell(std::uint64_t count, std::uint64_t listener_id, DropCause cause,
                                  std::vector<Tally>& tallies) {
  while (count != 0 && !rises.empty()) {
    const Rise& oldest = rises.front();
    const auto part = std::min(count, oldest.up_to - told);
    tallies.push_back({oldest.second, listener_id, cause, part});
    told += part;
    count -= part;
    if (told == oldest.up_to) rises.pop_front();
  }
}

std::vector<MissedDrops::Tally> MissedDrops::look(std::uint64_t net_cookie, std::int64_t second,
                                                  std::uint64_t missed,
                                                  std::span<const Gift> gifts) {
  std::vector<Tally> tallies;
  const auto found =
      missed != 0 ? namespaces_.try_emplace(net_cookie).first : namespaces_.find(net_cookie);
  if (found == namespaces_.end()) return tallies;
  Namespace& here = found->second;
  here.rise_to(missed, second);
  const auto untold = [&](std::uint64_t known) {
    return known > here.told ? known - here.told : 0;
  };
  for (const Gift& gift : gifts) {
    auto& most = given_[gift.listener_id][static_cast<std::size_t>(gift.cause)];
    if (gift.drops <= most) continue;
    // Some may have been told as nobody's, or as another's.
    const auto fresh = gift.drops - std::exchange(most, gift.drops);
    here.tell(std::min(fresh, untold(missed)), gift.listener_id, gift.cause, tallies);
  }
  // A packet that is half-way is so at one look, not at two.
  const auto settled = std::min(missed, std::exchange(here.last, missed));
  here.tell(untold(settled), 0, DropCause::other, tallies);
  return tallies;
}

void MissedDrops::forget_listeners(const std::function<bool(std::uint64_t id)>& is_gone) {
  std::erase_if(given_, [&](const auto& entry) { return is_gone(entry.first); });
}

}  // namespace bpfnetstat::daemon
