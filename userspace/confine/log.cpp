// SPDX-License-Identifier: Apache-2.0
#include "confine/log.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/text.h"

namespace bpfnetstat::confine {
namespace {

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

/// The line with every number as one '#'.
std::string kind_of(std::string_view line) {
  std::string key;
  key.reserve(line.size());
  for (const char byte : line) {
    if (!is_digit(byte)) {
      key += byte;
    } else if (key.empty() || key.back() != '#') {
      key += '#';
    }
  }
  return key;
}

bool is_journal(int fd, const char* journal_stream) {
  if (journal_stream == nullptr) return false;
  struct stat status {};
  if (::fstat(fd, &status) != 0) return false;
  // A stderr that was redirected since is not the journal's any more: systemd.exec(5).
  return fmt::format("{}:{}", status.st_dev, status.st_ino) == journal_stream;
}

/// Where poll(2) says that there is room, a pipe takes PIPE_BUF bytes and a stream socket a line of
/// ours without blocking. Where nobody reads any more there is none, and no SIGPIPE.
bool has_room(int fd) {
  pollfd out{.fd = fd, .events = POLLOUT, .revents = 0};
  return ::poll(&out, 1, 0) == 1 && out.revents == POLLOUT;
}

}  // namespace

Log::Log(int fd, const char* journal_stream)
    : fd_(fd), to_journal_(is_journal(fd, journal_stream)) {}

Log Log::from_environment() {
  return {STDERR_FILENO, std::getenv("JOURNAL_STREAM")};
}

bool Log::put(Priority priority, std::string_view line) {
  std::string text =
      to_journal_ ? fmt::format("<{}>", static_cast<int>(priority)) : std::string("bpfnetstat: ");
  text += printable(line.substr(0, kMostBytes));
  // After printable(), which can make four of one: never within what it made of a byte.
  if (text.size() > kMostBytes) {
    std::size_t end = kMostBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
    text += "...";
  }
  text += '\n';
  if (!has_room(fd_)) return false;
  ssize_t written = 0;
  do {
    written = ::write(fd_, text.data(), text.size());
  } while (written < 0 && errno == EINTR);
  return written >= 0;
}

void Log::write(Priority priority, std::string_view line, Clock::time_point now) {
  if (priority == Priority::debug && !verbose_) return;
  tick(now);
  // Lines differ by their beginnings; a key is no place for a long one.
  const std::string key = kind_of(line.substr(0, kMostBytes));
  auto kind = std::find_if(kinds_.begin(), kinds_.end(),
                           [&](const Kind& known) { return known.key == key; });
  if (kind == kinds_.end()) {
    if (kinds_.size() == kMostKinds) {
      // So many kinds are not what a limit on repetition is for; the limit on all lines holds.
      if (lines_ >= kMostLines || !put(priority, line)) {
        ++left_out_;
      } else {
        ++lines_;
      }
      return;
    }
    kinds_.push_back(
        {.key = key, .priority = priority, .first = std::string(line.substr(0, kMostBytes))});
    kind = std::prev(kinds_.end());
  }
  ++kind->lines;
  if (kind->lines > kMostAlike || lines_ >= kMostLines || !put(priority, line)) {
    ++kind->left_out;
    return;
  }
  ++lines_;
}

void Log::tick(Clock::time_point now) {
  if (now - window_began_ < kWindow) return;
  flush();
  window_began_ = now;
}

void Log::flush() {
  // What still finds no room is told of in the next window, and no line twice.
  std::size_t untold = 0;
  for (const Kind& kind : kinds_) {
    if (kind.left_out == 0) continue;
    if (!put(kind.priority,
             fmt::format("{} more like this were not logged: {}", kind.left_out, kind.first))) {
      untold += kind.left_out;
    }
  }
  if (left_out_ > 0 && !put(Priority::warning, fmt::format("{} lines were not logged", left_out_)))
    untold += left_out_;
  kinds_.clear();
  lines_ = 0;
  left_out_ = untold;
}

}  // namespace bpfnetstat::confine
