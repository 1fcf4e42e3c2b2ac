// SPDX-License-Identifier: Apache-2.0
#include "daemon/answers.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "app/history.h"
#include "app/loop.h"
#include "base/text.h"
#include "procfs/netns.h"
#include "procfs/process.h"
#include "render/json.h"
#include "render/text.h"

namespace bpfnetstat::daemon {
namespace {

constexpr text::Style kPlain{};
/// Of one listener in one report; further clients are not named in its summary.
constexpr std::size_t kPeersPerReport = 1024;
constexpr std::chrono::milliseconds kHistoryPatience{10'000};
constexpr std::size_t kHistoryQuestions = 8;

/// The command line that a request stands for.
ParsedOptions parse_words(const serve::Request& request) {
  std::vector<const char*> words = {"bpfnetstat", request.verb.c_str()};
  for (const auto& word : request.words) words.push_back(word.c_str());
  return parse(static_cast<int>(words.size()), words.data());
}

void refuse(serve::Session& session, int code, const Error& error) {
  session.status(code, printable(to_string(error)));
  session.finish();
}

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return 2;
    case ErrorKind::unavailable:
      return 3;
    case ErrorKind::failed:
      break;
  }
  return 1;
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

/// Lets go of what the whole answer is in one piece after the other.
serve::Producer in_pieces(std::string text) {
  return [text = std::move(text), at = std::size_t{0}](std::string& out) mutable {
    const auto piece = std::min(serve::kPieceBytes, text.size() - at);
    out.append(text, at, piece);
    at += piece;
    return at < text.size();
  };
}

}  // namespace

/// One `drops` or `trace` of a client.
struct Answers::Report {
  serve::Session& session;
  Options options;
  view::Filter filter;
  std::uint64_t end_ns = UINT64_MAX;
  std::uint64_t next_interval_ns = UINT64_MAX;
  std::uint64_t printed = 0;
  Losses losses;  ///< When it began.
  // What the ledger had when it began.
  std::map<std::uint64_t, ListenerRecord> listeners{};
  std::map<std::uint64_t, ReconciliationRecord> reconciliations{};  ///< By net_cookie.
  std::map<std::uint64_t, ReconciliationRecord> gone{};             ///< Meanwhile; likewise.
  /// Drops by client since then, by listener; those that the filter let pass.
  std::map<std::uint64_t, std::map<IpAddress, std::uint64_t>> peers{};
  std::map<std::uint64_t, std::uint64_t> clients_known{};

  bool is_done() const { return options.count && printed >= *options.count; }
};

/// Reads the history in a thread of its own: that may take longer than a loop may stand still.
class Answers::HistoryDesk {
 public:
  struct Question {
    std::uint64_t session_id;
    app::HistoryRequest request;
  };
  struct Answer {
    std::uint64_t session_id;
    Result<std::string> text;
  };

  explicit HistoryDesk(std::string database)
      : database_(std::move(database)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    thread_ = std::thread([this] { run(); });
  }
  ~HistoryDesk() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    asked_.notify_one();
    thread_.join();
  }

  int fd() const { return wake_.get(); }

  bool ask(Question question) {
    const std::lock_guard lock(mutex_);
    if (questions_.size() >= kHistoryQuestions) return false;
    questions_.push_back(std::move(question));
    asked_.notify_one();
    return true;
  }

  std::deque<Answer> take() {
    std::uint64_t count = 0;
    if (::read(wake_.get(), &count, sizeof count) < 0) return {};
    const std::lock_guard lock(mutex_);
    return std::exchange(answers_, {});
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      asked_.wait(lock, [this] { return stop_ || !questions_.empty(); });
      if (stop_) return;
      const Question question = std::move(questions_.front());
      questions_.pop_front();
      lock.unlock();
      auto text = app::answer_history(question.request, database_, kHistoryPatience);
      lock.lock();
      answers_.push_back({question.session_id, std::move(text)});
      const std::uint64_t one = 1;
      // Full only after 2^64 - 2 answers that nobody took.
      (void)!::write(wake_.get(), &one, sizeof one);
    }
  }

  const std::string database_;
  const UniqueFd wake_;
  std::mutex mutex_;
  std::condition_variable asked_;
  std::deque<Question> questions_;
  std::deque<Answer> answers_;
  bool stop_ = false;
  std::thread thread_;
};

Answers::Answers(Live& live, std::optional<std::string> history)
    : live_(live), history_(std::move(history)) {
  // Before system calls are filtered: what a thread needs to begin is not all allowed later.
  if (history_) desk_ = std::make_unique<HistoryDesk>(*history_);
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

void Answers::withhold(const serve::Peer& peer, Owner& owner) {
  if (peer.uid == 0 || (owner.pid && may_see(peer, *owner.pid))) return;
  owner.pid.reset();
  owner.comm.reset();
  owner.cgroup.reset();
  owner.container.reset();
}

void Answers::withhold(const serve::Peer& peer, ListenerIdentity& listener) {
  withhold(peer, listener.owner);
  std::erase_if(listener.holders,
                [&](const Process& holder) { return !may_see(peer, holder.pid); });
}

// --- requests ---

void Answers::on_request(serve::Session& session, const serve::Request& request) {
  const auto parsed = parse_words(request);
  if (const auto* error = std::get_if<Error>(&parsed)) return refuse(session, 2, *error);
  const auto* options = std::get_if<Options>(&parsed);
  const auto refuse_verb = [&] {
    refuse(session, 2,
           {ErrorKind::usage, "the daemon answers drops, trace, listeners, history and verify", 0,
            ""});
  };
  if (options == nullptr) return refuse_verb();
  switch (options->command) {
    case Command::drops:
    case Command::trace:
      return begin_report(session, *options);
    case Command::listeners:
      return answer_listeners(session, *options);
    case Command::verify:
      return answer_verify(session, *options);
    case Command::history:
      return answer_history(session, *options);
    default:
      return refuse_verb();
  }
}

namespace {

Result<view::Filter> filter_of(const Options& options, app::Capture& capture) {
  auto netns = procfs::resolve_netns(capture.proc(), options.netns);
  if (!netns) return netns.error();
  view::Filter filter;
  filter.local_ports = options.local_ports;
  filter.peer_ports = options.remote_ports;
  filter.family = options.family;
  filter.netns = *netns;
  filter.pid = options.pid;
  if (options.cgroup) {
    auto path = capture.resolve_cgroup(*options.cgroup);
    if (!path) return path.error();
    filter.cgroup = *std::move(path);
  }
  return filter;
}

}  // namespace

void Answers::begin_report(serve::Session& session, const Options& options) {
  if (reports_.size() >= kMostReports) {
    return refuse(session, 1,
                  {ErrorKind::failed,
                   fmt::format("{} live reports are going on already", kMostReports), 0, ""});
  }
  auto filter = filter_of(options, live_.capture());
  if (!filter) return refuse(session, exit_code(filter.error().kind), filter.error());
  const auto now = app::monotonic_ns();
  auto report = std::make_unique<Report>(Report{.session = session,
                                                .options = options,
                                                .filter = *std::move(filter),
                                                .losses = live_.capture().tracer().losses()});
  if (options.duration_s) report->end_ns = now + app::seconds_to_ns(*options.duration_s);
  if (options.interval_s) report->next_interval_ns = now + app::seconds_to_ns(*options.interval_s);
  const bool drops = options.command == Command::drops;
  if (drops) {
    if (auto status = begin_drops(*report); !status) return refuse(session, 1, status.error());
  }
  session.status(0);
  text_.clear();
  if (options.json) {
    ReadyRecord ready;
    ready.time = live_.realtime(now);
    ready.probe = live_.capture().probe();
    ready.listeners = live_.capture().ledger().open_listeners();
    json::append(text_, ready);
  } else if (drops) {
    text::append_drops_header(text_, kPlain);
  } else {
    text::append_trace_header(text_, kPlain);
  }
  offer(*report);
  reports_.emplace(session.id(), std::move(report));
}

Status Answers::begin_drops(Report& report) {
  if (auto status = live_.settle(); !status) return status;
  for (const auto& record : live_.summary().listeners) {
    report.listeners.emplace(record.listener.id, record);
  }
  for (const auto& record : live_.summary().reconciliations) {
    report.reconciliations.emplace(record.net_cookie, record);
  }
  return {};
}

void Answers::offer(Report& report) {
  // What finds no room is counted by the session.
  report.session.offer(text_);
}

template <typename Record>
void Answers::print(Report& report, Record& record) {
  ++report.printed;
  text_.clear();
  if (report.options.json) {
    json::append(text_, record);
  } else {
    record.netns_name = live_.capture().netns_name(record.netns);
    text::append(text_, record, kPlain);
  }
  offer(report);
}

void Answers::on_transition(const StateEvent& event) {
  const bool any = std::any_of(reports_.begin(), reports_.end(), [](const auto& entry) {
    return entry.second->options.command == Command::trace;
  });
  if (!any) return;
  const StateRecord whole =
      live_.capture().describe(StateEvent(event), live_.realtime_offset(), live_.now_ns(), true);
  for (auto& [id, report] : reports_) {
    if (report->options.command != Command::trace || report->is_done()) continue;
    StateRecord record = whole;
    withhold(report->session.peer(), record.owner);
    if (!report->filter.matches(record)) continue;
    print(*report, record);
  }
}

void Answers::on_drop(const DropRecord& whole) {
  for (auto& [id, report] : reports_) {
    if (report->options.command != Command::drops || report->is_done()) continue;
    DropRecord record = whole;
    if (record.listener) withhold(report->session.peer(), *record.listener);
    if (!report->filter.matches(record)) continue;
    if (record.listener && record.peer) {
      report->clients_known[record.listener->id] += record.count;
      auto& peers = report->peers[record.listener->id];
      if (peers.size() < kPeersPerReport || peers.contains(*record.peer))
        peers[*record.peer] += record.count;
    }
    print(*report, record);
  }
}

void Answers::on_namespace_gone(const ReconciliationRecord& record) {
  // Of a report that goes on for weeks: those that it could say something about.
  constexpr std::size_t kMostGone = 1024;
  for (auto& [id, report] : reports_) {
    if (report->options.command == Command::drops && report->gone.size() < kMostGone)
      report->gone.emplace(record.net_cookie, record);
  }
}

void Answers::sum_up_drops(Report& report) {
  const auto& peer = report.session.peer();
  std::vector<ListenerRecord> listeners;
  for (ListenerRecord record : live_.summary().listeners) {
    const auto id = record.listener.id;
    if (const auto then = report.listeners.find(id); then != report.listeners.end()) {
      record.drops = since(record.drops, then->second.drops);
      record.drops_total = total(record.drops);
      take_away(record.other_discards, then->second.other_discards);
      take_away(record.sk_drops, then->second.sk_drops);
      take_away(record.accepted, then->second.accepted);
    }
    const auto known = report.clients_known[id];
    record.client_unknown = record.drops_total > known ? record.drops_total - known : 0;
    record.peers.clear();
    for (const auto& [address, drops] : report.peers[id]) record.peers.push_back({address, drops});
    std::stable_sort(record.peers.begin(), record.peers.end(),
                     [](const PeerDrops& a, const PeerDrops& b) { return a.drops > b.drops; });
    if (record.peers.size() > table::kTopPeers) record.peers.resize(table::kTopPeers);
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
    text::append_listeners(text_, listeners, kPlain);
    text_ += '\n';
  }
  const auto undecodable =
      live_.capture().tracer().losses().undecodable - report.losses.undecodable;
  std::vector<ReconciliationRecord> reconciliations = live_.summary().reconciliations;
  for (const auto& [net_cookie, record] : report.gone) {
    const bool is_there =
        std::any_of(reconciliations.begin(), reconciliations.end(),
                    [&](const auto& other) { return other.net_cookie == net_cookie; });
    if (!is_there) reconciliations.push_back(record);
  }
  for (ReconciliationRecord& record : reconciliations) {
    if (report.filter.netns && *report.filter.netns != record.netns) continue;
    if (const auto then = report.reconciliations.find(record.net_cookie);
        then != report.reconciliations.end()) {
      record.listen_overflows = since(record.listen_overflows, then->second.listen_overflows);
      record.listen_drops = since(record.listen_drops, then->second.listen_drops);
      record.tcp_req_q_full_drop =
          since(record.tcp_req_q_full_drop, then->second.tcp_req_q_full_drop);
    }
    record.events_lost = undecodable + report.session.lost();
    if (report.options.json) {
      json::append(text_, record);
    } else {
      record.netns_name = live_.capture().netns_name(record.netns);
      text::append(text_, record, kPlain);
    }
  }
}

void Answers::sum_up_trace(Report& report) {
  const Losses losses = live_.capture().tracer().losses();
  TraceSummaryRecord summary;
  summary.transitions = report.printed - report.session.lost();
  summary.events_lost = losses.states - report.losses.states + losses.undecodable -
                        report.losses.undecodable + report.session.lost();
  summary.transitions_missed = losses.missed_transitions - report.losses.missed_transitions;
  text_.clear();
  if (report.options.json) {
    json::append(text_, summary);
  } else {
    text_ += '\n';
    text::append(text_, summary, kPlain);
  }
}

void Answers::end_report(std::uint64_t session_id) {
  // What is on its way still belongs to the report.
  (void)live_.settle();
  const auto entry = reports_.extract(session_id);
  Report& report = *entry.mapped();
  serve::Session& session = report.session;
  if (report.options.command == Command::drops) {
    sum_up_drops(report);
  } else {
    sum_up_trace(report);
  }
  // The last word waits for its reader, however slow.
  session.produce(in_pieces(text_));
  session.finish();
}

void Answers::on_end_of_input(serve::Session& session) {
  // Whoever asks for anything else has asked all by then.
  if (reports_.contains(session.id())) end_report(session.id());
}

void Answers::on_gone(serve::Session& session) {
  reports_.erase(session.id());
  sessions_.erase(session.id());
  // Not from verifying_: as long as that is not empty, an audit is on its way.
  verifying_next_.erase(session.id());
}

std::uint64_t Answers::next_ns() const {
  std::uint64_t next = UINT64_MAX;
  for (const auto& [id, report] : reports_) {
    next = std::min({next, report->end_ns, report->next_interval_ns});
    if (report->is_done()) return 0;
  }
  return next;
}

void Answers::tick() {
  uids_.clear();
  for (auto& [id, report] : reports_) {
    const auto is_gone = [&](const auto& entry) {
      return live_.capture().ledger().find(entry.first) == nullptr;
    };
    std::erase_if(report->peers, is_gone);
    std::erase_if(report->clients_known, is_gone);
    std::erase_if(report->listeners, is_gone);
  }
}

void Answers::work() {
  const auto now = app::monotonic_ns();
  std::vector<std::uint64_t> over;
  for (auto& [id, report] : reports_) {
    if (report->is_done() || now >= report->end_ns) {
      over.push_back(id);
    } else if (now >= report->next_interval_ns) {
      const auto interval = app::seconds_to_ns(*report->options.interval_s);
      report->next_interval_ns += interval * ((now - report->next_interval_ns) / interval + 1);
      if (report->options.command != Command::drops || !live_.settle()) continue;
      sum_up_drops(*report);
      offer(*report);
    }
  }
  for (const auto id : over) end_report(id);
}

void Answers::finish_all() {
  while (!reports_.empty()) end_report(reports_.begin()->first);
  for (const auto& [id, session] : std::exchange(sessions_, {})) {
    session->status(1, "the daemon ends");
    session->finish();
  }
}

// --- listeners ---

void Answers::answer_listeners(serve::Session& session, const Options& options) {
  auto filter = filter_of(options, live_.capture());
  if (!filter) return refuse(session, exit_code(filter.error().kind), filter.error());
  if (auto status = live_.settle(); !status) return refuse(session, 1, status.error());
  auto figures = live_.figures();
  std::string text;
  std::vector<ListenerFigures> shown;
  for (auto& one : figures.listeners) {
    withhold(session.peer(), one.listener);
    ListenerRecord record;
    record.listener = one.listener;
    if (!filter->matches(record)) continue;
    // One that is closed is worth a line for what it dropped.
    if (one.closed && total(one.drops) == 0) continue;
    shown.push_back(std::move(one));
  }
  sort_listeners(shown);
  if (options.json) {
    for (const auto& one : shown) json::append(text, one);
  } else {
    text::append_listener_table(text, shown, kPlain);
  }
  session.status(0);
  session.produce(in_pieces(std::move(text)));
  session.finish();
}

// --- verify ---

void Answers::answer_verify(serve::Session& session, const Options& options) {
  sessions_.emplace(session.id(), &session);
  verifying_next_.emplace(session.id(), options.json);
  if (verifying_.empty()) begin_verify();
}

void Answers::begin_verify() {
  verifying_ = std::exchange(verifying_next_, {});
  if (verifying_.empty()) return;
  live_.verify([this](const Result<AuditFindings>& findings) {
    for (const auto& [id, json] : verifying_) finish_verify(id, json, findings);
    begin_verify();
  });
}

void Answers::finish_verify(std::uint64_t session_id, bool json,
                            const Result<AuditFindings>& findings) {
  const auto found = sessions_.find(session_id);
  if (found == sessions_.end()) return;  // gone
  serve::Session& session = *found->second;
  sessions_.erase(found);
  if (!findings) return refuse(session, exit_code(findings.error().kind), findings.error());
  if (auto status = live_.settle(); !status) return refuse(session, 1, status.error());
  VerificationRecord verification;
  verification.time = live_.realtime(live_.now_ns());
  verification.connections = findings->connections;
  verification.namespaces = findings->namespaces;
  verification.unread = findings->unread;
  std::string text;
  std::size_t shown = 0;
  for (const auto& difference : findings->differences) {
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
    using enum table::Difference::Kind;
    verification.missing += difference.kind == missing;
    verification.ghosts += difference.kind == ghost;
    verification.differing += difference.kind == differing;
    if (shown++ >= kDifferencesShown) continue;
    if (json) {
      json::append(text, record);
    } else {
      text::append(text, record, kPlain);
    }
  }
  const auto apart = [](const CounterPair& pair) {
    return pair.kernel > pair.attributed ? pair.kernel - pair.attributed
                                         : pair.attributed - pair.kernel;
  };
  for (ReconciliationRecord record : live_.summary().reconciliations) {
    verification.unattributed +=
        std::max({apart(record.listen_drops), apart(record.listen_overflows),
                  apart(record.tcp_req_q_full_drop)});
    record.netns_name = live_.capture().netns_name(record.netns);
    if (json) {
      json::append(text, record);
    } else {
      text::append(text, record, kPlain);
    }
  }
  if (json) {
    json::append(text, verification);
  } else {
    text::append(text, verification, kPlain);
  }
  session.status(verification.exact() ? 0 : 4);
  session.produce(in_pieces(std::move(text)));
  session.finish();
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
  if (!desk_->ask({session.id(), *std::move(request)})) {
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
    session.status(0);
    session.produce(in_pieces(*std::move(answer.text)));
    session.finish();
  }
}

}  // namespace bpfnetstat::daemon
