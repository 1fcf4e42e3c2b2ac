// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "event.h"
#include "model/event.h"
#include "model/waits.h"

/// Wire structs to model values. Pure: nothing is trusted but the bytes' number, nothing throws.
namespace bpfnetstat::kernel {

/// One ring record; std::nullopt for a kind, a size or a value that is none of ours.
std::optional<Event> decode(std::span<const std::byte> record);

/// A folded drop: key and value of the fold map.
std::optional<DropEvent> decode_fold(const bns_fold_key& key, const bns_fold& value);

/// An entry of the listeners' map.
std::optional<ListenerSnapshot> decode_listener(const bns_listener& listener);

/// A row of the walk over connections.
std::optional<ConnectionSnapshot> decode_connection(const bns_connection& connection);

/// An entry of the map of waits.
Waits decode_waits(const bns_waits& waits);

Holder decode_holder(const bns_holder& holder);

}  // namespace bpfnetstat::kernel
