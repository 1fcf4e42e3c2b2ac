// SPDX-License-Identifier: Apache-2.0
#include "model/records.h"

namespace bpfnetstat {

std::string_view to_string(Role role) {
  switch (role) {
    case Role::client:
      return "client";
    case Role::server:
      return "server";
    case Role::listener:
      return "listener";
    case Role::unknown:
      break;
  }
  return "";
}

}  // namespace bpfnetstat
