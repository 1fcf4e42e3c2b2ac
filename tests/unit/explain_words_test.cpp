// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "explain/explain.h"
#include "explain/sayings.h"
#include "model/doctor.h"
#include "model/drop_cause.h"
#include "netstat/counter_sentences.h"
#include "render/doctor.h"
#include "render/history.h"
#include "render/json.h"
#include "render/text.h"
#include "sample_doctor.h"
#include "sample_figures.h"
#include "sample_records.h"

// Whatever the program prints can be looked up as it is printed.
namespace bpfnetstat {
namespace {

std::vector<std::string> look_up(std::string_view words) {
  std::vector<std::string> names;
  for (const auto* topic : explain::look_up(words, netstat::counters_of_line))
    names.emplace_back(topic->name);
  return names;
}

std::string source(const std::string& path) {
  std::ifstream file(std::string(SOURCE_DIR) + "/userspace/" + path);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The string literals of C++, those that stand together as one; no comments, no #include.
std::vector<std::string> literals(const std::string& text) {
  std::istringstream lines(text);
  std::string code;
  const std::regex comment(R"(^\s*//.*|^#include.*)");
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, comment)) code += line + '\n';
  }
  std::vector<std::string> all;
  const std::regex run(R"re("((?:[^"\\\n]|\\.)*)"(?:\s*"((?:[^"\\\n]|\\.)*)")*)re");
  const std::regex one(R"re("((?:[^"\\\n]|\\.)*)")re");
  for (std::sregex_iterator at(code.begin(), code.end(), run), end; at != end; ++at) {
    const std::string together = at->str();
    std::string joined;
    for (std::sregex_iterator part(together.begin(), together.end(), one); part != end; ++part)
      joined += (*part)[1].str();
    all.push_back(std::move(joined));
  }
  return all;
}

/// What fmt::format makes of it, for our purpose.
std::string filled(const std::string& format) {
  return std::regex_replace(format, std::regex(R"(\{[^}]*\})"), "tcp_something");
}

TEST(ExplainSayings, AreOfTopicsThatExist) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& saying : explain::sayings()) {
    EXPECT_NE(explain::find_topic(saying.topic), nullptr) << saying.words << ": " << saying.topic;
    EXPECT_TRUE(seen.emplace(saying.words, saying.topic).second) << saying.words;
    if (saying.is_line()) continue;
    // None is hidden by a topic of that name.
    EXPECT_THAT(look_up(saying.words), testing::Contains(std::string(saying.topic)))
        << saying.words;
  }
}

TEST(ExplainDoctor, EveryReasonOfThePlanHasATopic) {
  std::size_t reasons = 0;
  for (const auto& literal : literals(source("kernel/plan.cpp"))) {
    // What is no sentence is a name; and what require() says goes to stderr.
    if (literal.find(' ') == std::string::npos || literal.starts_with("{} {}") ||
        literal == "{}: {}" || literal == "; its callers serve" || literal == "{}; {}" ||
        literal.starts_with("see ") || literal.starts_with(", ") || literal.find("(before 6") == 0)
      continue;
    // A part of a sentence that tracepoint_arguments() makes.
    if (std::set<std::string>{"both states", "its location (before 6.12)", "rx_sk (before 6.11)",
                              "the socket", "what was returned"}
            .contains(literal))
      continue;
    ++reasons;
    const std::string reason = filled(literal);
    for (const std::string frame : {"", "not fentry: ", "not tracepoint: "}) {
      const auto found = look_up(frame + reason);
      ASSERT_FALSE(found.empty()) << frame << reason;
      EXPECT_TRUE(found.front().starts_with("doctor.")) << frame << reason << ": " << found.front();
    }
  }
  EXPECT_GE(reasons, 14u);
  EXPECT_THAT(look_up("tcp_v4_syn_recv_sock: cannot attach fexit_ack_v4: Invalid argument"),
              testing::ElementsAre("doctor.reason.refused"));
  EXPECT_THAT(look_up("tcp_v4_syn_recv_sock: no; its callers serve"),
              testing::ElementsAre("doctor.reason.callers-serve"));
  EXPECT_THAT(look_up("no fetching atomics, or no typed task"),
              testing::ElementsAre("doctor.reason.no-fetching-atomics"));
  EXPECT_THAT(look_up("the hook accept has no mechanism"),
              testing::ElementsAre("doctor.reason.needs-accept"));
  EXPECT_THAT(look_up("tcp_v4_conn_request is not in kallsyms"),
              testing::ElementsAre("doctor.reason.not-in-kallsyms"));
  EXPECT_THAT(look_up("tcp_v4_conn_request is tcp_v4_conn_request.isra.0 in kallsyms"),
              testing::ElementsAre("doctor.reason.renamed"));
}

TEST(ExplainDoctor, EveryProblemHasATopic) {
  const std::string code = source("model/doctor.cpp");
  const std::regex call(R"re((?:prevents|limits)\(\s*(?:fmt::format\(\s*)?("(?:[^"\\]|\\.)*"))re");
  std::size_t problems = 0;
  for (std::sregex_iterator at(code.begin(), code.end(), call), end; at != end; ++at, ++problems) {
    // The first literal alone where several stand together: a line may be known by its beginning.
    const std::string what = filled(literals((*at)[1].str()).front());
    for (const std::string frame : {"", "prevents: ", "limits: "}) {
      const auto found = look_up(frame + what);
      ASSERT_FALSE(found.empty()) << frame << what;
      EXPECT_TRUE(found.front().starts_with("doctor.")) << frame << what << ": " << found.front();
    }
  }
  EXPECT_GE(problems, 17u);
  EXPECT_THAT(look_up("not held: CAP_SYS_PTRACE"),
              testing::IsSupersetOf({"doctor.useful-capabilities", "doctor.CAP_SYS_PTRACE"}));
  EXPECT_THAT(
      look_up("limits: not held: CAP_SYS_PTRACE (for naming the processes of other users)."),
      testing::ElementsAre("doctor.useful-capabilities", "doctor.CAP_SYS_PTRACE"));
  EXPECT_THAT(look_up("a seccomp filter is in force, which may refuse bpf(2)"),
              testing::ElementsAre("doctor.seccomp"));
  EXPECT_THAT(look_up("only 64 files may be open at a time"),
              testing::ElementsAre("doctor.open-files"));
  EXPECT_THAT(look_up("2 of 5 network namespaces cannot be looked into"),
              testing::ElementsAre("doctor.unread-namespaces"));
  EXPECT_THAT(look_up("cannot load the BPF programs: Operation not permitted"),
              testing::Contains("doctor.load-failure"));
}

TEST(ExplainDoctor, EveryFactAndSectionHasATopic) {
  const std::string code = source("render/doctor.cpp");
  const std::regex call(R"re(page\.(?:fact|section)\(\s*"([^"]+)")re");
  std::size_t facts = 0;
  for (std::sregex_iterator at(code.begin(), code.end(), call), end; at != end; ++at, ++facts) {
    const auto found = look_up((*at)[1].str());
    EXPECT_FALSE(found.empty()) << (*at)[1];
  }
  EXPECT_GE(facts, 40u);
  for (const auto& capability : sample::healthy().capabilities)
    EXPECT_EQ(look_up(capability.name).size(), 1u) << capability.name;
  for (const char* hook :
       {"state", "syn", "discard", "icmp", "accept", "listen", "sk_drops", "queue"})
    EXPECT_THAT(look_up(hook), testing::Contains("doctor.hook." + std::string(hook)));
  EXPECT_THAT(look_up("kptr_restrict"), testing::ElementsAre("doctor.kptr-restrict"));
  EXPECT_THAT(look_up("SNMP counters numbered"),
              testing::ElementsAre("doctor.reason.counters-not-numbered"));
  EXPECT_THAT(look_up("cgroup v2                 /sys/fs/cgroup"),
              testing::ElementsAre("doctor.cgroup2"));
  EXPECT_THAT(look_up("bpfnetstat drops cannot run here: 2 problems prevent it."),
              testing::ElementsAre("doctor.cannot-run"));
}

TEST(ExplainSentences, EverySentenceOfNetstatHasATopic) {
  std::size_t sentences = 0;
  const auto walk = [&](const netstat::KnownGroup* group) {
    if (group == nullptr) return;
    for (const auto& sentence : group->sentences) {
      if (sentence.sentence.empty()) continue;
      ++sentences;
      const auto line = "    " + fmt::format(fmt::runtime(sentence.sentence), 12345);
      const auto found = look_up(line);
      EXPECT_FALSE(found.empty()) << line;
      const auto name = fmt::format("{}.{}", group->name, sentence.counter);
      if (explain::find_topic(name) != nullptr) {
        EXPECT_THAT(found, testing::Contains(name)) << line;
      }
    }
  };
  for (const char* group :
       {"Ip", "Icmp", "IcmpMsg", "Tcp", "Udp", "UdpLite", "Sctp", "TcpExt", "IpExt", "MPTcpExt"})
    walk(netstat::find_group(group));
  for (const char* group : {"Ip6", "Icmp6", "Tcp6", "Udp6", "UdpLite6"})
    walk(netstat::find_group6(group));
  EXPECT_GT(sentences, 150u);
}

/// A text that tells what netstat 2.10 says is held against what it does say.
TEST(ExplainSentences, AreTheOnesThatTopicsTellOf) {
  const auto* group = netstat::find_group("TcpExt");
  std::size_t told = 0;
  for (const auto* topic : explain::all_topics()) {
    if (!topic->name.starts_with("TcpExt.")) continue;
    const auto counter = topic->name.substr(topic->name.find('.') + 1);
    const bool has_sentence = netstat::find_sentence(*group, counter) != nullptr;
    for (const auto* words : {&topic->en, &topic->ja}) {
      for (const auto text : {words->meaning, words->raised}) {
        const bool is_bare = text.find("netstat 2.10 ") != std::string_view::npos;
        bool is_said = false;
        for (const auto says :
             {"netstat -s says", "netstat -s calls", "netstat -s prints", "netstat -s names",
              "netstat -s words", "netstat -s speaks", "netstat -s は", "netstat -s の"})
          is_said = is_said || text.find(says) != std::string_view::npos;
        told += is_bare || is_said;
        EXPECT_FALSE(is_bare && has_sentence) << topic->name << ": " << text;
        EXPECT_FALSE(is_said && !has_sentence) << topic->name << ": " << text;
      }
    }
  }
  EXPECT_GT(told, 25u);
}

// --- our own reports ---

/// Another day than other tests', whose time zone may be another: the latest second's text is kept.
constexpr RealtimeNs kLater = sample::kTime + 86'400'000'000'000;

ListenerFigures listener_with_everything() {
  ListenerFigures figures;
  figures.listener = sample::nginx();
  figures.listener.holders = {{.pid = 1234, .comm = "nginx"}, {.pid = 1235, .comm = "nginx"}};
  figures.netns_name = "blue";
  figures.closed = true;
  figures.is_counted = true;
  figures.accept_queue = 6;
  figures.accept_queue_limit = 5;
  figures.accept_queue_peak = 6;
  figures.asked_backlog = 5;
  figures.syn_queue = 1;
  figures.cookies_sent = 1;
  figures.drops.fill(1);
  figures.attempts.delayed = figures.attempts.lost = figures.attempts.followed_drops = 1;
  figures.other_discards = 1;
  figures.accepted = 1;
  figures.arrived = 1;
  figures.accepted_unseen = 1;
  figures.abandoned = 1;
  figures.rates = QueueRates{.arrived = 1, .accepted = 1, .over_ns = 1};
  figures.queue_head = {
      {.peer = sample::ipv4(192, 0, 2, 1, 1000), .waited_us = 7, .at_least = true}};
  figures.waits.emplace();
  figures.waits->at_least = 1;
  figures.since_accept_us = 1;
  figures.connections.fill(1);
  figures.verdict = ListenerVerdict{};
  figures.holder_states = {{.process = {.pid = 1, .comm = "nginx"},
                            .threads = {{.tid = 1,
                                         .state = 'S',
                                         .system_call = "read",
                                         .target = "a pipe",
                                         .wchan = "pipe_read",
                                         .stack = "pipe_read"}},
                            .threads_total = 1}};
  return figures;
}

PortReport port_with_everything() {
  PortReport report;
  report.time = kLater;
  report.port = 80;
  report.listeners = {{.figures = listener_with_everything(),
                       .command_line = "nginx",
                       .unit = "nginx.service",
                       .process_since = kLater,
                       .since = kLater}};
  report.connections.fill(1);
  report.outgoing.fill(1);
  for (const Role role : {Role::server, Role::client}) {
    PortPeer peer{.address = sample::ipv4(192, 0, 2, 1, 0).address, .role = role};
    peer.owner = sample::contained().owner;
    peer.connections.fill(1);
    peer.oldest_us = 1;
    report.peers.push_back(peer);
  }
  report.transitions = sample::states();
  for (StateRecord& transition : report.transitions) transition.time = kLater;
  return report;
}

std::vector<HistoryResult> histories_with_everything() {
  std::vector<HistoryResult> all;
  for (const HistoryBy by :
       {HistoryBy::listener, HistoryBy::client, HistoryBy::cause, HistoryBy::minute}) {
    HistoryRow row;
    row.drops.fill(1);
    row.drops_total = 13;
    row.first_second = row.last_second = kLater / 1'000'000'000;
    row.longest_queue = 6;
    row.queue_limit = 5;
    row.accepted = 1;
    row.series = {1, 2};
    row.listener = HistoryListener{.netns = 1,
                                   .netns_name = "blue",
                                   .bound = sample::ipv4(0, 0, 0, 0, 80),
                                   .comm = "nginx",
                                   .container = "c"};
    if (by == HistoryBy::client) {
      row.client = network_of(sample::ipv4(192, 0, 2, 1, 0).address);
      row.folded = true;
    }
    if (by == HistoryBy::cause) row.cause = DropCause::other;
    if (by == HistoryBy::minute) row.minute = kLater;
    HistoryResult result;
    result.query.by = by;
    result.rows = {row};
    result.rows_left_out = result.events_left_out = 1;
    result.drops.fill(1);
    result.recorded_since = kLater;
    for (std::size_t kind = 0; kind < kDaemonEventKinds; ++kind) {
      result.events.push_back(
          {.time = kLater, .kind = static_cast<DaemonEventKind>(kind), .count = 1, .detail = "x"});
    }
    all.push_back(result);
  }
  return all;
}

/// All tables that there are, with titles in bold.
std::string all_texts() {
  const text::Style style{.colour = true};
  std::string out;
  text::append_drops_header(out, style);
  text::append_trace_header(out, style);
  auto listeners = sample::listeners();
  listeners.push_back(listeners.front());
  for (auto& listener : listeners) {
    listener.drops.fill(1);
    listener.client_unknown = 1;
    listener.other_discards = 1;
  }
  text::append_listeners(out, listeners, style);
  text::append(out, port_with_everything(), style);
  for (const auto& history : histories_with_everything())
    text::append(out, history, true, true, style);
  return out;
}

TEST(ExplainReports, EveryTitleOfATableHasATopic) {
  const std::string texts = all_texts();
  const std::regex bold("\x1b\\[1m([^\x1b]*)\x1b\\[0m");
  std::set<std::string> titles;
  for (std::sregex_iterator at(texts.begin(), texts.end(), bold), end; at != end; ++at)
    titles.insert((*at)[1]);
  for (const std::string& title : titles) {
    EXPECT_FALSE(look_up(title).empty()) << title;
  }
  for (const char* title : {"PEAK",
                            "LIMIT",
                            "ASKED",
                            "COOKIES",
                            "ARRIVED/S",
                            "ACCEPTED/S",
                            "WAIT P50 MS",
                            "P99 MS",
                            "MAX MS",
                            "S SINCE ACCEPT",
                            "OLDEST",
                            "CONNECTIONS",
                            "RECEIVED",
                            "SENT",
                            "CLIENT",
                            "SERVER",
                            "CONTAINER",
                            "CONTAINER/NETNS",
                            "MS IN OLD",
                            "OLD STATE",
                            "NEW STATE",
                            "AT CLOSE",
                            "SYN QUEUE",
                            "ESTABLISHED",
                            "OTHER",
                            "DROPS",
                            "SOCKET",
                            "CLIENTS",
                            "MINUTE",
                            "LONGEST QUEUE",
                            "VERDICT",
                            "accept queue full (SYN)",
                            "SYN backlog 3/4 full"})
    EXPECT_TRUE(titles.contains(title)) << title << " is in no table";
  EXPECT_THAT(look_up("DROPS"), testing::ElementsAre("column.report.DROPS"));
}

TEST(ExplainReports, EveryKeyOfJsonHasATopic) {
  std::string out;
  json::append(out, ReadyRecord{.time = sample::kTime, .probe = "mixed", .listeners = 1});
  for (const auto& record : sample::drops()) json::append(out, record);
  for (const auto& record : sample::listeners()) json::append(out, record);
  for (const auto& record : sample::reconciliations()) json::append(out, record);
  for (const auto& record : sample::states()) json::append(out, record);
  for (const auto& record : sample::summaries()) json::append(out, record);
  json::append(out, listener_with_everything());
  json::append(out, port_with_everything());
  DifferenceRecord difference;
  difference.kind = "differing";
  difference.in_table = difference.in_kernel = TcpState::established;
  json::append(out, difference);
  VerificationRecord verification;
  verification.listeners_missed = 1;
  json::append(out, verification);
  for (const auto& history : histories_with_everything()) json::append(out, history, true);
  const std::regex key("\"([A-Za-z_0-9]+)\":");
  std::set<std::string> keys;
  for (std::sregex_iterator at(out.begin(), out.end(), key), end; at != end; ++at)
    keys.insert((*at)[1]);
  for (const std::string& name : keys) EXPECT_FALSE(look_up(name).empty()) << name;
  for (const char* name : {"drops_total", "accepted_unseen", "in_state_us", "asked_backlog",
                           "since_accept_us", "cookies_sent", "abandoned", "recent", "waits",
                           "dropped_clients", "holder_states", "queue_head"})
    EXPECT_TRUE(keys.contains(name)) << name << " is in no record";
}

TEST(ExplainReports, AllEvidenceOfVerdictsHasATopic) {
  const std::string code = source("model/verdict.cpp");
  const std::regex call(R"re(\badd\("([a-z0-9_]+)")re");
  std::size_t names = 0;
  for (std::sregex_iterator at(code.begin(), code.end(), call), end; at != end; ++at, ++names)
    EXPECT_FALSE(look_up((*at)[1].str()).empty()) << (*at)[1];
  EXPECT_GE(names, 35u);
}

TEST(ExplainReports, EventsOfTheHistoryHaveTopics) {
  for (std::size_t kind = 0; kind < kDaemonEventKinds; ++kind) {
    const auto event = "report." + std::string(name(static_cast<DaemonEventKind>(kind)));
    EXPECT_THAT(look_up(name(static_cast<DaemonEventKind>(kind))), testing::Contains(event));
  }
  for (const char* words : {"ring buffer full", "table mended", "nobody watched",
                            "network namespace gone", "drops without a listener"})
    EXPECT_EQ(look_up(words).size(), 1u) << words;
}

}  // namespace
}  // namespace bpfnetstat
