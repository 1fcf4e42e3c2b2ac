// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"
#include "app/doctor.h"
#include "app/output.h"
#include "render/doctor.h"

namespace bpfnetstat::app {

Result<Verdict> run_doctor(const Options& options) {
  const auto report = examine(options);
  Output output;
  if (options.json) {
    json::append(output.buffer(), report);
  } else {
    text::append(output.buffer(), report, {.colour = wants_colour()}, options.verbose);
  }
  if (auto status = output.flush(); !status) return status.error();
  return report.can_run ? Verdict::fine : Verdict::unavailable;
}

}  // namespace bpfnetstat::app
