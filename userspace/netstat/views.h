// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/result.h"
#include "model/inet_socket.h"
#include "netstat/names.h"
#include "netstat/output.h"
#include "netstat/settings.h"
#include "procfs/proc.h"

namespace bpfnetstat::netstat {

/// A quicker way than procfs to the same rows, where privileges allow. An Error before the first
/// row means that procfs must do, a later one that the rest is missing.
struct SocketSource {
  /// The TCP sockets of one family in the calling thread's network namespace, in the order of
  /// /proc/net/tcp and tcp6.
  std::function<Status(Family, const std::function<void(const InetSocket&)>&)> tcp;
  /// Every descriptor of every process that is a socket of any kind, by pid, then by fd.
  std::function<Result<std::vector<SocketOwner>>()> owners;
};

/// What a view works with.
struct Context {
  const Settings& settings;
  /// Files are read as "net/FILE".
  const procfs::Proc& proc;
  Names& names;
  Output& out;
  const SocketSource* source = nullptr;  ///< nullptr: procfs only.
  bool is_first_round = true;            ///< With -c, which shows a view again and again.
};

// Each writes one view, as text or with settings.json as NDJSON, and complains on stderr in
// netstat's words.
// @return what netstat's exit code becomes.
int show_sockets(Context& context);
int show_routes(Context& context);
int show_interfaces(Context& context);
int show_groups(Context& context);
int show_statistics(Context& context);
int show_masquerade(Context& context);

}  // namespace bpfnetstat::netstat
