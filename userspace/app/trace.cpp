// SPDX-License-Identifier: Apache-2.0
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
  StateRecord record;
  record.time = report_.realtime(event.time_ns);
  record.netns = event.netns;
  record.id = event.id;
  record.local = event.local;
  record.peer = event.peer;
  record.mapped = event.mapped;
  record.old_state = event.old_state;
  record.new_state = event.new_state;
  if (event.in_state_ns) record.in_state_us = *event.in_state_ns / 1000;
  record.role = event.role;
  record.totals = event.totals;
  record.owner.uid = event.uid;
  if (event.pid && capture_.pids_known()) {
    record.owner.pid = event.pid;
    record.owner.comm = std::move(event.comm);
  } else if (record.role != Role::client) {
    // A connection that nobody has touched yet belongs to whoever listens there, if that is one.
    if (const auto* listener = capture_.ledger().find(event.netns, event.local, event.mapped)) {
      const auto* identity = capture_.identify(listener->identity.id, report_.now_ns());
      if (identity != nullptr && identity->holders.size() == 1) {
        record.owner.pid = identity->owner.pid;
        record.owner.comm = identity->owner.comm;
      }
      record.role = Role::server;
    }
  }
  const auto& filter = capture_.filter();
  if (filter.cgroup && event.cgroup_id)
    record.owner.cgroup = capture_.cgroup_path(*event.cgroup_id);
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
  return run_report<StateTrace>(options);
}

}  // namespace bpfnetstat::app
