// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab.h"
#include "runner.h"

/// What "exact" means: the records of a run against the kernel's counters and the lab's own notes.
namespace bpfnetstat::lab {

/// Drops by NDJSON cause name.
using ByCause = std::map<std::string, std::uint64_t>;

inline constexpr const char* kCauseA = "accept_queue_full_syn";
inline constexpr const char* kCauseB = "accept_queue_full_ack";
inline constexpr const char* kCauseC = "accept_queue_full_cookie";
inline constexpr const char* kCauseD = "syn_queue_full";
/// All the others together: a mechanism that cannot tell them apart may say "other".
inline constexpr const char* kCauseE = "other";

/// What the kernel counted between the constructor and `finish`.
class Measurement {
 public:
  Measurement(const Namespace& where, const std::vector<const Listener*>& listeners);

  /// Call when the traffic has come to rest and before the tool is stopped.
  void finish();
  const Counters& moved() const { return moved_; }
  std::uint64_t sk_drops_moved(const Listener& listener) const;
  const std::vector<const Listener*>& listeners() const { return listeners_; }
  const Namespace& where() const { return where_; }
  /// Whether nothing was dropped after `finish`: otherwise the lab is to blame.
  bool at_rest() const;

 private:
  const Namespace& where_;
  std::vector<const Listener*> listeners_;
  Counters before_;
  Counters moved_;
  std::map<const Listener*, std::uint64_t> sk_drops_before_;
  std::map<const Listener*, std::uint64_t> sk_drops_moved_;
};

/// The lab's own notes, where it has some.
struct Notes {
  std::optional<ByCause> by_cause;
  std::optional<ByClient> by_client;  ///< Then no client may be unknown.
};

/// Adds gtest failures for everything in the records that differs, to the unit: reconciliation,
/// drop records (by cause, by listener, by client), listener records and sk_drops.
void expect_exact(const Ended& ended, const Measurement& measured, const Notes& notes = {});

}  // namespace bpfnetstat::lab
