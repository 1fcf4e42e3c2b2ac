// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "check.h"
#include "view/history.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

std::string encoded(char32_t value) {
  const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
  const auto next = [&](int shift) { return byte(0x80 | (value >> shift & 0x3f)); };
  if (value < 0x80) return {byte(value)};
  if (value < 0x800) return {byte(0xc0 | value >> 6), next(0)};
  if (value < 0x10000) return {byte(0xe0 | value >> 12), next(6), next(0)};
  return {byte(0xf0 | value >> 18), next(12), next(6), next(0)};
}

void check_text(std::string_view text) {
  std::string pieces;
  std::size_t count = 0;
  for (std::string_view rest = text; !rest.empty(); ++count) {
    const CodePoint next = first_code_point(rest);
    expect(next.bytes >= 1 && next.bytes <= 4 && next.bytes <= rest.size());
    const std::string_view bytes = rest.substr(0, next.bytes);
    // The shortest form is the only one; a byte that begins none stands for itself.
    expect(next.is_well_formed ? encoded(next.value) == bytes : next.bytes == 1);
    pieces += printable(bytes);
    rest.remove_prefix(next.bytes);
  }
  expect(display_width(text) == count);
  const std::string shown = printable(text);
  expect(shown == pieces && printable(shown) == shown);
  expect(!fuzz::is_plain(text) || shown == text);
  expect(shown.size() <= 4 * text.size());
  for (const char byte : shown) expect(static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7f);
}

void check_time(std::int64_t time_ns) {
  const std::string utc = utc_time(time_ns);
  expect(utc == utc_time(time_ns) && utc.ends_with('Z') && utc == printable(utc));
  const std::string local = local_time(time_ns);
  expect(local == local_time(time_ns) && local == printable(local));
  // What is written of the years that a question may name is read as the same moment.
  constexpr std::int64_t kYear2200 = 7'258'118'400'000'000'000;
  if (time_ns < 0 || time_ns >= kYear2200) return;
  expect(view::parse_moment(utc) == view::Moment{.is_before_now = false, .ns = time_ns});
  expect(view::parse_moment(local) ==
         view::Moment{.is_before_now = false, .ns = time_ns / 1000 * 1000});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check_text(fuzz::text_of(data, size));
  std::int64_t time_ns = 0;
  if (size < sizeof time_ns) return 0;
  std::memcpy(&time_ns, data, sizeof time_ns);
  check_time(time_ns);
  return 0;
}
