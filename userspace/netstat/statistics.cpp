// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/text.h"
#include "netstat/counter_sentences.h"
#include "netstat/statistics_files.h"
#include "netstat/views.h"
#include "render/object_writer.h"

namespace bpfnetstat::netstat {
namespace {

bool is_asked(const Settings& settings, Asked asked) {
  const bool any =
      settings.tcp || settings.udp || settings.udplite || settings.sctp || settings.raw;
  switch (asked) {
    case Asked::raw:
      return settings.raw || !any;
    case Asked::tcp:
      return settings.tcp || !any;
    case Asked::udp:
      return settings.udp || !any;
    case Asked::sctp:
      return settings.sctp || !any;
  }
  return false;
}

// The counters' text. Being within a histogram outlasts a group: whatever follows is indented
// until a group that netstat knows begins, shown or not.
class Text {
 public:
  explicit Text(Output& out) : out_(out) {}

  void reset() { within_ = Within::nothing; }
  void heading(std::string_view group) { out_.print("{}:\n", group); }

  void counter(const CounterSentence* known, std::string_view name, std::uint64_t value) {
    if (known == nullptr) {
      if (value != 0) out_.print("{}{}: {}\n", indent(), name, value);
      return;
    }
    switch (known->wording) {
      case Wording::hidden:
        break;
      case Wording::optional:
        if (value != 0) sentence(known->sentence, value);
        break;
      case Wording::always:
        reset();
        sentence(known->sentence, value);
        break;
      case Wording::input_histogram:
        histogram(Within::input, "input");
        if (value != 0) sentence(known->sentence, value);
        break;
      case Wording::output_histogram:
        histogram(Within::output, "output");
        if (value != 0) sentence(known->sentence, value);
        break;
    }
  }

 private:
  enum class Within : std::uint8_t { nothing, input, output };

  std::string_view indent() const { return within_ == Within::nothing ? "    " : "        "; }

  void histogram(Within which, std::string_view direction) {
    if (within_ == which) return;
    out_.print("{}ICMP {} histogram:\n", indent(), direction);
    within_ = which;
  }

  void sentence(std::string_view words, std::uint64_t value) {
    const std::size_t place = words.find("{}");
    out_.print("{}{}{}{}\n", indent(), words.substr(0, place), value, words.substr(place + 2));
  }

  Output& out_;
  Within within_ = Within::nothing;
};

// One object per name of a group, even where a file has it in several pairs of lines.
class Objects {
 public:
  std::vector<Statistic>& of(std::string_view group) {
    for (StatisticsGroup& candidate : groups_) {
      if (candidate.name == group) return candidate.statistics;
    }
    return groups_.emplace_back(StatisticsGroup{group, {}}).statistics;
  }

  void write(Output& out) const {
    for (const StatisticsGroup& group : groups_) {
      json::append_object(out.buffer(), "statistics", [&](json::ObjectWriter& writer) {
        writer.member("protocol", group.name);
        writer.object("counters", [&] { write_counters(writer, group.statistics); });
      });
    }
  }

 private:
  static void write_counters(json::ObjectWriter& writer, const std::vector<Statistic>& counters) {
    std::set<std::string> written;
    for (const auto& [name, number] : counters) {
      if (number.kind == Reading::Kind::inexact) continue;
      // A key twice would be no JSON.
      const auto [key, is_new] = written.insert(printable(name));
      if (!is_new) continue;
      if (number.kind == Reading::Kind::negative) {
        writer.member(*key, static_cast<std::int64_t>(number.value));
      } else {
        writer.member(*key, number.value);
      }
    }
  }

  std::vector<StatisticsGroup> groups_;
};

// How a file names a counter: "InReceives", "Ip6InReceives" or "SctpCurrEstab".
enum class File : std::uint8_t { paired, snmp6, sctp };

std::string_view without_prefix(std::string_view name, std::string_view prefix) {
  return name.starts_with(prefix) && name.size() > prefix.size() ? name.substr(prefix.size())
                                                                 : name;
}

class View {
 public:
  explicit View(Context& context) : context_(context), text_(context.out) {}

  void show();
  void show6();

 private:
  enum class Absence : std::uint8_t { complain, silent };

  std::optional<std::string> read(const char* path, Absence absence);
  void show_paired(const char* path, std::string_view text);
  void show_group(File file, const StatisticsGroup& group);

  Context& context_;
  Text text_;
  Objects objects_;
};

// std::nullopt where the file cannot be opened. One that opens but cannot be read is an empty one
// to netstat.
std::optional<std::string> View::read(const char* path, Absence absence) {
  auto text = context_.proc.read(path);
  if (text) return std::move(*text);
  const int error = text.error().sys_errno;
  const std::string why = std::generic_category().message(error);
  // Opening a file to read it fails with neither.
  if (error == EISDIR || error == EIO) {
    complain("{}/{}: {}\n", context_.proc.root(), path, why);
    return "";
  }
  if (absence == Absence::complain) {
    complain("cannot open {}/{}: {}\n", context_.proc.root(), path, why);
  }
  return std::nullopt;
}

void View::show_group(File file, const StatisticsGroup& group) {
  const KnownGroup* known = file == File::snmp6 ? find_group6(group.name) : find_group(group.name);
  if (known != nullptr) {
    text_.reset();
    if (!is_asked(context_.settings, known->asked)) return;
  }
  if (context_.settings.json) {
    std::vector<Statistic>& counters = objects_.of(group.name);
    for (const auto& [name, number] : group.statistics) {
      counters.push_back({file == File::paired ? name : without_prefix(name, group.name), number});
    }
    return;
  }
  text_.heading(group.name);
  for (const auto& [name, number] : group.statistics) {
    const std::string_view counter = file == File::snmp6 ? without_prefix(name, group.name) : name;
    text_.counter(known == nullptr ? nullptr : find_sentence(*known, counter), name, number.value);
  }
}

void View::show_paired(const char* path, std::string_view text) {
  const PairedStatistics parsed = parse_paired_statistics(text);
  for (const StatisticsGroup& group : parsed.groups) show_group(File::paired, group);
  if (parsed.malformed) complain("Problem while parsing {}/{}\n", context_.proc.root(), path);
}

void View::show() {
  const auto snmp = read("net/snmp", Absence::complain);
  if (!snmp) return;
  show_paired("net/snmp", *snmp);
  const auto netstat = read("net/netstat", Absence::silent);
  if (netstat) show_paired("net/netstat", *netstat);
  // Read even where nobody asks for it, and complained of where it is unreadable.
  const auto sctp = read("net/sctp/snmp", Absence::silent);
  if (sctp) show_group(File::sctp, parse_sctp_statistics(*sctp));
  // The objects look into the texts.
  objects_.write(context_.out);
}

void View::show6() {
  const auto snmp6 = read("net/snmp6", Absence::complain);
  if (!snmp6) return;
  for (const StatisticsGroup& group : parse_snmp6_statistics(*snmp6)) {
    show_group(File::snmp6, group);
  }
  // TCP counts both families together. What is malformed here netstat does not tell.
  const auto snmp = read("net/snmp", Absence::complain);
  if (snmp) {
    for (const StatisticsGroup& group : parse_paired_statistics(*snmp).groups) {
      if (group.name.starts_with("Tcp")) show_group(File::paired, group);
    }
  }
  objects_.write(context_.out);
}

}  // namespace

int show_statistics(Context& context) {
  const std::vector<std::string>& families = context.settings.families;
  const bool is_inet = families.empty() || families == std::vector<std::string>{"inet"};
  if (!is_inet && families != std::vector<std::string>{"inet6"}) {
    const std::string message =
        fmt::format("netstat: No statistics support for specified address family: {}\n",
                    fmt::join(families, ","));
    // On stdout, as netstat does it, but no line that is no object among objects.
    if (context.settings.json) {
      complain("{}", message);
    } else {
      context.out.text(message);
    }
    return 1;
  }
  View view(context);
  if (is_inet) {
    view.show();
  } else {
    view.show6();
  }
  return 0;
}

}  // namespace bpfnetstat::netstat
