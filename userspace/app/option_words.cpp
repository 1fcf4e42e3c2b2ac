// SPDX-License-Identifier: Apache-2.0
#include "app/option_words.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "base/text.h"

namespace bpfnetstat {
namespace {

constexpr std::uint64_t kMaxRingKib = 1048576;

constexpr std::array<std::pair<std::string_view, Probe>, 4> kProbes = {{
    {"auto", Probe::automatic},
    {"fentry", Probe::fentry},
    {"kprobe", Probe::kprobe},
    {"tracepoint", Probe::tracepoint},
}};

constexpr std::array<std::string_view, 13> kFeatures = {
    "stack-slot",       "second-copy",     "rdonly-cast",    "socket-cookie",   "sock-from-file",
    "fetching-atomics", "map-allocator",   "late-port",      "listener-events", "queues",
    "call-events",      "connection-ends", "per-cpu-offsets"};

}  // namespace

std::string see_help(std::string_view command) {
  return "see bpfnetstat " + std::string(command) + (command.empty() ? "" : " ") + "--help";
}

Status sort_words(CLI::App& app, std::vector<std::string> words, std::string_view command) {
  std::reverse(words.begin(), words.end());  // CLI11 eats from the back.
  try {
    app.parse(std::move(words));
  } catch (const CLI::ArgumentMismatch& mismatch) {
    // The only way to get here: the words ended where a flag wanted its value.
    const std::string what = mismatch.what();
    return usage_error(what.substr(0, what.find(':')) + ": the value is missing",
                       see_help(command));
  } catch (const CLI::ParseError& error) {
    return usage_error(printable(error.what()), see_help(command));
  }
  return {};
}

Result<std::vector<std::string>> other_words(const CLI::App& app, std::string_view command) {
  std::vector<std::string> others;
  for (const std::string& word : app.remaining()) {
    if (word == "--") continue;
    if (word.starts_with('-') && word.size() > 1) {
      return usage_error("unknown option " + in_quotes(word), see_help(command));
    }
    others.push_back(word);
  }
  return others;
}

std::string flags_page(const CLI::App& app) {
  CLI::Formatter formatter;
  formatter.column_width(24);
  std::string text;
  for (const std::string& group : app.get_groups()) {
    if (group == kHiddenOptions) continue;
    text += formatter.make_group(group, false, app.get_options([&](const CLI::Option* option) {
      return option->get_group() == group;
    }));
  }
  return text;
}

Error usage_error(std::string what, std::string advice) {
  return {.kind = ErrorKind::usage, .what = std::move(what), .advice = std::move(advice)};
}

std::string in_quotes(std::string_view word) {
  return "'" + printable(word) + "'";
}

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t comma = list.find(',');
    parts.push_back(list.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    list.remove_prefix(comma + 1);
  }
}

Result<Probe> probe_of(std::string_view word) {
  for (const auto& [name, probe] : kProbes) {
    if (word == name) return probe;
  }
  return usage_error(in_quotes(word) + " is no mechanism",
                     "give auto, fentry, kprobe or tracepoint");
}

std::string_view to_string(Probe probe) {
  for (const auto& [name, known] : kProbes) {
    if (probe == known) return name;
  }
  return "";
}

Result<std::uint64_t> ring_kib_of(std::string_view word) {
  const auto page_kib = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / 1024;
  const auto value = number<std::uint64_t>(word);
  if (value && *value >= page_kib && *value <= kMaxRingKib && std::has_single_bit(*value)) {
    return *value;
  }
  return usage_error(in_quotes(word) + " is no ring size",
                     "give a power of two from " + std::to_string(page_kib) + " to " +
                         std::to_string(kMaxRingKib) + ", in KiB");
}

Status add_features(std::string_view list, std::vector<std::string>& features) {
  for (const std::string_view part : split(list)) {
    if (std::find(kFeatures.begin(), kFeatures.end(), part) == kFeatures.end()) {
      return usage_error(
          in_quotes(part) + " is no feature",
          "give stack-slot, second-copy, rdonly-cast, socket-cookie, "
          "sock-from-file, fetching-atomics, map-allocator, late-port, "
          "listener-events, queues, call-events, connection-ends or per-cpu-offsets, "
          "separated by commas");
    }
    if (std::find(features.begin(), features.end(), part) == features.end()) {
      features.emplace_back(part);
    }
  }
  return {};
}

}  // namespace bpfnetstat
