// SPDX-License-Identifier: Apache-2.0
#include "store/reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <map>
#include <tuple>
#include <utility>

#include "store/schema.h"

namespace bpfnetstat::store {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr int kBusyTimeoutMs = 2000;

std::int64_t seconds_down(RealtimeNs time) {
  return time / kNsPerSecond - (time % kNsPerSecond < 0 ? 1 : 0);
}

std::int64_t seconds_up(RealtimeNs time) {
  return -seconds_down(-time);
}

std::int64_t divide_up(std::int64_t value, std::int64_t by) {
  return (value + by - 1) / by;
}

/// As a URI, in which these letters mean something.
std::string uri_of(const std::string& path, std::string_view parameters) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      uri += fmt::format("%{:02x}", static_cast<unsigned>(c));
    } else {
      uri += c;
    }
  }
  return uri.append("?").append(parameters);
}

/// Opens, and reads what it is: only then does SQLite look at the file.
int try_open(const std::string& uri, Connection& database, std::int64_t& application,
             std::int64_t& version) {
  sqlite3* handle = nullptr;
  int code = sqlite3_open_v2(uri.c_str(), &handle,
                             SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  database.reset(handle);
  if (code != SQLITE_OK) return code;
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  code = read_integer(handle, "PRAGMA application_id", application);
  return code == SQLITE_OK ? read_integer(handle, "PRAGMA user_version", version) : code;
}

struct Interval {
  std::int64_t since;  ///< Seconds since the epoch.
  std::int64_t until;
  std::int64_t bin_s;
};

Interval interval_of(const HistoryQuery& query) {
  const std::int64_t since = seconds_down(query.since);
  const std::int64_t until = std::max(seconds_up(query.until), since + 1);
  const std::int64_t bin_s = query.by == HistoryBy::minute
                                 ? 60 / Reader::kMinuteBins
                                 : divide_up(until - since, Reader::kBins);
  return {.since = since, .until = until, .bin_s = bin_s};
}

std::string_view key_column(HistoryBy by) {
  switch (by) {
    case HistoryBy::listener:
      return "listener";
    case HistoryBy::client:
      return "client";
    case HistoryBy::cause:
      return "cause";
    case HistoryBy::minute:
      break;
  }
  return "second / 60 * 60";
}

/// One answer in the making: the queries share their parameters and the condition on listeners.
class Answer {
 public:
  Answer(sqlite3* database, const HistoryQuery& query)
      : database_(database), query_(query), interval_(interval_of(query)) {
    result_.query = query;
    result_.bin_s = interval_.bin_s;
  }

  /// @return a result code.
  int collect() {
    for (const auto step : {&Answer::add_totals, &Answer::add_rows, &Answer::add_queues,
                            &Answer::name_listeners, &Answer::add_events, &Answer::add_beginning}) {
      if (const int code = (this->*step)(); code != SQLITE_OK) return code;
    }
    order_rows();
    return SQLITE_OK;
  }

  HistoryResult take() { return std::move(result_); }

 private:
  // Parameters by number, in every statement that has use for them.
  enum Parameter {
    kSince = 1,
    kUntil = 2,
    kBin = 3,
    kLimit = 4,
    kPort = 5,
    kAddress = 6,
    kNetns = 7,
    kNetnsName = 8
  };

  std::string on_listeners() const {
    if (!query_.listener && !query_.netns) return "";
    std::string condition = " AND listener IN (SELECT id FROM listener WHERE 1";
    if (query_.listener) condition += " AND port = ?5";
    if (query_.listener && query_.listener->address) condition += " AND address = ?6";
    if (query_.netns) condition += " AND (netns = ?7 OR netns_name = ?8)";
    return condition + ")";
  }

  void bind_listeners(Statement& statement) {
    if (query_.listener) {
      statement.bind(kPort, std::int64_t{query_.listener->port});
      if (query_.listener->address) {
        address_ = address_bytes(*query_.listener->address);
        statement.bind_bytes(kAddress, std::string_view(address_));
      }
    }
    if (query_.netns) {
      const std::string& text = *query_.netns;
      std::uint32_t inode = 0;
      const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), inode);
      const bool is_number = failure == std::errc{} && end == text.data() + text.size();
      statement.bind(kNetns, is_number ? std::optional<std::int64_t>(inode) : std::nullopt);
      statement.bind_bytes(kNetnsName, std::string_view(text));
    }
  }

  /// Calls `take(statement)` with each row.
  template <typename Take>
  int each(const std::string& sql, std::int64_t since, std::int64_t until, Take take) {
    Statement statement;
    if (const int code = statement.prepare(database_, sql); code != SQLITE_OK) return code;
    statement.bind(kSince, since);
    statement.bind(kUntil, until);
    // Binding one that a statement does not have is refused, and does no harm.
    statement.bind(kBin, interval_.bin_s);
    statement.bind(kLimit, static_cast<std::int64_t>(most_rows()));
    bind_listeners(statement);
    int code = SQLITE_OK;
    while ((code = statement.step()) == SQLITE_ROW) take(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
  }

  std::size_t most_rows() const {
    return query_.by == HistoryBy::minute ? Reader::kMostMinutes : Reader::kMostRows;
  }

  std::string drops_in_interval() const {
    return " FROM drops WHERE second >= ?1 AND second < ?2" + on_listeners();
  }

  int add_totals() {
    return each("SELECT cause, sum(count), sum(count) FILTER (WHERE client = x'')" +
                    drops_in_interval() + " GROUP BY cause",
                interval_.since, interval_.until, [&](const Statement& row) {
                  const auto count = static_cast<std::uint64_t>(row.integer(1));
                  result_.drops[cause_index(row.integer(0))] += count;
                  result_.drops_total += count;
                  result_.client_unknown += static_cast<std::uint64_t>(row.integer(2));
                });
  }

  int add_rows() {
    const std::string key(key_column(query_.by));
    std::uint64_t keys = 0;
    int code = each("SELECT count(DISTINCT " + key + ")" + drops_in_interval(), interval_.since,
                    interval_.until, [&](const Statement& row) {
                      keys = static_cast<std::uint64_t>(row.integer(0));
                    });
    if (code != SQLITE_OK) return code;
    const std::string bin =
        query_.by == HistoryBy::minute ? "second % 60 / ?3" : "(second - ?1) / ?3";
    const std::string chosen = keys <= most_rows()
                                   ? ""
                                   : " AND " + key + " IN (SELECT " + key + drops_in_interval() +
                                         " GROUP BY 1 ORDER BY sum(count) DESC, 1 LIMIT ?4)";
    code = each("SELECT " + key + ", cause, " + bin + ", sum(count), min(second), max(second)" +
                    drops_in_interval() + chosen + " GROUP BY 1, 2, 3",
                interval_.since, interval_.until, [&](const Statement& row) { add_drops(row); });
    result_.rows_left_out = keys - rows_.size();
    return code;
  }

  void add_drops(const Statement& statement) {
    HistoryRow& row = row_of(statement.bytes(0), [&](HistoryRow& made) {
      switch (query_.by) {
        case HistoryBy::listener:
          break;  // Looked up at the end.
        case HistoryBy::client: {
          const StoredClient client = client_of(statement.bytes(0));
          made.client = client.network;
          made.folded = client.folded;
          break;
        }
        case HistoryBy::cause:
          made.cause = static_cast<DropCause>(cause_index(statement.integer(0)));
          break;
        case HistoryBy::minute:
          made.minute = statement.integer(0) * kNsPerSecond;
      }
    });
    const auto count = static_cast<std::uint64_t>(statement.integer(3));
    row.drops[cause_index(statement.integer(1))] += count;
    row.drops_total += count;
    const auto bin = static_cast<std::size_t>(statement.integer(2));
    if (bin < row.series.size()) row.series[bin] += count;
    row.first_second =
        std::min(row.first_second.value_or(statement.integer(4)), statement.integer(4));
    row.last_second =
        std::max(row.last_second.value_or(statement.integer(5)), statement.integer(5));
  }

  /// @param key the column as text, or a client's bytes: the same for the same row.
  template <typename Make>
  HistoryRow& row_of(const std::string& key, Make make) {
    const auto [place, is_new] = rows_.try_emplace(key);
    if (is_new) {
      const std::int64_t bins = query_.by == HistoryBy::minute
                                    ? Reader::kMinuteBins
                                    : divide_up(interval_.until - interval_.since, interval_.bin_s);
      place->second.series.resize(static_cast<std::size_t>(bins));
      make(place->second);
    }
    return place->second;
  }

  int add_queues() {
    // Samples are of whole minutes: the one in which the interval begins counts.
    const std::int64_t since = interval_.since / 60 * 60;
    const std::string source = " FROM queues WHERE minute >= ?1 AND minute < ?2" + on_listeners();
    if (query_.by == HistoryBy::minute) {
      return each("SELECT minute, max(longest)" + source + " GROUP BY 1 HAVING max(longest) > 0",
                  since, interval_.until, [&](const Statement& found) {
                    if (rows_.size() >= most_rows() && !rows_.contains(found.bytes(0))) return;
                    HistoryRow& row = row_of(found.bytes(0), [&](HistoryRow& made) {
                      made.minute = found.integer(0) * kNsPerSecond;
                    });
                    row.longest_queue = static_cast<std::uint32_t>(found.integer(1));
                  });
    }
    if (query_.by != HistoryBy::listener) return SQLITE_OK;
    // Beside a single max(), SQLite takes the other columns from the row that has it.
    return each(
        "SELECT listener, max(longest), queue_limit, sum(accepted), "
        "count(*) = count(accepted)" +
            source + " GROUP BY 1 ORDER BY 2 DESC",
        since, interval_.until, [&](const Statement& found) {
          const bool is_known = rows_.contains(found.bytes(0));
          // A queue that was always empty has nothing to say.
          const bool is_worth_it = found.integer(1) > 0 && rows_.size() < most_rows();
          if (!is_known && !is_worth_it) return;
          HistoryRow& row = row_of(found.bytes(0), [](HistoryRow&) {});
          row.longest_queue = static_cast<std::uint32_t>(found.integer(1));
          row.queue_limit = static_cast<std::uint32_t>(found.integer(2));
          if (found.integer(4) != 0) {
            row.accepted = static_cast<std::uint64_t>(found.integer(3));
          }
        });
  }

  int name_listeners() {
    if (query_.by != HistoryBy::listener) return SQLITE_OK;
    Statement find;
    int code = find.prepare(database_,
                            "SELECT netns, netns_name, address, port, comm, container "
                            "FROM listener WHERE id = CAST(?1 AS INTEGER)");
    for (auto place = rows_.begin(); code == SQLITE_OK && place != rows_.end(); ++place) {
      find.bind_bytes(1, std::string_view(place->first));
      code = find.step();
      HistoryListener& listener = place->second.listener.emplace();
      if (code == SQLITE_ROW) {
        listener.netns = static_cast<std::uint32_t>(find.integer(0));
        listener.netns_name = find.bytes_if_any(1);
        if (const auto address = address_of(find.bytes(2))) {
          listener.bound = {*address, static_cast<std::uint16_t>(find.integer(3))};
        }
        listener.comm = find.bytes_if_any(4);
        listener.container = find.bytes_if_any(5);
      }
      if (code == SQLITE_ROW || code == SQLITE_DONE) code = SQLITE_OK;
      find.reset();
    }
    return code;
  }

  int add_events() {
    Statement statement;
    int code = statement.prepare(database_,
                                 "SELECT time, kind, count, detail, count(*) OVER () FROM events "
                                 "WHERE time >= ?1 AND time < ?2 ORDER BY time DESC, id DESC "
                                 "LIMIT ?3");
    if (code != SQLITE_OK) return code;
    statement.bind(1, query_.since);
    statement.bind(2, query_.until);
    statement.bind(3, static_cast<std::int64_t>(Reader::kMostEvents));
    std::uint64_t all = 0;
    while ((code = statement.step()) == SQLITE_ROW) {
      result_.events.push_back({.time = statement.integer(0),
                                .kind = static_cast<DaemonEventKind>(statement.integer(1)),
                                .count = static_cast<std::uint64_t>(statement.integer(2)),
                                .detail = statement.bytes(3)});
      all = static_cast<std::uint64_t>(statement.integer(4));
    }
    std::reverse(result_.events.begin(), result_.events.end());
    result_.events_left_out = all - result_.events.size();
    return code == SQLITE_DONE ? SQLITE_OK : code;
  }

  int add_beginning() {
    Statement statement;
    int code = statement.prepare(
        database_,
        "SELECT * FROM (SELECT second * 1000000000 FROM drops ORDER BY second LIMIT 1) UNION ALL "
        "SELECT * FROM (SELECT minute * 1000000000 FROM queues ORDER BY minute LIMIT 1) UNION ALL "
        "SELECT * FROM (SELECT time FROM events ORDER BY time LIMIT 1) ORDER BY 1 LIMIT 1");
    if (code != SQLITE_OK) return code;
    code = statement.step();
    if (code == SQLITE_ROW) result_.recorded_since = statement.integer(0);
    return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
  }

  void order_rows() {
    for (auto& [key, row] : rows_) {
      result_.rows.push_back(std::move(row));
    }
    std::stable_sort(
        result_.rows.begin(), result_.rows.end(), [this](const HistoryRow& a, const HistoryRow& b) {
          if (query_.by == HistoryBy::minute) return a.minute < b.minute;
          if (a.drops_total != b.drops_total) return a.drops_total > b.drops_total;
          if (a.longest_queue != b.longest_queue) {
            return a.longest_queue > b.longest_queue;
          }
          return std::tie(a.listener, a.client, a.cause) < std::tie(b.listener, b.client, b.cause);
        });
  }

  static std::size_t cause_index(std::int64_t stored) {
    const bool is_known = stored >= 0 && stored < static_cast<std::int64_t>(kDropCauses);
    return static_cast<std::size_t>(is_known ? DropCause(stored) : DropCause::other);
  }

  sqlite3* database_;
  const HistoryQuery& query_;
  Interval interval_;
  std::string address_;
  std::map<std::string, HistoryRow> rows_;
  HistoryResult result_;
};

}  // namespace

Result<Reader> Reader::open(const std::string& path,
                            std::optional<std::chrono::milliseconds> patience) {
  const std::string advice = "start bpfnetstat daemon, which writes it, or give --database PATH";
  if (::access(path.c_str(), R_OK) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return Error{ErrorKind::failed, "there is no history at " + path, 0, advice};
    }
    return Error{ErrorKind::unavailable, "cannot read the history " + path, errno,
                 "root and the group of the file may"};
  }
  Connection database;
  std::int64_t application = 0;
  std::int64_t version = 0;
  int code = try_open(uri_of(path, "mode=ro"), database, application, version);
  const int primary = code & 0xff;
  // A log's index cannot be made beside it by one who may only read. Where there is no log, nobody
  // writes, and the file alone is all there is.
  if ((primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY) &&
      ::access((path + "-wal").c_str(), F_OK) != 0) {
    code = try_open(uri_of(path, "immutable=1"), database, application, version);
  }
  if (code != SQLITE_OK) {
    return failure(database.get(), code, "cannot read the history " + path).error;
  }
  if (application != kApplicationId) {
    return Error{ErrorKind::failed, path + " is no history of bpfnetstat", 0, advice};
  }
  if (version != kSchemaVersion) {
    return Error{ErrorKind::failed,
                 fmt::format("{} was written by another version (schema {}, not {})", path, version,
                             kSchemaVersion),
                 0, "use the bpfnetstat that wrote it"};
  }
  return Reader(path, std::move(database), patience);
}

Result<HistoryResult> Reader::query(const HistoryQuery& query) {
  sqlite3* const database = database_.get();
  Clock::time_point deadline = Clock::time_point::max();
  if (patience_) {
    deadline = Clock::now() + *patience_;
    constexpr int kInstructions = 10'000;
    sqlite3_progress_handler(
        database, kInstructions,
        [](void* until) { return Clock::now() > *static_cast<Clock::time_point*>(until) ? 1 : 0; },
        &deadline);
  }
  Answer answer(database, query);
  int code = execute(database, "BEGIN");
  if (code == SQLITE_OK) code = answer.collect();
  std::optional<Error> error;
  if (code == SQLITE_INTERRUPT) {
    error = Error{ErrorKind::failed, "the history is too long to be summed up in time", 0,
                  "ask for a shorter interval"};
  } else if (code != SQLITE_OK) {
    error = failure(database, code, "cannot read the history " + path_).error;
  }
  sqlite3_progress_handler(database, 0, nullptr, nullptr);
  if (sqlite3_get_autocommit(database) == 0) execute(database, "ROLLBACK");
  if (error) return *std::move(error);
  return answer.take();
}

}  // namespace bpfnetstat::store
