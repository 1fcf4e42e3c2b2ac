// SPDX-License-Identifier: Apache-2.0
#include "table/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "sample_records.h"

namespace bpfnetstat::table {
namespace {

using sample::ipv4;
using sample::ipv6;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint32_t kNetns = 4026531840;
constexpr std::uint64_t kNetCookie = 1;
constexpr RealtimeNs kNow = 1'795'360'801'000'000'007;

/// ::ffff:a.b.c.d
Endpoint mapped(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d,
                std::uint16_t port) {
  return {.address = {.family = Family::ipv6,
                      .bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}},
          .port = port};
}

Endpoint any4(std::uint16_t port) {
  return ipv4(0, 0, 0, 0, port);
}
Endpoint any6(std::uint16_t port) {
  return {.address = {Family::ipv6, {}}, .port = port};
}

ListenerSnapshot listening(std::uint64_t id, const Endpoint& bound, std::optional<pid_t> pid = {}) {
  ListenerSnapshot snapshot;
  snapshot.id = id;
  snapshot.inode = 4000 + id;
  snapshot.net_cookie = kNetCookie;
  snapshot.netns = kNetns;
  snapshot.bound = bound;
  snapshot.uid = 33;
  snapshot.pid = pid;
  if (pid) snapshot.comm = "starter";
  return snapshot;
}

using Causes = std::initializer_list<std::pair<DropCause, std::uint64_t>>;

DropCounts counts(Causes causes) {
  DropCounts all{};
  for (const auto& [cause, count] : causes) all[static_cast<std::size_t>(cause)] = count;
  return all;
}

/// With these drops, and the sk_drops that the kernel counted altogether.
ListenerSnapshot dropping(ListenerSnapshot snapshot, Causes causes, std::uint32_t sk_drops) {
  snapshot.drops = counts(causes);
  snapshot.sk_drops_last = snapshot.sk_drops_first + sk_drops;
  return snapshot;
}

ListenerSnapshot closed(ListenerSnapshot snapshot) {
  snapshot.closed = true;
  return snapshot;
}

DropEvent drop(std::uint64_t listener, const IpAddress& peer, std::uint64_t count = 1) {
  DropEvent event;
  event.listener_id = listener;
  event.peer = peer;
  event.count = count;
  return event;
}

IpAddress client(std::uint8_t last) {
  return ipv4(192, 0, 2, last, 0).address;
}

NetnsCounters counters(const DropCounters& kernel, const DropCounters& booked) {
  return {.net_cookie = kNetCookie, .netns = kNetns, .kernel = kernel, .booked = booked};
}

/// What nobody attributes: the kernel counted, no program did.
std::vector<NetnsCounters> none() {
  return {counters({}, {})};
}

std::uint64_t id_of(const Listener* listener) {
  return listener == nullptr ? 0 : listener->identity.id;
}

// Listeners come and go.

TEST(Ledger, TakesAListenerWithWhatTheKernelSideKnows) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1237));
  const Listener* listener = ledger.find(7);
  ASSERT_NE(listener, nullptr);
  const ListenerIdentity expected = {
      .id = 7,
      .netns = kNetns,
      .inode = 4007,
      .bound = any4(8080),
      .owner = {.pid = 1237, .comm = "starter", .uid = 33, .cgroup = {}, .container = {}},
      .holders = {{.pid = 1237, .comm = "starter"}}};
  EXPECT_EQ(listener->identity, expected);
  EXPECT_EQ(listener->owner_fd, -1);
  EXPECT_EQ(ledger.open_listeners(), 1u);
  EXPECT_EQ(ledger.find(8), nullptr);
}

TEST(Ledger, LeavesOutWhatIsNotKnownOfAListener) {
  Ledger ledger;
  auto snapshot = listening(7, any4(8080));
  snapshot.inode = 0;
  const auto& identity = ledger.apply(snapshot).identity;
  EXPECT_EQ(identity.inode, std::nullopt);
  EXPECT_EQ(identity.owner.pid, std::nullopt);
  EXPECT_EQ(identity.owner.comm, std::nullopt);
  EXPECT_THAT(identity.holders, IsEmpty());
}

TEST(Ledger, KeepsTheInodeOfASocketWhoseFileIsGone) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080)));
  auto orphan = closed(listening(7, any4(8080)));
  orphan.inode = 0;
  EXPECT_EQ(ledger.apply(orphan).identity.inode, 4007u);
}

TEST(Ledger, KeepsAClosedListenerButNoLongerFindsItByAddress) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080)));
  ledger.apply(closed(listening(7, any4(8080))));
  EXPECT_EQ(ledger.open_listeners(), 0u);
  EXPECT_EQ(id_of(ledger.find(7)), 7u);
  EXPECT_EQ(id_of(ledger.find(kNetns, any4(8080), false)), 0u);
}

TEST(Ledger, NeverFindsAListenerByAddressThatWasClosedAtFirstSight) {
  Ledger ledger;
  ledger.apply(closed(listening(7, any4(8080))));
  EXPECT_EQ(ledger.open_listeners(), 0u);
  EXPECT_EQ(id_of(ledger.find(kNetns, any4(8080), false)), 0u);
}

TEST(Ledger, ClosesTheRightOnesOfSeveralAtOneAddress) {
  for (const std::uint64_t left : {7, 11, 13}) {
    Ledger ledger;
    for (const std::uint64_t id : {7, 11, 13}) ledger.apply(listening(id, any4(8080)));
    for (const std::uint64_t id : {7, 11, 13}) {
      if (id != left) ledger.apply(closed(listening(id, any4(8080))));
    }
    EXPECT_EQ(id_of(ledger.find(kNetns, any4(8080), false)), left);
    EXPECT_EQ(ledger.open_listeners(), 1u);
  }
}

TEST(Ledger, DoesNotEnterAnAddressTwiceForNewerTotals) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080)));
  ledger.apply(dropping(listening(7, any4(8080)), {{DropCause::other, 3}}, 3));
  ledger.apply(closed(listening(7, any4(8080))));
  EXPECT_EQ(id_of(ledger.find(kNetns, any4(8080), false)), 0u);
  EXPECT_EQ(ledger.listeners().size(), 1u);
}

TEST(Ledger, ListensAgainWithTotalsGoingOn) {
  Ledger ledger;
  const Causes three = {{DropCause::accept_queue_full_syn, 3}};
  const Causes five = {{DropCause::accept_queue_full_syn, 5}};
  ledger.apply(dropping(listening(7, any4(8080)), three, 3));
  ledger.apply(closed(dropping(listening(7, any4(8080)), three, 3)));
  ledger.apply(dropping(listening(7, any4(8080)), five, 5));
  EXPECT_EQ(id_of(ledger.find(kNetns, any4(8080), false)), 7u);
  EXPECT_EQ(ledger.open_listeners(), 1u);
  const auto summary = ledger.summarise(none(), 0);
  ASSERT_EQ(summary.listeners.size(), 1u);
  EXPECT_EQ(summary.listeners[0].drops, counts(five));
  EXPECT_EQ(summary.listeners[0].sk_drops, 5u);
  EXPECT_FALSE(summary.listeners[0].closed);
}

// The kernel side has let go of the entry: the new one counts from nothing, and begins where
// sk_drops stood.
TEST(Ledger, ListensAgainWithTotalsGoingOnAfterItsEntryWasLetGo) {
  Ledger ledger;
  auto first =
      dropping(listening(7, any4(8080)),
               {{DropCause::accept_queue_full_syn, 3}, {DropCause::syn_queue_full, 5}}, 19);
  first.sk_drops_first += 100;
  first.sk_drops_last += 100;
  first.other_discards = 11;
  first.unfolded = counts({{DropCause::syn_queue_full, 5}});
  ledger.apply(first);
  ledger.apply(closed(first));

  auto second = listening(7, any4(8080));
  second.sk_drops_first = second.sk_drops_last = 119;
  ledger.apply(second);
  second = dropping(second, {{DropCause::accept_queue_full_syn, 1}}, 3);
  second.other_discards = 2;
  second.unfolded = counts({{DropCause::accept_queue_full_syn, 1}});
  ledger.apply(second);
  ledger.apply(closed(second));

  auto third = listening(7, any4(8080));
  third.sk_drops_first = 122;
  third = dropping(third, {{DropCause::accept_queue_full_syn, 7}}, 7);
  ledger.apply(third);
  ledger.apply(third);

  const auto summary = ledger.summarise(none(), 0);
  ASSERT_EQ(summary.listeners.size(), 1u);
  const auto& record = summary.listeners[0];
  EXPECT_EQ(record.drops,
            counts({{DropCause::accept_queue_full_syn, 11}, {DropCause::syn_queue_full, 5}}));
  EXPECT_EQ(record.drops_total, 16u);
  EXPECT_EQ(record.other_discards, 13u);
  EXPECT_EQ(record.sk_drops, 29u);

  const auto unfolded = ledger.take_unfolded(kNow);
  ASSERT_EQ(unfolded.size(), 2u);
  EXPECT_EQ(unfolded[0].count, 1u);
  EXPECT_EQ(unfolded[1].count, 5u);
}

TEST(Ledger, DoesNotTakeTheSkDropsOfBeforeForASecondEntry) {
  Ledger ledger;
  auto snapshot = listening(7, any4(8080));
  snapshot.sk_drops_first = snapshot.sk_drops_last = 41;
  ledger.apply(snapshot);
  ledger.apply(dropping(snapshot, {{DropCause::other, 3}}, 3));
  ledger.apply(dropping(snapshot, {{DropCause::other, 5}}, 5));
  const auto summary = ledger.summarise(none(), 0);
  ASSERT_EQ(summary.listeners.size(), 1u);
  EXPECT_EQ(summary.listeners[0].drops_total, 5u);
  EXPECT_EQ(summary.listeners[0].sk_drops, 5u);
}

// The map is ahead of the events: closed, and listening elsewhere, before anybody looked.
TEST(Ledger, FollowsAListenerToAnotherAddress) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080)));
  ledger.apply(listening(7, any4(8081)));
  EXPECT_EQ(id_of(ledger.find(kNetns, any4(8080), false)), 0u);
  EXPECT_EQ(id_of(ledger.find(kNetns, any4(8081), false)), 7u);

  ledger.apply(closed(listening(7, any4(8083))));
  EXPECT_EQ(id_of(ledger.find(kNetns, any4(8081), false)), 0u);
  EXPECT_EQ(id_of(ledger.find(kNetns, any4(8083), false)), 0u);
  ledger.apply(listening(7, any4(8083)));
  EXPECT_EQ(id_of(ledger.find(kNetns, any4(8083), false)), 7u);
  EXPECT_EQ(ledger.find(7)->identity.bound, any4(8083));
}

TEST(Ledger, NamesWhoListensAgainOnlyWhereNobodyIsKnown) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1237));
  EXPECT_EQ(ledger.apply(listening(7, any4(8080), 1249)).identity.owner.pid, 1237);
  EXPECT_EQ(ledger.apply(listening(7, any4(8080))).identity.owner.pid, 1237);
  ledger.apply(listening(11, any4(8081)));
  EXPECT_EQ(ledger.apply(listening(11, any4(8081), 1249)).identity.owner.pid, 1249);
}

TEST(Ledger, ForgetsAClosedListenerThatHasNothingToSay) {
  Ledger ledger;
  ledger.apply(closed(listening(7, any4(8080))));
  ledger.apply(listening(11, any4(8081)));
  ledger.apply(closed(dropping(listening(13, any4(8082)), {{DropCause::other, 1}}, 0)));
  auto discards = closed(listening(17, any4(8083)));
  discards.other_discards = 3;
  ledger.apply(discards);
  ledger.apply(closed(dropping(listening(19, any4(8084)), {}, 5)));
  for (const std::uint64_t id : {5, 7, 11, 13, 17, 19}) ledger.forget_if_idle(id);
  std::vector<std::uint64_t> left;
  for (const auto& [id, listener] : ledger.listeners()) left.push_back(id);
  EXPECT_THAT(left, ElementsAre(11, 13, 17, 19));
}

TEST(Ledger, DoesNotForgetWhatAnEarlierEntryCounted) {
  Ledger ledger;
  ledger.apply(closed(dropping(listening(7, any4(8080)), {{DropCause::other, 3}}, 3)));
  auto again = closed(listening(7, any4(8080)));
  again.sk_drops_first = again.sk_drops_last = 3;
  ledger.apply(again);
  ledger.forget_if_idle(7);
  ASSERT_EQ(id_of(ledger.find(7)), 7u);
  EXPECT_EQ(ledger.summarise(none(), 0).listeners[0].drops_total, 3u);
}

// Which listener serves an address.

TEST(LedgerByAddress, PrefersASpecificBindToAWildcard) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080)));
  ledger.apply(listening(11, ipv4(192, 0, 2, 1, 8080)));
  ledger.apply(listening(13, any6(8443)));
  ledger.apply(listening(17, ipv6(1, 8443)));
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), false)), 11u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 2, 8080), false)), 7u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv6(1, 8443), false)), 17u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv6(2, 8443), false)), 13u);
}

TEST(LedgerByAddress, TellsPortsNamespacesAndFamiliesApart) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080)));
  ledger.apply(listening(11, ipv6(1, 8081)));
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), false)), 7u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8081), false)), 0u);
  EXPECT_EQ(id_of(ledger.find(kNetns + 1, ipv4(192, 0, 2, 1, 8080), false)), 0u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv6(2, 8080), false)), 0u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv6(2, 8081), false)), 0u);
}

TEST(LedgerByAddress, LetsAnIpv6WildcardServeIpv4) {
  Ledger ledger;
  ledger.apply(listening(7, any6(8080)));
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), true)), 7u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv6(1, 8080), false)), 7u);
}

// Both listen on one port with SO_REUSEPORT. What an IPv6 socket accepts is an IPv6 socket.
TEST(LedgerByAddress, TellsFromTheConnectionWhichOfBothFamiliesServesIt) {
  Ledger ledger;
  ledger.apply(listening(7, any6(8080)));
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), false)), 0u);
  ledger.apply(listening(11, any4(8080)));
  ledger.apply(listening(13, ipv4(192, 0, 2, 3, 8080)));
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), true)), 7u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 3, 8080), true)), 7u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), false)), 11u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 3, 8080), false)), 13u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv6(1, 8080), false)), 7u);
}

TEST(LedgerByAddress, LetsAV6onlyWildcardServeIpv6Alone) {
  Ledger ledger;
  auto snapshot = listening(7, any6(8080));
  snapshot.v6only = true;
  ledger.apply(snapshot);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv6(1, 8080), false)), 7u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), false)), 0u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), true)), 0u);
}

TEST(LedgerByAddress, LeavesV6onlyMembersOutOfAGroupThatServesIpv4) {
  Ledger ledger;
  auto v6only = listening(7, any6(8080), 1237);
  v6only.v6only = true;
  ledger.apply(v6only);
  ledger.apply(listening(11, any6(8080), 1249));
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), true)), 11u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv6(1, 8080), false)), 0u);
}

TEST(LedgerByAddress, FindsABindToAMappedAddressForMappedConnectionsAlone) {
  Ledger ledger;
  ledger.apply(listening(7, any6(8080)));
  ledger.apply(listening(11, mapped(192, 0, 2, 1, 8080)));
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), true)), 11u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), false)), 0u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 3, 8080), true)), 7u);
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8081), true)), 0u);
}

TEST(LedgerByAddress, FindsAGroupThatOneProcessHolds) {
  Ledger ledger;
  for (const std::uint64_t id : {7, 11, 13}) ledger.apply(listening(id, any4(8080), 1237));
  const auto found = id_of(ledger.find(kNetns, any4(8080), false));
  EXPECT_TRUE(found == 7 || found == 11 || found == 13) << found;
}

// Whose a connection is may be known where it is not which socket took it.
TEST(LedgerByAddress, SaysHowManySocketsServeAnAddress) {
  Ledger ledger;
  const Listener& first = ledger.apply(listening(7, any4(8080), 1237));
  EXPECT_EQ(ledger.server(kNetns, any4(8080), false).sockets, 1u);
  EXPECT_FALSE(ledger.shares_address(first));
  ledger.apply(listening(11, any4(8080), 1237));
  ledger.apply(listening(13, ipv4(192, 0, 2, 1, 8080), 1249));
  EXPECT_EQ(ledger.server(kNetns, any4(8080), false).sockets, 2u);
  EXPECT_EQ(ledger.server(kNetns, any4(8080), false).listener->identity.owner.pid, 1237);
  EXPECT_EQ(ledger.server(kNetns, ipv4(192, 0, 2, 1, 8080), false).sockets, 1u);
  EXPECT_TRUE(ledger.shares_address(first));
  ledger.apply(listening(17, any4(8080), 1259));
  EXPECT_EQ(ledger.server(kNetns, any4(8080), false).sockets, 3u);
  EXPECT_EQ(ledger.server(kNetns, any4(8080), false).listener, nullptr);
  EXPECT_EQ(ledger.server(kNetns, any4(8081), false).sockets, 0u);
  for (const std::uint64_t id : {11, 17}) ledger.apply(closed(listening(id, any4(8080))));
  EXPECT_FALSE(ledger.shares_address(first));
  EXPECT_FALSE(ledger.shares_address(ledger.apply(closed(listening(7, any4(8080))))));
}

TEST(LedgerByAddress, FindsNoneWhereSeveralProcessesShareIt) {
  Ledger ledger;
  ledger.apply(listening(5, any4(8080), 1231));
  ledger.apply(listening(7, ipv4(192, 0, 2, 1, 8080), 1237));
  ledger.apply(listening(11, ipv4(192, 0, 2, 1, 8080), 1237));
  ledger.apply(listening(13, ipv4(192, 0, 2, 1, 8080), 1249));
  EXPECT_EQ(id_of(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), false)), 0u);
  ledger.apply(closed(listening(13, ipv4(192, 0, 2, 1, 8080), 1249)));
  EXPECT_EQ(ledger.find(kNetns, ipv4(192, 0, 2, 1, 8080), false)->identity.owner.pid, 1237);
}

// Who holds it.

TEST(LedgerHolders, LeaveTheOwnerThatCalledListenWhileItHoldsTheSocket) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1239));
  const std::vector<Holder> holders = {
      {7, 1249, 3, "worker"}, {7, 1237, 5, "worker"}, {7, 1239, 11, "master"}};
  ledger.apply(holders);
  const auto* listener = ledger.find(7);
  EXPECT_EQ(listener->identity.owner.pid, 1239);
  EXPECT_EQ(listener->identity.owner.comm, "master");
  EXPECT_EQ(listener->owner_fd, 11);
  EXPECT_THAT(
      listener->identity.holders,
      ElementsAre(Process{1237, "worker"}, Process{1239, "master"}, Process{1249, "worker"}));
}

TEST(LedgerHolders, MakeTheLowestPidTheOwnerOnceWhoCalledListenIsGone) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1231));
  const std::vector<Holder> holders = {{7, 1249, 3, "worker"}, {7, 1237, 5, "first"}};
  ledger.apply(holders);
  const auto* listener = ledger.find(7);
  EXPECT_EQ(listener->identity.owner.pid, 1237);
  EXPECT_EQ(listener->identity.owner.comm, "first");
  EXPECT_EQ(listener->owner_fd, 5);
  EXPECT_THAT(listener->identity.holders,
              ElementsAre(Process{1237, "first"}, Process{1249, "worker"}));
}

TEST(LedgerHolders, NameAProcessWithSeveralDescriptorsOnce) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1239));
  ledger.apply(listening(11, any4(8081)));
  const std::vector<Holder> holders = {{7, 1239, 5, "master"}, {7, 1249, 3, "worker"},
                                       {7, 1239, 3, "master"}, {11, 1249, 7, "worker"},
                                       {7, 1239, 9, "master"}, {11, 1249, 4, "worker"}};
  ledger.apply(holders);
  EXPECT_THAT(ledger.find(7)->identity.holders,
              ElementsAre(Process{1239, "master"}, Process{1249, "worker"}));
  EXPECT_EQ(ledger.find(7)->owner_fd, 5);
  EXPECT_THAT(ledger.find(11)->identity.holders, ElementsAre(Process{1249, "worker"}));
  EXPECT_EQ(ledger.find(11)->owner_fd, 7);
}

// Not the lowest pid: each of its descriptors would make it the owner anew.
TEST(LedgerHolders, TakeTheFirstDescriptorOfWhoCalledListen) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1249));
  const std::vector<Holder> holders = {
      {7, 1237, 3, "worker"}, {7, 1249, 5, "master"}, {7, 1249, 9, "master"}};
  ledger.apply(holders);
  EXPECT_EQ(ledger.find(7)->identity.owner.pid, 1249);
  EXPECT_EQ(ledger.find(7)->owner_fd, 5);
}

TEST(LedgerHolders, ReplaceWhatWasKnown) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1237));
  const std::vector<Holder> before = {{7, 1237, 3, "old"}, {7, 1249, 3, "worker"}};
  ledger.apply(before);
  auto& owner = ledger.find(7)->identity.owner;
  owner.cgroup = "/system.slice/old.service";
  owner.container = "c0ffee";

  const std::vector<Holder> renamed = {{7, 1237, 3, "new"}, {7, 1249, 3, "worker"}};
  ledger.apply(renamed);
  EXPECT_EQ(owner.comm, "new");
  EXPECT_EQ(owner.cgroup, "/system.slice/old.service");
  EXPECT_EQ(owner.container, "c0ffee");

  const std::vector<Holder> after = {{7, 1249, 3, "worker"}};
  ledger.apply(after);
  EXPECT_EQ(owner.pid, 1249);
  EXPECT_EQ(owner.cgroup, std::nullopt);
  EXPECT_EQ(owner.container, std::nullopt);
  EXPECT_THAT(ledger.find(7)->identity.holders, ElementsAre(Process{1249, "worker"}));
}

TEST(LedgerHolders, LeaveAnOpenListenerThatNobodyHoldsWithoutOwner) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1237));
  const std::vector<Holder> holders = {{7, 1237, 3, "server"}};
  ledger.apply(holders);
  ledger.apply(std::vector<Holder>{});
  const auto* listener = ledger.find(7);
  EXPECT_EQ(listener->identity.owner.pid, std::nullopt);
  EXPECT_EQ(listener->identity.owner.comm, std::nullopt);
  EXPECT_EQ(listener->identity.owner.uid, 33u);
  EXPECT_EQ(listener->owner_fd, -1);
  EXPECT_THAT(listener->identity.holders, IsEmpty());
}

TEST(LedgerHolders, LeaveAClosedListenerItsLastOwner) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1237));
  const std::vector<Holder> holders = {{7, 1237, 3, "server"}, {7, 1249, 3, "worker"}};
  ledger.apply(holders);
  ledger.apply(closed(listening(7, any4(8080), 1237)));
  ledger.apply(std::vector<Holder>{});
  const auto& identity = ledger.find(7)->identity;
  EXPECT_EQ(identity.owner.pid, 1237);
  EXPECT_EQ(identity.owner.comm, "server");
  EXPECT_THAT(identity.holders, ElementsAre(Process{1237, "server"}, Process{1249, "worker"}));
}

TEST(LedgerHolders, OfListenersThatAreNotKnownChangeNothing) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1237));
  const std::vector<Holder> holders = {{7, 1237, 3, "server"}, {11, 1231, 3, "other"}};
  ledger.apply(holders);
  EXPECT_EQ(ledger.listeners().size(), 1u);
  EXPECT_THAT(ledger.find(7)->identity.holders, ElementsAre(Process{1237, "server"}));
}

// Whose connections were dropped.

TEST(LedgerPeers, AreTheHeaviestTenAndThenByAddress) {
  Ledger ledger;
  ledger.apply(dropping(listening(7, any6(8080)), {{DropCause::accept_queue_full_syn, 101}}, 101));
  const IpAddress six = ipv6(1, 0).address;
  ledger.apply(drop(7, client(90), 23));
  ledger.apply(drop(7, client(10), 19));
  ledger.apply(drop(7, client(10), 12));  // 31 in all
  ledger.apply(drop(7, six, 3));
  for (const std::uint8_t last : {29, 28, 27, 26, 25, 24, 23, 22, 21})
    ledger.apply(drop(7, client(last), 3));
  ledger.apply(drop(7, client(1), 1));

  const auto summary = ledger.summarise(none(), 0);
  ASSERT_EQ(summary.listeners.size(), 1u);
  const std::vector<PeerDrops> expected = {
      {client(10), 31}, {client(90), 23}, {client(21), 3}, {client(22), 3}, {client(23), 3},
      {client(24), 3},  {client(25), 3},  {client(26), 3}, {client(27), 3}, {client(28), 3}};
  EXPECT_EQ(summary.listeners[0].peers, expected);
  EXPECT_EQ(summary.listeners[0].client_unknown, 101u - 31 - 23 - 3 - 27 - 1);
}

TEST(LedgerPeers, ShowIpv4BeforeIpv6WhereEqual) {
  Ledger ledger;
  ledger.apply(dropping(listening(7, any6(8080)), {{DropCause::other, 5}}, 5));
  const IpAddress zero6{Family::ipv6, {}};
  ledger.apply(drop(7, zero6, 2));
  ledger.apply(drop(7, client(200), 2));
  ledger.apply(drop(7, ipv6(1, 0).address, 1));
  const std::vector<PeerDrops> expected = {{client(200), 2}, {zero6, 2}, {ipv6(1, 0).address, 1}};
  EXPECT_EQ(ledger.summarise(none(), 0).listeners[0].peers, expected);
}

TEST(LedgerPeers, AreBoundedInNumberButNotInDrops) {
  Ledger ledger;
  ledger.apply(
      dropping(listening(7, any4(8080)), {{DropCause::other, kMaxPeers + 31}}, kMaxPeers + 31));
  const auto numbered = [](std::size_t number) {
    return ipv4(10, static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 8),
                static_cast<std::uint8_t>(number), 0)
        .address;
  };
  for (std::size_t i = 0; i < kMaxPeers; ++i) ledger.apply(drop(7, numbered(i)));
  ledger.apply(drop(7, numbered(kMaxPeers), 23));  // one too many
  ledger.apply(drop(7, numbered(3), 5));           // known: goes on
  const auto* listener = ledger.find(7);
  EXPECT_EQ(listener->peers.size(), kMaxPeers);
  EXPECT_EQ(listener->peers.count(numbered(kMaxPeers)), 0u);
  EXPECT_EQ(listener->peers.at(numbered(3)), 6u);
  EXPECT_EQ(listener->client_known, kMaxPeers + 28);
  const auto summary = ledger.summarise(none(), 0);
  EXPECT_EQ(summary.listeners[0].client_unknown, 3u);
  EXPECT_EQ(summary.listeners[0].peers.front(), (PeerDrops{numbered(3), 6}));
}

TEST(LedgerPeers, OfAListenerThatIsNotKnownAreUnknownClientsLater) {
  Ledger ledger;
  ledger.apply(drop(7, client(1), 3));
  EXPECT_EQ(ledger.listeners().size(), 0u);
  ledger.apply(dropping(listening(7, any4(8080)), {{DropCause::other, 5}}, 5));
  ledger.apply(drop(7, client(1), 2));
  const auto summary = ledger.summarise(none(), 0);
  EXPECT_EQ(summary.listeners[0].client_unknown, 3u);
  EXPECT_THAT(summary.listeners[0].peers, ElementsAre(PeerDrops{client(1), 2}));
}

// An event may arrive before the map was read again.
TEST(LedgerPeers, AheadOfTheTotalsLeaveNoClientUnknown) {
  Ledger ledger;
  ledger.apply(dropping(listening(7, any4(8080)), {{DropCause::other, 5}}, 5));
  ledger.apply(drop(7, client(1), 7));
  EXPECT_EQ(ledger.summarise(none(), 0).listeners[0].client_unknown, 0u);
}

// Drops whose client found no room anywhere.

TEST(LedgerUnfolded, AreHandedOutOnce) {
  Ledger ledger;
  auto snapshot = listening(7, any4(8080), 1237);
  snapshot.unfolded =
      counts({{DropCause::accept_queue_full_syn, 23}, {DropCause::syn_queue_full, 3}});
  ledger.apply(snapshot);
  ledger.apply(listening(11, any4(8081)));

  const auto first = ledger.take_unfolded(kNow);
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].time, kNow);
  EXPECT_EQ(first[0].count, 23u);
  EXPECT_EQ(first[0].cause, DropCause::accept_queue_full_syn);
  EXPECT_EQ(first[0].netns, kNetns);
  EXPECT_EQ(first[0].local, any4(8080));
  EXPECT_EQ(first[0].peer, std::nullopt);
  EXPECT_EQ(first[0].peer_port, std::nullopt);
  EXPECT_EQ(first[0].accept_queue, std::nullopt);
  EXPECT_EQ(first[0].listener, ledger.find(7)->identity);
  EXPECT_EQ(first[1].count, 3u);
  EXPECT_EQ(first[1].cause, DropCause::syn_queue_full);
  EXPECT_THAT(ledger.take_unfolded(kNow), IsEmpty());

  snapshot.unfolded =
      counts({{DropCause::accept_queue_full_syn, 29}, {DropCause::syn_queue_full, 3}});
  ledger.apply(snapshot);
  const auto second = ledger.take_unfolded(kNow + 1);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].count, 6u);
  EXPECT_EQ(second[0].time, kNow + 1);
}

// Records come after the look at the totals that they are part of, or before it.

TEST(LedgerAhead, IsWhatWasToldAndIsYoungerThanTheTotals) {
  Ledger ledger;
  const auto told = [&](DropCause cause, std::uint64_t count) {
    DropEvent event = drop(7, client(1), count);
    event.cause = cause;
    ledger.apply(event);
  };
  ledger.apply(dropping(listening(7, any4(8080)), {{DropCause::accept_queue_full_syn, 5}}, 5));
  // Two are on their way.
  told(DropCause::accept_queue_full_syn, 3);
  EXPECT_EQ(ledger.find(7)->ahead(), DropCounts{});
  told(DropCause::accept_queue_full_syn, 2);
  EXPECT_EQ(ledger.find(7)->ahead(), DropCounts{});
  told(DropCause::accept_queue_full_syn, 4);
  told(DropCause::syn_queue_full, 1);
  EXPECT_EQ(ledger.find(7)->ahead(),
            counts({{DropCause::accept_queue_full_syn, 4}, {DropCause::syn_queue_full, 1}}));
  ledger.apply(dropping(listening(7, any4(8080)),
                        {{DropCause::accept_queue_full_syn, 9}, {DropCause::syn_queue_full, 1}},
                        10));
  EXPECT_EQ(ledger.find(7)->ahead(), DropCounts{});
}

TEST(LedgerAhead, KnowsWhatWasHandedOutUnfolded) {
  Ledger ledger;
  auto snapshot = dropping(listening(7, any4(8080)), {{DropCause::accept_queue_full_syn, 23}}, 23);
  snapshot.unfolded = counts({{DropCause::accept_queue_full_syn, 22}});
  ledger.apply(snapshot);
  ledger.take_unfolded(kNow);
  DropEvent event = drop(7, client(1), 3);
  event.cause = DropCause::accept_queue_full_syn;
  ledger.apply(event);
  EXPECT_EQ(ledger.find(7)->ahead(), counts({{DropCause::accept_queue_full_syn, 2}}));
}

// The comparison with the kernel's figures.

TEST(LedgerSummary, SaysWhatEachListenerDropped) {
  Ledger ledger;
  auto snapshot = dropping(listening(7, any4(8080), 1237),
                           {{DropCause::accept_queue_full_syn, 11},
                            {DropCause::accept_queue_full_ack, 5},
                            {DropCause::syn_queue_full, 3}},
                           26);
  snapshot.other_discards = 7;
  ledger.apply(closed(snapshot));
  ledger.apply(drop(7, client(3), 17));
  const auto summary = ledger.summarise(none(), 0);
  ASSERT_EQ(summary.listeners.size(), 1u);
  const auto& record = summary.listeners[0];
  EXPECT_EQ(record.listener, ledger.find(7)->identity);
  EXPECT_EQ(record.drops, snapshot.drops);
  EXPECT_EQ(record.drops_total, 19u);
  EXPECT_EQ(record.other_discards, 7u);
  EXPECT_EQ(record.sk_drops, 26u);
  EXPECT_EQ(record.client_unknown, 2u);
  EXPECT_THAT(record.peers, ElementsAre(PeerDrops{client(3), 17}));
  EXPECT_TRUE(record.closed);
  EXPECT_EQ(record.accepted, std::nullopt);
}

TEST(LedgerSummary, SaysWhatWasAcceptedWhereAHookSeesIt) {
  Ledger ledger;
  ledger.show_accepted();
  auto first = dropping(listening(7, any4(8080), 1237), {{DropCause::syn_queue_full, 3}}, 3);
  first.accepted = 29;
  first.arrived = 31;
  first.cookies_sent = 129;
  first.queued_first = 3;
  first.abandoned = 4;
  first.accept_queue_peak = 17;
  ledger.apply(closed(first));
  // A socket that listens again has a new entry.
  auto second = listening(7, any4(8080), 1237);
  second.accepted = 5;
  second.arrived = 7;
  second.cookies_sent = 23;
  second.queued_first = 1;
  second.accept_queue_peak = 2;
  second.sk_drops_first = second.sk_drops_last = 3;
  ledger.apply(second);
  const auto summary = ledger.summarise(none(), 0);
  ASSERT_EQ(summary.listeners.size(), 1u);
  EXPECT_EQ(summary.listeners[0].accepted, 34u);
  const auto& snapshot = ledger.listeners().begin()->second.snapshot;
  EXPECT_EQ(snapshot.arrived, 38u);
  EXPECT_EQ(snapshot.cookies_sent, 152u);
  EXPECT_EQ(snapshot.queued_first, 4u);
  EXPECT_EQ(snapshot.abandoned, 4u);
  EXPECT_EQ(snapshot.accept_queue_peak, 17u);
}

TEST(LedgerSummary, CountsSkDropsAcrossTheWrap) {
  Ledger ledger;
  auto snapshot = listening(7, any4(8080));
  snapshot.sk_drops_first = 0xffff'fff9;  // 7 before it wraps
  ledger.apply(dropping(snapshot, {{DropCause::other, 19}}, 19));
  ASSERT_EQ(ledger.find(7)->snapshot.sk_drops_last, 12u);
  EXPECT_EQ(ledger.summarise(none(), 0).listeners[0].sk_drops, 19u);
}

TEST(LedgerSummary, OrdersListenersByDropsAndThenById) {
  Ledger ledger;
  ledger.apply(dropping(listening(17, any4(8083)), {{DropCause::other, 3}}, 3));
  ledger.apply(dropping(listening(11, any4(8081)), {{DropCause::other, 3}}, 3));
  ledger.apply(dropping(listening(7, any4(8080)), {{DropCause::other, 1}}, 1));
  ledger.apply(dropping(listening(19, any4(8082)), {{DropCause::other, 23}}, 23));
  std::vector<std::uint64_t> ids;
  for (const auto& record : ledger.summarise(none(), 0).listeners)
    ids.push_back(record.listener.id);
  EXPECT_THAT(ids, ElementsAre(19, 11, 17, 7));
}

TEST(LedgerSummary, LeavesOutListenersWithNothingToSay) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080)));
  ledger.apply(dropping(listening(11, any4(8081)), {{DropCause::other, 1}}, 0));
  auto discards = listening(13, any4(8082));
  discards.other_discards = 3;
  ledger.apply(discards);
  ledger.apply(dropping(listening(17, any4(8083)), {}, 5));
  std::vector<std::uint64_t> ids;
  for (const auto& record : ledger.summarise(none(), 0).listeners)
    ids.push_back(record.listener.id);
  EXPECT_THAT(ids, ElementsAre(11, 13, 17));
}

TEST(LedgerSummary, PutsTheKernelsFiguresBesideOursByNamespace) {
  Ledger ledger;
  const NetnsCounters high = {
      .net_cookie = 3,
      .netns = 4026532300,
      .kernel = {.listen_overflows = 19, .listen_drops = 23, .tcp_req_q_full_drop = 3},
      .booked = {.listen_overflows = 17, .listen_drops = 13, .tcp_req_q_full_drop = 2}};
  const NetnsCounters low = {
      .net_cookie = 5,
      .netns = 4026532200,
      .kernel = {.listen_overflows = 7, .listen_drops = 11, .tcp_req_q_full_drop = 1},
      .booked = {.listen_overflows = 7, .listen_drops = 11, .tcp_req_q_full_drop = 1}};
  const auto summary = ledger.summarise(std::vector{high, low}, 0);
  ASSERT_EQ(summary.reconciliations.size(), 2u);
  const auto& exact = summary.reconciliations[0];
  EXPECT_EQ(exact.netns, 4026532200u);
  EXPECT_EQ(exact.listen_overflows, (CounterPair{7, 7}));
  EXPECT_EQ(exact.listen_drops, (CounterPair{11, 11}));
  EXPECT_EQ(exact.tcp_req_q_full_drop, (CounterPair{1, 1}));
  EXPECT_TRUE(exact.exact());
  const auto& inexact = summary.reconciliations[1];
  EXPECT_EQ(inexact.netns, 4026532300u);
  EXPECT_EQ(inexact.listen_overflows, (CounterPair{19, 17}));
  EXPECT_EQ(inexact.listen_drops, (CounterPair{23, 13}));
  EXPECT_EQ(inexact.tcp_req_q_full_drop, (CounterPair{3, 2}));
  EXPECT_FALSE(inexact.exact());
}

TEST(LedgerSummary, IsNotExactWhereRecordsWereLost) {
  Ledger ledger;
  const auto summary = ledger.summarise(none(), 3);
  ASSERT_EQ(summary.reconciliations.size(), 1u);
  EXPECT_EQ(summary.reconciliations[0].events_lost, 3u);
  EXPECT_FALSE(summary.reconciliations[0].exact());
}

ReconciliationRecord reconciled(std::uint32_t netns, std::uint64_t kernel,
                                std::uint64_t attributed) {
  ReconciliationRecord record;
  record.netns = netns;
  record.listen_drops = {kernel, attributed};
  return record;
}

TEST(LedgerSummary, IsExactWhereEveryNamespaceOfItIs) {
  Ledger::Summary summary;
  EXPECT_TRUE(summary.exact({}));
  summary.reconciliations = {reconciled(1, 19, 19), reconciled(2, 23, 23)};
  EXPECT_TRUE(summary.exact({}));
  for (auto& record : summary.reconciliations) {
    ++record.listen_drops.kernel;
    EXPECT_FALSE(summary.exact({}));
    --record.listen_drops.kernel;
  }
}

TEST(LedgerSummary, IsNotExactWhereSomethingWasNotWatched) {
  Ledger::Summary summary;
  // Also where no namespace is left to be doubted: that may be the very one.
  for (int namespaces = 0; namespaces < 3; ++namespaces) {
    EXPECT_TRUE(summary.exact({})) << namespaces;
    EXPECT_FALSE(summary.exact({.untracked_cells = 1})) << namespaces;
    EXPECT_FALSE(summary.exact({.untracked_listeners = 1})) << namespaces;
    summary.reconciliations.push_back(reconciled(kNetns, 19, 19));
  }
}

TEST(LedgerSummary, IsExactWhateverATraceLost) {
  Ledger::Summary summary;
  summary.reconciliations = {reconciled(kNetns, 19, 19)};
  EXPECT_TRUE(summary.exact({.states = 1, .missed_transitions = 2, .untracked_connections = 3}));
  // The map has what these would have told.
  EXPECT_TRUE(summary.exact({.listener_events = 1}));
}

/// 19 drops booked in the namespace: 13 at listener 7, 6 and 5 other discards at 11, nothing at 13.
class LedgerMissed : public testing::Test {
 protected:
  static constexpr DropCounters kBooked = {
      .listen_overflows = 11, .listen_drops = 19, .tcp_req_q_full_drop = 5};

  /// @param surplus how much more sk_drops moved at each listener than is known.
  Ledger::Summary summarise(std::array<std::uint32_t, 3> surplus, const DropCounters& missed) {
    ledger_.apply(dropping(listening(7, any4(8080)), kAtSeven, 13 + surplus[0]));
    auto second = dropping(listening(11, any4(8081)), kAtEleven, 11 + surplus[1]);
    second.other_discards = 5;
    ledger_.apply(second);
    ledger_.apply(closed(dropping(listening(13, any4(8082)), {}, surplus[2])));
    ledger_.apply(drop(7, client(1), 13));
    ledger_.apply(drop(11, client(1), 6));
    const DropCounters kernel = {
        .listen_overflows = kBooked.listen_overflows + missed.listen_overflows,
        .listen_drops = kBooked.listen_drops + missed.listen_drops,
        .tcp_req_q_full_drop = kBooked.tcp_req_q_full_drop + missed.tcp_req_q_full_drop};
    return ledger_.summarise(std::vector{counters(kernel, kBooked)}, 0);
  }

  static void expect_unattributed(const Ledger::Summary& summary) {
    ASSERT_EQ(summary.reconciliations.size(), 1u);
    EXPECT_EQ(summary.reconciliations[0].listen_overflows.attributed, kBooked.listen_overflows);
    EXPECT_EQ(summary.reconciliations[0].listen_drops.attributed, kBooked.listen_drops);
    EXPECT_EQ(summary.reconciliations[0].tcp_req_q_full_drop.attributed,
              kBooked.tcp_req_q_full_drop);
    EXPECT_FALSE(summary.reconciliations[0].exact());
    ASSERT_GE(summary.listeners.size(), 2u);
    EXPECT_EQ(summary.listeners[0].drops, counts(kAtSeven));
    EXPECT_EQ(summary.listeners[0].drops_total, 13u);
    EXPECT_EQ(summary.listeners[0].client_unknown, 0u);
    EXPECT_EQ(summary.listeners[1].drops, counts(kAtEleven));
    EXPECT_EQ(summary.listeners[1].drops_total, 6u);
    EXPECT_EQ(summary.listeners[1].client_unknown, 0u);
    if (summary.listeners.size() > 2) {
      EXPECT_EQ(summary.listeners[2].drops_total, 0u);
    }
  }

  static constexpr Causes kAtSeven = {{DropCause::accept_queue_full_syn, 11},
                                      {DropCause::other, 2}};
  static constexpr Causes kAtEleven = {{DropCause::syn_queue_full, 5}, {DropCause::other, 1}};

  Ledger ledger_;
};

TEST_F(LedgerMissed, OverflowsAreGivenToListenersByTheirSkDrops) {
  const auto summary = summarise({3, 17, 1}, {.listen_overflows = 21, .listen_drops = 21});
  ASSERT_EQ(summary.listeners.size(), 3u);
  // With what it was given, 11 is the heaviest.
  EXPECT_EQ(summary.listeners[0].listener.id, 11u);
  EXPECT_EQ(summary.listeners[0].drops, counts({{DropCause::accept_queue_full_syn, 17},
                                                {DropCause::syn_queue_full, 5},
                                                {DropCause::other, 1}}));
  EXPECT_EQ(summary.listeners[0].drops_total, 23u);
  EXPECT_EQ(summary.listeners[0].client_unknown, 17u);
  EXPECT_EQ(summary.listeners[0].other_discards, 5u);
  EXPECT_EQ(summary.listeners[0].sk_drops, 28u);
  EXPECT_EQ(summary.listeners[1].listener.id, 7u);
  EXPECT_EQ(summary.listeners[1].drops,
            counts({{DropCause::accept_queue_full_syn, 14}, {DropCause::other, 2}}));
  EXPECT_EQ(summary.listeners[1].drops_total, 16u);
  EXPECT_EQ(summary.listeners[1].client_unknown, 3u);
  EXPECT_EQ(summary.listeners[2].listener.id, 13u);
  EXPECT_EQ(summary.listeners[2].drops, counts({{DropCause::accept_queue_full_syn, 1}}));
  EXPECT_EQ(summary.listeners[2].client_unknown, 1u);

  ASSERT_EQ(summary.reconciliations.size(), 1u);
  EXPECT_EQ(summary.reconciliations[0].listen_overflows, (CounterPair{32, 32}));
  EXPECT_EQ(summary.reconciliations[0].listen_drops, (CounterPair{40, 40}));
  EXPECT_EQ(summary.reconciliations[0].tcp_req_q_full_drop, (CounterPair{5, 5}));
  EXPECT_TRUE(summary.reconciliations[0].exact());
}

TEST_F(LedgerMissed, RequestQueueDropsAreGivenToListenersByTheirSkDrops) {
  const auto summary = summarise({3, 0, 0}, {.listen_drops = 3, .tcp_req_q_full_drop = 3});
  ASSERT_EQ(summary.listeners.size(), 2u);
  EXPECT_EQ(summary.listeners[0].drops, counts({{DropCause::accept_queue_full_syn, 11},
                                                {DropCause::syn_queue_full, 3},
                                                {DropCause::other, 2}}));
  EXPECT_EQ(summary.listeners[0].client_unknown, 3u);
  EXPECT_EQ(summary.listeners[1].drops_total, 6u);
  EXPECT_EQ(summary.listeners[1].client_unknown, 0u);
  EXPECT_EQ(summary.reconciliations[0].listen_overflows, (CounterPair{11, 11}));
  EXPECT_EQ(summary.reconciliations[0].listen_drops, (CounterPair{22, 22}));
  EXPECT_EQ(summary.reconciliations[0].tcp_req_q_full_drop, (CounterPair{8, 8}));
}

TEST_F(LedgerMissed, OtherDropsAreGivenToListenersByTheirSkDrops) {
  const auto summary = summarise({0, 3, 0}, {.listen_drops = 3});
  ASSERT_EQ(summary.listeners.size(), 2u);
  EXPECT_EQ(summary.listeners[0].drops_total, 13u);
  EXPECT_EQ(summary.listeners[1].drops,
            counts({{DropCause::syn_queue_full, 5}, {DropCause::other, 4}}));
  EXPECT_EQ(summary.listeners[1].drops_total, 9u);
  EXPECT_EQ(summary.listeners[1].client_unknown, 3u);
  EXPECT_EQ(summary.reconciliations[0].listen_overflows, (CounterPair{11, 11}));
  EXPECT_EQ(summary.reconciliations[0].listen_drops, (CounterPair{22, 22}));
  EXPECT_EQ(summary.reconciliations[0].tcp_req_q_full_drop, (CounterPair{5, 5}));
  EXPECT_TRUE(summary.reconciliations[0].exact());
}

TEST_F(LedgerMissed, NothingIsGivenWhereNothingWasMissed) {
  const auto summary = summarise({3, 0, 0}, {});
  ASSERT_EQ(summary.listeners.size(), 2u);
  EXPECT_EQ(summary.listeners[0].drops_total, 13u);
  EXPECT_EQ(summary.listeners[0].sk_drops, 16u);
  EXPECT_TRUE(summary.reconciliations[0].exact());
}

TEST_F(LedgerMissed, MixturesOfBothQueuesStayUnattributed) {
  expect_unattributed(
      summarise({3, 2, 0}, {.listen_overflows = 3, .listen_drops = 5, .tcp_req_q_full_drop = 2}));
}

TEST_F(LedgerMissed, MixturesOfOverflowsAndOthersStayUnattributed) {
  expect_unattributed(summarise({3, 2, 0}, {.listen_overflows = 3, .listen_drops = 5}));
}

TEST_F(LedgerMissed, MixturesOfRequestQueueAndOthersStayUnattributed) {
  expect_unattributed(summarise({3, 2, 0}, {.listen_drops = 5, .tcp_req_q_full_drop = 2}));
}

TEST_F(LedgerMissed, DropsOfTwoCausesAtOnceStayUnattributed) {
  expect_unattributed(
      summarise({3, 2, 0}, {.listen_overflows = 5, .listen_drops = 5, .tcp_req_q_full_drop = 5}));
  expect_unattributed(
      summarise({3, 2, 0}, {.listen_overflows = 5, .listen_drops = 5, .tcp_req_q_full_drop = 1}));
  expect_unattributed(
      summarise({3, 2, 0}, {.listen_overflows = 1, .listen_drops = 5, .tcp_req_q_full_drop = 5}));
}

TEST_F(LedgerMissed, SkDropsThatDoNotAddUpStayUnattributed) {
  // A missed final ACK, for one, moves sk_drops twice.
  expect_unattributed(summarise({6, 0, 0}, {.listen_overflows = 3, .listen_drops = 3}));
  expect_unattributed(summarise({2, 0, 0}, {.listen_overflows = 3, .listen_drops = 3}));
  expect_unattributed(summarise({0, 0, 0}, {.listen_overflows = 3, .listen_drops = 3}));
}

// 7 moved by 5 more than is known, 11 by 2 less: that this makes 3 is chance.
TEST_F(LedgerMissed, NothingIsGivenWhereMoreIsKnownThanSkDropsMoved) {
  expect_unattributed(summarise({5, static_cast<std::uint32_t>(-2), 0},
                                {.listen_overflows = 3, .listen_drops = 3}));
}

// Figures of a run that goes on are not of one moment.
TEST_F(LedgerMissed, ACounterThatWeAreAheadOfDoesNotChangeTheCause) {
  const auto summary = summarise({3, 0, 0}, {.listen_overflows = static_cast<std::uint64_t>(-1),
                                             .listen_drops = 3,
                                             .tcp_req_q_full_drop = 3});
  ASSERT_EQ(summary.listeners.size(), 2u);
  EXPECT_EQ(summary.listeners[0].drops, counts({{DropCause::accept_queue_full_syn, 11},
                                                {DropCause::syn_queue_full, 3},
                                                {DropCause::other, 2}}));
  EXPECT_EQ(summary.reconciliations[0].listen_overflows, (CounterPair{10, 11}));
  EXPECT_EQ(summary.reconciliations[0].tcp_req_q_full_drop, (CounterPair{8, 8}));
  EXPECT_FALSE(summary.reconciliations[0].exact());
}

// The kernel uses the inode numbers of namespaces again, their cookies never.
TEST(LedgerSummary, TellsNamespacesOfOneInodeNumberApart) {
  Ledger ledger;
  auto old = dropping(closed(listening(7, any4(8080))), {{DropCause::accept_queue_full_syn, 5}}, 8);
  auto young = dropping(listening(11, any4(8080)), {{DropCause::syn_queue_full, 7}}, 12);
  young.net_cookie = 3;
  ledger.apply(old);
  ledger.apply(young);
  const NetnsCounters of_old = counters({.listen_overflows = 8, .listen_drops = 8},
                                        {.listen_overflows = 5, .listen_drops = 5});
  NetnsCounters of_young = counters({.listen_drops = 12, .tcp_req_q_full_drop = 12},
                                    {.listen_drops = 7, .tcp_req_q_full_drop = 7});
  of_young.net_cookie = 3;
  const auto summary = ledger.summarise(std::vector{of_old, of_young}, 0);
  ASSERT_EQ(summary.listeners.size(), 2u);
  EXPECT_EQ(summary.listeners[0].listener.id, 11u);
  EXPECT_EQ(summary.listeners[0].drops, counts({{DropCause::syn_queue_full, 12}}));
  EXPECT_EQ(summary.listeners[1].listener.id, 7u);
  EXPECT_EQ(summary.listeners[1].drops, counts({{DropCause::accept_queue_full_syn, 8}}));
  ASSERT_EQ(summary.reconciliations.size(), 2u);
  EXPECT_TRUE(summary.reconciliations[0].exact());
  EXPECT_TRUE(summary.reconciliations[1].exact());
}

TEST(LedgerSummary, LeavesTheLedgerAsItIs) {
  Ledger ledger;
  ledger.apply(dropping(listening(7, any4(8080)), {{DropCause::accept_queue_full_syn, 5}}, 8));
  const std::vector missed = {counters({.listen_overflows = 8, .listen_drops = 8},
                                       {.listen_overflows = 5, .listen_drops = 5})};
  for (int look = 0; look < 3; ++look) {
    const auto summary = ledger.summarise(missed, 0);
    ASSERT_EQ(summary.listeners.size(), 1u);
    EXPECT_EQ(summary.listeners[0].drops_total, 8u) << look;
  }
}

TEST(LedgerSummary, LeavesOutSkDropsThatWentOnMoving) {
  Ledger ledger;
  ledger.apply(dropping(listening(7, any4(8080)), {{DropCause::accept_queue_full_syn, 5}}, 8));
  ledger.apply(dropping(listening(11, any4(8081)), {{DropCause::accept_queue_full_syn, 3}}, 3));
  NetnsCounters moving = counters({.listen_overflows = 8, .listen_drops = 8},
                                  {.listen_overflows = 8, .listen_drops = 8});
  const auto quiet = ledger.summarise(std::vector{moving}, 0);
  moving.moved_on = true;
  const auto busy = ledger.summarise(std::vector{moving}, 0);
  ASSERT_EQ(quiet.listeners.size(), 2u);
  EXPECT_EQ(quiet.listeners[0].sk_drops, 8u);
  EXPECT_EQ(quiet.listeners[1].sk_drops, 3u);
  ASSERT_EQ(busy.listeners.size(), 2u);
  EXPECT_EQ(busy.listeners[0].sk_drops, std::nullopt);
  EXPECT_EQ(busy.listeners[1].sk_drops, 3u);
}

// For months.

TEST(LedgerForgets, AClosedListenerButNotWhatTheSummaryGaveIt) {
  Ledger ledger;
  // Two of its five drops no program saw: its own counter tells.
  ledger.apply(
      closed(dropping(listening(7, any4(8080)), {{DropCause::accept_queue_full_syn, 3}}, 5)));
  const std::vector kernel = {counters({.listen_overflows = 5, .listen_drops = 5},
                                       {.listen_overflows = 3, .listen_drops = 3})};
  const auto before = ledger.summarise(kernel, 0);
  ASSERT_EQ(before.listeners.size(), 1u);
  EXPECT_EQ(before.listeners[0].drops_total, 5u);
  EXPECT_TRUE(before.reconciliations[0].exact());
  ledger.forget_closed(7, &before.listeners[0]);
  EXPECT_EQ(ledger.find(7), nullptr);
  const auto after = ledger.summarise(kernel, 0);
  EXPECT_THAT(after.listeners, IsEmpty());
  EXPECT_TRUE(after.reconciliations[0].exact());
  ledger.forget_namespace(kNetCookie);
  EXPECT_FALSE(ledger.summarise(kernel, 0).reconciliations[0].exact());
}

TEST(LedgerForgets, ForGoodSoThatOneWhichListensAgainBeginsAnotherEpoch) {
  Ledger ledger;
  const auto dropped = dropping(listening(7, any4(8080)), {{DropCause::other, 3}}, 3);
  const auto first = ledger.apply(dropped).epoch;
  EXPECT_EQ(ledger.apply(closed(dropped)).epoch, first);
  // The kernel side's next entry, while this one is remembered.
  auto again = listening(7, any4(8080));
  again.sk_drops_first = again.sk_drops_last = 3;
  EXPECT_EQ(ledger.apply(again).epoch, first);
  EXPECT_NE(ledger.apply(listening(8, any4(8081))).epoch, first);
  ledger.apply(closed(again));
  ledger.forget_closed(7, nullptr);
  EXPECT_NE(ledger.apply(again).epoch, first);
}

TEST(LedgerForgets, NoListenerThatIsOpen) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080)));
  ledger.forget_closed(7, nullptr);
  EXPECT_NE(ledger.find(7), nullptr);
}

TEST(LedgerForgets, ClientsBeyondTheLimitItIsGiven) {
  Ledger ledger;
  ledger.limit_peers(2);
  ledger.apply(dropping(listening(7, any4(8080)), {{DropCause::other, 4}}, 4));
  for (const std::uint8_t last : {1, 2, 3, 1}) ledger.apply(drop(7, client(last)));
  EXPECT_EQ(ledger.find(7)->peers.size(), 2u);
  EXPECT_EQ(ledger.find(7)->client_known, 4u);
}

TEST(LedgerForgets, ClientsOfAClosedListenerThatAreNotShown) {
  Ledger ledger;
  auto snapshot = dropping(listening(7, any4(8080)), {{DropCause::other, 24}}, 24);
  ledger.apply(snapshot);
  for (std::uint8_t last = 1; last <= 12; ++last) ledger.apply(drop(7, client(last), 2));
  ledger.forget_lesser_peers(7);
  EXPECT_EQ(ledger.find(7)->peers.size(), 12u);  // it is open
  const auto before = ledger.summarise(none(), 0);
  snapshot.closed = true;
  ledger.apply(snapshot);
  ledger.forget_lesser_peers(7);
  ledger.forget_lesser_peers(8);
  EXPECT_EQ(ledger.find(7)->peers.size(), kTopPeers);
  const auto after = ledger.summarise(none(), 0);
  ASSERT_EQ(after.listeners.size(), 1u);
  EXPECT_EQ(after.listeners[0].peers, before.listeners[0].peers);
  EXPECT_EQ(after.listeners[0].client_unknown, 0u);
  // What is kept takes no more than it needs: there may be a thousand of them.
  EXPECT_EQ(after.listeners[0].peers.capacity(), kTopPeers);
}

TEST(LedgerHolders, AreForgottenWherePidsMeanSomethingElse) {
  Ledger ledger;
  ledger.apply(listening(7, any4(8080), 1234));
  ledger.forget_processes();
  const auto& identity = ledger.find(7)->identity;
  EXPECT_EQ(identity.owner.pid, std::nullopt);
  EXPECT_EQ(identity.owner.comm, std::nullopt);
  EXPECT_TRUE(identity.holders.empty());
  EXPECT_EQ(ledger.find(7)->owner_fd, -1);
}

}  // namespace
}  // namespace bpfnetstat::table
