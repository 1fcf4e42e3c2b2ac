// SPDX-License-Identifier: Apache-2.0
#include "daemon/affected.h"

#include <utility>

namespace bpfnetstat::daemon {

void Affected::begin(const Losses& losses) {
  seen_ = losses;
}

void Affected::look(const Losses& losses, const std::set<std::uint32_t>& gaps) {
  std::uint64_t found = 0;
  for (const auto& [netns, count] : losses.by_netns) {
    const auto before = seen_.by_netns.find(netns);
    if (before != seen_.by_netns.end() && before->second == count) continue;
    where_.insert(netns);
    // One that was let go of begins anew.
    const bool goes_on = before != seen_.by_netns.end() && before->second < count;
    found += goes_on ? count - before->second : count;
  }
  if (losses.unlocated != seen_.unlocated || losses.located - seen_.located > found)
    everywhere_ = true;
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
