// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/read_ahead.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "procfs/proc.h"

namespace bpfnetstat::procfs {

/// A file of /proc/net line by line, in memory that does not grow with it.
class LineStream {
 public:
  /// As netstat reads: what is longer goes on as a line of its own.
  static constexpr std::size_t kLongestLine = 8191;

  static Result<LineStream> open(const Proc& proc, const std::string& path);

  /// @param line valid until the next call; with its newline, if one ended it.
  /// @return false at the end. A read that fails ends the file: what came before stands.
  bool next(std::string_view& line);

  /// How often the kernel had to go on where it had left off before the last line: a table of
  /// /proc/net is handed out about a page at a time, and changes between two pieces.
  std::uint32_t piece() const { return piece_; }

 private:
  explicit LineStream(UniqueFd fd);
  bool fill();
  /// Reads what comes next behind end_. @return bytes, 0 at the end.
  std::size_t read();

  static constexpr std::size_t kBytes = 1 << 16;
  /// A table that goes on after so many pieces is worth a thread.
  static constexpr std::uint32_t kPiecesForThread = 16;

  UniqueFd fd_;
  std::unique_ptr<ReadAhead> ahead_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint32_t piece_ = 0;
  bool is_short_ = false;
};

}  // namespace bpfnetstat::procfs
