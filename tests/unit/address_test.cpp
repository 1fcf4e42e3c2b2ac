// SPDX-License-Identifier: Apache-2.0
#include "model/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <string>

namespace bpfnetstat {
namespace {

IpAddress parse(const std::string& text) {
  IpAddress address;
  address.family = text.find(':') == std::string::npos ? Family::ipv4 : Family::ipv6;
  const int family = address.family == Family::ipv4 ? AF_INET : AF_INET6;
  EXPECT_EQ(inet_pton(family, text.c_str(), address.bytes.data()), 1) << text;
  return address;
}

std::string libc_text(const IpAddress& address) {
  char text[INET6_ADDRSTRLEN];
  EXPECT_NE(inet_ntop(address.family == Family::ipv4 ? AF_INET : AF_INET6, address.bytes.data(),
                      text, sizeof text),
            nullptr);
  return text;
}

TEST(IpAddress, WritesIpv4) {
  for (const char* text : {"0.0.0.0", "127.0.0.1", "192.0.2.10", "255.255.255.255"}) {
    EXPECT_EQ(to_string(parse(text)), text);
  }
}

TEST(IpAddress, WritesIpv6AsRfc5952) {
  for (const char* text :
       {"::", "::1", "2001:db8::1", "2001:db8::", "1:2:3:4:5:6:7:8", "2001:db8:0:1:1:1:1:1",
        "2001:0:0:1::1", "2001:db8::1:0:0:1", "::2:3:4:5:6:7:8", "fe80::abcd:ef01:2345:6789",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::ffff:192.0.2.1"}) {
    const std::string shown = to_string(parse(text));
    EXPECT_EQ(parse(shown), parse(text));
    EXPECT_EQ(shown, libc_text(parse(text)));
  }
  EXPECT_EQ(to_string(parse("2001:DB8:0:0:1:0:0:1")), "2001:db8::1:0:0:1");
  EXPECT_EQ(to_string(parse("2001:db8:0:1:1:1:1:1")), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(to_string(parse("0:0:0:0:0:0:0:0")), "::");
}

TEST(IpAddress, AgreesWithTheCLibraryOnEveryPatternOfZeroGroups) {
  for (const unsigned value : {0x0001U, 0x00f0U, 0xabcdU, 0xffffU}) {
    for (unsigned pattern = 0; pattern < 256; ++pattern) {
      IpAddress address{.family = Family::ipv6};
      for (unsigned group = 0; group < 8; ++group) {
        if ((pattern >> group & 1) != 0) {
          address.bytes[2 * group] = static_cast<std::uint8_t>(value >> 8);
          address.bytes[2 * group + 1] = static_cast<std::uint8_t>(value);
        }
      }
      ASSERT_EQ(to_string(address), libc_text(address)) << pattern;
    }
  }
}

TEST(IpAddress, AppendsWithoutTouchingWhatIsThere) {
  std::string out = "from ";
  append_to(out, parse("192.0.2.1"));
  append_to(out, parse("2001:db8::7"));
  EXPECT_EQ(out, "from 192.0.2.12001:db8::7");
}

TEST(IpAddress, IsAnyOnlyWhenAllZero) {
  EXPECT_TRUE(parse("0.0.0.0").is_any());
  EXPECT_TRUE(parse("::").is_any());
  EXPECT_FALSE(parse("0.0.0.1").is_any());
  EXPECT_FALSE(parse("::1").is_any());
  EXPECT_FALSE(parse("8000::").is_any());
}

TEST(IpAddress, KeepsFamiliesApart) {
  EXPECT_NE(parse("0.0.0.0"), parse("::"));
}

TEST(Endpoint, PutsBracketsAroundIpv6Only) {
  EXPECT_EQ(to_string(Endpoint{parse("192.0.2.1"), 80}), "192.0.2.1:80");
  EXPECT_EQ(to_string(Endpoint{parse("0.0.0.0"), 0}), "0.0.0.0:0");
  EXPECT_EQ(to_string(Endpoint{parse("2001:db8::1"), 65535}), "[2001:db8::1]:65535");
  EXPECT_EQ(to_string(Endpoint{parse("::"), 443}), "[::]:443");
}

TEST(Family, IsNamedAsInTheRecords) {
  EXPECT_EQ(to_string(Family::ipv4), "ipv4");
  EXPECT_EQ(to_string(Family::ipv6), "ipv6");
}

TEST(IpAddress, IsMappedIfItNamesAnIpv4Address) {
  IpAddress address{Family::ipv6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1}};
  EXPECT_TRUE(address.is_mapped());
  address.bytes[9] = 1;
  EXPECT_FALSE(address.is_mapped());
  address.bytes[9] = 0;
  address.bytes[11] = 0xfe;
  EXPECT_FALSE(address.is_mapped());
  EXPECT_FALSE((IpAddress{}).is_mapped());
  EXPECT_FALSE((IpAddress{Family::ipv6, {}}).is_mapped());
}

}  // namespace
}  // namespace bpfnetstat
