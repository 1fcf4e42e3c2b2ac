// SPDX-License-Identifier: Apache-2.0
#include "model/history.h"

#include <algorithm>
#include <array>
#include <string>

namespace bpfnetstat {
namespace {

constexpr std::array<std::string_view, kDaemonEventKinds> kEventNames{"started",
                                                                      "stopped",
                                                                      "ring_loss",
                                                                      "resync",
                                                                      "gap",
                                                                      "namespace_appeared",
                                                                      "namespace_gone",
                                                                      "history_loss",
                                                                      "unattributed",
                                                                      "transitions_missed"};

/// ::ffff:0:0/96 (RFC 4291, 2.5.5.2).
constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

ClientNetwork network_of(const IpAddress& address) {
  const auto& bytes = address.bytes;
  ClientNetwork network;
  if (address.family == Family::ipv4) {
    network.address.bytes = {bytes[0], bytes[1], bytes[2]};
  } else if (std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) {
    network.address.bytes = {bytes[12], bytes[13], bytes[14]};
  } else {
    network.address.family = Family::ipv6;
    std::copy_n(bytes.begin(), 8, network.address.bytes.begin());
  }
  return network;
}

std::string to_string(const ClientNetwork& network) {
  return to_string(network.address) + "/" + std::to_string(network.prefix_length());
}

std::string_view name(DaemonEventKind kind) {
  const auto number = static_cast<std::size_t>(kind);
  return number < kEventNames.size() ? kEventNames[number] : "unknown";
}

std::string_view name(HistoryBy by) {
  switch (by) {
    case HistoryBy::listener:
      return "listener";
    case HistoryBy::client:
      return "client";
    case HistoryBy::cause:
      return "cause";
    case HistoryBy::minute:
      break;
  }
  return "minute";
}

}  // namespace bpfnetstat
