// SPDX-License-Identifier: Apache-2.0
#include "render/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace bpfnetstat::text {
namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kUnknown = "-";

/// `width` includes the gap to the next column.
struct Column {
  std::string_view title;
  std::size_t width;
};

/// Wide enough for a local RFC 3339 time, IPv4 endpoints and the longest cause.
constexpr std::array<Column, 8> kDropColumns{{{"TIME", 33},
                                              {"LISTENER", 22},
                                              {"PROCESS(PID)", 24},
                                              {"CONTAINER/NETNS", 16},
                                              {"CAUSE", 27},
                                              {"CLIENT", 22},
                                              {"QUEUE", 8},
                                              {"", 0}}};

constexpr std::array<Column, 10> kTraceColumns{{{"TIME", 33},
                                                {"PROCESS(PID)", 24},
                                                {"CONTAINER/NETNS", 16},
                                                {"ROLE", 9},
                                                {"LOCAL", 22},
                                                {"PEER", 22},
                                                {"OLD STATE", 12},
                                                {"NEW STATE", 12},
                                                {"MS IN OLD", 12},
                                                {"AT CLOSE", 0}}};

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

/// One line of fixed columns. An overlong cell pushes the next ones to the right.
class Line {
 public:
  Line(std::string& out, std::span<const Column> columns, const Style& style)
      : out_(out), columns_(columns), style_(style) {}

  void cell(std::string_view text, std::string_view colour = {}) {
    out_.append(padding_, ' ');
    append_coloured(out_, text, colour, style_);
    const std::size_t used = display_width(text);
    padding_ = used < columns_[next_].width ? columns_[next_].width - used : 1;
    ++next_;
  }

  void end() { out_ += '\n'; }

 private:
  std::string& out_;
  std::span<const Column> columns_;
  const Style& style_;
  std::size_t next_ = 0;
  std::size_t padding_ = 0;
};

void append_header(std::string& out, std::span<const Column> columns, const Style& style) {
  Line line(out, columns, style);
  for (const Column& column : columns) {
    if (!column.title.empty()) {
      line.cell(column.title, kBold);
    }
  }
  line.end();
}

std::string endpoint_text(const Endpoint& endpoint) {
  if (endpoint.port != 0) {
    return to_string(endpoint);
  }
  return endpoint.address.is_any() ? std::string(kUnknown) : to_string(endpoint.address);
}

std::string client_text(const DropRecord& record) {
  if (!record.peer) {
    return std::string(kUnknown);
  }
  return endpoint_text({.address = *record.peer, .port = record.peer_port.value_or(0)});
}

/// "nginx(1234)".
std::string process_text(const Owner& owner) {
  std::string out;
  if (owner.comm) {
    out = printable(*owner.comm);
  }
  if (owner.pid) {
    fmt::format_to(std::back_inserter(out), "({})", *owner.pid);
  }
  return out.empty() ? std::string(kUnknown) : out;
}

/// "nginx(1234)+3": three more processes hold the listener.
std::string process_text(const ListenerIdentity& listener) {
  std::string out = process_text(listener.owner);
  const auto further =
      std::count_if(listener.holders.begin(), listener.holders.end(),
                    [&](const Process& holder) { return holder.pid != listener.owner.pid; });
  if (further != 0) {
    fmt::format_to(std::back_inserter(out), "+{}", further);
  }
  return out;
}

/// Where it runs: the container's first 12 digits, as `docker ps` prints them, or the network
/// namespace.
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

std::string queue_text(const DropRecord& record) {
  if (!record.accept_queue) {
    return std::string(kUnknown);
  }
  if (!record.accept_queue_limit) {
    return fmt::format("{}", *record.accept_queue);
  }
  return fmt::format("{}/{}", *record.accept_queue, *record.accept_queue_limit);
}

std::string milliseconds(std::uint64_t us) {
  return fmt::format("{}.{:03}", us / 1000, us % 1000);
}

/// A table whose columns are as wide as their contents need.
class FittedTable {
 public:
  enum class Align { left, right };

  void column(std::string_view title, Align align = Align::left) {
    columns_.push_back({.align = align, .cells = {std::string(title)}});
  }

  /// Adds to the latest column.
  void cell(std::string text) { columns_.back().cells.push_back(std::move(text)); }

  void append_to(std::string& out, const Style& style) const {
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

 private:
  struct FittedColumn {
    Align align;
    std::vector<std::string> cells;  ///< The title first.
  };
  std::vector<FittedColumn> columns_;
};

std::string listener_text(const ListenerRecord& record) {
  return endpoint_text(record.listener.bound) + (record.closed ? " (closed)" : "");
}

/// As `ss -e` prints it.
std::string socket_text(const ListenerIdentity& listener) {
  return fmt::format("sk:{:x}", listener.id);
}

/// Members of a SO_REUSEPORT group share their endpoint: only the socket tells them apart.
bool has_shared_endpoint(std::span<const ListenerRecord> records) {
  std::vector<Endpoint> endpoints;
  for (const ListenerRecord& record : records) {
    endpoints.push_back(record.listener.bound);
  }
  std::sort(endpoints.begin(), endpoints.end());
  return std::adjacent_find(endpoints.begin(), endpoints.end()) != endpoints.end();
}

template <typename Number>
void add_numbers(FittedTable& table, std::string_view title,
                 std::span<const ListenerRecord> records, Number number) {
  table.column(title, FittedTable::Align::right);
  for (const ListenerRecord& record : records) {
    table.cell(fmt::format("{}", number(record)));
  }
}

template <typename Number>
void add_numbers_if_any(FittedTable& table, std::string_view title,
                        std::span<const ListenerRecord> records, Number number) {
  const auto is_something = [&](const ListenerRecord& record) { return number(record) != 0; };
  if (std::any_of(records.begin(), records.end(), is_something)) {
    add_numbers(table, title, records, number);
  }
}

/// "ListenOverflows 19 in the kernel, 17 attributed: 2 unattributed".
void append_counter(std::string& out, std::string_view name, const CounterPair& counter,
                    const Style& style) {
  fmt::format_to(std::back_inserter(out), "{} {} in the kernel, {} attributed: ", name,
                 counter.kernel, counter.attributed);
  if (counter.kernel == counter.attributed) {
    out += "exact";
  } else if (counter.kernel > counter.attributed) {
    append_coloured(out, fmt::format("{} unattributed", counter.kernel - counter.attributed), kRed,
                    style);
  } else {
    append_coloured(out, fmt::format("{} too many", counter.attributed - counter.kernel), kRed,
                    style);
  }
}

bool has_moved(const CounterPair& counter) {
  return counter != CounterPair{};
}

}  // namespace

void append_drops_header(std::string& out, const Style& style) {
  append_header(out, kDropColumns, style);
}

void append(std::string& out, const DropRecord& record, const Style& style) {
  const ListenerIdentity* listener = record.listener ? &*record.listener : nullptr;
  Line line(out, kDropColumns, style);
  line.cell(local_time(record.time));
  if (listener != nullptr) {
    line.cell(endpoint_text(listener->bound));
  } else {
    line.cell(record.local ? endpoint_text(*record.local) : kUnknown);
  }
  line.cell(listener != nullptr ? process_text(*listener) : kUnknown);
  line.cell(place_text(listener != nullptr ? &listener->owner : nullptr, record.netns_name,
                       record.netns));
  line.cell(in_words(record.cause), kRed);
  line.cell(client_text(record));
  line.cell(queue_text(record));
  if (record.count > 1) {
    line.cell(fmt::format("x{}", record.count));
  }
  line.end();
}

void append_listeners(std::string& out, std::span<const ListenerRecord> records,
                      const Style& style) {
  if (records.empty()) {
    return;
  }
  FittedTable table;
  table.column("LISTENER");
  for (const ListenerRecord& record : records) {
    table.cell(listener_text(record));
  }
  table.column("PROCESS(PID)");
  for (const ListenerRecord& record : records) {
    table.cell(process_text(record.listener));
  }
  table.column("CONTAINER/NETNS");
  for (const ListenerRecord& record : records) {
    table.cell(place_text(&record.listener.owner, record.netns_name, record.listener.netns));
  }
  const bool is_socket_shown = has_shared_endpoint(records);
  if (is_socket_shown) {
    table.column("SOCKET");
    for (const ListenerRecord& record : records) {
      table.cell(socket_text(record.listener));
    }
  }
  add_numbers(table, "DROPS", records, [](const auto& record) { return record.drops_total; });
  for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
    add_numbers_if_any(table, in_words(static_cast<DropCause>(cause)), records,
                       [cause](const auto& record) { return record.drops[cause]; });
  }
  add_numbers_if_any(table, "client unknown", records,
                     [](const auto& record) { return record.client_unknown; });
  add_numbers_if_any(table, "other discards", records,
                     [](const auto& record) { return record.other_discards.value_or(0); });
  table.append_to(out, style);

  for (const ListenerRecord& record : records) {
    if (record.peers.empty()) {
      continue;
    }
    fmt::format_to(std::back_inserter(out),
                   "clients of {} {}{}{}:", endpoint_text(record.listener.bound),
                   process_text(record.listener), is_socket_shown ? " " : "",
                   is_socket_shown ? socket_text(record.listener) : "");
    std::string_view separator = " ";
    for (const PeerDrops& peer : record.peers) {
      out += separator;
      append_to(out, peer.address);
      fmt::format_to(std::back_inserter(out), " x{}", peer.drops);
      separator = ", ";
    }
    out += '\n';
  }
}

void append(std::string& out, const ReconciliationRecord& record, const Style& style) {
  fmt::format_to(std::back_inserter(out), "netns {}", record.netns);
  if (record.netns_name) {
    fmt::format_to(std::back_inserter(out), " ({})", printable(*record.netns_name));
  }
  out += ": ";
  if (has_moved(record.listen_overflows)) {
    append_counter(out, "ListenOverflows", record.listen_overflows, style);
    out += "; ";
  }
  append_counter(out, "ListenDrops", record.listen_drops, style);
  if (has_moved(record.tcp_req_q_full_drop)) {
    out += "; ";
    append_counter(out, "TCPReqQFullDrop", record.tcp_req_q_full_drop, style);
  }
  if (record.events_lost != 0) {
    out += "; ";
    append_coloured(out, fmt::format("{} events lost", record.events_lost), kRed, style);
  }
  out += '\n';
}

void append_listener_table(std::string& out, std::span<const ListenerFigures> listeners,
                           const Style& style) {
  const auto number_or_unknown = [](const auto& number) {
    return number ? fmt::format("{}", *number) : std::string(kUnknown);
  };
  const auto live = [](const ListenerFigures& one) {
    return std::accumulate(one.connections.begin(), one.connections.end(), std::uint64_t{0});
  };
  const auto established = [](const ListenerFigures& one) {
    return one.connections[static_cast<std::size_t>(TcpState::established)];
  };
  FittedTable table;
  const auto column = [&](std::string_view title, FittedTable::Align align, auto text) {
    table.column(title, align);
    for (const auto& one : listeners) table.cell(text(one));
  };
  using enum FittedTable::Align;
  column("LISTENER", left, [](const ListenerFigures& one) {
    return endpoint_text(one.listener.bound) + (one.closed ? " (closed)" : "");
  });
  column("PROCESS(PID)", left,
         [](const ListenerFigures& one) { return process_text(one.listener); });
  column("CONTAINER/NETNS", left, [](const ListenerFigures& one) {
    return place_text(&one.listener.owner, one.netns_name, one.listener.netns);
  });
  column("QUEUE", right,
         [&](const ListenerFigures& one) { return number_or_unknown(one.accept_queue); });
  column("PEAK", right,
         [&](const ListenerFigures& one) { return number_or_unknown(one.accept_queue_peak); });
  column("LIMIT", right,
         [](const ListenerFigures& one) { return fmt::format("{}", one.accept_queue_limit); });
  const auto counted = [](const ListenerFigures& one, std::uint64_t number) {
    return one.is_counted ? fmt::format("{}", number) : std::string(kUnknown);
  };
  column("ESTABLISHED", right, [&](const auto& one) { return counted(one, established(one)); });
  column("OTHER", right,
         [&](const auto& one) { return counted(one, live(one) - established(one)); });
  column("DROPS", right, [&](const auto& one) { return counted(one, total(one.drops)); });
  for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
    const auto drops = [cause](const ListenerFigures& one) { return one.drops[cause]; };
    if (std::all_of(listeners.begin(), listeners.end(),
                    [&](const ListenerFigures& one) { return drops(one) == 0; })) {
      continue;
    }
    column(in_words(static_cast<DropCause>(cause)), right,
           [&](const auto& one) { return fmt::format("{}", drops(one)); });
  }
  table.append_to(out, style);
}

void append(std::string& out, const DifferenceRecord& record, const Style& style) {
  append_coloured(out, record.kind == "missing" ? "missing in the table" : record.kind, kRed,
                  style);
  fmt::format_to(std::back_inserter(out), ": netns {}, {} to {}", record.netns,
                 endpoint_text(record.local), endpoint_text(record.peer));
  if (record.in_table) {
    fmt::format_to(std::back_inserter(out), ", {} in the table", to_string(*record.in_table));
  }
  if (record.in_kernel) {
    fmt::format_to(std::back_inserter(out), ", {} in the kernel", to_string(*record.in_kernel));
  }
  fmt::format_to(std::back_inserter(out), " (sk:{:x})\n", record.id);
}

void append(std::string& out, const VerificationRecord& record, const Style& style) {
  fmt::format_to(std::back_inserter(out),
                 "{} connections in {} network namespaces: ", record.connections,
                 record.namespaces);
  append_coloured(out,
                  fmt::format("{} missing, {} ghosts, {} differing", record.missing, record.ghosts,
                              record.differing),
                  record.missing + record.ghosts + record.differing != 0 ? kRed : "", style);
  if (record.unread != 0) {
    out += "; ";
    append_coloured(out, fmt::format("{} namespaces could not be looked at", record.unread), kRed,
                    style);
  }
  out += '\n';
}

void append_trace_header(std::string& out, const Style& style) {
  append_header(out, kTraceColumns, style);
}

void append(std::string& out, const StateRecord& record, const Style& style) {
  const std::string_view role = to_string(record.role);
  Line line(out, kTraceColumns, style);
  line.cell(local_time(record.time));
  line.cell(process_text(record.owner));
  line.cell(place_text(&record.owner, record.netns_name, record.netns));
  line.cell(role.empty() ? kUnknown : role);
  line.cell(endpoint_text(record.local));
  line.cell(endpoint_text(record.peer));
  line.cell(to_string(record.old_state));
  line.cell(to_string(record.new_state));
  line.cell(record.in_state_us ? milliseconds(*record.in_state_us) : kUnknown);
  if (record.totals) {
    const CloseTotals& totals = *record.totals;
    std::string close;
    if (totals.age_us) {
      fmt::format_to(std::back_inserter(close), "age {} ms, ", milliseconds(*totals.age_us));
    }
    fmt::format_to(std::back_inserter(close), "tx {} rx {} bytes, {} retransmits", totals.tx_bytes,
                   totals.rx_bytes, totals.retransmits);
    if (totals.rtt_us != 0) {
      fmt::format_to(std::back_inserter(close), ", rtt {} ms", milliseconds(totals.rtt_us));
    }
    line.cell(close);
  }
  line.end();
}

void append(std::string& out, const TraceSummaryRecord& record, const Style& style) {
  fmt::format_to(std::back_inserter(out), "{} transitions: ", record.transitions);
  if (record.exact()) {
    out += "none lost";
  } else {
    append_coloured(out,
                    fmt::format("{} lost in the ring buffer, {} skipped by the kernel's recursion "
                                "guard",
                                record.events_lost, record.transitions_missed),
                    kRed, style);
  }
  out += '\n';
}

}  // namespace bpfnetstat::text
