// SPDX-License-Identifier: Apache-2.0
#include "kernel/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>

#include "explain/explain.h"
#include "invented_kernels.h"

namespace bpfnetstat::kernel {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// "tracepoint: reason", in the plan's order.
std::vector<std::string> reasons(const HookPlan& hook) {
  std::vector<std::string> words;
  for (const auto& [mechanism, reason, topic] : hook.rejected) {
    words.push_back(std::string(to_string(mechanism)) + ": " + reason);
  }
  return words;
}

std::vector<std::string> names(const HookPlan& hook) {
  std::vector<std::string> words;
  for (const auto& program : hook.programs) words.push_back(program.name);
  return words;
}

/// As on the kernel that this was built on: neither fentry nor kprobes.
KernelFacts refused(const InventedKernel& kernel, std::string_view kallsyms = kKallsyms) {
  KernelFacts facts = facts_of(kernel, kallsyms);
  facts.fentry_errno = EPERM;
  return facts;
}

/// As where everything is allowed.
KernelFacts open_to_all(const InventedKernel& kernel) {
  KernelFacts facts = facts_of(kernel, kallsyms_with_functions());
  std::erase_if(facts.symbol_of,
                [&](const auto& symbol) { return !kernel.functions.contains(symbol.first); });
  facts.fentry_errno = 0;
  facts.kprobes = true;
  return facts;
}

constexpr std::array kDropHooks = {Hook::syn, Hook::discard};
constexpr std::string_view kNoFentry =
    "fentry: the kernel refuses fentry (Operation not permitted)";
constexpr std::string_view kNoKprobes = "kprobe: the kernel has no kprobes (CONFIG_KPROBE_EVENTS)";

void expect_tracepoints_everywhere(const Plan& plan) {
  ASSERT_EQ(plan.hooks.size(), kHooks.size());
  EXPECT_EQ(plan.of(Hook::state).mechanism, Mechanism::tracepoint);
  EXPECT_THAT(names(plan.of(Hook::state)), ElementsAre("state_tracepoint"));
  EXPECT_THAT(plan.of(Hook::state).rejected, IsEmpty());
  EXPECT_EQ(plan.of(Hook::syn).mechanism, Mechanism::tracepoint);
  EXPECT_THAT(names(plan.of(Hook::syn)), ElementsAre("syn_tracepoint", "syn_tracepoint_again"));
  EXPECT_EQ(plan.of(Hook::discard).mechanism, Mechanism::tracepoint);
  EXPECT_THAT(names(plan.of(Hook::discard)),
              ElementsAre("discard_tracepoint", "discard_tracepoint_again"));
  EXPECT_EQ(plan.probe(), "tracepoint");
}

/// No mechanism for the drop hooks, each for these reasons; transitions all the same.
void expect_transitions_only(const Plan& plan, std::string_view syn, std::string_view discard) {
  ASSERT_EQ(plan.hooks.size(), kHooks.size());
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
    const Plan plan = make_plan(refused(kernel), std::nullopt);
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
        make_plan(refused(kernel), std::nullopt),
        "tracepoint: tracepoint consume_skb does not pass its location (before 6.12)",
        "tracepoint: tracepoint kfree_skb does not pass rx_sk (before 6.11)");
  }
}

TEST(Plan, SparesAnOldKernelTheInstructionsItDoesNotKnow) {
  const auto state = [](const KernelFacts& facts) {
    return names(make_plan(facts, std::nullopt).of(Hook::state));
  };
  EXPECT_THAT(state(refused(kLike5_10)), ElementsAre("state_tracepoint_plain"));
  EXPECT_THAT(state(refused(kLike6_1)), ElementsAre("state_tracepoint"));
  auto facts = refused(kLike6_18);
  facts.without = {"fetching-atomics"};
  EXPECT_THAT(state(facts), ElementsAre("state_tracepoint_plain"));
}

TEST(Plan, HasNothingForAKernelThatLacksEverything) {
  const Plan plan = make_plan(refused(kLacksEverything, ""), std::nullopt);
  ASSERT_EQ(plan.hooks.size(), kHooks.size());
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
      make_plan(refused(kLike6_18, "0000000000000000 T tcp_rcv_state_process\n"), std::nullopt),
      kHidden, kHidden);
}

TEST(Plan, NamesTheFunctionThatKallsymsLacks) {
  expect_transitions_only(make_plan(refused(kLike6_18, "ffffffff81000000 T _text\n"), std::nullopt),
                          "tracepoint: tcp_rcv_state_process is not in kallsyms",
                          "tracepoint: tcp_v4_do_rcv is not in kallsyms");
}

TEST(Plan, NeedsTheCountersIndexes) {
  auto kernel = kLike6_18;
  kernel.mib = false;
  constexpr std::string_view kNoIndexes = "tracepoint: BTF does not number the SNMP counters";
  expect_transitions_only(make_plan(refused(kernel), std::nullopt), kNoIndexes, kNoIndexes);
  for (std::size_t missing = 0; missing < 3; ++missing) {
    auto facts = refused(kLike6_18);
    facts.mib_index[missing].reset();
    expect_transitions_only(make_plan(facts, std::nullopt), kNoIndexes, kNoIndexes);
  }
}

TEST(Plan, DoesWithoutWhatIsOnlyAConvenience) {
  auto kernel = kLike6_18;
  kernel.rdonly_cast = false;
  kernel.functions.clear();
  kernel.tracepoints.erase("sk_data_ready");
  expect_tracepoints_everywhere(make_plan(refused(kernel), std::nullopt));
}

TEST(Plan, NeedsEveryIteratorForTheBaseline) {
  for (const std::string missing : {"tcp", "task_file"}) {
    auto kernel = kLike6_18;
    std::erase(kernel.iterators, missing);
    const Plan plan = make_plan(refused(kernel), std::nullopt);
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
  const Plan plan = make_plan(refused(kernel), std::nullopt);
  EXPECT_EQ(plan.of(Hook::syn).mechanism, Mechanism::tracepoint);
  EXPECT_EQ(plan.of(Hook::discard).mechanism, std::nullopt);
  EXPECT_EQ(plan.probe(), "mixed");
}

TEST(Plan, PrefersFentryOnEveryKernelThatTakesIt) {
  for (const auto& kernel : {kLike5_10, kLike6_1, kLike6_12, kLike6_18}) {
    SCOPED_TRACE(kernel.name);
    const Plan plan = make_plan(open_to_all(kernel), std::nullopt);
    EXPECT_EQ(plan.probe(), "fentry");
    EXPECT_EQ(plan.of(Hook::state).mechanism, Mechanism::tracepoint);
    for (const Hook hook : {Hook::syn, Hook::discard, Hook::icmp}) {
      EXPECT_EQ(plan.of(hook).mechanism, Mechanism::fentry);
      EXPECT_THAT(plan.of(hook).rejected, IsEmpty());
    }
    EXPECT_THAT(names(plan.of(Hook::icmp)), ElementsAre("fentry_icmp", "fexit_icmp"));
    const auto syn = names(plan.of(Hook::syn));
    EXPECT_EQ(std::count(syn.begin(), syn.end(), "fexit_subflow_v4"), kernel.name != "5.10");
    EXPECT_EQ(std::count(syn.begin(), syn.end(), "fentry_reached"), 1);
  }
}

TEST(Plan, KeepsTheCrossCheckWhereTheKernelTellsOfIt) {
  for (const auto& kernel : {kLike5_10, kLike6_1}) {
    EXPECT_EQ(make_plan(open_to_all(kernel), std::nullopt).of(Hook::sk_drops).mechanism,
              std::nullopt);
  }
  for (const auto& kernel : {kLike6_12, kLike6_18}) {
    EXPECT_EQ(make_plan(open_to_all(kernel), std::nullopt).of(Hook::sk_drops).mechanism,
              Mechanism::tracepoint);
  }
  EXPECT_TRUE(is_optional(Hook::sk_drops) && is_optional(Hook::icmp));
  EXPECT_FALSE(is_optional(Hook::syn) || is_optional(Hook::discard) || is_optional(Hook::state));
}

TEST(Plan, HooksTheCallersWhereTheFunctionItselfIsRefused) {
  auto facts = open_to_all(kLike6_1);
  facts.refused["fentry tcp_v4_syn_recv_sock"] = "no";
  const Plan plan = make_plan(facts, std::nullopt);
  EXPECT_EQ(plan.probe(), "fentry");
  EXPECT_THAT(reasons(plan.of(Hook::discard)),
              ElementsAre("fentry: tcp_v4_syn_recv_sock: no; its callers serve"));
  EXPECT_THAT(
      names(plan.of(Hook::discard)),
      ElementsAre("fentry_check", "fexit_check", "fentry_taken_cookie", "fexit_taken_cookie",
                  "fexit_child", "fexit_child_route_v4", "fexit_child_route_v6"));
  EXPECT_EQ(make_plan(facts, Mechanism::fentry).probe(), "fentry");
}

TEST(Plan, TakesKprobesForTheHookThatFentryIsRefusedOn) {
  auto facts = open_to_all(kLike6_1);
  facts.refused["fentry tcp_v4_syn_recv_sock"] = "no";
  facts.refused["fentry tcp_check_req"] = "nor here";
  const Plan plan = make_plan(facts, std::nullopt);
  EXPECT_EQ(plan.of(Hook::syn).mechanism, Mechanism::fentry);
  EXPECT_EQ(plan.of(Hook::discard).mechanism, Mechanism::kprobe);
  EXPECT_THAT(reasons(plan.of(Hook::discard)),
              ElementsAre("fentry: tcp_v4_syn_recv_sock: no; tcp_check_req: nor here"));
  EXPECT_EQ(plan.probe(), "mixed");
  const auto& first = plan.of(Hook::discard).programs.front();
  EXPECT_EQ(first, (Program{"kprobe_ack_v4", "tcp_v4_syn_recv_sock", false}));
}

TEST(Plan, SeesAcceptsAndListensWhereFunctionsCanBeHooked) {
  const auto facts = open_to_all(kLike6_12);
  const Plan by_fentry = make_plan(facts, Mechanism::fentry);
  EXPECT_THAT(names(by_fentry.of(Hook::accept)), ElementsAre("fexit_accept"));
  EXPECT_THAT(names(by_fentry.of(Hook::listen)), ElementsAre("fexit_listen"));
  const Plan by_kprobe = make_plan(facts, Mechanism::kprobe);
  EXPECT_THAT(by_kprobe.of(Hook::accept).programs,
              ElementsAre(Program{"kprobe_accept", "inet_csk_accept", false},
                          Program{"kprobe_graft", "security_sock_graft", false}));
  EXPECT_THAT(by_kprobe.of(Hook::listen).programs,
              ElementsAre(Program{"kprobe_listen", "inet_csk_listen_start", false},
                          Program{"kretprobe_listen", "inet_csk_listen_start", true}));
  const Plan by_tracepoint = make_plan(facts, Mechanism::tracepoint);
  for (const Hook hook : {Hook::accept, Hook::listen}) {
    EXPECT_TRUE(is_optional(hook));
    EXPECT_EQ(by_tracepoint.of(hook).mechanism, std::nullopt);
    EXPECT_THAT(reasons(by_tracepoint.of(hook)),
                ElementsAre("tracepoint: no tracepoint tells of it"));
  }
}

TEST(Plan, FollowsQueuesByFunctionsWhereAcceptIsSeen) {
  for (const auto& kernel : {kLike5_10, kLike6_1, kLike6_12, kLike6_18}) {
    const Plan plan = make_plan(open_to_all(kernel), std::nullopt);
    EXPECT_TRUE(is_optional(Hook::queue));
    EXPECT_EQ(plan.of(Hook::queue).mechanism, Mechanism::fentry);
    EXPECT_THAT(names(plan.of(Hook::queue)), ElementsAre("fentry_queued", "fexit_queued",
                                                         "fentry_handshake", "fexit_handshake"));
  }
  const Plan by_kprobe = make_plan(open_to_all(kLike6_12), Mechanism::kprobe);
  EXPECT_THAT(by_kprobe.of(Hook::queue).programs,
              ElementsAre(Program{"kprobe_queued", "inet_csk_reqsk_queue_add", false},
                          Program{"kretprobe_queued", "inet_csk_reqsk_queue_add", true},
                          Program{"kprobe_handshake", "inet_csk_complete_hashdance", false},
                          Program{"kretprobe_handshake", "inet_csk_complete_hashdance", true}));
  // What came in would stay for ever.
  EXPECT_THAT(reasons(make_plan(open_to_all(kLike6_1), Mechanism::kprobe).of(Hook::queue)),
              ElementsAre("kprobe: the hook accept has no mechanism"));
}

TEST(Plan, FollowsQueuesByTracepointsFromTheirArrivalOn) {
  const auto facts = refused(kLike6_18);
  const auto queue = [](const KernelFacts& kernel) {
    return make_plan(kernel, Mechanism::tracepoint).of(Hook::queue);
  };
  EXPECT_THAT(names(queue(facts)),
              ElementsAre("queued_tracepoint", "accepted_tracepoint", "accepted_io_uring"));
  auto words = facts;
  words.tracepoints["io_uring_complete"] = 7;
  EXPECT_THAT(names(queue(words)),
              ElementsAre("queued_tracepoint", "accepted_tracepoint", "accepted_io_uring_words"));
  auto without_ring = facts;
  without_ring.tracepoints.erase("io_uring_complete");
  EXPECT_THAT(names(queue(without_ring)), ElementsAre("queued_tracepoint", "accepted_tracepoint"));
  auto without_calls = facts;
  without_calls.tracepoints.erase("sys_exit");
  EXPECT_THAT(reasons(queue(without_calls)),
              ElementsAre("tracepoint: no tracepoint sys_exit in BTF"));
  EXPECT_THAT(names(queue(without_calls)), IsEmpty());
  EXPECT_THAT(reasons(queue(refused(kLike6_1))),
              ElementsAre("tracepoint: no tracepoint sk_data_ready in BTF"));
  // Each call by its own tracepoint, where all can be had; what sees any call waits.
  auto with_events = facts;
  with_events.task_regs = true;
  with_events.call_events = {
      {"sys_exit_accept", 11}, {"sys_exit_accept4", 12}, {"sys_exit_listen", 13}};
  EXPECT_THAT(queue(with_events).programs,
              ElementsAre(Program{"queued_tracepoint", "", false},
                          Program{"accepted_call", "sys_exit_accept", false, 11},
                          Program{"accepted_call", "sys_exit_accept4", false, 12},
                          Program{"listened_call", "sys_exit_listen", false, 13},
                          Program{"accepted_io_uring", "", false}));
  EXPECT_THAT(queue(with_events).reserve, ElementsAre(Program{"accepted_tracepoint", "", false}));
  for (int lacking = 0; lacking < 4; ++lacking) {
    auto less = with_events;
    if (lacking == 0) less.task_regs = false;
    if (lacking == 1) less.call_events.erase("sys_exit_accept");
    if (lacking == 2) less.refused.emplace("event:sys_exit_listen", "Operation not permitted");
    if (lacking == 3) less.without.emplace("call-events");
    EXPECT_THAT(names(queue(less)),
                ElementsAre("queued_tracepoint", "accepted_tracepoint", "accepted_io_uring"));
    EXPECT_THAT(queue(less).reserve, IsEmpty());
    // And it is said which of the two serves, and why.
    constexpr std::array kWhy = {
        "programs cannot see a system call's arguments",
        "tracefs does not tell the numbers of accept(2)'s own tracepoints",
        "sys_exit_listen: Operation not permitted",
        "tracefs does not tell the numbers of accept(2)'s own tracepoints"};
    EXPECT_THAT(reasons(queue(less)),
                ElementsAre(std::string("tracepoint: ") + kWhy[lacking] +
                            "; sys_exit serves, which every system call of the machine passes"));
  }
  EXPECT_THAT(reasons(queue(with_events)), IsEmpty());
  // accept(2) is counted once, by the better one.
  auto no_queue_function = open_to_all(kLike6_18);
  no_queue_function.functions.erase("inet_csk_reqsk_queue_add");
  no_queue_function.symbol_of.erase("inet_csk_reqsk_queue_add");
  const Plan mixed = make_plan(no_queue_function, std::nullopt);
  EXPECT_EQ(mixed.of(Hook::accept).mechanism, Mechanism::fentry);
  EXPECT_THAT(names(mixed.of(Hook::queue)), ElementsAre("queued_tracepoint"));
}

TEST(Plan, HooksNoSystemCallWhereThatEndangersTheDrops) {
  // The kernel skips the kprobes of what interrupts a kprobe, and here nothing tells of it.
  for (const auto& kernel : {kLike5_10, kLike6_1}) {
    const auto facts = open_to_all(kernel);
    for (const Hook hook : {Hook::accept, Hook::listen}) {
      EXPECT_EQ(make_plan(facts, Mechanism::fentry).of(hook).mechanism, Mechanism::fentry);
      const Plan plan = make_plan(facts, Mechanism::kprobe);
      EXPECT_EQ(plan.of(hook).mechanism, std::nullopt);
      EXPECT_THAT(reasons(plan.of(hook)),
                  ElementsAre("kprobe: drops may be missed meanwhile, and nothing would make it "
                              "good"));
    }
  }
  auto facts = open_to_all(kLike6_12);
  facts.detaches_sleepers = false;
  EXPECT_EQ(make_plan(facts, std::nullopt).of(Hook::accept).mechanism, Mechanism::kprobe);
}

TEST(Plan, PutsFentryOnlyOnNamesThatTheCompilerLeft) {
  auto facts = open_to_all(kLike6_18);
  facts.symbol_of["tcp_try_fastopen"] = "tcp_try_fastopen.isra.0";
  const auto syn = names(make_plan(facts, std::nullopt).of(Hook::syn));
  EXPECT_EQ(std::count(syn.begin(), syn.end(), "fexit_fastopen"), 0);
  facts.symbol_of["tcp_v4_conn_request"] = "tcp_v4_conn_request.isra.0";
  const Plan plan = make_plan(facts, std::nullopt);
  EXPECT_EQ(plan.of(Hook::syn).mechanism, Mechanism::kprobe);
  EXPECT_THAT(reasons(plan.of(Hook::syn)),
              ElementsAre("fentry: tcp_v4_conn_request is tcp_v4_conn_request.isra.0 in kallsyms"));
}

TEST(Plan, DoesWithoutAFunctionThatOnlyTellsCausesApart) {
  auto facts = open_to_all(kLike6_18);
  facts.refused["fentry inet_reqsk_alloc"] = "no";
  facts.functions.erase("tcp_try_fastopen");
  const Plan plan = make_plan(facts, std::nullopt);
  EXPECT_EQ(plan.of(Hook::syn).mechanism, Mechanism::fentry);
  const auto syn = names(plan.of(Hook::syn));
  EXPECT_EQ(std::count(syn.begin(), syn.end(), "fexit_request"), 0);
  EXPECT_EQ(std::count(syn.begin(), syn.end(), "fexit_fastopen"), 0);
  EXPECT_EQ(std::count(syn.begin(), syn.end(), "fexit_route_v4"), 1);
}

TEST(Plan, DoesNotHookHalfOfWhatTheKernelHas) {
  auto facts = open_to_all(kLike6_18);
  // In kallsyms, so the kernel has IPv6; fentry cannot reach it, kprobes can.
  facts.functions.erase("tcp_v6_conn_request");
  EXPECT_EQ(make_plan(facts, std::nullopt).of(Hook::syn).mechanism, Mechanism::kprobe);
  facts.symbol_of.erase("tcp_v6_conn_request");
  EXPECT_EQ(make_plan(facts, std::nullopt).of(Hook::syn).mechanism, Mechanism::fentry);
}

TEST(Plan, HangsKprobesOnTheNamesThatTheCompilerLeft) {
  auto facts = open_to_all(kLike6_12);
  facts.symbol_of["tcp_req_err"] = "tcp_req_err.constprop.0";
  const Plan plan = make_plan(facts, Mechanism::kprobe);
  EXPECT_THAT(plan.of(Hook::icmp).programs,
              ElementsAre(Program{"kprobe_icmp", "tcp_req_err.constprop.0", false},
                          Program{"kretprobe_icmp", "tcp_req_err.constprop.0", true}));
  facts.refused["kprobe tcp_req_err.constprop.0"] = "no";
  EXPECT_THAT(reasons(make_plan(facts, Mechanism::kprobe).of(Hook::icmp)),
              ElementsAre("kprobe: tcp_req_err: no"));
}

TEST(Plan, RefusesAMechanismAsAWhole) {
  auto facts = open_to_all(kLike6_12);
  facts.refused["fentry"] = "the programs do not load";
  EXPECT_EQ(make_plan(facts, std::nullopt).probe(), "kprobe");
  facts.refused["kprobe"] = "neither do these";
  EXPECT_EQ(make_plan(facts, std::nullopt).probe(), "tracepoint");
  EXPECT_THAT(reasons(make_plan(facts, Mechanism::kprobe).of(Hook::syn)),
              ElementsAre("kprobe: neither do these"));
}

TEST(Plan, SaysThatKprobesNeedAddresses) {
  auto facts = open_to_all(kLike6_1);
  facts.symbols = false;
  EXPECT_THAT(
      reasons(make_plan(facts, Mechanism::kprobe).of(Hook::syn)),
      ElementsAre("kprobe: kallsyms shows no addresses: CAP_SYSLOG, or kptr_restrict below 2"));
}

TEST(Plan, SaysThatFentryWasNotTried) {
  const auto facts = facts_of(kLike6_18);
  EXPECT_THAT(reasons(make_plan(facts, Mechanism::fentry).of(Hook::syn)),
              ElementsAre("fentry: fentry was not tried"));
}

TEST(Plan, TriesOnlyTheForcedMechanismForDropsAndKeepsTransitions) {
  const auto facts = refused(kLike6_18);
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

TEST(Plan, EachReasonIsExplainedAndEachSuchTopicIsAReason) {
  std::vector<KernelFacts> all;
  for (const auto& kernel : {kLike5_10, kLike6_1, kLike6_12, kLike6_18, kLacksEverything}) {
    all.insert(all.end(), {facts_of(kernel), refused(kernel), open_to_all(kernel)});
  }
  const auto vary = [&](const InventedKernel& kernel, const auto& change) {
    change(all.emplace_back(open_to_all(kernel)));
    change(all.emplace_back(refused(kernel)));
  };
  vary(kLike6_18, [](KernelFacts& facts) { facts.symbols = false; });
  vary(kLike6_18, [](KernelFacts& facts) { facts.code.clear(); });
  vary(kLike6_18, [](KernelFacts& facts) { facts.mib_index.front().reset(); });
  vary(kLike6_18, [](KernelFacts& facts) { facts.fetching_atomics = false; });
  vary(kLike6_18, [](KernelFacts& facts) { facts.detaches_sleepers = false; });
  vary(kLike6_18, [](KernelFacts& facts) {
    facts.symbol_of["tcp_v4_conn_request"] = "tcp_v4_conn_request.isra.0";
  });
  vary(kLike6_1, [](KernelFacts& facts) { facts.refused["fentry tcp_v4_syn_recv_sock"] = "no"; });
  vary(kLike6_1, [](KernelFacts& facts) { facts.refused["kprobe"] = "no"; });
  std::set<std::string, std::less<>> seen;
  for (const KernelFacts& facts : all) {
    for (const auto forced :
         {std::optional<Mechanism>(), std::optional(Mechanism::fentry),
          std::optional(Mechanism::kprobe), std::optional(Mechanism::tracepoint)}) {
      for (const HookPlan& hook : make_plan(facts, forced).hooks) {
        for (const Rejection& rejection : hook.rejected) {
          seen.emplace(rejection.topic);
          EXPECT_NE(explain::find_topic(rejection.topic), nullptr)
              << rejection.reason << " (" << rejection.topic << ')';
        }
      }
    }
  }
  EXPECT_TRUE(seen.contains("doctor.kallsyms"));
  for (const explain::Topic* topic : explain::all_topics()) {
    if (topic->name.starts_with("doctor.reason.")) {
      EXPECT_TRUE(seen.contains(topic->name)) << topic->name;
    }
  }
  for (const Hook hook : kHooks) {
    const auto topic = "doctor.hook." + std::string(to_string(hook));
    EXPECT_NE(explain::find_topic(topic), nullptr) << topic;
  }
}

TEST(Plan, LeavesOutTheSecondCopyOnly) {
  auto facts = refused(kLike6_18);
  facts.without = {"second-copy"};
  const Plan plan = make_plan(facts, std::nullopt);
  EXPECT_THAT(names(plan.of(Hook::state)), ElementsAre("state_tracepoint"));
  EXPECT_THAT(names(plan.of(Hook::syn)), ElementsAre("syn_tracepoint"));
  EXPECT_THAT(names(plan.of(Hook::discard)), ElementsAre("discard_tracepoint"));
}

TEST(Plan, StaysTheSameWithoutWhatConcernsTheProgramsAlone) {
  auto facts = refused(kLike6_18);
  facts.without = {"stack-slot", "rdonly-cast"};
  expect_tracepoints_everywhere(make_plan(facts, std::nullopt));
}

TEST(Require, NamesTheHookAndEveryReason) {
  const Plan plan = make_plan(refused(kLike5_10), std::nullopt);
  constexpr std::array kStateHook = {Hook::state};
  EXPECT_TRUE(require(plan, kStateHook).ok());
  const Status status = require(plan, kDropHooks);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(to_string(status.error()),
            "no mechanism for the syn hook (fentry: the kernel refuses fentry (Operation not "
            "permitted), kprobe: the kernel has no kprobes (CONFIG_KPROBE_EVENTS), tracepoint: "
            "tracepoint consume_skb "
            "does not pass its location (before 6.12)); see `bpfnetstat doctor`");
}

TEST(PlanNames, AreTheContracts) {
  EXPECT_EQ(to_string(Hook::state), "state");
  EXPECT_EQ(to_string(Hook::syn), "syn");
  EXPECT_EQ(to_string(Hook::discard), "discard");
  EXPECT_EQ(to_string(Hook::icmp), "icmp");
  EXPECT_EQ(to_string(Hook::accept), "accept");
  EXPECT_EQ(to_string(Hook::listen), "listen");
  EXPECT_EQ(to_string(Hook::sk_drops), "sk_drops");
  EXPECT_EQ(to_string(Hook::queue), "queue");
  EXPECT_EQ(to_string(Mechanism::fentry), "fentry");
  EXPECT_EQ(to_string(Mechanism::kprobe), "kprobe");
  EXPECT_EQ(to_string(Mechanism::tracepoint), "tracepoint");
}

}  // namespace
}  // namespace bpfnetstat::kernel
