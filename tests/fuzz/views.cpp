// SPDX-License-Identifier: Apache-2.0
#include "netstat/views.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/unique_fd.h"
#include "check.h"
#include "check_json.h"
#include "folder.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

/// A file of /proc/net and who shows it. Interfaces are not among them: of each name there the
/// kernel is asked, and would look for a module.
struct Shown {
  const char* file;
  int (*show)(netstat::Context&);
  bool netstat::Settings::*what;
};

constexpr auto kShown = std::to_array<Shown>({
    {"net/tcp", netstat::show_sockets, &netstat::Settings::tcp},
    {"net/tcp6", netstat::show_sockets, &netstat::Settings::tcp},
    {"net/udp", netstat::show_sockets, &netstat::Settings::udp},
    {"net/udp6", netstat::show_sockets, &netstat::Settings::udp},
    {"net/udplite", netstat::show_sockets, &netstat::Settings::udplite},
    {"net/raw", netstat::show_sockets, &netstat::Settings::raw},
    {"net/unix", netstat::show_sockets, &netstat::Settings::unix_domain},
    {"net/sctp/eps", netstat::show_sockets, &netstat::Settings::sctp},
    {"net/sctp/assocs", netstat::show_sockets, &netstat::Settings::sctp},
    {"net/route", netstat::show_routes, &netstat::Settings::route},
    {"net/ipv6_route", netstat::show_routes, &netstat::Settings::route},
    {"net/rt_cache", netstat::show_routes, &netstat::Settings::route},
    {"net/igmp", netstat::show_groups, &netstat::Settings::groups},
    {"net/igmp6", netstat::show_groups, &netstat::Settings::groups},
    {"net/snmp", netstat::show_statistics, &netstat::Settings::statistics},
    {"net/netstat", netstat::show_statistics, &netstat::Settings::statistics},
    {"net/snmp6", netstat::show_statistics, &netstat::Settings::statistics},
    {"net/sctp/snmp", netstat::show_statistics, &netstat::Settings::statistics},
    {"net/ip_masquerade", netstat::show_masquerade, &netstat::Settings::masquerade},
});

/// A proc tree in which every file is empty but one.
class Tree {
 public:
  Tree() {
    for (const char* name : {"/net", "/net/sctp"}) ::mkdir((root() + name).c_str(), 0700);
    for (std::size_t i = 0; i < kShown.size(); ++i) {
      const std::string path = root() + "/" + kShown[i].file;
      files_[i].reset(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
      expect(files_[i].valid());
    }
  }

  const std::string& root() const { return folder_.path(); }

  void write(std::size_t file, std::string_view text) {
    expect(::ftruncate(files_[last_].get(), 0) == 0);
    last_ = file;
    expect(::pwrite(files_[file].get(), text.data(), text.size(), 0) ==
           static_cast<ssize_t>(text.size()));
  }

 private:
  fuzz::Folder folder_;
  std::array<UniqueFd, kShown.size()> files_;
  std::size_t last_ = 0;
};

std::string take_all(int fd) {
  std::string text(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
  expect(::pread(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  expect(::ftruncate(fd, 0) == 0 && ::lseek(fd, 0, SEEK_SET) == 0);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  // For netstat's complaints; libFuzzer has its own.
  stderr = std::fopen("/dev/null", "w");
  return 0;
}

/// The first byte says which file, the second with which flags.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Tree tree;
  static const procfs::Proc proc(tree.root());
  static const UniqueFd written(::memfd_create("view", MFD_CLOEXEC));
  if (size < 2) return 0;
  const std::size_t file = data[0] % kShown.size();
  const Shown& shown = kShown[file];
  tree.write(file, fuzz::text_of(data + 2, size - 2));

  netstat::Settings settings;
  settings.*shown.what = true;
  // Nobody shall be asked for names.
  settings.numeric_hosts = settings.numeric_ports = settings.numeric_users = true;
  settings.json = (data[1] & 1) != 0;
  settings.all = (data[1] & 2) != 0;
  settings.extend = (data[1] & 4) != 0 ? 2 : 0;
  settings.verbose = (data[1] & 8) != 0 ? 1 : 0;
  settings.timers = (data[1] & 16) != 0;
  settings.wide = (data[1] & 32) != 0;
  settings.cache = (data[1] & 64) != 0;
  settings.listening = (data[1] & 128) != 0;
  if (shown.what == &netstat::Settings::route) settings.families = {"inet", "inet6"};
  {
    netstat::Names names;
    netstat::Output out(written.get());
    netstat::Context context{.settings = settings, .proc = proc, .names = names, .out = out};
    const int code = shown.show(context);
    expect(code >= 0 && code <= 255);
  }
  const std::string text = take_all(written.get());
  if (settings.json) expect(fuzz::are_json_objects(text) && fuzz::is_harmless(text));
  return 0;
}
