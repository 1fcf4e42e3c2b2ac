// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "netstat_testing.h"
#include "procfs/net_masquerade.h"

namespace bpfnetstat::netstat {
namespace {

using procfs::MasqueradeError;
using procfs::MasqueradeRow;
using procfs::parse_net_masquerade;

IpAddress ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {.family = Family::ipv4, .bytes = {a, b, c, d}};
}

std::vector<MasqueradeRow> rows_of(const std::string& text) {
  const auto parsed = parse_net_masquerade(text);
  EXPECT_TRUE(std::holds_alternative<std::vector<MasqueradeRow>>(parsed));
  if (const auto* rows = std::get_if<std::vector<MasqueradeRow>>(&parsed)) return *rows;
  return {};
}

void expect_error(const std::string& text, MasqueradeError error) {
  const auto parsed = parse_net_masquerade(text);
  ASSERT_TRUE(std::holds_alternative<MasqueradeError>(parsed)) << text;
  EXPECT_EQ(std::get<MasqueradeError>(parsed), error) << text;
}

const std::string kHeading =
    "Prc FromIP   FPrt ToIP     TPrt Masq Init-seq  Delta PDelta Expires\n";
const std::string kRow = "UDP C0A80001:0400 01020304:0035 F001 12345678     -5     99 360000\n";

TEST(NetMasquerade, BothFormats) {
  const std::string new_format = netstat_fixture("masquerade/linux-2.2");
  const auto rows = rows_of(new_format);
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[1], (MasqueradeRow{.protocol = "udp",
                                    .source = {ipv4(192, 168, 0, 1), 1024},
                                    .destination = {ipv4(1, 2, 3, 4), 53},
                                    .masquerading_port = 61441,
                                    .initial_sequence = 0x12345678,
                                    .delta = -5,
                                    .previous_delta = 99,
                                    .expires_cs = 360000}));
  const std::string old_format = netstat_fixture("masquerade/linux-2.0");
  const auto old_rows = rows_of(old_format);
  ASSERT_EQ(old_rows.size(), 1U);
  EXPECT_EQ(old_rows[0].previous_delta, std::nullopt);
  EXPECT_EQ(old_rows[0].expires_cs, 5994U);
}

TEST(NetMasquerade, NumbersAreCutToTheirWidth) {
  const std::string text =
      kHeading + "TCP C0A80001:10400 01020304:0035 1F001 112345678  70000 -70000 -1\n";
  const auto rows = rows_of(text);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].source.port, 0x0400);
  EXPECT_EQ(rows[0].masquerading_port, 0xF001);
  EXPECT_EQ(rows[0].initial_sequence, 0x112345678U);
  EXPECT_EQ(rows[0].delta, 4464);
  EXPECT_EQ(rows[0].previous_delta, -4464);
  EXPECT_EQ(rows[0].expires_cs, 18446744073709551615U);
}

TEST(NetMasquerade, OneBadLineSpoilsTheWhole) {
  expect_error("", MasqueradeError::empty);
  for (std::size_t length = 1; length < kRow.size() - 8; ++length) {
    expect_error(kHeading + kRow + kRow.substr(0, length), MasqueradeError::malformed);
  }
  expect_error(kHeading + "FOO 1\n", MasqueradeError::malformed);
  expect_error(kHeading + "udp" + kRow.substr(3), MasqueradeError::unknown_protocol);
  expect_error(kHeading + kRow.substr(0, kRow.size() - 1) + " 1\n", MasqueradeError::malformed);
  expect_error("no heading\n" + kRow, MasqueradeError::malformed);
}

TEST(NetMasquerade, EmptyLinesArePassedOver) {
  EXPECT_TRUE(rows_of(kHeading).empty());
  const std::string text = kHeading + "\n   \n" + kRow + "\n";
  EXPECT_EQ(rows_of(text).size(), 1U);
}

TEST(MasqueradeView, Text) {
  Settings settings;
  settings.masquerade = settings.numeric_hosts = settings.numeric_ports = true;
  const std::map<std::string, std::string> files = {
      {"net/ip_masquerade",
       kHeading + kRow + "TCP C0A80001:0000 08080808:0050 0000 00000000      0      0   5994\n"}};
  EXPECT_EQ(shown(show_masquerade, settings, files),
            (View{"IP masquerading entries\n"
                  "prot   expire source               destination          ports\n"
                  "udp  60:00.00 192.168.0.1          1.2.3.4              1024 -> 53 (61441)\n"
                  "tcp   0:59.94 192.168.0.1          8.8.8.8              * -> 80 (*)\n",
                  "", 0}));
  settings.extend = 1;
  EXPECT_EQ(
      shown(show_masquerade, settings, files),
      (View{"IP masquerading entries\n"
            "prot   expire    initseq delta prevd source               destination          ports\n"
            "udp  60:00.00  305419896    -5    99 192.168.0.1          1.2.3.4              1024 "
            "-> 53 (61441)\n"
            "tcp   0:59.94          0     0     0 192.168.0.1          8.8.8.8              * -> "
            "80 (*)\n",
            "", 0}));
}

TEST(MasqueradeView, WhatIsNotThereAndWhatIsNoTable) {
  Settings settings;
  settings.masquerade = true;
  const auto of = [&](const std::string& text) {
    return shown(show_masquerade, settings, {{"net/ip_masquerade", text}});
  };
  EXPECT_EQ(shown(show_masquerade, settings, {}),
            (View{"", "netstat: no support for `ip_masquerade' on this system.\n", 1}));
  EXPECT_EQ(of(kHeading), (View{"", "", 0}));
  EXPECT_EQ(of(""), (View{"", "masq_info: Internal Error `fgets() failed'.\n", 255}));
  EXPECT_EQ(of(kHeading + "UDP\n"),
            (View{"", "masq_info.c: Internal Error `ip_masquerade format error'.\n", 255}));
  EXPECT_EQ(of(kHeading + "X" + kRow),
            (View{"", "masq_info.c: Internal Error `ip_masquerade unknown type'.\n", 255}));
}

TEST(MasqueradeView, Json) {
  Settings settings;
  settings.masquerade = settings.json = true;
  EXPECT_EQ(
      shown(show_masquerade, settings, {{"net/ip_masquerade", kHeading + kRow}}),
      (View{"{\"type\":\"masquerade\",\"protocol\":\"udp\",\"family\":\"ipv4\","
            "\"source_address\":\"192.168.0.1\",\"source_port\":1024,"
            "\"destination_address\":\"1.2.3.4\",\"destination_port\":53,"
            "\"masquerading_port\":61441,\"expires_ms\":3600000,\"initial_sequence\":305419896,"
            "\"delta\":-5,\"previous_delta\":99}\n",
            "", 0}));
}

}  // namespace
}  // namespace bpfnetstat::netstat
