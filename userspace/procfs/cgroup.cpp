// SPDX-License-Identifier: Apache-2.0
#include "procfs/cgroup.h"

#include <algorithm>
#include <array>
#include <vector>

#include "procfs/scan.h"

namespace bpfnetstat::procfs {
namespace {

constexpr std::size_t kContainerIdDigits = 64;
constexpr std::size_t kUuidLength = 36;
constexpr std::size_t kStaticPodDigits = 32;  // A hash of the manifest.

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_id(std::string_view text) {
  return text.size() == kContainerIdDigits && is_hex(text);
}

bool consume_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// The container id in one component of a path:
///   ID                         docker, kubepods, ctr and others under the cgroupfs driver
///   RUNTIME-ID[.scope]         under the systemd driver
///   SLICE:RUNTIME:ID           a systemd-style name given to a runtime that uses cgroupfs
std::optional<std::string_view> id_of_component(std::string_view component) {
  static constexpr std::array<std::string_view, 6> kRuntimes{
      "docker-", "cri-containerd-", "crio-", "libpod-payload-", "libpod-", "nerdctl-"};
  if (const std::size_t colon = component.rfind(':'); colon != std::string_view::npos) {
    component.remove_prefix(colon + 1);
  } else if (std::any_of(kRuntimes.begin(), kRuntimes.end(), [&](std::string_view runtime) {
               return consume_prefix(component, runtime);
             })) {
    if (component.ends_with(".scope")) component.remove_suffix(6);
  }
  if (!is_id(component)) return std::nullopt;
  return component;
}

/// The uid in "podUID" or "kubepods-burstable-podUID.slice", where '_' stands for '-': systemd
/// gives '-' in a slice's name a meaning.
std::optional<std::string> pod_uid(std::string_view component) {
  if (component.ends_with(".slice")) {
    component.remove_suffix(6);
    const std::size_t pod = component.rfind("-pod");
    if (pod == std::string_view::npos) return std::nullopt;
    component.remove_prefix(pod + 1);
  }
  if (!consume_prefix(component, "pod")) return std::nullopt;
  std::string uid(component);
  if (uid.size() == kStaticPodDigits && is_hex(uid)) return uid;
  if (uid.size() != kUuidLength) return std::nullopt;
  std::string digits = uid;
  for (const std::size_t dash : {23, 18, 13, 8}) {
    if (uid[dash] != '-' && uid[dash] != '_') return std::nullopt;
    uid[dash] = '-';
    digits.erase(dash, 1);
  }
  if (!is_hex(digits)) return std::nullopt;
  return uid;
}

bool lists_controller(std::string_view controllers, std::string_view name) {
  while (!controllers.empty()) {
    if (take_until(controllers, ',') == name) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> cgroup_path(std::string_view proc_cgroup) {
  std::optional<std::string_view> unified, systemd, memory, pids;
  while (!proc_cgroup.empty()) {
    std::string_view line = take_until(proc_cgroup, '\n');
    const std::string_view hierarchy = take_until(line, ':');
    const std::string_view controllers = take_until(line, ':');
    const std::string_view path = without_deleted(line);
    if (!path.starts_with('/')) continue;
    if (hierarchy == "0" && controllers.empty()) unified = path;
    if (controllers == "name=systemd") systemd = path;
    if (lists_controller(controllers, "memory")) memory = path;
    if (lists_controller(controllers, "pids")) pids = path;
  }
  for (const auto& path : {unified, systemd, memory, pids}) {
    if (path && container_id(*path)) return std::string(*path);
  }
  for (const auto& path : {unified, systemd}) {
    if (path && *path != "/") return std::string(*path);
  }
  // Whatever is left is the root, or a v1 path that says nothing about whose it is.
  if (unified || systemd || memory || pids) return "/";
  return std::nullopt;
}

std::optional<std::string> container_id(std::string_view cgroup_path) {
  std::vector<std::string_view> components;
  while (!cgroup_path.empty()) components.push_back(take_until(cgroup_path, '/'));
  for (auto component = components.rbegin(); component != components.rend(); ++component) {
    if (const auto id = id_of_component(*component)) return std::string(*id);
  }
  for (auto component = components.rbegin(); component != components.rend(); ++component) {
    if (auto uid = pod_uid(*component)) return uid;
    std::string_view name = *component;
    const auto parent = std::next(component);
    if (consume_prefix(name, "lxc.payload.") || (parent != components.rend() && *parent == "lxc")) {
      if (!name.empty()) return std::string(name);
    }
  }
  return std::nullopt;
}

std::string_view without_deleted(std::string_view cgroup_path) {
  constexpr std::string_view kDeleted = " (deleted)";
  if (cgroup_path.ends_with(kDeleted)) cgroup_path.remove_suffix(kDeleted.size());
  return cgroup_path;
}

}  // namespace bpfnetstat::procfs
