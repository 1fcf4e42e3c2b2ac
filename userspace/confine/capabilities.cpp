// SPDX-License-Identifier: Apache-2.0
#include "confine/capabilities.h"

#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace bpfnetstat::confine {
namespace {

struct Free {
  void operator()(cap_t state) const { ::cap_free(state); }
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Capabilities = std::unique_ptr<std::remove_pointer_t<cap_t>, Free>;

Error failed(const char* what) {
  return {ErrorKind::failed, what, errno, ""};
}

/// Their numbers; empty where they cannot be found out.
std::vector<pid_t> threads() {
  const std::unique_ptr<DIR, Free> directory(::opendir("/proc/self/task"));
  std::vector<pid_t> numbers;
  if (!directory) return numbers;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    pid_t number = 0;
    // "." and ".." are no numbers.
    if (std::from_chars(name.data(), name.data() + name.size(), number).ec == std::errc()) {
      numbers.push_back(number);
    }
  }
  return numbers;
}

/// A signal's handler: nothing but a system call, which is about the thread that it interrupts.
void give_up_all(int /*signal*/) {
  const int before = errno;
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  ::syscall(SYS_capset, &header, none);
  errno = before;
}

/// Whether a thread has no capability left; one that has ended has none.
bool has_none(pid_t thread) {
  const Capabilities held(::cap_get_pid(thread));
  if (!held) return errno == ESRCH;
  const Capabilities none(::cap_init());
  return none && ::cap_compare(held.get(), none.get()) == 0;
}

bool has(const Capabilities& state, cap_value_t capability, cap_flag_t set) {
  cap_flag_value_t value = CAP_CLEAR;
  return ::cap_get_flag(state.get(), capability, set, &value) == 0 && value == CAP_SET;
}

/// Those of `keep` that are held.
Result<Capabilities> held_of(std::span<const cap_value_t> keep) {
  const Capabilities held(::cap_get_proc());
  Capabilities kept(::cap_init());
  if (!held || !kept) return failed("cannot read our capabilities");
  for (const cap_value_t capability : keep) {
    for (const cap_flag_t set : {CAP_PERMITTED, CAP_EFFECTIVE}) {
      if (!has(held, capability, set)) continue;
      if (::cap_set_flag(kept.get(), set, 1, &capability, CAP_SET) != 0) {
        return failed("cannot name the capabilities to keep");
      }
    }
  }
  return kept;
}

/// Whoever lacks CAP_SETPCAP may not; the permitted set is reduced all the same, and with
/// no_new_privs nothing can be gained out of the bounding set.
Status reduce_bounding_set(const Capabilities& kept) {
  for (cap_value_t capability = 0;; ++capability) {
    const int is_bounded_by = ::cap_get_bound(capability);
    if (is_bounded_by < 0) return {};  // Beyond the last one of this kernel.
    if (is_bounded_by == 0 || has(kept, capability, CAP_PERMITTED)) continue;
    if (::cap_drop_bound(capability) == 0) continue;
    if (errno == EPERM) return {};
    return failed("cannot reduce the bounding set of capabilities");
  }
}

}  // namespace

Status drop_capabilities(std::span<const cap_value_t> keep) {
  if (const std::size_t count = threads().size(); count != 1) {
    return Error{ErrorKind::failed,
                 count == 0 ? std::string("cannot count our threads in /proc/self/task")
                            : "cannot drop capabilities with " + std::to_string(count) + " threads",
                 0, "drop them before the second is started"};
  }
  const auto kept = held_of(keep);
  if (!kept) return kept.error();
  // First what itself needs a capability.
  if (auto reduced = reduce_bounding_set(*kept); !reduced) return reduced;
  // The ambient set goes with the inheritable one: it never holds more, capabilities(7).
  if (::cap_set_proc(kept->get()) != 0) return failed("cannot drop capabilities");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("cannot set no_new_privs");
  return {};
}

Status drop_capabilities_of_thread(std::span<const cap_value_t> keep) {
  const auto kept = held_of(keep);
  if (!kept) return kept.error();
  // libcap's is of the calling thread, as capset(2) is.
  if (::cap_set_proc(kept->get()) != 0) return failed("cannot drop a thread's capabilities");
  return {};
}

Status drop_capabilities_of_other_threads() {
  using namespace std::chrono_literals;
  // What nobody handles does nothing: one that comes late is lost.
  struct sigaction handled {};
  struct sigaction before {};
  handled.sa_handler = give_up_all;
  handled.sa_flags = SA_RESTART;
  if (::sigaction(SIGURG, &handled, &before) != 0) return failed("cannot handle a signal");
  Status status;
  const auto deadline = std::chrono::steady_clock::now() + 1s;
  for (const pid_t thread : threads()) {
    if (thread == ::gettid()) continue;
    if (::syscall(SYS_tgkill, ::getpid(), thread, SIGURG) != 0 && errno != ESRCH)
      status = failed("cannot signal a thread");
    while (status && !has_none(thread)) {
      if (std::chrono::steady_clock::now() > deadline) {
        status = Error{ErrorKind::failed, "a thread keeps its capabilities", 0, ""};
      }
      std::this_thread::sleep_for(100us);
    }
  }
  ::sigaction(SIGURG, &before, nullptr);
  return status;
}

}  // namespace bpfnetstat::confine
