// SPDX-License-Identifier: Apache-2.0
#include "procfs/net_igmp.h"

#include <cstring>
#include <optional>

#include "procfs/net_scan.h"

namespace bpfnetstat::procfs {
namespace {

// netstat's buffer: a longer line goes on as another.
constexpr std::size_t kLineLimit = 8191;
constexpr std::size_t kNameLimit = 15;

bool is_igmp_heading(std::string_view line) {
  if (!line.starts_with("Idx")) return false;
  Scanner scanner(line.substr(3));
  scanner.skip_blanks();
  return scanner.rest().starts_with("Device");
}

/// "2\teth0      :     2      V3"
std::optional<std::string_view> parse_interface(std::string_view line) {
  Scanner scanner(line);
  if (!scanner.integer() || scanner.at_end()) return std::nullopt;
  const std::string_view name = scanner.rest().substr(0, kNameLimit);
  return name.substr(0, name.find(':'));
}

/// "\t\t\t\t010000E0     1 0:00000000\t\t0"
std::optional<GroupRow> parse_ipv4_group(std::string_view line) {
  Scanner scanner(line);
  scanner.skip_blanks();
  const auto digits = scanner.hex_digits(8);
  if (!digits) return std::nullopt;
  const auto references = scanner.integer();
  if (!references) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : *digits) value = value << 4 | static_cast<std::uint32_t>(hex_digit(c));
  GroupRow row{.interface = {}, .references = *references, .group = {}};
  std::memcpy(row.group.bytes.data(), &value, sizeof value);
  return row;
}

/// "2    eth0            ff020000000000000000000000000001     1 0000000C 0"
std::optional<GroupRow> parse_ipv6_group(std::string_view line) {
  constexpr std::size_t kDigitLimit = 64;
  constexpr std::size_t kGroups = 8;
  constexpr std::size_t kDigitsPerGroup = 4;
  Scanner scanner(line);
  if (!scanner.integer()) return std::nullopt;
  const auto interface = scanner.word(kNameLimit);
  if (!interface) return std::nullopt;
  scanner.skip_blanks();
  const auto digits = scanner.hex_digits(kDigitLimit);
  if (!digits || digits->size() <= (kGroups - 1) * kDigitsPerGroup) return std::nullopt;
  const auto references = scanner.integer();
  if (!references) return std::nullopt;
  GroupRow row{
      .interface = *interface, .references = *references, .group = {.family = Family::ipv6}};
  for (std::size_t i = 0; i < kGroups; ++i) {
    unsigned value = 0;
    for (const char c : digits->substr(i * kDigitsPerGroup, kDigitsPerGroup)) {
      value = value << 4 | static_cast<unsigned>(hex_digit(c));
    }
    row.group.bytes[2 * i] = static_cast<std::uint8_t>(value >> 8);
    row.group.bytes[2 * i + 1] = static_cast<std::uint8_t>(value);
  }
  return row;
}

}  // namespace

void parse_net_igmp(std::string_view text, const std::function<void(const GroupRow&)>& visit,
                    const std::function<void(const BogusGroupLine&)>& bogus) {
  Lines lines(text, kLineLimit);
  bool is_ipv4 = false;
  std::string_view interface;
  for (int number = 0; const auto line = lines.next(); ++number) {
    if (number == 0 && is_igmp_heading(*line)) {
      is_ipv4 = true;
      continue;
    }
    if (is_ipv4 && !line->starts_with('\t')) {
      if (const auto name = parse_interface(*line)) {
        interface = *name;
      } else {
        bogus({.line = number, .is_ipv4 = true});
      }
      continue;
    }
    auto row = is_ipv4 ? parse_ipv4_group(*line) : parse_ipv6_group(*line);
    if (!row) {
      bogus({.line = number, .is_ipv4 = is_ipv4});
      continue;
    }
    if (is_ipv4) row->interface = interface;
    visit(*row);
  }
}

}  // namespace bpfnetstat::procfs
