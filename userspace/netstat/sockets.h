// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cerrno>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/address.h"
#include "netstat/views.h"
#include "render/object_writer.h"

/// The parts of netstat's view of sockets: one file a kind of socket.
namespace bpfnetstat::netstat {

/// Which processes hold which sockets.
class Owners {
 public:
  /// Asks context.source, or else looks at every descriptor of every process. Complains where
  /// processes may not be looked into.
  static Owners find(const Context& context);

  /// Those who hold the socket, netstat's choice first: the first by pid, then by descriptor.
  std::span<const SocketOwner> of(std::uint64_t inode) const;
  /// The program's name as netstat has it; raw bytes.
  std::string_view program(pid_t pid) const;

 private:
  struct Process {
    pid_t pid = 0;
    std::string program;
  };

  std::vector<SocketOwner> owners_;  ///< By inode, then in the order of /proc.
  std::vector<Process> processes_;   ///< By pid.
};

/// The name that netstat takes from /proc/PID/cmdline: its first word (ended by NUL), without the
/// folders of an absolute path. Words that a process wrote over its command line count as well.
std::string program_of_cmdline(std::string_view cmdline);

/// What the sections share.
struct SocketView {
  Context& context;
  const Owners* owners = nullptr;  ///< With -p.

  const Settings& settings() const { return context.settings; }
  std::string& out() { return context.out.buffer(); }

  /// "User Inode PID/Program name" of a row, as far as asked for; each after a blank.
  void append_owner(uid_t uid, std::uint64_t inode);
  /// "PID/Program name": 19 characters at most, in 20.
  void append_program(std::uint64_t inode);
  /// "pid", "program" and "holders".
  void write_owner(json::ObjectWriter& writer, std::uint64_t inode) const;
};

/// What netstat does about a file of /proc/net that is not there.
enum class Absence : std::uint8_t {
  silent,
  told,    ///< Says so and goes on.
  failure  ///< Says so and ends with exit code 1.
};

/// netstat takes a table that it may not read for one that is not there.
inline bool is_missing(int sys_errno) {
  return sys_errno == ENOENT || sys_errno == EACCES;
}

/// @param what netstat's name for what is not there: "AF INET (tcp)".
/// @return the exit code, 0 to go on.
int answer_absence(Absence absence, std::string_view what);
/// For a file that cannot be opened for any other reason. @return the exit code.
int answer_failure(std::string_view path, int sys_errno);

// The sections of show_sockets(), in its order. @return the exit code, 0 to go on.

enum class InetProtocol : std::uint8_t { tcp, udp, udplite, raw };

struct InetFamilies {
  bool ipv4 = true;
  bool ipv6 = true;
};

void append_inet_heading(SocketView& view);
int show_inet(SocketView& view, InetProtocol protocol, InetFamilies families, Absence absence);
int show_sctp(SocketView& view, InetFamilies families, Absence absence);
void append_unix_heading(SocketView& view);
int show_unix(SocketView& view, Absence absence);

/// -L: the listening sockets with their queues. @return the exit code.
int show_listen_queues(SocketView& view);

/// A number of TCP's states in a row of /proc/net as netstat spells it; blank for 0.
std::string_view tcp_state_text(std::uint32_t state);

}  // namespace bpfnetstat::netstat
