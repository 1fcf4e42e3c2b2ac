// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <deque>
#include <string>
#include <tuple>
#include <vector>

#include "lab.h"
#include "raw.h"
#include "runner.h"

// What the summaries say of listeners whose port comes late, of intervals in a flood, and of one
// namespace while another is not exact.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;

const Record* reconciliation_of(const Ended& ended, const Namespace& where) {
  const Record* last = nullptr;
  for (const Record* record : ended.of_type("reconciliation")) {
    if (record->number("netns") == where.inode()) last = record;
  }
  if (last == nullptr) fail("no reconciliation of the namespace");
  return last;
}

// ---------------------------------------------------------------------------------------------
// listen() without bind(): the kernel chooses the port, after the transition to LISTEN.

struct Unbound {
  const char* name;
  int family;
  const char* address;  ///< Of its wildcard.
  const char* knock;
  bool opens_later;
};
void PrintTo(const Unbound& unbound, std::ostream* out) {
  *out << unbound.name;
}

class ListenerWithoutBind : public testing::TestWithParam<Unbound> {
 protected:
  void open() {
    listener_ = where_.inside(
        [] { return UniqueFd(socket(GetParam().family, SOCK_STREAM | SOCK_CLOEXEC, 0)); });
    sockaddr_in6 address{};
    socklen_t length = sizeof address;
    // The port lies at the same place in both families.
    if (!listener_ || listen(listener_.get(), 5) != 0 ||
        getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
      fail("listen without bind");
    }
    port_ = ntohs(address.sin6_port);
    if (port_ == 0) fail("no port");
  }

  std::uint64_t cookie() const {
    std::uint64_t cookie = 0;
    socklen_t length = sizeof cookie;
    if (getsockopt(listener_.get(), SOL_SOCKET, SO_COOKIE, &cookie, &length) != 0) fail("cookie");
    return cookie;
  }

  const Namespace where_;
  const std::vector<std::string> sources_ =
      GetParam().family == AF_INET6 ? add_ipv6_loopback_sources(where_) : loopback_sources();
  UniqueFd listener_;
  std::uint16_t port_ = 0;
};

TEST_P(ListenerWithoutBind, IsReportedWithThePortThatItGot) {
  if (!GetParam().opens_later) open();
  const std::string inode = std::to_string(where_.inode());
  Tool records({"drops", "--json", "--check", "--netns", inode});
  Tool text({"drops", "--netns", inode});
  records.wait_ready();
  text.wait_first_line();
  if (GetParam().opens_later) open();
  // Only what is of this port.
  Tool filtered({"drops", "--json", "-L", std::to_string(port_)});
  filtered.wait_ready();
  Outcome outcome = overflow_from_outside(where_, sources_, {GetParam().knock, port_}, kAttempts);
  outcome.abort_clients();
  for (Tool* tool : {&records, &filtered}) {
    const Ended ended = tool->stop();
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    std::uint64_t dropped = 0;
    for (const Record* drop : ended.of_type("drop")) {
      dropped += drop->number("count");
      EXPECT_EQ(drop->number("local_port"), port_) << drop->line();
      EXPECT_EQ(drop->number("listener.id"), cookie()) << drop->line();
    }
    EXPECT_EQ(dropped, 23u);
    const auto listeners = ended.of_type("listener");
    ASSERT_EQ(listeners.size(), 1u);
    EXPECT_EQ(listeners.front()->number("local_port"), port_) << listeners.front()->line();
    EXPECT_EQ(listeners.front()->text("bound_address"), GetParam().address);
    EXPECT_EQ(listeners.front()->number("drops_total"), 23u) << listeners.front()->line();
    EXPECT_EQ(listeners.front()->number("client_unknown"), 0u) << listeners.front()->line();
  }
  const Ended ended = text.stop();
  const std::string bound =
      std::string(GetParam().family == AF_INET6 ? "[::]" : "0.0.0.0") + ":" + std::to_string(port_);
  // In the table and before its clients.
  EXPECT_THAT(ended.out, HasSubstr("\n" + bound + " ")) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("\nclients of " + bound + " ")) << ended.out;
}

// The hook of listen() alone, where there is one and the listener was not there before.
TEST_P(ListenerWithoutBind, HasItsPortFromTheHook) {
  if (!GetParam().opens_later) open();
  Tool tool(
      {"drops", "--json", "--without", "late-port", "--netns", std::to_string(where_.inode())});
  tool.wait_ready();
  if (GetParam().opens_later) open();
  Outcome outcome = overflow_from_outside(where_, sources_, {GetParam().knock, port_}, kAttempts);
  outcome.abort_clients();
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto listeners = ended.of_type("listener");
  ASSERT_EQ(listeners.size(), 1u);
  EXPECT_EQ(listeners.front()->number_or("local_port", 0),
            !GetParam().opens_later || hooks_calls(ended) ? port_ : 0)
      << listeners.front()->line();
}

// Where only the address could tell, the socket's own counter does for one that had no port yet.
TEST_P(ListenerWithoutBind, GetsItsDropsWhereTheStackDoesNotNameIt) {
  if (!GetParam().opens_later) open();
  Tool tool({"drops", "--json", "--check", "--without", "stack-slot", "--netns",
             std::to_string(where_.inode())});
  tool.wait_ready();
  if (GetParam().opens_later) {
    open();
    tool.read_for(slowness() > 1 ? 10s : 1s);  // Its port is learnt after the transition.
  }
  Outcome outcome = overflow_from_outside(where_, sources_, {GetParam().knock, port_}, kAttempts);
  outcome.abort_clients();
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto listeners = ended.of_type("listener");
  ASSERT_EQ(listeners.size(), 1u);
  EXPECT_EQ(listeners.front()->number("local_port"), port_) << listeners.front()->line();
  EXPECT_EQ(listeners.front()->number("drops_total"), 23u) << listeners.front()->line();
  EXPECT_EQ(listeners.front()->number("client_unknown"), 0u) << listeners.front()->line();
}

// A connection that nobody has accepted yet belongs to whoever listens at its address.
TEST_P(ListenerWithoutBind, OwnsItsConnectionsInATrace) {
  if (!GetParam().opens_later) open();
  Tool tool({"trace", "--json", "--netns", std::to_string(where_.inode())});
  tool.wait_ready();
  if (GetParam().opens_later) open();
  Client client(where_, sources_.front(), {GetParam().knock, port_});
  const auto is_of_child = [&](const Record& record) {
    return record.type() == "state" && record.text("old_state") == "LISTEN" &&
           record.text("new_state") == "SYN_RECV";
  };
  const Record* child = tool.wait_for(is_of_child);
  ASSERT_NE(child, nullptr);
  EXPECT_EQ(child->number("local_port"), port_) << child->line();
  EXPECT_EQ(child->number_or("pid", 0), static_cast<std::uint64_t>(getpid())) << child->line();
  client.abort();
  EXPECT_EQ(tool.stop().exit_code, 0);
}

const Unbound kUnbound[] = {
    {"IPv4Existing", AF_INET, "0.0.0.0", "127.0.0.1", false},
    {"IPv4Later", AF_INET, "0.0.0.0", "127.0.0.1", true},
    {"IPv6Later", AF_INET6, "::", "::1", true},
};
INSTANTIATE_TEST_SUITE_P(, ListenerWithoutBind, testing::ValuesIn(kUnbound),
                         [](const auto& info) { return std::string(info.param.name); });

// ---------------------------------------------------------------------------------------------
// --check is about what was asked for.

/// A namespace in which more was dropped than can be told whose it was: overflows and full SYN
/// queues of two SO_REUSEPORT groups, where nothing but the address names a listener.
class Ambiguous {
 public:
  Ambiguous() { where_.set("net/ipv4/tcp_syncookies", 0); }

  const Namespace& where() const { return where_; }
  void drop() {
    std::vector<const Listener*> members;
    for (const Listener& listener : full_) members.push_back(&listener);
    overflow_by_connecting(where_, members, loopback_sources(), full_.front().bound(), 13)
        .abort_clients();
    RawClients clients(wire_, pending_.front().bound());
    // One request each fills a SYN queue; which member a client gets is its address's hash.
    while (sum(clients.dropped_syns()) < 7) clients.syn();
  }

 private:
  Namespace where_;
  Wire wire_{where_};
  std::vector<Listener> full_ = listen_group(where_, {"127.0.0.1", 0}, 2);
  std::vector<Listener> pending_ = listen_group(where_, {Wire::kServerV4, 0}, 2, {.backlog = 1});
};

TEST(DropsCheck, IsOfTheNamespaceThatWasAskedFor) {
  const FullListener exact;
  Ambiguous inexact;
  const auto args = [](const std::string& netns) {
    return std::vector<std::string>{"drops",      "--json",  "--check", "--without",
                                    "stack-slot", "--netns", netns};
  };
  Tool of_the_exact(args(std::to_string(exact.where.inode())));
  Tool of_the_other(args(std::to_string(inexact.where().inode())));
  Tool of_all(args("all"));
  for (Tool* tool : {&of_the_exact, &of_the_other, &of_all}) tool->wait_ready();
  const Counters before = inexact.where().counters();
  exact.drop(19);
  inexact.drop();
  // Both kinds, or all could be given to the listeners by their own counters.
  const Counters moved = inexact.where().counters() - before;
  ASSERT_GE(moved.listen_overflows, 13u);
  ASSERT_EQ(moved.req_q_full_drop, 7u);

  const Ended fine = of_the_exact.stop();
  EXPECT_EQ(fine.exit_code, 0) << fine.out;
  ASSERT_EQ(fine.of_type("reconciliation").size(), 1u);
  EXPECT_TRUE(reconciliation_of(fine, exact.where)->boolean("exact"));
  EXPECT_EQ(reconciliation_of(fine, exact.where)->number("counters.ListenDrops.attributed"), 19u);

  const Ended different = of_the_other.stop();
  EXPECT_EQ(different.exit_code, 4) << different.out;
  const Record* reconciliation = reconciliation_of(different, inexact.where());
  EXPECT_FALSE(reconciliation->boolean("exact"));
  EXPECT_EQ(reconciliation->number("counters.ListenDrops.kernel"), moved.listen_drops);

  const Ended both = of_all.stop();
  EXPECT_EQ(both.exit_code, 4) << both.out;
  EXPECT_TRUE(reconciliation_of(both, exact.where)->boolean("exact"));
  EXPECT_FALSE(reconciliation_of(both, inexact.where())->boolean("exact"));
}

// ---------------------------------------------------------------------------------------------
// Intervals.

class DropsIntervals : public testing::TestWithParam<int /* CPUs that send */> {};

// A quarter of the clients that can be kept in a second: that one is not known would be our fault.
TEST_P(DropsIntervals, KnowEveryClientOfAFlood) {
  const FullListener full;
  const Counters before = full.where.counters();
  Tool tool(
      {"drops", "--json", "--interval", "0.5", "--netns", std::to_string(full.where.inode())});
  tool.wait_ready();
  {
    std::deque<Flood> floods;
    for (int cpu = 0; cpu < GetParam(); ++cpu) {
      floods.emplace_back(full.where, full.listener.bound(),
                          static_cast<std::uint16_t>(0x7f01 + cpu), cpu, 0x07ff);
    }
    tool.read_for(3s);
  }
  // Traffic over loopback is done with when it has been sent.
  const std::uint64_t dropped = (full.where.counters() - before).listen_drops;
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;

  std::uint64_t since_last = 0;    // Drop records since the last summary,
  std::uint64_t in_summaries = 0;  // and before it.
  std::uint64_t kernel_at_last = 0;
  int intervals = 0;
  for (const Record& record : ended.records) {
    if (record.type() == "drop") {
      since_last += record.number("count");
    } else if (record.type() == "listener") {
      EXPECT_EQ(record.number("client_unknown"), 0u) << record.line();
      in_summaries += since_last;
      since_last = 0;
      // Totals are of the whole run. What has been printed may be ahead of them.
      EXPECT_LE(record.number("drops_total"), in_summaries) << record.line();
    } else if (record.type() == "reconciliation") {
      ++intervals;
      const std::uint64_t kernel = record.number("counters.ListenDrops.kernel");
      EXPECT_TRUE(record.boolean("exact")) << record.line();
      EXPECT_GE(kernel, kernel_at_last) << record.line();
      kernel_at_last = kernel;
    }
  }
  EXPECT_GE(intervals, 4);
  EXPECT_GT(dropped, 10000u);
  EXPECT_EQ(in_summaries, dropped);
  EXPECT_EQ(since_last, 0u);
  EXPECT_EQ(kernel_at_last, dropped);
  EXPECT_EQ(ended.of_type("listener").back()->number("drops_total"), dropped);
}

INSTANTIATE_TEST_SUITE_P(, DropsIntervals, testing::Values(1, 2), [](const auto& info) {
  return std::string(info.param == 1 ? "OneCpu" : "TwoCpus");
});

}  // namespace
}  // namespace bpfnetstat::lab
