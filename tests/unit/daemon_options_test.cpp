// SPDX-License-Identifier: Apache-2.0
#include "app/daemon_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/text.h"
#include "procfs_testing.h"

namespace bpfnetstat {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

constexpr std::string_view kNoConfig = "/nonexistent/bpfnetstat.conf";

/// The options that these words mean, their own record left out; a failure of the test when they
/// mean anything else.
DaemonOptions options_of(const Words& words, std::string_view config = kNoConfig) {
  const ParsedDaemonOptions parsed = parse_daemon(words, config);
  if (const auto* error = std::get_if<Error>(&parsed)) {
    ADD_FAILURE() << "usage error: " << to_string(*error);
    return {};
  }
  const auto* options = std::get_if<DaemonOptions>(&parsed);
  if (options == nullptr) {
    ADD_FAILURE() << "help instead of options";
    return {};
  }
  EXPECT_EQ(options->words, words);
  DaemonOptions settings = *options;
  settings.words.clear();
  settings.config.clear();
  return settings;
}

/// An Error that fits the contract, as one line.
std::string line_of(const Error& error) {
  EXPECT_EQ(error.kind, ErrorKind::usage);
  EXPECT_NE(error.advice, "") << error.what;
  const std::string line = to_string(error);
  EXPECT_EQ(line, printable(line));
  return line;
}

/// The one line that these words are refused with.
std::string refusal(const Words& words, std::string_view config = kNoConfig) {
  const ParsedDaemonOptions parsed = parse_daemon(words, config);
  const auto* error = std::get_if<Error>(&parsed);
  return error == nullptr ? "(accepted)" : line_of(*error);
}

/// What a file of this text changes the defaults to.
DaemonOptions configured(std::string_view text) {
  DaemonOptions options;
  const auto applied = apply_config(text, "/etc/x.conf", options);
  EXPECT_TRUE(applied) << to_string(applied.error());
  return options;
}

/// The one line that a file of this text is refused with.
std::string config_refusal(std::string_view text) {
  DaemonOptions options;
  const auto applied = apply_config(text, "/etc/x.conf", options);
  return applied ? "(accepted)" : line_of(applied.error());
}

Endpoint endpoint(std::array<std::uint8_t, 4> bytes, std::uint16_t port) {
  Endpoint endpoint{.address = {}, .port = port};
  std::copy(bytes.begin(), bytes.end(), endpoint.address.bytes.begin());
  return endpoint;
}

// --- command line ---

TEST(DaemonOptions, NoWordsMeanTheDefaults) {
  EXPECT_EQ(options_of({}), DaemonOptions{});
  const DaemonOptions defaults;
  EXPECT_EQ(defaults.socket, "/run/bpfnetstat/bpfnetstat.sock");
  EXPECT_EQ(defaults.group, std::nullopt);
  EXPECT_EQ(defaults.history, "/var/lib/bpfnetstat/history.db");
  EXPECT_EQ(defaults.history_size_mb, 200u);
  EXPECT_EQ(defaults.history_age_days, 30u);
  EXPECT_EQ(defaults.metrics, std::nullopt);
  EXPECT_EQ(defaults.metrics_listeners, 200u);
  EXPECT_EQ(defaults.connections, 1'000'000u);
  EXPECT_TRUE(defaults.queues);
}

TEST(DaemonOptions, TheCommandLineTakesEveryFlag) {
  const DaemonOptions expected{
      .socket = "/tmp/s",
      .group = "adm",
      .history = "/tmp/h.db",
      .history_size_mb = 23,
      .history_age_days = 7,
      .metrics = endpoint({192, 0, 2, 1}, 9798),
      .metrics_listeners = 5,
      .connections = 1000,
      .queues = false,
      .verbose = true,
      .probe = Probe::kprobe,
      .ring_kib = 1024,
      .without = {"second-copy", "stack-slot"},
  };
  EXPECT_EQ(options_of({"--socket",
                        "/tmp/s",
                        "--group=adm",
                        "--history",
                        "/tmp/h.db",
                        "--history-size",
                        "23",
                        "--history-age",
                        "7",
                        "--metrics",
                        "192.0.2.1:9798",
                        "--metrics-listeners",
                        "5",
                        "--connections",
                        "1000",
                        "--queues",
                        "off",
                        "-v",
                        "--probe",
                        "kprobe",
                        "--ring-kib",
                        "1024",
                        "--without",
                        "second-copy",
                        "--without",
                        "stack-slot,second-copy"}),
            expected);
}

TEST(DaemonOptions, MetricsAreOfThisMachineUnlessAnotherAddressIsGiven) {
  EXPECT_EQ(options_of({"--metrics", "9798"}).metrics, endpoint({127, 0, 0, 1}, 9798));
  EXPECT_EQ(options_of({"--metrics", ":9798"}).metrics, endpoint({127, 0, 0, 1}, 9798));
  EXPECT_EQ(options_of({"--metrics", "0.0.0.0:65535"}).metrics, endpoint({0, 0, 0, 0}, 65535));
  EXPECT_EQ(options_of({"--metrics", "none"}).metrics, std::nullopt);
  const auto ipv6 = options_of({"--metrics", "[::1]:1"}).metrics;
  ASSERT_TRUE(ipv6);
  EXPECT_EQ(to_string(*ipv6), "[::1]:1");
}

TEST(DaemonOptions, AnAddressThatIsNoneIsRefused) {
  for (const char* bad :
       {"localhost:9798", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
        "127.0.0.1:-1", "127.0.0.1:9798x", "::1:9798", "[::1]", "[]:9798", "[127.0.0.1]:9798",
        "[fe80::1%lo]:9798", "1.2.3:9798", "0", "x", ":", "None"}) {
    EXPECT_THAT(refusal({"--metrics", bad}),
                StartsWith("--metrics: '" + std::string(bad) + "' is no ADDRESS:PORT; give "));
  }
}

TEST(DaemonOptions, NoHistoryIsAValue) {
  EXPECT_EQ(options_of({"--history", "none"}).history, std::nullopt);
  EXPECT_EQ(options_of({"--history", "./none"}).history, "./none");
}

TEST(DaemonOptions, NumbersHaveBounds) {
  EXPECT_EQ(options_of({"--history-size", "1000000"}).history_size_mb, 1'000'000u);
  EXPECT_EQ(options_of({"--connections", "1"}).connections, 1u);
  for (const char* flag :
       {"--history-size", "--history-age", "--metrics-listeners", "--connections"}) {
    for (const char* bad :
         {"0", "-1", "1.5", "x", "1k", " 1", "1000000000", "99999999999999999999", "0x10", "+1"}) {
      EXPECT_THAT(refusal({flag, bad}), StartsWith(std::string(flag) + ": '" + bad +
                                                   "' is no number that it takes; give 1 to "));
    }
  }
}

TEST(DaemonOptions, ASocketsPathHasToFit) {
  const std::string longest = "/" + std::string(106, 's');
  EXPECT_EQ(options_of({"--socket", longest}).socket, longest);
  EXPECT_THAT(refusal({"--socket", longest + "s"}), HasSubstr("at most 107 bytes"));
}

TEST(DaemonOptions, WrongWordsAreNamed) {
  EXPECT_EQ(refusal({"--sokcet", "/x"}), "unknown option '--sokcet'; see bpfnetstat daemon --help");
  EXPECT_EQ(refusal({"start"}), "'start' is one word too many; see bpfnetstat daemon --help");
  EXPECT_EQ(refusal({"--group"}), "--group: the value is missing; see bpfnetstat daemon --help");
  EXPECT_EQ(refusal({"--group", ""}), "--group: the value is empty; see bpfnetstat daemon --help");
  EXPECT_EQ(refusal({"--group", "a", "--group", "b"}),
            "--group: given more than once; give it once");
  EXPECT_THAT(refusal({"--socket", "a\nb"}), HasSubstr("'a\\x0ab' has a control character"));
  EXPECT_THAT(refusal({"--probe", "magic"}), HasSubstr("--probe: 'magic' is no mechanism"));
  EXPECT_THAT(refusal({"--queues", "yes"}), HasSubstr("--queues: 'yes' is neither on nor off"));
  EXPECT_THAT(refusal({"--ring-kib", "3"}), HasSubstr("--ring-kib: '3' is no ring size"));
  EXPECT_THAT(refusal({"--without", "a"}), HasSubstr("--without: 'a' is no feature"));
  EXPECT_THAT(refusal({"--verbose=maybe"}), HasSubstr("maybe"));
  EXPECT_THAT(refusal({"\x1b[2J\xff"}), HasSubstr("\\x1b[2J\\xff"));
}

TEST(DaemonOptions, HelpHasEveryFlagAndTheDefaults) {
  const auto parsed = parse_daemon({"--help", "--config", "/nonexistent"}, kNoConfig);
  const auto* help = std::get_if<HelpText>(&parsed);
  ASSERT_NE(help, nullptr);
  EXPECT_THAT(help->text, HasSubstr("bpfnetstat daemon [OPTION]..."));
  EXPECT_THAT(help->text, Not(HasSubstr("--without")));
  EXPECT_THAT(help->text, testing::EndsWith("\n"));
  const DaemonOptions defaults;
  for (const std::string& value :
       {defaults.socket, *defaults.history, std::to_string(defaults.history_size_mb),
        std::to_string(defaults.history_age_days), std::to_string(defaults.metrics_listeners),
        std::to_string(defaults.connections), std::string(kDaemonConfig)}) {
    EXPECT_THAT(help->text, HasSubstr("(" + value)) << value;
  }
  std::istringstream lines(help->text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

// --- file ---

TEST(DaemonConfig, TakesEveryKey) {
  const DaemonOptions expected{
      .socket = "/tmp/s",
      .group = "adm",
      .history = std::nullopt,
      .history_size_mb = 23,
      .history_age_days = 7,
      .metrics = endpoint({192, 0, 2, 1}, 9798),
      .metrics_listeners = 5,
      .connections = 1000,
      .queues = false,
      .verbose = true,
      .probe = Probe::fentry,
      .ring_kib = 1024,
      .without = {"second-copy", "stack-slot"},
  };
  EXPECT_EQ(configured("# a comment\n"
                       "; another\n"
                       "\n"
                       "socket = /tmp/s\r\n"
                       "  group=adm   # a comment\n"
                       "history = none\n"
                       "history-size = 23\n"
                       "history-age\t=\t7\n"
                       "metrics = \"192.0.2.1:9798\"\n"
                       "metrics-listeners = '5'\n"
                       "connections = 1000\n"
                       "queues = off\n"
                       "verbose = true\n"
                       "probe = fentry\n"
                       "ring-kib = 1024\n"
                       "without = second-copy, stack-slot"),
            expected);
}

TEST(DaemonConfig, QuotesKeepBlanksAndCommasTogether) {
  EXPECT_EQ(configured("history = \"/a b/c,d.db\"").history, "/a b/c,d.db");
  EXPECT_EQ(configured("history = '/a b/c,d.db'").history, "/a b/c,d.db");
  EXPECT_EQ(to_string(*configured("metrics = \"[::1]:9798\"").metrics), "[::1]:9798");
}

TEST(DaemonConfig, WhatIsWrongIsNamedWithFileAndLine) {
  EXPECT_EQ(config_refusal("\n# x\nsokcet = /x\n"),
            "/etc/x.conf:3: unknown key 'sokcet'; the keys are the long names in bpfnetstat daemon "
            "--help");
  EXPECT_EQ(config_refusal("history-size = 0"),
            "/etc/x.conf:1: history-size: '0' is no number that it takes; give 1 to 1000000");
  EXPECT_EQ(config_refusal("group = a\n\ngroup = b\n"),
            "/etc/x.conf:3: group: given more than once; give it once");
  EXPECT_EQ(config_refusal("socket\n"), "/etc/x.conf:1: socket: no value; write socket = VALUE");
  EXPECT_THAT(config_refusal("[daemon]\nsocket = /x\n"),
              StartsWith("/etc/x.conf:1: '[daemon]': there are no sections"));
  EXPECT_THAT(config_refusal("verbose = yes"), HasSubstr("'yes' is neither true nor false"));
}

TEST(DaemonConfig, WhatALineReaderWouldPassOverOrCutIsRefused) {
  // Each of these would lose something without a word.
  for (const char* bad : {"v",
                          "=",
                          "x=",
                          "socket =",
                          "socket = # nothing",
                          "socket = \"\"",
                          "socket = /a b",
                          "socket = /a,b",
                          "socket = /a,",
                          "socket = \"/a\"b",
                          "socket = \"/a b\" c",
                          "socket = \"/a#b\"",
                          "socket = \"/a",
                          "socket = /a\"",
                          "socket = `/a b`",
                          "socket = \"/a\\\" b\"",
                          "socket = [/a, /b]",
                          "metrics = [::1]:9798",
                          "socket.x = /a",
                          "\"socket\" = /a",
                          "--socket = /a",
                          "config = /a",
                          "help = true",
                          "Socket = /a",
                          "socket : /a",
                          "socket = '/a\" "}) {
    EXPECT_THAT(config_refusal(bad), StartsWith("/etc/x.conf:1: ")) << bad;
  }
  EXPECT_THAT(config_refusal(std::string_view("socket = /a\0b", 13)), HasSubstr("\\x00"));
}

TEST(DaemonConfig, AByteOrderMarkIsNotPassedOver) {
  EXPECT_THAT(config_refusal("\xef\xbb\xbfsocket = /a"), HasSubstr("unknown key"));
}

TEST(DaemonConfig, WrittenAndReadAgainSaysTheSame) {
  EXPECT_EQ(configured(to_config({})), DaemonOptions{});
  const auto options = options_of({"--socket", "/a b", "--group", "x,y", "--history", "none",
                                   "--metrics", "[2001:db8::1]:80", "-v", "--probe", "tracepoint",
                                   "--ring-kib", "64", "--without", "late-port,rdonly-cast"});
  EXPECT_EQ(configured(to_config(options)), options);
}

// --- both ---

class DaemonConfigFile : public testing::Test {
 protected:
  std::string path() const { return tree_ / "x.conf"; }
  void write(std::string_view text, mode_t mode = 0644) {
    tree_.file("x.conf", text);
    ASSERT_EQ(::chmod(path().c_str(), mode), 0);
  }

  procfs::TempTree tree_;
};

TEST_F(DaemonConfigFile, IsReadFromItsDefaultPlaceOrWhereTheCommandLineSays) {
  write("group = adm\n");
  EXPECT_EQ(options_of({}, path()).group, "adm");
  EXPECT_EQ(options_of({"--config", path()}).group, "adm");
  const auto parsed = parse_daemon({"--config", path()}, kNoConfig);
  EXPECT_EQ(std::get<DaemonOptions>(parsed).config, path());
}

TEST_F(DaemonConfigFile, LosesAgainstTheCommandLine) {
  write("group = adm\nhistory-size = 23\nmetrics = 9798\nverbose = true\nwithout = stack-slot\n");
  const auto options = options_of(
      {"--history-size", "5", "--metrics", "none", "--verbose=false", "--without", "late-port"},
      path());
  EXPECT_EQ(options.group, "adm");
  EXPECT_EQ(options.history_size_mb, 5u);
  EXPECT_EQ(options.metrics, std::nullopt);
  EXPECT_FALSE(options.verbose);
  EXPECT_THAT(options.without, ElementsAre("late-port"));
}

TEST_F(DaemonConfigFile, MayBeMissingUnlessItIsAskedFor) {
  EXPECT_EQ(options_of({}, path()), DaemonOptions{});
  EXPECT_EQ(
      refusal({"--config", path()}),
      "--config: cannot open '" + path() + "': No such file or directory; give a file that exists");
  EXPECT_THAT(refusal({"--config", path(), "--config", path()}), HasSubstr("more than once"));
  EXPECT_THAT(refusal({"--config", ""}), HasSubstr("--config"));
}

TEST_F(DaemonConfigFile, IsNamedWithItsLine) {
  write("group = adm\ncolour = red\n");
  EXPECT_THAT(refusal({}, path()), StartsWith(path() + ":2: unknown key 'colour'"));
  // The command line comes first.
  EXPECT_THAT(refusal({"--probe", "x"}, path()), StartsWith("--probe"));
}

TEST_F(DaemonConfigFile, ThatOthersMayWriteIsRefused) {
  for (const mode_t mode : {0664, 0646, 0622, 0777}) {
    write("group = adm\n", mode);
    EXPECT_EQ(refusal({}, path()), path() + ": others than its owner may write it; chmod go-w it");
  }
  for (const mode_t mode : {0600, 0644, 0755}) {
    write("group = adm\n", mode);
    EXPECT_EQ(options_of({}, path()).group, "adm");
  }
}

TEST_F(DaemonConfigFile, ThatBelongsToAnotherUserIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to give a file away";
  write("group = adm\n");
  ASSERT_EQ(::chown(path().c_str(), 65534, 0), 0);
  EXPECT_EQ(refusal({}, path()), path() + ": belongs to user 65534; chown it to root");
}

TEST_F(DaemonConfigFile, ThatIsNoFileIsRefusedAndNotWaitedFor) {
  EXPECT_THAT(refusal({"--config", tree_.root()}), HasSubstr("not a regular file"));
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  EXPECT_THAT(refusal({"--config", path()}), HasSubstr("not a regular file"));
  EXPECT_THAT(refusal({"--config", "/dev/null"}), HasSubstr("not a regular file"));
}

TEST_F(DaemonConfigFile, ThatIsTooLargeIsRefused) {
  write(std::string(kMostConfigBytes, '#'));
  EXPECT_EQ(options_of({}, path()), DaemonOptions{});
  write(std::string(kMostConfigBytes + 1, '#'));
  EXPECT_THAT(refusal({}, path()), HasSubstr("larger than 65536 bytes"));
}

// --- SIGHUP ---

DaemonOptions running(const Words& words, std::string_view config) {
  return std::get<DaemonOptions>(parse_daemon(words, config));
}

TEST_F(DaemonConfigFile, ReadAgainChangesWhatMayChangeAndNamesTheRest) {
  write("history-size = 23\ngroup = adm\n");
  const auto before = running({}, path());
  write("history-size = 42\nhistory-age = 7\nverbose = true\nsocket = /tmp/s\nring-kib = 64\n");
  const auto again = reread(before);
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_THAT(again->changed, ElementsAre("history-size: 23, now 42", "history-age: 30, now 7",
                                          "verbose: false, now true"));
  EXPECT_THAT(again->need_restart,
              ElementsAre("socket: /run/bpfnetstat/bpfnetstat.sock, now /tmp/s",
                          "group: adm, now unset", "ring-kib: 4096, now 64"));
  DaemonOptions expected = before;
  expected.history_size_mb = 42;
  expected.history_age_days = 7;
  expected.verbose = true;
  EXPECT_EQ(again->options, expected);
}

TEST_F(DaemonConfigFile, ReadAgainStillLosesAgainstTheCommandLine) {
  write("history-size = 23\n");
  const auto before = running({"--history-size", "5", "--config", path()}, kNoConfig);
  write("history-size = 42\nhistory-age = 7\n");
  const auto again = reread(before);
  ASSERT_TRUE(again);
  EXPECT_THAT(again->changed, ElementsAre("history-age: 30, now 7"));
  EXPECT_EQ(again->options.history_size_mb, 5u);
}

TEST_F(DaemonConfigFile, ReadAgainAndUnchangedSaysNothing) {
  write("history-size = 23\nmetrics = 9798\n");
  const auto before = running({"-v"}, path());
  const auto again = reread(before);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->options, before);
  EXPECT_THAT(again->changed, IsEmpty());
  EXPECT_THAT(again->need_restart, IsEmpty());
}

TEST_F(DaemonConfigFile, ReadAgainMeansTheDefaultsWhereItIsGone) {
  write("history-size = 23\n");
  const auto before = running({}, path());
  ASSERT_EQ(::unlink(path().c_str()), 0);
  const auto again = reread(before);
  ASSERT_TRUE(again);
  EXPECT_THAT(again->changed, ElementsAre("history-size: 23, now 200"));
}

TEST_F(DaemonConfigFile, ReadAgainAndWrongIsAnError) {
  write("history-size = 23\n");
  const auto before = running({}, path());
  write("history-size = many\n");
  const auto again = reread(before);
  ASSERT_FALSE(again);
  EXPECT_THAT(line_of(again.error()), StartsWith(path() + ":1: history-size: 'many'"));
}

// --- documents ---

std::string contents(const std::string& path) {
  std::ifstream file(std::string(SOURCE_DIR) + "/" + path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string help_text() {
  return std::get<HelpText>(parse_daemon({"--help"}, kNoConfig)).text;
}

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) {
    found.insert((*it)[1]);
  }
  return found;
}

const std::string kFlag = R"((?:^|[\s,{|'])(--?[A-Za-z0-9][A-Za-z0-9-]*))";

TEST(DaemonDocuments, NameEveryFlagOfTheHelp) {
  const auto flags = matches(help_text(), kFlag);
  ASSERT_THAT(flags, IsSupersetOf({"--socket", "--config", "--help"}));
  std::string man = contents("userspace/man/bpfnetstat.8");
  const std::size_t begin = man.find("\n.SH OPTIONS OF DAEMON");
  ASSERT_NE(begin, std::string::npos);
  man = man.substr(begin, man.find("\n.SH ", begin + 1) - begin);
  man = std::regex_replace(man, std::regex(R"(\\f[A-Z])"), " ");
  man = std::regex_replace(man, std::regex(R"(\\-)"), "-");
  EXPECT_THAT(matches(man, kFlag), IsSupersetOf(flags));
  const std::string completion = contents("userspace/completion/bpfnetstat");
  const std::size_t daemon = completion.find("      daemon)");
  ASSERT_NE(daemon, std::string::npos);
  EXPECT_THAT(matches(completion.substr(daemon, completion.find(";;", daemon) - daemon), kFlag),
              IsSupersetOf(flags));
}

TEST(DaemonDocuments, TheMainHelpNamesTheCommand) {
  const char* words[] = {"bpfnetstat", "--help"};
  EXPECT_THAT(std::get<HelpText>(parse(2, words)).text, HasSubstr("\n  daemon   "));
  EXPECT_THAT(contents("userspace/man/bpfnetstat.8"), HasSubstr("bpfnetstat daemon"));
}

TEST(DaemonDocuments, AllGiveTheSizeOfTheRing) {
  const std::string kib = std::to_string(DaemonOptions{}.ring_kib);
  EXPECT_THAT(help_text(), HasSubstr("in KiB (" + kib + ")"));
  EXPECT_THAT(contents("userspace/man/bpfnetstat.8"), HasSubstr("in KiB (" + kib + ")"));
  EXPECT_THAT(contents("README.md"), HasSubstr("`--ring-kib` (" + kib + ")"));
}

TEST(DaemonDocuments, TheExampleConfigurationShowsEveryDefault) {
  const std::string text = contents("scripts/packaging/bpfnetstat.conf");
  EXPECT_EQ(configured(text), DaemonOptions{});
  // Its settings are commented out, prose begins with "# ".
  const std::string enabled = std::regex_replace(text, std::regex("(^|\n)#(\\w)"), "$1$2");
  EXPECT_NE(enabled, text);
  EXPECT_EQ(configured(enabled).history, DaemonOptions{}.history);
  auto keys = matches(enabled, R"((?:^|\n)([a-z-]+) = )");
  for (const std::string& flag : matches(help_text(), R"([\s,](--[a-z-]+)\s)")) {
    if (flag == "--config" || flag == "--help") continue;
    EXPECT_EQ(keys.erase(flag.substr(2)), 1u) << flag;
  }
  EXPECT_THAT(keys, IsEmpty());
  DaemonOptions shown = configured(enabled);
  // It has no default that could be written.
  EXPECT_EQ(shown.group, "adm");
  shown.group.reset();
  EXPECT_EQ(shown, DaemonOptions{});
}

}  // namespace
}  // namespace bpfnetstat
