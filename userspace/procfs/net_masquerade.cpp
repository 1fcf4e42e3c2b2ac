// SPDX-License-Identifier: Apache-2.0
#include "procfs/net_masquerade.h"

#include <optional>
#include <utility>

#include "procfs/net_scan.h"

namespace bpfnetstat::procfs {
namespace {

constexpr std::size_t kLineLimit = 8191;

constexpr std::pair<std::string_view, std::string_view> kProtocols[] = {
    {"UDP", "udp"}, {"TCP", "tcp"}, {"ICMP", "icmp"}, {"IP", "ip"}};

/// Unlike those of /proc/net/tcp these addresses are printed in host byte order.
bool read_endpoint(Scanner& scanner, Endpoint& endpoint) {
  const auto address = scanner.hex();
  if (!address || !scanner.literal(':')) return false;
  const auto port = scanner.hex();
  if (!port) return false;
  for (std::size_t i = 0; i < 4; ++i) {
    endpoint.address.bytes[i] = static_cast<std::uint8_t>(*address >> (24 - 8 * i));
  }
  endpoint.port = static_cast<std::uint16_t>(*port);
  return true;
}

/// Whether the fields after the protocol are all there.
bool read_fields(Scanner& scanner, bool has_previous_delta, MasqueradeRow& row) {
  if (!read_endpoint(scanner, row.source) || !read_endpoint(scanner, row.destination)) return false;
  const auto port = scanner.hex();
  if (!port) return false;
  const auto sequence = scanner.long_hex();
  if (!sequence) return false;
  const auto delta = scanner.integer();
  if (!delta) return false;
  if (has_previous_delta) {
    const auto previous = scanner.integer();
    if (!previous) return false;
    row.previous_delta = static_cast<std::int16_t>(*previous);
  }
  const auto expires = scanner.counter();
  if (!expires) return false;
  row.masquerading_port = static_cast<std::uint16_t>(*port);
  row.initial_sequence = *sequence;
  row.delta = static_cast<std::int16_t>(*delta);
  row.expires_cs = *expires;
  return true;
}

}  // namespace

std::variant<std::vector<MasqueradeRow>, MasqueradeError> parse_net_masquerade(
    std::string_view text) {
  Lines lines(text, kLineLimit);
  const auto heading = lines.next();
  if (!heading) return MasqueradeError::empty;
  const bool has_previous_delta = heading->find("PDelta") != std::string_view::npos;
  std::vector<MasqueradeRow> rows;
  while (const auto line = lines.next()) {
    Scanner scanner(*line);
    const auto word = scanner.word();
    if (!word) continue;
    MasqueradeRow row;
    if (!read_fields(scanner, has_previous_delta, row)) return MasqueradeError::malformed;
    for (const auto& [in_file, protocol] : kProtocols) {
      if (*word == in_file) row.protocol = protocol;
    }
    if (row.protocol.empty()) return MasqueradeError::unknown_protocol;
    if (!scanner.at_end()) return MasqueradeError::malformed;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace bpfnetstat::procfs
