// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/attempts.h"
#include "model/drop_cause.h"
#include "model/records.h"

/// Why a listener drops, as far as what was observed tells: facts in, a verdict out. Pure. What is
/// not known is std::nullopt in the facts, and no rule takes it for a figure.
namespace bpfnetstat {

/// One thread at one moment.
struct ThreadState {
  pid_t tid = 0;
  char state = '?';  ///< As proc_pid_stat(5) has it: R, S, D, T, t, Z, X, I.
  /// "read"; "system call 500" where it has no name here. Unset: in none, or not to be seen.
  std::optional<std::string> system_call{};
  std::optional<std::string> target{};  ///< What descriptor that is about: "pipe:[4711]".
  std::optional<std::string> wchan{};   ///< The kernel's function that it sleeps in.
  /// Where it is in the kernel, innermost first, of one in state D: "io_schedule, ...".
  std::optional<std::string> stack{};
  std::uint64_t switches = 0;  ///< Times that it left a CPU.
  /// How long it is known not to have run; unset where it has, or was looked at once.
  std::optional<std::uint64_t> still_ns{};
  bool has_run = false;           ///< It is known to have, since it was looked at before.
  std::optional<pid_t> tracer{};  ///< The process that traces it.

  bool operator==(const ThreadState&) const = default;
};

/// A process that holds a listener, at one moment.
struct HolderState {
  Process process;
  std::vector<ThreadState> threads{};
  std::size_t threads_total = 0;  ///< Those that there are; some may not have been looked at.
  std::optional<std::string> frozen_cgroup{};  ///< The one that was frozen, and it with it.

  bool operator==(const HolderState&) const = default;
};

/// Another socket of the same SO_REUSEPORT group.
struct GroupMember {
  std::optional<std::uint32_t> accept_queue{};
  std::uint32_t accept_queue_limit = 0;
  std::uint64_t drops = 0;  ///< Since the daemon began.
  // In the window.
  std::optional<std::uint64_t> arrived{};
  std::optional<std::uint64_t> accepted{};
  std::vector<pid_t> holders{};  ///< A few of them, pid 1 never.
  std::uint64_t id = 0;
};

/// How long connections waited to be accepted, of those accepted in the window: upper bounds.
struct AcceptWaits {
  std::uint64_t p50_us = 0;
  std::uint64_t p99_us = 0;
  std::uint64_t max_us = 0;
};

/// What is known of a listener's latest drops. They are a window that begins with a drop and ends
/// with the last one after which none came for a while.
struct VerdictFacts {
  std::uint32_t accept_queue_limit = 0;          ///< The queue holds one more.
  std::optional<std::uint32_t> accept_queue{};   ///< Now.
  std::optional<std::uint32_t> peak{};           ///< In the window.
  std::optional<std::uint32_t> asked_backlog{};  ///< Of listen(2), if that was seen.
  // Of its network namespace.
  std::optional<std::uint64_t> somaxconn{};
  std::optional<std::uint64_t> tcp_max_syn_backlog{};
  std::optional<std::uint64_t> syncookies{};  ///< The sysctl: 0, 1 or 2.
  std::optional<bool> abort_on_overflow{};

  DropCounts drops{};          ///< In the window.
  std::uint64_t span_ns = 0;   ///< From its first drop to its last.
  std::uint64_t quiet_ns = 0;  ///< Since its last drop.
  bool is_over = false;        ///< No more is added to it.
  /// From its first drop to the last look.
  std::uint64_t observed_ns = 0;
  std::size_t clients = 0;        ///< Distinct addresses that were dropped.
  bool has_more_clients = false;  ///< More than were counted.
  AttemptFigures attempts{};      ///< What became of them, since the daemon began.
  /// Looks at the queue since the first drop, those of them that found it full or nearly so, and
  /// those that found it half empty.
  std::uint64_t looks = 0;
  std::uint64_t looks_full = 0;
  std::uint64_t looks_roomy = 0;
  /// From the last drop to the first look after it that found the queue half empty.
  std::optional<std::uint64_t> roomy_after_ns{};
  std::uint64_t most_overflows = 0;          ///< Drops at the accept queue between two such looks.
  std::optional<std::uint64_t> half_open{};  ///< Requests that wait for their last ACK.
  std::optional<std::uint64_t> cookies_sent{};  ///< In the window, by the listener.
  std::optional<std::uint64_t> arrived{};       ///< Connections that entered the queue in it.
  std::optional<std::uint64_t> accepted{};      ///< And that left it.
  /// How long either was counted: not from the first drop on where no counter was read then.
  std::uint64_t arrived_over_ns = 0;
  std::uint64_t accepted_over_ns = 0;
  std::optional<AcceptWaits> waits{};
  std::optional<std::uint64_t> since_accept_ns{};

  /// Who holds the socket, as seen when it was last found full. Unset: nobody looked, or it may not
  /// be told.
  std::optional<std::vector<HolderState>> holders{};
  bool holders_withheld = false;     ///< They belong to another user than whoever asks.
  std::vector<GroupMember> group{};  ///< The others of it, as many as are looked at.
  std::size_t group_others = 0;      ///< All of them.
};

enum class VerdictCause : std::uint8_t {
  accepter_stopped,          ///< By a signal, or by a debugger.
  accepter_uninterruptible,  ///< In state D.
  accepter_blocked,          ///< In a system call that is no wait for connections.
  accepter_elsewhere,        ///< Runs, or waits for events, and takes nothing.
  accepter_slow,             ///< Takes less than comes.
  burst,                     ///< More came at once than the queue holds.
  backlog_clamped,           ///< The same, and net.core.somaxconn made the queue that short.
  backlog_tiny,              ///< The same, and the program did.
  reuseport_worker_stuck,    ///< One of a group takes nothing while another has nothing to do.
  syn_flood,
  syn_queue_small,  ///< Requests of clients that do complete their handshakes.
  not_a_queue,      ///< What was dropped met no full queue.
  unknown,
};
inline constexpr std::size_t kVerdictCauses = 13;

/// The NDJSON name: "accepter_stopped".
std::string_view name(VerdictCause cause);

/// A figure that a verdict rests on.
struct Evidence {
  std::string_view name;
  std::variant<std::uint64_t, std::string> value;

  bool operator==(const Evidence&) const = default;
};

struct ListenerVerdict {
  VerdictCause cause = VerdictCause::unknown;
  std::vector<Evidence> evidence{};
  std::string when{};    ///< "last drop 3 h ago"; empty where nothing was dropped yet.
  std::string what{};    ///< A sentence: what was observed.
  std::string remedy{};  ///< A sentence or two: what to do.
  /// The kernel resets what it would otherwise have delayed: stands beside every cause.
  bool aborts_on_overflow = false;

  bool operator==(const ListenerVerdict&) const = default;
};

/// A thread that has not run for so long is not on its way to accept(2).
inline constexpr std::uint64_t kStillNs = 500'000'000;
/// Drops over so long a time are no burst.
inline constexpr std::uint64_t kSustainedNs = 1'000'000'000;
/// A limit below this is too small for any server that is not alone with its client.
inline constexpr std::uint32_t kTinyBacklog = 32;
/// So many distinct addresses, and more, are many.
inline constexpr std::size_t kManyClients = 64;

/// So many SYN cookies in one look's time, a second, and more are a flood, unless a quarter of the
/// connections come about.
inline constexpr std::uint64_t kManyCookies = 100;

/// Whether the queue is full, or as good as.
bool is_nearly_full(std::uint32_t accept_queue, std::uint32_t limit);
/// Whether it is half empty at least.
bool is_roomy(std::uint32_t accept_queue, std::uint32_t limit);

/// std::nullopt for a listener that neither dropped anything nor is about to, nor is flooded with
/// SYNs that it answers with cookies.
std::optional<ListenerVerdict> judge(const VerdictFacts& facts);

/// "state S in read of pipe:[4711] (pipe_read), has not run for 2.0 s".
/// @param is_past it was so, and nobody knows how it is now.
std::string in_words(const ThreadState& thread, bool is_past = false);

}  // namespace bpfnetstat
