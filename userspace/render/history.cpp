// SPDX-License-Identifier: Apache-2.0
#include "render/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <vector>

#include "base/append_format.h"
#include "base/text.h"
#include "render/object_writer.h"

namespace bpfnetstat {
namespace {

constexpr RealtimeNs kNsPerSecond = 1'000'000'000;

using EventCounts = std::array<std::uint64_t, kDaemonEventKinds>;

/// How often each kind; those of a later version are left out.
EventCounts count_kinds(const std::vector<DaemonEvent>& events) {
  EventCounts counts{};
  for (const DaemonEvent& event : events) {
    const auto kind = static_cast<std::size_t>(event.kind);
    if (kind < counts.size()) ++counts[kind];
  }
  return counts;
}

}  // namespace

namespace json {
namespace {

constexpr int kSchema = 1;

void add_drops(ObjectWriter& writer, const DropCounts& drops) {
  writer.object("drops", [&] {
    for (std::size_t cause = 0; cause < drops.size(); ++cause) {
      writer.member_unless_zero(name(static_cast<DropCause>(cause)), drops[cause]);
    }
  });
}

void add_listener(ObjectWriter& writer, const HistoryListener& listener) {
  writer.member_unless_zero("netns", listener.netns);
  writer.member("netns_name", listener.netns_name);
  if (listener.bound) {
    writer.member("family", to_string(listener.bound->address.family));
    writer.member("bound_address", listener.bound->address);
    writer.member("local_port", listener.bound->port);
  }
  writer.member("comm", listener.comm);
  writer.member("container", listener.container);
}

void append_row(std::string& out, const HistoryRow& row, const HistoryResult& result) {
  append_object(out, "history", [&](ObjectWriter& writer) {
    writer.member("by", name(result.query.by));
    if (row.minute) writer.time_member(*row.minute);
    if (row.listener) add_listener(writer, *row.listener);
    if (row.client) writer.member("client_network", to_string(*row.client));
    if (row.folded) writer.member("clients_folded", true);
    if (row.cause) writer.member("cause", name(*row.cause));
    add_drops(writer, row.drops);
    writer.member("drops_total", row.drops_total);
    if (row.first_second) writer.member("first", utc_time(*row.first_second * kNsPerSecond));
    if (row.last_second) writer.member("last", utc_time(*row.last_second * kNsPerSecond));
    writer.member("accept_queue_longest", row.longest_queue);
    writer.member("accept_queue_limit", row.queue_limit);
    writer.member("accepted", row.accepted);
    writer.member("series_seconds", result.bin_s);
    writer.array("series", row.series);
  });
}

}  // namespace

void append(std::string& out, const HistoryResult& result, bool with_events) {
  for (const HistoryRow& row : result.rows) append_row(out, row, result);
  append_object(out, "history_summary", [&](ObjectWriter& writer) {
    writer.member("schema", kSchema);
    writer.member("since", utc_time(result.query.since));
    writer.member("until", utc_time(result.query.until));
    if (result.recorded_since) writer.member("recorded_since", utc_time(*result.recorded_since));
    add_drops(writer, result.drops);
    writer.member("drops_total", result.drops_total);
    writer.member("client_unknown", result.client_unknown);
    writer.member_unless_zero("rows_left_out", result.rows_left_out);
    writer.member_unless_zero("events_left_out", result.events_left_out);
    writer.object("events", [&] {
      const EventCounts counts = count_kinds(result.events);
      for (std::size_t kind = 0; kind < counts.size(); ++kind) {
        writer.member_unless_zero(name(static_cast<DaemonEventKind>(kind)), counts[kind]);
      }
    });
  });
  if (!with_events) return;
  for (const DaemonEvent& event : result.events) {
    append_object(out, "event", [&](ObjectWriter& writer) {
      writer.time_member(event.time);
      writer.member("kind", name(event.kind));
      writer.member_unless_zero("count", event.count);
      if (!event.detail.empty()) writer.member("detail", event.detail);
    });
  }
}

}  // namespace json

namespace text {
namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kUnknown = "-";

/// What an event is called, and what its count counts.
struct EventWords {
  std::string_view what;
  std::string_view counted;
};

constexpr std::array<EventWords, kDaemonEventKinds> kEventWords{{
    {"started", ""},
    {"stopped", ""},
    {"ring buffer full", "records lost"},
    {"table mended", "entries"},
    {"nobody watched", "s"},
    {"network namespace appeared", ""},
    {"network namespace gone", ""},
    {"history not written", "rows lost"},
    {"drops without a listener", "drops"},
    {"transitions not seen", "at least"},
}};

const EventWords& words(DaemonEventKind kind) {
  constexpr static EventWords kLater{"something that this version does not know", ""};
  const auto number = static_cast<std::size_t>(kind);
  return number < kEventWords.size() ? kEventWords[number] : kLater;
}

/// "2026-11-22T16:20:01+01:00": what is kept is of whole seconds.
std::string local_seconds(RealtimeNs time) {
  std::string text = local_time(time);
  const std::size_t dot = text.find('.');
  return text.erase(dot, std::string_view(".123456").size());
}

/// Cells by column, the title first; each as wide as the widest.
struct Column {
  bool is_number = false;
  std::vector<std::string> cells;
};

void append_table(std::string& out, const std::vector<Column>& columns, const Style& style) {
  std::vector<std::size_t> widths;
  for (const Column& column : columns) {
    std::size_t width = 0;
    for (const std::string& cell : column.cells) width = std::max(width, display_width(cell));
    widths.push_back(width);
  }
  for (std::size_t row = 0; row < columns.front().cells.size(); ++row) {
    const bool is_bold = row == 0 && style.colour;
    std::size_t gap = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string& cell = columns[i].cells[row];
      const std::size_t room = widths[i] - display_width(cell);
      out.append(gap + (columns[i].is_number ? room : 0), ' ');
      if (is_bold) out += kBold;
      out += cell;
      if (is_bold) out += kReset;
      gap = 2 + (columns[i].is_number ? 0 : room);
    }
    out += '\n';
  }
}

class Table {
 public:
  explicit Table(const HistoryResult& result) : rows_(result.rows) {}

  template <typename Text>
  void words(std::string_view title, Text text) {
    add(title, false, text);
  }

  template <typename Number>
  void numbers(std::string_view title, Number number) {
    add(title, true, [&](const HistoryRow& row) {
      const auto value = number(row);
      return value ? fmt::format("{}", *value) : std::string(kUnknown);
    });
  }

  /// Left out where no row has one.
  template <typename Number>
  void numbers_if_any(std::string_view title, Number number) {
    const auto has_one = [&](const HistoryRow& row) { return number(row).has_value(); };
    if (std::any_of(rows_.begin(), rows_.end(), has_one)) numbers(title, number);
  }

  const std::vector<Column>& columns() const { return columns_; }

 private:
  template <typename Text>
  void add(std::string_view title, bool is_number, Text text) {
    Column column{.is_number = is_number, .cells = {std::string(title)}};
    for (const HistoryRow& row : rows_) column.cells.push_back(text(row));
    columns_.push_back(std::move(column));
  }

  const std::vector<HistoryRow>& rows_;
  std::vector<Column> columns_;
};

std::string place_text(const HistoryListener& listener) {
  // As `docker ps` prints it.
  if (listener.container) return printable(std::string_view(*listener.container).substr(0, 12));
  if (listener.netns_name) return printable(*listener.netns_name);
  return listener.netns != 0 ? fmt::format("{}", listener.netns) : std::string(kUnknown);
}

void add_listener_columns(Table& table) {
  table.words("LISTENER", [](const HistoryRow& row) {
    const bool is_bound = row.listener && row.listener->bound;
    return is_bound ? to_string(*row.listener->bound) : std::string(kUnknown);
  });
  table.words("PROCESS", [](const HistoryRow& row) {
    const bool is_known = row.listener && row.listener->comm;
    return is_known ? printable(*row.listener->comm) : std::string(kUnknown);
  });
  table.words("CONTAINER/NETNS", [](const HistoryRow& row) {
    return row.listener ? place_text(*row.listener) : std::string(kUnknown);
  });
}

void add_cause_columns(Table& table, const HistoryResult& result) {
  for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
    if (result.drops[cause] == 0) continue;
    table.numbers(in_words(static_cast<DropCause>(cause)),
                  [cause](const HistoryRow& row) { return std::optional(row.drops[cause]); });
  }
}

std::string queue_text(const HistoryRow& row) {
  if (!row.longest_queue) return std::string(kUnknown);
  return row.queue_limit ? fmt::format("{}/{}", *row.longest_queue, *row.queue_limit)
                         : fmt::format("{}", *row.longest_queue);
}

void append_rows(std::string& out, const HistoryResult& result, bool utf8, const Style& style) {
  Table table(result);
  switch (result.query.by) {
    case HistoryBy::listener:
      add_listener_columns(table);
      break;
    case HistoryBy::client:
      table.words("CLIENTS", [](const HistoryRow& row) {
        if (row.client) return to_string(*row.client);
        return std::string(row.folded ? "others" : kUnknown);
      });
      break;
    case HistoryBy::cause:
      table.words("CAUSE", [](const HistoryRow& row) {
        return std::string(row.cause ? in_words(*row.cause) : kUnknown);
      });
      break;
    case HistoryBy::minute:
      table.words("MINUTE",
                  [](const HistoryRow& row) { return local_seconds(row.minute.value_or(0)); });
  }
  table.numbers("DROPS", [](const HistoryRow& row) { return std::optional(row.drops_total); });
  if (result.query.by != HistoryBy::cause) add_cause_columns(table, result);
  const auto has_queue = [](const HistoryRow& row) { return row.longest_queue.has_value(); };
  if (std::any_of(result.rows.begin(), result.rows.end(), has_queue)) {
    table.words("LONGEST QUEUE", queue_text);
  }
  table.numbers_if_any("ACCEPTED", [](const HistoryRow& row) { return row.accepted; });
  table.words("TREND", [&](const HistoryRow& row) { return sparkline(row.series, utf8); });
  append_table(out, table.columns(), style);
  if (result.rows_left_out != 0) {
    append_format(out, "and {} more with fewer drops\n", result.rows_left_out);
  }
}

void append_totals(std::string& out, const HistoryResult& result) {
  append_format(out, "total: {} drops", result.drops_total);
  std::string_view separator = ": ";
  for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
    if (result.drops[cause] == 0) continue;
    append_format(out, "{}{} {}", separator, in_words(static_cast<DropCause>(cause)),
                  result.drops[cause]);
    separator = ", ";
  }
  if (result.client_unknown != 0) {
    append_format(out, "; of {} the client is not known", result.client_unknown);
  }
  out += '\n';
}

void append_event(std::string& out, const DaemonEvent& event) {
  const EventWords& meaning = words(event.kind);
  append_format(out, "{}  {}", local_time(event.time), meaning.what);
  if (event.kind == DaemonEventKind::gap) {
    // Its detail goes on with the sentence.
    if (event.count != 0) append_format(out, " for {} s", event.count);
    if (!event.detail.empty()) out.append(", ").append(printable(event.detail));
    out += '\n';
    return;
  }
  if (event.count != 0) {
    append_format(out, ": {}{}{}", event.count, meaning.counted.empty() ? "" : " ",
                  meaning.counted);
  }
  if (!event.detail.empty()) {
    append_format(out, " ({})", printable(event.detail));
  }
  out += '\n';
}

void append_worth(std::string& out, const HistoryResult& result, bool with_events) {
  if (!result.recorded_since) {
    out += "the history is empty\n";
    return;
  }
  if (*result.recorded_since > result.query.since) {
    append_format(out, "the history begins at {}\n", local_seconds(*result.recorded_since));
  }
  if (result.events.empty()) return;
  out += "the daemon:";
  std::string_view separator = " ";
  const EventCounts counts = count_kinds(result.events);
  for (std::size_t kind = 0; kind < counts.size(); ++kind) {
    if (counts[kind] == 0) continue;
    append_format(out, "{}{} {}x", separator, kEventWords[kind].what, counts[kind]);
    separator = ", ";
  }
  if (result.events_left_out != 0) {
    append_format(out, ", and {} events before these", result.events_left_out);
  }
  out += '\n';
  if (!with_events) return;
  for (const DaemonEvent& event : result.events) append_event(out, event);
}

}  // namespace

std::string sparkline(std::span<const std::uint64_t> series, bool utf8) {
  // Nothing at all looks different from little.
  constexpr std::array<std::string_view, 9> kBlocks{
      "\u00b7", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588"};
  constexpr std::array<std::string_view, 9> kAscii{".", ":", "-", "=", "+", "*", "%", "#", "@"};
  const auto& levels = utf8 ? kBlocks : kAscii;
  const std::uint64_t largest =
      series.empty() ? 0 : *std::max_element(series.begin(), series.end());
  std::string out;
  for (const std::uint64_t value : series) {
    // As fractions: a product of eight may not fit.
    const double share = value == 0 ? 0 : static_cast<double>(value) / static_cast<double>(largest);
    const auto level = value == 0 ? 0 : 1 + static_cast<std::size_t>(share * 7);
    out += levels[std::min(level, levels.size() - 1)];
  }
  return out;
}

void append(std::string& out, const HistoryResult& result, bool with_events, bool utf8,
            const Style& style) {
  append_format(out, "drops from {} to {}\n", local_seconds(result.query.since),
                local_seconds(result.query.until));
  if (!result.rows.empty()) append_rows(out, result, utf8, style);
  append_totals(out, result);
  append_worth(out, result, with_events);
}

}  // namespace text
}  // namespace bpfnetstat
