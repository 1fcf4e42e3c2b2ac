// SPDX-License-Identifier: Apache-2.0
#include "netstat/interfaces.h"

#include <fcntl.h>
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "check_json.h"
#include "netstat/interfaces_link.h"
#include "netstat/views.h"
#include "procfs/net_dev.h"
#include "procfs/net_ipv6_route.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

std::optional<IpAddress> make_address(FuzzedDataProvider& data) {
  if (!data.ConsumeBool()) return std::nullopt;
  IpAddress address;
  for (std::size_t i = 0; i < 4; ++i) address.bytes[i] = data.ConsumeIntegral<std::uint8_t>();
  return address;
}

/// Whatever ioctl(2) may say.
netstat::Link make_link(FuzzedDataProvider& data) {
  netstat::Link link;
  link.flags = data.ConsumeIntegral<std::int16_t>();
  // Most kinds of hardware that have a way of their own to write an address are below.
  link.hardware_type = data.ConsumeBool() ? data.ConsumeIntegral<std::uint16_t>()
                                          : data.ConsumeIntegralInRange<std::uint16_t>(0, 32);
  for (std::uint8_t& byte : link.hardware_address) byte = data.ConsumeIntegral<std::uint8_t>();
  link.mtu = data.ConsumeIntegral<int>();
  if (data.ConsumeBool()) link.transmit_queue_length = data.ConsumeIntegral<int>();
  link.outfill = data.ConsumeIntegral<int>();
  link.keepalive = data.ConsumeIntegral<int>();
  link.memory_start = data.ConsumeIntegral<std::uint64_t>();
  link.memory_end = data.ConsumeIntegral<std::uint64_t>();
  link.base_address = data.ConsumeIntegral<std::uint16_t>();
  link.interrupt = data.ConsumeIntegral<std::uint8_t>();
  link.dma = data.ConsumeIntegral<std::uint8_t>();
  link.port = data.ConsumeIntegral<std::uint8_t>();
  link.address = make_address(data);
  link.destination = make_address(data);
  link.broadcast = make_address(data);
  link.netmask = make_address(data);
  return link;
}

void check_rows(const std::vector<procfs::DeviceRow>& rows) {
  std::set<std::string_view> names;
  const std::string* before = nullptr;
  for (const procfs::DeviceRow& row : rows) {
    expect(row.name.size() <= 15 && names.insert(row.name).second);
    // Two names are never equal in the view's order.
    if (before != nullptr) {
      expect(netstat::comes_before(*before, row.name) != netstat::comes_before(row.name, *before));
    }
    before = &row.name;
    expect(!netstat::human_bytes(row.counters.rx_bytes).empty());
  }
}

}  // namespace

/// From the end on what ioctl(2) says of each interface; in front of it if_inet6 or net/dev.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const procfs::Proc nowhere("/nonexistent");
  static netstat::Output out(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  FuzzedDataProvider provider(data, size);
  netstat::Settings settings;
  settings.numeric_hosts = true;
  settings.json = provider.ConsumeBool();
  settings.extend = provider.ConsumeBool() ? 1 : 0;
  const netstat::Link link = make_link(provider);
  const bool has_addresses = provider.ConsumeBool();
  const std::string text = provider.ConsumeRemainingBytesAsString();

  const std::vector<procfs::DeviceRow> devices = procfs::parse_net_dev(text);
  check_rows(devices);
  std::vector<netstat::Interface::Ipv6Address> ipv6;
  procfs::parse_net_if_inet6(text, [&](const procfs::Ipv6AddressRow& row) {
    ipv6.push_back(
        {.address = row.address, .prefix_length = row.prefix_length, .scope = row.scope});
  });
  netstat::Names names;
  netstat::Context context{.settings = settings, .proc = nowhere, .names = names, .out = out};
  const auto show = [&](const std::string& name, const procfs::DeviceCounters* counters) {
    out.buffer().clear();
    show_interface(context,
                   {.name = name, .counters = counters, .ipv6 = has_addresses ? &ipv6 : nullptr},
                   link);
    const std::string& shown = out.buffer();
    expect(shown.ends_with('\n'));
    if (settings.json) expect(fuzz::are_json_objects(shown) && fuzz::is_harmless(shown));
    const auto lines = std::count(shown.begin(), shown.end(), '\n');
    if (settings.json) {
      expect(lines == 1);
    } else if (settings.extend == 0) {
      expect(lines == 1 + std::count(name.begin(), name.end(), '\n'));
    }
  };
  for (const procfs::DeviceRow& device : devices) show(device.name, &device.counters);
  show(text.substr(0, 15), nullptr);
  return 0;
}
