// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace bpfnetstat::app {

/// Lines for a reader that may stand still for a while (`trace | less`). There are bounds to what
/// is kept: of what comes while there is no room, the latest lines are, as a report's last word is
/// among them; what lies between is left out and counted. Pure.
class Backlog {
 public:
  /// @param most bytes, and of the latest lines behind a gap.
  Backlog(std::size_t most, std::size_t most_latest) : most_(most), most_latest_(most_latest) {}

  void append(std::string_view bytes);
  /// Nothing follows: a line without an end counts as one.
  void end();

  /// What to write next, until the next call of anything here. Empty: there is nothing.
  std::string_view next() const { return std::string_view(first_).substr(gone_); }
  /// The first bytes of next() are written.
  void remove(std::size_t bytes);

  std::uint64_t left_out() const { return left_out_; }  ///< Lines.

 private:
  void append_line(std::string_view line);

  std::size_t most_;
  std::size_t most_latest_;
  std::string first_;
  std::size_t gone_ = 0;            ///< Of first_.
  std::deque<std::string> latest_;  ///< Not empty only while first_ is full.
  std::size_t latest_bytes_ = 0;
  std::string unfinished_;
  std::uint64_t left_out_ = 0;
};

}  // namespace bpfnetstat::app
