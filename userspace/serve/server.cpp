// SPDX-License-Identifier: Apache-2.0
#include "serve/server.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace bpfnetstat::serve {
namespace {

// Sessions are known to epoll by their ids, which begin behind these.
constexpr std::uint64_t kDoorId = 0;
constexpr std::uint64_t kWakeId = 1;
constexpr std::uint64_t kFirstSessionId = 2;

std::uint64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u +
         static_cast<std::uint64_t>(now.tv_nsec);
}

bool change_interest(int epoll, int operation, int fd, std::uint32_t events, std::uint64_t id) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = id;
  return ::epoll_ctl(epoll, operation, fd, &event) == 0;
}

/// As send(2), with a descriptor along if there is one.
ssize_t send_with(int socket, std::string_view bytes, int descriptor) {
  iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  if (descriptor >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  }
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/// Ends a connection whose answer is whole. What the client sent and nobody read would make its
/// next read fail with ECONNRESET, so that goes first; and nothing can come after it. (Where a
/// filter of system calls refuses that, a client that never stops sending has itself to blame.)
void close_read(UniqueFd socket) {
  ::shutdown(socket.get(), SHUT_RD);
  // As much as a socket's buffer holds, unless root made it a large one for itself.
  constexpr int kMostReads = 64;
  std::array<char, 16 << 10> unread;
  for (int i = 0; i < kMostReads; ++i) {
    const ssize_t got = ::recv(socket.get(), unread.data(), unread.size(), MSG_DONTWAIT);
    if (got <= 0) return;
  }
}

}  // namespace

Result<std::unique_ptr<Server>> Server::open(ServerConfig config, ServerHandlers handlers) {
  if (!config.now_ns) config.now_ns = monotonic_ns;
  auto door = Door::open(config.path, config.group);
  if (!door) return door.error();
  UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  UniqueFd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!epoll || !wake ||
      !change_interest(epoll.get(), EPOLL_CTL_ADD, wake.get(), EPOLLIN, kWakeId) ||
      !change_interest(epoll.get(), EPOLL_CTL_ADD, door->fd(), EPOLLIN, kDoorId)) {
    return Error{ErrorKind::failed, "cannot wait for clients", errno, ""};
  }
  return std::unique_ptr<Server>(new Server(std::move(config), std::move(handlers),
                                            *std::move(door), std::move(epoll), std::move(wake)));
}

Server::Server(ServerConfig config, ServerHandlers handlers, Door door, UniqueFd epoll,
               UniqueFd wake)
    : config_(std::move(config)),
      handlers_(std::move(handlers)),
      door_(std::move(door)),
      epoll_(std::move(epoll)),
      wake_(std::move(wake)),
      next_id_(kFirstSessionId) {
  sessions_.reserve(kMaxClients);
}

Server::~Server() = default;

void Server::close_door() {
  // The end of its descriptor takes it out of epoll too.
  door_.close();
  door_ready_ = false;
  door_pause_end_ns_.reset();
}

ServingFigures Server::figures() const {
  ServingFigures figures = figures_;
  figures.clients = sessions_.size();
  return figures;
}

std::size_t Server::held_bytes() const {
  std::size_t held = 0;
  for (const auto& session : sessions_) {
    held += session->line_.capacity() + session->outbox_.held_bytes();
  }
  return held;
}

std::optional<std::uint64_t> Server::deadline_ns(const Session& session) const {
  if (session.reading_) return session.since_ns_ + kRequestNs;
  std::optional<std::uint64_t> deadline;
  if (session.finished_ns_) deadline = *session.finished_ns_ + kAnswerNs;
  if (session.blocked_) {
    const auto stalled = session.since_ns_ + (session.live_ ? kLiveStallNs : kStallNs);
    deadline = std::min(deadline.value_or(stalled), stalled);
  }
  return deadline;
}

std::optional<std::uint64_t> Server::next_deadline_ns() const {
  std::optional<std::uint64_t> next = door_pause_end_ns_;
  for (const auto& session : sessions_) {
    const auto deadline = deadline_ns(*session);
    if (deadline && (!next || *deadline < *next)) next = deadline;
  }
  return next;
}

void Server::enqueue(Session& session) {
  if (session.queued_) return;
  session.queued_ = true;
  queue_.push_back(&session);
  if (is_working_ || is_awake_) return;
  is_awake_ = ::eventfd_write(wake_.get(), 1) == 0;
}

void Server::work(std::size_t limit) {
  is_working_ = true;
  collect();
  end_overdue();
  for (; limit > 0 && (door_ready_ || !queue_.empty()); --limit) {
    // In turn, or those inside and those outside could keep each other waiting.
    is_doors_turn_ = !is_doors_turn_;
    if (door_ready_ && (is_doors_turn_ || queue_.empty())) {
      let_in();
      continue;
    }
    Session& session = *queue_.front();
    queue_.pop_front();
    session.queued_ = false;
    serve(session);
  }
  is_working_ = false;
  if (!queue_.empty()) is_awake_ = ::eventfd_write(wake_.get(), 1) == 0;
}

void Server::collect() {
  if (is_awake_) {
    eventfd_t count = 0;
    ::eventfd_read(wake_.get(), &count);
    is_awake_ = false;
  }
  door_ready_ = false;
  std::array<epoll_event, kMaxClients + 2> events;
  const int found = ::epoll_wait(epoll_.get(), events.data(), events.size(), 0);
  for (int i = 0; i < found; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == kDoorId) door_ready_ = true;
    const auto session =
        std::find_if(sessions_.begin(), sessions_.end(),
                     [&](const auto& candidate) { return candidate->id_ == event.data.u64; });
    if (session == sessions_.end()) continue;
    if ((event.events & EPOLLIN) != 0) (*session)->input_ready_ = true;
    if ((event.events & EPOLLRDHUP) != 0) (*session)->input_ended_ = true;
    if ((event.events & EPOLLOUT) != 0) (*session)->blocked_ = false;
    if ((event.events & (EPOLLHUP | EPOLLERR)) != 0) (*session)->hung_up_ = true;
    enqueue(**session);
  }
}

void Server::end_overdue() {
  const std::uint64_t now_ns = config_.now_ns();
  if (door_pause_end_ns_ && now_ns >= *door_pause_end_ns_) {
    door_pause_end_ns_.reset();
    change_interest(epoll_.get(), EPOLL_CTL_MOD, door_.fd(), EPOLLIN, kDoorId);
  }
  std::vector<Session*> overdue;
  for (const auto& session : sessions_) {
    const auto deadline = deadline_ns(*session);
    if (deadline && now_ns >= *deadline && !session->hung_up_) overdue.push_back(session.get());
  }
  for (Session* session : overdue) {
    // Time may have gone by because we did not run, while the client did its part: a last look.
    if (session->reading_) {
      if (session->input_ready_) read_request(*session);
      if (session->reading_) refuse(*session, 2, "no request came in time");
      continue;
    }
    if (session->finished_ns_ && now_ns >= *session->finished_ns_ + kAnswerNs) {
      // We did not run: the time was not the client's.
      if (now_ns >= *session->finished_ns_ + kAnswerNs + kRequestNs) {
        session->finished_ns_ = now_ns;
      } else {
        ++figures_.cut_off;
        drop(*session);
        continue;
      }
    }
    switch (send_some(*session)) {
      case Sent::some:
        session->blocked_ = false;
        enqueue(*session);
        break;
      case Sent::blocked:
        ++figures_.cut_off;
        drop(*session);
        break;
      case Sent::gone:
      case Sent::nothing:
        drop(*session);
        break;
    }
  }
}

void Server::let_in() {
  UniqueFd client(::accept4(door_.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!client) {
    if (errno == EAGAIN) {
      door_ready_ = false;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      pause_door();
    }
    return;
  }
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(client.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0 ||
      !places_.has_room_for(credentials.uid)) {
    return refuse_entry(std::move(client));
  }
  const int fd = client.get();
  const Peer peer{.pid = credentials.pid, .uid = credentials.uid, .gid = credentials.gid};
  std::unique_ptr<Session> session(
      new Session(*this, std::move(client), next_id_++, peer, config_.now_ns()));
  session->interest_ = EPOLLIN;
  // No memory, or the user's limit of watches.
  if (!change_interest(epoll_.get(), EPOLL_CTL_ADD, fd, EPOLLIN, session->id_)) {
    return refuse_entry(std::move(session->socket_));
  }
  places_.take(peer.uid);
  sessions_.push_back(std::move(session));
}

void Server::refuse_entry(UniqueFd client) {
  ++figures_.refused;
  const std::string line = format_status(1, "too many clients");
  // The buffer of a new socket has room for it.
  static_cast<void>(::send(client.get(), line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  close_read(std::move(client));
}

void Server::pause_door() {
  door_ready_ = false;
  door_pause_end_ns_ = config_.now_ns() + kAcceptPauseNs;
  change_interest(epoll_.get(), EPOLL_CTL_MOD, door_.fd(), 0, kDoorId);
}

void Server::serve(Session& session) {
  if (session.hung_up_) {
    if (session.reading_ && !session.line_.empty()) ++figures_.refused;
    return drop(session);
  }
  if (session.reading_) {
    if (session.input_ready_) read_request(session);
  } else if (session.input_ended_ && !session.end_announced_) {
    session.end_announced_ = true;
    if (session.announced_ && !session.finished_ && handlers_.on_end_of_input) {
      handlers_.on_end_of_input(session);
    }
  }
  if (!session.blocked_) {
    switch (send_some(session)) {
      case Sent::gone:
        return drop(session);
      case Sent::blocked:
        session.blocked_ = true;
        session.since_ns_ = config_.now_ns();
        break;
      case Sent::some:
      case Sent::nothing:
        break;
    }
  }
  if (session.finished_ && session.outbox_.empty()) return close_whole(session);
  if (session.finished_ && !session.finished_ns_) session.finished_ns_ = config_.now_ns();
  if (!look_for(session)) return drop(session);
  if (!session.blocked_ && !session.outbox_.empty()) enqueue(session);
}

void Server::read_request(Session& session) {
  session.input_ready_ = false;
  // The newline stays in the socket until the answer is whole: a connection that ends with
  // something unread ends with ECONNRESET at the other side (unix_release_sock() in
  // net/unix/af_unix.c), whatever ends it, kill -9 included.
  std::array<char, kMaxLineBytes> bytes;
  const std::size_t room = kMaxLineBytes - session.line_.size();
  ssize_t got = ::recv(session.socket_.get(), bytes.data(), room, MSG_PEEK | MSG_DONTWAIT);
  bool is_taken = false;
  if (got < 0 && errno == EAGAIN) {
    // An urgent byte makes the socket readable but not to be peeked at; a read takes it away.
    got = ::recv(session.socket_.get(), bytes.data(), room, MSG_DONTWAIT);
    is_taken = true;
  }
  if (got < 0) {
    if (errno != EAGAIN && errno != EINTR) session.hung_up_ = true;
    if (session.hung_up_) enqueue(session);
    return;
  }
  if (got == 0) return refuse(session, 2, "the request line has no end");

  const std::string_view text(bytes.data(), static_cast<std::size_t>(got));
  const std::size_t newline = text.find('\n');
  const std::string_view part = text.substr(0, newline);
  session.line_ += part;
  for (std::size_t left = is_taken ? 0 : part.size(); left > 0;) {
    // Less than what was peeked at comes at once where descriptors were sent along.
    const ssize_t taken = ::recv(session.socket_.get(), bytes.data(), left, MSG_DONTWAIT);
    if (taken <= 0) break;
    left -= static_cast<std::size_t>(taken);
  }
  if (newline == std::string_view::npos) {
    if (session.line_.size() < kMaxLineBytes) return;
    return refuse(session, 2, fmt::format("the request is longer than {} bytes", kMaxLineBytes));
  }
  auto request = parse_request(session.line_);
  std::string().swap(session.line_);
  if (!request) return refuse(session, 2, request.error().what);
  session.reading_ = false;
  session.announced_ = true;
  ++figures_.requests;
  if (handlers_.on_request) handlers_.on_request(session, *std::move(request));
}

void Server::refuse(Session& session, int code, std::string_view message) {
  ++figures_.refused;
  session.reading_ = false;
  std::string().swap(session.line_);
  session.status(code, message);
  session.finish();
}

Server::Sent Server::send_some(Session& session) {
  const std::string_view bytes = session.outbox_.next().substr(0, kPieceBytes);
  if (bytes.empty()) return Sent::nothing;
  const ssize_t sent = send_with(session.socket_.get(), bytes, session.attached_.get());
  if (sent > 0) {
    session.attached_.reset();
    session.outbox_.remove(static_cast<std::size_t>(sent));
    return Sent::some;
  }
  if (errno == EINTR) return Sent::some;
  return errno == EAGAIN ? Sent::blocked : Sent::gone;
}

bool Server::look_for(Session& session) {
  std::uint32_t wanted = 0;
  if (session.blocked_) wanted |= EPOLLOUT;
  // Nothing is read behind the request, so its end must show by itself.
  if (session.reading_) {
    wanted |= EPOLLIN;
  } else if (!session.end_announced_ && !session.finished_) {
    wanted |= EPOLLRDHUP;
  }
  if (wanted == session.interest_) return true;
  session.interest_ = wanted;
  return change_interest(epoll_.get(), EPOLL_CTL_MOD, session.socket_.get(), wanted, session.id_);
}

void Server::close_whole(Session& session) {
  close_read(std::move(session.socket_));
  drop(session);
}

void Server::drop(Session& session) {
  if (session.announced_ && handlers_.on_gone) handlers_.on_gone(session);
  std::erase(queue_, &session);
  places_.give_back(session.peer_.uid);
  std::erase_if(sessions_, [&](const auto& owned) { return owned.get() == &session; });
}

}  // namespace bpfnetstat::serve
