// SPDX-License-Identifier: Apache-2.0
#include "export/endpoint.h"

#include <dirent.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "../http.h"
#include "sample_figures.h"

namespace bpfnetstat::metrics {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using testing::HasSubstr;
using testing::Not;

std::unique_ptr<Endpoint> started(const std::string& address, const Limits& limits = {}) {
  auto endpoint = Endpoint::start(address, limits);
  if (!endpoint) {
    ADD_FAILURE() << to_string(endpoint.error());
    return nullptr;
  }
  return std::move(endpoint).value();
}

std::shared_ptr<const DaemonFigures> figures_with_drops(std::uint64_t drops) {
  auto figures = std::make_shared<DaemonFigures>(sample::full_figures());
  figures->listeners[0].drops.fill(0);
  figures->listeners[0].drops[0] = drops;
  return figures;
}

std::size_t entries(const char* path) {
  const std::filesystem::directory_iterator all(path);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST(Endpoint, AnAddressWithoutHostIsLoopback) {
  for (const char* address : {"0", ":0", "127.0.0.1:0"}) {
    const auto endpoint = started(address);
    ASSERT_NE(endpoint, nullptr);
    EXPECT_NE(endpoint->port(), 0);
    EXPECT_EQ(http::ask(endpoint->port(), "GET /metrics").status, 200);
    EXPECT_FALSE(http::connect_to(endpoint->port(), true)) << "listens on ::1 as well";
  }
}

TEST(Endpoint, TakesIPv6InBracketsOrSaysThatTheLibraryDoesNot) {
  if (access("/proc/net/if_inet6", R_OK) != 0) GTEST_SKIP() << "no IPv6 here";
  auto endpoint = Endpoint::start("[::1]:0", {});
  if (endpoint) {
    const std::uint16_t port = (*endpoint)->port();
    EXPECT_EQ(http::ask(port, "GET /metrics", true).status, 200);
    EXPECT_FALSE(http::connect_to(port)) << "listens on 127.0.0.1 as well";
  } else {
    EXPECT_THAT(endpoint.error().what, HasSubstr("[::1]:0"));
    EXPECT_THAT(endpoint.error().advice, HasSubstr("IPv4"));
    EXPECT_EQ(endpoint.error().sys_errno, 0);
  }
}

TEST(Endpoint, RefusesWhatIsNoAddressAndNamesIt) {
  for (const std::string address :
       {"", ":", "metrics", "localhost:9798", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
        "127.0.0.1:-1", "127.0.0.1:9798s", "127.0.0.1:9798,0.0.0.0:80", "::1:9798", "[::1]",
        "[::1:9798", "[127.0.0.1]:9798", "[]:9798", " 127.0.0.1:9798", "127.0.0.1:0x50",
        "fe80::1%lo:9798"}) {
    const auto endpoint = Endpoint::start(address, {});
    ASSERT_FALSE(endpoint.ok()) << address;
    EXPECT_EQ(endpoint.error().kind, ErrorKind::usage) << address;
    EXPECT_THAT(endpoint.error().what, HasSubstr('"' + address + '"'));
    EXPECT_THAT(endpoint.error().advice, HasSubstr("127.0.0.1:9798"));
  }
  const auto hostile = Endpoint::start("\x1b[2J:80", {});
  ASSERT_FALSE(hostile.ok());
  EXPECT_THAT(hostile.error().what, HasSubstr("\\x1b[2J"));
}

TEST(Endpoint, RefusesAnAddressThatIsTakenAndSaysSo) {
  const auto first = started("127.0.0.1:0");
  ASSERT_NE(first, nullptr);
  const std::string address = "127.0.0.1:" + std::to_string(first->port());
  const auto second = Endpoint::start(address, {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ErrorKind::failed);
  EXPECT_EQ(second.error().sys_errno, EADDRINUSE);
  EXPECT_THAT(second.error().what, HasSubstr(address));
}

TEST(Endpoint, RefusesAnAddressThatThisHostDoesNotHave) {
  const auto endpoint = Endpoint::start("192.0.2.1:0", {});
  ASSERT_FALSE(endpoint.ok());
  EXPECT_EQ(endpoint.error().sys_errno, EADDRNOTAVAIL);
  EXPECT_THAT(endpoint.error().what, HasSubstr("192.0.2.1:0"));
}

TEST(Endpoint, ShowsWhatWasPublishedLast) {
  const auto endpoint = started("0");
  ASSERT_NE(endpoint, nullptr);
  EXPECT_THAT(http::ask(endpoint->port(), "GET /metrics").body, Not(HasSubstr("bpfnetstat_")));
  for (const std::uint64_t drops : {23, 42}) {
    endpoint->publish(figures_with_drops(drops));
    const http::Answer answer = http::ask(endpoint->port(), "GET /metrics");
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.headers, HasSubstr("Content-Type: text/plain"));
    EXPECT_THAT(answer.body,
                HasSubstr("bpfnetstat_listener_drops_total{netns=\"4026531840\",address=\"0.0.0.0:"
                          "8080\",process=\"nginx\",cause=\"accept_queue_full_syn\"} " +
                          std::to_string(drops) + '\n'));
  }
}

TEST(Endpoint, RemembersWhatAListenerThatWentHadCounted) {
  const auto endpoint = started("0");
  ASSERT_NE(endpoint, nullptr);
  endpoint->publish(figures_with_drops(23));
  auto without = std::make_shared<DaemonFigures>(sample::full_figures());
  without->listeners.clear();
  endpoint->publish(without);
  EXPECT_THAT(http::ask(endpoint->port(), "GET /metrics").body,
              HasSubstr("cause=\"accept_queue_full_syn\"} 23\n"));
}

TEST(Endpoint, ServesNothingElse) {
  const auto endpoint = started("0");
  ASSERT_NE(endpoint, nullptr);
  endpoint->publish(figures_with_drops(23));
  for (const char* request :
       {"GET /", "GET /etc/passwd", "GET /../etc/passwd", "GET /%2e%2e/etc", "POST /metrics",
        "PUT /metrics", "DELETE /metrics", "OPTIONS /metrics", "PROPFIND /"}) {
    const http::Answer answer = http::ask(endpoint->port(), request);
    EXPECT_GE(answer.status, 400) << request;
    EXPECT_THAT(answer.body, Not(HasSubstr("bpfnetstat_"))) << request;
    EXPECT_THAT(answer.body, Not(HasSubstr("root:"))) << request;
    EXPECT_THAT(answer.headers, Not(HasSubstr("Allow-Origin: *"))) << request;
  }
}

TEST(Endpoint, ARequestThatIsTooLongOrNoneIsCutOff) {
  const auto endpoint = started("0");
  ASSERT_NE(endpoint, nullptr);
  endpoint->publish(figures_with_drops(23));
  for (const std::string& request :
       {"GET /metrics HTTP/1.0\r\nA: " + std::string(kMaxScrapeRequestBytes, 'x') + "\r\n\r\n",
        std::string(1 << 20, 'x'), std::string("\0\xff\x16\x03\x01\r\n\r\n", 9),
        std::string("\r\n\r\n")}) {
    const UniqueFd fd = http::connect_to(endpoint->port());
    ASSERT_TRUE(fd);
    http::send_all(fd, request);
    shutdown(fd.get(), SHUT_WR);
    EXPECT_THAT(http::read_all(fd), Not(HasSubstr("bpfnetstat_")));
  }
  EXPECT_EQ(http::ask(endpoint->port(), "GET /metrics").status, 200);
}

TEST(Endpoint, OneRequestAConnection) {
  const auto endpoint = started("0");
  ASSERT_NE(endpoint, nullptr);
  const UniqueFd fd = http::connect_to(endpoint->port());
  ASSERT_TRUE(fd);
  const std::string request = "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";
  ASSERT_TRUE(http::send_all(fd, request + request));
  const std::string text = http::read_all(fd);
  EXPECT_EQ(text.find("HTTP/1.1 200"), text.rfind("HTTP/1.1 200"));
}

TEST(Endpoint, SilentClientsDelayOthersNoLongerThanTheHeaderSays) {
  const auto endpoint = started("0");
  ASSERT_NE(endpoint, nullptr);
  endpoint->publish(figures_with_drops(23));
  std::deque<UniqueFd> silent;
  for (std::size_t i = 0; i < kScrapeThreads; ++i) {
    silent.push_back(http::connect_to(endpoint->port()));
    ASSERT_TRUE(http::send_all(silent.back(), "GET /met"));
  }
  std::this_thread::sleep_for(200ms);
  const Clock::time_point start = Clock::now();
  endpoint->publish(figures_with_drops(42));
  EXPECT_LT(Clock::now() - start, 1s);
  EXPECT_THAT(http::ask(endpoint->port(), "GET /metrics").body,
              HasSubstr("cause=\"accept_queue_full_syn\"} 42\n"));
  EXPECT_LT(Clock::now() - start, kScrapeTimeoutMs * 1ms + 5s);
}

TEST(Endpoint, ManyConnectionsTakeFewDescriptors) {
  const auto endpoint = started("0");
  ASSERT_NE(endpoint, nullptr);
  const std::size_t before = entries("/proc/self/fd");
  const std::size_t threads = entries("/proc/self/task");
  std::deque<UniqueFd> clients;
  for (int i = 0; i < 100; ++i) {
    UniqueFd& fd = clients.emplace_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int status = connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    ASSERT_TRUE(status == 0 || errno == EINPROGRESS);
  }
  std::this_thread::sleep_for(500ms);
  EXPECT_LE(entries("/proc/self/fd") - before - clients.size(),
            kScrapeThreads + kWaitingScrapes + 2);
  EXPECT_EQ(entries("/proc/self/task"), threads);
}

TEST(Endpoint, EndsInTimeThoughAClientDoesNot) {
  auto endpoint = started("0");
  ASSERT_NE(endpoint, nullptr);
  Limits limits;
  auto large = std::make_shared<DaemonFigures>(sample::full_figures());
  for (std::uint16_t i = 1; i < limits.listeners; ++i)
    large->listeners.push_back(sample::at_port(1000U + i, i));
  endpoint->publish(large);
  const UniqueFd never_reads = http::connect_to(endpoint->port());
  ASSERT_TRUE(http::send_all(never_reads, "GET /metrics HTTP/1.0\r\n\r\n"));
  const UniqueFd never_asks = http::connect_to(endpoint->port());
  ASSERT_TRUE(never_asks);
  std::this_thread::sleep_for(200ms);
  const Clock::time_point start = Clock::now();
  endpoint.reset();
  EXPECT_LT(Clock::now() - start, kScrapeTimeoutMs * 1ms + 5s);
}

TEST(Endpoint, LeavesNoThreadAndNoDescriptorBehind) {
  // What the library makes once for good.
  started("0").reset();
  const std::size_t descriptors = entries("/proc/self/fd");
  const std::size_t threads = entries("/proc/self/task");
  for (int i = 0; i < 2; ++i) {
    const auto endpoint = started("0");
    ASSERT_NE(endpoint, nullptr);
    EXPECT_EQ(entries("/proc/self/task"), threads + kScrapeThreads + 1);
    EXPECT_EQ(http::ask(endpoint->port(), "GET /metrics").status, 200);
  }
  EXPECT_EQ(entries("/proc/self/fd"), descriptors);
  EXPECT_EQ(entries("/proc/self/task"), threads);
}

TEST(Endpoint, ScrapesWhileFiguresChangeSeeOneStateOrTheNext) {
  const auto endpoint = started("0");
  ASSERT_NE(endpoint, nullptr);
  const auto publish = [&](std::uint64_t number) {
    DaemonFigures figures = *figures_with_drops(number);
    figures.resyncs = number;
    endpoint->publish(std::make_shared<const DaemonFigures>(std::move(figures)));
  };
  publish(1);
  std::atomic<bool> done = false;
  std::vector<std::jthread> scrapers;
  std::atomic<int> torn = 0;
  std::atomic<int> scrapes = 0;
  for (int i = 0; i < 2; ++i) {
    scrapers.emplace_back([&] {
      while (!done) {
        const std::string body = http::ask(endpoint->port(), "GET /metrics").body;
        const auto value = [&](const std::string& before) -> std::string {
          std::size_t at = body.find(before);
          if (at == std::string::npos) return "?";
          at += before.size();
          return body.substr(at, body.find('\n', at) - at);
        };
        // Both are published with the same number.
        const std::string drops = value("cause=\"accept_queue_full_syn\"} ");
        if (drops != value("\nbpfnetstat_table_resyncs_total ") || drops == "?") ++torn;
        ++scrapes;
      }
    });
  }
  for (std::uint64_t i = 2; i < 1000 || scrapes < 20; ++i) {
    publish(i);
    std::this_thread::sleep_for(1ms);
  }
  done = true;
  scrapers.clear();
  EXPECT_EQ(torn, 0);
  EXPECT_GE(scrapes, 20);
}

}  // namespace
}  // namespace bpfnetstat::metrics
