// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <cstddef>
#include <string_view>

namespace bpfnetstat::fuzz {

/// Whether it is NDJSON: a whole object in well-formed UTF-8 a line.
inline bool are_json_objects(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    if (end == std::string_view::npos) return false;
    // Without a document, which would cost more than what is checked. Any value but an object
    // begins with something else.
    if (!lines.starts_with('{')) return false;
    rapidjson::MemoryStream stream(lines.data(), end);
    rapidjson::BaseReaderHandler<> nobody;
    rapidjson::Reader reader;
    if (reader.Parse<rapidjson::kParseValidateEncodingFlag>(stream, nobody).IsError()) return false;
    lines.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace bpfnetstat::fuzz
