// SPDX-License-Identifier: Apache-2.0
#include "procfs/system.h"

#include <charconv>

#include "procfs/scan.h"

namespace bpfnetstat::procfs {
namespace {

/// The first word of the line "Name:\tWORD..."; empty where there is no such line.
std::string_view status_field(std::string_view status, std::string_view name) {
  while (!status.empty()) {
    std::string_view line = take_until(status, '\n');
    if (take_until(line, ':') == name) return take_word(line);
  }
  return {};
}

std::optional<std::uint64_t> limit_value(std::string_view word) {
  if (word == "unlimited") return Limit::kUnlimited;
  return number<std::uint64_t>(word);
}

}  // namespace

Result<Privileges> parse_privileges(std::string_view status) {
  const auto effective = number<std::uint64_t>(status_field(status, "CapEff"), 16);
  if (!effective) return Error{ErrorKind::failed, "status: no effective capabilities", 0, ""};
  // 2 is SECCOMP_MODE_FILTER; 1 would not even let us open files.
  return Privileges{*effective, status_field(status, "Seccomp") == "2"};
}

std::optional<Limit> parse_limit(std::string_view limits, std::string_view name) {
  while (!limits.empty()) {
    std::string_view line = take_until(limits, '\n');
    if (!line.starts_with(name)) continue;
    line.remove_prefix(name.size());
    // Names have blanks inside: two of them, or the end of the column, end one.
    if (!line.starts_with(' ')) continue;
    const auto soft = limit_value(take_word(line));
    const auto hard = limit_value(take_word(line));
    if (soft && hard) return Limit{*soft, *hard};
  }
  return std::nullopt;
}

std::optional<std::string> chosen_word(std::string_view text) {
  const std::size_t open = text.find('[');
  const std::size_t close = text.find(']', open);
  if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(open + 1, close - open - 1));
}

std::optional<std::int64_t> read_setting(const Proc& proc, const std::string& path) {
  const auto text = proc.read("sys/" + path);
  if (!text) return std::nullopt;
  std::string_view line = *text;
  return number<std::int64_t>(take_until(line, '\n'));
}

std::optional<std::pair<std::uint16_t, std::uint16_t>> parse_local_port_range(
    std::string_view text) {
  std::pair<std::uint16_t, std::uint16_t> range;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, range.first);
  const char* second = first.ptr;
  while (second != end && (*second == ' ' || *second == '\t')) ++second;
  const auto last = std::from_chars(second, end, range.second);
  if (first.ec != std::errc{} || last.ec != std::errc{}) return std::nullopt;
  return range;
}

std::optional<std::pair<std::uint16_t, std::uint16_t>> read_local_port_range(const Proc& proc) {
  const auto text = proc.read("sys/net/ipv4/ip_local_port_range");
  return text ? parse_local_port_range(*text) : std::nullopt;
}

std::optional<bool> in_initial_namespace(const Proc& proc, InitialNamespace which) {
  const bool user = which == InitialNamespace::user;
  const auto target = proc.read_link(user ? "self/ns/user" : "self/ns/pid");
  if (!target) return std::nullopt;
  const auto inode = bracketed<std::uint32_t>(*target, user ? "user" : "pid");
  if (!inode) return std::nullopt;
  return *inode == (user ? 0xEFFFFFFDU : 0xEFFFFFFCU);
}

}  // namespace bpfnetstat::procfs
