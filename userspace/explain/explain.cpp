// SPDX-License-Identifier: Apache-2.0
#include "explain/explain.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace bpfnetstat::explain {
namespace {

constexpr std::size_t kSimilar = 5;

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// As setlocale(3) takes it: "UTF-8", "utf8".
bool is_utf8(std::string_view codeset) {
  const std::string name = lowered(codeset);
  return name == "utf-8" || name == "utf8";
}

/// Behind the last dot: groups' names have none in their parts.
std::string_view last_part(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

/// As Levenshtein counts: letters put in, left out or exchanged.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t exchanged = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, exchanged});
    }
  }
  return row.back();
}

}  // namespace

std::optional<Language> parse_language(std::string_view word) {
  if (word == "en") return Language::english;
  if (word == "ja") return Language::japanese;
  return std::nullopt;
}

Language language_of_locale(std::string_view name) {
  name = name.substr(0, name.find('@'));
  const auto dot = name.find('.');
  if (dot == std::string_view::npos || !is_utf8(name.substr(dot + 1)))
    return Language::english;
  const auto language = name.substr(0, std::min(dot, name.find('_')));
  return language == "ja" ? Language::japanese : Language::english;
}

const Words& words_of(const Topic& topic, Language language) {
  return language == Language::japanese ? topic.ja : topic.en;
}

std::vector<const Topic*> all_topics() {
  std::vector<const Topic*> all;
  for (const auto topics :
       {view_topics(), report_topics(), finding_topics(), verdict_topics(), group_topics(),
        ip_topics(), icmp_topics(), transport_topics(), tcp_ext_topics(), mptcp_topics()}) {
    for (const Topic& topic : topics) all.push_back(&topic);
  }
  return all;
}

const Topic* find_topic(std::string_view name) {
  static const auto kByName = [] {
    std::unordered_map<std::string_view, const Topic*> by_name;
    for (const Topic* topic : all_topics()) by_name.emplace(topic->name, topic);
    return by_name;
  }();
  const auto found = kByName.find(name);
  return found == kByName.end() ? nullptr : found->second;
}

std::vector<const Topic*> look_up(std::string_view words, const CounterOfLine& counter_of_line) {
  if (const Topic* topic = find_topic(words)) return {topic};
  const auto matching = [](auto is_meant) {
    std::vector<const Topic*> found;
    for (const Topic* topic : all_topics()) {
      if (is_meant(topic->name)) found.push_back(topic);
    }
    return found;
  };
  auto found = matching([&](std::string_view name) { return last_part(name) == words; });
  if (!found.empty()) return found;
  const std::string wanted = lowered(words);
  found = matching([&](std::string_view name) {
    return lowered(name) == wanted || lowered(last_part(name)) == wanted;
  });
  if (!found.empty()) return found;
  for (const auto& counter : counter_of_line(words)) {
    if (const Topic* topic = find_topic(counter)) found.push_back(topic);
  }
  return found;
}

std::vector<std::string_view> similar(std::string_view words) {
  const std::string wanted = lowered(words);
  std::vector<std::pair<std::size_t, std::string_view>> by_distance;
  for (const Topic* topic : all_topics()) {
    const std::string whole = lowered(topic->name);
    const std::string part = lowered(last_part(topic->name));
    if (wanted.size() >= 3 && whole.find(wanted) != std::string::npos) {
      by_distance.emplace_back(0, topic->name);
      continue;
    }
    const std::size_t apart = std::min(distance(wanted, part), distance(wanted, whole));
    if (apart <= 1 + wanted.size() / 4) by_distance.emplace_back(apart, topic->name);
  }
  std::stable_sort(by_distance.begin(), by_distance.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string_view> names;
  for (const auto& [apart, name] : by_distance) {
    if (names.size() < kSimilar) names.push_back(name);
  }
  return names;
}

}  // namespace bpfnetstat::explain
