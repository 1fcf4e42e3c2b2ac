// SPDX-License-Identifier: Apache-2.0
#include "app/namespace_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "procfs/system.h"

namespace bpfnetstat::app {
namespace {

std::optional<std::uint64_t> read_number(const procfs::Proc& proc, const char* path) {
  const auto value = procfs::read_setting(proc, path);
  if (!value || *value < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

}  // namespace

std::vector<NamespaceOfListeners> namespaces_of(const table::Ledger& ledger) {
  // Of each some: thousands of processes may hold listeners there.
  constexpr std::size_t kEnoughHolders = 4;
  std::map<std::uint64_t, NamespaceOfListeners> by_cookie;
  for (const auto& [id, listener] : ledger.listeners()) {
    const auto& snapshot = listener.snapshot;
    if (snapshot.closed) continue;
    auto& one = by_cookie[snapshot.net_cookie];
    one.net_cookie = snapshot.net_cookie;
    one.inode = snapshot.netns;
    for (const Process& holder : listener.identity.holders) {
      if (one.holders.size() >= kEnoughHolders) break;
      if (std::find(one.holders.begin(), one.holders.end(), holder.pid) == one.holders.end())
        one.holders.push_back(holder.pid);
    }
  }
  std::vector<NamespaceOfListeners> all;
  all.reserve(by_cookie.size());
  for (auto& [cookie, one] : by_cookie) all.push_back(std::move(one));
  return all;
}

QueueSettings read_queue_settings(const procfs::Proc& proc) {
  return {.somaxconn = read_number(proc, "net/core/somaxconn"),
          .tcp_max_syn_backlog = read_number(proc, "net/ipv4/tcp_max_syn_backlog")};
}

Result<UniqueFd> open_netns(const procfs::Proc& proc, std::uint32_t inode,
                            const std::vector<pid_t>& holders, const procfs::NetnsSource& all) {
  procfs::Netns netns{.inode = inode, .name = {}, .pid = {}, .path = {}};
  for (const pid_t holder : holders) {
    netns.path = fmt::format("{}/{}/ns/net", proc.root(), holder);
    if (auto fd = procfs::open_netns(netns)) return fd;
  }
  const auto& others = all();
  if (!others) return others.error();
  const auto found = std::find_if(others->begin(), others->end(),
                                  [inode](const procfs::Netns& one) { return one.inode == inode; });
  if (found == others->end()) {
    return Error{ErrorKind::failed, fmt::format("no way into network namespace {}", inode), ENOENT,
                 ""};
  }
  return procfs::open_netns(*found);
}

void NamespaceSettings::look(const std::vector<NamespaceOfListeners>& namespaces, const Read& read,
                             std::uint64_t now_ns) {
  std::map<std::uint64_t, Known> known;
  std::vector<const NamespaceOfListeners*> due;
  for (const auto& one : namespaces) {
    const Known& there = known[one.net_cookie] = known_[one.net_cookie];
    if (!there.read_ns || now_ns >= *there.read_ns + kFreshNs) due.push_back(&one);
  }
  known_ = std::move(known);
  const auto read_ns = [this](const NamespaceOfListeners* one) {
    return known_[one->net_cookie].read_ns;
  };
  // Those that were never read come before all others.
  std::stable_sort(due.begin(), due.end(),
                   [&](const auto* a, const auto* b) { return read_ns(a) < read_ns(b); });
  due.resize(std::min(due.size(), kMostReads));
  for (const auto* one : due)
    known_[one->net_cookie] = {read(*one).value_or(QueueSettings{}), now_ns};
}

void NamespaceSettings::look(const std::vector<NamespaceOfListeners>& namespaces,
                             const procfs::Proc& proc, std::uint64_t now_ns) {
  // A look at every process: once, and only if somebody needs it.
  std::optional<Result<std::vector<procfs::Netns>>> all;
  const auto enumerate = [&]() -> const Result<std::vector<procfs::Netns>>& {
    if (all) return *all;
    // Not for each question: whoever asks may ask at once again.
    if (enumerated_ns_ && now_ns < *enumerated_ns_ + kFreshNs)
      return all.emplace(std::vector<procfs::Netns>());
    enumerated_ns_ = now_ns;
    return all.emplace(procfs::enumerate_netns(proc));
  };
  const auto read = [&](const NamespaceOfListeners& one) -> std::optional<QueueSettings> {
    const auto fd = open_netns(proc, one.inode, one.holders, enumerate);
    if (!fd) return std::nullopt;
    const auto inside = procfs::ScopedNetns::enter(fd->get());
    if (!inside) return std::nullopt;
    return read_queue_settings(proc);
  };
  look(namespaces, read, now_ns);
}

QueueSettings NamespaceSettings::of(std::uint64_t net_cookie) const {
  const auto found = known_.find(net_cookie);
  return found == known_.end() ? QueueSettings{} : found->second.settings;
}

}  // namespace bpfnetstat::app
