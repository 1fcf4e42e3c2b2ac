// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "netstat/columns.h"
#include "netstat/sockets.h"
#include "procfs/net_scan.h"
#include "procfs/net_unix.h"

namespace bpfnetstat::netstat {
namespace {

using procfs::UnixSocket;

// socket_state of linux/net.h, which that header keeps to the kernel.
enum UnixState : std::uint32_t { kFree, kUnconnected, kConnecting, kConnected, kDisconnecting };

std::string_view type_text(std::uint32_t type) {
  switch (type) {
    case SOCK_STREAM:
      return "STREAM";
    case SOCK_DGRAM:
      return "DGRAM";
    case SOCK_RAW:
      return "RAW";
    case SOCK_RDM:
      return "RDM";
    case SOCK_SEQPACKET:
      return "SEQPACKET";
    default:
      return "UNKNOWN";
  }
}

std::string_view state_text(const UnixSocket& socket) {
  switch (socket.state) {
    case kFree:
      return "FREE";
    case kUnconnected:
      return socket.is_listening() ? "LISTENING" : "";
    case kConnecting:
      return "CONNECTING";
    case kConnected:
      return "CONNECTED";
    case kDisconnecting:
      return "DISCONNECTING";
    default:
      return "UNKNOWN";
  }
}

bool is_wanted(const Settings& settings, const UnixSocket& socket) {
  if (settings.all) return true;
  return settings.listening == (socket.state == kUnconnected && socket.is_listening());
}

std::string flags_text(std::uint64_t flags) {
  constexpr std::uint64_t kWaitsForData = 1 << 17;  // SO_WAITDATA
  constexpr std::uint64_t kNoSpace = 1 << 18;       // SO_NOSPACE
  std::string text = "[ ";
  if ((flags & UnixSocket::kListens) != 0) text += "ACC ";
  if ((flags & kWaitsForData) != 0) text += "W ";
  if ((flags & kNoSpace) != 0) text += "N ";
  text += ']';
  return text;
}

void write_text(SocketView& view, const UnixSocket& socket) {
  std::string& out = view.out();
  append_left(out, socket.protocol == 0 ? "unix" : "??", 5);
  out += ' ';
  append_left(out, socket.references, 6);
  out += ' ';
  append_left(out, flags_text(socket.flags), 11);
  out += ' ';
  append_left(out, type_text(socket.type), 10);
  out += ' ';
  append_left(out, state_text(socket), 13);
  out += ' ';
  append_left(out, socket.inode, 8);
  out += ' ';
  if (view.owners != nullptr) {
    view.append_program(socket.inode);
    out += ' ';
  }
  // netstat takes a path for a word, as scanf(3) does: without what follows a blank.
  out += procfs::Scanner(socket.path).word().value_or("");
  out += '\n';
}

void write_json(SocketView& view, const UnixSocket& socket) {
  json::append_object(view.out(), "unix_socket", [&](json::ObjectWriter& writer) {
    if (const std::string_view type = type_text(socket.type); type != "UNKNOWN") {
      writer.member("socket_type", type);
    }
    if (const std::string_view state = state_text(socket); !state.empty() && state != "UNKNOWN") {
      writer.member("state", state);
    }
    writer.member("refcount", socket.references);
    writer.member("flags", socket.flags);
    writer.member_unless_zero("inode", socket.inode);
    if (!socket.path.empty()) writer.member("path", socket.path);
    view.write_owner(writer, socket.inode);
  });
}

}  // namespace

void append_unix_heading(SocketView& view) {
  const Settings& settings = view.settings();
  if (settings.json) return;
  std::string& out = view.out();
  out += "Active UNIX domain sockets ";
  out += settings.all         ? "(servers and established)"
         : settings.listening ? "(only servers)"
                              : "(w/o servers)";
  out += "\nProto RefCnt Flags       Type       State         I-Node   ";
  if (settings.programs) out += "PID/Program name     ";
  out += "Path\n";
}

int show_unix(SocketView& view, Absence absence) {
  const Context& context = view.context;
  const Status status = procfs::read_net_unix(
      context.proc,
      [&](const UnixSocket& socket) {
        if (!is_wanted(view.settings(), socket)) return;
        if (view.settings().json) {
          write_json(view, socket);
        } else {
          write_text(view, socket);
        }
        view.context.out.flush_if_large();
      },
      [] { complain("warning, got bogus unix line.\n"); });
  if (status) return 0;
  if (!is_missing(status.error().sys_errno)) {
    return answer_failure("net/unix", status.error().sys_errno);
  }
  return answer_absence(absence, "AF UNIX");
}

}  // namespace bpfnetstat::netstat
