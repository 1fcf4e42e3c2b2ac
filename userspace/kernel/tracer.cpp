// SPDX-License-Identifier: Apache-2.0
#include "kernel/tracer.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/perf_event.h>
#include <linux/types.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <map>
#include <random>
#include <set>
#include <span>
#include <thread>
#include <utility>

#include "base/unique_fd.h"
#include "kernel/calibration.h"
#include "kernel/decode.h"
#include "kernel/owned.h"
// The skeleton wants the wire structs first.
#include "bpfnetstat.skel.h"

namespace bpfnetstat::kernel {
namespace {

using SkeletonPtr = std::unique_ptr<bpfnetstat_bpf, FreeWith<bpfnetstat_bpf::destroy>>;

/// Namespaces per CPU that `cells` has room for.
constexpr std::uint32_t kMaxNamespaces = 1024;
/// bpf/listener.bpf.h: MAX_CPUS.
constexpr int kMaxCpus = 512;
/// Drop records a second that userspace is sent one by one, over all CPUs; more are folded.
constexpr std::uint32_t kDropRecordsPerSecond = 10000;
/// bpf/drop.bpf.h: WINDOW_SHIFT.
constexpr double kWindowSeconds = (1 << 24) / 1e9;

bool libbpf_verbose = false;

int print_libbpf(libbpf_print_level level, const char* format, va_list arguments) {
  if (!libbpf_verbose || level == LIBBPF_DEBUG) return 0;
  return std::vfprintf(stderr, format, arguments);
}

Error load_error(std::string what, int error) {
  // The kernel's own, which libc has no words for.
  constexpr int kNotSupported = 524;
  if (error == kNotSupported) error = EOPNOTSUPP;
  if (error == EPERM || error == EACCES) {
    return {ErrorKind::unavailable, std::move(what), error,
            "run as root, or with CAP_BPF, CAP_PERFMON and CAP_SYSLOG"};
  }
  if (error == ENOMEM || error == E2BIG) {
    return {ErrorKind::unavailable, std::move(what), error,
            "a smaller --ring-kib needs less memory"};
  }
  return {ErrorKind::unavailable, std::move(what), error,
          "see `bpfnetstat doctor`, and -v for libbpf's words"};
}

/// One reason among several.
std::string without_advice(Error error) {
  error.advice.clear();
  return to_string(error);
}

/// Where the calling thread may run, for microseconds and whatever it was confined to; goes back.
class OnCpus {
 public:
  /// On this CPU alone: a program run there runs in this thread's context.
  static OnCpus only(int cpu) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    return OnCpus(cpus);
  }
  /// On any other, where there is one: a program run on this CPU comes as an interrupt, and none of
  /// its softirqs can get in between.
  static OnCpus all_but(std::uint32_t cpu) {
    cpu_set_t cpus;
    std::memset(&cpus, 0xff, sizeof(cpus));
    CPU_CLR(cpu, &cpus);
    return OnCpus(cpus);
  }
  ~OnCpus() {
    if (moved_) ::sched_setaffinity(0, sizeof(home_), &home_);
  }
  OnCpus(OnCpus&& other) noexcept
      : home_(other.home_), moved_(std::exchange(other.moved_, false)) {}
  OnCpus& operator=(OnCpus&&) = delete;

 private:
  explicit OnCpus(const cpu_set_t& cpus) {
    if (::sched_getaffinity(0, sizeof(home_), &home_) != 0) return;
    moved_ = ::sched_setaffinity(0, sizeof(cpus), &cpus) == 0;
  }

  cpu_set_t home_;
  bool moved_ = false;
};

Result<UniqueFd> open_iterator(const bpf_link* link, const char* name) {
  UniqueFd iterator(bpf_iter_create(bpf_link__fd(link)));
  if (!iterator) return load_error(fmt::format("cannot open the {} iterator", name), errno);
  return iterator;
}

enum class Read { some, none, end };

/// Reads an iterator once, record by record.
/// @param rest part of a record: of the last read, then of this one.
/// @param sink false: no more are wanted.
template <typename Record, typename Sink>
Result<Read> read_records(int iterator, const char* name, std::vector<char>& rest, Sink&& sink) {
  std::array<char, sizeof(Record) * 129> buffer;
  std::copy(rest.begin(), rest.end(), buffer.begin());
  std::size_t kept = rest.size();
  const ssize_t got = ::read(iterator, buffer.data() + kept, sizeof(Record) * 128);
  // The kernel pauses after a million of objects that made no record.
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Read::none;
  if (got < 0) return load_error(fmt::format("cannot read the {} iterator", name), errno);
  if (got == 0) return Read::end;
  kept += static_cast<std::size_t>(got);
  std::size_t used = 0;
  for (; kept - used >= sizeof(Record); used += sizeof(Record)) {
    Record record;
    std::memcpy(&record, buffer.data() + used, sizeof(record));
    if (!sink(record)) return Read::end;
  }
  rest.assign(buffer.data() + used, buffer.data() + kept);
  return Read::some;
}

/// Reads an iterator to its end.
/// @param between called after each read, if it is not empty.
template <typename Record, typename Sink>
Status read_iterator(const bpf_link* link, const char* name, Sink&& sink,
                     const std::function<void()>& between = {}) {
  const auto iterator = open_iterator(link, name);
  if (!iterator) return iterator.error();
  std::vector<char> rest;
  for (;;) {
    const auto read = read_records<Record>(iterator->get(), name, rest, sink);
    if (!read) return read.error();
    if (*read == Read::end) return {};
    if (between) between();
  }
}

/// Every entry of a hash map. One that comes or goes meanwhile may be among them or not.
template <typename Key, typename Value, typename Sink>
Status read_map(int map, const char* name, Sink&& sink) {
  // A hash bucket must fit in whole.
  constexpr std::uint32_t kBatch = 1024;
  std::vector<Key> keys(kBatch);
  std::vector<Value> values(kBatch);
  std::array<std::byte, 64> position{};
  bool first = true;
  for (bool more = true; more; first = false) {
    std::uint32_t count = kBatch;
    const int error = bpf_map_lookup_batch(map, first ? nullptr : position.data(), position.data(),
                                           keys.data(), values.data(), &count, nullptr);
    if (error != 0 && errno != ENOENT)
      return load_error(fmt::format("cannot read {}", name), errno);
    more = error == 0;
    for (std::uint32_t i = 0; i < count; ++i) sink(keys[i], values[i]);
  }
  return {};
}

template <std::size_t N>
void copy_ports(std::uint16_t (&to)[N], std::uint32_t& count,
                const std::vector<std::uint16_t>& from) {
  count = static_cast<std::uint32_t>(std::min(from.size(), N));
  std::copy_n(from.begin(), count, to);
}

bns_code_range code_range(const KernelFacts& facts, std::string_view function) {
  const auto found = facts.code.find(function);
  if (found == facts.code.end()) return {};
  return {found->second.front().start, found->second.front().length};
}

/// "tcp_req_err" of "fentry/tcp_req_err".
std::string_view attached_to(const bpf_program* program) {
  const std::string_view section = bpf_program__section_name(program);
  return section.substr(section.find('/') + 1);
}

/// Wherever it fires, though a tracepoint's event belongs to one CPU.
LinkPtr attach_event(const bpf_program* code, std::uint32_t event_id) {
  perf_event_attr attributes{};
  attributes.size = sizeof(attributes);
  attributes.type = PERF_TYPE_TRACEPOINT;
  attributes.config = event_id;
  attributes.sample_period = 1;
  UniqueFd event(static_cast<int>(
      ::syscall(SYS_perf_event_open, &attributes, -1, ::sched_getcpu(), -1, PERF_FLAG_FD_CLOEXEC)));
  if (!event) return {};
  LinkPtr link(bpf_program__attach_perf_event(code, event.get()));
  if (link) static_cast<void>(event.release());
  return link;
}

/// By enum bns_returns.
constexpr std::array<std::string_view, BNS_RETURNS> kReturning = {
    "inet_reqsk_alloc",         "tcp_v4_route_req",          "tcp_v6_route_req",
    "subflow_v4_route_req",     "subflow_v6_route_req",      "tcp_try_fastopen",
    "tcp_create_openreq_child", "inet_csk_route_child_sock", "inet6_csk_route_req",
    "inet_csk_accept",          "inet_csk_listen_start"};

/// The steps whose absence means something, by the end of their programs' names.
constexpr std::array<std::pair<std::string_view, std::uint32_t>, 2> kSteps = {
    {{"_reached", BNS_STEP_REACHED}, {"_child", BNS_STEP_NO_CHILD}}};

/// The flags of a program that runs for a CPU which is offline.
std::uint64_t of_offline(std::uint64_t cpu) {
  return BNS_LOOK_OFFLINE | cpu << BNS_LOOK_CPU_SHIFT;
}

}  // namespace

/// Records on their way from the ring to decode(). Whoever reads the ring takes the cache lines
/// away from the CPUs that write it, above all that of the position which each record moves: many
/// are copied in one go, and decoded and shown after that.
class Batch {
 public:
  /// Few enough that what was copied is still in the CPU's cache when it is decoded.
  static constexpr std::size_t kMost = 1024;

  /// Begins anew, with room for so many records.
  void clear(std::size_t most) {
    ends_.clear();
    bytes_.clear();
    most_ = std::min(most, kMost);
  }
  /// @return whether there is room for another one.
  bool add(std::span<const std::byte> record) {
    bytes_.insert(bytes_.end(), record.begin(), record.end());
    ends_.push_back(bytes_.size());
    return ends_.size() < most_;
  }
  std::size_t size() const { return ends_.size(); }
  bool is_full() const { return ends_.size() == most_; }

  template <typename Take>
  void for_each(const Take& take) const {
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
      take(std::span(bytes_).subspan(begin, end - begin));
      begin = end;
    }
  }

 private:
  std::vector<std::byte> bytes_;
  std::vector<std::size_t> ends_;
  std::size_t most_ = kMost;
};

struct Tracer::Impl {
  SkeletonPtr skeleton;
  Plan plan;
  std::string refused;  ///< What the last start() stumbled over, a key of KernelFacts::refused.
  bool counts_drops = false;
  bool follows_queues = false;
  std::vector<LinkPtr> links;  ///< Attached hooks, detached in reverse order.
  std::vector<LinkPtr> reserve_links;
  LinkPtr file_walk;
  LinkPtr listener_walk;
  LinkPtr connection_walk;
  RingPtr ring;
  std::uint32_t fold_entries = 0;
  UniqueFd fold_map;  ///< The inner map that programs write now.
  /// By net_cookie, as last looked at; of those that are gone what they amounted to.
  std::map<std::uint64_t, NetnsCounters> namespaces;
  std::uint64_t undecodable = 0;
  std::uint64_t folds_taken = 0;  ///< folded_drops() at the last take_folds().
  Calibration calibration;
  Batch batch;

  ~Impl() { detach(); }

  void detach() {
    reserve_links.clear();
    while (!links.empty()) links.pop_back();
  }

  Status configure(const KernelFacts& facts, const TracerConfig& config);
  void make_maps_at_once();
  Status load(const TracerConfig& config);
  Status learn_cpu_offsets(const KernelFacts& facts);
  Status attach(const TracerConfig& config);
  Status attach_hook(const HookPlan& hook);
  Status attach_program(const Program& wanted, Mechanism mechanism);
  Status attach_iterators(const TracerConfig& config);
  bool serves_drops_by(Mechanism mechanism) const;
  bool is_wanted(const HookPlan& hook) const;
  Status note_queue(std::uint64_t id);
  std::optional<ListenerSnapshot> snapshot(const bns_listener& raw) const;
  bpf_program* program(std::string_view name) const {
    return bpf_object__find_program_by_name(skeleton->obj, std::string(name).c_str());
  }
  Result<std::uint32_t> run(const bpf_program* program, std::optional<int> cpu,
                            std::array<std::uint64_t, 2> arguments) {
    return run_with(program, cpu, arguments);
  }
  Result<std::uint32_t> run_with(const bpf_program* program, std::optional<int> cpu,
                                 std::span<const std::uint64_t> arguments);
  Status begin_cell(int cpu, std::span<const std::uint64_t> ids);
  Result<std::vector<Holder>> walk_files(const std::function<void()>& between);
  Result<UniqueFd> swap_fold_map();
  Result<std::uint32_t> look_at(const bns_cell_key& key, std::uint64_t flags);
  using CellKeys = std::map<std::uint64_t, std::vector<bns_cell_key>>;
  /// By net_cookie.
  CellKeys cell_keys() const;
  Status add_counters(const CellKeys& keys, std::uint64_t flags);
  void take_counters(const NetnsCounters& sum, std::span<const bns_cell_key> keys);
  void forget(std::uint64_t id, const bns_listener& listener);
  Result<std::vector<bns_listener>> read_listeners() const;
  Status look_at_listeners(std::span<const bns_listener> some);

  std::uint64_t skipped_transitions() const;

  /// Shared with the programs, which change it at any moment.
  std::uint64_t folded_drops() const {
    return *static_cast<const volatile __u64*>(&skeleton->bss->folded_drops);
  }

  static int on_record(void* context, void* data, std::size_t size);
};

int Tracer::Impl::on_record(void* context, void* data, std::size_t size) {
  auto& batch = static_cast<Impl*>(context)->batch;
  // A negative value ends libbpf's loop after this record.
  return batch.add({static_cast<const std::byte*>(data), size}) ? 0 : -ECANCELED;
}

Status Tracer::Impl::configure(const KernelFacts& facts, const TracerConfig& config) {
  const int cpus_possible = libbpf_num_possible_cpus();
  if (cpus_possible < 0 || cpus_possible > kMaxCpus) {
    return Error{
        ErrorKind::unavailable,
        fmt::format("{} possible CPUs are more than the {} supported", cpus_possible, kMaxCpus), 0,
        ""};
  }
  counts_drops = config.drops;
  follows_queues = config.queues && config.drops && config.states &&
                   plan.of(Hook::queue).mechanism.has_value() && !facts.without.contains("queues");
  auto& rodata = *skeleton->rodata;
  rodata.trace_states = config.states;
  rodata.follows_queues = follows_queues;
  copy_ports(rodata.local_ports, rodata.local_port_count, config.local_ports);
  copy_ports(rodata.peer_ports, rodata.peer_port_count, config.peer_ports);
  rodata.either_port = config.either_port.value_or(0);
  if (config.family) rodata.only_family = *config.family == Family::ipv4 ? BNS_IPV4 : BNS_IPV6;
  for (std::size_t i = 0; i < facts.mib_index.size(); ++i) {
    rodata.mib_index[i] = facts.mib_index[i].value_or(0);
  }
  if (config.cookies && config.drops) rodata.cookies_index = facts.cookies_index.value_or(0);
  rodata.possible_cpus = static_cast<std::uint32_t>(cpus_possible);
  rodata.has_rdonly_cast = facts.rdonly_cast && !facts.without.contains("rdonly-cast");
  rodata.has_socket_cookie = facts.socket_cookie && !facts.without.contains("socket-cookie");
  rodata.has_task_btf = facts.task_btf;
  rodata.has_sock_from_file = facts.sock_from_file && !facts.without.contains("sock-from-file");
  rodata.id_secret = std::uint64_t{std::random_device{}()} << 32 | std::random_device{}();
  rodata.use_stack_slot = !facts.without.contains("stack-slot");
  rodata.follows_listeners = !facts.without.contains("listener-events");
  rodata.follows_ends = !facts.without.contains("connection-ends");
  rodata.learns_ports_late = !facts.without.contains("late-port");
  rodata.records_per_window = std::max<std::uint32_t>(
      1, static_cast<std::uint32_t>(kDropRecordsPerSecond * kWindowSeconds / cpus_possible));
  rodata.rcv_state_process = code_range(facts, "tcp_rcv_state_process");
  rodata.do_rcv[0] = code_range(facts, "tcp_v4_do_rcv");
  rodata.do_rcv[1] = code_range(facts, "tcp_v6_do_rcv");
  rodata.wakes_readers = code_range(facts, "sock_def_readable").start;
  rodata.cookie_check[0] = code_range(facts, "cookie_v4_check");
  rodata.cookie_check[1] = code_range(facts, "cookie_v6_check");

  for (std::size_t i = 0; i < kReturning.size(); ++i) {
    const auto found = facts.functions.find(kReturning[i]);
    if (found != facts.functions.end()) {
      rodata.parameters_of[i] = static_cast<__u8>(found->second);
    }
  }
  std::vector<std::string_view> wanted = {"walk_files", "walk_listeners", "look_at_listeners"};
  for (const HookPlan& hook : plan.hooks) {
    if (!is_wanted(hook)) continue;
    for (const Program& program : hook.reserve) wanted.push_back(program.name);
    for (const Program& program : hook.programs) {
      wanted.push_back(program.name);
      for (const auto& [suffix, step] : kSteps) {
        if (program.name.ends_with(suffix)) rodata.steps_known |= step;
      }
    }
  }
  if (config.drops) {
    wanted.insert(wanted.end(), {"begin_cell_here", "begin_listener", "look_at_cell"});
  }
  if (config.table) wanted.emplace_back("walk_connections");
  if (follows_queues) wanted.emplace_back("note_queue");
  wanted.insert(wanted.end(), {"learn_cpu_offset", "learn_offline_cpu_offset"});
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, skeleton->obj) {
    const std::string_view name = bpf_program__name(program);
    bpf_program__set_autoload(program,
                              std::find(wanted.begin(), wanted.end(), name) != wanted.end());
  }
  // libbpf lets go of the inner map's definition once it has loaded.
  fold_entries = bpf_map__max_entries(bpf_map__inner_map(skeleton->maps.folds));
  bpf_map__set_max_entries(skeleton->maps.events, static_cast<std::uint32_t>(config.ring_bytes));
  bpf_map__set_max_entries(skeleton->maps.cpu_offsets, static_cast<std::uint32_t>(cpus_possible));
  if (!config.states) {
    // Megabytes that nobody would use.
    bpf_map__set_max_entries(skeleton->maps.births, 1);
    bpf_map__set_max_entries(skeleton->maps.connections, 1);
    bpf_map__set_max_entries(skeleton->maps.connections_beyond, 1);
  }
  if (!follows_queues) {
    bpf_map__set_max_entries(skeleton->maps.queued_connections, 1);
    bpf_map__set_max_entries(skeleton->maps.waits, 1);
  }
  if (!facts.map_allocator || facts.without.contains("map-allocator")) make_maps_at_once();
  if (plan.of(Hook::accept).mechanism != Mechanism::kprobe &&
      plan.of(Hook::listen).mechanism != Mechanism::kprobe) {
    bpf_map__set_max_entries(skeleton->maps.calling, 1);
  }
  bpf_map__set_max_entries(skeleton->maps.cells,
                           kMaxNamespaces * static_cast<std::uint32_t>(cpus_possible));
  return {};
}

/// Before 6.1 a map that grows does so by the kernel's own allocator, which a kprobe may have
/// interrupted: the kernel warns of maps that kprobes or raw tracepoints use so.
void Tracer::Impl::make_maps_at_once() {
  constexpr std::uint32_t kMostListeners = 1 << 14;
  const auto& maps = skeleton->maps;
  for (bpf_map* map :
       {maps.listeners, maps.listener_by_sock, maps.listener_by_address, maps.waits}) {
    bpf_map__set_max_entries(map, std::min(bpf_map__max_entries(map), kMostListeners));
  }
  for (bpf_map* map :
       {maps.listeners, maps.listener_by_sock, maps.listener_by_address, maps.cells, maps.waits}) {
    bpf_map__set_map_flags(map, bpf_map__map_flags(map) & ~BPF_F_NO_PREALLOC);
  }
}

Status Tracer::Impl::load(const TracerConfig& config) {
  if (const int error = bpfnetstat_bpf::load(skeleton.get()); error != 0) {
    return load_error("cannot load the BPF programs", -error);
  }
  // Where libbpf's own try at such a map fails, for want of memory too, it goes on without.
  if (skeleton->bss == nullptr || skeleton->rodata == nullptr)
    return load_error("cannot map the variables of the BPF programs", ENOMEM);
  ring.reset(ring_buffer__new(bpf_map__fd(skeleton->maps.events), on_record, this, nullptr));
  if (!ring) {
    return load_error(fmt::format("cannot map a ring of {} KiB", config.ring_bytes / 1024), errno);
  }
  if (config.drops) {
    if (auto first = swap_fold_map(); !first) return first.error();
  }
  return {};
}

/// Runs a program once and returns its result; on the given CPU, else where the caller runs.
Result<std::uint32_t> Tracer::Impl::run_with(const bpf_program* program, std::optional<int> cpu,
                                             std::span<const std::uint64_t> arguments) {
  LIBBPF_OPTS(bpf_test_run_opts, options);
  options.ctx_in = arguments.data();
  options.ctx_size_in = static_cast<std::uint32_t>(arguments.size_bytes());
  if (cpu) {
    options.flags = BPF_F_TEST_RUN_ON_CPU;
    options.cpu = static_cast<std::uint32_t>(*cpu);
  }
  if (bpf_prog_test_run_opts(bpf_program__fd(program), &options) != 0) {
    return load_error(fmt::format("cannot run {}", bpf_program__name(program)), errno);
  }
  return options.retval;
}

Status Tracer::Impl::learn_cpu_offsets(const KernelFacts& facts) {
  const auto* program = skeleton->progs.learn_cpu_offset;
  const int possible = libbpf_num_possible_cpus();
  std::vector<int> offline;
  for (int cpu = 0; cpu < possible; ++cpu) {
    const auto outcome = run(program, cpu, {});
    if (!outcome && outcome.error().sys_errno == ENXIO) {
      offline.push_back(cpu);
      continue;
    }
    if (!outcome) return outcome.error();
    if (*outcome != 0) {
      return Error{ErrorKind::unavailable,
                   fmt::format("cannot learn the per-CPU offset of CPU {}", cpu), 0, ""};
    }
  }
  for (const int cpu : offline) {
    // Where kallsyms does not tell, this CPU's first packet says where it is.
    if (facts.per_cpu_offsets == 0 || facts.without.contains("per-cpu-offsets")) break;
    const auto outcome = run(skeleton->progs.learn_offline_cpu_offset, std::nullopt,
                             {static_cast<std::uint64_t>(cpu), facts.per_cpu_offsets});
    if (!outcome) return outcome.error();
  }
  return {};
}

Status Tracer::Impl::attach_program(const Program& wanted, Mechanism mechanism) {
  bpf_program* code = program(wanted.name);
  LinkPtr link;
  if (wanted.event_id != 0) {
    link = attach_event(code, wanted.event_id);
  } else if (wanted.symbol.empty()) {
    link.reset(bpf_program__attach(code));
  } else {
    link.reset(bpf_program__attach_kprobe(code, wanted.at_return, wanted.symbol.c_str()));
  }
  if (!link) {
    const int error = errno;
    refused = wanted.event_id != 0
                  ? "event:" + wanted.symbol
                  : fmt::format("{} {}", to_string(mechanism),
                                wanted.symbol.empty() ? attached_to(code) : wanted.symbol);
    return load_error(fmt::format("cannot attach {}", wanted.name), error);
  }
  links.push_back(std::move(link));
  return {};
}

Status Tracer::Impl::attach_hook(const HookPlan& hook) {
  for (const Program& wanted : hook.programs) {
    if (auto status = attach_program(wanted, *hook.mechanism); !status) return status;
  }
  return {};
}

Status Tracer::Impl::attach(const TracerConfig& config) {
  for (const HookPlan& hook : plan.hooks) {
    if (!is_wanted(hook)) continue;
    // The cross-check's programs may be those of the discards.
    if (hook.hook == Hook::sk_drops && plan.of(Hook::discard).mechanism == hook.mechanism) continue;
    if (auto status = attach_hook(hook); !status) return status;
  }
  return attach_iterators(config);
}

Status Tracer::Impl::attach_iterators(const TracerConfig& config) {
  const auto iterator = [](bpf_program* program, LinkPtr& link) -> Status {
    link.reset(bpf_program__attach_iter(program, nullptr));
    if (link) return {};
    return load_error(fmt::format("cannot attach {}", bpf_program__name(program)), errno);
  };
  if (auto status = iterator(skeleton->progs.walk_files, file_walk); !status) return status;
  if (auto status = iterator(skeleton->progs.walk_listeners, listener_walk); !status) return status;
  if (config.table) {
    return iterator(skeleton->progs.walk_connections, connection_walk);
  }
  return {};
}

bool Tracer::Impl::is_wanted(const HookPlan& hook) const {
  if (hook.hook == Hook::queue) return follows_queues;
  return hook.hook == Hook::state || counts_drops;
}

bool Tracer::Impl::serves_drops_by(Mechanism mechanism) const {
  return std::any_of(plan.hooks.begin(), plan.hooks.end(), [&](const HookPlan& hook) {
    return hook.hook != Hook::state && is_wanted(hook) && hook.mechanism == mechanism;
  });
}

/// Puts an empty inner map in place. The update returns only after every program that may still
/// write the old one has ended (the kernel waits for RCU when a map in a map is replaced).
Result<UniqueFd> Tracer::Impl::swap_fold_map() {
  UniqueFd fresh(bpf_map_create(BPF_MAP_TYPE_HASH, "bns_fold", sizeof(bns_fold_key),
                                sizeof(bns_fold), fold_entries, nullptr));
  if (!fresh) return load_error("cannot create the fold map", errno);
  const std::uint32_t zero = 0;
  const int fd = fresh.get();
  if (bpf_map_update_elem(bpf_map__fd(skeleton->maps.folds), &zero, &fd, BPF_ANY) != 0) {
    return load_error("cannot exchange the fold map", errno);
  }
  std::swap(fresh, fold_map);
  return fresh;
}

Tracer::Tracer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Tracer::~Tracer() = default;

Result<std::unique_ptr<Tracer>> Tracer::start(KernelFacts facts, std::optional<Mechanism> forced,
                                              const TracerConfig& config) {
  libbpf_verbose = config.verbose;
  libbpf_set_print(print_libbpf);
  for (;;) {
    auto impl = std::make_unique<Impl>();
    impl->plan = make_plan(facts, forced);
    for (const Hook hook : kHooks) {
      if (is_optional(hook) || (hook != Hook::state && !config.drops)) continue;
      if (auto able = require(impl->plan, std::array{hook}); !able) return able.error();
    }
    impl->skeleton.reset(bpfnetstat_bpf::open(nullptr));
    if (!impl->skeleton) return load_error("cannot open the BPF object", errno);
    if (auto status = impl->configure(facts, config); !status) return status.error();
    auto status = impl->load(config);
    if (!status && status.error().sys_errno != EPERM && status.error().sys_errno != ENOMEM &&
        config.drops) {
      // The programs are refused as a whole: the best mechanism in use is the suspect.
      for (const Mechanism mechanism : {Mechanism::fentry, Mechanism::kprobe}) {
        if (!impl->refused.empty() || !impl->serves_drops_by(mechanism)) continue;
        impl->refused = to_string(mechanism);
      }
    }
    if (status) status = impl->learn_cpu_offsets(facts);
    if (status) status = impl->attach(config);
    if (status) return std::unique_ptr<Tracer>(new Tracer(std::move(impl)));
    // Each round refuses something more, until nothing but tracepoints is left.
    const bool fresh = !impl->refused.empty() && !impl->refused.starts_with("tracepoint") &&
                       facts.refused.emplace(impl->refused, without_advice(status.error())).second;
    if (!fresh) return status.error();
  }
}

const Plan& Tracer::plan() const {
  return impl_->plan;
}

Status Tracer::calibrate() {
  if (impl_->plan.of(Hook::syn).mechanism != Mechanism::tracepoint) return {};
  const auto sent = send_calibration_syns();
  if (!sent) return sent.error();
  impl_->calibration = *sent;
  // Its listeners are nobody's business; their namespace has no cells, counting has not begun.
  const auto all = listeners();
  if (!all) return all.error();
  for (const auto& listener : *all) {
    if (listener.netns != sent->netns) continue;
    bns_listener raw;
    if (bpf_map_lookup_elem(bpf_map__fd(impl_->skeleton->maps.listeners), &listener.id, &raw) != 0)
      continue;
    impl_->forget(listener.id, raw);
  }
  return {};
}

Result<std::vector<Holder>> Tracer::Impl::walk_files(const std::function<void()>& between) {
  std::vector<Holder> holders;
  auto status = read_iterator<bns_holder>(
      file_walk.get(), "task_file",
      [&](const bns_holder& holder) {
        holders.push_back(decode_holder(holder));
        return true;
      },
      between);
  if (!status) return status.error();
  skeleton->bss->connections_are_noted = 1;
  return holders;
}

Result<std::vector<Holder>> Tracer::walk_files() {
  return impl_->walk_files({});
}

Result<std::vector<Holder>> Tracer::walk_holders(const std::function<void()>& between) {
  /// A holder is a fraction of a microsecond, a file that is no socket less.
  constexpr std::uint64_t kReadsBetween = 64;
  auto& names_connections = impl_->skeleton->bss->names_connections;
  names_connections = 1;
  std::uint64_t reads = 0;
  auto holders = impl_->walk_files([&] {
    if (between && ++reads % kReadsBetween == 0) between();
  });
  names_connections = 0;
  return holders;
}

Result<ConnectionWalk> Tracer::walk_connections(Connections which, std::uint16_t port) {
  auto iterator = open_iterator(impl_->connection_walk.get(), "tcp");
  if (!iterator) return iterator.error();
  auto& bss = *impl_->skeleton->bss;
  return ConnectionWalk(*std::move(iterator), port, which == Connections::all,
                        {&bss.only_port, &bss.with_minisocks}, impl_->undecodable);
}

Result<std::vector<ConnectionSnapshot>> ConnectionWalk::next(std::size_t most) {
  std::vector<ConnectionSnapshot> connections;
  *wanted_.only_port = port_;
  *wanted_.with_minisocks = with_minisocks_;
  while (iterator_ && connections.size() < most) {
    const auto read =
        read_records<bns_connection>(iterator_.get(), "tcp", rest_, [&](const auto& raw) {
          if (auto connection = decode_connection(raw)) {
            connections.push_back(*std::move(connection));
          } else {
            ++*undecodable_;
          }
          return true;
        });
    if (!read) return read.error();
    if (*read == Read::end) iterator_.reset();
  }
  return connections;
}

Status Tracer::walk_listeners() {
  // The one byte it writes means that no more listeners follow.
  return read_iterator<char>(impl_->listener_walk.get(), "tcp", [](char) { return false; });
}

/// @param ids listeners of one namespace; one that has closed meanwhile cannot name it.
Status Tracer::Impl::begin_cell(int cpu, std::span<const std::uint64_t> ids) {
  for (const auto id : ids) {
    const auto* program = skeleton->progs.begin_cell_here;
    auto outcome = run(program, cpu, {id, 0});
    if (!outcome && outcome.error().sys_errno == ENXIO) {
      outcome = run(program, std::nullopt, {id, of_offline(static_cast<std::uint64_t>(cpu))});
    }
    if (!outcome) return outcome.error();
    if (*outcome == 0) break;
  }
  return {};
}

Status Tracer::begin_counting() {
  if (!impl_->counts_drops) return {};
  const auto& programs = impl_->skeleton->progs;
  std::set<std::uint64_t> begun;
  // Before it is set, a socket that begins to listen is left to us; so once more after it.
  for (const bool taken : {false, true}) {
    impl_->skeleton->bss->baseline_taken = taken;
    std::map<std::uint64_t, std::vector<std::uint64_t>> by_namespace;
    std::vector<std::uint64_t> fresh;
    const auto all = impl_->read_listeners();
    if (!all) return all.error();
    for (const bns_listener& listener : *all) {
      if (listener.id == 0 || listener.closed_ns != 0 || !begun.insert(listener.id).second)
        continue;
      fresh.push_back(listener.id);
      by_namespace[listener.net_cookie].push_back(listener.id);
    }
    for (int cpu = libbpf_num_possible_cpus(); !fresh.empty() && cpu-- > 0;) {
      const OnCpus here = OnCpus::only(cpu);
      for (const auto& [net_cookie, ids] : by_namespace) {
        if (auto status = impl_->begin_cell(cpu, ids); !status) return status;
      }
    }
    for (const auto id : fresh) {
      const auto outcome = impl_->run(programs.begin_listener, std::nullopt, {id});
      if (!outcome) return outcome.error();
      if (!impl_->follows_queues) continue;
      if (auto status = impl_->note_queue(id); !status) return status;
    }
  }
  return {};
}

/// What waits already. Piece by piece, as a queue may hold as many as somaxconn allows.
Status Tracer::Impl::note_queue(std::uint64_t id) {
  // One that is taken from meanwhile may lead us anywhere, and nowhere to an end.
  constexpr int kMostPieces = 8192;
  volatile __u64& position = skeleton->bss->queue_position;
  position = 0;
  for (int i = 0; i < kMostPieces; ++i) {
    const auto outcome = run(skeleton->progs.note_queue, std::nullopt, {id});
    if (!outcome) return outcome.error();
    if (position == 0) break;
  }
  return {};
}

Result<std::vector<bns_listener>> Tracer::Impl::read_listeners() const {
  std::vector<bns_listener> all;
  auto status = read_map<std::uint64_t, bns_listener>(
      bpf_map__fd(skeleton->maps.listeners), "the listeners' map",
      [&](std::uint64_t, const bns_listener& listener) { all.push_back(listener); });
  if (!status) return status.error();
  return all;
}

Status Tracer::Impl::look_at_listeners(std::span<const bns_listener> some) {
  std::array<std::uint64_t, BNS_LISTENERS_A_LOOK> ids{};
  std::size_t count = 0;
  const auto look = [&]() -> Status {
    const auto outcome = run_with(skeleton->progs.look_at_listeners, std::nullopt, ids);
    ids = {};
    count = 0;
    if (!outcome) return outcome.error();
    return {};
  };
  for (const auto& listener : some) {
    if (listener.closed_ns != 0) continue;
    ids[count++] = listener.id;
    if (count < ids.size()) continue;
    if (auto status = look(); !status) return status;
  }
  return count != 0 ? look() : Status();
}

Result<std::vector<ListenerSnapshot>> Tracer::listeners() {
  // A read of the whole map goes through all of its buckets, empty as most of them are.
  constexpr std::size_t kFew = 256;
  auto raw = impl_->read_listeners();
  if (!raw) return raw.error();
  if (auto status = impl_->look_at_listeners(*raw); !status) return status.error();
  std::vector<ListenerSnapshot> all;
  if (raw->size() <= kFew) {
    for (const auto& one : *raw) {
      if (auto snapshot = listener(one.id)) all.push_back(*std::move(snapshot));
    }
    return all;
  }
  raw = impl_->read_listeners();
  if (!raw) return raw.error();
  for (const auto& one : *raw) {
    if (auto snapshot = impl_->snapshot(one)) all.push_back(*std::move(snapshot));
  }
  return all;
}

std::optional<ListenerSnapshot> Tracer::listener(std::uint64_t id) {
  bns_listener raw;
  if (bpf_map_lookup_elem(bpf_map__fd(impl_->skeleton->maps.listeners), &id, &raw) != 0)
    return std::nullopt;
  return impl_->snapshot(raw);
}

/// With tracepoints, what was accepted stands with the waits.
std::optional<ListenerSnapshot> Tracer::Impl::snapshot(const bns_listener& raw) const {
  auto listener = decode_listener(raw);
  if (!listener || !follows_queues || plan.of(Hook::accept).mechanism) return listener;
  bns_waits waits;
  if (bpf_map_lookup_elem(bpf_map__fd(skeleton->maps.waits), &raw.id, &waits) == 0)
    listener->accepted = waits.count;
  return listener;
}

Result<bool> Tracer::attach_reserve() {
  const std::size_t before = impl_->links.size();
  Status status;
  for (HookPlan& hook : impl_->plan.hooks) {
    if (!impl_->is_wanted(hook)) continue;
    for (const Program& program : std::exchange(hook.reserve, {})) {
      if (status) status = impl_->attach_program(program, *hook.mechanism);
    }
  }
  while (impl_->links.size() > before) {
    impl_->reserve_links.push_back(std::move(impl_->links.back()));
    impl_->links.pop_back();
  }
  if (!status) return status.error();
  return !impl_->reserve_links.empty();
}

void Tracer::detach_reserve() {
  impl_->reserve_links.clear();
}

std::uint64_t Tracer::accepted_by_reserve() const {
  return impl_->skeleton->bss->accepted_by_any_call;
}

bool Tracer::follows_queues() const {
  return impl_->follows_queues;
}

bool Tracer::counts_cookies() const {
  return impl_->skeleton->rodata->cookies_index != 0;
}

std::optional<Waits> Tracer::waits(std::uint64_t id) const {
  bns_waits raw;
  if (bpf_map_lookup_elem(bpf_map__fd(impl_->skeleton->maps.waits), &id, &raw) != 0)
    return std::nullopt;
  return decode_waits(raw);
}

Result<std::vector<Queued>> Tracer::queued() const {
  std::vector<Queued> queued;
  if (!impl_->follows_queues) return queued;
  const auto status = read_map<std::uint32_t, bns_queued_set>(
      bpf_map__fd(impl_->skeleton->maps.queued_connections), "queued_connections",
      [&](std::uint32_t, const bns_queued_set& set) {
        for (std::size_t i = 0; i < BNS_QUEUED_WAYS; ++i) {
          const bns_queued& one = set.way[i];
          if (set.child[i] == 0) continue;
          queued.push_back(
              {one.listener_id, one.cookie, one.since_ns, (one.since_ns & BNS_WAITED_BEFORE) != 0});
        }
      });
  if (!status) return status.error();
  return queued;
}

void Tracer::Impl::forget(std::uint64_t id, const bns_listener& listener) {
  bpf_map_delete_elem(bpf_map__fd(skeleton->maps.waits), &id);
  bpf_map_delete_elem(bpf_map__fd(skeleton->maps.listeners), &id);
  // The address may belong to another listener by now; its first 8 bytes are the owner's id.
  std::array<std::uint64_t, 4> ref{};
  const int by_sock = bpf_map__fd(skeleton->maps.listener_by_sock);
  if (bpf_map_lookup_elem(by_sock, &listener.sock, ref.data()) == 0 && ref[0] == id) {
    bpf_map_delete_elem(by_sock, &listener.sock);
  }
}

void Tracer::forget(std::uint64_t id) {
  bns_listener raw;
  if (bpf_map_lookup_elem(bpf_map__fd(impl_->skeleton->maps.listeners), &id, &raw) != 0) return;
  if (raw.closed_ns != 0) impl_->forget(id, raw);
}

int Tracer::ring_fd() const {
  return ring_buffer__epoll_fd(impl_->ring.get());
}

std::size_t Tracer::drain(std::size_t limit, const std::function<void(Event&&)>& sink) {
  std::size_t handled = 0;
  auto& batch = impl_->batch;
  do {
    batch.clear(limit - handled);
    ring_buffer__consume(impl_->ring.get());
    batch.for_each([&](std::span<const std::byte> record) {
      if (auto event = decode(record)) {
        sink(*std::move(event));
      } else {
        ++impl_->undecodable;
      }
    });
    handled += batch.size();
    // One that is not full has emptied the ring.
  } while (batch.is_full() && handled < limit);
  return handled;
}

bool Tracer::folded() const {
  return impl_->folded_drops() != impl_->folds_taken;
}

Result<std::vector<DropEvent>> Tracer::take_folds() {
  const auto folded = impl_->folded_drops();
  auto old = impl_->swap_fold_map();
  if (!old) return old.error();
  impl_->folds_taken = folded;
  // Now no program writes the old one, which may have been full.
  impl_->skeleton->bss->fold_map_full = 0;
  std::vector<DropEvent> events;
  auto status = read_map<bns_fold_key, bns_fold>(
      old->get(), "the fold map", [&](const bns_fold_key& key, const bns_fold& value) {
        if (const auto event = decode_fold(key, value)) events.push_back(*event);
      });
  if (!status) return status.error();
  return events;
}

/// Looks at one cell until all that the kernel counted there is accounted for; at that of a CPU
/// which is offline, as it stands.
/// To be called from another CPU to close the cell.
Result<std::uint32_t> Tracer::Impl::look_at(const bns_cell_key& key, std::uint64_t flags) {
  using std::chrono_literals::operator""us;
  constexpr int kTries = 200;  // a packet is between its counter and its end for microseconds
  for (int attempt = 0;; ++attempt) {
    const bool force = attempt == kTries;
    std::optional<OnCpus> away;
    if (force) away.emplace(OnCpus::all_but(key.cpu));
    auto outcome = run(skeleton->progs.look_at_cell, static_cast<int>(key.cpu),
                       {key.net_cookie, flags | (force ? BNS_LOOK_FORCE : 0)});
    if (!outcome && outcome.error().sys_errno == ENXIO) {
      return run(skeleton->progs.look_at_cell, std::nullopt,
                 {key.net_cookie, flags | of_offline(key.cpu)});
    }
    if (!outcome || *outcome != BNS_LOOKED_UNSETTLED) return outcome;
    std::this_thread::sleep_for(50us);
  }
}

Tracer::Impl::CellKeys Tracer::Impl::cell_keys() const {
  const int cells = bpf_map__fd(skeleton->maps.cells);
  CellKeys keys;
  bns_cell_key key{};
  for (const bns_cell_key* previous = nullptr; bpf_map_get_next_key(cells, previous, &key) == 0;
       previous = &key) {
    keys[key.net_cookie].push_back(key);
  }
  return keys;
}

Status Tracer::Impl::add_counters(const CellKeys& keys, std::uint64_t flags) {
  std::map<std::uint64_t, NetnsCounters> sums;
  std::map<std::uint32_t, std::vector<std::uint64_t>> by_cpu;
  for (const auto& [net_cookie, cells] : keys) {
    for (const auto& key : cells) by_cpu[key.cpu].push_back(net_cookie);
  }
  // CPU by CPU: on a busy machine it takes a while to be let onto another one.
  for (const auto& [cpu, net_cookies] : by_cpu) {
    // Other looks notice when a softirq got in between. They stay where they are, as a move waits
    // for its turn where the other CPU is busy, and whoever asks would wait for it.
    std::optional<OnCpus> away;
    if ((flags & BNS_LOOK_CLOSE) != 0) away.emplace(OnCpus::all_but(cpu));
    for (const auto net_cookie : net_cookies) {
      bns_cell_key key{};
      key.net_cookie = net_cookie;
      key.cpu = cpu;
      const auto outcome = look_at(key, flags);
      if (!outcome) return outcome.error();
      if (*outcome == BNS_LOOKED_NOT) continue;
      const bns_cell& cell = skeleton->bss->seen_cell;
      const auto moved = [&](bns_counter counter) {
        return cell.last[counter] - cell.first[counter];
      };
      NetnsCounters& sum = sums[net_cookie];
      sum.net_cookie = net_cookie;
      sum.netns = cell.netns;
      sum.gone = *outcome == BNS_LOOKED_GONE;
      sum.kernel.listen_overflows += moved(BNS_LISTEN_OVERFLOWS);
      sum.kernel.listen_drops += moved(BNS_LISTEN_DROPS);
      sum.kernel.tcp_req_q_full_drop += moved(BNS_TCP_REQ_Q_FULL_DROP);
      sum.booked.listen_overflows += cell.booked[BNS_LISTEN_OVERFLOWS];
      sum.booked.listen_drops += cell.booked[BNS_LISTEN_DROPS];
      sum.booked.tcp_req_q_full_drop += cell.booked[BNS_TCP_REQ_Q_FULL_DROP];
    }
  }
  for (const auto& [net_cookie, sum] : sums) take_counters(sum, keys.at(net_cookie));
  return {};
}

void Tracer::Impl::take_counters(const NetnsCounters& sum, std::span<const bns_cell_key> keys) {
  if (sum.gone) {
    for (const auto& key : keys) bpf_map_delete_elem(bpf_map__fd(skeleton->maps.cells), &key);
    if (sum.kernel == DropCounters{}) {
      // What never counted anything has nothing to say, but may have been looked at before.
      namespaces.erase(sum.net_cookie);
      return;
    }
  }
  if (sum.netns != 0) namespaces[sum.net_cookie] = sum;
}

Result<std::vector<NetnsCounters>> Tracer::counters(Look look) {
  const std::uint64_t flags = look == Look::at_end ? BNS_LOOK_CLOSE
                              : look == Look::peek ? BNS_LOOK_PEEK
                                                   : 0;
  if (auto status = impl_->add_counters(impl_->cell_keys(), flags); !status) return status.error();
  std::vector<NetnsCounters> result;
  for (const auto& [cookie, sum] : impl_->namespaces) result.push_back(sum);
  return result;
}

Status Tracer::sweep_namespaces() {
  Impl::CellKeys gone;
  for (const auto& [cookie, keys] : impl_->cell_keys()) {
    // One CPU's word is enough to know that it is gone.
    const auto outcome = impl_->look_at(keys.front(), BNS_LOOK_PEEK);
    if (outcome && *outcome == BNS_LOOKED_GONE) gone.emplace(cookie, keys);
  }
  return impl_->add_counters(gone, 0);
}

void Tracer::forget_namespace(std::uint64_t net_cookie) {
  const auto found = impl_->namespaces.find(net_cookie);
  if (found != impl_->namespaces.end() && found->second.gone) impl_->namespaces.erase(found);
}

/// How often the kernel skipped the state program because it had interrupted it. A gap shows at the
/// connection's next transition, but a skipped last one has none.
std::uint64_t Tracer::Impl::skipped_transitions() const {
  bpf_prog_info info{};
  std::uint32_t size = sizeof(info);
  const int fd = bpf_program__fd(program(plan.of(Hook::state).programs.front().name));
  if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size) != 0) return 0;
  return info.recursion_misses;
}

Losses Tracer::losses() {
  const int possible = libbpf_num_possible_cpus();
  std::vector<std::uint64_t> per_cpu(static_cast<std::size_t>(possible));
  const auto sum = [&](std::uint32_t kind) {
    std::uint64_t total = 0;
    if (bpf_map_lookup_elem(bpf_map__fd(impl_->skeleton->maps.losses), &kind, per_cpu.data()) ==
        0) {
      for (const auto count : per_cpu) total += count;
    }
    return total;
  };
  return {.states = sum(BNS_LOST_STATE),
          .listener_events = sum(BNS_LOST_LISTENER_EVENT),
          .missed_transitions = std::max(sum(BNS_MISSED_TRANSITION), impl_->skipped_transitions()),
          .skipped_programs = impl_->skipped_transitions(),
          .unexpected_states = sum(BNS_MISSED_TRANSITION),
          .untracked_connections = sum(BNS_UNTRACKED_CONNECTION),
          .untracked_listeners = sum(BNS_UNTRACKED_LISTENER),
          .untracked_cells = sum(BNS_UNTRACKED_CELL),
          .undecodable = impl_->undecodable,
          .listeners_missed = impl_->skeleton->bss->listeners_missed};
}

Result<LossesByNetns> Tracer::losses_by_netns() const {
  LossesByNetns all;
  auto status = read_map<std::uint32_t, std::uint64_t>(
      bpf_map__fd(impl_->skeleton->maps.losses_by_netns), "the map of losses",
      [&](std::uint32_t netns, std::uint64_t count) { all[netns] = count; });
  if (!status) return status.error();
  return all;
}

Tracer::Finding Tracer::finding() const {
  const auto& bss = *impl_->skeleton->bss;
  return {.syns_ipv4 = impl_->calibration.syns_ipv4,
          .syns_ipv6 = impl_->calibration.syns_ipv6,
          .by_scan = bss.found_by_scan,
          .by_address = bss.found_by_address,
          .not_found = bss.found_not,
          .slot_learnt_v4 = bss.stack_slots[0].slot != 0,
          .slot_learnt_v6 = bss.stack_slots[1].slot != 0};
}

void Tracer::detach() {
  impl_->detach();
}

}  // namespace bpfnetstat::kernel
