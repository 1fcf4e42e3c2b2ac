// SPDX-License-Identifier: Apache-2.0
#include "daemon/latest_transitions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace bpfnetstat::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

StateEvent at(std::uint64_t time_ns, std::uint32_t netns = 1) {
  StateEvent event;
  event.time_ns = time_ns;
  event.netns = netns;
  return event;
}

std::vector<std::uint64_t> times(const LatestTransitions& latest, std::uint16_t port,
                                 std::optional<std::uint32_t> netns = {}) {
  std::vector<StateEvent> events;
  latest.append_to(events, port, netns);
  std::vector<std::uint64_t> times;
  for (const auto& event : events) times.push_back(event.time_ns);
  return times;
}

TEST(LatestTransitions, AreTheLatestOfEachPort) {
  LatestTransitions latest(3, 2);
  for (const std::uint64_t time : {1, 2, 3}) latest.add(80, at(time));
  latest.add(81, at(4));
  EXPECT_THAT(times(latest, 80), ElementsAre(2, 3));
  EXPECT_THAT(times(latest, 81), ElementsAre(4));
  EXPECT_THAT(times(latest, 82), IsEmpty());
}

TEST(LatestTransitions, AreKeptByNamespace) {
  LatestTransitions latest(3, 2);
  latest.add(80, at(1, 11));
  latest.add(80, at(2, 12));
  latest.add(80, at(3, 12));
  latest.add(80, at(4, 12));
  EXPECT_THAT(times(latest, 80), ElementsAre(1, 3, 4));
  EXPECT_THAT(times(latest, 80, 11), ElementsAre(1));
  EXPECT_THAT(times(latest, 80, 12), ElementsAre(3, 4));
  EXPECT_THAT(times(latest, 80, 13), IsEmpty());
}

TEST(LatestTransitions, MakeRoomWhereNothingHappenedForLongest) {
  LatestTransitions latest(3, 2);
  latest.add(80, at(1));
  latest.add(81, at(2));
  latest.add(82, at(3));
  latest.add(80, at(4));
  latest.add(83, at(5));
  EXPECT_THAT(times(latest, 81), IsEmpty());
  EXPECT_THAT(times(latest, 80), ElementsAre(1, 4));
  latest.add(81, at(6));
  EXPECT_THAT(times(latest, 82), IsEmpty());
  EXPECT_THAT(times(latest, 83), ElementsAre(5));
}

}  // namespace
}  // namespace bpfnetstat::daemon
