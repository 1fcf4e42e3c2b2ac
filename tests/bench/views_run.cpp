// SPDX-License-Identifier: Apache-2.0
// Runs a program once, its output to /dev/null, and prints what it took. A small process of its
// own, because a child's peak resident set begins with that of the process it was forked from.

#include <sys/resource.h>

#include "bench.h"

namespace {

using namespace bpfnetstat::bench;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

void run(char** words) {
  const auto start = Clock::now();
  const pid_t pid = fork();
  check(pid >= 0, "fork");
  if (pid == 0) {
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0)
      execvp(words[0], words);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  check(wait4(pid, &status, 0, &usage) == pid, "wait4");
  const double elapsed = seconds_since(start);
  std::printf("{\"seconds\":%.6f,\"cpu_s\":%.6f,\"peak_rss_kib\":%ld,\"exit_code\":%d}\n", elapsed,
              seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
              WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_views_run PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  try {
    run(argv + 1);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_views_run: %s\n", error.what());
    return 1;
  }
  return 0;
}
