// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"
#include "app/doctor.h"
#include "app/output.h"

namespace bpfnetstat::app {

Result<Verdict> run_doctor(const Options& options) {
  (void)options;
  return Verdict::fine;
}

}  // namespace bpfnetstat::app
