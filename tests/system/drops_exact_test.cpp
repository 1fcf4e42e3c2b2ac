// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "exact.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// `drops --json` against the kernel's own counters, to the unit.
namespace bpfnetstat::lab {
namespace {

std::vector<const Listener*> pointers(const std::vector<Listener>& listeners) {
  std::vector<const Listener*> result;
  for (const Listener& listener : listeners) result.push_back(&listener);
  return result;
}

bool all_full(const std::vector<Listener>& listeners) {
  for (const Listener& listener : listeners) {
    if (!listener.full()) return false;
  }
  return true;
}

std::uint64_t in_drop_records(const Ended& ended, std::uint64_t listener_id) {
  std::uint64_t sum = 0;
  for (const Record* record : ended.of_type("drop")) {
    if (record->number_or("listener.id", 0) == listener_id) sum += record->number("count");
  }
  return sum;
}

/// How a listener is bound and where its clients knock.
struct Shape {
  const char* name;
  const char* bind;
  const char* knock;
  bool dual = false;
};
void PrintTo(const Shape& shape, std::ostream* out) {
  *out << shape.name;
}

constexpr Shape kLoopbackShapes[] = {
    {"V4Specific", "127.0.0.1", "127.0.0.1"},
    {"V4Any", "0.0.0.0", "127.0.0.1"},
    {"V6Specific", "::1", "::1"},
    {"V6Any", "::", "::1"},
    {"DualFromV6", "::", "::1", true},
    {"DualFromV4", "::", "127.0.0.1", true},
};

bool is_v6(const char* address) {
  return std::string(address).find(':') != std::string::npos;
}

/// When the listener opens: before the tool starts, with some drops in its past, or when the tool
/// is ready.
enum class Opens { before, later };
std::string name_of(Opens opens) {
  return opens == Opens::before ? "Existing" : "Later";
}

// ---------------------------------------------------------------------------------------------
// The kernel's own clients on loopback: a SYN meets a full accept queue.

using ConnectParam = std::tuple<Shape, int /* backlog */, Opens>;
class ExactConnect : public testing::TestWithParam<ConnectParam> {};

TEST_P(ExactConnect, SynsAtAFullAcceptQueue) {
  const auto& [shape, backlog, opens] = GetParam();
  const Namespace where;
  const auto sources = is_v6(shape.knock) ? add_ipv6_loopback_sources(where) : loopback_sources();
  std::vector<Listener> listeners;
  const auto open = [&] {
    listeners.emplace_back(where, At{shape.bind, 0},
                           ListenOptions{.backlog = backlog, .v6only = !shape.dual});
  };
  const auto overflow = [&](int attempts) {
    return overflow_by_connecting(where, pointers(listeners), sources,
                                  {shape.knock, listeners.front().port()}, attempts);
  };
  Outcome earlier;
  if (opens == Opens::before) {
    open();
    earlier = overflow(5);
    std::erase_if(earlier.clients, [](const Client& client) { return client.unanswered(); });
  }
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  if (opens == Opens::later) open();

  Measurement measured(where, pointers(listeners));
  Outcome outcome = overflow(kAttempts);
  outcome.abort_clients();
  measured.finish();
  EXPECT_EQ(sum(outcome.dropped), 23u);
  EXPECT_EQ(measured.moved().listen_overflows, 23u);

  const Ended ended = tool.stop();
  expect_exact(ended, measured, {ByCause{{kCauseA, 23}}, outcome.dropped});
  const bool mapped = shape.dual && !is_v6(shape.knock);
  for (const Record* drop : ended.of_type("drop")) {
    if (drop->number("netns") != where.inode()) continue;
    EXPECT_EQ(drop->text("family"), is_v6(shape.knock) ? "ipv6" : "ipv4");
    EXPECT_EQ(drop->has("mapped"), mapped);
    EXPECT_EQ(drop->text("local_address"), shape.knock);
    EXPECT_EQ(drop->number("local_port"), listeners.front().port());
    EXPECT_EQ(drop->number("accept_queue"), static_cast<std::uint64_t>(backlog + 1));
    EXPECT_EQ(drop->number("accept_queue_limit"), static_cast<std::uint64_t>(backlog));
    EXPECT_EQ(drop->text("listener.bound_address"), shape.bind);
    EXPECT_EQ(drop->number("listener.inode"), listeners.front().inode());
    EXPECT_EQ(drop->number("listener.uid"), 0u);
  }
}

std::string connect_name(const testing::TestParamInfo<ConnectParam>& info) {
  return std::string(std::get<Shape>(info.param).name) + "Backlog" +
         std::to_string(std::get<int>(info.param)) + name_of(std::get<Opens>(info.param));
}

INSTANTIATE_TEST_SUITE_P(Backlogs, ExactConnect,
                         testing::Combine(testing::ValuesIn(kLoopbackShapes),
                                          testing::Values(0, 1, 5, 128),
                                          testing::Values(Opens::before)),
                         connect_name);
INSTANTIATE_TEST_SUITE_P(Later, ExactConnect,
                         testing::Combine(testing::ValuesIn(kLoopbackShapes), testing::Values(5),
                                          testing::Values(Opens::later)),
                         connect_name);

// ---------------------------------------------------------------------------------------------
// Raw clients over veth: every cause.

struct RawScenario {
  const char* name;
  char cause;  ///< 'A' to 'E' as in the table of drop causes.
  Shape shape = {"", Wire::kServerV4, Wire::kServerV4};
  int backlog = 5;
  std::size_t members = 1;
  int cookies = 1;
  bool abort_on_overflow = false;
  Opens opens = Opens::before;
  std::chrono::microseconds accepter_pause{0};  ///< 0: nobody accepts.
};
void PrintTo(const RawScenario& scenario, std::ostream* out) {
  *out << scenario.name;
}

constexpr Shape kWireV4Any = {"", "0.0.0.0", Wire::kServerV4};
constexpr Shape kWireV6 = {"", Wire::kServerV6, Wire::kServerV6};
constexpr Shape kWireV6Any = {"", "::", Wire::kServerV6};
constexpr Shape kWireMapped = {"", "::", Wire::kServerV4, true};

/// Makes exactly kAttempts drops of the scenario's cause; filling a group makes some more.
void make_drops(const RawScenario& scenario, const std::vector<Listener>& listeners,
                RawClients& clients) {
  std::vector<At> answered;
  const auto knock = [&] {
    if (clients.syn()) answered.push_back(clients.latest());
  };
  switch (scenario.cause) {
    case 'A':
      if (scenario.accepter_pause.count() != 0) {
        while (sum(clients.dropped_syns()) < kAttempts) clients.handshake();
        return;
      }
      while (!all_full(listeners)) clients.handshake();
      for (int i = 0; i < kAttempts; ++i) knock();
      return;
    case 'B': {
      const int pending = scenario.backlog >= 2 * kAttempts ? kAttempts : 3;
      for (int i = 0; i < pending; ++i) knock();
      while (!all_full(listeners)) clients.handshake();
      if (scenario.abort_on_overflow) {
        for (const At& client : answered) clients.ack(client);  // The request is gone after it.
        return;
      }
      for (int i = 0; i < kAttempts; ++i) clients.ack(answered[i % answered.size()]);
      return;
    }
    case 'C':
      // Every SYN first: a full accept queue would drop them.
      for (std::size_t i = 0; i < 20 * listeners.size() + kAttempts; ++i) knock();
      for (const At& client : answered) clients.ack(client);
      return;
    case 'D':
    case 'E':
      while (sum(clients.dropped_syns()) < kAttempts) clients.syn();
      return;
  }
}

class ExactRaw : public testing::TestWithParam<RawScenario> {};

TEST_P(ExactRaw, EveryDropByListenerCauseAndClient) {
  const RawScenario& scenario = GetParam();
  const Namespace where;
  where.set("net/ipv4/tcp_syncookies", scenario.cookies);
  where.set("net/ipv4/tcp_max_syn_backlog", 4096);
  where.set("net/ipv4/tcp_abort_on_overflow", scenario.abort_on_overflow ? 1 : 0);
  if (scenario.cause == 'E') where.set("net/ipv4/tcp_max_syn_backlog", 16);
  Wire wire(where);
  std::vector<Listener> listeners;
  const auto open = [&] {
    listeners = listen_group(where, {scenario.shape.bind, 0}, scenario.members,
                             {.backlog = scenario.backlog, .v6only = !scenario.shape.dual});
  };
  if (scenario.opens == Opens::before) open();
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  if (scenario.opens == Opens::later) open();

  Measurement measured(where, pointers(listeners));
  RawClients clients(wire, {scenario.shape.knock, listeners.front().port()});
  {
    std::unique_ptr<SlowAccepter> accepter;
    if (scenario.accepter_pause.count() != 0) {
      accepter = std::make_unique<SlowAccepter>(pointers(listeners), scenario.accepter_pause);
    }
    make_drops(scenario, listeners, clients);
  }
  measured.finish();

  const std::map<char, std::pair<const char*, const char*>> causes = {{'A', {kCauseA, kCauseB}},
                                                                      {'B', {kCauseA, kCauseB}},
                                                                      {'C', {kCauseA, kCauseC}},
                                                                      {'D', {kCauseD, kCauseB}},
                                                                      {'E', {kCauseE, kCauseB}}};
  const Ended ended = tool.stop();
  const auto& [syn_cause, ack_cause] = causes.at(scenario.cause);
  // Function hooks see how far the kernel came with the SYN.
  const auto ready = ended.of_type("ready");
  if (scenario.cause == 'E' && !ready.empty() && ready.front()->text("probe") != "tracepoint") {
    for (const Record* drop : ended.of_type("drop")) {
      if (drop->number("netns") != where.inode()) continue;
      EXPECT_EQ(drop->text("cause"), "syn_backlog_reserved") << drop->line();
    }
  }
  Notes notes{ByCause{}, clients.dropped_syns()};
  if (const auto syns = sum(clients.dropped_syns()); syns != 0) (*notes.by_cause)[syn_cause] = syns;
  if (const auto acks = sum(clients.dropped_acks()); acks != 0) (*notes.by_cause)[ack_cause] = acks;
  for (const auto& [client, count] : clients.dropped_acks()) (*notes.by_client)[client] += count;
  EXPECT_EQ(sum(*notes.by_client), measured.moved().listen_drops);

  expect_exact(ended, measured, notes);
}

const RawScenario kRawScenarios[] = {
    {.name = "A_V4", .cause = 'A'},
    {.name = "A_V4AnyLater", .cause = 'A', .shape = kWireV4Any, .opens = Opens::later},
    {.name = "A_V6", .cause = 'A', .shape = kWireV6},
    {.name = "A_V6AnyLater", .cause = 'A', .shape = kWireV6Any, .opens = Opens::later},
    {.name = "A_Mapped", .cause = 'A', .shape = kWireMapped},
    {.name = "A_Backlog0", .cause = 'A', .backlog = 0},
    {.name = "A_Backlog128", .cause = 'A', .backlog = 128},
    {.name = "A_CookiesOff", .cause = 'A', .cookies = 0},
    {.name = "A_CookiesAlways", .cause = 'A', .cookies = 2},
    {.name = "A_CookiesOffAbort", .cause = 'A', .cookies = 0, .abort_on_overflow = true},
    {.name = "A_Abort", .cause = 'A', .abort_on_overflow = true},
    {.name = "A_CookiesAlwaysAbort", .cause = 'A', .cookies = 2, .abort_on_overflow = true},
    {.name = "A_SlowAccepter", .cause = 'A', .accepter_pause = 7ms},
    {.name = "A_SlowAccepterV6", .cause = 'A', .shape = kWireV6, .accepter_pause = 7ms},
    {.name = "A_SlowAccepterCookiesAlways", .cause = 'A', .cookies = 2, .accepter_pause = 7ms},
    {.name = "A_Group", .cause = 'A', .members = 4},
    {.name = "A_GroupLater", .cause = 'A', .members = 4, .opens = Opens::later},
    {.name = "A_GroupV6", .cause = 'A', .shape = kWireV6, .members = 4},
    {.name = "A_GroupMapped", .cause = 'A', .shape = kWireMapped, .members = 4},
    {.name = "A_GroupBacklog0", .cause = 'A', .backlog = 0, .members = 4},
    {.name = "A_GroupSlowAccepter", .cause = 'A', .members = 4, .accepter_pause = 3ms},
    {.name = "B_V4", .cause = 'B'},
    {.name = "B_V4AnyLater", .cause = 'B', .shape = kWireV4Any, .opens = Opens::later},
    {.name = "B_V6", .cause = 'B', .shape = kWireV6},
    {.name = "B_V6AnyLater", .cause = 'B', .shape = kWireV6Any, .opens = Opens::later},
    {.name = "B_Mapped", .cause = 'B', .shape = kWireMapped},
    {.name = "B_Backlog128", .cause = 'B', .backlog = 128},
    {.name = "B_CookiesOff", .cause = 'B', .cookies = 0},
    {.name = "B_Abort", .cause = 'B', .abort_on_overflow = true},
    {.name = "B_AbortBacklog128", .cause = 'B', .backlog = 128, .abort_on_overflow = true},
    {.name = "B_AbortV6", .cause = 'B', .shape = kWireV6, .abort_on_overflow = true},
    {.name = "B_AbortMapped", .cause = 'B', .shape = kWireMapped, .abort_on_overflow = true},
    {.name = "B_Group", .cause = 'B', .members = 4},
    {.name = "B_GroupV6Later", .cause = 'B', .shape = kWireV6, .members = 4, .opens = Opens::later},
    {.name = "C_V4", .cause = 'C', .cookies = 2},
    {.name = "C_V4AnyLater",
     .cause = 'C',
     .shape = kWireV4Any,
     .cookies = 2,
     .opens = Opens::later},
    {.name = "C_V6", .cause = 'C', .shape = kWireV6, .cookies = 2},
    {.name = "C_V6AnyLater",
     .cause = 'C',
     .shape = kWireV6Any,
     .cookies = 2,
     .opens = Opens::later},
    {.name = "C_Mapped", .cause = 'C', .shape = kWireMapped, .cookies = 2},
    {.name = "C_Backlog0", .cause = 'C', .backlog = 0, .cookies = 2},
    {.name = "C_Backlog1", .cause = 'C', .backlog = 1, .cookies = 2},
    {.name = "C_Abort", .cause = 'C', .cookies = 2, .abort_on_overflow = true},
    {.name = "C_Group", .cause = 'C', .members = 4, .cookies = 2},
    {.name = "C_GroupV6", .cause = 'C', .shape = kWireV6, .members = 4, .cookies = 2},
    {.name = "D_V4", .cause = 'D', .cookies = 0},
    {.name = "D_V4AnyLater",
     .cause = 'D',
     .shape = kWireV4Any,
     .cookies = 0,
     .opens = Opens::later},
    {.name = "D_V6", .cause = 'D', .shape = kWireV6, .cookies = 0},
    {.name = "D_V6AnyLater",
     .cause = 'D',
     .shape = kWireV6Any,
     .cookies = 0,
     .opens = Opens::later},
    {.name = "D_Mapped", .cause = 'D', .shape = kWireMapped, .cookies = 0},
    {.name = "D_Backlog0", .cause = 'D', .backlog = 0, .cookies = 0},
    {.name = "D_Backlog1", .cause = 'D', .backlog = 1, .cookies = 0},
    {.name = "D_Backlog128", .cause = 'D', .backlog = 128, .cookies = 0},
    {.name = "D_Abort", .cause = 'D', .cookies = 0, .abort_on_overflow = true},
    {.name = "D_Group", .cause = 'D', .members = 4, .cookies = 0},
    {.name = "E_ReservedQuarter", .cause = 'E', .backlog = 128, .cookies = 0},
    {.name = "E_ReservedQuarterV6", .cause = 'E', .shape = kWireV6, .backlog = 128, .cookies = 0},
};
INSTANTIATE_TEST_SUITE_P(, ExactRaw, testing::ValuesIn(kRawScenarios),
                         [](const auto& info) { return std::string(info.param.name); });

// ---------------------------------------------------------------------------------------------
// Which listener.

TEST(Exact, EachOfFourBindsOnOnePort) {
  const Namespace where;
  const auto v6_sources = add_ipv6_loopback_sources(where);
  constexpr ListenOptions kShared = {.backlog = 5, .reuseport = true};
  std::vector<Listener> listeners;
  listeners.emplace_back(where, At{"0.0.0.0", 0}, kShared);
  const std::uint16_t port = listeners.front().port();
  listeners.emplace_back(where, At{"127.0.0.1", port}, kShared);
  listeners.emplace_back(where, At{"::", port}, kShared);
  listeners.emplace_back(where, At{"::1", port}, kShared);
  Tool tool({"drops", "--json"});
  tool.wait_ready();

  Measurement measured(where, pointers(listeners));
  constexpr const char* kKnock[] = {"127.0.0.2", "127.0.0.1", "fd00:7::1", "::1"};
  constexpr int kDrops[] = {7, 11, 13, 17};
  Notes notes{ByCause{{kCauseA, 48}}, ByClient{}};
  std::vector<Outcome> outcomes;
  for (int i = 0; i < 4; ++i) {
    outcomes.push_back(overflow_by_connecting(where, {&listeners[i]},
                                              is_v6(kKnock[i]) ? v6_sources : loopback_sources(),
                                              {kKnock[i], port}, kDrops[i]));
    EXPECT_EQ(listeners[i].sk_drops(), static_cast<std::uint32_t>(kDrops[i]));
    for (const auto& [client, count] : outcomes.back().dropped) {
      (*notes.by_client)[client] += count;
    }
  }
  for (Outcome& outcome : outcomes) outcome.abort_clients();
  measured.finish();
  const Ended ended = tool.stop();
  expect_exact(ended, measured, notes);
}

TEST(Exact, MemberOfAReuseportGroupByTheKernelsOwnCounter) {
  const Namespace where;
  const auto listeners = listen_group(where, {"0.0.0.0", 0}, 4);
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Measurement measured(where, pointers(listeners));
  Outcome outcome = overflow_by_connecting(where, pointers(listeners), loopback_sources(),
                                           {"127.0.0.1", listeners.front().port()}, 101);
  outcome.abort_clients();
  measured.finish();
  const Ended ended = tool.stop();
  expect_exact(ended, measured, {ByCause{{kCauseA, sum(outcome.dropped)}}, outcome.dropped});
  for (const Listener& member : listeners) {
    // Cause A moves the socket's counter once: it names the member.
    EXPECT_EQ(in_drop_records(ended, member.cookie()), measured.sk_drops_moved(member));
  }
}

TEST(Exact, TwoNamespacesWithTheSamePortAndAddresses) {
  const Namespace one;
  const Namespace other;
  const Listener first(one, {"127.0.0.1", 7001});
  const Listener second(other, {"127.0.0.1", 7001});
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Measurement in_one(one, {&first});
  Measurement in_other(other, {&second});
  Outcome a = overflow_by_connecting(one, {&first}, loopback_sources(), first.bound(), 13);
  Outcome b = overflow_by_connecting(other, {&second}, loopback_sources(), second.bound(), 29);
  a.abort_clients();
  b.abort_clients();
  in_one.finish();
  in_other.finish();
  const Ended ended = tool.stop();
  EXPECT_EQ(in_drop_records(ended, first.cookie()), 13u);
  EXPECT_EQ(in_drop_records(ended, second.cookie()), 29u);
  for (const Record* drop : ended.of_type("drop")) {
    EXPECT_EQ(drop->number("netns"),
              drop->number("listener.id") == first.cookie() ? one.inode() : other.inode());
  }
  for (const Record* reconciliation : ended.of_type("reconciliation")) {
    EXPECT_TRUE(reconciliation->boolean("exact")) << reconciliation->line();
  }
}

class ExactNamespace : public testing::TestWithParam<Opens> {};

TEST_P(ExactNamespace, KeptByItsMountAlone) {
  const Namespace where("lab-exact");
  std::vector<Listener> listeners;
  if (GetParam() == Opens::before) listeners.emplace_back(where, At{"127.0.0.1", 0});
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  if (GetParam() == Opens::later) listeners.emplace_back(where, At{"127.0.0.1", 0});
  Measurement measured(where, pointers(listeners));
  Outcome outcome = overflow_by_connecting(where, pointers(listeners), loopback_sources(),
                                           listeners.front().bound(), kAttempts);
  outcome.abort_clients();
  measured.finish();
  const Ended ended = tool.stop();
  expect_exact(ended, measured, {ByCause{{kCauseA, 23}}, outcome.dropped});
}

INSTANTIATE_TEST_SUITE_P(, ExactNamespace, testing::Values(Opens::before, Opens::later),
                         [](const auto& info) { return name_of(info.param); });

TEST(Exact, NamespaceMadeAfterTheToolStarted) {
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  Measurement measured(where, {&listener});
  Outcome outcome =
      overflow_by_connecting(where, {&listener}, loopback_sources(), listener.bound(), kAttempts);
  outcome.abort_clients();
  measured.finish();
  const Ended ended = tool.stop();
  expect_exact(ended, measured, {ByCause{{kCauseA, 23}}, outcome.dropped});
}

TEST(Exact, ListenerInThePlaceOfOneThatClosed) {
  const Namespace where;
  Listener first(where, {"127.0.0.1", 7001});
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  first.close();
  const Listener listener(where, {"127.0.0.1", 7001});
  Measurement measured(where, {&listener});
  Outcome outcome =
      overflow_by_connecting(where, {&listener}, loopback_sources(), listener.bound(), kAttempts);
  outcome.abort_clients();
  measured.finish();
  const Ended ended = tool.stop();
  expect_exact(ended, measured, {ByCause{{kCauseA, 23}}, outcome.dropped});
}

TEST(Exact, ListenerThatClosesIsReportedWithItsDrops) {
  const Namespace where;
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Counters before = where.counters();
  std::uint64_t id = 0;
  {
    const Listener listener(where, {"127.0.0.1", 0});
    id = listener.cookie();
    Outcome outcome =
        overflow_by_connecting(where, {&listener}, loopback_sources(), listener.bound(), kAttempts);
    outcome.abort_clients();
  }
  EXPECT_EQ((where.counters() - before).listen_drops, 23u);
  const Ended ended = tool.stop();
  EXPECT_EQ(in_drop_records(ended, id), 23u);
  const auto records = ended.of_type("listener");
  ASSERT_EQ(std::count_if(records.begin(), records.end(),
                          [&](const Record* record) { return record->number("id") == id; }),
            1);
  for (const Record* record : records) {
    if (record->number("id") == id) {
      EXPECT_EQ(record->number("drops_total"), 23u);
    }
  }
}

// ---------------------------------------------------------------------------------------------
// What else moves a listener's own counter, and what happens at full speed.

TEST(Exact, OtherDiscardsExplainTheSocketsOwnCounter) {
  const Namespace where;
  Wire wire(where);
  const Listener listener(where, {Wire::kServerV4, 0});
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Measurement measured(where, {&listener});
  RawClients clients(wire, listener.bound());
  ASSERT_TRUE(clients.syn());
  const At pending = clients.latest();
  for (int i = 0; i < 13; ++i) clients.repeat_syn(pending);
  while (!listener.full()) ASSERT_TRUE(clients.handshake());
  for (int i = 0; i < 7; ++i) EXPECT_FALSE(clients.syn());
  EXPECT_FALSE(clients.ack(pending));
  ASSERT_TRUE(eventually([&] { return listener.sk_drops() == 13 + 7 + 2; })) << listener.sk_drops();
  measured.finish();
  const Ended ended = tool.stop();
  ByClient by_client = clients.dropped_syns();
  ++by_client[pending];
  expect_exact(ended, measured, {ByCause{{kCauseA, 7}, {kCauseB, 1}}, by_client});
}

TEST(Exact, BareAcksAtADeferAcceptListenerAreOtherDiscards) {
  const Namespace where;
  Wire wire(where);
  const Listener listener(where, {Wire::kServerV4, 0});
  constexpr int kSeconds = 5;
  ASSERT_EQ(setsockopt(listener.fd(), IPPROTO_TCP, TCP_DEFER_ACCEPT, &kSeconds, sizeof kSeconds),
            0);
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Measurement measured(where, {&listener});
  RawClients clients(wire, listener.bound());
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(clients.syn());
    wire.send_ack(clients.latest(), listener.bound());
  }
  ASSERT_TRUE(eventually([&] { return listener.sk_drops() == 5; })) << listener.sk_drops();
  measured.finish();
  EXPECT_EQ(measured.moved(), Counters{});
  const Ended ended = tool.stop();
  expect_exact(ended, measured, {ByCause{}, ByClient{}});
}

class ExactHovering : public testing::TestWithParam<int> {};

// Two cores connect and reset without a pause while a third thread accepts: the queue is full and
// not full many thousand times, and SYNs race for the last place.
TEST_P(ExactHovering, QueueAtTheBrinkUnderTwoCores) {
  const Namespace where;
  where.set("net/ipv4/tcp_syncookies", GetParam());
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 5});
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Measurement measured(where, {&listener});
  {
    const SlowAccepter accepter({&listener}, 50us);
    const std::uint64_t before = where.counters().listen_overflows;
    const auto enough = [&] { return where.counters().listen_overflows > before + 100; };
    const auto connect_for_a_second = [&] {
      std::vector<Client> clients(13);
      const Clock::time_point end = Clock::now() + 1s;
      // Emulated, some three a second were seen.
      const Clock::time_point last = end + std::min<Clock::duration>(20s * slowness(), 80s);
      for (std::size_t i = 0; Clock::now() < end || (!enough() && Clock::now() < last); ++i) {
        clients[i % clients.size()].abort();
        clients[i % clients.size()] = Client(where, "127.0.0.1", listener.bound());
      }
      for (Client& client : clients) client.abort();
    };
    const std::jthread one(connect_for_a_second);
    const std::jthread two(connect_for_a_second);
  }
  measured.finish();
  EXPECT_GT(measured.moved().listen_overflows, 100u);
  const Ended ended = tool.stop();
  expect_exact(ended, measured);
}

INSTANTIATE_TEST_SUITE_P(, ExactHovering, testing::Values(0, 1, 2),
                         [](const auto& info) { return "Cookies" + std::to_string(info.param); });

// On kernels that lack a feature the figures are the same; only a SO_REUSEPORT group's member may
// be out of reach.
constexpr const char* kLike5_10 =
    "socket-cookie,sock-from-file,fetching-atomics,rdonly-cast,map-allocator";
class ExactWithout : public testing::TestWithParam<const char*> {};

TEST_P(ExactWithout, OneListenerIsStillExact) {
  std::optional<NoSocketCookies> no_cookies;
  if (std::string_view(GetParam()).find("socket-cookie") != std::string_view::npos) {
    no_cookies.emplace();
  }
  const Namespace where;
  const Listener listener(where, {"0.0.0.0", 0});
  Tool tool({"drops", "--json", "--without", GetParam()});
  tool.wait_ready();
  Measurement measured(where, {&listener});
  Outcome outcome = overflow_by_connecting(where, {&listener}, loopback_sources(),
                                           {"127.0.0.1", listener.port()}, kAttempts);
  outcome.abort_clients();
  measured.finish();
  const Ended ended = tool.stop();
  expect_exact(ended, measured, {ByCause{{kCauseA, 23}}, outcome.dropped});
}

INSTANTIATE_TEST_SUITE_P(, ExactWithout,
                         testing::Values("stack-slot", "second-copy", "rdonly-cast",
                                         "socket-cookie", kLike5_10),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase_if(name, [](char c) { return c == '-' || c == ','; });
                           return name;
                         });

// ---------------------------------------------------------------------------------------------
// Filters choose what is shown; the reconciliation is of the whole namespace.

struct Filter {
  const char* name;
  std::vector<std::string> args;  ///< With placeholders for the first's.
  std::uint64_t shown;            ///< Of 11 IPv4 drops at the first and 13 IPv6 at the second.
};
void PrintTo(const Filter& filter, std::ostream* out) {
  *out << filter.name;
}

class DropFilters : public testing::TestWithParam<Filter> {};

TEST_P(DropFilters, ShowOnlyWhatWasAskedFor) {
  const Namespace where;
  const Namespace elsewhere;
  const auto v6_sources = add_ipv6_loopback_sources(elsewhere);
  const Listener first(where, {"127.0.0.1", 0});
  const Listener second(elsewhere, {"::1", 0});
  std::vector<std::string> args = filled_in(GetParam().args, first, where);
  args.insert(args.begin(), {"drops", "--json"});
  Tool tool(args);
  tool.wait_ready();
  Outcome a = overflow_by_connecting(where, {&first}, loopback_sources(), first.bound(), 11);
  Outcome b = overflow_by_connecting(elsewhere, {&second}, v6_sources, second.bound(), 13);
  a.abort_clients();
  b.abort_clients();
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  std::uint64_t shown = 0;
  for (const Record* drop : ended.of_type("drop")) shown += drop->number("count");
  EXPECT_EQ(shown, GetParam().shown);
}

const Filter kDropFilters[] = {
    {"None", {}, 24},
    {"LocalPort", {"-L", "PORT"}, 11},
    {"LocalPorts", {"-L", "1,PORT"}, 11},
    {"OtherLocalPort", {"-L", "1"}, 0},
    {"RemotePort", {"-D", "1"}, 0},
    {"Ipv4", {"-4"}, 11},
    {"Ipv6", {"-6"}, 13},
    {"Pid", {"-p", "PID"}, 24},
    {"OtherPid", {"-p", "1"}, 0},
    {"NetnsByInode", {"--netns", "INODE"}, 11},
    {"NetnsByPid", {"--netns", "RESIDENT"}, 11},
};
INSTANTIATE_TEST_SUITE_P(, DropFilters, testing::ValuesIn(kDropFilters),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(DropFilter, NetnsByName) {
  const Namespace where("lab-filter");
  const Namespace elsewhere;
  const Listener first(where, {"127.0.0.1", 0});
  const Listener second(elsewhere, {"127.0.0.1", 0});
  Tool tool({"drops", "--json", "--netns", "lab-filter"});
  tool.wait_ready();
  Outcome a = overflow_by_connecting(where, {&first}, loopback_sources(), first.bound(), 11);
  Outcome b = overflow_by_connecting(elsewhere, {&second}, loopback_sources(), second.bound(), 13);
  a.abort_clients();
  b.abort_clients();
  const Ended ended = tool.stop();
  EXPECT_EQ(in_drop_records(ended, first.cookie()), 11u);
  EXPECT_EQ(in_drop_records(ended, second.cookie()), 0u);
}

}  // namespace
}  // namespace bpfnetstat::lab
