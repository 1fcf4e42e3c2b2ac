// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "daemon_lab.h"
#include "lab.h"
#include "runner.h"

// A daemon in a container: of the machine's processes it sees only those of its own pid namespace.
namespace bpfnetstat::lab {
namespace {

/// Who is started while it lives is the first process of a pid namespace of its own.
class OwnPids {
 public:
  OwnPids() : home_(open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC)) {
    if (!home_ || unshare(CLONE_NEWPID) != 0) fail("a pid namespace");
  }
  OwnPids(const OwnPids&) = delete;
  OwnPids& operator=(const OwnPids&) = delete;
  ~OwnPids() { setns(home_.get(), CLONE_NEWPID); }

 private:
  UniqueFd home_;
};

/// For RunOptions::before_exec: /proc is that of the pid namespace.
void see_own_processes() {
  if (unshare(CLONE_NEWNS) != 0 ||
      mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      mount("proc", "/proc", "proc", 0, nullptr) != 0)
    fail("a /proc");
}

TEST(DaemonInAPidNamespace, CallsNothingAGhostThatItCannotList) {
  const Folder folder;
  // Its processes, that is: those of the others' namespaces are not to be seen.
  std::optional<Tool> daemon;
  {
    const OwnPids pids;
    daemon.emplace(RunOptions{.args = {"daemon", "--socket", folder.socket(), "--history", "none"},
                              .before_exec = see_own_processes});
  }
  ASSERT_TRUE(eventually(
      [&] {
        daemon->read_for(5ms);
        return daemon->err().find("ready: ") != std::string::npos;
      },
      20s))
      << daemon->err();
  const auto ask = [&](const std::vector<std::string>& words) {
    return Tool(with(words, {"--socket", folder.socket()})).wait();
  };

  // Of a resident process, which the daemon does not see, and seven connections of both ends.
  const FullListener full;
  std::vector<Client> clients;
  const Listener listener(full.where, {"127.0.0.1", 0}, {.backlog = 16});
  for (int i = 0; i < 7; ++i) {
    clients.emplace_back(full.where, "127.0.0.1", listener.bound());
    ASSERT_TRUE(eventually([&] { return clients.back().established(); }));
  }
  full.drop(kAttempts);
  const auto established = [&] {
    const Ended ended = ask({"listeners", "--json", "-L", std::to_string(listener.port())});
    const auto found = ended.of_type("listener");
    EXPECT_EQ(found.size(), 1u) << ended.out << ended.err;
    return found.empty() ? 0 : found.front()->number_or("connections.ESTABLISHED", 0);
  };
  EXPECT_EQ(established(), 7u);
  // More than once: what the first found would be mended before the second.
  for (int i = 0; i < 3; ++i) {
    const Ended json = ask({"verify", "--json"});
    EXPECT_EQ(json.exit_code, 0) << json.out << json.err;
    const Record& verification = *json.of_type("verification").at(0);
    EXPECT_EQ(verification.number("ghosts"), 0u) << verification.line();
    EXPECT_GE(verification.number_or("connections_unlisted", 0), 2 * 7u) << verification.line();
    EXPECT_TRUE(verification.boolean("exact")) << verification.line();
  }
  const Ended text = ask({"verify"});
  EXPECT_EQ(text.exit_code, 0) << text.out << text.err;
  EXPECT_NE(text.out.find(" connections of network namespaces that cannot be listed from the "
                          "daemon's pid namespace\n"),
            std::string::npos)
      << text.out;
  // The table still has them, until they close, and drops do not depend on who is to be seen.
  EXPECT_EQ(established(), 7u);
  const Ended drops = ask({"listeners", "--json", "-L", std::to_string(full.listener.port())});
  EXPECT_EQ(drops.of_type("listener").at(0)->number("drops_total"), 23u) << drops.out;
  for (Client& client : clients) client.abort();
  EXPECT_TRUE(eventually([&] { return established() == 0; })) << established();
  EXPECT_EQ(daemon->stop(SIGTERM).exit_code, 0);
}

}  // namespace
}  // namespace bpfnetstat::lab
