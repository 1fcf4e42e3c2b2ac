// SPDX-License-Identifier: Apache-2.0
// What bash, zsh and fish offer is what --help has: the shells themselves are asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "app/daemon_options.h"
#include "app/options.h"

namespace bpfnetstat {
namespace {

using testing::IsSupersetOf;
using Words = std::set<std::string>;

const std::string kFolder = std::string(SOURCE_DIR) + "/userspace/completion/";

std::string output_of(const std::string& command) {
  FILE* const pipe = popen((command + " </dev/null").c_str(), "r");
  if (pipe == nullptr) return "popen failed";
  std::string text;
  for (int byte = 0; (byte = std::fgetc(pipe)) != EOF;) text += static_cast<char>(byte);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return text;
}

/// The first group of each match.
Words matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern, std::regex::ECMAScript | std::regex::multiline);
  Words found;
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
    found.insert((*it)[1]);
  return found;
}

/// What a shell is started with for "bpfnetstat WORDS... CURRENT".
struct Shell {
  std::string name;

  bool is_there() const {
    return std::system(("command -v " + name + " >/dev/null").c_str()) == 0;  // NOLINT
  }

  /// What it offers for the word that begins so; for zsh the specifications that it is given.
  std::string ask(const std::vector<std::string>& words, const std::string& current) const {
    std::string line = "bpfnetstat ";
    for (const auto& word : words) line += word + ' ';
    const std::string previous = words.empty() ? "bpfnetstat" : words.back();
    const std::string number = std::to_string(words.size() + 1);
    if (name == "bash") {
      return output_of("bash --norc -c '. " + kFolder + "bpfnetstat; COMP_WORDS=(" + line + "\"" +
                       current + "\"); COMP_CWORD=" + number + "; _bpfnetstat bpfnetstat \"" +
                       current + "\" " + previous + "; printf \"%s\\n\" \"${COMPREPLY[@]}\"'");
    }
    if (name == "fish") {
      return output_of("HOME=/nonexistent fish --no-config -c 'source " + kFolder +
                       "bpfnetstat.fish; complete -C \"" + line + current + "\"' 2>&1");
    }
    // zsh's own _arguments works in its line editor alone.
    return output_of(
        "zsh -f -c '_arguments() { print -rl -- \"$@\" }; "
        "_describe() { print -rl -- ${${(P)4}%%:*} }; words=(" +
        line + "\"" + current + "\"); CURRENT=$#words; . " + kFolder + "_bpfnetstat' 2>&1");
  }

  Words flags(const std::vector<std::string>& words) const {
    const std::string text = ask(words, "-");
    if (name == "zsh") return matches(text, R"(^(?:\([^)]*\))?\*?(-[-A-Za-z0-9]+)\[)");
    return matches(text, R"(^(-[^\t\n]*))");
  }

  Words values(const std::string& command, const std::string& option) const {
    if (name != "zsh") return matches(ask({command, option}, ""), R"(^([^\t\n]+))");
    const std::string text = ask({command}, "-");
    std::smatch found;
    // The values are what stands in parentheses at the end.
    std::regex_search(text, found, std::regex(option + R"(\[[^\n]*:\(([^\n()]*)\)\n)"));
    return matches(found[1], R"(([^ ]+))");
  }
};

std::string help_of(const std::string& command) {
  if (command == "daemon") return std::get<HelpText>(parse_daemon({"--help"})).text;
  std::vector<const char*> words = {"bpfnetstat"};
  if (!command.empty()) words.push_back(command.c_str());
  words.push_back("--help");
  return std::get<HelpText>(parse(static_cast<int>(words.size()), words.data())).text;
}

Words flags_of(const std::string& command) {
  if (command != "netstat") {
    std::string lines;
    // Lines that begin with a flag: the text speaks of other commands' too.
    for (const auto& line : matches(help_of(command), R"(^  (-[^ \n]*))")) lines += line + ',';
    return matches(lines, "([^,]+),");
  }
  // The first lines have flags in clusters.
  std::ifstream file(std::string(SOURCE_DIR) + "/userspace/netstat/command.cpp");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t begin = text.find("\nWhat to show");
  text = text.substr(begin, text.find(")\";", begin) - begin);
  Words flags = matches(text, R"((?:^|[ ,])(--?[A-Za-z0-9][-a-z0-9]*))");
  flags.merge(Words{"-h", "--help", "-V", "--version"});
  return flags;
}

Words commands() {
  return matches(help_of(""), R"(^  ([a-z]+) {2,})");
}

class Completion : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!shell_.is_there()) GTEST_SKIP() << "no " << shell_.name << " on this machine";
  }
  const Shell shell_{GetParam()};
};

TEST_P(Completion, OffersTheCommands) {
  ASSERT_THAT(commands(), IsSupersetOf({"drops", "netstat", "daemon"}));
  Words expected = commands();
  expected.merge(Words{"--help", "--version"});
  Words offered = matches(shell_.ask({}, ""), R"(^([a-z][^\t\n]*))");
  offered.merge(shell_.flags({}));
  EXPECT_EQ(offered, expected);
}

TEST_P(Completion, OffersTheFlagsOfEachCommandAndNoOther) {
  for (const std::string& command : commands()) {
    SCOPED_TRACE(command);
    ASSERT_THAT(flags_of(command), IsSupersetOf({"-h", "--help"}));
    EXPECT_EQ(shell_.flags({command}), flags_of(command));
  }
}

TEST_P(Completion, OffersTheValuesThatAFlagTakes) {
  using Values = std::pair<std::pair<std::string, std::string>, Words>;
  for (const auto& [flag, values] :
       {Values{{"drops", "--probe"}, {"auto", "fentry", "kprobe", "tracepoint"}},
        Values{{"daemon", "--probe"}, {"auto", "fentry", "kprobe", "tracepoint"}},
        Values{{"daemon", "--queues"}, {"on", "off"}},
        Values{{"listeners", "--sort"},
               {"drops", "queue", "peak", "limit", "established", "address", "port", "process",
                "netns"}},
        Values{{"history", "--by"}, {"listener", "client", "cause", "minute"}},
        Values{{"explain", "--lang"}, {"en", "ja"}}}) {
    SCOPED_TRACE(flag.first + flag.second);
    EXPECT_EQ(shell_.values(flag.first, flag.second), values);
    // Nor does --help know others, or fewer.
    for (const std::string& value : values)
      EXPECT_THAT(help_of(flag.first), testing::ContainsRegex("[ |(]" + value));
  }
}

INSTANTIATE_TEST_SUITE_P(, Completion, testing::Values("bash", "zsh", "fish"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace bpfnetstat
