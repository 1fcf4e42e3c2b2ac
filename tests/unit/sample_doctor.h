// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cerrno>

#include "model/doctor.h"

namespace bpfnetstat::sample {

/// A machine on which everything is as it should be.
inline DoctorReport healthy() {
  DoctorReport report;
  report.can_run = true;
  report.kernel = {
      .release = "6.18.44-cloud",
      .version = "#1 SMP PREEMPT_DYNAMIC Debian",
      .machine = "x86_64",
      .btf = true,
      .tracepoints = {{"consume_skb", 2},
                      {"inet_sock_set_state", 3},
                      {"kfree_skb", 4},
                      {"sk_data_ready", 1}},
      .functions = {{"tcp_check_req", 6}, {"tcp_conn_request", 4}},
      .iterators = {"task_file", "tcp"},
      .counters_numbered = true,
      .net_cookie = true,
      .rdonly_cast = true,
      .symbols = true,
      .code = {"cookie_v4_check", "tcp_rcv_state_process"},
      .kprobes = false,
      .fentry_errno = EPERM,
      .suffices = true,
  };
  report.probe = "tracepoint";
  report.hooks = {
      {"state", "tracepoint", {"state_tracepoint"}, {}},
      {"syn",
       "tracepoint",
       {"syn_tracepoint", "syn_tracepoint_again"},
       {{"fentry", "the kernel refuses fentry (Operation not permitted)",
         "doctor.reason.fentry-refused"},
        {"kprobe", "the kernel has no kprobes (CONFIG_KPROBE_EVENTS)",
         "doctor.reason.no-kprobes"}}},
      {"discard", "tracepoint", {"discard_tracepoint"}, {}},
  };
  report.capabilities = {
      {"CAP_BPF", "loading programs and making maps", Need::required, true},
      {"CAP_SYSLOG", "addresses in /proc/kallsyms", Need::required, true},
      {"CAP_SYS_ADMIN", "entering other network namespaces", Need::useful, true},
      {"CAP_SYS_PTRACE", "naming the processes of other users", Need::useful, true},
      {"CAP_SYS_RESOURCE", "locking memory for maps", Need::seldom, false},
  };
  report.system = {
      .lockdown = "none",
      .lsm = "lockdown,capability,yama,apparmor",
      .tracefs = "/sys/kernel/tracing",
      .bpffs = "/sys/fs/bpf",
      .cgroup2 = "/sys/fs/cgroup",
      .kptr_restrict = 0,
      .unprivileged_bpf_disabled = 2,
      .bpf_jit_enable = 1,
      .open_files = Limit{1024, 524288},
      .locked_memory_bytes = Limit{8388608, Limit::kUnlimited},
      .initial_user_namespace = true,
      .initial_pid_namespace = true,
      .seccomp_filter = false,
      .ipv6 = true,
      .mptcp = true,
      .network_namespaces = 3,
      .unread_network_namespaces = 0,
      .listeners = 23,
  };
  report.self_test = SelfTestReport{.load_failure = {},
                                    .syn_failure = {},
                                    .syns_ipv4 = 6,
                                    .syns_ipv6 = 6,
                                    .named_ipv4 = true,
                                    .named_ipv6 = true};
  return report;
}

/// A container without privileges, with a mount point that means harm.
inline DoctorReport hopeless() {
  DoctorReport report = healthy();
  report.can_run = false;
  report.kernel.version = "#1 SMP PREEMPT_RT";
  report.kernel.symbols = false;
  report.kernel.code.clear();
  report.kernel.kprobes = true;
  report.kernel.fentry_errno.reset();
  report.probe = "none";
  for (auto& hook : report.hooks) {
    if (hook.hook == "state") continue;
    hook.mechanism.reset();
    hook.programs.clear();
    hook.rejected = {{"fentry", "fentry was not tried", "doctor.reason.fentry-not-tried"},
                     {"tracepoint", "kallsyms shows no addresses", "doctor.kallsyms"}};
  }
  for (auto& capability : report.capabilities) capability.held = false;
  report.system = {
      .lockdown = {},
      .lsm = {},
      .tracefs = {},
      .bpffs = {},
      .cgroup2 = "/mnt/\x1b[31m\ncgroup \xff",
      .kptr_restrict = {},
      .unprivileged_bpf_disabled = {},
      .bpf_jit_enable = 0,
      .open_files = Limit{Limit::kUnlimited, Limit::kUnlimited},
      .locked_memory_bytes = {},
      .initial_user_namespace = false,
      .initial_pid_namespace = {},
      .seccomp_filter = true,
      .ipv6 = false,
      .mptcp = {},
      .network_namespaces = 5,
      .unread_network_namespaces = 2,
      .listeners = 1,
  };
  report.self_test.reset();
  report.problems = {
      {true, "not held: CAP_BPF and CAP_SYSLOG", "run as root, or give it these capabilities",
       "doctor.required-capabilities"},
      {false, "BPF programs are interpreted, which costs several times as much",
       "sysctl -w net.core.bpf_jit_enable=1", "doctor.jit"},
  };
  return report;
}

}  // namespace bpfnetstat::sample
