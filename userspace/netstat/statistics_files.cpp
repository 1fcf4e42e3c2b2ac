// SPDX-License-Identifier: Apache-2.0
#include "netstat/statistics_files.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

#include "procfs/scan.h"

namespace bpfnetstat::netstat {
namespace {

// isspace(3) in the C locale.
constexpr std::string_view kSpace = " \t\n\v\f\r";
constexpr std::string_view kBlank = " \t\n";

// A NUL ends a line for netstat, but not for the file.
std::string_view before_nul(std::string_view line) {
  return line.substr(0, line.find('\0'));
}

void skip(std::string_view& text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

std::string_view take_word(std::string_view& text, std::string_view separators) {
  skip(text, separators);
  const std::string_view word = text.substr(0, text.find_first_of(separators));
  text.remove_prefix(word.size());
  return word;
}

struct TakenNumber {
  Reading reading;
  bool is_number = false;
};

// Takes a number off the front, and blanks before it; nothing where there is none.
TakenNumber take_number(std::string_view& text) {
  std::string_view rest = text;
  skip(rest, kSpace);
  const bool is_negative = rest.starts_with('-');
  if (is_negative || rest.starts_with('+')) rest.remove_prefix(1);
  std::uint64_t magnitude = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), magnitude);
  if (error == std::errc::invalid_argument) return {};
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  text = rest;

  const bool is_whole = rest.empty() || kSpace.find(rest.front()) != std::string_view::npos;
  if (error == std::errc::result_out_of_range) {
    return {{std::numeric_limits<std::uint64_t>::max(), Reading::Kind::inexact}, true};
  }
  if (!is_negative || magnitude == 0) {
    return {{magnitude, is_whole ? Reading::Kind::exact : Reading::Kind::inexact}, true};
  }
  constexpr std::uint64_t kLargestNegative = std::uint64_t{1} << 63;
  return {{0 - magnitude, is_whole && magnitude <= kLargestNegative ? Reading::Kind::negative
                                                                    : Reading::Kind::inexact},
          true};
}

// netstat reads the files with a counter a line through a buffer that holds this much of a line;
// the rest of a longer one is the next line to it.
constexpr std::size_t kLongestLine = 1023;

std::string_view take_short_line(std::string_view& text) {
  const std::size_t newline = text.substr(0, kLongestLine).find('\n');
  const std::size_t length =
      newline == std::string_view::npos ? std::min(text.size(), kLongestLine) : newline + 1;
  const std::string_view line = text.substr(0, length);
  text.remove_prefix(length);
  return line;
}

}  // namespace

PairedStatistics parse_paired_statistics(std::string_view text) {
  PairedStatistics parsed;
  while (!text.empty()) {
    std::string_view names = procfs::take_until(text, '\n');
    if (names.empty()) continue;
    if (text.empty()) break;
    names = before_nul(names);
    std::string_view values = before_nul(procfs::take_until(text, '\n'));
    const std::size_t colon = names.find(':');
    const std::size_t values_colon = values.find(':');
    if (colon == std::string_view::npos || values_colon == std::string_view::npos) {
      parsed.malformed = true;
      break;
    }
    StatisticsGroup group{names.substr(0, colon), {}};
    names.remove_prefix(colon + 1);
    values.remove_prefix(values_colon + 1);
    for (;;) {
      const std::string_view name = take_word(names, kBlank);
      if (name.empty()) break;
      group.statistics.push_back({name, take_number(values).reading});
    }
    parsed.groups.push_back(std::move(group));
  }
  return parsed;
}

std::vector<StatisticsGroup> parse_snmp6_statistics(std::string_view text) {
  std::vector<StatisticsGroup> groups;
  while (!text.empty()) {
    std::string_view line = before_nul(take_short_line(text));
    const std::string_view name = take_word(line, kSpace);
    const TakenNumber number = take_number(line);
    if (name.empty() || !number.is_number) continue;
    if (groups.empty() || name.find(groups.back().name) == std::string_view::npos) {
      const std::size_t six = name.find('6');
      groups.push_back({name.substr(0, six == std::string_view::npos ? six : six + 1), {}});
    }
    groups.back().statistics.push_back({name, number.reading});
  }
  return groups;
}

StatisticsGroup parse_sctp_statistics(std::string_view text) {
  StatisticsGroup group{"Sctp", {}};
  while (!text.empty()) {
    std::string_view line = before_nul(take_short_line(text));
    // No blanks are passed over before the name: a line may begin with an empty one.
    const std::string_view name = line.substr(0, line.find_first_of(kBlank));
    line.remove_prefix(name.size());
    skip(line, kBlank);
    if (line.empty()) continue;
    group.statistics.push_back({name, take_number(line).reading});
  }
  return group;
}

}  // namespace bpfnetstat::netstat
