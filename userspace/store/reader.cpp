// SPDX-License-Identifier: Apache-2.0
#include "store/reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

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

/// What a row is of: a listener's id, a cause, a minute, or a client's 0 to 8 bytes.
struct Key {
  std::uint64_t value = 0;
  std::uint8_t bytes = 0;

  auto operator<=>(const Key&) const = default;
};

struct KeyHash {
  std::size_t operator()(const Key& key) const {
    // The top bits of a product are the well mixed ones.
    constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;
    return static_cast<std::size_t>(((key.value ^ key.bytes) * kGolden) >> 20);
  }
};

Key client_key(std::string_view client) {
  Key key{.bytes = static_cast<std::uint8_t>(client.size())};
  for (const char byte : client.substr(0, sizeof key.value)) {
    key.value = key.value << 8 | static_cast<unsigned char>(byte);
  }
  return key;
}

std::string client_bytes_of(const Key& key) {
  std::string bytes(std::min<std::size_t>(key.bytes, sizeof key.value), '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[bytes.size() - 1 - i] = static_cast<char>(key.value >> (8 * i));
  }
  return bytes;
}

/// How many drops each has.
using Sums = std::vector<std::pair<Key, std::uint64_t>>;

bool is_heavier(const Sums::value_type& a, const Sums::value_type& b) {
  return a.second != b.second ? a.second > b.second : a.first < b.first;
}

/// Leaves the heaviest.
void cut(Sums& sums, std::size_t most) {
  if (sums.size() <= most) return;
  const auto end = sums.begin() + static_cast<std::ptrdiff_t>(most);
  std::nth_element(sums.begin(), end, sums.end(), is_heavier);
  sums.erase(end, sums.end());
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
    for (const auto step : {&Answer::choose_rows, &Answer::fill_rows, &Answer::add_queues,
                            &Answer::name_listeners, &Answer::add_events, &Answer::add_beginning}) {
      if (const int code = (this->*step)(); code != SQLITE_OK) return code;
    }
    order_rows();
    return SQLITE_OK;
  }

  HistoryResult take() { return std::move(result_); }

 private:
  // Parameters by number, in every statement that has use for them.
  enum Parameter { kSince = 1, kUntil = 2, kPort = 3, kAddress = 4, kNetns = 5, kNetnsName = 6 };

  std::string on_listeners() const {
    if (!query_.listener && !query_.netns) return "";
    std::string condition = " AND listener IN (SELECT id FROM listener WHERE 1";
    if (query_.listener) condition += " AND port = ?3";
    if (query_.listener && query_.listener->address) condition += " AND address = ?4";
    if (query_.netns) condition += " AND (netns = ?5 OR netns_name = ?6)";
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

  bool is_by_client() const { return query_.by == HistoryBy::client; }

  Key key_of(std::int64_t second, std::int64_t listener, std::size_t cause) const {
    switch (query_.by) {
      case HistoryBy::listener:
        return {.value = static_cast<std::uint64_t>(listener)};
      case HistoryBy::cause:
        return {.value = cause};
      default:
        return {.value = static_cast<std::uint64_t>(second / 60 * 60)};
    }
  }

  /// Calls `take(second, listener, cause, count, count without a client)`. The table lies in this
  /// order, so that nothing needs to be sorted: ten million rows take seconds, not minutes.
  template <typename Take>
  int each_second(Take take) {
    return each(
        "SELECT second, listener, cause, sum(count), "
        "sum(count) FILTER (WHERE client = x'')" +
            drops_in_interval() + " GROUP BY second, listener, cause",
        interval_.since, interval_.until, [&](const Statement& row) {
          take(row.integer(0), row.integer(1), cause_index(row.integer(2)),
               static_cast<std::uint64_t>(row.integer(3)),
               static_cast<std::uint64_t>(row.integer(4)));
        });
  }

  /// First which rows there will be: only they have a series.
  int choose_rows() {
    Sums sums;
    std::uint64_t keys = 0;
    int code = SQLITE_OK;
    if (is_by_client()) {
      // There may be as many as rows: SQLite sorts them, in files if need be.
      code = each("SELECT client, sum(count)" + drops_in_interval() + " GROUP BY client",
                  interval_.since, interval_.until, [&](const Statement& row) {
                    ++keys;
                    sums.emplace_back(client_key(row.view(0)),
                                      static_cast<std::uint64_t>(row.integer(1)));
                    if (sums.size() >= 4 * most_rows()) cut(sums, most_rows());
                  });
    } else {
      std::unordered_map<Key, std::uint64_t, KeyHash> by_key;
      code = each_second([&](std::int64_t second, std::int64_t listener, std::size_t cause,
                             std::uint64_t count,
                             std::uint64_t) { by_key[key_of(second, listener, cause)] += count; });
      sums.assign(by_key.begin(), by_key.end());
      keys = sums.size();
    }
    cut(sums, most_rows());
    for (const auto& [key, count] : sums) row_of(key);
    result_.rows_left_out = keys - sums.size();
    return code;
  }

  int fill_rows() {
    if (!is_by_client()) {
      return each_second([&](std::int64_t second, std::int64_t listener, std::size_t cause,
                             std::uint64_t count, std::uint64_t without_client) {
        add_drops(key_of(second, listener, cause), second, cause, count, without_client);
      });
    }
    return each("SELECT second, cause, client, count" + drops_in_interval(), interval_.since,
                interval_.until, [&](const Statement& row) {
                  const std::string_view client = row.view(2);
                  const auto count = static_cast<std::uint64_t>(row.integer(3));
                  add_drops(client_key(client), row.integer(0), cause_index(row.integer(1)), count,
                            client.empty() ? count : 0);
                });
  }

  void add_drops(const Key& key, std::int64_t second, std::size_t cause, std::uint64_t count,
                 std::uint64_t without_client) {
    result_.drops[cause] += count;
    result_.drops_total += count;
    result_.client_unknown += without_client;
    const auto place = rows_.find(key);
    if (place == rows_.end()) return;
    HistoryRow& row = place->second;
    row.drops[cause] += count;
    row.drops_total += count;
    const std::int64_t into_row =
        query_.by == HistoryBy::minute ? second % 60 : second - interval_.since;
    // SQLite keeps what it is given: a second may be a fraction, or lie before the epoch.
    const auto last_bin = static_cast<std::int64_t>(row.series.size()) - 1;
    const auto bin = std::clamp<std::int64_t>(into_row / interval_.bin_s, 0, last_bin);
    row.series[static_cast<std::size_t>(bin)] += count;
    row.first_second = std::min(row.first_second.value_or(second), second);
    row.last_second = std::max(row.last_second.value_or(second), second);
  }

  HistoryRow& row_of(const Key& key) {
    const auto [place, is_new] = rows_.try_emplace(key);
    HistoryRow& row = place->second;
    if (!is_new) return row;
    const std::int64_t bins = query_.by == HistoryBy::minute
                                  ? Reader::kMinuteBins
                                  : divide_up(interval_.until - interval_.since, interval_.bin_s);
    row.series.resize(static_cast<std::size_t>(bins));
    switch (query_.by) {
      case HistoryBy::listener:
        break;  // Named at the end.
      case HistoryBy::client: {
        const StoredClient client = client_of(client_bytes_of(key));
        row.client = client.network;
        row.folded = client.folded;
        break;
      }
      case HistoryBy::cause:
        row.cause = static_cast<DropCause>(key.value);
        break;
      case HistoryBy::minute:
        row.minute = static_cast<std::int64_t>(key.value) * kNsPerSecond;
    }
    return row;
  }

  /// What the samples of one listener, or of one minute, amount to.
  struct Queue {
    std::uint32_t longest = 0;
    std::uint32_t limit = 0;
    std::optional<std::uint64_t> accepted = 0;
  };

  int add_queues() {
    if (query_.by != HistoryBy::listener && query_.by != HistoryBy::minute) return SQLITE_OK;
    std::unordered_map<Key, Queue, KeyHash> queues;
    // Samples are of whole minutes: the one in which the interval begins counts.
    const int code = each(
        "SELECT minute, listener, longest, queue_limit, accepted FROM queues "
        "WHERE minute >= ?1 AND minute < ?2" +
            on_listeners(),
        interval_.since / 60 * 60, interval_.until, [&](const Statement& sample) {
          Queue& queue = queues[key_of(sample.integer(0), sample.integer(1), 0)];
          const auto longest = static_cast<std::uint32_t>(sample.integer(2));
          if (longest >= queue.longest) {
            queue.longest = longest;
            queue.limit = static_cast<std::uint32_t>(sample.integer(3));
          }
          const auto accepted = sample.integer_if_any(4);
          if (accepted && queue.accepted) {
            *queue.accepted += static_cast<std::uint64_t>(*accepted);
          } else {
            queue.accepted.reset();
          }
        });
    if (code != SQLITE_OK) return code;
    Sums without_drops;
    for (const auto& [key, queue] : queues) {
      // A queue that was always empty has nothing to say.
      if (!rows_.contains(key) && queue.longest > 0) without_drops.emplace_back(key, queue.longest);
    }
    cut(without_drops, most_rows() - std::min(most_rows(), rows_.size()));
    for (const auto& [key, longest] : without_drops) row_of(key);
    for (auto& [key, row] : rows_) {
      const auto found = queues.find(key);
      if (found == queues.end()) continue;
      row.longest_queue = found->second.longest;
      if (query_.by == HistoryBy::minute) continue;
      row.queue_limit = found->second.limit;
      row.accepted = found->second.accepted;
    }
    return SQLITE_OK;
  }

  int name_listeners() {
    if (query_.by != HistoryBy::listener) return SQLITE_OK;
    Statement find;
    int code = find.prepare(database_,
                            "SELECT netns, netns_name, address, port, comm, container "
                            "FROM listener WHERE id = ?1");
    for (auto place = rows_.begin(); code == SQLITE_OK && place != rows_.end(); ++place) {
      find.bind(1, static_cast<std::int64_t>(place->first.value));
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
    // A gap is an interval itself: one that began before may reach into this one.
    int code = statement.prepare(
        database_,
        "SELECT time, kind, count, detail, count(*) OVER () FROM ("
        "SELECT * FROM events WHERE time >= ?1 AND time < ?2 UNION ALL "
        "SELECT * FROM events WHERE kind = 4 AND time < ?1 AND time + count * 1000000000 > ?1) "
        "ORDER BY time DESC, id DESC LIMIT ?3");
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
  std::unordered_map<Key, HistoryRow, KeyHash> rows_;
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
