// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "kernel/facts.h"
#include "kernel/plan.h"
#include "model/event.h"
#include "model/waits.h"

/// The BPF programs and maps of one run. Everything is owned by file descriptors of this process:
/// whatever ends it, even SIGKILL, detaches and frees all. Not thread-safe.
namespace bpfnetstat::kernel {

/// By the inode number of a network namespace.
using LossesByNetns = std::map<std::uint32_t, std::uint64_t>;

struct TracerConfig {
  bool drops = false;   ///< Attach the drop hooks.
  bool states = false;  ///< Report state transitions, not only listeners.
  bool table = false;   ///< Load what walk_connections() needs; with `states`.
  /// Follow accept queues, where the kernel lets us; with `drops` and `states`.
  bool queues = false;
  bool cookies = false;  ///< Count SYN cookies by listener; with `drops`.
  /// Only these reach the ring (at most kMaxPortFilters each; empty: all).
  std::vector<std::uint16_t> local_ports;
  std::vector<std::uint16_t> peer_ports;
  std::optional<std::uint16_t> either_port{};  ///< Those that have it at one end or the other.
  std::optional<Family> family;
  std::uint64_t ring_bytes = 1 << 20;
  bool verbose = false;  ///< libbpf's own messages go to stderr.
};

inline constexpr std::size_t kMaxPortFilters = 16;

/// A walk over the connections of one network namespace as they stand, piece by piece. Those that
/// open or close meanwhile may be among them or not, and one may come twice. It must not outlive
/// its Tracer.
class ConnectionWalk {
 public:
  /// The next ones, `most` or a few more; none at the end. May be called in any namespace.
  Result<std::vector<ConnectionSnapshot>> next(std::size_t most);

 private:
  friend class Tracer;
  /// What the program is to look for, in its own memory: another walk may have its own.
  struct Wanted {
    volatile std::uint16_t* only_port;
    volatile bool* with_minisocks;
  };
  ConnectionWalk(UniqueFd iterator, std::uint16_t port, bool with_minisocks, Wanted wanted,
                 std::uint64_t& undecodable)
      : iterator_(std::move(iterator)),
        port_(port),
        with_minisocks_(with_minisocks),
        wanted_(wanted),
        undecodable_(&undecodable) {}

  UniqueFd iterator_;
  std::vector<char> rest_;  ///< The part of a record that the last read ended with.
  std::uint16_t port_;
  bool with_minisocks_;
  Wanted wanted_;
  std::uint64_t* undecodable_;
};

class Tracer {
 public:
  /// Opens, loads and attaches, in the order that loses nothing; the baseline comes after it.
  /// Errors are `unavailable` where a privilege, a kernel feature or memory is missing.
  /// What the kernel refuses is tried by the next best mechanism, unless one was forced; only that
  /// a needed hook is served by none is an error.
  /// @param forced the only mechanism that the drop hooks may use.
  static Result<std::unique_ptr<Tracer>> start(KernelFacts facts, std::optional<Mechanism> forced,
                                               const TracerConfig& config);
  ~Tracer();

  /// By what each hook is served, after what the kernel refused.
  const Plan& plan() const;

  /// Teaches the programs where the stack names the listener, with SYNs to listeners of our own in
  /// a network namespace of our own; nothing to do where functions are hooked. An error only means
  /// that the first real SYNs must do it.
  Status calibrate();

  /// All namespaces: sockets that a process holds. Connections go into the programs'
  /// map, listeners too, and are returned with their holders. Also the way to refresh holders.
  Result<std::vector<Holder>> walk_files();
  /// Of the calling thread's namespace: listeners whether or not a process holds them.
  Status walk_listeners();
  /// Begins a walk over the connections of the calling thread's namespace.
  /// Which connections a walk finds.
  enum class Connections {
    with_socket,  ///< Of whose end a transition tells: not those in TIME_WAIT, and no requests.
    all,
  };
  /// @param port only those that have it at either end; 0: all.
  Result<ConnectionWalk> walk_connections(Connections which = Connections::with_socket,
                                          std::uint16_t port = 0);
  /// Like walk_files(), but returns the holders of all TCP sockets.
  /// @param between called each few milliseconds, if it is not empty: there may be a million. It
  ///   may do anything but walk_holders().
  Result<std::vector<Holder>> walk_holders(const std::function<void()>& between);
  /// Begins to count drops, to the packet, once the walks have made every listener known. Moves the
  /// calling thread over all CPUs and back. Notes what waits in accept queues, where they are
  /// followed. Nothing to do without drop hooks.
  Status begin_counting();

  /// Every listener with its totals; closed ones until forget() is called.
  Result<std::vector<ListenerSnapshot>> listeners();
  std::optional<ListenerSnapshot> listener(std::uint64_t id);
  /// Whether accept queues are followed: arrivals, the longest queue, waits.
  bool follows_queues() const;
  /// Attaches what the plan has in reserve, for good or until detach_reserve(). Not tried again
  /// after an Error. @return whether there was anything.
  Result<bool> attach_reserve();
  void detach_reserve();
  /// Accepts that only what was in reserve has seen.
  std::uint64_t accepted_by_reserve() const;
  /// Whether SYN cookies are counted by listener.
  bool counts_cookies() const;
  /// How long a listener's connections waited; std::nullopt where none has been accepted.
  std::optional<Waits> waits(std::uint64_t id) const;
  /// What waits in accept queues, in no order. Connections of listeners that closed, and those that
  /// left a queue and no hook saw it, may be among them for long.
  Result<std::vector<Queued>> queued() const;
  /// Drops a closed listener from the maps.
  void forget(std::uint64_t id);

  /// Becomes readable when the ring has records; for epoll.
  int ring_fd() const;
  /// Hands at most `limit` records to `sink` and returns their number: bounded work per wake.
  std::size_t drain(std::size_t limit, const std::function<void(Event&&)>& sink);

  /// Whether take_folds() has something to hand out: one load from shared memory.
  bool folded() const;
  /// Drops that were folded since the last call, none of them handed out twice or left behind.
  Result<std::vector<DropEvent>> take_folds();

  enum class Look {
    at_interval,  ///< Counting goes on.
    at_end,       ///< It stops, so that listeners' totals read afterwards fit to the last unit.
    peek,         ///< Where the kernel's counters stand at this moment, accounted for or not.
  };
  /// Every namespace's counters.
  Result<std::vector<NetnsCounters>> counters(Look look);

  /// Makes room of network namespaces that are no more; their last figures are kept.
  Status sweep_namespaces();
  /// Of one that is gone, lets go of the figures too.
  void forget_namespace(std::uint64_t net_cookie);

  Losses losses();
  /// Of Losses::states and Losses::unexpected_states together what is known to be of a network
  /// namespace, since the start. What the kernel says of skipped programs is not among it.
  Result<LossesByNetns> losses_by_netns() const;

  /// How SYNs found their listener, where it was not simply read from the learnt stack slot.
  struct Finding {
    int syns_ipv4 = 0;  ///< Sent by calibrate().
    int syns_ipv6 = 0;
    std::uint64_t by_scan = 0;
    std::uint64_t by_address = 0;
    std::uint64_t not_found = 0;
    bool slot_learnt_v4 = false;
    bool slot_learnt_v6 = false;
  };
  Finding finding() const;

  /// Detaches every program; maps stay readable.
  void detach();

 private:
  struct Impl;
  explicit Tracer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bpfnetstat::kernel
