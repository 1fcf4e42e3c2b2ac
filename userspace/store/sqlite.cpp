// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite.h"

#include <utility>

namespace bpfnetstat::store {

Failure failure(sqlite3* database, int code, std::string what) {
  const int primary = code & 0xff;
  // SQLite keeps the errno of its last system call that failed, which may be an older one.
  const bool is_of_system =
      primary == SQLITE_IOERR || primary == SQLITE_FULL || primary == SQLITE_CANTOPEN;
  const int sys_errno = is_of_system && database != nullptr ? sqlite3_system_errno(database) : 0;
  if (sys_errno == 0) {
    const char* text = database != nullptr && sqlite3_errcode(database) == primary
                           ? sqlite3_errmsg(database)
                           : sqlite3_errstr(code);
    what.append(": ").append(text);
  }
  return {.code = primary,
          .error = {.kind = ErrorKind::failed,
                    .what = std::move(what),
                    .sys_errno = sys_errno,
                    .advice = {}}};
}

int Statement::prepare(sqlite3* database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  handle_.reset(statement);
  return code;
}

void Statement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(handle_.get(), parameter, value);
}

void Statement::bind(int parameter, const std::optional<std::int64_t>& value) {
  if (value) {
    bind(parameter, *value);
  } else {
    sqlite3_bind_null(handle_.get(), parameter);
  }
}

void Statement::bind_bytes(int parameter, std::string_view bytes) {
  // A null pointer, which an empty view may have, would bind NULL.
  const char* data = bytes.empty() ? "" : bytes.data();
  sqlite3_bind_blob64(handle_.get(), parameter, data, bytes.size(), SQLITE_STATIC);
}

void Statement::bind_bytes(int parameter, const std::optional<std::string>& bytes) {
  if (bytes) {
    bind_bytes(parameter, std::string_view(*bytes));
  } else {
    sqlite3_bind_null(handle_.get(), parameter);
  }
}

int Statement::run() {
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = step();
  reset();
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::optional<std::int64_t> Statement::integer_if_any(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::string_view Statement::view(int column) const {
  const void* data = sqlite3_column_blob(handle_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return data == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(data), size);
}

std::optional<std::string> Statement::bytes_if_any(int column) const {
  return is_null(column) ? std::nullopt : std::optional(bytes(column));
}

int execute(sqlite3* database, const char* sql) {
  return sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
}

int read_integer(sqlite3* database, std::string_view sql, std::int64_t& value) {
  Statement statement;
  if (const int code = statement.prepare(database, sql); code != SQLITE_OK) return code;
  const int code = statement.step();
  value = code == SQLITE_ROW ? statement.integer(0) : 0;
  return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

}  // namespace bpfnetstat::store
