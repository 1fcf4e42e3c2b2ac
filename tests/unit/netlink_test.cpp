// SPDX-License-Identifier: Apache-2.0
#include "base/netlink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "base/unique_fd.h"
#include "bytes.h"

// decode_dump() is tested by what it is made for: InetDiagDecode.
namespace bpfnetstat {
namespace {

using testing::ElementsAre;

constexpr std::uint16_t kAnswer = 20;

Bytes message(std::uint16_t type, const Bytes& payload) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_HDRLEN + payload.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = NLM_F_MULTI;
  return bytes_of(header) + payload;
}

Bytes answer(std::uint32_t number) {
  return message(kAnswer, bytes_of(number));
}

Bytes done(int error) {
  return message(NLMSG_DONE, bytes_of(error));
}

struct Dumped {
  int error = 0;
  std::vector<std::uint32_t> numbers;
};

/// What a dump of these datagrams comes to; whoever gets `refused` ends it.
Dumped dumped(const std::vector<Bytes>& datagrams, std::uint32_t refused = 0) {
  int ends[2];
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
  const UniqueFd ours(ends[0]);
  UniqueFd kernel(ends[1]);
  for (const Bytes& datagram : datagrams) {
    EXPECT_EQ(send(kernel.get(), datagram.data(), datagram.size(), 0),
              static_cast<ssize_t>(datagram.size()));
  }
  kernel.reset();
  Dumped dumped;
  dumped.error = read_dump(ours.get(), kAnswer, [&](std::span<const std::byte> payload) {
    const auto number = number_at<std::uint32_t>(payload);
    if (!number || *number == refused) return EPROTO;
    dumped.numbers.push_back(*number);
    return 0;
  });
  return dumped;
}

TEST(ReadDump, GoesThroughDatagramsUntilItIsDone) {
  const Dumped all = dumped({answer(1) + answer(2), answer(3), done(0), answer(4)});
  EXPECT_EQ(all.error, 0);
  EXPECT_THAT(all.numbers, ElementsAre(1, 2, 3));
  EXPECT_EQ(dumped({answer(1) + done(0)}).error, 0);
}

TEST(ReadDump, AFailureAtTheEndIsAFailure) {
  const Dumped late = dumped({answer(1) + answer(2), done(-ENOMEM)});
  EXPECT_EQ(late.error, ENOMEM);
  EXPECT_THAT(late.numbers, ElementsAre(1, 2));
  EXPECT_EQ(dumped({done(-ENOENT)}).error, ENOENT);
  EXPECT_EQ(dumped({message(NLMSG_ERROR, bytes_of(nlmsgerr{.error = -EPERM, .msg = {}}))}).error,
            EPERM);
}

TEST(ReadDump, WhatIsNotWholeIsAFailure) {
  Bytes cut = answer(1);
  cut.pop_back();
  EXPECT_EQ(dumped({cut, done(0)}).error, EBADMSG);
  EXPECT_EQ(dumped({answer(1)}).error, EIO);
  EXPECT_EQ(dumped({}).error, EIO);
}

TEST(ReadDump, AnAnswerThatIsRefusedEndsIt) {
  const Dumped refused = dumped({answer(1) + answer(2) + answer(3), done(0)}, 2);
  EXPECT_EQ(refused.error, EPROTO);
  EXPECT_THAT(refused.numbers, ElementsAre(1));
}

using Attributes = std::vector<std::pair<int, std::size_t>>;

/// Types and lengths.
Attributes attributes_of(const Bytes& bytes) {
  Attributes found;
  for_each_attribute(bytes, [&](std::uint16_t type, std::span<const std::byte> value) {
    found.emplace_back(type, value.size());
  });
  return found;
}

Bytes attribute(std::uint16_t type, std::size_t bytes) {
  const nlattr header{.nla_len = static_cast<std::uint16_t>(NLA_HDRLEN + bytes), .nla_type = type};
  return bytes_of(header) + Bytes(NLA_ALIGN(bytes));
}

TEST(Attributes, AreVisitedInTheirOrder) {
  EXPECT_EQ(attributes_of(attribute(7, 4) + attribute(5, 1) + attribute(NLA_F_NESTED | 6, 0)),
            (Attributes{{7, 4}, {5, 1}, {6, 0}}));
  EXPECT_EQ(attributes_of({}), Attributes{});
}

TEST(Attributes, EndAtTheFirstThatIsNotWhole) {
  const Bytes whole = attribute(7, 4) + attribute(5, 8);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    SCOPED_TRACE(size);
    EXPECT_EQ(attributes_of(Bytes(whole.begin(), whole.begin() + static_cast<long>(size))),
              size < 8 ? Attributes{} : (Attributes{{7, 4}}));
  }
  // Shorter than its own header.
  EXPECT_EQ(attributes_of(bytes_of(nlattr{.nla_len = 3, .nla_type = 1}) + Bytes(8)), Attributes{});
}

TEST(Attributes, NumbersThatAreNotThereAreNone) {
  const Bytes value = bytes_of(std::uint32_t{1}) + bytes_of(std::uint32_t{2}) + Bytes(3);
  EXPECT_EQ(number_at<std::uint32_t>(value), 1U);
  EXPECT_EQ(number_at<std::uint32_t>(value, 1), 2U);
  EXPECT_EQ(number_at<std::uint32_t>(value, 2), std::nullopt);
  EXPECT_EQ(number_at<std::uint8_t>({}), std::nullopt);
}

}  // namespace
}  // namespace bpfnetstat
