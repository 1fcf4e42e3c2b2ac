// SPDX-License-Identifier: Apache-2.0
#include "app/output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace bpfnetstat::app {

Status Output::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && !closed_) {
    const ssize_t written = ::write(STDOUT_FILENO, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      closed_ = true;
    } else if (errno == EAGAIN) {
      // Whoever shares our stdout may have made it non-blocking.
      pollfd writable{STDOUT_FILENO, POLLOUT, 0};
      ::poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      const int error = errno;
      buffer_.clear();
      return Error{ErrorKind::failed, "cannot write to standard output", error, ""};
    }
  }
  buffer_.clear();
  return {};
}

Status Output::flush_if_large() {
  constexpr std::size_t kLarge = 64 * 1024;
  return buffer_.size() < kLarge ? Status{} : flush();
}

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return (no_colour == nullptr || *no_colour == '\0') && ::isatty(STDOUT_FILENO) == 1;
}

}  // namespace bpfnetstat::app
