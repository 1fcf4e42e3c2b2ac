// SPDX-License-Identifier: Apache-2.0
#include "render/json.h"

#include <fmt/format.h>
#include <algorithm>
#include <concepts>
#include <iterator>
#include <variant>

#include "base/text.h"
#include "render/object_writer.h"

namespace bpfnetstat::json {
namespace {

constexpr int kSchema = 1;

void add_family(ObjectWriter& writer, Family family, bool mapped) {
  writer.member("family", to_string(family));
  if (mapped) {
    writer.member("mapped", true);
  }
}

/// A port of 0 is none yet or none at all (a listener's peer); with it a wildcard address says
/// nothing either.
void add_endpoint(ObjectWriter& writer, const Key& address_key, const Key& port_key,
                  const Endpoint& endpoint) {
  if (endpoint.port != 0 || !endpoint.address.is_any()) {
    writer.member(address_key, endpoint.address);
  }
  writer.member_unless_zero(port_key, endpoint.port);
}

void add_owner(ObjectWriter& writer, const Owner& owner) {
  writer.member("pid", owner.pid);
  writer.member("comm", owner.comm);
  writer.member("uid", owner.uid);
  writer.member("cgroup", owner.cgroup);
  writer.member("container", owner.container);
}

void add_drops(ObjectWriter& writer, const DropCounts& drops) {
  writer.object("drops", [&] {
    for (std::size_t cause = 0; cause < drops.size(); ++cause) {
      writer.member_unless_zero(name(static_cast<DropCause>(cause)), drops[cause]);
    }
  });
}

void add_listener(ObjectWriter& writer, const ListenerIdentity& listener) {
  writer.member_unless_zero("id", listener.id);
  writer.member_unless_zero("netns", listener.netns);
  writer.member("inode", listener.inode);
  writer.member("bound_address", listener.bound.address);
  writer.member_unless_zero("local_port", listener.bound.port);
  add_owner(writer, listener.owner);
  if (listener.holders.size() > 1) {
    writer.array_of_objects("holders", listener.holders, [&](const Process& holder) {
      writer.member("pid", holder.pid);
      writer.member("comm", holder.comm);
    });
  }
}

void add_counter(ObjectWriter& writer, std::string_view key, const CounterPair& counter) {
  writer.object(key, [&] {
    writer.member("kernel", counter.kernel);
    writer.member("attributed", counter.attributed);
  });
}

void add_states(ObjectWriter& writer, std::string_view key, const StateCounts& states) {
  writer.object(key, [&] {
    for (std::size_t state = 0; state < states.size(); ++state) {
      writer.member_unless_zero(to_string(static_cast<TcpState>(state)), states[state]);
    }
  });
}

void add_attempts(ObjectWriter& writer, const AttemptFigures& attempts) {
  if (attempts.followed_drops == 0) return;
  writer.object("dropped_clients", [&] {
    writer.member("delayed", attempts.delayed);
    if (attempts.delayed != 0) {
      writer.member("delay_mean_us", attempts.delay_ns / attempts.delayed / 1000);
      writer.member("delay_max_us", attempts.delay_max_ns / 1000);
    }
    writer.member("lost", attempts.lost);
    writer.member("waiting", attempts.waiting);
    writer.member("drops_followed", attempts.followed_drops);
  });
}

void add_waits(ObjectWriter& writer, const WaitFigures& waits) {
  writer.object("waits", [&] {
    writer.member("count", waits.count);
    writer.member_unless_zero("at_least", waits.at_least);
    writer.member("p50_us", waits.p50_us);
    writer.member("p90_us", waits.p90_us);
    writer.member("p99_us", waits.p99_us);
    writer.member("max_us", waits.max_us);
    writer.member("mean_us", waits.mean_us);
    writer.array("latest_us", waits.latest_us);
  });
}

void add_verdict(ObjectWriter& writer, const ListenerVerdict& verdict) {
  writer.object("verdict", [&] {
    writer.member("cause", name(verdict.cause));
    writer.object("evidence", [&] {
      for (const Evidence& one : verdict.evidence)
        std::visit([&](const auto& value) { writer.member(one.name, value); }, one.value);
    });
    if (verdict.aborts_on_overflow) writer.member("abort_on_overflow", true);
    writer.member("what", verdict.what);
    writer.member("remedy", verdict.remedy);
  });
}

void add_holder_states(ObjectWriter& writer, const std::vector<HolderState>& holders) {
  if (holders.empty()) return;
  writer.array_of_objects("holder_states", holders, [&](const HolderState& holder) {
    writer.member("pid", holder.process.pid);
    writer.member("comm", holder.process.comm);
    writer.member("threads", holder.threads_total);
    writer.array_of_objects("states", holder.threads, [&](const ThreadState& thread) {
      writer.member("tid", thread.tid);
      writer.member("state", std::string_view(&thread.state, 1));
      writer.member("system_call", thread.system_call);
      writer.member("target", thread.target);
      writer.member("wchan", thread.wchan);
      writer.member("stack", thread.stack);
      writer.member("tracer", thread.tracer);
    });
    writer.member("frozen_cgroup", holder.frozen_cgroup);
  });
}

void add_figures(ObjectWriter& writer, const ListenerFigures& figures) {
  add_listener(writer, figures.listener);
  writer.member("netns_name", figures.netns_name);
  if (figures.closed) writer.member("closed", true);
  writer.member("accept_queue", figures.accept_queue);
  writer.member("accept_queue_limit", figures.accept_queue_limit);
  writer.member("asked_backlog", figures.asked_backlog);
  writer.member("somaxconn", figures.somaxconn);
  writer.member("tcp_max_syn_backlog", figures.tcp_max_syn_backlog);
  writer.member("accept_queue_peak", figures.accept_queue_peak);
  writer.member("syn_queue", figures.syn_queue);
  add_holder_states(writer, figures.holder_states);
  if (!figures.queue_head.empty()) {
    writer.array_of_objects("queue_head", figures.queue_head, [&](const QueuedConnection& one) {
      if (one.peer) {
        writer.member("peer_address", one.peer->address);
        writer.member("peer_port", one.peer->port);
      }
      writer.member("waited_us", one.waited_us);
      if (one.at_least) writer.member("at_least", true);
    });
  }
  if (!figures.is_counted) return;
  add_drops(writer, figures.drops);
  writer.member("drops_total", total(figures.drops));
  writer.member("other_discards", figures.other_discards);
  writer.member("cookies_sent", figures.cookies_sent);
  writer.member("accepted", figures.accepted);
  writer.member("arrived", figures.arrived);
  writer.member_unless_zero("accepted_unseen", figures.accepted_unseen);
  writer.member_unless_zero("abandoned", figures.abandoned);
  if (figures.rates) {
    writer.object("recent", [&] {
      writer.member("arrived", figures.rates->arrived);
      writer.member("accepted", figures.rates->accepted);
      writer.member("over_us", figures.rates->over_ns / 1000);
    });
  }
  if (figures.waits) add_waits(writer, *figures.waits);
  writer.member("since_accept_us", figures.since_accept_us);
  writer.member("client_unknown", figures.client_unknown);
  add_attempts(writer, figures.attempts);
  if (!figures.shares_connections) add_states(writer, "connections", figures.connections);
  if (figures.verdict) add_verdict(writer, *figures.verdict);
}

}  // namespace

void append(std::string& out, const ReadyRecord& record) {
  append_object(out, "ready", [&](ObjectWriter& writer) {
    writer.member("schema", kSchema);
    writer.time_member(record.time);
    writer.member("probe", record.probe);
    writer.member("listeners", record.listeners);
  });
}

void append(std::string& out, const DropRecord& record) {
  append_object(out, "drop", [&](ObjectWriter& writer) {
    writer.time_member(record.time);
    writer.member("count", record.count);
    writer.member("cause", name(record.cause));
    writer.member_unless_zero("netns", record.netns);
    if (record.local) {
      add_family(writer, record.local->address.family, record.mapped);
      add_endpoint(writer, "local_address", "local_port", *record.local);
    } else if (record.peer) {
      add_family(writer, record.peer->family, record.mapped);
    }
    writer.member("peer_address", record.peer);
    writer.member("peer_port", record.peer_port);
    writer.member("accept_queue", record.accept_queue);
    writer.member("accept_queue_limit", record.accept_queue_limit);
    if (record.listener) {
      const ListenerIdentity& listener = *record.listener;
      writer.object("listener", [&] {
        writer.member_unless_zero("id", listener.id);
        writer.member("inode", listener.inode);
        writer.member("bound_address", listener.bound.address);
        add_owner(writer, listener.owner);
      });
    }
  });
}

void append(std::string& out, const ListenerRecord& record) {
  append_object(out, "listener", [&](ObjectWriter& writer) {
    add_listener(writer, record.listener);
    add_drops(writer, record.drops);
    writer.member("drops_total", record.drops_total);
    writer.member("other_discards", record.other_discards);
    writer.member("sk_drops", record.sk_drops);
    writer.member("accepted", record.accepted);
    writer.member("client_unknown", record.client_unknown);
    writer.array_of_objects("peers", record.peers, [&](const PeerDrops& peer) {
      writer.member("address", peer.address);
      writer.member("drops", peer.drops);
    });
  });
}

void append(std::string& out, const ReconciliationRecord& record) {
  append_object(out, "reconciliation", [&](ObjectWriter& writer) {
    writer.member("netns", record.netns);
    writer.object("counters", [&] {
      add_counter(writer, "ListenOverflows", record.listen_overflows);
      add_counter(writer, "ListenDrops", record.listen_drops);
      add_counter(writer, "TCPReqQFullDrop", record.tcp_req_q_full_drop);
    });
    writer.member("events_lost", record.events_lost);
    writer.member("exact", record.exact());
  });
}

void append(std::string& out, const StateRecord& record) {
  append_object(out, "state", [&](ObjectWriter& writer) {
    writer.time_member(record.time);
    writer.member_unless_zero("netns", record.netns);
    writer.member_unless_zero("id", record.id);
    add_family(writer, record.local.address.family, record.mapped);
    add_endpoint(writer, "local_address", "local_port", record.local);
    add_endpoint(writer, "peer_address", "peer_port", record.peer);
    writer.member("old_state", to_string(record.old_state));
    writer.member("new_state", to_string(record.new_state));
    writer.member("in_state_us", record.in_state_us);
    if (record.role != Role::unknown) {
      writer.member("role", to_string(record.role));
    }
    writer.member("pid", record.owner.pid);
    writer.member("comm", record.owner.comm);
    if (record.totals) {
      const CloseTotals& totals = *record.totals;
      writer.member("age_us", totals.age_us);
      writer.member("tx_bytes", totals.tx_bytes);
      writer.member("rx_bytes", totals.rx_bytes);
      writer.member("retransmits", totals.retransmits);
      writer.member_unless_zero("rtt_us", totals.rtt_us);
    }
  });
}

void append(std::string& out, const TraceSummaryRecord& record) {
  append_object(out, "summary", [&](ObjectWriter& writer) {
    writer.member("transitions", record.transitions);
    writer.member("events_lost", record.events_lost);
    writer.member("transitions_missed", record.transitions_missed);
    if (record.drops) {
      writer.member("drops", record.drops);
      writer.member("drops_unattributed", record.drops_unattributed);
    }
    writer.member("exact", record.exact());
  });
}

void append(std::string& out, const ListenerFigures& figures) {
  append_object(out, "listener", [&](ObjectWriter& writer) { add_figures(writer, figures); });
}

void append(std::string& out, const PortReport& report) {
  append_object(out, "port", [&](ObjectWriter& writer) {
    writer.time_member(report.time);
    writer.member("local_port", report.port);
    writer.member("listeners", report.listeners.size());
    add_states(writer, "connections", report.connections);
    add_states(writer, "outgoing", report.outgoing);
    writer.member("peers", report.peers_total);
    if (report.peers_at_least) writer.member("peers_at_least", true);
    writer.member("udp_sockets", report.udp_sockets);
    writer.member_unless_zero("namespaces_unread", report.namespaces_unread);
  });
  for (const PortListener& one : report.listeners) {
    append_object(out, "listener", [&](ObjectWriter& writer) {
      add_figures(writer, one.figures);
      writer.member("command_line", one.command_line);
      writer.member("unit", one.unit);
      if (one.process_since) writer.member("process_since", utc_time(*one.process_since));
      if (one.since) writer.member("since", utc_time(*one.since));
    });
  }
  for (const PortPeer& peer : report.peers) {
    append_object(out, "peer", [&](ObjectWriter& writer) {
      writer.member("role", to_string(peer.role));
      writer.member("family", to_string(peer.address.family));
      writer.member("peer_address", peer.address);
      add_owner(writer, peer.owner);
      add_states(writer, "connections", peer.connections);
      writer.member("tx_bytes", peer.tx_bytes);
      writer.member("rx_bytes", peer.rx_bytes);
      writer.member("oldest_us", peer.oldest_us);
      writer.member("drops", peer.drops);
    });
  }
  for (const StateRecord& transition : report.transitions) append(out, transition);
}

void append(std::string& out, const DifferenceRecord& record) {
  append_object(out, "difference", [&](ObjectWriter& writer) {
    writer.member("kind", record.kind);
    writer.member("netns", record.netns);
    writer.member("id", record.id);
    add_family(writer, record.local.address.family, record.mapped);
    add_endpoint(writer, "local_address", "local_port", record.local);
    add_endpoint(writer, "peer_address", "peer_port", record.peer);
    if (record.in_table) writer.member("table_state", to_string(*record.in_table));
    if (record.in_kernel) writer.member("kernel_state", to_string(*record.in_kernel));
  });
}

void append(std::string& out, const VerificationRecord& record) {
  append_object(out, "verification", [&](ObjectWriter& writer) {
    writer.time_member(record.time);
    writer.member("connections", record.connections);
    writer.member("namespaces", record.namespaces);
    writer.member("namespaces_unread", record.unread);
    writer.member("missing", record.missing);
    writer.member("ghosts", record.ghosts);
    writer.member("differing", record.differing);
    writer.member_unless_zero("connections_unlisted", record.unlisted);
    writer.member_unless_zero("listeners_missed", record.listeners_missed);
    writer.member("unattributed", record.unattributed);
    writer.member("exact", record.exact());
  });
}

}  // namespace bpfnetstat::json
