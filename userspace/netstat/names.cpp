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

void Names::load_services() {
  services_.emplace();
  ::setservent(0);
  while (const servent* entry = ::getservent()) {
    (*services_)[entry->s_proto][ntohs(static_cast<std::uint16_t>(entry->s_port))] = entry->s_name;
  }
  ::endservent();
  ::setprotoent(0);
  while (const protoent* entry = ::getprotoent()) {
    (*services_)["raw"][static_cast<std::uint16_t>(entry->p_proto)] = entry->p_name;
  }
  ::endprotoent();
}

const std::optional<std::string>& Names::service(std::uint16_t port, std::string_view protocol) {
  static const std::optional<std::string> kNone;
  if (!services_) load_services();
  const auto services = services_->find(protocol);
  if (services == services_->end()) return kNone;
  const auto found = services->second.find(port);
  return found == services->second.end() ? kNone : found->second;
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
