// SPDX-License-Identifier: Apache-2.0
#include "netstat/output.h"

#include <unistd.h>

#include <cerrno>

#include "base/text.h"

namespace bpfnetstat::netstat {

std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (;;) {
    const std::size_t end = text.find_first_of("\n\t");
    out += printable(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += text[end];
    text.remove_prefix(end + 1);
  }
}

void Output::flush() {
  if (is_terminal_) buffer_ = harmless(buffer_);
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

}  // namespace bpfnetstat::netstat
