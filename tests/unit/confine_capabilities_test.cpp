// SPDX-License-Identifier: Apache-2.0
#include "confine/capabilities.h"

#include <gtest/gtest.h>
#include <linux/securebits.h>
#include <signal.h>
#include <sys/prctl.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "confine_testing.h"

namespace bpfnetstat::confine {
namespace {

/// What /proc shows of a process: sets as bit masks.
struct Sets {
  std::uint64_t inheritable = 0;
  std::uint64_t permitted = 0;
  std::uint64_t effective = 0;
  std::uint64_t bounding = 0;
  std::uint64_t ambient = 0;
  std::uint64_t no_new_privs = 0;
};

Sets sets_of_self() {
  std::ifstream status("/proc/thread-self/status");
  Sets sets;
  std::string key;
  std::string value;
  while (status >> key && std::getline(status, value)) {
    const auto hex = [&value] { return std::stoull(value, nullptr, 16); };
    if (key == "CapInh:") sets.inheritable = hex();
    if (key == "CapPrm:") sets.permitted = hex();
    if (key == "CapEff:") sets.effective = hex();
    if (key == "CapBnd:") sets.bounding = hex();
    if (key == "CapAmb:") sets.ambient = hex();
    if (key == "NoNewPrivs:") sets.no_new_privs = hex();
  }
  return sets;
}

std::uint64_t mask(std::span<const cap_value_t> capabilities) {
  std::uint64_t bits = 0;
  for (const cap_value_t capability : capabilities) bits |= std::uint64_t{1} << capability;
  return bits;
}

/// What is wrong after dropping all but `keep`, as one bit each; 0: nothing.
int faults_after_dropping(std::span<const cap_value_t> keep) {
  const Sets before = sets_of_self();
  if (!drop_capabilities(keep)) return 128;
  const Sets after = sets_of_self();
  const std::uint64_t kept = mask(keep);
  const bool may_reduce_bounding_set = (before.effective >> CAP_SETPCAP & 1) != 0;
  int faults = 0;
  if (after.permitted != (before.permitted & kept)) faults |= 1;
  if (after.effective != (before.effective & kept)) faults |= 2;
  if (after.inheritable != 0) faults |= 4;
  if (after.ambient != 0) faults |= 8;
  if (after.no_new_privs != 1) faults |= 16;
  const std::uint64_t bounding =
      may_reduce_bounding_set ? before.permitted & before.bounding & kept : before.bounding;
  if (after.bounding != bounding) faults |= 32;
  return faults;
}

TEST(DropCapabilities, LeavesWhatTheDaemonNeedsOfWhatWasHeld) {
  EXPECT_EQ(in_child([] { return faults_after_dropping(kDaemonKeeps); }), 0);
}

TEST(DropCapabilities, LeavesNothingWhereNothingIsKept) {
  EXPECT_EQ(in_child([] { return faults_after_dropping({}); }), 0);
}

TEST(DropCapabilities, TheDaemonKeepsNoneThatWouldGiveTheOthersBack) {
  const std::uint64_t kept = mask(kDaemonKeeps);
  for (const cap_value_t dangerous :
       {CAP_DAC_OVERRIDE, CAP_SETUID, CAP_SETGID, CAP_SETPCAP, CAP_SETFCAP, CAP_KILL, CAP_CHOWN,
        CAP_FOWNER, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYSLOG, CAP_SYS_RESOURCE, CAP_NET_RAW}) {
    EXPECT_EQ(kept >> dangerous & 1, 0u) << dangerous;
  }
}

TEST(DropCapabilities, EmptiesTheInheritableAndTheAmbientSet) {
  const auto body = [] {
    const std::vector<cap_value_t> raised{CAP_SYS_PTRACE};
    cap_t state = cap_get_proc();
    if (cap_set_flag(state, CAP_INHERITABLE, 1, raised.data(), CAP_SET) != 0 ||
        cap_set_proc(state) != 0 || cap_set_ambient(CAP_SYS_PTRACE, CAP_SET) != 0) {
      return 99;
    }
    cap_free(state);
    if (sets_of_self().ambient != mask(raised)) return 98;
    return faults_after_dropping(raised);
  };
  if ((sets_of_self().permitted >> CAP_SYS_PTRACE & 1) == 0) {
    GTEST_SKIP() << "needs CAP_SYS_PTRACE, to have something to drop";
  }
  EXPECT_EQ(in_child(body), 0);
}

TEST(DropCapabilities, WithoutSetpcapTheBoundingSetStaysAndTheRestGoes) {
  const auto body = [] {
    const std::vector<cap_value_t> lowered{CAP_SETPCAP};
    cap_t state = cap_get_proc();
    if (cap_set_flag(state, CAP_EFFECTIVE, 1, lowered.data(), CAP_CLEAR) != 0 ||
        cap_set_proc(state) != 0) {
      return 99;
    }
    cap_free(state);
    return faults_after_dropping(kDaemonKeeps);
  };
  EXPECT_EQ(in_child(body), 0);
}

TEST(DropCapabilities, WhatIsDroppedCannotBeRaisedAgain) {
  const auto body = [] {
    if (!drop_capabilities(kDaemonKeeps)) return 128;
    const cap_value_t wanted = CAP_KILL;
    cap_t state = cap_get_proc();
    cap_set_flag(state, CAP_PERMITTED, 1, &wanted, CAP_SET);
    const bool is_refused = cap_set_proc(state) != 0 && errno == EPERM;
    cap_free(state);
    return is_refused ? 0 : 1;
  };
  EXPECT_EQ(in_child(body), 0);
}

TEST(DropCapabilities, RootIsHeldToThePermissionsOfFiles) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  const auto body = [] {
    std::string name = testing::TempDir() + "confine-XXXXXX";
    const int fd = mkstemp(name.data());
    if (fd < 0 || fchown(fd, 65534, 65534) != 0 || fchmod(fd, 0444) != 0) return 99;
    close(fd);
    const bool was_writable = access(name.c_str(), W_OK) == 0;
    const auto dropped = drop_capabilities(kDaemonKeeps);
    const bool is_writable = access(name.c_str(), W_OK) == 0;
    const bool is_readable = access(name.c_str(), R_OK) == 0;
    // Its owner is another, but the folder's is not, or anybody may delete there.
    unlink(name.c_str());
    if (!dropped) return 128;
    return was_writable && !is_writable && is_readable ? 0 : 1;
  };
  EXPECT_EQ(in_child(body), 0);
}

TEST(DropCapabilities, RefusesWhileAnotherThreadWouldKeepItsOwn) {
  const auto body = [] {
    int result = 1;
    std::thread([&] {
      const Sets before = sets_of_self();
      const auto dropped = drop_capabilities({});
      const bool is_unchanged = sets_of_self().permitted == before.permitted;
      if (!dropped && is_unchanged &&
          to_string(dropped.error()) ==
              "cannot drop capabilities with 2 threads; drop them before the second is started") {
        result = 0;
      }
    }).join();
    return result;
  };
  EXPECT_EQ(in_child(body), 0);
}

TEST(DropCapabilities, OfAThreadAreItsOwnAndOfThoseThatItStarts) {
  const auto body = [] {
    const std::vector<cap_value_t> keep{CAP_NET_BIND_SERVICE};
    const Sets before = sets_of_self();
    Sets of_thread, of_its_thread;
    bool dropped = false;
    std::thread([&] {
      dropped = static_cast<bool>(drop_capabilities_of_thread(keep));
      of_thread = sets_of_self();
      std::thread([&] { of_its_thread = sets_of_self(); }).join();
    }).join();
    const std::uint64_t left = before.permitted & mask(keep);
    if (!dropped || of_thread.permitted != left || of_thread.effective != left) return 1;
    if (of_its_thread.permitted != left || of_its_thread.effective != left) return 2;
    return sets_of_self().permitted == before.permitted ? 0 : 3;
  };
  EXPECT_EQ(in_child(body), 0);
}

TEST(DropCapabilities, OfOtherThreadsIsDoneWhateverTheyAreAt) {
  const auto body = [] {
    const Sets before = sets_of_self();
    std::promise<void> may_end;
    const std::shared_future<void> end = may_end.get_future().share();
    std::atomic<int> at_work = 0;
    Sets waits, runs;
    std::thread waiting([&] {
      ++at_work;
      end.wait();
      waits = sets_of_self();
    });
    std::thread running([&] {
      ++at_work;
      while (end.wait_for(std::chrono::seconds(0)) != std::future_status::ready) continue;
      runs = sets_of_self();
    });
    while (at_work != 2) std::this_thread::yield();
    const bool dropped = static_cast<bool>(drop_capabilities_of_other_threads());
    may_end.set_value();
    waiting.join();
    running.join();
    if (!dropped) return 1;
    if (waits.permitted != 0 || waits.effective != 0) return 2;
    if (runs.permitted != 0 || runs.effective != 0) return 3;
    // And the signal is again what it was.
    struct sigaction now {};
    if (sigaction(SIGURG, nullptr, &now) != 0 || now.sa_handler != SIG_DFL) return 4;
    return sets_of_self().permitted == before.permitted ? 0 : 5;
  };
  EXPECT_EQ(in_child(body), 0);
}

}  // namespace
}  // namespace bpfnetstat::confine
