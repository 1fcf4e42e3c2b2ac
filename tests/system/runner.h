// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidjson/document.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "lab.h"

/// Runs the built program and reads what it prints.
namespace bpfnetstat::lab {

/// One NDJSON line. A key that is missing or of another kind is a lab failure that quotes the line.
class Record {
 public:
  /// Fails the test when the line is no JSON object with "type" first.
  explicit Record(std::string line);

  const std::string& line() const { return line_; }
  std::string type() const { return text("type"); }
  /// Whether there is such a value; a dot goes one object down: "listener.id".
  bool has(const std::string& path) const { return find(path) != nullptr; }
  std::uint64_t number(const std::string& path) const;
  std::uint64_t number_or(const std::string& path, std::uint64_t missing) const;
  std::string text(const std::string& path) const;
  bool boolean(const std::string& path) const;
  /// nullptr when it is not there.
  const rapidjson::Value* find(const std::string& path) const;

 private:
  [[noreturn]] void complain(const std::string& path, const char* expected) const;

  using Pool = rapidjson::MemoryPoolAllocator<>;

  std::string line_;
  /// RapidJSON's own choice of 64 KiB for each document would be gigabytes under a flood.
  std::unique_ptr<Pool> pool_ = std::make_unique<Pool>(1024);
  std::unique_ptr<rapidjson::Document> json_ =
      std::make_unique<rapidjson::Document>(pool_.get(), 256);
};

struct RunOptions {
  std::vector<std::string> args = {};
  /// Run inside this network namespace.
  const Namespace* inside = nullptr;
  /// Done in the child before exec, for example to drop privileges.
  std::function<void()> before_exec = {};
};

/// How a run ended.
struct Ended {
  int exit_code = -1;          ///< 128 + signal when killed.
  std::string out;             ///< All of stdout.
  std::string err;             ///< All of stderr.
  std::deque<Record> records;  ///< Every line of stdout that begins with '{'.
  /// Sampled: a fork's rusage would begin with our own size. What is needed for less than 10 ms
  /// may be missed.
  std::int64_t max_rss_kib = 0;
  double user_s = 0;
  double system_s = 0;
  double wall_s = 0;

  std::vector<const Record*> of_type(const std::string& type) const;
  std::size_t err_lines() const;
};

/// The program, running. Killed and reaped by the destructor at the latest.
class Tool {
 public:
  explicit Tool(std::vector<std::string> args) : Tool(RunOptions{.args = std::move(args)}) {}
  explicit Tool(const RunOptions& options);
  Tool(const Tool&) = delete;
  Tool& operator=(const Tool&) = delete;
  ~Tool();

  pid_t pid() const { return pid_; }
  /// What has been read of its stderr so far.
  const std::string& err() const { return err_text_; }
  /// Waits for the `ready` record, at most 20 s of an ordinary machine. @return seconds from exec.
  double wait_ready();
  /// Waits for the first line on stdout, at most as long: what the text reports begin with when
  /// ready.
  void wait_first_line();
  /// Reads on until a record satisfies the condition.
  /// @param within of an ordinary machine, see slowness().
  /// @return nullptr when none came in time.
  const Record* wait_for(const std::function<bool(const Record&)>& wanted,
                         std::chrono::milliseconds within = 5s);
  /// Reads so long without looking at what it reads: leaves the CPUs to others.
  void read_for(std::chrono::milliseconds time);
  void signal(int number) const;
  /// Closes our end of its stdout, as `head` does when it has seen enough.
  void close_stdout() { out_.reset(); }
  /// Sends the signal and waits for the end.
  Ended stop(int number = 2 /* SIGINT */);
  /// Waits for the end without asking for it; at most so long of an ordinary machine, then the test
  /// fails.
  Ended wait(std::chrono::seconds within = 30s);

 private:
  /// Reads what there is, waiting for some until the deadline. @return false at the end of both.
  bool pump(Clock::time_point deadline);
  void take_lines();
  void sample_memory();

  pid_t pid_ = -1;
  UniqueFd out_;
  UniqueFd err_;
  std::string out_text_;
  std::string err_text_;
  std::size_t lines_taken_ = 0;  ///< Bytes of out_text_ that are in records_ already.
  std::deque<Record> records_;
  std::int64_t max_rss_kib_ = 0;
  Clock::time_point started_;
};

/// Whether the run, of which this is the end, had hooks on accept() and listen(): by function
/// hooks, and by kprobe only where a drop that is missed meanwhile would be noticed.
bool hooks_calls(const Ended& ended);

/// Replaces PORT, PID, INODE and RESIDENT in arguments: the listener's port, our own process, and
/// the namespace's number and process.
std::vector<std::string> filled_in(std::vector<std::string> args, const Listener& listener,
                                   const Namespace& where);

/// Starts, waits for the end, at most 30 s.
Ended run(const RunOptions& options);
Ended run(std::vector<std::string> args);

}  // namespace bpfnetstat::lab
