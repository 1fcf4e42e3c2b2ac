// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <rapidjson/document.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lab.h"
#include "parity.h"
#include "raw.h"

// Sockets beside the installed netstat: real ones, and tables that no kernel would have.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;

using Words = std::vector<std::string>;

std::string fixture(const std::string& name) {
  const auto path =
      std::filesystem::path(__FILE__).parent_path().parent_path() / "fixtures/netstat" / name;
  std::ifstream file(path, std::ios::binary);
  if (!file) fail("open " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Names that do not depend on this machine: covers files of /etc, for this process alone.
void cover_names() {
  if (unshare(CLONE_NEWNS) != 0) fail("unshare(CLONE_NEWNS)");
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) fail("mount private");
  if (mount("lab", "/mnt", "tmpfs", 0, nullptr) != 0) fail("mount /mnt");
  const std::pair<const char*, const char*> files[] = {
      {"hosts",
       "127.0.0.1 localhost\n"
       "10.77.0.1 a-very-long-host-name.with-long.domain.example.org short\n"
       "fd00:77::1 six-long-host-name.with-long.domain.example.org\n"
       "10.1.2.3 mapped\n"
       "0.0.0.1 this-network\n"
       "192.0.2.7 a\n"
       "192.0.2.9 abc\n"},
      {"services",
       "averylongservicenamewithmany 22/tcp\n"
       "seventeenletters1 80/tcp\n"
       "only-udp 81/udp\n"
       "twentyonelettersservi 82/tcp\n"
       "first 83/tcp\n"
       "last 83/tcp\n"
       "lite 84/udplite\n"},
      {"protocols", "egp 8 EGP\npim 103 PIM\nmine 103 MINE\n"},
      {"passwd",
       "root:x:0:0::/root:/bin/sh\n"
       "averylongusername:x:12345:1::/:/bin/sh\n"
       "a blank:x:33:1::/:/bin/sh\n"},
      // Nobody answers there, and that is known at once.
      {"resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"},
      {"nsswitch.conf",
       "passwd: files\nhosts: files dns\nservices: files\nprotocols: files\nnetworks: files\n"}};
  for (const auto& [name, text] : files) {
    const std::string ours = std::string("/mnt/") + name;
    const std::string theirs = std::string("/etc/") + name;
    std::ofstream(ours) << text;
    if (mount(ours.c_str(), theirs.c_str(), nullptr, MS_BIND, nullptr) != 0) fail(theirs);
  }
}

UniqueFd make_socket(int family, int type, int protocol = 0) {
  UniqueFd fd(socket(family, type | SOCK_CLOEXEC, protocol));
  if (!fd) fail("socket");
  return fd;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

template <typename Address>
void bind_to(const UniqueFd& fd, const Address& address, std::size_t length = sizeof(Address)) {
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(length)) !=
      0) {
    fail("bind");
  }
}

template <typename Address>
void connect_to(const UniqueFd& fd, const Address& address, std::size_t length = sizeof(Address)) {
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address),
              static_cast<socklen_t>(length)) != 0) {
    fail("connect");
  }
}

UniqueFd unix_socket(int type, const std::string& name) {
  UniqueFd fd = make_socket(AF_UNIX, type);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  bind_to(fd, address, offsetof(sockaddr_un, sun_path) + name.size());
  return fd;
}

/// A namespace with sockets of every kind, in every state that can be kept still: CLOSE and
/// CLOSING have their place in the tables below.
class Populated {
 public:
  Populated() : wire_(server_) {
    tcp();
    server_.inside([&] {
      datagrams();
      raw();
      local();
    });
  }

  const Namespace& server() const { return server_; }

 private:
  void keep(UniqueFd fd) { kept_.push_back(std::move(fd)); }

  UniqueFd accepted(const Listener& listener) {
    UniqueFd fd;
    if (!eventually([&] { return static_cast<bool>(fd = listener.accept()); })) fail("accept");
    return fd;
  }

  /// Both ends over the wire.
  std::pair<Client, UniqueFd> connection() {
    Client client(wire_.far_end(), Wire::kNeighbourV4, outside_.bound());
    UniqueFd fd = accepted(outside_);
    return {std::move(client), std::move(fd)};
  }

  void await_state(const UniqueFd& fd, int state) {
    if (!eventually([&] {
          tcp_info info{};
          socklen_t length = sizeof info;
          getsockopt(fd.get(), IPPROTO_TCP, TCP_INFO, &info, &length);
          return info.tcpi_state == state;
        })) {
      fail("a socket does not get to state " + std::to_string(state));
    }
  }

  void tcp() {
    // ESTABLISHED, with something to read at one end.
    auto [client, fd] = connection();
    if (send(client.fd(), "twenty-three bytes here", 23, 0) != 23) fail("send");
    clients_.push_back(std::move(client));
    keep(std::move(fd));
    // ESTABLISHED, but not accepted yet: nobody's.
    clients_.emplace_back(server_, "127.0.0.1", inside_.bound());
    clients_.emplace_back(server_, "::1", At{"::1", dual_.port()});
    clients_.emplace_back(server_, "127.0.0.1", At{"127.0.0.1", dual_.port()});
    // TIME_WAIT.
    {
      Client ended(server_, "127.0.0.1", inside_.bound());
      accepted(inside_);  // The waiting one from above goes first, and is closed.
      const UniqueFd other = accepted(inside_);
      shutdown(ended.fd(), SHUT_WR);
      shutdown(other.get(), SHUT_WR);
    }
    // FIN_WAIT2: the other end stays open.
    auto [open, half_closed] = connection();
    shutdown(half_closed.get(), SHUT_WR);
    await_state(half_closed, TCP_FIN_WAIT2);
    clients_.push_back(std::move(open));
    keep(std::move(half_closed));
    // CLOSE_WAIT.
    {
      auto [closing, left] = connection();
      shutdown(closing.fd(), SHUT_WR);
      await_state(left, TCP_CLOSE_WAIT);
      clients_.push_back(std::move(closing));
      keep(std::move(left));
    }
    // LAST_ACK: its answer is lost.
    auto [last, acked] = connection();
    shutdown(last.fd(), SHUT_WR);
    await_state(acked, TCP_CLOSE_WAIT);
    wire_.lose();
    shutdown(acked.get(), SHUT_WR);
    await_state(acked, TCP_LAST_ACK);
    clients_.push_back(std::move(last));
    keep(std::move(acked));
    // FIN_WAIT1 and SYN_RECV: raw clients acknowledge nothing more.
    const At first = Wire::client(false, 1);
    wire_.send_syn(first, outside_.bound());
    if (!eventually([&] { return wire_.syn_ack_came(first); })) fail("no SYN-ACK");
    wire_.send_ack(first, outside_.bound());
    UniqueFd unanswered = accepted(outside_);
    shutdown(unanswered.get(), SHUT_WR);
    await_state(unanswered, TCP_FIN_WAIT1);
    keep(std::move(unanswered));
    const At second = Wire::client(false, 2);
    wire_.send_syn(second, outside_.bound());
    if (!eventually([&] { return wire_.syn_ack_came(second); })) fail("no SYN-ACK");
    // SYN_SENT, to one who never answers.
    clients_.emplace_back(server_, Wire::kServerV4, At{Wire::client(false, 3).address, 9});
  }

  void datagrams() {
    for (const int protocol : {IPPROTO_UDP, IPPROTO_UDPLITE}) {
      UniqueFd bound(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, protocol));
      if (!bound) {
        // Linux 7.1 has no UDP-Lite any more.
        if (protocol == IPPROTO_UDPLITE) continue;
        fail("socket");
      }
      bind_to(bound, loopback(protocol == IPPROTO_UDP ? 5353 : 5354));
      UniqueFd connected = make_socket(AF_INET, SOCK_DGRAM, protocol);
      connect_to(connected, loopback(protocol == IPPROTO_UDP ? 5353 : 5354));
      if (send(connected.get(), "seven..", 7, 0) != 7) fail("send");
      UniqueFd any = make_socket(AF_INET6, SOCK_DGRAM, protocol);
      sockaddr_in6 address{};
      address.sin6_family = AF_INET6;
      address.sin6_port = htons(5355);
      bind_to(any, address);
      keep(std::move(bound));
      keep(std::move(connected));
      keep(std::move(any));
    }
  }

  void raw() {
    // Protocols that nobody speaks here: netstat's own questions to a name server, and the answers,
    // would pile up in others.
    keep(make_socket(AF_INET, SOCK_RAW, IPPROTO_RAW));
    keep(make_socket(AF_INET, SOCK_RAW, IPPROTO_EGP));
    UniqueFd connected = make_socket(AF_INET, SOCK_RAW, IPPROTO_PIM);
    connect_to(connected, loopback(0));
    keep(std::move(connected));
    keep(make_socket(AF_INET6, SOCK_RAW, IPPROTO_PIM));
  }

  void local() {
    using namespace std::string_literals;
    UniqueFd listening = unix_socket(SOCK_STREAM, "\0lab listener"s);
    listen(listening.get(), 3);
    keep(std::move(listening));
    UniqueFd packets = unix_socket(SOCK_SEQPACKET, "\0lab-packets"s);
    listen(packets.get(), 1);
    keep(std::move(packets));
    keep(unix_socket(SOCK_DGRAM, "\0with\0nul\0"s));
    keep(unix_socket(SOCK_DGRAM, "\0with\nnewline"s));
    keep(unix_socket(SOCK_STREAM, "\0"s + std::string(107, 'n')));
    keep(make_socket(AF_UNIX, SOCK_STREAM));
    int pair[2];
    for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
      if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) != 0) fail("socketpair");
      keep(UniqueFd(pair[0]));
      keep(UniqueFd(pair[1]));
    }
  }

  Namespace server_;
  Wire wire_;
  Listener outside_{server_, {Wire::kServerV4, 80}};
  Listener inside_{server_, {"127.0.0.1", 82}};
  Listener dual_{server_, {"::", 83}, {.v6only = false}};
  Listener six_{server_, {Wire::kServerV6, 22}};
  std::vector<Client> clients_;
  std::vector<UniqueFd> kept_;
};

TEST(NetstatSockets, AreShownAlikeInEveryStateAndByEveryFlag) {
  const Populated populated;
  const Namespace& server = populated.server();
  const Shown all = server.inside([] { return run_ours({"-an"}); });
  for (const char* state : {"ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2",
                            "TIME_WAIT", "CLOSE_WAIT", "LAST_ACK", "LISTEN"}) {
    EXPECT_THAT(all.out, HasSubstr(state));
  }
  // A process of its own that holds the same sockets; netstat shows the first of both.
  const Child holder([] { pause(); }, Child::Descriptors::shared);
  const std::vector<Words> invocations = {
      {},
      {"-a"},
      {"-l"},
      {"-n"},
      {"-an"},
      {"-ln"},
      {"-lan"},
      {"-t"},
      {"-ant"},
      {"-lnt"},
      {"-u"},
      {"-anu"},
      {"-anU"},
      {"-anw"},
      {"-w"},
      {"-aw"},
      {"-lw"},
      {"-x"},
      {"-ax"},
      {"-lx"},
      {"-axp"},
      {"-lxn"},
      {"-4n"},
      {"-6n"},
      {"-46n"},
      {"-an4"},
      {"-an6"},
      {"-at4"},
      {"-aut6"},
      {"-tuUwx"},
      {"-antuUwx"},
      {"-anp"},
      {"-antp"},
      {"-lntp"},
      {"-ap"},
      {"-ane"},
      {"-anee"},
      {"-ae"},
      {"-anpe"},
      {"-anW"},
      {"-aW"},
      {"-aeW"},
      {"-v"},
      {"-anv"},
      {"-aN"},
      {"-a", "--numeric-hosts"},
      {"-a", "--numeric-ports"},
      {"-ae", "--numeric-users"},
      {"-A", "inet,unix", "-n"},
      {"--protocol=inet6", "-an"},
      {"--tcp", "--listening", "--numeric", "--programs"},
      {"--udp", "--all", "--extend"},
      {"--unix", "-A", "inet6"},
      {"-aS"},
      {"-antS"},
      {"--ipx", "-an"},
      {"-anf"},
      {"-anx4g"},
      {"-tulpn"},
      {"-tunap"},
      {"-plant"},
      {"-anp", "-x"},
      {"-anp6"},
      {"-ant4p", "-ee"},
      {"-lxp", "-ee"},
      {"--inet6", "-an"},
      {"--inet", "--inet6", "-anp"},
      {"-A", "inet6", "-lnt"},
      {"-anuW", "--programs"},
      {"-lnwU6"},
      {"-rn"},
      {"-rn", "-6"},
      {"-nr", "-ee"},
      {"-rnv46"},
      {"-i"},
      {"-ain", "-e"},
      {"-gn"},
      {"-gn4"},
      {"-sw"},
      {"-st6"},
      {"-s", "-u"},
      {"-Mn"},
  };
  // In a state of sockets that lives: the least that a drop-in has to agree on.
  EXPECT_GE(std::set<Words>(invocations.begin(), invocations.end()).size(), 60u);
  for (const Words& words : invocations) {
    server.inside([&] { expect_same(words, Preparation(cover_names)); });
  }
}

TEST(NetstatSockets, TimersOfSocketsAtRestAreShownAlike) {
  Namespace server;
  const Listener listener(server, {"127.0.0.1", 80});
  const Client client(server, "127.0.0.1", listener.bound());
  const UniqueFd fd = listener.accept();
  const UniqueFd local = server.inside([] { return make_socket(AF_INET, SOCK_RAW, IPPROTO_EGP); });
  expect_same({"-ano"}, &server);
  expect_same({"-antop"}, &server);
  expect_same({"-anoee"}, &server);
}

TEST(NetstatSockets, OwnersAreShownAlikeToWhoeverMayNotSeeAll) {
  Namespace server;
  const Listener listener(server, {"127.0.0.1", 80});
  const auto as_nobody = [](bool has_process) {
    return Preparation([has_process] {
      if (!has_process) cover_proc({{"net/tcp", fixture("net_inet/linux-6.18-tcp")}});
      if (setgroups(0, nullptr) != 0 || setgid(65534) != 0 || setuid(65534) != 0) fail("setuid");
    });
  };
  server.inside([&] {
    for (const Words& words : std::vector<Words>{{"-antp"}, {"-anp"}, {"-xp"}}) {
      expect_same(words, as_nobody(true));
      expect_same(words, as_nobody(false));
    }
  });
}

/// Everything that netstat takes from a process's entry in /proc.
ProcFiles processes() {
  using namespace std::string_literals;
  return {{"4/fd/3", "-> socket:[4711]"},
          {"4/fd/4", "-> socket:[4712]"},
          {"4/fd/5", "-> /dev/null"},
          {"4/fd/6", "-> socket:[99999999999999999999]"},
          {"4/fd/7", "-> pipe:[4717]"},
          {"4/cmdline", "/usr/bin/a very long program name\0-x\0"s},
          {"5/fd/3", "-> socket:[4713]"},
          {"5/cmdline", "sshd: root@pts/0\0"s},
          {"6/fd/3", "-> socket:[4714]"},
          {"6/cmdline", ""},
          {"7/fd/3", "-> socket:[4715]"},  // No command line.
          {"8/fd/3", "-> socket:[4716]"},
          {"8/cmdline", "\xc3\xa4/\xff\x1b[31m\0"s},
          {"1234567/fd/3", "-> socket:[4717]"},
          {"1234567/cmdline", "/opt/x/" + std::string(600, 'y') + "/z\0"s},
          {"9x/fd/3", "-> socket:[4718]"},
          {"9x/cmdline", "none"},
          {"10/fd/x", "-> socket:[4719]"},
          {"10/cmdline", "/opt/dir/\0"s},
          {"10/fd/3", "-> socket:[4720]"}};
}

TEST(NetstatSockets, ProgramsAreNamedAlike) {
  ProcFiles files = processes();
  std::string table = "  sl  local_address rem_address   st\n";
  for (int inode = 4711; inode <= 4721; ++inode) {
    char row[200];
    std::snprintf(row, sizeof row,
                  "%4d: 0100007F:%04X 0100007F:03E8 01 00000000:00000000 00:00000000 00000000 "
                  "    0        0 %d 1 0 20 4 30 10 -1\n",
                  inode - 4711, inode, inode);
    table += row;
  }
  files["net/tcp"] = table;
  files["net/unix"] = fixture("net_unix/linux-6.18");
  for (const Words& words :
       std::vector<Words>{{"-antp"}, {"-antpeo"}, {"-antpo"}, {"-xp"}, {"-anp4"}}) {
    expect_same_with_proc(files, words);
  }
}

ProcFiles inet_tables(const std::string& text) {
  ProcFiles files;
  for (const char* file : {"tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6"}) {
    files[std::string("net/") + file] = text;
  }
  files["net/unix"] = "";
  return files;
}

const std::vector<Words>& inet_invocations() {
  static const std::vector<Words> all = {
      {"-an"},    {"-n"},   {"-ln"},   {"-ano"},      {"-aneo"},
      {"-anpeo"}, {"-anW"}, {"-anoW"}, {"-tn", "-e"}, {"-aeW"},
      {"-ae"},    {"-uUw"}, {"-t6"},   {"-lnw"},      {"-aeo", "--numeric-ports"},
  };
  return all;
}

TEST(NetstatSockets, RecordedTablesAreShownAlike) {
  ProcFiles files;
  for (const std::string file :
       {"tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6"}) {
    files["net/" + file] = fixture("net_inet/linux-6.18-" + file);
  }
  files["net/unix"] = fixture("net_unix/linux-6.18");
  for (const Words& words : inet_invocations()) {
    expect_same(words, Preparation([&] {
                  cover_names();
                  cover_proc(files);
                }));
  }
}

TEST(NetstatSockets, TablesOfEveryStateAndPeerAreShownAlike) {
  // Row 13 and those up to 20 have states that netstat has no name for.
  std::istringstream lines(fixture("net_inet/edge-states"));
  std::string states;
  std::string line;
  for (int i = 0; std::getline(lines, line); ++i) {
    if (i < 13 || i >= 20) states += line + "\n";
  }
  for (const std::string& table :
       {states, fixture("net_inet/edge-peers"), fixture("net_inet/edge-ipv6"),
        fixture("net_inet/linux-2.6-format")}) {
    for (const Words& words : inet_invocations()) {
      expect_same(words, Preparation([&] {
                    cover_names();
                    cover_proc(inet_tables(table));
                  }));
    }
  }
}

constexpr std::string_view kHeader = "  sl  local_address rem_address   st tx_queue rx_queue\n";
constexpr std::string_view kRow =
    "   1: 0100007F:0016 0100007F:03E8 01 00000001:00000002 01:00000037 00000003    33        7 "
    "4711 1 0 20 4 30 10 -1\n";

std::string changed(std::string_view what, std::string_view by) {
  std::string row(kRow);
  const std::size_t at = row.find(what);
  if (at == std::string::npos) fail("no " + std::string(what));
  return row.replace(at, what.size(), by);
}

TEST(NetstatSockets, MalformedLinesAreTakenAlike) {
  const std::string good(kRow);
  std::string table(kHeader);
  for (const char* end :
       {"0100007F:0016", ":03E8", " 01 ", " 00000001:", ":00000002", " 01:", ":00000037"}) {
    table += good.substr(0, good.find(end)) + "\n" + good;
  }
  table += "foo\n\n" + std::string(kHeader) + good;
  table += changed("0100007F:0016", "100007F:0016");
  table += changed(":0016", ":1") + changed(":0016", ":12345") + changed(":0016", ":G");
  table += changed("0100007F:0016", "GG00007F:0016") + changed("0100007F:", "0100007F ");
  table += changed(" 01 ", " XX ") + changed("00000001:00000002", "1:2");
  table += changed("00000001:00000002", "00000001 00000002");
  table += changed("4711", "-4711") + changed("   33 ", "   -33 ");
  table += changed("   1: ", " 1 : ") + changed("   1: ", "a: ") + changed("   1: ", "1:");
  table += changed("4711", "18446744073709551615") + changed("   33 ", " 4294967295 ");
  table += changed(":00000037", ":FFFFFFFFFFFF") + changed("     7 ", " 4294967295 ");
  table += good.substr(0, good.size() - 1) + " " + std::string(9000, 'x') + "\n" + good;
  for (const std::size_t length : {8190, 8191, 8192, 8193}) {
    table += good.substr(0, good.size() - 1) + std::string(length - good.size(), ' ') + "\n" + good;
  }
  table += good.substr(0, good.size() - 1) + std::string("\0 foo\n", 6) + good;
  table += good.substr(0, good.size() - 1);
  for (const Words& words : inet_invocations()) {
    expect_same_with_proc(inet_tables(table), words);
  }
}

TEST(NetstatSockets, OnlyTcpNeedsItsRetransmissions) {
  const std::string good(kRow);
  const std::string table = std::string(kHeader) + good.substr(0, good.find(" 00000003"));
  for (const char* words : {"-ant", "-anu", "-anU", "-anw"}) {
    expect_same_with_proc(inet_tables(table), {words});
  }
}

TEST(NetstatSockets, FilesCutAnywhereAreTakenAlike) {
  const std::string row = "   0: 0100007F:0016 0100007F:03E8 01 00000001:00000002 01:00000037 3";
  for (std::size_t size = 0; size <= row.size(); size += 3) {
    expect_same_with_proc({{"net/tcp", std::string(kHeader) + row.substr(0, size)}}, {"-antoe"});
  }
  expect_same_with_proc({{"net/tcp", std::string(kHeader.substr(0, 5))}}, {"-ant"});
}

TEST(NetstatSockets, AddressesAndPortsAreCutAlike) {
  std::string table(kHeader);
  for (const char* port : {"0016", "0050", "0051", "0052", "0053", "0054", "FFFF", "0005"}) {
    // 10.77.0.1, 192.0.2.7, 192.0.2.9, 0.0.0.1, 255.255.255.255
    for (const char* address : {"01004D0A", "070200C0", "090200C0", "01000000", "FFFFFFFF"}) {
      const std::string end = std::string(address) + ":" + port;
      std::string row = changed("0100007F:0016", end);
      row.replace(row.find("0100007F:03E8"), 13, end);
      row.replace(row.find("   33 "), 6, std::string(port) == "0016" ? "12345 " : "   33 ");
      table += row;
    }
  }
  for (const Words& words : inet_invocations()) {
    expect_same(words, Preparation([&] {
                  cover_names();
                  cover_proc(inet_tables(table));
                }));
  }
}

TEST(NetstatSockets, UnixTablesAreShownAlike) {
  const std::string header = "Num       RefCount Protocol Flags    Type St Inode Path\n";
  const std::string good = "0000000000000000: 00000003 00000000 00000000 0001 03  4711 /good\n";
  std::string malformed = header;
  std::string words_so_far;
  std::istringstream words_of(good);
  for (std::string word; words_of >> word; words_so_far += word + " ") {
    // Without its inode netstat shows the one of the row before.
    if (word != "4711") malformed += words_so_far + "\n" + good;
  }
  malformed += "foo\n" + good.substr(0, 16) + "\n" + " " + good;
  malformed += "zz: 00000003 00000000 00000000 0001 03 4711 /good\n";
  malformed += "0: 3 0 123456789AB 1 3 -5 /good\n0: 3 5 0 1 3 0x11\n";
  malformed += "0: 3 0 0 1 3 4711 " + std::string(9000, 'x') + "\n" + header;
  malformed += "0: 3 0 0 1 3 4711 /with\ttab\n0: 3 0 0 1 3 4711   /two blanks\n";
  malformed += std::string("0: 3 0 0 1 3 4711 /nul\0nul\n", 27) + good.substr(0, good.size() - 1);
  for (const std::string& table :
       {fixture("net_unix/edge-states"), fixture("net_unix/edge-paths"),
        fixture("net_unix/linux-6.18"), malformed, header, std::string()}) {
    ProcFiles files = processes();
    files["net/unix"] = table;
    for (const Words& words : std::vector<Words>{
             {"-x"}, {"-xa"}, {"-xl"}, {"-xp"}, {"-xan"}, {"-xeeoW"}, {"-A", "unix", "-lp"}}) {
      expect_same_with_proc(files, words);
    }
  }
}

TEST(NetstatSockets, SctpTablesAreShownAlike) {
  const ProcFiles files = {
      {"net/tcp", ""},
      {"net/udp", ""},
      {"net/raw", ""},
      {"net/udplite", ""},
      {"net/unix", ""},
      {"net/sctp/eps",
       " ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS\n"
       "ffff9f5e 00000000 2   10  29   11165     0 23420 127.0.0.1 10.77.0.1 \n"
       "ffff9f5f 00000000 2   10  29   22       33 23421 10.1.2.4 10.0.0.1 10.0.0.2 \n"
       "ffff9f5f 00000000 2   7  29   22       33 23421 \n"
       "ffff9f5f 00000000 2   10  29   22       33\n"
       "bogus\n"
       "ffff9f5f 00000000 2   1  29   80   33 4711 0.0.0.0 \n"
       "ffff9f5f 00000000 2   1  29   0   33 23422 2001:db8:1234:5678:9abc:def0:1234:5678 \n"},
      {"net/sctp/assocs",
       " ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT LADDRS "
       "<-> RADDRS HBINT\n"
       "ffff8881 ffff8882 2   1   3  0       1        5        6       0 23500 11165 22    "
       "127.0.0.1 10.77.0.1 <-> *127.0.0.1 10.1.2.4 \t    7500    10    10   10    0\n"
       "ffff8881 ffff8882 2   9   3  0       1        0        0   12345 23500 1 2    "
       "127.0.0.1 <-> *127.0.0.1 10.1.2.4 192.0.2.7 \t    7500    10    10   10    0\n"
       "ffff8881 ffff8882 2   8   3  0       1 4294967295 123456789   77 23500 0 0    "
       "127.0.0.1 192.0.2.7 <-> *127.0.0.1 \t    7500    10    10   10    0\n"}};
  for (const Words& words : std::vector<Words>{{"-S"},
                                               {"-Sn"},
                                               {"-Sa"},
                                               {"-SaW"},
                                               {"-Snl"},
                                               {"-Saeo"},
                                               {"-Sanpeo"},
                                               {"-Sano"},
                                               {"-Sae", "--numeric-ports"},
                                               {"-Sae", "--numeric-users"},
                                               {"-Sa", "--numeric-hosts"},
                                               {"-S4a"},
                                               {"-S6a"},
                                               {"-a"}}) {
    expect_same(words, Preparation([&] {
                  cover_names();
                  cover_proc(files);
                }));
  }
}

TEST(NetstatSockets, FilesThatAreMissingAreMissedAlike) {
  const ProcFiles none = {{"net/", ""}};
  ProcFiles no_unix = inet_tables(std::string(kHeader) + std::string(kRow));
  no_unix.erase("net/unix");
  ProcFiles loops = none;
  for (const char* file : {"tcp", "tcp6", "udp", "unix"}) {
    loops[std::string("net/") + file] = std::string("-> ") + file;
  }
  for (const ProcFiles& files : {none, no_unix, loops}) {
    for (const Words& words : std::vector<Words>{{"-n"},
                                                 {"-vn"},
                                                 {"-tn"},
                                                 {"-un"},
                                                 {"-wn"},
                                                 {"-Un"},
                                                 {"-Sn"},
                                                 {"-Snv"},
                                                 {"-S4n"},
                                                 {"-S6n"},
                                                 {"-x"},
                                                 {"-xv"},
                                                 {"-4n"},
                                                 {"-4nv"},
                                                 {"-6n"},
                                                 {"-46nv"},
                                                 {"-x4n"},
                                                 {"-x6n"},
                                                 {"-tx4n"},
                                                 {"-tn4"},
                                                 {"-tn6"},
                                                 {"-tuUSwxn"},
                                                 {"-A", "unix,inet", "-n"},
                                                 {"-A", "ax25,inet,ipx", "-nv"},
                                                 {"-x", "--ipx"},
                                                 {"-tn", "--ipx"},
                                                 {"-4n", "--ipx"},
                                                 {"--rose", "--x25"},
                                                 {"--ax25", "-6nv"},
                                                 {"--ddp", "-vn"},
                                                 {"-4fn"},
                                                 {"-tfn"},
                                                 {"-xf", "--ipx"},
                                                 {"-anp"},
                                                 {"-gx4n"}}) {
      expect_same_with_proc(files, words);
    }
  }
}

TEST(NetstatSockets, MaySurviveWhatHangsNetstat) {
  // A read that fails: netstat tries again without end.
  const Shown shown = run_ours({"-ant"}, [] { cover_proc({{"net/tcp/", ""}}); });
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_EQ(shown.err, "");
}

std::vector<rapidjson::Document> parsed_lines(const std::string& text) {
  std::vector<rapidjson::Document> all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    rapidjson::Document document;
    document.Parse(line.c_str());
    if (document.HasParseError()) fail("no JSON: " + line);
    all.push_back(std::move(document));
  }
  return all;
}

TEST(NetstatSockets, JsonHasAnObjectForEachRow) {
  const Populated populated;
  const auto lines_of = [&](const Words& words) {
    return populated.server().inside([&] { return run_ours(words); }).out;
  };
  const std::string text = lines_of({"-anp"});
  const auto objects = parsed_lines(lines_of({"-anp", "--json"}));
  std::size_t headings = 4;
  EXPECT_EQ(objects.size() + headings,
            static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
  std::size_t held = 0;
  for (const auto& object : objects) {
    const std::string_view type = object["type"].GetString();
    EXPECT_TRUE(type == "socket" || type == "unix_socket") << type;
    if (object.HasMember("pid")) {
      ++held;
      EXPECT_EQ(object["pid"].GetInt(), getpid());
      EXPECT_TRUE(object["holders"][0]["fd"].IsInt());
    }
  }
  // Five TCP sockets and more: those of this test.
  EXPECT_GT(held, 5u);
}

TEST(NetstatListenQueues, ShowQueuesLimitsAndDrops) {
  Namespace server;
  Wire wire(server);
  const Listener full(server, {Wire::kServerV4, 80}, {.backlog = 1});
  const Listener six(server, {"::", 81}, {.backlog = 7, .v6only = false});
  RawClients clients(wire, full.bound());
  ASSERT_TRUE(clients.syn());  // One request, pending.
  RawClients others(wire, At{Wire::kServerV4, 81});
  ASSERT_TRUE(others.handshake());
  ASSERT_TRUE(others.syn());
  const std::string out = server.inside([] { return run_ours({"-Ln"}); }).out;
  EXPECT_EQ(out,
            "Current listen queue sizes (qlen/incqlen/maxqlen)\n"
            "Proto Listen                  Drops Local Address\n"
            "tcp   0/1/1                       0 10.77.0.1:80\n"
            "tcp6  1/1/7                       0 :::81\n");
}

// The kernel's tables have the address that a request is for, not the listener that took it.
TEST(NetstatListenQueues, CountARequestForEachOfAGroup) {
  Namespace server;
  Wire wire(server);
  const auto group = listen_group(server, {Wire::kServerV4, 80}, 3, {.backlog = 7});
  const Listener alone(server, {Wire::kServerV4, 81}, {.backlog = 7});
  RawClients clients(wire, group.front().bound());
  ASSERT_TRUE(clients.syn());
  ASSERT_TRUE(clients.syn());
  const std::string out = server.inside([] { return run_ours({"-Ln"}); }).out;
  // Ports come in the order of the kernel's table, which is no one's to foresee.
  std::multiset<std::string> rows;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) rows.insert(line);
  const std::string of_group = "tcp   0/2/7                       0 10.77.0.1:80";
  EXPECT_EQ(rows, (std::multiset<std::string>{"Current listen queue sizes (qlen/incqlen/maxqlen)",
                                              "Proto Listen                  Drops Local Address",
                                              of_group, of_group, of_group,
                                              "tcp   0/0/7                       0 10.77.0.1:81"}));
}

TEST(NetstatListenQueues, CountWhatTheListenerDropped) {
  Namespace server;
  const Listener listener(server, {"127.0.0.1", 80}, {.backlog = 2});
  Outcome outcome =
      overflow_by_connecting(server, {&listener}, {"127.0.0.1"}, listener.bound(), kAttempts);
  const auto objects = parsed_lines(server.inside([] {
                                            return run_ours({"-L", "--json", "-p"});
                                          })
                                        .out);
  ASSERT_EQ(objects.size(), 1u);
  const auto& queue = objects[0];
  EXPECT_STREQ(queue["type"].GetString(), "listen_queue");
  EXPECT_EQ(queue["accept_queue"].GetUint(), 3u);
  EXPECT_EQ(queue["accept_queue_limit"].GetUint(), 2u);
  EXPECT_EQ(queue["syn_queue"].GetUint(), 0u);
  EXPECT_EQ(queue["drops"].GetUint(), listener.sk_drops());
  EXPECT_GE(queue["drops"].GetUint(), static_cast<unsigned>(kAttempts));
  EXPECT_EQ(queue["pid"].GetInt(), getpid());
  outcome.abort_clients();
}

TEST(NetstatListenQueues, HaveUnixSocketsWhereAsked) {
  using namespace std::string_literals;
  Namespace server;
  const UniqueFd listening = server.inside([] { return unix_socket(SOCK_STREAM, "\0lab queue"s); });
  listen(listening.get(), 3);
  const UniqueFd client = server.inside([] { return make_socket(AF_UNIX, SOCK_STREAM); });
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, "\0lab queue", 10);
  server.inside([&] { connect_to(client, address, offsetof(sockaddr_un, sun_path) + 10); });
  EXPECT_EQ(server.inside([] { return run_ours({"-Lx"}); }).out,
            "Current listen queue sizes (qlen/incqlen/maxqlen)\n"
            "Proto Listen                  Drops Local Address\n"
            "unix  1/0/3                       - @lab queue\n");
}

}  // namespace
}  // namespace bpfnetstat::lab
