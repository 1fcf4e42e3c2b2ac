// SPDX-License-Identifier: Apache-2.0
#include "daemon_lab.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <thread>

#include "../http.h"

namespace bpfnetstat::lab {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// @param address its port may be 0; then it has the one that the kernel chose.
UniqueFd listen_at(sockaddr_in& address, int backlog) {
  UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  socklen_t length = sizeof address;
  if (bind(fd.get(), reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      ::listen(fd.get(), backlog) != 0 ||
      getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    fail("listen");
  }
  return fd;
}

int connect_to(const UniqueFd& fd, const sockaddr_in& address) {
  return connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

}  // namespace

Folder::Folder() {
  if (mkdtemp(path_) == nullptr) fail("mkdtemp");
  // Others must be able to come to the socket.
  chmod(path_, 0755);
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& text) const {
  std::ofstream(path(name), std::ios::binary) << text;
  return path(name);
}

std::string Folder::read(const std::string& name) const {
  std::ifstream file(path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::uint16_t free_port() {
  const UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  if (bind(fd.get(), reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    fail("no free port");
  }
  return ntohs(address.sin_port);
}

std::int64_t resident_kib(pid_t pid) {
  // VmRSS is counted for each thread apart and added up now and then: it may be megabytes off.
  std::ifstream rollup("/proc/" + std::to_string(pid) + "/smaps_rollup");
  for (std::string word; rollup >> word;) {
    std::int64_t kib = 0;
    if (word == "Rss:" && rollup >> kib) return kib;
  }
  fail("no resident set of process " + std::to_string(pid));
}

UniqueFd call(const std::string& path) {
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fd.reset();
  return fd;
}

UniqueFd request(const Folder& folder, const std::string& line) {
  UniqueFd fd = call(folder.socket());
  if (!fd) fail("cannot connect to the daemon");
  http::send_all(fd, line);
  return fd;
}

std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

namespace {

std::vector<std::string> command_line(const Folder& folder,
                                      const std::vector<std::string>& options) {
  std::ofstream(folder.config(), std::ios::app);
  chmod(folder.config().c_str(), 0600);
  return with({"daemon", "--socket", folder.socket(), "--history", folder.history(), "--config",
               folder.config()},
              options);
}

}  // namespace

Daemon::Daemon(const Folder& folder, const std::vector<std::string>& options,
               const std::function<void()>& before_exec)
    : folder_(folder), tool_({.args = command_line(folder, options), .before_exec = before_exec}) {
  const auto answers = [&] {
    if (access(folder.socket().c_str(), F_OK) != 0) return false;
    // Where nobody answers in time it is 1: one that has not begun to count is no daemon yet.
    const int exit_code = ask({"verify"}).exit_code;
    return exit_code == 0 || exit_code == 4;
  };
  if (!eventually(answers, 20s)) fail("the daemon does not answer");
}

Ended Daemon::ask(const std::vector<std::string>& words) const {
  // Others on this machine may have connections by the hundred thousand, which `verify` walks.
  return Tool(with(words, {"--socket", folder_.socket()})).wait(120s);
}

Record Daemon::verify(int expected_code) const {
  const Ended ended = ask({"verify", "--json"});
  const auto records = ended.of_type("verification");
  errno = 0;
  if (ended.exit_code != expected_code || records.size() != 1) {
    fail("verify ends with " + std::to_string(ended.exit_code) + ": " + ended.out + ended.err +
         tool_.err());
  }
  return Record(records.front()->line());
}

Record Daemon::listener(const Listener& listener) const {
  const Ended ended = ask({"listeners", "--json"});
  for (const Record* record : ended.of_type("listener")) {
    if (record->number("id") != listener.cookie()) continue;
    if (record->has("drops_total")) return Record(record->line());
    errno = 0;
    fail("it is not the daemon that answers: " + ended.err);
  }
  errno = 0;
  fail("the daemon does not know the listener: " + ended.out + ended.err);
}

Churn::Churn(const Namespace& where)
    : child_([&] {
        words_.be_child();
        where.inside([&] { run(); });
      }) {}

std::int64_t Churn::stop() {
  words_.tell(1);
  const std::int64_t connections = words_.hear();
  child_.wait();
  return connections;
}

void Churn::run() {
  sockaddr_in address = loopback(0);
  const UniqueFd listener = listen_at(address, 64);
  // A child asks with a thread of its own whether it is time.
  std::atomic<bool> over = false;
  std::thread waiter([&] {
    words_.hear();
    over = true;
  });
  std::int64_t connections = 0;
  while (!over) {
    const UniqueFd client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect_to(client, address) != 0) continue;
    const UniqueFd server(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    // Resets: neither ports nor TIME_WAIT sockets run out.
    const linger now = {1, 0};
    setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ++connections;
  }
  waiter.join();
  words_.tell(connections);
}

PacedChurn::PacedChurn(const Namespace& where, int per_second) {
  void* const shared =
      mmap(nullptr, sizeof *made_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) fail("mmap");
  made_ = new (shared) std::atomic<std::int64_t>(0);
  // Otherwise ports and memory run out.
  where.set("net/ipv4/tcp_max_tw_buckets", 0);
  child_ = Child([&] {
    words_.be_child();
    where.inside([&] { run(per_second); });
  });
}

PacedChurn::~PacedChurn() {
  child_.kill();
  munmap(made_, sizeof *made_);
}

PacedChurn::Made PacedChurn::stop() {
  words_.tell(1);
  Made made;
  made.connections = words_.hear();
  made.seconds = static_cast<double>(words_.hear()) / 1e6;
  return made;
}

void PacedChurn::run(int per_second) {
  constexpr int kKnockEach = 50;
  sockaddr_in address = loopback(0);
  const UniqueFd listener = listen_at(address, 64);
  sockaddr_in full_address = loopback(kFullPort);
  const UniqueFd full = listen_at(full_address, 0);
  const UniqueFd inside(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect_to(inside, full_address) != 0) fail("fill the queue");
  std::atomic<bool> over = false;
  std::thread waiter([&] {
    words_.hear();
    over = true;
  });
  std::int64_t connections = 0;
  const Clock::time_point start = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  while (!over) {
    if (static_cast<double>(connections) > seconds() * per_second) {
      std::this_thread::sleep_for(1ms);
      continue;
    }
    UniqueFd client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect_to(client, address) != 0) fail("connect");
    UniqueFd server(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!server) fail("accept");
    // Not close(): there are no TIME_WAIT sockets here, and without one the server's FIN would be
    // answered by a reset.
    if (shutdown(client.get(), SHUT_WR) != 0) fail("shutdown");
    server.reset();
    client.reset();
    *made_ = ++connections;
    if (connections % kKnockEach == 0) {
      const UniqueFd knocking(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      if (connect_to(knocking, full_address) == 0 || errno != EINPROGRESS) fail("knock");
    }
  }
  waiter.join();
  words_.tell(connections);
  words_.tell(static_cast<std::int64_t>(seconds() * 1e6));
  // The full listener stays until the test has compared the counters.
  words_.hear();
}

}  // namespace bpfnetstat::lab
