// SPDX-License-Identifier: Apache-2.0
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/netlink.h"
#include "check.h"
#include "netstat/listen_queues.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

void check(std::span<const std::byte> answer) {
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

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  std::size_t answers = 0;
  const auto progress =
      decode_dump(bytes, SOCK_DIAG_BY_FAMILY, [&](std::span<const std::byte> answer) {
        ++answers;
        check(answer);
        return 0;
      });
  expect(!(progress.is_done && progress.error != 0) && answers * NLMSG_HDRLEN <= size);
  // Whatever is no datagram of a dump.
  check(bytes);
  return 0;
}
