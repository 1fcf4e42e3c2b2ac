// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/figures.h"
#include "sample_records.h"

/// The daemon's figures for the tests of its metrics.
namespace bpfnetstat::sample {

/// A first listener's, of "nginx".
inline ListenerFigures listening(std::uint64_t id, const Endpoint& bound) {
  ListenerFigures figures;
  figures.listener = nginx();
  figures.listener.id = id;
  figures.listener.bound = bound;
  return figures;
}

/// 0.0.0.0:PORT
inline ListenerFigures at_port(std::uint64_t id, std::uint16_t port) {
  return listening(id, ipv4(0, 0, 0, 0, port));
}

/// Of a daemon that began one second ago and saw nothing.
inline DaemonFigures empty_figures() {
  DaemonFigures figures;
  figures.started = kTime - 1'000'000'000;
  figures.time = kTime;
  figures.probe = "tracepoint";
  figures.cpu_seconds = 0.25;
  figures.resident_bytes = 20'000'000;
  return figures;
}

/// What is known of drops whose cause is accepter_stopped.
inline VerdictFacts stopped_accepter() {
  VerdictFacts facts;
  facts.accept_queue_limit = 9;
  facts.accept_queue = 10;
  facts.drops[0] = 23;
  HolderState holder;
  holder.process = {1234, "nginx"};
  holder.threads_total = 1;
  holder.threads = {{.tid = 1234, .state = 'T'}};
  facts.holders = {holder};
  return facts;
}

/// Of a daemon that knows everything and saw something of each kind; no two numbers are equal
/// where they could be taken for each other.
inline DaemonFigures full_figures() {
  DaemonFigures figures = empty_figures();
  ListenerFigures first = at_port(77, 8080);
  first.accept_queue = 5;
  first.accept_queue_limit = 9;
  first.accept_queue_peak = 10;
  for (std::size_t cause = 0; cause < kDropCauses; ++cause) first.drops[cause] = 100 + cause;
  first.client_unknown = 3;
  first.other_discards = 4;
  first.accepted = 1000;
  first.arrived = 1006;
  first.wait_totals.emplace();
  first.wait_totals->sum_ns = 2'500'000'000;
  first.wait_totals->buckets[0] = 400;   // Below 1 us.
  first.wait_totals->buckets[6] = 200;   // Below 64 us,
  first.wait_totals->buckets[7] = 300;   // and above.
  first.wait_totals->buckets[39] = 100;  // Days.
  first.since_accept_us = 1'250'000;
  first.attempts = {.delayed = 11,
                    .delay_ns = 12'500'000'000,
                    .delay_max_ns = 3'000'000'000,
                    .lost = 13,
                    .waiting = 14,
                    .followed_drops = 40};
  first.facts = stopped_accepter();
  first.connections[1] = 31;  // ESTABLISHED
  first.connections[8] = 32;  // CLOSE_WAIT
  ListenerFigures second;
  second.listener = contained();
  second.netns_name = "blue";
  second.accept_queue_limit = 128;
  figures.listeners = {first, second};
  figures.connections[1] = 41;
  figures.connections[3] = 42;
  figures.connections[12] = 43;  // NEW_SYN_RECV has the name of SYN_RECV.
  figures.transitions[3][1] = 51;
  figures.transitions[12][1] = 52;
  figures.transitions[1][4] = 53;
  figures.transitions[4][9] = 54;  // No such step is expected; it is counted all the same.
  ReconciliationRecord record;
  record.netns = 4026531840;
  record.listen_overflows = {.kernel = 303, .attributed = 303};
  record.listen_drops = {.kernel = 1380, .attributed = 1378};
  record.tcp_req_q_full_drop = {.kernel = 103, .attributed = 103};
  figures.reconciliations = {record};
  figures.losses = {.states = 61,
                    .listener_events = 62,
                    .missed_transitions = 63,
                    .untracked_connections = 64,
                    .untracked_listeners = 65,
                    .untracked_cells = 66,
                    .undecodable = 67};
  figures.resyncs = 71;
  figures.healed = 72;
  figures.history = {
      .enabled = true, .failing = true, .rows_written = 81, .rows_lost = 82, .bytes = 83};
  figures.serving = {.clients = 91, .requests = 92, .refused = 93, .cut_off = 94};
  return figures;
}

}  // namespace bpfnetstat::sample
