// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/result.h"

/// The one event loop of a tracing command: ring, signals, timers, reader of stdout.
namespace bpfnetstat::app {

/// CLOCK_MONOTONIC, nanoseconds; the kernel side's clock.
std::uint64_t monotonic_ns();

/// Nanoseconds of a number of seconds, bounded to a century.
std::uint64_t seconds_to_ns(double seconds);

/// CLOCK_REALTIME minus CLOCK_MONOTONIC, nanoseconds, at this moment.
std::int64_t realtime_offset_ns();

/// SIGINT and SIGTERM, taken out of asynchronous delivery and readable instead. Make it before any
/// thread; SIGPIPE is ignored from then on.
class StopSignals {
 public:
  static Result<StopSignals> block();
  int fd() const { return fd_; }

 private:
  explicit StopSignals(int fd) : fd_(fd) {}
  int fd_;  ///< Lives as long as the process.
};

struct LoopConfig {
  int ring_fd = -1;
  int stop_fd = -1;
  std::optional<double> duration_s{};
  std::optional<double> interval_s{};
};

/// What the loop calls. An Error ends the loop and is returned.
struct LoopHandlers {
  /// Handles some records of the ring; true: there may be more at once.
  std::function<Result<bool>()> on_ring;
  /// Four times a second.
  std::function<Status()> on_tick;
  /// Every interval_s.
  std::function<Status()> on_interval;
  /// Asked after each of them: is the work done?
  std::function<bool()> done;
};

/// Runs until a stop signal, the duration's end, done(), or stdout's reader going away.
Status run_loop(const LoopConfig& config, const LoopHandlers& handlers);

}  // namespace bpfnetstat::app
