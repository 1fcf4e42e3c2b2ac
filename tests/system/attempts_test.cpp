// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "daemon_lab.h"
#include "lab.h"
#include "runner.h"

// What became of clients that were dropped, as `listeners` tells it.
namespace bpfnetstat::lab {
namespace {

struct Ends {
  const char* name;
  const char* bind;
  const char* server;
  const char* client;
};

class DroppedClients : public testing::TestWithParam<Ends> {
 protected:
  DroppedClients() {
    while (!listener_.full()) {
      knock();
      EXPECT_TRUE(eventually([&] { return clients_.back().established(); }));
    }
    clients_.clear();
    daemon_.emplace(folder_);
  }

  void knock() { clients_.emplace_back(where_, GetParam().client, server_); }
  /// Each of whose SYN has been refused by now.
  void knock_in_vain(int times) {
    for (int i = 0; i < times; ++i) {
      const auto before = where_.verdicts();
      knock();
      where_.await_verdicts(before, 1);
    }
  }
  std::uint64_t told(const std::string& what) const {
    return daemon_->listener(listener_).number_or("dropped_clients." + what, 0);
  }

  const Folder folder_;
  const Namespace where_;
  const Listener listener_{where_, {GetParam().bind, 0}, {.backlog = 5, .v6only = false}};
  const At server_{GetParam().server, listener_.port()};
  std::vector<Client> clients_;
  std::optional<Daemon> daemon_;
};

TEST_P(DroppedClients, WhoComeBackWereDelayed) {
  const auto began = Clock::now();
  knock_in_vain(kAttempts);
  EXPECT_EQ(told("waiting"), static_cast<std::uint64_t>(kAttempts));
  listener_.listen(128);
  ASSERT_TRUE(eventually([&] { return told("waiting") == 0; }, 20s)) << told("waiting");
  const auto took_us = std::chrono::ceil<std::chrono::microseconds>(Clock::now() - began).count();
  const Record record = daemon_->listener(listener_);
  EXPECT_EQ(record.number("dropped_clients.delayed"), static_cast<std::uint64_t>(kAttempts));
  EXPECT_EQ(record.number("dropped_clients.lost"), 0u);
  EXPECT_EQ(record.number("dropped_clients.waiting"), 0u);
  // Nobody sends a SYN again before a second is over.
  EXPECT_GE(record.number("dropped_clients.delay_mean_us"), 900'000u);
  EXPECT_GE(record.number("dropped_clients.delay_max_us"),
            record.number("dropped_clients.delay_mean_us"));
  EXPECT_LE(record.number("dropped_clients.delay_max_us"), static_cast<std::uint64_t>(took_us));
  EXPECT_EQ(record.number("dropped_clients.drops_followed"), record.number("drops_total"));
}

TEST_P(DroppedClients, WhoGiveUpAreLost) {
  constexpr std::uint64_t kGivingUp = 7;
  knock_in_vain(kAttempts);
  for (std::size_t i = 0; i < kGivingUp; ++i) clients_[i].give_up();
  listener_.listen(128);
  EXPECT_TRUE(eventually([&] { return told("waiting") == 0; }, 20s)) << told("waiting");
  EXPECT_EQ(told("lost"), kGivingUp);
  EXPECT_EQ(told("delayed"), kAttempts - kGivingUp);
}

INSTANTIATE_TEST_SUITE_P(Of, DroppedClients,
                         testing::Values(Ends{"V4", "127.0.0.1", "127.0.0.1", "127.0.0.2"},
                                         Ends{"V6", "::1", "::1", "::1"},
                                         Ends{"Mapped", "::", "127.0.0.1", "127.0.0.2"}),
                         [](const auto& ends) { return std::string(ends.param.name); });

}  // namespace
}  // namespace bpfnetstat::lab
