// SPDX-License-Identifier: Apache-2.0
#include "serve/door.h"

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "serve_testing.h"

namespace bpfnetstat::serve {
namespace {

/// The file mode creation mask, for a scope.
class Umask {
 public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  Umask(const Umask&) = delete;
  ~Umask() { ::umask(before_); }

 private:
  mode_t before_;
};

struct stat look_at(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status;
}

mode_t mode_of(const std::string& path) {
  return look_at(path).st_mode & 07777;
}

Error error_of(const Result<Door>& door) {
  if (door.ok()) ADD_FAILURE() << "it opened";
  return door.ok() ? Error{} : door.error();
}

/// A socket at `path` that is bound, and listens if asked to.
UniqueFd bound(const std::string& path, int type, bool listens) {
  UniqueFd fd(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
  const auto address = socket_address(path);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 ||
      (listens && ::listen(fd.get(), 0) != 0)) {
    std::abort();
  }
  return fd;
}

TEST(Door, ListensAtItsPath) {
  const SocketDirectory directory;
  const auto door = Door::open(directory / "sock", std::nullopt);
  ASSERT_TRUE(door) << to_string(door.error());
  EXPECT_TRUE(Caller(directory / "sock").is_connected());
  EXPECT_TRUE(is_readable(door->fd()));
}

TEST(Door, IsForOwnerAndGroupWhateverTheUmask) {
  for (const mode_t mask : {0, 022, 0177, 0777}) {
    const SocketDirectory directory;
    const Umask umask(static_cast<mode_t>(mask));
    const auto door = Door::open(directory / "sock", std::nullopt);
    ASSERT_TRUE(door) << to_string(door.error());
    EXPECT_EQ(mode_of(directory / "sock"), 0660U) << mask;
  }
}

TEST(Door, MakesItsDirectoryForAllToEnter) {
  const SocketDirectory directory;
  const Umask umask(077);
  const auto door = Door::open(directory / "made/sock", std::nullopt);
  ASSERT_TRUE(door) << to_string(door.error());
  EXPECT_EQ(mode_of(directory / "made"), 0755U);
}

TEST(Door, LeavesADirectoryThatIsThereAlone) {
  const SocketDirectory directory;
  ASSERT_EQ(::mkdir((directory / "there").c_str(), 0700), 0);
  const auto door = Door::open(directory / "there/sock", std::nullopt);
  ASSERT_TRUE(door) << to_string(door.error());
  EXPECT_EQ(mode_of(directory / "there"), 0700U);
}

TEST(Door, MakesNoParentsOfItsDirectory) {
  const SocketDirectory directory;
  const auto error = error_of(Door::open(directory / "missing/made/sock", std::nullopt));
  EXPECT_EQ(error.sys_errno, ENOENT);
  EXPECT_EQ(error.what, "cannot make the directory " + (directory / "missing/made"));
}

TEST(Door, BelongsToTheGroupNamed) {
  const SocketDirectory directory;
  const gid_t gid = ::geteuid() == 0 ? 1 : ::getegid();
  const group* entry = ::getgrgid(gid);
  if (entry == nullptr) GTEST_SKIP() << "group " << gid << " has no name";
  const auto door = Door::open(directory / "sock", std::string(entry->gr_name));
  ASSERT_TRUE(door) << to_string(door.error());
  EXPECT_EQ(look_at(directory / "sock").st_gid, gid);
  EXPECT_EQ(look_at(directory / "sock").st_uid, ::geteuid());
  EXPECT_EQ(mode_of(directory / "sock"), 0660U);
}

TEST(Door, KnowsNoOtherGroups) {
  const SocketDirectory directory;
  const auto error = error_of(Door::open(directory / "sock", "no\nsuch:group"));
  EXPECT_EQ(error.kind, ErrorKind::usage);
  EXPECT_EQ(error.what, "no group no\\x0asuch:group for the daemon's socket");
  EXPECT_FALSE(std::filesystem::exists(directory / "sock"));
}

TEST(Door, RefusesWhatIsNoPathOfASocket) {
  for (const std::string& path : {std::string(), std::string(108, 'x'), std::string("a\0b", 3)}) {
    EXPECT_EQ(error_of(Door::open(path, std::nullopt)).kind, ErrorKind::usage) << path.size();
  }
  const SocketDirectory directory;
  const std::string base = directory / "";
  const auto door = Door::open(base + std::string(107 - base.size(), 'x'), std::nullopt);
  EXPECT_TRUE(door);
}

TEST(Door, IsOneAtATime) {
  const SocketDirectory directory;
  auto first = Door::open(directory / "sock", std::nullopt);
  ASSERT_TRUE(first);
  const auto error = error_of(Door::open(directory / "sock", std::nullopt));
  EXPECT_EQ(error.kind, ErrorKind::failed);
  EXPECT_EQ(error.what, "a daemon runs already at " + (directory / "sock"));
  EXPECT_TRUE(Caller(directory / "sock").is_connected()) << "the first one serves on";
  first->close();
  EXPECT_TRUE(Door::open(directory / "sock", std::nullopt));
}

// Between its lock and its socket a daemon is not to be seen by its socket.
TEST(Door, OpensForNobodyElseWhileItsLockIsHeld) {
  const SocketDirectory directory;
  const UniqueFd lock(
      ::open((directory / "sock.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::flock(lock.get(), LOCK_EX), 0);
  bound(directory / "sock", SOCK_STREAM, false).reset();
  EXPECT_EQ(error_of(Door::open(directory / "sock", std::nullopt)).what,
            "a daemon runs already at " + (directory / "sock"));
  EXPECT_TRUE(std::filesystem::is_socket(directory / "sock")) << "what it bound is left alone";
  ASSERT_EQ(::flock(lock.get(), LOCK_UN), 0);
  EXPECT_TRUE(Door::open(directory / "sock", std::nullopt));
}

TEST(Door, ReplacesWhatADeadDaemonLeft) {
  const SocketDirectory directory;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto door = Door::open(directory / "sock", std::nullopt);
    ::kill(::getpid(), door ? SIGKILL : SIGTERM);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(WTERMSIG(status), SIGKILL);
  ASSERT_TRUE(std::filesystem::is_socket(directory / "sock"));
  ASSERT_FALSE(Caller(directory / "sock").is_connected());

  const auto door = Door::open(directory / "sock", std::nullopt);
  ASSERT_TRUE(door) << to_string(door.error());
  EXPECT_TRUE(Caller(directory / "sock").is_connected());
}

// All of them find the same dead socket.
TEST(Door, OpensForOneOfManyThatCome) {
  constexpr int kComers = 23;
  const SocketDirectory directory;
  for (int round = 0; round < 3; ++round) {
    if (round == 0) bound(directory / "sock", SOCK_STREAM, true).reset();
    std::array<int, 2> start{};
    std::array<int, 2> end{};
    ASSERT_EQ(::pipe2(start.data(), O_CLOEXEC), 0);
    ASSERT_EQ(::pipe2(end.data(), O_CLOEXEC), 0);
    std::vector<pid_t> children;
    for (int i = 0; i < kComers; ++i) {
      const pid_t child = ::fork();
      ASSERT_GE(child, 0);
      if (child == 0) {
        ::alarm(60);
        ::close(start[1]);
        ::close(end[1]);
        char byte;
        if (::read(start[0], &byte, 1) != 0) ::_exit(3);
        const auto door = Door::open(directory / "sock", std::nullopt);
        const bool has_failed_well = !door && door.error().what.starts_with("a daemon runs");
        // The one that opened lives on until all have tried, then dies without cleaning up.
        if (door && ::read(end[0], &byte, 1) != 0) ::_exit(4);
        ::_exit(door ? 0 : has_failed_well ? 1 : 2);
      }
      children.push_back(child);
    }
    for (const int fd : {start[0], start[1], end[0]}) ::close(fd);
    int refused = 0;
    int opened = 0;
    for (int i = 0; i < kComers; ++i) {
      if (i == kComers - 1) ::close(end[1]);
      int status = 0;
      const pid_t ended = ::waitpid(-1, &status, 0);
      ASSERT_GT(ended, 0);
      ASSERT_TRUE(WIFEXITED(status));
      ASSERT_LE(WEXITSTATUS(status), 1);
      (WEXITSTATUS(status) == 0 ? opened : refused) += 1;
    }
    EXPECT_EQ(opened, 1);
    EXPECT_EQ(refused, kComers - 1);
  }
}

TEST(Door, RespectsALivingSocketThatHasLostItsLock) {
  for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
    const SocketDirectory directory;
    const auto living = bound(directory / "sock", type, type != SOCK_DGRAM);
    // The second look finds a backlog that is full.
    for (int look = 0; look < 3; ++look) {
      EXPECT_EQ(error_of(Door::open(directory / "sock", std::nullopt)).what,
                "a daemon runs already at " + (directory / "sock"));
    }
    EXPECT_TRUE(std::filesystem::is_socket(directory / "sock"));
  }
}

TEST(Door, LeavesAloneWhatIsNoSocket) {
  const SocketDirectory directory;
  std::ofstream(directory / "file") << "precious";
  std::filesystem::create_symlink(directory / "elsewhere", directory / "link");
  std::filesystem::create_directory(directory / "directory");
  for (const char* name : {"file", "link", "directory"}) {
    const auto error = error_of(Door::open(directory / name, std::nullopt));
    EXPECT_EQ(error.what, (directory / name) + " is there and is no socket");
  }
  EXPECT_EQ(std::filesystem::file_size(directory / "file"), 8U);
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "link"));
}

TEST(Door, FollowsNoLinkInPlaceOfItsLock) {
  const SocketDirectory directory;
  std::filesystem::create_symlink(directory / "elsewhere", directory / "sock.lock");
  EXPECT_EQ(error_of(Door::open(directory / "sock", std::nullopt)).sys_errno, ELOOP);
  EXPECT_FALSE(std::filesystem::exists(directory / "elsewhere"));
}

TEST(Door, RemovesItsSocketAtTheEnd) {
  const SocketDirectory directory;
  {
    const auto door = Door::open(directory / "sock", std::nullopt);
    ASSERT_TRUE(door);
  }
  EXPECT_FALSE(std::filesystem::exists(directory / "sock"));
}

TEST(Door, LeavesASocketThatIsNotItsOwn) {
  const SocketDirectory directory;
  auto door = Door::open(directory / "sock", std::nullopt);
  ASSERT_TRUE(door);
  std::filesystem::remove(directory / "sock");
  const auto other = bound(directory / "sock", SOCK_STREAM, true);
  door->close();
  EXPECT_EQ(door->fd(), -1);
  EXPECT_TRUE(Caller(directory / "sock").is_connected());
}

TEST(Door, KeepsNoDescriptorsOfAnAttemptThatFailed) {
  const SocketDirectory directory;
  const auto living = bound(directory / "sock", SOCK_STREAM, true);
  const std::size_t before = open_descriptors();
  error_of(Door::open(directory / "sock", std::nullopt));
  error_of(Door::open(directory / "missing/made/sock", std::nullopt));
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace bpfnetstat::serve
