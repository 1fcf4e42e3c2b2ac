// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/port.h"
#include "render/json.h"
#include "render/text.h"
#include "sample_figures.h"
#include "view/port.h"

namespace bpfnetstat {
namespace {

using sample::ipv4;

ConnectionSnapshot between(const Endpoint& local, const Endpoint& peer, TcpState state,
                           std::uint64_t tx = 0, std::uint64_t rx = 0) {
  ConnectionSnapshot connection;
  connection.local = local;
  connection.peer = peer;
  connection.state = state;
  connection.tx_bytes = tx;
  connection.rx_bytes = rx;
  return connection;
}

Endpoint here(std::uint16_t port) {
  return ipv4(10, 0, 0, 1, port);
}
Endpoint there(std::uint8_t last, std::uint16_t port) {
  return ipv4(10, 0, 0, last, port);
}
std::size_t number(TcpState state) {
  return static_cast<std::size_t>(state);
}

Owner owner_of(const ConnectionSnapshot& connection) {
  Owner owner;
  owner.pid = connection.pid;
  owner.uid = connection.uid;
  return owner;
}

constexpr std::uint64_t kNow = 1'000'000'000'000;

/// When a fortnight has passed.
constexpr std::uint64_t kLater = 2'000'000'000'000'000;

using Drops = std::map<IpAddress, std::uint64_t>;

PortReport summed(
    const std::vector<ConnectionSnapshot>& connections,
    const std::optional<std::map<IpAddress, std::uint64_t>>& drops = Drops(),
    const view::PortSums::Selection& selection = {},
    const std::function<void(Owner&)>& withhold = [](Owner&) {},
    std::size_t most = view::kPortPeersKept) {
  PortReport report;
  report.port = 8080;
  view::PortSums sums(8080, most);
  for (const auto& connection : connections) sums.add(connection, owner_of);
  sums.sum_up(report, kNow, selection, drops, withhold);
  return report;
}

TEST(Port, APeerIsAsOldAsItsOldestConnection) {
  auto young = between(here(8080), there(7, 1000), TcpState::established, 10, 100);
  young.born_ns = kNow - 2'000'000;
  auto old = between(here(8080), there(7, 1001), TcpState::established, 10, 100);
  old.born_ns = kNow - 5'000'000'000;
  EXPECT_EQ(summed({young, old}).peers.at(0).oldest_us, 5'000'000u);
  // Of one that was there before anybody watched, nobody knows.
  old.born_ns = 0;
  EXPECT_EQ(summed({young, old}).peers.at(0).oldest_us, std::nullopt);
  // A client that has only been dropped has none.
  EXPECT_EQ(summed({}, Drops{{there(9, 0).address, 3}}).peers.at(0).oldest_us, std::nullopt);
}

TEST(Port, ThePlaceOfAProcessThatMayNotBeKnownIsNotEither) {
  auto out = between(there(7, 1000), here(8080), TcpState::established, 10, 100);
  out.pid = 17;
  out.cgroup_id = 4711;
  EXPECT_EQ(summed({out}).peers.at(0).cgroup_id, 4711u);
  const auto withheld = summed({out}, Drops(), {}, [](Owner& owner) { owner.pid.reset(); });
  EXPECT_EQ(withheld.peers.at(0).cgroup_id, std::nullopt);
}

TEST(Port, ClientsAreSummedUpByAddress) {
  const auto report = summed({
      between(here(8080), there(7, 1000), TcpState::established, 10, 100),
      between(here(8080), there(7, 1001), TcpState::close_wait, 20, 200),
      between(here(8080), there(8, 1000), TcpState::established, 1, 2),
  });
  EXPECT_EQ(report.connections[number(TcpState::established)], 2u);
  EXPECT_EQ(report.connections[number(TcpState::close_wait)], 1u);
  EXPECT_EQ(report.peers_total, 2u);
  ASSERT_EQ(report.peers.size(), 2u);
  EXPECT_EQ(report.peers[0].address, there(7, 0).address);
  EXPECT_EQ(report.peers[0].role, Role::server);
  EXPECT_EQ(report.peers[0].total, 2u);
  EXPECT_EQ(report.peers[0].tx_bytes, 30u);
  EXPECT_EQ(report.peers[0].rx_bytes, 300u);
  EXPECT_EQ(report.peers[1].total, 1u);
  EXPECT_EQ(report.outgoing, StateCounts{});
}

TEST(Port, WhoWasDroppedIsAClientThoughNotConnected) {
  const auto report = summed({between(here(8080), there(7, 1000), TcpState::established)},
                             Drops{{there(7, 0).address, 3}, {there(9, 0).address, 5}});
  ASSERT_EQ(report.peers.size(), 2u);
  EXPECT_EQ(report.peers[0].drops, 3u);
  EXPECT_EQ(report.peers[1].address, there(9, 0).address);
  EXPECT_EQ(report.peers[1].total, 0u);
  EXPECT_EQ(report.peers[1].drops, 5u);
  EXPECT_EQ(report.peers_total, 1u) << "who was only dropped is not connected";
}

TEST(Port, DropsThatNobodyCountedAreNotNone) {
  const auto connection = between(here(8080), there(7, 1000), TcpState::established);
  EXPECT_EQ(summed({connection}).peers.at(0).drops, 0u);
  PortReport report = summed({connection}, std::nullopt);
  EXPECT_EQ(report.peers.at(0).drops, std::nullopt);
  std::string json;
  json::append(json, report);
  EXPECT_THAT(json, testing::Not(testing::HasSubstr("drops")));
  std::string text;
  text::append(text, report, {});
  EXPECT_THAT(text, testing::HasSubstr(
                        "CLIENT    CONNECTIONS  RECEIVED  SENT  DROPS  OLDEST  STATES\n"
                        "10.0.0.7            1         0     0      -       -  ESTABLISHED 1\n"));
  // Of a client's end there is nothing to count.
  const auto out = between(there(7, 1000), here(8080), TcpState::established);
  EXPECT_EQ(summed({out}).peers.at(0).drops, std::nullopt);
}

TEST(Port, WhatGoesOutIsToldApartByProcess) {
  auto first = between(here(40000), there(7, 8080), TcpState::established, 5, 6);
  first.pid = 11;
  auto second = between(here(40001), there(7, 8080), TcpState::syn_sent);
  second.pid = 12;
  auto third = between(here(40002), there(7, 8080), TcpState::established, 5, 6);
  third.pid = 11;
  const auto report = summed({first, second, third});
  EXPECT_EQ(report.connections, StateCounts{});
  EXPECT_EQ(report.peers_total, 0u);
  EXPECT_EQ(report.outgoing[number(TcpState::established)], 2u);
  EXPECT_EQ(report.outgoing[number(TcpState::syn_sent)], 1u);
  ASSERT_EQ(report.peers.size(), 2u);
  EXPECT_EQ(report.peers[0].role, Role::client);
  EXPECT_EQ(report.peers[0].owner.pid, 11);
  EXPECT_EQ(report.peers[0].tx_bytes, 10u);
  EXPECT_EQ(report.peers[1].owner.pid, 12);
}

TEST(Port, ANamespaceAndAFamilyAreSummedUpAlone) {
  auto first = between(here(8080), there(7, 1000), TcpState::established, 1, 2);
  first.netns = 11;
  auto second = between(here(8080), there(7, 1001), TcpState::established, 10, 20);
  second.netns = 12;
  auto third = between({IpAddress{Family::ipv6, {}}, 8080}, {IpAddress{Family::ipv6, {9}}, 1000},
                       TcpState::close_wait, 100, 200);
  third.netns = 12;
  const std::vector<ConnectionSnapshot> all = {first, second, third};
  const auto both = summed(all);
  EXPECT_EQ(both.connections[number(TcpState::established)], 2u);
  EXPECT_EQ(both.peers_total, 2u);
  EXPECT_EQ(both.peers.at(0).tx_bytes, 11u);
  const auto one = summed(all, Drops(), {.netns = 12});
  EXPECT_EQ(one.connections[number(TcpState::established)], 1u);
  EXPECT_EQ(one.connections[number(TcpState::close_wait)], 1u);
  EXPECT_EQ(one.peers_total, 2u);
  EXPECT_EQ(one.peers.at(0).tx_bytes, 10u);
  const auto ipv6 = summed(all, Drops(), {.family = Family::ipv6});
  EXPECT_EQ(ipv6.connections[number(TcpState::established)], 0u);
  ASSERT_EQ(ipv6.peers.size(), 1u);
  EXPECT_EQ(ipv6.peers[0].rx_bytes, 200u);
  EXPECT_EQ(summed(all, Drops(), {.netns = 11, .family = Family::ipv6}).peers_total, 0u);
}

TEST(Port, ProcessesThatAreWithheldAreOne) {
  std::vector<ConnectionSnapshot> connections;
  for (int i = 0; i < 6; ++i) {
    auto& connection = connections.emplace_back(
        between(here(40000), there(7, 8080), TcpState::established, 1, 10));
    connection.pid = 100 + i;
    // One process has changed its user between two connections.
    if (i == 5) connection.pid = 100;
    connection.uid = i == 0 ? 33 : 0;
  }
  const auto report = summed(connections, Drops(), {}, [](Owner& owner) {
    if (owner.uid != 33u) owner.pid.reset();
  });
  EXPECT_EQ(report.outgoing[number(TcpState::established)], 6u);
  ASSERT_EQ(report.peers.size(), 2u);
  EXPECT_EQ(report.peers[0].owner.pid, std::nullopt);
  EXPECT_EQ(report.peers[0].total, 5u);
  EXPECT_EQ(report.peers[0].rx_bytes, 50u);
  EXPECT_EQ(report.peers[1].owner.pid, 100);
  EXPECT_EQ(report.peers[1].total, 1u);
}

TEST(Port, PeersBeyondTheBoundAreCountedByState) {
  std::vector<ConnectionSnapshot> connections;
  for (std::uint8_t last = 1; last <= 23; ++last) {
    for (int i = 0; i < 2; ++i)
      connections.push_back(between(here(8080), there(last, 1), TcpState::established));
  }
  const auto report = summed(
      connections, Drops(), {}, [](Owner&) {}, 7);
  EXPECT_EQ(report.connections[number(TcpState::established)], 46u);
  EXPECT_EQ(report.peers_total, 7u);
  EXPECT_TRUE(report.peers_at_least);
  for (const auto& peer : report.peers) EXPECT_EQ(peer.total, 2u);
  std::string json;
  json::append(json, report);
  EXPECT_THAT(json, testing::HasSubstr(R"("peers":7,"peers_at_least":true})"));
  std::string text;
  text::append(text, report, {});
  EXPECT_THAT(text, testing::HasSubstr("46 connections to port 8080, at least 7 addresses: "));
  EXPECT_FALSE(summed(connections).peers_at_least);
}

// Those of connections to the port elsewhere are counted nowhere, so none are missing.
TEST(Port, OnlyPeersOfThePortHereCanBeTooMany) {
  std::vector<ConnectionSnapshot> connections;
  for (std::uint8_t last = 1; last <= 23; ++last)
    connections.push_back(between(here(40000), there(last, 8080), TcpState::established));
  const auto report = summed(
      connections, Drops(), {}, [](Owner&) {}, 7);
  EXPECT_FALSE(report.peers_at_least);
}

TEST(Port, AConnectionFromThePortToItselfCountsAtBothEnds) {
  const auto report = summed({between(here(8080), there(7, 8080), TcpState::established)});
  EXPECT_EQ(report.connections[number(TcpState::established)], 1u);
  EXPECT_EQ(report.outgoing[number(TcpState::established)], 1u);
}

TEST(Port, TheHeaviestTenAreNamedAndAllAreCounted) {
  std::vector<ConnectionSnapshot> connections;
  for (std::uint8_t last = 1; last <= 23; ++last) {
    for (int i = 0; i < last; ++i)
      connections.push_back(between(here(8080), there(last, 1), TcpState::established));
  }
  const auto report = summed(connections);
  EXPECT_EQ(report.peers_total, 23u);
  ASSERT_EQ(report.peers.size(), view::kPortPeers);
  EXPECT_EQ(report.peers.front().total, 23u);
  EXPECT_EQ(report.peers.back().total, 14u);
}

TEST(Port, AStateThatIsNoneIsPassedOver) {
  const auto report = summed({between(here(8080), there(7, 1), static_cast<TcpState>(99))});
  EXPECT_EQ(report.connections, StateCounts{});
  EXPECT_EQ(report.peers_total, 0u);
}

TEST(Port, TheUnitIsTheInnermostThatRunsProcesses) {
  using app::systemd_unit;
  EXPECT_EQ(systemd_unit("/system.slice/nginx.service"), "nginx.service");
  EXPECT_EQ(systemd_unit("/user.slice/user-1000.slice/user@1000.service/app.slice/web.service"),
            "web.service");
  EXPECT_EQ(systemd_unit("/system.slice/docker-0123.scope/inner"), "docker-0123.scope");
  EXPECT_EQ(systemd_unit("/system.slice"), std::nullopt);
  EXPECT_EQ(systemd_unit("/"), std::nullopt);
  EXPECT_EQ(systemd_unit(""), std::nullopt);
  EXPECT_EQ(systemd_unit("a.service"), "a.service");
}

PortReport sample_report() {
  PortReport report = summed({between(here(8080), there(7, 1000), TcpState::established, 10, 2048),
                              between(here(8080), there(7, 1001), TcpState::close_wait)},
                             Drops{{there(7, 0).address, 3}});
  report.time = sample::kTime;
  PortListener listener;
  listener.figures = sample::at_port(77, 8080);
  listener.command_line = "nginx -g daemon\x1b off;";
  listener.unit = "nginx.service";
  listener.process_since = sample::kTime;
  report.listeners = {listener};
  return report;
}

TEST(Port, JsonHasALineForEachListenerAndPeer) {
  std::string out;
  json::append(out, sample_report());
  EXPECT_THAT(
      out, testing::HasSubstr(R"("local_port":8080,"listeners":1,"connections":{"ESTABLISHED":1,)"
                              R"("CLOSE_WAIT":1},"outgoing":{},"peers":1})"));
  EXPECT_THAT(out, testing::HasSubstr(R"("unit":"nginx.service","process_since":)"));
  EXPECT_THAT(out,
              testing::HasSubstr(R"({"type":"peer","role":"server","family":"ipv4","peer_address":)"
                                 R"("10.0.0.7","connections":{"ESTABLISHED":1,"CLOSE_WAIT":1},)"
                                 R"("tx_bytes":10,"rx_bytes":2048,"drops":3})"));
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 3);
}

TEST(Port, TextTellsWhatAPersonAsks) {
  std::string out;
  text::append(out, sample_report(), {});
  EXPECT_THAT(out, testing::HasSubstr("unit nginx.service"));
  EXPECT_THAT(out, testing::HasSubstr("2 connections to port 8080, 1 addresses: "));
  EXPECT_THAT(out,
              testing::HasSubstr(
                  "CLIENT    CONNECTIONS  RECEIVED  SENT  DROPS  OLDEST  STATES\n"
                  "10.0.0.7            2      2.0K    10      3       -  ESTABLISHED 1, CLOSE_WAIT "
                  "1\n"));
  EXPECT_THAT(out, testing::Not(testing::HasSubstr("\x1b"))) << "what a terminal would obey";
  auto old = between(there(7, 1000), here(8080), TcpState::established);
  for (const auto& [age_s, shown] : std::vector<std::pair<std::uint64_t, std::string>>{
           {59, "59.000s"}, {187, "3m07s"}, {18'180, "5h03m"}, {1'051'200, "12d04h"}}) {
    old.born_ns = kLater - age_s * 1'000'000'000;
    PortReport report;
    report.port = 8080;
    view::PortSums sums(8080);
    sums.add(old, owner_of);
    sums.sum_up(report, kLater, {}, {}, [](Owner&) {});
    report.peers.at(0).owner.container = std::string(64, 'c');
    std::string aged;
    text::append(aged, report, {});
    EXPECT_THAT(aged, testing::HasSubstr(" " + shown + "  ESTABLISHED 1"));
    EXPECT_THAT(aged, testing::HasSubstr("CONTAINER     CONNECTIONS"));
    EXPECT_THAT(aged, testing::HasSubstr(" cccccccccccc "));
  }
  std::string nobody;
  text::append(nobody, summed({}), {});
  EXPECT_EQ(nobody, "nobody listens on TCP port 8080\n\n0 connections to port 8080\n");
}

TEST(Port, ALongCommandLineIsCutForPeopleAlone) {
  PortReport report = sample_report();
  report.listeners[0].command_line = std::string(4000, 'x');
  std::string out;
  text::append(out, report, {});
  EXPECT_THAT(out, testing::HasSubstr(std::string(200, 'x') + "...;"));
  EXPECT_THAT(out, testing::Not(testing::HasSubstr(std::string(201, 'x'))));
  std::string json;
  json::append(json, report);
  EXPECT_THAT(json, testing::HasSubstr(std::string(4000, 'x')));
}

TEST(Port, MembersOfAGroupAreToldApartByTheirSockets) {
  PortReport report = sample_report();
  const auto line = [&] {
    std::string out;
    text::append(out, report, {});
    const auto end = out.find(" runs");
    const auto begin = out.rfind('\n', end) + 1;
    return out.substr(begin, end - begin);
  };
  EXPECT_EQ(line(), "0.0.0.0:8080 nginx(1234)+3:");
  report.listeners.push_back(report.listeners[0]);
  report.listeners[1].figures.listener.id = 78;
  EXPECT_EQ(line(), "0.0.0.0:8080 nginx(1234)+3 sk:4d:");
  report.listeners[1].figures.listener.bound.port = 8081;
  EXPECT_EQ(line(), "0.0.0.0:8080 nginx(1234)+3:");
}

TEST(Port, WhatAMemberOfAGroupTookIsNotShown) {
  PortReport report = sample_report();
  auto& figures = report.listeners[0].figures;
  figures.is_counted = true;
  figures.connections[number(TcpState::established)] = 23;
  figures.connections[number(TcpState::close_wait)] = 7;
  const auto json = [&] {
    std::string out;
    json::append(out, report);
    return out;
  };
  const auto text = [&] {
    std::string out;
    text::append(out, report, {});
    return out;
  };
  EXPECT_THAT(json(), testing::HasSubstr(R"("connections":{"ESTABLISHED":23,"CLOSE_WAIT":7})"));
  EXPECT_THAT(text(), testing::ContainsRegex(" 23 +7 "));
  figures.shares_connections = true;
  EXPECT_THAT(json(), testing::Not(testing::HasSubstr(R"("ESTABLISHED":23)")));
  EXPECT_THAT(text(), testing::Not(testing::ContainsRegex(" 23 +7 ")));
}

ConnectionSnapshot minisock(const Endpoint& local, const Endpoint& peer, TcpState state) {
  auto connection = between(local, peer, state);
  connection.is_minisock = true;
  return connection;
}

// Anybody can make requests under any address, and a busy server has TIME_WAIT by the thousand.
TEST(Port, TimeWaitAndRequestsAreCountedByStateAlone) {
  std::vector<ConnectionSnapshot> connections = {
      between(here(8080), there(7, 1000), TcpState::established),
      minisock(here(40000), there(9, 8080), TcpState::time_wait)};
  for (std::uint8_t last = 1; last <= 23; ++last)
    connections.push_back(minisock(here(8080), there(last, 1), TcpState::time_wait));
  for (std::uint8_t last = 1; last <= 19; ++last)
    connections.push_back(minisock(here(8080), there(last, 2), TcpState::new_syn_recv));
  const auto report = summed(
      connections, Drops(), {}, [](Owner&) {}, 2);
  EXPECT_EQ(report.connections[number(TcpState::time_wait)], 23u);
  EXPECT_EQ(report.connections[number(TcpState::syn_recv)], 19u);
  EXPECT_EQ(report.connections[number(TcpState::new_syn_recv)], 0u);
  EXPECT_EQ(report.outgoing[number(TcpState::time_wait)], 1u);
  EXPECT_EQ(report.peers_total, 1u);
  EXPECT_FALSE(report.peers_at_least);
  EXPECT_EQ(report.peers.size(), 1u);
  std::string out;
  text::append(out, report, {});
  EXPECT_THAT(out, testing::HasSubstr("1 connections to port 8080, 1 addresses: ESTABLISHED 1; "
                                      "besides TIME_WAIT 23, SYN_RECV 19\n"));
  EXPECT_THAT(out, testing::HasSubstr("0 connections from here to port 8080; besides "
                                      "TIME_WAIT 1\n"));
}

// The kernel frees the socket early; the other end still is connected.
TEST(Port, WhatIsNobodysInFinWait2IsConnected) {
  auto old = between(here(8080), there(7, 1000), TcpState::established);
  old.born_ns = kNow - 2'000'000;
  const auto report = summed({old, minisock(here(8080), there(7, 1001), TcpState::fin_wait2),
                              minisock(here(8080), there(8, 1000), TcpState::fin_wait2)});
  EXPECT_EQ(report.peers_total, 2u);
  EXPECT_EQ(report.peers.at(0).total, 2u);
  EXPECT_EQ(report.peers.at(0).oldest_us, 2'000u);
  EXPECT_EQ(report.peers.at(1).oldest_us, std::nullopt);
  const auto out = summed({minisock(here(40000), there(7, 8080), TcpState::fin_wait2)});
  EXPECT_EQ(out.peers.at(0).owner, Owner());
}

TEST(Port, WhereNobodyListensUdpIsNamed) {
  const auto report = [](const view::PortSums::Selection& selection) {
    PortReport report;
    report.port = 8080;
    view::PortSums sums(8080);
    sums.add_udp_sockets(11, 2);
    sums.add_udp_sockets(12, 3);
    sums.add_unread(13);
    sums.sum_up(report, kNow, selection, {}, [](Owner&) {});
    return report;
  };
  EXPECT_EQ(report({}).udp_sockets, 5u);
  EXPECT_EQ(report({.netns = 12}).udp_sockets, 3u);
  EXPECT_EQ(report({.netns = 14}).udp_sockets, std::nullopt);
  EXPECT_EQ(report({.family = Family::ipv4}).udp_sockets, std::nullopt);
  EXPECT_EQ(report({}).namespaces_unread, 1u);
  EXPECT_EQ(report({.netns = 12}).namespaces_unread, 0u);
  EXPECT_EQ(summed({}).udp_sockets, std::nullopt);
  std::string out;
  text::append(out, report({}), {});
  EXPECT_EQ(out,
            "nobody listens on TCP port 8080; 5 UDP sockets are bound to it\n"
            "1 network namespaces could not be looked at\n\n0 connections to port 8080\n");
  std::string json;
  json::append(json, report({}));
  EXPECT_THAT(json, testing::HasSubstr(R"("peers":0,"udp_sockets":5,"namespaces_unread":1})"));
}

TEST(Port, HostileNamesAreMadeHarmless) {
  PortReport report = sample_report();
  PortListener& listener = report.listeners[0];
  listener.unit = "a\x1b[2J\n.service";
  listener.figures.listener.owner.comm = "x\x1b]0;y\a";
  listener.figures.netns_name = "\rz";
  std::string text;
  text::append(text, report, {});
  std::string json;
  json::append(json, report);
  for (const char byte : {'\x1b', '\a', '\r'}) {
    EXPECT_EQ(text.find(byte), std::string::npos);
    EXPECT_EQ(json.find(byte), std::string::npos);
  }
  EXPECT_EQ(std::count(json.begin(), json.end(), '\n'), 3);
}

TEST(Port, TheSummaryOfDropsSaysWhatOfThemIsNotKnown) {
  TraceSummaryRecord summary = {.transitions = 46, .drops = 19};
  const auto text = [&] {
    std::string out;
    text::append(out, summary, {});
    return out;
  };
  EXPECT_EQ(text(), "46 transitions, 19 drops: none lost\n");
  summary.drops_unattributed = 3;
  EXPECT_EQ(text(), "46 transitions, 19 drops: 3 drops unattributed\n");
  std::string json;
  json::append(json, summary);
  EXPECT_EQ(json, R"({"type":"summary","transitions":46,"events_lost":0,"transitions_missed":0,)"
                  R"("drops":19,"drops_unattributed":3,"exact":false})"
                  "\n");
  summary.transitions_missed = 2;
  summary.drops_watched = false;
  EXPECT_EQ(text(),
            "46 transitions, 19 drops: 0 lost in the ring buffer, 2 skipped by the kernel's "
            "recursion guard, 3 drops unattributed, drops not watched everywhere\n");
}

}  // namespace
}  // namespace bpfnetstat
