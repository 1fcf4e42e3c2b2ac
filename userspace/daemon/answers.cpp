// SPDX-License-Identifier: Apache-2.0
#include "daemon/answers.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "app/history.h"
#include "app/loop.h"
#include "base/exit_code.h"
#include "base/text.h"
#include "procfs/netns.h"
#include "procfs/process.h"
#include "render/json.h"
#include "render/text.h"

namespace bpfnetstat::daemon {
namespace {

/// As much as a record takes; rather more than most.
constexpr std::size_t kRecordBytes = 2048;
constexpr std::chrono::milliseconds kHistoryPatience{10'000};

/// The command line that a request stands for.
ParsedOptions parse_words(const serve::Request& request) {
  std::vector<const char*> words = {"bpfnetstat", request.verb.c_str()};
  for (const auto& word : request.words) words.push_back(word.c_str());
  return parse(static_cast<int>(words.size()), words.data());
}

/// Never below zero: a drop that nobody saw may be given to a listener at one look and not at the
/// next.
std::uint64_t since(std::uint64_t now, std::uint64_t then) {
  return now > then ? now - then : 0;
}

DropCounts since(const DropCounts& now, const DropCounts& then) {
  DropCounts moved{};
  for (std::size_t cause = 0; cause < kDropCauses; ++cause)
    moved[cause] = since(now[cause], then[cause]);
  return moved;
}

void take_away(std::optional<std::uint64_t>& from, const std::optional<std::uint64_t>& what) {
  if (from && what) *from -= std::min(*from, *what);
}

CounterPair since(const CounterPair& now, const CounterPair& then) {
  return {since(now.kernel, then.kernel), since(now.attributed, then.attributed)};
}

/// One piece after the other of what is there as a whole.
serve::Producer in_pieces(std::shared_ptr<const std::string> text) {
  return [text = std::move(text), at = std::size_t{0}](std::string& out) mutable {
    const auto piece = std::min(serve::kPieceBytes, text->size() - at);
    out.append(*text, at, piece);
    at += piece;
    return at < text->size();
  };
}

}  // namespace

/// One `drops` or `trace` of a client.
struct Answers::Report {
  /// Of a ListenerRecord what a later one is compared with.
  struct Totals {
    DropCounts drops{};
    std::optional<std::uint64_t> other_discards{};
    std::optional<std::uint64_t> sk_drops{};
    std::optional<std::uint64_t> accepted{};
  };

  serve::Session& session;
  Options options;
  view::Filter filter{};
  std::uint64_t end_ns = UINT64_MAX;
  std::uint64_t next_interval_ns = UINT64_MAX;
  bool has_begun = false;
  bool is_ending = false;  ///< The client wants no more: what is on its way still belongs to it.
  std::uint64_t printed = 0;
  std::uint64_t transitions = 0;  ///< That found room.
  std::uint64_t drops = 0;        ///< Likewise.
  Losses losses{};                ///< When it began.
  // What the ledger had when it began.
  std::map<std::uint64_t, Totals> listeners{};
  std::map<std::uint64_t, ReconciliationRecord> reconciliations{};  ///< By net_cookie.
  std::map<std::uint64_t, ReconciliationRecord> gone{};             ///< Meanwhile; likewise.
  /// Drops that came before it, but are younger than the totals above; by listener.
  std::map<std::uint64_t, DropCounts> told_before{};
  ReportClients clients{};  ///< Since then; of drops that the filter let pass.
  /// An interval's summary that is larger than the session's room, until the client has it.
  std::weak_ptr<const std::string> on_its_way{};
  std::uint64_t summaries_lost = 0;

  std::uint64_t lost() const { return session.lost() + summaries_lost; }
  text::Style style() const { return {.colour = look_of(options).colour}; }
  bool is_done() const { return options.count && printed >= *options.count; }
  bool is_over(std::uint64_t now_ns) const { return is_ending || is_done() || now_ns >= end_ns; }
  /// When there is something to sum up.
  std::uint64_t due_ns() const { return is_over(0) ? 0 : std::min(end_ns, next_interval_ns); }
  bool takes(Command command) const {
    const bool wants = options.command == command || options.command == Command::port;
    return wants && has_begun && !is_done();
  }
};

Answers::Answers(Live& live, std::optional<std::string> history)
    : live_(live), history_(std::move(history)) {
  // Before system calls are filtered: what a thread needs to begin is not all allowed later.
  if (history_) {
    desk_ =
        std::make_unique<HistoryDesk>([database = *history_](const app::HistoryRequest& request) {
          return app::answer_history(request, database, kHistoryPatience);
        });
  }
}

Answers::~Answers() = default;

int Answers::fd() const {
  return desk_ ? desk_->fd() : -1;
}

// --- who may see what ---

bool Answers::may_see(const serve::Peer& peer, pid_t pid) {
  if (peer.uid == 0) return true;
  const auto [found, fresh] = uids_.try_emplace(pid);
  if (fresh) {
    if (const auto uid = procfs::read_uid(live_.capture().proc(), pid)) found->second = *uid;
  }
  return found->second == peer.uid;
}

/// The socket must be his too: its process may have ended since, and its pid be one of his by now.
bool Answers::may_see(const serve::Peer& peer, const Owner& owner, pid_t pid) {
  return (peer.uid == 0 || !owner.uid || *owner.uid == peer.uid) && may_see(peer, pid);
}

void Answers::withhold(const serve::Peer& peer, Owner& owner) {
  if (peer.uid == 0 || (owner.pid && may_see(peer, owner, *owner.pid))) return;
  owner.pid.reset();
  owner.comm.reset();
  owner.cgroup.reset();
  owner.container.reset();
}

void Answers::withhold(const serve::Peer& peer, ListenerIdentity& listener) {
  withhold(peer, listener.owner);
  std::erase_if(listener.holders,
                [&](const Process& holder) { return !may_see(peer, listener.owner, holder.pid); });
}

void Answers::withhold(const serve::Peer& peer, DropRecord& record) {
  if (record.listener) withhold(peer, *record.listener);
}

void Answers::withhold(const serve::Peer& peer, StateRecord& record) {
  withhold(peer, record.owner);
}

void Answers::withhold_and_judge(const serve::Peer& peer, ListenerFigures& listener) {
  const auto is_hidden = [&](const HolderState& holder) {
    return !may_see(peer, listener.listener.owner, holder.process.pid);
  };
  if (listener.facts && listener.facts->holders) {
    auto& holders = *listener.facts->holders;
    // What some of them do says nothing of all.
    if (std::any_of(holders.begin(), holders.end(), is_hidden)) {
      listener.facts->holders.reset();
      listener.facts->holders_withheld = true;
    }
  }
  std::erase_if(listener.holder_states, is_hidden);
  withhold(peer, listener.listener);
  judge(listener);
}

// --- requests ---

void Answers::refuse(serve::Session& session, int code, const Error& error) {
  session.status(code, printable(to_string(error)));
  session.finish();
}

void Answers::on_request(serve::Session& session, serve::Request request) {
  asked_.emplace_back(&session, std::move(request));
  if (is_over_) finish_all();
}

void Answers::handle(serve::Session& session, const serve::Request& request) {
  if (request.verb == "netstat") return answer_netstat(session, request);
  const auto parsed = parse_words(request);
  if (const auto* error = std::get_if<Error>(&parsed)) return refuse(session, 2, *error);
  const auto* options = std::get_if<Options>(&parsed);
  const auto refuse_verb = [&] {
    refuse(
        session, 2,
        {ErrorKind::usage,
         "the daemon answers drops, trace, listeners, port, history, netstat and verify", 0, ""});
  };
  if (options == nullptr) return refuse_verb();
  switch (options->command) {
    case Command::drops:
    case Command::trace:
      return begin_report(session, *options);
    case Command::listeners:
      return answer_listeners(session, *options);
    case Command::port:
      if (options->follow) return begin_report(session, *options);
      sessions_.emplace(session.id(), &session);
      asking_ports_.emplace(session.id(), PortQuestion{&session, *options});
      return;
    case Command::verify:
      return answer_verify(session, *options);
    case Command::history:
      return answer_history(session, *options);
    default:
      return refuse_verb();
  }
}

Result<view::Filter> Answers::filter_of(const Options& options) {
  auto& capture = live_.capture();
  return capture.filter_of(options, [&]() -> const Result<std::vector<procfs::Netns>>& {
    if (!namespaces_) namespaces_.emplace(procfs::enumerate_netns(capture.proc()));
    return *namespaces_;
  });
}

void Answers::begin_report(serve::Session& session, const Options& options) {
  // Those that wait to begin are reports already, or a crowd of them could begin at once.
  if (!report_places_.has_room_for(session.peer().uid)) {
    return refuse(session, 1,
                  {ErrorKind::failed, "too many live reports are going on already", 0, ""});
  }
  // Who wants no more at once has said so before his report is one.
  auto report = std::make_unique<Report>(
      Report{.session = session, .options = options, .is_ending = session.input_ended()});
  report_places_.take(session.peer().uid);
  reports_.emplace(session.id(), std::move(report));
  if (options.command == Command::port) {
    asking_ports_.emplace(session.id(), PortQuestion{&session, options});
    return;
  }
  settle_.ask(session.id(), [this, id = session.id()](const Status& status) {
    Report& report = *reports_.at(id);
    auto filter = status ? filter_of(report.options) : status.error();
    if (!filter) {
      refuse(report.session, exit_code(filter.error().kind), filter.error());
      take_report(id);
      return;
    }
    begin(report, *filter);
  });
}

void Answers::begin(Report& report, const view::Filter& filter, const SharedText& page) {
  report.filter = filter;
  const Options& options = report.options;
  const auto now = app::monotonic_ns();
  report.has_begun = true;
  report.losses = live_.capture().tracer().losses();
  if (options.duration_s) report.end_ns = now + app::seconds_to_ns(*options.duration_s);
  if (options.interval_s) report.next_interval_ns = now + app::seconds_to_ns(*options.interval_s);
  const bool drops = options.command == Command::drops;
  if (drops) {
    for (const auto& record : live_.summary().listeners) {
      report.listeners.emplace(
          record.listener.id,
          Report::Totals{record.drops, record.other_discards, record.sk_drops, record.accepted});
    }
    for (const auto& [id, listener] : live_.capture().ledger().listeners()) {
      if (const auto ahead = listener.ahead(); total(ahead) != 0)
        report.told_before.emplace(id, ahead);
    }
  }
  if (options.command != Command::trace) {
    for (const auto& record : live_.summary().reconciliations)
      report.reconciliations.emplace(record.net_cookie, record);
  }
  report.session.status(0);
  text_.clear();
  if (page && !options.json) {
    text_ = *page;
    text_ += '\n';
    text::append_trace_header(text_, report.style());
    return offer_summary(report);
  }
  if (options.json) {
    ReadyRecord ready;
    ready.time = live_.realtime(now);
    ready.probe = live_.capture().probe();
    ready.listeners = live_.capture().ledger().open_listeners();
    json::append(text_, ready);
    if (page) {
      text_ += *page;
      return offer_summary(report);
    }
  } else if (drops) {
    text::append_drops_header(text_, report.style());
  } else {
    text::append_trace_header(text_, report.style());
  }
  offer(report);
}

bool Answers::offer(Report& report) {
  // What finds no room is counted by the session.
  return report.session.offer(text_);
}

void Answers::offer_summary(Report& report) {
  if (text_.size() <= report.session.room()) {
    offer(report);
    return;
  }
  // Thousands of listeners with drops. What a slow client has not taken by the next one is enough.
  if (!report.on_its_way.expired()) {
    ++report.summaries_lost;
    return;
  }
  const auto text = std::make_shared<const std::string>(text_);
  report.on_its_way = text;
  report.session.produce(in_pieces(text));
}

/// A record as one user may see it, and its text in each look that a report of his has: made once
/// for all of his reports.
template <typename Record>
struct Answers::Seen {
  uid_t uid;
  Record record;
  std::map<Look, std::string> texts{};
};

template <typename Record>
Answers::Seen<Record>& Answers::as_seen(std::deque<Seen<Record>>& by_user, const Record& whole,
                                        const serve::Peer& peer) {
  const auto known = std::find_if(by_user.begin(), by_user.end(),
                                  [&](const auto& seen) { return seen.uid == peer.uid; });
  if (known != by_user.end()) return *known;
  auto& seen = by_user.emplace_back(Seen<Record>{peer.uid, whole});
  withhold(peer, seen.record);
  return seen;
}

template <typename Record>
bool Answers::print(Report& report, Seen<Record>& seen) {
  // First, or those who do not read would cost a text for each record, which nobody gets.
  if (report.session.room() < kRecordBytes) {
    report.session.lose();
    return false;
  }
  const Look look = look_of(report.options);
  std::string& text = seen.texts[look];
  if (text.empty()) {
    if (look.json) {
      json::append(text, seen.record);
    } else {
      seen.record.netns_name = live_.capture().netns_name(seen.record.netns);
      text::append(text, seen.record, report.style());
    }
  }
  if (!report.session.offer(text)) return false;
  ++report.printed;
  return true;
}

void Answers::on_transition(const StateEvent& event) {
  const bool any = std::any_of(reports_.begin(), reports_.end(), [](const auto& entry) {
    return entry.second->takes(Command::trace);
  });
  if (!any) return;
  const StateRecord whole =
      live_.capture().describe(StateEvent(event), live_.realtime_offset(), live_.now_ns(), true);
  std::deque<Seen<StateRecord>> by_user;
  for (auto& [id, report] : reports_) {
    if (!report->takes(Command::trace)) continue;
    auto& seen = as_seen(by_user, whole, report->session.peer());
    if (report->filter.matches(seen.record)) report->transitions += print(*report, seen);
  }
}

void Answers::on_drop(const DropRecord& whole) {
  std::deque<Seen<DropRecord>> by_user;
  for (auto& [id, report] : reports_) {
    if (!report->takes(Command::drops)) continue;
    auto& seen = as_seen(by_user, whole, report->session.peer());
    const DropRecord& record = seen.record;
    if (!report->filter.matches(record)) continue;
    if (record.listener && record.peer)
      report->clients.add(record.listener->id, *record.peer, record.count);
    if (print(*report, seen)) report->drops += record.count;
  }
}

void Answers::on_namespace_gone(const ReconciliationRecord& record) {
  // Of a report that goes on for weeks: those that it could say something about.
  constexpr std::size_t kMostGone = 1024;
  for (auto& [id, report] : reports_) {
    if (report->options.command != Command::trace && report->gone.size() < kMostGone)
      report->gone.emplace(record.net_cookie, record);
  }
}

std::vector<ListenerRecord> Answers::listeners_of(const Report& report) {
  std::vector<ListenerRecord> records = live_.summary().listeners;
  std::set<std::uint64_t> summed_up;
  for (auto& record : records) {
    const auto id = record.listener.id;
    summed_up.insert(id);
    if (const auto then = report.listeners.find(id); then != report.listeners.end()) {
      record.drops = since(record.drops, then->second.drops);
      take_away(record.other_discards, then->second.other_discards);
      take_away(record.sk_drops, then->second.sk_drops);
      take_away(record.accepted, then->second.accepted);
    }
  }
  // The lines of a report are to add up to its totals: those that came since the look at the
  // totals, at its end as at its begin.
  auto& ledger = live_.capture().ledger();
  for (const auto& [id, listener] : ledger.listeners()) {
    if (summed_up.contains(id) || total(listener.ahead()) == 0) continue;
    records.emplace_back().listener = listener.identity;
  }
  for (auto& record : records) {
    const auto* listener = ledger.find(record.listener.id);
    const auto then = report.told_before.find(record.listener.id);
    const DropCounts before = then != report.told_before.end() ? then->second : DropCounts{};
    const DropCounts ahead = listener != nullptr ? listener->ahead() : DropCounts{};
    if (ahead != before) record.sk_drops.reset();
    for (std::size_t cause = 0; cause < kDropCauses; ++cause)
      record.drops[cause] = since(record.drops[cause] + ahead[cause], before[cause]);
    record.drops_total = total(record.drops);
  }
  return records;
}

std::vector<ReconciliationRecord> Answers::reconciliations_of(const Report& report) {
  std::vector<ReconciliationRecord> reconciliations = live_.summary().reconciliations;
  for (const auto& [net_cookie, record] : report.gone) {
    const bool is_there = std::any_of(
        reconciliations.begin(), reconciliations.end(),
        [net_cookie = net_cookie](const auto& other) { return other.net_cookie == net_cookie; });
    if (!is_there) reconciliations.push_back(record);
  }
  std::erase_if(reconciliations, [&](const ReconciliationRecord& record) {
    return report.filter.netns && *report.filter.netns != record.netns;
  });
  for (ReconciliationRecord& record : reconciliations) {
    if (const auto then = report.reconciliations.find(record.net_cookie);
        then != report.reconciliations.end()) {
      record.listen_overflows = since(record.listen_overflows, then->second.listen_overflows);
      record.listen_drops = since(record.listen_drops, then->second.listen_drops);
      record.tcp_req_q_full_drop =
          since(record.tcp_req_q_full_drop, then->second.tcp_req_q_full_drop);
    }
  }
  return reconciliations;
}

void Answers::sum_up_drops(Report& report) {
  const auto& peer = report.session.peer();
  std::vector<ListenerRecord> listeners;
  for (ListenerRecord record : listeners_of(report)) {
    const auto id = record.listener.id;
    const auto known = report.clients.known(id);
    record.client_unknown = record.drops_total > known ? record.drops_total - known : 0;
    record.peers = report.clients.heaviest(id);
    if (const auto* now = live_.capture().identify(id, live_.now_ns())) record.listener = *now;
    withhold(peer, record.listener);
    if (record.drops_total == 0 && record.other_discards.value_or(0) == 0) continue;
    if (!report.filter.matches(record)) continue;
    // A listener has no remote port of its own: shown if one of its drops was.
    if (!report.filter.peer_ports.empty() && known == 0) continue;
    record.netns_name = live_.capture().netns_name(record.listener.netns);
    listeners.push_back(std::move(record));
  }
  std::stable_sort(listeners.begin(), listeners.end(),
                   [](const auto& a, const auto& b) { return a.drops_total > b.drops_total; });
  text_.clear();
  if (report.options.json) {
    for (const auto& record : listeners) json::append(text_, record);
  } else {
    if (!listeners.empty()) text_ += '\n';
    text::append_listeners(text_, listeners, report.style());
    text_ += '\n';
  }
  const auto undecodable =
      live_.capture().tracer().losses().undecodable - report.losses.undecodable;
  for (ReconciliationRecord& record : reconciliations_of(report)) {
    record.events_lost = undecodable + report.lost();
    if (report.options.json) {
      json::append(text_, record);
    } else {
      record.netns_name = live_.capture().netns_name(record.netns);
      text::append(text_, record, report.style());
    }
  }
}

void Answers::sum_up_trace(Report& report) {
  const Losses losses = live_.capture().tracer().losses();
  TraceSummaryRecord summary;
  summary.transitions = report.transitions;
  summary.events_lost = losses.states - report.losses.states + losses.undecodable -
                        report.losses.undecodable + report.lost();
  summary.transitions_missed = losses.missed_transitions - report.losses.missed_transitions;
  if (report.options.command == Command::port) {
    summary.drops = report.drops;
    summary.drops_watched = losses.untracked_cells == report.losses.untracked_cells &&
                            losses.untracked_listeners == report.losses.untracked_listeners;
    for (const auto& record : reconciliations_of(report))
      summary.drops_unattributed += record.apart();
  }
  text_.clear();
  if (report.options.json) {
    json::append(text_, summary);
  } else {
    text_ += '\n';
    text::append(text_, summary, report.style());
  }
}

std::unique_ptr<Answers::Report> Answers::take_report(std::uint64_t session_id) {
  const auto entry = reports_.extract(session_id);
  if (entry.empty()) return nullptr;
  report_places_.give_back(entry.mapped()->session.peer().uid);
  return std::move(entry.mapped());
}

void Answers::forget_report(std::uint64_t session_id) {
  take_report(session_id);
}

void Answers::end_report(std::uint64_t session_id) {
  end_report(*take_report(session_id));
}

void Answers::end_report(Report& report) {
  serve::Session& session = report.session;
  if (report.options.command == Command::drops) {
    sum_up_drops(report);
  } else {
    sum_up_trace(report);
  }
  // The last word waits for its reader, however slow.
  session.produce(in_pieces(std::make_shared<const std::string>(text_)));
  session.finish();
}

void Answers::on_end_of_input(serve::Session& session) {
  // Whoever asks for anything else has asked all by then.
  const auto report = reports_.find(session.id());
  if (report != reports_.end()) report->second->is_ending = true;
}

void Answers::on_gone(serve::Session& session) {
  const auto id = session.id();
  std::erase_if(asked_, [&](const auto& asked) { return asked.first == &session; });
  take_report(id);
  sessions_.erase(id);
  settle_.forget(id);
  asking_ports_.erase(id);
  walking_ports_.erase(id);
  std::erase_if(port_answers_, [&](const PortAnswer& answer) { return answer.session_id == id; });
  end_ports();
  if (desk_) desk_->forget(id);
  // Not from verifying_: as long as that is not empty, an audit is on its way.
  verifying_next_.erase(id);
}

std::uint64_t Answers::next_ns() const {
  std::uint64_t due = settle_.is_wanted() ? 0 : UINT64_MAX;
  for (const auto& [id, report] : reports_) {
    if (report->has_begun) due = std::min(due, report->due_ns());
  }
  if (due != UINT64_MAX) due = std::max(due, settle_.next_ns());
  if (verifying_.empty() && !verifying_next_.empty()) due = std::min(due, verifies_.next_ns());
  if (!asked_.empty()) due = std::min(due, requests_.next_ns());
  if (port_walk_ || !port_answers_.empty()) return 0;
  if (walking_ports_.empty() && !asking_ports_.empty()) due = std::min(due, ports_.next_ns());
  return due;
}

void Answers::tick() {
  uids_.clear();
  for (auto& [id, report] : reports_) {
    const auto find = [&](std::uint64_t id) { return live_.capture().ledger().find(id); };
    report->clients.forget_listeners([&](std::uint64_t id) { return find(id) == nullptr; });
    report->clients.forget_lesser([&](std::uint64_t id) { return find(id)->snapshot.closed; });
    const auto is_gone = [&](const auto& entry) { return find(entry.first) == nullptr; };
    std::erase_if(report->listeners, is_gone);
    std::erase_if(report->told_before, is_gone);
  }
}

void Answers::work() {
  const auto now = app::monotonic_ns();
  if (!asked_.empty() && now >= requests_.next_ns()) {
    const auto [session, request] = std::move(asked_.front());
    asked_.pop_front();
    handle(*session, request);
    requests_.spent(now, app::monotonic_ns());
  }
  if (verifying_.empty() && !verifying_next_.empty() && now >= verifies_.next_ns()) begin_verify();
  if (port_walk_) {
    walk_ports();
  } else if (!port_answers_.empty()) {
    answer_next_port();
  } else if (walking_ports_.empty() && !asking_ports_.empty() && now >= ports_.next_ns()) {
    begin_ports();
  }
  settle_if_due();
  // Of this look alone: by the next one there are others.
  namespaces_.reset();
}

void Answers::settle_if_due() {
  const auto now = app::monotonic_ns();
  if (now < settle_.next_ns()) return;
  const bool is_due = std::any_of(reports_.begin(), reports_.end(), [&](const auto& entry) {
    return entry.second->has_begun && now >= entry.second->due_ns();
  });
  if (!settle_.is_wanted() && !is_due) return;
  settle_.take(app::monotonic_ns, [&] {
    auto status = live_.settle();
    sum_up_due(now, status);
    return status;
  });
  figures_.reset();
}

void Answers::sum_up_due(std::uint64_t now_ns, const Status& settled) {
  std::vector<std::uint64_t> over;
  for (auto& [id, report] : reports_) {
    if (!report->has_begun || now_ns < report->due_ns()) continue;
    if (report->is_over(now_ns)) {
      over.push_back(id);
      continue;
    }
    const auto interval =
        std::max<std::uint64_t>(1, app::seconds_to_ns(*report->options.interval_s));
    report->next_interval_ns += interval * ((now_ns - report->next_interval_ns) / interval + 1);
    if (report->options.command != Command::drops || !settled) continue;
    sum_up_drops(*report);
    offer_summary(*report);
  }
  for (const auto id : over) end_report(id);
}

void Answers::finish_all() {
  is_over_ = true;
  // What is on its way still belongs to the reports.
  if (!reports_.empty()) (void)live_.settle();
  while (!reports_.empty()) {
    const auto report = take_report(reports_.begin()->first);
    if (report->has_begun) {
      end_report(*report);
    } else {
      sessions_.emplace(report->session.id(), &report->session);
    }
  }
  settle_.forget_all();
  asking_ports_.clear();
  walking_ports_.clear();
  for (const auto& [session, request] : std::exchange(asked_, {}))
    sessions_.emplace(session->id(), session);
  for (const auto& [id, session] : std::exchange(sessions_, {})) {
    session->status(1, "the daemon ends");
    session->finish();
  }
}

// --- listeners ---

void Answers::answer_listeners(serve::Session& session, const Options& options) {
  sessions_.emplace(session.id(), &session);
  settle_.ask(session.id(), [this, &session, options](const Status& status) {
    sessions_.erase(session.id());
    const auto filter = status ? filter_of(options) : status.error();
    if (!filter) return refuse(session, exit_code(filter.error().kind), filter.error());
    answer_listeners(session, options, *filter);
  });
}

/// Where the figures are that `listeners` is answered from. Those whose answers are on their way
/// all go on with the latest, so that there is one table of them in memory, however slow a client.
struct Answers::Shelf {
  std::shared_ptr<const DaemonFigures> latest;
};

/// An answer to `listeners`, row by row, then what is to be said of some of them. What holds of its
/// beginning is which listeners it has and in what order; each row is as new as the latest look at
/// them.
class Answers::ListenerRows {
 public:
  /// That one answer looks at, a tenth of a second's work: a process may hold thousands of
  /// listeners.
  static constexpr std::size_t kMostThreads = 4096;

  ListenerRows(Answers& answers, std::shared_ptr<const Shelf> shelf, const serve::Peer& peer,
               const view::Filter& filter, const Options& options)
      : answers_(answers),
        shelf_(std::move(shelf)),
        peer_(peer),
        look_(look_of(options)),
        verbose_(options.verbose),
        table_(options.verbose) {
    struct Shown {
      const ListenerFigures* figures;
      ListenerFigures as_seen;  ///< Where the order must not tell what does not show.
    };
    std::vector<Shown> shown;
    for (const auto& one : shelf_->latest->listeners) {
      // One that is closed is worth a line for what it dropped.
      if (one.closed && total(one.drops) == 0) continue;
      ListenerIdentity listener = one.listener;
      answers_.withhold(peer_, listener);
      if (!filter.matches(listener)) continue;
      auto& row = shown.emplace_back(Shown{&one, {}});
      if (options.order == ListenerOrder::process) row.as_seen.listener = std::move(listener);
    }
    const bool is_by_process = options.order == ListenerOrder::process;
    std::stable_sort(shown.begin(), shown.end(), [&](const Shown& a, const Shown& b) {
      return is_by_process ? shown_before(a.as_seen, b.as_seen, options.order)
                           : shown_before(*a.figures, *b.figures, options.order);
    });
    for (const auto& row : shown) {
      order_.push_back(row.figures->listener.id);
      if (!look_.json) table_.measure(as_shown(*row.figures));
    }
  }

  bool operator()(std::string& out) {
    if (!look_.json && at_ == 0) table_.append_titles(out, style());
    const auto begin = out.size();
    while (at_ < order_.size()) {
      if (out.size() - begin >= serve::kPieceBytes) return true;
      append_row(out, order_[at_++]);
    }
    while (!look_.json && noted_ < order_.size()) {
      if (out.size() - begin >= serve::kPieceBytes) return true;
      append_notes(out, order_[noted_++]);
      if (noted_ == order_.size() && threads_ >= kMostThreads)
        out += "what further holders do was not looked at\n";
    }
    return false;
  }

 private:
  text::Style style() const { return {.colour = look_.colour}; }
  ListenerFigures as_shown(const ListenerFigures& one) {
    ListenerFigures shown = one;
    answers_.withhold_and_judge(peer_, shown);
    return shown;
  }
  ListenerFigures with_holders(const ListenerFigures& one) {
    ListenerFigures shown = one;
    const bool may_be_seen = peer_.uid == 0 || one.listener.owner.uid == peer_.uid;
    if (verbose_ && may_be_seen && !one.closed && threads_ < kMostThreads) {
      shown.holder_states = answers_.live_.capture().holder_states(one.listener.id);
      for (const auto& holder : shown.holder_states) threads_ += 1 + holder.threads.size();
    }
    if (verbose_ && one.accept_queue.value_or(0) != 0) {
      if (!heads_) heads_ = answers_.live_.queue_heads();
      if (const auto head = heads_->find(one.listener.id); head != heads_->end())
        shown.queue_head = head->second;
    }
    answers_.withhold_and_judge(peer_, shown);
    return shown;
  }
  void append_row(std::string& out, std::uint64_t id) {
    const auto* one = find(id);
    // It has closed, and its time is over.
    if (one == nullptr) return;
    if (look_.json) {
      json::append(out, with_holders(*one));
    } else {
      table_.append(out, as_shown(*one));
    }
  }
  void append_notes(std::string& out, std::uint64_t id) {
    const auto* one = find(id);
    if (one == nullptr || (!verbose_ && !one->facts)) return;
    text::append_notes(out, with_holders(*one), style());
  }
  /// They are in the order of their ids, as the ledger has them.
  const ListenerFigures* find(std::uint64_t id) const {
    const auto& all = shelf_->latest->listeners;
    const auto at = std::lower_bound(
        all.begin(), all.end(), id,
        [](const ListenerFigures& one, std::uint64_t wanted) { return one.listener.id < wanted; });
    return at != all.end() && at->listener.id == id ? &*at : nullptr;
  }

  Answers& answers_;
  std::shared_ptr<const Shelf> shelf_;
  serve::Peer peer_;
  Look look_;
  bool verbose_;
  std::optional<std::map<std::uint64_t, std::vector<QueuedConnection>>> heads_;
  std::vector<std::uint64_t> order_;
  std::size_t at_ = 0;
  std::size_t noted_ = 0;
  std::size_t threads_ = 0;
  text::ListenerTable table_;
};

const DaemonFigures& Answers::figures() {
  if (!figures_) {
    live_.look_at_namespaces();
    figures_ = std::make_shared<const DaemonFigures>(live_.figures());
  }
  return *figures_;
}

void Answers::answer_listeners(serve::Session& session, const Options& options,
                               const view::Filter& filter) {
  auto shelf = shelf_.lock();
  if (!shelf) {
    shelf = std::make_shared<Shelf>();
    shelf_ = shelf;
  }
  figures();
  shelf->latest = figures_;
  session.status(0);
  session.produce(ListenerRows(*this, shelf, session.peer(), filter, options));
  session.finish();
}

// --- answers that are made as a whole ---

Answers::SharedText Answers::keep(uid_t uid, std::string text) {
  if (!kept_bytes_->take(uid, text.capacity())) return nullptr;
  const auto bytes = text.capacity();
  return SharedText(new const std::string(std::move(text)),
                    [kept = kept_bytes_, uid, bytes](const std::string* gone) {
                      kept->give_back(uid, bytes);
                      delete gone;
                    });
}

Error Answers::no_room() {
  return {ErrorKind::failed, "too many answers wait for their readers", 0, "ask again in a moment"};
}

void Answers::answer(serve::Session& session, int code, std::string text) {
  text.shrink_to_fit();
  answer(session, code, keep(session.peer().uid, std::move(text)));
}

void Answers::answer(serve::Session& session, int code, SharedText text) {
  if (!text) return refuse(session, exit_code(no_room().kind), no_room());
  session.status(code);
  session.produce(in_pieces(std::move(text)));
  session.finish();
}

// --- netstat ---

void Answers::answer_netstat(serve::Session& session, const serve::Request& request) {
  if (request.words !=
      std::vector<std::string>{"rows", std::to_string(kernel::kSocketRowsVersion)}) {
    return refuse(session, exit_code(ErrorKind::unavailable),
                  {ErrorKind::unavailable, "the daemon is of another version", 0, "restart it"});
  }
  auto rows = socket_rows_.open(live_.capture().proc(), session.peer());
  if (!rows) return refuse(session, exit_code(rows.error().kind), rows.error());
  session.attach(*std::move(rows));
  session.finish();
}

// --- verify ---

void Answers::answer_verify(serve::Session& session, const Options& options) {
  sessions_.emplace(session.id(), &session);
  verifying_next_.emplace(session.id(), look_of(options));
}

void Answers::begin_verify() {
  verifying_ = std::exchange(verifying_next_, {});
  live_.verify([this, before_ns = live_.audits_busy_ns()](const Result<AuditFindings>& findings) {
    const auto now = app::monotonic_ns();
    // Not the pause between two walks, which is others' time.
    verifies_.spent(now - (live_.audits_busy_ns() - before_ns), now);
    const auto found = findings ? std::make_shared<const AuditFindings>(*findings) : nullptr;
    const auto made = std::make_shared<std::map<Look, std::pair<int, SharedText>>>();
    for (const auto& [id, look] : std::exchange(verifying_, {})) {
      const auto session = sessions_.find(id);
      if (session == sessions_.end()) continue;  // gone
      if (!found) {
        refuse(*session->second, exit_code(findings.error().kind), findings.error());
        sessions_.erase(session);
        continue;
      }
      settle_.ask(id, [this, id = id, look = look, found, made](const Status& status) {
        serve::Session& session = *sessions_.extract(id).mapped();
        if (!status) return refuse(session, 1, status.error());
        finish_verify(session, *found, look, *made);
      });
    }
  });
}

void Answers::finish_verify(serve::Session& session, const AuditFindings& findings,
                            const Look& look, std::map<Look, std::pair<int, SharedText>>& made) {
  if (const auto same = made.find(look); same != made.end())
    return answer(session, same->second.first, same->second.second);
  const bool json = look.json;
  const text::Style style{.colour = look.colour};
  VerificationRecord verification;
  verification.time = live_.realtime(live_.now_ns());
  verification.connections = findings.connections;
  verification.namespaces = findings.namespaces;
  verification.unread = findings.unread;
  std::string text;
  verification.missing = findings.missing;
  verification.ghosts = findings.ghosts;
  verification.differing = findings.differing;
  verification.unlisted = findings.unlisted;
  verification.listeners_missed = findings.listeners;
  for (const auto& difference : findings.differences) {
    DifferenceRecord record;
    record.kind = to_string(difference.kind);
    record.id = difference.id;
    if (difference.table) {
      record.netns = difference.table->netns;
      record.local = difference.table->local;
      record.peer = difference.table->peer;
      record.mapped = difference.table->mapped;
      record.in_table = difference.table->state;
    }
    if (difference.kernel) {
      record.netns = difference.kernel->netns;
      record.local = difference.kernel->local;
      record.peer = difference.kernel->peer;
      record.mapped = difference.kernel->mapped;
      record.in_kernel = difference.kernel->state;
    }
    if (json) {
      json::append(text, record);
    } else {
      text::append(text, record, style);
    }
  }
  for (ReconciliationRecord record : live_.summary().reconciliations) {
    verification.unattributed += record.apart();
    record.netns_name = live_.capture().netns_name(record.netns);
    if (json) {
      json::append(text, record);
    } else {
      text::append(text, record, style);
    }
  }
  if (json) {
    json::append(text, verification);
  } else {
    text::append(text, verification, style);
  }
  const int code = verification.exact() ? 0 : 4;
  text.shrink_to_fit();
  const auto kept = keep(session.peer().uid, std::move(text));
  // Where this user has no room, another may.
  if (kept) made.emplace(look, std::pair(code, kept));
  answer(session, code, kept);
}

// --- history ---

void Answers::answer_history(serve::Session& session, const Options& options) {
  if (!desk_) {
    return refuse(session, 1,
                  {ErrorKind::failed, "the daemon keeps no history", 0, "start it with --history"});
  }
  auto request = app::history_request(options);
  if (!request) return refuse(session, exit_code(request.error().kind), request.error());
  request->withholds_processes = session.peer().uid != 0;
  if (!desk_->ask({session.id(), session.peer().uid, *std::move(request)})) {
    return refuse(session, 1,
                  {ErrorKind::failed, "too many questions to the history at once", 0,
                   "ask again in a moment"});
  }
  sessions_.emplace(session.id(), &session);
}

void Answers::answer() {
  for (auto& answer : desk_->take()) {
    const auto found = sessions_.find(answer.session_id);
    if (found == sessions_.end()) continue;
    serve::Session& session = *found->second;
    sessions_.erase(found);
    if (!answer.text) {
      refuse(session, exit_code(answer.text.error().kind), answer.text.error());
      continue;
    }
    this->answer(session, 0, *std::move(answer.text));
  }
}

}  // namespace bpfnetstat::daemon
