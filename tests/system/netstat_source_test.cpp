// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <tuple>
#include <vector>

#include "event.h"
#include "kernel/listing_loader.h"
#include "kernel/socket_listing.h"
#include "kernel/table_walk.h"
#include "lab.h"
#include "zoo.h"

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
using kernel::TableWalk;
using Method = SocketListing::Method;

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

/// Whether this count is above 0 anywhere.
bool shows_any(const Tables& tables, std::uint32_t Row::*count) {
  const auto any_of = [&](const std::vector<Row>& rows) {
    return std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row.*count != 0; });
  };
  return any_of(tables.ipv4) || any_of(tables.ipv6);
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

/// What the walk needs that a kernel may lack: bpf_rdonly_cast.
bool kernel_can_walk() {
  return kernel_is_at_least(6, 2);
}

SocketListing load(Method method, std::size_t most_kept = SocketListing::kMostKept) {
  auto listing = SocketListing::load(most_kept, method);
  if (!listing) fail(to_string(listing.error()));
  if (method == Method::iterator) {
    EXPECT_FALSE(listing->walks());
  } else if (kernel_can_walk()) {
    EXPECT_TRUE(listing->walks());
  }
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

class NetstatSourceOf : public testing::TestWithParam<std::tuple<Kind, Method>> {};

const char* name_of(Method method) {
  return method == Method::best ? "Best" : "Iterator";
}

const auto kMethods = testing::Values(Method::best, Method::iterator);

/// The same rows whatever way they come.
class NetstatSource : public testing::TestWithParam<Method> {
 protected:
  void SetUp() override {
    if (!kernel_is_at_least(5, 17)) GTEST_SKIP() << "this kernel does not relocate programs itself";
  }
  static SocketListing load(std::size_t most_kept = SocketListing::kMostKept) {
    return lab::load(GetParam(), most_kept);
  }
};

INSTANTIATE_TEST_SUITE_P(By, NetstatSource, kMethods,
                         [](const auto& info) { return name_of(info.param); });

TEST_P(NetstatSourceOf, RowsOfEveryStateEqualProcfs) {
  const auto& [kind, method] = GetParam();
  const Namespace where;
  where.set("net/ipv4/tcp_syncookies", 0);
  // A full window's probes are not answered but for the first: their count only grows.
  where.set("net/ipv4/tcp_invalid_ratelimit", 60000);
  const Zoo zoo(where, kind.bind, {.backlog = 2, .v6only = kind.v6only}, kind.client_family,
                kind.to);
  where.inside([&, method = method, kind = kind] {
    // A SYN is sent again after a second, too.
    ASSERT_TRUE(eventually([] {
      const Tables tables = procfs_tables();
      return shows_any(tables, &Row::retransmits) && shows_any(tables, &Row::probes);
    }));
    SocketListing listing = load(method);
    const Tables tables = expect_source_equals_procfs(listing);
    std::set<int> seen = states(tables.ipv4);
    seen.merge(states(tables.ipv6));
    EXPECT_EQ(seen, kEveryState);
    std::set<int> timers;
    for (const auto* rows : {&tables.ipv4, &tables.ipv6}) {
      for (const auto& row : *rows) timers.insert(row.timer);
    }
    EXPECT_EQ(timers, (std::set<int>{0, 1, 2, 3, 4}));
    EXPECT_TRUE(shows_any(tables, &Row::retransmits));
    EXPECT_TRUE(shows_any(tables, &Row::probes));
    EXPECT_TRUE(states(kind.listener_is_ipv6 ? tables.ipv6 : tables.ipv4).contains(3));
  });
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, NetstatSourceOf,
    testing::Combine(
        testing::Values(
            Kind{"IPv4", {"127.0.0.1", 0}, true, AF_INET, "127.0.0.1", false},
            Kind{"IPv6", {"::1", 0}, true, AF_INET6, "::1", true},
            Kind{"MappedServer", {"::", 0}, false, AF_INET, "127.0.0.1", true},
            Kind{"MappedClient", {"127.0.0.1", 0}, true, AF_INET6, "::ffff:127.0.0.1", false}),
        kMethods),
    [](const auto& info) {
      return std::string(std::get<Kind>(info.param).name) + name_of(std::get<Method>(info.param));
    });

TEST_P(NetstatSource, ListenersAloneAreThoseOfTheWholeTable) {
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

// What a daemon does, and who reads needs to be nobody.
TEST(NetstatBorrowed, RowsAreThoseOfTheNamespaceTheyWereOpenedIn) {
  if (!kernel_is_at_least(5, 17)) GTEST_SKIP() << "this kernel does not relocate programs itself";
  const Namespace where;
  const std::vector<Listener> group = listen_group(where, {"127.0.0.1", 0}, 7);
  const Listener listener(where, {"::1", 0});
  const Connections connections(where, 503);
  auto lender = load(Method::iterator);
  int opened = 0;
  const auto borrow = [&]() -> Result<UniqueFd> {
    ++opened;
    std::optional<Result<UniqueFd>> rows;
    where.inside([&] { rows = lender.open(); });
    return *std::move(rows);
  };
  auto listing = SocketListing::borrowed(borrow);
  auto forgetful = SocketListing::borrowed(borrow, 0);
  where.inside([&] { expect_source_equals_procfs(listing); });
  const int once = opened;
  Tables expected;
  where.inside([&] { expected = procfs_tables(); });
  EXPECT_TRUE(same_texts(source_tables(listing), expected));
  EXPECT_EQ(opened, once + 1) << "the rows of IPv6 came by";
  EXPECT_TRUE(same_texts(source_tables(forgetful), expected));
  EXPECT_EQ(opened, once + 3);
  std::erase_if(expected.ipv4, [](const Row& row) { return row.state != 10; });
  EXPECT_EQ(texts(read_source(listing, Family::ipv4, SocketListing::Rows::listeners)),
            texts(expected.ipv4));
}

TEST_P(NetstatSource, TooManyRowsToKeepTakeAWalkOfTheirOwn) {
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

TEST_P(NetstatSource, WhatWasKeptIsGoneAfterOneQuestion) {
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

TEST_P(NetstatSource, NamespacesAreKeptApart) {
  const Namespace one;
  const Namespace other;
  const Listener here(one, {"127.0.0.1", 0});
  SocketListing listing = load();
  EXPECT_EQ(one.inside([&] { return read_source(listing, Family::ipv4); }).size(), 1u);
  EXPECT_EQ(other.inside([&] { return read_source(listing, Family::ipv4); }).size(), 0u);
}

/// A namespace inside `outer` whose connections are in a hash table of its own, with so few
/// buckets.
class SmallTable {
 public:
  explicit SmallTable(int buckets) {
    outer_.set("net/ipv4/tcp_child_ehash_entries", buckets);
    outer_.inside([&] { inner_.emplace(); });
    inner_->inside([&] {
      int entries = 0;
      std::ifstream("/proc/sys/net/ipv4/tcp_ehash_entries") >> entries;
      if (entries != buckets) fail("the table has another size");
    });
  }

  const Namespace& inner() const { return *inner_; }

 private:
  Namespace outer_;
  std::optional<Namespace> inner_;
};

/// At once, both ends: the ports are free again.
void reset_connection(Ends& ends) {
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(ends.client.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  ends.client.reset();
  ends.server.reset();
}

std::uint64_t inode_of(int fd) {
  struct stat status {};
  fstat(fd, &status);
  return status.st_ino;
}

TEST_P(NetstatSource, TablesOfANamespaceOfItsOwnEqualProcfs) {
  const SmallTable table(16);
  const Namespace elsewhere;
  const Connections others(elsewhere, 23);
  const Namespace& where = table.inner();
  const Listener listener(where, {"127.0.0.1", 0});
  const Connections connections(where, 503);
  where.inside([&] {
    SocketListing listing = load();
    EXPECT_EQ(expect_source_equals_procfs(listing).ipv4.size(), 1007u);
  });
}

TEST_P(NetstatSource, ChainsLongerThanAPieceEqualProcfs) {
  const SmallTable table(1);
  const Connections connections(table.inner(), 1009);
  table.inner().inside([&] {
    SocketListing listing = load();
    EXPECT_EQ(expect_source_equals_procfs(listing).ipv4.size(), 2018u);
  });
}

TEST_P(NetstatSource, MoreListenersThanAPieceHoldsEqualProcfs) {
  // Of one address and port: in one bucket.
  const Namespace where;
  const auto group = listen_group(where, {"127.0.0.1", 0}, 1103);
  const Connections connections(where, 23);
  where.inside([&] {
    SocketListing listing = load();
    EXPECT_EQ(expect_source_equals_procfs(listing).ipv4.size(), 1149u);
    EXPECT_EQ(read_source(listing, Family::ipv4, SocketListing::Rows::listeners).size(), 1103u);
  });
}

struct FreeWalk {
  void operator()(bpfnetstat_walk* walk) const { bpfnetstat_walk_free(walk); }
};
using WalkPtr = std::unique_ptr<bpfnetstat_walk, FreeWalk>;

/// Connections of a table with two buckets: the first fits a piece, the second does not.
class LongSecondChain {
 public:
  explicit LongSecondChain(const bpfnetstat_walk* walk) {
    where().inside([&] {
      // Since 6.15 all clients of one listener may be in the first: there are many listeners.
      std::size_t in_second = 0;
      std::size_t in_first = 0;
      while (in_second < kInSecond || in_first < kInFirst) {
        const Listener listener(where(), {"127.0.0.1", 0}, {.backlog = 64});
        std::vector<Ends> fresh;
        for (int i = 0; i < 100; ++i) fresh.push_back(connected(listener, AF_INET, "127.0.0.1"));
        const auto first = inodes_of_first(walk);
        for (auto& ends : fresh) {
          const bool is_second = !first.contains(inode_of(ends.client.get())) &&
                                 !first.contains(inode_of(ends.server.get()));
          std::size_t& count = is_second ? in_second : in_first;
          if (count == (is_second ? kInSecond : kInFirst)) {
            reset_connection(ends);
          } else {
            ++count;
            ends_.push_back(std::move(ends));
          }
        }
      }
    });
  }

  const Namespace& where() const { return table_.inner(); }

 private:
  // Both ends in the second; at least one in the first.
  static constexpr std::size_t kInSecond = 701;
  static constexpr std::size_t kInFirst = 199;

  static std::set<std::uint64_t> inodes_of_first(const bpfnetstat_walk* walk) {
    if (bpfnetstat_walk_run(walk, 0, BNS_TABLE_CONNECTIONS, 0, 1, 0) != BNS_WALKED) fail("walk");
    const bns_piece& piece = bpfnetstat_walk_pieces(walk)[0];
    std::set<std::uint64_t> inodes;
    for (std::uint32_t i = 0; i < piece.rows_count; ++i) inodes.insert(piece.rows[i].inode);
    return inodes;
  }

  SmallTable table_{2};
  std::vector<Ends> ends_;
};

TEST(NetstatWalk, GivesUpAtTheBucketThatIsTooLong) {
  if (!kernel_can_walk()) GTEST_SKIP() << "this kernel has no bpf_rdonly_cast";
  const WalkPtr walk(bpfnetstat_walk_load());
  ASSERT_TRUE(walk) << std::generic_category().message(errno);
  const LongSecondChain chains(walk.get());
  chains.where().inside([&] {
    const std::vector<Row> expected = read_procfs(Family::ipv4);
    TableWalk tables(walk.get(), 0);
    std::vector<std::uint64_t> inodes;
    for (;;) {
      const auto found = tables.next();
      if (found.rows.empty()) break;
      EXPECT_EQ(found.table, BNS_TABLE_CONNECTIONS);
      for (const auto& row : found.rows) inodes.push_back(row.inode);
    }
    ASSERT_TRUE(tables.failed_at());
    EXPECT_EQ(tables.failed_at()->table, BNS_TABLE_CONNECTIONS);
    EXPECT_EQ(tables.failed_at()->bucket, 1u);
    EXPECT_EQ(tables.failed_at()->buckets, 2u);
    EXPECT_GE(inodes.size(), 199u);
    ASSERT_GT(expected.size() - inodes.size(), std::size_t{BNS_PIECE_ROWS});
    for (std::size_t i = 0; i < inodes.size(); ++i) EXPECT_EQ(inodes[i], expected[i].inode);
  });
}

TEST_P(NetstatSource, TheRestOfATableEqualsProcfs) {
  if (!kernel_can_walk()) GTEST_SKIP() << "this kernel has no bpf_rdonly_cast";
  const WalkPtr walk(bpfnetstat_walk_load());
  ASSERT_TRUE(walk) << std::generic_category().message(errno);
  const LongSecondChain chains(walk.get());
  // It comes before them, and not again.
  const Listener listener(chains.where(), {"127.0.0.1", 0});
  chains.where().inside([&] {
    SocketListing listing = load();
    EXPECT_EQ(expect_source_equals_procfs(listing).ipv4.size(), 1801u);
  });
}

class NetstatChurn : public testing::TestWithParam<std::tuple<int, Method>> {};

TEST_P(NetstatChurn, SocketsThatLiveThroughTheListingAppearOnce) {
  constexpr int kLongLived = 1009;
  const auto [buckets, method] = GetParam();
  std::optional<SmallTable> table;
  std::optional<Namespace> namespace_of_all;
  if (buckets != 0) {
    table.emplace(buckets);
  } else {
    namespace_of_all.emplace();
  }
  const Namespace& where = table ? table->inner() : *namespace_of_all;
  where.set("net/ipv4/tcp_max_tw_buckets", 5000);
  const Listener listener(where, {"127.0.0.1", 0}, {.backlog = 64});
  std::set<std::uint64_t> long_lived;
  std::vector<Ends> held;
  where.inside([&] {
    while (static_cast<int>(held.size()) < kLongLived) {
      held.push_back(connected(listener, AF_INET, "127.0.0.1"));
      long_lived.insert(inode_of(held.back().client.get()));
      long_lived.insert(inode_of(held.back().server.get()));
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
        for (std::size_t i = 0; i < brief.size(); ++i) {
          if (i % 2 == 0) {
            reset_connection(brief[i]);
          } else {
            // By way of TIME_WAIT.
            brief[i].client.reset();
            brief[i].server.reset();
          }
        }
        churned += brief.size();
      }
    });
  });
  where.inside([&, method = method] {
    SocketListing listing = load(method);
    for (int listings = 0; listings < 150; ++listings) {
      std::map<std::uint64_t, int> times;
      std::vector<std::pair<Endpoint, Endpoint>> pairs;
      const auto status =
          listing.tcp(Family::ipv4, SocketListing::Rows::all, [&](const InetSocket& socket) {
            if (long_lived.contains(socket.inode)) ++times[socket.inode];
            pairs.emplace_back(socket.local, socket.remote);
          });
      EXPECT_TRUE(status) << to_string(status.error());
      EXPECT_EQ(times.size(), long_lived.size());
      for (const auto& [inode, count] : times) EXPECT_EQ(count, 1) << inode;
      // Such as a connection and the TIME_WAIT socket that it becomes.
      std::sort(pairs.begin(), pairs.end());
      EXPECT_EQ(std::adjacent_find(pairs.begin(), pairs.end()), pairs.end());
    }
  });
  stop = true;
  churn.join();
  EXPECT_GT(churned, 50u);
}

INSTANTIATE_TEST_SUITE_P(Tables, NetstatChurn, testing::Combine(testing::Values(0, 8), kMethods),
                         [](const auto& info) {
                           return "Buckets" + std::to_string(std::get<int>(info.param)) +
                                  name_of(std::get<Method>(info.param));
                         });

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

TEST(NetstatOwners, OwnersAreThoseOfTheLinksInProc) {
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

  const SocketListing listing = load(Method::best);
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
