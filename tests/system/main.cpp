// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

/// Every test of this binary makes network namespaces or loads BPF programs.
class NeedsRoot : public testing::Environment {
 public:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs root: network namespaces and BPF";
  }
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new NeedsRoot);
  signal(SIGPIPE, SIG_IGN);
  // Not a daemon that this system may have: what a test does not start it does not ask.
  setenv("BPFNETSTAT_SOCKET", "none", 1);
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  return RUN_ALL_TESTS();
}
