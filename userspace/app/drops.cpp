// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "app/capture.h"
#include "app/commands.h"
#include "app/loop.h"
#include "app/output.h"
#include "base/say.h"
#include "render/json.h"
#include "render/text.h"

namespace bpfnetstat::app {
namespace {

/// Records handled per wake: a flood cannot starve a signal or a timer.
constexpr std::size_t kRecordsPerWake = 4096;

/// Ticks come four times a second.
constexpr std::uint64_t kTicksPerSweep = 20;
constexpr std::uint64_t kTicksPerFold = 4;

/// The live report: from the capture's events to lines on stdout.
class DropsReport {
 public:
  DropsReport(const Options& options, Capture& capture, Output& output)
      : options_(options), capture_(capture), output_(output) {
    style_.colour = wants_colour();
  }

  Status begin();
  Result<bool> on_ring();
  Status on_tick();
  Status on_interval();
  bool done() const { return output_.closed() || (options_.count && printed_ >= *options_.count); }
  /// Stops counting, reports all that is left, and compares with the kernel.
  Result<Verdict> finish();

 private:
  void print(const DropEvent& event);
  void print(DropRecord record);
  /// What was folded since, and what of it found no room: the listeners must be fresh.
  Status print_folded();
  Status print_unfolded();
  /// Marks the namespaces whose counters the kernel has moved since: traffic goes on.
  Status note_movement(std::vector<NetnsCounters>& counters);
  Result<bool> print_summary(kernel::Tracer::Look look);

  const Options& options_;
  Capture& capture_;
  Output& output_;
  text::Style style_;
  std::int64_t realtime_offset_ = 0;
  std::uint64_t now_ns_ = 0;
  std::uint64_t printed_ = 0;
  std::uint64_t ticks_ = 0;
  std::set<std::uint64_t> matched_;  ///< Listeners with a drop that was printed.
  std::uint64_t port_unknown_ = 0;   ///< Drops that -D could not judge.
};

Status DropsReport::begin() {
  ReadyRecord ready;
  ready.time = static_cast<RealtimeNs>(monotonic_ns()) + realtime_offset_ns();
  ready.probe = capture_.probe();
  ready.listeners = capture_.ledger().open_listeners();
  if (options_.json) {
    json::append(output_.buffer(), ready);
  } else {
    say("watching {} listeners ({}); Ctrl-C ends", ready.listeners, ready.probe);
    text::append_drops_header(output_.buffer(), style_);
  }
  return output_.flush();
}

void DropsReport::print(const DropEvent& event) {
  // First the listener: a new one enters the ledger here, and then counts its clients.
  const auto* listener = capture_.identify(event.listener_id, now_ns_);
  capture_.ledger().apply(event);
  DropRecord record;
  record.time = static_cast<RealtimeNs>(event.time_ns) + realtime_offset_;
  record.count = event.count;
  record.cause = event.cause;
  record.netns = event.netns;
  record.local = event.local;
  record.peer = event.peer;
  record.peer_port = event.peer_port;
  record.mapped = event.mapped;
  record.accept_queue = event.accept_queue;
  record.accept_queue_limit = event.accept_queue_limit;
  if (listener != nullptr) record.listener = *listener;
  print(std::move(record));
}

void DropsReport::print(DropRecord record) {
  if (done()) return;
  const auto& filter = capture_.filter();
  if (!filter.matches(record)) {
    if (!filter.peer_ports.empty() && !record.peer_port) port_unknown_ += record.count;
    return;
  }
  ++printed_;
  if (record.listener) matched_.insert(record.listener->id);
  if (options_.json) {
    json::append(output_.buffer(), record);
    return;
  }
  record.netns_name = capture_.netns_name(record.netns);
  text::append(output_.buffer(), record, style_);
}

Result<bool> DropsReport::on_ring() {
  realtime_offset_ = realtime_offset_ns();
  now_ns_ = monotonic_ns();
  const auto handled = capture_.tracer().drain(kRecordsPerWake, [this](Event&& event) {
    if (const auto* drop = std::get_if<DropEvent>(&event)) print(*drop);
    if (const auto* listener = std::get_if<ListenerEvent>(&event)) capture_.apply(*listener);
  });
  if (auto status = output_.flush(); !status) return status.error();
  return handled == kRecordsPerWake;
}

Status DropsReport::print_folded() {
  const auto folds = capture_.tracer().take_folds();
  if (!folds) return folds.error();
  now_ns_ = monotonic_ns();
  realtime_offset_ = realtime_offset_ns();
  for (const auto& event : *folds) {
    print(event);
    if (auto status = output_.flush_if_large(); !status) return status;
  }
  for (auto& record :
       capture_.ledger().take_unfolded(static_cast<RealtimeNs>(now_ns_) + realtime_offset_)) {
    print(std::move(record));
  }
  return output_.flush();
}

Status DropsReport::on_tick() {
  capture_.retire_closed(monotonic_ns());
  if (++ticks_ % kTicksPerSweep == 0) {
    if (auto status = capture_.tracer().sweep_namespaces(); !status) return status;
  }
  // Once a second bounds what a flood from invented addresses makes us print.
  if (ticks_ % kTicksPerFold != 0 || !capture_.tracer().folded()) return {};
  if (auto status = capture_.refresh_listeners(); !status) return status;
  return print_folded();
}

Status DropsReport::note_movement(std::vector<NetnsCounters>& counters) {
  const auto later = capture_.tracer().counters(kernel::Tracer::Look::peek);
  if (!later) return later.error();
  for (auto& netns : counters) {
    for (const auto& now : *later) {
      if (now.net_cookie == netns.net_cookie) netns.moved_on = now.kernel != netns.kernel;
    }
  }
  return {};
}

Result<bool> DropsReport::print_summary(kernel::Tracer::Look look) {
  auto counters = capture_.tracer().counters(look);
  if (!counters) return counters.error();
  if (auto status = capture_.refresh_listeners(); !status) return status.error();
  if (auto status = note_movement(*counters); !status) return status.error();
  if (look == kernel::Tracer::Look::at_end) {
    // Counting has stopped; what is on its way now completes the picture.
    capture_.tracer().detach();
    for (bool more = true; more;) {
      auto again = on_ring();
      if (!again) return again;
      more = *again;
    }
  }
  if (auto status = print_folded(); !status) return status.error();
  auto summary = capture_.ledger().summarise(*counters, capture_.tracer().losses().undecodable);
  bool exact = true;
  for (auto& netns : summary.reconciliations) exact = exact && netns.exact();

  const auto& filter = capture_.filter();
  std::erase_if(summary.listeners, [&](const ListenerRecord& record) {
    // A listener has no remote port of its own: shown if one of its drops was.
    return !filter.matches(record) ||
           (!filter.peer_ports.empty() && !matched_.contains(record.listener.id));
  });
  std::erase_if(summary.reconciliations, [&](const ReconciliationRecord& record) {
    return filter.netns && *filter.netns != record.netns;
  });
  for (auto& record : summary.listeners) {
    if (const auto* now = capture_.identify(record.listener.id, monotonic_ns()))
      record.listener = *now;
  }
  auto& out = output_.buffer();
  if (options_.json) {
    for (const auto& record : summary.listeners) json::append(out, record);
    for (const auto& record : summary.reconciliations) json::append(out, record);
  } else {
    for (auto& record : summary.listeners)
      record.netns_name = capture_.netns_name(record.listener.netns);
    if (!summary.listeners.empty()) out += '\n';
    text::append_listeners(out, summary.listeners, style_);
    out += '\n';
    for (auto& record : summary.reconciliations) {
      record.netns_name = capture_.netns_name(record.netns);
      text::append(out, record, style_);
    }
  }
  if (auto status = output_.flush(); !status) return status.error();
  return exact;
}

Status DropsReport::on_interval() {
  if (auto summary = print_summary(kernel::Tracer::Look::at_interval); !summary)
    return summary.error();
  return {};
}

Result<Verdict> DropsReport::finish() {
  const auto exact = print_summary(kernel::Tracer::Look::at_end);
  if (!exact) return exact.error();
  for (const auto& line : capture_.complaints()) say("{}", line);
  if (port_unknown_ != 0) {
    say("{} drops came faster than their ports could be told; -D left them out", port_unknown_);
  }
  if (options_.verbose) {
    const auto finding = capture_.tracer().finding();
    say("SYNs whose listener was found by a scan of the stack {}, by address "
        "{}, not {}",
        finding.by_scan, finding.by_address, finding.not_found);
  }
  return *exact || !options_.check ? Verdict::fine : Verdict::difference;
}

}  // namespace

Result<Verdict> run_drops(const Options& options) {
  auto signals = StopSignals::block();
  if (!signals) return signals.error();
  auto capture = Capture::start(options);
  if (!capture) return capture.error();
  Output output(signals->fd(), options.duration_s);
  DropsReport report(options, **capture, output);
  if (auto status = report.begin(); !status) return status.error();
  const LoopConfig config = {(*capture)->tracer().ring_fd(), signals->fd(), options.duration_s,
                             options.interval_s};
  const LoopHandlers handlers = {[&] { return report.on_ring(); }, [&] { return report.on_tick(); },
                                 [&] { return report.on_interval(); },
                                 [&] { return report.done(); }};
  if (auto status = run_loop(config, handlers); !status) return status.error();
  return report.finish();
}

}  // namespace bpfnetstat::app
