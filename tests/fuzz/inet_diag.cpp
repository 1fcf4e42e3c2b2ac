// SPDX-License-Identifier: Apache-2.0
#include "kernel/inet_diag.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>

#include "base/netlink.h"
#include "check.h"
#include "netstat/listen_queues.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

/// Attributes lie one behind the other, within what they are in.
void check_attributes(std::span<const std::byte> bytes) {
  std::size_t passed = 0;
  for_each_attribute(bytes, [&](std::uint16_t type, std::span<const std::byte> value) {
    expect((type & NLA_F_NESTED) == 0 && value.data() >= bytes.data() + passed + NLA_HDRLEN);
    passed = static_cast<std::size_t>(value.data() + value.size() - bytes.data());
    expect(passed <= bytes.size());
    const auto number = number_at<std::uint32_t>(value, 1);
    expect(number.has_value() == (value.size() >= 2 * sizeof(std::uint32_t)));
  });
}

void check_unix_listener(std::span<const std::byte> answer) {
  const auto listener = netstat::decode_unix_listener(answer);
  expect(listener.has_value() == (answer.size() >= sizeof(unix_diag_msg)));
  if (!listener) return;
  expect(listener->path.size() <= answer.size() - sizeof(unix_diag_msg));
  expect(listener->path.find('\0') == std::string::npos);
  // Without its attributes it has no more than what the message says.
  const auto bare = netstat::decode_unix_listener(answer.first(sizeof(unix_diag_msg)));
  expect(bare && bare->inode == listener->inode && bare->type == listener->type);
  expect(bare->path.empty() && bare->accept_queue == 0 && bare->limit == 0);
}

}  // namespace

/// A datagram of a dump, of sockets of TCP or of AF_UNIX.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  kernel::RecentRows recent;
  std::size_t rows = 0;
  const auto progress = kernel::decode_inet_diag(bytes, [&](const kernel::DiagRow& row) {
    ++rows;
    recent.is_repeated(row);
    expect(recent.is_repeated(row));
  });
  expect(!(progress.is_done && progress.error != 0));
  expect(progress.error >= 0);
  expect(rows * NLMSG_LENGTH(sizeof(inet_diag_msg)) <= size);

  // What -L makes of the same.
  netstat::ListenQueues queues;
  std::size_t answers = 0;
  decode_dump(bytes, SOCK_DIAG_BY_FAMILY, [&](std::span<const std::byte> answer) {
    ++answers;
    return queues.add(answer);
  });
  std::set<std::uint32_t> inodes;
  for (const auto& listener : queues.take()) {
    expect(listener.syn_queue < answers);
    expect(listener.inode == 0 || inodes.insert(listener.inode).second);
  }
  expect(queues.take().empty());
  decode_dump(bytes, SOCK_DIAG_BY_FAMILY, [](std::span<const std::byte> answer) {
    check_unix_listener(answer);
    return 0;
  });
  check_attributes(bytes);
  return 0;
}
