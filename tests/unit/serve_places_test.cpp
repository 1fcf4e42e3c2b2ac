// SPDX-License-Identifier: Apache-2.0
#include "serve/places.h"

#include <gtest/gtest.h>

namespace bpfnetstat::serve {
namespace {

constexpr uid_t kOne = 1000;
constexpr uid_t kOther = 1001;
constexpr uid_t kThird = 1002;

std::size_t take_all(Places& places, uid_t uid) {
  std::size_t taken = 0;
  while (places.take(uid)) ++taken;
  return taken;
}

TEST(Places, OneUserLeavesSomeToRootAndToOthers) {
  Places places(64);
  EXPECT_EQ(take_all(places, kOne), 24u);
  EXPECT_EQ(take_all(places, kOther), 24u);
  EXPECT_EQ(take_all(places, kThird), 0u);
  EXPECT_EQ(take_all(places, 0), 16u);
}

TEST(Places, RootMayHaveThemAll) {
  Places places(64);
  EXPECT_EQ(take_all(places, 0), 64u);
  EXPECT_FALSE(places.has_room_for(kOne));
}

TEST(Places, WhatIsGivenBackIsAnothers) {
  Places places(8);
  EXPECT_EQ(take_all(places, kOne), 3u);
  EXPECT_EQ(take_all(places, kOther), 3u);
  EXPECT_EQ(take_all(places, 0), 2u);
  places.give_back(kOne);
  EXPECT_FALSE(places.has_room_for(kOther));
  EXPECT_TRUE(places.has_room_for(kThird));
  EXPECT_TRUE(places.take(kOne));
  EXPECT_FALSE(places.has_room_for(kOne));
  for (int i = 0; i < 3; ++i) places.give_back(kOther);
  // None of the quarter is his because others leave theirs.
  EXPECT_EQ(take_all(places, kThird), 3u);
  places.give_back(0);
  EXPECT_FALSE(places.has_room_for(1003));
  EXPECT_TRUE(places.has_room_for(0));
}

TEST(Places, MayBeTakenSeveralAtOnce) {
  Places bytes(32);
  // Somebody alone may have one thing that is larger than his share.
  EXPECT_TRUE(bytes.take(kOne, 20));
  EXPECT_FALSE(bytes.has_room_for(kOne));
  EXPECT_FALSE(bytes.take(kOther, 5));
  EXPECT_TRUE(bytes.take(kOther, 4));
  EXPECT_TRUE(bytes.take(0, 8));
  EXPECT_FALSE(bytes.take(0, 1));
  bytes.give_back(kOne, 20);
  EXPECT_TRUE(bytes.take(kOther, 8));
  EXPECT_FALSE(bytes.take(kOther, 1));
  EXPECT_TRUE(bytes.take(kOne, 12));
  bytes.give_back(0, 8);
  EXPECT_FALSE(bytes.take(kOne, 1));
  EXPECT_TRUE(bytes.take(0, 8));
}

}  // namespace
}  // namespace bpfnetstat::serve
