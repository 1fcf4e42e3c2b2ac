// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "base/netlink.h"
#include "base/read_ahead.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "model/address.h"
#include "model/inet_socket.h"

namespace bpfnetstat::kernel {

/// A socket as a dump of sock_diag(7) has it.
struct DiagRow {
  /// Without the members that sock_diag does not say as procfs does, which stay 0: the timer's (it
  /// has milliseconds, and retransmits and probes in one figure), and the uid (it has 0 for a
  /// connection request, procfs the listener's).
  InetSocket socket;
  std::uint32_t interface = 0;  ///< Index of the device it is bound to; 0: any.
};

/// Decodes a datagram of netlink messages that answers a dump of TCP sockets; pure. Attributes are
/// passed over.
/// @param sink called per socket; those in front of an error have been handed out.
DumpProgress decode_inet_diag(std::span<const std::byte> datagram,
                              const std::function<void(const DiagRow&)>& sink);

/// Tells connections that the kernel hands out twice. It finds its way back into a hash bucket by
/// the number of sockets that it had passed there, after each datagram and each 16 sockets: with a
/// new one at the bucket's head it begins with the last one again.
class RecentRows {
 public:
  /// Whether it is among the last ones; if not, it is now. Not for listeners: those of one
  /// SO_REUSEPORT group have the same ends.
  bool is_repeated(const DiagRow& row);

 private:
  struct Identity {
    IpAddress local;
    IpAddress remote;
    std::uint32_t interface = 0;
  };

  /// As many new ones in one bucket of thousands, between two looks at it.
  static constexpr std::size_t kRemembered = 64;

  std::array<std::uint32_t, kRemembered> ports_{};
  std::array<Identity, kRemembered> identities_{};
  std::size_t next_ = 0;
  std::size_t size_ = 0;
};

/// TCP sockets as NETLINK_SOCK_DIAG has them: the rows of /proc/net/tcp or tcp6 in the same order,
/// for a third of the time and without privileges (inet_diag_dump_icsk in net/ipv4).
class InetDiag {
 public:
  enum class Rows {
    /// Their tx_queue is the limit of the accept queue, which procfs does not show. One may come
    /// twice.
    listeners,
    others,  ///< In procfs they come behind the listeners.
    others_without_remote_port,
  };

  /// Has a thread ask, in the calling thread's network namespace, and does not wait; where no
  /// thread can be made, await() asks. ErrorKind::unavailable where a filter forbids it.
  static Result<InetDiag> ask(Family family, Rows rows);

  /// Waits for the first rows. ErrorKind::unavailable where the kernel has no module tcp_diag,
  /// which it may load, or something forbids it.
  Status await();

  /// Once, after await(). An Error means that the rest is missing.
  Status read(const std::function<void(const InetSocket&)>& sink);

 private:
  InetDiag(UniqueFd fd, std::unique_ptr<ReadAhead> ahead)
      : fd_(std::move(fd)), ahead_(std::move(ahead)) {}

  UniqueFd fd_;
  std::unique_ptr<ReadAhead> ahead_;  ///< Goes before the descriptor that it reads.
  std::span<const std::byte> first_;  ///< In ahead_.
};

}  // namespace bpfnetstat::kernel
