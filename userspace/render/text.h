// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "model/figures.h"
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
                           const Style& style);

/// "ghost in the table: ...".
void append(std::string& out, const DifferenceRecord& record, const Style& style);
void append(std::string& out, const VerificationRecord& record, const Style& style);

/// Column titles of the state trace.
void append_trace_header(std::string& out, const Style& style);
void append(std::string& out, const StateRecord& record, const Style& style);
void append(std::string& out, const TraceSummaryRecord& record, const Style& style);

}  // namespace bpfnetstat::text
