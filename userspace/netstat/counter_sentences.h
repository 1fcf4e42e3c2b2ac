// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What netstat 2.10 says about each counter it knows, found by feeding it every name that Linux
/// has had and combinations of their parts.
namespace bpfnetstat::netstat {

enum class Wording : std::uint8_t {
  optional,          ///< Left out when 0.
  always,            ///< Said of 0 as well; ends a histogram.
  input_histogram,   ///< A line of "ICMP input histogram:", left out when 0.
  output_histogram,  ///< A line of "ICMP output histogram:", left out when 0.
  hidden,            ///< Never shown.
};

struct CounterSentence {
  std::string_view counter;  ///< As the kernel names it, without the prefix of net/snmp6.
  Wording wording;
  std::string_view sentence;  ///< "{}" stands for the number; empty where hidden.
};

/// Which of -w, -t, -u and -S asks for a group.
enum class Asked : std::uint8_t { raw, tcp, udp, sctp };

/// A protocol group that netstat knows. Others are always shown, with counters by name.
struct KnownGroup {
  std::string_view name;
  Asked asked;
  std::span<const CounterSentence> sentences;  ///< By counter, ascending.
};

/// Groups of net/snmp, net/netstat and net/sctp/snmp; nullptr for one that netstat does not know.
const KnownGroup* find_group(std::string_view name);
/// Groups of net/snmp6.
const KnownGroup* find_group6(std::string_view name);

/// nullptr where netstat has no sentence for it.
const CounterSentence* find_sentence(const KnownGroup& group, std::string_view counter);

/// Every counter of which netstat says this, as "TcpExt.ListenDrops"; several protocols say the
/// same. The line's numbers, and how blank it is, do not matter.
std::vector<std::string> counters_of_line(std::string_view line);

}  // namespace bpfnetstat::netstat
