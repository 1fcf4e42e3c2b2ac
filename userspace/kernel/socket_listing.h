// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "model/address.h"
#include "model/inet_socket.h"

struct bpfnetstat_listing;
struct bpfnetstat_walk;
struct bns_tcp_row;

namespace bpfnetstat::kernel {

/// Of what can be read from SocketListing::open(): who borrows has to know the same.
inline constexpr int kSocketRowsVersion = 1;

/// What procfs shows of TCP sockets and of the descriptors of processes, by BPF: the same rows,
/// fields and order for a fraction of the time once loaded, which takes some 5 ms.
///
/// Sockets are found by walking the kernel's hash tables (bpf/listing_walk.bpf.c says why that is
/// exact) or, on kernels before 6.2 and where the walk meets a chain that it cannot read, from
/// there on by the kernel's iterator.
class SocketListing {
 public:
  enum class Rows {
    all,
    listeners,  ///< Always by the iterator: few rows, and it loads sooner.
  };
  enum class Method { best, iterator };

  /// Some 5 MiB.
  static constexpr std::size_t kMostKept = 1 << 16;

  /// Loads what lists sockets. ErrorKind::unavailable without CAP_BPF and CAP_PERFMON, or on a
  /// kernel that cannot (before 5.17).
  /// @param most_kept rows of IPv6 at most that one walk keeps for the next question.
  static Result<SocketListing> load(std::size_t most_kept = kMostKept,
                                    Method method = Method::best);

  /// A listing that somebody else has loaded: reads a fresh descriptor of its open() each time.
  /// That needs no privileges, and no program of its own.
  static SocketListing borrowed(std::function<Result<UniqueFd>()> open,
                                std::size_t most_kept = kMostKept);

  /// A descriptor with the rows of both families, of the network namespace that the calling thread
  /// is in now, whoever reads it. Not from a listing whose tcp() is called as well.
  Result<UniqueFd> open();

  /// Whether it walks the hash tables itself; else the kernel's iterator does it all.
  bool walks() const { return walk_ != nullptr; }

  /// The rows of /proc/net/tcp or tcp6 in the calling thread's network namespace. An Error after
  /// the first row means that the rest is missing.
  ///
  /// The kernel walks the sockets of both families at once. Whoever asks for IPv4 gets IPv6 from
  /// the same walk if that is the next question and they were not too many to keep.
  Status tcp(Family family, Rows rows, const std::function<void(const InetSocket&)>& sink);

  /// The sockets among /proc/PID/fd/FD of all processes, by pid, then by fd. Pids are those of the
  /// initial pid namespace, whatever namespace the caller is in; nor do the permissions apply that
  /// procfs has. Loads what lists them.
  Result<std::vector<SocketOwner>> owners() const;

 private:
  struct Free {
    void operator()(bpfnetstat_listing* listing) const;
    void operator()(bpfnetstat_walk* walk) const;
  };
  using Take = std::function<void(const bns_tcp_row&)>;

  /// How far a walk came: to the end, or all listeners and the connections before a bucket.
  struct Walked {
    bool is_complete = false;
    std::uint32_t bucket = 0;
    std::uint32_t buckets = 0;  ///< Of the table of connections; 0: nothing at all was read.
  };

  explicit SocketListing(std::size_t most_kept) : most_kept_(most_kept) {}

  Status load_iterator();
  void set_family(std::uint32_t family);
  Walked walk(const Take& take);
  Result<UniqueFd> open_iterator(Rows rows, const Walked& walked);
  Status iterate(Rows rows, const Walked& walked, const Take& take);

  std::unique_ptr<bpfnetstat_walk, Free> walk_;         ///< Empty where it cannot be had.
  std::unique_ptr<bpfnetstat_listing, Free> iterator_;  ///< Empty until it is needed.
  std::function<Result<UniqueFd>()> borrow_;            ///< Empty where it has its own.
  std::uint32_t only_family_ = 0;                       ///< enum bns_family; 0 = both.
  std::size_t most_kept_;
  /// The IPv6 rows that came by in the walk for IPv4; std::nullopt where they were too many, or
  /// there was none.
  std::optional<std::vector<InetSocket>> kept_;
};

}  // namespace bpfnetstat::kernel
