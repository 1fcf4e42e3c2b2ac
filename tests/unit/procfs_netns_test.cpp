// SPDX-License-Identifier: Apache-2.0
#include "procfs/netns.h"

#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "procfs/mountinfo.h"
#include "procfs/net_tcp.h"
#include "procfs/process.h"
#include "procfs_testing.h"

namespace bpfnetstat::procfs {
namespace {

constexpr std::uint32_t kHome = 4026531833, kBlue = 4026532178, kGreen = 4026532177,
                        kDocker = 4026532316, kLonely = 4026532400;

/// Processes beside the recorded mounts.
struct NetnsTree : TempTree {
  NetnsTree() {
    file("self/mountinfo", recorded("self/mountinfo"));
    link("1/ns/net", "net:[4026531833]");
    link("23/ns/net", "net:[4026531833]");
    link("1013/ns/net", "net:[4026532316]");
    link("1019/ns/net", "net:[4026532400]");
    link("1021/ns/net", "net:[nonsense]");
    directory("1031");
  }
};

std::optional<std::uint32_t> own_netns(const Proc& proc = Proc()) {
  const auto target = proc.read_link("thread-self/ns/net");
  if (!target.ok()) return std::nullopt;
  return static_cast<std::uint32_t>(std::stoul(target->substr(5)));
}

/// A child process in a network namespace of its own; pid is -1 where that needs more privilege.
class ChildInNetns {
 public:
  ChildInNetns() {
    int ready[2];
    if (::pipe(ready) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      const char ok = ::unshare(CLONE_NEWNET) == 0 ? 'y' : 'n';
      if (::write(ready[1], &ok, 1) != 1) ::_exit(1);
      for (;;) ::pause();
    }
    char ok = 'n';
    const bool told = ::read(ready[0], &ok, 1) == 1;
    ::close(ready[0]);
    ::close(ready[1]);
    if (!told || ok != 'y') stop();
  }
  ~ChildInNetns() { stop(); }

  pid_t pid() const { return pid_; }
  void stop() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  pid_t pid_ = -1;
};

#define SKIP_WITHOUT_NETNS(child) \
  if ((child).pid() < 0) GTEST_SKIP() << "making a network namespace needs root"

Netns find(const std::vector<Netns>& all, std::uint32_t inode) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Netns& n) { return n.inode == inode; });
  return found == all.end() ? Netns{} : *found;
}

TEST(Mountinfo, OfARecordedSystem) {
  const auto mounts = parse_mountinfo(recorded("self/mountinfo"));
  ASSERT_TRUE(mounts.ok());
  EXPECT_EQ(mounts->front(), (Mount{"/", "/", "ext4"}));
  EXPECT_EQ(mounts->back(), (Mount{"net:[4026532316]", "/run/docker/netns/1-5k2", "nsfs"}));
  const auto count = [&](const Mount& wanted) {
    return std::count(mounts->begin(), mounts->end(), wanted);
  };
  EXPECT_EQ(count({"/", "/mnt/a b\\c", "tmpfs"}), 1);
  EXPECT_EQ(count({"net:[4026532177]", "/run/netns/green field", "nsfs"}), 1);
  EXPECT_EQ(count({"/", "/sys/fs/cgroup/unified", "cgroup2"}), 1);
}

TEST(Mountinfo, OptionalFieldsAndEscapes) {
  const auto mounts = parse_mountinfo(
      "1 2 0:1 / /a rw - x y z\n"
      "1 2 0:1 / /b rw shared:1 master:2 propagate_from:3 unbindable - x y z\n"
      "1 2 0:1 /\\134040 /c\\011\\012\\043\\999\\777\\04 rw - x\n");
  ASSERT_TRUE(mounts.ok());
  EXPECT_EQ(*mounts,
            (std::vector<Mount>{
                {"/", "/a", "x"}, {"/", "/b", "x"}, {"/\\040", "/c\t\n#\\999\\777\\04", "x"}}));
  EXPECT_EQ(parse_mountinfo("")->size(), 0U);
}

TEST(Mountinfo, ALineThatIsNotAMountIsAnError) {
  for (const char* bad :
       {"\n", "1 2 0:1 / /a rw\n", "1 2 0:1 / /a rw shared:1\n", "1 2 0:1 / /a rw -\n"}) {
    const auto mounts = parse_mountinfo(std::string("1 2 0:1 / /a rw - x y z\n") + bad);
    ASSERT_FALSE(mounts.ok()) << bad;
    EXPECT_EQ(mounts.error().what, "mountinfo, line 2: not a mount");
  }
  EXPECT_FALSE(parse_mountinfo("1 2 0:1 / /a rw - cgro").ok());
}

TEST(Netns, ComeFromProcessesAndMounts) {
  NetnsTree tree;
  const auto all = enumerate_netns(Proc(tree.root()));
  ASSERT_TRUE(all.ok());
  ASSERT_EQ(all->size(), 5U);
  const Netns home = find(*all, kHome);
  EXPECT_EQ(home.name, std::nullopt);
  ASSERT_TRUE(home.pid.has_value());
  EXPECT_TRUE(*home.pid == 1 || *home.pid == 23);
  EXPECT_EQ(home.path, tree / (std::to_string(*home.pid) + "/ns/net"));
  EXPECT_EQ((*all)[1], (Netns{kGreen, "green field", std::nullopt, "/run/netns/green field"}));
  EXPECT_EQ((*all)[2], (Netns{kBlue, "blue", std::nullopt, "/run/netns/blue"}));
  EXPECT_EQ((*all)[3], (Netns{kDocker, std::nullopt, 1013, "/run/docker/netns/1-5k2"}));
  EXPECT_EQ((*all)[4], (Netns{kLonely, std::nullopt, 1019, tree / "1019/ns/net"}));
}

TEST(Netns, ANameBeatsOtherMountsOfTheSame) {
  TempTree tree;
  tree.file("self/mountinfo",
            "1 2 0:4 net:[4026532193] /run/docker/netns/x rw - nsfs nsfs rw\n"
            "1 2 0:4 net:[4026532193] /var/run/netns/named rw - nsfs nsfs rw\n"
            "1 2 0:4 net:[4026532193] /run/netns/second rw - nsfs nsfs rw\n"
            "1 2 0:4 net:[4026532193] /run/other/x rw - nsfs nsfs rw\n"
            "1 2 0:4 net:[4026532197] /run/netns/gone//deleted rw - nsfs nsfs rw\n"
            "1 2 0:4 net:[4026532199] /run/netns/deep/er rw - nsfs nsfs rw\n"
            "1 2 0:4 mnt:[4026532201] /run/mntns/x rw - nsfs nsfs rw\n"
            "1 2 0:4 net:[4026532203] /run/netns/fake rw - tmpfs tmpfs rw\n");
  const auto all = enumerate_netns(Proc(tree.root()));
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(*all, (std::vector<Netns>{
                      {4026532193, "named", std::nullopt, "/var/run/netns/named"},
                      {4026532199, std::nullopt, std::nullopt, "/run/netns/deep/er"},
                  }));
}

TEST(Netns, WhatTheOptionMeans) {
  NetnsTree tree;
  const Proc proc(tree.root());
  const struct {
    const char* spec;
    std::optional<std::uint32_t> inode;
  } good[] = {
      {"all", std::nullopt},   {"1", kHome},    {"1013", kDocker},
      {"4026532400", kLonely}, {"blue", kBlue}, {"green field", kGreen},
      {"4026531833", kHome},  // Below 0xf0000000: where Linux 6.18 puts the initial one.
      {"0001013", kDocker},
  };
  for (const auto& test : good) {
    const auto resolved = resolve_netns(proc, test.spec);
    ASSERT_TRUE(resolved.ok()) << test.spec << ": " << resolved.error().what;
    EXPECT_EQ(*resolved, test.inode) << test.spec;
  }
  const std::string nobody = "no process is in, and no mount keeps, such a network namespace";
  const std::string no_name = "no network namespace has this name";
  const struct {
    std::string spec, why;
  } bad[] = {
      {"", "empty"},
      {"29", "no process has this pid"},
      {"0", "no process has this pid"},
      {"4194303", "no process has this pid"},
      {"4194304", nobody},
      {"4026532401", nobody},
      {"4294967296", "too large for a namespace's inode"},
      {"99999999999999999999999", "too large for a namespace's inode"},
      {"red", no_name},
      {"ALL", no_name},
      {"-1", no_name},
      {"1 ", no_name},
      {"1-5k2", no_name},
  };
  for (const auto& test : bad) {
    const auto resolved = resolve_netns(proc, test.spec);
    ASSERT_FALSE(resolved.ok()) << test.spec;
    EXPECT_EQ(resolved.error().kind, ErrorKind::usage) << test.spec;
    EXPECT_EQ(resolved.error().what, "--netns " + test.spec + ": " + test.why);
  }
  EXPECT_EQ(resolve_netns(proc, "red").error().advice, "there is green field, blue");
  EXPECT_EQ(resolve_netns(proc, "\x1b[7m").error().what, "--netns \\x1b[7m: " + no_name);
}

TEST(Netns, OpensOurOwnAndNoOther) {
  const auto inode = own_netns();
  ASSERT_TRUE(inode.has_value());
  EXPECT_TRUE(open_netns({*inode, std::nullopt, std::nullopt, "/proc/self/ns/net"}).ok());
  const auto other = open_netns({*inode + 1, std::nullopt, std::nullopt, "/proc/self/ns/net"});
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().sys_errno, ESTALE);
  const auto gone = open_netns({*inode, std::nullopt, std::nullopt, "/proc/self/ns/nothing"});
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().sys_errno, ENOENT);
}

TEST(Netns, EnteringWhatIsNoNamespaceIsAnError) {
  const auto home = own_netns();
  EXPECT_FALSE(ScopedNetns::enter(-1).ok());
  EXPECT_EQ(own_netns(), home);
}

TEST(Netns, AThreadVisitsAndReturns) {
  ChildInNetns child;
  SKIP_WITHOUT_NETNS(child);
  const Proc proc;
  const auto home = own_netns();
  const auto inode = read_netns(proc, child.pid());
  ASSERT_TRUE(inode.ok());
  ASSERT_NE(*inode, home);
  const auto all = enumerate_netns(proc);
  ASSERT_TRUE(all.ok());
  const Netns netns = find(*all, *inode);
  EXPECT_EQ(netns.pid, child.pid());
  EXPECT_EQ(netns.path, "/proc/" + std::to_string(child.pid()) + "/ns/net");
  EXPECT_TRUE(std::is_sorted(all->begin(), all->end(),
                             [](const Netns& a, const Netns& b) { return a.inode < b.inode; }));

  // Not the main thread: what it reads must be its own namespace, not that of the main thread.
  std::thread([&] {
    auto fd = open_netns(netns);
    ASSERT_TRUE(fd.ok());
    {
      auto scope = ScopedNetns::enter(fd->get());
      ASSERT_TRUE(scope.ok());
      EXPECT_EQ(own_netns(), *inode);
      const auto rows = read_net_tcp(proc, Family::ipv4);
      ASSERT_TRUE(rows.ok());
      EXPECT_EQ(rows->size(), 0U);  // No sockets can be in there.
      const ScopedNetns moved = std::move(*scope);
      EXPECT_EQ(own_netns(), *inode);
    }
    EXPECT_EQ(own_netns(), home);
  }).join();
  EXPECT_EQ(own_netns(), home);
}

TEST(NetnsDeathTest, AThreadThatCannotReturnEndsTheProcess) {
  ChildInNetns child;
  SKIP_WITHOUT_NETNS(child);
  const Netns netns{*read_netns(Proc(), child.pid()), std::nullopt, child.pid(),
                    "/proc/" + std::to_string(child.pid()) + "/ns/net"};
  const auto fd = open_netns(netns);
  ASSERT_TRUE(fd.ok());
  EXPECT_DEATH(
      {
        const auto scope = ScopedNetns::enter(fd->get());
        if (::setresuid(65534, 65534, 65534) != 0) ::_exit(1);
      },
      "cannot return to the network namespace it came from: Operation not permitted");
}

}  // namespace
}  // namespace bpfnetstat::procfs
