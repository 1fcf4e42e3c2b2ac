// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "time_zone.h"

namespace bpfnetstat {
namespace {

using namespace std::string_literals;

constexpr std::int64_t kSecondNs = 1'000'000'000;

TEST(Printable, PassesPlainTextAndBackslashes) {
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("nginx: worker 3"), "nginx: worker 3");
  EXPECT_EQ(printable("a\\x1bb"), "a\\x1bb");
}

TEST(Printable, PassesWellFormedUtf8OfEveryLength) {
  EXPECT_EQ(printable("é ツ 🦊"), "é ツ 🦊");
  EXPECT_EQ(printable("\u00a0\u07ff\u0800\U00010000\U0010ffff"),
            "\u00a0\u07ff\u0800\U00010000\U0010ffff");
}

TEST(Printable, EscapesEveryControlByte) {
  EXPECT_EQ(printable("\x1b[2Jroot\r\n\t"), "\\x1b[2Jroot\\x0d\\x0a\\x09");
  EXPECT_EQ(printable("\0a\0"s), "\\x00a\\x00");
  EXPECT_EQ(printable("\x7f"), "\\x7f");
  EXPECT_EQ(printable("\u0080\u009b31m"), "\\xc2\\x80\\xc2\\x9b31m");
}

TEST(Printable, EscapesWhatReordersOrHidesText) {
  EXPECT_EQ(printable("a\u202eb"), "a\\xe2\\x80\\xaeb");
  EXPECT_EQ(printable("\u061c"), "\\xd8\\x9c");
  EXPECT_EQ(printable("\u200b\u200f"), "\\xe2\\x80\\x8b\\xe2\\x80\\x8f");
  EXPECT_EQ(printable("\u2028"), "\\xe2\\x80\\xa8");
  EXPECT_EQ(printable("\u2066\u2069"), "\\xe2\\x81\\xa6\\xe2\\x81\\xa9");
  EXPECT_EQ(printable("\ufeff"), "\\xef\\xbb\\xbf");
  EXPECT_EQ(printable("\U000e0041"), "\\xf3\\xa0\\x81\\x81");
}

TEST(Printable, EscapesBrokenUtf8ByteByByte) {
  EXPECT_EQ(printable("\xff\xfe"), "\\xff\\xfe");
  EXPECT_EQ(printable("a\x80z"), "a\\x80z") << "continuation without a lead";
  EXPECT_EQ(printable("\xc3"), "\\xc3") << "cut short";
  EXPECT_EQ(printable("\xe3\x83z"), "\\xe3\\x83z") << "cut short by ASCII";
  EXPECT_EQ(printable("\xe3\x83\xc3\xa9"), "\\xe3\\x83é") << "resumes at the next lead";
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "overlong slash";
  EXPECT_EQ(printable("\xc1\xbf\xe0\x9f\xbf\xf0\x8f\xbf\xbf"),
            "\\xc1\\xbf\\xe0\\x9f\\xbf\\xf0\\x8f\\xbf\\xbf")
      << "overlong";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80\xf8"), "\\xf4\\x90\\x80\\x80\\xf8") << "beyond U+10FFFF";
}

TEST(Printable, LeavesNothingToEscapeForAnyPairOfBytes) {
  for (int pair = 0; pair < 0x10000; ++pair) {
    const std::string bytes{static_cast<char>(pair >> 8), static_cast<char>(pair & 0xff)};
    const std::string shown = printable(bytes);
    ASSERT_EQ(printable(shown), shown) << pair;
    ASSERT_EQ(shown.find('\x1b'), std::string::npos) << pair;
  }
}

TEST(DisplayWidth, CountsCodePoints) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("nginx"), 5U);
  EXPECT_EQ(display_width("é🦊x"), 3U);
  EXPECT_EQ(display_width("\xff\xc3"), 2U);
}

TEST(UtcTime, HasNineDigitsAndZ) {
  EXPECT_EQ(utc_time(0), "1970-01-01T00:00:00.000000000Z");
  EXPECT_EQ(utc_time(1'795'360'801'123'456'789), "2026-11-22T15:20:01.123456789Z");
  EXPECT_EQ(utc_time(1'795'360'801'000'000'007), "2026-11-22T15:20:01.000000007Z");
  EXPECT_EQ(utc_time(951'825'599'999'999'999), "2000-02-29T11:59:59.999999999Z");
}

TEST(UtcTime, RoundsDownBefore1970) {
  EXPECT_EQ(utc_time(-1), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(utc_time(-kSecondNs), "1969-12-31T23:59:59.000000000Z");
}

TEST(UtcTime, CoversTheWholeRange) {
  EXPECT_EQ(utc_time(std::numeric_limits<std::int64_t>::max()), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(utc_time(std::numeric_limits<std::int64_t>::min()), "1677-09-21T00:12:43.145224192Z");
}

TEST(UtcTime, FollowsTimesThatGoBackAndForth) {
  EXPECT_EQ(utc_time(7 * kSecondNs + 1), "1970-01-01T00:00:07.000000001Z");
  EXPECT_EQ(utc_time(5 * kSecondNs + 2), "1970-01-01T00:00:05.000000002Z");
  EXPECT_EQ(utc_time(5 * kSecondNs + 3), "1970-01-01T00:00:05.000000003Z");
  EXPECT_EQ(utc_time(7 * kSecondNs + 4), "1970-01-01T00:00:07.000000004Z");
}

TEST(AppendTime, KeepsWhatIsThere) {
  std::string out = "at ";
  append_utc_time(out, 11 * kSecondNs);
  EXPECT_EQ(out, "at 1970-01-01T00:00:11.000000000Z");
}

TEST(LocalTime, HasMicrosecondsAndOffset) {
  const TimeZone zone("TST-1");
  EXPECT_EQ(local_time(1'795'360'801'123'456'789), "2026-11-22T16:20:01.123456+01:00");
}

TEST(LocalTime, ShowsOffsetsWestAndOfHalfHours) {
  const TimeZone zone("XXX3:30");
  EXPECT_EQ(local_time(1'795'360'802'999'999'999), "2026-11-22T11:50:02.999999-03:30");
}

TEST(LocalTime, OfUtcHasAZeroOffset) {
  const TimeZone zone("UTC0");
  EXPECT_EQ(local_time(1'795'360'803'000'000'000), "2026-11-22T15:20:03.000000+00:00");
}

TEST(LocalTime, ChangesItsOffsetWithDaylightSaving) {
  const TimeZone zone("TST-1TDT,M3.5.0,M10.5.0/3");
  EXPECT_EQ(local_time(1'792'889'999 * kSecondNs), "2026-10-25T02:59:59.000000+02:00");
  EXPECT_EQ(local_time(1'792'890'000 * kSecondNs), "2026-10-25T02:00:00.000000+01:00");
}

}  // namespace
}  // namespace bpfnetstat
