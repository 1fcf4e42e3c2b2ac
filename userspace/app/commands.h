// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "app/options.h"
#include "base/result.h"

namespace bpfnetstat::app {

/// How a command that ran to its end found things.
enum class Verdict {
  fine,
  difference,   ///< --check: the figures are not exact.
  unavailable,  ///< doctor: the main job cannot run here.
};

Result<Verdict> run_drops(const Options& options);
Result<Verdict> run_trace(const Options& options);
Result<Verdict> run_doctor(const Options& options);
Result<Verdict> run_explain(const Options& options);
Result<Verdict> run_history(const Options& options);

/// netstat's views, from argv[0] on. @return netstat's own exit code.
int run_netstat(std::span<char*> arguments);

}  // namespace bpfnetstat::app
