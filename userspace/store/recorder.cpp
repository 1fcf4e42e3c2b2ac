// SPDX-License-Identifier: Apache-2.0
#include "store/recorder.h"

#include <fmt/format.h>
#include <signal.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

namespace bpfnetstat::store {
namespace {

using namespace std::chrono_literals;

constexpr auto kRetryAfter = 1s;
constexpr int kPruneStepsPerBatch = 32;
constexpr RealtimeNs kIdlePruneNs = 60'000'000'000;
constexpr RealtimeNs kNsPerSecond = 1'000'000'000;
constexpr RealtimeNs kNsPerHour = 3600 * kNsPerSecond;
/// Nobody took the earlier ones.
constexpr std::size_t kComplaintsKept = 32;

HistoryLimits at_least(HistoryLimits limits) {
  limits.max_bytes = std::max(limits.max_bytes, Recorder::kLeastBytes);
  return limits;
}

bool names_its_listeners(const HistoryBatch& batch) {
  const auto is_named = [&](const auto& row) { return row.listener < batch.listeners.size(); };
  return std::all_of(batch.drops.begin(), batch.drops.end(), is_named) &&
         std::all_of(batch.queues.begin(), batch.queues.end(), is_named);
}

/// Trouble of the file or the disk, which may pass; anything else is the batch's own.
bool may_pass(int code) {
  switch (code) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::int64_t boot_time_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return time.tv_sec * kNsPerSecond + time.tv_nsec;
}

Recorder::Recorder(std::string path, const HistoryLimits& limits,
                   std::function<std::int64_t()> boot_time)
    : boot_time_(std::move(boot_time)), writer_(std::move(path)), limits_(at_least(limits)) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  // Signals are for the one that waits for them; SIGXFSZ, blocked, makes a write fail instead.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  figures_.enabled = true;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    figures_.enabled = false;
    say(fmt::format("history: off, no thread can be made: {}", error.code().message()));
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Recorder::record(HistoryBatch&& batch) noexcept {
  const std::size_t rows = batch.rows();
  try {
    const std::lock_guard lock(mutex_);
    // The next one is as good, and the room is for rows.
    if (rows == 0 && !queue_.empty()) return;
    const bool has_room = queue_.size() < kQueueBatches && queued_rows_ + rows <= kQueueRows;
    if (!thread_.joinable() || stopping_ || !has_room || !names_its_listeners(batch)) {
      figures_.rows_lost += rows;
      return;
    }
    queue_.push_back({.batch = std::move(batch), .boot_ns = boot_time_()});
    queued_rows_ += rows;
  } catch (...) {  // No memory.
    const std::lock_guard lock(mutex_);
    figures_.rows_lost += rows;
    return;
  }
  wake_.notify_one();
}

void Recorder::set_limits(const HistoryLimits& limits) {
  const std::lock_guard lock(mutex_);
  limits_ = at_least(limits);
}

HistoryFigures Recorder::figures() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

std::size_t Recorder::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

std::vector<std::string> Recorder::take_complaints() {
  const std::lock_guard lock(mutex_);
  return std::exchange(complaints_, {});
}

void Recorder::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Recorder::say(std::string line) {
  const std::lock_guard lock(mutex_);
  if (complaints_.size() < kComplaintsKept) complaints_.push_back(std::move(line));
}

void Recorder::complain(const Failure& failure, std::string& last) {
  std::string line = "history: " + to_string(failure.error);
  if (line == last) return;
  last = line;
  say(std::move(line));
}

void Recorder::update_size() {
  const std::uint64_t bytes = writer_.bytes();
  const std::lock_guard lock(mutex_);
  figures_.bytes = bytes;
}

bool Recorder::is_behind() {
  const std::lock_guard lock(mutex_);
  return stopping_ || queue_.size() > 1;
}

void Recorder::look_at_clock(const Waiting& waiting) {
  switch (clock_.look(waiting.batch.time, waiting.boot_ns)) {
    case ClockGuard::Change::none:
      return;
    case ClockGuard::Change::doubted:
      say(
          fmt::format("history: the clock is {:+} h away from the history's time, which ages are "
                      "counted by until the new one has held for a day",
                      clock_.doubt().ahead / kNsPerHour));
      return;
    case ClockGuard::Change::went_back:
      say("history: the clock is back at the history's time");
      return;
    case ClockGuard::Change::has_held:
      say("history: the new time has held for a day: ages are counted by it");
      return;
  }
}

std::optional<Failure> Recorder::write(const Waiting& waiting) {
  const HistoryBatch& batch = waiting.batch;
  if (!writer_.is_open()) {
    if (auto failure = writer_.open(stopping_)) return failure;
    if (const auto& earlier = writer_.earlier()) {
      clock_.resume(earlier->until, writer_.earlier_doubt());
    }
  }
  look_at_clock(waiting);
  std::uint64_t lost = 0;
  {
    const std::lock_guard lock(mutex_);
    lost = figures_.rows_lost;
  }
  std::vector<DaemonEvent> own;
  if (auto gap = writer_.gap_before(batch.time)) own.push_back(*std::move(gap));
  if (lost > loss_told_) {
    own.push_back(
        {.time = batch.time, .kind = DaemonEventKind::history_loss, .count = lost - loss_told_});
  }
  const bool has_rows = batch.rows() != 0 || !own.empty();
  if (!has_rows && !writer_.is_heartbeat_due(batch.time)) return std::nullopt;
  if (auto failure = writer_.write(batch, own, clock_.doubt())) return failure;
  const std::lock_guard lock(mutex_);
  figures_.rows_written += batch.rows() + own.size();
  loss_told_ = lost;
  return std::nullopt;
}

bool Recorder::is_moved_aside(std::optional<Failure>& failure, RealtimeNs time) {
  if (!failure) return false;
  if (failure->code != SQLITE_CORRUPT && failure->code != SQLITE_NOTADB) return false;
  std::string moved_to;
  if (auto refusal = writer_.move_aside(time, moved_to)) {
    failure = std::move(refusal);
    return false;
  }
  say(fmt::format("history: {}; moved to {}, a new one is begun", to_string(failure->error),
                  moved_to));
  return true;
}

bool Recorder::handle(const Waiting& waiting) {
  const HistoryBatch& batch = waiting.batch;
  auto failure = write(waiting);
  if (is_moved_aside(failure, batch.time)) failure = write(waiting);
  if (!failure) {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(last_complaint_, {}).empty()) {
      complaints_.emplace_back("history: writes again");
    }
    figures_.failing = false;
    return true;
  }
  complain(*failure, last_complaint_);
  // A log that is emptied leaves room on a full disk.
  if (failure->code == SQLITE_FULL || failure->code == SQLITE_IOERR) writer_.checkpoint();
  const std::lock_guard lock(mutex_);
  figures_.failing = true;
  // Of a heartbeat nothing is lost.
  if (batch.rows() == 0) return true;
  if (may_pass(failure->code)) return false;
  figures_.rows_lost += batch.rows();
  return true;
}

void Recorder::prune(RealtimeNs now) {
  HistoryLimits limits;
  {
    const std::lock_guard lock(mutex_);
    limits = limits_;
  }
  last_prune_ns_ = now;
  prune_goes_on_ = true;
  const RealtimeNs believed = clock_.believed();
  constexpr std::int64_t kStep_s = ClockGuard::kStepNs / kNsPerSecond;
  // Behind it, rows have the clock's time: by the old, later one each would be gone at once.
  const PruneTime time{.now = std::min(now, believed) / kNsPerSecond,
                       .latest = std::max(now, believed) / kNsPerSecond + kStep_s};
  for (int step = 0; prune_goes_on_ && step < kPruneStepsPerBatch && !is_behind(); ++step) {
    auto failure = writer_.prune_step(limits, time, prune_goes_on_);
    if (is_moved_aside(failure, now)) return;
    if (failure) {
      // Not mixed with the trouble of writing, which may go on meanwhile.
      complain(*failure, last_prune_complaint_);
      return;
    }
  }
}

void Recorder::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) break;
    // It stays in its place: others are only added behind it.
    const Waiting& waiting = queue_.front();
    lock.unlock();
    const HistoryBatch& batch = waiting.batch;
    const bool is_done = handle(waiting);
    if (is_done && writer_.is_open()) {
      const RealtimeNs since_prune = batch.time - last_prune_ns_;
      const bool is_minute_over = since_prune >= kIdlePruneNs || since_prune < 0;
      if (batch.rows() != 0 || prune_goes_on_ || is_minute_over) prune(batch.time);
      update_size();
    }
    lock.lock();
    if (is_done) {
      queued_rows_ -= batch.rows();
      queue_.pop_front();
    } else if (stopping_) {
      for (const Waiting& lost : queue_) figures_.rows_lost += lost.batch.rows();
      queue_.clear();
    } else {
      wake_.wait_for(lock, kRetryAfter, [this] { return stopping_.load(); });
    }
  }
  lock.unlock();
  writer_.close();
}

}  // namespace bpfnetstat::store
