// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "app/history.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "daemon/pace.h"
#include "serve/places.h"

namespace bpfnetstat::daemon {

/// Questions that wait for the thread that reads the history, or are being answered; whose they may
/// be, Places says.
inline constexpr std::size_t kMostHistoryQuestions = 8;
/// The thread reads for users other than root in half of its time at most.
inline constexpr std::uint64_t kHistoryShare = 2;

/// Answers questions to the history in a thread of its own: that may take longer than a loop may
/// stand still. Root's come first and wait for nobody's pace. All calls are the loop's.
class HistoryDesk {
 public:
  struct Question {
    std::uint64_t session_id;
    uid_t uid;  ///< Of whoever asks.
    app::HistoryRequest request;
  };
  struct Answer {
    std::uint64_t session_id;
    Result<std::string> text;
  };
  using Read = std::function<Result<std::string>(const app::HistoryRequest&)>;

  /// @param read called in the thread, for one question at a time.
  explicit HistoryDesk(Read read);
  HistoryDesk(const HistoryDesk&) = delete;
  HistoryDesk& operator=(const HistoryDesk&) = delete;
  /// Waits for the question that is being answered.
  ~HistoryDesk();

  /// Readable when take() has something.
  int fd() const { return wake_.get(); }
  /// @return false: there is no room for this user's.
  bool ask(Question question);
  /// Nobody waits for the answer any more: what has not been begun with never is.
  void forget(std::uint64_t session_id);
  std::deque<Answer> take();

 private:
  void run();

  const Read read_;
  const UniqueFd wake_;
  std::mutex mutex_;
  std::condition_variable asked_;
  std::deque<Question> questions_;  ///< Root's are in front.
  /// Of those, and of the one that is being answered.
  serve::Places places_{kMostHistoryQuestions};
  Pace pace_{kHistoryShare};
  std::deque<Answer> answers_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace bpfnetstat::daemon
