// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/address.h"
#include "netstat/interfaces_link.h"
#include "netstat/views.h"
#include "procfs/net_dev.h"

namespace bpfnetstat::netstat {

/// What procfs says of an interface or an alias.
struct Interface {
  struct Ipv6Address {
    IpAddress address{.family = Family::ipv6};
    int prefix_length = 0;
    std::uint32_t scope = 0;
  };

  std::string name;
  const procfs::DeviceCounters* counters = nullptr;  ///< An alias has none.
  const std::vector<Ipv6Address>* ipv6 = nullptr;
};

/// Appends one to what goes out, in the form that the settings ask for.
void show_interface(Context& context, const Interface& interface, const Link& link);

}  // namespace bpfnetstat::netstat
