// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "app/options.h"
#include "daemon/live.h"
#include "serve/server.h"
#include "view/filter.h"

namespace bpfnetstat::daemon {

/// Live reports at a time; each costs what it takes to make its text, for every transition.
inline constexpr std::size_t kMostReports = 16;
/// Differences that `verify` prints; all are counted.
inline constexpr std::size_t kDifferencesShown = 1000;

/// Answers what clients ask for: a request is a command line, `drops --json -L 80`. Who may not see
/// another user's processes is not told their names and numbers, as netstat does not.
class Answers {
 public:
  /// @param history path of the database; std::nullopt: there is none.
  Answers(Live& live, std::optional<std::string> history);
  ~Answers();

  // The server's handlers.
  void on_request(serve::Session& session, const serve::Request& request);
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
  class HistoryDesk;

  void begin_report(serve::Session& session, const Options& options);
  Status begin_drops(Report& report);
  void end_report(std::uint64_t session_id);
  void sum_up_drops(Report& report);
  void sum_up_trace(Report& report);
  /// A record that the report's filter let pass.
  template <typename Record>
  void print(Report& report, Record& record);
  void offer(Report& report);
  void answer_listeners(serve::Session& session, const Options& options);
  void answer_verify(serve::Session& session, const Options& options);
  void begin_verify();
  void finish_verify(std::uint64_t session_id, bool json, const Result<AuditFindings>& findings);
  void answer_history(serve::Session& session, const Options& options);

  /// Whether this user may know who a process is.
  bool may_see(const serve::Peer& peer, pid_t pid);
  void withhold(const serve::Peer& peer, Owner& owner);
  void withhold(const serve::Peer& peer, ListenerIdentity& listener);

  Live& live_;
  std::optional<std::string> history_;
  std::map<std::uint64_t, std::unique_ptr<Report>> reports_;  ///< By session.
  std::map<std::uint64_t, serve::Session*> sessions_;         ///< Not answered yet.
  /// Who waits for `verify`, and whether for JSON: one audit serves all that came before it began.
  std::map<std::uint64_t, bool> verifying_;
  std::map<std::uint64_t, bool> verifying_next_;
  /// Effective user ids, forgotten each second: a pid is soon another's.
  std::unordered_map<pid_t, std::optional<uid_t>> uids_;
  std::unique_ptr<HistoryDesk> desk_;
  std::string text_;  ///< A record in the making.
};

}  // namespace bpfnetstat::daemon
