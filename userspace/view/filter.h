// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/records.h"

namespace bpfnetstat::view {

/// What of it all the user wants to see. An unset field lets everything through; a value that a
/// record does not know never matches a filter that is set.
struct Filter {
  std::vector<std::uint16_t> local_ports{};
  /// Of a transition the peer's port may be one of `local_ports` instead.
  bool at_either_end = false;
  std::vector<std::uint16_t> peer_ports{};
  std::optional<Family> family{};
  std::optional<std::uint32_t> netns{};
  std::optional<pid_t> pid{};           ///< Any holder.
  std::optional<std::string> cgroup{};  ///< This path or one below it.

  /// A socket for what it is, whoever has come to it.
  bool matches(const ListenerIdentity& listener) const;
  bool matches(const DropRecord& record) const;
  /// For what it has dropped: of an IPv6 listener that takes IPv4 the clients tell.
  bool matches(const ListenerRecord& record) const;
  bool matches(const StateRecord& record) const;
};

/// Whether cgroup `path` is `top` or below it: "/a" holds "/a" and "/a/b", not "/ab".
bool below(const std::string& path, const std::string& top);

}  // namespace bpfnetstat::view
