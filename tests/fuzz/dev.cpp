// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "check.h"
#include "netstat/interfaces_link.h"
#include "procfs/net_dev.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bpfnetstat;
  using fuzz::expect;
  const std::string_view text = fuzz::text_of(data, size);
  std::set<std::string> names;
  const std::string* before = nullptr;
  const auto rows = procfs::parse_net_dev(text);
  for (const procfs::DeviceRow& row : rows) {
    expect(row.name.size() <= 15 && names.insert(row.name).second);
    // Two names are never equal in the view's order.
    if (before != nullptr) {
      expect(netstat::comes_before(*before, row.name) != netstat::comes_before(row.name, *before));
    }
    before = &row.name;
    expect(!netstat::human_bytes(row.counters.rx_bytes).empty());
  }
  return 0;
}
