// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "model/doctor.h"
#include "procfs/proc.h"

/// What this process may do, and what the administrator has set.
namespace bpfnetstat::procfs {

struct Privileges {
  std::uint64_t effective = 0;  ///< Bit N: capability N of linux/capability.h.
  bool seccomp_filter = false;

  bool holds(int capability) const { return (effective >> capability & 1) != 0; }
  bool operator==(const Privileges&) const = default;
};

/// Parses /proc/PID/status (proc_pid_status(5)). A kernel without seccomp has no line for it.
Result<Privileges> parse_privileges(std::string_view status);

/// Finds a row of /proc/PID/limits by its first column ("Max open files"); std::nullopt where
/// there is none, or none that is understood.
std::optional<Limit> parse_limit(std::string_view limits, std::string_view name);

/// The word in brackets of a file that offers a choice: "none [integrity] confidentiality".
std::optional<std::string> chosen_word(std::string_view text);

/// A sysctl that is one number, by its path below /proc/sys; std::nullopt where it cannot be read.
std::optional<std::int64_t> read_setting(const Proc& proc, const std::string& path);

/// Parses /proc/sys/net/ipv4/ip_local_port_range: first and last.
std::optional<std::pair<std::uint16_t, std::uint16_t>> parse_local_port_range(
    std::string_view text);
/// That of this network namespace; std::nullopt where it cannot be read.
std::optional<std::pair<std::uint16_t, std::uint16_t>> read_local_port_range(const Proc& proc);

enum class InitialNamespace : std::uint8_t { user, pid };

/// Whether this process is in the namespace that the system began with, by the inode numbers that
/// the kernel reserves for these (linux/proc_ns.h); std::nullopt where it does not tell.
std::optional<bool> in_initial_namespace(const Proc& proc, InitialNamespace which);

}  // namespace bpfnetstat::procfs
