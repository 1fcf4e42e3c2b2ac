// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "app/options.h"
#include "daemon/answers_clients.h"
#include "daemon/answers_history.h"
#include "daemon/answers_port_walk.h"
#include "daemon/live.h"
#include "daemon/pace.h"
#include "daemon/socket_rows.h"
#include "model/port.h"
#include "procfs/netns.h"
#include "serve/places.h"
#include "serve/server.h"
#include "view/filter.h"

namespace bpfnetstat::daemon {

/// Live reports at a time. Each costs a comparison with its filter for every transition or drop;
/// the text of one is made once for all reports of a user that look the same, and only while
/// somebody has room for it.
inline constexpr std::size_t kMostReports = 16;
/// Whoever asks gets figures that are younger than the question. To make them costs a fraction of a
/// millisecond, with thousands of listeners some: all that ask may have a quarter of the time for
/// it, and the same for `verify`'s walks, for those of `port`, and for reading the requests.
/// Whoever comes too early waits for the next time, with all others that do: three times as long as
/// the last one took.
inline constexpr std::uint64_t kSettleShare = 4;
/// Answers that are made as a whole (`verify`, `history`, `port`), all together, until their
/// clients have them: the largest history has some 15 MB. Further ones are refused. `listeners` is
/// made row by row of figures that all askers share.
inline constexpr std::size_t kMostKeptBytes = 32 << 20;

/// Answers what clients ask for: a request is a command line, `drops --json -L 80`. Who may not see
/// another user's processes is not told their names and numbers, as netstat does not.
class Answers {
 public:
  /// @param history path of the database; std::nullopt: there is none.
  Answers(Live& live, std::optional<std::string> history);
  ~Answers();

  // The server's handlers.
  void on_request(serve::Session& session, serve::Request request);
  void on_end_of_input(serve::Session& session);
  void on_gone(serve::Session& session);

  // What Live tells.
  void on_transition(const StateEvent& event);
  void on_drop(const DropRecord& record);
  void on_namespace_gone(const ReconciliationRecord& record);

  /// Once a second: what is remembered for a moment only.
  void tick();
  /// When work() has something to do: a report's interval or its end; monotonic nanoseconds.
  std::uint64_t next_ns() const;
  void work();
  /// The daemon ends: every report gets its last word.
  void finish_all();

  /// Readable when a question to the history has been answered; answer() then.
  int fd() const;
  void answer();

 private:
  struct Report;
  struct Shelf;
  class ListenerRows;
  using SharedText = std::shared_ptr<const std::string>;
  /// How an answer shall look.
  struct Look {
    bool json = false;
    bool colour = false;
    auto operator<=>(const Look&) const = default;
  };
  /// Somebody who asks about a port.
  struct PortQuestion {
    serve::Session* session;
    Options options;
  };
  /// What he is answered from.
  struct PortAnswer {
    std::uint64_t session_id;
    std::shared_ptr<const PortWalk> walk;
    std::shared_ptr<const DaemonFigures> figures;
  };
  struct PortText {
    uid_t uid;
    Options options;
    SharedText text;
  };
  static Look look_of(const Options& options) {
    return {options.json, options.colour && !options.json};
  }

  void settle_if_due();
  /// The reports that are due: an interval's end, or theirs.
  void sum_up_due(std::uint64_t now_ns, const Status& settled);
  void begin_report(serve::Session& session, const Options& options);
  /// @param page what a report on a port begins with.
  void begin(Report& report, const view::Filter& filter, const SharedText& page = {});
  void end_report(std::uint64_t session_id);
  void end_report(Report& report);
  std::unique_ptr<Report> take_report(std::uint64_t session_id);
  void forget_report(std::uint64_t session_id);
  void sum_up_drops(Report& report);
  /// Every listener with what was dropped since the report began.
  std::vector<ListenerRecord> listeners_of(const Report& report);
  /// Of each namespace that it looks at, since it began.
  std::vector<ReconciliationRecord> reconciliations_of(const Report& report);
  void sum_up_trace(Report& report);
  template <typename Record>
  struct Seen;
  template <typename Record>
  Seen<Record>& as_seen(std::deque<Seen<Record>>& by_user, const Record& whole,
                        const serve::Peer& peer);
  /// A record that the report's filter let pass. @return whether there was room for it.
  template <typename Record>
  bool print(Report& report, Seen<Record>& seen);
  bool offer(Report& report);
  void offer_summary(Report& report);
  static void refuse(serve::Session& session, int code, const Error& error);
  void handle(serve::Session& session, const serve::Request& request);
  /// Within a look: the names that the options have are looked up once for all who ask then.
  Result<view::Filter> filter_of(const Options& options);
  void answer_listeners(serve::Session& session, const Options& options);
  void answer_verify(serve::Session& session, const Options& options);
  void answer_listeners(serve::Session& session, const Options& options,
                        const view::Filter& filter);
  void begin_verify();
  void finish_verify(serve::Session& session, const AuditFindings& findings, const Look& look,
                     std::map<Look, std::pair<int, SharedText>>& made);
  /// Figures of the last settle(); made once for all who are answered from it.
  const DaemonFigures& figures();
  /// Counts a text that clients are sent, until all have it. nullptr: there is no room for it.
  SharedText keep(uid_t uid, std::string text);
  static Error no_room();
  void answer(serve::Session& session, int code, std::string text);
  void answer(serve::Session& session, int code, SharedText text);
  void answer_history(serve::Session& session, const Options& options);
  void begin_ports();
  void walk_ports();
  void refuse_port(std::uint64_t session_id, const Error& error);
  void end_ports();
  void answer_next_port();
  /// nullptr: there is no room for it.
  SharedText port_text(const serve::Peer& peer, const Options& options, const view::Filter& filter,
                       const PortAnswer& answer);
  /// What a port is for, as far as this user may know.
  PortReport report_on_port(const serve::Peer& peer, const view::Filter& filter,
                            const PortAnswer& answer);
  void answer_netstat(serve::Session& session, const serve::Request& request);

  /// Whether this user may know who a process is.
  bool may_see(const serve::Peer& peer, pid_t pid);
  bool may_see(const serve::Peer& peer, const Owner& owner, pid_t pid);
  void withhold(const serve::Peer& peer, Owner& owner);
  void withhold(const serve::Peer& peer, ListenerIdentity& listener);
  void withhold(const serve::Peer& peer, DropRecord& record);
  void withhold(const serve::Peer& peer, StateRecord& record);
  /// Withholds what does not show, then judges by the rest: a verdict tells what processes do.
  void withhold_and_judge(const serve::Peer& peer, ListenerFigures& listener);

  Live& live_;
  std::optional<std::string> history_;
  std::map<std::uint64_t, std::unique_ptr<Report>> reports_;  ///< By session.
  serve::Places report_places_{kMostReports};                 ///< The reports'.
  std::map<std::uint64_t, serve::Session*> sessions_;         ///< Not answered yet.
  /// Requests that nobody has read yet: to do that has its share of the time too.
  std::deque<std::pair<serve::Session*, serve::Request>> asked_;
  Pace requests_{kSettleShare};
  bool is_over_ = false;
  SharedLook settle_{kSettleShare};
  Pace verifies_{kSettleShare};
  /// Who waits for `verify`, and how it shall look: one audit serves all that came before it began.
  std::map<std::uint64_t, Look> verifying_;
  std::map<std::uint64_t, Look> verifying_next_;
  /// Effective user ids, forgotten each second.
  std::unordered_map<pid_t, std::optional<uid_t>> uids_;
  std::map<std::uint64_t, PortQuestion> asking_ports_;   ///< For the next walk.
  std::map<std::uint64_t, PortQuestion> walking_ports_;  ///< For the last one, and not answered.
  std::shared_ptr<PortWalk> port_walk_;                  ///< That is going on.
  std::deque<PortAnswer> port_answers_;
  std::vector<PortText> ports_made_;  ///< Of the last walk.
  Pace ports_{kSettleShare};
  std::uint64_t ports_busy_ns_ = 0;
  /// Of a look.
  std::optional<Result<std::vector<procfs::Netns>>> namespaces_;
  std::unique_ptr<HistoryDesk> desk_;
  std::shared_ptr<const DaemonFigures> figures_;  ///< While clients are answered from them.
  std::weak_ptr<Shelf> shelf_;
  /// Bytes of kept texts; the last of them may outlive us.
  std::shared_ptr<serve::Places> kept_bytes_ = std::make_shared<serve::Places>(kMostKeptBytes);
  SocketRows socket_rows_;
  std::string text_;  ///< What a report is told next, in the making.
};

}  // namespace bpfnetstat::daemon
