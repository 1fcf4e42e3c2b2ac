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

#include "base/append_format.h"
#include "base/text.h"
#include "render/cells.h"

namespace bpfnetstat::text {
namespace {

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

std::string client_text(const DropRecord& record) {
  if (!record.peer) {
    return std::string(kUnknown);
  }
  return endpoint_text({.address = *record.peer, .port = record.peer_port.value_or(0)});
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

std::string wait_text(const std::optional<WaitFigures>& waits, std::uint64_t WaitFigures::*figure,
                      bool WaitFigures::*is_at_least) {
  if (!waits) return std::string(kUnknown);
  return ((*waits).*is_at_least ? ">=" : "") + milliseconds((*waits).*figure);
}

std::string listener_text(const ListenerRecord& record) {
  return endpoint_text(record.listener.bound) + (record.closed ? " (closed)" : "");
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
  append_format(out, "{} {} in the kernel, {} attributed: ", name, counter.kernel,
                counter.attributed);
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
    append_format(out, "clients of {} {}{}{}:", endpoint_text(record.listener.bound),
                  process_text(record.listener), is_socket_shown ? " " : "",
                  is_socket_shown ? socket_text(record.listener) : "");
    std::string_view separator = " ";
    for (const PeerDrops& peer : record.peers) {
      out += separator;
      append_to(out, peer.address);
      append_format(out, " x{}", peer.drops);
      separator = ", ";
    }
    out += '\n';
  }
}

void append(std::string& out, const ReconciliationRecord& record, const Style& style) {
  append_format(out, "netns {}", record.netns);
  if (record.netns_name) {
    append_format(out, " ({})", printable(*record.netns_name));
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

ListenerTable::ListenerTable(bool verbose) : verbose_(verbose) {
  const Cells titles = ListenerTable::titles();
  for (std::size_t i = 0; i < kColumns; ++i) widths_[i] = display_width(titles[i]);
}

ListenerTable::Cells ListenerTable::titles() {
  Cells titles = {"LISTENER",   "PROCESS(PID)", "CONTAINER/NETNS", "QUEUE",   "PEAK",
                  "LIMIT",      "ESTABLISHED",  "OTHER",           "DROPS",   "ASKED",
                  "SOMAXCONN",  "SYN QUEUE",    "MAX SYN BACKLOG", "COOKIES", "ARRIVED/S",
                  "ACCEPTED/S", "WAIT P50 MS",  "P99 MS",          "MAX MS",  "S SINCE ACCEPT"};
  for (std::size_t cause = 0; cause < kDropCauses; ++cause)
    titles[kCauses + cause] = in_words(static_cast<DropCause>(cause));
  return titles;
}

ListenerTable::Cells ListenerTable::cells(const ListenerFigures& one) {
  const auto number_or_unknown = [](const auto& number) {
    return number ? fmt::format("{}", *number) : std::string(kUnknown);
  };
  const auto counted = [&](std::uint64_t number) {
    return one.is_counted ? fmt::format("{}", number) : std::string(kUnknown);
  };
  const auto live =
      std::accumulate(one.connections.begin(), one.connections.end(), std::uint64_t{0});
  const auto established = one.connections[static_cast<std::size_t>(TcpState::established)];
  Cells cells = {
      endpoint_text(one.listener.bound) + (one.closed ? " (closed)" : ""),
      process_text(one.listener),
      place_text(&one.listener.owner, one.netns_name, one.listener.netns),
      number_or_unknown(one.accept_queue),
      number_or_unknown(one.accept_queue_peak),
      fmt::format("{}", one.accept_queue_limit),
      one.shares_connections ? std::string(kUnknown) : counted(established),
      one.shares_connections ? std::string(kUnknown) : counted(live - established),
      counted(total(one.drops)),
      number_or_unknown(one.asked_backlog),
      number_or_unknown(one.somaxconn),
      number_or_unknown(one.syn_queue),
      number_or_unknown(one.tcp_max_syn_backlog),
      number_or_unknown(one.cookies_sent),
      one.rates ? fmt::format("{:.1f}", one.rates->arrived_per_s()) : std::string(kUnknown),
      one.rates ? fmt::format("{:.1f}", one.rates->accepted_per_s()) : std::string(kUnknown),
      wait_text(one.waits, &WaitFigures::p50_us, &WaitFigures::p50_is_at_least),
      wait_text(one.waits, &WaitFigures::p99_us, &WaitFigures::p99_is_at_least),
      wait_text(one.waits, &WaitFigures::max_us, &WaitFigures::max_is_at_least),
      one.since_accept_us ? milliseconds(*one.since_accept_us / 1000) : std::string(kUnknown)};
  for (std::size_t cause = 0; cause < kDropCauses; ++cause)
    cells[kCauses + cause] = fmt::format("{}", one.drops[cause]);
  return cells;
}

void ListenerTable::measure(const ListenerFigures& one) {
  const Cells cells = ListenerTable::cells(one);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i >= kColumns && i < kCauses && cells[i] == kUnknown) continue;
    if (i == kCookies && one.cookies_sent == 0U) continue;
    if (!verbose_ && (i == kSomaxconn || i == kSynBacklog)) continue;
    if (i >= kCauses && one.drops[i - kCauses] == 0) continue;
    if (widths_[i] == 0) widths_[i] = display_width(titles()[i]);
    widths_[i] = std::max(widths_[i], display_width(cells[i]));
  }
}

void ListenerTable::append(std::string& out, const Cells& cells, const Style& style,
                           bool is_title) const {
  constexpr std::size_t kLeftAligned = 3;
  std::size_t padding = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (widths_[i] == 0) continue;
    const std::size_t width = display_width(cells[i]);
    const std::size_t room = widths_[i] - std::min(width, widths_[i]);
    const bool is_right = i >= kLeftAligned;
    out.append(padding + (is_right ? room : 0), ' ');
    append_coloured(out, cells[i], is_title ? kBold : std::string_view{}, style);
    padding = 2 + (is_right ? 0 : room);
  }
  out += '\n';
}

void ListenerTable::append_titles(std::string& out, const Style& style) const {
  append(out, titles(), style, true);
}

void ListenerTable::append(std::string& out, const ListenerFigures& one) const {
  append(out, cells(one), Style{}, false);
}

void append_listener_table(std::string& out, std::span<const ListenerFigures> listeners,
                           const Style& style, bool verbose) {
  ListenerTable table(verbose);
  for (const auto& one : listeners) table.measure(one);
  table.append_titles(out, style);
  for (const auto& one : listeners) table.append(out, one);
}

void append_notes(std::string& out, const ListenerFigures& one, const Style& style) {
  const auto who = endpoint_text(one.listener.bound) + " " + process_text(one.listener);
  if (one.verdict) {
    append_coloured(out, "VERDICT", kBold, style);
    append_format(out, " {}: ", who);
    append_coloured(out, name(one.verdict->cause), kRed, style);
    append_format(out, "\n  {}{}{}\n  remedy: {}\n", one.verdict->when,
                  one.verdict->when.empty() ? "" : ": ", one.verdict->what, one.verdict->remedy);
  }
  for (const QueuedConnection& queued : one.queue_head) {
    append_format(out, "QUEUED {} from {}: waits for {}{} ms\n", endpoint_text(one.listener.bound),
                  queued.peer ? endpoint_text(*queued.peer) : std::string("an unknown client"),
                  queued.at_least ? "at least " : "", milliseconds(queued.waited_us));
  }
  for (const HolderState& holder : one.holder_states) {
    append_format(out, "HOLDER {} {}({}): {} thread{}{}\n", endpoint_text(one.listener.bound),
                  printable(holder.process.comm), holder.process.pid, holder.threads_total,
                  holder.threads_total == 1 ? "" : "s",
                  holder.frozen_cgroup
                      ? ", frozen with the cgroup " + printable(*holder.frozen_cgroup)
                      : std::string());
    for (const ThreadState& thread : holder.threads)
      append_format(out, "  {}: {}\n", thread.tid, in_words(thread));
    if (holder.threads.size() < holder.threads_total) {
      append_format(out, "  {} more not looked at\n", holder.threads_total - holder.threads.size());
    }
  }
}

void append(std::string& out, const DifferenceRecord& record, const Style& style) {
  append_coloured(out, record.kind == "missing" ? "missing in the table" : record.kind, kRed,
                  style);
  append_format(out, ": netns {}, {} to {}", record.netns, endpoint_text(record.local),
                endpoint_text(record.peer));
  if (record.in_table) {
    append_format(out, ", {} in the table", to_string(*record.in_table));
  }
  if (record.in_kernel) {
    append_format(out, ", {} in the kernel", to_string(*record.in_kernel));
  }
  append_format(out, " (sk:{:x})\n", record.id);
}

void append(std::string& out, const VerificationRecord& record, const Style& style) {
  append_format(out, "{} connections in {} network namespaces: ", record.connections,
                record.namespaces);
  append_coloured(out,
                  fmt::format("{} missing, {} ghosts, {} differing", record.missing, record.ghosts,
                              record.differing),
                  record.missing + record.ghosts + record.differing != 0 ? kRed : "", style);
  if (record.listeners_missed != 0) {
    out += "; ";
    append_coloured(out,
                    fmt::format("{} listeners opened or closed unseen", record.listeners_missed),
                    kRed, style);
  }
  if (record.unread != 0) {
    out += "; ";
    append_coloured(out, fmt::format("{} namespaces could not be looked at", record.unread), kRed,
                    style);
  }
  if (record.unlisted != 0) {
    append_format(out,
                  "; {} connections of network namespaces that cannot be listed from the daemon's "
                  "pid namespace",
                  record.unlisted);
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
      append_format(close, "age {} ms, ", milliseconds(*totals.age_us));
    }
    append_format(close, "tx {} rx {} bytes, {} retransmits", totals.tx_bytes, totals.rx_bytes,
                  totals.retransmits);
    if (totals.rtt_us != 0) {
      append_format(close, ", rtt {} ms", milliseconds(totals.rtt_us));
    }
    line.cell(close);
  }
  line.end();
}

void append(std::string& out, const TraceSummaryRecord& record, const Style& style) {
  append_format(out, "{} transitions", record.transitions);
  if (record.drops) append_format(out, ", {} drops", *record.drops);
  out += ": ";
  std::vector<std::string> losses;
  if (record.events_lost != 0 || record.transitions_missed != 0) {
    losses.push_back(
        fmt::format("{} lost in the ring buffer, {} skipped by the kernel's recursion guard",
                    record.events_lost, record.transitions_missed));
  }
  if (record.drops_unattributed != 0)
    losses.push_back(fmt::format("{} drops unattributed", record.drops_unattributed));
  if (!record.drops_watched) losses.emplace_back("drops not watched everywhere");
  if (losses.empty()) {
    out += "none lost";
  } else {
    append_coloured(out, fmt::format("{}", fmt::join(losses, ", ")), kRed, style);
  }
  out += '\n';
}

}  // namespace bpfnetstat::text
