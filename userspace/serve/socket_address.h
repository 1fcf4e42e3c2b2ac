// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <optional>
#include <string>

namespace bpfnetstat::serve {

/// Where the daemon is asked if nobody says otherwise.
inline constexpr const char* kSocketPath = "/run/bpfnetstat/bpfnetstat.sock";

/// The address of a path; std::nullopt where it has no room there (unix(7): 107 bytes), or is empty
/// or has a NUL, which would make it another path or none.
inline std::optional<sockaddr_un> socket_address(const std::string& path) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path) return std::nullopt;
  if (path.find('\0') != std::string::npos) return std::nullopt;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

}  // namespace bpfnetstat::serve
