// SPDX-License-Identifier: Apache-2.0
#include "serve/outbox.h"

#include <utility>

namespace bpfnetstat::serve {

namespace {

/// By so much more than it needs a string behind a producer grows.
constexpr std::size_t kSlackBytes = 16 << 10;

}  // namespace

bool Outbox::append(std::string_view bytes) {
  if (bytes.empty()) return true;
  if (bytes.size() > room()) return false;
  if (!producers_.empty()) {
    std::string& behind = producers_.back().behind;
    behind_bytes_ -= behind.capacity();
    if (behind.size() + bytes.size() > behind.capacity())
      behind.reserve(behind.size() + bytes.size() + kSlackBytes);
    behind += bytes;
    behind_bytes_ += behind.capacity();
    return true;
  }
  const std::size_t needed = bytes_.size() + bytes.size();
  if (needed > kOutputBytes) close_gap();
  // Not by doubling: that would end at twice the bound.
  if (needed > bytes_.capacity()) bytes_.reserve(needed < kPieceBytes ? kPieceBytes : kOutputBytes);
  bytes_ += bytes;
  return true;
}

std::size_t Outbox::room() const {
  if (producers_.empty()) {
    // A piece may be larger than it should.
    const std::size_t taken = waiting();
    return taken < kOutputBytes ? kOutputBytes - taken : 0;
  }
  // A client that reads along has little in `bytes_`, and so room for what comes behind.
  const std::string& behind = producers_.back().behind;
  const std::size_t taken = held_bytes() - (behind.capacity() - behind.size());
  return taken < kOutputBytes ? kOutputBytes - taken : 0;
}

void Outbox::produce(Producer more) {
  producers_.push_back({std::move(more), {}});
  behind_bytes_ += producers_.back().behind.capacity();
}

std::string_view Outbox::next() {
  while (!producers_.empty() && waiting() < kPieceBytes) {
    close_gap();
    const std::size_t before = bytes_.size();
    const bool has_more = producers_.front().more(bytes_);
    if (!has_more) {
      end_producer();
    } else if (bytes_.size() == before) {
      break;
    }
  }
  return std::string_view(bytes_).substr(gone_);
}

void Outbox::end_producer() {
  std::string behind = std::move(producers_.front().behind);
  producers_.pop_front();
  behind_bytes_ = 0;
  for (const auto& producing : producers_) behind_bytes_ += producing.behind.capacity();
  if (behind.empty()) return;
  // Two at once for a moment, of which the one is as small as a piece.
  if (waiting() == 0) {
    gone_ = 0;
    bytes_ = std::move(behind);
  } else {
    bytes_.reserve(bytes_.size() + behind.size());
    bytes_ += behind;
  }
}

void Outbox::remove(std::size_t bytes) {
  gone_ += bytes;
  if (waiting() != 0) return;
  gone_ = 0;
  bytes_.clear();
  // Most clients of a live report read along and need little.
  if (bytes_.capacity() > kPieceBytes && producers_.empty()) std::string().swap(bytes_);
}

void Outbox::close_gap() {
  bytes_.erase(0, gone_);
  gone_ = 0;
}

}  // namespace bpfnetstat::serve
