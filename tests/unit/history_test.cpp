// SPDX-License-Identifier: Apache-2.0
// What is kept of a client, what the words of a question mean, and what an answer looks like.
#include "model/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <time.h>

#include <fstream>
#include <iterator>

#include "base/text.h"
#include "history_testing.h"
#include "render/history.h"
#include "time_zone.h"
#include "view/history.h"

namespace bpfnetstat {
namespace {

using history_testing::kNs;
using history_testing::kSecond;
using view::parse_history_by;
using view::parse_listener_filter;
using view::parse_moment;

IpAddress mapped(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {.family = Family::ipv6, .bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}};
}

TEST(ClientNetwork, OfIpv4IsTheFirstThreeBytes) {
  EXPECT_EQ(to_string(network_of(sample::ipv4(192, 0, 2, 77, 0).address)), "192.0.2.0/24");
}

TEST(ClientNetwork, OfIpv6IsTheFirstHalf) {
  IpAddress address = sample::ipv6(0x77, 0).address;
  address.bytes[7] = 3;
  address.bytes[8] = 5;
  EXPECT_EQ(to_string(network_of(address)), "2001:db8:0:3::/64");
}

TEST(ClientNetwork, OfAMappedAddressIsThatOfIpv4) {
  EXPECT_EQ(network_of(mapped(192, 0, 2, 77)), network_of(sample::ipv4(192, 0, 2, 1, 0).address));
}

TEST(DaemonEventKind, HasANameForEachAndForTheUnknown) {
  for (std::size_t kind = 0; kind < kDaemonEventKinds; ++kind) {
    EXPECT_NE(name(static_cast<DaemonEventKind>(kind)), "unknown") << kind;
  }
  EXPECT_EQ(name(static_cast<DaemonEventKind>(kDaemonEventKinds)), "unknown");
}

TEST(Moment, IsSoLongAgo) {
  const RealtimeNs now = kSecond * kNs;
  EXPECT_EQ(resolve(*parse_moment("90s"), now), now - 90 * kNs);
  EXPECT_EQ(resolve(*parse_moment("15m"), now), now - 15 * 60 * kNs);
  EXPECT_EQ(resolve(*parse_moment("1h"), now), now - 3600 * kNs);
  EXPECT_EQ(resolve(*parse_moment("7d"), now), now - 7 * 86'400 * kNs);
  EXPECT_EQ(resolve(*parse_moment("0s"), now), now);
}

TEST(Moment, IsATimeWithItsOffset) {
  const RealtimeNs time = kSecond * kNs;
  EXPECT_EQ(resolve(*parse_moment("2026-11-22T15:20:01Z"), 7), time);
  EXPECT_EQ(resolve(*parse_moment("2026-11-22t15:20:01z"), 7), time);
  EXPECT_EQ(resolve(*parse_moment("2026-11-22T16:50:01+01:30"), 7), time);
  EXPECT_EQ(resolve(*parse_moment("2026-11-22T10:20:01.5-05:00"), 7), time + kNs / 2);
  EXPECT_EQ(resolve(*parse_moment("2026-11-22T15:20:01.0000000019Z"), 7), time + 1);
  EXPECT_EQ(resolve(*parse_moment("2024-02-29T00:00:00Z"), 7), 1'709'164'800 * kNs);
}

TEST(Moment, IsNothingElse) {
  for (const char* text : {"",
                           "s",
                           "1",
                           "-1h",
                           "+1h",
                           "1.5h",
                           "1w",
                           "1h ",
                           "3651d",
                           "99999999999999999999s",
                           "2026-11-22",
                           "2026-11-22T15:20:01",
                           "2026-11-22T15:20Z",
                           "2026-13-22T15:20:01Z",
                           "2025-02-29T00:00:00Z",
                           "2026-11-22T24:20:01Z",
                           "2026-11-22T15:20:01.Z",
                           "2026-11-22T15:20:01Zx",
                           "2026-11-22T15:20:01+1:00",
                           "2026-11-22T15:20:01+0100",
                           "1969-12-31T23:59:59Z",
                           "2026-1-22T15:20:01Z",
                           "yesterday"}) {
    EXPECT_EQ(parse_moment(text), std::nullopt) << text;
  }
}

TEST(ListenerFilter, HasAPortAndMayHaveAnAddress) {
  EXPECT_EQ(parse_listener_filter(":8080"), (ListenerFilter{.address = {}, .port = 8080}));
  EXPECT_EQ(parse_listener_filter("192.0.2.10:443"),
            (ListenerFilter{sample::ipv4(192, 0, 2, 10, 0).address, 443}));
  EXPECT_EQ(parse_listener_filter("[2001:db8::10]:443"),
            (ListenerFilter{sample::ipv6(0x10, 0).address, 443}));
  EXPECT_EQ(parse_listener_filter("[::]:1"), (ListenerFilter{IpAddress{Family::ipv6, {}}, 1}));
}

TEST(ListenerFilter, IsNothingElse) {
  for (const char* text : {"", "8080", ":", ":0", ":65536", ":-1", ":80x", "host:80", "::1:80",
                           "[::1]", "[]:80", "[192.0.2.1]:80", "192.0.2:80", "[::1:80"}) {
    EXPECT_EQ(parse_listener_filter(text), std::nullopt) << text;
  }
}

TEST(HistoryBy, IsReadAsItIsWritten) {
  for (const auto by :
       {HistoryBy::listener, HistoryBy::client, HistoryBy::cause, HistoryBy::minute}) {
    EXPECT_EQ(parse_history_by(name(by)), by);
  }
  EXPECT_EQ(parse_history_by("port"), std::nullopt);
  EXPECT_EQ(parse_history_by(""), std::nullopt);
}

TEST(Sparkline, ComparesWithTheLargest) {
  const std::vector<std::uint64_t> series{0, 1, 50, 100};
  EXPECT_EQ(text::sparkline(series, true), "\u00b7\u2581\u2584\u2588");
  EXPECT_EQ(text::sparkline(series, false), ".:+@");
}

TEST(Sparkline, OfNothingIsFlatOrEmpty) {
  EXPECT_EQ(text::sparkline({}, true), "");
  EXPECT_EQ(text::sparkline(std::vector<std::uint64_t>(3, 0), false), "...");
}

TEST(Sparkline, HoldsTheLargestNumbers) {
  const std::vector<std::uint64_t> series{UINT64_MAX, UINT64_MAX / 2, 1};
  EXPECT_EQ(text::sparkline(series, false), "@+:");
}

// --- the answer ---

std::string golden(const std::string& name) {
  std::ifstream file(GOLDEN_DIR "/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

/// All that a row may have, and what a process may call itself to upset a terminal.
HistoryResult by_listener() {
  HistoryResult result{.query = {.since = kSecond * kNs, .until = (kSecond + 60) * kNs},
                       .bin_s = 10};
  HistoryRow full{.listener = history_testing::web(),
                  .drops_total = 23,
                  .first_second = kSecond + 3,
                  .last_second = kSecond + 59,
                  .longest_queue = 6,
                  .queue_limit = 5,
                  .accepted = 1237,
                  .series = {19, 0, 0, 0, 1, 3}};
  full.drops[0] = 19;
  full.drops[3] = 4;
  HistoryRow contained{
      .listener = HistoryListener{.netns = 4026532999,
                                  .bound = Endpoint{IpAddress{Family::ipv6, {}}, 443},
                                  .comm = "\x1b[2Jroot\n",
                                  .container = "0123456789abcdef0123456789abcdef"},
      .drops_total = 7,
      .first_second = kSecond,
      .last_second = kSecond,
      .series = {7, 0, 0, 0, 0, 0}};
  contained.drops[0] = 7;
  HistoryRow unattributed{
      .listener = HistoryListener{}, .drops_total = 1, .series = {0, 0, 1, 0, 0, 0}};
  unattributed.drops[12] = 1;
  result.rows = {full, contained, unattributed};
  result.rows_left_out = 2;
  result.drops_total = 33;
  result.drops[0] = 28;
  result.drops[3] = 4;
  result.drops[12] = 1;
  result.client_unknown = 1;
  result.recorded_since = (kSecond + 5) * kNs;
  result.events = {
      {.time = (kSecond + 5) * kNs, .kind = DaemonEventKind::started, .detail = "0.1.0"},
      {.time = (kSecond + 6) * kNs, .kind = DaemonEventKind::ring_loss, .count = 57},
      {.time = (kSecond + 7) * kNs, .kind = DaemonEventKind::gap, .count = 5, .detail = "\x1b[2J"},
      {.time = (kSecond + 8) * kNs, .kind = static_cast<DaemonEventKind>(200), .count = 3}};
  result.events_left_out = 11;
  return result;
}

HistoryResult by_client() {
  HistoryResult result = by_listener();
  result.query.by = HistoryBy::client;
  result.rows_left_out = 0;
  for (HistoryRow& row : result.rows) {
    row.listener.reset();
    row.longest_queue.reset();
    row.queue_limit.reset();
    row.accepted.reset();
  }
  result.rows[0].client = history_testing::client(2);
  result.rows[1].folded = true;
  return result;
}

HistoryResult by_cause() {
  HistoryResult result = by_client();
  result.query.by = HistoryBy::cause;
  result.rows.resize(1);
  result.rows[0].client.reset();
  result.rows[0].cause = DropCause::accept_queue_full_syn;
  result.events.clear();
  result.events_left_out = 0;
  result.recorded_since = result.query.since;
  return result;
}

HistoryResult by_minute() {
  HistoryResult result = by_cause();
  result.query.by = HistoryBy::minute;
  result.rows[0].cause.reset();
  result.rows[0].minute = (kSecond / 60 * 60) * kNs;
  result.rows[0].longest_queue = 6;
  return result;
}

HistoryResult nothing() {
  return {.query = {.since = kSecond * kNs, .until = (kSecond + 60) * kNs}};
}

class HistoryOutput : public testing::Test {
 private:
  TimeZone zone_{"UTC-1"};
};

TEST_F(HistoryOutput, IsATableATotalAndItsWorth) {
  std::string out;
  text::append(out, by_listener(), true, true, {});
  text::append(out, by_client(), false, true, {});
  text::append(out, by_cause(), true, false, {});
  text::append(out, by_minute(), true, true, {.colour = true});
  text::append(out, nothing(), true, true, {});
  EXPECT_EQ(out, golden("history.txt"));
}

TEST_F(HistoryOutput, IsOneObjectALine) {
  std::string out;
  json::append(out, by_listener(), true);
  json::append(out, by_client(), false);
  json::append(out, by_cause(), true);
  json::append(out, by_minute(), true);
  json::append(out, nothing(), true);
  EXPECT_EQ(out, golden("history.ndjson"));
}

TEST_F(HistoryOutput, ObeysNoTerminalControls) {
  for (const std::string& hostile : sample::kHostileNames) {
    HistoryResult result = by_listener();
    result.rows[0].listener->comm = hostile;
    result.rows[0].listener->netns_name = hostile;
    result.rows[1].listener->container = hostile;
    result.events[0].detail = hostile;
    std::string plain;
    text::append(plain, by_listener(), true, true, {});
    std::string out;
    text::append(out, result, true, true, {});
    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'),
              std::count(plain.begin(), plain.end(), '\n'));
    std::string lines = out;
    std::erase(lines, '\n');
    EXPECT_EQ(printable(lines), lines);
  }
}

}  // namespace
}  // namespace bpfnetstat
