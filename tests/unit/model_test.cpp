// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string_view>

#include "model/drop_cause.h"
#include "model/records.h"
#include "model/tcp_state.h"

namespace bpfnetstat {
namespace {

TEST(TcpState, IsSpelledAsNetstatSpellsIt) {
  constexpr std::array<std::string_view, 13> kNames{
      "UNKNOWN", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT",
      "CLOSE",   "CLOSE_WAIT",  "LAST_ACK", "LISTEN",   "CLOSING",   "SYN_RECV"};
  for (std::size_t number = 0; number < kNames.size(); ++number) {
    EXPECT_EQ(to_string(static_cast<TcpState>(number)), kNames[number]) << number;
  }
}

TEST(TcpState, OfANumberOutsideTheKernelsIsUnknown) {
  EXPECT_EQ(to_string(static_cast<TcpState>(13)), "UNKNOWN");
  EXPECT_EQ(to_string(static_cast<TcpState>(255)), "UNKNOWN");
}

TEST(DropCause, HasTheContractsNames) {
  constexpr std::array<std::string_view, kDropCauses> kNames{"accept_queue_full_syn",
                                                             "accept_queue_full_ack",
                                                             "accept_queue_full_cookie",
                                                             "syn_queue_full",
                                                             "syn_backlog_reserved",
                                                             "no_memory",
                                                             "no_route",
                                                             "child_failed",
                                                             "icmp_abort",
                                                             "bad_destination",
                                                             "fastopen",
                                                             "mptcp",
                                                             "other"};
  for (std::size_t number = 0; number < kNames.size(); ++number) {
    EXPECT_EQ(name(static_cast<DropCause>(number)), kNames[number]) << number;
  }
}

TEST(DropCause, HasDifferentWordsForEveryCause) {
  std::set<std::string_view> words;
  for (std::size_t number = 0; number < kDropCauses; ++number) {
    words.insert(in_words(static_cast<DropCause>(number)));
  }
  EXPECT_EQ(words.size(), kDropCauses);
  EXPECT_EQ(words.count(""), 0U);
  EXPECT_EQ(in_words(DropCause::accept_queue_full_syn), "accept queue full (SYN)");
}

TEST(DropCause, OfANumberThisBuildDoesNotKnowIsOther) {
  EXPECT_EQ(name(static_cast<DropCause>(kDropCauses)), "other");
  EXPECT_EQ(in_words(static_cast<DropCause>(255)), "other");
}

TEST(DropCounts, TotalIsOfAllCausesAndOverflowsOfTheAcceptQueueOnes) {
  DropCounts counts{};
  EXPECT_EQ(total(counts), 0U);
  EXPECT_EQ(overflows(counts), 0U);
  std::uint64_t power = 1;
  for (std::uint64_t& count : counts) {
    count = power;
    power *= 2;
  }
  EXPECT_EQ(total(counts), 8191U);
  EXPECT_EQ(overflows(counts), 7U) << "numbers 0, 1 and 2";
}

TEST(DropCounts, AddUpBeyondThirtyTwoBits) {
  DropCounts counts{};
  counts[0] = 0xffff'ffff;
  counts[12] = 0xffff'ffff;
  EXPECT_EQ(total(counts), 0x1'ffff'fffeU);
  EXPECT_EQ(overflows(counts), 0xffff'ffffU);
}

TEST(Role, IsNamedAsInTheRecords) {
  EXPECT_EQ(to_string(Role::client), "client");
  EXPECT_EQ(to_string(Role::server), "server");
  EXPECT_EQ(to_string(Role::listener), "listener");
  EXPECT_EQ(to_string(Role::unknown), "");
}

TEST(ReconciliationRecord, IsExactOnlyWithEveryCounterEqualAndNothingLost) {
  ReconciliationRecord exact;
  exact.listen_overflows = {19, 19};
  exact.listen_drops = {23, 23};
  EXPECT_TRUE(exact.exact());
  auto record = exact;
  record.listen_overflows.attributed = 17;
  EXPECT_FALSE(record.exact());
  record = exact;
  record.listen_drops.attributed = 29;
  EXPECT_FALSE(record.exact());
  record = exact;
  record.tcp_req_q_full_drop.kernel = 1;
  EXPECT_FALSE(record.exact());
  record = exact;
  record.events_lost = 1;
  EXPECT_FALSE(record.exact());
}

TEST(TraceSummaryRecord, IsExactOnlyWhenNothingWasLostOrMissed) {
  EXPECT_TRUE((TraceSummaryRecord{.transitions = 23}).exact());
  EXPECT_FALSE((TraceSummaryRecord{.transitions = 23, .events_lost = 1}).exact());
  EXPECT_FALSE((TraceSummaryRecord{.transitions = 23, .transitions_missed = 1}).exact());
  EXPECT_TRUE((TraceSummaryRecord{.transitions = 23, .drops = 19}).exact());
  EXPECT_FALSE((TraceSummaryRecord{.drops = 19, .drops_unattributed = 1}).exact());
  EXPECT_FALSE((TraceSummaryRecord{.drops = 19, .drops_watched = false}).exact());
}

}  // namespace
}  // namespace bpfnetstat
