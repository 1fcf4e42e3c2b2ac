// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/unique_fd.h"
#include "serve/server.h"

namespace bpfnetstat::serve {

/// A directory for the sockets of one test. Short, as a socket's path must be.
class SocketDirectory {
 public:
  SocketDirectory() {
    std::string name = "/tmp/bpfnetstat-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    root_ = name;
  }
  SocketDirectory(const SocketDirectory&) = delete;
  ~SocketDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  std::string operator/(std::string_view name) const { return root_ / name; }

 private:
  std::filesystem::path root_;
};

inline bool is_readable(int fd) {
  pollfd look{fd, POLLIN, 0};
  return ::poll(&look, 1, 0) == 1;
}

/// That whoever runs the tests may be at a time.
inline std::size_t most_clients() {
  return ::geteuid() == 0 ? kMaxClients : Places(kMaxClients).for_one();
}

inline std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

/// A client that does as the test pleases and never blocks.
class Caller {
 public:
  explicit Caller(const std::string& path) : fd_(::socket(AF_UNIX, kType, 0)) {
    const auto address = socket_address(path);
    is_connected_ =
        ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0;
  }
  Caller(const std::string& path, std::string_view text) : Caller(path) { put(text); }

  bool is_connected() const { return is_connected_; }
  int fd() const { return fd_.get(); }

  /// @return what send(2) took, or minus errno.
  ssize_t put(std::string_view text, int flags = 0) const {
    const ssize_t sent = ::send(fd_.get(), text.data(), text.size(), flags | MSG_NOSIGNAL);
    return sent < 0 ? -errno : sent;
  }
  /// Appends what there is, at most `most` bytes, to `got`.
  void take(std::size_t most = SIZE_MAX) {
    std::array<char, 1 << 16> bytes;
    while (most > 0) {
      const ssize_t count = ::recv(fd_.get(), bytes.data(), std::min(most, bytes.size()), 0);
      if (count < 0 && errno == EAGAIN) return;
      if (count <= 0) {
        end = count < 0 ? errno : 0;
        return;
      }
      got.append(bytes.data(), static_cast<std::size_t>(count));
      most -= static_cast<std::size_t>(count);
    }
  }
  void end_input() const { ::shutdown(fd_.get(), SHUT_WR); }
  void close() { fd_.reset(); }

  std::string got;
  std::optional<int> end;  ///< Once the stream ended: 0 in good order, else errno.

 private:
  static constexpr int kType = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
  UniqueFd fd_;
  bool is_connected_ = false;
};

/// A server with a clock that the test sets, which notes what it is told.
class Host {
 public:
  Host() {
    auto opened = Server::open({.path = path(), .now_ns = [this] { return now_ns; }},
                               {.on_request =
                                    [this](Session& session, Request request) {
                                      requests.push_back(std::move(request));
                                      sessions.push_back(&session);
                                      if (on_request) on_request(session);
                                    },
                                .on_end_of_input =
                                    [this](Session& session) {
                                      ends.push_back(session.id());
                                      if (on_end_of_input) on_end_of_input(session);
                                    },
                                .on_gone =
                                    [this](Session& session) {
                                      gone.push_back(session.id());
                                      std::erase(sessions, &session);
                                    }});
    if (!opened) {
      ADD_FAILURE() << to_string(opened.error());
      std::abort();
    }
    server = *std::move(opened);
  }

  std::string path() const { return directory_ / "sock"; }
  Caller call(std::string_view text) const { return Caller(path(), text); }

  /// As the daemon's loop, until there is nothing to do.
  void settle(std::size_t limit = 16) {
    for (int turns = 0; is_readable(server->fd()); ++turns) {
      if (turns == 100'000) {
        ADD_FAILURE() << "there is always something to do";
        return;
      }
      server->work(limit);
      most_held = std::max(most_held, server->held_bytes());
    }
  }
  /// Lets time go by.
  void pass(std::uint64_t time_ns) {
    now_ns += time_ns;
    server->work(16);
    settle();
  }

  std::uint64_t now_ns = 7'000'000'000;
  std::function<void(Session&)> on_request;
  std::function<void(Session&)> on_end_of_input;
  std::vector<Request> requests;
  std::vector<Session*> sessions;  ///< Whose requests came and that have not gone.
  std::vector<std::uint64_t> ends;
  std::vector<std::uint64_t> gone;
  std::size_t most_held = 0;  ///< The server's held_bytes() at its worst.
  std::unique_ptr<Server> server;

 private:
  SocketDirectory directory_;
};

}  // namespace bpfnetstat::serve
