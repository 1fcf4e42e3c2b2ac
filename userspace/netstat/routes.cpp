// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "netstat/columns.h"
#include "netstat/views.h"
#include "procfs/net_ipv6_route.h"
#include "procfs/net_route.h"
#include "render/object_writer.h"

namespace bpfnetstat::netstat {
namespace {

using procfs::Ipv6RouteRow;
using procfs::kRouteCache;
using procfs::kRouteGateway;
using procfs::kRouteHost;
using procfs::kRouteReject;
using procfs::kRouteUp;
using procfs::RouteCacheRow;
using procfs::RouteRow;

constexpr int kFailed = 1;
constexpr int kNoRouting = 3;
/// More -e than this leaves the title alone.
constexpr int kMostExtended = 2;

constexpr std::string_view kPlainColumns = "Flags   MSS Window  irtt Iface\n";
constexpr std::string_view kExtendedColumns = "Flags Metric Ref    Use Iface\n";
constexpr std::string_view kFullColumns = "Flags Metric Ref    Use Iface    MSS   Window irtt";

struct Letter {
  std::uint32_t flag;
  std::string_view letter;
};

// The flags of include/uapi/linux/route.h, in_route.h and ipv6_route.h as netstat abbreviates them,
// in its order.
constexpr Letter kRouteLetters[] = {
    {kRouteHost, "H"}, {0x8, "R"},       {0x10, "D"},       {0x20, "M"},     {0x10000, "d"},
    {0x20000, "a"},    {0x40000, "c"},   {0x200000, "o"},   {0x400000, "e"}, {0x1000000, "c"},
    {0x2000000, "f"},  {0x4000000, "p"}, {0x80000000, "l"}, {0x40, "u"},     {0x80, "w"},
    {0x100, "i"},      {0x400, "n"}};
constexpr Letter kCacheLetters[] = {
    {0x8, "R"},        {0x10, "D"},       {0x20, "M"},      {kRouteUp, "-"},   {kRouteHost, "o"},
    {0x10000, "n"},    {0x20000, "d"},    {0x80000, "t"},   {0x200000, "f"},   {0x400000, "q"},
    {0x800000, "Ns"},  {0x1000000, "r"},  {0x4000000, "i"}, {0x8000000, "Nd"}, {0x10000000, "b"},
    {0x20000000, "m"}, {0x40000000, "#"}, {0x80000000, "l"}};
constexpr Letter kIpv6Letters[] = {{kRouteUp, "U"},    {kRouteReject, "!"}, {kRouteGateway, "G"},
                                   {kRouteHost, "H"},  {0x10000, "D"},      {0x40000, "A"},
                                   {kRouteCache, "C"}, {0x20000, "a"},      {0x400000, "e"},
                                   {0x20, "m"},        {0x200000, "n"},     {0x2000000, "f"}};

void append_letters(std::string& out, std::span<const Letter> letters, std::uint32_t flags) {
  for (const Letter& each : letters) {
    if ((flags & each.flag) != 0) out += each.letter;
  }
}

void append_route_flags(std::string& out, std::uint32_t flags) {
  // A route that rejects shows neither U nor G.
  if ((flags & kRouteReject) != 0) {
    out += '!';
  } else {
    out += 'U';
    if ((flags & kRouteGateway) != 0) out += 'G';
  }
  append_letters(out, kRouteLetters, flags);
}

void append_cache_flags(std::string& out, std::uint32_t flags) {
  if ((flags & kRouteReject) != 0) {
    out += '!';
  } else if ((flags & kRouteGateway) != 0) {
    out += 'G';
  }
  append_letters(out, kCacheLetters, flags);
}

std::uint32_t host_order(const IpAddress& address) {
  return static_cast<std::uint32_t>(address.bytes[0]) << 24 |
         static_cast<std::uint32_t>(address.bytes[1]) << 16 |
         static_cast<std::uint32_t>(address.bytes[2]) << 8 | address.bytes[3];
}

class RouteView {
 public:
  explicit RouteView(Context& context)
      : context_(context),
        settings_(context.settings),
        is_numeric_(settings_.numeric_hosts || settings_.symbolic) {}

  /// @return the exit code.
  int show(std::string_view family) {
    if (family == "inet") return each_table(&RouteView::show_ipv4, &RouteView::show_ipv4_cache);
    if (family == "inet6") return each_table(&RouteView::show_ipv6, &RouteView::show_ipv6_cache);
    return refuse(family);
  }

 private:
  using Table = int (RouteView::*)();

  int each_table(Table fib, Table cache) {
    if (settings_.fib || !settings_.cache) {
      if (const int code = (this->*fib)(); code != 0) return code;
    }
    return settings_.cache ? (this->*cache)() : 0;
  }

  std::string& buffer() { return context_.out.buffer(); }
  bool is_json() const { return settings_.json; }

  /// The file, or std::nullopt after having said what netstat says.
  std::optional<std::string> read(std::string_view file, std::string_view not_configured) {
    auto text = context_.proc.read("net/" + std::string(file));
    if (text) return std::move(*text);
    complain("/proc/net/{}: {}\n", file, std::strerror(text.error().sys_errno));
    if (!is_json()) context_.out.text(not_configured);
    return std::nullopt;
  }

  std::optional<std::string> read_ipv4(std::string_view file) {
    return read(file, "INET (IPv4) not configured in this system.\n");
  }
  std::optional<std::string> read_ipv6() {
    return read("ipv6_route", "INET6 (IPv6) not configured in this system.\n");
  }

  void heading(std::string_view title, std::string_view first, std::string_view more = {}) {
    if (is_json()) return;
    context_.out.text(title);
    if (settings_.extend > kMostExtended) return;
    context_.out.text(first);
    switch (settings_.extend) {
      case 0:
        context_.out.text(kPlainColumns);
        break;
      case 1:
        context_.out.text(kExtendedColumns);
        break;
      default:
        context_.out.text(kFullColumns);
        context_.out.text(more);
        context_.out.text("\n");
    }
  }

  int show_ipv4() {
    const auto text = read_ipv4("route");
    if (!text) return kFailed;
    heading("Kernel IP routing table\n", "Destination     Gateway         Genmask         ");
    const auto bad = procfs::parse_net_route(*text, [&](const RouteRow& row) {
      if ((row.flags & kRouteUp) == 0) return;
      if (is_json()) {
        write_json(row, nullptr);
      } else if (settings_.extend <= kMostExtended) {
        write(row);
      }
      context_.out.flush_if_large();
    });
    if (!bad) return 0;
    if (!bad->missing.empty()) {
      complain("warning: /proc/net/route does not contain required field {}\n", bad->missing);
    }
    return kFailed;
  }

  int show_ipv4_cache() {
    const auto text = read_ipv4("rt_cache");
    if (!text) return kFailed;
    if (text->empty()) {
      if (!is_json()) context_.out.text("Kernel IP routing cache\n");
      complain("/proc/net/rt_cache: {}\n", std::strerror(ENOENT));
      return 255;
    }
    heading("Kernel IP routing cache\n", "Source          Destination     Gateway         ",
            "  TOS HHRef HHUptod     SpecDst");
    const auto bad = procfs::parse_net_rt_cache(*text, [&](const RouteCacheRow& row) {
      if (is_json()) {
        write_json(row.route, &row);
      } else if (settings_.extend <= kMostExtended) {
        write(row);
      }
      context_.out.flush_if_large();
    });
    if (bad) {
      complain("warning: /proc/net/rt_cache does not contain required field {}\n", bad->missing);
      return kFailed;
    }
    return 0;
  }

  int show_ipv6() { return show_ipv6_rows("Kernel IPv6 routing table\n", false); }
  int show_ipv6_cache() { return show_ipv6_rows("Kernel IPv6 routing cache\n", true); }

  int show_ipv6_rows(std::string_view title, bool wants_cache) {
    const auto text = read_ipv6();
    if (!text) return kFailed;
    if (!is_json()) {
      context_.out.text(title);
      context_.out.text(
          "Destination                    Next Hop                   Flag Met Ref  Use If\n");
    }
    procfs::parse_net_ipv6_route(*text, [&](const Ipv6RouteRow& row) {
      if (((row.flags & kRouteCache) != 0) != wants_cache) return;
      if (is_json()) {
        write_json(row);
      } else {
        write(row);
      }
      context_.out.flush_if_large();
    });
    return 0;
  }

  // --- text ---

  /// The name of a destination: a host's when it is a host, else a network's.
  void append_destination(std::string& out, const RouteRow& row) {
    const std::uint32_t address = host_order(row.destination);
    const std::uint32_t mask = host_order(row.mask);
    if (!is_numeric_) {
      if (address == 0) {
        if (mask == 0) {
          out += "default";
          return;
        }
      } else if ((row.flags & kRouteHost) != 0 || (address & ~mask) != 0) {
        append_host(out, row.destination);
        return;
      } else if (const auto& name = context_.names.network(address)) {
        out += *name;
        return;
      }
    }
    append_to(out, row.destination);
  }

  void append_host(std::string& out, const IpAddress& address) {
    append_address(out, context_.names, address, is_numeric_);
  }

  void write(const RouteRow& row) {
    constexpr std::size_t kAddressWidth = 15;
    std::string& out = buffer();
    const bool is_rejecting = (row.flags & kRouteReject) != 0;
    Column destination(out, kAddressWidth);
    append_destination(out, row);
    destination.end_cut();
    Column gateway(out, kAddressWidth);
    if (is_rejecting) {
      out += '-';
    } else {
      append_host(out, row.gateway);
    }
    gateway.end_cut();
    Column mask(out, kAddressWidth);
    append_to(out, row.mask);
    mask.end();
    write_flags(row, &append_route_flags);
    write_rest(row, is_rejecting);
    out += '\n';
  }

  void write(const RouteCacheRow& row) {
    std::string& out = buffer();
    for (const IpAddress* address : {&row.source, &row.route.destination, &row.route.gateway}) {
      Column column(out, 15);
      append_host(out, *address);
      column.end();
    }
    write_flags(row.route, &append_cache_flags);
    write_rest(row.route, false, 5);
    if (settings_.extend == kMostExtended) {
      out += ' ';
      append_left(out, row.tos, 3);
      out += ' ';
      append_left(out, row.hh_references, 3);
      out += "   ";
      append_left(out, row.hh_up_to_date, 3);
      out += ' ';
      std::string specific;
      append_host(specific, row.specific_destination);
      append_right(out, specific, 15);
    }
    out += '\n';
  }

  void write_flags(const RouteRow& row, void (*append)(std::string&, std::uint32_t)) {
    Column flags(buffer(), 5);
    append(buffer(), row.flags);
    flags.end();
  }

  /// What follows the flags. A rejecting route has no more than a metric and a use count.
  void write_rest(const RouteRow& row, bool is_rejecting, std::size_t irtt_width = 0) {
    std::string& out = buffer();
    switch (settings_.extend) {
      case 0:
        if (is_rejecting) {
          out += "    - -          - -";
          return;
        }
        append_right(out, row.mss, 5);
        out += ' ';
        append_left(out, row.window, 5);
        out += ' ';
        append_right(out, row.irtt_ms, 6);
        out += ' ';
        out += row.interface;
        return;
      case 1:
        append_left(out, row.metric, 6);
        out += ' ';
        append_references(row, is_rejecting, 2);
        out += ' ';
        append_right(out, row.use, 7);
        out += ' ';
        out += is_rejecting ? std::string_view("-") : row.interface;
        return;
      default:
        append_left(out, row.metric, 6);
        out += ' ';
        append_references(row, is_rejecting, 3);
        out += ' ';
        append_right(out, row.use, 6);
        out += ' ';
        if (is_rejecting) {
          out += "-        -     -      -";
          return;
        }
        append_left(out, row.interface.substr(0, 6), 9);
        append_left(out, row.mss, 5);
        out += ' ';
        append_left(out, row.window, 6);
        out += ' ';
        append_left(out, row.irtt_ms, irtt_width);
    }
  }

  void append_references(const RouteRow& row, bool is_rejecting, std::size_t width) {
    if (is_rejecting) {
      append_left(buffer(), "-", width);
    } else {
      append_left(buffer(), row.references, width);
    }
  }

  void write(const Ipv6RouteRow& row) {
    std::string& out = buffer();
    Column destination(out, 30);
    append_host(out, row.destination);
    out += '/';
    append_left(out, row.prefix_length, 0);
    destination.end();
    Column next_hop(out, 26);
    append_host(out, row.next_hop);
    next_hop.end();
    Column flags(out, 4);
    append_letters(out, kIpv6Letters, row.flags);
    flags.end();
    append_left(out, row.metric, 3);
    out += ' ';
    append_left(out, row.references, 1);
    out += ' ';
    append_right(out, row.use, 6);
    out += ' ';
    out += row.interface;
    out += '\n';
  }

  // --- JSON ---

  void write_json(const RouteRow& row, const RouteCacheRow* cached) {
    std::string flags;
    if (cached == nullptr) {
      append_route_flags(flags, row.flags);
    } else {
      append_cache_flags(flags, row.flags);
    }
    json::append_object(buffer(), "route", [&](json::ObjectWriter& writer) {
      writer.member("family", to_string(Family::ipv4));
      if (cached != nullptr) {
        writer.member("cache", true);
        writer.member("source", cached->source);
      }
      writer.member("destination", row.destination);
      if (cached == nullptr) {
        const std::uint32_t mask = host_order(row.mask);
        const int length = std::countl_one(mask);
        if (std::popcount(mask) == length) {
          writer.member("prefix_length", length);
        } else {
          writer.member("mask", row.mask);
        }
      }
      if ((row.flags & kRouteGateway) != 0) writer.member("gateway", row.gateway);
      writer.member("flags", flags);
      writer.member("metric", row.metric);
      writer.member("ref", row.references);
      writer.member("use", row.use);
      if (row.mss != 0) writer.member("mss", row.mss);
      if (row.window != 0) writer.member("window", row.window);
      if (row.irtt_ms != 0) writer.member("irtt_ms", row.irtt_ms);
      if (row.interface != "*") writer.member("interface", row.interface);
    });
  }

  void write_json(const Ipv6RouteRow& row) {
    if (!row.is_complete) return;
    std::string flags;
    append_letters(flags, kIpv6Letters, row.flags);
    json::append_object(buffer(), "route", [&](json::ObjectWriter& writer) {
      writer.member("family", to_string(Family::ipv6));
      if ((row.flags & kRouteCache) != 0) writer.member("cache", true);
      writer.member("destination", row.destination);
      writer.member("prefix_length", row.prefix_length);
      if ((row.flags & kRouteGateway) != 0) writer.member("gateway", row.next_hop);
      writer.member("flags", flags);
      // The kernel's figures are unsigned; netstat's text form is not.
      writer.member("metric", static_cast<std::uint32_t>(row.metric));
      writer.member("ref", static_cast<std::uint32_t>(row.references));
      writer.member("use", static_cast<std::uint32_t>(row.use));
      writer.member("interface", row.interface);
    });
  }

  // --- families without routes ---

  /// Families whose tables this kernel does not have, and those that never had one.
  int refuse(std::string_view family) {
    const std::string gone = std::strerror(ENOENT);
    if (family == "ax25") {
      complain("/proc/net/ax25_route: {}\n", gone);
      say("AX.25 not configured in this system.\n");
    } else if (family == "netrom") {
      complain("/proc/net/nr_nodes: {}\n", gone);
      complain("/proc/net/nr_neigh: {}\n", gone);
      say("NET/ROM not configured in this system.\n");
    } else if (family == "rose") {
      complain("/proc/net/rose_nodes: {}\n", gone);
      complain("ROSE not configured in this system.\n");
    } else if (family == "ipx") {
      complain("{}\n", gone);
      say("IPX routing not in file /proc/net/ipx/route or /proc/net/ipx_route found.\n");
    } else if (family == "ddp") {
      complain("Error opening /proc/net/atalk_route: {}\n", gone);
      complain("DDP (AppleTalk) not configured on this system.\n");
    } else if (family == "x25") {
      say("X.25 not configured in this system.\n");
    } else if (family == "bluetooth") {
      complain("Address family `bluetooth' not supported.\n");
      return kNoRouting;
    } else {
      complain("No routing for address family `{}'.\n", family == "econet" ? "ec" : family);
      return kNoRouting;
    }
    return kFailed;
  }

  void say(std::string_view text) {
    if (!is_json()) context_.out.text(text);
  }

  Context& context_;
  const Settings& settings_;
  bool is_numeric_;
};

}  // namespace

int show_routes(Context& context) {
  RouteView view(context);
  if (context.settings.families.empty()) return view.show("inet");
  for (const std::string& family : context.settings.families) {
    if (const int code = view.show(family); code != 0) return code;
  }
  return 0;
}

}  // namespace bpfnetstat::netstat
