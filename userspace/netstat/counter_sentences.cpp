// SPDX-License-Identifier: Apache-2.0
#include "netstat/counter_sentences.h"

#include <algorithm>
#include <unordered_map>

namespace bpfnetstat::netstat {
namespace {

// Some sentences are missing that one would expect (TWKilled, TCPTimeouts, TCPSackRecovery, all of
// IpExt, buffer errors of UDP over IPv6), one belongs to a counter that Linux never had
// (TCPLostRetransmits), two end in a blank: so netstat does it.

constexpr CounterSentence kIp[] = {
    {"DefaultTTL", Wording::hidden, ""},
    {"ForwDatagrams", Wording::always, "{} forwarded"},
    {"FragCreates", Wording::optional, "{} fragments created"},
    {"FragFails", Wording::optional, "{} outgoing packets failed fragmentation"},
    {"FragOKs", Wording::optional, "{} outgoing packets fragmented ok"},
    {"InAddrErrors", Wording::optional, "{} with invalid addresses"},
    {"InDelivers", Wording::always, "{} incoming packets delivered"},
    {"InDiscards", Wording::always, "{} incoming packets discarded"},
    {"InHdrErrors", Wording::optional, "{} with invalid headers"},
    {"InReceives", Wording::always, "{} total packets received"},
    {"InUnknownProtos", Wording::optional, "{} with unknown protocol"},
    {"OutDiscards", Wording::optional, "{} outgoing packets dropped"},
    {"OutNoRoutes", Wording::optional, "{} dropped because of missing route"},
    {"OutRequests", Wording::always, "{} requests sent out"},
    {"ReasmFails", Wording::optional, "{} packet reassemblies failed"},
    {"ReasmOKs", Wording::optional, "{} packets reassembled ok"},
    {"ReasmReqds", Wording::optional, "{} reassemblies required"},
    {"ReasmTimeout", Wording::optional, "{} fragments dropped after timeout"},
};

constexpr CounterSentence kIcmp[] = {
    {"InAddrMaskReps", Wording::input_histogram, "address mask replies: {}"},
    {"InAddrMasks", Wording::input_histogram, "address mask request: {}"},
    {"InDestUnreachs", Wording::input_histogram, "destination unreachable: {}"},
    {"InEchoReps", Wording::input_histogram, "echo replies: {}"},
    {"InEchos", Wording::input_histogram, "echo requests: {}"},
    {"InErrors", Wording::always, "{} input ICMP message failed"},
    {"InMsgs", Wording::always, "{} ICMP messages received"},
    {"InParmProbs", Wording::input_histogram, "wrong parameters: {}"},
    {"InRedirects", Wording::input_histogram, "redirects: {}"},
    {"InSrcQuenchs", Wording::input_histogram, "source quenches: {}"},
    {"InTimeExcds", Wording::input_histogram, "timeout in transit: {}"},
    {"InTimestampReps", Wording::input_histogram, "timestamp reply: {}"},
    {"InTimestamps", Wording::input_histogram, "timestamp request: {}"},
    {"OutAddrMaskReps", Wording::output_histogram, "address mask replies: {}"},
    {"OutAddrMasks", Wording::output_histogram, "address mask requests: {}"},
    {"OutDestUnreachs", Wording::output_histogram, "destination unreachable: {}"},
    {"OutEchoReps", Wording::output_histogram, "echo replies: {}"},
    {"OutEchos", Wording::output_histogram, "echo requests: {}"},
    {"OutErrors", Wording::always, "{} ICMP messages failed"},
    {"OutMsgs", Wording::always, "{} ICMP messages sent"},
    {"OutParmProbs", Wording::output_histogram, "wrong parameters: {}"},
    {"OutRedirects", Wording::output_histogram, "redirect: {}"},
    {"OutSrcQuenchs", Wording::output_histogram, "source quench: {}"},
    {"OutTimeExcds", Wording::output_histogram, "time exceeded: {}"},
    {"OutTimestampReps", Wording::output_histogram, "timestamp replies: {}"},
    {"OutTimestamps", Wording::output_histogram, "timestamp requests: {}"},
};

constexpr CounterSentence kTcp[] = {
    {"ActiveOpens", Wording::always, "{} active connection openings"},
    {"AttemptFails", Wording::always, "{} failed connection attempts"},
    {"CurrEstab", Wording::always, "{} connections established"},
    {"EstabResets", Wording::always, "{} connection resets received"},
    {"InErrs", Wording::always, "{} bad segments received"},
    {"InSegs", Wording::always, "{} segments received"},
    {"MaxConn", Wording::hidden, ""},
    {"OutRsts", Wording::always, "{} resets sent"},
    {"OutSegs", Wording::always, "{} segments sent out"},
    {"PassiveOpens", Wording::always, "{} passive connection openings"},
    {"RetransSegs", Wording::always, "{} segments retransmitted"},
    {"RtoAlgorithm", Wording::hidden, ""},
    {"RtoMax", Wording::hidden, ""},
    {"RtoMin", Wording::hidden, ""},
};

constexpr CounterSentence kTcpExt[] = {
    {"DelayedACKLocked", Wording::optional,
     "{} delayed acks further delayed because of locked socket"},
    {"DelayedACKLost", Wording::optional, "Quick ack mode was activated {} times"},
    {"DelayedACKs", Wording::optional, "{} delayed acks sent"},
    {"EmbryonicRsts", Wording::optional, "{} resets received for embryonic SYN_RECV sockets"},
    {"ListenDrops", Wording::optional, "{} SYNs to LISTEN sockets dropped"},
    {"ListenOverflows", Wording::optional, "{} times the listen queue of a socket overflowed"},
    {"LockDroppedIcmps", Wording::optional, "{} ICMP packets dropped because socket was locked"},
    {"OfoPruned", Wording::optional,
     "{} packets dropped from out-of-order queue because of socket buffer overrun"},
    {"OutOfWindowIcmps", Wording::optional,
     "{} ICMP packets dropped because they were out-of-window"},
    {"PAWSActive", Wording::optional, "{} active connections rejected because of time stamp"},
    {"PAWSEstab", Wording::optional,
     "{} packets rejected in established connections because of timestamp"},
    {"PAWSPassive", Wording::optional, "{} passive connections rejected because of time stamp"},
    {"PruneCalled", Wording::optional,
     "{} packets pruned from receive queue because of socket buffer overrun"},
    {"RcvPruned", Wording::optional, "{} packets pruned from receive queue"},
    {"SockMallocOOM", Wording::optional, "Ran {} times out of system memory during packet sending"},
    {"SyncookiesFailed", Wording::optional, "{} invalid SYN cookies received"},
    {"SyncookiesRecv", Wording::optional, "{} SYN cookies received"},
    {"SyncookiesSent", Wording::optional, "{} SYN cookies sent"},
    {"TCPAbortFailed", Wording::optional, "{} times unable to send RST due to no memory"},
    {"TCPAbortOnClose", Wording::optional, "{} connections reset due to early user close"},
    {"TCPAbortOnData", Wording::optional, "{} connections reset due to unexpected data"},
    {"TCPAbortOnLinger", Wording::optional,
     "{} connections aborted after user close in linger timeout"},
    {"TCPAbortOnMemory", Wording::optional, "{} connections aborted due to memory pressure"},
    {"TCPAbortOnSyn", Wording::optional, "{} connections reset due to unexpected SYN"},
    {"TCPAbortOnTimeout", Wording::optional, "{} connections aborted due to timeout"},
    {"TCPDirectCopyFromBacklog", Wording::optional,
     "{} bytes directly in process context from backlog"},
    {"TCPFACKReorder", Wording::optional, "Detected reordering {} times using FACK"},
    {"TCPFastRetrans", Wording::optional, "{} fast retransmits"},
    {"TCPForwardRetrans", Wording::optional, "{} forward retransmits"},
    {"TCPFullUndo", Wording::optional, "{} congestion windows fully recovered without slow start"},
    {"TCPHPAcks", Wording::optional, "{} predicted acknowledgments"},
    {"TCPHPHits", Wording::always, "{} packet headers predicted"},
    {"TCPHPHitsToUser", Wording::optional,
     "{} packet headers predicted and directly queued to user"},
    {"TCPLossFailures", Wording::optional, "{} timeouts in loss state"},
    {"TCPLossUndo", Wording::optional,
     "{} congestion windows recovered without slow start after partial ack"},
    {"TCPLostRetransmits", Wording::optional, "{} retransmits lost"},
    {"TCPMemoryPressures", Wording::optional, "TCP ran low on memory {} times"},
    {"TCPPartialUndo", Wording::optional,
     "{} congestion windows partially recovered using Hoe heuristic"},
    {"TCPPrequeued", Wording::optional, "{} packets directly queued to recvmsg prequeue"},
    {"TCPPureAcks", Wording::optional, "{} acknowledgments not containing data payload received"},
    {"TCPRcvCollapsed", Wording::optional,
     "{} packets collapsed in receive queue due to low socket buffer"},
    {"TCPRenoFailures", Wording::optional, "{} timeouts after reno fast retransmit"},
    {"TCPRenoRecovery", Wording::optional,
     "{} times recovered from packet loss due to fast retransmit"},
    {"TCPRenoReorder", Wording::optional,
     "Detected reordering {} times using reno fast retransmit"},
    {"TCPSACKReorder", Wording::optional, "Detected reordering {} times using SACK"},
    {"TCPSchedulerFailed", Wording::optional,
     "{} times receiver scheduled too late for direct processing"},
    {"TCPSlowStartRetrans", Wording::optional, "{} retransmits in slow start"},
    {"TCPTSReorder", Wording::optional, "Detected reordering {} times using time stamp"},
    {"TW", Wording::optional, "{} TCP sockets finished time wait in fast timer"},
    {"TWRecycled", Wording::optional, "{} time wait sockets recycled by time stamp"},
};

constexpr CounterSentence kUdp[] = {
    {"InDatagrams", Wording::always, "{} packets received"},
    {"InErrors", Wording::always, "{} packet receive errors"},
    {"NoPorts", Wording::always, "{} packets to unknown port received"},
    {"OutDatagrams", Wording::always, "{} packets sent"},
    {"RcvbufErrors", Wording::always, "{} receive buffer errors"},
    {"SndbufErrors", Wording::always, "{} send buffer errors"},
};

constexpr CounterSentence kSctp[] = {
    {"SctpAborteds", Wording::always, "{} Number of Aborteds "},
    {"SctpActiveEstabs", Wording::always, "{} Active Associations"},
    {"SctpChecksumErrors", Wording::always, "{} Number of Packets with invalid Checksum"},
    {"SctpCurrEstab", Wording::always, "{} Current Associations"},
    {"SctpFragUsrMsgs", Wording::always, "{} Number of messages fragmented"},
    {"SctpInCtrlChunks", Wording::always, "{} Number of control chunks received"},
    {"SctpInOrderChunks", Wording::always, "{} Number of ordered chunks received"},
    {"SctpInSCTPPacks", Wording::always, "{} Number of SCTP packets received"},
    {"SctpInUnorderChunks", Wording::always, "{} Number of Unordered chunks received"},
    {"SctpOutCtrlChunks", Wording::always, "{} Number of control chunks sent"},
    {"SctpOutOfBlues", Wording::always, "{} Number of Out of Blue packets"},
    {"SctpOutOrderChunks", Wording::always, "{} Number of ordered chunks sent"},
    {"SctpOutSCTPPacks", Wording::always, "{} Number of SCTP packets sent"},
    {"SctpOutUnorderChunks", Wording::always, "{} Number of Unordered chunks sent"},
    {"SctpPassiveEstabs", Wording::always, "{} Passive Associations"},
    {"SctpReasmUsrMsgs", Wording::always, "{} Number of messages reassembled "},
    {"SctpShutdowns", Wording::always, "{} Number of Graceful Terminations"},
};

constexpr CounterSentence kIp6[] = {
    {"FragCreates", Wording::optional, "{} fragments created"},
    {"FragFails", Wording::optional, "{} outgoing packets failed fragmentation"},
    {"FragOKs", Wording::optional, "{} outgoing packets fragmented ok"},
    {"InAddrErrors", Wording::optional, "{} with invalid addresses"},
    {"InDelivers", Wording::always, "{} incoming packets delivered"},
    {"InDiscards", Wording::always, "{} incoming packets discarded"},
    {"InHdrErrors", Wording::optional, "{} with invalid headers"},
    {"InMcastPkts", Wording::optional, "{} incoming multicast packets"},
    {"InNoRoutes", Wording::optional, "{} incoming packets with no route"},
    {"InReceives", Wording::always, "{} total packets received"},
    {"InTooBigErrors", Wording::optional, "{} with packets too big"},
    {"InTruncatedPkts", Wording::optional, "{} with truncated packets"},
    {"InUnknownProtos", Wording::optional, "{} with unknown protocol"},
    {"OutDiscards", Wording::optional, "{} outgoing packets dropped"},
    {"OutForwDatagrams", Wording::always, "{} forwarded"},
    {"OutMcastPkts", Wording::optional, "{} outgoing multicast packets"},
    {"OutNoRoutes", Wording::optional, "{} dropped because of missing route"},
    {"OutRequests", Wording::always, "{} requests sent out"},
    {"ReasmFails", Wording::optional, "{} packet reassemblies failed"},
    {"ReasmOKs", Wording::optional, "{} packets reassembled ok"},
    {"ReasmReqds", Wording::optional, "{} reassemblies required"},
    {"ReasmTimeout", Wording::optional, "{} fragments dropped after timeout"},
};

constexpr CounterSentence kIcmp6[] = {
    {"InDestUnreachs", Wording::input_histogram, "destination unreachable: {}"},
    {"InEchoReplies", Wording::input_histogram, "echo replies: {}"},
    {"InEchos", Wording::input_histogram, "echo requests: {}"},
    {"InErrors", Wording::always, "{} input ICMP message failed"},
    {"InGroupMembQueries", Wording::input_histogram, "group member queries: {}"},
    {"InGroupMembReductions", Wording::input_histogram, "group member reductions: {}"},
    {"InGroupMembResponses", Wording::input_histogram, "group member responses: {}"},
    {"InMsgs", Wording::always, "{} ICMP messages received"},
    {"InNeighborAdvertisements", Wording::input_histogram, "neighbour advertisement: {}"},
    {"InNeighborSolicits", Wording::input_histogram, "neighbour solicits: {}"},
    {"InParmProblems", Wording::input_histogram, "parameter problem: {}"},
    {"InPktTooBigs", Wording::input_histogram, "packets too big: {}"},
    {"InRedirects", Wording::input_histogram, "redirects: {}"},
    {"InRouterAdvertisements", Wording::input_histogram, "router advertisement: {}"},
    {"InRouterSolicits", Wording::input_histogram, "router solicits: {}"},
    {"InTimeExcds", Wording::input_histogram, "received ICMPv6 time exceeded: {}"},
    {"OutDestUnreachs", Wording::output_histogram, "destination unreachable: {}"},
    {"OutEchoReplies", Wording::output_histogram, "echo replies: {}"},
    {"OutEchos", Wording::output_histogram, "echo requests: {}"},
    {"OutGroupMembQueries", Wording::output_histogram, "group member queries: {}"},
    {"OutGroupMembReductions", Wording::output_histogram, "group member reductions: {}"},
    {"OutGroupMembResponses", Wording::output_histogram, "group member responses: {}"},
    {"OutMsgs", Wording::always, "{} ICMP messages sent"},
    {"OutNeighborAdvertisements", Wording::output_histogram, "neighbor advertisements: {}"},
    {"OutNeighborSolicits", Wording::output_histogram, "neighbor solicits: {}"},
    {"OutParmProblems", Wording::output_histogram, "parameter problem: {}"},
    {"OutPktTooBigs", Wording::output_histogram, "packets too big: {}"},
    {"OutRedirects", Wording::output_histogram, "redirects: {}"},
    {"OutRouterSolicits", Wording::output_histogram, "router solicits: {}"},
    {"OutTimeExcds", Wording::output_histogram, "sent ICMPv6 time exceeded: {}"},
};

constexpr CounterSentence kUdp6[] = {
    {"InDatagrams", Wording::always, "{} packets received"},
    {"InErrors", Wording::always, "{} packet receive errors"},
    {"NoPorts", Wording::always, "{} packets to unknown port received"},
    {"OutDatagrams", Wording::always, "{} packets sent"},
};

constexpr KnownGroup kGroups[] = {
    {"Icmp", Asked::raw, kIcmp}, {"Ip", Asked::raw, kIp},         {"Sctp", Asked::sctp, kSctp},
    {"Tcp", Asked::tcp, kTcp},   {"TcpExt", Asked::tcp, kTcpExt}, {"Udp", Asked::udp, kUdp},
};

constexpr KnownGroup kGroups6[] = {
    {"Icmp6", Asked::raw, kIcmp6},
    {"Ip6", Asked::raw, kIp6},
    {"Tcp6", Asked::tcp, {}},
    {"Udp6", Asked::udp, kUdp6},
};

constexpr bool is_ascending(std::span<const CounterSentence> sentences) {
  return std::ranges::adjacent_find(sentences, std::ranges::greater_equal{},
                                    &CounterSentence::counter) == sentences.end();
}
constexpr bool has_one_number(const CounterSentence& entry) {
  const std::size_t place = entry.sentence.find("{}");
  if (entry.wording == Wording::hidden) return entry.sentence.empty();
  return place != std::string_view::npos && place == entry.sentence.rfind("{}");
}
constexpr bool is_well_made(std::span<const KnownGroup> groups) {
  return std::ranges::all_of(groups, [](const KnownGroup& group) {
    return is_ascending(group.sentences) && std::ranges::all_of(group.sentences, has_one_number);
  });
}
static_assert(is_well_made(kGroups) && is_well_made(kGroups6));

const KnownGroup* find(std::span<const KnownGroup> groups, std::string_view name) {
  const auto found = std::ranges::find(groups, name, &KnownGroup::name);
  return found == groups.end() ? nullptr : &*found;
}

/// A line without its numbers, blanks and colons, in small letters.
std::string gist(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find_first_of(" \t\n", at), line.size());
    std::string_view word = line.substr(at, end - at);
    at = end + 1;
    while (word.ends_with(':') || word.ends_with('.')) word.remove_suffix(1);
    if (word.empty() || word == "{}" ||
        word.find_first_not_of("0123456789") == std::string_view::npos) {
      continue;
    }
    for (const char c : word) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    out += ' ';
  }
  return out;
}

}  // namespace

const KnownGroup* find_group(std::string_view name) {
  return find(kGroups, name);
}
const KnownGroup* find_group6(std::string_view name) {
  return find(kGroups6, name);
}

const CounterSentence* find_sentence(const KnownGroup& group, std::string_view counter) {
  const auto found =
      std::ranges::lower_bound(group.sentences, counter, {}, &CounterSentence::counter);
  return found != group.sentences.end() && found->counter == counter ? &*found : nullptr;
}

std::vector<std::string> counters_of_line(std::string_view line) {
  static const auto kCounters = [] {
    std::unordered_map<std::string, std::vector<std::string>> by_gist;
    for (const auto groups :
         {std::span<const KnownGroup>(kGroups), std::span<const KnownGroup>(kGroups6)}) {
      for (const KnownGroup& group : groups) {
        for (const CounterSentence& sentence : group.sentences) {
          by_gist[gist(sentence.sentence)].push_back(std::string(group.name) + '.' +
                                                     std::string(sentence.counter));
        }
      }
    }
    by_gist.erase("");
    return by_gist;
  }();
  const auto found = kCounters.find(gist(line));
  return found == kCounters.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace bpfnetstat::netstat
