// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
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
    Churn churn(busy);
    Flood flood(full.where, full.listener.bound(), 0x7f01, 1, 0x000f);
    for (int i = 0; i < 23; ++i) {
      const Folder folder;
      Tool daemon({"daemon", "--socket", folder.socket(), "--history", "none"});
      const int number = i % 2 == 0 ? SIGTERM : SIGKILL;
      // In the middle of the start, or of its work.
      const bool is_early = i % 3 == 0;
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
    EXPECT_GT(churn.stop(), 1000);
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
