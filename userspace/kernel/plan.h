// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
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
  state,     ///< TCP state transitions, listeners opening and closing.
  syn,       ///< A SYN that a listener is done with: causes A, D and E.
  discard,   ///< A final ACK that a listener is done with: causes B, C and E.
  icmp,      ///< An ICMP error that aborts a request: cause E. Function hooks only.
  accept,    ///< What accept(2) takes. Function hooks only; with tracepoints `queue` sees it.
  listen,    ///< The port of a listener without bind(). Function hooks only: else it comes later.
  sk_drops,  ///< Whatever else moves a listener's sk_drops: the cross-check.
  queue,     ///< What comes into accept queues, and where `accept` does not tell, what leaves them.
};

/// All of them, in order.
inline constexpr std::array kHooks = {Hook::state,  Hook::syn,    Hook::discard,  Hook::icmp,
                                      Hook::accept, Hook::listen, Hook::sk_drops, Hook::queue};

/// By what means, best first.
enum class Mechanism { fentry, kprobe, tracepoint };

std::string_view to_string(Hook hook);
std::string_view to_string(Mechanism mechanism);

struct Rejection {
  Mechanism mechanism;
  std::string reason;
  std::string_view topic{};  ///< Of `explain`: "doctor.reason.renamed".
};

/// A BPF program and where it goes.
struct Program {
  std::string name;
  /// Of a kprobe: the function as kallsyms names it; of a tracepoint that goes by its number: its
  /// name; else empty.
  std::string symbol;
  bool at_return = false;      ///< Of a kprobe.
  std::uint32_t event_id = 0;  ///< Of such a tracepoint.

  bool operator==(const Program&) const = default;
};

struct HookPlan {
  Hook hook;
  std::optional<Mechanism> mechanism;  ///< Unset: this kernel offers none that we can use.
  std::vector<Program> programs;
  /// Loaded, and attached when it turns out that they are needed: Tracer::attach_reserve().
  std::vector<Program> reserve{};
  /// Better ones, and why not them; also why its own mechanism takes a detour.
  std::vector<Rejection> rejected;
};

struct Plan {
  std::vector<HookPlan> hooks;  ///< One per Hook, in the order of kHooks.

  const HookPlan& of(Hook hook) const { return hooks[static_cast<std::size_t>(hook)]; }
  /// The drop hooks' mechanism for the "ready" record: its name, or "mixed".
  std::string_view probe() const;
};

/// Chooses per hook the best mechanism that the facts allow; `forced` names the only one that the
/// drop hooks may use. State transitions and the cross-check always come from tracepoints.
Plan make_plan(const KernelFacts& facts, std::optional<Mechanism> forced);

/// Whether a run that watches drops can do without: it is exact all the same.
constexpr bool is_optional(Hook hook) {
  return hook == Hook::icmp || hook == Hook::accept || hook == Hook::listen ||
         hook == Hook::sk_drops || hook == Hook::queue;
}

/// Why this plan cannot do the job: an unavailable Error that names the hook and the reasons.
Status require(const Plan& plan, std::span<const Hook> hooks);

}  // namespace bpfnetstat::kernel
