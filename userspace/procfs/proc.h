// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace bpfnetstat::procfs {

/// A proc tree, by default the running system's. All paths are relative to its root, so tests
/// hand in a recorded tree.
class Proc {
 public:
  /// Never fails: a root that cannot be opened shows as the error of each later read.
  explicit Proc(std::string root = "/proc");

  /// The whole file. A read may be short at any record border (seq_file hands out about a page at
  /// a time), so only a read of 0 bytes ends it.
  Result<std::string> read(const std::string& path) const;

  /// The target of a symbolic link.
  Result<std::string> read_link(const std::string& path) const;

  /// For the *at() family; -1 where the root could not be opened.
  int fd() const { return fd_.get(); }
  const std::string& root() const { return root_; }

  /// The Error for a system call that failed on `path` with this errno.
  Error error(std::string_view path, int sys_errno) const;

 private:
  std::string root_;
  UniqueFd fd_;
};

/// The process went away (or never was): a row to skip, not a failure. A file opened before the
/// exit answers ESRCH, one opened after it ENOENT.
bool is_vanished(int sys_errno);
/// Another user's process, seen without the privilege to look inside.
bool is_denied(int sys_errno);

/// "PID/net/FILE", or the calling thread's. Not "net/FILE": that is "self/net/FILE", and self is
/// the main thread, which stays behind when another thread calls setns().
std::string net_file(std::optional<pid_t> pid, std::string_view file);

}  // namespace bpfnetstat::procfs
