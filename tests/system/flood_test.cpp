// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <thread>

#include "exact.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// Raw SYNs as fast as the cores send them, for five seconds: still exact, and still cheap.
namespace bpfnetstat::lab {
namespace {

constexpr auto kFloodTime = 5s;
constexpr std::int64_t kMaxRssKib = 64 * 1024;
constexpr double kMaxUserCores = 0.25;

struct FloodScenario {
  const char* name;
  std::size_t members;
  std::vector<int> cpus;
};
void PrintTo(const FloodScenario& scenario, std::ostream* out) {
  *out << scenario.name;
}

class DropsUnderFlood : public testing::TestWithParam<FloodScenario> {};

TEST_P(DropsUnderFlood, ExactWithinItsMemoryAndCpu) {
  const Namespace where;
  const auto listeners = listen_group(where, {"0.0.0.0", 0}, GetParam().members);
  const At server = {"127.0.0.1", listeners.front().port()};
  std::vector<const Listener*> members;
  for (const Listener& listener : listeners) members.push_back(&listener);

  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Measurement measured(where, members);
  Outcome fill = overflow_by_connecting(where, members, loopback_sources(), server, 0);
  fill.abort_clients();
  // Aborting emptied no accept queue: the children are reset, but stay until they are accepted.
  for (const Listener* member : members) ASSERT_TRUE(member->full());

  std::uint64_t sent = 0;
  {
    std::deque<Flood> floods;
    std::uint16_t source_net = 0x7f01;
    for (const int cpu : GetParam().cpus) floods.emplace_back(where, server, source_net++, cpu);
    // Its records are read meanwhile, as a live reader would.
    tool.read_for(kFloodTime);
    for (Flood& flood : floods) sent += flood.stop();
  }
  const std::uint64_t expected = sent + sum(fill.dropped);
  ASSERT_TRUE(eventually([&] {
    measured.finish();
    return measured.moved().listen_drops == expected;
  })) << measured.moved().listen_drops
      << " dropped, " << expected << " sent";

  const Ended ended = tool.stop();
  expect_exact(ended, measured, {ByCause{{kCauseA, expected}}, std::nullopt});
  RecordProperty("syns", std::to_string(sent));
  RecordProperty("rss_kib", std::to_string(ended.max_rss_kib));
  RecordProperty("user_s", std::to_string(ended.user_s));
  RecordProperty("system_s", std::to_string(ended.system_s));
  EXPECT_LT(ended.max_rss_kib, kMaxRssKib);
  EXPECT_LT(ended.user_s / ended.wall_s, kMaxUserCores)
      << ended.user_s << " s of user CPU in " << ended.wall_s << " s";
}

const FloodScenario kFloods[] = {
    {"OneListenerOneCpu", 1, {0}},
    {"OneListenerTwoCpus", 1, {0, 1}},
    {"ReuseportGroupTwoCpus", 4, {0, 1}},
};
INSTANTIATE_TEST_SUITE_P(, DropsUnderFlood, testing::ValuesIn(kFloods),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(FloodOfTheSynQueue, IsExactWithoutCookies) {
  const Namespace where;
  where.set("net/ipv4/tcp_syncookies", 0);
  where.set("net/ipv4/tcp_max_syn_backlog", 4096);
  Wire wire(where);
  const Listener listener(where, {Wire::kServerV4, 0}, {.backlog = 128});
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Measurement measured(where, {&listener});
  // Sources that nobody owns: no reset frees a place in the queue.
  Flood flood(wire.far_end(), listener.bound(), 0x0a4e /* 10.78.0.0 */, 0);
  tool.read_for(2s);
  EXPECT_GT(flood.stop(), 1000u);
  // The wire may lose some: what the kernel counted is the truth.
  std::uint64_t last = 0;
  ASSERT_TRUE(eventually([&] {
    std::this_thread::sleep_for(20ms);
    measured.finish();
    return std::exchange(last, measured.moved().listen_drops) == measured.moved().listen_drops;
  }));
  EXPECT_GT(measured.moved().req_q_full_drop, 1000u);
  const Ended ended = tool.stop();
  expect_exact(ended, measured,
               {ByCause{{kCauseD, measured.moved().req_q_full_drop}}, std::nullopt});
}

TEST(FloodWithASlowReader, CostsNoCount) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Measurement measured(where, {&listener});
  Outcome fill =
      overflow_by_connecting(where, {&listener}, loopback_sources(), listener.bound(), 0);
  fill.abort_clients();
  {
    Flood flood(where, listener.bound(), 0x7f01, 0);
    std::this_thread::sleep_for(2s);  // Nobody reads its stdout: the pipe is full, it is blocked.
    const std::uint64_t sent = flood.stop();
    ASSERT_TRUE(eventually([&] {
      measured.finish();
      return measured.moved().listen_drops == sent;
    }));
  }
  const Ended ended = tool.stop();
  expect_exact(ended, measured);
}

}  // namespace
}  // namespace bpfnetstat::lab
