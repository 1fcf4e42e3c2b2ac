// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "base/append_format.h"
#include "model/tcp_state.h"
#include "netstat/columns.h"
#include "netstat/sockets.h"
#include "procfs/net_inet.h"
#include "procfs/net_tcp.h"

namespace bpfnetstat::netstat {
namespace {

constexpr std::size_t kAddressWidth = 23;
constexpr std::size_t kStateWidth = 11;
constexpr int kFailed = 1;

struct ProtocolNames {
  std::string_view file;      ///< Below net/, and in messages.
  std::string_view column;    ///< In the column "Proto".
  std::string_view services;  ///< For Names::service().
  std::string_view bogus;     ///< In the complaint about a line.
  std::string_view missing;
};

const ProtocolNames& names_of(InetProtocol protocol) {
  static constexpr ProtocolNames kNames[] = {
      {"tcp", "tcp", "tcp", "tcp", "AF INET (tcp)"},
      {"udp", "udp", "udp", "udp", "AF INET (udp)"},
      {"udplite", "udpl", "udp", "udp", "AF INET (udplite)"},
      {"raw", "raw", "raw", "raw", "AF INET (raw)"},
  };
  return kNames[static_cast<std::size_t>(protocol)];
}

/// An address within the column: first the port loses what is beyond 18 characters, then the host
/// what does not fit in front of it.
void fit(std::string& out, std::size_t begin, std::size_t colon) {
  if (out.size() - begin <= kAddressWidth) return;
  constexpr std::size_t kPortWidth = 18;
  const std::size_t port = std::min(out.size() - colon - 1, kPortWidth);
  const std::size_t host = std::min(colon - begin, kAddressWidth - 1 - port);
  out.resize(colon + 1 + port);
  out.erase(begin + host, colon - begin - host);
}

class InetSection {
 public:
  InetSection(SocketView& view, InetProtocol protocol)
      : view_(view),
        settings_(view.settings()),
        out_(view.out()),
        protocol_(protocol),
        names_(names_of(protocol)) {}

  void show(const InetSocket& socket, Family table) {
    if (!is_wanted(socket)) return;
    if (settings_.json) {
      write_json(socket);
    } else {
      write_text(socket, table);
    }
    view_.context.out.flush_if_large();
  }

 private:
  bool is_wanted(const InetSocket& socket) const {
    if (settings_.all) return true;
    // Whoever waits for anybody has no peer.
    const bool has_peer =
        protocol_ == InetProtocol::tcp ? socket.remote.port != 0 : !socket.remote.address.is_any();
    return has_peer != settings_.listening;
  }

  void append_endpoint(const Endpoint& endpoint) {
    const std::size_t begin = out_.size();
    const IpAddress& address = endpoint.address;
    // netstat asks for the names of no host in "this network" (RFC 1122, 3.2.1.3).
    const bool has_no_name = address.family == Family::ipv4 && address.bytes[0] == 0;
    append_address(out_, view_.context.names, address, settings_.numeric_hosts || has_no_name);
    const std::size_t colon = out_.size();
    out_ += ':';
    append_port(endpoint.port);
    if (!settings_.wide) fit(out_, begin, colon);
    const std::size_t used = out_.size() - begin;
    if (used < kAddressWidth) out_.append(kAddressWidth - used, ' ');
    out_ += ' ';
  }

  void append_port(std::uint16_t port) {
    if (port == 0) {
      out_ += '*';
      return;
    }
    if (!settings_.numeric_ports) {
      if (const auto& name = view_.context.names.service(port, names_.services)) {
        out_ += *name;
        return;
      }
    }
    append_left(out_, port, 0);
  }

  void append_state(const InetSocket& socket) {
    const auto state = static_cast<TcpState>(socket.state);
    switch (protocol_) {
      case InetProtocol::tcp:
        append_left(out_, tcp_state_text(socket.state), kStateWidth);
        break;
      case InetProtocol::udp:
      case InetProtocol::udplite:
        append_left(out_,
                    state == TcpState::established ? "ESTABLISHED"
                    : state == TcpState::close     ? ""
                                                   : "UNKNOWN",
                    kStateWidth);
        break;
      case InetProtocol::raw:
        append_left(out_, socket.state, kStateWidth);
        break;
    }
  }

  void append_timer(const InetSocket& socket) {
    const bool is_tcp = protocol_ == InetProtocol::tcp;
    const bool is_raw = protocol_ == InetProtocol::raw;
    static constexpr std::string_view kTcp[] = {"off", "on", "keepalive", "timewait", "probe"};
    static constexpr std::string_view kOther[] = {"off", "on1", "on2"};
    out_ += ' ';
    if (is_tcp && socket.timer < std::size(kTcp)) {
      out_ += kTcp[socket.timer];
    } else if (!is_tcp && socket.timer < std::size(kOther)) {
      out_ += kOther[socket.timer];
    } else {
      out_ += "unkn-";
      append_left(out_, socket.timer, 0);
    }
    const double seconds =
        socket.timer == 0 ? 0 : static_cast<double>(socket.timer_ticks) / 100;  // USER_HZ
    append_format(out_, " ({:.2f}/{}/{})", seconds, is_tcp || is_raw ? socket.retransmits : 0,
                  static_cast<std::int32_t>(socket.probes));
  }

  void write_text(const InetSocket& socket, Family table) {
    out_ += names_.column;
    std::size_t used = names_.column.size();
    if (table == Family::ipv6) {
      out_ += '6';
      ++used;
    }
    if (used < 5) out_.append(5 - used, ' ');
    out_ += ' ';
    append_right(out_, socket.rx_queue, 6);
    out_ += ' ';
    append_right(out_, socket.tx_queue, 6);
    out_ += ' ';
    append_endpoint(socket.local);
    append_endpoint(socket.remote);
    append_state(socket);
    view_.append_owner(socket.uid, socket.inode);
    if (settings_.timers) append_timer(socket);
    out_ += '\n';
  }

  void write_json(const InetSocket& socket) {
    json::append_object(out_, "socket", [&](json::ObjectWriter& writer) {
      const auto mapped = procfs::mapped_ipv4(socket.local.address);
      writer.member("protocol", names_.file);
      writer.member("family", to_string(mapped ? Family::ipv4 : socket.local.address.family));
      if (mapped) writer.member("mapped", true);
      write_endpoint(writer, socket.local, "local_address", "local_port");
      if (!socket.remote.address.is_any() || socket.remote.port != 0) {
        write_endpoint(writer, socket.remote, "peer_address", "peer_port");
      }
      write_state(writer, socket);
      writer.member("recv_q", socket.rx_queue);
      writer.member("send_q", socket.tx_queue);
      // Nobody owns a connection in TIME_WAIT; the kernel puts 0.
      if (static_cast<TcpState>(socket.state) != TcpState::time_wait) {
        writer.member("uid", socket.uid);
      }
      writer.member_unless_zero("inode", socket.inode);
      if (protocol_ == InetProtocol::tcp) write_timer(writer, socket);
      view_.write_owner(writer, socket.inode);
    });
  }

  void write_endpoint(json::ObjectWriter& writer, const Endpoint& endpoint,
                      std::string_view address, std::string_view port) const {
    const auto mapped = procfs::mapped_ipv4(endpoint.address);
    writer.member(address, mapped ? *mapped : endpoint.address);
    if (protocol_ != InetProtocol::raw) {
      if (endpoint.port != 0) writer.member(port, endpoint.port);
    } else if (port == "local_port") {
      writer.member("ip_protocol", endpoint.port);
    }
  }

  void write_state(json::ObjectWriter& writer, const InetSocket& socket) const {
    const auto state = static_cast<TcpState>(socket.state);
    if (protocol_ == InetProtocol::tcp) {
      if (state != TcpState::unknown && state <= TcpState::closing) {
        writer.member("state", to_string(state));
      }
    } else if (state == TcpState::established) {
      writer.member("state", to_string(state));
    }
  }

  static void write_timer(json::ObjectWriter& writer, const InetSocket& socket) {
    static constexpr std::string_view kTimers[] = {"off", "on", "keepalive", "timewait", "probe"};
    if (socket.timer >= std::size(kTimers)) return;
    writer.member("timer", kTimers[socket.timer]);
    if (socket.timer != 0) {
      constexpr std::uint64_t kTickMs = 10;  // USER_HZ is 100.
      writer.member("timer_expires_ms", socket.timer_ticks * kTickMs);
    }
    writer.member("retransmits", socket.retransmits);
    writer.member("probes", socket.probes);
  }

  SocketView& view_;
  const Settings& settings_;
  std::string& out_;
  InetProtocol protocol_;
  const ProtocolNames& names_;
};

}  // namespace

void append_inet_heading(SocketView& view) {
  const Settings& settings = view.settings();
  if (settings.json) return;
  std::string& out = view.out();
  out += "Active Internet connections ";
  out += settings.all         ? "(servers and established)"
         : settings.listening ? "(only servers)"
                              : "(w/o servers)";
  out += "\nProto Recv-Q Send-Q Local Address           Foreign Address         State      ";
  if (settings.extend > 0) out += " User       Inode     ";
  if (settings.programs) out += " PID/Program name    ";
  if (settings.timers) out += " Timer";
  out += '\n';
}

int show_inet(SocketView& view, InetProtocol protocol, InetFamilies families, Absence absence) {
  const Context& context = view.context;
  const ProtocolNames& names = names_of(protocol);
  InetSection section(view, protocol);
  bool is_cut = false;
  const auto read = [&](Family family) -> Status {
    const auto show = [&](const InetSocket& socket) { section.show(socket, family); };
    if (protocol == InetProtocol::tcp && context.source != nullptr && context.source->tcp) {
      bool has_begun = false;
      const Status status = context.source->tcp(family, [&](const InetSocket& socket) {
        has_begun = true;
        show(socket);
      });
      if (status) return {};
      if (has_begun) {
        // What is on its way to the screen cannot be taken back.
        complain("{}: {}\n", view.settings().program, to_string(status.error()));
        is_cut = true;
        return {};
      }
    }
    const std::string path = fmt::format("net/{}{}", names.file, family == Family::ipv6 ? "6" : "");
    const auto table =
        protocol == InetProtocol::tcp ? procfs::InetTable::tcp : procfs::InetTable::other;
    return procfs::read_net_inet(context.proc, path, table, show,
                                 [&] { complain("warning, got bogus {} line.\n", names.bogus); });
  };
  int code = 0;
  if (families.ipv4) {
    if (const Status status = read(Family::ipv4); !status) {
      const int sys_errno = status.error().sys_errno;
      if (!is_missing(sys_errno))
        return answer_failure(fmt::format("net/{}", names.file), sys_errno);
      code = answer_absence(absence, names.missing);
    }
  }
  // A kernel without IPv6 has no such sockets: nothing to complain of. Where it is IPv4's table
  // that is missed, netstat shows this one before it ends.
  if (families.ipv6) (void)read(Family::ipv6);
  return is_cut ? kFailed : code;
}

}  // namespace bpfnetstat::netstat
