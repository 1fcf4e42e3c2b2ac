// SPDX-License-Identifier: Apache-2.0
#include "soak_acts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include "../http.h"
#include "daemon_lab.h"
#include "raw.h"

namespace bpfnetstat::lab::soak {

int Stage::any(int least, int most) {
  return std::uniform_int_distribution(least, most)(random);
}

std::uint16_t Stage::any_port() {
  return static_cast<std::uint16_t>(kFirstPort + any(0, kPorts - 1));
}

bool Stage::pause(std::chrono::milliseconds time) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
  pollfd life{life_fd, POLLIN, 0};
  const auto wait = std::clamp(time, 0ms, std::max(left, 0ms));
  if (poll(&life, 1, static_cast<int>(wait.count())) > 0) _exit(0);
  return !is_over();
}

namespace {

constexpr std::array<char, 32768> kPayload{};

void reset_on_close(int fd) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

/// Reads what there is, without waiting. @return false: the other end is done.
bool swallow(int fd) {
  std::array<char, 65536> buffer;
  ssize_t length = 0;
  while ((length = recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT)) > 0) {
  }
  return length < 0 && errno == EAGAIN;
}

void send_some(Stage& stage, int fd) {
  // What does not fit into the buffers is not sent.
  (void)!send(fd, kPayload.data(), static_cast<std::size_t>(stage.any(1, kPayload.size())),
              MSG_DONTWAIT | MSG_NOSIGNAL);
}

// --- servers ---

/// A process that goes on with a connection when its parent is gone.
void leave_to_a_child(Stage& stage, UniqueFd& fd, std::vector<Listener>& listeners) {
  const bool keeps_listeners = stage.chance(30);
  const auto time = std::chrono::milliseconds(stage.any(50, 2500));
  if (fork() != 0) return;
  if (!keeps_listeners) listeners.clear();
  stage.until = Clock::now() + time;
  while (stage.pause(20ms)) {
    if (!swallow(fd.get())) break;
  }
  if (stage.chance(50)) send_some(stage, fd.get());
  _exit(0);
}

void serve_one(Stage& stage, UniqueFd fd, std::vector<Listener>& listeners,
               std::vector<UniqueFd>& held) {
  constexpr std::size_t kMostHeld = 150;
  const int what = stage.any(1, 100);
  swallow(fd.get());
  if (what <= 45) {
    send_some(stage, fd.get());
  } else if (what <= 60) {
    reset_on_close(fd.get());
  } else if (what <= 65) {
    leave_to_a_child(stage, fd, listeners);
  } else if (held.size() < kMostHeld) {
    held.push_back(std::move(fd));
  }
}

std::vector<Listener> open_listeners(Stage& stage) {
  constexpr std::array kAddresses = {"0.0.0.0", "127.0.0.1", "::", "::1"};
  constexpr std::array kBacklogs = {0, 1, 5, 16, 128};
  std::vector<Listener> listeners;
  const At bind = {kAddresses[static_cast<std::size_t>(stage.any(0, kAddresses.size() - 1))],
                   stage.any_port()};
  const ListenOptions options = {
      .backlog = kBacklogs[static_cast<std::size_t>(stage.any(0, kBacklogs.size() - 1))],
      .reuseport = stage.chance(75),
      .v6only = stage.chance(50)};
  const int wanted = options.reuseport ? stage.any(1, 4) : 1;
  try {
    for (int i = 0; i < wanted; ++i) listeners.emplace_back(*stage.where, bind, options);
  } catch (const std::runtime_error&) {
    // Somebody else has the port.
  }
  return listeners;
}

void serve(Stage& stage) {
  auto listeners = open_listeners(stage);
  if (listeners.empty()) return;
  constexpr std::array kPaces = {0ms, 1ms, 20ms, 1000ms};
  const auto pace = kPaces[static_cast<std::size_t>(stage.any(0, kPaces.size() - 1))];
  std::vector<UniqueFd> held;
  do {
    for (std::size_t i = 0; i < listeners.size(); ++i) {
      const int batch = pace < 10ms ? 50 : 1;
      for (int taken = 0; taken < batch; ++taken) {
        UniqueFd fd = listeners[i].accept();
        if (!fd) break;
        serve_one(stage, std::move(fd), listeners, held);
      }
    }
    if (!held.empty() && stage.chance(10)) held.erase(held.begin());
    if (stage.chance(2)) listeners[0].listen(stage.any(0, 64));
    // One of several goes, with whatever is in its queue.
    if (listeners.size() > 1 && stage.chance(2)) listeners.pop_back();
  } while (stage.pause(std::max(pace, 1ms)));
  if (stage.chance(50)) return;
  listeners.clear();
  stage.until = Clock::now() + std::chrono::milliseconds(stage.any(0, 500));
  while (stage.pause(50ms)) {
  }
}

// --- clients ---

/// Not waited for.
UniqueFd knock(Stage& stage, std::uint16_t port) {
  const bool ipv6 = stage.chance(30);
  UniqueFd fd(socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(stage.any(0, 6)));
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  v6.sin6_addr = in6addr_loopback;
  const auto* address =
      ipv6 ? reinterpret_cast<const sockaddr*>(&v6) : reinterpret_cast<const sockaddr*>(&v4);
  // Bound to one of several addresses, so that drops have several clients.
  if (!ipv6 && stage.chance(50)) {
    sockaddr_in source{};
    source.sin_family = AF_INET;
    source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(stage.any(0, 6)));
    const int later = 1;
    setsockopt(fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &later, sizeof later);
    if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&source), sizeof source) != 0) return {};
  }
  if (connect(fd.get(), address, ipv6 ? sizeof v6 : sizeof v4) != 0 && errno != EINPROGRESS)
    fd.reset();
  return fd;
}

bool is_established(int fd, std::chrono::milliseconds within) {
  pollfd writable{fd, POLLOUT, 0};
  return poll(&writable, 1, static_cast<int>(within.count())) > 0 &&
         (writable.revents & (POLLERR | POLLHUP)) == 0;
}

void be_a_client(Stage& stage) {
  constexpr std::size_t kMostHeld = 100;
  std::vector<UniqueFd> held;
  do {
    UniqueFd fd = knock(stage, stage.any_port());
    if (!fd || !is_established(fd.get(), 20ms)) continue;
    ++stage.tally->connections;
    send_some(stage, fd.get());
    const int what = stage.any(1, 100);
    if (what <= 20) {
      reset_on_close(fd.get());
    } else if (what <= 40) {
      shutdown(fd.get(), SHUT_WR);
      pollfd readable{fd.get(), POLLIN, 0};
      poll(&readable, 1, 5);
      swallow(fd.get());
    } else if (what <= 60 && held.size() < kMostHeld) {
      // Nobody may ever read it: it goes on when this process is gone.
      for (int i = 0; i < 8; ++i) send_some(stage, fd.get());
      held.push_back(std::move(fd));
    }
  } while (stage.pause(std::chrono::milliseconds(stage.any(0, 3))));
}

/// Many at once at one port: what finds no room comes again after a second.
void throng(Stage& stage) {
  const std::uint16_t port = stage.any_port();
  std::vector<UniqueFd> knocking;
  for (int i = stage.any(20, 200); i > 0; --i) {
    UniqueFd fd = knock(stage, port);
    if (fd) knocking.push_back(std::move(fd));
  }
  while (stage.pause(100ms)) {
  }
  for (const UniqueFd& fd : knocking) stage.tally->connections += is_established(fd.get(), 0ms);
}

/// As fast as it can.
void churn(Stage& stage) {
  const Listener listener(*stage.where, {"127.0.0.1", 0}, {.backlog = 64});
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(listener.port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  do {
    for (int i = 0; i < 50; ++i) {
      const UniqueFd client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      if (connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        continue;
      const UniqueFd server = listener.accept();
      reset_on_close(client.get());
      ++stage.tally->connections;
    }
  } while (stage.pause(1ms));
}

// --- drops whose cause is known, in a namespace that vanishes with them ---

/// When no listener is left and nothing more can be dropped.
void add_up(Stage& stage, const Namespace& where) {
  stage.tally->listen_drops += where.counters().listen_drops;
  ++stage.tally->namespaces;
}

enum class RawDrop { syn, ack, cookie, syn_queue, backlog_reserve, none, kinds };

/// As the exact tests make them.
void make_raw_drops(Stage& stage, const Namespace& where, RawDrop kind) {
  Wire wire(where);
  const bool ipv6 = stage.chance(40);
  const std::size_t members = stage.chance(30) ? 3 : 1;
  const At bind = {ipv6 ? Wire::kServerV6 : Wire::kServerV4, stage.any_port()};
  const int backlog = kind == RawDrop::backlog_reserve ? 128 : stage.any(3, 8);
  const auto listeners = listen_group(where, bind, members, {.backlog = backlog});
  RawClients clients(wire, listeners.front().bound());
  const auto all_full = [&] {
    return std::all_of(listeners.begin(), listeners.end(),
                       [](const Listener& listener) { return listener.full(); });
  };
  std::vector<At> answered;
  const auto knock_once = [&] {
    if (clients.syn()) answered.push_back(clients.latest());
  };
  const int attempts = stage.any(5, 40);
  switch (kind) {
    case RawDrop::syn:
      while (!all_full()) clients.handshake();
      for (int i = 0; i < attempts; ++i) knock_once();
      break;
    case RawDrop::ack:
      for (int i = 0; i < 3; ++i) knock_once();
      while (!all_full()) clients.handshake();
      // A member of the group that is not full takes it, and then there is no second time.
      for (int i = 0; i < attempts && !answered.empty(); ++i) {
        if (clients.ack(answered.back())) answered.pop_back();
      }
      break;
    case RawDrop::cookie:
      for (std::size_t i = 0; i < 20 * members; ++i) knock_once();
      for (const At& client : answered) clients.ack(client);
      break;
    case RawDrop::syn_queue:
    case RawDrop::backlog_reserve:
      while (sum(clients.dropped_syns()) < static_cast<std::uint64_t>(attempts)) clients.syn();
      break;
    default:
      for (int i = 0; i < 3; ++i) clients.handshake();
  }
}

void drop_by_raw_clients(Stage& stage) {
  const auto kind = static_cast<RawDrop>(stage.any(0, static_cast<int>(RawDrop::kinds) - 1));
  const Namespace where;
  const bool no_cookies = kind == RawDrop::syn_queue || kind == RawDrop::backlog_reserve;
  where.set("net/ipv4/tcp_syncookies", kind == RawDrop::cookie ? 2 : no_cookies ? 0 : 1);
  // Either the SYN queue is full before its last quarter is spared, or the other way round.
  where.set("net/ipv4/tcp_max_syn_backlog", kind == RawDrop::backlog_reserve ? 16 : 4096);
  ++stage.tally->raw;
  try {
    make_raw_drops(stage, where, kind);
  } catch (const std::runtime_error&) {
    // All namespaces share the queue in which a CPU keeps what comes by veth: a flood elsewhere
    // fills it, and a segment is lost. Whatever the kernel counted is counted.
    ++stage.tally->raw_cut_short;
  }
  add_up(stage, where);
}

/// SYNs as fast as a core sends them: most are folded on their way.
void flood(Stage& stage) {
  const Namespace where;
  {
    const auto group =
        listen_group(where, {"127.0.0.1", stage.any_port()},
                     static_cast<std::size_t>(stage.any(1, 2)), {.backlog = stage.any(0, 5)});
    std::vector<const Listener*> members;
    for (const Listener& listener : group) members.push_back(&listener);
    Outcome fill =
        overflow_by_connecting(where, members, loopback_sources(), group.front().bound(), 0);
    fill.abort_clients();
    Flood syns(where, group.front().bound(), 0x7f01, stage.any(0, 1), kFloodClients - 1);
    while (stage.pause(50ms)) {
    }
    syns.stop();
    // What was sent last has arrived.
    std::uint64_t last = 0;
    eventually([&] {
      std::this_thread::sleep_for(20ms);
      const auto now = where.counters().listen_drops;
      return std::exchange(last, now) == now;
    });
  }
  add_up(stage, where);
}

// --- clients of the daemon ---

std::string garbage(Stage& stage, int most) {
  std::string bytes(static_cast<std::size_t>(stage.any(1, most)), '\0');
  for (char& byte : bytes) byte = static_cast<char>(stage.any(0, 255));
  return bytes;
}

/// It may have cut us off.
void send_bytes(const UniqueFd& fd, std::string_view bytes) {
  (void)!send(fd.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void ask_all(Stage& stage) {
  constexpr std::array kQuestions = {
      "listeners --json\n",    "listeners\n",
      "verify --json\n",       "history --json --by client\n",
      "history --by minute\n", "drops --json --count 5 --duration 0.5\n",
      "port 21002 --json\n",   "netstat rows 1\n",
      "frobnicate\n"};
  do {
    const UniqueFd fd = call(stage.socket);
    if (!fd) continue;
    ++stage.tally->requests;
    send_bytes(fd, kQuestions[static_cast<std::size_t>(stage.any(0, kQuestions.size() - 1))]);
    if (stage.chance(80)) http::read_all(fd, 2s);
  } while (stage.pause(std::chrono::milliseconds(stage.any(0, 300))));
}

void follow(Stage& stage) {
  constexpr std::array kReports = {"drops --json\n", "trace --json\n", "drops --interval 0.5\n",
                                   "trace\n", "port 21002 --follow\n"};
  const UniqueFd fd = call(stage.socket);
  if (!fd) return;
  ++stage.tally->requests;
  send_bytes(fd, kReports[static_cast<std::size_t>(stage.any(0, kReports.size() - 1))]);
  const bool reads = stage.chance(70);
  while (stage.pause(10ms)) {
    if (reads && !swallow(fd.get())) return;
  }
  if (stage.chance(50)) return;
  shutdown(fd.get(), SHUT_WR);
  http::read_all(fd, 2s);
}

void be_rude(Stage& stage) {
  do {
    std::vector<UniqueFd> fds;
    for (int i = stage.any(1, 8); i > 0; --i) fds.push_back(call(stage.socket));
    for (const UniqueFd& fd : fds) {
      if (!fd) continue;
      ++stage.tally->requests;
      switch (stage.any(0, 3)) {
        case 0:
          send_bytes(fd, garbage(stage, 70'000));
          break;
        case 1:
          send_bytes(fd, "listen");
          break;
        case 2:
          send_bytes(fd, "listeners --json\nverify\nverify\n");
          break;
        default:
          break;
      }
    }
    stage.pause(std::chrono::milliseconds(stage.any(0, 400)));
  } while (!stage.is_over());
}

void scrape(Stage& stage) {
  do {
    ++stage.tally->requests;
    if (stage.chance(70)) {
      http::ask(stage.metrics_port, "GET /metrics");
      continue;
    }
    const UniqueFd fd = http::connect_to(stage.metrics_port);
    if (fd) send_bytes(fd, stage.chance(50) ? "GET /met" : garbage(stage, 2000));
  } while (stage.pause(std::chrono::milliseconds(stage.any(50, 500))));
}

constexpr std::array kActs = {
    Act{"serve", 40, true, serve},
    Act{"client", 30, true, be_a_client},
    Act{"throng", 10, true, throng},
    Act{"churn", 8, true, churn},
    Act{"raw drops", 8, false, drop_by_raw_clients},
    Act{"flood", 3, false, flood},
    Act{"ask", 8, false, ask_all},
    Act{"follow", 6, false, follow},
    Act{"rude", 4, false, be_rude},
    Act{"scrape", 4, false, scrape},
};

}  // namespace

void ask_once(const std::string& socket, std::string_view line) {
  const UniqueFd fd = call(socket);
  send_bytes(fd, line);
  http::read_all(fd);
}

std::span<const Act> acts() {
  return kActs;
}

}  // namespace bpfnetstat::lab::soak
