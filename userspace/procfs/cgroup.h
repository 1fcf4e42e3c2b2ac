// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bpfnetstat::procfs {

/// Picks the path to show from the text of /proc/PID/cgroup (cgroups(7)). Usually that of cgroup
/// v2; but on a hybrid system containers live in the v1 hierarchies, and v2 has "/" or their
/// manager's service for them. So: the first of v2, name=systemd, memory and pids that names a
/// container; else the first of v2 and name=systemd that is not "/"; else "/". std::nullopt where
/// the text names no cgroup at all.
std::optional<std::string> cgroup_path(std::string_view proc_cgroup);

/// What a cgroup path says about the container in it, innermost first:
///  - a container id (64 hex digits) of docker, containerd, cri-o, podman or nerdctl, under either
///    cgroup driver; podman's and cri-o's monitors (conmon) are outside the container;
///  - else the uid of a Kubernetes pod, with dashes (a static pod's has none), or the name of an
///    LXC container.
/// std::nullopt for everything else, systemd-nspawn and machined's virtual machines included.
std::optional<std::string> container_id(std::string_view cgroup_path);

/// The path without the " (deleted)" that the kernel appends once the cgroup is removed.
std::string_view without_deleted(std::string_view cgroup_path);

}  // namespace bpfnetstat::procfs
