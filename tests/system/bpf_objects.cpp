// SPDX-License-Identifier: Apache-2.0
#include "bpf_objects.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <utility>

#include "base/unique_fd.h"
#include "lab.h"

namespace bpfnetstat::lab {
namespace {

/// As /proc/PID/fdinfo names them.
constexpr std::array<std::pair<bpf_cmd, const char*>, 3> kKinds = {
    {{BPF_LINK_GET_FD_BY_ID, "link_id:"},
     {BPF_PROG_GET_FD_BY_ID, "prog_id:"},
     {BPF_MAP_GET_FD_BY_ID, "map_id:"}}};

bool exists(bpf_cmd get_fd_by_id, std::uint32_t id) {
  bpf_attr attributes;
  std::memset(&attributes, 0, sizeof attributes);
  attributes.prog_id = id;
  return UniqueFd(static_cast<int>(syscall(SYS_bpf, get_fd_by_id, &attributes, sizeof attributes)))
      .valid();
}

}  // namespace

BpfObjects BpfObjects::held_by(pid_t pid) {
  BpfObjects held;
  const std::string directory = "/proc/" + std::to_string(pid) + "/fdinfo";
  DIR* entries = opendir(directory.c_str());
  if (entries == nullptr) return held;
  while (const dirent* entry = readdir(entries)) {
    std::ifstream file(directory + "/" + entry->d_name);
    for (std::string word; file >> word;) {
      const auto* kind = std::find_if(kKinds.begin(), kKinds.end(),
                                      [&](const auto& one) { return word == one.second; });
      std::uint32_t id = 0;
      if (kind != kKinds.end() && file >> id) held.ids_[kind->first].insert(id);
    }
  }
  closedir(entries);
  return held;
}

bool BpfObjects::are_of_every_kind() const {
  return ids_.size() == kKinds.size();
}

void BpfObjects::add(const BpfObjects& others) {
  for (const auto& [command, ids] : others.ids_) ids_[command].insert(ids.begin(), ids.end());
}

std::string BpfObjects::first_left_over(std::chrono::milliseconds within) const {
  for (const auto& [get, name] : kKinds) {
    const auto of_kind = ids_.find(get);
    if (of_kind == ids_.end()) continue;
    for (const std::uint32_t id : of_kind->second) {
      const auto is_gone = [&] { return !exists(of_kind->first, id); };
      if (!is_gone() && !eventually(is_gone, within)) return name + std::to_string(id);
    }
  }
  return "";
}

std::set<std::string> pinned() {
  std::set<std::string> names;
  DIR* entries = opendir("/sys/fs/bpf");
  if (entries == nullptr) return names;
  while (const dirent* entry = readdir(entries)) names.insert(entry->d_name);
  closedir(entries);
  return names;
}

}  // namespace bpfnetstat::lab
