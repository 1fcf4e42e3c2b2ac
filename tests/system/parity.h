// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
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
  /// When to end it; 0 waits until it ends by itself (20 s at most, then the test fails).
  std::chrono::milliseconds after = 0ms;
  int signal = 0;
};

/// How it is started.
struct Manner {
  /// argv[0], where it is not plainly "netstat": ours is run by that name then, as through a link.
  std::string name = {};
  /// Without descriptor 1, as `>&-` does it.
  bool closes_stdout = false;
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

/// What lies below a fake /proc: a path ("net/snmp") and what is in the file. Contents that begin
/// with "-> " make a symbolic link ("4/fd/7", "-> socket:[99]"), a path that ends in '/' an empty
/// folder.
using ProcFiles = std::map<std::string, std::string>;

/// Covers /proc, for the calling process alone, by these files and `self`, without which no program
/// under a sanitizer starts.
void cover_proc(const ProcFiles& files);

void expect_same_with_proc(const ProcFiles& files, const std::vector<std::string>& words);

}  // namespace bpfnetstat::lab
