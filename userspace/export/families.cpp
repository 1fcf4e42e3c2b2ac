// SPDX-License-Identifier: Apache-2.0
#include "export/families.h"

#include <prometheus/client_metric.h>
#include <prometheus/metric_type.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace bpfnetstat::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Labels = std::vector<ClientMetric::Label>;

constexpr double kNsPerSecond = 1e9;

/// One metric, its samples being added. Whole numbers are exact up to 2^53.
class Metric {
 public:
  Metric(MetricType type, std::string name, std::string help) {
    family_.type = type;
    family_.name = std::move(name);
    family_.help = std::move(help);
  }

  Metric& add(double value, Labels labels = {}) {
    ClientMetric& sample = family_.metric.emplace_back();
    sample.label = std::move(labels);
    (family_.type == MetricType::Counter ? sample.counter.value : sample.gauge.value) = value;
    return *this;
  }
  Metric& add(std::uint64_t value, Labels labels = {}) {
    return add(static_cast<double>(value), std::move(labels));
  }
  /// Of a histogram.
  Metric& add(const WaitCounts& waits, Labels labels) {
    ClientMetric& sample = family_.metric.emplace_back();
    sample.label = std::move(labels);
    std::uint64_t so_far = 0;
    for (std::size_t i = 0; i < waits.buckets.size(); ++i) {
      so_far += waits.buckets[i];
      const double bound_s = i < kWaitBounds.size() ? std::ldexp(1e-6, int(kWaitBounds[i]))
                                                    : std::numeric_limits<double>::infinity();
      sample.histogram.bucket.push_back({.cumulative_count = so_far, .upper_bound = bound_s});
    }
    sample.histogram.sample_count = so_far;
    sample.histogram.sample_sum = static_cast<double>(waits.sum_ns) / kNsPerSecond;
    return *this;
  }

  /// To the others, unless there is nothing to say.
  void move_to(std::vector<MetricFamily>& families) {
    if (!family_.metric.empty()) families.push_back(std::move(family_));
  }

 private:
  MetricFamily family_;
};

Metric counter(std::string name, std::string help) {
  return {MetricType::Counter, std::move(name), std::move(help)};
}

Metric gauge(std::string name, std::string help) {
  return {MetricType::Gauge, std::move(name), std::move(help)};
}

Metric histogram(std::string name, std::string help) {
  return {MetricType::Histogram, std::move(name), std::move(help)};
}

Labels labels_of(const ListenerSeries& series) {
  Labels labels;
  const auto add = [&labels](const char* name, const std::string& value) {
    // To Prometheus an empty label is none.
    if (!value.empty()) labels.push_back({.name = name, .value = value});
  };
  add("netns", series.labels.netns);
  add("address", series.labels.address);
  add("process", series.labels.process);
  add("container", series.labels.container);
  return labels;
}

Labels labels_of(const ListenerSeries& series, const char* name, std::string_view value) {
  Labels labels = labels_of(series);
  labels.push_back({.name = name, .value = std::string(value)});
  return labels;
}

/// States that have a sample even while nobody is in them, so that graphs have no holes.
constexpr std::array kHostStates{TcpState::established, TcpState::syn_sent,  TcpState::syn_recv,
                                 TcpState::fin_wait1,   TcpState::fin_wait2, TcpState::close_wait,
                                 TcpState::last_ack,    TcpState::closing};
constexpr std::array kServerStates{TcpState::established, TcpState::syn_recv,   TcpState::fin_wait1,
                                   TcpState::fin_wait2,   TcpState::close_wait, TcpState::last_ack,
                                   TcpState::closing};

struct Transition {
  TcpState from;
  TcpState to;
};

/// What ordinary connections and listeners go through: counted from 0, as Prometheus sees no
/// increase in a series that begins with its first event.
constexpr std::array kTransitions{
    Transition{TcpState::close, TcpState::listen},
    Transition{TcpState::close, TcpState::syn_sent},
    Transition{TcpState::listen, TcpState::syn_recv},
    Transition{TcpState::listen, TcpState::close},
    Transition{TcpState::syn_sent, TcpState::established},
    Transition{TcpState::syn_sent, TcpState::close},
    Transition{TcpState::syn_recv, TcpState::established},
    Transition{TcpState::syn_recv, TcpState::close},
    Transition{TcpState::established, TcpState::fin_wait1},
    Transition{TcpState::established, TcpState::close_wait},
    Transition{TcpState::established, TcpState::close},
    Transition{TcpState::fin_wait1, TcpState::fin_wait2},
    Transition{TcpState::fin_wait1, TcpState::closing},
    Transition{TcpState::fin_wait1, TcpState::close},
    Transition{TcpState::fin_wait2, TcpState::close},
    Transition{TcpState::closing, TcpState::close},
    Transition{TcpState::close_wait, TcpState::last_ack},
    Transition{TcpState::close_wait, TcpState::close},
    Transition{TcpState::last_ack, TcpState::close},
};

constexpr std::size_t number(TcpState state) {
  return static_cast<std::size_t>(state);
}

constexpr auto kIsOrdinary = [] {
  std::array<std::array<bool, kTcpStates>, kTcpStates> is_ordinary{};
  for (const Transition& transition : kTransitions)
    is_ordinary[number(transition.from)][number(transition.to)] = true;
  return is_ordinary;
}();

/// SYN_RECV is two states in the kernel with one name; two samples must not have the same labels.
StateCounts by_name(StateCounts counts) {
  counts[number(TcpState::syn_recv)] += std::exchange(counts[number(TcpState::new_syn_recv)], 0);
  return counts;
}

/// Calls `found` with each state that is expected or occurs.
template <std::size_t kExpected, typename Found>
void each_state(const StateCounts& kernel_counts, const std::array<TcpState, kExpected>& expected,
                const Found& found) {
  const StateCounts counts = by_name(kernel_counts);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto state = static_cast<TcpState>(i);
    if (counts[i] != 0 || std::find(expected.begin(), expected.end(), state) != expected.end()) {
      found(to_string(state), counts[i]);
    }
  }
}

Metric transitions(const DaemonFigures& figures) {
  std::array<StateCounts, kTcpStates> counts{};
  for (std::size_t from = 0; from < kTcpStates; ++from) {
    const bool is_other_syn_recv = from == number(TcpState::new_syn_recv);
    StateCounts& row = counts[is_other_syn_recv ? number(TcpState::syn_recv) : from];
    const StateCounts more = by_name(figures.transitions[from]);
    for (std::size_t to = 0; to < kTcpStates; ++to) row[to] += more[to];
  }
  Metric metric =
      counter("bpfnetstat_state_transitions_total", "Transitions of TCP sockets between states.");
  for (std::size_t from = 0; from < kTcpStates; ++from) {
    for (std::size_t to = 0; to < kTcpStates; ++to) {
      if (counts[from][to] == 0 && !kIsOrdinary[from][to]) continue;
      metric.add(counts[from][to],
                 {{"old_state", std::string(to_string(static_cast<TcpState>(from)))},
                  {"new_state", std::string(to_string(static_cast<TcpState>(to)))}});
    }
  }
  return metric;
}

/// A sample of each series that knows the value.
template <typename Value>
Metric per_listener(Metric metric, const Accounts& accounts, const Value& value) {
  for (const ListenerSeries& series : accounts.listeners) {
    // Some are optional, some are not.
    if (const std::optional known = value(series)) metric.add(*known, labels_of(series));
  }
  return metric;
}

std::optional<std::uint64_t> widened(std::optional<std::uint32_t> value) {
  return value ? std::optional<std::uint64_t>(*value) : std::nullopt;
}

std::optional<double> seconds(std::optional<std::uint64_t> us) {
  return us ? std::optional(static_cast<double>(*us) / 1e6) : std::nullopt;
}

void add_listeners(std::vector<MetricFamily>& out, const Accounts& accounts) {
  using Series = ListenerSeries;
  Metric drops =
      counter("bpfnetstat_listener_drops_total",
              "Connection attempts that the listener dropped, by cause; the kernel's ListenDrops.");
  Metric connections = gauge("bpfnetstat_listener_connections",
                             "Live connections that the listener took, by TCP state.");
  for (const Series& series : accounts.listeners) {
    for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
      drops.add(series.counts.drops[cause],
                labels_of(series, "cause", name(static_cast<DropCause>(cause))));
    }
    each_state(series.connections, kServerStates, [&](std::string_view state, std::uint64_t count) {
      connections.add(count, labels_of(series, "state", state));
    });
  }
  drops.move_to(out);
  connections.move_to(out);

  per_listener(counter("bpfnetstat_listener_client_unknown_drops_total",
                       "Of the listener's drops, those whose client was not seen."),
               accounts, [](const Series& s) { return std::optional(s.counts.client_unknown); })
      .move_to(out);
  per_listener(counter("bpfnetstat_listener_other_discards_total",
                       "Packets that the listener discarded without dropping a connection attempt, "
                       "such as a SYN sent again."),
               accounts, [](const Series& s) { return s.counts.other_discards; })
      .move_to(out);
  per_listener(counter("bpfnetstat_listener_accepted_total",
                       "Connections that accept(2) took from the listener."),
               accounts, [](const Series& s) { return s.counts.accepted; })
      .move_to(out);
  per_listener(counter("bpfnetstat_listener_arrived_total",
                       "Connections that came into the listener's accept queue."),
               accounts, [](const Series& s) { return s.counts.arrived; })
      .move_to(out);
  per_listener(histogram("bpfnetstat_listener_accept_wait_seconds",
                         "How long connections waited in the accept queue for accept(2)."),
               accounts, [](const Series& s) { return s.counts.waits; })
      .move_to(out);
  per_listener(gauge("bpfnetstat_listener_since_accept_seconds",
                     "Since accept(2) last took a connection, of the socket that it took it from."),
               accounts, [](const Series& s) { return seconds(s.since_accept_us); })
      .move_to(out);
  per_listener(counter("bpfnetstat_listener_delayed_clients_total",
                       "Clients that came back after a drop and got their connection."),
               accounts, [](const Series& s) { return std::optional(s.counts.delayed); })
      .move_to(out);
  per_listener(counter("bpfnetstat_listener_client_delay_seconds_total",
                       "How long the delayed clients tried, all of them together."),
               accounts,
               [](const Series& s) {
                 return std::optional(static_cast<double>(s.counts.delay_ns) / kNsPerSecond);
               })
      .move_to(out);
  per_listener(counter("bpfnetstat_listener_lost_clients_total",
                       "Clients that fell silent after a drop; few of them come back after all."),
               accounts, [](const Series& s) { return std::optional(s.counts.lost); })
      .move_to(out);
  Metric verdicts = gauge("bpfnetstat_listener_verdict",
                          "1; the likeliest cause of the listener's latest drops, or flood of SYN "
                          "cookies, while they are not more than ten minutes ago.");
  for (const Series& series : accounts.listeners) {
    if (series.verdict) verdicts.add(1.0, labels_of(series, "cause", name(*series.verdict)));
  }
  verdicts.move_to(out);
  per_listener(gauge("bpfnetstat_listener_sockets",
                     "Sockets that listen there now: what the queues are added up over."),
               accounts, [](const Series& s) { return std::optional(s.sockets); })
      .move_to(out);
  per_listener(
      gauge("bpfnetstat_listener_accept_queue_length", "Connections that wait for accept(2) now."),
      accounts, [](const Series& s) { return s.accept_queue; })
      .move_to(out);
  per_listener(gauge("bpfnetstat_listener_accept_queue_limit",
                     "The backlog as the kernel applies it; a queue holds one connection more."),
               accounts, [](const Series& s) { return s.accept_queue_limit; })
      .move_to(out);
  per_listener(gauge("bpfnetstat_listener_accept_queue_peak",
                     "The longest accept queue of one socket that was seen."),
               accounts, [](const Series& s) { return widened(s.accept_queue_peak); })
      .move_to(out);
  per_listener(
      gauge("bpfnetstat_listener_accept_queue_fill_ratio",
            "Of the fullest of these sockets: 1 means that the next connection is dropped."),
      accounts, [](const Series& s) { return s.accept_queue_fill_ratio; })
      .move_to(out);
}

void add_host(std::vector<MetricFamily>& out, const DaemonFigures& figures) {
  Metric connections = gauge("bpfnetstat_connections",
                             "Live connections of the host by TCP state, without TIME_WAIT and "
                             "without requests.");
  each_state(figures.connections, kHostStates, [&](std::string_view state, std::uint64_t count) {
    connections.add(count, {{"state", std::string(state)}});
  });
  connections.move_to(out);
  transitions(figures).move_to(out);
}

/// How far the kernel's counters and ours agree.
void add_exactness(std::vector<MetricFamily>& out, const DropAccounts& drops) {
  Metric kernel = counter("bpfnetstat_kernel_drops_total",
                          "What the kernel counted in all network namespaces, by counter of "
                          "/proc/net/netstat.");
  Metric attributed = counter("bpfnetstat_attributed_drops_total",
                              "Of what the kernel counted, what is attributed to a listener.");
  // No counter: what was seen late is attributed late.
  Metric unattributed = gauge("bpfnetstat_unattributed_drops",
                              "What the kernel counted and no listener is known for, since the "
                              "daemon began; 0 when exact.");
  const std::pair<const char*, CounterPair> counters[] = {
      {"ListenOverflows", drops.listen_overflows},
      {"ListenDrops", drops.listen_drops},
      {"TCPReqQFullDrop", drops.tcp_req_q_full_drop}};
  for (const auto& [name, pair] : counters) {
    kernel.add(pair.kernel, {{"counter", name}});
    attributed.add(pair.attributed, {{"counter", name}});
    unattributed.add(static_cast<double>(pair.kernel) - static_cast<double>(pair.attributed),
                     {{"counter", name}});
  }
  kernel.move_to(out);
  attributed.move_to(out);
  unattributed.move_to(out);
}

void add_losses(std::vector<MetricFamily>& out, const DaemonFigures& figures) {
  const Losses& losses = figures.losses;
  counter("bpfnetstat_ring_losses_total",
          "Records of the kernel side that did not arrive, or made no sense; totals do not depend "
          "on them.")
      .add(losses.states, {{"kind", "state"}})
      .add(losses.listener_events, {{"kind", "listener"}})
      .add(losses.undecodable, {{"kind", "undecodable"}})
      .move_to(out);
  counter("bpfnetstat_missed_transitions_total",
          "TCP state transitions for which the kernel skipped the program that it had interrupted.")
      .add(losses.missed_transitions)
      .move_to(out);
  counter("bpfnetstat_missed_listeners_total",
          "Listeners that opened or closed unseen, and were found by a look at the sockets.")
      .add(losses.listeners_missed)
      .move_to(out);
  counter("bpfnetstat_untracked_total",
          "What found no room in a map of the kernel side, or connections in the live table.")
      .add(losses.untracked_connections, {{"kind", "connection"}})
      .add(losses.untracked_listeners, {{"kind", "listener"}})
      .add(losses.untracked_cells, {{"kind", "netns_cell"}})
      .move_to(out);
  counter("bpfnetstat_table_resyncs_total",
          "Times that the table was compared with the kernel and mended.")
      .add(figures.resyncs)
      .move_to(out);
  counter("bpfnetstat_table_healed_connections_total",
          "Connections that were added, removed or changed when the table was mended.")
      .add(figures.healed)
      .move_to(out);
}

void add_history(std::vector<MetricFamily>& out, const HistoryFigures& history) {
  if (!history.enabled) return;
  counter("bpfnetstat_history_rows_written_total", "Rows written to the history.")
      .add(history.rows_written)
      .move_to(out);
  counter("bpfnetstat_history_rows_lost_total",
          "Rows that could not be written to the history, or came faster than they could be.")
      .add(history.rows_lost)
      .move_to(out);
  gauge("bpfnetstat_history_size_bytes", "The history's size, its write-ahead log included.")
      .add(history.bytes)
      .move_to(out);
  gauge("bpfnetstat_history_failing", "1 when the last attempt to write to the history failed.")
      .add(history.failing ? 1.0 : 0.0)
      .move_to(out);
}

void add_serving(std::vector<MetricFamily>& out, const ServingFigures& serving) {
  gauge("bpfnetstat_clients", "Clients connected to the socket now.")
      .add(serving.clients)
      .move_to(out);
  counter("bpfnetstat_requests_total", "Requests answered on the socket.")
      .add(serving.requests)
      .move_to(out);
  counter("bpfnetstat_requests_refused_total",
          "Requests refused: too many clients, or no request at all.")
      .add(serving.refused)
      .move_to(out);
  counter("bpfnetstat_clients_cut_off_total", "Clients that did not read their answer.")
      .add(serving.cut_off)
      .move_to(out);
}

/// Under the names that all exporters have in common.
void add_process(std::vector<MetricFamily>& out, const DaemonFigures& figures) {
  counter("process_cpu_seconds_total", "CPU time of the daemon, user and system.")
      .add(figures.cpu_seconds)
      .move_to(out);
  if (figures.resident_bytes != 0) {
    gauge("process_resident_memory_bytes", "Resident memory of the daemon.")
        .add(figures.resident_bytes)
        .move_to(out);
  }
  if (figures.started != 0) {
    gauge("process_start_time_seconds", "When the daemon began, seconds since the epoch.")
        .add(static_cast<double>(figures.started) / kNsPerSecond)
        .move_to(out);
  }
  gauge("bpfnetstat_figures_timestamp_seconds",
        "When these figures were taken, seconds since the epoch: old ones mean that the daemon "
        "hangs.")
      .add(static_cast<double>(figures.time) / kNsPerSecond)
      .move_to(out);
  Labels build{{"version", BPFNETSTAT_VERSION}};
  if (!figures.probe.empty()) build.push_back({"probe", printable(figures.probe)});
  gauge("bpfnetstat_build_info", "1; the version, and the mechanism of the drop hooks.")
      .add(1.0, std::move(build))
      .move_to(out);
}

}  // namespace

std::vector<MetricFamily> families(const DaemonFigures& figures, const Accounts& accounts) {
  std::vector<MetricFamily> out;
  add_listeners(out, accounts);
  add_host(out, figures);
  if (accounts.drops) add_exactness(out, *accounts.drops);
  add_losses(out, figures);
  add_history(out, figures.history);
  add_serving(out, figures.serving);
  add_process(out, figures);
  return out;
}

std::vector<MetricFamily> families(const DaemonFigures& figures, const Limits& limits) {
  SeriesBook book(limits);
  book.take(figures);
  return families(figures, book.accounts());
}

}  // namespace bpfnetstat::metrics
