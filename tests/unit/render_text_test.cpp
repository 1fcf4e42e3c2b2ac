// SPDX-License-Identifier: Apache-2.0
#include "render/text.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "sample_records.h"
#include "time_zone.h"

namespace bpfnetstat {
namespace {

std::string golden(const std::string& name) {
  std::ifstream file(GOLDEN_DIR "/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Local times as one hour east of Greenwich sees them.
class RenderText : public testing::Test {
 private:
  TimeZone zone_{"TST-1"};
};

std::string report(const text::Style& style) {
  std::string out;
  text::append_drops_header(out, style);
  for (const auto& record : sample::drops()) {
    text::append(out, record, style);
  }
  text::append_listeners(out, sample::listeners(), style);
  for (const auto& record : sample::reconciliations()) {
    text::append(out, record, style);
  }
  return out;
}

template <typename Record>
std::string render(const Record& record) {
  std::string out;
  text::append(out, record, {});
  return out;
}

std::string without_colour(std::string text) {
  for (const std::string escape : {"\x1b[1m", "\x1b[31m", "\x1b[0m"}) {
    for (std::size_t at = text.find(escape); at != std::string::npos; at = text.find(escape)) {
      text.erase(at, escape.size());
    }
  }
  return text;
}

TEST_F(RenderText, WritesTheDropReport) {
  EXPECT_EQ(report({}), golden("drops.txt"));
}

TEST_F(RenderText, ColoursTheDropReportSparingly) {
  const std::string coloured = report({.colour = true});
  EXPECT_EQ(coloured, golden("drops_colour.txt"));
  EXPECT_EQ(without_colour(coloured), report({})) << "colour must not move a column";
}

TEST_F(RenderText, WritesTheTrace) {
  std::string out;
  text::append_trace_header(out, {});
  for (const auto& record : sample::states()) {
    text::append(out, record, {});
  }
  for (const auto& record : sample::summaries()) {
    text::append(out, record, {});
  }
  EXPECT_EQ(out, golden("trace.txt"));
}

TEST_F(RenderText, LeavesNoSpaceAtTheEndOfALine) {
  std::string out = report({});
  text::append_trace_header(out, {});
  for (const auto& record : sample::states()) {
    text::append(out, record, {});
  }
  EXPECT_EQ(out.find(" \n"), std::string::npos);
}

TEST_F(RenderText, KeepsColumnsInPlaceWhateverTheCount) {
  DropRecord record = sample::drops().front();
  const std::string one = render(record);
  record.count = 17;
  EXPECT_EQ(render(record), one.substr(0, one.size() - 1) + "     x17\n");
}

TEST_F(RenderText, KeepsASpaceAfterAnOverlongCell) {
  DropRecord record = sample::drops().front();
  record.listener->bound.address = {.family = Family::ipv6,
                                    .bytes = {0x20, 0x01, 0x0d, 0xb8, 0x11, 0x11, 0x22, 0x22, 0x33,
                                              0x33, 0x44, 0x44, 0x55, 0x55, 0x66, 0x66}};
  record.listener->owner.comm = "fifteen-bytes-x";
  record.listener->owner.pid = 4194303;
  const std::string line = render(record);
  EXPECT_NE(line.find("+01:00 [2001:db8:1111:2222:3333:4444:5555:6666]:8080 "
                      "fifteen-bytes-x(4194303)+4 4026531840      accept queue full (SYN)    "
                      "127.0.0.1:40000       6/5\n"),
            std::string::npos)
      << line;
}

TEST_F(RenderText, CountsOnlyTheFurtherHolders) {
  DropRecord record = sample::drops().front();
  record.listener->holders.resize(2);
  EXPECT_NE(render(record).find(" nginx(1234)+1 "), std::string::npos);
  record.listener->holders.resize(1);
  EXPECT_NE(render(record).find(" nginx(1234) "), std::string::npos);
}

TEST_F(RenderText, TellsMembersOfAReuseportGroupApartBySocket) {
  std::vector<ListenerRecord> records = sample::listeners();
  std::string out;
  text::append_listeners(out, records, {});
  EXPECT_EQ(out.find("SOCKET"), std::string::npos);

  records[1].listener.bound = records[0].listener.bound;
  out.clear();
  text::append_listeners(out, records, {});
  EXPECT_NE(out.find("  SOCKET "), std::string::npos);
  EXPECT_NE(out.find("  sk:4d "), std::string::npos);
  EXPECT_NE(out.find("  sk:deadbeef "), std::string::npos);
  EXPECT_NE(out.find("clients of 0.0.0.0:8080 nginx(1234)+3 sk:4d: 127.0.0.1 x19, 192.0.2.7 x5\n"),
            std::string::npos);
}

ListenerFigures figures_of(std::uint16_t port, std::string comm) {
  ListenerFigures one;
  one.listener.id = port;
  one.listener.bound.port = port;
  one.listener.netns = 4026531840;
  one.listener.owner.pid = 1234;
  one.listener.owner.comm = std::move(comm);
  one.accept_queue = 6;
  one.accept_queue_limit = 5;
  one.is_counted = true;
  return one;
}

TEST_F(RenderText, FitsTheTableOfListenersToItsRows) {
  std::vector<ListenerFigures> rows = {figures_of(8080, "a-long-name"), figures_of(80, "httpd")};
  rows[0].drops[static_cast<std::size_t>(DropCause::accept_queue_full_syn)] = 19;
  rows[1].closed = true;
  rows[1].accept_queue.reset();
  rows[1].is_counted = false;
  std::string out;
  text::append_listener_table(out, rows, {});
  EXPECT_EQ(out,
            "LISTENER             PROCESS(PID)       CONTAINER/NETNS  QUEUE  PEAK  LIMIT  "
            "ESTABLISHED  OTHER  DROPS  accept queue full (SYN)\n"
            "0.0.0.0:8080         a-long-name(1234)  4026531840           6     -      5  "
            "          0      0     19                       19\n"
            "0.0.0.0:80 (closed)  httpd(1234)        4026531840           -     -      5  "
            "          -      -      -                        0\n");
  const std::string plain = std::exchange(out, {});
  text::append_listener_table(out, rows, {.colour = true});
  EXPECT_NE(out, plain);
  EXPECT_EQ(without_colour(out), plain);
}

TEST_F(RenderText, ShowsWaitsWhereThereAreAny) {
  std::vector<ListenerFigures> rows = {figures_of(8080, "httpd"), figures_of(80, "sshd"),
                                       figures_of(443, "nginx")};
  rows[0].syn_queue = 3;
  rows[0].waits = WaitFigures{.count = 23,
                              .at_least = 0,
                              .p50_us = 65'536,
                              .p90_us = 1,
                              .p99_us = 131'072,
                              .max_us = 1'150'007,
                              .mean_us = 2,
                              .latest_us = {}};
  rows[0].since_accept_us = 12'345'678;
  rows[1].syn_queue = 0;
  rows[2].waits = rows[0].waits;
  rows[2].waits->at_least = 1;
  rows[2].waits->p99_is_at_least = rows[2].waits->max_is_at_least = true;
  std::string out;
  text::append_listener_table(out, rows, {});
  EXPECT_EQ(out,
            "LISTENER      PROCESS(PID)  CONTAINER/NETNS  QUEUE  PEAK  LIMIT  ESTABLISHED  OTHER  "
            "DROPS  SYN QUEUE  WAIT P50 MS     P99 MS      MAX MS  S SINCE ACCEPT\n"
            "0.0.0.0:8080  httpd(1234)   4026531840           6     -      5            0      0  "
            "    0          3       65.536    131.072    1150.007          12.345\n"
            "0.0.0.0:80    sshd(1234)    4026531840           6     -      5            0      0  "
            "    0          0            -          -           -               -\n"
            "0.0.0.0:443   nginx(1234)   4026531840           6     -      5            0      0  "
            "    0          -       65.536  >=131.072  >=1150.007               -\n");
}

TEST_F(RenderText, ShowsHowTheNamespaceIsSetWhereAskedTo) {
  std::vector<ListenerFigures> rows = {figures_of(8080, "httpd"), figures_of(80, "sshd")};
  rows[0].asked_backlog = 5000;
  rows[0].somaxconn = 4096;
  rows[0].syn_queue = 3;
  rows[0].tcp_max_syn_backlog = 512;
  std::string out;
  text::append_listener_table(out, rows, {});
  EXPECT_EQ(out.find("4096"), std::string::npos) << out;
  out.clear();
  text::append_listener_table(out, rows, {}, true);
  EXPECT_EQ(out,
            "LISTENER      PROCESS(PID)  CONTAINER/NETNS  QUEUE  PEAK  LIMIT  ESTABLISHED  OTHER  "
            "DROPS  ASKED  SOMAXCONN  SYN QUEUE  MAX SYN BACKLOG\n"
            "0.0.0.0:8080  httpd(1234)   4026531840           6     -      5            0      0  "
            "    0   5000       4096          3              512\n"
            "0.0.0.0:80    sshd(1234)    4026531840           6     -      5            0      0  "
            "    0      -          -          -                -\n");
}

TEST_F(RenderText, WritesARowThatHasChangedSinceItWasMeasured) {
  auto row = figures_of(8080, "httpd");
  text::ListenerTable table;
  table.measure(row);
  row.drops[static_cast<std::size_t>(DropCause::other)] = 7;
  row.listener.owner.comm = "longer-than-it-was";
  std::string out;
  table.append_titles(out, {});
  table.append(out, row);
  EXPECT_EQ(
      out,
      "LISTENER      PROCESS(PID)  CONTAINER/NETNS  QUEUE  PEAK  LIMIT  ESTABLISHED  OTHER  "
      "DROPS\n"
      "0.0.0.0:8080  longer-than-it-was(1234)  4026531840           6     -      5            "
      "0      0      7\n");
}

TEST_F(RenderText, HasNoTableWithoutListeners) {
  std::string out;
  text::append_listeners(out, {}, {});
  EXPECT_EQ(out, "");
}

TEST_F(RenderText, ReconcilesInTheContractsWords) {
  ReconciliationRecord record;
  record.netns = 4026531840;
  EXPECT_EQ(render(record), "netns 4026531840: ListenDrops 0 in the kernel, 0 attributed: exact\n");
  record.listen_overflows = {19, 19};
  record.listen_drops = {21, 19};
  EXPECT_EQ(render(record),
            "netns 4026531840: ListenOverflows 19 in the kernel, 19 attributed: exact; "
            "ListenDrops 21 in the kernel, 19 attributed: 2 unattributed\n");
}

TEST_F(RenderText, KeepsHostileNamesOfProcessesOnOneHarmlessLine) {
  for (const std::string& name : sample::kHostileNames) {
    DropRecord drop = sample::drops().front();
    drop.listener->owner.comm = name;
    StateRecord state = sample::states().front();
    state.owner.comm = name;
    for (std::string line : {render(drop), render(state)}) {
      EXPECT_NE(line.find(" " + printable(name) + "("), std::string::npos) << line;
      ASSERT_EQ(line.back(), '\n');
      line.pop_back();
      EXPECT_EQ(printable(line), line);
    }
  }
}

TEST_F(RenderText, AlignsTheTableAroundHostileAndWideNames) {
  for (const std::string& name : sample::kHostileNames) {
    std::vector<ListenerRecord> records = sample::listeners();
    records[0].listener.owner.comm = name;
    std::string out;
    text::append_listeners(out, records, {});
    std::size_t width = 0;
    for (int row = 0; row < 4; ++row) {
      const std::string line = out.substr(0, out.find('\n'));
      out.erase(0, line.size() + 1);
      EXPECT_EQ(printable(line), line);
      if (row == 0) {
        width = display_width(line);
      }
      EXPECT_EQ(display_width(line), width) << line;
    }
  }
}

TEST_F(RenderText, MakesContainerAndNamespaceNamesHarmless) {
  DropRecord record = sample::drops().front();
  record.netns_name = "a\nb\x1b[1m";
  EXPECT_NE(render(record).find(" a\\x0ab\\x1b[1m "), std::string::npos);
  record.listener->owner.container = "\n23456789012345";
  EXPECT_NE(render(record).find(" \\x0a23456789012 "), std::string::npos);
  ReconciliationRecord reconciliation;
  reconciliation.netns = 7;
  reconciliation.netns_name = "a\nb";
  EXPECT_EQ(render(reconciliation),
            "netns 7 (a\\x0ab): ListenDrops 0 in the kernel, 0 attributed: exact\n");
}

}  // namespace
}  // namespace bpfnetstat
