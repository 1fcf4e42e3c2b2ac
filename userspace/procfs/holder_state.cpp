// SPDX-License-Identifier: Apache-2.0
#include "procfs/holder_state.h"

#include <fmt/format.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "procfs/cgroup.h"
#include "procfs/cgroupfs.h"
#include "procfs/mountinfo.h"
#include "procfs/process.h"
#include "procfs/scan.h"

namespace bpfnetstat::procfs {
namespace {

struct Known {
  long number;
  std::string_view name;
  bool takes_fd;
};

/// Those in which a server may be found asleep. Not every architecture has all.
constexpr Known kSystemCalls[] = {
    {SYS_read, "read", true},
    {SYS_readv, "readv", true},
    {SYS_pread64, "pread64", true},
    {SYS_preadv, "preadv", true},
    {SYS_write, "write", true},
    {SYS_writev, "writev", true},
    {SYS_pwrite64, "pwrite64", true},
    {SYS_pwritev, "pwritev", true},
    {SYS_sendfile, "sendfile", true},
    {SYS_splice, "splice", true},
    {SYS_fsync, "fsync", true},
    {SYS_fdatasync, "fdatasync", true},
    {SYS_sync, "sync", false},
    {SYS_openat, "openat", false},
    {SYS_close, "close", true},
    {SYS_newfstatat, "newfstatat", false},
    {SYS_statx, "statx", false},
    {SYS_unlinkat, "unlinkat", false},
    {SYS_getdents64, "getdents64", true},
    {SYS_flock, "flock", true},
    {SYS_fcntl, "fcntl", true},
    {SYS_ioctl, "ioctl", true},
    {SYS_accept, "accept", true},
    {SYS_accept4, "accept4", true},
    {SYS_connect, "connect", true},
    {SYS_recvfrom, "recvfrom", true},
    {SYS_recvmsg, "recvmsg", true},
    {SYS_recvmmsg, "recvmmsg", true},
    {SYS_sendto, "sendto", true},
    {SYS_sendmsg, "sendmsg", true},
    {SYS_sendmmsg, "sendmmsg", true},
    {SYS_epoll_pwait, "epoll_pwait", true},
    {SYS_ppoll, "ppoll", false},
    {SYS_pselect6, "pselect6", false},
    {SYS_futex, "futex", false},
    {SYS_nanosleep, "nanosleep", false},
    {SYS_clock_nanosleep, "clock_nanosleep", false},
    {SYS_wait4, "wait4", false},
    {SYS_waitid, "waitid", false},
    {SYS_rt_sigsuspend, "rt_sigsuspend", false},
    {SYS_rt_sigtimedwait, "rt_sigtimedwait", false},
    {SYS_restart_syscall, "restart_syscall", false},
    {SYS_io_getevents, "io_getevents", false},
    {SYS_semop, "semop", false},
    {SYS_semtimedop, "semtimedop", false},
    {SYS_msgrcv, "msgrcv", false},
    {SYS_msgsnd, "msgsnd", false},
    {SYS_mmap, "mmap", false},
    {SYS_munmap, "munmap", false},
    {SYS_clone, "clone", false},
    {SYS_execve, "execve", false},
    {SYS_exit_group, "exit_group", false},
#ifdef SYS_io_uring_enter
    {SYS_io_uring_enter, "io_uring_enter", true},
#endif
#ifdef SYS_epoll_pwait2
    {SYS_epoll_pwait2, "epoll_pwait2", true},
#endif
#ifdef SYS_epoll_wait
    {SYS_epoll_wait, "epoll_wait", true},
#endif
#ifdef SYS_poll
    {SYS_poll, "poll", false},
#endif
#ifdef SYS_select
    {SYS_select, "select", false},
#endif
#ifdef SYS_pause
    {SYS_pause, "pause", false},
#endif
#ifdef SYS_open
    {SYS_open, "open", false},
#endif
};

std::optional<std::uint64_t> hexadecimal(std::string_view word) {
  if (!word.starts_with("0x")) return std::nullopt;
  return number<std::uint64_t>(word.substr(2), 16);
}

std::string_view without_newline(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

bool lists(std::string_view words, char separator, std::string_view word) {
  while (!words.empty()) {
    if (take_until(words, separator) == word) return true;
  }
  return false;
}

/// A file of a cgroup, whose path begins with '/'; empty where there is none.
std::string cgroup_file(const Proc& tree, std::string_view cgroup, const char* name) {
  auto text = tree.read(fmt::format("./{}/{}", cgroup, name));
  return text ? *std::move(text) : std::string();
}

/// The cgroup itself or the next one above it whose file says so; else the cgroup itself.
std::string told_to_freeze(const Proc& tree, std::string_view cgroup, const char* name) {
  for (std::string_view at = cgroup; at.size() > 1; at.remove_suffix(at.size() - at.rfind('/'))) {
    if (without_newline(cgroup_file(tree, at, name)) == "1") return std::string(at);
  }
  return std::string(cgroup);
}

}  // namespace

std::optional<ThreadState> parse_thread_status(std::string_view status) {
  ThreadState thread;
  int found = 0;
  // "Name:" comes first and holds foreign bytes, but the kernel escapes newlines in it.
  while (!status.empty()) {
    std::string_view line = take_until(status, '\n');
    const std::string_view key = take_until(line, ':');
    if (key == "State") {
      const std::string_view word = take_word(line);
      if (word.size() != 1) return std::nullopt;
      thread.state = word.front();
      ++found;
    } else if (key == "TracerPid") {
      const auto tracer = number<pid_t>(take_word(line));
      if (tracer && *tracer > 0) thread.tracer = *tracer;
    } else if (key == "voluntary_ctxt_switches" || key == "nonvoluntary_ctxt_switches") {
      const auto count = number<std::uint64_t>(take_word(line));
      if (!count) return std::nullopt;
      thread.switches += *count;
      ++found;
    }
  }
  return found == 3 ? std::optional(thread) : std::nullopt;
}

std::optional<SystemCall> parse_system_call(std::string_view text) {
  std::string_view line = without_newline(text);
  const auto call = number<long>(take_word(line));
  if (!call || *call < 0) return std::nullopt;  // "running", or asleep outside of any.
  std::array<std::uint64_t, 8> words{};         // Six arguments, stack pointer, program counter.
  for (auto& word : words) {
    const auto value = hexadecimal(take_word(line));
    if (!value) return std::nullopt;
    word = *value;
  }
  // A 32-bit program of a 64-bit kernel, whose stack is below 4 GiB, has other numbers.
  if (words[6] <= UINT32_MAX) return std::nullopt;
  const auto* known = std::find_if(std::begin(kSystemCalls), std::end(kSystemCalls),
                                   [&](const Known& one) { return one.number == *call; });
  if (known == std::end(kSystemCalls))
    return SystemCall{fmt::format("system call {}", *call), std::nullopt};
  SystemCall found{std::string(known->name), std::nullopt};
  if (known->takes_fd && words[0] <= INT32_MAX) found.fd = static_cast<int>(words[0]);
  return found;
}

std::optional<std::string> parse_stack(std::string_view text) {
  constexpr int kFrames = 6;  // Where it waits, and whose request that is.
  std::string frames;
  for (int frame = 0; frame < kFrames && !text.empty(); ++frame) {
    // "[<0>] io_schedule+0x42/0x70"
    std::string_view line = take_until(text, '\n');
    take_word(line);
    std::string_view place = take_word(line);
    const std::string_view function = take_until(place, '+');
    if (function.empty()) break;
    if (!frames.empty()) frames += ", ";
    frames += function;
  }
  return frames.empty() ? std::nullopt : std::optional(std::move(frames));
}

Result<HolderState> read_holder_state(const Proc& proc, pid_t pid, std::size_t most) {
  HolderState holder;
  holder.process.pid = pid;
  auto comm = read_comm(proc, pid);
  if (!comm) return comm.error();
  holder.process.comm = *std::move(comm);
  const std::string tasks = fmt::format("{}/task", pid);
  std::vector<pid_t> tids;
  const int failure = for_each_entry(proc.fd(), tasks.c_str(), [&](int, const dirent& entry) {
    const auto tid = number<pid_t>(entry.d_name);
    if (!tid) return;
    ++holder.threads_total;
    if (tids.size() < most) tids.push_back(*tid);
  });
  if (failure != 0) return proc.error(tasks, failure);
  for (const pid_t tid : tids) {
    const std::string thread = fmt::format("{}/{}/", tasks, tid);
    const auto status = proc.read(thread + "status");
    if (!status && is_vanished(status.error().sys_errno)) {
      --holder.threads_total;
      continue;
    }
    auto state = status ? parse_thread_status(*status) : std::nullopt;
    if (!state) continue;
    state->tid = tid;
    if (const auto text = proc.read(thread + "syscall")) {
      if (auto call = parse_system_call(*text)) {
        if (call->fd) {
          if (auto target = proc.read_link(fmt::format("{}fd/{}", thread, *call->fd)))
            state->target = *std::move(target);
        }
        state->system_call = std::move(call->name);
      }
    }
    if (const auto text = proc.read(thread + "wchan")) {
      const std::string_view function = without_newline(*text);
      if (!function.empty() && function != "0") state->wchan = std::string(function);
    }
    // To unwind it costs more than all of the above.
    if (state->state == 'D') {
      if (const auto text = proc.read(thread + "stack")) state->stack = parse_stack(*text);
    }
    holder.threads.push_back(*std::move(state));
  }
  return holder;
}

Freezers open_freezers(const Proc& proc) {
  Freezers freezers;
  const auto mountinfo = proc.read("self/mountinfo");
  if (!mountinfo) return freezers;
  const auto mounts = parse_mountinfo(*mountinfo);
  if (!mounts) return freezers;
  if (auto mount_point = cgroup2_mount_point(*mounts)) freezers.v2.emplace(*std::move(mount_point));
  for (const Mount& mount : *mounts) {
    // By convention a hierarchy is mounted by its controllers' names.
    const auto name = std::string_view(mount.mount_point).substr(mount.mount_point.rfind('/') + 1);
    if (mount.fs_type != "cgroup" || mount.root != "/" || !lists(name, ',', "freezer")) continue;
    freezers.v1.emplace(mount.mount_point);
    break;
  }
  return freezers;
}

std::optional<std::string> frozen_cgroup(const Proc& proc, const Freezers& freezers, pid_t pid) {
  const auto cgroups = proc.read(fmt::format("{}/cgroup", pid));
  if (!cgroups) return std::nullopt;
  std::string_view text = *cgroups;
  while (!text.empty()) {
    std::string_view line = take_until(text, '\n');
    const std::string_view hierarchy = take_until(line, ':');
    const std::string_view controllers = take_until(line, ':');
    const std::string_view path = without_deleted(line);
    // One outside of our cgroup namespace has no path here.
    if (!path.starts_with('/') || path.find("/..") != std::string_view::npos) continue;
    if (freezers.v2 && hierarchy == "0" && controllers.empty()) {
      if (lists(cgroup_file(*freezers.v2, path, "cgroup.events"), '\n', "frozen 1"))
        return told_to_freeze(*freezers.v2, path, "cgroup.freeze");
    } else if (freezers.v1 && lists(controllers, ',', "freezer")) {
      const auto state = cgroup_file(*freezers.v1, path, "freezer.state");
      if (without_newline(state) == "FROZEN")
        return told_to_freeze(*freezers.v1, path, "freezer.self_freezing");
    }
  }
  return std::nullopt;
}

}  // namespace bpfnetstat::procfs
