// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "check.h"
#include "kernel/facts.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

template <typename Names>
bool lists(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The same lines, the last one first.
std::string reversed(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t before = text.ends_with('\n') ? text.size() - 1 : text.size();
    const std::size_t newline = text.substr(0, before).rfind('\n');
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    out.append(text.substr(begin, before - begin)) += '\n';
    text = text.substr(0, begin);
  }
  return out;
}

kernel::CodeRanges in_order(kernel::CodeRanges code) {
  for (auto& [name, ranges] : code) {
    std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) {
      return std::tie(a.start, a.length) < std::tie(b.start, b.length);
    });
  }
  return code;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  kernel::KernelFacts facts;
  kernel::add_symbol_facts(facts, text);
  expect(facts.symbols || (facts.code.empty() && facts.symbol_of.empty()));
  for (const auto& [name, ranges] : facts.code) {
    expect(lists(kernel::kWantedSymbols, name) && !ranges.empty());
    std::uint64_t longest = ranges.front().length;
    for (const auto& range : ranges) {
      expect(range.start != 0 && range.length != 0 && range.start + range.length > range.start);
      expect(range.length <= longest);
      longest = range.length;
    }
  }
  for (const auto& [name, symbol] : facts.symbol_of) {
    expect(lists(kernel::kHookedFunctions, name) && symbol.starts_with(name));
    expect(symbol.size() == name.size() || symbol[name.size()] == '.');
    expect(symbol.find_first_of("\t\n") == std::string::npos);
  }
  // The file is in no order that can be relied on.
  kernel::KernelFacts backwards;
  kernel::add_symbol_facts(backwards, reversed(text));
  expect(in_order(facts.code) == in_order(backwards.code));
  expect(facts.symbols == backwards.symbols);
  expect(facts.symbol_of.size() == backwards.symbol_of.size());
  return 0;
}
