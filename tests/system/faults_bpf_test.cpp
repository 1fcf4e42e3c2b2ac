// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bpf_objects.h"
#include "daemon_lab.h"
#include "lab.h"
#include "runner.h"

// A kernel that refuses one step of the start, whichever it is.
namespace bpfnetstat::lab {
namespace {

/// Commands of bpf(2), and whether perf_event_open(2) is among the steps as well.
struct Steps {
  std::vector<std::uint32_t> commands;
  bool perf_events = false;
};

const Steps kLoading = {
    {BPF_BTF_LOAD, BPF_MAP_CREATE, BPF_MAP_UPDATE_ELEM, BPF_MAP_FREEZE, BPF_PROG_LOAD}};
const Steps kAttaching = {{BPF_LINK_CREATE, BPF_RAW_TRACEPOINT_OPEN}, true};
const Steps kBaseline = {{BPF_ITER_CREATE, BPF_PROG_TEST_RUN}};

/// Fails the nth of a program's calls with this error, before the kernel sees it.
class Refusal {
 public:
  Refusal(Steps steps, int nth, int error) : steps_(std::move(steps)), nth_(nth), error_(error) {}

  /// For RunOptions::before_exec.
  std::function<void()> in_child() {
    return [this] {
      words_.be_child();
      scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
      for (const std::uint32_t command : steps_.commands) {
        if (seccomp_rule_add(filter, SCMP_ACT_NOTIFY, SCMP_SYS(bpf), 1,
                             SCMP_A0_32(SCMP_CMP_EQ, command)) != 0)
          fail("seccomp rule");
      }
      if (steps_.perf_events &&
          seccomp_rule_add(filter, SCMP_ACT_NOTIFY, SCMP_SYS(perf_event_open), 0) != 0)
        fail("seccomp rule");
      if (seccomp_load(filter) != 0) fail("seccomp");
      words_.pass(seccomp_notify_fd(filter));
    };
  }
  /// In the test, once the program runs: answers its calls from now on.
  void begin() {
    calls_ = words_.take();
    thread_ = std::jthread([this](const std::stop_token& over) {
      if (seccomp_notify_alloc(&call_, &answer_) != 0) fail("seccomp notification");
      while (!over.stop_requested()) {
        pollfd look{calls_.get(), POLLIN, 0};
        if (poll(&look, 1, 20) <= 0) continue;
        if ((look.revents & POLLIN) == 0 || !answer()) break;
      }
      seccomp_notify_free(call_, answer_);
    });
  }
  /// The start is over: what comes from now on is none of its steps.
  void let_go() { armed_ = false; }
  /// To be asked when the program has ended.
  bool happened() {
    thread_ = {};
    return refused_.has_value();
  }
  /// What the program had then.
  const BpfObjects& held() const { return held_; }
  /// For gtest's failure messages.
  std::string in_words() const {
    return "step " + std::to_string(nth_) + ", command " + std::to_string(refused_.value_or(-1)) +
           (error_ == EPERM ? ", EPERM" : ", ENOMEM");
  }

 private:
  bool answer() {
    std::memset(call_, 0, sizeof *call_);
    if (seccomp_notify_receive(calls_.get(), call_) != 0) return errno == ENOENT || errno == EINTR;
    answer_->id = call_->id;
    answer_->val = 0;
    answer_->error = 0;
    answer_->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    if (armed_ && ++seen_ == nth_) {
      refused_ = call_->data.nr == SCMP_SYS(bpf) ? static_cast<int>(call_->data.args[0]) : -1;
      held_ = BpfObjects::held_by(static_cast<pid_t>(call_->pid));
      answer_->error = -error_;
      answer_->flags = 0;
    }
    // Whoever is killed meanwhile needs no answer.
    return seccomp_notify_respond(calls_.get(), answer_) == 0 || errno == ENOENT;
  }

  const Steps steps_;
  const int nth_;
  const int error_;
  Channel words_;
  UniqueFd calls_;
  seccomp_notif* call_ = nullptr;
  seccomp_notif_resp* answer_ = nullptr;
  std::atomic<bool> armed_ = true;
  int seen_ = 0;
  std::optional<int> refused_;  ///< Its command; -1 for a performance event.
  BpfObjects held_;
  std::jthread thread_;
};

/// More than any start makes, whatever else there is on this machine.
constexpr int kMostSteps = 200;

/// One line that names what failed and what to do.
void expect_refused(const Ended& ended) {
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_EQ(ended.err_lines(), 1u) << ended.err;
  EXPECT_TRUE(ended.err.starts_with("bpfnetstat: cannot ")) << ended.err;
  EXPECT_NE(ended.err.find("; "), std::string::npos) << ended.err;
  EXPECT_EQ(ended.out, "");
}

/// A program that is refused a step, and what is expected of it.
struct Subject {
  std::function<std::vector<std::string>(const Folder&)> words;
  std::function<bool(Tool&)> is_ready;
  /// Of one that did without the step, after kAttempts drops; ends it.
  std::function<void(Tool&, const Folder&)> expect_exact;
};

/// One start of it.
struct Start {
  Start(const Subject& subject, const Steps& steps, int nth, int error)
      : refusal(steps, nth, error),
        tool({.args = subject.words(folder), .before_exec = refusal.in_child()}) {
    refusal.begin();
  }

  /// Waits until it is ready; else it has said something, or ended.
  void await(const Subject& subject) {
    eventually(
        [&] {
          tool.read_for(5ms);
          is_ready = subject.is_ready(tool);
          return is_ready || tool.err().find('\n') != std::string::npos;
        },
        20s);
    if (is_ready) refusal.let_go();
  }

  const Folder folder;
  Refusal refusal;
  Tool tool;
  bool is_ready = false;
};

/// Starts the program with the nth step refused, from the first to the one that no start comes to:
/// for want of the right, and for want of memory, which are two processes at a time.
void refuse_each(const Steps& steps, const FullListener& full, const Subject& subject) {
  const auto pinned_before = pinned();
  BpfObjects held;
  std::size_t refused = 0, done_without = 0, happened = 0;
  int nth = 0;
  do {
    std::deque<Start> starts;
    ++nth;
    for (const int error : {EPERM, ENOMEM}) starts.emplace_back(subject, steps, nth, error);
    for (Start& start : starts) start.await(subject);
    full.drop(kAttempts);
    happened = 0;
    for (Start& start : starts) {
      if (start.is_ready) {
        subject.expect_exact(start.tool, start.folder);
      } else {
        expect_refused(start.tool.wait());
      }
      const bool has_happened = start.refusal.happened();
      happened += has_happened;
      if (has_happened) ++(start.is_ready ? done_without : refused);
      held.add(start.refusal.held());
      if (testing::Test::HasFailure()) FAIL() << start.refusal.in_words();
    }
    // Up to there the two have gone the same way.
    ASSERT_TRUE(happened == 0 || happened == starts.size()) << starts.front().refusal.in_words();
  } while (happened != 0 && nth < kMostSteps);
  EXPECT_EQ(happened, 0u);
  EXPECT_GT(refused + done_without, 2 * 5);
  testing::Test::RecordProperty("refused", std::to_string(refused));
  testing::Test::RecordProperty("done_without", std::to_string(done_without));
  EXPECT_EQ(held.first_left_over(), "");
  EXPECT_EQ(pinned(), pinned_before);
}

void refuse_each_of_drops(const Steps& steps) {
  const FullListener full;
  refuse_each(
      steps, full,
      {.words =
           [&](const Folder&) {
             return std::vector<std::string>{"drops", "--json", "--netns",
                                             std::to_string(full.where.inode())};
           },
       .is_ready =
           [](Tool& tool) {
             return tool.wait_for([](const Record& record) { return record.type() == "ready"; },
                                  0ms) != nullptr;
           },
       .expect_exact =
           [](Tool& tool, const Folder&) {
             const Ended ended = tool.stop();
             EXPECT_EQ(ended.exit_code, 0) << ended.err;
             ASSERT_EQ(ended.of_type("reconciliation").size(), 1u) << ended.out;
             const Record& reconciliation = *ended.of_type("reconciliation").front();
             EXPECT_TRUE(reconciliation.boolean("exact")) << ended.out;
             EXPECT_EQ(reconciliation.number("counters.ListenDrops.attributed"), 23u) << ended.out;
           }});
}

/// The daemon loads all that `drops` does, and more, and attaches more.
void refuse_each_of_a_daemon(const Steps& steps) {
  const FullListener full;
  refuse_each(
      steps, full,
      {.words =
           [](const Folder& folder) {
             return std::vector<std::string>{"daemon", "--socket", folder.socket(), "--history",
                                             "none"};
           },
       .is_ready = [](Tool& tool) { return tool.err().find("ready: ") != std::string::npos; },
       .expect_exact =
           [&](Tool& tool, const Folder& folder) {
             const Ended listeners = Tool({"listeners", "--json", "--socket", folder.socket(), "-L",
                                           std::to_string(full.listener.port())})
                                         .wait();
             EXPECT_EQ(listeners.exit_code, 0) << listeners.err;
             ASSERT_EQ(listeners.of_type("listener").size(), 1u) << listeners.out << listeners.err;
             EXPECT_EQ(listeners.of_type("listener").front()->number_or("drops_total", 0), 23u);
             EXPECT_EQ(tool.stop(SIGTERM).exit_code, 0);
           }});
}

TEST(RefusedStep, OfLoadingByDrops) {
  refuse_each_of_drops(kLoading);
}

TEST(RefusedStep, OfAttachingByDrops) {
  refuse_each_of_drops(kAttaching);
}

TEST(RefusedStep, OfTheBaselineByDrops) {
  refuse_each_of_drops(kBaseline);
}

/// netstat has other ways to a long table, and prints the same bytes by each.
/// @param connections so many that a BPF program pays: an iterator, or one that walks the tables.
void refuse_each_of_netstat(const char* flags, int connections) {
  const Namespace where;
  // Of two processes: one may not have so many descriptors.
  std::deque<Channel> channels;
  std::vector<Child> holders;
  for (int i = 0; i < 2; ++i) {
    Channel& words = channels.emplace_back();
    holders.emplace_back([&] {
      words.be_child();
      const Connections made(where, connections / 2);
      words.tell(connections);
      words.hear();
    });
  }
  for (const Channel& words : channels) words.hear();
  Steps all = kLoading;
  for (const Steps& more : {kAttaching, kBaseline})
    all.commands.insert(all.commands.end(), more.commands.begin(), more.commands.end());
  const RunOptions plain = {.args = {"netstat", flags, "--socket", "none"}, .inside = &where};
  const Ended expected = run(plain);
  EXPECT_EQ(expected.exit_code, 0) << expected.err;
  int nth = 0;
  for (int happened = 2; happened == 2 && nth < kMostSteps; ++nth) {
    happened = 0;
    for (const int error : {EPERM, ENOMEM}) {
      Refusal refusal(all, nth + 1, error);
      RunOptions refused = plain;
      refused.before_exec = refusal.in_child();
      Tool tool(refused);
      refusal.begin();
      const Ended ended = tool.wait();
      happened += refusal.happened();
      EXPECT_EQ(ended.exit_code, 0) << refusal.in_words();
      EXPECT_EQ(ended.err, expected.err) << refusal.in_words();
      EXPECT_TRUE(ended.out == expected.out) << refusal.in_words();
    }
    if (testing::Test::HasFailure()) return;
  }
  // It did begin with BPF programs: two steps, and a start without any.
  EXPECT_GE(nth, 3);
  testing::Test::RecordProperty("done_without", std::to_string(2 * (nth - 1)));
}

TEST(RefusedStep, OfAnIteratorByNetstat) {
  refuse_each_of_netstat("-antp", 3010);
}

TEST(RefusedStep, OfAWalkByNetstat) {
  refuse_each_of_netstat("-ant", 10'500);
}

// Maps it has the same.
TEST(RefusedStep, OfLoadingByADaemon) {
  refuse_each_of_a_daemon({{BPF_PROG_LOAD}});
}

TEST(RefusedStep, OfAttachingByADaemon) {
  refuse_each_of_a_daemon(kAttaching);
}

}  // namespace
}  // namespace bpfnetstat::lab
