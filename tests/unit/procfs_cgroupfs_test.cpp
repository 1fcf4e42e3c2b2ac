// SPDX-License-Identifier: Apache-2.0
#include "procfs/cgroupfs.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "procfs_testing.h"

namespace bpfnetstat::procfs {
namespace {

TEST(CgroupFs, IsMountedFromItsRoot) {
  const auto mounts = parse_mountinfo(recorded("self/mountinfo"));
  ASSERT_TRUE(mounts.ok());
  EXPECT_EQ(cgroup2_mount_point(*mounts), "/sys/fs/cgroup/unified");
  EXPECT_EQ(cgroup2_mount_point({{"/docker/x", "/mnt", "cgroup2"}, {"/", "/c", "cgroup2"}}), "/c");
  EXPECT_EQ(cgroup2_mount_point({{"/docker/x", "/mnt", "cgroup2"}, {"/", "/v1", "cgroup"}}),
            std::nullopt);
}

TEST(CgroupFs, ThatIsNotMountedIsUnavailable) {
  TempTree tree;
  tree.file("self/mountinfo", "1 2 0:1 / / rw - ext4 x rw\n");
  const auto cgroups = CgroupFs::open(Proc(tree.root()));
  ASSERT_FALSE(cgroups.ok());
  EXPECT_EQ(cgroups.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(cgroups.error().what, "cgroup v2 is not mounted");
}

std::uint64_t inode_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_ino;
}

TEST(CgroupFs, TheWalkFindsADirectoryByItsInode) {
  TempTree tree;
  tree.directory("a/b c/d");
  tree.directory("a/e");
  tree.directory("f");
  tree.file("a/file", "");
  tree.link("f/loop", "..");
  const UniqueFd top{::open(tree.root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  for (const char* path : {"/a", "/a/b c", "/a/b c/d", "/a/e", "/f"}) {
    EXPECT_EQ(find_directory(top.get(), inode_of(tree.root() + path)), path);
  }
  EXPECT_EQ(find_directory(top.get(), inode_of(tree.root())), "/");
  EXPECT_EQ(find_directory(top.get(), inode_of(tree / "a/file")), std::nullopt);
  EXPECT_EQ(find_directory(top.get(), 0), std::nullopt);
}

TEST(CgroupFs, IdsAndPathsOfTheRunningSystem) {
  if (::geteuid() != 0) GTEST_SKIP() << "making a cgroup needs root";
  const auto opened = CgroupFs::open(Proc());
  if (!opened.ok()) GTEST_SKIP() << to_string(opened.error());
  const CgroupFs& cgroups = *opened;
  const std::string path = "/bpfnetstat test " + std::to_string(::getpid());
  const std::string directory = cgroups.mount_point() + path;
  if (::mkdir(directory.c_str(), 0755) != 0) {
    GTEST_SKIP() << "cannot make " << directory << ": " << std::strerror(errno);
  }
  ASSERT_EQ(::mkdir((directory + "/inner").c_str(), 0755), 0);

  const auto outer = cgroups.id(path);
  const auto inner = cgroups.id(path + "/inner");
  ASSERT_TRUE(outer.ok() && inner.ok());
  EXPECT_NE(*outer, *inner);
  EXPECT_EQ(cgroups.path(*outer), path);
  EXPECT_EQ(cgroups.path(*inner), path + "/inner");
  // By its directory, with and without the slashes that people type.
  EXPECT_EQ(*cgroups.id(directory), *outer);
  EXPECT_EQ(*cgroups.id(path + "/"), *outer);
  EXPECT_EQ(*cgroups.id(path.substr(1)), *outer);
  EXPECT_EQ(cgroups.path(*cgroups.id("/")), "/");
  EXPECT_EQ(*cgroups.id(cgroups.mount_point()), *cgroups.id("/"));
  // The kernel's own handle of the directory is the id.
  struct {
    file_handle handle;
    std::uint64_t id;
  } known{};
  known.handle.handle_bytes = sizeof known.id;
  int mount_id = 0;
  ASSERT_EQ(::name_to_handle_at(AT_FDCWD, directory.c_str(), &known.handle, &mount_id, 0), 0);
  EXPECT_EQ(known.id, *outer);
  // Both ways to a path agree.
  const UniqueFd top{::open(cgroups.mount_point().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  EXPECT_EQ(find_directory(top.get(), *inner), path + "/inner");

  EXPECT_EQ(::rmdir((directory + "/inner").c_str()), 0);
  EXPECT_EQ(::rmdir(directory.c_str()), 0);
  EXPECT_EQ(cgroups.path(*outer), std::nullopt);
  for (const std::string& none : {path, std::string("/../.."), std::string("/cgroup.procs")}) {
    const auto id = cgroups.id(none);
    ASSERT_FALSE(id.ok()) << none;
    EXPECT_EQ(id.error().kind, ErrorKind::usage);
    EXPECT_EQ(id.error().what, "no cgroup " + none + " below " + cgroups.mount_point());
  }
}

}  // namespace
}  // namespace bpfnetstat::procfs
