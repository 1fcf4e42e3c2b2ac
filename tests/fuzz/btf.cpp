// SPDX-License-Identifier: Apache-2.0
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "check.h"
#include "kernel/facts.h"
#include "kernel/owned.h"
#include "kernel/plan.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

bool has_name(const btf* kernel, int kind, std::string_view wanted) {
  for (std::uint32_t id = 1; id < btf__type_cnt(kernel); ++id) {
    const btf_type* type = btf__type_by_id(kernel, id);
    const char* name = btf__name_by_offset(kernel, type->name_off);
    if (btf_kind(type) == kind && type->name_off != 0 && name != nullptr && name == wanted)
      return true;
  }
  return false;
}

/// Whatever the kernel has, each hook gets something to hang on, or a reason why not.
void check_plans(const kernel::KernelFacts& facts) {
  using kernel::Mechanism;
  for (const auto& forced : std::initializer_list<std::optional<Mechanism>>{
           {}, Mechanism::fentry, Mechanism::kprobe, Mechanism::tracepoint}) {
    const kernel::Plan plan = kernel::make_plan(facts, forced);
    expect(plan.hooks.size() == kernel::kHooks.size());
    for (const kernel::Hook hook : kernel::kHooks) {
      const kernel::HookPlan& one = plan.of(hook);
      expect(one.hook == hook && (one.mechanism || one.programs.empty()));
      const auto required = kernel::require(plan, std::array{hook});
      expect(required.ok() == one.mechanism.has_value());
      expect(required.ok() || required.error().kind == ErrorKind::unavailable);
    }
    expect(!plan.probe().empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  libbpf_set_print(nullptr);
  return 0;
}

/// Whatever libbpf takes for BTF, of which it checks sizes and little else.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const kernel::BtfPtr kernel(btf__new(data, static_cast<std::uint32_t>(size)));
  if (!kernel) return 0;
  kernel::KernelFacts facts;
  kernel::add_btf_facts(facts, kernel.get());
  expect(facts.btf);
  for (const auto& [name, arguments] : facts.tracepoints) {
    expect(arguments >= 0 && has_name(kernel.get(), BTF_KIND_TYPEDEF, "btf_trace_" + name));
  }
  for (const auto& [name, parameters] : facts.functions) {
    expect(parameters >= 0 && has_name(kernel.get(), BTF_KIND_FUNC, name));
  }
  expect(!facts.net_cookie || has_name(kernel.get(), BTF_KIND_STRUCT, "net"));
  expect(facts.detaches_sleepers == has_name(kernel.get(), BTF_KIND_STRUCT, "bpf_tramp_image"));
  check_plans(facts);
  return 0;
}
