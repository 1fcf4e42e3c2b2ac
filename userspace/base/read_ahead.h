// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace bpfnetstat {

/// Reads what the kernel makes up as it is read (a table of /proc/net, a BPF iterator, a netlink
/// dump) in a thread of its own: the kernel makes the next piece while the caller is at this one.
/// Where no thread can be made (RLIMIT_NPROC, a cgroup's pids.max) the caller's does it all.
class ReadAhead {
 public:
  /// Like read(2): bytes, 0 at the end, -1 with errno. Called in the thread, or else in next().
  using Read = std::function<ssize_t(std::span<std::byte>)>;

  /// @param record_bytes of each record; chunks hold whole ones, though a read may end within one.
  /// @param worth_waking chunks for which a caller that waits is woken. It is the quicker one of
  ///   the two, and each time costs the kernel more than a chunk's worth of formatting costs us.
  ReadAhead(int fd, std::size_t record_bytes, std::size_t worth_waking);
  ReadAhead(Read read, std::size_t record_bytes, std::size_t worth_waking);
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  /// Ends the thread, at the end of the records or not.
  ~ReadAhead();

  /// What one read gave, valid until the next call; empty at the end.
  std::span<const std::byte> next();
  /// At the end: 0 or the errno of the read that failed.
  int error() const { return error_; }

 private:
  /// A BPF iterator hands out 8 pages at a time, a table of /proc/net one, netlink as much as this
  /// less its own header of a datagram.
  static constexpr std::size_t kChunkBytes = 1 << 15;
  static constexpr std::size_t kChunks = 16;

  struct Chunk {
    std::array<std::byte, kChunkBytes> bytes;
    std::size_t size = 0;
  };

  void run();
  bool fill(Chunk& chunk);

  const Read read_;
  const std::size_t record_bytes_;
  const std::size_t worth_waking_;
  std::vector<Chunk> chunks_{kChunks};
  std::vector<std::byte> rest_;  ///< The part of a record at the end of the last read.
  int error_ = 0;                ///< Written before the end is announced.

  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable freed_;
  std::size_t written_ = 0;  ///< Chunks filled so far.
  std::size_t taken_ = 0;    ///< Chunks that the caller is done with.
  std::size_t held_ = 0;     ///< 1 while the caller has one.
  bool ended_ = false;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace bpfnetstat
