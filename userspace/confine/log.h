// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bpfnetstat::confine {

/// How much it matters, with the numbers of syslog(3).
enum class Priority : std::uint8_t { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

/// The daemon's log: lines on stderr. To the journal each begins with its priority ("<4>...",
/// sd-daemon(3)), to anybody else with "bpfnetstat: ". Never blocks and never grows: lines that
/// repeat themselves, or come too fast, or find no room in a pipe that nobody empties, are counted
/// instead, and the count is logged.
class Log {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr std::chrono::seconds kWindow{30};
  static constexpr std::size_t kMostAlike = 5;     ///< Lines of a kind in a window.
  static constexpr std::size_t kMostLines = 200;   ///< Lines in a window, of whatever kind.
  static constexpr std::size_t kMostKinds = 64;    ///< Kinds that are told apart in a window.
  static constexpr std::size_t kMostBytes = 2048;  ///< Of a line; the rest is cut.

  /// @param fd not owned.
  /// @param journal_stream of the environment: JOURNAL_STREAM, "DEVICE:INODE" of the stream that
  /// the journal gave us, or null.
  Log(int fd, const char* journal_stream);

  /// To stderr.
  static Log from_environment();

  /// Whether debug lines are written, or passed over.
  void set_verbose(bool verbose) { verbose_ = verbose; }

  /// @param line without newline; printable() goes over it. Lines that differ in their numbers only
  /// are of a kind.
  void write(Priority priority, std::string_view line, Clock::time_point now = Clock::now());

  /// Says what was left out in a window that has ended; the loop's tick calls it. write() does as
  /// well.
  void tick(Clock::time_point now = Clock::now());

  /// The same whether the window has ended or not: before the end of the program.
  void flush();

  bool to_journal() const { return to_journal_; }

 private:
  struct Kind {
    std::string key;
    Priority priority;
    std::string first;      ///< A line of it, to name it by.
    std::size_t lines = 0;  ///< In this window, those left out included.
    std::size_t left_out = 0;
  };

  /// @return false when it was not written.
  bool put(Priority priority, std::string_view line);

  int fd_;
  bool to_journal_ = false;
  bool verbose_ = false;
  Clock::time_point window_began_{};
  std::size_t lines_ = 0;     ///< Written in this window.
  std::size_t left_out_ = 0;  ///< Of kinds that are not told apart, or that found no room.
  std::vector<Kind> kinds_;
};

}  // namespace bpfnetstat::confine
