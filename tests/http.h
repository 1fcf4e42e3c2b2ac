// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

/// Just enough HTTP to ask a server on this machine.
namespace bpfnetstat::http {

using namespace std::chrono_literals;

/// Connected to 127.0.0.1, or with `ipv6` to ::1. Invalid when nobody listens there.
inline UniqueFd connect_to(std::uint16_t port, bool ipv6 = false) {
  UniqueFd fd(socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  v6.sin6_addr = in6addr_loopback;
  const auto* address =
      ipv6 ? reinterpret_cast<const sockaddr*>(&v6) : reinterpret_cast<const sockaddr*>(&v4);
  if (connect(fd.get(), address, ipv6 ? sizeof v6 : sizeof v4) != 0) fd.reset();
  return fd;
}

inline bool send_all(const UniqueFd& fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// Everything until the server closes, or the time is over.
inline std::string read_all(const UniqueFd& fd, std::chrono::milliseconds within = 30s) {
  std::string text;
  const auto deadline = std::chrono::steady_clock::now() + within;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd readable{fd.get(), POLLIN, 0};
    if (left.count() <= 0 || poll(&readable, 1, static_cast<int>(left.count())) <= 0) return text;
    std::array<char, 65536> buffer;
    const ssize_t length = read(fd.get(), buffer.data(), buffer.size());
    if (length <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(length));
  }
}

struct Answer {
  int status = 0;  ///< 0: there was none.
  std::string headers;
  std::string body;
};

/// @param request "GET /metrics", for example.
inline Answer ask(std::uint16_t port, const std::string& request, bool ipv6 = false) {
  Answer answer;
  const UniqueFd fd = connect_to(port, ipv6);
  if (!fd || !send_all(fd, request + " HTTP/1.0\r\nHost: localhost\r\n\r\n")) return answer;
  std::string text = read_all(fd);
  const std::size_t end = text.find("\r\n\r\n");
  if (!text.starts_with("HTTP/1.") || end == std::string::npos) return answer;
  answer.status = std::atoi(text.c_str() + text.find(' '));
  answer.headers = text.substr(0, end);
  answer.body = text.substr(end + 4);
  return answer;
}

}  // namespace bpfnetstat::http
