// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "netstat/views.h"

namespace bpfnetstat::netstat {

/// `netstat` from its words to its exit code (netstat's own, not those of the other commands).
/// @param arguments argv[0] and what follows, as getopt_long(3) wants them: a null pointer ends
///   them beyond the span.
/// @param make_source called at most once, inside the network namespace to look at, and only when
///   a view can use it; nullptr where procfs must do.
int run(std::span<char*> arguments,
        const std::function<std::unique_ptr<SocketSource>(const Settings&)>& make_source);

}  // namespace bpfnetstat::netstat
