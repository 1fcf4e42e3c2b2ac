// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/fsuid.h>
#include <sys/socket.h>
#include <sys/stat.h>
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
#include "daemon_lab.h"
#include "exact.h"
#include "lab.h"
#include "runner.h"

// `daemon`, and what the other commands get from it.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;

/// What was sent last has arrived, and what was lost meanwhile is mended without being asked.
void be_quiet(Daemon& daemon) {
  daemon.tool().read_for(1s);
}

TEST(Daemon, HasEveryConnectionAfterChurnInThreeNamespaces) {
  constexpr int kHeld = 101;
  const Folder folder;
  const Namespace first;
  const Connections there_before(first, kHeld);
  Daemon daemon(folder);
  // One that the daemon has not seen at its start.
  const Namespace second, third;
  const Connections came_later(second, kHeld);
  {
    Churn churns[] = {Churn(first), Churn(second), Churn(third)};
    for (int i = 0; i < 3; ++i) {
      // In the middle of it: what is in motion does not count. What the machine hid from everybody
      // may, and is mended by then.
      const Ended verified = daemon.ask({"verify", "--json"});
      EXPECT_TRUE(verified.exit_code == 0 || verified.exit_code == 4) << verified.err;
      std::this_thread::sleep_for(1s);
    }
    std::int64_t connections = 0;
    for (Churn& churn : churns) connections += churn.stop();
    EXPECT_GT(connections, 1000 / slowness());
  }
  // Virtual machines let bursts pass unseen that nothing counts: a busy table is looked at anyway,
  // five seconds after the last time, and later where the machine is slow. Until then it may lack
  // very few, which are told and mended.
  daemon.tool().read_for(7s);
  const Ended told = daemon.ask({"verify", "--json"});
  EXPECT_TRUE(told.exit_code == 0 || told.exit_code == 4) << told.err;
  EXPECT_LE(told.of_type("difference").size(), 3u) << told.out;
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
  be_quiet(daemon);
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
  Daemon daemon(folder);
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
  be_quiet(daemon);
  daemon.verify(0);
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
    // Of somebody else's socket a process of his could have got its pid a moment ago.
    const Listener handed_down(where, {"127.0.0.1", 0});
    setfsuid(kUser);
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
  ASSERT_EQ(listeners.size(), 3u) << ended.out;
  for (const Record* record : listeners) {
    const bool is_theirs = record->number("local_port") == theirs;
    EXPECT_EQ(record->has("pid"), is_theirs) << record->line();
    EXPECT_EQ(record->has("comm"), is_theirs);
  }
  // Whoever is not in the group is on his own, and may not load programs.
  const Ended stranger = ask_as(kUser, kGroup + 1, {});
  EXPECT_EQ(stranger.exit_code, 3) << stranger.out;
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
    by_root = http::read_all(request(folder, question));
    return by_root.find("\"drops_total\":23") != std::string::npos;
  })) << by_root;
  EXPECT_THAT(by_root, testing::StartsWith("0\n{"));
  EXPECT_THAT(by_root, HasSubstr("\"comm\""));
  Channel words;
  Child user([&] {
    words.be_child();
    become(54321, kGroup);
    const std::string answer = http::read_all(request(folder, question));
    words.tell(answer.find("\"drops_total\":23") != std::string::npos);
    words.tell(answer.find("\"comm\"") != std::string::npos);
  });
  EXPECT_EQ(words.hear(), 1);
  EXPECT_EQ(words.hear(), 0);
}

TEST(Daemon, ManyWhoVerifyAndGoCostNoAuditEach) {
  const Folder folder;
  const Daemon daemon(folder);
  for (int i = 0; i < 223; ++i) request(folder, "verify\n");
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
  for (const char* command : {"drops", "trace"}) {
    const Ended report =
        Tool({command, "--json", "--duration", "0.01", "--socket", folder.socket()}).wait();
    EXPECT_EQ(report.exit_code, 0) << report.err;
    EXPECT_THAT(report.err, HasSubstr("no daemon: ")) << command;
    EXPECT_EQ(report.err_lines(), 1u) << report.err;
    const Ended alone = Tool({command, "--json", "--duration", "0.01", "--socket", "none"}).wait();
    EXPECT_EQ(alone.err, "") << command;
  }
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
