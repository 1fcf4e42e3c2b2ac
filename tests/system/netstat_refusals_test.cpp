// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "lab.h"
#include "parity.h"

// What netstat is not given: a thread, a stdout, files that it may read. And the name that it
// complains by.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using Words = std::vector<std::string>;

void become_nobody() {
  if (setgroups(0, nullptr) != 0 || setgid(65534) != 0 || setuid(65534) != 0) fail("setuid");
}

// ---------------------------------------------------------------------------------------------
// No thread. Without privileges the table comes from procfs, and a long one is read ahead in a
// thread.

/// Nobody, and this process is the last that nobody may have.
void become_nobody_without_threads() {
  become_nobody();
  const rlimit one = {1, 1};
  if (setrlimit(RLIMIT_NPROC, &one) != 0) fail("setrlimit");
  const pid_t another = fork();
  if (another == 0) _exit(0);
  if (another > 0) fail("a process more is allowed");
  if (errno != EAGAIN) fail("fork");
}

TEST(NetstatWithoutThreads, ShowsALongTableAllTheSame) {
  // Two rows of 150 bytes a connection, a page a piece: some 50 pieces, where 16 begin a thread.
  constexpr int kConnections = 701;
  Namespace where;
  const Connections connections(where, kConnections);
  where.inside([&] {
    expect_same({"-ant"}, Preparation(become_nobody_without_threads));
    const Shown shown = run_ours({"-ant"}, become_nobody_without_threads);
    EXPECT_EQ(std::count(shown.out.begin(), shown.out.end(), '\n'), 2 + 2 * kConnections);
    // With a thread the bytes are the same.
    EXPECT_EQ(run_ours({"-ant"}, become_nobody), shown);
  });
}

// ---------------------------------------------------------------------------------------------
// No stdout.

TEST(NetstatWithoutStdout, EndsAlike) {
  const Namespace where;
  const Listener listener(where, {"127.0.0.1", 0});
  const Manner closed{.closes_stdout = true};
  where.inside([&] {
    for (const Words& words : std::vector<Words>{{},
                                                 {"-ant"},
                                                 {"-anp"},
                                                 {"-anx"},
                                                 {"-Sn"},
                                                 {"-rn"},
                                                 {"-rn6"},
                                                 {"-rnC"},
                                                 {"-i"},
                                                 {"-ie"},
                                                 {"-gn"},
                                                 {"-s"},
                                                 {"-s6"},
                                                 {"-M"},
                                                 {"--ipx"},
                                                 {"-A", "foo"},
                                                 {"-Z"}}) {
      expect_same(words, {}, closed);
    }
    for (const Words& words : std::vector<Words>{{"-V"}, {"-h"}, {"-q"}, {"-ri"}}) {
      SCOPED_TRACE(testing::PrintToString(words));
      EXPECT_EQ(run_ours(words, {}, {}, closed).exit_code,
                run_installed(words, {}, {}, closed).exit_code);
    }
  });
}

// ---------------------------------------------------------------------------------------------
// Files that may not be read.

/// Everything below /proc/net that a view reads, with something in it.
ProcFiles net_files() {
  const std::string row =
      "   1: 0100007F:0016 0100007F:03E8 01 00000001:00000002 01:00000037 00000003    33        7 "
      "4711 1 0 20 4 30 10 -1\n";
  const std::string row6 =
      "   1: 00000000000000000000000001000000:0016 00000000000000000000000001000000:03E8 01 "
      "00000001:00000002 01:00000037 00000003    33        7 4711 1 0 20 4 30 10 -1\n";
  ProcFiles files;
  for (const char* file : {"tcp", "udp", "udplite", "raw"}) {
    files[std::string("net/") + file] = "  sl  local_address rem_address   st\n" + row;
    files[std::string("net/") + file + "6"] = "  sl  local_address remote_address   st\n" + row6;
  }
  files["net/unix"] =
      "Num       RefCount Protocol Flags    Type St Inode Path\n"
      "0000000000000000: 00000003 00000000 00000000 0001 03  4711 /good\n";
  files["net/sctp/eps"] = " ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS\n";
  files["net/sctp/assocs"] =
      " ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT LADDRS "
      "<-> RADDRS HBINT\n";
  files["net/route"] =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
      "lo\t0000007F\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n";
  files["net/rt_cache"] =
      "Iface\tDestination\tGateway \tFlags\t\tRefCnt\tUse\tMetric\tSource\t\tMTU\tWindow\tIRTT\tTOS"
      "\tHHRef\tHHUptod\tSpecDst\n";
  files["net/ipv6_route"] =
      "00000000000000000000000000000001 80 00000000000000000000000000000000 00 "
      "00000000000000000000000000000000 00000000 00000002 00000000 80200001       lo\n";
  files["net/igmp"] =
      "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n"
      "1\tlo        :     1      V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n";
  files["net/igmp6"] = "1    lo              ff020000000000000000000000000001     1 0000000C 0\n";
  files["net/dev"] =
      "Inter-|   Receive                                                |  Transmit\n"
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs "
      "drop "
      "fifo colls carrier compressed\n"
      "    lo:       1       2    3    4    5     6          7         8        9      10   11   "
      "12 "
      "   13    14      15         16\n";
  files["net/if_inet6"] = "00000000000000000000000000000001 01 80 10 80       lo\n";
  files["net/snmp"] = "Udp: InDatagrams NoPorts\nUdp: 1 2\n";
  files["net/netstat"] = "TcpExt: SyncookiesSent ListenOverflows\nTcpExt: 3 4\n";
  files["net/snmp6"] = "Udp6InDatagrams                 \t5\n";
  files["net/ip_masquerade"] =
      "Prc FromIP   FPrt ToIP     TPrt Masq Init-seq  Delta PDelta Expires\n";
  return files;
}

std::vector<Words> every_view() {
  return {{},         {"-an"},   {"-anv"},        {"-tn"},  {"-tn6"},         {"-un"},  {"-Un"},
          {"-wn"},    {"-Sn"},   {"-Sanv"},       {"-x"},   {"-xv"},          {"-4n"},  {"-46nv"},
          {"-anp"},   {"-x4n"},  {"-tuUSwxn"},    {"-rn"},  {"-rnv"},         {"-rn6"}, {"-rn46"},
          {"-rnC"},   {"-rnCF"}, {"-rn", "-eeC"}, {"-i"},   {"-ia"},          {"-iev"}, {"-gn"},
          {"-gn4"},   {"-gn6"},  {"-anx4g"},      {"-s"},   {"-st"},          {"-s6"},  {"-sw"},
          {"-s46uv"}, {"-M"},    {"-Mv"},         {"-Mne"}, {"-anc", "--ipx"}};
}

/// Covers /proc by these files, the ones named not readable, and is nobody.
Preparation denied(const ProcFiles& files, const std::vector<std::string>& names) {
  return [files, names] {
    cover_proc(files);
    for (const std::string& name : names) {
      if (chmod(("/proc/" + name).c_str(), 0) != 0) fail("chmod " + name);
    }
    become_nobody();
  };
}

TEST(NetstatMayNotRead, AnyFileOfNetAtAll) {
  const Namespace where;
  const ProcFiles files = net_files();
  std::vector<std::string> all;
  for (const auto& [name, contents] : files) all.push_back(name);
  where.inside([&] {
    for (const Words& words : every_view()) {
      expect_same(words, denied(files, all));
      // Not even look into the folder.
      expect_same(words, denied(files, {"net"}));
    }
    // What is not there and what may not be read are not the same to every view.
    EXPECT_THAT(run_ours({"-rn"}, denied(files, all)).err, HasSubstr("Permission denied"));
    EXPECT_EQ(run_ours({"-M"}, denied(files, all)).exit_code, 255);
  });
}

TEST(NetstatMayNotRead, FamiliesThatAreSeldom) {
  const Namespace where;
  where.inside([&] {
    for (const std::string file : {"net/ipx/socket", "net/ax25", "net/x25", "net/nr", "net/rose"}) {
      SCOPED_TRACE(file);
      for (const Words& words : std::vector<Words>{{"-n"},
                                                   {"-nv"},
                                                   {"-tn"},
                                                   {"-x"},
                                                   {"--ipx"},
                                                   {"--ax25"},
                                                   {"--x25", "--rose"},
                                                   {"--netrom", "-nv"},
                                                   {"--rose"},
                                                   {"-A", "rose,ax25"}}) {
        expect_same(words, denied({{file, "x\n"}}, {file}));
      }
    }
    // A folder on the way, and one that is none.
    expect_same({"--ipx"}, denied({{"net/ipx/socket", "x\n"}}, {"net/ipx"}));
    expect_same({"-n"}, denied({{"net/ipx", "x\n"}}, {"net/ipx"}));
  });
}

TEST(NetstatMayNotRead, OneFileOfMany) {
  const Namespace where;
  const ProcFiles files = net_files();
  where.inside([&] {
    for (const auto& [name, contents] : files) {
      SCOPED_TRACE(name);
      for (const Words& words : std::vector<Words>{
               {"-an"}, {"-Sn"}, {"-rn46"}, {"-rnC"}, {"-ia"}, {"-gn"}, {"-s46"}, {"-M"}}) {
        expect_same(words, denied(files, {name}));
      }
    }
  });
}

// ---------------------------------------------------------------------------------------------
// Its name: what getopt(3) says begins with argv[0], netstat's own messages with "netstat".

class NetstatCalled : public testing::TestWithParam<const char*> {};

TEST_P(NetstatCalled, ComplainsAlike) {
  const Manner manner{.name = GetParam()};
  const Namespace empty;
  empty.inside([&] {
    for (const Words& words : std::vector<Words>{{},
                                                 {"-rn"},
                                                 {"-i"},
                                                 {"--ipx"},
                                                 {"--ax25", "-n"},
                                                 {"-A", "foo"},
                                                 {"-A", "ash", "-n"},
                                                 {"-2"},
                                                 {"-M"},
                                                 {"-Mn"},
                                                 {"-Z"},
                                                 {"-s", "-A", "econet"},
                                                 {"-s4", "-x"},
                                                 {"-r", "-A", "ash"},
                                                 {"-rnx"},
                                                 {"--tcpip", "-n"}}) {
      expect_same(words, {}, manner);
    }
    expect_same(
        {"-rn"},
        [] {
          cover_proc({{"net/", ""}});
        },
        manner);
  });
}

TEST_P(NetstatCalled, IsNamedInWhatGetoptSays) {
  const Manner manner{.name = GetParam()};
  for (const Words& words : std::vector<Words>{
           {"-q"}, {"--foo"}, {"--num=1"}, {"--unix=1"}, {"-A"}, {"--protocol"}, {"-n", "-B"}}) {
    SCOPED_TRACE(testing::PrintToString(words));
    const Shown theirs = run_installed(words, {}, {}, manner);
    const Shown ours = run_ours(words, {}, {}, manner);
    EXPECT_EQ(ours.exit_code, theirs.exit_code);
    // The usage that follows is each program's own.
    const auto first_line = [](const Shown& shown) {
      return shown.err.substr(0, shown.err.find('\n'));
    };
    EXPECT_EQ(first_line(ours), first_line(theirs));
    EXPECT_THAT(ours.err, StartsWith(std::string(GetParam()) + ": "));
  }
}

INSTANTIATE_TEST_SUITE_P(, NetstatCalled,
                         testing::Values("netstat", "/usr/bin/netstat", "./netstat",
                                         "../../opt/b p/netstat"),
                         [](const auto& info) { return std::to_string(info.index) + "Netstat"; });

}  // namespace
}  // namespace bpfnetstat::lab
