// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

/// What `explain` knows: words, compiled in, so that it answers offline and without privileges.
namespace bpfnetstat::explain {

/// One topic in one language. Each is a sentence or several, without a line break; empty where
/// there is nothing to say.
struct Words {
  std::string_view meaning{};  ///< What it is or counts.
  std::string_view
      raised{};  ///< Which event in the kernel raises it or leads there, and who moves on.
  std::string_view worry{};  ///< When it is a problem, and when it is not.
  std::string_view next{};   ///< What to look at or do next.
};

struct Topic {
  /// "TcpExt.ListenOverflows", "state.TIME_WAIT", "column.Recv-Q", "route-flag.U",
  /// "cause.accept_queue_full_syn", "verdict.burst", "doctor.NAME", "report.NAME", "concept.NAME",
  /// "group.TcpExt".
  /// Unique.
  std::string_view name;
  Words en;
  Words ja;
};

// A table a file. In the order of the kernel's own lists.
std::span<const Topic> tcp_ext_topics();  ///< topics_tcp_ext.cpp
std::span<const Topic> mptcp_topics();    ///< topics_mptcp.cpp: MPTcpExt
std::span<const Topic> ip_topics();       ///< topics_ip.cpp: Ip, IpExt, Ip6
std::span<const Topic> icmp_topics();     ///< topics_icmp.cpp: Icmp, IcmpMsg, Icmp6
std::span<const Topic>
transport_topics();  ///< topics_transport.cpp: Tcp, Udp, UdpLite, Udp6, UdpLite6
std::span<const Topic>
view_topics();  ///< topics_views.cpp: states, columns, flags of netstat's views
std::span<const Topic> verdict_topics();  ///< topics_verdicts.cpp: why a listener drops
std::span<const Topic> finding_topics();  ///< topics_findings.cpp: drop causes, doctor's messages
std::span<const Topic> report_topics();   ///< topics_reports.cpp: what our own reports are made of
std::span<const Topic> group_topics();    ///< topics_groups.cpp: headings of netstat -s; SCTP

}  // namespace bpfnetstat::explain
