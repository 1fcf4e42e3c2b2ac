// SPDX-License-Identifier: Apache-2.0
#include "daemon/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "app/loop.h"

// The audit of the live table, with a kernel and a ring of the test's own.
namespace bpfnetstat::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Purpose = Audit::Purpose;

constexpr std::uint32_t kNetns = 4026531840;
constexpr std::size_t kPiece = 3;

ConnectionSnapshot row(std::uint64_t id, TcpState state = TcpState::established) {
  ConnectionSnapshot snapshot;
  snapshot.id = id;
  snapshot.netns = kNetns;
  snapshot.local.port = 8080;
  snapshot.peer.port = static_cast<std::uint16_t>(40000 + id);
  snapshot.state = state;
  return snapshot;
}

/// Sockets, and a ring of so many records that nobody has to read in time.
struct Kernel {
  std::map<std::uint64_t, ConnectionSnapshot> sockets;
  std::vector<StateEvent> ring;
  std::size_t ring_records = SIZE_MAX;
  std::size_t lost = 0;
  std::function<void()> between_pieces;
  table::Connections table{1000};
  std::vector<std::string> log;
  bool tells_holders = false;
  std::uint64_t listeners_missed = 5;

  void transition(std::uint64_t id, TcpState from, TcpState to) {
    if (to == TcpState::close) {
      sockets.erase(id);
    } else {
      sockets.insert_or_assign(id, row(id, to));
    }
    StateEvent event;
    event.id = id;
    event.time_ns = app::monotonic_ns();
    event.netns = kNetns;
    event.local = row(id).local;
    event.peer = row(id).peer;
    event.old_state = from;
    event.new_state = to;
    event.role = Role::server;
    if (ring.size() >= ring_records) {
      ++lost;
    } else {
      ring.push_back(event);
    }
  }
  void open(std::uint64_t id) { transition(id, TcpState::syn_recv, TcpState::established); }
  void close(std::uint64_t id) { transition(id, TcpState::established, TcpState::close); }

  Status drain() {
    for (const auto& event : ring) table.apply(event);
    ring.clear();
    return {};
  }

  AuditSources sources() {
    AuditSources sources;
    sources.namespaces = [] {
      procfs::Netns netns;
      netns.inode = kNetns;
      return std::vector{netns};
    };
    sources.begin_walk = [this](const procfs::Netns&) -> Result<AuditSources::Begun> {
      log.emplace_back("walk");
      return AuditSources::Begun{AuditSources::Begun::Outcome::walking,
                                 [this, after = std::uint64_t{0}]() mutable {
                                   std::vector<ConnectionSnapshot> piece;
                                   for (auto at = sockets.upper_bound(after);
                                        at != sockets.end() && piece.size() < kPiece; ++at) {
                                     piece.push_back(at->second);
                                     after = at->first;
                                   }
                                   if (between_pieces) between_pieces();
                                   return Result<std::vector<ConnectionSnapshot>>(piece);
                                 }};
    };
    sources.holders = [this](const std::function<void()>& between) {
      if (tells_holders) log.emplace_back("holders");
      between();
      return std::vector<Holder>{};
    };
    sources.listeners_missed = [this] { return listeners_missed; };
    return sources;
  }

  Result<AuditFindings> audit(Purpose purpose, std::optional<std::set<std::uint32_t>> only = {}) {
    Audit audit(
        purpose, sources(), table, [this](std::uint64_t) { return drain(); },
        [](table::Connection&) {}, std::move(only));
    for (;;) {
      while (app::monotonic_ns() < audit.next_ns())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      const auto over = audit.step();
      if (!over) return over.error();
      if (*over) return audit.findings();
    }
  }
};

std::vector<std::string> kinds(const AuditFindings& findings) {
  std::vector<std::string> kinds;
  for (const auto& difference : findings.differences)
    kinds.push_back(std::string(to_string(difference.kind)) + " " + std::to_string(difference.id));
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

TEST(Audit, TakesAWholeNamespaceForItsBaseline) {
  Kernel kernel;
  for (std::uint64_t id = 1; id <= 23; ++id) kernel.sockets.emplace(id, row(id));
  const auto findings = kernel.audit(Purpose::baseline);
  ASSERT_TRUE(findings);
  EXPECT_EQ(findings->connections, 23u);
  EXPECT_EQ(kernel.table.all().size(), 23u);
  EXPECT_THAT(kernel.audit(Purpose::verify)->differences, IsEmpty());
}

// More transitions than the ring holds come during the walk, though never more between two pieces.
TEST(Audit, EmptiesTheRingBetweenThePiecesOfAWalk) {
  Kernel kernel;
  for (std::uint64_t id = 1; id <= 211; ++id) kernel.sockets.emplace(id, row(id));
  ASSERT_TRUE(kernel.audit(Purpose::baseline));
  kernel.ring_records = 4;
  std::uint64_t next = 1000;
  kernel.between_pieces = [&] {
    if (next > 1100) return;
    kernel.open(++next);
    kernel.close(next);
    kernel.open(++next);
    if (next % 2 == 0) kernel.close(next % 211 + 1);
  };
  const auto findings = kernel.audit(Purpose::verify);
  ASSERT_TRUE(findings);
  EXPECT_EQ(kernel.lost, 0u);
  EXPECT_THAT(kinds(*findings), IsEmpty());
  kernel.between_pieces = {};
  EXPECT_THAT(kinds(*kernel.audit(Purpose::verify)), IsEmpty());
}

TEST(Audit, FindsWhatIsOtherwiseInTwoWalksAndMendsItWhenAsked) {
  Kernel kernel;
  for (std::uint64_t id = 1; id <= 7; ++id) kernel.open(id);
  ASSERT_TRUE(kernel.audit(Purpose::baseline));
  // Nobody tells of these.
  kernel.sockets.erase(2);
  kernel.sockets.emplace(8, row(8));
  kernel.sockets.insert_or_assign(5, row(5, TcpState::close_wait));
  kernel.log.clear();
  const auto found = kernel.audit(Purpose::verify);
  ASSERT_TRUE(found);
  EXPECT_THAT(kinds(*found), ElementsAre("differing 5", "ghost 2", "missing 8"));
  EXPECT_THAT(kernel.log, ElementsAre("walk", "walk"));
  ASSERT_TRUE(kernel.audit(Purpose::heal));
  EXPECT_THAT(kinds(*kernel.audit(Purpose::verify)), IsEmpty());
}

// One connection is one, however often an audit finds that there is no room for it.
TEST(Audit, SaysWhatItMendedAndWhatTheTableHasNoRoomFor) {
  Kernel kernel;
  kernel.table = table::Connections(20);
  for (std::uint64_t id = 1; id <= 23; ++id) kernel.sockets.emplace(id, row(id));
  ASSERT_TRUE(kernel.audit(Purpose::baseline));
  EXPECT_EQ(kernel.table.untracked(), 3u);
  for (int i = 0; i < 3; ++i) {
    const auto healed = kernel.audit(Purpose::heal);
    ASSERT_TRUE(healed);
    EXPECT_EQ(healed->mended, 0u);
    EXPECT_EQ(healed->left_out, 3u);
    EXPECT_EQ(healed->missing, 3u);
    EXPECT_EQ(kernel.table.untracked(), 3u);
  }
  kernel.sockets.erase(1);
  kernel.sockets.insert_or_assign(2, row(2, TcpState::close_wait));
  const auto healed = kernel.audit(Purpose::heal);
  ASSERT_TRUE(healed);
  EXPECT_EQ(healed->ghosts + healed->differing, 2u);
  EXPECT_GE(healed->mended, 2u);
  EXPECT_EQ(kernel.table.untracked(), 3u);
  EXPECT_EQ(kernel.audit(Purpose::verify)->mended, 0u);
}

// In the hash table, but its transition has not come yet; or gone, likewise.
TEST(Audit, DoesNotCountWhatIsInMotion) {
  Kernel kernel;
  for (std::uint64_t id = 1; id <= 7; ++id) kernel.open(id);
  ASSERT_TRUE(kernel.audit(Purpose::baseline));
  kernel.sockets.emplace(8, row(8));
  kernel.sockets.erase(2);
  int pieces = 0;
  kernel.between_pieces = [&] {
    // The first walk's last piece.
    if (++pieces != 4) return;
    kernel.open(8);
    kernel.close(2);
  };
  EXPECT_THAT(kinds(*kernel.audit(Purpose::verify)), IsEmpty());
}

// Its process has left the namespace and not closed it yet.
TEST(Audit, LooksTwiceForWhatSeemsToHaveVanishedWithItsNamespace) {
  Kernel kernel;
  kernel.open(1);
  kernel.open(2);
  ASSERT_TRUE(kernel.drain());
  auto sources = kernel.sources();
  sources.namespaces = [] { return std::vector<procfs::Netns>{}; };
  Audit audit(
      Purpose::verify, sources, kernel.table, [&](std::uint64_t) { return kernel.drain(); },
      [](table::Connection&) {});
  EXPECT_FALSE(*audit.step());
  EXPECT_GT(audit.next_ns(), 0u);
  kernel.close(1);
  EXPECT_TRUE(*audit.step());
  EXPECT_THAT(kinds(audit.findings()), ElementsAre("ghost 2"));
}

// From another pid namespace a network namespace may not be listed for as long as it lives.
TEST(Audit, TakesNothingForAGhostWhereItCannotListAllNamespaces) {
  for (const auto purpose : {Purpose::verify, Purpose::heal}) {
    Kernel kernel;
    for (const std::uint64_t id : {1, 2, 3}) kernel.open(id);
    ASSERT_TRUE(kernel.drain());
    auto sources = kernel.sources();
    sources.namespaces = [] { return std::vector<procfs::Netns>{}; };
    sources.lists_all = false;
    Audit audit(
        purpose, sources, kernel.table, [&](std::uint64_t) { return kernel.drain(); },
        [](table::Connection&) {});
    EXPECT_FALSE(*audit.step());
    kernel.close(3);
    EXPECT_TRUE(*audit.step());
    EXPECT_THAT(kinds(audit.findings()), IsEmpty());
    EXPECT_EQ(audit.findings().unlisted, 2u);
    EXPECT_EQ(audit.findings().mended, 0u);
    EXPECT_EQ(kernel.table.all().size(), 2u);
  }
}

TEST(Audit, CountsTheListenersThatWereNoticedMeanwhile) {
  Kernel kernel;
  for (std::uint64_t id = 1; id <= 4; ++id) kernel.open(id);
  ASSERT_TRUE(kernel.audit(Purpose::baseline));
  EXPECT_EQ(kernel.audit(Purpose::verify)->listeners, 0u);
  kernel.between_pieces = [&] { kernel.listeners_missed = 7; };
  const auto findings = kernel.audit(Purpose::verify);
  EXPECT_EQ(findings->listeners, 2u);
  EXPECT_EQ(findings->differences_total(), 2u);
}

TEST(Audit, GoesThroughTheNamespacesThatItIsGivenAlone) {
  Kernel kernel;
  for (std::uint64_t id = 1; id <= 7; ++id) kernel.open(id);
  ASSERT_TRUE(kernel.audit(Purpose::baseline));
  kernel.sockets.erase(2);
  kernel.log.clear();
  kernel.tells_holders = true;
  // One that is no more is what the look for those is for.
  EXPECT_THAT(kinds(*kernel.audit(Purpose::heal, std::set{kNetns + 1})), IsEmpty());
  EXPECT_THAT(kernel.log, ElementsAre("holders"));
  kernel.log.clear();
  EXPECT_THAT(kinds(*kernel.audit(Purpose::heal, std::set{kNetns})), ElementsAre("ghost 2"));
  EXPECT_THAT(kernel.log, ElementsAre("walk", "walk"));
}

TEST(Audit, SaysWhichNamespacesItCouldNotRead) {
  Kernel kernel;
  auto sources = kernel.sources();
  sources.begin_walk = [](const procfs::Netns&) -> Result<AuditSources::Begun> {
    return AuditSources::Begun{AuditSources::Begun::Outcome::unreadable, {}};
  };
  Audit audit(
      Purpose::verify, sources, kernel.table, [&](std::uint64_t) { return kernel.drain(); },
      [](table::Connection&) {});
  EXPECT_FALSE(*audit.step());
  EXPECT_TRUE(*audit.step());
  EXPECT_EQ(audit.findings().unread, 1u);
  EXPECT_EQ(audit.findings().namespaces, 0u);
}

TEST(Audit, EndsWithTheErrorOfAWalk) {
  Kernel kernel;
  auto sources = kernel.sources();
  sources.begin_walk = [](const procfs::Netns&) -> Result<AuditSources::Begun> {
    return AuditSources::Begun{AuditSources::Begun::Outcome::walking,
                               []() -> Result<std::vector<ConnectionSnapshot>> {
                                 return Error{ErrorKind::failed, "no", 0, ""};
                               }};
  };
  Audit audit(
      Purpose::verify, sources, kernel.table, [&](std::uint64_t) { return kernel.drain(); },
      [](table::Connection&) {});
  EXPECT_FALSE(*audit.step());
  EXPECT_FALSE(audit.step());
}

}  // namespace
}  // namespace bpfnetstat::daemon
