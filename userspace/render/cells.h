// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/figures.h"
#include "model/records.h"
#include "render/text.h"

/// What the tables of the reports for people are made of.
namespace bpfnetstat::text {

inline constexpr std::string_view kBold = "\x1b[1m";
inline constexpr std::string_view kRed = "\x1b[31m";
inline constexpr std::string_view kUnknown = "-";

/// Coloured where the style has colours; an empty colour is none.
void append_coloured(std::string& out, std::string_view text, std::string_view colour,
                     const Style& style);

/// "-" for an endpoint of which nothing is known.
std::string endpoint_text(const Endpoint& endpoint);
/// "nginx(1234)".
std::string process_text(const Owner& owner);
/// "nginx(1234)+3": three more processes hold the listener.
std::string process_text(const ListenerIdentity& listener);
/// As `ss -e` prints it.
std::string socket_text(const ListenerIdentity& listener);
/// Where it runs: the container's first 12 digits, as `docker ps` prints them, or the network
/// namespace.
std::string place_text(const Owner* owner, const std::optional<std::string>& netns_name,
                       std::uint32_t netns);
/// "ESTABLISHED 3, CLOSE_WAIT 1", most first.
std::string states_text(const StateCounts& states);

/// A table whose columns are as wide as their contents need.
class FittedTable {
 public:
  enum class Align { left, right };

  void column(std::string_view title, Align align = Align::left) {
    columns_.push_back({.align = align, .cells = {std::string(title)}});
  }

  /// Adds to the latest column.
  void cell(std::string text) { columns_.back().cells.push_back(std::move(text)); }

  void append_to(std::string& out, const Style& style) const;

 private:
  struct FittedColumn {
    Align align;
    std::vector<std::string> cells;  ///< The title first.
  };
  std::vector<FittedColumn> columns_;
};

}  // namespace bpfnetstat::text
