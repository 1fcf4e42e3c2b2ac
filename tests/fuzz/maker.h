// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/doctor.h"
#include "model/figures.h"
#include "model/history.h"
#include "model/port.h"
#include "model/records.h"

namespace bpfnetstat::fuzz {

/// Values of every kind, with whatever names processes, namespaces and cgroups may have.
class Maker {
 public:
  Maker(const std::uint8_t* data, std::size_t size) : data_(data, size) {}

  template <typename Number>
  Number number() {
    return data_.ConsumeIntegral<Number>();
  }
  bool flag() { return data_.ConsumeBool(); }
  std::string text() { return data_.ConsumeRandomLengthString(40); }

  template <typename Make>
  auto maybe(Make make) -> std::optional<decltype(make())> {
    return flag() ? std::optional(make()) : std::nullopt;
  }
  template <typename Number>
  std::optional<Number> maybe_number() {
    return maybe([&] { return number<Number>(); });
  }
  std::optional<std::string> maybe_text() {
    return maybe([&] { return text(); });
  }
  template <typename Make>
  auto several(Make make) -> std::vector<decltype(make())> {
    std::vector<decltype(make())> all;
    for (int left = data_.ConsumeIntegralInRange(0, 3); left > 0; --left) all.push_back(make());
    return all;
  }
  std::uint64_t up_to(std::uint64_t most) {
    return data_.ConsumeIntegralInRange<std::uint64_t>(0, most);
  }
  bool is_empty() { return data_.remaining_bytes() == 0; }
  template <std::size_t N>
  void fill(std::array<std::uint64_t, N>& counts) {
    if (flag())
      counts[data_.ConsumeIntegralInRange<std::size_t>(0, N - 1)] = number<std::uint64_t>();
  }

  IpAddress address() {
    IpAddress made;
    made.family = flag() ? Family::ipv6 : Family::ipv4;
    for (std::size_t i = 0; i < (made.family == Family::ipv6 ? 16 : 4); ++i)
      made.bytes[i] = number<std::uint8_t>();
    return made;
  }
  Endpoint endpoint() { return {address(), number<std::uint16_t>()}; }
  Owner owner() {
    return {.pid = maybe_number<pid_t>(),
            .comm = maybe_text(),
            .uid = maybe_number<uid_t>(),
            .cgroup = maybe_text(),
            .container = maybe_text()};
  }
  Process process() { return {.pid = number<pid_t>(), .comm = text()}; }
  ListenerIdentity identity() {
    return {.id = number<std::uint64_t>(),
            .netns = number<std::uint32_t>(),
            .inode = maybe_number<std::uint64_t>(),
            .bound = endpoint(),
            .owner = owner(),
            .holders = several([&] { return process(); }),
            .v6only = flag()};
  }
  TcpState state() { return static_cast<TcpState>(number<std::uint8_t>()); }
  DropCause cause() {
    return static_cast<DropCause>(data_.ConsumeIntegralInRange<std::size_t>(0, kDropCauses - 1));
  }

  DropRecord drop() {
    return {.time = number<RealtimeNs>(),
            .count = number<std::uint64_t>(),
            .cause = cause(),
            .netns = number<std::uint32_t>(),
            .netns_name = maybe_text(),
            .local = maybe([&] { return endpoint(); }),
            .peer = maybe([&] { return address(); }),
            .peer_port = maybe_number<std::uint16_t>(),
            .mapped = flag(),
            .accept_queue = maybe_number<std::uint32_t>(),
            .accept_queue_limit = maybe_number<std::uint32_t>(),
            .listener = maybe([&] { return identity(); })};
  }
  ListenerRecord listener() {
    ListenerRecord made{.listener = identity(), .netns_name = maybe_text()};
    fill(made.drops);
    made.drops_total = total(made.drops);
    made.accepted = maybe_number<std::uint64_t>();
    made.peers = several([&] { return PeerDrops{address(), number<std::uint64_t>()}; });
    made.closed = flag();
    return made;
  }
  StateRecord transition() {
    StateRecord made{.time = number<RealtimeNs>(), .netns = number<std::uint32_t>()};
    made.netns_name = maybe_text();
    made.local = endpoint();
    made.peer = endpoint();
    made.mapped = flag();
    made.old_state = state();
    made.new_state = state();
    made.in_state_us = maybe_number<std::uint64_t>();
    made.role = static_cast<Role>(number<std::uint8_t>() % 4);
    made.owner = owner();
    made.totals = maybe([&] {
      return CloseTotals{.age_us = maybe_number<std::uint64_t>(),
                         .tx_bytes = number<std::uint64_t>(),
                         .rx_bytes = number<std::uint64_t>(),
                         .retransmits = number<std::uint32_t>(),
                         .rtt_us = number<std::uint32_t>()};
    });
    return made;
  }
  ThreadState thread() {
    ThreadState made{.tid = number<pid_t>(), .state = static_cast<char>(number<std::uint8_t>())};
    made.system_call = maybe_text();
    made.target = maybe_text();
    made.wchan = maybe_text();
    made.stack = maybe_text();
    made.switches = number<std::uint64_t>();
    made.still_ns = maybe_number<std::uint64_t>();
    made.has_run = flag();
    made.tracer = maybe_number<pid_t>();
    return made;
  }
  HolderState holder() {
    return {.process = process(),
            .threads = several([&] { return thread(); }),
            .threads_total = number<std::uint32_t>(),
            .frozen_cgroup = maybe_text()};
  }
  VerdictFacts facts() {
    VerdictFacts made{.accept_queue_limit = number<std::uint32_t>()};
    made.accept_queue = maybe_number<std::uint32_t>();
    made.peak = maybe_number<std::uint32_t>();
    made.asked_backlog = maybe_number<std::uint32_t>();
    made.somaxconn = maybe_number<std::uint64_t>();
    fill(made.drops);
    made.span_ns = number<std::uint64_t>();
    made.observed_ns = number<std::uint64_t>();
    made.looks = number<std::uint64_t>();
    made.looks_full = number<std::uint64_t>();
    made.arrived = maybe_number<std::uint64_t>();
    made.accepted = maybe_number<std::uint64_t>();
    made.arrived_over_ns = number<std::uint64_t>();
    made.accepted_over_ns = number<std::uint64_t>();
    made.half_open = maybe_number<std::uint64_t>();
    made.holders = maybe([&] { return several([&] { return holder(); }); });
    made.holders_withheld = flag();
    return made;
  }
  ListenerFigures figures() {
    ListenerFigures made{.listener = identity()};
    made.netns_name = maybe_text();
    made.accept_queue = maybe_number<std::uint32_t>();
    made.accept_queue_limit = number<std::uint32_t>();
    made.asked_backlog = maybe_number<std::uint32_t>();
    made.accept_queue_peak = maybe_number<std::uint32_t>();
    made.syn_queue = maybe_number<std::uint32_t>();
    made.is_counted = flag();
    fill(made.drops);
    fill(made.connections);
    made.cookies_sent = maybe_number<std::uint64_t>();
    made.accepted = maybe_number<std::uint64_t>();
    made.queue_head = several([&] {
      return QueuedConnection{.peer = maybe([&] { return endpoint(); }),
                              .waited_us = number<std::uint64_t>(),
                              .at_least = flag()};
    });
    made.holder_states = several([&] { return holder(); });
    made.facts = maybe([&] { return facts(); });
    judge(made);
    return made;
  }
  PortReport port() {
    PortReport made{.time = number<RealtimeNs>(), .port = number<std::uint16_t>()};
    made.listeners = several([&] {
      return PortListener{.figures = figures(),
                          .command_line = maybe_text(),
                          .unit = maybe_text(),
                          .process_since = maybe_number<RealtimeNs>(),
                          .since = maybe_number<RealtimeNs>()};
    });
    fill(made.connections);
    made.peers = several([&] {
      PortPeer peer{.address = address(), .role = flag() ? Role::server : Role::client};
      peer.owner = owner();
      fill(peer.connections);
      peer.drops = maybe_number<std::uint64_t>();
      peer.oldest_us = maybe_number<std::uint64_t>();
      return peer;
    });
    made.transitions = several([&] { return transition(); });
    return made;
  }
  HistoryResult history() {
    HistoryResult made;
    made.query.by = static_cast<HistoryBy>(number<std::uint8_t>() % 4);
    made.query.since = number<RealtimeNs>();
    made.query.until = number<RealtimeNs>();
    made.rows = several([&] {
      HistoryRow row;
      row.listener = maybe([&] {
        return HistoryListener{.netns = number<std::uint32_t>(),
                               .netns_name = maybe_text(),
                               .bound = maybe([&] { return endpoint(); }),
                               .comm = maybe_text(),
                               .container = maybe_text()};
      });
      row.client = maybe([&] { return network_of(address()); });
      row.cause = maybe([&] { return cause(); });
      row.minute = maybe_number<RealtimeNs>();
      fill(row.drops);
      row.longest_queue = maybe_number<std::uint32_t>();
      row.queue_limit = maybe_number<std::uint32_t>();
      row.series = several([&] { return number<std::uint64_t>(); });
      return row;
    });
    made.recorded_since = maybe_number<RealtimeNs>();
    made.events = several([&] {
      return DaemonEvent{.time = number<RealtimeNs>(),
                         .kind = static_cast<DaemonEventKind>(number<std::uint8_t>()),
                         .count = number<std::uint64_t>(),
                         .detail = text()};
    });
    return made;
  }
  DoctorReport doctor() {
    DoctorReport made;
    made.kernel.release = text();
    made.kernel.version = text();
    made.kernel.machine = text();
    made.kernel.btf = flag();
    made.probe = "none";
    made.system.lockdown = maybe_text();
    made.system.lsm = maybe_text();
    made.system.tracefs = maybe_text();
    made.system.cgroup2 = maybe_text();
    made.self_test = maybe([&] {
      SelfTestReport test;
      test.load_failure = maybe([&] { return Error{ErrorKind::failed, text(), 1, text()}; });
      return test;
    });
    made.problems = diagnose(made);
    return made;
  }

 private:
  FuzzedDataProvider data_;
};

}  // namespace bpfnetstat::fuzz
