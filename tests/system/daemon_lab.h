// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lab.h"
#include "runner.h"

/// A daemon of the test's own, and loads for it.
namespace bpfnetstat::lab {

/// A folder for the socket, the history, the configuration and whatever else; it ends with the
/// test.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  std::string path(const std::string& name) const { return std::string(path_) + "/" + name; }
  std::string socket() const { return path("socket"); }
  std::string history() const { return path("history/history.db"); }
  std::string config() const { return path("config"); }

  /// @return the file's path.
  std::string write(const std::string& name, const std::string& text) const;
  /// Empty where there is no such file.
  std::string read(const std::string& name) const;

 private:
  char path_[32] = "/tmp/bpfnetstat-daemon-XXXXXX";
};

/// On the loopback address; nobody else is likely to take it meanwhile.
std::uint16_t free_port();

/// Of a process, as the kernel adds it up; fails the test where there is no such process.
std::int64_t resident_kib(pid_t pid);

/// Connected to the unix socket of this path; invalid where nobody is there.
UniqueFd call(const std::string& path);

/// A connection to the daemon's socket on which the request was sent. Fails the test where nobody
/// is there.
UniqueFd request(const Folder& folder, const std::string& line);

/// These words and then those.
std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more);

/// A running daemon that answers.
class Daemon {
 public:
  /// @param before_exec of RunOptions.
  explicit Daemon(const Folder& folder, const std::vector<std::string>& options = {},
                  const std::function<void()>& before_exec = {});

  pid_t pid() const { return tool_.pid(); }
  Tool& tool() { return tool_; }
  void signal(int number) const { tool_.signal(number); }

  Ended ask(const std::vector<std::string>& words) const;
  /// `verify`: the closing record. Fails the test when the exit code is another.
  Record verify(int expected_code) const;
  /// The socket's record in `listeners`.
  Record listener(const Listener& listener) const;

 private:
  const Folder& folder_;
  Tool tool_;
};

/// Opens and closes connections in a namespace, as fast as it can, until it is told to stop.
class Churn {
 public:
  explicit Churn(const Namespace& where);

  /// Waits for its end. @return connections.
  std::int64_t stop();

 private:
  void run();

  Channel words_;
  Child child_;
};

/// The same at a pace and with orderly ends: both sides go through every state. Every 50th time it
/// knocks at a listener whose accept queue is full besides.
class PacedChurn {
 public:
  static constexpr std::uint16_t kFullPort = 21000;

  /// @param per_second connections; fewer where the machine is too slow.
  PacedChurn(const Namespace& where, int per_second);
  PacedChurn(const PacedChurn&) = delete;
  PacedChurn& operator=(const PacedChurn&) = delete;
  ~PacedChurn();

  /// Connections so far.
  std::int64_t made() const { return *made_; }

  struct Made {
    std::int64_t connections = 0;
    double seconds = 0;
  };
  /// Waits for its end. The full listener stays as long as this does.
  Made stop();

 private:
  void run(int per_second);

  std::atomic<std::int64_t>* made_;  ///< Shared with the child.
  Channel words_;
  Child child_;
};

}  // namespace bpfnetstat::lab
