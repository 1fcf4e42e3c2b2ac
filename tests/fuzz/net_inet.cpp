// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "procfs/line_stream.h"
#include "procfs/net_inet.h"
#include "procfs/net_scan.h"

namespace {

using namespace bpfnetstat;

void expect(bool holds) {
  if (!holds) std::abort();
}

bool are_same(const InetSocket& a, const InetSocket& b) {
  return a.local == b.local && a.remote == b.remote && a.state == b.state && a.timer == b.timer &&
         a.tx_queue == b.tx_queue && a.rx_queue == b.rx_queue && a.timer_ticks == b.timer_ticks &&
         a.retransmits == b.retransmits && a.probes == b.probes && a.uid == b.uid &&
         a.inode == b.inode;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  procfs::Lines lines(text, procfs::LineStream::kLongestLine);
  procfs::RepeatedRows repeated;
  std::uint32_t row = 0;
  while (const auto line = lines.next()) {
    const auto tcp = procfs::parse_inet_row(*line, procfs::InetTable::tcp);
    const auto socket = procfs::parse_inet_row(*line, procfs::InetTable::other);
    if (tcp) expect(socket && are_same(*tcp, *socket));
    if (!socket) continue;
    // A tab in front keeps the meaning, and has the line read the slow way.
    const auto slow = procfs::parse_inet_row("\t" + std::string(*line), procfs::InetTable::other);
    expect(slow && are_same(*slow, *socket));
    repeated.is_repeated(*socket, row++ / 7);
  }
  return 0;
}
