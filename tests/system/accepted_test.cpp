// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "lab.h"
#include "runner.h"

// What accept(2) took from a listener, where function hooks see it.
namespace bpfnetstat::lab {
namespace {

void set_blocking(const Listener& listener, bool blocking) {
  const int flags = fcntl(listener.fd(), F_GETFL);
  if (fcntl(listener.fd(), F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) != 0) {
    fail("fcntl");
  }
}

bool sleeps(pid_t thread) {
  std::ifstream stat("/proc/self/task/" + std::to_string(thread) + "/stat");
  std::string line;
  std::getline(stat, line);
  const auto end = line.rfind(") ");
  return end != std::string::npos && line.compare(end, 3, ") S") == 0;
}

/// accept(2) of another protocol, by a thread whose last one of TCP took nothing.
void accept_unix() {
  const UniqueFd server(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;  // The kernel chooses an abstract name.
  if (bind(server.get(), reinterpret_cast<sockaddr*>(&address), sizeof(sa_family_t)) != 0 ||
      listen(server.get(), 1) != 0) {
    fail("listen on a unix socket");
  }
  socklen_t length = sizeof(address);
  getsockname(server.get(), reinterpret_cast<sockaddr*>(&address), &length);
  const UniqueFd client(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect(client.get(), reinterpret_cast<sockaddr*>(&address), length) != 0) fail("connect");
  const UniqueFd accepted(accept4(server.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!accepted) fail("accept");
}

/// Threads that each wait for one connection.
class Waiting {
 public:
  Waiting(const Listener& listener, int threads) : listener_(listener) {
    set_blocking(listener, true);
    for (int i = 0; i < threads; ++i) {
      threads_.emplace_back([this] {
        ids_[started_++] = static_cast<pid_t>(syscall(SYS_gettid));
        const UniqueFd fd(accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
        if (fd) ++took_;
      });
    }
    const auto all_wait = [&] {
      if (started_ != threads) return false;
      for (int i = 0; i < threads; ++i) {
        if (!sleeps(ids_[i])) return false;
      }
      return true;
    };
    EXPECT_TRUE(eventually(all_wait));
  }
  ~Waiting() {
    // Those that still wait end with EINVAL.
    shutdown(listener_.fd(), SHUT_RDWR);
    threads_.clear();
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  int took() const { return took_; }

 private:
  const Listener& listener_;
  std::atomic<int> started_ = 0;
  std::atomic<int> took_ = 0;
  std::array<std::atomic<pid_t>, 64> ids_{};
  std::vector<std::jthread> threads_;
};

/// Of the one listener that dropped something.
void expect_accepted(const Ended& ended, int accepted) {
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const bool seen = hooks_calls(ended);
  const auto records = ended.of_type("listener");
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0]->has("accepted"), seen) << records[0]->line();
  if (seen) {
    EXPECT_EQ(records[0]->number("accepted"), static_cast<std::uint64_t>(accepted));
  }
}

class Accepted : public testing::TestWithParam<const char*> {};

TEST_P(Accepted, CountsEveryConnectionThatAcceptTook) {
  constexpr int kQueued = 6;
  // More than a kretprobe has room for on this machine.
  constexpr int kThreads = 29;
  const Namespace where;
  const std::string address = GetParam();
  const Listener listener(where, {address, 0}, {.backlog = kQueued - 1});
  // In the queue before we look.
  const std::string source = address;
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) clients.emplace_back(where, source, listener.bound());
  ASSERT_TRUE(eventually([&] { return listener.accept_queue() == 3; }));

  Tool tool({"drops", "--json", "--netns", std::to_string(where.inode())});
  tool.wait_ready();
  Outcome outcome = overflow_by_connecting(where, {&listener}, {source}, listener.bound(), 7);
  outcome.abort_clients();
  int taken = 0;
  std::vector<UniqueFd> accepted;
  for (UniqueFd fd = listener.accept(); fd; fd = listener.accept()) {
    accepted.push_back(std::move(fd));
    ++taken;
  }
  EXPECT_EQ(taken, kQueued);
  accept_unix();
  // Room for all of them at once.
  listener.listen(kThreads);
  {
    const Waiting waiting(listener, kThreads);
    for (int i = 0; i < kThreads; ++i) clients.emplace_back(where, source, listener.bound());
    EXPECT_TRUE(eventually([&] { return waiting.took() == kThreads; })) << waiting.took();
  }
  expect_accepted(tool.stop(), kQueued + kThreads);
}

TEST_P(Accepted, LetsGoOfAThreadThatWaits) {
  const Namespace where;
  const Listener listener(where, {GetParam(), 0});
  std::optional<Tool> tool(std::vector<std::string>{"drops", "--json"});
  tool->wait_ready();
  const Waiting waiting(listener, 1);
  EXPECT_EQ(tool->stop().exit_code, 0);
  tool.reset();
  const Client client(where, GetParam(), listener.bound());
  EXPECT_TRUE(eventually([&] { return waiting.took() == 1; }));
}

TEST(AcceptedByMptcp, CountsThoseOfEitherProtocol) {
  const Namespace where;
  const auto open = [&](int flags) {
    return UniqueFd(
        where.inside([&] { return socket(AF_INET, SOCK_STREAM | flags, IPPROTO_MPTCP); }));
  };
  const UniqueFd listener = open(SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (!listener) {
    GTEST_SKIP() << "the kernel refuses an MPTCP socket: "
                 << std::generic_category().message(errno);
  }
  sockaddr_in address{};
  socklen_t length = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(bind(listener.get(), generic, length), 0);
  ASSERT_EQ(listen(listener.get(), 1), 0);
  ASSERT_EQ(getsockname(listener.get(), generic, &length), 0);
  Tool tool({"drops", "--json", "--netns", std::to_string(where.inode())});
  tool.wait_ready();
  Outcome outcome =
      overflow_from_outside(where, {"127.0.0.2"}, {"127.0.0.1", ntohs(address.sin_port)}, 7);
  int taken = 0;
  const auto take = [&] {
    const UniqueFd accepted(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (accepted) ++taken;
    return accepted.valid();
  };
  while (take()) {
  }
  outcome.abort_clients();
  ASSERT_GT(taken, 0);
  for (int i = 0; i < 3; ++i) {
    const UniqueFd client = open(SOCK_CLOEXEC);
    ASSERT_EQ(connect(client.get(), generic, length), 0);
    EXPECT_TRUE(eventually(take));
  }
  expect_accepted(tool.stop(), taken);
}

INSTANTIATE_TEST_SUITE_P(, Accepted, testing::Values("127.0.0.1", "::1"), [](const auto& info) {
  return std::strchr(info.param, ':') == nullptr ? "IPv4" : "IPv6";
});

}  // namespace
}  // namespace bpfnetstat::lab
