// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>

/// What netlink(7) says, taken apart.
namespace bpfnetstat {

/// What a datagram says of the dump that it is part of.
struct DumpProgress {
  bool is_done = false;  ///< It was the last one.
  int error = 0;         ///< errno: the dump ends early, or this is no datagram of a dump.
};

/// Takes apart a datagram of messages that answers a dump; pure. One that fails once it has begun
/// says so in its last message (NLMSG_DONE; netlink_dump() in net/netlink/af_netlink.c). What is
/// not whole is EBADMSG, a dump that the kernel says is not consistent EINTR.
/// @param type messages of other types are passed over.
/// @param on_answer called with what follows the header of each; those in front of an error have
///   been handed out. It says 0, or the errno that ends the dump.
DumpProgress decode_dump(std::span<const std::byte> datagram, std::uint16_t type,
                         const std::function<int(std::span<const std::byte>)>& on_answer);

/// Reads the datagrams of a dump that this socket was sent the request for, to its end.
/// @return 0 or an errno.
int read_dump(int fd, std::uint16_t type,
              const std::function<int(std::span<const std::byte>)>& on_answer);

/// Goes through the attributes behind a message's fixed part, up to the first that is not whole.
/// @param visit called with each one's type (without flags) and value.
void for_each_attribute(
    std::span<const std::byte> attributes,
    const std::function<void(std::uint16_t, std::span<const std::byte>)>& visit);

/// One of the numbers that an attribute's value is made of, as the kernel has it in memory;
/// std::nullopt where it is not that long.
template <typename Number>
std::optional<Number> number_at(std::span<const std::byte> value, std::size_t index = 0) {
  if (value.size() / sizeof(Number) <= index) return std::nullopt;
  Number number;
  std::memcpy(&number, value.data() + index * sizeof number, sizeof number);
  return number;
}

}  // namespace bpfnetstat
