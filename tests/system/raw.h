// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "lab.h"

/// TCP clients that are not the kernel's: they send exactly the segments they are told to, never
/// repeat one, and never answer with a reset.
namespace bpfnetstat::lab {

/// A veth pair from a server's namespace into one of our own, and the network behind it where the
/// raw clients live: their addresses are routed there and configured nowhere, so no kernel ever
/// resets their connections.
class Wire {
 public:
  static constexpr const char* kServerV4 = "10.77.0.1";
  static constexpr const char* kServerV6 = "fd00:77::1";
  /// The one address at the far end that a kernel owns, for Client.
  static constexpr const char* kNeighbourV4 = "10.77.0.2";
  /// Nobody answers here, and ARP is settled.
  static constexpr const char* kSilentV4 = "10.77.0.77";

  explicit Wire(const Namespace& server);

  const Namespace& server() const { return server_; }
  const Namespace& far_end() const { return far_end_; }

  /// The i-th raw client: seven addresses, ports of its own.
  static At client(bool ipv6, int i);

  void send_syn(const At& client, const At& server);
  /// With TCP options, a multiple of four bytes.
  void send_syn(const At& client, const At& server, const std::vector<std::uint8_t>& options);
  /// Completes the handshake of a client whose SYN-ACK came.
  void send_ack(const At& client, const At& server);
  /// A router's word that this IPv4 client, whose SYN-ACK came, cannot be reached: the kernel gives
  /// up the pending request and counts a listen drop, without a packet of the listener's.
  void send_host_unreachable(const At& client, const At& server);
  /// Whether the SYN-ACK of this client has come, now that everything waiting has been read.
  bool syn_ack_came(const At& client);
  bool reset_came(const At& client);

  /// Loses whatever the far end sends to the server until `restore`.
  void lose() const;
  void restore() const;

 private:
  void send(const At& client, const At& server, std::uint32_t seq, std::uint32_t ack,
            std::uint8_t flags, const std::vector<std::uint8_t>& options = {});
  void send(bool ipv6, const std::vector<std::uint8_t>& packet);
  void read_answers();

  const Namespace& server_;
  Namespace far_end_;
  UniqueFd fd_;
  int if_index_ = 0;
  std::map<At, std::uint32_t> syn_acks_;  ///< Client to the server's initial sequence number.
  std::set<At> resets_;
};

/// Raw clients knocking one by one at one address, each verdict awaited and noted.
class RawClients {
 public:
  RawClients(Wire& wire, At server);

  /// A new client's SYN. @return whether it was answered; if not, it was dropped and noted.
  bool syn();
  /// The final ACK of a client that was answered. @return whether a connection came of it; if not,
  /// it was dropped and noted.
  bool ack(const At& client);
  /// SYN and, if answered, ACK.
  bool handshake();
  /// The same SYN once more, for a request that is pending: no verdict to wait for.
  void repeat_syn(const At& client);

  const At& latest() const { return latest_; }
  const ByClient& dropped_syns() const { return dropped_syns_; }
  const ByClient& dropped_acks() const { return dropped_acks_; }

 private:
  Wire& wire_;
  At server_;
  At latest_;
  int next_ = 0;
  ByClient dropped_syns_;
  ByClient dropped_acks_;
};

/// SYNs to one IPv4 address as fast as one core sends them, from changing sources, until destroyed.
class Flood {
 public:
  /// @param source_net the first two bytes of the source addresses, such as 0x7f01 for 127.1.0.0.
  /// @param host_bits those of the last two bytes that change.
  Flood(const Namespace& where, const At& server, std::uint16_t source_net, int cpu,
        std::uint16_t host_bits = 0xffff);
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;
  ~Flood() { stop(); }

  /// Ends it. @return how many SYNs were sent.
  std::uint64_t stop();

 private:
  UniqueFd fd_;
  std::atomic<std::uint64_t> sent_ = 0;
  std::jthread thread_;
};

}  // namespace bpfnetstat::lab
