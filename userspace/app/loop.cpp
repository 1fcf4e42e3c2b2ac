// SPDX-License-Identifier: Apache-2.0
#include "app/loop.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace bpfnetstat::app {
namespace {

/// Between two looks at the ring. While records wait unread the kernel wakes nobody, so a flood
/// costs its producers no wake-ups, and the first record after a lull still comes at once.
constexpr std::uint64_t kRingPauseNs = 5'000'000;
constexpr std::uint64_t kTickNs = 250'000'000;

std::uint64_t clock_ns(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u +
         static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

std::uint64_t monotonic_ns() {
  return clock_ns(CLOCK_MONOTONIC);
}

std::uint64_t seconds_to_ns(double seconds) {
  constexpr double kCentury = 3.2e9;
  return static_cast<std::uint64_t>(std::min(seconds, kCentury) * 1e9);
}

std::int64_t realtime_offset_ns() {
  return static_cast<std::int64_t>(clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC));
}

Result<StopSignals> StopSignals::block() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::signal(SIGPIPE, SIG_IGN);
  if (::sigprocmask(SIG_BLOCK, &signals, nullptr) != 0) {
    return Error{ErrorKind::failed, "cannot block signals", errno, ""};
  }
  const int fd = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) return Error{ErrorKind::failed, "cannot make a signalfd", errno, ""};
  return StopSignals(fd);
}

Status run_loop(const LoopConfig& config, const LoopHandlers& handlers) {
  const std::uint64_t start = monotonic_ns();
  const std::uint64_t end =
      config.duration_s ? start + seconds_to_ns(*config.duration_s) : UINT64_MAX;
  const std::uint64_t interval =
      config.interval_s ? std::max<std::uint64_t>(1, seconds_to_ns(*config.interval_s)) : 0;
  std::uint64_t next_interval = interval != 0 ? start + interval : UINT64_MAX;
  std::uint64_t next_tick = start + kTickNs;
  std::uint64_t next_ring = start;

  for (;;) {
    std::uint64_t now = monotonic_ns();
    const bool ring_due = now >= next_ring;
    // Nothing is asked of stdout: POLLERR (pipe) or POLLHUP (socket) come unasked when its reader
    // went away.
    std::array<pollfd, 3> fds = {{{config.stop_fd, POLLIN, 0},
                                  {STDOUT_FILENO, 0, 0},
                                  {ring_due ? config.ring_fd : -1, POLLIN, 0}}};
    const std::uint64_t wake =
        std::min({end, next_interval, next_tick, ring_due ? UINT64_MAX : next_ring});
    const std::uint64_t wait = wake > now ? wake - now : 0;
    const timespec timeout = {static_cast<time_t>(wait / 1'000'000'000u),
                              static_cast<long>(wait % 1'000'000'000u)};
    if (::ppoll(fds.data(), fds.size(), &timeout, nullptr) < 0 && errno != EINTR) {
      return Error{ErrorKind::failed, "cannot wait for events", errno, ""};
    }
    if (fds[0].revents != 0 || (fds[1].revents & (POLLERR | POLLHUP)) != 0) return {};
    now = monotonic_ns();
    if (fds[2].revents != 0) {
      auto more = handlers.on_ring();
      if (!more) return more.error();
      next_ring = *more ? now : now + kRingPauseNs;
    }
    if (now >= next_tick) {
      if (auto status = handlers.on_tick(); !status) return status;
      next_tick = now + kTickNs;
    }
    // At the end the closing summary takes an interval's place.
    if (now >= next_interval && now < end) {
      if (auto status = handlers.on_interval(); !status) return status;
      // A late interval is not made up for: the next full one counts.
      next_interval += interval * ((now - next_interval) / interval + 1);
    }
    if (handlers.done() || now >= end) return {};
  }
}

}  // namespace bpfnetstat::app
