// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>

#include "netstat/columns.h"
#include "netstat/views.h"
#include "procfs/net_igmp.h"
#include "render/object_writer.h"

namespace bpfnetstat::netstat {
namespace {

using procfs::BogusGroupLine;
using procfs::GroupRow;

void write_text(Context& context, const GroupRow& row) {
  std::string& out = context.out.buffer();
  append_left(out, row.interface, 15);
  out += ' ';
  append_left(out, row.references, 6);
  out += ' ';
  append_address(out, context.names, row.group, context.settings.numeric_hosts);
  out += '\n';
}

void write_json(Context& context, const GroupRow& row) {
  // /proc/net/igmp pads the names of interfaces.
  const std::string_view interface =
      row.interface.substr(0, row.interface.find_last_not_of(' ') + 1);
  json::append_object(context.out.buffer(), "group", [&](json::ObjectWriter& writer) {
    writer.member("family", to_string(row.group.family));
    if (!interface.empty()) writer.member("interface", interface);
    writer.member("refcount", row.references);
    writer.member("address", row.group);
  });
}

void show(Context& context, std::string_view text) {
  procfs::parse_net_igmp(
      text,
      [&](const GroupRow& row) {
        context.settings.json ? write_json(context, row) : write_text(context, row);
        context.out.flush_if_large();
      },
      [](const BogusGroupLine& bogus) {
        complain("warning, got bogus {} line {}.\n", bogus.is_ipv4 ? "igmp" : "igmp6", bogus.line);
      });
}

}  // namespace

int show_groups(Context& context) {
  const auto& families = context.settings.families;
  const auto is_named = [&](std::string_view family) {
    return std::find(families.begin(), families.end(), family) != families.end();
  };
  const bool wants_both = !is_named("inet") && !is_named("inet6");
  if (!context.settings.json) {
    context.out.text(
        "IPv6/IPv4 Group Memberships\n"
        "Interface       RefCnt Group\n"
        "--------------- ------ ---------------------\n");
  }
  int code = 0;
  if (wants_both || is_named("inet")) {
    if (const auto text = context.proc.read("net/igmp")) {
      show(context, *text);
    } else if (wants_both) {
      complain("netstat: no support for `AF INET (igmp)' on this system.\n");
      code = 1;
    }
  }
  if (wants_both || is_named("inet6")) {
    // Without IPv6 there are no such groups, and nothing to complain of.
    if (const auto text = context.proc.read("net/igmp6")) show(context, *text);
  }
  return code;
}

}  // namespace bpfnetstat::netstat
