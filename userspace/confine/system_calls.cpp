// SPDX-License-Identifier: Apache-2.0
#include "confine/system_calls.h"

#include <linux/netlink.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>
#include <memory>
#include <utility>

#include "base/unique_fd.h"

namespace bpfnetstat::confine {
namespace {

// The calls that an architecture does not have are left out of its filter: arm64 knows of no poll,
// its C library calls ppoll.
constexpr int kAllowed[] = {
    // Waiting.
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2),
    SCMP_SYS(eventfd2), SCMP_SYS(timerfd_create), SCMP_SYS(timerfd_settime),
    SCMP_SYS(timerfd_gettime), SCMP_SYS(signalfd4), SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(restart_syscall),
    // Time. A vDSO serves most of it, but not on every clock source.
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    // Descriptors.
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64),
    SCMP_SYS(pwrite64), SCMP_SYS(preadv), SCMP_SYS(pwritev), SCMP_SYS(lseek), SCMP_SYS(close),
    SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(fcntl),
    SCMP_SYS(flock),
    // Sockets that there are; socket(2) itself, and what could open a connection, is below.
    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(bind), SCMP_SYS(getsockname),
    SCMP_SYS(getpeername), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    // Files: /proc, the configuration, and what SQLite does with a database, its log and its index.
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(open_by_handle_at),
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd),
    SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(ftruncate), SCMP_SYS(fallocate),
    SCMP_SYS(fadvise64), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat),
    SCMP_SYS(renameat2), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(fchmod),
    SCMP_SYS(fchown), SCMP_SYS(umask),
    // Memory; mmap and mprotect are below.
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
    // Threads and signals.
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(set_tid_address),
    SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_setaffinity),
    SCMP_SYS(getcpu), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigpending), SCMP_SYS(rt_sigtimedwait), SCMP_SYS(rt_sigsuspend),
    SCMP_SYS(sigaltstack),
    // Who we are, and what we have used.
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(capget),
    SCMP_SYS(getrlimit), SCMP_SYS(getrusage), SCMP_SYS(times), SCMP_SYS(sysinfo), SCMP_SYS(uname),
    SCMP_SYS(getrandom),
    // Maps and iterators, and programs that are loaded when somebody asks for a snapshot.
    SCMP_SYS(bpf)};

constexpr int kDeadly[] = {SCMP_SYS(execve),          SCMP_SYS(execveat),
                           SCMP_SYS(ptrace),          SCMP_SYS(process_vm_readv),
                           SCMP_SYS(init_module),     SCMP_SYS(process_vm_writev),
                           SCMP_SYS(finit_module),    SCMP_SYS(kexec_load),
                           SCMP_SYS(kexec_file_load), SCMP_SYS(mount),
                           SCMP_SYS(pivot_root),      SCMP_SYS(reboot),
                           SCMP_SYS(swapon)};

/// What a clone(2) of pthread_create() shares with its process, and namespaces that it could leave.
constexpr scmp_datum_t kThreadFlags =
    CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
constexpr scmp_datum_t kNamespaceFlags = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                         CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

/// The kernel looks at the lower half of an int.
constexpr scmp_datum_t kInt = 0xffffffff;

scmp_arg_cmp argument_is(unsigned int argument, scmp_datum_t value, scmp_datum_t mask = kInt) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

scmp_arg_cmp argument_lacks(unsigned int argument, scmp_datum_t bits) {
  return argument_is(argument, 0, bits);
}

struct Rule {
  int call;
  scmp_arg_cmp argument;
};

struct Release {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Release>;

Error failed(const char* what, int result) {
  return {ErrorKind::failed, what, -result, ""};
}

/// The filter of the machine's own architecture, or of one that has only the rules' names in common
/// with it.
Result<Filter> make_filter(std::uint32_t architecture, pid_t self) {
  const Rule allowed_if[] = {
      // SHUT_WR alone: a listener that is shut down for reading is a socket that can connect.
      {SCMP_SYS(shutdown), argument_is(1, SHUT_WR)},
      {SCMP_SYS(socket), argument_is(0, AF_UNIX)},
      {SCMP_SYS(socket), argument_is(0, AF_NETLINK)},
      // Netlink's sockets are connected to the kernel. A filter does not see an address, but its
      // size: those of the Internet are longer, so the metrics' sockets can be led nowhere else.
      {SCMP_SYS(connect), argument_is(2, sizeof(sockaddr_nl))},
      // TCP's fast open is a connect() by another name.
      {SCMP_SYS(sendto), argument_lacks(3, MSG_FASTOPEN)},
      {SCMP_SYS(sendmsg), argument_lacks(2, MSG_FASTOPEN)},
      {SCMP_SYS(mmap), argument_lacks(2, PROT_EXEC)},
      {SCMP_SYS(mprotect), argument_lacks(2, PROT_EXEC)},
      {SCMP_SYS(clone), argument_is(0, kThreadFlags, kThreadFlags | kNamespaceFlags)},
      {SCMP_SYS(setns), argument_is(1, CLONE_NEWNET)},
      {SCMP_SYS(tgkill), argument_is(0, static_cast<scmp_datum_t>(self))},
      // To read a limit, not to set one.
      {SCMP_SYS(prlimit64), {2, SCMP_CMP_EQ, 0, 0}},
      {SCMP_SYS(prctl), argument_is(0, PR_SET_NAME)},
      {SCMP_SYS(prctl), argument_is(0, PR_GET_NAME)},
      // isatty(), and what libbpf does to a kprobe before it lets go of it.
      {SCMP_SYS(ioctl), argument_is(1, TCGETS)},
      {SCMP_SYS(ioctl), argument_is(1, PERF_EVENT_IOC_DISABLE)},
  };
  Filter filter(::seccomp_init(SCMP_ACT_ERRNO(EPERM)));
  if (!filter) return failed("cannot make a filter of system calls", -ENOMEM);
  if (architecture != ::seccomp_arch_native()) {
    int result = ::seccomp_arch_add(filter.get(), architecture);
    if (result == 0) result = ::seccomp_arch_remove(filter.get(), SCMP_ARCH_NATIVE);
    if (result != 0) return failed("no filter of system calls for this architecture", result);
  }
  // A system call of another architecture (on x86-64 those of i386 and x32) is no less deadly.
  const std::pair<scmp_filter_attr, std::uint32_t> attributes[] = {
      {SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS},
      {SCMP_FLTATR_CTL_NNP, 1},
      {SCMP_FLTATR_CTL_TSYNC, 1},
      {SCMP_FLTATR_CTL_OPTIMIZE, 2},   // A binary search instead of a hundred comparisons.
      {SCMP_FLTATR_API_SYSRAWRC, 1}};  // Else every failure of the kernel's would be ECANCELED.
  for (const auto& [attribute, value] : attributes) {
    if (const int result = ::seccomp_attr_set(filter.get(), attribute, value); result != 0) {
      return failed("cannot set up a filter of system calls", result);
    }
  }
  const auto add = [&filter](std::uint32_t action, int call, const scmp_arg_cmp* argument) {
    return ::seccomp_rule_add_array(filter.get(), action, call, argument != nullptr ? 1 : 0,
                                    argument);
  };
  int result = add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), nullptr);
  for (const int call : kDeadly) {
    if (result == 0) result = add(SCMP_ACT_KILL_PROCESS, call, nullptr);
  }
  for (const int call : kAllowed) {
    if (result == 0) result = add(SCMP_ACT_ALLOW, call, nullptr);
  }
  for (const Rule& rule : allowed_if) {
    if (result == 0) result = add(SCMP_ACT_ALLOW, rule.call, &rule.argument);
  }
  if (result != 0) return failed("cannot fill a filter of system calls", result);
  return filter;
}

}  // namespace

Status filter_system_calls() {
  const auto filter = make_filter(::seccomp_arch_native(), ::getpid());
  if (!filter) return filter.error();
  const int result = ::seccomp_load(filter->get());
  if (result == 0) return {};
  if (result == -EINVAL || result == -ENOSYS) {
    return Error{ErrorKind::unavailable, "this kernel cannot filter system calls", -result,
                 "boot one that was built with CONFIG_SECCOMP_FILTER=y"};
  }
  return failed("cannot filter system calls", result);
}

Result<std::vector<sock_filter>> system_call_filter(std::uint32_t architecture, pid_t self) {
  const auto filter = make_filter(architecture, self);
  if (!filter) return filter.error();
  const UniqueFd file(::memfd_create("filter", MFD_CLOEXEC));
  if (!file) return failed("cannot write a filter of system calls", -errno);
  if (const int result = ::seccomp_export_bpf(filter->get(), file.get()); result != 0) {
    return failed("cannot write a filter of system calls", result);
  }
  std::vector<sock_filter> program;
  sock_filter instruction{};
  for (off_t at = 0; ::pread(file.get(), &instruction, sizeof(instruction), at) ==
                     static_cast<ssize_t>(sizeof(instruction));
       at += static_cast<off_t>(sizeof(instruction))) {
    program.push_back(instruction);
  }
  return program;
}

}  // namespace bpfnetstat::confine
