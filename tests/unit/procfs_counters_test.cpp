// SPDX-License-Identifier: Apache-2.0
#include "procfs/counters.h"

#include <cerrno>

#include "procfs_testing.h"

namespace bpfnetstat::procfs {
namespace {

std::string why(const Result<Counters>& result) {
  return result.ok() ? "no error" : result.error().what;
}

TEST(Counters, OfARecordedNamespace) {
  const Proc proc(kRecordedRoot);
  const auto netstat = read_counters(proc, CounterFile::netstat);
  ASSERT_TRUE(netstat.ok()) << why(netstat);
  ASSERT_EQ(netstat->groups.size(), 3U);
  EXPECT_EQ(netstat->groups[0].name, "TcpExt");
  EXPECT_EQ(netstat->groups[0].counters.front(), (Counter{"SyncookiesSent", 0}));
  EXPECT_EQ(netstat->groups[1].name, "IpExt");
  EXPECT_EQ(netstat->groups[2].name, "MPTcpExt");
  EXPECT_EQ(netstat->find("TcpExt", "ListenOverflows"), 7U);
  EXPECT_EQ(netstat->find("TcpExt", "ListenDrops"), 7U);
  EXPECT_EQ(netstat->find("TcpExt", "TCPReqQFullDrop"), 0U);
  EXPECT_EQ(netstat->find("IpExt", "InOctets"), 2949U);
  EXPECT_EQ(netstat->find("IpExt", "ListenDrops"), std::nullopt);
  EXPECT_EQ(netstat->find("Tcp", "ListenDrops"), std::nullopt);

  const auto snmp = read_counters(proc, CounterFile::snmp);
  ASSERT_TRUE(snmp.ok()) << why(snmp);
  EXPECT_EQ(snmp->find("Tcp", "PassiveOpens"), 8U);
  EXPECT_EQ(snmp->find("Tcp", "MaxConn"), static_cast<std::uint64_t>(-1));
}

TEST(Counters, ReadersAskForTheProcess) {
  const auto absent = read_counters(Proc(kRecordedRoot), CounterFile::netstat, kRecordedPid);
  ASSERT_FALSE(absent.ok());
  EXPECT_EQ(absent.error().sys_errno, ENOENT);
  const auto own = read_counters(Proc(), CounterFile::snmp, ::getpid());
  ASSERT_TRUE(own.ok()) << why(own);
  EXPECT_TRUE(own->find("Tcp", "PassiveOpens").has_value());
}

TEST(Counters, AnyCutIsAnErrorExceptBetweenPairs) {
  for (const char* file : {"thread-self/net/netstat", "thread-self/net/snmp"}) {
    const std::string text = recorded(file);
    const auto whole = parse_counters(text);
    ASSERT_TRUE(whole.ok());
    std::size_t lines = 0, pairs = 0;
    for (std::size_t length = 1; length < text.size(); ++length) {
      const auto cut = parse_counters(text.substr(0, length));
      if (text[length - 1] == '\n' && ++lines % 2 == 0) {
        ++pairs;
        ASSERT_TRUE(cut.ok()) << why(cut);
        ASSERT_EQ(cut->groups.size(), pairs);
        ASSERT_EQ(cut->groups.back(), whole->groups[pairs - 1]);
      } else {
        ASSERT_FALSE(cut.ok()) << file << " cut at " << length;
      }
    }
    EXPECT_EQ(pairs, whole->groups.size() - 1);
  }
}

TEST(Counters, ANewerKernelMayHaveMore) {
  const auto counters = parse_counters(
      "TcpExt: Old New\nTcpExt: 3 5\nQuicExt: Brand\nQuicExt: 18446744073709551615\n");
  ASSERT_TRUE(counters.ok()) << why(counters);
  EXPECT_EQ(counters->groups,
            (std::vector<CounterGroup>{{"TcpExt", {{"Old", 3}, {"New", 5}}},
                                       {"QuicExt", {{"Brand", 18446744073709551615U}}}}));
}

TEST(Counters, PairsOfOneGroupAreOneGroup) {
  const auto counters =
      parse_counters("IcmpMsg: InType3\nIcmpMsg: 1\nIcmpMsg: OutType3\nIcmpMsg: 23\n");
  ASSERT_TRUE(counters.ok()) << why(counters);
  EXPECT_EQ(counters->groups,
            (std::vector<CounterGroup>{{"IcmpMsg", {{"InType3", 1}, {"OutType3", 23}}}}));
}

TEST(Counters, AGroupMayBeEmpty) {
  const auto counters = parse_counters("TcpExt:\nTcpExt:\n");
  ASSERT_TRUE(counters.ok()) << why(counters);
  EXPECT_EQ(counters->groups, (std::vector<CounterGroup>{{"TcpExt", {}}}));
}

TEST(Counters, WhatDoesNotMatchIsAnError) {
  const struct {
    const char* text;
    const char* what;
  } cases[] = {
      {"", "network counters: the last line is cut short"},
      {"T: A\nT: 1", "network counters: the last line is cut short"},
      {"T: A B C\nT: 1 2\n", "network counters, line 2: fewer values than names in group T"},
      {"T: A\nT: 1\nT: A\nT: 1 2\n", "network counters, line 4: more values than names in group T"},
      {"T: A\n", "network counters, line 1: names without a line of values"},
      {"T: A\nU: 1\n", "network counters, line 2: not the values of group T"},
      {"T: A\nT 1\n", "network counters, line 2: not the values of group T"},
      {"\n\n", "network counters, line 1: no group name"},
      {"T: A\nT: 1x\n", "network counters, line 2: the value of A is no number"},
      {"T: A\nT: -\n", "network counters, line 2: the value of A is no number"},
      {"T: A\nT: 18446744073709551616\n", "network counters, line 2: the value of A is no number"},
      {"T: A\nT: -9223372036854775809\n", "network counters, line 2: the value of A is no number"},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(why(parse_counters(test.text)), test.what) << testing::PrintToString(test.text);
  }
}

}  // namespace
}  // namespace bpfnetstat::procfs
