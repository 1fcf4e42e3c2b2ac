// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bpfnetstat {

/// What text begins with: one well-formed UTF-8 sequence, or one byte that begins none.
struct CodePoint {
  char32_t value = 0;           ///< The byte itself when not well-formed.
  std::size_t bytes = 0;        ///< 1 to 4.
  bool is_well_formed = false;  ///< RFC 3629: shortest form, no surrogates, at most U+10FFFF.
};

/// @param text not empty.
CodePoint first_code_point(std::string_view text);

/// False for what a terminal would obey or hide: C0 and C1 controls, DEL, line separators,
/// bidirectional controls and the other invisible format characters.
bool is_printable(char32_t code_point);

/// Makes text of foreign origin (process names, paths, cgroup names) harmless on a terminal and
/// in a log: well-formed UTF-8 that is_printable() passes, every other byte becomes `\xHH`; a
/// backslash passes.
std::string printable(std::string_view text);

/// The columns that printable text takes on a terminal, counting one per code point.
std::size_t display_width(std::string_view text);

/// Local time with microseconds and offset, RFC 3339: "2026-11-22T16:20:01.123456+01:00".
/// @param realtime_ns nanoseconds since the epoch (CLOCK_REALTIME).
std::string local_time(std::int64_t realtime_ns);

/// UTC with nanoseconds, RFC 3339: "2026-11-22T15:20:01.123456789Z".
std::string utc_time(std::int64_t realtime_ns);

/// The two above for records at a high rate: no allocation while the second stays the same.
void append_local_time(std::string& out, std::int64_t realtime_ns);
void append_utc_time(std::string& out, std::int64_t realtime_ns);

}  // namespace bpfnetstat
