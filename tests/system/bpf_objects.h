// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/bpf.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "lab.h"

/// BPF programs, maps and links of one process: whether they outlive it.
namespace bpfnetstat::lab {

class BpfObjects {
 public:
  BpfObjects() = default;
  /// Those that a process has descriptors of now. None of a process that is no more.
  static BpfObjects held_by(pid_t pid);

  /// Whether there is one of each kind at least.
  bool are_of_every_kind() const;
  void add(const BpfObjects& others);
  /// Waits until the kernel has freed all of them, which it does after a grace period of RCU.
  /// @return one that is still there; empty where there is none.
  std::string first_left_over(std::chrono::milliseconds within = 5s) const;

 private:
  /// By the command that asks for an object by its number; no number is given twice.
  std::map<bpf_cmd, std::set<std::uint32_t>> ids_;
};

/// The names in the BPF file system's root, where it is mounted.
std::set<std::string> pinned();

}  // namespace bpfnetstat::lab
