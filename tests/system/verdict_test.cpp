// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "daemon_lab.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// What `listeners` says of why a listener drops: each situation made for real, and what looks like
// it.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;

/// What an accepting server does with its listener.
using Serve = std::function<void(int listener, const Channel& words)>;

void accept_all(int listener) {
  for (;;) {
    const UniqueFd connection(accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!connection) return;
  }
}

/// Takes whatever comes, at once.
void serve_quickly(int listener, const Channel&) {
  for (;;) {
    pollfd wait{listener, POLLIN, 0};
    poll(&wait, 1, -1);
    accept_all(listener);
  }
}

/// One connection each 50 ms.
void serve_slowly(int listener, const Channel&) {
  for (;;) {
    const UniqueFd connection(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    std::this_thread::sleep_for(50ms);
  }
}

/// Nothing until it is told to, then everything.
void serve_when_told(int listener, const Channel& words) {
  words.hear();
  serve_quickly(listener, words);
}

void read_a_pipe(int, const Channel&) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  char byte;
  (void)!read(ends[0], &byte, 1);
}

void wait_for_other_events(int, const Channel&) {
  const UniqueFd events(epoll_create1(EPOLL_CLOEXEC));
  epoll_event event{};
  epoll_wait(events.get(), &event, 1, -1);
}

void run_in_circles(int, const Channel&) {
  for (std::atomic<std::uint64_t> i = 0;;) ++i;
}

/// Waits as whoever called vfork() does, until the child runs something else.
void sleep_uninterruptibly(int listener, const Channel&) {
  if (syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0) != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  close(listener);
  for (;;) pause();
}

/// In state D for most of the time, but never for long.
void serve_between_vforks(int listener, const Channel&) {
  for (;;) {
    { const UniqueFd connection(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)); }
    const long child = syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);
    if (child == 0) {
      usleep(50'000);
      _exit(0);
    }
    waitpid(static_cast<pid_t>(child), nullptr, 0);
  }
}

/// In read() of a pipe for most of the time, likewise.
void serve_between_reads(int listener, const Channel&) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  const Child writer([&] {
    close(listener);
    for (;;) {
      usleep(50'000);
      if (write(ends[1], "", 1) != 1) return;
    }
  });
  for (char byte; read(ends[0], &byte, 1) == 1;) {
    const UniqueFd connection(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  }
}

/// In a wait for events that do not come, likewise.
void serve_between_events(int listener, const Channel&) {
  const UniqueFd events(epoll_create1(EPOLL_CLOEXEC));
  for (;;) {
    epoll_event event{};
    epoll_wait(events.get(), &event, 1, 50);
    const UniqueFd connection(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  }
}

/// A server in a process of its own, which nobody else holds the listener of.
class Server {
 public:
  Server(const Namespace& where, const At& bind, const ListenOptions& options, const Serve& serve)
      : child_([&] {
          words_->be_child();
          const Listener listener(where, bind, options);
          fcntl(listener.fd(), F_SETFL, fcntl(listener.fd(), F_GETFL) & ~O_NONBLOCK);
          words_->tell(listener.port());
          serve(listener.fd(), *words_);
        }) {
    at_ = {bind.address, static_cast<std::uint16_t>(words_->hear())};
  }

  const At& at() const { return at_; }
  pid_t pid() const { return child_.pid(); }
  void tell(std::int64_t word = 1) const { words_->tell(word); }
  std::int64_t hear() const { return words_->hear(); }
  void signal(int number) const {
    kill(pid(), number);
    // On a busy machine it goes on for a while.
    if (number == SIGSTOP && waitpid(pid(), nullptr, WUNTRACED) != pid()) fail("stop a server");
  }

 private:
  std::unique_ptr<Channel> words_ = std::make_unique<Channel>();
  Child child_;
  At at_;
};

/// Clients that come all the time, each giving up where it is not answered at once.
class Knocking {
 public:
  Knocking(const Namespace& where, const At& server,
           std::vector<std::string> from = loopback_sources())
      : thread_([&where, server, sources = std::move(from)](const std::stop_token& stop) {
          for (std::size_t i = 0; !stop.stop_requested(); ++i) {
            Client client(where, sources[i % sources.size()], server);
            std::this_thread::sleep_for(5ms);
            if (client.unanswered()) {
              client.give_up();
            } else {
              client.abort();
            }
          }
        }) {}

 private:
  std::jthread thread_;
};

/// One connection each 250 ms.
void serve_four_a_second(int listener, const Channel&) {
  for (auto next = Clock::now();; next += 250ms) {
    std::this_thread::sleep_until(next);
    const UniqueFd connection(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  }
}

/// All that wait, each time that it is told to.
void serve_each_time_told(int listener, const Channel& words) {
  fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
  for (;;) {
    words.hear();
    accept_all(listener);
  }
}

/// More threads than are looked at, none of which accepts.
void keep_a_hundred_threads(int, const Channel& words) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 100; ++i) threads.emplace_back([] { sleep(1000); });
  words.tell(1);
  sleep(1000);
}

/// A parent and workers, more than are looked at, of a process group of their own.
void keep_seventy_workers(int listener, const Channel& words) {
  setpgid(0, 0);
  std::vector<Child> workers;
  for (int i = 0; i < 70; ++i) workers.emplace_back([&] { serve_quickly(listener, words); });
  words.tell(1);
  waitpid(-1, nullptr, 0);
}

/// Its first thread ends, and another serves.
void serve_without_a_leader(int listener, const Channel& words) {
  std::thread([listener, &words] { serve_quickly(listener, words); }).detach();
  syscall(SYS_exit, 0);
}

/// A child that runs in circles, while the parent keeps the socket and waits.
Serve keep_for_a_child(const std::function<void()>& wait) {
  return [wait](int listener, const Channel& words) {
    const Child child([&] { run_in_circles(listener, words); });
    words.tell(child.pid());
    wait();
  };
}

/// The listener's record in `listeners`.
std::unique_ptr<Record> record_of(const Daemon& daemon, const Namespace& where, std::uint16_t port,
                                  pid_t pid = 0, const std::vector<std::string>& more = {}) {
  const Ended ended =
      daemon.ask(with({"listeners", "--json", "--netns", std::to_string(where.inode())}, more));
  for (const Record* record : ended.of_type("listener")) {
    if (record->number("local_port") != port) continue;
    if (pid != 0 && record->number_or("pid", 0) != static_cast<std::uint64_t>(pid)) continue;
    return std::make_unique<Record>(record->line());
  }
  fail("no such listener: " + ended.out + ended.err);
}

std::string cause_in(const Record& record) {
  return record.has("verdict") ? record.text("verdict.cause") : "none";
}

/// Waits for a verdict of this cause. @return the last record.
std::unique_ptr<Record> await_verdict(const Daemon& daemon, const Namespace& where,
                                      const Server& server, const std::string& cause) {
  std::unique_ptr<Record> record;
  eventually(
      [&] {
        record = record_of(daemon, where, server.at().port, server.pid());
        if (cause_in(*record) == cause) return true;
        std::this_thread::sleep_for(100ms);
        return false;
      },
      8s);
  EXPECT_EQ(cause_in(*record), cause) << record->line();
  return record;
}

/// What is said in the end, when there was time to see through it.
std::unique_ptr<Record> settled(const Daemon& daemon, const Namespace& where,
                                const Server& server) {
  std::this_thread::sleep_for(2500ms);
  return record_of(daemon, where, server.at().port, server.pid());
}

class Verdict : public testing::Test {
 protected:
  Verdict() { where.set("net/core/somaxconn", 4096); }

  /// A server whose queue overflows, with so many drops more.
  void overflow(const Server& server) {
    full = overflow_from_outside(where, loopback_sources(), server.at(), kAttempts);
  }

  const Folder folder;
  const Namespace where;
  Outcome full;
};

constexpr At kAnywhere{"127.0.0.1", 0};

TEST_F(Verdict, SaysNothingOfAListenerThatDropsNothing) {
  const Server server(where, kAnywhere, {}, serve_quickly);
  const Daemon daemon(folder);
  const Client client(where, "127.0.0.3", server.at());
  ASSERT_TRUE(eventually([&] { return !client.unanswered(); }));
  EXPECT_EQ(cause_in(*record_of(daemon, where, server.at().port)), "none");
}

TEST_F(Verdict, AStoppedAccepter) {
  const Server server(where, kAnywhere, {}, serve_quickly);
  const Daemon daemon(folder);
  server.signal(SIGSTOP);
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_stopped");
  EXPECT_EQ(record->number("verdict.evidence.pid"), static_cast<std::uint64_t>(server.pid()));
  EXPECT_EQ(record->text("verdict.evidence.state"), "T");
  EXPECT_EQ(record->number("verdict.evidence.drops"), kAttempts);
  EXPECT_EQ(record->number("verdict.evidence.accept_queue_peak"), 6u);
  EXPECT_EQ(record->number("verdict.evidence.somaxconn"), 4096u);
  EXPECT_FALSE(record->has("verdict.abort_on_overflow"));
  // It was so when connections were dropped: that it goes on changes nothing.
  server.signal(SIGCONT);
  std::this_thread::sleep_for(1500ms);
  EXPECT_EQ(cause_in(*record_of(daemon, where, server.at().port)), "accepter_stopped");

  const Ended text = daemon.ask({"listeners", "-L", std::to_string(server.at().port)});
  EXPECT_THAT(text.out, HasSubstr("VERDICT 127.0.0.1:" + std::to_string(server.at().port)));
  EXPECT_THAT(text.out, HasSubstr("accepter_stopped"));
  EXPECT_THAT(text.out, HasSubstr("kill -CONT " + std::to_string(server.pid())));
  EXPECT_THAT(text.out, HasSubstr("\n  last drop "));
}

TEST_F(Verdict, AStoppedAccepterOfMoreThreadsThanAreLookedAt) {
  const Server server(where, kAnywhere, {}, keep_a_hundred_threads);
  server.hear();
  const Daemon daemon(folder);
  server.signal(SIGSTOP);
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_stopped");
  EXPECT_THAT(record->text("verdict.what"), HasSubstr("64 of 101 threads were looked at"));
}

TEST_F(Verdict, AnAccepterOfMoreThreadsThanAreLookedAtIsNotSaidToRun) {
  const Server server(where, kAnywhere, {}, keep_a_hundred_threads);
  server.hear();
  const Daemon daemon(folder);
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_blocked");
  EXPECT_EQ(record->text("verdict.evidence.system_call"), "clock_nanosleep");
  EXPECT_EQ(record->number("verdict.evidence.threads_seen"), 64u);
  EXPECT_EQ(record->number("verdict.evidence.threads"), 101u);
}

TEST_F(Verdict, AStoppedServerOfMoreWorkersThanAreLookedAt) {
  const Server server(where, kAnywhere, {}, keep_seventy_workers);
  server.hear();
  const Daemon daemon(folder);
  kill(-server.pid(), SIGSTOP);
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_stopped");
  EXPECT_EQ(record->number("verdict.evidence.threads_seen"), 64u);
  EXPECT_EQ(record->number("verdict.evidence.threads"), 71u);
}

TEST_F(Verdict, AStoppedAccepterWhoseFirstThreadHasEnded) {
  const Server server(where, kAnywhere, {}, serve_without_a_leader);
  const Daemon daemon(folder);
  kill(server.pid(), SIGSTOP);
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_stopped");
  EXPECT_EQ(record->text("verdict.evidence.state"), "T");
  EXPECT_NE(record->number("verdict.evidence.tid"), static_cast<std::uint64_t>(server.pid()));
}

TEST_F(Verdict, AnAccepterThatADebuggerHasStoppedNamesTheDebugger) {
  const Server server(where, kAnywhere, {}, serve_quickly);
  const Daemon daemon(folder);
  Channel ready;
  const Child debugger([&] {
    ready.be_child();
    if (ptrace(PTRACE_SEIZE, server.pid(), nullptr, nullptr) != 0 ||
        ptrace(PTRACE_INTERRUPT, server.pid(), nullptr, nullptr) != 0) {
      fail("ptrace");
    }
    waitpid(server.pid(), nullptr, __WALL);
    ready.tell(1);
    for (;;) pause();
  });
  ready.hear();
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_stopped");
  EXPECT_EQ(record->text("verdict.evidence.state"), "t");
  EXPECT_EQ(record->number("verdict.evidence.tracer"), static_cast<std::uint64_t>(debugger.pid()));
  EXPECT_THAT(record->text("verdict.remedy"),
              HasSubstr("Process " + std::to_string(debugger.pid()) + " traces it"));
  EXPECT_THAT(record->text("verdict.remedy"), testing::Not(HasSubstr("kill")));
}

/// A cgroup that a process is put into and frozen with, of either version.
class FrozenCgroup {
 public:
  FrozenCgroup(const std::string& type, pid_t pid) : is_v2_(type == "cgroup2") {
    std::ifstream mounts("/proc/self/mounts");
    for (std::string device, point, found, rest; mounts >> device >> point >> found;) {
      std::getline(mounts, rest);
      if (found == type && (is_v2_ || point.ends_with("/freezer"))) path_ = point + kName;
    }
    if (!available()) return;
    if (mkdir(path_.c_str(), 0755) != 0 && errno != EEXIST) fail("mkdir " + path_);
    write("cgroup.procs", std::to_string(pid));
    freeze(true);
    if (!eventually([&] { return is_frozen(); })) fail("the cgroup does not freeze");
  }
  FrozenCgroup(const FrozenCgroup&) = delete;
  FrozenCgroup& operator=(const FrozenCgroup&) = delete;
  ~FrozenCgroup() {
    if (!available()) return;
    freeze(false);
    const auto top = path_.substr(0, path_.size() - std::string_view(kName).size());
    std::ifstream pids(path_ + "/cgroup.procs");
    for (std::string pid; pids >> pid;) std::ofstream(top + "/cgroup.procs") << pid;
    rmdir(path_.c_str());
  }

  static constexpr const char* kName = "/bpfnetstat-frozen";
  bool available() const { return !path_.empty(); }

 private:
  void freeze(bool on) const {
    if (is_v2_) {
      write("cgroup.freeze", on ? "1" : "0");
    } else {
      write("freezer.state", on ? "FROZEN" : "THAWED");
    }
  }
  bool is_frozen() const {
    std::ifstream file(path_ + (is_v2_ ? "/cgroup.events" : "/freezer.state"));
    for (std::string line; std::getline(file, line);)
      if (line == (is_v2_ ? "frozen 1" : "FROZEN")) return true;
    return false;
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream file(path_ + "/" + name);
    file << text << std::flush;
    if (!file) fail("write " + path_ + "/" + name);
  }

  bool is_v2_;
  std::string path_;
};

class VerdictOnAFrozenServer : public testing::TestWithParam<const char*> {};

TEST_P(VerdictOnAFrozenServer, NamesTheCgroupToThaw) {
  const Folder folder;
  const Namespace where;
  const Server server(where, kAnywhere, {}, serve_quickly);
  const Daemon daemon(folder);
  const FrozenCgroup cgroup(GetParam(), server.pid());
  if (!cgroup.available()) GTEST_SKIP() << "no freezer of " << GetParam() << " is mounted";
  Outcome full = overflow_from_outside(where, loopback_sources(), server.at(), kAttempts);
  const auto record = await_verdict(daemon, where, server, "accepter_stopped");
  EXPECT_EQ(record->text("verdict.evidence.frozen_cgroup"), FrozenCgroup::kName);
  EXPECT_EQ(record->number("verdict.evidence.pid"), static_cast<std::uint64_t>(server.pid()));
  EXPECT_THAT(record->text("verdict.remedy"),
              HasSubstr(std::string("Thaw the cgroup ") + FrozenCgroup::kName));
}

INSTANTIATE_TEST_SUITE_P(, VerdictOnAFrozenServer, testing::Values("cgroup", "cgroup2"),
                         [](const auto& info) {
                           return std::string(info.param) == "cgroup" ? "OfVersion1" : "OfVersion2";
                         });

TEST_F(Verdict, AStoppedProcessBesideTheOneThatAcceptsIsNotTheCause) {
  // It has inherited the listener, and does not accept.
  const Server server(where, kAnywhere, {}, [](int listener, const Channel& words) {
    Channel ready;
    const Child helper([&] {
      ready.be_child();
      ready.tell(1);
      for (;;) pause();
    });
    // Not before it is to die with its parent.
    ready.hear();
    kill(helper.pid(), SIGSTOP);
    serve_slowly(listener, words);
  });
  const Daemon daemon(folder);
  const Knocking knocking(where, server.at());
  const auto record = settled(daemon, where, server);
  EXPECT_EQ(cause_in(*record), "accepter_slow") << record->line();
}

TEST_F(Verdict, AnAccepterInUninterruptibleSleep) {
  const Server server(where, kAnywhere, {}, sleep_uninterruptibly);
  const Daemon daemon(folder);
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_uninterruptible");
  EXPECT_EQ(record->text("verdict.evidence.state"), "D");
  // Not every kernel has it.
  if (record->has("verdict.evidence.stack")) {
    EXPECT_THAT(record->text("verdict.evidence.stack"), HasSubstr("clone")) << record->line();
  }
  EXPECT_EQ(record->number("verdict.evidence.pid"), static_cast<std::uint64_t>(server.pid()));
}

TEST_F(Verdict, AnAccepterThatReadsAPipe) {
  const Server server(where, kAnywhere, {}, read_a_pipe);
  const Daemon daemon(folder);
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_blocked");
  EXPECT_EQ(record->text("verdict.evidence.system_call"), "read");
  EXPECT_THAT(record->text("verdict.evidence.target"), testing::StartsWith("pipe:["));
  EXPECT_GE(record->number("verdict.evidence.still_ms"), 500u);
}

TEST_F(Verdict, AnAccepterThatWaitsForOtherEvents) {
  const Server server(where, kAnywhere, {}, wait_for_other_events);
  const Daemon daemon(folder);
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_elsewhere");
  EXPECT_THAT(record->text("verdict.evidence.system_call"), testing::StartsWith("epoll_"));
}

TEST_F(Verdict, AnAccepterThatRunsInCircles) {
  const Server server(where, kAnywhere, {}, run_in_circles);
  const Daemon daemon(folder);
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_elsewhere");
  EXPECT_EQ(record->number("verdict.evidence.accepted"), 0u);
}

TEST_F(Verdict, AWorkerThatRunsInCirclesIsNamedAndNotWhoKeepsTheSocket) {
  const std::function<void()> kWaits[] = {
      [] { waitpid(-1, nullptr, 0); },
      [] { wait_for_other_events(-1, Channel()); },
      [] { read_a_pipe(-1, Channel()); },
  };
  std::vector<std::unique_ptr<Server>> servers;
  std::vector<std::uint64_t> workers;
  for (const auto& wait : kWaits) {
    servers.push_back(
        std::make_unique<Server>(where, kAnywhere, ListenOptions{}, keep_for_a_child(wait)));
    workers.push_back(static_cast<std::uint64_t>(servers.back()->hear()));
  }
  const Daemon daemon(folder);
  std::vector<Outcome> outcomes;
  for (const auto& server : servers) {
    outcomes.push_back(overflow_from_outside(where, loopback_sources(), server->at(), kAttempts));
  }
  for (std::size_t i = 0; i < servers.size(); ++i) {
    std::unique_ptr<Record> record;
    EXPECT_TRUE(eventually(
        [&] {
          record = record_of(daemon, where, servers[i]->at().port);
          return cause_in(*record) == "accepter_elsewhere" &&
                 record->number_or("verdict.evidence.pid", 0) == workers[i];
        },
        8s))
        << record->line();
  }
}

// Whenever within the daemon's second the first drop is.
TEST_F(Verdict, TheRateOfASlowServerIsItsRate) {
  constexpr std::size_t kServers = 4;
  std::vector<std::unique_ptr<Server>> servers;
  for (std::size_t i = 0; i < kServers; ++i) {
    servers.push_back(
        std::make_unique<Server>(where, kAnywhere, ListenOptions{}, serve_four_a_second));
  }
  const Daemon daemon(folder);
  std::vector<std::unique_ptr<Knocking>> knocking;
  for (const auto& server : servers) {
    knocking.push_back(std::make_unique<Knocking>(where, server->at()));
    std::this_thread::sleep_for(250ms);
  }
  std::this_thread::sleep_for(3s);
  for (const auto& server : servers) {
    const auto record = record_of(daemon, where, server->at().port, server->pid());
    SCOPED_TRACE(record->line());
    EXPECT_EQ(cause_in(*record), "accepter_slow");
    // One more or less than four a second; a little less where it had to wait for a CPU.
    const auto accepted = record->number("verdict.evidence.accepted") * 1000;
    const auto expected = record->number("verdict.evidence.accepted_over_ms") * 4;
    EXPECT_LE(accepted, expected + 1000);
    EXPECT_GE(accepted + 1000 + expected / 5, expected);
  }
}

TEST_F(Verdict, WaitsAreThoseOfTheOverloadAndNotOfTheListenersLife) {
  const Server server(where, kAnywhere, {}, [](int listener, const Channel& words) {
    for (int i = 0; i < 300; ++i) {
      const UniqueFd connection(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    }
    serve_slowly(listener, words);
  });
  const Daemon daemon(folder);
  for (int i = 0; i < 300; ++i) {
    Client client(where, "127.0.0.3", server.at());
    // Taken and closed: no two wait.
    ASSERT_TRUE(eventually([&] { return !client.unanswered() && !client.established(); }));
    client.abort();
  }
  const Knocking knocking(where, server.at());
  const auto record = settled(daemon, where, server);
  SCOPED_TRACE(record->line());
  EXPECT_EQ(cause_in(*record), "accepter_slow");
  if (!record->has("waits")) GTEST_SKIP() << "nobody follows queues here";
  EXPECT_LT(record->number("waits.p50_us"), 50'000u);
  // Six times 50 ms.
  EXPECT_GE(record->number("verdict.evidence.wait_p50_us"), 200'000u);
  EXPECT_THAT(record->text("verdict.what"), HasSubstr("half of them waited at most about "));
}

struct SlowServer {
  const char* name;
  Serve serve;
};

class VerdictOnASlowServer : public testing::TestWithParam<SlowServer> {};

// It is found in state D and in system calls that are not accept(2), and without having been
// emptied.
TEST_P(VerdictOnASlowServer, IsNeitherThatItIsStuckNorABurst) {
  const Folder folder;
  const Namespace where;
  const Server server(where, kAnywhere, {}, GetParam().serve);
  const Daemon daemon(folder);
  const Knocking knocking(where, server.at());
  const auto record = settled(daemon, where, server);
  EXPECT_EQ(cause_in(*record), "accepter_slow") << record->line();
  // 20 a second; some of the time it was not looked at yet.
  EXPECT_GE(record->number("verdict.evidence.accepted"), 10u);
  EXPECT_LE(record->number("verdict.evidence.accepted"), 100u);
}

const SlowServer kSlowServers[] = {
    {"ThatSleeps", serve_slowly},
    {"ThatIsInUninterruptibleSleep", serve_between_vforks},
    {"ThatReadsAPipe", serve_between_reads},
    {"ThatWaitsForEvents", serve_between_events},
};
INSTANTIATE_TEST_SUITE_P(, VerdictOnASlowServer, testing::ValuesIn(kSlowServers),
                         [](const auto& info) { return std::string(info.param.name); });

// Arrivals are told by transitions, which name the local address in the client's family.
TEST_F(Verdict, ASlowAccepterIsKnownByItsArrivalsInEitherFamily) {
  const auto ipv6_sources = add_ipv6_loopback_sources(where);
  const Server ipv6(where, {"::1", 0}, {}, serve_slowly);
  const Server wildcard(where, {"::", 0}, {}, serve_slowly);
  const Server dual(where, {"::", 0}, {.v6only = false}, serve_slowly);
  const Daemon daemon(folder);
  {
    const Knocking at_ipv6(where, ipv6.at(), ipv6_sources);
    const Knocking at_wildcard(where, {"::1", wildcard.at().port}, ipv6_sources);
    const Knocking at_dual(where, {"127.0.0.1", dual.at().port});
    std::this_thread::sleep_for(2500ms);
  }
  for (const Server* server : {&ipv6, &wildcard, &dual}) {
    const auto record = record_of(daemon, where, server->at().port, server->pid());
    EXPECT_EQ(cause_in(*record), "accepter_slow") << record->line();
    EXPECT_GE(record->number("verdict.evidence.accepted"), 10u) << record->line();
  }
}

struct Bursts {
  const char* name;
  int somaxconn;
  int backlog;
  const char* cause;
};

class VerdictOnABurst : public testing::TestWithParam<Bursts> {};

TEST_P(VerdictOnABurst, TellsWhatMadeTheQueueTooShort) {
  const Folder folder;
  const Namespace where;
  where.set("net/core/somaxconn", GetParam().somaxconn);
  const Server server(where, kAnywhere, {.backlog = GetParam().backlog}, serve_when_told);
  const Daemon daemon(folder);
  Outcome outcome = overflow_from_outside(where, loopback_sources(), server.at(), kAttempts);
  server.tell();
  const auto record = await_verdict(daemon, where, server, GetParam().cause);
  EXPECT_EQ(record->number("verdict.evidence.drops"), kAttempts) << record->line();
  const auto limit = static_cast<std::uint64_t>(std::min(GetParam().backlog, GetParam().somaxconn));
  EXPECT_EQ(record->number("verdict.evidence.accept_queue_peak"), limit + 1);
  // Nor is it anything else once it is over.
  const auto later = settled(daemon, where, server);
  EXPECT_EQ(cause_in(*later), GetParam().cause) << later->line();
  EXPECT_EQ(later->number("verdict.evidence.accept_queue"), 0u);
}

constexpr Bursts kBursts[] = {
    {"OnAFairBacklog", 4096, 64, "burst"},
    {"OnATinyBacklog", 4096, 5, "backlog_tiny"},
    {"OnTheLargestTinyBacklog", 4096, 31, "backlog_tiny"},
    {"OnTheSmallestFairBacklog", 4096, 32, "burst"},
    {"OnAClampedBacklog", 64, 1000, "backlog_clamped"},
    {"OnABacklogClampedToATinyOne", 5, 1000, "backlog_clamped"},
};
INSTANTIATE_TEST_SUITE_P(, VerdictOnABurst, testing::ValuesIn(kBursts),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_F(Verdict, SeveralBurstsAskForRoomForTheLargestOfThem) {
  constexpr int kTooMany = 10;
  const Server server(where, kAnywhere, {.backlog = 64}, serve_each_time_told);
  const Daemon daemon(folder);
  for (int burst = 0; burst < 3; ++burst) {
    Outcome outcome = overflow_from_outside(where, loopback_sources(), server.at(), kTooMany);
    server.tell();
    // Until the daemon has looked.
    std::this_thread::sleep_for(1300ms);
    outcome.abort_clients();
  }
  const auto record = await_verdict(daemon, where, server, "burst");
  EXPECT_EQ(record->number("verdict.evidence.drops"), 30u) << record->line();
  EXPECT_THAT(record->text("verdict.remedy"), HasSubstr("above 74 ("));
}

TEST_F(Verdict, ABurstThatNobodyTakesIsNone) {
  const Server server(where, kAnywhere, {.backlog = 64}, [](int listener, const Channel& words) {
    words.hear();
    for (int i = 0; i < 12; ++i) {
      const UniqueFd connection(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    }
    for (;;) pause();
  });
  const Daemon daemon(folder);
  overflow(server);
  server.tell();
  // Something was accepted, and its queue is not quite full: it is not seen to be emptied.
  for (int i = 0; i < 4; ++i) {
    std::this_thread::sleep_for(500ms);
    const auto record = record_of(daemon, where, server.at().port, server.pid());
    EXPECT_NE(cause_in(*record), "burst") << record->line();
  }
}

// What listen(2) was asked for is seen by tracepoints alone.
TEST_F(Verdict, ABacklogOfExactlySomaxconnIsNotClampedWhereItIsKnownToBeAskedFor) {
  where.set("net/core/somaxconn", 64);
  const Daemon daemon(folder);
  const Server server(where, kAnywhere, {.backlog = 64}, serve_when_told);
  Outcome outcome = overflow_from_outside(where, loopback_sources(), server.at(), kAttempts);
  server.tell();
  EXPECT_TRUE(eventually(
      [&] {
        return record_of(daemon, where, server.at().port)->number("accept_queue") == 0 &&
               cause_in(*record_of(daemon, where, server.at().port)) != "unknown";
      },
      8s));
  const auto record = record_of(daemon, where, server.at().port);
  EXPECT_EQ(cause_in(*record), record->has("asked_backlog") ? "burst" : "backlog_clamped")
      << record->line();
}

// A long queue that a burst has left is no sign that it is accepted too slowly.
TEST_F(Verdict, AStoppedServerWithATinyBacklogIsStopped) {
  const Server server(where, kAnywhere, {.backlog = 0}, serve_quickly);
  const Daemon daemon(folder);
  server.signal(SIGSTOP);
  overflow(server);
  EXPECT_EQ(cause_in(*settled(daemon, where, server)), "accepter_stopped");
}

/// Four servers at one port.
std::vector<std::unique_ptr<Server>> group_of_servers(const Namespace& where, const Serve& serve) {
  std::vector<std::unique_ptr<Server>> servers;
  const ListenOptions options{.backlog = 16, .reuseport = true};
  servers.push_back(std::make_unique<Server>(where, kAnywhere, options, serve));
  for (int i = 0; i < 3; ++i)
    servers.push_back(std::make_unique<Server>(where, servers[0]->at(), options, serve));
  return servers;
}

TEST_F(Verdict, OneStuckWorkerOfAReuseportGroup) {
  const auto servers = group_of_servers(where, serve_quickly);
  const Daemon daemon(folder);
  servers[2]->signal(SIGSTOP);
  overflow(*servers[2]);
  const auto record = await_verdict(daemon, where, *servers[2], "reuseport_worker_stuck");
  EXPECT_EQ(record->text("verdict.evidence.obstacle"), "accepter_stopped");
  EXPECT_EQ(record->number("verdict.evidence.group"), 4u);
  EXPECT_EQ(record->number("verdict.evidence.group_others_drops"), 0u);
  if (record->has("accepted")) {
    EXPECT_EQ(record->number("verdict.evidence.group_accepted_least"), 0u) << record->line();
  }
  // As soon as they have had their turn on a CPU.
  EXPECT_TRUE(eventually([&] {
    return record_of(daemon, where, servers[2]->at().port, servers[2]->pid())
               ->number_or("verdict.evidence.group_idle", 0) == 3;
  }));
  for (const int other : {0, 1, 3}) {
    EXPECT_EQ(cause_in(*record_of(daemon, where, servers[0]->at().port,
                                  servers[static_cast<std::size_t>(other)]->pid())),
              "none");
  }
}

// Nobody else would take what comes to the others: asked at the first drop, when most are empty.
TEST_F(Verdict, AStoppedProcessWithAllSocketsOfAGroupIsNoStuckWorker) {
  const ListenOptions options{.backlog = 1, .reuseport = true};
  const Server server(where, kAnywhere, options, [&](int listener, const Channel& words) {
    const auto port = static_cast<std::uint16_t>(words.hear());
    const auto more = listen_group(where, {"127.0.0.1", port}, 7, options);
    words.tell(1);
    serve_quickly(listener, words);
  });
  server.tell(server.at().port);
  server.hear();
  const Daemon daemon(folder);
  server.signal(SIGSTOP);
  full = overflow_from_outside(where, loopback_sources(), server.at(), 1);
  int verdicts = 0;
  for (int i = 0; i < 15; ++i) {
    const Ended ended =
        daemon.ask({"listeners", "--json", "--netns", std::to_string(where.inode())});
    for (const Record* record : ended.of_type("listener")) {
      if (!record->has("verdict")) continue;
      ++verdicts;
      EXPECT_EQ(cause_in(*record), "accepter_stopped") << record->line();
    }
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_GE(verdicts, 10);
}

TEST_F(Verdict, AGroupOfWorkersThatAreAllStoppedHasNoStuckWorker) {
  const auto servers = group_of_servers(where, serve_quickly);
  const Daemon daemon(folder);
  for (const auto& server : servers) server->signal(SIGSTOP);
  const auto all_drop = [&] {
    for (const auto& server : servers) {
      if (record_of(daemon, where, server->at().port, server->pid())->number("drops_total") == 0)
        return false;
    }
    return true;
  };
  for (int i = 0; i < 20 && !all_drop(); ++i) {
    Outcome more = overflow_from_outside(where, loopback_sources(), servers[0]->at(), kAttempts);
    for (auto& client : more.clients) full.clients.push_back(std::move(client));
  }
  for (const auto& server : servers) await_verdict(daemon, where, *server, "accepter_stopped");
}

// Its queue is as full as that of a stuck one, and the others have as little to do.
TEST_F(Verdict, AWorkerOfAGroupThatIsSlowIsNotStuck) {
  const ListenOptions options{.backlog = 16, .reuseport = true};
  const Server slow(where, kAnywhere, options, serve_slowly);
  const Server quick(where, slow.at(), options, serve_quickly);
  const Daemon daemon(folder);
  const Knocking knocking(where, slow.at());
  EXPECT_TRUE(eventually([&] {
    return record_of(daemon, where, slow.at().port, slow.pid())->number("drops_total") > 0;
  }));
  const auto record = settled(daemon, where, slow);
  // Tracepoints do not tell whose connections were accepted.
  EXPECT_EQ(cause_in(*record), record->has("accepted") ? "accepter_slow" : "unknown")
      << record->line();
  EXPECT_EQ(cause_in(*record_of(daemon, where, slow.at().port, quick.pid())), "none");
}

/// Half-open requests that nobody completes, while the server accepts what is complete.
class VerdictOnSyns : public Verdict {
 protected:
  VerdictOnSyns() {
    where.set("net/ipv4/tcp_syncookies", 0);
    where.set("net/ipv4/tcp_max_syn_backlog", 4096);
  }

  Wire wire{where};
};

TEST_F(VerdictOnSyns, OfManySourcesAreAFlood) {
  const Server server(where, {Wire::kServerV4, 0}, {.backlog = 128}, serve_quickly);
  const Daemon daemon(folder);
  // Sources that nobody owns: no reset frees a place in the queue.
  Flood flood(wire.far_end(), server.at(), 0x0a4e /* 10.78.0.0 */, 0);
  std::this_thread::sleep_for(1s);
  flood.stop();
  const auto record = await_verdict(daemon, where, server, "syn_flood");
  EXPECT_EQ(record->number("verdict.evidence.clients"), 64u);
  EXPECT_GE(record->number("verdict.evidence.half_open"), 100u) << record->line();
  EXPECT_EQ(record->number("verdict.evidence.arrived"), 0u);
  EXPECT_EQ(record->number("verdict.evidence.syncookies"), 0u);
}

TEST_F(VerdictOnSyns, OfAFewSourcesAreNone) {
  const Server server(where, {Wire::kServerV4, 0}, {.backlog = 128}, serve_quickly);
  const Daemon daemon(folder);
  Flood flood(wire.far_end(), server.at(), 0x0a4e, 0, 0x0300);
  std::this_thread::sleep_for(1s);
  flood.stop();
  const auto record = await_verdict(daemon, where, server, "syn_queue_small");
  EXPECT_LE(record->number("verdict.evidence.clients"), 4u);
}

// As many addresses as in a flood, and the SYN queue is as full; but those that find room mean it.
TEST_F(VerdictOnSyns, OfACrowdThatCompletesItsHandshakesAreNone) {
  constexpr int kRounds = 3, kEach = 70, kBacklog = 16;
  const Server server(where, {Wire::kServerV4, 0}, {.backlog = kBacklog}, serve_quickly);
  const Daemon daemon(folder);
  std::uint64_t answered = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<At> crowd;
    for (int i = 0; i < kEach; ++i) {
      const auto host = std::to_string(1 + round * kEach + i);
      crowd.push_back({"10.78.1." + host, static_cast<std::uint16_t>(21000 + i)});
      wire.send_syn(crowd.back(), server.at());
    }
    // Kernels differ by one in how many requests the queue takes.
    std::vector<At> taken;
    EXPECT_TRUE(eventually([&] {
      taken.clear();
      std::copy_if(crowd.begin(), crowd.end(), std::back_inserter(taken),
                   [&](const At& client) { return wire.syn_ack_came(client); });
      return answered + taken.size() + where.counters().listen_drops ==
             static_cast<std::uint64_t>((round + 1) * kEach);
    }));
    for (const At& client : taken) wire.send_ack(client, server.at());
    answered += taken.size();
    EXPECT_TRUE(eventually(
        [&] { return record_of(daemon, where, server.at().port)->number("syn_queue") == 0; }));
  }
  EXPECT_GE(answered, static_cast<std::uint64_t>(kRounds * kBacklog));
  EXPECT_LE(answered, static_cast<std::uint64_t>(kRounds * (kBacklog + 1)));
  const auto record = await_verdict(daemon, where, server, "syn_queue_small");
  SCOPED_TRACE(record->line());
  EXPECT_EQ(record->number("verdict.evidence.clients"), 64u);
  EXPECT_EQ(record->number("verdict.evidence.arrived"), answered);
  EXPECT_EQ(record->number("verdict.evidence.drops"),
            static_cast<std::uint64_t>(kRounds * kEach) - answered);
}

TEST_F(VerdictOnSyns, ThatCookiesAnswerAreAFloodThatDropsNothing) {
  where.set("net/ipv4/tcp_syncookies", 1);
  const Server server(where, {Wire::kServerV4, 0}, {.backlog = 128}, serve_quickly);
  const Daemon daemon(folder);
  if (!record_of(daemon, where, server.at().port)->has("cookies_sent"))
    GTEST_SKIP() << "cookies are not counted by listener here";
  Flood flood(wire.far_end(), server.at(), 0x0a4e, 0);
  std::this_thread::sleep_for(2500ms);
  flood.stop();
  const auto record = await_verdict(daemon, where, server, "syn_flood");
  SCOPED_TRACE(record->line());
  EXPECT_EQ(record->number("drops_total"), 0u);
  EXPECT_GE(record->number("verdict.evidence.cookies_sent"), 100u);
  EXPECT_LE(record->number("verdict.evidence.cookies_sent"), record->number("cookies_sent"));
  EXPECT_EQ(record->number("verdict.evidence.arrived"), 0u);
  EXPECT_THAT(record->text("verdict.what"), HasSubstr("answered with cookies"));
}

TEST_F(VerdictOnSyns, ThatCookiesAnswerAndClientsCompleteAreNoFlood) {
  where.set("net/ipv4/tcp_syncookies", 2);
  const Server server(where, kAnywhere, {.backlog = 4000}, serve_quickly);
  const Daemon daemon(folder);
  if (!record_of(daemon, where, server.at().port)->has("cookies_sent"))
    GTEST_SKIP() << "cookies are not counted by listener here";
  const auto until = Clock::now() + 2500ms;
  while (Clock::now() < until) {
    Client client(where, "127.0.0.3", server.at());
    client.abort();
  }
  const auto record = record_of(daemon, where, server.at().port);
  EXPECT_GE(record->number("cookies_sent"), 300u) << record->line();
  EXPECT_EQ(cause_in(*record), "none") << record->line();
}

// A router says that the client cannot be reached: the request is dropped, and no queue is full.
TEST_F(VerdictOnSyns, WhoseClientsCannotBeReachedMeetNoFullQueue) {
  const Server server(where, {Wire::kServerV4, 0}, {.backlog = 128}, serve_quickly);
  const Daemon daemon(folder);
  for (int i = 0; i < 7; ++i) {
    const At client = Wire::client(false, i);
    wire.send_syn(client, server.at());
    ASSERT_TRUE(eventually([&] { return wire.syn_ack_came(client); }));
    const auto before = where.counters();
    wire.send_host_unreachable(client, server.at());
    ASSERT_TRUE(eventually([&] { return where.counters() != before; }));
  }
  // Without function hooks no program sees them.
  std::unique_ptr<Record> record;
  const bool is_seen = eventually([&] {
    record = record_of(daemon, where, server.at().port);
    return record->number("drops_total") == 7;
  });
  if (!is_seen) GTEST_SKIP() << "nothing tells of these drops here";
  EXPECT_EQ(cause_in(*record), "not_a_queue") << record->line();
  EXPECT_FALSE(record->text("verdict.evidence.drop_cause").empty());
}

TEST_F(VerdictOnSyns, AtTheFullAcceptQueueOfAStoppedServerAreNone) {
  const Server server(where, {Wire::kServerV4, 0}, {.backlog = 128}, serve_quickly);
  const Daemon daemon(folder);
  server.signal(SIGSTOP);
  full = overflow_from_outside(wire.far_end(), {Wire::kNeighbourV4}, server.at(), 0);
  while (where.counters().listen_drops == 0) {
    full.clients.emplace_back(wire.far_end(), Wire::kNeighbourV4, server.at());
    std::this_thread::sleep_for(1ms);
  }
  Flood flood(wire.far_end(), server.at(), 0x0a4e, 0);
  std::this_thread::sleep_for(1s);
  flood.stop();
  const auto record = settled(daemon, where, server);
  EXPECT_EQ(cause_in(*record), "accepter_stopped") << record->line();
}

TEST_F(Verdict, NotesThatOverflowsAreAnsweredByResets) {
  where.set("net/ipv4/tcp_abort_on_overflow", 1);
  const Server server(where, kAnywhere, {}, serve_when_told);
  const Daemon daemon(folder);
  overflow(server);
  server.tell();
  const auto record = await_verdict(daemon, where, server, "backlog_tiny");
  EXPECT_TRUE(record->boolean("verdict.abort_on_overflow")) << record->line();
  EXPECT_THAT(record->text("verdict.remedy"), HasSubstr("tcp_abort_on_overflow"));
}

TEST_F(Verdict, NotesThatOverflowsAreAnsweredByResetsSinceASysctlWasSetMeanwhile) {
  const Namespace other;
  other.set("net/ipv4/tcp_abort_on_overflow", 1);
  const Server server(where, kAnywhere, {}, serve_quickly);
  const Daemon daemon(folder);
  server.signal(SIGSTOP);
  overflow(server);
  const auto record = await_verdict(daemon, where, server, "accepter_stopped");
  const auto aborts = [&] {
    return record_of(daemon, where, server.at().port)->has("verdict.abort_on_overflow");
  };
  EXPECT_TRUE(eventually([&] {
    return record_of(daemon, where, server.at().port)->has("verdict.evidence.somaxconn");
  }));
  EXPECT_FALSE(aborts()) << "that is another namespace's";
  where.set("net/ipv4/tcp_abort_on_overflow", 1);
  EXPECT_TRUE(eventually(aborts, 8s));
}

TEST_F(Verdict, TellsHowManyClientsCameBackAndAfterHowLong) {
  // As many as find room when all of them try again at once, a second later.
  constexpr std::uint64_t kDelayed = 3;
  const Server server(where, kAnywhere, {}, serve_when_told);
  const Daemon daemon(folder);
  std::vector<Client> clients;
  while (where.counters().listen_drops < kDelayed)
    clients.emplace_back(where, "127.0.0.3", server.at());
  const auto told = [&](const char* key) {
    return record_of(daemon, where, server.at().port)->number_or(key, 4711);
  };
  EXPECT_EQ(told("verdict.evidence.clients_waiting"), kDelayed);
  EXPECT_EQ(told("verdict.evidence.clients_delayed"), 0u);
  server.tell();
  EXPECT_TRUE(eventually([&] { return told("verdict.evidence.clients_delayed") == kDelayed; }));
  const auto record = await_verdict(daemon, where, server, "backlog_tiny");
  EXPECT_EQ(record->number("verdict.evidence.drops"), kDelayed) << record->line();
  EXPECT_EQ(record->number("verdict.evidence.clients_waiting"), 0u);
  EXPECT_GE(record->number("verdict.evidence.delay_max_ms"), 900u);
  EXPECT_LE(record->number("verdict.evidence.delay_max_ms"), 3500u);
}

void become(uid_t uid, gid_t gid) {
  if (setgroups(0, nullptr) != 0 || setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0)
    fail("cannot become another user");
}

TEST_F(Verdict, DoesNotTellAUserWhatProcessesOfOthersDo) {
  constexpr gid_t kGroup = 54323;
  const Server server(where, kAnywhere, {}, serve_quickly);
  const Daemon daemon(folder, {"--group", std::to_string(kGroup)});
  server.signal(SIGSTOP);
  overflow(server);
  await_verdict(daemon, where, server, "accepter_stopped");
  std::this_thread::sleep_for(1500ms);
  const Ended ended = Tool({.args = {"listeners", "--json", "-v", "--socket", folder.socket(),
                                     "--netns", std::to_string(where.inode())},
                            .before_exec = [] { become(54321, kGroup); }})
                          .wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto listeners = ended.of_type("listener");
  ASSERT_EQ(listeners.size(), 1u) << ended.out;
  const Record& record = *listeners[0];
  EXPECT_EQ(record.text("verdict.cause"), "accepter_elsewhere") << record.line();
  EXPECT_THAT(record.text("verdict.what"), HasSubstr("not yours to see"));
  for (const char* key :
       {"pid", "comm", "holder_states", "verdict.evidence.pid", "verdict.evidence.comm",
        "verdict.evidence.state", "verdict.evidence.wchan", "verdict.evidence.system_call"}) {
    EXPECT_FALSE(record.has(key)) << key << ": " << record.line();
  }
  EXPECT_EQ(ended.out.find("system_tests"), std::string::npos);
}

TEST_F(Verdict, OfAClosedListenerStaysWithItsRow) {
  auto server = std::make_unique<Server>(where, kAnywhere, ListenOptions{}, serve_quickly);
  const Daemon daemon(folder);
  server->signal(SIGSTOP);
  overflow(*server);
  await_verdict(daemon, where, *server, "accepter_stopped");
  const auto port = server->at().port;
  server.reset();
  EXPECT_TRUE(eventually([&] {
    const auto record = record_of(daemon, where, port);
    return record->has("closed") && cause_in(*record) == "accepter_stopped";
  })) << record_of(daemon, where, port)->line();
}

TEST_F(Verdict, WithVWhatEachHolderDoesNow) {
  const Server server(where, kAnywhere, {}, read_a_pipe);
  const Daemon daemon(folder);
  const auto state = [&](const Record& record, const char* key) {
    const auto* holders = record.find("holder_states");
    if (holders == nullptr || holders->Size() != 1) return std::string("?");
    const auto& one = (*holders)[0];
    EXPECT_EQ(one["pid"].GetInt(), server.pid());
    EXPECT_EQ(one["threads"].GetUint(), 1u);
    const auto& thread = one["states"][0];
    return thread.HasMember(key) ? std::string(thread[key].GetString()) : std::string("none");
  };
  const auto look = [&] {
    return record_of(daemon, where, server.at().port, server.pid(), {"-v"});
  };
  EXPECT_TRUE(eventually([&] { return state(*look(), "state") == "S"; }));
  EXPECT_EQ(state(*look(), "system_call"), "read");
  server.signal(SIGSTOP);
  EXPECT_TRUE(eventually([&] { return state(*look(), "state") == "T"; }));
  EXPECT_FALSE(record_of(daemon, where, server.at().port)->has("holder_states"));
  const Ended text = daemon.ask({"listeners", "-v", "-L", std::to_string(server.at().port)});
  EXPECT_THAT(text.out, HasSubstr("HOLDER 127.0.0.1:"));
  EXPECT_THAT(text.out, HasSubstr("state T (stopped)"));
  // Without a daemon too.
  const Ended alone = Tool({"listeners", "-v", "--json", "--socket", "none", "--netns",
                            std::to_string(where.inode())})
                          .wait();
  ASSERT_EQ(alone.of_type("listener").size(), 1u) << alone.out << alone.err;
  EXPECT_EQ(state(*alone.of_type("listener")[0], "state"), "T");
}

TEST_F(Verdict, ListenersAreSortedAsAsked) {
  const Server first(where, kAnywhere, {.backlog = 7}, serve_quickly);
  const Server second(where, kAnywhere, {.backlog = 9}, serve_quickly);
  const Daemon daemon(folder);
  const auto order = [&](const char* key) {
    std::vector<std::uint64_t> ports;
    const Ended ended = daemon.ask(
        {"listeners", "--json", "--netns", std::to_string(where.inode()), "--sort", key});
    for (const Record* record : ended.of_type("listener"))
      ports.push_back(record->number("local_port"));
    return ports;
  };
  const std::uint64_t a = first.at().port, b = second.at().port;
  EXPECT_EQ(order("limit"), (std::vector{b, a}));
  EXPECT_EQ(order("port"), (std::vector{std::min(a, b), std::max(a, b)}));
  const Client client(where, "127.0.0.3", first.at());
  first.signal(SIGSTOP);
  const Client waiting(where, "127.0.0.3", first.at());
  EXPECT_TRUE(eventually([&] { return order("queue") == std::vector{a, b}; }));
  EXPECT_EQ(daemon.ask({"listeners", "--sort", "beauty"}).exit_code, 2);
}

TEST_F(Verdict, ListenersAreWatchedUntilTheEnd) {
  const Server server(where, kAnywhere, {}, serve_quickly);
  const Daemon daemon(folder);
  const std::vector<std::string> words = {
      "listeners", "--json", "--netns", std::to_string(where.inode()), "--watch", "0.2"};
  const Ended counted = daemon.ask(with(words, {"--count", "3"}));
  EXPECT_EQ(counted.exit_code, 0) << counted.err;
  EXPECT_EQ(counted.of_type("listener").size(), 3u);
  EXPECT_GE(counted.wall_s, 0.4);
  const Ended alone = Tool(with(words, {"--count", "2", "--socket", "none"})).wait();
  EXPECT_EQ(alone.exit_code, 0) << alone.err;
  EXPECT_EQ(alone.of_type("listener").size(), 2u);
  // One that opens, and closes.
  Tool alone_for_long(with(words, {"--socket", "none"}));
  alone_for_long.wait_first_line();
  {
    const Listener fresh(where, {"127.0.0.1", 0});
    EXPECT_NE(alone_for_long.wait_for([&](const Record& record) {
      return record.number("local_port") == fresh.port();
    }),
              nullptr);
  }
  alone_for_long.read_for(3s);
  const Ended both = alone_for_long.stop();
  EXPECT_EQ(both.exit_code, 0) << both.err;
  ASSERT_GE(both.of_type("listener").size(), 4u);
  for (std::size_t i = 1; i <= 2; ++i) {
    EXPECT_EQ(
        both.of_type("listener").rbegin()[static_cast<std::ptrdiff_t>(i - 1)]->number("local_port"),
        server.at().port);
  }
  for (const int number : {SIGINT, SIGTERM}) {
    Tool tool(with(words, {"--socket", folder.socket()}));
    tool.wait_first_line();
    const Ended ended = tool.stop(number);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_GE(ended.of_type("listener").size(), 1u);
  }
  Tool cut(with(words, {"--socket", folder.socket()}));
  cut.wait_first_line();
  cut.close_stdout();
  EXPECT_EQ(cut.wait().exit_code, 0);
}

}  // namespace
}  // namespace bpfnetstat::lab
