// SPDX-License-Identifier: Apache-2.0
#include "export/families.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sample_figures.h"

namespace bpfnetstat::metrics {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;
using sample::empty_figures;
using sample::full_figures;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// A sample's name and labels as the text has them, and its value.
using Samples = std::map<std::string, double>;

/// As the text has it: NAME_bucket{LABELS,le="BOUND"}, NAME_sum{LABELS}, NAME_count{LABELS}.
void add_histogram(Samples& all, const std::string& key, std::size_t name_size,
                   const prometheus::ClientMetric::Histogram& histogram) {
  const std::string name = key.substr(0, name_size), labels = key.substr(name_size);
  for (const auto& bucket : histogram.bucket) {
    const auto bound = ",le=\"" + std::to_string(bucket.upper_bound) + "\"}";
    const auto with_bound = labels.substr(0, labels.size() - 1) + bound;
    EXPECT_TRUE(all.emplace(name + "_bucket" + with_bound, bucket.cumulative_count).second) << key;
  }
  EXPECT_TRUE(all.emplace(name + "_sum" + labels, histogram.sample_sum).second) << key;
  EXPECT_TRUE(all.emplace(name + "_count" + labels, histogram.sample_count).second) << key;
}

Samples samples(const std::vector<MetricFamily>& families) {
  Samples all;
  for (const MetricFamily& family : families) {
    for (const auto& metric : family.metric) {
      std::string key = family.name;
      for (const auto& label : metric.label) {
        key += (key.back() == '"' ? "," : "{") + label.name + "=\"" + label.value + '"';
      }
      if (!metric.label.empty()) key += '}';
      if (family.type == MetricType::Histogram) {
        add_histogram(all, key, family.name.size(), metric.histogram);
        continue;
      }
      const bool is_counter = family.type == MetricType::Counter;
      const double value = is_counter ? metric.counter.value : metric.gauge.value;
      EXPECT_TRUE(all.emplace(key, value).second) << "twice: " << key;
    }
  }
  return all;
}

Samples samples(const DaemonFigures& figures) {
  return samples(families(figures, Limits{}));
}

std::set<std::string> names(const DaemonFigures& figures) {
  std::set<std::string> all;
  for (const MetricFamily& family : families(figures, Limits{})) all.insert(family.name);
  return all;
}

constexpr const char* kNginx = R"(netns="4026531840",address="0.0.0.0:8080",process="nginx")";
constexpr const char* kGunicorn =
    R"(netns="blue",address="[::]:443",process="gunicorn: maste",container="0123456789ab")";

std::string of(const std::string& metric, const char* listener, const std::string& more = "") {
  return metric + '{' + listener + more + '}';
}

TEST(Families, HaveEachNameOnceWithHelpAndTheSuffixOfTheirType) {
  std::set<std::string> seen;
  for (const MetricFamily& family : families(full_figures(), Limits{})) {
    EXPECT_TRUE(seen.insert(family.name).second) << family.name;
    EXPECT_GT(family.help.size(), 10U) << family.name;
    EXPECT_EQ(family.name.ends_with("_total"), family.type == MetricType::Counter) << family.name;
    EXPECT_TRUE(family.name.starts_with("bpfnetstat_") || family.name.starts_with("process_"))
        << family.name;
    EXPECT_FALSE(family.metric.empty()) << family.name;
  }
}

TEST(Families, OfAListener) {
  const Samples all = samples(full_figures());
  EXPECT_EQ(
      all.at(of("bpfnetstat_listener_drops_total", kNginx, R"(,cause="accept_queue_full_syn")")),
      100);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_drops_total", kNginx, R"(,cause="other")")), 112);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_client_unknown_drops_total", kNginx)), 3);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_other_discards_total", kNginx)), 4);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_accepted_total", kNginx)), 1000);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_sockets", kNginx)), 1);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_accept_queue_length", kNginx)), 5);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_accept_queue_limit", kNginx)), 9);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_accept_queue_peak", kNginx)), 10);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_accept_queue_fill_ratio", kNginx)), 0.5);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_connections", kNginx, R"(,state="ESTABLISHED")")), 31);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_connections", kNginx, R"(,state="CLOSE_WAIT")")), 32);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_connections", kNginx, R"(,state="FIN_WAIT1")")), 0);
}

TEST(Families, OfAListenersQueue) {
  const Samples all = samples(full_figures());
  EXPECT_EQ(all.at(of("bpfnetstat_listener_arrived_total", kNginx)), 1006);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_since_accept_seconds", kNginx)), 1.25);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_delayed_clients_total", kNginx)), 11);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_client_delay_seconds_total", kNginx)), 12.5);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_lost_clients_total", kNginx)), 13);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_verdict", kNginx, R"(,cause="accepter_stopped")")), 1);

  const std::string waits = "bpfnetstat_listener_accept_wait_seconds";
  const auto up_to = [&](const char* bound) {
    return all.at(of(waits + "_bucket", kNginx, R"(,le=")" + std::string(bound) + '"'));
  };
  EXPECT_EQ(up_to("0.000064"), 600);
  EXPECT_EQ(up_to("0.000256"), 900);
  EXPECT_EQ(up_to("67.108864"), 900);
  EXPECT_EQ(up_to("inf"), 1000);
  EXPECT_EQ(all.at(of(waits + "_count", kNginx)), 1000);
  EXPECT_EQ(all.at(of(waits + "_sum", kNginx)), 2.5);
}

TEST(Families, AVerdictIsShownForTenMinutesAfterTheLastDrop) {
  DaemonFigures figures = full_figures();
  const std::string verdict =
      of("bpfnetstat_listener_verdict", kNginx, R"(,cause="accepter_stopped")");
  figures.listeners[0].facts->quiet_ns = kVerdictShownNs;
  EXPECT_TRUE(samples(figures).contains(verdict));
  ++figures.listeners[0].facts->quiet_ns;
  EXPECT_FALSE(samples(figures).contains(verdict));
  // That of the listener that dropped last, where several have the same labels.
  auto& other = figures.listeners.emplace_back(figures.listeners[0]);
  other.listener.id = 78;
  other.facts->quiet_ns = 23;
  other.facts->drops = {};
  other.facts->drops[static_cast<std::size_t>(DropCause::no_route)] = 7;
  other.facts->accept_queue = 0;
  figures.listeners[0].facts->quiet_ns = 24;
  EXPECT_FALSE(samples(figures).contains(verdict));
  EXPECT_TRUE(samples(figures).contains(
      of("bpfnetstat_listener_verdict", kNginx, R"(,cause="not_a_queue")")));
}

TEST(Families, WhatAListenerDoesNotKnowHasNoSample) {
  const Samples all = samples(full_figures());
  EXPECT_EQ(
      all.at(of("bpfnetstat_listener_drops_total", kGunicorn, R"(,cause="accept_queue_full_syn")")),
      0);
  EXPECT_EQ(all.at(of("bpfnetstat_listener_accept_queue_limit", kGunicorn)), 128);
  for (const char* unknown :
       {"bpfnetstat_listener_other_discards_total", "bpfnetstat_listener_accepted_total",
        "bpfnetstat_listener_arrived_total", "bpfnetstat_listener_accept_wait_seconds_sum",
        "bpfnetstat_listener_accept_wait_seconds_count", "bpfnetstat_listener_since_accept_seconds",
        "bpfnetstat_listener_accept_queue_length", "bpfnetstat_listener_accept_queue_peak",
        "bpfnetstat_listener_accept_queue_fill_ratio"}) {
    EXPECT_FALSE(all.contains(of(unknown, kGunicorn))) << unknown;
  }
}

TEST(Families, OfTheHost) {
  const Samples all = samples(full_figures());
  EXPECT_EQ(all.at(R"(bpfnetstat_connections{state="ESTABLISHED"})"), 41);
  EXPECT_EQ(all.at(R"(bpfnetstat_connections{state="SYN_RECV"})"), 85);
  EXPECT_EQ(all.at(R"(bpfnetstat_connections{state="CLOSING"})"), 0);
  EXPECT_FALSE(all.contains(R"(bpfnetstat_connections{state="TIME_WAIT"})"));
  const auto transitions = [&](const std::string& from, const std::string& to) {
    return all.at("bpfnetstat_state_transitions_total{old_state=\"" + from + "\",new_state=\"" +
                  to + "\"}");
  };
  EXPECT_EQ(transitions("SYN_RECV", "ESTABLISHED"), 103);
  EXPECT_EQ(transitions("ESTABLISHED", "FIN_WAIT1"), 53);
  EXPECT_EQ(transitions("FIN_WAIT1", "LAST_ACK"), 54);
  EXPECT_EQ(transitions("CLOSE", "SYN_SENT"), 0);
}

TEST(Families, OfExactness) {
  const Samples all = samples(full_figures());
  EXPECT_EQ(all.at(R"(bpfnetstat_kernel_drops_total{counter="ListenDrops"})"), 1380);
  EXPECT_EQ(all.at(R"(bpfnetstat_attributed_drops_total{counter="ListenDrops"})"), 1378);
  EXPECT_EQ(all.at(R"(bpfnetstat_unattributed_drops{counter="ListenDrops"})"), 2);
  EXPECT_EQ(all.at(R"(bpfnetstat_unattributed_drops{counter="ListenOverflows"})"), 0);
  EXPECT_EQ(all.at(R"(bpfnetstat_unattributed_drops{counter="TCPReqQFullDrop"})"), 0);
  EXPECT_EQ(all.at(R"(bpfnetstat_ring_losses_total{kind="state"})"), 61);
  EXPECT_EQ(all.at(R"(bpfnetstat_ring_losses_total{kind="listener"})"), 62);
  EXPECT_EQ(all.at(R"(bpfnetstat_ring_losses_total{kind="undecodable"})"), 67);
  EXPECT_EQ(all.at("bpfnetstat_missed_transitions_total"), 63);
  EXPECT_EQ(all.at(R"(bpfnetstat_untracked_total{kind="connection"})"), 64);
  EXPECT_EQ(all.at(R"(bpfnetstat_untracked_total{kind="listener"})"), 65);
  EXPECT_EQ(all.at(R"(bpfnetstat_untracked_total{kind="netns_cell"})"), 66);
  EXPECT_EQ(all.at("bpfnetstat_table_resyncs_total"), 71);
  EXPECT_EQ(all.at("bpfnetstat_table_healed_connections_total"), 72);
}

TEST(Families, MoreAttributedThanCountedIsADifferenceToo) {
  DaemonFigures figures = empty_figures();
  figures.reconciliations.emplace_back().listen_drops = {.kernel = 1, .attributed = 3};
  EXPECT_EQ(samples(figures).at(R"(bpfnetstat_unattributed_drops{counter="ListenDrops"})"), -2);
}

TEST(Families, OfTheDaemonItself) {
  const Samples all = samples(full_figures());
  EXPECT_EQ(all.at("bpfnetstat_history_rows_written_total"), 81);
  EXPECT_EQ(all.at("bpfnetstat_history_rows_lost_total"), 82);
  EXPECT_EQ(all.at("bpfnetstat_history_size_bytes"), 83);
  EXPECT_EQ(all.at("bpfnetstat_history_failing"), 1);
  EXPECT_EQ(all.at("bpfnetstat_clients"), 91);
  EXPECT_EQ(all.at("bpfnetstat_requests_total"), 92);
  EXPECT_EQ(all.at("bpfnetstat_requests_refused_total"), 93);
  EXPECT_EQ(all.at("bpfnetstat_clients_cut_off_total"), 94);
  EXPECT_EQ(all.at("process_cpu_seconds_total"), 0.25);
  EXPECT_EQ(all.at("process_resident_memory_bytes"), 20'000'000);
  EXPECT_NEAR(all.at("process_start_time_seconds"), 1'795'360'800.123456789, 1e-6);
  EXPECT_NEAR(all.at("bpfnetstat_figures_timestamp_seconds"), 1'795'360'801.123456789, 1e-6);
  std::size_t builds = 0;
  for (const auto& [key, value] : all) {
    if (!key.starts_with("bpfnetstat_build_info")) continue;
    ++builds;
    EXPECT_THAT(key, AllOf(testing::ContainsRegex(R"(\{version="[0-9]+\.[0-9]+\.[0-9]+")"),
                           HasSubstr(R"(probe="tracepoint")")));
    EXPECT_EQ(value, 1);
  }
  EXPECT_EQ(builds, 1U);
}

TEST(Families, WhatTheDaemonDoesNotKnowHasNoSample) {
  DaemonFigures figures = empty_figures();
  figures.resident_bytes = 0;
  figures.started = 0;
  figures.probe = {};
  const std::set<std::string> all = names(figures);
  for (const char* unknown :
       {"process_resident_memory_bytes", "process_start_time_seconds", "bpfnetstat_history_failing",
        "bpfnetstat_history_rows_written_total", "bpfnetstat_unattributed_drops",
        "bpfnetstat_kernel_drops_total", "bpfnetstat_listener_drops_total"}) {
    EXPECT_THAT(all, Not(Contains(unknown)));
  }
  EXPECT_THAT(all, Contains("bpfnetstat_build_info"));
}

TEST(Families, AreAsManyAsTheHeaderSaysAtMost) {
  DaemonFigures figures = full_figures();
  const ListenerFigures model = figures.listeners[0];
  figures.listeners.clear();
  for (std::uint16_t i = 0; i < 300; ++i) {
    ListenerFigures& listener = figures.listeners.emplace_back(model);
    listener.listener.id = i;
    listener.listener.bound.port = static_cast<std::uint16_t>(1000 + i);
    listener.connections.fill(1);
  }
  for (StateCounts& row : figures.transitions) row.fill(1);
  figures.connections.fill(1);
  const auto all = families(figures, Limits{});
  EXPECT_LT(samples(all).size(), 12300U);
  EXPECT_LT(prometheus::TextSerializer().Serialize(all).size(), 1'900'000U);
}

TEST(Families, HostileNamesStayInsideTheirQuotes) {
  for (const std::string& name : sample::kHostileNames) {
    DaemonFigures figures = full_figures();
    const std::string quiet = prometheus::TextSerializer().Serialize(families(figures, Limits{}));
    figures.listeners[0].listener.owner.comm = name;
    figures.listeners[1].netns_name = name;
    const std::string text = prometheus::TextSerializer().Serialize(families(figures, Limits{}));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'),
              std::count(quiet.begin(), quiet.end(), '\n'));
    for (const unsigned char byte : text) EXPECT_TRUE(byte >= 0x20 || byte == '\n');
  }
}

}  // namespace
}  // namespace bpfnetstat::metrics
