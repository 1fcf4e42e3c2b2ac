// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"
#include "netstat/counter_sentences.h"
#include "netstat/statistics_files.h"
#include "netstat/views.h"
#include "procfs_testing.h"

namespace bpfnetstat::netstat {

void PrintTo(const Reading& reading, std::ostream* out) {
  constexpr const char* kKinds[] = {"exact", "negative", "inexact"};
  *out << reading.value << ' ' << kKinds[static_cast<int>(reading.kind)];
}
void PrintTo(const Statistic& counter, std::ostream* out) {
  *out << '"' << counter.name << "\" ";
  PrintTo(counter.number, out);
}

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Reading exact(std::uint64_t value) {
  return {value, Reading::Kind::exact};
}
Reading negative(std::int64_t value) {
  return {static_cast<std::uint64_t>(value), Reading::Kind::negative};
}
Reading inexact(std::uint64_t value = 0) {
  return {value, Reading::Kind::inexact};
}
constexpr std::uint64_t kLargest = 18446744073709551615U;

std::string fixture(const std::string& name) {
  std::ifstream file(FIXTURES_DIR "/netstat/snmp/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Statistic> statistics_of(const PairedStatistics& parsed, std::string_view group) {
  std::vector<Statistic> all;
  for (const StatisticsGroup& candidate : parsed.groups) {
    if (candidate.name != group) continue;
    all.insert(all.end(), candidate.statistics.begin(), candidate.statistics.end());
  }
  return all;
}

// --- the files ---

TEST(StatisticsFiles, OfARecordedKernel) {
  const std::string text = fixture("linux-6.18.snmp");
  const PairedStatistics parsed = parse_paired_statistics(text);
  EXPECT_FALSE(parsed.malformed);
  std::vector<std::string_view> names;
  for (const StatisticsGroup& group : parsed.groups) names.push_back(group.name);
  EXPECT_THAT(names, ElementsAre("Ip", "Icmp", "IcmpMsg", "Tcp", "Udp", "UdpLite"));
  EXPECT_EQ(parsed.groups[0].statistics.size(), 20U);
  EXPECT_EQ(parsed.groups[0].statistics[1], (Statistic{"DefaultTTL", exact(64)}));
  EXPECT_EQ(parsed.groups[3].statistics[3], (Statistic{"MaxConn", negative(-1)}));
}

TEST(StatisticsFiles, NumbersAreReadAsStrtoullReadsThem) {
  const PairedStatistics parsed = parse_paired_statistics(
      "G: A B C D E F G\n"
      "G: -1 18446744073709551615 18446744073709551616 -18446744073709551616 +7 007 -0\n"
      "G: H I J K\n"
      "G: -9223372036854775808\v-9223372036854775809 12x 5\n"
      "G: L M\n"
      "G: x 5\n"
      "G: N\n"
      "G: -\n");
  EXPECT_THAT(statistics_of(parsed, "G"),
              ElementsAre(Statistic{"A", negative(-1)}, Statistic{"B", exact(kLargest)},
                          Statistic{"C", inexact(kLargest)}, Statistic{"D", inexact(kLargest)},
                          Statistic{"E", exact(7)}, Statistic{"F", exact(7)},
                          Statistic{"G", exact(0)}, Statistic{"H", negative(INT64_MIN)},
                          Statistic{"I", inexact(9223372036854775807)}, Statistic{"J", inexact(12)},
                          // What follows a value that is none is never reached.
                          Statistic{"K", inexact()}, Statistic{"L", inexact()},
                          Statistic{"M", inexact()}, Statistic{"N", inexact()}));
}

TEST(StatisticsFiles, NamesWithoutValuesHaveNoneAndValuesWithoutNamesAreDropped) {
  const PairedStatistics parsed =
      parse_paired_statistics("A: B C\nA: 1\nB: C\nB: 1 2 3\nC:\nC: 1\nD: E\nD:\n");
  EXPECT_FALSE(parsed.malformed);
  EXPECT_THAT(parsed.groups,
              ElementsAre(StatisticsGroup{"A", {{"B", exact(1)}, {"C", inexact()}}},
                          StatisticsGroup{"B", {{"C", exact(1)}}}, StatisticsGroup{"C", {}},
                          StatisticsGroup{"D", {{"E", inexact()}}}));
}

TEST(StatisticsFiles, OnlyTheLineOfNamesNamesTheGroup) {
  const PairedStatistics parsed =
      parse_paired_statistics(" Ip : A:B C: \t D\nUdp:1 2 3\n: A\nnobody:4\nG: A\n:5\n");
  EXPECT_THAT(
      parsed.groups,
      ElementsAre(StatisticsGroup{" Ip ", {{"A:B", exact(1)}, {"C:", exact(2)}, {"D", exact(3)}}},
                  StatisticsGroup{"", {{"A", exact(4)}}}, StatisticsGroup{"G", {{"A", exact(5)}}}));
}

TEST(StatisticsFiles, ALineWithoutColonEndsPairs) {
  const StatisticsGroup first{"A", {{"B", exact(1)}}};
  for (const char* rest : {"C D\nC: 1\n", "C: D\nC 1\n", "C: D\n\n", " \nC: D\n", "\r\nC: D\n"}) {
    const std::string text = std::string("A: B\nA: 1\n") + rest + "E: F\nE: 1\n";
    const PairedStatistics parsed = parse_paired_statistics(text);
    EXPECT_TRUE(parsed.malformed) << rest;
    EXPECT_THAT(parsed.groups, ElementsAre(first)) << rest;
  }
}

TEST(StatisticsFiles, EmptyLinesArePassedOverBeforeNamesOnly) {
  const PairedStatistics parsed = parse_paired_statistics("\n\nA: B\nA: 1\n\nC: D\nC: 2\n\n");
  EXPECT_FALSE(parsed.malformed);
  EXPECT_THAT(parsed.groups, ElementsAre(StatisticsGroup{"A", {{"B", exact(1)}}},
                                         StatisticsGroup{"C", {{"D", exact(2)}}}));
}

TEST(StatisticsFiles, NamesWithoutALineOfValuesAreDropped) {
  for (const char* text : {"", "\n", "A", "A:", "A: B", "A: B\n", "A B\n"}) {
    const PairedStatistics parsed = parse_paired_statistics(text);
    EXPECT_FALSE(parsed.malformed) << text;
    EXPECT_THAT(parsed.groups, IsEmpty()) << text;
  }
}

TEST(StatisticsFiles, ANulEndsALineButNotTheFile) {
  const std::string text = fixture("edge-nul.snmp");
  ASSERT_NE(text.find('\0'), std::string::npos);
  const PairedStatistics parsed = parse_paired_statistics(text);
  EXPECT_THAT(parsed.groups, ElementsAre(StatisticsGroup{"Ip", {{"A", exact(1)}}}));
  EXPECT_TRUE(parsed.malformed);
}

TEST(StatisticsFiles, AnyCutOfPairsHasTheGroupsBeforeTheCut) {
  for (const char* file : {"linux-6.18.snmp", "linux-2.6.29.netstat"}) {
    const std::string text = fixture(file);
    const PairedStatistics whole = parse_paired_statistics(text);
    for (std::size_t length = 0; length < text.size(); ++length) {
      const std::string cut = text.substr(0, length);
      const auto lines = static_cast<std::size_t>(std::ranges::count(cut, '\n'));
      const PairedStatistics parsed = parse_paired_statistics(cut);
      ASSERT_GE(parsed.groups.size(), lines / 2) << file << " cut at " << length;
      ASSERT_TRUE(std::ranges::equal(
          whole.groups.begin(), whole.groups.begin() + static_cast<std::ptrdiff_t>(lines / 2),
          parsed.groups.begin(), parsed.groups.begin() + static_cast<std::ptrdiff_t>(lines / 2)))
          << file << " cut at " << length;
    }
  }
}

TEST(StatisticsFiles, Snmp6OfARecordedKernel) {
  const std::string text = fixture("linux-6.18.snmp6");
  const auto groups = parse_snmp6_statistics(text);
  std::vector<std::string_view> names;
  for (const StatisticsGroup& group : groups) names.push_back(group.name);
  EXPECT_THAT(names, ElementsAre("Ip6", "Icmp6", "Udp6", "UdpLite6"));
  EXPECT_EQ(groups[0].statistics.size(), 33U);
  EXPECT_EQ(groups[3].statistics.back(), (Statistic{"UdpLite6MemErrors", exact(0)}));
}

TEST(StatisticsFiles, AnSnmp6GroupGoesOnWhileNamesContainItsOwn) {
  EXPECT_THAT(
      parse_snmp6_statistics("Ip 1\nIp6A 2\nUdp6A 3\nXUdp6B 4\nFoo 5\nFooBar 6\nA66B 7\nIp6A 8\n"),
      ElementsAre(StatisticsGroup{"Ip", {{"Ip", exact(1)}, {"Ip6A", exact(2)}}},
                  StatisticsGroup{"Udp6", {{"Udp6A", exact(3)}, {"XUdp6B", exact(4)}}},
                  StatisticsGroup{"Foo", {{"Foo", exact(5)}, {"FooBar", exact(6)}}},
                  StatisticsGroup{"A6", {{"A66B", exact(7)}}},
                  StatisticsGroup{"Ip6", {{"Ip6A", exact(8)}}}));
}

TEST(StatisticsFiles, Snmp6LinesWithoutNameAndValueAreDropped) {
  const std::string text = fixture("edge-lines.snmp6");
  EXPECT_THAT(parse_snmp6_statistics(text),
              ElementsAre(StatisticsGroup{"Ip6",
                                          {{"Ip6InReceives", exact(5)},
                                           {"Ip6InDelivers", negative(-1)},
                                           {"Ip6InDelivers", inexact(3)},
                                           {"Ip6OutRequests", inexact(kLargest)}}}));
}

TEST(StatisticsFiles, SctpLinesNeedSomethingAfterTheName) {
  const std::string text = fixture("edge-lines.sctp");
  EXPECT_EQ(parse_sctp_statistics(text), (StatisticsGroup{"Sctp",
                                                          {{"SctpCurrEstab", inexact()},
                                                           {"SctpCurrEstab", inexact()},
                                                           {"", exact(5)},
                                                           {"SctpAborteds", exact(7)},
                                                           {"Foo", negative(-3)},
                                                           {"SctpCurrEstab", exact(2)}}}));
}

TEST(StatisticsFiles, TheRestOfALongLineIsALineOfItsOwn) {
  const std::string snmp6 = fixture("edge-long-line.snmp6");
  const std::string a6 = "Ip6" + std::string(1017, 'A');
  EXPECT_THAT(parse_snmp6_statistics(snmp6),
              ElementsAre(StatisticsGroup{"Ip6", {{a6, exact(52)}}},
                          StatisticsGroup{"5", {{"5", exact(7)}}},
                          StatisticsGroup{"Ip6", {{"Ip6InDelivers", exact(6)}}}));
  const std::string sctp = fixture("edge-long-line.sctp");
  const std::string a = "Sctp" + std::string(1016, 'A');
  const std::string b(21, 'B');
  EXPECT_EQ(parse_sctp_statistics(sctp),
            (StatisticsGroup{"Sctp", {{a, exact(52)}, {b, exact(5)}, {"SctpAborteds", exact(6)}}}));
}

// --- the sentences ---

TEST(CounterSentences, AreFoundByGroupAndCounter) {
  const KnownGroup* tcp_ext = find_group("TcpExt");
  ASSERT_NE(tcp_ext, nullptr);
  EXPECT_EQ(tcp_ext->asked, Asked::tcp);
  const CounterSentence* overflows = find_sentence(*tcp_ext, "ListenOverflows");
  ASSERT_NE(overflows, nullptr);
  EXPECT_EQ(overflows->sentence, "{} times the listen queue of a socket overflowed");
  EXPECT_EQ(overflows->wording, Wording::optional);
  EXPECT_EQ(find_sentence(*tcp_ext, "TWKilled"), nullptr);
  EXPECT_EQ(find_sentence(*tcp_ext, "ListenOverflow"), nullptr);
  EXPECT_EQ(find_sentence(*tcp_ext, ""), nullptr);
  EXPECT_EQ(find_group("IpExt"), nullptr);
  EXPECT_EQ(find_group("Ip6"), nullptr);
  EXPECT_EQ(find_group6("Ip"), nullptr);
  ASSERT_NE(find_group6("Tcp6"), nullptr);
  EXPECT_EQ(find_sentence(*find_group6("Tcp6"), "InSegs"), nullptr);
}

// The parity tests feed these names to netstat: none may be missing there.
TEST(CounterSentences, AreAllAmongTheNamesThatParityIsTestedWith) {
  std::istringstream lines(fixture("names"));
  const std::set<std::string> names{std::istream_iterator<std::string>(lines), {}};
  std::size_t sentences = 0;
  const auto look_at = [&](const KnownGroup* group) {
    ASSERT_NE(group, nullptr);
    for (const CounterSentence& known : group->sentences) {
      EXPECT_EQ(names.count(std::string(known.counter)), 1U) << group->name << known.counter;
      EXPECT_EQ(find_sentence(*group, known.counter), &known);
      ++sentences;
    }
  };
  for (const char* name : {"Icmp", "Ip", "Sctp", "Tcp", "TcpExt", "Udp"}) look_at(find_group(name));
  for (const char* name : {"Icmp6", "Ip6", "Tcp6", "Udp6"}) look_at(find_group6(name));
  EXPECT_EQ(sentences, 187U);
}

// --- the view ---

struct Shown {
  std::string out;
  std::string err;
  int exit_code = 0;
};

Shown show(const procfs::TempTree& tree, const Settings& settings) {
  const UniqueFd file(::memfd_create("shown", MFD_CLOEXEC));
  Shown shown;
  testing::internal::CaptureStderr();
  {
    const procfs::Proc proc(tree.root());
    Names names;
    Output out(file.get());
    Context context{settings, proc, names, out};
    shown.exit_code = show_statistics(context);
  }
  shown.err = testing::internal::GetCapturedStderr();
  shown.out.resize(static_cast<std::size_t>(::lseek(file.get(), 0, SEEK_END)));
  EXPECT_EQ(::pread(file.get(), shown.out.data(), shown.out.size(), 0),
            static_cast<ssize_t>(shown.out.size()));
  return shown;
}

Settings with_families(std::vector<std::string> families) {
  Settings settings;
  settings.families = std::move(families);
  return settings;
}

class StatisticsView : public testing::Test {
 protected:
  StatisticsView() {
    tree_.file(
        "net/snmp",
        "Ip: Forwarding DefaultTTL InReceives InHdrErrors OutTransmits\nIp: 2 64 0 0 5\n"
        "Icmp: InMsgs InDestUnreachs InEchos OutMsgs OutEchos InEchoReps\nIcmp: 3 0 1 0 2 0\n"
        "IcmpMsg: InType8\nIcmpMsg: 1\n"
        "IcmpMsg: OutType0\nIcmpMsg: 2\n"
        "Tcp: MaxConn InSegs\nTcp: -1 18446744073709551615\n"
        "Udp: NoPorts\nUdp: 0\n"
        "UdpLite: NoPorts\nUdpLite: 0\n");
    tree_.file("net/netstat",
               "TcpExt: TW ListenDrops TWKilled\nTcpExt: 1 19 4294967296\n"
               "IpExt: InOctets OutOctets\nIpExt: 7 0\n");
    tree_.file("net/sctp/snmp", "SctpCurrEstab\t0\nSctpT3Retransmits\t2\nSctpFoo\t0\n");
    tree_.file("net/snmp6",
               "Ip6InReceives\t4\nIp6InOctets\t5\nIcmp6InEchos\t0\nUdp6NoPorts\t0\n"
               "UdpLite6NoPorts\t9\n");
  }

  procfs::TempTree tree_;
};

TEST_F(StatisticsView, SaysWhatNetstatSays) {
  const Shown shown = show(tree_, {});
  EXPECT_EQ(shown.out,
            "Ip:\n"
            "    Forwarding: 2\n"
            "    0 total packets received\n"
            "    OutTransmits: 5\n"
            "Icmp:\n"
            "    3 ICMP messages received\n"
            "    ICMP input histogram:\n"
            "        echo requests: 1\n"
            "    0 ICMP messages sent\n"
            "    ICMP output histogram:\n"
            "        echo requests: 2\n"
            "        ICMP input histogram:\n"
            "IcmpMsg:\n"
            "        InType8: 1\n"
            "IcmpMsg:\n"
            "        OutType0: 2\n"
            "Tcp:\n"
            "    18446744073709551615 segments received\n"
            "Udp:\n"
            "    0 packets to unknown port received\n"
            "UdpLite:\n"
            "TcpExt:\n"
            "    1 TCP sockets finished time wait in fast timer\n"
            "    19 SYNs to LISTEN sockets dropped\n"
            "    TWKilled: 4294967296\n"
            "IpExt:\n"
            "    InOctets: 7\n"
            "Sctp:\n"
            "    0 Current Associations\n"
            "    SctpT3Retransmits: 2\n");
  EXPECT_EQ(shown.err, "");
  EXPECT_EQ(shown.exit_code, 0);
}

TEST_F(StatisticsView, OfSixHasTcpOfBothFamilies) {
  const Shown shown = show(tree_, with_families({"inet6"}));
  EXPECT_EQ(shown.out,
            "Ip6:\n"
            "    4 total packets received\n"
            "    Ip6InOctets: 5\n"
            "Icmp6:\n"
            "    ICMP input histogram:\n"
            "Udp6:\n"
            "    0 packets to unknown port received\n"
            "UdpLite6:\n"
            "    UdpLite6NoPorts: 9\n"
            "Tcp:\n"
            "    18446744073709551615 segments received\n");
  EXPECT_EQ(shown.err, "");
  EXPECT_EQ(shown.exit_code, 0);
}

TEST_F(StatisticsView, RestrictsTheGroupsItKnows) {
  const struct {
    bool Settings::*asked;
    std::vector<std::string> families;
    const char* groups;
  } cases[] = {
      {&Settings::tcp, {"inet"}, "IcmpMsg IcmpMsg Tcp UdpLite TcpExt IpExt"},
      {&Settings::udp, {"inet"}, "IcmpMsg IcmpMsg Udp UdpLite IpExt"},
      {&Settings::udplite, {"inet"}, "IcmpMsg IcmpMsg UdpLite IpExt"},
      {&Settings::sctp, {"inet"}, "IcmpMsg IcmpMsg UdpLite IpExt Sctp"},
      {&Settings::raw, {"inet"}, "Ip Icmp IcmpMsg IcmpMsg UdpLite IpExt"},
      {&Settings::tcp, {"inet6"}, "UdpLite6 Tcp"},
      {&Settings::udp, {"inet6"}, "Udp6 UdpLite6"},
      {&Settings::raw, {"inet6"}, "Ip6 Icmp6 UdpLite6"},
  };
  for (const auto& test : cases) {
    Settings settings = with_families(test.families);
    settings.*test.asked = true;
    std::istringstream lines(show(tree_, settings).out);
    std::string groups;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(' ')) continue;
      if (!groups.empty()) groups += ' ';
      groups += line.substr(0, line.size() - 1);
    }
    EXPECT_EQ(groups, test.groups);
  }
}

TEST_F(StatisticsView, AsObjectsHasEveryCounter) {
  Settings settings;
  settings.json = true;
  const Shown shown = show(tree_, settings);
  EXPECT_EQ(
      shown.out,
      R"({"type":"statistics","protocol":"Ip","counters":{"Forwarding":2,"DefaultTTL":64,"InReceives":0,"InHdrErrors":0,"OutTransmits":5}}
{"type":"statistics","protocol":"Icmp","counters":{"InMsgs":3,"InDestUnreachs":0,"InEchos":1,"OutMsgs":0,"OutEchos":2,"InEchoReps":0}}
{"type":"statistics","protocol":"IcmpMsg","counters":{"InType8":1,"OutType0":2}}
{"type":"statistics","protocol":"Tcp","counters":{"MaxConn":-1,"InSegs":18446744073709551615}}
{"type":"statistics","protocol":"Udp","counters":{"NoPorts":0}}
{"type":"statistics","protocol":"UdpLite","counters":{"NoPorts":0}}
{"type":"statistics","protocol":"TcpExt","counters":{"TW":1,"ListenDrops":19,"TWKilled":4294967296}}
{"type":"statistics","protocol":"IpExt","counters":{"InOctets":7,"OutOctets":0}}
{"type":"statistics","protocol":"Sctp","counters":{"CurrEstab":0,"T3Retransmits":2,"Foo":0}}
)");
  EXPECT_EQ(shown.err, "");
  settings.families = {"inet6"};
  settings.udp = true;
  EXPECT_EQ(show(tree_, settings).out,
            R"({"type":"statistics","protocol":"Udp6","counters":{"NoPorts":0}}
{"type":"statistics","protocol":"UdpLite6","counters":{"NoPorts":9}}
)");
}

TEST_F(StatisticsView, AsObjectsLeavesOutWhatIsNotKnownAndSaysNothingTwice) {
  tree_.file("net/snmp",
             "Ip: A A B C D \x1b\xff\nIp: 1 2 18446744073709551616 -9223372036854775808 3x 4\n"
             "X: \x1b\xff\nX: 4\n");
  Settings settings;
  settings.json = settings.raw = true;
  const Shown shown = show(tree_, settings);
  EXPECT_THAT(
      shown.out,
      testing::StartsWith(
          R"({"type":"statistics","protocol":"Ip","counters":{"A":1,"C":-9223372036854775808}}
{"type":"statistics","protocol":"X","counters":{"\\x1b\\xff":4}}
)"));
}

TEST_F(StatisticsView, ComplainsOfFilesThatAreMissingOrMalformed) {
  const std::string root = tree_.root();
  tree_.file("net/netstat", "TcpExt: A\nTcpExt: 1\nIpExt: B\nIpExt 1\n");
  Settings tcp;
  tcp.tcp = true;
  Shown shown = show(tree_, tcp);
  EXPECT_THAT(shown.out, testing::EndsWith("TcpExt:\n    A: 1\n"));
  EXPECT_EQ(shown.err, "Problem while parsing " + root + "/net/netstat\n");
  EXPECT_EQ(shown.exit_code, 0);

  std::filesystem::remove(root + "/net/netstat");
  std::filesystem::remove(root + "/net/sctp/snmp");
  EXPECT_EQ(show(tree_, {}).err, "");

  std::filesystem::remove(root + "/net/snmp");
  shown = show(tree_, {});
  EXPECT_EQ(shown.out, "");
  EXPECT_EQ(shown.err, "cannot open " + root + "/net/snmp: No such file or directory\n");
  EXPECT_EQ(shown.exit_code, 0);
  shown = show(tree_, with_families({"inet6"}));
  EXPECT_THAT(shown.out, testing::StartsWith("Ip6:\n"));
  EXPECT_EQ(shown.err, "cannot open " + root + "/net/snmp: No such file or directory\n");

  std::filesystem::remove(root + "/net/snmp6");
  shown = show(tree_, with_families({"inet6"}));
  EXPECT_EQ(shown.out, "");
  EXPECT_EQ(shown.err, "cannot open " + root + "/net/snmp6: No such file or directory\n");

  tree_.directory("net/snmp");
  tree_.file("net/sctp/snmp", "SctpAborteds 1\n");
  shown = show(tree_, {});
  EXPECT_EQ(shown.out, "Sctp:\n    1 Number of Aborteds \n");
  EXPECT_EQ(shown.err, root + "/net/snmp: Is a directory\n");
  EXPECT_EQ(shown.exit_code, 0);
}

TEST_F(StatisticsView, SaysNothingOfMalformedTcpCountersOfSix) {
  tree_.file("net/snmp", "Ip: A\nIp: 1\nTcp: InSegs\nTcp: 1\nIp A\nIp: 2\nTcp: InSegs\nTcp: 3\n");
  const Shown shown = show(tree_, with_families({"inet6"}));
  EXPECT_THAT(shown.out, testing::EndsWith("Tcp:\n    1 segments received\n"));
  EXPECT_EQ(shown.err, "");
}

TEST_F(StatisticsView, KnowsTwoFamiliesOneAtATime) {
  const Shown unix_domain = show(tree_, with_families({"unix"}));
  EXPECT_EQ(unix_domain.out, "netstat: No statistics support for specified address family: unix\n");
  EXPECT_EQ(unix_domain.err, "");
  EXPECT_EQ(unix_domain.exit_code, 1);
  EXPECT_EQ(show(tree_, with_families({"inet", "inet6"})).out,
            "netstat: No statistics support for specified address family: inet,inet6\n");
  EXPECT_EQ(show(tree_, with_families({"inet"})).out, show(tree_, {}).out);

  Settings settings = with_families({"unix"});
  settings.json = true;
  const Shown objects = show(tree_, settings);
  EXPECT_EQ(objects.out, "");
  EXPECT_EQ(objects.err, unix_domain.out);
  EXPECT_EQ(objects.exit_code, 1);
}

}  // namespace
}  // namespace bpfnetstat::netstat
