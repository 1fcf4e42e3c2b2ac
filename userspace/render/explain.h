// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "explain/explain.h"
#include "render/text.h"

/// What `explain` prints.
namespace bpfnetstat {

/// A counter as it is now, for a topic that explains one.
struct CounterNow {
  std::uint64_t value = 0;
  std::string line{};  ///< What netstat -s says of it; empty where it says nothing.
};

namespace text {

/// Breaks text into lines of at most `width` columns: at blanks, and between characters that are
/// two columns wide, but not before a mark that may not begin a line. A word that is longer stays
/// whole. Every line begins with `indent` blanks.
void append_wrapped(std::string& out, std::string_view text, std::size_t width, std::size_t indent);

/// Columns on a terminal, two for what East Asian scripts write wide.
std::size_t wide_width(std::string_view text);

/// @param width of the terminal, columns.
void append(std::string& out, const explain::Topic& topic, explain::Language language,
            const std::optional<CounterNow>& now, std::size_t width, const Style& style);

}  // namespace text

namespace json {

/// "topic".
void append(std::string& out, const explain::Topic& topic, explain::Language language,
            const std::optional<CounterNow>& now);

}  // namespace json
}  // namespace bpfnetstat
