// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/records.h"

/// The records that the golden files of both renderers show, from the fullest to the barest.
namespace bpfnetstat::sample {

inline constexpr RealtimeNs kTime = 1'795'360'801'123'456'789;  ///< 2026-11-22T15:20:01Z and on.

/// What a process may call itself to upset a terminal or a parser; 15 bytes at most, as the
/// kernel keeps them.
inline const std::vector<std::string> kHostileNames{
    "\x1b[2J\x1b[31mroot",     // clears the screen, turns red
    "\x1b]0;owned\x07",        // sets the window's title
    "a\nb\r\tc",               // forges a line
    "exactly15bytes!",         // no terminator in the kernel's buffer
    "\u202egnp.exe",           // bidirectional override
    "\u009b31mred",            // the one-character form of ESC [
    "bro\xff\xc3ken\xe2\x82",  // no UTF-8, cut in the middle of a sequence
    "q\"u\\o'te,{}",           // what JSON must escape
    std::string("nul\0nul", 7),
    "\x7f\x7f\x7f",
    "caf\u00e9 \U0001f98a",  // nothing wrong with it
};

inline Endpoint ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d,
                     std::uint16_t port) {
  return {.address = {.family = Family::ipv4, .bytes = {a, b, c, d}}, .port = port};
}

/// 2001:db8::LAST
inline Endpoint ipv6(std::uint8_t last, std::uint16_t port) {
  Endpoint endpoint{.address = {.family = Family::ipv6, .bytes = {0x20, 0x01, 0x0d, 0xb8}},
                    .port = port};
  endpoint.address.bytes[15] = last;
  return endpoint;
}

inline ListenerIdentity nginx() {
  return {.id = 77,
          .netns = 4026531840,
          .inode = 4711,
          .bound = ipv4(0, 0, 0, 0, 8080),
          .owner = {.pid = 1234,
                    .comm = "nginx",
                    .uid = 33,
                    .cgroup = "/system.slice/nginx.service",
                    .container = {}},
          .holders = {{.pid = 1234, .comm = "nginx"},
                      {.pid = 1235, .comm = "nginx"},
                      {.pid = 1237, .comm = "nginx"},
                      {.pid = 1239, .comm = "nginx"}}};
}

/// A dual-stack listener in a container.
inline ListenerIdentity contained() {
  return {
      .id = 0xdeadbeef,
      .netns = 4026532999,
      .inode = 4713,
      .bound = {.address = {.family = Family::ipv6, .bytes = {}}, .port = 443},
      .owner = {.pid = 4321,
                .comm = "gunicorn: maste",
                .uid = 0,
                .cgroup = "/system.slice/docker-0123456789abcdef.scope",
                .container = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
      .holders = {{.pid = 4321, .comm = "gunicorn: maste"}}};
}

inline std::vector<DropRecord> drops() {
  DropRecord full{.time = kTime,
                  .cause = DropCause::accept_queue_full_syn,
                  .netns = 4026531840,
                  .netns_name = {},
                  .local = ipv4(127, 0, 0, 1, 8080),
                  .peer = ipv4(127, 0, 0, 1, 0).address,
                  .peer_port = 40000,
                  .accept_queue = 6,
                  .accept_queue_limit = 5,
                  .listener = nginx()};
  DropRecord folded{.time = kTime + 1'000,
                    .count = 17,
                    .cause = DropCause::accept_queue_full_cookie,
                    .netns = 4026532999,
                    .netns_name = "blue",
                    .local = ipv4(192, 0, 2, 10, 443),
                    .peer = ipv4(198, 51, 100, 200, 0).address,
                    .peer_port = {},
                    .mapped = true,
                    .accept_queue = 129,
                    .accept_queue_limit = 128,
                    .listener = contained()};
  DropRecord unowned{.time = kTime + 1'000'000'000,
                     .cause = DropCause::syn_queue_full,
                     .netns = 4026532001,
                     .netns_name = "green",
                     .local = ipv6(0x10, 22),
                     .peer = ipv6(0x20, 0).address,
                     .peer_port = 65535,
                     .accept_queue = 0,
                     .accept_queue_limit = {},
                     .listener = {}};
  DropRecord peer_only{.time = kTime + 1'000'001'000,
                       .cause = DropCause::icmp_abort,
                       .netns = 4026532001,
                       .netns_name = {},
                       .local = {},
                       .peer = ipv6(0x21, 0).address,
                       .peer_port = {},
                       .accept_queue = {},
                       .accept_queue_limit = {},
                       .listener = {}};
  DropRecord bare{.time = kTime + 2'000'000'000,
                  .count = 3,
                  .cause = DropCause::other,
                  .netns_name = {},
                  .local = {},
                  .peer = {},
                  .peer_port = {},
                  .accept_queue = {},
                  .accept_queue_limit = {},
                  .listener = {}};
  return {full, folded, unowned, peer_only, bare};
}

inline std::vector<ListenerRecord> listeners() {
  ListenerRecord full{.listener = nginx(),
                      .netns_name = {},
                      .drops_total = 25,
                      .other_discards = 5,
                      .sk_drops = 30,
                      .accepted = 1237,
                      .client_unknown = 1,
                      .peers = {{.address = ipv4(127, 0, 0, 1, 0).address, .drops = 19},
                                {.address = ipv4(192, 0, 2, 7, 0).address, .drops = 5}}};
  full.drops[static_cast<std::size_t>(DropCause::accept_queue_full_syn)] = 19;
  full.drops[static_cast<std::size_t>(DropCause::accept_queue_full_ack)] = 5;
  full.drops[static_cast<std::size_t>(DropCause::other)] = 1;

  ListenerRecord in_container{.listener = contained(),
                              .netns_name = "blue",
                              .drops_total = 1'000'003,
                              .other_discards = 0,
                              .sk_drops = 1'000'003,
                              .peers = {{.address = ipv6(0x20, 0).address, .drops = 1'000'003}},
                              .closed = true};
  in_container.drops[static_cast<std::size_t>(DropCause::accept_queue_full_syn)] = 1'000'003;

  ListenerRecord bare{.listener = {.id = 78,
                                   .netns = 4026531840,
                                   .inode = {},
                                   .bound = ipv4(127, 0, 0, 1, 25),
                                   .owner = {},
                                   .holders = {}},
                      .netns_name = {},
                      .other_discards = 7,
                      .sk_drops = {},
                      .peers = {}};
  return {full, in_container, bare};
}

inline std::vector<ReconciliationRecord> reconciliations() {
  std::vector<ReconciliationRecord> records(3);
  records[0].netns = 4026531840;
  records[0].listen_overflows = {19, 19};
  records[0].listen_drops = {19, 19};
  records[1].netns = 4026532999;
  records[1].netns_name = "blue";
  records[1].listen_overflows = {23, 21};
  records[1].listen_drops = {31, 33};
  records[1].tcp_req_q_full_drop = {7, 7};
  records[2].netns = 4026532001;
  records[2].events_lost = 3;
  return records;
}

inline std::vector<StateRecord> states() {
  StateRecord connecting{
      .time = kTime,
      .netns = 4026531840,
      .netns_name = {},
      .id = 101,
      .local = ipv4(127, 0, 0, 1, 40000),
      .peer = ipv4(127, 0, 0, 1, 8080),
      .old_state = TcpState::syn_sent,
      .new_state = TcpState::established,
      .in_state_us = 41,
      .role = Role::client,
      .owner = {.pid = 2345, .comm = "curl", .uid = 1000, .cgroup = "/user.slice", .container = {}},
      .totals = {}};
  StateRecord closing{.time = kTime + 13'000,
                      .netns = 4026532999,
                      .netns_name = "blue",
                      .id = 103,
                      .local = ipv4(192, 0, 2, 10, 443),
                      .peer = ipv4(198, 51, 100, 200, 51234),
                      .mapped = true,
                      .old_state = TcpState::last_ack,
                      .new_state = TcpState::close,
                      .in_state_us = 1'234'567,
                      .role = Role::server,
                      .owner = contained().owner,
                      .totals = CloseTotals{.age_us = 61'000'007,
                                            .tx_bytes = 5'000'000'011,
                                            .rx_bytes = 317,
                                            .retransmits = 3,
                                            .rtt_us = 20'041}};
  StateRecord unmeasured{.time = kTime + 17'000,
                         .netns = 4026532001,
                         .netns_name = "green",
                         .id = 107,
                         .local = ipv6(0x10, 41234),
                         .peer = ipv6(0x20, 8443),
                         .old_state = TcpState::syn_sent,
                         .new_state = TcpState::close,
                         .in_state_us = {},
                         .owner = {},
                         .totals = CloseTotals{}};
  StateRecord listening{
      .time = kTime + 19'000,
      .netns_name = {},
      .local = ipv4(0, 0, 0, 0, 8080),
      .peer = ipv4(0, 0, 0, 0, 0),
      .old_state = TcpState::close,
      .new_state = TcpState::listen,
      .in_state_us = {},
      .role = Role::listener,
      .owner = {.pid = 1234, .comm = {}, .uid = {}, .cgroup = {}, .container = {}},
      .totals = {}};
  StateRecord unbound{
      .time = kTime + 23'000,
      .netns_name = {},
      .id = 109,
      .local = ipv4(192, 0, 2, 10, 0),
      .peer = ipv4(198, 51, 100, 3, 80),
      .old_state = TcpState::close,
      .new_state = TcpState::syn_sent,
      .in_state_us = 0,
      .owner = {.pid = {}, .comm = "curl", .uid = {}, .cgroup = {}, .container = {}},
      .totals = {}};
  return {connecting, closing, unmeasured, listening, unbound};
}

inline std::vector<TraceSummaryRecord> summaries() {
  return {{.transitions = 200'003}, {.transitions = 23, .events_lost = 5, .transitions_missed = 1}};
}

}  // namespace bpfnetstat::sample
