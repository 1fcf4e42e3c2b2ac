// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/sched.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "daemon_lab.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// More than there is room for, and what vanishes, appears or is somebody else while it is looked
// at.
namespace bpfnetstat::lab {
namespace {

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

const Record* reconciliation_of(const Ended& ended, const Namespace& where) {
  for (const Record* record : ended.of_type("reconciliation")) {
    if (record->number("netns") == where.inode()) return record;
  }
  return nullptr;
}

// ---------------------------------------------------------------------------------------------
// Maps that are full.

/// Listeners of other processes, as one may not have so many descriptors: ports in a row at two
/// addresses, each with room for one connection.
class Crowd {
 public:
  static constexpr std::uint16_t kFirstPort = 20000;
  static constexpr int kPorts = 10'240;
  static constexpr int kSize = 2 * kPorts;

  explicit Crowd(const Namespace& where) {
    for (const char* address : {"127.0.0.1", "127.0.0.2"}) {
      Channel& words = channels_.emplace_back();
      children_.emplace_back([&] {
        words.be_child();
        std::vector<Listener> listeners;
        for (int i = 0; i < kPorts; ++i) {
          const At at = {address, static_cast<std::uint16_t>(kFirstPort + i)};
          listeners.emplace_back(where, at, ListenOptions{.backlog = 0});
        }
        words.tell(kPorts);
        words.hear();
      });
    }
    for (const Channel& words : channels_) words.hear();
  }

  static At at(int i) {
    return {i % 2 == 0 ? "127.0.0.1" : "127.0.0.2",
            static_cast<std::uint16_t>(kFirstPort + i / 2 % kPorts)};
  }

 private:
  std::deque<Channel> channels_;
  std::vector<Child> children_;
};

/// So many network namespaces, each with a listener that has room for one connection. Some of them
/// have dropped kDropsEach more.
class ManyNamespaces {
 public:
  static constexpr std::uint64_t kDropsEach = 3;

  ManyNamespaces(int count, const std::function<bool(int)>& drops)
      : child_([&] {
          words_.be_child();
          std::vector<UniqueFd> sockets;
          for (int i = 0; i < count; ++i) {
            UniqueFd listener = listen_in_a_fresh_one();
            if (drops(i)) overflow(listener);
            sockets.push_back(std::move(listener));
          }
          words_.tell(count);
          words_.hear();
        }) {
    words_.hear();
  }

 private:
  static UniqueFd make_socket() {
    UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) fail("socket");
    return fd;
  }
  static UniqueFd listen_in_a_fresh_one() {
    if (unshare(CLONE_NEWNET) != 0) fail("a network namespace");
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    UniqueFd fd = make_socket();
    if (ioctl(fd.get(), SIOCSIFFLAGS, &request) != 0 || listen(fd.get(), 0) != 0) fail("listen");
    return fd;
  }
  static void overflow(const UniqueFd& listener) {
    sockaddr_in at{};
    socklen_t length = sizeof at;
    if (getsockname(listener.get(), reinterpret_cast<sockaddr*>(&at), &length) != 0)
      fail("getsockname");
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // Over loopback it is decided before connect() returns.
    std::vector<UniqueFd> clients;
    for (std::uint64_t i = 0; i < 1 + kDropsEach; ++i) {
      clients.push_back(make_socket());
      connect(clients.back().get(), reinterpret_cast<const sockaddr*>(&at), sizeof at);
    }
  }

  Channel words_;
  Child child_;
};

TEST(FullMap, OfNamespacesIsToldAndTheRestIsExact) {
  constexpr int kRoom = 1024;
  constexpr int kCount = kRoom + 79;
  constexpr int kEach = 41;
  const auto drops = [](int i) { return i % kEach == 0; };
  constexpr std::size_t kDropping = 1 + (kCount - 1) / kEach;
  const Folder folder;
  Daemon daemon(folder);
  Tool tool({"drops", "--json", "--socket", "none"});
  tool.wait_ready();
  const ManyNamespaces many(kCount, drops);
  // Those of both that others on this machine may have made.
  const auto ours = [](const Ended& ended) {
    std::size_t found = 0;
    for (const Record* record : ended.of_type("listener")) {
      const auto drops = record->number_or("drops_total", 0);
      found += drops == ManyNamespaces::kDropsEach;
      EXPECT_TRUE(drops == 0 || drops == ManyNamespaces::kDropsEach) << record->line();
    }
    return found;
  };
  const std::size_t by_daemon = ours(daemon.ask({"listeners", "--json"}));
  EXPECT_TRUE(eventually([&] {
    daemon.tool().read_for(20ms);
    return says(daemon.tool().err(), "times that drops were not watched: namespaces beyond");
  })) << daemon.tool().err();
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_TRUE(says(ended.err, "times that drops were not watched: namespaces beyond")) << ended.err;
  EXPECT_LT(ended.max_rss_kib, 64 * 1024);
  // Those that there is room for are exact, and nobody has others' drops.
  for (const std::size_t found : {by_daemon, ours(ended)}) {
    EXPECT_GE(found, kDropping / 2);
    EXPECT_LT(found, kDropping);
  }
  EXPECT_EQ(daemon.tool().stop(SIGTERM).exit_code, 0);
  const Ended history =
      Tool({"history", "--events", "--json", "--database", folder.history()}).wait();
  EXPECT_TRUE(says(history.out, "namespaces beyond")) << history.out;
}

TEST(FullMap, OfListenersIsToldAndTheRestIsExact) {
  constexpr std::uint64_t kRoom = 16'384;  // Of a kernel whose maps do not grow.
  constexpr int kAsked = 47;
  constexpr std::uint64_t kDropsEach = 3;
  const Namespace where;
  const Crowd crowd(where);
  const Folder folder;
  Daemon daemon(folder, {"--without", "map-allocator"});
  Tool tool({"drops", "--json", "--socket", "none", "--without", "map-allocator", "--netns",
             std::to_string(where.inode())});
  tool.wait_ready();
  for (int i = 0; i < kAsked; ++i) {
    overflow_from_outside(where, {"127.0.0.1"}, Crowd::at(i * (Crowd::kSize / kAsked)), kDropsEach)
        .abort_clients();
  }
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_LE(ended.of_type("ready").at(0)->number("listeners"), kRoom);
  EXPECT_LT(ended.max_rss_kib, 64 * 1024);
  // Told once, with a number: of each look at them.
  EXPECT_EQ(ended.err_lines(), 1u) << ended.err;
  EXPECT_TRUE(says(ended.err, " listeners beyond the table's size: their drops are unattributed"))
      << ended.err;
  const std::size_t number = ended.err.find(": ");
  ASSERT_NE(number, std::string::npos);
  EXPECT_GE(std::stoull(ended.err.substr(number + 2)), Crowd::kSize - kRoom);
  // Those that it has are exact, the others' drops have no name, and none has a wrong one.
  const auto listeners = ended.of_type("listener");
  for (const Record* record : listeners)
    EXPECT_EQ(record->number("drops_total"), kDropsEach) << record->line();
  EXPECT_GT(listeners.size(), 0u);
  EXPECT_LT(listeners.size(), static_cast<std::size_t>(kAsked));
  const Record* reconciliation = reconciliation_of(ended, where);
  ASSERT_NE(reconciliation, nullptr);
  EXPECT_EQ(reconciliation->number("counters.ListenDrops.kernel"), kAsked * kDropsEach);
  EXPECT_EQ(reconciliation->number("counters.ListenDrops.attributed"),
            listeners.size() * kDropsEach);
  EXPECT_FALSE(reconciliation->boolean("exact"));
  // The daemon has as much room, and says it in its log and its history.
  const Ended verified = daemon.ask({"verify", "--json"});
  EXPECT_EQ(verified.exit_code, 4) << verified.err;
  const Record* of_daemons = reconciliation_of(verified, where);
  ASSERT_NE(of_daemons, nullptr);
  EXPECT_EQ(of_daemons->number("counters.ListenDrops.kernel"), kAsked * kDropsEach);
  const auto attributed = of_daemons->number("counters.ListenDrops.attributed");
  EXPECT_GT(attributed, 0u);
  EXPECT_LT(attributed, kAsked * kDropsEach);
  std::uint64_t shown = 0;
  EXPECT_TRUE(eventually([&] {
    shown = 0;
    const Ended asked =
        daemon.ask({"listeners", "--json", "--netns", std::to_string(where.inode())});
    for (const Record* record : asked.of_type("listener")) {
      const auto drops = record->number_or("drops_total", 0);
      EXPECT_TRUE(drops == 0 || drops == kDropsEach) << record->line();
      shown += drops;
    }
    return shown == attributed;
  })) << shown
      << " of " << of_daemons->line();
  const Ended of_daemon = daemon.tool().stop(SIGTERM);
  EXPECT_EQ(of_daemon.exit_code, 0);
  EXPECT_TRUE(says(of_daemon.err, "listeners beyond the table's size")) << of_daemon.err;
  const Ended history =
      Tool({"history", "--events", "--json", "--database", folder.history()}).wait();
  EXPECT_TRUE(says(history.out, "listeners beyond the table's size")) << history.out;
}

TEST(FullMap, OfClientsIsToldAndTheListenerIsExact) {
  const FullListener full;
  Tool tool({"drops", "--json", "--netns", std::to_string(full.where.inode())});
  tool.wait_ready();
  const auto before = full.where.counters().listen_drops;
  {
    // 131,072 clients.
    const Flood first(full.where, full.listener.bound(), 0x7f01, 0);
    const Flood second(full.where, full.listener.bound(), 0x7f02, 1);
    tool.read_for(2s);
  }
  const std::uint64_t dropped = full.where.counters().listen_drops - before;
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_LT(ended.max_rss_kib, 64 * 1024);
  ASSERT_EQ(ended.of_type("listener").size(), 1u);
  const Record& listener = *ended.of_type("listener").front();
  EXPECT_EQ(listener.number("drops_total"), dropped);
  EXPECT_GT(listener.number("client_unknown"), 0u) << dropped << " drops were too few";
  std::uint64_t known = 0, shown = 0;
  for (const Record* drop : ended.of_type("drop")) {
    shown += drop->number("count");
    if (drop->has("peer_address")) known += drop->number("count");
  }
  EXPECT_EQ(shown, dropped);
  EXPECT_EQ(known + listener.number("client_unknown"), dropped);
  EXPECT_TRUE(reconciliation_of(ended, full.where)->boolean("exact"));
}

// ---------------------------------------------------------------------------------------------
// What vanishes while it is read.

/// Comes and goes by hundreds until this ends.
class Mayflies {
 public:
  /// @param live one life, in a child: number by number.
  explicit Mayflies(const std::function<void(int)>& live)
      : child_([&] {
          words_.be_child();
          std::atomic<bool> over = false;
          std::thread waiter([&] {
            words_.hear();
            over = true;
          });
          int lives = 0;
          while (!over) {
            live(lives++);
            // Others are to come to their work too.
            std::this_thread::sleep_for(2ms);
          }
          waiter.join();
          words_.tell(lives);
        }) {}

  /// @return how many there were.
  std::int64_t stop() {
    words_.tell(1);
    const auto lives = words_.hear();
    child_.wait();
    return lives;
  }

 private:
  Channel words_;
  Child child_;
};

/// A connection that waits for accept(2), in a network namespace of the process's own.
void connect_on_its_own() {
  if (unshare(CLONE_NEWNET) != 0) _exit(1);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  at.sin_port = htons(1);
  auto* const address = reinterpret_cast<sockaddr*>(&at);
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  if (ioctl(client, SIOCSIFFLAGS, &request) != 0 || bind(listener, address, sizeof at) != 0 ||
      listen(listener, 5) != 0 || connect(client, address, sizeof at) != 0)
    _exit(1);
}

/// A process with a listener and a client, every other one with more of them in a network namespace
/// of its own, that is gone when eight others have come.
void live_as_process(const Namespace& where, std::deque<pid_t>& alive, int number) {
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // It may have ended before.
    if (getppid() != parent) _exit(0);
    prctl(PR_SET_NAME, "mayfly");
    const Listener listener(where, {"127.0.0.1", 0});
    const Client client(where, "127.0.0.1", listener.bound());
    if (number % 2 == 0) connect_on_its_own();
    for (;;) pause();
  }
  alive.push_back(pid);
  if (alive.size() < 8) return;
  kill(alive.front(), SIGKILL);
  waitpid(alive.front(), nullptr, 0);
  alive.pop_front();
}

struct Vanishing {
  const char* name;
  bool processes;  ///< Else namespaces that only a mount keeps.
};
void PrintTo(const Vanishing& vanishing, std::ostream* out) {
  *out << vanishing.name;
}

class WhatVanishes : public testing::TestWithParam<Vanishing> {};

TEST_P(WhatVanishes, WhileItIsReadIsNoError) {
  const Folder folder;
  // Made here, so that every one shares the mounts.
  const Namespace where("lab-stays");
  const Listener stays(where, {"127.0.0.1", 0});
  const Client client(where, "127.0.0.1", stays.bound());
  const std::string port = std::to_string(stays.port());
  Daemon daemon(folder);
  std::deque<pid_t> alive;
  Mayflies mayflies([&](int number) {
    if (GetParam().processes) return live_as_process(where, alive, number);
    const Namespace brief("lab-mayfly-" + std::to_string(number % 64));
    const Listener listener(brief, {"127.0.0.1", 0});
    const Client caller(brief, "127.0.0.1", listener.bound());
  });
  const std::vector<std::string> ask = {"--socket", folder.socket()};
  const std::vector<std::vector<std::string>> questions = {
      {"listeners", "--json"},
      {"port", port, "--json"},
      {"drops", "--json", "--duration", "0.05"},
      {"netstat", "-antp", "--netns", "lab-stays"},
      {"netstat", "-antp"},
      with({"listeners", "--json"}, ask),
      with({"port", port, "--json"}, ask),
      with({"verify", "--json"}, ask),
  };
  const auto over = Clock::now() + 2s;
  for (int round = 0; round < 23 && (round < 2 || Clock::now() < over); ++round) {
    for (const auto& words : questions) {
      const Ended ended = Tool(words).wait();
      const std::string asked = words[0] + " " + words[1];
      EXPECT_EQ(ended.exit_code, 0) << asked << ended.out << ended.err;
      EXPECT_FALSE(says(ended.err, "cannot")) << asked << ended.err;
      if (words[0] == "netstat") {
        EXPECT_TRUE(says(ended.out, "Active Internet connections")) << ended.out;
      }
      if (words[0] != "listeners" && words[0] != "port") continue;
      std::size_t found = 0;
      for (const Record* record : ended.of_type("listener")) {
        if (record->number_or("id", 0) != stays.cookie()) continue;
        ++found;
        EXPECT_EQ(record->number_or("pid", 0), static_cast<std::uint64_t>(getpid())) << asked;
      }
      EXPECT_EQ(found, 1u) << asked << ended.out;
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(mayflies.stop(), 101);
  // And nothing of them is left.
  EXPECT_TRUE(eventually([&] { return daemon.ask({"verify", "--json"}).exit_code == 0; }, 5s));
  const Ended of_daemon = daemon.tool().stop(SIGTERM);
  EXPECT_EQ(of_daemon.exit_code, 0);
  EXPECT_FALSE(says(of_daemon.err, "cannot")) << of_daemon.err;
}

INSTANTIATE_TEST_SUITE_P(, WhatVanishes,
                         testing::Values(Vanishing{"Processes", true},
                                         Vanishing{"Namespaces", false}),
                         [](const auto& info) { return std::string(info.param.name); });

// ---------------------------------------------------------------------------------------------
// What appears.

TEST(TwoThousandListeners, AtOnceAreKnownAndTheirDropsHaveAName) {
  constexpr std::size_t kListeners = 2003;
  constexpr std::size_t kEach = 87;  // Of which one is asked: 24.
  const Folder folder;
  const Namespace where;
  const Daemon daemon(folder);
  const std::string netns = std::to_string(where.inode());
  Tool tool({"drops", "--json", "--netns", netns});
  tool.wait_ready();
  std::vector<Listener> listeners;
  for (std::size_t i = 0; i < kListeners; ++i)
    listeners.emplace_back(where, At{"127.0.0.1", 0}, ListenOptions{.backlog = 0});

  std::map<std::uint64_t, std::uint64_t> expected;  // By listener.
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < kListeners; i += kEach) {
    const std::uint64_t drops = 1 + i % 7;
    overflow_by_connecting(where, {&listeners[i]}, {"127.0.0.1"}, listeners[i].bound(),
                           static_cast<int>(drops))
        .abort_clients();
    expected[listeners[i].cookie()] = drops;
    all += drops;
  }

  std::map<std::uint64_t, std::uint64_t> by_daemon, by_drops;
  std::set<std::uint64_t> known;
  const Ended asked = daemon.ask({"listeners", "--json", "--netns", netns});
  for (const Record* record : asked.of_type("listener")) {
    known.insert(record->number("id"));
    if (record->number("drops_total") != 0)
      by_daemon[record->number("id")] = record->number("drops_total");
  }
  EXPECT_EQ(known.size(), kListeners);
  for (const Listener& listener : listeners) EXPECT_TRUE(known.contains(listener.cookie()));
  EXPECT_EQ(by_daemon, expected);
  EXPECT_EQ(daemon.verify(0).number("unattributed"), 0u);

  const Ended ended = tool.stop();
  for (const Record* record : ended.of_type("listener"))
    by_drops[record->number("id")] = record->number("drops_total");
  EXPECT_EQ(by_drops, expected);
  const Record* reconciliation = reconciliation_of(ended, where);
  ASSERT_NE(reconciliation, nullptr);
  EXPECT_TRUE(reconciliation->boolean("exact")) << reconciliation->line();
  EXPECT_EQ(reconciliation->number("counters.ListenDrops.attributed"), all);
}

// ---------------------------------------------------------------------------------------------
// Who is somebody else by now.

/// Sleeps under this name and number, which nobody may have. Killed by the destructor.
class Impostor {
 public:
  static constexpr const char* kName = "impostor";

  explicit Impostor(pid_t pid) {
    clone_args args{};
    args.exit_signal = SIGCHLD;
    args.set_tid = reinterpret_cast<std::uintptr_t>(&pid);
    args.set_tid_size = 1;
    pid_ = static_cast<pid_t>(syscall(SYS_clone3, &args, sizeof args));
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      prctl(PR_SET_NAME, kName);
      // Nothing of the test's is its own to hold.
      close_range(0, ~0U, 0);
      for (;;) pause();
    }
    if (pid_ < 0) fail("a process with the number of another");
  }
  Impostor(const Impostor&) = delete;
  Impostor& operator=(const Impostor&) = delete;
  ~Impostor() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

 private:
  pid_t pid_;
};

/// A process that listens, and is connected to itself, and whose sockets this process holds too.
class First {
 public:
  UniqueFd listener;
  UniqueFd client;
  std::uint16_t port = 0;

  explicit First(const Namespace& where)
      : child_([&] {
          words_.be_child();
          prctl(PR_SET_NAME, "first");
          const Listener listener(where, {"127.0.0.1", 0});
          const Client client(where, "127.0.0.1", listener.bound());
          words_.pass(listener.fd());
          words_.pass(client.fd());
          words_.tell(listener.port());
          words_.hear();
        }) {
    listener = words_.take();
    client = words_.take();
    port = static_cast<std::uint16_t>(words_.hear());
  }

  pid_t pid() const { return child_.pid(); }
  void end() {
    words_.tell(1);
    child_.wait();
  }

 private:
  Channel words_;
  Child child_;
};

/// Of the records of this listener that name a process: it is the first, or we.
void expect_no_impostor(const Ended& ended, pid_t first) {
  EXPECT_FALSE(says(ended.out, Impostor::kName)) << ended.out;
  for (const Record& record : ended.records) {
    for (const std::string at : {"", "listener."}) {
      if (!record.has(at + "pid") || !record.has(at + "comm")) continue;
      if (record.number(at + "pid") != static_cast<std::uint64_t>(first)) continue;
      EXPECT_EQ(record.text(at + "comm"), "first") << record.line();
    }
  }
}

TEST(PidThatIsAnothersNow, NamesNobodyForDropsOfBefore) {
  const Namespace where;
  First first(where);
  const pid_t pid = first.pid();
  const At server = {"127.0.0.1", first.port};
  Tool tool({"drops", "--json", "-L", std::to_string(first.port)});
  tool.wait_ready();
  overflow_from_outside(where, loopback_sources(), server, kAttempts).abort_clients();
  first.end();
  const Impostor second(pid);
  overflow_from_outside(where, loopback_sources(), server, 7).abort_clients();
  const Ended ended = tool.stop();
  expect_no_impostor(ended, pid);
  const auto listeners = ended.of_type("listener");
  ASSERT_EQ(listeners.size(), 1u);
  EXPECT_EQ(listeners[0]->number("drops_total"), 30u);
  EXPECT_EQ(listeners[0]->number("pid"), static_cast<std::uint64_t>(getpid())) << ended.out;
}

TEST(PidThatIsAnothersNow, NamesNobodyInADaemon) {
  const Folder folder;
  const Namespace where;
  First first(where);
  const pid_t pid = first.pid();
  const At server = {"127.0.0.1", first.port};
  const std::string port = std::to_string(first.port);
  Daemon daemon(folder);
  const auto ask_all = [&](const std::string& also) {
    for (const auto& words :
         {std::vector<std::string>{"listeners", "--json", "-L", port}, {"port", port, "--json"}}) {
      SCOPED_TRACE(words[0] + also);
      const Ended ended = daemon.ask(words);
      EXPECT_EQ(ended.exit_code, 0) << ended.err;
      EXPECT_TRUE(says(ended.out, port)) << ended.out;
      expect_no_impostor(ended, pid);
    }
  };
  overflow_from_outside(where, loopback_sources(), server, kAttempts).abort_clients();
  ask_all(" before");
  first.end();
  const Impostor second(pid);
  ask_all(" at once");
  overflow_from_outside(where, loopback_sources(), server, 7).abort_clients();
  ask_all(" after other drops");
  // We hold it now, and that is found out.
  EXPECT_TRUE(eventually(
      [&] {
        const Ended ended = daemon.ask({"listeners", "--json", "-L", port});
        return ended.of_type("listener").at(0)->number_or("pid", 0) ==
               static_cast<std::uint64_t>(getpid());
      },
      10s));
  first.listener.reset();
  first.client.reset();
  EXPECT_TRUE(eventually(
      [&] {
        return says(daemon.ask({"listeners", "--json", "-L", port}).out, "closed");
      },
      5s));
  ask_all(" closed");
  EXPECT_EQ(daemon.tool().stop(SIGTERM).exit_code, 0);
  const Ended history = Tool({"history", "--json", "--database", folder.history()}).wait();
  EXPECT_TRUE(says(history.out, port)) << history.out;
  expect_no_impostor(history, pid);
}

}  // namespace
}  // namespace bpfnetstat::lab
