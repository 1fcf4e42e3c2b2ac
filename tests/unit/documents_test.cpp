// SPDX-License-Identifier: Apache-2.0
// --help, the man page, the completion and the README name the same flags.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "app/options.h"

namespace bpfnetstat {
namespace {

std::string contents(const std::string& path) {
  std::ifstream file(std::string(SOURCE_DIR) + "/" + path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> flags_in(const std::string& text) {
  static const std::regex kFlag(R"((?:^|[\s,{|'])(--?[A-Za-z0-9][A-Za-z0-9-]*))");
  std::set<std::string> flags;
  for (std::sregex_iterator it(text.begin(), text.end(), kFlag), end; it != end; ++it)
    flags.insert((*it)[1]);
  return flags;
}

/// Of a command, or the main one.
std::string help_of(const char* command) {
  std::vector<const char*> words = {"bpfnetstat"};
  if (command != nullptr) words.push_back(command);
  words.push_back("--help");
  const auto parsed = parse(static_cast<int>(words.size()), words.data());
  const auto* help = std::get_if<HelpText>(&parsed);
  EXPECT_NE(help, nullptr);
  return help != nullptr ? help->text : "";
}

/// The man page without its markup.
std::string man_page() {
  std::string text = contents("userspace/man/bpfnetstat.8");
  text = std::regex_replace(text, std::regex(R"(\\f[A-Z])"), " ");
  text = std::regex_replace(text, std::regex(R"(\\-)"), "-");
  return std::regex_replace(text, std::regex("\""), " ");
}

class Documents : public testing::TestWithParam<const char*> {};

TEST_P(Documents, NameEveryFlagOfTheHelp) {
  const auto flags = flags_in(help_of(GetParam()));
  EXPECT_THAT(flags, testing::Contains("--json"));
  EXPECT_THAT(flags_in(man_page()), testing::IsSupersetOf(flags));
  EXPECT_THAT(flags_in(contents("userspace/completion/bpfnetstat")), testing::IsSupersetOf(flags));
}

INSTANTIATE_TEST_SUITE_P(, Documents,
                         testing::Values("drops", "trace", "listeners", "port", "history", "verify",
                                         "explain", "doctor"),
                         [](const auto& info) { return std::string(info.param); });

TEST(DocumentsOfAllCommands, NameEveryCommandOfTheHelp) {
  const std::string help = help_of(nullptr);
  const std::string readme = contents("README.md");
  const std::string man = man_page();
  for (const std::string command : {"drops", "trace", "listeners", "netstat", "port", "history",
                                    "verify", "explain", "doctor"}) {
    EXPECT_THAT(help, testing::HasSubstr("\n  " + command + " "));
    EXPECT_THAT(readme, testing::HasSubstr("`bpfnetstat " + command));
    EXPECT_THAT(man, testing::HasSubstr("bpfnetstat " + command));
  }
}

/// The sources of all tests.
std::string all_tests() {
  std::string tests;
  for (const char* folder : {"/tests/unit", "/tests/system"}) {
    for (const auto& file : std::filesystem::directory_iterator(std::string(SOURCE_DIR) + folder)) {
      if (file.path().extension() != ".cpp") continue;
      std::ifstream source(file.path());
      tests.append(std::istreambuf_iterator<char>(source), {});
    }
  }
  return tests;
}

/// Each `Suite.Test` that a part of the README names is there; `Suite.*` and `Suite.Begin*` as
/// well.
/// @param end where the part ends.
void expect_tests_of(const std::string& title, const std::string& end, int at_least) {
  const std::string readme = contents("README.md");
  const std::size_t begin = readme.find("\n" + title + "\n");
  ASSERT_NE(begin, std::string::npos) << title;
  const std::string section = readme.substr(begin, readme.find(end, begin + 1) - begin);
  const std::string tests = all_tests();
  static const std::regex kTest("`([A-Z][A-Za-z0-9]+)\\.([A-Z][A-Za-z0-9]+)?(\\*?)`");
  int named = 0;
  for (std::sregex_iterator it(section.begin(), section.end(), kTest), last; it != last; ++it) {
    ++named;
    const bool is_whole = (*it)[3].str().empty();
    const std::string words = "(" + (*it)[1].str() + ", " + (*it)[2].str() + (is_whole ? ")" : "");
    EXPECT_NE(tests.find(words), std::string::npos) << words;
  }
  EXPECT_GT(named, at_least);
}

TEST(Readme, NamesTestsOfSecurityThatExist) {
  expect_tests_of("## Security", "\n## ", 30);
}

TEST(Readme, NamesTestsOfFaultsThatExist) {
  expect_tests_of("### Faults that the tests make", "\n### ", 25);
}

}  // namespace
}  // namespace bpfnetstat
