// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "procfs/netns.h"
#include "procfs/proc.h"
#include "table/ledger.h"

namespace bpfnetstat::app {

/// What a network namespace makes of listen(2).
struct QueueSettings {
  std::optional<std::uint64_t> somaxconn{};
  std::optional<std::uint64_t> tcp_max_syn_backlog{};

  bool operator==(const QueueSettings&) const = default;
};

/// A network namespace with listeners.
struct NamespaceOfListeners {
  std::uint64_t net_cookie = 0;
  std::uint32_t inode = 0;
  std::vector<pid_t> holders{};  ///< Of its listeners; most are in it, and so lead into it.
};

/// Those of the listeners that are open.
std::vector<NamespaceOfListeners> namespaces_of(const table::Ledger& ledger);

/// How network namespaces are set, as the rows of listeners show it: read when somebody asks and
/// kept for some seconds, so that who asks often, or has thousands of listeners, costs no more.
class NamespaceSettings {
 public:
  static constexpr std::uint64_t kFreshNs = 5'000'000'000;
  /// A read takes some 60 us. Of more namespaces those that were read longest ago come first.
  static constexpr std::size_t kMostReads = 256;
  /// std::nullopt where there is no way into it (any more).
  using Read = std::function<std::optional<QueueSettings>(const NamespaceOfListeners&)>;

  /// Reads what is not known, or too old. Namespaces that are not among these are forgotten.
  void look(const std::vector<NamespaceOfListeners>& namespaces, const Read& read,
            std::uint64_t now_ns);
  /// The same, of this machine.
  void look(const std::vector<NamespaceOfListeners>& namespaces, const procfs::Proc& proc,
            std::uint64_t now_ns);
  /// Nothing is known of one that could not be read.
  QueueSettings of(std::uint64_t net_cookie) const;

 private:
  struct Known {
    QueueSettings settings{};
    std::optional<std::uint64_t> read_ns{};
  };
  std::map<std::uint64_t, Known> known_;
  std::optional<std::uint64_t> enumerated_ns_{};  ///< When all processes were last looked at.
};

/// Of the namespace that the calling thread is in.
QueueSettings read_queue_settings(const procfs::Proc& proc);

/// A way into a network namespace: through one of these processes, else as `all` has it. A socket
/// may be of another namespace than whoever holds it.
/// @param all asked where no process leads there.
Result<UniqueFd> open_netns(const procfs::Proc& proc, std::uint32_t inode,
                            const std::vector<pid_t>& holders, const procfs::NetnsSource& all);

}  // namespace bpfnetstat::app
