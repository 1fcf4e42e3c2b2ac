// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace bpfnetstat {

/// What became of clients after a drop: the delayed came back and got their connection, the lost
/// fell silent, and the waiting may still do either. Drops whose client's port is not known, or for
/// which there was no room, are not followed: those beyond `followed_drops`.
struct AttemptFigures {
  std::uint64_t delayed = 0;
  std::uint64_t delay_ns = 0;      ///< Of all the delayed together, from their first drop on.
  std::uint64_t delay_max_ns = 0;  ///< Of one.
  std::uint64_t lost = 0;
  std::uint64_t waiting = 0;
  std::uint64_t followed_drops = 0;

  bool operator==(const AttemptFigures&) const = default;
};

}  // namespace bpfnetstat
