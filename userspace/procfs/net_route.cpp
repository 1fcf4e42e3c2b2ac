// SPDX-License-Identifier: Apache-2.0
#include "procfs/net_route.h"

#include <cstring>
#include <span>
#include <vector>

#include "procfs/net_scan.h"

namespace bpfnetstat::procfs {
namespace {

// netstat's buffer: a longer line goes on as another.
constexpr std::size_t kLineLimit = 1022;
constexpr std::size_t kNameLimit = 15;
constexpr std::size_t kWordLimit = 127;

constexpr std::string_view kRouteColumns[] = {"Iface",  "Destination", "Gateway", "Flags",
                                              "RefCnt", "Use",         "Metric",  "Mask",
                                              "MTU",    "Window",      "IRTT"};
constexpr std::string_view kCacheColumns[] = {
    "Iface", "Destination", "Gateway", "Flags", "RefCnt", "Use",     "Metric", "Source",
    "MTU",   "Window",      "IRTT",    "TOS",   "HHRef",  "HHUptod", "SpecDst"};

/// Of each column in a row whether it is one of ours; up to the last of ours.
struct Columns {
  std::vector<bool> is_wanted;
  std::optional<BadHeading> bad;
};

Columns read_heading(std::optional<std::string_view> heading,
                     std::span<const std::string_view> wanted) {
  Columns columns;
  if (!heading) {
    columns.bad = BadHeading{};
    return columns;
  }
  Scanner words(*heading);
  std::size_t found = 0;
  while (found < wanted.size()) {
    const auto word = words.word();
    if (!word) {
      columns.bad = BadHeading{wanted[found]};
      return columns;
    }
    columns.is_wanted.push_back(*word == wanted[found]);
    if (columns.is_wanted.back()) ++found;
  }
  return columns;
}

/// "0100007F": the kernel prints an address in network byte order as one native number.
std::optional<IpAddress> parse_address(std::string_view word) {
  Scanner scanner(word);
  const auto digits = scanner.hex_digits(8);
  if (!digits || digits->size() < 8) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : *digits) value = value << 4 | static_cast<std::uint32_t>(hex_digit(c));
  IpAddress address;
  std::memcpy(address.bytes.data(), &value, sizeof value);
  return address;
}

/// The fields of one row, in the order of the heading; those after a conversion that failed are
/// not there.
class Fields {
 public:
  Fields(std::string_view line, const Columns& columns) : scanner_(line), columns_(columns) {}

  /// How many of our columns were read.
  std::size_t count() const { return count_; }

  void name(std::string_view& to) {
    read([&] { return scanner_.word(kNameLimit); }, to);
  }
  void flags(std::uint32_t& to) {
    read([&] { return scanner_.hex(); }, to);
  }
  void integer(std::int32_t& to) {
    read([&] { return scanner_.integer(); }, to);
  }
  void address(std::optional<IpAddress>& to) {
    std::string_view word;
    const std::size_t before = count_;
    read([&] { return scanner_.word(kWordLimit); }, word);
    if (count_ > before) to = parse_address(word);
  }

 private:
  template <typename Convert, typename To>
  void read(Convert convert, To& to) {
    while (!is_over_ && column_ < columns_.is_wanted.size() && !columns_.is_wanted[column_]) {
      is_over_ = !scanner_.word();
      ++column_;
    }
    if (is_over_) return;
    ++column_;
    if (const auto value = convert()) {
      to = *value;
      ++count_;
    } else {
      is_over_ = true;
    }
  }

  Scanner scanner_;
  const Columns& columns_;
  std::size_t column_ = 0;
  std::size_t count_ = 0;
  bool is_over_ = false;
};

struct Addresses {
  std::optional<IpAddress> destination;
  std::optional<IpAddress> gateway;
  /// The mask, or in the cache the source.
  std::optional<IpAddress> third;
};

/// The columns that both tables have, which come first.
void read_common(Fields& fields, RouteRow& row, Addresses& addresses) {
  fields.name(row.interface);
  fields.address(addresses.destination);
  fields.address(addresses.gateway);
  fields.flags(row.flags);
  fields.integer(row.references);
  fields.integer(row.use);
  fields.integer(row.metric);
  fields.address(addresses.third);
  fields.integer(row.mss);
  fields.integer(row.window);
  fields.integer(row.irtt_ms);
}

}  // namespace

std::optional<BadHeading> parse_net_route(std::string_view text,
                                          const std::function<void(const RouteRow&)>& visit) {
  constexpr std::size_t kEnough = 10;
  Lines lines(text, kLineLimit);
  const Columns columns = read_heading(lines.next(), kRouteColumns);
  if (columns.bad) return columns.bad;
  RouteRow row;
  while (const auto line = lines.next()) {
    Addresses addresses;
    Fields fields(*line, columns);
    read_common(fields, row, addresses);
    if (fields.count() < kEnough || !addresses.destination || !addresses.gateway ||
        !addresses.third) {
      continue;
    }
    row.destination = *addresses.destination;
    row.gateway = *addresses.gateway;
    row.mask = *addresses.third;
    visit(row);
  }
  return std::nullopt;
}

std::optional<BadHeading> parse_net_rt_cache(
    std::string_view text, const std::function<void(const RouteCacheRow&)>& visit) {
  constexpr std::size_t kEnough = 14;
  Lines lines(text, kLineLimit);
  const Columns columns = read_heading(lines.next(), kCacheColumns);
  if (columns.bad) return columns.bad;
  RouteCacheRow row;
  while (const auto line = lines.next()) {
    Addresses addresses;
    Fields fields(*line, columns);
    read_common(fields, row.route, addresses);
    fields.integer(row.tos);
    fields.integer(row.hh_references);
    fields.integer(row.hh_up_to_date);
    // A row that ends before it repeats its source there.
    std::optional<IpAddress> specific = addresses.third;
    fields.address(specific);
    if (fields.count() < kEnough || !addresses.destination || !addresses.gateway ||
        !addresses.third || !specific) {
      continue;
    }
    row.route.destination = *addresses.destination;
    row.route.gateway = *addresses.gateway;
    row.source = *addresses.third;
    row.specific_destination = *specific;
    visit(row);
  }
  return std::nullopt;
}

}  // namespace bpfnetstat::procfs
