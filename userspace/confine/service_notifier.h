// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"

namespace bpfnetstat::confine {

/// Tells the service manager how the daemon is doing: sd_notify(3), a datagram of lines KEY=VALUE
/// to the socket that the environment names. libsystemd is not used for that: it is a library of
/// everything, which comes with compression and cryptography, and this is one sendto(2).
///
/// Without a service manager everything succeeds and does nothing. A manager that does not listen
/// is an Error to be logged; the daemon has no reason to stop.
class ServiceNotifier {
 public:
  /// What the manager puts into the environment; null: not there.
  struct Environment {
    const char* notify_socket = nullptr;  ///< NOTIFY_SOCKET: a path, or '@' and an abstract name.
    const char* watchdog_usec = nullptr;  ///< WATCHDOG_USEC: microseconds.
    const char* watchdog_pid = nullptr;   ///< WATCHDOG_PID: for whom these are.
  };
  /// Of this process. Points into it: nobody may change the environment meanwhile.
  static Environment environment();

  /// The socket is opened once and for all, in the network namespace that the caller is in: an
  /// abstract name means something there only.
  static Result<ServiceNotifier> open(const Environment& environment);

  /// READY=1 and STATUS=, when the daemon serves; and again after reloading().
  Status ready(std::string_view status) const;
  /// One line for `systemctl status`; what a terminal would obey is made harmless.
  Status status(std::string_view status) const;
  /// RELOADING=1 with the time of now. ready() ends it.
  Status reloading() const;
  Status stopping() const;
  /// WATCHDOG=1. Due before each watchdog_period() ends: twice in it is the usual.
  Status watchdog() const;

  bool active() const { return socket_.valid(); }
  /// How long the manager waits for watchdog() before it kills us; nothing: it does not wait.
  std::optional<std::chrono::microseconds> watchdog_period() const { return watchdog_period_; }

 private:
  Status send(std::string_view lines) const;

  UniqueFd socket_;
  std::string address_;  ///< As in sockaddr_un's sun_path.
  std::optional<std::chrono::microseconds> watchdog_period_;
};

}  // namespace bpfnetstat::confine
