// SPDX-License-Identifier: Apache-2.0
#include "app/output.h"

#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "app/loop.h"

namespace bpfnetstat::app {
namespace {

constexpr std::uint64_t kGraceNs = 1'000'000'000;

}  // namespace

Output::Output(int stop_fd, std::optional<double> duration_s) : stop_fd_(stop_fd) {
  struct stat status {};
  may_block_ = ::fstat(STDOUT_FILENO, &status) == 0 && !S_ISREG(status.st_mode);
  if (duration_s) give_up_ns_ = monotonic_ns() + seconds_to_ns(*duration_s) + kGraceNs;
}

bool Output::wait_writable() {
  for (;;) {
    const std::uint64_t now = monotonic_ns();
    if (now >= give_up_ns_) return false;
    std::array<pollfd, 2> fds = {{{STDOUT_FILENO, POLLOUT, 0}, {stop_fd_, POLLIN, 0}}};
    constexpr std::uint64_t kLongestMs = 60'000;
    const auto wait_ms = std::min<std::uint64_t>((give_up_ns_ - now) / 1'000'000 + 1, kLongestMs);
    if (::poll(fds.data(), fds.size(), static_cast<int>(wait_ms)) <= 0) continue;
    if (fds[0].revents != 0) return true;
    // The signal stays readable, for the loop; from here on only the grace counts.
    give_up_ns_ = std::min(give_up_ns_, monotonic_ns() + kGraceNs);
    stop_fd_ = -1;
  }
}

Result<std::size_t> Output::write_once(std::string_view text) {
  // What poll() promises of a pipe is room for PIPE_BUF bytes.
  const auto piece = may_block_ ? std::min<std::size_t>(text.size(), PIPE_BUF) : text.size();
  const ssize_t written = ::write(STDOUT_FILENO, text.data(), piece);
  if (written >= 0) {
    // A slow reader is a reader: the grace begins anew.
    if (give_up_ns_ != UINT64_MAX) give_up_ns_ = std::max(give_up_ns_, monotonic_ns() + kGraceNs);
    return static_cast<std::size_t>(written);
  }
  if (errno == EPIPE) {
    closed_ = true;
  } else if (errno == EAGAIN) {
    // Whoever shares our stdout may have made it non-blocking.
    may_block_ = true;
  } else if (errno != EINTR) {
    return Error{ErrorKind::failed, "cannot write to standard output", errno, ""};
  }
  return std::size_t{0};
}

Status Output::write(std::string_view text) {
  // Time that we spent on other things, the reader did not waste.
  if (give_up_ns_ != UINT64_MAX) give_up_ns_ = std::max(give_up_ns_, monotonic_ns() + kGraceNs);
  while (!text.empty() && !closed_) {
    if (may_block_ && !wait_writable()) {
      closed_ = true;
      return Error{ErrorKind::failed, "nobody reads standard output; the rest is not written", 0,
                   ""};
    }
    const auto written = write_once(text);
    if (!written) return written.error();
    text.remove_prefix(*written);
  }
  return {};
}

Result<std::size_t> Output::write_some(std::string_view text) {
  std::size_t all = 0;
  while (all < text.size() && !closed_) {
    pollfd look = {STDOUT_FILENO, POLLOUT, 0};
    if (may_block_ && (::poll(&look, 1, 0) <= 0 || (look.revents & POLLOUT) == 0)) break;
    const auto written = write_once(text.substr(all));
    if (!written) return written.error();
    if (*written == 0) break;
    all += *written;
  }
  return all;
}

Status Output::flush() {
  auto status = write(buffer_);
  buffer_.clear();
  return status;
}

Status Output::flush_if_large() {
  constexpr std::size_t kLarge = 64 * 1024;
  return buffer_.size() < kLarge ? Status{} : flush();
}

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return (no_colour == nullptr || *no_colour == '\0') && ::isatty(STDOUT_FILENO) == 1;
}

bool locale_is_utf8() {
  // locale(7): the first of these that is set and not empty.
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    std::string name(value);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return name.find("UTF-8") != std::string::npos || name.find("UTF8") != std::string::npos;
  }
  return false;
}

}  // namespace bpfnetstat::app
