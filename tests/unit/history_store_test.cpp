// SPDX-License-Identifier: Apache-2.0
// The history's database: written whatever happens to the disk, and read as it was written.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <limits>
#include <new>
#include <numeric>
#include <random>

#include "history_testing.h"
#include "store/clock_guard.h"
#include "store/reader.h"
#include "store/recorder.h"

namespace bpfnetstat::store {
namespace {

using namespace std::chrono_literals;
using history_testing::batch_of;
using history_testing::client;
using history_testing::eventually;
using history_testing::Folder;
using history_testing::kNetns;
using history_testing::kNs;
using history_testing::kSecond;
using history_testing::Look;
using history_testing::web;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

bool has_written(const Recorder& recorder, std::uint64_t rows) {
  return eventually([&] { return recorder.figures().rows_written >= rows; });
}

/// Waits for it, among those that are taken meanwhile.
bool complains(Recorder& recorder, const std::string& of, std::vector<std::string>* all = nullptr) {
  std::vector<std::string> seen;
  const bool found = eventually([&] {
    for (auto& line : recorder.take_complaints()) seen.push_back(std::move(line));
    return std::any_of(seen.begin(), seen.end(),
                       [&](const auto& line) { return line.find(of) != std::string::npos; });
  });
  EXPECT_TRUE(found) << "no complaint of: " << of << "\n" << testing::PrintToString(seen);
  if (all != nullptr) *all = seen;
  return found;
}

HistoryResult ask(const std::string& database, HistoryQuery query) {
  auto reader = Reader::open(database);
  if (!reader) {
    ADD_FAILURE() << to_string(reader.error());
    return {};
  }
  auto result = reader->query(query);
  if (!result) {
    ADD_FAILURE() << to_string(result.error());
    return {};
  }
  return *std::move(result);
}

HistoryQuery interval(std::int64_t since, std::int64_t until, HistoryBy by = HistoryBy::listener) {
  return {.since = since * kNs, .until = until * kNs, .by = by};
}

// --- what is kept ---

TEST(HistoryStore, GivesBackWhatWasRecorded) {
  const Folder folder;
  {
    Recorder recorder(folder.database(), {});
    EXPECT_TRUE(recorder.figures().enabled);
    recorder.record(batch_of(kSecond, {19, 5}));
    recorder.record(batch_of(kSecond + 1, {23}, web(443)));
    recorder.record({.time = (kSecond + 2) * kNs,
                     .events = {{.time = (kSecond + 2) * kNs,
                                 .kind = DaemonEventKind::ring_loss,
                                 .count = 57,
                                 .detail = "states"}}});
    recorder.stop();
    EXPECT_EQ(recorder.figures().rows_written, 4u);
    EXPECT_EQ(recorder.figures().rows_lost, 0u);
    EXPECT_FALSE(recorder.figures().failing);
    EXPECT_GT(recorder.figures().bytes, 4096u);
    EXPECT_THAT(recorder.take_complaints(), IsEmpty());
  }
  const auto result = ask(folder.database(), interval(kSecond, kSecond + 60));
  EXPECT_EQ(result.drops_total, 47u);
  EXPECT_EQ(result.client_unknown, 0u);
  EXPECT_EQ(result.recorded_since, kSecond * kNs);
  ASSERT_THAT(result.rows, SizeIs(2));
  EXPECT_EQ(result.rows[0].listener, web());
  EXPECT_EQ(result.rows[0].drops_total, 24u);
  EXPECT_EQ(result.rows[0].first_second, kSecond);
  EXPECT_EQ(result.rows[1].listener, web(443));
  EXPECT_EQ(result.rows[1].last_second, kSecond + 1);
  EXPECT_THAT(result.events, ElementsAre(DaemonEvent{.time = (kSecond + 2) * kNs,
                                                     .kind = DaemonEventKind::ring_loss,
                                                     .count = 57,
                                                     .detail = "states"}));
}

TEST(HistoryStore, FileIsForItsGroupAndItsFolderIsMade) {
  for (const mode_t mask : {mode_t{0}, mode_t{077}}) {
    const Folder folder;
    const std::string database = folder.path() / "made" / "history.db";
    const mode_t before = ::umask(mask);
    Recorder recorder(database, {});
    recorder.record(batch_of(kSecond, {1}));
    ASSERT_TRUE(has_written(recorder, 1));
    ::umask(before);
    const auto mode = [](const std::string& path) {
      struct stat status {};
      EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
      return status.st_mode & 07777;
    };
    EXPECT_EQ(mode(database), 0640u);
    EXPECT_EQ(mode(database + "-wal"), 0640u);
    EXPECT_EQ(mode(database + ".lock"), 0600u) << "who may read it may hold it";
    EXPECT_EQ(mode(folder.path() / "made"), 0750u);
    EXPECT_EQ(Look(database).text("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(Look(database).number("PRAGMA auto_vacuum"), 2);
    EXPECT_EQ(Look(database).number("PRAGMA user_version"), 1);
  }
}

TEST(HistoryStore, AddsUpEqualDropsOfASecond) {
  const Folder folder;
  Recorder recorder(folder.database(), {});
  recorder.record(batch_of(kSecond, {19}));
  recorder.record(batch_of(kSecond, {4}));
  recorder.stop();
  const Look look(folder.database());
  EXPECT_EQ(look.number("SELECT count(*) FROM drops"), 1);
  EXPECT_EQ(look.number("SELECT count FROM drops"), 23);
  EXPECT_EQ(look.number("SELECT count(*) FROM listener"), 1);
}

TEST(HistoryStore, KnowsAListenerAgainAfterARestart) {
  const Folder folder;
  for (int run = 0; run < 3; ++run) {
    Recorder recorder(folder.database(), {});
    recorder.record(batch_of(kSecond + run, {1}));
    recorder.record(batch_of(kSecond + run, {1}, HistoryListener{}));
  }
  EXPECT_EQ(Look(folder.database()).number("SELECT count(*) FROM listener"), 2);
}

TEST(HistoryStore, JoinsTheTwoPartsOfAMinute) {
  const Folder folder;
  const std::int64_t minute = kSecond / 60 * 60;
  Recorder recorder(folder.database(), {});
  const auto sample = [&](std::uint32_t longest, std::uint32_t last,
                          std::optional<std::uint64_t> accepted) {
    recorder.record({.time = minute * kNs,
                     .listeners = {web()},
                     .queues = {{.minute = minute,
                                 .longest = longest,
                                 .last = last,
                                 .limit = 5,
                                 .drops = 19,
                                 .accepted = accepted}}});
  };
  sample(6, 4, 100);
  sample(3, 1, 23);
  recorder.stop();
  auto result = ask(folder.database(), interval(kSecond, kSecond + 1));
  ASSERT_THAT(result.rows, SizeIs(1));
  EXPECT_EQ(result.rows[0].longest_queue, 6u);
  EXPECT_EQ(result.rows[0].queue_limit, 5u);
  EXPECT_EQ(result.rows[0].accepted, 123u);
  EXPECT_EQ(Look(folder.database()).number("SELECT last FROM queues"), 1);
  EXPECT_EQ(Look(folder.database()).number("SELECT drops FROM queues"), 38);
}

TEST(HistoryStore, SaysNothingOfWhatWasAcceptedWhereAPartIsNotKnown) {
  const Folder folder;
  const std::int64_t minute = kSecond / 60 * 60;
  Recorder recorder(folder.database(), {});
  for (int i = 0; i < 2; ++i) {
    QueueSample sample{.minute = minute + 60 * i, .longest = 1, .limit = 5};
    if (i == 0) sample.accepted = 7;
    recorder.record({.time = minute * kNs, .listeners = {web()}, .queues = {sample}});
  }
  recorder.stop();
  const auto one = ask(folder.database(), interval(minute, minute + 60));
  ASSERT_THAT(one.rows, SizeIs(1));
  EXPECT_EQ(one.rows[0].accepted, 7u);
  const auto both = ask(folder.database(), interval(minute, minute + 120));
  ASSERT_THAT(both.rows, SizeIs(1));
  EXPECT_EQ(both.rows[0].accepted, std::nullopt);
}

TEST(HistoryStore, KeepsNamesByteByByte) {
  const Folder folder;
  Recorder recorder(folder.database(), {});
  std::vector<HistoryListener> hostile;
  for (const std::string& name : sample::kHostileNames) {
    HistoryListener listener = web();
    listener.comm = name;
    listener.netns_name = name;
    listener.container = name;
    hostile.push_back(listener);
    recorder.record(batch_of(kSecond, {1}, listener));
  }
  recorder.stop();
  std::vector<HistoryListener> found;
  for (const auto& row : ask(folder.database(), interval(kSecond, kSecond + 1)).rows) {
    found.push_back(*row.listener);
  }
  EXPECT_THAT(found, testing::UnorderedElementsAreArray(hostile));
}

TEST(FoldClients, KeepsTheHeaviestOfEachSecond) {
  std::vector<DropTally> drops = batch_of(kSecond, {5, 1, 9, 3}).drops;
  for (const auto& tally : batch_of(kSecond + 1, {2, 7}).drops) drops.push_back(tally);
  drops.push_back({.second = kSecond, .cause = DropCause::other, .count = 100});
  const auto kept = fold_clients(drops, 2);
  const auto total = [](std::span<const DropTally> tallies) {
    return std::accumulate(tallies.begin(), tallies.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const DropTally& t) { return sum + t.count; });
  };
  EXPECT_EQ(total(kept), total(drops));
  ASSERT_THAT(kept, SizeIs(6));
  EXPECT_EQ(kept[0].count, 9u);
  EXPECT_EQ(kept[1].count, 5u);
  EXPECT_EQ(kept[2].count, 100u);  // Unknown from the beginning: not folded.
  EXPECT_FALSE(kept[2].folded);
  EXPECT_EQ(kept[3].count, 7u);
  EXPECT_EQ(kept[4].count, 2u);
  EXPECT_EQ(kept[5], (DropTally{.second = kSecond,
                                .cause = DropCause::accept_queue_full_syn,
                                .client = {},
                                .count = 4,
                                .folded = true}));
}

TEST(HistoryStore, KeepsEveryDropOfAFloodFromInventedClients) {
  const Folder folder;
  Recorder recorder(folder.database(), {});
  HistoryBatch flood{.time = kSecond * kNs, .listeners = {web()}};
  for (unsigned i = 0; i < 16'384; ++i) {
    const auto address = sample::ipv4(10, static_cast<std::uint8_t>(i >> 8),
                                      static_cast<std::uint8_t>(i & 0xff), 1, 0);
    flood.drops.push_back({.second = kSecond, .client = network_of(address.address), .count = 3});
  }
  recorder.record(std::move(flood));
  recorder.stop();
  EXPECT_EQ(Look(folder.database()).number("SELECT count(*) FROM drops"),
            std::int64_t{kClientsPerSecond + 1});
  const auto result = ask(folder.database(), interval(kSecond, kSecond + 1, HistoryBy::client));
  EXPECT_EQ(result.drops_total, 3u * 16'384);
  ASSERT_THAT(result.rows, SizeIs(kClientsPerSecond + 1));
  EXPECT_TRUE(result.rows[0].folded);
}

// --- questions ---

/// Two listeners, two causes, three clients, one of them not known, over three minutes.
class HistoryQuestions : public testing::Test {
 protected:
  void SetUp() override {
    Recorder recorder(folder_.database(), {});
    HistoryListener ipv6 = web(443);
    ipv6.netns = 4026532999;
    ipv6.netns_name = "4711";
    ipv6.bound = sample::ipv6(0x10, 443);
    HistoryBatch batch{.time = minute_ * kNs, .listeners = {web(), ipv6}};
    const auto drop = [&](std::int64_t after, std::uint32_t listener, DropCause cause,
                          std::optional<ClientNetwork> from, std::uint64_t count) {
      batch.drops.push_back({.second = minute_ + after,
                             .listener = listener,
                             .cause = cause,
                             .client = from,
                             .count = count});
    };
    drop(0, 0, DropCause::accept_queue_full_syn, client(2), 1);
    drop(59, 0, DropCause::accept_queue_full_ack, client(2), 2);
    drop(60, 1, DropCause::accept_queue_full_syn, client(3), 4);
    drop(61, 0, DropCause::accept_queue_full_syn, std::nullopt, 8);
    drop(179, 1, DropCause::syn_queue_full, client(2), 16);
    batch.queues.push_back({.minute = minute_ + 60, .listener = 0, .longest = 6, .limit = 5});
    batch.queues.push_back({.minute = minute_ + 120, .listener = 1, .longest = 0, .limit = 7});
    recorder.record(std::move(batch));
  }

  HistoryResult ask_all(HistoryBy by) {
    return ask(folder_.database(), interval(minute_, minute_ + 180, by));
  }
  std::uint64_t total(const HistoryQuery& query) {
    const auto result = ask(folder_.database(), query);
    std::uint64_t of_rows = 0;
    for (const auto& row : result.rows) of_rows += row.drops_total;
    EXPECT_EQ(of_rows, result.drops_total);
    return result.drops_total;
  }

  const std::int64_t minute_ = kSecond / 60 * 60;
  Folder folder_;
};

TEST_F(HistoryQuestions, ByListener) {
  const auto result = ask_all(HistoryBy::listener);
  EXPECT_EQ(result.bin_s, 6);
  EXPECT_EQ(result.drops_total, 31u);
  EXPECT_EQ(result.client_unknown, 8u);
  ASSERT_THAT(result.rows, SizeIs(2));
  EXPECT_EQ(result.rows[0].listener->bound, sample::ipv6(0x10, 443));
  EXPECT_EQ(result.rows[0].drops_total, 20u);
  EXPECT_EQ(result.rows[0].longest_queue, 0u);
  ASSERT_THAT(result.rows[0].series, SizeIs(30));
  EXPECT_EQ(result.rows[0].series[10], 4u);
  EXPECT_EQ(result.rows[0].series[29], 16u);
  EXPECT_EQ(result.rows[1].listener, web());
  EXPECT_EQ(result.rows[1].drops_total, 11u);
  EXPECT_EQ(result.rows[1].drops[0], 9u);
  EXPECT_EQ(result.rows[1].drops[1], 2u);
  EXPECT_EQ(result.rows[1].longest_queue, 6u);
  EXPECT_EQ(result.rows[1].queue_limit, 5u);
}

TEST_F(HistoryQuestions, ByClient) {
  const auto result = ask_all(HistoryBy::client);
  ASSERT_THAT(result.rows, SizeIs(3));
  EXPECT_EQ(result.rows[0].client, client(2));
  EXPECT_EQ(result.rows[0].drops_total, 19u);
  EXPECT_EQ(result.rows[1].client, std::nullopt);
  EXPECT_FALSE(result.rows[1].folded);
  EXPECT_EQ(result.rows[1].drops_total, 8u);
  EXPECT_EQ(result.rows[2].client, client(3));
}

TEST_F(HistoryQuestions, ByCause) {
  const auto result = ask_all(HistoryBy::cause);
  ASSERT_THAT(result.rows, SizeIs(3));
  EXPECT_EQ(result.rows[0].cause, DropCause::syn_queue_full);
  EXPECT_EQ(result.rows[1].cause, DropCause::accept_queue_full_syn);
  EXPECT_EQ(result.rows[1].drops_total, 13u);
  EXPECT_EQ(result.rows[2].drops_total, 2u);
}

TEST_F(HistoryQuestions, ByMinute) {
  const auto result = ask_all(HistoryBy::minute);
  EXPECT_EQ(result.bin_s, 3);
  ASSERT_THAT(result.rows, SizeIs(3));
  EXPECT_EQ(result.rows[0].minute, minute_ * kNs);
  EXPECT_EQ(result.rows[0].drops_total, 3u);
  ASSERT_THAT(result.rows[0].series, SizeIs(20));
  EXPECT_EQ(result.rows[0].series[0], 1u);
  EXPECT_EQ(result.rows[0].series[19], 2u);
  EXPECT_EQ(result.rows[1].drops_total, 12u);
  EXPECT_EQ(result.rows[1].longest_queue, 6u);
  EXPECT_EQ(result.rows[2].minute, (minute_ + 120) * kNs);
  EXPECT_EQ(result.rows[2].longest_queue, 0u);
}

TEST(HistoryOfOddRows, CountsThemWhereTheirTimeComesClosest) {
  // SQLite keeps in a column what it is given, and a question may go back to before the epoch.
  const Folder folder;
  { Recorder(folder.database(), {}).record(batch_of(0, {1})); }
  const Look look(folder.database());
  look.text("UPDATE drops SET second = -30");
  const auto by_minute = ask(folder.database(), interval(-60, 60, HistoryBy::minute));
  ASSERT_THAT(by_minute.rows, SizeIs(1));
  ASSERT_THAT(by_minute.rows[0].series, SizeIs(20));
  EXPECT_EQ(by_minute.rows[0].series.front(), 1u);
  look.text("UPDATE drops SET second = -0.5");
  const auto by_listener = ask(folder.database(), interval(-30, 0));
  ASSERT_THAT(by_listener.rows, SizeIs(1));
  ASSERT_THAT(by_listener.rows[0].series, SizeIs(30));
  EXPECT_EQ(by_listener.rows[0].series.back(), 1u);
}

TEST_F(HistoryQuestions, OfAnInterval) {
  EXPECT_EQ(total(interval(minute_ + 1, minute_ + 179)), 14u);
  EXPECT_EQ(total(interval(minute_ + 59, minute_ + 60)), 2u);
  EXPECT_EQ(total(interval(0, minute_)), 0u);
  // Parts of a second are rounded outwards.
  EXPECT_EQ(total({.since = (minute_ + 59) * kNs + 5, .until = (minute_ + 60) * kNs + 5}), 6u);
}

TEST_F(HistoryQuestions, OfOneListener) {
  auto query = interval(minute_, minute_ + 180, HistoryBy::client);
  query.listener = {.address = {}, .port = 443};
  EXPECT_EQ(total(query), 20u);
  query.listener->address = sample::ipv6(0x10, 0).address;
  EXPECT_EQ(total(query), 20u);
  query.listener->address = IpAddress{Family::ipv6, {}};
  EXPECT_EQ(total(query), 0u);
  query.listener = {.address = IpAddress{}, .port = 8080};
  EXPECT_EQ(total(query), 11u);
  query.listener = {.address = {}, .port = 80};
  EXPECT_EQ(total(query), 0u);
}

TEST_F(HistoryQuestions, OfOneNamespace) {
  for (const HistoryBy by : {HistoryBy::listener, HistoryBy::minute}) {
    auto query = interval(minute_, minute_ + 180, by);
    query.netns = "blue";
    EXPECT_EQ(total(query), 11u);
    query.netns = std::to_string(kNetns);
    EXPECT_EQ(total(query), 11u);
    query.netns = "4711";  // A name may look like a number.
    EXPECT_EQ(total(query), 20u);
    query.netns = "' OR 1 --";
    EXPECT_EQ(total(query), 0u);
  }
}

TEST(HistoryReader, LeavesOutTheLightestRowsAndSaysSo) {
  const Folder folder;
  constexpr std::uint64_t kMore = 23;
  {
    Recorder recorder(folder.database(), {});
    for (std::uint64_t i = 0; i < Reader::kMostRows + kMore; ++i) {
      recorder.record(batch_of(kSecond, {i + 1}, web(static_cast<std::uint16_t>(1000 + i))));
      if (i % 16 == 0) {
        ASSERT_TRUE(has_written(recorder, i));
      }
    }
  }
  const auto result = ask(folder.database(), interval(kSecond, kSecond + 1));
  EXPECT_THAT(result.rows, SizeIs(Reader::kMostRows));
  EXPECT_EQ(result.rows_left_out, kMore);
  EXPECT_EQ(result.rows.front().drops_total, Reader::kMostRows + kMore);
  EXPECT_EQ(result.rows.back().drops_total, kMore + 1);
  constexpr std::uint64_t kAll = Reader::kMostRows + kMore;
  EXPECT_EQ(result.drops_total, kAll * (kAll + 1) / 2);
}

TEST(HistoryReader, ShowsTheLatestEventsAndCountsTheOthers) {
  const Folder folder;
  {
    Recorder recorder(folder.database(), {});
    HistoryBatch batch{.time = kSecond * kNs};
    for (std::size_t i = 0; i < Reader::kMostEvents + 23; ++i) {
      batch.events.push_back({.time = kSecond * kNs + static_cast<RealtimeNs>(i),
                              .kind = DaemonEventKind::resync,
                              .count = i});
    }
    recorder.record(std::move(batch));
  }
  const auto result = ask(folder.database(), interval(kSecond, kSecond + 1));
  ASSERT_THAT(result.events, SizeIs(Reader::kMostEvents));
  EXPECT_EQ(result.events.front().count, 23u);
  EXPECT_EQ(result.events_left_out, 23u);
}

TEST(HistoryReader, SaysWhatIsWrongWithTheFile) {
  const Folder folder;
  const auto refusal = [](const std::string& path) {
    const auto reader = Reader::open(path);
    return reader ? "(opened)" : to_string(reader.error());
  };
  EXPECT_THAT(refusal(folder.database()),
              AllOf(HasSubstr("there is no history at"), HasSubstr("start bpfnetstat daemon")));
  std::ofstream(folder.database()) << std::string(8192, 'x');
  EXPECT_THAT(refusal(folder.database()), HasSubstr("not a database"));
  const std::string empty = folder.path() / "empty.db";
  std::ofstream(empty).flush();
  EXPECT_THAT(refusal(empty), HasSubstr("no history of bpfnetstat"));
  const std::string newer = folder.path() / "newer.db";
  { Recorder(newer, {}).record(batch_of(kSecond, {1})); }
  Look(newer).text("PRAGMA user_version = 2");
  EXPECT_THAT(refusal(newer), HasSubstr("another version"));
}

TEST(HistoryReader, OpensAPathOfAnyLetters) {
  const Folder folder;
  const std::string path = folder.path() / "a?b#c%41&mode=rw";
  { Recorder(path, {}).record(batch_of(kSecond, {23})); }
  EXPECT_EQ(ask(path, interval(kSecond, kSecond + 1)).drops_total, 23u);
}

TEST(HistoryReader, GivesUpWhenItsPatienceEnds) {
  const Folder folder;
  {
    Recorder recorder(folder.database(), {});
    std::uint64_t rows = 0;
    for (int i = 0; i < 200; ++i) {
      recorder.record(batch_of(kSecond + i, std::vector<std::uint64_t>(200, 1)));
      rows += 200;
      if (i % 16 == 0) {
        ASSERT_TRUE(has_written(recorder, rows));
      }
    }
  }
  auto reader = Reader::open(folder.database(), 0ms);
  ASSERT_TRUE(reader.ok());
  const auto result = reader->query(interval(kSecond, kSecond + 1000));
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.error().advice, HasSubstr("shorter interval"));
}

// --- gaps ---

DaemonEvent gap_event(std::int64_t since, std::int64_t seconds, std::string detail) {
  return {.time = since * kNs,
          .kind = DaemonEventKind::gap,
          .count = static_cast<std::uint64_t>(seconds),
          .detail = std::move(detail)};
}

/// What a daemon hands over in its last second.
HistoryBatch stop_at(RealtimeNs time) {
  return {.time = time, .events = {{.time = time, .kind = DaemonEventKind::stopped}}};
}

/// Opens the database anew and writes one batch without rows, as an idle host's daemon does.
void watch_at(const std::string& database, RealtimeNs time) {
  Recorder(database, {}).record({.time = time});
}

std::vector<DaemonEvent> gaps_in(const std::string& database, const HistoryQuery& query) {
  auto events = ask(database, query).events;
  std::erase_if(events, [](const auto& event) { return event.kind != DaemonEventKind::gap; });
  return events;
}

std::vector<DaemonEvent> gaps_in(const std::string& database) {
  return gaps_in(database, interval(kSecond - 10'000, kSecond + 10'000));
}

TEST(HistoryGap, IsAsLongAsTheTimeBetweenInWholeSeconds) {
  const auto count = [](RealtimeNs until, RealtimeNs first) {
    const auto gap = gap_after({.until = until}, first);
    return gap ? static_cast<std::int64_t>(gap->count) : -1;
  };
  const RealtimeNs time = kSecond * kNs;
  EXPECT_EQ(count(time, time), -1);
  EXPECT_EQ(count(time, time + 1), 1);
  EXPECT_EQ(count(time, time + kNs), 1);
  EXPECT_EQ(count(time, time + kNs + 1), 2);
  EXPECT_EQ(count(time, time + 17 * kNs), 17);
  EXPECT_EQ(count(time + kNs, time), 0);
  // A file may say anything.
  EXPECT_EQ(count(std::numeric_limits<RealtimeNs>::min(), std::numeric_limits<RealtimeNs>::max()),
            18'446'744'074);
  EXPECT_EQ(count(std::numeric_limits<RealtimeNs>::max(), std::numeric_limits<RealtimeNs>::min()),
            0);
}

TEST(HistoryGap, IsNoneInANewDatabase) {
  const Folder folder;
  watch_at(folder.database(), kSecond * kNs);
  EXPECT_THAT(gaps_in(folder.database()), IsEmpty());
  EXPECT_EQ(Look(folder.database()).number("SELECT until FROM watched"), kSecond * kNs);
}

TEST(HistoryGap, IsNamedByTheFirstBatchAndByNoLaterOne) {
  const Folder folder;
  { Recorder(folder.database(), {}).record(batch_of(kSecond, {1})); }
  Recorder recorder(folder.database(), {});
  for (std::int64_t i = 17; i < 40; ++i) recorder.record(batch_of(kSecond + i, {1}));
  recorder.stop();
  EXPECT_EQ(recorder.figures().rows_written, 24u);
  EXPECT_THAT(gaps_in(folder.database()),
              ElementsAre(gap_event(kSecond, 17, "not ended in order")));
}

TEST(HistoryGap, IsNamedByABatchWithoutRowsToo) {
  const Folder folder;
  watch_at(folder.database(), kSecond * kNs);
  watch_at(folder.database(), (kSecond + 17) * kNs);
  EXPECT_THAT(gaps_in(folder.database()),
              ElementsAre(gap_event(kSecond, 17, "not ended in order")));
}

TEST(HistoryGap, SaysThatItEndedInOrder) {
  const Folder folder;
  {
    Recorder recorder(folder.database(), {});
    recorder.record(batch_of(kSecond, {1}));
    recorder.record(stop_at((kSecond + 2) * kNs));
  }
  watch_at(folder.database(), (kSecond + 19) * kNs);
  // That one did not.
  watch_at(folder.database(), (kSecond + 23) * kNs);
  EXPECT_THAT(gaps_in(folder.database()),
              ElementsAre(gap_event(kSecond + 2, 17, "ended in order"),
                          gap_event(kSecond + 19, 4, "not ended in order")));
}

TEST(HistoryGap, BeginsWithAStopThatIsLaterThanItsBatch) {
  const Folder folder;
  auto last = stop_at((kSecond + 5) * kNs);
  last.time = kSecond * kNs;
  { Recorder(folder.database(), {}).record(std::move(last)); }
  watch_at(folder.database(), (kSecond + 22) * kNs);
  EXPECT_THAT(gaps_in(folder.database()),
              ElementsAre(gap_event(kSecond + 5, 17, "ended in order")));
}

TEST(HistoryGap, OfTwoBeginningsInOneSecondIsAtMostASecond) {
  const Folder folder;
  watch_at(folder.database(), kSecond * kNs);
  watch_at(folder.database(), kSecond * kNs);
  EXPECT_THAT(gaps_in(folder.database()), IsEmpty());
  watch_at(folder.database(), kSecond * kNs + 300'000'000);
  EXPECT_THAT(gaps_in(folder.database()), ElementsAre(gap_event(kSecond, 1, "not ended in order")));
}

TEST(HistoryGap, HasNoLengthWhereTheClockWentBack) {
  const Folder folder;
  { Recorder(folder.database(), {}).record(stop_at((kSecond + 100) * kNs)); }
  watch_at(folder.database(), kSecond * kNs);
  watch_at(folder.database(), (kSecond + 5) * kNs);  // Measured by the clock as it is now.
  EXPECT_THAT(gaps_in(folder.database()),
              ElementsAre(gap_event(kSecond, 0, "ended in order, the clock went back"),
                          gap_event(kSecond, 5, "not ended in order")));
}

TEST(HistoryGap, IsNamedAsSoonAsThereIsATimeInADatabaseOfBefore) {
  const Folder folder;
  { Recorder(folder.database(), {}).record(batch_of(kSecond, {19})); }
  Look(folder.database()).text("DROP TABLE watched");
  Look(folder.database()).text("DROP INDEX gaps");
  EXPECT_EQ(ask(folder.database(), interval(kSecond, kSecond + 1)).drops_total, 19u);
  { Recorder(folder.database(), {}).record(batch_of(kSecond + 10, {4})); }
  EXPECT_THAT(gaps_in(folder.database()), IsEmpty());
  watch_at(folder.database(), (kSecond + 33) * kNs);
  EXPECT_THAT(gaps_in(folder.database()),
              ElementsAre(gap_event(kSecond + 10, 23, "not ended in order")));
  EXPECT_EQ(ask(folder.database(), interval(kSecond, kSecond + 60)).drops_total, 23u);
  EXPECT_EQ(
      Look(folder.database()).number("SELECT count(*) FROM sqlite_schema WHERE name = 'gaps'"), 1);
}

TEST(HistoryGap, IsWrittenOnceWhereTheFirstTriesFail) {
  const Folder folder;
  watch_at(folder.database(), kSecond * kNs);
  Recorder recorder(folder.database(), {});
  {
    const Look other(folder.database());
    other.text("BEGIN IMMEDIATE");
    recorder.record(batch_of(kSecond + 17, {1}));
    ASSERT_TRUE(complains(recorder, "locked"));
    recorder.record(batch_of(kSecond + 18, {1}));
    other.text("ROLLBACK");
  }
  ASSERT_TRUE(has_written(recorder, 3));
  recorder.stop();
  EXPECT_EQ(recorder.figures().rows_written, 3u);
  EXPECT_THAT(gaps_in(folder.database()),
              ElementsAre(gap_event(kSecond, 17, "not ended in order")));
}

/// Every time that is written as watched, in order.
class WatchLog {
 public:
  explicit WatchLog(const std::string& database) : look_(database) {
    look_.text("CREATE TABLE written(until)");
    for (const std::string when : {"INSERT", "UPDATE"}) {
      look_.text("CREATE TRIGGER on_" + when + " AFTER " + when +
                 " ON watched BEGIN INSERT INTO written VALUES(new.until); END");
    }
  }

  /// In seconds after kSecond.
  std::string seconds() const {
    return look_.text("SELECT group_concat(until / 1000000000 - " + std::to_string(kSecond) +
                      ") FROM (SELECT until FROM written ORDER BY rowid)");
  }

 private:
  Look look_;
};

TEST(HistoryGap, CostsAnIdleHostAWriteInTenSeconds) {
  const Folder folder;
  { Recorder(folder.database(), {}).record(batch_of(kSecond, {1})); }
  const WatchLog log(folder.database());
  Recorder recorder(folder.database(), {});
  // One a second: the one before is dealt with.
  const auto record = [&](HistoryBatch batch) {
    recorder.record(std::move(batch));
    ASSERT_TRUE(eventually([&] { return recorder.waiting() == 0; }));
  };
  for (std::int64_t i = 1; i <= 60; ++i) {
    if (i == 35 || i == 36) {
      record(batch_of(kSecond + i, {1}));
    } else {
      record({.time = (kSecond + i) * kNs});
    }
  }
  record({.time = kSecond * kNs});  // The clock goes back.
  record({.time = (kSecond + 9) * kNs});
  recorder.stop();
  EXPECT_EQ(log.seconds(), "1,11,21,31,35,36,46,56,0");
}

TEST(HistoryRecorder, KeepsItsRoomForRowsWhileNothingCanBeWritten) {
  const Folder folder;
  ASSERT_EQ(::mkdir((folder.database() + ".lock").c_str(), 0700), 0);
  Recorder recorder(folder.database(), {});
  recorder.record({.time = kSecond * kNs});
  ASSERT_TRUE(complains(recorder, "cannot open"));
  for (std::size_t i = 0; i < 2 * Recorder::kQueueBatches; ++i) {
    recorder.record({.time = kSecond * kNs});
  }
  ASSERT_TRUE(eventually([&] {
    const auto lost = recorder.figures().rows_lost;
    recorder.record(batch_of(kSecond, {23}));
    return recorder.figures().rows_lost == lost;
  }));
  ASSERT_EQ(::rmdir((folder.database() + ".lock").c_str()), 0);
  ASSERT_TRUE(complains(recorder, "writes again"));
  recorder.stop();
  EXPECT_EQ(ask(folder.database(), interval(kSecond, kSecond + 1)).drops_total, 23u);
}

TEST(HistoryRecorder, LosesNoRowToTheQuietSecondsBehindItWhileNothingCanBeWritten) {
  const Folder folder;
  ASSERT_EQ(::mkdir((folder.database() + ".lock").c_str(), 0700), 0);
  Recorder recorder(folder.database(), {});
  recorder.record(batch_of(kSecond, {1}));
  ASSERT_TRUE(complains(recorder, "cannot open"));
  std::int64_t second = kSecond;
  for (std::size_t i = 0; i < Recorder::kQueueBatches; ++i) {
    recorder.record({.time = ++second * kNs});
  }
  EXPECT_EQ(recorder.waiting(), 1u);
  // Then each second has a drop, for as long as some minutes.
  for (int i = 0; i < 223; ++i) recorder.record(batch_of(++second, {1}));
  EXPECT_EQ(recorder.figures().rows_lost, 0u);
  ASSERT_EQ(::rmdir((folder.database() + ".lock").c_str()), 0);
  ASSERT_TRUE(complains(recorder, "writes again"));
  recorder.stop();
  EXPECT_EQ(recorder.figures().rows_lost, 0u);
  EXPECT_EQ(ask(folder.database(), interval(kSecond, second + 1)).drops_total, 224u);
}

TEST(HistoryGap, IsShownWhereItReachesIntoTheInterval) {
  const Folder folder;
  watch_at(folder.database(), kSecond * kNs);
  watch_at(folder.database(), (kSecond + 17) * kNs);
  const auto in = [&](std::int64_t since, std::int64_t until) {
    const auto found = gaps_in(folder.database(), interval(since, until));
    EXPECT_LE(found.size(), 1u);
    return !found.empty();
  };
  EXPECT_TRUE(in(kSecond - 5, kSecond + 1));    // Its beginning.
  EXPECT_TRUE(in(kSecond, kSecond + 17));       // All of it.
  EXPECT_TRUE(in(kSecond + 5, kSecond + 6));    // A piece.
  EXPECT_TRUE(in(kSecond + 16, kSecond + 60));  // Its end.
  EXPECT_FALSE(in(kSecond + 17, kSecond + 60));
  EXPECT_FALSE(in(kSecond - 5, kSecond));
  // What else happened before the interval stays before it.
  { Recorder(folder.database(), {}).record(stop_at((kSecond + 18) * kNs)); }
  EXPECT_THAT(ask(folder.database(), interval(kSecond + 19, kSecond + 60)).events, IsEmpty());
  EXPECT_THAT(ask(folder.database(), interval(kSecond + 5, kSecond + 19)).events, SizeIs(3));
}

// --- bounds ---

TEST(HistoryRecorder, CountsWhatFindsNoRoomAndSaysSoInTheHistory) {
  const Folder folder;
  ASSERT_EQ(::mkdir((folder.database() + ".lock").c_str(), 0700), 0);  // It cannot begin.
  Recorder recorder(folder.database(), {});
  constexpr std::uint64_t kMore = 23;
  for (std::uint64_t i = 0; i < Recorder::kQueueBatches + kMore; ++i) {
    recorder.record(batch_of(kSecond + static_cast<std::int64_t>(i), {1}));
  }
  EXPECT_EQ(recorder.figures().rows_lost, kMore);
  ASSERT_TRUE(complains(recorder, "cannot open"));
  EXPECT_TRUE(recorder.figures().failing);
  ASSERT_EQ(::rmdir((folder.database() + ".lock").c_str()), 0);
  ASSERT_TRUE(complains(recorder, "writes again"));
  ASSERT_TRUE(has_written(recorder, Recorder::kQueueBatches + 1));
  EXPECT_FALSE(recorder.figures().failing);
  const auto result = ask(folder.database(), interval(kSecond, kSecond + 10'000));
  EXPECT_EQ(result.drops_total, Recorder::kQueueBatches);
  ASSERT_THAT(result.events, SizeIs(1));
  EXPECT_EQ(result.events[0].kind, DaemonEventKind::history_loss);
  EXPECT_EQ(result.events[0].count, kMore);
}

TEST(HistoryRecorder, HoldsABoundedNumberOfRows) {
  const Folder folder;
  ASSERT_EQ(::mkdir((folder.database() + ".lock").c_str(), 0700), 0);
  Recorder recorder(folder.database(), {});
  const auto rows_of = [](std::size_t rows) {
    HistoryBatch batch{.time = kSecond * kNs, .listeners = {web()}};
    batch.drops.assign(rows, {.second = kSecond, .count = 1});
    return batch;
  };
  recorder.record(rows_of(Recorder::kQueueRows));
  EXPECT_EQ(recorder.figures().rows_lost, 0u);
  recorder.record(rows_of(1));
  EXPECT_EQ(recorder.figures().rows_lost, 1u);
  recorder.stop();
  EXPECT_EQ(recorder.figures().rows_lost, Recorder::kQueueRows + 1);
}

TEST(HistoryRecorder, RefusesRowsOfAListenerThatIsNotThere) {
  const Folder folder;
  Recorder recorder(folder.database(), {});
  auto batch = batch_of(kSecond, {1});
  batch.drops[0].listener = 1;
  recorder.record(std::move(batch));
  recorder.record(batch_of(kSecond, {23}));
  recorder.stop();
  EXPECT_EQ(recorder.figures().rows_lost, 1u);
  EXPECT_EQ(ask(folder.database(), interval(kSecond, kSecond + 1)).drops_total, 23u);
}

TEST(HistoryRecorder, PrunesByAgeWhileItWrites) {
  const Folder folder;
  HistoryLimits limits{.max_age_s = 100};
  std::atomic<std::int64_t> boot_ns = 0;
  Recorder recorder(folder.database(), limits, [&] { return boot_ns.load(); });
  std::uint64_t rows = 0;
  const auto write = [&](std::int64_t second) {
    boot_ns = (second - kSecond) * kNs;
    auto batch = batch_of(second, std::vector<std::uint64_t>(101, 1), web());
    batch.queues.push_back({.minute = second / 60 * 60, .longest = 1, .limit = 5});
    batch.events.push_back({.time = second * kNs, .kind = DaemonEventKind::resync});
    rows += batch.rows();
    recorder.record(std::move(batch));
    ASSERT_TRUE(has_written(recorder, rows));
  };
  for (std::int64_t i = 0; i < 400; ++i) write(kSecond + i);
  // A listener that only the oldest rows know goes with them.
  auto old = batch_of(kSecond + 300, {1}, web(1));
  rows += old.rows();
  recorder.record(std::move(old));
  write(kSecond + 30'000);
  const Look look(folder.database());
  EXPECT_TRUE(
      eventually([&] { return look.number("SELECT min(second) FROM drops") == kSecond + 30'000; }));
  recorder.stop();
  EXPECT_EQ(look.number("SELECT count(*) FROM drops"), 101);
  EXPECT_EQ(look.number("SELECT count(*) FROM queues"), 1);
  EXPECT_EQ(look.number("SELECT count(*) FROM events"), 1);
  EXPECT_EQ(look.number("SELECT count(*) FROM listener"), 1);
  EXPECT_EQ(look.text("PRAGMA integrity_check"), "ok");
}

TEST(HistoryRecorder, KeepsWhatIsNotTooOld) {
  const Folder folder;
  Recorder recorder(folder.database(), {.max_age_s = 100});
  for (std::int64_t i = 0; i < 300; ++i) {
    recorder.record(batch_of(kSecond + i, {1}));
    ASSERT_TRUE(has_written(recorder, static_cast<std::uint64_t>(i) + 1));
  }
  const Look look(folder.database());
  EXPECT_TRUE(eventually(
      [&] { return look.number("SELECT min(second) FROM drops") >= kSecond + 299 - 100; }));
  recorder.stop();
  EXPECT_EQ(look.number("SELECT min(second) FROM drops"), kSecond + 299 - 100);
  EXPECT_EQ(look.number("SELECT count(*) FROM drops"), 101);
}

// --- clocks ---

constexpr std::int64_t kDay_s = 86'400;

/// A clock that can be set, and the one that cannot, of a host that a recorder runs on.
class SetClock {
 public:
  explicit SetClock(const std::string& database, HistoryLimits limits = {})
      : recorder_(database, limits, [this] { return boot_ns_.load(); }) {}

  void set(std::int64_t second) { second_ = second; }
  void step(std::int64_t seconds) { second_ += seconds; }
  std::int64_t second() const { return second_; }

  /// So long nothing, then a second with a drop.
  void pass(std::int64_t seconds) {
    second_ += seconds;
    boot_ns_ += seconds * kNs;
    recorder_.record(batch_of(second_, {1}));
    ASSERT_TRUE(eventually([&] { return recorder_.waiting() == 0; }));
  }
  Recorder& recorder() { return recorder_; }

 private:
  std::atomic<std::int64_t> boot_ns_ = 0;
  std::int64_t second_ = kSecond;
  Recorder recorder_;
};

TEST(HistoryClock, ThatIsWrongForAWhileCostsNothing) {
  const Folder folder;
  SetClock clock(folder.database());
  for (int day = 0; day < 30; ++day) clock.pass(kDay_s);
  const Look look(folder.database());
  ASSERT_EQ(look.number("SELECT count(*) FROM drops"), 30);
  // A month into the future for most of a day.
  clock.step(31 * kDay_s);
  for (int hour = 0; hour < 23; ++hour) clock.pass(3600);
  EXPECT_TRUE(complains(clock.recorder(), "the clock is +744 h away"));
  EXPECT_EQ(look.number("SELECT count(*) FROM drops"), 53);
  clock.step(-31 * kDay_s);
  clock.pass(1);
  EXPECT_TRUE(complains(clock.recorder(), "the clock is back"));
  EXPECT_EQ(look.number("SELECT count(*) FROM drops"), 54);
  // Ages are counted as ever.
  clock.pass(60);
  EXPECT_EQ(look.number("SELECT min(second) FROM drops"), kSecond + kDay_s);
  clock.pass(2 * kDay_s);
  EXPECT_EQ(look.number("SELECT min(second) FROM drops"), kSecond + 3 * kDay_s);
}

TEST(HistoryClock, IsBelievedOnceItHasHeldForADay) {
  const Folder folder;
  SetClock clock(folder.database());
  for (int day = 0; day < 30; ++day) clock.pass(kDay_s);
  clock.step(31 * kDay_s);
  clock.pass(60);
  // Meanwhile the old time goes on.
  clock.pass(kDay_s - 61);
  const Look look(folder.database());
  EXPECT_EQ(look.number("SELECT min(second) FROM drops"), kSecond + kDay_s);
  clock.pass(61);
  EXPECT_TRUE(complains(clock.recorder(), "has held for a day"));
  EXPECT_EQ(look.number("SELECT min(second) FROM drops"), clock.second() - kDay_s);
}

TEST(HistoryClock, IsNotBelievedForARestart) {
  const Folder folder;
  {
    SetClock clock(folder.database());
    for (int day = 0; day < 20; ++day) clock.pass(kDay_s);
    clock.step(31 * kDay_s);
    clock.pass(60);
  }
  const Look look(folder.database());
  std::int64_t wrong = kSecond + 51 * kDay_s + 60;
  for (int restart = 0; restart < 3; ++restart) {
    SetClock clock(folder.database());
    clock.set(wrong += 3600);
    clock.pass(60);
    EXPECT_EQ(look.number("SELECT count(*) FROM drops"), 22 + restart);
  }
  SetClock clock(folder.database());
  clock.set(kSecond + 20 * kDay_s + 4 * 3600);
  clock.pass(60);
  EXPECT_TRUE(complains(clock.recorder(), "the clock is back"));
  EXPECT_EQ(look.number("SELECT count(*) FROM drops"), 25);
  EXPECT_EQ(look.number("SELECT min(second) FROM drops"), kSecond + kDay_s);
}

TEST(HistoryClock, ThatSteppedWhileNoneRanIsNotBelievedAtOnce) {
  const Folder folder;
  {
    SetClock clock(folder.database());
    for (int day = 0; day < 20; ++day) clock.pass(kDay_s);
  }
  SetClock clock(folder.database());
  clock.set(kSecond + 80 * kDay_s);
  clock.pass(60);
  const Look look(folder.database());
  EXPECT_EQ(look.number("SELECT count(*) FROM drops"), 21);
  EXPECT_TRUE(complains(clock.recorder(), "the clock is +1440 h away"));
  clock.pass(kDay_s);
  EXPECT_EQ(look.number("SELECT count(*) FROM drops"), 2);
}

TEST(HistoryClock, ThatStepsBackCostsNoRowEither) {
  const Folder folder;
  SetClock clock(folder.database());
  for (int day = 0; day < 40; ++day) clock.pass(kDay_s);
  const Look look(folder.database());
  const auto before = look.number("SELECT count(*) FROM drops");
  clock.step(-31 * kDay_s);
  for (int i = 0; i < 5; ++i) clock.pass(120);
  EXPECT_TRUE(complains(clock.recorder(), "the clock is -744 h away"));
  EXPECT_EQ(look.number("SELECT count(*) FROM drops"), before + 5);
}

TEST(HistoryClock, RowsOfAWrongOneGoBeforeTheOldestWhereRoomIsWanted) {
  const Folder folder;
  SetClock clock(folder.database(), {.max_bytes = Recorder::kLeastBytes});
  clock.pass(1);
  clock.step(31 * kDay_s);
  for (int i = 0; i < 223; ++i) clock.pass(1);
  clock.step(-31 * kDay_s);
  const Look look(folder.database());
  look.text("CREATE TABLE gone(second)");
  look.text(
      "CREATE TRIGGER on_delete AFTER DELETE ON drops "
      "BEGIN INSERT INTO gone VALUES(old.second); END");
  // Ten times what there is room for.
  for (int i = 0; i < 100 && look.number("SELECT count(*) FROM gone") <= 223; ++i) {
    HistoryBatch batch{.time = clock.second() * kNs, .listeners = {web()}};
    for (int second = 0; second < 40; ++second) {
      clock.step(1);
      const auto drops = batch_of(clock.second(), std::vector<std::uint64_t>(250, 1)).drops;
      batch.drops.insert(batch.drops.end(), drops.begin(), drops.end());
    }
    clock.recorder().record(std::move(batch));
    ASSERT_TRUE(eventually([&] { return clock.recorder().waiting() == 0; }));
  }
  const std::string wrong = "second > " + std::to_string(kSecond + 30 * kDay_s);
  EXPECT_EQ(look.number("SELECT count(*) FROM (SELECT second FROM gone ORDER BY rowid LIMIT 223) "
                        "WHERE " +
                        wrong),
            223);
  EXPECT_EQ(look.number("SELECT count(*) FROM drops WHERE " + wrong), 0);
}

TEST(ClockGuard, FollowsWhatIsNoStep) {
  ClockGuard guard;
  using Change = ClockGuard::Change;
  const RealtimeNs start = kSecond * kNs;
  EXPECT_EQ(guard.look(start, 5), Change::none);
  // It slept for a month; an hour was put right, either way.
  RealtimeNs now = start;
  std::int64_t boot = 5;
  for (const RealtimeNs correction : {RealtimeNs{0}, 3600 * kNs, -3600 * kNs, kNs}) {
    now += 30 * kDay_s * kNs + correction;
    boot += 30 * kDay_s * kNs;
    EXPECT_EQ(guard.look(now, boot), Change::none);
    EXPECT_EQ(guard.believed(), now);
  }
}

TEST(ClockGuard, GoesOnWithTheOldTimeUntilTheNewOneHasHeld) {
  using Change = ClockGuard::Change;
  constexpr RealtimeNs kHour = 3600 * kNs;
  for (const RealtimeNs stepped : {3 * kHour, -3 * kHour, 400 * kDay_s * kNs}) {
    ClockGuard guard;
    RealtimeNs old = kSecond * kNs;
    std::int64_t boot = 0;
    guard.look(old, boot);
    const auto pass = [&](RealtimeNs time, RealtimeNs ahead) {
      old += time;
      boot += time;
      return guard.look(old + ahead, boot);
    };
    EXPECT_EQ(pass(kHour, stepped), Change::doubted);
    EXPECT_EQ(guard.believed(), old);
    EXPECT_EQ(guard.look(old + stepped, boot), Change::none);  // Tried again.
    EXPECT_EQ(pass(20 * kHour, stepped), Change::none);
    EXPECT_EQ(guard.believed(), old);
    // Another step: the day begins anew.
    EXPECT_EQ(pass(kHour, 2 * stepped), Change::doubted);
    EXPECT_EQ(pass(23 * kHour, 2 * stepped), Change::none);
    EXPECT_EQ(guard.believed(), old);
    EXPECT_EQ(pass(kHour, 2 * stepped), Change::has_held);
    EXPECT_EQ(guard.believed(), old + 2 * stepped);
    EXPECT_EQ(guard.doubt(), ClockDoubt{});
  }
}

TEST(ClockGuard, IsBackWhenTheClockIs) {
  ClockGuard guard;
  guard.look(kSecond * kNs, 0);
  guard.look(kNs, kNs);
  EXPECT_EQ(guard.believed(), (kSecond + 1) * kNs);
  // What another source of the time says is a little different.
  EXPECT_EQ(guard.look((kSecond + 7) * kNs, 2 * kNs), ClockGuard::Change::went_back);
  EXPECT_EQ(guard.believed(), (kSecond + 7) * kNs);
}

TEST(ClockGuard, TakesADayAtMostForTimeThatPassedWhileNobodyLooked) {
  using Change = ClockGuard::Change;
  const auto after = [](RealtimeNs off) {
    ClockGuard guard;
    guard.resume(kSecond * kNs, {});
    const Change change = guard.look(kSecond * kNs + off, 23);
    return std::pair(change, guard.believed() - kSecond * kNs);
  };
  EXPECT_EQ(after(0), std::pair(Change::none, RealtimeNs{0}));
  EXPECT_EQ(after(kDay_s * kNs), std::pair(Change::none, kDay_s * kNs));
  EXPECT_EQ(after(kDay_s * kNs + 1), std::pair(Change::doubted, RealtimeNs{0}));
  EXPECT_EQ(after(-3600 * kNs), std::pair(Change::none, -3600 * kNs));
  EXPECT_EQ(after(-3600 * kNs - 1), std::pair(Change::doubted, RealtimeNs{0}));
}

TEST(ClockGuard, BearsWhateverAFileSays) {
  constexpr auto kMost = std::numeric_limits<RealtimeNs>::max();
  constexpr auto kLeast = std::numeric_limits<RealtimeNs>::min();
  for (const RealtimeNs until : {kMost, kLeast, RealtimeNs{0}}) {
    for (const RealtimeNs ahead : {kMost, kLeast, RealtimeNs{1}}) {
      ClockGuard guard;
      guard.resume(until, {.ahead = ahead, .since = kMost});
      guard.look(kSecond * kNs, 0);
      guard.look((kSecond + kDay_s) * kNs, kDay_s * kNs);
      EXPECT_EQ(guard.believed(), (kSecond + kDay_s) * kNs) << until << " " << ahead;
    }
  }
}

TEST(HistoryRecorder, PrunesBySizeWhileItWritesAndOthersRead) {
  const Folder folder;
  HistoryLimits limits{.max_bytes = Recorder::kLeastBytes};
  Recorder recorder(folder.database(), limits);
  std::uint64_t rows = 0;
  std::uint64_t largest = 0;
  std::int64_t second = kSecond;
  // Twice what fits.
  for (; rows < 300'000; ++second) {
    recorder.record(batch_of(second, std::vector<std::uint64_t>(250, 1)));
    rows += 250;
    ASSERT_TRUE(has_written(recorder, rows));
    largest = std::max(largest, recorder.figures().bytes);
    if (second % 100 == 0) {
      EXPECT_EQ(ask(folder.database(), interval(second, second + 1)).drops_total, 250u);
    }
  }
  ASSERT_TRUE(eventually([&] {
    recorder.record({.time = second * kNs, .events = {{.time = second * kNs}}});
    std::this_thread::sleep_for(5ms);
    return recorder.figures().bytes <= Recorder::kLeastBytes;
  }));
  // One batch, and the log's last megabyte, may stand above it for a moment.
  EXPECT_LT(largest, Recorder::kLeastBytes + 300'000);
  recorder.stop();
  EXPECT_EQ(recorder.figures().rows_lost, 0u);
  EXPECT_THAT(recorder.take_complaints(), IsEmpty());
  const Look look(folder.database());
  EXPECT_EQ(look.text("PRAGMA integrity_check"), "ok");
  // The latest are all there, without a hole, and they fill the better part of what is allowed.
  const auto kept = look.number("SELECT count(*) FROM drops");
  const auto since = look.number("SELECT min(second) FROM drops");
  EXPECT_EQ(kept, (second - since) * 250);
  EXPECT_GT(look.number("PRAGMA page_count") * 4096, 2'000'000);
}

TEST(HistoryRecorder, TakesNewLimitsWhileItRuns) {
  const Folder folder;
  Recorder recorder(folder.database(), {});
  for (std::int64_t i = 0; i < 50; ++i) recorder.record(batch_of(kSecond + i, {1}));
  ASSERT_TRUE(has_written(recorder, 50));
  recorder.set_limits({.max_age_s = 10});
  recorder.record(batch_of(kSecond + 50, {1}));
  const Look look(folder.database());
  EXPECT_TRUE(eventually([&] { return look.number("SELECT count(*) FROM drops") == 11; }));
}

TEST(HistoryRecorder, PrunesOnThroughSecondsWithoutAnything) {
  const Folder folder;
  std::atomic<std::int64_t> boot_ns = 0;
  Recorder recorder(folder.database(), {}, [&] { return boot_ns.load(); });
  // More than the steps of one second take out.
  constexpr std::uint64_t kRows = 32 * 500 + 5000;
  std::uint64_t rows = 0;
  for (std::int64_t i = 0; rows < kRows; ++i, rows += 250) {
    recorder.record(batch_of(kSecond + i, std::vector<std::uint64_t>(250, 1)));
    ASSERT_TRUE(has_written(recorder, rows));
  }
  ASSERT_TRUE(has_written(recorder, rows));
  recorder.set_limits({.max_age_s = 1});
  boot_ns = 10'000 * kNs;
  const Look look(folder.database());
  EXPECT_TRUE(eventually([&] {
    // No later than the first: no minute passes.
    recorder.record({.time = (kSecond + 10'000) * kNs});
    std::this_thread::sleep_for(5ms);
    return look.number("SELECT count(*) FROM drops") == 0;
  }));
}

TEST(HistoryRecorder, StopsWritingRatherThanLetTheLogGrowUnderAReaderThatStandsStill) {
  const Folder folder;
  Recorder recorder(folder.database(), {});
  recorder.record(batch_of(kSecond, {1}));
  ASSERT_TRUE(has_written(recorder, 1));
  std::uint64_t written = 1;
  constexpr std::uint64_t kCeiling = 16 << 20;
  {
    const Look reader(folder.database());
    reader.text("BEGIN");
    reader.text("SELECT count(*) FROM drops");
    std::mt19937 random(23);
    const bool failed = eventually(
        [&] {
          // Spread over many pages, to fill the log soon.
          HistoryBatch batch{.time = kSecond * kNs, .listeners = {web()}};
          for (int i = 0; i < 250; ++i) {
            batch.drops.push_back(
                {.second = kSecond + static_cast<std::int64_t>(random() % 100'000),
                 .client = client(static_cast<std::uint8_t>(random())),
                 .count = 1});
          }
          recorder.record(std::move(batch));
          written += 250;
          eventually(
              [&] {
                const auto figures = recorder.figures();
                return figures.failing || figures.rows_written >= written;
              },
              5s);
          return recorder.figures().failing;
        },
        60s);
    EXPECT_TRUE(failed);
    EXPECT_TRUE(complains(recorder, "cannot be emptied"));
    EXPECT_LT(std::filesystem::file_size(folder.database() + "-wal"), kCeiling + (8 << 20));
  }
  EXPECT_TRUE(complains(recorder, "writes again"));
  recorder.stop();
  EXPECT_EQ(recorder.figures().rows_lost, 0u);
  EXPECT_EQ(
      static_cast<std::uint64_t>(Look(folder.database()).number("SELECT sum(count) FROM drops")),
      written);
}

// --- trouble ---

void scribble(const std::string& path, std::size_t from, std::size_t bytes) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  ASSERT_TRUE(file.is_open());
  file.seekp(static_cast<std::streamoff>(from));
  file << std::string(bytes, '\xa5');
}

TEST(HistoryRecorder, MovesACorruptDatabaseAsideWhenItBegins) {
  const Folder folder;
  std::ofstream(folder.database()) << std::string(100'000, 'x');
  Recorder recorder(folder.database(), {});
  recorder.record(batch_of(kSecond, {23}));
  ASSERT_TRUE(complains(recorder, "a new one is begun"));
  recorder.stop();
  EXPECT_EQ(ask(folder.database(), interval(kSecond, kSecond + 1)).drops_total, 23u);
  const auto aside = folder.names("history.db.corrupt-");
  EXPECT_THAT(aside, ElementsAre("history.db.corrupt-20261122T152001Z"));
  EXPECT_EQ(std::filesystem::file_size(folder.path() / aside.at(0)), 100'000u);
  EXPECT_FALSE(recorder.figures().failing);
  EXPECT_EQ(recorder.figures().rows_lost, 0u);
}

TEST(HistoryRecorder, FindsCorruptionBehindASoundFirstPage) {
  const Folder folder;
  {
    Recorder recorder(folder.database(), {});
    for (std::int64_t i = 0; i < 60; ++i) {
      recorder.record(batch_of(kSecond + i, std::vector<std::uint64_t>(200, 1)));
    }
  }
  scribble(folder.database(), 8 * 4096, 8 * 4096);
  Recorder recorder(folder.database(), {});
  recorder.record(batch_of(kSecond + 100, {23}));
  ASSERT_TRUE(complains(recorder, "is corrupt"));
  recorder.stop();
  EXPECT_EQ(ask(folder.database(), interval(kSecond, kSecond + 1000)).drops_total, 23u);
}

TEST(HistoryRecorder, MovesItAsideWhenItBecomesCorruptAndGoesOn) {
  const Folder folder;
  Recorder recorder(folder.database(), {});
  std::uint64_t rows = 0;
  for (std::int64_t i = 0; i < 600; ++i) {
    recorder.record(batch_of(kSecond + i, std::vector<std::uint64_t>(200, 1)));
    rows += 200;
    ASSERT_TRUE(has_written(recorder, rows));
  }
  const auto size = std::filesystem::file_size(folder.database());
  ASSERT_GT(size, 1'000'000u);
  scribble(folder.database(), 4096, size - 4096);
  // Seconds long past: their pages are not in memory any more.
  std::vector<std::string> said;
  std::int64_t next = 0;
  ASSERT_TRUE(eventually([&] {
    recorder.record(batch_of(kSecond + next++ % 600, {1}));
    std::this_thread::sleep_for(2ms);
    for (auto& line : recorder.take_complaints()) said.push_back(std::move(line));
    return !said.empty();
  }));
  EXPECT_THAT(said, ElementsAre(AllOf(HasSubstr("moved to"), HasSubstr("a new one is begun"))));
  const auto before = recorder.figures().rows_written;
  recorder.record(batch_of(kSecond + 5000, {23}));
  ASSERT_TRUE(has_written(recorder, before + 1));
  recorder.stop();
  EXPECT_EQ(ask(folder.database(), interval(kSecond + 5000, kSecond + 5001)).drops_total, 23u);
  EXPECT_EQ(Look(folder.database()).text("PRAGMA integrity_check"), "ok");
  EXPECT_FALSE(recorder.figures().failing);
}

TEST(HistoryRecorder, MovesItAsideWhereOnlyPruningMeetsTheCorruption) {
  const Folder folder;
  Recorder recorder(folder.database(), {});
  std::uint64_t rows = 0;
  const auto write = [&](std::int64_t second, std::size_t clients) {
    recorder.record(batch_of(second, std::vector<std::uint64_t>(clients, 1)));
    rows += clients;
    ASSERT_TRUE(has_written(recorder, rows));
  };
  std::int64_t second = kSecond;
  for (; second < kSecond + 600; ++second) write(second, 200);
  scribble(folder.database(), 4096, std::filesystem::file_size(folder.database()) - 4096);
  // What is at the end is in memory.
  for (; second < kSecond + 620; ++second) write(second, 1);
  ASSERT_THAT(recorder.take_complaints(), IsEmpty());
  recorder.set_limits({.max_age_s = 10});
  write(second, 1);
  std::vector<std::string> said;
  ASSERT_TRUE(complains(recorder, "a new one is begun", &said));
  EXPECT_THAT(said, SizeIs(1));
  write(second + 1, 1);
  recorder.stop();
  EXPECT_THAT(recorder.take_complaints(), IsEmpty());
  EXPECT_EQ(Look(folder.database()).number("SELECT sum(count) FROM drops"), 1);
}

TEST(HistoryRecorder, KeepsAtMostThreeCorruptOnes) {
  const Folder folder;
  for (std::int64_t i = 0; i < 5; ++i) {
    std::ofstream(folder.database()) << std::string(100'000, 'x');
    Recorder recorder(folder.database(), {});
    recorder.record(batch_of(kSecond + i, {1}));
    recorder.stop();
  }
  EXPECT_THAT(
      folder.names("history.db.corrupt-"),
      ElementsAre("history.db.corrupt-20261122T152003Z", "history.db.corrupt-20261122T152004Z",
                  "history.db.corrupt-20261122T152005Z"));
}

TEST(HistoryRecorder, LeavesTheDatabasesOfOthersAlone) {
  const Folder folder;
  { Look(folder.database()).text("CREATE TABLE theirs(a)"); }
  Recorder recorder(folder.database(), {});
  recorder.record(batch_of(kSecond, {1}));
  EXPECT_TRUE(complains(recorder, "of another program"));
  recorder.stop();
  EXPECT_EQ(recorder.figures().rows_lost, 1u);
  EXPECT_EQ(Look(folder.database()).number("SELECT count(*) FROM sqlite_schema"), 1);
  EXPECT_THAT(folder.names("history.db.corrupt-"), IsEmpty());
}

TEST(HistoryRecorder, LeavesADatabaseOfALaterVersionAlone) {
  const Folder folder;
  { Recorder(folder.database(), {}).record(batch_of(kSecond, {1})); }
  { Look(folder.database()).text("PRAGMA user_version = 2"); }
  Recorder recorder(folder.database(), {});
  recorder.record(batch_of(kSecond, {1}));
  EXPECT_TRUE(complains(recorder, "another version"));
  recorder.stop();
  EXPECT_EQ(Look(folder.database()).number("SELECT sum(count) FROM drops"), 1);
}

TEST(HistoryRecorder, IsTheOnlyOneOfItsFileAndTheNextTakesOver) {
  const Folder folder;
  auto first = std::make_unique<Recorder>(folder.database(), HistoryLimits{});
  first->record(batch_of(kSecond, {1}));
  ASSERT_TRUE(has_written(*first, 1));
  Recorder second(folder.database(), {});
  second.record(batch_of(kSecond + 1, {2}));
  ASSERT_TRUE(complains(second, "another daemon writes"));
  EXPECT_TRUE(second.figures().failing);
  EXPECT_EQ(second.figures().rows_written, 0u);
  first->record(batch_of(kSecond, {4}));
  first.reset();
  ASSERT_TRUE(complains(second, "writes again"));
  second.stop();
  EXPECT_EQ(second.figures().rows_written, 2u);  // With the gap.
  EXPECT_EQ(ask(folder.database(), interval(kSecond, kSecond + 2)).drops_total, 7u);
}

TEST(HistoryRecorder, BeginsAnewWhereTheFileWasRemoved) {
  const Folder folder;
  Recorder recorder(folder.database(), {});
  recorder.record(batch_of(kSecond, {1}));
  ASSERT_TRUE(has_written(recorder, 1));
  std::filesystem::remove(folder.database());
  recorder.record(batch_of(kSecond, {23}));
  std::vector<std::string> said;
  ASSERT_TRUE(complains(recorder, "writes again", &said));
  EXPECT_THAT(said, ElementsAre(HasSubstr("was removed or replaced"), HasSubstr("writes again")));
  recorder.stop();
  EXPECT_EQ(ask(folder.database(), interval(kSecond, kSecond + 1)).drops_total, 23u);
}

TEST(HistoryRecorder, SaysATroubleOnce) {
  const Folder folder;
  Recorder recorder(folder.path() / "no" / "such" / "history.db", {});
  recorder.record(batch_of(kSecond, {1}));
  ASSERT_TRUE(complains(recorder, "No such file or directory"));
  std::this_thread::sleep_for(2500ms);  // Two tries later.
  EXPECT_THAT(recorder.take_complaints(), IsEmpty());
  recorder.stop();
  EXPECT_EQ(recorder.figures().rows_lost, 1u);
  EXPECT_THAT(recorder.take_complaints(), IsEmpty());
}

/// Runs `work` in a process of its own. @return its exit status.
int in_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool is_told(Recorder& recorder, const std::string& of) {
  return eventually([&] {
    for (const auto& line : recorder.take_complaints()) {
      if (line.find(of) != std::string::npos) return true;
    }
    return false;
  });
}

/// root may write what nobody may.
void drop_root() {
  if (::geteuid() == 0) {
    if (::setresgid(65534, 65534, 65534) != 0 || ::setresuid(65534, 65534, 65534) != 0) {
      ::_exit(99);
    }
  }
}

TEST(HistoryRecorder, GoesOnWhereTheFileIsReadOnly) {
  const Folder folder;
  { Recorder(folder.database(), {}).record(batch_of(kSecond, {1})); }
  ASSERT_EQ(::chmod(folder.database().c_str(), 0444), 0);
  ASSERT_EQ(::chmod((folder.database() + ".lock").c_str(), 0666), 0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0777), 0);
  EXPECT_EQ(in_child([&] {
              drop_root();
              Recorder recorder(folder.database(), {});
              recorder.record(batch_of(kSecond, {1}));
              if (!is_told(recorder, "cannot write")) return 1;
              if (!recorder.figures().failing) return 2;
              recorder.stop();
              return recorder.figures().rows_lost == 1 ? 0 : 3;
            }),
            0);
  EXPECT_EQ(Look(folder.database()).number("SELECT sum(count) FROM drops"), 1);
}

TEST(HistoryRecorder, GoesOnWhereTheFolderCannotBeWritten) {
  const Folder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  EXPECT_EQ(in_child([&] {
              drop_root();
              Recorder recorder(folder.database(), {});
              recorder.record(batch_of(kSecond, {1}));
              return is_told(recorder, "Permission denied") ? 0 : 1;
            }),
            0);
}

TEST(HistoryReader, ReadsWhereItMayOnlyRead) {
  const Folder folder;
  { Recorder(folder.database(), {}).record(batch_of(kSecond, {23})); }
  ASSERT_EQ(::chmod(folder.database().c_str(), 0444), 0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  EXPECT_EQ(in_child([&] {
              drop_root();
              auto reader = Reader::open(folder.database());
              if (!reader) return 1;
              const auto result = reader->query(interval(kSecond, kSecond + 1));
              return result && result->drops_total == 23 ? 0 : 2;
            }),
            0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
}

TEST(HistoryReader, ReadsAsOneOfTheGroupWhileItIsWrittenAndAfterACrash) {
  const Folder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 0750), 0);
  const gid_t group = ::getegid();
  const auto total_for_the_group = [&] {
    return in_child([&] {
      if (::geteuid() == 0 &&
          (::setresgid(group, group, group) != 0 || ::setresuid(65534, 65534, 65534) != 0)) {
        return 99;
      }
      auto reader = Reader::open(folder.database());
      if (!reader) return 98;
      const auto result = reader->query(interval(kSecond, kSecond + 1));
      return result ? static_cast<int>(result->drops_total) : 97;
    });
  };
  const auto write_and_die = [&] {
    Recorder recorder(folder.database(), {});
    recorder.record(batch_of(kSecond, {4}));
    has_written(recorder, 1);
    ::_exit(total_for_the_group());  // The log stays behind.
    return 0;
  };
  { Recorder(folder.database(), {}).record(batch_of(kSecond, {19})); }
  EXPECT_EQ(total_for_the_group(), 19);
  EXPECT_EQ(in_child(write_and_die), 23);
  ASSERT_TRUE(std::filesystem::exists(folder.database() + "-wal"));
  EXPECT_EQ(total_for_the_group(), 23);
}

TEST(HistoryRecorder, WaitsForRoomWhereTheDiskIsFull) {
  const Folder folder;
  EXPECT_EQ(in_child([&] {
              rlimit limit{};
              ::getrlimit(RLIMIT_FSIZE, &limit);
              const rlim_t before = limit.rlim_cur;
              Recorder recorder(folder.database(), {});
              recorder.record(batch_of(kSecond, {1}));
              if (!has_written(recorder, 1)) return 1;
              limit.rlim_cur = 400'000;
              ::setrlimit(RLIMIT_FSIZE, &limit);
              std::uint64_t sent = 1;
              const bool failed = eventually([&] {
                recorder.record(batch_of(kSecond + static_cast<std::int64_t>(sent),
                                         std::vector<std::uint64_t>(200, 1)));
                sent += 200;
                eventually([&] {
                  const auto figures = recorder.figures();
                  return figures.failing || figures.rows_written == sent;
                });
                return recorder.figures().failing;
              });
              if (!failed) return 2;
              if (!is_told(recorder, "cannot write")) return 3;
              limit.rlim_cur = before;
              ::setrlimit(RLIMIT_FSIZE, &limit);
              if (!is_told(recorder, "writes again")) return 4;
              recorder.stop();
              const auto figures = recorder.figures();
              return figures.rows_lost == 0 && figures.rows_written == sent ? 0 : 5;
            }),
            0);
  EXPECT_EQ(Look(folder.database()).text("PRAGMA integrity_check"), "ok");
}

TEST(HistoryGap, BeginsWithTheLastSecondThatAKilledWriterWrote) {
  const Folder folder;
  EXPECT_EQ(in_child([&] {
              Recorder recorder(folder.database(), {});
              for (std::int64_t i = 0; i < 23; ++i) recorder.record(batch_of(kSecond + i, {1}));
              if (has_written(recorder, 23)) ::kill(::getpid(), SIGKILL);
              return 1;
            }),
            128 + SIGKILL);
  { Recorder(folder.database(), {}).record(batch_of(kSecond + 39, {1})); }
  EXPECT_THAT(gaps_in(folder.database()),
              ElementsAre(gap_event(kSecond + 22, 17, "not ended in order")));
}

TEST(HistoryRecorder, LosesNothingThatItSaidWasWrittenWhenItIsKilled) {
  struct Shared {
    std::atomic<std::int64_t> sent = 0;
    std::atomic<std::int64_t> written = 0;
  };
  void* const memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  std::mt19937 random(20'261'128);
  const Folder folder;
  std::int64_t begin = kSecond;
  std::int64_t written_in_all = 0;
  std::vector<DaemonEvent> gaps;
  std::optional<std::int64_t> last;
  constexpr std::int64_t kDropsPerBatch = 23;
  for (int round = 0; round < 23; ++round) {
    auto* const shared = new (memory) Shared;
    const pid_t child = ::fork();
    if (child == 0) {
      Recorder recorder(folder.database(), {.max_bytes = Recorder::kLeastBytes});
      for (std::int64_t i = 0;; ++i) {
        recorder.record(batch_of(begin + i, std::vector<std::uint64_t>(kDropsPerBatch, 1)));
        shared->sent = i + 1;
        do {
          shared->written =
              static_cast<std::int64_t>(recorder.figures().rows_written) / kDropsPerBatch;
        } while (shared->written < i - 8);
      }
    }
    eventually([&] { return shared->written > 0; });
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 50'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    const std::int64_t written = shared->written;
    const std::int64_t sent = shared->sent + 1;  // One may have been handed over unsaid.
    ASSERT_GT(written, 0);
    const Look look(folder.database());
    ASSERT_EQ(look.text("PRAGMA integrity_check"), "ok");
    // Whole seconds, from the first one on, without a hole.
    const std::string where = " FROM drops WHERE second >= " + std::to_string(begin);
    const auto seconds = look.number("SELECT count(DISTINCT second)" + where);
    EXPECT_GE(seconds, written);
    EXPECT_LE(seconds, sent);
    EXPECT_EQ(look.number("SELECT sum(count)" + where), seconds * kDropsPerBatch);
    EXPECT_EQ(look.number("SELECT max(second) - min(second) + 1" + where), seconds);
    // From the last second that is there to the first of this round: to the second.
    if (last) gaps.push_back(gap_event(*last, begin - *last, "not ended in order"));
    last = look.number("SELECT max(second) FROM drops");
    begin += sent + 1;
    written_in_all += seconds;
  }
  EXPECT_THAT(gaps, SizeIs(22));
  EXPECT_EQ(ask(folder.database(), interval(kSecond, begin)).events, gaps);
  EXPECT_EQ(Look(folder.database()).number("SELECT sum(count) FROM drops"),
            written_in_all * kDropsPerBatch);
  ::munmap(memory, sizeof(Shared));
}

}  // namespace
}  // namespace bpfnetstat::store
