// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace bpfnetstat::serve {

/// What waits in memory for one client at most, besides what its producers hold. With 64 clients
/// that is 16 MiB, which the daemon can afford at its worst; and it holds a thousand records of a
/// live report, which is what comes while a client is away from reading for a moment.
inline constexpr std::size_t kOutputBytes = 256 << 10;

/// Below this much an answer's next piece is made: about what the kernel's own buffer takes at a
/// time, so that it is filled again in one go.
inline constexpr std::size_t kPieceBytes = 64 << 10;

/// Appends the next piece of an answer, at most kPieceBytes or so; false: that was the last. It may
/// append nothing and say true: it is asked again. It must not throw.
using Producer = std::function<bool(std::string& out)>;

/// The bytes that wait for one client, in their order, and where more of them come from.
class Outbox {
 public:
  /// Keeps all of it, or nothing where there is no room(). An empty piece always fits. It comes
  /// after everything that is here, producers included.
  bool append(std::string_view bytes);
  /// What append() takes.
  std::size_t room() const;
  /// Likewise comes after everything that is here.
  void produce(Producer more);

  /// What to send next, until the next call of anything here; asks the producers if there is
  /// little. Empty: there is nothing now.
  std::string_view next();
  /// The first bytes of next() are on their way.
  void remove(std::size_t bytes);

  bool empty() const { return waiting() == 0 && producers_.empty(); }
  /// Bytes, but for those behind a producer.
  std::size_t waiting() const { return bytes_.size() - gone_; }
  /// Memory that this takes, bytes.
  std::size_t held_bytes() const { return bytes_.capacity() + behind_bytes_; }

 private:
  /// A producer and what was appended behind it.
  struct Producing {
    Producer more;
    std::string behind;
  };

  void end_producer();
  void close_gap();

  std::string bytes_;
  std::size_t gone_ = 0;  ///< Bytes at the beginning that were sent.
  std::deque<Producing> producers_;
  std::size_t behind_bytes_ = 0;  ///< Memory that `behind` of all of them takes.
};

}  // namespace bpfnetstat::serve
