// SPDX-License-Identifier: Apache-2.0
// What the README says of security, of the running daemon: what each of its threads may do, who may
// read its files, and that names which others choose come to no terminal and no log as they are.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "../http.h"
#include "base/text.h"
#include "confine/capabilities.h"
#include "daemon_lab.h"
#include "lab.h"
#include "runner.h"

namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

// --- privileges ---

/// What /proc says of a thread's privileges: every set of capabilities, no_new_privs, seccomp(2).
using Privileges = std::map<std::string, std::string>;

Privileges privileges_of(const std::filesystem::path& thread) {
  std::ifstream file(thread / "status");
  Privileges found;
  for (std::string line; std::getline(file, line);) {
    const std::string key = line.substr(0, line.find(':'));
    if (key.starts_with("Cap") || key == "NoNewPrivs" || key == "Seccomp") {
      found[key] = line.substr(std::min(line.size(), key.size() + 2));
    }
  }
  return found;
}

/// Those of the README that this machine's root has.
std::string kept_of(const std::string& ours) {
  std::uint64_t kept = 0;
  for (const cap_value_t capability : confine::kDaemonKeeps) kept |= std::uint64_t{1} << capability;
  return fmt::format("{:016x}", std::stoull(ours, nullptr, 16) & kept);
}

/// Of all threads of a daemon at work, in this namespace.
TEST(DaemonsThreads, HoldWhatTheReadmeSaysAndNothingElse) {
  const Folder folder;
  Daemon daemon(folder, {"--metrics", "127.0.0.1:" + std::to_string(free_port())});
  Privileges ours = privileges_of("/proc/self");
  const std::string none(16, '0');
  const Privileges of_the_loop = {{"CapInh", none},
                                  {"CapPrm", kept_of(ours["CapPrm"])},
                                  {"CapEff", kept_of(ours["CapPrm"])},
                                  {"CapBnd", kept_of(ours["CapBnd"])},
                                  {"CapAmb", none},
                                  {"NoNewPrivs", "1"},
                                  {"Seccomp", "2"}};
  Privileges of_others = of_the_loop;
  of_others["CapPrm"] = of_others["CapEff"] = none;
  const std::string process = "/proc/" + std::to_string(daemon.pid());
  std::set<std::string> seen;
  std::size_t most = 0;
  // All that it can be asked, so that a thread that only one of them starts is among those.
  const FullListener full;
  const std::string port = std::to_string(full.listener.port());
  const std::vector<std::string> lines = {"history --json\n", "verify --json\n", "listeners -v\n",
                                          "port " + port + "\n", "drops --json --duration 0.2\n"};
  for (int look = 0; look < 50; ++look) {
    std::vector<UniqueFd> questions;
    for (const std::string& line : lines) questions.push_back(request(folder, line));
    full.drop(1);
    std::size_t threads = 0;
    for (const auto& thread : std::filesystem::directory_iterator(process + "/task")) {
      const Privileges found = privileges_of(thread.path());
      if (found.empty()) continue;  // It has ended.
      const bool is_loop = thread.path().filename() == std::to_string(daemon.pid());
      EXPECT_EQ(found, is_loop ? of_the_loop : of_others) << thread.path();
      seen.insert(thread.path().filename());
      ++threads;
    }
    most = std::max(most, threads);
    if (HasFailure()) break;
  }
  // The loop; the history's writer and reader; civetweb's master and a worker at least.
  EXPECT_GE(most, 5u);
  // None was started since: all began with what they have.
  EXPECT_EQ(seen.size(), most);
  // And so they do their work.
  const Ended of_daemon = daemon.tool().stop(SIGTERM);
  EXPECT_EQ(of_daemon.exit_code, 0);
  EXPECT_FALSE(says(of_daemon.err, "history: ")) << of_daemon.err;
  const Ended history =
      Tool({"history", "--json", "--database", folder.history(), "--listener", ":" + port}).wait();
  std::uint64_t kept = 0;
  for (const Record* row : history.of_type("history")) kept += row->number("drops_total");
  EXPECT_EQ(kept, full.where.counters().listen_drops);
}

// --- files ---

std::map<std::string, std::string> modes_below(const std::filesystem::path& folder) {
  std::map<std::string, std::string> modes;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    struct stat status {};
    if (lstat(entry.path().c_str(), &status) != 0) continue;
    modes[entry.path().lexically_relative(folder)] = fmt::format("{:04o}", status.st_mode & 07777);
  }
  return modes;
}

TEST(DaemonsFiles, AreForOwnerAndGroupWhateverTheUmask) {
  const std::map<std::string, std::string> expected = {{"config", "0600"},  // The lab's.
                                                       {"socket", "0660"},
                                                       {"socket.lock", "0600"},
                                                       {"history", "0750"},
                                                       {"history/history.db", "0640"},
                                                       {"history/history.db-wal", "0640"},
                                                       {"history/history.db-shm", "0640"},
                                                       {"history/history.db.lock", "0600"}};
  for (const mode_t mask : {mode_t{0}, mode_t{077}}) {
    const Folder folder;
    const mode_t before = umask(mask);
    const Daemon daemon(folder);
    umask(before);
    // The first rows come with the first second.
    eventually([&] { return modes_below(folder.path("")) == expected; });
    EXPECT_EQ(modes_below(folder.path("")), expected) << fmt::format("{:03o}", mask);
  }
}

// --- names that others choose ---

// Titles, colours, a line of its own, C1 controls, a text that runs backwards, no UTF-8.
constexpr const char* kHostile = "\x1b]0;x\a\xff\n\u202e\u009b\r";
constexpr const char* kHarmless = "\\x1b]0;x\\x07\\xff\\x0a\\xe2\\x80\\xae\\xc2\\x9b\\x0d";

/// Lines, and nothing in them that a terminal would obey.
void expect_harmless(const std::string& text, const std::string& of) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_EQ(printable(line), line) << of;
}

TEST(HostileNames, AreHarmlessWhateverTheDaemonIsAsked) {
  const Folder folder;
  const Namespace where{std::string(kHostile)};
  const std::string waits_for = folder.path(kHostile);
  ASSERT_EQ(mkfifo(waits_for.c_str(), 0600), 0);
  Channel channel;
  const Child server([&] {
    channel.be_child();
    prctl(PR_SET_NAME, kHostile);
    const Listener listener(where, {"127.0.0.1", 0});
    // What it waits for has such a name as well.
    const UniqueFd fifo(open(waits_for.c_str(), O_RDWR | O_CLOEXEC));
    channel.tell(listener.port());
    char byte = 0;
    (void)!read(fifo.get(), &byte, 1);
  });
  const At at = {"127.0.0.1", static_cast<std::uint16_t>(channel.hear())};
  const std::string port = std::to_string(at.port);
  const std::uint16_t metrics = free_port();
  Daemon daemon(folder, {"-v", "--metrics", "127.0.0.1:" + std::to_string(metrics)});

  Tool drops({"drops", "--socket", folder.socket()});
  Tool trace({"trace", "--socket", folder.socket()});
  drops.wait_first_line();
  trace.wait_first_line();
  const Outcome outcome = overflow_from_outside(where, loopback_sources(), at, kAttempts);
  ASSERT_TRUE(eventually([&] {
    return daemon.ask({"history", "--json", "--since", "60s"}).out.find("\"drops_total\":23") !=
           std::string::npos;
  }));
  for (Tool* tool : {&drops, &trace}) {
    const Ended ended = tool->stop();
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    if (tool == &drops) {
      EXPECT_THAT(ended.out, HasSubstr(kHarmless));
    }
    expect_harmless(ended.out + ended.err, tool == &drops ? "drops" : "trace");
  }
  for (const auto& words : {std::vector<std::string>{"listeners", "-v"},
                            {"port", port},
                            {"history", "--since", "60s", "--events"},
                            {"verify"}}) {
    const Ended text = daemon.ask(words);
    if (words.front() != "verify") {
      EXPECT_THAT(text.out, HasSubstr(kHarmless)) << words.front();
    }
    if (words.front() == "listeners") {
      EXPECT_THAT(text.out, HasSubstr("in read of " + printable(waits_for)));
    }
    expect_harmless(text.out + text.err, words.front());
    const Ended json = daemon.ask(with(words, {"--json"}));
    EXPECT_GE(json.records.size(), 1u) << words.front();
    expect_harmless(json.out + json.err, words.front() + " --json");
  }
  const std::string page = http::ask(metrics, "GET /metrics").body;
  expect_harmless(page, "metrics");
}

TEST(HostileWords, ComeBackHarmlessFromTheSocketAndGoSoIntoTheLog) {
  const Folder folder;
  folder.write("config", "");
  Daemon daemon(folder, {"-v"});
  const std::string word = "\x1b]0;x\a\xff\u202e\u009b\r";
  for (const std::string& line :
       {word, word + " x", "listeners --netns " + word, "listeners -L " + word, "port " + word,
        "history --listener " + word, "trace --cgroup /" + word, "drops --" + word,
        std::string("port %1b]0;x%07%0a%ff")}) {
    const std::string answer = http::read_all(request(folder, line + "\n"));
    EXPECT_THAT(answer, HasSubstr("\\x1b]0;x\\x07")) << printable(line);
    EXPECT_THAT(answer, testing::Not(testing::StartsWith("0\n"))) << printable(line);
    expect_harmless(answer, printable(line));
  }
  for (const std::string& text : {"history-size = " + word + "\n", word + " = 1\n"}) {
    folder.write("config", text);
    daemon.signal(SIGHUP);
    ASSERT_TRUE(eventually([&] {
      daemon.tool().read_for(5ms);
      return daemon.tool().err().find("going on as before") != std::string::npos;
    }));
  }
  const Ended ended = daemon.tool().stop(SIGTERM);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("\\x1b]0;x\\x07"));
  expect_harmless(ended.err, "log");
}

/// The program's netstat with stdout and stderr at a terminal that passes on what it gets.
std::string netstat_at_terminal(const Namespace& where, std::vector<std::string> words) {
  const UniqueFd master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master || grantpt(master.get()) != 0 || unlockpt(master.get()) != 0) fail("no terminal");
  UniqueFd slave(open(ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
  const char* chosen = std::getenv("BPFNETSTAT_BINARY");
  std::string program = chosen != nullptr ? chosen : BPFNETSTAT_BINARY;
  words.insert(words.begin(), {program, "netstat"});
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  Child netstat([&] {
    where.inside([&] {
      dup2(slave.get(), STDOUT_FILENO);
      dup2(slave.get(), STDERR_FILENO);
      execv(program.c_str(), argv.data());
    });
    _exit(126);
  });
  // What it prints fits into the terminal's buffer.
  EXPECT_EQ(netstat.wait(), 0) << words.back();
  slave.reset();
  std::string all;
  char bytes[4096];
  for (ssize_t got; (got = read(master.get(), bytes, sizeof bytes)) > 0;)
    all.append(bytes, static_cast<std::size_t>(got));
  // The terminal's own.
  std::erase(all, '\r');
  return all;
}

TEST(HostileNames, OfSocketsAndInterfacesAreNetstatsBytesButForATerminal) {
  // No interface has a blank in its name.
  const std::string name = "\x1b]0;x\a\xff\u202e";
  const std::string harmless = printable(name);
  const Folder folder;
  const Namespace where;
  where.ip("link set lo down\nlink set lo name " + name + "\n");
  std::vector<UniqueFd> sockets;
  const auto bind_to = [&](const std::string& path) {
    sockets.push_back(
        where.inside([] { return UniqueFd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)); }));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    ASSERT_EQ(bind(sockets.back().get(), reinterpret_cast<sockaddr*>(&address), length), 0);
  };
  bind_to(folder.path(name));
  bind_to('\0' + name + "abstract");
  const std::vector<std::string> in_sockets = {"/" + name, "@" + name + "abstract"};
  const std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> views = {
      {{"-xa"}, in_sockets}, {{"-xap"}, in_sockets}, {{"-ia"}, {name}}, {{"-iae"}, {name}}};
  for (const auto& [words, names] : views) {
    const std::string shown = netstat_at_terminal(where, words);
    const std::string piped = run({.args = with({"netstat"}, words), .inside = &where}).out;
    const std::string json =
        run({.args = with({"netstat", "--json"}, words), .inside = &where}).out;
    for (const std::string& one : names) {
      EXPECT_THAT(shown, HasSubstr(printable(one))) << words.front();
      EXPECT_THAT(piped, HasSubstr(one)) << words.front();
    }
    std::string lines = shown;
    std::replace(lines.begin(), lines.end(), '\t', ' ');
    expect_harmless(lines, words.front());
    expect_harmless(json, words.front() + " --json");
  }
}

}  // namespace
}  // namespace bpfnetstat::lab
