// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <cerrno>
#include <cstring>

#include "netstat/columns.h"
#include "netstat/views.h"
#include "procfs/net_masquerade.h"
#include "render/object_writer.h"

namespace bpfnetstat::netstat {
namespace {

using procfs::MasqueradeError;
using procfs::MasqueradeRow;

constexpr int kNoSupport = 1;
constexpr int kUnreadable = 255;

std::string_view message(MasqueradeError error) {
  switch (error) {
    case MasqueradeError::empty:
      return "masq_info: Internal Error `fgets() failed'.\n";
    case MasqueradeError::malformed:
      return "masq_info.c: Internal Error `ip_masquerade format error'.\n";
    case MasqueradeError::unknown_protocol:
      return "masq_info.c: Internal Error `ip_masquerade unknown type'.\n";
  }
  return "";
}

void append_port(std::string& out, Context& context, std::uint16_t port,
                 std::string_view protocol) {
  if (port == 0) {
    out += '*';
    return;
  }
  if (!context.settings.numeric_ports) {
    if (const auto& name = context.names.service(port, protocol)) {
      out += *name;
      return;
    }
  }
  append_left(out, port, 0);
}

void write_text(Context& context, const MasqueradeRow& row) {
  // Expiry counts hundredths of a second; minutes take what there is.
  const std::uint64_t minutes = row.expires_cs / 6000;
  const std::uint64_t seconds = row.expires_cs / 100 % 60;
  context.out.print("{:<4}{:>3}:{:02}.{:02} ", row.protocol, minutes, seconds,
                    row.expires_cs % 100);
  if (context.settings.extend > 0) {
    context.out.print("{:>10} {:>5} ", row.initial_sequence, row.delta);
    if (row.previous_delta) {
      context.out.print("{:>5} ", *row.previous_delta);
    } else {
      context.out.text("    - ");
    }
  }
  std::string& out = context.out.buffer();
  for (const Endpoint* end : {&row.source, &row.destination}) {
    Column column(out, 20);
    append_address(out, context.names, end->address, context.settings.numeric_hosts);
    column.end();
  }
  append_port(out, context, row.source.port, row.protocol);
  out += " -> ";
  append_port(out, context, row.destination.port, row.protocol);
  out += " (";
  append_port(out, context, row.masquerading_port, row.protocol);
  out += ")\n";
}

void write_json(Context& context, const MasqueradeRow& row) {
  json::append_object(context.out.buffer(), "masquerade", [&](json::ObjectWriter& writer) {
    writer.member("protocol", row.protocol);
    writer.member("family", to_string(Family::ipv4));
    writer.member("source_address", row.source.address);
    writer.member("source_port", row.source.port);
    writer.member("destination_address", row.destination.address);
    writer.member("destination_port", row.destination.port);
    writer.member("masquerading_port", row.masquerading_port);
    writer.member("expires_ms", row.expires_cs * 10);
    writer.member("initial_sequence", row.initial_sequence);
    writer.member("delta", row.delta);
    writer.member("previous_delta", row.previous_delta);
  });
}

}  // namespace

int show_masquerade(Context& context) {
  const auto text = context.proc.read("net/ip_masquerade");
  if (!text && text.error().sys_errno != ENOENT) {
    complain("/proc/net/ip_masquerade: {}\n", std::strerror(text.error().sys_errno));
    return kUnreadable;
  }
  if (!text) {
    complain("netstat: no support for `ip_masquerade' on this system.\n");
    return kNoSupport;
  }
  const auto parsed = procfs::parse_net_masquerade(*text);
  if (const auto* error = std::get_if<MasqueradeError>(&parsed)) {
    complain("{}", message(*error));
    return kUnreadable;
  }
  const auto& rows = std::get<std::vector<MasqueradeRow>>(parsed);
  if (!rows.empty() && !context.settings.json) {
    context.out.text("IP masquerading entries\n");
    context.out.text(context.settings.extend > 0
                         ? "prot   expire    initseq delta prevd source               "
                           "destination          ports\n"
                         : "prot   expire source               destination          ports\n");
  }
  for (const MasqueradeRow& row : rows) {
    context.settings.json ? write_json(context, row) : write_text(context, row);
    context.out.flush_if_large();
  }
  return 0;
}

}  // namespace bpfnetstat::netstat
