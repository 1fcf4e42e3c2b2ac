// SPDX-License-Identifier: Apache-2.0
#include "netstat/sockets.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "model/tcp_state.h"
#include "netstat/columns.h"

namespace bpfnetstat::netstat {
namespace {

constexpr int kFailed = 1;

/// What of the address families and protocols is to be shown.
class Selection {
 public:
  explicit Selection(const Settings& settings) : settings_(settings) {
    ipv4_ = is_named("inet");
    ipv6_ = is_named("inet6");
    unix_ = is_named("unix");
    has_protocol_ =
        settings.tcp || settings.udp || settings.udplite || settings.sctp || settings.raw;
    const bool has_other = settings.bluetooth || settings.groups || is_any_other_named();
    is_all_ = !has_protocol_ && !ipv4_ && !ipv6_ && !unix_ && !has_other;
    // -4 and -6 without a protocol mean each one, and none need be there.
    is_inet_implied_ = !has_protocol_ && (ipv4_ || ipv6_);
  }

  bool is_named(std::string_view family) const {
    return std::find(settings_.families.begin(), settings_.families.end(), family) !=
           settings_.families.end();
  }

  bool has_inet() const { return is_all_ || has_protocol_ || is_inet_implied_; }
  bool has(bool Settings::*protocol) const {
    return is_all_ || is_inet_implied_ || settings_.*protocol;
  }
  bool has_unix() const { return is_all_ || unix_; }

  InetFamilies inet_families() const {
    if (!ipv4_ && !ipv6_) return {};
    return {.ipv4 = ipv4_, .ipv6 = ipv6_};
  }

  Absence absence() const {
    if (is_all_) return settings_.verbose > 0 ? Absence::told : Absence::silent;
    return is_inet_implied_ ? Absence::silent : Absence::failure;
  }

  /// The same for a family that has to be named to be missed.
  Absence absence_of(std::string_view family) const {
    if (is_named(family)) return Absence::failure;
    return is_all_ ? absence() : Absence::silent;
  }

  /// Families of sockets that this system is without.
  struct Other {
    std::string_view family;
    std::string_view name;
    const char* file;
  };
  static constexpr std::array<Other, 5> kOthers = {{{"ipx", "AF IPX", "net/ipx/socket"},
                                                    {"ax25", "AF AX25", "net/ax25"},
                                                    {"x25", "AF X25", "net/x25"},
                                                    {"netrom", "AF NETROM", "net/nr"},
                                                    {"rose", "AF ROSE", "net/rose"}}};

  bool has(const Other& other) const { return is_all_ || is_named(other.family); }

 private:
  bool is_any_other_named() const {
    return is_named("bluetooth") ||
           std::any_of(kOthers.begin(), kOthers.end(),
                       [&](const Other& other) { return is_named(other.family); });
  }

  const Settings& settings_;
  bool ipv4_ = false;
  bool ipv6_ = false;
  bool unix_ = false;
  bool has_protocol_ = false;
  bool is_all_ = false;
  bool is_inet_implied_ = false;
};

int show_inet_sections(SocketView& view, const Selection& selection) {
  struct Section {
    bool Settings::*flag;
    int (*show)(SocketView&, InetFamilies, Absence);
  };
  static constexpr Section kSections[] = {
      {&Settings::tcp,
       [](SocketView& all, InetFamilies families, Absence absence) {
         return show_inet(all, InetProtocol::tcp, families, absence);
       }},
      {&Settings::sctp, show_sctp},
      {&Settings::udp,
       [](SocketView& all, InetFamilies families, Absence absence) {
         return show_inet(all, InetProtocol::udp, families, absence);
       }},
      {&Settings::udplite,
       [](SocketView& all, InetFamilies families, Absence absence) {
         return show_inet(all, InetProtocol::udplite, families, absence);
       }},
      {&Settings::raw,
       [](SocketView& all, InetFamilies families, Absence absence) {
         return show_inet(all, InetProtocol::raw, families, absence);
       }},
  };
  append_inet_heading(view);
  for (const Section& section : kSections) {
    if (!selection.has(section.flag)) continue;
    if (const int code = section.show(view, selection.inet_families(), selection.absence());
        code != 0) {
      return code;
    }
  }
  return 0;
}

}  // namespace

std::string_view tcp_state_text(std::uint32_t state) {
  // netstat prints whatever lies behind its list of names. The kernel has no such number here.
  if (state == 0) return "";
  if (state > static_cast<std::uint32_t>(TcpState::closing)) return "UNKNOWN";
  return to_string(static_cast<TcpState>(state));
}

int answer_absence(Absence absence, std::string_view what) {
  if (absence == Absence::silent) return 0;
  // By this name, whatever it was invoked as.
  complain("netstat: no support for `{}' on this system.\n", what);
  return absence == Absence::failure ? kFailed : 0;
}

int answer_failure(std::string_view path, int sys_errno) {
  complain("/proc/{}: {}\n", path, std::strerror(sys_errno));
  return 255;
}

void SocketView::append_owner(uid_t uid, std::uint64_t inode) {
  if (settings().extend > 0) {
    out() += ' ';
    const auto* name = settings().numeric_users ? nullptr : &context.names.user(uid);
    if (name != nullptr && *name) {
      append_left(out(), **name, 10);
    } else {
      // A uid that is none is printed as the int that it is to netstat.
      append_left(out(), static_cast<std::int32_t>(uid), 10);
    }
    out() += ' ';
    append_left(out(), inode, 10);
  }
  if (owners != nullptr) {
    out() += ' ';
    append_program(inode);
  }
}

void SocketView::append_program(std::uint64_t inode) {
  constexpr std::size_t kWidth = 20;
  const auto holders = owners->of(inode);
  if (holders.empty()) {
    append_left(out(), "-", kWidth);
    return;
  }
  Column column(out(), kWidth - 1);
  append_left(out(), holders.front().pid, 0);
  out() += '/';
  out() += owners->program(holders.front().pid);
  column.end_cut();
}

void SocketView::write_owner(json::ObjectWriter& writer, std::uint64_t inode) const {
  if (owners == nullptr) return;
  const auto holders = owners->of(inode);
  if (holders.empty()) return;
  writer.member("pid", holders.front().pid);
  writer.member("program", owners->program(holders.front().pid));
  writer.array_of_objects("holders", holders, [&](const SocketOwner& holder) {
    writer.member("pid", holder.pid);
    writer.member("program", owners->program(holder.pid));
    writer.member("fd", holder.fd);
  });
}

int show_sockets(Context& context) {
  const Selection selection(context.settings);
  SocketView view{context};
  Owners owners;
  if (context.settings.programs &&
      (selection.has_inet() || selection.has_unix() || context.settings.listen_queues)) {
    owners = Owners::find(context);
    view.owners = &owners;
  }
  if (context.settings.listen_queues) return show_listen_queues(view);
  if (selection.has_inet()) {
    if (const int code = show_inet_sections(view, selection); code != 0) return code;
  }
  if (context.settings.groups) {
    if (const int code = show_groups(context); code != 0) return code;
  }
  if (selection.has_unix()) {
    append_unix_heading(view);
    if (const int code = show_unix(view, selection.absence()); code != 0) return code;
  }
  for (const Selection::Other& other : Selection::kOthers) {
    // Here netstat does tell a file that it may not read from one that is not there.
    if (selection.has(other) && ::faccessat(context.proc.fd(), other.file, R_OK, AT_EACCESS) != 0 &&
        errno != ENOENT) {
      return answer_failure(other.file, errno);
    }
    const Absence absence = selection.absence_of(other.family);
    if (const int code = answer_absence(absence, other.name); code != 0) return code;
  }
  if (context.settings.bluetooth || selection.is_named("bluetooth")) {
    complain(
        "netstat: feature `AF BLUETOOTH' not supported.\n"
        "Please recompile `net-tools' with newer kernel source or full configuration.\n");
    return kFailed;
  }
  return 0;
}

}  // namespace bpfnetstat::netstat
