// SPDX-License-Identifier: Apache-2.0
#include "procfs/proc.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>

namespace bpfnetstat::procfs {

Proc::Proc(std::string root)
    : root_(std::move(root)), fd_(::open(root_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

Result<std::string> Proc::read(const std::string& path) const {
  const UniqueFd file{::openat(fd_.get(), path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) return error(path, errno);
  std::string text(16384, '\0');
  std::size_t used = 0;
  for (;;) {
    const ssize_t got = ::read(file.get(), text.data() + used, text.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error(path, errno);
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used == text.size()) text.resize(2 * used);
  }
  text.resize(used);
  return text;
}

Result<std::string> Proc::read_link(const std::string& path) const {
  std::array<char, PATH_MAX> target;
  const ssize_t length = ::readlinkat(fd_.get(), path.c_str(), target.data(), target.size());
  if (length < 0) return error(path, errno);
  return std::string(target.data(), static_cast<std::size_t>(length));
}

Error Proc::error(std::string_view path, int sys_errno) const {
  if (!fd_) {
    return {ErrorKind::unavailable, fmt::format("cannot open {}", root_), sys_errno,
            "is proc mounted there?"};
  }
  const std::string what = fmt::format("cannot read {}/{}", root_, path);
  if (is_denied(sys_errno)) return {ErrorKind::unavailable, what, sys_errno, "run as root"};
  return {ErrorKind::failed, what, sys_errno, ""};
}

bool is_vanished(int sys_errno) {
  return sys_errno == ENOENT || sys_errno == ESRCH;
}
bool is_denied(int sys_errno) {
  return sys_errno == EACCES || sys_errno == EPERM;
}

std::string net_file(std::optional<pid_t> pid, std::string_view file) {
  return pid ? fmt::format("{}/net/{}", *pid, file) : fmt::format("thread-self/net/{}", file);
}

}  // namespace bpfnetstat::procfs
