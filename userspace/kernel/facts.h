// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct btf;

/// What the running kernel and our privileges allow. Everything is asked of BTF, kallsyms and the
/// kernel itself; the version is never compared.
namespace bpfnetstat::kernel {

/// A function's code: [start, start + length).
struct CodeRange {
  std::uint64_t start = 0;
  std::uint64_t length = 0;

  bool operator==(const CodeRange&) const = default;
};

/// Functions by name. More than one range: the compiler split or cloned it (`.cold`, `.isra.0`).
using CodeRanges = std::map<std::string, std::vector<CodeRange>, std::less<>>;

struct KernelFacts {
  bool btf = false;
  /// Arguments that a tracepoint passes (without the BTF typedef's leading context); absent where
  /// the kernel has no such tracepoint.
  std::map<std::string, int, std::less<>> tracepoints;
  /// tracefs' numbers of tracepoints of one system call: "sys_exit_accept".
  std::map<std::string, std::uint32_t, std::less<>> call_events;
  /// Parameters of a kernel function that is in BTF.
  std::map<std::string, int, std::less<>> functions;
  /// Values of linux_mib's enum: LINUX_MIB_LISTENOVERFLOWS, ..LISTENDROPS, ..TCPREQQFULLDROP.
  std::array<std::optional<std::uint32_t>, 3> mib_index{};
  std::optional<std::uint32_t> cookies_index{};  ///< Likewise LINUX_MIB_SYNCOOKIESSENT.
  bool rdonly_cast = false;                      ///< kfunc bpf_rdonly_cast (6.2).
  /// Helpers for tracing programs, and atomic instructions that give back the old value (5.12).
  bool socket_cookie = false;
  bool task_btf = false;
  bool sock_from_file = false;
  bool task_regs = false;  ///< bpf_task_pt_regs (5.15).
  bool fetching_atomics = false;
  /// A function that sleeps may be left with fexit on it, and detached (5.12, e21aa341785c).
  bool detaches_sleepers = false;
  bool map_allocator = false;                    ///< Maps may grow wherever a program runs (6.1).
  std::set<std::string, std::less<>> iterators;  ///< "tcp", "task_file".
  bool net_cookie = false;                       ///< struct net has a plain net_cookie (5.12).
  bool symbols = false;                          ///< kallsyms shows addresses.
  CodeRanges code;                               ///< Of the functions in kWantedSymbols.
  /// Address of the kernel's table of each CPU's offset; 0: kallsyms does not tell.
  std::uint64_t per_cpu_offsets = 0;
  /// Of kHookedFunctions: the name to hang a kprobe on, which may have a suffix of the compiler's.
  std::map<std::string, std::string, std::less<>> symbol_of;
  std::optional<int> fentry_errno;  ///< 0: trampolines can be attached; unset: not tried.
  bool kprobes = false;             ///< CONFIG_KPROBE_EVENTS.
  /// What the kernel refused when it was tried: "fentry tcp_v4_syn_recv_sock" -> its words.
  std::map<std::string, std::string, std::less<>> refused;

  /// What a developer option hid, by its name ("stack-slot", "second-copy", ...).
  std::set<std::string, std::less<>> without;
};

/// The tracepoints that facts.call_events tells the numbers of.
inline constexpr std::array<std::string_view, 3> kCallEvents = {
    "sys_exit_accept", "sys_exit_accept4", "sys_exit_listen"};

/// The functions whose code ranges are read from kallsyms.
inline constexpr std::array<std::string_view, 6> kWantedSymbols = {
    "tcp_rcv_state_process", "tcp_v4_do_rcv",   "tcp_v6_do_rcv",
    "cookie_v4_check",       "cookie_v6_check", "sock_def_readable"};

/// The functions that fentry, fexit and kprobes are put on.
inline constexpr auto kHookedFunctions = std::to_array<std::string_view>({
    "tcp_v4_conn_request",
    "tcp_v6_conn_request",
    "subflow_v4_conn_request",
    "subflow_v6_conn_request",
    "tcp_conn_request",
    "inet_reqsk_alloc",
    "tcp_v4_route_req",
    "tcp_v6_route_req",
    "subflow_v4_route_req",
    "subflow_v6_route_req",
    "tcp_try_fastopen",
    "tcp_v4_syn_recv_sock",
    "tcp_v6_syn_recv_sock",
    "tcp_get_cookie_sock",
    "tcp_create_openreq_child",
    "inet_csk_route_child_sock",
    "inet6_csk_route_req",
    "tcp_req_err",
    "tcp_check_req",
    "inet_csk_accept",
    "inet_csk_reqsk_queue_add",
    "inet_csk_complete_hashdance",
    "security_sock_graft",
    "inet_csk_listen_start",
});

/// Adds what BTF says. Pure: a test may hand in an invented kernel.
void add_btf_facts(KernelFacts& facts, const btf* kernel);

/// Adds what kallsyms says. Pure; `text` is the file (address, type, name, [module]). A symbol ends
/// where the next higher address begins. Addresses that are all zero mean: not permitted.
void add_symbol_facts(KernelFacts& facts, std::string_view text);

/// Tries to load such an instruction, which needs privileges.
bool try_fetching_atomics();

/// Asks the running kernel. Only a missing or unreadable BTF is an error (unavailable).
Result<KernelFacts> gather_facts();

/// Tries to attach an empty fentry program, which needs privileges; 0 or a positive errno.
int try_fentry(const btf* kernel);

}  // namespace bpfnetstat::kernel
