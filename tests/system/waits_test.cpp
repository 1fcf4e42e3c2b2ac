// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "../http.h"
#include "daemon_lab.h"
#include "lab.h"
#include "runner.h"

// How long connections wait in accept queues, and how long the queues become, as a daemon sees it.
namespace bpfnetstat::lab {
namespace {

const std::chrono::microseconds kExactly = 2ms * slowness();

/// The least and the most that something may be.
struct Bracket {
  std::chrono::microseconds least{};
  std::chrono::microseconds most{};
};

std::chrono::microseconds in_us(Clock::duration time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time);
}

/// A queue of completions, without a library.
class Ring {
 public:
  /// Unset where the kernel has none for us.
  static std::unique_ptr<Ring> open() {
    auto ring = std::unique_ptr<Ring>(new Ring);
    io_uring_params parameters{};
    ring->fd_ = UniqueFd(static_cast<int>(syscall(SYS_io_uring_setup, 4, &parameters)));
    if (!ring->fd_ || !(parameters.features & IORING_FEAT_SINGLE_MMAP)) return nullptr;
    ring->bytes_ = std::max(parameters.sq_off.array + parameters.sq_entries * sizeof(__u32),
                            parameters.cq_off.cqes + parameters.cq_entries * sizeof(io_uring_cqe));
    ring->base_ = static_cast<char*>(map(ring->fd_.get(), ring->bytes_, IORING_OFF_SQ_RING));
    ring->entries_ = static_cast<io_uring_sqe*>(
        map(ring->fd_.get(), parameters.sq_entries * sizeof(io_uring_sqe), IORING_OFF_SQES));
    ring->parameters_ = parameters;
    return ring;
  }
  ~Ring() {
    if (base_ != nullptr) munmap(base_, bytes_);
    if (entries_ != nullptr) munmap(entries_, parameters_.sq_entries * sizeof(io_uring_sqe));
  }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  int fd() const { return fd_.get(); }

  /// Submits one and waits for its result.
  int run(const io_uring_sqe& what) {
    auto& tail = *at<std::atomic<__u32>>(parameters_.sq_off.tail);
    const auto mask = *at<__u32>(parameters_.sq_off.ring_mask);
    const auto index = tail.load() & mask;
    entries_[index] = what;
    at<__u32>(parameters_.sq_off.array)[index] = index;
    tail.store(tail.load() + 1);
    return wait(1);
  }

  /// Waits for one more result.
  /// @param submitted entries that the kernel has not seen yet.
  int wait(unsigned submitted = 0) {
    if (syscall(SYS_io_uring_enter, fd_.get(), submitted, 1, IORING_ENTER_GETEVENTS, nullptr, 0) !=
        static_cast<int>(submitted)) {
      fail("io_uring_enter");
    }
    auto& head = *at<std::atomic<__u32>>(parameters_.cq_off.head);
    const auto* done = at<io_uring_cqe>(parameters_.cq_off.cqes) +
                       (head.load() & *at<__u32>(parameters_.cq_off.ring_mask));
    const int result = done->res;
    head.store(head.load() + 1);
    return result;
  }

 private:
  Ring() = default;

  static void* map(int fd, std::size_t bytes, off_t offset) {
    void* where =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset);
    if (where == MAP_FAILED) fail("mmap");
    return where;
  }

  template <typename T>
  T* at(__u32 offset) const {
    return reinterpret_cast<T*>(base_ + offset);
  }

  UniqueFd fd_;
  io_uring_params parameters_{};
  std::size_t bytes_ = 0;
  char* base_ = nullptr;
  io_uring_sqe* entries_ = nullptr;
};

io_uring_sqe accept_by_ring(int listener) {
  io_uring_sqe what{};
  what.opcode = IORING_OP_ACCEPT;
  what.fd = listener;
  what.accept_flags = SOCK_CLOEXEC;
  return what;
}

enum class By { accept_blocking, accept4_epoll, threads, io_uring, io_uring_worker };

/// Takes one connection that waits, in one of the ways that programs do.
class Accepter {
 public:
  explicit Accepter(By by) : by_(by) {
    if (by_ == By::io_uring || by_ == By::io_uring_worker) {
      ring_ = Ring::open();
      able_ = ring_ != nullptr;
    }
  }

  bool able() const { return able_; }

  UniqueFd accept(const Listener& listener) {
    switch (by_) {
      case By::accept_blocking:
        return blocking(listener);
      case By::threads: {
        UniqueFd taken;
        std::jthread([&] { taken = blocking(listener); }).join();
        return taken;
      }
      case By::accept4_epoll: {
        const UniqueFd epoll(epoll_create1(EPOLL_CLOEXEC));
        epoll_event wanted{.events = EPOLLIN, .data = {}};
        epoll_event got{};
        if (epoll_ctl(epoll.get(), EPOLL_CTL_ADD, listener.fd(), &wanted) != 0 ||
            epoll_wait(epoll.get(), &got, 1, 5000) != 1) {
          fail("epoll");
        }
        return listener.accept();
      }
      case By::io_uring:
        return UniqueFd(ring_->run(accept_by_ring(listener.fd())));
      case By::io_uring_worker: {
        io_uring_sqe what = accept_by_ring(listener.fd());
        what.flags = IOSQE_ASYNC;
        return UniqueFd(ring_->run(what));
      }
    }
    return {};
  }

 private:
  static UniqueFd blocking(const Listener& listener) {
    const int flags = fcntl(listener.fd(), F_GETFL);
    fcntl(listener.fd(), F_SETFL, flags & ~O_NONBLOCK);
    UniqueFd taken(::accept(listener.fd(), nullptr, nullptr));
    fcntl(listener.fd(), F_SETFL, flags);
    return taken;
  }

  By by_;
  bool able_ = true;
  std::unique_ptr<Ring> ring_;
};

std::uint16_t peer_port(int fd) {
  sockaddr_in6 address{};
  socklen_t length = sizeof address;
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) fail("getpeername");
  return ntohs(address.sin6_port);  // IPv4 has its port in the same place.
}

std::size_t queued_in(const std::vector<Listener>& listeners) {
  std::size_t sum = 0;
  for (const auto& listener : listeners) sum += listener.accept_queue();
  return sum;
}

/// Clients that connect one after the other, and when.
class Burst {
 public:
  void connect(const Namespace& where, const std::string& source, const At& server, int count) {
    for (int i = 0; i < count; ++i) {
      const auto began = Clock::now();
      clients_.emplace_back(where, source, server);
      const auto& client = clients_.back();
      if (!eventually([&] { return client.established(); })) fail("not established");
      // The last ACK is on its way then, or has been there: over loopback it is not far.
      arrived_[client.bound().port] = {began, Clock::now()};
    }
  }

  /// Takes one connection, and says how long it may have waited.
  Bracket accept(Accepter& accepter, const Listener& listener) {
    const auto before = Clock::now();
    taken_.push_back(accepter.accept(listener));
    const auto after = Clock::now();
    if (!taken_.back()) fail("accept");
    const auto& [began, ended] = arrived_.at(peer_port(taken_.back().get()));
    return {in_us(before - ended), in_us(after - began)};
  }

 private:
  std::vector<Client> clients_;
  std::vector<UniqueFd> taken_;
  std::map<std::uint16_t, std::pair<Clock::time_point, Clock::time_point>> arrived_;
};

std::vector<std::uint64_t> latest_us(const Record& record) {
  const auto* latest = record.find("waits.latest_us");
  std::vector<std::uint64_t> all;
  if (latest == nullptr) return all;  // None was accepted.
  for (const auto& one : latest->GetArray()) all.push_back(one.GetUint64());
  return all;
}

/// Whether the daemon follows queues here; else why not.
std::optional<std::string> why_not() {
  std::vector<std::string> words = {"doctor", "--json"};
  if (const char* probe = std::getenv("BPFNETSTAT_PROBE")) {
    words.push_back(std::string("--probe=") + probe);
  }
  const auto ended = run(words);
  for (const auto* doctor : ended.of_type("doctor")) {
    for (const auto& hook : doctor->find("hooks")->GetArray()) {
      if (std::string(hook["hook"].GetString()) != "queue") continue;
      if (hook.HasMember("mechanism")) return std::nullopt;
    }
  }
  return "no mechanism for the hook queue";
}

struct Scene {
  std::string name;
  std::string bound;
  std::string source;
  std::string server;
  std::size_t listeners;
  By by;
  bool v6only = true;
};

void PrintTo(const Scene& scene, std::ostream* out) {
  *out << scene.name;
}

class Waits : public testing::TestWithParam<Scene> {
 protected:
  void SetUp() override {
    if (const auto reason = why_not()) GTEST_SKIP() << *reason;
  }
};

INSTANTIATE_TEST_SUITE_P(
    , Waits,
    testing::Values(
        Scene{"Ipv4Blocking", "127.0.0.1", "127.0.0.1", "127.0.0.1", 1, By::accept_blocking},
        Scene{"Ipv6Epoll", "::1", "::1", "::1", 1, By::accept4_epoll},
        Scene{"DualMapped", "::", "127.0.0.1", "127.0.0.1", 1, By::accept4_epoll, false},
        Scene{"Reuseport", "127.0.0.1", "127.0.0.1", "127.0.0.1", 3, By::accept4_epoll},
        Scene{"Threads", "127.0.0.1", "127.0.0.1", "127.0.0.1", 1, By::threads},
        Scene{"IoUring", "127.0.0.1", "127.0.0.1", "127.0.0.1", 1, By::io_uring},
        Scene{"IoUringWorker", "127.0.0.1", "127.0.0.1", "127.0.0.1", 1, By::io_uring_worker}),
    [](const auto& info) { return info.param.name; });

TEST_P(Waits, AreThoseOfEveryConnection) {
  const Scene& scene = GetParam();
  Accepter accepter(scene.by);
  if (!accepter.able()) GTEST_SKIP() << "io_uring: " << std::strerror(errno);
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  const ListenOptions options{.backlog = 64, .v6only = scene.v6only};
  std::vector<Listener> listeners;
  if (scene.listeners == 1) {
    listeners.emplace_back(where, At{scene.bound, 0}, options);
  } else {
    listeners = listen_group(where, {scene.bound, 0}, scene.listeners, options);
  }
  Burst burst;
  burst.connect(where, scene.source, {scene.server, listeners[0].port()}, kAttempts);
  ASSERT_TRUE(eventually([&] { return queued_in(listeners) == std::size_t{kAttempts}; }));

  std::vector<std::vector<Bracket>> waited(listeners.size());
  std::vector<std::uint32_t> longest;
  for (const auto& listener : listeners) longest.push_back(listener.accept_queue());
  auto next = Clock::now();
  for (std::size_t turn = 0, taken = 0; taken < std::size_t{kAttempts}; ++turn) {
    const auto which = turn % listeners.size();
    if (listeners[which].accept_queue() == 0) continue;
    std::this_thread::sleep_until(next += 50ms);
    waited[which].push_back(burst.accept(accepter, listeners[which]));
    ++taken;
  }
  for (std::size_t i = 0; i < listeners.size(); ++i) {
    const Record record = daemon.listener(listeners[i]);
    SCOPED_TRACE(record.line());
    const auto& expected = waited[i];
    EXPECT_EQ(record.number("arrived"), expected.size());
    EXPECT_EQ(record.number("accepted"), expected.size());
    EXPECT_FALSE(record.has("accepted_unseen"));
    EXPECT_EQ(record.number("accept_queue"), 0u);
    if (expected.empty()) continue;
    EXPECT_EQ(record.number("accept_queue_peak"), longest[i]);
    EXPECT_EQ(record.number("waits.count"), expected.size());
    EXPECT_FALSE(record.has("waits.at_least"));
    EXPECT_LT(record.number("since_accept_us"), 60'000'000u * slowness());
    const auto reported = latest_us(record);
    ASSERT_EQ(reported.size(), expected.size());
    std::uint64_t longest_wait = 0;
    for (std::size_t j = 0; j < expected.size(); ++j) {
      const std::chrono::microseconds wait(reported[j]);
      EXPECT_GE(wait, expected[j].least - kExactly) << "connection " << j;
      EXPECT_LE(wait, expected[j].most + kExactly) << "connection " << j;
      longest_wait = std::max(longest_wait, reported[j]);
    }
    EXPECT_GE(record.number("waits.max_us"), longest_wait);
    EXPECT_LE(record.number("waits.max_us"), longest_wait + 1);
    // A bucket's bound: not below what half of them waited, nor above twice that.
    auto sorted = reported;
    std::sort(sorted.begin(), sorted.end());
    const auto median = sorted[(sorted.size() - 1) / 2];
    EXPECT_GE(record.number("waits.p50_us"), median);
    EXPECT_LE(record.number("waits.p50_us"), 2 * median + 1);
  }
}

class AcceptQueuePeak : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto reason = why_not()) GTEST_SKIP() << *reason;
  }
};

TEST_F(AcceptQueuePeak, IsExactForEveryBurst) {
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  for (const int backlog : {0, 5, 128}) {
    for (const int burst : {1, 5, 23, 129}) {
      SCOPED_TRACE("backlog " + std::to_string(backlog) + ", burst " + std::to_string(burst));
      const Listener listener(where, {"127.0.0.1", 0}, {.backlog = backlog});
      const int fit = std::min(burst, backlog + 1);
      const auto fits = static_cast<std::uint32_t>(fit);
      Burst connections;
      Outcome refused;
      if (fit == burst) {
        connections.connect(where, "127.0.0.1", listener.bound(), burst);
      } else {
        refused = overflow_by_connecting(where, {&listener}, {"127.0.0.1"}, listener.bound(),
                                         burst - fit);
      }
      ASSERT_TRUE(eventually([&] { return listener.accept_queue() == fits; }));
      while (listener.accept()) {
      }
      const Record record = daemon.listener(listener);
      EXPECT_EQ(record.number("accept_queue_peak"), fits) << record.line();
      EXPECT_EQ(record.number("arrived"), fits) << record.line();
      EXPECT_EQ(record.number("accepted"), fits) << record.line();
      EXPECT_FALSE(record.has("accepted_unseen")) << record.line();
      EXPECT_EQ(record.number("waits.count"), fits) << record.line();
    }
  }
}

class AcceptQueue : public AcceptQueuePeak {};

TEST_F(AcceptQueue, WhatWaitedBeforeTheDaemonWaitedAtLeast) {
  const Namespace where;
  // More than one look at the queue notes.
  constexpr int kBefore = 613;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 1024});
  where.set("net/core/somaxconn", 4096);
  listener.listen(1024);
  Burst burst;
  burst.connect(where, "127.0.0.1", listener.bound(), kBefore);
  ASSERT_TRUE(eventually([&] { return listener.accept_queue() == kBefore; }));
  const Folder folder;
  const auto starts = Clock::now();
  const Daemon daemon(folder);
  const auto started = Clock::now();
  burst.connect(where, "127.0.0.1", listener.bound(), 3);
  ASSERT_TRUE(eventually([&] { return listener.accept_queue() == kBefore + 3; }));
  EXPECT_EQ(daemon.listener(listener).number("accept_queue"), std::uint64_t{kBefore + 3});
  std::this_thread::sleep_for(50ms);
  Accepter accepter(By::accept4_epoll);
  const auto least = in_us(Clock::now() - started);
  for (int i = 0; i < kBefore; ++i) burst.accept(accepter, listener);
  const auto most = in_us(Clock::now() - starts);
  {
    const Record record = daemon.listener(listener);
    SCOPED_TRACE(record.line());
    EXPECT_EQ(record.number("waits.count"), std::uint64_t{kBefore});
    EXPECT_EQ(record.number("waits.at_least"), std::uint64_t{kBefore});
    EXPECT_EQ(record.number("arrived"), 3u);
    EXPECT_EQ(record.number("accepted"), std::uint64_t{kBefore});
    EXPECT_FALSE(record.has("accepted_unseen"));
    for (const auto wait : latest_us(record)) {
      EXPECT_GE(std::chrono::microseconds(wait), least);
      EXPECT_LE(std::chrono::microseconds(wait), most);
    }
  }
  std::vector<Bracket> exact;
  for (int i = 0; i < 3; ++i) exact.push_back(burst.accept(accepter, listener));
  const Record record = daemon.listener(listener);
  SCOPED_TRACE(record.line());
  EXPECT_EQ(record.number("waits.count"), std::uint64_t{kBefore + 3});
  EXPECT_EQ(record.number("waits.at_least"), std::uint64_t{kBefore});
  const auto reported = latest_us(record);
  ASSERT_EQ(reported.size(), 32u);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::chrono::microseconds wait(reported[29 + i]);
    EXPECT_GE(wait, exact[i].least - kExactly);
    EXPECT_LE(wait, exact[i].most + kExactly);
  }
  const Ended text = daemon.ask({"listeners"});
  EXPECT_THAT(text.out, testing::HasSubstr(">=")) << "of at least";
}

TEST_F(AcceptQueue, IsAskedForByListenAndCutBySomaxconn) {
  const Namespace where;
  where.set("net/core/somaxconn", 128);
  const Listener before(where, {"127.0.0.1", 0}, {.backlog = 5});
  const Folder folder;
  const Daemon daemon(folder);
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 5000});
  EXPECT_FALSE(daemon.listener(before).has("asked_backlog"));
  EXPECT_EQ(daemon.listener(listener).number("accept_queue_limit"), 128u);
  const bool is_seen = daemon.listener(listener).has("asked_backlog");
  if (!is_seen) GTEST_SKIP() << "only tracepoints tell: the queue is followed by functions here";
  EXPECT_EQ(daemon.listener(listener).number("asked_backlog"), 5000u);
  // Whoever listens again asks again, also where the daemon came later.
  before.listen(0);
  listener.listen(7);
  EXPECT_EQ(daemon.listener(before).number("asked_backlog"), 0u);
  EXPECT_EQ(daemon.listener(listener).number("asked_backlog"), 7u);
  EXPECT_EQ(daemon.listener(listener).number("accept_queue_limit"), 7u);
  // As whoever wants as much as there is may ask.
  listener.listen(-1);
  EXPECT_EQ(daemon.listener(listener).number("accept_queue_limit"), 128u);
  EXPECT_EQ(daemon.listener(listener).number("asked_backlog"), 4294967295u);
}

TEST_F(AcceptQueue, IsShownBesideWhatItsNamespaceIsSetTo) {
  const Namespace where, other;
  where.set("net/core/somaxconn", 128);
  where.set("net/ipv4/tcp_max_syn_backlog", 23);
  other.set("net/core/somaxconn", 77);
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 5000});
  const Listener elsewhere(other, {"127.0.0.1", 0});
  const auto expect = [&](const Record& record, std::uint64_t somaxconn) {
    SCOPED_TRACE(record.line());
    EXPECT_EQ(record.number("somaxconn"), somaxconn);
    EXPECT_TRUE(record.has("tcp_max_syn_backlog"));
  };
  const auto port = std::to_string(listener.port());
  // Who has no daemon looks for himself.
  const Ended alone = run({"listeners", "--json", "--socket", "none", "-L", port, "--netns",
                           std::to_string(where.inode())});
  ASSERT_EQ(alone.of_type("listener").size(), 1u) << alone.err;
  expect(*alone.of_type("listener").front(), 128);
  EXPECT_EQ(alone.of_type("listener").front()->number("tcp_max_syn_backlog"), 23u);

  const Folder folder;
  const Daemon daemon(folder);
  // The test itself, which holds them, is in neither namespace.
  expect(daemon.listener(listener), 128);
  expect(daemon.listener(elsewhere), 77);
  EXPECT_EQ(daemon.listener(listener).number("tcp_max_syn_backlog"), 23u);
  where.set("net/core/somaxconn", 512);
  const auto patience = Clock::now() + 10s * slowness();
  while (daemon.listener(listener).number("somaxconn") != 512 && Clock::now() < patience)
    std::this_thread::sleep_for(100ms);
  expect(daemon.listener(listener), 512);
  EXPECT_EQ(daemon.listener(listener).number("accept_queue_limit"), 128u) << "till listen(2)";

  const Ended brief = daemon.ask({"listeners", "-L", port});
  EXPECT_THAT(brief.out, testing::Not(testing::HasSubstr("SOMAXCONN")));
  const Ended verbose = daemon.ask({"listeners", "-v", "-L", port});
  EXPECT_THAT(verbose.out, testing::HasSubstr("SOMAXCONN"));
  EXPECT_THAT(verbose.out, testing::HasSubstr("MAX SYN BACKLOG"));
}

TEST_F(AcceptQueue, IsShownWithoutWhatNobodyCanReadAnyMore) {
  const Folder folder;
  const Daemon daemon(folder);
  const auto port = free_port();
  UniqueFd listener;
  // When the thread has ended, the socket alone keeps its network namespace.
  std::thread([&] {
    if (unshare(CLONE_NEWNET) != 0) fail("unshare");
    listener = UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener.get(), 23) != 0)
      fail("listen");
  }).join();
  const Ended ended = daemon.ask({"listeners", "--json", "-L", std::to_string(port)});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  ASSERT_EQ(ended.of_type("listener").size(), 1u);
  const Record& record = *ended.of_type("listener").front();
  EXPECT_EQ(record.number("accept_queue_limit"), 23u);
  EXPECT_FALSE(record.has("somaxconn")) << record.line();
  EXPECT_FALSE(record.has("tcp_max_syn_backlog"));
}

/// The value of a sample of a listener of this namespace; unset where there is none.
std::optional<double> sample(const std::string& page, const std::string& name,
                             const Namespace& where, const std::string& more = "") {
  const auto netns = "netns=\"" + std::to_string(where.inode()) + '"';
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("bpfnetstat_listener_" + name + '{') &&
        line.find(netns) != std::string::npos && line.find(more) != std::string::npos)
      return std::stod(line.substr(line.rfind(' ') + 1));
  }
  return std::nullopt;
}

TEST_F(AcceptQueue, IsInTheMetrics) {
  constexpr int kBurst = 23;
  const Folder folder;
  const auto port = free_port();
  const Daemon daemon(folder, {"--metrics", std::to_string(port)});
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = kBurst - 1});
  const auto page = [&] { return http::ask(port, "GET /metrics").body; };
  // Graphs begin at 0, before the first connection.
  EXPECT_TRUE(
      eventually([&] { return sample(page(), "accept_wait_seconds_count", where) == 0.0; }));
  EXPECT_EQ(sample(page(), "since_accept_seconds", where), std::nullopt);
  Burst burst;
  burst.connect(where, "127.0.0.1", listener.bound(), kBurst);
  ASSERT_TRUE(eventually([&] { return listener.full(); }));
  const Outcome refused =
      overflow_by_connecting(where, {&listener}, {"127.0.0.1"}, listener.bound(), 3);
  const auto verdict = [&] { return sample(page(), "verdict", where, "cause=\""); };
  EXPECT_TRUE(eventually([&] { return verdict() == 1.0; })) << page();
  std::this_thread::sleep_for(300ms);
  Accepter accepter(By::accept4_epoll);
  Bracket all;
  for (int i = 0; i < kBurst; ++i) {
    const auto one = burst.accept(accepter, listener);
    all.least += one.least;
    all.most += one.most;
  }
  EXPECT_TRUE(
      eventually([&] { return sample(page(), "accept_wait_seconds_count", where) >= kBurst; }));
  const auto now = page();
  SCOPED_TRACE(now);
  EXPECT_EQ(sample(now, "accept_wait_seconds_count", where), kBurst);
  const auto bucket = [&](const char* bound) {
    return sample(now, "accept_wait_seconds_bucket", where, "le=\"" + std::string(bound) + '"');
  };
  EXPECT_EQ(bucket("+Inf"), kBurst);
  EXPECT_EQ(bucket("0.262144"), 0);
  EXPECT_EQ(bucket("67.108864"), kBurst);
  const auto sum_us = sample(now, "accept_wait_seconds_sum", where).value_or(0) * 1e6;
  EXPECT_GE(sum_us, double((all.least - kBurst * kExactly).count()));
  EXPECT_LE(sum_us, double((all.most + kBurst * kExactly).count()));
  EXPECT_EQ(sample(now, "accepted_total", where), kBurst);
  EXPECT_EQ(sample(now, "arrived_total", where), kBurst);
  EXPECT_LT(sample(now, "since_accept_seconds", where), 10);
  EXPECT_EQ(sample(now, "delayed_clients_total", where), 0);
  // They have given up.
  EXPECT_TRUE(eventually([&] { return sample(page(), "lost_clients_total", where) == 3; }, 20s));
}

#if defined(__x86_64__)
/// accept4 as 32-bit programs call it.
int accept4_of_32_bits(int listener) {
  int result = 0;
  asm volatile("int $0x80"
               : "=a"(result)
               : "a"(364), "b"(listener), "c"(0), "d"(0), "S"(0)
               : "memory", "r8", "r9", "r10", "r11");
  return result;
}

/// The record of a listener from which one of 32 bits has accepted five.
std::optional<Record> after_five_of_32_bits(const Daemon& daemon, const Namespace& where) {
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  if (accept4_of_32_bits(listener.fd()) != -EAGAIN) return std::nullopt;
  Burst burst;
  burst.connect(where, "127.0.0.1", listener.bound(), 5);
  EXPECT_TRUE(eventually([&] { return listener.accept_queue() == 5; }));
  std::vector<UniqueFd> taken;
  for (int i = 0; i < 5; ++i) {
    taken.emplace_back(accept4_of_32_bits(listener.fd()));
    EXPECT_TRUE(taken.back());
  }
  return daemon.listener(listener);
}

void expect_all_seen(const Record& record) {
  SCOPED_TRACE(record.line());
  EXPECT_EQ(record.number("accepted"), 5u);
  EXPECT_EQ(record.number("waits.count"), 5u);
  EXPECT_FALSE(record.has("accepted_unseen"));
}

TEST_F(AcceptQueue, Sees32BitPrograms) {
  const Folder folder;
  const Daemon daemon(folder, {"--without", "call-events"});
  const Namespace where;
  const auto record = after_five_of_32_bits(daemon, where);
  if (!record) GTEST_SKIP() << "no 32-bit system calls here";
  expect_all_seen(*record);
}

TEST_F(AcceptQueue, Sees32BitProgramsOnceItHasMissedSome) {
  const Folder folder;
  Daemon daemon(folder);
  const Namespace where;
  const Listener first(where, {"127.0.0.1", 0}, {.backlog = 64});
  if (accept4_of_32_bits(first.fd()) != -EAGAIN) GTEST_SKIP() << "no 32-bit system calls here";
  Burst burst;
  burst.connect(where, "127.0.0.1", first.bound(), 5);
  ASSERT_TRUE(eventually([&] { return first.accept_queue() == 5; }));
  std::vector<UniqueFd> taken;
  for (int i = 0; i < 4; ++i) {
    taken.emplace_back(accept4_of_32_bits(first.fd()));
    ASSERT_TRUE(taken.back());
  }
  const Record missed = daemon.listener(first);
  // Function hooks see the kernel take them.
  EXPECT_EQ(missed.number("accepted") + missed.number_or("accepted_unseen", 0), 4u);
  // What misses no call is attached at the next look.
  ASSERT_TRUE(eventually([&] {
    daemon.tool().read_for(100ms);
    return missed.number("accepted") == 4 ||
           daemon.tool().err().find("every system call is looked at") != std::string::npos;
  }));
  expect_all_seen(after_five_of_32_bits(daemon, where).value());
}
#endif

TEST_F(AcceptQueue, WhatAListenerAbandonsIsNoAcceptance) {
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  Listener listener(where, {"127.0.0.1", 0}, {.backlog = 4});
  // One that has dropped something is shown for a while after it closed.
  const Outcome outcome =
      overflow_by_connecting(where, {&listener}, {"127.0.0.1"}, listener.bound(), 1);
  ASSERT_EQ(listener.accept_queue(), 5u);
  const UniqueFd taken = listener.accept();
  ASSERT_TRUE(taken);
  ASSERT_FALSE(daemon.listener(listener).has("abandoned"));
  const auto id = listener.cookie();
  listener.close();
  std::optional<Record> record;
  const auto shows_it_closed = [&] {
    const Ended ended = daemon.ask({"listeners", "--json"});
    for (const Record* one : ended.of_type("listener")) {
      if (one->number("id") == id && one->has("closed")) record.emplace(one->line());
    }
    return record.has_value();
  };
  ASSERT_TRUE(eventually(shows_it_closed));
  SCOPED_TRACE(record->line());
  EXPECT_EQ(record->number("arrived"), 5u);
  EXPECT_EQ(record->number("accepted"), 1u);
  EXPECT_EQ(record->number("abandoned"), 4u);
  EXPECT_FALSE(record->has("accepted_unseen"));
}

TEST_F(AcceptQueue, ShowsWhoWaitsAtItsHeadAndForHowLong) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  const Folder folder;
  const Daemon daemon(folder);
  std::vector<Client> clients;
  std::vector<Clock::time_point> came;
  for (std::uint32_t i = 0; i < 7; ++i) {
    clients.emplace_back(where, "127.0.0.3", listener.bound());
    ASSERT_TRUE(eventually([&] { return listener.accept_queue() == i + 1; }));
    came.push_back(Clock::now());
  }
  // Whoever has been accepted waits no more.
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(listener.accept());
  const auto asked = Clock::now();
  const Ended ended =
      daemon.ask({"listeners", "-v", "--json", "-L", std::to_string(listener.port())});
  const auto answered = Clock::now();
  const auto records = ended.of_type("listener");
  ASSERT_EQ(records.size(), 1u) << ended.out;
  const auto* found = records[0]->find("queue_head");
  ASSERT_NE(found, nullptr) << records[0]->line();
  const auto head = found->GetArray();
  ASSERT_EQ(head.Size(), 5u) << records[0]->line();
  for (rapidjson::SizeType i = 0; i < 5; ++i) {
    EXPECT_STREQ(head[i]["peer_address"].GetString(), "127.0.0.3");
    EXPECT_EQ(head[i]["peer_port"].GetUint(), clients[i + 2].local().port) << records[0]->line();
    const std::chrono::microseconds waited(head[i]["waited_us"].GetUint64());
    EXPECT_GE(waited + kExactly, in_us(asked - came[i + 2]));
    EXPECT_LE(waited, in_us(answered - came[i + 1]) + kExactly);
  }
  const Ended text = daemon.ask({"listeners", "-v", "-L", std::to_string(listener.port())});
  EXPECT_THAT(text.out, testing::HasSubstr("QUEUED 127.0.0.1:"));
  EXPECT_THAT(daemon.ask({"listeners", "-L", std::to_string(listener.port())}).out,
              testing::Not(testing::HasSubstr("QUEUED")));
}

TEST_F(AcceptQueue, TellsHowFastTheyComeAndAreTaken) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  const Folder folder;
  const Daemon daemon(folder);
  EXPECT_TRUE(eventually([&] { return daemon.listener(listener).has("recent"); }));
  Burst burst;
  burst.connect(where, "127.0.0.1", listener.bound(), 23);
  ASSERT_TRUE(eventually([&] { return listener.accept_queue() == 23; }));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(listener.accept());
  const Record record = daemon.listener(listener);
  EXPECT_EQ(record.number("recent.arrived"), 23u) << record.line();
  EXPECT_EQ(record.number("recent.accepted"), 5u) << record.line();
  EXPECT_LE(record.number("recent.over_us"), 20'000'000u) << record.line();
}

TEST_F(AcceptQueue, HasNoWaitWhereSomebodyIsWaiting) {
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  fcntl(listener.fd(), F_SETFL, fcntl(listener.fd(), F_GETFL) & ~O_NONBLOCK);
  std::atomic<int> taken = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kAttempts; ++i) {
    threads.emplace_back([&] {
      const UniqueFd fd(::accept(listener.fd(), nullptr, nullptr));
      if (fd) ++taken;
    });
  }
  std::vector<Client> clients;
  std::vector<std::chrono::microseconds> most;
  for (int i = 0; i < kAttempts; ++i) {
    const auto began = Clock::now();
    clients.emplace_back(where, "127.0.0.1", listener.bound());
    ASSERT_TRUE(eventually([&] { return taken == i + 1; }));
    most.push_back(in_us(Clock::now() - began));
  }
  threads.clear();
  const Record record = daemon.listener(listener);
  SCOPED_TRACE(record.line());
  EXPECT_EQ(record.number("waits.count"), std::uint64_t{kAttempts});
  EXPECT_EQ(record.number("accepted"), std::uint64_t{kAttempts});
  EXPECT_FALSE(record.has("accepted_unseen"));
  const auto reported = latest_us(record);
  ASSERT_EQ(reported.size(), most.size());
  for (std::size_t i = 0; i < most.size(); ++i) {
    EXPECT_LE(std::chrono::microseconds(reported[i]), most[i]);
  }
}

TEST_F(AcceptQueue, SeesEveryResultOfOneAcceptOfIoUring) {
  auto ring = Ring::open();
  if (!ring) GTEST_SKIP() << "io_uring: " << std::strerror(errno);
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  Burst burst;
  burst.connect(where, "127.0.0.1", listener.bound(), 1);
  io_uring_sqe what = accept_by_ring(listener.fd());
  what.ioprio = IORING_ACCEPT_MULTISHOT;
  std::vector<UniqueFd> taken;
  const int first = ring->run(what);
  if (first == -EINVAL) GTEST_SKIP() << "no accept with many results on this kernel";
  taken.emplace_back(first);
  // One by one: it ends where there is no room for its results.
  while (taken.size() < std::size_t{kAttempts}) {
    burst.connect(where, "127.0.0.1", listener.bound(), 1);
    taken.emplace_back(ring->wait());
  }
  EXPECT_EQ(listener.accept_queue(), 0u);
  const Record record = daemon.listener(listener);
  SCOPED_TRACE(record.line());
  EXPECT_EQ(record.number("arrived"), std::uint64_t{kAttempts});
  EXPECT_EQ(record.number("accepted"), std::uint64_t{kAttempts});
  EXPECT_EQ(record.number("waits.count"), std::uint64_t{kAttempts});
  EXPECT_FALSE(record.has("accepted_unseen"));
}

TEST_F(AcceptQueue, SeesThoseOfSynCookies) {
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  where.set("net/ipv4/tcp_syncookies", 2);
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  Burst burst;
  burst.connect(where, "127.0.0.1", listener.bound(), kAttempts);
  ASSERT_TRUE(eventually([&] { return listener.accept_queue() == kAttempts; }));
  std::this_thread::sleep_for(50ms);
  Accepter accepter(By::accept4_epoll);
  std::vector<Bracket> expected;
  for (int i = 0; i < kAttempts; ++i) expected.push_back(burst.accept(accepter, listener));
  const Record record = daemon.listener(listener);
  SCOPED_TRACE(record.line());
  EXPECT_EQ(record.number("arrived"), std::uint64_t{kAttempts});
  EXPECT_EQ(record.number("accept_queue_peak"), std::uint64_t{kAttempts});
  const auto reported = latest_us(record);
  ASSERT_EQ(reported.size(), expected.size());
  for (std::size_t i = 0; i < reported.size(); ++i) {
    const std::chrono::microseconds wait(reported[i]);
    EXPECT_GE(wait, expected[i].least - kExactly);
    EXPECT_LE(wait, expected[i].most + kExactly);
  }
}

TEST_F(AcceptQueue, SeesThoseOfFastOpen) {
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  // Both sides, without a cookie, on every listener.
  where.set("net/ipv4/tcp_fastopen", 0x1 | 0x2 | 0x4 | 0x200 | 0x400);
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  const int queue = 64;
  ASSERT_EQ(setsockopt(listener.fd(), IPPROTO_TCP, TCP_FASTOPEN, &queue, sizeof queue), 0);
  std::vector<UniqueFd> clients;
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(listener.port());
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (int i = 0; i < kAttempts; ++i) {
    clients.push_back(
        where.inside([] { return UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }));
    ASSERT_EQ(sendto(clients.back().get(), "x", 1, MSG_FASTOPEN,
                     reinterpret_cast<const sockaddr*>(&server), sizeof server),
              1);
  }
  ASSERT_TRUE(eventually([&] { return listener.accept_queue() == kAttempts; }));
  const auto began = Clock::now();
  std::this_thread::sleep_for(50ms);
  const auto least = in_us(Clock::now() - began);
  for (int i = 0; i < kAttempts; ++i) ASSERT_TRUE(listener.accept());
  const Record record = daemon.listener(listener);
  SCOPED_TRACE(record.line());
  EXPECT_EQ(record.number("arrived"), std::uint64_t{kAttempts});
  EXPECT_EQ(record.number("accepted"), std::uint64_t{kAttempts});
  const auto reported = latest_us(record);
  ASSERT_EQ(reported.size(), std::size_t{kAttempts});
  for (const auto wait : reported) EXPECT_GE(std::chrono::microseconds(wait), least);
}

TEST_F(AcceptQueue, AResetConnectionWaitsOnUntilItIsAccepted) {
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  std::vector<Client> clients;
  for (int i = 0; i < 5; ++i) {
    clients.emplace_back(where, "127.0.0.1", listener.bound());
    ASSERT_TRUE(eventually([&] { return clients.back().established(); }));
  }
  ASSERT_TRUE(eventually([&] { return listener.accept_queue() == 5; }));
  for (auto& client : clients) client.abort();
  std::this_thread::sleep_for(50ms);
  // The kernel hands them out all the same.
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(listener.accept());
  const Record record = daemon.listener(listener);
  SCOPED_TRACE(record.line());
  EXPECT_EQ(record.number("accepted"), 5u);
  for (const auto wait : latest_us(record)) EXPECT_GE(wait, 50'000u);
}

TEST_F(AcceptQueue, CountsDirectDescriptorsAsUnseenWhereNothingTellsOfThem) {
  auto ring = Ring::open();
  if (!ring) GTEST_SKIP() << "io_uring: " << std::strerror(errno);
  std::vector<int> places(8, -1);
  if (syscall(SYS_io_uring_register, ring->fd(), IORING_REGISTER_FILES, places.data(),
              places.size()) != 0) {
    GTEST_SKIP() << "no direct descriptors: " << std::strerror(errno);
  }
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  Burst burst;
  burst.connect(where, "127.0.0.1", listener.bound(), 5);
  ASSERT_TRUE(eventually([&] { return listener.accept_queue() == 5; }));
  for (int i = 0; i < 3; ++i) {
    io_uring_sqe what = accept_by_ring(listener.fd());
    what.accept_flags = 0;
    what.file_index = static_cast<__u32>(i + 1);
    const int result = ring->run(what);
    if (result == -EINVAL) GTEST_SKIP() << "no accept to a direct descriptor on this kernel";
    ASSERT_EQ(result, 0);
  }
  Accepter accepter(By::accept4_epoll);
  const UniqueFd fourth = accepter.accept(listener);
  const Record record = daemon.listener(listener);
  SCOPED_TRACE(record.line());
  EXPECT_EQ(record.number("arrived"), 5u);
  EXPECT_EQ(record.number("accept_queue"), 1u);
  // Function hooks see the kernel take them.
  EXPECT_EQ(record.number("accepted") + record.number_or("accepted_unseen", 0), 4u);
  EXPECT_EQ(record.number("waits.count"), record.number("accepted"));
}

TEST_F(AcceptQueue, AnOverloadedServerOfDirectDescriptorsIsSlowAndNotStuck) {
  auto ring = Ring::open();
  if (!ring) GTEST_SKIP() << "io_uring: " << std::strerror(errno);
  std::vector<int> places(8, -1);
  if (syscall(SYS_io_uring_register, ring->fd(), IORING_REGISTER_FILES, places.data(),
              places.size()) != 0) {
    GTEST_SKIP() << "no direct descriptors: " << std::strerror(errno);
  }
  const Folder folder;
  Daemon daemon(folder);
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  std::atomic<int> taken = 0, result = 0;
  std::vector<Client> clients;
  {
    const std::jthread server([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        io_uring_sqe what = accept_by_ring(listener.fd());
        what.accept_flags = 0;
        what.file_index = 1;
        result = ring->run(what);
        taken += result == 0;
        std::this_thread::sleep_for(50ms);
      }
    });
    const auto sources = loopback_sources();
    const auto until = Clock::now() + 3500ms;
    while (Clock::now() < until && result != -EINVAL) {
      Client client(where, sources[clients.size() % sources.size()], listener.bound());
      std::this_thread::sleep_for(5ms);
      if (client.unanswered()) client.give_up();
      clients.push_back(std::move(client));
    }
  }
  if (result == -EINVAL) GTEST_SKIP() << "no accept to a direct descriptor on this kernel";
  const Record record = daemon.listener(listener);
  SCOPED_TRACE(record.line());
  ASSERT_TRUE(record.has("verdict"));
  EXPECT_EQ(record.text("verdict.cause"), "accepter_slow");
  EXPECT_EQ(record.number("accepted") + record.number_or("accepted_unseen", 0),
            static_cast<std::uint64_t>(taken));
  if (record.has("accepted_unseen")) {
    // What sees every call sees none of these, and is let go of.
    daemon.tool().read_for(100ms);
    EXPECT_NE(daemon.tool().err().find("they are looked at no more"), std::string::npos)
        << daemon.tool().err();
  }
  // Not those of before the first drop, nor of the last look.
  EXPECT_GE(record.number("verdict.evidence.accepted"), static_cast<std::uint64_t>(taken) / 3);
  EXPECT_LE(record.number("verdict.evidence.accepted"), static_cast<std::uint64_t>(taken));
  EXPECT_GE(record.number("recent.accepted"), static_cast<std::uint64_t>(taken) / 3);
  EXPECT_LE(record.number("recent.accepted"), static_cast<std::uint64_t>(taken));
}

}  // namespace
}  // namespace bpfnetstat::lab
