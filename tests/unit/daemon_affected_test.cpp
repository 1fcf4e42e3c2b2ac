// SPDX-License-Identifier: Apache-2.0
#include "daemon/affected.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfnetstat::daemon {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(Affected, AreTheNamespacesWhereSomethingWasLost) {
  Affected affected;
  affected.begin({.located = 7, .by_netns = {{1, 4}, {2, 3}}, .unlocated = 5});
  EXPECT_FALSE(affected.any());
  affected.look({.located = 7, .by_netns = {{1, 4}, {2, 3}}, .unlocated = 5}, {});
  EXPECT_FALSE(affected.any());
  affected.look({.located = 12, .by_netns = {{1, 4}, {2, 6}, {3, 2}}, .unlocated = 5}, {});
  EXPECT_TRUE(affected.any());
  EXPECT_THAT(affected.take(), Optional(ElementsAre(2, 3)));
  EXPECT_FALSE(affected.any());
}

TEST(Affected, IsEverythingWhereNobodyKnows) {
  Affected affected;
  affected.look({.located = 1, .by_netns = {{1, 1}}, .unlocated = 1}, {});
  EXPECT_EQ(affected.take(), std::nullopt);
  EXPECT_FALSE(affected.any());
  affected.suspect_all();
  EXPECT_TRUE(affected.any());
  EXPECT_EQ(affected.take(), std::nullopt);
}

TEST(Affected, IsEverythingWhereMoreWasLostThanIsLocated) {
  Affected affected;
  affected.look({.located = 5, .by_netns = {{1, 4}}, .unlocated = 0}, {});
  EXPECT_EQ(affected.take(), std::nullopt);
}

// Namespaces are read after the total, and losses go on meanwhile.
TEST(Affected, IsNotEverythingWhereNamespacesAreAheadOfTheTotal) {
  Affected affected;
  affected.begin({.located = 10, .by_netns = {{1, 12}}, .unlocated = 0});
  affected.look({.located = 20, .by_netns = {{1, 29}}, .unlocated = 0}, {});
  EXPECT_THAT(affected.take(), Optional(ElementsAre(1)));
  affected.look({.located = 40, .by_netns = {{1, 41}}, .unlocated = 0}, {});
  EXPECT_THAT(affected.take(), Optional(ElementsAre(1)));
  affected.look({.located = 42, .by_netns = {{1, 41}}, .unlocated = 0}, {});
  EXPECT_EQ(affected.take(), std::nullopt);
  affected.look({.located = 43, .by_netns = {{1, 42}}, .unlocated = 0}, {});
  EXPECT_THAT(affected.take(), Optional(ElementsAre(1)));
}

TEST(Affected, ANamespaceThatTheKernelSideLetGoOfBeginsAnew) {
  Affected affected;
  affected.begin({.located = 100, .by_netns = {{1, 100}}, .unlocated = 0});
  affected.look({.located = 100, .by_netns = {}, .unlocated = 0}, {});
  EXPECT_FALSE(affected.any());
  affected.look({.located = 103, .by_netns = {{1, 3}}, .unlocated = 0}, {});
  EXPECT_THAT(affected.take(), Optional(ElementsAre(1)));
}

TEST(Affected, IsWhereATransitionDoesNotFollow) {
  Affected affected;
  affected.look({}, {4, 5});
  EXPECT_TRUE(affected.any());
  EXPECT_THAT(affected.take(), Optional(ElementsAre(4, 5)));
}

TEST(Affected, StaysSoUntilItWasGoneThrough) {
  Affected affected;
  affected.look({}, {4});
  affected.put_back(affected.take());
  EXPECT_THAT(affected.take(), Optional(ElementsAre(4)));
  affected.put_back(std::nullopt);
  EXPECT_EQ(affected.take(), std::nullopt);
}

}  // namespace
}  // namespace bpfnetstat::daemon
