// SPDX-License-Identifier: Apache-2.0
#include "serve/client.h"

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "serve_testing.h"

namespace bpfnetstat::serve {
namespace {

using namespace std::chrono_literals;

/// A server that runs in a thread as in a daemon's loop, by the real clock.
class Daemon {
 public:
  explicit Daemon(const std::string& path, ServerHandlers handlers)
      : stop_(::eventfd(0, EFD_CLOEXEC)) {
    auto opened = Server::open({.path = path}, std::move(handlers));
    if (!opened) std::abort();
    thread_ = std::thread([this, server = *std::move(opened)] {
      std::array<pollfd, 2> fds = {{{server->fd(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
      while (::poll(fds.data(), fds.size(), 10) >= 0 && fds[1].revents == 0) server->work(16);
    });
  }
  Daemon(const Daemon&) = delete;
  ~Daemon() {
    ::eventfd_write(stop_.get(), 1);
    thread_.join();
  }

 private:
  UniqueFd stop_;
  std::thread thread_;
};

template <typename T>
T value_of(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << to_string(result.error());
    std::abort();
  }
  return *std::move(result);
}

template <typename T>
Error error_of(const Result<T>& result) {
  if (result.ok()) ADD_FAILURE() << "no error";
  return result.ok() ? Error{} : result.error();
}

/// To the end of the stream.
Result<std::string> read_all(Client& client) {
  std::string all;
  std::array<char, 5003> bytes;
  for (;;) {
    const auto got = client.read_some(bytes);
    if (!got) return got.error();
    if (*got == 0) return all;
    all.append(bytes.data(), *got);
  }
}

/// A socket that listens and never accepts.
UniqueFd deaf_daemon(const std::string& path, int backlog) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = socket_address(path);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 ||
      ::listen(fd.get(), backlog) != 0) {
    std::abort();
  }
  return fd;
}

/// Answers every request with its words, a line each, whatever their number.
void echo(Session& session, const Request& request) {
  session.status(4, "of " + request.verb);
  for (const auto& word : request.words) EXPECT_TRUE(session.write(word + '\n'));
  session.finish();
}

TEST(Client, AsksAndReadsTheAnswer) {
  const SocketDirectory directory;
  const Daemon daemon(directory / "sock", {.on_request = echo});
  auto client = value_of(Client::connect(directory / "sock"));
  ASSERT_TRUE(client.send({"port", {"80 80", "", "100%"}}));
  EXPECT_EQ(value_of(client.read_status()), (StatusLine{4, "of port"}));
  EXPECT_EQ(value_of(read_all(client)), "80 80\n\n100%\n");
  EXPECT_EQ(value_of(read_all(client)), "") << "the end stays the end";
}

TEST(Client, LeavesWhatFollowsTheStatusForItsDescriptorToTell) {
  const SocketDirectory directory;
  const Daemon daemon(directory / "sock", {.on_request = echo});
  auto client = value_of(Client::connect(directory / "sock"));
  ASSERT_TRUE(client.send({"v", {"row"}}));
  value_of(client.read_status());
  pollfd look{client.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&look, 1, 10'000), 1);
  EXPECT_EQ(value_of(read_all(client)), "row\n");
}

TEST(Client, HasTheDescriptorThatCameWithTheStatus) {
  const SocketDirectory directory;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const UniqueFd writes(ends[1]);
  const Daemon daemon(directory / "sock",
                      {.on_request = [&](Session& session, const Request& request) {
                        if (request.verb == "lend") session.attach(UniqueFd(ends[0]));
                        session.status(0, "said");
                        EXPECT_TRUE(session.write("bytes"));
                        session.finish();
                      }});
  auto nothing = value_of(Client::connect(directory / "sock"));
  ASSERT_TRUE(nothing.send({"keep", {}}));
  EXPECT_EQ(value_of(nothing.read_status()), (StatusLine{0, "said"}));
  EXPECT_FALSE(nothing.take_descriptor());

  auto client = value_of(Client::connect(directory / "sock"));
  ASSERT_TRUE(client.send({"lend", {}}));
  EXPECT_EQ(value_of(client.read_status()), (StatusLine{0, "said"}));
  UniqueFd lent = client.take_descriptor();
  ASSERT_TRUE(lent);
  EXPECT_EQ(value_of(read_all(client)), "bytes");
  EXPECT_NE(::fcntl(lent.get(), F_GETFD) & FD_CLOEXEC, 0);
  ASSERT_EQ(::write(writes.get(), "x", 1), 1);
  char got = 0;
  EXPECT_EQ(::read(lent.get(), &got, 1), 1);
  EXPECT_EQ(got, 'x');
  // The daemon keeps none.
  lent.reset();
  pollfd look{writes.get(), POLLOUT, 0};
  for (int i = 0; i < 1000 && (look.revents & POLLERR) == 0; ++i) {
    std::this_thread::sleep_for(10ms);
    ::poll(&look, 1, 0);
  }
  EXPECT_NE(look.revents & POLLERR, 0);
}

TEST(Client, KeepsNoneOfSeveralDescriptorsOpen) {
  const SocketDirectory directory;
  const UniqueFd daemon = deaf_daemon(directory / "sock", 1);
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const UniqueFd reads(ends[0]);
  UniqueFd lent(ends[1]);
  {
    auto client = value_of(Client::connect(directory / "sock"));
    const UniqueFd accepted(::accept4(daemon.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::string line = "0\n";
    iovec piece{line.data(), line.size()};
    const std::array<int, 2> sent = {lent.get(), lent.get()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof sent)> control{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof sent);
    std::memcpy(CMSG_DATA(header), sent.data(), sizeof sent);
    ASSERT_EQ(::sendmsg(accepted.get(), &message, MSG_NOSIGNAL), 2);
    EXPECT_EQ(value_of(client.read_status()), (StatusLine{0, ""}));
  }
  lent.reset();
  // Nobody has the other end any more.
  pollfd look{reads.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&look, 1, 0), 1);
  EXPECT_NE(look.revents & POLLHUP, 0);
}

TEST(Client, ReadsALongAnswerWhole) {
  const SocketDirectory directory;
  constexpr int kPieces = 3001;
  const Daemon daemon(directory / "sock", {.on_request = [](Session& session, const Request&) {
                        session.produce([left = kPieces](std::string& out) mutable {
                          out.append(8209, static_cast<char>('a' + left % 26));
                          return --left > 0;
                        });
                        session.finish();
                      }});
  auto client = value_of(Client::connect(directory / "sock"));
  ASSERT_TRUE(client.send({"v", {}}));
  value_of(client.read_status());
  std::string expected;
  for (int left = kPieces; left > 0; --left) {
    expected.append(8209, static_cast<char>('a' + left % 26));
  }
  EXPECT_TRUE(value_of(read_all(client)) == expected);
}

TEST(Client, EndsALiveReport) {
  const SocketDirectory directory;
  const Daemon daemon(directory / "sock",
                      {.on_request = [](Session& session,
                                        const Request&) { EXPECT_TRUE(session.offer("record\n")); },
                       .on_end_of_input =
                           [](Session& session) {
                             EXPECT_TRUE(session.write("summary\n"));
                             session.finish();
                           }});
  auto client = value_of(Client::connect(directory / "sock"));
  ASSERT_TRUE(client.send({"trace", {}}));
  EXPECT_EQ(value_of(client.read_status()), (StatusLine{0, ""}));
  std::array<char, 100> bytes;
  EXPECT_EQ(value_of(client.read_some(bytes)), 7U);
  client.end_input();
  EXPECT_EQ(value_of(read_all(client)), "summary\n");
}

TEST(Client, SendsNoRequestThatIsNone) {
  const SocketDirectory directory;
  const auto daemon = deaf_daemon(directory / "sock", 5);
  auto client = value_of(Client::connect(directory / "sock"));
  const auto sent = client.send({"v", {std::string(5000, 'x')}});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, ErrorKind::usage);
}

TEST(Client, HearsThatTheDaemonHasTooManyClients) {
  const SocketDirectory directory;
  const Daemon daemon(directory / "sock", {.on_request = [](Session&, const Request&) {}});
  std::vector<Client> others;
  for (std::size_t i = 0; i < most_clients(); ++i) {
    others.push_back(value_of(Client::connect(directory / "sock")));
  }
  for (int i = 0; i < 23; ++i) {
    auto client = value_of(Client::connect(directory / "sock"));
    // Sometimes the daemon has closed before this, sometimes not.
    if (i % 2 == 0) std::this_thread::sleep_for(3ms);
    EXPECT_TRUE(client.send({"v", {}}));
    EXPECT_EQ(value_of(client.read_status()), (StatusLine{1, "too many clients"}));
    EXPECT_EQ(value_of(read_all(client)), "");
  }
}

TEST(Client, SaysThatThereIsNoDaemon) {
  const SocketDirectory directory;
  deaf_daemon(directory / "dead", 5).reset();
  for (const char* name : {"dead", "missing", "missing/sock"}) {
    const auto error = error_of(Client::connect(directory / name));
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
    EXPECT_EQ(error.what, "no daemon at " + (directory / name));
    EXPECT_EQ(error.advice, "start `bpfnetstat daemon`");
  }
  EXPECT_EQ(error_of(Client::connect(std::string(108, 'x'))).kind, ErrorKind::usage);
}

TEST(Client, SaysWhoMayAsk) {
  const SocketDirectory directory;
  const auto daemon = deaf_daemon(directory / "sock", 5);
  ASSERT_EQ(::chmod((directory / "sock").c_str(), ::geteuid() == 0 ? 0660 : 0), 0);
  const gid_t gid = ::geteuid() == 0 ? 1 : ::getegid();
  ASSERT_EQ(::chown((directory / "sock").c_str(), static_cast<uid_t>(-1), gid), 0);
  ASSERT_EQ(::chmod((directory / "").c_str(), 0755), 0);
  const group* entry = ::getgrgid(gid);
  const std::string way_in =
      entry != nullptr && gid != 0
          ? "run as root, or as a member of group " + std::string(entry->gr_name)
          : "run as root";
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0 &&
        (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) {
      ::_exit(2);
    }
    const auto client = Client::connect(directory / "sock");
    ::_exit(!client && client.error().kind == ErrorKind::unavailable &&
                    client.error().sys_errno == EACCES && client.error().advice == way_in
                ? 0
                : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Client, LosesPatienceWithADaemonThatIsSilent) {
  const SocketDirectory directory;
  const auto daemon = deaf_daemon(directory / "sock", 0);
  auto client = value_of(Client::connect(directory / "sock", 53ms));
  EXPECT_TRUE(client.send({"v", {}}));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(error_of(client.read_status()).what, "the daemon does not answer");
  std::array<char, 1> byte;
  EXPECT_EQ(error_of(client.read_some(byte)).sys_errno, ETIMEDOUT);
  // Its backlog is full now.
  const auto error = error_of(Client::connect(directory / "sock", 53ms));
  EXPECT_EQ(error.what, "the daemon does not answer");
  EXPECT_EQ(error.kind, ErrorKind::failed);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 3 * 53ms);
}

TEST(Client, TellsAnAnswerThatIsNotWhole) {
  const SocketDirectory directory;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::alarm(60);
    auto server = Server::open({.path = directory / "sock"},
                               {.on_request = [](Session& session, const Request& request) {
                                 if (request.verb == "silent") return;
                                 EXPECT_TRUE(session.write(std::string(1000, 'x')));
                               }});
    for (;;) (*server)->work(16);
  }
  while (!Caller(directory / "sock").is_connected()) std::this_thread::sleep_for(1ms);
  auto silent = value_of(Client::connect(directory / "sock"));
  auto cut = value_of(Client::connect(directory / "sock"));
  ASSERT_TRUE(silent.send({"silent", {}}));
  ASSERT_TRUE(cut.send({"v", {}}));
  EXPECT_EQ(value_of(cut.read_status()), (StatusLine{0, ""}));
  pollfd look{cut.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&look, 1, 10'000), 1);

  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(error_of(silent.read_status()).what, "the daemon ended without an answer");
  std::array<char, 5000> bytes;
  EXPECT_EQ(value_of(cut.read_some(bytes)), 1000U);
  const auto error = error_of(cut.read_some(bytes));
  EXPECT_EQ(error.what, "the daemon's answer is not whole");
  EXPECT_EQ(error.kind, ErrorKind::failed);
}

TEST(Client, RefusesWhatIsNoDaemonsAnswer) {
  const SocketDirectory directory;
  const auto other = deaf_daemon(directory / "sock", 5);
  for (const std::string& answer :
       {std::string("HTTP/1.1 200 OK\r\n"), std::string(100'000, '0'), std::string("\n")}) {
    auto client = value_of(Client::connect(directory / "sock"));
    const UniqueFd accepted(::accept(other.get(), nullptr, nullptr));
    ASSERT_EQ(::send(accepted.get(), answer.data(), answer.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(answer.size()));
    EXPECT_EQ(error_of(client.read_status()).what, "the daemon's answer has no status line");
  }
}

}  // namespace
}  // namespace bpfnetstat::serve
