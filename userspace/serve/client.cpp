// SPDX-License-Identifier: Apache-2.0
#include "serve/client.h"

#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"

namespace bpfnetstat::serve {
namespace {

using Clock = std::chrono::steady_clock;

/// What a call that waited in vain says.
Error no_answer() {
  return {ErrorKind::failed, "the daemon does not answer", ETIMEDOUT, ""};
}

Error not_whole(int sys_errno) {
  return {ErrorKind::failed, "the daemon's answer is not whole", sys_errno,
          "it ended, or cut off who did not read"};
}

/// What somebody who may not ask can do.
std::string way_in(const std::string& path) {
  struct stat status {};
  std::vector<char> buffer(16 << 10);
  group entry{};
  group* found = nullptr;
  if (::stat(path.c_str(), &status) != 0 || status.st_gid == 0 ||
      ::getgrgid_r(status.st_gid, &entry, buffer.data(), buffer.size(), &found) != 0 ||
      found == nullptr) {
    return "run as root";
  }
  return fmt::format("run as root, or as a member of group {}", printable(found->gr_name));
}

Error connect_error(const std::string& path, int sys_errno) {
  switch (sys_errno) {
    case ENOENT:
    case ENOTDIR:
    case ECONNREFUSED:
      return {ErrorKind::unavailable, fmt::format("no daemon at {}", printable(path)), sys_errno,
              "start `bpfnetstat daemon`"};
    case EACCES:
    case EPERM:
      return {ErrorKind::unavailable,
              fmt::format("the daemon at {} may not be asked", printable(path)), sys_errno,
              way_in(path)};
    case EAGAIN:
      return no_answer();
    default:
      return {ErrorKind::failed, fmt::format("cannot connect to {}", printable(path)), sys_errno,
              ""};
  }
}

timeval to_timeval(std::chrono::milliseconds time) {
  constexpr int kMsPerSecond = 1000;
  constexpr int kUsPerMs = 1000;
  return {.tv_sec = time.count() / kMsPerSecond, .tv_usec = time.count() % kMsPerSecond * kUsPerMs};
}

}  // namespace

Result<Client> Client::connect(const std::string& path, std::chrono::milliseconds timeout) {
  const auto address = socket_address(path);
  if (!address) {
    return Error{ErrorKind::usage,
                 fmt::format("{} cannot be the path of a socket", printable(path)), 0, ""};
  }
  UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return connect_error(path, errno);
  // It bounds connect() too, which waits where the daemon's backlog is full.
  const timeval limit = to_timeval(timeout);
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0) {
    return connect_error(path, errno);
  }
  int connected = 0;
  do {
    connected =
        ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address);
  } while (connected != 0 && errno == EINTR);
  if (connected != 0) return connect_error(path, errno);
  return Client(std::move(socket), timeout);
}

Status Client::send(const Request& request) {
  const auto line = format_request(request);
  if (!line) return line.error();
  for (std::string_view rest = *line; !rest.empty();) {
    const ssize_t sent = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return {};
    } else if (errno == EAGAIN) {
      return no_answer();
    } else if (errno != EINTR) {
      return Error{ErrorKind::failed, "cannot send to the daemon", errno, ""};
    }
  }
  return {};
}

Status Client::wait_readable() {
  const auto end = Clock::now() + timeout_;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    pollfd look{socket_.get(), POLLIN, 0};
    const int found = ::poll(&look, 1, static_cast<int>(std::max<long>(0, left.count())));
    if (found > 0) return {};
    if (found == 0) return no_answer();
    if (errno != EINTR) return Error{ErrorKind::failed, "cannot wait for the daemon", errno, ""};
  }
}

Result<StatusLine> Client::read_status() {
  std::string line;
  for (;;) {
    if (const auto ready = wait_readable(); !ready) return ready.error();
    std::array<char, kMaxLineBytes> bytes;
    const std::size_t room = kMaxLineBytes - line.size();
    const ssize_t seen = ::recv(socket_.get(), bytes.data(), room, MSG_PEEK | MSG_DONTWAIT);
    if (seen < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (seen == 0 || (seen < 0 && errno == ECONNRESET)) {
      return Error{ErrorKind::failed, "the daemon ended without an answer", 0, ""};
    }
    if (seen < 0) return not_whole(errno);
    const std::string_view text(bytes.data(), static_cast<std::size_t>(seen));
    const std::size_t newline = text.find('\n');
    const bool is_last = newline != std::string_view::npos;
    const std::size_t wanted = is_last ? newline + 1 : text.size();
    const ssize_t got = take(std::span(bytes).first(wanted));
    if (got < 0) return not_whole(errno);
    line.append(bytes.data(), static_cast<std::size_t>(got));
    if (line.ends_with('\n')) {
      line.pop_back();
      return parse_status(line);
    }
    // No status line is that long.
    if (line.size() >= kMaxLineBytes) return parse_status({});
  }
}

/// As recv(2), with what came along.
ssize_t Client::take(std::span<char> into) {
  iovec piece{into.data(), into.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t got = ::recvmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (got < 0) return got;
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
    // One is what is sent; alignment leaves room for two, and whatever came is open.
    for (std::size_t end = CMSG_LEN(sizeof(int)); end <= header->cmsg_len; end += sizeof(int)) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(header) + end - CMSG_LEN(sizeof(int)), sizeof descriptor);
      descriptor_.reset(descriptor);
    }
  }
  return got;
}

Result<std::size_t> Client::read_some(std::span<char> into) {
  for (;;) {
    if (const auto ready = wait_readable(); !ready) return ready.error();
    const ssize_t got = ::recv(socket_.get(), into.data(), into.size(), MSG_DONTWAIT);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EAGAIN && errno != EINTR) return not_whole(errno);
  }
}

void Client::end_input() {
  ::shutdown(socket_.get(), SHUT_WR);
}

}  // namespace bpfnetstat::serve
