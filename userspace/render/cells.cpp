// SPDX-License-Identifier: Apache-2.0
#include "render/cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/append_format.h"
#include "base/text.h"

namespace bpfnetstat::text {
namespace {

constexpr std::string_view kReset = "\x1b[0m";

}  // namespace

void append_coloured(std::string& out, std::string_view text, std::string_view colour,
                     const Style& style) {
  if (style.colour && !colour.empty()) {
    out += colour;
    out += text;
    out += kReset;
  } else {
    out += text;
  }
}

std::string endpoint_text(const Endpoint& endpoint) {
  if (endpoint.port != 0) {
    return to_string(endpoint);
  }
  return endpoint.address.is_any() ? std::string(kUnknown) : to_string(endpoint.address);
}

std::string process_text(const Owner& owner) {
  std::string out;
  if (owner.comm) {
    out = printable(*owner.comm);
  }
  if (owner.pid) {
    append_format(out, "({})", *owner.pid);
  }
  return out.empty() ? std::string(kUnknown) : out;
}

std::string process_text(const ListenerIdentity& listener) {
  std::string out = process_text(listener.owner);
  const auto further =
      std::count_if(listener.holders.begin(), listener.holders.end(),
                    [&](const Process& holder) { return holder.pid != listener.owner.pid; });
  if (further != 0) {
    append_format(out, "+{}", further);
  }
  return out;
}

std::string socket_text(const ListenerIdentity& listener) {
  return fmt::format("sk:{:x}", listener.id);
}

std::string place_text(const Owner* owner, const std::optional<std::string>& netns_name,
                       std::uint32_t netns) {
  if (owner != nullptr && owner->container) {
    return printable(std::string_view(*owner->container).substr(0, 12));
  }
  if (netns_name) {
    return printable(*netns_name);
  }
  return netns != 0 ? fmt::format("{}", netns) : std::string(kUnknown);
}

std::string states_text(const StateCounts& states) {
  std::vector<std::pair<std::uint64_t, std::string_view>> counts;
  for (std::size_t state = 0; state < states.size(); ++state) {
    if (states[state] != 0) {
      counts.emplace_back(states[state], to_string(static_cast<TcpState>(state)));
    }
  }
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string out;
  for (const auto& [count, state] : counts) {
    append_format(out, "{}{} {}", out.empty() ? "" : ", ", state, count);
  }
  return out.empty() ? std::string(kUnknown) : out;
}

void FittedTable::append_to(std::string& out, const Style& style) const {
  std::vector<std::size_t> widths;
  for (const FittedColumn& column : columns_) {
    std::size_t width = 0;
    for (const std::string& cell : column.cells) {
      width = std::max(width, display_width(cell));
    }
    widths.push_back(width);
  }
  for (std::size_t row = 0; row < columns_.front().cells.size(); ++row) {
    std::size_t padding = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = columns_[i].cells[row];
      const std::size_t room = widths[i] - display_width(cell);
      const bool is_right = columns_[i].align == Align::right;
      out.append(padding + (is_right ? room : 0), ' ');
      append_coloured(out, cell, row == 0 ? kBold : std::string_view{}, style);
      padding = 2 + (is_right ? 0 : room);
    }
    out += '\n';
  }
}

}  // namespace bpfnetstat::text
