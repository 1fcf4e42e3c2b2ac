// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.h"

namespace bpfnetstat::kernel {

struct Calibration {
  std::uint32_t netns = 0;  ///< Inode number of the namespace it took place in.
  int syns_ipv4 = 0;
  int syns_ipv6 = 0;  ///< 0 where there is no IPv6.
};

/// Sends a few SYNs, IPv4 and IPv6 in turn to different listeners, over the loopback of a network
/// namespace that lives only for this call. Needs CAP_SYS_ADMIN and CAP_NET_ADMIN.
Result<Calibration> send_calibration_syns();

}  // namespace bpfnetstat::kernel
