// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <system_error>
#include <tuple>
#include <utility>

#include "exact.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// What a drop is not to be blamed on, standard descriptors that are closed, full or not read, and
// runs that end while everything goes on.
namespace bpfnetstat::lab {
namespace {

const Record* reconciliation_of(const Ended& ended, const Namespace& where) {
  const Record* last = nullptr;
  for (const Record* record : ended.of_type("reconciliation")) {
    if (record->number("netns") == where.inode()) last = record;
  }
  if (last == nullptr) fail("no reconciliation of the namespace");
  return last;
}

const Record* listener_record(const Ended& ended, std::uint64_t id) {
  for (const Record* record : ended.of_type("listener")) {
    if (record->number("id") == id) return record;
  }
  return nullptr;
}

// ---------------------------------------------------------------------------------------------
// An ICMP error makes the kernel drop a request of the one listener, without a packet of that
// listener's; the next packet on that CPU is the other's, and it is accepted.

TEST(RequestAbortedByIcmp, IsNeverBookedOnTheNextListenerThatGetsAPacket) {
  constexpr int kAborted = 7;
  const Namespace where;
  Wire wire(where);
  const Listener aborted(where, {Wire::kServerV4, 0}, {.backlog = 128});
  const Listener other(where, {Wire::kServerV4, 0}, {.backlog = 128});
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  for (int i = 0; i < kAborted; ++i) {
    const At client = Wire::client(false, i);
    wire.send_syn(client, aborted.bound());
    ASSERT_TRUE(eventually([&] { return wire.syn_ack_came(client); }));
  }
  for (int i = 0; i < kAborted; ++i) {
    const Counters before = where.counters();
    wire.send_host_unreachable(Wire::client(false, i), aborted.bound());
    ASSERT_TRUE(eventually([&] { return where.counters() != before; }));
    ASSERT_EQ(where.counters() - before, (Counters{.listen_drops = 1}));
    const At accepted = Wire::client(false, kAborted + i);
    wire.send_syn(accepted, other.bound());
    ASSERT_TRUE(eventually([&] { return wire.syn_ack_came(accepted); }));
  }
  EXPECT_EQ(aborted.sk_drops(), 7u);
  EXPECT_EQ(other.sk_drops(), 0u);
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;

  EXPECT_EQ(listener_record(ended, other.cookie()), nullptr);
  for (const Record* drop : ended.of_type("drop")) {
    EXPECT_NE(drop->number_or("listener.id", 0), other.cookie()) << drop->line();
  }
  const Record* record = listener_record(ended, aborted.cookie());
  const Record* reconciliation = reconciliation_of(ended, where);
  EXPECT_EQ(reconciliation->number("counters.ListenDrops.kernel"), 7u);
  if (ended.of_type("ready").at(0)->text("probe") != "tracepoint") {
    // A function hook saw it: then with its clients.
    ASSERT_NE(record, nullptr);
    EXPECT_TRUE(reconciliation->boolean("exact")) << reconciliation->line();
    EXPECT_EQ(record->number("drops.icmp_abort"), 7u) << record->line();
    EXPECT_EQ(record->number("drops_total"), 7u) << record->line();
    EXPECT_EQ(record->number("client_unknown"), 0u) << record->line();
    const auto drops = ended.of_type("drop");
    ASSERT_EQ(drops.size(), 7u);
    for (int i = 0; i < kAborted; ++i) {
      const Record& drop = *drops[static_cast<std::size_t>(i)];
      EXPECT_EQ(drop.text("cause"), "icmp_abort") << drop.line();
      EXPECT_EQ(drop.text("peer_address"), Wire::client(false, i).address) << drop.line();
      EXPECT_EQ(drop.number("peer_port"), Wire::client(false, i).port) << drop.line();
      EXPECT_EQ(drop.number("local_port"), aborted.port()) << drop.line();
    }
  } else if (reconciliation->boolean("exact")) {
    EXPECT_EQ(reconciliation->number("counters.ListenDrops.attributed"), 7u);
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->number("drops.other"), 7u) << record->line();
    EXPECT_EQ(record->number("drops_total"), 7u) << record->line();
    EXPECT_EQ(record->number("client_unknown"), 7u) << record->line();
  } else {
    EXPECT_EQ(reconciliation->number("counters.ListenDrops.attributed"), 0u);
    if (record != nullptr) {
      EXPECT_EQ(record->number("drops_total"), 0u) << record->line();
    }
  }
}

// ---------------------------------------------------------------------------------------------
// Standard descriptors.

/// The program with descriptors of the test's choice; -1 closes one.
class Started {
 public:
  Started(std::vector<std::string> args, int out, int err)
      : child_([&] {
          const char* chosen = std::getenv("BPFNETSTAT_BINARY");
          std::string program = chosen != nullptr ? chosen : BPFNETSTAT_BINARY;
          std::vector<char*> argv = {program.data()};
          for (std::string& arg : args) argv.push_back(arg.data());
          argv.push_back(nullptr);
          signal(SIGPIPE, SIG_DFL);
          for (const auto& [fd, number] : {std::pair(out, STDOUT_FILENO), {err, STDERR_FILENO}}) {
            if (fd < 0) {
              close(number);
            } else {
              dup2(fd, number);
            }
          }
          execv(program.c_str(), argv.data());
          _exit(126);
        }) {}

  void signal_with(int number) const { kill(child_.pid(), number); }
  /// @return the exit code, or -1 when it has not ended within the time.
  int wait(std::chrono::milliseconds within = 10s) {
    const bool ended = eventually(
        [&] {
          siginfo_t info{};
          return waitid(P_PID, static_cast<id_t>(child_.pid()), &info,
                        WEXITED | WNOHANG | WNOWAIT) == 0 &&
                 info.si_pid != 0;
        },
        within);
    return ended ? child_.wait() : -1;
  }

 private:
  Child child_;
};

struct Pipe {
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe2");
    read_end.reset(ends[0]);
    write_end.reset(ends[1]);
  }
  /// All that is in it now.
  std::string text() const {
    fcntl(read_end.get(), F_SETFL, O_NONBLOCK);
    std::string all;
    char buffer[4096];
    for (ssize_t n; (n = read(read_end.get(), buffer, sizeof buffer)) > 0;) {
      all.append(buffer, static_cast<std::size_t>(n));
    }
    return all;
  }
  bool is_full() const {
    pollfd fd{write_end.get(), POLLOUT, 0};
    return poll(&fd, 1, 0) == 0;
  }

  UniqueFd read_end;
  UniqueFd write_end;
};

std::ptrdiff_t lines(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

UniqueFd full_device() {
  UniqueFd fd(open("/dev/full", O_WRONLY | O_CLOEXEC));
  if (!fd) fail("open /dev/full");
  return fd;
}

class UnwritableStderr : public testing::TestWithParam<bool /* closed, else full */> {
 protected:
  const UniqueFd full_ = full_device();
  const int err_ = GetParam() ? -1 : full_.get();
  const Pipe out_;
};

TEST_P(UnwritableStderr, LeavesWrongUsageItsExitCode) {
  Started started({"drops", "--nonsense"}, out_.write_end.get(), err_);
  EXPECT_EQ(started.wait(), 2);
  EXPECT_EQ(out_.text(), "");
}

TEST_P(UnwritableStderr, DoesNotFailARun) {
  Started started({"drops", "-v", "--json", "--duration", "0.3"}, out_.write_end.get(), err_);
  EXPECT_EQ(started.wait(), 0);
  const std::string out = out_.text();
  EXPECT_THAT(out, testing::StartsWith(R"({"type":"ready",)"));
  // What was meant for stderr did not get here.
  for (std::size_t begin = 0; begin < out.size(); begin = out.find('\n', begin) + 1) {
    EXPECT_EQ(out[begin], '{') << out.substr(begin, 80);
  }
}

INSTANTIATE_TEST_SUITE_P(, UnwritableStderr, testing::Bool(),
                         [](const auto& info) { return info.param ? "Closed" : "Full"; });

class ClosedStdout : public testing::TestWithParam<const char*> {};

TEST_P(ClosedStdout, IsSaidInOneLine) {
  const Pipe err;
  Started started({GetParam(), "--json"}, -1, err.write_end.get());
  EXPECT_EQ(started.wait(), 1);
  const std::string said = err.text();
  EXPECT_EQ(lines(said), 1) << said;
  EXPECT_THAT(said, testing::HasSubstr("standard output"));
}

INSTANTIATE_TEST_SUITE_P(, ClosedStdout, testing::Values("drops", "trace", "doctor"),
                         [](const auto& info) { return std::string(info.param); });

class FullStdout : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(FullStdout, IsSaidInOneLine) {
  const UniqueFd full = full_device();
  const Pipe err;
  Started started(GetParam(), full.get(), err.write_end.get());
  EXPECT_EQ(started.wait(), 1);
  const std::string said = err.text();
  EXPECT_EQ(lines(said), 1) << said;
  EXPECT_THAT(said, testing::HasSubstr("No space left on device"));
}

INSTANTIATE_TEST_SUITE_P(, FullStdout,
                         testing::Values(std::vector<std::string>{"--help"},
                                         std::vector<std::string>{"--version"},
                                         std::vector<std::string>{"drops", "--json"}),
                         [](const auto& info) {
                           std::string name = info.param.front();
                           std::erase(name, '-');
                           return name;
                         });

/// Refused connections, three transitions each, until the pipe that trace prints to is full and
/// some more are waiting.
void fill_by_connecting(const Namespace& where, const Pipe& out) {
  const auto refused = [&] { const Client client(where, "127.0.0.1", {"127.0.0.1", 1}); };
  const Clock::time_point deadline = Clock::now() + 10s;
  while (!out.is_full()) {
    errno = 0;
    if (Clock::now() > deadline) fail("the pipe does not fill");
    refused();
  }
  for (int i = 0; i < 211; ++i) refused();
}

bool readable(const UniqueFd& fd) {
  pollfd poll_fd{fd.get(), POLLIN, 0};
  return poll(&poll_fd, 1, 0) == 1;
}

TEST(UnreadStdout, DoesNotHoldUpSigterm) {
  const Namespace where;
  const Pipe out;
  const Pipe err;
  Started started({"trace", "--json"}, out.write_end.get(), err.write_end.get());
  ASSERT_TRUE(eventually([&] { return readable(out.read_end); }, 20s)) << err.text();
  fill_by_connecting(where, out);
  started.signal_with(SIGTERM);
  EXPECT_EQ(started.wait(3s), 1);
  const std::string said = err.text();
  EXPECT_EQ(lines(said), 1) << said;
  EXPECT_THAT(said, testing::HasSubstr("nobody reads standard output"));
}

TEST(UnreadStdout, DoesNotHoldUpTheEndOfTheDuration) {
  const Namespace where;
  const Pipe out;
  const Pipe err;
  Started started({"trace", "--json", "--duration", "1"}, out.write_end.get(), err.write_end.get());
  ASSERT_TRUE(eventually([&] { return readable(out.read_end); }, 20s)) << err.text();
  const Clock::time_point ready = Clock::now();
  fill_by_connecting(where, out);
  EXPECT_EQ(started.wait(20s), 1);
  EXPECT_LT(Clock::now() - ready, 1s + 3s);
  const std::string said = err.text();
  EXPECT_EQ(lines(said), 1) << said;
  EXPECT_THAT(said, testing::HasSubstr("nobody reads standard output"));
}

// ---------------------------------------------------------------------------------------------
// MPTCP: the kernel's TCP listener is a subflow that no descriptor names; its owner is the process
// that holds the MPTCP socket.

/// A listening MPTCP socket on 127.0.0.1.
UniqueFd mptcp_listener(const Namespace& where, At& bound) {
  UniqueFd fd(
      where.inside([] { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP); }));
  sockaddr_in address{};
  socklen_t length = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (!fd || bind(fd.get(), generic, length) != 0 || listen(fd.get(), 1) != 0 ||
      getsockname(fd.get(), generic, &length) != 0) {
    fail("listen by MPTCP");
  }
  bound = {"127.0.0.1", ntohs(address.sin_port)};
  return fd;
}

class MptcpListener : public testing::TestWithParam<bool /* opens when the tool is ready */> {};

TEST_P(MptcpListener, IsOwnedByTheProcessThatHoldsIt) {
  const Namespace where;
  if (!where.inside([] { return UniqueFd(socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP)); })) {
    GTEST_SKIP() << "the kernel refuses an MPTCP socket: "
                 << std::generic_category().message(errno);
  }
  At server;
  UniqueFd listener;
  const auto open = [&] { listener = mptcp_listener(where, server); };
  if (!GetParam()) open();
  Tool tool({"drops", "--json", "--netns", std::to_string(where.inode())});
  tool.wait_ready();
  if (GetParam()) open();
  Outcome outcome = overflow_from_outside(where, loopback_sources(), server, kAttempts);
  outcome.abort_clients();
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto own_pid = static_cast<std::uint64_t>(getpid());
  std::uint64_t shown = 0;
  for (const Record* drop : ended.of_type("drop")) {
    shown += drop->number("count");
    EXPECT_EQ(drop->number("local_port"), server.port) << drop->line();
    EXPECT_EQ(drop->number_or("listener.pid", 0), own_pid) << drop->line();
  }
  EXPECT_EQ(shown, 23u);
  const auto listeners = ended.of_type("listener");
  ASSERT_EQ(listeners.size(), 1u);
  EXPECT_EQ(listeners.front()->number_or("pid", 0), own_pid) << listeners.front()->line();
  EXPECT_TRUE(reconciliation_of(ended, where)->boolean("exact"));
}

INSTANTIATE_TEST_SUITE_P(, MptcpListener, testing::Bool(),
                         [](const auto& info) { return info.param ? "Later" : "Existing"; });

// ---------------------------------------------------------------------------------------------
// Summaries.

TEST(DropsSummary, IntervalAndCountSumUpSoManyTimes) {
  const FullListener full;
  // An interval that is late by less than one is made up for.
  Tool tool({"drops", "--json", "2", "3"});
  tool.wait_ready();
  full.drop(19);
  const Ended ended = tool.wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto reconciliations = ended.of_type("reconciliation");
  EXPECT_EQ(std::count_if(reconciliations.begin(), reconciliations.end(),
                          [&](const Record* record) {
                            return record->number("netns") == full.where.inode();
                          }),
            3);
  EXPECT_EQ(reconciliation_of(ended, full.where)->number("counters.ListenDrops.attributed"), 19u);
}

TEST(DropsSummary, OfARemotePortThatMatchesNothingHasNoListener) {
  const FullListener full;
  Tool records({"drops", "--json", "-D", "1"});
  Tool text({"drops", "-D", "1"});
  records.wait_ready();
  text.wait_first_line();
  full.drop(19);
  const Ended by_record = records.stop();
  EXPECT_EQ(by_record.exit_code, 0) << by_record.err;
  EXPECT_TRUE(by_record.of_type("drop").empty());
  EXPECT_TRUE(by_record.of_type("listener").empty()) << by_record.out;
  // The reconciliation is of the whole namespace.
  EXPECT_EQ(reconciliation_of(by_record, full.where)->number("counters.ListenDrops.attributed"),
            19u);
  const Ended by_text = text.stop();
  EXPECT_EQ(by_text.exit_code, 0) << by_text.err;
  EXPECT_THAT(by_text.out, testing::Not(testing::HasSubstr("127.0.0.1:" +
                                                           std::to_string(full.listener.port()))));
}

using FloodParam = std::tuple<int /* CPUs that send */, bool /* before the tool starts, too */>;
class DropsEndedInAFlood : public testing::TestWithParam<FloodParam> {};

TEST_P(DropsEndedInAFlood, AreExactAndAgreeWithTheSocketsOwnCounter) {
  const auto [cpus, from_the_start] = GetParam();
  const FullListener full;
  for (int round = 0; round < 5; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    std::deque<Flood> floods;
    const auto begin = [&, cpus = cpus] {
      for (int cpu = 0; cpu < cpus; ++cpu) {
        floods.emplace_back(full.where, full.listener.bound(),
                            static_cast<std::uint16_t>(0x7f01 + cpu), cpu);
      }
    };
    if (from_the_start) begin();
    Tool tool({"drops", "--json", "--netns", std::to_string(full.where.inode())});
    tool.wait_ready();
    if (!from_the_start) begin();
    tool.read_for(300ms);
    const Ended ended = tool.stop(SIGINT);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    const Record* reconciliation = reconciliation_of(ended, full.where);
    const auto kernel = reconciliation->number("counters.ListenDrops.kernel");
    const auto attributed = reconciliation->number("counters.ListenDrops.attributed");
    EXPECT_EQ(attributed, kernel) << reconciliation->line();
    EXPECT_TRUE(reconciliation->boolean("exact")) << reconciliation->line();
    EXPECT_GT(kernel, 1000u);
    const auto listeners = ended.of_type("listener");
    ASSERT_EQ(listeners.size(), 1u);
    for (const Record* record : listeners) {
      const std::uint64_t explained =
          record->number("drops_total") + record->number("other_discards");
      EXPECT_EQ(explained, record->number_or("sk_drops", explained)) << record->line();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, DropsEndedInAFlood,
                         testing::Combine(testing::Values(1, 2), testing::Bool()),
                         [](const auto& info) {
                           return std::string(std::get<0>(info.param) == 1 ? "OneCpu" : "TwoCpus") +
                                  (std::get<1>(info.param) ? "FromTheStart" : "OnceReady");
                         });

/// CPU 0 alone, and no way out: sched_setaffinity() cannot leave it.
class Cpuset {
 public:
  Cpuset() {
    for (const char* root : {"/sys/fs/cgroup/cpuset", "/sys/fs/cgroup"}) {
      if (::access((std::string(root) + "/cpuset.cpus").c_str(), F_OK) != 0) continue;
      path_ = std::string(root) + "/bpfnetstat-test-" + std::to_string(::getpid());
      if (::mkdir(path_.c_str(), 0700) != 0 || !write("cpuset.cpus", "0") ||
          !write("cpuset.mems", "0")) {
        fail("cannot make a cpuset");
      }
      return;
    }
  }
  ~Cpuset() {
    if (!path_.empty()) ::rmdir(path_.c_str());
  }
  Cpuset(const Cpuset&) = delete;
  Cpuset& operator=(const Cpuset&) = delete;

  explicit operator bool() const { return !path_.empty(); }
  void enter() const {
    if (!write("cgroup.procs", "0")) fail("cannot enter a cpuset");
  }

 private:
  bool write(const std::string& name, const std::string& value) const {
    std::ofstream file(path_ + "/" + name);
    file << value;
    return static_cast<bool>(file.flush());
  }

  std::string path_;
};

// There the last look cannot come as an interrupt from another CPU: a softirq may come in between.
TEST(DropsEndedInAFloodOfItsOwnCpu, AreExactTheMoreSo) {
  const Cpuset cpuset;
  if (!cpuset) GTEST_SKIP() << "no cpuset controller is mounted";
  const FullListener full;
  for (int round = 0; round < 10; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Tool tool(RunOptions{.args = {"drops", "--json", "--interval", "0.1", "--netns",
                                  std::to_string(full.where.inode())},
                         .before_exec = [&] { cpuset.enter(); }});
    tool.wait_ready();
    const Flood flood(full.where, full.listener.bound(), 0x7f01, 0);
    tool.read_for(400ms);
    const Ended ended = tool.stop(SIGINT);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    const Record* reconciliation = reconciliation_of(ended, full.where);
    EXPECT_EQ(reconciliation->number("counters.ListenDrops.attributed"),
              reconciliation->number("counters.ListenDrops.kernel"))
        << reconciliation->line();
    EXPECT_TRUE(reconciliation->boolean("exact")) << reconciliation->line();
    EXPECT_GT(reconciliation->number("counters.ListenDrops.kernel"), 1000u);
  }
}

}  // namespace
}  // namespace bpfnetstat::lab
