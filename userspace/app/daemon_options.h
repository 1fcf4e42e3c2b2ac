// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/options.h"
#include "base/result.h"
#include "model/address.h"

/// What `bpfnetstat daemon` is told: by its command line, and where that is silent by a file.
namespace bpfnetstat {

/// Read if it exists and no --config is given.
inline constexpr std::string_view kDaemonConfig = "/etc/bpfnetstat.conf";

/// A configuration file that is larger is none.
inline constexpr std::size_t kMostConfigBytes = 64 * 1024;

/// Well-formed settings. Whether a group, a folder or an address of this machine exists is found
/// out later, by whoever needs it.
struct DaemonOptions {
  std::string socket = "/run/bpfnetstat/bpfnetstat.sock";  ///< Fits a sockaddr_un.
  std::optional<std::string> group{};                      ///< Of the socket: a name or a number.
  std::optional<std::string> history = "/var/lib/bpfnetstat/history.db";  ///< Unset: none is kept.
  std::uint64_t history_size_mb = 200;                                    ///< Of 1,000,000 bytes.
  std::uint64_t history_age_days = 30;
  std::optional<Endpoint> metrics{};      ///< Where Prometheus may ask; unset: nowhere.
  std::uint64_t metrics_listeners = 200;  ///< Listeners with labels of their own, at most.
  std::uint64_t connections = 1'000'000;  ///< Connections that the live table holds, at most.
  bool queues = true;                     ///< Follow accept queues.
  bool verbose = false;
  Probe probe = Probe::automatic;
  /// As in Options. The daemon's loop does little else; each byte counts twice, as the ring is
  /// mapped twice.
  std::uint64_t ring_kib = 4096;
  /// As in Options, for tests only.
  std::vector<std::string> without{};

  std::string config{};              ///< The file that was read, or would have been if it existed.
  std::vector<std::string> words{};  ///< The command line, for reread().

  bool operator==(const DaemonOptions&) const = default;
};

using ParsedDaemonOptions = std::variant<DaemonOptions, HelpText, Error>;

/// The defaults, what the file says instead, and what the command line says instead of both. Opens
/// the file and nothing else, prints and ends nothing. Every Error is of kind usage, names the
/// offending word or the file and the line, and fits on one line whatever bytes these hold.
/// @param words everything after the command `daemon`.
/// @param default_config read if it exists and no --config is given.
ParsedDaemonOptions parse_daemon(std::vector<std::string> words,
                                 std::string_view default_config = kDaemonConfig);

/// What SIGHUP brings.
struct Reread {
  /// What holds from now on: the running options with what may change meanwhile.
  DaemonOptions options;
  /// "history-size: 200, now 500", for the log.
  std::vector<std::string> changed;
  /// The same of settings that only a restart applies; `options` has the old value.
  std::vector<std::string> need_restart;
};

/// Reads the file again; the command line still wins. An Error, as of parse_daemon(), leaves
/// everything as it is.
Result<Reread> reread(const DaemonOptions& running);

/// Changes `options` to what the text of a configuration file says: lines of `KEY = VALUE`, where a
/// key is the long name of an option without its dashes. `#` begins a comment, within quotes as
/// well: such a path has to be given on the command line. Pure.
/// @param path names the file in an Error. After an Error `options` may be changed in part.
Status apply_config(std::string_view text, std::string_view path, DaemonOptions& options);

/// The settings as such a text, each on a line, those that have no value left out.
std::string to_config(const DaemonOptions& options);

}  // namespace bpfnetstat
