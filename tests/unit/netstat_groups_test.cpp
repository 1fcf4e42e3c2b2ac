// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "netstat_testing.h"
#include "procfs/net_igmp.h"

namespace bpfnetstat::netstat {
namespace {

using procfs::BogusGroupLine;
using procfs::GroupRow;
using testing::ElementsAre;

const std::string kHeading = "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n";
const std::string kDevice = "2\teth0      :     2      V3\n";
const std::string kGroup = "\t\t\t\t0A0B0CE0     3 0:00000000\t\t0\n";
const std::string kGroup6 =
    "2    eth0            ff0200000000000000000001ff000001     1 00000004 0\n";

/// "interface|references group" of each membership, "bogus igmp LINE" of what is none.
std::vector<std::string> groups(const std::string& text) {
  std::vector<std::string> rows;
  procfs::parse_net_igmp(
      text,
      [&](const GroupRow& row) {
        rows.push_back(
            fmt::format("{}|{} {}", row.interface, row.references, to_string(row.group)));
      },
      [&](const BogusGroupLine& bogus) {
        rows.push_back(fmt::format("bogus {} {}", bogus.is_ipv4 ? "igmp" : "igmp6", bogus.line));
      });
  return rows;
}

TEST(NetIgmp, MembershipsOfARecordedKernel) {
  EXPECT_THAT(
      groups(netstat_fixture("igmp/linux-6.18")),
      ElementsAre("lo        |1 224.0.0.1", "v1        |1 224.0.0.1", "v0        |1 224.5.5.5",
                  "v0        |1 224.0.0.1", "br0       |1 224.0.0.1", "br0       |1 224.0.0.106",
                  "eth2      |1 224.0.0.1", "vx0       |1 224.0.0.1", "tun0      |1 224.0.0.1"));
  const auto six = groups(netstat_fixture("igmp6/linux-6.18"));
  ASSERT_EQ(six.size(), 30U);
  EXPECT_EQ(six[0], "lo|1 ff02::1");
}

TEST(NetIgmp, LinesOfInterfacesWithoutIndex) {
  EXPECT_THAT(groups(netstat_fixture("igmp/linux-2.0")),
              ElementsAre("eth0      |3 224.12.11.10", "lo        |3 224.12.11.10"));
}

TEST(NetIgmp, LinesThatAreNeitherAreCountedFromTheHeadingOn) {
  EXPECT_THAT(
      groups(kHeading + kDevice + "\t\t\t\t0A0B0CEG     3\n" + kGroup + "\t0A0B0CE0\n\n"),
      ElementsAre("bogus igmp 2", "eth0      |3 224.12.11.10", "bogus igmp 4", "bogus igmp 5"));
  EXPECT_THAT(groups(kGroup6 + "\n" + kGroup6),
              ElementsAre("eth0|1 ff02::1:ff00:1", "bogus igmp6 1", "eth0|1 ff02::1:ff00:1"));
}

TEST(NetIgmp, GroupsBeforeAnyInterfaceHaveNone) {
  EXPECT_THAT(groups(kHeading + kGroup), ElementsAre("|3 224.12.11.10"));
}

TEST(NetIgmp, AShorterLineWritesOverTheBeginningOfTheName) {
  EXPECT_THAT(groups(kHeading + kDevice + "3\tx" + "\n" + kGroup),
              ElementsAre("x\nh0      |3 224.12.11.10"));
  EXPECT_THAT(groups(kHeading + "3\tabcdefghijklmnop : 1\n" + kGroup),
              ElementsAre("abcdefghijklmno|3 224.12.11.10"));
}

TEST(NetIgmp, Ipv6GroupsOfTooFewDigitsAreNone) {
  EXPECT_THAT(groups(netstat_fixture("igmp6/edge-short-group")),
              ElementsAre("bogus igmp6 0", "eth0|1 ff02::1:ff00:1"));
  EXPECT_THAT(groups("2 e " + std::string(29, '1') + " 1\n2 e " + std::string(28, '1') + " 1\n"),
              ElementsAre("e|1 1111:1111:1111:1111:1111:1111:1111:1", "bogus igmp6 1"));
}

TEST(GroupView, TextIsThatOfBothFamilies) {
  Settings settings;
  settings.groups = settings.numeric_hosts = true;
  const std::string heading =
      "IPv6/IPv4 Group Memberships\n"
      "Interface       RefCnt Group\n"
      "--------------- ------ ---------------------\n";
  const std::string four = "eth0            3      224.12.11.10\n";
  const std::string six = "eth0            1      ff02::1:ff00:1\n";
  const std::map<std::string, std::string> files = {{"net/igmp", kHeading + kDevice + kGroup},
                                                    {"net/igmp6", kGroup6}};
  EXPECT_EQ(shown(show_groups, settings, files), (View{heading + four + six, "", 0}));
  settings.families = {"inet"};
  EXPECT_EQ(shown(show_groups, settings, files), (View{heading + four, "", 0}));
  EXPECT_EQ(shown(show_groups, settings, {}), (View{heading, "", 0}));
  settings.families = {"inet6"};
  EXPECT_EQ(shown(show_groups, settings, files), (View{heading + six, "", 0}));
  settings.families = {"unix"};
  EXPECT_EQ(shown(show_groups, settings, files), (View{heading + four + six, "", 0}));
  settings.families = {};
  EXPECT_EQ(shown(show_groups, settings, {{"net/igmp6", kGroup6}}),
            (View{heading + six, "netstat: no support for `AF INET (igmp)' on this system.\n", 1}));
  EXPECT_EQ(shown(show_groups, settings, {{"net/igmp", kHeading + "x\n"}}),
            (View{heading, "warning, got bogus igmp line 1.\n", 0}));
}

TEST(GroupView, Json) {
  Settings settings;
  settings.groups = settings.json = true;
  EXPECT_EQ(shown(show_groups, settings,
                  {{"net/igmp", kHeading + kDevice + kGroup}, {"net/igmp6", kGroup6}}),
            (View{"{\"type\":\"group\",\"family\":\"ipv4\",\"interface\":\"eth0\",\"refcount\":3,"
                  "\"address\":\"224.12.11.10\"}\n"
                  "{\"type\":\"group\",\"family\":\"ipv6\",\"interface\":\"eth0\",\"refcount\":1,"
                  "\"address\":\"ff02::1:ff00:1\"}\n",
                  "", 0}));
}

}  // namespace
}  // namespace bpfnetstat::netstat
