// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "explain/explain.h"
#include "model/address.h"
#include "model/figures.h"
#include "model/history.h"
#include "view/history.h"

namespace bpfnetstat {

enum class Command : std::uint8_t {
  drops,
  trace,
  listeners,
  port,
  history,
  verify,
  explain,
  doctor,
  daemon
};

/// Which mechanism the drop hooks shall use.
enum class Probe : std::uint8_t {
  automatic,  ///< The best the kernel allows, hook by hook.
  fentry,
  kprobe,
  tracepoint,
};

/// What `history` has besides --json and --netns.
struct HistoryOptions {
  view::Moment since{.is_before_now = true, .ns = 3'600'000'000'000};
  view::Moment until{.is_before_now = true, .ns = 0};
  std::optional<ListenerFilter> listener{};
  HistoryBy by = HistoryBy::listener;
  bool events = false;
  std::string database{kDefaultHistoryPath};

  bool operator==(const HistoryOptions&) const = default;
};

/// What `explain` has besides --json.
struct ExplainOptions {
  std::string topic{};                          ///< Empty: the list of all.
  bool statistics = false;                      ///< Of the counters that are not 0.
  std::optional<explain::Language> language{};  ///< Unset: the environment's.

  bool operator==(const ExplainOptions&) const = default;
};

/// The variable that says where the daemon is asked, as --socket does, which goes before it.
inline constexpr const char* kSocketVariable = "BPFNETSTAT_SOCKET";

/// A command line that is well formed. Whether a namespace, cgroup or process of these names exists
/// is found out later, by whoever looks it up.
struct Options {
  Command command = Command::drops;
  bool json = false;
  bool verbose = false;
  bool check = false;                         ///< Exit 4 when the figures are not exact.
  bool follow = false;                        ///< Of `port`: go on with what happens.
  std::vector<std::uint16_t> local_ports{};   ///< Host order, as given, without repetition.
  std::vector<std::uint16_t> remote_ports{};  ///< Likewise.
  std::optional<pid_t> pid{};
  std::optional<Family> family{};              ///< Unset: both.
  ListenerOrder order = ListenerOrder::drops;  ///< Of `listeners`.
  std::optional<double> watch_s{};             ///< Of `listeners`: again after so long.
  std::string netns = "all";                   ///< An inode number, a name, a pid or "all".
  std::optional<std::string> cgroup{};
  std::optional<double> duration_s{};
  std::optional<double> interval_s{};
  std::optional<std::uint64_t> count{};
  /// Where a daemon is asked; unset: none is.
  std::optional<std::string> socket = "/run/bpfnetstat/bpfnetstat.sock";
  Probe probe = Probe::automatic;
  /// Size of the ring buffer: a power of two and a multiple of the page size, as the kernel wants.
  std::optional<std::uint64_t> ring_kib{};
  bool queues = true;  ///< A daemon follows accept queues.
  /// What a client tells the daemon of its terminal; nothing comes of it in a run of one's own.
  bool colour = false;
  bool utf8 = false;
  /// For tests only: run as on a kernel that lacks these ("stack-slot", "rdonly-cast", ...).
  std::vector<std::string> without{};
  HistoryOptions history{};
  ExplainOptions explain{};

  bool operator==(const Options&) const = default;
};

/// What the user asked to read instead of running anything: for stdout, exit code 0.
struct HelpText {
  std::string text;  ///< Whole lines.
};

using ParsedOptions = std::variant<Options, HelpText, Error>;

/// Reads a command line, argv[0] included; opens, prints and ends nothing. Every Error is of kind
/// usage, names the offending word and fits on one line whatever bytes the word holds.
ParsedOptions parse(int argc, const char* const* argv);

}  // namespace bpfnetstat
