// SPDX-License-Identifier: Apache-2.0
#include "procfs/holder_state.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "procfs_testing.h"

namespace bpfnetstat::procfs {
namespace {

std::string status(char state, int voluntary, int forced) {
  return std::string("Name:\tState:\tX\nUmask:\t0022\nState:\t") + state + " (words)\nTgid:\t23\n" +
         "voluntary_ctxt_switches:\t" + std::to_string(voluntary) +
         "\nnonvoluntary_ctxt_switches:\t" + std::to_string(forced) + "\n";
}

std::string in_call(long number, const std::string& first = "0x3") {
  return std::to_string(number) + " " + first +
         " 0x7ffd3 0x1000 0x0 0x0 0x0 0x7ffd1fe3a3b8 0x7f8e3a1b5a1d\n";
}

TEST(HolderState, ThreadStatusHasStateAndSwitches) {
  const auto thread = parse_thread_status(status('D', 17, 6));
  ASSERT_TRUE(thread);
  EXPECT_EQ(thread->state, 'D');
  EXPECT_EQ(thread->switches, 23u);
  EXPECT_EQ(thread->tracer, std::nullopt);
  EXPECT_FALSE(parse_thread_status(""));
  EXPECT_FALSE(parse_thread_status("State:\tS (sleeping)\n"));
  EXPECT_FALSE(parse_thread_status(status('D', -1, 6)));
  EXPECT_FALSE(
      parse_thread_status("State:\t\nvoluntary_ctxt_switches:\t1\n"
                          "nonvoluntary_ctxt_switches:\t1\n"));
}

TEST(HolderState, AThreadThatIsTracedHasATracer) {
  EXPECT_EQ(parse_thread_status(status('t', 1, 1) + "TracerPid:\t4711\n")->tracer, 4711);
  EXPECT_EQ(parse_thread_status(status('S', 1, 1) + "TracerPid:\t0\n")->tracer, std::nullopt);
}

TEST(HolderState, AFrozenCgroupIsTheOneThatWasToldToFreeze) {
  TempTree tree;
  tree.file("23/cgroup", "7:freezer:/a/b\n1:name=systemd:/x\n0::/c/d/e\n");
  Freezers freezers;
  const auto frozen = [&] { return frozen_cgroup(Proc(tree.root()), freezers, 23); };
  EXPECT_EQ(frozen(), std::nullopt);  // Neither is mounted.
  tree.directory("v1");
  tree.directory("v2");
  freezers.v2.emplace(tree.root() + "/v2");
  freezers.v1.emplace(tree.root() + "/v1");
  EXPECT_EQ(frozen(), std::nullopt);
  tree.file("v2/c/d/e/cgroup.events", "populated 1\nfrozen 0\n");
  tree.file("v2/c/d/e/cgroup.freeze", "1\n");  // It is not yet.
  tree.file("v1/a/b/freezer.state", "THAWED\n");
  EXPECT_EQ(frozen(), std::nullopt);
  tree.file("v2/c/d/e/cgroup.events", "populated 1\nfrozen 1\n");
  EXPECT_EQ(frozen(), "/c/d/e");
  tree.file("v2/c/d/e/cgroup.freeze", "0\n");
  tree.file("v2/c/d/cgroup.freeze", "0\n");
  tree.file("v2/c/cgroup.freeze", "1\n");
  EXPECT_EQ(frozen(), "/c");
  tree.file("v2/c/cgroup.freeze", "0\n");  // Nobody says who was told.
  EXPECT_EQ(frozen(), "/c/d/e");
  freezers.v2.reset();
  EXPECT_EQ(frozen(), std::nullopt);
  tree.file("v1/a/b/freezer.state", "FROZEN\n");
  tree.file("v1/a/b/freezer.self_freezing", "0\n");
  tree.file("v1/a/freezer.self_freezing", "1\n");
  EXPECT_EQ(frozen(), "/a");
  // It has no path in our cgroup namespace.
  tree.file("23/cgroup", "7:freezer:/../a/b\n");
  EXPECT_EQ(frozen(), std::nullopt);
  EXPECT_EQ(frozen_cgroup(Proc(tree.root()), freezers, 29), std::nullopt);
}

TEST(HolderState, FreezersAreFoundWhereTheyAreMounted) {
  TempTree tree;
  tree.file("p/self/mountinfo",
            "24 1 0:21 / " + tree.root() + "/u rw - cgroup2 cgroup2 rw\n" +  //
                "25 1 0:22 / " + tree.root() + "/cpu rw - cgroup cgroup rw\n" + "26 1 0:23 / " +
                tree.root() + "/freezer,x rw - cgroup cgroup rw\n");
  const auto freezers = open_freezers(Proc(tree.root() + "/p"));
  ASSERT_TRUE(freezers.v2);
  EXPECT_EQ(freezers.v2->root(), tree.root() + "/u");
  ASSERT_TRUE(freezers.v1);
  EXPECT_EQ(freezers.v1->root(), tree.root() + "/freezer,x");
  const auto none = open_freezers(Proc(tree.root()));
  EXPECT_FALSE(none.v2);
  EXPECT_FALSE(none.v1);
}

TEST(HolderState, SystemCallsHaveNamesAndDescriptors) {
  EXPECT_EQ(parse_system_call(in_call(SYS_read)), (SystemCall{"read", 3}));
  EXPECT_EQ(parse_system_call(in_call(SYS_futex)), (SystemCall{"futex", std::nullopt}));
  EXPECT_EQ(parse_system_call(in_call(100'000)), (SystemCall{"system call 100000", std::nullopt}));
  // AT_FDCWD and what else is no descriptor.
  EXPECT_EQ(parse_system_call(in_call(SYS_read, "0xffffffffffffff9c")),
            (SystemCall{"read", std::nullopt}));
}

TEST(HolderState, ThreadsInNoSystemCallHaveNone) {
  EXPECT_EQ(parse_system_call("running\n"), std::nullopt);
  EXPECT_EQ(parse_system_call("-1 0x7ffd1fe3a3b8 0x7f8e3a1b5a1d\n"), std::nullopt);
  EXPECT_EQ(parse_system_call(""), std::nullopt);
  EXPECT_EQ(parse_system_call("0 0x3\n"), std::nullopt);
  // Number 3 of i386 is read, of x86-64 close: the stack says that it is not ours to tell.
  EXPECT_EQ(parse_system_call("3 0x0 0x0 0x0 0x0 0x0 0x0 0xffe3a3b8 0xf7f1b5a1\n"), std::nullopt);
}

TEST(HolderState, IsReadThreadByThread) {
  TempTree tree;
  tree.file("23/comm", "server\n");
  tree.file("23/task/23/status", status('S', 5, 2));
  tree.file("23/task/23/syscall", in_call(SYS_read, "0x7"));
  tree.file("23/task/23/wchan", "pipe_read");
  tree.link("23/task/23/fd/7", "pipe:[4711]");
  tree.file("23/task/29/status", status('R', 1, 0));
  tree.file("23/task/29/syscall", "running\n");
  tree.file("23/task/29/wchan", "0");
  tree.directory("23/task/31");                    // It has ended since.
  tree.file("23/task/37/status", "what is this");  // It has not, but tells nothing.
  const auto holder = read_holder_state(Proc(tree.root()), 23, 16);
  ASSERT_TRUE(holder.ok());
  EXPECT_EQ(holder->process, (Process{23, "server"}));
  EXPECT_EQ(holder->threads_total, 3u);
  ASSERT_EQ(holder->threads.size(), 2u);
  const auto by_tid = [&](pid_t tid) {
    return holder->threads[holder->threads[0].tid == tid ? 0 : 1];
  };
  EXPECT_EQ(by_tid(23), (ThreadState{.tid = 23,
                                     .state = 'S',
                                     .system_call = "read",
                                     .target = "pipe:[4711]",
                                     .wchan = "pipe_read",
                                     .switches = 7}));
  EXPECT_EQ(by_tid(29), (ThreadState{.tid = 29, .state = 'R', .switches = 1}));
}

TEST(HolderState, StacksAreFunctionsInnermostFirst) {
  EXPECT_EQ(parse_stack("[<0>] io_schedule+0x42/0x70\n[<0>] bit_wait_io+0xd/0x60 [nfs]\n"),
            "io_schedule, bit_wait_io");
  std::string deep;
  for (int i = 0; i < 23; ++i) deep += "[<0>] f+0x1/0x2\n";
  EXPECT_EQ(parse_stack(deep), "f, f, f, f, f, f");
  EXPECT_EQ(parse_stack(""), std::nullopt);
  EXPECT_EQ(parse_stack("[<0>]\n"), std::nullopt);
}

TEST(HolderState, AStackIsReadOfAThreadInUninterruptibleSleep) {
  TempTree tree;
  tree.file("23/comm", "server\n");
  for (const char* tid : {"23", "29"})
    tree.file(std::string("23/task/") + tid + "/stack", "[<0>] io_schedule+0x42/0x70\n");
  tree.file("23/task/23/status", status('S', 1, 1));
  tree.file("23/task/29/status", status('D', 1, 1));
  const auto holder = read_holder_state(Proc(tree.root()), 23, 16);
  ASSERT_TRUE(holder.ok());
  ASSERT_EQ(holder->threads.size(), 2u);
  for (const ThreadState& thread : holder->threads)
    EXPECT_EQ(thread.stack.has_value(), thread.tid == 29);
}

TEST(HolderState, OfManyThreadsTheFirstAreRead) {
  TempTree tree;
  tree.file("23/comm", "server\n");
  for (int tid = 23; tid < 46; ++tid)
    tree.file("23/task/" + std::to_string(tid) + "/status", status('S', 1, 1));
  const auto holder = read_holder_state(Proc(tree.root()), 23, 5);
  ASSERT_TRUE(holder.ok());
  EXPECT_EQ(holder->threads.size(), 5u);
  EXPECT_EQ(holder->threads_total, 23u);
}

TEST(HolderState, OfAProcessThatIsGoneIsAnErrorOfItsOwnKind) {
  TempTree tree;
  EXPECT_TRUE(is_vanished(read_holder_state(Proc(tree.root()), 23, 5).error().sys_errno));
  tree.file("29/comm", "x\n");  // Gone between two reads.
  EXPECT_TRUE(is_vanished(read_holder_state(Proc(tree.root()), 29, 5).error().sys_errno));
}

TEST(HolderState, IsAsTheKernelSaysOfAChildThatReadsAPipe) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    char byte;
    (void)!::read(ends[0], &byte, 1);
    ::_exit(0);
  }
  HolderState holder;
  for (int i = 0; i < 2000; ++i) {
    const auto read = read_holder_state(Proc(), child, 16);
    ASSERT_TRUE(read.ok());
    holder = *read;
    if (!holder.threads.empty() && holder.threads[0].state == 'S') break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(child, SIGSTOP);
  int how = 0;
  ASSERT_EQ(::waitpid(child, &how, WUNTRACED), child);
  const auto stopped = read_holder_state(Proc(), child, 16);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  ASSERT_EQ(holder.threads.size(), 1u);
  EXPECT_EQ(holder.threads_total, 1u);
  EXPECT_EQ(holder.threads[0].state, 'S');
  // Kernels may be built without, and forbid it to whoever is not root.
  if (holder.threads[0].system_call) {
    EXPECT_EQ(holder.threads[0].system_call, "read");
    ASSERT_TRUE(holder.threads[0].target);
    EXPECT_TRUE(holder.threads[0].target->starts_with("pipe:["));
  }
  ASSERT_TRUE(stopped.ok());
  ASSERT_EQ(stopped->threads.size(), 1u);
  EXPECT_EQ(stopped->threads[0].state, 'T');
  EXPECT_GT(stopped->threads[0].switches, 0u);
}

}  // namespace
}  // namespace bpfnetstat::procfs
