// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/types.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "event.h"

namespace bpfnetstat::kernel {

/// Tells sockets that the iterator yields twice. When its buffer is full it remembers a bucket's
/// next sockets by their cookies, and a TIME_WAIT socket has the cookie of the connection that it
/// was, but at the bucket's head: the iterator goes on from there.
class BucketRows {
 public:
  /// Whether its bucket has yielded it before. Not for listeners: those of one SO_REUSEPORT group
  /// have the same ends.
  bool is_repeated(const bns_iterator_row& next) {
    if (next.bucket != bucket_) {
      bucket_ = next.bucket;
      ports_.clear();
      rows_.clear();
    }
    const auto ports = static_cast<std::uint32_t>(next.row.local_port << 16 | next.row.peer_port);
    for (std::size_t i = 0; i < ports_.size(); ++i) {
      if (ports_[i] == ports && are_same(rows_[i], next)) return true;
    }
    ports_.push_back(ports);
    rows_.push_back(next);
    return false;
  }

 private:
  /// Between two looks a socket may be closed, and has no inode any more.
  static bool are_same(const bns_iterator_row& a, const bns_iterator_row& b) {
    return a.interface == b.interface &&
           (a.row.inode == b.row.inode || a.row.inode == 0 || b.row.inode == 0) &&
           std::memcmp(a.row.local_address, b.row.local_address, sizeof(a.row.local_address)) ==
               0 &&
           std::memcmp(a.row.peer_address, b.row.peer_address, sizeof(a.row.peer_address)) == 0;
  }

  std::uint32_t bucket_ = 0;
  std::vector<std::uint32_t> ports_;  ///< By index of rows_: mostly all there is to compare.
  std::vector<bns_iterator_row> rows_;
};

}  // namespace bpfnetstat::kernel
