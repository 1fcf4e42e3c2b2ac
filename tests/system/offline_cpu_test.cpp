// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sched.h>

#include <cstdint>
#include <fstream>
#include <string>

#include "daemon_lab.h"
#include "lab.h"
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

}  // namespace
}  // namespace bpfnetstat::lab
