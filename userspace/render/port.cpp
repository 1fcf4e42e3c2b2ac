// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/append_format.h"
#include "base/text.h"
#include "render/cells.h"
#include "render/text.h"

namespace bpfnetstat::text {
namespace {

/// Of a command line; the whole is in the JSON.
constexpr std::size_t kCommandLineShown = 200;

/// "17", "4.2K", "1.0M": three digits are enough to compare by eye.
std::string bytes_text(std::uint64_t bytes) {
  constexpr std::string_view kUnits = "KMGTPE";
  if (bytes < 1024) return fmt::format("{}", bytes);
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (value /= 1024; value >= 1023.95 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
  return fmt::format("{:.1f}{}", value, kUnits[unit]);
}

/// "1.204s", "3m07s", "5h03m", "12d04h".
std::string age_text(std::uint64_t us) {
  const auto seconds = us / 1'000'000;
  if (seconds < 60) return fmt::format("{}.{:03}s", seconds, us / 1000 % 1000);
  if (seconds < 3600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  if (seconds < 86'400) return fmt::format("{}h{:02}m", seconds / 3600, seconds / 60 % 60);
  return fmt::format("{}d{:02}h", seconds / 86'400, seconds / 3600 % 24);
}

/// Members of a SO_REUSEPORT group look the same but for their sockets.
bool looks_like_another(const PortListener& listener, const PortReport& report) {
  const auto& identity = listener.figures.listener;
  return std::any_of(report.listeners.begin(), report.listeners.end(), [&](const auto& other) {
    return &other != &listener && other.figures.listener.bound == identity.bound &&
           process_text(other.figures.listener) == process_text(identity);
  });
}

void append_program(std::string& out, const PortListener& listener, const PortReport& report) {
  const auto& identity = listener.figures.listener;
  std::vector<std::string> facts;
  if (listener.command_line) {
    const std::string_view words = *listener.command_line;
    facts.push_back("runs " + printable(words.substr(0, kCommandLineShown)) +
                    (words.size() > kCommandLineShown ? "..." : ""));
  }
  if (listener.unit) facts.push_back("unit " + printable(*listener.unit));
  if (identity.owner.uid) facts.push_back(fmt::format("uid {}", *identity.owner.uid));
  if (listener.process_since) facts.push_back("started " + local_time(*listener.process_since));
  if (listener.since) facts.push_back("listens since " + local_time(*listener.since));
  if (facts.empty()) return;
  const bool needs_socket = looks_like_another(listener, report);
  append_format(out, "{} {}{}: {}\n", endpoint_text(identity.bound), process_text(identity),
                needs_socket ? " " + socket_text(identity) : "", fmt::join(facts, "; "));
}

void append_peers(std::string& out, const PortReport& report, Role role, const Style& style) {
  std::vector<const PortPeer*> peers;
  for (const PortPeer& peer : report.peers) {
    if (peer.role == role) peers.push_back(&peer);
  }
  if (peers.empty()) return;
  FittedTable table;
  const auto column = [&](std::string_view title, FittedTable::Align align, auto text) {
    table.column(title, align);
    for (const PortPeer* peer : peers) table.cell(text(*peer));
  };
  using enum FittedTable::Align;
  const bool is_client = role == Role::client;
  if (is_client)
    column("PROCESS(PID)", left, [](const auto& peer) { return process_text(peer.owner); });
  column(is_client ? "SERVER" : "CLIENT", left,
         [](const auto& peer) { return to_string(peer.address); });
  const auto in_container = [](const PortPeer* peer) { return peer->owner.container.has_value(); };
  if (is_client && std::any_of(peers.begin(), peers.end(), in_container)) {
    column("CONTAINER", left, [](const auto& peer) {
      return peer.owner.container ? place_text(&peer.owner, std::nullopt, 0)
                                  : std::string(kUnknown);
    });
  }
  column("CONNECTIONS", right, [](const auto& peer) { return fmt::format("{}", peer.total); });
  column("RECEIVED", right, [](const auto& peer) { return bytes_text(peer.rx_bytes); });
  column("SENT", right, [](const auto& peer) { return bytes_text(peer.tx_bytes); });
  if (!is_client)
    column("DROPS", right, [](const auto& peer) {
      return peer.drops ? fmt::format("{}", *peer.drops) : std::string(kUnknown);
    });
  column("OLDEST", right, [](const auto& peer) {
    return peer.oldest_us ? age_text(*peer.oldest_us) : std::string(kUnknown);
  });
  column("STATES", left, [](const auto& peer) { return states_text(peer.connections); });
  table.append_to(out, style);
}

constexpr auto kTimeWait = static_cast<std::size_t>(TcpState::time_wait);
constexpr auto kSynRecv = static_cast<std::size_t>(TcpState::syn_recv);

/// "2 connections to port 8080, 1 addresses: ESTABLISHED 2; besides TIME_WAIT 23".
void append_connections(std::string& out, std::string_view where, std::string_view addresses,
                        const StateCounts& states) {
  StateCounts open = states;
  StateCounts besides{};
  for (const auto state : {kTimeWait, kSynRecv}) std::swap(open[state], besides[state]);
  const auto sum = [](const StateCounts& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  };
  append_format(out, "\n{} connections {}", sum(open), where);
  if (sum(open) != 0) append_format(out, "{}: {}", addresses, states_text(open));
  if (sum(besides) != 0) append_format(out, "; besides {}", states_text(besides));
  out += '\n';
}

}  // namespace

void append(std::string& out, const PortReport& report, const Style& style) {
  if (report.listeners.empty()) {
    append_format(out, "nobody listens on TCP port {}", report.port);
    if (report.udp_sockets.value_or(0) != 0)
      append_format(out, "; {} UDP sockets are bound to it", *report.udp_sockets);
    out += '\n';
  } else {
    std::vector<ListenerFigures> figures;
    for (const PortListener& listener : report.listeners) figures.push_back(listener.figures);
    append_listener_table(out, figures, style);
    for (const PortListener& listener : report.listeners) {
      append_program(out, listener, report);
      append_notes(out, listener.figures, style);
    }
  }
  if (report.namespaces_unread != 0) {
    append_coloured(
        out, fmt::format("{} network namespaces could not be looked at", report.namespaces_unread),
        kRed, style);
    out += '\n';
  }
  append_connections(
      out, fmt::format("to port {}", report.port),
      fmt::format(", {}{} addresses", report.peers_at_least ? "at least " : "", report.peers_total),
      report.connections);
  append_peers(out, report, Role::server, style);
  if (report.outgoing != StateCounts{}) {
    append_connections(out, fmt::format("from here to port {}", report.port), "", report.outgoing);
    append_peers(out, report, Role::client, style);
  }
  if (report.transitions.empty()) return;
  out += "\nlatest transitions\n";
  append_trace_header(out, style);
  for (const StateRecord& transition : report.transitions) append(out, transition, style);
}

}  // namespace bpfnetstat::text
