// SPDX-License-Identifier: Apache-2.0
#include "serve/door.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <vector>

#include "base/text.h"
#include "serve/socket_address.h"

namespace bpfnetstat::serve {
namespace {

Error failure(std::string_view what, const std::string& path, int sys_errno) {
  const bool is_denied = sys_errno == EACCES || sys_errno == EPERM;
  return {is_denied ? ErrorKind::unavailable : ErrorKind::failed,
          fmt::format("cannot {} {}", what, printable(path)), sys_errno,
          is_denied ? "run as root" : ""};
}

Error runs_already(const std::string& path) {
  return {ErrorKind::failed, fmt::format("a daemon runs already at {}", printable(path)), 0,
          "end it first, or serve at another path"};
}

/// By name, or by number where no group has that name.
Result<gid_t> group_id(const std::string& name) {
  std::vector<char> buffer(1024);
  for (;;) {
    group entry{};
    group* found = nullptr;
    const int error = ::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (error == ERANGE && buffer.size() < (1U << 20)) {
      // A group of many members.
      buffer.resize(2 * buffer.size());
      continue;
    }
    if (found != nullptr) return entry.gr_gid;
    gid_t number = 0;
    const char* const end = name.data() + name.size();
    const auto [stop, failure] = std::from_chars(name.data(), end, number);
    // The last one means "as it is" to chown(2).
    if (failure == std::errc{} && stop == end && number != static_cast<gid_t>(-1)) return number;
    return Error{ErrorKind::usage,
                 fmt::format("no group {} for the daemon's socket", printable(name)), error,
                 "give a name of /etc/group, or a number"};
  }
}

Status make_directory(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0) return {};
  const std::string directory = path.substr(0, slash);
  if (::mkdir(directory.c_str(), kDirectoryMode) != 0) {
    if (errno == EEXIST) return {};
    return failure("make the directory", directory, errno);
  }
  // The umask may have taken the group's and the others' way in.
  if (::chmod(directory.c_str(), kDirectoryMode) != 0) {
    return failure("set the mode of", directory, errno);
  }
  return {};
}

/// Makes way for a socket of ours. The lock is held: no daemon that honours it lives there. One may
/// still, if somebody removed its lock.
Status clear(const std::string& path, const sockaddr_un& address) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    return errno == ENOENT ? Status() : failure("look at", path, errno);
  }
  if (!S_ISSOCK(status.st_mode)) {
    return Error{ErrorKind::failed, fmt::format("{} is there and is no socket", printable(path)), 0,
                 "remove it, or serve at another path"};
  }
  const UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!probe) return failure("look behind", path, errno);
  // EAGAIN: one listens that has its hands full. EPROTOTYPE: it is of another type.
  if (::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
      errno == EAGAIN || errno == EPROTOTYPE) {
    return runs_already(path);
  }
  if (errno != ECONNREFUSED) return failure("look behind", path, errno);
  if (::unlink(path.c_str()) != 0) return failure("replace", path, errno);
  return {};
}

}  // namespace

Result<Door> Door::open(const std::string& path, const std::optional<std::string>& group) {
  const auto address = socket_address(path);
  if (!address) {
    return Error{ErrorKind::usage,
                 fmt::format("{} cannot be the path of a socket", printable(path)), 0,
                 fmt::format("give one of 1 to {} bytes", sizeof(sockaddr_un::sun_path) - 1)};
  }
  std::optional<gid_t> gid;
  if (group) {
    const auto found = group_id(*group);
    if (!found) return found.error();
    gid = *found;
  }
  if (const auto made = make_directory(path); !made) return made.error();

  Door door;
  const std::string lock_path = path + ".lock";
  door.lock_ = UniqueFd(
      ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (!door.lock_) return failure("open", lock_path, errno);
  if (::flock(door.lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? runs_already(path) : failure("lock", lock_path, errno);
  }
  if (const auto cleared = clear(path, *address); !cleared) return cleared.error();

  UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return failure("make the socket", path, errno);
  // bind() gives the name this mode less the umask (unix_bind_bsd() in net/unix/af_unix.c): at no
  // moment it is more than it should be, and nobody gets in before listen().
  if (::fchmod(socket.get(), kSocketMode) != 0) return failure("set the mode of", path, errno);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0) {
    return failure("bind to", path, errno);
  }
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return failure("look at", path, errno);
  door.path_ = path;
  door.socket_ = std::move(socket);
  door.device_ = status.st_dev;
  door.inode_ = status.st_ino;
  if (gid && ::lchown(path.c_str(), static_cast<uid_t>(-1), *gid) != 0) {
    return failure("set the group of", path, errno);
  }
  if (::chmod(path.c_str(), kSocketMode) != 0) return failure("set the mode of", path, errno);
  if (::listen(door.socket_.get(), kBacklog) != 0) return failure("listen at", path, errno);
  return door;
}

void Door::close() {
  if (!socket_) return;
  // As long as the socket is open its inode's number is nobody else's.
  struct stat status {};
  if (::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_) {
    ::unlink(path_.c_str());
  }
  socket_.reset();
  lock_.reset();
}

}  // namespace bpfnetstat::serve
