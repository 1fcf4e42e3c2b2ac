// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "lab.h"
#include "parity.h"
#include "runner.h"
#include "serve/client.h"

// `netstat` where a daemon runs: the same bytes, from an iterator that the daemon lends.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;
using Words = std::vector<std::string>;

/// More than who may load nothing takes from procfs.
constexpr int kManyConnections = 1200;
constexpr uid_t kNobody = 65534;

class NetstatOfADaemon : public testing::Test {
 protected:
  void SetUp() override {
    if (!kernel_is_at_least(5, 17)) GTEST_SKIP() << "this kernel does not relocate programs itself";
    if (mkdtemp(folder_) == nullptr) fail("mkdtemp");
    chmod(folder_, 0755);
    daemon_.emplace(
        Words{"daemon", "--socket", socket(), "--history", "none", "--group", "nogroup"});
    if (!eventually(
            [&] {
              return Tool({"verify", "--socket", socket()}).wait().exit_code == 0;
            },
            20s)) {
      fail("the daemon does not answer: " + daemon_->err());
    }
  }
  ~NetstatOfADaemon() override {
    daemon_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string socket() const { return folder_ + std::string("/socket"); }
  Manner asking() const { return {.socket = socket()}; }

  Preparation as_nobody(const Preparation& more = {}) const {
    return [this, more] {
      const std::string path = "/proc/" + std::to_string(where_.pid()) + "/ns/net";
      const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
      if (!fd || setns(fd.get(), CLONE_NEWNET) != 0) fail("setns");
      if (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 || setuid(kNobody) != 0)
        fail("setuid");
      if (more) more();
    };
  }
  /// Who cannot borrow asks sock_diag for so many.
  Preparation where_netlink_is_deadly() const {
    return as_nobody([] {
      filter_calls(SYS_socket, SECCOMP_RET_KILL_PROCESS, Argument{0, AF_NETLINK});
    });
  }

  char folder_[40] = "/tmp/bpfnetstat-netstat-XXXXXX";
  std::optional<Tool> daemon_;
  Namespace where_;
  std::vector<Listener> group_ = listen_group(where_, {"127.0.0.1", 0}, 7);
  Listener ipv6_{where_, {"::1", 0}};
  Connections connections_{where_, kManyConnections};
};

TEST_F(NetstatOfADaemon, WhoMayLoadNothingBorrows) {
  EXPECT_EQ(run_ours({"-ant"}, where_netlink_is_deadly()).exit_code, kMadeDeadlyCall);
  for (const Words& words :
       {Words{"-ant"}, {"-ent"}, {"-ont"}, {"-ant", "--json"}, {"-tn6"}, {"-antp"}}) {
    SCOPED_TRACE(words[0]);
    EXPECT_EQ(run_ours(words, where_netlink_is_deadly(), {}, asking()).exit_code, 0);
  }
}

TEST_F(NetstatOfADaemon, ShowsTheSameBytes) {
  for (const Words& words : {Words{"-ant"},
                             {"-an"},
                             {"-nt"},
                             {"-atn4"},
                             {"-atn6"},
                             {"-lnt"},
                             {"-lnt4"},
                             {"-lent"},
                             {"-aent"},
                             {"-aont"},
                             {"-aeentW"},
                             {"-antp"}}) {
    expect_same(words, as_nobody(), asking());
    where_.inside([&] { expect_same(words, {}, asking()); });
  }
}

TEST_F(NetstatOfADaemon, RepeatsFromAFreshOneEachTime) {
  int lines = 0;
  const Shown shown =
      run_ours({"-tnc4"}, where_netlink_is_deadly(),
               {.when =
                    [&](const std::string& out) {
                      lines = static_cast<int>(std::count(out.begin(), out.end(), '\n'));
                      return lines > 3 * 2 * kManyConnections;
                    },
                .signal = SIGTERM},
               asking());
  EXPECT_EQ(shown.exit_code, 128 + SIGTERM) << shown.err;
}

TEST_F(NetstatOfADaemon, DoesWithoutOneThatDoesNotAnswer) {
  daemon_->signal(SIGSTOP);
  expect_same({"-ant"}, as_nobody(), asking());
  daemon_->signal(SIGCONT);
}

TEST_F(NetstatOfADaemon, DoesWithoutOneThatMayNotBeAsked) {
  ASSERT_EQ(chmod(socket().c_str(), 0600), 0);
  expect_same({"-ant"}, as_nobody(), asking());
}

TEST_F(NetstatOfADaemon, UidsOfAUserNamespaceAreItsOwn) {
  expect_same({"-aent"}, as_nobody([] {
                if (unshare(CLONE_NEWUSER) != 0) fail("unshare");
              }),
              asking());
}

// Whose version differs reads what it does not know.
TEST_F(NetstatOfADaemon, LendsToWhoKnowsTheRows) {
  for (const Words& words : {Words{"rows", "999"}, Words{"rows"}, Words{}}) {
    auto client = serve::Client::connect(socket());
    ASSERT_TRUE(client) << to_string(client.error());
    ASSERT_TRUE(client->send({"netstat", words}));
    const auto status = client->read_status();
    ASSERT_TRUE(status);
    EXPECT_EQ(status->code, 3);
    EXPECT_THAT(status->message, HasSubstr("another version"));
    EXPECT_FALSE(client->take_descriptor());
  }
}

TEST_F(NetstatOfADaemon, OwesNothingForWhatItLent) {
  const auto descriptors = [&] {
    const auto all =
        std::filesystem::directory_iterator("/proc/" + std::to_string(daemon_->pid()) + "/fd");
    return std::distance(begin(all), end(all));
  };
  ASSERT_EQ(run_ours({"-ant"}, where_netlink_is_deadly(), {}, asking()).exit_code, 0);
  const auto before = descriptors();
  for (int i = 0; i < 23; ++i) {
    ASSERT_EQ(run_ours({"-ant"}, where_netlink_is_deadly(), {}, asking()).exit_code, 0);
  }
  EXPECT_TRUE(eventually([&] { return descriptors() == before; }));
}

}  // namespace
}  // namespace bpfnetstat::lab
