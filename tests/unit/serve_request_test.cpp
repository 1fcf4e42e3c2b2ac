// SPDX-License-Identifier: Apache-2.0
#include "serve/request.h"

#include <gtest/gtest.h>

#include <string>

namespace bpfnetstat::serve {
namespace {

using namespace std::string_literals;

/// "" where the line is a request.
std::string refusal(std::string_view line) {
  const auto request = parse_request(line);
  if (request) return "";
  EXPECT_EQ(request.error().kind, ErrorKind::usage);
  return request.error().what;
}

std::string formatted(const Request& request) {
  const auto line = format_request(request);
  return line ? *line : "(" + line.error().what + ")";
}

TEST(Request, IsAVerbAndWords) {
  EXPECT_EQ(*parse_request("drops"), (Request{"drops", {}}));
  EXPECT_EQ(*parse_request("drops --json -L 80"), (Request{"drops", {"--json", "-L", "80"}}));
}

TEST(Request, TakesEncodedBytesOfEitherCase) {
  EXPECT_EQ(*parse_request("v a%20b %25 %0a%0A %c3%A9 %41"),
            (Request{"v", {"a b", "%", "\n\n", "é", "A"}}));
}

TEST(Request, TakesRawBytes) {
  EXPECT_EQ(*parse_request("v \xff\t\r é"), (Request{"v", {"\xff\t\r", "é"}}));
}

TEST(Request, HasEmptyWords) {
  EXPECT_EQ(*parse_request("v % %"), (Request{"v", {"", ""}}));
}

TEST(Request, IsWrongWithBlanksTooMany) {
  const std::string why = "a request has one blank between two words and none at its ends";
  for (const char* line : {" v", "v ", "v  w", " ", "v w "}) EXPECT_EQ(refusal(line), why) << line;
}

TEST(Request, IsWrongWhereAPercentBeginsNothing) {
  const std::string why = "a request has a % without two hexadecimal digits";
  for (const char* line : {"v %2", "v a%", "v %%", "v %g0", "v %0g", "%2 w", "v % 0a%"}) {
    EXPECT_EQ(refusal(line), why) << line;
  }
}

TEST(Request, IsWrongWithNul) {
  EXPECT_EQ(refusal("v a\0b"s), "a request has a NUL");
  EXPECT_EQ(refusal("v %00"), "a request has a NUL");
  EXPECT_EQ(refusal("\0"s), "a request has a NUL");
}

TEST(Request, IsWrongWithoutAVerb) {
  EXPECT_EQ(refusal(""), "the request is empty");
  EXPECT_EQ(refusal("%"), "the request has no verb");
  EXPECT_EQ(refusal("% w"), "the request has no verb");
}

TEST(Request, IsOneLine) {
  EXPECT_EQ(refusal("v\nw"), "a request has one line");
  EXPECT_EQ(refusal("v\n"), "a request has one line");
}

TEST(Request, Has4096BytesAtMost) {
  EXPECT_EQ(refusal(std::string(4095, 'v')), "");
  EXPECT_EQ(refusal(std::string(4096, 'v')), "the request is longer than 4096 bytes");
}

TEST(RequestLine, EncodesWhatDividesWordsAndLines) {
  EXPECT_EQ(formatted({"port", {"a b", "100%", "", "x\ny\x7f\x1b", "é\xff\\"}}),
            "port a%20b 100%25 % x%0Ay%7F%1B é\xff\\\n");
}

TEST(RequestLine, MakesTheSameRequestAgain) {
  Request request{"v w", {"", " ", "%", "%41", "\n"}};
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
  request.words.push_back(all);
  for (const char byte : all) request.words.emplace_back(1, byte);
  std::string line = formatted(request);
  ASSERT_TRUE(line.ends_with('\n'));
  line.pop_back();
  EXPECT_EQ(*parse_request(line), request);
}

TEST(RequestLine, IsRefusedWhereItWouldBeNone) {
  EXPECT_EQ(formatted({"", {}}), "(the request has no verb)");
  EXPECT_EQ(formatted({"v", {"a\0b"s}}), "(a request has a NUL)");
  EXPECT_EQ(formatted({"v\0"s, {}}), "(a request has a NUL)");
  EXPECT_EQ(formatted({std::string(4095, 'v'), {}}).size(), 4096U);
  EXPECT_EQ(formatted({std::string(4096, 'v'), {}}), "(the request is longer than 4096 bytes)");
  EXPECT_EQ(formatted({"v", {std::string(1365, ' ')}}), "(the request is longer than 4096 bytes)");
}

TEST(StatusLine, IsACodeAndAMessage) {
  EXPECT_EQ(format_status(0, ""), "0\n");
  EXPECT_EQ(format_status(3, "not permitted: 100% sure\nsecond"),
            "3 not permitted: 100%25 sure%0Asecond\n");
  EXPECT_EQ(*parse_status("0"), (StatusLine{0, ""}));
  EXPECT_EQ(*parse_status("4 "), (StatusLine{4, ""}));
  EXPECT_EQ(*parse_status("255  a%0Ab"), (StatusLine{255, " a\nb"}));
}

TEST(StatusLine, KeepsEveryByteOfAMessage) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  std::string line = format_status(1, all);
  line.pop_back();
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(*parse_status(line), (StatusLine{1, all}));
}

TEST(StatusLine, CutsALongMessageBetweenItsBytes) {
  for (const char byte : {'a', '%'}) {
    std::string line = format_status(2, std::string(5000, byte));
    EXPECT_LE(line.size(), kMaxLineBytes);
    EXPECT_GT(line.size(), kMaxLineBytes - 4);
    line.pop_back();
    const auto status = parse_status(line);
    ASSERT_TRUE(status);
    EXPECT_EQ(status->message, std::string(status->message.size(), byte));
  }
}

TEST(StatusLine, IsNothingElse) {
  for (const char* line :
       {"", " ", "x", "-1", "+1", "256", "1x", "1\tx", "0x1", "1 %", "1 %4", "HTTP/1.1 200 OK"}) {
    const auto status = parse_status(line);
    ASSERT_FALSE(status) << line;
    EXPECT_EQ(status.error().what, "the daemon's answer has no status line");
    EXPECT_EQ(status.error().kind, ErrorKind::failed);
  }
}

}  // namespace
}  // namespace bpfnetstat::serve
