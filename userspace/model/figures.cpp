// SPDX-License-Identifier: Apache-2.0
#include "model/figures.h"

#include <algorithm>
#include <array>
#include <compare>
#include <tuple>

namespace bpfnetstat {
namespace {

constexpr std::array<std::string_view, 9> kOrders = {
    "drops", "queue", "peak", "limit", "established", "address", "port", "process", "netns"};

/// Where they do not differ in what they are sorted by, std::strong_ordering::equal.
std::strong_ordering compare(const ListenerFigures& a, const ListenerFigures& b,
                             ListenerOrder order) {
  // Those of whom it is not known come last.
  const auto figure = [](const auto& number) {
    return number ? static_cast<std::int64_t>(*number) : -1;
  };
  const auto established = [&](const ListenerFigures& one) {
    const auto count = one.connections[static_cast<std::size_t>(TcpState::established)];
    return figure(one.shares_connections ? std::nullopt : std::optional(count));
  };
  const auto process = [](const ListenerFigures& one) {
    const auto& owner = one.listener.owner;
    return std::tuple(!owner.comm.has_value(), owner.comm.value_or(""), owner.pid.value_or(0));
  };
  switch (order) {
    case ListenerOrder::drops:
      return total(b.drops) <=> total(a.drops);
    case ListenerOrder::queue:
      return figure(b.accept_queue) <=> figure(a.accept_queue);
    case ListenerOrder::peak:
      return figure(b.accept_queue_peak) <=> figure(a.accept_queue_peak);
    case ListenerOrder::limit:
      return b.accept_queue_limit <=> a.accept_queue_limit;
    case ListenerOrder::established:
      return established(b) <=> established(a);
    case ListenerOrder::address:
      return a.listener.bound <=> b.listener.bound;
    case ListenerOrder::port:
      return std::strong_ordering::equal;
    case ListenerOrder::process:
      return process(a) <=> process(b);
    case ListenerOrder::netns:
      return a.listener.netns <=> b.listener.netns;
  }
  return std::strong_ordering::equal;
}

}  // namespace

std::optional<ListenerOrder> parse_listener_order(std::string_view word) {
  const auto found = std::find(kOrders.begin(), kOrders.end(), word);
  if (found == kOrders.end()) return std::nullopt;
  return static_cast<ListenerOrder>(found - kOrders.begin());
}

std::string_view name(ListenerOrder order) {
  return kOrders[static_cast<std::size_t>(order)];
}

bool shown_before(const ListenerFigures& a, const ListenerFigures& b, ListenerOrder order) {
  if (const auto differ = compare(a, b, order); differ != 0) return differ < 0;
  return std::tie(a.listener.bound.port, a.listener.netns, a.listener.id) <
         std::tie(b.listener.bound.port, b.listener.netns, b.listener.id);
}

void sort_listeners(std::vector<ListenerFigures>& listeners, ListenerOrder order) {
  std::stable_sort(listeners.begin(), listeners.end(),
                   [order](const auto& a, const auto& b) { return shown_before(a, b, order); });
}

void judge(ListenerFigures& listener) {
  if (listener.facts) listener.verdict = judge(*listener.facts);
}

}  // namespace bpfnetstat
