// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "app/commands.h"
#include "app/options.h"
#include "base/unique_fd.h"
#include "kernel/inet_diag.h"
#include "kernel/socket_listing.h"
#include "model/tcp_state.h"
#include "netstat/command.h"
#include "procfs/net_inet.h"
#include "procfs/proc.h"
#include "procfs/system.h"
#include "serve/client.h"

namespace bpfnetstat::app {
namespace {

using kernel::InetDiag;
using kernel::SocketListing;

// What tests/bench/views measured, in microseconds: loading pays where procfs takes longer.
constexpr double kLoadUs = 5000;
constexpr double kAskUs = 1000;  ///< A daemon that has loaded it; its loop may be busy.
/// Where there are so many rows that walking the tables ourselves makes up for having to load.
constexpr double kWalkUs = 24'000;
constexpr double kRowUs = 1.2;         ///< A socket, read from procfs instead of an iterator.
constexpr double kDescriptorUs = 1.3;  ///< A link in /proc/PID/fd.
constexpr double kThreadUs = 10;       ///< /proc/PID/fd itself.
/// Sockets from which on sock_diag is quicker than procfs, though a module may have to be loaded.
constexpr std::uint64_t kDiagSockets = 2000;

/// A daemon that is busy for longer is no help.
constexpr std::chrono::milliseconds kDaemonPatience{500};

const Error kDoesNotPay{ErrorKind::unavailable, "procfs is quicker", 0, ""};

std::optional<std::uint64_t> mount_id(const char* path) {
  struct statx status {};
  if (::statx(AT_FDCWD, path, 0, STATX_MNT_ID, &status) != 0) return std::nullopt;
  if ((status.stx_mask & STATX_MNT_ID) == 0) return std::nullopt;
  return status.stx_mnt_id;
}

/// Whether what procfs shows is what the kernel has: the files are those of a procfs, with nothing
/// mounted over them.
bool is_real_procfs(const procfs::Proc& proc) {
  struct statfs filesystem {};
  if (::fstatfs(proc.fd(), &filesystem) != 0 || filesystem.f_type != PROC_SUPER_MAGIC) return false;
  const auto proc_mount = mount_id("/proc");
  if (!proc_mount || mount_id("/proc/net/tcp") != proc_mount) return false;
  // A kernel without IPv6 has no tcp6.
  return mount_id("/proc/net/tcp6") == proc_mount ||
         ::faccessat(proc.fd(), "net/tcp6", F_OK, 0) != 0;
}

/// Whether the numbers in it are those of the initial namespaces, as iterators give them, and its
/// permissions would hide nothing from us.
bool shows_every_process(const procfs::Proc& proc) {
  using procfs::InitialNamespace;
  if (!procfs::in_initial_namespace(proc, InitialNamespace::pid).value_or(false)) return false;
  // A procfs of another pid namespace knows us by another number, or not at all.
  const auto self = proc.read_link("self");
  if (!self || *self != std::to_string(::getpid())) return false;
  const auto status = proc.read("self/status");
  if (!status) return false;
  const auto privileges = procfs::parse_privileges(*status);
  return privileges && privileges->holds(CAP_SYS_PTRACE);
}

/// A figure of /proc/net/sockstat or sockstat6: the number after `name` in the line of `protocol`.
std::uint64_t sockstat_figure(std::string_view text, std::string_view protocol,
                              std::string_view name) {
  const std::size_t begin = text.find(protocol);
  if (begin == std::string_view::npos) return 0;
  const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  const std::size_t at = line.find(name);
  if (at == std::string_view::npos) return 0;
  const std::string_view digits = line.substr(at + name.size());
  std::uint64_t figure = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), figure);
  return figure;
}

std::uint64_t tcp_sockets(const procfs::Proc& proc) {
  const auto ipv4 = proc.read("net/sockstat");
  const auto ipv6 = proc.read("net/sockstat6");
  std::uint64_t sockets = 0;
  if (ipv4) {
    sockets += sockstat_figure(*ipv4, "TCP: ", "inuse ");
    sockets += sockstat_figure(*ipv4, "TCP: ", "tw ");  // Those of IPv6 as well.
  }
  if (ipv6) sockets += sockstat_figure(*ipv6, "TCP6: ", "inuse ");
  return sockets;
}

double descriptors_us(const procfs::Proc& proc) {
  const auto text = proc.read("sys/fs/file-nr");
  std::uint64_t files = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), files);
  struct sysinfo system {};
  ::sysinfo(&system);
  return kDescriptorUs * static_cast<double>(files) + kThreadUs * system.procs;
}

/// The listeners' rows, with which /proc/net/tcp and tcp6 begin, and few of the others: the kernel
/// would go through all sockets of both families for a page of one.
Status read_listeners(const procfs::Proc& proc, Family family,
                      const std::function<void(const InetSocket&)>& sink) {
  auto diag = InetDiag::ask(family, InetDiag::Rows::listeners);
  if (!diag) return diag.error();
  if (Status status = diag->await(); !status) return status;
  // By inode: all that those of an SO_REUSEPORT group differ in.
  std::unordered_set<std::uint64_t> expected;
  Status status = diag->read([&](const InetSocket& socket) { expected.insert(socket.inode); });
  if (!status) return status;

  const std::string path = family == Family::ipv4 ? "net/tcp" : "net/tcp6";
  const UniqueFd fd(::openat(proc.fd(), path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return proc.error(path, errno);
  std::string text;
  std::array<char, 1 << 12> room;
  procfs::RepeatedRows repeated;
  bool is_header = true;
  for (std::uint32_t piece = 0; !expected.empty(); ++piece) {
    // Rows are longer, and the kernel makes no more of them than it is asked for.
    constexpr std::size_t kShortestRow = 128;
    const ssize_t got =
        ::read(fd.get(), room.data(), std::min(room.size(), kShortestRow * expected.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return proc.error(path, errno);
    if (got == 0) break;
    text.append(room.data(), static_cast<std::size_t>(got));
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      if (std::exchange(is_header, false)) continue;
      const auto socket = procfs::parse_inet_row(std::string_view(text).substr(begin, end - begin),
                                                 procfs::InetTable::tcp);
      // Those that are still expected have been closed.
      if (!socket || static_cast<TcpState>(socket->state) != TcpState::listen) return {};
      if (!repeated.is_repeated(*socket, piece)) sink(*socket);
      expected.erase(socket->inode);
    }
    text.erase(0, begin);
  }
  return {};
}

/// What netstat shows of TCP sockets by these settings.
struct Wanted {
  /// Neither a timer nor a uid, which sock_diag has otherwise than procfs.
  bool is_in_diag = false;
  /// Sockets that have no remote port: that is how netstat tells who listens.
  bool only_without_remote_port = false;
  bool both_families = false;

  explicit Wanted(const netstat::Settings& settings)
      : is_in_diag(!settings.timers && settings.extend == 0 && !settings.json),
        only_without_remote_port(settings.listening && !settings.all),
        both_families(names(settings, "inet") == names(settings, "inet6")) {}

 private:
  static bool names(const netstat::Settings& settings, std::string_view family) {
    return std::find(settings.families.begin(), settings.families.end(), family) !=
           settings.families.end();
  }
};

/// Where the daemon is asked; std::nullopt: nowhere.
std::optional<std::string> daemon_socket(const netstat::Settings& settings) {
  std::optional<std::string> path = settings.socket;
  if (const char* variable = std::getenv(kSocketVariable); !path && variable != nullptr) {
    path = variable;
  }
  if (!path || path->empty()) path = serve::kSocketPath;
  if (*path == "none") return std::nullopt;
  return path;
}

/// An iterator of the daemon's, in our network namespace.
Result<UniqueFd> ask_for_rows(const std::string& socket) {
  auto client = serve::Client::connect(socket, kDaemonPatience);
  if (!client) return client.error();
  const Status sent =
      client->send({"netstat", {"rows", std::to_string(kernel::kSocketRowsVersion)}});
  if (!sent) return sent.error();
  const auto status = client->read_status();
  if (!status) return status.error();
  UniqueFd rows = client->take_descriptor();
  if (status->code != 0 || !rows) {
    return Error{ErrorKind::unavailable, status->message, 0, ""};
  }
  return rows;
}

/// The listing of a daemon, where one is and lends it.
Result<SocketListing> borrow_listing(const std::string& socket) {
  auto first = ask_for_rows(socket);
  if (!first) return first.error();
  // std::function wants to be copied.
  const auto rows = std::make_shared<UniqueFd>(*std::move(first));
  return SocketListing::borrowed([socket, rows]() -> Result<UniqueFd> {
    if (rows->valid()) return std::move(*rows);
    return ask_for_rows(socket);
  });
}

/// The quickest way that privileges and the number of sockets allow: BPF iterators, our own or the
/// daemon's, sock_diag, or neither. Loads the programs as soon as that pays, and no sooner.
class QuickSource {
 public:
  /// @param may_load whether iterators say what procfs says here.
  /// @param socket the daemon's, if it may be asked.
  QuickSource(const Wanted& wanted, bool may_load, std::optional<std::string> socket)
      : wanted_(wanted), may_load_(may_load), socket_(std::move(socket)) {}

  Status tcp(Family family, const std::function<void(const InetSocket&)>& sink) {
    const std::uint64_t sockets = has_listing() ? 0 : tcp_sockets(proc_);
    const double procfs_us = kRowUs * static_cast<double>(sockets);
    if (procfs_us < kWalkUs) borrow_where_it_pays(procfs_us);
    load_where_it_pays([&] { return procfs_us; });
    borrow_where_it_pays(procfs_us);
    if (has_listing()) return tcp_by_listing(**listing_, family, sink);
    if (!wanted_.is_in_diag || sockets < kDiagSockets) return kDoesNotPay;
    return tcp_by_diag(family, sink);
  }

  Result<std::vector<SocketOwner>> owners() {
    if (!sees_every_process_) sees_every_process_ = may_load_ && shows_every_process(proc_);
    if (!*sees_every_process_) return kDoesNotPay;
    load_where_it_pays([this] { return descriptors_us(proc_); });
    if (!has_listing()) return kDoesNotPay;
    return (*listing_)->owners();
  }

 private:
  /// Listeners come first, so an iterator need not go on; whatever else has no remote port (a
  /// connect() to port 0) is sock_diag's to find.
  Status tcp_by_listing(SocketListing& listing, Family family,
                        const std::function<void(const InetSocket&)>& sink) {
    if (wanted_.only_without_remote_port && wanted_.is_in_diag) {
      auto others = InetDiag::ask(family, InetDiag::Rows::others_without_remote_port);
      if (others && others->await()) {
        if (Status status = listing.tcp(family, SocketListing::Rows::listeners, sink); !status)
          return status;
        return others->read(sink);
      }
    }
    return listing.tcp(family, SocketListing::Rows::all, sink);
  }

  Status tcp_by_diag(Family family, const std::function<void(const InetSocket&)>& sink) {
    const auto ask = [&](Family which) {
      return InetDiag::ask(which, wanted_.only_without_remote_port
                                      ? InetDiag::Rows::others_without_remote_port
                                      : InetDiag::Rows::others);
    };
    auto diag = std::exchange(asked_, std::nullopt);
    if (family == Family::ipv4 || !diag) diag = ask(family);
    // The kernel goes through the sockets of both families for each: at the same time, then.
    if (family == Family::ipv4 && wanted_.both_families) asked_ = ask(Family::ipv6);
    if (!*diag) return diag->error();
    if (Status status = (*diag)->await(); !status) return status;
    if (Status status = read_listeners(proc_, family, sink); !status) return status;
    return (*diag)->read(sink);
  }

  bool has_listing() const { return listing_ && *listing_; }

  /// Once: a daemon that has not answered is not asked again.
  void borrow_where_it_pays(double procfs_us) {
    if (has_listing() || !may_load_ || procfs_us < kAskUs || !socket_) return;
    auto borrowed = borrow_listing(*std::exchange(socket_, std::nullopt));
    if (borrowed) listing_.emplace(std::move(borrowed));
  }

  template <typename Cost>
  void load_where_it_pays(Cost cost) {
    if (listing_ || !may_load_ || cost() < kLoadUs) return;
    // For listeners alone, what is loaded sooner is quicker.
    listing_.emplace(SocketListing::load(SocketListing::kMostKept,
                                         wanted_.only_without_remote_port && wanted_.is_in_diag
                                             ? SocketListing::Method::iterator
                                             : SocketListing::Method::best));
  }

  procfs::Proc proc_;
  Wanted wanted_;
  bool may_load_;
  std::optional<std::string> socket_;
  std::optional<bool> sees_every_process_;
  std::optional<Result<SocketListing>> listing_;
  std::optional<Result<InetDiag>> asked_;  ///< For IPv6, the next question.
};

std::unique_ptr<netstat::SocketSource> make_source(const netstat::Settings& settings) {
  if (settings.route || settings.interfaces || settings.groups || settings.statistics ||
      settings.masquerade) {
    return nullptr;
  }
  const procfs::Proc proc;
  if (!is_real_procfs(proc)) return nullptr;
  // A user namespace maps the uids that procfs shows, but not those of an iterator.
  const bool may_load =
      procfs::in_initial_namespace(proc, procfs::InitialNamespace::user).value_or(false);
  const auto quick =
      std::make_shared<QuickSource>(Wanted(settings), may_load, daemon_socket(settings));
  auto source = std::make_unique<netstat::SocketSource>();
  source->tcp = [quick](Family family, const std::function<void(const InetSocket&)>& sink) {
    return quick->tcp(family, sink);
  };
  source->owners = [quick] { return quick->owners(); };
  return source;
}

}  // namespace

int run_netstat(std::span<char*> arguments) {
  return netstat::run(arguments, make_source);
}

}  // namespace bpfnetstat::app
