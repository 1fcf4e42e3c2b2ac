// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace bpfnetstat::app {

/// Standard output, written in large pieces. A reader that went away is no error: closed() then
/// says so, and whatever follows is dropped.
class Output {
 public:
  /// Append whole lines here; flush() hands them on.
  std::string& buffer() { return buffer_; }

  /// Writes all that is buffered. Blocks while the reader is slow.
  Status flush();
  /// Writes if enough has gathered to be worth a system call.
  Status flush_if_large();

  bool closed() const { return closed_; }

 private:
  std::string buffer_;
  bool closed_ = false;
};

/// Colour only on a terminal, and never with NO_COLOR (no-color.org: set and not empty).
bool wants_colour();

}  // namespace bpfnetstat::app
