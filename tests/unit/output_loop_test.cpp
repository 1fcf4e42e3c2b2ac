// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "app/loop.h"
#include "app/output.h"
#include "base/unique_fd.h"

namespace bpfnetstat::app {
namespace {

constexpr std::uint64_t kMs = 1'000'000;

/// Two connected descriptors; of a pipe, `in` is the end to write to.
struct Channel {
  UniqueFd out;
  UniqueFd in;

  static Channel pipe() {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) std::abort();
    return {UniqueFd(fds[0]), UniqueFd(fds[1])};
  }
  static Channel socket() {
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) std::abort();
    return {UniqueFd(fds[0]), UniqueFd(fds[1])};
  }
  void put() const {
    if (::write(in.get(), "x", 1) != 1) std::abort();
  }
};

/// A process whose standard output is `fd`; it runs `body` and ends with what that returns. One
/// that hangs is killed by SIGALRM.
class Child {
 public:
  Child(int fd, const std::function<int()>& body) : pid_(::fork()) {
    if (pid_ < 0) std::abort();
    if (pid_ > 0) return;
    ::alarm(60);
    ::signal(SIGPIPE, SIG_IGN);
    ::_exit(::dup2(fd, STDOUT_FILENO) < 0 ? 100 : body());
  }
  Child(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) wait();
  }

  /// The body's result, or minus the signal that killed it.
  int wait() {
    int status = 0;
    if (::waitpid(pid_, &status, 0) != pid_) std::abort();
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t pid_;
};

std::string read_all(int fd) {
  std::string text;
  char piece[4093];
  for (ssize_t got; (got = ::read(fd, piece, sizeof(piece))) > 0;) {
    text.append(piece, static_cast<std::size_t>(got));
  }
  return text;
}

/// Recognisable at every place.
std::string pattern(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += std::to_string(text.size()) + '\n';
  text.resize(bytes);
  return text;
}

bool readable(int fd) {
  pollfd look{fd, POLLIN, 0};
  return ::poll(&look, 1, 0) == 1;
}

/// Counts what the loop calls; each can be replaced.
struct Calls {
  int ring = 0;
  int tick = 0;
  int interval = 0;
  LoopHandlers handlers = {[this]() -> Result<bool> { return ++ring, false; },
                           [this] { return ++tick, Status{}; },
                           [this] { return ++interval, Status{}; }, [] { return false; }};
};

// The loop.

TEST(Loop, EndsAtAStopSignalBeforeAnythingElse) {
  const auto stop = Channel::pipe();
  const auto ring = Channel::pipe();
  stop.put();
  ring.put();
  Calls calls;
  const auto status = run_loop(
      {.ring_fd = ring.out.get(), .stop_fd = stop.out.get(), .duration_s = 0, .interval_s = 1e-9},
      calls.handlers);
  EXPECT_TRUE(status);
  EXPECT_EQ(calls.ring, 0);
  EXPECT_EQ(calls.tick, 0);
  EXPECT_EQ(calls.interval, 0);
}

TEST(Loop, EndsAtAStopSignalWhileItWaits) {
  const auto stop = Channel::pipe();
  Calls calls;
  calls.handlers.on_tick = [&] { return stop.put(), ++calls.tick, Status{}; };
  EXPECT_TRUE(run_loop({.stop_fd = stop.out.get()}, calls.handlers));
  EXPECT_EQ(calls.tick, 1);
}

TEST(Loop, HandlesTheRingUntilDone) {
  const auto ring = Channel::pipe();
  ring.put();
  Calls calls;
  calls.handlers.done = [&] { return calls.ring == 7; };
  EXPECT_TRUE(run_loop({.ring_fd = ring.out.get()}, calls.handlers));
  EXPECT_EQ(calls.ring, 7);
}

TEST(Loop, LeavesAnIdleRingAlone) {
  const auto ring = Channel::pipe();
  Calls calls;
  EXPECT_TRUE(run_loop({.ring_fd = ring.out.get(), .duration_s = 0.03}, calls.handlers));
  EXPECT_EQ(calls.ring, 0);
}

// A flood then costs its producers no wake-ups.
TEST(Loop, PausesBetweenTwoLooksAtTheRing) {
  const auto ring = Channel::pipe();
  ring.put();
  Calls calls;
  calls.handlers.done = [&] { return calls.ring == 7; };
  const auto start = monotonic_ns();
  EXPECT_TRUE(run_loop({.ring_fd = ring.out.get()}, calls.handlers));
  EXPECT_GE(monotonic_ns() - start, 6 * 5 * kMs);
}

TEST(Loop, ServesTimersWhileTheRingNeverEnds) {
  const auto ring = Channel::pipe();
  ring.put();
  Calls calls;
  calls.handlers.on_ring = [&]() -> Result<bool> { return ++calls.ring, true; };
  calls.handlers.done = [&] { return calls.tick >= 1 && calls.interval >= 3; };
  EXPECT_TRUE(run_loop({.ring_fd = ring.out.get(), .interval_s = 0.013}, calls.handlers));
}

TEST(Loop, RunsForItsDuration) {
  Calls calls;
  const auto start = monotonic_ns();
  EXPECT_TRUE(run_loop({.duration_s = 0.053}, calls.handlers));
  EXPECT_GE(monotonic_ns() - start, 53 * kMs);
  EXPECT_EQ(calls.interval, 0);
}

TEST(Loop, LooksAtTheRingOnceEvenWithoutDuration) {
  const auto ring = Channel::pipe();
  ring.put();
  Calls calls;
  EXPECT_TRUE(run_loop({.ring_fd = ring.out.get(), .duration_s = 0}, calls.handlers));
  EXPECT_EQ(calls.ring, 1);
}

TEST(Loop, TakesADurationThatNoClockHolds) {
  const auto stop = Channel::pipe();
  Calls calls;
  calls.handlers.on_tick = [&] { return stop.put(), ++calls.tick, Status{}; };
  EXPECT_TRUE(run_loop({.stop_fd = stop.out.get(), .duration_s = 1e300, .interval_s = 1e300},
                       calls.handlers));
  EXPECT_EQ(calls.tick, 1);
  EXPECT_EQ(calls.interval, 0);
}

TEST(Loop, TicksFourTimesASecondAtMost) {
  Calls calls;
  calls.handlers.done = [&] { return calls.tick == 2; };
  const auto start = monotonic_ns();
  EXPECT_TRUE(run_loop({}, calls.handlers));
  EXPECT_GE(monotonic_ns() - start, 500 * kMs);
}

TEST(Loop, CallsAtEveryInterval) {
  Calls calls;
  calls.handlers.done = [&] { return calls.interval == 3; };
  const auto start = monotonic_ns();
  EXPECT_TRUE(run_loop({.interval_s = 0.017}, calls.handlers));
  EXPECT_GE(monotonic_ns() - start, 3 * 17 * kMs);
}

TEST(Loop, DoesNotMakeUpForLateIntervals) {
  constexpr std::uint64_t kInterval = 20 * kMs;
  Calls calls;
  // The first call lasts into the sixth interval: the second call is that one's, and the seventh
  // the eleventh's.
  calls.handlers.on_interval = [&] {
    if (++calls.interval == 1)
      std::this_thread::sleep_for(std::chrono::nanoseconds(11 * kInterval / 2));
    return Status{};
  };
  calls.handlers.done = [&] { return calls.interval == 7; };
  const auto start = monotonic_ns();
  EXPECT_TRUE(run_loop({.interval_s = 0.02}, calls.handlers));
  EXPECT_GE(monotonic_ns() - start, 11 * kInterval);
}

TEST(Loop, ReturnsTheErrorOfAHandler) {
  const Error error{ErrorKind::unavailable, "no luck", ENODEV, ""};
  const auto ring = Channel::pipe();
  ring.put();
  const auto what = [](const Status& status) {
    return status ? std::string() : status.error().what;
  };

  Calls on_ring;
  on_ring.handlers.on_ring = [&]() -> Result<bool> { return error; };
  EXPECT_EQ(what(run_loop({.ring_fd = ring.out.get()}, on_ring.handlers)), "no luck");

  Calls on_tick;
  on_tick.handlers.on_tick = [&] { return Status(error); };
  EXPECT_EQ(what(run_loop({}, on_tick.handlers)), "no luck");

  Calls on_interval;
  on_interval.handlers.on_interval = [&] { return Status(error); };
  EXPECT_EQ(what(run_loop({.interval_s = 0.003}, on_interval.handlers)), "no luck");
}

TEST(Loop, EndsOnceTheReaderOfStdoutHasGone) {
  for (auto make : {&Channel::pipe, &Channel::socket}) {
    auto output = make();
    output.out.reset();
    Calls calls;
    Child child(output.in.get(),
                [&] { return run_loop({}, calls.handlers) && calls.tick == 0 ? 0 : 1; });
    EXPECT_EQ(child.wait(), 0);
  }
}

TEST(Loop, EndsWhenTheReaderOfStdoutGoesWhileItWaits) {
  for (auto make : {&Channel::pipe, &Channel::socket}) {
    auto output = make();
    const auto waiting = Channel::pipe();
    Calls calls;
    calls.handlers.on_interval = [&] {
      if (++calls.interval == 1) waiting.put();
      return Status{};
    };
    Child child(output.in.get(), [&] {
      output.out.reset();
      return run_loop({.interval_s = 0.011}, calls.handlers) ? 0 : 1;
    });
    char byte;
    EXPECT_EQ(::read(waiting.out.get(), &byte, 1), 1);
    output.out.reset();
    EXPECT_EQ(child.wait(), 0);
  }
}

TEST(Loop, GoesOnWhileStdoutHasAReader) {
  for (auto make : {&Channel::pipe, &Channel::socket}) {
    auto output = make();
    Calls calls;
    calls.handlers.done = [&] { return calls.interval == 3; };
    Child child(output.in.get(), [&] {
      return run_loop({.interval_s = 0.011}, calls.handlers) && calls.interval == 3 ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), 0);
  }
}

TEST(StopSignals, MakeSignalsReadable) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Child child(STDERR_FILENO, [signal] {
      const auto stop = StopSignals::block();
      if (!stop) return 1;
      if (readable(stop->fd())) return 2;
      ::raise(signal);
      if (!readable(stop->fd())) return 3;
      Calls calls;
      return run_loop({.stop_fd = stop->fd()}, calls.handlers) ? 0 : 4;
    });
    EXPECT_EQ(child.wait(), 0) << signal;
  }
}

TEST(StopSignals, LeaveAClosedPipeToWhoWrites) {
  auto output = Channel::pipe();
  output.out.reset();
  Child child(output.in.get(), [] {
    ::signal(SIGPIPE, SIG_DFL);
    if (!StopSignals::block()) return 1;
    return ::write(STDOUT_FILENO, "x", 1) == -1 && errno == EPIPE ? 0 : 2;
  });
  EXPECT_EQ(child.wait(), 0);
}

TEST(Clocks, AgreeWithTheSystems) {
  const auto read = [](clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
  };
  const auto monotonic = read(CLOCK_MONOTONIC);
  const auto real = read(CLOCK_REALTIME);
  const auto now = static_cast<std::int64_t>(monotonic_ns());
  const auto offset = realtime_offset_ns();
  const auto later_monotonic = read(CLOCK_MONOTONIC);
  const auto later_real = read(CLOCK_REALTIME);
  EXPECT_GE(now, monotonic);
  EXPECT_LE(now, later_monotonic);
  EXPECT_GE(offset, real - later_monotonic);
  EXPECT_LE(offset, later_real - monotonic);
}

// Standard output.

/// What a child that runs `body` and ends well writes to its standard output.
std::string output_of(const std::function<int()>& body) {
  auto output = Channel::pipe();
  Child child(output.in.get(), body);
  output.in.reset();
  auto text = read_all(output.out.get());
  EXPECT_EQ(child.wait(), 0);
  return text;
}

TEST(Output, WritesAllThatIsBuffered) {
  const auto text = pattern(1'000'003);
  EXPECT_EQ(output_of([&] {
              Output output;
              output.buffer() = text;
              return output.flush() && output.buffer().empty() && !output.closed() ? 0 : 1;
            }),
            text);
}

TEST(Output, WritesInTheOrderOfItsFlushes) {
  EXPECT_EQ(output_of([] {
              Output output;
              for (const char* line : {"one\n", "two\n", "three\n"}) {
                output.buffer() += line;
                if (!output.flush()) return 1;
              }
              return output.flush() ? 0 : 1;
            }),
            "one\ntwo\nthree\n");
}

TEST(Output, GathersBeforeItWrites) {
  const auto little = pattern(64 * 1024 - 1);
  EXPECT_EQ(output_of([&] {
              Output output;
              output.buffer() = little;
              return output.flush_if_large() && output.buffer() == little ? 0 : 1;
            }),
            "");
  const auto enough = pattern(64 * 1024);
  EXPECT_EQ(output_of([&] {
              Output output;
              output.buffer() = enough;
              return output.flush_if_large() && output.buffer().empty() ? 0 : 1;
            }),
            enough);
}

TEST(Output, WaitsForASlowReaderOfANonBlockingPipe) {
  const auto text = pattern(300'007);
  auto output = Channel::pipe();
  Child child(output.in.get(), [&] {
    ::fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
    Output out;
    out.buffer() = text;
    return out.flush() && !out.closed() ? 0 : 1;
  });
  output.in.reset();
  // The reader comes to it when the pipe has long been full.
  while (!readable(output.out.get())) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(23));
  EXPECT_EQ(read_all(output.out.get()), text);
  EXPECT_EQ(child.wait(), 0);
}

TEST(Output, DropsWhatFollowsOnceTheReaderHasGone) {
  for (auto make : {&Channel::pipe, &Channel::socket}) {
    auto output = make();
    output.out.reset();
    Child child(output.in.get(), [] {
      Output out;
      out.buffer() = "nobody reads this\n";
      if (out.closed()) return 1;
      if (!out.flush()) return 2;
      if (!out.closed() || !out.buffer().empty()) return 3;
      out.buffer() = "nor this\n";
      if (!out.flush()) return 4;
      return out.closed() && out.buffer().empty() ? 0 : 5;
    });
    EXPECT_EQ(child.wait(), 0);
  }
}

/// Writes `text` to a pipe that nobody reads for 1.3 s, then stops it. The reader's second counts
/// from there.
struct StoppedAfterALongWait {
  explicit StoppedAfterALongWait(const std::string& text) {
    child.emplace(output.in.get(), [&] {
      Output out(stop.out.get(), std::nullopt);
      out.buffer() = text;
      return out.flush() ? 0 : 1;
    });
    output.in.reset();
    std::this_thread::sleep_for(std::chrono::milliseconds(1300));
    stop.put();
  }

  Channel output = Channel::pipe();
  Channel stop = Channel::pipe();
  std::optional<Child> child;
};

TEST(Output, GivesAReaderASecondFromTheStopSignal) {
  const auto text = pattern(300'007);
  StoppedAfterALongWait run(text);
  std::this_thread::sleep_for(std::chrono::milliseconds(101));
  EXPECT_EQ(read_all(run.output.out.get()), text);
  EXPECT_EQ(run.child->wait(), 0);
}

TEST(Output, GivesUpOnAReaderThatDoesNotReadAfterTheStopSignal) {
  StoppedAfterALongWait run(pattern(300'007));
  EXPECT_EQ(run.child->wait(), 1);
}

TEST(Output, SaysWhyItCannotWrite) {
  const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(full);
  Child child(full.get(), [] {
    Output out;
    out.buffer() = "too much\n";
    const auto status = out.flush();
    if (status) return 1;
    if (status.error().sys_errno != ENOSPC) return 2;
    if (status.error().kind != ErrorKind::failed) return 3;
    return out.buffer().empty() && !out.closed() ? 0 : 4;
  });
  EXPECT_EQ(child.wait(), 0);
}

}  // namespace
}  // namespace bpfnetstat::app
