// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netstat/columns.h"
#include "netstat/sockets.h"
#include "procfs/line_stream.h"
#include "procfs/net_scan.h"

/// SCTP's tables, which no IPv6 variant has: rows of both families are in the same file.
namespace bpfnetstat::netstat {
namespace {

// A bare literal would be taken for a truth value.
using namespace std::string_view_literals;

constexpr std::string_view kMissing = "AF INET (sctp)";

template <typename T>
T number_or(std::string_view text, T otherwise) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} ? value : otherwise;
}

std::optional<IpAddress> parse_address(std::string_view text) {
  const std::string terminated(text);
  IpAddress address;
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
  address.family = Family::ipv6;
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

/// Its first N words, then addresses.
template <std::size_t N>
struct Row {
  std::array<std::string_view, N> words;
  std::vector<IpAddress> local;
  std::vector<IpAddress> remote;
};

/// @return nothing where there are fewer words.
template <std::size_t N>
std::optional<Row<N>> parse(std::string_view line) {
  Row<N> row;
  procfs::Scanner scanner(line);
  for (std::string_view& word : row.words) {
    const auto next = scanner.word();
    if (!next) return std::nullopt;
    word = *next;
  }
  std::vector<IpAddress>* addresses = &row.local;
  while (auto word = scanner.word()) {
    if (*word == "<->") {
      addresses = &row.remote;
      continue;
    }
    // A star marks the path in use.
    if (word->starts_with('*')) word->remove_prefix(1);
    const auto address = parse_address(*word);
    if (!address) break;  // What follows the addresses.
    addresses->push_back(*address);
  }
  return row;
}

class SctpSection {
 public:
  explicit SctpSection(SocketView& view) : view_(view), out_(view.out()) {}

  // ENDPT SOCK STY SST HBKT LPORT UID INODE
  void show_endpoint(const Row<8>& row) {
    const auto state = number_or<std::uint32_t>(row.words[3], 0);
    const auto port = number_or<std::uint16_t>(row.words[5], 0);
    const auto uid = static_cast<uid_t>(number_or<std::int64_t>(row.words[6], 0));
    const auto inode = number_or<std::uint64_t>(row.words[7], 0);
    if (view_.settings().json) {
      json::append_object(out_, "socket", [&](json::ObjectWriter& writer) {
        write_json(writer, row.local, "local_address", "local_addresses", port, "local_port");
        write_state(writer, state);
        write_owner(writer, uid, inode);
      });
      return;
    }
    for (std::size_t i = 0; i < row.local.size(); ++i) {
      append_left(out_, i == 0 ? "sctp" : "", 20);
      Column column(out_, 47);
      append_endpoint(row.local[i], port);
      column.end();
      append_left(out_, i == 0 ? tcp_state_text(state) : "", 11);
      if (i + 1 < row.local.size()) out_ += '\n';
    }
    end_row(uid, inode);
  }

  // ASSOC SOCK STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT
  void show_association(const Row<13>& row) {
    const auto state = number_or<std::uint32_t>(row.words[3], 0);
    const auto tx_queue = number_or<std::uint32_t>(row.words[7], 0);
    const auto rx_queue = number_or<std::uint32_t>(row.words[8], 0);
    const auto uid = static_cast<uid_t>(number_or<std::int64_t>(row.words[9], 0));
    const auto inode = number_or<std::uint64_t>(row.words[10], 0);
    const auto local_port = number_or<std::uint16_t>(row.words[11], 0);
    const auto remote_port = number_or<std::uint16_t>(row.words[12], 0);
    if (view_.settings().json) {
      json::append_object(out_, "socket", [&](json::ObjectWriter& writer) {
        write_json(writer, row.local, "local_address", "local_addresses", local_port, "local_port");
        write_json(writer, row.remote, "peer_address", "peer_addresses", remote_port, "peer_port");
        write_state(writer, state);
        writer.member("recv_q", rx_queue);
        writer.member("send_q", tx_queue);
        write_owner(writer, uid, inode);
      });
      return;
    }
    const std::size_t lines = std::max(row.local.size(), row.remote.size());
    for (std::size_t i = 0; i < lines; ++i) {
      if (i == 0) {
        out_ += "sctp  ";
        append_right(out_, rx_queue, 6);
        out_ += ' ';
        append_right(out_, tx_queue, 6);
        out_ += ' ';
      } else {
        out_.append(20, ' ');
      }
      append_end(row.local, i, local_port);
      append_end(row.remote, i, remote_port);
      append_left(out_, i == 0 ? tcp_state_text(state) : "", 11);
      if (i + 1 < lines) out_ += '\n';
    }
    end_row(uid, inode);
  }

 private:
  void end_row(uid_t uid, std::uint64_t inode) {
    view_.append_owner(uid, inode);
    // The column of timers is there, but there are none.
    if (view_.settings().timers) out_ += ' ';
    out_ += '\n';
  }

  static void write_state(json::ObjectWriter& writer, std::uint32_t state) {
    const std::string_view text = tcp_state_text(state);
    if (!text.empty() && text != "UNKNOWN") writer.member("state", text);
  }

  void append_end(const std::vector<IpAddress>& addresses, std::size_t index, std::uint16_t port) {
    Column column(out_, 23);
    if (index < addresses.size()) {
      if (index == 0) {
        append_endpoint(addresses[index], port);
      } else {
        append_host(addresses[index]);
      }
    }
    column.end();
  }

  void append_host(const IpAddress& address) {
    // Here any -n will do for netstat.
    const Settings& settings = view_.settings();
    append_address(out_, view_.context.names, address,
                   settings.numeric_hosts || settings.numeric_ports || settings.numeric_users);
  }

  void append_endpoint(const IpAddress& address, std::uint16_t port) {
    append_host(address);
    out_ += ':';
    if (port == 0) {
      out_ += '*';
    } else {
      append_left(out_, port, 0);
    }
  }

  /// The first address as other protocols have it, and all where there are more.
  static void write_json(json::ObjectWriter& writer, const std::vector<IpAddress>& addresses,
                         std::string_view one, std::string_view all, std::uint16_t port,
                         std::string_view port_key) {
    if (one == "local_address") writer.member("protocol", "sctp"sv);
    if (!addresses.empty()) {
      if (one == "local_address") writer.member("family", to_string(addresses.front().family));
      writer.member(one, addresses.front());
    }
    if (port != 0) writer.member(port_key, port);
    if (addresses.size() > 1) {
      writer.array_of_objects(all, addresses,
                              [&](const IpAddress& address) { writer.member("address", address); });
    }
  }

  void write_owner(json::ObjectWriter& writer, uid_t uid, std::uint64_t inode) const {
    writer.member("uid", uid);
    writer.member_unless_zero("inode", inode);
    view_.write_owner(writer, inode);
  }

  SocketView& view_;
  std::string& out_;
};

template <std::size_t N>
int show_table(SocketView& view, const std::string& path, std::string_view kind, Absence absence,
               const std::function<void(const Row<N>&)>& show) {
  auto stream = procfs::LineStream::open(view.context.proc, path);
  if (!stream) {
    if (!is_missing(stream.error().sys_errno))
      return answer_failure(path, stream.error().sys_errno);
    return answer_absence(absence, kMissing);
  }
  std::string_view line;
  stream->next(line);  // The header.
  while (stream->next(line)) {
    if (const auto row = parse<N>(line)) {
      show(*row);
    } else {
      complain("warning, got bogus sctp {} line.\n", kind);
    }
    view.context.out.flush_if_large();
  }
  return 0;
}

}  // namespace

int show_sctp(SocketView& view, InetFamilies families, Absence absence) {
  if (!families.ipv4) return 0;
  const Settings& settings = view.settings();
  SctpSection section(view);
  if (settings.all || settings.listening) {
    const int code = show_table<8>(view, "net/sctp/eps", "eps", absence,
                                   [&](const Row<8>& row) { section.show_endpoint(row); });
    if (code != 0) return code;
  }
  if (settings.all || !settings.listening) {
    return show_table<13>(view, "net/sctp/assocs", "assoc", absence,
                          [&](const Row<13>& row) { section.show_association(row); });
  }
  return 0;
}

}  // namespace bpfnetstat::netstat
