// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace bpfnetstat::explain {

/// What else people read or say where a topic is meant.
struct Saying {
  /// A name, such as "ESTAB"; or with a '*' for whatever stands there, a line of a report, such as
  /// "only * files may be open*".
  std::string_view words;
  std::string_view topic;  ///< Its name.

  bool is_line() const { return words.find('*') != std::string_view::npos; }
};

/// Several with the same words are all meant. Of the lines that match the first one is.
std::span<const Saying> sayings();

}  // namespace bpfnetstat::explain
