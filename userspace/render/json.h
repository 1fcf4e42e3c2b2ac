// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/figures.h"
#include "model/port.h"
#include "model/records.h"

/// NDJSON: each function appends one object and '\n'. Field names and meaning are the command line
/// contract's; a value that is not known is left out.
namespace bpfnetstat::json {

void append(std::string& out, const ReadyRecord& record);
void append(std::string& out, const DropRecord& record);
void append(std::string& out, const ListenerRecord& record);
void append(std::string& out, const ReconciliationRecord& record);
void append(std::string& out, const StateRecord& record);
void append(std::string& out, const TraceSummaryRecord& record);
/// "listener", as at the end of `drops`, with its queue and its live connections.
void append(std::string& out, const ListenerFigures& figures);
/// "port", then a "listener" each, a "peer" each, a "state" for each of the latest transitions.
void append(std::string& out, const PortReport& report);
/// "difference".
void append(std::string& out, const DifferenceRecord& record);
/// "verification".
void append(std::string& out, const VerificationRecord& record);

}  // namespace bpfnetstat::json
