// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "app/options.h"
#include "base/result.h"
#include "model/history.h"

namespace bpfnetstat::app {

/// A question about the history, and how the answer shall look.
struct HistoryRequest {
  HistoryQuery query;
  bool json = false;
  bool events = false;  ///< Each of the daemon's own events, not only how many.
  bool utf8 = false;    ///< Text: block characters in the trend.
  bool colour = false;  ///< Text.
  /// Listeners are told by their addresses alone: whose they were is not everybody's business.
  bool withholds_processes = false;
};

/// What a command line asks for; text without colour, its trend in ASCII unless it says otherwise,
/// which only a client of the daemon does.
/// An Error of kind usage where the interval ends before it begins.
Result<HistoryRequest> history_request(const Options& options);

/// The bytes of the answer: reads the database and nothing else, prints nothing. It may take
/// seconds where the history is large: a loop that must go on asks in a thread.
/// @param patience after which it is given up.
Result<std::string> answer_history(const HistoryRequest& request, const std::string& database,
                                   std::optional<std::chrono::milliseconds> patience = {});

}  // namespace bpfnetstat::app
