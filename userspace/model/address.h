// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace bpfnetstat {

enum class Family : std::uint8_t { ipv4, ipv6 };

/// "ipv4" or "ipv6", as in the NDJSON records.
std::string_view to_string(Family family);

/// An IP address without port. IPv4 uses the first four bytes; the rest are zero.
struct IpAddress {
  Family family = Family::ipv4;
  std::array<std::uint8_t, 16> bytes{};  ///< Network byte order.

  bool is_any() const;
  /// ::ffff:0:0/96, by which an IPv6 socket names an IPv4 address.
  bool is_mapped() const;
  auto operator<=>(const IpAddress&) const = default;
};

/// "192.0.2.1" or "2001:db8::1" (RFC 5952), without brackets.
std::string to_string(const IpAddress& address);

/// The same, appended: without allocation when `out` has room.
void append_to(std::string& out, const IpAddress& address);

/// An address and a port in host order. Port 0 means "none".
struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;

  auto operator<=>(const Endpoint&) const = default;
};

/// "192.0.2.1:80" or "[2001:db8::1]:80".
std::string to_string(const Endpoint& endpoint);

}  // namespace bpfnetstat
