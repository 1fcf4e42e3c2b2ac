// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"
#include "serve/outbox.h"

namespace bpfnetstat::serve {

class Server;

/// Who connected, as the kernel saw it at connect(): SO_PEERCRED, socket(7). Unix ids of the
/// daemon's user namespace; a pid that has ended since may be another process's by now.
struct Peer {
  pid_t pid = 0;  ///< 0 where the daemon's pid namespace has none for it.
  uid_t uid = static_cast<uid_t>(-1);
  gid_t gid = static_cast<gid_t>(-1);
};

/// One client whose request is being answered. The Server owns it, and tells by on_gone when a
/// reference to it is no longer good. Nothing here blocks or sends: what is to be sent waits for
/// Server::work(), whose descriptor becomes readable.
class Session {
 public:
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Never used twice by a server.
  std::uint64_t id() const { return id_; }
  const Peer& peer() const { return peer_; }

  /// Begins the answer; see StatusLine. Only the first call counts; where bytes come first, the
  /// status is 0.
  void status(int code, std::string_view message = {});

  /// Sends a descriptor along with the status line (SCM_RIGHTS, unix(7)): something that the client
  /// reads by itself, at its own pace and cost. Before anything was sent; the last one counts.
  void attach(UniqueFd descriptor);

  /// Appends bytes for stdout: all of them, or none and false, where there is no room() or
  /// finish() was called. For what is small; an answer of any length is produce()d.
  [[nodiscard]] bool write(std::string_view bytes);

  /// Appends what `more` makes; what is written afterwards follows it. It is asked for a piece when
  /// there is room for one, from within Server::work(); several follow one another. It dies with
  /// the session.
  void produce(Producer more);

  /// Bytes that write() and offer() take: at most kOutputBytes.
  std::size_t room() const;

  /// write() for a live report, which does not wait for a slow client: what finds no room is
  /// counted in lost(). From the first call on, the client is granted kLiveStallNs.
  bool offer(std::string_view bytes);
  /// Counts a piece as offered in vain: for whoever looks at room() before he makes it.
  void lose();
  /// Pieces that were offered in vain.
  std::uint64_t lost() const { return lost_; }

  /// Nothing follows what is here, producers included: once all is sent the connection is closed.
  void finish();

  /// The client shut down its writing side: it wants a live report to end.
  bool input_ended() const { return input_ended_; }

 private:
  friend class Server;

  Session(Server& server, UniqueFd socket, std::uint64_t id, const Peer& peer, std::uint64_t now_ns)
      : server_(server), socket_(std::move(socket)), id_(id), peer_(peer), since_ns_(now_ns) {}

  Server& server_;
  UniqueFd socket_;
  const std::uint64_t id_;
  const Peer peer_;

  std::string line_;  ///< What came of the request so far.
  Outbox outbox_;
  UniqueFd attached_;
  std::uint64_t lost_ = 0;
  bool status_given_ = false;
  bool finished_ = false;
  bool live_ = false;

  // Of the server.
  bool reading_ = true;       ///< The request is not there yet.
  bool announced_ = false;    ///< on_request was called, so on_gone will be.
  bool input_ready_ = false;  ///< While reading: the socket may have some.
  bool input_ended_ = false;
  bool end_announced_ = false;  ///< on_end_of_input was called, or never will be.
  bool hung_up_ = false;        ///< Closed by the client, both ways.
  bool blocked_ = false;        ///< The kernel takes no more until the client reads.
  bool queued_ = false;         ///< In the server's queue.
  std::uint32_t interest_ = 0;  ///< What epoll looks for.
  /// While reading: when the client connected. While blocked: since when.
  std::uint64_t since_ns_;
  std::optional<std::uint64_t> finished_ns_{};  ///< When the server saw that it is.
};

}  // namespace bpfnetstat::serve
