// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/event.h"
#include "model/records.h"

/// Who listens, and what was dropped there. Pure: everything enters through apply(), nothing is
/// read from the system. Totals come from the kernel side's maps, which are exact; events only tell
/// whose they were.
namespace bpfnetstat::table {

/// Peers remembered per listener; drops of further ones count for the listener alone.
inline constexpr std::size_t kMaxPeers = 65536;
/// Peers shown per listener.
inline constexpr std::size_t kTopPeers = 10;

struct IpAddressHash {
  std::size_t operator()(const IpAddress& address) const;
};

struct Listener {
  ListenerSnapshot snapshot;  ///< As the map has it, but with the totals of `earlier` included.
  /// The kernel side lets go of an entry some time after the listener closed. If it listens again
  /// it gets a new one: these are the totals of those before, zero where there were none.
  ListenerSnapshot earlier;
  std::uint32_t entry_sk_drops_first = 0;  ///< Of the map's present entry.
  std::uint64_t epoch = 0;  ///< Never used again: a listener that was forgotten gets another one.
  ListenerIdentity identity;
  int owner_fd = -1;                   ///< Of identity.owner.pid; -1 = not known.
  std::uint64_t owner_checked_ns = 0;  ///< When a process last was seen to hold it; monotonic.
  std::unordered_map<IpAddress, std::uint64_t, IpAddressHash> peers;
  std::uint64_t client_known = 0;  ///< Drops whose record arrived, with a client.
  DropCounts unfolded_reported{};  ///< Of snapshot.unfolded, what take_unfolded() has handed out.
  /// Drops whose record arrived, or that take_unfolded() has handed out.
  DropCounts told{};

  /// Drops that are younger than the totals: traffic goes on between a look at the map and the
  /// records that are on their way at that moment.
  DropCounts ahead() const;

  /// Not a drop, and nothing else that moved sk_drops.
  bool has_nothing_to_say() const;
};

class Ledger {
 public:
  /// A listener as the map has it now: new, or with newer totals. Totals never go backwards.
  Listener& apply(const ListenerSnapshot& snapshot);
  /// The holders of all listeners, as one walk found them; replaces what was known. The process
  /// that called listen(2) stays the owner as long as it holds the socket, else it is the lowest
  /// pid that does.
  void apply(std::span<const Holder> holders);
  /// Counts a drop for its client. Unknown listeners are left to the next apply(snapshot).
  void apply(const DropEvent& event);

  /// Forgets who holds what: for a place where pids mean something else.
  void forget_processes();
  /// Lets go of a closed listener whatever it has to say, once somebody else has kept it: `kept` is
  /// its record in the last summary. Drops that the summary gave it stay attributed.
  void forget_closed(std::uint64_t id, const ListenerRecord* kept);
  /// Likewise of a namespace that is no more and whose counters will not come again.
  void forget_namespace(std::uint64_t net_cookie) { given_.erase(net_cookie); }
  /// Of a closed listener's clients keeps those that are shown. One of the others that comes again
  /// where it listens again counts from then.
  void forget_lesser_peers(std::uint64_t id);
  /// Peers remembered of each listener from now on.
  void limit_peers(std::size_t most) { most_peers_ = most; }
  /// Lets go of a closed listener that has nothing to say, so that listeners which come and go do
  /// not add up over months.
  void forget_if_idle(std::uint64_t id);

  /// This kernel does not tell what else moves sk_drops: neither is then shown or compared.
  void do_without_discards() { discards_known_ = false; }
  /// A hook sees what accept(2) takes: it is shown.
  void show_accepted() { accepts_known_ = true; }

  Listener* find(std::uint64_t id);
  /// Who serves connections to an address.
  struct Server {
    /// nullptr where nobody does, or several processes. Of several sockets of one process any: what
    /// they have in common holds of the right one too.
    const Listener* listener = nullptr;
    std::size_t sockets = 0;
  };
  /// A specific bind comes before a wildcard.
  /// @param mapped an IPv4 connection of an IPv6 socket: only IPv6 listeners have such, and
  /// they have no other IPv4 connections.
  Server server(std::uint32_t netns, const Endpoint& local, bool mapped) const;
  /// Its listener.
  const Listener* find(std::uint32_t netns, const Endpoint& local, bool mapped) const {
    return server(netns, local, mapped).listener;
  }
  /// Whether others listen where this one does: the members of a SO_REUSEPORT group.
  bool shares_address(const Listener& listener) const;
  std::size_t open_listeners() const;
  const std::map<std::uint64_t, Listener>& listeners() const { return listeners_; }

  /// Drops that the kernel side counted for a listener but could not keep the client of, since
  /// the last call: one event per listener and cause, without peer.
  std::vector<DropRecord> take_unfolded(RealtimeNs now);

  struct Summary {
    std::vector<ListenerRecord> listeners;              ///< With anything to say, most drops first.
    std::vector<ReconciliationRecord> reconciliations;  ///< By namespace.

    /// What --check goes by: whether our figures of these namespaces are the kernel's. What was
    /// not watched at all cannot be told by namespace: it makes any of them doubtful.
    bool exact(const Losses& losses) const;
  };
  /// Compares our totals with the kernel's. Drops that no program saw are given to listeners
  /// where their own sk_drops account for all of them; otherwise they stay unattributed.
  /// @param events_lost records that never arrived, shown with each namespace.
  Summary summarise(std::span<const NetnsCounters> counters, std::uint64_t events_lost) const;

 private:
  std::map<std::uint64_t, Listener> listeners_;
  std::uint64_t epochs_ = 0;
  struct Place {
    std::uint32_t netns;
    Endpoint bound;
    auto operator<=>(const Place&) const = default;
  };
  std::multimap<Place, std::uint64_t> by_address_;  ///< Open listeners.
  /// By net_cookie, drops that no program saw and that were given to listeners forgotten since.
  std::map<std::uint64_t, DropCounters> given_;
  std::size_t most_peers_ = kMaxPeers;
  bool discards_known_ = true;
  bool accepts_known_ = false;
};

}  // namespace bpfnetstat::table
