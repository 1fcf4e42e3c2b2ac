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

// The objects, one for each name of a group even where a file has it in several lines.
class Objects {
 public:
  explicit Objects(Output& out) : out_(out) {}

  void add(std::string_view group, std::string_view counter, const Reading& number) {
    of(group).push_back({counter, number});
  }
  void add(std::string_view group) { of(group); }

  void write() {
    for (const StatisticsGroup& group : groups_) {
      json::append_object(out_.buffer(), "statistics", [&](json::ObjectWriter& writer) {
        writer.member("protocol", group.name);
        writer.object("counters", [&] { write_counters(writer, group.statistics); });
      });
    }
  }

 private:
  std::vector<Statistic>& of(std::string_view group) {
    for (StatisticsGroup& candidate : groups_) {
      if (candidate.name == group) return candidate.statistics;
    }
    return groups_.emplace_back(StatisticsGroup{group, {}}).statistics;
  }

  static void write_counters(json::ObjectWriter& writer, const std::vector<Statistic>& counters) {
    std::set<std::string, std::less<>> written;
    for (const Statistic& counter : counters) {
      if (counter.number.kind == Reading::Kind::inexact) continue;
      const auto [name, is_new] = written.insert(printable(counter.name));
      if (!is_new) continue;
      if (counter.number.kind == Reading::Kind::negative) {
        writer.member(*name, static_cast<std::int64_t>(counter.number.value));
      } else {
        writer.member(*name, counter.number.value);
      }
    }
  }

  Output& out_;
  std::vector<StatisticsGroup> groups_;
};

class View {
 public:
  explicit View(Context& context)
      : context_(context), text_(context.out), objects_(context.out) {}

  void show();
  void show6();

 private:
  enum class Absence : std::uint8_t { complain, silent };

  std::optional<std::string> read(const char* path, Absence absence);
  void group(const StatisticsGroup& group, const KnownGroup* known, std::string_view prefix);

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
  // No file fails to open for reading with one of these.
  const bool opened = error == EISDIR || error == EIO;
  if (opened) {
    complain("{}/{}: {}\n", context_.proc.root(), path, why);
    return "";
  }
  if (absence == Absence::complain) {
    complain("cannot open {}/{}: {}\n", context_.proc.root(), path, why);
  }
  return std::nullopt;
}

/// @param prefix what netstat takes off a counter's name before it looks for its sentence.
void View::group(const StatisticsGroup& group, const KnownGroup* known, std::string_view prefix) {
  if (known != nullptr) {
    text_.reset();
    if (!is_asked(context_.settings, known->asked)) return;
  }
  if (context_.settings.json) {
    objects_.add(group.name);
  } else {
    text_.heading(group.name);
  }
  for (const auto& [name, number] : group.statistics) {
    const bool has_prefix = name.starts_with(prefix);
    if (context_.settings.json) {
      const bool is_prefixed =
          name.starts_with(group.name) && name.size() > group.name.size() && has_prefix;
      objects_.add(group.name, is_prefixed ? name.substr(prefix.size()) : name, number);
      continue;
    }
    const CounterSentence* sentence =
        known != nullptr && has_prefix ? find_sentence(*known, name.substr(prefix.size())) : nullptr;
    text_.counter(sentence, name, number.value);
  }
}

void View::show() {
  (void)0;
}

}  // namespace
