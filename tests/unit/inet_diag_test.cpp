// SPDX-License-Identifier: Apache-2.0
#include "kernel/inet_diag.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "bytes.h"
#include "model/tcp_state.h"

namespace bpfnetstat::kernel {
namespace {

/// A netlink message, padded as the kernel does it.
Bytes message(std::uint16_t type, const Bytes& payload, std::uint16_t flags = NLM_F_MULTI) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_HDRLEN + payload.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = flags;
  Bytes bytes = bytes_of(header) + payload;
  bytes.resize(NLMSG_ALIGN(bytes.size()));
  return bytes;
}

inet_diag_msg diag(int family, std::uint16_t local_port) {
  inet_diag_msg diag{};
  diag.idiag_family = static_cast<std::uint8_t>(family);
  diag.idiag_state = static_cast<std::uint8_t>(TcpState::close_wait);
  diag.id.idiag_sport = htons(local_port);
  diag.id.idiag_dport = htons(443);
  // 1, 2, 3, ... and 101, 102, ...: of an IPv4 address the first four count.
  auto* source = reinterpret_cast<std::uint8_t*>(diag.id.idiag_src);
  auto* destination = reinterpret_cast<std::uint8_t*>(diag.id.idiag_dst);
  std::iota(source, source + 16, std::uint8_t{1});
  std::iota(destination, destination + 16, std::uint8_t{101});
  diag.id.idiag_if = 7;
  diag.idiag_rqueue = 11;
  diag.idiag_wqueue = 12;
  diag.idiag_timer = 2;
  diag.idiag_retrans = 3;
  diag.idiag_expires = 4;
  diag.idiag_uid = 1000;
  diag.idiag_inode = 4000000000;
  return diag;
}

Bytes row(int family = AF_INET, std::uint16_t local_port = 8080) {
  return message(SOCK_DIAG_BY_FAMILY, bytes_of(diag(family, local_port)));
}

Bytes done(int error = 0) {
  return message(NLMSG_DONE, bytes_of(error));
}

struct Decoded {
  std::vector<DiagRow> rows;
  DumpProgress progress;
};

Decoded decode(const Bytes& bytes) {
  Decoded decoded;
  decoded.progress =
      decode_inet_diag(bytes, [&](const DiagRow& row) { decoded.rows.push_back(row); });
  return decoded;
}

std::vector<std::uint16_t> local_ports(const Decoded& decoded) {
  std::vector<std::uint16_t> ports;
  for (const auto& row : decoded.rows) ports.push_back(row.socket.local.port);
  return ports;
}

TEST(InetDiagDecode, TakesWhatProcfsSaysAsWell) {
  for (const int family : {AF_INET, AF_INET6}) {
    const auto decoded = decode(row(family));
    ASSERT_EQ(decoded.rows.size(), 1U);
    EXPECT_FALSE(decoded.progress.is_done);
    EXPECT_EQ(decoded.progress.error, 0);
    const InetSocket& socket = decoded.rows[0].socket;
    IpAddress local{family == AF_INET ? Family::ipv4 : Family::ipv6, {}};
    IpAddress remote = local;
    const auto size = family == AF_INET ? 4 : 16;
    std::iota(local.bytes.begin(), local.bytes.begin() + size, std::uint8_t{1});
    std::iota(remote.bytes.begin(), remote.bytes.begin() + size, std::uint8_t{101});
    EXPECT_EQ(socket.local, (Endpoint{local, 8080}));
    EXPECT_EQ(socket.remote, (Endpoint{remote, 443}));
    EXPECT_EQ(socket.state, static_cast<std::uint8_t>(TcpState::close_wait));
    EXPECT_EQ(socket.rx_queue, 11U);
    EXPECT_EQ(socket.tx_queue, 12U);
    EXPECT_EQ(socket.inode, 4000000000U);
    EXPECT_EQ(decoded.rows[0].interface, 7U);
    // These it says in another way.
    EXPECT_EQ(socket.timer, 0U);
    EXPECT_EQ(socket.timer_ticks, 0U);
    EXPECT_EQ(socket.retransmits, 0U);
    EXPECT_EQ(socket.probes, 0U);
    EXPECT_EQ(socket.uid, 0U);
  }
}

TEST(InetDiagDecode, GoesThroughMessagesUntilTheDumpIsDone) {
  const auto decoded = decode(row(AF_INET, 1) + row(AF_INET6, 2) + row(AF_INET, 3) + done());
  EXPECT_EQ(local_ports(decoded), (std::vector<std::uint16_t>{1, 2, 3}));
  EXPECT_TRUE(decoded.progress.is_done);
  EXPECT_EQ(decoded.progress.error, 0);
  // Nothing belongs to the dump behind its end.
  EXPECT_EQ(local_ports(decode(row(AF_INET, 1) + done() + row(AF_INET, 2))),
            (std::vector<std::uint16_t>{1}));
}

TEST(InetDiagDecode, NothingIsNotTheEnd) {
  const auto decoded = decode({});
  EXPECT_FALSE(decoded.progress.is_done);
  EXPECT_EQ(decoded.progress.error, 0);
}

TEST(InetDiagDecode, AttributesAndOtherMessagesArePassedOver) {
  // Of a type that nobody knows, and longer than the message that it is in.
  const Bytes attribute = bytes_of(nlattr{.nla_len = 999, .nla_type = 0x3fff});
  const Bytes odd(5, std::byte{0xff});
  const auto decoded =
      decode(message(NLMSG_NOOP, {}) + message(0x1234, odd) +
             message(SOCK_DIAG_BY_FAMILY, bytes_of(diag(AF_INET, 5)) + attribute + odd) + done());
  EXPECT_EQ(local_ports(decoded), (std::vector<std::uint16_t>{5}));
  EXPECT_TRUE(decoded.progress.is_done);
}

TEST(InetDiagDecode, ErrorsAreTheKernels) {
  EXPECT_EQ(
      decode(message(NLMSG_ERROR, bytes_of(nlmsgerr{.error = -ENOENT, .msg = {}}))).progress.error,
      ENOENT);
  EXPECT_EQ(decode(done(-EPERM)).progress.error, EPERM);
  EXPECT_FALSE(decode(done(-EPERM)).progress.is_done);
  EXPECT_EQ(decode(message(NLMSG_OVERRUN, {})).progress.error, ENOBUFS);
  // What came before stands.
  const auto late = decode(row(AF_INET, 1) + done(-ENOMEM) + row(AF_INET, 2));
  EXPECT_EQ(local_ports(late), (std::vector<std::uint16_t>{1}));
  EXPECT_EQ(late.progress.error, ENOMEM);
}

TEST(InetDiagDecode, WhatIsNoErrnoIsNoAnswer) {
  for (const int error : {1, -4096, std::numeric_limits<int>::min()}) {
    SCOPED_TRACE(error);
    EXPECT_EQ(decode(done(error)).progress.error, EBADMSG);
    EXPECT_EQ(
        decode(message(NLMSG_ERROR, bytes_of(nlmsgerr{.error = error, .msg = {}}))).progress.error,
        EBADMSG);
  }
}

TEST(InetDiagDecode, AnAcknowledgementIsNoAnswer) {
  EXPECT_EQ(decode(message(NLMSG_ERROR, bytes_of(nlmsgerr{}))).progress.error, EBADMSG);
}

TEST(InetDiagDecode, ADumpThatWasInterruptedIsAnError) {
  const std::uint16_t flags = NLM_F_MULTI | NLM_F_DUMP_INTR;
  const auto decoded =
      decode(message(SOCK_DIAG_BY_FAMILY, bytes_of(diag(AF_INET, 1)), flags) + done());
  EXPECT_TRUE(decoded.rows.empty());
  EXPECT_EQ(decoded.progress.error, EINTR);
  EXPECT_EQ(decode(message(NLMSG_DONE, bytes_of(0), flags)).progress.error, EINTR);
}

TEST(InetDiagDecode, WhatIsCutIsAnErrorWhereverThatIs) {
  const Bytes first = row(AF_INET, 1);
  const Bytes second = row(AF_INET6, 2);
  const Bytes whole = first + second + done();
  for (std::size_t size = 1; size < whole.size(); ++size) {
    SCOPED_TRACE(size);
    const auto decoded = decode(Bytes(whole.begin(), whole.begin() + static_cast<long>(size)));
    const bool is_between = size == first.size() || size == first.size() + second.size();
    EXPECT_EQ(decoded.progress.error, is_between ? 0 : EBADMSG);
    EXPECT_FALSE(decoded.progress.is_done);
    EXPECT_EQ(decoded.rows.size(), size < first.size()                   ? 0U
                                   : size < first.size() + second.size() ? 1U
                                                                         : 2U);
  }
}

TEST(InetDiagDecode, WrongLengthsAreErrors) {
  for (const std::uint32_t length : {0U, 1U, 15U, 1000U, 0x7fffffffU, 0x80000000U, 0xffffffffU}) {
    SCOPED_TRACE(length);
    Bytes bytes = row();
    std::memcpy(bytes.data(), &length, sizeof(length));
    EXPECT_EQ(decode(bytes).progress.error, EBADMSG);
  }
  // Long enough for the header, not for what it says to be.
  EXPECT_EQ(decode(message(SOCK_DIAG_BY_FAMILY, Bytes(sizeof(inet_diag_msg) - 1))).progress.error,
            EBADMSG);
  EXPECT_EQ(decode(message(NLMSG_DONE, Bytes(3))).progress.error, EBADMSG);
  EXPECT_EQ(decode(message(NLMSG_ERROR, Bytes(3))).progress.error, EBADMSG);
}

TEST(InetDiagDecode, OtherFamiliesAreErrors) {
  EXPECT_EQ(decode(row(AF_UNIX)).progress.error, EBADMSG);
}

TEST(InetDiagDecode, RecordedDumps) {
  // Of network namespaces with sockets in every state.
  const auto recorded = [](const char* name) {
    const std::string path = std::string(FIXTURES_DIR) + "/netstat/inet_diag/" + name;
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return decode(Bytes(begin, begin + text.size()));
  };
  for (const auto& [name, family] :
       {std::pair("linux-6.18-tcp", Family::ipv4), std::pair("linux-6.18-tcp6", Family::ipv6)}) {
    SCOPED_TRACE(name);
    const auto decoded = recorded(name);
    EXPECT_TRUE(decoded.progress.is_done);
    EXPECT_EQ(decoded.progress.error, 0);
    std::vector<int> states;
    for (const auto& row : decoded.rows) {
      EXPECT_EQ(row.socket.local.address.family, family);
      states.push_back(row.socket.state);
    }
    std::sort(states.begin(), states.end());
    states.erase(std::unique(states.begin(), states.end()), states.end());
    // All but LISTEN, which was not asked for, and CLOSE, which is in no table.
    EXPECT_EQ(states, (std::vector<int>{1, 2, 3, 4, 5, 6, 8, 9, 11}));
  }
  const auto missing = recorded("linux-6.18-no-such-protocol");
  EXPECT_TRUE(missing.rows.empty());
  EXPECT_EQ(missing.progress.error, ENOENT);
}

DiagRow numbered(std::uint16_t port) {
  return decode(row(AF_INET, port)).rows.at(0);
}

TEST(RecentRows, TellsWhatIsHandedOutTwice) {
  RecentRows recent;
  EXPECT_FALSE(recent.is_repeated(numbered(1)));
  EXPECT_FALSE(recent.is_repeated(numbered(2)));
  EXPECT_TRUE(recent.is_repeated(numbered(1)));
  EXPECT_TRUE(recent.is_repeated(numbered(2)));
  EXPECT_FALSE(recent.is_repeated(numbered(3)));
}

TEST(RecentRows, AConnectionIsTheSameOnceItIsClosed) {
  RecentRows recent;
  EXPECT_FALSE(recent.is_repeated(numbered(1)));
  DiagRow closed = numbered(1);
  closed.socket.inode = 0;
  closed.socket.state = static_cast<std::uint8_t>(TcpState::time_wait);
  EXPECT_TRUE(recent.is_repeated(closed));
}

TEST(RecentRows, EitherEndAndTheDeviceMakeAConnection) {
  RecentRows recent;
  EXPECT_FALSE(recent.is_repeated(numbered(1)));
  DiagRow other = numbered(1);
  std::swap(other.socket.local, other.socket.remote);
  EXPECT_FALSE(recent.is_repeated(other));
  other = numbered(1);
  other.socket.local.address.bytes[3] ^= 1;
  EXPECT_FALSE(recent.is_repeated(other));
  other = numbered(1);
  other.socket.remote.address.bytes[0] ^= 1;
  EXPECT_FALSE(recent.is_repeated(other));
  other = numbered(1);
  other.interface ^= 1;
  EXPECT_FALSE(recent.is_repeated(other));
}

TEST(RecentRows, TheLast64AreRemembered) {
  RecentRows recent;
  for (std::uint16_t port = 1; port <= 100; ++port) {
    EXPECT_FALSE(recent.is_repeated(numbered(port))) << port;
  }
  for (std::uint16_t port = 37; port <= 100; ++port) {
    EXPECT_TRUE(recent.is_repeated(numbered(port))) << port;
  }
  EXPECT_FALSE(recent.is_repeated(numbered(36)));
}

TEST(RecentRows, NobodyIsTheSameAsNothing) {
  RecentRows recent;
  EXPECT_FALSE(recent.is_repeated(DiagRow{}));
  EXPECT_TRUE(recent.is_repeated(DiagRow{}));
}

}  // namespace
}  // namespace bpfnetstat::kernel
