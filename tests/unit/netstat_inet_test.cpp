// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"
#include "model/inet_socket.h"
#include "netstat/sockets.h"
#include "netstat/views.h"
#include "procfs/line_stream.h"
#include "procfs/net_inet.h"
#include "procfs_testing.h"

namespace bpfnetstat {
namespace {

using netstat::Settings;
using procfs::InetTable;
using procfs::TempTree;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::optional<InetSocket> parsed(std::string_view line, InetTable table = InetTable::tcp) {
  return procfs::parse_inet_row(line, table);
}

constexpr std::string_view kHeader =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n";
constexpr std::string_view kRow =
    "   1: 0100007F:0016 0100007F:03E8 01 00000001:00000002 01:00000037 00000003    33        7 "
    "4711 1 0000000000000000 20 4 30 10 -1\n";
constexpr std::string_view kListener =
    "   0: 00000000:0050 00000000:0000 0A 00000000:00000005 00:00000000 00000000     0        0 "
    "4712 1 0000000000000000 100 0 0 10 0\n";
constexpr std::string_view kRow6 =
    "   0: B80D0120000000000000000001000000:0016 00000000000000000000000000000000:0000 0A "
    "00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0\n";

std::string fixture(const std::string& name) {
  std::ifstream file(FIXTURES_DIR "/netstat/net_inet/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Shown {
  std::string out;
  std::string err;
  int exit_code = 0;
};

/// The view of sockets over a proc tree.
Shown show(const TempTree& tree, const Settings& settings,
           const netstat::SocketSource* source = nullptr) {
  const UniqueFd file(memfd_create("shown", MFD_CLOEXEC));
  Shown shown;
  testing::internal::CaptureStderr();
  {
    const procfs::Proc proc(tree.root());
    netstat::Names names;
    netstat::Output out(file.get());
    netstat::Context context{settings, proc, names, out, source};
    shown.exit_code = netstat::show_sockets(context);
  }
  shown.err = testing::internal::GetCapturedStderr();
  shown.out.resize(static_cast<std::size_t>(lseek(file.get(), 0, SEEK_END)));
  EXPECT_EQ(pread(file.get(), shown.out.data(), shown.out.size(), 0),
            static_cast<ssize_t>(shown.out.size()));
  return shown;
}

Settings numeric() {
  Settings settings;
  settings.numeric_hosts = settings.numeric_ports = settings.numeric_users = true;
  return settings;
}

Settings numeric_tcp() {
  Settings settings = numeric();
  settings.tcp = true;
  settings.families = {"inet"};
  settings.all = true;
  return settings;
}

/// The rows below the heading.
std::string rows_of(const std::string& out) {
  const std::size_t second_line = out.find('\n') + 1;
  return out.substr(out.find('\n', second_line) + 1);
}

std::string replaced(std::string_view row, std::string_view what, std::string_view by) {
  std::string text(row);
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  if (at != std::string::npos) text.replace(at, what.size(), by);
  return text;
}

TEST(InetRow, HasEveryColumn) {
  const auto socket = parsed(kRow);
  ASSERT_TRUE(socket);
  EXPECT_EQ(to_string(socket->local), "127.0.0.1:22");
  EXPECT_EQ(to_string(socket->remote), "127.0.0.1:1000");
  EXPECT_EQ(socket->state, 1);
  EXPECT_EQ(socket->tx_queue, 1u);
  EXPECT_EQ(socket->rx_queue, 2u);
  EXPECT_EQ(socket->timer, 1);
  EXPECT_EQ(socket->timer_ticks, 0x37u);
  EXPECT_EQ(socket->retransmits, 3u);
  EXPECT_EQ(socket->uid, 33u);
  EXPECT_EQ(socket->probes, 7u);
  EXPECT_EQ(socket->inode, 4711u);
}

TEST(InetRow, TakesItsFamilyFromItsAddresses) {
  const auto socket = parsed(kRow6);
  ASSERT_TRUE(socket);
  EXPECT_EQ(to_string(socket->local), "[2001:db8::1]:22");
  EXPECT_TRUE(socket->remote.address.is_any());
  EXPECT_EQ(socket->remote.address.family, Family::ipv6);
}

TEST(InetRow, HoldsTheLargestValues) {
  const auto socket = parsed(
      "  23: FFFFFFFF:FFFF FEFEFEFE:FFFF 01 FFFFFFFF:FFFFFFFF 01:FFFFFFFFFFFFFFFF FFFFFFFF "
      "4294967295 4294967295 18446744073709551615 1\n");
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->tx_queue, 0xffffffffu);
  EXPECT_EQ(socket->rx_queue, 0xffffffffu);
  EXPECT_EQ(socket->timer_ticks, 0xffffffffffffffffu);
  EXPECT_EQ(socket->uid, static_cast<uid_t>(-1));
  EXPECT_EQ(socket->probes, 0xffffffffu);
  EXPECT_EQ(socket->inode, 0xffffffffffffffffu);
}

TEST(InetRow, StateBeyondTheKernelsIsNone) {
  const auto socket = parsed(replaced(kRow, " 01 ", " 123 "));
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->state, 255);
  EXPECT_EQ(netstat::tcp_state_text(socket->state), "UNKNOWN");
}

TEST(InetRow, MayLackWhatFollowsTheRetransmissions) {
  const std::string row(kRow);
  const auto socket = parsed(row.substr(0, row.find("    33")));
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->retransmits, 3u);
  EXPECT_EQ(socket->uid, 0u);
  EXPECT_EQ(socket->inode, 0u);
}

TEST(InetRow, IsNoRowWithLess) {
  const std::string row(kRow);
  // Up to and including the queues, a colon, a timer.
  for (const std::string_view end :
       {" 0100007F:03E8", " 01 0000", ":00000002", " 01:", "00000037", " 00000003"}) {
    EXPECT_FALSE(parsed(row.substr(0, row.find(end)))) << end;
  }
  EXPECT_FALSE(parsed(""));
  EXPECT_FALSE(parsed("\n"));
  EXPECT_FALSE(parsed(kHeader));
}

TEST(InetRow, NeedsNoRetransmissionsButForTcp) {
  const std::string row(kRow);
  const auto socket = parsed(row.substr(0, row.find(" 00000003")), InetTable::other);
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->timer_ticks, 0x37u);
  EXPECT_EQ(socket->retransmits, 0u);
  EXPECT_FALSE(parsed(row.substr(0, row.find("00000037")), InetTable::other));
}

TEST(InetRow, IsNoRowWithAnAddressThatLostDigits) {
  EXPECT_FALSE(parsed(replaced(kRow, "0100007F:0016", "00000000000000FF:0016")));
  EXPECT_FALSE(parsed(replaced(kRow, "0100007F:0016", "0100007G:0016")));
  EXPECT_FALSE(parsed(replaced(kRow, "0100007F:0016", "0100007F 0016")));
}

TEST(InetRow, IsReadAlikeWhateverSeparatesItsColumns) {
  std::string tabs(kRow);
  for (char& c : tabs) {
    if (c == ' ') c = '\t';
  }
  const auto socket = parsed(tabs);
  ASSERT_TRUE(socket);
  EXPECT_EQ(to_string(socket->remote), "127.0.0.1:1000");
  EXPECT_EQ(socket->inode, 4711u);
}

TEST(RepeatedRows, AreThoseThatBeginAPieceAndEndedThePrevious) {
  const auto socket = [](std::uint64_t inode) {
    InetSocket made;
    made.local.port = static_cast<std::uint16_t>(inode);
    made.inode = inode;
    return made;
  };
  procfs::RepeatedRows repeated;
  EXPECT_FALSE(repeated.is_repeated(socket(1), 1));
  EXPECT_FALSE(repeated.is_repeated(socket(2), 1));
  EXPECT_FALSE(repeated.is_repeated(socket(3), 1));
  EXPECT_TRUE(repeated.is_repeated(socket(2), 2));
  EXPECT_TRUE(repeated.is_repeated(socket(3), 2));
  EXPECT_FALSE(repeated.is_repeated(socket(4), 2));
  // Not at the beginning of its piece: another socket, however alike.
  EXPECT_FALSE(repeated.is_repeated(socket(3), 2));
  // Nor are equal ones within a piece.
  EXPECT_FALSE(repeated.is_repeated(socket(5), 3));
  EXPECT_FALSE(repeated.is_repeated(socket(5), 3));
}

TEST(RepeatedRows, IsAlsoTheOneThatWasClosedMeanwhile) {
  InetSocket open;
  open.local.port = 22;
  open.remote.port = 1000;
  open.inode = 7;
  InetSocket closed = open;
  closed.inode = 0;
  closed.state = 6;
  procfs::RepeatedRows repeated;
  EXPECT_FALSE(repeated.is_repeated(open, 1));
  EXPECT_TRUE(repeated.is_repeated(closed, 2));
}

TEST(RepeatedRows, ListenersOfOneGroupAreDifferentSockets) {
  InetSocket first;
  first.local.port = 80;
  first.inode = 7;
  InetSocket second = first;
  second.inode = 8;
  procfs::RepeatedRows repeated;
  EXPECT_FALSE(repeated.is_repeated(first, 1));
  EXPECT_FALSE(repeated.is_repeated(second, 2));
}

TEST(LineStream, SplitsWhatIsTooLongAndKeepsTheRest) {
  TempTree tree;
  tree.file("net/x", "a\n" + std::string(8191, 'b') + "\n\n" + std::string(8190, 'c') + "\nend");
  auto stream = procfs::LineStream::open(procfs::Proc(tree.root()), "net/x");
  ASSERT_TRUE(stream);
  std::vector<std::string> lines;
  for (std::string_view line; stream->next(line);) lines.emplace_back(line);
  EXPECT_THAT(lines, ElementsAre("a\n", std::string(8191, 'b'), "\n", "\n",
                                 std::string(8190, 'c') + "\n", "end"));
}

TEST(LineStream, HasEveryLineOfALargeFile) {
  TempTree tree;
  std::string text;
  for (int i = 0; i < 30011; ++i) text += std::to_string(i) + "\n";
  tree.file("net/x", text);
  auto stream = procfs::LineStream::open(procfs::Proc(tree.root()), "net/x");
  ASSERT_TRUE(stream);
  int count = 0;
  for (std::string_view line; stream->next(line); ++count) {
    ASSERT_EQ(line, std::to_string(count) + "\n");
  }
  EXPECT_EQ(count, 30011);
}

TEST(LineStream, EndsAtAReadThatFails) {
  TempTree tree;
  tree.directory("net/x");
  auto stream = procfs::LineStream::open(procfs::Proc(tree.root()), "net/x");
  ASSERT_TRUE(stream);
  std::string_view line;
  EXPECT_FALSE(stream->next(line));
}

TEST(InetView, ShowsARecordedTableOfEachProtocol) {
  TempTree tree;
  for (const std::string name :
       {"tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6"}) {
    tree.file("net/" + name, fixture("linux-6.18-" + name));
  }
  tree.file("net/unix", "Num\n");
  Settings settings = numeric();
  settings.all = true;
  const Shown shown = show(tree, settings);
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_EQ(shown.err, "");
  std::vector<std::string> columns;  // The first word and its count, in order.
  std::string last;
  int count = 0;
  for (std::size_t at = 0; at < shown.out.size(); at = shown.out.find('\n', at) + 1) {
    const std::string word = shown.out.substr(at, shown.out.find_first_of(" \n", at) - at);
    if (word != last && count > 0) columns.push_back(last + " " + std::to_string(count));
    if (word != last) count = 0;
    last = word;
    ++count;
  }
  EXPECT_THAT(columns, ElementsAre("Active 1", "Proto 1", "tcp 13", "tcp6 5", "udp 2", "udp6 1",
                                   "udpl 1", "udpl6 1", "raw 3", "raw6 1", "Active 1"));
  EXPECT_THAT(shown.out, HasSubstr("\ntcp        0      1 127.0.0.1:36100         127.0.0.1:9      "
                                   "       SYN_SENT   \n"));
  EXPECT_THAT(shown.out, HasSubstr("\nudp      832      0 0.0.0.0:53 "));
}

TEST(InetView, SpellsEveryStateAndNamesNoneBeyond) {
  TempTree tree;
  tree.file("net/tcp", fixture("edge-states"));
  const Shown shown = show(tree, numeric_tcp());
  std::vector<std::string> states;
  for (std::size_t at = 0; states.size() < 14; ++at) {
    const std::string rows = rows_of(shown.out);
    std::size_t line = 0;
    for (std::size_t i = 0; i < at; ++i) line = rows.find('\n', line) + 1;
    std::string state = rows.substr(line + 68, rows.find('\n', line) - line - 68);
    state.erase(state.find_last_not_of(' ') + 1);
    states.push_back(state);
  }
  EXPECT_THAT(states, ElementsAre("", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1",
                                  "FIN_WAIT2", "TIME_WAIT", "CLOSE", "CLOSE_WAIT", "LAST_ACK",
                                  "LISTEN", "CLOSING", "UNKNOWN", "UNKNOWN"));
}

TEST(InetView, ListensMeansWithoutPeer) {
  TempTree tree;
  tree.file("net/tcp", std::string(kHeader) + std::string(kRow) + std::string(kListener));
  Settings settings = numeric_tcp();
  settings.all = false;
  EXPECT_EQ(rows_of(show(tree, settings).out),
            "tcp        2      1 127.0.0.1:22            127.0.0.1:1000          ESTABLISHED\n");
  settings.listening = true;
  EXPECT_EQ(rows_of(show(tree, settings).out),
            "tcp        5      0 0.0.0.0:80              0.0.0.0:*               LISTEN     \n");
}

TEST(InetView, CutsAddressesUnlessWide) {
  TempTree tree;
  tree.file("net/tcp6", std::string(kHeader) + replaced(kRow6, "B80D0120000000000000000001000000",
                                                        "B80D012078563412F0DEBC9A78563412"));
  Settings settings = numeric_tcp();
  settings.families = {"inet6"};
  EXPECT_EQ(rows_of(show(tree, settings).out),
            "tcp6       0      0 2001:db8:1234:5678:9:22 :::*                    LISTEN     \n");
  settings.wide = true;
  EXPECT_EQ(rows_of(show(tree, settings).out),
            "tcp6       0      0 2001:db8:1234:5678:9abc:def0:1234:5678:22 :::*                    "
            "LISTEN     \n");
}

TEST(InetView, ShowsTimersOfEachKind) {
  TempTree tree;
  std::string table(kHeader);
  for (const char* timer : {"00:00000037", "02:00000037", "03:00000037", "04:00000037",
                            "05:00000037", "01:FFFFFFFFFFFF"}) {
    table += replaced(kRow, "01:00000037", timer);
  }
  tree.file("net/tcp", table);
  Settings settings = numeric_tcp();
  settings.timers = true;
  const std::string rows = rows_of(show(tree, settings).out);
  for (const char* end :
       {"ESTABLISHED off (0.00/3/7)\n", "ESTABLISHED keepalive (0.55/3/7)\n",
        "ESTABLISHED timewait (0.55/3/7)\n", "ESTABLISHED probe (0.55/3/7)\n",
        "ESTABLISHED unkn-5 (0.55/3/7)\n", "ESTABLISHED on (2814749767106.55/3/7)\n"}) {
    EXPECT_THAT(rows, HasSubstr(end));
  }
}

TEST(InetView, WarnsOfEachBogusLineAndGoesOn) {
  TempTree tree;
  tree.file("net/tcp", std::string(kHeader) + "foo\n" + std::string(kRow) + "\n");
  const Shown shown = show(tree, numeric_tcp());
  EXPECT_EQ(shown.err, "warning, got bogus tcp line.\nwarning, got bogus tcp line.\n");
  EXPECT_EQ(rows_of(shown.out),
            "tcp        2      1 127.0.0.1:22            127.0.0.1:1000          ESTABLISHED\n");
  EXPECT_EQ(shown.exit_code, 0);
}

TEST(InetView, SurvivesEveryFixture) {
  for (const char* name : {"edge-states", "edge-malformed", "edge-ipv6", "edge-cut", "edge-peers",
                           "linux-2.6-format"}) {
    TempTree tree;
    const std::string text = fixture(name);
    Settings settings = numeric_tcp();
    settings.extend = 2;
    settings.timers = settings.programs = true;
    for (std::size_t size = 0; size <= text.size(); size += 97) {
      tree.file("net/tcp", text.substr(0, size));
      EXPECT_EQ(show(tree, settings).exit_code, 0) << name << " cut after " << size;
    }
  }
}

TEST(InetView, MissesAFileByWhatWasAskedFor) {
  const TempTree tree;
  Settings settings = numeric();
  Shown shown = show(tree, settings);
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_EQ(shown.err, "");

  settings.verbose = 1;
  shown = show(tree, settings);
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_EQ(shown.err,
            "netstat: no support for `AF INET (tcp)' on this system.\n"
            "netstat: no support for `AF INET (sctp)' on this system.\n"
            "netstat: no support for `AF INET (udp)' on this system.\n"
            "netstat: no support for `AF INET (udplite)' on this system.\n"
            "netstat: no support for `AF INET (raw)' on this system.\n"
            "netstat: no support for `AF UNIX' on this system.\n"
            "netstat: no support for `AF IPX' on this system.\n"
            "netstat: no support for `AF AX25' on this system.\n"
            "netstat: no support for `AF X25' on this system.\n"
            "netstat: no support for `AF NETROM' on this system.\n"
            "netstat: no support for `AF ROSE' on this system.\n");

  settings.families = {"inet"};
  shown = show(tree, settings);
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_EQ(shown.err, "");

  settings.udp = true;
  shown = show(tree, settings);
  EXPECT_EQ(shown.exit_code, 1);
  EXPECT_EQ(shown.err, "netstat: no support for `AF INET (udp)' on this system.\n");
}

TEST(InetView, TellsWhyAFileCannotBeOpened) {
  TempTree tree;
  tree.link("net/tcp", "tcp");
  const Shown shown = show(tree, numeric_tcp());
  EXPECT_EQ(shown.exit_code, 255);
  EXPECT_EQ(shown.err, "/proc/net/tcp: Too many levels of symbolic links\n");
}

TEST(InetView, NamesTheFirstProcessThatHoldsASocket) {
  TempTree tree;
  tree.file("net/tcp", std::string(kHeader) + std::string(kRow) + std::string(kListener));
  for (const char* pid : {"70000", "9"}) {
    tree.link(std::string(pid) + "/fd/3", "socket:[4711]");
    tree.file(std::string(pid) + "/cmdline", std::string("/usr/bin/a-very-long-name-x\0-y", 30));
  }
  Settings settings = numeric_tcp();
  settings.programs = true;
  // The order is that of the directory, which for a procfs is that of the pids.
  const std::vector<SocketOwner> owners = {{4711, 9, 3}, {4711, 70000, 3}};
  const netstat::SocketSource source{
      .tcp = nullptr, .owners = [&] { return Result<std::vector<SocketOwner>>(owners); }};
  EXPECT_EQ(rows_of(show(tree, settings, &source).out),
            "tcp        2      1 127.0.0.1:22            127.0.0.1:1000          ESTABLISHED "
            "9/a-very-long-name- \n"
            "tcp        5      0 0.0.0.0:80              0.0.0.0:*               LISTEN      "
            "-                   \n");
  settings.json = true;
  EXPECT_THAT(show(tree, settings, &source).out,
              HasSubstr(R"("pid":9,"program":"a-very-long-name-x","holders":[)"
                        R"({"pid":9,"program":"a-very-long-name-x","fd":3},)"
                        R"({"pid":70000,"program":"a-very-long-name-x","fd":3}]})"));
}

TEST(InetView, FindsTheHoldersWithoutASource) {
  TempTree tree;
  tree.file("net/tcp", std::string(kHeader) + std::string(kRow));
  tree.link("12/fd/0", "/dev/null");
  tree.link("12/fd/3", "socket:[4711]");
  tree.link("13/fd/3", "socket:[4711]");  // Its command line is gone.
  tree.file("12/cmdline", std::string("sshd: root@pts/0\0", 17));
  Settings settings = numeric_tcp();
  settings.programs = true;
  const Shown shown = show(tree, settings);
  EXPECT_THAT(shown.out, HasSubstr("ESTABLISHED 12/sshd: root@pts/0 \n"));
  EXPECT_EQ(shown.err, "");
}

TEST(ProgramOfCmdline, IsTheLastPartOfAnAbsolutePath) {
  using netstat::program_of_cmdline;
  using namespace std::string_view_literals;
  EXPECT_EQ(program_of_cmdline("/usr/sbin/nginx\0-g\0"sv), "nginx");
  EXPECT_EQ(program_of_cmdline("./prog\0"sv), "./prog");
  EXPECT_EQ(program_of_cmdline("nginx: master process /usr/sbin/nginx\0"sv),
            "nginx: master process /usr/sbin/nginx");
  EXPECT_EQ(program_of_cmdline("/opt/dir/\0"sv), "");
  EXPECT_EQ(program_of_cmdline(""sv), "");
  EXPECT_EQ(program_of_cmdline("\0x"sv), "");
}

TEST(InetView, TakesTcpFromTheSourceAndTheRestFromFiles) {
  TempTree tree;
  tree.file("net/udp", std::string(kHeader) + std::string(kRow));
  const auto socket = parsed(kListener);
  ASSERT_TRUE(socket);
  const netstat::SocketSource source{
      .tcp = [&](Family family, const std::function<void(const InetSocket&)>& sink) -> Status {
        if (family == Family::ipv4) sink(*socket);
        return {};
      },
      .owners = nullptr};
  Settings settings = numeric_tcp();
  settings.udp = true;
  EXPECT_EQ(rows_of(show(tree, settings, &source).out),
            "tcp        5      0 0.0.0.0:80              0.0.0.0:*               LISTEN     \n"
            "udp        2      1 127.0.0.1:22            127.0.0.1:1000          ESTABLISHED\n");
}

TEST(InetView, ReadsTheFileWhereTheSourceRefuses) {
  TempTree tree;
  tree.file("net/tcp", std::string(kHeader) + std::string(kListener));
  const netstat::SocketSource source{
      .tcp = [](Family, const std::function<void(const InetSocket&)>&) -> Status {
        return Error{ErrorKind::unavailable, "no", 0, ""};
      },
      .owners = nullptr};
  EXPECT_EQ(rows_of(show(tree, numeric_tcp(), &source).out),
            "tcp        5      0 0.0.0.0:80              0.0.0.0:*               LISTEN     \n");
}

TEST(InetView, SaysThatRowsOfTheSourceAreMissing) {
  TempTree tree;
  tree.file("net/tcp", std::string(kHeader) + std::string(kListener) + std::string(kRow));
  tree.file("net/tcp6", std::string(kHeader));
  tree.file("net/udp", std::string(kHeader) + std::string(kRow));
  const auto socket = parsed(kListener);
  ASSERT_TRUE(socket);
  int asked = 0;
  const netstat::SocketSource source{
      .tcp = [&](Family family, const std::function<void(const InetSocket&)>& sink) -> Status {
        ++asked;
        if (family == Family::ipv6) return {};
        sink(*socket);
        return Error{ErrorKind::unavailable, "cannot read on", EAGAIN, ""};
      },
      .owners = nullptr};
  Settings settings = numeric_tcp();
  settings.families.clear();
  settings.udp = true;
  const Shown shown = show(tree, settings, &source);
  EXPECT_EQ(shown.exit_code, 1);
  EXPECT_EQ(shown.err, "netstat: cannot read on: Resource temporarily unavailable\n");
  EXPECT_EQ(rows_of(shown.out),
            "tcp        5      0 0.0.0.0:80              0.0.0.0:*               LISTEN     \n");
  // The other family's are not missing.
  EXPECT_EQ(asked, 2);
}

TEST(InetJson, HasTypedValuesAndLeavesOutWhatIsNotThere) {
  TempTree tree;
  tree.file("net/tcp", std::string(kHeader) + std::string(kRow) + std::string(kListener));
  Settings settings = numeric_tcp();
  settings.json = true;
  EXPECT_EQ(show(tree, settings).out,
            R"({"type":"socket","protocol":"tcp","family":"ipv4","local_address":"127.0.0.1",)"
            R"("local_port":22,"peer_address":"127.0.0.1","peer_port":1000,"state":"ESTABLISHED",)"
            R"("recv_q":2,"send_q":1,"uid":33,"inode":4711,"timer":"on","timer_expires_ms":550,)"
            R"("retransmits":3,"probes":7})"
            "\n"
            R"({"type":"socket","protocol":"tcp","family":"ipv4","local_address":"0.0.0.0",)"
            R"("local_port":80,"state":"LISTEN","recv_q":5,"send_q":0,"uid":0,"inode":4712,)"
            R"("timer":"off","retransmits":0,"probes":0})"
            "\n");
}

TEST(InetJson, ShowsAMappedAddressAsIpv4) {
  TempTree tree;
  tree.file("net/tcp6", std::string(kHeader) + replaced(kRow6, "B80D0120000000000000000001000000",
                                                        "0000000000000000FFFF00000302010A"));
  Settings settings = numeric_tcp();
  settings.families = {"inet6"};
  settings.json = true;
  EXPECT_THAT(show(tree, settings).out,
              HasSubstr(R"("family":"ipv4","mapped":true,"local_address":"10.1.2.3")"));
}

TEST(InetJson, RawSocketsHaveAProtocolAndNoPorts) {
  TempTree tree;
  tree.file("net/raw",
            std::string(kHeader) + replaced(kListener, "00000000:0050 ", "00000000:00FF "));
  Settings settings = numeric();
  settings.raw = settings.all = settings.json = true;
  const std::string out = show(tree, settings).out;
  EXPECT_THAT(out, HasSubstr(R"("protocol":"raw","family":"ipv4","local_address":"0.0.0.0",)"
                             R"("ip_protocol":255,"recv_q":5)"));
}

TEST(SctpView, HasALineForEachAddress) {
  TempTree tree;
  tree.file("net/sctp/assocs",
            " ASSOC SOCK STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT LADDRS "
            "<-> RADDRS HBINT\n"
            "ffff8881 ffff8882 2   1   3  0       1        5        6       0 23500 11165 22    "
            "127.0.0.1 10.1.2.3 <-> *127.0.0.1 10.1.2.4 \t    7500    10    10   10\n"
            "bogus\n");
  Settings settings = numeric();
  settings.sctp = true;
  const Shown shown = show(tree, settings);
  EXPECT_EQ(rows_of(shown.out),
            "sctp       6      5 127.0.0.1:11165         127.0.0.1:22            ESTABLISHED\n"
            "                    10.1.2.3                10.1.2.4                           \n");
  EXPECT_EQ(shown.err, "warning, got bogus sctp assoc line.\n");
}

}  // namespace
}  // namespace bpfnetstat
