// SPDX-License-Identifier: Apache-2.0
// What the compiler and the linker were asked for is in both programs, as readelf(1) reads them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "lab.h"

namespace bpfnetstat::lab {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

#ifdef __SANITIZE_ADDRESS__
constexpr bool kHasSanitizers = true;
#else
constexpr bool kHasSanitizers = false;
#endif

class Program : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (kHasSanitizers) GTEST_SKIP() << "the sanitizers have checks of their own";
    const char* chosen = std::getenv("BPFNETSTAT_BINARY");
    const std::filesystem::path main = chosen != nullptr ? chosen : BPFNETSTAT_BINARY;
    path_ = main.parent_path() / GetParam();
  }

  std::string readelf(const std::string& options) const {
    FILE* pipe = popen(("LC_ALL=C readelf -W " + options + " '" + path_ + "'").c_str(), "re");
    if (pipe == nullptr) fail("popen readelf");
    std::string text;
    for (int byte = 0; (byte = std::fgetc(pipe)) != EOF;) text += static_cast<char>(byte);
    if (pclose(pipe) != 0) fail("readelf " + options + " " + path_);
    return text;
  }

  std::string path_;
};

TEST_P(Program, HasNoMemoryThatCanBeWrittenAndExecuted) {
  const std::string segments = readelf("--program-headers");
  EXPECT_THAT(segments, ContainsRegex("GNU_STACK [ 0-9a-fx]* RW  "));
  EXPECT_THAT(segments, Not(ContainsRegex(" (RWE|W E) ")));
}

TEST_P(Program, IsBoundWhenItBeginsAndThenReadOnly) {
  EXPECT_THAT(readelf("--program-headers"), HasSubstr("GNU_RELRO"));
  EXPECT_THAT(readelf("--dynamic"), ContainsRegex("FLAGS_1.* NOW"));
}

// userspace/CMakeLists.txt has the reason.
TEST_P(Program, LiesAnywhereInMemoryIfItIsTheDaemon) {
  const bool is_daemon = GetParam() == std::string("bpfnetstat-daemon");
  EXPECT_THAT(readelf("--file-header"),
              HasSubstr(is_daemon ? "DYN (Position-Independent" : "EXEC"));
}

TEST_P(Program, ChecksItsStackAndTheSizesOfWhatItWrites) {
  const std::string symbols = readelf("--dyn-syms");
  EXPECT_THAT(symbols, HasSubstr(" __stack_chk_fail@"));
  // Fortified functions: some of the C library's, with the size of the object as an argument more.
  EXPECT_THAT(symbols, ContainsRegex(" __(read|pread64|readlink|readlinkat|memcpy|memset)_chk@"));
}

TEST_P(Program, LooksForLibrariesWhereTheSystemDoes) {
  EXPECT_THAT(readelf("--dynamic"), Not(ContainsRegex("RPATH|RUNPATH")));
}

TEST_P(Program, RunsAsWhoeverCallsIt) {
  struct stat status {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & (S_ISUID | S_ISGID), 0u);
}

INSTANTIATE_TEST_SUITE_P(, Program, testing::Values("bpfnetstat", "bpfnetstat-daemon"),
                         [](const auto& info) {
                           return info.param == std::string("bpfnetstat") ? "Main" : "Daemon";
                         });

}  // namespace
}  // namespace bpfnetstat::lab
