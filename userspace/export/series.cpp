// SPDX-License-Identifier: Apache-2.0
#include "export/series.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace bpfnetstat::metrics {
namespace {

constexpr std::string_view kOther = "other";
/// As `docker ps` prints them.
constexpr std::size_t kShortContainerDigits = 12;
constexpr std::size_t kContainerDigits = 64;

/// Adds what `now` has more than `counted`. Less is no restart here: a client may become known
/// after it was counted, a drop attributed, or given to a listener and taken back.
void advance(std::uint64_t& counted, std::uint64_t now, std::uint64_t& sum) {
  if (now <= counted) return;
  sum += now - counted;
  counted = now;
}

void advance(std::optional<std::uint64_t>& counted, std::optional<std::uint64_t> now,
             std::optional<std::uint64_t>& sum) {
  if (!now) return;
  std::uint64_t known = counted.value_or(0);
  std::uint64_t total = sum.value_or(0);
  advance(known, *now, total);
  counted = known;
  sum = total;
}

void advance(std::optional<WaitCounts>& counted, const std::optional<WaitTotals>& totals,
             std::optional<WaitCounts>& sum) {
  if (!totals) return;
  const WaitCounts now = wait_counts(*totals);
  if (!counted) counted.emplace();
  if (!sum) sum.emplace();
  for (std::size_t i = 0; i < now.buckets.size(); ++i)
    advance(counted->buckets[i], now.buckets[i], sum->buckets[i]);
  advance(counted->sum_ns, now.sum_ns, sum->sum_ns);
}

void advance(CounterPair& counted, const CounterPair& now, CounterPair& sum) {
  advance(counted.kernel, now.kernel, sum.kernel);
  advance(counted.attributed, now.attributed, sum.attributed);
}

void add(std::optional<std::uint64_t>& sum, std::uint64_t value) {
  sum = sum.value_or(0) + value;
}

template <typename T>
void raise(std::optional<T>& highest, std::optional<T> value) {
  if (value && (!highest || *highest < *value)) highest = value;
}

bool has_counted(const ListenerCounts& counts) {
  return total(counts.drops) != 0 || counts.other_discards.value_or(0) != 0 ||
         counts.accepted.value_or(0) != 0 || counts.arrived.value_or(0) != 0;
}

}  // namespace

WaitCounts wait_counts(const WaitTotals& totals) {
  WaitCounts counts{.buckets = {}, .sum_ns = totals.sum_ns};
  std::size_t bound = 0;
  for (std::size_t i = 0; i < totals.buckets.size(); ++i) {
    // Bucket i ends at 2^i us.
    while (bound < kWaitBounds.size() && i > kWaitBounds[bound]) ++bound;
    counts.buckets[bound] += totals.buckets[i];
  }
  return counts;
}

ListenerLabels labels_of(const ListenerFigures& listener, const Limits& limits) {
  const ListenerIdentity& identity = listener.listener;
  const Owner& owner = identity.owner;
  ListenerLabels labels;
  labels.address = to_string(identity.bound);
  const std::uint16_t port = identity.bound.port;
  if (port >= limits.ephemeral_first && port <= limits.ephemeral_last) {
    labels.address.erase(labels.address.rfind(':') + 1).append("ephemeral");
  }
  if (owner.comm) labels.process = printable(*owner.comm);
  if (owner.container) {
    const std::string_view id = *owner.container;
    const bool is_long = id.size() >= kContainerDigits;
    labels.container = printable(is_long ? id.substr(0, kShortContainerDigits) : id);
  }
  labels.netns =
      listener.netns_name ? printable(*listener.netns_name) : std::to_string(identity.netns);
  return labels;
}

SeriesBook::Member& SeriesBook::find(const ListenerFigures& listener) {
  const ListenerIdentity& identity = listener.listener;
  const auto [found, is_new] = members_.try_emplace(identity.id);
  Member& member = found->second;
  const Source& known = member.source;
  const bool is_as_known = known.netns == identity.netns && known.bound == identity.bound &&
                           known.netns_name == listener.netns_name &&
                           known.comm == identity.owner.comm &&
                           known.container == identity.owner.container;
  if (is_new || !is_as_known) {
    member.source = {.netns = identity.netns,
                     .netns_name = listener.netns_name,
                     .bound = identity.bound,
                     .comm = identity.owner.comm,
                     .container = identity.owner.container};
    ListenerLabels labels = labels_of(listener, limits_);
    Series& series = series_[labels];
    series.shown.labels = std::move(labels);
    member.series = &series;
  }
  return member;
}

void SeriesBook::take(const DaemonFigures& figures) {
  ++look_;
  const auto begin_look = [](Series& series) {
    series.members = 0;
    series.member_drops = 0;
    series.latest_drops = nullptr;
    ListenerSeries& shown = series.shown;
    shown.since_accept_us.reset();
    shown.verdict.reset();
    shown.sockets = 0;
    shown.accept_queue.reset();
    shown.accept_queue_limit.reset();
    shown.accept_queue_fill_ratio.reset();
    shown.connections = {};
  };
  for (auto& [labels, series] : series_) begin_look(series);
  begin_look(other_);

  for (const ListenerFigures& listener : figures.listeners) {
    Member& member = find(listener);
    member.look = look_;
    ++member.series->members;
    member.series->member_drops += total(listener.drops);
    member.series->last_seen = figures.time;
  }
  std::erase_if(members_, [this](const auto& entry) { return entry.second.look != look_; });
  forget_series(figures.time);
  give_places();
  for (const ListenerFigures& listener : figures.listeners) {
    count(listener, members_.at(listener.listener.id));
  }
  for (auto& [labels, series] : series_) judge_latest(series);
  judge_latest(other_);

  for (const ReconciliationRecord& record : figures.reconciliations) count(record);
  std::erase_if(namespaces_, [this](const auto& entry) { return entry.second.look != look_; });
}

void SeriesBook::forget_series(RealtimeNs now) {
  std::erase_if(series_, [&](const auto& entry) {
    const Series& series = entry.second;
    if (series.members != 0) return false;
    const bool is_kept = series.has_place && has_counted(series.shown.counts) &&
                         now - series.last_seen < limits_.keep_closed_ns;
    if (!is_kept && series.has_place) --places_taken_;
    return !is_kept;
  });
}

void SeriesBook::give_places() {
  std::vector<Series*> candidates;
  std::vector<Series*> deserted;  // Nobody listens there, nothing was dropped.
  std::vector<Series*> quiet;     // Nothing was dropped.
  for (auto& [labels, series] : series_) {
    if (!series.has_place) {
      candidates.push_back(&series);
    } else if (!series.ever_dropped()) {
      (series.members == 0 ? deserted : quiet).push_back(&series);
    }
  }
  // The map's order, by address, stands among equals.
  std::stable_sort(candidates.begin(), candidates.end(), [](const Series* a, const Series* b) {
    return a->member_drops > b->member_drops;
  });
  for (Series* candidate : candidates) {
    if (places_taken_ < limits_.listeners) {
      ++places_taken_;
    } else if (!deserted.empty()) {
      deserted.back()->has_place = false;
      deserted.pop_back();
    } else if (candidate->member_drops != 0 && !quiet.empty()) {
      // Its counters wait, should it come back; "other" has its queue and goes on counting.
      quiet.back()->has_place = false;
      quiet.pop_back();
    } else {
      return;
    }
    candidate->has_place = true;
  }
}

void SeriesBook::count(const ListenerFigures& listener, Member& member) {
  const bool is_other = !member.series->has_place;
  Series& series = is_other ? other_ : *member.series;
  if (is_other) ++other_.members;
  ListenerSeries& shown = series.shown;
  ListenerCounts& counted = member.counted;
  if (std::exchange(member.epoch, listener.epoch) != listener.epoch) counted = {};
  for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
    advance(counted.drops[cause], listener.drops[cause], shown.counts.drops[cause]);
  }
  advance(counted.client_unknown, listener.client_unknown, shown.counts.client_unknown);
  advance(counted.other_discards, listener.other_discards, shown.counts.other_discards);
  advance(counted.accepted, listener.accepted, shown.counts.accepted);
  advance(counted.arrived, listener.arrived, shown.counts.arrived);
  advance(counted.waits, listener.wait_totals, shown.counts.waits);
  advance(counted.delayed, listener.attempts.delayed, shown.counts.delayed);
  advance(counted.delay_ns, listener.attempts.delay_ns, shown.counts.delay_ns);
  advance(counted.lost, listener.attempts.lost, shown.counts.lost);
  if (const auto& facts = listener.facts; facts && facts->quiet_ns <= kVerdictShownNs) {
    if (series.latest_drops == nullptr || facts->quiet_ns < series.latest_drops->quiet_ns)
      series.latest_drops = &*facts;
  }

  raise(shown.accept_queue_peak, listener.accept_queue_peak);
  for (std::size_t state = 0; state < kTcpStates; ++state) {
    shown.connections[state] += listener.connections[state];
  }
  if (listener.closed) return;
  ++shown.sockets;
  add(shown.accept_queue_limit, listener.accept_queue_limit);
  if (const auto& since = listener.since_accept_us) {
    shown.since_accept_us = std::min(*since, shown.since_accept_us.value_or(*since));
  }
  if (!listener.accept_queue) return;
  add(shown.accept_queue, *listener.accept_queue);
  // A queue with a limit of N holds N + 1 (sk_acceptq_is_full()).
  raise(shown.accept_queue_fill_ratio,
        std::optional(*listener.accept_queue / (listener.accept_queue_limit + 1.0)));
}

void SeriesBook::judge_latest(Series& series) {
  // Here, not for each listener: there may be a thousand, and sentences are made with it.
  const VerdictFacts* facts = std::exchange(series.latest_drops, nullptr);
  if (facts == nullptr) return;
  if (const auto verdict = judge(*facts)) series.shown.verdict = verdict->cause;
}

void SeriesBook::count(const ReconciliationRecord& record) {
  Namespace& there = namespaces_[record.net_cookie];
  there.look = look_;
  ReconciliationRecord& counted = there.counted;
  if (!drops_) drops_.emplace();
  advance(counted.listen_overflows, record.listen_overflows, drops_->listen_overflows);
  advance(counted.listen_drops, record.listen_drops, drops_->listen_drops);
  advance(counted.tcp_req_q_full_drop, record.tcp_req_q_full_drop, drops_->tcp_req_q_full_drop);
}

Accounts SeriesBook::accounts() const {
  Accounts accounts{.listeners = {}, .drops = drops_};
  for (const auto& [labels, series] : series_) {
    if (series.has_place) accounts.listeners.push_back(series.shown);
  }
  // From its first listener on: what was counted there stays.
  if (other_.members != 0 || has_counted(other_.shown.counts)) {
    accounts.listeners.push_back(other_.shown);
    accounts.listeners.back().labels = {.address = std::string(kOther)};
  }
  return accounts;
}

}  // namespace bpfnetstat::metrics
