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

/// What a whole walk in one piece finds.
std::vector<Difference> compare(Connections& table, const std::vector<ConnectionSnapshot>& walked,
                                std::uint64_t began_ns, std::uint32_t netns = kNetns) {
  auto differences = table.compare(walked, began_ns);
  for (auto& ghost : table.not_met(netns, began_ns)) differences.push_back(std::move(ghost));
  return differences;
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
  // It is the same one still, and the next is another.
  table.apply(transition(3, TcpState::syn_recv, TcpState::established, 100));
  table.apply(transition(3, TcpState::established, TcpState::fin_wait1, 110));
  EXPECT_EQ(table.untracked(), 1u);
  table.apply(transition(4, TcpState::close, TcpState::syn_sent, 120));
  EXPECT_EQ(table.untracked(), 2u);
  // There is room again.
  table.apply(transition(1, TcpState::syn_recv, TcpState::close, 130));
  table.apply(transition(3, TcpState::fin_wait1, TcpState::fin_wait2, 140));
  EXPECT_NE(table.find(3), nullptr);
  EXPECT_EQ(table.untracked(), 2u);
}

TEST(Connections, CountThoseThatAWalkAloneHasSeenAndThatFindNoRoom) {
  Connections table(1);
  const std::vector walked = {row(1, TcpState::established), row(2, TcpState::established),
                              row(3, TcpState::established)};
  for (const std::uint64_t began_ns : {200, 300, 400}) {
    const auto mended = table.mend(compare(table, walked, began_ns), began_ns);
    EXPECT_EQ(mended.fresh.size(), began_ns == 200 ? 1u : 0u);
    EXPECT_EQ(mended.changed, mended.fresh.size());
    EXPECT_EQ(mended.left_out, 2u);
    table.count_untracked(mended.left_out);
    EXPECT_EQ(table.untracked(), 2u);
  }
  table.apply(transition(4, TcpState::listen, TcpState::syn_recv, 500));
  EXPECT_EQ(table.untracked(), 3u);
}

TEST(Connections, AgreeWithAWalkThatFindsTheSame) {
  auto table = with_established(1);
  EXPECT_THAT(compare(table, std::vector{row(1, TcpState::established)}, 200), IsEmpty());
}

TEST(Connections, TellMissingGhostAndDiffering) {
  auto table = with_established(1);
  EXPECT_THAT(kinds(compare(table, {}, 200)), ElementsAre("ghost"));
  EXPECT_THAT(kinds(compare(table, std::vector{row(1, TcpState::fin_wait1)}, 200)),
              ElementsAre("differing"));
  EXPECT_THAT(
      kinds(compare(
          table, std::vector{row(1, TcpState::established), row(2, TcpState::established)}, 200)),
      ElementsAre("missing"));
  auto elsewhere = row(1, TcpState::established);
  elsewhere.peer.port = 1;
  EXPECT_THAT(kinds(compare(table, std::vector{elsewhere}, 200)), ElementsAre("differing"));
}

TEST(Connections, DoNotMissOneThatTheWalkYieldsTwice) {
  Connections table(1000);
  EXPECT_EQ(
      compare(table, std::vector{row(1, TcpState::established), row(1, TcpState::established)}, 200)
          .size(),
      1u);
}

// A walk of a large namespace goes on for a while, and transitions are applied between its pieces.
TEST(Connections, AreComparedPieceByPieceWhileTransitionsGoOn) {
  Connections table(1000);
  for (std::uint64_t id = 1; id <= 8; ++id) {
    table.apply(transition(id, TcpState::listen, TcpState::syn_recv, 90));
    table.apply(transition(id, TcpState::syn_recv, TcpState::established, 100));
  }
  constexpr std::uint64_t kBegan = 200;
  const auto found = [](std::uint64_t id) { return row(id, TcpState::established); };
  table.begin_walk();
  EXPECT_THAT(table.compare(std::vector{found(1), found(2), found(2)}, kBegan), IsEmpty());
  // One that it has met, one that it has not, one that it comes by while it closes.
  table.apply(transition(1, TcpState::established, TcpState::close, 210));
  table.apply(transition(3, TcpState::established, TcpState::close, 211));
  table.apply(transition(4, TcpState::established, TcpState::close, 212));
  // One that is born and met, one that is born where the walk has been.
  for (const std::uint64_t id : {20, 21})
    table.apply(transition(id, TcpState::listen, TcpState::syn_recv, 213));
  EXPECT_THAT(table.compare(std::vector{found(4), row(20, TcpState::syn_recv)}, kBegan), IsEmpty());
  // One in another state by now; two that nobody told of, one of them yielded twice.
  EXPECT_THAT(
      kinds(table.compare(std::vector{row(5, TcpState::fin_wait1), found(30), found(30), found(31)},
                          kBegan)),
      ElementsAre("differing", "missing", "missing"));
  EXPECT_THAT(table.compare(std::vector{found(6), found(30)}, kBegan), IsEmpty());
  std::vector<std::uint64_t> ghosts;
  for (const auto& difference : table.not_met(kNetns, kBegan)) ghosts.push_back(difference.id);
  EXPECT_THAT(ghosts, testing::UnorderedElementsAre(7, 8));
  table.end_walk();
}

TEST(Connections, DoNotRememberWhomAWalkMetThatWasGivenUp) {
  auto table = with_established(1);
  table.begin_walk();
  EXPECT_THAT(table.compare(std::vector{row(1, TcpState::established)}, 200), IsEmpty());
  table.end_walk();
  table.begin_walk();
  EXPECT_THAT(kinds(table.not_met(kNetns, 300)), ElementsAre("ghost"));
}

TEST(Connections, LookAtTheWalkedNamespaceAlone) {
  auto table = with_established(1);
  EXPECT_THAT(compare(table, {}, 200, kNetns + 1), IsEmpty());
}

// Time decides: what a transition told when the walk had begun is newer.
TEST(Connections, TakeATransitionForNewerThanTheWalkItFellInto) {
  auto table = with_established(1);
  table.apply(transition(1, TcpState::established, TcpState::fin_wait1, 200));
  EXPECT_THAT(compare(table, std::vector{row(1, TcpState::established)}, 200), IsEmpty());
  EXPECT_THAT(compare(table, {}, 200), IsEmpty());
  EXPECT_THAT(kinds(compare(table, {}, 201)), ElementsAre("ghost"));
}

TEST(Connections, DoNotTakeOneForMissingThatClosedDuringTheWalk) {
  auto table = with_established(1);
  table.begin_walk();
  table.apply(transition(1, TcpState::established, TcpState::close, 210));
  const std::vector walked = {row(1, TcpState::established)};
  const auto differences = compare(table, walked, 200);
  EXPECT_THAT(differences, IsEmpty());
  // Nor does it come back.
  const std::vector<Difference> late = {
      {Difference::Kind::missing, 1, row(1, TcpState::established), std::nullopt}};
  EXPECT_EQ(table.mend(late, 200).changed, 0u);
  EXPECT_EQ(table.find(1), nullptr);
  table.end_walk();
  EXPECT_THAT(kinds(compare(table, walked, 300)), ElementsAre("missing"));
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
  const auto mended = table.mend(compare(table, walked, 200), 200);
  ASSERT_EQ(mended.fresh.size(), 1u);
  EXPECT_EQ(mended.fresh.front()->pid, 1234);
  EXPECT_EQ(mended.fresh.front()->comm(), "nginx");
  EXPECT_EQ(mended.changed, 3u) << "one added, one removed, one in another state";
  EXPECT_EQ(mended.left_out, 0u);
  EXPECT_EQ(table.find(2), nullptr);
  EXPECT_EQ(table.find(3)->state, TcpState::established);
  EXPECT_EQ(table.find(3)->listener_id, 77u);
  EXPECT_EQ(table.find(3)->born_ns, 96u);
  EXPECT_EQ(in_state(table.by_state(), TcpState::established), 3u);
  EXPECT_EQ(in_state(table.of_listener(77), TcpState::established), 1u);
  EXPECT_THAT(compare(table, walked, 300), IsEmpty());
}

TEST(Connections, AreNotMendedAgainstALaterTransition) {
  auto table = with_established(1);
  const auto ghost = compare(table, {}, 200);
  table.apply(transition(1, TcpState::established, TcpState::fin_wait1, 250));
  EXPECT_EQ(table.mend(ghost, 200).changed, 0u);
  ASSERT_NE(table.find(1), nullptr);
  EXPECT_EQ(table.find(1)->state, TcpState::fin_wait1);
}

TEST(Doubts, AreConfirmedWhereTwoWalksFoundThemAndNothingTouched) {
  auto table = with_established(1);
  table.apply(transition(2, TcpState::listen, TcpState::syn_recv, 100));
  const std::vector missing = {row(3, TcpState::established), row(4, TcpState::syn_sent)};
  const auto earlier = compare(table, missing, 200);
  ASSERT_EQ(earlier.size(), 4u);
  // Two of the four move on.
  table.apply(transition(2, TcpState::syn_recv, TcpState::established, 220));
  const std::vector moved = {row(3, TcpState::established), row(4, TcpState::established)};
  Doubts doubts;
  EXPECT_TRUE(doubts.empty());
  doubts.add(std::span(earlier).first(1));
  doubts.add(std::span(earlier).subspan(1));
  EXPECT_FALSE(doubts.empty());
  auto both = compare(table, moved, 300);
  doubts.keep_confirmed(both);
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

// As long as one is there, what each member of the group took is not known.
TEST(Connections, RemembersWhereAGroupTookSome) {
  Connections table(1000);
  const auto born = [&](std::uint64_t id) {
    return table.apply(transition(id, TcpState::listen, TcpState::syn_recv, 90));
  };
  table.assign(*born(7), 77);
  EXPECT_FALSE(table.any_of_group(kNetns, 8080));
  table.assign_to_group(*born(11), 77);
  table.assign_to_group(*born(13), 0);
  EXPECT_EQ(table.of_listener(77)[3], 2u);
  table.apply(transition(11, TcpState::syn_recv, TcpState::established, 100));
  table.apply(transition(11, TcpState::established, TcpState::close, 110));
  EXPECT_TRUE(table.any_of_group(kNetns, 8080));
  EXPECT_FALSE(table.any_of_group(kNetns, 8081));
  EXPECT_FALSE(table.any_of_group(kNetns + 1, 8080));
  table.apply(transition(13, TcpState::syn_recv, TcpState::close, 120));
  EXPECT_FALSE(table.any_of_group(kNetns, 8080));
  EXPECT_EQ(table.of_listener(77)[3], 1u);
}

}  // namespace
}  // namespace bpfnetstat::table
