// SPDX-License-Identifier: Apache-2.0
#include "daemon/rate_book.h"

#include <algorithm>

namespace bpfnetstat::daemon {

void RateBook::look(std::uint64_t id, const Counts& counts, std::uint64_t now_ns,
                    std::optional<std::uint64_t> opened_ns) {
  const Mark now{now_ns, counts};
  const auto [found, is_new] = listeners_.try_emplace(id, Marks{now, now, now});
  if (is_new) {
    if (opened_ns) found->second.before = found->second.latest = {*opened_ns, {}};
    return;
  }
  Marks& marks = found->second;
  const auto& last = marks.now.counts;
  // A socket that listens again may begin anew.
  if (counts.arrived < last.arrived) {
    marks = {now, now, now};
    return;
  }
  // What left the queue unseen may turn out not to have left it.
  marks.now = {now_ns, {counts.arrived, std::max(counts.accepted, last.accepted)}};
  if (now_ns < marks.latest.at_ns + kMarkNs) return;
  marks.before = marks.latest;
  marks.latest = marks.now;
}

std::optional<QueueRates> RateBook::rates(std::uint64_t id) const {
  const auto found = listeners_.find(id);
  if (found == listeners_.end()) return std::nullopt;
  const auto& [before, latest, now] = found->second;
  if (now.at_ns <= before.at_ns) return std::nullopt;
  return QueueRates{.arrived = now.counts.arrived - before.counts.arrived,
                    .accepted = now.counts.accepted - before.counts.accepted,
                    .over_ns = now.at_ns - before.at_ns};
}

void RateBook::forget(const std::function<bool(std::uint64_t id)>& is_gone) {
  std::erase_if(listeners_, [&](const auto& entry) { return is_gone(entry.first); });
}

}  // namespace bpfnetstat::daemon
