// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "lab.h"

/// Connections in every state that procfs can show.
namespace bpfnetstat::lab {

struct Ends {
  UniqueFd client;
  UniqueFd server;
};

/// An IPv4 or IPv6 (AF_INET, AF_INET6) client of a listener's, both ends ESTABLISHED. From an IPv6
/// socket, "::ffff:127.0.0.1" goes to an IPv4 one.
Ends connected(const Listener& listener, int family, const char* to);

/// Sockets in every state that procfs can show, for a client and a listener of some family.
class Zoo {
 public:
  Zoo(const Namespace& where, const At& bind, const ListenOptions& options, int client_family,
      const char* to);

  /// Its requests are those of SYN_RECV.
  const Listener& deferring() const { return deferring_; }

 private:
  void populate(int family, const char* to);

  Listener listener_;
  Listener deferring_;
  std::vector<Ends> ends_;
};

}  // namespace bpfnetstat::lab
