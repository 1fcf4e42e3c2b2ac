// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>

#include "base/read_ahead.h"

namespace bpfnetstat::kernel {

/// Calls `sink(const Record&)` for each record of a BPF iterator, until it says false.
/// @return 0 or the errno of the read that failed.
template <typename Record, typename Sink>
int read_records(int iterator_fd, std::size_t worth_waking, Sink&& sink) {
  ReadAhead chunks(iterator_fd, sizeof(Record), worth_waking);
  for (;;) {
    auto bytes = chunks.next();
    if (bytes.empty()) return chunks.error();
    for (; !bytes.empty(); bytes = bytes.subspan(sizeof(Record))) {
      Record record;
      std::memcpy(&record, bytes.data(), sizeof(record));
      if (!sink(record)) return 0;
    }
  }
}

}  // namespace bpfnetstat::kernel
