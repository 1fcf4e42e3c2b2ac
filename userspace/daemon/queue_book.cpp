// SPDX-License-Identifier: Apache-2.0
#include "daemon/queue_book.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bpfnetstat::daemon {
namespace {

/// A socket that listens again may begin anew.
std::uint64_t more_than(std::uint64_t taken, std::uint64_t now) {
  return now >= taken ? now - taken : now;
}

}  // namespace

void QueueBook::at_drop(std::uint64_t id, std::uint32_t accept_queue) {
  Queue& queue = queues_[id];
  queue.longest = std::max(queue.longest, accept_queue);
  queue.longest_minute = std::max(queue.longest_minute, accept_queue);
}

void QueueBook::look_at_peak(std::uint64_t id, std::uint32_t peak) {
  Queue& queue = queues_[id];
  // One that has not risen since the last look may be of another minute.
  if (peak > queue.peak) at_drop(id, peak);
  queue.peak = peak;
}

void QueueBook::look(std::uint64_t id, const State& state) {
  at_drop(id, state.accept_queue);
  look_at_peak(id, state.peak);
  Queue& queue = queues_[id];
  queue.now = state;
  // It may listen again.
  queue.who.reset();
}

void QueueBook::look_at_closed(std::uint64_t id, const State& state, const HistoryListener& who) {
  Queue& queue = queues_[id];
  // What its queue held when it closed is no queue any more at the next look.
  if (!queue.who) at_drop(id, state.accept_queue);
  look_at_peak(id, state.peak);
  const auto last = queue.who ? queue.now.accept_queue : state.accept_queue;
  queue.now = state;
  queue.now.accept_queue = last;
  queue.who = who;
}

void QueueBook::forget(const std::function<bool(std::uint64_t id)>& is_gone) {
  std::erase_if(queues_, [&](const auto& entry) {
    if (!is_gone(entry.first)) return false;
    // Nobody knows who it was where nobody saw it close.
    if (!entry.second.who || gone_.size() >= kMostClosed) return true;
    if (auto sample = sample_of(entry.first, entry.second)) gone_.push_back(*std::move(sample));
    return true;
  });
}

std::optional<std::uint32_t> QueueBook::longest(std::uint64_t id) const {
  const auto found = queues_.find(id);
  return found == queues_.end() ? std::nullopt : std::optional(found->second.longest);
}

std::optional<QueueBook::Sample> QueueBook::sample_of(std::uint64_t id, const Queue& queue) {
  Sample one;
  one.id = id;
  one.who = queue.who;
  const Said said = queue.to_say();
  one.sample.longest = said.longest;
  one.sample.last = said.last;
  one.sample.limit = said.limit;
  one.sample.drops = more_than(queue.drops_taken, queue.now.drops);
  one.sample.accepted = more_than(queue.accepted_taken, queue.now.accepted);
  const bool has_changed = queue.said ? *queue.said != said : said.longest != 0;
  if (!has_changed && one.sample.drops == 0 && *one.sample.accepted == 0) return std::nullopt;
  return one;
}

bool QueueBook::take(std::uint64_t id, Queue& queue, std::vector<Sample>& samples) {
  auto sample = sample_of(id, queue);
  if (!sample) return false;
  samples.push_back(*std::move(sample));
  queue.said = queue.to_say();
  queue.drops_taken = queue.now.drops;
  queue.accepted_taken = queue.now.accepted;
  return true;
}

std::vector<QueueBook::Sample> QueueBook::take_changes() {
  std::vector<Sample> samples;
  const auto closed =
      gone_.begin() + static_cast<std::ptrdiff_t>(std::min(gone_.size(), kMostAtOnce / 2));
  std::move(gone_.begin(), closed, std::back_inserter(samples));
  gone_.erase(gone_.begin(), closed);
  auto at = queues_.lower_bound(next_);
  for (std::size_t i = 0; i < queues_.size() && samples.size() < kMostAtOnce; ++i) {
    if (at == queues_.end()) at = queues_.begin();
    if (take(at->first, at->second, samples)) next_ = at->first + 1;
    ++at;
  }
  return samples;
}

std::vector<QueueBook::Sample> QueueBook::end_minute() {
  auto samples = std::exchange(gone_, {});
  for (auto& [id, queue] : queues_) {
    take(id, queue, samples);
    queue.said.reset();
    // A closed one has no queue any more.
    if (queue.who) queue.now.accept_queue = 0;
    queue.longest_minute = queue.now.accept_queue;
  }
  return samples;
}

}  // namespace bpfnetstat::daemon
