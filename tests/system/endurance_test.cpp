// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "daemon_lab.h"
#include "lab.h"
#include "runner.h"

// The daemon with 10,000 connections a second over three namespaces: exact once it is quiet,
// whatever was done to it meanwhile.
namespace bpfnetstat::lab {
namespace {

constexpr int kPerSecondAndNamespace = 3'400;
constexpr int kHeld = 101;

/// How long a machine that keeps the pace is under load. BPFNETSTAT_ENDURANCE_SECONDS makes it
/// another time for all.
constexpr int kSeconds = 60;
/// Where something is done to the daemon besides.
constexpr int kSecondsDisturbed = 15;

/// So many connections there are in all, however long that takes; on a machine without hardware of
/// its own, fewer.
std::int64_t connections_of(int seconds) {
  constexpr std::int64_t kPerSecond = 10'000;
  const char* told = std::getenv("BPFNETSTAT_ENDURANCE_SECONDS");
  if (told != nullptr) seconds = std::max(std::atoi(told), 1);
  return kPerSecond * seconds / slowness();
}

/// Three namespaces, one of which is made when the daemon runs already, under load.
class Endurance : public testing::Test {
 protected:
  void begin(const std::vector<std::string>& options = {}) {
    namespaces_.emplace_back();
    namespaces_.emplace_back();
    daemon_.emplace(folder_, options);
    namespaces_.emplace_back();
    for (const Namespace& where : namespaces_) churns_.emplace_back(where, kPerSecondAndNamespace);
  }

  void let_pass(std::chrono::milliseconds time) { daemon_->tool().read_for(time); }

  std::int64_t made() const {
    std::int64_t connections = 0;
    for (const PacedChurn& churn : churns_) connections += churn.made();
    return connections;
  }

  /// Until there are so many connections in all.
  void let_come(std::int64_t connections) {
    std::int64_t last = -1;
    while (made() < connections) {
      // A machine may be slow, but not stand still.
      const std::int64_t now = made();
      if (std::exchange(last, now) == now) fail("the load has come to a stop");
      const Clock::time_point patience = Clock::now() + 30s * slowness();
      do {
        let_pass(100ms);
      } while (made() == last && Clock::now() < patience);
    }
  }

  /// Opens connections that stay, in the midst of it.
  void hold_some() {
    for (const Namespace& where : namespaces_) held_.emplace_back(where, kHeld);
  }

  void end_load(std::int64_t wanted) {
    std::int64_t connections = 0;
    double per_second = 0;
    for (PacedChurn& churn : churns_) {
      const PacedChurn::Made made = churn.stop();
      connections += made.connections;
      per_second += static_cast<double>(made.connections) / made.seconds;
    }
    std::cout << connections << " connections, " << static_cast<int>(per_second) << " a second; "
              << listen_drops() << " drops\n";
    EXPECT_GE(connections, wanted);
    let_pass(kQuiet);
  }

  std::uint64_t listen_drops() const {
    std::uint64_t drops = 0;
    for (const Namespace& where : namespaces_) drops += where.counters().listen_drops;
    return drops;
  }

  /// The first `verify` that is asked finds no difference.
  Ended verify() {
    Ended ended = daemon_->ask({"verify", "--json"});
    EXPECT_EQ(ended.exit_code, 0) << ended.out << daemon_->tool().err();
    if (ended.of_type("verification").size() != 1) fail("no verification: " + ended.err);
    const Record& verification = *ended.of_type("verification").front();
    for (const char* what :
         {"missing", "ghosts", "differing", "unattributed", "namespaces_unread"}) {
      EXPECT_EQ(verification.number(what), 0u) << what;
    }
    EXPECT_GE(verification.number("connections"), 2 * kHeld * namespaces_.size());
    return ended;
  }

  static const Record& reconciliation(const Ended& ended, const Namespace& where) {
    for (const Record* record : ended.of_type("reconciliation")) {
      if (record->number("netns") == where.inode()) return *record;
    }
    fail("nothing is said of a namespace: " + ended.out);
  }

  /// The ledger has what the kernel has counted since the namespaces began.
  void expect_ledger_equals_counters(const Ended& ended) const {
    for (const Namespace& where : namespaces_) {
      const Counters kernel = where.counters();
      EXPECT_GT(kernel.listen_drops, 0u);
      const Record& record = reconciliation(ended, where);
      for (const auto& [name, counted] : {std::pair("ListenDrops", kernel.listen_drops),
                                          std::pair("ListenOverflows", kernel.listen_overflows)}) {
        const std::string path = std::string("counters.") + name;
        EXPECT_EQ(record.number(path + ".kernel"), counted) << record.line();
        EXPECT_EQ(record.number(path + ".attributed"), counted) << record.line();
      }
    }
  }

  /// After the daemon's end.
  Ended history(const std::vector<std::string>& more = {}) const {
    return Tool(with({"history", "--json", "--events", "--since", "1d", "--database",
                      folder_.history()},
                     more))
        .wait();
  }

  /// Of the namespaces, drops of which no listener is known among them.
  std::uint64_t drops_kept() const {
    std::uint64_t drops = 0;
    for (const Namespace& where : namespaces_) {
      const Ended kept = history({"--netns", std::to_string(where.inode())});
      EXPECT_EQ(kept.exit_code, 0) << kept.err;
      for (const Record* summary : kept.of_type("history_summary"))
        drops += summary->number("drops_total");
    }
    return drops;
  }

  /// Each namespace's full listener, in the midst of a minute.
  void expect_queues_are_kept() const {
    for (const Namespace& where : namespaces_) {
      const Ended kept = history({"--netns", std::to_string(where.inode()), "--listener",
                                  ":" + std::to_string(PacedChurn::kFullPort)});
      const auto rows = kept.of_type("history");
      EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [](const Record* row) {
        return row->number_or("accept_queue_longest", 0) > 0;
      })) << kept.out;
    }
  }

  static std::size_t events_in(const Ended& history, const std::string& kind) {
    const auto events = history.of_type("event");
    return static_cast<std::size_t>(
        std::count_if(events.begin(), events.end(),
                      [&](const Record* event) { return event->text("kind") == kind; }));
  }

  /// Everything that holds if the daemon ran all the time.
  Ended expect_exact_to_the_end() {
    const Ended verified = verify();
    expect_ledger_equals_counters(verified);
    const Ended ended = daemon_->tool().stop(SIGTERM);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    Ended kept = history();
    EXPECT_EQ(kept.exit_code, 0) << kept.err;
    EXPECT_EQ(drops_kept(), listen_drops());
    EXPECT_EQ(events_in(kept, "gap"), 0u) << kept.out;
    return kept;
  }

  Folder folder_;
  std::deque<Namespace> namespaces_;
  std::deque<PacedChurn> churns_;
  std::deque<Connections> held_;
  std::optional<Daemon> daemon_;

 private:
  /// "Then quiet": what was sent last has arrived.
  static constexpr auto kQuiet = 1s;
};

/// What SIGKILL may cost the history, and what a busy machine needs to write it.
constexpr auto kLastSecond = 1500ms;

TEST_F(Endurance, TenThousandConnectionsASecondLeaveNoTrace) {
  const std::int64_t connections = connections_of(kSeconds);
  begin();
  let_come(connections / 2);
  hold_some();
  let_come(connections);
  end_load(connections);
  expect_exact_to_the_end();
}

TEST_F(Endurance, ARingThatLosesRecordsAllTheTimeCostsNothingInTheEnd) {
  const std::int64_t connections = connections_of(kSecondsDisturbed);
  begin({"--ring-kib", "4"});
  let_come(connections / 2);
  hold_some();
  let_come(connections);
  end_load(connections);
  const Ended kept = expect_exact_to_the_end();
  EXPECT_GE(events_in(kept, "ring_loss"), 1u) << kept.out;
}

TEST_F(Endurance, FiveSecondsInWhichItIsStoppedAreMadeUpFor) {
  const std::int64_t connections = connections_of(kSecondsDisturbed);
  begin();
  let_come(connections / 3);
  daemon_->signal(SIGSTOP);
  hold_some();
  std::this_thread::sleep_for(5s);
  daemon_->signal(SIGCONT);
  let_come(made() + connections / 3);
  let_come(connections);
  end_load(connections);
  const Ended kept = expect_exact_to_the_end();
  // A quarter of a million transitions do not fit into the ring.
  if (slowness() == 1) {
    EXPECT_GE(events_in(kept, "ring_loss"), 1u) << kept.out;
  }
}

TEST_F(Endurance, KilledInTheMiddleItLosesASecondAndNamesTheGap) {
  const std::int64_t connections = connections_of(kSecondsDisturbed);
  begin();
  let_come(connections / 2);
  const std::uint64_t before_gap = listen_drops();
  let_pass(kLastSecond);
  daemon_->signal(SIGKILL);
  EXPECT_EQ(daemon_->tool().wait().exit_code, 128 + SIGKILL);
  expect_queues_are_kept();
  hold_some();
  std::this_thread::sleep_for(2s);
  const std::uint64_t before_start = listen_drops();
  daemon_.emplace(folder_);
  const std::uint64_t after_gap = listen_drops();
  let_come(made() + connections / 2);
  end_load(connections);

  const Ended verified = verify();
  std::uint64_t attributed = 0;
  for (const Namespace& where : namespaces_) {
    const Record& record = reconciliation(verified, where);
    EXPECT_EQ(record.number("counters.ListenDrops.kernel"),
              record.number("counters.ListenDrops.attributed"))
        << record.line();
    attributed += record.number("counters.ListenDrops.attributed");
  }
  const std::uint64_t all = listen_drops();
  EXPECT_LE(attributed, all - before_start);
  EXPECT_GE(attributed, all - after_gap);

  EXPECT_EQ(daemon_->tool().stop(SIGTERM).exit_code, 0);
  const Ended kept = history();
  EXPECT_EQ(kept.exit_code, 0) << kept.err;
  EXPECT_EQ(events_in(kept, "gap"), 1u) << kept.out;
  EXPECT_EQ(events_in(kept, "started"), 2u) << kept.out;
  for (const Record* event : kept.of_type("event")) {
    if (event->text("kind") != "gap") continue;
    EXPECT_GE(event->number("count"), 2u) << event->line();
  }
  // What the first one saw, but for its last second, and all that the second one did.
  EXPECT_GE(drops_kept(), before_gap + attributed);
  EXPECT_LE(drops_kept(), before_start + attributed);
}

TEST(EnduranceOfMemory, HasRoomForAClosedListenerThatDroppedWhenManyCloseThatDidNot) {
  const Folder folder;
  Daemon daemon(folder);
  std::uint64_t id = 0;
  {
    const FullListener full;
    full.drop(kAttempts);
    id = full.listener.cookie();
  }
  const Namespace where;
  // In less time than the least of them is remembered for.
  for (int i = 0; i < 3'001; ++i) Listener(where, {"127.0.0.1", 0});
  daemon.tool().read_for(4s);
  const Ended ended = daemon.ask({"listeners", "--json"});
  const auto listeners = ended.of_type("listener");
  EXPECT_TRUE(std::any_of(listeners.begin(), listeners.end(), [&](const Record* record) {
    return record->number("id") == id && record->number("drops_total") == kAttempts;
  })) << ended.out;
}

TEST(EnduranceOfMemory, IsGivenBackWhenACrowdIsGone) {
  const Folder folder;
  const Namespace where;
  Daemon daemon(folder);
  if (daemon.verify(0).number("connections") > 10'000) {
    GTEST_SKIP() << "others on this machine have most of the connections: no crowd to tell apart";
  }
  const auto before = resident_kib(daemon.pid());
  std::int64_t crowded = 0;
  {
    // A process may not have as many descriptors.
    Channel words;
    std::vector<Child> crowd;
    for (int i = 0; i < 5; ++i) {
      crowd.emplace_back([&] {
        words.be_child();
        const Connections part(where, 5'000);
        words.tell(1);
        words.hear();
      });
    }
    for (int i = 0; i < 5; ++i) words.hear();
    EXPECT_GE(daemon.verify(0).number("connections"), 50'000u);
    crowded = resident_kib(daemon.pid());
  }
  EXPECT_GT(crowded, before + 5'000);
  EXPECT_TRUE(eventually(
      [&] {
        daemon.tool().read_for(200ms);
        return resident_kib(daemon.pid()) < before + (crowded - before) / 3;
      },
      25s))
      << before << " KiB, " << crowded << " with the crowd, then " << resident_kib(daemon.pid());
}

}  // namespace
}  // namespace bpfnetstat::lab
