// SPDX-License-Identifier: Apache-2.0
#include "render/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "base/text.h"
#include "render/cells.h"
#include "render/object_writer.h"

namespace bpfnetstat {
namespace {

using explain::Language;

/// The blocks that UAX #11 has as wide and that Japanese is written with: punctuation, kana,
/// ideographs and full-width forms.
bool is_wide(char32_t c) {
  return (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0x33FF) ||
         (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF01 && c <= 0xFF60);
}

/// What may not begin a line in Japanese (JIS X 4051), of what the texts have.
bool sticks_to_what_is_before(char32_t c) {
  constexpr std::u32string_view kClosing =
      U"、。，．・：；？！」』）】〕］｝〉》ーっゃゅょッャュョ々";
  return kClosing.find(c) != std::u32string_view::npos;
}

bool takes_what_follows(char32_t c) {
  constexpr std::u32string_view kOpening = U"「『（【〔［｛〈《";
  return kOpening.find(c) != std::u32string_view::npos;
}

struct Headings {
  std::string_view raised;
  std::string_view worry;
  std::string_view next;
  std::string_view now;
};

constexpr Headings kEnglish = {"How it comes about", "When to worry", "What to look at", "Now"};
constexpr Headings kJapanese = {"発生の仕組み", "注意すべき場合", "次に見るもの", "現在値"};

const Headings& headings_in(Language language) {
  return language == Language::japanese ? kJapanese : kEnglish;
}

}  // namespace

namespace text {

std::size_t wide_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    width += is_wide(next.value) ? 2 : 1;
    text.remove_prefix(next.bytes);
  }
  return width;
}

void append_wrapped(std::string& out, std::string_view text, std::size_t width,
                    std::size_t indent) {
  // What stays together, with whether a blank was before it.
  struct Piece {
    std::string text;
    bool has_blank_before;
  };
  std::vector<Piece> pieces;
  bool blank = false;
  char32_t before = 0;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    const std::string_view bytes = text.substr(0, next.bytes);
    text.remove_prefix(next.bytes);
    if (next.value == U' ') {
      blank = true;
      continue;
    }
    const bool may_break = is_wide(next.value) || is_wide(before);
    const bool stays =
        !blank && !pieces.empty() &&
        (!may_break || sticks_to_what_is_before(next.value) || takes_what_follows(before));
    if (stays) {
      pieces.back().text += bytes;
    } else {
      pieces.push_back({std::string(bytes), blank});
    }
    blank = false;
    before = next.value;
  }
  std::size_t used = 0;
  for (const Piece& piece : pieces) {
    const std::size_t gap = piece.has_blank_before && used > indent ? 1 : 0;
    const std::size_t needed = wide_width(piece.text);
    if (used > indent && used + gap + needed > width) {
      out += '\n';
      used = 0;
    }
    if (used == 0) {
      out.append(indent, ' ');
      used = indent;
    } else {
      out.append(gap, ' ');
      used += gap;
    }
    out += piece.text;
    used += needed;
  }
  if (used != 0) out += '\n';
}

void append(std::string& out, const explain::Topic& topic, Language language,
            const std::optional<CounterNow>& now, std::size_t width, const Style& style) {
  constexpr std::size_t kIndent = 4;
  const Headings& headings = headings_in(language);
  const explain::Words& words = explain::words_of(topic, language);
  append_coloured(out, topic.name, kBold, style);
  out += '\n';
  if (now) {
    append_wrapped(out,
                   now->line.empty()
                       ? fmt::format("{}: {}", headings.now, now->value)
                       : fmt::format("{}: {} ({})", headings.now, now->value, printable(now->line)),
                   width, 2);
  }
  append_wrapped(out, words.meaning, width, 2);
  const std::array<std::pair<std::string_view, std::string_view>, 3> parts = {
      {{headings.raised, words.raised},
       {headings.worry, words.worry},
       {headings.next, words.next}}};
  for (const auto& [heading, part] : parts) {
    if (part.empty()) continue;
    out += "  ";
    append_coloured(out, heading, kBold, style);
    out += '\n';
    append_wrapped(out, part, width, kIndent);
  }
}

}  // namespace text

namespace json {

void append(std::string& out, const explain::Topic& topic, Language language,
            const std::optional<CounterNow>& now) {
  append_object(out, "topic", [&](ObjectWriter& writer) {
    const explain::Words& words = explain::words_of(topic, language);
    writer.member("name", topic.name);
    writer.member("lang", std::string_view(language == Language::japanese ? "ja" : "en"));
    if (now) {
      writer.member("value", now->value);
      if (!now->line.empty()) writer.member("line", now->line);
    }
    writer.member("meaning", words.meaning);
    if (!words.raised.empty()) writer.member("raised", words.raised);
    if (!words.worry.empty()) writer.member("worry", words.worry);
    if (!words.next.empty()) writer.member("next", words.next);
  });
}

}  // namespace json
}  // namespace bpfnetstat
