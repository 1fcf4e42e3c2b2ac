// SPDX-License-Identifier: Apache-2.0
#include "store/schema.h"

#include <algorithm>
#include <cstddef>

namespace bpfnetstat::store {
namespace {

constexpr std::size_t kIpv4Network = 3;
constexpr std::size_t kIpv6Network = 8;

IpAddress make(Family family, std::string_view bytes) {
  IpAddress address{.family = family};
  std::transform(bytes.begin(), bytes.end(), address.bytes.begin(),
                 [](char c) { return static_cast<std::uint8_t>(c); });
  return address;
}

std::string first_bytes(const IpAddress& address, std::size_t count) {
  return {address.bytes.begin(), address.bytes.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

std::string address_bytes(const IpAddress& address) {
  return first_bytes(address, address.family == Family::ipv4 ? 4 : 16);
}

std::optional<IpAddress> address_of(std::string_view bytes) {
  if (bytes.size() == 4) return make(Family::ipv4, bytes);
  if (bytes.size() == 16) return make(Family::ipv6, bytes);
  return std::nullopt;
}

std::string client_bytes(const DropTally& tally) {
  if (!tally.client) return {tally.folded ? "*" : ""};
  const IpAddress& address = tally.client->address;
  return first_bytes(address, address.family == Family::ipv4 ? kIpv4Network : kIpv6Network);
}

StoredClient client_of(std::string_view bytes) {
  if (bytes.size() == kIpv4Network) return {.network = ClientNetwork{make(Family::ipv4, bytes)}};
  if (bytes.size() == kIpv6Network) return {.network = ClientNetwork{make(Family::ipv6, bytes)}};
  return {.folded = !bytes.empty()};
}

}  // namespace bpfnetstat::store
