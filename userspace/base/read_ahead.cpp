// SPDX-License-Identifier: Apache-2.0
#include "base/read_ahead.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace bpfnetstat {

ReadAhead::ReadAhead(int fd, std::size_t record_bytes, std::size_t worth_waking)
    : ReadAhead([fd](std::span<std::byte> room) { return ::read(fd, room.data(), room.size()); },
                record_bytes, worth_waking) {}

ReadAhead::ReadAhead(Read read, std::size_t record_bytes, std::size_t worth_waking)
    : read_(std::move(read)), record_bytes_(record_bytes), worth_waking_(worth_waking) {
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    // next() reads.
  }
}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  freed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::span<const std::byte> ReadAhead::next() {
  if (!thread_.joinable()) {
    Chunk& chunk = chunks_.front();
    if (!fill(chunk)) return {};
    return {chunk.bytes.data(), chunk.size};
  }
  std::unique_lock lock(mutex_);
  if (held_ != 0) {
    held_ = 0;
    // It waits only when there was no room at all.
    if (written_ - taken_++ == kChunks) freed_.notify_one();
  }
  if (written_ == taken_) {
    filled_.wait(lock, [&] { return written_ - taken_ >= worth_waking_ || ended_; });
  }
  if (written_ == taken_) return {};
  held_ = 1;
  const Chunk& chunk = chunks_[taken_ % kChunks];
  return {chunk.bytes.data(), chunk.size};
}

void ReadAhead::run() {
  for (;;) {
    Chunk& chunk = chunks_[written_ % kChunks];
    const bool more = fill(chunk);
    std::unique_lock lock(mutex_);
    ended_ = !more;
    if (more) ++written_;
    if (ended_ || written_ - taken_ >= worth_waking_) filled_.notify_one();
    if (ended_) return;
    freed_.wait(lock, [&] { return written_ - taken_ < kChunks || stop_; });
    if (stop_) return;
  }
}

/// @return whether there is anything in it.
bool ReadAhead::fill(Chunk& chunk) {
  for (;;) {
    std::copy(rest_.begin(), rest_.end(), chunk.bytes.begin());
    const ssize_t got = read_(std::span(chunk.bytes).subspan(rest_.size()));
    // EAGAIN: a million objects without a record.
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got < 0) error_ = errno;
    if (got <= 0) return false;
    const std::size_t size = rest_.size() + static_cast<std::size_t>(got);
    chunk.size = size - size % record_bytes_;
    rest_.assign(chunk.bytes.begin() + chunk.size, chunk.bytes.begin() + size);
    if (chunk.size != 0) return true;
  }
}

}  // namespace bpfnetstat
