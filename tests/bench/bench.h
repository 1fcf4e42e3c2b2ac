// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "base/unique_fd.h"

/// What the load generators share. They are small programs: failures throw, main() prints them.
namespace bpfnetstat::bench {

using Clock = std::chrono::steady_clock;

inline constexpr std::uint16_t kFirstPort = 7001;

/// Throws what errno says.
inline void check(bool ok, const std::string& what) {
  if (!ok) throw std::system_error(errno, std::generic_category(), what);
}

inline UniqueFd checked_fd(int fd, const std::string& what) {
  check(fd >= 0, what);
  return UniqueFd(fd);
}

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

inline void pin_to(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  check(sched_setaffinity(0, sizeof(set), &set) == 0, "pin to CPU " + std::to_string(cpu));
}

/// /proc/sys/net shows the namespace of whoever opens it.
inline void set_sysctl(const std::string& name, std::string_view value) {
  const std::string path = "/proc/sys/" + name;
  const UniqueFd fd = checked_fd(open(path.c_str(), O_WRONLY | O_CLOEXEC), path);
  check(write(fd.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size()), path);
}

/// A network namespace that nothing else lives in, with its loopback interface up. It ends with
/// the last process in it: nothing is left behind, whatever happens.
inline void enter_own_netns() {
  check(unshare(CLONE_NEWNET) == 0, "unshare a network namespace (run as root)");
  const UniqueFd fd = checked_fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
  ifreq request{};
  std::memcpy(request.ifr_name, "lo", sizeof("lo"));
  request.ifr_flags = IFF_UP;
  check(ioctl(fd.get(), SIOCSIFFLAGS, &request) == 0, "bring lo up");
}

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline UniqueFd listen_on(std::uint16_t port, int backlog) {
  UniqueFd fd = checked_fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  const sockaddr_in address = loopback(port);
  check(bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0,
        "bind port " + std::to_string(port));
  check(listen(fd.get(), backlog) == 0, "listen");
  return fd;
}

inline UniqueFd connect_to(const sockaddr_in& address) {
  UniqueFd fd = checked_fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  check(connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0,
        "connect");
  return fd;
}

/// Memory that forked workers and their parent both see: one T each.
template <typename T>
class SharedArray {
 public:
  explicit SharedArray(std::size_t size) : size_(size) {
    void* memory =
        mmap(nullptr, size * sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(memory != MAP_FAILED, "mmap");
    data_ = new (memory) T[size]();
  }
  SharedArray(const SharedArray&) = delete;
  SharedArray& operator=(const SharedArray&) = delete;
  ~SharedArray() { munmap(data_, size_ * sizeof(T)); }

  T& operator[](std::size_t index) { return data_[index]; }
  std::span<const T> all() const { return {data_, size_}; }

 private:
  T* data_;
  std::size_t size_;
};

/// Forked processes; each runs one function and dies with its parent.
class Workers {
 public:
  Workers() = default;
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers() {
    for (const pid_t pid : pids_) {
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
    }
  }

  template <typename Function>
  void start(Function work) {
    const pid_t parent = getpid();
    const pid_t pid = fork();
    check(pid >= 0, "fork");
    if (pid > 0) {
      pids_.push_back(pid);
      return;
    }
    int code = 0;
    try {
      check(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "prctl");
      if (getppid() == parent) work();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "worker: %s\n", error.what());
      code = 1;
    }
    _exit(code);
  }

  /// Until every worker is done; throws when one of them failed.
  void wait() {
    while (!pids_.empty()) {
      int status = 0;
      check(waitpid(pids_.back(), &status, 0) > 0, "waitpid");
      pids_.pop_back();
      if (status != 0) throw std::runtime_error("a worker failed");
    }
  }

 private:
  std::vector<pid_t> pids_;
};

/// Returns when the other end of stdin is closed.
inline void wait_for_end_of_stdin() {
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) > 0) continue;
}

/// So many steps a second on average, where a rate is given. Whoever was held up catches up.
class Pace {
 public:
  /// @param per_second of this process.
  Pace(Clock::time_point start, std::optional<double> per_second)
      : start_(start), per_second_(per_second) {}

  /// Returns when `done` steps have had their time.
  void wait(std::uint64_t done) const {
    if (!per_second_) return;
    const std::chrono::duration<double> due(static_cast<double>(done) / *per_second_);
    std::this_thread::sleep_until(start_ + std::chrono::duration_cast<Clock::duration>(due));
  }

 private:
  Clock::time_point start_;
  std::optional<double> per_second_;
};

/// What every generator is told.
struct LoadOptions {
  double seconds = 5;
  std::optional<double> rate;  ///< Of all processes, a second.
  std::vector<int> cpus = {0};

  /// Of one of the processes.
  Pace pace(Clock::time_point start) const {
    if (!rate) return {start, std::nullopt};
    return {start, *rate / static_cast<double>(cpus.size())};
  }
};

inline void add_load_options(CLI::App& app, LoadOptions& options) {
  app.add_option("--seconds", options.seconds, "for so long")
      ->check(CLI::Range(0.01, 86400.0))
      ->capture_default_str();
  app.add_option("--rate", options.rate, "so many a second of all processes, not as many as can be")
      ->check(CLI::PositiveNumber);
  app.add_option("--cpu", options.cpus, "one process pinned to each of these CPUs")
      ->delimiter(',')
      ->check(CLI::Range(0, CPU_SETSIZE - 1))
      ->capture_default_str();
}

/// main() after the options are declared: reads them, runs, prints what was thrown.
inline int run_main(CLI::App& app, int argc, char** argv, const std::function<void()>& work) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    work();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", app.get_name().c_str(), error.what());
    return 1;
  }
  return 0;
}

}  // namespace bpfnetstat::bench
