// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

/// netstat reads several files of /proc/net in the manner of scanf(3), and what it makes of a line
/// that is cut, too long or malformed follows from that. These parsers accept what it accepts.
namespace bpfnetstat::procfs {

/// What isspace(3) holds for in the C locale.
constexpr bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// The value of a hexadecimal digit; -1 for any other character.
constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Lines as fgets(3) hands them out: at most `limit` characters, with the newline that ends them,
/// and what follows a NUL inside is not seen.
class Lines {
 public:
  Lines(std::string_view text, std::size_t limit) : rest_(text), limit_(limit) {}

  std::optional<std::string_view> next() {
    if (rest_.empty()) return std::nullopt;
    const std::size_t newline = rest_.substr(0, limit_).find('\n');
    const std::size_t length =
        newline == std::string_view::npos ? std::min(limit_, rest_.size()) : newline + 1;
    const std::string_view line = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return line.substr(0, line.find('\0'));
  }

 private:
  std::string_view rest_;
  std::size_t limit_;
};

/// The conversions of scanf(3), one after another: each takes its text off the front, or fails
/// and leaves the text where scanf would have stopped.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  /// What is not read yet.
  std::string_view rest() const { return rest_; }

  bool at_end() {
    skip_blanks();
    return rest_.empty();
  }

  void skip_blanks() {
    std::size_t count = 0;
    while (count < rest_.size() && is_blank(rest_[count])) ++count;
    rest_.remove_prefix(count);
  }

  /// A literal character; no blanks are skipped.
  bool literal(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// %<width>s
  std::optional<std::string_view> word(std::size_t width = std::string_view::npos) {
    skip_blanks();
    std::size_t length = 0;
    while (length < rest_.size() && length < width && !is_blank(rest_[length])) ++length;
    if (length == 0) return std::nullopt;
    return take(length);
  }

  /// %<width>[0-9A-Fa-f], without skipping blanks as that conversion does.
  std::optional<std::string_view> hex_digits(std::size_t width) {
    std::size_t length = 0;
    while (length < rest_.size() && length < width && hex_digit(rest_[length]) >= 0) ++length;
    if (length == 0) return std::nullopt;
    return take(length);
  }

  /// %d. A number that does not fit is cut to its low 32 bits, one beyond 64 bits is the largest
  /// there is: glibc's behaviour, which C leaves open.
  std::optional<std::int32_t> integer() {
    const auto value = signed_number();
    if (!value) return std::nullopt;
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(*value));
  }

  /// %llu, which takes a sign; saturates.
  std::optional<std::uint64_t> counter() { return magnitude(10, std::string_view::npos); }

  /// %lx, which takes a sign; saturates.
  std::optional<std::uint64_t> long_hex() { return magnitude(16, std::string_view::npos); }

  /// %<width>x, cut to 32 bits in the same way.
  std::optional<std::uint32_t> hex(std::size_t width = std::string_view::npos) {
    const auto value = magnitude(16, width);
    if (!value) return std::nullopt;
    return static_cast<std::uint32_t>(*value);
  }

 private:
  std::string_view take(std::size_t length) {
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

  bool take_sign(std::size_t& width) {
    if (width == 0 || rest_.empty() || (rest_[0] != '-' && rest_[0] != '+')) return false;
    const bool is_negative = rest_[0] == '-';
    rest_.remove_prefix(1);
    --width;
    return is_negative;
  }

  /// Digits to the end of the number or of the width.
  std::optional<std::uint64_t> digits(unsigned base, std::size_t width, bool& has_overflowed) {
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t value = 0;
    std::size_t length = 0;
    for (; length < rest_.size() && length < width; ++length) {
      const int digit = hex_digit(rest_[length]);
      if (digit < 0 || static_cast<unsigned>(digit) >= base) break;
      has_overflowed |= value > (kMax - static_cast<unsigned>(digit)) / base;
      value = value * base + static_cast<unsigned>(digit);
    }
    if (length == 0) return std::nullopt;
    rest_.remove_prefix(length);
    return has_overflowed ? kMax : value;
  }

  std::optional<std::int64_t> signed_number() {
    skip_blanks();
    std::size_t width = std::string_view::npos;
    const bool is_negative = take_sign(width);
    bool has_overflowed = false;
    const auto value = digits(10, width, has_overflowed);
    if (!value) return std::nullopt;
    constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
    if (*value > kMax) {
      return is_negative ? std::numeric_limits<std::int64_t>::min()
                         : std::numeric_limits<std::int64_t>::max();
    }
    const auto magnitude = static_cast<std::int64_t>(*value);
    return is_negative ? -magnitude : magnitude;
  }

  std::optional<std::uint64_t> magnitude(unsigned base, std::size_t width) {
    skip_blanks();
    const bool is_negative = take_sign(width);
    if (base == 16 && width >= 2 && rest_.size() >= 2 && rest_[0] == '0' &&
        (rest_[1] == 'x' || rest_[1] == 'X')) {
      rest_.remove_prefix(2);
      width -= 2;
    }
    bool has_overflowed = false;
    const auto value = digits(base, width, has_overflowed);
    if (!value) return std::nullopt;
    return is_negative && !has_overflowed ? 0 - *value : *value;
  }

  std::string_view rest_;
};

}  // namespace bpfnetstat::procfs
