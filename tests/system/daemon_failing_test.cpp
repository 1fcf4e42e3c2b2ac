// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/unique_fd.h"
#include "daemon_lab.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// A daemon that the kernel refuses what it needs each second.
namespace bpfnetstat::lab {
namespace {

/// The service manager, as far as the watchdog goes.
class Manager {
 public:
  static constexpr const char* kWatchdogUs = "2000000";

  explicit Manager(const Folder& folder) {
    const std::string path = folder.socket() + ".notify";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    fd_ = UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      fail("bind");
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    ::setenv("WATCHDOG_USEC", kWatchdogUs, 1);
  }
  ~Manager() {
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
  }

  /// Signs of life since the last call.
  int pings() {
    int pings = 0;
    std::array<char, 4096> message;
    for (;;) {
      const auto size = ::recv(fd_.get(), message.data(), message.size(), 0);
      if (size < 0) return pings;
      pings += std::string_view(message.data(), static_cast<std::size_t>(size)) == "WATCHDOG=1\n";
    }
  }

 private:
  UniqueFd fd_;
};

/// No descriptor more than it has: each second's map for folded drops is one.
void limit_descriptors(const Daemon& daemon, rlim_t most) {
  // ppoll() refuses more entries than this.
  const rlimit limit{most, 4096};
  if (::prlimit(daemon.pid(), RLIMIT_NOFILE, &limit, nullptr) != 0) fail("prlimit");
}
constexpr rlim_t kNone = 4;
constexpr rlim_t kMany = 1024;

std::uint64_t drops_kept(const Folder& folder, const Namespace& where, const char* since) {
  const Ended kept = Tool({"history", "--json", "--since", since, "--netns",
                           std::to_string(where.inode()), "--database", folder.history()})
                         .wait();
  std::uint64_t drops = 0;
  for (const Record* summary : kept.of_type("history_summary"))
    drops += summary->number("drops_total");
  return drops;
}

TEST(DaemonThatFails, GoesOnWithItsHistoryButDoesNotSayThatItIsWell) {
  const Folder folder;
  Manager manager(folder);
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 0});
  const auto fill = overflow_by_connecting(where, {&listener}, {"127.0.0.1"}, listener.bound(), 0);
  Daemon daemon(folder);
  EXPECT_TRUE(eventually([&] { return manager.pings() != 0; }, 5s));

  Flood flood(where, listener.bound(), 0x7f01, 1);
  daemon.tool().read_for(1s);
  limit_descriptors(daemon, kNone);
  EXPECT_TRUE(eventually(
      [&] {
        daemon.tool().read_for(100ms);
        return daemon.tool().err().find("Too many open files") != std::string::npos;
      },
      5s))
      << daemon.tool().err();
  manager.pings();
  daemon.tool().read_for(5s);
  EXPECT_EQ(manager.pings(), 0);
  EXPECT_GT(drops_kept(folder, where, "3s"), 0u);

  // What has been folded is neither forgotten nor done with because no more comes.
  flood.stop();
  daemon.tool().read_for(2s);
  EXPECT_EQ(manager.pings(), 0);
  limit_descriptors(daemon, kMany);
  EXPECT_TRUE(eventually([&] { return manager.pings() != 0; }, 5s));
  daemon.tool().read_for(2s);
  daemon.verify(0);
  EXPECT_EQ(daemon.tool().stop().exit_code, 0);
  // Nothing of what was folded meanwhile is missing.
  EXPECT_EQ(drops_kept(folder, where, "1d"), where.counters().listen_drops);
}

TEST(DaemonThatFails, GivesUpInTheEnd) {
  const Folder folder;
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 0});
  const auto fill = overflow_by_connecting(where, {&listener}, {"127.0.0.1"}, listener.bound(), 0);
  Daemon daemon(folder);
  const Flood flood(where, listener.bound(), 0x7f01, 1);
  // The history is open.
  ASSERT_TRUE(eventually(
      [&] {
        daemon.tool().read_for(100ms);
        return drops_kept(folder, where, "1d") != 0;
      },
      10s));
  limit_descriptors(daemon, kNone);
  const Ended ended = daemon.tool().wait(60s);
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  EXPECT_NE(ended.err.find("given up after 10 seconds of failures"), std::string::npos)
      << ended.err;
  // In order.
  const Ended kept = Tool({"history", "--json", "--events", "--database", folder.history()}).wait();
  const auto events = kept.of_type("event");
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const Record* event) {
    return event->text("kind") == "stopped";
  })) << kept.out;
}

/// For RunOptions::before_exec: as where no process more is allowed (TasksMax=, pids.max).
void refuse_threads() {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAGAIN), SCMP_SYS(clone3), 0) != 0 ||
      seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAGAIN), SCMP_SYS(clone), 0) != 0 ||
      seccomp_load(filter) != 0)
    fail("seccomp");
}

TEST(ThreadsThatCannotBeStarted, AreDoneWithoutByDropsAndSaidByTheDaemonInOneLine) {
  const Folder folder;
  const FullListener full;
  Tool drops({.args = {"drops", "--json", "--socket", "none", "--netns",
                       std::to_string(full.where.inode())},
              .before_exec = refuse_threads});
  drops.wait_ready();
  full.drop(kAttempts);
  const Ended ended = drops.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  ASSERT_EQ(ended.of_type("reconciliation").size(), 1u) << ended.out;
  EXPECT_TRUE(ended.of_type("reconciliation").front()->boolean("exact")) << ended.out;
  EXPECT_EQ(ended.of_type("listener").at(0)->number("drops_total"), 23u);

  const Ended daemon = run({.args = {"daemon", "--socket", folder.socket(), "--history", "none"},
                            .before_exec = refuse_threads});
  EXPECT_EQ(daemon.exit_code, 1) << daemon.err;
  EXPECT_TRUE(
      daemon.err.ends_with("bpfnetstat: cannot start a thread: Resource temporarily "
                           "unavailable; raise the limit of processes (TasksMax=, "
                           "pids.max)\n"))
      << daemon.err;
  EXPECT_EQ(daemon.out, "");
}

/// All that is left of a disk.
class Ballast {
 public:
  explicit Ballast(std::string path) : path_(std::move(path)) {
    const UniqueFd file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (!file) fail("open " + path_);
    off_t size = 0;
    for (off_t more = 1 << 20; more >= 4096; more /= 2) {
      while (::posix_fallocate(file.get(), size, more) == 0) size += more;
    }
  }
  Ballast(const Ballast&) = delete;
  Ballast& operator=(const Ballast&) = delete;
  ~Ballast() { ::unlink(path_.c_str()); }

 private:
  std::string path_;
};

TEST(DaemonOnAFullDisk, GoesOnLiveAndWritesAllOfItOnceThereIsRoom) {
  const Folder folder;
  const std::string disk = std::filesystem::path(folder.history()).parent_path();
  std::filesystem::create_directory(disk);
  const FullListener full;
  Daemon daemon(folder, {"-v"}, [&] {
    // In mounts of its own, which end with it.
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("none", disk.c_str(), "tmpfs", 0, "size=2m") != 0)
      fail("a disk");
  });
  const std::string netns = std::to_string(full.where.inode());
  const auto kept = [&] {
    std::uint64_t drops = 0;
    const Ended ended = daemon.ask({"history", "--json", "--since", "1h", "--netns", netns});
    for (const Record* summary : ended.of_type("history_summary"))
      drops += summary->number("drops_total");
    return drops;
  };
  const auto says = [&](const char* words) {
    daemon.tool().read_for(20ms);
    return daemon.tool().err().find(words) != std::string::npos;
  };
  full.drop(kAttempts);
  ASSERT_TRUE(eventually([&] { return kept() == kAttempts; })) << daemon.tool().err();
  {
    const Ballast ballast("/proc/" + std::to_string(daemon.pid()) + "/root" + disk + "/ballast");
    // From as many networks as the history keeps of a second.
    Flood flood(full.where, full.listener.bound(), 0x7f01, 1);
    EXPECT_TRUE(eventually([&] { return says("history: cannot write"); }, 20s))
        << daemon.tool().err();
    daemon.tool().read_for(2s);
    flood.stop();
    full.drop(kAttempts);
    // Whoever asks has exact figures all the same, and what was written before.
    EXPECT_EQ(daemon.listener(full.listener).number("drops_total"),
              full.where.counters().listen_drops);
    EXPECT_EQ(daemon.verify(0).number("unattributed"), 0u);
    EXPECT_GE(kept(), static_cast<std::uint64_t>(kAttempts));
    EXPECT_LT(kept(), full.where.counters().listen_drops);
    EXPECT_FALSE(says("history: writes again"));
  }
  EXPECT_TRUE(eventually([&] { return says("history: writes again"); }, 20s))
      << daemon.tool().err();
  // Nothing of what waited is missing.
  EXPECT_TRUE(eventually([&] { return kept() == full.where.counters().listen_drops; }, 10s))
      << kept() << " of " << full.where.counters().listen_drops;
  EXPECT_EQ(daemon.tool().stop(SIGTERM).exit_code, 0);
}

}  // namespace
}  // namespace bpfnetstat::lab
