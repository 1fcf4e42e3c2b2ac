// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "model/address.h"

namespace bpfnetstat::netstat {

/// A listening TCP socket and its queues.
struct TcpListener {
  Endpoint local;
  bool takes_both = false;  ///< An IPv6 socket that takes IPv4 as well.
  std::uint32_t accept_queue = 0;
  std::uint32_t limit = 0;             ///< Of the accept queue; it takes one more.
  std::uint32_t syn_queue = 0;         ///< Requests, each counted for all of an SO_REUSEPORT group.
  std::optional<std::uint32_t> drops;  ///< The kernel's own counter of the socket.
  uid_t uid = 0;
  std::uint32_t inode = 0;
};

/// A listening socket of AF_UNIX.
struct UnixListener {
  std::string path;  ///< As /proc/net/unix has it: '@' for NUL.
  std::uint32_t type = 0;
  std::uint32_t accept_queue = 0;
  std::uint32_t limit = 0;
  std::uint32_t inode = 0;

  bool operator==(const UnixListener&) const = default;
};

/// One answer of sock_diag(7): a unix_diag_msg and its attributes, UNIX_DIAG_NAME and
/// UNIX_DIAG_RQLEN among them. Pure. std::nullopt for what is not whole.
std::optional<UnixListener> decode_unix_listener(std::span<const std::byte> answer);

/// Makes listening TCP sockets of what sock_diag(7) answers about those in LISTEN and SYN_RECV;
/// pure.
///
/// The kernel finds its way back into a hash bucket by the number of sockets that it had passed
/// there: with a new one at the bucket's head, and under a SYN flood there is always one, it hands
/// out others twice. Those count once.
class ListenQueues {
 public:
  /// @param answer an inet_diag_msg and its attributes, among them INET_DIAG_SKMEMINFO.
  /// @return 0, or EBADMSG for what is not whole.
  int add(std::span<const std::byte> answer);

  /// Once all of both families have been added: the listeners, in the kernel's order.
  std::vector<TcpListener> take();

 private:
  /// What there is one of: SYN_RECV has no inode.
  struct Request {
    Endpoint local;
    Endpoint remote;
    std::uint32_t interface = 0;

    auto operator<=>(const Request&) const = default;
  };

  std::vector<TcpListener> listeners_;
  std::unordered_set<std::uint32_t> inodes_;  ///< Of listeners_.
  std::vector<Request> requests_;
};

}  // namespace bpfnetstat::netstat
