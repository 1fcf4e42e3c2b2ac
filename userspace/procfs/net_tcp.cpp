// SPDX-License-Identifier: Apache-2.0
#include "procfs/net_tcp.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "procfs/scan.h"

namespace bpfnetstat::procfs {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<std::uint32_t> hex32(std::string_view text) {
  return number<std::uint32_t>(text, 16);
}

/// "0100007F:1F90". The kernel prints each 32-bit word of the address as a number in its own byte
/// order, so storing that number gives back the address on either kind of machine. The port it
/// has converted itself.
std::optional<Endpoint> endpoint(std::string_view text, Family family) {
  const std::size_t words = family == Family::ipv4 ? 1 : 4;
  if (text.size() != 8 * words + 5 || text[8 * words] != ':') return std::nullopt;
  Endpoint parsed;
  parsed.address.family = family;
  for (std::size_t i = 0; i < words; ++i) {
    const auto word = hex32(text.substr(8 * i, 8));
    if (!word) return std::nullopt;
    std::memcpy(parsed.address.bytes.data() + 4 * i, &*word, 4);
  }
  const auto port = number<std::uint16_t>(text.substr(8 * words + 1), 16);
  if (!port) return std::nullopt;
  parsed.port = *port;
  return parsed;
}

/// "sl: local remote st tx:rx tr:when retrnsmt uid timeout inode" and more that differs by state.
std::optional<TcpRow> row(std::string_view line, Family family) {
  const std::string_view slot = take_word(line);
  const auto local = endpoint(take_word(line), family);
  const auto remote = endpoint(take_word(line), family);
  const auto state = number<std::uint8_t>(take_word(line), 16);
  std::string_view queues = take_word(line);
  const auto tx_queue = hex32(take_until(queues, ':'));
  const auto rx_queue = hex32(queues);
  take_word(line);  // timer
  take_word(line);  // retransmits
  const auto uid = number<uid_t>(take_word(line));
  take_word(line);  // probes
  const auto inode = number<std::uint64_t>(take_word(line));
  const bool inode_is_whole = !take_word(line).empty();
  if (!slot.ends_with(':') || !local || !remote || !state || !tx_queue || !rx_queue || !uid ||
      !inode || !inode_is_whole) {
    return std::nullopt;
  }
  return TcpRow{.local = *local,
                .remote = *remote,
                .state = static_cast<TcpState>(*state),
                .tx_queue = *tx_queue,
                .rx_queue = *rx_queue,
                .uid = *uid,
                .inode = *inode,
                .mapped = mapped_ipv4(local->address).has_value()};
}

Error bad_line(Family family, std::size_t line, std::string_view why) {
  return {ErrorKind::failed,
          fmt::format("net/{}, line {}: {}", family == Family::ipv4 ? "tcp" : "tcp6", line, why), 0,
          ""};
}

}  // namespace

std::optional<IpAddress> mapped_ipv4(const IpAddress& address) {
  if (address.family != Family::ipv6 ||
      !std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes.begin())) {
    return std::nullopt;
  }
  IpAddress ipv4;
  std::copy_n(address.bytes.begin() + 12, 4, ipv4.bytes.begin());
  return ipv4;
}

Result<std::vector<TcpRow>> parse_net_tcp(std::string_view text, Family family) {
  const bool header_is_whole = text.find('\n') != std::string_view::npos;
  std::string_view header = take_until(text, '\n');
  if (!header_is_whole || take_word(header) != "sl")
    return bad_line(family, 1, "the header is missing");
  std::vector<TcpRow> rows;
  for (std::size_t line = 2; !text.empty(); ++line) {
    const auto parsed = row(take_until(text, '\n'), family);
    if (!parsed) return bad_line(family, line, "not a complete socket");
    rows.push_back(*parsed);
  }
  return rows;
}

Result<std::vector<TcpRow>> read_net_tcp(const Proc& proc, Family family,
                                         std::optional<pid_t> pid) {
  auto text = proc.read(net_file(pid, family == Family::ipv4 ? "tcp" : "tcp6"));
  if (!text) {
    // No tcp6 beside a tcp: the kernel has no IPv6. Neither: the process went away.
    if (family == Family::ipv6 && text.error().sys_errno == ENOENT &&
        ::faccessat(proc.fd(), net_file(pid, "tcp").c_str(), F_OK, 0) == 0) {
      return std::vector<TcpRow>{};
    }
    return text.error();
  }
  return parse_net_tcp(*text, family);
}

}  // namespace bpfnetstat::procfs
