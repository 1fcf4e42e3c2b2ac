// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/doctor.h"
#include "render/text.h"

namespace bpfnetstat::json {

/// One object and '\n'. Keys; one that is not known is left out:
///  - `type` "doctor", `schema`, `can_run` (exit code 0, else 3), `topic` (of `explain`: likewise
///    of each hook, rejected mechanism, capability and problem)
///  - `kernel`: `release`, `version`, `machine`, `preempt_rt`, `btf`; and with BTF `tracepoints`
///    and `functions` (objects: arguments by name), `iterators`, `counters_numbered`, `net_cookie`,
///    `rdonly_cast`, `symbols`, `code` (functions that kallsyms locates), `kprobes`, `fentry`
///    ("ok", or the kernel's error; left out where it was not tried)
///  - `probe`: as in the "ready" record; "none" where no drop hook is served
///  - `hooks`: array of `hook`, `mechanism` (left out where there is none), `topic`, `programs`,
///    `rejected` (array of `mechanism`, `reason`, `topic`)
///  - `capabilities`: array of `name`, `held`, `need` ("required", "useful", "seldom"), `purpose`,
///    `topic`
///  - `system`: `lockdown`, `lsm`, mount points `tracefs`, `bpffs`, `cgroup2`, settings
///    `kptr_restrict`, `unprivileged_bpf_disabled`, `bpf_jit_enable`; `open_files` and
///    `locked_memory_bytes` (each `soft` and `hard`; unlimited is 18446744073709551615, the
///    kernel's RLIM_INFINITY), `initial_user_namespace`, `initial_pid_namespace`,
///    `seccomp_filter`, `ipv6`, `mptcp` (enabled; left out where the kernel has none),
///    `network_namespaces`, `unread_network_namespaces`, `listeners`
///  - `self_test`, left out where it was not run: `loaded`, `load_error`, `syn_error`,
///    `syns_ipv4`, `syns_ipv6`, `named_by_stack_ipv4`, `named_by_stack_ipv6`
///  - `problems`: array of `prevents` (else it only limits), `what`, `advice`, `topic`
void append(std::string& out, const DoctorReport& report);

}  // namespace bpfnetstat::json

namespace bpfnetstat::text {

/// The verdict, then a section each for probes, kernel, capabilities, system and self-test, then
/// the problems with advice. What is to be read names its topic of `explain`.
/// @param verbose so does each fact.
void append(std::string& out, const DoctorReport& report, const Style& style, bool verbose = false);

}  // namespace bpfnetstat::text
