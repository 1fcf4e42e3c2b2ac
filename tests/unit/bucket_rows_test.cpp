// SPDX-License-Identifier: Apache-2.0
#include "kernel/bucket_rows.h"

#include <gtest/gtest.h>

#include <vector>

namespace bpfnetstat::kernel {
namespace {

bns_iterator_row connection() {
  bns_iterator_row found{};
  found.row.local_address[15] = 1;
  found.row.peer_address[15] = 2;
  found.row.local_port = 8080;
  found.row.peer_port = 40000;
  found.row.inode = 4711;
  found.bucket = 3;
  found.interface = 7;
  return found;
}

TEST(BucketRows, KnowsASocketOfTheSameBucketAgain) {
  BucketRows rows;
  EXPECT_FALSE(rows.is_repeated(connection()));
  EXPECT_TRUE(rows.is_repeated(connection()));
  auto closed = connection();
  closed.row.inode = 0;
  EXPECT_TRUE(rows.is_repeated(closed));
}

TEST(BucketRows, KnowsATimeWaitSocketThatWasShownAsAConnectionAfterwards) {
  BucketRows rows;
  auto time_wait = connection();
  time_wait.row.inode = 0;
  EXPECT_FALSE(rows.is_repeated(time_wait));
  EXPECT_TRUE(rows.is_repeated(connection()));
}

TEST(BucketRows, TellsSocketsApartByWhateverDiffers) {
  std::vector<bns_iterator_row> others(6, connection());
  others[0].row.local_address[15] = 9;
  others[1].row.peer_address[0] = 9;
  others[2].row.local_port = 9;
  others[3].row.peer_port = 9;
  others[4].row.inode = 9;
  others[5].interface = 9;
  BucketRows rows;
  EXPECT_FALSE(rows.is_repeated(connection()));
  for (const auto& other : others) EXPECT_FALSE(rows.is_repeated(other));
  for (const auto& other : others) EXPECT_TRUE(rows.is_repeated(other));
}

TEST(BucketRows, ForgetsABucketWithTheNext) {
  BucketRows rows;
  EXPECT_FALSE(rows.is_repeated(connection()));
  auto next = connection();
  next.bucket = 4;
  EXPECT_FALSE(rows.is_repeated(next));
  EXPECT_FALSE(rows.is_repeated(connection()));
}

}  // namespace
}  // namespace bpfnetstat::kernel
