// SPDX-License-Identifier: Apache-2.0
#include "app/ask.h"
#include "app/report.h"
#include "base/say.h"

namespace bpfnetstat::app {
namespace {

constexpr std::size_t kRecordsPerWake = 16384;

class StateTrace {
 public:
  explicit StateTrace(Report& report) : report_(report), capture_(report.capture) {}

  Status begin() { return report_.begin("tracing TCP states", text::append_trace_header); }
  Result<bool> on_ring() { return report_.drain(kRecordsPerWake, sink_); }
  Status on_tick() {
    capture_.retire_closed(monotonic_ns());
    return {};
  }
  Status on_interval() { return {}; }
  Result<Verdict> finish();

 private:
  void print(StateEvent&& event);

  Report& report_;
  Capture& capture_;
  const std::function<void(Event&&)> sink_ = [this](Event&& event) {
    if (auto* state = std::get_if<StateEvent>(&event)) print(std::move(*state));
    if (const auto* listener = std::get_if<ListenerEvent>(&event)) capture_.apply(*listener);
  };
};

void StateTrace::print(StateEvent&& event) {
  const auto& filter = capture_.filter();
  StateRecord record = capture_.describe(std::move(event), report_.realtime_offset(),
                                         report_.now_ns(), filter.cgroup.has_value());
  if (report_.done() || !filter.matches(record)) return;
  report_.print(record);
}

Result<Verdict> StateTrace::finish() {
  capture_.tracer().detach();
  if (auto status = report_.drain_all(kRecordsPerWake, sink_); !status) return status.error();
  const Losses losses = capture_.tracer().losses();
  TraceSummaryRecord summary;
  summary.transitions = report_.printed();
  summary.events_lost = losses.states + losses.undecodable;
  summary.transitions_missed = losses.missed_transitions;
  auto& out = report_.output.buffer();
  if (report_.options.json) {
    json::append(out, summary);
  } else {
    out += '\n';
    text::append(out, summary, report_.style);
  }
  if (auto status = report_.output.flush(); !status) return status.error();
  for (const auto& line : capture_.complaints()) say("{}", line);
  return summary.exact() || !report_.options.check ? Verdict::fine : Verdict::difference;
}

}  // namespace

Result<Verdict> run_trace(const Options& options) {
  if (auto answered = ask_daemon(options)) return *std::move(answered);
  return run_report<StateTrace>(options);
}

}  // namespace bpfnetstat::app
