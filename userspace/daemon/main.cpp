// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstdio>
#include <string>
#include <variant>
#include <vector>

#include "app/daemon_options.h"
#include "base/exit_code.h"
#include "base/say.h"
#include "daemon/daemon.h"

namespace {

using namespace bpfnetstat;

int complain(const Error& error) {
  say("{}", to_string(error));
  return exit_code(error.kind);
}

}  // namespace

/// The words after `bpfnetstat daemon`.
int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const auto parsed = parse_daemon(words);
  if (const auto* error = std::get_if<Error>(&parsed)) return complain(*error);
  if (const auto* help = std::get_if<HelpText>(&parsed)) {
    if (std::fputs(help->text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return 0;
    return complain({ErrorKind::failed, "cannot write to standard output", errno, ""});
  }
  const auto& options = std::get<DaemonOptions>(parsed);
  auto log = confine::Log::from_environment();
  log.set_verbose(options.verbose);
  auto daemon = daemon::Daemon::start(options, log);
  if (!daemon) return complain(daemon.error());
  const auto status = (*daemon)->run();
  return status ? 0 : complain(status.error());
}
