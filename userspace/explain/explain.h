// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "explain/topic.h"

namespace bpfnetstat::explain {

enum class Language : std::uint8_t { english, japanese };

/// "en" or "ja".
std::optional<Language> parse_language(std::string_view word);
/// What a locale's name ("ja_JP.UTF-8", "C") asks for. English where it asks for neither, and where
/// it asks for Japanese in another encoding than UTF-8, which the texts are in.
Language language_of_locale(std::string_view name);

const Words& words_of(const Topic& topic, Language language);

/// All topics, by table.
std::vector<const Topic*> all_topics();

/// nullptr where there is no topic of just this name; letters' case counts.
const Topic* find_topic(std::string_view name);

/// A counter's name in a line of netstat -s, numbers left out; empty where it is none of those.
using CounterOfLine = std::function<std::vector<std::string>(std::string_view line)>;

/// The topic of a counter; of an ICMP type that has none of its own, the types' one; else nullptr.
const Topic* topic_of_counter(std::string_view group, std::string_view counter);

/// What somebody may mean: a topic's name, its last part ("ListenOverflows", "TIME_WAIT",
/// "Recv-Q"), whatever the letters' case and with '_', '-' and blanks or none; another name of it
/// (ss's, a key of JSON); flags or a timer as netstat prints them; a heading or a line of
/// netstat -s; a line of doctor; at last a phrase in the texts of a few. Several where several have
/// that name; empty: none.
std::vector<const Topic*> look_up(std::string_view words, const CounterOfLine& counter_of_line);

/// Names that are like it, the likeliest first; five at most.
std::vector<std::string_view> similar(std::string_view words);

}  // namespace bpfnetstat::explain
