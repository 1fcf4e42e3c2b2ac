// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "base/unique_fd.h"
#include "confine/service_notifier.h"
#include "procfs_testing.h"

namespace bpfnetstat::confine {
namespace {

using std::chrono_literals::operator""us;

/// The service manager's end.
class Manager {
 public:
  /// @param name as in NOTIFY_SOCKET.
  explicit Manager(std::string name)
      : name_(std::move(name)), fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name_.data(), name_.size());
    if (name_.front() == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), length), 0)
        << name_ << ": " << std::strerror(errno);
  }
  ~Manager() {
    if (name_.front() != '@') ::unlink(name_.c_str());
  }

  /// The next datagram, or "(none)".
  std::string heard() const {
    std::array<char, 4096> text{};
    const ssize_t bytes = ::recv(fd_.get(), text.data(), text.size(), 0);
    if (bytes < 0) return "(none)";
    return {text.data(), static_cast<std::size_t>(bytes)};
  }

 private:
  std::string name_;
  UniqueFd fd_;
};

ServiceNotifier notifier_to(const std::string& name) {
  auto opened = ServiceNotifier::open({.notify_socket = name.c_str()});
  EXPECT_TRUE(opened) << to_string(opened.error());
  return *std::move(opened);
}

TEST(ServiceNotifier, SpeaksTheProtocolToAPath) {
  const procfs::TempTree tree;
  const Manager manager(tree / "notify");
  const ServiceNotifier notifier = notifier_to(tree / "notify");
  EXPECT_TRUE(notifier.active());
  EXPECT_TRUE(notifier.ready("23 listeners"));
  EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=23 listeners\n");
  EXPECT_TRUE(notifier.status("resync"));
  EXPECT_EQ(manager.heard(), "STATUS=resync\n");
  EXPECT_TRUE(notifier.watchdog());
  EXPECT_EQ(manager.heard(), "WATCHDOG=1\n");
  EXPECT_TRUE(notifier.stopping());
  EXPECT_EQ(manager.heard(), "STOPPING=1\n");
  EXPECT_EQ(manager.heard(), "(none)");
}

TEST(ServiceNotifier, SpeaksToAnAbstractName) {
  const std::string name = "@bpfnetstat-test-" + std::to_string(::getpid());
  const Manager manager(name);
  EXPECT_TRUE(notifier_to(name).watchdog());
  EXPECT_EQ(manager.heard(), "WATCHDOG=1\n");
}

TEST(ServiceNotifier, AReloadHasTheTimeOfTheMonotonicClock) {
  const auto now_us = [] {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
  };
  const procfs::TempTree tree;
  const Manager manager(tree / "notify");
  const std::int64_t before_us = now_us();
  EXPECT_TRUE(notifier_to(tree / "notify").reloading());
  const std::int64_t after_us = now_us();
  const std::string heard = manager.heard();
  const std::string begin = "RELOADING=1\nMONOTONIC_USEC=";
  ASSERT_THAT(heard, testing::StartsWith(begin));
  const std::int64_t said_us = std::stoll(heard.substr(begin.size()));
  EXPECT_EQ(heard, begin + std::to_string(said_us) + "\n");
  EXPECT_GE(said_us, before_us);
  EXPECT_LE(said_us, after_us);
}

TEST(ServiceNotifier, AStatusIsOneLineWhateverItHolds) {
  const procfs::TempTree tree;
  const Manager manager(tree / "notify");
  EXPECT_TRUE(notifier_to(tree / "notify").status("a\nMAINPID=1\x1b[31m"));
  EXPECT_EQ(manager.heard(), "STATUS=a\\x0aMAINPID=1\\x1b[31m\n");
}

TEST(ServiceNotifier, FindsAManagerThatWasStartedAgain) {
  const procfs::TempTree tree;
  auto manager = std::make_optional<Manager>(tree / "notify");
  const ServiceNotifier notifier = notifier_to(tree / "notify");
  EXPECT_TRUE(notifier.watchdog());
  manager.reset();
  const auto unheard = notifier.watchdog();
  ASSERT_FALSE(unheard);
  EXPECT_EQ(unheard.error().sys_errno, ENOENT);
  manager.emplace(tree / "notify");
  EXPECT_TRUE(notifier.watchdog());
  EXPECT_EQ(manager->heard(), "WATCHDOG=1\n");
}

TEST(ServiceNotifier, AManagerThatDoesNotReadIsNotWaitedFor) {
  const procfs::TempTree tree;
  const Manager manager(tree / "notify");
  const ServiceNotifier notifier = notifier_to(tree / "notify");
  int sent = 0;
  Status last;
  // The kernel's queue of datagrams: /proc/sys/net/unix/max_dgram_qlen, 10 to some hundreds.
  while (sent < 1'000'000 && (last = notifier.watchdog())) ++sent;
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().sys_errno, EAGAIN);
  EXPECT_GT(sent, 0);
}

TEST(ServiceNotifier, WithoutAManagerEverythingSucceeds) {
  for (const char* none : {static_cast<const char*>(nullptr), ""}) {
    const auto notifier = ServiceNotifier::open({.notify_socket = none, .watchdog_usec = "1000"});
    ASSERT_TRUE(notifier);
    EXPECT_FALSE(notifier->active());
    EXPECT_EQ(notifier->watchdog_period(), std::nullopt);
    EXPECT_TRUE(notifier->ready("x"));
    EXPECT_TRUE(notifier->reloading());
    EXPECT_TRUE(notifier->stopping());
    EXPECT_TRUE(notifier->watchdog());
  }
}

TEST(ServiceNotifier, RefusesAnAddressThatIsNone) {
  const std::string too_long = "/" + std::string(200, 'x');
  for (const char* name : {"notify", "vsock:2:1234", too_long.c_str()}) {
    const auto notifier = ServiceNotifier::open({.notify_socket = name});
    ASSERT_FALSE(notifier) << name;
    EXPECT_THAT(to_string(notifier.error()), testing::HasSubstr(name));
  }
}

TEST(ServiceNotifier, TheWatchdogsPeriodIsForTheProcessThatItNames) {
  const auto period = [](const char* usec, const char* pid) {
    const auto notifier = ServiceNotifier::open(
        {.notify_socket = "/nowhere", .watchdog_usec = usec, .watchdog_pid = pid});
    EXPECT_TRUE(notifier);
    return notifier->watchdog_period();
  };
  const std::string self = std::to_string(::getpid());
  EXPECT_EQ(period("30000000", self.c_str()), 30'000'000us);
  EXPECT_EQ(period("30000000", nullptr), 30'000'000us);
  EXPECT_EQ(period("30000000", "1"), std::nullopt);
  EXPECT_EQ(period("30000000", "x"), std::nullopt);
  EXPECT_EQ(period(nullptr, self.c_str()), std::nullopt);
  for (const char* bad : {"", "0", "-1", "30s", " 30", "18446744073709551615", "1e6"}) {
    EXPECT_EQ(period(bad, self.c_str()), std::nullopt) << bad;
  }
}

TEST(ServiceNotifier, ReadsTheEnvironment) {
  ASSERT_EQ(::setenv("NOTIFY_SOCKET", "/run/x", 1), 0);
  ASSERT_EQ(::setenv("WATCHDOG_USEC", "5", 1), 0);
  ::unsetenv("WATCHDOG_PID");
  const auto environment = ServiceNotifier::environment();
  EXPECT_STREQ(environment.notify_socket, "/run/x");
  EXPECT_STREQ(environment.watchdog_usec, "5");
  EXPECT_EQ(environment.watchdog_pid, nullptr);
  ::unsetenv("NOTIFY_SOCKET");
  ::unsetenv("WATCHDOG_USEC");
}

}  // namespace
}  // namespace bpfnetstat::confine
