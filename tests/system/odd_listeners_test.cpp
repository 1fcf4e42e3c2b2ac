// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "exact.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// Listeners that are not served in the ordinary way: Fast Open makes a child out of a SYN, and a
// listener that closes may hand what it has to another of its group.
namespace bpfnetstat::lab {
namespace {

/// connect() and the first bytes in one SYN.
UniqueFd open_fast(const Namespace& where, const Listener& listener, int i) {
  return where.inside([&] {
    UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_in source{};
    source.sin_family = AF_INET;
    source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<unsigned>(i % 7));
    sockaddr_in server = source;
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server.sin_port = htons(listener.port());
    if (bind(fd.get(), reinterpret_cast<sockaddr*>(&source), sizeof source) != 0) fail("bind");
    if (sendto(fd.get(), "early", 5, MSG_FASTOPEN, reinterpret_cast<sockaddr*>(&server),
               sizeof server) < 0 &&
        errno != EINPROGRESS) {
      fail("sendto MSG_FASTOPEN");
    }
    return fd;
  });
}

TEST(FastOpen, DropsOfAFullListenerAreExact) {
  constexpr int kBacklog = 5;
  constexpr int kDropped = 23;
  const Namespace where;
  // Client and server, both without a cookie.
  where.set("net/ipv4/tcp_fastopen", 0x1 | 0x2 | 0x4 | 0x200);
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = kBacklog});
  const int queue = 16;
  ASSERT_EQ(setsockopt(listener.fd(), IPPROTO_TCP, TCP_FASTOPEN, &queue, sizeof queue), 0);
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Measurement measured(where, {&listener});
  std::vector<UniqueFd> clients;
  for (int i = 0; i <= kBacklog; ++i) clients.push_back(open_fast(where, listener, i));
  // Children of Fast Open are queued before the handshake is complete.
  ASSERT_TRUE(eventually([&] { return listener.full(); })) << listener.accept_queue();
  for (int i = 0; i < kDropped; ++i) clients.push_back(open_fast(where, listener, i));
  ASSERT_TRUE(eventually([&] { return where.counters().listen_drops >= kDropped; }));
  const linger reset{.l_onoff = 1, .l_linger = 0};
  for (const UniqueFd& client : clients) {
    setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }
  clients.clear();
  measured.finish();
  EXPECT_EQ(measured.moved().listen_overflows, 23u);
  expect_exact(tool.stop(), measured, {.by_cause = ByCause{{kCauseA, 23}}, .by_client = {}});
}

TEST(MigratingRequests, AreDroppedByTheListenerThatTheyMigrateTo) {
  constexpr int kPending = 7;
  const Namespace where;
  if (!kernel_is_at_least(5, 14)) GTEST_SKIP() << "requests do not migrate before 5.14";
  where.set("net/ipv4/tcp_migrate_req", 1);
  Wire wire(where);
  Listener first(where, {Wire::kServerV4, 0}, {.backlog = 128, .reuseport = true});
  std::vector<At> pending;
  for (int i = 0; i < kPending; ++i) {
    pending.push_back(Wire::client(false, i));
    wire.send_syn(pending.back(), first.bound());
    ASSERT_TRUE(eventually([&] { return wire.syn_ack_came(pending.back()); }));
  }
  // Enough connections that nobody has accepted to fill the heir's queue.
  for (int i = kPending; i < kPending + 3; ++i) {
    const At client = Wire::client(false, i);
    wire.send_syn(client, first.bound());
    ASSERT_TRUE(eventually([&] { return wire.syn_ack_came(client); }));
    wire.send_ack(client, first.bound());
  }
  ASSERT_TRUE(eventually([&] { return first.accept_queue() == 3; }));
  const Listener heir(where, first.bound(), {.backlog = 1, .reuseport = true});
  Tool tool({"drops", "--json"});
  tool.wait_ready();
  Measurement measured(where, {&heir});
  first.close();
  ASSERT_TRUE(eventually([&] { return heir.accept_queue() == 3; })) << heir.accept_queue();
  ASSERT_TRUE(heir.full());
  ByClient dropped;
  for (const At& client : pending) {
    wire.send_ack(client, heir.bound());
    ++dropped[client];
    ASSERT_TRUE(eventually([&] { return where.counters().listen_drops == dropped.size(); }));
  }
  measured.finish();
  EXPECT_EQ(measured.moved().listen_overflows, 7u);
  expect_exact(tool.stop(), measured, {.by_cause = ByCause{{kCauseB, 7}}, .by_client = dropped});
}

}  // namespace
}  // namespace bpfnetstat::lab
