// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "model/address.h"

namespace bpfnetstat::netstat {

/// Names of hosts, networks, services and users, each asked for once: a name server that is slow
/// or dead is not asked twice for the same address.
class Names {
 public:
  /// The host's canonical name; std::nullopt where it has none.
  const std::optional<std::string>& host(const IpAddress& address);
  /// Of an IPv4 network, in host byte order (networks(5)); std::nullopt where it has none.
  const std::optional<std::string>& network(std::uint32_t network);
  /// `protocol` is "tcp" or "udp": services(5), or "raw": the port is a protocol of protocols(5).
  /// As with netstat the last of several entries counts, which is not getservbyport(3)'s choice.
  const std::optional<std::string>& service(std::uint16_t port, std::string_view protocol);
  const std::optional<std::string>& user(uid_t uid);

 private:
  using Services = std::map<std::uint16_t, std::optional<std::string>>;

  void load_services();

  std::map<IpAddress, std::optional<std::string>> hosts_;
  std::map<std::uint32_t, std::optional<std::string>> networks_;
  std::optional<std::map<std::string, Services, std::less<>>> services_;
  std::map<uid_t, std::optional<std::string>> users_;
};

}  // namespace bpfnetstat::netstat
