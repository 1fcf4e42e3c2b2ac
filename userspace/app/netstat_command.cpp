// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/commands.h"
#include "kernel/socket_listing.h"
#include "netstat/command.h"
#include "procfs/proc.h"
#include "procfs/system.h"

namespace bpfnetstat::app {
namespace {

using kernel::SocketListing;

// What tests/bench/views measured, in microseconds: loading pays where procfs takes longer.
constexpr double kLoadUs = 5000;
constexpr double kRowUs = 1.2;         ///< A socket, read from procfs instead of an iterator.
constexpr double kDescriptorUs = 1.3;  ///< A link in /proc/PID/fd.
constexpr double kThreadUs = 10;       ///< /proc/PID/fd itself.

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

double tcp_rows_us(const procfs::Proc& proc) {
  const auto ipv4 = proc.read("net/sockstat");
  const auto ipv6 = proc.read("net/sockstat6");
  std::uint64_t sockets = 0;
  if (ipv4) {
    sockets += sockstat_figure(*ipv4, "TCP: ", "inuse ");
    sockets += sockstat_figure(*ipv4, "TCP: ", "tw ");  // Those of IPv6 as well.
  }
  if (ipv6) sockets += sockstat_figure(*ipv6, "TCP6: ", "inuse ");
  return kRowUs * static_cast<double>(sockets);
}

double descriptors_us(const procfs::Proc& proc) {
  const auto text = proc.read("sys/fs/file-nr");
  std::uint64_t files = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), files);
  struct sysinfo system {};
  ::sysinfo(&system);
  return kDescriptorUs * static_cast<double>(files) + kThreadUs * system.procs;
}

/// Loads the programs as soon as that pays, and no sooner.
class LazyListing {
 public:
  explicit LazyListing(SocketListing::Rows rows) : rows_(rows) {}

  Status tcp(Family family, const std::function<void(const InetSocket&)>& sink) {
    auto* listing = listing_where_it_pays([this] { return tcp_rows_us(proc_); });
    if (listing == nullptr) return kDoesNotPay;
    return listing->tcp(family, rows_, sink);
  }

  Result<std::vector<SocketOwner>> owners() {
    if (!sees_every_process_) sees_every_process_ = shows_every_process(proc_);
    if (!*sees_every_process_) return kDoesNotPay;
    const auto* listing = listing_where_it_pays([this] { return descriptors_us(proc_); });
    if (listing == nullptr) return kDoesNotPay;
    return listing->owners();
  }

 private:
  template <typename Cost>
  SocketListing* listing_where_it_pays(Cost cost) {
    if (!listing_) {
      if (cost() < kLoadUs) return nullptr;
      listing_.emplace(SocketListing::load());
    }
    return *listing_ ? &**listing_ : nullptr;
  }

  procfs::Proc proc_;
  SocketListing::Rows rows_;
  std::optional<bool> sees_every_process_;
  std::optional<Result<SocketListing>> listing_;
};

std::unique_ptr<netstat::SocketSource> make_source(const netstat::Settings& settings) {
  if (settings.route || settings.interfaces || settings.groups || settings.statistics ||
      settings.masquerade) {
    return nullptr;
  }
  const procfs::Proc proc;
  // A user namespace maps the uids that procfs shows.
  if (!is_real_procfs(proc) ||
      !procfs::in_initial_namespace(proc, procfs::InitialNamespace::user).value_or(false)) {
    return nullptr;
  }
  const auto listing = std::make_shared<LazyListing>(settings.listening && !settings.all
                                                         ? SocketListing::Rows::listeners
                                                         : SocketListing::Rows::all);
  auto source = std::make_unique<netstat::SocketSource>();
  source->tcp = [listing](Family family, const std::function<void(const InetSocket&)>& sink) {
    return listing->tcp(family, sink);
  };
  source->owners = [listing] { return listing->owners(); };
  return source;
}

}  // namespace

int run_netstat(std::span<char*> arguments) {
  return netstat::run(arguments, make_source);
}

}  // namespace bpfnetstat::app
