// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "lab.h"
#include "runner.h"

// From exec to `ready`, and how much memory it takes; how long is tests/bench/overhead's to say.
namespace bpfnetstat::lab {
namespace {

class Startup : public testing::TestWithParam<const char*> {
 protected:
  void start_three_times() {
    for (int i = 0; i < 3; ++i) {
      Tool tool({GetParam(), "--json"});
      tool.wait_ready();
      const Ended ended = tool.stop();
      EXPECT_EQ(ended.exit_code, 0) << ended.err;
      max_rss_kib_ = std::max(max_rss_kib_, ended.max_rss_kib);
    }
    RecordProperty("max_rss_kib", std::to_string(max_rss_kib_));
  }

  std::int64_t max_rss_kib_ = 0;
};

TEST_P(Startup, ReadyWithTenListeners) {
  const Namespace where;
  std::vector<Listener> listeners;
  for (int i = 0; i < 10; ++i) listeners.emplace_back(where, At{"127.0.0.1", 0});
  start_three_times();
  EXPECT_LT(max_rss_kib_, 40 * 1024);
}

TEST_P(Startup, ReadyWithAHundredThousandSocketsInTwentyNamespaces) {
  constexpr int kNamespaces = 20;
  constexpr int kConnections = 2500;  // Two sockets each.
  std::deque<Namespace> namespaces;
  std::deque<Channel> channels;
  std::vector<Child> children;
  for (int i = 0; i < kNamespaces; ++i) {
    const Namespace& where = namespaces.emplace_back();
    Channel& channel = channels.emplace_back();
    children.emplace_back([&] {
      channel.be_child();
      const Connections connections(where, kConnections);
      channel.tell(kConnections);
      channel.hear();
    });
  }
  for (const Channel& channel : channels) ASSERT_EQ(channel.hear(), kConnections);
  start_three_times();
  EXPECT_LT(max_rss_kib_, 40 * 1024);
}

INSTANTIATE_TEST_SUITE_P(, Startup, testing::Values("drops", "trace"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace bpfnetstat::lab
