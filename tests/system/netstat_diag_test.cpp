// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "kernel/inet_diag.h"
#include "lab.h"
#include "parity.h"
#include "procfs/net_inet.h"
#include "procfs/proc.h"
#include "zoo.h"

// What sock_diag says beside what procfs says, which is what netstat reads.
namespace bpfnetstat::lab {
namespace {

using kernel::InetDiag;

using Words = std::vector<std::string>;

/// More than the program takes from procfs, and fewer than it loads iterators for.
constexpr int kManyConnections = 1200;

constexpr int kListen = 10;

// ---- rows --------------------------------------------------------------------------------------

std::string text_of(const Endpoint& endpoint) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(endpoint.address.family == Family::ipv4 ? AF_INET : AF_INET6,
            endpoint.address.bytes.data(), text, sizeof(text));
  return std::string(text) + ' ' + std::to_string(endpoint.port);
}

std::string text_of(const InetSocket& socket) {
  return text_of(socket.local) + ' ' + text_of(socket.remote) + " state " +
         std::to_string(socket.state) + " rx " + std::to_string(socket.rx_queue) + " tx " +
         std::to_string(socket.tx_queue) + " inode " + std::to_string(socket.inode);
}

using Texts = std::vector<std::string>;

struct Table {
  Texts listeners;
  Texts others;
  std::set<int> states;  ///< Of the others.

  bool operator==(const Table&) const = default;
};

Table procfs_table(Family family) {
  Table table;
  const procfs::Proc proc;
  const auto status = procfs::read_net_inet(
      proc, family == Family::ipv4 ? "thread-self/net/tcp" : "thread-self/net/tcp6",
      procfs::InetTable::tcp,
      [&](const InetSocket& socket) {
        if (socket.state == kListen) {
          // They come first.
          EXPECT_TRUE(table.others.empty());
          table.listeners.push_back(std::to_string(socket.inode));
        } else {
          table.others.push_back(text_of(socket));
          table.states.insert(socket.state);
        }
      },
      [] { ADD_FAILURE() << "not a row"; });
  EXPECT_TRUE(status) << to_string(status.error());
  return table;
}

std::vector<InetSocket> diag_rows(Family family, InetDiag::Rows rows) {
  std::vector<InetSocket> sockets;
  auto diag = InetDiag::ask(family, rows);
  if (!diag) fail(to_string(diag.error()));
  if (const Status status = diag->await(); !status) fail(to_string(status.error()));
  const Status status = diag->read([&](const InetSocket& socket) { sockets.push_back(socket); });
  EXPECT_TRUE(status) << to_string(status.error());
  return sockets;
}

Table diag_table(Family family) {
  Table table;
  for (const auto& socket : diag_rows(family, InetDiag::Rows::listeners)) {
    EXPECT_EQ(socket.state, kListen);
    table.listeners.push_back(std::to_string(socket.inode));
  }
  for (const auto& socket : diag_rows(family, InetDiag::Rows::others)) {
    table.others.push_back(text_of(socket));
    table.states.insert(socket.state);
  }
  return table;
}

/// Expects sock_diag to say what procfs says just before and just after.
Table expect_diag_equals_procfs(Family family) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    Table before = procfs_table(family);
    const Table diag = diag_table(family);
    if (before != procfs_table(family)) continue;
    EXPECT_EQ(diag.listeners, before.listeners);
    EXPECT_EQ(diag.others, before.others);
    return before;
  }
  ADD_FAILURE() << "procfs never said the same twice";
  return {};
}

/// Connects from a port that the kernel chooses; nobody need answer.
UniqueFd start_connecting(const char* to, std::uint16_t port) {
  UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) fail("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  inet_pton(AF_INET, to, &address.sin_addr);
  if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 &&
      errno != EINPROGRESS) {
    fail("connect");
  }
  return fd;
}

UniqueFd bound_only(int family) {
  UniqueFd fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 address{};
  address.sin6_family = static_cast<sa_family_t>(family);
  if (!fd || bind(fd.get(), reinterpret_cast<sockaddr*>(&address),
                  family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6)) != 0) {
    fail("bind");
  }
  return fd;
}

/// Sockets of every kind that a listing could go wrong about.
class Everything {
 public:
  Everything(const Namespace& where, int connections) {
    where.set("net/ipv4/tcp_syncookies", 0);
    // Nobody answers there: what is sent comes back and is dropped as from a wrong address.
    where.ip("address add 10.9.0.1/32 dev lo\nroute add 10.9.0.0/24 dev lo src 10.9.0.1\n");
    if (connections != 0) connections_.emplace(where, connections);
    const ListenOptions alone = {.backlog = 2, .v6only = true};
    const ListenOptions dual = {.backlog = 2, .v6only = false};
    const auto add = [&](const At& bind, const ListenOptions& options, int family, const char* to) {
      zoos_.push_back(std::make_unique<Zoo>(where, bind, options, family, to));
      // What procfs says of whom a request belongs to, and sock_diag does not.
      if (fchown(zoos_.back()->deferring().fd(), 4242, 4242) != 0) fail("fchown");
    };
    add({"127.0.0.1", 0}, alone, AF_INET, "127.0.0.1");
    add({"::1", 0}, alone, AF_INET6, "::1");
    add({"::", 0}, dual, AF_INET, "127.0.0.1");
    add({"127.0.0.1", 0}, alone, AF_INET6, "::ffff:127.0.0.1");
    where.inside([&] {
      others_.push_back(bound_only(AF_INET));
      others_.push_back(bound_only(AF_INET6));
      // netstat takes a socket without a remote port for one that listens.
      others_.push_back(start_connecting("10.9.0.2", 0));
      others_.push_back(disconnected_listener());
    });
    // 23 more than one read of procfs gives.
    for (int i = 0; i < 50; ++i) {
      listeners_.emplace_back(where, At{"127.0.0.1", 0});
      listeners_.emplace_back(where, At{"::1", 0});
    }
  }

 private:
  /// Its Send-Q is not 0: sequence numbers are left of the connection that it was.
  UniqueFd disconnected_listener() {
    UniqueFd fd = start_connecting("10.9.0.3", 80);
    sockaddr nobody{};
    nobody.sa_family = AF_UNSPEC;
    sockaddr_in any{};
    any.sin_family = AF_INET;
    if (connect(fd.get(), &nobody, sizeof(nobody)) != 0 ||
        bind(fd.get(), reinterpret_cast<sockaddr*>(&any), sizeof(any)) != 0 ||
        listen(fd.get(), 5) != 0) {
      fail("listen");
    }
    return fd;
  }

  std::optional<Connections> connections_;
  std::vector<std::unique_ptr<Zoo>> zoos_;
  std::vector<UniqueFd> others_;
  std::vector<Listener> listeners_;
};

/// Of the sockets that do not listen, all that procfs can show.
const std::set<int> kEveryState = {1, 2, 3, 4, 5, 6, 8, 9, 11};

TEST(NetstatDiag, RowsOfEveryStateEqualProcfs) {
  const Namespace where;
  const Everything everything(where, 0);
  where.inside([&] {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      SCOPED_TRACE(to_string(family));
      const Table table = expect_diag_equals_procfs(family);
      EXPECT_EQ(table.states, kEveryState);
    }
  });
}

TEST(NetstatDiag, ThousandsOfRowsEqualProcfs) {
  const Namespace where;
  const Connections connections(where, 5003);
  where.inside([&] {
    EXPECT_EQ(expect_diag_equals_procfs(Family::ipv4).others.size(), 2U * 5003);
    EXPECT_EQ(expect_diag_equals_procfs(Family::ipv6).others.size(), 0U);
  });
}

TEST(NetstatDiag, SocketsWithoutARemotePortCanBeHadAlone) {
  const Namespace where;
  const Everything everything(where, 0);
  where.inside([&] {
    const auto rows = diag_rows(Family::ipv4, InetDiag::Rows::others_without_remote_port);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(text_of(rows[0].remote), "10.9.0.2 0");
    EXPECT_TRUE(diag_rows(Family::ipv6, InetDiag::Rows::others_without_remote_port).empty());
  });
}

TEST(NetstatDiag, WhoeverStopsReadingIsLetGo) {
  const Namespace where;
  const Connections connections(where, 5003);
  where.inside([&] {
    auto diag = InetDiag::ask(Family::ipv4, InetDiag::Rows::others);
    ASSERT_TRUE(diag) << to_string(diag.error());
    EXPECT_TRUE(diag->await());
    // Gone while its thread has more to read than it may keep.
  });
}

TEST(NetstatDiag, SocketsThatLiveThroughTheListingAppearOnce) {
  constexpr int kLongLived = 1009;
  // Few buckets: the kernel stops within one again and again, and finds its way back by counting.
  const Namespace outside;
  outside.set("net/ipv4/tcp_child_ehash_entries", 16);
  outside.inside([&] {
    const Namespace where;
    const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
    std::set<std::uint64_t> long_lived;
    std::vector<Ends> held;
    where.inside([&] {
      while (static_cast<int>(held.size()) < kLongLived) {
        held.push_back(connected(listener, AF_INET, "127.0.0.1"));
        struct stat status {};
        fstat(held.back().client.get(), &status);
        long_lived.insert(status.st_ino);
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
      for (int listings = 0; listings < 200; ++listings) {
        std::map<std::uint64_t, int> times;
        for (const auto& socket : diag_rows(Family::ipv4, InetDiag::Rows::others)) {
          if (long_lived.contains(socket.inode)) ++times[socket.inode];
        }
        // One may be missed when another before it closes.
        EXPECT_GT(times.size(), long_lived.size() / 2);
        for (const auto& [inode, count] : times) EXPECT_EQ(count, 1) << inode;
      }
    });
    stop = true;
    churn.join();
    EXPECT_GT(churned, 50U);
  });
}

// ---- the program -------------------------------------------------------------------------------

void enter(const Namespace& where) {
  const std::string path = "/proc/" + std::to_string(where.pid()) + "/ns/net";
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd || setns(fd.get(), CLONE_NEWNET) != 0) fail("setns");
}

void give_up_privileges() {
  if (setgroups(0, nullptr) != 0 || setgid(65534) != 0 || setuid(65534) != 0) fail("setuid");
}

Shown run_where_netlink_is_deadly(const Namespace& where, const Words& words, bool privileged) {
  return run_ours(words, [&] {
    enter(where);
    if (!privileged) give_up_privileges();
    filter_calls(SYS_socket, SECCOMP_RET_KILL_PROCESS, Argument{0, AF_NETLINK});
  });
}

/// Whoever makes a thread is answered like this.
void filter_threads(std::uint32_t action) {
  filter_calls(SYS_clone, action);
  filter_calls(SYS_clone3, action);
}

class NetstatByDiag : public testing::Test {
 protected:
  void expect_same_unprivileged(const Words& words, const Preparation& more = {}) const {
    expect_same(words, [&] {
      enter(where_);
      give_up_privileges();
      if (more) more();
    });
  }

  Namespace where_;
  Everything everything_{where_, kManyConnections};
};

TEST_F(NetstatByDiag, IsAskedWhereItPaysAndSaysWhatIsShown) {
  for (const Words& words : {Words{"-ant"}, {"-an"}, {"-atn4"}, {"-tn6"}, {"-lnt"}, {"-antpW"}}) {
    SCOPED_TRACE(words[0]);
    EXPECT_EQ(run_where_netlink_is_deadly(where_, words, false).exit_code, kMadeDeadlyCall);
  }
  // Timers, and the users of requests, are procfs's.
  for (const Words& words : {Words{"-ent"}, {"-ont"}, {"-ant", "--json"}, {"-aun"}}) {
    SCOPED_TRACE(words[0]);
    EXPECT_EQ(run_where_netlink_is_deadly(where_, words, false).exit_code, 0);
  }
  // Iterators need not be loaded for so few.
  EXPECT_EQ(run_where_netlink_is_deadly(where_, {"-ant"}, true).exit_code, kMadeDeadlyCall);
}

TEST_F(NetstatByDiag, ShowsTheSameBytes) {
  for (const Words& words : {Words{"-ant"},
                             {"-an"},
                             {"-nt"},
                             {"-atn4"},
                             {"-atn6"},
                             {"-tn4"},
                             {"-tn6"},
                             {"-lnt"},
                             {"-lnt4"},
                             {"-lnt6"},
                             {"-lantW"},
                             {"-lent"},
                             {"-ent"},
                             {"-aent"},
                             {"-eent"}}) {
    expect_same_unprivileged(words);
  }
  // Those who hold the sockets are others' processes, which netstat says on stderr.
  expect_same_unprivileged({"-antp"});
  expect_same({"-ant"}, &where_);
  expect_same({"-lnt"}, &where_);
}

TEST_F(NetstatByDiag, ShowsTheSameBytesInAUserNamespace) {
  expect_same_unprivileged({"-ant"}, [] {
    if (unshare(CLONE_NEWUSER) != 0) fail("unshare");
  });
}

TEST_F(NetstatByDiag, ProcfsDoesWhereItIsRefused) {
  const auto refuse = [](int call, std::uint32_t first_argument) {
    filter_calls(call, SECCOMP_RET_ERRNO | EPERM, Argument{0, first_argument});
  };
  expect_same_unprivileged({"-ant"}, [&] { refuse(SYS_socket, AF_NETLINK); });
  expect_same_unprivileged({"-lnt"}, [&] { refuse(SYS_socket, AF_NETLINK); });
  // Descriptors from 3 on: the program has no others before.
  for (std::uint32_t fd = 3; fd < 16; ++fd) {
    SCOPED_TRACE(fd);
    for (const int call : {SYS_connect, SYS_sendto, SYS_recvfrom}) {
      expect_same_unprivileged({"-ant"}, [&] { refuse(call, fd); });
    }
  }
}

TEST_F(NetstatByDiag, NoThreadIsNeeded) {
  const auto unprivileged = [&](std::uint32_t action) {
    return Preparation([this, action] {
      enter(where_);
      give_up_privileges();
      filter_threads(action);
    });
  };
  EXPECT_EQ(run_ours({"-ant"}, unprivileged(SECCOMP_RET_KILL_PROCESS)).exit_code, kMadeDeadlyCall);
  expect_same({"-ant"}, unprivileged(SECCOMP_RET_ERRNO | EAGAIN));
}

TEST_F(NetstatByDiag, AFakeProcIsHonoured) {
  const ProcFiles files = {{"net/tcp",
                            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
                            "retrnsmt   uid  timeout inode\n"
                            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 "
                            "00000000     0        0 1 1 0 100 0 0 10 0\n"},
                           {"net/sockstat", "TCP: inuse 100000 orphan 0 tw 0 alloc 1 mem 1\n"}};
  expect_same({"-ant"}, [&] {
    enter(where_);
    cover_proc(files);
  });
}

TEST(NetstatDiag, TimersAreShownAlike) {
  const Namespace where;
  const Connections connections(where, kManyConnections);
  expect_same({"-ont"}, [&] {
    enter(where);
    give_up_privileges();
  });
}

TEST_F(NetstatByDiag, ATableThatMayNotBeReadIsNotShown) {
  where_.inside([] {
    if (chmod("/proc/thread-self/net/tcp", 0400) != 0) fail("chmod");
  });
  expect_same_unprivileged({"-ant"});
  expect_same_unprivileged({"-ant4"});
  expect_same_unprivileged({"-an"});
}

/// Root's listing comes from a BPF iterator, which ends with the last listener.
TEST(NetstatDiag, RootSeesWhatHasNoRemotePortAsWell) {
  const Namespace where;
  const Everything everything(where, 2503);
  for (const char* flags : {"-lnt", "-lnt4", "-lnt6", "-lent", "-ln"}) {
    SCOPED_TRACE(flags);
    expect_same({flags}, &where);
  }
}

// The walk through the hash table gives up at a chain that it has no room for, and the iterator
// goes on from there.
TEST(NetstatDiag, RootSeesEveryRowWhereNoThreadCanBeMade) {
  const Namespace outside;
  outside.set("net/ipv4/tcp_child_ehash_entries", 1);
  outside.inside([] {
    const Namespace where;
    const Listener listener(where, {"127.0.0.1", 0});
    const Connections connections(where, 2503);
    const auto inside = [&](std::uint32_t action) {
      return Preparation([&where, action] {
        enter(where);
        filter_threads(action);
      });
    };
    EXPECT_EQ(run_ours({"-ant"}, inside(SECCOMP_RET_KILL_PROCESS)).exit_code, kMadeDeadlyCall);
    expect_same({"-ant"}, inside(SECCOMP_RET_ERRNO | EAGAIN));
  });
}

/// Listeners of which only the inodes differ, and more connections than the program takes from
/// procfs.
class NetstatOfAGroup : public testing::Test {
 protected:
  static constexpr std::size_t kMembers = 7;

  Preparation unprivileged(const Preparation& more = {}) const {
    return [this, more] {
      enter(where_);
      give_up_privileges();
      if (more) more();
    };
  }

  Namespace where_;
  std::vector<Listener> ipv4_ = listen_group(where_, {"127.0.0.1", 0}, kMembers);
  std::vector<Listener> ipv6_ = listen_group(where_, {"::1", 0}, kMembers);
  Connections connections_{where_, kManyConnections};
};

TEST_F(NetstatOfAGroup, EachMemberIsHandedOut) {
  where_.inside([&] {
    for (const auto& [family, group] :
         {std::pair(Family::ipv4, &ipv4_), std::pair(Family::ipv6, &ipv6_)}) {
      std::set<std::uint64_t> expected;
      for (const Listener& member : *group) expected.insert(member.inode());
      std::set<std::uint64_t> found;
      for (const auto& socket : diag_rows(family, InetDiag::Rows::listeners)) {
        found.insert(socket.inode);
      }
      EXPECT_EQ(found, expected);
    }
  });
}

TEST_F(NetstatOfAGroup, EachMemberIsShown) {
  for (const char* flags : {"-ant", "-ant4", "-ant6", "-lnt", "-lnt4", "-lnt6", "-an", "-ln"}) {
    SCOPED_TRACE(flags);
    expect_same({flags}, &where_);
    expect_same({flags}, unprivileged());
  }
}

/// What the program asks for of /proc/net/tcp while it looks for so many listeners.
std::uint32_t bytes_read_for(std::size_t listeners) {
  return static_cast<std::uint32_t>(128 * listeners);
}

TEST_F(NetstatOfAGroup, ListenersThatCannotBeReadInPartAreReadAsAWhole) {
  const auto answer_reads = [&](std::uint32_t action) {
    return unprivileged([=] {
      filter_calls(SYS_read, action, Argument{2, bytes_read_for(kMembers)});
    });
  };
  EXPECT_EQ(run_ours({"-ant"}, answer_reads(SECCOMP_RET_KILL_PROCESS)).exit_code, kMadeDeadlyCall);
  expect_same({"-ant"}, answer_reads(SECCOMP_RET_ERRNO | EIO));
}

TEST_F(NetstatOfAGroup, AReadThatFailsInTheMiddleIsSaid) {
  // The first read holds four lines behind the heading.
  constexpr std::size_t kShown = 4;
  const Shown whole = run_installed({"-ant4"}, unprivileged());
  std::size_t end = 0;
  for (std::size_t line = 0; line < 2 + kShown; ++line) end = whole.out.find('\n', end) + 1;
  const Shown ours = run_ours({"-ant4"}, unprivileged([] {
                                filter_calls(SYS_read, SECCOMP_RET_ERRNO | EIO,
                                             Argument{2, bytes_read_for(kMembers - kShown)});
                              }));
  EXPECT_EQ(ours.exit_code, 1);
  EXPECT_EQ(ours.out, whole.out.substr(0, end));
  EXPECT_EQ(ours.err, "netstat: cannot read /proc/net/tcp: Input/output error\n");
}

TEST(NetstatDiag, IsNotAskedForFewSockets) {
  const Namespace where;
  const Connections connections(where, 23);
  EXPECT_EQ(run_where_netlink_is_deadly(where, {"-ant"}, false).exit_code, 0);
  EXPECT_EQ(run_where_netlink_is_deadly(where, {"-ant"}, true).exit_code, 0);
}

}  // namespace
}  // namespace bpfnetstat::lab
