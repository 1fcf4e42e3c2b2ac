// SPDX-License-Identifier: Apache-2.0
#include "zoo.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <thread>
#include <utility>

namespace bpfnetstat::lab {
namespace {

void enable(int fd, int level, int option, int value = 1) {
  if (setsockopt(fd, level, option, &value, sizeof(value)) != 0) fail("setsockopt");
}

/// Connects, and waits until it has unless told not to. From an IPv6 socket, "::ffff:127.0.0.1"
/// goes to an IPv4 one.
UniqueFd connect_from(int family, const char* to, std::uint16_t port, bool wait = true) {
  UniqueFd fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) fail("socket");
  int outcome = 0;
  if (family == AF_INET) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, to, &address.sin_addr);
    outcome = connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  } else {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    inet_pton(AF_INET6, to, &address.sin6_addr);
    outcome = connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  }
  if (outcome != 0 && errno != EINPROGRESS) fail("connect");
  if (wait) {
    const bool connected = eventually([&] {
      tcp_info info{};
      socklen_t size = sizeof(info);
      getsockopt(fd.get(), IPPROTO_TCP, TCP_INFO, &info, &size);
      return info.tcpi_state == TCP_ESTABLISHED;
    });
    if (!connected) fail("not connected");
  }
  return fd;
}

/// Writes until neither the peer's window nor the own buffer takes more.
void fill(int fd) {
  const std::vector<char> junk(1 << 16, 'x');
  fcntl(fd, F_SETFL, O_NONBLOCK);
  for (int quiet = 0; quiet < 20;) {
    if (write(fd, junk.data(), junk.size()) > 0) {
      quiet = 0;
    } else {
      ++quiet;
      std::this_thread::sleep_for(1ms);
    }
  }
}

}  // namespace

Ends connected(const Listener& listener, int family, const char* to) {
  Ends ends;
  ends.client = connect_from(family, to, listener.port());
  // The client is ESTABLISHED before the packet that makes the server so has come.
  if (!eventually([&] { return (ends.server = listener.accept()).valid(); })) {
    errno = 0;
    fail("nothing to accept");
  }
  return ends;
}

Zoo::Zoo(const Namespace& where, const At& bind, const ListenOptions& options, int client_family,
         const char* to)
    : listener_(where, bind, options), deferring_(where, {bind.address, 0}, options) {
  where.inside([&] { populate(client_family, to); });
}

void Zoo::populate(int family, const char* to) {
  const auto add = [&](Ends ends) -> Ends& {
    ends_.push_back(std::move(ends));
    return ends_.back();
  };
  const auto another = [&]() -> Ends& { return add(connected(listener_, family, to)); };
  ends_.reserve(32);

  // ESTABLISHED: idle, with bytes to read, with a keepalive timer, of another user.
  another();
  Ends& unread = another();
  if (write(unread.client.get(), "unread", 6) != 6) fail("write");
  enable(another().client.get(), SOL_SOCKET, SO_KEEPALIVE);
  if (fchown(another().client.get(), 4242, 4242) != 0) fail("fchown");
  // A window that is full: bytes not acknowledged or not sent, a probe timer.
  fill(another().client.get());
  // FIN_WAIT2 and CLOSE_WAIT, with a file and without.
  shutdown(another().client.get(), SHUT_WR);
  another().client.reset();
  // FIN_WAIT1: the FIN waits behind bytes that do not fit.
  Ends& fin_wait1 = another();
  fill(fin_wait1.client.get());
  shutdown(fin_wait1.client.get(), SHUT_WR);
  // CLOSING: the same, and the peer's FIN has come.
  Ends& closing = another();
  fill(closing.client.get());
  shutdown(closing.client.get(), SHUT_WR);
  shutdown(closing.server.get(), SHUT_WR);
  // LAST_ACK: the peer's FIN came first.
  Ends& last_ack = another();
  fill(last_ack.client.get());
  shutdown(last_ack.server.get(), SHUT_WR);
  std::this_thread::sleep_for(5ms);
  last_ack.client.reset();
  // TIME_WAIT.
  Ends& time_wait = another();
  shutdown(time_wait.client.get(), SHUT_WR);
  std::this_thread::sleep_for(5ms);
  time_wait.server.reset();
  time_wait.client.reset();
  // SYN_RECV: a request until the first byte comes.
  enable(deferring_.fd(), IPPROTO_TCP, TCP_DEFER_ACCEPT, 60);
  add({connect_from(family, to, deferring_.port()), UniqueFd()});
  // A queue that overflows: connections not accepted, then SYN_SENT.
  const int allowed = static_cast<int>(listener_.accept_queue_limit());
  for (int i = 0; i <= allowed; ++i) {
    add({connect_from(family, to, listener_.port()), UniqueFd()});
  }
  add({connect_from(family, to, listener_.port(), false), UniqueFd()});
}

}  // namespace bpfnetstat::lab
