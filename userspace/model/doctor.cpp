// SPDX-License-Identifier: Apache-2.0
#include "model/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

namespace bpfnetstat {
namespace {

/// Maps, programs, links and what a baseline opens take about 80 descriptors.
constexpr std::uint64_t kEnoughOpenFiles = 256;

/// "a", "a and b", "a, b and c".
std::string enumerate(std::span<const std::string> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

std::string without_capability(const DoctorReport& report, Need need, bool with_purpose) {
  std::vector<std::string> missing;
  for (const auto& capability : report.capabilities) {
    if (capability.held || capability.need != need) continue;
    missing.push_back(with_purpose ? fmt::format("{} (for {})", capability.name, capability.purpose)
                                   : std::string(capability.name));
  }
  return enumerate(missing);
}

bool lacks(const DoctorReport& report, std::string_view name) {
  return std::any_of(
      report.capabilities.begin(), report.capabilities.end(),
      [&](const auto& capability) { return capability.name == name && !capability.held; });
}

class Diagnosis {
 public:
  explicit Diagnosis(const DoctorReport& report) : report_(report) {}

  std::vector<Problem> problems() && {
    privileges();
    kernel();
    confinement();
    self_test();
    poorer_reports();
    std::stable_partition(found_.begin(), found_.end(),
                          [](const Problem& problem) { return problem.prevents; });
    return std::move(found_);
  }

 private:
  /// A cause of failure only where there is a failure: the self-test knows better than a rule.
  void prevents(std::string_view topic, std::string what, std::string advice) {
    found_.push_back({!report_.can_run, std::move(what), std::move(advice), topic});
  }

  void limits(std::string_view topic, std::string what, std::string advice) {
    found_.push_back({false, std::move(what), std::move(advice), topic});
  }

  bool load_denied() const {
    if (!report_.self_test || !report_.self_test->load_failure) return false;
    const int sys_errno = report_.self_test->load_failure->sys_errno;
    return sys_errno == EPERM || sys_errno == EACCES;
  }

  void privileges() {
    if (const auto missing = without_capability(report_, Need::required, false); !missing.empty()) {
      prevents("doctor.required-capabilities", fmt::format("not held: {}", missing),
               "run as root, or give it these capabilities");
    }
    if (report_.system.initial_user_namespace == false) {
      prevents("doctor.user-namespace",
               "runs in a user namespace, whose capabilities do not count for BPF",
               "run it as root of the host, or in a container without user namespace");
    }
  }

  void kernel() {
    const KernelReport& kernel = report_.kernel;
    if (!kernel.btf) {
      prevents("doctor.btf", "this kernel has no BTF (/sys/kernel/btf/vmlinux)",
               "boot one built with CONFIG_DEBUG_INFO_BTF=y, as distributions' are since 2021");
    } else if (kernel.suffices && !kernel.symbols) {
      hidden_symbols();
    } else {
      hooks_without_mechanism();
    }
  }

  void hidden_symbols() {
    if (report_.system.kptr_restrict.value_or(0) >= 2) {
      prevents("doctor.kptr-restrict",
               "kernel.kptr_restrict hides all kernel addresses, even from root",
               "sysctl -w kernel.kptr_restrict=1 shows them to those with CAP_SYSLOG");
    } else if (!lacks(report_, "CAP_SYSLOG") && report_.system.initial_user_namespace != false) {
      prevents("doctor.kallsyms", "/proc/kallsyms shows no addresses",
               "boot a kernel built with CONFIG_KALLSYMS=y, and do not hide /proc/kallsyms");
    }
  }

  void hooks_without_mechanism() {
    for (const HookReport& hook : report_.hooks) {
      if (hook.mechanism || hook.optional) continue;
      std::string reasons;
      for (const auto& [mechanism, reason, topic] : hook.rejected) {
        reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", mechanism, reason);
      }
      prevents("doctor.no-mechanism",
               fmt::format("no mechanism for the {} hook ({})", hook.hook, reasons),
               report_.probe_forced ? "leave out --probe"
                                    : "boot a newer kernel, of which one mechanism works");
    }
  }

  void confinement() {
    if (report_.system.lockdown == "confidentiality") {
      prevents("doctor.lockdown",
               "lockdown=confidentiality forbids BPF programs to read kernel memory",
               "boot with lockdown=integrity, or with none");
    }
    if (report_.system.seccomp_filter && load_denied()) {
      prevents("doctor.seccomp", "a seccomp filter is in force, which may refuse bpf(2)",
               "run it outside the container or service, or allow bpf(2) and perf_event_open(2)");
    }
  }

  void self_test() {
    if (!report_.self_test) return;
    const SelfTestReport& test = *report_.self_test;
    if (test.load_failure) {
      const bool explained = std::any_of(found_.begin(), found_.end(),
                                         [](const Problem& problem) { return problem.prevents; });
      if (!explained) {
        Error failure = *test.load_failure;
        const std::string advice = std::exchange(failure.advice, "");
        prevents("doctor.load-failure", to_string(failure),
                 advice.empty() ? "run it again with -v for the kernel's own words" : advice);
      }
      return;
    }
    if (test.syn_failure) {
      Error failure = *test.syn_failure;
      failure.advice.clear();
      limits("doctor.no-syns",
             fmt::format("no SYNs could be sent to ourselves: {}", to_string(failure)),
             "nothing needs to be done: the first SYNs of others take their place");
      return;
    }
    unnamed("IPv4", test.syns_ipv4, test.named_ipv4);
    unnamed("IPv6", test.syns_ipv6, test.named_ipv6);
  }

  void unnamed(std::string_view family, int syns, bool named) {
    if (syns == 0 || named) return;
    limits("doctor.unnamed-listener",
           fmt::format("the kernel's stack does not tell which listener an {} SYN is for; it is "
                       "looked up by address, which cannot tell SO_REUSEPORT sockets apart",
                       family),
           "please report it with this output: every kernel tried so far does tell");
  }

  void poorer_reports() {
    const SystemReport& system = report_.system;
    if (const auto missing = without_capability(report_, Need::useful, true); !missing.empty()) {
      limits("doctor.useful-capabilities", fmt::format("not held: {}", missing),
             "run as root, or give it these capabilities");
    }
    if (system.initial_pid_namespace == false) {
      limits("doctor.pid-namespace",
             "runs in a pid namespace, where the kernel's process ids mean nothing",
             "run it in the host's pid namespace (docker: --pid=host)");
    }
    if (is_preempt_rt(report_.kernel.version)) {
      limits("doctor.preempt-rt",
             "the kernel is PREEMPT_RT: that a packet is handled on one CPU without interruption, "
             "which the attribution rests on, has not been checked there",
             "trust the figures only where the closing reconciliation says exact");
    }
    if (system.bpf_jit_enable == 0) {
      limits("doctor.jit", "BPF programs are interpreted, which costs several times as much",
             "sysctl -w net.core.bpf_jit_enable=1");
    }
    if (!system.cgroup2) {
      limits("doctor.cgroup2",
             "cgroup v2 is not mounted: --cgroup does not work, and cgroups and containers are "
             "known for living processes only",
             "mount -t cgroup2 none /sys/fs/cgroup, or any other directory");
    }
    if (system.open_files && system.open_files->soft < kEnoughOpenFiles) {
      limits("doctor.open-files",
             fmt::format("only {} files may be open at a time", system.open_files->soft),
             fmt::format("ulimit -n {}, or more", kEnoughOpenFiles));
    }
    if (system.unread_network_namespaces > 0) {
      limits("doctor.unread-namespaces",
             fmt::format("{} of {} network namespaces cannot be looked into",
                         system.unread_network_namespaces, system.network_namespaces),
             "run as root, in the initial user namespace");
    }
  }

  const DoctorReport& report_;
  std::vector<Problem> found_;
};

}  // namespace

std::vector<Problem> diagnose(const DoctorReport& report) {
  return Diagnosis(report).problems();
}

bool is_preempt_rt(std::string_view kernel_version) {
  return kernel_version.find("PREEMPT_RT") != std::string_view::npos;
}

}  // namespace bpfnetstat
