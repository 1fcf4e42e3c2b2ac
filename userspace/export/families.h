// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

#include "export/series.h"
#include "model/figures.h"

namespace bpfnetstat::metrics {

/// The daemon's metrics, named by Prometheus's conventions: base units, `_total` for what only
/// grows. What is not known has no sample. Counts are since the daemon began.
///
/// At most 60 samples for each listener of Limits and for "other", some 200 more for the host:
/// 12,300, about 1.8 MB of text, where 200 listeners are shown; hosts with 20 have 1,500.
std::vector<prometheus::MetricFamily> families(const DaemonFigures& figures,
                                               const Accounts& accounts);

/// Of a first look.
std::vector<prometheus::MetricFamily> families(const DaemonFigures& figures, const Limits& limits);

}  // namespace bpfnetstat::metrics
