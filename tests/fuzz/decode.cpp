// SPDX-License-Identifier: Apache-2.0
#include "kernel/decode.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <variant>

#include "check.h"
#include "kernel/bucket_rows.h"
#include "kernel/socket_row.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

/// What begins like that; zeros where the bytes end.
template <typename Wire>
Wire front_of(std::span<const std::byte> bytes) {
  Wire wire{};
  std::memcpy(&wire, bytes.data(), std::min(bytes.size(), sizeof wire));
  return wire;
}

void check(const std::string& comm) {
  expect(comm.size() <= BNS_COMM_LEN && comm.find('\0') == std::string::npos);
}

void check(const IpAddress& address) {
  if (address.family == Family::ipv6) return;
  expect(
      std::all_of(address.bytes.begin() + 4, address.bytes.end(), [](auto b) { return b == 0; }));
}

void check(const DropEvent& drop) {
  expect(static_cast<std::size_t>(drop.cause) < kDropCauses);
  check(drop.peer);
  check(drop.local.address);
}

void check(const StateEvent& state) {
  expect(state.role <= Role::listener && state.pid != 0 && state.cgroup_id != 0U);
  check(state.comm);
  check(state.local.address);
  check(state.peer.address);
  expect(!to_string(state.old_state).empty() && !to_string(state.new_state).empty());
}

void check(const ListenerEvent&) {}

void check_record(std::span<const std::byte> bytes) {
  const auto event = kernel::decode(bytes);
  if (!event) return;
  const auto kind = front_of<std::uint32_t>(bytes);
  expect(std::holds_alternative<DropEvent>(*event) == (kind == BNS_DROP));
  expect(std::holds_alternative<ListenerEvent>(*event) == (kind == BNS_LISTENER));
  std::visit([](const auto& one) { check(one); }, *event);
  if (const auto* state = std::get_if<StateEvent>(&*event)) {
    expect(state->totals.has_value() == (kind == BNS_STATE_END));
  }
  // No other size is this kind's.
  expect(!kernel::decode(bytes.first(bytes.size() - 1)));
}

void check_maps(std::span<const std::byte> bytes) {
  struct Fold {
    bns_fold_key key;
    bns_fold value;
  };
  const auto fold = front_of<Fold>(bytes);
  if (const auto drop = kernel::decode_fold(fold.key, fold.value)) check(*drop);
  if (const auto listener = kernel::decode_listener(front_of<bns_listener>(bytes))) {
    expect(listener->id != 0 && listener->pid != 0);
    check(listener->comm);
    check(listener->bound.address);
  }
  if (const auto connection = kernel::decode_connection(front_of<bns_connection>(bytes))) {
    expect(connection->is_minisock == (connection->id == 0) && connection->role <= Role::listener);
    check(connection->comm);
    check(connection->local.address);
    check(connection->peer.address);
  }
  check(kernel::decode_holder(front_of<bns_holder>(bytes)).comm);
}

/// Counters of one CPU as another one reads them: nothing says that they fit each other.
void check_waits(std::span<const std::byte> bytes) {
  const Waits waits = kernel::decode_waits(front_of<bns_waits>(bytes));
  expect(waits.latest_ns.size() <= BNS_LATEST_WAITS);
  const auto check_figures = [](const Waits& of) {
    const auto figures = wait_figures(of);
    if (!figures) return;
    expect(figures->p50_us <= figures->p90_us && figures->p90_us <= figures->p99_us);
    expect(figures->p99_us <= figures->max_us);
  };
  check_figures(waits);
  const auto later = bytes.subspan(std::min(bytes.size(), sizeof(bns_waits)));
  check_figures(waits_since(kernel::decode_waits(front_of<bns_waits>(later)), waits));
}

/// Nothing of what was there before is left.
void check_row(const bns_tcp_row& row, InetSocket& used) {
  InetSocket fresh;
  kernel::set_socket(fresh, row, 4'000'000);
  kernel::set_socket(used, row, 4'000'000);
  expect(used.local == fresh.local && used.remote == fresh.remote && used.state == fresh.state);
  expect(used.timer == fresh.timer && used.timer_ticks == fresh.timer_ticks);
  expect(used.tx_queue == fresh.tx_queue && used.rx_queue == fresh.rx_queue);
  expect(used.retransmits == fresh.retransmits && used.probes == fresh.probes);
  expect(used.uid == fresh.uid && used.inode == fresh.inode);
  const Family family = row.family == BNS_IPV4 ? Family::ipv4 : Family::ipv6;
  expect(fresh.local.address.family == family && fresh.remote.address.family == family);
  expect(fresh.local.port == row.local_port && fresh.remote.port == row.peer_port);
}

void check_rows(std::span<const std::byte> bytes) {
  kernel::BucketRows rows;
  InetSocket used;
  for (; bytes.size() >= sizeof(bns_iterator_row);
       bytes = bytes.subspan(sizeof(bns_iterator_row))) {
    const auto row = front_of<bns_iterator_row>(bytes);
    rows.is_repeated(row);
    expect(rows.is_repeated(row));
    check_row(row.row, used);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  check_record(bytes);
  check_maps(bytes);
  check_waits(bytes);
  check_rows(bytes);
  return 0;
}
