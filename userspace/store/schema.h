// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/history.h"

/// What the database looks like: for whoever writes it and whoever reads it.
namespace bpfnetstat::store {

/// "bpns" in the file's header: SQLite's own mark of whose database it is.
inline constexpr std::int64_t kApplicationId = 0x62706e73;
inline constexpr std::int64_t kSchemaVersion = 1;

/// Rows of drops and queues lie in the order of time: new ones go to one end, old ones are taken
/// from the other, and an interval is one piece. `seen` is later than any row that names the
/// listener, so it says when nothing does any more.
inline constexpr const char* kSchema = R"sql(
CREATE TABLE listener(
  id INTEGER PRIMARY KEY,
  netns INTEGER NOT NULL,
  netns_name BLOB,
  address BLOB,             -- 4 or 16 bytes
  port INTEGER,
  comm BLOB,
  container BLOB,
  seen INTEGER NOT NULL     -- seconds since the epoch
);
CREATE INDEX listener_by_port ON listener(port, netns);
CREATE INDEX listener_by_seen ON listener(seen);
CREATE TABLE drops(
  second INTEGER NOT NULL,  -- since the epoch
  listener INTEGER NOT NULL,
  cause INTEGER NOT NULL,   -- DropCause
  client BLOB NOT NULL,     -- the network's 3 or 8 bytes; none: not known; 1: folded
  count INTEGER NOT NULL,
  PRIMARY KEY(second, listener, cause, client)
) WITHOUT ROWID;
CREATE TABLE queues(
  minute INTEGER NOT NULL,  -- its first second, since the epoch
  listener INTEGER NOT NULL,
  longest INTEGER NOT NULL,
  last INTEGER NOT NULL,
  queue_limit INTEGER NOT NULL,
  drops INTEGER NOT NULL,
  accepted INTEGER,
  PRIMARY KEY(minute, listener)
) WITHOUT ROWID;
CREATE TABLE events(
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,    -- nanoseconds since the epoch
  kind INTEGER NOT NULL,    -- DaemonEventKind
  count INTEGER NOT NULL,
  detail BLOB NOT NULL
);
CREATE INDEX events_by_time ON events(time);
)sql";

/// Came later and is added to a database without it. The version stays: a reader does well without
/// any. `watched` has one row, written with each batch: what a gap is measured from. `clock` has
/// one, written when the clock steps: see ClockDoubt. The index finds the gap that began before an
/// interval without a look at all that happened before.
inline constexpr const char* kSchemaOfTime = R"sql(
CREATE TABLE IF NOT EXISTS watched(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  until INTEGER NOT NULL,   -- nanoseconds since the epoch
  stopped INTEGER NOT NULL  -- whether it ended in order then: 0 or 1
);
CREATE TABLE IF NOT EXISTS clock(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  ahead INTEGER NOT NULL,   -- nanoseconds
  since INTEGER NOT NULL    -- nanoseconds since the epoch
);
CREATE INDEX IF NOT EXISTS gaps ON events(time) WHERE kind = 4;
)sql";
static_assert(static_cast<int>(DaemonEventKind::gap) == 4, "as the index and its query have it");

std::string address_bytes(const IpAddress& address);
/// std::nullopt where it is neither 4 nor 16 bytes.
std::optional<IpAddress> address_of(std::string_view bytes);

/// The client column of a row.
std::string client_bytes(const DropTally& tally);
/// What such a column means.
struct StoredClient {
  std::optional<ClientNetwork> network{};
  bool folded = false;
};
StoredClient client_of(std::string_view bytes);

}  // namespace bpfnetstat::store
