// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <memory>
#include <optional>
#include <string_view>

#include "base/unique_fd.h"
#include "procfs/proc.h"

/// What the parsers and readers of this folder share; of no use outside it.
namespace bpfnetstat::procfs {

/// Takes the text up to the next `separator` (or the end) off the front, the separator with it.
inline std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return taken;
}

/// Takes the next blank-separated word off the front; empty at the end.
inline std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

/// The number that `text` is from its first to its last character.
template <typename T>
std::optional<T> number(std::string_view text, int base = 10) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// N of a link target "TYPE:[N]", as in "socket:[4711]" and "net:[4026531840]".
template <typename T>
std::optional<T> bracketed(std::string_view target, std::string_view type) {
  if (!target.starts_with(type)) return std::nullopt;
  target.remove_prefix(type.size());
  if (!target.starts_with(":[") || !target.ends_with(']')) return std::nullopt;
  return number<T>(target.substr(2, target.size() - 3));
}

/// Calls `visit(directory fd, const dirent&)` per entry, in the kernel's order.
/// @return 0 or the errno that ended it.
template <typename Visit>
int for_each_entry(int at, const char* path, Visit visit) {
  struct Close {
    void operator()(DIR* directory) const { ::closedir(directory); }
  };
  UniqueFd fd{::openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!fd) return errno;
  const std::unique_ptr<DIR, Close> directory{::fdopendir(fd.get())};
  if (!directory) return errno;
  const int directory_fd = fd.release();
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(directory.get());
    if (entry == nullptr) return errno;
    visit(directory_fd, *entry);
  }
}

/// Calls `visit(pid)` per process (thread group).
/// @return 0 or the errno that ended it.
template <typename Visit>
int for_each_pid(const Proc& proc, Visit visit) {
  return for_each_entry(proc.fd(), ".", [&](int, const dirent& entry) {
    if (const auto pid = number<pid_t>(entry.d_name); pid && *pid > 0) visit(*pid);
  });
}

}  // namespace bpfnetstat::procfs
