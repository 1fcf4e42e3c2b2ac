// SPDX-License-Identifier: Apache-2.0
#include "model/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <ostream>

#include "sample_doctor.h"

namespace bpfnetstat {

void PrintTo(const Problem& problem, std::ostream* out) {
  *out << (problem.prevents ? "prevents: " : "limits: ") << problem.what << " -> "
       << problem.advice;
}

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

void take_capability(DoctorReport& report, std::string_view name) {
  for (auto& capability : report.capabilities) {
    if (capability.name == name) capability.held = false;
  }
}

/// The syn and discard hooks have no mechanism, so that nothing is loaded.
void take_mechanisms(DoctorReport& report, const std::string& reason) {
  report.can_run = false;
  report.self_test.reset();
  for (auto& hook : report.hooks) {
    if (hook.hook == "state") continue;
    hook.mechanism.reset();
    hook.programs.clear();
    hook.rejected = {{"fentry", "refused"}, {"tracepoint", reason}};
  }
}

void hide_symbols(DoctorReport& report) {
  take_mechanisms(report, "kallsyms shows no addresses");
  report.kernel.symbols = false;
  report.kernel.code.clear();
}

void refuse_load(DoctorReport& report, int sys_errno) {
  report.can_run = false;
  report.self_test = SelfTestReport{};
  report.self_test->load_failure =
      Error{ErrorKind::unavailable, "cannot load the BPF programs", sys_errno, "run as root"};
}

TEST(Diagnose, FindsNothingWrongWithAHealthyMachine) {
  EXPECT_THAT(diagnose(sample::healthy()), IsEmpty());
}

TEST(Diagnose, DoesNotMindWhatIsNotKnownOrNotNeeded) {
  DoctorReport report = sample::healthy();
  const auto cgroup2 = report.system.cgroup2;
  report.system = {};
  report.system.cgroup2 = cgroup2;
  report.self_test->syns_ipv6 = 0;
  report.self_test->named_ipv6 = false;
  EXPECT_THAT(diagnose(report), IsEmpty());
}

TEST(Diagnose, NamesTheCapabilitiesThatAreRequired) {
  DoctorReport report = sample::healthy();
  report.can_run = false;
  report.self_test.reset();
  take_capability(report, "CAP_BPF");
  EXPECT_THAT(diagnose(report), ElementsAre(Problem{true, "not held: CAP_BPF",
                                                    "run as root, or give it these capabilities",
                                                    "doctor.required-capabilities"}));
  take_capability(report, "CAP_SYSLOG");
  EXPECT_THAT(diagnose(report), ElementsAre(Problem{true, "not held: CAP_BPF and CAP_SYSLOG",
                                                    "run as root, or give it these capabilities",
                                                    "doctor.required-capabilities"}));
}

TEST(Diagnose, SaysWhatIsPoorerWithoutTheUsefulCapabilities) {
  DoctorReport report = sample::healthy();
  take_capability(report, "CAP_SYS_ADMIN");
  take_capability(report, "CAP_SYS_PTRACE");
  EXPECT_THAT(diagnose(report),
              ElementsAre(Problem{
                  false,
                  "not held: CAP_SYS_ADMIN (for entering other network namespaces) and "
                  "CAP_SYS_PTRACE (for naming the processes of other users)",
                  "run as root, or give it these capabilities", "doctor.useful-capabilities"}));
}

TEST(Diagnose, BelievesTheSelfTestMoreThanARule) {
  DoctorReport report = sample::healthy();
  take_capability(report, "CAP_BPF");
  report.system.lockdown = "confidentiality";
  const auto problems = diagnose(report);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_FALSE(problems[0].prevents);
  EXPECT_FALSE(problems[1].prevents);
}

TEST(Diagnose, ReportsAKernelWithoutBtfAndNotWhatFollowsFromThat) {
  DoctorReport report = sample::healthy();
  take_mechanisms(report, "no tracepoint in BTF");
  report.kernel.btf = false;
  report.kernel.symbols = false;
  report.kernel.suffices = false;
  EXPECT_THAT(diagnose(report),
              ElementsAre(Problem{true, "this kernel has no BTF (/sys/kernel/btf/vmlinux)",
                                  "boot one built with CONFIG_DEBUG_INFO_BTF=y, as "
                                  "distributions' are since 2021",
                                  "doctor.btf"}));
}

TEST(Diagnose, GivesEveryReasonOfAHookWithoutMechanism) {
  DoctorReport report = sample::healthy();
  take_mechanisms(report, "before 6.12");
  report.kernel.suffices = false;
  const std::string advice = "boot a newer kernel, of which one mechanism works";
  EXPECT_THAT(
      diagnose(report),
      ElementsAre(
          Problem{true, "no mechanism for the syn hook (fentry: refused; tracepoint: before 6.12)",
                  advice, "doctor.no-mechanism"},
          Problem{true,
                  "no mechanism for the discard hook (fentry: refused; tracepoint: before 6.12)",
                  advice, "doctor.no-mechanism"}));
  // The kernel is what is wrong, whether addresses are hidden or not.
  report.kernel.symbols = false;
  EXPECT_EQ(diagnose(report).size(), 2u);
  EXPECT_EQ(diagnose(report)[0].advice, advice);
  report.probe_forced = true;
  EXPECT_EQ(diagnose(report)[0].advice, "leave out --probe");
}

TEST(Diagnose, TellsWhoHidesTheAddresses) {
  DoctorReport report = sample::healthy();
  hide_symbols(report);
  EXPECT_THAT(diagnose(report),
              ElementsAre(Problem{true, "/proc/kallsyms shows no addresses",
                                  "boot a kernel built with CONFIG_KALLSYMS=y, and do not hide "
                                  "/proc/kallsyms",
                                  "doctor.kallsyms"}));
  report.system.kptr_restrict = 2;
  EXPECT_THAT(
      diagnose(report),
      ElementsAre(Problem{true, "kernel.kptr_restrict hides all kernel addresses, even from root",
                          "sysctl -w kernel.kptr_restrict=1 shows them to those with "
                          "CAP_SYSLOG",
                          "doctor.kptr-restrict"}));
  report.system.kptr_restrict = 1;
  take_capability(report, "CAP_SYSLOG");
  EXPECT_THAT(diagnose(report), ElementsAre(Problem{true, "not held: CAP_SYSLOG",
                                                    "run as root, or give it these capabilities",
                                                    "doctor.required-capabilities"}));
}

TEST(Diagnose, KnowsThatAUserNamespacesRootIsNone) {
  DoctorReport report = sample::healthy();
  hide_symbols(report);
  report.system.initial_user_namespace = false;
  EXPECT_THAT(
      diagnose(report),
      ElementsAre(Problem{true, "runs in a user namespace, whose capabilities do not count for BPF",
                          "run it as root of the host, or in a container without user "
                          "namespace",
                          "doctor.user-namespace"}));
}

TEST(Diagnose, KnowsLockdownAndSeccompBehindARefusal) {
  DoctorReport report = sample::healthy();
  refuse_load(report, EPERM);
  report.system.lockdown = "confidentiality";
  EXPECT_THAT(diagnose(report),
              ElementsAre(Problem{
                  true, "lockdown=confidentiality forbids BPF programs to read kernel memory",
                  "boot with lockdown=integrity, or with none", "doctor.lockdown"}));
  report.system.lockdown = "integrity";
  report.system.seccomp_filter = true;
  const Problem seccomp{true, "a seccomp filter is in force, which may refuse bpf(2)",
                        "run it outside the container or service, or allow bpf(2) and "
                        "perf_event_open(2)",
                        "doctor.seccomp"};
  EXPECT_THAT(diagnose(report), ElementsAre(seccomp));
  refuse_load(report, EACCES);
  EXPECT_THAT(diagnose(report), ElementsAre(seccomp));
  // Another error is not a filter's.
  refuse_load(report, ENOMEM);
  EXPECT_THAT(diagnose(report),
              ElementsAre(Problem{true, "cannot load the BPF programs: Cannot allocate memory",
                                  "run as root", "doctor.load-failure"}));
}

TEST(Diagnose, GivesTheBareFailureWhereNothingExplainsIt) {
  DoctorReport report = sample::healthy();
  refuse_load(report, EINVAL);
  report.self_test->load_failure->advice.clear();
  EXPECT_THAT(diagnose(report),
              ElementsAre(Problem{true, "cannot load the BPF programs: Invalid argument",
                                  "run it again with -v for the kernel's own words",
                                  "doctor.load-failure"}));
}

TEST(Diagnose, SaysThatNoSynsCouldBeSent) {
  DoctorReport report = sample::healthy();
  report.self_test = SelfTestReport{};
  report.self_test->syn_failure =
      Error{ErrorKind::failed, "cannot make a network namespace", EPERM, "of no use here"};
  EXPECT_THAT(
      diagnose(report),
      ElementsAre(Problem{
          false,
          "no SYNs could be sent to ourselves: cannot make a network namespace: Operation not "
          "permitted",
          "nothing needs to be done: the first SYNs of others take their place",
          "doctor.no-syns"}));
}

TEST(Diagnose, SaysForEachFamilyThatTheStackIsSilent) {
  DoctorReport report = sample::healthy();
  report.self_test->named_ipv4 = false;
  report.self_test->named_ipv6 = false;
  const std::string advice =
      "please report it with this output: every kernel tried so far does tell";
  EXPECT_THAT(
      diagnose(report),
      ElementsAre(
          Problem{false,
                  "the kernel's stack does not tell which listener an IPv4 SYN is for; it is "
                  "looked up by address, which cannot tell SO_REUSEPORT sockets apart",
                  advice, "doctor.unnamed-listener"},
          Problem{false,
                  "the kernel's stack does not tell which listener an IPv6 SYN is for; it is "
                  "looked up by address, which cannot tell SO_REUSEPORT sockets apart",
                  advice, "doctor.unnamed-listener"}));
}

TEST(Diagnose, MentionsWhatMakesReportsPoorer) {
  DoctorReport report = sample::healthy();
  report.kernel.version = "#1 SMP PREEMPT_RT Debian";
  report.system.initial_pid_namespace = false;
  report.system.bpf_jit_enable = 0;
  report.system.cgroup2.reset();
  report.system.open_files = Limit{255, 4096};
  report.system.unread_network_namespaces = 2;
  EXPECT_THAT(
      diagnose(report),
      ElementsAre(
          Problem{false, "runs in a pid namespace, where the kernel's process ids mean nothing",
                  "run it in the host's pid namespace (docker: --pid=host)",
                  "doctor.pid-namespace"},
          Problem{false,
                  "the kernel is PREEMPT_RT: that a packet is handled on one CPU without "
                  "interruption, which the attribution rests on, has not been checked there",
                  "trust the figures only where the closing reconciliation says exact",
                  "doctor.preempt-rt"},
          Problem{false, "BPF programs are interpreted, which costs several times as much",
                  "sysctl -w net.core.bpf_jit_enable=1", "doctor.jit"},
          Problem{false,
                  "cgroup v2 is not mounted: --cgroup does not work, and cgroups and containers "
                  "are known for living processes only",
                  "mount -t cgroup2 none /sys/fs/cgroup, or any other directory", "doctor.cgroup2"},
          Problem{false, "only 255 files may be open at a time", "ulimit -n 256, or more",
                  "doctor.open-files"},
          Problem{false, "2 of 3 network namespaces cannot be looked into",
                  "run as root, in the initial user namespace", "doctor.unread-namespaces"}));
}

TEST(Diagnose, PutsWhatPreventsFirst) {
  DoctorReport report = sample::healthy();
  report.system.bpf_jit_enable = 0;
  report.self_test->syn_failure = Error{ErrorKind::failed, "cannot connect", EMFILE, ""};
  refuse_load(report, EPERM);
  take_capability(report, "CAP_SYS_PTRACE");
  const auto problems = diagnose(report);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_TRUE(problems[0].prevents);
  EXPECT_FALSE(problems[1].prevents);
  EXPECT_FALSE(problems[2].prevents);
}

TEST(Diagnose, EndsNoSentenceItself) {
  for (const auto& report : {sample::healthy(), sample::hopeless()}) {
    for (const auto& problem : diagnose(report)) {
      EXPECT_FALSE(problem.what.empty() || problem.advice.empty());
      EXPECT_FALSE(problem.what.ends_with('.') || problem.advice.ends_with('.')) << problem.what;
    }
  }
}

TEST(PreemptRt, IsToldFromTheOtherModels) {
  EXPECT_TRUE(is_preempt_rt("#1 SMP PREEMPT_RT Debian 6.12.9-1 (2025-01-10)"));
  EXPECT_FALSE(is_preempt_rt("#1 SMP PREEMPT_DYNAMIC Debian 6.12.9-1 (2025-01-10)"));
  EXPECT_FALSE(is_preempt_rt("#1 SMP PREEMPT Debian"));
  EXPECT_FALSE(is_preempt_rt(""));
}

}  // namespace
}  // namespace bpfnetstat
