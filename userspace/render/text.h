// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "model/figures.h"
#include "model/port.h"
#include "model/records.h"

/// The reports for people: aligned columns, local time. Everything of foreign origin goes through
/// printable(). Each function appends whole lines.
namespace bpfnetstat::text {

struct Style {
  bool colour = false;  ///< Only on a terminal, and never with NO_COLOR.
};

/// Column titles of the live drop report.
void append_drops_header(std::string& out, const Style& style);
/// time, listener, process(pid), container or namespace, cause in words, client, queue "6/5".
void append(std::string& out, const DropRecord& record, const Style& style);
/// The closing table: one row per listener, widths fitted to the contents, then its heaviest peers.
void append_listeners(std::string& out, std::span<const ListenerRecord> records,
                      const Style& style);
/// "netns 4026531840: ListenOverflows 19 in the kernel, 19 attributed: exact".
void append(std::string& out, const ReconciliationRecord& record, const Style& style);

/// A row a listener, with its queue and its live connections; nothing but the titles if there are
/// none.
void append_listener_table(std::string& out, std::span<const ListenerFigures> listeners,
                           const Style& style, bool verbose = false);

/// The same row by row, for whoever has not all of them at once: each is measured before the first
/// is written.
class ListenerTable {
 public:
  /// @param verbose with what their network namespaces are set to.
  explicit ListenerTable(bool verbose = false);
  void measure(const ListenerFigures& one);
  void append_titles(std::string& out, const Style& style) const;
  /// One that has changed since it was measured may stand out of its columns; a cause that none had
  /// then has none.
  void append(std::string& out, const ListenerFigures& one) const;

 private:
  static constexpr std::size_t kColumns = 9;
  /// Shown where one of the rows has something; kSomaxconn and kSynBacklog only if verbose.
  static constexpr std::size_t kQueueColumns = 11;
  static constexpr std::size_t kSomaxconn = kColumns + 1;
  static constexpr std::size_t kSynBacklog = kColumns + 3;
  static constexpr std::size_t kCookies = kColumns + 4;  ///< Where one is above 0.
  static constexpr std::size_t kCauses = kColumns + kQueueColumns;
  using Cells = std::array<std::string, kCauses + kDropCauses>;

  static Cells titles();
  static Cells cells(const ListenerFigures& one);
  void append(std::string& out, const Cells& cells, const Style& style, bool is_title) const;

  std::array<std::size_t, kCauses + kDropCauses> widths_{};  ///< 0: not shown.
  bool verbose_;
};

/// What is to be said of a listener beneath the table: its verdict, and what its holders do where
/// that was looked at. Nothing where there is neither.
void append_notes(std::string& out, const ListenerFigures& one, const Style& style);

/// "ghost in the table: ...".
void append(std::string& out, const DifferenceRecord& record, const Style& style);
void append(std::string& out, const VerificationRecord& record, const Style& style);

/// What `port` says, but for what comes live.
void append(std::string& out, const PortReport& report, const Style& style);

/// Column titles of the state trace.
void append_trace_header(std::string& out, const Style& style);
void append(std::string& out, const StateRecord& record, const Style& style);
void append(std::string& out, const TraceSummaryRecord& record, const Style& style);

}  // namespace bpfnetstat::text
