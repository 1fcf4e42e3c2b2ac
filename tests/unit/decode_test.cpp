// SPDX-License-Identifier: Apache-2.0
#include "kernel/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace bpfnetstat::kernel {
namespace {

using Bytes = std::vector<std::byte>;

template <typename Wire>
Bytes bytes_of(const Wire& wire) {
  Bytes bytes(sizeof(wire));
  std::memcpy(bytes.data(), &wire, sizeof(wire));
  return bytes;
}

/// 1, 2, 3, ...: an IPv4 address must take the first four only.
void count_up(std::uint8_t (&address)[16], std::uint8_t first) {
  std::iota(std::begin(address), std::end(address), first);
}

IpAddress ipv4(std::uint8_t first) {
  IpAddress address;
  std::iota(address.bytes.begin(), address.bytes.begin() + 4, first);
  return address;
}

IpAddress ipv6(std::uint8_t first) {
  IpAddress address{Family::ipv6, {}};
  std::iota(address.bytes.begin(), address.bytes.end(), first);
  return address;
}

bns_drop sample_drop() {
  bns_drop wire{};
  wire.kind = BNS_DROP;
  wire.netns = 4026531840;
  wire.time_ns = 1'000'000'007;
  wire.listener_id = 77;
  wire.accept_queue = 6;
  wire.accept_queue_limit = 5;
  wire.cause = BNS_ACCEPT_QUEUE_FULL_ACK;
  wire.family = BNS_IPV4;
  wire.queue_known = 1;
  wire.local_port = 8080;
  wire.peer_port = 40001;
  count_up(wire.local_address, 1);
  count_up(wire.peer_address, 101);
  return wire;
}

bns_state sample_state() {
  bns_state wire{};
  wire.kind = BNS_STATE;
  wire.netns = 4026531841;
  wire.time_ns = 1'000'000'009;
  wire.id = 79;
  wire.in_state_ns = 41'003;
  wire.cgroup_id = 4711;
  wire.pid = 1237;
  wire.uid = 33;
  std::memcpy(wire.comm, "nginx", 5);
  wire.old_state = 2;
  wire.new_state = 1;
  wire.role = BNS_ROLE_CLIENT;
  wire.family = BNS_IPV6;
  wire.local_port = 33333;
  wire.peer_port = 443;
  count_up(wire.local_address, 3);
  count_up(wire.peer_address, 103);
  return wire;
}

bns_state_end sample_end() {
  bns_state_end wire{};
  wire.state = sample_state();
  wire.state.kind = BNS_STATE_END;
  wire.state.new_state = 7;
  wire.age_ns = 23'000'999;
  wire.tx_bytes = 5'000'000'029;
  wire.rx_bytes = 31;
  wire.retransmits = 3;
  wire.rtt_us = 113;
  return wire;
}

bns_listener_event sample_listener_event() {
  return {BNS_LISTENER, 1, 1'000'000'021, 83};
}

bns_listener sample_listener() {
  bns_listener wire{};
  wire.id = 89;
  wire.sock = 0xffff888000001000;
  wire.inode = 4723;
  wire.cgroup_id = 4729;
  wire.netns = 4026531843;
  wire.pid = 1249;
  wire.uid = 1001;
  wire.accept_queue_limit = 127;
  wire.port = 8443;
  wire.family = BNS_IPV6;
  wire.v6only = 1;
  count_up(wire.address, 7);
  std::memcpy(wire.comm, "haproxy", 7);
  for (std::uint64_t i = 0; i < BNS_CAUSES; ++i) {
    wire.drops[i] = 1000 + i;
    wire.unfolded[i] = 2000 + i;
  }
  wire.other_discards = 23;
  wire.accepted = 1'000'000'007;
  wire.arrived = 1'000'000'033;
  wire.cookies_sent = 1'000'000'034;
  wire.accept_queue_peak = 113;
  wire.queued_first = 109;
  wire.abandoned = 103;
  wire.syn_queue = 107;
  wire.sk_drops_first = 29;
  wire.sk_drops_last = 31;
  return wire;
}

template <typename T>
T decoded(const Bytes& bytes) {
  const auto event = decode(bytes);
  EXPECT_TRUE(event.has_value());
  if (!event || !std::holds_alternative<T>(*event)) {
    ADD_FAILURE() << "not decoded, or as another kind";
    return {};
  }
  return std::get<T>(*event);
}

TEST(Decode, CarriesEveryFieldOfADrop) {
  const auto event = decoded<DropEvent>(bytes_of(sample_drop()));
  EXPECT_EQ(event.time_ns, 1'000'000'007u);
  EXPECT_EQ(event.count, 1u);
  EXPECT_EQ(event.listener_id, 77u);
  EXPECT_EQ(event.netns, 4026531840u);
  EXPECT_EQ(event.cause, DropCause::accept_queue_full_ack);
  EXPECT_EQ(event.local, (Endpoint{ipv4(1), 8080}));
  EXPECT_EQ(event.peer, ipv4(101));
  EXPECT_EQ(event.peer_port, 40001);
  EXPECT_FALSE(event.mapped);
  EXPECT_EQ(event.accept_queue, 6u);
  EXPECT_EQ(event.accept_queue_limit, 5u);
}

TEST(Decode, CarriesAMappedDropAndEachCause) {
  auto wire = sample_drop();
  wire.mapped = 1;
  for (std::uint8_t cause = 0; cause < BNS_CAUSES; ++cause) {
    wire.cause = cause;
    const auto event = decoded<DropEvent>(bytes_of(wire));
    EXPECT_TRUE(event.mapped);
    EXPECT_EQ(static_cast<std::uint8_t>(event.cause), cause);
  }
}

TEST(Decode, CarriesEveryFieldOfATransition) {
  const auto event = decoded<StateEvent>(bytes_of(sample_state()));
  EXPECT_EQ(event.time_ns, 1'000'000'009u);
  EXPECT_EQ(event.id, 79u);
  EXPECT_EQ(event.netns, 4026531841u);
  EXPECT_EQ(event.local, (Endpoint{ipv6(3), 33333}));
  EXPECT_EQ(event.peer, (Endpoint{ipv6(103), 443}));
  EXPECT_FALSE(event.mapped);
  EXPECT_EQ(event.old_state, TcpState::syn_sent);
  EXPECT_EQ(event.new_state, TcpState::established);
  EXPECT_EQ(event.in_state_ns, 41'003u);
  EXPECT_EQ(event.role, Role::client);
  EXPECT_EQ(event.pid, 1237);
  EXPECT_EQ(event.comm, "nginx");
  EXPECT_EQ(event.uid, 33u);
  EXPECT_EQ(event.cgroup_id, 4711u);
  EXPECT_FALSE(event.totals.has_value());
}

TEST(Decode, LeavesOutOfATransitionWhatIsNotKnown) {
  auto wire = sample_state();
  wire.in_state_ns = 0;
  wire.pid = 0;
  wire.cgroup_id = 0;
  wire.role = BNS_ROLE_UNKNOWN;
  wire.comm[0] = '\0';
  const auto event = decoded<StateEvent>(bytes_of(wire));
  EXPECT_EQ(event.in_state_ns, std::nullopt);
  EXPECT_EQ(event.pid, std::nullopt);
  EXPECT_EQ(event.cgroup_id, std::nullopt);
  EXPECT_EQ(event.role, Role::unknown);
  EXPECT_EQ(event.comm, "");
}

TEST(Decode, CarriesTheTotalsOfAClose) {
  const auto event = decoded<StateEvent>(bytes_of(sample_end()));
  EXPECT_EQ(event.id, 79u);
  EXPECT_EQ(event.new_state, TcpState::close);
  EXPECT_EQ(event.totals, (CloseTotals{.age_us = 23'000,
                                       .tx_bytes = 5'000'000'029,
                                       .rx_bytes = 31,
                                       .retransmits = 3,
                                       .rtt_us = 113}));
}

TEST(Decode, LeavesOutTheAgeOfAConnectionOlderThanTheRun) {
  auto wire = sample_end();
  wire.age_ns = 0;
  const auto event = decoded<StateEvent>(bytes_of(wire));
  ASSERT_TRUE(event.totals.has_value());
  EXPECT_EQ(event.totals->age_us, std::nullopt);
}

TEST(Decode, CarriesListenersOpeningAndClosing) {
  auto wire = sample_listener_event();
  const auto opened = decoded<ListenerEvent>(bytes_of(wire));
  EXPECT_EQ(opened.time_ns, 1'000'000'021u);
  EXPECT_EQ(opened.id, 83u);
  EXPECT_TRUE(opened.opened);
  wire.opened = 0;
  EXPECT_FALSE(decoded<ListenerEvent>(bytes_of(wire)).opened);
}

TEST(Decode, TakesNamesOf15BytesAndNamesWithoutATerminator) {
  auto wire = sample_state();
  std::memcpy(wire.comm, "fifteen-bytes-x", 16);
  EXPECT_EQ(decoded<StateEvent>(bytes_of(wire)).comm, "fifteen-bytes-x");
  std::memcpy(wire.comm, "sixteen-bytes-xy", 16);
  EXPECT_EQ(decoded<StateEvent>(bytes_of(wire)).comm, "sixteen-bytes-xy");
  // What lies behind a terminator is an older name's.
  std::memcpy(wire.comm, "sh\0teen-bytes-xy", 16);
  EXPECT_EQ(decoded<StateEvent>(bytes_of(wire)).comm, "sh");
}

TEST(Decode, TakesNamesOfAnyBytesAsTheyAre) {
  auto wire = sample_state();
  std::memcpy(wire.comm, "\x1b[7m\n\xff\"\\", 9);
  EXPECT_EQ(decoded<StateEvent>(bytes_of(wire)).comm, "\x1b[7m\n\xff\"\\");
}

TEST(Decode, DoesNotNeedAlignedBytes) {
  for (std::size_t offset = 0; offset < 8; ++offset) {
    Bytes shifted(offset, std::byte{0xee});
    const auto record = bytes_of(sample_end());
    shifted.insert(shifted.end(), record.begin(), record.end());
    const auto event = decode(std::span(shifted).subspan(offset));
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(std::get<StateEvent>(*event).totals->tx_bytes, 5'000'000'029u);
  }
}

TEST(Decode, RefusesEveryOtherSize) {
  for (const auto& record : {bytes_of(sample_drop()), bytes_of(sample_state()),
                             bytes_of(sample_end()), bytes_of(sample_listener_event())}) {
    for (std::size_t size = 0; size <= 257; ++size) {
      // Each size in a block of its own: an overread is the sanitizer's to find.
      Bytes resized = record;
      resized.resize(size);
      resized.shrink_to_fit();
      EXPECT_EQ(decode(resized).has_value(), size == record.size()) << size;
    }
  }
}

TEST(Decode, RefusesKindsThatAreNone) {
  for (const auto& record : {bytes_of(sample_drop()), bytes_of(sample_state()),
                             bytes_of(sample_end()), bytes_of(sample_listener_event())}) {
    for (const std::uint32_t kind : {0u, 5u, 0x100u, 0x01000000u, 0xffffffffu}) {
      Bytes changed = record;
      std::memcpy(changed.data(), &kind, sizeof(kind));
      EXPECT_FALSE(decode(changed).has_value()) << kind;
    }
  }
}

TEST(Decode, RefusesFamiliesCausesAndRolesThatAreNone) {
  for (int value = 0; value < 256; ++value) {
    const auto byte = static_cast<std::uint8_t>(value);
    const bool is_family = value == 4 || value == 6;
    auto drop = sample_drop();
    drop.family = byte;
    EXPECT_EQ(decode(bytes_of(drop)).has_value(), is_family) << value;
    auto state = sample_state();
    state.family = byte;
    EXPECT_EQ(decode(bytes_of(state)).has_value(), is_family) << value;
    auto end = sample_end();
    end.state.family = byte;
    EXPECT_EQ(decode(bytes_of(end)).has_value(), is_family) << value;

    drop = sample_drop();
    drop.cause = byte;
    EXPECT_EQ(decode(bytes_of(drop)).has_value(), value < 13) << value;
    state = sample_state();
    state.role = byte;
    EXPECT_EQ(decode(bytes_of(state)).has_value(), value < 4) << value;
  }
}

TEST(Decode, TakesExactlyTheWellFormedAmongRandomBytes) {
  constexpr std::array<std::size_t, 7> kSizes = {3, 24, 71, 72, 112, 113, 144};
  std::mt19937 random(20011);
  int taken = 0;
  int well_formed = 0;
  for (int round = 0; round < 50'021; ++round) {
    Bytes bytes(kSizes[random() % kSizes.size()]);
    for (auto& byte : bytes) byte = static_cast<std::byte>(random());
    const std::uint32_t kind = random() % 6;
    std::memcpy(bytes.data(), &kind, std::min(bytes.size(), sizeof(kind)));
    // Small values where the checks look, or nothing would ever pass them.
    const auto small = [&](std::size_t at, unsigned limit) {
      if (at < bytes.size()) bytes[at] = static_cast<std::byte>(random() % limit);
      return at < bytes.size() ? static_cast<unsigned>(bytes[at]) : 0u;
    };
    bool expected = false;
    if (kind == BNS_DROP) {
      const auto cause = small(offsetof(bns_drop, cause), 17);
      const auto family = small(offsetof(bns_drop, family), 8);
      expected = bytes.size() == 72 && cause < 13 && (family == 4 || family == 6);
    } else if (kind == BNS_STATE || kind == BNS_STATE_END) {
      const auto role = small(offsetof(bns_state, role), 5);
      const auto family = small(offsetof(bns_state, family), 8);
      expected = bytes.size() == (kind == BNS_STATE ? 112u : 144u) && role < 4 &&
                 (family == 4 || family == 6);
    } else if (kind == BNS_LISTENER) {
      expected = bytes.size() == 24;
    }
    well_formed += expected ? 1 : 0;
    const auto event = decode(bytes);
    taken += event ? 1 : 0;
    ASSERT_EQ(event.has_value(), expected) << "round " << round;
  }
  EXPECT_EQ(taken, well_formed);
  EXPECT_GT(well_formed, 997);
}

TEST(DecodeFold, CarriesKeyAndValue) {
  bns_fold_key key{};
  key.listener_id = 97;
  key.netns = 4026531847;
  key.cause = BNS_SYN_QUEUE_FULL;
  key.family = BNS_IPV4;
  key.mapped = 1;
  key.local_port = 25;
  count_up(key.local_address, 9);
  count_up(key.peer_address, 109);
  const bns_fold value = {1'000'003, 1'000'000'033, 12, 11};
  const auto event = decode_fold(key, value);
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->time_ns, 1'000'000'033u);
  EXPECT_EQ(event->count, 1'000'003u);
  EXPECT_EQ(event->listener_id, 97u);
  EXPECT_EQ(event->netns, 4026531847u);
  EXPECT_EQ(event->cause, DropCause::syn_queue_full);
  EXPECT_EQ(event->local, (Endpoint{ipv4(9), 25}));
  EXPECT_EQ(event->peer, ipv4(109));
  EXPECT_EQ(event->peer_port, std::nullopt);
  EXPECT_TRUE(event->mapped);
  EXPECT_EQ(event->accept_queue, 12u);
  EXPECT_EQ(event->accept_queue_limit, 11u);
}

TEST(DecodeFold, RefusesFamiliesAndCausesThatAreNone) {
  for (int value = 0; value < 256; ++value) {
    bns_fold_key key{};
    key.family = static_cast<std::uint8_t>(value);
    EXPECT_EQ(decode_fold(key, {}).has_value(), value == 4 || value == 6) << value;
    key.family = BNS_IPV6;
    key.cause = static_cast<std::uint8_t>(value);
    EXPECT_EQ(decode_fold(key, {}).has_value(), value < 13) << value;
  }
}

TEST(DecodeListener, CarriesEveryField) {
  const auto listener = decode_listener(sample_listener());
  ASSERT_TRUE(listener.has_value());
  EXPECT_EQ(listener->id, 89u);
  EXPECT_EQ(listener->inode, 4723u);
  EXPECT_EQ(listener->cgroup_id, 4729u);
  EXPECT_EQ(listener->netns, 4026531843u);
  EXPECT_EQ(listener->bound, (Endpoint{ipv6(7), 8443}));
  EXPECT_TRUE(listener->v6only);
  EXPECT_EQ(listener->uid, 1001u);
  EXPECT_EQ(listener->pid, 1249);
  EXPECT_EQ(listener->comm, "haproxy");
  EXPECT_EQ(listener->accept_queue_limit, 127u);
  EXPECT_FALSE(listener->closed);
  EXPECT_EQ(listener->drops, (DropCounts{1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009,
                                         1010, 1011, 1012}));
  EXPECT_EQ(listener->unfolded, (DropCounts{2000, 2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008,
                                            2009, 2010, 2011, 2012}));
  EXPECT_EQ(listener->other_discards, 23u);
  EXPECT_EQ(listener->accepted, 1'000'000'007u);
  EXPECT_EQ(listener->arrived, 1'000'000'033u);
  EXPECT_EQ(listener->cookies_sent, 1'000'000'034u);
  EXPECT_EQ(listener->accept_queue_peak, 113u);
  EXPECT_EQ(listener->queued_first, 109u);
  EXPECT_EQ(listener->abandoned, 103u);
  EXPECT_EQ(listener->syn_queue, 107u);
  EXPECT_EQ(listener->sk_drops_first, 29u);
  EXPECT_EQ(listener->sk_drops_last, 31u);
}

TEST(DecodeListener, KnowsAClosedOneAndOneThatWasThereBefore) {
  auto wire = sample_listener();
  wire.closed_ns = 1;
  wire.pid = 0;
  const auto listener = decode_listener(wire);
  ASSERT_TRUE(listener.has_value());
  EXPECT_TRUE(listener->closed);
  EXPECT_EQ(listener->pid, std::nullopt);
}

TEST(DecodeListener, PassesOverAnEntryThatIsNotReady) {
  auto wire = sample_listener();
  wire.id = 0;
  EXPECT_FALSE(decode_listener(wire).has_value());
  EXPECT_FALSE(decode_listener(bns_listener{}).has_value());
}

TEST(DecodeListener, RefusesFamiliesThatAreNone) {
  auto wire = sample_listener();
  for (int value = 0; value < 256; ++value) {
    wire.family = static_cast<std::uint8_t>(value);
    EXPECT_EQ(decode_listener(wire).has_value(), value == 4 || value == 6) << value;
  }
}

TEST(DecodeWaits, CarriesEveryField) {
  bns_waits wire{};
  wire.count = 3;
  wire.at_least = 1;
  wire.sum_ns = 5;
  wire.max_ns = 7;
  wire.last_ns = 11;
  for (std::uint64_t i = 0; i < BNS_WAIT_BUCKETS; ++i) wire.buckets[i] = 100 + i;
  wire.latest[0] = 13;
  wire.latest[1] = 17;
  wire.latest[2] = 19;
  const Waits waits = decode_waits(wire);
  EXPECT_EQ(waits.count, 3u);
  EXPECT_EQ(waits.at_least, 1u);
  EXPECT_EQ(waits.sum_ns, 5u);
  EXPECT_EQ(waits.max_ns, 6u) << "its lowest bit is a flag";
  EXPECT_TRUE(waits.max_is_at_least);
  EXPECT_EQ(waits.last_ns, 11u);
  EXPECT_EQ(waits.buckets[0], 100u);
  EXPECT_EQ(waits.buckets[39], 139u);
  EXPECT_THAT(waits.latest_ns, testing::ElementsAre(13, 17, 19));
}

TEST(DecodeListener, TellsABacklogFromNone) {
  bns_listener wire = sample_listener();
  EXPECT_EQ(decode_listener(wire)->asked_backlog, std::nullopt);
  wire.asked_seen = 1;
  EXPECT_EQ(decode_listener(wire)->asked_backlog, 0u);
  // listen(fd, -1): as much as there is.
  wire.asked_backlog = ~0U;
  EXPECT_EQ(decode_listener(wire)->asked_backlog, 4294967295u);
}

TEST(DecodeWaits, HasTheLatestInTheirOrder) {
  bns_waits wire{};
  wire.count = 32 * 7 + 2;
  for (std::uint64_t i = 0; i < 32; ++i) wire.latest[i] = 1 + i;
  auto latest = decode_waits(wire).latest_ns;
  ASSERT_EQ(latest.size(), 32u);
  EXPECT_EQ(latest.front(), 3u);
  EXPECT_EQ(latest[29], 32u);
  EXPECT_EQ(latest.back(), 2u);
  // Counted, and not written yet.
  wire.count = 5;
  wire.latest[4] = 0;
  latest = decode_waits(wire).latest_ns;
  EXPECT_THAT(latest, testing::ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(decode_waits({}).latest_ns, testing::IsEmpty());
}

bns_connection sample_connection() {
  bns_connection wire{};
  wire.id = 101;
  wire.born_ns = 7;
  wire.since_ns = 11;
  wire.cgroup_id = 13;
  wire.netns = 17;
  wire.pid = 19;
  wire.uid = 23;
  wire.state = 1;
  wire.role = BNS_ROLE_SERVER;
  wire.family = BNS_IPV4;
  wire.mapped = 1;
  wire.local_port = 8080;
  wire.peer_port = 40000;
  wire.local_address[0] = 127;
  wire.peer_address[3] = 9;
  std::memcpy(wire.comm, "sixteen-bytes-xy", 16);
  return wire;
}

TEST(DecodeConnection, CarriesEveryField) {
  const auto connection = decode_connection(sample_connection());
  ASSERT_TRUE(connection.has_value());
  EXPECT_EQ(connection->id, 101u);
  EXPECT_EQ(connection->born_ns, 7u);
  EXPECT_EQ(connection->since_ns, 11u);
  EXPECT_EQ(connection->cgroup_id, 13u);
  EXPECT_EQ(connection->netns, 17u);
  EXPECT_EQ(connection->pid, 19);
  EXPECT_EQ(connection->uid, 23u);
  EXPECT_EQ(connection->state, TcpState::established);
  EXPECT_EQ(connection->role, Role::server);
  EXPECT_TRUE(connection->mapped);
  EXPECT_EQ(to_string(connection->local), "127.0.0.0:8080");
  EXPECT_EQ(to_string(connection->peer), "0.0.0.9:40000");
  EXPECT_EQ(connection->comm, "sixteen-bytes-xy");
}

TEST(DecodeConnection, KnowsWhatIsNotKnownAndRefusesWhatIsNone) {
  auto wire = sample_connection();
  wire.pid = 0;
  wire.cgroup_id = 0;
  EXPECT_EQ(decode_connection(wire)->pid, std::nullopt);
  EXPECT_EQ(decode_connection(wire)->cgroup_id, std::nullopt);
  for (int value = 0; value < 256; ++value) {
    wire.family = static_cast<std::uint8_t>(value);
    EXPECT_EQ(decode_connection(wire).has_value(), value == 4 || value == 6) << value;
  }
  wire = sample_connection();
  wire.role = BNS_ROLE_LISTENER + 1;
  EXPECT_FALSE(decode_connection(wire).has_value());
  wire = sample_connection();
  wire.id = 0;
  EXPECT_FALSE(decode_connection(wire).has_value());
  wire.minisock = 1;
  EXPECT_TRUE(decode_connection(wire)->is_minisock);
  wire.id = 101;
  EXPECT_FALSE(decode_connection(wire).has_value());
}

TEST(DecodeHolder, CarriesEveryField) {
  bns_holder wire = {101, 1259, 13, {}};
  std::memcpy(wire.comm, "sixteen-bytes-xy", 16);
  const auto holder = decode_holder(wire);
  EXPECT_EQ(holder.id, 101u);
  EXPECT_EQ(holder.pid, 1259);
  EXPECT_EQ(holder.fd, 13);
  EXPECT_EQ(holder.comm, "sixteen-bytes-xy");
}

}  // namespace
}  // namespace bpfnetstat::kernel
