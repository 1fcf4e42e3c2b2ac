// SPDX-License-Identifier: Apache-2.0
#include "netstat/listen_queues.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/netlink.h"
#include "model/tcp_state.h"
#include "procfs/net_tcp.h"

namespace bpfnetstat::netstat {
namespace {

Endpoint endpoint(const inet_diag_msg& message, const __be32 (&address)[4], __be16 port) {
  Endpoint end;
  const bool is_ipv6 = message.idiag_family == AF_INET6;
  end.address.family = is_ipv6 ? Family::ipv6 : Family::ipv4;
  std::memcpy(end.address.bytes.data(), address, is_ipv6 ? 16 : 4);
  end.port = ntohs(port);
  return end;
}

/// How closely a listener fits a connection request that came in at this end; 0: not at all. The
/// kernel prefers the closest; those of one SO_REUSEPORT group fit alike.
int fitness(const TcpListener& listener, const Endpoint& request) {
  if (listener.local.port != request.port) return 0;
  if (listener.local.address == request.address) return 3;
  const auto mapped = procfs::mapped_ipv4(listener.local.address);
  if (mapped && *mapped == request.address) return 3;
  if (!listener.local.address.is_any()) return 0;
  if (listener.local.address.family == request.address.family) return 2;
  return listener.takes_both ? 1 : 0;
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::optional<UnixListener> decode_unix_listener(std::span<const std::byte> answer) {
  unix_diag_msg message;
  if (answer.size() < sizeof message) return std::nullopt;
  std::memcpy(&message, answer.data(), sizeof message);
  UnixListener listener;
  listener.type = message.udiag_type;
  listener.inode = message.udiag_ino;
  const auto attributes = answer.subspan(sizeof message);
  for_each_attribute(attributes, [&](std::uint16_t type, std::span<const std::byte> value) {
    if (type == UNIX_DIAG_NAME) {
      std::string_view name = text_of(value);
      const bool is_abstract = name.starts_with('\0');
      // A path in the file system may come with the NUL that ends it.
      if (!is_abstract) name = name.substr(0, name.find('\0'));
      listener.path = name;
      std::replace(listener.path.begin(), listener.path.end(), '\0', '@');
    } else if (type == UNIX_DIAG_RQLEN) {
      listener.accept_queue = number_at<std::uint32_t>(value, 0).value_or(0);
      listener.limit = number_at<std::uint32_t>(value, 1).value_or(0);
    }
  });
  return listener;
}

int ListenQueues::add(std::span<const std::byte> answer) {
  inet_diag_msg message;
  if (answer.size() < sizeof message) return EBADMSG;
  std::memcpy(&message, answer.data(), sizeof message);
  const Endpoint local = endpoint(message, message.id.idiag_src, message.id.idiag_sport);
  if (static_cast<TcpState>(message.idiag_state) != TcpState::listen) {
    requests_.push_back({local, endpoint(message, message.id.idiag_dst, message.id.idiag_dport),
                         message.id.idiag_if});
    return 0;
  }
  // A socket of the kernel's own may have none.
  if (message.idiag_inode != 0 && !inodes_.insert(message.idiag_inode).second) return 0;
  TcpListener listener;
  listener.local = local;
  listener.accept_queue = message.idiag_rqueue;
  listener.limit = message.idiag_wqueue;
  listener.uid = message.idiag_uid;
  listener.inode = message.idiag_inode;
  const auto attributes = answer.subspan(sizeof message);
  for_each_attribute(attributes, [&](std::uint16_t type, std::span<const std::byte> value) {
    if (type == INET_DIAG_SKMEMINFO) {
      listener.drops = number_at<std::uint32_t>(value, SK_MEMINFO_DROPS);
    } else if (type == INET_DIAG_SKV6ONLY) {
      const bool is_v6only = number_at<std::uint8_t>(value).value_or(1) != 0;
      listener.takes_both = message.idiag_family == AF_INET6 && !is_v6only;
    }
  });
  listeners_.push_back(listener);
  return 0;
}

std::vector<TcpListener> ListenQueues::take() {
  std::sort(requests_.begin(), requests_.end());
  requests_.erase(std::unique(requests_.begin(), requests_.end()), requests_.end());
  for (const Request& request : requests_) {
    int best = 0;
    for (const TcpListener& listener : listeners_) {
      best = std::max(best, fitness(listener, request.local));
    }
    if (best == 0) continue;
    for (TcpListener& listener : listeners_) {
      if (fitness(listener, request.local) == best) ++listener.syn_queue;
    }
  }
  requests_.clear();
  inodes_.clear();
  return std::exchange(listeners_, {});
}

}  // namespace bpfnetstat::netstat
