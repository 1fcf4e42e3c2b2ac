// SPDX-License-Identifier: Apache-2.0
#include "table/connections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

// The live table: transitions, walks, and what time decides between them.
namespace bpfnetstat::table {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint32_t kNetns = 4026531840;

Endpoint at(std::uint8_t last, std::uint16_t port) {
  Endpoint endpoint;
  endpoint.address.bytes = {127, 0, 0, last};
  endpoint.port = port;
  return endpoint;
}

StateEvent transition(std::uint64_t id, TcpState from, TcpState to, std::uint64_t time_ns) {
  StateEvent event;
  event.id = id;
  event.time_ns = time_ns;
  event.netns = kNetns;
  event.local = at(1, 8080);
  event.peer = at(2, static_cast<std::uint16_t>(40000 + id));
  event.old_state = from;
  event.new_state = to;
  event.role = Role::server;
  return event;
}

ConnectionSnapshot row(std::uint64_t id, TcpState state) {
  ConnectionSnapshot snapshot;
  snapshot.id = id;
  snapshot.netns = kNetns;
  snapshot.local = at(1, 8080);
  snapshot.peer = at(2, static_cast<std::uint16_t>(40000 + id));
  snapshot.state = state;
  return snapshot;
}

/// A table in which connection `id` was established at 100.
Connections with_established(std::uint64_t id) {
  Connections table(1000);
  table.apply(transition(id, TcpState::listen, TcpState::syn_recv, 90));
  table.apply(transition(id, TcpState::syn_recv, TcpState::established, 100));
  return table;
}

std::vector<std::string> kinds(const std::vector<Difference>& differences) {
  std::vector<std::string> names;
  for (const auto& difference : differences) names.emplace_back(to_string(difference.kind));
  return names;
}

std::uint64_t in_state(const StateCounts& counts, TcpState state) {
  return counts[static_cast<std::size_t>(state)];
}

TEST(Connections, FollowAConnectionFromBirthToClose) {
  Connections table(1000);
  auto* born = table.apply(transition(1, TcpState::listen, TcpState::syn_recv, 90));
  ASSERT_NE(born, nullptr);
  EXPECT_EQ(born->born_ns, 90u);
  EXPECT_EQ(table.apply(transition(1, TcpState::syn_recv, TcpState::established, 100)), nullptr);
  const Connection* connection = table.find(1);
  ASSERT_NE(connection, nullptr);
  EXPECT_EQ(connection->state, TcpState::established);
  EXPECT_EQ(connection->born_ns, 90u);
  EXPECT_EQ(connection->since_ns, 100u);
  EXPECT_EQ(in_state(table.by_state(), TcpState::established), 1u);
  EXPECT_EQ(in_state(table.by_state(), TcpState::syn_recv), 0u);
  table.apply(transition(1, TcpState::established, TcpState::close, 110));
  EXPECT_EQ(table.find(1), nullptr);
  EXPECT_EQ(table.by_state(), StateCounts{});
  EXPECT_EQ(table.gaps(), 0u);
  EXPECT_EQ(table.transitions()[1][7], 1u);  // ESTABLISHED to CLOSE
}

TEST(Connections, LeaveListenersToTheLedger) {
  Connections table(1000);
  auto opened = transition(1, TcpState::close, TcpState::listen, 90);
  opened.role = Role::listener;
  EXPECT_EQ(table.apply(opened), nullptr);
  EXPECT_THAT(table.all(), IsEmpty());
}

TEST(Connections, CountThoseOfEachListener) {
  Connections table(1000);
  for (const std::uint64_t id : {1, 2, 3}) {
    auto* fresh = table.apply(transition(id, TcpState::listen, TcpState::syn_recv, 90));
    ASSERT_NE(fresh, nullptr);
    table.assign(*fresh, id == 3 ? 78 : 77);
  }
  table.apply(transition(1, TcpState::syn_recv, TcpState::established, 100));
  EXPECT_EQ(in_state(table.of_listener(77), TcpState::syn_recv), 1u);
  EXPECT_EQ(in_state(table.of_listener(77), TcpState::established), 1u);
  for (const std::uint64_t id : {1, 2})
    table.apply(transition(id, TcpState::established, TcpState::close, 110));
  EXPECT_EQ(table.of_listener(77), StateCounts{});
  EXPECT_EQ(in_state(table.of_listener(78), TcpState::syn_recv), 1u);
}

TEST(Connections, SeeThatATransitionIsMissing) {
  auto table = with_established(1);
  table.apply(transition(1, TcpState::close_wait, TcpState::last_ack, 120));
  EXPECT_EQ(table.gaps(), 1u);
  EXPECT_EQ(table.find(1)->state, TcpState::last_ack);
}

TEST(Connections, KeepNoMoreThanTheyMay) {
  Connections table(2);
  for (const std::uint64_t id : {1, 2, 3})
    table.apply(transition(id, TcpState::listen, TcpState::syn_recv, 90));
  EXPECT_EQ(table.all().size(), 2u);
  EXPECT_EQ(table.untracked(), 1u);
}

TEST(Connections, AgreeWithAWalkThatFindsTheSame) {
  const auto table = with_established(1);
  EXPECT_THAT(table.compare(kNetns, std::vector{row(1, TcpState::established)}, 200), IsEmpty());
}

TEST(Connections, TellMissingGhostAndDiffering) {
  const auto table = with_established(1);
  EXPECT_THAT(kinds(table.compare(kNetns, {}, 200)), ElementsAre("ghost"));
  EXPECT_THAT(kinds(table.compare(kNetns, std::vector{row(1, TcpState::fin_wait1)}, 200)),
              ElementsAre("differing"));
  EXPECT_THAT(
      kinds(table.compare(
          kNetns, std::vector{row(1, TcpState::established), row(2, TcpState::established)}, 200)),
      ElementsAre("missing"));
  auto elsewhere = row(1, TcpState::established);
  elsewhere.peer.port = 1;
  EXPECT_THAT(kinds(table.compare(kNetns, std::vector{elsewhere}, 200)), ElementsAre("differing"));
}

TEST(Connections, DoNotMissOneThatTheWalkYieldsTwice) {
  Connections table(1000);
  EXPECT_EQ(
      table
          .compare(kNetns,
                   std::vector{row(1, TcpState::established), row(1, TcpState::established)}, 200)
          .size(),
      1u);
}

TEST(Connections, LookAtTheWalkedNamespaceAlone) {
  const auto table = with_established(1);
  EXPECT_THAT(table.compare(kNetns + 1, {}, 200), IsEmpty());
}

// Time decides: what a transition told when the walk had begun is newer.
TEST(Connections, TakeATransitionForNewerThanTheWalkItFellInto) {
  auto table = with_established(1);
  table.apply(transition(1, TcpState::established, TcpState::fin_wait1, 200));
  EXPECT_THAT(table.compare(kNetns, std::vector{row(1, TcpState::established)}, 200), IsEmpty());
  EXPECT_THAT(table.compare(kNetns, {}, 200), IsEmpty());
  EXPECT_THAT(kinds(table.compare(kNetns, {}, 201)), ElementsAre("ghost"));
}

TEST(Connections, DoNotTakeOneForMissingThatClosedDuringTheWalk) {
  auto table = with_established(1);
  table.begin_walk();
  table.apply(transition(1, TcpState::established, TcpState::close, 210));
  const std::vector walked = {row(1, TcpState::established)};
  const auto differences = table.compare(kNetns, walked, 200);
  EXPECT_THAT(differences, IsEmpty());
  // Nor does it come back.
  const std::vector<Difference> late = {
      {Difference::Kind::missing, 1, row(1, TcpState::established), std::nullopt}};
  EXPECT_THAT(table.mend(late, 200), IsEmpty());
  EXPECT_EQ(table.find(1), nullptr);
  table.end_walk();
  EXPECT_THAT(kinds(table.compare(kNetns, walked, 300)), ElementsAre("missing"));
}

TEST(Connections, AreMended) {
  auto table = with_established(1);
  table.apply(transition(2, TcpState::listen, TcpState::syn_recv, 95));
  auto* third = table.apply(transition(3, TcpState::listen, TcpState::syn_recv, 96));
  table.assign(*third, 77);
  auto found = row(4, TcpState::established);
  found.pid = 1234;
  found.comm = "nginx";
  const std::vector walked = {row(1, TcpState::established), row(3, TcpState::established), found};
  const auto fresh = table.mend(table.compare(kNetns, walked, 200), 200);
  ASSERT_EQ(fresh.size(), 1u);
  EXPECT_EQ(fresh.front()->pid, 1234);
  EXPECT_EQ(fresh.front()->comm(), "nginx");
  EXPECT_EQ(table.find(2), nullptr);
  EXPECT_EQ(table.find(3)->state, TcpState::established);
  EXPECT_EQ(table.find(3)->listener_id, 77u);
  EXPECT_EQ(table.find(3)->born_ns, 96u);
  EXPECT_EQ(in_state(table.by_state(), TcpState::established), 3u);
  EXPECT_EQ(in_state(table.of_listener(77), TcpState::established), 1u);
  EXPECT_THAT(table.compare(kNetns, walked, 300), IsEmpty());
}

TEST(Connections, AreNotMendedAgainstALaterTransition) {
  auto table = with_established(1);
  const auto ghost = table.compare(kNetns, {}, 200);
  table.apply(transition(1, TcpState::established, TcpState::fin_wait1, 250));
  table.mend(ghost, 200);
  ASSERT_NE(table.find(1), nullptr);
  EXPECT_EQ(table.find(1)->state, TcpState::fin_wait1);
}

TEST(InBoth, IsWhatTwoWalksFoundAndNothingTouched) {
  auto table = with_established(1);
  table.apply(transition(2, TcpState::listen, TcpState::syn_recv, 100));
  const std::vector missing = {row(3, TcpState::established), row(4, TcpState::syn_sent)};
  const auto earlier = table.compare(kNetns, missing, 200);
  ASSERT_EQ(earlier.size(), 4u);
  // Two of the four move on.
  table.apply(transition(2, TcpState::syn_recv, TcpState::established, 220));
  const std::vector moved = {row(3, TcpState::established), row(4, TcpState::established)};
  const auto both = in_both(earlier, table.compare(kNetns, moved, 300));
  std::vector<std::uint64_t> ids;
  for (const auto& difference : both) ids.push_back(difference.id);
  EXPECT_THAT(ids, testing::UnorderedElementsAre(1, 3));
}

TEST(Connections, NameTheirHolders) {
  auto table = with_established(1);
  const std::vector<Holder> holders = {
      {1, 10, 3, "parent"}, {1, 20, 3, "child"}, {99, 30, 3, "of another"}};
  table.apply(holders);
  EXPECT_EQ(table.find(1)->pid, 10);
  // The one that is known stays as long as it holds it.
  const std::vector<Holder> other_order = {{1, 5, 3, "earlier"}, {1, 10, 3, "parent"}};
  table.apply(other_order);
  EXPECT_EQ(table.find(1)->pid, 10);
  // Nobody does any more: the last one is remembered.
  table.apply(std::vector<Holder>{});
  EXPECT_EQ(table.find(1)->comm(), "parent");
}

TEST(Connections, KnowNamesOfSixteenBytes) {
  Connection connection;
  connection.set_comm("sixteen-bytes-xyz and more");
  EXPECT_EQ(connection.comm(), "sixteen-bytes-xy");
  connection.set_comm("short");
  EXPECT_EQ(connection.comm(), "short");
}

}  // namespace
}  // namespace bpfnetstat::table
