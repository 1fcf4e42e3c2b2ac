// SPDX-License-Identifier: Apache-2.0
#include "kernel/plan.h"

#include <fmt/format.h>

#include <cstring>

namespace bpfnetstat::kernel {
namespace {

/// std::nullopt: usable.
using Objection = std::optional<std::string>;

Objection tracepoint_arguments(const KernelFacts& facts, std::string_view name, int least,
                               std::string_view missing) {
  const auto found = facts.tracepoints.find(name);
  if (found == facts.tracepoints.end()) return fmt::format("no tracepoint {} in BTF", name);
  if (found->second < least) return fmt::format("tracepoint {} does not pass {}", name, missing);
  return std::nullopt;
}

Objection counters_readable(const KernelFacts& facts) {
  for (const auto& index : facts.mib_index) {
    if (!index) return "BTF does not number the SNMP counters";
  }
  if (!facts.net_cookie) return "struct net has no net_cookie (before 5.12)";
  return std::nullopt;
}

Objection code_known(const KernelFacts& facts, std::string_view function) {
  if (!facts.symbols) return "kallsyms shows no addresses: CAP_SYSLOG, or kptr_restrict below 2";
  if (!facts.code.contains(function)) return fmt::format("{} is not in kallsyms", function);
  return std::nullopt;
}

Objection state_tracepoint(const KernelFacts& facts) {
  if (auto no = tracepoint_arguments(facts, "inet_sock_set_state", 3, "both states")) return no;
  // Without them nothing that existed before us would be known.
  for (const auto iterator : {"tcp", "task_file", "bpf_map_elem"}) {
    if (!facts.iterators.contains(iterator)) return fmt::format("no iterator {} in BTF", iterator);
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

Objection fentry_function(const KernelFacts& facts) {
  if (facts.fentry_errno && *facts.fentry_errno != 0) {
    return fmt::format("the kernel refuses fentry ({})", strerrordesc_np(*facts.fentry_errno));
  }
  return "this version has no fentry programs";
}

Objection kprobe_function(const KernelFacts& facts) {
  if (!facts.kprobes) return "the kernel has no kprobes (CONFIG_KPROBE_EVENTS)";
  return "this version has no kprobe programs";
}

struct Row {
  Hook hook;
  Mechanism mechanism;
  Objection (*objection)(const KernelFacts&);
  std::vector<std::string_view> programs;
};

/// Best first within a hook.
const std::vector<Row>& rows() {
  static const std::vector<Row> table = {
      {Hook::state, Mechanism::tracepoint, state_tracepoint, {"state_tracepoint"}},
      {Hook::syn, Mechanism::fentry, fentry_function, {}},
      {Hook::syn, Mechanism::kprobe, kprobe_function, {}},
      {Hook::syn,
       Mechanism::tracepoint,
       syn_tracepoint,
       {"syn_tracepoint", "syn_tracepoint_again"}},
      {Hook::discard, Mechanism::fentry, fentry_function, {}},
      {Hook::discard, Mechanism::kprobe, kprobe_function, {}},
      {Hook::discard,
       Mechanism::tracepoint,
       discard_tracepoint,
       {"discard_tracepoint", "discard_tracepoint_again"}},
  };
  return table;
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
  for (const Hook hook : {Hook::state, Hook::syn, Hook::discard}) {
    HookPlan chosen{hook, std::nullopt, {}, {}};
    for (const Row& row : rows()) {
      if (row.hook != hook) continue;
      if (forced && hook != Hook::state && row.mechanism != *forced) continue;
      if (auto reason = row.objection(facts)) {
        chosen.rejected.push_back({row.mechanism, *std::move(reason)});
        continue;
      }
      chosen.mechanism = row.mechanism;
      chosen.programs = row.programs;
      if (facts.without.contains("second-copy") && chosen.programs.size() > 1) {
        chosen.programs.resize(1);
      }
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
    for (const auto& [mechanism, reason] : chosen.rejected) {
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
