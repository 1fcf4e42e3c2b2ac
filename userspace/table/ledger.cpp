// SPDX-License-Identifier: Apache-2.0
#include "table/ledger.h"

#include <algorithm>
#include <cstring>
#include <random>

namespace bpfnetstat::table {
namespace {

std::vector<PeerDrops> heaviest(const Listener& listener) {
  std::vector<PeerDrops> peers;
  peers.reserve(listener.peers.size());
  for (const auto& [address, drops] : listener.peers) peers.push_back({address, drops});
  const auto shown = std::min(peers.size(), kTopPeers);
  std::partial_sort(peers.begin(), peers.begin() + static_cast<std::ptrdiff_t>(shown), peers.end(),
                    [](const PeerDrops& a, const PeerDrops& b) {
                      return a.drops != b.drops ? a.drops > b.drops : a.address < b.address;
                    });
  // A copy: the summary keeps it, and there may have been a thousand.
  return {peers.begin(), peers.begin() + static_cast<std::ptrdiff_t>(shown)};
}

/// sk_drops is 32 bits wide and wraps.
std::uint32_t sk_drops_moved(const ListenerSnapshot& snapshot) {
  return snapshot.sk_drops_last - snapshot.sk_drops_first;
}

/// The same over months: as far as what is known of, give or take 2^31.
std::uint64_t sk_drops_moved(const ListenerSnapshot& snapshot, std::uint64_t known) {
  const auto ahead =
      static_cast<std::int32_t>(sk_drops_moved(snapshot) - static_cast<std::uint32_t>(known));
  return known + static_cast<std::uint64_t>(std::int64_t{ahead});
}

/// Makes the totals of `snapshot` go on from those of `earlier`.
void go_on_from(const ListenerSnapshot& earlier, ListenerSnapshot& snapshot) {
  for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
    snapshot.drops[cause] += earlier.drops[cause];
    snapshot.unfolded[cause] += earlier.unfolded[cause];
  }
  snapshot.other_discards += earlier.other_discards;
  snapshot.accepted += earlier.accepted;
  snapshot.arrived += earlier.arrived;
  snapshot.cookies_sent += earlier.cookies_sent;
  snapshot.queued_first += earlier.queued_first;
  snapshot.abandoned += earlier.abandoned;
  snapshot.accept_queue_peak = std::max(snapshot.accept_queue_peak, earlier.accept_queue_peak);
  snapshot.sk_drops_first -= sk_drops_moved(earlier);
}

std::uint64_t missing(const CounterPair& pair) {
  return pair.kernel > pair.attributed ? pair.kernel - pair.attributed : 0;
}

/// Drops that the kernel counted in this namespace but no program saw: if the listeners' own
/// sk_drops moved by exactly as much more than we know of, each surplus is that listener's.
void attribute_missed(ReconciliationRecord& netns, std::span<ListenerRecord*> listeners) {
  const std::uint64_t missed = missing(netns.listen_drops);
  std::uint64_t surplus = 0;
  for (const auto* listener : listeners) {
    const std::uint64_t known = listener->drops_total + *listener->other_discards;
    if (*listener->sk_drops < known) return;
    surplus += *listener->sk_drops - known;
  }
  if (surplus != missed) return;
  const std::uint64_t missed_overflows = missing(netns.listen_overflows);
  const std::uint64_t missed_queue_full = missing(netns.tcp_req_q_full_drop);
  const bool overflow = missed_overflows == missed && missed_queue_full == 0;
  const bool request_queue = missed_queue_full == missed && missed_overflows == 0;
  // A mixture cannot be shared out among the causes.
  if (!overflow && !request_queue && missed_overflows + missed_queue_full != 0) return;
  // A missed final ACK would have moved sk_drops twice: these were SYNs.
  const auto cause = overflow        ? DropCause::accept_queue_full_syn
                     : request_queue ? DropCause::syn_queue_full
                                     : DropCause::other;
  for (auto* listener : listeners) {
    const std::uint64_t own =
        *listener->sk_drops - listener->drops_total - *listener->other_discards;
    listener->drops[static_cast<std::size_t>(cause)] += own;
    listener->drops_total += own;
    listener->client_unknown += own;
  }
  netns.listen_drops.attributed += missed;
  if (overflow) netns.listen_overflows.attributed += missed;
  if (request_queue) netns.tcp_req_q_full_drop.attributed += missed;
}

}  // namespace

bool Listener::has_nothing_to_say() const {
  return total(snapshot.drops) == 0 && snapshot.other_discards == 0 &&
         sk_drops_moved(snapshot) == 0;
}

std::size_t IpAddressHash::operator()(const IpAddress& address) const {
  std::uint64_t low, high;
  std::memcpy(&low, address.bytes.data(), 8);
  std::memcpy(&high, address.bytes.data() + 8, 8);
  // Senders forge addresses: without a secret they could forge ones that all collide.
  static const std::uint64_t secret =
      std::uint64_t{std::random_device{}()} << 32 | std::random_device{}();
  const auto product =
      static_cast<unsigned __int128>(low ^ secret) * ((high ^ 0xd1b54a32d192ed03u) | 1u);
  return static_cast<std::size_t>(product ^ (product >> 64));
}

DropCounts Listener::ahead() const {
  DropCounts ahead{};
  for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
    // A record that was lost leaves fewer: the totals do not depend on it.
    if (told[cause] > snapshot.drops[cause]) ahead[cause] = told[cause] - snapshot.drops[cause];
  }
  return ahead;
}

Listener& Ledger::apply(const ListenerSnapshot& snapshot) {
  auto [found, fresh] = listeners_.try_emplace(snapshot.id);
  Listener& listener = found->second;
  if (fresh) listener.epoch = ++epochs_;
  const auto place_of = [](const ListenerSnapshot& listening) {
    return listening.closed ? std::nullopt : std::optional(Place{listening.netns, listening.bound});
  };
  // It may have closed and listened elsewhere since the last look.
  if (const auto place = fresh ? std::nullopt : place_of(listener.snapshot)) {
    const auto [first, last] = by_address_.equal_range(*place);
    by_address_.erase(
        std::find_if(first, last, [&](const auto& entry) { return entry.second == snapshot.id; }));
  }
  if (const auto place = place_of(snapshot)) by_address_.emplace(*place, snapshot.id);
  // Each of an entry's drops moved sk_drops, so an entry that begins elsewhere is another one.
  if (listener.entry_sk_drops_first != snapshot.sk_drops_first) {
    listener.earlier = listener.snapshot;
  }
  listener.entry_sk_drops_first = snapshot.sk_drops_first;
  listener.snapshot = snapshot;
  go_on_from(listener.earlier, listener.snapshot);
  auto& identity = listener.identity;
  identity.id = snapshot.id;
  identity.netns = snapshot.netns;
  identity.bound = snapshot.bound;
  identity.v6only = snapshot.v6only;
  if (snapshot.inode != 0) identity.inode = snapshot.inode;
  identity.owner.uid = snapshot.uid;
  if (snapshot.pid && !identity.owner.pid) {
    identity.owner.pid = snapshot.pid;
    identity.owner.comm = snapshot.comm;
    identity.holders = {{*snapshot.pid, snapshot.comm}};
  }
  return listener;
}

void Ledger::apply(std::span<const Holder> holders) {
  std::map<std::uint64_t, std::vector<const Holder*>> by_listener;
  for (const auto& holder : holders) by_listener[holder.id].push_back(&holder);
  for (auto& [id, listener] : listeners_) {
    const auto found = by_listener.find(id);
    auto& identity = listener.identity;
    if (found == by_listener.end()) {
      if (listener.snapshot.closed) continue;  // who held it last is still worth telling
      identity.holders.clear();
      identity.owner.pid.reset();
      identity.owner.comm.reset();
      listener.owner_fd = -1;
      continue;
    }
    auto& held = found->second;
    std::stable_sort(held.begin(), held.end(),
                     [](const Holder* a, const Holder* b) { return a->pid < b->pid; });
    const Holder* owner = held.front();
    identity.holders.clear();
    for (const Holder* holder : held) {
      if (holder->pid == listener.snapshot.pid && owner->pid != holder->pid) owner = holder;
      // A process may hold it by several descriptors.
      if (!identity.holders.empty() && identity.holders.back().pid == holder->pid) continue;
      identity.holders.push_back({holder->pid, holder->comm});
    }
    if (identity.owner.pid != owner->pid) {
      identity.owner.cgroup.reset();
      identity.owner.container.reset();
    }
    identity.owner.pid = owner->pid;
    identity.owner.comm = owner->comm;
    listener.owner_fd = owner->fd;
  }
}

void Ledger::apply(const DropEvent& event) {
  Listener* listener = find(event.listener_id);
  if (listener == nullptr) return;
  listener->client_known += event.count;
  listener->told[static_cast<std::size_t>(event.cause)] += event.count;
  auto& peers = listener->peers;
  if (const auto found = peers.find(event.peer); found != peers.end()) {
    found->second += event.count;
  } else if (peers.size() < most_peers_) {
    peers.emplace(event.peer, event.count);
  }
}

void Ledger::forget_processes() {
  for (auto& [id, listener] : listeners_) {
    listener.snapshot.pid.reset();
    listener.identity.holders.clear();
    listener.identity.owner.pid.reset();
    listener.identity.owner.comm.reset();
    listener.owner_fd = -1;
  }
}

void Ledger::forget_closed(std::uint64_t id, const ListenerRecord* kept) {
  const Listener* listener = find(id);
  if (listener == nullptr || !listener->snapshot.closed) return;
  if (kept != nullptr) {
    DropCounts more{};
    for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
      // A drop that came after the summary is no gift of its.
      const auto own = listener->snapshot.drops[cause];
      if (kept->drops[cause] > own) more[cause] = kept->drops[cause] - own;
    }
    if (const auto drops = total(more); drops != 0) {
      DropCounters& given = given_[listener->snapshot.net_cookie];
      given.listen_drops += drops;
      given.listen_overflows += overflows(more);
      given.tcp_req_q_full_drop += more[static_cast<std::size_t>(DropCause::syn_queue_full)];
    }
  }
  listeners_.erase(id);
}

void Ledger::forget_lesser_peers(std::uint64_t id) {
  Listener* listener = find(id);
  if (listener == nullptr || !listener->snapshot.closed || listener->peers.size() <= kTopPeers)
    return;
  decltype(listener->peers) kept;
  for (const auto& [address, drops] : heaviest(*listener)) kept.emplace(address, drops);
  listener->peers.swap(kept);
}

void Ledger::forget_if_idle(std::uint64_t id) {
  const Listener* listener = find(id);
  if (listener == nullptr) return;
  if (listener->snapshot.closed && listener->has_nothing_to_say()) listeners_.erase(id);
}

Listener* Ledger::find(std::uint64_t id) {
  const auto found = listeners_.find(id);
  return found == listeners_.end() ? nullptr : &found->second;
}

Ledger::Server Ledger::server(std::uint32_t netns, const Endpoint& local, bool mapped) const {
  Endpoint specific = local;
  if (mapped) {
    auto& [family, bytes] = specific.address;
    family = Family::ipv6;
    bytes = {};
    bytes[10] = bytes[11] = 0xff;
    std::copy_n(local.address.bytes.begin(), 4, bytes.begin() + 12);
  }
  const Endpoint wildcard{{specific.address.family, {}}, local.port};
  for (const Endpoint& bound : {specific, wildcard}) {
    Server server;
    bool is_one_process = true;
    for (auto [it, end] = by_address_.equal_range({netns, bound}); it != end; ++it) {
      const Listener& candidate = listeners_.at(it->second);
      if (mapped && candidate.snapshot.v6only) continue;
      is_one_process &= server.sockets == 0 ||
                        server.listener->identity.owner.pid == candidate.identity.owner.pid;
      server.listener = &candidate;
      ++server.sockets;
      if (!is_one_process) break;
    }
    if (!is_one_process) server.listener = nullptr;
    if (server.sockets != 0) return server;
  }
  return {};
}

bool Ledger::shares_address(const Listener& listener) const {
  if (listener.snapshot.closed) return false;
  const auto [first, last] =
      by_address_.equal_range({listener.snapshot.netns, listener.snapshot.bound});
  return first != last && std::next(first) != last;
}

std::size_t Ledger::open_listeners() const {
  return static_cast<std::size_t>(
      std::count_if(listeners_.begin(), listeners_.end(),
                    [](const auto& entry) { return !entry.second.snapshot.closed; }));
}

std::vector<DropRecord> Ledger::take_unfolded(RealtimeNs now) {
  std::vector<DropRecord> records;
  for (auto& [id, listener] : listeners_) {
    for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
      const auto fresh = listener.snapshot.unfolded[cause] - listener.unfolded_reported[cause];
      if (fresh == 0) continue;
      listener.unfolded_reported[cause] += fresh;
      listener.told[cause] += fresh;
      DropRecord record;
      record.time = now;
      record.count = fresh;
      record.cause = static_cast<DropCause>(cause);
      record.netns = listener.snapshot.netns;
      record.local = listener.snapshot.bound;
      record.listener = listener.identity;
      records.push_back(std::move(record));
    }
  }
  return records;
}

bool Ledger::Summary::exact(const Losses& losses) const {
  return losses.untracked_cells == 0 && losses.untracked_listeners == 0 &&
         std::all_of(reconciliations.begin(), reconciliations.end(),
                     [](const ReconciliationRecord& record) { return record.exact(); });
}

Ledger::Summary Ledger::summarise(std::span<const NetnsCounters> counters,
                                  std::uint64_t events_lost) const {
  Summary summary;
  std::vector<std::uint64_t> net_cookies;
  for (const auto& [id, listener] : listeners_) {
    net_cookies.push_back(listener.snapshot.net_cookie);
    ListenerRecord record;
    record.listener = listener.identity;
    record.drops = listener.snapshot.drops;
    record.drops_total = total(record.drops);
    if (discards_known_) {
      record.other_discards = listener.snapshot.other_discards;
      record.sk_drops =
          sk_drops_moved(listener.snapshot, record.drops_total + *record.other_discards);
    }
    if (accepts_known_) record.accepted = listener.snapshot.accepted;
    record.client_unknown =
        record.drops_total > listener.client_known ? record.drops_total - listener.client_known : 0;
    record.peers = heaviest(listener);
    record.closed = listener.snapshot.closed;
    summary.listeners.push_back(std::move(record));
  }
  for (const auto& netns : counters) {
    ReconciliationRecord record;
    record.netns = netns.netns;
    record.net_cookie = netns.net_cookie;
    record.listen_overflows = {netns.kernel.listen_overflows, netns.booked.listen_overflows};
    record.listen_drops = {netns.kernel.listen_drops, netns.booked.listen_drops};
    record.tcp_req_q_full_drop = {netns.kernel.tcp_req_q_full_drop,
                                  netns.booked.tcp_req_q_full_drop};
    if (const auto given = given_.find(netns.net_cookie); given != given_.end()) {
      record.listen_overflows.attributed += given->second.listen_overflows;
      record.listen_drops.attributed += given->second.listen_drops;
      record.tcp_req_q_full_drop.attributed += given->second.tcp_req_q_full_drop;
    }
    record.events_lost = events_lost;
    std::vector<ListenerRecord*> here;
    for (std::size_t i = 0; i < net_cookies.size(); ++i) {
      if (net_cookies[i] == netns.net_cookie) here.push_back(&summary.listeners[i]);
    }
    if (discards_known_) attribute_missed(record, here);
    for (auto* listener : here) {
      if (netns.moved_on && listener->sk_drops &&
          *listener->sk_drops != listener->drops_total + *listener->other_discards) {
        listener->sk_drops.reset();
      }
    }
    summary.reconciliations.push_back(record);
  }
  std::erase_if(summary.listeners, [](const ListenerRecord& record) {
    return record.drops_total == 0 && record.other_discards.value_or(0) == 0 &&
           record.sk_drops.value_or(0) == 0;
  });
  std::stable_sort(summary.listeners.begin(), summary.listeners.end(),
                   [](const auto& a, const auto& b) { return a.drops_total > b.drops_total; });
  std::sort(summary.reconciliations.begin(), summary.reconciliations.end(),
            [](const auto& a, const auto& b) { return a.netns < b.netns; });
  return summary;
}

}  // namespace bpfnetstat::table
