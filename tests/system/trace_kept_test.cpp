// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lab.h"
#include "runner.h"

// What a filtered trace keeps in the kernel of connections that nobody asked for: nothing, once
// they are told apart or closed.
namespace bpfnetstat::lab {
namespace {

long bpf(bpf_cmd command, bpf_attr& attributes) {
  return syscall(SYS_bpf, command, &attributes, sizeof attributes);
}

/// One of the program's maps, by a descriptor of our own.
class Map {
 public:
  /// @param name as the program has it; the kernel keeps 15 bytes.
  Map(pid_t pid, const std::string& name) {
    const std::string wanted = name.substr(0, BPF_OBJ_NAME_LEN - 1);
    for (const std::uint32_t id : ids_held_by(pid)) {
      bpf_attr by_id{};
      by_id.map_id = id;
      UniqueFd fd(static_cast<int>(bpf(BPF_MAP_GET_FD_BY_ID, by_id)));
      if (!fd) continue;
      bpf_attr query{};
      query.info.bpf_fd = static_cast<std::uint32_t>(fd.get());
      query.info.info_len = sizeof info_;
      query.info.info = reinterpret_cast<std::uintptr_t>(&info_);
      if (bpf(BPF_OBJ_GET_INFO_BY_FD, query) != 0) fail("BPF_OBJ_GET_INFO_BY_FD");
      if (info_.name != wanted) continue;
      fd_ = std::move(fd);
      return;
    }
    errno = 0;
    fail("no map " + name);
  }

  /// nullopt where there is no such key.
  template <typename Key>
  std::optional<std::vector<char>> value(const Key& key) const {
    if (info_.key_size != sizeof key) fail("key of another size");
    std::vector<char> bytes(info_.value_size);
    bpf_attr lookup{};
    lookup.map_fd = static_cast<std::uint32_t>(fd_.get());
    lookup.key = reinterpret_cast<std::uintptr_t>(&key);
    lookup.value = reinterpret_cast<std::uintptr_t>(bytes.data());
    if (bpf(BPF_MAP_LOOKUP_ELEM, lookup) == 0) return bytes;
    if (errno != ENOENT) fail("BPF_MAP_LOOKUP_ELEM");
    return std::nullopt;
  }

  /// Calls `found` with each value there is.
  template <typename Key>
  void each(const std::function<void(const std::vector<char>&)>& found) const {
    Key key{};
    bpf_attr next{};
    next.map_fd = static_cast<std::uint32_t>(fd_.get());
    next.next_key = reinterpret_cast<std::uintptr_t>(&key);
    while (bpf(BPF_MAP_GET_NEXT_KEY, next) == 0) {
      if (const auto bytes = value(key)) found(*bytes);
      next.key = next.next_key;
    }
    if (errno != ENOENT) fail("BPF_MAP_GET_NEXT_KEY");
  }

  std::uint32_t max_entries() const { return info_.max_entries; }

 private:
  static std::set<std::uint32_t> ids_held_by(pid_t pid) {
    std::set<std::uint32_t> ids;
    const std::string directory = "/proc/" + std::to_string(pid) + "/fdinfo";
    DIR* entries = opendir(directory.c_str());
    if (entries == nullptr) fail("open " + directory);
    while (const dirent* entry = readdir(entries)) {
      std::ifstream file(directory + "/" + entry->d_name);
      std::uint32_t id = 0;
      for (std::string word; file >> word;) {
        if (word == "map_id:" && file >> id) ids.insert(id);
      }
    }
    closedir(entries);
    return ids;
  }

  UniqueFd fd_;
  bpf_map_info info_{};
};

/// The cookies in the map of those that were there before, or found no room.
std::vector<std::uint64_t> ids_beyond(const Tool& tool) {
  std::vector<std::uint64_t> ids;
  Map(tool.pid(), "connections_beyond").each<std::uint64_t>([&](const std::vector<char>& value) {
    std::memcpy(&ids.emplace_back(), value.data(), sizeof(std::uint64_t));
  });
  return ids;
}

/// Those in the table itself: sets of a few cookies, then what goes with each.
std::vector<std::uint64_t> ids_in_sets(const Tool& tool) {
  constexpr std::size_t kWays = 4;
  std::vector<std::uint64_t> all;
  const Map sets(tool.pid(), "connections");
  for (std::uint32_t index = 0; index < sets.max_entries(); ++index) {
    const auto set = sets.value(index);
    if (!set) fail("an array without an element");
    std::uint64_t ids[kWays];
    std::memcpy(ids, set->data(), sizeof ids);
    std::copy_if(std::begin(ids), std::end(ids), std::back_inserter(all),
                 [](std::uint64_t id) { return id != 0; });
  }
  return all;
}

/// How many of these sockets are there.
std::size_t kept(const std::vector<std::uint64_t>& ids, const std::vector<std::uint64_t>& cookies) {
  const std::set<std::uint64_t> wanted(cookies.begin(), cookies.end());
  return static_cast<std::size_t>(
      std::count_if(ids.begin(), ids.end(), [&](std::uint64_t id) { return wanted.contains(id); }));
}

std::size_t kept_beyond(const Tool& tool, const std::vector<std::uint64_t>& cookies) {
  return kept(ids_beyond(tool), cookies);
}

std::size_t kept_in_sets(const Tool& tool, const std::vector<std::uint64_t>& cookies) {
  return kept(ids_in_sets(tool), cookies);
}

struct Pair {
  Client client;
  UniqueFd server;
};

std::vector<Pair> connect_pairs(const Namespace& where, const Listener& listener, int count) {
  std::vector<Pair> pairs;
  for (int i = 0; i < count; ++i) {
    Pair pair;
    pair.client = Client(where, "127.0.0.1", listener.bound());
    if (!eventually([&] { return (pair.server = listener.accept()).valid(); })) fail("accept");
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

std::uint64_t cookie_of(const UniqueFd& fd) {
  std::uint64_t cookie = 0;
  socklen_t length = sizeof cookie;
  if (getsockopt(fd.get(), SOL_SOCKET, SO_COOKIE, &cookie, &length) != 0) fail("cookie");
  return cookie;
}

std::vector<std::uint64_t> cookies_of(const std::vector<Pair>& pairs) {
  std::vector<std::uint64_t> cookies;
  for (const Pair& pair : pairs) {
    cookies.push_back(pair.client.cookie());
    cookies.push_back(cookie_of(pair.server));
  }
  return cookies;
}

/// Half of them in order, through FIN_WAIT and LAST_ACK, half by reset.
void close_all(std::vector<Pair>& pairs) {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i % 2 == 0) {
      pairs[i].client.abort();
      pairs[i].server.reset();
    } else {
      pairs[i].server.reset();
      pairs[i].client = Client();
    }
  }
}

struct TraceFilter {
  const char* name;
  std::vector<std::string> args;  ///< None of the test's connections passes it.
};
void PrintTo(const TraceFilter& filter, std::ostream* out) {
  *out << filter.name;
}

class FilteredTrace : public testing::TestWithParam<TraceFilter> {
 protected:
  std::vector<std::string> args() const {
    // Userspace's own filter, so that nothing else on this machine is printed.
    std::vector<std::string> args = {"trace", "--json", "--netns", std::to_string(where_.inode())};
    args.insert(args.end(), GetParam().args.begin(), GetParam().args.end());
    return args;
  }

  const Namespace where_;
  const Listener listener_{where_, {"127.0.0.1", 4711}, {.backlog = 64}};
};

TEST_P(FilteredTrace, KeepsNothingOfWhatWasThereBeforeAndHasClosed) {
  std::vector<Pair> pairs = connect_pairs(where_, listener_, kAttempts);
  Tool tool(args());
  tool.wait_ready();
  const std::vector<std::uint64_t> cookies = cookies_of(pairs);
  ASSERT_EQ(kept_beyond(tool, cookies), 46u);
  close_all(pairs);
  EXPECT_TRUE(eventually([&] { return kept_beyond(tool, cookies) == 0; }))
      << kept_beyond(tool, cookies) << " are kept";
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_TRUE(ended.of_type("state").empty()) << ended.out;
}

const TraceFilter kTraceFilters[] = {
    {"LocalPort", {"-L", "1"}},
    {"RemotePort", {"-D", "1"}},
    {"Ipv6", {"-6"}},
};
INSTANTIATE_TEST_SUITE_P(, FilteredTrace, testing::ValuesIn(kTraceFilters),
                         [](const auto& info) { return std::string(info.param.name); });

// A client that did not bind() chooses its port after its first transition: that one is kept, since
// nobody can tell yet, until the next.
TEST(TraceOfALocalPort, KeepsNothingOfAClientWhosePortIsAnother) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 4711}, {.backlog = 64});
  Tool tool({"trace", "--json", "-L", "1"});
  tool.wait_ready();
  std::vector<UniqueFd> clients;
  std::vector<std::uint64_t> cookies;
  sockaddr_in server{};
  socklen_t length = sizeof server;
  ASSERT_EQ(getsockname(listener.fd(), reinterpret_cast<sockaddr*>(&server), &length), 0);
  for (int i = 0; i < kAttempts; ++i) {
    clients.push_back(
        where.inside([] { return UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }));
    ASSERT_EQ(connect(clients.back().get(), reinterpret_cast<sockaddr*>(&server), length), 0);
    cookies.push_back(cookie_of(clients.back()));
  }
  EXPECT_EQ(kept_in_sets(tool, cookies), 0u);
  EXPECT_EQ(tool.stop().exit_code, 0);
}

// The counterpart, without which the counts above would prove nothing.
TEST(UnfilteredTrace, KeepsConnectionsUntilTheyClose) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 4711}, {.backlog = 64});
  Tool tool({"trace", "--json"});
  tool.wait_ready();
  std::vector<Pair> pairs = connect_pairs(where, listener, kAttempts);
  const std::vector<std::uint64_t> cookies = cookies_of(pairs);
  EXPECT_EQ(kept_in_sets(tool, cookies), 46u);
  close_all(pairs);
  EXPECT_TRUE(
      eventually([&] { return kept_in_sets(tool, cookies) + kept_beyond(tool, cookies) == 0; }));
  EXPECT_EQ(tool.stop().exit_code, 0);
}

// Where the kernel skips the program at the end of a connection, what was kept of it is not in the
// way of later ones for good: the next socket at its address takes its place.
class TraceThatMissesEnds : public testing::TestWithParam<const char*> {};

TEST_P(TraceThatMissesEnds, KeepsNoMoreThanThereAreAddressesOfSockets) {
  constexpr int kRounds = 601;
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 4711}, {.backlog = 64});
  Tool tool({"trace", "--json", "--netns", std::to_string(where.inode()), "--without", GetParam()});
  tool.wait_ready();
  for (int i = 0; i < kRounds; ++i) {
    std::vector<Pair> pair = connect_pairs(where, listener, 1);
    close_all(pair);
  }
  const std::size_t beyond = ids_beyond(tool).size();
  const std::size_t left = ids_in_sets(tool).size() + beyond;
  // Whose address has a way already takes no other.
  EXPECT_EQ(beyond == 0, std::string(GetParam()) == "connection-ends") << beyond;
  EXPECT_GT(left, 0u) << "no end was missed";
  EXPECT_LT(left, std::size_t{kRounds} / 2);
  const Ended ended = tool.stop();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  int births = 0;
  for (const Record* record : ended.of_type("state")) {
    EXPECT_NE(record->text("new_state"), "CLOSE") << record->line();
    // All that follows is found under its own name, and not under that of who was there before.
    const bool is_birth = record->text("old_state") == "LISTEN";
    births += is_birth;
    EXPECT_TRUE(record->has("role") && (!is_birth || record->text("role") == "server"))
        << record->line();
    const bool is_first = is_birth || record->text("old_state") == "CLOSE";
    EXPECT_EQ(record->has("in_state_us"), !is_first) << record->line();
  }
  EXPECT_EQ(births, kRounds);
}

// In the table itself, and, where no way of a set can be taken safely, in the map beyond it.
INSTANTIATE_TEST_SUITE_P(, TraceThatMissesEnds,
                         testing::Values("connection-ends", "connection-ends,fetching-atomics"),
                         [](const auto& info) { return info.index == 0 ? "InSets" : "Beyond"; });

// More than are copied out of the ring in one go.
TEST(TraceThatWasStopped, PrintsAllThatIsInTheRingBeforeItEnds) {
  constexpr int kRounds = 601;
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 4711}, {.backlog = 64});
  Tool tool({"trace", "--json", "-L", "4711"});
  tool.wait_ready();
  tool.signal(SIGSTOP);
  for (int i = 0; i < kRounds; ++i) {
    std::vector<Pair> pair = connect_pairs(where, listener, 1);
    close_all(pair);
  }
  tool.signal(SIGINT);
  const Ended ended = tool.stop(SIGCONT);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  int births = 0;
  int ends = 0;
  for (const Record* record : ended.of_type("state")) {
    births += record->text("old_state") == "LISTEN";
    ends += record->text("new_state") == "CLOSE";
  }
  EXPECT_EQ(births, kRounds);
  EXPECT_EQ(ends, kRounds);
}

}  // namespace
}  // namespace bpfnetstat::lab
