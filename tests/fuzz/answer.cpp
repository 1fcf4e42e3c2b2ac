// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "app/backlog.h"
#include "base/unique_fd.h"
#include "check.h"
#include "folder.h"
#include "serve/client.h"
#include "serve/request.h"
#include "serve/socket_address.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

/// A daemon that says what it is told to.
class Daemon {
 public:
  Daemon() {
    const auto address = serve::socket_address(path_);
    expect(address && ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&*address),
                             sizeof *address) == 0);
    expect(::listen(socket_.get(), 1) == 0);
  }

  const std::string& path() const { return path_; }

  /// To the client that has connected.
  void answer(std::string_view text, std::size_t descriptors) const {
    const UniqueFd client(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    expect(client.valid());
    iovec piece{const_cast<char*>(text.data()), text.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(kMostDescriptors * sizeof(int))> control{};
    std::array<int, kMostDescriptors> sent;
    sent.fill(socket_.get());
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    if (descriptors != 0) {
      message.msg_control = control.data();
      message.msg_controllen = CMSG_SPACE(descriptors * sizeof(int));
      cmsghdr* header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(descriptors * sizeof(int));
      std::memcpy(CMSG_DATA(header), sent.data(), descriptors * sizeof(int));
    }
    if (text.empty()) return;
    expect(::sendmsg(client.get(), &message, MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
  }

  static constexpr std::size_t kMostDescriptors = 3;

 private:
  fuzz::Folder folder_;
  std::string path_ = folder_.path() + "/socket";
  UniqueFd socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
};

/// The lowest number that no descriptor has.
int next_descriptor() {
  return UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC)).get();
}

/// What comes out is what went in but for whole lines that were left out, and counted.
void check_backlog(std::string_view bytes, std::size_t room) {
  app::Backlog backlog(room, room / 2);
  std::string out;
  const auto write = [&](std::size_t most) {
    const std::string_view next = backlog.next().substr(0, most);
    out += next;
    backlog.remove(next.size());
  };
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t piece =
        std::min<std::size_t>(rest.size(), 1 + static_cast<unsigned char>(rest.front()) % 29);
    backlog.append(rest.substr(0, piece));
    expect(backlog.next().size() <= room);
    rest.remove_prefix(piece);
    if (piece % 3 == 0) write(piece);
  }
  backlog.end();
  while (!backlog.next().empty()) write(SIZE_MAX);
  const auto lines = [](std::string_view text) {
    const auto ends = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    return ends + (text.empty() || text.ends_with('\n') ? 0 : 1);
  };
  expect(lines(out) + backlog.left_out() == lines(bytes));
  if (backlog.left_out() == 0) expect(out == bytes);
}

}  // namespace

/// The first byte says how many descriptors come along, and how much room there is for lines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Daemon daemon;
  if (size == 0) return 0;
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  const int descriptor = next_descriptor();
  {
    auto client = serve::Client::connect(daemon.path(), std::chrono::seconds(10));
    expect(client.ok());
    daemon.answer(text, data[0] % (Daemon::kMostDescriptors + 1));
    const std::size_t end = text.find('\n');
    const auto status = client->read_status();
    if (!status) {
      expect(status.error().kind == ErrorKind::failed);
    } else {
      const auto again = serve::parse_status(text.substr(0, end));
      expect(end < serve::kMaxLineBytes && again.ok() && *again == *status);
      std::string rest;
      std::array<char, 4096> bytes;
      for (;;) {
        const auto got = client->read_some(bytes);
        expect(got.ok());
        if (*got == 0) break;
        rest.append(bytes.data(), *got);
      }
      expect(rest == text.substr(end + 1));
    }
  }
  expect(next_descriptor() == descriptor);
  check_backlog(text, data[0]);
  return 0;
}
