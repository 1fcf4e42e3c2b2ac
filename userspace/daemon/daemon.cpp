// SPDX-License-Identifier: Apache-2.0
#include "daemon/daemon.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <span>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "app/loop.h"
#include "confine/capabilities.h"
#include "confine/system_calls.h"
#include "procfs/system.h"

namespace bpfnetstat::daemon {
namespace {

using confine::Priority;

/// Between two looks at the ring: as in a run of `trace`, so that a flood wakes nobody for each
/// record.
constexpr std::uint64_t kRingPauseNs = 5'000'000;
constexpr std::uint64_t kTickNs = 1'000'000'000;
/// Ticks that fail one after the other, with all that they are to do but what failed, before the
/// daemon gives up: sooner than the watchdog of the shipped unit (30 s, of which a half may have
/// gone by since the last sign of life), so that it ends in order.
constexpr unsigned kMostFailedTicks = 10;
/// Steps of the server in one wake.
constexpr std::size_t kServeSteps = 64;
/// How long clients may take to read the last word.
constexpr std::uint64_t kFarewellNs = 1'000'000'000;

/// SIGINT, SIGTERM and SIGHUP by descriptor, blocked before there is any thread.
Result<int> block_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&signals, number);
  ::signal(SIGPIPE, SIG_IGN);
  // A file that may grow no further is the history's to report.
  ::signal(SIGXFSZ, SIG_IGN);
  if (::sigprocmask(SIG_BLOCK, &signals, nullptr) != 0)
    return Error{ErrorKind::failed, "cannot block signals", errno, ""};
  const int fd = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) return Error{ErrorKind::failed, "cannot make a signalfd", errno, ""};
  return fd;
}

LiveConfig live_config(const DaemonOptions& options) {
  LiveConfig config;
  config.capture.command = Command::daemon;
  config.capture.probe = options.probe;
  config.capture.ring_kib = options.ring_kib;
  config.capture.queues = options.queues;
  config.capture.without = options.without;
  config.capture.verbose = options.verbose;
  config.most_connections = options.connections;
  return config;
}

HistoryLimits history_limits(const DaemonOptions& options) {
  return {.max_bytes = options.history_size_mb * 1'000'000,
          .max_age_s = static_cast<std::int64_t>(options.history_age_days) * 86'400};
}

/// What the daemon ends with, and exit code 1, whatever kind of error it was.
Error given_up(Error last) {
  last.kind = ErrorKind::failed;
  last.what = fmt::format("given up after {} seconds of failures: {}",
                          kMostFailedTicks * kTickNs / 1'000'000'000, last.what);
  return last;
}

Error no_thread(const std::system_error& error) {
  return {ErrorKind::failed, "cannot start a thread", error.code().value(),
          "raise the limit of processes (TasksMax=, pids.max)"};
}

/// Calls `start` in a thread that has given up all capabilities but these, and waits for its end:
/// the threads that it starts have no others either.
Status with_capabilities(std::span<const cap_value_t> keep, const std::function<Status()>& start) {
  Status status;
  try {
    std::thread([&] {
      status = confine::drop_capabilities_of_thread(keep);
      if (!status) return;
      try {
        status = start();
      } catch (const std::system_error& error) {
        status = no_thread(error);
      }
    }).join();
  } catch (const std::system_error& error) {
    return no_thread(error);
  }
  return status;
}

/// A port for the metrics that not everybody may bind to. 0 lets the kernel choose another.
bool has_low_port(const DaemonOptions& options) {
  constexpr std::uint16_t kFirstUnprivilegedPort = 1024;
  return options.metrics && options.metrics->port != 0 &&
         options.metrics->port < kFirstUnprivilegedPort;
}

}  // namespace

Daemon::~Daemon() = default;

Result<std::unique_ptr<Daemon>> Daemon::start(const DaemonOptions& options, confine::Log& log) {
  std::unique_ptr<Daemon> daemon(new Daemon(options, log));
  auto signals = block_signals();
  if (!signals) return signals.error();
  daemon->signals_ = *signals;
  auto notifier = confine::ServiceNotifier::open(confine::ServiceNotifier::environment());
  if (!notifier) return notifier.error();
  daemon->notifier_ = *std::move(notifier);

  // First of all the door: a second daemon must not attach anything.
  auto server = serve::Server::open(
      {.path = options.socket, .group = options.group},
      {.on_request =
           [self = daemon.get()](serve::Session& session, serve::Request request) {
             self->answers_->on_request(session, std::move(request));
           },
       .on_end_of_input =
           [self = daemon.get()](serve::Session& session) {
             self->answers_->on_end_of_input(session);
           },
       .on_gone =
           [self = daemon.get()](serve::Session& session) { self->answers_->on_gone(session); }});
  if (!server) return server.error();
  daemon->server_ = *std::move(server);

  auto live = Live::start(
      live_config(options),
      {.on_transition =
           [self = daemon.get()](const StateEvent& event) {
             if (self->answers_) self->answers_->on_transition(event);
           },
       .on_drop =
           [self = daemon.get()](const DropRecord& record) {
             if (self->answers_) self->answers_->on_drop(record);
           },
       .on_namespace_gone =
           [self = daemon.get()](const ReconciliationRecord& record) {
             if (self->answers_) self->answers_->on_namespace_gone(record);
           },
       .on_notice = [self = daemon.get()](
                        std::string_view line) { self->log_.write(Priority::info, line); }});
  if (!live) return live.error();
  daemon->live_ = *std::move(live);
  if (auto status = daemon->give_up_privileges(); !status) return status.error();
  if (auto status = daemon->start_threads(); !status) return status.error();
  if (auto status = confine::filter_system_calls(); !status) {
    log.write(Priority::warning, fmt::format("going on without a filter of system calls: {}",
                                             to_string(status.error())));
  }
  daemon->live_->note(DaemonEventKind::started, daemon->live_->connections().all().size(),
                      fmt::format("drops by {}", daemon->live_->capture().probe()));
  return daemon;
}

/// While there is one thread: threads keep what they began with.
Status Daemon::give_up_privileges() {
  std::vector<cap_value_t> keep(confine::kDaemonKeeps.begin(), confine::kDaemonKeeps.end());
  // Until start_endpoint() is over.
  if (has_low_port(options_)) keep.push_back(CAP_NET_BIND_SERVICE);
  return confine::drop_capabilities(keep);
}

/// Capabilities belong to a thread and are inherited by those that it starts. All other threads
/// than the loop's have none: those that serve the metrics talk to whoever reaches the address, and
/// those that write and read the history do with its files what their owner may. So one that has
/// given up all of them starts them.
Status Daemon::start_threads() {
  if (options_.metrics) {
    if (auto status = start_endpoint(); !status) return status;
  }
  return with_capabilities({}, [this]() -> Status {
    if (options_.history) {
      recorder_ = std::make_unique<store::Recorder>(*options_.history, history_limits(options_));
    }
    // With the thread that reads the history.
    answers_ = std::make_unique<Answers>(*live_, options_.history);
    return {};
  });
}

/// For a port below 1024 its threads begin with the capability to bind to it, as the one that makes
/// the socket starts them.
Status Daemon::start_endpoint() {
  metrics::Limits limits;
  limits.listeners = options_.metrics_listeners;
  if (const auto range = procfs::read_local_port_range(live_->capture().proc())) {
    limits.ephemeral_first = range->first;
    limits.ephemeral_last = range->second;
  }
  std::vector<cap_value_t> keep;
  if (has_low_port(options_)) keep.push_back(CAP_NET_BIND_SERVICE);
  auto status = with_capabilities(keep, [&]() -> Status {
    auto endpoint = metrics::Endpoint::start(to_string(*options_.metrics), limits);
    if (!endpoint) return endpoint.error();
    endpoint_ = *std::move(endpoint);
    return {};
  });
  if (!status || keep.empty()) return status;
  status = confine::drop_capabilities_of_other_threads();
  if (!status) return status;
  return confine::drop_capabilities_of_thread(confine::kDaemonKeeps);
}

void Daemon::say(const Status& status, Priority priority) {
  if (!status) log_.write(priority, to_string(status.error()));
}

Status Daemon::run() {
  const auto now = app::monotonic_ns();
  next_tick_ns_ = now + kTickNs;
  next_ring_ns_ = now;
  if (const auto period = notifier_->watchdog_period()) {
    watchdog_ns_ = static_cast<std::uint64_t>(period->count()) * 1000 / 2;
    next_watchdog_ns_ = now + watchdog_ns_;
  }
  publish();
  const auto words = fmt::format("watching {} listeners and {} connections (drops by {})",
                                 live_->capture().ledger().open_listeners(),
                                 live_->connections().all().size(), live_->capture().probe());
  say(notifier_->ready(words), Priority::warning);
  log_.write(Priority::info, fmt::format("ready: {}; {}", words, options_.socket));
  if (endpoint_) {
    log_.write(Priority::info,
               fmt::format("metrics at http://{}/metrics",
                           to_string(Endpoint{options_.metrics->address, endpoint_->port()})));
  }
  auto status = loop();
  finish();
  return status;
}

Status Daemon::loop() {
  for (bool stop = false; !stop;) {
    std::uint64_t now = app::monotonic_ns();
    const bool ring_due = now >= next_ring_ns_;
    std::array<pollfd, 4> fds = {{{signals_, POLLIN, 0},
                                  {server_->fd(), POLLIN, 0},
                                  {answers_->fd(), POLLIN, 0},
                                  {ring_due ? live_->ring_fd() : -1, POLLIN, 0}}};
    std::uint64_t wake = std::min(next_tick_ns_, next_watchdog_ns_);
    if (!ring_due) wake = std::min(wake, next_ring_ns_);
    if (const auto next = live_->next_ns()) wake = std::min(wake, *next);
    if (const auto next = server_->next_deadline_ns()) wake = std::min(wake, *next);
    wake = std::min(wake, answers_->next_ns());
    const std::uint64_t wait = wake > now ? wake - now : 0;
    const timespec timeout = {static_cast<time_t>(wait / 1'000'000'000u),
                              static_cast<long>(wait % 1'000'000'000u)};
    if (::ppoll(fds.data(), fds.size(), &timeout, nullptr) < 0 && errno != EINTR)
      return Error{ErrorKind::failed, "cannot wait for events", errno, ""};
    now = app::monotonic_ns();
    if (fds[0].revents != 0) on_signals(stop);
    if (fds[3].revents != 0) next_ring_ns_ = live_->drain() ? now : now + kRingPauseNs;
    if (now >= next_tick_ns_) {
      // Memory may be short for a moment: the next tick tries again.
      const auto status = tick();
      say(status, Priority::error);
      failed_ticks_ = status ? 0 : failed_ticks_ + 1;
      if (failed_ticks_ == kMostFailedTicks) return given_up(status.error());
      next_tick_ns_ = now + kTickNs;
    }
    live_->work();
    if (app::monotonic_ns() >= answers_->next_ns()) answers_->work();
    if (fds[2].revents != 0) answers_->answer();
    const auto deadline = server_->next_deadline_ns();
    if (fds[1].revents != 0 || (deadline && now >= *deadline)) server_->work(kServeSteps);
    if (now >= next_watchdog_ns_) {
      // One that cannot do its work is not well, however busily it goes round. After a tick that
      // succeeds there is still time.
      if (failed_ticks_ == 0) say(notifier_->watchdog(), Priority::warning);
      next_watchdog_ns_ = now + (failed_ticks_ == 0 ? watchdog_ns_ : kTickNs);
    }
  }
  return {};
}

void Daemon::on_signals(bool& stop) {
  signalfd_siginfo info{};
  while (::read(signals_, &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGHUP) {
      reload();
    } else {
      stop = true;
    }
  }
}

Status Daemon::tick() {
  // Whatever fails there: what is known is to be written down and told all the same.
  auto status = live_->tick();
  answers_->tick();
  record();
  publish();
  log_.tick();
  return status;
}

void Daemon::record() {
  auto batch = live_->take_history();
  for (const auto& event : batch.events) {
    const bool bad = event.kind == DaemonEventKind::ring_loss ||
                     event.kind == DaemonEventKind::resync ||
                     event.kind == DaemonEventKind::transitions_missed ||
                     event.kind == DaemonEventKind::unattributed;
    log_.write(bad ? Priority::warning : Priority::info,
               fmt::format("{}: {}{}{}", name(event.kind), event.count,
                           event.detail.empty() ? "" : "; ", event.detail));
  }
  if (recorder_) {
    recorder_->record(std::move(batch));
    for (const auto& line : recorder_->take_complaints()) log_.write(Priority::warning, line);
  }
}

void Daemon::publish() {
  if (!endpoint_) return;
  auto figures = std::make_shared<DaemonFigures>(live_->figures());
  if (recorder_) figures->history = recorder_->figures();
  figures->serving = server_->figures();
  endpoint_->publish(std::move(figures));
}

void Daemon::reload() {
  say(notifier_->reloading(), Priority::warning);
  if (auto fresh = reread(options_); !fresh) {
    log_.write(Priority::error, fmt::format("going on as before: {}", to_string(fresh.error())));
  } else {
    options_ = fresh->options;
    for (const auto& change : fresh->changed) log_.write(Priority::notice, change);
    for (const auto& change : fresh->need_restart) {
      log_.write(Priority::warning, fmt::format("only a restart changes {}", change));
    }
    log_.set_verbose(options_.verbose);
    if (recorder_) recorder_->set_limits(history_limits(options_));
  }
  say(notifier_->ready("configuration read again"), Priority::warning);
}

void Daemon::finish() {
  say(notifier_->stopping(), Priority::warning);
  server_->close_door();
  answers_->finish_all();
  const auto patience = app::monotonic_ns() + kFarewellNs;
  while (server_->figures().clients != 0 && app::monotonic_ns() < patience) {
    pollfd fd = {server_->fd(), POLLIN, 0};
    ::poll(&fd, 1, 50);
    server_->work(kServeSteps);
  }
  (void)live_->settle();
  live_->note(DaemonEventKind::stopped, live_->connections().all().size());
  live_->end_minute();
  record();
  if (recorder_) {
    recorder_->stop();
    for (const auto& line : recorder_->take_complaints()) log_.write(Priority::warning, line);
  }
  log_.write(Priority::info, "ended");
  log_.flush();
}

}  // namespace bpfnetstat::daemon
