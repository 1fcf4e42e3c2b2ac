// SPDX-License-Identifier: Apache-2.0
#include "procfs/net_unix.h"

#include <algorithm>
#include <vector>

#include "procfs/line_stream.h"
#include "procfs/net_scan.h"

namespace bpfnetstat::procfs {
namespace {

/// The kernel's place in this table is a count as well: see RepeatedRows of procfs/net_inet.h.
class RepeatedInodes {
 public:
  bool is_repeated(std::uint64_t inode, std::uint32_t piece) {
    if (piece != piece_) {
      piece_ = piece;
      previous_.swap(current_);
      current_.clear();
      may_repeat_ = true;
    }
    may_repeat_ = may_repeat_ && inode != 0 &&
                  std::find(previous_.begin(), previous_.end(), inode) != previous_.end();
    if (current_.size() == kRemembered) {
      current_.erase(current_.begin(), current_.begin() + kRemembered / 2);
    }
    current_.push_back(inode);
    return may_repeat_;
  }

 private:
  static constexpr std::size_t kRemembered = 512;

  std::vector<std::uint64_t> current_;
  std::vector<std::uint64_t> previous_;
  std::uint32_t piece_ = 0;
  bool may_repeat_ = false;
};

}  // namespace

std::optional<UnixSocket> parse_unix_row(std::string_view line) {
  line = line.substr(0, line.find('\0'));
  Scanner scanner(line);
  UnixSocket socket;
  const auto address = scanner.long_hex();  // Not for those without privileges: 0.
  if (!address || !scanner.literal(':')) return std::nullopt;
  const auto references = scanner.hex();
  const auto protocol = references ? scanner.hex() : std::nullopt;
  const auto flags = protocol ? scanner.long_hex() : std::nullopt;
  const auto type = flags ? scanner.hex() : std::nullopt;
  const auto state = type ? scanner.hex() : std::nullopt;
  if (!state) return std::nullopt;
  socket.references = *references;
  socket.protocol = *protocol;
  socket.flags = *flags;
  socket.type = *type;
  socket.state = *state;
  const auto inode = scanner.counter();
  if (!inode) return socket;
  socket.inode = *inode;
  std::string_view path = scanner.rest();
  if (path.ends_with('\n')) path.remove_suffix(1);
  // One blank separates it, where there is one.
  if (path.starts_with(' ')) path.remove_prefix(1);
  socket.path = path;
  return socket;
}

Status read_net_unix(const Proc& proc, const std::function<void(const UnixSocket&)>& on_row,
                     const std::function<void()>& on_bogus) {
  auto stream = LineStream::open(proc, "net/unix");
  if (!stream) return stream.error();
  std::string_view line;
  stream->next(line);  // The header.
  RepeatedInodes repeated;
  while (stream->next(line)) {
    const auto socket = parse_unix_row(line);
    if (!socket) {
      on_bogus();
    } else if (!repeated.is_repeated(socket->inode, stream->piece())) {
      on_row(*socket);
    }
  }
  return {};
}

}  // namespace bpfnetstat::procfs
