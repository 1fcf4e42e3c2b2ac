// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "procfs/proc.h"

namespace bpfnetstat::procfs {

/// A row of /proc/net/unix (proc_pid_net(5), unix_seq_show() of net/unix/af_unix.c).
struct UnixSocket {
  std::uint32_t references = 0;
  std::uint32_t protocol = 0;  ///< 0.
  std::uint64_t flags = 0;     ///< Bit 16: it listens (__SO_ACCEPTCON of linux/net.h).
  std::uint32_t type = 0;      ///< SOCK_STREAM, ...
  std::uint32_t state = 0;     ///< socket_state of linux/net.h: 1 unconnected, 3 connected.
  std::uint64_t inode = 0;     ///< 0 where the row does not have it.
  /// Raw bytes to the end of the line, so blanks are part of it; the kernel puts '@' for each NUL
  /// of an abstract name. Empty: it is bound to none. A name with a newline goes on in the next
  /// line, which is then no row.
  std::string_view path;

  bool is_listening() const { return (flags & kListens) != 0; }

  static constexpr std::uint64_t kListens = 1 << 16;
};

/// Parses a row as leniently as netstat: the inode may be missing.
/// @return std::nullopt for any other line. `path` points into the line.
std::optional<UnixSocket> parse_unix_row(std::string_view line);

/// Reads "net/unix" row by row; the memory it takes does not depend on their number.
/// @param on_row what its path points to lives until the next call.
/// @param on_bogus called per line that is no row.
Status read_net_unix(const Proc& proc, const std::function<void(const UnixSocket&)>& on_row,
                     const std::function<void()>& on_bogus);

}  // namespace bpfnetstat::procfs
