// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/address.h"

/// What the interface view takes from ioctl(2), and the parts of it that need no kernel.
namespace bpfnetstat::netstat {

/// netdevice(7), of one interface or alias.
struct Link {
  /// What netstat keeps of a hardware address.
  using HardwareAddress = std::array<std::uint8_t, 8>;

  std::int16_t flags = 0;                ///< IFF_*; signed, as netstat prints it.
  std::uint16_t hardware_type = 0xffff;  ///< ARPHRD_*; the kernel's "void" where it is not known.
  HardwareAddress hardware_address{};
  int mtu = 0;                               ///< Bytes.
  std::optional<int> transmit_queue_length;  ///< Packets.

  // Of serial lines (SLIP); 0: not set.
  int outfill = 0;    ///< Seconds.
  int keepalive = 0;  ///< Seconds.

  // struct ifmap
  std::uint64_t memory_start = 0;
  std::uint64_t memory_end = 0;
  std::uint16_t base_address = 0;
  std::uint8_t interrupt = 0;
  std::uint8_t dma = 0;
  std::uint8_t port = 0;

  // IPv4; the others only mean something where there is an address.
  std::optional<IpAddress> address;
  std::optional<IpAddress> destination;
  std::optional<IpAddress> broadcast;
  std::optional<IpAddress> netmask;
};

/// Asks the kernel about interfaces of the calling thread's network namespace.
class LinkReader {
 public:
  LinkReader();
  LinkReader(const LinkReader&) = delete;
  LinkReader& operator=(const LinkReader&) = delete;
  ~LinkReader();

  /// The names of all that have an IPv4 address, aliases ("eth0:1") included; a name may come
  /// several times.
  std::vector<std::string> names_with_addresses() const;

  /// @return the errno for which there is no such interface, 0 on success.
  int read(const std::string& name, Link& link) const;

 private:
  int fd_;
};

/// Whether `a` comes before `b` in netstat's list: "eth2" before "eth10", aliases after their
/// interface.
bool comes_before(std::string_view a, std::string_view b);

/// The letters of the column Flg, "[NO FLAGS]" where there are none.
std::string flag_letters(std::int16_t flags);

/// "UP", "BROADCAST", ... of the flags that have a name.
std::vector<std::string_view> flag_names(std::int16_t flags);

/// What ifconfig(8) calls a kind of hardware: "ether" and "Ethernet".
struct Hardware {
  std::string_view name;
  std::string_view title;
};
Hardware hardware_of(std::uint16_t type);

/// Whether lines of this kind compress headers, which the long form counts.
bool compresses_headers(std::uint16_t type);

/// The address as this kind of hardware writes it; std::nullopt where it shows none (and no blank
/// for it).
std::optional<std::string> hardware_address(std::uint16_t type,
                                            const Link::HardwareAddress& address);

/// "108.5 KiB": cut, not rounded, to one decimal.
std::string human_bytes(std::uint64_t bytes);

}  // namespace bpfnetstat::netstat
