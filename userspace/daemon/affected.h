// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

namespace bpfnetstat::daemon {

/// In which network namespaces the table may be otherwise than the kernel has it, as far as losses
/// tell: what a resync has to go through. Pure.
class Affected {
 public:
  /// By the inode number of a network namespace.
  using ByNetns = std::map<std::uint32_t, std::uint64_t>;

  /// What was lost since the start; each only grows, but for those of a namespace that the kernel
  /// side has let go of meanwhile.
  struct Losses {
    std::uint64_t located = 0;    ///< What the kernel side counts by namespace, all together.
    ByNetns by_netns{};           ///< The same, as far as it still has it; read after the former.
    std::uint64_t unlocated = 0;  ///< Nobody knows where.
  };

  /// What was lost up to now is of no more interest.
  void begin(const Losses& losses);
  /// Takes notice of what was lost since the last look.
  /// @param gaps namespaces in which a transition did not follow on the last one known.
  void look(const Losses& losses, const std::set<std::uint32_t>& gaps);
  /// Something is amiss, and nobody knows where.
  void suspect_all() { everywhere_ = true; }

  bool any() const { return everywhere_ || !where_.empty(); }
  /// What to go through; from now on none of it. @return std::nullopt for everything.
  std::optional<std::set<std::uint32_t>> take();
  /// It could not be gone through.
  void put_back(const std::optional<std::set<std::uint32_t>>& where);

 private:
  Losses seen_;
  std::uint64_t located_ = 0;  ///< Found in namespaces since the start.
  bool everywhere_ = false;
  std::set<std::uint32_t> where_;
};

}  // namespace bpfnetstat::daemon
