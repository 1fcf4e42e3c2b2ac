// SPDX-License-Identifier: Apache-2.0
#include "app/namespace_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bpfnetstat::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kStart = 1'000'000'000'000;

/// What was read, and what is there to be read.
struct Machine {
  std::map<std::uint64_t, QueueSettings> there{{1, {4096, 512}}, {2, {128, 64}}};
  std::vector<std::uint64_t> reads{};
  NamespaceSettings settings{};

  void look(const std::vector<NamespaceOfListeners>& namespaces, std::uint64_t now_ns) {
    reads.clear();
    settings.look(
        namespaces,
        [this](const NamespaceOfListeners& one) -> std::optional<QueueSettings> {
          reads.push_back(one.net_cookie);
          const auto found = there.find(one.net_cookie);
          if (found == there.end()) return std::nullopt;
          return found->second;
        },
        now_ns);
  }
};

const std::vector<NamespaceOfListeners> kBoth = {{.net_cookie = 1}, {.net_cookie = 2}};

TEST(NamespaceSettings, AreReadOnceAndAgainAfterSomeSeconds) {
  Machine machine;
  machine.look(kBoth, kStart);
  EXPECT_THAT(machine.reads, ElementsAre(1, 2));
  EXPECT_EQ(machine.settings.of(1), (QueueSettings{4096, 512}));
  EXPECT_EQ(machine.settings.of(2), (QueueSettings{128, 64}));
  machine.there[1].somaxconn = 16;
  machine.look(kBoth, kStart + NamespaceSettings::kFreshNs - 1);
  EXPECT_THAT(machine.reads, IsEmpty());
  EXPECT_EQ(machine.settings.of(1).somaxconn, 4096u);
  machine.look(kBoth, kStart + NamespaceSettings::kFreshNs);
  EXPECT_THAT(machine.reads, ElementsAre(1, 2));
  EXPECT_EQ(machine.settings.of(1).somaxconn, 16u);
}

TEST(NamespaceSettings, AreNotKnownOfOneThatHasVanished) {
  Machine machine;
  machine.look(kBoth, kStart);
  machine.there.erase(2);
  machine.look(kBoth, kStart + NamespaceSettings::kFreshNs);
  EXPECT_EQ(machine.settings.of(2), QueueSettings{});
  EXPECT_EQ(machine.settings.of(1).somaxconn, 4096u);
  // Whoever asks again and again does not have it looked for each time.
  machine.look(kBoth, kStart + NamespaceSettings::kFreshNs + 1);
  EXPECT_THAT(machine.reads, IsEmpty());
  EXPECT_EQ(machine.settings.of(3), QueueSettings{});
}

TEST(NamespaceSettings, AreForgottenWithTheLastListener) {
  Machine machine;
  machine.look(kBoth, kStart);
  machine.look({{.net_cookie = 1}}, kStart + 1);
  EXPECT_EQ(machine.settings.of(2), QueueSettings{});
  machine.look(kBoth, kStart + 2);
  EXPECT_THAT(machine.reads, ElementsAre(2));
}

TEST(NamespaceSettings, OfACrowdAreReadInTurns) {
  Machine machine;
  std::vector<NamespaceOfListeners> crowd;
  for (std::uint64_t cookie = 1; cookie <= NamespaceSettings::kMostReads + 23; ++cookie) {
    crowd.push_back({.net_cookie = cookie});
    machine.there[cookie] = {cookie, 1};
  }
  machine.look(crowd, kStart);
  EXPECT_EQ(machine.reads.size(), NamespaceSettings::kMostReads);
  machine.look(crowd, kStart + 1);
  EXPECT_EQ(machine.reads.size(), 23u);
  for (const auto& one : crowd)
    EXPECT_EQ(machine.settings.of(one.net_cookie).somaxconn, one.net_cookie);
  // The last of the first turn are as old as the others of it, the second turn is younger.
  machine.look(crowd, kStart + NamespaceSettings::kFreshNs + 1);
  EXPECT_THAT(machine.reads, testing::Not(testing::Contains(crowd.back().net_cookie)));
}

TEST(NamespaceSettings, OfOurOwnAreThoseThatProcHas) {
  struct stat own {};
  ASSERT_EQ(::stat("/proc/self/ns/net", &own), 0);
  const auto inode = static_cast<std::uint32_t>(own.st_ino);
  const procfs::Proc proc;
  const Result<std::vector<procfs::Netns>> none = std::vector<procfs::Netns>{};
  std::size_t asked = 0;
  const auto nobody = [&]() -> const Result<std::vector<procfs::Netns>>& {
    ++asked;
    return none;
  };
  EXPECT_TRUE(open_netns(proc, inode, {1 << 30, ::getpid()}, nobody));
  EXPECT_EQ(asked, 0u);
  EXPECT_FALSE(open_netns(proc, inode, {}, nobody)) << "nobody leads there";
  EXPECT_FALSE(open_netns(proc, inode + 1, {::getpid()}, nobody)) << "he is elsewhere";
  EXPECT_EQ(asked, 2u);
  const Result<std::vector<procfs::Netns>> all = std::vector<procfs::Netns>{
      {.inode = inode, .name = {}, .pid = ::getpid(), .path = "/proc/self/ns/net"}};
  const auto somebody = [&]() -> const Result<std::vector<procfs::Netns>>& { return all; };
  EXPECT_TRUE(open_netns(proc, inode, {}, somebody));
  EXPECT_TRUE(read_queue_settings(proc).somaxconn);
  EXPECT_TRUE(read_queue_settings(proc).tcp_max_syn_backlog);
}

}  // namespace
}  // namespace bpfnetstat::app
