// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/ask.h"
#include "app/commands.h"
#include "app/options.h"
#include "app/port.h"
#include "base/exit_code.h"
#include "base/say.h"

namespace {

using namespace bpfnetstat;

constexpr int kFine = 0;
constexpr int kDifference = 4;

int complain(const Error& error) {
  say("{}", to_string(error));
  return exit_code(error.kind);
}

/// A descriptor 0 to 2 that the caller closed would become one of our own files, and what we print
/// would go there. /dev/null takes its place; without a stdout there is nothing to do.
bool standard_descriptors_open(bool stdout_is_needed) {
  bool stdout_was_open = true;
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) != -1) continue;
    // open() takes the lowest free number: this one.
    if (::open("/dev/null", O_RDWR) < 0) return false;
    if (fd == STDOUT_FILENO) stdout_was_open = false;
  }
  if (!stdout_is_needed) return true;
  if (!stdout_was_open) complain({ErrorKind::failed, "standard output is closed", 0, ""});
  return stdout_was_open;
}

Result<app::Verdict> run(const Options& options) {
  switch (options.command) {
    case Command::drops:
      return app::run_drops(options);
    case Command::trace:
      return app::run_trace(options);
    case Command::listeners:
      return app::run_listeners(options);
    case Command::explain:
      return app::run_explain(options);
    case Command::history:
      return app::run_history(options);
    case Command::port:
      return app::run_port(options);
    case Command::verify:
      return app::run_verify(options);
    case Command::doctor:
    case Command::daemon:
      break;
  }
  return app::run_doctor(options);
}

/// The words of a netstat command line: all, where we are invoked by that name, or what follows the
/// command of that name; else empty.
std::span<char*> netstat_arguments(std::span<char*> words) {
  const auto is_netstat = [](std::string_view path) {
    return path.substr(path.rfind('/') + 1) == "netstat";
  };
  if (!words.empty() && is_netstat(words[0])) return words;
  if (words.size() > 1 && words[1] == std::string_view("netstat")) return words.subspan(1);
  return {};
}

/// The daemon is a program of its own, beside this one. Returns only where it cannot be run.
int run_daemon(std::span<char*> words) {
  std::array<char, PATH_MAX> self{};
  const ssize_t length = ::readlink("/proc/self/exe", self.data(), self.size() - 1);
  std::string path(self.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  path.resize(path.rfind('/') + 1);
  path += "bpfnetstat-daemon";
  std::vector<char*> arguments = {path.data()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  arguments.push_back(nullptr);
  ::execv(path.c_str(), arguments.data());
  return complain(
      {ErrorKind::unavailable, "cannot run " + path, errno, "install it beside bpfnetstat"});
}

}  // namespace

int main(int argc, char** argv) {
  const std::span words(argv, static_cast<std::size_t>(argc));
  const auto netstat = netstat_arguments(words);
  // netstat does not care whether anybody reads it.
  if (!standard_descriptors_open(netstat.empty())) return exit_code(ErrorKind::failed);
  if (!netstat.empty()) return app::run_netstat(netstat);
  if (words.size() > 1 && words[1] == std::string_view("daemon")) {
    return run_daemon(words.subspan(2));
  }
  const auto parsed = parse(argc, argv);
  if (const auto* help = std::get_if<HelpText>(&parsed)) {
    if (std::fputs(help->text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return kFine;
    return complain({ErrorKind::failed, "cannot write to standard output", errno, ""});
  }
  if (const auto* error = std::get_if<Error>(&parsed)) return complain(*error);
  const auto verdict = run(std::get<Options>(parsed));
  if (!verdict) return complain(verdict.error());
  switch (*verdict) {
    case app::Verdict::fine:
      return kFine;
    case app::Verdict::difference:
      return kDifference;
    case app::Verdict::unavailable:
      break;
  }
  return exit_code(ErrorKind::unavailable);
}
