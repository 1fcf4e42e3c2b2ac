// SPDX-License-Identifier: Apache-2.0
#include "netstat/views.h"

namespace bpfnetstat::netstat {

int show_interfaces(Context&) {
  return 1;
}

}  // namespace bpfnetstat::netstat
