// SPDX-License-Identifier: Apache-2.0
#include "kernel/plan.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <initializer_list>
#include <utility>

namespace bpfnetstat::kernel {
namespace {

struct Reason {
  std::string words;
  std::string_view topic;  ///< That `explain` has.
};
/// std::nullopt: usable.
using Objection = std::optional<Reason>;

Objection hidden_symbols() {
  return Reason{"kallsyms shows no addresses: CAP_SYSLOG, or kptr_restrict below 2",
                "doctor.kallsyms"};
}

Objection not_in_kallsyms(std::string_view function) {
  return Reason{fmt::format("{} is not in kallsyms", function), "doctor.reason.not-in-kallsyms"};
}

Objection tracepoint_arguments(const KernelFacts& facts, std::string_view name, int least,
                               std::string_view missing) {
  const auto found = facts.tracepoints.find(name);
  if (found == facts.tracepoints.end()) {
    return Reason{fmt::format("no tracepoint {} in BTF", name), "doctor.reason.not-in-btf"};
  }
  if (found->second < least) {
    return Reason{fmt::format("tracepoint {} does not pass {}", name, missing),
                  "doctor.reason.no-argument"};
  }
  return std::nullopt;
}

Objection counters_readable(const KernelFacts& facts) {
  for (const auto& index : facts.mib_index) {
    if (!index) {
      return Reason{"BTF does not number the SNMP counters", "doctor.reason.counters-not-numbered"};
    }
  }
  return std::nullopt;
}

Objection code_known(const KernelFacts& facts, std::string_view function) {
  if (!facts.symbols) return hidden_symbols();
  if (!facts.code.contains(function)) return not_in_kallsyms(function);
  return std::nullopt;
}

Objection state_tracepoint(const KernelFacts& facts) {
  if (auto no = tracepoint_arguments(facts, "inet_sock_set_state", 3, "both states")) return no;
  // Without them nothing that existed before us would be known.
  for (const auto iterator : {"tcp", "task_file"}) {
    if (!facts.iterators.contains(iterator)) {
      return Reason{fmt::format("no iterator {} in BTF", iterator), "doctor.reason.not-in-btf"};
    }
  }
  return std::nullopt;
}

Objection syn_tracepoint(const KernelFacts& facts) {
  if (auto no = tracepoint_arguments(facts, "consume_skb", 2, "its location (before 6.12)"))
    return no;
  if (auto no = counters_readable(facts)) return no;
  return code_known(facts, "tcp_rcv_state_process");
}

Objection discard_tracepoint(const KernelFacts& facts) {
  if (auto no = tracepoint_arguments(facts, "kfree_skb", 4, "rx_sk (before 6.11)")) return no;
  if (auto no = counters_readable(facts)) return no;
  // Without CONFIG_SYN_COOKIES there is no cookie_v4_check, and no cause C to tell from B.
  return code_known(facts, "tcp_v4_do_rcv");
}

/// A kernel function with programs at its entry, at its exit or at both, named fentry_NAME,
/// fexit_NAME, kprobe_NAME and kretprobe_NAME.
struct HookedFunction {
  std::string_view name;
  std::string_view function;
  enum class At { entry, exit, both } at;
  enum class Need {
    always,      ///< Without it the hook would miss drops.
    if_present,  ///< Likewise on kernels that have it (IPv6, MPTCP, SYN cookies).
    refines,     ///< Tells causes apart.
  } need;
  std::optional<Mechanism> only{};  ///< Else by either.
};

using Functions = std::span<const HookedFunction>;

/// By which functions a hook can be served: the first that can all be hooked.
std::vector<Functions> functions_of(Hook hook) {
  using enum HookedFunction::At;
  using enum HookedFunction::Need;
  static constexpr std::array kSyn = {
      HookedFunction{"syn_v4", "tcp_v4_conn_request", both, always},
      HookedFunction{"syn_v6", "tcp_v6_conn_request", both, if_present},
      HookedFunction{"subflow_v4", "subflow_v4_conn_request", both, if_present},
      HookedFunction{"subflow_v6", "subflow_v6_conn_request", both, if_present},
  };
  static constexpr std::array kDiscard = {
      HookedFunction{"ack_v4", "tcp_v4_syn_recv_sock", both, always},
      HookedFunction{"ack_v6", "tcp_v6_syn_recv_sock", both, if_present},
      HookedFunction{"cookie", "tcp_get_cookie_sock", both, if_present},
  };
  // What calls tcp_v4_syn_recv_sock: 6.1 refuses fentry on that itself, for its seven parameters.
  static constexpr std::array kDiscardAround = {
      HookedFunction{"check", "tcp_check_req", both, always},
      HookedFunction{"taken_cookie", "tcp_get_cookie_sock", both, if_present},
  };
  static constexpr std::array kIcmp = {
      HookedFunction{"icmp", "tcp_req_err", both, always},
  };
  static constexpr std::array kAccept = {
      HookedFunction{"accept", "inet_csk_accept", exit, always, Mechanism::fentry},
      HookedFunction{"accept", "inet_csk_accept", entry, always, Mechanism::kprobe},
      HookedFunction{"graft", "security_sock_graft", entry, always, Mechanism::kprobe},
  };
  static constexpr std::array kListen = {
      HookedFunction{"listen", "inet_csk_listen_start", exit, always, Mechanism::fentry},
      HookedFunction{"listen", "inet_csk_listen_start", both, always, Mechanism::kprobe},
  };
  static constexpr std::array kQueue = {
      HookedFunction{"queued", "inet_csk_reqsk_queue_add", both, always},
      HookedFunction{"handshake", "inet_csk_complete_hashdance", both, always},
  };
  switch (hook) {
    case Hook::syn:
      return {kSyn};
    case Hook::discard:
      return {kDiscard, kDiscardAround};
    case Hook::icmp:
      return {kIcmp};
    case Hook::accept:
      return {kAccept};
    case Hook::listen:
      return {kListen};
    case Hook::queue:
      return {kQueue};
    case Hook::state:
    case Hook::sk_drops:
      break;
  }
  return {};
}

/// The steps in between, which tell causes apart.
Functions steps_of(Hook hook) {
  using enum HookedFunction::At;
  using enum HookedFunction::Need;
  static constexpr std::array kSyn = {
      HookedFunction{"reached", "tcp_conn_request", entry, refines},
      HookedFunction{"request", "inet_reqsk_alloc", exit, refines},
      HookedFunction{"route_v4", "tcp_v4_route_req", exit, refines},
      HookedFunction{"route_v6", "tcp_v6_route_req", exit, refines},
      HookedFunction{"subflow_route_v4", "subflow_v4_route_req", exit, refines},
      HookedFunction{"subflow_route_v6", "subflow_v6_route_req", exit, refines},
      HookedFunction{"fastopen", "tcp_try_fastopen", exit, refines},
  };
  static constexpr std::array kDiscard = {
      HookedFunction{"child", "tcp_create_openreq_child", exit, refines},
      HookedFunction{"child_route_v4", "inet_csk_route_child_sock", exit, refines},
      HookedFunction{"child_route_v6", "inet6_csk_route_req", exit, refines},
  };
  if (hook == Hook::syn) return kSyn;
  return hook == Hook::discard ? Functions(kDiscard) : Functions();
}

std::string_view symbol_of(const KernelFacts& facts, std::string_view function) {
  const auto found = facts.symbol_of.find(function);
  return found == facts.symbol_of.end() ? function : std::string_view(found->second);
}

/// Why a mechanism cannot be put on one function.
Objection cannot_hook(const KernelFacts& facts, Mechanism mechanism, std::string_view function) {
  const auto refused = facts.refused.find(
      fmt::format("{} {}", to_string(mechanism),
                  mechanism == Mechanism::kprobe ? symbol_of(facts, function) : function));
  if (refused != facts.refused.end()) {
    return Reason{fmt::format("{}: {}", function, refused->second), "doctor.reason.refused"};
  }
  if (mechanism == Mechanism::fentry && !facts.functions.contains(function)) {
    return Reason{fmt::format("{} is not in BTF", function), "doctor.reason.not-in-btf"};
  }
  // BTF has it without the compiler's suffix, and fentry looks for that name.
  if (mechanism == Mechanism::fentry && facts.symbol_of.contains(function) &&
      symbol_of(facts, function) != function) {
    return Reason{fmt::format("{} is {} in kallsyms", function, symbol_of(facts, function)),
                  "doctor.reason.renamed"};
  }
  if (mechanism == Mechanism::kprobe && !facts.symbol_of.contains(function)) {
    return not_in_kallsyms(function);
  }
  return std::nullopt;
}

/// Why a mechanism cannot be used at all.
Objection cannot_use(const KernelFacts& facts, Mechanism mechanism) {
  if (const auto refused = facts.refused.find(to_string(mechanism));
      refused != facts.refused.end()) {
    return Reason{refused->second, "doctor.reason.refused"};
  }
  if (mechanism == Mechanism::fentry) {
    if (!facts.fentry_errno) {
      return Reason{"fentry was not tried", "doctor.reason.fentry-not-tried"};
    }
    if (*facts.fentry_errno != 0) {
      return Reason{
          fmt::format("the kernel refuses fentry ({})", strerrordesc_np(*facts.fentry_errno)),
          "doctor.reason.fentry-refused"};
    }
    return counters_readable(facts);
  }
  if (!facts.kprobes) {
    return Reason{"the kernel has no kprobes (CONFIG_KPROBE_EVENTS)", "doctor.reason.no-kprobes"};
  }
  if (!facts.symbols) return hidden_symbols();
  return counters_readable(facts);
}

/// The programs on these functions, or why there cannot be all.
Objection hook_functions(const KernelFacts& facts, Functions functions, Mechanism mechanism,
                         std::vector<Program>& programs) {
  using enum HookedFunction::At;
  using enum HookedFunction::Need;
  for (const HookedFunction& hooked : functions) {
    if (hooked.only && hooked.only != mechanism) continue;
    const bool present =
        facts.functions.contains(hooked.function) || facts.symbol_of.contains(hooked.function);
    if (!present && hooked.need != always) continue;
    if (auto no = cannot_hook(facts, mechanism, hooked.function)) {
      if (hooked.need == refines) continue;
      return no;
    }
    const bool fentry = mechanism == Mechanism::fentry;
    const std::string symbol = std::string(fentry ? "" : symbol_of(facts, hooked.function));
    if (hooked.at != exit) {
      programs.push_back(
          {fmt::format("{}_{}", fentry ? "fentry" : "kprobe", hooked.name), symbol, false});
    }
    if (hooked.at != entry) {
      programs.push_back(
          {fmt::format("{}_{}", fentry ? "fexit" : "kretprobe", hooked.name), symbol, true});
    }
  }
  return std::nullopt;
}

/// What would be in the way of the drops if it were hooked so.
Objection endangers(const KernelFacts& facts, Hook hook, Mechanism mechanism) {
  if (hook != Hook::accept && hook != Hook::listen) return std::nullopt;
  if (mechanism == Mechanism::fentry && !facts.detaches_sleepers) {
    return Reason{"this kernel cannot let go of a function that sleeps", "doctor.reason.sleeps"};
  }
  // Interrupted, it would have the kernel skip the drop hooks' kprobes.
  if (mechanism == Mechanism::kprobe && discard_tracepoint(facts)) {
    return Reason{"drops may be missed meanwhile, and nothing would make it good",
                  "doctor.reason.may-miss"};
  }
  return std::nullopt;
}

/// The programs that serve a hook by functions, or why they cannot.
/// @param detour why not by the functions themselves, where it is by their callers.
Objection by_functions(const KernelFacts& facts, Hook hook, Mechanism mechanism, const Plan& so_far,
                       std::vector<Program>& programs, Objection& detour) {
  if (auto no = cannot_use(facts, mechanism)) return no;
  if (auto no = endangers(facts, hook, mechanism)) return no;
  if (hook == Hook::queue && !so_far.of(Hook::accept).mechanism) {
    return Reason{"the hook accept has no mechanism", "doctor.reason.needs-accept"};
  }
  for (const Functions functions : functions_of(hook)) {
    programs.clear();
    auto no = hook_functions(facts, functions, mechanism, programs);
    if (!no) {
      if (detour)
        detour = Reason{detour->words + "; its callers serve", "doctor.reason.callers-serve"};
      return hook_functions(facts, steps_of(hook), mechanism, programs);
    }
    if (detour) {
      detour->words += "; " + no->words;
    } else {
      detour = std::move(no);
    }
  }
  return std::exchange(detour, std::nullopt);
}

bool fetches(const KernelFacts& facts) {
  return facts.fetching_atomics && !facts.without.contains("fetching-atomics");
}

/// accept(2) and listen(2) by tracepoints of their own. None where one of them cannot be had.
std::vector<Program> call_programs(const KernelFacts& facts) {
  if (!facts.task_regs || facts.without.contains("call-events")) return {};
  std::vector<Program> programs;
  for (const auto name : kCallEvents) {
    const auto event = facts.call_events.find(name);
    const auto key = std::string("event:").append(name);
    if (event == facts.call_events.end() || facts.refused.contains(key)) return {};
    const bool listens = name == "sys_exit_listen";
    programs.push_back(
        {listens ? "listened_call" : "accepted_call", std::string(name), false, event->second});
  }
  return programs;
}

/// Why there are none.
Reason no_call_programs(const KernelFacts& facts) {
  std::string words = "tracefs does not tell the numbers of accept(2)'s own tracepoints";
  if (!facts.task_regs) words = "programs cannot see a system call's arguments";
  for (const auto name : kCallEvents) {
    const auto refused = facts.refused.find(std::string("event:").append(name));
    if (refused != facts.refused.end()) words = fmt::format("{}: {}", name, refused->second);
  }
  return {words + "; sys_exit serves, which every system call of the machine passes",
          "doctor.reason.every-call"};
}

/// What comes into the queues by sk_data_ready; what leaves them by system calls and io_uring,
/// where nothing better tells.
/// @param accepts_seen the hook `accept` has a mechanism.
/// @param reserve what sees the calls of 32-bit programs as well, if `programs` does not.
/// @param detour why accept(2) is not seen by its own tracepoints, where it is by every call's.
Objection queue_tracepoints(const KernelFacts& facts, bool accepts_seen,
                            std::vector<Program>& programs, std::vector<Program>& reserve,
                            Objection& detour) {
  if (auto no = tracepoint_arguments(facts, "sk_data_ready", 1, "the socket")) return no;
  programs.push_back({"queued_tracepoint", "", false});
  if (accepts_seen) return std::nullopt;
  if (auto no = tracepoint_arguments(facts, "sys_exit", 2, "what was returned")) return no;
  if (!fetches(facts) || !facts.task_btf) {
    return Reason{"no fetching atomics, or no typed task", "doctor.reason.no-fetching-atomics"};
  }
  const auto calls = call_programs(facts);
  (calls.empty() ? programs : reserve).push_back({"accepted_tracepoint", "", false});
  if (calls.empty()) detour = no_call_programs(facts);
  programs.insert(programs.end(), calls.begin(), calls.end());
  if (const auto completes = facts.tracepoints.find("io_uring_complete");
      completes != facts.tracepoints.end()) {
    // The completion itself, or its words.
    const bool whole = completes->second == 3;
    programs.push_back({whole ? "accepted_io_uring" : "accepted_io_uring_words", "", false});
  }
  return std::nullopt;
}

Objection by_tracepoint(const KernelFacts& facts, Hook hook, const Plan& so_far,
                        std::vector<Program>& programs, std::vector<Program>& reserve,
                        Objection& detour) {
  const auto serve = [&](Objection no, std::initializer_list<std::string_view> names) {
    for (const auto name : names) programs.push_back({std::string(name), "", false});
    if (facts.without.contains("second-copy") && programs.size() > 1) programs.resize(1);
    return no;
  };
  switch (hook) {
    case Hook::state:
      return serve(state_tracepoint(facts),
                   {fetches(facts) ? "state_tracepoint" : "state_tracepoint_plain"});
    case Hook::syn:
      return serve(syn_tracepoint(facts), {"syn_tracepoint", "syn_tracepoint_again"});
    case Hook::discard:
    case Hook::sk_drops:
      return serve(discard_tracepoint(facts), {"discard_tracepoint", "discard_tracepoint_again"});
    case Hook::queue:
      return queue_tracepoints(facts, so_far.of(Hook::accept).mechanism.has_value(), programs,
                               reserve, detour);
    case Hook::icmp:
    case Hook::accept:
    case Hook::listen:
      break;
  }
  return Reason{"no tracepoint tells of it", "doctor.reason.no-tracepoint"};
}

/// Best first.
std::span<const Mechanism> mechanisms_of(Hook hook) {
  static constexpr std::array kAll = {Mechanism::fentry, Mechanism::kprobe, Mechanism::tracepoint};
  const bool by_tracepoint_only = hook == Hook::state || hook == Hook::sk_drops;
  return by_tracepoint_only ? std::span(kAll).last(1) : std::span(kAll);
}

}  // namespace

std::string_view to_string(Hook hook) {
  switch (hook) {
    case Hook::state:
      return "state";
    case Hook::syn:
      return "syn";
    case Hook::discard:
      return "discard";
    case Hook::icmp:
      return "icmp";
    case Hook::accept:
      return "accept";
    case Hook::listen:
      return "listen";
    case Hook::sk_drops:
      return "sk_drops";
    case Hook::queue:
      return "queue";
  }
  return "";
}

std::string_view to_string(Mechanism mechanism) {
  switch (mechanism) {
    case Mechanism::fentry:
      return "fentry";
    case Mechanism::kprobe:
      return "kprobe";
    case Mechanism::tracepoint:
      return "tracepoint";
  }
  return "";
}

std::string_view Plan::probe() const {
  const auto syn = of(Hook::syn).mechanism;
  if (syn != of(Hook::discard).mechanism) return "mixed";
  return syn ? to_string(*syn) : "none";
}

Plan make_plan(const KernelFacts& facts, std::optional<Mechanism> forced) {
  Plan plan;
  for (const Hook hook : kHooks) {
    HookPlan chosen{hook, std::nullopt, {}, {}, {}};
    const auto mechanisms = mechanisms_of(hook);
    for (const Mechanism mechanism : mechanisms) {
      if (forced && mechanisms.size() > 1 && mechanism != *forced) continue;
      std::vector<Program> programs, reserve;
      Objection detour;
      auto reason = mechanism == Mechanism::tracepoint
                        ? by_tracepoint(facts, hook, plan, programs, reserve, detour)
                        : by_functions(facts, hook, mechanism, plan, programs, detour);
      if (reason) {
        chosen.rejected.push_back({mechanism, std::move(reason->words), reason->topic});
        continue;
      }
      chosen.mechanism = mechanism;
      if (detour) {
        chosen.rejected.push_back({mechanism, std::move(detour->words), detour->topic});
      }
      chosen.programs = std::move(programs);
      chosen.reserve = std::move(reserve);
      break;
    }
    plan.hooks.push_back(std::move(chosen));
  }
  return plan;
}

Status require(const Plan& plan, std::span<const Hook> hooks) {
  for (const Hook hook : hooks) {
    const HookPlan& chosen = plan.of(hook);
    if (chosen.mechanism) continue;
    std::string reasons;
    for (const auto& [mechanism, reason, topic] : chosen.rejected) {
      if (!reasons.empty()) reasons += ", ";
      reasons += fmt::format("{}: {}", to_string(mechanism), reason);
    }
    return Error{ErrorKind::unavailable,
                 fmt::format("no mechanism for the {} hook ({})", to_string(hook), reasons), 0,
                 "see `bpfnetstat doctor`"};
  }
  return {};
}

}  // namespace bpfnetstat::kernel
