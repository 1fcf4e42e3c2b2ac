// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/options.h"
#include "model/doctor.h"

namespace bpfnetstat::app {

/// Looks at the kernel, our privileges and the system's settings, then loads and attaches the
/// programs for a moment and sends SYNs to ourselves. Works, and says less, without privileges and
/// on kernels that offer nothing; nothing it finds is an error of its own.
DoctorReport examine(const Options& options);

}  // namespace bpfnetstat::app
