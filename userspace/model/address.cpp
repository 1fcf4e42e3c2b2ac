// SPDX-License-Identifier: Apache-2.0
#include "model/address.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace bpfnetstat {
namespace {

constexpr std::size_t kGroups = 8;

void append_number(std::string& out, unsigned value, int base) {
  std::array<char, 5> digits;  // 65535
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
  out.append(digits.data(), end);
}

/// Digit by digit into one piece: a listing of sockets has two of these a row.
void append_dotted(std::string& out, const std::uint8_t* bytes) {
  std::array<char, 16> text;  // "255.255.255.255."
  char* end = text.data();
  for (std::size_t i = 0; i < 4; ++i) {
    const unsigned byte = bytes[i];
    if (byte >= 100) *end++ = static_cast<char>('0' + byte / 100);
    if (byte >= 10) *end++ = static_cast<char>('0' + byte / 10 % 10);
    *end++ = static_cast<char>('0' + byte % 10);
    *end++ = '.';
  }
  out.append(text.data(), end - 1);
}

struct Run {
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// The groups that "::" stands for: the longest run of zeros, the first among equals; a single
/// zero is written out (RFC 5952, 4.2).
Run zeros_to_shorten(const std::array<std::uint16_t, kGroups>& groups) {
  Run best;
  Run current;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (groups[i] != 0) {
      current = {.begin = i + 1, .length = 0};
    } else if (++current.length > best.length) {
      best = current;
    }
  }
  return best.length < 2 ? Run{} : best;
}

void append_ipv6(std::string& out, const std::array<std::uint8_t, 16>& bytes) {
  std::array<std::uint16_t, kGroups> groups;
  for (std::size_t i = 0; i < kGroups; ++i) {
    groups[i] = static_cast<std::uint16_t>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
  }
  const Run zeros = zeros_to_shorten(groups);
  // ::ffff:192.0.2.1 and ::192.0.2.1, where inet_ntop(3), hence netstat and ss, write dots.
  const bool has_dots =
      zeros.begin == 0 && (zeros.length == 6 || (zeros.length == 5 && groups[5] == 0xffff));
  const std::size_t end = has_dots ? kGroups - 2 : kGroups;
  for (std::size_t i = 0; i < end; ++i) {
    if (zeros.length != 0 && i == zeros.begin) {
      out += "::";
      i += zeros.length - 1;
      continue;
    }
    append_number(out, groups[i], 16);
    if (i + 1 < kGroups && !(zeros.length != 0 && i + 1 == zeros.begin)) {
      out += ':';
    }
  }
  if (has_dots) {
    append_dotted(out, &bytes[12]);
  }
}

}  // namespace

std::string_view to_string(Family family) {
  return family == Family::ipv4 ? "ipv4" : "ipv6";
}

bool IpAddress::is_any() const {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

bool IpAddress::is_mapped() const {
  return family == Family::ipv6 && bytes[10] == 0xff && bytes[11] == 0xff &&
         std::all_of(bytes.begin(), bytes.begin() + 10, [](auto byte) { return byte == 0; });
}

void append_to(std::string& out, const IpAddress& address) {
  if (address.family == Family::ipv4) {
    append_dotted(out, address.bytes.data());
  } else {
    append_ipv6(out, address.bytes);
  }
}

std::string to_string(const IpAddress& address) {
  std::string out;
  append_to(out, address);
  return out;
}

std::string to_string(const Endpoint& endpoint) {
  const bool has_brackets = endpoint.address.family == Family::ipv6;
  std::string out;
  if (has_brackets) {
    out += '[';
  }
  append_to(out, endpoint.address);
  out += has_brackets ? "]:" : ":";
  append_number(out, endpoint.port, 10);
  return out;
}

}  // namespace bpfnetstat
