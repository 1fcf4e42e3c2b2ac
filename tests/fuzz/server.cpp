// SPDX-License-Identifier: Apache-2.0
#include "serve/server.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/unique_fd.h"
#include "check.h"
#include "folder.h"
#include "serve/request.h"
#include "serve/socket_address.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

/// More than one client ever keeps the server from ending it.
constexpr std::size_t kEnoughSteps = 64;

/// A server whose time goes by as told; it answers a request with its line.
class Daemon {
 public:
  Daemon() {
    serve::ServerHandlers handlers;
    handlers.on_request = [this](serve::Session& session, serve::Request request) {
      expect(!request_);
      request_ = std::move(request);
      const auto line = serve::format_request(*request_);
      if (line) expect(session.write(*line));
      session.finish();
    };
    handlers.on_gone = [this](serve::Session&) { ++gone_; };
    auto server =
        serve::Server::open({.path = path_, .now_ns = [this] { return now_ns_; }}, handlers);
    expect(server.ok());
    server_ = *std::move(server);
  }

  const std::string& path() const { return path_; }
  serve::Server& server() { return *server_; }
  void let_pass(std::uint64_t ns) { now_ns_ += ns; }

  /// What came since the last time, of which nothing is left.
  std::optional<serve::Request> take_request() {
    expect(server_->figures().clients == 0 && server_->held_bytes() == 0);
    expect(std::exchange(gone_, 0) == (request_ ? 1 : 0));
    return std::exchange(request_, std::nullopt);
  }

 private:
  fuzz::Folder folder_;
  std::string path_ = folder_.path() + "/socket";
  std::uint64_t now_ns_ = 0;
  std::optional<serve::Request> request_;
  int gone_ = 0;
  std::unique_ptr<serve::Server> server_;
};

UniqueFd connect(const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto address = serve::socket_address(path);
  expect(address &&
         ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0);
  return fd;
}

std::string read_all(int fd) {
  std::string text;
  std::array<char, 8192> bytes;
  ssize_t got = 0;
  while ((got = ::recv(fd, bytes.data(), bytes.size(), 0)) > 0)
    text.append(bytes.data(), static_cast<std::size_t>(got));
  // It has ended, and is whole.
  expect(got == 0);
  return text;
}

}  // namespace

/// What a client sends, piece by piece. The first byte says how long they are, and whether it says
/// that nothing follows.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Daemon daemon;
  if (size == 0) return 0;
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  const std::size_t piece = 1 + std::size_t{data[0] % 16U} * 37;
  const UniqueFd client = connect(daemon.path());
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view next = rest.substr(0, piece);
    // Once it has been answered nobody takes it any more.
    if (::send(client.get(), next.data(), next.size(), MSG_NOSIGNAL) < 0) break;
    rest.remove_prefix(next.size());
    daemon.server().work(4);
  }
  if (data[0] >= 128) ::shutdown(client.get(), SHUT_WR);
  daemon.server().work(kEnoughSteps);
  // Who has not said all by now has no request.
  daemon.let_pass(serve::kRequestNs);
  daemon.server().work(kEnoughSteps);

  const std::string answer = read_all(client.get());
  const std::size_t end = answer.find('\n');
  expect(end != std::string::npos);
  const auto status = serve::parse_status(std::string_view(answer).substr(0, end));
  expect(status.ok() && fuzz::is_harmless(status->message));

  const auto came = daemon.take_request();
  const std::size_t newline = text.find('\n');
  const auto wanted = newline < serve::kMaxLineBytes ? serve::parse_request(text.substr(0, newline))
                                                     : Result<serve::Request>(Error{});
  expect(came.has_value() == wanted.ok());
  expect(status->code == (came ? 0 : 2));
  if (!came) return 0;
  expect(*came == *wanted);
  const auto line = serve::format_request(*came);
  expect(answer.substr(end + 1) == (line ? *line : ""));
  return 0;
}
