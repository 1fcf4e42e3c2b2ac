// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace bpfnetstat {

/// The exit code of a program that ends with such an error: for `main`, and for the daemon, which
/// tells it to its clients.
constexpr int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return 2;
    case ErrorKind::unavailable:
      return 3;
    case ErrorKind::failed:
      break;
  }
  return 1;
}

}  // namespace bpfnetstat
