// SPDX-License-Identifier: Apache-2.0
// A history that somebody has changed: whoever reads it comes to no harm, nor does his terminal.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>

#include "base/text.h"
#include "history_testing.h"
#include "render/history.h"
#include "sample_records.h"
#include "store/reader.h"
#include "store/recorder.h"

namespace bpfnetstat {
namespace {

using history_testing::batch_of;
using history_testing::Folder;
using history_testing::kNs;
using history_testing::kSecond;
using history_testing::Look;

constexpr HistoryBy kWays[] = {HistoryBy::listener, HistoryBy::client, HistoryBy::cause,
                               HistoryBy::minute};

/// A history with a row of each table, whose writer has ended.
void write_history(const std::string& database) {
  store::Recorder recorder(database, {});
  HistoryBatch batch = batch_of(kSecond, {23});
  batch.queues.push_back({.minute = kSecond / 60 * 60, .listener = 0, .longest = 6, .limit = 5});
  batch.events.push_back({.time = kSecond * kNs, .kind = DaemonEventKind::started, .detail = "x"});
  recorder.record(std::move(batch));
  ASSERT_TRUE(history_testing::eventually([&] { return recorder.figures().rows_written >= 1; }));
}

/// What `history` shows of it, as text and as JSON.
std::string shown(const std::string& database, HistoryBy by, RealtimeNs since, RealtimeNs until) {
  auto reader = store::Reader::open(database);
  if (!reader) return to_string(reader.error());
  const auto result = reader->query({.since = since, .until = until, .by = by});
  if (!result) return to_string(result.error());
  std::string out;
  text::append(out, *result, true, true, {});
  json::append(out, *result, true);
  return out;
}

void expect_harmless(std::string out) {
  std::erase(out, '\n');
  EXPECT_EQ(printable(out), out);
}

std::string literal(const std::string& bytes) {
  std::string sql = "x'";
  for (const char byte : bytes) sql += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return sql + "'";
}

TEST(TamperedHistory, NamesInItReachNoTerminalAsTheyAre) {
  const Folder folder;
  write_history(folder.database());
  for (const std::string& name : sample::kHostileNames) {
    for (const std::string& value : {literal(name), "CAST(" + literal(name) + " AS TEXT)"}) {
      const Look look(folder.database());
      look.text("UPDATE listener SET comm = " + value + ", netns_name = " + value +
                ", container = " + value);
      look.text("UPDATE events SET detail = " + value);
      for (const HistoryBy by : kWays) {
        const auto out = shown(folder.database(), by, (kSecond - 60) * kNs, (kSecond + 60) * kNs);
        EXPECT_NE(out.find("23"), std::string::npos) << out;
        expect_harmless(out);
      }
    }
  }
}

TEST(TamperedHistory, FiguresThatNoDaemonWritesAreBorne) {
  constexpr const char* kValues[] = {"-9223372036854775808",
                                     "9223372036854775807",
                                     "-1",
                                     "-61",
                                     "60.5",
                                     "-3.5",
                                     "1e300",
                                     "'\x1b[2J'",
                                     "x'1b5b324a'"};
  const Folder folder;
  write_history(folder.database());
  {
    const Look look(folder.database());
    for (const std::string value : kValues) {
      const auto with = [&value](std::string sql) {
        for (std::size_t at; (at = sql.find('$')) != std::string::npos;) sql.replace(at, 1, value);
        return sql;
      };
      for (const char* sql :
           {"INSERT OR IGNORE INTO drops VALUES($, 1, 0, x'', 7)",
            "INSERT OR IGNORE INTO drops VALUES(100, $, $, $, 7)",
            "INSERT OR IGNORE INTO queues VALUES($, 1, 5, 5, 5, 5, 5)",
            "INSERT OR IGNORE INTO queues VALUES(60, $, $, $, $, $, $)",
            "INSERT INTO events(time, kind, count, detail) VALUES($, 4, 5, $)",
            "INSERT INTO events(time, kind, count, detail) VALUES(5, $, $, $)",
            "INSERT INTO listener SELECT max(id) + 1, $, $, $, $, $, $, $ FROM listener"}) {
        look.text(with(sql));
      }
    }
  }
  constexpr std::int64_t kLongAgo = -4'000'000'000;
  for (const HistoryBy by : kWays) {
    for (const std::int64_t since : {kLongAgo, std::int64_t{-100}, std::int64_t{-4}, kSecond}) {
      for (const std::int64_t until : {std::int64_t{-3}, std::int64_t{120}, 2 * kSecond}) {
        if (until > since) expect_harmless(shown(folder.database(), by, since * kNs, until * kNs));
      }
    }
  }
  // A sum that is none any more.
  const Look look(folder.database());
  look.text("UPDATE drops SET count = 9223372036854775807");
  expect_harmless(shown(folder.database(), HistoryBy::cause, kLongAgo * kNs, kSecond * kNs));
}

}  // namespace
}  // namespace bpfnetstat
