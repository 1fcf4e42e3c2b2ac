// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "model/history.h"
#include "store/sqlite.h"

namespace bpfnetstat::store {

/// Answers from a history that may be written at the same time. To be used by one thread, any one.
class Reader {
 public:
  /// Rows of an answer: the heaviest. A month has 43,200 minutes.
  static constexpr std::size_t kMostRows = 1000;
  static constexpr std::size_t kMostMinutes = 50'000;
  /// The latest.
  static constexpr std::size_t kMostEvents = 1000;
  /// Of a row's series, at most.
  static constexpr std::int64_t kBins = 30;
  static constexpr std::int64_t kMinuteBins = 20;

  /// Opens for reading only. Errors: there is none (failed), it may not be read (unavailable), it
  /// is no history, or one of another version (failed).
  /// @param patience after which a query is given up. A full 200 MB takes some 3 s of a core, by
  ///   client 10 s; the memory does not grow with the rows.
  static Result<Reader> open(const std::string& path,
                             std::optional<std::chrono::milliseconds> patience = {});

  /// All figures are of one moment of the database.
  Result<HistoryResult> query(const HistoryQuery& query);

 private:
  Reader(std::string path, Connection database, std::optional<std::chrono::milliseconds> patience)
      : path_(std::move(path)), database_(std::move(database)), patience_(patience) {}

  std::string path_;
  Connection database_;
  std::optional<std::chrono::milliseconds> patience_;
};

}  // namespace bpfnetstat::store
