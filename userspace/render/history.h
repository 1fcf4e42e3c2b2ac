// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "model/history.h"
#include "render/text.h"

namespace bpfnetstat::json {

/// One object and '\n' for each row, then one for the whole, then, where asked for, one for each of
/// the daemon's events. Keys; one that is not known is left out:
///  - `type` "history", `by`; one of the listener (`netns`, `netns_name`, `family`,
///    `bound_address`, `local_port`, `comm`, `container`), `client_network` or `clients_folded`
///    (neither: clients that are not known), `cause`, `time` of a minute; `drops` by cause,
///    `drops_total`, `first` and `last` second with a drop, `accept_queue_longest`,
///    `accept_queue_limit`, `accepted`, `series_seconds` and `series`: drops in each such stretch
///    of the interval, or of the minute
///  - `type` "history_summary", `schema`, `since`, `until`, `recorded_since` (earlier there is
///    nothing), `drops`, `drops_total`, `client_unknown`, `rows_left_out`, `events_left_out`,
///    `events`: how often each kind
///  - `type` "event", `time`, `kind`, `count` (of what: by kind), `detail`
void append(std::string& out, const HistoryResult& result, bool with_events);

}  // namespace bpfnetstat::json

namespace bpfnetstat::text {

/// How much of it there was over time, each value as one character, compared with the largest.
/// @param utf8 block characters, else ASCII.
std::string sparkline(std::span<const std::uint64_t> series, bool utf8);

/// The interval, a table of rows with their trend, the totals, and what happened to the daemon
/// itself: how often, and where asked for, each time.
void append(std::string& out, const HistoryResult& result, bool with_events, bool utf8,
            const Style& style);

}  // namespace bpfnetstat::text
