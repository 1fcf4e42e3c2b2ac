// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/result.h"
#include "base/unique_fd.h"
#include "kernel/socket_listing.h"
#include "procfs/proc.h"
#include "serve/session.h"

namespace bpfnetstat::daemon {

/// What `netstat` asks for: the TCP sockets of the client's network namespace, as a descriptor of a
/// BPF iterator that the client reads by itself. So a listing costs the daemon the same with ten
/// sockets as with a million, and nobody is told more than /proc/net/tcp tells everyone there.
class SocketRows {
 public:
  /// The first call loads the iterator, some 5 ms.
  /// @param peer whoever asks; the namespace is that of his process, if it still is his.
  /// @return ErrorKind::unavailable where the kernel has no such iterator (before 5.17) or the
  ///   process cannot be looked at.
  Result<UniqueFd> open(const procfs::Proc& proc, const serve::Peer& peer);

 private:
  std::optional<Result<kernel::SocketListing>> listing_;
};

}  // namespace bpfnetstat::daemon
