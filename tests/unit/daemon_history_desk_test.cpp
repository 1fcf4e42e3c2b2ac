// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "app/loop.h"
#include "daemon/answers_history.h"

namespace bpfnetstat::daemon {
namespace {

using namespace std::chrono_literals;

constexpr uid_t kMember = 1000;

/// A desk whose reader begins with nothing before it is let go, and tells what it read.
class Desk {
 public:
  ~Desk() { let_go(); }

  bool ask(std::uint64_t session_id, uid_t uid) {
    app::HistoryRequest request;
    request.query.since = static_cast<RealtimeNs>(session_id);
    return desk.ask({session_id, uid, request});
  }
  /// Waits until the reader has begun with its first question.
  void wait_begun() { begun_.get_future().wait(); }
  void let_go() {
    if (!std::exchange(gone_on_, true)) go_on_.set_value();
  }
  /// The sessions of the next so many answers, in their order.
  std::vector<std::uint64_t> answered(std::size_t count) {
    std::vector<std::uint64_t> sessions;
    while (sessions.size() < count) {
      pollfd look{desk.fd(), POLLIN, 0};
      if (::poll(&look, 1, 10'000) != 1) break;
      for (const auto& answer : desk.take()) {
        EXPECT_EQ(*answer.text, std::to_string(answer.session_id));
        sessions.push_back(answer.session_id);
      }
    }
    return sessions;
  }

 private:
  Result<std::string> read(const app::HistoryRequest& request) {
    if (!std::exchange(has_begun_, true)) {
      begun_.set_value();
      go_on_.get_future().wait();
    } else {
      std::this_thread::sleep_for(pause);
    }
    return std::to_string(request.query.since);
  }

  std::promise<void> begun_;
  std::promise<void> go_on_;
  bool gone_on_ = false;
  bool has_begun_ = false;  ///< Of the reader's thread.

 public:
  std::chrono::milliseconds pause{0};
  HistoryDesk desk{[this](const app::HistoryRequest& request) { return read(request); }};
};

TEST(HistoryDesk, KeepsPlacesForRoot) {
  Desk desk;
  std::uint64_t session = 0;
  for (const uid_t uid : {kMember, kMember, kMember}) EXPECT_TRUE(desk.ask(++session, uid));
  EXPECT_FALSE(desk.ask(99, kMember));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(desk.ask(++session, kMember + 1));
  EXPECT_FALSE(desk.ask(99, kMember + 2));
  EXPECT_TRUE(desk.ask(++session, 0));
  EXPECT_TRUE(desk.ask(++session, 0));
  EXPECT_FALSE(desk.ask(99, 0));
}

TEST(HistoryDesk, AnswersRootBeforeOthers) {
  Desk desk;
  desk.ask(1, kMember);
  desk.wait_begun();
  desk.ask(2, kMember);
  desk.ask(3, 0);
  desk.ask(4, 0);
  desk.let_go();
  EXPECT_EQ(desk.answered(4), (std::vector<std::uint64_t>{1, 3, 4, 2}));
}

TEST(HistoryDesk, ReadsNothingForWhoeverHasGone) {
  Desk desk;
  desk.ask(1, kMember);
  desk.wait_begun();
  // Asks and hangs up, again and again.
  for (std::uint64_t session = 2; session < 99; ++session) {
    EXPECT_TRUE(desk.ask(session, kMember)) << session;
    desk.desk.forget(session);
  }
  // The one that is being answered keeps its place.
  desk.desk.forget(1);
  EXPECT_TRUE(desk.ask(101, kMember));
  EXPECT_TRUE(desk.ask(102, kMember));
  EXPECT_FALSE(desk.ask(103, kMember));
  desk.let_go();
  EXPECT_EQ(desk.answered(3), (std::vector<std::uint64_t>{1, 101, 102}));
  EXPECT_TRUE(desk.ask(104, kMember));
}

TEST(HistoryDesk, ReadsForOthersInHalfOfTheTime) {
  Desk desk;
  desk.pause = 400ms;
  desk.let_go();
  desk.ask(1, kMember);
  desk.answered(1);
  const auto began_ns = app::monotonic_ns();
  desk.ask(2, kMember);
  desk.answered(1);
  desk.ask(3, kMember);
  desk.ask(4, 0);
  EXPECT_EQ(desk.answered(2), (std::vector<std::uint64_t>{4, 3}));
  // Two questions, the pause between them, and root's within it.
  EXPECT_GE(app::monotonic_ns() - began_ns, 3 * 400'000'000u);
}

}  // namespace
}  // namespace bpfnetstat::daemon
