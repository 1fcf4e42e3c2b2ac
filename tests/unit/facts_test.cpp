// SPDX-License-Identifier: Apache-2.0
#include "kernel/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "invented_kernels.h"

namespace bpfnetstat::kernel {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

using MibIndex = std::array<std::optional<std::uint32_t>, 3>;

KernelFacts btf_facts(const BtfWriter& writer) {
  KernelFacts facts;
  add_btf_facts(facts, writer.get());
  return facts;
}

KernelFacts symbol_facts(std::string_view kallsyms) {
  KernelFacts facts;
  add_symbol_facts(facts, kallsyms);
  return facts;
}

class BtfFacts : public testing::TestWithParam<InventedKernel> {};

TEST_P(BtfFacts, AreWhatTheKernelWasMadeWith) {
  const InventedKernel& kernel = GetParam();
  const KernelFacts facts = btf_facts(kernel.btf());
  EXPECT_TRUE(facts.btf);
  EXPECT_EQ(facts.tracepoints, kernel.tracepoints);
  EXPECT_EQ(facts.functions, kernel.functions);
  EXPECT_EQ(facts.iterators,
            (std::set<std::string, std::less<>>{kernel.iterators.begin(), kernel.iterators.end()}));
  EXPECT_EQ(facts.mib_index, kernel.mib ? (MibIndex{20, 21, 73}) : MibIndex{});
  EXPECT_EQ(facts.rdonly_cast, kernel.rdonly_cast);
  EXPECT_EQ(facts.socket_cookie, kernel.helpers);
  EXPECT_EQ(facts.task_btf, kernel.helpers);
  EXPECT_EQ(facts.sock_from_file, kernel.helpers);
  EXPECT_EQ(facts.map_allocator, kernel.helpers);
  EXPECT_EQ(facts.detaches_sleepers, kernel.detaches_sleepers);
  EXPECT_EQ(facts.net_cookie, kernel.net_cookie == InventedKernel::NetCookie::plain);
  EXPECT_FALSE(facts.symbols);
  EXPECT_FALSE(facts.kprobes);
  EXPECT_EQ(facts.fentry_errno, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(, BtfFacts,
                         testing::Values(kLike5_10, kLike6_1, kLike6_12, kLike6_18,
                                         kLacksEverything),
                         [](const auto& info) {
                           std::string name = "Like_";
                           for (const char c : info.param.name) name += std::isalnum(c) ? c : '_';
                           return name;
                         });

TEST(BtfFactsOfOddKernels, LackATracepointWhoseTypeIsNoPointerToAFunction) {
  BtfWriter writer;
  btf* const raw = writer.raw();
  constexpr int kNoSuchType = 9973;
  // Each in another way: an integer, void, a pointer to no function, to void, to nothing.
  ASSERT_GT(btf__add_typedef(raw, "btf_trace_consume_skb", writer.integer()), 0);
  ASSERT_GT(btf__add_typedef(raw, "btf_trace_kfree_skb", 0), 0);
  ASSERT_GT(btf__add_typedef(raw, "btf_trace_sk_data_ready", btf__add_ptr(raw, writer.integer())),
            0);
  ASSERT_GT(btf__add_typedef(raw, "btf_trace_inet_sock_set_state", btf__add_ptr(raw, 0)), 0);
  EXPECT_THAT(btf_facts(writer).tracepoints, IsEmpty());

  BtfWriter dangling;
  ASSERT_GT(btf__add_typedef(dangling.raw(), "btf_trace_consume_skb", kNoSuchType), 0);
  ASSERT_GT(btf__add_typedef(dangling.raw(), "btf_trace_kfree_skb",
                             btf__add_ptr(dangling.raw(), kNoSuchType)),
            0);
  EXPECT_THAT(btf_facts(dangling).tracepoints, IsEmpty());
}

TEST(BtfFactsOfOddKernels, LackATracepointWithoutItsContext) {
  BtfWriter writer;
  const int pointer = btf__add_ptr(writer.raw(), writer.prototype(0));
  ASSERT_GT(btf__add_typedef(writer.raw(), "btf_trace_consume_skb", pointer), 0);
  writer.tracepoint("kfree_skb", 0);
  EXPECT_THAT(btf_facts(writer).tracepoints, ElementsAre(Pair("kfree_skb", 0)));
}

TEST(BtfFactsOfOddKernels, LackATracepointThatIsSomethingElseOfThatName) {
  BtfWriter writer;
  writer.function("btf_trace_consume_skb", 3);
  writer.structure("btf_trace_kfree_skb", "member", writer.integer());
  EXPECT_THAT(btf_facts(writer).tracepoints, IsEmpty());
}

TEST(BtfFactsOfOddKernels, LackAFunctionWhoseTypeIsNoPrototype) {
  BtfWriter writer;
  ASSERT_GT(btf__add_func(writer.raw(), "tcp_conn_request", BTF_FUNC_GLOBAL, writer.integer()), 0);
  ASSERT_GT(btf__add_func(writer.raw(), "tcp_get_cookie_sock", BTF_FUNC_GLOBAL, 9973), 0);
  ASSERT_GT(btf__add_func(writer.raw(), "bpf_rdonly_cast", BTF_FUNC_GLOBAL, 0), 0);
  writer.structure("tcp_v4_conn_request", "member", writer.integer());
  writer.function("tcp_req_err", 0);
  const KernelFacts facts = btf_facts(writer);
  EXPECT_THAT(facts.functions, ElementsAre(Pair("tcp_req_err", 0)));
  EXPECT_FALSE(facts.rdonly_cast);
}

TEST(BtfFactsOfOddKernels, TakeCounterIndexesFromTheUnnamedEnumOnly) {
  BtfWriter writer;
  writer.enumeration("mirror", {{"LINUX_MIB_LISTENOVERFLOWS", 1}, {"LINUX_MIB_LISTENDROPS", 2}});
  EXPECT_EQ(btf_facts(writer).mib_index, MibIndex{});
  writer.enumeration(nullptr, {{"LINUX_MIB_LISTENOVERFLOWS", 20}, {"LINUX_MIB_LISTENDROPS", 21}});
  EXPECT_EQ(btf_facts(writer).mib_index, (MibIndex{20, 21, std::nullopt}));
}

TEST(BtfFactsOfOddKernels, LackANamespaceCookieThatIsNoInteger) {
  for (const bool pointer : {false, true}) {
    BtfWriter writer;
    const int type = pointer ? btf__add_ptr(writer.raw(), writer.integer()) : 9973;
    writer.structure("net", "net_cookie", type);
    EXPECT_FALSE(btf_facts(writer).net_cookie);
  }
  BtfWriter other_member;
  other_member.structure("net", "net_cookies", other_member.integer());
  EXPECT_FALSE(btf_facts(other_member).net_cookie);
}

TEST(BtfFactsOfOddKernels, LackWhatIsNamedBeyondAllNames) {
  BtfWriter writer;
  writer.function("tcp_conn_request", 4);
  writer.structure("net", "net_cookie", writer.integer());
  writer.enumeration(nullptr, {{"LINUX_MIB_LISTENOVERFLOWS", 20}});
  constexpr std::uint32_t kNowhere = 0x7fffffff;
  for (std::uint32_t id = 1; id < btf__type_cnt(writer.get()); ++id) {
    auto* const type = const_cast<btf_type*>(btf__type_by_id(writer.get(), id));
    if (btf_is_func(type)) type->name_off = kNowhere;
    if (btf_is_struct(type)) btf_members(type)->name_off = kNowhere;
    if (btf_is_enum(type)) btf_enum(type)->name_off = kNowhere;
  }
  const KernelFacts facts = btf_facts(writer);
  EXPECT_THAT(facts.functions, IsEmpty());
  EXPECT_FALSE(facts.net_cookie);
  EXPECT_EQ(facts.mib_index, MibIndex{});
}

TEST(SymbolFacts, GiveEachFunctionUpToTheNextSymbol) {
  const KernelFacts facts = symbol_facts(kKallsyms);
  EXPECT_TRUE(facts.symbols);
  EXPECT_THAT(
      facts.code,
      ElementsAre(Pair("cookie_v4_check", ElementsAre(CodeRange{0xffffffff81a00000, 0xa10})),
                  Pair("cookie_v6_check", ElementsAre(CodeRange{0xffffffff81b00000, 0x900})),
                  Pair("tcp_rcv_state_process", ElementsAre(CodeRange{0xffffffff81a00a10, 0x15f0})),
                  Pair("tcp_v4_do_rcv", ElementsAre(CodeRange{0xffffffff81a02000, 0x300})),
                  Pair("tcp_v6_do_rcv", ElementsAre(CodeRange{0xffffffff81b00900, 0x400}))));
}

TEST(SymbolFacts, DoNotDependOnTheOrderOfTheFile) {
  const KernelFacts facts = symbol_facts(
      "ffffffff81a02300 T tcp_v4_rcv\n"
      "ffffffff81a02000 T tcp_v4_do_rcv\n"
      "ffffffff81b00000 T cookie_v6_check\n"
      "ffffffff81a01000 T tcp_rcv_state_process\n");
  EXPECT_THAT(
      facts.code,
      ElementsAre(Pair("tcp_rcv_state_process", ElementsAre(CodeRange{0xffffffff81a01000, 0x1000})),
                  Pair("tcp_v4_do_rcv", ElementsAre(CodeRange{0xffffffff81a02000, 0x300}))));
}

TEST(SymbolFacts, CollectThePartsOfASplitFunctionLongestFirst) {
  const KernelFacts facts = symbol_facts(
      "ffffffff81000100 t tcp_rcv_state_process.cold\n"
      "ffffffff81000170 t something.cold\n"
      "ffffffff81a01000 t tcp_rcv_state_process.isra.0\n"
      "ffffffff81a01f00 t tcp_rcv_state_process.constprop.0.isra.0\n"
      "ffffffff81a02000 T tcp_rcv_state_processes\n"
      "ffffffff81a03000 T __pfx_tcp_rcv_state_process\n"
      "ffffffff81a04000 T end\n");
  EXPECT_THAT(facts.code, ElementsAre(Pair("tcp_rcv_state_process",
                                           ElementsAre(CodeRange{0xffffffff81a01000, 0xf00},
                                                       CodeRange{0xffffffff81a01f00, 0x100},
                                                       CodeRange{0xffffffff81000100, 0x70}))));
}

TEST(SymbolFacts, TakeTwoNamesOfOneAddressForOneFunction) {
  const KernelFacts facts = symbol_facts(
      "ffffffff81a02000 T alias\n"
      "ffffffff81a02000 T tcp_v4_do_rcv\n"
      "ffffffff81a02000 T another_alias\n"
      "ffffffff81a02310 T next\n");
  EXPECT_THAT(facts.code, ElementsAre(Pair("tcp_v4_do_rcv",
                                           ElementsAre(CodeRange{0xffffffff81a02000, 0x310}))));
}

TEST(SymbolFacts, AreNoneWhereAddressesAreHidden) {
  const KernelFacts facts = symbol_facts(
      "0000000000000000 T tcp_rcv_state_process\n"
      "0000000000000000 T tcp_v4_do_rcv\n"
      "0000000000000000 t nf_hook\t[nf_tables]\n");
  EXPECT_FALSE(facts.symbols);
  EXPECT_THAT(facts.code, IsEmpty());
  EXPECT_FALSE(symbol_facts("").symbols);
}

TEST(SymbolFacts, PassOverZeroesAmongAddresses) {
  // Per-CPU symbols were numbered from 0 on x86 up to 6.14.
  const KernelFacts facts = symbol_facts(
      "0000000000000000 A fixed_percpu_data\n"
      "ffffffff81a02000 T tcp_v4_do_rcv\n"
      "ffffffff81a02300 T tcp_v4_rcv\n");
  EXPECT_TRUE(facts.symbols);
  EXPECT_THAT(facts.code, ElementsAre(Pair("tcp_v4_do_rcv",
                                           ElementsAre(CodeRange{0xffffffff81a02000, 0x300}))));
}

TEST(SymbolFacts, DoNotTakeAModulesFunctionForTheKernels) {
  const KernelFacts facts = symbol_facts(
      "ffffffff81b00900 T tcp_v6_do_rcv\n"
      "ffffffffc0300000 t tcp_v4_do_rcv\t[mptcp_out_of_tree]\n"
      "ffffffffc0300500 t other\t[mptcp_out_of_tree]\n");
  // The module begins where the kernel's last function can end at the latest.
  EXPECT_THAT(
      facts.code,
      ElementsAre(Pair("tcp_v6_do_rcv", ElementsAre(CodeRange{0xffffffff81b00900, 0x3e7ff700}))));
}

TEST(SymbolFacts, KnowWhereTheOffsetsOfTheCpusAre) {
  EXPECT_EQ(symbol_facts("ffffffff82543900 D __per_cpu_offset\n").per_cpu_offsets,
            0xffffffff82543900u);
  EXPECT_EQ(symbol_facts("0000000000000000 D __per_cpu_offset\n").per_cpu_offsets, 0u);
  EXPECT_EQ(symbol_facts("ffffffff82543900 D __per_cpu_offset\t[module]\n").per_cpu_offsets, 0u);
  EXPECT_EQ(symbol_facts("ffffffff82543900 D __per_cpu_offset_old\n").per_cpu_offsets, 0u);
}

TEST(SymbolFacts, LackAFunctionThatNothingFollows) {
  const KernelFacts facts = symbol_facts(
      "ffffffff81a02000 T tcp_v4_do_rcv\n"
      "ffffffff81b00900 T tcp_v6_do_rcv\n");
  EXPECT_THAT(facts.code, ElementsAre(Pair("tcp_v4_do_rcv",
                                           ElementsAre(CodeRange{0xffffffff81a02000, 0xfe900}))));
}

TEST(SymbolFacts, PassOverLinesThatAreNone) {
  const KernelFacts facts = symbol_facts(
      "\n"
      "tcp_v4_do_rcv\n"
      "ffffffff81a01000\n"
      "ffffffff81a01000 T\n"
      "ffffffff81a01000 T \n"
      "ffffffffffffffff0 T tcp_v4_do_rcv\n"
      "ffffffff81a02000 T tcp_v4_do_rcv\n"
      "ffffffff81a02300 T tcp_v4_rcv");
  EXPECT_THAT(facts.code, ElementsAre(Pair("tcp_v4_do_rcv",
                                           ElementsAre(CodeRange{0xffffffff81a02000, 0x300}))));
}

TEST(SymbolFacts, NameTheEntryOfAFunctionThatTheCompilerRenamed) {
  const KernelFacts facts = symbol_facts(
      "ffffffff81000000 t tcp_req_err.constprop.0\n"
      "ffffffff81000100 t tcp_v6_conn_request.isra.0\n"
      "ffffffff81000200 T tcp_conn_request\n"
      "ffffffff81000300 t tcp_conn_request.isra.0\n"
      "ffffffff81000400 t tcp_try_fastopen.part.0\n"
      "ffffffff81000500 t inet_reqsk_alloc.cold\n"
      "ffffffff81000600 t inet_csk_route_child_sock.isra.0.cold\n"
      "ffffffff81000700 t tcp_v4_conn_request\t[module]\n"
      "ffffffff81000800 t tcp_v4_conn_requests\n");
  EXPECT_THAT(facts.symbol_of,
              ElementsAre(Pair("tcp_conn_request", "tcp_conn_request"),
                          Pair("tcp_req_err", "tcp_req_err.constprop.0"),
                          Pair("tcp_v6_conn_request", "tcp_v6_conn_request.isra.0")));
}

TEST(SymbolFacts, PreferTheNameItselfWhereverItStands) {
  for (const auto text :
       {"ffffffff81000200 t tcp_req_err.isra.0\nffffffff81000300 T tcp_req_err\n",
        "ffffffff81000200 T tcp_req_err\nffffffff81000300 t tcp_req_err.isra.0\n"}) {
    EXPECT_THAT(symbol_facts(text).symbol_of, ElementsAre(Pair("tcp_req_err", "tcp_req_err")));
  }
}

}  // namespace
}  // namespace bpfnetstat::kernel
