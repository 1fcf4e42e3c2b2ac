// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "../http.h"
#include "bpf_objects.h"
#include "daemon_lab.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// Daemons that come and go under load, stand beside each other, or are of another version than
// their files and their clients.
namespace bpfnetstat::lab {
namespace {

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

/// The kernel's log from now on.
class KernelLog {
 public:
  KernelLog() : fd_(open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
    if (!fd_ || lseek(fd_.get(), 0, SEEK_END) < 0) fail("open /dev/kmsg");
  }

  /// What it complains of, line by line; empty where it does not.
  std::string complaints() const {
    std::string found;
    std::array<char, 8192> record;
    for (;;) {
      const ssize_t size = read(fd_.get(), record.data(), record.size());
      // Overwritten: what was there is lost, what comes is not.
      if (size < 0 && errno == EPIPE) continue;
      if (size <= 0) return found;
      const std::string line(record.data(), static_cast<std::size_t>(size));
      for (const char* sign : {"WARNING: ", "BUG: ", "Oops", "general protection", "INFO: task ",
                               "self-detected stall", "detected stalls", "refcount_t"}) {
        if (says(line, sign)) found += line;
      }
    }
  }

 private:
  UniqueFd fd_;
};

bool becomes_ready(Tool& daemon) {
  return eventually(
      [&] {
        daemon.read_for(5ms);
        return says(daemon.err(), "ready: ");
      },
      20s);
}

// ---------------------------------------------------------------------------------------------
// Under load.

TEST(DaemonUnderLoad, StartedAndEndedTwentyThreeTimesLeavesNothing) {
  const KernelLog log;
  const FullListener full;
  const Namespace busy;
  BpfObjects held;
  {
    PacedChurn churn(busy, 2003);
    Flood flood(full.where, full.listener.bound(), 0x7f01, 1, 0x000f);
    for (int i = 0; i < 23; ++i) {
      const Folder folder;
      Tool daemon({"daemon", "--socket", folder.socket(), "--history", "none"});
      const int number = i % 2 == 0 ? SIGTERM : SIGKILL;
      // In the middle of the start, or of its work.
      const bool is_early = i % 4 < 2;
      if (is_early) {
        daemon.read_for(std::chrono::milliseconds(17 * i));
      } else {
        ASSERT_TRUE(becomes_ready(daemon)) << daemon.err();
      }
      held.add(BpfObjects::held_by(daemon.pid()));
      const Ended ended = daemon.stop(number);
      // Early in the start SIGTERM is not the daemon's to handle yet.
      if (number == SIGTERM && is_early && ended.exit_code == 128 + SIGTERM) continue;
      EXPECT_EQ(ended.exit_code, number == SIGTERM ? 0 : 128 + SIGKILL) << ended.err;
    }
    EXPECT_GT(flood.stop(), 1000u);
    EXPECT_GT(churn.stop().connections, 1000);
  }
  EXPECT_TRUE(held.are_of_every_kind());
  EXPECT_EQ(held.first_left_over(), "");
  EXPECT_EQ(log.complaints(), "");
  // What comes after them is exact.
  const Folder folder;
  const Daemon daemon(folder);
  full.drop(kAttempts);
  EXPECT_EQ(daemon.listener(full.listener).number("drops_total"), 23u);
  EXPECT_EQ(daemon.verify(0).number("unattributed"), 0u);
}

// ---------------------------------------------------------------------------------------------
// Two of them.

TEST(TwoDaemons, AtSocketsOfTheirOwnAreBothExact) {
  const Folder here, there;
  const FullListener full;
  const Daemon first(here);
  std::optional<Daemon> second(std::in_place, there);
  full.drop(kAttempts);
  for (const Daemon* daemon : {&first, static_cast<const Daemon*>(&*second)}) {
    EXPECT_EQ(daemon->listener(full.listener).number("drops_total"), 23u);
    daemon->verify(0);
  }
  // Neither minds the other's end.
  EXPECT_EQ(second->tool().stop(SIGKILL).exit_code, 128 + SIGKILL);
  second.reset();
  full.drop(7);
  EXPECT_EQ(first.listener(full.listener).number("drops_total"), 30u);
  first.verify(0);
}

// ---------------------------------------------------------------------------------------------
// A clock that steps.

/// The wall clock of programs that begin while there is a Shown.
class SteppedClock {
 public:
  explicit SteppedClock(const Folder& folder) : path_(folder.write("clock", std::string(8, 0))) {
    const UniqueFd file(open(path_.c_str(), O_RDWR | O_CLOEXEC));
    void* mapped =
        mmap(nullptr, sizeof *ahead_s_, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
    if (mapped == MAP_FAILED) fail("mmap");
    ahead_s_ = static_cast<volatile std::int64_t*>(mapped);
  }
  SteppedClock(const SteppedClock&) = delete;
  SteppedClock& operator=(const SteppedClock&) = delete;
  ~SteppedClock() { munmap(const_cast<std::int64_t*>(ahead_s_), sizeof *ahead_s_); }

  void set_ahead(std::chrono::seconds of_the_machine) const { *ahead_s_ = of_the_machine.count(); }

  class Shown {
   public:
    explicit Shown(const SteppedClock& clock) {
      setenv("LD_PRELOAD", STEPPED_CLOCK, 1);
      setenv("STEPPED_CLOCK", clock.path_.c_str(), 1);
    }
    Shown(const Shown&) = delete;
    Shown& operator=(const Shown&) = delete;
    ~Shown() {
      unsetenv("LD_PRELOAD");
      unsetenv("STEPPED_CLOCK");
    }
  };

 private:
  std::string path_;
  volatile std::int64_t* ahead_s_ = nullptr;
};

/// So long from now, as --since and --until take it.
std::string utc_from_now(std::chrono::seconds ahead) {
  const std::time_t then = std::time(nullptr) + ahead.count();
  std::array<char, 32> text{};
  std::tm parts{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&then, &parts));
  return text.data();
}

Ended history_of(const Folder& folder, const std::vector<std::string>& more) {
  return Tool(with({"history", "--json", "--database", folder.history(), "--since",
                    utc_from_now(-24h), "--until", utc_from_now(24h)},
                   more))
      .wait();
}

void expect_nothing_negative(const Ended& ended) {
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_FALSE(says(ended.out, "\":-")) << ended.out;
  EXPECT_FALSE(says(ended.out, "\":1844674407")) << ended.out;
}

TEST(ClockThatSteps, SpoilsNoAgeNoTotalAndNoHistory) {
  if (access(STEPPED_CLOCK, R_OK) != 0) GTEST_SKIP() << "not here: " STEPPED_CLOCK;
  const Folder folder;
  const SteppedClock clock(folder);
  const FullListener full;
  const std::string port = std::to_string(full.listener.port());
  std::optional<Daemon> daemon;
  const auto start = [&] {
    const SteppedClock::Shown shown(clock);
    daemon.emplace(folder);
  };
  start();
  Tool watching({"drops", "--json", "--socket", folder.socket(), "--netns",
                 std::to_string(full.where.inode())});
  watching.wait_ready();
  std::uint64_t dropped = 0;
  std::set<std::string> days_and_hours;
  for (const auto& [ahead, drops] : {std::pair(0s, 23), {7200s, 7}, {-7200s, 11}, {0s, 13}}) {
    clock.set_ahead(ahead);
    full.drop(drops);
    dropped += static_cast<std::uint64_t>(drops);
    EXPECT_EQ(daemon->listener(full.listener).number("drops_total"), dropped);
    for (const auto& words :
         {std::vector<std::string>{"listeners", "--json", "-L", port}, {"port", port, "--json"}})
      expect_nothing_negative(daemon->ask(words));
    EXPECT_EQ(daemon->verify(0).number("unattributed"), 0u);
    // The daemon's second, in which it looks at the clock and writes.
    watching.read_for(1200ms);
  }
  EXPECT_EQ(daemon->tool().stop(SIGTERM).exit_code, 0);
  const Ended watched = watching.wait();
  expect_nothing_negative(watched);
  std::uint64_t shown = 0;
  for (const Record* drop : watched.of_type("drop")) {
    shown += drop->number("count");
    days_and_hours.insert(drop->text("time").substr(0, 13));
  }
  EXPECT_EQ(shown, dropped);
  // It did see the clock step.
  EXPECT_GE(days_and_hours.size(), 3u) << watched.out;

  const Ended history = history_of(folder, {"--listener", ":" + port, "--events"});
  expect_nothing_negative(history);
  std::uint64_t kept = 0;
  for (const Record* row : history.of_type("history")) kept += row->number("drops_total");
  EXPECT_EQ(kept, dropped) << history.out;

  // One that ends in the future, and is followed by one of today.
  clock.set_ahead(7200s);
  start();
  full.drop(7);
  EXPECT_EQ(daemon->tool().stop(SIGTERM).exit_code, 0);
  clock.set_ahead(0s);
  start();
  full.drop(7);
  EXPECT_EQ(daemon->tool().stop(SIGTERM).exit_code, 0);
  const Ended after = history_of(folder, {"--listener", ":" + port, "--events"});
  expect_nothing_negative(after);
  kept = 0;
  for (const Record* row : after.of_type("history")) kept += row->number("drops_total");
  EXPECT_EQ(kept, dropped + 14) << after.out;
  const auto events = after.of_type("event");
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const Record* event) {
    return event->text("kind") == "gap" && says(event->text("detail"), "the clock went back");
  })) << after.out;
}

// ---------------------------------------------------------------------------------------------
// Another version.

/// The program installed somewhere, to be run from there while this lives.
class Installed {
 public:
  explicit Installed(const Folder& folder) : folder_(folder.path("bin")) {
    const char* chosen = getenv("BPFNETSTAT_BINARY");
    if (chosen != nullptr) before_ = chosen;
    built_ = std::filesystem::path(chosen != nullptr ? chosen : BPFNETSTAT_BINARY);
    std::filesystem::create_directory(folder_);
    install();
    setenv("BPFNETSTAT_BINARY", (folder_ / "bpfnetstat").c_str(), 1);
  }
  Installed(const Installed&) = delete;
  Installed& operator=(const Installed&) = delete;
  ~Installed() {
    if (before_) {
      setenv("BPFNETSTAT_BINARY", before_->c_str(), 1);
    } else {
      unsetenv("BPFNETSTAT_BINARY");
    }
  }

  /// As package managers do: the new file takes the old one's name at once.
  void install() const {
    for (const char* name : {"bpfnetstat", "bpfnetstat-daemon"}) {
      const auto fresh = folder_ / (std::string(name) + ".new");
      std::filesystem::copy_file(built_.parent_path() / name, fresh);
      std::filesystem::rename(fresh, folder_ / name);
    }
  }
  void remove() const {
    for (const char* name : {"bpfnetstat", "bpfnetstat-daemon"})
      std::filesystem::remove(folder_ / name);
  }

 private:
  std::filesystem::path folder_;
  std::filesystem::path built_;
  std::optional<std::string> before_;
};

TEST(Upgrade, OfTheFilesUnderARunningDaemonIsNothingToIt) {
  const Folder folder;
  const Installed installed(folder);
  const FullListener full;
  std::optional<Daemon> daemon(std::in_place, folder);
  Tool watching({"drops", "--json", "--socket", folder.socket(), "--netns",
                 std::to_string(full.where.inode())});
  watching.wait_ready();
  full.drop(kAttempts);
  installed.remove();
  full.drop(7);
  installed.install();
  // The new program asks the old daemon.
  EXPECT_EQ(daemon->listener(full.listener).number("drops_total"), 30u);
  EXPECT_EQ(daemon->verify(0).number("unattributed"), 0u);
  for (const auto& words : {std::vector<std::string>{"drops", "--duration", "0.1"},
                            {"trace", "--duration", "0.1"},
                            {"port", std::to_string(full.listener.port())}}) {
    const Ended ended = daemon->ask(words);
    EXPECT_EQ(ended.exit_code, 0) << words[0] << ended.err;
    EXPECT_FALSE(says(ended.err, "without the daemon")) << words[0] << ended.err;
  }
  // It ends as it would have, with the last word to whoever watched; the next one goes on.
  EXPECT_EQ(daemon->tool().stop(SIGTERM).exit_code, 0);
  const Ended watched = watching.wait();
  EXPECT_EQ(watched.exit_code, 0) << watched.err;
  ASSERT_EQ(watched.of_type("listener").size(), 1u) << watched.out;
  EXPECT_EQ(watched.of_type("listener").front()->number("drops_total"), 30u);
  daemon.emplace(folder);
  full.drop(kAttempts);
  EXPECT_EQ(daemon->listener(full.listener).number("drops_total"), 23u);
  EXPECT_EQ(daemon->tool().stop(SIGTERM).exit_code, 0);
  const Ended history = Tool({"history", "--json", "--database", folder.history(), "--listener",
                              ":" + std::to_string(full.listener.port())})
                            .wait();
  std::uint64_t kept = 0;
  for (const Record* row : history.of_type("history")) kept += row->number("drops_total");
  EXPECT_EQ(kept, 53u) << history.out;
}

TEST(Upgrade, OfTheClientAloneIsRefusedInOneLineWhereTheDaemonDoesNotKnowTheWord) {
  const Folder folder;
  const Daemon daemon(folder);
  for (const char* line : {"listeners --json --word-of-tomorrow\n", "forecast\n", "listeners -L\n",
                           "drops --json --word-of-tomorrow 3\n", "\n"}) {
    const std::string answer = http::read_all(request(folder, line));
    EXPECT_TRUE(answer.starts_with("2 ")) << line << answer;
    EXPECT_EQ(std::count(answer.begin(), answer.end(), '\n'), 1) << line << answer;
  }
  daemon.verify(0);
}

/// Answers whoever comes with the same bytes.
class OtherDaemon {
 public:
  OtherDaemon(const std::string& path, const std::string& answer)
      : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(fd_.get(), 5) != 0)
      fail("listen at a socket");
    thread_ = std::jthread([this, answer] {
      for (;;) {
        const UniqueFd client(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!client) return;
        http::send_all(client, answer);
        ::shutdown(client.get(), SHUT_WR);
        // Its request.
        http::read_all(client);
      }
    });
  }
  ~OtherDaemon() { ::shutdown(fd_.get(), SHUT_RDWR); }

 private:
  UniqueFd fd_;
  std::jthread thread_;
};

TEST(Upgrade, OfTheDaemonAloneLeavesClientsThatDoNotUnderstandItTheirOwnWay) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  for (const char* answer : {"", "200 OK\n", "tomorrow's words\n", "0", "\x16\x03\x01\n"}) {
    const Folder folder;
    const OtherDaemon daemon(folder.socket(), answer);
    const Ended verify = Tool({"verify", "--socket", folder.socket()}).wait();
    EXPECT_EQ(verify.exit_code, 1) << answer << verify.err;
    EXPECT_EQ(verify.err_lines(), 1u) << answer << verify.err;
    EXPECT_EQ(verify.out, "") << answer;
    const Ended listeners = Tool({"listeners", "--json", "--socket", folder.socket(), "--netns",
                                  std::to_string(where.inode())})
                                .wait();
    EXPECT_EQ(listeners.exit_code, 0) << answer << listeners.err;
    EXPECT_TRUE(says(listeners.err, "going on without the daemon")) << answer << listeners.err;
    EXPECT_EQ(listeners.of_type("listener").size(), 1u) << answer << listeners.out;
  }
}

}  // namespace
}  // namespace bpfnetstat::lab
