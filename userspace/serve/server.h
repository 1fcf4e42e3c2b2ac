// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "model/figures.h"
#include "serve/door.h"
#include "serve/places.h"
#include "serve/request.h"
#include "serve/session.h"
#include "serve/socket_address.h"

/// The daemon's side of its socket; what is spoken there stands in request.h.
namespace bpfnetstat::serve {

/// People and scripts that look at one host at a time; a monitor that leaks connections hurts
/// itself alone. More are told so and closed, and Places says whose they may be. With kOutputBytes
/// this bounds the memory.
inline constexpr std::size_t kMaxClients = 64;

/// From the connection to the end of the request line. A client has its line ready when it
/// connects; five seconds are a machine that swaps, or somebody who types.
inline constexpr std::uint64_t kRequestNs = 5'000'000'000;

/// A client that has read nothing for so long while output waits is cut off. Ours read whatever
/// their own output does; ten seconds are a client stopped, or a machine in need.
inline constexpr std::uint64_t kStallNs = 10'000'000'000;
/// The same for a live report: a terminal stopped with ^S for a look. What it misses meanwhile is
/// counted.
inline constexpr std::uint64_t kLiveStallNs = 30'000'000'000;

/// From finish() on, for a client to have read all: one that reads a byte now and then would keep
/// what its answer is made of for ever.
inline constexpr std::uint64_t kAnswerNs = 60'000'000'000;

/// After accept() failed for want of descriptors or memory: clients wait that long in the backlog,
/// as the kernel would go on to report them and we to fail.
inline constexpr std::uint64_t kAcceptPauseNs = 250'000'000;

struct ServerConfig {
  std::string path = kSocketPath;
  std::optional<std::string> group{};  ///< Name of the group that may ask; see Door.
  /// Nanoseconds of a clock that never goes back; CLOCK_MONOTONIC if empty.
  std::function<std::uint64_t()> now_ns{};
};

/// What the server calls, from within work() alone. They must neither throw nor end the server;
/// one that is empty is not called.
/// Each may do to every session what Session allows.
struct ServerHandlers {
  /// A request is complete. Once per session; what is no request is answered by the server.
  std::function<void(Session&, Request)> on_request{};
  /// The client shut down its writing side. At most once, after on_request and not after finish().
  std::function<void(Session&)> on_end_of_input{};
  /// The session ends, for whatever reason: the reference is good for the last time. Once for each
  /// on_request, but not for those that are left when the server ends.
  std::function<void(Session&)> on_gone{};
};

/// Serves all clients in the caller's thread and never blocks. Nothing that a client does makes it
/// grow beyond the bounds above.
class Server {
 public:
  /// As Door::open().
  static Result<std::unique_ptr<Server>> open(ServerConfig config, ServerHandlers handlers);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Drops all clients: an answer that was not whole ends with ECONNRESET for them.
  ~Server();

  /// Readable (poll(2)) when work() has something to do.
  int fd() const { return epoll_.get(); }
  /// When work() has something to do though nothing is readable, by the server's clock, ns.
  std::optional<std::uint64_t> next_deadline_ns() const;

  /// Does what is due, in turn for all clients. To be called when fd() is readable or the deadline
  /// is over.
  /// @param limit steps: a step is a client let in, or for one client a piece of its request, the
  ///   calls of handlers that are due and one write of up to kPieceBytes. What is left keeps fd()
  ///   readable.
  void work(std::size_t limit);

  /// Removes the socket and lets nobody in any more; sessions go on. For an orderly end: close the
  /// door, finish() the sessions, work() until figures() shows no clients or patience ends.
  void close_door();

  ServingFigures figures() const;
  /// Memory that the clients' buffers take, bytes.
  std::size_t held_bytes() const;

 private:
  friend class Session;
  enum class Sent { some, nothing, blocked, gone };

  Server(ServerConfig config, ServerHandlers handlers, Door door, UniqueFd epoll, UniqueFd wake);

  void enqueue(Session& session);
  void collect();
  void end_overdue();
  void let_in();
  void refuse_entry(UniqueFd client);
  void pause_door();
  void serve(Session& session);
  void read_request(Session& session);
  void refuse(Session& session, int code, std::string_view message);
  Sent send_some(Session& session);
  void close_whole(Session& session);
  void drop(Session& session);
  bool look_for(Session& session);
  std::optional<std::uint64_t> deadline_ns(const Session& session) const;

  const ServerConfig config_;
  const ServerHandlers handlers_;
  Door door_;
  UniqueFd epoll_;
  UniqueFd wake_;  ///< An eventfd: readable while the queue is not empty between two calls.
  bool is_awake_ = false;
  bool is_working_ = false;
  bool door_ready_ = false;
  bool is_doors_turn_ = false;
  std::optional<std::uint64_t> door_pause_end_ns_;
  std::uint64_t next_id_;
  std::vector<std::unique_ptr<Session>> sessions_;
  Places places_{kMaxClients};  ///< The sessions'.
  std::deque<Session*> queue_;  ///< Each of those that have something to do, once.
  ServingFigures figures_;
};

}  // namespace bpfnetstat::serve
