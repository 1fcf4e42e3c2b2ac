// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "lab.h"
#include "runner.h"

// `explain` on a real kernel.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What this kernel counts: "TcpExt.ListenOverflows" and its value.
std::map<std::string, std::uint64_t> counters() {
  std::map<std::string, std::uint64_t> all;
  for (const char* file : {"/proc/thread-self/net/snmp", "/proc/thread-self/net/netstat"}) {
    std::istringstream lines(contents(file));
    for (std::string names, values; std::getline(lines, names) && std::getline(lines, values);) {
      std::istringstream name(names), value(values);
      std::string group, same;
      name >> group;
      value >> same;
      group.pop_back();
      for (std::string word, number; name >> word && value >> number;) {
        all[group + "." + word] = number.front() == '-' ? 0 : std::stoull(number);
      }
    }
  }
  std::istringstream lines(contents("/proc/thread-self/net/snmp6"));
  for (std::string name, value; lines >> name >> value;) {
    const auto group = name.substr(0, name.find('6') + 1);
    all[group + "." + name.substr(group.size())] = std::stoull(value);
  }
  return all;
}

std::string without_number(std::string name) {
  if (name.find(".InType") != std::string::npos || name.find(".OutType") != std::string::npos) {
    while (name.back() >= '0' && name.back() <= '9') name.pop_back();
  }
  return name;
}

TEST(Explain, KnowsEveryCounterOfThisKernel) {
  for (const char* language : {"en", "ja"}) {
    const Ended ended = Tool({"explain", "--json", "--lang", language}).wait();
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    std::set<std::string> known;
    for (const Record* record : ended.of_type("topic")) {
      EXPECT_FALSE(record->text("meaning").empty());
      known.insert(record->text("name"));
    }
    const auto all = counters();
    EXPECT_GT(all.size(), 200u);
    for (const auto& [name, value] : all) {
      EXPECT_TRUE(known.contains(name) || known.contains(without_number(name))) << name;
    }
  }
}

TEST(Explain, StatisticsExplainEachCounterThatIsNotZeroAndNoOther) {
  const FullListener full;
  full.drop(kAttempts);
  full.where.inside([&] {
    const Ended ended = Tool(RunOptions{.args = {"explain", "-s", "--json"}}).wait();
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(ended.err, "");
    std::map<std::string, std::uint64_t> explained;
    std::map<std::string, std::string> lines;
    for (const Record* record : ended.of_type("topic")) {
      explained[record->text("name")] += record->number("value");
      if (record->has("line")) lines[record->text("name")] = record->text("line");
    }
    EXPECT_EQ(explained["TcpExt.ListenDrops"], static_cast<std::uint64_t>(kAttempts));
    EXPECT_EQ(lines["TcpExt.ListenOverflows"], "23 times the listen queue of a socket overflowed");
    std::map<std::string, std::uint64_t> expected;
    for (const auto& [name, value] : counters()) {
      if (value != 0) expected[name] = value;
    }
    // The sockets' timers may count on in between.
    for (const auto& [name, value] : explained) EXPECT_TRUE(expected.contains(name)) << name;
    for (const auto& [name, value] : expected) EXPECT_TRUE(explained.contains(name)) << name;
  });
}

TEST(Explain, ALineOfNetstatIsATopic) {
  const Ended line = Tool({"explain", "6340", "times", "the", "listen", "queue", "of", "a",
                           "socket", "overflowed"})
                         .wait();
  EXPECT_EQ(line.exit_code, 0) << line.err;
  EXPECT_THAT(line.out, HasSubstr("TcpExt.ListenOverflows\n"));
  const Ended quoted = Tool({"explain", "    TCPFastRetrans: 12", "--lang", "en"}).wait();
  EXPECT_THAT(quoted.out, HasSubstr("TcpExt.TCPFastRetrans\n"));
  const Ended several = Tool({"explain", "InErrors", "--json"}).wait();
  EXPECT_GE(several.of_type("topic").size(), 3u);
}

TEST(Explain, AnUnknownWordIsRefusedInOneLineWithWhatIsLikeIt) {
  const Ended ended = Tool({"explain", "TIME_WAITS"}).wait();
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.err_lines(), 1u) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("state.TIME_WAIT"));
  const Ended hostile = Tool({"explain", "\x1b[31m\n"}).wait();
  EXPECT_EQ(hostile.exit_code, 2);
  EXPECT_EQ(hostile.err_lines(), 1u);
  EXPECT_EQ(hostile.err.find('\x1b'), std::string::npos);
}

TEST(Explain, TheLocaleDecidesTheLanguage) {
  const auto in_locale = [](const char* value) {
    return Tool(RunOptions{.args = {"explain", "state.TIME_WAIT"},
                           .before_exec =
                               [value] {
                                 unsetenv("LC_ALL");
                                 unsetenv("LC_MESSAGES");
                                 setenv("LANG", value, 1);
                               }})
        .wait();
  };
  EXPECT_THAT(in_locale("C.UTF-8").out, HasSubstr("When to worry"));
  EXPECT_THAT(in_locale("ja_JP.UTF-8").out, HasSubstr("注意すべき場合"));
  EXPECT_THAT(in_locale("ja_JP.eucJP").out, HasSubstr("When to worry"));
}

}  // namespace
}  // namespace bpfnetstat::lab
