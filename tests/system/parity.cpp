// SPDX-License-Identifier: Apache-2.0
#include "parity.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

namespace bpfnetstat::lab {
namespace {

constexpr const char* kInstalled = "/bin/netstat";

UniqueFd memory_file() {
  UniqueFd fd(memfd_create("shown", MFD_CLOEXEC));
  if (!fd) fail("memfd_create");
  return fd;
}

std::string contents_of(const UniqueFd& fd) {
  // Not with lseek(): its position is that of the program, which may still be writing.
  struct stat status {};
  if (fstat(fd.get(), &status) != 0) fail("fstat");
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const ssize_t got = pread(fd.get(), text.data(), text.size(), 0);
  if (got != static_cast<ssize_t>(text.size())) fail("pread");
  return text;
}

/// Of a child that does not come to run the program; neither netstat nor we end so.
constexpr int kNotPrepared = 125;

/// @param out -1 leaves it without a stdout.
[[noreturn]] void become(int program, std::vector<std::string> words, const std::string& socket,
                         int out, int err) {
  // Above first: dup2 to a number that is still needed would overwrite it.
  const int high_out = out < 0 ? -1 : fcntl(out, F_DUPFD, 10);
  const int high_err = fcntl(err, F_DUPFD, 10);
  const int high_program = fcntl(program, F_DUPFD, 10);
  const int in = open("/dev/null", O_RDONLY);
  if (in < 0 || dup2(in, 0) < 0 || dup2(high_err, 2) < 0) _exit(kNotPrepared);
  if ((out < 0 ? close(1) : dup2(high_out, 1)) < 0) _exit(kNotPrepared);
  // A socket of the test that the program inherits would show the program as its holder.
  if (dup3(high_program, 3, O_CLOEXEC) < 0 || close_range(4, ~0U, 0) != 0) _exit(kNotPrepared);
  clearenv();
  setenv("LC_ALL", "C", 1);
  setenv("BPFNETSTAT_SOCKET", socket.c_str(), 1);
  setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  // Our test program ignores it, and that is inherited.
  signal(SIGPIPE, SIG_DFL);
  fexecve(3, argv.data(), environ);
  _exit(kNotPrepared);
}

Shown run(const char* program, const std::vector<std::string>& words, const Preparation& setup,
          Ending ending, const Manner& manner) {
  const UniqueFd out = memory_file();
  const UniqueFd err = memory_file();
  // Opened here: who gives up privileges may not get there any more.
  const UniqueFd file(open(program, O_RDONLY | O_CLOEXEC));
  if (!file) fail(program);
  Child child([&] {
    try {
      if (setup) setup();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      _exit(kNotPrepared);
    }
    become(file.get(), words, manner.socket, manner.closes_stdout ? -1 : out.get(), err.get());
  });
  const auto has_ended = [&] {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(child.pid()), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid != 0;
  };
  const auto is_time = [&] { return ending.when && ending.when(contents_of(out)); };
  if (!eventually([&] { return has_ended() || is_time(); }, 20s)) {
    errno = 0;
    fail(std::string(program) + " does not end");
  }
  // Nothing comes of it where it has ended by itself.
  if (ending.when) ::kill(child.pid(), ending.signal);
  Shown shown;
  shown.exit_code = child.wait();
  if (shown.exit_code == kNotPrepared) {
    errno = 0;
    fail(std::string("what comes before ") + program + " failed");
  }
  shown.out = contents_of(out);
  shown.err = contents_of(err);
  return shown;
}

std::vector<std::string> with_name(std::vector<std::string> name,
                                   const std::vector<std::string>& words) {
  name.insert(name.end(), words.begin(), words.end());
  return name;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all = "netstat";
  for (const std::string& word : words) all += " " + word;
  return all;
}

}  // namespace

void PrintTo(const Shown& shown, std::ostream* out) {
  *out << "exit code " << shown.exit_code << "\nstdout:\n" << shown.out << "stderr:\n" << shown.err;
}

Shown run_installed(const std::vector<std::string>& words, const Preparation& setup, Ending ending,
                    const Manner& manner) {
  const std::string name = manner.name.empty() ? "netstat" : manner.name;
  return run(kInstalled, with_name({name}, words), setup, ending, manner);
}

Shown run_ours(const std::vector<std::string>& words, const Preparation& setup, Ending ending,
               const Manner& manner) {
  const std::vector<std::string> name = manner.name.empty()
                                            ? std::vector<std::string>{"bpfnetstat", "netstat"}
                                            : std::vector<std::string>{manner.name};
  return run(BPFNETSTAT_BINARY, with_name(name, words), setup, ending, manner);
}

void expect_same(const std::vector<std::string>& words, const Preparation& setup,
                 const Manner& manner) {
  SCOPED_TRACE(joined(words));
  Shown before = run_installed(words, setup, {}, manner);
  for (int attempt = 0; attempt < 8; ++attempt) {
    const Shown ours = run_ours(words, setup, {}, manner);
    Shown after = run_installed(words, setup, {}, manner);
    if (before != after) {
      before = std::move(after);
      continue;
    }
    // Not the whole at once: gtest shows where long texts differ.
    EXPECT_EQ(after.out, ours.out);
    EXPECT_EQ(after.err, ours.err);
    EXPECT_EQ(after.exit_code, ours.exit_code);
    return;
  }
  ADD_FAILURE() << "the installed netstat never says the same twice";
}

void expect_same(const std::vector<std::string>& words, const Namespace* where) {
  if (where == nullptr) {
    expect_same(words, Preparation{});
  } else {
    where->inside([&] { expect_same(words, Preparation{}); });
  }
}

void filter_calls(int call, std::uint32_t action, const std::optional<Argument>& only) {
  const Argument argument = only.value_or(Argument{});
  const auto offset = static_cast<std::uint32_t>(offsetof(seccomp_data, args) +
                                                 argument.number * sizeof(std::uint64_t) +
                                                 (__BYTE_ORDER == __BIG_ENDIAN ? 4 : 0));
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset),
      BPF_JUMP(BPF_JMP | (only ? BPF_JEQ : BPF_JGE) | BPF_K, argument.value, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, action),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog whole = {.len = std::size(program), .filter = program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) != 0) {
    fail("seccomp");
  }
}

void cover_proc(const ProcFiles& files) {
  namespace fs = std::filesystem;
  if (unshare(CLONE_NEWNS) != 0) fail("unshare(CLONE_NEWNS)");
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) fail("mount private");
  if (mount("lab", "/proc", "tmpfs", 0, "mode=755") != 0) fail("mount /proc");
  fs::create_directory("/proc/real");
  if (mount("lab", "/proc/real", "proc", 0, nullptr) != 0) fail("mount /proc/real");
  if (symlink("real/self", "/proc/self") != 0) fail("symlink");
  for (const auto& [path, contents] : files) {
    const fs::path full = fs::path("/proc") / path;
    fs::create_directories(full.parent_path());
    if (path.ends_with('/')) continue;
    if (contents.starts_with("-> ")) {
      fs::create_symlink(contents.substr(3), full);
      continue;
    }
    std::ofstream file(full, std::ios::binary);
    file << contents;
    if (!file.flush()) fail("write " + full.string());
  }
}

void expect_same_with_proc(const ProcFiles& files, const std::vector<std::string>& words) {
  expect_same(words, Preparation([&] { cover_proc(files); }));
}

}  // namespace bpfnetstat::lab
