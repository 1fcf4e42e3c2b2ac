// SPDX-License-Identifier: Apache-2.0
#include "procfs/net_ipv6_route.h"

#include <array>
#include <optional>

#include "procfs/net_scan.h"

namespace bpfnetstat::procfs {
namespace {

constexpr std::size_t kLineLimit = 1022;
constexpr std::size_t kNameLimit = 15;
constexpr std::size_t kNumberWidth = 8;

/// An address as eight words of up to four digits, each of which keeps its text until it is read
/// again.
class Groups {
 public:
  bool read(Scanner& scanner) {
    for (std::string_view& group : groups_) {
      const auto word = scanner.word(4);
      if (!word) return false;
      group = *word;
    }
    return true;
  }

  /// std::nullopt where a word is missing or holds anything but digits.
  std::optional<IpAddress> address() const {
    IpAddress address{.family = Family::ipv6};
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      unsigned value = 0;
      if (groups_[i].empty()) return std::nullopt;
      for (const char c : groups_[i]) {
        const int digit = hex_digit(c);
        if (digit < 0) return std::nullopt;
        value = value << 4 | static_cast<unsigned>(digit);
      }
      address.bytes[2 * i] = static_cast<std::uint8_t>(value >> 8);
      address.bytes[2 * i + 1] = static_cast<std::uint8_t>(value);
    }
    return address;
  }

 private:
  std::array<std::string_view, 8> groups_;
};

template <typename Value, typename To>
bool keep(const std::optional<Value>& value, To& to) {
  if (!value) return false;
  to = static_cast<typename To::value_type>(*value);
  return true;
}

/// All fields, each as the last line that had it left it.
struct Ipv6RouteState {
  Groups destination_text;
  Groups next_hop_text;
  Groups source_text;
  std::optional<int> prefix_length;
  std::optional<std::int32_t> metric;
  std::optional<std::int32_t> references;
  std::optional<std::int32_t> use;
  std::optional<std::uint32_t> flags;
  std::optional<std::string_view> interface;

  /// @return whether the line had every field.
  bool read(std::string_view line) {
    Scanner scanner(line);
    return destination_text.read(scanner) && keep(scanner.hex(2), prefix_length) &&
           source_text.read(scanner) && scanner.hex(2) && next_hop_text.read(scanner) &&
           keep(scanner.hex(kNumberWidth), metric) && keep(scanner.hex(kNumberWidth), references) &&
           keep(scanner.hex(kNumberWidth), use) && keep(scanner.hex(kNumberWidth), flags) &&
           keep(scanner.word(kNameLimit), interface);
  }
};

struct Ipv6AddressState {
  Groups address_text;
  std::optional<int> prefix_length;
  std::optional<std::uint32_t> scope;
  std::optional<std::string_view> interface;

  bool read(Scanner& scanner) {
    constexpr std::size_t kInterfaceLimit = 20;
    return address_text.read(scanner) && scanner.hex(kNumberWidth) &&
           keep(scanner.hex(2), prefix_length) && keep(scanner.hex(2), scope) && scanner.hex(2) &&
           keep(scanner.word(kInterfaceLimit), interface);
  }
};

}  // namespace

void parse_net_ipv6_route(std::string_view text,
                          const std::function<void(const Ipv6RouteRow&)>& visit) {
  Ipv6RouteState state;
  std::optional<IpAddress> destination;
  std::optional<IpAddress> next_hop;
  Lines lines(text, kLineLimit);
  while (const auto line = lines.next()) {
    bool is_complete = state.read(*line);
    const auto new_destination = state.destination_text.address();
    const auto new_next_hop = state.next_hop_text.address();
    is_complete = is_complete && new_destination && new_next_hop;
    if (new_destination) destination = new_destination;
    if (new_next_hop) next_hop = new_next_hop;
    if (!destination || !next_hop || !state.prefix_length || !state.metric || !state.references ||
        !state.use || !state.flags || !state.interface) {
      continue;
    }
    visit({.destination = *destination,
           .prefix_length = *state.prefix_length,
           .next_hop = *next_hop,
           .metric = *state.metric,
           .references = *state.references,
           .use = *state.use,
           .flags = *state.flags,
           .interface = *state.interface,
           .is_complete = is_complete});
  }
}

void parse_net_if_inet6(std::string_view text,
                        const std::function<void(const Ipv6AddressRow&)>& visit) {
  Ipv6AddressState state;
  std::optional<IpAddress> address;
  Scanner scanner(text.substr(0, text.find('\0')));
  // Every turn takes at least one word: the first group takes any.
  while (!scanner.at_end()) {
    bool is_complete = state.read(scanner);
    const auto new_address = state.address_text.address();
    is_complete = is_complete && new_address;
    if (new_address) address = new_address;
    if (!address || !state.prefix_length || !state.scope || !state.interface) continue;
    visit({.address = *address,
           .prefix_length = *state.prefix_length,
           .scope = *state.scope,
           .interface = *state.interface,
           .is_complete = is_complete});
  }
}

}  // namespace bpfnetstat::procfs
