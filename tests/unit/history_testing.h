// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "model/history.h"
#include "sample_records.h"

namespace bpfnetstat::history_testing {

using namespace std::chrono_literals;

inline constexpr std::int64_t kSecond = 1'795'360'801;  ///< 2026-11-22T15:20:01Z
inline constexpr RealtimeNs kNs = 1'000'000'000;
inline constexpr std::uint32_t kNetns = 4026531840;

/// A folder that is gone with the test, and the database in it.
class Folder {
 public:
  Folder() {
    std::string name = testing::TempDir() + "bpfnetstat-history-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string database() const { return path_ / "history.db"; }
  const std::filesystem::path& path() const { return path_; }

  /// Names that begin so.
  std::vector<std::string> names(const std::string& prefix) const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      const std::string name = entry.path().filename();
      if (name.starts_with(prefix)) found.push_back(name);
    }
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  std::filesystem::path path_;
};

inline bool eventually(const std::function<bool()>& holds, std::chrono::seconds within = 30s) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

inline HistoryListener web(std::uint16_t port = 8080) {
  return {.netns = kNetns,
          .netns_name = "blue",
          .bound = sample::ipv4(0, 0, 0, 0, port),
          .comm = "nginx",
          .container = {}};
}

inline ClientNetwork client(std::uint8_t third) {
  return network_of(sample::ipv4(192, 0, third, 77, 0).address);
}

/// One listener's drops in one second, each of one client network.
inline HistoryBatch batch_of(std::int64_t second, std::vector<std::uint64_t> counts,
                             HistoryListener listener = web()) {
  HistoryBatch batch{.time = second * kNs, .listeners = {std::move(listener)}};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    batch.drops.push_back({.second = second,
                           .listener = 0,
                           .cause = DropCause::accept_queue_full_syn,
                           .client = client(static_cast<std::uint8_t>(i)),
                           .count = counts[i]});
  }
  return batch;
}

/// Reads with SQLite alone.
class Look {
 public:
  explicit Look(const std::string& path) {
    EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                              nullptr),
              SQLITE_OK);
    sqlite3_busy_timeout(database_, 5000);
  }
  Look(const Look&) = delete;
  Look& operator=(const Look&) = delete;
  ~Look() { sqlite3_close(database_); }

  /// The first column of the first row.
  std::string text(const std::string& sql) const {
    std::string out;
    const auto take = [](void* to, int, char** values, char**) {
      *static_cast<std::string*>(to) = values[0] == nullptr ? "NULL" : values[0];
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(database_, sql.c_str(), take, &out, nullptr), SQLITE_OK)
        << sql << ": " << sqlite3_errmsg(database_);
    return out;
  }
  std::int64_t number(const std::string& sql) const { return std::stoll(text(sql)); }

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace bpfnetstat::history_testing
