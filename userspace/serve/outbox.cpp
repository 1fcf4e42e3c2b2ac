// SPDX-License-Identifier: Apache-2.0
#include "serve/outbox.h"

#include <utility>

namespace bpfnetstat::serve {

bool Outbox::append(std::string_view bytes) {
  if (bytes.empty()) return true;
  if (bytes.size() > room()) return false;
  const std::size_t needed = bytes_.size() + bytes.size();
  if (needed > kOutputBytes) close_gap();
  // Not by doubling: that would end at twice the bound.
  if (needed > bytes_.capacity()) bytes_.reserve(needed < kPieceBytes ? kPieceBytes : kOutputBytes);
  bytes_ += bytes;
  return true;
}

std::size_t Outbox::room() const {
  const std::size_t taken = waiting();
  // A piece may be larger than it should.
  return producers_.empty() && taken < kOutputBytes ? kOutputBytes - taken : 0;
}

void Outbox::produce(Producer more) {
  producers_.push_back(std::move(more));
}

std::string_view Outbox::next() {
  while (!producers_.empty() && waiting() < kPieceBytes) {
    close_gap();
    const std::size_t before = bytes_.size();
    const bool has_more = producers_.front()(bytes_);
    if (!has_more) {
      producers_.pop_front();
    } else if (bytes_.size() == before) {
      break;
    }
  }
  return std::string_view(bytes_).substr(gone_);
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
