// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/address.h"
#include "model/inet_socket.h"

struct bpfnetstat_listing;

namespace bpfnetstat::kernel {

/// What procfs shows of TCP sockets and of the descriptors of processes, by BPF iterators: the same
/// rows, fields and order for a fraction of the time once loaded, which takes about 5 ms.
class SocketListing {
 public:
  enum class Rows { all, listeners };

  /// Some 5 MiB.
  static constexpr std::size_t kMostKept = 1 << 16;

  /// Loads the programs. ErrorKind::unavailable without CAP_BPF and CAP_PERFMON, or on a kernel
  /// that cannot (before 5.17).
  /// @param most_kept rows of IPv6 at most that one walk keeps for the next question.
  static Result<SocketListing> load(std::size_t most_kept = kMostKept);

  /// The rows of /proc/net/tcp or tcp6 in the calling thread's network namespace. An Error after
  /// the first row means that the rest is missing.
  ///
  /// The kernel walks the sockets of both families at once. Whoever asks for IPv4 gets IPv6 from
  /// the same walk if that is the next question and they were not too many to keep.
  Status tcp(Family family, Rows rows, const std::function<void(const InetSocket&)>& sink);

  /// The sockets among /proc/PID/fd/FD of all processes, by pid, then by fd. Pids are those of the
  /// initial pid namespace, whatever namespace the caller is in; nor do the permissions apply that
  /// procfs has.
  Result<std::vector<SocketOwner>> owners() const;

 private:
  struct Free {
    void operator()(bpfnetstat_listing* listing) const;
  };
  using Handle = std::unique_ptr<bpfnetstat_listing, Free>;

  SocketListing(Handle handle, std::size_t most_kept)
      : handle_(std::move(handle)), most_kept_(most_kept) {}

  Handle handle_;
  std::size_t most_kept_;
  /// The IPv6 rows that came by in the walk for IPv4; std::nullopt where they were too many, or
  /// there was none.
  std::optional<std::vector<InetSocket>> kept_;
};

}  // namespace bpfnetstat::kernel
