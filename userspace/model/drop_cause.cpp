// SPDX-License-Identifier: Apache-2.0
#include "model/drop_cause.h"

#include <numeric>

namespace bpfnetstat {
namespace {

struct Wording {
  std::string_view name;
  std::string_view words;
};

/// By number.
constexpr std::array<Wording, kDropCauses> kWordings{{
    {"accept_queue_full_syn", "accept queue full (SYN)"},
    {"accept_queue_full_ack", "accept queue full (ACK)"},
    {"accept_queue_full_cookie", "accept queue full (cookie)"},
    {"syn_queue_full", "SYN queue full"},
    // The last quarter of the SYN backlog is for peers proven alive (tcp_conn_request()).
    {"syn_backlog_reserved", "SYN backlog 3/4 full"},
    {"no_memory", "out of memory"},
    {"no_route", "no route to client"},
    {"child_failed", "socket not created"},
    {"icmp_abort", "aborted by ICMP"},
    {"bad_destination", "broadcast or multicast"},
    {"fastopen", "Fast Open refused"},
    {"mptcp", "MPTCP subflow refused"},
    {"other", "other"},
}};

/// The wire may carry a number that this build does not know.
const Wording& wording(DropCause cause) {
  const auto index = static_cast<std::size_t>(cause);
  return index < kWordings.size() ? kWordings[index] : kWordings.back();
}

}  // namespace

std::string_view name(DropCause cause) {
  return wording(cause).name;
}

std::string_view in_words(DropCause cause) {
  return wording(cause).words;
}

std::uint64_t total(const DropCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::uint64_t overflows(const DropCounts& counts) {
  return counts[static_cast<std::size_t>(DropCause::accept_queue_full_syn)] +
         counts[static_cast<std::size_t>(DropCause::accept_queue_full_ack)] +
         counts[static_cast<std::size_t>(DropCause::accept_queue_full_cookie)];
}

}  // namespace bpfnetstat
