// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>
#include <time.h>

#include <optional>
#include <string>

#include "base/text.h"

namespace bpfnetstat {

/// Sets the process's time zone, POSIX notation ("TST-1" is one hour east), and puts it back.
class TimeZone {
 public:
  explicit TimeZone(const char* value) {
    if (const char* before = ::getenv("TZ")) before_ = before;
    set(value);
  }
  ~TimeZone() { set(before_ ? before_->c_str() : nullptr); }
  TimeZone(const TimeZone&) = delete;
  TimeZone& operator=(const TimeZone&) = delete;

 private:
  static void set(const char* value) {
    value != nullptr ? ::setenv("TZ", value, 1) : ::unsetenv("TZ");
    ::tzset();
    // The latest second is remembered as text, in the zone of before: let it be one of no test.
    std::string forgotten;
    append_local_time(forgotten, -1);
  }

  std::optional<std::string> before_;
};

}  // namespace bpfnetstat
