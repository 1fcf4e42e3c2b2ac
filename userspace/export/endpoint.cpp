// SPDX-License-Identifier: Apache-2.0
#include "export/endpoint.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <prometheus/collectable.h>
#include <prometheus/exposer.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/unique_fd.h"
#include "export/families.h"

namespace bpfnetstat::metrics {
namespace {

constexpr std::string_view kLoopback = "127.0.0.1";

/// Of the text "[::1]:9798" or "192.0.2.1:9798". Only what inet_pton(3) takes gets through: the
/// server's option has a syntax of its own, with commas and letters.
std::optional<bpfnetstat::Endpoint> parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const bool has_host = colon != std::string_view::npos && colon != 0;
  std::string host(has_host ? text.substr(0, colon) : kLoopback);
  const std::string_view port = colon == std::string_view::npos ? text : text.substr(colon + 1);

  bpfnetstat::Endpoint endpoint;
  const char* end = port.data() + port.size();
  const auto parsed = std::from_chars(port.data(), end, endpoint.port);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  const bool has_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (has_brackets) host = host.substr(1, host.size() - 2);
  // inet_pton(3) would stop there.
  if (host.find('\0') != std::string::npos) return std::nullopt;
  endpoint.address.family = has_brackets ? Family::ipv6 : Family::ipv4;
  const int family = has_brackets ? AF_INET6 : AF_INET;
  if (inet_pton(family, host.c_str(), endpoint.address.bytes.data()) != 1) return std::nullopt;
  return endpoint;
}

/// Why nothing can listen there: the library does not say. 0 when something can by now.
int why_not(const bpfnetstat::Endpoint& endpoint) {
  const bool is_ipv6 = endpoint.address.family == Family::ipv6;
  const UniqueFd fd(socket(is_ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return errno;
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(endpoint.port);
  std::copy_n(endpoint.address.bytes.begin(), sizeof ipv4.sin_addr,
              reinterpret_cast<std::uint8_t*>(&ipv4.sin_addr));
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(endpoint.port);
  std::copy_n(endpoint.address.bytes.begin(), sizeof ipv6.sin6_addr,
              reinterpret_cast<std::uint8_t*>(&ipv6.sin6_addr));
  const auto* address =
      is_ipv6 ? reinterpret_cast<const sockaddr*>(&ipv6) : reinterpret_cast<const sockaddr*>(&ipv4);
  if (bind(fd.get(), address, is_ipv6 ? sizeof ipv6 : sizeof ipv4) != 0) return errno;
  return listen(fd.get(), 1) == 0 ? 0 : errno;
}

/// What was published last.
class Published : public prometheus::Collectable {
 public:
  struct Figures {
    std::shared_ptr<const DaemonFigures> figures;
    Accounts accounts;
  };

  void set(std::shared_ptr<const Figures> figures) {
    // The old ones are freed outside the lock.
    const std::lock_guard lock(mutex_);
    last_.swap(figures);
  }

  std::vector<prometheus::MetricFamily> Collect() const override {
    // C code calls this: an exception would end the process.
    try {
      const std::shared_ptr<const Figures> last = get();
      if (!last) return {};
      return families(*last->figures, last->accounts);
    } catch (const std::exception&) {
      return {};
    }
  }

 private:
  std::shared_ptr<const Figures> get() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }

  mutable std::mutex mutex_;
  std::shared_ptr<const Figures> last_;
};

std::vector<std::string> options(const bpfnetstat::Endpoint& endpoint) {
  const std::string threads = std::to_string(kScrapeThreads);
  const std::string waiting = std::to_string(kWaitingScrapes);
  const std::string timeout_ms = std::to_string(kScrapeTimeoutMs);
  return {
      "listening_ports",
      to_string(endpoint),
      "num_threads",
      threads,
      "connection_queue",
      waiting,
      "listen_backlog",
      waiting,
      "request_timeout_ms",
      timeout_ms,
      // Else it waits without end for a client to take what was sent.
      "linger_timeout_ms",
      timeout_ms,
      "max_request_size",
      std::to_string(kMaxScrapeRequestBytes),
      "enable_keep_alive",
      "no",
      // No page in a browser may read this.
      "access_control_allow_origin",
      "",
  };
}

}  // namespace

struct Endpoint::Server {
  explicit Server(const Limits& limits) : book(limits) {}

  SeriesBook book;
  std::shared_ptr<Published> published = std::make_shared<Published>();
  std::optional<prometheus::Exposer> exposer;
  std::uint16_t port = 0;
};

Endpoint::Endpoint(std::unique_ptr<Server> server) : server_(std::move(server)) {}
Endpoint::~Endpoint() = default;

Result<std::unique_ptr<Endpoint>> Endpoint::start(std::string_view address_and_port,
                                                  const Limits& limits) {
  const auto endpoint = parse(address_and_port);
  if (!endpoint) {
    return Error{.kind = ErrorKind::usage,
                 .what = fmt::format("cannot serve metrics on \"{}\"", printable(address_and_port)),
                 .advice = "give a port, or an address and a port: 127.0.0.1:9798, [::1]:9798"};
  }
  const auto cannot = [&](int sys_errno, std::string advice, ErrorKind kind = ErrorKind::failed) {
    return Error{.kind = kind,
                 .what = "cannot serve metrics on " + to_string(*endpoint),
                 .sys_errno = sys_errno,
                 .advice = std::move(advice)};
  };
  try {
    auto server = std::make_unique<Server>(limits);
    server->exposer.emplace(options(*endpoint));
    server->exposer->RegisterCollectable(server->published);
    const std::vector<int> ports = server->exposer->GetListeningPorts();
    if (ports.size() != 1) return cannot(0, "");
    server->port = static_cast<std::uint16_t>(ports.front());
    return std::unique_ptr<Endpoint>(new Endpoint(std::move(server)));
  } catch (const std::exception& exception) {
    // It says "possible problem binding to port" whatever the problem is.
    const int sys_errno = why_not(*endpoint);
    if (sys_errno == EACCES || sys_errno == EPERM) {
      return cannot(sys_errno, "a port below 1024 needs CAP_NET_BIND_SERVICE",
                    ErrorKind::unavailable);
    }
    if (sys_errno != 0) return cannot(sys_errno, "");
    if (endpoint->address.family == Family::ipv6) {
      return cannot(0, "the civetweb of this system is built without IPv6: give an IPv4 address",
                    ErrorKind::unavailable);
    }
    return cannot(0, exception.what());
  }
}

void Endpoint::publish(std::shared_ptr<const DaemonFigures> figures) {
  if (!figures) return;
  server_->book.take(*figures);
  auto next = std::make_shared<Published::Figures>();
  next->accounts = server_->book.accounts();
  next->figures = std::move(figures);
  server_->published->set(std::move(next));
}

std::uint16_t Endpoint::port() const {
  return server_->port;
}

}  // namespace bpfnetstat::metrics
