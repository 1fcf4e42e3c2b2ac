// SPDX-License-Identifier: Apache-2.0
#include "netstat/interfaces_link.h"

#include <fmt/format.h>
#include <linux/if_slip.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace bpfnetstat::netstat {
namespace {

struct Flag {
  std::uint16_t flag;
  char letter;
  std::string_view name;
};

// In the order of ifconfig's names, which is not that of the letters.
constexpr Flag kFlags[] = {{IFF_UP, 'U', "UP"},
                           {IFF_BROADCAST, 'B', "BROADCAST"},
                           {IFF_DEBUG, 'D', "DEBUG"},
                           {IFF_LOOPBACK, 'L', "LOOPBACK"},
                           {IFF_POINTOPOINT, 'P', "POINTOPOINT"},
                           {IFF_NOTRAILERS, 'N', "NOTRAILERS"},
                           {IFF_RUNNING, 'R', "RUNNING"},
                           {IFF_NOARP, 'O', "NOARP"},
                           {IFF_PROMISC, 'P', "PROMISC"},
                           {IFF_ALLMULTI, 'A', "ALLMULTI"},
                           {IFF_SLAVE, 's', "SLAVE"},
                           {IFF_MASTER, 'm', "MASTER"},
                           {IFF_MULTICAST, 'M', "MULTICAST"},
                           {IFF_DYNAMIC, 'd', "DYNAMIC"}};

constexpr std::uint16_t kLetterOrder[] = {
    IFF_ALLMULTI, IFF_BROADCAST, IFF_DEBUG,      IFF_LOOPBACK, IFF_MULTICAST,
    IFF_DYNAMIC,  IFF_PROMISC,   IFF_NOTRAILERS, IFF_NOARP,    IFF_POINTOPOINT,
    IFF_SLAVE,    IFF_MASTER,    IFF_RUNNING,    IFF_UP};

struct HardwareEntry {
  std::uint16_t type;
  Hardware hardware;
};

constexpr Hardware kUnspecified{"unspec", "UNSPEC"};
// The kinds that net-tools 2.10 is built with in Debian; InfiniBand and all later kinds are not
// among them.
constexpr HardwareEntry kHardware[] = {
    {ARPHRD_NETROM, {"netrom", "AMPR NET/ROM"}},
    {ARPHRD_ETHER, {"ether", "Ethernet"}},
    {ARPHRD_AX25, {"ax25", "AMPR AX.25"}},
    {ARPHRD_ARCNET, {"arcnet", "ARCnet"}},
    {ARPHRD_DLCI, {"dlci", "Frame Relay DLCI"}},
    {ARPHRD_EUI64, {"eui64", "Generic EUI-64"}},
    {ARPHRD_SLIP, {"slip", "Serial Line IP"}},
    {ARPHRD_CSLIP, {"cslip", "VJ Serial Line IP"}},
    {ARPHRD_SLIP6, {"slip6", "6-bit Serial Line IP"}},
    {ARPHRD_CSLIP6, {"cslip6", "VJ 6-bit Serial Line IP"}},
    {ARPHRD_ADAPT, {"adaptive", "Adaptive Serial Line IP"}},
    {ARPHRD_ROSE, {"rose", "AMPR ROSE"}},
    {ARPHRD_X25, {"x25", "generic X.25"}},
    {ARPHRD_PPP, {"ppp", "Point-to-Point Protocol"}},
    {ARPHRD_CISCO, {"hdlc", "(Cisco)-HDLC"}},
    {ARPHRD_LAPB, {"lapb", "LAPB"}},
    {ARPHRD_TUNNEL, {"tunnel", "IPIP Tunnel"}},
    {ARPHRD_FRAD, {"frad", "Frame Relay Access Device"}},
    {ARPHRD_LOOPBACK, {"loop", "Local Loopback"}},
    {ARPHRD_FDDI, {"fddi", "Fiber Distributed Data Interface"}},
    {ARPHRD_SIT, {"sit", "IPv6-in-IPv4"}},
    {ARPHRD_HIPPI, {"hippi", "HIPPI"}},
    {ARPHRD_ASH, {"ash", "Ash"}},
    {ARPHRD_ECONET, {"ec", "Econet"}},
    {ARPHRD_IRDA, {"irda", "IrLAP"}},
};

std::string bytes_as_hex(const Link::HardwareAddress& address, std::size_t count,
                         std::string_view separator, bool is_upper) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) text += separator;
    text += is_upper ? fmt::format("{:02X}", address[i]) : fmt::format("{:02x}", address[i]);
  }
  return text;
}

/// A callsign: six characters shifted to the left by one, then the SSID.
std::string ax25_address(const Link::HardwareAddress& address) {
  constexpr std::size_t kLength = 6;
  std::string text;
  for (std::size_t i = 0; i < kLength; ++i) {
    const char c = static_cast<char>(address[i] >> 1);
    if (c == ' ' || c == '\0') break;
    text += c;
  }
  const unsigned ssid = address[kLength] >> 1 & 0xfU;
  if (ssid != 0) text += fmt::format("-{}", ssid);
  return text;
}

/// The last byte first; bytes from 0x80 on come out as negative numbers, and what does not fit is
/// cut.
std::string irda_address(const Link::HardwareAddress& address) {
  constexpr std::size_t kFits = 11;
  std::string text;
  for (std::size_t i = 4; i-- > 0;) {
    const std::uint32_t value = address[i] < 0x80U ? address[i] : address[i] | 0xffffff00U;
    if (!text.empty()) text += ':';
    text += fmt::format("{:02x}", value);
  }
  return text.substr(0, kFits);
}

bool is_serial_line(std::uint16_t type) {
  return (type >= ARPHRD_SLIP && type <= ARPHRD_CSLIP6) || type == ARPHRD_ADAPT;
}

struct NameParts {
  std::string_view stem;    ///< Without the digits that end it.
  std::int32_t number = 0;  ///< Those digits.
  std::string_view whole;
};

NameParts split(std::string_view name) {
  std::size_t end = name.size();
  while (end > 0 && name[end - 1] >= '0' && name[end - 1] <= '9') --end;
  std::uint32_t number = 0;
  for (const char c : name.substr(end)) number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return {name.substr(0, end), static_cast<std::int32_t>(number), name};
}

struct AliasedName {
  std::string_view name;
  std::string_view alias;  ///< Digits; empty where there is none.
};

/// "eth0:1" is an alias of eth0. "eth0:x" is one as well, but not to netstat's order.
AliasedName split_alias(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  if (colon == std::string_view::npos) return {name, {}};
  const std::string_view alias = name.substr(colon + 1);
  const bool is_number =
      !alias.empty() && alias.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number) return {name, {}};
  return {name.substr(0, colon), alias};
}

/// By stem, then by number.
int compare_parts(std::string_view a, std::string_view b) {
  const NameParts left = split(a);
  const NameParts right = split(b);
  if (const int order = left.stem.compare(right.stem); order != 0) return order;
  if (left.number != right.number) return left.number < right.number ? -1 : 1;
  return left.whole.compare(right.whole);
}

}  // namespace

LinkReader::LinkReader() : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}

LinkReader::~LinkReader() {
  if (fd_ >= 0) ::close(fd_);
}

std::vector<std::string> LinkReader::names_with_addresses() const {
  constexpr std::size_t kFirst = 64;
  std::vector<ifreq> requests(kFirst);
  for (;;) {
    ifconf list{};
    list.ifc_len = static_cast<int>(requests.size() * sizeof(ifreq));
    list.ifc_req = requests.data();
    if (::ioctl(fd_, SIOCGIFCONF, &list) < 0) return {};
    const std::size_t count = static_cast<std::size_t>(list.ifc_len) / sizeof(ifreq);
    // A list that fills the buffer may have been cut.
    if (count < requests.size()) {
      requests.resize(count);
      break;
    }
    requests.assign(2 * requests.size(), ifreq{});
  }
  std::vector<std::string> names;
  names.reserve(requests.size());
  for (const ifreq& request : requests) {
    names.emplace_back(request.ifr_name, ::strnlen(request.ifr_name, IFNAMSIZ));
  }
  return names;
}

int LinkReader::read(const std::string& name, Link& link) const {
  const auto ask = [&](unsigned long what, ifreq& request) {
    request = {};
    name.copy(request.ifr_name, IFNAMSIZ - 1);
    return ::ioctl(fd_, what, &request) == 0;
  };
  const auto ask_address = [&](unsigned long what) -> std::optional<IpAddress> {
    ifreq request;
    if (!ask(what, request)) return std::nullopt;
    sockaddr_in found;
    static_assert(sizeof found == sizeof request.ifr_addr);
    std::memcpy(&found, &request.ifr_addr, sizeof found);
    IpAddress address;
    std::memcpy(address.bytes.data(), &found.sin_addr, sizeof found.sin_addr);
    return address;
  };

  link = {};
  ifreq request;
  if (!ask(SIOCGIFFLAGS, request)) return errno;
  link.flags = request.ifr_flags;
  if (ask(SIOCGIFHWADDR, request)) {
    link.hardware_type = request.ifr_hwaddr.sa_family;
    std::memcpy(link.hardware_address.data(), request.ifr_hwaddr.sa_data,
                link.hardware_address.size());
  }
  if (is_serial_line(link.hardware_type)) {
    // The private ioctls of other drivers mean other things.
    const auto ask_number = [&](unsigned long what) {
      // What is written is a long, what netstat shows an int.
      return ask(what, request)
                 ? static_cast<int>(reinterpret_cast<std::intptr_t>(request.ifr_data))
                 : 0;
    };
    link.outfill = ask_number(SIOCGOUTFILL);
    link.keepalive = ask_number(SIOCGKEEPALIVE);
  }
  if (ask(SIOCGIFMTU, request)) link.mtu = request.ifr_mtu;
  if (ask(SIOCGIFTXQLEN, request) && request.ifr_qlen >= 0) {
    link.transmit_queue_length = request.ifr_qlen;
  }
  if (ask(SIOCGIFMAP, request)) {
    link.memory_start = request.ifr_map.mem_start;
    link.memory_end = request.ifr_map.mem_end;
    link.base_address = request.ifr_map.base_addr;
    link.interrupt = request.ifr_map.irq;
    link.dma = request.ifr_map.dma;
    link.port = request.ifr_map.port;
  }
  link.address = ask_address(SIOCGIFADDR);
  if (link.address) {
    link.destination = ask_address(SIOCGIFDSTADDR);
    link.broadcast = ask_address(SIOCGIFBRDADDR);
    link.netmask = ask_address(SIOCGIFNETMASK);
  }
  return 0;
}

bool comes_before(std::string_view a, std::string_view b) {
  const AliasedName left = split_alias(a);
  const AliasedName right = split_alias(b);
  if (const int order = compare_parts(left.name, right.name); order != 0) return order < 0;
  if (left.alias.empty() || right.alias.empty()) {
    return left.alias.empty() && !right.alias.empty();
  }
  return compare_parts(left.alias, right.alias) < 0;
}

std::string flag_letters(std::int16_t flags) {
  if (flags == 0) return "[NO FLAGS]";
  std::string letters;
  for (const std::uint16_t wanted : kLetterOrder) {
    if ((static_cast<std::uint16_t>(flags) & wanted) == 0) continue;
    letters += std::find_if(std::begin(kFlags), std::end(kFlags), [&](const Flag& flag) {
                 return flag.flag == wanted;
               })->letter;
  }
  return letters;
}

std::vector<std::string_view> flag_names(std::int16_t flags) {
  std::vector<std::string_view> names;
  for (const Flag& flag : kFlags) {
    if ((static_cast<std::uint16_t>(flags) & flag.flag) != 0) names.push_back(flag.name);
  }
  return names;
}

Hardware hardware_of(std::uint16_t type) {
  for (const HardwareEntry& entry : kHardware) {
    if (entry.type == type) return entry.hardware;
  }
  return kUnspecified;
}

bool compresses_headers(std::uint16_t type) {
  return type == ARPHRD_CSLIP || type == ARPHRD_CSLIP6;
}

std::optional<std::string> hardware_address(std::uint16_t type,
                                            const Link::HardwareAddress& address) {
  switch (type) {
    case ARPHRD_NETROM:
    case ARPHRD_AX25:
      return ax25_address(address);
    case ARPHRD_ETHER:
      return bytes_as_hex(address, 6, ":", false);
    case ARPHRD_ARCNET:
      return bytes_as_hex(address, 1, "", true);
    case ARPHRD_DLCI: {
      std::int16_t number;
      std::memcpy(&number, address.data(), sizeof number);
      return fmt::format("{}", number);
    }
    case ARPHRD_EUI64:
      return bytes_as_hex(address, 8, ":", true);
    case ARPHRD_ROSE:
      return bytes_as_hex(address, 5, "", false);
    case ARPHRD_X25: {
      const char* text = reinterpret_cast<const char*>(address.data());
      return std::string(text, ::strnlen(text, address.size()));
    }
    case ARPHRD_TUNNEL:
      return "";
    case ARPHRD_FDDI:
      return bytes_as_hex(address, 6, "-", true);
    case ARPHRD_HIPPI:
      return bytes_as_hex(address, 6, ":", true);
    case ARPHRD_ASH: {
      // 64 digits, of which the hardware address is the first 8.
      std::string text = "[";
      for (const std::uint8_t byte : address) text += fmt::format("{:x}", byte & 0xfU);
      return text + std::string(64 - address.size(), '0') + "]";
    }
    case ARPHRD_IRDA:
      return irda_address(address);
    default:
      if (hardware_of(type).name != kUnspecified.name) return std::nullopt;
      // 16 bytes are shown, of which the last 8 are never known.
      return bytes_as_hex(address, 8, "-", true) + "-00-00-00-00-00-00-00-00";
  }
}

std::string human_bytes(std::uint64_t bytes) {
  static constexpr std::string_view kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  std::size_t unit = 0;
  std::uint64_t size = 1;
  while (unit + 1 < std::size(kUnits) && bytes > size * 1024) {
    size *= 1024;
    ++unit;
  }
  // Ten times as many would not fit among the EiB: there netstat divides by a tenth, cut to whole
  // bytes.
  const bool is_largest = unit + 1 == std::size(kUnits);
  const std::uint64_t tenths = is_largest ? bytes / (size / 10) : bytes * 10 / size;
  return fmt::format("{}.{} {}", tenths / 10, tenths % 10, kUnits[unit]);
}

}  // namespace bpfnetstat::netstat
