// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <thread>

#include "base/unique_fd.h"
#include "netstat/output.h"
#include "netstat/views.h"
#include "procfs_testing.h"

namespace bpfnetstat::netstat {
namespace {

/// A terminal that passes bytes on as they are, and who looks at it.
struct Terminal {
  Terminal() {
    int master_fd = -1;
    int slave_fd = -1;
    if (::openpty(&master_fd, &slave_fd, nullptr, nullptr, nullptr) != 0) std::abort();
    watcher.reset(master_fd);
    terminal.reset(slave_fd);
    termios settings{};
    if (::tcgetattr(slave_fd, &settings) != 0) std::abort();
    ::cfmakeraw(&settings);
    if (::tcsetattr(slave_fd, TCSANOW, &settings) != 0) std::abort();
  }

  UniqueFd watcher;
  UniqueFd terminal;
};

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
    out.reset(ends[0]);
    in.reset(ends[1]);
    // A block is written at once.
    if (::fcntl(in.get(), F_SETPIPE_SZ, 1 << 20) < 0) std::abort();
  }

  UniqueFd out;
  UniqueFd in;
};

/// All that is there now.
std::string waiting_at(int fd) {
  std::string text;
  char piece[4096];
  for (pollfd ready{fd, POLLIN, 0}; ::poll(&ready, 1, 0) == 1 && (ready.revents & POLLIN) != 0;) {
    const ssize_t got = ::read(fd, piece, sizeof(piece));
    if (got <= 0) break;
    text.append(piece, static_cast<std::size_t>(got));
  }
  return text;
}

/// What comes up to so many bytes; less when none comes for five seconds.
std::string awaited_at(int fd, std::size_t bytes) {
  std::string text;
  for (pollfd ready{fd, POLLIN, 0}; text.size() < bytes && ::poll(&ready, 1, 5'000) == 1;) {
    text += waiting_at(fd);
  }
  return text;
}

TEST(NetstatOutput, OnATerminalIsWrittenAfterEachRow) {
  const Terminal terminal;
  Output out(terminal.terminal.get());
  for (const std::string row : {"one\n", "two\n", "three\n"}) {
    out.text(row);
    EXPECT_EQ(waiting_at(terminal.watcher.get()), "");
    out.flush_if_large();
    ASSERT_EQ(awaited_at(terminal.watcher.get(), row.size()), row);
    EXPECT_EQ(out.buffer(), "");
  }
}

TEST(NetstatOutput, ElsewhereIsWrittenInBlocks) {
  const Pipe pipe;
  const std::string row(99, 'x');
  std::string all;
  {
    Output out(pipe.in.get());
    while (all.size() + row.size() < 1 << 16) {
      out.text(row);
      all += row;
      out.flush_if_large();
    }
    EXPECT_EQ(waiting_at(pipe.out.get()), "");
    out.text(row);
    all += row;
    out.flush_if_large();
    EXPECT_EQ(waiting_at(pipe.out.get()), all);
    out.text("the rest\n");
    EXPECT_EQ(waiting_at(pipe.out.get()), "");
  }
  EXPECT_EQ(waiting_at(pipe.out.get()), "the rest\n");
}

TEST(NetstatOutput, OnATerminalHasNothingThatItWouldObey) {
  const Terminal terminal;
  const Pipe pipe;
  // Any process names a unix socket, and itself.
  const std::string rows = "unix\t@\x1b]0;owned\x07\xc2\x9b\n1/\x1b[2J \xff\u202e \u00e9\r\x7f\n";
  for (const int fd : {terminal.terminal.get(), pipe.in.get()}) {
    Output out(fd);
    out.text(rows);
  }
  const std::string shown =
      "unix\t@\\x1b]0;owned\\x07\\xc2\\x9b\n1/\\x1b[2J \\xff\\xe2\\x80\\xae \u00e9\\x0d\\x7f\n";
  EXPECT_EQ(awaited_at(terminal.watcher.get(), shown.size()), shown);
  EXPECT_EQ(waiting_at(pipe.out.get()), rows) << "whoever reads a pipe gets netstat's bytes";
}

/// A view whose table is handed out row by row: what it has read is on the terminal before it reads
/// on.
TEST(NetstatOutput, OfSocketsIsOnTheTerminalBeforeTheNextRowIsRead) {
  procfs::TempTree tree;
  tree.directory("net");
  const std::string path = tree.root() + "/net/tcp";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const Terminal terminal;
  const int terminal_fd = terminal.terminal.get();
  std::thread viewer([&] {
    Settings settings;
    settings.tcp = settings.numeric_hosts = settings.numeric_ports = true;
    settings.families = {"inet"};
    const procfs::Proc proc(tree.root());
    Names names;
    Output out(terminal_fd);
    Context context{.settings = settings, .proc = proc, .names = names, .out = out};
    EXPECT_EQ(show_sockets(context), 0);
  });
  {
    const UniqueFd table{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    ASSERT_TRUE(table);
    const auto add = [&](const std::string& text) {
      EXPECT_EQ(::write(table.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    };
    add("  sl  local_address rem_address   st\n");
    std::string shown;
    for (const std::string port : {"1001", "1002", "1003"}) {
      add("   0: 0100007F:" + port +
          " 0100007F:03E8 01 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 20 4 "
          "30 10 -1\n");
      const std::string local = "127.0.0.1:" + std::to_string(std::stoi(port, nullptr, 16)) + " ";
      // Two lines of heading come before the first.
      while (shown.find(local) == std::string::npos) {
        const std::string more = awaited_at(terminal.watcher.get(), 1);
        if (more.empty()) break;
        shown += more;
      }
      EXPECT_NE(shown.find(local), std::string::npos) << shown;
      if (testing::Test::HasFailure()) break;
    }
  }
  viewer.join();
}

}  // namespace
}  // namespace bpfnetstat::netstat
