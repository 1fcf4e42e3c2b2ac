// SPDX-License-Identifier: Apache-2.0
#include "view/filter.h"

#include <gtest/gtest.h>

#include "sample_records.h"

namespace bpfnetstat::view {
namespace {

using sample::ipv4;
using sample::ipv6;

DropRecord sample_drop() {
  DropRecord record;
  record.netns = 4026531840;
  record.local = ipv4(192, 0, 2, 1, 8080);
  record.peer = ipv4(198, 51, 100, 7, 0).address;
  record.peer_port = 40001;
  record.listener = sample::nginx();
  return record;
}

/// Bound to the IPv4 wildcard, port 8080.
ListenerRecord sample_listener() {
  ListenerRecord record;
  record.listener = sample::nginx();
  record.peers = {{ipv4(198, 51, 100, 7, 0).address, 19}};
  return record;
}

StateRecord sample_state() {
  StateRecord record;
  record.netns = 4026531840;
  record.local = ipv4(192, 0, 2, 1, 8080);
  record.peer = ipv4(198, 51, 100, 7, 40001);
  record.owner = sample::nginx().owner;
  return record;
}

/// Expects that `yes` passes each of the three records, and `no` none.
void expect_for_all(const Filter& yes, const Filter& no) {
  EXPECT_TRUE(yes.matches(sample_drop()));
  EXPECT_TRUE(yes.matches(sample_listener()));
  EXPECT_TRUE(yes.matches(sample_state()));
  EXPECT_FALSE(no.matches(sample_drop()));
  EXPECT_FALSE(no.matches(sample_listener()));
  EXPECT_FALSE(no.matches(sample_state()));
}

TEST(Filter, LetsEverythingThroughWhenUnset) {
  const Filter filter;
  EXPECT_TRUE(filter.matches(sample_drop()));
  EXPECT_TRUE(filter.matches(sample_listener()));
  EXPECT_TRUE(filter.matches(sample_state()));
  EXPECT_TRUE(filter.matches(DropRecord{}));
  EXPECT_TRUE(filter.matches(ListenerRecord{}));
  EXPECT_TRUE(filter.matches(StateRecord{}));
}

TEST(Filter, KnowsSeveralLocalPorts) {
  expect_for_all({.local_ports = {443, 8080, 8443}}, {.local_ports = {443, 8081, 40001}});
}

TEST(Filter, KnowsSeveralPeerPortsOfDropsAndStates) {
  const Filter yes = {.peer_ports = {443, 40001}};
  const Filter no = {.peer_ports = {443, 8080}};
  EXPECT_TRUE(yes.matches(sample_drop()));
  EXPECT_TRUE(yes.matches(sample_state()));
  EXPECT_FALSE(no.matches(sample_drop()));
  EXPECT_FALSE(no.matches(sample_state()));
  // A listener has no peer port.
  EXPECT_TRUE(no.matches(sample_listener()));
}

TEST(Filter, FindsAPortAtEitherEndOfATransitionIfAsked) {
  const Filter local = {.local_ports = {40001}};
  EXPECT_FALSE(local.matches(sample_state()));
  const Filter either = {.local_ports = {40001}, .at_either_end = true};
  EXPECT_TRUE(either.matches(sample_state()));
  EXPECT_TRUE((Filter{.local_ports = {8080}, .at_either_end = true}).matches(sample_state()));
  EXPECT_FALSE((Filter{.local_ports = {8081}, .at_either_end = true}).matches(sample_state()));
  // What a port drops, its listener does.
  EXPECT_FALSE(either.matches(sample_drop()));
}

TEST(Filter, NeverMatchesAPortThatIsNotKnown) {
  const Filter local = {.local_ports = {0, 8080}};
  const Filter peer = {.peer_ports = {0, 40001}};
  auto folded = sample_drop();
  folded.peer_port.reset();
  EXPECT_FALSE(peer.matches(folded));
  EXPECT_TRUE(local.matches(folded));
  auto nowhere = sample_drop();
  nowhere.local.reset();
  EXPECT_FALSE(local.matches(nowhere));
  auto unbound = sample_state();
  unbound.local.port = 0;
  EXPECT_FALSE(local.matches(unbound));
  EXPECT_TRUE(peer.matches(unbound));
  auto listener = sample_state();
  listener.peer.port = 0;
  EXPECT_FALSE(peer.matches(listener));
}

TEST(Filter, KnowsNamespaces) {
  expect_for_all({.netns = 4026531840}, {.netns = 4026531841});
}

TEST(Filter, KnowsFamilies) {
  expect_for_all({.family = Family::ipv4}, {.family = Family::ipv6});
}

TEST(Filter, TakesADropsFamilyFromItsClient) {
  const Filter v4 = {.family = Family::ipv4};
  const Filter v6 = {.family = Family::ipv6};
  auto record = sample_drop();
  record.local = ipv6(1, 8080);
  EXPECT_TRUE(v4.matches(record));
  EXPECT_FALSE(v6.matches(record));
  record.peer.reset();
  EXPECT_FALSE(v4.matches(record));
  EXPECT_TRUE(v6.matches(record));
  record.local.reset();
  EXPECT_FALSE(v4.matches(record));
  EXPECT_FALSE(v6.matches(record));
}

TEST(Filter, CountsAnIpv6ListenerForIpv4WithAnIpv4Client) {
  const Filter v4 = {.family = Family::ipv4};
  const Filter v6 = {.family = Family::ipv6};
  ListenerRecord record;
  record.listener.bound = {{Family::ipv6, {}}, 8080};
  EXPECT_FALSE(v4.matches(record));
  EXPECT_TRUE(v6.matches(record));
  record.peers = {{ipv6(1, 0).address, 23}};
  EXPECT_FALSE(v4.matches(record));
  record.peers.push_back({ipv4(198, 51, 100, 7, 0).address, 1});
  EXPECT_TRUE(v4.matches(record));
  EXPECT_TRUE(v6.matches(record));
}

// Whoever asks about a port by IPv4 wants to know of every socket that IPv4 clients reach.
TEST(Filter, TakesAListenerForEachFamilyWhoseClientsReachIt) {
  const Filter v4 = {.family = Family::ipv4};
  const Filter v6 = {.family = Family::ipv6};
  ListenerIdentity listener = sample::nginx();
  EXPECT_TRUE(v4.matches(listener));
  EXPECT_FALSE(v6.matches(listener));
  listener.bound = {{Family::ipv6, {}}, 8080};
  EXPECT_TRUE(v4.matches(listener));
  EXPECT_TRUE(v6.matches(listener));
  listener.v6only = true;
  EXPECT_FALSE(v4.matches(listener));
  EXPECT_TRUE(v6.matches(listener));
  listener.bound = ipv6(1, 8080);
  listener.v6only = false;
  EXPECT_FALSE(v4.matches(listener));
  EXPECT_TRUE(v6.matches(listener));
  listener.bound.address = {Family::ipv6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1}};
  EXPECT_TRUE(v4.matches(listener));
  EXPECT_FALSE(v6.matches(listener));
}

TEST(Filter, TakesAListenerByPortNamespaceAndHolder) {
  const ListenerIdentity listener = sample::nginx();
  EXPECT_TRUE((Filter{.local_ports = {8080}, .netns = 4026531840, .pid = 1237}).matches(listener));
  EXPECT_FALSE((Filter{.local_ports = {8081}}).matches(listener));
  EXPECT_FALSE((Filter{.netns = 4026531841}).matches(listener));
  EXPECT_FALSE((Filter{.pid = 1233}).matches(listener));
}

TEST(Filter, KnowsOwners) {
  expect_for_all({.pid = 1234}, {.pid = 1233});
}

TEST(Filter, KnowsEveryHolderOfAListener) {
  for (const pid_t pid : {1234, 1235, 1237, 1239}) {
    EXPECT_TRUE((Filter{.pid = pid}).matches(sample_drop())) << pid;
    EXPECT_TRUE((Filter{.pid = pid}).matches(sample_listener())) << pid;
  }
  auto record = sample_listener();
  record.listener.holders.clear();
  EXPECT_TRUE((Filter{.pid = 1234}).matches(record));
  EXPECT_FALSE((Filter{.pid = 1235}).matches(record));
}

TEST(Filter, KnowsCgroups) {
  expect_for_all({.cgroup = "/system.slice/nginx.service"}, {.cgroup = "/system.slice/nginx"});
  expect_for_all({.cgroup = "/system.slice"}, {.cgroup = "/user.slice"});
}

TEST(Filter, NeverMatchesAnOwnerOrCgroupThatIsNotKnown) {
  const Filter pid = {.pid = 1234};
  const Filter cgroup = {.cgroup = "/"};
  auto drop = sample_drop();
  drop.listener->owner = {};
  drop.listener->holders.clear();
  EXPECT_FALSE(pid.matches(drop));
  EXPECT_FALSE(cgroup.matches(drop));
  drop = sample_drop();
  drop.listener.reset();
  EXPECT_FALSE(pid.matches(drop));
  EXPECT_FALSE(cgroup.matches(drop));
  EXPECT_TRUE(Filter{}.matches(drop));
  auto state = sample_state();
  state.owner = {};
  EXPECT_FALSE(pid.matches(state));
  EXPECT_FALSE(cgroup.matches(state));
  ListenerRecord listener;
  EXPECT_FALSE(pid.matches(listener));
  EXPECT_FALSE(cgroup.matches(listener));
}

TEST(Filter, WantsAllThatIsSet) {
  const Filter all = {.local_ports = {8080},
                      .peer_ports = {40001},
                      .family = Family::ipv4,
                      .netns = 4026531840,
                      .pid = 1234,
                      .cgroup = "/system.slice"};
  EXPECT_TRUE(all.matches(sample_drop()));
  EXPECT_TRUE(all.matches(sample_listener()));
  EXPECT_TRUE(all.matches(sample_state()));

  // The right owner in the wrong cgroup, and the other way round.
  Filter wrong = all;
  wrong.cgroup = "/user.slice";
  EXPECT_FALSE(wrong.matches(sample_drop()));
  EXPECT_FALSE(wrong.matches(sample_listener()));
  EXPECT_FALSE(wrong.matches(sample_state()));
  wrong = all;
  wrong.pid = 1233;
  EXPECT_FALSE(wrong.matches(sample_drop()));
  EXPECT_FALSE(wrong.matches(sample_listener()));
  EXPECT_FALSE(wrong.matches(sample_state()));
}

TEST(FilterBelow, TellsACgroupFromOneWithALongerName) {
  EXPECT_TRUE(below("/a", "/a"));
  EXPECT_TRUE(below("/a/b", "/a"));
  EXPECT_TRUE(below("/a/b/c", "/a/b"));
  EXPECT_FALSE(below("/ab", "/a"));
  EXPECT_FALSE(below("/a", "/a/b"));
  EXPECT_FALSE(below("/b/a", "/a"));
}

TEST(FilterBelow, HoldsEverythingInTheRoot) {
  EXPECT_TRUE(below("/", "/"));
  EXPECT_TRUE(below("/a", "/"));
  EXPECT_TRUE(below("/a/b", "/"));
}

}  // namespace
}  // namespace bpfnetstat::view
