// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "procfs/proc.h"

namespace bpfnetstat::procfs {

/// A network namespace and a way in.
struct Netns {
  std::uint32_t inode = 0;
  std::optional<std::string> name;  ///< As `ip netns` knows it; raw bytes.
  std::optional<pid_t> pid;         ///< The first process found in it, if any is.
  std::string path;                 ///< Of a bind mount if there is one: it outlives processes.

  bool operator==(const Netns&) const = default;
};

/// Every network namespace that a process is in or that is mounted somewhere (`ip netns`, docker),
/// by inode. Processes that we may not look into are passed over. Not found: namespaces that only
/// a socket, a descriptor or a single thread of a process keeps alive.
Result<std::vector<Netns>> enumerate_netns(const Proc& proc);

/// Opens a namespace for ScopedNetns. An error if by now something else is at its path.
Result<UniqueFd> open_netns(const Netns& netns);

/// Puts the calling thread into a network namespace until the end of the scope. Must end on the
/// thread that it began on. A thread that cannot return would go on to report on the wrong
/// namespace: that ends the process.
class ScopedNetns {
 public:
  /// Needs CAP_SYS_ADMIN.
  static Result<ScopedNetns> enter(int netns_fd);

  ScopedNetns(ScopedNetns&&) = default;
  ScopedNetns& operator=(ScopedNetns&&) = delete;
  ~ScopedNetns();

 private:
  explicit ScopedNetns(UniqueFd home) : home_(std::move(home)) {}

  UniqueFd home_;
};

/// What --netns INODE|NAME|PID|all means; std::nullopt for all. A decimal that can be a pid is
/// one (pids end at 2^22), a larger one is an inode, everything else a name. An Error of kind
/// usage where nothing of the kind exists.
Result<std::optional<std::uint32_t>> resolve_netns(const Proc& proc, std::string_view spec);
/// The same for whoever has several to resolve: what enumerate_netns() said may serve them all.
/// @param all asked for it where `spec` takes it, once at most.
using NetnsSource = std::function<const Result<std::vector<Netns>>&()>;
Result<std::optional<std::uint32_t>> resolve_netns(const Proc& proc, std::string_view spec,
                                                   const NetnsSource& all);

}  // namespace bpfnetstat::procfs
