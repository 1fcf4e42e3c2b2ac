// SPDX-License-Identifier: Apache-2.0
#include "netstat/command.h"

#include <getopt.h>
#include <unistd.h>

#include <memory>

namespace bpfnetstat::netstat {
namespace {

enum LongOnly { kFamily = 256, kNumericHosts, kNumericPorts, kNumericUsers, kJson, kNetns };

constexpr option kLongOptions[] = {
    {"inet", no_argument, nullptr, kFamily},
    {"inet6", no_argument, nullptr, kFamily},
    {"unix", no_argument, nullptr, kFamily},
    {"route", no_argument, nullptr, 'r'},
    {"interfaces", no_argument, nullptr, 'i'},
    {"groups", no_argument, nullptr, 'g'},
    {"statistics", no_argument, nullptr, 's'},
    {"masquerade", no_argument, nullptr, 'M'},
    {"numeric", no_argument, nullptr, 'n'},
    {"numeric-hosts", no_argument, nullptr, kNumericHosts},
    {"numeric-ports", no_argument, nullptr, kNumericPorts},
    {"numeric-users", no_argument, nullptr, kNumericUsers},
    {"json", no_argument, nullptr, kJson},
    {"netns", required_argument, nullptr, kNetns},
    {nullptr, 0, nullptr, 0},
};

}  // namespace

int run(std::span<char*> arguments,
        const std::function<std::unique_ptr<SocketSource>(const Settings&)>& make_source) {
  Settings settings;
  int index = 0;
  for (int c; (c = ::getopt_long(static_cast<int>(arguments.size()), arguments.data(),
                                 "rigsMaln46A:NepovcWFCZtuUSwxL", kLongOptions, &index)) != -1;) {
    switch (c) {
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
      case '4':
        settings.families.push_back("inet");
        break;
      case '6':
        settings.families.push_back("inet6");
        break;
      case 'A':
        settings.families.push_back(optarg);
        break;
      case kFamily:
        settings.families.push_back(kLongOptions[index].name);
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
      case 'x':
        settings.unix_domain = true;
        break;
      case 'L':
        settings.listen_queues = true;
        break;
      case kJson:
        settings.json = true;
        break;
      case kNetns:
        settings.netns = optarg;
        break;
      default:
        return 3;
    }
  }
  const procfs::Proc proc;
  Names names;
  Output out(STDOUT_FILENO);
  const auto source = make_source ? make_source(settings) : nullptr;
  Context context{settings, proc, names, out, source.get()};
  if (settings.route) return show_routes(context);
  if (settings.interfaces) return show_interfaces(context);
  if (settings.groups) return show_groups(context);
  if (settings.statistics) return show_statistics(context);
  if (settings.masquerade) return show_masquerade(context);
  return show_sockets(context);
}

}  // namespace bpfnetstat::netstat
