// SPDX-License-Identifier: Apache-2.0
#include "view/history.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>
#include <utility>

namespace bpfnetstat::view {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kLongest_s = std::int64_t{3650} * 86'400;

constexpr std::array<std::pair<char, std::int64_t>, 4> kUnits{
    {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86'400}}};

/// All of it digits, with no sign.
template <typename Number>
std::optional<Number> digits(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  if (text.empty() || text.front() == '-') return std::nullopt;
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || stop != end) return std::nullopt;
  return value;
}

/// Takes pieces off the front of a text of fixed form.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int number(std::size_t width, int low, int high) {
    const auto value = digits<int>(rest_.substr(0, width));
    const bool is_good = rest_.size() >= width && value && *value >= low && *value <= high;
    if (!is_good) failed_ = true;
    rest_.remove_prefix(std::min(width, rest_.size()));
    return value.value_or(0);
  }

  bool next_is(std::string_view letters) const {
    return !rest_.empty() && letters.find(rest_.front()) != std::string_view::npos;
  }

  char one_of(std::string_view letters) {
    if (!next_is(letters)) {
      failed_ = true;
      return '\0';
    }
    const char letter = rest_.front();
    rest_.remove_prefix(1);
    return letter;
  }

  /// ".5": any number of digits; those beyond nanoseconds fall away.
  std::int64_t fraction_ns() {
    std::int64_t ns = 0;
    std::int64_t unit = kNsPerSecond / 10;
    one_of(".");
    if (!next_is("0123456789")) failed_ = true;
    while (next_is("0123456789")) {
      ns += (rest_.front() - '0') * unit;
      unit /= 10;
      rest_.remove_prefix(1);
    }
    return ns;
  }

  bool is_done() const { return !failed_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

/// RFC 3339, 5.6. 64 bits of nanoseconds begin in 1677 and end in 2262; a year of four digits from
/// 1970 to 2199 stays within.
std::optional<Moment> parse_time(std::string_view text) {
  Scanner scanner(text);
  const int year = scanner.number(4, 1970, 2199);
  scanner.one_of("-");
  const int month = scanner.number(2, 1, 12);
  scanner.one_of("-");
  const int day = scanner.number(2, 1, 31);
  scanner.one_of("Tt");
  const int hour = scanner.number(2, 0, 23);
  scanner.one_of(":");
  const int minute = scanner.number(2, 0, 59);
  scanner.one_of(":");
  const int second = scanner.number(2, 0, 60);  // A leap second is the next one's beginning.
  const std::int64_t fraction_ns = scanner.next_is(".") ? scanner.fraction_ns() : 0;
  int offset_min = 0;
  const char zone = scanner.one_of("Zz+-");
  if (zone == '+' || zone == '-') {
    offset_min = scanner.number(2, 0, 23) * 60;
    scanner.one_of(":");
    offset_min += scanner.number(2, 0, 59);
    if (zone == '-') offset_min = -offset_min;
  }
  if (!scanner.is_done()) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t minutes = (days * 24 + hour) * 60 + minute - offset_min;
  return Moment{.is_before_now = false, .ns = (minutes * 60 + second) * kNsPerSecond + fraction_ns};
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text) {
  if (text.empty()) return std::nullopt;
  for (const auto& [letter, seconds] : kUnits) {
    if (text.back() != letter) continue;
    const auto count = digits<std::int64_t>(text.substr(0, text.size() - 1));
    if (!count || *count > kLongest_s / seconds) return std::nullopt;
    return Moment{.is_before_now = true, .ns = *count * seconds * kNsPerSecond};
  }
  return parse_time(text);
}

RealtimeNs resolve(const Moment& moment, RealtimeNs now) {
  return moment.is_before_now ? now - moment.ns : moment.ns;
}

std::optional<ListenerFilter> parse_listener_filter(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = digits<std::uint16_t>(text.substr(colon + 1));
  if (!port || *port == 0) return std::nullopt;
  std::string address(text.substr(0, colon));
  ListenerFilter filter{.address = {}, .port = *port};
  if (address.empty()) return filter;
  IpAddress bound;
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
    bound.family = Family::ipv6;
    address = address.substr(1, address.size() - 2);
  }
  const int family = bound.family == Family::ipv6 ? AF_INET6 : AF_INET;
  if (::inet_pton(family, address.c_str(), bound.bytes.data()) != 1) return std::nullopt;
  filter.address = bound;
  return filter;
}

std::optional<HistoryBy> parse_history_by(std::string_view text) {
  for (const HistoryBy by :
       {HistoryBy::listener, HistoryBy::client, HistoryBy::cause, HistoryBy::minute}) {
    if (text == name(by)) return by;
  }
  return std::nullopt;
}

}  // namespace bpfnetstat::view
