// SPDX-License-Identifier: Apache-2.0
#include "procfs/process.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"
#include "netstat/sockets.h"
#include "procfs/holder_state.h"
#include "procfs/scan.h"
#include "procfs/system.h"

namespace {

using namespace bpfnetstat;
using fuzz::expect;

/// No name that a process gives itself says anything about another field.
void check_names(std::string_view name) {
  const std::string stat = "7 (" + std::string(name) +
                           ") S 1 7 7 0 -1 4194560 9 9 0 0 1 2 3 4 20 0 1 0 4711 8 9 "
                           "18446744073709551615 1 1\n";
  expect(procfs::parse_stat_start_time(stat) == 4711U);
  // The kernel escapes newlines here.
  std::string status = "Name:\t" + std::string(name);
  std::replace(status.begin(), status.end(), '\n', 'n');
  status +=
      "\nState:\tS (sleeping)\nTracerPid:\t12\nUid:\t1\t33\t3\t4\nCapEff:\t00000000000000ff\n"
      "Seccomp:\t2\nvoluntary_ctxt_switches:\t40\nnonvoluntary_ctxt_switches:\t2\n";
  expect(procfs::parse_status_uid(status) == 33U);
  const auto thread = procfs::parse_thread_status(status);
  expect(thread && thread->state == 'S' && thread->switches == 42 && thread->tracer == 12);
  const auto privileges = procfs::parse_privileges(status);
  expect(privileges.ok() && privileges->effective == 0xff && privileges->seccomp_filter);
}

void check_files(std::string_view text) {
  procfs::parse_stat_start_time(text);
  procfs::parse_status_uid(text);
  static_cast<void>(procfs::parse_privileges(text).ok());
  if (const auto thread = procfs::parse_thread_status(text)) {
    expect(!thread->tracer || *thread->tracer > 0);
  }
  if (const auto call = procfs::parse_system_call(text)) {
    expect(!call->name.empty() && call->name == printable(call->name));
    expect(!call->fd || *call->fd >= 0);
  }
  if (const auto stack = procfs::parse_stack(text)) {
    expect(!stack->empty() && stack->find('\n') == std::string::npos);
    expect(std::count(stack->begin(), stack->end(), ' ') <= 5);
  }
  if (const auto word = procfs::chosen_word(text)) {
    expect(word->find(']') == std::string::npos && text.find(*word) != std::string_view::npos);
  }
  procfs::parse_limit(text, "Max open files");
  if (const auto range = procfs::parse_local_port_range(text)) {
    const std::string again = fmt::format("{}\t{}\n", range->first, range->second);
    expect(procfs::parse_local_port_range(again) == range);
  }
  if (const auto inode = procfs::bracketed<std::uint32_t>(text, "net")) {
    expect(procfs::bracketed<std::uint32_t>(fmt::format("net:[{}]", *inode), "net") == inode);
  }
  const std::string program = netstat::program_of_cmdline(text);
  expect(program.find('\0') == std::string::npos && program.size() <= text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_files(text);
  check_names(text);
  return 0;
}
