// SPDX-License-Identifier: Apache-2.0
// Does nothing but the cheapest of system calls: what a hook on all of them costs is seen here
// first.

#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

namespace {

using namespace bpfnetstat::bench;

void run(const LoadOptions& options) {
  constexpr int kBetweenLooks = 10'000;
  pin_to(options.cpus.front());
  const auto start = Clock::now();
  std::uint64_t calls = 0;
  double seconds = 0;
  do {
    for (int i = 0; i < kBetweenLooks; ++i) syscall(SYS_getppid);
    calls += kBetweenLooks;
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
  } while (seconds < options.seconds);
  std::printf("{\"calls\":%ju,\"seconds\":%.6f,\"ns_per_call\":%.2f}\n",
              static_cast<std::uintmax_t>(calls), seconds,
              seconds * 1e9 / static_cast<double>(calls));
}

}  // namespace

int main(int argc, char** argv) {
  LoadOptions options;
  CLI::App app("Calls getppid(2) over and over, on the first of the CPUs given.",
               "bench_system_calls");
  add_load_options(app, options);
  return run_main(app, argc, argv, [&] { run(options); });
}
