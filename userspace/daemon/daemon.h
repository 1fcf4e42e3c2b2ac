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
/// bytes; the ledger 1,024 closed listeners and 1,024 clients of each; the ring --ring-kib; the
/// socket 64 clients of 256 KiB; the history's queue 4 MB; the metrics two answers of 1.2 MB. A
/// wake handles 8,192 records, so a flood cannot starve a client, a signal or the watchdog.
class Daemon {
 public:
  /// Everything that can fail at start fails here, before the service manager hears that we are
  /// ready.
  static Result<std::unique_ptr<Daemon>> start(const DaemonOptions& options, confine::Log& log);
  ~Daemon();

  /// Until SIGTERM or SIGINT; SIGHUP reads the configuration again.
  Status run();

 private:
  Daemon(const DaemonOptions& options, confine::Log& log) : options_(options), log_(log) {}

  Status give_up_privileges();
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
};

}  // namespace bpfnetstat::daemon
