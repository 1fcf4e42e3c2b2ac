// SPDX-License-Identifier: Apache-2.0
// Raw SYNs from invented loopback addresses at a listener whose accept queue is full, in a network
// namespace of its own: nothing leaves the machine.

#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <random>
#include <sstream>

#include "bench.h"

namespace {

using namespace bpfnetstat::bench;
using bpfnetstat::UniqueFd;

constexpr std::size_t kBatch = 64;

struct Options : LoadOptions {
  bool wait = false;
};

struct Syn {
  iphdr ip;
  tcphdr tcp;
};
static_assert(sizeof(Syn) == 40);

struct ListenCounters {
  std::uint64_t overflows = 0;
  std::uint64_t drops = 0;

  bool operator==(const ListenCounters&) const = default;
};

/// Of the caller's network namespace.
ListenCounters listen_counters() {
  std::ifstream file("/proc/self/net/netstat");
  for (std::string names; std::getline(file, names);) {
    std::string values;
    if (!std::getline(file, values)) break;
    if (!names.starts_with("TcpExt:")) continue;
    std::istringstream name_words(names);
    std::istringstream value_words(values);
    ListenCounters counters;
    std::string name;
    std::string value;
    while (name_words >> name && value_words >> value) {
      if (name == "ListenOverflows") counters.overflows = std::stoull(value);
      if (name == "ListenDrops") counters.drops = std::stoull(value);
    }
    return counters;
  }
  throw std::runtime_error("/proc/self/net/netstat has no TcpExt lines");
}

/// A soft interrupt may still be busy with the last packets when their senders are gone.
ListenCounters settled_listen_counters() {
  ListenCounters before = listen_counters();
  for (;;) {
    usleep(20000);
    const ListenCounters now = listen_counters();
    if (now == before) return now;
    before = now;
  }
}

/// RFC 1071 over the segment and its pseudo header. The receiver verifies it: packets of raw
/// sockets are not marked as checked on the loopback interface.
std::uint16_t tcp_checksum(const Syn& syn) {
  std::array<std::uint16_t, sizeof(tcphdr) / 2> words;
  std::memcpy(words.data(), &syn.tcp, sizeof(syn.tcp));
  std::uint32_t sum = htons(IPPROTO_TCP) + htons(sizeof(tcphdr));
  for (const std::uint32_t address : {syn.ip.saddr, syn.ip.daddr}) {
    sum += (address & 0xffff) + (address >> 16);
  }
  for (const std::uint16_t word : words) sum += word;
  sum = (sum & 0xffff) + (sum >> 16);
  sum += sum >> 16;
  return static_cast<std::uint16_t>(~sum);
}

Syn syn_template() {
  Syn syn{};
  syn.ip.version = 4;
  syn.ip.ihl = 5;
  syn.ip.ttl = 64;
  syn.ip.protocol = IPPROTO_TCP;
  syn.ip.daddr = htonl(INADDR_LOOPBACK);
  syn.tcp.dest = htons(kFirstPort);
  syn.tcp.doff = 5;
  syn.tcp.syn = 1;
  syn.tcp.window = htons(64240);
  return syn;
}

void flood(const Options& options, Clock::time_point start, std::uint64_t& sent) {
  const UniqueFd raw = checked_fd(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW), "socket");
  sockaddr_in to = loopback(0);
  std::minstd_rand random(static_cast<unsigned>(getpid()));
  std::array<Syn, kBatch> syns;
  syns.fill(syn_template());
  std::array<iovec, kBatch> parts;
  std::array<mmsghdr, kBatch> messages{};
  for (std::size_t i = 0; i < kBatch; ++i) {
    parts[i] = {&syns[i], sizeof(Syn)};
    messages[i].msg_hdr.msg_name = &to;
    messages[i].msg_hdr.msg_namelen = sizeof(to);
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  const Pace pace = options.pace(start);
  while (seconds_since(start) < options.seconds) {
    pace.wait(sent);
    for (Syn& syn : syns) {
      // 127.1.0.0 to 127.254.255.255: loopback, but neither its network nor broadcast address.
      const auto value = static_cast<std::uint32_t>(random());
      syn.ip.saddr = htonl(0x7f010000u + value % 0x00fe0000u);
      syn.tcp.source = htons(static_cast<std::uint16_t>(1024 + random() % 64512));
      syn.tcp.seq = value;
      syn.tcp.check = 0;
      syn.tcp.check = tcp_checksum(syn);
    }
    const int done = sendmmsg(raw.get(), messages.data(), kBatch, 0);
    check(done > 0, "sendmmsg");
    sent += static_cast<std::uint64_t>(done);
  }
}

void run(const Options& options) {
  enter_own_netns();
  // A backlog of 0 holds one connection.
  const UniqueFd listener = listen_on(kFirstPort, 0);
  const UniqueFd never_accepted = connect_to(loopback(kFirstPort));

  const ListenCounters before = settled_listen_counters();
  SharedArray<std::uint64_t> sent(options.cpus.size());
  Workers workers;
  const auto start = Clock::now();
  for (std::size_t i = 0; i < options.cpus.size(); ++i) {
    workers.start([&, i] {
      pin_to(options.cpus[i]);
      flood(options, start, sent[i]);
    });
  }
  workers.wait();
  const double seconds = seconds_since(start);
  const ListenCounters after = settled_listen_counters();

  struct stat netns {};
  check(stat("/proc/self/ns/net", &netns) == 0, "stat /proc/self/ns/net");
  std::uint64_t syns = 0;
  for (const std::uint64_t count : sent.all()) syns += count;
  std::printf(
      "{\"netns\":%ju,\"syns\":%ju,\"seconds\":%.3f,\"syns_per_s\":%.0f,"
      "\"listen_overflows\":%ju,\"listen_drops\":%ju}\n",
      static_cast<std::uintmax_t>(netns.st_ino), static_cast<std::uintmax_t>(syns), seconds,
      static_cast<double>(syns) / seconds,
      static_cast<std::uintmax_t>(after.overflows - before.overflows),
      static_cast<std::uintmax_t>(after.drops - before.drops));
  std::fflush(stdout);
  if (options.wait) wait_for_end_of_stdin();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Sends raw SYNs to a full listener in a network namespace of its own.",
               "bench_syn_flood");
  add_load_options(app, options);
  app.add_flag("--wait", options.wait,
               "afterwards keep the namespace and the listener until stdin ends");
  return run_main(app, argc, argv, [&] { run(options); });
}
