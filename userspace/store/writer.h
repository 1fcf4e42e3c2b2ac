// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/unique_fd.h"
#include "model/history.h"
#include "store/clock_guard.h"
#include "store/sqlite.h"

namespace bpfnetstat::store {

/// Client networks that are kept of one second; the drops of the others are folded together by
/// listener and cause. So no flood fills the database: 256 rows of some 20 bytes are 200 MB after
/// eleven hours without a pause.
inline constexpr std::size_t kClientsPerSecond = 256;

/// Keeps the heaviest client networks of each second and folds the others; pure.
std::vector<DropTally> fold_clients(std::span<const DropTally> drops, std::size_t clients);

/// Until when the history was written, and whether a `stopped` event was the end of it.
struct Watch {
  RealtimeNs until = 0;
  bool is_stopped = false;
};

/// The event that names the time in which nobody watched; pure. Its `time` is the end of the
/// earlier watch, its `count` whole seconds, rounded up, its `detail` how the earlier watch ended.
/// Where the clock went back nobody knows how long it was: `count` is 0, and `time` that of the
/// later beginning. std::nullopt: not a nanosecond is missing.
/// @param first when the history goes on.
std::optional<DaemonEvent> gap_after(const Watch& earlier, RealtimeNs first);

/// What rows are too old or too new by, in seconds since the epoch.
struct PruneTime {
  std::int64_t now = 0;  ///< What ages are counted from.
  /// Rows dated later are of a clock that was wrong: where room is wanted they go before the
  /// oldest.
  std::int64_t latest = 0;
};

/// The database, open for writing by one thread. Every function says what failed; after that
/// nothing of the step is in the database.
class Writer {
 public:
  explicit Writer(std::string path) : path_(std::move(path)) {}

  bool is_open() const { return database_ != nullptr; }

  /// Makes the folder (0750, where its parent exists) and the file (0640) where there is none, and
  /// an empty database in it. A file beside it, NAME.lock, is locked as long as this lives: two
  /// writers would each think that the listeners are their own. The second is refused
  /// (SQLITE_BUSY).
  /// @param stop ends the check of an existing file early; it then passes.
  std::optional<Failure> open(const std::atomic<bool>& stop);
  void close();

  /// The gap before a batch of this time, to be written with it: only the first batch after open()
  /// can have one, and none in a new database, or in one that does not say until when it was
  /// written.
  std::optional<DaemonEvent> gap_before(RealtimeNs time) const;

  /// Where whoever wrote before ended, up to our first batch; std::nullopt as for gap_before().
  const std::optional<Watch>& earlier() const { return earlier_; }
  const ClockDoubt& earlier_doubt() const { return doubt_; }

  /// Whether a batch without rows is to be written all the same, for its time alone.
  bool is_heartbeat_due(RealtimeNs time) const;

  /// All of it or nothing; with it, until when the history is written.
  /// @param own the history's own events, written before those of the batch.
  /// @param doubt of the clock that the batch's time is of.
  std::optional<Failure> write(const HistoryBatch& batch, std::span<const DaemonEvent> own,
                               const ClockDoubt& doubt);

  /// Takes the oldest rows out, a few hundred at most, where the limits are exceeded.
  /// @param more set to whether another step is due.
  std::optional<Failure> prune_step(const HistoryLimits& limits, const PruneTime& time, bool& more);

  /// Empties the write-ahead log into the database as far as readers allow.
  void checkpoint();

  /// Renames the file to NAME.corrupt-TIME, of which the latest three are kept.
  /// @param moved_to the new name.
  std::optional<Failure> move_aside(RealtimeNs time, std::string& moved_to);

  /// Of the database and its write-ahead log; 0 where it is not open.
  std::uint64_t bytes();

 private:
  struct Known {
    std::int64_t id = 0;
    std::int64_t seen = 0;
  };

  std::optional<Failure> lock();
  std::optional<Failure> create_file() const;
  std::optional<Failure> check_identity(bool& is_new);
  std::optional<Failure> check_pages(const std::atomic<bool>& stop);
  std::optional<Failure> prepare();
  /// @return a result code.
  int read_watch();
  int read_doubt();
  int write_rows(const HistoryBatch& batch, std::span<const DaemonEvent> own);
  int write_watch(const Watch& watch);
  int write_doubt(const ClockDoubt& doubt);
  int write_event(const DaemonEvent& event);
  /// The row of this listener, made where there is none, for a row of this second.
  int identify(const HistoryListener& listener, std::int64_t second, std::int64_t& id);
  int delete_before(std::int64_t second);
  /// @param deleted set to how many rows.
  int delete_after(std::int64_t second, std::int64_t& deleted);
  /// Ends the transaction of a step that failed.
  Failure give_up(int code, const std::string& what);
  std::uint64_t log_bytes() const;

  std::string path_;
  UniqueFd lock_;
  bool is_checked_ = false;  ///< A whole look at the pages takes a second or two: once is enough.
  Connection database_;
  Statement find_listener_, add_listener_, touch_listener_;
  Statement add_drop_, add_queue_, add_event_, set_watched_, set_doubt_;
  Statement page_count_;
  Statement oldest_drop_, oldest_queue_, oldest_event_;
  Statement delete_drops_, delete_queues_, delete_events_, delete_listeners_;
  Statement delete_late_drops_, delete_late_queues_, delete_late_events_;
  std::map<HistoryListener, Known> known_;  ///< Bounded.
  std::int64_t page_bytes_ = 0;
  std::optional<Watch> earlier_;       ///< Of whoever wrote before, up to our first batch.
  std::optional<RealtimeNs> watched_;  ///< What we wrote of it last.
  ClockDoubt doubt_;                   ///< As it is in the database.
};

}  // namespace bpfnetstat::store
