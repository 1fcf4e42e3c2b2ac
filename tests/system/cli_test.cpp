// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <deque>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "bpf_objects.h"
#include "exact.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// Exit codes, one clear line for what is wrong, and an orderly end whatever happens.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;

struct BadUsage {
  const char* name;
  std::vector<std::string> args;
};
void PrintTo(const BadUsage& usage, std::ostream* out) {
  *out << usage.name;
}

class CliUsage : public testing::TestWithParam<BadUsage> {};

TEST_P(CliUsage, IsRefusedInOneLineWithExitCodeTwo) {
  const Ended ended = run(GetParam().args);
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.err_lines(), 1u) << ended.err;
  EXPECT_EQ(ended.out, "");
}

const BadUsage kBadUsages[] = {
    {"NoCommand", {}},
    {"UnknownCommand", {"dorps"}},
    {"UnknownFlag", {"drops", "--nonsense"}},
    {"UnknownFlagOfTrace", {"trace", "-Z"}},
    {"FlagWithEscapes", {"drops", "--\x1b[31m\n"}},
    {"PortZero", {"drops", "-L", "0"}},
    {"PortTooLarge", {"drops", "-L", "65536"}},
    {"PortIsAWord", {"drops", "-L", "http"}},
    {"PortNegative", {"drops", "-L", "-1"}},
    {"PortListWithAHole", {"drops", "-L", "80,,443"}},
    {"PortMissing", {"drops", "-L"}},
    {"RemotePortIsAWord", {"trace", "-D", "x"}},
    {"NetnsThatIsNone", {"drops", "--netns", "no-such-namespace"}},
    {"NetnsWithAPath", {"drops", "--netns", "../../etc/passwd"}},
    {"PidIsAWord", {"drops", "-p", "init"}},
    {"DurationNegative", {"drops", "--duration", "-1"}},
    {"DurationIsAWord", {"trace", "--duration", "long"}},
    {"CountIsAWord", {"trace", "--count", "many"}},
    {"ProbeUnknown", {"drops", "--probe", "magic"}},
    {"RingTooSmall", {"drops", "--ring-kib", "3"}},
    {"RingTooLarge", {"drops", "--ring-kib", "4194304"}},
    {"RingIsAWord", {"drops", "--ring-kib", "big"}},
};
INSTANTIATE_TEST_SUITE_P(, CliUsage, testing::ValuesIn(kBadUsages),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Cli, HelpAndVersionAreForStdout) {
  for (const auto& args : {std::vector<std::string>{"--help"},
                           {"--version"},
                           {"drops", "--help"},
                           {"trace", "--help"},
                           {"doctor", "--help"}}) {
    const Ended ended = run(args);
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_THAT(ended.out, HasSubstr("bpfnetstat"));
    EXPECT_EQ(ended.err, "");
  }
}

// ---------------------------------------------------------------------------------------------
// Not permitted, or the kernel cannot.

void become_nobody() {
  if (setgroups(0, nullptr) != 0 || setresgid(65534, 65534, 65534) != 0 ||
      setresuid(65534, 65534, 65534) != 0) {
    fail("become nobody");
  }
}

/// Hides the kernel's BTF and the places where libbpf looks for it besides.
void hide_btf() {
  if (unshare(CLONE_NEWNS) != 0) fail("unshare(CLONE_NEWNS)");
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) fail("mount private");
  for (const char* path : {"/sys/kernel/btf", "/boot", "/lib/modules", "/usr/lib/debug"}) {
    struct stat status {};
    if (stat(path, &status) != 0) continue;
    if (mount("lab", path, "tmpfs", 0, nullptr) != 0) fail(std::string("hide ") + path);
  }
}

class CliUnavailable : public testing::TestWithParam<const char*> {};

TEST_P(CliUnavailable, WithoutPrivilegesOneLineAndExitCodeThree) {
  const Ended ended = run({.args = {GetParam()}, .before_exec = become_nobody});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_EQ(ended.err_lines(), 1u) << ended.err;
  EXPECT_EQ(ended.out, "");
}

TEST_P(CliUnavailable, WithoutBtfOneLineAndExitCodeThree) {
  const Ended ended = run({.args = {GetParam()}, .before_exec = hide_btf});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_EQ(ended.err_lines(), 1u) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("BTF"));
  EXPECT_EQ(ended.out, "");
}

INSTANTIATE_TEST_SUITE_P(, CliUnavailable, testing::Values("drops", "trace"),
                         [](const auto& info) { return std::string(info.param); });

// ---------------------------------------------------------------------------------------------
// doctor.

bool parses(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.c_str());
  return !document.HasParseError() && document.IsObject();
}

TEST(Doctor, ExitCodeZeroWhereTheMainJobRuns) {
  const Ended text = run({"doctor"});
  EXPECT_EQ(text.exit_code, 0) << text.out << text.err;
  EXPECT_THAT(text.out, HasSubstr("tracepoint"));
  const Ended json = run({"doctor", "--json"});
  EXPECT_EQ(json.exit_code, 0);
  EXPECT_TRUE(parses(json.out)) << json.out;
  EXPECT_EQ(json.err, "");
}

TEST(Doctor, ReportsMissingPrivilegesAndBtfWithExitCodeThree) {
  for (void (*before_exec)() : {become_nobody, hide_btf}) {
    const Ended text = run({.args = {"doctor"}, .before_exec = before_exec});
    EXPECT_EQ(text.exit_code, 3) << text.err;
    EXPECT_NE(text.out, "");
    const Ended json = run({.args = {"doctor", "--json"}, .before_exec = before_exec});
    EXPECT_EQ(json.exit_code, 3);
    EXPECT_TRUE(parses(json.out)) << json.out;
  }
}

TEST(Doctor, EachMessageNamesWhatExplainHasOnIt) {
  const std::function<void()> as_it_is = [] {};
  for (const auto& before_exec :
       {as_it_is, std::function(become_nobody), std::function(hide_btf)}) {
    const Ended text = run({.args = {"doctor", "-v"}, .before_exec = before_exec});
    std::set<std::string> topics;
    std::istringstream lines(text.out);
    for (std::string line; std::getline(lines, line);) {
      const bool is_title = line.empty() || line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ-") ==
                                                std::string::npos;
      if (is_title || line == "  none" || line.starts_with("    -> ")) continue;
      const auto begin = line.rfind(" (explain ");
      ASSERT_TRUE(begin != std::string::npos && line.ends_with(')')) << line;
      topics.insert(line.substr(begin + 10, line.size() - begin - 11));
    }
    const Ended json = run({.args = {"doctor", "--json"}, .before_exec = before_exec});
    rapidjson::Document document;
    document.Parse(json.out.c_str());
    ASSERT_TRUE(document.IsObject()) << json.out;
    topics.insert(document["topic"].GetString());
    for (const char* key : {"hooks", "capabilities", "problems"}) {
      for (const auto& object : document[key].GetArray()) {
        topics.insert(object["topic"].GetString());
        if (!object.HasMember("rejected")) continue;
        for (const auto& rejected : object["rejected"].GetArray())
          topics.insert(rejected["topic"].GetString());
      }
    }
    EXPECT_GE(topics.size(), 23u);
    for (const std::string& topic : topics)
      EXPECT_EQ(run({"explain", topic}).exit_code, 0) << topic;
  }
}

/// What doctor has of the hook `queue`, as JSON of one line.
std::string queue_of_doctor(const RunOptions& options) {
  const Ended ended = run(options);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  rapidjson::Document document;
  document.Parse(ended.out.c_str());
  if (!document.IsObject()) return ended.out;
  for (const auto& hook : document["hooks"].GetArray()) {
    if (hook["hook"] != "queue") continue;
    rapidjson::StringBuffer text;
    rapidjson::Writer<rapidjson::StringBuffer> writer(text);
    hook.Accept(writer);
    return text.GetString();
  }
  return "";
}

TEST(Doctor, SaysByWhichTracepointsAcceptIsSeenAndWhyNotByBetterOnes) {
  const std::vector<std::string> words = {"doctor", "--json", "--probe", "tracepoint"};
  const std::string best = queue_of_doctor({.args = words});
  if (best.find("accepted_call") == std::string::npos)
    GTEST_SKIP() << "not by tracepoints of its own here: " << best;
  EXPECT_THAT(best, testing::Not(HasSubstr("accepted_tracepoint")));
  EXPECT_THAT(best, testing::Not(HasSubstr("sys_exit serves")));
  const std::string hidden = queue_of_doctor(
      {.args = {"doctor", "--json", "--probe", "tracepoint", "--without", "call-events"}});
  const std::string refused = queue_of_doctor(
      {.args = words, .before_exec = [] {
         scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(perf_event_open), 0);
         if (seccomp_load(filter) != 0) fail("seccomp");
       }});
  for (const std::string& second : {hidden, refused}) {
    EXPECT_THAT(second, HasSubstr("accepted_tracepoint"));
    EXPECT_THAT(second, testing::Not(HasSubstr("accepted_call\"")));
    EXPECT_THAT(second,
                HasSubstr("sys_exit serves, which every system call of the machine passes"));
    EXPECT_THAT(second, HasSubstr("doctor.reason.every-call"));
  }
  // The kernel's own words.
  EXPECT_THAT(refused,
              HasSubstr("sys_exit_accept: cannot attach accepted_call: Permission denied"));
}

// ---------------------------------------------------------------------------------------------
// How a run ends.

TEST(Cli, ReadySaysByWhichMechanismAndWithHowManyListeners) {
  const Namespace where;
  std::deque<Listener> listeners;
  for (int i = 0; i < 11; ++i) listeners.emplace_back(where, At{"127.0.0.1", 0});
  Tool tool({"drops", "--json", "--duration", "0.1"});
  const Ended ended = tool.wait(10s);
  ASSERT_FALSE(ended.records.empty());
  const Record& ready = ended.records.front();
  EXPECT_EQ(ready.type(), "ready");
  EXPECT_EQ(ready.number("schema"), 1u);
  EXPECT_THAT(ready.text("probe"), testing::AnyOf("fentry", "kprobe", "tracepoint", "mixed"));
  // The machine has listeners of its own.
  EXPECT_GE(ready.number("listeners"), 11u);
  EXPECT_TRUE(ready.has("time"));
}

class CliSignal : public testing::TestWithParam<int> {};

TEST_P(CliSignal, EndsWithSummaryAndExitCodeZero) {
  const FullListener full;
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  full.drop(19);
  const Ended ended = tool.stop(GetParam());
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.err, "");
  const auto reconciliations = ended.of_type("reconciliation");
  EXPECT_EQ(std::count_if(reconciliations.begin(), reconciliations.end(),
                          [&](const Record* record) {
                            return record->number("netns") == full.where.inode() &&
                                   record->number("counters.ListenDrops.attributed") == 19;
                          }),
            1);
}

INSTANTIATE_TEST_SUITE_P(, CliSignal, testing::Values(SIGINT, SIGTERM), [](const auto& info) {
  return std::string(info.param == SIGINT ? "Sigint" : "Sigterm");
});

TEST(Cli, TextReportSaysWhoWhyAndThatItIsExact) {
  const FullListener full;
  Tool tool({"drops"});
  tool.wait_first_line();
  full.drop(19);
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.out, HasSubstr("127.0.0.1:" + std::to_string(full.listener.port())));
  EXPECT_THAT(ended.out, HasSubstr("(" + std::to_string(getpid()) + ")"));
  EXPECT_THAT(ended.out, HasSubstr("accept queue full (SYN)"));
  EXPECT_THAT(ended.out, HasSubstr("6/5"));
  EXPECT_THAT(ended.out, HasSubstr("ListenOverflows 19 in the kernel, 19 attributed: exact"));
}

TEST(Cli, ClosedPipeEndsQuietly) {
  const FullListener full;
  for (const auto& args : {std::vector<std::string>{"drops", "--json"}, {"drops"}}) {
    Tool tool(args);
    tool.wait_first_line();
    tool.close_stdout();
    full.drop(7);
    const Ended ended = tool.wait(5s);
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_THAT(ended.err, testing::Not(HasSubstr("ipe")));  // "Broken pipe", EPIPE.
  }
}

TEST(Cli, DurationAndCountEndTheRun) {
  const FullListener full;
  Tool timed({"drops", "--json", "--duration", "0.5"});
  timed.wait_ready();
  const Ended by_time = timed.wait(5s);
  EXPECT_EQ(by_time.exit_code, 0);
  EXPECT_GE(by_time.wall_s, 0.5);

  Tool counted({"drops", "--json", "--count", "5"});
  counted.wait_ready();
  full.drop(19);
  const Ended by_count = counted.wait(5s);
  EXPECT_EQ(by_count.exit_code, 0);
  std::uint64_t shown = 0;
  for (const Record* drop : by_count.of_type("drop")) shown += drop->number("count");
  EXPECT_EQ(shown, 5u);
  EXPECT_FALSE(by_count.of_type("reconciliation").empty());
}

TEST(Cli, IntervalSumsUpMeanwhileAndTheEndSaysItAgain) {
  const FullListener full;
  Tool tool({"drops", "--json", "--interval", "0.2"});
  tool.wait_ready();
  full.drop(19);
  const std::uint64_t id = full.listener.cookie();
  const Record* meanwhile = tool.wait_for([&](const Record& record) {
    return record.type() == "listener" && record.number("id") == id &&
           record.number("drops_total") == 19;
  });
  EXPECT_NE(meanwhile, nullptr);
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.records.back().type(), "reconciliation");
}

TEST(Cli, CheckAgreesWithTheReconciliation) {
  const FullListener full;
  Tool exact({"drops", "--json", "--check"});
  exact.wait_ready();
  full.drop(19);
  EXPECT_EQ(exact.stop().exit_code, 0);

  // The smallest ring and a tool that is held up: whether anything was lost is its own to say, and
  // the exit code must say the same.
  Tool strained({"trace", "--json", "--check", "--ring-kib", "4"});
  strained.wait_ready();
  strained.signal(SIGSTOP);
  for (int i = 0; i < 211; ++i) {
    Client brief(full.where, "127.0.0.1", {"127.0.0.1", 1});  // Refused: three transitions.
  }
  strained.signal(SIGCONT);
  const Ended ended = strained.stop();
  const auto summary = ended.of_type("summary");
  ASSERT_EQ(summary.size(), 1u);
  EXPECT_GT(summary.front()->number("events_lost"), 0u);
  EXPECT_FALSE(summary.front()->boolean("exact"));
  EXPECT_EQ(ended.exit_code, 4);
}

TEST(Cli, TwoInstancesAtOnceAreBothExact) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  Tool first({"drops", "--json"});
  Tool second({"drops", "--json"});
  first.wait_ready();
  second.wait_ready();
  Measurement measured(where, {&listener});
  Outcome outcome =
      overflow_by_connecting(where, {&listener}, loopback_sources(), listener.bound(), kAttempts);
  outcome.abort_clients();
  measured.finish();
  const Notes notes{ByCause{{kCauseA, 23}}, outcome.dropped};
  for (Tool* tool : {&first, &second}) {
    const Ended ended = tool->stop();
    expect_exact(ended, measured, notes);
  }
}

TEST(Cli, RunsInsideAnotherNamespaceAndStillSeesAll) {
  const Namespace own;
  const FullListener full;
  Tool tool({.args = {"drops", "--json"}, .inside = &own});
  tool.wait_ready();
  full.drop(19);
  const Ended ended = tool.stop();
  std::uint64_t shown = 0;
  for (const Record* drop : ended.of_type("drop")) {
    if (drop->number("netns") == full.where.inode()) shown += drop->number("count");
  }
  EXPECT_EQ(shown, 19u);
}

// ---------------------------------------------------------------------------------------------
// kill -9.

class CliKill : public testing::TestWithParam<const char*> {};

TEST_P(CliKill, LeavesNothingAttachedOrPinned) {
  const std::set<std::string> pinned_before = pinned();
  Tool tool({GetParam(), "--json"});
  tool.wait_ready();
  const BpfObjects held = BpfObjects::held_by(tool.pid());
  EXPECT_TRUE(held.are_of_every_kind());
  EXPECT_NE(held.first_left_over(0ms), "");
  EXPECT_EQ(tool.stop(SIGKILL).exit_code, 128 + SIGKILL);
  EXPECT_EQ(held.first_left_over(), "");
  EXPECT_EQ(pinned(), pinned_before);
}

INSTANTIATE_TEST_SUITE_P(, CliKill, testing::Values("drops", "trace"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace bpfnetstat::lab
