// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "app/capture.h"
#include "app/commands.h"
#include "app/loop.h"
#include "app/output.h"
#include "render/json.h"
#include "render/text.h"

namespace bpfnetstat::app {

/// What the reports of `drops` and `trace` share: a capture at one end, stdout at the other, and
/// how far they are.
class Report {
 public:
  Report(const Options& options, Capture& capture, Output& output);

  /// Says that the capture has begun: the `ready` record, or `announcement` on stderr and the
  /// header of the columns.
  Status begin(std::string_view announcement,
               void (*append_header)(std::string& out, const text::Style& style));

  /// Adds the `ready` record to the output.
  void append_ready();

  /// Hands at most `limit` events to `sink` and writes what it printed. True: there may be more.
  Result<bool> drain(std::size_t limit, const std::function<void(Event&&)>& sink);
  /// The same until none is left.
  Status drain_all(std::size_t limit, const std::function<void(Event&&)>& sink);

  /// Takes what `now_ns()` and `realtime()` go by.
  void read_clocks();
  std::uint64_t now_ns() const { return now_ns_; }
  std::int64_t realtime_offset() const { return realtime_offset_; }
  RealtimeNs realtime(std::uint64_t monotonic) const {
    return static_cast<RealtimeNs>(monotonic) + realtime_offset_;
  }

  /// Prints a DropRecord or StateRecord that the filter let pass.
  template <typename Record>
  void print(Record& record) {
    ++printed_;
    if (options.json) {
      json::append(output.buffer(), record);
      return;
    }
    record.netns_name = capture.netns_name(record.netns);
    text::append(output.buffer(), record, style);
  }

  /// The reader is gone, or --count is reached.
  bool done() const { return output.closed() || (options.count && printed_ >= *options.count); }
  std::uint64_t printed() const { return printed_; }

  const Options& options;
  Capture& capture;
  Output& output;
  text::Style style;

 private:
  std::int64_t realtime_offset_ = 0;
  std::uint64_t now_ns_ = 0;
  std::uint64_t printed_ = 0;
};

/// From the start of a capture to its verdict. `Command` is made of a Report& and has begin(),
/// on_ring(), on_tick(), on_interval() and finish().
template <typename Command>
Result<Verdict> run_report(const Options& options) {
  auto signals = StopSignals::block();
  if (!signals) return signals.error();
  auto capture = Capture::start(options);
  if (!capture) return capture.error();
  Output output(signals->fd(), options.duration_s);
  Report report(options, **capture, output);
  Command command(report);
  if (auto status = command.begin(); !status) return status.error();
  const LoopConfig config = {(*capture)->tracer().ring_fd(), signals->fd(), options.duration_s,
                             options.interval_s};
  const LoopHandlers handlers = {
      [&] { return command.on_ring(); }, [&] { return command.on_tick(); },
      [&] { return command.on_interval(); }, [&] { return report.done(); }};
  if (auto status = run_loop(config, handlers); !status) return status.error();
  return command.finish();
}

}  // namespace bpfnetstat::app
