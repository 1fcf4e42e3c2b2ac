// SPDX-License-Identifier: Apache-2.0
#include "kernel/calibration.h"

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

#include "base/unique_fd.h"

namespace bpfnetstat::kernel {
namespace {

Error failed(const char* what) {
  return {ErrorKind::failed, what, errno, ""};
}

sockaddr_storage loopback(int family) {
  sockaddr_storage storage{};
  if (family == AF_INET) {
    auto& address = reinterpret_cast<sockaddr_in&>(storage);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else {
    auto& address = reinterpret_cast<sockaddr_in6&>(storage);
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
  }
  return storage;
}

Status bring_loopback_up() {
  UniqueFd control(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  if (!control || ::ioctl(control.get(), SIOCSIFFLAGS, &request) != 0) {
    return failed("cannot bring up a loopback for the calibration");
  }
  return {};
}

/// Two listeners, a few connections to each in turn: what a stale word on the stack would say of
/// the previous SYN is wrong for the next.
/// @return the number of SYNs sent.
Result<int> exercise(int family) {
  struct Listener {
    UniqueFd fd;
    sockaddr_storage address = {};
  };
  std::array<Listener, 2> listeners;
  for (auto& [fd, address] : listeners) {
    address = loopback(family);
    socklen_t length = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    fd.reset(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd ||
        ::bind(fd.get(), generic, family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6)) !=
            0 ||
        ::listen(fd.get(), 8) != 0 || ::getsockname(fd.get(), generic, &length) != 0) {
      return failed("cannot listen for the calibration");
    }
  }
  int syns = 0;
  for (int round = 0; round < 3; ++round) {
    for (const auto& listener : listeners) {
      UniqueFd client(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      // The SYN has been dealt with when this returns: loopback handles it on the way out.
      if (!client) return failed("cannot connect for the calibration");
      if (::connect(client.get(), reinterpret_cast<const sockaddr*>(&listener.address),
                    family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6)) != 0 &&
          errno != EINPROGRESS) {
        return failed("cannot connect for the calibration");
      }
      ++syns;
    }
  }
  return syns;
}

Result<Calibration> run_in_new_namespace() {
  if (::unshare(CLONE_NEWNET) != 0) return failed("cannot make a network namespace");
  struct stat status {};
  if (::stat("/proc/thread-self/ns/net", &status) != 0) return failed("cannot name a namespace");
  if (auto up = bring_loopback_up(); !up) return up.error();
  const auto ipv4 = exercise(AF_INET);
  if (!ipv4) return ipv4.error();
  const auto ipv6 = exercise(AF_INET6);
  // A kernel without IPv6 has nothing to learn there.
  if (!ipv6 && ipv6.error().sys_errno != EAFNOSUPPORT && ipv6.error().sys_errno != EADDRNOTAVAIL) {
    return ipv6.error();
  }
  return Calibration{static_cast<std::uint32_t>(status.st_ino), *ipv4, ipv6 ? *ipv6 : 0};
}

}  // namespace

Result<Calibration> send_calibration_syns() {
  Result<Calibration> result = Error{};
  // unshare() concerns one thread, and that thread ends with the namespace.
  try {
    std::thread([&result] { result = run_in_new_namespace(); }).join();
  } catch (const std::system_error& error) {
    errno = error.code().value();
    return failed("cannot start a thread");
  }
  return result;
}

}  // namespace bpfnetstat::kernel
