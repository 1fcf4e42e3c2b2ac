// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "app/capture.h"
#include "app/commands.h"
#include "app/loop.h"
#include "app/output.h"
#include "base/say.h"
#include "render/json.h"
#include "render/text.h"

namespace bpfnetstat::app {
namespace {

constexpr std::size_t kRecordsPerWake = 16384;

class StateTrace {
 public:
  StateTrace(const Options& options, Capture& capture, Output& output)
      : options_(options), capture_(capture), output_(output) {
    style_.colour = wants_colour();
  }

  Status begin();
  Result<bool> on_ring();
  Status on_tick();
  bool done() const { return output_.closed() || (options_.count && printed_ >= *options_.count); }
  Result<Verdict> finish();

 private:
  void print(StateEvent&& event);

  const Options& options_;
  Capture& capture_;
  Output& output_;
  text::Style style_;
  std::int64_t realtime_offset_ = 0;
  std::uint64_t now_ns_ = 0;
  std::uint64_t printed_ = 0;
};

Status StateTrace::begin() {
  ReadyRecord ready;
  ready.time = static_cast<RealtimeNs>(monotonic_ns()) + realtime_offset_ns();
  ready.probe = capture_.probe();
  ready.listeners = capture_.ledger().open_listeners();
  if (options_.json) {
    json::append(output_.buffer(), ready);
  } else {
    say("tracing TCP states; Ctrl-C ends");
    text::append_trace_header(output_.buffer(), style_);
  }
  return output_.flush();
}

void StateTrace::print(StateEvent&& event) {
  StateRecord record;
  record.time = static_cast<RealtimeNs>(event.time_ns) + realtime_offset_;
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
      const auto* identity = capture_.identify(listener->identity.id, now_ns_);
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
  if (done() || !filter.matches(record)) return;
  ++printed_;
  if (options_.json) {
    json::append(output_.buffer(), record);
    return;
  }
  record.netns_name = capture_.netns_name(record.netns);
  text::append(output_.buffer(), record, style_);
}

Result<bool> StateTrace::on_ring() {
  realtime_offset_ = realtime_offset_ns();
  now_ns_ = monotonic_ns();
  const auto handled = capture_.tracer().drain(kRecordsPerWake, [this](Event&& event) {
    if (auto* state = std::get_if<StateEvent>(&event)) print(std::move(*state));
    if (const auto* listener = std::get_if<ListenerEvent>(&event)) capture_.apply(*listener);
  });
  if (auto status = output_.flush(); !status) return status.error();
  return handled == kRecordsPerWake;
}

Status StateTrace::on_tick() {
  capture_.retire_closed(monotonic_ns());
  return {};
}

Result<Verdict> StateTrace::finish() {
  capture_.tracer().detach();
  for (bool more = true; more;) {
    auto again = on_ring();
    if (!again) return again.error();
    more = *again;
  }
  const Losses losses = capture_.tracer().losses();
  TraceSummaryRecord summary;
  summary.transitions = printed_;
  summary.events_lost = losses.states + losses.undecodable;
  summary.transitions_missed = losses.missed_transitions;
  if (options_.json) {
    json::append(output_.buffer(), summary);
  } else {
    output_.buffer() += '\n';
    text::append(output_.buffer(), summary, style_);
  }
  if (auto status = output_.flush(); !status) return status.error();
  for (const auto& line : capture_.complaints()) say("{}", line);
  return summary.exact() || !options_.check ? Verdict::fine : Verdict::difference;
}

}  // namespace

Result<Verdict> run_trace(const Options& options) {
  auto signals = StopSignals::block();
  if (!signals) return signals.error();
  auto capture = Capture::start(options);
  if (!capture) return capture.error();
  Output output(signals->fd(), options.duration_s);
  StateTrace trace(options, **capture, output);
  if (auto status = trace.begin(); !status) return status.error();
  const LoopConfig config = {(*capture)->tracer().ring_fd(), signals->fd(), options.duration_s,
                             std::nullopt};
  const LoopHandlers handlers = {[&] { return trace.on_ring(); }, [&] { return trace.on_tick(); },
                                 [] { return Status{}; }, [&] { return trace.done(); }};
  if (auto status = run_loop(config, handlers); !status) return status.error();
  return trace.finish();
}

}  // namespace bpfnetstat::app
