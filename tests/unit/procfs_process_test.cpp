// SPDX-License-Identifier: Apache-2.0
#include "procfs/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "procfs_testing.h"

namespace bpfnetstat::procfs {
namespace {

TEST(Process, WithAHostileName) {
  const Proc proc(kRecordedRoot);
  const auto comm = read_comm(proc, kRecordedPid);
  ASSERT_TRUE(comm.ok());
  EXPECT_EQ(*comm, "a) S 1 (b\n\x1b[7m");
  const auto start_time = read_start_time(proc, kRecordedPid);
  ASSERT_TRUE(start_time.ok());
  EXPECT_EQ(*start_time, 245614U);
  const auto uid = read_uid(proc, kRecordedPid);
  ASSERT_TRUE(uid.ok());
  EXPECT_EQ(*uid, 33U);
  const auto cgroup = read_cgroup(proc, kRecordedPid);
  ASSERT_TRUE(cgroup.ok());
  EXPECT_EQ(*cgroup,
            "/system.slice/"
            "docker-3e2fd6b2f7d1c0a4968b5e07f1d2c3b4a5968778695a4b3c2d1e0f90817263a5.scope");
}

TEST(Process, ThatIsGoneIsAnErrorOfItsOwnKind) {
  TempTree tree;
  const Proc proc(tree.root());
  EXPECT_TRUE(is_vanished(read_comm(proc, 23).error().sys_errno));
  EXPECT_TRUE(is_vanished(read_uid(proc, 23).error().sys_errno));
  EXPECT_TRUE(is_vanished(read_cgroup(proc, 23).error().sys_errno));
  EXPECT_TRUE(is_vanished(read_start_time(proc, 23).error().sys_errno));
  EXPECT_TRUE(is_vanished(read_netns(proc, 23).error().sys_errno));
  EXPECT_FALSE(holds_socket(proc, 23, 5, 4711));
}

TEST(Process, FilesThatAreNotUnderstood) {
  TempTree tree;
  tree.file("23/stat", "23 (x");
  tree.file("23/status", "Name:\tx\n");
  tree.link("23/ns/net", "mnt:[4026531840]");
  const Proc proc(tree.root());
  EXPECT_EQ(read_start_time(proc, 23).error().what, tree / "23/stat is not understood");
  EXPECT_EQ(read_uid(proc, 23).error().what, tree / "23/status is not understood");
  EXPECT_EQ(read_netns(proc, 23).error().what, tree / "23/ns/net is not understood");
}

TEST(Process, CommKeepsAllButOneNewline) {
  TempTree tree;
  tree.file("3/comm", "x\n\n");
  tree.file("5/comm", "\n");
  tree.file("7/comm", "exactly15bytes!\n");
  const Proc proc(tree.root());
  EXPECT_EQ(*read_comm(proc, 3), "x\n");
  EXPECT_EQ(*read_comm(proc, 5), "");
  EXPECT_EQ(*read_comm(proc, 7), "exactly15bytes!");
}

TEST(Process, CommTakesNoMoreMemoryThanItNeeds) {
  const auto comm = read_comm(Proc(), getpid());
  ASSERT_TRUE(comm);
  EXPECT_LT(comm->capacity(), 64u);
}

TEST(Process, StartTimeIsField22OfAWholeLine) {
  std::string stat = "23 (x) S";
  for (int field = 4; field <= 22; ++field) stat += " " + std::to_string(field * 1000);
  EXPECT_EQ(parse_stat_start_time(stat + " 23000\n"), 22000U);
  EXPECT_EQ(parse_stat_start_time(stat + "\n"), 22000U);
  EXPECT_EQ(parse_stat_start_time(stat), std::nullopt);  // May have lost digits.
  EXPECT_EQ(parse_stat_start_time("23 (x) S 4 5\n"), std::nullopt);
  EXPECT_EQ(parse_stat_start_time(""), std::nullopt);
}

TEST(Process, UidIsTheEffectiveOne) {
  EXPECT_EQ(parse_status_uid("Name:\tUid:\nUid:\t1\t1009\t3\t5\n"), 1009U);
  EXPECT_EQ(parse_status_uid("Name:\tx\nUid:\t1\n"), std::nullopt);
  EXPECT_EQ(parse_status_uid("Name:\tx\n"), std::nullopt);
}

TEST(Process, IsAsTheKernelSaysOfOurselves) {
  const Proc proc;
  const auto comm = read_comm(proc, ::getpid());
  ASSERT_TRUE(comm.ok());
  EXPECT_EQ(*comm, std::string(::program_invocation_short_name).substr(0, 15));
  const auto uid = read_uid(proc, ::getpid());
  ASSERT_TRUE(uid.ok());
  EXPECT_EQ(*uid, ::geteuid());
  struct stat netns {};
  ASSERT_EQ(::stat("/proc/self/ns/net", &netns), 0);
  const auto inode = read_netns(proc, ::getpid());
  ASSERT_TRUE(inode.ok());
  EXPECT_EQ(*inode, netns.st_ino);
}

TEST(SocketHolders, EveryDescriptorOfEveryProcess) {
  TempTree tree;
  tree.link("1013/fd/3", "socket:[4711]");
  tree.link("1013/fd/5", "socket:[4711]");
  tree.link("1013/fd/7", "socket:[47110]");
  tree.link("1013/fd/11", "/tmp/socket:[4711]");
  tree.link("1013/fd/13", "pipe:[4711]");
  tree.link("1013/fd/17", "socket:[4711] (deleted)");
  tree.link("1013/fd/19", "socket:[18446744073709551616]");
  tree.link("1019/fd/2147483647", "socket:[18446744073709551615]");
  tree.link("1021/fd/23", "socket:[4711]");
  tree.directory("1031");                   // Vanished between two looks: no fd.
  tree.link("self/fd/3", "socket:[4711]");  // Not a process number.
  tree.link("0/fd/3", "socket:[4711]");
  const Proc proc(tree.root());
  const std::uint64_t wanted[] = {4711, 18446744073709551615U, 5, 0};
  auto found = find_socket_holders(proc, wanted);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->denied_processes, 0U);
  std::sort(found->holders.begin(), found->holders.end());
  EXPECT_EQ(found->holders, (std::vector<SocketHolder>{{4711, 1013, 3},
                                                       {4711, 1013, 5},
                                                       {4711, 1021, 23},
                                                       {18446744073709551615U, 1019, 2147483647}}));
  EXPECT_TRUE(holds_socket(proc, 1013, 5, 4711));
  EXPECT_FALSE(holds_socket(proc, 1013, 7, 4711));
  EXPECT_FALSE(holds_socket(proc, 1013, 13, 4711));
  EXPECT_FALSE(holds_socket(proc, 1013, 13, 0));
  EXPECT_FALSE(holds_socket(proc, 1013, 29, 4711));
}

TEST(SocketHolders, ProcessesWeMayNotSeeAreCounted) {
  TempTree tree;
  tree.link("1013/fd/3", "socket:[4711]");
  tree.link("1019/fd/3", "socket:[4711]");
  tree.link("1019/fd/5", "socket:[4711]");
  tree.link("1021/fd/3", "socket:[4711]");
  std::filesystem::permissions(tree.root(), std::filesystem::perms{0755});
  const std::string closed = tree / "1013/fd", listable = tree / "1019/fd";
  ASSERT_EQ(::chmod(closed.c_str(), 0000), 0);
  ASSERT_EQ(::chmod(listable.c_str(), 0444), 0);  // Lists descriptors, but shows no link.
  const Proc proc(tree.root());
  const std::uint64_t wanted[] = {4711};
  const bool root = ::geteuid() == 0;
  ASSERT_EQ(root ? ::seteuid(65534) : 0, 0);
  const auto found = find_socket_holders(proc, wanted);
  ASSERT_EQ(root ? ::seteuid(0) : 0, 0);
  ASSERT_EQ(::chmod(closed.c_str(), 0700), 0);
  ASSERT_EQ(::chmod(listable.c_str(), 0700), 0);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->denied_processes, 2U);
  EXPECT_EQ(found->holders, (std::vector<SocketHolder>{{4711, 1021, 3}}));
}

TEST(SocketHolders, WithoutAProcRootIsAnError) {
  TempTree tree;
  const std::uint64_t wanted[] = {4711};
  EXPECT_FALSE(find_socket_holders(Proc(tree / "nowhere"), wanted).ok());
}

TEST(SocketHolders, AChildThatInheritsTheSocketHoldsItToo) {
  const UniqueFd socket{::socket(AF_INET, SOCK_STREAM, 0)};
  const UniqueFd twin{::dup(socket.get())};
  struct stat status {};
  ASSERT_EQ(::fstat(socket.get(), &status), 0);
  const std::uint64_t wanted[] = {status.st_ino};
  const pid_t child = ::fork();
  if (child == 0) {
    for (;;) ::pause();
  }
  const Proc proc;
  auto found = find_socket_holders(proc, wanted);
  EXPECT_TRUE(holds_socket(proc, child, twin.get(), status.st_ino));
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_FALSE(holds_socket(proc, child, twin.get(), status.st_ino));
  ASSERT_TRUE(found.ok());
  std::vector<SocketHolder> expected;
  for (const pid_t pid : {::getpid(), child}) {
    for (const int fd : {socket.get(), twin.get()}) {
      expected.push_back({status.st_ino, pid, fd});
    }
  }
  std::sort(expected.begin(), expected.end());
  std::sort(found->holders.begin(), found->holders.end());
  EXPECT_EQ(found->holders, expected);
}

}  // namespace
}  // namespace bpfnetstat::procfs
