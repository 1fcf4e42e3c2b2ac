// SPDX-License-Identifier: Apache-2.0
#include "app/backlog.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace bpfnetstat::app {
namespace {

/// All that is to be written, so many bytes at a time.
std::string written(Backlog& backlog, std::size_t at_a_time = 7) {
  std::string all;
  while (!backlog.next().empty()) {
    const auto bytes = backlog.next().substr(0, at_a_time);
    all += bytes;
    backlog.remove(bytes.size());
  }
  return all;
}

TEST(Backlog, PassesOnWhatIsReadInTime) {
  Backlog backlog(100, 50);
  std::string in, out;
  for (int i = 0; i < 1000; ++i) {
    const std::string line = "line " + std::to_string(i) + "\n";
    in += line;
    // However it comes.
    backlog.append(line.substr(0, static_cast<std::size_t>(i) % line.size()));
    backlog.append(line.substr(static_cast<std::size_t>(i) % line.size()));
    out += written(backlog);
  }
  EXPECT_EQ(out, in);
  EXPECT_EQ(backlog.left_out(), 0u);
}

TEST(Backlog, KeepsALineWithoutEndForTheEnd) {
  Backlog backlog(100, 50);
  backlog.append("one\ntw");
  EXPECT_EQ(written(backlog), "one\n");
  backlog.append("o");
  EXPECT_EQ(written(backlog), "");
  backlog.end();
  EXPECT_EQ(written(backlog), "two");
}

TEST(Backlog, LeavesOutWholeLinesBetweenTheFirstAndTheLatest) {
  Backlog backlog(12, 8);
  backlog.append("1111\n2222\n3333\n4444\n5555\n6666\nlast\n");
  EXPECT_EQ(backlog.left_out(), 4u);
  EXPECT_EQ(written(backlog), "1111\n2222\nlast\n");
  backlog.append("then\n");
  EXPECT_EQ(written(backlog), "then\n");
  EXPECT_EQ(backlog.left_out(), 4u);
}

TEST(Backlog, KeepsTheOrderWhenTheReaderGoesOn) {
  Backlog backlog(12, 12);
  backlog.append("1111\n2222\n3333\n4444\n");
  EXPECT_EQ(backlog.next().substr(0, 5), "1111\n");
  backlog.remove(5);
  // Room for it in front, but others wait.
  backlog.append("5\n");
  EXPECT_EQ(written(backlog), "2222\n3333\n4444\n5\n");
  EXPECT_EQ(backlog.left_out(), 0u);
}

TEST(Backlog, CountsEachLineThatDoesNotArrive) {
  Backlog backlog(1000, 300);
  std::string out;
  std::uint64_t in = 0;
  for (int i = 0; i < 100'000; ++i) {
    backlog.append("record " + std::to_string(i) + "\n");
    ++in;
    if (i % 3 != 0) continue;
    const auto bytes = backlog.next().substr(0, 17);
    out += bytes;
    backlog.remove(bytes.size());
    ASSERT_LE(backlog.next().size(), 1000u + 300u);
  }
  out += written(backlog);
  EXPECT_GT(backlog.left_out(), 0u);
  EXPECT_EQ(
      static_cast<std::uint64_t>(std::count(out.begin(), out.end(), '\n')) + backlog.left_out(),
      in);
  EXPECT_TRUE(out.ends_with("record 99999\n"));
}

TEST(Backlog, HasNoBoundWhereItIsToldNone) {
  Backlog backlog(SIZE_MAX, 0);
  std::string in;
  for (int i = 0; i < 100'000; ++i) in += std::to_string(i) + "\n";
  backlog.append(in);
  EXPECT_EQ(backlog.left_out(), 0u);
  EXPECT_EQ(written(backlog, 4096), in);
}

}  // namespace
}  // namespace bpfnetstat::app
