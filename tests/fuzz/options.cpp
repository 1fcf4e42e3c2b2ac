// SPDX-License-Identifier: Apache-2.0
#include "app/options.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "check.h"
#include "serve/request.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

}  // namespace

/// A request of the daemon's socket, whose words are a command line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto request = serve::parse_request(fuzz::text_of(data, size));
  if (!request) return 0;
  std::vector<const char*> words{"bpfnetstat", request->verb.c_str()};
  for (const std::string& word : request->words) words.push_back(word.c_str());
  const auto parsed = parse(static_cast<int>(words.size()), words.data());
  if (const auto* error = std::get_if<Error>(&parsed)) {
    const std::string line = to_string(*error);
    expect(error->kind == ErrorKind::usage && !line.empty() && line == printable(line));
  } else if (const auto* help = std::get_if<HelpText>(&parsed)) {
    expect(help->text.ends_with('\n') && fuzz::is_harmless(help->text));
  } else {
    const auto& options = std::get<Options>(parsed);
    for (const auto port : options.local_ports) expect(port != 0);
    for (const auto port : options.remote_ports) expect(port != 0);
    expect(!options.pid || *options.pid > 0);
    expect(!options.duration_s || *options.duration_s >= 0);
    expect(!options.interval_s || *options.interval_s > 0);
    expect(!options.netns.empty() && options.count != 0U);
  }
  return 0;
}
