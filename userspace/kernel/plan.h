// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/facts.h"

/// Which hook is served by which mechanism: a table and a pure function over KernelFacts. A new
/// mechanism for a hook is one more row in plan.cpp and its programs in bpf/.
namespace bpfnetstat::kernel {

/// What has to be seen.
enum class Hook {
  state,    ///< TCP state transitions, listeners opening and closing.
  syn,      ///< A SYN that a listener is done with: causes A, D and E.
  discard,  ///< Any other packet that a listener discards: causes B and C.
};

/// By what means, best first.
enum class Mechanism { fentry, kprobe, tracepoint };

std::string_view to_string(Hook hook);
std::string_view to_string(Mechanism mechanism);

struct Rejection {
  Mechanism mechanism;
  std::string reason;
};

struct HookPlan {
  Hook hook;
  std::optional<Mechanism> mechanism;  ///< Unset: this kernel offers none that we can use.
  std::vector<std::string_view> programs;
  std::vector<Rejection> rejected;  ///< Better ones, and why not them.
};

struct Plan {
  std::vector<HookPlan> hooks;  ///< One per Hook, in that order.

  const HookPlan& of(Hook hook) const { return hooks[static_cast<std::size_t>(hook)]; }
  /// The drop hooks' mechanism for the "ready" record: its name, or "mixed".
  std::string_view probe() const;
};

/// Chooses per hook the best mechanism that the facts allow; `forced` names the only one that the
/// drop hooks may use. State transitions always come from the tracepoint.
Plan make_plan(const KernelFacts& facts, std::optional<Mechanism> forced);

/// Why this plan cannot do the job: an unavailable Error that names the hook and the reasons.
Status require(const Plan& plan, std::span<const Hook> hooks);

}  // namespace bpfnetstat::kernel
