// SPDX-License-Identifier: Apache-2.0
#include "serve/request.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

namespace bpfnetstat::serve {
namespace {

Error wrong(std::string what) {
  return {ErrorKind::usage, std::move(what), 0, ""};
}

bool is_control(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value < 0x20 || value == 0x7f;
}

void append_encoded(std::string& out, char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  out += '%';
  out += kDigits[value >> 4];
  out += kDigits[value & 0xf];
}

std::optional<unsigned> digit(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  return std::nullopt;
}

/// Of one word or message; std::nullopt where a `%` begins nothing.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const auto high = digit(text[i + 1]);
    const auto low = digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    out += static_cast<char>(*high << 4 | *low);
    i += 2;
  }
  return out;
}

Result<std::string> parse_word(std::string_view text) {
  if (text.empty()) return wrong("a request has one blank between two words and none at its ends");
  if (text == "%") return std::string();
  auto word = decoded(text);
  if (!word) return wrong("a request has a % without two hexadecimal digits");
  if (word->find('\0') != std::string::npos) return wrong("a request has a NUL");
  return *std::move(word);
}

}  // namespace

Result<Request> parse_request(std::string_view line) {
  if (line.empty()) return wrong("the request is empty");
  if (line.size() >= kMaxLineBytes) {
    return wrong(fmt::format("the request is longer than {} bytes", kMaxLineBytes));
  }
  if (line.find('\n') != std::string_view::npos) return wrong("a request has one line");
  Request request;
  for (bool is_verb = true;; is_verb = false) {
    const std::size_t blank = line.find(' ');
    auto word = parse_word(line.substr(0, blank));
    if (!word) return word.error();
    if (!is_verb) {
      request.words.push_back(*std::move(word));
    } else if (word->empty()) {
      return wrong("the request has no verb");
    } else {
      request.verb = *std::move(word);
    }
    if (blank == std::string_view::npos) return request;
    line.remove_prefix(blank + 1);
  }
}

Result<std::string> format_request(const Request& request) {
  if (request.verb.empty()) return wrong("the request has no verb");
  std::string line;
  const auto append = [&line](std::string_view word) {
    if (word.empty()) line += '%';
    for (const char byte : word) {
      if (byte == ' ' || byte == '%' || is_control(byte)) {
        append_encoded(line, byte);
      } else {
        line += byte;
      }
    }
    return word.find('\0') == std::string_view::npos;
  };
  bool is_sound = append(request.verb);
  for (const std::string& word : request.words) {
    line += ' ';
    is_sound = append(word) && is_sound;
  }
  if (!is_sound) return wrong("a request has a NUL");
  line += '\n';
  if (line.size() > kMaxLineBytes) {
    return wrong(fmt::format("the request is longer than {} bytes", kMaxLineBytes));
  }
  return line;
}

Result<StatusLine> parse_status(std::string_view line) {
  const std::size_t blank = line.find(' ');
  const std::string_view number = line.substr(0, blank);
  StatusLine status;
  unsigned char code = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), code);
  const bool is_number = error == std::errc() && end == number.data() + number.size();
  auto message =
      decoded(blank == std::string_view::npos ? std::string_view() : line.substr(blank + 1));
  if (!is_number || !message) {
    return Error{ErrorKind::failed, "the daemon's answer has no status line", 0,
                 "are daemon and client of one version?"};
  }
  status.code = code;
  status.message = *std::move(message);
  return status;
}

std::string format_status(int code, std::string_view message) {
  std::string line = fmt::format("{}", static_cast<unsigned char>(code));
  if (!message.empty()) line += ' ';
  for (const char byte : message) {
    constexpr std::size_t kLongestEncoded = 3;
    if (line.size() + kLongestEncoded >= kMaxLineBytes) break;
    if (byte == '%' || is_control(byte)) {
      append_encoded(line, byte);
    } else {
      line += byte;
    }
  }
  return line + '\n';
}

}  // namespace bpfnetstat::serve
