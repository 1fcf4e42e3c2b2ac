// SPDX-License-Identifier: Apache-2.0
// The alert rules and the dashboard that are shipped speak of metrics that there are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "export/families.h"
#include "sample_figures.h"

namespace bpfnetstat::metrics {
namespace {

using testing::Contains;
using testing::Ge;
using testing::IsSubsetOf;
using testing::SizeIs;

constexpr const char* kRules = "scripts/packaging/prometheus/bpfnetstat.rules.yml";
constexpr const char* kRulesTest = "scripts/packaging/prometheus/bpfnetstat.rules.test.yml";
constexpr const char* kDashboard = "scripts/packaging/grafana/bpfnetstat.json";

std::string contents(const std::string& path) {
  std::ifstream file(std::string(SOURCE_DIR) + "/" + path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> all_of(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it)
    found.insert((*it)[1]);
  return found;
}

class Shipped : public testing::TestWithParam<const char*> {};

TEST_P(Shipped, NamesOnlyMetricsAndLabelsThatThereAre) {
  std::set<std::string> metrics;
  std::set<std::string> labels{"instance", "job"};  // Prometheus's own.
  for (const auto& family : families(sample::full_figures(), Limits{})) {
    metrics.insert(family.name);
    if (family.type == prometheus::MetricType::Histogram) {
      for (const char* suffix : {"_bucket", "_sum", "_count"}) metrics.insert(family.name + suffix);
      labels.insert("le");
    }
    for (const auto& sample : family.metric)
      for (const auto& label : sample.label) labels.insert(label.name);
  }
  const std::string text = contents(GetParam());
  const auto named = all_of(text, R"(\b((?:bpfnetstat|process)_[a-z0-9_]+))");
  EXPECT_THAT(named, SizeIs(Ge(8U)));
  EXPECT_THAT(named, IsSubsetOf(metrics));
  EXPECT_THAT(all_of(text, R"(\$labels\.([a-z_]+))"), IsSubsetOf(labels));
  EXPECT_THAT(all_of(text, R"([{,]([a-z_]+)(?:=~|!~|!=|=)\\?")"), IsSubsetOf(labels));
  const std::string grouping = R"((?:by|without|on) \(([a-z_, ]+)\))";
  for (const std::string& list : all_of(text, grouping)) {
    EXPECT_THAT(all_of(list, "([a-z_]+)"), IsSubsetOf(labels)) << list;
  }
}

INSTANTIATE_TEST_SUITE_P(, Shipped, testing::Values(kRules, kDashboard), [](const auto& info) {
  return std::string(info.param == std::string(kRules) ? "Rules" : "Dashboard");
});

TEST(ShippedRules, AreEachTried) {
  const auto alerts = all_of(contents(kRules), R"(- alert: (\w+))");
  EXPECT_THAT(alerts, SizeIs(Ge(7U)));
  const std::string test = contents(kRulesTest);
  for (const std::string& alert : alerts) {
    EXPECT_THAT(all_of(test, "\\b(" + alert + ")\\b"), Contains(alert));
  }
}

TEST(ShippedRules, CausesThatMeanAFullQueueAreThoseFour) {
  const auto patterns = all_of(contents(kRules), R"~(cause[=!]~"([^"]+)")~");
  ASSERT_THAT(patterns, SizeIs(1));
  std::set<std::string> matched;
  for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
    const std::string cause_name(name(static_cast<DropCause>(cause)));
    if (std::regex_match(cause_name, std::regex(*patterns.begin()))) matched.insert(cause_name);
  }
  EXPECT_THAT(matched,
              testing::UnorderedElementsAre("accept_queue_full_syn", "accept_queue_full_ack",
                                            "accept_queue_full_cookie", "syn_queue_full"));
}

TEST(ShippedDashboard, IsJsonWithPanelsThatDoNotOverlap) {
  rapidjson::Document json;
  const std::string text = contents(kDashboard);
  json.Parse<rapidjson::kParseValidateEncodingFlag>(text.c_str());
  ASSERT_FALSE(json.HasParseError())
      << rapidjson::GetParseError_En(json.GetParseError()) << " at " << json.GetErrorOffset();
  std::set<int> ids;
  std::set<std::pair<int, int>> cells;
  for (const auto& panel : json["panels"].GetArray()) {
    const std::string title = panel["title"].GetString();
    EXPECT_TRUE(ids.insert(panel["id"].GetInt()).second) << title;
    const auto& place = panel["gridPos"];
    EXPECT_LE(place["x"].GetInt() + place["w"].GetInt(), 24) << title;
    for (int x = 0; x < place["w"].GetInt(); ++x) {
      for (int y = 0; y < place["h"].GetInt(); ++y) {
        EXPECT_TRUE(cells.emplace(place["x"].GetInt() + x, place["y"].GetInt() + y).second)
            << title;
      }
    }
    if (std::string(panel["type"].GetString()) == "row") continue;
    EXPECT_GT(panel["targets"].Size(), 0U) << title;
  }
  EXPECT_GE(ids.size(), 10U);
}

}  // namespace
}  // namespace bpfnetstat::metrics
