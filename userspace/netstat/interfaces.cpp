// SPDX-License-Identifier: Apache-2.0
#include <net/if.h>
#include <net/if_arp.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "netstat/columns.h"
#include "netstat/interfaces.h"
#include "netstat/interfaces_link.h"
#include "netstat/views.h"
#include "procfs/net_dev.h"
#include "procfs/net_ipv6_route.h"
#include "render/object_writer.h"

namespace bpfnetstat::netstat {
namespace {

using procfs::DeviceCounters;
using procfs::Ipv6AddressRow;
using Ipv6Address = Interface::Ipv6Address;

constexpr int kFailed = 1;

struct Scope {
  std::uint32_t flag;
  std::string_view name;
};

// IPV6_ADDR_SCOPE_* bits; 0 is global.
constexpr Scope kScopes[] = {
    {0x80, "compat"}, {0x00, "global"}, {0x20, "link"}, {0x40, "site"}, {0x10, "host"}};
constexpr std::uint32_t kScopeMask = 0x70;

/// "<link>", or nothing for bits without a name.
std::string scope_names(std::uint32_t scope) {
  std::string names;
  for (const Scope& each : kScopes) {
    const bool holds =
        each.flag == 0 ? (scope & kScopeMask) == 0 && (scope & 0xf) == 0 : (scope & each.flag) != 0;
    if (!holds) continue;
    names += names.empty() ? '<' : ',';
    names += each.name;
  }
  if (!names.empty()) names += '>';
  return names;
}

std::string_view media_name(std::uint8_t port) {
  static constexpr std::string_view kNames[] = {"unknown",  "10base2",   "10baseT",  "AUI",
                                                "100baseT", "100baseTX", "100baseFX"};
  return port < std::size(kNames) ? kNames[port] : "(null)";
}

std::string address_or_none(const std::optional<IpAddress>& address) {
  return address ? to_string(*address) : "[NONE SET]";
}

/// The table: a line per interface.
void write_row(Context& context, const Interface& interface, const Link& link) {
  std::string& out = context.out.buffer();
  append_left(out, interface.name, 15);
  out += ' ';
  append_right(out, link.mtu, 5);
  out += ' ';
  if (const DeviceCounters* counters = interface.counters) {
    append_right(out, counters->rx_packets, 8);
    out += ' ';
    append_right(out, counters->rx_errors, 6);
    out += ' ';
    append_right(out, counters->rx_dropped, 6);
    out += ' ';
    append_left(out, counters->rx_overruns, 6);
    out += ' ';
    append_right(out, counters->tx_packets, 8);
    out += ' ';
    append_right(out, counters->tx_errors, 6);
    out += ' ';
    append_right(out, counters->tx_dropped, 6);
    out += ' ';
    append_right(out, counters->tx_overruns, 6);
    out += ' ';
  } else {
    append_left(out, "     - no statistics available -", 56);
  }
  out += flag_letters(link.flags);
  out += '\n';
}

void write_flags(Context& context, const Link& link) {
  std::string& out = context.out.buffer();
  out += "flags=";
  append_left(out, link.flags, 0);
  if (link.flags == 0) {
    out += '<';
  } else if (const auto names = flag_names(link.flags); !names.empty()) {
    char separator = '<';
    for (const std::string_view name : names) {
      out += separator;
      out += name;
      separator = ',';
    }
    out += '>';
  }
}

void write_media(Context& context, const Link& link) {
  const auto flags = static_cast<std::uint16_t>(link.flags);
  if ((flags & IFF_PORTSEL) == 0) return;
  context.out.print("        media {}{}\n", media_name(link.port),
                    (flags & IFF_AUTOMEDIA) != 0 ? "autoselect" : "");
}

void write_device(Context& context, const Link& link) {
  constexpr std::uint16_t kLowestBase = 0x100;
  const bool has_base = link.base_address >= kLowestBase;
  if (link.interrupt == 0 && link.memory_start == 0 && link.dma == 0 && !has_base) return;
  context.out.text("        device ");
  if (link.interrupt != 0) context.out.print("interrupt {}  ", link.interrupt);
  if (has_base) context.out.print("base 0x{:x}  ", link.base_address);
  if (link.memory_start != 0) {
    context.out.print("memory 0x{:x}-{:x}  ", link.memory_start, link.memory_end);
  }
  if (link.dma != 0) context.out.print("  dma 0x{:x}", link.dma);
  context.out.text("\n");
}

/// The long form, which is ifconfig's.
void write_block(Context& context, const Interface& interface, const Link& link) {
  Output& out = context.out;
  out.print("{}: ", interface.name);
  write_flags(context, link);
  out.print("  mtu {}", link.mtu);
  if (link.outfill != 0 || link.keepalive != 0) {
    out.print("  outfill {}  keepalive {}", link.outfill, link.keepalive);
  }
  out.text("\n");
  if (link.address) {
    out.print("        inet {}  netmask {}", to_string(*link.address),
              address_or_none(link.netmask));
    if ((link.flags & IFF_BROADCAST) != 0) {
      out.print("  broadcast {}", address_or_none(link.broadcast));
    }
    if ((link.flags & IFF_POINTOPOINT) != 0) {
      out.print("  destination {}", address_or_none(link.destination));
    }
    out.text("\n");
  }
  if (interface.ipv6 != nullptr) {
    for (const Ipv6Address& each : *interface.ipv6) {
      std::string text;
      append_address(text, context.names, each.address, true);
      out.print("        inet6 {}  prefixlen {}  scopeid 0x{:x}{}\n", text, each.prefix_length,
                each.scope, scope_names(each.scope));
    }
  }
  const Hardware hardware = hardware_of(link.hardware_type);
  out.print("        {}", hardware.name);
  if (const auto address = hardware_address(link.hardware_type, link.hardware_address)) {
    out.print(" {}", *address);
  }
  if (link.transmit_queue_length) out.print("  txqueuelen {}", *link.transmit_queue_length);
  out.print("  ({})\n", hardware.title);
  write_media(context, link);
  if (const DeviceCounters* counters = interface.counters) {
    const bool has_compressed = compresses_headers(link.hardware_type);
    out.print("        RX packets {}  bytes {} ({})\n", counters->rx_packets, counters->rx_bytes,
              human_bytes(counters->rx_bytes));
    if (has_compressed) out.print("        RX compressed:{}\n", counters->rx_compressed);
    out.print("        RX errors {}  dropped {}  overruns {}  frame {}\n", counters->rx_errors,
              counters->rx_dropped, counters->rx_overruns, counters->rx_frame_errors);
    out.print("        TX packets {}  bytes {} ({})\n", counters->tx_packets, counters->tx_bytes,
              human_bytes(counters->tx_bytes));
    if (has_compressed) out.print("        TX compressed {}\n", counters->tx_compressed);
    out.print("        TX errors {}  dropped {} overruns {}  carrier {}  collisions {}\n",
              counters->tx_errors, counters->tx_dropped, counters->tx_overruns,
              counters->tx_carrier_errors, counters->collisions);
  }
  write_device(context, link);
  out.text("\n");
}

void write_counters(json::ObjectWriter& writer, const DeviceCounters& counters) {
  writer.member("rx_bytes", counters.rx_bytes);
  writer.member("rx_packets", counters.rx_packets);
  writer.member("rx_errors", counters.rx_errors);
  writer.member("rx_dropped", counters.rx_dropped);
  writer.member("rx_overruns", counters.rx_overruns);
  writer.member("rx_frame_errors", counters.rx_frame_errors);
  writer.member("multicast", counters.multicast);
  writer.member("tx_bytes", counters.tx_bytes);
  writer.member("tx_packets", counters.tx_packets);
  writer.member("tx_errors", counters.tx_errors);
  writer.member("tx_dropped", counters.tx_dropped);
  writer.member("tx_overruns", counters.tx_overruns);
  writer.member("tx_carrier_errors", counters.tx_carrier_errors);
  writer.member("collisions", counters.collisions);
}

void write_json(Context& context, const Interface& interface, const Link& link) {
  json::append_object(context.out.buffer(), "interface", [&](json::ObjectWriter& writer) {
    writer.member("name", interface.name);
    writer.array("flags", flag_names(link.flags));
    writer.member("mtu", link.mtu);
    writer.member("transmit_queue_length", link.transmit_queue_length);
    writer.member("hardware_type", hardware_of(link.hardware_type).name);
    if (link.hardware_type == ARPHRD_ETHER) {
      writer.member("hardware_address",
                    hardware_address(link.hardware_type, link.hardware_address));
    }
    struct Address {
      IpAddress address;
      std::optional<int> prefix_length;
      std::optional<IpAddress> broadcast;
      std::optional<IpAddress> peer;
    };
    std::vector<Address> addresses;
    if (link.address) {
      Address ipv4{.address = *link.address, .prefix_length = {}, .broadcast = {}, .peer = {}};
      if (link.netmask) {
        int length = 0;
        for (std::size_t i = 0; i < 4; ++i) length += std::popcount(link.netmask->bytes[i]);
        ipv4.prefix_length = length;
      }
      const bool has_broadcast = (link.flags & IFF_BROADCAST) != 0 && link.broadcast;
      if (has_broadcast && !link.broadcast->is_any()) ipv4.broadcast = link.broadcast;
      if ((link.flags & IFF_POINTOPOINT) != 0) ipv4.peer = link.destination;
      addresses.push_back(ipv4);
    }
    if (interface.ipv6 != nullptr) {
      for (const Ipv6Address& each : *interface.ipv6) {
        addresses.push_back({.address = each.address,
                             .prefix_length = each.prefix_length,
                             .broadcast = {},
                             .peer = {}});
      }
    }
    writer.array_of_objects("addresses", addresses, [&](const Address& each) {
      writer.member("family", to_string(each.address.family));
      writer.member("address", each.address);
      writer.member("prefix_length", each.prefix_length);
      writer.member("broadcast", each.broadcast);
      writer.member("peer", each.peer);
    });
    if (interface.counters != nullptr) write_counters(writer, *interface.counters);
  });
}

std::map<std::string, std::vector<Ipv6Address>, std::less<>> read_ipv6(Context& context) {
  std::map<std::string, std::vector<Ipv6Address>, std::less<>> addresses;
  if (const auto text = context.proc.read("net/if_inet6")) {
    procfs::parse_net_if_inet6(*text, [&](const Ipv6AddressRow& row) {
      if (context.settings.json && !row.is_complete) return;
      addresses[std::string(row.interface)].push_back(
          {.address = row.address, .prefix_length = row.prefix_length, .scope = row.scope});
    });
  }
  return addresses;
}

}  // namespace

void show_interface(Context& context, const Interface& interface, const Link& link) {
  if (context.settings.json) {
    write_json(context, interface, link);
  } else if (context.settings.extend > 0) {
    write_block(context, interface, link);
  } else {
    write_row(context, interface, link);
  }
}

int show_interfaces(Context& context) {
  const Settings& settings = context.settings;
  const bool is_long = settings.extend > 0;
  if (!settings.json) {
    if (context.is_first_round) context.out.text("Kernel Interface table\n");
    if (!is_long) {
      context.out.text(
          "Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR "
          "Flg\n");
    }
  }
  std::vector<procfs::DeviceRow> devices;
  if (const auto text = context.proc.read("net/dev")) {
    devices = procfs::parse_net_dev(*text);
  } else {
    complain("Warning: cannot open /proc/net/dev ({}). Limited output.\n",
             std::strerror(text.error().sys_errno));
  }
  const auto ipv6 = is_long || settings.json ? read_ipv6(context) : decltype(read_ipv6(context)){};

  const LinkReader reader;
  std::vector<std::string> with_addresses = reader.names_with_addresses();
  std::vector<Interface> interfaces;
  interfaces.reserve(devices.size() + with_addresses.size());
  for (const procfs::DeviceRow& device : devices) {
    interfaces.push_back({.name = device.name, .counters = &device.counters, .ipv6 = nullptr});
  }
  for (std::string& name : with_addresses) {
    interfaces.push_back({.name = std::move(name), .counters = nullptr, .ipv6 = nullptr});
  }
  // Stable: of two with one name the one with counters comes first, and stays.
  std::stable_sort(
      interfaces.begin(), interfaces.end(),
      [](const Interface& a, const Interface& b) { return comes_before(a.name, b.name); });
  interfaces.erase(
      std::unique(interfaces.begin(), interfaces.end(),
                  [](const Interface& a, const Interface& b) { return a.name == b.name; }),
      interfaces.end());

  for (Interface& interface : interfaces) {
    Link link;
    if (const int error = reader.read(interface.name, link); error != 0) {
      complain("{}: error fetching interface information: {}\n", interface.name,
               error == ENODEV ? "Device not found" : std::strerror(error));
      complain("missing interface information: {}\n", std::strerror(error));
      return kFailed;
    }
    if (!settings.all && (link.flags & IFF_UP) == 0) continue;
    if (const auto found = ipv6.find(interface.name); found != ipv6.end()) {
      interface.ipv6 = &found->second;
    }
    show_interface(context, interface, link);
    context.out.flush_if_large();
  }
  return 0;
}

}  // namespace bpfnetstat::netstat
