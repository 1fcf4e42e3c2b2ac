// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "daemon/audit.h"
#include "view/port.h"

namespace bpfnetstat::daemon {

/// One walk through the kernel's connections for all who ask about ports at the same time, some
/// connections a step, so that the loop it is part of is held up for milliseconds however many
/// there are. It keeps sums alone.
class PortWalk {
 public:
  /// @param ports asked about; each has its part of view::kPortPeersKept.
  /// @param namespaces to look into, by inode number; unset: all.
  PortWalk(const std::set<std::uint16_t>& ports, std::optional<std::set<std::uint32_t>> namespaces,
           AuditSources sources, view::PortSums::OwnerOf owner_of);

  /// The next piece. @return true when that was the last one. An Error ends the walk.
  Result<bool> step();
  /// Once that was the last one.
  const view::PortSums& of(std::uint16_t port) const { return sums_.at(port); }

 private:
  Status begin();
  Status begin_walk();
  void add(std::span<const ConnectionSnapshot> connections);

  std::optional<std::set<std::uint32_t>> namespaces_;
  AuditSources sources_;
  view::PortSums::OwnerOf owner_of_;
  std::map<std::uint16_t, view::PortSums> sums_;
  bool begun_ = false;
  std::vector<procfs::Netns> to_walk_;  ///< From the back.
  AuditSources::Walk walk_;             ///< That is going on.
};

}  // namespace bpfnetstat::daemon
