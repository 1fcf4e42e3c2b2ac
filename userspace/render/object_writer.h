// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "model/address.h"
#include "model/records.h"

namespace bpfnetstat::json {

/// Whether nothing in the text has to be escaped: ASCII that can be seen, no '"' and no '\\'.
constexpr bool is_plain(std::string_view text) {
  bool is_plain = true;
  for (const char c : text) is_plain &= c >= ' ' && c < 0x7f && c != '"' && c != '\\';
  return is_plain;
}

/// A member's name. Literals are looked at when they are compiled.
struct Key {
  template <std::size_t kSize>
  consteval Key(const char (&literal)[kSize])
      : text(literal, kSize - 1), has_escapes(!is_plain(text)) {}
  Key(std::string_view text) : text(text), has_escapes(!is_plain(text)) {}
  Key(const std::string& text) : Key(std::string_view(text)) {}

  std::string_view text;
  bool has_escapes;
};

/// rapidjson's, and a way past its search for what must be escaped.
class PlainWriter : public rapidjson::Writer<rapidjson::StringBuffer> {
 public:
  using rapidjson::Writer<rapidjson::StringBuffer>::Writer;

  /// A string or key that is_plain().
  void plain(std::string_view text) {
    Prefix(rapidjson::kStringType);
    char* to = os_->Push(text.size() + 2);
    *to++ = '"';
    to += text.copy(to, text.size());
    *to = '"';
    EndValue(true);
  }
};

/// Writes one object after another into buffers that keep their memory.
class ObjectWriter {
 public:
  void begin(std::string_view type) {
    buffer_.Clear();
    writer_.Reset(buffer_);
    writer_.StartObject();
    member("type", type);
  }

  void end(std::string& out) {
    writer_.EndObject();
    out.append(buffer_.GetString(), buffer_.GetSize());
    out += '\n';
  }

  template <typename Value>
  void member(const Key& name, const Value& value) {
    key(name);
    write(value);
  }

  /// Left out when not known.
  template <typename Value>
  void member(const Key& name, const std::optional<Value>& value) {
    if (value) {
      member(name, *value);
    }
  }

  /// Left out when 0, where 0 stands for not known.
  template <std::unsigned_integral Value>
  void member_unless_zero(const Key& name, Value value) {
    if (value != 0) {
      member(name, value);
    }
  }

  void time_member(RealtimeNs time);

  template <typename Body>
  void object(const Key& name, Body body) {
    key(name);
    writer_.StartObject();
    body();
    writer_.EndObject();
  }

  template <typename Elements>
  void array(const Key& name, const Elements& elements) {
    key(name);
    writer_.StartArray();
    for (const auto& element : elements) {
      write(element);
    }
    writer_.EndArray();
  }

  template <typename Elements, typename Body>
  void array_of_objects(const Key& name, const Elements& elements, Body body) {
    key(name);
    writer_.StartArray();
    for (const auto& element : elements) {
      writer_.StartObject();
      body(element);
      writer_.EndObject();
    }
    writer_.EndArray();
  }

 private:
  void write(bool value) { writer_.Bool(value); }
  void write(std::signed_integral auto value) { writer_.Int64(value); }
  void write(std::unsigned_integral auto value) { writer_.Uint64(value); }

  void key(const Key& name) {
    if (name.has_escapes) {
      writer_.Key(name.text.data(), static_cast<rapidjson::SizeType>(name.text.size()));
    } else {
      writer_.plain(name.text);
    }
  }

  void write(std::string_view text);
  void write(const IpAddress& address);

  rapidjson::StringBuffer buffer_;
  PlainWriter writer_{buffer_};
  std::string scratch_;
};

/// Appends one object of this type and '\n'; `body(writer)` writes its other members.
template <typename Body>
void append_object(std::string& out, std::string_view type, Body body) {
  thread_local ObjectWriter writer;
  writer.begin(type);
  body(writer);
  writer.end(out);
}

}  // namespace bpfnetstat::json
