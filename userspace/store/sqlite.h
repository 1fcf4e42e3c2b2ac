// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bpfnetstat::store {

struct ConnectionCloser {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Connection = std::unique_ptr<sqlite3, ConnectionCloser>;

/// What SQLite, or the system before it came to that, refused.
struct Failure {
  int code = SQLITE_ERROR;  ///< Primary result code: says what may be done about it.
  Error error;
};

/// What the connection has to say of the call that failed just now.
/// @param code of that call.
/// @param what one clause: what was being done.
Failure failure(sqlite3* database, int code, std::string what);

/// A prepared statement. Parameters and columns count as SQLite counts them: from 1, and from 0.
class Statement {
 public:
  /// @return a result code.
  int prepare(sqlite3* database, std::string_view sql);
  void finalize() { handle_.reset(); }

  void bind(int parameter, std::int64_t value);
  void bind(int parameter, const std::optional<std::int64_t>& value);
  /// As a BLOB: what the kernel calls a name need not be UTF-8. Valid until the next reset().
  void bind_bytes(int parameter, std::string_view bytes);
  void bind_bytes(int parameter, const std::optional<std::string>& bytes);

  /// @return SQLITE_ROW, SQLITE_DONE or an error.
  int step() { return sqlite3_step(handle_.get()); }
  void reset() { sqlite3_reset(handle_.get()); }
  /// Steps to the end and resets. @return SQLITE_OK or an error.
  int run();

  bool is_null(int column) const;
  std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  std::optional<std::int64_t> integer_if_any(int column) const;
  std::string bytes(int column) const { return std::string(view(column)); }
  /// Valid until the next step.
  std::string_view view(int column) const;
  std::optional<std::string> bytes_if_any(int column) const;

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
};

/// Runs SQL that takes nothing and gives nothing. @return a result code.
int execute(sqlite3* database, const char* sql);

/// The first column of the first row, 0 where there is none. @return a result code.
int read_integer(sqlite3* database, std::string_view sql, std::int64_t& value);

}  // namespace bpfnetstat::store
