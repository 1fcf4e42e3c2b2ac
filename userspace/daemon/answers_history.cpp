// SPDX-License-Identifier: Apache-2.0
#include "daemon/answers_history.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/loop.h"

namespace bpfnetstat::daemon {

HistoryDesk::HistoryDesk(Read read)
    : read_(std::move(read)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  thread_ = std::thread([this] { run(); });
}

HistoryDesk::~HistoryDesk() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  asked_.notify_one();
  thread_.join();
}

bool HistoryDesk::ask(Question question) {
  const std::lock_guard lock(mutex_);
  if (!places_.take(question.uid)) return false;
  auto behind = questions_.end();
  if (question.uid == 0) {
    behind = std::find_if(questions_.begin(), questions_.end(),
                          [](const Question& other) { return other.uid != 0; });
  }
  questions_.insert(behind, std::move(question));
  asked_.notify_one();
  return true;
}

void HistoryDesk::forget(std::uint64_t session_id) {
  const std::lock_guard lock(mutex_);
  std::erase_if(questions_, [&](const Question& question) {
    if (question.session_id != session_id) return false;
    places_.give_back(question.uid);
    return true;
  });
}

std::deque<HistoryDesk::Answer> HistoryDesk::take() {
  std::uint64_t count = 0;
  if (::read(wake_.get(), &count, sizeof count) < 0) return {};
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

void HistoryDesk::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    asked_.wait(lock, [this] { return stop_ || !questions_.empty(); });
    if (stop_) return;
    const auto now_ns = app::monotonic_ns();
    if (questions_.front().uid != 0 && now_ns < pace_.next_ns()) {
      asked_.wait_for(lock, std::chrono::nanoseconds(pace_.next_ns() - now_ns));
      continue;
    }
    const Question question = std::move(questions_.front());
    questions_.pop_front();
    lock.unlock();
    const auto began_ns = app::monotonic_ns();
    auto text = read_(question.request);
    lock.lock();
    if (question.uid != 0) pace_.spent(began_ns, app::monotonic_ns());
    // Not before: whoever goes and comes again has not more than whoever stays.
    places_.give_back(question.uid);
    answers_.push_back({question.session_id, std::move(text)});
    const std::uint64_t one = 1;
    // Full only after 2^64 - 2 answers that nobody took.
    (void)!::write(wake_.get(), &one, sizeof one);
  }
}

}  // namespace bpfnetstat::daemon
