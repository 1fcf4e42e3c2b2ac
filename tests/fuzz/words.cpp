// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/option_words.h"
#include "check.h"
#include "explain/explain.h"
#include "model/figures.h"
#include "procfs/netns.h"
#include "view/filter.h"
#include "view/history.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

/// As the client says it to the daemon again.
void check_moment(std::string_view word) {
  const auto moment = view::parse_moment(word);
  if (!moment) return;
  const std::string again =
      moment->is_before_now ? fmt::format("{}s", moment->ns / 1'000'000'000) : utc_time(moment->ns);
  // A day earlier or later is of the last year that a question may name.
  if (again < "1970" || again >= "2200") return;
  expect(view::parse_moment(again) == moment);
}

void check_listener(std::string_view word) {
  const auto listener = view::parse_listener_filter(word);
  if (!listener) return;
  expect(listener->port != 0);
  const std::string again = listener->address
                                ? to_string(Endpoint{*listener->address, listener->port})
                                : fmt::format(":{}", listener->port);
  expect(view::parse_listener_filter(again) == listener);
}

void check_netns(std::string_view word) {
  static const procfs::Proc nowhere("/nonexistent");
  static const Result<std::vector<procfs::Netns>> all = std::vector<procfs::Netns>{
      {.inode = 4026531840, .name = {}, .pid = 1, .path = "/proc/1/ns/net"},
      {.inode = 4026532193, .name = "blue\n\x1b[2J", .pid = {}, .path = "/run/netns/blue"}};
  const auto found = procfs::resolve_netns(
      nowhere, word, [&]() -> const auto& { return all; });
  if (found) {
    expect(!*found ? word == "all" : **found == 4026531840 || **found == 4026532193);
  } else {
    const std::string line = to_string(found.error());
    expect(line == printable(line));
  }
}

void check_option(std::string_view word) {
  const auto check = [](const auto& result) {
    if (result) return;
    const std::string line = to_string(result.error());
    expect(result.error().kind == ErrorKind::usage && line == printable(line));
  };
  check(probe_of(word));
  check(ring_kib_of(word));
  std::vector<std::string> features;
  check(add_features(word, features));
  expect(split(fmt::format("{}", fmt::join(split(word), ","))) == split(word));
  if (const auto order = parse_listener_order(word)) expect(name(*order) == word);
  if (const auto by = view::parse_history_by(word)) expect(name(*by) == word);
  explain::parse_language(word);
  explain::language_of_locale(word);
}

void check_cgroup(std::string_view word) {
  const std::string path(word);
  expect(view::below(path, path) && view::below(path, "/") && view::below(path + "/a", path));
  expect(path.empty() || path.ends_with('/') || !view::below(path + "a", path));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view word = fuzz::text_of(data, size);
  check_moment(word);
  check_listener(word);
  check_netns(word);
  check_option(word);
  check_cgroup(word);
  return 0;
}
