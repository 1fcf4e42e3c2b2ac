// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "model/address.h"

namespace bpfnetstat::procfs {

/// One row of /proc/net/ip_masquerade (Linux 2.0 and 2.2).
struct MasqueradeRow {
  std::string_view protocol;  ///< "tcp", "udp", "icmp" or "ip".
  Endpoint source;
  Endpoint destination;
  std::uint16_t masquerading_port = 0;  ///< Host order, as the ports above.
  std::uint64_t initial_sequence = 0;
  std::int16_t delta = 0;
  std::optional<std::int16_t> previous_delta;  ///< Not in the format of Linux 2.0.
  std::uint64_t expires_cs = 0;                ///< Hundredths of a second.

  bool operator==(const MasqueradeRow&) const = default;
};

enum class MasqueradeError {
  empty,             ///< Not even a heading.
  malformed,         ///< A line with too few fields, or too many.
  unknown_protocol,  ///< A protocol that is none of the four.
};

/// Parses the whole of /proc/net/ip_masquerade. The heading tells whether rows have the column
/// PDelta; empty lines are passed over, and any other line that does not fit spoils the whole.
std::variant<std::vector<MasqueradeRow>, MasqueradeError> parse_net_masquerade(
    std::string_view text);

}  // namespace bpfnetstat::procfs
