// SPDX-License-Identifier: Apache-2.0
#include "model/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bpfnetstat {
namespace {

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

bool is_stopped(const ThreadState& thread) {
  // A tracer stops a thread at each system call, for a moment.
  return thread.state == 'T' || (thread.state == 't' && thread.still_ns.value_or(0) >= kStillNs);
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

bool all_threads(const HolderState& holder, bool (*holds)(const ThreadState&)) {
  return !holder.threads.empty() && holder.threads.size() >= holder.threads_total &&
         std::all_of(holder.threads.begin(), holder.threads.end(), holds);
}

/// What keeps a process from accept(2), if something is known to.
struct Obstacle {
  VerdictCause cause;
  const HolderState* holder;
  const ThreadState* thread;  ///< That tells best.
};

std::optional<Obstacle> obstacle_of(const HolderState& holder) {
  if (all_threads(holder, is_stopped))
    return Obstacle{VerdictCause::accepter_stopped, &holder, &holder.threads.front()};
  if (!all_threads(holder, is_still)) return std::nullopt;
  const auto first = [&](auto holds) {
    return std::find_if(holder.threads.begin(), holder.threads.end(), holds);
  };
  const auto end = holder.threads.end();
  if (const auto at = first([](const auto& one) { return one.state == 'D'; }); at != end)
    return Obstacle{VerdictCause::accepter_uninterruptible, &holder, &*at};
  // Threads that wait for each other tell less than the one that waits for something else.
  const auto is_telling = [](const ThreadState& one) {
    return one.system_call && *one.system_call != "futex" && !waits_for_work(one);
  };
  if (const auto at = first(is_telling); at != end)
    return Obstacle{VerdictCause::accepter_blocked, &holder, &*at};
  const auto in_a_call = [](const ThreadState& one) {
    return one.system_call && !waits_for_work(one);
  };
  const auto in_a_wait = first(waits_for_work);
  // A pool whose threads wait for jobs, and one that waits for events.
  if (const auto at = first(in_a_call); at != end && in_a_wait == end)
    return Obstacle{VerdictCause::accepter_blocked, &holder, &*at};
  return Obstacle{VerdictCause::accepter_elsewhere, &holder,
                  in_a_wait != end ? &*in_a_wait : &holder.threads.front()};
}

/// Of all that hold the socket: one that can run may be the one that accepts, unless it is known
/// that nobody does.
std::optional<Obstacle> obstacle_of(const std::vector<HolderState>& holders, bool nobody_accepts) {
  std::optional<Obstacle> worst, supervisor;
  for (const HolderState& holder : holders) {
    const auto obstacle = obstacle_of(holder);
    if (!obstacle && !nobody_accepts) return std::nullopt;
    if (!obstacle) continue;
    const bool supervises = obstacle->cause == VerdictCause::accepter_blocked &&
                            all_threads(holder, waits_for_children);
    auto& found = supervises ? supervisor : worst;
    if (!found || obstacle->cause < found->cause) found = obstacle;
  }
  return worst ? worst : supervisor;
}

class Judge {
 public:
  explicit Judge(const VerdictFacts& facts) : facts_(facts) {
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
    if (all_ == 0 && !is_full_) return std::nullopt;
    verdict_.aborts_on_overflow = facts_.abort_on_overflow.value_or(false);
    gather();
    if (const auto others = all_ - std::min(all_, accept_queue_ + syn_queue_);
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
    if (facts_.waits) {
      add("wait_p50_us", facts_.waits->p50_us);
      add("wait_p99_us", facts_.waits->p99_us);
      add("wait_max_us", facts_.waits->max_us);
    }
    if (facts_.since_accept_ns) add("since_accept_ms", *facts_.since_accept_ns / 1'000'000);
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

  void judge_syn_queue() {
    add("half_open", facts_.half_open);
    add("cookies_sent", facts_.cookies_sent);
    add("tcp_max_syn_backlog", facts_.tcp_max_syn_backlog);
    add("syncookies", facts_.syncookies);
    const auto clients =
        fmt::format("{}{} addresses", facts_.has_more_clients ? "more than " : "", facts_.clients);
    const bool are_many = facts_.has_more_clients || facts_.clients >= kManyClients;
    // Clients that mean it come back with their last ACK.
    const bool do_complete = facts_.arrived && *facts_.arrived * 4 >= syn_queue_;
    const std::string remedy_cookies =
        facts_.syncookies == 0U ? "Set net.ipv4.tcp_syncookies to 1" : "Keep tcp_syncookies at 1";
    if (are_many && !do_complete) {
      const auto half_open = facts_.half_open
                                 ? fmt::format("; {} requests are half-open", *facts_.half_open)
                                 : std::string("; how many requests are half-open is not known");
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
    const bool nobody_accepts =
        is_nearly_full_ && facts_.observed_ns >= kSustainedNs && facts_.accepted == 0U;
    std::optional<Obstacle> obstacle;
    if (facts_.holders) obstacle = obstacle_of(*facts_.holders, nobody_accepts);
    if (obstacle || nobody_accepts) return judge_stuck(obstacle);
    const bool does_accept = facts_.accepted.value_or(0) > 0;
    if (facts_.span_ns < kSustainedNs) {
      const bool is_empty = facts_.accept_queue && !is_nearly_full_;
      return does_accept || is_empty ? judge_burst() : judge_unknown();
    }
    // Bursts one after the other, between which there was nothing to wait for.
    if (facts_.looks >= 2 && facts_.looks_full * 2 < facts_.looks) return judge_burst();
    return does_accept ? judge_slow() : judge_unknown();
  }

  void judge_stuck(const std::optional<Obstacle>& obstacle) {
    VerdictCause cause = VerdictCause::accepter_elsewhere;
    std::string who = "whoever holds the socket";
    std::string what, remedy;
    if (obstacle) {
      cause = obstacle->cause;
      who = process_of(*obstacle->holder);
      add_thread(*obstacle);
      what = fmt::format("{}: {}", who, in_words(*obstacle->thread));
    } else {
      what =
          facts_.holders_withheld
              ? "it takes no connection; what its processes do is not yours to see"
          : facts_.holders && !facts_.holders->empty()
              ? fmt::format("{} runs, but takes no connection", process_of(facts_.holders->front()))
              : "it takes no connection, and who holds the socket is not known";
    }
    what += fmt::format("; {}", queue_words());
    switch (cause) {
      case VerdictCause::accepter_stopped:
        remedy = fmt::format(
            "Find out who stopped {} (a debugger, SIGSTOP, job control); kill "
            "-CONT {} lets it go on.",
            who, obstacle->holder->process.pid);
        break;
      case VerdictCause::accepter_uninterruptible:
        remedy = fmt::format(
            "It waits for a device or a file system: see /proc/{}/task/{}/stack "
            "and the kernel's log; no backlog helps.",
            obstacle->holder->process.pid, obstacle->thread->tid);
        break;
      case VerdictCause::accepter_blocked:
        remedy =
            "Accept in a thread that does nothing else, or make what it waits for "
            "non-blocking; no backlog helps.";
        break;
      default:
        remedy =
            "Find out what it does instead (listeners -v, top -H, a debugger): out of descriptors "
            "or workers, an event loop that no longer watches this socket, or an endless loop.";
        break;
    }
    if (const auto idle = idle_members(); idle > 0) {
      add("obstacle", std::string(bpfnetstat::name(cause)));
      add_group(idle);
      what = fmt::format(
          "one of {} sockets of a SO_REUSEPORT group takes nothing while {} of them "
          "have room: {}",
          facts_.group.size() + 1, idle, what);
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
  }

  std::size_t idle_members() const {
    return static_cast<std::size_t>(
        std::count_if(facts_.group.begin(), facts_.group.end(), [](const GroupMember& one) {
          return one.accept_queue && *one.accept_queue <= one.accept_queue_limit / 2;
        }));
  }

  void add_group(std::size_t idle) {
    add("group", facts_.group.size() + 1);
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
    const auto came = fmt::format("{} connections more than the queue holds ({}) came within {}",
                                  accept_queue_, limit + 1, seconds(facts_.span_ns));
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
    say(VerdictCause::burst, fmt::format("{}; the queue was empty again soon", came),
        fmt::format("If such bursts are normal, raise the program's backlog above {} ({}).",
                    limit + accept_queue_, somaxconn));
  }

  void judge_slow() {
    const auto accepted = *facts_.accepted;
    const auto offered = facts_.arrived.value_or(accepted) + accept_queue_;
    const auto per_second = [&](std::uint64_t count) {
      const auto ns = std::max({std::uint64_t{1}, facts_.observed_ns, facts_.span_ns});
      return fmt::format("{:.1f}/s", static_cast<double>(count) * 1e9 / static_cast<double>(ns));
    };
    const auto waits = facts_.waits ? fmt::format("; half of them waited {} ms and more",
                                                  facts_.waits->p50_us / 1000)
                                    : std::string();
    add("looks", facts_.looks);
    add("looks_full", facts_.looks_full);
    std::string remedy =
        "A longer backlog only makes clients wait longer: accept in more threads "
        "or processes, or do less between two accept(2).";
    std::string what =
        fmt::format("connections are accepted at {} and offered at {}, retries included, over {}{}",
                    per_second(accepted), per_second(offered), seconds(facts_.observed_ns), waits);
    if (const auto idle = idle_members(); idle > 0) {
      add_group(idle);
      what += fmt::format("; {} others of its SO_REUSEPORT group have room", idle);
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
        what += ", and what its processes do is not yours to see";
      else if (!facts_.holders || facts_.holders->empty())
        what += ", and who holds the socket is not known";
    } else {
      what += "what was observed fits no rule";
    }
    say(VerdictCause::unknown, std::move(what),
        "Look again while it drops: bpfnetstat listeners -v --watch.");
  }

  const VerdictFacts& facts_;
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
  std::string words = fmt::format("state {}", thread.state);
  if (thread.state == 'T') words += " (stopped)";
  if (thread.state == 't') words += " (stopped by a tracer)";
  if (thread.state == 'D') words += " (uninterruptible)";
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
