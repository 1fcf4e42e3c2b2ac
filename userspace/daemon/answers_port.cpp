// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "app/loop.h"
#include "app/port.h"
#include "base/exit_code.h"
#include "daemon/answers.h"
#include "render/json.h"
#include "render/text.h"

namespace bpfnetstat::daemon {

/// For all who wait. The kernel is asked for the connections, as the table does not have their
/// bytes.
void Answers::begin_ports() {
  const auto began_ns = app::monotonic_ns();
  walking_ports_ = std::exchange(asking_ports_, {});
  // Who held a connection when it began may have handed it down and ended since. Without it the
  // last one that is known is named.
  (void)live_.refresh_owners();
  // Whose a connection of a moment ago is, its transition tells.
  live_.catch_up();
  std::set<std::uint16_t> ports;
  // Where all ask about one, the others are not gone through. The table does not tell: it has no
  // connections in TIME_WAIT.
  std::optional<std::set<std::uint32_t>> namespaces;
  namespaces.emplace();
  for (const auto& [id, question] : walking_ports_) {
    ports.insert(question.options.local_ports.front());
    const auto filter = filter_of(question.options);
    if (filter && filter->netns) {
      if (namespaces) namespaces->insert(*filter->netns);
    } else if (filter) {
      namespaces.reset();
    }
  }
  std::set<std::uint16_t> udp_ports = ports;
  for (const auto& [id, listener] : live_.capture().ledger().listeners()) {
    const auto& snapshot = listener.snapshot;
    if (!snapshot.closed && (!namespaces || namespaces->contains(snapshot.netns)))
      udp_ports.erase(snapshot.bound.port);
  }
  const auto owner_of = [this](const ConnectionSnapshot& snapshot) {
    Owner owner;
    owner.uid = snapshot.uid;
    if (const auto* known = live_.connections().find(snapshot.id); known && known->pid != 0) {
      owner.pid = known->pid;
      if (!known->comm().empty()) owner.comm = known->comm();
    }
    return owner;
  };
  port_walk_ = std::make_shared<PortWalk>(
      ports, std::move(namespaces), AuditSources::of_ports(live_.capture(), std::move(udp_ports)),
      owner_of);
  ports_busy_ns_ = app::monotonic_ns() - began_ns;
}

void Answers::walk_ports() {
  const auto began_ns = app::monotonic_ns();
  const auto over = port_walk_->step();
  ports_busy_ns_ += app::monotonic_ns() - began_ns;
  if (over && !*over) return;
  const std::shared_ptr<const PortWalk> walk = std::exchange(port_walk_, nullptr);
  if (!over) {
    while (!walking_ports_.empty()) refuse_port(walking_ports_.begin()->first, over.error());
  }
  for (const auto& [id, question] : walking_ports_) {
    settle_.ask(id, [this, id = id, walk](const Status& status) {
      if (!status) return refuse_port(id, status.error());
      figures();
      port_answers_.push_back({id, walk, figures_});
    });
  }
  end_ports();
}

void Answers::refuse_port(std::uint64_t session_id, const Error& error) {
  const auto entry = walking_ports_.extract(session_id);
  sessions_.erase(session_id);
  forget_report(session_id);
  refuse(*entry.mapped().session, exit_code(error.kind), error);
  end_ports();
}

/// If nobody waits for the last walk any more.
void Answers::end_ports() {
  if (port_walk_ || !walking_ports_.empty() || ports_busy_ns_ == 0) return;
  ports_made_.clear();
  // Not the pauses between the steps, which are others' time.
  const auto now_ns = app::monotonic_ns();
  ports_.spent(now_ns - std::exchange(ports_busy_ns_, 0), now_ns);
}

/// One at a time: a port may have tens of thousands of peers.
void Answers::answer_next_port() {
  const auto began_ns = app::monotonic_ns();
  const auto answer = std::move(port_answers_.front());
  port_answers_.pop_front();
  const auto entry = walking_ports_.extract(answer.session_id);
  serve::Session& session = *entry.mapped().session;
  const Options& options = entry.mapped().options;
  sessions_.erase(session.id());
  const auto filter = filter_of(options);
  const auto report = reports_.find(session.id());
  if (!filter) {
    forget_report(session.id());
    refuse(session, exit_code(filter.error().kind), filter.error());
  } else if (const auto text = port_text(session.peer(), options, *filter, answer);
             report == reports_.end()) {
    this->answer(session, 0, text);
  } else if (text) {
    begin(*report->second, *filter, text);
  } else {
    forget_report(session.id());
    refuse(session, exit_code(no_room().kind), no_room());
  }
  ports_busy_ns_ += app::monotonic_ns() - began_ns;
  end_ports();
}

/// What a user asks twice of one walk is answered once.
Answers::SharedText Answers::port_text(const serve::Peer& peer, const Options& options,
                                       const view::Filter& filter, const PortAnswer& answer) {
  const auto made = std::find_if(ports_made_.begin(), ports_made_.end(), [&](const auto& other) {
    return other.uid == peer.uid && other.options == options;
  });
  if (made != ports_made_.end()) return made->text;
  const PortReport report = report_on_port(peer, filter, answer);
  std::string text;
  if (options.json) {
    json::append(text, report);
  } else {
    text::append(text, report, {.colour = look_of(options).colour});
  }
  text.shrink_to_fit();
  auto kept = keep(peer.uid, std::move(text));
  if (kept) ports_made_.push_back({peer.uid, options, kept});
  return kept;
}

PortReport Answers::report_on_port(const serve::Peer& peer, const view::Filter& filter,
                                   const PortAnswer& answer) {
  const std::uint16_t port = filter.local_ports.front();
  app::PortLook look;
  look.selection = {filter.netns, filter.family};
  look.drops_known = true;
  for (const auto& figures : answer.figures->listeners) {
    if (figures.listener.bound.port != port) continue;
    if (figures.closed && total(figures.drops) == 0) continue;
    ListenerIdentity listener = figures.listener;
    withhold(peer, listener);
    if (!filter.matches(listener)) continue;
    withhold_and_judge(peer, look.listeners.emplace_back(figures));
  }
  sort_listeners(look.listeners);
  look.withhold = [&](Owner& owner) { withhold(peer, owner); };
  auto report = app::report_on_port(live_.capture(), answer.walk->of(port), look);
  for (auto& listener : report.listeners) {
    if (const auto opened = live_.opened_ns(listener.figures.listener.id))
      listener.since = live_.realtime(*opened);
  }
  for (auto& event : live_.latest(port, filter.netns)) {
    StateRecord record =
        live_.capture().describe(std::move(event), live_.realtime_offset(), live_.now_ns(), true);
    withhold(peer, record.owner);
    record.netns_name = live_.capture().netns_name(record.netns);
    if (filter.matches(record)) report.transitions.push_back(std::move(record));
  }
  if (report.transitions.size() > kLatestPerPort) {
    report.transitions.erase(
        report.transitions.begin(),
        report.transitions.end() - static_cast<std::ptrdiff_t>(kLatestPerPort));
  }
  return report;
}

}  // namespace bpfnetstat::daemon
