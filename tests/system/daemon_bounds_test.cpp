// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "../http.h"
#include "daemon_lab.h"
#include "exact.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// What many clients, hostile or slow ones can do to the daemon, and what it does for those who ask
// meanwhile.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Ask the same in a tight loop, several at once, until this ends.
class Askers {
 public:
  Askers(const Folder& folder, const std::string& line, int count) {
    for (int i = 0; i < count; ++i) {
      threads_.emplace_back([this, &folder, line] {
        while (!over_) {
          if (http::read_all(request(folder, line)).empty()) ++empty_;
          ++asked_;
        }
      });
    }
  }
  ~Askers() { stop(); }

  void stop() {
    over_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  int asked() const { return asked_; }
  int empty() const { return empty_; }

 private:
  std::atomic<bool> over_ = false;
  std::atomic<int> asked_ = 0;
  std::atomic<int> empty_ = 0;
  std::vector<std::thread> threads_;
};

std::vector<Listener> listen_many(const Namespace& where, int count) {
  std::vector<Listener> listeners;
  for (int i = 0; i < count; ++i) listeners.emplace_back(where, At{"127.0.0.1", 0});
  return listeners;
}

// Whoever asks right after a drop is told of it, however many ask besides.
TEST(AskingWithoutEnd, MakesNobodysAnswerOlderThanTheQuestion) {
  const Folder folder;
  const FullListener full;
  const auto listeners = listen_many(full.where, 211);
  const Daemon daemon(folder);
  const Askers askers(folder, "listeners -L 1\n", 8);
  const std::string line = "listeners --json -L " + std::to_string(full.listener.port()) + "\n";
  for (std::uint64_t drops = 1; drops <= 23; ++drops) {
    full.drop(1);
    const std::string answer = http::read_all(request(folder, line));
    EXPECT_THAT(answer, HasSubstr("\"drops_total\":" + std::to_string(drops) + ","));
  }
  full.drop(kAttempts);
  EXPECT_EQ(daemon.verify(0).number("unattributed"), 0u);
  // The last word of a report that ends at once.
  Tool reader({"drops", "--json", "--socket", folder.socket(), "--count", "7", "--netns",
               std::to_string(full.where.inode())});
  reader.wait_ready();
  full.drop(7);
  const Ended ended = reader.wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  ASSERT_EQ(ended.of_type("listener").size(), 1u) << ended.out;
  EXPECT_EQ(ended.of_type("listener").at(0)->number("drops_total"), 7u);
}

// Sixty who ask for all listeners and read nothing, each after a look of its own.
TEST(AnswersThatNobodyReads, TakeNoTableEach) {
  constexpr int kListeners = 1999;
  constexpr int kClients = 60;
  const Folder folder;
  const Namespace where;
  const auto listeners = listen_many(where, kListeners);
  const Daemon daemon(folder);
  const std::string line = "listeners --json --netns " + std::to_string(where.inode()) + "\n";
  http::read_all(request(folder, line));
  const auto before = resident_kib(daemon.pid());
  std::vector<UniqueFd> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(request(folder, line));
    pollfd look{clients.back().get(), POLLIN, 0};
    ASSERT_EQ(poll(&look, 1, 10'000), 1);
  }
  // Each of their answers has more than 600 KiB.
  EXPECT_LT(resident_kib(daemon.pid()), before + 24 * 1024);
  for (const auto& client : clients) {
    const std::string answer = http::read_all(client);
    ASSERT_GT(answer.size(), 600u << 10);
    ASSERT_EQ(std::count(answer.begin(), answer.end(), '\n'), 1 + kListeners);
  }
}

/// Of its main thread, so far.
std::uint64_t cpu_ns(pid_t pid) {
  const std::string self = std::to_string(pid);
  std::ifstream file("/proc/" + self + "/task/" + self + "/schedstat");
  std::uint64_t on_cpu_ns = 0;
  if (!(file >> on_cpu_ns)) fail("no schedstat");
  return on_cpu_ns;
}

// Sixteen who are told of each transition and read nothing.
TEST(LiveReports, ThatNobodyReadsCostNoTextForEachTransition) {
  constexpr int kReports = 16;
  constexpr int kConnections = 5003;
  const Folder folder;
  const Namespace where;
  const Daemon daemon(folder);
  const auto spent_ns = [&] {
    const auto before = cpu_ns(daemon.pid());
    for (int i = 0; i < kConnections; ++i)
      const Client refused(where, "127.0.0.1", {"127.0.0.1", 1});
    std::this_thread::sleep_for(1s);
    return cpu_ns(daemon.pid()) - before;
  };
  const auto alone = spent_ns();
  std::vector<UniqueFd> readers;
  for (int i = 0; i < kReports; ++i) {
    readers.push_back(request(folder, "trace --json\n"));
    pollfd look{readers.back().get(), POLLIN, 0};
    ASSERT_EQ(poll(&look, 1, 10'000), 1);
  }
  // Fills what there is room for.
  spent_ns();
  EXPECT_LT(spent_ns(), 4 * alone);
  // What they had no room for is counted.
  shutdown(readers.front().get(), SHUT_WR);
  const std::string last = http::read_all(readers.front());
  const auto summary = last.rfind("{\"type\":\"summary\"");
  ASSERT_NE(summary, std::string::npos);
  const Record record(last.substr(summary, last.find('\n', summary) - summary));
  EXPECT_GE(record.number("transitions") + record.number("events_lost"), 4u * kConnections);
  EXPECT_GT(record.number("events_lost"), 2u * kConnections);
}

/// Runs the program with its stdout at a terminal. @return what it wrote there.
std::string at_terminal(std::vector<std::string> args, bool no_color) {
  const UniqueFd master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master || grantpt(master.get()) != 0 || unlockpt(master.get()) != 0) fail("no terminal");
  const std::string name = ptsname(master.get());
  UniqueFd slave(open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  Child tool([&] {
    const char* chosen = std::getenv("BPFNETSTAT_BINARY");
    std::string program = chosen != nullptr ? chosen : BPFNETSTAT_BINARY;
    std::vector<char*> argv = {program.data()};
    for (std::string& arg : args) argv.push_back(arg.data());
    argv.push_back(nullptr);
    dup2(slave.get(), STDOUT_FILENO);
    setenv("NO_COLOR", no_color ? "1" : "", 1);
    execv(program.c_str(), argv.data());
    _exit(126);
  });
  EXPECT_EQ(tool.wait(), 0) << args.front();
  slave.reset();
  std::string all;
  char bytes[4096];
  for (ssize_t got; (got = read(master.get(), bytes, sizeof bytes)) > 0;)
    all.append(bytes, static_cast<std::size_t>(got));
  return all;
}

TEST(Colours, AreTheTerminalsThroughTheDaemonToo) {
  const Folder folder;
  const FullListener full;
  const Daemon daemon(folder);
  const std::vector<std::string> ask = {"--socket", folder.socket()};
  const auto asked = [&](std::vector<std::string> words) { return with(std::move(words), ask); };
  for (const auto& words : {std::vector<std::string>{"listeners"},
                            {"drops", "--duration", "0.2"},
                            {"trace", "--duration", "0.2"}}) {
    EXPECT_THAT(at_terminal(asked(words), false), HasSubstr("\x1b[")) << words.front();
    EXPECT_THAT(at_terminal(asked(words), true), Not(HasSubstr("\x1b["))) << words.front();
    EXPECT_THAT(daemon.ask(words).out, Not(HasSubstr("\x1b["))) << words.front();
    const auto json = with(words, {"--json"});
    EXPECT_THAT(at_terminal(asked(json), false), Not(HasSubstr("\x1b["))) << words.front();
  }
  // Nobody asks for it by himself.
  EXPECT_THAT(daemon.ask({"listeners", "--colour"}).out, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(Tool({"drops", "--help"}).wait().out, Not(HasSubstr("--colour")));
}

bool is_zombie(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return text.find(") Z ") != std::string::npos;
}

/// What `drops`, `trace` and `listeners` do where the daemon does not.
void expect_own_runs(const Folder& folder, const std::string& reason) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  for (const std::vector<std::string>& words : {std::vector<std::string>{"listeners"},
                                                {"drops", "--duration", "0.2"},
                                                {"trace", "--duration", "0.2"}}) {
    const Ended ended = Tool(with(words, {"--json", "--socket", folder.socket(), "--netns",
                                          std::to_string(where.inode())}))
                            .wait();
    EXPECT_EQ(ended.exit_code, 0) << words.front() << ended.err;
    EXPECT_EQ(ended.err_lines(), 1u) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("without the daemon")) << words.front();
    EXPECT_THAT(ended.err, HasSubstr(reason)) << words.front();
    EXPECT_GE(ended.records.size(), 1u) << words.front();
  }
}

TEST(DaemonThatIsFull, LeavesThemToThemselves) {
  const Folder folder;
  const Daemon daemon(folder);
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 16; ++i) clients.push_back(request(folder, "trace --json -L 1\n"));
  {
    // The others' places.
    std::vector<UniqueFd> others;
    for (int i = 16; i < 64; ++i) others.push_back(request(folder, ""));
    const Ended verify = daemon.ask({"verify"});
    EXPECT_EQ(verify.exit_code, 1);
    EXPECT_EQ(verify.err_lines(), 1u) << verify.err;
    EXPECT_THAT(verify.err, HasSubstr("too many clients"));
    const Ended listeners = daemon.ask({"listeners"});
    EXPECT_EQ(listeners.exit_code, 0) << listeners.err;
    EXPECT_THAT(listeners.err, HasSubstr("without the daemon (too many clients)"));
  }
  // Sixteen live reports are enough, other questions are welcome.
  for (const std::string command : {"drops", "trace"}) {
    const Ended ended = daemon.ask({command, "--json", "--duration", "0.2"});
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(ended.err_lines(), 1u) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("without the daemon (too many live reports")) << ended.err;
  }
  EXPECT_EQ(daemon.ask({"listeners"}).err, "");
}

/// Does it as another user, whose clients these are then.
template <typename Work>
auto as_user(uid_t uid, Work&& work) {
  // Of the calling thread alone, as the kernel has it.
  if (syscall(SYS_setresuid, -1, uid, -1) != 0) fail("setresuid");
  auto result = work();
  if (syscall(SYS_setresuid, -1, 0, -1) != 0) fail("setresuid");
  return result;
}

// A member of the group takes whatever he gets, and never lets go.
TEST(DaemonThatIsFull, OfOneUserHasPlacesForRootAndForOthers) {
  constexpr uid_t kMember = 65534;
  constexpr uid_t kOther = 65533;
  const Folder folder;
  const Daemon daemon(folder);
  chmod(folder.socket().c_str(), 0666);
  std::vector<UniqueFd> clients;
  const auto ask_all = [&](const std::string& line, int times) {
    for (int i = 0; i < times; ++i)
      clients.push_back(as_user(kMember, [&] { return request(folder, line); }));
  };
  ask_all("drops --json -L 1\n", 16);
  ask_all("history --since 30d --by minute\n", 16);
  ask_all("", 64);
  // Whoever asks at once may ask before the last of those has been told.
  EXPECT_EQ(daemon.verify(0).number("unattributed"), 0u);
  for (const auto& words : {std::vector<std::string>{"listeners"},
                            {"drops", "--duration", "0.2"},
                            {"trace", "--duration", "0.2"}}) {
    const Ended ended = daemon.ask(words);
    EXPECT_EQ(ended.exit_code, 0) << words.front() << ended.err;
    EXPECT_THAT(ended.err, Not(HasSubstr("without the daemon"))) << words.front();
  }
  // There is one a second after the start.
  EXPECT_TRUE(eventually(
      [&] { return http::read_all(request(folder, "history --since 1h\n")).starts_with("0\n"); }));
  // Another user is not shut out either.
  const auto other = [&](const std::string& line) {
    return as_user(kOther, [&] { return request(folder, line); });
  };
  EXPECT_THAT(http::read_all(other("listeners\n")), StartsWith("0\n"));
  EXPECT_THAT(http::read_all(other("trace --duration 0.2\n")), StartsWith("0\n"));
  // But he himself has no more. Those that were refused a report have left places since.
  ask_all("", 64);
  const auto refused = as_user(kMember, [&] { return request(folder, "listeners\n"); });
  EXPECT_EQ(http::read_all(refused), "1 too many clients\n");
}

TEST(DaemonThatHangs, LeavesThemToThemselves) {
  const Folder folder;
  const Daemon daemon(folder);
  daemon.signal(SIGSTOP);
  expect_own_runs(folder, "does not answer");
  daemon.signal(SIGCONT);
  daemon.verify(0);
}

// `trace | less` at which nobody scrolls: the daemon never knows.
TEST(SlowPager, LosesNothingThatFitsIntoTheClient) {
  const Folder folder;
  const Namespace where;
  const Daemon daemon(folder);
  Tool reader(
      {"trace", "--json", "--socket", folder.socket(), "--netns", std::to_string(where.inode())});
  reader.wait_ready();
  // Its stdout is not read meanwhile; some megabytes.
  constexpr int kConnections = 5003;
  for (int i = 0; i < kConnections; ++i) {
    const Client refused(where, "127.0.0.1", {"127.0.0.1", 1});
    if (i % 100 == 0) std::this_thread::sleep_for(20ms);
  }
  std::this_thread::sleep_for(1s);
  const Ended ended = reader.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto& summary = *ended.of_type("summary").at(0);
  EXPECT_EQ(summary.number("events_lost"), 0u) << ended.err;
  EXPECT_EQ(ended.of_type("state").size(), summary.number("transitions"));
  EXPECT_GE(summary.number("transitions"), 2u * kConnections);
  EXPECT_GT(ended.out.size(), 2u << 20);
  EXPECT_EQ(ended.err_lines(), 0u) << ended.err;
}

// One that never scrolls at all has a second to.
TEST(SlowPager, HoldsUpNobodysEnd) {
  const Folder folder;
  const Namespace where;
  const Daemon daemon(folder);
  Tool reader(
      {"trace", "--json", "--socket", folder.socket(), "--netns", std::to_string(where.inode())});
  reader.wait_ready();
  for (int i = 0; i < 311; ++i) const Client refused(where, "127.0.0.1", {"127.0.0.1", 1});
  std::this_thread::sleep_for(500ms);
  reader.signal(SIGINT);
  std::this_thread::sleep_for(4s);
  EXPECT_EQ(kill(reader.pid(), 0) == 0 && !is_zombie(reader.pid()), false);
  const Ended ended = reader.wait();
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.err, HasSubstr("nobody reads standard output"));
}

/// The capabilities that a thread holds, or may raise.
std::uint64_t capabilities(const std::filesystem::path& thread) {
  std::ifstream file(thread / "status");
  std::uint64_t held = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("CapPrm:") || line.starts_with("CapEff:"))
      held |= std::stoull(line.substr(8), nullptr, 16);
  }
  return held;
}

void write_empty_config(const Folder& folder) {
  std::ofstream(folder.config(), std::ios::app);
  chmod(folder.config().c_str(), 0600);
}

class MetricsPort : public testing::TestWithParam<int> {};

TEST_P(MetricsPort, IsServedByThreadsWithoutPrivileges) {
  constexpr std::uint64_t kBindService = 1 << 10;
  const int port = GetParam();
  const Folder folder;
  const Namespace where;
  write_empty_config(folder);
  Tool daemon({.args = {"daemon", "--socket", folder.socket(), "--history", "none", "--config",
                        folder.config(), "--metrics", std::to_string(port)},
               .inside = &where});
  ASSERT_TRUE(eventually(
      [&] {
        return where.inside(
            [&] { return http::connect_to(static_cast<std::uint16_t>(port)).valid(); });
      },
      20s));
  ASSERT_TRUE(eventually(
      [&] {
        daemon.read_for(50ms);
        return daemon.err().find("ready") != std::string::npos;
      },
      20s));
  const auto page = where.inside(
      [&] { return http::ask(static_cast<std::uint16_t>(port), "GET /metrics").body; });
  EXPECT_THAT(page, HasSubstr("bpfnetstat_connections"));
  const std::string self = std::to_string(daemon.pid());
  int others = 0;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/" + self + "/task")) {
    const auto held = capabilities(thread.path());
    if (thread.path().filename() == self) {
      EXPECT_NE(held, 0u);
      EXPECT_EQ(held & kBindService, 0u);
    } else {
      ++others;
      EXPECT_EQ(held, 0u) << thread.path();
    }
  }
  EXPECT_GE(others, 2);
  EXPECT_EQ(daemon.stop().exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(, MetricsPort, testing::Values(997, 9797));

TEST(MetricsAddress, OfIPv6IsServedOrRefusedInOneLine) {
  const Folder folder;
  write_empty_config(folder);
  Tool daemon({"daemon", "--socket", folder.socket(), "--history", "none", "--config",
               folder.config(), "--metrics", "[::1]:9797"});
  const bool is_ready = eventually(
                            [&] {
                              daemon.read_for(50ms);
                              return daemon.err().find('\n') != std::string::npos;
                            },
                            20s) &&
                        daemon.err().find("ready") != std::string::npos;
  // A library that was built with IPv6.
  if (is_ready) {
    EXPECT_EQ(daemon.stop().exit_code, 0);
    return;
  }
  const Ended ended = daemon.wait();
  EXPECT_EQ(ended.exit_code, 3) << ended.err;
  EXPECT_EQ(ended.err_lines(), 1u) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("[::1]:9797"));
  EXPECT_THAT(ended.err, HasSubstr("give an IPv4 address"));
  EXPECT_EQ(ended.out, "");
}

/// Full ones, each of which has room for one connection.
class ManyFull {
 public:
  explicit ManyFull(int count) {
    for (int i = 0; i < count; ++i) {
      listeners_.emplace_back(where, At{"127.0.0.1", 0}, ListenOptions{.backlog = 0});
      fills_.push_back(overflow_by_connecting(where, {&listeners_.back()}, {"127.0.0.1"},
                                              listeners_.back().bound(), 0));
    }
  }
  /// One of each, while `reader` is read: all of them at once have no room before it.
  void drop(Tool& reader) {
    constexpr std::size_t kAtOnce = 100;
    const auto before = where.verdicts();
    std::vector<Client> clients;
    for (const auto& listener : listeners_) {
      clients.emplace_back(where, "127.0.0.1", listener.bound());
      if (clients.size() % kAtOnce == 0) reader.read_for(20ms);
    }
    where.await_verdicts(before, listeners_.size());
    for (Client& client : clients) client.give_up();
  }

  const Namespace where;

 private:
  std::deque<Listener> listeners_;
  std::vector<Outcome> fills_;
};

// Larger than what waits for a client that does not read.
TEST(LiveReport, HasItsIntervalsSummaryHoweverLargeItIs) {
  constexpr int kListeners = 907;
  const Folder folder;
  ManyFull full(kListeners);
  const Daemon daemon(folder);
  Tool reader({"drops", "--json", "--socket", folder.socket(), "--interval", "3", "--netns",
               std::to_string(full.where.inode())});
  reader.wait_ready();
  full.drop(reader);
  int listeners = 0;
  std::size_t bytes = 0;
  EXPECT_NE(reader.wait_for(
                [&](const Record& record) {
                  if (record.type() == "listener") {
                    ++listeners;
                    bytes += record.line().size() + 1;
                  }
                  return record.type() == "reconciliation";
                },
                10s),
            nullptr);
  EXPECT_EQ(listeners, kListeners);
  EXPECT_GT(bytes, 256u << 10);
  // What came while it was on its way is behind it.
  full.drop(reader);
  const Ended ended = reader.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.of_type("drop").size(), 2u * kListeners);
  EXPECT_EQ(ended.of_type("reconciliation").back()->number("events_lost"), 0u);
}

// Begun and ended in a flood: what its lines say is what its totals say.
TEST(LiveReport, HasLinesThatAddUpToItsTotals) {
  const Folder folder;
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 0});
  const auto fill = overflow_by_connecting(where, {&listener}, {"127.0.0.1"}, listener.bound(), 0);
  const Daemon daemon(folder);
  Flood flood(where, listener.bound(), 0x7f01, 1, 0x000f);
  int compared = 0;
  for (int i = 0; i < 7; ++i) {
    Tool reader(
        {"drops", "--json", "--socket", folder.socket(), "--netns", std::to_string(where.inode())});
    reader.wait_ready();
    reader.read_for(300ms);
    const Ended ended = reader.stop();
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    // Lines that the reader had no room for are counted, not told.
    const Record* reconciliation = ended.of_type("reconciliation").at(0);
    if (reconciliation->number("events_lost") != 0) continue;
    ++compared;
    std::uint64_t lines = 0, totals = 0;
    for (const Record* drop : ended.of_type("drop")) lines += drop->number("count");
    for (const Record* record : ended.of_type("listener")) {
      totals += record->number("drops_total");
      EXPECT_EQ(record->number("client_unknown"), 0u) << record->line();
    }
    EXPECT_GT(lines, 0u);
    EXPECT_EQ(lines, totals);
  }
  EXPECT_GT(compared, 0);
  flood.stop();
  daemon.verify(0);
}

// It is let go of two seconds after it closed, the history's minute ends later.
TEST(History, HasTheLastMinuteOfAListenerThatCloses) {
  const Folder folder;
  Daemon daemon(folder);
  std::uint16_t port = 0;
  {
    FullListener full;
    port = full.listener.port();
    EXPECT_EQ(daemon.listener(full.listener).number("accept_queue_peak"), 6u);
    // Once a second the daemon looks.
    std::this_thread::sleep_for(1500ms);
    full.listener.close();
    std::this_thread::sleep_for(5s);
  }
  EXPECT_EQ(daemon.tool().stop().exit_code, 0);
  const Ended history = Tool({"history", "--json", "--listener", ":" + std::to_string(port),
                              "--database", folder.history()})
                            .wait();
  EXPECT_EQ(history.exit_code, 0) << history.err;
  const auto rows = history.of_type("history");
  ASSERT_EQ(rows.size(), 1u) << history.out;
  EXPECT_EQ(rows[0]->number("accept_queue_longest"), 6u) << rows[0]->line();
  EXPECT_EQ(rows[0]->text("comm"), "system_tests") << rows[0]->line();
}

}  // namespace
}  // namespace bpfnetstat::lab
