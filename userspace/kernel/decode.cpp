// SPDX-License-Identifier: Apache-2.0
#include "kernel/decode.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <variant>

namespace bpfnetstat::kernel {
namespace {

static_assert(static_cast<int>(DropCause::other) == BNS_OTHER);
static_assert(kDropCauses == BNS_CAUSES);
static_assert(static_cast<int>(Role::listener) == BNS_ROLE_LISTENER);

std::optional<Family> decode_family(std::uint8_t family) {
  if (family == BNS_IPV4) return Family::ipv4;
  if (family == BNS_IPV6) return Family::ipv6;
  return std::nullopt;
}

IpAddress decode_address(Family family, const std::uint8_t (&bytes)[16]) {
  IpAddress address;
  address.family = family;
  std::copy_n(bytes, family == Family::ipv4 ? 4 : 16, address.bytes.begin());
  return address;
}

/// Names of 15 bytes have a terminator, but nobody guarantees it.
std::string decode_comm(const char (&comm)[BNS_COMM_LEN]) {
  return {comm, strnlen(comm, sizeof(comm))};
}

template <typename T>
std::optional<T> unless_zero(std::uint64_t value) {
  if (value == 0) return std::nullopt;
  return static_cast<T>(value);
}

/// Ring records are 8-byte aligned, the caller's need not be: copied out.
template <typename Wire>
std::optional<Wire> copy_out(std::span<const std::byte> record) {
  if (record.size() != sizeof(Wire)) return std::nullopt;
  Wire wire;
  std::memcpy(&wire, record.data(), sizeof(wire));
  return wire;
}

std::optional<Event> decode_drop(const bns_drop& wire) {
  const auto family = decode_family(wire.family);
  if (!family || wire.cause >= BNS_CAUSES) return std::nullopt;
  DropEvent event;
  event.time_ns = wire.time_ns;
  event.listener_id = wire.listener_id;
  event.netns = wire.netns;
  event.cause = static_cast<DropCause>(wire.cause);
  event.local = {decode_address(*family, wire.local_address), wire.local_port};
  event.peer = decode_address(*family, wire.peer_address);
  event.peer_port = wire.peer_port;
  event.mapped = wire.mapped != 0;
  event.accept_queue = wire.accept_queue;
  event.accept_queue_limit = wire.accept_queue_limit;
  return event;
}

/// Made where it stays: these come by the hundred thousand.
std::optional<Event> decode_state(const bns_state& wire) {
  const auto family = decode_family(wire.family);
  if (!family || wire.role > BNS_ROLE_LISTENER) return std::nullopt;
  std::optional<Event> decoded(std::in_place, std::in_place_type<StateEvent>);
  auto& event = std::get<StateEvent>(*decoded);
  event.time_ns = wire.time_ns;
  event.id = wire.id;
  event.netns = wire.netns;
  event.local = {decode_address(*family, wire.local_address), wire.local_port};
  event.peer = {decode_address(*family, wire.peer_address), wire.peer_port};
  event.mapped = wire.mapped != 0;
  event.old_state = static_cast<TcpState>(wire.old_state);
  event.new_state = static_cast<TcpState>(wire.new_state);
  event.in_state_ns = unless_zero<std::uint64_t>(wire.in_state_ns);
  event.role = static_cast<Role>(wire.role);
  event.pid = unless_zero<pid_t>(wire.pid);
  event.comm = decode_comm(wire.comm);
  event.uid = wire.uid;
  event.cgroup_id = unless_zero<std::uint64_t>(wire.cgroup_id);
  return decoded;
}

}  // namespace

std::optional<Event> decode(std::span<const std::byte> record) {
  std::uint32_t kind;
  if (record.size() < sizeof(kind)) return std::nullopt;
  std::memcpy(&kind, record.data(), sizeof(kind));
  switch (kind) {
    case BNS_DROP: {
      const auto wire = copy_out<bns_drop>(record);
      return wire ? decode_drop(*wire) : std::nullopt;
    }
    case BNS_STATE: {
      const auto wire = copy_out<bns_state>(record);
      return wire ? decode_state(*wire) : std::nullopt;
    }
    case BNS_STATE_END: {
      const auto wire = copy_out<bns_state_end>(record);
      if (!wire) return std::nullopt;
      auto event = decode_state(wire->state);
      if (!event) return std::nullopt;
      CloseTotals totals;
      if (wire->age_ns != 0) totals.age_us = wire->age_ns / 1000;
      totals.tx_bytes = wire->tx_bytes;
      totals.rx_bytes = wire->rx_bytes;
      totals.retransmits = wire->retransmits;
      totals.rtt_us = wire->rtt_us;
      std::get<StateEvent>(*event).totals = totals;
      return event;
    }
    case BNS_LISTENER: {
      const auto wire = copy_out<bns_listener_event>(record);
      if (!wire) return std::nullopt;
      return Event{ListenerEvent{wire->time_ns, wire->id, wire->opened != 0}};
    }
    default:
      return std::nullopt;
  }
}

std::optional<DropEvent> decode_fold(const bns_fold_key& key, const bns_fold& value) {
  const auto family = decode_family(key.family);
  if (!family || key.cause >= BNS_CAUSES) return std::nullopt;
  DropEvent event;
  event.time_ns = value.last_ns;
  event.count = value.count;
  event.listener_id = key.listener_id;
  event.netns = key.netns;
  event.cause = static_cast<DropCause>(key.cause);
  event.local = {decode_address(*family, key.local_address), key.local_port};
  event.peer = decode_address(*family, key.peer_address);
  event.mapped = key.mapped != 0;
  event.accept_queue = value.accept_queue;
  event.accept_queue_limit = value.accept_queue_limit;
  return event;
}

std::optional<ListenerSnapshot> decode_listener(const bns_listener& wire) {
  const auto family = decode_family(wire.family);
  if (!family || wire.id == 0) return std::nullopt;
  ListenerSnapshot listener;
  listener.id = wire.id;
  listener.inode = wire.inode;
  listener.cgroup_id = wire.cgroup_id;
  listener.net_cookie = wire.net_cookie;
  listener.netns = wire.netns;
  listener.bound = {decode_address(*family, wire.address), wire.port};
  listener.v6only = wire.v6only != 0;
  listener.uid = wire.uid;
  listener.pid = unless_zero<pid_t>(wire.pid);
  listener.comm = decode_comm(wire.comm);
  listener.accept_queue = wire.accept_queue;
  listener.accept_queue_limit = wire.accept_queue_limit;
  listener.closed = wire.closed_ns != 0;
  std::copy_n(wire.drops, kDropCauses, listener.drops.begin());
  std::copy_n(wire.unfolded, kDropCauses, listener.unfolded.begin());
  listener.other_discards = wire.other_discards;
  listener.accepted = wire.accepted;
  listener.arrived = wire.arrived;
  listener.cookies_sent = wire.cookies_sent;
  listener.accept_queue_peak = wire.accept_queue_peak;
  listener.queued_first = wire.queued_first;
  listener.abandoned = wire.abandoned;
  listener.syn_queue = wire.syn_queue;
  if (wire.asked_seen != 0) listener.asked_backlog = wire.asked_backlog;
  listener.sk_drops_first = wire.sk_drops_first;
  listener.sk_drops_last = wire.sk_drops_last;
  return listener;
}

std::optional<ConnectionSnapshot> decode_connection(const bns_connection& wire) {
  const auto family = decode_family(wire.family);
  if (!family || wire.role > BNS_ROLE_LISTENER || (wire.id == 0) != (wire.minisock != 0))
    return std::nullopt;
  ConnectionSnapshot connection;
  connection.id = wire.id;
  connection.born_ns = wire.born_ns;
  connection.since_ns = wire.since_ns;
  connection.netns = wire.netns;
  connection.local = {decode_address(*family, wire.local_address), wire.local_port};
  connection.peer = {decode_address(*family, wire.peer_address), wire.peer_port};
  connection.mapped = wire.mapped != 0;
  connection.state = static_cast<TcpState>(wire.state);
  connection.role = static_cast<Role>(wire.role);
  connection.pid = unless_zero<pid_t>(wire.pid);
  connection.comm = decode_comm(wire.comm);
  connection.uid = wire.uid;
  connection.cgroup_id = unless_zero<std::uint64_t>(wire.cgroup_id);
  connection.tx_bytes = wire.tx_bytes;
  connection.rx_bytes = wire.rx_bytes;
  connection.is_minisock = wire.minisock != 0;
  return connection;
}

Waits decode_waits(const bns_waits& wire) {
  static_assert(kWaitBuckets == BNS_WAIT_BUCKETS);
  Waits waits;
  waits.count = wire.count;
  waits.at_least = wire.at_least;
  waits.sum_ns = wire.sum_ns;
  waits.max_ns = wire.max_ns & ~std::uint64_t{BNS_WAITED_BEFORE};
  waits.max_is_at_least = (wire.max_ns & BNS_WAITED_BEFORE) != 0;
  waits.last_ns = wire.last_ns;
  std::copy_n(wire.buckets, kWaitBuckets, waits.buckets.begin());
  const auto kept = std::min<std::uint64_t>(wire.count, BNS_LATEST_WAITS);
  for (std::uint64_t i = wire.count - kept; i < wire.count; ++i) {
    // Another CPU may have counted it, and not written it yet.
    if (const auto wait_ns = wire.latest[i % BNS_LATEST_WAITS]; wait_ns != 0)
      waits.latest_ns.push_back(wait_ns);
  }
  return waits;
}

Holder decode_holder(const bns_holder& wire) {
  return {wire.id, static_cast<pid_t>(wire.pid), static_cast<int>(wire.fd), decode_comm(wire.comm)};
}

}  // namespace bpfnetstat::kernel
