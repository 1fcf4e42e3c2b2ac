// SPDX-License-Identifier: Apache-2.0
#include "procfs/counters.h"

#include <fmt/format.h>

#include "procfs/scan.h"

namespace bpfnetstat::procfs {
namespace {

Error bad_line(std::size_t line, std::string_view why) {
  return {ErrorKind::failed, fmt::format("network counters, line {}: {}", line, why), 0, ""};
}

std::optional<std::uint64_t> counter_value(std::string_view word) {
  if (!word.starts_with('-')) return number<std::uint64_t>(word);
  const auto negative = number<std::int64_t>(word);
  if (!negative) return std::nullopt;
  return static_cast<std::uint64_t>(*negative);
}

}  // namespace

std::optional<std::uint64_t> Counters::find(std::string_view group, std::string_view name) const {
  for (const CounterGroup& candidate : groups) {
    if (candidate.name != group) continue;
    for (const Counter& counter : candidate.counters) {
      if (counter.name == name) return counter.value;
    }
  }
  return std::nullopt;
}

Result<Counters> parse_counters(std::string_view text) {
  if (!text.ends_with('\n')) {
    return Error{ErrorKind::failed, "network counters: the last line is cut short", 0, ""};
  }
  Counters parsed;
  for (std::size_t line = 1; !text.empty(); line += 2) {
    std::string_view names = take_until(text, '\n');
    if (text.empty()) return bad_line(line, "names without a line of values");
    std::string_view values = take_until(text, '\n');
    if (names.find(':') == std::string_view::npos) return bad_line(line, "no group name");
    const std::string_view group = take_until(names, ':');
    if (values.find(':') == std::string_view::npos || take_until(values, ':') != group) {
      return bad_line(line + 1, fmt::format("not the values of group {}", group));
    }
    if (parsed.groups.empty() || parsed.groups.back().name != group) {
      parsed.groups.push_back({std::string(group), {}});
    }
    for (;;) {
      const std::string_view name = take_word(names);
      const std::string_view word = take_word(values);
      if (name.empty() && word.empty()) break;
      if (name.empty() || word.empty()) {
        return bad_line(line + 1, fmt::format("{} values than names in group {}",
                                              name.empty() ? "more" : "fewer", group));
      }
      const auto value = counter_value(word);
      if (!value) return bad_line(line + 1, fmt::format("the value of {} is no number", name));
      parsed.groups.back().counters.push_back({std::string(name), *value});
    }
  }
  return parsed;
}

Result<Counters> read_counters(const Proc& proc, CounterFile file, std::optional<pid_t> pid) {
  auto text = proc.read(net_file(pid, file == CounterFile::netstat ? "netstat" : "snmp"));
  if (!text) return text.error();
  return parse_counters(*text);
}

}  // namespace bpfnetstat::procfs
