// SPDX-License-Identifier: Apache-2.0
#include "daemon/socket_rows.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>

#include "procfs/netns.h"
#include "procfs/process.h"

namespace bpfnetstat::daemon {

Result<UniqueFd> SocketRows::open(const procfs::Proc& proc, const serve::Peer& peer) {
  const auto path = fmt::format("{}/ns/net", peer.pid);
  const UniqueFd netns(::openat(proc.fd(), path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!netns) {
    return Error{ErrorKind::unavailable, "cannot look into the network namespace of who asks",
                 errno, ""};
  }
  // In this order: by now the number may be another's, who is somewhere else. Another process of
  // the same user is as good.
  if (const auto uid = procfs::read_uid(proc, peer.pid); !uid || *uid != peer.uid) {
    return Error{ErrorKind::unavailable, "who asks is gone", 0, ""};
  }
  if (!listing_) {
    listing_.emplace(kernel::SocketListing::load(0, kernel::SocketListing::Method::iterator));
  }
  if (!*listing_) return listing_->error();
  const auto inside = procfs::ScopedNetns::enter(netns.get());
  if (!inside) return inside.error();
  return (*listing_)->open();
}

}  // namespace bpfnetstat::daemon
