// SPDX-License-Identifier: Apache-2.0
#include "daemon/evidence_book.h"

#include <algorithm>
#include <utility>

namespace bpfnetstat::daemon {
namespace {

/// Looks that ticks make are a second apart, or a little less.
constexpr std::uint64_t kCookiesNs = 900'000'000;

std::uint64_t since(std::uint64_t now_ns, std::uint64_t then_ns) {
  return now_ns > then_ns ? now_ns - then_ns : 0;
}

}  // namespace

EvidenceBook::Window& EvidenceBook::begin(std::uint64_t id, std::uint64_t now_ns) {
  if (windows_.size() >= kMostWindows && !windows_.contains(id)) {
    windows_.erase(
        std::min_element(windows_.begin(), windows_.end(), [](const auto& a, const auto& b) {
          return a.second.quiet_since_ns() < b.second.quiet_since_ns();
        }));
  }
  Window window;
  window.first_ns = window.last_ns = window.observed_until_ns = now_ns;
  return windows_.insert_or_assign(id, std::move(window)).first->second;
}

EvidenceBook::Window* EvidenceBook::going_on(std::uint64_t id) {
  const auto found = windows_.find(id);
  return found == windows_.end() || found->second.is_over ? nullptr : &found->second;
}

void EvidenceBook::drop(const Drop& drop, std::uint64_t losses, std::uint64_t now_ns) {
  Window* window = going_on(drop.id);
  // From a drop on it is about drops.
  const bool has_cookies_alone = window != nullptr && total(window->drops) == 0;
  if (window == nullptr || has_cookies_alone) {
    // Of the window that is over, maybe.
    if (!drop.time_ns && !has_cookies_alone && windows_.contains(drop.id)) return;
    const auto before = has_cookies_alone ? std::optional(*window) : std::nullopt;
    window = &begin(drop.id, drop.time_ns.value_or(now_ns));
    window->queue_at_begin = drop.accept_queue;
    window->losses_at_begin = losses;
    if (before) {
      window->cookies_at_begin = before->cookies_at_begin;
      window->cookies = before->cookies;
      window->cookies_ns = before->cookies_ns;
      window->half_open = before->half_open;
    }
  }
  window->drops[static_cast<std::size_t>(drop.cause)] += drop.count;
  const bool is_overflow = drop.cause == DropCause::accept_queue_full_syn ||
                           drop.cause == DropCause::accept_queue_full_ack;
  // Told after a look that it came before.
  const bool is_late = drop.time_ns && window->roomy_ns && *drop.time_ns <= *window->roomy_ns;
  if (is_overflow) {
    auto& count = is_late ? window->overflows_before : window->overflows;
    count += drop.count;
    window->most_overflows = std::max(window->most_overflows, count);
  }
  if (drop.time_ns) {
    if (!is_late) window->first_roomy_ns.reset();
    window->first_ns = std::min(window->first_ns, *drop.time_ns);
    window->last_ns = std::max(window->last_ns, *drop.time_ns);
    window->observed_until_ns = std::max(window->observed_until_ns, *drop.time_ns);
  }
  if (drop.accept_queue) {
    window->accept_queue = drop.accept_queue;
    window->limit = drop.accept_queue_limit;
    window->peak = std::max(window->peak.value_or(0), *drop.accept_queue);
  }
  if (!drop.client || window->has_more_clients) return;
  auto& clients = window->clients;
  if (std::find(clients.begin(), clients.end(), *drop.client) != clients.end()) return;
  if (clients.size() >= kManyClients) {
    window->has_more_clients = true;
  } else {
    clients.push_back(*drop.client);
  }
}

void EvidenceBook::arrive(std::uint64_t id) {
  if (Window* window = going_on(id)) ++window->arrived;
}

bool EvidenceBook::wants_counters(std::uint64_t id) const {
  const auto found = windows_.find(id);
  return found != windows_.end() && !found->second.is_over && found->second.counted_since_ns == 0;
}

void EvidenceBook::count(std::uint64_t id, const Queue& queue, std::uint64_t now_ns) {
  if (Window* window = going_on(id)) take_counters(*window, queue, now_ns);
}

void EvidenceBook::take_counters(Window& window, const Queue& queue, std::uint64_t now_ns) {
  if (window.counted_since_ns == 0) {
    window.counted_since_ns = now_ns;
    window.unseen = window.unseen_at_begin = queue.accepted_unseen;
    window.waits_at_begin = queue.waits;
    if (window.waits_at_begin) window.waits_at_begin->latest_ns.clear();
  }
  window.counted_until_ns = std::max(window.counted_until_ns, now_ns);
  // What is on its way is so once only, and a figure that was read may not fall again.
  const auto unseen = std::min(window.unseen, queue.accepted_unseen);
  window.unseen = queue.accepted_unseen;
  if (queue.accepted) {
    if (!window.accepted_at_begin) window.accepted_at_begin = queue.accepted;
    window.accepted =
        std::max(window.accepted.value_or(0), since(*queue.accepted, *window.accepted_at_begin) +
                                                  since(unseen, window.unseen_at_begin));
  }
  if (queue.arrived) {
    if (!window.arrived_at_begin) window.arrived_at_begin = queue.arrived;
    window.arrived_in_all = since(*queue.arrived, *window.arrived_at_begin);
  }
  if (queue.cookies_sent) {
    if (!window.cookies_at_begin) window.cookies_at_begin = queue.cookies_sent;
    window.cookies = since(*queue.cookies_sent, *window.cookies_at_begin);
  }
  if (queue.waits) {
    window.waits = queue.waits;
    window.waits->latest_ns.clear();
  }
}

void EvidenceBook::look(std::uint64_t id, const Queue& queue, std::uint64_t losses,
                        std::uint64_t now_ns) {
  Window* window = going_on(id);
  if (window == nullptr) return;
  window->accept_queue = queue.length;
  window->limit = queue.limit;
  window->peak = std::max(window->peak.value_or(0), queue.length);
  window->has_lost |= losses != window->losses_at_begin;
  window->observed_until_ns = std::max(window->observed_until_ns, now_ns);
  take_counters(*window, queue, now_ns);
  if (window->queue_at_begin) {
    window->left =
        std::max(window->left, since(window->arrived + *window->queue_at_begin, queue.length));
  }
  const bool is_full = window->is_full();
  const bool has_room = is_roomy(queue.length, queue.limit);
  if (!is_full) window->last_runs.clear();
  if (has_room && now_ns >= window->last_ns) {
    if (!window->first_roomy_ns) window->first_roomy_ns = now_ns;
    window->roomy_ns = now_ns;
    window->overflows_before = std::exchange(window->overflows, 0);
  }
  if (now_ns >= window->looked_ns + kLookPauseNs) {
    window->looked_ns = now_ns;
    ++window->looks;
    window->looks_full += is_full;
    window->looks_roomy += has_room;
  }
  if (!is_full && since(now_ns, window->quiet_since_ns()) >= kQuietNs) window->is_over = true;
}

void EvidenceBook::look_at_member(std::uint64_t id, std::uint64_t member, std::uint64_t arrived,
                                  std::uint64_t accepted) {
  Window* window = going_on(id);
  if (window == nullptr) return;
  auto& group = window->group;
  auto found =
      std::find_if(group.begin(), group.end(), [&](const Member& one) { return one.id == member; });
  if (found == group.end()) {
    if (group.size() >= kMostMembers) return;
    found = group.insert(group.end(), {member, arrived, accepted, 0, 0});
  }
  found->arrived = since(arrived, found->arrived_at_begin);
  found->accepted = std::max(found->accepted, since(accepted, found->accepted_at_begin));
}

void EvidenceBook::look_at_cookies(std::uint64_t id, std::uint64_t sent, std::uint64_t losses,
                                   std::uint64_t now_ns) {
  if (sent == 0) return;
  Cookies& mark = cookies_.try_emplace(id).first->second;
  const bool are_many = since(sent, mark.sent) >= kManyCookies;
  // Whoever asks makes looks that follow each other at once.
  if (are_many || now_ns >= mark.at_ns + kCookiesNs) mark = {sent, now_ns};
  if (!are_many) return;
  Window* window = going_on(id);
  if (window == nullptr) {
    window = &begin(id, now_ns);
    window->losses_at_begin = losses;
    window->cookies_at_begin = sent;
  }
  window->cookies_ns = now_ns;
}

void EvidenceBook::close(std::uint64_t id) {
  Window* window = going_on(id);
  if (window == nullptr) return;
  window->is_over = true;
  window->accept_queue.reset();
}

bool EvidenceBook::wants_holders(std::uint64_t id, std::uint64_t now_ns) const {
  const auto found = windows_.find(id);
  if (found == windows_.end() || found->second.is_over) return false;
  const Window& window = found->second;
  return window.is_full() && (window.seen_ns == 0 || now_ns >= window.seen_ns + kLookPauseNs);
}

void EvidenceBook::see(std::uint64_t id, std::vector<HolderState> holders, std::uint64_t now_ns) {
  Window* window = going_on(id);
  if (window == nullptr) return;
  std::map<pid_t, LastRun> last_runs;
  for (HolderState& holder : holders) {
    for (ThreadState& thread : holder.threads) {
      const auto known = window->last_runs.find(thread.tid);
      if (known == window->last_runs.end() || known->second.switches != thread.switches ||
          thread.state == 'R') {
        thread.has_run = known != window->last_runs.end();
        last_runs[thread.tid] = {thread.switches, now_ns};
        continue;
      }
      last_runs[thread.tid] = known->second;
      thread.still_ns = since(now_ns, known->second.since_ns);
    }
  }
  window->last_runs = std::move(last_runs);
  window->holders = std::move(holders);
  window->seen_ns = now_ns;
}

bool EvidenceBook::wants_settings(std::uint64_t id, std::uint64_t now_ns) const {
  const auto found = windows_.find(id);
  return found != windows_.end() && !found->second.is_over &&
         (!found->second.settings || now_ns >= found->second.settings_ns + kSettingsFreshNs ||
          has_syn_drops(id));
}

bool EvidenceBook::has_syn_drops(std::uint64_t id) const {
  const auto found = windows_.find(id);
  if (found == windows_.end()) return false;
  const auto& drops = found->second.drops;
  // Tracepoints do not tell all of them.
  return total(drops) != overflows(drops) || found->second.cookies_ns != 0;
}

void EvidenceBook::set(std::uint64_t id, const Settings& settings,
                       std::optional<std::uint64_t> half_open, std::uint64_t now_ns) {
  Window* window = going_on(id);
  if (window == nullptr) return;
  window->settings = settings;
  window->settings_ns = now_ns;
  // At its worst: a flood that has ended leaves none.
  if (half_open) window->half_open = std::max(window->half_open.value_or(0), *half_open);
}

std::vector<std::uint64_t> EvidenceBook::open_windows(std::uint64_t after) const {
  std::vector<std::uint64_t> open;
  for (const auto& [id, window] : windows_) {
    if (!window.is_over) open.push_back(id);
  }
  std::rotate(open.begin(), std::upper_bound(open.begin(), open.end(), after), open.end());
  return open;
}

std::optional<VerdictFacts> EvidenceBook::facts(std::uint64_t id, bool shares_address,
                                                std::uint64_t now_ns) const {
  const auto found = windows_.find(id);
  if (found == windows_.end()) return std::nullopt;
  const Window& window = found->second;
  VerdictFacts facts;
  facts.accept_queue_limit = window.limit;
  facts.accept_queue = window.accept_queue;
  facts.peak = window.peak;
  facts.drops = window.drops;
  facts.span_ns = since(window.last_ns, window.first_ns);
  facts.quiet_ns = since(now_ns, total(window.drops) == 0 ? window.cookies_ns : window.last_ns);
  facts.is_over = window.is_over;
  facts.observed_ns = since(window.observed_until_ns, window.first_ns);
  facts.clients = window.clients.size();
  facts.has_more_clients = window.has_more_clients;
  facts.looks = window.looks;
  facts.looks_full = window.looks_full;
  facts.looks_roomy = window.looks_roomy;
  if (window.first_roomy_ns) facts.roomy_after_ns = since(*window.first_roomy_ns, window.last_ns);
  facts.most_overflows = window.most_overflows;
  facts.half_open = window.half_open;
  facts.holders = window.holders;
  if (!shares_address && !window.has_lost) {
    facts.arrived = window.arrived;
    if (window.queue_at_begin && window.looks > 0) facts.accepted = window.left;
  }
  facts.accepted_over_ns = facts.arrived_over_ns = facts.observed_ns;
  const auto counted_ns = since(window.counted_until_ns, window.counted_since_ns);
  if (window.accepted) {
    facts.accepted = window.accepted;
    facts.accepted_over_ns = counted_ns;
  }
  // Transitions are told from the first drop on, the counter is read when that is told: by then a
  // crowd may have come and gone.
  if (window.arrived_in_all && facts.arrived.value_or(0) <= *window.arrived_in_all) {
    facts.arrived = window.arrived_in_all;
    facts.arrived_over_ns = counted_ns;
  }
  facts.cookies_sent = window.cookies;
  if (window.waits) {
    const auto waits = waits_since(*window.waits, window.waits_at_begin.value_or(Waits()));
    // Where one that waited before we looked is among them, a bound is none.
    if (const auto p50_us = percentile_us(waits, 50);
        p50_us && !may_be_higher(waits, 99) && !waits.max_is_at_least)
      facts.waits = {*p50_us, *percentile_us(waits, 99), (waits.max_ns + 999) / 1000};
  }
  for (const Member& one : window.group) {
    GroupMember member;
    member.id = one.id;
    member.arrived = one.arrived;
    member.accepted = one.accepted;
    facts.group.push_back(std::move(member));
  }
  if (window.settings) {
    const Settings& settings = *window.settings;
    facts.somaxconn = settings.somaxconn;
    facts.tcp_max_syn_backlog = settings.tcp_max_syn_backlog;
    facts.syncookies = settings.syncookies;
    if (settings.abort_on_overflow) facts.abort_on_overflow = *settings.abort_on_overflow != 0;
  }
  return facts;
}

void EvidenceBook::forget(const std::function<bool(std::uint64_t id)>& is_gone) {
  std::erase_if(windows_, [&](const auto& entry) { return is_gone(entry.first); });
  std::erase_if(cookies_, [&](const auto& entry) { return is_gone(entry.first); });
}

}  // namespace bpfnetstat::daemon
