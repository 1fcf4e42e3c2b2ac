// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"
#include "netstat/views.h"
#include "procfs/net_unix.h"
#include "procfs_testing.h"

namespace bpfnetstat {
namespace {

using netstat::Settings;
using procfs::parse_unix_row;
using procfs::TempTree;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kHeader = "Num       RefCount Protocol Flags    Type St Inode Path\n";
constexpr std::string_view kListener =
    "ffff888100000000: 00000002 00000000 00010000 0001 01  4711 /run/a.sock\n";
constexpr std::string_view kConnected =
    "ffff888100000000: 00000003 00000000 00000000 0005 03  4712\n";

std::string fixture(const std::string& name) {
  std::ifstream file(FIXTURES_DIR "/netstat/net_unix/" + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Shown {
  std::string out;
  std::string err;
  int exit_code = 0;
};

Shown show(std::string_view table, Settings settings = {}) {
  TempTree tree;
  tree.file("net/unix", table);
  settings.families = {"unix"};
  const UniqueFd file(memfd_create("shown", MFD_CLOEXEC));
  Shown shown;
  testing::internal::CaptureStderr();
  {
    const procfs::Proc proc(tree.root());
    netstat::Names names;
    netstat::Output out(file.get());
    netstat::Context context{settings, proc, names, out};
    shown.exit_code = netstat::show_sockets(context);
  }
  shown.err = testing::internal::GetCapturedStderr();
  shown.out.resize(static_cast<std::size_t>(lseek(file.get(), 0, SEEK_END)));
  EXPECT_EQ(pread(file.get(), shown.out.data(), shown.out.size(), 0),
            static_cast<ssize_t>(shown.out.size()));
  return shown;
}

std::string rows_of(const std::string& out) {
  const std::size_t second_line = out.find('\n') + 1;
  return out.substr(out.find('\n', second_line) + 1);
}

TEST(UnixRow, HasEveryColumn) {
  const auto socket = parse_unix_row(kListener);
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->references, 2u);
  EXPECT_EQ(socket->protocol, 0u);
  EXPECT_TRUE(socket->is_listening());
  EXPECT_EQ(socket->type, 1u);
  EXPECT_EQ(socket->state, 1u);
  EXPECT_EQ(socket->inode, 4711u);
  EXPECT_EQ(socket->path, "/run/a.sock");
}

TEST(UnixRow, MayBeWithoutPathOrInode) {
  const auto unnamed = parse_unix_row(kConnected);
  ASSERT_TRUE(unnamed);
  EXPECT_EQ(unnamed->inode, 4712u);
  EXPECT_EQ(unnamed->path, "");
  const auto bare = parse_unix_row("0: 2 0 0 1 3\n");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->inode, 0u);
}

TEST(UnixRow, KeepsEveryByteOfThePath) {
  const auto path_of = [](const std::string& path) {
    const std::string row = "0: 00000002 00000000 00000000 0001 01 1 " + path + "\n";
    return std::string(parse_unix_row(row)->path);
  };
  EXPECT_EQ(path_of("/a b  c"), "/a b  c");
  EXPECT_EQ(path_of(" leads"), " leads");
  EXPECT_EQ(path_of("@abstract@name@"), "@abstract@name@");
  EXPECT_EQ(path_of("\xff\x1b[31m\t"), "\xff\x1b[31m\t");
  EXPECT_EQ(path_of("/trails "), "/trails ");
}

TEST(UnixRow, IsNoRowWithLess) {
  for (const std::string_view line :
       {"", "\n", "foo\n", "0:", "0: 2", "0: 2 0", "0: 2 0 0", "0: 2 0 0 1\n", "0 2 0 0 1 3\n",
        "zz: 2 0 0 1 3\n", "line.sock\n"}) {
    EXPECT_FALSE(parse_unix_row(line)) << line;
  }
  EXPECT_FALSE(parse_unix_row(kHeader));
}

TEST(UnixView, ShowsARecordedTable) {
  Settings settings;
  settings.all = true;
  const Shown shown = show(fixture("linux-6.18"), settings);
  // A name with a newline goes on in a line that is no row.
  EXPECT_EQ(shown.err, "warning, got bogus unix line.\n");
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_THAT(shown.out,
              testing::StartsWith(
                  "Active UNIX domain sockets (servers and established)\n"
                  "Proto RefCnt Flags       Type       State         I-Node   Path\n"
                  "unix  3      [ ]         DGRAM      CONNECTED     53700660 \n"
                  "unix  3      [ ]         DGRAM      CONNECTED     53700661 \n"
                  "unix  2      [ ]         STREAM                   53700658 \n"
                  "unix  2      [ ACC ]     STREAM     LISTENING     53700651 stream.sock\n"
                  "unix  2      [ ]         DGRAM                    53700653 with\n"
                  "unix  2      [ ]         DGRAM                    53700654 new\n"
                  "unix  3      [ ]         STREAM     CONNECTING    0        stream.sock\n"
                  "unix  3      [ ]         STREAM     CONNECTED     53700652 \n"
                  "unix  2      [ ACC ]     SEQPACKET  LISTENING     53700659 odd\xff\x1b[1m\n"
                  "unix  2      [ ]         SEQPACKET                53700655 @abstract\n"
                  "unix  2      [ ]         STREAM                   53700656 @a@b\n"));
}

TEST(UnixView, SpellsFlagsTypesAndStates) {
  Settings settings;
  settings.all = true;
  const std::string rows = rows_of(show(fixture("edge-states"), settings).out);
  for (const char* row : {
           "unix  2      [ ]         UNKNOWN                  101      /type0\n",
           "unix  2      [ ]         RAW                      104      /type3\n",
           "unix  2      [ ]         RDM                      105      /type4\n",
           "unix  117    [ N ]       STREAM     FREE          117      \n",
           "unix  118    [ ACC W N ] STREAM     FREE          118      \n",
           "unix  122    [ ACC ]     STREAM     LISTENING     122      \n",
           "unix  123    [ W ]       STREAM                   123      \n",
           "unix  0      [ ]         STREAM     DISCONNECTING 142      \n",
           "unix  0      [ ]         STREAM     UNKNOWN       149      \n",
       }) {
    EXPECT_THAT(rows, HasSubstr(row));
  }
}

TEST(UnixView, ListeningIsUnconnectedAndAccepting) {
  const std::string table = std::string(kHeader) + std::string(kListener) + std::string(kConnected);
  EXPECT_EQ(rows_of(show(table).out),
            "unix  3      [ ]         SEQPACKET  CONNECTED     4712     \n");
  Settings settings;
  settings.listening = true;
  EXPECT_EQ(rows_of(show(table, settings).out),
            "unix  2      [ ACC ]     STREAM     LISTENING     4711     /run/a.sock\n");
}

TEST(UnixView, PutsTheProgramBeforeThePath) {
  Settings settings;
  settings.all = settings.programs = true;
  const std::string out = show(std::string(kHeader) + std::string(kListener), settings).out;
  EXPECT_THAT(out, HasSubstr("I-Node   PID/Program name     Path\n"));
  EXPECT_EQ(rows_of(out),
            "unix  2      [ ACC ]     STREAM     LISTENING     4711     -                    "
            "/run/a.sock\n");
}

TEST(UnixView, SurvivesEveryFixture) {
  Settings settings;
  settings.all = settings.programs = true;
  for (const char* name : {"edge-states", "edge-paths", "edge-malformed", "linux-6.18"}) {
    const std::string text = fixture(name);
    for (std::size_t size = 0; size <= text.size(); size += 97) {
      EXPECT_EQ(show(text.substr(0, size), settings).exit_code, 0) << name << " cut after " << size;
    }
  }
}

TEST(UnixJson, HasTypedValuesAndTheWholePath) {
  Settings settings;
  settings.all = settings.json = true;
  EXPECT_EQ(
      show(std::string(kHeader) + "0: 00000002 00000000 00010000 0001 01 99999999999 /run/a b\n" +
               std::string(kConnected),
           settings)
          .out,
      R"({"type":"unix_socket","socket_type":"STREAM","state":"LISTENING","refcount":2,)"
      R"("flags":65536,"inode":99999999999,"path":"/run/a b"})"
      "\n"
      R"({"type":"unix_socket","socket_type":"SEQPACKET","state":"CONNECTED","refcount":3,)"
      R"("flags":0,"inode":4712})"
      "\n");
}

}  // namespace
}  // namespace bpfnetstat
