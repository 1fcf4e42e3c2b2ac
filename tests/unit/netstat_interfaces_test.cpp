// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <net/if_arp.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "netstat/interfaces.h"
#include "netstat/interfaces_link.h"
#include "netstat_testing.h"
#include "procfs/net_dev.h"

namespace bpfnetstat::netstat {
namespace {

using procfs::DeviceCounters;
using procfs::DeviceRow;
using procfs::parse_net_dev;
using testing::ElementsAre;

const std::string kHeading =
    "Inter-|   Receive                                                |  Transmit\n"
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop "
    "fifo colls carrier compressed\n";
const std::string kNumbers = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16";
constexpr DeviceCounters kCounters{.rx_bytes = 1,
                                   .rx_packets = 2,
                                   .rx_errors = 3,
                                   .rx_dropped = 4,
                                   .rx_overruns = 5,
                                   .rx_frame_errors = 6,
                                   .rx_compressed = 7,
                                   .multicast = 8,
                                   .tx_bytes = 9,
                                   .tx_packets = 10,
                                   .tx_errors = 11,
                                   .tx_dropped = 12,
                                   .tx_overruns = 13,
                                   .collisions = 14,
                                   .tx_carrier_errors = 15,
                                   .tx_compressed = 16};

std::vector<std::string> names_of(const std::vector<DeviceRow>& rows) {
  std::vector<std::string> names;
  for (const DeviceRow& row : rows) names.push_back(row.name);
  return names;
}

// --- /proc/net/dev ---

TEST(NetDev, InterfacesOfARecordedKernel) {
  const auto rows = parse_net_dev(netstat_fixture("dev/linux-6.18"));
  EXPECT_THAT(names_of(rows),
              ElementsAre("lo", "v1", "v0", "br0", "abcdefghijklmno", "eth10", "eth2",
                          "o\x1b"
                          "d\x80",
                          "vx0", "tun0", "tap0"));
  EXPECT_EQ(rows[1].counters.rx_bytes, 254U);
  EXPECT_EQ(rows[1].counters.tx_packets, 7U);
  EXPECT_EQ(rows[8].counters.tx_dropped, 1U);
}

TEST(NetDev, FormatsOfThreeKernels) {
  EXPECT_THAT(parse_net_dev(kHeading + "lo: " + kNumbers),
              ElementsAre(DeviceRow{.name = "lo", .counters = kCounters}));
  DeviceCounters without_compressed = kCounters;
  without_compressed.rx_compressed = without_compressed.multicast = 0;
  without_compressed.tx_compressed = 0;
  EXPECT_THAT(parse_net_dev("\n|bytes\nlo: 1 2 3 4 5 6 9 10 11 12 13 14 15"),
              ElementsAre(DeviceRow{.name = "lo", .counters = without_compressed}));
  DeviceCounters without_bytes = without_compressed;
  without_bytes.rx_bytes = without_bytes.tx_bytes = 0;
  EXPECT_THAT(parse_net_dev("\n\nlo: 2 3 4 5 6 10 11 12 13 14 15"),
              ElementsAre(DeviceRow{.name = "lo", .counters = without_bytes}));
}

TEST(NetDev, CountersSaturateAndTakeASign) {
  const auto rows = parse_net_dev(
      kHeading + "lo: 18446744073709551615 18446744073709551616 -1 99999999999999999999999\n");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].counters.rx_bytes, 18446744073709551615U);
  EXPECT_EQ(rows[0].counters.rx_packets, 18446744073709551615U);
  EXPECT_EQ(rows[0].counters.rx_errors, 18446744073709551615U);
  EXPECT_EQ(rows[0].counters.rx_dropped, 18446744073709551615U);
  EXPECT_EQ(rows[0].counters.rx_overruns, 0U);
}

TEST(NetDev, WhereANameEnds) {
  const auto name = [](const std::string& line) {
    const auto rows = parse_net_dev(kHeading + line + "\n");
    return rows.size() == 1 ? rows[0].name + "|" + std::to_string(rows[0].counters.rx_packets) : "";
  };
  EXPECT_EQ(name("lo:1 2 3"), "lo|2");
  EXPECT_EQ(name("  lo 1 2 3"), "lo|2");
  EXPECT_EQ(name("lo : 1 2 3"), "lo|0");
  EXPECT_EQ(name("lo:12:1 2 3"), "lo:12|2");
  EXPECT_EQ(name("lo:x:1 2 3"), "lo|0");
  EXPECT_EQ(name("abcdefghijklmnop: 1 2"), "abcdefghijklmno|2");
  EXPECT_EQ(name("e\x1b\x80\xff: 1 2"), "e\x1b\x80\xff|2");
  EXPECT_EQ(name(": 1 2"), "|2");
  EXPECT_EQ(name(""), "|0");
  EXPECT_EQ(name(std::string("lo: 1 \0 2", 9)), "lo|0");
}

TEST(NetDev, ANameThatComesAgainUpdatesItsRow) {
  const auto rows = parse_net_dev(kHeading + "lo: " + kNumbers + "\neth0: 1\nlo: 70 80\n");
  ASSERT_THAT(names_of(rows), ElementsAre("lo", "eth0"));
  DeviceCounters updated = kCounters;
  updated.rx_bytes = 70;
  updated.rx_packets = 80;
  EXPECT_EQ(rows[0].counters, updated);
}

TEST(NetDev, FilesWithoutRows) {
  for (const std::string& text :
       {std::string(), std::string("x"), kHeading.substr(0, 40), kHeading}) {
    EXPECT_TRUE(parse_net_dev(text).empty()) << text;
  }
}

// --- what is shown of an interface ---

TEST(InterfaceOrder, NumbersAtTheEndCountAsNumbers) {
  const std::vector<std::string> in_order = {"1",    "9",    "10",   "A",     "a",    "e",
                                             "e0",   "e1:1", "e1:2", "e1:10", "e9",   "e9:1",
                                             "e10",  "e-1",  "e.1",  "e1.1",  "e1.9", "e1.10",
                                             "e10x", "e9x",  "lo",   "zz9",   "zz10", "\xff"};
  for (std::size_t i = 0; i < in_order.size(); ++i) {
    for (std::size_t k = 0; k < in_order.size(); ++k) {
      EXPECT_EQ(comes_before(in_order[i], in_order[k]), i < k) << in_order[i] << " " << in_order[k];
    }
  }
  // Only numbers make an alias: "v0:x" is like a name of its own.
  EXPECT_TRUE(comes_before("v0:10", "v1"));
  EXPECT_TRUE(comes_before("v1", "v0:x"));
  EXPECT_TRUE(comes_before("v0:x", "vx0"));
  EXPECT_TRUE(comes_before("v1", "v0:"));
  EXPECT_TRUE(comes_before("e01", "e1"));
  // 32 bits, and signed.
  EXPECT_TRUE(comes_before("e2147483648", "e1"));
  EXPECT_TRUE(comes_before("e4294967296", "e1"));
}

TEST(InterfaceOrder, IsStrictAndWeak) {
  std::mt19937 random(7);
  std::vector<std::string> names;
  for (int i = 0; i < 60; ++i) {
    std::string name;
    for (std::size_t length = random() % 6 + 1; length > 0; --length)
      name += "ab01:9."[random() % 7];
    names.push_back(name);
  }
  for (const auto& a : names) {
    EXPECT_FALSE(comes_before(a, a));
    for (const auto& b : names) {
      EXPECT_FALSE(comes_before(a, b) && comes_before(b, a)) << a << " " << b;
      for (const auto& c : names) {
        if (comes_before(a, b) && comes_before(b, c)) {
          EXPECT_TRUE(comes_before(a, c)) << a << " " << b << " " << c;
        }
      }
    }
  }
}

TEST(InterfaceFlags, LettersAndNames) {
  EXPECT_EQ(flag_letters(0), "[NO FLAGS]");
  EXPECT_EQ(flag_letters(-1), "ABDLMdPNOPsmRU");
  EXPECT_EQ(flag_letters(IFF_PORTSEL), "");
  EXPECT_EQ(flag_letters(IFF_UP | IFF_LOOPBACK | IFF_RUNNING), "LRU");
  EXPECT_THAT(flag_names(0), ElementsAre());
  EXPECT_THAT(flag_names(-1), ElementsAre("UP", "BROADCAST", "DEBUG", "LOOPBACK", "POINTOPOINT",
                                          "NOTRAILERS", "RUNNING", "NOARP", "PROMISC", "ALLMULTI",
                                          "SLAVE", "MASTER", "MULTICAST", "DYNAMIC"));
}

TEST(Hardware, EachKindWritesItsAddressItsWay) {
  const Link::HardwareAddress address = {0x82, 0x84, 0x86, 0x40, 0xe2, 0x60, 0xf1, 0x12};
  const auto as = [&](std::uint16_t type) {
    return hardware_address(type, address).value_or("none");
  };
  EXPECT_EQ(as(ARPHRD_ETHER), "82:84:86:40:e2:60");
  EXPECT_EQ(as(ARPHRD_AX25), "ABC-8");
  EXPECT_EQ(as(ARPHRD_NETROM), "ABC-8");
  EXPECT_EQ(as(ARPHRD_ARCNET), "82");
  EXPECT_EQ(as(ARPHRD_DLCI), "-31614");
  EXPECT_EQ(as(ARPHRD_EUI64), "82:84:86:40:E2:60:F1:12");
  EXPECT_EQ(as(ARPHRD_ROSE), "82848640e2");
  EXPECT_EQ(as(ARPHRD_X25), "\x82\x84\x86@\xe2`\xf1\x12");
  EXPECT_EQ(as(ARPHRD_FDDI), "82-84-86-40-E2-60");
  EXPECT_EQ(as(ARPHRD_HIPPI), "82:84:86:40:E2:60");
  EXPECT_EQ(as(ARPHRD_IRDA), "40:ffffff86");
  EXPECT_EQ(as(ARPHRD_TUNNEL), "");
  EXPECT_EQ(as(ARPHRD_ASH), "[24602012" + std::string(56, '0') + "]");
  EXPECT_EQ(as(0xffff), "82-84-86-40-E2-60-F1-12-00-00-00-00-00-00-00-00");
  for (const int type : {ARPHRD_SLIP, ARPHRD_PPP, ARPHRD_LOOPBACK, ARPHRD_SIT, ARPHRD_CISCO}) {
    EXPECT_EQ(as(static_cast<std::uint16_t>(type)), "none") << type;
  }
  EXPECT_EQ(hardware_address(ARPHRD_AX25, {}), "");
  EXPECT_EQ(hardware_of(ARPHRD_INFINIBAND).name, "unspec");
  EXPECT_EQ(hardware_of(ARPHRD_SIT).title, "IPv6-in-IPv4");
}

TEST(HumanBytes, AreCutToATenth) {
  EXPECT_EQ(human_bytes(0), "0.0 B");
  EXPECT_EQ(human_bytes(1024), "1024.0 B");
  EXPECT_EQ(human_bytes(1025), "1.0 KiB");
  EXPECT_EQ(human_bytes(1126), "1.0 KiB");
  EXPECT_EQ(human_bytes(1127), "1.1 KiB");
  EXPECT_EQ(human_bytes(1048575), "1023.9 KiB");
  EXPECT_EQ(human_bytes(1048576), "1024.0 KiB");
  EXPECT_EQ(human_bytes(1048577), "1.0 MiB");
  EXPECT_EQ(human_bytes(1ULL << 60), "1024.0 PiB");
  // The tenth of an EiB that netstat divides by is 0.6 bytes too small.
  EXPECT_EQ(human_bytes(1268213655067531666), "1.0 EiB");
  EXPECT_EQ(human_bytes(1268213655067531667), "1.1 EiB");
  EXPECT_EQ(human_bytes(18446744073709551615U), "16.0 EiB");
}

// --- netstat -i ---

/// What no interface of this machine need have.
Link full_link() {
  Link link;
  link.flags = IFF_UP | IFF_BROADCAST | IFF_RUNNING | IFF_MULTICAST;
  link.hardware_type = ARPHRD_ETHER;
  link.hardware_address = {0x02, 0x42, 0xac, 0x11, 0, 2};
  link.mtu = 1500;
  link.transmit_queue_length = 1000;
  link.memory_start = 0xf0000000;
  link.memory_end = 0xf0020000;
  link.interrupt = 17;
  link.address = IpAddress{Family::ipv4, {172, 17, 0, 2}};
  link.netmask = IpAddress{Family::ipv4, {255, 255, 0, 0}};
  link.broadcast = IpAddress{Family::ipv4, {172, 17, 255, 255}};
  return link;
}

std::string shown_as(const Settings& settings, const Interface& interface, const Link& link) {
  const procfs::Proc nowhere("/nonexistent");
  Names names;
  Output out(-1);
  Context context{.settings = settings, .proc = nowhere, .names = names, .out = out};
  show_interface(context, interface, link);
  return out.buffer();
}

TEST(InterfaceView, ALineForEach) {
  EXPECT_EQ(shown_as({}, {.name = "eth0", .counters = &kCounters}, full_link()),
            "eth0             1500        2      3      4 5            10     11     12     13 "
            "BMRU\n");
  EXPECT_EQ(shown_as({}, {.name = "eth0:1"}, full_link()),
            "eth0:1           1500      - no statistics available -                        BMRU\n");
}

TEST(InterfaceView, TheLongFormIsThatOfIfconfig) {
  Settings settings;
  settings.extend = 1;
  IpAddress link_local{.family = Family::ipv6};
  link_local.bytes[0] = 0xfe;
  link_local.bytes[1] = 0x80;
  link_local.bytes[15] = 2;
  const std::vector<Interface::Ipv6Address> ipv6 = {
      {.address = link_local, .prefix_length = 64, .scope = 0x20}};
  EXPECT_EQ(
      shown_as(settings, {.name = "eth0", .counters = &kCounters, .ipv6 = &ipv6}, full_link()),
      "eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n"
      "        inet 172.17.0.2  netmask 255.255.0.0  broadcast 172.17.255.255\n"
      "        inet6 fe80::2  prefixlen 64  scopeid 0x20<link>\n"
      "        ether 02:42:ac:11:00:02  txqueuelen 1000  (Ethernet)\n"
      "        RX packets 2  bytes 1 (1.0 B)\n"
      "        RX errors 3  dropped 4  overruns 5  frame 6\n"
      "        TX packets 10  bytes 9 (9.0 B)\n"
      "        TX errors 11  dropped 12 overruns 13  carrier 15  collisions 14\n"
      "        device interrupt 17  memory 0xf0000000-f0020000  \n\n");
}

TEST(InterfaceView, JsonHasWhatIsKnown) {
  Settings settings;
  settings.json = true;
  EXPECT_EQ(shown_as(settings, {.name = "eth0", .counters = &kCounters}, full_link()),
            R"({"type":"interface","name":"eth0","flags":["UP","BROADCAST","RUNNING","MULTICAST"],)"
            R"("mtu":1500,"transmit_queue_length":1000,"hardware_type":"ether",)"
            R"("hardware_address":"02:42:ac:11:00:02","addresses":[{"family":"ipv4",)"
            R"("address":"172.17.0.2","prefix_length":16,"broadcast":"172.17.255.255"}],)"
            R"("rx_bytes":1,"rx_packets":2,"rx_errors":3,"rx_dropped":4,"rx_overruns":5,)"
            R"("rx_frame_errors":6,"multicast":8,"tx_bytes":9,"tx_packets":10,"tx_errors":11,)"
            R"("tx_dropped":12,"tx_overruns":13,"tx_carrier_errors":15,"collisions":14})"
            "\n");
}

TEST(InterfaceView, SaysWhatItCannotShow) {
  Settings settings;
  settings.interfaces = true;
  const View view = shown(show_interfaces, settings, {{"net/dev", kHeading + "-no-device-: 1\n"}});
  EXPECT_EQ(view,
            (View{"Kernel Interface table\n"
                  "Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP "
                  "TX-OVR Flg\n",
                  "-no-device-: error fetching interface information: Device not found\n"
                  "missing interface information: No such device\n",
                  1}));
  const View without_file = shown(show_interfaces, settings, {});
  EXPECT_EQ(without_file.err,
            "Warning: cannot open /proc/net/dev (No such file or directory). Limited output.\n");
  EXPECT_EQ(without_file.code, 0);
}

}  // namespace
}  // namespace bpfnetstat::netstat
