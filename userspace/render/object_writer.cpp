// SPDX-License-Identifier: Apache-2.0
#include "render/object_writer.h"

#include <algorithm>

#include "base/append_format.h"
#include "base/text.h"

namespace bpfnetstat::json {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x7f; });
}

void append_u_escape(std::string& out, char32_t code_point) {
  if (code_point > 0xffff) {
    append_format(out, "\\u{:04x}\\u{:04x}",
                  0xd800 + ((static_cast<unsigned>(code_point) - 0x10000) >> 10),
                  0xdc00 + (static_cast<unsigned>(code_point) & 0x3ff));
  } else {
    append_format(out, "\\u{:04x}", static_cast<unsigned>(code_point));
  }
}

/// A quoted JSON string that stays valid UTF-8 and harmless when the stream is looked at on a
/// terminal: what is_printable() refuses is \u-escaped, a byte that is no UTF-8 becomes the text
/// `\xHH`.
void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    const std::string_view bytes = text.substr(0, next.bytes);
    text.remove_prefix(next.bytes);
    if (!next.is_well_formed) {
      out += '\\';
      out += printable(bytes);
    } else if (!is_printable(next.value)) {
      append_u_escape(out, next.value);
    } else {
      if (next.value == '"' || next.value == '\\') {
        out += '\\';
      }
      out += bytes;
    }
  }
  out += '"';
}

}  // namespace

void ObjectWriter::time_member(RealtimeNs time) {
  scratch_.clear();
  append_utc_time(scratch_, time);
  key("time");
  writer_.plain(scratch_);
}

void ObjectWriter::write(std::string_view text) {
  if (is_plain(text)) {
    writer_.plain(text);
  } else if (is_ascii(text)) {
    writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  } else {
    scratch_.clear();
    append_quoted(scratch_, text);
    writer_.RawValue(scratch_.data(), scratch_.size(), rapidjson::kStringType);
  }
}

void ObjectWriter::write(const IpAddress& address) {
  scratch_.clear();
  append_to(scratch_, address);
  writer_.plain(scratch_);
}

}  // namespace bpfnetstat::json
