// SPDX-License-Identifier: Apache-2.0
#include "procfs/net_inet.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

#include "procfs/line_stream.h"
#include "procfs/net_scan.h"

namespace bpfnetstat::procfs {
namespace {

/// The kernel hands out a page at a time: about 27 rows.
constexpr std::size_t kRemembered = 512;

constexpr std::size_t kIpv4Digits = 8;
constexpr std::size_t kIpv6Digits = 32;

std::uint32_t hex_value(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char digit : digits) value = value << 4 | static_cast<unsigned>(hex_digit(digit));
  return value;
}

/// "0100007F:1F90". The kernel prints each 32-bit word of the address as a number in its own byte
/// order, so storing that number gives back the address on either kind of machine. The port it
/// has converted itself.
bool take_endpoint(Scanner& scanner, Endpoint& endpoint) {
  scanner.skip_blanks();
  const auto digits = scanner.hex_digits(2 * kIpv6Digits);
  if (!digits || !scanner.literal(':')) return false;
  const auto port = scanner.hex();
  if (!port) return false;
  if (digits->size() <= kIpv4Digits) {
    const std::uint32_t word = hex_value(*digits);
    std::memcpy(endpoint.address.bytes.data(), &word, sizeof word);
  } else if (digits->size() >= kIpv6Digits) {
    endpoint.address.family = Family::ipv6;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint32_t word = hex_value(digits->substr(8 * i, 8));
      std::memcpy(endpoint.address.bytes.data() + 4 * i, &word, sizeof word);
    }
  } else {
    return false;  // An address that lost digits.
  }
  endpoint.port = static_cast<std::uint16_t>(*port);
  return true;
}

/// A number beyond what the model holds is none that the kernel knows either way.
std::uint8_t small(std::uint32_t value) {
  return static_cast<std::uint8_t>(
      std::min<std::uint32_t>(value, std::numeric_limits<std::uint8_t>::max()));
}

/// What each character is as a hexadecimal digit, 0xff if it is none.
constexpr std::array<std::uint8_t, 256> digit_values() {
  std::array<std::uint8_t, 256> digits{};
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int value = hex_digit(static_cast<char>(i));
    digits[i] = value < 0 ? 0xff : static_cast<std::uint8_t>(value);
  }
  return digits;
}

/// The columns as the kernel prints them, each with its width: most of the time that a large table
/// takes is spent here. A line that is different in anything is left to the Scanner.
class Columns {
 public:
  explicit Columns(std::string_view line) : at_(line.data()), end_(at_ + line.size()) {}

  bool is_sound() const { return is_sound_; }

  void blanks() {
    while (at_ != end_ && *at_ == ' ') ++at_;
  }

  void literal(char c) { is_sound_ &= at_ != end_ && *at_++ == c; }

  /// A decimal number, blanks before it.
  std::uint64_t decimal() {
    blanks();
    const auto [end, error] = std::from_chars(at_, end_, number_);
    is_sound_ &= error == std::errc{};
    at_ = end;
    return number_;
  }

  /// So many hexadecimal digits.
  template <std::size_t Width>
  std::uint32_t hex() {
    if (static_cast<std::size_t>(end_ - at_) < Width) {
      is_sound_ = false;
      return 0;
    }
    std::uint32_t value = 0;
    unsigned seen = 0;
    for (std::size_t i = 0; i < Width; ++i) {
      const std::uint8_t digit = kDigits[static_cast<unsigned char>(at_[i])];
      seen |= digit;
      value = value << 4 | (digit & 0xfU);
    }
    at_ += Width;
    is_sound_ &= seen <= 0xf;
    return value;
  }

  void endpoint(Endpoint& endpoint) {
    std::uint8_t* bytes = endpoint.address.bytes.data();
    std::uint32_t word = hex<8>();
    std::memcpy(bytes, &word, sizeof word);
    if (at_ != end_ && *at_ != ':') {
      endpoint.address.family = Family::ipv6;
      for (std::size_t i = 1; i < 4; ++i) {
        word = hex<8>();
        std::memcpy(bytes + 4 * i, &word, sizeof word);
      }
    }
    literal(':');
    endpoint.port = static_cast<std::uint16_t>(hex<4>());
    literal(' ');
  }

 private:
  static constexpr std::array<std::uint8_t, 256> kDigits = digit_values();

  const char* at_;
  const char* end_;
  std::uint64_t number_ = 0;
  bool is_sound_ = true;
};

bool parse_columns(std::string_view line, InetSocket& socket) {
  Columns columns(line);
  columns.decimal();  // The row's number.
  columns.literal(':');
  columns.literal(' ');
  columns.endpoint(socket.local);
  columns.endpoint(socket.remote);
  socket.state = static_cast<std::uint8_t>(columns.hex<2>());
  columns.literal(' ');
  socket.tx_queue = columns.hex<8>();
  columns.literal(':');
  socket.rx_queue = columns.hex<8>();
  columns.literal(' ');
  socket.timer = static_cast<std::uint8_t>(columns.hex<2>());
  columns.literal(':');
  socket.timer_ticks = columns.hex<8>();  // Of more digits the blank below is missed.
  columns.literal(' ');
  socket.retransmits = columns.hex<8>();
  columns.literal(' ');
  const std::uint64_t uid = columns.decimal();
  columns.literal(' ');
  const std::uint64_t probes = columns.decimal();
  columns.literal(' ');
  socket.inode = columns.decimal();
  columns.literal(' ');
  socket.uid = static_cast<uid_t>(uid);
  socket.probes = static_cast<std::uint32_t>(probes);
  return columns.is_sound() && uid <= std::numeric_limits<std::int32_t>::max() &&
         probes <= std::numeric_limits<std::int32_t>::max();
}

bool take_pair(Scanner& scanner, std::uint32_t& first, std::uint32_t& second) {
  const auto left = scanner.hex();
  if (!left || !scanner.literal(':')) return false;
  const auto right = scanner.hex();
  if (!right) return false;
  first = *left;
  second = *right;
  return true;
}

}  // namespace

std::optional<InetSocket> parse_inet_row(std::string_view line, InetTable table) {
  std::optional<InetSocket> quick(std::in_place);
  if (parse_columns(line, *quick)) return quick;

  Scanner scanner(line);
  InetSocket socket;
  if (!scanner.integer() || !scanner.literal(':')) return std::nullopt;  // The row's number.
  if (!take_endpoint(scanner, socket.local) || !take_endpoint(scanner, socket.remote)) {
    return std::nullopt;
  }
  const auto state = scanner.hex();
  if (!state || !take_pair(scanner, socket.tx_queue, socket.rx_queue)) return std::nullopt;
  const auto timer = scanner.hex();
  if (!timer || !scanner.literal(':')) return std::nullopt;
  const auto ticks = scanner.long_hex();
  if (!ticks) return std::nullopt;
  const auto retransmits = scanner.hex();
  if (!retransmits && table == InetTable::tcp) return std::nullopt;
  socket.state = small(*state);
  socket.timer = small(*timer);
  socket.timer_ticks = *ticks;
  if (!retransmits) return socket;
  socket.retransmits = *retransmits;
  const auto uid = scanner.integer();
  if (!uid) return socket;
  socket.uid = static_cast<uid_t>(*uid);
  const auto probes = scanner.integer();
  if (!probes) return socket;
  socket.probes = static_cast<std::uint32_t>(*probes);
  socket.inode = scanner.counter().value_or(0);
  return socket;
}

bool RepeatedRows::is_repeated(const InetSocket& socket, std::uint32_t piece) {
  if (piece != piece_) {
    piece_ = piece;
    previous_.swap(current_);
    current_.clear();
    may_repeat_ = true;
  }
  // Those shown again come first, in a run.
  if (may_repeat_) {
    // Between two pieces a socket may be closed (it has no inode any more), but its ends and its
    // bucket stay.
    may_repeat_ = std::any_of(previous_.begin(), previous_.end(), [&](const Identity& shown) {
      return shown.local == socket.local && shown.remote == socket.remote &&
             (shown.inode == socket.inode || shown.inode == 0 || socket.inode == 0);
    });
  }
  if (current_.size() == kRemembered) {
    // More than the kernel hands out at once.
    current_.erase(current_.begin(), current_.begin() + kRemembered / 2);
  }
  current_.push_back({socket.local, socket.remote, socket.inode});
  return may_repeat_;
}

Status read_net_inet(const Proc& proc, const std::string& path, InetTable table,
                     const std::function<void(const InetSocket&)>& on_row,
                     const std::function<void()>& on_bogus) {
  auto stream = LineStream::open(proc, path);
  if (!stream) return stream.error();
  std::string_view line;
  stream->next(line);  // The header.
  RepeatedRows repeated;
  while (stream->next(line)) {
    const auto socket = parse_inet_row(line, table);
    if (!socket) {
      on_bogus();
    } else if (!repeated.is_repeated(*socket, stream->piece())) {
      on_row(*socket);
    }
  }
  return {};
}

}  // namespace bpfnetstat::procfs
