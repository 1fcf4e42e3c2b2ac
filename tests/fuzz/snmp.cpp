// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"
#include "netstat/counter_sentences.h"
#include "netstat/statistics_files.h"
#include "procfs/counters.h"

namespace {

using namespace bpfnetstat::netstat;
using bpfnetstat::fuzz::expect;

bool is_part(std::string_view part, std::string_view text) {
  return part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size();
}

void expect_sound(const StatisticsGroup& group, std::string_view text) {
  for (const Statistic& counter : group.statistics) {
    expect(is_part(counter.name, text));
    expect(counter.name.find('\0') == std::string_view::npos);
    expect(counter.name.find_first_of(" \t\n") == std::string_view::npos);
    if (const KnownGroup* known = find_group(group.name)) find_sentence(*known, counter.name);
  }
}

/// Written as the kernel writes them they are the same counters.
void check_counters(std::string_view text) {
  const auto counters = bpfnetstat::procfs::parse_counters(text);
  if (!counters) {
    expect(!counters.error().what.empty());
    return;
  }
  std::string again;
  for (const auto& group : counters->groups) {
    std::string names = group.name + ":";
    std::string values = names;
    for (const auto& counter : group.counters) {
      expect(counters->find(group.name, counter.name).has_value());
      names += " " + counter.name;
      values += " " + std::to_string(counter.value);
    }
    again += names + "\n" + values + "\n";
  }
  // Nothing is no file.
  if (again.empty()) return;
  const auto parsed = bpfnetstat::procfs::parse_counters(again);
  expect(parsed.ok() && parsed->groups == counters->groups);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = bpfnetstat::fuzz::text_of(data, size);
  for (const StatisticsGroup& group : parse_paired_statistics(text).groups) {
    expect(is_part(group.name, text));
    expect_sound(group, text);
  }
  for (const StatisticsGroup& group : parse_snmp6_statistics(text)) {
    expect(!group.statistics.empty());
    expect(group.statistics.front().name.starts_with(group.name));
    expect_sound(group, text);
  }
  expect_sound(parse_sctp_statistics(text), text);
  check_counters(text);
  return 0;
}
