// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "lab.h"
#include "parity.h"

// `netstat -s`, against the installed netstat.
namespace bpfnetstat::lab {
namespace {

using Words = std::vector<std::string>;

std::string fixture(const std::string& name) {
  const auto path =
      std::filesystem::path(__FILE__).parent_path().parent_path() / "fixtures/netstat/snmp" / name;
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) fail(path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

// Every name that Linux has had, and some that only netstat knows.
std::vector<std::string> all_names() {
  std::ifstream file(std::filesystem::path(__FILE__).parent_path().parent_path() /
                     "fixtures/netstat/snmp/names");
  std::vector<std::string> names{std::istream_iterator<std::string>(file), {}};
  if (names.size() < 400) fail("names of counters");
  return names;
}

constexpr std::array<std::uint64_t, 6> kValues = {0,          1,          2,
                                                  1ULL << 31, 1ULL << 32, 18446744073709551615U};

const std::vector<Words> kInvocations = {
    {"-s"},
    {"-st"},
    {"-su"},
    {"-sU"},
    {"-sS"},
    {"-sw"},
    {"-stu"},
    {"-stuwUS"},
    {"-s", "-4"},
    {"-s4t"},
    {"-s", "-6"},
    {"-s6t"},
    {"-s6u"},
    {"-s6U"},
    {"-s6w"},
    {"-s6S"},
    {"-s6tu"},
    {"-s6tuwUS"},
    {"-se"},
    {"-sn"},
    {"-sv"},
    {"-saW"},
    {"-s", "-A", "inet6"},
    {"--statistics", "--inet"},
    {"--statistics", "--udp", "--inet6"},
};

TEST(NetstatStatistics, EverySentenceOfGroupsInPairsForEveryValue) {
  const auto names = all_names();
  for (const std::uint64_t value : kValues) {
    SCOPED_TRACE(value);
    std::string snmp, netstat;
    for (const char* group :
         {"Ip", "Icmp", "IcmpMsg", "Tcp", "Udp", "UdpLite", "TcpExt", "IpExt", "MPTcpExt", "Sctp",
          "Ip6", "Icmp6", "Tcp6", "Udp6", "UdpLite6", "Foo"}) {
      std::string& text = std::string_view(group).ends_with("Ext") ? netstat : snmp;
      for (const std::string& name : names) {
        // A pair each: being within a histogram does not reach over to the next.
        text += std::string(group) + ": " + name + "\n" + group + ": " + std::to_string(value) +
                "\nUdp: Next\nUdp: 7\n";
      }
    }
    expect_same_with_proc({{"net/snmp", snmp}, {"net/netstat", netstat}}, {"-s"});
  }
}

TEST(NetstatStatistics, EverySentenceOfGroupsInOnePairForEveryValue) {
  const auto names = all_names();
  for (const std::uint64_t value : kValues) {
    SCOPED_TRACE(value);
    std::string snmp;
    for (const char* group : {"Ip", "Icmp", "Tcp", "Udp", "TcpExt", "IpExt", "Sctp"}) {
      std::string heads = std::string(group) + ":", values = heads;
      for (const std::string& name : names) {
        heads += " " + name;
        values += " " + std::to_string(value);
      }
      snmp += heads + "\n" + values + "\n";
    }
    expect_same_with_proc({{"net/snmp", snmp}}, {"-s"});
  }
}

TEST(NetstatStatistics, EverySentenceOfGroupsBySixForEveryValue) {
  const auto names = all_names();
  for (const std::uint64_t value : kValues) {
    SCOPED_TRACE(value);
    std::string snmp6;
    for (const char* group : {"Ip6", "Icmp6", "Tcp6", "Udp6", "UdpLite6", "Foo6"}) {
      for (const std::string& name : names) {
        snmp6 += group + name + "   \t" + std::to_string(value) + "\nUdp6Next 7\n";
      }
      for (const std::string& name : names) {
        snmp6 += group + name + " " + std::to_string(value) + "\n";
      }
    }
    expect_same_with_proc({{"net/snmp", ""}, {"net/snmp6", snmp6}}, {"-s6"});
  }
}

TEST(NetstatStatistics, EverySentenceOfSctpForEveryValue) {
  const auto names = all_names();
  for (const std::uint64_t value : kValues) {
    SCOPED_TRACE(value);
    std::string sctp;
    for (const std::string& name : names) sctp += name + "\t" + std::to_string(value) + "\n";
    expect_same_with_proc({{"net/snmp", ""}, {"net/sctp/snmp", sctp}}, {"-sS"});
  }
}

TEST(NetstatStatistics, KernelsOldAndNew) {
  for (const std::string kernel : {"linux-2.6.29", "linux-5.10", "linux-6.18"}) {
    SCOPED_TRACE(kernel);
    ProcFiles files;
    for (const char* file : {"snmp", "netstat", "snmp6"}) {
      files[std::string("net/") + file] = fixture(kernel + "." + file);
    }
    if (kernel == "linux-2.6.29") files["net/sctp/snmp"] = fixture(kernel + ".sctp");
    for (const Words& words : kInvocations) expect_same_with_proc(files, words);
  }
}

TEST(NetstatStatistics, FilesThatNoKernelWrites) {
  for (const char* name :
       {"edge-values.snmp", "edge-lengths.snmp", "edge-histograms.snmp", "edge-no-colon.snmp",
        "edge-growing.netstat", "edge-blanks.netstat", "edge-nul.snmp"}) {
    SCOPED_TRACE(name);
    const std::string text = fixture(name);
    for (const Words& words : {Words{"-s"}, Words{"-st"}, Words{"-s6"}, Words{"-s6w"}}) {
      expect_same_with_proc({{"net/snmp", text}, {"net/netstat", text}, {"net/snmp6", ""}}, words);
    }
  }
  for (const char* name : {"edge-lines.sctp", "edge-long-line.sctp"}) {
    SCOPED_TRACE(name);
    expect_same_with_proc({{"net/snmp", ""}, {"net/sctp/snmp", fixture(name)}}, {"-s"});
  }
  // Of lines of net/snmp6 without a value netstat shows remains of its memory; we, nothing.
  const ProcFiles groups = {
      {"net/snmp", "Tcp6: A\nTcp6: 1\nIp: A\nIp: 1\nTcpNew: A\nTcpNew: 2\nTcp: InSegs\nTcp: 3\n"},
      {"net/snmp6", fixture("edge-groups.snmp6")}};
  for (const char* word : {"-s6", "-s6t", "-s6u", "-s6w"}) expect_same_with_proc(groups, {word});
}

TEST(NetstatStatistics, AnyCutOfPairs) {
  const std::string text = fixture("edge-histograms.snmp");
  for (std::size_t length = 0; length < text.size(); length += 5) {
    SCOPED_TRACE(length);
    const std::string cut = text.substr(0, length);
    expect_same_with_proc({{"net/snmp", cut}, {"net/netstat", cut}}, {"-s"});
  }
}

TEST(NetstatStatistics, BeingWithinAHistogramOutlastsGroupsThatAreNotKnown) {
  for (const char* group :
       {"Ip", "Icmp", "IcmpMsg", "Tcp", "Udp", "UdpLite", "TcpExt", "IpExt", "MPTcpExt", "Sctp"}) {
    const std::string pair = std::string(group) + ": A\n" + group + ": 1\n";
    const ProcFiles files = {{"net/snmp", "Icmp: InEchos\nIcmp: 1\n" + pair},
                             {"net/netstat", "Foo: A\nFoo: 1\n"},
                             {"net/sctp/snmp", "SctpA 1\n"}};
    for (const char* word : {"-s", "-sw", "-swS"}) expect_same_with_proc(files, {word});
  }
  const ProcFiles six = {{"net/snmp6", "Icmp6OutEchos 1\nFooA 2\nUdpLite6A 3\n"},
                         {"net/snmp", "Ip: A\nIp: 1\nTcpA: A\nTcpA: 1\nTcp: A\nTcp: 1\n"}};
  for (const char* word : {"-s6", "-s6w"}) expect_same_with_proc(six, {word});
}

TEST(NetstatStatistics, FilesThatAreMissingOrCannotBeRead) {
  const std::string pair = "TcpExt: TW\nTcpExt: 1\n";
  const std::string line = "SctpAborteds 1\n";
  for (const ProcFiles& files : std::vector<ProcFiles>{
           {},
           {{"net/", ""}},
           {{"net/snmp", pair}},
           {{"net/netstat", pair}, {"net/sctp/snmp", line}, {"net/snmp6", line}},
           {{"net/snmp", pair}, {"net/snmp6", line}},
           {{"net/snmp/", ""}, {"net/netstat", pair}, {"net/snmp6", line}},
           {{"net/snmp", pair}, {"net/netstat/", ""}, {"net/sctp/snmp/", ""}, {"net/snmp6/", ""}},
           {{"net/snmp", pair}, {"net/netstat", "-> netstat"}, {"net/sctp/snmp", "-> snmp"}},
           {{"net/snmp", "-> snmp"}, {"net/snmp6", "-> snmp6"}},
       }) {
    for (const char* word : {"-s", "-st", "-sS", "-s6", "-s6S"}) {
      expect_same_with_proc(files, {word});
    }
  }
}

TEST(NetstatStatistics, FilesThatMayNotBeRead) {
  for (const char* denied : {"snmp", "netstat", "snmp6", "sctp/snmp"}) {
    SCOPED_TRACE(denied);
    const lab::Preparation setup = [&] {
      cover_proc({{"net/snmp", "Tcp: InSegs\nTcp: 1\n"},
                  {"net/netstat", "TcpExt: TW\nTcpExt: 1\n"},
                  {"net/snmp6", "Ip6InReceives 1\n"},
                  {"net/sctp/snmp", "SctpAborteds 1\n"}});
      namespace fs = std::filesystem;
      fs::permissions(fs::path("/proc/net") / denied, fs::perms::none);
      if (setresuid(65534, 65534, 65534) != 0) fail("setresuid");
    };
    expect_same({"-s"}, setup);
    expect_same({"-s6"}, setup);
  }
}

TEST(NetstatStatistics, FamiliesWithoutStatistics) {
  for (const Words& words : std::vector<Words>{
           {"-s46"}, {"-s64"}, {"-s", "-x"}, {"-s4x"}, {"-st", "-A", "ipx"}, {"-s", "--ax25"}}) {
    expect_same(words);
  }
}

// Connections of both families, refused ones, and datagrams to nobody.
void make_traffic() {
  for (const int family : {AF_INET, AF_INET6}) {
    sockaddr_in6 address{};
    socklen_t length = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    if (family == AF_INET) {
      auto& four = reinterpret_cast<sockaddr_in&>(address);
      four.sin_family = AF_INET;
      four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    } else {
      address.sin6_family = AF_INET6;
      address.sin6_addr = in6addr_loopback;
    }
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    UniqueFd listener(socket(family, SOCK_STREAM, 0));
    if (bind(listener.get(), generic, length) != 0 || listen(listener.get(), 5) != 0 ||
        getsockname(listener.get(), generic, &length) != 0) {
      fail("listener");
    }
    const UniqueFd client(socket(family, SOCK_STREAM, 0));
    if (connect(client.get(), generic, length) != 0) fail("connect");
    listener = UniqueFd();
    const UniqueFd refused(socket(family, SOCK_STREAM, 0));
    if (connect(refused.get(), generic, length) == 0) fail("connect to nobody");
    const UniqueFd datagrams(socket(family, SOCK_DGRAM, 0));
    for (int i = 0; i < kAttempts; ++i) {
      if (sendto(datagrams.get(), "x", 1, 0, generic, length) != 1) fail("sendto");
    }
  }
}

TEST(NetstatStatistics, OfALiveNamespace) {
  const Namespace ns;
  for (const Words& words : kInvocations) expect_same(words, &ns);
  ns.inside(make_traffic);
  for (const Words& words : kInvocations) expect_same(words, &ns);
  ns.inside([] {
    const Shown shown = run_ours({"-su"});
    EXPECT_NE(shown.out.find("\n    23 packets to unknown port received\n"), std::string::npos)
        << shown.out;
  });
}

}  // namespace
}  // namespace bpfnetstat::lab
