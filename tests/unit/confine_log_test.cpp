// SPDX-License-Identifier: Apache-2.0
#include "confine/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>

#include "base/text.h"
#include "base/unique_fd.h"
#include "sample_records.h"

namespace bpfnetstat::confine {
namespace {

using std::chrono_literals::operator""s;

class LogTest : public testing::Test {
 protected:
  LogTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
    reader_.reset(ends[0]);
    writer_.reset(ends[1]);
    // A log must not rely on it: stderr is blocking.
    EXPECT_EQ(::fcntl(ends[1], F_SETFL, 0), 0);
  }

  /// What was written since the last call.
  std::string text() {
    std::string all;
    std::array<char, 4096> part{};
    ssize_t bytes = 0;
    while ((bytes = ::read(reader_.get(), part.data(), part.size())) > 0) {
      all.append(part.data(), static_cast<std::size_t>(bytes));
    }
    return all;
  }

  std::string journal_stream() const {
    struct stat status {};
    EXPECT_EQ(::fstat(writer_.get(), &status), 0);
    return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  }

  UniqueFd reader_;
  UniqueFd writer_;
  Log::Clock::time_point now_ = Log::Clock::now();
};

TEST_F(LogTest, ToATerminalLinesBeginWithOurName) {
  Log log(writer_.get(), nullptr);
  EXPECT_FALSE(log.to_journal());
  log.write(Priority::warning, "the history's disk is full", now_);
  EXPECT_EQ(text(), "bpfnetstat: the history's disk is full\n");
}

TEST_F(LogTest, ToTheJournalLinesBeginWithTheirPriority) {
  const std::string stream = journal_stream();
  Log log(writer_.get(), stream.c_str());
  EXPECT_TRUE(log.to_journal());
  log.write(Priority::error, "a", now_);
  log.write(Priority::info, "b", now_);
  EXPECT_EQ(text(), "<3>a\n<6>b\n");
}

TEST_F(LogTest, AStreamThatIsNoLongerTheJournalsHasNoPriorities) {
  const std::string stream = journal_stream();
  for (const std::string& other : {std::string("1:2"), std::string(), stream + "0", stream + ":"}) {
    EXPECT_FALSE(Log(writer_.get(), other.c_str()).to_journal()) << other;
  }
  EXPECT_FALSE(Log(-1, stream.c_str()).to_journal());
}

TEST_F(LogTest, DebugLinesAreForTheVerbose) {
  Log log(writer_.get(), nullptr);
  log.write(Priority::debug, "unseen", now_);
  log.set_verbose(true);
  log.write(Priority::debug, "seen", now_);
  log.set_verbose(false);
  log.write(Priority::debug, "unseen again", now_);
  EXPECT_EQ(text(), "bpfnetstat: seen\n");
}

TEST_F(LogTest, ALineIsOneLineAndHarmless) {
  Log log(writer_.get(), nullptr);
  log.write(Priority::info, "comm a\n<0>b\x1b[2J", now_);
  EXPECT_EQ(text(), "bpfnetstat: comm a\\x0a<0>b\\x1b[2J\n");
}

TEST_F(LogTest, ToTheJournalNoNameBeginsALineOrAPriority) {
  for (const std::string& name : sample::kHostileNames) {
    Log log(writer_.get(), journal_stream().c_str());
    log.write(Priority::info, name, now_);
    EXPECT_EQ(text(), "<6>" + printable(name) + "\n");
  }
}

TEST_F(LogTest, ALongLineIsCutBetweenCharacters) {
  Log log(writer_.get(), nullptr);
  std::string line;
  for (int i = 0; i < 3000; ++i) line += "\xc3\xa9";
  log.write(Priority::info, line, now_);
  const std::string written = text();
  EXPECT_LE(written.size(), Log::kMostBytes + 4);
  EXPECT_GT(written.size(), Log::kMostBytes - 4);
  EXPECT_THAT(written, testing::EndsWith("\xc3\xa9...\n"));
  EXPECT_THAT(written, testing::Not(testing::HasSubstr("\\x")));
}

TEST_F(LogTest, RepeatedLinesAreCountedAndToldAtTheEndOfTheWindow) {
  Log log(writer_.get(), nullptr);
  for (int i = 0; i < 23; ++i) log.write(Priority::warning, "cannot write the history", now_);
  std::string five;
  for (int i = 0; i < 5; ++i) five += "bpfnetstat: cannot write the history\n";
  EXPECT_EQ(text(), five);
  log.tick(now_ + Log::kWindow - 1s);
  EXPECT_EQ(text(), "");
  log.tick(now_ + Log::kWindow);
  EXPECT_EQ(text(), "bpfnetstat: 18 more like this were not logged: cannot write the history\n");
  log.tick(now_ + 2 * Log::kWindow);
  EXPECT_EQ(text(), "");
}

TEST_F(LogTest, TheNextWindowBeginsAnew) {
  Log log(writer_.get(), nullptr);
  for (int i = 0; i < 7; ++i) log.write(Priority::info, "a", now_);
  text();
  log.write(Priority::info, "a", now_ + Log::kWindow);
  EXPECT_EQ(text(), "bpfnetstat: 2 more like this were not logged: a\nbpfnetstat: a\n");
}

TEST_F(LogTest, LinesThatDifferInTheirNumbersAreOfAKind) {
  Log log(writer_.get(), nullptr);
  for (int i = 0; i < 23; ++i) {
    log.write(Priority::info, "client " + std::to_string(i * 7) + " did not read", now_);
  }
  for (int i = 0; i < 2; ++i) log.write(Priority::info, "client left", now_);
  const std::string written = text();
  EXPECT_EQ(std::count(written.begin(), written.end(), '\n'), 7);
  log.flush();
  EXPECT_EQ(text(), "bpfnetstat: 18 more like this were not logged: client 0 did not read\n");
}

TEST_F(LogTest, HoweverManyKindsThereAreTheWindowIsBounded) {
  Log log(writer_.get(), nullptr);
  for (int i = 0; i < 5000; ++i) {
    log.write(Priority::info, std::string(static_cast<std::size_t>(i % 500 + 1), 'x'), now_);
  }
  std::string written = text();
  const auto lines = std::count(written.begin(), written.end(), '\n');
  EXPECT_EQ(lines, static_cast<std::ptrdiff_t>(Log::kMostLines));
  log.flush();
  written = text();
  EXPECT_LE(std::count(written.begin(), written.end(), '\n'),
            static_cast<std::ptrdiff_t>(Log::kMostKinds + 1));
  // Every line was either written or is in a count.
  std::size_t counted = 0;
  for (std::size_t at = 0; at < written.size(); at = written.find('\n', at) + 1) {
    counted += std::stoul(written.substr(at + std::string("bpfnetstat: ").size()));
  }
  EXPECT_EQ(counted + Log::kMostLines, 5000u);
}

TEST_F(LogTest, APipeThatNobodyEmptiesBlocksNobody) {
  Log log(writer_.get(), nullptr);
  ASSERT_GT(::fcntl(writer_.get(), F_SETPIPE_SZ, 4096), 0);
  int lines = 0;
  std::string expected;
  for (; lines < 23; ++lines) {
    log.write(Priority::info, std::string(500, static_cast<char>('a' + lines)), now_);
  }
  const std::string written = text();
  const auto came = static_cast<std::size_t>(std::count(written.begin(), written.end(), '\n'));
  EXPECT_GT(came, 0u);
  EXPECT_LT(came, 23u);
  log.flush();
  std::size_t counted = 0;
  for (std::string told = text(); !told.empty(); told = text()) {
    for (std::size_t at = 0; at < told.size(); at = told.find('\n', at) + 1) {
      counted += std::stoul(told.substr(at + std::string("bpfnetstat: ").size()));
    }
    log.flush();
  }
  EXPECT_EQ(came + counted, 23u);
}

TEST_F(LogTest, NobodyWhoReadsIsNoFailure) {
  Log log(writer_.get(), nullptr);
  reader_.reset();
  // SIGPIPE would end the test.
  log.write(Priority::info, "a", now_);
  log.flush();
  Log closed(-1, nullptr);
  closed.write(Priority::info, "a", now_);
}

}  // namespace
}  // namespace bpfnetstat::confine
