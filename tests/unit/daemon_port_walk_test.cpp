// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "daemon/answers_port_walk.h"

namespace bpfnetstat::daemon {
namespace {

using Begun = AuditSources::Begun;

constexpr std::size_t kAtATime = 100;

/// Namespaces with connections, which are handed out some at a time.
struct Kernel {
  std::map<std::uint32_t, std::vector<ConnectionSnapshot>> namespaces;
  std::set<std::uint32_t> gone;
  std::set<std::uint32_t> unreadable;
  std::map<std::uint16_t, std::uint64_t> udp_sockets;  ///< In each namespace.
  std::vector<std::uint32_t> walked;
  std::size_t handed_out = 0;
  bool fails = false;

  AuditSources sources() {
    AuditSources sources;
    sources.namespaces = [this]() -> Result<std::vector<procfs::Netns>> {
      std::vector<procfs::Netns> all;
      for (const auto& [inode, connections] : namespaces) all.emplace_back().inode = inode;
      return all;
    };
    sources.begin_walk = [this](const procfs::Netns& netns) -> Result<Begun> {
      if (gone.contains(netns.inode)) return Begun{Begun::Outcome::gone, {}};
      if (unreadable.contains(netns.inode)) return Begun{Begun::Outcome::unreadable, {}};
      walked.push_back(netns.inode);
      const auto at = std::make_shared<std::size_t>(0);
      return Begun{Begun::Outcome::walking,
                   [this, at, inode = netns.inode]() -> Result<std::vector<ConnectionSnapshot>> {
                     if (fails) return Error{ErrorKind::failed, "no", ENOMEM, ""};
                     const auto& all = namespaces.at(inode);
                     const auto end = std::min(all.size(), *at + kAtATime);
                     std::vector<ConnectionSnapshot> some(
                         all.begin() + static_cast<std::ptrdiff_t>(*at),
                         all.begin() + static_cast<std::ptrdiff_t>(end));
                     *at = end;
                     handed_out += some.size();
                     return some;
                   },
                   udp_sockets};
    };
    return sources;
  }

  void connect(std::uint32_t netns, std::uint16_t local, std::uint16_t peer, int count) {
    for (int i = 0; i < count; ++i) {
      ConnectionSnapshot connection;
      connection.netns = netns;
      connection.local.port = local;
      connection.peer.port = peer;
      connection.state = TcpState::established;
      namespaces[netns].push_back(connection);
    }
  }
};

Owner nobody(const ConnectionSnapshot&) {
  return {};
}

/// Steps to its end. @return connections handed out in the largest step.
std::size_t run(Kernel& kernel, PortWalk& walk) {
  std::size_t largest = 0;
  for (;;) {
    const auto before = kernel.handed_out;
    const auto over = walk.step();
    EXPECT_TRUE(over);
    largest = std::max(largest, kernel.handed_out - before);
    if (!over || *over) return largest;
  }
}

std::uint64_t served(const PortWalk& walk, std::uint16_t port) {
  PortReport report;
  walk.of(port).sum_up(report, 0, {}, {}, [](Owner&) {});
  return report.connections[static_cast<std::size_t>(TcpState::established)];
}

TEST(PortWalk, AnswersAllPortsByOneWalkSomeConnectionsAStep) {
  Kernel kernel;
  kernel.connect(11, 80, 1000, 1009);
  kernel.connect(11, 443, 1000, 23);
  kernel.connect(12, 80, 443, 7);
  kernel.connect(12, 22, 1000, 500);
  PortWalk walk({80, 443, 444}, std::nullopt, kernel.sources(), nobody);
  EXPECT_EQ(run(kernel, walk), kAtATime);
  EXPECT_EQ(kernel.handed_out, 1539u);
  EXPECT_EQ(served(walk, 80), 1016u);
  EXPECT_EQ(served(walk, 443), 23u);
  EXPECT_EQ(served(walk, 444), 0u);
  PortReport report;
  walk.of(443).sum_up(report, 0, {.netns = 12}, {}, [](Owner&) {});
  EXPECT_EQ(report.outgoing[static_cast<std::size_t>(TcpState::established)], 7u);
}

TEST(PortWalk, GoesOnlyWhereItIsToldAndWhereThereIsSomething) {
  Kernel kernel;
  for (std::uint32_t netns = 11; netns <= 14; ++netns) kernel.connect(netns, 80, 1000, 5);
  kernel.gone = {13};
  PortWalk walk({80}, std::set<std::uint32_t>{12, 13, 99}, kernel.sources(), nobody);
  run(kernel, walk);
  EXPECT_EQ(kernel.walked, std::vector<std::uint32_t>{12});
  EXPECT_EQ(served(walk, 80), 5u);
  PortWalk nowhere({80}, std::set<std::uint32_t>{}, kernel.sources(), nobody);
  EXPECT_EQ(run(kernel, nowhere), 0u);
}

TEST(PortWalk, EndsWithTheErrorOfAWalk) {
  Kernel kernel;
  kernel.connect(11, 80, 1000, 5);
  kernel.fails = true;
  PortWalk walk({80}, std::nullopt, kernel.sources(), nobody);
  int steps = 0;
  for (;;) {
    const auto over = walk.step();
    if (!over) break;
    ASSERT_FALSE(*over);
    ASSERT_LT(++steps, 5);
  }
}

TEST(PortWalk, LooksUpOwnersOfClientsEndsAlone) {
  Kernel kernel;
  kernel.connect(11, 80, 1000, 5);
  kernel.connect(11, 1000, 80, 7);
  int asked = 0;
  PortWalk walk({80}, std::nullopt, kernel.sources(), [&](const ConnectionSnapshot&) {
    ++asked;
    return Owner{.pid = 4711};
  });
  run(kernel, walk);
  EXPECT_EQ(asked, 7);
}

TEST(PortWalk, TellsWhatElseItFoundAndWhatItCouldNotSee) {
  Kernel kernel;
  for (std::uint32_t netns = 11; netns <= 14; ++netns) kernel.connect(netns, 80, 1000, 5);
  kernel.unreadable = {12, 14};
  kernel.udp_sockets = {{53, 3}};
  PortWalk walk({53, 80}, std::nullopt, kernel.sources(), nobody);
  run(kernel, walk);
  PortReport dns;
  walk.of(53).sum_up(dns, 0, {}, {}, [](Owner&) {});
  EXPECT_EQ(dns.udp_sockets, 6u);
  EXPECT_EQ(dns.namespaces_unread, 2u);
  PortReport http;
  walk.of(80).sum_up(http, 0, {.netns = 12}, {}, [](Owner&) {});
  EXPECT_EQ(http.udp_sockets, std::nullopt);
  EXPECT_EQ(http.namespaces_unread, 1u);
}

}  // namespace
}  // namespace bpfnetstat::daemon
