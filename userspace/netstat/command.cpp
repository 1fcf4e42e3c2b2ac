// SPDX-License-Identifier: Apache-2.0
#include "netstat/command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <getopt.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "procfs/netns.h"

namespace bpfnetstat::netstat {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 3;

enum LongOnly {
  kFamily = 256,
  kNumericHosts,
  kNumericPorts,
  kNumericUsers,
  kUnix,
  kJson,
  kNetns,
  kSocket
};

// Their order shows: an abbreviation that is ambiguous names its possibilities in this order, and
// leaves out those that do the same as the first.
constexpr option kLongOptions[] = {
    {"tcpip", no_argument, nullptr, kFamily},
    {"ip", no_argument, nullptr, kFamily},
    {"inet", no_argument, nullptr, kFamily},
    {"inet6", no_argument, nullptr, kFamily},
    {"ipx", no_argument, nullptr, kFamily},
    {"unix", no_argument, nullptr, kFamily},
    {"ax25", no_argument, nullptr, kFamily},
    {"appletalk", no_argument, nullptr, kFamily},
    {"ddp", no_argument, nullptr, kFamily},
    {"netrom", no_argument, nullptr, kFamily},
    {"rose", no_argument, nullptr, kFamily},
    {"x25", no_argument, nullptr, kFamily},
    {"bluetooth", no_argument, nullptr, kFamily},
    {"version", no_argument, nullptr, 'V'},
    {"interfaces", no_argument, nullptr, 'i'},
    {"help", no_argument, nullptr, 'h'},
    {"route", no_argument, nullptr, 'r'},
    {"sctp", no_argument, nullptr, 'S'},
    {"statistics", no_argument, nullptr, 's'},
    {"masquerade", no_argument, nullptr, 'M'},
    {"protocol", required_argument, nullptr, 'A'},
    {"tcp", no_argument, nullptr, 't'},
    {"udp", no_argument, nullptr, 'u'},
    {"udplite", no_argument, nullptr, 'U'},
    {"raw", no_argument, nullptr, 'w'},
    {"unix", no_argument, nullptr, kUnix},
    {"l2cap", no_argument, nullptr, '2'},
    {"rfcomm", no_argument, nullptr, 'f'},
    {"listening", no_argument, nullptr, 'l'},
    {"all", no_argument, nullptr, 'a'},
    {"timers", no_argument, nullptr, 'o'},
    {"continuous", no_argument, nullptr, 'c'},
    {"extend", no_argument, nullptr, 'e'},
    {"programs", no_argument, nullptr, 'p'},
    {"verbose", no_argument, nullptr, 'v'},
    {"numeric", no_argument, nullptr, 'n'},
    {"numeric-hosts", no_argument, nullptr, kNumericHosts},
    {"numeric-ports", no_argument, nullptr, kNumericPorts},
    {"numeric-users", no_argument, nullptr, kNumericUsers},
    {"symbolic", no_argument, nullptr, 'N'},
    {"cache", no_argument, nullptr, 'C'},
    {"fib", no_argument, nullptr, 'F'},
    {"wide", no_argument, nullptr, 'W'},
    {"context", no_argument, nullptr, 'Z'},
    {"groups", no_argument, nullptr, 'g'},
    {nullptr, 0, nullptr, 0},
};

// Kept apart, so that abbreviations stay netstat's: these have to be written out.
constexpr option kOurOptions[] = {
    {"json", no_argument, nullptr, kJson},
    {"netns", required_argument, nullptr, kNetns},
    {"socket", required_argument, nullptr, kSocket},
    {nullptr, 0, nullptr, 0},
};

constexpr const char* kShortOptions = "A:CFLMNSUVWZ246acdefghilnoprstuvwx?";

/// The first line is netstat's own: scripts look for it.
constexpr std::string_view kUsage =
    R"(usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}
  or:  netstat [-aclnoeevW] [-p] [PROTOCOL...]            sockets
       netstat {-i | -g | -M} [-aceevnN]                  interfaces, groups, masquerading
       netstat -s [-6] [PROTOCOL...]                      counters
       netstat -L [-46x] [-n] [-p]                        queues of listening sockets

What to show (sockets, if nothing is named):
  -r, --route              routing tables
  -i, --interfaces         network interfaces
  -g, --groups             multicast groups that were joined
  -s, --statistics         what each protocol has counted
  -M, --masquerade         masqueraded connections
  -L                       accept queue/SYN queue/limit and drops of each listening socket

PROTOCOL:
  -t, --tcp                -u, --udp                -U, --udplite
  -S, --sctp               -w, --raw                -x, --unix
  -4, --inet               -6, --inet6              -A, --protocol FAMILY[,FAMILY...]

Which sockets (those with a peer, if neither is given):
  -l, --listening          those that wait for one
  -a, --all                both

How:
  -n, --numeric            no names of hosts, ports and users
      --numeric-hosts, --numeric-ports, --numeric-users
                           no names of one kind
  -N, --symbolic           names of hardware
  -e, --extend             more columns; given twice, all
  -p, --programs           which process holds a socket
  -o, --timers             timers of TCP
  -W, --wide               addresses in full length
  -c, --continuous         again each second
  -F, --fib                -r from the forwarding table (so it is anyway)
  -C, --cache              -r from the cache of routes
  -Z, --context            security contexts of SELinux
  -v, --verbose            tell what is missing

Not in other netstats:
      --json               one JSON object a line instead of tables
      --netns NAME|PID     look into another network namespace
      --socket PATH        where the daemon is asked, or none
)";

/// The names that -A takes, and netstat's name for what is meant.
struct FamilyName {
  std::string_view given;
  std::string_view family;
};
constexpr FamilyName kFamilyNames[] = {
    {"inet", "inet"},   {"ip", "inet"},       {"tcpip", "inet"},
    {"inet6", "inet6"}, {"unix", "unix"},     {"ipx", "ipx"},
    {"ax25", "ax25"},   {"netrom", "netrom"}, {"rose", "rose"},
    {"x25", "x25"},     {"ddp", "ddp"},       {"appletalk", "ddp"},
    {"econet", "ec"},   {"ash", "ash"},       {"bluetooth", "bluetooth"},
};

bool add_family(Settings& settings, std::string_view name) {
  const auto* found = std::find_if(std::begin(kFamilyNames), std::end(kFamilyNames),
                                   [&](const FamilyName& known) { return known.given == name; });
  if (found == std::end(kFamilyNames)) return false;
  if (found->family == "unix") settings.unix_domain = true;
  settings.families.emplace_back(found->family);
  return true;
}

/// An exit code, where it ends here.
std::optional<int> add_families(Settings& settings, std::string_view list) {
  for (;;) {
    const std::size_t comma = list.find(',');
    const std::string_view name = list.substr(0, comma);
    if (!add_family(settings, name)) {
      complain("Unknown address family `{}'.\n", name);
      return kFailed;
    }
    if (comma == std::string_view::npos) return std::nullopt;
    list.remove_prefix(comma + 1);
  }
}

int refuse_usage() {
  complain("{}", kUsage);
  return kWrongUsage;
}

void show_on_stdout(std::string_view text) {
  Output out(STDOUT_FILENO);
  out.text(text);
}

/// Whether SELinux is at work: what is_selinux_enabled(3) looks at.
bool is_selinux_enabled() {
  return ::access("/sys/fs/selinux/enforce", F_OK) == 0;
}

/// The word that getopt_long looks at next, its permutations considered.
std::string_view next_option(std::span<char*> arguments) {
  for (auto i = static_cast<std::size_t>(std::max(optind, 1)); i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word.size() > 1 && word.starts_with('-')) return word;
  }
  return {};
}

bool is_our_option(std::string_view word) {
  if (!word.starts_with("--")) return false;
  word = word.substr(2, word.find('=') - 2);
  return std::any_of(std::begin(kOurOptions), std::end(kOurOptions),
                     [&](const option& ours) { return ours.name != nullptr && word == ours.name; });
}

/// @return an exit code, where it ends here.
std::optional<int> parse(std::span<char*> arguments, Settings& settings) {
  if (!arguments.empty()) settings.program = arguments.front();
  optind = 0;  // glibc's way to begin afresh.
  for (;;) {
    const option* table = is_our_option(next_option(arguments)) ? kOurOptions : kLongOptions;
    int index = 0;
    const int option = ::getopt_long(static_cast<int>(arguments.size()), arguments.data(),
                                     kShortOptions, table, &index);
    if (option == -1) return std::nullopt;
    switch (option) {
      case 'r':
        settings.route = true;
        break;
      case 'i':
        settings.interfaces = true;
        break;
      case 'g':
        settings.groups = true;
        break;
      case 's':
        settings.statistics = true;
        break;
      case 'M':
        settings.masquerade = true;
        break;
      case 'L':
        settings.listen_queues = true;
        break;
      case 'a':
        settings.all = true;
        break;
      case 'l':
        settings.listening = true;
        break;
      case 'n':
        settings.numeric_hosts = settings.numeric_ports = settings.numeric_users = true;
        break;
      case kNumericHosts:
        settings.numeric_hosts = true;
        break;
      case kNumericPorts:
        settings.numeric_ports = true;
        break;
      case kNumericUsers:
        settings.numeric_users = true;
        break;
      case 'N':
        settings.symbolic = true;
        break;
      case 'e':
        ++settings.extend;
        break;
      case 'p':
        settings.programs = true;
        break;
      case 'o':
        settings.timers = true;
        break;
      case 'v':
        ++settings.verbose;
        break;
      case 'c':
        settings.continuous = true;
        break;
      case 'W':
        settings.wide = true;
        break;
      case 'F':
        settings.fib = true;
        break;
      case 'C':
        settings.cache = true;
        break;
      case 't':
        settings.tcp = true;
        break;
      case 'u':
        settings.udp = true;
        break;
      case 'U':
        settings.udplite = true;
        break;
      case 'S':
        settings.sctp = true;
        break;
      case 'w':
        settings.raw = true;
        break;
      case '2':
      case 'f':
        settings.bluetooth = true;
        break;
      case 'd':  // Takes no effect in netstat either.
        break;
      case '4':
        add_family(settings, "inet");
        break;
      case '6':
        add_family(settings, "inet6");
        break;
      case 'x':
      case kUnix:
        add_family(settings, "unix");
        break;
      case kFamily:
        if (const std::string_view name = table[index].name; name == "tcpip") {
          // So netstat does not get on with an option of its own; it goes on without it.
          complain("netstat.c: Internal Error `longopts 1 range'.\n");
        } else {
          add_family(settings, name);
        }
        break;
      case 'A':
        if (const auto code = add_families(settings, optarg)) return code;
        break;
      case 'Z':
        // Nothing here knows contexts, so a system with SELinux is told so.
        complain("{}", is_selinux_enabled() ? "Security contexts are not shown by this netstat.\n"
                                            : "SELinux is not enabled on this machine.\n");
        return kFailed;
      case 'V':
        show_on_stdout("bpfnetstat " BPFNETSTAT_VERSION " (compatible with net-tools 2.10)\n");
        return 0;
      case 'h':
        show_on_stdout(kUsage);
        return 0;
      case kJson:
        settings.json = true;
        break;
      case kNetns:
        settings.netns = optarg;
        break;
      case kSocket:
        settings.socket = optarg;
        break;
      default:
        return refuse_usage();
    }
  }
}

Result<procfs::ScopedNetns> enter_netns(const procfs::Proc& proc, const std::string& spec) {
  const auto inode = procfs::resolve_netns(proc, spec);
  if (!inode) return inode.error();
  if (!*inode) {
    return Error{ErrorKind::usage, "--netns all: netstat looks into one network namespace", 0,
                 "give a name or a pid"};
  }
  const auto all = procfs::enumerate_netns(proc);
  if (!all) return all.error();
  const auto found = std::find_if(
      all->begin(), all->end(), [&](const procfs::Netns& netns) { return netns.inode == **inode; });
  if (found == all->end()) {
    return Error{ErrorKind::failed, fmt::format("--netns {}: it is gone", spec), 0, ""};
  }
  const auto fd = procfs::open_netns(*found);
  if (!fd) return fd.error();
  return procfs::ScopedNetns::enter(fd->get());
}

int show(Context& context) {
  const Settings& settings = context.settings;
  if (settings.route) return show_routes(context);
  if (settings.interfaces) return show_interfaces(context);
  if (settings.statistics) return show_statistics(context);
  if (settings.masquerade) return show_masquerade(context);
  // Multicast groups are one section among those of the sockets.
  return show_sockets(context);
}

}  // namespace

int run(std::span<char*> arguments,
        const std::function<std::unique_ptr<SocketSource>(const Settings&)>& make_source) {
  Settings settings;
  if (const auto code = parse(arguments, settings)) return *code;
  if (settings.route + settings.interfaces + settings.statistics + settings.masquerade > 1) {
    return refuse_usage();
  }

  const procfs::Proc proc;
  // This process has one thread, so that /proc/net is of the namespace that it enters here.
  std::optional<procfs::ScopedNetns> inside;
  if (settings.netns) {
    auto entered = enter_netns(proc, *settings.netns);
    if (!entered) {
      complain("{}: {}\n", settings.program, to_string(entered.error()));
      return entered.error().kind == ErrorKind::usage ? kWrongUsage : kFailed;
    }
    inside.emplace(std::move(*entered));
  }

  Names names;
  Output out(STDOUT_FILENO);
  const bool shows_sockets =
      !settings.route && !settings.interfaces && !settings.statistics && !settings.masquerade;
  const auto source = shows_sockets && make_source ? make_source(settings) : nullptr;
  Context context{settings, proc, names, out, source.get()};
  // Counters are shown once even so.
  const bool repeats = settings.continuous && !settings.statistics;
  for (;;) {
    if (const int code = show(context); code != 0 || !repeats) return code;
    out.flush();
    context.is_first_round = false;
    const timespec second{.tv_sec = 1, .tv_nsec = 0};
    ::nanosleep(&second, nullptr);
  }
}

}  // namespace bpfnetstat::netstat
