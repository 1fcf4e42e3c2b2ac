// SPDX-License-Identifier: Apache-2.0
#include "explain/explain.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "netstat/counter_sentences.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

}  // namespace

/// What somebody wants to have explained: a line that he copied from wherever.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kTopics = explain::all_topics();
  const std::string_view words = fuzz::text_of(data, size);
  const auto found = explain::look_up(words, netstat::counters_of_line);
  for (const explain::Topic* topic : found) {
    expect(std::find(kTopics.begin(), kTopics.end(), topic) != kTopics.end());
    expect(std::count(found.begin(), found.end(), topic) == 1);
  }
  if (const explain::Topic* topic = explain::find_topic(words)) {
    expect(found.size() == 1 && found.front() == topic);
  }
  if (!found.empty()) return 0;
  const auto names = explain::similar(words);
  expect(names.size() <= 5);
  for (const std::string_view name : names) expect(explain::find_topic(name) != nullptr);
  return 0;
}
