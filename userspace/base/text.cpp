// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <limits>

namespace bpfnetstat {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode's general categories Cc, Zl, Zp and those of Cf that render as nothing, ascending.
constexpr std::array<Range, 10> kUnprintable{{
    {0x0000, 0x001f},    // C0
    {0x007f, 0x009f},    // DEL, C1: U+009B alone starts an escape sequence
    {0x00ad, 0x00ad},    // soft hyphen
    {0x061c, 0x061c},    // Arabic letter mark
    {0x200b, 0x200f},    // zero width, left-to-right and right-to-left marks
    {0x2028, 0x202e},    // line and paragraph separators, bidirectional embeddings and overrides
    {0x2060, 0x206f},    // word joiner, bidirectional isolates
    {0xfeff, 0xfeff},    // byte order mark
    {0xfff9, 0xfffb},    // interlinear annotation
    {0xe0000, 0xe0fff},  // tags, variation selectors
}};

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

/// Rounds down, so that the fraction counts forward before 1970 too.
struct SplitTime {
  explicit SplitTime(std::int64_t realtime_ns)
      : second(realtime_ns / kNsPerSecond), fraction_ns(realtime_ns % kNsPerSecond) {
    if (fraction_ns < 0) {
      fraction_ns += kNsPerSecond;
      --second;
    }
  }
  std::int64_t second;
  std::int64_t fraction_ns;
};

/// The part of a time that all records of one second share.
struct SecondText {
  std::int64_t second = std::numeric_limits<std::int64_t>::min();
  std::string date_time;  ///< "2026-11-22T15:20:01."
  std::string offset;     ///< "Z" or "+01:00".
};

std::string date_time(const tm& t) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.", t.tm_year + 1900, t.tm_mon + 1,
                     t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

/// ASCII that is_printable().
constexpr bool is_plain(char byte) {
  return byte >= 0x20 && byte < 0x7f;
}

void append_escaped(std::string& out, char byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(byte);
  out.append("\\x") += kDigits[value >> 4];
  out += kDigits[value & 15];
}

template <std::size_t kDigits>
void append_digits(std::string& out, std::int64_t value) {
  std::array<char, kDigits> digits;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    *digit = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(digits.data(), digits.size());
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto byte = [text](std::size_t i) -> char32_t {
    return static_cast<unsigned char>(text[i]);
  };
  const char32_t lead = byte(0);
  if (lead < 0x80) {
    return {.value = lead, .bytes = 1, .is_well_formed = true};
  }
  const CodePoint broken{.value = lead, .bytes = 1, .is_well_formed = false};
  std::size_t bytes = 0;
  char32_t smallest = 0;
  if ((lead & 0xe0) == 0xc0) {
    bytes = 2;
    smallest = 0x80;
  } else if ((lead & 0xf0) == 0xe0) {
    bytes = 3;
    smallest = 0x800;
  } else if ((lead & 0xf8) == 0xf0) {
    bytes = 4;
    smallest = 0x10000;
  }
  if (bytes == 0 || text.size() < bytes) {
    return broken;
  }
  char32_t value = lead & (0x7fU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) {
      return broken;
    }
    value = value << 6 | (byte(i) & 0x3f);
  }
  const bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < smallest || value > 0x10ffff || is_surrogate) {
    return broken;
  }
  return {.value = value, .bytes = bytes, .is_well_formed = true};
}

bool is_printable(char32_t code_point) {
  const auto range = std::find_if(kUnprintable.begin(), kUnprintable.end(),
                                  [=](const Range& r) { return code_point <= r.last; });
  return range == kUnprintable.end() || code_point < range->first;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (;;) {
    // Most of it is of this kind, and the same afterwards.
    const auto* const plain = std::find_if_not(text.begin(), text.end(), is_plain);
    const auto plain_bytes = static_cast<std::size_t>(plain - text.begin());
    out.append(text.substr(0, plain_bytes));
    text.remove_prefix(plain_bytes);
    if (text.empty()) return out;
    const CodePoint next = first_code_point(text);
    const std::string_view bytes = text.substr(0, next.bytes);
    if (next.is_well_formed && is_printable(next.value)) {
      out.append(bytes);
    } else {
      for (const char byte : bytes) append_escaped(out, byte);
    }
    text.remove_prefix(next.bytes);
  }
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    text.remove_prefix(first_code_point(text).bytes);
    ++columns;
  }
  return columns;
}

void append_local_time(std::string& out, std::int64_t realtime_ns) {
  thread_local SecondText cache;
  const SplitTime time(realtime_ns);
  if (time.second != cache.second) {
    const time_t second = time.second;
    tm broken_down{};
    localtime_r(&second, &broken_down);
    const long offset_min = broken_down.tm_gmtoff / 60;
    const long distance_min = offset_min < 0 ? -offset_min : offset_min;
    cache = {.second = time.second,
             .date_time = date_time(broken_down),
             .offset = fmt::format("{}{:02}:{:02}", offset_min < 0 ? '-' : '+', distance_min / 60,
                                   distance_min % 60)};
  }
  out += cache.date_time;
  append_digits<6>(out, time.fraction_ns / 1000);
  out += cache.offset;
}

void append_utc_time(std::string& out, std::int64_t realtime_ns) {
  thread_local SecondText cache;
  const SplitTime time(realtime_ns);
  if (time.second != cache.second) {
    const time_t second = time.second;
    tm broken_down{};
    gmtime_r(&second, &broken_down);
    cache = {.second = time.second, .date_time = date_time(broken_down), .offset = "Z"};
  }
  out += cache.date_time;
  append_digits<9>(out, time.fraction_ns);
  out += cache.offset;
}

std::string local_time(std::int64_t realtime_ns) {
  std::string out;
  append_local_time(out, realtime_ns);
  return out;
}

std::string utc_time(std::int64_t realtime_ns) {
  std::string out;
  append_utc_time(out, realtime_ns);
  return out;
}

}  // namespace bpfnetstat
