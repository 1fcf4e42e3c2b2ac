// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sched.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <utility>

#include "daemon_lab.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// The kernel's sums include what a CPU counted that has been taken offline since.
namespace bpfnetstat::lab {
namespace {

constexpr int kCpu = 1;

/// @return false where it is not to be had.
bool set_online(bool online) {
  std::ofstream file("/sys/devices/system/cpu/cpu" + std::to_string(kCpu) + "/online");
  return static_cast<bool>(file << (online ? "1" : "0") << std::flush);
}

void run_on(int cpu) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(cpu, &cpus);
  if (::sched_setaffinity(0, sizeof cpus, &cpus) != 0) fail("run on another CPU");
}

class OfflineCpu : public testing::Test {
 protected:
  void SetUp() override {
    if (slowness() == 1) GTEST_SKIP() << "takes a CPU away: only from a machine of the test's own";
    ASSERT_EQ(::sched_getaffinity(0, sizeof home_, &home_), 0);
    if (!set_online(true)) GTEST_SKIP() << "this machine has no CPU that can be taken away";
  }
  void TearDown() override {
    set_online(true);
    ::sched_setaffinity(0, sizeof home_, &home_);
  }

 private:
  cpu_set_t home_;
};

TEST_F(OfflineCpu, KeepsWhatItCountedInTheSums) {
  const Folder folder;
  const FullListener full;
  const Daemon daemon(folder);
  // Of the listener's namespace: the ledger and the kernel agree about all drops that there were.
  const auto expect_all = [&](const char* when) {
    const Ended ended = daemon.ask({"verify", "--json"});
    EXPECT_EQ(ended.exit_code, 0) << when << ended.out;
    std::uint64_t told = 0;
    for (const Record* record : ended.of_type("reconciliation")) {
      if (record->number("netns") != full.where.inode()) continue;
      ++told;
      EXPECT_EQ(record->number("counters.ListenDrops.kernel"), full.where.counters().listen_drops)
          << when << record->line();
      EXPECT_EQ(record->number("counters.ListenDrops.attributed"),
                full.where.counters().listen_drops)
          << when << record->line();
    }
    EXPECT_EQ(told, 1u) << when;
  };
  for (const int cpu : {kCpu, 0}) {
    run_on(cpu);
    full.drop(kAttempts);
  }
  const auto before = full.where.counters().listen_drops;
  EXPECT_GE(before, 2u * kAttempts);
  expect_all("both online: ");

  ASSERT_TRUE(set_online(false));
  expect_all("one offline: ");
  full.drop(kAttempts);
  expect_all("one offline, and drops on the other: ");
  EXPECT_EQ(full.where.counters().listen_drops, before + kAttempts);

  ASSERT_TRUE(set_online(true));
  expect_all("online again: ");
  run_on(kCpu);
  full.drop(kAttempts);
  expect_all("online again, and drops there: ");
}

/// Of the one listener that a run saw drop, and of its namespace.
void expect_exactly(const Ended& ended, std::uint64_t drops) {
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  ASSERT_EQ(ended.of_type("listener").size(), 1u) << ended.err;
  EXPECT_EQ(ended.of_type("listener").front()->number("drops_total"), drops);
  ASSERT_EQ(ended.of_type("reconciliation").size(), 1u);
  const Record& reconciliation = *ended.of_type("reconciliation").front();
  EXPECT_EQ(reconciliation.number("counters.ListenDrops.kernel"), drops) << reconciliation.line();
  EXPECT_EQ(reconciliation.number("counters.ListenDrops.attributed"), drops)
      << reconciliation.line();
  EXPECT_TRUE(reconciliation.boolean("exact")) << reconciliation.line();
}

TEST_F(OfflineCpu, GoesAndComesInTheMiddleOfAFlood) {
  const Folder folder;
  const FullListener full;
  const Daemon daemon(folder);
  Tool tool({"drops", "--json", "--socket", "none", "--netns", std::to_string(full.where.inode())});
  tool.wait_ready();
  const auto before = full.where.counters().listen_drops;
  {
    // The one on the CPU that goes is moved meanwhile.
    Flood here(full.where, full.listener.bound(), 0x7f01, kCpu, 0x003f);
    Flood there(full.where, full.listener.bound(), 0x7f02, 0, 0x003f);
    for (int i = 0; i < 3; ++i) {
      for (const bool online : {false, true}) {
        const auto so_far = full.where.counters().listen_drops;
        ASSERT_TRUE(set_online(online));
        // The flood goes on, whichever CPUs there are.
        EXPECT_TRUE(eventually([&] { return full.where.counters().listen_drops > so_far + 101; }));
        tool.read_for(20ms);
      }
    }
    EXPECT_GT(here.stop() + there.stop(), 0u);
  }
  // What the CPUs have not looked at yet is dropped as well.
  std::uint64_t settled = 0;
  EXPECT_TRUE(eventually([&] {
    const auto earlier = std::exchange(settled, full.where.counters().listen_drops);
    tool.read_for(200ms * slowness());
    return settled == earlier;
  }));
  const std::uint64_t dropped = settled - before;
  EXPECT_GT(dropped, 6u * 101);
  EXPECT_EQ(daemon.listener(full.listener).number("drops_total"), dropped);
  EXPECT_EQ(daemon.verify(0).number("unattributed"), 0u);
  expect_exactly(tool.stop(), dropped);
}

TEST_F(OfflineCpu, ThatComesAfterTheStartIsCountedFromItsFirstPacketOn) {
  const Folder folder;
  const FullListener full;
  // What it counted before is nobody's.
  run_on(kCpu);
  full.drop(kAttempts);
  run_on(0);
  ASSERT_TRUE(set_online(false));
  Daemon daemon(folder);
  Tool tool({"drops", "--json", "--socket", "none", "--netns", std::to_string(full.where.inode())});
  tool.wait_ready();
  full.drop(7);
  ASSERT_TRUE(set_online(true));
  run_on(kCpu);
  full.drop(kAttempts);
  run_on(0);
  full.drop(7);
  constexpr std::uint64_t kAll = 7 + kAttempts + 7;
  EXPECT_EQ(daemon.listener(full.listener).number("drops_total"), kAll);
  EXPECT_EQ(daemon.verify(0).number("unattributed"), 0u);
  const Ended ended = tool.stop();
  expect_exactly(ended, kAll);
  constexpr const char* kTold = "times that drops were not watched: ";
  EXPECT_EQ(ended.err.find(kTold), std::string::npos) << ended.err;
  EXPECT_EQ(daemon.tool().err().find(kTold), std::string::npos) << daemon.tool().err();
}

// Where kallsyms does not tell where its counters are, it begins with its first packet.
TEST_F(OfflineCpu, WhoseCountersAreNotFoundMissesAtMostOneDropAndSaysSo) {
  const FullListener full;
  // What it counted before is nobody's.
  run_on(kCpu);
  full.drop(kAttempts);
  run_on(0);
  ASSERT_TRUE(set_online(false));
  Tool tool({"drops", "--json", "--socket", "none", "--netns", std::to_string(full.where.inode()),
             "--without", "per-cpu-offsets"});
  tool.wait_ready();
  ASSERT_TRUE(set_online(true));
  run_on(kCpu);
  full.drop(kAttempts);
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  ASSERT_EQ(ended.of_type("listener").size(), 1u) << ended.err;
  const auto found = ended.of_type("listener").front()->number("drops_total");
  EXPECT_LE(found, kAttempts);
  EXPECT_GE(found, kAttempts - 1);
  EXPECT_EQ(ended.err.find("times that drops were not watched: ") != std::string::npos,
            found != kAttempts)
      << ended.err;
}

}  // namespace
}  // namespace bpfnetstat::lab
