// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "app/options.h"
#include "base/result.h"

namespace CLI {
class App;
}

/// What the words of a command line mean, for every command alike. Where a word is refused, the
/// Error is of kind usage and does not name the option: its reader does.
namespace bpfnetstat {

/// CLI11's own way to hide an option, an empty group, takes its name away as well.
inline constexpr const char* kHiddenOptions = "For tests";

/// "see bpfnetstat drops --help", or "see bpfnetstat --help" without a command.
std::string see_help(std::string_view command = {});

/// Lets CLI11 sort the words by flag. A flag whose value is missing is an Error.
/// @param words everything after the command.
Status sort_words(CLI::App& app, std::vector<std::string> words, std::string_view command);

/// What sort_words() found beside the flags, without "--"; an Error where it looks like a flag.
Result<std::vector<std::string>> other_words(const CLI::App& app, std::string_view command);

/// The flags of all groups but the hidden one, as --help lists them.
std::string flags_page(const CLI::App& app);

Error usage_error(std::string what, std::string advice);

/// The word, harmless on a terminal, in single quotes.
std::string in_quotes(std::string_view word);

/// The whole word as a number: no sign but '-', no blanks, no trailing letters.
template <typename T>
std::optional<T> number(std::string_view word) {
  T value{};
  const char* end = word.data() + word.size();
  const auto [stop, failure] = std::from_chars(word.data(), end, value);
  if (failure != std::errc{} || stop != end) return std::nullopt;
  return value;
}

/// At the commas: one part more than there are of them.
std::vector<std::string_view> split(std::string_view list);

/// Of --probe.
Result<Probe> probe_of(std::string_view word);

/// "auto", "fentry", "kprobe" or "tracepoint".
std::string_view to_string(Probe probe);

/// Of --ring-kib: a power of two, a page at least.
Result<std::uint64_t> ring_kib_of(std::string_view word);

/// Of --without: added to `features`, each once.
Status add_features(std::string_view list, std::vector<std::string>& features);

}  // namespace bpfnetstat
