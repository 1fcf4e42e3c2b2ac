// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/append_format.h"

namespace bpfnetstat::netstat {

/// Text as a terminal may have it: newlines and tabs, and else what printable() leaves.
std::string harmless(std::string_view text);

/// Standard output in large pieces, on a terminal harmless(): paths and names are netstat's bytes
/// only where nothing obeys them. As with netstat, nobody is told when it cannot be written
/// (SIGPIPE keeps its default: a closed pipe ends the process).
class Output {
 public:
  explicit Output(int fd) : fd_(fd), is_terminal_(::isatty(fd) == 1) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { flush(); }

  /// Append here; call flush_if_large() after each row.
  std::string& buffer() { return buffer_; }

  void text(std::string_view text) { buffer_ += text; }

  template <typename... Arguments>
  void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    append_format(buffer_, format, std::forward<Arguments>(arguments)...);
  }

  void flush_if_large() {
    // Somebody looks on while names are being asked for.
    if (is_terminal_ || buffer_.size() >= kLarge) flush();
  }
  void flush();

 private:
  static constexpr std::size_t kLarge = 1 << 16;

  std::string buffer_;
  int fd_;
  bool is_terminal_;
};

/// Words for stderr, without the common beginning that netstat's messages have not; harmless() on a
/// terminal.
template <typename... Arguments>
void complain(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  const std::string text = fmt::format(format, std::forward<Arguments>(arguments)...);
  std::fputs(::isatty(STDERR_FILENO) == 1 ? harmless(text).c_str() : text.c_str(), stderr);
}

}  // namespace bpfnetstat::netstat
