// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bpfnetstat {

/// Why a listener dropped a connection attempt. The numbers are the wire's (bpf/event.h).
enum class DropCause : std::uint8_t {
  accept_queue_full_syn = 0,
  accept_queue_full_ack = 1,
  accept_queue_full_cookie = 2,
  syn_queue_full = 3,
  syn_backlog_reserved = 4,
  no_memory = 5,
  no_route = 6,
  child_failed = 7,
  icmp_abort = 8,
  bad_destination = 9,
  fastopen = 10,
  mptcp = 11,
  other = 12,
};
inline constexpr std::size_t kDropCauses = 13;

/// Drops by cause.
using DropCounts = std::array<std::uint64_t, kDropCauses>;

/// The NDJSON name: "accept_queue_full_syn".
std::string_view name(DropCause cause);

/// The same in words for the text report: "accept queue full (SYN)".
std::string_view in_words(DropCause cause);

std::uint64_t total(const DropCounts& counts);

/// How many of these drops also raised ListenOverflows: the three accept-queue causes.
std::uint64_t overflows(const DropCounts& counts);

}  // namespace bpfnetstat
