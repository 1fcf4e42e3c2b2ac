// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bpfnetstat::netstat {

/// What `netstat` was asked for.
struct Settings {
  /// argv[0]: what messages about our own options begin with, as getopt(3)'s do. netstat's say
  /// "netstat" whatever it was invoked as.
  std::string program = "netstat";

  // What to show; none of them means sockets.
  bool route = false;
  bool interfaces = false;
  bool groups = false;
  bool statistics = false;
  bool masquerade = false;

  // Which sockets; none of them means all kinds that the families have.
  bool tcp = false;
  bool udp = false;
  bool udplite = false;
  bool sctp = false;
  bool raw = false;
  bool unix_domain = false;  ///< -x; "unix" is among the families as well.
  bool bluetooth = false;    ///< -2, -f: what no netstat without that feature has.

  /// As given by -4, -6, -x, -A and the long forms, under netstat's names ("ip" is "inet"), each
  /// as often as named ("inet", "inet6", "unix", "ipx", ...); empty: none was named.
  std::vector<std::string> families;

  bool all = false;        ///< -a
  bool listening = false;  ///< -l
  bool numeric_hosts = false;
  bool numeric_ports = false;
  bool numeric_users = false;
  bool symbolic = false;    ///< -N
  int extend = 0;           ///< How often -e.
  int verbose = 0;          ///< How often -v.
  bool programs = false;    ///< -p
  bool timers = false;      ///< -o
  bool continuous = false;  ///< -c
  bool wide = false;        ///< -W
  bool fib = false;         ///< -F
  bool cache = false;       ///< -C

  // Ours, never on by default.
  bool listen_queues = false;        ///< -L
  bool json = false;                 ///< --json
  std::optional<std::string> netns;  ///< --netns NAME|PID
  /// --socket PATH|none: where the daemon is asked; empty: wherever it usually is.
  std::optional<std::string> socket;
};

}  // namespace bpfnetstat::netstat
