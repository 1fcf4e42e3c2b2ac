// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lab.h"

/// What processes do in a soak, each in a process group of its own.
namespace bpfnetstat::lab::soak {

/// Every listener of a soak has one of these ports, so that its drops can be told from those of
/// others on this machine.
inline constexpr std::uint16_t kFirstPort = 21001;
inline constexpr std::uint16_t kPorts = 6;

/// Addresses that a flood comes from.
inline constexpr std::uint16_t kFloodClients = 1024;

using Random = std::mt19937_64;

/// In memory that all processes share.
struct Tally {
  std::atomic<std::uint64_t> connections = 0;
  std::atomic<std::uint64_t> requests = 0;  ///< To the daemon.
  /// Of namespaces that acts made for themselves and that are no more: the kernel's own counters.
  std::atomic<std::uint64_t> listen_drops = 0;
  std::atomic<std::uint64_t> namespaces = 0;
  std::atomic<std::uint64_t> raw = 0;  ///< Acts with raw clients, and those that lost a segment.
  std::atomic<std::uint64_t> raw_cut_short = 0;
};

/// Where and how long an act plays, and by which numbers.
struct Stage {
  const Namespace* where = nullptr;  ///< Set where the act is of a place.
  Tally* tally = nullptr;
  int life_fd = -1;  ///< Hangs up when the soak is no more.
  std::string socket;
  std::uint16_t metrics_port = 0;
  Clock::time_point until;
  Random random;

  /// From and to these, both included.
  int any(int least, int most);
  /// Whether something that happens so often in a hundred happens.
  bool chance(int percent) { return any(1, 100) <= percent; }
  std::uint16_t any_port();
  /// Waits. @return false: the act is over.
  bool pause(std::chrono::milliseconds time);
  bool is_over() const { return Clock::now() >= until; }
};

struct Act {
  const char* name;
  int weight;          ///< How often it is chosen.
  bool is_of_a_place;  ///< Plays within one of the soak's namespaces, and may be killed with it.
  void (*play)(Stage& stage);
};

std::span<const Act> acts();

/// A request to the daemon, and all of its answer.
void ask_once(const std::string& socket, std::string_view line);

}  // namespace bpfnetstat::lab::soak
