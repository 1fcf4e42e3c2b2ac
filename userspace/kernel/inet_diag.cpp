// SPDX-License-Identifier: Apache-2.0
#include "kernel/inet_diag.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "model/tcp_state.h"

namespace bpfnetstat::kernel {
namespace {

constexpr std::size_t kWorthWaking = 4;

constexpr std::uint32_t bit(TcpState state) {
  return 1U << static_cast<unsigned>(state);
}

/// From ESTABLISHED to CLOSING but for LISTEN. A newer kernel has pseudo-states above, such as
/// sockets that are bound and no more, which are in no table of procfs.
constexpr std::uint32_t kOthers =
    (bit(TcpState::closing) << 1) - bit(TcpState::established) - bit(TcpState::listen);

Error failure(int error) {
  return {ErrorKind::unavailable, "cannot ask sock_diag for TCP sockets", error, ""};
}

/// @return 0 or an errno.
int decode_row(std::span<const std::byte> payload, DiagRow& row) {
  if (payload.size() < sizeof(inet_diag_msg)) return EBADMSG;
  inet_diag_msg message;
  std::memcpy(&message, payload.data(), sizeof(message));
  const bool is_ipv6 = message.idiag_family == AF_INET6;
  if (!is_ipv6 && message.idiag_family != AF_INET) return EBADMSG;
  const std::size_t address_bytes = is_ipv6 ? 16 : 4;
  const auto set_endpoint = [&](Endpoint& endpoint, const void* address, std::uint16_t port) {
    endpoint.address.family = is_ipv6 ? Family::ipv6 : Family::ipv4;
    endpoint.address.bytes = {};
    std::memcpy(endpoint.address.bytes.data(), address, address_bytes);
    endpoint.port = ntohs(port);
  };
  set_endpoint(row.socket.local, message.id.idiag_src, message.id.idiag_sport);
  set_endpoint(row.socket.remote, message.id.idiag_dst, message.id.idiag_dport);
  row.socket.state = message.idiag_state;
  row.socket.rx_queue = message.idiag_rqueue;
  row.socket.tx_queue = message.idiag_wqueue;
  row.socket.inode = message.idiag_inode;
  row.interface = message.id.idiag_if;
  return 0;
}

struct Request {
  nlmsghdr header;
  inet_diag_req_v2 diag;
  nlattr attribute;
  inet_diag_bc_op operations[2];
};
static_assert(sizeof(Request) ==
              NLMSG_LENGTH(sizeof(inet_diag_req_v2)) + NLA_HDRLEN + 2 * sizeof(inet_diag_bc_op));

Request make_request(Family family, InetDiag::Rows rows) {
  Request request{};
  request.header.nlmsg_len = NLMSG_LENGTH(sizeof(inet_diag_req_v2));
  request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.diag.sdiag_family = family == Family::ipv4 ? AF_INET : AF_INET6;
  request.diag.sdiag_protocol = IPPROTO_TCP;
  request.diag.idiag_states = rows == InetDiag::Rows::listeners ? bit(TcpState::listen) : kOthers;
  if (rows == InetDiag::Rows::others_without_remote_port) {
    // A program for the kernel: a remote port of at most the next operation's `no`, which is 0,
    // goes on behind both, which accepts; any other goes beyond, which does not.
    constexpr unsigned char kBytes = sizeof(request.operations);
    request.header.nlmsg_len = sizeof(Request);
    request.attribute.nla_type = INET_DIAG_REQ_BYTECODE;
    request.attribute.nla_len = NLA_HDRLEN + kBytes;
    request.operations[0] = {INET_DIAG_BC_D_LE, kBytes, kBytes + 4};
  }
  return request;
}

/// @return as ReadAhead wants it.
ssize_t receive(int fd, std::span<std::byte> room) {
  const ssize_t got = ::recv(fd, room.data(), room.size(), MSG_DONTWAIT | MSG_TRUNC);
  if (got > static_cast<ssize_t>(room.size())) {
    errno = EMSGSIZE;
    return -1;
  }
  // The kernel has made the next datagram of a dump before it hands out the one before. If there
  // is none it was the last one, and whoever decodes it knows whether it should be.
  return got < 0 && errno == EAGAIN ? 0 : got;
}

}  // namespace

DumpProgress decode_inet_diag(std::span<const std::byte> datagram,
                              const std::function<void(const DiagRow&)>& sink) {
  DiagRow row;
  return decode_dump(datagram, SOCK_DIAG_BY_FAMILY, [&](std::span<const std::byte> payload) {
    const int error = decode_row(payload, row);
    if (error == 0) sink(row);
    return error;
  });
}

bool RecentRows::is_repeated(const DiagRow& row) {
  const Endpoint& local = row.socket.local;
  const Endpoint& remote = row.socket.remote;
  const std::uint32_t ports =
      static_cast<std::uint32_t>(local.port) << 16 | static_cast<std::uint32_t>(remote.port);
  // Mostly that is all there is to compare, and a few vector instructions. It is the same
  // connection when it has been closed meanwhile, though the kernel has another cookie for it.
  std::uint32_t seen = 0;
  for (const std::uint32_t other : ports_) seen |= other == ports ? 1U : 0U;
  if (seen != 0) {
    for (std::size_t i = 0; i < size_; ++i) {
      const Identity& other = identities_[i];
      if (ports_[i] == ports && other.interface == row.interface && other.local == local.address &&
          other.remote == remote.address) {
        return true;
      }
    }
  }
  ports_[next_] = ports;
  identities_[next_] = {local.address, remote.address, row.interface};
  next_ = (next_ + 1) % kRemembered;
  if (size_ < kRemembered) ++size_;
  return false;
}

Result<InetDiag> InetDiag::ask(Family family, Rows rows) {
  UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  if (!fd) return failure(errno);
  // From here on nobody but the kernel can send to it.
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&kernel), sizeof(kernel)) != 0) {
    return failure(errno);
  }
  // The kernel begins with the dump, which may be the whole of it, before send(2) returns.
  const auto read = [socket = fd.get(), request = make_request(family, rows),
                     is_sent = false](std::span<std::byte> room) mutable -> ssize_t {
    if (!is_sent && ::send(socket, &request, request.header.nlmsg_len, 0) < 0) return -1;
    is_sent = true;
    return receive(socket, room);
  };
  auto ahead = std::make_unique<ReadAhead>(read, 1, kWorthWaking);
  return InetDiag(std::move(fd), std::move(ahead));
}

Status InetDiag::await() {
  first_ = ahead_->next();
  if (first_.empty()) return failure(ahead_->error() != 0 ? ahead_->error() : EBADMSG);
  const DumpProgress progress = decode_inet_diag(first_, [](const DiagRow&) {});
  if (progress.error != 0) return failure(progress.error);
  return {};
}

Status InetDiag::read(const std::function<void(const InetSocket&)>& sink) {
  RecentRows recent;
  for (auto datagram = std::exchange(first_, {}); !datagram.empty(); datagram = ahead_->next()) {
    const DumpProgress progress = decode_inet_diag(datagram, [&](const DiagRow& row) {
      const bool listens = static_cast<TcpState>(row.socket.state) == TcpState::listen;
      if (listens || !recent.is_repeated(row)) sink(row.socket);
    });
    if (progress.error != 0) return failure(progress.error);
    if (progress.is_done) return {};
  }
  return failure(ahead_->error() != 0 ? ahead_->error() : EBADMSG);
}

}  // namespace bpfnetstat::kernel
