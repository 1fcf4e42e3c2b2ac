// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// What the `doctor` command finds out, and what it concludes from that. std::nullopt means "not
/// known"; strings of the kernel's are raw bytes.
namespace bpfnetstat {

/// What the kernel offers, whatever our privileges are; but for `symbols`.
struct KernelReport {
  std::string release;  ///< As in `uname -r`.
  std::string version;  ///< As in `uname -v`.
  std::string machine;  ///< As in `uname -m`.
  bool btf = false;
  std::map<std::string, int, std::less<>> tracepoints;  ///< Arguments, by tracepoint.
  std::map<std::string, int, std::less<>> functions;    ///< Parameters, by function.
  std::vector<std::string> iterators;
  bool counters_numbered = false;  ///< BTF tells the indexes of the three SNMP counters.
  bool net_cookie = false;         ///< Network namespaces have a cookie that programs can read.
  bool rdonly_cast = false;        ///< kfunc bpf_rdonly_cast.
  bool symbols = false;            ///< kallsyms shows addresses to us.
  std::vector<std::string> code;   ///< Functions whose code kallsyms locates.
  bool kprobes = false;
  std::optional<int> fentry_errno;  ///< Of attaching an empty fentry program; 0: done.
  /// With everything in kallsyms shown, each hook would have its mechanism.
  bool suffices = false;
};

/// A mechanism that would be better than the chosen one, and why it was not chosen.
struct RejectedMechanism {
  std::string_view mechanism;
  std::string reason;
  std::string_view topic{};  ///< Of `explain`.
};

struct HookReport {
  std::string_view hook;
  std::optional<std::string_view> mechanism;
  std::vector<std::string> programs;
  std::vector<RejectedMechanism> rejected;
  bool optional = false;  ///< A run is exact without it.
};

enum class Need : std::uint8_t {
  required,  ///< Nothing works without.
  useful,    ///< Something is missing from the reports without.
  seldom,    ///< Of use on some kernels only.
};

struct CapabilityReport {
  std::string_view name;     ///< "CAP_BPF"
  std::string_view purpose;  ///< A noun phrase.
  Need need = Need::useful;
  /// In the effective set; or CAP_SYS_ADMIN is, and the kernel accepts it instead of this one.
  bool held = false;
};

/// A resource limit of getrlimit(2).
struct Limit {
  static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t soft = 0;
  std::uint64_t hard = 0;

  bool operator==(const Limit&) const = default;
};

/// What the administrator set up.
struct SystemReport {
  std::optional<std::string> lockdown;  ///< "none", "integrity" or "confidentiality".
  std::optional<std::string> lsm;       ///< Security modules, comma-separated.
  std::optional<std::string> tracefs;   ///< Mount points; unset: not mounted.
  std::optional<std::string> bpffs;
  std::optional<std::string> cgroup2;
  std::optional<std::int64_t> kptr_restrict;
  std::optional<std::int64_t> unprivileged_bpf_disabled;
  std::optional<std::int64_t> bpf_jit_enable;
  std::optional<Limit> open_files;           ///< RLIMIT_NOFILE.
  std::optional<Limit> locked_memory_bytes;  ///< RLIMIT_MEMLOCK.
  std::optional<bool> initial_user_namespace;
  std::optional<bool> initial_pid_namespace;
  bool seccomp_filter = false;  ///< System calls of this process pass a filter.
  bool ipv6 = false;
  std::optional<bool> mptcp;  ///< Enabled here; unset: the kernel has none.
  std::size_t network_namespaces = 0;
  std::size_t unread_network_namespaces = 0;  ///< Of those; their listeners are not counted.
  std::size_t listeners = 0;                  ///< TCP sockets in LISTEN, IPv4 and IPv6.
};

/// The programs loaded, attached, and shown SYNs to listeners of our own.
struct SelfTestReport {
  std::optional<Error> load_failure;  ///< Unset: every program was loaded and attached.
  std::optional<Error> syn_failure;   ///< Why no SYNs were sent, or not all.
  int syns_ipv4 = 0;
  int syns_ipv6 = 0;
  bool named_ipv4 = false;  ///< The kernel's stack told which listener an IPv4 SYN was for.
  bool named_ipv6 = false;
};

struct Problem {
  bool prevents = false;  ///< The main job cannot run because of it; else something is poorer.
  std::string what;
  std::string advice;        ///< One sentence without full stop.
  std::string_view topic{};  ///< Of `explain`: "doctor.jit".

  bool operator==(const Problem&) const = default;
};

struct DoctorReport {
  bool can_run = false;  ///< `drops` can do its work here, and with these privileges.
  KernelReport kernel;
  std::string_view probe;  ///< As the "ready" record would say; "none" where no hook is served.
  bool probe_forced = false;
  std::vector<HookReport> hooks;
  std::vector<CapabilityReport> capabilities;
  SystemReport system;
  std::optional<SelfTestReport> self_test;  ///< Unset: some hook has no mechanism to test.
  std::vector<Problem> problems;            ///< What prevents comes first.
};

/// The problems that the rest of the report amounts to.
std::vector<Problem> diagnose(const DoctorReport& report);

/// Whether the kernel was built with PREEMPT_RT, by its `uname -v`.
bool is_preempt_rt(std::string_view kernel_version);

}  // namespace bpfnetstat
