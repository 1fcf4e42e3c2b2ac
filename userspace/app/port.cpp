// SPDX-License-Identifier: Apache-2.0
#include "app/port.h"

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>

#include "app/ask.h"
#include "app/loop.h"
#include "app/output.h"
#include "app/report.h"
#include "base/say.h"
#include "procfs/cgroup.h"
#include "procfs/net_inet.h"
#include "procfs/netns.h"
#include "procfs/process.h"
#include "render/json.h"
#include "render/text.h"

namespace bpfnetstat::app {
namespace {

constexpr std::size_t kRecordsPerWake = 4096;
constexpr std::size_t kConnectionsAtATime = 2048;
/// Ticks come four times a second.
constexpr std::uint64_t kTicksPerSweep = 20;
constexpr std::uint64_t kTicksPerFold = 4;

/// CLOCK_REALTIME of a moment in clock ticks since boot.
RealtimeNs realtime_of_ticks(std::uint64_t ticks) {
  timespec boot{};
  timespec real{};
  ::clock_gettime(CLOCK_BOOTTIME, &boot);
  ::clock_gettime(CLOCK_REALTIME, &real);
  const auto ns = [](const timespec& time) {
    return RealtimeNs{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  };
  const auto tick_ns = 1'000'000'000 / ::sysconf(_SC_CLK_TCK);
  return ns(real) - ns(boot) + static_cast<RealtimeNs>(ticks) * tick_ns;
}

/// What is known of the program behind a listener.
void describe_program(const procfs::Proc& proc, PortListener& listener) {
  const Owner& owner = listener.figures.listener.owner;
  if (owner.cgroup) listener.unit = systemd_unit(*owner.cgroup);
  if (!owner.pid) return;
  if (const auto started = procfs::read_start_time(proc, *owner.pid))
    listener.process_since = realtime_of_ticks(*started);
  auto words = proc.read(fmt::format("{}/cmdline", *owner.pid));
  if (!words || words->empty()) return;
  while (words->ends_with('\0')) words->pop_back();
  std::replace(words->begin(), words->end(), '\0', ' ');
  listener.command_line = *std::move(words);
}

/// Walks through the kernel's connections, in all namespaces or in one.
/// @param with_udp counts the port's UDP sockets as well.
Status walk(Capture& capture, std::optional<std::uint32_t> only, bool with_udp,
            const view::PortSums::OwnerOf& owner_of, view::PortSums& sums) {
  const auto namespaces = procfs::enumerate_netns(capture.proc());
  if (!namespaces) return namespaces.error();
  for (const auto& netns : *namespaces) {
    if (only && *only != netns.inode) continue;
    const auto fd = procfs::open_netns(netns);
    if (!fd && !procfs::is_denied(fd.error().sys_errno)) continue;  // gone since
    const auto inside = fd ? procfs::ScopedNetns::enter(fd->get()) : fd.error();
    if (!inside) {
      sums.add_unread(netns.inode);
      continue;
    }
    if (with_udp) {
      const auto udp = count_udp_sockets(capture.proc(), {sums.port()});
      if (udp) sums.add_udp_sockets(netns.inode, udp->at(sums.port()));
    }
    auto connections =
        capture.tracer().walk_connections(kernel::Tracer::Connections::all, sums.port());
    if (!connections) return connections.error();
    for (;;) {
      const auto some = connections->next(kConnectionsAtATime);
      if (!some) return some.error();
      if (some->empty()) break;
      for (const auto& connection : *some) sums.add(connection, owner_of);
    }
  }
  return {};
}

}  // namespace

std::optional<UdpSockets> count_udp_sockets(const procfs::Proc& proc,
                                            const std::set<std::uint16_t>& ports) {
  UdpSockets counts;
  for (const auto port : ports) counts[port] = 0;
  bool is_told = false;
  for (const char* path : {"net/udp", "net/udp6"}) {
    const auto on_row = [&](const InetSocket& socket) {
      if (const auto found = counts.find(socket.local.port); found != counts.end()) ++found->second;
    };
    const auto read = procfs::read_net_inet(proc, path, procfs::InetTable::other, on_row, [] {});
    // A system without IPv6 has no udp6.
    if (!read && read.error().sys_errno != ENOENT) return std::nullopt;
    is_told |= read.ok();
  }
  return is_told ? std::optional(counts) : std::nullopt;
}

std::optional<std::string> systemd_unit(std::string_view cgroup_path) {
  for (std::size_t end = cgroup_path.size(); end != std::string_view::npos && end > 0;) {
    const std::size_t slash = cgroup_path.substr(0, end).rfind('/');
    const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
    const std::string_view name = cgroup_path.substr(begin, end - begin);
    if (name.ends_with(".service") || name.ends_with(".scope")) return std::string(name);
    end = slash;
  }
  return std::nullopt;
}

PortReport report_on_port(Capture& capture, const view::PortSums& sums, const PortLook& look) {
  PortReport report;
  report.port = sums.port();
  report.time = static_cast<RealtimeNs>(monotonic_ns()) + realtime_offset_ns();
  std::optional<std::map<IpAddress, std::uint64_t>> drops;
  if (look.drops_known) drops.emplace();
  for (const auto& figures : look.listeners) {
    PortListener listener;
    listener.figures = figures;
    describe_program(capture.proc(), listener);
    report.listeners.push_back(std::move(listener));
    const auto* known = capture.ledger().find(figures.listener.id);
    if (known == nullptr || !drops) continue;
    for (const auto& [address, count] : known->peers) {
      if (!look.selection.family || address.family == *look.selection.family)
        (*drops)[address] += count;
    }
  }
  sums.sum_up(report, monotonic_ns(), look.selection, drops, look.withhold);
  for (auto& peer : report.peers) {
    if (!peer.cgroup_id) continue;
    peer.owner.cgroup = capture.cgroup_path(*peer.cgroup_id);
    if (peer.owner.cgroup) peer.owner.container = procfs::container_id(*peer.owner.cgroup);
  }
  return report;
}

namespace {

/// A run of its own: what there is, and with --follow what happens from then on.
class PortRun {
 public:
  explicit PortRun(Report& report) : report_(report), capture_(report.capture) {}

  Status begin();
  Result<bool> on_ring() { return report_.drain(kRecordsPerWake, sink_); }
  Status on_tick();
  Status on_interval() { return {}; }
  Result<Verdict> finish();

 private:
  void print(StateEvent&& event);
  void print(DropRecord record);
  /// What was folded since, and what of it found no room: the listeners must be fresh.
  Status print_folded();

  Report& report_;
  Capture& capture_;
  std::uint64_t ticks_ = 0;
  std::uint64_t transitions_ = 0;
  std::uint64_t drops_ = 0;
  const std::function<void(Event&&)> sink_ = [this](Event&& event) {
    if (auto* state = std::get_if<StateEvent>(&event)) print(std::move(*state));
    if (const auto* drop = std::get_if<DropEvent>(&event))
      print(capture_.book(*drop, report_.realtime_offset(), report_.now_ns()));
    if (const auto* listener = std::get_if<ListenerEvent>(&event)) capture_.apply(*listener);
  };
};

Status PortRun::begin() {
  report_.read_clocks();
  const auto& options = report_.options;
  const auto owner_of = [this](const ConnectionSnapshot& connection) {
    Owner owner;
    owner.pid = capture_.pids_known() ? connection.pid : std::nullopt;
    if (!connection.comm.empty()) owner.comm = connection.comm;
    owner.uid = connection.uid;
    return owner;
  };
  const auto only = capture_.filter().netns;
  view::PortSums sums(options.local_ports.front());
  PortLook look;
  look.selection = {only, options.family};
  look.listeners = listeners_now(capture_);
  const bool with_udp = look.listeners.empty();
  if (auto status = walk(capture_, only, with_udp, owner_of, sums); !status) return status;
  look.withhold = [](Owner&) {};
  const PortReport found = report_on_port(capture_, sums, look);
  auto& out = report_.output.buffer();
  if (options.json) {
    if (options.follow) report_.append_ready();
    json::append(out, found);
    // Whoever reads the text has it there.
    if (found.namespaces_unread != 0)
      say("{} network namespaces could not be looked at", found.namespaces_unread);
  } else {
    text::append(out, found, report_.style);
  }
  if (options.follow && !options.json) {
    say("following port {}; Ctrl-C ends", found.port);
    out += '\n';
    text::append_trace_header(out, report_.style);
  }
  return report_.output.flush();
}

void PortRun::print(StateEvent&& event) {
  const auto& filter = capture_.filter();
  StateRecord record = capture_.describe(std::move(event), report_.realtime_offset(),
                                         report_.now_ns(), filter.cgroup.has_value());
  if (report_.done() || !filter.matches(record)) return;
  ++transitions_;
  report_.print(record);
}

void PortRun::print(DropRecord record) {
  if (report_.done() || !capture_.filter().matches(record)) return;
  drops_ += record.count;
  report_.print(record);
}

Status PortRun::print_folded() {
  const auto folds = capture_.tracer().take_folds();
  if (!folds) return folds.error();
  report_.read_clocks();
  for (const auto& event : *folds) {
    print(capture_.book(event, report_.realtime_offset(), report_.now_ns()));
    if (auto status = report_.output.flush_if_large(); !status) return status;
  }
  for (auto& record : capture_.ledger().take_unfolded(report_.realtime(report_.now_ns())))
    print(std::move(record));
  return report_.output.flush();
}

Status PortRun::on_tick() {
  capture_.retire_closed(monotonic_ns());
  if (++ticks_ % kTicksPerSweep == 0) {
    if (auto status = capture_.tracer().sweep_namespaces(); !status) return status;
  }
  if (ticks_ % kTicksPerFold != 0 || !capture_.tracer().folded()) return {};
  if (auto status = capture_.refresh_listeners(); !status) return status;
  return print_folded();
}

Result<Verdict> PortRun::finish() {
  const auto counters = capture_.tracer().counters(kernel::Tracer::Look::at_end);
  if (!counters) return counters.error();
  if (auto status = capture_.refresh_listeners(); !status) return status.error();
  capture_.tracer().detach();
  if (auto status = report_.drain_all(kRecordsPerWake, sink_); !status) return status.error();
  if (auto status = print_folded(); !status) return status.error();
  const Losses losses = capture_.tracer().losses();
  TraceSummaryRecord summary;
  summary.transitions = transitions_;
  summary.events_lost = losses.states + losses.undecodable;
  summary.transitions_missed = losses.missed_transitions;
  summary.drops = drops_;
  summary.drops_watched = losses.untracked_cells == 0 && losses.untracked_listeners == 0;
  for (const auto& record : capture_.ledger().summarise(*counters, 0).reconciliations) {
    const auto& only = capture_.filter().netns;
    if (!only || *only == record.netns) summary.drops_unattributed += record.apart();
  }
  auto& out = report_.output.buffer();
  if (report_.options.json) {
    json::append(out, summary);
  } else {
    out += '\n';
    text::append(out, summary, report_.style);
  }
  if (auto status = report_.output.flush(); !status) return status.error();
  for (const auto& line : capture_.complaints()) say("{}", line);
  return Verdict::fine;
}

}  // namespace

Result<Verdict> run_port(const Options& options) {
  if (auto answered = ask_daemon(options)) return *std::move(answered);
  if (options.follow) return run_report<PortRun>(options);
  auto capture = Capture::start(options);
  if (!capture) return capture.error();
  Output output;
  Report report(options, **capture, output);
  if (auto status = PortRun(report).begin(); !status) return status.error();
  return Verdict::fine;
}

}  // namespace bpfnetstat::app
