// SPDX-License-Identifier: Apache-2.0
#include "model/records.h"

#include <algorithm>

namespace bpfnetstat {

std::string_view to_string(Role role) {
  switch (role) {
    case Role::client:
      return "client";
    case Role::server:
      return "server";
    case Role::listener:
      return "listener";
    case Role::unknown:
      break;
  }
  return "";
}

bool ListenerIdentity::takes(Family family) const {
  const IpAddress& address = bound.address;
  if (family == Family::ipv6) return address.family == Family::ipv6 && !address.is_mapped();
  return address.family == Family::ipv4 || address.is_mapped() || (address.is_any() && !v6only);
}

std::uint64_t ReconciliationRecord::apart() const {
  const auto difference = [](const CounterPair& pair) {
    return pair.kernel > pair.attributed ? pair.kernel - pair.attributed
                                         : pair.attributed - pair.kernel;
  };
  return std::max(
      {difference(listen_drops), difference(listen_overflows), difference(tcp_req_q_full_drop)});
}

}  // namespace bpfnetstat
