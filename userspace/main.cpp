// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <variant>

#include "app/commands.h"
#include "app/options.h"
#include "base/say.h"
#include "base/text.h"

namespace {

using namespace bpfnetstat;

enum ExitCode { kFine = 0, kFailed = 1, kUsage = 2, kUnavailable = 3, kDifference = 4 };

int complain(const Error& error) {
  say("{}", printable(to_string(error)));
  switch (error.kind) {
    case ErrorKind::usage:
      return kUsage;
    case ErrorKind::unavailable:
      return kUnavailable;
    case ErrorKind::failed:
      break;
  }
  return kFailed;
}

Result<app::Verdict> run(const Options& options) {
  switch (options.command) {
    case Command::drops:
      return app::run_drops(options);
    case Command::trace:
      return app::run_trace(options);
    case Command::doctor:
      break;
  }
  return app::run_doctor(options);
}

}  // namespace

int main(int argc, char** argv) {
  const auto parsed = parse(argc, argv);
  if (const auto* help = std::get_if<HelpText>(&parsed)) {
    std::fputs(help->text.c_str(), stdout);
    return kFine;
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
  return kUnavailable;
}
