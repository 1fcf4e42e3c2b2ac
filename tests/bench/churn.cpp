// SPDX-License-Identifier: Apache-2.0
// Opens and closes TCP connections over loopback as fast as a core can, or holds many open.

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <limits>

#include "bench.h"

namespace {

using namespace bpfnetstat::bench;
using bpfnetstat::UniqueFd;

// Client: SYN_SENT, ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE.
// Server: SYN_RECV, ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSE.
constexpr std::uint64_t kTransitionsPerConnection = 10;

// Listeners have the ports from kFirstPort to here, clients those above.
constexpr std::uint16_t kFirstClientPort = 10000;

struct Options : LoadOptions {
  std::optional<std::uint64_t> count;
  std::optional<std::uint64_t> hold;
  bool until_stdin_ends = false;
};

struct Tally {
  std::uint64_t connections = 0;
  double seconds = 0;
};

void prepare_netns() {
  enter_own_netns();
  // Without TIME_WAIT sockets neither ports nor memory run out, and the first second costs what
  // the last one does. Both FINs and their ACKs are sent all the same.
  set_sysctl("net/ipv4/tcp_max_tw_buckets", "0");
  set_sysctl("net/ipv4/ip_local_port_range", std::to_string(kFirstClientPort) + " 65535");
}

void churn(const Options& options, std::uint16_t port, Clock::time_point start,
           const std::atomic<bool>& over, Tally& tally) {
  const UniqueFd listener = listen_on(port, 16);
  const sockaddr_in address = loopback(port);
  const std::uint64_t limit = options.count.value_or(std::numeric_limits<std::uint64_t>::max());
  const Pace pace = options.pace(start);
  std::this_thread::sleep_until(start);
  while (tally.connections < limit) {
    pace.wait(tally.connections);
    UniqueFd client = connect_to(address);
    UniqueFd server = checked_fd(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC), "accept");
    // Not close(): a closed socket in FIN_WAIT2 becomes a TIME_WAIT socket, of which there are
    // none here, and the server's FIN would be answered by a reset.
    check(shutdown(client.get(), SHUT_WR) == 0, "shutdown");
    server.reset();
    client.reset();
    ++tally.connections;
    if (options.until_stdin_ends) {
      if (over) break;
    } else if (!options.count && seconds_since(start) >= options.seconds) {
      break;
    }
  }
  tally.seconds = seconds_since(start);
}

void run_churn(const Options& options) {
  prepare_netns();
  SharedArray<Tally> tallies(options.cpus.size());
  SharedArray<std::atomic<bool>> over(1);
  Workers workers;
  const auto start = Clock::now() + std::chrono::milliseconds(20);
  for (std::size_t i = 0; i < options.cpus.size(); ++i) {
    workers.start([&, i] {
      pin_to(options.cpus[i]);
      churn(options, static_cast<std::uint16_t>(kFirstPort + i), start, over[0], tallies[i]);
    });
  }
  if (options.until_stdin_ends) {
    wait_for_end_of_stdin();
    over[0] = true;
  }
  workers.wait();

  std::uint64_t connections = 0;
  double seconds = 0;
  double connections_per_s = 0;
  for (const Tally& tally : tallies.all()) {
    connections += tally.connections;
    seconds = std::max(seconds, tally.seconds);
    connections_per_s += static_cast<double>(tally.connections) / tally.seconds;
  }
  std::printf(
      "{\"connections\":%ju,\"transitions\":%ju,\"seconds\":%.3f,\"connections_per_s\":%.0f,"
      "\"transitions_per_s\":%.0f}\n",
      static_cast<std::uintmax_t>(connections),
      static_cast<std::uintmax_t>(connections * kTransitionsPerConnection), seconds,
      connections_per_s, connections_per_s * static_cast<double>(kTransitionsPerConnection));
}

/// A process may have fewer open files than that: as many processes as it takes.
std::uint64_t connections_per_process() {
  rlimit files{};
  check(getrlimit(RLIMIT_NOFILE, &files) == 0, "getrlimit");
  files.rlim_cur = files.rlim_max;
  check(setrlimit(RLIMIT_NOFILE, &files) == 0, "setrlimit");
  // Not above 10,000, because a port pair is used once per listener.
  return std::clamp<std::uint64_t>((files.rlim_cur - 32) / 2, 1, 10000);
}

void hold(std::uint16_t port, std::uint64_t count, int opened) {
  const UniqueFd listener = listen_on(port, 16);
  const sockaddr_in address = loopback(port);
  std::vector<UniqueFd> ends;
  for (std::uint64_t i = 0; i < count; ++i) {
    ends.push_back(connect_to(address));
    ends.push_back(checked_fd(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC), "accept"));
  }
  check(write(opened, "x", 1) == 1, "write");
  wait_for_end_of_stdin();
}

void run_hold(std::uint64_t count) {
  prepare_netns();
  const std::uint64_t share = connections_per_process();
  int ends[2];
  check(pipe2(ends, O_CLOEXEC) == 0, "pipe");
  const UniqueFd all_opened(ends[0]);
  UniqueFd opened(ends[1]);
  Workers workers;
  std::uint64_t started = 0;
  for (std::uint64_t left = count; left > 0; ++started) {
    const std::uint64_t mine = std::min(left, share);
    const auto port = static_cast<std::uint16_t>(kFirstPort + started);
    if (started >= kFirstClientPort - kFirstPort) {
      throw std::runtime_error("too few open files allowed (ulimit -Hn) for so many connections");
    }
    workers.start([&, mine, port] { hold(port, mine, opened.get()); });
    left -= mine;
  }
  opened.reset();
  for (std::uint64_t i = 0; i < started; ++i) {
    char byte = 0;
    if (read(all_opened.get(), &byte, 1) != 1) throw std::runtime_error("a worker failed");
  }
  std::printf("{\"held\":%ju,\"processes\":%ju}\n", static_cast<std::uintmax_t>(count),
              static_cast<std::uintmax_t>(started));
  std::fflush(stdout);
  workers.wait();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Opens and closes TCP connections over loopback, or holds many open.",
               "bench_churn");
  add_load_options(app, options);
  app.add_option("--count", options.count, "so many connections on each CPU instead")
      ->check(CLI::PositiveNumber);
  app.add_flag("--until-stdin-ends", options.until_stdin_ends, "instead of so many seconds")
      ->excludes("--count");
  app.add_option("--hold", options.hold,
                 "open so many connections, say so, keep them until stdin ends")
      ->check(CLI::Range(1, 1'000'000));
  return run_main(app, argc, argv, [&] {
    if (options.hold) {
      run_hold(*options.hold);
    } else {
      run_churn(options);
    }
  });
}
