// SPDX-License-Identifier: Apache-2.0
#include "app/report.h"

#include "base/say.h"

namespace bpfnetstat::app {

Report::Report(const Options& options, Capture& capture, Output& output)
    : options(options), capture(capture), output(output), style{.colour = wants_colour()} {}

void Report::read_clocks() {
  realtime_offset_ = realtime_offset_ns();
  now_ns_ = monotonic_ns();
}

void Report::append_ready() {
  ReadyRecord ready;
  ready.time = realtime(now_ns_);
  ready.probe = capture.probe();
  ready.listeners = capture.ledger().open_listeners();
  json::append(output.buffer(), ready);
}

Status Report::begin(std::string_view announcement,
                     void (*append_header)(std::string& out, const text::Style& style)) {
  read_clocks();
  if (options.json) {
    append_ready();
  } else {
    say("{}; Ctrl-C ends", announcement);
    append_header(output.buffer(), style);
  }
  return output.flush();
}

Result<bool> Report::drain(std::size_t limit, const std::function<void(Event&&)>& sink) {
  read_clocks();
  const auto handled = capture.tracer().drain(limit, sink);
  if (auto status = output.flush(); !status) return status.error();
  return handled == limit;
}

Status Report::drain_all(std::size_t limit, const std::function<void(Event&&)>& sink) {
  for (bool more = true; more;) {
    auto again = drain(limit, sink);
    if (!again) return again.error();
    more = *again;
  }
  return {};
}

}  // namespace bpfnetstat::app
