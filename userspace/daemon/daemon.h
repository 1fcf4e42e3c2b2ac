// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/daemon_options.h"
#include "base/result.h"
#include "confine/log.h"
#include "confine/service_notifier.h"
#include "daemon/answers.h"
#include "daemon/live.h"
#include "export/endpoint.h"
#include "serve/server.h"
#include "store/recorder.h"

namespace bpfnetstat::daemon {

/// The daemon, from its options to its end: attaches, gives up what it no longer needs, serves.
///
/// Bounds, whatever happens on the machine: the live table holds --connections connections of 150
/// bytes; the ledger 1,024 closed listeners, 1,024 clients of an open one; the ring --ring-kib; the
/// socket 64 clients of 256 KiB, and besides: 32 MiB of answers that are made as a whole
/// (kMostKeptBytes), of 16 live reports the summaries and 16,384 clients each (kClientsPerReport),
/// and one table of the listeners' figures that all answers to `listeners` are written from, with 8
/// bytes a listener for each client; the history's queue 4 MB; the metrics two answers of 1.8 MB. A
/// wake handles 8,192 records or 2,048 connections of a walk, and looks at the kernel for those who
/// ask have a quarter of the time, so neither a flood nor a crowd can starve a client, a signal or
/// the watchdog.
class Daemon {
 public:
  /// Everything that can fail at start fails here, before the service manager hears that we are
  /// ready.
  static Result<std::unique_ptr<Daemon>> start(const DaemonOptions& options, confine::Log& log);
  ~Daemon();

  /// Until SIGTERM or SIGINT; SIGHUP reads the configuration again. An Error when the ticks of
  /// ten seconds have failed: history, metrics and live reports went on until then.
  Status run();

 private:
  Daemon(const DaemonOptions& options, confine::Log& log) : options_(options), log_(log) {}

  Status give_up_privileges();
  Status start_threads();
  Status start_endpoint();
  Status loop();
  void on_signals(bool& stop);
  Status tick();
  /// To the history, and what is bad news to the log.
  void record();
  void publish();
  void reload();
  void finish();
  void say(const Status& status, confine::Priority priority);

  DaemonOptions options_;
  confine::Log& log_;
  int signals_ = -1;  ///< Lives as long as the process.
  std::optional<confine::ServiceNotifier> notifier_;
  std::unique_ptr<Live> live_;
  std::unique_ptr<serve::Server> server_;
  std::unique_ptr<store::Recorder> recorder_;
  std::unique_ptr<metrics::Endpoint> endpoint_;
  std::unique_ptr<Answers> answers_;  ///< Goes before the server, whose sessions it knows.
  std::uint64_t next_tick_ns_ = 0;
  std::uint64_t next_ring_ns_ = 0;
  std::uint64_t next_watchdog_ns_ = UINT64_MAX;
  std::uint64_t watchdog_ns_ = 0;
  unsigned failed_ticks_ = 0;  ///< One after the other.
};

}  // namespace bpfnetstat::daemon
