// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check.h"
#include "procfs/net_route.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

void check(const procfs::RouteRow& row) {
  expect(!row.interface.empty() && row.interface.size() <= 15);
  expect(row.interface.find_first_of(" \t\n") == std::string_view::npos);
  expect(row.destination.family == Family::ipv4 && row.gateway.family == Family::ipv4);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto bad = procfs::parse_net_route(text, check);
  // Without a heading there is nothing to know columns by.
  expect(!text.empty() || (bad && bad->missing.empty()));
  procfs::parse_net_rt_cache(text, [](const procfs::RouteCacheRow& row) { check(row.route); });
  return 0;
}
