// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "lab.h"
#include "parity.h"

// `netstat -r`, `-g` and `-M`, against the installed netstat.
namespace bpfnetstat::lab {
namespace {

using Words = std::vector<std::string>;

const std::filesystem::path kFixtures =
    std::filesystem::path(__FILE__).parent_path().parent_path() / "fixtures/netstat";

std::string fixture(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) fail(path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The fixtures of a parser, but those of which netstat shows memory that it never wrote.
std::vector<std::filesystem::path> fixtures(const std::string& parser,
                                            const std::string& not_comparable) {
  std::vector<std::filesystem::path> found;
  bool is_found = not_comparable.empty();
  for (const auto& entry : std::filesystem::directory_iterator(kFixtures / parser)) {
    if (entry.path().filename() == not_comparable) {
      is_found = true;
    } else {
      found.push_back(entry.path());
    }
  }
  if (!is_found || found.empty()) fail("fixtures of " + parser);
  return found;
}

/// Covers a file for the calling process alone.
void cover(const std::string& path, const std::string& contents) {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "/tmp/lab-%d-XXXXXX", ::getpid());
  const UniqueFd fd{::mkstemp(name.data())};
  const bool is_written = fd && ::write(fd.get(), contents.data(), contents.size()) ==
                                    static_cast<ssize_t>(contents.size());
  if (!is_written || ::chmod(name.data(), 0644) != 0 ||
      ::mount(name.data(), path.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    fail("cover " + path);
  }
  ::unlink(name.data());
}

/// Names for what the tests and fixtures show, and no other: no name server is asked.
void cover_names() {
  cover("/etc/resolv.conf", "");
  cover("/etc/hosts",
        "127.0.0.1 localhost\n"
        "10.0.0.1 averyveryverylonghostname.example.com\n"
        "10.0.0.254 gw.example.com gw\n"
        "10.9.0.0 host9\n"
        "10.1.0.0 host1\n"
        "192.168.0.1 masq.example.com\n"
        "224.0.0.1 all-systems.mcast.net\n"
        "224.12.11.10 averyveryveryveryveryverylong.mcast.net.name\n"
        "::1 localhost\n"
        "ff02::1 all-nodes\n"
        "fd00::1 averylonghostname.averylongdomainname.example.com\n"
        "fd00::2 gw6\n");
  cover("/etc/networks",
        "mynet 10.0.0.0\nverylongnetworknamehere 192.168.1.0\nloop 127.0.0.0\nten1 10.1\n"
        "ten9 10.9.0.0\nzero 0.0.0.0\n");
}

void unshare_mounts() {
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    fail("unshare");
  }
}

/// With these files for /proc, and with names.
void expect_same_with_names(const ProcFiles& files, const Words& words) {
  SCOPED_TRACE(testing::PrintToString(words));
  expect_same(words, [&] {
    unshare_mounts();
    cover_names();
    cover_proc(files);
  });
}

void build_routes(const Namespace& where) {
  where.ip(
      "link add v0 type veth peer name v1\n"
      "link add br0 type bridge\n"
      "link set v0 up\nlink set v1 up\nlink set br0 up\n"
      "addr add 10.0.0.1/24 dev v0\n"
      "addr add fd00::1/64 dev v0 nodad\n"
      "addr add ::ffff:1.2.3.4/96 dev br0 nodad\n"
      "addr add 224.5.5.5/32 dev v0 autojoin\n"
      "route add default via 10.0.0.254\n"
      "route add default via 10.0.0.253 metric 100\n"
      "route add 10.1.0.0/16 via 10.0.0.254 metric 5 mtu 1400 advmss 1360 window 5000 rtt 100ms\n"
      "route add 10.1.0.0/16 via 10.0.0.253 metric 6\n"
      "route add 10.2.3.4 via 10.0.0.254\n"
      "route add unreachable 10.3.0.0/16\n"
      "route add blackhole 10.4.0.0/16\n"
      "route add prohibit 10.5.0.0/16\n"
      "route add throw 10.15.0.0/16\n"
      "route add multicast 224.1.0.0/16 dev v0\n"
      "route add 10.6.0.0/16 nexthop via 10.0.0.253 nexthop via 10.0.0.254\n"
      "route add 10.7.0.0/16 via 10.0.0.254 mtu lock 1300 initcwnd 20\n"
      "route add 10.16.0.0/16 dev br0 scope link rtt 2s window 70000\n"
      "route add 10.17.0.1 dev br0\n"
      "route add 10.0.0.0/8 dev br0 src 10.0.0.1\n"
      "route add fd01::/64 via fd00::2 metric 5 mtu 1400 advmss 1360\n"
      "route add unreachable fd02::/64\n"
      "route add blackhole fd03::/64\n"
      "route add prohibit fd04::/64\n"
      "route add fd05::1 via fd00::2\n"
      "route add fd06::/64 nexthop via fd00::2 nexthop via fd00::3\n"
      "route add fd10::/127 dev br0\n"
      "route add default via fd00::2\n"
      "route add default via fe80::9 dev v0 metric 77 expires 3000\n");
}

TEST(NetstatRoutes, OfEveryKind) {
  const Namespace where;
  build_routes(where);
  // The routes to what neighbour discovery and duplicate address detection still work on come
  // later; expect_same() waits until both runs of netstat agree.
  for (const Words& words : std::vector<Words>{{"-rn"},
                                               {"-rne"},
                                               {"-rnee"},
                                               {"-rneee"},
                                               {"-rnv"},
                                               {"-rnW"},
                                               {"-rnN"},
                                               {"-rnF"},
                                               {"-rnC"},
                                               {"-rnCe"},
                                               {"-rnCee"},
                                               {"-rnFC"},
                                               {"-rn4"},
                                               {"-rn6"},
                                               {"-rn6e"},
                                               {"-rn6C"},
                                               {"-rn6FC"},
                                               {"-rn46"},
                                               {"-rn64"},
                                               {"-rn46CF"},
                                               {"-r", "--numeric-hosts"},
                                               {"-rn", "-A", "inet6,inet"},
                                               {"--route", "--numeric", "--inet6"}}) {
    SCOPED_TRACE(testing::PrintToString(words));
    expect_same(words, &where);
  }
}

TEST(NetstatRoutes, WithNames) {
  const Namespace where;
  build_routes(where);
  where.inside([&] {
    for (const Words& words : std::vector<Words>{{"-r"},
                                                 {"-re"},
                                                 {"-ree"},
                                                 {"-rW"},
                                                 {"-rN"},
                                                 {"-r6"},
                                                 {"-r46"},
                                                 {"-r", "--numeric-ports"},
                                                 {"-g"},
                                                 {"-gN"},
                                                 {"-gW"}}) {
      SCOPED_TRACE(testing::PrintToString(words));
      expect_same(words, [] {
        unshare_mounts();
        cover_names();
      });
    }
  });
}

TEST(NetstatRoutes, FamiliesWithoutRoutes) {
  for (const char* family : {"unix", "ax25", "netrom", "rose", "ipx", "ddp", "x25", "econet", "ash",
                             "bluetooth", "ipx,inet", "unix,inet", "inet,ipx", "inet,unix"}) {
    SCOPED_TRACE(family);
    expect_same({"-rn", "-A", family});
  }
}

TEST(NetstatRoutes, TenThousand) {
  const Namespace where;
  where.ip(
      "link add v0 type veth peer name v1\nlink set v0 up\nlink set v1 up\n"
      "addr add 10.0.0.1/24 dev v0\n");
  std::string batch;
  for (int i = 0; i < 10'000; ++i) {
    batch += "route add 20." + std::to_string(i / 256) + "." + std::to_string(i % 256) +
             ".0/24 via 10.0.0.254 metric " + std::to_string(i) + "\n";
  }
  where.ip(batch);
  for (const char* word : {"-rn", "-rne", "-rnee"}) expect_same({word}, &where);
}

TEST(NetstatRoutes, FilesOfManyKinds) {
  for (const auto& path : fixtures("route", "edge-short-addresses")) {
    SCOPED_TRACE(path);
    const std::string text = fixture(path);
    if (path.string().ends_with("rt_cache")) {
      for (const char* word : {"-rnC", "-rnCe", "-rnCee", "-rnCeee", "-rC", "-rCee", "-rCN"}) {
        expect_same_with_names({{"net/rt_cache", text}}, {word});
      }
    } else {
      for (const char* word : {"-rn", "-rne", "-rnee", "-rneee", "-r", "-ree", "-rN"}) {
        expect_same_with_names({{"net/route", text}}, {word});
      }
    }
  }
  for (const auto& path : fixtures("ipv6_route", "edge-first-cut")) {
    if (path.string().find("if_inet6") != std::string::npos) continue;
    SCOPED_TRACE(path);
    for (const char* word : {"-rn6", "-r6", "-rn6ee", "-rn6C", "-rn6CF"}) {
      expect_same_with_names({{"net/ipv6_route", fixture(path)}}, {word});
    }
  }
}

TEST(NetstatRoutes, NamesOfEveryDestination) {
  const std::vector<std::string> addresses = {"00000000", "0000000A", "0100000A", "0000010A",
                                              "0000090A", "0000007F", "0100007F", "FFFFFFFF",
                                              "0001A8C0", "FE00000A", "000000E0"};
  const std::vector<std::string> masks = {"00000000", "000000FF", "0000FFFF", "00FFFFFF",
                                          "FFFFFFFF", "00000080", "00FF00FF"};
  for (const char* flags : {"1", "3", "5", "7", "201", "203", "205", "207"}) {
    std::string text =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
    for (const auto& destination : addresses) {
      for (const auto& mask : masks) {
        for (const char* gateway : {"00000000", "FE00000A", "0000010A"}) {
          text += "eth0\t" + destination + "\t" + gateway + "\t" + flags + "\t0\t0\t0\t" + mask +
                  "\t0\t0\t0\n";
        }
      }
    }
    expect_same_with_names({{"net/route", text}}, {"-r"});
  }
}

TEST(NetstatRoutes, FilesThatAreMissingOrEmpty) {
  const std::string heading =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
  for (const ProcFiles& files : std::vector<ProcFiles>{
           {{"net/", ""}},
           {{"net/route", ""}, {"net/ipv6_route", ""}, {"net/rt_cache", ""}},
           {{"net/route", heading}},
           {{"net/route", heading.substr(0, heading.size() - 1)}, {"net/ipv6_route", ""}},
           {{"net/ipv6_route", ""}}}) {
    for (const char* word :
         {"-rn", "-rn6", "-rnC", "-rn6C", "-rnFC", "-rn46", "-rn64", "-rneee", "-rn46CF"}) {
      SCOPED_TRACE(word);
      expect_same_with_proc(files, {word});
    }
  }
}

TEST(NetstatRoutes, AnyCutOfAFile) {
  const std::string text = fixture(kFixtures / "ipv6_route/edge-values");
  for (std::size_t length = 150; length < 600; length += 7) {
    SCOPED_TRACE(length);
    expect_same_with_proc({{"net/ipv6_route", text.substr(0, length)}}, {"-rn6"});
  }
}

// --- -g ---

TEST(NetstatGroups, OfLiveInterfaces) {
  const Namespace where;
  build_routes(where);
  for (const Words& words : std::vector<Words>{{"-gn"},
                                               {"-gnv"},
                                               {"-gne"},
                                               {"-gnW"},
                                               {"-gn4"},
                                               {"-gn6"},
                                               {"-gn46"},
                                               {"-g", "--numeric-hosts"},
                                               {"--groups", "-n"}}) {
    SCOPED_TRACE(testing::PrintToString(words));
    expect_same(words, &where);
  }
}

TEST(NetstatGroups, Thousands) {
  std::string igmp = "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n";
  std::string igmp6;
  std::array<char, 160> line{};
  for (int i = 0; i < 5'000; ++i) {
    std::snprintf(line.data(), line.size(),
                  "%d\tv%-9d: %5d      V3\n\t\t\t\t%08X %5d 0:00000000\t\t0\n", i, i, 1, i * 7919,
                  i);
    igmp += line.data();
    std::snprintf(line.data(), line.size(),
                  "%-4d v%-14d ff0200000000000000000001ff%06x %5d 00000004 0\n", i, i, i, i);
    igmp6 += line.data();
  }
  expect_same_with_proc({{"net/igmp", igmp}, {"net/igmp6", igmp6}}, {"-gn"});
}

TEST(NetstatGroups, FilesOfManyKinds) {
  for (const auto& path : fixtures("igmp", "")) {
    SCOPED_TRACE(path);
    for (const char* word : {"-g", "-gn", "-gn4"}) {
      expect_same_with_names({{"net/igmp", fixture(path)}, {"net/igmp6", ""}}, {word});
    }
  }
  for (const auto& path : fixtures("igmp6", "edge-short-group")) {
    SCOPED_TRACE(path);
    for (const char* word : {"-g", "-gn", "-gn6"}) {
      expect_same_with_names({{"net/igmp", ""}, {"net/igmp6", fixture(path)}}, {word});
    }
  }
  for (const ProcFiles& files :
       std::vector<ProcFiles>{{{"net/", ""}},
                              {{"net/igmp", ""}},
                              {{"net/igmp6", fixture(kFixtures / "igmp6/linux-6.18")}},
                              {{"net/igmp", fixture(kFixtures / "igmp/linux-6.18")}}}) {
    for (const char* word : {"-gn", "-gnv", "-gn4", "-gn6", "-gn46"}) {
      SCOPED_TRACE(word);
      expect_same_with_proc(files, {word});
    }
  }
}

// --- -M ---

TEST(NetstatMasquerade, KernelsWithoutIt) {
  for (const char* word : {"-M", "-Mn", "-Mne", "-Mv", "--masquerade"}) expect_same({word});
}

TEST(NetstatMasquerade, FilesOfManyKinds) {
  for (const auto& path : fixtures("masquerade", "")) {
    SCOPED_TRACE(path);
    for (const Words& words : std::vector<Words>{{"-M"},
                                                 {"-Mn"},
                                                 {"-Me"},
                                                 {"-Mne"},
                                                 {"-Mnee"},
                                                 {"-Mnv"},
                                                 {"-MN"},
                                                 {"-MW"},
                                                 {"-M", "--numeric-hosts"},
                                                 {"-M", "--numeric-ports"}}) {
      expect_same_with_names({{"net/ip_masquerade", fixture(path)}}, words);
    }
  }
  expect_same_with_proc({{"net/ip_masquerade", ""}}, {"-M"});
  expect_same_with_proc({{"net/ip_fwmasquerade", ""}}, {"-M"});
}

}  // namespace
}  // namespace bpfnetstat::lab
