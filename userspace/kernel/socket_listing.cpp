// SPDX-License-Identifier: Apache-2.0
#include "kernel/socket_listing.h"

#include <linux/types.h>
#include <time.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/unique_fd.h"
#include "event.h"
#include "kernel/iterator.h"
#include "kernel/listing_loader.h"

namespace bpfnetstat::kernel {
namespace {

/// Of USER_HZ, which is 100 wherever BPF runs.
constexpr std::uint64_t kUserTickNs = 10'000'000;

constexpr std::size_t kWorthWaking = 4;

Error failure(const char* what, int error) {
  return {ErrorKind::unavailable, what, error, ""};
}

/// A jiffy in nanoseconds: the kernel says it as the resolution of its coarse clocks.
std::uint64_t jiffy_ns() {
  timespec resolution{};
  ::clock_getres(CLOCK_MONOTONIC_COARSE, &resolution);
  return static_cast<std::uint64_t>(resolution.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(resolution.tv_nsec);
}

void set_endpoint(Endpoint& endpoint, Family family, const __u8 (&address)[16],
                  std::uint16_t port) {
  endpoint.address.family = family;
  // The rest of an IPv4 address is zero, as IpAddress wants it.
  std::memcpy(endpoint.address.bytes.data(), address, sizeof(address));
  endpoint.port = port;
}

void set_socket(InetSocket& socket, const bns_tcp_row& row, std::uint64_t tick_ns) {
  const Family family = row.family == BNS_IPV4 ? Family::ipv4 : Family::ipv6;
  set_endpoint(socket.local, family, row.local_address, row.local_port);
  set_endpoint(socket.remote, family, row.peer_address, row.peer_port);
  socket.state = row.state;
  socket.timer = row.timer;
  socket.tx_queue = row.tx_queue;
  socket.rx_queue = row.rx_queue;
  // As the kernel rounds it (jiffies_to_clock_t).
  socket.timer_ticks = row.timer_jiffies * tick_ns / kUserTickNs;
  socket.retransmits = row.retransmits;
  socket.probes = row.probes;
  socket.uid = row.uid;
  socket.inode = row.inode;
}

}  // namespace

void SocketListing::Free::operator()(bpfnetstat_listing* listing) const {
  bpfnetstat_listing_free(listing);
}

Result<SocketListing> SocketListing::load(std::size_t most_kept) {
  Handle handle(bpfnetstat_listing_load());
  if (!handle) return failure("cannot load the listing of sockets", errno);
  return SocketListing(std::move(handle), most_kept);
}

Status SocketListing::tcp(Family family, Rows rows,
                          const std::function<void(const InetSocket&)>& sink) {
  const auto kept = std::exchange(kept_, std::nullopt);
  if (family == Family::ipv6 && kept) {
    for (const auto& socket : *kept) sink(socket);
    return {};
  }
  bpfnetstat_listing_set_family(handle_.get(), family == Family::ipv4 ? 0 : BNS_IPV6);
  const UniqueFd iterator(bpfnetstat_listing_open_tcp(handle_.get(), rows == Rows::listeners));
  if (!iterator) return failure("cannot open the listing of sockets", errno);
  if (family == Family::ipv4) kept_.emplace();
  const std::uint64_t tick_ns = jiffy_ns();
  InetSocket socket;
  // Listeners are in the first chunk or two.
  const std::size_t worth_waking = rows == Rows::listeners ? 1 : kWorthWaking;
  const int error =
      read_records<bns_tcp_row>(iterator.get(), worth_waking, [&](const bns_tcp_row& row) {
        if (row.state == 0) return false;
        set_socket(socket, row, tick_ns);
        if (socket.local.address.family == family) {
          sink(socket);
        } else if (kept_ && kept_->size() < most_kept_) {
          kept_->push_back(socket);
        } else if (kept_) {
          // They take a walk of their own.
          kept_.reset();
          bpfnetstat_listing_set_family(handle_.get(), BNS_IPV4);
        }
        return true;
      });
  if (error != 0) {
    kept_.reset();
    return failure("cannot read the listing of sockets", error);
  }
  return {};
}

Result<std::vector<SocketOwner>> SocketListing::owners() const {
  const UniqueFd iterator(bpfnetstat_listing_open_descriptors(handle_.get()));
  if (!iterator) return failure("cannot open the listing of descriptors", errno);
  std::vector<SocketOwner> owners;
  const int error =
      read_records<bns_descriptor>(iterator.get(), kWorthWaking, [&](const bns_descriptor& row) {
        owners.push_back({row.inode, static_cast<pid_t>(row.pid), static_cast<int>(row.fd)});
        return true;
      });
  if (error != 0) return failure("cannot read the listing of descriptors", error);
  return owners;
}

}  // namespace bpfnetstat::kernel
