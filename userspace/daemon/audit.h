// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "app/capture.h"
#include "procfs/netns.h"
#include "procfs/proc.h"
#include "table/connections.h"

namespace bpfnetstat::daemon {

/// What an audit found.
struct AuditFindings {
  std::vector<table::Difference> differences;  ///< Each seen by two walks.
  std::size_t connections = 0;                 ///< That the walks met.
  std::size_t namespaces = 0;                  ///< That were walked through.
  std::size_t unread = 0;                      ///< Namespaces that could not be entered.
};

/// Compares the live table with the kernel, one network namespace a step, so that the loop it is
/// part of is held up for one walk at a time. Where they differ, a second walk decides: what was
/// in motion at the first is not found again.
class Audit {
 public:
  enum class Purpose {
    baseline,  ///< The table is new: what the first walk finds goes in.
    heal,      ///< Something was lost: the table is mended.
    verify,    ///< Only looks.
  };

  /// @param drain applies all transitions from before a moment (monotonic nanoseconds).
  /// @param on_fresh told of each connection that the table did not have.
  Audit(Purpose purpose, app::Capture& capture, table::Connections& connections,
        std::function<Status(std::uint64_t until_ns)> drain,
        std::function<void(table::Connection&)> on_fresh);

  /// The next walk. @return true when that was the last one. An Error ends the audit.
  Result<bool> step();
  /// When step() has something to do; monotonic nanoseconds.
  std::uint64_t next_ns() const { return next_ns_; }

  Purpose purpose() const { return purpose_; }
  const AuditFindings& findings() const { return findings_; }

 private:
  struct Doubtful {
    procfs::Netns netns;
    std::vector<table::Difference> differences;
  };

  Status begin();
  /// What the table has of namespaces that cannot be walked because they are no more.
  Status look_for_vanished();
  /// std::nullopt where the namespace is no more, or cannot be entered.
  Result<std::optional<std::vector<table::Difference>>> walk(const procfs::Netns& netns,
                                                             bool is_first);

  Purpose purpose_;
  app::Capture& capture_;
  table::Connections& connections_;
  std::function<Status(std::uint64_t until_ns)> drain_;
  std::function<void(table::Connection&)> on_fresh_;
  procfs::Proc proc_;
  bool begun_ = false;
  bool looked_for_vanished_ = false;
  std::uint64_t began_ns_ = 0;
  std::set<std::uint32_t> walked_;  ///< Namespaces whose connections have been compared.
  std::uint64_t next_ns_ = 0;
  std::uint64_t walk_began_ns_ = 0;
  std::vector<procfs::Netns> to_walk_;  ///< From the back.
  std::vector<Doubtful> doubtful_;
  AuditFindings findings_;
};

}  // namespace bpfnetstat::daemon
