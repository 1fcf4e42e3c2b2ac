// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "netstat_testing.h"
#include "procfs/net_ipv6_route.h"
#include "procfs/net_route.h"

namespace bpfnetstat::netstat {
namespace {

using procfs::Ipv6AddressRow;
using procfs::Ipv6RouteRow;
using procfs::RouteCacheRow;
using procfs::RouteRow;
using testing::ElementsAre;

const std::string kHeading =
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
const std::string kCacheHeading =
    "Iface\tDestination\tGateway \tFlags\t\tRefCnt\tUse\tMetric\tSource\t\tMTU\tWindow\tIRTT\tTOS\t"
    "HHRef\tHHUptod\tSpecDst\n";

/// "interface destination gateway mask flags ref use metric mss window irtt" of each row.
std::vector<std::string> routes(const std::string& text) {
  std::vector<std::string> rows;
  const auto bad = procfs::parse_net_route(text, [&](const RouteRow& row) {
    rows.push_back(fmt::format("{} {} {} {} {:x} {} {} {} {} {} {}", row.interface,
                               to_string(row.destination), to_string(row.gateway),
                               to_string(row.mask), row.flags, row.references, row.use, row.metric,
                               row.mss, row.window, row.irtt_ms));
  });
  if (bad) rows.push_back("no " + std::string(bad->missing));
  return rows;
}

std::vector<std::string> ipv6_routes(const std::string& text) {
  std::vector<std::string> rows;
  procfs::parse_net_ipv6_route(text, [&](const Ipv6RouteRow& row) {
    rows.push_back(fmt::format("{}/{} {} {} {} {} {:x} {}{}", to_string(row.destination),
                               row.prefix_length, to_string(row.next_hop), row.metric,
                               row.references, row.use, row.flags, row.interface,
                               row.is_complete ? "" : " cut"));
  });
  return rows;
}

std::vector<std::string> ipv6_addresses(const std::string& text) {
  std::vector<std::string> rows;
  procfs::parse_net_if_inet6(text, [&](const Ipv6AddressRow& row) {
    rows.push_back(fmt::format("{}/{} {:x} {}{}", to_string(row.address), row.prefix_length,
                               row.scope, row.interface, row.is_complete ? "" : " cut"));
  });
  return rows;
}

// --- /proc/net/route ---

TEST(NetRoute, RowsOfARecordedKernel) {
  const auto rows = routes(netstat_fixture("route/linux-6.18"));
  ASSERT_EQ(rows.size(), 15U);
  EXPECT_EQ(rows[0], "v0 0.0.0.0 10.0.0.254 0.0.0.0 3 0 0 0 0 0 0");
  EXPECT_EQ(rows[4], "v0 10.1.0.0 10.0.0.254 255.255.0.0 3 0 0 5 1400 5000 100");
  EXPECT_EQ(rows[7], "* 10.3.0.0 0.0.0.0 255.255.0.0 201 0 0 0 0 0 0");
  EXPECT_EQ(rows[14], "tun0 10.16.0.0 0.0.0.0 255.255.0.0 1 0 0 0 0 70000 2000");
}

TEST(NetRoute, NumbersKeepTheirLow32Bits) {
  const std::string row = "e 0000000A 00000000 1 {0} {0} {0} 00FFFFFF {0} {0} {0}\n";
  const auto of = [&](const std::string& number) {
    return routes(kHeading + fmt::format(fmt::runtime(row), number));
  };
  const auto shown_as = [](int number) {
    return ElementsAre(
        fmt::format("e 10.0.0.0 0.0.0.0 255.255.255.0 1 {0} {0} {0} {0} {0} {0}", number));
  };
  EXPECT_THAT(of("-1"), shown_as(-1));
  EXPECT_THAT(of("+3"), shown_as(3));
  EXPECT_THAT(of("2147483648"), shown_as(-2147483647 - 1));
  EXPECT_THAT(of("4294967296"), shown_as(0));
  EXPECT_THAT(of("99999999999"), shown_as(1215752191));
  EXPECT_THAT(of("99999999999999999999"), shown_as(-1));  // The largest of 64 bits.
  EXPECT_THAT(of("-99999999999999999999"), shown_as(0));  // The smallest.
}

TEST(NetRoute, ColumnsAreFoundByName) {
  EXPECT_THAT(routes(netstat_fixture("route/edge-columns")),
              ElementsAre("eth0 10.0.0.0 10.0.0.1 255.255.255.0 3 1 2 3 1 2 3",
                          // Without an IRTT: that of the row before.
                          "eth0 10.0.0.0 10.0.0.1 255.255.255.0 3 1 2 3 1 2 3"));
  EXPECT_THAT(routes(netstat_fixture("route/edge-no-gateway")), ElementsAre("no Gateway"));
  EXPECT_THAT(routes(netstat_fixture("route/edge-no-heading")), ElementsAre("no Iface"));
  EXPECT_THAT(routes(""), ElementsAre("no "));
  EXPECT_THAT(routes("Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window\n"),
              ElementsAre("no IRTT"));
}

TEST(NetRoute, RowsWithFewerThanTenFieldsAreSkipped) {
  const std::string whole = "e 0000000A 00000000 1 1 2 3 00FFFFFF 4 5";
  EXPECT_THAT(routes(kHeading + whole),
              ElementsAre("e 10.0.0.0 0.0.0.0 255.255.255.0 1 1 2 3 4 5 0"));
  for (std::size_t length = 0; length < whole.size() - 1; ++length) {
    EXPECT_THAT(routes(kHeading + whole.substr(0, length)), ElementsAre()) << length;
  }
}

TEST(NetRoute, AddressesOfFewerThanEightDigitsAreSkipped) {
  EXPECT_THAT(routes(netstat_fixture("route/edge-short-addresses")),
              ElementsAre("eth0 10.0.0.0 0.0.0.0 255.255.255.0 1 3 9 5 7 8 9"));
}

TEST(NetRoute, NamesHave15BytesOfAnyKind) {
  const std::string rest = " 0000000A 00000000 1 1 2 3 00FFFFFF 4 5 6\n";
  EXPECT_EQ(routes(kHeading + "e\x1b\x80\xff" + rest).at(0).substr(0, 4), "e\x1b\x80\xff");
  EXPECT_EQ(routes(kHeading + "abcdefghijklmno" + rest).at(0).substr(0, 16), "abcdefghijklmno ");
  // The 16th byte begins the next field.
  EXPECT_THAT(routes(kHeading + "abcdefghijklmnop" + rest), ElementsAre());
}

TEST(NetRoute, ALongLineGoesOnAsAnother) {
  const std::string row = "e 0000000A 00000000 1 1 2 3 00FFFFFF 4 5 6\n";
  EXPECT_EQ(routes(kHeading + std::string(1023 - row.size(), ' ') + row).at(0),
            "e 10.0.0.0 0.0.0.0 255.255.255.0 1 1 2 3 4 5 6");
  EXPECT_EQ(routes(kHeading + std::string(1024 - row.size(), ' ') + row).at(0),
            "e 10.0.0.0 0.0.0.0 255.255.255.0 1 1 2 3 4 5 0");
}

TEST(NetRoute, TheCacheOfOldKernels) {
  std::vector<std::string> rows;
  const auto bad = procfs::parse_net_rt_cache(
      kCacheHeading +
          "eth0 0100000A 0200000A 80000003 1 2 3 0300000A 1500 4 300 5 6 7 0400000A\n"
          "eth0 0100000A 0200000A 1 1 2 3 0300000A 1500 4 300 5 6 7\n"
          "eth0 0100000A 0200000A 1 1 2 3 0300000A 1500 4 300 5 6\n",
      [&](const RouteCacheRow& row) {
        rows.push_back(fmt::format("{} {} {} {} {:x} {} {} {} {}", to_string(row.source),
                                   to_string(row.route.destination), to_string(row.route.gateway),
                                   row.route.interface, row.route.flags, row.tos, row.hh_references,
                                   row.hh_up_to_date, to_string(row.specific_destination)));
      });
  EXPECT_FALSE(bad);
  EXPECT_THAT(rows, ElementsAre("10.0.0.3 10.0.0.1 10.0.0.2 eth0 80000003 5 6 7 10.0.0.4",
                                "10.0.0.3 10.0.0.1 10.0.0.2 eth0 1 5 6 7 10.0.0.3"));
}

// --- /proc/net/ipv6_route, /proc/net/if_inet6 ---

const std::string kAny(32, '0');
const std::string kOne = "fd000000000000000000000000000001";

TEST(NetIpv6Route, RowsOfARecordedKernel) {
  const auto rows = ipv6_routes(netstat_fixture("ipv6_route/linux-6.18"));
  ASSERT_EQ(rows.size(), 32U);
  EXPECT_EQ(rows[3], "fd01::/64 fd00::2 5 2 0 3 v0");
  for (const std::string& row : rows) EXPECT_THAT(row, testing::Not(testing::EndsWith("cut")));
}

TEST(NetIpv6Route, WhatALineLacksIsAsInTheLineBefore) {
  const std::string row =
      kOne + " 40 " + kAny + " 00 " + kAny + " 00000400 00000001 00000002 00000003 eth0\n";
  EXPECT_THAT(ipv6_routes(row + "fd01\ngarbage\n\n" + row.substr(0, 90)),
              ElementsAre("fd00::1/64 :: 1024 1 2 3 eth0", "fd01::1/64 :: 1024 1 2 3 eth0 cut",
                          "fd01::1/64 :: 1024 1 2 3 eth0 cut", "fd01::1/64 :: 1024 1 2 3 eth0 cut",
                          "fd00::1/64 :: 1024 1 2 3 eth0 cut"));
  // Nothing was before.
  EXPECT_THAT(ipv6_routes(netstat_fixture("ipv6_route/edge-first-cut")),
              ElementsAre("fd00::1/64 :: 1024 1 0 1 eth0"));
}

TEST(NetIpv6Route, NumbersHaveEightDigitsAndLengthsTwo) {
  EXPECT_THAT(ipv6_routes(kOne + " 100 " + kAny + " 00 " + kAny +
                          " 00000400 00000001 00000002 00000003 eth0\n"),
              ElementsAre("fd00::1/16 :: 0 1024 1 2 00000003"));
  EXPECT_THAT(ipv6_routes(kOne + " 40 " + kAny + " 00 " + kAny +
                          " FFFFFFFF 00000001 00000002 100000001 eth0\n"),
              ElementsAre("fd00::1/64 :: -1 1 2 10000000 1"));
}

TEST(NetIfInet6, AddressesOfARecordedKernel) {
  const auto rows = ipv6_addresses(netstat_fixture("ipv6_route/linux-6.18-if_inet6"));
  ASSERT_EQ(rows.size(), 10U);
  EXPECT_THAT(rows, testing::Contains("fec0::1/64 40 v0"));
  EXPECT_THAT(rows, testing::Contains("::1/128 10 lo"));
}

TEST(NetIfInet6, FieldsShift) {
  EXPECT_THAT(ipv6_addresses(kOne + " 01 40 20 80 lo\n" + kOne + " 01 xx 20 80 lo\n"),
              ElementsAre("fd00::1/64 20 lo", "fd00::1/64 20 lo cut", "fd00::1/64 20 lo cut"));
  EXPECT_THAT(ipv6_addresses("garbage"), ElementsAre());
  EXPECT_THAT(ipv6_addresses(kOne + " 100 40 20 80 lo"), ElementsAre("fd00::1/64 20 lo"));
}

// --- netstat -r ---

Settings numeric() {
  Settings settings;
  settings.route = settings.numeric_hosts = true;
  return settings;
}

TEST(RouteView, ThreeWidths) {
  const std::string file = kHeading +
                           "eth0 00000000 FE00000A 0003 0 0 5 00000000 1400 5000 100\n"
                           "* 0000030A 00000000 0203 1 2 3 0000FFFF 0 0 0\n"
                           "eth0 0000030A 00000000 0002 1 2 3 0000FFFF 0 0 0\n"
                           "abcdefghijklmno 0102030A 00000000 0005 333333 9999999 5555555 FFFFFFFF "
                           "1234567 2345678 3456789\n";
  Settings settings = numeric();
  EXPECT_EQ(shown(show_routes, settings, {{"net/route", file}}),
            (View{"Kernel IP routing table\n"
                  "Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n"
                  "0.0.0.0         10.0.0.254      0.0.0.0         UG     1400 5000     100 eth0\n"
                  "10.3.0.0        -               255.255.0.0     !         - -          - -\n"
                  "10.3.2.1        0.0.0.0         255.255.255.255 UH    1234567 2345678 3456789 "
                  "abcdefghijklmno\n",
                  "", 0}));
  settings.extend = 1;
  EXPECT_EQ(shown(show_routes, settings, {{"net/route", file}}),
            (View{"Kernel IP routing table\n"
                  "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n"
                  "0.0.0.0         10.0.0.254      0.0.0.0         UG    5      0        0 eth0\n"
                  "10.3.0.0        -               255.255.0.0     !     3      -        2 -\n"
                  "10.3.2.1        0.0.0.0         255.255.255.255 UH    5555555 333333 9999999 "
                  "abcdefghijklmno\n",
                  "", 0}));
  settings.extend = 2;
  EXPECT_EQ(
      shown(show_routes, settings, {{"net/route", file}}),
      (View{"Kernel IP routing table\n"
            "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface    MSS  "
            " Window irtt\n"
            "0.0.0.0         10.0.0.254      0.0.0.0         UG    5      0        0 eth0     1400 "
            " 5000   100\n"
            "10.3.0.0        -               255.255.0.0     !     3      -        2 -        -    "
            " -      -\n"
            "10.3.2.1        0.0.0.0         255.255.255.255 UH    5555555 333333 9999999 abcdef   "
            "1234567 2345678 3456789\n",
            "", 0}));
  settings.extend = 3;
  EXPECT_EQ(shown(show_routes, settings, {{"net/route", file}}),
            (View{"Kernel IP routing table\n", "", 0}));
}

TEST(RouteView, Ipv6) {
  Settings settings = numeric();
  settings.families = {"inet6"};
  const std::string file = kOne + " 40 " + kAny + " 00 " + kOne +
                           " 00000400 00000001 00000000 00200207 eth0\n" + kOne + " 80 " + kAny +
                           " 00 " + kAny + " FFFFFFFF 00000001 00000000 01000001 lo\n";
  const std::string columns =
      "Destination                    Next Hop                   Flag Met Ref  Use If\n";
  const std::string first =
      "fd00::1/64                     fd00::1                    U!GHn 1024 1      0 eth0\n";
  const std::string cached =
      "fd00::1/128                    ::                         UC   -1  1      0 lo\n";
  EXPECT_EQ(shown(show_routes, settings, {{"net/ipv6_route", file}}),
            (View{"Kernel IPv6 routing table\n" + columns + first, "", 0}));
  settings.cache = true;
  EXPECT_EQ(shown(show_routes, settings, {{"net/ipv6_route", file}}),
            (View{"Kernel IPv6 routing cache\n" + columns + cached, "", 0}));
  settings.fib = true;
  EXPECT_EQ(shown(show_routes, settings, {{"net/ipv6_route", file}}),
            (View{"Kernel IPv6 routing table\n" + columns + first + "Kernel IPv6 routing cache\n" +
                      columns + cached,
                  "", 0}));
}

TEST(RouteView, FilesThatAreNotThere) {
  Settings settings = numeric();
  settings.families = {"inet", "inet6"};
  EXPECT_EQ(shown(show_routes, settings, {}),
            (View{"INET (IPv4) not configured in this system.\n",
                  "/proc/net/route: No such file or directory\n", 1}));
  settings.families = {"inet6", "inet"};
  EXPECT_EQ(shown(show_routes, settings, {}),
            (View{"INET6 (IPv6) not configured in this system.\n",
                  "/proc/net/ipv6_route: No such file or directory\n", 1}));
}

TEST(RouteView, JsonHasTypesAndLeavesOutWhatIsNotKnown) {
  Settings settings = numeric();
  settings.json = true;
  EXPECT_EQ(
      shown(show_routes, settings,
            {{"net/route", kHeading + "eth0 0000010A FE00000A 0003 0 0 5 0000FFFF 1400 5000 100\n"
                                      "* 0000030A 00000000 0201 1 2 3 00FF00FF 0 0 0\n"}}),
      (View{"{\"type\":\"route\",\"family\":\"ipv4\",\"destination\":\"10.1.0.0\","
            "\"prefix_length\":16,\"gateway\":\"10.0.0.254\",\"flags\":\"UG\",\"metric\":5,"
            "\"ref\":0,\"use\":0,\"mss\":1400,\"window\":5000,\"irtt_ms\":100,"
            "\"interface\":\"eth0\"}\n"
            "{\"type\":\"route\",\"family\":\"ipv4\",\"destination\":\"10.3.0.0\","
            "\"mask\":\"255.0.255.0\",\"flags\":\"!\",\"metric\":3,\"ref\":1,\"use\":2}\n",
            "", 0}));
  settings.families = {"inet6"};
  EXPECT_EQ(shown(show_routes, settings,
                  {{"net/ipv6_route", kOne + " 40 " + kAny + " 00 " + kOne +
                                          " FFFFFFFF 00000001 00000002 00000003 eth0\ngarbage\n"}}),
            (View{"{\"type\":\"route\",\"family\":\"ipv6\",\"destination\":\"fd00::1\","
                  "\"prefix_length\":64,\"gateway\":\"fd00::1\",\"flags\":\"UG\","
                  "\"metric\":4294967295,\"ref\":1,\"use\":2,\"interface\":\"eth0\"}\n",
                  "", 0}));
}

}  // namespace
}  // namespace bpfnetstat::netstat
