// SPDX-License-Identifier: Apache-2.0
#include "netstat/names.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>

#include <cstring>

namespace bpfnetstat::netstat {

const std::optional<std::string>& Names::host(const IpAddress& address) {
  const auto [known, is_new] = hosts_.try_emplace(address);
  if (is_new) {
    const bool ipv4 = address.family == Family::ipv4;
    const hostent* found =
        ::gethostbyaddr(address.bytes.data(), ipv4 ? 4 : 16, ipv4 ? AF_INET : AF_INET6);
    if (found != nullptr && found->h_name != nullptr) known->second = found->h_name;
  }
  return known->second;
}

const std::optional<std::string>& Names::network(std::uint32_t network) {
  const auto [known, is_new] = networks_.try_emplace(network);
  if (is_new) {
    const netent* found = ::getnetbyaddr(network, AF_INET);
    if (found != nullptr && found->n_name != nullptr) known->second = found->n_name;
  }
  return known->second;
}

const std::optional<std::string>& Names::service(std::uint16_t port, std::string_view protocol) {
  const auto [known, is_new] = services_.try_emplace({std::string(protocol), port});
  if (is_new) {
    const servent* found = ::getservbyport(htons(port), known->first.first.c_str());
    if (found != nullptr && found->s_name != nullptr) known->second = found->s_name;
  }
  return known->second;
}

const std::optional<std::string>& Names::user(uid_t uid) {
  const auto [known, is_new] = users_.try_emplace(uid);
  if (is_new) {
    const passwd* found = ::getpwuid(uid);
    if (found != nullptr && found->pw_name != nullptr) known->second = found->pw_name;
  }
  return known->second;
}

}  // namespace bpfnetstat::netstat
