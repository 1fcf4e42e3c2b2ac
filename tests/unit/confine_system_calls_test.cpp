// SPDX-License-Identifier: Apache-2.0
#include "confine/system_calls.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "confine_testing.h"
#include "kernel/inet_diag.h"
#include "procfs_testing.h"

namespace bpfnetstat::confine {
namespace {

// --- what the filter does to a process of this machine ---

constexpr int kCannotFilter = 254;

/// Under the filter. @return as in_child(), or kCannotFilter.
int filtered(const std::function<int()>& body) {
  return in_child([&body] {
    if (const auto status = filter_system_calls(); !status) return kCannotFilter;
    return body();
  });
}

/// 0 where it succeeded.
int errno_of(long result) {
  return result < 0 ? errno : 0;
}

#define EXPECT_KILLED(call) EXPECT_EQ(filtered([] { return errno_of(call); }), -SIGSYS) << #call

TEST(FilterSystemCalls, AProgramCannotBeExecuted) {
  const auto execute = [] {
    const char* arguments[] = {"true", nullptr};
    return errno_of(::execv("/bin/true", const_cast<char* const*>(arguments)));
  };
  EXPECT_EQ(in_child(execute), 0);  // Without the filter it is.
  EXPECT_EQ(filtered(execute), -SIGSYS);
}

TEST(FilterSystemCalls, WhatOnlyAnExploitWouldDoIsDeadly) {
  EXPECT_KILLED(::syscall(SYS_execveat, -1, "", nullptr, nullptr, 0));
  EXPECT_KILLED(::syscall(SYS_ptrace, 0, 0, 0, 0));
  EXPECT_KILLED(::syscall(SYS_process_vm_readv, 0, nullptr, 0, nullptr, 0, 0));
  EXPECT_KILLED(::syscall(SYS_process_vm_writev, 0, nullptr, 0, nullptr, 0, 0));
  EXPECT_KILLED(::syscall(SYS_init_module, nullptr, 0, ""));
  EXPECT_KILLED(::syscall(SYS_finit_module, -1, "", 0));
  EXPECT_KILLED(::syscall(SYS_kexec_load, 0, 0, nullptr, ~0UL));
  EXPECT_KILLED(::syscall(SYS_mount, nullptr, nullptr, nullptr, 0, nullptr));
  EXPECT_KILLED(::syscall(SYS_pivot_root, nullptr, nullptr));
  EXPECT_KILLED(::syscall(SYS_reboot, 0, 0, 0, nullptr));
  EXPECT_KILLED(::syscall(SYS_swapon, nullptr, 0));
}

TEST(FilterSystemCalls, WhatIsNotListedIsRefused) {
  for (const long call : {SYS_chroot, SYS_setuid, SYS_personality, SYS_perf_event_open,
                          SYS_memfd_create, SYS_listen, SYS_unshare, SYS_umount2}) {
    EXPECT_EQ(filtered([call] { return errno_of(::syscall(call, -1, -1, -1, -1)); }), EPERM)
        << call;
  }
}

TEST(FilterSystemCalls, SocketsAreUnixOrNetlink) {
  const auto attempt = [](int domain, int type) {
    return filtered([=] { return errno_of(::socket(domain, type | SOCK_CLOEXEC, 0)); });
  };
  EXPECT_EQ(attempt(AF_UNIX, SOCK_STREAM), 0);
  EXPECT_EQ(attempt(AF_NETLINK, SOCK_RAW), 0);
  EXPECT_EQ(attempt(AF_INET, SOCK_STREAM), EPERM);
  EXPECT_EQ(attempt(AF_INET6, SOCK_DGRAM), EPERM);
  EXPECT_EQ(attempt(AF_PACKET, SOCK_RAW), EPERM);
}

struct TcpPair {
  UniqueFd listener;
  UniqueFd client;
  sockaddr_in address{};

  TcpPair()
      : listener(::socket(AF_INET, SOCK_STREAM, 0)), client(::socket(AF_INET, SOCK_STREAM, 0)) {
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    ::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
    ::listen(listener.get(), 5);
    ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length);
  }
  int connect() const {
    return ::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  }
};

TEST(FilterSystemCalls, AListenerAcceptsAndAnswers) {
  const auto body = [] {
    const TcpPair tcp;
    if (tcp.connect() != 0 || !filter_system_calls()) return 99;
    const UniqueFd served(::accept4(tcp.listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    int on = 1;
    std::array<char, 2> got{};
    if (::setsockopt(served.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) != 0) return 1;
    if (::send(served.get(), "hi", 2, MSG_NOSIGNAL) != 2) return 2;
    if (::shutdown(served.get(), SHUT_WR) != 0) return 3;
    if (::recv(tcp.client.get(), got.data(), got.size(), MSG_WAITALL) != 2) return 4;
    return std::memcmp(got.data(), "hi", 2) == 0 ? 0 : 5;
  };
  EXPECT_EQ(in_child(body), 0);
}

TEST(FilterSystemCalls, ASocketThatIsThereCannotBeLedElsewhere) {
  const auto body = [] {
    const TcpPair tcp;
    const UniqueFd other(::socket(AF_INET, SOCK_STREAM, 0));
    if (!filter_system_calls()) return 99;
    const auto* address = reinterpret_cast<const sockaddr*>(&tcp.address);
    if (errno_of(tcp.connect()) != EPERM) return 1;
    const auto sent = ::sendto(other.get(), "x", 1, MSG_FASTOPEN, address, sizeof(tcp.address));
    if (errno_of(sent) != EPERM) return 2;
    msghdr message{};
    if (errno_of(::sendmsg(other.get(), &message, MSG_FASTOPEN)) != EPERM) return 3;
    // A listener that can be made to stop listening could connect.
    if (errno_of(::shutdown(tcp.listener.get(), SHUT_RD)) != EPERM) return 4;
    if (errno_of(::shutdown(tcp.listener.get(), SHUT_RDWR)) != EPERM) return 5;
    return 0;
  };
  EXPECT_EQ(in_child(body), 0);
}

TEST(FilterSystemCalls, MemoryDoesNotBecomeExecutable) {
  const auto map = [](int protection) {
    return filtered([=] {
      void* at = ::mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      return at == MAP_FAILED ? errno : 0;
    });
  };
  EXPECT_EQ(map(PROT_READ | PROT_WRITE), 0);
  EXPECT_EQ(map(PROT_READ | PROT_EXEC), EPERM);
  EXPECT_EQ(map(PROT_READ | PROT_WRITE | PROT_EXEC), EPERM);
  const auto protect = [](int protection) {
    return filtered([=] {
      void* at = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      return errno_of(::mprotect(at, 4096, protection));
    });
  };
  EXPECT_EQ(protect(PROT_READ), 0);
  EXPECT_EQ(protect(PROT_READ | PROT_EXEC), EPERM);
}

TEST(FilterSystemCalls, ThreadsThatRunAlreadyAreCovered) {
  const auto body = [] {
    std::promise<void> loaded;
    int refused = -1;
    int no_new_privs = -1;
    std::thread earlier([&] {
      loaded.get_future().wait();
      refused = errno_of(::socket(AF_INET, SOCK_STREAM, 0));
      no_new_privs = ::prctl(PR_SET_NAME, "earlier") == 0 ? 1 : 0;
    });
    const auto status = filter_system_calls();
    loaded.set_value();
    earlier.join();
    if (!status) return kCannotFilter;
    return refused == EPERM && no_new_privs == 1 ? 0 : 1;
  };
  EXPECT_EQ(in_child(body), 0);
}

TEST(FilterSystemCalls, ThreadsCanBeStartedAndAreCovered) {
  const auto body = [] {
    int refused = -1;
    std::thread later([&] { refused = errno_of(::socket(AF_INET, SOCK_STREAM, 0)); });
    later.join();
    return refused == EPERM ? 0 : 1;
  };
  EXPECT_EQ(filtered(body), 0);
}

TEST(FilterSystemCalls, SignalsGoToThisProcessAlone) {
  const pid_t parent = ::getpid();
  EXPECT_EQ(filtered([] { return ::raise(SIGUSR1); }), -SIGUSR1);
  EXPECT_EQ(filtered([] {
              ::abort();
              return 1;
            }),
            -SIGABRT);
  EXPECT_EQ(filtered([=] { return errno_of(::syscall(SYS_tgkill, parent, parent, 0)); }), EPERM);
  EXPECT_EQ(filtered([=] { return errno_of(::kill(parent, 0)); }), EPERM);
}

TEST(FilterSystemCalls, NamespacesOfTheNetworkCanBeEnteredAndNoOthers) {
  EXPECT_EQ(filtered([] { return errno_of(::setns(-1, CLONE_NEWNET)); }), EBADF);
  EXPECT_EQ(filtered([] { return errno_of(::setns(-1, CLONE_NEWUSER)); }), EPERM);
  EXPECT_EQ(filtered([] { return errno_of(::setns(-1, 0)); }), EPERM);
}

TEST(FilterSystemCalls, LimitsCanBeReadOnly) {
  EXPECT_EQ(filtered([] {
              rlimit limit{};
              return errno_of(::getrlimit(RLIMIT_NOFILE, &limit));
            }),
            0);
  EXPECT_EQ(filtered([] {
              const rlimit limit{64, 64};
              return errno_of(::setrlimit(RLIMIT_NOFILE, &limit));
            }),
            EPERM);
}

TEST(FilterSystemCalls, ProcAndTheKernelsSocketTablesCanBeRead) {
  const auto body = [] {
    const UniqueFd directory(::open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const UniqueFd file(::openat(directory.get(), "status", O_RDONLY | O_CLOEXEC));
    std::array<char, 4096> text{};
    if (::read(file.get(), text.data(), text.size()) <= 0) return 1;
    if (::readlinkat(directory.get(), "ns/net", text.data(), text.size()) <= 0) return 2;
    // With a socket of its own, connected to the kernel, and a thread that reads ahead.
    auto asked = kernel::InetDiag::ask(Family::ipv4, kernel::InetDiag::Rows::others);
    if (!asked) return 3;
    Status read = asked->await();
    if (read) read = asked->read([](const InetSocket&) {});
    // A kernel without the module says so by another number: not what is tested.
    return read || read.error().sys_errno != EPERM ? 0 : 4;
  };
  EXPECT_EQ(filtered(body), 0);
}

/// A database in WAL mode: written, checkpointed, pruned, made smaller, closed, opened again.
int use_database(const std::string& path, bool create) {
  sqlite3* database = nullptr;
  int result = sqlite3_open(path.c_str(), &database);
  const auto run = [&](const char* sql) {
    if (result == SQLITE_OK) result = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
  };
  if (create) {
    run("PRAGMA auto_vacuum = INCREMENTAL");
    run("PRAGMA journal_mode = WAL");
    run("CREATE TABLE t(a INTEGER, b TEXT)");
  }
  run("BEGIN");
  run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
      "INSERT INTO t SELECT i, hex(randomblob(50)) FROM n");
  run("COMMIT");
  run("PRAGMA wal_checkpoint(TRUNCATE)");
  run("DELETE FROM t WHERE a > 100");
  run("PRAGMA incremental_vacuum");
  run("VACUUM");
  if (sqlite3_close(database) != SQLITE_OK) return 250;
  return result;
}

TEST(FilterSystemCalls, SqliteGoesOnWriting) {
  const procfs::TempTree tree;
  EXPECT_EQ(filtered([&] { return use_database(tree / "new.db", true); }), 0);
  ASSERT_EQ(use_database(tree / "old.db", true), 0);
  EXPECT_EQ(filtered([&] { return use_database(tree / "old.db", false); }), 0);
  EXPECT_EQ(filtered([&] { return errno_of(::unlink((tree / "old.db").c_str())); }), 0);
}

// --- what the filter says, on this architecture and on the other ---

/// The machine of classic BPF, as far as seccomp's programs use it:
/// Documentation/networking/filter.
std::uint32_t verdict_of(const std::vector<sock_filter>& program, const seccomp_data& data) {
  const auto* words = reinterpret_cast<const char*>(&data);
  std::uint32_t accumulator = 0;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const sock_filter& step = program[at];
    const auto jump = [&](bool condition) { at += condition ? step.jt : step.jf; };
    switch (step.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        if (step.k + sizeof(accumulator) > sizeof(data)) return ~0U;
        std::memcpy(&accumulator, words + step.k, sizeof(accumulator));
        break;
      case BPF_ALU | BPF_AND | BPF_K:
        accumulator &= step.k;
        break;
      case BPF_JMP | BPF_JA:
        at += step.k;
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        jump(accumulator == step.k);
        break;
      case BPF_JMP | BPF_JGT | BPF_K:
        jump(accumulator > step.k);
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        jump(accumulator >= step.k);
        break;
      case BPF_RET | BPF_K:
        return step.k;
      default:
        ADD_FAILURE() << "an instruction that this machine does not have: " << step.code;
        return ~0U;
    }
  }
  ADD_FAILURE() << "the program has no end";
  return ~0U;
}

constexpr pid_t kSelf = 4711;
constexpr std::uint32_t kRefused = SECCOMP_RET_ERRNO | EPERM;

class Verdicts : public testing::TestWithParam<std::uint32_t> {
 protected:
  void SetUp() override {
    auto program = system_call_filter(GetParam(), kSelf);
    ASSERT_TRUE(program) << to_string(program.error());
    program_ = *std::move(program);
  }

  std::uint32_t verdict(const char* name, std::array<std::uint64_t, 6> arguments = {}) const {
    const int number = seccomp_syscall_resolve_name_arch(GetParam(), name);
    EXPECT_GE(number, 0) << name << " is no system call here";
    seccomp_data data{};
    data.nr = number;
    data.arch = GetParam();
    std::copy(arguments.begin(), arguments.end(), data.args);
    return verdict_of(program_, data);
  }

  std::vector<sock_filter> program_;
};

TEST_P(Verdicts, WhatServesIsAllowed) {
  for (const char* name : {"ppoll",
                           "epoll_pwait",
                           "epoll_ctl",
                           "read",
                           "write",
                           "readv",
                           "writev",
                           "recvmsg",
                           "recvfrom",
                           "accept4",
                           "getsockopt",
                           "setsockopt",
                           "bind",
                           "openat",
                           "openat2",
                           "open_by_handle_at",
                           "newfstatat",
                           "statx",
                           "readlinkat",
                           "getdents64",
                           "lseek",
                           "pread64",
                           "pwrite64",
                           "fsync",
                           "fdatasync",
                           "ftruncate",
                           "fallocate",
                           "unlinkat",
                           "renameat2",
                           "mkdirat",
                           "fcntl",
                           "fchmod",
                           "fchown",
                           "munmap",
                           "madvise",
                           "brk",
                           "mremap",
                           "futex",
                           "rseq",
                           "set_robust_list",
                           "sched_setaffinity",
                           "sched_getaffinity",
                           "bpf",
                           "clock_gettime",
                           "clock_nanosleep",
                           "timerfd_create",
                           "timerfd_settime",
                           "signalfd4",
                           "rt_sigaction",
                           "rt_sigprocmask",
                           "rt_sigreturn",
                           "rt_sigtimedwait",
                           "getrandom",
                           "getrusage",
                           "gettid",
                           "getpid",
                           "exit",
                           "exit_group",
                           "restart_syscall",
                           "sysinfo",
                           "uname",
                           "getcwd",
                           "statfs",
                           "fstatfs",
                           "close",
                           "dup",
                           "pipe2",
                           "eventfd2"}) {
    EXPECT_EQ(verdict(name), SECCOMP_RET_ALLOW) << name;
  }
}

TEST_P(Verdicts, WhatOnlyAnExploitWouldDoIsDeadly) {
  for (const char* name : {"execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev",
                           "init_module", "finit_module", "kexec_load", "kexec_file_load", "mount",
                           "pivot_root", "reboot", "swapon"}) {
    EXPECT_EQ(verdict(name), SECCOMP_RET_KILL_PROCESS) << name;
  }
}

TEST_P(Verdicts, TheRestIsRefused) {
  for (const char* name :
       {"perf_event_open", "unshare",     "chroot",        "setuid",         "setgid",
        "capset",          "personality", "listen",        "io_uring_setup", "userfaultfd",
        "keyctl",          "pidfd_getfd", "kill",          "tkill",          "syslog",
        "memfd_create",    "shmat",       "pkey_mprotect", "seccomp",        "umount2",
        "open_tree",       "move_mount",  "mknodat",       "symlinkat",      "linkat",
        "setrlimit",       "sethostname", "acct"}) {
    EXPECT_EQ(verdict(name), kRefused) << name;
  }
  EXPECT_EQ(verdict("clone3"), SECCOMP_RET_ERRNO | ENOSYS);
}

TEST_P(Verdicts, ArgumentsDecide) {
  EXPECT_EQ(verdict("socket", {AF_UNIX}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("socket", {AF_NETLINK}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("socket", {AF_INET}), kRefused);
  EXPECT_EQ(verdict("socket", {AF_INET6}), kRefused);
  EXPECT_EQ(verdict("socket", {AF_VSOCK}), kRefused);
  // The kernel's int is the lower half of a register.
  EXPECT_EQ(verdict("socket", {AF_INET | std::uint64_t{1} << 32}), kRefused);

  EXPECT_EQ(verdict("connect", {3, 0, sizeof(sockaddr_nl)}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("connect", {3, 0, sizeof(sockaddr_in)}), kRefused);
  EXPECT_EQ(verdict("connect", {3, 0, sizeof(sockaddr_in6)}), kRefused);
  EXPECT_EQ(verdict("connect", {3, 0, sizeof(sockaddr_un)}), kRefused);
  EXPECT_EQ(verdict("sendto", {3, 0, 1, MSG_NOSIGNAL}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("sendto", {3, 0, 1, MSG_NOSIGNAL | MSG_FASTOPEN}), kRefused);
  EXPECT_EQ(verdict("sendmsg", {3, 0, MSG_NOSIGNAL | MSG_DONTWAIT}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("sendmsg", {3, 0, MSG_FASTOPEN}), kRefused);
  EXPECT_EQ(verdict("shutdown", {3, SHUT_WR}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("shutdown", {3, SHUT_RD}), kRefused);
  EXPECT_EQ(verdict("shutdown", {3, SHUT_RDWR}), kRefused);

  for (const char* name : {"mmap", "mprotect"}) {
    EXPECT_EQ(verdict(name, {0, 4096, PROT_READ | PROT_WRITE}), SECCOMP_RET_ALLOW) << name;
    EXPECT_EQ(verdict(name, {0, 4096, PROT_NONE}), SECCOMP_RET_ALLOW) << name;
    EXPECT_EQ(verdict(name, {0, 4096, PROT_READ | PROT_EXEC}), kRefused) << name;
  }

  constexpr std::uint64_t kThread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
                                    CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS |
                                    CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
  EXPECT_EQ(verdict("clone", {kThread}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("clone", {kThread | CLONE_NEWNET}), kRefused);
  EXPECT_EQ(verdict("clone", {kThread & ~std::uint64_t{CLONE_FS}}), kRefused);
  EXPECT_EQ(verdict("clone", {SIGCHLD}), kRefused);
  EXPECT_EQ(verdict("clone", {CLONE_VM | CLONE_VFORK | SIGCHLD}), kRefused);
  EXPECT_EQ(verdict("setns", {3, CLONE_NEWNET}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("setns", {3, CLONE_NEWNS}), kRefused);
  EXPECT_EQ(verdict("setns", {3, 0}), kRefused);

  EXPECT_EQ(verdict("tgkill", {kSelf, 1, SIGABRT}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("tgkill", {1, 1, SIGKILL}), kRefused);
  EXPECT_EQ(verdict("prlimit64", {0, 7, 0, 0x1000}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("prlimit64", {0, 7, 0x1000, 0}), kRefused);
  EXPECT_EQ(verdict("prlimit64", {0, 7, std::uint64_t{1} << 32, 0}), kRefused);
  EXPECT_EQ(verdict("prctl", {PR_SET_NAME}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("prctl", {PR_SET_MM}), kRefused);
  EXPECT_EQ(verdict("ioctl", {2, 0x5401 /* TCGETS */}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("ioctl", {2, PERF_EVENT_IOC_DISABLE}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(verdict("ioctl", {2, 0x5412 /* TIOCSTI */}), kRefused);
}

TEST_P(Verdicts, CallsOfAnotherArchitectureAreDeadly) {
  for (const std::uint32_t other :
       std::vector<std::uint32_t>{AUDIT_ARCH_I386, AUDIT_ARCH_ARM, AUDIT_ARCH_S390X}) {
    seccomp_data data{};
    data.arch = other;
    EXPECT_EQ(verdict_of(program_, data), SECCOMP_RET_KILL_PROCESS) << other;
  }
}

INSTANTIATE_TEST_SUITE_P(, Verdicts, testing::Values(AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64),
                         [](const auto& info) {
                           return info.param == AUDIT_ARCH_X86_64 ? "X86" : "Arm64";
                         });

TEST(SystemCallFilter, CallsOfX32AreDeadly) {
  const auto program = system_call_filter(AUDIT_ARCH_X86_64, kSelf);
  ASSERT_TRUE(program);
  seccomp_data data{};
  data.arch = AUDIT_ARCH_X86_64;
  data.nr = 0x40000000;  // read(2) of x32.
  EXPECT_EQ(verdict_of(*program, data), SECCOMP_RET_KILL_PROCESS);
}

TEST(SystemCallFilter, ThereIsNoneForAnArchitectureThatDoesNotExist) {
  const auto program = system_call_filter(0x12345678, kSelf);
  ASSERT_FALSE(program);
  EXPECT_THAT(to_string(program.error()), testing::HasSubstr("architecture"));
}

}  // namespace
}  // namespace bpfnetstat::confine
