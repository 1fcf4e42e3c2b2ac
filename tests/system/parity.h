// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab.h"

/// The installed netstat (net-tools) and ours, side by side.
namespace bpfnetstat::lab {

/// What a program left when it ended.
struct Shown {
  std::string out;
  std::string err;
  int exit_code = 0;  ///< 128 + the signal that ended it.

  bool operator==(const Shown&) const = default;
};
/// For gtest's failure messages.
void PrintTo(const Shown& shown, std::ostream* out);

/// Runs in the forked child before the program does: enters namespaces, mounts, gives up
/// privileges. Without gtest; fail() ends the child with exit code 1.
using Preparation = std::function<void()>;

struct Ending {
  /// Asked again and again about its stdout so far: whether to end it. Empty: it ends by itself.
  /// After 20 s of an ordinary machine the test fails in either case.
  std::function<bool(const std::string& out)> when = {};
  int signal = 0;
};

/// How it is started.
struct Manner {
  /// argv[0], where it is not plainly "netstat": ours is run by that name then, as through a link.
  std::string name = {};
  /// Without descriptor 1, as `>&-` does it.
  bool closes_stdout = false;
  /// Where ours asks a daemon.
  std::string socket = "none";
};

// Each runs a program with these words after its name "netstat", LC_ALL=C and no descriptor but
// 0 (at its end), 1 and 2, in the calling thread's namespaces.

/// The netstat of the system.
Shown run_installed(const std::vector<std::string>& words, const Preparation& setup = {},
                    Ending ending = {}, const Manner& manner = {});
/// `bpfnetstat netstat words...`
Shown run_ours(const std::vector<std::string>& words, const Preparation& setup = {},
               Ending ending = {}, const Manner& manner = {});

/// Expects the same bytes on stdout and stderr and the same exit code. The installed netstat runs
/// before and after ours, and both must agree first: figures move. After eight attempts the test
/// fails.
void expect_same(const std::vector<std::string>& words, const Preparation& setup,
                 const Manner& manner = {});
void expect_same(const std::vector<std::string>& words, const Namespace* where = nullptr);

/// An argument of a system call: which one, from 0 on, and what is in its lower half.
struct Argument {
  unsigned number = 0;
  std::uint32_t value = 0;
};
/// In a Preparation: has the kernel answer a system call in this manner, SECCOMP_RET_ERRNO | EPERM
/// or another SECCOMP_RET of linux/seccomp.h; `only` where it has this argument.
void filter_calls(int call, std::uint32_t action, const std::optional<Argument>& only = {});

/// The exit code of a program that makes a call which filter_calls() has it killed for.
inline constexpr int kMadeDeadlyCall = 128 + SIGSYS;

/// What lies below a fake /proc: a path ("net/snmp") and what is in the file. Contents that begin
/// with "-> " make a symbolic link ("4/fd/7", "-> socket:[99]"), a path that ends in '/' an empty
/// folder.
using ProcFiles = std::map<std::string, std::string>;

/// Covers /proc, for the calling process alone, by these files and `self`, without which no program
/// under a sanitizer starts.
void cover_proc(const ProcFiles& files);

void expect_same_with_proc(const ProcFiles& files, const std::vector<std::string>& words);

}  // namespace bpfnetstat::lab
