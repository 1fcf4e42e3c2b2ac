// SPDX-License-Identifier: Apache-2.0
#include "app/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/text.h"

namespace bpfnetstat {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

ParsedOptions parse_words(std::vector<const char*> words) {
  words.insert(words.begin(), "bpfnetstat");
  return parse(static_cast<int>(words.size()), words.data());
}

/// The options that these words mean; a failure of the test when they mean anything else.
Options options_of(std::vector<const char*> words) {
  ParsedOptions parsed = parse_words(std::move(words));
  if (const auto* error = std::get_if<Error>(&parsed)) {
    ADD_FAILURE() << "usage error: " << to_string(*error);
    return {};
  }
  if (!std::holds_alternative<Options>(parsed)) {
    ADD_FAILURE() << "help instead of options";
    return {};
  }
  return std::get<Options>(std::move(parsed));
}

/// The one line that these words are refused with.
std::string refusal(std::vector<const char*> words) {
  const ParsedOptions parsed = parse_words(std::move(words));
  const auto* error = std::get_if<Error>(&parsed);
  if (error == nullptr) return "(accepted)";
  EXPECT_EQ(error->kind, ErrorKind::usage);
  EXPECT_NE(error->advice, "") << error->what;
  return to_string(*error);
}

std::string help(std::vector<const char*> words) {
  const ParsedOptions parsed = parse_words(std::move(words));
  const auto* text = std::get_if<HelpText>(&parsed);
  return text == nullptr ? "(no help)" : text->text;
}

TEST(Options, ListenersAreSortedAndWatched) {
  EXPECT_EQ(options_of({"listeners"}), Options{.command = Command::listeners});
  EXPECT_EQ(options_of({"listeners", "--sort", "queue"}).order, ListenerOrder::queue);
  EXPECT_EQ(options_of({"listeners"}).watch_s, std::nullopt);
  EXPECT_EQ(options_of({"listeners", "--watch"}).watch_s, 2);
  EXPECT_EQ(options_of({"listeners", "--watch", "0.5", "-v"}).watch_s, 0.5);
  EXPECT_EQ(options_of({"listeners", "--watch", "--json"}).watch_s, 2);
  EXPECT_TRUE(options_of({"listeners", "--watch", "--json"}).json);
  EXPECT_EQ(options_of({"listeners", "--watch=3", "--count", "7"}).count, 7u);
  EXPECT_THAT(refusal({"listeners", "--sort", "beauty"}), HasSubstr("--sort: 'beauty'"));
  EXPECT_THAT(refusal({"listeners", "--sort"}), HasSubstr("--sort"));
  EXPECT_THAT(refusal({"listeners", "--watch", "0"}), HasSubstr("--watch: '0'"));
  EXPECT_THAT(refusal({"listeners", "--watch", "often"}), HasSubstr("--watch: 'often'"));
  EXPECT_THAT(refusal({"listeners", "--watch", "1", "--watch", "2"}), HasSubstr("--watch"));
  EXPECT_THAT(refusal({"listeners", "--count", "7"}), HasSubstr("add --watch"));
  EXPECT_THAT(refusal({"drops", "--sort", "drops"}), HasSubstr("--sort"));
  EXPECT_THAT(refusal({"trace", "--watch"}), HasSubstr("--watch"));
}

TEST(Options, ACommandAloneMeansTheDefaults) {
  EXPECT_EQ(options_of({"drops"}), Options{});
  EXPECT_EQ(options_of({"trace"}), Options{.command = Command::trace});
  EXPECT_EQ(options_of({"doctor"}), Options{.command = Command::doctor});
}

TEST(Options, DefaultsFilterNothing) {
  const Options options;
  EXPECT_EQ(options.netns, "all");
  EXPECT_EQ(options.probe, Probe::automatic);
  EXPECT_EQ(options.family, std::nullopt);
  EXPECT_EQ(options.pid, std::nullopt);
  EXPECT_EQ(options.ring_kib, std::nullopt);
}

TEST(Options, DropsTakesEveryFlag) {
  const Options expected{
      .command = Command::drops,
      .json = true,
      .verbose = true,
      .check = true,
      .local_ports = {80, 443},
      .remote_ports = {40000},
      .pid = 4711,
      .family = Family::ipv6,
      .netns = "web",
      .cgroup = "/system.slice/nginx.service",
      .duration_s = 12.5,
      .interval_s = 0.25,
      .count = 23,
      .probe = Probe::tracepoint,
      .ring_kib = 1024,
      .without = {"second-copy", "stack-slot"},
  };
  EXPECT_EQ(options_of({"drops",      "--json",     "-v",
                        "--check",    "-L",         "80,443",
                        "-D",         "40000",      "-p",
                        "4711",       "-6",         "--netns",
                        "web",        "--cgroup",   "/system.slice/nginx.service",
                        "--duration", "12.5",       "--interval",
                        "0.25",       "--count",    "23",
                        "--probe",    "tracepoint", "--ring-kib",
                        "1024",       "--without",  "second-copy,stack-slot"}),
            expected);
}

TEST(Options, TraceTakesTheFilters) {
  const Options expected{.command = Command::trace,
                         .local_ports = {65535},
                         .remote_ports = {1},
                         .family = Family::ipv4,
                         .count = 7};
  EXPECT_EQ(options_of({"trace", "-4", "-L65535", "-D", "1", "--count=7"}), expected);
}

TEST(Options, DoctorTakesOutputAndMechanism) {
  const Options expected{
      .command = Command::doctor, .json = true, .verbose = true, .probe = Probe::kprobe};
  EXPECT_EQ(options_of({"doctor", "--json", "-v", "--probe", "kprobe"}), expected);
}

TEST(Options, HistoryAloneIsTheLastHourByListener) {
  const Options options = options_of({"history"});
  EXPECT_EQ(options, Options{.command = Command::history});
  EXPECT_EQ(options.history.since, (view::Moment{true, 3'600'000'000'000}));
  EXPECT_EQ(options.history.until, (view::Moment{true, 0}));
  EXPECT_EQ(options.history.database, "/var/lib/bpfnetstat/history.db");
}

TEST(Options, HistoryTakesEveryFlag) {
  const Options expected{
      .command = Command::history,
      .json = true,
      .netns = "web",
      .history = {.since = {.is_before_now = false, .ns = 1'795'360'801'000'000'000},
                  .until = {.is_before_now = true, .ns = 90'000'000'000},
                  .listener = ListenerFilter{.address = IpAddress{}, .port = 8080},
                  .by = HistoryBy::minute,
                  .events = true,
                  .database = "/tmp/h.db"}};
  EXPECT_EQ(options_of({"history", "--json", "--netns", "web", "--since", "2026-11-22T15:20:01Z",
                        "--until", "90s", "--listener", "0.0.0.0:8080", "--by", "minute",
                        "--events", "--database", "/tmp/h.db"}),
            expected);
}

TEST(Options, HistorySaysWhatItWouldHaveTaken) {
  EXPECT_EQ(
      refusal({"history", "--since", "soon\n"}),
      "--since: 'soon\\x0a' is no time; give 90s, 15m, 1h or 7d, or RFC 3339 with its offset: "
      "2026-11-22T15:20:01Z");
  EXPECT_EQ(refusal({"history", "--until", "1y"}),
            "--until: '1y' is no time; give 90s, 15m, 1h or 7d, or RFC 3339 with its offset: "
            "2026-11-22T15:20:01Z");
  EXPECT_EQ(refusal({"history", "--listener", "8080"}),
            "--listener: '8080' is no listener; give :PORT, ADDRESS:PORT or [IPV6]:PORT");
  EXPECT_EQ(refusal({"history", "--by", "port"}),
            "--by: 'port' is no way to sum up; give listener, client, cause or minute");
  EXPECT_EQ(refusal({"history", "--database", ""}),
            "--database: '' is no path; see bpfnetstat history --help");
  EXPECT_EQ(refusal({"history", "--since", "1h", "--since", "2h"}),
            "--since: given more than once; give it once");
  EXPECT_EQ(refusal({"history", "--probe", "kprobe"}),
            "unknown option '--probe'; see bpfnetstat history --help");
  EXPECT_EQ(refusal({"history", "1h"}), "'1h' is one word too many; see bpfnetstat history --help");
}

TEST(Options, BothFamiliesAreNoFilter) {
  EXPECT_EQ(options_of({"drops", "-4"}).family, Family::ipv4);
  EXPECT_EQ(options_of({"drops", "-6"}).family, Family::ipv6);
  EXPECT_EQ(options_of({"drops", "-4", "-6"}).family, std::nullopt);
  EXPECT_EQ(options_of({"drops", "-46"}).family, std::nullopt);
}

TEST(Options, PortListsAddUpAndForgetRepetitions) {
  EXPECT_THAT(options_of({"drops", "-L", "443,80", "-L", "80,8080"}).local_ports,
              ElementsAre(443, 80, 8080));
  EXPECT_THAT(options_of({"drops", "-P", "5", "-D", "3", "-P", "5"}).remote_ports,
              ElementsAre(5, 3));
}

TEST(Options, EveryMechanismHasAName) {
  EXPECT_EQ(options_of({"drops", "--probe", "auto"}).probe, Probe::automatic);
  EXPECT_EQ(options_of({"drops", "--probe", "fentry"}).probe, Probe::fentry);
  EXPECT_EQ(options_of({"drops", "--probe", "kprobe"}).probe, Probe::kprobe);
  EXPECT_EQ(options_of({"drops", "--probe", "tracepoint"}).probe, Probe::tracepoint);
}

TEST(Options, RingSizeLimitsAreInclusive) {
  EXPECT_EQ(options_of({"drops", "--ring-kib", "64"}).ring_kib, 64);
  EXPECT_EQ(options_of({"drops", "--ring-kib", "1048576"}).ring_kib, 1048576);
}

TEST(Options, EveryFeatureCanBeTakenAway) {
  EXPECT_THAT(options_of({"drops", "--without", "stack-slot,second-copy", "--without",
                          "rdonly-cast,rdonly-cast"})
                  .without,
              ElementsAre("stack-slot", "second-copy", "rdonly-cast"));
}

TEST(Options, IntervalAndCountAsInBcc) {
  const Options every_five = options_of({"drops", "5"});
  EXPECT_EQ(every_five.interval_s, 5.0);
  EXPECT_EQ(every_five.duration_s, std::nullopt);
  EXPECT_EQ(every_five.count, std::nullopt);

  const Options three_times = options_of({"drops", "-L", "80", "0.5", "3", "--json"});
  EXPECT_EQ(three_times.interval_s, 0.5);
  EXPECT_EQ(three_times.duration_s, 1.5);
  EXPECT_EQ(three_times.count, std::nullopt);
}

TEST(Options, TwoDashesEndTheFlags) {
  EXPECT_EQ(options_of({"drops", "--"}), Options{});
  EXPECT_EQ(options_of({"drops", "--", "5"}).interval_s, 5.0);
}

struct BadInput {
  std::vector<const char*> words;
  const char* line;
};

constexpr const char* kSeconds =
    " is no number of seconds; give 0.001 to 1000000000, for example 10 or 0.5";

std::string duration_refusal(const char* word) {
  return refusal({"drops", "--duration", word});
}

TEST(Options, SecondsAreAboveZeroAndFinite) {
  for (const char* word : {"0", "-5", "0.0009", "1000000001", "nan", "inf", "1e999", "10s", " 10",
                           "+10", "ten", "1,5"}) {
    EXPECT_EQ(duration_refusal(word), "--duration: '" + std::string(word) + "'" + kSeconds);
    EXPECT_EQ(refusal({"drops", "--interval", word}),
              "--interval: '" + std::string(word) + "'" + kSeconds);
  }
  EXPECT_EQ(options_of({"drops", "--duration", "0.001"}).duration_s, 0.001);
  EXPECT_EQ(options_of({"drops", "--duration", "1000000000"}).duration_s, 1e9);
}

TEST(Options, PortsAreOneTo65535) {
  for (const char* word : {"0", "70000", "65536", "-1", "http", "80x", "0x50", "", " 80"}) {
    const std::string rest =
        ": '" + std::string(word) + "' is no port; give 1 to 65535, separated by commas";
    EXPECT_EQ(refusal({"drops", "-L", word}), "-L" + rest);
    EXPECT_EQ(refusal({"trace", "-D", word}), "-D,-P" + rest);
  }
  EXPECT_EQ(refusal({"drops", "-L", "80,,443"}),
            "-L: '' is no port; give 1 to 65535, separated by commas");
  EXPECT_EQ(refusal({"drops", "-L", "80,99999,443"}),
            "-L: '99999' is no port; give 1 to 65535, separated by commas");
}

TEST(Options, RingSizesThatTheKernelWouldRefuse) {
  for (const char* word : {"0", "1", "2", "1000", "2097152", "-4", "4k", "18446744073709551616"}) {
    EXPECT_THAT(refusal({"drops", "--ring-kib", word}),
                MatchesRegex("--ring-kib: '" + std::string(word) +
                             "' is no ring size; give a power of two from [0-9]+ to 1048576, in "
                             "KiB"));
  }
}

TEST(Options, RefusedWordsAreNamedWithAdvice) {
  const std::vector<BadInput> inputs = {
      {{},
       "no command given; give drops, trace, listeners, netstat, port, history, verify, "
       "explain, daemon or doctor, or see bpfnetstat --help"},
      {{"explain", "--lang", "fr"}, "--lang: 'fr' is no language; give en or ja"},
      {{"explain", "-s", "LISTEN"}, "-s explains all counters, 'LISTEN' is one; give either"},
      {{"explain", "-L", "80"}, "unknown option '-L'; see bpfnetstat explain --help"},
      {{"port"}, "no port given; give one: bpfnetstat port 8080"},
      {{"port", "0"}, "'0' is no port; give 1 to 65535"},
      {{"port", "http"}, "'http' is no port; give 1 to 65535"},
      {{"port", "65536"}, "'65536' is no port; give 1 to 65535"},
      {{"port", "80", "81"}, "'81' is one word too many; see bpfnetstat port --help"},
      {{"port", "80", "-L", "81"}, "unknown option '-L'; see bpfnetstat port --help"},
      {{"port", "80", "--duration", "3"},
       "--duration and --count end what --follow begins; add --follow"},
      {{""}, "unknown command ''; see bpfnetstat --help"},
      {{"listen"}, "unknown command 'listen'; see bpfnetstat --help"},
      {{"Drops"}, "unknown command 'Drops'; see bpfnetstat --help"},
      {{"--json", "drops"},
       "unknown option '--json'; give a command first and its options after it; see "
       "bpfnetstat --help"},
      {{"drops", "--frob"}, "unknown option '--frob'; see bpfnetstat drops --help"},
      {{"drops", "--frob=1"}, "unknown option '--frob=1'; see bpfnetstat drops --help"},
      {{"trace", "-x"}, "unknown option '-x'; see bpfnetstat trace --help"},
      {{"drops", "-5"}, "unknown option '-5'; see bpfnetstat drops --help"},
      {{"trace", "--interval", "5"}, "unknown option '--interval'; see bpfnetstat trace --help"},
      {{"doctor", "-L", "80"}, "unknown option '-L'; see bpfnetstat doctor --help"},
      {{"doctor", "80"}, "'80' is one word too many; see bpfnetstat doctor --help"},
      {{"trace", "5"}, "'5' is one word too many; see bpfnetstat trace --help"},
      {{"drops", "drops"},
       "'drops' is neither a flag nor an INTERVAL in seconds; see bpfnetstat drops "
       "--help"},
      {{"drops", "-"},
       "'-' is neither a flag nor an INTERVAL in seconds; see bpfnetstat drops --help"},
      {{"drops", "0"},
       "'0' is neither a flag nor an INTERVAL in seconds; see bpfnetstat drops --help"},
      {{"drops", "5", "0"},
       "'0' is no COUNT of intervals; give 1 or more, 1000000000 seconds in all at most"},
      {{"drops", "5", "1.5"},
       "'1.5' is no COUNT of intervals; give 1 or more, 1000000000 seconds in all at "
       "most"},
      {{"drops", "5", "200000001"},
       "'200000001' is no COUNT of intervals; give 1 or more, 1000000000 seconds in all "
       "at most"},
      {{"drops", "5", "3", "7"}, "'7' is one word too many; see bpfnetstat drops --help"},
      {{"drops", "5", "--interval", "3"},
       "'5': the interval is given twice; give either --interval or INTERVAL"},
      {{"drops", "5", "3", "--duration", "9"},
       "'3': the duration is given twice; give either --duration or COUNT"},
      {{"drops", "-p"}, "-p: the value is missing; see bpfnetstat drops --help"},
      {{"drops", "-vL"}, "-L: the value is missing; see bpfnetstat drops --help"},
      {{"drops", "--netns"}, "--netns: the value is missing; see bpfnetstat drops --help"},
      {{"drops", "--without"}, "--without: the value is missing; see bpfnetstat drops --help"},
      {{"drops", "-L", "--json"}, "-L: '--json' is no port; give 1 to 65535, separated by commas"},
      {{"drops", "-p", "0"}, "-p: '0' is no process id; give the number that ps shows"},
      {{"drops", "-p", "2147483648"},
       "-p: '2147483648' is no process id; give the number that ps shows"},
      {{"drops", "-p", "nginx"}, "-p: 'nginx' is no process id; give the number that ps shows"},
      {{"drops", "-p", "1", "-p", "2"}, "-p: given more than once; give it once"},
      {{"drops", "--netns", ""},
       "--netns: '' is no network namespace; see bpfnetstat drops --help"},
      {{"trace", "--cgroup", ""}, "--cgroup: '' is no path; see bpfnetstat trace --help"},
      {{"drops", "--count", "0"}, "--count: '0' is no count; give 1 or more"},
      {{"drops", "--count", "18446744073709551616"},
       "--count: '18446744073709551616' is no count; give 1 or more"},
      {{"drops", "--probe", "uprobe"},
       "--probe: 'uprobe' is no mechanism; give auto, fentry, kprobe or tracepoint"},
      {{"drops", "--without", "stack-slot,luck"},
       "--without: 'luck' is no feature; give stack-slot, second-copy, rdonly-cast, "
       "socket-cookie, sock-from-file, fetching-atomics, map-allocator, late-port, "
       "listener-events, queues, call-events, connection-ends or per-cpu-offsets, "
       "separated by commas"},
      {{"drops", "--json=yes"}, "--json: 'yes' is too much; the flag takes no value"},
      {{"drops", "--check=false"}, "--check: 'false' is too much; the flag takes no value"}};
  for (const BadInput& input : inputs) EXPECT_EQ(refusal(input.words), input.line);
}

TEST(Options, ARefusalIsOneHarmlessLineWhateverTheBytes) {
  const std::string evil = "a\nb\x1b[2J\r";
  for (const std::vector<const char*>& words : {std::vector<const char*>{evil.c_str()},
                                                {"drops", evil.c_str()},
                                                {"drops", "-L", evil.c_str()},
                                                {"drops", "--netns", "x", "-p", evil.c_str()},
                                                {"drops", "--probe", evil.c_str()},
                                                {"drops", "--ring-kib", evil.c_str()},
                                                {"drops", "5", evil.c_str()},
                                                {"doctor", evil.c_str()}}) {
    const std::string line = refusal(words);
    EXPECT_THAT(line, HasSubstr(printable(evil)));
    EXPECT_EQ(line.find_first_of("\n\r\x1b"), std::string::npos) << words.back();
  }
  const std::string flag = "--x\ny";
  EXPECT_THAT(refusal({"trace", flag.c_str()}), HasSubstr(printable(flag)));
}

TEST(Options, VersionIsOneLine) {
  EXPECT_THAT(help({"--version"}), MatchesRegex("bpfnetstat [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Options, HelpNamesTheCommandsThatExistAndOnlyThose) {
  const std::string text = help({"--help"});
  EXPECT_EQ(help({"-h"}), text);
  for (const char* command :
       {"\n  drops ", "\n  trace ", "\n  listeners ", "\n  netstat ", "\n  port ", "\n  history ",
        "\n  explain ", "\n  verify ", "\n  daemon ", "\n  doctor "}) {
    EXPECT_THAT(text, HasSubstr(command));
  }
  EXPECT_THAT(text, Not(HasSubstr("\n  replay"))) << "or whatever else there is not";
}

TEST(Options, EveryHelpSaysWhatItDoesThenUsageExamplesAndExitCodes) {
  for (const std::vector<const char*>& words : {std::vector<const char*>{"--help"},
                                                {"drops", "--help"},
                                                {"trace", "-h"},
                                                {"doctor", "--help"}}) {
    const std::string text = help(words);
    SCOPED_TRACE(text);
    const std::size_t usage = text.find("\nUsage:\n");
    const std::size_t examples = text.find("\nExamples:\n");
    const std::size_t exit_codes = text.find("\nExit codes:\n");
    ASSERT_NE(exit_codes, std::string::npos);
    EXPECT_LT(0, usage);
    EXPECT_LT(usage, examples);
    EXPECT_LT(examples, exit_codes);
    for (const char* code : {"\n  0  ", "\n  1  ", "\n  2  ", "\n  3  ", "\n  4  "}) {
      EXPECT_THAT(text.substr(exit_codes), HasSubstr(code));
    }
    EXPECT_EQ(text.back(), '\n');
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), 80) << line;
    }
  }
}

TEST(Options, CommandHelpListsItsFlags) {
  for (const char* command : {"drops", "trace"}) {
    const std::string text = help({command, "--help"});
    for (const char* flag :
         {"\n  -L PORT[,..] ", "\n  -D,-P PORT[,..] ", "\n  -p PID ", "\n  -4 ", "\n  -6 ",
          "\n  --netns ", "\n  --cgroup PATH ", "\n  --duration SECONDS ", "\n  --count N ",
          "\n  --probe ", "\n  --ring-kib KIB ", "\n  --check ", "\n  --json ", "\n  -v ",
          "\n  -h,--help "}) {
      EXPECT_THAT(text, HasSubstr(flag)) << command;
    }
    EXPECT_THAT(text, Not(HasSubstr("--without")));
    EXPECT_THAT(text, Not(HasSubstr("stack-slot")));
  }
  EXPECT_THAT(help({"drops", "--help"}), HasSubstr("\n  --interval SECONDS "));
  EXPECT_THAT(help({"trace", "--help"}), Not(HasSubstr("--interval")));
  EXPECT_THAT(help({"doctor", "--help"}), Not(HasSubstr("--netns")));
}

// A daemon parses the words of one client after those of another, by the same tables.
TEST(Options, OfEarlierWordsNothingIsLeft) {
  const auto all = {"drops",   "-4",         "-L",     "80,443",  "-p",     "1",
                    "--netns", "blue",       "--json", "--check", "-v",     "--cgroup",
                    "/a",      "--duration", "7",      "--count", "3",      "--interval",
                    "2",       "--socket",   "none",   "--probe", "fentry", "--ring-kib",
                    "64",      "--without",  "queues", "-D",      "1"};
  const Options filled = options_of(all);
  EXPECT_NE(filled, Options{.command = Command::drops});
  EXPECT_EQ(options_of({"drops"}), Options{.command = Command::drops});
  EXPECT_FALSE(std::holds_alternative<Options>(parse_words({"drops", "-4", "--count", "none"})));
  EXPECT_EQ(options_of({"drops"}), Options{.command = Command::drops});
  EXPECT_FALSE(std::holds_alternative<Options>(parse_words({"drops", "--json", "--no-such"})));
  EXPECT_TRUE(std::holds_alternative<HelpText>(parse_words({"drops", "--json", "--help"})));
  EXPECT_EQ(options_of({"drops"}), Options{.command = Command::drops});
  EXPECT_EQ(options_of(all), filled);
}

TEST(Options, HelpWinsOverWrongValues) {
  EXPECT_EQ(help({"drops", "-L", "70000", "--frob", "--help"}), help({"drops", "--help"}));
}

}  // namespace
}  // namespace bpfnetstat
