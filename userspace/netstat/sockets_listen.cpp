// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/netlink.h"
#include "base/unique_fd.h"
#include "model/tcp_state.h"
#include "netstat/columns.h"
#include "netstat/listen_queues.h"
#include "netstat/sockets.h"
#include "procfs/net_tcp.h"

/// The queues of listening sockets (-L), as FreeBSD's netstat shows them. procfs knows neither
/// limits nor drops: these come from sock_diag(7).
namespace bpfnetstat::netstat {
namespace {

// A bare literal would be taken for a truth value.
using namespace std::string_view_literals;

constexpr int kFailed = 1;

/// Asks sock_diag for a dump and hands out each answer.
/// @return 0 or an errno.
template <typename Request>
int dump(const Request& request, const std::function<int(std::span<const std::byte>)>& on_answer) {
  const UniqueFd fd{::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)};
  if (!fd) return errno;
  struct {
    nlmsghdr header;
    Request request;
  } message{};
  message.header.nlmsg_len = sizeof message;
  message.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  message.request = request;
  if (::send(fd.get(), &message, sizeof message, 0) < 0) return errno;
  return read_dump(fd.get(), SOCK_DIAG_BY_FAMILY, on_answer);
}

int read_tcp(Family family, ListenQueues& queues) {
  inet_diag_req_v2 request{};
  request.sdiag_family = family == Family::ipv4 ? AF_INET : AF_INET6;
  request.sdiag_protocol = IPPROTO_TCP;
  request.idiag_states = 1U << static_cast<unsigned>(TcpState::listen) |
                         1U << static_cast<unsigned>(TcpState::syn_recv);
  request.idiag_ext = 1 << (INET_DIAG_SKMEMINFO - 1);
  return dump(request, [&](std::span<const std::byte> answer) { return queues.add(answer); });
}

int read_unix_listeners(std::vector<UnixListener>& listeners) {
  unix_diag_req request{};
  request.sdiag_family = AF_UNIX;
  request.udiag_states = 1U << static_cast<unsigned>(TcpState::listen);
  request.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_RQLEN;
  return dump(request, [&](std::span<const std::byte> answer) {
    auto listener = decode_unix_listener(answer);
    if (!listener) return EBADMSG;
    listeners.push_back(*std::move(listener));
    return 0;
  });
}

class ListenView {
 public:
  explicit ListenView(SocketView& view) : view_(view), out_(view.out()) {}

  void heading() {
    if (view_.settings().json) return;
    out_ +=
        "Current listen queue sizes (qlen/incqlen/maxqlen)\nProto Listen                  Drops ";
    if (view_.owners != nullptr) out_ += "PID/Program name     ";
    out_ += "Local Address\n";
  }

  void show(const TcpListener& listener) {
    if (view_.settings().json) {
      write_json(listener);
      return;
    }
    const bool is_ipv6 = listener.local.address.family == Family::ipv6;
    append_row(is_ipv6 ? "tcp6" : "tcp", listener.accept_queue, listener.syn_queue, listener.limit,
               listener.drops, listener.inode);
    append_address(out_, view_.context.names, listener.local.address,
                   view_.settings().numeric_hosts);
    out_ += ':';
    const auto* service = view_.settings().numeric_ports
                              ? nullptr
                              : &view_.context.names.service(listener.local.port, "tcp");
    if (service != nullptr && *service) {
      out_ += **service;
    } else {
      append_left(out_, listener.local.port, 0);
    }
    out_ += '\n';
  }

  void show(const UnixListener& listener) {
    if (view_.settings().json) {
      write_json(listener);
      return;
    }
    // Nothing waits between being asked for and being in the queue.
    append_row("unix", listener.accept_queue, 0, listener.limit, std::nullopt, listener.inode);
    out_ += listener.path;
    out_ += '\n';
  }

 private:
  void append_row(std::string_view protocol, std::uint32_t accept_queue, std::uint32_t syn_queue,
                  std::uint32_t limit, std::optional<std::uint32_t> drops, std::uint32_t inode) {
    append_left(out_, protocol, 5);
    out_ += ' ';
    Column queues(out_, 16);
    append_left(out_, accept_queue, 0);
    out_ += '/';
    append_left(out_, syn_queue, 0);
    out_ += '/';
    append_left(out_, limit, 0);
    queues.end();
    if (drops) {
      append_right(out_, *drops, 12);
    } else {
      append_right(out_, "-", 12);
    }
    out_ += ' ';
    if (view_.owners != nullptr) {
      view_.append_program(inode);
      out_ += ' ';
    }
  }

  void write_json(const TcpListener& listener) {
    json::append_object(out_, "listen_queue", [&](json::ObjectWriter& writer) {
      const auto mapped = procfs::mapped_ipv4(listener.local.address);
      writer.member("protocol", "tcp"sv);
      writer.member("family", to_string(mapped ? Family::ipv4 : listener.local.address.family));
      if (mapped) writer.member("mapped", true);
      writer.member("local_address", mapped ? *mapped : listener.local.address);
      writer.member("local_port", listener.local.port);
      writer.member("accept_queue", listener.accept_queue);
      writer.member("syn_queue", listener.syn_queue);
      writer.member("accept_queue_limit", listener.limit);
      writer.member("drops", listener.drops);
      writer.member("uid", listener.uid);
      writer.member("inode", listener.inode);
      view_.write_owner(writer, listener.inode);
    });
  }

  void write_json(const UnixListener& listener) {
    json::append_object(out_, "listen_queue", [&](json::ObjectWriter& writer) {
      writer.member("protocol", "unix"sv);
      if (!listener.path.empty()) writer.member("path", listener.path);
      writer.member("accept_queue", listener.accept_queue);
      writer.member("accept_queue_limit", listener.limit);
      writer.member("inode", listener.inode);
      view_.write_owner(writer, listener.inode);
    });
  }

  SocketView& view_;
  std::string& out_;
};

int answer(const SocketView& view, int sys_errno) {
  complain("{}: sock_diag: {}\n", view.settings().program, std::strerror(sys_errno));
  return kFailed;
}

}  // namespace

int show_listen_queues(SocketView& view) {
  const Settings& settings = view.settings();
  const auto is_named = [&](std::string_view family) {
    return std::find(settings.families.begin(), settings.families.end(), family) !=
           settings.families.end();
  };
  const bool names_inet = is_named("inet") || is_named("inet6");
  const bool wants_tcp = settings.tcp || names_inet || !settings.unix_domain;
  ListenQueues queues;
  if (wants_tcp) {
    // Both, whatever is shown: requests of one family may be for listeners of the other.
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const int sys_errno = read_tcp(family, queues);
      // A kernel without IPv6 has no such sockets.
      if (sys_errno == ENOENT && family == Family::ipv6) continue;
      if (sys_errno != 0) return answer(view, sys_errno);
    }
  }
  ListenView listen(view);
  listen.heading();
  for (const TcpListener& listener : queues.take()) {
    const bool is_ipv6 = listener.local.address.family == Family::ipv6;
    if (!names_inet || is_named(is_ipv6 ? "inet6" : "inet")) listen.show(listener);
    view.context.out.flush_if_large();
  }
  if (settings.unix_domain) {
    std::vector<UnixListener> unix_listeners;
    const int sys_errno = read_unix_listeners(unix_listeners);
    if (sys_errno != 0) return answer(view, sys_errno);
    for (const UnixListener& listener : unix_listeners) listen.show(listener);
  }
  return 0;
}

}  // namespace bpfnetstat::netstat
