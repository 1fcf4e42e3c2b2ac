// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace bpfnetstat::serve {

/// The socket's: who may ask is decided by its group.
inline constexpr mode_t kSocketMode = 0660;
inline constexpr mode_t kDirectoryMode = 0755;

/// Connections that wait for accept(); more wait in connect(). A loop that is busy for some
/// milliseconds must not make clients wait, and the kernel keeps little for each.
inline constexpr int kBacklog = 128;

/// The listening socket and its name in the file system.
class Door {
 public:
  /// Listens at `path`. Its directory is made if only that is missing. Beside the socket stays
  /// `path` + ".lock", locked (flock(2)) by the daemon that serves there: it decides who of several
  /// may replace a socket that a dead one left behind.
  /// @param group a name; std::nullopt leaves the socket to the group that the system gives it.
  /// @return an Error where a daemon runs already, of kind usage where `path` or `group` cannot be.
  static Result<Door> open(const std::string& path, const std::optional<std::string>& group);

  Door(Door&&) = default;
  Door& operator=(Door&&) = delete;
  ~Door() { close(); }

  /// Nonblocking; -1 once closed.
  int fd() const { return socket_.get(); }

  /// Removes the socket's name, if it is still this one's, and listens no more.
  void close();

 private:
  Door() = default;

  std::string path_;
  UniqueFd lock_;
  UniqueFd socket_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace bpfnetstat::serve
