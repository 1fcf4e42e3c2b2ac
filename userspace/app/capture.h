// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/options.h"
#include "base/result.h"
#include "kernel/tracer.h"
#include "model/verdict.h"
#include "procfs/cgroupfs.h"
#include "procfs/holder_state.h"
#include "procfs/netns.h"
#include "procfs/proc.h"
#include "table/ledger.h"
#include "view/filter.h"

namespace bpfnetstat::app {

/// An owner is looked at again when older than this: one readlink.
inline constexpr std::uint64_t kOwnerFreshNs = 10'000'000;

/// A running capture: programs attached, baseline read, ledger up to date. What `drops` and `trace`
/// have in common.
class Capture {
 public:
  /// Resolves what the options name, attaches, reads the baseline of every network namespace.
  static Result<std::unique_ptr<Capture>> start(const Options& options);

  kernel::Tracer& tracer() { return *tracer_; }
  table::Ledger& ledger() { return ledger_; }
  const view::Filter& filter() const { return filter_; }
  /// The drop hooks' mechanism; of a trace, the state hook's.
  std::string_view probe() const { return probe_; }

  /// A listener opened or closed: takes it from the kernel side's map.
  void apply(const ListenerEvent& event);
  /// Takes every listener's totals anew.
  Status refresh_listeners();
  /// Lets go of listeners that closed some time ago, kernel side and ledger's events included.
  void retire_closed(std::uint64_t now_ns);

  /// The listener with an owner that holds it now; looked at again when older than some
  /// milliseconds, or than `fresh_ns`. nullptr for an id that is not known.
  const ListenerIdentity* identify(std::uint64_t id, std::uint64_t now_ns,
                                   std::uint64_t fresh_ns = kOwnerFreshNs);
  /// What the processes that hold a listener do now, as far as they are known; of a number of their
  /// threads, which they share: the first of each process at least while there is room. Empty where
  /// pids mean nothing here.
  std::vector<HolderState> holder_states(std::uint64_t id);
  /// A drop as the reports show it; its client enters the ledger.
  /// @param realtime_offset CLOCK_REALTIME minus CLOCK_MONOTONIC, nanoseconds.
  DropRecord book(const DropEvent& event, std::int64_t realtime_offset, std::uint64_t now_ns);
  /// A transition as the reports show it; its cgroup's path only if asked for.
  StateRecord describe(StateEvent&& event, std::int64_t realtime_offset, std::uint64_t now_ns,
                       bool with_cgroup);

  /// The name of a network namespace under /run/netns.
  std::optional<std::string> netns_name(std::uint32_t inode);
  /// For whoever asks each second, for months: names may be so old. Their numbers are soon used
  /// again, but to look for them is to look at every process.
  void let_names_age(std::uint64_t fresh_ns) { netns_names_fresh_ns_ = fresh_ns; }
  /// Whether the kernel side's pids mean anything here: they are those of the initial pid
  /// namespace.
  bool pids_known() const { return pids_known_; }
  /// Whether this kernel tells what else moves sk_drops, and a hook what accept(2) takes.
  bool tells_discards() const { return tells_discards_; }
  bool tells_accepted() const { return tells_accepted_; }
  const procfs::Proc& proc() const { return proc_; }
  /// The filter that options mean: looks up the namespace and the cgroup that they name.
  /// @param all network namespaces, asked for where a name or a number takes them.
  Result<view::Filter> filter_of(const Options& options, const procfs::NetnsSource& all) const;
  /// Path of a cgroup v2 id; remembered.
  std::optional<std::string> cgroup_path(std::uint64_t id);

  /// One line each for stderr about what could not be seen or kept; nothing where all is well.
  std::vector<std::string> complaints();

 private:
  Capture() = default;
  /// The path to show of a cgroup that --cgroup names.
  Result<std::string> resolve_cgroup(std::string_view name) const;
  Status read_baseline();
  Status refresh_holders(std::uint64_t now_ns);
  void describe_owner(table::Listener& listener);

  procfs::Proc proc_;
  std::unique_ptr<kernel::Tracer> tracer_;
  table::Ledger ledger_;
  view::Filter filter_;
  std::string probe_;
  bool pids_known_ = true;
  bool tells_discards_ = false;
  bool tells_accepted_ = false;
  std::optional<procfs::CgroupFs> cgroups_;
  procfs::Freezers freezers_;
  std::map<std::uint64_t, std::optional<std::string>> cgroup_paths_;
  std::map<std::uint32_t, std::string> netns_names_;
  std::uint64_t netns_names_read_ns_ = 0;
  /// Namespace inode numbers are used again at once: names are read anew when older than this.
  std::uint64_t netns_names_fresh_ns_ = 200'000'000;
  std::uint64_t holders_read_ns_ = 0;
  std::uint64_t listener_events_lost_ = 0;  ///< Already made good.
  std::map<std::uint64_t, std::uint64_t> closed_since_ns_;
};

/// What --probe asks for; unset: whatever is best.
std::optional<kernel::Mechanism> forced_mechanism(Probe probe);

}  // namespace bpfnetstat::app
