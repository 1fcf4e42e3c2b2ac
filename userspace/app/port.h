// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/capture.h"
#include "app/commands.h"
#include "app/options.h"
#include "base/result.h"
#include "model/event.h"
#include "model/port.h"
#include "view/port.h"

namespace bpfnetstat::app {

/// What a report on a port is made of.
struct PortLook {
  view::PortSums::Selection selection{};
  /// The port's listeners, as far as they are to be shown.
  std::vector<ListenerFigures> listeners{};
  bool drops_known = false;  ///< Somebody has counted them all along.
  /// Takes from an owner what is not to be told.
  std::function<void(Owner&)> withhold;
};

/// Who listens and who is connected, as `sums` has it; without transitions.
PortReport report_on_port(Capture& capture, const view::PortSums& sums, const PortLook& look);

/// By port.
using UdpSockets = std::map<std::uint16_t, std::uint64_t>;
/// How many UDP sockets of the network namespace that the calling thread, the process's main one,
/// is in are bound to each of these ports; unset where the kernel does not tell.
std::optional<UdpSockets> count_udp_sockets(const procfs::Proc& proc,
                                            const std::set<std::uint16_t>& ports);

/// "nginx.service" of "/system.slice/nginx.service": the innermost unit of systemd that runs
/// processes.
std::optional<std::string> systemd_unit(std::string_view cgroup_path);

Result<Verdict> run_port(const Options& options);

}  // namespace bpfnetstat::app
