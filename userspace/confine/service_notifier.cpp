// SPDX-License-Identifier: Apache-2.0
#include "confine/service_notifier.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace bpfnetstat::confine {
namespace {

/// The whole text as a number; a null one is none.
std::optional<std::uint64_t> number(const char* text) {
  if (text == nullptr) return std::nullopt;
  std::uint64_t value = 0;
  const char* end = text + std::strlen(text);
  const auto [stop, failure] = std::from_chars(text, end, value);
  if (failure != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace

ServiceNotifier::Environment ServiceNotifier::environment() {
  return {.notify_socket = std::getenv("NOTIFY_SOCKET"),
          .watchdog_usec = std::getenv("WATCHDOG_USEC"),
          .watchdog_pid = std::getenv("WATCHDOG_PID")};
}

Result<ServiceNotifier> ServiceNotifier::open(const Environment& environment) {
  ServiceNotifier notifier;
  if (environment.notify_socket == nullptr || *environment.notify_socket == '\0') return notifier;
  notifier.address_ = environment.notify_socket;
  const bool is_abstract = notifier.address_.front() == '@';
  // The kernel needs no zero after it, but a path of this length is one that was cut.
  if ((notifier.address_.front() != '/' && !is_abstract) ||
      notifier.address_.size() >= sizeof(sockaddr_un{}.sun_path)) {
    return Error{ErrorKind::failed,
                 "NOTIFY_SOCKET: '" + printable(notifier.address_) + "' is no address of a socket",
                 0, "the service manager sets it; unset it elsewhere"};
  }
  if (is_abstract) notifier.address_.front() = '\0';
  notifier.socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!notifier.socket_) {
    return Error{ErrorKind::failed, "cannot make a socket to the service manager", errno, ""};
  }
  // A process that inherited the environment is not the one that is waited for.
  const auto period_us = number(environment.watchdog_usec);
  const auto pid = number(environment.watchdog_pid);
  const bool is_for_us =
      environment.watchdog_pid == nullptr || pid == static_cast<std::uint64_t>(::getpid());
  constexpr auto kMost = static_cast<std::uint64_t>(std::chrono::microseconds::max().count());
  if (is_for_us && period_us && *period_us > 0 && *period_us <= kMost) {
    notifier.watchdog_period_ = std::chrono::microseconds(*period_us);
  }
  return notifier;
}

Status ServiceNotifier::send(std::string_view lines) const {
  if (!active()) return {};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, address_.data(), address_.size());
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  // Named each time: a manager that was started again has another socket there. Not waited for:
  // what is not delivered now is late anyway.
  if (::sendto(socket_.get(), lines.data(), lines.size(), MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&address), length) < 0) {
    return Error{ErrorKind::failed, "cannot reach the service manager", errno, ""};
  }
  return {};
}

// A newline would begin another assignment; printable() leaves none.
Status ServiceNotifier::ready(std::string_view status) const {
  return send("READY=1\nSTATUS=" + printable(status) + "\n");
}

Status ServiceNotifier::status(std::string_view status) const {
  return send("STATUS=" + printable(status) + "\n");
}

Status ServiceNotifier::reloading() const {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t now_us = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
  return send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now_us) + "\n");
}

Status ServiceNotifier::stopping() const {
  return send("STOPPING=1\n");
}

Status ServiceNotifier::watchdog() const {
  return send("WATCHDOG=1\n");
}

}  // namespace bpfnetstat::confine
