// SPDX-License-Identifier: Apache-2.0
#include "explain/explain.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands.h"
#include "app/output.h"
#include "base/say.h"
#include "base/text.h"
#include "netstat/counter_sentences.h"
#include "netstat/statistics_files.h"
#include "procfs/proc.h"
#include "render/explain.h"

namespace bpfnetstat::app {
namespace {

using explain::Language;
using explain::Topic;

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 100;  ///< Lines that are longer are hard to read.

/// As locale(7) chooses: the first of these that is set and not empty.
Language environments_language() {
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return explain::language_of_locale(value);
  }
  return Language::english;
}

std::size_t width_of_terminal() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::clamp<std::size_t>(size.ws_col, kNarrowest, kWidest);
}

class Explainer {
 public:
  explicit Explainer(const Options& options)
      : options_(options),
        language_(options.explain.language.value_or(environments_language())),
        width_(width_of_terminal()),
        style_{.colour = wants_colour()} {}

  void print(const Topic& topic, const std::optional<CounterNow>& now = {});
  Status print_list();
  Status print_statistics();
  Result<Verdict> print_topics();
  Status flush() { return output_.flush(); }

 private:
  void print_group(const netstat::StatisticsGroup& group, bool is_snmp6);

  const Options& options_;
  const Language language_;
  const std::size_t width_;
  const text::Style style_;
  Output output_;
  std::vector<std::string> unexplained_;
};

void Explainer::print(const Topic& topic, const std::optional<CounterNow>& now) {
  auto& out = output_.buffer();
  if (options_.json) return json::append(out, topic, language_, now);
  if (!out.empty()) out += '\n';
  text::append(out, topic, language_, now, width_, style_);
}

Status Explainer::print_list() {
  auto& out = output_.buffer();
  if (options_.json) {
    for (const Topic* topic : explain::all_topics()) print(*topic);
    return flush();
  }
  std::string_view group;
  std::string names;
  const auto end_group = [&] {
    text::append_wrapped(out, names, width_, 2);
    names.clear();
  };
  for (const Topic* topic : explain::all_topics()) {
    const auto dot = topic->name.rfind('.');
    if (topic->name.substr(0, dot) != group) {
      end_group();
      group = topic->name.substr(0, dot);
      out += group;
      out += '\n';
    }
    if (!names.empty()) names += ", ";
    names += topic->name.substr(dot + 1);
  }
  end_group();
  return flush();
}

void Explainer::print_group(const netstat::StatisticsGroup& group, bool is_snmp6) {
  const auto* known = is_snmp6 ? netstat::find_group6(group.name) : netstat::find_group(group.name);
  for (const auto& [name, number] : group.statistics) {
    if (number.kind != netstat::Reading::Kind::exact || number.value == 0) continue;
    std::string_view counter = name;
    if (is_snmp6 && counter.starts_with(group.name)) counter.remove_prefix(group.name.size());
    CounterNow now{.value = number.value};
    const auto* sentence = known != nullptr ? netstat::find_sentence(*known, counter) : nullptr;
    if (sentence != nullptr && !sentence->sentence.empty())
      now.line = fmt::format(fmt::runtime(sentence->sentence), number.value);
    if (const Topic* topic = explain::topic_of_counter(group.name, counter)) {
      print(*topic, now);
    } else {
      unexplained_.push_back(printable(fmt::format("{}.{}", group.name, counter)));
    }
  }
}

Status Explainer::print_statistics() {
  const procfs::Proc proc;
  const auto snmp = proc.read("net/snmp");
  if (!snmp) return snmp.error();
  for (const auto& group : netstat::parse_paired_statistics(*snmp).groups)
    print_group(group, false);
  if (const auto more = proc.read("net/netstat")) {
    for (const auto& group : netstat::parse_paired_statistics(*more).groups)
      print_group(group, false);
  }
  // A kernel without IPv6 has none.
  if (const auto snmp6 = proc.read("net/snmp6")) {
    for (const auto& group : netstat::parse_snmp6_statistics(*snmp6)) print_group(group, true);
  }
  if (auto status = flush(); !status) return status;
  if (!unexplained_.empty()) {
    say("newer than this program, and not explained: {}", fmt::join(unexplained_, ", "));
  }
  return {};
}

Result<Verdict> Explainer::print_topics() {
  const auto& words = options_.explain.topic;
  const auto found = explain::look_up(words, netstat::counters_of_line);
  if (found.empty()) {
    const auto similar = explain::similar(words);
    return Error{ErrorKind::usage, "nothing is known of '" + printable(words) + "'", 0,
                 similar.empty() ? "see bpfnetstat explain, which lists all topics"
                                 : fmt::format("like it: {}", fmt::join(similar, ", "))};
  }
  for (const Topic* topic : found) print(*topic);
  if (auto status = flush(); !status) return status.error();
  return Verdict::fine;
}

}  // namespace

Result<Verdict> run_explain(const Options& options) {
  Explainer explainer(options);
  if (!options.explain.topic.empty()) return explainer.print_topics();
  auto status = options.explain.statistics ? explainer.print_statistics() : explainer.print_list();
  if (!status) return status.error();
  return Verdict::fine;
}

}  // namespace bpfnetstat::app
