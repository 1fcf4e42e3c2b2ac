// SPDX-License-Identifier: Apache-2.0
#include <time.h>

#include <string_view>

#include "app/ask.h"
#include "app/commands.h"
#include "app/history.h"
#include "app/output.h"
#include "base/text.h"
#include "render/history.h"
#include "store/reader.h"
#include "view/history.h"

namespace bpfnetstat::app {
namespace {

RealtimeNs realtime_now() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return RealtimeNs{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

Result<std::string> answer_history(const HistoryRequest& request, const std::string& database,
                                   std::optional<std::chrono::milliseconds> patience) {
  auto reader = store::Reader::open(database, patience);
  if (!reader) return reader.error();
  auto result = reader->query(request.query);
  if (!result) return result.error();
  if (request.withholds_processes) {
    for (auto& row : result->rows) {
      if (!row.listener) continue;
      row.listener->comm.reset();
      row.listener->container.reset();
    }
  }
  std::string out;
  if (request.json) {
    json::append(out, *result, request.events);
  } else {
    text::append(out, *result, request.events, request.utf8, {.colour = request.colour});
  }
  return out;
}

Result<HistoryRequest> history_request(const Options& options) {
  const HistoryOptions& asked = options.history;
  const RealtimeNs now = realtime_now();
  HistoryRequest request{
      .query = {.since = view::resolve(asked.since, now),
                .until = view::resolve(asked.until, now),
                .listener = asked.listener,
                .netns = options.netns == "all" ? std::nullopt : std::optional(options.netns),
                .by = asked.by},
      .json = options.json,
      .events = asked.events,
      .utf8 = options.utf8,
      .colour = options.colour};
  if (request.query.since >= request.query.until) {
    return Error{ErrorKind::usage,
                 "the interval ends before it begins: from " + utc_time(request.query.since) +
                     " to " + utc_time(request.query.until),
                 0, "give a --since that is earlier than --until"};
  }
  return request;
}

Result<Verdict> run_history(const Options& options) {
  auto request = history_request(options);
  if (!request) return request.error();
  request->utf8 = locale_is_utf8();
  request->colour = wants_colour();
  // Whole, before the first byte is written: a reader of ours that stands still must not keep the
  // daemon from emptying its log.
  auto answer = answer_history(*request, options.history.database);
  if (!answer) {
    // The daemon may read what we may not.
    if (options.history.database == kDefaultHistoryPath) {
      if (auto answered = ask_daemon(options)) return *std::move(answered);
    }
    return answer.error();
  }
  Output output;
  output.buffer() = *std::move(answer);
  if (auto status = output.flush(); !status) return status.error();
  return Verdict::fine;
}

}  // namespace bpfnetstat::app
