// SPDX-License-Identifier: Apache-2.0
#include "procfs/line_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace bpfnetstat::procfs {
namespace {

constexpr std::size_t kPiecesWorthWaking = 4;

}  // namespace

LineStream::LineStream(UniqueFd fd)
    : fd_(std::move(fd)), buffer_(std::make_unique_for_overwrite<char[]>(kBytes + kLongestLine)) {}

Result<LineStream> LineStream::open(const Proc& proc, const std::string& path) {
  UniqueFd fd{::openat(proc.fd(), path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return proc.error(path, errno);
  return LineStream(std::move(fd));
}

bool LineStream::fill() {
  std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const std::size_t got = read();
  if (got == 0) return false;
  // A file that is no table, as in tests, fills the buffer.
  if (is_short_) ++piece_;
  is_short_ = got < kBytes;
  end_ += got;
  return true;
}

std::size_t LineStream::read() {
  if (!ahead_ && piece_ == kPiecesForThread) {
    ahead_ = std::make_unique<ReadAhead>(fd_.get(), 1, kPiecesWorthWaking);
  }
  if (ahead_) {
    const auto bytes = ahead_->next();
    if (!bytes.empty()) std::memcpy(buffer_.get() + end_, bytes.data(), bytes.size());
    return bytes.size();
  }
  for (;;) {
    const ssize_t got = ::read(fd_.get(), buffer_.get() + end_, kBytes);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return 0;
  }
}

bool LineStream::next(std::string_view& line) {
  for (;;) {
    const std::string_view rest(buffer_.get() + begin_, end_ - begin_);
    const std::string_view candidate = rest.substr(0, kLongestLine);
    const std::size_t newline = candidate.find('\n');
    if (newline != std::string_view::npos) {
      line = rest.substr(0, newline + 1);
    } else if (candidate.size() == kLongestLine) {
      line = candidate;
    } else if (fill()) {
      continue;
    } else if (!rest.empty()) {
      // fill() has moved it.
      line = {buffer_.get() + begin_, end_ - begin_};
    } else {
      return false;
    }
    begin_ += line.size();
    return true;
  }
}

}  // namespace bpfnetstat::procfs
