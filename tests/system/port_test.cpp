// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon_lab.h"
#include "exact.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// `port`, on its own and by a daemon.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;
using Words = std::vector<std::string>;

constexpr int kNobody = 65534;

/// Of the hierarchy that BPF programs know; unset where the kernel has none.
std::optional<std::string> own_cgroup() {
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("0::")) return line.substr(3);
  }
  return std::nullopt;
}

/// Of a user who is in no group but his own.
Ended ask_as_nobody(const Words& words) {
  return Tool(RunOptions{.args = words,
                         .before_exec =
                             [] {
                               if (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 ||
                                   setuid(kNobody) != 0)
                                 _exit(1);
                             }})
      .wait();
}

/// Asked alone or of a daemon.
class Port : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (!GetParam()) return;
    if (mkdtemp(folder_) == nullptr) fail("mkdtemp");
    chmod(folder_, 0755);
    daemon_.emplace(
        Words{"daemon", "--socket", socket(), "--history", "none", "--group", "nogroup"});
    if (!eventually(
            [&] {
              return Tool({"verify", "--socket", socket()}).wait().exit_code == 0;
            },
            20s)) {
      fail("the daemon does not answer: " + daemon_->err());
    }
  }
  void TearDown() override {
    daemon_.reset();
    if (GetParam()) std::filesystem::remove_all(folder_);
  }

  std::string socket() const { return GetParam() ? folder_ + std::string("/socket") : "none"; }

  Words words(std::uint16_t port, const Words& more = {}) const {
    Words all = {"port", std::to_string(port), "--json", "--socket", socket()};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  Ended ask(std::uint16_t port, const Words& more = {}) const {
    return Tool(words(port, more)).wait();
  }

  char folder_[40] = "/tmp/bpfnetstat-port-XXXXXX";
  std::optional<Tool> daemon_;
};

INSTANTIATE_TEST_SUITE_P(, Port, testing::Bool(),
                         [](const auto& info) { return info.param ? "OfADaemon" : "OnItsOwn"; });

TEST_P(Port, SaysWhoListensAndWhoIsConnected) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  std::vector<Client> clients;
  std::vector<UniqueFd> served;
  constexpr std::size_t kClients = 23;
  const std::string hundred(100, 'x');
  for (std::size_t i = 0; i < kClients; ++i) {
    const Client& client = clients.emplace_back(where, "127.0.0.1", listener.bound());
    ASSERT_TRUE(eventually([&] { return client.established() && listener.accept_queue() == 1; }));
    served.push_back(listener.accept());
    ASSERT_EQ(send(client.fd(), hundred.data(), hundred.size(), 0), 100);
    char got[200];
    ASSERT_EQ(recv(served.back().get(), got, sizeof got, 0), 100);
  }
  ASSERT_EQ(send(served[0].get(), "1234567", 7, 0), 7);
  // One client has said that it is done.
  shutdown(clients[5].fd(), SHUT_WR);
  ASSERT_TRUE(
      eventually([&] { return ask(listener.port()).out.find("FIN_WAIT2") != std::string::npos; }));
  const Ended ended = ask(listener.port());
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const auto ports = ended.of_type("port");
  ASSERT_EQ(ports.size(), 1u);
  EXPECT_EQ(ports[0]->number("listeners"), 1u);
  EXPECT_EQ(ports[0]->number("connections.ESTABLISHED"), kClients - 1);
  EXPECT_EQ(ports[0]->number("connections.CLOSE_WAIT"), 1u);
  EXPECT_EQ(ports[0]->number("outgoing.ESTABLISHED"), kClients - 1);
  EXPECT_EQ(ports[0]->number("outgoing.FIN_WAIT2"), 1u);
  EXPECT_EQ(ports[0]->number("peers"), 1u);
  const auto listeners = ended.of_type("listener");
  ASSERT_EQ(listeners.size(), 1u);
  EXPECT_EQ(listeners[0]->number("id"), listener.cookie());
  EXPECT_EQ(listeners[0]->number("pid"), static_cast<std::uint64_t>(getpid()));
  EXPECT_THAT(listeners[0]->text("command_line"), HasSubstr("system_tests"));
  EXPECT_TRUE(listeners[0]->has("process_since"));
  EXPECT_EQ(listeners[0]->has("since"), GetParam()) << "only a daemon was there";
  std::map<std::string, const Record*> peers;
  for (const Record* peer : ended.of_type("peer")) peers[peer->text("role")] = peer;
  ASSERT_EQ(peers.size(), 2u) << ended.out;
  EXPECT_EQ(peers["server"]->number("rx_bytes"), 100 * kClients);
  EXPECT_EQ(peers["server"]->number("tx_bytes"), 7u);
  EXPECT_EQ(peers["client"]->number("tx_bytes"), 100 * kClients);
  EXPECT_EQ(peers["client"]->number("rx_bytes"), 7u);
  EXPECT_EQ(peers["client"]->number("pid"), static_cast<std::uint64_t>(getpid()));
  // Who comes when they are there does not know since when.
  EXPECT_EQ(peers["server"]->has("oldest_us"), GetParam()) << peers["server"]->line();
  EXPECT_EQ(peers["client"]->has("oldest_us"), GetParam()) << peers["client"]->line();
  if (const auto cgroup = own_cgroup()) {
    EXPECT_EQ(peers["client"]->text("cgroup"), *cgroup);
  }
  // Eight are remembered of those that made the connections.
  EXPECT_EQ(ended.of_type("state").size(), GetParam() ? 8u : 0u);
}

TEST_P(Port, NamesWhoeverHoldsAConnectionNow) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  Channel words;
  Child first([&] {
    words.be_child();
    const Client client(where, "127.0.0.1", listener.bound());
    words.tell(client.established());
    // Its descriptors are inherited, and it will be killed.
    const pid_t heir = fork();
    if (heir > 0) {
      pause();
      _exit(1);
    }
    words.tell(getpid());
    if (words.hear() == 2) {
      fcntl(client.fd(), F_SETFD, 0);
      execlp("sleep", "sleep", "60", nullptr);
    }
    _exit(1);
  });
  ASSERT_EQ(words.hear(), 1);
  const auto heir = static_cast<std::uint64_t>(words.hear());
  const auto holder = [&] {
    const Ended ended = ask(listener.port());
    for (const Record* peer : ended.of_type("peer")) {
      if (peer->text("role") == "client")
        return std::pair(peer->number_or("pid", 0), peer->has("comm") ? peer->text("comm") : "");
    }
    return std::pair(std::uint64_t{0}, std::string());
  };
  EXPECT_EQ(holder().first, static_cast<std::uint64_t>(first.pid()));
  first.kill();
  EXPECT_TRUE(eventually([&] { return holder().first == heir; }, 20s)) << holder().first;
  words.tell(2);
  EXPECT_TRUE(eventually([&] { return holder() == std::pair(heir, std::string("sleep")); }, 20s))
      << holder().second;
  kill(static_cast<pid_t>(heir), SIGKILL);
}

TEST_P(Port, ANamespaceThatIsNotAskedForIsNotShown) {
  const Namespace where;
  const Namespace elsewhere;
  const Listener listener(where, {"127.0.0.1", 0});
  const Listener twin(elsewhere, {"127.0.0.1", listener.port()});
  const Ended both = ask(listener.port());
  EXPECT_EQ(both.of_type("listener").size(), 2u);
  const Ended one = ask(listener.port(), {"--netns", std::to_string(where.inode())});
  ASSERT_EQ(one.of_type("listener").size(), 1u) << one.err;
  EXPECT_EQ(one.of_type("listener")[0]->number("netns"), where.inode());
  const Ended six = ask(listener.port(), {"-6"});
  EXPECT_EQ(six.of_type("listener").size(), 0u);
}

// "-4" is said to include what comes as a mapped address.
TEST_P(Port, Ipv4IncludesWhatADualStackListenerTakes) {
  const Namespace where;
  const Listener dual(where, {"::", 0}, {.backlog = 5, .v6only = false});
  const Listener six(where, {"::1", 0});
  const At server{"127.0.0.1", dual.port()};
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) {
    const Client& client = clients.emplace_back(where, "127.0.0.1", server);
    ASSERT_TRUE(eventually([&] { return client.established(); }));
  }
  const Client other(where, "::1", {"::1", dual.port()});
  ASSERT_TRUE(eventually([&] { return other.established(); }));
  const Ended four = ask(dual.port(), {"-4"});
  ASSERT_EQ(four.of_type("listener").size(), 1u) << four.out;
  EXPECT_EQ(four.of_type("listener")[0]->number("id"), dual.cookie());
  EXPECT_EQ(four.of_type("port").at(0)->number("connections.ESTABLISHED"), 3u);
  const Ended both = ask(dual.port(), {"-6"});
  EXPECT_EQ(both.of_type("listener").size(), 1u);
  EXPECT_EQ(both.of_type("port").at(0)->number("connections.ESTABLISHED"), 1u);
  EXPECT_EQ(ask(six.port(), {"-4"}).of_type("listener").size(), 0u);
  const auto rows = [&](const char* family) {
    std::set<std::uint64_t> ports;
    const Ended ended = Tool({"listeners", "--json", "--socket", socket(), "--netns",
                              std::to_string(where.inode()), family})
                            .wait();
    for (const Record* row : ended.of_type("listener")) ports.insert(row->number("local_port"));
    return ports;
  };
  EXPECT_EQ(rows("-4"), (std::set<std::uint64_t>{dual.port()}));
  EXPECT_EQ(rows("-6"), (std::set<std::uint64_t>{dual.port(), six.port()}));
}

// Its clients' drops were not told of where its IPv4 half was not.
TEST(PortOfADaemon, TellsTheDropsOfADualStackListenersIpv4Clients) {
  const Folder folder;
  const Daemon daemon(folder);
  const Namespace where;
  const Listener dual(where, {"::", 0}, {.backlog = 5, .v6only = false});
  overflow_by_connecting(where, {&dual}, {"127.0.0.1"}, {"127.0.0.1", dual.port()}, kAttempts)
      .abort_clients();
  const Ended ended = daemon.ask({"port", std::to_string(dual.port()), "-4", "--json"});
  std::uint64_t drops = 0;
  for (const Record* peer : ended.of_type("peer")) drops += peer->number_or("drops", 0);
  EXPECT_EQ(drops, static_cast<std::uint64_t>(kAttempts)) << ended.out;
  const Ended six = daemon.ask({"port", std::to_string(dual.port()), "-6", "--json"});
  for (const Record* peer : six.of_type("peer")) EXPECT_EQ(peer->number_or("drops", 0), 0u);
}

// One process may hold all sockets of a group: which of them took a connection nothing tells.
TEST_P(Port, DoesNotGuessWhichMemberOfAGroupTookAConnection) {
  const Namespace where;
  auto group = listen_group(where, {"127.0.0.1", 0}, 3, {.backlog = 64});
  const auto port = group[0].port();
  std::vector<Client> clients;
  for (int i = 0; i < kAttempts; ++i) {
    const Client& client = clients.emplace_back(where, "127.0.0.1", group[0].bound());
    ASSERT_TRUE(eventually([&] { return client.established(); }));
  }
  const auto listeners_with_counts = [&](const Ended& ended) {
    std::size_t counted = 0;
    for (const Record* listener : ended.of_type("listener"))
      counted += listener->has("connections");
    return counted;
  };
  const Ended three = ask(port);
  EXPECT_EQ(three.of_type("listener").size(), 3u);
  EXPECT_EQ(listeners_with_counts(three), 0u) << three.out;
  EXPECT_EQ(three.of_type("port").at(0)->number("connections.ESTABLISHED"),
            static_cast<std::uint64_t>(kAttempts));
  const Ended text = Tool({"port", std::to_string(port), "--socket", socket()}).wait();
  for (const auto& member : group)
    EXPECT_THAT(text.out, HasSubstr(fmt::format(" sk:{:x}: runs", member.cookie())));
  // What the last one has is not all its own as long as others' may be among them.
  const auto waiting = group[0].accept_queue();
  group.erase(group.begin() + 1, group.end());
  const Ended last = ask(port);
  ASSERT_EQ(last.of_type("listener").size(), 1u) << last.out;
  EXPECT_EQ(listeners_with_counts(last), 0u);
  EXPECT_EQ(last.of_type("port").at(0)->number_or("connections.ESTABLISHED", 0), waiting);
  clients.clear();
  while (group[0].accept()) {
  }
  const auto counts_again = [&] {
    return listeners_with_counts(ask(port)) == (GetParam() ? 1 : 0);
  };
  EXPECT_TRUE(eventually(counts_again));
}

// Who was not there when something was dropped knows of no drops, which is not to say none.
TEST_P(Port, ClientsDropsAreKnownToWhoWasThere) {
  const FullListener full;
  full.drop(kAttempts);
  const Ended ended = ask(full.listener.port());
  std::uint64_t drops = 0;
  std::size_t servers = 0;
  for (const Record* peer : ended.of_type("peer")) {
    if (peer->text("role") != "server") continue;
    ++servers;
    EXPECT_EQ(peer->has("drops"), GetParam()) << peer->line();
    drops += peer->number_or("drops", 0);
  }
  // Six fill the queue, and all seven are dropped.
  EXPECT_EQ(servers, GetParam() ? 7u : 6u) << ended.out;
  EXPECT_EQ(drops, static_cast<std::uint64_t>(GetParam() ? kAttempts : 0));
}

TEST_P(Port, CountsTimeWaitAndRequests) {
  const Namespace where;
  where.set("net/ipv4/tcp_syncookies", 0);
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  const Words here = {"--netns", std::to_string(where.inode())};
  constexpr std::size_t kEnded = 7;
  for (std::size_t i = 0; i < kEnded; ++i) {
    Client client(where, "127.0.0.1", listener.bound());
    ASSERT_TRUE(eventually([&] { return client.established() && listener.accept_queue() == 1; }));
    // Whoever closes first is the one that waits: the server.
    listener.accept().reset();
    char byte;
    ASSERT_EQ(recv(client.fd(), &byte, 1, 0), 0);
  }
  // They never send their last ACK.
  constexpr std::size_t kRequests = 5;
  Wire wire(where);
  const Listener knocked_at(where, {Wire::kServerV4, listener.port()}, {.backlog = 64});
  RawClients raw(wire, knocked_at.bound());
  for (std::size_t i = 0; i < kRequests; ++i) ASSERT_TRUE(raw.syn());
  const auto counted = [&](const char* state) {
    return ask(listener.port(), here).of_type("port").at(0)->number_or(state, 0);
  };
  EXPECT_TRUE(eventually([&] { return counted("connections.TIME_WAIT") == kEnded; }))
      << counted("connections.TIME_WAIT");
  EXPECT_EQ(counted("connections.SYN_RECV"), kRequests);
  EXPECT_EQ(counted("peers"), 0u);
}

// "Nobody listens" is said of TCP.
TEST_P(Port, NamesUdpSocketsWhereNobodyListens) {
  const Namespace where;
  const Words here = {"--netns", std::to_string(where.inode())};
  std::vector<UniqueFd> sockets;
  where.inside([&] {
    for (int i = 0; i < 3; ++i) {
      sockets.emplace_back(::socket(AF_INET, SOCK_DGRAM, 0));
      sockaddr_in at{};
      at.sin_family = AF_INET;
      at.sin_port = htons(53);
      at.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<unsigned>(i));
      ASSERT_EQ(bind(sockets.back().get(), reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
    }
  });
  EXPECT_EQ(ask(53, here).of_type("port").at(0)->number("udp_sockets"), 3u);
  EXPECT_EQ(ask(54, here).of_type("port").at(0)->number("udp_sockets"), 0u);
  const Ended text = Tool({"port", "53", "--socket", socket(), here[0], here[1]}).wait();
  EXPECT_EQ(text.out,
            "nobody listens on TCP port 53; 3 UDP sockets are bound to it\n\n"
            "0 connections to port 53\n");
  const Listener listener(where, {"127.0.0.1", 53});
  EXPECT_FALSE(ask(53, here).of_type("port").at(0)->has("udp_sockets"));
}

// Of where it may not look it does not say that nothing is there.
TEST(PortOnItsOwn, SaysHowManyNamespacesItCouldNotLookInto) {
  const Namespace where;
  for (const bool json : {true, false}) {
    Words asked = {"port", "1", "--socket", "none", "--netns", std::to_string(where.inode())};
    if (json) asked.push_back("--json");
    const Ended ended = Tool(RunOptions{.args = asked,
                                        .before_exec =
                                            [] {
                                              if (prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN) != 0)
                                                _exit(1);
                                            }})
                            .wait();
    if (ended.exit_code == 3) GTEST_SKIP() << "this kernel wants CAP_SYS_ADMIN: " << ended.err;
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    const char* words = "1 network namespaces could not be looked at";
    if (json) {
      EXPECT_EQ(ended.of_type("port").at(0)->number("namespaces_unread"), 1u);
      EXPECT_THAT(ended.err, HasSubstr(words));
    } else {
      EXPECT_THAT(ended.out, HasSubstr(words));
    }
  }
}

// All are told by one walk, and nobody is told what is not his port's.
TEST_P(Port, ManyAskAtOnce) {
  const Namespace where;
  constexpr std::size_t kPorts = 7;
  std::vector<Listener> listeners;
  std::vector<Client> clients;
  for (std::size_t i = 0; i < kPorts; ++i) {
    const auto& listener = listeners.emplace_back(where, At{"127.0.0.1", 0});
    for (std::size_t k = 0; k <= i % 5; ++k) {
      const auto& client = clients.emplace_back(where, "127.0.0.1", listener.bound());
      ASSERT_TRUE(eventually([&] { return client.established(); }));
    }
  }
  std::deque<Tool> tools;
  for (std::size_t i = 0; i < 3 * kPorts; ++i) {
    auto asked = words(listeners[i % kPorts].port());
    // Those of other families and namespaces are another answer.
    if (i / kPorts == 1) asked.push_back("-6");
    tools.emplace_back(asked);
  }
  for (std::size_t i = 0; i < tools.size(); ++i) {
    const Ended ended = tools[i].wait();
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    const auto& port = *ended.of_type("port").at(0);
    EXPECT_EQ(port.number("local_port"), listeners[i % kPorts].port());
    EXPECT_EQ(port.number_or("connections.ESTABLISHED", 0),
              i / kPorts == 1 ? 0u : i % kPorts % 5 + 1)
        << ended.out;
  }
}

// A port's transitions are remembered by namespace: what goes on elsewhere displaces none.
TEST(PortOfADaemon, ABusyNamespaceDoesNotDisplaceAQuietOnesTransitions) {
  const Folder folder;
  const Daemon daemon(folder);
  const auto ask = [&](std::uint16_t port, const Words& more = {}) {
    return daemon.ask(with({"port", std::to_string(port), "--json"}, more));
  };
  const Namespace quiet;
  const Namespace busy;
  const Listener listener(quiet, {"127.0.0.1", 0});
  const Listener twin(busy, {"127.0.0.1", listener.port()}, {.backlog = 64});
  const Client once(quiet, "127.0.0.1", listener.bound());
  std::vector<Client> often;
  for (int i = 0; i < kAttempts; ++i) often.emplace_back(busy, "127.0.0.1", twin.bound());
  ASSERT_TRUE(eventually([&] {
    return once.established() && twin.accept_queue() == static_cast<std::uint32_t>(kAttempts);
  }));
  const Words here = {"--netns", std::to_string(quiet.inode())};
  ASSERT_TRUE(eventually([&] { return !ask(listener.port(), here).of_type("state").empty(); }));
  const Ended ended = ask(listener.port(), here);
  for (const Record* state : ended.of_type("state"))
    EXPECT_EQ(state->number("netns"), quiet.inode());
  EXPECT_EQ(ask(listener.port()).of_type("state").size(), 8u);
}

TEST_P(Port, NobodyListens) {
  const Namespace where;
  const Ended ended = ask(1, {"--netns", std::to_string(where.inode())});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  ASSERT_EQ(ended.of_type("port").size(), 1u);
  EXPECT_EQ(ended.of_type("port")[0]->number("listeners"), 0u);
  const Ended text =
      Tool({"port", "1", "--socket", socket(), "--netns", std::to_string(where.inode())}).wait();
  EXPECT_EQ(text.out, "nobody listens on TCP port 1\n\n0 connections to port 1\n");
}

TEST_P(Port, FollowsDropsAndTransitions) {
  const FullListener full;
  Tool tool(words(full.listener.port(), {"--follow"}));
  ASSERT_NE(tool.wait_for([](const Record& record) { return record.type() == "listener"; }, 20s),
            nullptr);
  full.drop(kAttempts);
  std::uint64_t dropped = 0;
  tool.wait_for([&](const Record& record) {
    if (record.type() == "drop") dropped += record.number("count");
    return dropped >= kAttempts;
  });
  EXPECT_EQ(dropped, static_cast<std::uint64_t>(kAttempts));
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  dropped = 0;
  for (const Record* record : ended.of_type("drop")) {
    dropped += record->number("count");
    EXPECT_EQ(record->number("local_port"), full.listener.port());
  }
  EXPECT_EQ(dropped, static_cast<std::uint64_t>(kAttempts));
  ASSERT_EQ(ended.of_type("summary").size(), 1u);
  const Record& summary = *ended.of_type("summary")[0];
  EXPECT_EQ(summary.number("drops"), static_cast<std::uint64_t>(kAttempts));
  EXPECT_EQ(summary.number("drops_unattributed"), 0u);
  EXPECT_TRUE(summary.boolean("exact"));
  ASSERT_EQ(ended.of_type("ready").size(), 1u);
  EXPECT_EQ(ended.records.front().type(), "ready");
}

TEST_P(Port, FollowsUntilItHasSeenEnough) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  Tool tool(words(listener.port(), {"--follow", "--count", "3"}));
  ASSERT_NE(tool.wait_for([](const Record& record) { return record.type() == "listener"; }, 20s),
            nullptr);
  std::vector<Client> clients;
  for (int i = 0; i < 5; ++i) clients.emplace_back(where, "127.0.0.1", listener.bound());
  const Ended ended = tool.wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  // The latest transitions of before come first: a daemon was there when it began to listen.
  EXPECT_EQ(ended.of_type("state").size(), GetParam() ? 4u : 3u) << ended.out;
  EXPECT_EQ(ended.of_type("summary").size(), 1u);
}

// Anybody chooses the name of his process, and its words.
TEST_P(Port, HostileNamesDoNotReachTheTerminal) {
  const Namespace where;
  Channel words;
  const std::string name = "\x1b[2J\r\nroot(1)";
  Child child([&] {
    words.be_child();
    prctl(PR_SET_NAME, name.c_str());
    const Listener listener(where, {"127.0.0.1", 0});
    words.tell(listener.port());
    words.hear();
  });
  const auto port = static_cast<std::uint16_t>(words.hear());
  const Ended text = Tool({"port", std::to_string(port), "--socket", socket()}).wait();
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr(fmt::format("({})", child.pid())));
  for (const char byte : {'\x1b', '\r'}) EXPECT_EQ(text.out.find(byte), std::string::npos);
  const Ended json = ask(port);
  ASSERT_EQ(json.of_type("listener").size(), 1u) << json.out;
  EXPECT_EQ(json.of_type("listener")[0]->text("comm"), name);
  EXPECT_EQ(json.out.find('\x1b'), std::string::npos);
  words.tell(1);
  child.wait();
}

// What this machine wants of a port elsewhere is the port's too: here nobody listens there.
TEST_P(Port, FollowsWhoConnectsToItElsewhere) {
  const Namespace where;
  const auto port = free_port();
  const std::uint16_t other = port == 65535 ? 1 : port + 1;
  const Words here = {"--netns", std::to_string(where.inode())};
  Tool tool(words(port, with(here, {"--follow"})));
  ASSERT_NE(tool.wait_for([](const Record& record) { return record.type() == "port"; }, 20s),
            nullptr);
  for (int i = 0; i < kAttempts; ++i) {
    for (const auto to : {port, other}) {
      const Client client(where, "127.0.0.1", {"127.0.0.1", to});
      ASSERT_TRUE(eventually([&] { return !client.unanswered(); }));
    }
  }
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto states = ended.of_type("state");
  EXPECT_EQ(states.size(), 2u * kAttempts) << "SYN_SENT and CLOSE of each";
  for (const Record* state : states) {
    EXPECT_EQ(state->number("peer_port"), port);
    EXPECT_EQ(state->text("role"), "client");
    EXPECT_EQ(state->number("pid"), static_cast<std::uint64_t>(getpid()));
  }
  ASSERT_EQ(ended.of_type("summary").size(), 1u);
  EXPECT_EQ(ended.of_type("summary")[0]->number("transitions"), 2u * kAttempts);
  EXPECT_TRUE(ended.of_type("summary")[0]->boolean("exact"));
  EXPECT_EQ(ask(port, here).of_type("state").size(), GetParam() ? 8u : 0u);
}

// A pid is soon another's: who has it now must not learn whose it was. As by its reuse, root's
// process becomes a user's here, and root's socket is known by its pid.
TEST(PortOfADaemon, TellsAUserNoNamesByAPidThatIsHisNow) {
  const Folder folder;
  const std::string socket = folder.socket();
  const Daemon daemon(folder, {"--group", "nogroup"});
  const Namespace where;
  Channel words;
  Child child([&] {
    words.be_child();
    const Listener listener(where, {"127.0.0.1", 0});
    words.tell(listener.port());
    words.hear();
    if (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 || setuid(kNobody) != 0) _exit(1);
    words.tell(1);
    words.hear();
  });
  const auto port = std::to_string(words.hear());
  // It is known to the daemon by then.
  const auto ask_root = [&] {
    const Ended ended = Tool({"port", port, "--json", "--socket", socket}).wait();
    const auto listeners = ended.of_type("listener");
    return listeners.size() == 1 ? listeners[0]->number_or("pid", 0) : 0;
  };
  EXPECT_TRUE(eventually([&] { return ask_root() == static_cast<std::uint64_t>(child.pid()); }));
  words.tell(1);
  words.hear();
  for (const char* command : {"port", "listeners"}) {
    std::vector<std::string> args = {command, "--json", "--socket", socket};
    if (command == std::string("port")) args.insert(args.begin() + 1, port);
    const Ended ended = ask_as_nobody(args);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    std::size_t seen = 0;
    for (const Record* listener : ended.of_type("listener")) {
      if (std::to_string(listener->number("local_port")) != port) continue;
      ++seen;
      for (const char* key : {"pid", "comm", "command_line", "cgroup", "holders"})
        EXPECT_FALSE(listener->has(key)) << command << " " << key;
    }
    EXPECT_EQ(seen, 1u) << ended.out;
  }
  words.tell(1);
  child.wait();
}

// Who may not ask is told so, and who may, before he goes on without.
TEST(DaemonThatMayNotBeAsked, SaysWhoMay) {
  const Folder folder;
  const std::string socket = folder.socket();
  const Daemon daemon(folder, {"--group", "adm"});
  for (const char* command : {"drops", "listeners", "trace"}) {
    const Ended ended = ask_as_nobody({command, "--json", "--socket", socket});
    EXPECT_EQ(ended.exit_code, 3) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("may not be asked"));
    EXPECT_THAT(ended.err, HasSubstr("as a member of group adm"));
    EXPECT_THAT(ended.err, testing::Not(HasSubstr("no daemon")));
    EXPECT_EQ(ended.err_lines(), 2u) << ended.err;
  }
}

TEST(PortOfADaemon, TellsAUserNoCommandLinesOfOthers) {
  const Folder folder;
  const std::string socket = folder.socket();
  const Daemon daemon(folder, {"--group", "nogroup"});
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  const Ended ended =
      ask_as_nobody({"port", std::to_string(listener.port()), "--json", "--socket", socket});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  ASSERT_EQ(ended.of_type("listener").size(), 1u) << ended.out;
  for (const char* key : {"pid", "comm", "command_line", "process_since", "unit", "cgroup"}) {
    EXPECT_FALSE(ended.of_type("listener")[0]->has(key)) << key;
  }
}

}  // namespace
}  // namespace bpfnetstat::lab
