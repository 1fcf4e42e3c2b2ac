// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <signal.h>
#include <sys/ioctl.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "lab.h"
#include "parity.h"

// `netstat -i`, against the installed netstat.
namespace bpfnetstat::lab {
namespace {

using Words = std::vector<std::string>;

const std::vector<Words> kInvocations = {{"-i"},           {"-ia"},
                                         {"-in"},          {"-iN"},
                                         {"-iW"},          {"-iv"},
                                         {"-ie"},          {"-iea"},
                                         {"-ieea"},        {"-ien"},
                                         {"-iev"},         {"-ieaN"},
                                         {"--interfaces"}, {"-i", "--all", "--extend"}};

const std::filesystem::path kFixtures =
    std::filesystem::path(__FILE__).parent_path().parent_path() / "fixtures/netstat";

std::string fixture(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) fail(path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A tun or tap device of the calling thread's network namespace, which goes with the descriptor.
UniqueFd make_tun(const std::string& name, int kind) {
  UniqueFd fd{::open("/dev/net/tun", O_RDWR | O_CLOEXEC)};
  ifreq request{};
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  request.ifr_flags = static_cast<short>(kind | IFF_NO_PI);
  if (!fd || ::ioctl(fd.get(), TUNSETIFF, &request) != 0) fail("tun device " + name);
  return fd;
}

TEST(NetstatInterfaces, OfManyKinds) {
  const Namespace where;
  const UniqueFd tun = where.inside([] { return make_tun("tun0", IFF_TUN); });
  const UniqueFd tap = where.inside([] { return make_tun("tap0", IFF_TAP); });
  where.ip(
      "link add v0 type veth peer name v1\n"
      "link add br0 type bridge\n"
      "link add vx0 type vxlan id 4 dstport 4789 dev v0\n"
      "link add abcdefghijklmno type bridge\n"
      "link add o\x1b"
      "d\x80\xff type bridge\n"
      "link add eth10 type bridge\n"
      "link add eth2 type bridge\n"
      "link add eth01 type bridge\n"
      "link set v0 up\n"
      "link set v1 up promisc on allmulticast on arp off mtu 9000 txqueuelen 77\n"
      "link set v1 master br0\n"
      "link set br0 up\n"
      "link set tun0 up\n"
      "link set vx0 up\n"
      "link set eth2 up dynamic on multicast off\n"
      "link set tap0 multicast off\n"
      "addr add 10.0.0.1/24 brd + dev v0\n"
      "addr add 10.0.0.2/24 dev v0 label v0:1\n"
      "addr add 10.0.0.3/24 dev v0 label v0:10\n"
      "addr add 10.0.0.4/24 dev v0 label v0:2\n"
      "addr add 10.0.0.5/24 dev v0 label v0:x\n"
      "addr add 10.8.0.1 peer 10.8.0.2 dev tun0\n"
      "addr add 172.16.0.1/30 dev abcdefghijklmno\n"
      "addr add 172.16.1.1/30 dev eth10 label eth10:7\n"
      "addr add fd00::1/64 dev v0 nodad\n"
      "addr add fec0::1/64 dev v0 nodad\n"
      "addr add 2001:db8::1/128 dev br0 nodad\n"
      "addr add ::ffff:1.2.3.4/96 dev br0 nodad\n"
      "addr add ::1.2.3.4/96 dev br0 nodad\n");
  for (const Words& words : kInvocations) expect_same(words, &where);
}

TEST(NetstatInterfaces, OfEveryKindOfHardware) {
  const Namespace where;
  const UniqueFd tun = where.inside([] { return make_tun("tun0", IFF_TUN); });
  for (const int type :
       {ARPHRD_NETROM,  ARPHRD_ETHER,     ARPHRD_AX25,     ARPHRD_ARCNET, ARPHRD_DLCI,
        ARPHRD_EUI64,   ARPHRD_SLIP,      ARPHRD_CSLIP,    ARPHRD_SLIP6,  ARPHRD_CSLIP6,
        ARPHRD_ADAPT,   ARPHRD_ROSE,      ARPHRD_X25,      ARPHRD_PPP,    ARPHRD_CISCO,
        ARPHRD_LAPB,    ARPHRD_TUNNEL,    ARPHRD_TUNNEL6,  ARPHRD_FRAD,   ARPHRD_LOOPBACK,
        ARPHRD_FDDI,    ARPHRD_SIT,       ARPHRD_HIPPI,    ARPHRD_ECONET, ARPHRD_IRDA,
        ARPHRD_RAWHDLC, ARPHRD_IEEE80211, 519 /* RAWIP */, ARPHRD_VOID,   0xfffe /* NONE */}) {
    SCOPED_TRACE(type);
    where.inside([&] {
      if (::ioctl(tun.get(), TUNSETLINK, type) != 0) fail("TUNSETLINK");
    });
    for (const char* word : {"-ia", "-iea"}) expect_same({word}, &where);
  }
}

TEST(NetstatInterfaces, HundredsInTheOrderOfTheirNumbers) {
  const Namespace where;
  std::string batch;
  for (int i = 0; i < 300; ++i) {
    batch +=
        "link add p" + std::to_string(i * 37 % 300) + (i % 3 == 0 ? "x" : "") + " type bridge\n";
  }
  for (int i = 0; i < 150; ++i) {
    batch += "addr add 10.0.1." + std::to_string(i) +
             "/24 dev p1 label p1:" + std::to_string(i * 37 % 150) + "\n";
  }
  // Labels that are no numbers.
  int host = 0;
  for (const char* label :
       {"x", "x9", "x10", "9x", "10x", "-", "1:2", "1:10", "2:x", "", "a:1", "01", "1.5", ":7"}) {
    batch += "addr add 10.0.2." + std::to_string(++host) + "/24 dev p2 label p2:" + label + "\n";
  }
  where.ip(batch);
  for (const char* word : {"-ia", "-iea"}) expect_same({word}, &where);
}

TEST(NetstatInterfaces, CountersOfManyKinds) {
  const Namespace where;
  where.inside([&] {
    for (const auto& entry : std::filesystem::directory_iterator(kFixtures / "dev")) {
      SCOPED_TRACE(entry.path());
      for (const char* word : {"-i", "-ia", "-ie"}) {
        expect_same_with_proc({{"net/dev", fixture(entry.path())}}, {word});
      }
    }
    for (const ProcFiles& files :
         std::vector<ProcFiles>{{}, {{"net/", ""}}, {{"net/dev", ""}}, {{"net/dev", "x\n"}}}) {
      for (const char* word : {"-i", "-ia", "-ie"}) expect_same_with_proc(files, {word});
    }
  });
}

TEST(NetstatInterfaces, BytesForPeople) {
  const Namespace where;
  std::vector<std::uint64_t> figures = {0, 1, 1023, 1126, 1127};
  for (int exponent = 10; exponent <= 60; exponent += 10) {
    for (const std::uint64_t tenths : {10U, 11U, 15U, 99U, 123U, 159U}) {
      const std::uint64_t unit = std::uint64_t{1} << exponent;
      const std::uint64_t figure = unit / 10 * tenths + unit % 10 * tenths / 10;
      for (const std::uint64_t delta : {0U, 1U, 2U, 10U, 20U}) {
        figures.push_back(figure - delta);
        figures.push_back(figure + delta);
      }
    }
  }
  figures.push_back(18446744073709551615U);
  where.inside([&] {
    for (std::size_t i = 0; i + 1 < figures.size(); i += 2) {
      expect_same_with_proc(
          {{"net/dev", "\n bytes compressed\nlo: " + std::to_string(figures[i]) +
                           " 2 3 4 5 6 7 8 " + std::to_string(figures[i + 1]) + " 10\n"}},
          {"-ie"});
    }
  });
}

TEST(NetstatInterfaces, OrderOfAnyNames) {
  // All but the loopback device are unknown: the first of them in netstat's order ends the list
  // with its name.
  const Namespace where;
  const std::vector<std::string> names = {
      "e",    "e0",          "e1",          "e01",         "e10",   "e9",    "e10x", "e9x",
      "e1:1", "e1:2",        "e1:10",       "ea",          "e-1",   "e.1",   "A",    "1",
      "10",   "9",           "e:1",         "e00",         "lo",    "zz",    "\xff", "\x01",
      "a1b2", "a1b10",       "a10b2",       "e01:5",       "e1:02", "e1.10", "e1.9", "z:1",
      "l",    "e4294967296", "e2147483648", "a99999999999"};
  where.inside([&] {
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::string text = "\n\n";
      for (std::size_t k = 0; k < names.size(); k += i + 1) {
        text += names[(i + k) % names.size()] + ": 1\n";
      }
      expect_same_with_proc({{"net/dev", text}}, {"-ia"});
      for (std::size_t k = 0; k < i; k += 5) {
        expect_same_with_proc({{"net/dev", "\n\n" + names[i] + ": 1\n" + names[k] + ": 1\n"}},
                              {"-ia"});
      }
    }
  });
}

TEST(NetstatInterfaces, AddressesOfManyKinds) {
  const Namespace where;
  where.inside([&] {
    int compared = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kFixtures / "ipv6_route")) {
      if (entry.path().string().find("if_inet6") == std::string::npos) continue;
      SCOPED_TRACE(entry.path());
      expect_same_with_proc({{"net/dev", ""}, {"net/if_inet6", fixture(entry.path())}}, {"-ie"});
      ++compared;
    }
    EXPECT_EQ(compared, 21);
  });
}

/// The title and two rounds of the table: what is in front of the third; "" before that has begun.
std::string two_rounds(const std::string& out) {
  std::size_t third = 0;
  for (int heading = 0; heading < 3; ++heading) {
    third = out.find("\nIface ", third + 1);
    if (third == std::string::npos) return "";
  }
  return out.substr(0, third + 1);
}

TEST(NetstatInterfaces, TheTitleIsShownOnceWhileTheTableIsRepeated) {
  const Namespace where;
  where.inside([] {
    const Ending after_two{.when = [](const std::string& out) { return !two_rounds(out).empty(); },
                           .signal = SIGINT};
    const Shown installed = run_installed({"-ic"}, {}, after_two);
    const Shown ours = run_ours({"-ic"}, {}, after_two);
    EXPECT_EQ(two_rounds(ours.out), two_rounds(installed.out));
    EXPECT_EQ(ours.err, installed.err);
    EXPECT_EQ(ours.exit_code, installed.exit_code);
    for (const Shown* shown : {&installed, &ours}) {
      EXPECT_EQ(shown->out.find("Kernel Interface table"), 0U);
      EXPECT_EQ(shown->out.rfind("Kernel Interface table"), 0U);
    }
  });
}

}  // namespace
}  // namespace bpfnetstat::lab
