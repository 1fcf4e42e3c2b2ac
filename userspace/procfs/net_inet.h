// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/inet_socket.h"
#include "procfs/proc.h"

namespace bpfnetstat::procfs {

enum class InetTable : std::uint8_t { tcp, other };

/// Parses a row of /proc/net/{tcp,udp,udplite,raw}[6] (proc_pid_net(5)) as leniently as netstat:
/// what follows the count of retransmissions, and but for TCP that as well, may be missing (0
/// then), columns beyond the inode are passed over, and the family is that of the addresses,
/// whatever the file's.
/// @return std::nullopt for any other line.
std::optional<InetSocket> parse_inet_row(std::string_view line, InetTable table);

/// Tells rows that the kernel hands out twice. It finds its way back into a table by the number
/// of sockets that it had passed in a hash bucket: with one more at the bucket's head it begins
/// with the last one again.
class RepeatedRows {
 public:
  /// @param piece LineStream::piece() of the row.
  bool is_repeated(const InetSocket& socket, std::uint32_t piece);

 private:
  struct Identity {
    Endpoint local;
    Endpoint remote;
    std::uint64_t inode = 0;
  };

  std::vector<Identity> current_;
  std::vector<Identity> previous_;
  std::uint32_t piece_ = 0;
  bool may_repeat_ = false;
};

/// Reads the table at "net/tcp" or the like in the network namespace of this process's main
/// thread, row by row; the memory it takes does not depend on their number.
/// @param on_bogus called per line that is no row.
Status read_net_inet(const Proc& proc, const std::string& path, InetTable table,
                     const std::function<void(const InetSocket&)>& on_row,
                     const std::function<void()>& on_bogus);

}  // namespace bpfnetstat::procfs
