// SPDX-License-Identifier: Apache-2.0
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "check.h"
#include "export/families.h"
#include "export/series.h"
#include "maker.h"
#include "model/figures.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;
using fuzz::Maker;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::uint64_t kMostListeners = 5;
/// As a double it is exact, and so are a few of them together.
constexpr std::uint64_t kMostCounted = std::uint64_t{1} << 44;

/// What a daemon sees, look by look. Its own counters never fall; a listener's may.
class Looks {
 public:
  explicit Looks(Maker& make) : make_(make) {
    figures_.probe = "tracepoint";
    figures_.time = 1'700'000'000'000'000'000;
  }

  const DaemonFigures& next() {
    figures_.time += static_cast<RealtimeNs>(make_.up_to(4'000'000'000));
    figures_.listeners.clear();
    for (std::uint64_t id = 1; id <= kMostListeners; ++id) {
      if (make_.flag()) figures_.listeners.push_back(listener(id));
    }
    figures_.reconciliations.clear();
    for (std::uint64_t cookie = 1; cookie <= 2; ++cookie) {
      if (make_.flag()) figures_.reconciliations.push_back(reconciliation(cookie));
    }
    if (make_.flag()) grow_the_hosts();
    return figures_;
  }

 private:
  std::uint64_t counted() { return make_.up_to(kMostCounted); }
  std::optional<std::uint64_t> maybe_counted() {
    return make_.maybe([&] { return counted(); });
  }

  /// As it was in the last look, but for some of it.
  ListenerFigures listener(std::uint64_t id) {
    ListenerFigures& made = known_[id - 1];
    made.listener.id = id;
    if (make_.flag()) {
      made.listener.netns = make_.number<std::uint8_t>();
      made.listener.bound = {{}, static_cast<std::uint16_t>(32766 + make_.up_to(4))};
      made.listener.owner = make_.owner();
      made.netns_name = make_.maybe_text();
      made.closed = make_.flag();
      made.epoch = make_.up_to(1);
    }
    if (make_.flag()) {
      made.drops[make_.up_to(kDropCauses - 1)] = counted();
      made.client_unknown = counted();
      made.other_discards = maybe_counted();
      made.accepted = maybe_counted();
      made.arrived = maybe_counted();
      made.attempts = {.delayed = counted(), .delay_ns = counted(), .lost = counted()};
    }
    if (make_.flag()) {
      made.wait_totals = make_.maybe([&] {
        WaitTotals totals{.sum_ns = counted()};
        totals.buckets[make_.up_to(kWaitBuckets - 1)] = counted();
        return totals;
      });
      made.accept_queue = make_.maybe_number<std::uint32_t>();
      made.accept_queue_limit = make_.number<std::uint32_t>();
      made.accept_queue_peak = make_.maybe_number<std::uint32_t>();
      made.since_accept_us = maybe_counted();
      made.connections[make_.up_to(kTcpStates - 1)] = counted();
    }
    made.facts = make_.maybe([&] { return make_.facts(); });
    return made;
  }

  ReconciliationRecord reconciliation(std::uint64_t cookie) {
    ReconciliationRecord made{.net_cookie = cookie};
    made.listen_overflows = {counted(), counted()};
    made.listen_drops = {counted(), counted()};
    made.tcp_req_q_full_drop = {counted(), counted()};
    return made;
  }

  void grow_the_hosts() {
    figures_.connections[make_.up_to(kTcpStates - 1)] = counted();
    figures_.transitions[make_.up_to(kTcpStates - 1)][make_.up_to(kTcpStates - 1)] += counted();
    figures_.losses.states += counted();
    figures_.resyncs += counted();
    figures_.cpu_seconds += static_cast<double>(counted());
    figures_.history.enabled = make_.flag();
    figures_.history.rows_written += counted();
    figures_.serving.requests += counted();
  }

  Maker& make_;
  DaemonFigures figures_;
  std::array<ListenerFigures, kMostListeners> known_;
};

/// A series that was not there in the look before may begin anew.
void check_none_fell(const metrics::Accounts& before, const metrics::Accounts& now) {
  const auto grows = [](auto then, auto later) { expect(later >= then); };
  const auto none_fell = [&](const metrics::ListenerCounts& then,
                             const metrics::ListenerCounts& later) {
    for (std::size_t cause = 0; cause < kDropCauses; ++cause)
      grows(then.drops[cause], later.drops[cause]);
    grows(then.client_unknown, later.client_unknown);
    grows(then.other_discards, later.other_discards);
    grows(then.accepted, later.accepted);
    grows(then.arrived, later.arrived);
    grows(then.delayed, later.delayed);
    grows(then.delay_ns, later.delay_ns);
    grows(then.lost, later.lost);
    if (!then.waits) return;
    expect(later.waits.has_value());
    grows(then.waits->sum_ns, later.waits->sum_ns);
    for (std::size_t i = 0; i < then.waits->buckets.size(); ++i)
      grows(then.waits->buckets[i], later.waits->buckets[i]);
  };
  for (const metrics::ListenerSeries& series : now.listeners) {
    const auto same = [&](const auto& other) { return other.labels == series.labels; };
    const auto& all = before.listeners;
    expect(std::count_if(now.listeners.begin(), now.listeners.end(), same) == 1);
    const auto known = std::find_if(all.begin(), all.end(), same);
    if (known != all.end()) none_fell(known->counts, series.counts);
  }
  if (!before.drops) return;
  expect(now.drops.has_value());
  const auto pair_grows = [&](const CounterPair& then, const CounterPair& later) {
    grows(then.kernel, later.kernel);
    grows(then.attributed, later.attributed);
  };
  pair_grows(before.drops->listen_overflows, now.drops->listen_overflows);
  pair_grows(before.drops->listen_drops, now.drops->listen_drops);
  pair_grows(before.drops->tcp_req_q_full_drop, now.drops->tcp_req_q_full_drop);
}

void check_histogram(const prometheus::ClientMetric::Histogram& histogram) {
  double bound = -std::numeric_limits<double>::infinity();
  std::uint64_t so_far = 0;
  for (const auto& bucket : histogram.bucket) {
    expect(bucket.upper_bound > bound && bucket.cumulative_count >= so_far);
    bound = bucket.upper_bound;
    so_far = bucket.cumulative_count;
  }
  expect(bound == std::numeric_limits<double>::infinity() && so_far == histogram.sample_count);
}

bool is_name(std::string_view text) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && (text[0] < '0' || text[0] > '9') &&
         std::all_of(text.begin(), text.end(), is_part);
}

/// Takes `name="value"` and what ends it off the front.
void take_label(std::string_view& line, std::vector<std::string_view>& names) {
  const std::size_t equals = line.find("=\"");
  expect(equals != std::string_view::npos);
  const std::string_view name = line.substr(0, equals);
  expect(is_name(name) && std::find(names.begin(), names.end(), name) == names.end());
  names.push_back(name);
  line.remove_prefix(equals + 2);
  while (!line.starts_with('"')) {
    const bool is_escaped = line.starts_with('\\');
    if (is_escaped) {
      expect(line.size() > 1 && std::string_view("\\\"n").find(line[1]) != line.npos);
    }
    line.remove_prefix(is_escaped ? 2 : 1);
    expect(!line.empty());
  }
  line.remove_prefix(1);
}

/// The text format of version 0.0.4.
void check_line(std::string_view line, std::unordered_set<std::string_view>& samples) {
  if (line.starts_with("# HELP ") || line.starts_with("# TYPE ")) {
    line.remove_prefix(7);
    expect(is_name(line.substr(0, line.find(' '))));
    return;
  }
  const std::string_view whole = line;
  const std::size_t end_of_name = line.find_first_of("{ ");
  expect(end_of_name != std::string_view::npos && is_name(line.substr(0, end_of_name)));
  line.remove_prefix(end_of_name);
  if (line.starts_with('{')) {
    std::vector<std::string_view> names;
    do {
      line.remove_prefix(1);
      take_label(line, names);
    } while (line.starts_with(','));
    expect(line.starts_with('}'));
    line.remove_prefix(1);
  }
  // No two samples of a name have the same labels.
  expect(samples.insert(whole.substr(0, whole.size() - line.size())).second);
  expect(line.starts_with(' '));
  const std::string value(line.substr(1));
  char* end = nullptr;
  std::strtod(value.c_str(), &end);
  expect(!value.empty() && *end == '\0');
}

void check_text(const std::vector<MetricFamily>& families) {
  static const prometheus::TextSerializer serializer;
  const std::string text = serializer.Serialize(families);
  expect(text.empty() || text.ends_with('\n'));
  expect(fuzz::is_harmless(text));
  std::unordered_set<std::string_view> samples;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    check_line(rest.substr(0, end), samples);
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

/// Some looks of one daemon, whose listeners come, go and change their names; of the last the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Maker make(data, size);
  const metrics::Limits limits{.listeners = static_cast<std::size_t>(make.up_to(3)),
                               .ephemeral_first = 32768,
                               .ephemeral_last = 60999,
                               .keep_closed_ns = 3'000'000'000};
  const auto choice = make.number<std::uint8_t>();
  metrics::SeriesBook book(limits);
  Looks looks(make);
  metrics::Accounts accounts;
  const DaemonFigures* figures = nullptr;
  int left = 6;
  do {
    figures = &looks.next();
    book.take(*figures);
    metrics::Accounts now = book.accounts();
    expect(now.listeners.size() <= limits.listeners + 1);
    check_none_fell(accounts, now);
    accounts = std::move(now);
  } while (--left > 0 && !make.is_empty());

  auto families = metrics::families(*figures, accounts);
  for (const MetricFamily& family : families) {
    if (family.type != MetricType::Histogram) continue;
    for (const auto& sample : family.metric) check_histogram(sample.histogram);
  }
  // To write and read again is what takes longest, and the labels are the same from one to the
  // next: an eighth of them each time.
  std::size_t place = choice;
  std::erase_if(families, [&](const MetricFamily&) { return place++ % 8 != 0; });
  check_text(families);
  return 0;
}
