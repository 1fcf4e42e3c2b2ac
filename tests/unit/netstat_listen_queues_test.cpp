// SPDX-License-Identifier: Apache-2.0
#include "netstat/listen_queues.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "bytes.h"
#include "model/tcp_state.h"

namespace bpfnetstat::netstat {
namespace {

using testing::ElementsAre;

Bytes attribute(std::uint16_t type, const Bytes& value) {
  const nlattr header{.nla_len = static_cast<std::uint16_t>(NLA_HDRLEN + value.size()),
                      .nla_type = type};
  Bytes bytes = bytes_of(header) + value;
  bytes.resize(NLA_ALIGN(bytes.size()));
  return bytes;
}

/// 10.0.0.`host`, or fd00::`host`; 0: any address.
void set_address(__be32 (&address)[4], int family, std::uint8_t host) {
  if (host == 0) return;
  auto* bytes = reinterpret_cast<std::uint8_t*>(address);
  bytes[0] = family == AF_INET ? 10 : 0xfd;
  bytes[family == AF_INET ? 3 : 15] = host;
}

inet_diag_msg listener(std::uint32_t inode, std::uint8_t host, int family = AF_INET) {
  inet_diag_msg message{};
  message.idiag_family = static_cast<std::uint8_t>(family);
  message.idiag_state = static_cast<std::uint8_t>(TcpState::listen);
  set_address(message.id.idiag_src, family, host);
  message.id.idiag_sport = htons(80);
  message.idiag_rqueue = 5;
  message.idiag_wqueue = 128;
  message.idiag_uid = 33;
  message.idiag_inode = inode;
  return message;
}

/// From 10.0.0.9, or fd00::9.
inet_diag_msg request(std::uint16_t peer_port, std::uint8_t host, int family = AF_INET) {
  inet_diag_msg message{};
  message.idiag_family = static_cast<std::uint8_t>(family);
  message.idiag_state = static_cast<std::uint8_t>(TcpState::syn_recv);
  set_address(message.id.idiag_src, family, host);
  set_address(message.id.idiag_dst, family, 9);
  message.id.idiag_sport = htons(80);
  message.id.idiag_dport = htons(peer_port);
  return message;
}

std::vector<TcpListener> made_of(const std::vector<Bytes>& answers) {
  ListenQueues queues;
  for (const Bytes& answer : answers) EXPECT_EQ(queues.add(answer), 0);
  return queues.take();
}

std::vector<std::uint32_t> inodes(const std::vector<TcpListener>& listeners) {
  std::vector<std::uint32_t> all;
  for (const TcpListener& each : listeners) all.push_back(each.inode);
  return all;
}

std::vector<std::uint32_t> syn_queues(const std::vector<TcpListener>& listeners) {
  std::vector<std::uint32_t> all;
  for (const TcpListener& each : listeners) all.push_back(each.syn_queue);
  return all;
}

TEST(ListenQueues, TakeWhatTheKernelSaysOfAListener) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  memory[SK_MEMINFO_DROPS] = 4711;
  const auto listeners =
      made_of({bytes_of(listener(7, 1)) + attribute(INET_DIAG_SHUTDOWN, Bytes(1)) +
               attribute(INET_DIAG_SKMEMINFO, bytes_of(memory))});
  ASSERT_EQ(listeners.size(), 1U);
  const TcpListener& one = listeners[0];
  EXPECT_EQ(one.local, (Endpoint{{Family::ipv4, {10, 0, 0, 1}}, 80}));
  EXPECT_FALSE(one.takes_both);
  EXPECT_EQ(one.accept_queue, 5U);
  EXPECT_EQ(one.limit, 128U);
  EXPECT_EQ(one.syn_queue, 0U);
  EXPECT_EQ(one.drops, 4711U);
  EXPECT_EQ(one.uid, 33U);
  EXPECT_EQ(one.inode, 7U);
}

TEST(ListenQueues, DropsAreUnknownWhereTheKernelDoesNotSay) {
  // An older kernel has fewer figures.
  const Bytes short_memory(SK_MEMINFO_DROPS * sizeof(std::uint32_t));
  const auto listeners =
      made_of({bytes_of(listener(7, 1)),
               bytes_of(listener(8, 1)) + attribute(INET_DIAG_SKMEMINFO, short_memory)});
  ASSERT_EQ(listeners.size(), 2U);
  EXPECT_EQ(listeners[0].drops, std::nullopt);
  EXPECT_EQ(listeners[1].drops, std::nullopt);
}

TEST(ListenQueues, ARequestThatIsHandedOutTwiceCountsOnce) {
  EXPECT_THAT(syn_queues(made_of({bytes_of(listener(7, 1)), bytes_of(request(1000, 1)),
                                  bytes_of(request(1001, 1)), bytes_of(request(1000, 1)),
                                  bytes_of(request(1002, 1)), bytes_of(request(1001, 1))})),
              ElementsAre(3));
}

TEST(ListenQueues, EitherEndAndTheDeviceMakeARequest) {
  inet_diag_msg on_device = request(1000, 1);
  on_device.id.idiag_if = 3;
  inet_diag_msg other_peer = request(1000, 1);
  other_peer.id.idiag_dst[0] ^= htonl(1);
  EXPECT_THAT(
      syn_queues(made_of({bytes_of(listener(7, 0)), bytes_of(request(1000, 1)),
                          bytes_of(request(1000, 2)), bytes_of(on_device), bytes_of(other_peer)})),
      ElementsAre(4));
}

TEST(ListenQueues, AListenerThatIsHandedOutTwiceIsOne) {
  EXPECT_THAT(inodes(made_of({bytes_of(listener(7, 1)), bytes_of(listener(8, 2)),
                              bytes_of(listener(7, 1)), bytes_of(listener(9, 3))})),
              ElementsAre(7, 8, 9));
}

TEST(ListenQueues, MembersOfAGroupDifferInTheirInodesAlone) {
  EXPECT_THAT(syn_queues(made_of({bytes_of(listener(7, 1)), bytes_of(listener(8, 1)),
                                  bytes_of(listener(9, 2)), bytes_of(request(1000, 1))})),
              ElementsAre(1, 1, 0));
  // Nobody has the kernel's own.
  EXPECT_THAT(inodes(made_of({bytes_of(listener(0, 1)), bytes_of(listener(0, 2))})),
              ElementsAre(0, 0));
}

TEST(ListenQueues, ARequestIsForTheClosestListener) {
  const Bytes takes_both = attribute(INET_DIAG_SKV6ONLY, Bytes(1, std::byte{0}));
  const Bytes ipv6_alone = attribute(INET_DIAG_SKV6ONLY, Bytes(1, std::byte{1}));
  const auto any = [](std::uint32_t inode, int family) {
    return bytes_of(listener(inode, 0, family));
  };
  const Bytes ipv4_request = bytes_of(request(1000, 1));
  const Bytes ipv6_request = bytes_of(request(1000, 1, AF_INET6));
  EXPECT_THAT(syn_queues(made_of({bytes_of(listener(1, 1)), any(2, AF_INET),
                                  any(3, AF_INET6) + takes_both, ipv4_request})),
              ElementsAre(1, 0, 0));
  EXPECT_THAT(syn_queues(made_of({bytes_of(listener(1, 2)), any(2, AF_INET),
                                  any(3, AF_INET6) + takes_both, ipv4_request})),
              ElementsAre(0, 1, 0));
  EXPECT_THAT(syn_queues(made_of({any(3, AF_INET6) + takes_both, ipv4_request, ipv6_request})),
              ElementsAre(2));
  EXPECT_THAT(syn_queues(made_of({any(3, AF_INET6) + ipv6_alone, ipv4_request, ipv6_request})),
              ElementsAre(1));
  // Of another port.
  inet_diag_msg elsewhere = request(1000, 1);
  elsewhere.id.idiag_sport = htons(81);
  EXPECT_THAT(syn_queues(made_of({any(2, AF_INET), bytes_of(elsewhere)})), ElementsAre(0));
}

TEST(ListenQueues, WhatIsNotWholeIsNoAnswer) {
  const Bytes whole = bytes_of(listener(7, 1)) + attribute(INET_DIAG_SKV6ONLY, Bytes(1));
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    SCOPED_TRACE(size);
    ListenQueues queues;
    const bool has_message = size >= sizeof(inet_diag_msg);
    EXPECT_EQ(queues.add(std::span(whole).first(size)), has_message ? 0 : EBADMSG);
    EXPECT_EQ(queues.take().size(), has_message ? 1U : 0U);
  }
}

// --- AF_UNIX ---

using namespace std::string_view_literals;

Bytes unix_listener() {
  unix_diag_msg message{};
  message.udiag_family = AF_UNIX;
  message.udiag_type = SOCK_STREAM;
  message.udiag_state = static_cast<std::uint8_t>(TcpState::listen);
  message.udiag_ino = 4711;
  return bytes_of(message);
}

Bytes name_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return attribute(UNIX_DIAG_NAME, Bytes(bytes.begin(), bytes.end()));
}

TEST(UnixListeners, AreWhatTheKernelSays) {
  const unix_diag_rqlen queues{.udiag_rqueue = 5, .udiag_wqueue = 128};
  EXPECT_EQ(decode_unix_listener(unix_listener() + name_of("/run/a.sock") +
                                 attribute(UNIX_DIAG_SHUTDOWN, Bytes(1)) +
                                 attribute(UNIX_DIAG_RQLEN, bytes_of(queues))),
            (UnixListener{.path = "/run/a.sock",
                          .type = SOCK_STREAM,
                          .accept_queue = 5,
                          .limit = 128,
                          .inode = 4711}));
}

TEST(UnixListeners, HavePathsAsProcNetUnixWritesThem) {
  const auto path_of = [](std::string_view name) {
    return decode_unix_listener(unix_listener() + name_of(name))->path;
  };
  EXPECT_EQ(path_of("/run/a.sock\0"sv), "/run/a.sock");
  EXPECT_EQ(path_of("/run/a.sock\0left over"sv), "/run/a.sock");
  // Abstract ones are as long as the kernel says, NULs and all.
  EXPECT_EQ(path_of("\0a\0b\0"sv), "@a@b@");
  EXPECT_EQ(path_of("\0"sv), "@");
  EXPECT_EQ(path_of(""), "");
  EXPECT_EQ(decode_unix_listener(unix_listener())->path, "");
}

TEST(UnixListeners, WithoutWholeFiguresHaveNone) {
  const auto decoded =
      decode_unix_listener(unix_listener() + attribute(UNIX_DIAG_RQLEN, Bytes(7, std::byte{1})));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->accept_queue, 0x01010101U);
  EXPECT_EQ(decoded->limit, 0U);
}

TEST(UnixListeners, WhatIsNotWholeIsNoAnswer) {
  const Bytes whole = unix_listener() + name_of("/run/a.sock");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    SCOPED_TRACE(size);
    EXPECT_EQ(decode_unix_listener(std::span(whole).first(size)).has_value(),
              size >= sizeof(unix_diag_msg));
  }
}

}  // namespace
}  // namespace bpfnetstat::netstat
