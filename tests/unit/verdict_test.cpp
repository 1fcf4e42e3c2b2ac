// SPDX-License-Identifier: Apache-2.0
#include "model/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace bpfnetstat {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr std::uint64_t kSecond = 1'000'000'000;

ThreadState thread(char state, const char* call = nullptr,
                   std::optional<std::uint64_t> still_ns = std::nullopt) {
  ThreadState one;
  one.tid = 23;
  one.state = state;
  if (call != nullptr) one.system_call = call;
  one.still_ns = still_ns;
  return one;
}

HolderState holder(std::vector<ThreadState> threads) {
  HolderState one;
  one.process = {23, "server"};
  one.threads_total = threads.size();
  one.threads = std::move(threads);
  return one;
}

void drop(VerdictFacts& facts, DropCause cause, std::uint64_t count) {
  facts.drops[static_cast<std::size_t>(cause)] += count;
}

/// A listener that drops for two seconds while its queue is full; what is done about it is not
/// known.
VerdictFacts overflowing() {
  VerdictFacts facts;
  facts.accept_queue_limit = 128;
  facts.accept_queue = 129;
  facts.peak = 129;
  facts.somaxconn = 4096;
  facts.abort_on_overflow = false;
  drop(facts, DropCause::accept_queue_full_syn, 23);
  facts.span_ns = 2 * kSecond;
  facts.quiet_ns = kSecond / 2;
  facts.observed_ns = facts.span_ns + facts.quiet_ns;
  facts.arrived_over_ns = facts.accepted_over_ns = facts.observed_ns;
  facts.most_overflows = 23;
  facts.clients = 7;
  facts.looks = 3;
  facts.looks_full = 3;
  return facts;
}

/// 23 connections more than the queue takes, and then it is empty.
VerdictFacts burst() {
  VerdictFacts facts = overflowing();
  facts.accept_queue = 0;
  facts.span_ns = kSecond / 1000;
  facts.observed_ns = 2 * kSecond;
  facts.looks = 2;
  facts.looks_full = 0;
  facts.looks_roomy = 2;
  facts.roomy_after_ns = kSecond / 2;
  facts.arrived_over_ns = facts.accepted_over_ns = facts.observed_ns;
  facts.arrived = 129;
  facts.accepted = 129;
  return facts;
}

VerdictCause cause_of(const VerdictFacts& facts) {
  const auto verdict = judge(facts);
  EXPECT_TRUE(verdict);
  if (!verdict) return VerdictCause::unknown;
  EXPECT_FALSE(verdict->what.empty());
  EXPECT_FALSE(verdict->remedy.empty());
  return verdict->cause;
}

std::optional<std::uint64_t> figure(const ListenerVerdict& verdict, std::string_view name) {
  for (const Evidence& one : verdict.evidence) {
    if (one.name == name) return std::get<std::uint64_t>(one.value);
  }
  return std::nullopt;
}

std::string word(const ListenerVerdict& verdict, std::string_view name) {
  for (const Evidence& one : verdict.evidence) {
    if (one.name == name) return std::get<std::string>(one.value);
  }
  return "";
}

TEST(Verdict, EveryCauseHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t cause = 0; cause < kVerdictCauses; ++cause)
    names.insert(name(static_cast<VerdictCause>(cause)));
  EXPECT_EQ(names.size(), kVerdictCauses);
  EXPECT_THAT(names, Not(Contains("")));
}

TEST(Verdict, NoneForAListenerThatDropsNothing) {
  VerdictFacts facts;
  facts.accept_queue_limit = 5;
  EXPECT_FALSE(judge(facts));
  facts.accept_queue = 5;  // One more finds room.
  EXPECT_FALSE(judge(facts));
  facts.accept_queue = 6;
  EXPECT_TRUE(judge(facts));
}

TEST(Verdict, NearlyFullIsSevenEighthsAndNeverNothing) {
  EXPECT_FALSE(is_nearly_full(0, 0));
  EXPECT_TRUE(is_nearly_full(1, 0));
  EXPECT_FALSE(is_nearly_full(4, 5));
  EXPECT_TRUE(is_nearly_full(5, 5));
  EXPECT_FALSE(is_nearly_full(111, 128));
  EXPECT_TRUE(is_nearly_full(112, 128));
}

TEST(Verdict, HalfEmptyIsHalfOfTheLimit) {
  EXPECT_TRUE(is_roomy(0, 0));
  EXPECT_FALSE(is_roomy(1, 0));
  EXPECT_FALSE(is_roomy(1, 1));
  EXPECT_TRUE(is_roomy(2, 5));
  EXPECT_FALSE(is_roomy(3, 5));
  EXPECT_TRUE(is_roomy(64, 128));
  EXPECT_FALSE(is_roomy(65, 128));
}

TEST(Verdict, UnknownIsSaidAsUnknown) {
  VerdictFacts facts = overflowing();
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
  EXPECT_THAT(judge(facts)->what, HasSubstr("who holds the socket is not known"));
  EXPECT_THAT(judge(facts)->what, HasSubstr("not observed"));
  EXPECT_EQ(figure(*judge(facts), "accepted"), std::nullopt);
  EXPECT_EQ(figure(*judge(facts), "asked_backlog"), std::nullopt);
  EXPECT_EQ(figure(*judge(facts), "drops"), 23u);
  facts.holders_withheld = true;
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
  EXPECT_THAT(judge(facts)->what, HasSubstr("not yours to see"));
  // A moment after the first drop nobody can tell.
  facts = overflowing();
  facts.span_ns = facts.observed_ns = kSecond / 10;
  facts.quiet_ns = 0;
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
  EXPECT_THAT(judge(facts)->what, HasSubstr("too short"));
}

TEST(Verdict, AStoppedAccepter) {
  VerdictFacts facts = overflowing();
  facts.holders = {holder({thread('T'), thread('T')})};
  const auto verdict = judge(facts);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->cause, VerdictCause::accepter_stopped);
  EXPECT_THAT(verdict->what, HasSubstr("server(23)"));
  EXPECT_THAT(verdict->remedy, HasSubstr("kill -CONT 23"));
  EXPECT_EQ(figure(*verdict, "pid"), 23u);
  EXPECT_EQ(word(*verdict, "state"), "T");
  // It is one at once, without a second look.
  facts.span_ns = facts.observed_ns = 0;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_stopped);
}

TEST(Verdict, OfMoreThreadsThanAreLookedAtASignalStopsAll) {
  VerdictFacts facts = overflowing();
  facts.accepted = 100;
  facts.holders = {holder({thread('T'), thread('T')})};
  facts.holders->front().threads_total = 100;
  auto verdict = judge(facts);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->cause, VerdictCause::accepter_stopped);
  EXPECT_THAT(verdict->what, HasSubstr("; 2 of 100 threads were looked at; 129 connections"));
  EXPECT_EQ(figure(*verdict, "threads_seen"), 2u);
  EXPECT_EQ(figure(*verdict, "threads"), 100u);
  // One is in state D until it wakes: the leader tells.
  auto sleeping = thread('D', "openat");
  sleeping.tid = 29;
  facts.holders = {holder({thread('T'), sleeping})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_stopped);
  EXPECT_EQ(figure(*judge(facts), "threads"), std::nullopt);
  // Another one's stop tells nothing, nor does a leader's beside one that runs.
  facts.holders->front().threads[0].tid = 31;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
  facts.holders->front().threads[0].tid = 23;
  facts.holders->front().threads[1].has_run = true;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
}

TEST(Verdict, AThreadThatHasEndedIsNoneThatAccepts) {
  VerdictFacts facts = overflowing();
  facts.holders = {holder({thread('Z'), thread('T')})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_stopped);
  EXPECT_EQ(word(*judge(facts), "state"), "T");
  facts.holders = {holder({thread('X'), thread('S', "read", kSecond)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
  EXPECT_EQ(figure(*judge(facts), "threads"), std::nullopt);
  // All have: nobody is left to blame.
  facts.holders = {holder({thread('Z')})};
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
}

TEST(Verdict, AFrozenCgroupStopsAndIsThawed) {
  VerdictFacts facts = overflowing();
  facts.accepted = 100;
  auto frozen = thread('D', "epoll_wait");
  for (const auto& [state, wchan] :
       {std::pair{'D', "__refrigerator"}, {'S', "do_freezer_trap"}, {'S', "get_signal"}}) {
    frozen.state = state;
    frozen.wchan = wchan;
    facts.holders = {holder({frozen, frozen})};
    EXPECT_EQ(cause_of(facts), VerdictCause::accepter_stopped) << wchan;
    EXPECT_THAT(judge(facts)->what, HasSubstr("(frozen with its cgroup)"));
    EXPECT_THAT(judge(facts)->remedy, HasSubstr("Thaw its cgroup, see /proc/23/cgroup"));
  }
  // A signal's stop is in the same place.
  frozen.state = 'T';
  EXPECT_THAT(in_words(frozen), Not(HasSubstr("frozen")));
  // The cgroup is known, and tells of the threads that nobody looked at too.
  facts.holders = {holder({thread('S', "epoll_wait")})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
  facts.holders->front().threads_total = 100;
  facts.holders->front().frozen_cgroup = "/docker/4711";
  const auto verdict = judge(facts);
  EXPECT_EQ(verdict->cause, VerdictCause::accepter_stopped);
  EXPECT_THAT(verdict->what, HasSubstr("server(23): frozen with its cgroup /docker/4711"));
  EXPECT_THAT(verdict->remedy, HasSubstr("Thaw the cgroup /docker/4711"));
  EXPECT_EQ(word(*verdict, "frozen_cgroup"), "/docker/4711");
}

TEST(Verdict, ATracerIsNamedAndNotContinuedPast) {
  VerdictFacts facts = overflowing();
  auto traced = thread('t', "accept4", kSecond);
  facts.holders = {holder({traced})};
  EXPECT_THAT(judge(facts)->remedy, HasSubstr("Another process traces it"));
  facts.holders->front().threads[0].tracer = 4711;
  const auto verdict = judge(facts);
  EXPECT_EQ(verdict->cause, VerdictCause::accepter_stopped);
  EXPECT_THAT(verdict->what, HasSubstr("state t (stopped by its tracer, 4711)"));
  EXPECT_THAT(verdict->remedy, HasSubstr("Process 4711 traces it: let the debugger go on"));
  EXPECT_THAT(verdict->remedy, Not(HasSubstr("kill")));
  EXPECT_EQ(figure(*verdict, "tracer"), 4711u);
}

TEST(Verdict, AStoppedHolderBesideOneThatAcceptsIsNotIt) {
  VerdictFacts facts = overflowing();
  facts.holders = {holder({thread('T')}), holder({thread('S', "epoll_wait")})};
  facts.accepted = 100;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
  // Beside one that runs, but not for this socket, it is: nothing is accepted.
  facts.accepted = 0;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_stopped);
}

TEST(Verdict, AThreadThatATracerStopsForAMomentIsNotStopped) {
  VerdictFacts facts = overflowing();
  facts.accepted = 100;
  facts.holders = {holder({thread('t', "accept4")})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
  facts.holders = {holder({thread('t', "accept4", kStillNs - 1)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
  facts.holders = {holder({thread('t', "accept4", kStillNs)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_stopped);
}

TEST(Verdict, AnAccepterInUninterruptibleSleep) {
  VerdictFacts facts = overflowing();
  facts.holders = {holder({thread('D', "openat", kSecond)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_uninterruptible);
  EXPECT_THAT(judge(facts)->remedy, HasSubstr("/proc/23/task/23/stack"));
  // Once seen it may be any read of a file.
  facts.holders = {holder({thread('D', "openat")})};
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
  // It goes before what other threads wait for, but not before one that runs.
  facts.holders = {holder({thread('S', "futex", kSecond), thread('D', "openat", kSecond)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_uninterruptible);
  facts.holders = {holder({thread('R'), thread('D', "openat", kSecond)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
}

TEST(Verdict, AnAccepterInAnotherSystemCall) {
  VerdictFacts facts = overflowing();
  auto reading = thread('S', "read", kStillNs);
  reading.target = "pipe:[4711]";
  reading.wchan = "pipe_read";
  facts.holders = {holder({reading})};
  const auto verdict = judge(facts);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->cause, VerdictCause::accepter_blocked);
  EXPECT_THAT(verdict->what, HasSubstr("in read of pipe:[4711] (pipe_read)"));
  EXPECT_EQ(word(*verdict, "system_call"), "read");
  EXPECT_EQ(word(*verdict, "target"), "pipe:[4711]");
  EXPECT_EQ(figure(*verdict, "still_ms"), 500u);
  // It may have been there for a moment: it has run since the last look.
  facts.holders = {holder({thread('S', "read", kStillNs - 1)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
  facts.accepted = 40;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
}

TEST(Verdict, OfManyThreadsTheOneThatWaitsForSomethingElseTells) {
  VerdictFacts facts = overflowing();
  auto connecting = thread('S', "connect", kSecond);
  connecting.tid = 29;
  facts.holders = {holder({thread('S', "futex", kSecond), connecting})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
  EXPECT_EQ(figure(*judge(facts), "tid"), 29u);
  // All wait for each other.
  facts.holders = {holder({thread('S', "futex", kSecond), thread('S', "futex", kSecond)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
  // A pool waits for jobs, and one thread for events.
  facts.holders = {holder({thread('S', "futex", kSecond), thread('S', "epoll_wait", kSecond)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_elsewhere);
  facts.holders = {holder({thread('S', "futex", kSecond), thread('R', nullptr, kSecond)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
  facts.holders = {holder({thread('S', "futex", kSecond), thread('S', "futex", kSecond)})};
  // Some threads have not been looked at: one of them may accept.
  facts.holders->front().threads_total = 3;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
  EXPECT_THAT(judge(facts)->what, HasSubstr("; 2 of 3 threads were looked at"));
  facts.accepted = 1;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
}

TEST(Verdict, NobodyIsSaidToRunWhoWasNotSeenTo) {
  VerdictFacts facts = overflowing();
  facts.accepted = 0;
  facts.holders = {holder({thread('S', "read")})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_elsewhere);
  EXPECT_THAT(judge(facts)->what,
              HasSubstr("server(23) takes no connection; what it does is not known"));
  facts.holders->front().threads[0].has_run = true;
  EXPECT_THAT(judge(facts)->what, HasSubstr("server(23) runs, but takes no connection"));
  facts.holders = {holder({thread('R')})};
  EXPECT_THAT(judge(facts)->what, HasSubstr("server(23) runs, but takes no connection"));
  // None of its threads was looked at.
  facts.holders = {holder({})};
  facts.holders->front().threads_total = 7;
  EXPECT_THAT(judge(facts)->what, HasSubstr("what it does is not known; 0 of 7 threads"));
  facts.holders.reset();
  EXPECT_THAT(judge(facts)->what, HasSubstr("who holds the socket is not known"));
}

TEST(Verdict, WhoRunsAndTakesNothingIsNamedBeforeWhoKeepsTheSocket) {
  VerdictFacts facts = overflowing();
  facts.accepted = 0;
  auto worker = holder({thread('R')});
  worker.process.pid = 29;
  for (const char* call : {"wait4", "epoll_wait", "read"}) {
    facts.holders = {holder({thread('S', call, kSecond)}), worker};
    const auto verdict = judge(facts);
    EXPECT_EQ(verdict->cause, VerdictCause::accepter_elsewhere) << call;
    EXPECT_EQ(figure(*verdict, "pid"), 29u) << call;
    EXPECT_THAT(verdict->what, HasSubstr("server(29) runs, but takes no connection"));
  }
  // It was not on a CPU when it was looked at.
  worker.threads = {thread('S', "clock_nanosleep")};
  worker.threads[0].has_run = true;
  facts.holders->back() = worker;
  EXPECT_EQ(figure(*judge(facts), "pid"), 29u);
  // Beside one that is stuck it is not the one that is woken now and then.
  worker.threads[0].system_call = "select";
  facts.holders->back() = worker;
  EXPECT_EQ(figure(*judge(facts), "pid"), 23u);
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
  // But beside one that only keeps the socket.
  facts.holders->front().threads[0].system_call = "epoll_wait";
  EXPECT_EQ(figure(*judge(facts), "pid"), 29u);
}

TEST(Verdict, InitIsNotTheCauseWhileAnotherHoldsTheSocket) {
  VerdictFacts facts = overflowing();
  facts.accepted = 0;
  auto init = holder({thread('R')});
  init.process = {1, "systemd"};
  auto service = holder({thread('S', "read", kSecond)});
  facts.holders = {init, service};
  EXPECT_EQ(figure(*judge(facts), "pid"), 23u);
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
  // That it runs says nothing of the other one.
  facts.accepted.reset();
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
  facts.accepted = 0;
  facts.holders = {init};
  EXPECT_EQ(figure(*judge(facts), "pid"), 1u);
}

TEST(Verdict, OfSeveralProcessesTheWorstOffTellsAndAParentDoesNot) {
  VerdictFacts facts = overflowing();
  auto reading = holder({thread('S', "read", kSecond)});
  reading.process.pid = 29;
  auto sleeping = holder({thread('D', "openat", kSecond)});
  sleeping.process.pid = 31;
  facts.holders = {reading, sleeping};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_uninterruptible);
  facts.holders = {sleeping, reading};
  EXPECT_EQ(figure(*judge(facts), "pid"), 31u);
  auto idle = holder({thread('S', "epoll_wait", kSecond)});
  idle.process.pid = 37;
  for (const char* call : {"wait4", "rt_sigsuspend", "pause"}) {
    facts.holders = {holder({thread('S', call, kSecond)}), idle};
    EXPECT_EQ(cause_of(facts), VerdictCause::accepter_elsewhere) << call;
    EXPECT_EQ(figure(*judge(facts), "pid"), 37u);
    // There is nobody else.
    facts.holders->pop_back();
    EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked) << call;
  }
}

TEST(Verdict, AnAccepterThatWaitsForEventsWithoutTakingAny) {
  VerdictFacts facts = overflowing();
  for (const char* call : {"epoll_wait", "poll", "accept4"}) {
    facts.holders = {holder({thread('S', call, kSecond)})};
    EXPECT_EQ(cause_of(facts), VerdictCause::accepter_elsewhere) << call;
  }
  // In no system call that is known, or whose calls may not be seen.
  facts.holders = {holder({thread('S', nullptr, kSecond)})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_elsewhere);
}

TEST(Verdict, AnAccepterThatRunsAndTakesNothing) {
  VerdictFacts facts = overflowing();
  facts.holders = {holder({thread('R')})};
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);  // Whether it does is not observed.
  facts.accepted = 0;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_elsewhere);
  facts.accepted = 1;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
  // Not before a second is over.
  facts.accepted = 0;
  facts.accepted_over_ns = kSustainedNs - 1;
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
  facts.accepted_over_ns = kSustainedNs;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_elsewhere);
  // Where nobody waits there is nothing to take.
  facts.accept_queue = 0;
  facts.span_ns = kSustainedNs - 1;
  facts.roomy_after_ns = 0;
  EXPECT_EQ(cause_of(facts), VerdictCause::burst);
}

TEST(Verdict, ASlowAccepter) {
  VerdictFacts facts = overflowing();
  facts.accepted = 50;
  facts.arrived = 50;
  facts.waits = AcceptWaits{.p50_us = 250'000, .p99_us = 300'000, .max_us = 310'000};
  facts.holders = {holder({thread('S', "clock_nanosleep")})};
  const auto verdict = judge(facts);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->cause, VerdictCause::accepter_slow);
  EXPECT_THAT(verdict->what, HasSubstr("accepted at 20.0/s and offered at 29.2/s"));
  EXPECT_THAT(verdict->what, HasSubstr("half of them waited at most about 250 ms"));
  EXPECT_EQ(figure(*verdict, "wait_p99_us"), 300'000u);
  // Drops within less than a second tell nothing where the queue has not been emptied since.
  facts.span_ns = kSustainedNs - 1;
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
  EXPECT_THAT(judge(facts)->what, HasSubstr("not seen half empty since"));
  facts.span_ns = kSustainedNs;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
  // One look alone tells nothing of the time between them.
  facts.accept_queue = 0;
  facts.looks = 1;
  facts.looks_full = 0;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
  facts.looks = 3;
  // So are several, between which there was nothing to wait for.
  facts.accept_queue = 0;
  facts.looks_full = 1;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
  facts.looks_roomy = 1;
  EXPECT_EQ(cause_of(facts), VerdictCause::burst);
}

TEST(Verdict, RatesAreOfTheTimeInWhichTheyWereCounted) {
  VerdictFacts facts = overflowing();
  facts.accepted = 8;
  facts.accepted_over_ns = 2 * kSecond;
  facts.arrived = 6;
  facts.arrived_over_ns = kSecond;
  EXPECT_THAT(judge(facts)->what,
              HasSubstr("accepted at 4.0/s and offered at 15.2/s, retries included, over 2.0 s"));
  EXPECT_EQ(figure(*judge(facts), "accepted_over_ms"), 2000u);
}

TEST(Verdict, SeveralBurstsAskForRoomForTheLargest) {
  VerdictFacts facts = overflowing();
  facts.accept_queue = 0;
  facts.accept_queue_limit = 64;
  facts.drops = {};
  drop(facts, DropCause::accept_queue_full_syn, 100);
  facts.most_overflows = 10;
  facts.looks = 100;
  facts.looks_full = 10;
  facts.looks_roomy = 90;
  const auto verdict = judge(facts);
  EXPECT_EQ(verdict->cause, VerdictCause::burst);
  EXPECT_THAT(verdict->what, HasSubstr("100 connections more than the queue holds (65) came in "
                                       "2.0 s, 10 at most before it had room again; in between "
                                       "the queue was seen half empty"));
  EXPECT_THAT(verdict->remedy, HasSubstr("above 74 ("));
}

TEST(Verdict, SaysWhenTheLastDropWasAndWhatWasSoThen) {
  VerdictFacts facts = overflowing();
  facts.holders = {holder({thread('S', "read", kSecond)})};
  EXPECT_EQ(judge(facts)->when, "last drop 0.5 s ago");
  EXPECT_THAT(judge(facts)->what, HasSubstr("has not run for 1.0 s; 129 connections wait in"));
  facts.is_over = true;
  facts.accept_queue = 0;
  for (const auto& [quiet_s, words] : {std::pair{59, "59.0 s"},
                                       {60, "1 min"},
                                       {7199, "119 min"},
                                       {7200, "2 h"},
                                       {172'799, "47 h"},
                                       {172'800, "2 days"}}) {
    facts.quiet_ns = static_cast<std::uint64_t>(quiet_s) * kSecond;
    EXPECT_EQ(judge(facts)->when, std::string("last drop ") + words + " ago");
  }
  EXPECT_THAT(judge(facts)->what, HasSubstr("had not run for 1.0 s; 129 connections waited in"));
  facts.holders.reset();
  facts.accepted = facts.arrived = 50;
  EXPECT_THAT(judge(facts)->what, HasSubstr("connections were accepted at"));
  // Nothing was dropped yet.
  facts = overflowing();
  facts.drops = {};
  EXPECT_EQ(judge(facts)->when, "");
}

TEST(Verdict, ABurst) {
  VerdictFacts facts = burst();
  const auto verdict = judge(facts);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->cause, VerdictCause::burst);
  EXPECT_EQ(figure(*verdict, "accept_queue_peak"), 129u);
  EXPECT_THAT(verdict->remedy, HasSubstr("above 151"));
  // Who accepted is not asked where the queue is seen to have been emptied.
  facts.accepted.reset();
  facts.arrived.reset();
  EXPECT_EQ(cause_of(facts), VerdictCause::burst);
  EXPECT_THAT(judge(facts)->what, HasSubstr("0.5 s after the last of them the queue was seen "
                                            "half empty"));
  // If that was not seen, nothing is known: not by its being empty before the drops, nor by
  // something that was accepted.
  facts.roomy_after_ns.reset();
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
  facts.accepted = 1;
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
}

TEST(Verdict, ABacklogThatSomaxconnClamps) {
  VerdictFacts facts = burst();
  facts.somaxconn = 128;
  EXPECT_EQ(cause_of(facts), VerdictCause::backlog_clamped);
  // Asked for as much, it is no clamp.
  facts.asked_backlog = 128;
  EXPECT_EQ(cause_of(facts), VerdictCause::burst);
  facts.asked_backlog = 129;
  EXPECT_EQ(cause_of(facts), VerdictCause::backlog_clamped);
  EXPECT_THAT(judge(facts)->remedy, HasSubstr("to 129"));
  // As whoever calls listen(fd, -1).
  facts.asked_backlog = ~0U;
  EXPECT_EQ(cause_of(facts), VerdictCause::backlog_clamped);
  EXPECT_THAT(judge(facts)->what, HasSubstr("as large a backlog as it may have and got 128"));
  EXPECT_THAT(judge(facts)->remedy, Not(HasSubstr("4294967295")));
  facts.asked_backlog = 129;
  // It has been raised since.
  facts.somaxconn = 4096;
  EXPECT_EQ(cause_of(facts), VerdictCause::backlog_clamped);
  facts.asked_backlog.reset();
  EXPECT_EQ(cause_of(facts), VerdictCause::burst);
  facts.somaxconn.reset();
  EXPECT_EQ(cause_of(facts), VerdictCause::burst);
  EXPECT_THAT(judge(facts)->remedy, HasSubstr("not known"));
}

TEST(Verdict, ATinyBacklogByTheProgramsChoice) {
  VerdictFacts facts = burst();
  for (const std::uint32_t limit : {0U, 5U, kTinyBacklog - 1}) {
    facts.accept_queue_limit = limit;
    EXPECT_EQ(cause_of(facts), VerdictCause::backlog_tiny) << limit;
  }
  facts.accept_queue_limit = kTinyBacklog;
  EXPECT_EQ(cause_of(facts), VerdictCause::burst);
  // As short by the administrator's.
  facts.accept_queue_limit = 5;
  facts.somaxconn = 5;
  EXPECT_EQ(cause_of(facts), VerdictCause::backlog_clamped);
  // A hung server with a tiny backlog hangs.
  facts = overflowing();
  facts.accept_queue_limit = 5;
  facts.accept_queue = 6;
  facts.holders = {holder({thread('T')})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_stopped);
}

TEST(Verdict, OneStuckWorkerOfAGroup) {
  VerdictFacts facts = overflowing();
  facts.holders = {holder({thread('S', "read", kSecond)})};
  facts.group = {{.accept_queue = 0, .accept_queue_limit = 128, .holders = {29}},
                 {.accept_queue = 64, .accept_queue_limit = 128, .drops = 3, .accepted = 1},
                 {.accept_queue = 129, .accept_queue_limit = 128, .drops = 7, .accepted = 9}};
  const auto verdict = judge(facts);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->cause, VerdictCause::reuseport_worker_stuck);
  EXPECT_EQ(word(*verdict, "obstacle"), "accepter_blocked");
  EXPECT_EQ(figure(*verdict, "group"), 4u);
  EXPECT_EQ(figure(*verdict, "group_idle"), 2u);
  EXPECT_EQ(figure(*verdict, "group_others_drops"), 10u);
  EXPECT_EQ(figure(*verdict, "group_others_waiting"), 193u);
  // More than are looked at.
  facts.group_others = 399;
  EXPECT_EQ(figure(*judge(facts), "group"), 400u);
  EXPECT_EQ(figure(*judge(facts), "group_idle"), 2u);
  EXPECT_EQ(figure(*judge(facts), "group_accepted_most"), std::nullopt);
  facts.group_others = 3;
  // Nobody else would take what comes there, or he is as stuck.
  facts.group[1].accepted = 0;
  EXPECT_EQ(figure(*judge(facts), "group_idle"), 1u);
  facts.group[0].holders = {1, 23};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
  facts.group[0].holders = {23, 29};
  EXPECT_EQ(cause_of(facts), VerdictCause::reuseport_worker_stuck);
  auto other = facts.holders->front();
  other.process.pid = 29;
  facts.holders->push_back(other);
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
  facts.holders->back().threads[0].system_call = "epoll_wait";
  EXPECT_EQ(cause_of(facts), VerdictCause::reuseport_worker_stuck);
  // All of them are.
  for (auto& one : facts.group) one.accept_queue = 65;
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
  // How it stands with them is not known.
  for (auto& one : facts.group) one.accept_queue.reset();
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_blocked);
}

TEST(Verdict, HowUnevenlyAGroupIsLoadedIsSaidWhereAllIsKnown) {
  VerdictFacts facts = overflowing();
  facts.arrived = 40;
  facts.accepted = 0;
  facts.group = {{.arrived = 3, .accepted = 3}, {.arrived = 7, .accepted = 5}};
  EXPECT_EQ(figure(*judge(facts), "group_arrived_least"), 3u);
  EXPECT_EQ(figure(*judge(facts), "group_arrived_most"), 40u);
  EXPECT_EQ(figure(*judge(facts), "group_accepted_least"), 0u);
  EXPECT_EQ(figure(*judge(facts), "group_accepted_most"), 5u);
  facts.group.back().arrived.reset();
  EXPECT_EQ(figure(*judge(facts), "group_arrived_least"), std::nullopt);
  EXPECT_EQ(figure(*judge(facts), "group_arrived_most"), std::nullopt);
  EXPECT_EQ(figure(*judge(facts), "group_accepted_most"), 5u);
}

TEST(Verdict, AWorkerOfAGroupThatIsOnlySlowerIsNotStuck) {
  VerdictFacts facts = overflowing();
  facts.holders = {holder({thread('S', "clock_nanosleep")})};
  facts.accepted = 50;
  facts.group = {{.accept_queue = 0, .accept_queue_limit = 128, .accepted = 7}};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_slow);
  EXPECT_THAT(judge(facts)->what, HasSubstr("1 others of its SO_REUSEPORT group have room"));
}

TEST(Verdict, ASynFlood) {
  VerdictFacts facts;
  facts.accept_queue_limit = 128;
  facts.accept_queue = 0;
  drop(facts, DropCause::syn_queue_full, 100'003);
  facts.span_ns = 2 * kSecond;
  facts.clients = kManyClients;
  facts.has_more_clients = true;
  facts.half_open = 129;
  facts.syncookies = 0;
  facts.arrived = 0;
  const auto verdict = judge(facts);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->cause, VerdictCause::syn_flood);
  EXPECT_EQ(figure(*verdict, "half_open"), 129u);
  EXPECT_THAT(verdict->remedy, HasSubstr("Set net.ipv4.tcp_syncookies to 1"));
  // Without the figures it stays one, and says what is missing.
  facts.half_open.reset();
  facts.arrived.reset();
  EXPECT_EQ(cause_of(facts), VerdictCause::syn_flood);
  EXPECT_THAT(judge(facts)->what, HasSubstr("not known"));
}

TEST(Verdict, AFloodThatCookiesAnswerDropsNothing) {
  VerdictFacts facts;
  facts.accept_queue_limit = 128;
  facts.accept_queue = 0;
  facts.cookies_sent = kManyCookies;
  facts.arrived = 24;
  const auto verdict = judge(facts);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->cause, VerdictCause::syn_flood);
  EXPECT_EQ(verdict->when, "");
  EXPECT_EQ(verdict->what,
            "100 SYNs have been answered with cookies, and 24 connections were completed");
  EXPECT_EQ(figure(*verdict, "cookies_sent"), 100u);
  facts.is_over = true;
  EXPECT_THAT(judge(facts)->what, HasSubstr("100 SYNs were answered"));
  // A queue that is full, and was not a moment ago, drops nothing either as long as nobody comes.
  facts.accept_queue = 129;
  facts.roomy_after_ns = kSecond;
  EXPECT_EQ(cause_of(facts), VerdictCause::syn_flood);
  facts.cookies_sent = 0;
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
  facts.cookies_sent = kManyCookies;
  facts.accept_queue = 0;
  // A crowd completes its handshakes, and nothing is lost.
  facts.arrived = 25;
  EXPECT_FALSE(judge(facts));
  facts.arrived = 0;
  facts.cookies_sent = kManyCookies - 1;
  EXPECT_FALSE(judge(facts));
  facts.cookies_sent = kManyCookies;
  facts.arrived.reset();
  EXPECT_FALSE(judge(facts));
}

TEST(Verdict, ACrowdWhoseHandshakesAreCompletedIsNoFlood) {
  VerdictFacts facts;
  facts.accept_queue_limit = 16;
  facts.accept_queue = 0;
  drop(facts, DropCause::syn_queue_full, 400);
  facts.clients = kManyClients;
  facts.arrived = 99;
  EXPECT_EQ(cause_of(facts), VerdictCause::syn_flood);
  facts.arrived = 100;
  EXPECT_EQ(cause_of(facts), VerdictCause::syn_queue_small);
  // Nor are a few clients.
  facts.arrived = 0;
  facts.clients = kManyClients - 1;
  EXPECT_EQ(cause_of(facts), VerdictCause::syn_queue_small);
}

TEST(Verdict, SynsOfManyAtAFullAcceptQueueAreNoSynFlood) {
  VerdictFacts facts = overflowing();
  facts.has_more_clients = true;
  drop(facts, DropCause::accept_queue_full_syn, 100'003);
  drop(facts, DropCause::syn_queue_full, 1009);
  facts.holders = {holder({thread('T')})};
  EXPECT_EQ(cause_of(facts), VerdictCause::accepter_stopped);
}

TEST(Verdict, TheSynBacklogsLastQuarterIsToldFromHalfOpenRequestsWhereNoHookDoes) {
  VerdictFacts facts;
  facts.accept_queue_limit = 4096;
  facts.accept_queue = 0;
  drop(facts, DropCause::other, 1009);
  facts.has_more_clients = true;
  facts.clients = kManyClients;
  EXPECT_EQ(cause_of(facts), VerdictCause::not_a_queue);
  facts.tcp_max_syn_backlog = 512;
  facts.half_open = 384;
  facts.syncookies = 0;
  EXPECT_EQ(cause_of(facts), VerdictCause::syn_flood);
  facts.half_open = 383;
  EXPECT_EQ(cause_of(facts), VerdictCause::not_a_queue);
  facts.half_open = 384;
  facts.syncookies = 1;
  EXPECT_EQ(cause_of(facts), VerdictCause::not_a_queue);
}

TEST(Verdict, DropsThatNoQueueCaused) {
  VerdictFacts facts = overflowing();
  drop(facts, DropCause::no_memory, 24);
  const auto verdict = judge(facts);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->cause, VerdictCause::not_a_queue);
  EXPECT_EQ(word(*verdict, "drop_cause"), "no_memory");
  EXPECT_THAT(verdict->remedy, HasSubstr("explain cause.no_memory"));
  drop(facts, DropCause::accept_queue_full_ack, 1);  // As many as of the others.
  EXPECT_EQ(cause_of(facts), VerdictCause::unknown);
}

TEST(Verdict, AbortOnOverflowStandsBesideTheCause) {
  VerdictFacts facts = burst();
  EXPECT_FALSE(judge(facts)->aborts_on_overflow);
  facts.abort_on_overflow = true;
  EXPECT_EQ(cause_of(facts), VerdictCause::burst);
  EXPECT_TRUE(judge(facts)->aborts_on_overflow);
  EXPECT_THAT(judge(facts)->remedy, HasSubstr("tcp_abort_on_overflow is set"));
  facts.abort_on_overflow.reset();
  EXPECT_FALSE(judge(facts)->aborts_on_overflow);
}

TEST(Verdict, TellsTheDelayedFromTheLost) {
  VerdictFacts facts = burst();
  EXPECT_THAT(judge(facts)->what, Not(HasSubstr("dropped clients")));
  EXPECT_EQ(figure(*judge(facts), "clients_lost"), std::nullopt);
  facts.attempts = {.waiting = 3, .followed_drops = 5};
  EXPECT_THAT(judge(facts)->what, HasSubstr("; of the dropped clients 3 may still come back"));
  EXPECT_EQ(figure(*judge(facts), "delay_max_ms"), std::nullopt);
  EXPECT_EQ(figure(*judge(facts), "clients_delayed"), 0u);
  facts.attempts = {.delayed = 20,
                    .delay_ns = 23 * kSecond,
                    .delay_max_ns = 3 * kSecond,
                    .lost = 7,
                    .followed_drops = 27};
  EXPECT_THAT(
      judge(facts)->what,
      HasSubstr("; of the dropped clients 20 came back, after 3.0 s at most, 7 fell silent"));
  EXPECT_EQ(figure(*judge(facts), "clients_delayed"), 20u);
  EXPECT_EQ(figure(*judge(facts), "delay_max_ms"), 3000u);
  EXPECT_EQ(figure(*judge(facts), "clients_lost"), 7u);
  EXPECT_EQ(figure(*judge(facts), "clients_waiting"), 0u);
}

TEST(Verdict, NamesOfProcessesAreHarmless) {
  VerdictFacts facts = overflowing();
  facts.holders = {holder({thread('T')})};
  facts.holders->front().process.comm = "a\n\x1b[7m";
  EXPECT_THAT(judge(facts)->what, HasSubstr("a\\x0a\\x1b[7m(23)"));
  // The letter of a state as well, whatever it is.
  EXPECT_EQ(in_words(thread('\x1b')), "state \\x1b");
}

}  // namespace
}  // namespace bpfnetstat
