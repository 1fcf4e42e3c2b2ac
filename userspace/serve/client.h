// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "serve/request.h"
#include "serve/socket_address.h"

namespace bpfnetstat::serve {

/// The patience of a client with a daemon that is silent: it answers in milliseconds, and the
/// slowest of its answers looks at the kernel twice, some seconds apart.
inline constexpr std::chrono::milliseconds kAnswerTimeout{30'000};

/// A client's connection to the daemon. Its calls block, for `timeout` at most.
class Client {
 public:
  /// @param timeout of each call, at least a millisecond.
  /// @return an Error of kind unavailable where no daemon is, or where it may not be asked; of kind
  ///   failed where it does not answer.
  static Result<Client> connect(const std::string& path = kSocketPath,
                                std::chrono::milliseconds timeout = kAnswerTimeout);

  /// An Error of kind usage where the request has no line. No Error where the daemon has closed
  /// already: it may have said why, and read_status() tells.
  Status send(const Request& request);

  /// What the answer begins with. Takes nothing of what follows it, so that poll(2) on fd() tells
  /// when read_some() has something.
  Result<StatusLine> read_status();

  /// What came along with the status line; invalid where nothing did.
  UniqueFd take_descriptor() { return std::move(descriptor_); }

  /// The next bytes for stdout; 0 at the end of a whole answer. One that is not whole is an Error.
  /// For a live report, which may be silent for long, wait on fd() before.
  Result<std::size_t> read_some(std::span<char> into);

  /// Shuts down the writing side: a live report is to end.
  void end_input();

  int fd() const { return socket_.get(); }
  /// Of each call from now on.
  void set_timeout(std::chrono::milliseconds timeout) { timeout_ = timeout; }

 private:
  Client(UniqueFd socket, std::chrono::milliseconds timeout)
      : socket_(std::move(socket)), timeout_(timeout) {}

  Status wait_readable();

  ssize_t take(std::span<char> into);

  UniqueFd socket_;
  UniqueFd descriptor_;
  std::chrono::milliseconds timeout_;
};

}  // namespace bpfnetstat::serve
