// SPDX-License-Identifier: Apache-2.0
#include "serve/request.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

bool is_control(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f;
}

/// The words of a line are what its line says again. Only raw control bytes make that one longer.
void check_request(std::string_view line) {
  const auto request = serve::parse_request(line);
  if (!request) {
    expect(request.error().kind == ErrorKind::usage);
    return;
  }
  expect(!request->verb.empty() && request->verb.find('\0') == std::string::npos);
  auto again = serve::format_request(*request);
  if (!again) {
    expect(std::any_of(line.begin(), line.end(), is_control));
    return;
  }
  expect(again->size() <= serve::kMaxLineBytes && again->find('\n') == again->size() - 1);
  again->pop_back();
  const auto parsed = serve::parse_request(*again);
  expect(parsed.ok() && *parsed == *request);
}

/// Any words make a line that says them, or none.
void check_words(std::string_view text) {
  serve::Request request;
  bool is_sound = true;
  for (bool is_verb = true; is_verb || !text.empty(); is_verb = false) {
    // The first byte of each says how long it is.
    const std::size_t length = text.empty() ? 0 : static_cast<unsigned char>(text[0]) % 16;
    std::string word(text.substr(std::min<std::size_t>(1, text.size()), length));
    text.remove_prefix(std::min(length + 1, text.size()));
    is_sound = is_sound && word.find('\0') == std::string::npos;
    if (is_verb) {
      is_sound = is_sound && !word.empty();
      request.verb = word;
    } else {
      request.words.push_back(word);
    }
  }
  auto line = serve::format_request(request);
  expect(is_sound || !line);
  if (!line) return;
  line->pop_back();
  const auto parsed = serve::parse_request(*line);
  expect(parsed.ok() && *parsed == request);
}

void check_status(std::string_view text) {
  const auto status = serve::parse_status(text);
  if (status) {
    expect(status->code >= 0 && status->code <= 255 && status->message.size() <= text.size());
  }
  auto line = serve::format_status(static_cast<int>(text.size() % 5), text);
  expect(line.size() <= serve::kMaxLineBytes && line.find('\n') == line.size() - 1);
  line.pop_back();
  const auto parsed = serve::parse_status(line);
  expect(parsed.ok() && text.starts_with(parsed->message));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_request(text);
  check_words(text);
  check_status(text);
  return 0;
}
