// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "exact.h"
#include "lab.h"
#include "raw.h"
#include "runner.h"

// Drops that no full queue explains, one cause at a time: function hooks name it, tracepoints say
// "other". What needs memory to run out, no test can bring about.
namespace bpfnetstat::lab {
namespace {

constexpr int kDrops = 23;

/// Drops by the cause that the tool names.
ByCause causes_of(const Ended& ended) {
  ByCause causes;
  for (const Record* drop : ended.of_type("drop")) {
    causes[drop->text("cause")] += drop->number("count");
  }
  return causes;
}

void expect_cause(const Ended& ended, const std::string& cause) {
  const bool names_it = ended.of_type("ready").at(0)->text("probe") != "tracepoint";
  EXPECT_EQ(causes_of(ended), (ByCause{{names_it ? cause : kCauseE, kDrops}}));
}

/// Sends `kDrops` SYNs from clients that `client` names, waiting for each to be dropped.
template <typename Send>
ByClient drop_one_by_one(const Namespace& where, const Send& send) {
  ByClient dropped;
  for (int i = 0; i < kDrops; ++i) {
    const std::uint64_t before = where.counters().listen_drops;
    ++dropped[send(i)];
    if (!eventually([&] { return where.counters().listen_drops == before + 1; })) {
      errno = 0;
      fail("a packet was not dropped");
    }
  }
  return dropped;
}

struct Family {
  const char* name;
  bool ipv6;
};

class FinerCauses : public testing::TestWithParam<Family> {
 protected:
  bool ipv6() const { return GetParam().ipv6; }
  const char* server_address() const { return ipv6() ? Wire::kServerV6 : Wire::kServerV4; }

  /// Begins to watch a listener at this address.
  void watch(const char* address) {
    // Room for all, so that nobody needs a cookie.
    listener_.emplace(where_, At{address, 0}, ListenOptions{.backlog = 128});
    tool_.emplace(std::vector<std::string>{"drops", "--json"});
    tool_->wait_ready();
    measured_.emplace(where_, std::vector<const Listener*>{&*listener_});
  }

  void expect(const std::string& cause, const ByClient& dropped) {
    measured_->finish();
    const Ended ended = tool_->stop();
    ASSERT_TRUE(measured_->at_rest());
    expect_exact(ended, *measured_, Notes{ByCause{{kCauseE, kDrops}}, dropped});
    expect_cause(ended, cause);
  }

  std::uint16_t port() const { return listener_->port(); }

  Namespace where_;
  Wire wire_{where_};

 private:
  std::optional<Listener> listener_;
  std::optional<Tool> tool_;
  std::optional<Measurement> measured_;
};

TEST_P(FinerCauses, SynToABroadcastOrMulticastAddress) {
  watch(ipv6() ? "::" : "0.0.0.0");
  // In a frame that is for this host alone: others do not come so far.
  const At server{ipv6() ? "ff02::1" : "10.77.0.255", port()};
  expect("bad_destination", drop_one_by_one(where_, [&](int i) {
           const At client = Wire::client(ipv6(), i);
           wire_.send_syn(client, server);
           return client;
         }));
}

TEST_P(FinerCauses, SynWithoutARouteBack) {
  for (const char* place : {"all", "near"}) {
    where_.set(std::string("net/ipv4/conf/") + place + "/rp_filter", 0);
  }
  watch(server_address());
  const At server{server_address(), port()};
  expect("no_route", drop_one_by_one(where_, [&](int i) {
           const At client{(ipv6() ? "fd00:99::" : "10.99.0.") + std::to_string(i % 5 + 1),
                           static_cast<std::uint16_t>(30011 + i)};
           wire_.send_syn(client, server);
           return client;
         }));
}

TEST_P(FinerCauses, FinalAckWhenTheRouteHasGone) {
  for (const char* place : {"all", "near"}) {
    where_.set(std::string("net/ipv4/conf/") + place + "/rp_filter", 0);
  }
  watch(server_address());
  const At server{server_address(), port()};
  std::vector<At> clients;
  for (int i = 0; i < kDrops; ++i) {
    clients.push_back(Wire::client(ipv6(), i));
    wire_.send_syn(clients.back(), server);
    ASSERT_TRUE(eventually([&] { return wire_.syn_ack_came(clients.back()); }));
  }
  where_.ip(ipv6() ? "route del fd00:78::/64\n" : "route del 10.78.0.0/16\n");
  expect("no_route", drop_one_by_one(where_, [&](int i) {
           wire_.send_ack(clients[static_cast<std::size_t>(i)], server);
           return clients[static_cast<std::size_t>(i)];
         }));
}

INSTANTIATE_TEST_SUITE_P(, FinerCauses, testing::Values(Family{"V4", false}, Family{"V6", true}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(FinerCausesOfMptcp, JoinOfAConnectionThatIsNot) {
  const Namespace where;
  const UniqueFd listener(
      where.inside([] { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP); }));
  if (!listener) {
    GTEST_SKIP() << "the kernel refuses an MPTCP socket: "
                 << std::generic_category().message(errno);
  }
  Wire wire(where);
  sockaddr_in address{};
  socklen_t length = sizeof address;
  address.sin_family = AF_INET;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(bind(listener.get(), generic, length), 0);
  ASSERT_EQ(listen(listener.get(), 128), 0);
  ASSERT_EQ(getsockname(listener.get(), generic, &length), 0);
  const At server{Wire::kServerV4, ntohs(address.sin_port)};

  Tool tool({"drops", "--json", "--netns", std::to_string(where.inode())});
  tool.wait_ready();
  Measurement measured(where, {});
  const ByClient dropped = drop_one_by_one(where, [&](int i) {
    const At client = Wire::client(false, i);
    // RFC 8684, 3.2: MP_JOIN of subflow 1, the receiver's token, a random number.
    wire.send_syn(client, server, {30, 12, 0x10, 1, 1, 2, 3, 4, 5, 6, 7, 8});
    return client;
  });
  measured.finish();
  const Ended ended = tool.stop();
  ASSERT_TRUE(measured.at_rest());
  EXPECT_EQ(measured.moved().listen_drops, static_cast<std::uint64_t>(kDrops));
  expect_cause(ended, "mptcp");
  ByClient told;
  for (const Record* drop : ended.of_type("drop")) {
    told[{drop->text("peer_address"), static_cast<std::uint16_t>(drop->number("peer_port"))}] +=
        drop->number("count");
  }
  EXPECT_EQ(told, dropped);
}

}  // namespace
}  // namespace bpfnetstat::lab
