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
#include <utility>

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
  config.capture.without = options.without;
  config.capture.verbose = options.verbose;
  config.most_connections = options.connections;
  return config;
}

HistoryLimits history_limits(const DaemonOptions& options) {
  return {.max_bytes = options.history_size_mb * 1'000'000,
          .max_age_s = static_cast<std::int64_t>(options.history_age_days) * 86'400};
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
      {.on_request = [self = daemon.get()](
                         serve::Session& session,
                         serve::Request request) { self->answers_->on_request(session, request); },
       .on_end_of_input =
           [self = daemon.get()](serve::Session& session) {
             self->answers_->on_end_of_input(session);
           },
       .on_gone =
           [self = daemon.get()](serve::Session& session) { self->answers_->on_gone(session); }});
  if (!server) return server.error();
  daemon->server_ = *std::move(server);

  auto live = Live::start(live_config(options),
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
                               }});
  if (!live) return live.error();
  daemon->live_ = *std::move(live);
  if (auto status = daemon->give_up_privileges(); !status) return status.error();

  if (options.metrics) {
    metrics::Limits limits;
    limits.listeners = options.metrics_listeners;
    if (const auto range = procfs::read_local_port_range(daemon->live_->capture().proc())) {
      limits.ephemeral_first = range->first;
      limits.ephemeral_last = range->second;
    }
    auto endpoint = metrics::Endpoint::start(to_string(*options.metrics), limits);
    if (!endpoint) return endpoint.error();
    daemon->endpoint_ = *std::move(endpoint);
  }
  if (options.history) {
    daemon->recorder_ =
        std::make_unique<store::Recorder>(*options.history, history_limits(options));
  }
  daemon->answers_ = std::make_unique<Answers>(*daemon->live_, options.history);
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
  return confine::drop_capabilities(confine::kDaemonKeeps);
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
  const auto status = loop();
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
      say(tick(), Priority::error);
      next_tick_ns_ = now + kTickNs;
    }
    live_->work();
    if (app::monotonic_ns() >= answers_->next_ns()) answers_->work();
    if (fds[2].revents != 0) answers_->answer();
    const auto deadline = server_->next_deadline_ns();
    if (fds[1].revents != 0 || (deadline && now >= *deadline)) server_->work(kServeSteps);
    if (now >= next_watchdog_ns_) {
      say(notifier_->watchdog(), Priority::warning);
      next_watchdog_ns_ = now + watchdog_ns_;
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
  if (auto status = live_->tick(); !status) return status;
  answers_->tick();
  record();
  publish();
  log_.tick();
  return {};
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
