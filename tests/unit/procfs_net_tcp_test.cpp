// SPDX-License-Identifier: Apache-2.0
#include "procfs/net_tcp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <sstream>

#include "procfs_testing.h"

namespace bpfnetstat::procfs {
namespace {

IpAddress ip(const char* text) {
  IpAddress address;
  address.family = std::strchr(text, ':') != nullptr ? Family::ipv6 : Family::ipv4;
  const int family = address.family == Family::ipv6 ? AF_INET6 : AF_INET;
  EXPECT_EQ(::inet_pton(family, text, address.bytes.data()), 1) << text;
  return address;
}

/// An address as the kernel of this machine prints it, whatever its byte order.
std::string words(const IpAddress& address) {
  std::string text;
  for (int i = 0; i < (address.family == Family::ipv4 ? 1 : 4); ++i) {
    std::uint32_t word = 0;
    std::memcpy(&word, address.bytes.data() + 4 * i, 4);
    char digits[9];
    std::snprintf(digits, sizeof digits, "%08X", word);
    text += digits;
  }
  return text;
}

const std::string kHeader = "  sl  local_address rem_address   st tx_queue rx_queue ...\n";

std::string why(const Result<std::vector<TcpRow>>& result) {
  return result.ok() ? "no error" : result.error().what;
}

TEST(NetTcp, RowsOfARecordedNamespace) {
  const Proc proc(kRecordedRoot);
  const auto rows = read_net_tcp(proc, Family::ipv4);
  ASSERT_TRUE(rows.ok()) << why(rows);
  ASSERT_EQ(rows->size(), 22U);
  const auto expect_v4 = [](const char* local, std::uint16_t local_port, const char* remote,
                            std::uint16_t remote_port, TcpState state, std::uint32_t tx,
                            std::uint32_t rx, uid_t uid, std::uint64_t inode) {
    return TcpRow{
        {ip(local), local_port}, {ip(remote), remote_port}, state, tx, rx, uid, inode, false};
  };
  EXPECT_EQ((*rows)[0],
            expect_v4("127.0.0.1", 8081, "0.0.0.0", 0, TcpState::listen, 0, 3, 0, 13775));
  EXPECT_EQ((*rows)[2],
            expect_v4("127.0.0.2", 5432, "0.0.0.0", 0, TcpState::listen, 0, 1, 33, 13780));
  EXPECT_EQ((*rows)[3], expect_v4("127.0.0.1", 8081, "127.0.0.1", 40001, TcpState::established, 0,
                                  1013, 0, 13782));
  EXPECT_EQ((*rows)[5],
            expect_v4("127.0.0.1", 40003, "127.0.0.1", 8081, TcpState::time_wait, 0, 0, 0, 0));
  EXPECT_EQ((*rows)[12],
            expect_v4("127.0.0.1", 40021, "127.0.0.2", 5432, TcpState::syn_sent, 1, 0, 0, 13792));

  const auto rows6 = read_net_tcp(proc, Family::ipv6);
  ASSERT_TRUE(rows6.ok()) << why(rows6);
  ASSERT_EQ(rows6->size(), 6U);
  EXPECT_EQ(
      (*rows6)[0],
      (TcpRow{
          {ip("::ffff:127.0.0.1"), 8085}, {ip("::"), 0}, TcpState::listen, 0, 0, 0, 13779, true}));
  EXPECT_EQ((*rows6)[1],
            (TcpRow{{ip("::"), 443}, {ip("::"), 0}, TcpState::listen, 0, 0, 0, 13777, false}));
  EXPECT_EQ((*rows6)[3], (TcpRow{{ip("::ffff:127.0.0.1"), 8085},
                                 {ip("::ffff:127.0.0.1"), 40011},
                                 TcpState::established,
                                 0,
                                 0,
                                 0,
                                 13789,
                                 true}));
  EXPECT_EQ(
      (*rows6)[4],
      (TcpRow{{ip("::1"), 8083}, {ip("::1"), 40013}, TcpState::established, 0, 0, 0, 0, false}));
}

TEST(NetTcp, AKernelWithoutIpv6HasNoIpv6Rows) {
  const Proc proc(kRecordedRoot);
  const auto rows = read_net_tcp(proc, Family::ipv6, kRecordedPid);
  ASSERT_TRUE(rows.ok()) << why(rows);
  EXPECT_EQ(rows->size(), 0U);
  const auto rows4 = read_net_tcp(proc, Family::ipv4, kRecordedPid);
  ASSERT_TRUE(rows4.ok()) << why(rows4);
  EXPECT_EQ(rows4->size(), 1U);
  // A process that is not there has no rows of either kind, and that is an error.
  const auto gone = read_net_tcp(proc, Family::ipv6, kRecordedPid + 1);
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().sys_errno, ENOENT);
}

TEST(NetTcp, EveryByteOfAnAddressHasItsPlace) {
  const IpAddress v4 = ip("1.2.3.4"), v6 = ip("2001:db8:102:304:506:708:90a:b0c");
  const std::string rest = " 0A 00000000:00000005 00:00000000 00000000 1013 0 4294967311 1 x\n";
  const auto rows =
      parse_net_tcp(kHeader + " 0: " + words(v4) + ":1F91 00000000:0000" + rest, Family::ipv4);
  ASSERT_TRUE(rows.ok()) << why(rows);
  EXPECT_EQ(
      *rows,
      (std::vector<TcpRow>{
          {{v4, 8081}, {ip("0.0.0.0"), 0}, TcpState::listen, 0, 5, 1013, 4294967311U, false}}));
  const auto rows6 = parse_net_tcp(
      kHeader + " 0: " + words(v6) + ":FFFF " + words(ip("::")) + ":0000" + rest, Family::ipv6);
  ASSERT_TRUE(rows6.ok()) << why(rows6);
  EXPECT_EQ(*rows6,
            (std::vector<TcpRow>{
                {{v6, 65535}, {ip("::"), 0}, TcpState::listen, 0, 5, 1013, 4294967311U, false}}));
}

TEST(NetTcp, ACutShowsTheRowsBeforeItOrIsAnError) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const std::string text =
        recorded(family == Family::ipv4 ? "thread-self/net/tcp" : "thread-self/net/tcp6");
    const auto whole = parse_net_tcp(text, family);
    ASSERT_TRUE(whole.ok());
    for (std::size_t length = 0; length <= text.size(); ++length) {
      const std::string cut = text.substr(0, length);
      const auto newlines = std::count(cut.begin(), cut.end(), '\n');
      const std::string last = cut.substr(cut.rfind('\n') + 1);
      std::istringstream last_line(last);
      const auto words = std::distance(std::istream_iterator<std::string>(last_line), {});
      const auto rows = parse_net_tcp(cut, family);
      // The inode is the tenth word; the eleventh shows that it has not lost digits.
      ASSERT_EQ(rows.ok(), newlines > 0 && (last.empty() || words >= 11)) << "cut at " << length;
      if (!rows.ok()) continue;
      const auto expected = newlines - 1 + (last.empty() ? 0 : 1);
      ASSERT_EQ(*rows, std::vector<TcpRow>(whole->begin(), whole->begin() + expected))
          << "cut at " << length;
    }
  }
}

TEST(NetTcp, ALastLineWithoutNewlineCountsIfComplete) {
  const std::string row = "   0: 0100007F:1F91 00000000:0000 0A 0:0 00:0 0 0 0 1653";
  EXPECT_EQ(why(parse_net_tcp(kHeader + row + " 1", Family::ipv4)), "no error");
  EXPECT_EQ(why(parse_net_tcp(kHeader + row, Family::ipv4)),
            "net/tcp, line 2: not a complete socket");
  EXPECT_EQ(why(parse_net_tcp(kHeader + row + " ", Family::ipv4)),
            "net/tcp, line 2: not a complete socket");
}

TEST(NetTcp, ARowThatIsNotOneIsAnErrorWithItsLine) {
  const std::string good = "   0: 0100007F:1F91 00000000:0000 0A 0:0 00:0 0 0 0 1653 1\n";
  for (const char* bad : {
           "\n",
           "   0 0100007F:1F91 00000000:0000 0A 0:0 00:0 0 0 0 1653 1\n",
           "   0: 0100007G:1F91 00000000:0000 0A 0:0 00:0 0 0 0 1653 1\n",
           "   0: 0100007F0:1F91 00000000:0000 0A 0:0 00:0 0 0 0 1653 1\n",
           "   0: 0100007F:1F9 00000000:0000 0A 0:0 00:0 0 0 0 1653 1\n",
           "   0: 0100007F:1F91 00000000-0000 0A 0:0 00:0 0 0 0 1653 1\n",
           "   0: 0100007F:1F91 00000000:0000 XX 0:0 00:0 0 0 0 1653 1\n",
           "   0: 0100007F:1F91 00000000:0000 100 0:0 00:0 0 0 0 1653 1\n",
           "   0: 0100007F:1F91 00000000:0000 0A 0 00:0 0 0 0 1653 1\n",
           "   0: 0100007F:1F91 00000000:0000 0A 0:100000000 00:0 0 0 0 1653 1\n",
           "   0: 0100007F:1F91 00000000:0000 0A 0:0 00:0 0 -1 0 1653 1\n",
           "   0: 0100007F:1F91 00000000:0000 0A 0:0 00:0 0 0 0 0x653 1\n",
           "   0: 0000000000000000FFFF00000100007F:1F91 00000000:0000 0A 0:0 00:0 0 0 0 1653 1\n",
       }) {
    EXPECT_EQ(why(parse_net_tcp(kHeader + good + bad + good, Family::ipv4)),
              "net/tcp, line 3: not a complete socket")
        << bad;
  }
  EXPECT_EQ(why(parse_net_tcp(kHeader + good, Family::ipv6)),
            "net/tcp6, line 2: not a complete socket");
  EXPECT_EQ(why(parse_net_tcp("", Family::ipv4)), "net/tcp, line 1: the header is missing");
  EXPECT_EQ(why(parse_net_tcp(good, Family::ipv4)), "net/tcp, line 1: the header is missing");
}

TEST(NetTcp, MappedAddressesAndTheirNeighbours) {
  EXPECT_EQ(mapped_ipv4(ip("::ffff:192.0.2.23")), ip("192.0.2.23"));
  EXPECT_EQ(mapped_ipv4(ip("::192.0.2.23")), std::nullopt);
  EXPECT_EQ(mapped_ipv4(ip("::fffe:192.0.2.23")), std::nullopt);
  EXPECT_EQ(mapped_ipv4(ip("64:ff9b::192.0.2.23")), std::nullopt);
  EXPECT_EQ(mapped_ipv4(ip("192.0.2.23")), std::nullopt);
}

TEST(NetTcp, FindsThisProcessesListener) {
  const UniqueFd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in bound{};
  bound.sin_family = AF_INET;
  ASSERT_EQ(::inet_pton(AF_INET, "127.1.2.3", &bound.sin_addr), 1);
  socklen_t size = sizeof bound;
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&bound), size), 0);
  ASSERT_EQ(::listen(listener.get(), 5), 0);
  ASSERT_EQ(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&bound), &size), 0);
  struct stat status {};
  ASSERT_EQ(::fstat(listener.get(), &status), 0);

  const auto rows = read_net_tcp(Proc(), Family::ipv4);
  ASSERT_TRUE(rows.ok()) << why(rows);
  const auto row = std::find_if(rows->begin(), rows->end(),
                                [&](const TcpRow& r) { return r.inode == status.st_ino; });
  ASSERT_NE(row, rows->end());
  EXPECT_EQ(*row, (TcpRow{{ip("127.1.2.3"), ntohs(bound.sin_port)},
                          {ip("0.0.0.0"), 0},
                          TcpState::listen,
                          0,
                          0,
                          ::geteuid(),
                          status.st_ino,
                          false}));
}

}  // namespace
}  // namespace bpfnetstat::procfs
