// SPDX-License-Identifier: Apache-2.0
#include "serve/server.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "serve_testing.h"

namespace bpfnetstat::serve {
namespace {

using namespace std::string_literals;

constexpr std::uint64_t kSecondNs = 1'000'000'000;

/// Numbered lines of at least `total_bytes`, some KiB a piece.
class Numbers {
 public:
  explicit Numbers(std::size_t total_bytes) : total_bytes_(total_bytes) {}

  bool operator()(std::string& out) {
    const std::size_t before = out.size();
    while (out.size() - before < 8192 && made_bytes_ < total_bytes_) {
      const std::size_t begin = out.size();
      out += std::to_string(next_++);
      out.append(next_ % 131, '.');
      out += '\n';
      made_bytes_ += out.size() - begin;
    }
    return made_bytes_ < total_bytes_;
  }

 private:
  std::size_t total_bytes_;
  std::size_t made_bytes_ = 0;
  std::uint64_t next_ = 0;
};

std::string all_numbers(std::size_t total_bytes) {
  Numbers more(total_bytes);
  std::string all;
  while (more(all)) {
  }
  return all;
}

/// A piece of an answer that never ends.
bool endless(std::string& out) {
  out.append(8192, 'x');
  return true;
}

/// Resident memory of this process, bytes.
std::size_t resident_bytes() {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// Requests and answers.

TEST(Server, AnswersARequest) {
  Host host;
  host.on_request = [](Session& session) {
    session.status(4, "one differs");
    EXPECT_TRUE(session.write("row 1\n"));
    EXPECT_TRUE(session.write("row 2\n"));
    session.finish();
  };
  auto caller = host.call("verify --json a%20b\n");
  host.settle();
  caller.take();
  EXPECT_EQ(caller.got, "4 one differs\nrow 1\nrow 2\n");
  EXPECT_EQ(caller.end, 0);
  ASSERT_EQ(host.requests.size(), 1U);
  EXPECT_EQ(host.requests[0], (Request{"verify", {"--json", "a b"}}));
  EXPECT_EQ(host.gone.size(), 1U);
  const auto figures = host.server->figures();
  EXPECT_EQ(figures.clients, 0U);
  EXPECT_EQ(figures.requests, 1U);
  EXPECT_EQ(figures.refused, 0U);
  EXPECT_EQ(figures.cut_off, 0U);
}

TEST(Server, SaysZeroWhereNoStatusWasGiven) {
  Host host;
  host.on_request = [](Session& session) {
    EXPECT_TRUE(session.write("rows"));
    session.status(1, "too late");
    session.finish();
  };
  auto caller = host.call("v\n");
  host.settle();
  caller.take();
  EXPECT_EQ(caller.got, "0\nrows");
}

TEST(Server, SaysZeroWhereNothingWasSaid) {
  Host host;
  host.on_request = [](Session& session) { session.finish(); };
  auto caller = host.call("v\n");
  host.settle();
  caller.take();
  EXPECT_EQ(caller.got, "0\n");
  EXPECT_EQ(caller.end, 0);
}

TEST(Server, TakesNothingAfterFinish) {
  Host host;
  host.on_request = [](Session& session) {
    session.status(0);
    session.finish();
    session.finish();
    EXPECT_EQ(session.room(), 0U);
    EXPECT_FALSE(session.write("more"));
    EXPECT_FALSE(session.offer("more"));
    session.produce(endless);
  };
  auto caller = host.call("v\n");
  host.settle();
  caller.take();
  EXPECT_EQ(caller.got, "0\n");
  EXPECT_EQ(caller.end, 0);
}

TEST(Server, TellsWhoAsks) {
  Host host;
  auto caller = host.call("v\n");
  host.settle();
  ASSERT_EQ(host.sessions.size(), 1U);
  EXPECT_EQ(host.sessions[0]->peer().pid, ::getpid());
  EXPECT_EQ(host.sessions[0]->peer().uid, ::geteuid());
  EXPECT_EQ(host.sessions[0]->peer().gid, ::getegid());
}

TEST(Server, GivesEverySessionAnIdOfItsOwn) {
  Host host;
  host.on_request = [](Session& session) { session.finish(); };
  for (int i = 0; i < 23; ++i) {
    auto caller = host.call("v\n");
    host.settle();
  }
  const std::set<std::uint64_t> ids(host.gone.begin(), host.gone.end());
  EXPECT_EQ(ids.size(), 23U);
}

TEST(Server, AnswersAfterTheRequestsHandlerReturned) {
  Host host;
  auto caller = host.call("v\n");
  host.settle();
  ASSERT_EQ(host.sessions.size(), 1U);
  EXPECT_FALSE(is_readable(host.server->fd()));
  EXPECT_TRUE(host.sessions[0]->write("later"));
  EXPECT_TRUE(is_readable(host.server->fd()));
  host.settle();
  caller.take();
  EXPECT_EQ(caller.got, "0\nlater");
  EXPECT_EQ(caller.end, std::nullopt);
  host.sessions[0]->finish();
  EXPECT_TRUE(is_readable(host.server->fd()));
  host.settle();
  caller.take();
  EXPECT_EQ(caller.end, 0);
}

TEST(Server, PutsTogetherARequestThatComesByteByByte) {
  Host host;
  host.on_request = [](Session& session) { session.finish(); };
  auto caller = host.call("");
  for (const char byte : "port 8080\n"s) {
    host.settle();
    EXPECT_TRUE(host.requests.empty());
    caller.put(std::string_view(&byte, 1));
  }
  host.settle();
  ASSERT_EQ(host.requests.size(), 1U);
  EXPECT_EQ(host.requests[0], (Request{"port", {"8080"}}));
}

TEST(Server, PassesOverWhatFollowsTheRequest) {
  Host host;
  host.on_request = [](Session& session) {
    session.produce(Numbers(1'000'000));
    session.finish();
  };
  std::string flood = "first\n";
  while (flood.size() < 100'000) flood += "again and again\n";
  auto caller = host.call(flood);
  for (int i = 0; i < 1000 && !caller.end; ++i) {
    host.settle();
    caller.take();
    caller.put("more\n");
  }
  EXPECT_EQ(host.requests.size(), 1U);
  EXPECT_EQ(host.requests[0], (Request{"first", {}}));
  EXPECT_EQ(caller.got, "0\n" + all_numbers(1'000'000));
  EXPECT_EQ(caller.end, 0) << "no ECONNRESET for what nobody read";
}

TEST(Server, AnswersAClientThatShutsDownItsWritingSideAtOnce) {
  Host host;
  host.on_request = [](Session& session) {
    session.produce(Numbers(1'000'000));
    session.finish();
  };
  auto caller = host.call("v\n");
  caller.end_input();
  for (int i = 0; i < 1000 && !caller.end; ++i) {
    host.settle();
    caller.take();
  }
  EXPECT_EQ(caller.got, "0\n" + all_numbers(1'000'000));
  EXPECT_EQ(caller.end, 0);
  EXPECT_TRUE(host.ends.empty()) << "the answer was finished";
}

TEST(Server, TakesDescriptorsFromNobody) {
  Host host;
  host.on_request = [](Session& session) { session.finish(); };
  auto caller = host.call("");
  host.settle();
  const std::size_t before = open_descriptors();
  std::string text = "two ";
  for (int part = 0; part < 2; ++part, text = "parts\n") {
    iovec data{text.data(), text.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    const int fd = STDERR_FILENO;
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
    ASSERT_GT(::sendmsg(caller.fd(), &message, MSG_NOSIGNAL), 0);
  }
  host.settle();
  ASSERT_EQ(host.requests.size(), 1U);
  EXPECT_EQ(host.requests[0], (Request{"two", {"parts"}}));
  EXPECT_EQ(open_descriptors(), before - 1) << "one less: the session's own";
}

// What is no request.

struct Wrong {
  const char* name;
  std::string text;
  const char* answer;
};

class ServerRefuses : public testing::TestWithParam<Wrong> {};

TEST_P(ServerRefuses, WhatIsNoRequest) {
  Host host;
  auto caller = host.call(GetParam().text);
  host.settle();
  caller.take();
  EXPECT_EQ(caller.got, GetParam().answer);
  EXPECT_EQ(caller.end, 0);
  EXPECT_TRUE(host.requests.empty());
  EXPECT_TRUE(host.gone.empty());
  EXPECT_EQ(host.server->figures().refused, 1U);
  EXPECT_EQ(host.server->figures().requests, 0U);
  EXPECT_EQ(host.server->figures().clients, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    , ServerRefuses,
    testing::Values(
        Wrong{"Nothing", "\n", "2 the request is empty\n"},
        Wrong{"Nul", "drops \0\n"s, "2 a request has a NUL\n"},
        Wrong{"Nuls", std::string(300, '\0') + '\n', "2 a request has a NUL\n"},
        Wrong{"APercent", "v %\xff\n", "2 a request has a %25 without two hexadecimal digits\n"},
        Wrong{"Blanks", "v  w\n",
              "2 a request has one blank between two words and none at its ends\n"},
        Wrong{"ALineTooLong", std::string(4096, 'v') + '\n',
              "2 the request is longer than 4096 bytes\n"},
        Wrong{"NoLine", std::string(100'000, 'v'), "2 the request is longer than 4096 bytes\n"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Server, TakesTheLongestLine) {
  Host host;
  host.on_request = [](Session& session) { session.finish(); };
  auto caller = host.call(std::string(4095, 'v') + '\n');
  host.settle();
  ASSERT_EQ(host.requests.size(), 1U);
  EXPECT_EQ(host.requests[0].verb.size(), 4095U);
}

TEST(Server, EndsALineOfTenMegabytesWhereItIsTooLong) {
  Host host;
  const std::string line(10'000'000, 'v');
  auto caller = host.call("");
  std::size_t put = 0;
  int error = 0;
  while (put < line.size() && error == 0) {
    const ssize_t sent = caller.put(std::string_view(line).substr(put));
    if (sent >= 0) {
      put += static_cast<std::size_t>(sent);
    } else if (sent == -EAGAIN) {
      host.settle();
    } else {
      error = static_cast<int>(-sent);
    }
  }
  EXPECT_EQ(error, EPIPE);
  caller.take();
  EXPECT_EQ(caller.got, "2 the request is longer than 4096 bytes\n");
  EXPECT_EQ(caller.end, 0);
  EXPECT_LE(host.most_held, 4 * kMaxLineBytes + kPieceBytes);
}

TEST(Server, EndsHalfALine) {
  Host host;
  auto caller = host.call("half a li");
  host.settle();
  caller.end_input();
  host.settle();
  caller.take();
  EXPECT_EQ(caller.got, "2 the request line has no end\n");
  EXPECT_EQ(caller.end, 0);
  EXPECT_EQ(host.server->figures().refused, 1U);

  auto leaver = host.call("half a li");
  host.settle();
  leaver.close();
  host.settle();
  EXPECT_EQ(host.server->figures().refused, 2U);
  EXPECT_EQ(host.server->figures().clients, 0U);
  EXPECT_TRUE(host.requests.empty());
}

TEST(Server, ForgetsWhoLeavesWithoutAWord) {
  Host host;
  auto caller = host.call("");
  host.settle();
  EXPECT_EQ(host.server->figures().clients, 1U);
  caller.close();
  host.settle();
  EXPECT_EQ(host.server->figures().clients, 0U);
  EXPECT_EQ(host.server->figures().refused, 0U);
  EXPECT_FALSE(host.server->next_deadline_ns());
}

TEST(Server, DoesNotAskForWhomNobodyWaits) {
  Host host;
  host.call("v\n").close();
  host.settle();
  EXPECT_TRUE(host.requests.empty());
  EXPECT_EQ(host.server->figures().clients, 0U);
}

// An urgent byte makes a socket readable that has nothing to peek at.
TEST(Server, IsNotKeptBusyByUrgentBytes) {
  Host host;
  host.on_request = [](Session& session) { session.finish(); };
  auto caller = host.call("");
  host.settle();
  if (caller.put("u", MSG_OOB) != 1) GTEST_SKIP() << "no urgent bytes on unix sockets here";
  host.settle();
  EXPECT_FALSE(is_readable(host.server->fd()));
  caller.put("v\n");
  host.settle();
  EXPECT_EQ(host.requests.size(), 1U);
}

// Time.

TEST(Server, WaitsFiveSecondsForARequest) {
  Host host;
  auto caller = host.call("v");
  host.settle();
  EXPECT_EQ(host.server->next_deadline_ns(), host.now_ns + 5 * kSecondNs);
  host.pass(5 * kSecondNs - 1);
  // Each byte that comes is no reason to wait longer.
  caller.put("v");
  host.settle();
  caller.take();
  EXPECT_EQ(caller.got, "");
  EXPECT_EQ(caller.end, std::nullopt);
  host.pass(1);
  caller.take();
  EXPECT_EQ(caller.got, "2 no request came in time\n");
  EXPECT_EQ(caller.end, 0);
  EXPECT_EQ(host.server->figures().refused, 1U);
  EXPECT_FALSE(host.server->next_deadline_ns());
}

TEST(Server, AnswersARequestThatCameWhileItWasStoppedItself) {
  Host host;
  host.on_request = [](Session& session) { session.finish(); };
  auto caller = host.call("");
  host.settle();
  caller.put("v\n");
  host.pass(1000 * kSecondNs);
  caller.take();
  EXPECT_EQ(caller.got, "0\n");
}

TEST(Server, HasNoDeadlineWhileTheAnswerIsItsOwnToGive) {
  Host host;
  auto caller = host.call("v\n");
  host.settle();
  EXPECT_FALSE(host.server->next_deadline_ns());
  host.pass(1000 * kSecondNs);
  EXPECT_EQ(host.server->figures().clients, 1U);
}

TEST(Server, CutsOffWhoDoesNotRead) {
  Host host;
  host.on_request = [](Session& session) { session.produce(endless); };
  auto caller = host.call("v\n");
  host.settle();
  EXPECT_EQ(host.server->next_deadline_ns(), host.now_ns + 10 * kSecondNs);
  host.pass(10 * kSecondNs - 1);
  EXPECT_EQ(host.server->figures().clients, 1U);
  EXPECT_TRUE(host.gone.empty());
  host.pass(1);
  EXPECT_EQ(host.server->figures().clients, 0U);
  EXPECT_EQ(host.server->figures().cut_off, 1U);
  EXPECT_EQ(host.gone.size(), 1U);
  EXPECT_LE(host.most_held, kOutputBytes);
  caller.take();
  EXPECT_EQ(caller.end, ECONNRESET) << "what came is not whole, and the client can tell";
}

TEST(Server, GrantsALiveReportThirtySeconds) {
  Host host;
  auto caller = host.call("v\n");
  host.settle();
  const std::string record(1000, 'x');
  while (host.sessions[0]->offer(record)) host.settle();
  EXPECT_EQ(host.server->next_deadline_ns(), host.now_ns + 30 * kSecondNs);
  host.pass(30 * kSecondNs - 1);
  EXPECT_EQ(host.server->figures().clients, 1U);
  host.pass(1);
  EXPECT_EQ(host.server->figures().clients, 0U);
  EXPECT_EQ(host.server->figures().cut_off, 1U);
  EXPECT_EQ(host.gone.size(), 1U);
}

TEST(Server, BearsWithWhoReadsSlowly) {
  Host host;
  constexpr std::size_t kTotal = 400'000;
  host.on_request = [](Session& session) {
    session.produce(Numbers(kTotal));
    session.finish();
  };
  auto caller = host.call("v\n");
  host.settle();
  // What it reads is too little for the socket to be called writable each time.
  while (!caller.end) {
    host.pass(9 * kSecondNs);
    caller.take(50'000);
    ASSERT_EQ(host.server->figures().cut_off, 0U);
  }
  EXPECT_EQ(caller.got, "0\n" + all_numbers(kTotal));
  EXPECT_EQ(caller.end, 0);
}

/// An answer that is made and never read to its end.
void answer_without_end(Session& session) {
  session.produce(endless);
  session.finish();
}

TEST(Server, GrantsAnAnswerAMinuteInAll) {
  Host host;
  host.on_request = answer_without_end;
  auto caller = host.call("v\n");
  host.settle();
  for (int second = 1; second < 60; ++second) {
    caller.take(1 << 19);
    host.pass(kSecondNs);
    ASSERT_EQ(host.server->figures().clients, 1U) << second;
  }
  caller.take(1 << 19);
  host.pass(kSecondNs);
  EXPECT_EQ(host.server->figures().clients, 0U);
  EXPECT_EQ(host.server->figures().cut_off, 1U);
}

TEST(Server, GrantsAMinuteMoreWhereItDidNotRunItself) {
  Host host;
  host.on_request = answer_without_end;
  auto caller = host.call("v\n");
  host.settle();
  caller.take(1 << 19);
  host.pass(1000 * kSecondNs);
  EXPECT_EQ(host.server->figures().clients, 1U);
  for (int second = 0; second < 60; ++second) {
    caller.take(1 << 19);
    host.pass(kSecondNs);
  }
  EXPECT_EQ(host.server->figures().clients, 0U);
}

TEST(Server, DoesNotCutOffForATimeInWhichItDidNotRun) {
  Host host;
  host.on_request = [](Session& session) { session.produce(endless); };
  auto caller = host.call("v\n");
  host.settle();
  caller.take();
  host.pass(1000 * kSecondNs);
  EXPECT_EQ(host.server->figures().cut_off, 0U);
  EXPECT_EQ(host.server->figures().clients, 1U);
}

// Long answers.

TEST(Server, BringsFiftyMegabytesToASlowReaderThroughOneBuffer) {
  constexpr std::size_t kTotal = 50'000'000;
  Host host;
  host.on_request = [](Session& session) {
    session.status(0, "long");
    session.produce(Numbers(kTotal));
    session.finish();
  };
  auto caller = host.call("v\n");
  std::size_t step = 1;
  while (!caller.end) {
    host.settle();
    caller.take(step);
    step = step * 3 % 150'001 + 1;
  }
  EXPECT_EQ(caller.end, 0);
  EXPECT_TRUE(caller.got == "0 long\n" + all_numbers(kTotal));
  EXPECT_LE(host.most_held, kOutputBytes);
}

TEST(Server, ServesOthersWhileOneReadsWithoutEnd) {
  Host host;
  host.on_request = [&](Session& session) {
    if (host.requests.back().verb == "endless") {
      session.produce(endless);
    } else {
      EXPECT_TRUE(session.write("quick"));
      session.finish();
    }
  };
  auto greedy = host.call("endless\n");
  host.settle(1);
  EXPECT_EQ(host.requests.size(), 1U);
  auto quick = host.call("quick\n");
  int turns = 0;
  while (!quick.end && turns < 23) {
    greedy.take();
    host.server->work(1);
    quick.take();
    ++turns;
  }
  EXPECT_EQ(quick.got, "0\nquick");
  EXPECT_GT(greedy.got.size(), 2 * kPieceBytes);
}

TEST(Server, DoesNoMoreAtATimeThanItIsTold) {
  Host host;
  std::list<Caller> callers;
  for (int i = 0; i < 23; ++i) callers.emplace_back(host.path(), "v\n");
  std::size_t turns = 0;
  std::size_t before = 0;
  while (is_readable(host.server->fd())) {
    host.server->work(3);
    EXPECT_LE(host.requests.size() - before, 3U);
    before = host.requests.size();
    ++turns;
  }
  EXPECT_EQ(host.requests.size(), 23U);
  // Each is let in and read.
  EXPECT_GE(turns, 2 * 23U / 3);
}

// Live reports.

TEST(Server, LosesOfALiveReportWhatASlowReaderHasNoRoomForAndCountsIt) {
  Host host;
  auto caller = host.call("trace\n");
  host.settle();
  Session& session = *host.sessions[0];
  constexpr std::uint64_t kRecords = 100'003;
  std::uint64_t refused = 0;
  for (std::uint64_t i = 0; i < kRecords; ++i) {
    if (!session.offer(std::to_string(i) + std::string(i % 101, '.') + '\n')) ++refused;
    if (i % 17 == 0) host.settle();
    if (i % 1009 == 0) caller.take(30'000);
  }
  EXPECT_GT(refused, 0U);
  EXPECT_EQ(session.lost(), refused);
  session.finish();
  while (!caller.end) {
    host.settle();
    caller.take();
  }
  EXPECT_EQ(caller.end, 0);
  EXPECT_LE(host.most_held, kOutputBytes + 4 * kMaxLineBytes);

  ASSERT_TRUE(caller.got.starts_with("0\n"));
  std::string_view rest = std::string_view(caller.got).substr(2);
  std::uint64_t received = 0;
  std::optional<std::uint64_t> last;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n') + 1);
    ASSERT_FALSE(line.empty());
    std::uint64_t number = 0;
    std::from_chars(line.data(), line.data() + line.size(), number);
    ASSERT_EQ(line, std::to_string(number) + std::string(number % 101, '.') + '\n');
    ASSERT_TRUE(!last || number > *last);
    last = number;
    ++received;
    rest.remove_prefix(line.size());
  }
  EXPECT_EQ(received + refused, kRecords);
}

TEST(Server, TellsWhatALiveReportHasRoomFor) {
  Host host;
  auto caller = host.call("trace\n");
  host.settle();
  Session& session = *host.sessions[0];
  session.status(0);
  host.settle();
  EXPECT_EQ(session.room(), kOutputBytes);
  EXPECT_TRUE(session.offer(std::string(kOutputBytes, 'x')));
  EXPECT_EQ(session.room(), 0U);
  EXPECT_FALSE(session.offer("x"));
  EXPECT_EQ(session.lost(), 1U);
  EXPECT_FALSE(session.write("x"));
  EXPECT_EQ(session.lost(), 1U) << "only what is offered may be lost";
}

TEST(Server, PutsWhatIsOfferedBehindAProducersPieces) {
  Host host;
  auto caller = host.call("trace\n");
  host.settle();
  Session& session = *host.sessions[0];
  session.produce(Numbers(1'000'000));
  EXPECT_TRUE(session.offer("between\n"));
  session.produce([](std::string& out) {
    out += "then\n";
    return false;
  });
  std::string all = "0\n" + all_numbers(1'000'000) + "between\nthen\n";
  while (caller.got.size() < all.size()) {
    host.settle();
    caller.take();
  }
  EXPECT_TRUE(session.offer("behind\n"));
  host.settle();
  caller.take();
  EXPECT_TRUE(caller.got == all + "behind\n");
}

TEST(Server, EndsALiveReportWithALastWordWhenTheClientWantsNoMore) {
  Host host;
  host.on_end_of_input = [](Session& session) {
    EXPECT_TRUE(session.input_ended());
    EXPECT_TRUE(session.write("summary\n"));
    session.finish();
  };
  auto caller = host.call("trace\n");
  host.settle();
  EXPECT_FALSE(host.sessions[0]->input_ended());
  EXPECT_TRUE(host.sessions[0]->offer("record\n"));
  host.settle();
  EXPECT_TRUE(host.ends.empty());
  caller.end_input();
  host.settle();
  EXPECT_EQ(host.ends.size(), 1U);
  caller.take();
  EXPECT_EQ(caller.got, "0\nrecord\nsummary\n");
  EXPECT_EQ(caller.end, 0);
}

TEST(Server, EndsALiveReportToWhichNobodyListensWithALastWordThatFitsNot) {
  Host host;
  host.on_end_of_input = [](Session& session) {
    EXPECT_EQ(session.room(), 0U);
    session.produce([](std::string& out) {
      out += "summary\n";
      return false;
    });
    session.finish();
  };
  auto caller = host.call("trace\n");
  host.settle();
  Session& session = *host.sessions[0];
  while (session.offer(std::string(1000, 'x'))) host.settle();
  while (session.room() > 0) EXPECT_TRUE(session.write("x"));
  caller.end_input();
  host.settle();
  while (!caller.end) {
    caller.take();
    host.settle();
  }
  EXPECT_TRUE(caller.got.ends_with("xsummary\n"));
  EXPECT_EQ(caller.end, 0);
}

TEST(Server, TellsTheEndOfInputOnceAndIsNotKeptBusyByIt) {
  Host host;
  auto caller = host.call("trace and what follows\nmore\n");
  caller.end_input();
  host.settle();
  EXPECT_EQ(host.requests.size(), 1U);
  EXPECT_EQ(host.ends.size(), 1U);
  EXPECT_FALSE(is_readable(host.server->fd()));
  EXPECT_TRUE(host.sessions[0]->offer("still there\n"));
  host.settle();
  EXPECT_EQ(host.ends.size(), 1U);
  caller.take();
  EXPECT_EQ(caller.got, "0\nstill there\n");
}

TEST(Server, NoticesAtOnceThatAListenerToALiveReportHasGone) {
  Host host;
  auto caller = host.call("trace\n");
  host.settle();
  const std::uint64_t id = host.sessions[0]->id();
  EXPECT_FALSE(is_readable(host.server->fd()));
  caller.close();
  EXPECT_TRUE(is_readable(host.server->fd()));
  host.settle();
  EXPECT_EQ(host.gone, std::vector{id});
  EXPECT_TRUE(host.ends.empty());
  EXPECT_EQ(host.server->figures().clients, 0U);
  EXPECT_EQ(host.server->figures().cut_off, 0U);
}

// SIGPIPE is not ignored here: it would end the test.
TEST(Server, OutlivesClientsThatCloseHalfWay) {
  ASSERT_NE(::signal(SIGPIPE, SIG_DFL), SIG_ERR);
  Host host;
  host.on_request = [](Session& session) { session.produce(endless); };
  auto unread = host.call("v\n");
  host.settle();
  unread.close();
  auto half_read = host.call("v\n");
  host.settle();
  half_read.take(1000);
  half_read.close();
  auto deaf = host.call("v\n");
  ::shutdown(deaf.fd(), SHUT_RD);
  host.settle();
  EXPECT_EQ(host.gone.size(), 3U);
  EXPECT_EQ(host.server->figures().clients, 0U);
  EXPECT_EQ(host.server->figures().cut_off, 0U);
}

// Many.

TEST(Server, HasSixtyFourClientsAndTellsOthersSo) {
  const std::size_t most = most_clients();
  Host host;
  std::list<Caller> callers;
  for (std::size_t i = 0; i < most; ++i) callers.emplace_back(host.path(), "v\n");
  host.settle();
  auto refused = host.call("one too many\n");
  auto silent = host.call("");
  host.settle();
  for (Caller* caller : {&refused, &silent}) {
    caller->take();
    EXPECT_EQ(caller->got, "1 too many clients\n");
    EXPECT_EQ(caller->end, 0);
  }
  EXPECT_EQ(host.server->figures().clients, most);
  EXPECT_EQ(host.server->figures().refused, 2U);
  EXPECT_EQ(host.requests.size(), most);

  host.sessions[7]->finish();
  host.settle();
  auto next = host.call("next\n");
  host.settle();
  EXPECT_EQ(host.requests.back(), (Request{"next", {}}));
  EXPECT_EQ(host.server->figures().clients, most);
}

TEST(Server, KeepsPlacesForRootAndForOthersFromOneUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be another user";
  constexpr uid_t kUsers[] = {65533, 65534};
  Host host;
  std::list<Caller> callers;
  for (const uid_t uid : kUsers) {
    // Of the calling thread alone, as the kernel has it; the socket is root's.
    ASSERT_EQ(::chmod(host.path().c_str(), 0666), 0);
    ASSERT_EQ(::chmod(std::filesystem::path(host.path()).parent_path().c_str(), 0755), 0);
    ASSERT_EQ(::syscall(SYS_setresuid, -1, uid, -1), 0);
    for (std::size_t i = 0; i < kMaxClients; ++i) callers.emplace_back(host.path(), "v\n");
    host.settle();
    ASSERT_EQ(::syscall(SYS_setresuid, -1, 0, -1), 0);
  }
  const Places places(kMaxClients);
  EXPECT_EQ(host.server->figures().clients, 2 * places.for_one());
  EXPECT_EQ(host.server->figures().refused, 2 * (kMaxClients - places.for_one()));
  for (std::size_t i = 0; i < kMaxClients - places.for_others(); ++i) {
    callers.emplace_back(host.path(), "verify\n");
    host.settle();
    EXPECT_EQ(host.requests.back().verb, "verify");
  }
  EXPECT_EQ(host.server->figures().clients, kMaxClients);
  EXPECT_EQ(host.sessions.front()->peer().uid, kUsers[0]);
  // Who leaves makes room for his like.
  callers.pop_front();
  host.settle();
  EXPECT_EQ(host.server->figures().clients, kMaxClients - 1);
  ASSERT_EQ(::syscall(SYS_setresuid, -1, kUsers[0], -1), 0);
  callers.emplace_back(host.path(), "again\n");
  ASSERT_EQ(::syscall(SYS_setresuid, -1, 0, -1), 0);
  host.settle();
  EXPECT_EQ(host.requests.back().verb, "again");
}

TEST(Server, StandsFiveHundredConnectionsAtOnceAndGivesAllBack) {
  Host host;
  host.on_request = [](Session& session) { session.produce(endless); };
  const std::string long_line(150'000, 'v');
  const std::size_t descriptors_before = open_descriptors();
  const std::size_t resident_before = resident_bytes();
  std::list<Caller> callers;
  for (int i = 0; callers.size() < 500; ++i) {
    // A third sends nothing, one sends too much, one asks and does not read.
    callers.emplace_back(host.path());
    if (!callers.back().is_connected()) {
      // The backlog is full: connect() would wait.
      callers.pop_back();
      host.settle();
      continue;
    }
    if (i % 3 == 1) callers.back().put(long_line);
    if (i % 3 == 2) callers.back().put("v\n");
  }
  host.settle();
  EXPECT_LE(host.server->figures().clients, kMaxClients);
  EXPECT_LE(host.most_held, kMaxClients * kOutputBytes);
  EXPECT_LE(resident_bytes(), resident_before + (48U << 20));
  std::size_t told = 0;
  for (Caller& caller : callers) {
    caller.take();
    if (caller.got == "0\n" || caller.got.starts_with("0\nx") || caller.got.empty()) continue;
    ++told;
    EXPECT_TRUE(caller.got == "1 too many clients\n" ||
                caller.got == "2 the request is longer than 4096 bytes\n")
        << caller.got;
    EXPECT_EQ(caller.end, 0);
  }
  const auto figures = host.server->figures();
  EXPECT_EQ(told, figures.refused);
  EXPECT_EQ(callers.size(), figures.clients + figures.refused);

  callers.clear();
  host.settle();
  EXPECT_EQ(host.server->figures().clients, 0U);
  EXPECT_EQ(host.gone.size(), host.requests.size());
  EXPECT_EQ(host.server->held_bytes(), 0U);
  EXPECT_EQ(open_descriptors(), descriptors_before);
}

/// All descriptors that this process may still open, taken.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit few = before_;
    few.rlim_cur = 200;
    ::setrlimit(RLIMIT_NOFILE, &few);
    for (;;) {
      UniqueFd fd(::dup(STDERR_FILENO));
      if (!fd) break;
      taken_.push_back(std::move(fd));
    }
  }
  NoDescriptors(const NoDescriptors&) = delete;
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
  std::vector<UniqueFd> taken_;
};

TEST(Server, PausesWhereItHasNoDescriptorForAClient) {
  Host host;
  // Not below: without descriptors UBSan takes what formats it for an object of a wrong type, as it
  // looks at memory by way of a pipe.
  host.on_request = [](Session& session) { session.status(0); };
  auto served = host.call("served\n");
  host.settle();
  auto waiting = host.call("waiting\n");
  {
    const NoDescriptors none;
    EXPECT_TRUE(is_readable(host.server->fd()));
    host.server->work(16);
    EXPECT_FALSE(is_readable(host.server->fd())) << "it would be asked again and again";
    EXPECT_EQ(host.server->next_deadline_ns(), host.now_ns + kAcceptPauseNs);
    // Those inside are served meanwhile.
    EXPECT_TRUE(host.sessions[0]->write("row"));
    host.settle();
    served.take();
    EXPECT_EQ(served.got, "0\nrow");
    host.pass(kAcceptPauseNs);
    EXPECT_FALSE(is_readable(host.server->fd()));
    EXPECT_EQ(host.server->next_deadline_ns(), host.now_ns + kAcceptPauseNs);
  }
  host.pass(kAcceptPauseNs - 1);
  EXPECT_EQ(host.requests.size(), 1U);
  host.pass(1);
  EXPECT_EQ(host.requests.size(), 2U);
  EXPECT_FALSE(host.server->next_deadline_ns());
}

// The end.

TEST(Server, LetsNobodyInOnceItsDoorIsClosedButServesOn) {
  Host host;
  auto caller = host.call("v\n");
  host.settle();
  host.server->close_door();
  EXPECT_FALSE(std::filesystem::exists(host.path()));
  EXPECT_FALSE(Caller(host.path()).is_connected());
  host.sessions[0]->produce(Numbers(1'000'000));
  host.sessions[0]->finish();
  while (host.server->figures().clients > 0) {
    host.settle();
    caller.take();
  }
  caller.take();
  EXPECT_EQ(caller.got, "0\n" + all_numbers(1'000'000));
  EXPECT_EQ(caller.end, 0);
}

TEST(Server, LeavesAnswersThatAreNotWholeWithAnError) {
  const std::size_t descriptors_before = open_descriptors();
  {
    std::optional<Host> host(std::in_place);
    auto unanswered = host->call("v\n");
    auto begun = host->call("v\n");
    auto whole = host->call("v\n");
    host->settle();
    ASSERT_EQ(host->sessions.size(), 3U);
    EXPECT_TRUE(host->sessions[1]->write("row"));
    EXPECT_TRUE(host->sessions[2]->write("row"));
    host->sessions[2]->finish();
    host->settle();
    host.reset();
    unanswered.take();
    EXPECT_EQ(unanswered.got, "");
    EXPECT_EQ(unanswered.end, ECONNRESET);
    begun.take();
    EXPECT_EQ(begun.got, "0\nrow");
    EXPECT_EQ(begun.end, ECONNRESET);
    whole.take();
    EXPECT_EQ(whole.got, "0\nrow");
    EXPECT_EQ(whole.end, 0);
  }
  EXPECT_EQ(open_descriptors(), descriptors_before);
}

TEST(Server, IsOneAtAPath) {
  Host host;
  const auto second = Server::open({.path = host.path()}, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().what, "a daemon runs already at " + host.path());
  auto caller = host.call("v\n");
  host.settle();
  EXPECT_EQ(host.requests.size(), 1U);
}

}  // namespace
}  // namespace bpfnetstat::serve
