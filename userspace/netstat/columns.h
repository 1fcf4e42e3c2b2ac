// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

#include "model/address.h"
#include "netstat/names.h"

/// How netstat's tables are laid out: printf(3)'s widths, into one buffer.
namespace bpfnetstat::netstat {

/// What is appended between its making and end() becomes a column: padded to its width, and
/// followed by a blank.
class Column {
 public:
  Column(std::string& out, std::size_t width) : out_(out), begin_(out.size()), width_(width) {}

  void end() {
    const std::size_t used = out_.size() - begin_;
    out_.append(used < width_ ? width_ - used + 1 : 1, ' ');
  }

  /// Text beyond the width is cut off.
  void end_cut() {
    if (out_.size() - begin_ > width_) out_.resize(begin_ + width_);
    end();
  }

 private:
  std::string& out_;
  std::size_t begin_;
  std::size_t width_;
};

inline void append_left(std::string& out, std::string_view text, std::size_t width) {
  out += text;
  if (text.size() < width) out.append(width - text.size(), ' ');
}

inline void append_right(std::string& out, std::string_view text, std::size_t width) {
  if (text.size() < width) out.append(width - text.size(), ' ');
  out += text;
}

/// A decimal number's digits.
class Digits {
 public:
  explicit Digits(std::integral auto value)
      : end_(std::to_chars(digits_, digits_ + sizeof digits_, value).ptr) {}

  operator std::string_view() const { return {digits_, end_}; }

 private:
  char digits_[24];
  const char* end_;
};

void append_left(std::string& out, std::integral auto value, std::size_t width) {
  append_left(out, static_cast<std::string_view>(Digits(value)), width);
}

void append_right(std::string& out, std::integral auto value, std::size_t width) {
  append_right(out, static_cast<std::string_view>(Digits(value)), width);
}

/// A host as netstat's address families print it: by name unless `is_numeric`, without a name as
/// an address. An IPv4-mapped IPv6 address is always shown as the IPv4 address, the unspecified
/// IPv6 address with brackets where names were wanted.
inline void append_address(std::string& out, Names& names, const IpAddress& address,
                           bool is_numeric) {
  if (address.family == Family::ipv6) {
    static constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
    const std::string_view bytes(reinterpret_cast<const char*>(address.bytes.data()),
                                 address.bytes.size());
    if (bytes.starts_with(kMapped)) {
      IpAddress ipv4;
      for (std::size_t i = 0; i < 4; ++i) ipv4.bytes[i] = address.bytes[kMapped.size() + i];
      append_to(out, ipv4);
      return;
    }
  }
  if (!is_numeric) {
    if (address.is_any()) {
      out += address.family == Family::ipv6 ? "[::]" : "0.0.0.0";
      return;
    }
    if (const auto& name = names.host(address)) {
      out += *name;
      return;
    }
  }
  append_to(out, address);
}

}  // namespace bpfnetstat::netstat
