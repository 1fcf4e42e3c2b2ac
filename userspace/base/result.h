// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace bpfnetstat {

/// Why something could not be done; `main` alone turns it into an exit code.
enum class ErrorKind {
  failed,       ///< Failed while running: exit code 1.
  usage,        ///< The command line is wrong: exit code 2.
  unavailable,  ///< Not permitted, or the kernel cannot: exit code 3.
};

/// An error as a value: what went wrong and what the user can do about it.
struct Error {
  ErrorKind kind = ErrorKind::failed;
  std::string what;    ///< One clause naming the thing that failed, without errno's text.
  int sys_errno = 0;   ///< Positive errno, or 0 where no system call is behind it.
  std::string advice;  ///< What to do; empty where there is nothing to say.
};

/// One line for stderr: "what: errno text; advice".
std::string to_string(const Error& error);

/// A value or the Error that kept us from it (g++ 12 has no std::expected).
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace bpfnetstat
