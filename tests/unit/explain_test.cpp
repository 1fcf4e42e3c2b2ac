// SPDX-License-Identifier: Apache-2.0
#include "explain/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/drop_cause.h"
#include "model/tcp_state.h"
#include "model/verdict.h"
#include "netstat/counter_sentences.h"
#include "render/explain.h"

namespace bpfnetstat {
namespace {

using explain::Language;
using explain::Topic;
using explain::Words;
using testing::ElementsAre;

std::vector<std::string> names(const std::vector<const Topic*>& topics) {
  std::vector<std::string> all;
  for (const Topic* topic : topics) all.emplace_back(topic->name);
  return all;
}

std::vector<std::string> look_up(std::string_view words) {
  return names(explain::look_up(words, netstat::counters_of_line));
}

bool has_japanese(std::string_view text) {
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    if (next.value >= 0x3041 && next.value <= 0x9FFF) return true;
    text.remove_prefix(next.bytes);
  }
  return false;
}

TEST(Explain, EveryTopicIsExplainedInBothLanguages) {
  std::set<std::string_view> seen;
  for (const Topic* topic : explain::all_topics()) {
    SCOPED_TRACE(std::string(topic->name));
    EXPECT_TRUE(seen.insert(topic->name).second) << "twice";
    // A longer word than that is like no name, whatever it is.
    EXPECT_LT(topic->name.size(), 48u);
    for (const Language language : {Language::english, Language::japanese}) {
      const auto& words = explain::words_of(*topic, language);
      EXPECT_FALSE(words.meaning.empty());
      EXPECT_FALSE(words.worry.empty());
      EXPECT_FALSE(words.next.empty());
      for (const auto text : {words.meaning, words.raised, words.worry, words.next}) {
        EXPECT_EQ(text.find_first_of("\n\r\t"), std::string_view::npos);
        EXPECT_EQ(text.find("  "), std::string_view::npos);
        EXPECT_FALSE(text.starts_with(' ') || text.ends_with(' '));
        EXPECT_EQ(printable(text), text) << "what a terminal would obey";
      }
    }
    for (const auto part : {&Words::meaning, &Words::raised, &Words::worry, &Words::next}) {
      EXPECT_EQ((topic->en.*part).empty(), (topic->ja.*part).empty());
      EXPECT_TRUE((topic->ja.*part).empty() || has_japanese(topic->ja.*part)) << topic->ja.*part;
      EXPECT_FALSE(has_japanese(topic->en.*part)) << topic->en.*part;
    }
  }
  EXPECT_GT(seen.size(), 800u);
}

TEST(Explain, EveryStateCauseAndVerdictHasATopic) {
  for (std::size_t state = 1; state < kTcpStates; ++state) {
    const auto name = "state." + std::string(to_string(static_cast<TcpState>(state)));
    EXPECT_NE(explain::find_topic(name), nullptr) << name;
  }
  for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
    const auto topic = "cause." + std::string(name(static_cast<DropCause>(cause)));
    EXPECT_NE(explain::find_topic(topic), nullptr) << topic;
  }
  for (std::size_t cause = 0; cause < kVerdictCauses; ++cause) {
    const auto topic = "verdict." + std::string(name(static_cast<VerdictCause>(cause)));
    EXPECT_NE(explain::find_topic(topic), nullptr) << topic;
  }
}

/// One word for one thing: each of these has been written in another way, or by another word.
TEST(Explain, JapaneseHasOneWordForOneThing) {
  // What is to be a long vowel at the end is one, unless the word goes on.
  constexpr std::string_view kLong[] = {"サーバ",   "カウンタ", "ルータ",   "ユーザ", "リスナ",
                                        "フィルタ", "タイマ",   "ドライバ", "ヘッダ"};
  constexpr std::string_view kOthers[] = {
      "インタフェース", "インターフェイス", "待ち受けソケット", "順序番号",          "あふれ",
      "洪水",           "二重モード",       "tracepoint だけ",  "クライアントの時刻"};
  for (const Topic* topic : explain::all_topics()) {
    const auto& ja = topic->ja;
    for (const std::string_view text : {ja.meaning, ja.raised, ja.worry, ja.next}) {
      for (const auto word : kOthers)
        EXPECT_EQ(text.find(word), std::string_view::npos) << topic->name << ": " << word;
      for (const auto word : kLong) {
        for (auto at = text.find(word); at != std::string_view::npos;
             at = text.find(word, at + 1)) {
          const auto rest = text.substr(at + word.size());
          EXPECT_TRUE(rest.starts_with("ー") || rest.starts_with("リング"))
              << topic->name << ": " << word << rest.substr(0, 30);
        }
      }
    }
  }
}

/// As the kernels of the matrix name them: tests/fixtures/counters/NAME, a counter a line.
class ExplainCounters : public testing::TestWithParam<const char*> {};

TEST_P(ExplainCounters, AreAllExplained) {
  std::ifstream file(std::string(SOURCE_DIR) + "/tests/fixtures/counters/" + GetParam());
  ASSERT_TRUE(file.is_open());
  std::size_t counters = 0;
  std::set<std::string> groups;
  for (std::string line; std::getline(file, line); ++counters) {
    EXPECT_NE(explain::find_topic(line), nullptr) << line;
    groups.insert(line.substr(0, line.find('.')));
  }
  EXPECT_GT(counters, 150u);
  EXPECT_THAT(groups, testing::IsSupersetOf({"Ip", "Icmp", "IcmpMsg", "Tcp", "Udp", "TcpExt",
                                             "IpExt", "Ip6", "Icmp6", "Udp6"}));
}

INSTANTIATE_TEST_SUITE_P(, ExplainCounters,
                         testing::Values("linux-5.10", "linux-6.1", "linux-6.12", "linux-6.18",
                                         "linux-7.3"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char c) { return c == '-' || c == '.'; }, '_');
                           return name;
                         });

TEST(Explain, FindsWhatSomebodyMeans) {
  EXPECT_THAT(look_up("TcpExt.ListenOverflows"), ElementsAre("TcpExt.ListenOverflows"));
  EXPECT_THAT(look_up("ListenOverflows"), ElementsAre("TcpExt.ListenOverflows"));
  EXPECT_THAT(look_up("listenoverflows"), ElementsAre("TcpExt.ListenOverflows"));
  EXPECT_THAT(look_up("TIME_WAIT"), ElementsAre("state.TIME_WAIT"));
  EXPECT_THAT(look_up("time_wait"), ElementsAre("state.TIME_WAIT"));
  EXPECT_THAT(look_up("accept_queue_full_syn"), ElementsAre("cause.accept_queue_full_syn"));
  EXPECT_THAT(look_up("Local Address"), testing::Contains("column.Local Address"));
  EXPECT_THAT(look_up("InErrors"), testing::IsSupersetOf({"Icmp.InErrors", "Udp.InErrors"}));
  EXPECT_THAT(look_up("route-flag.U"), ElementsAre("route-flag.U"));
  EXPECT_THAT(look_up("nonsense"), ElementsAre());
  EXPECT_THAT(look_up(""), ElementsAre());
}

TEST(Explain, CaseDecidesWhereItCan) {
  EXPECT_THAT(look_up("route-flag.M"), ElementsAre("route-flag.M"));
  EXPECT_THAT(look_up("route-flag.m"), ElementsAre("route-flag.m"));
}

TEST(Explain, KnowsTheStatesAsOthersSpellThem) {
  const std::pair<const char*, const char*> kSpelt[] = {
      {"ESTAB", "state.ESTABLISHED"},     {"TIME-WAIT", "state.TIME_WAIT"},
      {"SYN-SENT", "state.SYN_SENT"},     {"SYN-RECV", "state.SYN_RECV"},
      {"SYN_RCVD", "state.SYN_RECV"},     {"SYN-RECEIVED", "state.SYN_RECV"},
      {"FIN-WAIT-1", "state.FIN_WAIT1"},  {"FIN_WAIT_2", "state.FIN_WAIT2"},
      {"CLOSE-WAIT", "state.CLOSE_WAIT"}, {"close wait", "state.CLOSE_WAIT"},
      {"LAST-ACK", "state.LAST_ACK"},     {"CLOSED", "state.CLOSE"}};
  for (const auto& [words, name] : kSpelt) EXPECT_THAT(look_up(words), ElementsAre(name)) << words;
  EXPECT_THAT(look_up("UNCONN"), ElementsAre("state.CLOSE", "state.udp.unconnected"));
  EXPECT_THAT(look_up("ESTABLISHED"),
              testing::IsSupersetOf({"state.ESTABLISHED", "column.listeners.ESTABLISHED"}));
  EXPECT_THAT(look_up("TIMEWAIT"), ElementsAre("state.TIME_WAIT", "timer.timewait"));
  EXPECT_THAT(look_up("timewait"), ElementsAre("timer.timewait"));
  EXPECT_THAT(look_up("OTHER"), ElementsAre("column.listeners.OTHER"));
  EXPECT_THAT(look_up("closed"), ElementsAre("report.closed"));
}

TEST(Explain, KnowsFlagsAndTimersAsNetstatPrintsThem) {
  EXPECT_THAT(look_up("UG"), ElementsAre("route-flag.U", "route-flag.G"));
  EXPECT_THAT(look_up("UGDAe"), ElementsAre("route-flag.U", "route-flag.G", "route-flag.D",
                                            "route-flag.A", "route-flag.e"));
  EXPECT_THAT(look_up("!n"), ElementsAre("route-flag.!", "route-flag.n"));
  EXPECT_THAT(look_up("BMRU"), ElementsAre("interface-flag.B", "interface-flag.M",
                                           "interface-flag.R", "interface-flag.U"));
  EXPECT_THAT(look_up("LRU"),
              ElementsAre("interface-flag.L", "interface-flag.R", "interface-flag.U"));
  EXPECT_THAT(look_up("[ ACC ]"), ElementsAre("unix-flag.ACC"));
  EXPECT_THAT(look_up("[ ]"), ElementsAre("column.unix.Flags"));
  EXPECT_THAT(look_up("[NO FLAGS]"), ElementsAre("interface-flag.[NO FLAGS]"));
  EXPECT_THAT(look_up("on (0.20/0/0)"), ElementsAre("timer.on"));
  EXPECT_THAT(look_up("keepalive (7188.27/0/0)"), ElementsAre("timer.keepalive"));
  EXPECT_THAT(look_up("off (0.00/0/0)"), ElementsAre("timer.off"));
  // Words that are made of flags' letters.
  for (const char* word : {"name", "DROP", "U?", "UUGH?", "nobody (7/0/0)"})
    EXPECT_THAT(look_up(word), ElementsAre()) << word;
}

TEST(Explain, KnowsCountersAndHeadingsAsTheyArePrinted) {
  EXPECT_THAT(look_up("InType7"), ElementsAre("IcmpMsg.InType", "Icmp6.InType"));
  EXPECT_THAT(look_up("IcmpMsg.InType99"), ElementsAre("IcmpMsg.InType"));
  EXPECT_THAT(look_up("InType7: 3"), testing::Contains("IcmpMsg.InType"));
  EXPECT_THAT(look_up("IcmpMsg.OutType7: 3"), ElementsAre("IcmpMsg.OutType"));
  EXPECT_THAT(look_up("    InType3: 12"), testing::Contains("IcmpMsg.InType3"));
  EXPECT_THAT(look_up("InTypeX"), ElementsAre());
  EXPECT_THAT(look_up("TCPTimeouts: 24"), ElementsAre("TcpExt.TCPTimeouts"));
  EXPECT_THAT(look_up("TcpExtListenDrops"), ElementsAre("TcpExt.ListenDrops"));
  EXPECT_THAT(look_up("Icmp6InType133"), ElementsAre("Icmp6.InType133"));
  for (const char* group :
       {"Ip", "Icmp", "IcmpMsg", "Tcp", "Udp", "UdpLite", "TcpExt", "IpExt", "Ip6", "Icmp6", "Udp6",
        "UdpLite6", "Sctp", "ICMP input histogram", "ICMP output histogram"}) {
    const std::string name = "group." + std::string(group);
    EXPECT_THAT(look_up(group), ElementsAre(name));
    EXPECT_THAT(look_up(std::string(group) + ":"), ElementsAre(name));
  }
  EXPECT_THAT(look_up("tcp"), ElementsAre("group.Tcp"));
}

TEST(Explain, KnowsTheSentencesOfOlderNetstats) {
  const std::pair<const char*, const char*> kSaid[] = {
      {"2 other TCP timeouts", "TcpExt.TCPTimeouts"},
      {"3 timeouts after SACK recovery", "TcpExt.TCPSackFailures"},
      {"    5 SACK retransmits failed", "TcpExt.TCPSackRecoveryFail"},
      {"TCP data loss events", "TcpExt.TCPLoss"},
      {"17 TCP sockets finished time wait in slow timer", "TcpExt.TWKilled"},
      {"9 times recovered from packet loss by selective acknowledgements",
       "TcpExt.TCPSackRecovery"},
      {"4 retransmits lost", "TcpExt.TCPLostRetransmit"},
      {"Ran 7 times out of system memory during packet sending", "TcpExt.SockMallocOOM"}};
  for (const auto& [line, name] : kSaid) EXPECT_THAT(look_up(line), ElementsAre(name)) << line;
}

TEST(Explain, LooksForAPhraseAtLast) {
  EXPECT_THAT(look_up("too many orphaned sockets"), testing::Contains("concept.orphan"));
  EXPECT_THAT(look_up("オートネゴシエーション"), testing::Contains("column.interface.collisions"));
  // Of what everything speaks of, nothing is meant.
  EXPECT_THAT(look_up("the kernel"), ElementsAre());
  EXPECT_THAT(look_up("orphaned sock"), ElementsAre()) << "not a whole word";
  for (const char* nothing : {"-", "_", " ", ":", ".", "*", "()", "12", ": 3"})
    EXPECT_THAT(look_up(nothing), ElementsAre()) << nothing;
}

TEST(Explain, KnowsWhatIsSimilar) {
  EXPECT_EQ(explain::similar("ListenOverflow").front(), "TcpExt.ListenOverflows");
  EXPECT_THAT(explain::similar("TIMEWAIT"), testing::Contains("state.TIME_WAIT"));
  EXPECT_LE(explain::similar("TCP").size(), 5u);
  EXPECT_TRUE(explain::similar("completely-different-thing").empty());
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// As Levenshtein's table has it, cell by cell.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        table[i][j] = i + j;
        continue;
      }
      table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1,
                              table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
    }
  }
  return table[a.size()][b.size()];
}

TEST(Explain, WhatIsSimilarIsTheFewestLettersAway) {
  for (const std::string_view word :
       {"", "T", "TC", "tpc", "wiat", "TCPTimeOut", "ListnOverflow", "TcpExt.TCPLostRetransmits",
        "doctor.reason.counters_not_number", "interface-flag", "FIN_WAIT3", "retransmission",
        "verdict.accepter_uninterruptible_and_a_tail", "column.listeners.SYN QUEUE AND MORE OF IT",
        "TCPFastOpenListenOverflowsTCPFastOpenListenOverflowsTCPFastOpenLis",
        "MPTcpExt.MPJoinSynAckHMacFailures and so on, to sixty-four in all"}) {
    const std::string wanted = lowered(word);
    std::vector<std::pair<std::size_t, std::string_view>> near;
    for (const Topic* topic : explain::all_topics()) {
      const std::string whole = lowered(topic->name);
      const std::size_t apart =
          std::min(distance(wanted, whole), distance(wanted, whole.substr(whole.rfind('.') + 1)));
      const bool has_it = wanted.size() >= 3 && whole.find(wanted) != std::string::npos;
      if (has_it || apart <= 1 + wanted.size() / 4)
        near.emplace_back(has_it ? 0 : apart, topic->name);
    }
    std::stable_sort(near.begin(), near.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string_view> expected;
    for (std::size_t i = 0; i < std::min<std::size_t>(near.size(), 5); ++i)
      expected.push_back(near[i].second);
    EXPECT_EQ(explain::similar(word), expected) << word;
  }
}

TEST(Explain, ALineMayHaveSeveralPlacesForWhateverStandsThere) {
  EXPECT_THAT(look_up("a is b in kallsyms"), ElementsAre("doctor.reason.renamed"));
  EXPECT_THAT(look_up("this is is in is in kallsym, is b in kallsyms and on"),
              ElementsAre("doctor.reason.renamed"));
  EXPECT_THAT(look_up("not held: CAP_BPF (for this)"),
              testing::Contains("doctor.useful-capabilities"));
  EXPECT_THAT(look_up("is in kallsyms is"), ElementsAre());
}

TEST(Explain, TheLocaleDecidesTheLanguage) {
  EXPECT_EQ(explain::language_of_locale("ja_JP.UTF-8"), Language::japanese);
  EXPECT_EQ(explain::language_of_locale("ja_JP.utf8"), Language::japanese);
  EXPECT_EQ(explain::language_of_locale("ja.UTF-8@x"), Language::japanese);
  // The texts are in UTF-8, and these are not: the C library's ja_JP is EUC-JP.
  EXPECT_EQ(explain::language_of_locale("ja_JP.eucJP"), Language::english);
  EXPECT_EQ(explain::language_of_locale("ja_JP.SJIS"), Language::english);
  EXPECT_EQ(explain::language_of_locale("ja_JP"), Language::english);
  EXPECT_EQ(explain::language_of_locale("ja"), Language::english);
  EXPECT_EQ(explain::language_of_locale("C.UTF-8"), Language::english);
  EXPECT_EQ(explain::language_of_locale("C"), Language::english);
  EXPECT_EQ(explain::language_of_locale("de_DE"), Language::english);
  EXPECT_EQ(explain::language_of_locale("jam_JM"), Language::english);
  EXPECT_EQ(explain::parse_language("ja"), Language::japanese);
  EXPECT_EQ(explain::parse_language("jp"), std::nullopt);
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0) {
  std::string out;
  text::append_wrapped(out, text, width, indent);
  return out;
}

TEST(Explain, BreaksEnglishAtBlanks) {
  EXPECT_EQ(wrapped("one two three", 7), "one two\nthree\n");
  EXPECT_EQ(wrapped("one two three", 9, 2), "  one two\n  three\n");
  EXPECT_EQ(wrapped("a-word-that-is-too-long x", 5), "a-word-that-is-too-long\nx\n");
  EXPECT_EQ(wrapped("", 5), "");
  EXPECT_EQ(wrapped("exact", 5), "exact\n");
}

TEST(Explain, BreaksJapaneseBetweenCharactersButNotBeforeAMark) {
  EXPECT_EQ(wrapped("接続待ち。", 6), "接続待\nち。\n");
  EXPECT_EQ(wrapped("接続待。", 6), "接続\n待。\n");
  EXPECT_EQ(wrapped("「接続」", 6), "「接\n続」\n");
  EXPECT_EQ(wrapped("SYN が来た", 6), "SYN が\n来た\n");
  EXPECT_EQ(wrapped("接続SYN接続", 7), "接続SYN\n接続\n");
}

TEST(Explain, NoLineOfAnyTopicIsTooWide) {
  for (const Topic* topic : explain::all_topics()) {
    for (const Language language : {Language::english, Language::japanese}) {
      std::string out;
      text::append(out, *topic, language, CounterNow{.value = 7, .line = "7 of them"}, 80, {});
      std::istringstream lines(out);
      for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(text::wide_width(line), 82u) << line;
      }
    }
  }
}

TEST(Explain, JsonHasTheValueWhereItIsKnown) {
  const Topic topic{"X.Y", {.meaning = "m", .raised = "", .worry = "w", .next = "n"}, {}};
  std::string out;
  json::append(out, topic, Language::english, CounterNow{.value = 3, .line = "3 \"of\" them"});
  EXPECT_EQ(out, R"({"type":"topic","name":"X.Y","lang":"en","value":3,"line":"3 \"of\" them",)"
                 R"("meaning":"m","worry":"w","next":"n"})"
                 "\n");
}

}  // namespace
}  // namespace bpfnetstat
