// SPDX-License-Identifier: Apache-2.0
#include "netstat/output.h"

#include <unistd.h>

#include <cerrno>

namespace bpfnetstat::netstat {

void Output::flush() {
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
