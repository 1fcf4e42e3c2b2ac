// SPDX-License-Identifier: Apache-2.0
#include "serve/outbox.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bpfnetstat::serve {
namespace {

/// All that comes out, taken `at_a_time` bytes each.
std::string drained(Outbox& outbox, std::size_t at_a_time = 7919) {
  std::string all;
  for (;;) {
    const auto bytes = outbox.next().substr(0, at_a_time);
    if (bytes.empty()) return all;
    all += bytes;
    outbox.remove(bytes.size());
  }
}

TEST(Outbox, KeepsTheOrder) {
  Outbox outbox;
  EXPECT_TRUE(outbox.empty());
  EXPECT_TRUE(outbox.append("one "));
  EXPECT_TRUE(outbox.append("two"));
  EXPECT_FALSE(outbox.empty());
  EXPECT_EQ(outbox.waiting(), 7U);
  EXPECT_EQ(drained(outbox, 2), "one two");
  EXPECT_TRUE(outbox.empty());
}

TEST(Outbox, TakesAllOrNothing) {
  Outbox outbox;
  EXPECT_TRUE(outbox.append(std::string(kOutputBytes - 3, 'x')));
  EXPECT_EQ(outbox.room(), 3U);
  EXPECT_FALSE(outbox.append("four"));
  EXPECT_TRUE(outbox.append("abc"));
  EXPECT_TRUE(outbox.append(""));
  EXPECT_FALSE(outbox.append("d"));
  EXPECT_EQ(drained(outbox), std::string(kOutputBytes - 3, 'x') + "abc");
  EXPECT_EQ(outbox.room(), kOutputBytes);
}

TEST(Outbox, HoldsNoMoreThanItsBoundHoweverItIsFilled) {
  Outbox outbox;
  std::string in;
  std::string out;
  for (int i = 0; i < 100'000; ++i) {
    const std::string piece = std::to_string(i) + '\n';
    if (outbox.append(piece)) in += piece;
    if (i % 23 != 0) continue;
    const auto bytes = outbox.next().substr(0, 101);
    out += bytes;
    outbox.remove(bytes.size());
    ASSERT_LE(outbox.held_bytes(), kOutputBytes + 1);
  }
  out += drained(outbox);
  EXPECT_EQ(out, in);
}

TEST(Outbox, GivesMemoryBackOnceItIsEmpty) {
  Outbox outbox;
  EXPECT_TRUE(outbox.append(std::string(kOutputBytes, 'x')));
  drained(outbox);
  EXPECT_LE(outbox.held_bytes(), kPieceBytes);
}

TEST(Outbox, AsksForMoreOnlyWhenLittleIsLeft) {
  Outbox outbox;
  int asked = 0;
  outbox.produce([&](std::string& out) {
    out.append(kPieceBytes, static_cast<char>('a' + asked));
    return ++asked < 3;
  });
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(outbox.next().size(), kPieceBytes);
  outbox.next();
  EXPECT_EQ(asked, 1);
  outbox.remove(1);
  EXPECT_EQ(outbox.next().size(), 2 * kPieceBytes - 1);
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(drained(outbox), std::string(kPieceBytes - 1, 'a') + std::string(kPieceBytes, 'b') +
                                 std::string(kPieceBytes, 'c'));
  EXPECT_TRUE(outbox.empty());
}

TEST(Outbox, LetsProducersFollowOneAnother) {
  Outbox outbox;
  EXPECT_TRUE(outbox.append("first "));
  outbox.produce([left = 3](std::string& out) mutable {
    out += "second ";
    return --left > 0;
  });
  outbox.produce([](std::string& out) {
    out += "third";
    return false;
  });
  EXPECT_EQ(drained(outbox), "first second second second third");
  EXPECT_TRUE(outbox.append("behind"));
}

TEST(Outbox, KeepsWhatComesBehindAProducer) {
  Outbox outbox;
  EXPECT_TRUE(outbox.append("first "));
  outbox.produce([left = 3](std::string& out) mutable {
    out += "second ";
    return --left > 0;
  });
  EXPECT_TRUE(outbox.append("third "));
  EXPECT_TRUE(outbox.append("fourth "));
  outbox.produce([](std::string& out) {
    out += "fifth ";
    return false;
  });
  EXPECT_TRUE(outbox.append("sixth"));
  EXPECT_EQ(drained(outbox, 5), "first second second second third fourth fifth sixth");
  EXPECT_TRUE(outbox.empty());
  EXPECT_EQ(outbox.room(), kOutputBytes);
}

TEST(Outbox, HoldsNoMoreThanItsBoundBehindProducers) {
  Outbox outbox;
  std::string in;
  std::string out;
  for (int i = 0; i < 300'000; ++i) {
    const std::string piece = std::to_string(i) + '\n';
    if (i % 50'021 == 0) {
      const std::string summary(3 * kPieceBytes, static_cast<char>('a' + i % 23));
      in += summary;
      outbox.produce([summary, at = std::size_t{0}](std::string& to) mutable {
        to.append(summary, at, kPieceBytes);
        at += kPieceBytes;
        return at < summary.size();
      });
    }
    if (outbox.append(piece)) in += piece;
    if (i % 7 != 0) continue;
    const auto bytes = outbox.next().substr(0, 61);
    out += bytes;
    outbox.remove(bytes.size());
    ASSERT_LE(outbox.held_bytes(), kOutputBytes + kPieceBytes);
  }
  out += drained(outbox);
  EXPECT_EQ(out, in);
}

TEST(Outbox, AsksAgainAProducerThatHasNothingYet) {
  Outbox outbox;
  int asked = 0;
  outbox.produce([&](std::string& out) {
    if (++asked == 3) out += "late";
    return asked < 3;
  });
  EXPECT_EQ(outbox.next(), "");
  EXPECT_EQ(outbox.next(), "");
  EXPECT_FALSE(outbox.empty());
  EXPECT_EQ(drained(outbox), "late");
  EXPECT_TRUE(outbox.empty());
}

TEST(Outbox, EndsWithAProducerThatNeverHadAnything) {
  Outbox outbox;
  outbox.produce([](std::string&) { return false; });
  EXPECT_EQ(outbox.next(), "");
  EXPECT_TRUE(outbox.empty());
}

TEST(Outbox, HasNoRoomBehindAPieceThatIsTooLarge) {
  Outbox outbox;
  outbox.produce([](std::string& out) {
    out.append(2 * kOutputBytes, 'x');
    return false;
  });
  outbox.next();
  EXPECT_EQ(outbox.room(), 0U);
  EXPECT_FALSE(outbox.append("y"));
  EXPECT_EQ(drained(outbox).size(), 2 * kOutputBytes);
  EXPECT_LE(outbox.held_bytes(), kPieceBytes);
}

}  // namespace
}  // namespace bpfnetstat::serve
