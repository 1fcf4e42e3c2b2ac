// SPDX-License-Identifier: Apache-2.0
#include "kernel/facts.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/bpf.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "base/unique_fd.h"
#include "kernel/owned.h"

namespace bpfnetstat::kernel {
namespace {

constexpr auto kTracepoints =
    std::to_array<std::string_view>({"inet_sock_set_state", "consume_skb", "kfree_skb",
                                     "sk_data_ready", "sys_exit", "io_uring_complete"});
constexpr std::array<std::string_view, 2> kIterators = {"tcp", "task_file"};
constexpr std::array<const char*, 3> kMibNames = {
    "LINUX_MIB_LISTENOVERFLOWS", "LINUX_MIB_LISTENDROPS", "LINUX_MIB_TCPREQQFULLDROP"};

/// Empty where the offset leads nowhere: libbpf takes BTF as it comes.
const char* name_at(const btf* kernel, std::uint32_t offset) {
  const char* name = btf__name_by_offset(kernel, offset);
  return name != nullptr ? name : "";
}

/// The ids of named types, found in one pass: libbpf's own search takes one for each name.
class TypeIndex {
 public:
  void want(int kind, std::string name) { ids_[kind].emplace(std::move(name), -1); }
  void fill(const btf* kernel) {
    const auto types = btf__type_cnt(kernel);
    for (std::uint32_t id = 1; id < types; ++id) {
      const btf_type* type = btf__type_by_id(kernel, id);
      const auto of_kind = ids_.find(btf_kind(type));
      if (of_kind == ids_.end() || type->name_off == 0) continue;
      const auto found = of_kind->second.find(name_at(kernel, type->name_off));
      // The first of a name counts.
      if (found != of_kind->second.end() && found->second < 0) found->second = static_cast<int>(id);
    }
  }
  /// Negative where there is none.
  int id(int kind, const std::string& name) const { return ids_.at(kind).at(name); }

 private:
  std::unordered_map<int, std::unordered_map<std::string, int>> ids_;
};

/// A tracepoint's arguments: `typedef void (*btf_trace_NAME)(void *, ...)`.
std::optional<int> tracepoint_arguments(const btf* kernel, int id) {
  if (id < 0) return std::nullopt;
  const btf_type* type = btf__type_by_id(kernel, btf__type_by_id(kernel, id)->type);
  if (type == nullptr || !btf_is_ptr(type)) return std::nullopt;
  type = btf__type_by_id(kernel, type->type);
  if (type == nullptr || !btf_is_func_proto(type) || btf_vlen(type) == 0) return std::nullopt;
  return btf_vlen(type) - 1;
}

std::optional<int> function_parameters(const btf* kernel, int id) {
  if (id < 0) return std::nullopt;
  const btf_type* type = btf__type_by_id(kernel, btf__type_by_id(kernel, id)->type);
  if (type == nullptr || !btf_is_func_proto(type)) return std::nullopt;
  return btf_vlen(type);
}

/// The SNMP indexes stand in an anonymous enum: found by one of its members.
void find_mib_indexes(KernelFacts& facts, const btf* kernel) {
  const auto types = btf__type_cnt(kernel);
  for (std::uint32_t id = 1; id < types; ++id) {
    const btf_type* type = btf__type_by_id(kernel, id);
    if (!btf_is_enum(type) || type->name_off != 0) continue;
    const struct btf_enum* member = btf_enum(type);
    for (int i = 0; i < btf_vlen(type); ++i, ++member) {
      const char* name = name_at(kernel, member->name_off);
      for (std::size_t k = 0; k < kMibNames.size(); ++k) {
        if (std::strcmp(name, kMibNames[k]) == 0) {
          facts.mib_index[k] = static_cast<std::uint32_t>(member->val);
        }
      }
      if (std::strcmp(name, "LINUX_MIB_SYNCOOKIESSENT") == 0)
        facts.cookies_index = static_cast<std::uint32_t>(member->val);
    }
    if (facts.mib_index[0]) return;
  }
}

/// A member that can be read as it stands: not an atomic64_t, which is a structure.
bool has_integer_member(const btf* kernel, int id, std::string_view member) {
  if (id < 0) return false;
  const btf_type* type = btf__type_by_id(kernel, id);
  const struct btf_member* members = btf_members(type);
  return std::any_of(members, members + btf_vlen(type), [&](const struct btf_member& m) {
    if (member != name_at(kernel, m.name_off)) return false;
    const int resolved = btf__resolve_type(kernel, m.type);
    return resolved > 0 && btf_is_int(btf__type_by_id(kernel, resolved));
  });
}

Result<std::string> read_file(const char* path) {
  UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC));
  if (!fd) return Error{ErrorKind::unavailable, std::string("cannot open ") + path, errno, ""};
  std::string text;
  for (;;) {
    const std::size_t size = text.size();
    text.resize(size + (1 << 20));
    const ssize_t got = ::read(fd.get(), text.data() + size, 1 << 20);
    if (got < 0)
      return Error{ErrorKind::unavailable, std::string("cannot read ") + path, errno, ""};
    text.resize(size + static_cast<std::size_t>(got));
    if (got == 0) return text;
  }
}

/// "name.cold" and "name.isra.0" are parts of "name".
std::string_view base_name(std::string_view symbol) {
  return symbol.substr(0, symbol.find('.'));
}

/// Where it is mounted, else one of our own, in nobody's view. Invalid where we may not.
UniqueFd open_tracefs() {
  UniqueFd mounted(::open("/sys/kernel/tracing", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (mounted && ::faccessat(mounted.get(), "events/syscalls", F_OK, 0) == 0) return mounted;
  UniqueFd context(::fsopen("tracefs", FSOPEN_CLOEXEC));
  if (!context || ::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0)
    return UniqueFd();
  return UniqueFd(::fsmount(context.get(), FSMOUNT_CLOEXEC, 0));
}

std::optional<std::uint32_t> event_number(const UniqueFd& tracefs, std::string_view name) {
  const auto path = fmt::format("events/syscalls/{}/id", name);
  UniqueFd file(::openat(tracefs.get(), path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 32> text{};
  if (!file || ::read(file.get(), text.data(), text.size()) <= 0) return std::nullopt;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? std::optional(number) : std::nullopt;
}

template <std::size_t N>
bool lists(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether a function is entered there: `.isra` and `.constprop` are whole functions that lost a
/// parameter, `.part` and `.cold` are what is left of one elsewhere.
bool is_entry(std::string_view symbol) {
  const auto suffix = symbol.substr(base_name(symbol).size());
  return suffix.find(".part") == std::string_view::npos &&
         suffix.find(".cold") == std::string_view::npos &&
         suffix.find(".llvm") == std::string_view::npos;
}

}  // namespace

void add_btf_facts(KernelFacts& facts, const btf* kernel) {
  facts.btf = true;
  const auto trace = [](std::string_view name) { return "btf_trace_" + std::string(name); };
  const auto iterator = [](std::string_view name) { return "bpf_iter__" + std::string(name); };
  const std::array<std::pair<const char*, bool*>, 6> helpers{
      {{"bpf_rdonly_cast", &facts.rdonly_cast},
       {"bpf_get_socket_ptr_cookie", &facts.socket_cookie},
       {"bpf_get_current_task_btf", &facts.task_btf},
       {"bpf_sock_from_file", &facts.sock_from_file},
       {"bpf_task_pt_regs", &facts.task_regs},
       {"bpf_mem_alloc_init", &facts.map_allocator}}};
  TypeIndex index;
  for (const auto name : kTracepoints) index.want(BTF_KIND_TYPEDEF, trace(name));
  for (const auto name : kHookedFunctions) index.want(BTF_KIND_FUNC, std::string(name));
  for (const auto& [name, has] : helpers) index.want(BTF_KIND_FUNC, name);
  for (const auto name : kIterators) index.want(BTF_KIND_STRUCT, iterator(name));
  index.want(BTF_KIND_STRUCT, "net");
  index.want(BTF_KIND_STRUCT, "bpf_tramp_image");
  index.fill(kernel);

  for (const auto name : kTracepoints) {
    const auto count = tracepoint_arguments(kernel, index.id(BTF_KIND_TYPEDEF, trace(name)));
    if (count) facts.tracepoints.emplace(name, *count);
  }
  const auto parameters = [&](std::string_view name) {
    return function_parameters(kernel, index.id(BTF_KIND_FUNC, std::string(name)));
  };
  for (const auto name : kHookedFunctions) {
    if (const auto count = parameters(name)) facts.functions.emplace(name, *count);
  }
  for (const auto& [name, has] : helpers) *has = parameters(name).has_value();
  for (const auto name : kIterators) {
    if (index.id(BTF_KIND_STRUCT, iterator(name)) > 0) facts.iterators.emplace(name);
  }
  find_mib_indexes(facts, kernel);
  facts.detaches_sleepers = index.id(BTF_KIND_STRUCT, "bpf_tramp_image") > 0;
  facts.net_cookie = has_integer_member(kernel, index.id(BTF_KIND_STRUCT, "net"), "net_cookie");
}

void add_symbol_facts(KernelFacts& facts, std::string_view text) {
  struct Pending {
    std::string name;
    std::uint64_t start;
    std::uint64_t end;
  };
  std::vector<Pending> wanted;
  std::vector<std::uint64_t> addresses;
  addresses.reserve(text.size() / 48);
  while (!text.empty()) {
    const auto eol = text.find('\n');
    const auto line = text.substr(0, eol);
    text.remove_prefix(eol == std::string_view::npos ? text.size() : eol + 1);
    std::uint64_t address = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), address, 16);
    const auto name_at = static_cast<std::size_t>(end - line.data()) + 3;
    if (error != std::errc{} || address == 0 || name_at >= line.size()) continue;
    addresses.push_back(address);
    auto name = line.substr(name_at);
    if (name.find('\t') != std::string_view::npos) continue;  // a module's
    if (name == "__per_cpu_offset") facts.per_cpu_offsets = address;
    const auto base = base_name(name);
    if (lists(kWantedSymbols, base)) wanted.push_back({std::string(base), address, UINT64_MAX});
    if (is_entry(name) && lists(kHookedFunctions, base)) {
      // The name itself is better than one with a suffix.
      const auto [known, fresh] = facts.symbol_of.try_emplace(std::string(base), name);
      if (!fresh && name == base) known->second = name;
    }
  }
  facts.symbols = !addresses.empty();
  // kallsyms is sorted within the kernel's image only: look at every address.
  for (const auto address : addresses) {
    for (auto& symbol : wanted) {
      if (address > symbol.start && address < symbol.end) symbol.end = address;
    }
  }
  for (const auto& symbol : wanted) {
    if (symbol.end == UINT64_MAX) continue;
    facts.code[symbol.name].push_back({symbol.start, symbol.end - symbol.start});
  }
  // The body proper is the longest; `.cold` parts come after it.
  for (auto& [name, ranges] : facts.code) {
    std::stable_sort(ranges.begin(), ranges.end(),
                     [](const auto& a, const auto& b) { return a.length > b.length; });
  }
}

int try_fentry(const btf* kernel) {
  const int target = btf__find_by_name_kind(kernel, "tcp_conn_request", BTF_KIND_FUNC);
  if (target < 0) return ENOENT;
  // r0 = 0; exit
  const bpf_insn program[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
      {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
  LIBBPF_OPTS(bpf_prog_load_opts, options);
  options.expected_attach_type = BPF_TRACE_FENTRY;
  options.attach_btf_id = static_cast<std::uint32_t>(target);
  UniqueFd loaded(bpf_prog_load(BPF_PROG_TYPE_TRACING, "bpfns_try", "GPL", program, 2, &options));
  if (!loaded) return errno;
  UniqueFd link(bpf_raw_tracepoint_open(nullptr, loaded.get()));
  return link ? 0 : errno;
}

bool try_fetching_atomics() {
  // r0 = 0; *(u64 *)(r10 - 8) = 0; r0 = fetch_add(*(u64 *)(r10 - 8), r0); r0 = 0; exit
  const bpf_insn program[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
      {.code = BPF_ST | BPF_MEM | BPF_DW, .dst_reg = 10, .src_reg = 0, .off = -8, .imm = 0},
      {.code = BPF_STX | BPF_ATOMIC | BPF_DW,
       .dst_reg = 10,
       .src_reg = 0,
       .off = -8,
       .imm = BPF_ADD | BPF_FETCH},
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
      {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
  return UniqueFd(bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "bpfns_try", "GPL", program,
                                std::size(program), nullptr))
      .valid();
}

Result<KernelFacts> gather_facts() {
  // libbpf's words on a missing BTF would come before ours.
  libbpf_set_print(nullptr);
  KernelFacts facts;
  const BtfPtr kernel(btf__load_vmlinux_btf());
  if (!kernel) {
    return Error{ErrorKind::unavailable, "this kernel has no BTF (/sys/kernel/btf/vmlinux)", 0,
                 "boot one built with CONFIG_DEBUG_INFO_BTF=y, as distributions' are since 2021"};
  }
  add_btf_facts(facts, kernel.get());
  if (const auto symbols = read_file("/proc/kallsyms"); symbols) add_symbol_facts(facts, *symbols);
  // Where queues cannot be followed by tracepoints, nobody needs it.
  const bool useful = facts.task_regs && facts.tracepoints.contains("sk_data_ready");
  if (const auto tracefs = useful ? open_tracefs() : UniqueFd()) {
    for (const auto name : kCallEvents) {
      if (const auto number = event_number(tracefs, name)) facts.call_events.emplace(name, *number);
    }
  }
  facts.fentry_errno = try_fentry(kernel.get());
  facts.fetching_atomics = try_fetching_atomics();
  facts.kprobes = ::access("/sys/bus/event_source/devices/kprobe", F_OK) == 0;
  return facts;
}

}  // namespace bpfnetstat::kernel
