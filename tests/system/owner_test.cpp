// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <fstream>
#include <map>

#include "base/text.h"
#include "lab.h"
#include "runner.h"

// The process shown is one that holds the listener now, whatever has been done with the socket, and
// its name is shown as it is but never to a terminal's harm.
namespace bpfnetstat::lab {
namespace {

/// What a process with a listener does to it, telling the pid that holds it afterwards.
using Change = void (*)(const Listener&, Channel&);

void stay(const Listener&, Channel& channel) {
  channel.tell(getpid());
}

void fork_and_exit(const Listener&, Channel& channel) {
  if (fork() > 0) _exit(0);
  channel.tell(getpid());
}

void execute(const Listener& listener, Channel& channel) {
  fcntl(listener.fd(), F_SETFD, 0);
  channel.tell(getpid());
  execlp("sleep", "sleep", "60", nullptr);
  _exit(1);
}

void pass_and_exit(const Listener& listener, Channel& channel) {
  Channel passing;
  if (fork() > 0) {
    passing.pass(listener.fd());
    _exit(0);
  }
  // The copy inherited by fork is closed: what is held is what was passed.
  close(listener.fd());
  prctl(PR_SET_NAME, "heir");
  passing.be_child();
  const UniqueFd passed = passing.take();
  channel.tell(getpid());
  channel.hear();
}

struct OwnerScenario {
  const char* name;
  Change change;
  const char* comm;
  bool exits;  ///< The process that listened first.
};
void PrintTo(const OwnerScenario& scenario, std::ostream* out) {
  *out << scenario.name;
}

constexpr OwnerScenario kOwnerScenarios[] = {
    {"Stays", stay, "first", false},
    {"ForkedChildAfterItsParentExited", fork_and_exit, "first", true},
    {"Executed", execute, "sleep", false},
    {"PassedOnAfterTheSenderExited", pass_and_exit, "heir", true},
};

std::string comm_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string comm;
  std::getline(file, comm);
  return comm;
}

using OwnerParam = std::tuple<OwnerScenario, bool /* changes while the tool runs */>;
class Owner : public testing::TestWithParam<OwnerParam> {};

TEST_P(Owner, IsAProcessThatHoldsTheListenerNow) {
  const auto& [scenario, live] = GetParam();
  const Namespace where;
  Channel channel;
  Child process([&] {
    channel.be_child();
    prctl(PR_SET_NAME, "first");
    const Listener listener(where, {"127.0.0.1", 0});
    channel.tell(listener.port());
    channel.hear();
    scenario.change(listener, channel);
    channel.hear();
  });
  const At server = {"127.0.0.1", static_cast<std::uint16_t>(channel.hear())};
  std::uint64_t holder = 0;
  const auto change = [&] {
    channel.tell(0);
    holder = static_cast<std::uint64_t>(channel.hear());
    if (scenario.exits) {
      EXPECT_EQ(process.wait(), 0);
    }
    ASSERT_TRUE(eventually([&] { return comm_of(static_cast<pid_t>(holder)) == scenario.comm; }));
  };
  if (!live) change();
  Tool tool({"drops", "--json", "-L", std::to_string(server.port)});
  tool.wait_ready();
  if (live) change();
  Outcome outcome = overflow_from_outside(where, loopback_sources(), server, kAttempts);
  outcome.abort_clients();

  const Ended ended = tool.stop();
  std::uint64_t shown = 0;
  for (const Record* drop : ended.of_type("drop")) {
    shown += drop->number("count");
    EXPECT_EQ(drop->number("listener.pid"), holder) << drop->line();
    EXPECT_EQ(drop->text("listener.comm"), scenario.comm) << drop->line();
  }
  EXPECT_EQ(shown, 23u);
  const auto listeners = ended.of_type("listener");
  ASSERT_EQ(listeners.size(), 1u);
  EXPECT_EQ(listeners.front()->number("pid"), holder) << listeners.front()->line();
  EXPECT_EQ(listeners.front()->text("comm"), scenario.comm) << listeners.front()->line();
}

INSTANTIATE_TEST_SUITE_P(, Owner,
                         testing::Combine(testing::ValuesIn(kOwnerScenarios), testing::Bool()),
                         [](const auto& info) {
                           return std::string(std::get<0>(info.param).name) +
                                  (std::get<1>(info.param) ? "Live" : "Before");
                         });

TEST(Holders, OfASharedListenerAreAllListed) {
  const Namespace where;
  Channel channel;
  const Child master([&] {
    channel.be_child();
    const Listener listener(where, {"127.0.0.1", 0});
    channel.tell(listener.port());
    for (int i = 0; i < 3; ++i) {
      const pid_t worker = fork();
      if (worker == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        prctl(PR_SET_NAME, "worker");
        channel.tell(getpid());
        for (;;) pause();
      }
    }
    for (;;) pause();
  });
  const At server = {"127.0.0.1", static_cast<std::uint16_t>(channel.hear())};
  std::vector<std::uint64_t> expected = {static_cast<std::uint64_t>(master.pid())};
  for (int i = 0; i < 3; ++i) expected.push_back(static_cast<std::uint64_t>(channel.hear()));
  std::sort(expected.begin(), expected.end());

  Tool tool({"drops", "--json", "-L", std::to_string(server.port)});
  tool.wait_ready();
  Outcome outcome = overflow_from_outside(where, loopback_sources(), server, kAttempts);
  outcome.abort_clients();
  const Ended ended = tool.stop();
  const auto listeners = ended.of_type("listener");
  ASSERT_EQ(listeners.size(), 1u);
  const rapidjson::Value* holders = listeners.front()->find("holders");
  ASSERT_NE(holders, nullptr) << listeners.front()->line();
  std::vector<std::uint64_t> pids;
  int workers = 0;
  for (const auto& holder : holders->GetArray()) {
    pids.push_back(holder["pid"].GetUint64());
    workers += holder["comm"].GetString() == std::string("worker") ? 1 : 0;
  }
  EXPECT_EQ(pids, expected);
  EXPECT_EQ(workers, 3);
}

/// A control group (v2) below the root. Its name is fixed: what a crash leaves behind is taken up
/// again.
class Cgroup {
 public:
  explicit Cgroup(const std::string& name) {
    std::ifstream mounts("/proc/self/mounts");
    for (std::string device, point, type, rest; mounts >> device >> point >> type;) {
      std::getline(mounts, rest);
      if (type == "cgroup2") path_ = point + "/" + name;
    }
    if (available() && mkdir(path_.c_str(), 0755) != 0 && errno != EEXIST) fail("mkdir " + path_);
  }
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;
  // Not empty until its last process has been reaped.
  ~Cgroup() {
    eventually([&] { return rmdir(path_.c_str()) == 0 || errno != EBUSY; });
  }

  bool available() const { return !path_.empty(); }
  void join() const {
    std::ofstream procs(path_ + "/cgroup.procs");
    procs << getpid() << std::flush;
    if (!procs) fail("join " + path_);
  }

 private:
  std::string path_;
};

struct CgroupScenario {
  const char* name;
  const char* cgroup;
  const char* container;  ///< nullptr: none.
};
void PrintTo(const CgroupScenario& scenario, std::ostream* out) {
  *out << scenario.name;
}

class OwnerCgroup : public testing::TestWithParam<CgroupScenario> {};

TEST_P(OwnerCgroup, IsShownWithItsContainerAndCanBeFilteredBy) {
  const CgroupScenario& scenario = GetParam();
  const Cgroup cgroup(scenario.cgroup);
  if (!cgroup.available()) GTEST_SKIP() << "no cgroup2 file system is mounted";
  const Namespace where;
  Channel channel;
  const Child process([&] {
    channel.be_child();
    cgroup.join();
    const Listener listener(where, {"127.0.0.1", 7001});
    channel.tell(listener.port());
    channel.hear();
  });
  channel.hear();
  const Listener outside(where, {"127.0.0.1", 7003});
  Tool all({"drops", "--json", "--netns", std::to_string(where.inode())});
  Tool filtered({"drops", "--json", "--netns", std::to_string(where.inode()), "--cgroup",
                 std::string("/") + scenario.cgroup});
  all.wait_ready();
  filtered.wait_ready();
  for (const std::uint16_t port : {7001, 7003}) {
    overflow_from_outside(where, loopback_sources(), {"127.0.0.1", port}, 7).abort_clients();
  }
  std::map<std::uint64_t, int> shown;
  const Ended ended = all.stop();
  for (const Record* drop : ended.of_type("drop")) {
    ++shown[drop->number("local_port")];
    if (drop->number("local_port") != 7001) continue;
    EXPECT_EQ(drop->text("listener.cgroup"), std::string("/") + scenario.cgroup);
    if (scenario.container != nullptr) {
      EXPECT_EQ(drop->text("listener.container"), scenario.container);
    } else {
      EXPECT_FALSE(drop->has("listener.container")) << drop->line();
    }
  }
  EXPECT_EQ(shown, (std::map<std::uint64_t, int>{{7001, 7}, {7003, 7}}));
  EXPECT_EQ(printable(ended.out), [&] {
    std::string lines = ended.out;
    for (std::size_t at = 0; (at = lines.find('\n', at)) != std::string::npos;)
      lines.replace(at, 1, "\\x0a");
    return lines;
  }());
  const Ended filtered_ended = filtered.stop();
  shown.clear();
  for (const Record* drop : filtered_ended.of_type("drop")) ++shown[drop->number("local_port")];
  EXPECT_EQ(shown, (std::map<std::uint64_t, int>{{7001, 7}})) << filtered_ended.err;
}

constexpr CgroupScenario kCgroups[] = {
    {"Plain", "bpfnetstat lab", nullptr},
    {"Hostile", "bpfnetstat \x1b]0;x\a\t\u202e\u009b", nullptr},  // Newlines the kernel refuses.
    {"Docker", "docker-00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff.scope",
     "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"},
};
INSTANTIATE_TEST_SUITE_P(, OwnerCgroup, testing::ValuesIn(kCgroups),
                         [](const auto& info) { return std::string(info.param.name); });

struct NameScenario {
  const char* name;
  const char* comm;
  const char* in_json;
};
void PrintTo(const NameScenario& scenario, std::ostream* out) {
  *out << scenario.name;
}

class OwnerName : public testing::TestWithParam<NameScenario> {
 protected:
  /// Runs drops with a listener of this name.
  Ended drops_with(std::vector<std::string> args) {
    const Namespace where;
    Channel channel;
    const Child process([&] {
      channel.be_child();
      prctl(PR_SET_NAME, GetParam().comm);
      const Listener listener(where, {"127.0.0.1", 0});
      channel.tell(listener.port());
      channel.hear();
    });
    const At server = {"127.0.0.1", static_cast<std::uint16_t>(channel.hear())};
    args.insert(args.end(), {"-L", std::to_string(server.port)});
    Tool tool(args);
    tool.wait_first_line();
    Outcome outcome = overflow_from_outside(where, loopback_sources(), server, 7);
    outcome.abort_clients();
    return tool.stop();
  }
};

TEST_P(OwnerName, IsWholeInJson) {
  const Ended ended = drops_with({"drops", "--json"});
  const auto drops = ended.of_type("drop");
  ASSERT_EQ(drops.size(), 7u);
  for (const Record* drop : drops) EXPECT_EQ(drop->text("listener.comm"), GetParam().in_json);
}

TEST_P(OwnerName, IsHarmlessInEitherOutput) {
  for (const auto& args : {std::vector<std::string>{"drops"}, {"drops", "--json"}}) {
    const Ended ended = drops_with(args);
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_TRUE(std::none_of(ended.out.begin(), ended.out.end(), [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return (byte < 0x20 && c != '\n') || byte == 0x7f;
    })) << testing::PrintToString(ended.out);
  }
}

constexpr NameScenario kNames[] = {
    {"Escape", "\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m"},
    {"Newline", "new\nline\ttab", "new\nline\ttab"},
    {"FifteenBytes", "fifteen-bytes-x", "fifteen-bytes-x"},
    {"Delete", "back\x7fspace\b", "back\x7fspace\b"},
    {"NoUtf8", "bad\xff\xc3 end", "bad\\xff\\xc3 end"},
    {"QuoteAndBackslash", "quo\"te\\", "quo\"te\\"},
    {"Spaces", " two  words ", " two  words "},
};
INSTANTIATE_TEST_SUITE_P(, OwnerName, testing::ValuesIn(kNames),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace bpfnetstat::lab
