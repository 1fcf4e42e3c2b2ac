// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "model/address.h"
#include "model/records.h"

namespace bpfnetstat::json {

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
  void member(std::string_view key, const Value& value) {
    writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    write(value);
  }

  /// Left out when not known.
  template <typename Value>
  void member(std::string_view key, const std::optional<Value>& value) {
    if (value) {
      member(key, *value);
    }
  }

  /// Left out when 0, where 0 stands for not known.
  template <std::unsigned_integral Value>
  void member_unless_zero(std::string_view key, Value value) {
    if (value != 0) {
      member(key, value);
    }
  }

  void time_member(RealtimeNs time);

  template <typename Body>
  void object(std::string_view key, Body body) {
    writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    writer_.StartObject();
    body();
    writer_.EndObject();
  }

  template <typename Elements>
  void array(std::string_view key, const Elements& elements) {
    writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    writer_.StartArray();
    for (const auto& element : elements) {
      write(element);
    }
    writer_.EndArray();
  }

  template <typename Elements, typename Body>
  void array_of_objects(std::string_view key, const Elements& elements, Body body) {
    writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
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

  void write(std::string_view text);
  void write(const IpAddress& address);

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
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
