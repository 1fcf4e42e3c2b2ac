// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidjson/document.h>

#include <cstddef>
#include <string_view>

namespace bpfnetstat::fuzz {

/// Whether it is NDJSON: a whole object in well-formed UTF-8 a line.
inline bool are_json_objects(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    if (end == std::string_view::npos) return false;
    rapidjson::Document document;
    document.Parse<rapidjson::kParseValidateEncodingFlag>(lines.data(), end);
    if (document.HasParseError() || !document.IsObject()) return false;
    lines.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace bpfnetstat::fuzz
