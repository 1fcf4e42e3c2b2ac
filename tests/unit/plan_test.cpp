// SPDX-License-Identifier: Apache-2.0
#include "kernel/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>

#include "invented_kernels.h"

namespace bpfnetstat::kernel {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// "tracepoint: reason", in the plan's order.
std::vector<std::string> reasons(const HookPlan& hook) {
  std::vector<std::string> words;
  for (const auto& [mechanism, reason] : hook.rejected) {
    words.push_back(std::string(to_string(mechanism)) + ": " + reason);
  }
  return words;
}

constexpr std::array kDropHooks = {Hook::syn, Hook::discard};
constexpr std::string_view kNoFentry = "fentry: this version has no fentry programs";
constexpr std::string_view kNoKprobes = "kprobe: the kernel has no kprobes (CONFIG_KPROBE_EVENTS)";

void expect_tracepoints_everywhere(const Plan& plan) {
  ASSERT_EQ(plan.hooks.size(), 3u);
  EXPECT_EQ(plan.of(Hook::state).mechanism, Mechanism::tracepoint);
  EXPECT_THAT(plan.of(Hook::state).programs, ElementsAre("state_tracepoint"));
  EXPECT_THAT(plan.of(Hook::state).rejected, IsEmpty());
  EXPECT_EQ(plan.of(Hook::syn).mechanism, Mechanism::tracepoint);
  EXPECT_THAT(plan.of(Hook::syn).programs, ElementsAre("syn_tracepoint", "syn_tracepoint_again"));
  EXPECT_EQ(plan.of(Hook::discard).mechanism, Mechanism::tracepoint);
  EXPECT_THAT(plan.of(Hook::discard).programs,
              ElementsAre("discard_tracepoint", "discard_tracepoint_again"));
  EXPECT_EQ(plan.probe(), "tracepoint");
}

/// No mechanism for the drop hooks, each for these reasons; transitions all the same.
void expect_transitions_only(const Plan& plan, std::string_view syn, std::string_view discard) {
  ASSERT_EQ(plan.hooks.size(), 3u);
  EXPECT_EQ(plan.of(Hook::state).mechanism, Mechanism::tracepoint);
  EXPECT_EQ(plan.of(Hook::syn).mechanism, std::nullopt);
  EXPECT_THAT(plan.of(Hook::syn).programs, IsEmpty());
  EXPECT_THAT(reasons(plan.of(Hook::syn)), ElementsAre(kNoFentry, kNoKprobes, syn));
  EXPECT_EQ(plan.of(Hook::discard).mechanism, std::nullopt);
  EXPECT_THAT(plan.of(Hook::discard).programs, IsEmpty());
  EXPECT_THAT(reasons(plan.of(Hook::discard)), ElementsAre(kNoFentry, kNoKprobes, discard));
  EXPECT_EQ(plan.probe(), "none");
}

TEST(Plan, UsesTracepointsOn6_12And6_18) {
  for (const auto& kernel : {kLike6_12, kLike6_18}) {
    SCOPED_TRACE(kernel.name);
    const Plan plan = make_plan(facts_of(kernel), std::nullopt);
    expect_tracepoints_everywhere(plan);
    for (const Hook hook : kDropHooks) {
      EXPECT_THAT(reasons(plan.of(hook)), ElementsAre(kNoFentry, kNoKprobes));
    }
    EXPECT_TRUE(require(plan, kDropHooks).ok());
  }
}

TEST(Plan, SaysWhatTheTracepointsOf5_10And6_1DoNotPass) {
  for (const auto& kernel : {kLike5_10, kLike6_1}) {
    SCOPED_TRACE(kernel.name);
    expect_transitions_only(
        make_plan(facts_of(kernel), std::nullopt),
        "tracepoint: tracepoint consume_skb does not pass its location (before 6.12)",
        "tracepoint: tracepoint kfree_skb does not pass rx_sk (before 6.11)");
  }
}

TEST(Plan, HasNothingForAKernelThatLacksEverything) {
  const Plan plan = make_plan(facts_of(kLacksEverything, ""), std::nullopt);
  ASSERT_EQ(plan.hooks.size(), 3u);
  EXPECT_EQ(plan.of(Hook::state).mechanism, std::nullopt);
  EXPECT_THAT(reasons(plan.of(Hook::state)),
              ElementsAre("tracepoint: no tracepoint inet_sock_set_state in BTF"));
  EXPECT_THAT(reasons(plan.of(Hook::syn)),
              ElementsAre(kNoFentry, kNoKprobes, "tracepoint: no tracepoint consume_skb in BTF"));
  EXPECT_THAT(reasons(plan.of(Hook::discard)),
              ElementsAre(kNoFentry, kNoKprobes, "tracepoint: no tracepoint kfree_skb in BTF"));
  EXPECT_EQ(plan.probe(), "none");
}

TEST(Plan, SaysThatAddressesAreHidden) {
  constexpr std::string_view kHidden =
      "tracepoint: kallsyms shows no addresses: CAP_SYSLOG, or kptr_restrict below 2";
  expect_transitions_only(
      make_plan(facts_of(kLike6_18, "0000000000000000 T tcp_rcv_state_process\n"), std::nullopt),
      kHidden, kHidden);
}

TEST(Plan, NamesTheFunctionThatKallsymsLacks) {
  expect_transitions_only(
      make_plan(facts_of(kLike6_18, "ffffffff81000000 T _text\n"), std::nullopt),
      "tracepoint: tcp_rcv_state_process is not in kallsyms",
      "tracepoint: tcp_v4_do_rcv is not in kallsyms");
}

TEST(Plan, NeedsTheCountersIndexes) {
  auto kernel = kLike6_18;
  kernel.mib = false;
  constexpr std::string_view kNoIndexes = "tracepoint: BTF does not number the SNMP counters";
  expect_transitions_only(make_plan(facts_of(kernel), std::nullopt), kNoIndexes, kNoIndexes);
  for (std::size_t missing = 0; missing < 3; ++missing) {
    auto facts = facts_of(kLike6_18);
    facts.mib_index[missing].reset();
    expect_transitions_only(make_plan(facts, std::nullopt), kNoIndexes, kNoIndexes);
  }
}

TEST(Plan, NeedsANamespaceCookieThatIsPlain) {
  constexpr std::string_view kNoCookie = "tracepoint: struct net has no net_cookie (before 5.12)";
  for (const auto cookie : {InventedKernel::NetCookie::none, InventedKernel::NetCookie::atomic}) {
    auto kernel = kLike6_18;
    kernel.net_cookie = cookie;
    expect_transitions_only(make_plan(facts_of(kernel), std::nullopt), kNoCookie, kNoCookie);
  }
}

TEST(Plan, DoesWithoutWhatIsOnlyAConvenience) {
  auto kernel = kLike6_18;
  kernel.rdonly_cast = false;
  kernel.functions.clear();
  kernel.tracepoints.erase("sk_data_ready");
  expect_tracepoints_everywhere(make_plan(facts_of(kernel), std::nullopt));
}

TEST(Plan, NeedsEveryIteratorForTheBaseline) {
  for (const std::string missing : {"tcp", "task_file", "bpf_map_elem"}) {
    auto kernel = kLike6_18;
    std::erase(kernel.iterators, missing);
    const Plan plan = make_plan(facts_of(kernel), std::nullopt);
    EXPECT_EQ(plan.of(Hook::state).mechanism, std::nullopt);
    EXPECT_THAT(reasons(plan.of(Hook::state)),
                ElementsAre("tracepoint: no iterator " + missing + " in BTF"));
  }
}

TEST(Plan, NeedsNoSynCookies) {
  const Plan plan = make_plan(
      facts_of(kLike6_18,
               "ffffffff81000000 T tcp_rcv_state_process\nffffffff81001000 T tcp_v4_do_rcv\n"
               "ffffffff81002000 T _etext\n"),
      std::nullopt);
  expect_tracepoints_everywhere(plan);
}

TEST(Plan, ChoosesForEachHookOnItsOwn) {
  auto kernel = kLike6_18;
  kernel.tracepoints["kfree_skb"] = 3;
  const Plan plan = make_plan(facts_of(kernel), std::nullopt);
  EXPECT_EQ(plan.of(Hook::syn).mechanism, Mechanism::tracepoint);
  EXPECT_EQ(plan.of(Hook::discard).mechanism, std::nullopt);
  EXPECT_EQ(plan.probe(), "mixed");
}

TEST(Plan, GivesTheKernelsOwnReasonAgainstFentry) {
  auto facts = facts_of(kLike6_18);
  facts.fentry_errno = EPERM;
  EXPECT_THAT(
      reasons(make_plan(facts, std::nullopt).of(Hook::syn)),
      ElementsAre("fentry: the kernel refuses fentry (Operation not permitted)", kNoKprobes));
  facts.fentry_errno = 0;
  facts.kprobes = true;
  EXPECT_THAT(reasons(make_plan(facts, std::nullopt).of(Hook::discard)),
              ElementsAre(kNoFentry, "kprobe: this version has no kprobe programs"));
}

TEST(Plan, TriesOnlyTheForcedMechanismForDropsAndKeepsTransitions) {
  const auto facts = facts_of(kLike6_18);
  const Plan by_tracepoint = make_plan(facts, Mechanism::tracepoint);
  expect_tracepoints_everywhere(by_tracepoint);
  EXPECT_THAT(by_tracepoint.of(Hook::syn).rejected, IsEmpty());

  const Plan by_fentry = make_plan(facts, Mechanism::fentry);
  EXPECT_EQ(by_fentry.of(Hook::state).mechanism, Mechanism::tracepoint);
  const Plan by_kprobe = make_plan(facts, Mechanism::kprobe);
  EXPECT_EQ(by_kprobe.of(Hook::state).mechanism, Mechanism::tracepoint);
  for (const Hook hook : kDropHooks) {
    EXPECT_EQ(by_fentry.of(hook).mechanism, std::nullopt);
    EXPECT_THAT(reasons(by_fentry.of(hook)), ElementsAre(kNoFentry));
    EXPECT_EQ(by_kprobe.of(hook).mechanism, std::nullopt);
    EXPECT_THAT(reasons(by_kprobe.of(hook)), ElementsAre(kNoKprobes));
  }
}

TEST(Plan, LeavesOutTheSecondCopyOnly) {
  auto facts = facts_of(kLike6_18);
  facts.without = {"second-copy"};
  const Plan plan = make_plan(facts, std::nullopt);
  EXPECT_THAT(plan.of(Hook::state).programs, ElementsAre("state_tracepoint"));
  EXPECT_THAT(plan.of(Hook::syn).programs, ElementsAre("syn_tracepoint"));
  EXPECT_THAT(plan.of(Hook::discard).programs, ElementsAre("discard_tracepoint"));
}

TEST(Plan, StaysTheSameWithoutWhatConcernsTheProgramsAlone) {
  auto facts = facts_of(kLike6_18);
  facts.without = {"stack-slot", "rdonly-cast"};
  expect_tracepoints_everywhere(make_plan(facts, std::nullopt));
}

TEST(Require, NamesTheHookAndEveryReason) {
  const Plan plan = make_plan(facts_of(kLike5_10), std::nullopt);
  constexpr std::array kStateHook = {Hook::state};
  EXPECT_TRUE(require(plan, kStateHook).ok());
  const Status status = require(plan, kDropHooks);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(to_string(status.error()),
            "no mechanism for the syn hook (fentry: this version has no fentry programs, kprobe: "
            "the kernel has no kprobes (CONFIG_KPROBE_EVENTS), tracepoint: tracepoint consume_skb "
            "does not pass its location (before 6.12)); see `bpfnetstat doctor`");
}

TEST(PlanNames, AreTheContracts) {
  EXPECT_EQ(to_string(Hook::state), "state");
  EXPECT_EQ(to_string(Hook::syn), "syn");
  EXPECT_EQ(to_string(Hook::discard), "discard");
  EXPECT_EQ(to_string(Mechanism::fentry), "fentry");
  EXPECT_EQ(to_string(Mechanism::kprobe), "kprobe");
  EXPECT_EQ(to_string(Mechanism::tracepoint), "tracepoint");
}

}  // namespace
}  // namespace bpfnetstat::kernel
