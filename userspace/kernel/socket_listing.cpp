// SPDX-License-Identifier: Apache-2.0
#include "kernel/socket_listing.h"

#include <linux/types.h>
#include <time.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/unique_fd.h"
#include "event.h"
#include "kernel/bucket_rows.h"
#include "kernel/iterator.h"
#include "kernel/listing_loader.h"
#include "kernel/socket_row.h"
#include "kernel/table_walk.h"
#include "model/tcp_state.h"

namespace bpfnetstat::kernel {
namespace {

constexpr std::size_t kWorthWaking = 4;

/// Some 600 KiB.
constexpr std::size_t kMostListeners = 1 << 13;

struct FreeDescriptors {
  void operator()(bpfnetstat_descriptors* descriptors) const {
    bpfnetstat_descriptors_free(descriptors);
  }
};

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

}  // namespace

void SocketListing::Free::operator()(bpfnetstat_listing* listing) const {
  bpfnetstat_listing_free(listing);
}

void SocketListing::Free::operator()(bpfnetstat_walk* walk) const {
  bpfnetstat_walk_free(walk);
}

Result<SocketListing> SocketListing::load(std::size_t most_kept, Method method) {
  SocketListing listing(most_kept);
  if (method == Method::best) {
    listing.walk_.reset(bpfnetstat_walk_load());
    // A walk through nothing says whether it knows this kernel's tables.
    if (listing.walk_ &&
        bpfnetstat_walk_run(listing.walk_.get(), 0, BNS_TABLE_CONNECTIONS, 0, 0, 0) != BNS_WALKED) {
      listing.walk_.reset();
    }
  }
  if (!listing.walk_) {
    if (Status status = listing.load_iterator(); !status) return status.error();
  }
  return listing;
}

SocketListing SocketListing::borrowed(std::function<Result<UniqueFd>()> open,
                                      std::size_t most_kept) {
  SocketListing listing(most_kept);
  listing.borrow_ = std::move(open);
  return listing;
}

Result<UniqueFd> SocketListing::open() {
  set_family(0);
  return open_iterator(Rows::all, {});
}

Status SocketListing::load_iterator() {
  if (iterator_) return {};
  iterator_.reset(bpfnetstat_listing_load());
  if (!iterator_) return failure("cannot load the listing of sockets", errno);
  return {};
}

void SocketListing::set_family(std::uint32_t family) {
  only_family_ = family;
  if (iterator_) bpfnetstat_listing_set_family(iterator_.get(), family);
}

Status SocketListing::tcp(Family family, Rows rows,
                          const std::function<void(const InetSocket&)>& sink) {
  const auto kept = std::exchange(kept_, std::nullopt);
  if (family == Family::ipv6 && kept) {
    for (const auto& socket : *kept) sink(socket);
    return {};
  }
  set_family(family == Family::ipv4 ? 0 : BNS_IPV6);
  if (family == Family::ipv4) kept_.emplace();
  const std::uint64_t tick_ns = jiffy_ns();
  InetSocket socket;
  const Take take = [&](const bns_tcp_row& row) {
    set_socket(socket, row, tick_ns);
    if (socket.local.address.family == family) {
      sink(socket);
    } else if (kept_ && kept_->size() < most_kept_) {
      kept_->push_back(socket);
    } else if (kept_) {
      // They take a walk of their own.
      kept_.reset();
      set_family(BNS_IPV4);
    }
  };
  Walked walked;
  if (walk_ && rows == Rows::all) walked = walk(take);
  if (walked.is_complete) return {};
  Status status = iterate(rows, walked, take);
  if (!status) kept_.reset();
  return status;
}

SocketListing::Walked SocketListing::walk(const Take& take) {
  TableWalk tables(walk_.get(), only_family_);
  // The iterator cannot begin among the listeners: they wait until all have been found.
  std::vector<bns_tcp_row> listeners;
  for (;;) {
    const auto found = tables.next();
    if (!found.rows.empty() && found.table == BNS_TABLE_LISTENERS) {
      if (listeners.size() + found.rows.size() > kMostListeners) return {};
      listeners.insert(listeners.end(), found.rows.begin(), found.rows.end());
      continue;
    }
    const auto& failed_at = tables.failed_at();
    if (failed_at && failed_at->table == BNS_TABLE_LISTENERS) return {};
    for (const auto& row : std::exchange(listeners, {})) take(row);
    if (failed_at) return {false, failed_at->bucket, failed_at->buckets};
    if (found.rows.empty()) return {true};
    for (const auto& row : found.rows) take(row);
    tables.set_family(only_family_);
  }
}

Result<UniqueFd> SocketListing::open_iterator(Rows rows, const Walked& walked) {
  if (borrow_) return borrow_();
  if (Status status = load_iterator(); !status) return status.error();
  bpfnetstat_listing_set_family(iterator_.get(), only_family_);
  bpfnetstat_listing_set_first_bucket(iterator_.get(), walked.bucket, walked.buckets);
  UniqueFd iterator(bpfnetstat_listing_open(iterator_.get(), rows == Rows::listeners));
  if (!iterator) return failure("cannot open the listing of sockets", errno);
  return iterator;
}

Status SocketListing::iterate(Rows rows, const Walked& walked, const Take& take) {
  const auto iterator = open_iterator(rows, walked);
  if (!iterator) return iterator.error();
  // Listeners are in the first chunk or two.
  const std::size_t worth_waking = rows == Rows::listeners ? 1 : kWorthWaking;
  BucketRows bucket;
  const int error = read_records<bns_iterator_row>(
      iterator->get(), worth_waking, [&](const bns_iterator_row& found) {
        const bool is_listener = found.row.state == static_cast<__u8>(TcpState::listen);
        if (rows == Rows::listeners && !is_listener) return false;
        // One that is borrowed has the rows of both.
        const bool is_asked_for = only_family_ == 0 || found.row.family == only_family_;
        if (is_asked_for && (is_listener || !bucket.is_repeated(found))) take(found.row);
        return true;
      });
  if (error != 0) return failure("cannot read the listing of sockets", error);
  return {};
}

Result<std::vector<SocketOwner>> SocketListing::owners() const {
  const std::unique_ptr<bpfnetstat_descriptors, FreeDescriptors> descriptors(
      bpfnetstat_descriptors_load());
  if (!descriptors) return failure("cannot load the listing of descriptors", errno);
  const UniqueFd iterator(bpfnetstat_descriptors_open(descriptors.get()));
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
