// SPDX-License-Identifier: Apache-2.0
#include "procfs/net_igmp.h"

#include <array>
#include <cstring>
#include <optional>

#include "procfs/net_scan.h"

namespace bpfnetstat::procfs {
namespace {

// netstat's buffer: a longer line goes on as another.
constexpr std::size_t kLineLimit = 8191;
constexpr std::size_t kNameLimit = 15;

enum class Format {
  igmp_without_index,  ///< Linux 2.0: lines of interfaces begin with the name.
  igmp,
  igmp6,
};

Format format_of(std::string_view heading) {
  if (heading.find("Device") == std::string_view::npos) return Format::igmp6;
  return heading.starts_with("Idx") ? Format::igmp : Format::igmp_without_index;
}

/// The name of the interface that the groups below belong to. Each line writes over what the one
/// before left, as far as it goes.
class InterfaceName {
 public:
  /// "2\teth0      :     2      V3"; the name is what comes before the last colon in reach.
  bool read(std::string_view line, bool has_index) {
    if (has_index) {
      Scanner scanner(line);
      if (!scanner.integer() || scanner.at_end()) return false;
      line = scanner.rest();
    }
    if (line.empty()) return false;
    line.copy(bytes_.data(), bytes_.size());
    const std::size_t colon = get().rfind(':');
    if (colon != std::string_view::npos) bytes_[colon] = '\0';
    return true;
  }

  std::string_view get() const {
    const std::string_view all(bytes_.data(), bytes_.size());
    return all.substr(0, all.find('\0'));
  }

 private:
  std::array<char, kNameLimit> bytes_{};
};

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
  Format format = Format::igmp6;
  InterfaceName interface;
  for (int number = 0; const auto line = lines.next(); ++number) {
    if (number == 0) {
      format = format_of(*line);
      if (format != Format::igmp6) continue;
    }
    const bool is_ipv4 = format != Format::igmp6;
    const auto complain = [&] { bogus({.line = number, .is_ipv4 = is_ipv4}); };
    if (is_ipv4 && !line->starts_with('\t')) {
      if (!interface.read(*line, format == Format::igmp)) complain();
      continue;
    }
    auto row = is_ipv4 ? parse_ipv4_group(*line) : parse_ipv6_group(*line);
    if (!row) {
      complain();
      continue;
    }
    if (is_ipv4) row->interface = interface.get();
    visit(*row);
  }
}

}  // namespace bpfnetstat::procfs
