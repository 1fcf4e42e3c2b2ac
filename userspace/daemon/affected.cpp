// SPDX-License-Identifier: Apache-2.0
#include "daemon/affected.h"

#include <algorithm>
#include <utility>

namespace bpfnetstat::daemon {

void Affected::begin(const Losses& losses) {
  seen_ = losses;
  std::uint64_t by_netns = 0;
  for (const auto& [netns, count] : losses.by_netns) by_netns += count;
  located_ = std::max(losses.located, by_netns);
}

void Affected::look(const Losses& losses, const std::set<std::uint32_t>& gaps) {
  for (const auto& [netns, count] : losses.by_netns) {
    const auto before = seen_.by_netns.find(netns);
    if (before != seen_.by_netns.end() && before->second == count) continue;
    where_.insert(netns);
    // One that was let go of begins anew.
    const bool goes_on = before != seen_.by_netns.end() && before->second < count;
    located_ += goes_on ? count - before->second : count;
  }
  // What is lost while the two are read is only in the latter: it is ahead by that, now more and
  // now less.
  if (losses.unlocated != seen_.unlocated || losses.located > located_) everywhere_ = true;
  located_ = std::max(located_, losses.located);
  where_.insert(gaps.begin(), gaps.end());
  seen_ = losses;
}

std::optional<std::set<std::uint32_t>> Affected::take() {
  auto where = std::exchange(where_, {});
  if (std::exchange(everywhere_, false)) return std::nullopt;
  return where;
}

void Affected::put_back(const std::optional<std::set<std::uint32_t>>& where) {
  if (!where) return suspect_all();
  where_.insert(where->begin(), where->end());
}

}  // namespace bpfnetstat::daemon
