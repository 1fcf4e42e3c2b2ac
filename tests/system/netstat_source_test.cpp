// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "kernel/socket_listing.h"
#include "lab.h"

// What the iterators say beside what procfs says, which is what netstat reads.
namespace bpfnetstat {

void PrintTo(const SocketOwner& owner, std::ostream* out) {
  *out << owner.pid << '/' << owner.fd << ": " << owner.inode;
}

bool operator==(const SocketOwner& left, const SocketOwner& right) {
  return left.inode == right.inode && left.pid == right.pid && left.fd == right.fd;
}

namespace lab {
namespace {

using kernel::SocketListing;

/// A row, its timer's ticks apart: these move.
struct Row {
  std::string text;
  std::uint64_t ticks = 0;
  std::uint64_t inode = 0;
  int state = 0;
  int timer = 0;
  std::uint32_t retransmits = 0;
  std::uint32_t probes = 0;
};

std::string hex(const Endpoint& endpoint) {
  std::string text;
  char word[16];
  for (std::size_t i = 0; i < (endpoint.address.family == Family::ipv4 ? 4u : 16u); i += 4) {
    std::uint32_t number;
    std::memcpy(&number, endpoint.address.bytes.data() + i, sizeof(number));
    std::snprintf(word, sizeof(word), "%08X", number);
    text += word;
  }
  std::snprintf(word, sizeof(word), ":%04X", endpoint.port);
  return text + word;
}

/// As procfs would write it.
Row as_procfs(const InetSocket& socket) {
  char text[200];
  std::snprintf(text, sizeof(text), "%s %s %02X %08X:%08X %02X %08X %u %u %ju",
                hex(socket.local).c_str(), hex(socket.remote).c_str(), socket.state,
                socket.tx_queue, socket.rx_queue, socket.timer, socket.retransmits, socket.uid,
                socket.probes, static_cast<std::uintmax_t>(socket.inode));
  return {text,         socket.timer_ticks, socket.inode, socket.state,
          socket.timer, socket.retransmits, socket.probes};
}

std::vector<Row> read_procfs(Family family) {
  std::ifstream file(family == Family::ipv4 ? "/proc/thread-self/net/tcp"
                                            : "/proc/thread-self/net/tcp6");
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string slot, local, remote, state, queues, timer, retransmits, uid, probes, inode;
    words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> probes >>
        inode;
    if (!words) fail("not a row: " + line);
    // Fields of one row; hexadecimal up to the retransmissions.
    rows.push_back({local + ' ' + remote + ' ' + state + ' ' + queues + ' ' + timer.substr(0, 2) +
                        ' ' + retransmits + ' ' + uid + ' ' + probes + ' ' + inode,
                    std::stoull(timer.substr(3), nullptr, 16), std::stoull(inode),
                    std::stoi(state, nullptr, 16), std::stoi(timer.substr(0, 2), nullptr, 16),
                    static_cast<std::uint32_t>(std::stoul(retransmits, nullptr, 16)),
                    static_cast<std::uint32_t>(std::stoul(probes))});
  }
  return rows;
}

std::vector<Row> read_source(SocketListing& listing, Family family,
                             SocketListing::Rows rows = SocketListing::Rows::all) {
  std::vector<Row> found;
  const auto status = listing.tcp(
      family, rows, [&](const InetSocket& socket) { found.push_back(as_procfs(socket)); });
  EXPECT_TRUE(status) << to_string(status.error());
  return found;
}

std::vector<std::string> texts(const std::vector<Row>& rows) {
  std::vector<std::string> all;
  for (const auto& row : rows) all.push_back(row.text);
  return all;
}

struct Tables {
  std::vector<Row> ipv4;
  std::vector<Row> ipv6;
};

Tables procfs_tables() {
  return {read_procfs(Family::ipv4), read_procfs(Family::ipv6)};
}

Tables source_tables(SocketListing& listing) {
  Tables tables;
  tables.ipv4 = read_source(listing, Family::ipv4);
  tables.ipv6 = read_source(listing, Family::ipv6);
  return tables;
}

bool same_texts(const Tables& left, const Tables& right) {
  return texts(left.ipv4) == texts(right.ipv4) && texts(left.ipv6) == texts(right.ipv6);
}

void expect_ticks_between(const std::vector<Row>& before, const std::vector<Row>& between,
                          const std::vector<Row>& after) {
  for (std::size_t i = 0; i < between.size(); ++i) {
    EXPECT_LE(between[i].ticks, before[i].ticks) << between[i].text;
    EXPECT_GE(between[i].ticks, after[i].ticks) << between[i].text;
  }
}

/// Expects the source to say what procfs says just before and just after. A timer that fires in
/// between changes procfs, too, and starts it all over.
Tables expect_source_equals_procfs(SocketListing& listing) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    const Tables before = procfs_tables();
    const Tables source = source_tables(listing);
    const Tables after = procfs_tables();
    bool timer_restarted = false;
    for (const auto& [early, late] :
         {std::pair(&before.ipv4, &after.ipv4), std::pair(&before.ipv6, &after.ipv6)}) {
      for (std::size_t i = 0; i < std::min(early->size(), late->size()); ++i) {
        timer_restarted |= (*late)[i].ticks > (*early)[i].ticks;
      }
    }
    if (timer_restarted || !same_texts(before, after)) continue;
    EXPECT_EQ(texts(source.ipv4), texts(before.ipv4));
    EXPECT_EQ(texts(source.ipv6), texts(before.ipv6));
    if (same_texts(source, before)) {
      expect_ticks_between(before.ipv4, source.ipv4, after.ipv4);
      expect_ticks_between(before.ipv6, source.ipv6, after.ipv6);
    }
    return source;
  }
  ADD_FAILURE() << "procfs never said the same twice";
  return {};
}

// ---- sockets -----------------------------------------------------------------------------------

struct Ends {
  UniqueFd client;
  UniqueFd server;
};

void enable(int fd, int level, int option, int value = 1) {
  if (setsockopt(fd, level, option, &value, sizeof(value)) != 0) fail("setsockopt");
}

/// Connects, and waits until it has unless told not to. From an IPv6 socket, "::ffff:127.0.0.1"
/// goes to an IPv4 one.
UniqueFd connect_from(int family, const char* to, std::uint16_t port, bool wait = true) {
  UniqueFd fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) fail("socket");
  int outcome = 0;
  if (family == AF_INET) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, to, &address.sin_addr);
    outcome = connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  } else {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    inet_pton(AF_INET6, to, &address.sin6_addr);
    outcome = connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  }
  if (outcome != 0 && errno != EINPROGRESS) fail("connect");
  if (wait) {
    const bool connected = eventually([&] {
      tcp_info info{};
      socklen_t size = sizeof(info);
      getsockopt(fd.get(), IPPROTO_TCP, TCP_INFO, &info, &size);
      return info.tcpi_state == TCP_ESTABLISHED;
    });
    if (!connected) fail("not connected");
  }
  return fd;
}

Ends connected(const Listener& listener, int family, const char* to) {
  Ends ends;
  ends.client = connect_from(family, to, listener.port());
  ends.server = listener.accept();
  if (!ends.server) fail("accept");
  return ends;
}

/// Writes until neither the peer's window nor the own buffer takes more.
void fill(int fd) {
  const std::vector<char> junk(1 << 16, 'x');
  fcntl(fd, F_SETFL, O_NONBLOCK);
  for (int quiet = 0; quiet < 20;) {
    if (write(fd, junk.data(), junk.size()) > 0) {
      quiet = 0;
    } else {
      ++quiet;
      std::this_thread::sleep_for(1ms);
    }
  }
}

/// Sockets in every state that procfs can show, for a client and a listener of some family.
class Zoo {
 public:
  Zoo(const Namespace& where, const At& bind, const ListenOptions& options, int client_family,
      const char* to)
      : listener_(where, bind, options), deferring_(where, {bind.address, 0}, options) {
    where.inside([&] { populate(client_family, to); });
  }

 private:
  void populate(int family, const char* to) {
    const auto add = [&](Ends ends) -> Ends& {
      ends_.push_back(std::move(ends));
      return ends_.back();
    };
    const auto another = [&]() -> Ends& { return add(connected(listener_, family, to)); };
    ends_.reserve(32);

    // ESTABLISHED: idle, with bytes to read, with a keepalive timer, of another user.
    another();
    Ends& unread = another();
    if (write(unread.client.get(), "unread", 6) != 6) fail("write");
    enable(another().client.get(), SOL_SOCKET, SO_KEEPALIVE);
    if (fchown(another().client.get(), 4242, 4242) != 0) fail("fchown");
    // A window that is full: bytes not acknowledged or not sent, a probe timer.
    fill(another().client.get());
    // FIN_WAIT2 and CLOSE_WAIT, with a file and without.
    shutdown(another().client.get(), SHUT_WR);
    another().client.reset();
    // FIN_WAIT1: the FIN waits behind bytes that do not fit.
    Ends& fin_wait1 = another();
    fill(fin_wait1.client.get());
    shutdown(fin_wait1.client.get(), SHUT_WR);
    // CLOSING: the same, and the peer's FIN has come.
    Ends& closing = another();
    fill(closing.client.get());
    shutdown(closing.client.get(), SHUT_WR);
    shutdown(closing.server.get(), SHUT_WR);
    // LAST_ACK: the peer's FIN came first.
    Ends& last_ack = another();
    fill(last_ack.client.get());
    shutdown(last_ack.server.get(), SHUT_WR);
    std::this_thread::sleep_for(5ms);
    last_ack.client.reset();
    // TIME_WAIT.
    Ends& time_wait = another();
    shutdown(time_wait.client.get(), SHUT_WR);
    std::this_thread::sleep_for(5ms);
    time_wait.server.reset();
    time_wait.client.reset();
    // SYN_RECV: a request until the first byte comes.
    enable(deferring_.fd(), IPPROTO_TCP, TCP_DEFER_ACCEPT, 60);
    add({connect_from(family, to, deferring_.port()), UniqueFd()});
    // A queue that overflows: connections not accepted, then SYN_SENT.
    const int allowed = static_cast<int>(listener_.accept_queue_limit());
    for (int i = 0; i <= allowed; ++i) {
      add({connect_from(family, to, listener_.port()), UniqueFd()});
    }
    add({connect_from(family, to, listener_.port(), false), UniqueFd()});
  }

  Listener listener_;
  Listener deferring_;
  std::vector<Ends> ends_;
};

SocketListing load(std::size_t most_kept = SocketListing::kMostKept) {
  auto listing = SocketListing::load(most_kept);
  if (!listing) fail(to_string(listing.error()));
  return *std::move(listing);
}

std::set<int> states(const std::vector<Row>& rows) {
  std::set<int> all;
  for (const auto& row : rows) all.insert(row.state);
  return all;
}

/// All of include/net/tcp_states.h but CLOSE (7), which is in no table.
const std::set<int> kEveryState = {1, 2, 3, 4, 5, 6, 8, 9, 10, 11};

struct Kind {
  const char* name;
  At bind;
  bool v6only;
  int client_family;
  const char* to;
  bool listener_is_ipv6;
};

class NetstatSourceOf : public testing::TestWithParam<Kind> {};

TEST_P(NetstatSourceOf, RowsOfEveryStateEqualProcfs) {
  const Kind& kind = GetParam();
  const Namespace where;
  where.set("net/ipv4/tcp_syncookies", 0);
  const Zoo zoo(where, kind.bind, {.backlog = 2, .v6only = kind.v6only}, kind.client_family,
                kind.to);
  // A SYN is sent again after a second, a full window probed sooner.
  std::this_thread::sleep_for(1200ms);
  where.inside([&] {
    SocketListing listing = load();
    const Tables tables = expect_source_equals_procfs(listing);
    std::set<int> seen = states(tables.ipv4);
    seen.merge(states(tables.ipv6));
    EXPECT_EQ(seen, kEveryState);
    std::set<int> timers;
    bool retransmitted = false;
    bool probed = false;
    for (const auto* rows : {&tables.ipv4, &tables.ipv6}) {
      for (const auto& row : *rows) {
        timers.insert(row.timer);
        retransmitted |= row.retransmits != 0;
        probed |= row.probes != 0;
      }
    }
    EXPECT_EQ(timers, (std::set<int>{0, 1, 2, 3, 4}));
    EXPECT_TRUE(retransmitted);
    EXPECT_TRUE(probed);
    EXPECT_TRUE(states(kind.listener_is_ipv6 ? tables.ipv6 : tables.ipv4).contains(3));
  });
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, NetstatSourceOf,
    testing::Values(
        Kind{"IPv4", {"127.0.0.1", 0}, true, AF_INET, "127.0.0.1", false},
        Kind{"IPv6", {"::1", 0}, true, AF_INET6, "::1", true},
        Kind{"MappedServer", {"::", 0}, false, AF_INET, "127.0.0.1", true},
        Kind{"MappedClient", {"127.0.0.1", 0}, true, AF_INET6, "::ffff:127.0.0.1", false}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(NetstatSource, ListenersAloneAreThoseOfTheWholeTable) {
  const Namespace where;
  std::vector<Listener> listeners = listen_group(where, {"127.0.0.1", 0}, 7);
  for (int i = 0; i < 23; ++i) listeners.emplace_back(where, At{"::1", 0});
  const Connections connections(where, 500);
  where.inside([&] {
    SocketListing listing = load();
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      auto expected = read_procfs(family);
      std::erase_if(expected, [](const Row& row) { return row.state != 10; });
      const auto found = read_source(listing, family, SocketListing::Rows::listeners);
      EXPECT_EQ(texts(found), texts(expected));
    }
  });
}

TEST(NetstatSource, TooManyRowsToKeepTakeAWalkOfTheirOwn) {
  const Namespace where;
  std::vector<Listener> listeners;
  for (int i = 0; i < 23; ++i) {
    listeners.emplace_back(where, At{"127.0.0.1", 0});
    listeners.emplace_back(where, At{"::1", 0});
  }
  where.inside([&] {
    SocketListing listing = load(5);
    const Tables tables = source_tables(listing);
    EXPECT_EQ(tables.ipv6.size(), 23u);
    EXPECT_TRUE(same_texts(tables, procfs_tables()));
  });
}

TEST(NetstatSource, WhatWasKeptIsGoneAfterOneQuestion) {
  const Namespace where;
  where.inside([&] {
    SocketListing listing = load();
    const Listener first(where, {"::1", 0});
    EXPECT_EQ(source_tables(listing).ipv6.size(), 1u);
    const Listener second(where, {"::1", 0});
    EXPECT_EQ(read_source(listing, Family::ipv6).size(), 2u);
    read_source(listing, Family::ipv4);
    const Listener third(where, {"::1", 0});
    EXPECT_EQ(source_tables(listing).ipv6.size(), 3u);
  });
}

TEST(NetstatSource, NamespacesAreKeptApart) {
  const Namespace one;
  const Namespace other;
  const Listener here(one, {"127.0.0.1", 0});
  SocketListing listing = load();
  EXPECT_EQ(one.inside([&] { return read_source(listing, Family::ipv4); }).size(), 1u);
  EXPECT_EQ(other.inside([&] { return read_source(listing, Family::ipv4); }).size(), 0u);
}

TEST(NetstatSource, SocketsThatLiveThroughTheListingAppearOnce) {
  constexpr int kLongLived = 1009;
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  std::set<std::uint64_t> long_lived;
  std::vector<Ends> held;
  const auto inode_of = [](int fd) {
    struct stat status {};
    fstat(fd, &status);
    return static_cast<std::uint64_t>(status.st_ino);
  };
  where.inside([&] {
    while (static_cast<int>(held.size()) < kLongLived) {
      held.push_back(connected(listener, AF_INET, "127.0.0.1"));
      long_lived.insert(inode_of(held.back().client.get()));
    }
  });
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> churned = 0;
  std::jthread churn([&] {
    where.inside([&] {
      const Listener other(where, {"127.0.0.1", 0}, {.backlog = 64});
      while (!stop) {
        std::vector<Ends> brief;
        for (int i = 0; i < 50; ++i) brief.push_back(connected(other, AF_INET, "127.0.0.1"));
        // Resets: the ports are free again at once.
        const linger at_once = {.l_onoff = 1, .l_linger = 0};
        for (auto& ends : brief) {
          setsockopt(ends.client.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
          ends.client.reset();
        }
        churned += brief.size();
      }
    });
  });
  where.inside([&] {
    SocketListing listing = load();
    for (int listings = 0; listings < 50; ++listings) {
      std::map<std::uint64_t, int> times;
      for (const auto& row : read_source(listing, Family::ipv4)) {
        if (long_lived.contains(row.inode)) ++times[row.inode];
      }
      EXPECT_EQ(times.size(), static_cast<std::size_t>(kLongLived));
      for (const auto& [inode, count] : times) EXPECT_EQ(count, 1) << inode;
    }
  });
  stop = true;
  churn.join();
  EXPECT_GT(churned, 50u);
}

// ---- owners ------------------------------------------------------------------------------------

/// The numbers that name entries of a folder, in order; none when the folder is gone.
std::set<int> numbers_in(const std::string& folder) {
  std::set<int> numbers;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (std::isdigit(static_cast<unsigned char>(name[0])) != 0) numbers.insert(std::stoi(name));
  }
  return numbers;
}

/// By looking at every link in /proc/PID/fd.
std::vector<SocketOwner> scan_procfs() {
  std::vector<SocketOwner> found;
  for (const int pid : numbers_in("/proc")) {
    const std::string folder = "/proc/" + std::to_string(pid) + "/fd";
    for (const int fd : numbers_in(folder)) {
      std::error_code error;
      const std::string target =
          std::filesystem::read_symlink(folder + '/' + std::to_string(fd), error);
      if (error || !target.starts_with("socket:[")) continue;
      found.push_back({std::stoull(target.substr(8)), pid, fd});
    }
  }
  return found;
}

TEST(NetstatSource, OwnersAreThoseOfTheLinksInProc) {
  std::vector<UniqueFd> sockets;
  for (const auto& [family, type] :
       {std::pair(AF_INET, SOCK_STREAM), std::pair(AF_INET6, SOCK_STREAM),
        std::pair(AF_INET, SOCK_DGRAM), std::pair(AF_UNIX, SOCK_STREAM),
        std::pair(AF_UNIX, SOCK_SEQPACKET), std::pair(AF_NETLINK, SOCK_RAW),
        std::pair(AF_PACKET, SOCK_RAW)}) {
    sockets.emplace_back(socket(family, type | SOCK_CLOEXEC, 0));
    ASSERT_TRUE(sockets.back().valid());
  }
  // The same socket twice in one process, and in another.
  sockets.emplace_back(dup(sockets.front().get()));
  const Child child([] { pause(); });
  // Files of other kinds.
  const UniqueFd null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  // Threads: one that shares the descriptors, and one that left them, whose own no link shows.
  std::atomic<int> ready = 0;
  std::atomic<bool> stop = false;
  std::uint64_t unseen = 0;
  const auto stay = [&] {
    ++ready;
    while (!stop) std::this_thread::sleep_for(1ms);
  };
  std::jthread sharing(stay);
  std::jthread leaving([&] {
    if (unshare(CLONE_FILES) != 0) fail("unshare");
    const UniqueFd own(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    struct stat status {};
    fstat(own.get(), &status);
    unseen = status.st_ino;
    stay();
  });
  ASSERT_TRUE(eventually([&] { return ready == 2; }));

  const SocketListing listing = load();
  bool compared = false;
  for (int attempt = 0; attempt < 20 && !compared; ++attempt) {
    const auto before = scan_procfs();
    const auto owners = listing.owners();
    ASSERT_TRUE(owners) << to_string(owners.error());
    if (before != scan_procfs()) continue;
    compared = true;
    EXPECT_EQ(*owners, before);
    EXPECT_EQ(std::count_if(owners->begin(), owners->end(),
                            [](const SocketOwner& owner) { return owner.pid == getpid(); }),
              8);
    EXPECT_EQ(std::count_if(owners->begin(), owners->end(),
                            [&](const SocketOwner& owner) { return owner.pid == child.pid(); }),
              8);
    EXPECT_TRUE(std::none_of(owners->begin(), owners->end(),
                             [&](const SocketOwner& owner) { return owner.inode == unseen; }));
  }
  EXPECT_TRUE(compared) << "sockets come and go on this machine all the time";
  stop = true;
}

}  // namespace
}  // namespace lab
}  // namespace bpfnetstat
