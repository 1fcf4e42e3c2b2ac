// SPDX-License-Identifier: Apache-2.0
#include "explain/explain.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "explain/sayings.h"

namespace bpfnetstat::explain {
namespace {

constexpr std::size_t kSimilar = 5;

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Behind the last dot: groups' names have none in their parts.
std::string_view last_part(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

constexpr bool is_gap(char c) {
  return c == ' ' || c == '_' || c == '-' || c == '\t' || c == '\n';
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n";
  const auto begin = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

/// In small letters, and nothing between the words: "FIN-WAIT-1" is FIN_WAIT1, and
/// "TcpExtListenDrops" TcpExt.ListenDrops.
std::string folded(std::string_view text) {
  std::string out = lowered(text);
  std::erase_if(out, [](char c) { return is_gap(c) || c == '.'; });
  return out;
}

/// In small letters, one blank between the words.
std::string spaced(std::string_view text) {
  std::string out;
  for (const char c : lowered(text)) {
    if (!is_gap(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// Without the words that are numbers.
std::string without_numbers(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (word.empty() || std::all_of(word.begin(), word.end(), is_digit)) continue;
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

/// Whether a text is what a pattern says; '*' is anything, or nothing.
bool matches(std::string_view text, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  const auto rest = pattern.substr(star + 1);
  if (rest.empty()) return true;
  for (; !text.empty(); text.remove_prefix(1)) {
    if (matches(text, rest)) return true;
  }
  return matches(text, rest);
}

/// As Levenshtein counts: letters put in, left out or exchanged. Where that is more than `most`,
/// any number above it.
std::size_t distance(std::string_view a, std::string_view b, std::size_t most) {
  // Words of other lengths are at least so far apart.
  if (a.size() > b.size() + most || b.size() > a.size() + most) return most + 1;
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t exchanged = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, exchanged});
      least = std::min(least, row[j]);
    }
    // No row falls below the one before.
    if (least > most) return least;
  }
  return row.back();
}

using Topics = std::vector<const Topic*>;

void add(Topics& found, const Topic* topic) {
  if (topic != nullptr && std::find(found.begin(), found.end(), topic) == found.end())
    found.push_back(topic);
}

std::string as_it_is(std::string_view text) {
  return std::string(text);
}

/// Those with this name, or this last part of it, and those it is said for.
template <auto kSpelling>
Topics named(std::string_view words) {
  static const auto kNames = [] {
    std::vector<std::pair<std::string, const Topic*>> names;
    for (const Topic* topic : all_topics()) {
      names.emplace_back(kSpelling(topic->name), topic);
      names.emplace_back(kSpelling(last_part(topic->name)), topic);
    }
    for (const Saying& saying : sayings()) {
      if (!saying.is_line()) names.emplace_back(kSpelling(saying.words), find_topic(saying.topic));
    }
    return names;
  }();
  const std::string wanted = kSpelling(words);
  Topics found;
  if (wanted.empty()) return found;
  for (const auto& [name, topic] : kNames) {
    if (name == wanted) add(found, topic);
  }
  return found;
}

/// "InType7", "IcmpMsg.InType7": the types' topics, where that one has none.
Topics icmp_type(std::string_view words) {
  Topics found;
  for (const std::string_view group : {"IcmpMsg", "Icmp6"}) {
    std::string_view counter = words;
    if (counter.starts_with(group)) counter.remove_prefix(group.size());
    if (counter.size() != words.size() && counter.starts_with('.')) counter.remove_prefix(1);
    add(found, topic_of_counter(group, counter));
  }
  return found;
}

/// "2 other TCP timeouts".
Topics old_sentence(std::string_view words) {
  return named<spaced>(without_numbers(spaced(words)));
}

/// "not held: CAP_SYS_PTRACE", and the capabilities themselves.
Topics line_of_report(std::string_view words) {
  Topics found;
  const std::string line = spaced(words);
  std::string_view matched;
  for (const Saying& saying : sayings()) {
    if (!saying.is_line() || (!matched.empty() && saying.words != matched)) continue;
    if (!matches(line, spaced(saying.words))) continue;
    matched = saying.words;
    add(found, find_topic(saying.topic));
  }
  for (auto at = words.find("CAP_"); at != std::string_view::npos;
       at = words.find("CAP_", at + 1)) {
    const auto end =
        std::find_if_not(words.begin() + static_cast<std::ptrdiff_t>(at), words.end(), is_word);
    const auto name = words.substr(at, static_cast<std::size_t>(end - words.begin()) - at);
    add(found, find_topic("doctor." + std::string(name)));
  }
  return found;
}

/// A flag a letter; empty unless each of them is one.
Topics flags(std::string_view view, std::string_view letters) {
  Topics found;
  for (const char letter : letters) {
    const Topic* flag = find_topic(std::string(view) + '.' + letter);
    if (flag == nullptr) return {};
    add(found, flag);
  }
  return found;
}

/// "UGH", "!n", "BMRU", "[ ACC ]", as netstat prints flags.
Topics flags_together(std::string_view words) {
  Topics found;
  if (words.starts_with('[') && words.ends_with(']')) {
    const std::string inside = spaced(words.substr(1, words.size() - 2));
    for (const Topic* topic : all_topics()) {
      if (topic->name.starts_with("unix-flag.") &&
          (' ' + inside + ' ').find(' ' + lowered(last_part(topic->name)) + ' ') !=
              std::string::npos)
        add(found, topic);
    }
    if (found.empty() && inside.empty()) add(found, find_topic("column.unix.Flags"));
    return found;
  }
  // A route that is neither up nor refused is none; so words are not taken for flags.
  if (words.starts_with('U') || words.starts_with('!')) found = flags("route-flag", words);
  constexpr std::string_view kOrder = "ABDLMdPNOPsmRU";
  std::size_t at = 0;
  const bool is_ordered = std::all_of(words.begin(), words.end(), [&](char letter) {
    at = kOrder.find(letter, at);
    return at != std::string_view::npos && ++at != 0;
  });
  if (is_ordered) {
    for (const Topic* flag : flags("interface-flag", words)) add(found, flag);
  }
  return found;
}

/// "keepalive (7188.27/0/0)".
Topics timer(std::string_view words) {
  const auto blank = words.find(' ');
  if (blank == std::string_view::npos || !words.substr(blank).starts_with(" (")) return {};
  Topics found;
  add(found, find_topic("timer." + std::string(words.substr(0, blank))));
  return found;
}

bool has_phrase(std::string_view text, std::string_view phrase) {
  for (auto at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
    const auto end = at + phrase.size();
    const bool begins = at == 0 || !is_word(text[at - 1]) || !is_word(phrase.front());
    const bool ends = end == text.size() || !is_word(text[end]) || !is_word(phrase.back());
    if (begins && ends) return true;
  }
  return false;
}

/// The topics that speak of it, where they are few: first those of which it is the meaning.
Topics speaking_of(std::string_view words) {
  constexpr std::size_t kShortest = 6;
  if (words.size() < kShortest) return {};
  struct Texts {
    const Topic* topic;
    std::vector<std::string> meaning;
    std::vector<std::string> others;
  };
  static const auto kTexts = [] {
    std::vector<Texts> all;
    for (const Topic* topic : all_topics()) {
      Texts& texts = all.emplace_back(Texts{.topic = topic, .meaning = {}, .others = {}});
      for (const Words* in : {&topic->en, &topic->ja}) {
        texts.meaning.push_back(lowered(in->meaning));
        for (const auto text : {in->raised, in->worry, in->next})
          texts.others.push_back(lowered(text));
      }
    }
    return all;
  }();
  const std::string phrase = lowered(words);
  const auto has_any = [&](const std::vector<std::string>& texts) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string& text) { return has_phrase(text, phrase); });
  };
  Topics in_meaning, anywhere;
  for (const Texts& texts : kTexts) {
    if (has_any(texts.meaning)) {
      in_meaning.push_back(texts.topic);
    } else if (has_any(texts.others)) {
      anywhere.push_back(texts.topic);
    }
  }
  if (in_meaning.empty()) in_meaning = std::move(anywhere);
  if (in_meaning.size() > kSimilar) in_meaning.clear();
  return in_meaning;
}

/// A line of doctor without what it begins with.
std::string_view without_heading(std::string_view line) {
  for (const std::string_view heading :
       {"prevents:", "limits:", "->", "not fentry:", "not kprobe:", "not tracepoint:"}) {
    if (line.starts_with(heading)) return trimmed(line.substr(heading.size()));
  }
  return line;
}

/// "Tcp:", "InType3: 12", a full stop: what is meant stands before it.
std::string_view without_end(std::string_view words) {
  if (words.ends_with(':') || words.ends_with('.'))
    return trimmed(words.substr(0, words.size() - 1));
  const auto colon = words.rfind(':');
  if (colon == std::string_view::npos) return words;
  const auto number = trimmed(words.substr(colon + 1));
  return std::all_of(number.begin(), number.end(), is_digit) ? trimmed(words.substr(0, colon))
                                                             : words;
}

}  // namespace

std::optional<Language> parse_language(std::string_view word) {
  if (word == "en") return Language::english;
  if (word == "ja") return Language::japanese;
  return std::nullopt;
}

Language language_of_locale(std::string_view name) {
  name = name.substr(0, name.find('@'));
  const auto dot = name.find('.');
  if (dot == std::string_view::npos || folded(name.substr(dot + 1)) != "utf8")
    return Language::english;
  const auto language = name.substr(0, std::min(dot, name.find('_')));
  return language == "ja" ? Language::japanese : Language::english;
}

const Words& words_of(const Topic& topic, Language language) {
  return language == Language::japanese ? topic.ja : topic.en;
}

std::vector<const Topic*> all_topics() {
  std::vector<const Topic*> all;
  for (const auto topics :
       {view_topics(), report_topics(), finding_topics(), verdict_topics(), group_topics(),
        ip_topics(), icmp_topics(), transport_topics(), tcp_ext_topics(), mptcp_topics()}) {
    for (const Topic& topic : topics) all.push_back(&topic);
  }
  return all;
}

const Topic* find_topic(std::string_view name) {
  static const auto kByName = [] {
    std::unordered_map<std::string_view, const Topic*> by_name;
    for (const Topic* topic : all_topics()) by_name.emplace(topic->name, topic);
    return by_name;
  }();
  const auto found = kByName.find(name);
  return found == kByName.end() ? nullptr : found->second;
}

const Topic* topic_of_counter(std::string_view group, std::string_view counter) {
  std::string name = std::string(group) + '.';
  if (const Topic* topic = find_topic(name + std::string(counter))) return topic;
  for (const std::string_view type : {"InType", "OutType"}) {
    if (!counter.starts_with(type) || counter.size() == type.size()) continue;
    const auto number = counter.substr(type.size());
    if (std::all_of(number.begin(), number.end(), is_digit))
      return find_topic(name + std::string(type));
  }
  return nullptr;
}

std::vector<const Topic*> look_up(std::string_view words, const CounterOfLine& counter_of_line) {
  words = without_heading(trimmed(words));
  if (words.empty()) return {};
  if (const Topic* topic = find_topic(words)) return {topic};
  Topics found;
  // From the very name to the same words, and to the same letters.
  for (const auto by : {named<as_it_is>, named<spaced>, named<folded>}) {
    if (found.empty()) found = by(words);
  }
  if (found.empty()) {
    for (const auto& counter : counter_of_line(words)) add(found, find_topic(counter));
  }
  for (const auto guess : {icmp_type, old_sentence, flags_together, timer, line_of_report}) {
    if (found.empty()) found = guess(words);
  }
  if (!found.empty()) return found;
  if (const auto meant = without_end(words); meant.size() < words.size())
    return look_up(meant, counter_of_line);
  return speaking_of(words);
}

std::vector<std::string_view> similar(std::string_view words) {
  const std::string wanted = lowered(words);
  const std::size_t most = 1 + wanted.size() / 4;
  std::vector<std::pair<std::size_t, std::string_view>> by_distance;
  for (const Topic* topic : all_topics()) {
    const std::string whole = lowered(topic->name);
    const std::string part = lowered(last_part(topic->name));
    if (wanted.size() >= 3 && whole.find(wanted) != std::string::npos) {
      by_distance.emplace_back(0, topic->name);
      continue;
    }
    const std::size_t apart = std::min(distance(wanted, part, most), distance(wanted, whole, most));
    if (apart <= most) by_distance.emplace_back(apart, topic->name);
  }
  std::stable_sort(by_distance.begin(), by_distance.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string_view> names;
  for (const auto& [apart, name] : by_distance) {
    if (names.size() < kSimilar) names.push_back(name);
  }
  return names;
}

}  // namespace bpfnetstat::explain
