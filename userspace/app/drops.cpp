// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "app/ask.h"
#include "app/report.h"
#include "base/say.h"

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
  explicit DropsReport(Report& report) : report_(report), capture_(report.capture) {}

  Status begin();
  Result<bool> on_ring() { return report_.drain(kRecordsPerWake, sink_); }
  Status on_tick();
  Status on_interval();
  /// Stops counting, reports all that is left, and compares with the kernel.
  Result<Verdict> finish();

 private:
  void print(const DropEvent& event);
  void print(DropRecord record);
  /// What was folded since, and what of it found no room: the listeners must be fresh.
  Status print_folded();
  /// Marks the namespaces whose counters the kernel has moved since: traffic goes on.
  Status note_movement(std::vector<NetnsCounters>& counters);
  Result<bool> print_summary(kernel::Tracer::Look look);

  Report& report_;
  Capture& capture_;
  const std::function<void(Event&&)> sink_ = [this](Event&& event) {
    if (const auto* drop = std::get_if<DropEvent>(&event)) print(*drop);
    if (const auto* listener = std::get_if<ListenerEvent>(&event)) capture_.apply(*listener);
  };
  std::uint64_t ticks_ = 0;
  std::set<std::uint64_t> matched_;  ///< Listeners with a drop that was printed.
  std::uint64_t port_unknown_ = 0;   ///< Drops that -D could not judge.
};

Status DropsReport::begin() {
  return report_.begin(fmt::format("watching {} listeners ({})", capture_.ledger().open_listeners(),
                                   capture_.probe()),
                       text::append_drops_header);
}

void DropsReport::print(const DropEvent& event) {
  print(capture_.book(event, report_.realtime_offset(), report_.now_ns()));
}

void DropsReport::print(DropRecord record) {
  if (report_.done()) return;
  const auto& filter = capture_.filter();
  if (!filter.matches(record)) {
    if (!filter.peer_ports.empty() && !record.peer_port) port_unknown_ += record.count;
    return;
  }
  if (record.listener) matched_.insert(record.listener->id);
  report_.print(record);
}

Status DropsReport::print_folded() {
  const auto folds = capture_.tracer().take_folds();
  if (!folds) return folds.error();
  report_.read_clocks();
  for (const auto& event : *folds) {
    print(event);
    if (auto status = report_.output.flush_if_large(); !status) return status;
  }
  for (auto& record : capture_.ledger().take_unfolded(report_.realtime(report_.now_ns()))) {
    print(std::move(record));
  }
  return report_.output.flush();
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
  // Counting has stopped; what is on its way now completes the picture.
  if (look == kernel::Tracer::Look::at_end) capture_.tracer().detach();
  // A drop that the listener's total has and the ring still holds would pass for one without
  // client.
  if (auto status = report_.drain_all(kRecordsPerWake, sink_); !status) return status.error();
  if (auto status = print_folded(); !status) return status.error();
  const Losses losses = capture_.tracer().losses();
  auto summary = capture_.ledger().summarise(*counters, losses.undecodable);

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
  auto& out = report_.output.buffer();
  if (report_.options.json) {
    for (const auto& record : summary.listeners) json::append(out, record);
    for (const auto& record : summary.reconciliations) json::append(out, record);
  } else {
    for (auto& record : summary.listeners)
      record.netns_name = capture_.netns_name(record.listener.netns);
    if (!summary.listeners.empty()) out += '\n';
    text::append_listeners(out, summary.listeners, report_.style);
    out += '\n';
    for (auto& record : summary.reconciliations) {
      record.netns_name = capture_.netns_name(record.netns);
      text::append(out, record, report_.style);
    }
  }
  if (auto status = report_.output.flush(); !status) return status.error();
  return summary.exact(losses);
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
  if (report_.options.verbose) {
    const auto finding = capture_.tracer().finding();
    say("SYNs whose listener was found by a scan of the stack {}, by address "
        "{}, not {}",
        finding.by_scan, finding.by_address, finding.not_found);
  }
  return *exact || !report_.options.check ? Verdict::fine : Verdict::difference;
}

}  // namespace

Result<Verdict> run_drops(const Options& options) {
  if (auto answered = ask_daemon(options)) return *std::move(answered);
  return run_report<DropsReport>(options);
}

}  // namespace bpfnetstat::app
