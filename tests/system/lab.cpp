// SPDX-License-Identifier: Apache-2.0
#include "lab.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace bpfnetstat::lab {
namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress to_socket_address(const At& at) {
  SocketAddress result;
  if (auto* v4 = reinterpret_cast<sockaddr_in*>(&result.storage);
      inet_pton(AF_INET, at.address.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(at.port);
    result.length = sizeof *v4;
    return result;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
  if (inet_pton(AF_INET6, at.address.c_str(), &v6->sin6_addr) != 1)
    fail("bad address " + at.address);
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(at.port);
  result.length = sizeof *v6;
  return result;
}

At local_end(int fd) {
  SocketAddress address;
  address.length = sizeof address.storage;
  if (getsockname(fd, address.get(), &address.length) != 0) fail("getsockname");
  char text[INET6_ADDRSTRLEN];
  if (address.storage.ss_family == AF_INET) {
    const auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
    return {text, ntohs(v4->sin_port)};
  }
  const auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
  return {text, ntohs(v6->sin6_port)};
}

UniqueFd make_socket(int family, int flags) {
  UniqueFd fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC | flags, IPPROTO_TCP));
  if (!fd) fail("socket");
  return fd;
}

void set_option(int fd, int level, int option, int value) {
  if (setsockopt(fd, level, option, &value, sizeof value) != 0) fail("setsockopt");
}

tcp_info tcp_info_of(int fd) {
  tcp_info info{};
  socklen_t length = sizeof info;
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) fail("TCP_INFO");
  return info;
}

std::uint64_t cookie_of(int fd) {
  std::uint64_t cookie = 0;
  socklen_t length = sizeof cookie;
  if (getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &length) != 0) fail("SO_COOKIE");
  return cookie;
}

std::uint64_t inode_of(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) fail("fstat");
  return status.st_ino;
}

UniqueFd open_or_fail(const std::string& path, int flags) {
  UniqueFd fd(open(path.c_str(), flags | O_CLOEXEC));
  if (!fd) fail("open " + path);
  return fd;
}

void raise_loopback() {
  const UniqueFd fd = make_socket(AF_INET, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  if (ioctl(fd.get(), SIOCGIFFLAGS, &request) != 0) fail("SIOCGIFFLAGS lo");
  request.ifr_flags |= IFF_UP;
  if (ioctl(fd.get(), SIOCSIFFLAGS, &request) != 0) fail("SIOCSIFFLAGS lo");
}

/// The pairs of lines of /proc/net/netstat or /proc/net/snmp as {"TcpExt: ListenDrops", 19}.
/// /proc/net is /proc/self/net, that is, the thread group leader's: not the visiting thread's.
std::map<std::string, std::uint64_t> thread_counters(const std::string& file_name) {
  std::ifstream file("/proc/thread-self/net/" + file_name);
  if (!file) fail("open /proc/thread-self/net/" + file_name);
  std::map<std::string, std::uint64_t> values;
  std::string names;
  std::string numbers;
  while (std::getline(file, names) && std::getline(file, numbers)) {
    std::istringstream name_words(names);
    std::istringstream number_words(numbers);
    std::string group;
    std::string name;
    std::string number;
    name_words >> group;
    number_words >> number;
    while (name_words >> name && number_words >> number) {
      // Tcp's MaxConn is -1.
      if (!number.starts_with('-')) values.emplace(group + " " + name, std::stoull(number));
    }
  }
  return values;
}

}  // namespace

void fail(const std::string& what) {
  const int error = errno;
  throw std::runtime_error("lab: " + what +
                           (error != 0 ? std::string(": ") + strerror(error) : ""));
}

bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds within) {
  const Clock::time_point deadline = Clock::now() + within * slowness();
  while (!holds()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(500us);
  }
  return true;
}

Child::Child(const std::function<void()>& work, Descriptors descriptors) {
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) fail("fork");
  if (pid_ > 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // It died before the line above.
  if (descriptors == Descriptors::closed) close_range(3, ~0U, 0);
  try {
    work();
  } catch (const std::exception& exception) {
    dprintf(STDERR_FILENO, "child: %s\n", exception.what());
    _exit(1);
  }
  _exit(0);
}

Child& Child::operator=(Child&& other) noexcept {
  if (this != &other) {
    kill();
    pid_ = std::exchange(other.pid_, -1);
  }
  return *this;
}

void Child::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  wait();
}

int Child::wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0) {
    if (errno != EINTR) fail("waitpid");
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Channel::Channel() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) fail("socketpair");
  test_.reset(ends[0]);
  child_.reset(ends[1]);
  // Children that make thousands of connections share the processors.
  const timeval patience{.tv_sec = 60 * slowness(), .tv_usec = 0};
  setsockopt(test_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

void Channel::be_child() {
  is_child_ = true;
  test_.reset();
}

void Channel::tell(std::int64_t value) const {
  if (send(end(), &value, sizeof value, MSG_NOSIGNAL) != sizeof value) fail("tell");
}

std::int64_t Channel::hear() const {
  std::int64_t value = 0;
  if (recv(end(), &value, sizeof value, 0) == sizeof value) return value;
  if (is_child_) _exit(1);
  fail("a child does not answer");
}

void Channel::pass(int fd) const {
  char byte = 'f';
  iovec data{.iov_base = &byte, .iov_len = 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof fd)] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof fd);
  std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  if (sendmsg(end(), &message, MSG_NOSIGNAL) < 0) fail("pass a descriptor");
}

UniqueFd Channel::take() const {
  char byte;
  iovec data{.iov_base = &byte, .iov_len = 1};
  int fd = -1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof fd)] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t length = recvmsg(end(), &message, MSG_CMSG_CLOEXEC);
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (length != 1 || header == nullptr || header->cmsg_type != SCM_RIGHTS)
    fail("take a descriptor");
  std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
  return UniqueFd(fd);
}

Counters Counters::operator-(const Counters& earlier) const {
  return {.listen_overflows = listen_overflows - earlier.listen_overflows,
          .listen_drops = listen_drops - earlier.listen_drops,
          .req_q_full_drop = req_q_full_drop - earlier.req_q_full_drop,
          .req_q_full_do_cookies = req_q_full_do_cookies - earlier.req_q_full_do_cookies};
}

void PrintTo(const Counters& counters, std::ostream* out) {
  *out << "{ListenOverflows " << counters.listen_overflows << ", ListenDrops "
       << counters.listen_drops << ", TCPReqQFullDrop " << counters.req_q_full_drop
       << ", TCPReqQFullDoCookies " << counters.req_q_full_do_cookies << "}";
}

void PrintTo(const At& at, std::ostream* out) {
  *out << at.address << " port " << at.port;
}

Namespace::Namespace() {
  int ready[2];
  if (pipe2(ready, O_CLOEXEC) != 0) fail("pipe2");
  UniqueFd read_end(ready[0]);
  UniqueFd write_end(ready[1]);
  resident_ = Child([&] {
    if (unshare(CLONE_NEWNET) != 0) fail("unshare(CLONE_NEWNET)");
    // The listeners and pipes that the test has open are not this process's to hold.
    if (dup2(write_end.get(), 3) < 0 || close_range(4, ~0U, 0) != 0) fail("close_range");
    prctl(PR_SET_NAME, "lab-resident");
    if (write(3, "x", 1) != 1 || ::close(3) != 0) fail("write");
    for (;;) pause();
  });
  write_end.reset();
  char byte;
  if (read(read_end.get(), &byte, 1) != 1) fail("the namespace's process did not start");
  adopt(open_or_fail("/proc/" + std::to_string(resident_.pid()) + "/ns/net", O_RDONLY));
}

Namespace::Namespace(const std::string& name) : mount_("/run/netns/" + name) {
  // A private view of /run/netns: the mounts vanish with this process and are never seen outside
  // of it and its children.
  static const bool prepared = [] {
    if (unshare(CLONE_NEWNS) != 0) fail("unshare(CLONE_NEWNS)");
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) fail("mount private");
    mkdir("/run/netns", 0755);
    if (mount("lab", "/run/netns", "tmpfs", 0, nullptr) != 0) fail("mount /run/netns");
    return true;
  }();
  (void)prepared;
  const UniqueFd home = open_or_fail("/proc/thread-self/ns/net", O_RDONLY);
  UniqueFd(creat(mount_.c_str(), 0444));
  if (unshare(CLONE_NEWNET) != 0) fail("unshare(CLONE_NEWNET)");
  const bool mounted =
      mount("/proc/thread-self/ns/net", mount_.c_str(), nullptr, MS_BIND, nullptr) == 0;
  if (setns(home.get(), CLONE_NEWNET) != 0) fail("setns home");
  if (!mounted) fail("bind mount " + mount_);
  adopt(open_or_fail(mount_, O_RDONLY));
}

Namespace::~Namespace() {
  if (mount_.empty()) return;
  umount2(mount_.c_str(), MNT_DETACH);
  unlink(mount_.c_str());
}

void Namespace::adopt(UniqueFd fd) {
  fd_ = std::move(fd);
  inode_ = static_cast<std::uint32_t>(inode_of(fd_.get()));
  inside([] { raise_loopback(); });
}

Namespace::Visit::Visit(const Namespace& there)
    : home_(open_or_fail("/proc/thread-self/ns/net", O_RDONLY)) {
  if (setns(there.fd_.get(), CLONE_NEWNET) != 0) fail("setns");
}

Namespace::Visit::~Visit() {
  // Going on in the wrong namespace would spoil every later result.
  if (setns(home_.get(), CLONE_NEWNET) != 0) abort();
}

void Namespace::set(const std::string& sysctl, int value) const {
  inside([&] {
    const UniqueFd fd = open_or_fail("/proc/sys/" + sysctl, O_WRONLY);
    const std::string text = std::to_string(value);
    if (write(fd.get(), text.data(), text.size()) < 0) fail("write " + sysctl);
  });
}

void Namespace::ip(const std::string& batch) const {
  inside([&] {
    errno = 0;
    FILE* pipe = popen("ip -batch -", "w");
    if (pipe == nullptr) fail("popen ip");
    fputs(batch.c_str(), pipe);
    if (pclose(pipe) != 0) fail("ip -batch: " + batch);
  });
}

Counters Namespace::counters() const {
  const auto values = inside([] { return thread_counters("netstat"); });
  return {.listen_overflows = values.at("TcpExt: ListenOverflows"),
          .listen_drops = values.at("TcpExt: ListenDrops"),
          .req_q_full_drop = values.at("TcpExt: TCPReqQFullDrop"),
          .req_q_full_do_cookies = values.at("TcpExt: TCPReqQFullDoCookies")};
}

std::uint64_t Namespace::syncookies_sent() const {
  return inside([] { return thread_counters("netstat").at("TcpExt: SyncookiesSent"); });
}

std::uint64_t Namespace::verdicts() const {
  const auto opens = inside([] { return thread_counters("snmp").at("Tcp: PassiveOpens"); });
  return opens + counters().listen_drops;
}

void Namespace::await_verdicts(std::uint64_t before, std::uint64_t more) const {
  eventually([&] { return verdicts() >= before + more; });
  errno = 0;
  if (const std::uint64_t given = verdicts() - before; given != more) {
    fail(std::to_string(more) + " attempts made, " + std::to_string(given) + " decided on");
  }
}

Listener::Listener(const Namespace& where, const At& bind, const ListenOptions& options) {
  SocketAddress address = to_socket_address(bind);
  const int family = address.storage.ss_family;
  fd_ = where.inside([&] { return make_socket(family, SOCK_NONBLOCK); });
  set_option(fd_.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (options.reuseport) set_option(fd_.get(), SOL_SOCKET, SO_REUSEPORT, 1);
  if (family == AF_INET6) {
    set_option(fd_.get(), IPPROTO_IPV6, IPV6_V6ONLY, options.v6only ? 1 : 0);
  }
  if (::bind(fd_.get(), address.get(), address.length) != 0) fail("bind " + bind.address);
  listen(options.backlog);
  bound_ = local_end(fd_.get());
}

std::uint64_t Listener::inode() const {
  return inode_of(fd_.get());
}
bool kernel_is_at_least(int major, int minor) {
  utsname names{};
  int has_major = 0;
  int has_minor = 0;
  if (uname(&names) != 0 || std::sscanf(names.release, "%d.%d", &has_major, &has_minor) != 2) {
    fail("uname");
  }
  return has_major != major ? has_major > major : has_minor >= minor;
}

namespace {
bool no_socket_cookies = false;
}  // namespace

NoSocketCookies::NoSocketCookies() {
  no_socket_cookies = true;
}

NoSocketCookies::~NoSocketCookies() {
  no_socket_cookies = false;
}

bool has_socket_cookies() {
  return !no_socket_cookies && kernel_is_at_least(5, 12);
}

bool tells_discards() {
  return kernel_is_at_least(6, 11);
}

int slowness() {
  const char* told = std::getenv("BPFNETSTAT_SLOWNESS");
  const int factor = told == nullptr ? 1 : std::atoi(told);
  return factor < 1 ? 1 : factor;
}

std::uint64_t Listener::cookie() const {
  return has_socket_cookies() ? cookie_of(fd_.get()) : inode();
}

std::uint32_t Listener::sk_drops() const {
  std::uint32_t memory[SK_MEMINFO_VARS] = {};
  socklen_t length = sizeof memory;
  if (getsockopt(fd_.get(), SOL_SOCKET, SO_MEMINFO, memory, &length) != 0) fail("SO_MEMINFO");
  return memory[SK_MEMINFO_DROPS];
}

// For a listener tcp_get_info() puts the accept queue into these two fields.
std::uint32_t Listener::accept_queue() const {
  return tcp_info_of(fd_.get()).tcpi_unacked;
}
std::uint32_t Listener::accept_queue_limit() const {
  return tcp_info_of(fd_.get()).tcpi_sacked;
}

void Listener::listen(int backlog) const {
  if (::listen(fd_.get(), backlog) != 0) fail("listen");
}

UniqueFd Listener::accept() const {
  return UniqueFd(accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

std::vector<Listener> listen_group(const Namespace& where, const At& bind, std::size_t size,
                                   ListenOptions options) {
  options.reuseport = true;
  std::vector<Listener> group;
  At member = bind;
  while (group.size() < size) {
    group.emplace_back(where, member, options);
    member.port = group.front().port();
  }
  return group;
}

Client::Client(const Namespace& where, const std::string& source, const At& server) {
  SocketAddress from = to_socket_address({source, 0});
  SocketAddress to = to_socket_address(server);
  fd_ = where.inside([&] { return make_socket(from.storage.ss_family, SOCK_NONBLOCK); });
  if (bind(fd_.get(), from.get(), from.length) != 0) fail("bind client " + source);
  if (connect(fd_.get(), to.get(), to.length) != 0 && errno != EINPROGRESS) {
    fail("connect to " + server.address);
  }
  local_ = local_end(fd_.get());
}

At Client::bound() const {
  return local_end(fd_.get());
}
bool Client::established() const {
  return tcp_info_of(fd_.get()).tcpi_state == TCP_ESTABLISHED;
}
bool Client::unanswered() const {
  return tcp_info_of(fd_.get()).tcpi_state == TCP_SYN_SENT;
}
std::uint32_t Client::retransmits() const {
  return tcp_info_of(fd_.get()).tcpi_total_retrans;
}
std::uint64_t Client::cookie() const {
  return cookie_of(fd_.get());
}

void Client::abort() {
  if (!fd_) return;
  const linger now{.l_onoff = 1, .l_linger = 0};
  setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  fd_.reset();
}

void Client::give_up() {
  // Dissolves what connect() began, and with it the timer that would send the SYN again.
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  SocketAddress own = to_socket_address(local_);
  if (connect(fd_.get(), &nobody, sizeof nobody) != 0) fail("dissolve a connection");
  if (bind(fd_.get(), own.get(), own.length) != 0) fail("keep the address of a client");
}

std::uint64_t sum(const ByClient& drops) {
  std::uint64_t total = 0;
  for (const auto& [client, count] : drops) total += count;
  return total;
}

void Outcome::abort_clients() {
  for (Client& client : clients) client.abort();
}

namespace {

/// Connects once more and waits until the kernel has decided.
void knock(Outcome& outcome, const Namespace& where, const std::vector<std::string>& sources,
           const At& server) {
  const std::uint64_t before = where.verdicts();
  Client& client =
      outcome.clients.emplace_back(where, sources[outcome.clients.size() % sources.size()], server);
  where.await_verdicts(before, 1);
  if (!client.unanswered()) return;
  ++outcome.dropped[client.local()];
  // After a second it would knock again, and that count for somebody else's.
  client.give_up();
}

}  // namespace

Outcome overflow_by_connecting(const Namespace& where,
                               const std::vector<const Listener*>& listeners,
                               const std::vector<std::string>& sources, const At& server,
                               int attempts) {
  Outcome outcome;
  const auto all_full = [&] {
    return std::all_of(listeners.begin(), listeners.end(),
                       [](const Listener* listener) { return listener->full(); });
  };
  // A group's member is chosen by a hash: filling all four takes some luck, never this many.
  while (!all_full()) {
    errno = 0;
    if (outcome.clients.size() > 5000) fail("the accept queues do not fill");
    knock(outcome, where, sources, server);
  }
  for (int i = 0; i < attempts; ++i) knock(outcome, where, sources, server);
  return outcome;
}

Outcome overflow_from_outside(const Namespace& where, const std::vector<std::string>& sources,
                              const At& server, int attempts) {
  Outcome outcome;
  const std::uint64_t drops = where.counters().listen_drops;
  while (where.counters().listen_drops < drops + static_cast<std::uint64_t>(attempts)) {
    knock(outcome, where, sources, server);
  }
  return outcome;
}

Connections::Connections(const Namespace& where, int count) {
  const Listener listener(where, {"127.0.0.1", 0});
  SocketAddress server = to_socket_address(listener.bound());
  where.inside([&] {
    for (int i = 0; i < count; ++i) {
      // Binding before connecting would search for a port that nobody else uses at all.
      UniqueFd client = make_socket(AF_INET, 0);
      if (connect(client.get(), server.get(), server.length) != 0) fail("connect");
      sockets_.push_back(std::move(client));
      UniqueFd accepted;
      if (!eventually([&] { return (accepted = listener.accept()).valid(); })) {
        fail("nothing to accept");
      }
      sockets_.push_back(std::move(accepted));
    }
  });
}

SlowAccepter::SlowAccepter(std::vector<const Listener*> listeners, std::chrono::microseconds pause)
    : thread_([listeners = std::move(listeners),
               pause = pause * slowness()](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          for (const Listener* listener : listeners) {
            listener->accept();
            std::this_thread::sleep_for(pause);
          }
        }
      }) {}

std::vector<std::string> loopback_sources() {
  std::vector<std::string> sources;
  for (int i = 1; i <= 7; ++i) sources.push_back("127.0.0." + std::to_string(i));
  return sources;
}

std::vector<std::string> add_ipv6_loopback_sources(const Namespace& where) {
  std::vector<std::string> sources;
  std::string batch;
  for (int i = 1; i <= 7; ++i) {
    sources.push_back("fd00:7::" + std::to_string(i));
    batch += "addr add " + sources.back() + "/128 dev lo nodad\n";
  }
  where.ip(batch);
  return sources;
}

}  // namespace bpfnetstat::lab
