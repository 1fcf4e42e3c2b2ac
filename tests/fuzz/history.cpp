// SPDX-License-Identifier: Apache-2.0
#include <fuzzer/FuzzedDataProvider.h>
#include <sqlite3.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "check.h"
#include "check_json.h"
#include "render/history.h"
#include "store/clock_guard.h"
#include "store/reader.h"
#include "store/schema.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

constexpr RealtimeNs kNs = 1'000'000'000;

/// A database of the right form, with whatever in it: what a column holds is up to each row. That
/// the file itself makes sense is SQLite's to find out.
class Database {
 public:
  Database() {
    expect(sqlite3_open(path(), &handle_) == SQLITE_OK);
    run("PRAGMA application_id = " + std::to_string(store::kApplicationId));
    run("PRAGMA user_version = " + std::to_string(store::kSchemaVersion));
    run(store::kSchema);
    run(store::kSchemaOfTime);
    insert_[0] = prepare("INSERT OR IGNORE INTO drops VALUES(?, ?, ?, ?, ?)");
    insert_[1] = prepare("INSERT OR IGNORE INTO queues VALUES(?, ?, ?, ?, ?, ?, ?)");
    insert_[2] = prepare("INSERT OR IGNORE INTO listener VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    insert_[3] = prepare("INSERT OR IGNORE INTO events VALUES(?, ?, ?, ?, ?)");
    begin_ = {prepare("BEGIN"), prepare("DELETE FROM drops"), prepare("DELETE FROM queues"),
              prepare("DELETE FROM listener"), prepare("DELETE FROM events")};
    commit_ = prepare("COMMIT");
  }
  ~Database() {
    for (sqlite3_stmt* statement : insert_) sqlite3_finalize(statement);
    for (sqlite3_stmt* statement : begin_) sqlite3_finalize(statement);
    sqlite3_finalize(commit_);
    sqlite3_close(handle_);
  }

  /// In memory, where its name is one of a file that there is: a reader looks for that.
  static const char* path() { return "/dev/null"; }

  void fill(FuzzedDataProvider& data) {
    for (sqlite3_stmt* statement : begin_) run(statement);
    for (int left = 12; left > 0 && data.remaining_bytes() > 0; --left) {
      sqlite3_stmt* row = insert_[data.ConsumeIntegralInRange<std::size_t>(0, 3)];
      for (int column = 1; column <= sqlite3_bind_parameter_count(row); ++column)
        bind(row, column, data);
      // What may not be there is refused.
      sqlite3_step(row);
      sqlite3_reset(row);
    }
    run(commit_);
  }

 private:
  void run(const std::string& sql) {
    expect(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  static void run(sqlite3_stmt* statement) {
    expect(sqlite3_step(statement) == SQLITE_DONE && sqlite3_reset(statement) == SQLITE_OK);
  }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    expect(sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) == SQLITE_OK);
    return statement;
  }
  static void bind(sqlite3_stmt* row, int column, FuzzedDataProvider& data) {
    switch (data.ConsumeIntegralInRange(0, 6)) {
      case 0:
        sqlite3_bind_null(row, column);
        break;
      case 1:
        sqlite3_bind_int64(row, column, data.ConsumeIntegral<std::int64_t>());
        break;
      case 2:
        sqlite3_bind_double(row, column, data.ConsumeFloatingPoint<double>());
        break;
      case 3: {
        const std::string text = data.ConsumeRandomLengthString(20);
        sqlite3_bind_text(row, column, text.data(), static_cast<int>(text.size()),
                          SQLITE_TRANSIENT);
        break;
      }
      case 4: {
        const std::string bytes = data.ConsumeRandomLengthString(20);
        sqlite3_bind_blob(row, column, bytes.data(), static_cast<int>(bytes.size()),
                          SQLITE_TRANSIENT);
        break;
      }
      default:
        sqlite3_bind_int64(row, column, data.ConsumeIntegral<std::int8_t>());
    }
  }

  sqlite3* handle_ = nullptr;
  std::array<sqlite3_stmt*, 4> insert_{};
  std::array<sqlite3_stmt*, 5> begin_{};
  sqlite3_stmt* commit_ = nullptr;
};

HistoryQuery make_query(FuzzedDataProvider& data) {
  HistoryQuery query;
  query.by = static_cast<HistoryBy>(data.ConsumeIntegralInRange(0, 3));
  // As a question may name it: 1970, with an offset, to 2200.
  query.since = data.ConsumeBool()
                    ? data.ConsumeIntegralInRange<RealtimeNs>(-86'400 * kNs, 7'258'118'400 * kNs)
                    : data.ConsumeIntegral<std::int8_t>() * kNs;
  query.until = query.since + data.ConsumeIntegral<std::uint16_t>() * kNs;
  if (data.ConsumeBool()) query.netns = data.ConsumeRandomLengthString(8);
  if (data.ConsumeBool()) query.listener = ListenerFilter{.port = 1};
  return query;
}

void check(const HistoryResult& result) {
  expect(std::accumulate(result.drops.begin(), result.drops.end(), std::uint64_t{0}) ==
         result.drops_total);
  for (const HistoryRow& row : result.rows) {
    expect(std::accumulate(row.series.begin(), row.series.end(), std::uint64_t{0}) ==
           row.drops_total);
    expect(row.series.size() <= static_cast<std::size_t>(store::Reader::kBins));
  }
  std::string out;
  json::append(out, result, true);
  expect(fuzz::are_json_objects(out) && fuzz::is_harmless(out));
  out.clear();
  text::append(out, result, true, true, {});
  expect(fuzz::is_harmless(out));
}

/// The database says when the last daemon ended, and how far it doubted its clock.
void check_clock(FuzzedDataProvider& data) {
  const auto time = [&] { return data.ConsumeIntegral<RealtimeNs>(); };
  store::ClockGuard guard;
  const RealtimeNs until = time();
  guard.resume(until, {.ahead = time(), .since = time()});
  for (int looks = 0; looks < 2; ++looks) {
    const RealtimeNs now = time();
    const std::int64_t boot_ns = time();
    guard.look(now, boot_ns);
    const RealtimeNs believed = guard.believed();
    expect(guard.look(now, boot_ns) == store::ClockGuard::Change::none);
    expect(guard.believed() == believed);
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  // Else most of the time goes to its small allocations, its own statistics of them and its locks.
  static std::array<char, std::size_t{2048} * 4360> pages;
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 1200, 1000);
  sqlite3_config(SQLITE_CONFIG_PAGECACHE, pages.data(), 4360, 2048);
  // Nor are there files to be locked, written and read again.
  expect(sqlite3_vfs_register(sqlite3_vfs_find("memdb"), 1) == SQLITE_OK);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Database database;
  static auto reader = store::Reader::open(database.path(), std::chrono::seconds(10));
  expect(reader.ok());
  FuzzedDataProvider provider(data, size);
  const HistoryQuery query = make_query(provider);
  database.fill(provider);
  if (const auto result = reader->query(query)) {
    check(*result);
  } else {
    expect(!result.error().what.empty());
  }
  check_clock(provider);
  return 0;
}
