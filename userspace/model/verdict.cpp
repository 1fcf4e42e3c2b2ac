// SPDX-License-Identifier: Apache-2.0
#include "model/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bpfnetstat {
namespace {

/// What the sysctl takes at most.
constexpr std::uint32_t kMostSomaxconn = 2'147'483'647;
constexpr std::array<std::string_view, kVerdictCauses> kNames = {"accepter_stopped",
                                                                 "accepter_uninterruptible",
                                                                 "accepter_blocked",
                                                                 "accepter_elsewhere",
                                                                 "accepter_slow",
                                                                 "burst",
                                                                 "backlog_clamped",
                                                                 "backlog_tiny",
                                                                 "reuseport_worker_stuck",
                                                                 "syn_flood",
                                                                 "syn_queue_small",
                                                                 "not_a_queue",
                                                                 "unknown"};

std::uint64_t of(const DropCounts& drops, DropCause cause) {
  return drops[static_cast<std::size_t>(cause)];
}

std::string seconds(std::uint64_t ns) {
  return fmt::format("{}.{} s", ns / 1'000'000'000, ns / 100'000'000 % 10);
}

std::string process_of(const HolderState& holder) {
  return fmt::format("{}({})", printable(holder.process.comm), holder.process.pid);
}

std::string ago(std::uint64_t ns) {
  const auto whole = ns / 1'000'000'000;
  if (whole < 60) return seconds(ns);
  if (whole < 2 * 3600) return fmt::format("{} min", whole / 60);
  if (whole < 2 * 86'400) return fmt::format("{} h", whole / 3600);
  return fmt::format("{} days", whole / 86'400);
}

/// It has ended, whatever its process does: the first thread of a process may end before the
/// others.
bool is_dead(const ThreadState& thread) {
  return thread.state == 'Z' || thread.state == 'X';
}

/// In a cgroup's freezer, as the place tells where it sleeps: of v1 in state D, of v2 in S, within
/// get_signal() where the compiler has put one into the other.
bool is_frozen(const ThreadState& thread) {
  if (!thread.wchan) return false;
  return *thread.wchan == "__refrigerator" || *thread.wchan == "do_freezer_trap" ||
         (thread.state == 'S' && *thread.wchan == "get_signal");
}

bool is_stopped(const ThreadState& thread) {
  // A tracer stops a thread at each system call, for a moment.
  return thread.state == 'T' || (thread.state == 't' && thread.still_ns.value_or(0) >= kStillNs) ||
         is_frozen(thread);
}

bool is_still(const ThreadState& thread) {
  return is_stopped(thread) || (thread.state != 'R' && thread.still_ns.value_or(0) >= kStillNs);
}

/// Where a server waits that has nothing to do; accept(2) too, which then is of another socket.
bool waits_for_work(const ThreadState& thread) {
  constexpr std::array<std::string_view, 10> kWaits = {
      "accept", "accept4", "epoll_wait", "epoll_pwait", "epoll_pwait2",
      "poll",   "ppoll",   "select",     "pselect6",    "io_uring_enter"};
  return thread.system_call &&
         std::find(kWaits.begin(), kWaits.end(), *thread.system_call) != kWaits.end();
}

/// Where the parent of the processes that accept spends its time.
bool waits_for_children(const ThreadState& thread) {
  constexpr std::array<std::string_view, 5> kWaits = {"wait4", "waitid", "rt_sigsuspend",
                                                      "rt_sigtimedwait", "pause"};
  return thread.system_call &&
         std::find(kWaits.begin(), kWaits.end(), *thread.system_call) != kWaits.end();
}

bool is_partial(const HolderState& holder) {
  return holder.threads.size() < holder.threads_total;
}

/// Those that were looked at.
bool all_threads(const HolderState& holder, bool (*holds)(const ThreadState&)) {
  return !holder.threads.empty() &&
         std::all_of(holder.threads.begin(), holder.threads.end(), holds);
}

const ThreadState* first_thread(const HolderState& holder, bool (*holds)(const ThreadState&)) {
  const auto found = std::find_if(holder.threads.begin(), holder.threads.end(), holds);
  return found == holder.threads.end() ? nullptr : &*found;
}

/// The thread that tells that the whole process is stopped; nullptr where it is not known to be.
const ThreadState* stopped_thread(const HolderState& holder) {
  if (holder.threads.empty()) return nullptr;
  if (holder.frozen_cgroup || all_threads(holder, is_stopped)) return &holder.threads.front();
  // A signal stops all threads of a process, those that nobody looked at too, and one in state D
  // when it wakes.
  const auto leader = std::find_if(
      holder.threads.begin(), holder.threads.end(),
      [&](const ThreadState& one) { return one.tid == holder.process.pid && one.state == 'T'; });
  if (leader == holder.threads.end()) return nullptr;
  const auto* running = first_thread(holder, [](const ThreadState& one) {
    return one.state == 'R' || (one.has_run && !is_stopped(one));
  });
  return running == nullptr ? &*leader : nullptr;
}

/// One that is on a CPU, or was since the look before: not one that a wait's end woke for a moment.
const ThreadState* running_thread(const HolderState& holder) {
  const auto* on_cpu =
      first_thread(holder, [](const ThreadState& one) { return one.state == 'R'; });
  if (on_cpu != nullptr) return on_cpu;
  return first_thread(holder, [](const ThreadState& one) {
    return one.has_run && !is_stopped(one) && !waits_for_work(one) && !waits_for_children(one);
  });
}

/// What keeps a process from accept(2), if something is known to.
struct Obstacle {
  VerdictCause cause = VerdictCause::accepter_elsewhere;
  const HolderState* holder = nullptr;
  const ThreadState* thread = nullptr;  ///< That tells best.
  bool runs = false;                    ///< It does, but it takes nothing.
};

std::optional<Obstacle> obstacle_of(const HolderState& holder) {
  if (const auto* thread = stopped_thread(holder))
    return Obstacle{VerdictCause::accepter_stopped, &holder, thread};
  if (!all_threads(holder, is_still)) return std::nullopt;
  if (const auto* thread =
          first_thread(holder, [](const ThreadState& one) { return one.state == 'D'; })) {
    return Obstacle{VerdictCause::accepter_uninterruptible, &holder, thread};
  }
  // Threads that wait for each other tell less than the one that waits for something else.
  if (const auto* thread = first_thread(holder, [](const ThreadState& one) {
        return one.system_call && *one.system_call != "futex" && !waits_for_work(one);
      })) {
    return Obstacle{VerdictCause::accepter_blocked, &holder, thread};
  }
  const auto* in_a_wait = first_thread(holder, waits_for_work);
  // A pool whose threads wait for jobs, and one that waits for events.
  if (const auto* thread = first_thread(
          holder, [](const ThreadState& one) { return one.system_call && !waits_for_work(one); });
      thread != nullptr && in_a_wait == nullptr) {
    return Obstacle{VerdictCause::accepter_blocked, &holder, thread};
  }
  return Obstacle{VerdictCause::accepter_elsewhere, &holder,
                  in_a_wait != nullptr ? in_a_wait : &holder.threads.front()};
}

/// What all that hold the socket do about it.
class Holders {
 public:
  explicit Holders(const std::vector<HolderState>& holders) : all_(holders) {
    for (HolderState& holder : all_) {
      const auto dead = std::erase_if(holder.threads, is_dead);
      holder.threads_total -= std::min(holder.threads_total, dead);
    }
    std::erase_if(all_, [](const HolderState& one) { return one.threads_total == 0; });
    // Init keeps the sockets that it hands to others.
    if (all_.size() > 1)
      std::erase_if(all_, [](const HolderState& one) { return one.process.pid == 1; });
    for (const HolderState& holder : all_) {
      seen_ += holder.threads.size();
      total_ += holder.threads_total;
    }
  }

  std::size_t seen() const { return seen_; }
  std::size_t total() const { return total_; }
  const HolderState* first() const { return all_.empty() ? nullptr : &all_.front(); }

  /// One that can run may be the one that accepts, unless it is known that nobody does: then it is
  /// the one that does not. Who only waits for others, or is woken now and then, is so after those
  /// that something else keeps.
  /// @param accepted if that is known: something was.
  std::optional<Obstacle> obstacle(bool nobody_accepts, bool accepted) const {
    std::optional<Obstacle> running, stuck, waking, waiting, supervisor;
    bool is_unsure = false;
    for (const HolderState& holder : all_) {
      const auto obstacle = obstacle_of(holder);
      const bool is_stopped = obstacle && obstacle->cause == VerdictCause::accepter_stopped;
      is_unsure |= is_partial(holder) && !is_stopped;
      if (holder.threads.empty()) continue;
      if (!obstacle) {
        if (!nobody_accepts) return std::nullopt;
        if (const auto* thread = running_thread(holder)) {
          if (!running || (thread->state == 'R' && running->thread->state != 'R'))
            running = {VerdictCause::accepter_elsewhere, &holder, thread, true};
        } else if (const auto* woken =
                       first_thread(holder, [](const ThreadState& one) { return one.has_run; })) {
          if (!waking) waking = {VerdictCause::accepter_elsewhere, &holder, woken, true};
        }
        continue;
      }
      auto& found = obstacle->cause == VerdictCause::accepter_elsewhere ? waiting
                    : obstacle->cause == VerdictCause::accepter_blocked &&
                            all_threads(holder, waits_for_children)
                        ? supervisor
                        : stuck;
      if (!found || obstacle->cause < found->cause) found = obstacle;
    }
    // Whoever takes connections may be among those that nobody looked at.
    if (is_unsure && !nobody_accepts && accepted) return std::nullopt;
    for (const auto& one : {running, stuck, waking, waiting, supervisor})
      if (one) return one;
    return std::nullopt;
  }

  /// Whether one of these processes is none that something keeps.
  bool has_another(const std::vector<pid_t>& pids, const std::optional<Obstacle>& obstacle) const {
    return std::any_of(pids.begin(), pids.end(), [&](pid_t pid) {
      if (pid == 1 || (obstacle && obstacle->holder->process.pid == pid)) return false;
      const auto own = std::find_if(all_.begin(), all_.end(),
                                    [&](const HolderState& one) { return one.process.pid == pid; });
      if (own == all_.end()) return true;
      if (!obstacle) return false;
      const auto keeps = obstacle_of(*own);
      return (!keeps || keeps->cause == VerdictCause::accepter_elsewhere);
    });
  }

 private:
  std::vector<HolderState> all_;
  std::size_t seen_ = 0;  ///< Threads.
  std::size_t total_ = 0;
};

class Judge {
 public:
  explicit Judge(const VerdictFacts& facts)
      : facts_(facts), holders_(facts.holders.value_or(std::vector<HolderState>())) {
    accept_queue_ = overflows(facts.drops);
    syn_queue_ = of(facts.drops, DropCause::syn_queue_full) +
                 of(facts.drops, DropCause::syn_backlog_reserved);
    // Tracepoints do not tell that the SYN backlog's last quarter was kept back.
    if (facts.half_open && facts.tcp_max_syn_backlog && facts.syncookies == 0U &&
        *facts.half_open >= *facts.tcp_max_syn_backlog - *facts.tcp_max_syn_backlog / 4) {
      syn_queue_ += of(facts.drops, DropCause::other);
    }
    all_ = total(facts.drops);
    is_full_ = facts.accept_queue && *facts.accept_queue > facts.accept_queue_limit;
    is_nearly_full_ =
        facts.accept_queue && is_nearly_full(*facts.accept_queue, facts.accept_queue_limit);
  }

  std::optional<ListenerVerdict> judge() {
    if (all_ == 0 && !is_full_ && !is_flooded_with_cookies()) return std::nullopt;
    if (all_ > 0) verdict_.when = fmt::format("last drop {} ago", ago(facts_.quiet_ns));
    verdict_.aborts_on_overflow = facts_.abort_on_overflow.value_or(false);
    gather();
    if (all_ == 0 && (!is_full_ || is_flooded_with_cookies())) {
      judge_cookies();
    } else if (const auto others = all_ - std::min(all_, accept_queue_ + syn_queue_);
               others > accept_queue_ && others > syn_queue_) {
      judge_others();
    } else if (syn_queue_ > accept_queue_) {
      judge_syn_queue();
    } else {
      judge_accept_queue();
    }
    say_who_came_back();
    if (verdict_.aborts_on_overflow) {
      verdict_.remedy +=
          " net.ipv4.tcp_abort_on_overflow is set: clients are reset where they would otherwise "
          "try again; set it to 0.";
    }
    return std::move(verdict_);
  }

 private:
  template <typename Number>
  void add(std::string_view key, const std::optional<Number>& value) {
    if (value) add(key, std::uint64_t{*value});
  }
  void add(std::string_view key, std::uint64_t value) { verdict_.evidence.push_back({key, value}); }
  void add(std::string_view key, std::string value) {
    verdict_.evidence.push_back({key, std::move(value)});
  }

  /// What is so, or was so when it was last looked at.
  std::string_view is(std::string_view now, std::string_view then) const {
    return facts_.is_over ? then : now;
  }

  /// Nothing is dropped then.
  bool is_flooded_with_cookies() const {
    return facts_.cookies_sent.value_or(0) >= kManyCookies && facts_.arrived &&
           *facts_.arrived * 4 < *facts_.cookies_sent;
  }

  /// The figures that stand beside every verdict.
  void gather() {
    add("drops", all_);
    add("window_ms", facts_.span_ns / 1'000'000);
    add("quiet_ms", facts_.quiet_ns / 1'000'000);
    add("clients", facts_.clients);
    if (const auto& attempts = facts_.attempts; attempts.followed_drops > 0) {
      add("clients_delayed", attempts.delayed);
      if (attempts.delayed > 0) add("delay_max_ms", attempts.delay_max_ns / 1'000'000);
      add("clients_lost", attempts.lost);
      add("clients_waiting", attempts.waiting);
    }
    add("accept_queue", facts_.accept_queue);
    add("accept_queue_peak", facts_.peak);
    add("accept_queue_limit", std::uint64_t{facts_.accept_queue_limit});
    add("asked_backlog", facts_.asked_backlog);
    add("somaxconn", facts_.somaxconn);
    add("arrived", facts_.arrived);
    add("accepted", facts_.accepted);
    if (facts_.accepted) add("accepted_over_ms", facts_.accepted_over_ns / 1'000'000);
    if (facts_.waits) {
      add("wait_p50_us", facts_.waits->p50_us);
      add("wait_p99_us", facts_.waits->p99_us);
      add("wait_max_us", facts_.waits->max_us);
    }
    if (facts_.since_accept_ns) add("since_accept_ms", *facts_.since_accept_ns / 1'000'000);
    gather_spread();
  }

  /// How unevenly the sockets of a group are loaded.
  void gather_spread() {
    const auto spread = [&](const char* least_key, const char* most_key, auto own, auto of_member) {
      auto least = own, most = own;
      for (const GroupMember& one : facts_.group) {
        const auto& count = one.*of_member;
        if (!count || !own) return;
        least = std::min(least, count);
        most = std::max(most, count);
      }
      add(least_key, least);
      add(most_key, most);
    };
    // Of all of them or of none.
    if (facts_.group.empty() || facts_.group_others > facts_.group.size()) return;
    spread("group_arrived_least", "group_arrived_most", facts_.arrived, &GroupMember::arrived);
    spread("group_accepted_least", "group_accepted_most", facts_.accepted, &GroupMember::accepted);
  }

  void say(VerdictCause cause, std::string what, std::string remedy) {
    verdict_.cause = cause;
    verdict_.what = std::move(what);
    verdict_.remedy = std::move(remedy);
  }

  /// Whose attempt was dropped and who came back was delayed, who fell silent is lost.
  void say_who_came_back() {
    const auto& attempts = facts_.attempts;
    const char* separator = "; of the dropped clients ";
    const auto say = [&](std::uint64_t count, std::string words) {
      if (count == 0) return;
      verdict_.what += separator + fmt::format("{} {}", count, words);
      separator = ", ";
    };
    say(attempts.delayed,
        fmt::format("came back, after {} at most", seconds(attempts.delay_max_ns)));
    say(attempts.lost, "fell silent");
    say(attempts.waiting, "may still come back");
  }

  std::string queue_words() const {
    const auto queue = is_nearly_full_ ? facts_.accept_queue : facts_.peak;
    if (!queue) return fmt::format("the accept queue holds {}", facts_.accept_queue_limit + 1);
    return fmt::format("{} connections {} in a queue for {}", *queue,
                       is_nearly_full_ ? "wait" : "waited", facts_.accept_queue_limit + 1);
  }

  void judge_others() {
    std::size_t most = 0;
    for (std::size_t cause = 0; cause < kDropCauses; ++cause) {
      if (facts_.drops[cause] > facts_.drops[most]) most = cause;
    }
    const auto cause = static_cast<DropCause>(most);
    add("drop_cause", std::string(bpfnetstat::name(cause)));
    say(VerdictCause::not_a_queue,
        fmt::format("{} of {} drops met no full queue, most of them: {}",
                    all_ - accept_queue_ - syn_queue_, all_, bpfnetstat::in_words(cause)),
        fmt::format("See bpfnetstat explain cause.{}.", bpfnetstat::name(cause)));
  }

  void gather_syn_queue() {
    add("half_open", facts_.half_open);
    add("cookies_sent", facts_.cookies_sent);
    add("tcp_max_syn_backlog", facts_.tcp_max_syn_backlog);
    add("syncookies", facts_.syncookies);
  }

  void judge_cookies() {
    gather_syn_queue();
    say(VerdictCause::syn_flood,
        fmt::format("{} SYNs {} answered with cookies, and {} connections were completed",
                    *facts_.cookies_sent, is("have been", "were"), *facts_.arrived),
        "Nothing is dropped thanks to the cookies: keep net.ipv4.tcp_syncookies at 1, and filter "
        "the sources upstream.");
  }

  void judge_syn_queue() {
    gather_syn_queue();
    const auto clients =
        fmt::format("{}{} addresses", facts_.has_more_clients ? "more than " : "", facts_.clients);
    const bool are_many = facts_.has_more_clients || facts_.clients >= kManyClients;
    // Clients that mean it come back with their last ACK.
    const bool do_complete = facts_.arrived && *facts_.arrived * 4 >= syn_queue_;
    const std::string remedy_cookies =
        facts_.syncookies == 0U ? "Set net.ipv4.tcp_syncookies to 1" : "Keep tcp_syncookies at 1";
    if (are_many && !do_complete) {
      const auto half_open =
          facts_.half_open
              ? fmt::format("; {} requests {} half-open", *facts_.half_open, is("are", "were"))
              : fmt::format("; how many requests {} half-open is not known", is("are", "were"));
      say(VerdictCause::syn_flood,
          fmt::format("{} SYNs from {} met a full SYN queue, {}{}", syn_queue_, clients,
                      facts_.arrived
                          ? fmt::format("and {} connections came of others", *facts_.arrived)
                          : "and whether others were completed is not known",
                      half_open),
          remedy_cookies +
              ", so that requests need no room, and filter the sources upstream; a longer "
              "backlog only fills later.");
      return;
    }
    say(VerdictCause::syn_queue_small,
        fmt::format("{} SYNs from {} met a full SYN queue{}", syn_queue_, clients,
                    do_complete ? fmt::format(", and {} connections were completed meanwhile",
                                              *facts_.arrived)
                                : ", too few sources for a flood"),
        remedy_cookies +
            "; the SYN queue is as long as the backlog, and without cookies "
            "net.ipv4.tcp_max_syn_backlog bounds it too: raise both.");
  }

  void judge_accept_queue() {
    const bool does_accept = facts_.accepted.value_or(0) > 0;
    const bool nobody_accepts =
        is_nearly_full_ && facts_.accepted_over_ns >= kSustainedNs && facts_.accepted == 0U;
    const auto obstacle = holders_.obstacle(nobody_accepts, does_accept);
    if (obstacle || nobody_accepts) return judge_stuck(obstacle);
    if (accept_queue_ == 0) return judge_unknown();  // Full, and nobody came meanwhile.
    if (facts_.span_ns < kSustainedNs)
      return facts_.roomy_after_ns ? judge_burst() : judge_unknown();
    // Bursts one after the other, between which there was nothing to wait for.
    if (facts_.looks >= 2 && facts_.looks_full * 2 < facts_.looks && facts_.looks_roomy > 0)
      return judge_burst();
    return does_accept ? judge_slow() : judge_unknown();
  }

  std::string what_keeps(const std::optional<Obstacle>& obstacle) const {
    const auto takes = is("takes no connection", "took no connection");
    if (obstacle) {
      const auto who = process_of(*obstacle->holder);
      if (obstacle->runs) return fmt::format("{} {}, but {}", who, is("runs", "ran"), takes);
      if (const auto& cgroup = obstacle->holder->frozen_cgroup)
        return fmt::format("{}: frozen with its cgroup {}", who, printable(*cgroup));
      return fmt::format("{}: {}", who, in_words(*obstacle->thread, facts_.is_over));
    }
    if (facts_.holders_withheld) {
      return fmt::format("it {}; what its processes {} is not yours to see", takes,
                         is("do", "did"));
    }
    if (const auto* holder = holders_.first())
      return fmt::format("{} {}; what it {} is not known", process_of(*holder), takes,
                         is("does", "did"));
    return fmt::format("it {}, and who {} the socket is not known", takes, is("holds", "held"));
  }

  std::string remedy_of(const Obstacle& obstacle) const {
    const auto who = process_of(*obstacle.holder);
    const auto pid = obstacle.holder->process.pid;
    const ThreadState& thread = *obstacle.thread;
    switch (obstacle.cause) {
      case VerdictCause::accepter_stopped:
        if (const auto& cgroup = obstacle.holder->frozen_cgroup) {
          return fmt::format(
              "Thaw the cgroup {} (docker unpause, systemctl thaw, or whatever froze it).",
              printable(*cgroup));
        }
        if (is_frozen(thread)) {
          return fmt::format(
              "Thaw its cgroup, see /proc/{}/cgroup (docker unpause, systemctl thaw, or whatever "
              "froze it).",
              pid);
        }
        if (thread.state == 't') {
          return fmt::format(
              "{} traces it: let the debugger go on, or detach.",
              thread.tracer ? fmt::format("Process {}", *thread.tracer) : "Another process");
        }
        return fmt::format(
            "Find out who stopped {} (SIGSTOP, job control); kill -CONT {} lets it go on.", who,
            pid);
      case VerdictCause::accepter_uninterruptible:
        return fmt::format(
            "It waits for a device or a file system: see /proc/{}/task/{}/stack and the kernel's "
            "log; no backlog helps.",
            pid, thread.tid);
      case VerdictCause::accepter_blocked:
        return "Accept in a thread that does nothing else, or make what it waits for "
               "non-blocking; no backlog helps.";
      default:
        return kRemedyElsewhere;
    }
  }

  void judge_stuck(const std::optional<Obstacle>& obstacle) {
    VerdictCause cause = VerdictCause::accepter_elsewhere;
    std::string remedy = kRemedyElsewhere;
    std::string what = what_keeps(obstacle);
    if (obstacle) {
      cause = obstacle->cause;
      remedy = remedy_of(*obstacle);
      add_thread(*obstacle);
    }
    if (holders_.seen() < holders_.total()) {
      add("threads_seen", holders_.seen());
      add("threads", holders_.total());
      what += fmt::format("; {} of {} threads were looked at", holders_.seen(), holders_.total());
    }
    what += fmt::format("; {}", queue_words());
    if (const auto idle = idle_members(obstacle); idle > 0) {
      add("obstacle", std::string(bpfnetstat::name(cause)));
      add_group(idle);
      what = fmt::format(
          "one of {} sockets of a SO_REUSEPORT group {} nothing while {} of them {} "
          "room: {}",
          group_size(), is("takes", "took"), idle, is("have", "had"), what);
      remedy +=
          " Meanwhile its share of the clients waits: end or restart this worker, and the "
          "kernel spreads them over the others.";
      cause = VerdictCause::reuseport_worker_stuck;
    }
    say(cause, std::move(what), std::move(remedy));
  }

  void add_thread(const Obstacle& obstacle) {
    const ThreadState& thread = *obstacle.thread;
    add("pid", static_cast<std::uint64_t>(obstacle.holder->process.pid));
    add("comm", obstacle.holder->process.comm);
    add("tid", static_cast<std::uint64_t>(thread.tid));
    add("state", std::string(1, thread.state));
    if (thread.system_call) add("system_call", *thread.system_call);
    if (thread.target) add("target", *thread.target);
    if (thread.wchan) add("wchan", *thread.wchan);
    if (thread.stack) add("stack", *thread.stack);
    if (thread.still_ns) add("still_ms", *thread.still_ns / 1'000'000);
    if (thread.state == 't' && thread.tracer)
      add("tracer", static_cast<std::uint64_t>(*thread.tracer));
    if (obstacle.holder->frozen_cgroup) add("frozen_cgroup", *obstacle.holder->frozen_cgroup);
  }

  std::size_t group_size() const { return std::max(facts_.group_others, facts_.group.size()) + 1; }

  /// Those that took connections meanwhile, or have none to take and somebody else who would.
  std::size_t idle_members(const std::optional<Obstacle>& obstacle) const {
    return static_cast<std::size_t>(
        std::count_if(facts_.group.begin(), facts_.group.end(), [&](const GroupMember& one) {
          if (!one.accept_queue || !is_roomy(*one.accept_queue, one.accept_queue_limit))
            return false;
          if (one.accepted.value_or(0) > 0) return true;
          return *one.accept_queue == 0 && holders_.first() != nullptr &&
                 holders_.has_another(one.holders, obstacle);
        }));
  }

  void add_group(std::size_t idle) {
    add("group", group_size());
    add("group_idle", idle);
    std::uint64_t drops = 0, waiting = 0;
    for (const GroupMember& one : facts_.group) {
      drops += one.drops;
      waiting += one.accept_queue.value_or(0);
    }
    add("group_others_drops", drops);
    add("group_others_waiting", waiting);
  }

  void judge_burst() {
    const auto limit = facts_.accept_queue_limit;
    const auto most = std::max(std::uint64_t{1}, std::min(facts_.most_overflows, accept_queue_));
    const auto came =
        most < accept_queue_
            ? fmt::format(
                  "{} connections more than the queue holds ({}) came in {}, {} at most "
                  "before it had room again",
                  accept_queue_, limit + 1, seconds(facts_.span_ns), most)
            : fmt::format("{} connections more than the queue holds ({}) came within {}",
                          accept_queue_, limit + 1, seconds(facts_.span_ns));
    // listen(fd, -1) and the like; the sysctl is an int.
    if (facts_.asked_backlog && *facts_.asked_backlog > kMostSomaxconn) {
      return say(
          VerdictCause::backlog_clamped,
          fmt::format("{}; the program asked for as large a backlog as it may have and got {}",
                      came, limit),
          fmt::format("Raise net.core.somaxconn above {} in this network namespace and restart "
                      "the listener.",
                      limit + most));
    }
    if (facts_.asked_backlog && *facts_.asked_backlog > limit) {
      return say(VerdictCause::backlog_clamped,
                 fmt::format("{}; the program asked for a backlog of {} and got {}", came,
                             *facts_.asked_backlog, limit),
                 fmt::format("Raise net.core.somaxconn to {} in this network namespace and restart "
                             "the listener.",
                             *facts_.asked_backlog));
    }
    const bool asked_for_it = facts_.asked_backlog == limit;
    if (!asked_for_it && facts_.somaxconn == limit) {
      return say(
          VerdictCause::backlog_clamped,
          fmt::format("{}; its limit is net.core.somaxconn: the program asked for as much or "
                      "more",
                      came),
          "Raise net.core.somaxconn in this network namespace and restart the listener.");
    }
    const auto somaxconn = facts_.somaxconn
                               ? fmt::format("net.core.somaxconn allows {}", *facts_.somaxconn)
                               : std::string("what net.core.somaxconn allows is not known");
    if (limit < kTinyBacklog) {
      return say(VerdictCause::backlog_tiny,
                 fmt::format("{}; the program chose a backlog of {}, {}", came, limit, somaxconn),
                 "Have the program give listen(2) a larger backlog, 128 at least, and restart it.");
    }
    say(VerdictCause::burst,
        fmt::format("{}; {}", came,
                    facts_.roomy_after_ns
                        ? fmt::format("{} after the last of them the queue was seen half empty",
                                      seconds(*facts_.roomy_after_ns))
                        : "in between the queue was seen half empty"),
        fmt::format("If such bursts are normal, raise the program's backlog above {} ({}).",
                    limit + most, somaxconn));
  }

  void judge_slow() {
    const auto per_second = [&](std::uint64_t count, std::uint64_t over_ns) {
      return static_cast<double>(count) * 1e9 /
             static_cast<double>(std::max(over_ns, std::uint64_t{1}));
    };
    const auto accepted = per_second(*facts_.accepted, facts_.accepted_over_ns);
    const auto arrived =
        facts_.arrived ? per_second(*facts_.arrived, facts_.arrived_over_ns) : accepted;
    const auto offered =
        arrived + per_second(accept_queue_, std::max(facts_.observed_ns, facts_.span_ns));
    const auto waits = facts_.waits ? fmt::format("; half of them waited at most about {} ms",
                                                  (facts_.waits->p50_us + 999) / 1000)
                                    : std::string();
    add("looks", facts_.looks);
    add("looks_full", facts_.looks_full);
    std::string remedy =
        "A longer backlog only makes clients wait longer: accept in more threads "
        "or processes, or do less between two accept(2).";
    std::string what = fmt::format(
        "connections {} accepted at {:.1f}/s and offered at {:.1f}/s, retries included, over {}{}",
        is("are", "were"), accepted, offered, seconds(facts_.accepted_over_ns), waits);
    if (const auto idle = idle_members({}); idle > 0) {
      add_group(idle);
      what += fmt::format("; {} others of its SO_REUSEPORT group {} room", idle, is("have", "had"));
    }
    say(VerdictCause::accepter_slow, std::move(what), std::move(remedy));
  }

  void judge_unknown() {
    std::string what = fmt::format("the accept queue was full ({}); ", queue_words());
    if (facts_.observed_ns < kSustainedNs) {
      what += fmt::format("{} is too short a time to tell a burst from a server that hangs",
                          seconds(facts_.observed_ns));
    } else if (!facts_.accepted) {
      what += "whether anything was accepted meanwhile is not observed here";
      if (facts_.holders_withheld)
        what += fmt::format(", and what its processes {} is not yours to see", is("do", "did"));
      else if (!facts_.holders || facts_.holders->empty())
        what += fmt::format(", and who {} the socket is not known", is("holds", "held"));
    } else if (facts_.span_ns < kSustainedNs) {
      what += fmt::format(
          "drops within {} are too short a time to tell a burst from a server that is slow, and it "
          "was not seen half empty since",
          seconds(facts_.span_ns));
    } else {
      what += "what was observed fits no rule";
    }
    say(VerdictCause::unknown, std::move(what),
        "Look again while it drops: bpfnetstat listeners -v --watch.");
  }

  static constexpr const char* kRemedyElsewhere =
      "Find out what it does instead (listeners -v, top -H, a debugger): out of descriptors or "
      "workers, an event loop that no longer watches this socket, or an endless loop.";

  const VerdictFacts& facts_;
  const Holders holders_;
  ListenerVerdict verdict_;
  std::uint64_t all_ = 0;
  std::uint64_t accept_queue_ = 0;  ///< Drops at it.
  std::uint64_t syn_queue_ = 0;     ///< Likewise.
  bool is_full_ = false;
  bool is_nearly_full_ = false;
};

}  // namespace

std::string_view name(VerdictCause cause) {
  return kNames[static_cast<std::size_t>(cause)];
}

bool is_nearly_full(std::uint32_t accept_queue, std::uint32_t limit) {
  return accept_queue > 0 && std::uint64_t{accept_queue} * 8 >= std::uint64_t{limit} * 7;
}

bool is_roomy(std::uint32_t accept_queue, std::uint32_t limit) {
  return accept_queue <= limit / 2;
}

std::optional<ListenerVerdict> judge(const VerdictFacts& facts) {
  return Judge(facts).judge();
}

std::string in_words(const ThreadState& thread, bool is_past) {
  std::string words = "state " + printable({&thread.state, 1});
  if (is_frozen(thread)) {
    words += " (frozen with its cgroup)";
  } else if (thread.state == 'T') {
    words += " (stopped)";
  } else if (thread.state == 't') {
    words += thread.tracer ? fmt::format(" (stopped by its tracer, {})", *thread.tracer)
                           : " (stopped by a tracer)";
  } else if (thread.state == 'D') {
    words += " (uninterruptible)";
  }
  if (thread.system_call) words += " in " + printable(*thread.system_call);
  if (thread.target) words += " of " + printable(*thread.target);
  if (thread.wchan) words += fmt::format(" ({})", printable(*thread.wchan));
  if (thread.stack) words += ", in the kernel at " + printable(*thread.stack);
  if (thread.still_ns) {
    words += fmt::format(", {} not run for {}", is_past ? "had" : "has", seconds(*thread.still_ns));
  }
  return words;
}

}  // namespace bpfnetstat
