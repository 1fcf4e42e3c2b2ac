// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bpfnetstat::app {

/// Standard output, written in large pieces. A reader that went away is no error: closed() then
/// says so, and whatever follows is dropped. A reader that stops reading holds us up, but not
/// beyond a stop signal or the end of the run and a second's grace after its last sign of life.
class Output {
 public:
  /// Waits for the reader without end.
  Output() = default;
  /// @param stop_fd readable once the run shall end.
  /// @param duration_s until the run ends by itself, counted from now.
  Output(int stop_fd, std::optional<double> duration_s);

  /// Append whole lines here; flush() hands them on.
  std::string& buffer() { return buffer_; }

  /// Writes all that is buffered. An Error where it cannot be written, or nobody reads it in time.
  Status flush();
  /// Writes if enough has gathered to be worth a system call.
  Status flush_if_large();

  /// Writes what standard output takes at this moment, past the buffer. @return bytes; 0 as well
  /// where it is closed().
  Result<std::size_t> write_some(std::string_view text);

  bool closed() const { return closed_; }

 private:
  /// At most what can be written without waiting, if it may be waited for.
  Result<std::size_t> write_once(std::string_view text);
  Status write(std::string_view text);
  /// Whether a write may be tried; false when the time for it is over.
  bool wait_writable();

  std::string buffer_;
  bool closed_ = false;
  bool may_block_ = false;  ///< A pipe, socket or terminal: a write waits for its reader.
  int stop_fd_ = -1;
  std::uint64_t give_up_ns_ = UINT64_MAX;  ///< CLOCK_MONOTONIC.
};

/// Colour only on a terminal, and never with NO_COLOR (no-color.org: set and not empty).
bool wants_colour();
/// Whether block characters show as such, as locale(7) chooses.
bool locale_is_utf8();

}  // namespace bpfnetstat::app
