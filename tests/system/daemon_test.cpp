// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "../http.h"
#include "exact.h"
#include "lab.h"
#include "runner.h"

// `daemon`, and what the other commands get from it.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;

/// A folder for the socket and the history.
class Folder {
 public:
  Folder() {
    if (mkdtemp(path_) == nullptr) fail("mkdtemp");
    // Others must be able to come to the socket.
    chmod(path_, 0755);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string socket() const { return std::string(path_) + "/socket"; }
  std::string history() const { return std::string(path_) + "/history/history.db"; }
  std::string config() const { return std::string(path_) + "/config"; }

 private:
  char path_[32] = "/tmp/bpfnetstat-daemon-XXXXXX";
};

std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// A running daemon that answers.
class Daemon {
 public:
  explicit Daemon(const Folder& folder, std::vector<std::string> options = {})
      : folder_(folder),
        tool_(with({"daemon", "--socket", folder.socket(), "--history", folder.history(),
                    "--config", config(folder)},
                   options)) {
    if (!eventually([&] { return access(folder.socket().c_str(), F_OK) == 0 && answers(); }, 20s))
      fail("the daemon does not answer");
  }

  pid_t pid() const { return tool_.pid(); }
  Tool& tool() { return tool_; }
  void signal(int number) const { tool_.signal(number); }

  Ended ask(const std::vector<std::string>& words) const {
    return Tool(with(words, {"--socket", folder_.socket()})).wait();
  }
  /// `verify`: the closing record.
  Record verify(int expected_code) const {
    const Ended ended = ask({"verify", "--json"});
    EXPECT_EQ(ended.exit_code, expected_code) << ended.out << ended.err << tool_.err();
    const auto records = ended.of_type("verification");
    if (records.size() != 1) fail("no verification: " + ended.err);
    return Record(records.front()->line());
  }
  /// The socket's record in `listeners`.
  Record listener(const Listener& listener) const {
    const Ended ended = ask({"listeners", "--json"});
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    for (const Record* record : ended.of_type("listener")) {
      if (record->number("id") == listener.cookie()) return Record(record->line());
    }
    fail("the daemon does not know the listener: " + ended.out);
  }

 private:
  static std::string config(const Folder& folder) {
    std::ofstream(folder.config(), std::ios::app);
    chmod(folder.config().c_str(), 0600);
    return folder.config();
  }
  bool answers() const { return ask({"verify"}).exit_code != 3; }

  const Folder& folder_;
  Tool tool_;
};

/// Opens and closes connections in a namespace until it is told to stop.
class Churn {
 public:
  explicit Churn(const Namespace& where)
      : child_([&] {
          words_.be_child();
          where.inside([&] { run(); });
        }) {}

  /// Waits for its end. @return connections.
  std::int64_t stop() {
    words_.tell(1);
    const std::int64_t connections = words_.hear();
    child_.wait();
    return connections;
  }

 private:
  void run() {
    const UniqueFd listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener.get(), reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::listen(listener.get(), 64) != 0 ||
        getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
      _exit(1);
    }
    // A child asks with a thread of its own whether it is time.
    std::atomic<bool> over = false;
    std::thread waiter([&] {
      words_.hear();
      over = true;
    });
    std::int64_t connections = 0;
    while (!over) {
      UniqueFd client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      if (connect(client.get(), reinterpret_cast<sockaddr*>(&address), length) != 0) continue;
      const UniqueFd server(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
      // Resets: neither ports nor TIME_WAIT sockets run out.
      const linger now = {1, 0};
      setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
      ++connections;
    }
    waiter.join();
    words_.tell(connections);
  }

  Channel words_;
  Child child_;
};

TEST(Daemon, HasEveryConnectionAfterChurnInThreeNamespaces) {
  constexpr int kHeld = 101;
  const Folder folder;
  const Namespace first;
  const Connections there_before(first, kHeld);
  const Daemon daemon(folder);
  // One that the daemon has not seen at its start.
  const Namespace second, third;
  const Connections came_later(second, kHeld);
  {
    Churn churns[] = {Churn(first), Churn(second), Churn(third)};
    for (int i = 0; i < 3; ++i) {
      // In the middle of it: what is in motion does not count. A transition that the kernel hid
      // from everybody may.
      const Ended ended = daemon.ask({"verify", "--json"});
      EXPECT_TRUE(ended.exit_code == 0 || ended.exit_code == 4) << ended.err;
      EXPECT_EQ(ended.of_type("verification").size(), 1u) << ended.out;
      std::this_thread::sleep_for(1s);
    }
    std::int64_t connections = 0;
    for (Churn& churn : churns) connections += churn.stop();
    EXPECT_GT(connections, 1000 / slowness());
  }
  // That is noticed when it is quiet.
  EXPECT_TRUE(eventually([&] { return daemon.ask({"verify"}).exit_code == 0; }, 15s));
  const Record verification = daemon.verify(0);
  EXPECT_GE(verification.number("connections"), 4u * kHeld);
  EXPECT_EQ(verification.number("namespaces_unread"), 0u);
  for (const char* what : {"missing", "ghosts", "differing", "unattributed"}) {
    EXPECT_EQ(verification.number(what), 0u) << what;
  }
}

TEST(Daemon, VerifySaysWhatATableThatIsTooSmallLacks) {
  constexpr int kHeld = 23;
  const Folder folder;
  const Namespace where;
  const Connections held(where, kHeld);
  const Daemon daemon(folder, {"--connections", "7"});
  const Ended ended = daemon.ask({"verify", "--json"});
  EXPECT_EQ(ended.exit_code, 4) << ended.err;
  const auto& verification = *ended.of_type("verification").at(0);
  EXPECT_EQ(verification.number("missing"), verification.number("connections") - 7);
  EXPECT_EQ(verification.number("ghosts"), 0u);
  EXPECT_EQ(ended.of_type("difference").size(), verification.number("missing"));
  for (const Record* difference : ended.of_type("difference")) {
    EXPECT_EQ(difference->text("kind"), "missing");
    EXPECT_TRUE(difference->has("kernel_state") && !difference->has("table_state"))
        << difference->line();
  }
}

TEST(Daemon, HealsItsTableAfterATinyRingLostRecords) {
  const Folder folder;
  const Namespace where;
  Daemon daemon(folder, {"--ring-kib", "4"});
  std::unique_ptr<Connections> held;
  {
    Churn churn(where);
    daemon.signal(SIGSTOP);
    // Both the begin of these and the end of the churn's are lost.
    held = std::make_unique<Connections>(where, 101);
    std::this_thread::sleep_for(300ms);
    daemon.signal(SIGCONT);
    churn.stop();
  }
  EXPECT_TRUE(eventually([&] { return daemon.ask({"verify", "--json"}).exit_code == 0; }, 15s));
  const Record verification = daemon.verify(0);
  EXPECT_GE(verification.number("connections"), 202u);
  const Ended ended = daemon.tool().stop();
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("ring_loss"));
  EXPECT_THAT(ended.err, HasSubstr("resync"));
  // The history says the same.
  const Ended history =
      Tool({"history", "--json", "--events", "--database", folder.history()}).wait();
  EXPECT_EQ(history.exit_code, 0) << history.err;
  for (const char* event : {"\"ring_loss\"", "\"resync\"", "\"started\"", "\"stopped\""}) {
    EXPECT_THAT(history.out, HasSubstr(event));
  }
}

TEST(Daemon, StoppedForSecondsItAttributesEveryDropAllTheSame) {
  const Folder folder;
  const FullListener full;
  const Namespace elsewhere;
  const Daemon daemon(folder);
  full.drop(kAttempts);
  daemon.signal(SIGSTOP);
  {
    Churn churn(elsewhere);
    full.drop(kAttempts);
    std::this_thread::sleep_for(2s);
    churn.stop();
  }
  daemon.signal(SIGCONT);
  EXPECT_EQ(daemon.listener(full.listener).number("drops_total"), 2u * kAttempts);
  EXPECT_TRUE(eventually([&] { return daemon.ask({"verify"}).exit_code == 0; }, 15s));
}

/// On the loopback address; nobody else is likely to take it meanwhile.
std::uint16_t free_port() {
  const UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(fd.get(), reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    fail("no free port");
  }
  return ntohs(address.sin_port);
}

TEST(Daemon, KeepsALedgerAHistoryAndMetricsThatAgree) {
  const Folder folder;
  const FullListener full;
  const std::uint16_t port = free_port();
  Daemon daemon(folder, {"--metrics", std::to_string(port)});
  full.drop(kAttempts);
  const Record listener = daemon.listener(full.listener);
  EXPECT_EQ(listener.number("drops_total"), 23u) << listener.line();
  EXPECT_EQ(listener.number("drops.accept_queue_full_syn"), 23u);
  EXPECT_EQ(listener.number("accept_queue"), 6u);
  EXPECT_EQ(listener.number("accept_queue_limit"), 5u);
  EXPECT_EQ(listener.number("accept_queue_peak"), 6u);
  EXPECT_EQ(listener.number("connections.ESTABLISHED"), 6u);
  EXPECT_EQ(listener.number("pid"), static_cast<std::uint64_t>(getpid()));
  EXPECT_EQ(listener.number("client_unknown"), 0u);

  const std::string series = "bpfnetstat_listener_drops_total{netns=\"" +
                             std::to_string(full.where.inode()) + "\",address=\"" +
                             "127.0.0.1:ephemeral\"";
  EXPECT_TRUE(eventually([&] {
    const std::string page = http::ask(port, "GET /metrics").body;
    for (std::size_t at = page.find(series); at != std::string::npos;
         at = page.find(series, at + 1)) {
      const std::string line = page.substr(at, page.find('\n', at) - at);
      if (line.find("accept_queue_full_syn") != std::string::npos && line.ends_with("} 23"))
        return true;
    }
    return false;
  }));

  EXPECT_EQ(daemon.tool().stop().exit_code, 0);
  const std::string place = ":" + std::to_string(full.listener.port());
  const Ended history = Tool({"history", "--json", "--listener", place, "--by", "client",
                              "--database", folder.history()})
                            .wait();
  EXPECT_EQ(history.exit_code, 0) << history.err;
  std::uint64_t dropped = 0;
  for (const Record* row : history.of_type("history")) {
    EXPECT_EQ(row->text("client_network"), "127.0.0.0/24") << row->line();
    dropped += row->number("drops_total");
  }
  EXPECT_EQ(dropped, 23u) << history.out;
}

TEST(Daemon, ReportsDropsLiveAndSumsUpWhatTheReaderSaw) {
  const Folder folder;
  const FullListener full;
  const Daemon daemon(folder);
  // Before the reader came: not in its report.
  full.drop(7);
  Measurement measured(full.where, {&full.listener});
  Tool reader({"drops", "--json", "--socket", folder.socket(), "--netns",
               std::to_string(full.where.inode())});
  reader.wait_ready();
  Outcome outcome = overflow_by_connecting(full.where, {&full.listener}, loopback_sources(),
                                           full.listener.bound(), kAttempts);
  measured.finish();
  outcome.abort_clients();
  const Ended ended = reader.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  expect_exact(ended, measured, {.by_cause = ByCause{{kCauseA, 23}}, .by_client = outcome.dropped});
}

TEST(Daemon, ReportsTransitionsLive) {
  const Folder folder;
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  const Daemon daemon(folder);
  Tool reader(
      {"trace", "--json", "--socket", folder.socket(), "-L", std::to_string(listener.port())});
  reader.wait_ready();
  Client client(where, "127.0.0.3", listener.bound());
  UniqueFd accepted;
  ASSERT_TRUE(eventually([&] { return (accepted = listener.accept()).valid(); }));
  accepted.reset();
  client.abort();
  EXPECT_NE(reader.wait_for([](const Record& record) {
    return record.type() == "state" && record.text("new_state") == "CLOSE";
  }),
            nullptr);
  const Ended ended = reader.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto states = ended.of_type("state");
  ASSERT_GE(states.size(), 3u);
  for (const Record* record : states) EXPECT_EQ(record->text("role"), "server") << record->line();
  const auto& summary = *ended.of_type("summary").at(0);
  EXPECT_EQ(summary.number("transitions"), states.size());
  EXPECT_TRUE(summary.boolean("exact"));
}

TEST(Daemon, CountAndDurationEndAReport) {
  const Folder folder;
  const FullListener full;
  const Daemon daemon(folder);
  Tool counted({"drops", "--json", "--socket", folder.socket(), "--count", "5"});
  counted.wait_ready();
  full.drop(kAttempts);
  const Ended ended = counted.wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.of_type("drop").size(), 5u);
  EXPECT_EQ(ended.of_type("reconciliation").size() >= 1, true);
  const Ended timed =
      Tool({"trace", "--json", "--socket", folder.socket(), "--duration", "0.7"}).wait();
  EXPECT_EQ(timed.exit_code, 0) << timed.err;
  EXPECT_EQ(timed.of_type("summary").size(), 1u);
}

/// Who is neither root nor in a group of its.
void become(uid_t uid, gid_t gid) {
  if (setgroups(0, nullptr) != 0 || setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0)
    fail("cannot become another user");
}

TEST(Daemon, NamesNoProcessesOfOthersToAUser) {
  constexpr uid_t kUser = 54321;
  constexpr gid_t kGroup = 54323;
  const Folder folder;
  const Namespace where;
  const Listener ours(where, {"127.0.0.1", 0});
  // The user's own.
  Channel words;
  const Child user([&] {
    words.be_child();
    const Listener listener(where, {"127.0.0.1", 0});
    become(kUser, kGroup);
    words.tell(listener.port());
    words.hear();
  });
  const auto theirs = static_cast<std::uint64_t>(words.hear());
  const Daemon daemon(folder, {"--group", std::to_string(kGroup)});
  struct stat status {};
  ASSERT_EQ(stat(folder.socket().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0660u);
  EXPECT_EQ(status.st_gid, kGroup);

  const auto ask_as = [&](uid_t uid, gid_t gid, const std::vector<std::string>& more) {
    return Tool({.args = with({"listeners", "--json", "--socket", folder.socket()}, more),
                 .before_exec = [=] { become(uid, gid); }})
        .wait();
  };
  const Ended ended = ask_as(kUser, kGroup, {"--netns", std::to_string(where.inode())});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto listeners = ended.of_type("listener");
  ASSERT_EQ(listeners.size(), 2u) << ended.out;
  for (const Record* record : listeners) {
    const bool is_theirs = record->number("local_port") == theirs;
    EXPECT_EQ(record->has("pid"), is_theirs) << record->line();
    EXPECT_EQ(record->has("comm"), is_theirs);
  }
  // Whoever is not in the group is on his own, and may not load programs.
  const Ended stranger = ask_as(kUser, kGroup + 1, {});
  EXPECT_EQ(stranger.exit_code, 3) << stranger.out;
}

/// One request to the socket, as a shell would make it.
std::string ask_in_words(const std::string& path, const std::string& line) {
  const UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return "";
  http::send_all(fd, line);
  return http::read_all(fd);
}

TEST(Daemon, TellsTheHistoryToAUserWithoutNames) {
  constexpr gid_t kGroup = 54323;
  const Folder folder;
  const FullListener full;
  const Daemon daemon(folder, {"--group", std::to_string(kGroup)});
  full.drop(kAttempts);
  const std::string question = "history --json --since 60s\n";
  std::string by_root;
  ASSERT_TRUE(eventually([&] {
    by_root = ask_in_words(folder.socket(), question);
    return by_root.find("\"drops_total\":23") != std::string::npos;
  })) << by_root;
  EXPECT_THAT(by_root, testing::StartsWith("0\n{"));
  EXPECT_THAT(by_root, HasSubstr("\"comm\""));
  Channel words;
  Child user([&] {
    words.be_child();
    become(54321, kGroup);
    const std::string answer = ask_in_words(folder.socket(), question);
    words.tell(answer.find("\"drops_total\":23") != std::string::npos);
    words.tell(answer.find("\"comm\"") != std::string::npos);
  });
  EXPECT_EQ(words.hear(), 1);
  EXPECT_EQ(words.hear(), 0);
}

TEST(Daemon, ManyWhoVerifyAndGoCostNoAuditEach) {
  const Folder folder;
  const Daemon daemon(folder);
  for (int i = 0; i < 223; ++i) {
    const UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    folder.socket().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    http::send_all(fd, "verify\n");
  }
  EXPECT_EQ(daemon.verify(0).number("missing"), 0u);
}

// A namespace's number is used again at once.
TEST(Daemon, TellsNamespacesOfOneNumberApart) {
  const Folder folder;
  const Daemon daemon(folder);
  Tool reader({"drops", "--json", "--socket", folder.socket()});
  std::uint64_t dropped = 0;
  {
    const FullListener before;
    before.drop(14);
  }
  reader.wait_ready();
  for (int i = 0; i < 3; ++i) {
    const FullListener again;
    again.drop(3);
    dropped += 3;
  }
  const Ended ended = reader.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  std::uint64_t kernel = 0, attributed = 0;
  for (const Record* record : ended.of_type("reconciliation")) {
    EXPECT_TRUE(record->boolean("exact")) << record->line();
    kernel += record->number("counters.ListenDrops.kernel");
    attributed += record->number("counters.ListenDrops.attributed");
  }
  // Of the first one's, those after the report began.
  EXPECT_GE(kernel, dropped);
  EXPECT_LE(kernel, dropped + 14);
  EXPECT_EQ(attributed, kernel);
}

TEST(Daemon, GivesUpWhatItDoesNotNeed) {
  const Folder folder;
  const Daemon daemon(folder);
  std::ifstream file("/proc/" + std::to_string(daemon.pid()) + "/status");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  // CAP_DAC_READ_SEARCH, CAP_NET_ADMIN, CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_PERFMON, CAP_BPF.
  constexpr unsigned long long kKept =
      1ull << 2 | 1ull << 12 | 1ull << 19 | 1ull << 21 | 1ull << 38 | 1ull << 39;
  for (const char* set : {"CapPrm:\t", "CapEff:\t"}) {
    const auto at = text.find(set);
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(std::stoull(text.substr(at + 8, 16), nullptr, 16) & ~kKept, 0u) << set;
  }
  EXPECT_THAT(text, HasSubstr("CapInh:\t0000000000000000"));
  EXPECT_THAT(text, HasSubstr("CapAmb:\t0000000000000000"));
  EXPECT_THAT(text, HasSubstr("NoNewPrivs:\t1"));
  EXPECT_THAT(text, HasSubstr("Seccomp:\t2"));
}

TEST(Daemon, IsAloneAtItsSocket) {
  const Folder folder;
  Daemon daemon(folder);
  const Ended second = Tool({"daemon", "--socket", folder.socket(), "--history", "none"}).wait();
  EXPECT_EQ(second.exit_code, 1) << second.err;
  EXPECT_EQ(second.err_lines(), 1u) << second.err;
  EXPECT_THAT(second.err, HasSubstr(folder.socket()));
  EXPECT_EQ(daemon.verify(0).number("missing"), 0u);
}

TEST(Daemon, ReadsItsConfigurationAgain) {
  const Folder folder;
  std::ofstream(folder.config()) << "history-size = 50\n";
  Daemon daemon(folder);
  std::ofstream(folder.config()) << "history-size = 60\n";
  daemon.signal(SIGHUP);
  std::ofstream(folder.config()) << "frob = 1\n";
  EXPECT_EQ(daemon.verify(0).number("missing"), 0u);
  daemon.signal(SIGHUP);
  EXPECT_EQ(daemon.verify(0).number("missing"), 0u);
  const Ended ended = daemon.tool().stop(SIGTERM);
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("going on as before"));
  EXPECT_THAT(ended.err, HasSubstr("frob"));
  EXPECT_NE(access(folder.socket().c_str(), F_OK), 0);
}

TEST(Daemon, AfterSigkillTheNextOneGoesOnAndNamesTheGap) {
  const Folder folder;
  const FullListener full;
  {
    Daemon daemon(folder);
    full.drop(kAttempts);
    // Until the history has it.
    EXPECT_TRUE(eventually([&] {
      return Tool({"history", "--json", "--database", folder.history()})
                 .wait()
                 .out.find("\"drops_total\":23") != std::string::npos;
    }));
    daemon.signal(SIGKILL);
    daemon.tool().wait();
  }
  full.drop(kAttempts);  // Nobody watches.
  Daemon daemon(folder);
  full.drop(kAttempts);
  EXPECT_EQ(daemon.listener(full.listener).number("drops_total"), 23u);
  daemon.verify(0);
  daemon.tool().stop();
  const Ended history = Tool({"history", "--json", "--events", "--database", folder.history(),
                              "--listener", ":" + std::to_string(full.listener.port())})
                            .wait();
  std::uint64_t dropped = 0;
  for (const Record* row : history.of_type("history")) dropped += row->number("drops_total");
  EXPECT_EQ(dropped, 46u) << history.out;
  std::size_t gaps = 0;
  for (const Record* event : history.of_type("event")) gaps += event->text("kind") == "gap";
  EXPECT_EQ(gaps, 1u) << history.out;
}

TEST(Daemon, WithoutOneTheCommandsSaySo) {
  const Folder folder;
  const Ended verify = Tool({"verify", "--socket", folder.socket()}).wait();
  EXPECT_EQ(verify.exit_code, 3);
  EXPECT_EQ(verify.err_lines(), 1u) << verify.err;
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  const Ended listeners = Tool({"listeners", "--json", "--socket", folder.socket(), "--netns",
                                std::to_string(where.inode())})
                              .wait();
  EXPECT_EQ(listeners.exit_code, 0) << listeners.err;
  EXPECT_THAT(listeners.err, HasSubstr("no daemon"));
  ASSERT_EQ(listeners.of_type("listener").size(), 1u);
  const Record& record = *listeners.of_type("listener").at(0);
  EXPECT_EQ(record.number("accept_queue_limit"), 5u);
  EXPECT_FALSE(record.has("drops_total") || record.has("connections")) << record.line();
}

}  // namespace
}  // namespace bpfnetstat::lab
