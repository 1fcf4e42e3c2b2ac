// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "app/capture.h"
#include "app/commands.h"
#include "app/options.h"
#include "model/figures.h"

namespace bpfnetstat::app {

/// Has the daemon answer a command, and writes what it says to stdout until it ends: a live report
/// on SIGINT, SIGTERM, --duration and --count.
/// @return std::nullopt where no daemon is, where it has no room for us or does not begin to answer
///   in some seconds, or where the command asks for what only a run of its own has (--probe,
///   --ring-kib, --check): whoever called goes on by himself.
std::optional<Result<Verdict>> ask_daemon(const Options& options);

/// The open listeners that the capture's filter lets pass, as they were at its last look at them.
std::vector<ListenerFigures> listeners_now(Capture& capture);

Result<Verdict> run_listeners(const Options& options);
Result<Verdict> run_verify(const Options& options);

}  // namespace bpfnetstat::app
