// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "app/capture.h"
#include "app/port.h"
#include "procfs/netns.h"
#include "table/connections.h"

namespace bpfnetstat::daemon {

/// What an audit found.
struct AuditFindings {
  /// Differences to show; all are counted. After a loss there may be as many as connections.
  static constexpr std::size_t kKept = 1000;

  std::vector<table::Difference> differences;  ///< The first kKept, each seen by two walks.
  std::size_t missing = 0;
  std::size_t ghosts = 0;
  std::size_t differing = 0;
  std::size_t connections = 0;  ///< That the walks met.
  std::size_t namespaces = 0;   ///< That were walked through.
  std::size_t unread = 0;       ///< Namespaces that could not be entered.
  /// Listeners that had opened or closed unseen, and were noticed meanwhile: they are mended at
  /// once.
  std::size_t listeners = 0;
  std::size_t mended = 0;    ///< Connections that were added, removed or changed in the table.
  std::size_t left_out = 0;  ///< Connections that the table has no room for.
  /// Connections of network namespaces that cannot be listed, as nobody in them is in our pid
  /// namespace: neither seen nor ghosts. Those that close say so by a transition.
  std::size_t unlisted = 0;

  std::size_t differences_total() const { return missing + ghosts + differing + listeners; }
};

/// What an audit reads of the kernel.
struct AuditSources {
  /// The next connections of a walk, none at its end.
  using Walk = std::function<Result<std::vector<ConnectionSnapshot>>()>;
  struct Begun {
    enum class Outcome { walking, gone, unreadable };
    Outcome outcome = Outcome::gone;
    Walk next{};
    /// Of the ports that were asked about; unset where the kernel did not tell.
    std::optional<app::UdpSockets> udp_sockets{};
  };

  std::function<Result<std::vector<procfs::Netns>>()> namespaces;
  std::function<Result<Begun>(const procfs::Netns&)> begin_walk;
  /// Of all TCP sockets; calls `between` each few milliseconds.
  std::function<Result<std::vector<Holder>>(const std::function<void()>& between)> holders;

  /// Whether a namespace that neither list has is no more: processes of other pid namespaces are
  /// not to be seen.
  bool lists_all = true;

  /// Listeners that opened or closed unseen and a look noticed, since the start; it only grows.
  std::function<std::uint64_t()> listeners_missed;

  /// The kernel's own.
  static AuditSources of(app::Capture& capture);
  /// The same for whoever asks about ports: with the connections that have no full socket.
  /// @param udp_ports that the UDP sockets of are counted as well.
  static AuditSources of_ports(app::Capture& capture, std::set<std::uint16_t> udp_ports);
};

/// Compares the live table with the kernel, some connections a step, so that the loop it is part of
/// is held up for milliseconds and the ring does not run over meanwhile. Where they differ, a
/// second walk through the namespace decides: what was in motion at the first is not found again.
class Audit {
 public:
  enum class Purpose {
    baseline,  ///< The table is new: what the first walk finds goes in.
    heal,      ///< Something was lost: the table is mended.
    verify,    ///< Only looks.
  };

  /// @param drain applies all transitions from before a moment (monotonic nanoseconds).
  /// @param on_fresh told of each connection that the table did not have.
  /// @param only the network namespaces to go through, by inode number; unset: all.
  Audit(Purpose purpose, AuditSources sources, table::Connections& connections,
        std::function<Status(std::uint64_t until_ns)> drain,
        std::function<void(table::Connection&)> on_fresh,
        std::optional<std::set<std::uint32_t>> only = {});

  /// The next piece of a walk. @return true when that was the last one. An Error ends the audit.
  Result<bool> step();
  /// When step() has something to do; monotonic nanoseconds.
  std::uint64_t next_ns() const { return next_ns_; }

  Purpose purpose() const { return purpose_; }
  const AuditFindings& findings() const { return findings_; }

 private:
  struct Doubtful {
    procfs::Netns netns;
    table::Doubts doubts;
  };

  Result<bool> take_step();
  Status begin();
  Status begin_walk();
  /// Compares with the next connections of the walk, or ends it.
  Status walk_on();
  void end_walk();
  /// @param began_ns of the walk that found them.
  void mend(std::span<const table::Difference> differences, std::uint64_t began_ns);
  /// What the walk found: a doubt of the first one, or what the second one confirms.
  void take(std::vector<table::Difference> found);
  void count(std::span<const table::Difference> differences);
  /// What the table has of namespaces that cannot be walked because they are no more.
  /// @return false: once more, when next_ns() has come.
  Result<bool> look_for_vanished();
  bool is_first() const { return !to_walk_.empty(); }

  Purpose purpose_;
  AuditSources sources_;
  table::Connections& connections_;
  std::function<Status(std::uint64_t until_ns)> drain_;
  std::function<void(table::Connection&)> on_fresh_;
  std::optional<std::set<std::uint32_t>> only_;
  bool begun_ = false;
  std::uint64_t began_ns_ = 0;
  std::uint64_t listeners_missed_ = 0;  ///< When it began.
  std::set<std::uint32_t> walked_;      ///< Namespaces whose connections have been compared.
  std::uint64_t next_ns_ = 0;
  std::uint64_t walk_began_ns_ = 0;
  AuditSources::Walk walk_;             ///< That is going on.
  table::Doubts doubts_;                ///< Of it, if it is the first.
  std::vector<procfs::Netns> to_walk_;  ///< From the back.
  std::vector<Doubtful> doubtful_;
  std::optional<table::Doubts> vanished_;  ///< Once somebody was found.
  AuditFindings findings_;
};

}  // namespace bpfnetstat::daemon
