// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

/// The counter files as netstat reads them. procfs/counters.h refuses what is not as the kernel
/// writes it; netstat makes the best of it, and what it prints shows how.
namespace bpfnetstat::netstat {

/// What stands for a number in a file, as strtoull(3) reads it.
struct Reading {
  enum class Kind : std::uint8_t {
    exact,
    negative,  ///< `value` is 2^64 less what the sign was before; casts to the signed number.
    inexact,   ///< No number, one with something after it, or one that 64 bits do not hold.
  };

  std::uint64_t value = 0;  ///< 0 where there is no number, 2^64 - 1 where it is too large.
  Kind kind = Kind::inexact;

  bool operator==(const Reading&) const = default;
};

struct Statistic {
  std::string_view name;  ///< As in the file; any byte but NUL and the separators of the file.
  Reading number;

  bool operator==(const Statistic&) const = default;
};

struct StatisticsGroup {
  std::string_view name;
  std::vector<Statistic> statistics;

  bool operator==(const StatisticsGroup&) const = default;
};

struct PairedStatistics {
  std::vector<StatisticsGroup> groups;
  bool malformed = false;  ///< A line without a colon ended it.
};

/// net/snmp and net/netstat: a line of names, a line of values, each with the name of the group
/// and a colon before (that before the values is not looked at). Names without values have
/// inexact ones, values without names are dropped. Empty lines where names are due are passed
/// over; a last line of names without values is dropped, for the file may be growing.
/// @return views into `text`.
PairedStatistics parse_paired_statistics(std::string_view text);

/// net/snmp6: lines of a name and a value. The name of a group is that of its first counter as far
/// as the first '6' (all of it where there is none), and the group goes on as long as names contain
/// that of the group, anywhere. Lines without a name and a value are dropped, where netstat would
/// show remains of its memory.
/// @return views into `text`.
std::vector<StatisticsGroup> parse_snmp6_statistics(std::string_view text);

/// net/sctp/snmp: as above, but one group "Sctp", and what is no number counts as 0.
/// @return views into `text`.
StatisticsGroup parse_sctp_statistics(std::string_view text);

}  // namespace bpfnetstat::netstat
