// SPDX-License-Identifier: Apache-2.0
#include "model/figures.h"

#include <algorithm>
#include <tuple>

namespace bpfnetstat {

void sort_listeners(std::vector<ListenerFigures>& listeners) {
  std::stable_sort(listeners.begin(), listeners.end(), [](const auto& a, const auto& b) {
    const auto drops_a = total(a.drops), drops_b = total(b.drops);
    if (drops_a != drops_b) return drops_a > drops_b;
    return std::tie(a.listener.bound.port, a.listener.netns, a.listener.id) <
           std::tie(b.listener.bound.port, b.listener.netns, b.listener.id);
  });
}

}  // namespace bpfnetstat
