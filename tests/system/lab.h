// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/unique_fd.h"

/// Network namespaces, listeners and clients for the root tests. Everything is owned by
/// descriptors and by child processes that die with us, so a crashed test leaves nothing behind.
namespace bpfnetstat::lab {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// How many dropped attempts a scenario makes where it may choose: prime, so that counting
/// something twice, or one too many, cannot cancel out.
inline constexpr int kAttempts = 23;

/// Aborts the test: the lab itself does not work. Adds errno's text when errno is set.
[[noreturn]] void fail(const std::string& what);

/// Looks every half millisecond whether something has come about.
/// @param within of an ordinary machine, see slowness().
/// @return whether it has, within the time.
bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds within = 5s);

/// A child process that dies with the thread that started it, and is killed and reaped by the
/// destructor. Its descriptors above stderr are closed unless it shares them by intent.
class Child {
 public:
  enum class Descriptors { closed, shared };

  Child() = default;
  /// Runs `work` in a fork and exits 0 after it. The child has no gtest: it reports by its exit
  /// status or through a pipe. Do not start one while another thread of ours holds a lock.
  explicit Child(const std::function<void()>& work, Descriptors descriptors = Descriptors::shared);
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  Child& operator=(Child&& other) noexcept;
  ~Child() { kill(); }

  pid_t pid() const { return pid_; }
  /// Sends SIGKILL and reaps.
  void kill();
  /// Waits for its own end. @return the exit code, or 128 + the signal.
  int wait();

 private:
  pid_t pid_ = -1;
};

/// Words between the test and a child: a fork inherits both ends and closes the test's.
class Channel {
 public:
  Channel();
  /// In the child: hearing fails as soon as the test is gone.
  void be_child();
  void tell(std::int64_t value) const;
  /// Ends the process when it is a child and the test is gone; fails the test when no word comes
  /// within a minute of an ordinary machine.
  std::int64_t hear() const;
  /// Passes a copy of a descriptor on (SCM_RIGHTS).
  void pass(int fd) const;
  UniqueFd take() const;

 private:
  int end() const { return is_child_ ? child_.get() : test_.get(); }

  UniqueFd test_;
  UniqueFd child_;
  bool is_child_ = false;
};

/// The counters of /proc/net/netstat that a listener drop moves, and their neighbours.
struct Counters {
  std::uint64_t listen_overflows = 0;
  std::uint64_t listen_drops = 0;
  std::uint64_t req_q_full_drop = 0;
  std::uint64_t req_q_full_do_cookies = 0;

  Counters operator-(const Counters& earlier) const;
  bool operator==(const Counters&) const = default;
};
/// For gtest's failure messages.
void PrintTo(const Counters& counters, std::ostream* out);

/// A network namespace of its own, its loopback device up.
class Namespace {
 public:
  /// Kept by a sleeping process inside, as a container's is.
  Namespace();
  /// Kept by a mount at /run/netns/NAME only, as `ip netns add` makes it; no process is inside.
  explicit Namespace(const std::string& name);
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;
  ~Namespace();

  std::uint32_t inode() const { return inode_; }
  /// The process inside; -1 when there is none.
  pid_t pid() const { return resident_.pid(); }

  /// Runs `work` with the calling thread inside; sockets made there stay there.
  template <typename Work>
  std::invoke_result_t<Work> inside(Work&& work) const {
    const Visit visit(*this);
    return work();
  }

  /// Sets "net/ipv4/tcp_syncookies" or the like, for this namespace alone.
  void set(const std::string& sysctl, int value) const;
  /// Runs ip(8) inside, one command a line.
  void ip(const std::string& batch) const;
  Counters counters() const;
  std::uint64_t syncookies_sent() const;
  /// Connection attempts that the kernel has decided on so far, for or against: children created
  /// (PassiveOpens) and attempts dropped (ListenDrops).
  std::uint64_t verdicts() const;
  /// Waits until so many verdicts more have been given than `before`; fails the test when they
  /// do not come, or more come than were asked for.
  void await_verdicts(std::uint64_t before, std::uint64_t more) const;

 private:
  class Visit {
   public:
    explicit Visit(const Namespace& there);
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    ~Visit();

   private:
    UniqueFd home_;
  };

  void adopt(UniqueFd fd);

  Child resident_;
  std::string mount_;
  UniqueFd fd_;
  std::uint32_t inode_ = 0;
};

/// An address as text and a port in host order; a port of 0 lets the kernel choose.
struct At {
  std::string address;
  std::uint16_t port = 0;

  auto operator<=>(const At&) const = default;
};
void PrintTo(const At& at, std::ostream* out);

struct ListenOptions {
  int backlog = 5;
  bool reuseport = false;
  bool v6only = true;  ///< Off: an IPv6 wildcard takes IPv4 as well ("dual").
};

/// A listening socket of this process.
class Listener {
 public:
  Listener(const Namespace& where, const At& bind, const ListenOptions& options = {});

  int fd() const { return fd_.get(); }
  const At& bound() const { return bound_; }
  std::uint16_t port() const { return bound_.port; }
  std::uint64_t inode() const;
  /// The id that the tool gives it: the socket cookie, or the inode number on kernels where
  /// programs cannot ask for cookies. The kernel makes one when first asked: ask after the tool has
  /// run, or the test proves less.
  std::uint64_t cookie() const;
  /// The kernel's own drop counter of this socket, what `ss -ltm` prints as d<N>.
  std::uint32_t sk_drops() const;
  std::uint32_t accept_queue() const;
  std::uint32_t accept_queue_limit() const;
  /// Holds one more than its limit: the next handshake is dropped.
  bool full() const { return accept_queue() > accept_queue_limit(); }
  /// Changes the backlog of a socket that listens already.
  void listen(int backlog) const;
  /// Takes one connection off the queue; an invalid fd when it is empty.
  UniqueFd accept() const;
  void close() { fd_.reset(); }

 private:
  UniqueFd fd_;
  At bound_;
};

/// `size` listeners of one SO_REUSEPORT group.
std::vector<Listener> listen_group(const Namespace& where, const At& bind, std::size_t size,
                                   ListenOptions options = {});

/// One connect() by the kernel's own client side.
class Client {
 public:
  Client() = default;
  /// Starts connecting; does not wait.
  Client(const Namespace& where, const std::string& source, const At& server);

  int fd() const { return fd_.get(); }
  const At& local() const { return local_; }
  /// local() once more, as the kernel has it now.
  At bound() const;
  bool established() const;
  /// Still waiting for an answer to its SYN.
  bool unanswered() const;
  /// SYNs (or segments) sent again so far.
  std::uint32_t retransmits() const;
  std::uint64_t cookie() const;
  /// Resets the connection: no FIN, nothing is sent again later.
  void abort();
  /// Where its SYN was not answered: sends no other. Its address stays its own.
  void give_up();

 private:
  UniqueFd fd_;
  At local_;
};

/// Drops by client, as the lab knows that they happened.
using ByClient = std::map<At, std::uint64_t>;

std::uint64_t sum(const ByClient& drops);

/// What connecting clients met.
struct Outcome {
  std::vector<Client> clients;  ///< Still open; those refused have given up.
  ByClient dropped;             ///< No client twice: none has the address of an earlier one.

  void abort_clients();
};

/// Connects from the sources in turn until every listener is full, then `attempts` times more.
/// Each dropped attempt is one SYN that the kernel refused, and has refused on return.
Outcome overflow_by_connecting(const Namespace& where,
                               const std::vector<const Listener*>& listeners,
                               const std::vector<std::string>& sources, const At& server,
                               int attempts);

/// The same against a listener that only its address is known of: from the first refusal on.
Outcome overflow_from_outside(const Namespace& where, const std::vector<std::string>& sources,
                              const At& server, int attempts);

/// Established connections over loopback, both ends held by this process. Much cheaper to make than
/// with Client and Listener.
class Connections {
 public:
  Connections(const Namespace& where, int count);

 private:
  std::vector<UniqueFd> sockets_;
};

/// Takes one connection after the other off these queues, with a pause between two, and closes it.
class SlowAccepter {
 public:
  SlowAccepter(std::vector<const Listener*> listeners, std::chrono::microseconds pause);
  ~SlowAccepter() = default;  ///< Stops first.

 private:
  std::jthread thread_;
};

bool kernel_is_at_least(int major, int minor);
/// Whether tracing programs of this kernel can ask for socket cookies (5.12).
bool has_socket_cookies();
/// While it lives they cannot: for a tool that runs `--without socket-cookie`.
class NoSocketCookies {
 public:
  NoSocketCookies();
  ~NoSocketCookies();
  NoSocketCookies(const NoSocketCookies&) = delete;
  NoSocketCookies& operator=(const NoSocketCookies&) = delete;
};
/// Whether this kernel tells which listener discarded a packet (6.11), so that sk_drops is
/// explained.
bool tells_discards();
/// How many times slower than hardware this machine is, as BPFNETSTAT_SLOWNESS says; else 1.
int slowness();

/// 127.0.0.1 ... 127.0.0.7.
std::vector<std::string> loopback_sources();
/// fd00:7::1 ... fd00:7::7, which this adds to the loopback device.
std::vector<std::string> add_ipv6_loopback_sources(const Namespace& where);

/// A namespace with one full listener of this process.
struct FullListener {
  Namespace where;
  Listener listener{where, {"127.0.0.1", 0}};
  Outcome fill =
      overflow_by_connecting(where, {&listener}, loopback_sources(), listener.bound(), 0);

  /// So many drops more, the clients gone again.
  void drop(int attempts) const {
    overflow_by_connecting(where, {&listener}, loopback_sources(), listener.bound(), attempts)
        .abort_clients();
  }
};

}  // namespace bpfnetstat::lab
