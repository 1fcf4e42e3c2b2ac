// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "app/loop.h"
#include "app/output.h"
#include "base/unique_fd.h"

namespace bpfnetstat::app {
namespace {

constexpr std::uint64_t kMs = 1'000'000;

/// Two connected descriptors; of a pipe, `in` is the end to write to.
struct Channel {
  UniqueFd out;
  UniqueFd in;

  static Channel pipe() {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) std::abort();
    return {UniqueFd(fds[0]), UniqueFd(fds[1])};
  }
  static Channel socket() {
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) std::abort();
    return {UniqueFd(fds[0]), UniqueFd(fds[1])};
  }
  void put() const {
    if (::write(in.get(), "x", 1) != 1) std::abort();
  }
};

/// A process whose standard output is `fd`; it runs `body` and ends with what that returns. One
/// that hangs is killed by SIGALRM.
class Child {
 public:
  Child(int fd, const std::function<int()>& body) : pid_(::fork()) {
    if (pid_ < 0) std::abort();
    if (pid_ > 0) return;
    ::alarm(60);
    ::signal(SIGPIPE, SIG_IGN);
    if (::dup2(fd, STDOUT_FILENO) < 0) ::_exit(100);
    // Ends of channels that the test closes in its own process must not stay open here.
    for (int other = 3; other < 64; ++other) {
      if (keep_ != other) ::close(other);
    }
    ::_exit(body());
  }
  Child(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) wait();
  }

  /// The body's result, or minus the signal that killed it.
  int wait() {
    int status = 0;
    if (::waitpid(pid_, &status, 0) != pid_) std::abort();
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  /// A descriptor that children keep besides standard output.
  static inline int keep_ = -1;

 private:
  pid_t pid_;
};

std::string read_all(int fd) {
  std::string text;
  char piece[4093];
  for (ssize_t got; (got = ::read(fd, piece, sizeof(piece))) > 0;) {
    text.append(piece, static_cast<std::size_t>(got));
  }
  return text;
}

/// Recognisable at every place.
std::string pattern(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += std::to_string(text.size()) + '\n';
  text.resize(bytes);
  return text;
}

}  // namespace
}  // namespace bpfnetstat::app
