// SPDX-License-Identifier: Apache-2.0
#include "store/writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <system_error>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "store/schema.h"

namespace bpfnetstat::store {
namespace {

constexpr std::size_t kKnownListeners = 4096;
constexpr std::int64_t kSeenStep_s = 3600;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::size_t kCorruptKept = 3;
constexpr int kBusyTimeoutMs = 500;

/// A reader that stands still keeps the log from being emptied, and it would grow without end.
constexpr std::uint64_t kLogCeiling = 16 << 20;

/// Until when the history was written is written each second only where there are rows to go with
/// it: an idle host's disk may sleep. After a kill on such a host the gap begins this much early at
/// most: it is never too short.
constexpr RealtimeNs kHeartbeatNs = 10 * kNsPerSecond;

/// Rows of each table that a step of pruning takes out, besides those of one second.
constexpr std::int64_t kRowsPerStep = 500;

// journal_size_limit is what the log is cut to once it is empty; it passes 256 pages only while a
// large batch or a reader keeps it from being emptied. Old rows need not be overwritten with zeros,
// as Debian's build would.
constexpr const char* kSettings = R"sql(
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 256;
PRAGMA journal_size_limit = 1048576;
PRAGMA cache_size = -512;
PRAGMA secure_delete = OFF;
PRAGMA temp_store = MEMORY;
)sql";

constexpr const char* kFindListener =
    "SELECT id, seen FROM listener WHERE port IS ?1 AND netns = ?2 AND netns_name IS ?3 AND "
    "address IS ?4 AND comm IS ?5 AND container IS ?6";
constexpr const char* kAddListener =
    "INSERT INTO listener(port, netns, netns_name, address, comm, container, seen) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr const char* kTouchListener = "UPDATE listener SET seen = ?2 WHERE id = ?1";
constexpr const char* kAddDrop =
    "INSERT INTO drops VALUES(?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT DO UPDATE SET count = count + excluded.count";
// A minute comes in parts, one for each second in which something changed. What was accepted is
// known only where it is known of all.
constexpr const char* kAddQueue =
    "INSERT INTO queues VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) "
    "ON CONFLICT DO UPDATE SET longest = max(longest, excluded.longest), last = excluded.last, "
    "queue_limit = excluded.queue_limit, drops = drops + excluded.drops, "
    "accepted = accepted + excluded.accepted";
constexpr const char* kAddEvent =
    "INSERT INTO events(time, kind, count, detail) VALUES(?1, ?2, ?3, ?4)";
constexpr const char* kSetWatched =
    "INSERT INTO watched VALUES(1, ?1, ?2) "
    "ON CONFLICT DO UPDATE SET until = excluded.until, stopped = excluded.stopped";

constexpr const char* kSetDoubt =
    "INSERT INTO clock VALUES(1, ?1, ?2) "
    "ON CONFLICT DO UPDATE SET ahead = excluded.ahead, since = excluded.since";

// The oldest row, and the one that a step ends before; in seconds.
constexpr const char* kOldestDrop =
    "SELECT (SELECT second FROM drops ORDER BY second LIMIT 1), "
    "(SELECT second FROM drops ORDER BY second LIMIT 1 OFFSET ?1)";
constexpr const char* kOldestQueue =
    "SELECT (SELECT minute FROM queues ORDER BY minute LIMIT 1), "
    "(SELECT minute FROM queues ORDER BY minute LIMIT 1 OFFSET ?1)";
constexpr const char* kOldestEvent =
    "SELECT (SELECT time FROM events ORDER BY time LIMIT 1) / 1000000000, "
    "(SELECT time FROM events ORDER BY time LIMIT 1 OFFSET ?1) / 1000000000";

// The latest first.
constexpr const char* kDeleteLateDrops =
    "DELETE FROM drops WHERE (second, listener, cause, client) IN "
    "(SELECT second, listener, cause, client FROM drops WHERE second > ?1 "
    "ORDER BY second DESC LIMIT ?2)";
constexpr const char* kDeleteLateQueues =
    "DELETE FROM queues WHERE (minute, listener) IN "
    "(SELECT minute, listener FROM queues WHERE minute > ?1 ORDER BY minute DESC LIMIT ?2)";
constexpr const char* kDeleteLateEvents =
    "DELETE FROM events WHERE id IN "
    "(SELECT id FROM events WHERE time > ?1 ORDER BY time DESC LIMIT ?2)";

std::string folder_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

std::string compact_time(RealtimeNs time) {
  std::string text = utc_time(time);  // "2026-11-22T15:20:01.123456789Z"
  text.resize(text.find('.'));
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + "Z";
}

void remove_quietly(const std::string& path) {
  ::unlink(path.c_str());
}

/// Corrupt databases are large; a disk that makes them corrupt would be full of them.
void forget_older(const std::string& path) {
  const std::filesystem::path own(path);
  const std::string prefix = own.filename().string() + ".corrupt-";
  std::vector<std::string> kept;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(own.parent_path(), error), end;
       !error && entry != end; entry.increment(error)) {
    const std::string found = entry->path().filename().string();
    if (found.starts_with(prefix) && !found.ends_with("-wal")) kept.push_back(entry->path());
  }
  std::sort(kept.rbegin(), kept.rend());
  for (std::size_t i = kCorruptKept; i < kept.size(); ++i) {
    remove_quietly(kept[i]);
    remove_quietly(kept[i] + "-wal");
  }
}

Failure system_failure(int code, std::string what, int sys_errno, std::string advice) {
  return {.code = code,
          .error = {.kind = ErrorKind::failed,
                    .what = std::move(what),
                    .sys_errno = sys_errno,
                    .advice = std::move(advice)}};
}

/// What a batch says of the watch. The last batch is made up before its `stopped` is noted: its
/// time may be the earlier one.
Watch watch_of(const HistoryBatch& batch) {
  Watch watch{.until = batch.time};
  for (const DaemonEvent& event : batch.events) {
    if (event.kind != DaemonEventKind::stopped) continue;
    watch = {.until = std::max(watch.until, event.time), .is_stopped = true};
  }
  return watch;
}

/// Parameters 1 to 6 of the two statements that look for a listener and make one.
void bind_listener(Statement& statement, const HistoryListener& listener,
                   const std::optional<std::string>& address) {
  statement.bind(1,
                 listener.bound ? std::optional<std::int64_t>(listener.bound->port) : std::nullopt);
  statement.bind(2, std::int64_t{listener.netns});
  statement.bind_bytes(3, listener.netns_name);
  statement.bind_bytes(4, address);
  statement.bind_bytes(5, listener.comm);
  statement.bind_bytes(6, listener.container);
}

}  // namespace

std::vector<DropTally> fold_clients(std::span<const DropTally> drops, std::size_t clients) {
  std::vector<DropTally> kept(drops.begin(), drops.end());
  // Ties are broken by what they are, so that the same drops always give the same rows.
  std::stable_sort(kept.begin(), kept.end(), [](const DropTally& a, const DropTally& b) {
    return std::tuple(a.second, !a.client, b.count, a.client) <
           std::tuple(b.second, !b.client, a.count, b.client);
  });
  std::map<std::tuple<std::int64_t, std::uint32_t, DropCause>, std::uint64_t> folded;
  std::size_t of_second = 0;
  std::int64_t second = 0;
  std::erase_if(kept, [&](const DropTally& tally) {
    if (!tally.client) return false;
    if (of_second == 0 || tally.second != second) {
      second = tally.second;
      of_second = 0;
    }
    if (++of_second <= clients) return false;
    folded[{tally.second, tally.listener, tally.cause}] += tally.count;
    return true;
  });
  for (const auto& [key, count] : folded) {
    const auto& [when, listener, cause] = key;
    kept.push_back({.second = when,
                    .listener = listener,
                    .cause = cause,
                    .client = {},
                    .count = count,
                    .folded = true});
  }
  return kept;
}

std::optional<DaemonEvent> gap_after(const Watch& earlier, RealtimeNs first) {
  if (first == earlier.until) return std::nullopt;
  DaemonEvent gap{.time = std::min(first, earlier.until),
                  .kind = DaemonEventKind::gap,
                  .detail = earlier.is_stopped ? "ended in order" : "not ended in order"};
  if (first < earlier.until) {
    gap.detail += ", the clock went back";
    return gap;
  }
  // The earlier time stands in a file that may say anything: a signed difference might not fit.
  const std::uint64_t length_ns =
      static_cast<std::uint64_t>(first) - static_cast<std::uint64_t>(earlier.until);
  constexpr std::uint64_t kSecondNs = kNsPerSecond;
  gap.count = length_ns / kSecondNs + (length_ns % kSecondNs != 0 ? 1 : 0);
  return gap;
}

std::optional<Failure> Writer::lock() {
  if (lock_) return std::nullopt;
  const std::string folder = folder_of(path_);
  // Only the last part: a whole path that is missing is a slip of the pen.
  if (!folder.empty() && ::mkdir(folder.c_str(), 0750) == 0) {
    // The umask may have taken the group's way in. Of a descriptor: that the filter of system calls
    // lets through.
    const UniqueFd made(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (made) ::fchmod(made.get(), 0750);
  }
  const std::string name = path_ + ".lock";
  UniqueFd fd(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) {
    return system_failure(SQLITE_CANTOPEN, "cannot open " + name, errno,
                          "the folder must exist and be writable");
  }
  // Whoever may read it may hold it (flock(2)), and keep the next daemon from writing: earlier
  // versions made it for the group.
  ::fchmod(fd.get(), 0600);
  // Not on the database itself: to close a second descriptor of it would undo SQLite's own locks.
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      return system_failure(SQLITE_CANTOPEN, "cannot lock " + name, errno, "");
    return system_failure(SQLITE_BUSY, "another daemon writes " + path_, 0,
                          "it is tried again until that one ends");
  }
  lock_ = std::move(fd);
  return std::nullopt;
}

std::optional<Failure> Writer::create_file() const {
  // SQLite would make it 0644; its log and index get the same mode and owner as the file.
  const UniqueFd fd(
      ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (fd) {
    ::fchmod(fd.get(), 0640);  // Whatever the umask.
    // What an earlier file of the name left is no log of this one.
    remove_quietly(path_ + "-wal");
    remove_quietly(path_ + "-shm");
  } else if (errno != EEXIST) {
    return system_failure(SQLITE_CANTOPEN, "cannot make " + path_, errno, "");
  }
  return std::nullopt;
}

std::optional<Failure> Writer::check_identity(bool& is_new) {
  std::int64_t application = 0;
  std::int64_t version = 0;
  std::int64_t tables = 0;
  int code = read_integer(database_.get(), "PRAGMA application_id", application);
  if (code == SQLITE_OK) code = read_integer(database_.get(), "PRAGMA user_version", version);
  if (code == SQLITE_OK) {
    code = read_integer(database_.get(), "SELECT count(*) FROM sqlite_schema", tables);
  }
  if (code != SQLITE_OK) return failure(database_.get(), code, "cannot read " + path_);
  is_new = application == 0 && version == 0 && tables == 0;
  if (is_new || (application == kApplicationId && version == kSchemaVersion)) return std::nullopt;
  if (application != kApplicationId) {
    return system_failure(SQLITE_AUTH, path_ + " is a database of another program", 0,
                          "it is left alone; give another path");
  }
  return system_failure(SQLITE_AUTH,
                        fmt::format("{} was made by another version (schema {}, not {})", path_,
                                    version, kSchemaVersion),
                        0, "it is left alone; move it away, or give another path");
}

std::optional<Failure> Writer::check_pages(const std::atomic<bool>& stop) {
  if (is_checked_) return std::nullopt;
  const auto is_stopping = [](void* flag) {
    return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0;
  };
  constexpr int kInstructions = 10'000;
  sqlite3_progress_handler(database_.get(), kInstructions, is_stopping,
                           const_cast<std::atomic<bool>*>(&stop));
  Statement check;
  int code = check.prepare(database_.get(), "PRAGMA quick_check(1)");
  if (code == SQLITE_OK) code = check.step();
  const std::string verdict = code == SQLITE_ROW ? check.bytes(0) : "";
  auto refusal = code == SQLITE_ROW || code == SQLITE_INTERRUPT
                     ? std::nullopt
                     : std::optional(failure(database_.get(), code, "cannot check " + path_));
  check.finalize();
  sqlite3_progress_handler(database_.get(), 0, nullptr, nullptr);
  if (refusal) return refusal;
  if (code == SQLITE_ROW && verdict != "ok") {
    return system_failure(SQLITE_CORRUPT, path_ + " is corrupt: " + printable(verdict), 0, "");
  }
  is_checked_ = true;
  return std::nullopt;
}

std::optional<Failure> Writer::prepare() {
  const std::array<std::pair<Statement*, const char*>, 19> statements{{
      {&find_listener_, kFindListener},
      {&add_listener_, kAddListener},
      {&touch_listener_, kTouchListener},
      {&add_drop_, kAddDrop},
      {&add_queue_, kAddQueue},
      {&add_event_, kAddEvent},
      {&set_watched_, kSetWatched},
      {&set_doubt_, kSetDoubt},
      {&page_count_, "PRAGMA page_count"},
      {&oldest_drop_, kOldestDrop},
      {&oldest_queue_, kOldestQueue},
      {&oldest_event_, kOldestEvent},
      {&delete_drops_, "DELETE FROM drops WHERE second < ?1"},
      {&delete_queues_, "DELETE FROM queues WHERE minute < ?1"},
      {&delete_events_, "DELETE FROM events WHERE time < ?1"},
      {&delete_listeners_,
       "DELETE FROM listener WHERE id IN (SELECT id FROM listener WHERE seen < ?1 LIMIT ?2)"},
      {&delete_late_drops_, kDeleteLateDrops},
      {&delete_late_queues_, kDeleteLateQueues},
      {&delete_late_events_, kDeleteLateEvents},
  }};
  for (const auto& [statement, sql] : statements) {
    if (const int code = statement->prepare(database_.get(), sql); code != SQLITE_OK) {
      return failure(database_.get(), code, "cannot use " + path_);
    }
  }
  return std::nullopt;
}

std::optional<Failure> Writer::open(const std::atomic<bool>& stop) {
  close();
  if (auto refusal = lock()) return refusal;
  if (auto refusal = create_file()) return refusal;
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path_.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_.reset(handle);
  const auto fail = [this](Failure refusal) -> std::optional<Failure> {
    close();
    return refusal;
  };
  if (code != SQLITE_OK) return fail(failure(handle, code, "cannot open " + path_));
  // SQLite opens what it may not write for reading, and says nothing.
  if (sqlite3_db_readonly(handle, "main") == 1) {
    return fail(system_failure(SQLITE_READONLY, "cannot write " + path_, EACCES,
                               "make it writable, or give another path"));
  }
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  // The file need not be what we wrote: what it says must not run code.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);

  bool is_new = false;
  if (auto refusal = check_identity(is_new)) return fail(*std::move(refusal));
  const auto run = [&](const char* sql) { return execute(handle, sql); };
  int result = SQLITE_OK;
  // How pages are laid out is decided by whoever writes the first.
  if (is_new) result = run("PRAGMA auto_vacuum = INCREMENTAL");
  if (result == SQLITE_OK) result = run("PRAGMA journal_mode = WAL");
  if (result == SQLITE_OK) result = run(kSettings);
  if (result == SQLITE_OK) result = read_integer(handle, "PRAGMA page_size", page_bytes_);
  if (result == SQLITE_OK && is_new) {
    result = run("BEGIN IMMEDIATE");
    if (result == SQLITE_OK) result = run(kSchema);
    if (result == SQLITE_OK) {
      result = run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT",
                               kApplicationId, kSchemaVersion)
                       .c_str());
    }
  }
  if (result != SQLITE_OK) return fail(failure(handle, result, "cannot set up " + path_));
  if (auto refusal = check_pages(stop)) return fail(*std::move(refusal));
  result = run(kSchemaOfTime);
  if (result == SQLITE_OK) result = read_watch();
  if (result == SQLITE_OK) result = read_doubt();
  if (result != SQLITE_OK) return fail(failure(handle, result, "cannot set up " + path_));
  if (auto refusal = prepare()) return fail(*std::move(refusal));
  return std::nullopt;
}

int Writer::read_watch() {
  Statement statement;
  int code = statement.prepare(database_.get(), "SELECT until, stopped FROM watched WHERE id = 1");
  if (code != SQLITE_OK) return code;
  code = statement.step();
  if (code == SQLITE_ROW) {
    earlier_ = {.until = statement.integer(0), .is_stopped = statement.integer(1) != 0};
  }
  return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

int Writer::read_doubt() {
  doubt_ = {};
  Statement statement;
  int code = statement.prepare(database_.get(), "SELECT ahead, since FROM clock WHERE id = 1");
  if (code != SQLITE_OK) return code;
  code = statement.step();
  if (code == SQLITE_ROW) {
    doubt_ = {.ahead = statement.integer(0), .since = statement.integer(1)};
  }
  return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

void Writer::close() {
  for (Statement* statement :
       {&find_listener_, &add_listener_, &touch_listener_, &add_drop_, &add_queue_, &add_event_,
        &set_watched_, &set_doubt_, &page_count_, &oldest_drop_, &oldest_queue_, &oldest_event_,
        &delete_drops_, &delete_queues_, &delete_events_, &delete_listeners_, &delete_late_drops_,
        &delete_late_queues_, &delete_late_events_}) {
    statement->finalize();
  }
  database_.reset();
  known_.clear();
  earlier_.reset();
  watched_.reset();
}

Failure Writer::give_up(int code, const std::string& what) {
  Failure refusal = failure(database_.get(), code, what);
  if (sqlite3_get_autocommit(database_.get()) == 0) execute(database_.get(), "ROLLBACK");
  // Some of them may have been made by the transaction that is no more.
  known_.clear();
  return refusal;
}

int Writer::identify(const HistoryListener& listener, std::int64_t second, std::int64_t& id) {
  const std::int64_t seen = (second / kSeenStep_s + 1) * kSeenStep_s;
  auto known = known_.find(listener);
  if (known == known_.end()) {
    if (known_.size() >= kKnownListeners) known_.clear();
    const auto address =
        listener.bound ? std::optional(address_bytes(listener.bound->address)) : std::nullopt;
    bind_listener(find_listener_, listener, address);
    int code = find_listener_.step();
    Known found;
    if (code == SQLITE_ROW) found = {find_listener_.integer(0), find_listener_.integer(1)};
    find_listener_.reset();
    if (code == SQLITE_DONE) {
      bind_listener(add_listener_, listener, address);
      add_listener_.bind(7, seen);
      code = add_listener_.run();
      if (code != SQLITE_OK) return code;
      found = {sqlite3_last_insert_rowid(database_.get()), seen};
    } else if (code != SQLITE_ROW) {
      return code;
    }
    known = known_.emplace(listener, found).first;
  }
  id = known->second.id;
  if (known->second.seen >= seen) return SQLITE_OK;
  known->second.seen = seen;
  touch_listener_.bind(1, id);
  touch_listener_.bind(2, seen);
  return touch_listener_.run();
}

int Writer::write_event(const DaemonEvent& event) {
  add_event_.bind(1, event.time);
  add_event_.bind(2, static_cast<std::int64_t>(event.kind));
  add_event_.bind(3, static_cast<std::int64_t>(event.count));
  add_event_.bind_bytes(4, std::string_view(event.detail));
  return add_event_.run();
}

int Writer::write_watch(const Watch& watch) {
  set_watched_.bind(1, watch.until);
  set_watched_.bind(2, std::int64_t{watch.is_stopped ? 1 : 0});
  return set_watched_.run();
}

int Writer::write_doubt(const ClockDoubt& doubt) {
  if (doubt == doubt_) return SQLITE_OK;
  set_doubt_.bind(1, doubt.ahead);
  set_doubt_.bind(2, doubt.since);
  return set_doubt_.run();
}

std::optional<DaemonEvent> Writer::gap_before(RealtimeNs time) const {
  return earlier_ ? gap_after(*earlier_, time) : std::nullopt;
}

bool Writer::is_heartbeat_due(RealtimeNs time) const {
  // A clock that went back is followed at once: a gap is measured by it.
  return !watched_ || time < *watched_ || time - *watched_ >= kHeartbeatNs;
}

int Writer::write_rows(const HistoryBatch& batch, std::span<const DaemonEvent> own) {
  std::int64_t id = 0;
  for (const DaemonEvent& event : own) {
    if (const int code = write_event(event); code != SQLITE_OK) return code;
  }
  for (const DropTally& tally : fold_clients(batch.drops, kClientsPerSecond)) {
    int code = identify(batch.listeners[tally.listener], tally.second, id);
    if (code != SQLITE_OK) return code;
    const std::string client = client_bytes(tally);
    add_drop_.bind(1, tally.second);
    add_drop_.bind(2, id);
    add_drop_.bind(3, static_cast<std::int64_t>(tally.cause));
    add_drop_.bind_bytes(4, std::string_view(client));
    add_drop_.bind(5, static_cast<std::int64_t>(tally.count));
    code = add_drop_.run();
    if (code != SQLITE_OK) return code;
  }
  for (const QueueSample& sample : batch.queues) {
    int code = identify(batch.listeners[sample.listener], sample.minute, id);
    if (code != SQLITE_OK) return code;
    add_queue_.bind(1, sample.minute);
    add_queue_.bind(2, id);
    add_queue_.bind(3, std::int64_t{sample.longest});
    add_queue_.bind(4, std::int64_t{sample.last});
    add_queue_.bind(5, std::int64_t{sample.limit});
    add_queue_.bind(6, static_cast<std::int64_t>(sample.drops));
    add_queue_.bind(7, sample.accepted ? std::optional(static_cast<std::int64_t>(*sample.accepted))
                                       : std::nullopt);
    code = add_queue_.run();
    if (code != SQLITE_OK) return code;
  }
  for (const DaemonEvent& event : batch.events) {
    if (const int code = write_event(event); code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

std::optional<Failure> Writer::write(const HistoryBatch& batch, std::span<const DaemonEvent> own,
                                     const ClockDoubt& doubt) {
  // Where the file was removed or replaced, SQLite goes on writing what nobody will ever read.
  int has_moved = 0;
  sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
  if (has_moved != 0) {
    close();
    is_checked_ = false;
    return system_failure(SQLITE_CANTOPEN, path_ + " was removed or replaced", 0,
                          "a new one is begun where there is none");
  }
  if (log_bytes() > kLogCeiling) {
    checkpoint();
    if (log_bytes() > kLogCeiling) {
      return system_failure(SQLITE_BUSY, "the log of " + path_ + " cannot be emptied", 0,
                            "something has been reading the database for long: end it");
    }
  }
  const std::string what = "cannot write " + path_;
  int code = execute(database_.get(), "BEGIN IMMEDIATE");
  if (code == SQLITE_OK) code = write_rows(batch, own);
  const Watch watch = watch_of(batch);
  if (code == SQLITE_OK) code = write_watch(watch);
  if (code == SQLITE_OK) code = write_doubt(doubt);
  if (code == SQLITE_OK) code = execute(database_.get(), "COMMIT");
  if (code != SQLITE_OK) return give_up(code, what);
  earlier_.reset();
  watched_ = watch.until;
  doubt_ = doubt;
  return std::nullopt;
}

int Writer::delete_before(std::int64_t second) {
  delete_drops_.bind(1, second);
  delete_queues_.bind(1, second);
  delete_events_.bind(1, second * kNsPerSecond);
  delete_listeners_.bind(1, second);
  delete_listeners_.bind(2, kRowsPerStep);
  for (Statement* statement : {&delete_drops_, &delete_queues_, &delete_events_}) {
    if (const int code = statement->run(); code != SQLITE_OK) return code;
  }
  const int code = delete_listeners_.run();
  if (code == SQLITE_OK && sqlite3_changes(database_.get()) > 0) known_.clear();
  return code;
}

int Writer::delete_after(std::int64_t second, std::int64_t& deleted) {
  constexpr std::int64_t kMostSeconds = std::numeric_limits<std::int64_t>::max() / kNsPerSecond;
  delete_late_drops_.bind(1, second);
  delete_late_queues_.bind(1, second);
  delete_late_events_.bind(1, std::min(second, kMostSeconds) * kNsPerSecond);
  deleted = 0;
  for (Statement* statement : {&delete_late_drops_, &delete_late_queues_, &delete_late_events_}) {
    statement->bind(2, kRowsPerStep);
    if (const int code = statement->run(); code != SQLITE_OK) return code;
    deleted += sqlite3_changes(database_.get());
  }
  return SQLITE_OK;
}

std::optional<Failure> Writer::prune_step(const HistoryLimits& limits, const PruneTime& time,
                                          bool& more) {
  more = false;
  const std::string what = "cannot prune " + path_;
  constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
  std::int64_t oldest = kNone;
  std::int64_t step_end = kNone;
  for (Statement* statement : {&oldest_drop_, &oldest_queue_, &oldest_event_}) {
    statement->bind(1, kRowsPerStep);
    const int code = statement->step();
    if (code == SQLITE_ROW) {
      oldest = std::min(oldest, statement->integer_if_any(0).value_or(kNone));
      step_end = std::min(step_end, statement->integer_if_any(1).value_or(kNone));
    }
    statement->reset();
    if (code != SQLITE_ROW) return give_up(code, what);
  }
  if (oldest == kNone) return std::nullopt;
  const std::int64_t expired = time.now - limits.max_age_s;
  const bool is_too_large = bytes() > limits.max_bytes;
  std::int64_t end = is_too_large ? step_end : std::min(expired, step_end);
  if (end == kNone || (!is_too_large && oldest >= expired)) return std::nullopt;
  end = std::max(end, oldest + 1);

  int code = execute(database_.get(), "BEGIN IMMEDIATE");
  std::int64_t late = 0;
  if (code == SQLITE_OK && is_too_large) code = delete_after(time.latest, late);
  if (code == SQLITE_OK && late == 0) code = delete_before(end);
  if (code == SQLITE_OK) code = execute(database_.get(), "COMMIT");
  // A step frees some ten pages; where others stand free from before, they go as well.
  if (code == SQLITE_OK) code = execute(database_.get(), "PRAGMA incremental_vacuum(64)");
  if (code != SQLITE_OK) return give_up(code, what);
  more = true;
  return std::nullopt;
}

void Writer::checkpoint() {
  if (database_ == nullptr) return;
  sqlite3_wal_checkpoint_v2(database_.get(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

std::optional<Failure> Writer::move_aside(RealtimeNs time, std::string& moved_to) {
  close();
  is_checked_ = false;
  moved_to = path_ + ".corrupt-" + compact_time(time);
  if (::rename(path_.c_str(), moved_to.c_str()) != 0 && errno != ENOENT) {
    return system_failure(SQLITE_CANTOPEN, "cannot move the corrupt " + path_ + " aside", errno,
                          "");
  }
  // With its log: whoever salvages it needs both.
  // Most often there is none, and what stays goes with the next file: create_file().
  (void)::rename((path_ + "-wal").c_str(), (moved_to + "-wal").c_str());
  remove_quietly(path_ + "-shm");
  forget_older(path_);
  return std::nullopt;
}

std::uint64_t Writer::log_bytes() const {
  struct stat status {};
  const std::string log = path_ + "-wal";
  return ::stat(log.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

std::uint64_t Writer::bytes() {
  if (database_ == nullptr) return 0;
  const auto pages = page_count_.step() == SQLITE_ROW ? page_count_.integer(0) : 0;
  page_count_.reset();
  return static_cast<std::uint64_t>(pages * page_bytes_) + log_bytes();
}

}  // namespace bpfnetstat::store
