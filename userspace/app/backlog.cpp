// SPDX-License-Identifier: Apache-2.0
#include "app/backlog.h"

#include <utility>

namespace bpfnetstat::app {

void Backlog::append(std::string_view bytes) {
  const std::size_t last = bytes.rfind('\n');
  if (last == std::string_view::npos) {
    unfinished_ += bytes;
    return;
  }
  std::string_view lines = bytes.substr(0, last + 1);
  if (!unfinished_.empty()) {
    const std::size_t first = lines.find('\n') + 1;
    append_line(std::exchange(unfinished_, {}) += lines.substr(0, first));
    lines.remove_prefix(first);
  }
  unfinished_ = bytes.substr(last + 1);
  if (latest_.empty() && next().size() + lines.size() <= most_) {
    first_ += lines;
    return;
  }
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n') + 1;
    append_line(lines.substr(0, end));
    lines.remove_prefix(end);
  }
}

void Backlog::end() {
  if (!unfinished_.empty()) append_line(std::exchange(unfinished_, {}));
}

void Backlog::append_line(std::string_view line) {
  if (latest_.empty() && next().size() + line.size() <= most_) {
    first_ += line;
    return;
  }
  latest_.emplace_back(line);
  latest_bytes_ += line.size();
  while (latest_bytes_ > most_latest_) {
    latest_bytes_ -= latest_.front().size();
    latest_.pop_front();
    ++left_out_;
  }
}

void Backlog::remove(std::size_t bytes) {
  gone_ += bytes;
  if (gone_ == first_.size()) {
    first_.clear();
    gone_ = 0;
    for (const auto& line : std::exchange(latest_, {})) first_ += line;
    latest_bytes_ = 0;
  } else if (gone_ > first_.size() / 2) {
    first_.erase(0, gone_);
    gone_ = 0;
  }
}

}  // namespace bpfnetstat::app
