// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"
#include "netstat/command.h"

namespace bpfnetstat::app {

int run_netstat(std::span<char*> arguments) {
  return netstat::run(arguments, nullptr);
}

}  // namespace bpfnetstat::app
