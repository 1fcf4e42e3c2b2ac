// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"
#include "procfs/line_stream.h"
#include "procfs/net_inet.h"
#include "procfs/net_scan.h"
#include "procfs/net_tcp.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

bool are_same(const InetSocket& a, const InetSocket& b) {
  return a.local == b.local && a.remote == b.remote && a.state == b.state && a.timer == b.timer &&
         a.tx_queue == b.tx_queue && a.rx_queue == b.rx_queue && a.timer_ticks == b.timer_ticks &&
         a.retransmits == b.retransmits && a.probes == b.probes && a.uid == b.uid &&
         a.inode == b.inode;
}

/// The reader that takes no table but a whole one, against the one that reads row by row as
/// scanf(3) does: of the fields that are as wide as the kernel writes them, they make the same.
void check_table(std::string_view text, Family family) {
  const auto rows = procfs::parse_net_tcp(text, family);
  if (!rows) {
    expect(rows.error().kind == ErrorKind::failed);
    return;
  }
  text.remove_prefix(text.find('\n') + 1);
  for (const procfs::TcpRow& row : *rows) {
    expect(row.local.address.family == family && row.remote.address.family == family);
    expect(row.mapped == row.local.address.is_mapped());
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t slot = line.find_first_not_of("0123456789 ");
    if (slot == 0 || line.substr(slot, 2) != ": ") continue;
    const auto socket = procfs::parse_inet_row(line, procfs::InetTable::other);
    expect(!socket || (socket->local == row.local && socket->remote == row.remote));
  }
  expect(text.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
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
  check_table(text, Family::ipv4);
  check_table(text, Family::ipv6);
  return 0;
}
