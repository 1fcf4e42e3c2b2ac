// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "model/figures.h"
#include "model/history.h"
#include "store/writer.h"

namespace bpfnetstat::store {

/// Writes the history: owns the database and one thread, in which all signals are blocked. Whoever
/// hands over a batch never waits for a disk. What the thread needs of the system: open, rename,
/// unlink, mkdir, flock and mmap in the database's folder, for as long as it runs.
///
/// Trouble ends nothing: batches wait, up to the bounds below, while it is tried again each second.
/// A corrupt database is moved aside and a new one begun. Where an earlier one is gone on with, the
/// first batch names the gap between the two: see gap_after(). A second recorder of one file is
/// refused as long as the first lives, and takes over then.
class Recorder {
 public:
  /// Of batches that wait: a minute's worth, and some 4 MB of tallies at most.
  static constexpr std::size_t kQueueBatches = 64;
  static constexpr std::size_t kQueueRows = 65'536;
  /// A smaller limit of the size is taken as this: the write-ahead log needs its room.
  static constexpr std::uint64_t kLeastBytes = 4'000'000;

  /// Returns at once; the file is opened in the thread.
  Recorder(std::string path, const HistoryLimits& limits);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  ~Recorder() { stop(); }

  /// Hands over one second's worth. Never blocks for long, never throws; what finds no room is
  /// counted as lost, and so said in the history itself once it can be written again.
  void record(HistoryBatch&& batch) noexcept;

  /// Counts from the next batch on.
  void set_limits(const HistoryLimits& limits);

  HistoryFigures figures() const;

  /// Each new trouble, and its end, once: lines for the log. Whatever is in a path or a file may
  /// stand in them: printable() is the caller's.
  std::vector<std::string> take_complaints();

  /// Writes what waits, tries no second time where that fails, and ends the thread.
  void stop();

 private:
  void run();
  /// @return whether the batch is dealt with.
  bool handle(const HistoryBatch& batch);
  std::optional<Failure> write(const HistoryBatch& batch);
  void prune(RealtimeNs now);
  /// Where the failure is that the database is corrupt. @param failure set to what keeps it from
  ///   being moved, if anything does.
  bool is_moved_aside(std::optional<Failure>& failure, RealtimeNs time);
  /// @param last what was said before, which is not said again.
  void complain(const Failure& failure, std::string& last);
  void say(std::string line);
  void update_size();
  bool is_behind();

  Writer writer_;               ///< The thread's, as all up to the mutex.
  std::string last_complaint_;  ///< Empty: all is well.
  std::string last_prune_complaint_;
  RealtimeNs last_prune_ns_ = 0;
  bool prune_goes_on_ = false;   ///< The last time did not get to the end.
  std::uint64_t loss_told_ = 0;  ///< Rows lost that the history speaks of.

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<HistoryBatch> queue_;  ///< The first one is being written.
  std::size_t queued_rows_ = 0;
  HistoryLimits limits_;
  HistoryFigures figures_;
  std::vector<std::string> complaints_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace bpfnetstat::store
