// SPDX-License-Identifier: Apache-2.0
#include "kernel/table_walk.h"

#include <algorithm>
#include <system_error>

#include "kernel/listing_loader.h"

namespace bpfnetstat::kernel {
namespace {

/// Of a piece's room, to begin with: a piece that was estimated too long has a rest, which only the
/// caller's thread walks through.
constexpr std::uint64_t kAimLinks = BNS_PIECE_ROWS * 3 / 4;
constexpr std::uint64_t kFirstBuckets = 256;
/// Some 50 us of empty buckets, during which the RCU read lock is held.
constexpr std::uint64_t kMostBuckets = 4096;

}  // namespace

TableWalk::TableWalk(const bpfnetstat_walk* walk, std::uint32_t family)
    : walk_(walk), family_(family), buckets_seen_(kFirstBuckets), links_seen_(kAimLinks) {
  buckets_[BNS_TABLE_LISTENERS] = buckets_of(BNS_TABLE_LISTENERS);
  buckets_[BNS_TABLE_CONNECTIONS] = buckets_of(BNS_TABLE_CONNECTIONS);
  if (failed_at_ || std::thread::hardware_concurrency() == 1) return;
  try {
    helper_ = std::thread([this] { help(); });
  } catch (const std::system_error&) {
    // The caller does it all.
  }
}

TableWalk::~TableWalk() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  freed_.notify_one();
  if (helper_.joinable()) helper_.join();
}

std::uint32_t TableWalk::buckets_of(bns_table table) {
  if (bpfnetstat_walk_run(walk_, 0, table, 0, 0, 0) != BNS_WALKED) {
    failed_at_ = Place();
    return 0;
  }
  return bpfnetstat_walk_pieces(walk_)[0].buckets;
}

TableWalk::Rows TableWalk::next() {
  if (failed_at_) return {};
  std::unique_lock lock(mutex_);
  if (holds_) release(lock);
  for (;;) {
    if (taken_ == claimed_ || !piece(taken_).is_ready) {
      if (const auto mine = claim()) {
        walk_claimed(lock, *mine);
        continue;
      }
      if (taken_ == claimed_) return {};
      waits_ = true;
      ready_.wait(lock, [&] { return piece(taken_).is_ready; });
      waits_ = false;
    }
    const Piece& first = piece(taken_);
    if (first.has_failed) {
      stop_ = true;
      failed_at_ = {first.table, first.begin, buckets_[first.table]};
      return {};
    }
    holds_ = true;
    if (!first.rows.empty()) return {first.table, first.rows};
    release(lock);
  }
}

/// Lets go of the first piece, or walks through the rest of it.
void TableWalk::release(std::unique_lock<std::mutex>& lock) {
  holds_ = false;
  Piece& first = piece(taken_);
  if (first.next < first.end) {
    first.begin = first.next;
    walk_claimed(lock, taken_);
    return;
  }
  ++taken_;
  // Waking it each time would cost more than a piece does.
  if (claimed_ - taken_ <= pieces_.size() / 2) freed_.notify_one();
}

/// @return the number of a piece that is the caller's to walk through; none if there is no room, or
///   nothing left.
std::optional<std::size_t> TableWalk::claim() {
  while (table_ < buckets_.size() && bucket_ >= buckets_[table_]) {
    ++table_;
    bucket_ = 0;
    buckets_seen_ = kFirstBuckets;
    links_seen_ = kAimLinks;
  }
  if (stop_ || is_all_claimed() || claimed_ - taken_ == pieces_.size()) return std::nullopt;
  const auto count = static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(kAimLinks * buckets_seen_ / (links_seen_ + 1), 1, kMostBuckets));
  const std::uint32_t end = bucket_ + std::min(count, buckets_[table_] - bucket_);
  Piece& mine = piece(claimed_);
  mine.table = static_cast<bns_table>(table_);
  mine.begin = bucket_;
  mine.end = end;
  mine.is_ready = false;
  bucket_ = end;
  return claimed_++;
}

void TableWalk::walk_claimed(std::unique_lock<std::mutex>& lock, std::size_t number) {
  Piece& mine = piece(number);
  mine.is_ready = false;
  lock.unlock();
  walk(number);
  lock.lock();
  mine.is_ready = true;
  if (mine.has_failed || mine.table != table_) return;
  // What is longer ago counts less.
  buckets_seen_ = buckets_seen_ * 3 / 4 + (mine.next - mine.begin);
  links_seen_ =
      links_seen_ * 3 / 4 + bpfnetstat_walk_pieces(walk_)[number % BNS_PIECES].links_count;
}

void TableWalk::walk(std::size_t number) {
  const auto slot = static_cast<unsigned int>(number % BNS_PIECES);
  const bns_piece& shared = bpfnetstat_walk_pieces(walk_)[slot];
  Piece& mine = piece(number);
  std::uint32_t end = mine.end;
  for (int tries = 0; tries < kTries; ++tries) {
    const int walked = bpfnetstat_walk_run(walk_, slot, mine.table, mine.begin, end, family_);
    if (walked == BNS_WALKED) {
      mine.next = shared.next;
      mine.rows = {shared.rows, shared.rows_count};
      return;
    }
    if (walked != BNS_WALKED_CHANGING) break;
    // Fewer buckets stay as they are more easily.
    end = mine.begin + std::max((end - mine.begin) / 2, 1u);
    // Whoever has the lock may need this processor.
    if (tries >= kTries / 2) std::this_thread::yield();
  }
  mine.has_failed = true;
}

void TableWalk::help() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    if (const auto mine = claim()) {
      walk_claimed(lock, *mine);
      if (waits_ && *mine == taken_) ready_.notify_one();
    } else if (is_all_claimed()) {
      return;
    } else {
      freed_.wait(lock, [&] { return stop_ || claimed_ - taken_ <= pieces_.size() / 2; });
    }
  }
}

}  // namespace bpfnetstat::kernel
