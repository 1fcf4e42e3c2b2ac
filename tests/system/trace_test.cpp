// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>
#include <utility>

#include "lab.h"
#include "raw.h"
#include "runner.h"

// `trace --json`: every transition, in order, with what it says about time, bytes and owner.
namespace bpfnetstat::lab {
namespace {

constexpr std::size_t kSentBytes = 12347;
constexpr std::size_t kAnswerBytes = 89;

std::string own_comm() {
  std::array<char, 16> name{};
  prctl(PR_GET_NAME, name.data());
  return name.data();
}

void send_all(int fd, std::size_t bytes) {
  const std::vector<char> data(bytes, 'x');
  for (std::size_t sent = 0; sent < bytes;) {
    const ssize_t n = send(fd, data.data() + sent, bytes - sent, MSG_NOSIGNAL);
    if (n > 0) sent += static_cast<std::size_t>(n);
    if (n < 0 && errno != EAGAIN) fail("send");
  }
}

/// Reads until so many bytes have come, or the end.
std::size_t receive(int fd, std::size_t bytes) {
  std::size_t received = 0;
  eventually([&] {
    std::array<char, 4096> buffer;
    for (;;) {
      const ssize_t n = recv(fd, buffer.data(), std::min(buffer.size(), bytes - received), 0);
      if (n > 0) received += static_cast<std::size_t>(n);
      if (n == 0 || received == bytes) return true;
      if (n < 0) return false;
    }
  });
  return received;
}

bool reached_end(int fd) {
  char byte;
  return eventually([&] { return recv(fd, &byte, 1, 0) == 0; });
}

/// One connection from connect() to both CLOSEs: the client sends, the server answers, the client
/// closes first.
struct Conversation {
  std::uint64_t client_id = 0;
  std::uint64_t server_id = 0;
  At client;
  std::uint64_t elapsed_us = 0;
};

Conversation converse(const Namespace& where, const Listener& listener, const std::string& source,
                      const At& server) {
  Conversation done;
  const Clock::time_point start = Clock::now();
  Client client(where, source, server);
  done.client = client.local();
  UniqueFd accepted;
  if (!eventually([&] { return (accepted = listener.accept()).valid(); }))
    fail("nothing to accept");
  send_all(client.fd(), kSentBytes);
  if (receive(accepted.get(), kSentBytes) != kSentBytes) fail("the request did not arrive");
  send_all(accepted.get(), kAnswerBytes);
  if (receive(client.fd(), kAnswerBytes) != kAnswerBytes) fail("the answer did not arrive");
  std::this_thread::sleep_for(23ms);
  shutdown(client.fd(), SHUT_WR);
  if (!reached_end(accepted.get())) fail("the end did not arrive");
  std::this_thread::sleep_for(7ms);
  done.client_id = client.cookie();
  socklen_t length = sizeof done.server_id;
  getsockopt(accepted.get(), SOL_SOCKET, SO_COOKIE, &done.server_id, &length);
  accepted.reset();
  if (!reached_end(client.fd())) fail("the server's end did not arrive");
  done.elapsed_us = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count());
  return done;
}

/// Whether a record is of one end of the connection that is known by the client's port.
bool is_of(const Record& record, std::string_view role, std::uint16_t client_port) {
  return record.type() == "state" && record.has("role") && record.text("role") == role &&
         record.number_or(role == "client" ? "local_port" : "peer_port", 0) == client_port;
}

/// Where ids are not cookies: that of the socket at the client's or the server's end.
std::uint64_t id_in(const Ended& ended, std::string_view role, std::uint16_t client_port) {
  for (const Record* record : ended.of_type("state")) {
    if (is_of(*record, role, client_port)) return record->number("id");
  }
  return 0;
}

/// Until the last transition of one end has been printed.
void wait_for_close(Tool& tool, std::string_view role, std::uint64_t cookie,
                    std::uint16_t client_port) {
  EXPECT_NE(tool.wait_for([&](const Record& record) {
    return record.type() == "state" && record.text("new_state") == "CLOSE" &&
           (has_socket_cookies() ? record.number_or("id", 0) == cookie
                                 : is_of(record, role, client_port));
  }),
            nullptr)
      << role;
}

std::vector<const Record*> states_of(const Ended& ended, std::uint64_t id) {
  std::vector<const Record*> found;
  if (id == 0) return found;
  for (const Record* record : ended.of_type("state")) {
    if (record->number_or("id", 0) == id) found.push_back(record);
  }
  return found;
}

std::vector<const Record*> client_states(const Ended& ended, const Conversation& conversation) {
  return states_of(ended, has_socket_cookies() ? conversation.client_id
                                               : id_in(ended, "client", conversation.client.port));
}

std::vector<const Record*> server_states(const Ended& ended, const Conversation& conversation) {
  return states_of(ended, has_socket_cookies() ? conversation.server_id
                                               : id_in(ended, "server", conversation.client.port));
}

/// "CLOSE>SYN_SENT SYN_SENT>ESTABLISHED".
std::string path_of(const std::vector<const Record*>& states) {
  std::string path;
  for (const Record* record : states) {
    if (!path.empty()) path += ' ';
    path += record->text("old_state") + ">" + record->text("new_state");
  }
  return path;
}

constexpr const char* kClientPath =
    "CLOSE>SYN_SENT SYN_SENT>ESTABLISHED ESTABLISHED>FIN_WAIT1 FIN_WAIT1>FIN_WAIT2 FIN_WAIT2>CLOSE";
constexpr const char* kServerPath =
    "LISTEN>SYN_RECV SYN_RECV>ESTABLISHED ESTABLISHED>CLOSE_WAIT CLOSE_WAIT>LAST_ACK "
    "LAST_ACK>CLOSE";

/// Stops once the last transition of both ends has been printed.
Ended stop_after(Tool& tool, const Conversation& conversation) {
  wait_for_close(tool, "client", conversation.client_id, conversation.client.port);
  wait_for_close(tool, "server", conversation.server_id, conversation.client.port);
  return tool.stop();
}

struct Pairing {
  const char* name;
  const char* bind;
  const char* server;
  const char* client;
  const char* family;
  bool dual = false;
};
void PrintTo(const Pairing& pairing, std::ostream* out) {
  *out << pairing.name;
}

class TraceConversation : public testing::TestWithParam<Pairing> {};

TEST_P(TraceConversation, BothEndsFromOpenToClose) {
  const Pairing& pairing = GetParam();
  const Namespace where;
  const Listener listener(where, {pairing.bind, 0}, {.v6only = !pairing.dual});
  Tool tool({"trace", "--json"});
  tool.wait_ready();
  const At server = {pairing.server, listener.port()};
  const Conversation conversation = converse(where, listener, pairing.client, server);
  const Ended ended = stop_after(tool, conversation);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;

  const auto client = client_states(ended, conversation);
  const auto child = server_states(ended, conversation);
  ASSERT_EQ(path_of(client), kClientPath);
  ASSERT_EQ(path_of(child), kServerPath);

  for (const Record* record : client) {
    EXPECT_EQ(record->text("role"), "client") << record->line();
    EXPECT_EQ(record->number("pid"), static_cast<std::uint64_t>(getpid())) << record->line();
    EXPECT_EQ(record->text("comm"), own_comm());
    EXPECT_EQ(record->number("netns"), where.inode());
    EXPECT_EQ(record->text("family"), pairing.family);
    EXPECT_FALSE(record->has("mapped"));
    EXPECT_EQ(record->text("local_address"), pairing.client) << record->line();
    EXPECT_EQ(record->number("local_port"), conversation.client.port) << record->line();
    EXPECT_EQ(record->text("peer_address"), pairing.server) << record->line();
    EXPECT_EQ(record->number("peer_port"), listener.port()) << record->line();
  }
  for (const Record* record : child) {
    EXPECT_EQ(record->text("role"), "server") << record->line();
    EXPECT_EQ(record->text("family"), pairing.family);
    EXPECT_EQ(record->has("mapped"), pairing.dual);
    EXPECT_EQ(record->text("local_address"), pairing.server) << record->line();
    EXPECT_EQ(record->number("local_port"), listener.port()) << record->line();
    EXPECT_EQ(record->text("peer_address"), pairing.client) << record->line();
    EXPECT_EQ(record->number("peer_port"), conversation.client.port) << record->line();
  }

  const Record& client_end = *client.back();
  EXPECT_EQ(client_end.number("tx_bytes"), kSentBytes) << client_end.line();
  EXPECT_EQ(client_end.number("rx_bytes"), kAnswerBytes) << client_end.line();
  EXPECT_EQ(client_end.number("retransmits"), 0u);
  const Record& child_end = *child.back();
  EXPECT_EQ(child_end.number("tx_bytes"), kAnswerBytes) << child_end.line();
  EXPECT_EQ(child_end.number("rx_bytes"), kSentBytes) << child_end.line();

  // 23 ms established and 7 ms half closed at the least; never more than the whole took. How the
  // client divides its 7 ms between its two FIN_WAITs depends on a delayed ACK.
  EXPECT_GE(client[2]->number("in_state_us"), 23000u) << client[2]->line();
  EXPECT_GE(child[3]->number("in_state_us"), 7000u) << child[3]->line();
  EXPECT_GE(client[3]->number("in_state_us") + client_end.number("in_state_us") + 1, 7000u);
  for (const auto& states : {client, child}) {
    std::uint64_t in_states_us = 0;
    for (std::size_t i = 1; i < states.size(); ++i) {
      EXPECT_LE(states[i - 1]->text("time"), states[i]->text("time"));
      in_states_us += states[i]->number("in_state_us");
    }
    EXPECT_LE(in_states_us, conversation.elapsed_us);
    EXPECT_LE(states.back()->number("age_us"), conversation.elapsed_us);
    // Each of the four truncates to whole microseconds.
    EXPECT_LE(in_states_us, states.back()->number("age_us") + 4);
  }
}

const Pairing kPairings[] = {
    {"V4", "127.0.0.1", "127.0.0.1", "127.0.0.3", "ipv4"},
    {"V6", "::1", "::1", "::1", "ipv6"},
    {"Mapped", "::", "127.0.0.1", "127.0.0.3", "ipv4", true},
};
INSTANTIATE_TEST_SUITE_P(, TraceConversation, testing::ValuesIn(kPairings),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Trace, ConnectionOverVethIsSeenFromBothNamespaces) {
  const Namespace where;
  const Wire wire(where);
  const Listener listener(where, {Wire::kServerV4, 0});
  Tool tool({"trace", "--json"});
  tool.wait_ready();
  const Conversation conversation =
      converse(wire.far_end(), listener, Wire::kNeighbourV4, listener.bound());
  const Ended ended = stop_after(tool, conversation);
  const auto client = client_states(ended, conversation);
  const auto child = server_states(ended, conversation);
  EXPECT_EQ(path_of(client), kClientPath);
  EXPECT_EQ(path_of(child), kServerPath);
  for (const Record* record : client) EXPECT_EQ(record->number("netns"), wire.far_end().inode());
  for (const Record* record : child) EXPECT_EQ(record->number("netns"), where.inode());
}

TEST(Trace, TwentyThreeConnectionsLoseNoTransition) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  Tool tool({"trace", "--json", "-L", std::to_string(listener.port())});
  tool.wait_ready();
  std::vector<Conversation> conversations;
  for (int i = 0; i < kAttempts; ++i) {
    conversations.push_back(converse(where, listener, loopback_sources()[i % 7], listener.bound()));
  }
  const Ended ended = tool.stop();
  for (const Conversation& conversation : conversations) {
    EXPECT_EQ(path_of(server_states(ended, conversation)), kServerPath);
    // Its local port is not the one asked for.
    EXPECT_TRUE(client_states(ended, conversation).empty());
  }
  const auto summary = ended.of_type("summary");
  ASSERT_EQ(summary.size(), 1u);
  EXPECT_EQ(summary.front()->number("transitions"), ended.of_type("state").size());
  EXPECT_EQ(summary.front()->number("events_lost"), 0u);
  EXPECT_TRUE(summary.front()->boolean("exact"));
}

/// More than the sets of the kernel side's table hold evenly: some go beyond it.
TEST(Trace, RemembersThousandsOfConnectionsAtOnce) {
  constexpr int kConnections = 8009;
  rlimit files{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  const rlimit raised = {files.rlim_max, files.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &raised), 0);
  ASSERT_GT(files.rlim_max, 2u * kConnections + 100);
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 16});
  Tool tool({"trace", "--json", "--netns", std::to_string(where.inode())});
  tool.wait_ready();
  std::vector<UniqueFd> ends;
  sockaddr_in server{};
  socklen_t length = sizeof server;
  ASSERT_EQ(getsockname(listener.fd(), reinterpret_cast<sockaddr*>(&server), &length), 0);
  for (int i = 0; i < kConnections; ++i) {
    ends.push_back(
        where.inside([] { return UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }));
    ASSERT_EQ(connect(ends.back().get(), reinterpret_cast<sockaddr*>(&server), length), 0);
    UniqueFd taken;
    ASSERT_TRUE(eventually([&] { return (taken = listener.accept()).valid(); }));
    ends.push_back(std::move(taken));
  }
  // Without TIME_WAIT: a reset ends both at once.
  for (std::size_t i = 0; i < ends.size(); i += 2) {
    const linger now = {1, 0};
    setsockopt(ends[i].get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ends[i].reset();
  }
  const Ended ended = tool.stop();
  int closed = 0;
  for (const Record* record : ended.of_type("state")) {
    if (record->text("new_state") != "CLOSE") continue;
    ++closed;
    EXPECT_EQ(record->text("old_state"), "ESTABLISHED");
    EXPECT_TRUE(record->has("in_state_us") && record->has("age_us")) << record->line();
  }
  EXPECT_EQ(closed, 2 * kConnections);
  EXPECT_TRUE(ended.of_type("summary").front()->boolean("exact"));
  setrlimit(RLIMIT_NOFILE, &files);
}

TEST(Trace, SynsThatNobodyAnswersAreCountedAsRetransmits) {
  const Namespace where;
  const Wire wire(where);
  Tool tool({"trace", "--json"});
  tool.wait_ready();
  Client client(wire.far_end(), Wire::kNeighbourV4, {Wire::kSilentV4, 7});
  ASSERT_TRUE(eventually([&] { return client.retransmits() == 1; }));
  const std::uint64_t id = client.cookie();
  const std::uint16_t port = client.local().port;
  client.abort();
  wait_for_close(tool, "client", id, port);
  const Ended ended = tool.stop();
  const auto states = states_of(ended, has_socket_cookies() ? id : id_in(ended, "client", port));
  ASSERT_EQ(path_of(states), "CLOSE>SYN_SENT SYN_SENT>CLOSE");
  EXPECT_EQ(states.back()->number("retransmits"), 1u);
  EXPECT_EQ(states.back()->number("tx_bytes"), 0u) << states.back()->line();
  EXPECT_EQ(states.back()->number("rx_bytes"), 0u);
  EXPECT_GE(states.back()->number("in_state_us"), 900000u);
}

TEST(Trace, LostSegmentsAreCountedAsRetransmitsAndBytesOnce) {
  const Namespace where;
  const Wire wire(where);
  const Listener listener(where, {Wire::kServerV4, 0});
  Tool tool({"trace", "--json"});
  tool.wait_ready();
  Client client(wire.far_end(), Wire::kNeighbourV4, listener.bound());
  UniqueFd accepted;
  ASSERT_TRUE(eventually([&] { return (accepted = listener.accept()).valid(); }));
  ASSERT_TRUE(eventually([&] { return client.established(); }));
  wire.lose();
  send_all(client.fd(), 1009);
  ASSERT_TRUE(eventually([&] { return client.retransmits() >= 2; }));
  wire.restore();
  ASSERT_EQ(receive(accepted.get(), 1009), 1009u);
  const std::uint32_t retransmits = client.retransmits();
  const std::uint64_t id = client.cookie();
  const std::uint16_t port = client.local().port;
  accepted.reset();  // The server closes first: nothing of the client's is under way.
  ASSERT_TRUE(reached_end(client.fd()));
  client.abort();
  wait_for_close(tool, "client", id, port);
  const Ended ended = tool.stop();
  const auto states = states_of(ended, has_socket_cookies() ? id : id_in(ended, "client", port));
  ASSERT_FALSE(states.empty());
  EXPECT_EQ(states.back()->number("retransmits"), retransmits);
  EXPECT_EQ(states.back()->number("tx_bytes"), 1009u) << states.back()->line();
  EXPECT_EQ(states.back()->number("rx_bytes"), 0u) << states.back()->line();
}

TEST(Trace, CountEndsTheRunAfterSoManyTransitions) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  Tool tool({"trace", "--json", "--count", "7"});
  tool.wait_ready();
  for (int i = 0; i < 3; ++i) converse(where, listener, "127.0.0.1", listener.bound());
  const Ended ended = tool.wait(5s);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.of_type("state").size(), 7u);
  EXPECT_EQ(ended.of_type("summary").size(), 1u);
}

TEST(Trace, DurationEndsTheRun) {
  Tool tool({"trace", "--json", "--duration", "0.7"});
  const double ready_s = tool.wait_ready();
  const Ended ended = tool.wait(15s);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_GE(ended.wall_s, 0.7);
  EXPECT_LT(ended.wall_s, ready_s + 10);
  EXPECT_EQ(ended.of_type("summary").size(), 1u);
}

struct TraceFilter {
  const char* name;
  std::vector<std::string> args;                   ///< With placeholders for the IPv4 server's.
  int client_v4, server_v4, client_v6, server_v6;  ///< Transitions shown of each.
};
void PrintTo(const TraceFilter& filter, std::ostream* out) {
  *out << filter.name;
}

class TraceFilters : public testing::TestWithParam<TraceFilter> {};

TEST_P(TraceFilters, ShowOnlyWhatWasAskedFor) {
  const TraceFilter& filter = GetParam();
  const Namespace where;
  const Namespace elsewhere;
  const Listener first(where, {"127.0.0.1", 0});
  const Listener second(elsewhere, {"::1", 0});
  std::vector<std::string> args = filled_in(filter.args, first, where);
  args.insert(args.begin(), {"trace", "--json"});
  Tool tool(args);
  tool.wait_ready();
  const Conversation v4 = converse(where, first, "127.0.0.1", first.bound());
  const Conversation v6 = converse(elsewhere, second, "::1", second.bound());
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(client_states(ended, v4).size(), static_cast<std::size_t>(filter.client_v4));
  EXPECT_EQ(server_states(ended, v4).size(), static_cast<std::size_t>(filter.server_v4));
  EXPECT_EQ(client_states(ended, v6).size(), static_cast<std::size_t>(filter.client_v6));
  EXPECT_EQ(server_states(ended, v6).size(), static_cast<std::size_t>(filter.server_v6));
}

const TraceFilter kTraceFilters[] = {
    {"None", {}, 5, 5, 5, 5},
    {"LocalPort", {"-L", "PORT"}, 0, 5, 0, 0},
    {"RemotePort", {"-D", "PORT"}, 5, 0, 0, 0},
    {"RemotePortAlias", {"-P", "PORT"}, 5, 0, 0, 0},
    {"Ipv4", {"-4"}, 5, 5, 0, 0},
    {"Ipv6", {"-6"}, 0, 0, 5, 5},
    {"NetnsByInode", {"--netns", "INODE"}, 5, 5, 0, 0},
    {"NetnsByPid", {"--netns", "RESIDENT"}, 5, 5, 0, 0},
    {"OtherPid", {"-p", "1"}, 0, 0, 0, 0},
    {"OwnPidRemotePort", {"-p", "PID", "-D", "PORT"}, 5, 0, 0, 0},
};
INSTANTIATE_TEST_SUITE_P(, TraceFilters, testing::ValuesIn(kTraceFilters),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace bpfnetstat::lab
