// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/history.h"

/// What the words of a question about the history mean; pure.
namespace bpfnetstat::view {

/// A moment as it was given: so long before now, or at a time.
struct Moment {
  bool is_before_now = false;
  std::int64_t ns = 0;  ///< Before now, or since the epoch.

  bool operator==(const Moment&) const = default;
};

/// "90s", "15m", "1h", "7d" (ten years at most), or RFC 3339 with its offset:
/// "2026-11-22T15:20:01Z", "2026-11-22T16:20:01.5+01:00".
std::optional<Moment> parse_moment(std::string_view text);

RealtimeNs resolve(const Moment& moment, RealtimeNs now);

/// ":8080" (whatever address), "192.0.2.1:80", "[2001:db8::1]:80".
std::optional<ListenerFilter> parse_listener_filter(std::string_view text);

/// "listener", "client", "cause", "minute".
std::optional<HistoryBy> parse_history_by(std::string_view text);

}  // namespace bpfnetstat::view
