// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "netstat/counter_sentences.h"
#include "netstat/statistics_files.h"

namespace {

using namespace bpfnetstat::netstat;

void expect(bool holds) {
  if (!holds) std::abort();
}

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
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
  return 0;
}
