// SPDX-License-Identifier: Apache-2.0
#include "procfs/proc.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <thread>

#include "procfs_testing.h"

namespace bpfnetstat::procfs {
namespace {

TEST(Proc, ReadsAFileThatGrowsWhileItIsRead) {
  TempTree tree;
  ASSERT_EQ(::mkfifo((tree / "growing").c_str(), 0600), 0);
  std::string expected;
  for (int piece = 0; piece < 23; ++piece) expected.append(4099, static_cast<char>('a' + piece));
  std::thread writer([&] {
    const UniqueFd fifo{::open((tree / "growing").c_str(), O_WRONLY)};
    for (std::size_t at = 0; at < expected.size(); at += 4099) {
      // A pipe takes pieces of up to PIPE_BUF (4096) bytes whole; these come apart.
      std::size_t done = 0;
      while (done < 4099) {
        const ssize_t wrote = ::write(fifo.get(), expected.data() + at + done, 4099 - done);
        if (wrote <= 0) return;
        done += static_cast<std::size_t>(wrote);
      }
    }
  });
  const auto text = Proc(tree.root()).read("growing");
  writer.join();
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text, expected);
}

TEST(Proc, ReadsAnEmptyFileAsEmpty) {
  TempTree tree;
  tree.file("empty", "");
  const auto text = Proc(tree.root()).read("empty");
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text, "");
}

TEST(Proc, NamesWhatItCouldNotRead) {
  TempTree tree;
  const Proc proc(tree.root());
  const auto missing = proc.read("23/comm");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().kind, ErrorKind::failed);
  EXPECT_EQ(missing.error().what, "cannot read " + tree.root() + "/23/comm");
  EXPECT_EQ(missing.error().sys_errno, ENOENT);
  EXPECT_TRUE(is_vanished(missing.error().sys_errno));

  tree.directory("23");
  const auto directory = proc.read("23");
  ASSERT_FALSE(directory.ok());
  EXPECT_EQ(directory.error().sys_errno, EISDIR);
  EXPECT_FALSE(is_vanished(EISDIR));

  EXPECT_EQ(proc.read_link("23/ns/net").error().sys_errno, ENOENT);
  EXPECT_EQ(proc.error("1/fd", EACCES).kind, ErrorKind::unavailable);
}

TEST(Proc, ARootThatIsNotThereFailsEachRead) {
  TempTree tree;
  const Proc proc(tree / "nowhere");
  const auto text = proc.read("/proc/self/comm");  // An absolute path would not need the root.
  EXPECT_TRUE(text.ok());
  const auto relative = proc.read("self/comm");
  ASSERT_FALSE(relative.ok());
  EXPECT_EQ(relative.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(relative.error().what, "cannot open " + (tree / "nowhere"));
}

TEST(Proc, NetworkFilesBelongToAThreadOrAProcess) {
  EXPECT_EQ(net_file(std::nullopt, "tcp"), "thread-self/net/tcp");
  EXPECT_EQ(net_file(23, "tcp6"), "23/net/tcp6");
}

}  // namespace
}  // namespace bpfnetstat::procfs
