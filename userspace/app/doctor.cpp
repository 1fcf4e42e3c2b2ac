// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.h"

#include <linux/capability.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "app/capture.h"
#include "kernel/facts.h"
#include "kernel/plan.h"
#include "kernel/tracer.h"
#include "procfs/cgroupfs.h"
#include "procfs/mountinfo.h"
#include "procfs/net_tcp.h"
#include "procfs/netns.h"
#include "procfs/system.h"

namespace bpfnetstat::app {
namespace {

struct CapabilityRow {
  int number;
  std::string_view name;
  Need need;
  bool sys_admin_will_do;  ///< bpf_capable(), perfmon_capable(): include/linux/capability.h.
  std::string_view purpose;
};

constexpr std::array<CapabilityRow, 8> kCapabilities{{
    {CAP_BPF, "CAP_BPF", Need::required, true, "loading programs and making maps"},
    {CAP_PERFMON, "CAP_PERFMON", Need::required, true, "programs that read kernel memory"},
    {CAP_SYSLOG, "CAP_SYSLOG", Need::required, false, "addresses in /proc/kallsyms"},
    {CAP_SYS_ADMIN, "CAP_SYS_ADMIN", Need::useful, false,
     "entering other network namespaces, SYNs to ourselves at start"},
    {CAP_NET_ADMIN, "CAP_NET_ADMIN", Need::useful, false, "SYNs to ourselves at start"},
    {CAP_SYS_PTRACE, "CAP_SYS_PTRACE", Need::useful, false, "naming the processes of other users"},
    {CAP_DAC_READ_SEARCH, "CAP_DAC_READ_SEARCH", Need::useful, false,
     "other users' /proc/PID/fd, cgroup paths by id"},
    {CAP_SYS_RESOURCE, "CAP_SYS_RESOURCE", Need::seldom, false,
     "locking memory for maps, on kernels before 5.11"},
}};

bool serves_all(const kernel::Plan& plan) {
  return std::all_of(plan.hooks.begin(), plan.hooks.end(), [](const kernel::HookPlan& hook) {
    return hook.mechanism.has_value() || kernel::is_optional(hook.hook);
  });
}

std::vector<CapabilityReport> examine_capabilities(const procfs::Privileges& privileges) {
  std::vector<CapabilityReport> capabilities;
  for (const auto& row : kCapabilities) {
    const bool held =
        privileges.holds(row.number) || (row.sys_admin_will_do && privileges.holds(CAP_SYS_ADMIN));
    capabilities.push_back({row.name, row.purpose, row.need, held});
  }
  return capabilities;
}

KernelReport examine_kernel(const Options& options, const kernel::KernelFacts& facts) {
  KernelReport report;
  utsname names{};
  if (::uname(&names) == 0) {
    report.release = names.release;
    report.version = names.version;
    report.machine = names.machine;
  }
  report.btf = facts.btf;
  report.tracepoints = facts.tracepoints;
  report.functions = facts.functions;
  report.iterators.assign(facts.iterators.begin(), facts.iterators.end());
  report.counters_numbered = std::all_of(facts.mib_index.begin(), facts.mib_index.end(),
                                         [](const auto& index) { return index.has_value(); });
  report.net_cookie = facts.net_cookie;
  report.rdonly_cast = facts.rdonly_cast;
  report.symbols = facts.symbols;
  for (const auto& [function, ranges] : facts.code) report.code.push_back(function);
  report.kprobes = facts.kprobes;
  report.fentry_errno = facts.fentry_errno;

  kernel::KernelFacts shown = facts;
  if (!shown.symbols) {
    shown.symbols = true;
    for (const auto function : kernel::kWantedSymbols) shown.code[std::string(function)];
  }
  for (const auto function : kernel::kHookedFunctions) {
    shown.symbol_of.try_emplace(std::string(function), function);
  }
  report.suffices = serves_all(kernel::make_plan(shown, forced_mechanism(options.probe)));
  return report;
}

std::vector<HookReport> examine_hooks(const kernel::Plan& plan) {
  std::vector<HookReport> hooks;
  for (const auto& hook : plan.hooks) {
    HookReport report;
    report.hook = to_string(hook.hook);
    if (hook.mechanism) report.mechanism = to_string(*hook.mechanism);
    report.optional = kernel::is_optional(hook.hook);
    for (const auto& program : hook.programs) {
      // One program may serve several tracepoints.
      if (report.programs.empty() || report.programs.back() != program.name)
        report.programs.push_back(program.name);
    }
    for (const auto& [mechanism, reason, topic] : hook.rejected) {
      report.rejected.push_back({to_string(mechanism), reason, topic});
    }
    hooks.push_back(std::move(report));
  }
  return hooks;
}

std::optional<std::string> mount_point(const std::vector<procfs::Mount>& mounts,
                                       std::string_view fs_type) {
  const auto mount =
      std::find_if(mounts.begin(), mounts.end(),
                   [&](const procfs::Mount& candidate) { return candidate.fs_type == fs_type; });
  if (mount == mounts.end()) return std::nullopt;
  return mount->mount_point;
}

/// Listeners of the calling thread's namespace, or of a process'; std::nullopt: not readable.
std::optional<std::size_t> count_listeners(const procfs::Proc& proc, std::optional<pid_t> pid) {
  std::size_t listeners = 0;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const auto rows = procfs::read_net_tcp(proc, family, pid);
    if (!rows) return std::nullopt;
    listeners += static_cast<std::size_t>(
        std::count_if(rows->begin(), rows->end(),
                      [](const procfs::TcpRow& row) { return row.state == TcpState::listen; }));
  }
  return listeners;
}

std::optional<std::size_t> count_listeners(const procfs::Proc& proc, const procfs::Netns& netns) {
  if (netns.pid) {
    if (const auto listeners = count_listeners(proc, netns.pid)) return listeners;
  }
  const auto fd = procfs::open_netns(netns);
  if (!fd) return std::nullopt;
  const auto inside = procfs::ScopedNetns::enter(fd->get());
  if (!inside) return std::nullopt;
  return count_listeners(proc, std::nullopt);
}

void count_namespaces(SystemReport& report, const procfs::Proc& proc) {
  const auto all = procfs::enumerate_netns(proc);
  if (!all) return;
  report.network_namespaces = all->size();
  for (const auto& netns : *all) {
    if (const auto listeners = count_listeners(proc, netns)) {
      report.listeners += *listeners;
    } else {
      ++report.unread_network_namespaces;
    }
  }
}

SystemReport examine_system(const procfs::Proc& proc, const procfs::Privileges& privileges) {
  SystemReport report;
  // Of the same kind as a proc tree: short text files below a root.
  const procfs::Proc security("/sys/kernel/security");
  if (const auto text = security.read("lockdown")) report.lockdown = procfs::chosen_word(*text);
  if (const auto text = security.read("lsm")) report.lsm = text->substr(0, text->find('\n'));
  if (const auto text = proc.read("self/mountinfo")) {
    if (const auto mounts = procfs::parse_mountinfo(*text)) {
      report.tracefs = mount_point(*mounts, "tracefs");
      report.bpffs = mount_point(*mounts, "bpf");
      report.cgroup2 = procfs::cgroup2_mount_point(*mounts);
    }
  }
  report.kptr_restrict = procfs::read_setting(proc, "kernel/kptr_restrict");
  report.unprivileged_bpf_disabled = procfs::read_setting(proc, "kernel/unprivileged_bpf_disabled");
  report.bpf_jit_enable = procfs::read_setting(proc, "net/core/bpf_jit_enable");
  if (const auto text = proc.read("self/limits")) {
    report.open_files = procfs::parse_limit(*text, "Max open files");
    report.locked_memory_bytes = procfs::parse_limit(*text, "Max locked memory");
  }
  report.initial_user_namespace =
      procfs::in_initial_namespace(proc, procfs::InitialNamespace::user);
  report.initial_pid_namespace = procfs::in_initial_namespace(proc, procfs::InitialNamespace::pid);
  report.seccomp_filter = privileges.seccomp_filter;
  report.ipv6 = proc.read(procfs::net_file(std::nullopt, "if_inet6")).ok();
  if (const auto enabled = procfs::read_setting(proc, "net/mptcp/enabled")) {
    report.mptcp = *enabled != 0;
  }
  count_namespaces(report, proc);
  return report;
}

/// @param plan becomes what the run really used, after what the kernel refused.
SelfTestReport run_self_test(const kernel::KernelFacts& facts, const Options& options,
                             kernel::Plan& plan) {
  SelfTestReport report;
  kernel::TracerConfig config;
  config.drops = true;
  config.states = true;
  // The daemon's.
  config.queues = plan.of(kernel::Hook::queue).mechanism.has_value();
  // Nobody reads it: as small as a page may be large.
  config.ring_bytes = 1 << 16;
  config.verbose = options.verbose;
  auto tracer = kernel::Tracer::start(facts, forced_mechanism(options.probe), config);
  std::optional<Error> without_queues;
  if (!tracer && config.queues) {
    // Drops can do without.
    without_queues = tracer.error();
    without_queues->advice.clear();
    config.queues = false;
    tracer = kernel::Tracer::start(facts, forced_mechanism(options.probe), config);
  }
  if (!tracer) {
    report.load_failure = tracer.error();
    return report;
  }
  plan = (*tracer)->plan();
  if (without_queues) {
    auto& queue = plan.hooks[static_cast<std::size_t>(kernel::Hook::queue)];
    queue.rejected.push_back({queue.mechanism.value_or(kernel::Mechanism::tracepoint),
                              to_string(*without_queues), "doctor.reason.refused"});
    queue.mechanism.reset();
    queue.programs.clear();
  }
  if (const auto status = (*tracer)->calibrate(); !status) report.syn_failure = status.error();
  const auto finding = (*tracer)->finding();
  report.syns_ipv4 = finding.syns_ipv4;
  report.syns_ipv6 = finding.syns_ipv6;
  report.named_ipv4 = finding.slot_learnt_v4;
  report.named_ipv6 = finding.slot_learnt_v6;
  return report;
}

}  // namespace

DoctorReport examine(const Options& options) {
  const procfs::Proc proc;
  procfs::Privileges privileges;
  if (const auto status = proc.read("self/status")) {
    if (const auto parsed = procfs::parse_privileges(*status)) privileges = *parsed;
  }
  DoctorReport report;
  report.capabilities = examine_capabilities(privileges);

  kernel::KernelFacts facts;
  if (auto gathered = kernel::gather_facts()) facts = *std::move(gathered);
  facts.without.insert(options.without.begin(), options.without.end());
  // Without privileges a refusal says nothing about the kernel.
  const auto has_privilege = [](const CapabilityReport& capability) {
    return capability.held || capability.need != Need::required;
  };
  if (!std::all_of(report.capabilities.begin(), report.capabilities.end(), has_privilege)) {
    facts.fentry_errno.reset();
  }
  kernel::Plan plan = kernel::make_plan(facts, forced_mechanism(options.probe));

  report.kernel = examine_kernel(options, facts);
  report.system = examine_system(proc, privileges);
  if (serves_all(plan)) report.self_test = run_self_test(facts, options, plan);
  report.probe = plan.probe();
  report.probe_forced = options.probe != Probe::automatic;
  report.hooks = examine_hooks(plan);
  report.can_run = report.self_test && !report.self_test->load_failure;
  report.problems = diagnose(report);
  return report;
}

}  // namespace bpfnetstat::app
