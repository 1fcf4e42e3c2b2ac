// SPDX-License-Identifier: Apache-2.0
#include "explain/explain.h"

#include <string.h>

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cctype>
#include <cstddef>
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
  auto star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  // Whatever stands between two of them is best found where it first is: that leaves most.
  while ((star = pattern.find('*')) != std::string_view::npos) {
    const auto at = text.find(pattern.substr(0, star));
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + star);
    pattern.remove_prefix(star + 1);
  }
  return text.ends_with(pattern);
}

/// How far other words are from one, as Levenshtein counts: letters put in, left out or exchanged.
/// A column of the table is two words of bits, those of the steps up and down in it (Myers 1999).
class Distance {
 public:
  static constexpr std::size_t kLongest = 64;

  /// @param word of kLongest letters at most.
  explicit Distance(std::string_view word) : size_(word.size()) {
    for (std::size_t i = 0; i < size_; ++i) places_[index(word[i])] |= std::uint64_t{1} << i;
  }

  std::size_t to(std::string_view other) const {
    if (size_ == 0) return other.size();
    std::uint64_t up = ~std::uint64_t{0};
    std::uint64_t down = 0;
    std::size_t distance = size_;
    for (const char c : other) {
      const std::uint64_t equal = places_[index(c)];
      const std::uint64_t across = (((equal & up) + up) ^ up) | equal;
      std::uint64_t right_up = down | ~(across | up);
      std::uint64_t right_down = up & across;
      distance += right_up >> (size_ - 1) & 1;
      distance -= right_down >> (size_ - 1) & 1;
      right_up = right_up << 1 | 1;
      right_down <<= 1;
      const std::uint64_t along = equal | down;
      up = right_down | ~(along | right_up);
      down = right_up & along;
    }
    return distance;
  }

 private:
  static std::size_t index(char c) { return static_cast<unsigned char>(c); }

  std::size_t size_;
  std::array<std::uint64_t, 256> places_{};  ///< Where in the word each letter stands.
};

/// A bit for each letter that it has; some share one.
std::uint64_t letters_of(std::string_view text) {
  std::uint64_t letters = 0;
  for (const char c : text) letters |= std::uint64_t{1} << (static_cast<unsigned char>(c) & 63);
  return letters;
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
    std::unordered_map<std::string, Topics> names;
    for (const Topic* topic : all_topics()) {
      add(names[kSpelling(topic->name)], topic);
      add(names[kSpelling(last_part(topic->name))], topic);
    }
    for (const Saying& saying : sayings()) {
      if (!saying.is_line()) add(names[kSpelling(saying.words)], find_topic(saying.topic));
    }
    names.erase("");
    return names;
  }();
  const auto found = kNames.find(kSpelling(words));
  return found == kNames.end() ? Topics{} : found->second;
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
  static const auto kLines = [] {
    std::vector<std::pair<std::string, const Topic*>> lines;
    for (const Saying& saying : sayings()) {
      if (saying.is_line()) lines.emplace_back(spaced(saying.words), find_topic(saying.topic));
    }
    return lines;
  }();
  Topics found;
  const std::string line = spaced(words);
  std::string_view matched;
  for (const auto& [pattern, topic] : kLines) {
    if (!matched.empty() ? pattern != matched : !matches(line, pattern)) continue;
    matched = pattern;
    add(found, topic);
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

/// What all topics say, in small letters.
class Texts {
 public:
  Texts() {
    for (const Topic* topic : all_topics()) {
      for (const Words* in : {&topic->en, &topic->ja}) append(topic, true, in->meaning);
      for (const Words* in : {&topic->en, &topic->ja}) {
        for (const auto text : {in->raised, in->worry, in->next}) append(topic, false, text);
      }
    }
    for (std::size_t i = 2; i < all_.size(); ++i) triples_.set(triple(all_, i));
  }

  /// Calls `take(topic, is_meaning)` with each text that has this phrase, as long as it says true.
  /// @param phrase in small letters.
  template <typename Take>
  void each_with(std::string_view phrase, Take take) const {
    // Most that nobody has written have three letters that stand together nowhere.
    for (std::size_t i = 2; i < phrase.size(); ++i) {
      if (!triples_.test(triple(phrase, i))) return;
    }
    if (phrase.empty() || phrase.find('\0') != std::string_view::npos) return;
    for (auto at = find(phrase, 0); at != std::string_view::npos;) {
      if (!is_whole(at, phrase)) {
        at = find(phrase, at + 1);
        continue;
      }
      const auto text = std::upper_bound(ends_.begin(), ends_.end(), at,
                                         [](auto place, const End& end) { return place < end.at; });
      if (!take(text->topic, text->is_meaning)) return;
      at = find(phrase, text->at);
    }
  }

 private:
  struct End {
    std::size_t at;
    const Topic* topic;
    bool is_meaning;
  };

  void append(const Topic* topic, bool is_meaning, std::string_view text) {
    all_ += lowered(text);
    all_ += '\0';
    ends_.push_back({.at = all_.size(), .topic = topic, .is_meaning = is_meaning});
  }

  /// Of small letters all are told apart.
  static std::size_t triple(std::string_view text, std::size_t last) {
    const auto value = [&](std::size_t i) {
      return std::size_t{static_cast<unsigned char>(text[i])};
    };
    return (value(last - 2) << 10 ^ value(last - 1) << 5 ^ value(last)) % kTriples;
  }

  std::size_t find(std::string_view phrase, std::size_t from) const {
    const char* const begin = all_.data() + from;
    const void* const found = ::memmem(begin, all_.size() - from, phrase.data(), phrase.size());
    if (found == nullptr) return std::string_view::npos;
    return from + static_cast<std::size_t>(static_cast<const char*>(found) - begin);
  }

  bool is_whole(std::size_t at, std::string_view phrase) const {
    const bool begins = at == 0 || !is_word(all_[at - 1]) || !is_word(phrase.front());
    return begins && (!is_word(all_[at + phrase.size()]) || !is_word(phrase.back()));
  }

  static constexpr std::size_t kTriples = 1 << 18;
  std::string all_;  ///< A zero behind each text.
  std::vector<End> ends_;
  std::bitset<kTriples> triples_;
};

/// The topics that speak of it, where they are few: first those of which it is the meaning.
Topics speaking_of(std::string_view words) {
  constexpr std::size_t kShortest = 6;
  if (words.size() < kShortest) return {};
  static const Texts kTexts;
  Topics in_meaning, anywhere;
  kTexts.each_with(lowered(words), [&](const Topic* topic, bool is_meaning) {
    if (is_meaning) {
      add(in_meaning, topic);
    } else if (anywhere.size() <= kSimilar) {
      add(anywhere, topic);
    }
    return in_meaning.size() <= kSimilar;
  });
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
  struct Name {
    std::string_view name;
    std::string whole;
    std::size_t part;  ///< Where the last part begins.
    std::uint64_t letters;
  };
  static const auto kNames = [] {
    std::vector<Name> names;
    for (const Topic* topic : all_topics()) {
      const std::string_view name = topic->name;
      std::string whole = lowered(name);
      const std::uint64_t letters = letters_of(whole);
      names.push_back({name, std::move(whole), name.size() - last_part(name).size(), letters});
    }
    return names;
  }();
  static const std::size_t kLongestName =
      std::max_element(kNames.begin(), kNames.end(), [](const Name& a, const Name& b) {
        return a.whole.size() < b.whole.size();
      })->whole.size();
  std::size_t most = 1 + words.size() / 4;
  // Too long to be like any. Names of less than 48 letters leave nothing that Distance cannot take.
  if (words.size() > std::min(kLongestName + most, Distance::kLongest)) return {};
  const std::string wanted = lowered(words);
  const Distance distance(wanted);
  const std::uint64_t letters = letters_of(wanted);
  const auto apart_from = [&](std::string_view name) {
    // Words of other lengths are at least so far apart.
    if (name.size() > wanted.size() + most || wanted.size() > name.size() + most) return most + 1;
    return distance.to(name);
  };
  std::vector<std::pair<std::size_t, std::string_view>> nearest;
  for (const Name& name : kNames) {
    // Each letter that a name lacks is one left out or exchanged.
    if (static_cast<std::size_t>(std::popcount(letters & ~name.letters)) > most) continue;
    const bool has_it = wanted.size() >= 3 && name.whole.find(wanted) != std::string::npos;
    const std::size_t apart =
        has_it ? 0
               : std::min(apart_from(std::string_view(name.whole).substr(name.part)),
                          apart_from(name.whole));
    if (apart > most) continue;
    const auto place =
        std::upper_bound(nearest.begin(), nearest.end(), apart,
                         [](std::size_t value, const auto& other) { return value < other.first; });
    nearest.emplace(place, apart, name.name);
    if (nearest.size() > kSimilar) nearest.pop_back();
    if (nearest.size() == kSimilar) {
      // Of those that are as near the first ones are taken.
      if (nearest.back().first == 0) break;
      most = nearest.back().first - 1;
    }
  }
  std::vector<std::string_view> names;
  names.reserve(nearest.size());
  for (const auto& [apart, name] : nearest) names.push_back(name);
  return names;
}

}  // namespace bpfnetstat::explain
