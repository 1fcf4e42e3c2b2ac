// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

#include "event.h"

struct bpfnetstat_walk;

namespace bpfnetstat::kernel {

/// Walks through the hash tables of TCP sockets, in order, piece by piece: listeners, then
/// connections. A second thread is some pieces ahead, and whoever asks for a piece that is not
/// ready walks through another one meanwhile. Call it from one thread.
class TableWalk {
 public:
  /// Where the walk goes no further.
  struct Place {
    bns_table table = BNS_TABLE_LISTENERS;
    std::uint32_t bucket = 0;
    std::uint32_t buckets = 0;  ///< That the table has.
  };

  struct Rows {
    bns_table table = BNS_TABLE_LISTENERS;
    std::span<const bns_tcp_row> rows;
  };

  /// @param family enum bns_family, 0 for both.
  TableWalk(const bpfnetstat_walk* walk, std::uint32_t family);
  TableWalk(const TableWalk&) = delete;
  TableWalk& operator=(const TableWalk&) = delete;
  ~TableWalk();

  /// The next rows, valid until the next call. Without rows: the end, or where the walk failed.
  Rows next();
  /// Set if it ended before the end: all rows before that place have come, and none from there on.
  const std::optional<Place>& failed_at() const { return failed_at_; }

  /// From now on; rows of the other family may still come.
  void set_family(std::uint32_t family) { family_ = family; }

 private:
  /// How often a bucket that others keep changing is tried.
  static constexpr int kTries = 64;

  struct Piece {
    bns_table table;
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t next;  ///< Where it stopped: before the end if there was no more room.
    bool is_ready;
    bool has_failed;
    std::span<const bns_tcp_row> rows;
  };

  std::uint32_t buckets_of(bns_table table);
  void release(std::unique_lock<std::mutex>& lock);
  std::optional<std::size_t> claim();
  void walk_claimed(std::unique_lock<std::mutex>& lock, std::size_t number);
  void walk(std::size_t number);
  void help();
  bool is_all_claimed() const { return table_ >= buckets_.size(); }
  Piece& piece(std::size_t number) { return pieces_[number % pieces_.size()]; }

  const bpfnetstat_walk* walk_;
  std::atomic<std::uint32_t> family_;
  std::array<std::uint32_t, 2> buckets_{};  ///< Of each table.
  std::optional<Place> failed_at_;
  bool holds_ = false;  ///< The caller has the rows of the first piece.

  std::mutex mutex_;  ///< For what follows, but for pieces that are not ready.
  std::condition_variable ready_;
  std::condition_variable freed_;
  std::array<Piece, BNS_PIECES> pieces_{};
  std::size_t claimed_ = 0;  ///< Pieces that somebody has begun with.
  std::size_t taken_ = 0;    ///< Pieces that the caller is done with.
  std::size_t table_ = 0;    ///< Where the next piece begins.
  std::uint32_t bucket_ = 0;
  std::uint64_t buckets_seen_ = 0;  ///< Both say how many buckets a piece has room for.
  std::uint64_t links_seen_ = 0;
  bool waits_ = false;  ///< The caller, for a piece that somebody else is at.
  bool stop_ = false;
  std::thread helper_;
};

}  // namespace bpfnetstat::kernel
