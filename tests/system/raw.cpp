// SPDX-License-Identifier: Apache-2.0
#include "raw.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>

namespace bpfnetstat::lab {
namespace {

constexpr std::uint32_t kClientSeq = 1000003;
constexpr std::array<std::uint8_t, 6> kServerMac = {2, 0, 0, 0, 0, 1};

/// The sum of RFC 1071 before folding; `bytes` has an even length.
std::uint32_t partial_sum(std::span<const std::uint8_t> bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) sum += bytes[i] << 8 | bytes[i + 1];
  return sum;
}

std::uint16_t folded(std::uint32_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

template <typename T>
std::span<const std::uint8_t> bytes_of(const T& value) {
  return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value};
}

bool is_ipv6(const At& at) {
  return at.address.find(':') != std::string::npos;
}

tcphdr tcp_header(std::uint16_t from, std::uint16_t to, std::uint32_t seq, std::uint32_t ack,
                  std::uint8_t flags, std::size_t options = 0) {
  tcphdr header{};
  header.th_sport = htons(from);
  header.th_dport = htons(to);
  header.th_seq = htonl(seq);
  header.th_ack = htonl(ack);
  header.th_off = static_cast<std::uint8_t>((sizeof header + options) / 4) & 0xf;
  header.th_flags = flags;
  header.th_win = htons(65535);
  return header;
}

using Options = std::vector<std::uint8_t>;

template <typename Address>
void checksum(tcphdr& tcp, const Options& options, const Address& source,
              const Address& destination) {
  tcp.th_sum = htons(folded(partial_sum(bytes_of(source)) + partial_sum(bytes_of(destination)) +
                            IPPROTO_TCP + sizeof tcp + options.size() + partial_sum(bytes_of(tcp)) +
                            partial_sum(options)));
}

template <typename Header>
std::vector<std::uint8_t> joined(const Header& ip, const tcphdr& tcp, const Options& options) {
  std::vector<std::uint8_t> packet;
  for (const auto part : {bytes_of(ip), bytes_of(tcp), std::span(options)}) {
    packet.insert(packet.end(), part.begin(), part.end());
  }
  return packet;
}

iphdr ipv4_header(in_addr source, in_addr destination, std::uint8_t protocol = IPPROTO_TCP,
                  std::size_t payload = sizeof(tcphdr)) {
  iphdr ip{};
  ip.version = 4;
  ip.ihl = sizeof ip / 4;
  ip.tot_len = htons(static_cast<std::uint16_t>(sizeof ip + payload));
  ip.frag_off = htons(IP_DF);
  ip.ttl = 64;
  ip.protocol = protocol;
  ip.saddr = source.s_addr;
  ip.daddr = destination.s_addr;
  ip.check = htons(folded(partial_sum(bytes_of(ip))));
  return ip;
}

std::vector<std::uint8_t> ipv4_packet(const At& from, const At& to, tcphdr tcp,
                                      const Options& options = {}) {
  in_addr source;
  in_addr destination;
  inet_pton(AF_INET, from.address.c_str(), &source);
  inet_pton(AF_INET, to.address.c_str(), &destination);
  checksum(tcp, options, source, destination);
  return joined(ipv4_header(source, destination, IPPROTO_TCP, sizeof tcp + options.size()), tcp,
                options);
}

std::vector<std::uint8_t> host_unreachable_packet(in_addr router, in_addr host,
                                                  const std::vector<std::uint8_t>& undelivered) {
  icmphdr icmp{};
  icmp.type = ICMP_DEST_UNREACH;
  icmp.code = ICMP_HOST_UNREACH;
  icmp.checksum = htons(folded(partial_sum(bytes_of(icmp)) + partial_sum(undelivered)));
  const iphdr ip = ipv4_header(router, host, IPPROTO_ICMP, sizeof icmp + undelivered.size());
  std::vector<std::uint8_t> packet;
  for (const auto part : {bytes_of(ip), bytes_of(icmp), std::span(undelivered)}) {
    packet.insert(packet.end(), part.begin(), part.end());
  }
  return packet;
}

std::vector<std::uint8_t> ipv6_packet(const At& from, const At& to, tcphdr tcp,
                                      const Options& options) {
  ip6_hdr ip{};
  ip.ip6_vfc = 6 << 4;
  ip.ip6_plen = htons(static_cast<std::uint16_t>(sizeof tcp + options.size()));
  ip.ip6_nxt = IPPROTO_TCP;
  ip.ip6_hlim = 64;
  inet_pton(AF_INET6, from.address.c_str(), &ip.ip6_src);
  inet_pton(AF_INET6, to.address.c_str(), &ip.ip6_dst);
  checksum(tcp, options, ip.ip6_src, ip.ip6_dst);
  return joined(ip, tcp, options);
}

}  // namespace

Wire::Wire(const Namespace& server) : server_(server) {
  const std::string far_pid = std::to_string(far_end_.pid());
  const std::string near = "dev near ";
  server.ip(
      "link add near address 02:00:00:00:00:01 type veth"
      " peer name far address 02:00:00:00:00:02 netns " +
      far_pid + "\n" +
      "addr add 10.77.0.1/24 dev near\n"
      "addr add fd00:77::1/64 dev near nodad\n"
      "link set near up\n"
      "neigh replace 10.77.0.2 lladdr 02:00:00:00:00:02 dev near\n"
      "neigh replace fd00:77::2 lladdr 02:00:00:00:00:02 dev near\n");
  far_end_.ip(
      "addr add 10.77.0.2/24 dev far\n"
      "addr add fd00:77::2/64 dev far nodad\n"
      "link set far up\n"
      "neigh replace 10.77.0.77 lladdr 02:00:00:00:00:77 dev far\n"
      "neigh replace 10.77.0.1 lladdr 02:00:00:00:00:01 dev far\n");
  server.ip(
      "route add 10.78.0.0/16 via 10.77.0.2\n"
      "route add fd00:78::/64 via fd00:77::2\n");
  far_end_.inside([&] {
    fd_ = UniqueFd(socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL)));
    if (!fd_) fail("packet socket");
    if_index_ = static_cast<int>(if_nametoindex("far"));
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = if_index_;
    if (bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      fail("bind packet socket");
    }
  });
}

At Wire::client(bool ipv6, int i) {
  const std::string host = std::to_string(i % 7 + 1);
  return {ipv6 ? "fd00:78::" + host : "10.78.0." + host, static_cast<std::uint16_t>(20011 + i)};
}

void Wire::send_syn(const At& client, const At& server) {
  send(client, server, kClientSeq, 0, TH_SYN);
}

void Wire::send_syn(const At& client, const At& server, const std::vector<std::uint8_t>& options) {
  send(client, server, kClientSeq, 0, TH_SYN, options);
}

void Wire::send_ack(const At& client, const At& server) {
  if (!syn_ack_came(client)) {
    errno = 0;
    fail("no SYN-ACK to answer");
  }
  send(client, server, kClientSeq + 1, syn_acks_.at(client) + 1, TH_ACK);
}

void Wire::send_host_unreachable(const At& client, const At& server) {
  if (!syn_ack_came(client)) {
    errno = 0;
    fail("no SYN-ACK that could be undeliverable");
  }
  const auto syn_ack = ipv4_packet(
      server, client,
      tcp_header(server.port, client.port, syn_acks_.at(client), kClientSeq + 1, TH_SYN | TH_ACK));
  in_addr router;
  in_addr host;
  inet_pton(AF_INET, kNeighbourV4, &router);
  inet_pton(AF_INET, server.address.c_str(), &host);
  send(false, host_unreachable_packet(router, host, syn_ack));
}

bool Wire::syn_ack_came(const At& client) {
  read_answers();
  return syn_acks_.contains(client);
}

bool Wire::reset_came(const At& client) {
  read_answers();
  return resets_.contains(client);
}

// A frame for another station's address is discarded on arrival, as if the cable had lost it.
void Wire::lose() const {
  far_end_.ip("neigh replace 10.77.0.1 lladdr 02:00:00:00:00:99 dev far\n");
}

void Wire::restore() const {
  far_end_.ip("neigh replace 10.77.0.1 lladdr 02:00:00:00:00:01 dev far\n");
}

void Wire::send(const At& client, const At& server, std::uint32_t seq, std::uint32_t ack,
                std::uint8_t flags, const std::vector<std::uint8_t>& options) {
  const tcphdr tcp = tcp_header(client.port, server.port, seq, ack, flags, options.size());
  const bool ipv6 = is_ipv6(client);
  send(ipv6, ipv6 ? ipv6_packet(client, server, tcp, options)
                  : ipv4_packet(client, server, tcp, options));
}

void Wire::send(bool ipv6, const std::vector<std::uint8_t>& packet) {
  sockaddr_ll to{};
  to.sll_family = AF_PACKET;
  to.sll_protocol = htons(ipv6 ? ETH_P_IPV6 : ETH_P_IP);
  to.sll_ifindex = if_index_;
  to.sll_halen = kServerMac.size();
  std::memcpy(to.sll_addr, kServerMac.data(), kServerMac.size());
  if (sendto(fd_.get(), packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&to),
             sizeof to) < 0) {
    fail("send raw segment");
  }
}

void Wire::read_answers() {
  std::array<std::uint8_t, 256> packet;
  for (;;) {
    sockaddr_ll from{};
    socklen_t from_length = sizeof from;
    const ssize_t length = recvfrom(fd_.get(), packet.data(), packet.size(), 0,
                                    reinterpret_cast<sockaddr*>(&from), &from_length);
    if (length < 0) return;
    if (from.sll_pkttype == PACKET_OUTGOING) continue;
    const bool ipv6 = from.sll_protocol == htons(ETH_P_IPV6);
    if (!ipv6 && from.sll_protocol != htons(ETH_P_IP)) continue;
    const std::size_t ip_length = ipv6 ? sizeof(ip6_hdr) : sizeof(iphdr);
    if (static_cast<std::size_t>(length) < ip_length + sizeof(tcphdr)) continue;
    const std::uint8_t protocol =
        ipv6 ? packet[offsetof(ip6_hdr, ip6_nxt)] : packet[offsetof(iphdr, protocol)];
    if (protocol != IPPROTO_TCP) continue;

    char text[INET6_ADDRSTRLEN];
    inet_ntop(ipv6 ? AF_INET6 : AF_INET,
              packet.data() + (ipv6 ? offsetof(ip6_hdr, ip6_dst) : offsetof(iphdr, daddr)), text,
              sizeof text);
    tcphdr tcp;
    std::memcpy(&tcp, packet.data() + ip_length, sizeof tcp);
    const At client{text, ntohs(tcp.th_dport)};
    if ((tcp.th_flags & TH_RST) != 0) resets_.insert(client);
    // Cookies change with the minute: the latest answer counts.
    if ((tcp.th_flags & (TH_SYN | TH_ACK)) == (TH_SYN | TH_ACK)) {
      syn_acks_[client] = ntohl(tcp.th_seq);
    }
  }
}

RawClients::RawClients(Wire& wire, At server) : wire_(wire), server_(std::move(server)) {}

bool RawClients::syn() {
  latest_ = Wire::client(is_ipv6(server_), next_++);
  const std::uint64_t drops = wire_.server().counters().listen_drops;
  wire_.send_syn(latest_, server_);
  const auto dropped = [&] { return wire_.server().counters().listen_drops != drops; };
  if (!eventually([&] { return wire_.syn_ack_came(latest_) || dropped(); })) {
    errno = 0;
    fail("a SYN was neither answered nor dropped");
  }
  if (wire_.syn_ack_came(latest_)) return true;
  ++dropped_syns_[latest_];
  return false;
}

bool RawClients::ack(const At& client) {
  const Namespace& server = wire_.server();
  const std::uint64_t verdicts = server.verdicts();
  const std::uint64_t drops = server.counters().listen_drops;
  wire_.send_ack(client, server_);
  server.await_verdicts(verdicts, 1);
  if (server.counters().listen_drops == drops) return true;
  ++dropped_acks_[client];
  return false;
}

bool RawClients::handshake() {
  return syn() && ack(latest_);
}

void RawClients::repeat_syn(const At& client) {
  wire_.send_syn(client, server_);
}

Flood::Flood(const Namespace& where, const At& server, std::uint16_t source_net, int cpu,
             std::uint16_t host_bits) {
  fd_ = where.inside([] {
    UniqueFd fd(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
    if (!fd) fail("raw socket");
    return fd;
  });
  thread_ = std::jthread([this, server, source_net, cpu, host_bits](const std::stop_token& stop) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    sched_setaffinity(0, sizeof cpus, &cpus);

    struct Packet {
      iphdr ip;
      tcphdr tcp;
    };
    constexpr std::size_t kBatch = 64;
    std::array<Packet, kBatch> packets;
    std::array<iovec, kBatch> vectors;
    std::array<mmsghdr, kBatch> messages{};
    sockaddr_in to{};
    to.sin_family = AF_INET;
    inet_pton(AF_INET, server.address.c_str(), &to.sin_addr);
    for (std::size_t i = 0; i < kBatch; ++i) {
      vectors[i] = {&packets[i], sizeof packets[i]};
      messages[i].msg_hdr.msg_iov = &vectors[i];
      messages[i].msg_hdr.msg_iovlen = 1;
      messages[i].msg_hdr.msg_name = &to;
      messages[i].msg_hdr.msg_namelen = sizeof to;
    }
    // Knuth's 64-bit linear congruential generator: sources that do not repeat soon.
    std::uint64_t random = static_cast<std::uint64_t>(source_net) << 32 | 1;
    while (!stop.stop_requested()) {
      for (Packet& packet : packets) {
        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
        const auto host = static_cast<std::uint16_t>(random >> 48 & host_bits);
        const auto port = static_cast<std::uint16_t>(1024 + (random >> 32) % 64000);
        const in_addr source{htonl(static_cast<std::uint32_t>(source_net) << 16 | host)};
        packet.ip = ipv4_header(source, to.sin_addr);
        packet.tcp = tcp_header(port, server.port, static_cast<std::uint32_t>(random), 0, TH_SYN);
        checksum(packet.tcp, {}, source, to.sin_addr);
      }
      const int sent = sendmmsg(fd_.get(), messages.data(), messages.size(), 0);
      if (sent > 0) sent_ += static_cast<std::uint64_t>(sent);
    }
  });
}

std::uint64_t Flood::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  return sent_;
}

}  // namespace bpfnetstat::lab
