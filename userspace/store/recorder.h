// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "model/figures.h"
#include "model/history.h"
#include "store/clock_guard.h"
#include "store/writer.h"

namespace bpfnetstat::store {

/// CLOCK_BOOTTIME, in nanoseconds.
std::int64_t boot_time_ns();

/// Writes the history: owns the database and one thread, in which all signals are blocked. Whoever
/// hands over a batch never waits for a disk. What the thread needs of the system: open, rename,
/// unlink, mkdir, flock and mmap in the database's folder, for as long as it runs.
///
/// Trouble ends nothing: batches wait, up to the bounds below, while it is tried again each second.
/// Those without rows say only that somebody watches: they do not wait, and take no room.
/// A corrupt database is moved aside and a new one begun. Where an earlier one is gone on with, the
/// first batch names the gap between the two: see gap_after(). A second recorder of one file is
/// refused as long as the first lives, and takes over then. A clock that steps costs no history:
/// see ClockGuard.
class Recorder {
 public:
  /// Of batches that wait: an hour's worth, and some 4 MB of tallies at most.
  static constexpr std::size_t kQueueBatches = 3600;
  static constexpr std::size_t kQueueRows = 65'536;
  /// A smaller limit of the size is taken as this: the write-ahead log needs its room.
  static constexpr std::uint64_t kLeastBytes = 4'000'000;

  /// Returns at once; the file is opened in the thread.
  /// @param boot_time asked in record().
  Recorder(std::string path, const HistoryLimits& limits,
           std::function<std::int64_t()> boot_time = boot_time_ns);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  ~Recorder() { stop(); }

  /// Hands over one second's worth. Never blocks for long, never throws; what finds no room is
  /// counted as lost, and so said in the history itself once it can be written again.
  void record(HistoryBatch&& batch) noexcept;

  /// Counts from the next batch on.
  void set_limits(const HistoryLimits& limits);

  HistoryFigures figures() const;

  /// Batches that wait, with the one that is being written.
  std::size_t waiting() const;

  /// Each new trouble, and its end, once: lines for the log. Whatever is in a path or a file may
  /// stand in them: printable() is the caller's.
  std::vector<std::string> take_complaints();

  /// Writes what waits, tries no second time where that fails, and ends the thread.
  void stop();

 private:
  struct Waiting {
    HistoryBatch batch;
    std::int64_t boot_ns = 0;  ///< When it came: of a wait, the batch's time knows nothing.
  };

  void run();
  /// @return whether the batch is dealt with.
  bool handle(const Waiting& waiting);
  std::optional<Failure> write(const Waiting& waiting);
  void look_at_clock(const Waiting& waiting);
  void prune(RealtimeNs now);
  /// Where the failure is that the database is corrupt. @param failure set to what keeps it from
  ///   being moved, if anything does.
  bool is_moved_aside(std::optional<Failure>& failure, RealtimeNs time);
  /// @param last what was said before, which is not said again.
  void complain(const Failure& failure, std::string& last);
  void say(std::string line);
  void update_size();
  bool is_behind();

  const std::function<std::int64_t()> boot_time_;
  Writer writer_;  ///< The thread's, as all up to the mutex.
  ClockGuard clock_;
  std::string last_complaint_;  ///< Empty: all is well.
  std::string last_prune_complaint_;
  RealtimeNs last_prune_ns_ = 0;
  bool prune_goes_on_ = false;   ///< The last time did not get to the end.
  std::uint64_t loss_told_ = 0;  ///< Rows lost that the history speaks of.

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;  ///< The first one is being written.
  std::size_t queued_rows_ = 0;
  HistoryLimits limits_;
  HistoryFigures figures_;
  std::vector<std::string> complaints_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace bpfnetstat::store
