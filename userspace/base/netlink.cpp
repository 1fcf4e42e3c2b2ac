// SPDX-License-Identifier: Apache-2.0
#include "base/netlink.h"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace bpfnetstat {
namespace {

template <typename T>
T value_at(std::span<const std::byte> bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return value;
}

std::span<const std::byte> without_first(std::span<const std::byte> bytes, std::size_t count) {
  return bytes.subspan(count < bytes.size() ? count : bytes.size());
}

/// @return 0 or the errno, which both kinds of message begin with, below zero.
int reported_error(std::span<const std::byte> payload) {
  if (payload.size() < sizeof(int)) return EBADMSG;
  constexpr int kLargestErrno = 4095;  // MAX_ERRNO in include/linux/err.h.
  const int error = value_at<int>(payload);
  return error > 0 || error < -kLargestErrno ? EBADMSG : -error;
}

}  // namespace

DumpProgress decode_dump(std::span<const std::byte> datagram, std::uint16_t type,
                         const std::function<int(std::span<const std::byte>)>& on_answer) {
  while (!datagram.empty()) {
    if (datagram.size() < sizeof(nlmsghdr)) return {.error = EBADMSG};
    const auto header = value_at<nlmsghdr>(datagram);
    if (header.nlmsg_len < NLMSG_HDRLEN || header.nlmsg_len > datagram.size()) {
      return {.error = EBADMSG};
    }
    const auto payload = datagram.first(header.nlmsg_len).subspan(NLMSG_HDRLEN);
    const bool was_interrupted = (header.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
    if (header.nlmsg_type == type) {
      if (was_interrupted) return {.error = EINTR};
      if (const int error = on_answer(payload); error != 0) return {.error = error};
    } else if (header.nlmsg_type == NLMSG_DONE) {
      if (was_interrupted) return {.error = EINTR};
      const int error = reported_error(payload);
      return {.is_done = error == 0, .error = error};
    } else if (header.nlmsg_type == NLMSG_ERROR) {
      // Without an error it acknowledges, which nobody asked for.
      const int error = reported_error(payload);
      return {.error = error != 0 ? error : EBADMSG};
    } else if (header.nlmsg_type == NLMSG_OVERRUN) {
      return {.error = ENOBUFS};
    }
    datagram = without_first(datagram, NLMSG_ALIGN(header.nlmsg_len));
  }
  return {};
}

int read_dump(int fd, std::uint16_t type,
              const std::function<int(std::span<const std::byte>)>& on_answer) {
  constexpr std::size_t kBytes = 1 << 15;  // What the kernel fills at most.
  const auto buffer = std::make_unique<std::byte[]>(kBytes);
  for (;;) {
    const ssize_t got = ::recv(fd, buffer.get(), kBytes, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) return EIO;
    const DumpProgress progress =
        decode_dump(std::span(buffer.get(), static_cast<std::size_t>(got)), type, on_answer);
    if (progress.error != 0) return progress.error;
    if (progress.is_done) return 0;
  }
}

void for_each_attribute(
    std::span<const std::byte> attributes,
    const std::function<void(std::uint16_t, std::span<const std::byte>)>& visit) {
  while (attributes.size() >= NLA_HDRLEN) {
    const auto header = value_at<nlattr>(attributes);
    if (header.nla_len < NLA_HDRLEN || header.nla_len > attributes.size()) return;
    visit(header.nla_type & NLA_TYPE_MASK, attributes.first(header.nla_len).subspan(NLA_HDRLEN));
    attributes = without_first(attributes, NLA_ALIGN(header.nla_len));
  }
}

}  // namespace bpfnetstat
