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
  /// Parameters of a kernel function that is in BTF.
  std::map<std::string, int, std::less<>> functions;
  /// Values of linux_mib's enum: LINUX_MIB_LISTENOVERFLOWS, ..LISTENDROPS, ..TCPREQQFULLDROP.
  std::array<std::optional<std::uint32_t>, 3> mib_index{};
  bool rdonly_cast = false;                      ///< kfunc bpf_rdonly_cast (6.2).
  std::set<std::string, std::less<>> iterators;  ///< "tcp", "task_file", "bpf_map_elem".
  bool net_cookie = false;                       ///< struct net has a plain net_cookie (5.12).
  bool symbols = false;                          ///< kallsyms shows addresses.
  CodeRanges code;                               ///< Of the functions in kWantedSymbols.
  std::optional<int> fentry_errno;  ///< 0: trampolines can be attached; unset: not tried.
  bool kprobes = false;             ///< CONFIG_KPROBE_EVENTS.

  /// What a developer option hid, by its name ("stack-slot", "second-copy", ...).
  std::set<std::string, std::less<>> without;
};

/// The functions whose code ranges are read from kallsyms.
inline constexpr std::array<std::string_view, 5> kWantedSymbols = {
    "tcp_rcv_state_process", "tcp_v4_do_rcv", "tcp_v6_do_rcv", "cookie_v4_check",
    "cookie_v6_check"};

/// Adds what BTF says. Pure: a test may hand in an invented kernel.
void add_btf_facts(KernelFacts& facts, const btf* kernel);

/// Adds what kallsyms says. Pure; `text` is the file (address, type, name, [module]). A symbol ends
/// where the next higher address begins. Addresses that are all zero mean: not permitted.
void add_symbol_facts(KernelFacts& facts, std::string_view text);

/// Asks the running kernel. Only a missing or unreadable BTF is an error (unavailable).
Result<KernelFacts> gather_facts();

/// Tries to attach an empty fentry program, which needs privileges; 0 or a positive errno.
int try_fentry();

}  // namespace bpfnetstat::kernel
