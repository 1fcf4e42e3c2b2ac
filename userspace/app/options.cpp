// SPDX-License-Identifier: Apache-2.0
#include "app/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "app/option_words.h"

namespace bpfnetstat {
namespace {

// A shorter interval only burns a core; a longer duration would not fit in 64-bit nanoseconds.
constexpr double kMinSeconds = 0.001;
constexpr double kMaxSeconds = 1e9;
constexpr double kWatchSeconds = 2;

constexpr std::string_view kExitCodes = R"(
Exit codes:
  0  fine; also after SIGINT, SIGTERM and a closed pipe
  1  failed while running
  2  wrong usage
  3  not permitted, or the kernel cannot; the message says what is missing
  4  verify or --check found a difference
)";

constexpr std::string_view kMainHelp =
    R"(bpfnetstat says which listening socket dropped a connection, whose it is, which
client knocked, and why, with figures that agree with the kernel's own counters.
It also shows every TCP state transition as it happens. Both need root. Anybody
may use netstat's views.

Usage:
  bpfnetstat COMMAND [OPTION]...
  bpfnetstat COMMAND --help
  bpfnetstat --version

Commands:
  drops      live report: which listener dropped a connection, whose, and why
  trace      TCP state transitions as they happen
  listeners  every listener: accept queue, drops, connections, owner
  netstat    the views of netstat, same flags, same bytes (also when invoked as
             `netstat`)
  port       everything about one port: who listens, who is connected, what it
             does
  history    what the daemon recorded: drops and queues, by time
  explain    what a state, column, flag, counter or drop cause means, and what
             to do
  verify     compare the daemon's table and ledger with the kernel's own figures
  daemon     keep the live table, the ledger and the history; serve the others
  doctor     what this kernel and these privileges allow, which probes were
             chosen, what to do

Examples:
  bpfnetstat drops                    watch every listener until Ctrl-C
  bpfnetstat drops -L 80,443 --json   two ports, one JSON object a line
  bpfnetstat trace -p 4711            the connections of one process
  bpfnetstat netstat -ant             every TCP socket
  bpfnetstat history --since 1h       the last hour, listener by listener
  bpfnetstat doctor                   can it run here, and if not, what to do
)";

struct CommandHelp {
  Command command;
  std::string_view name;
  std::string_view counted;  ///< What --count counts.
  std::string_view text;
};

constexpr std::array<CommandHelp, 8> kCommands = {{
    {Command::drops, "drops", "drops",
     R"(Prints a line for every connection attempt that a listening socket drops: which
listener, its process and container, the cause, the client, and how full the
accept queue was. When it ends (Ctrl-C, SIGTERM, --duration, --count) it sums up
by listener and compares each network namespace with the kernel's own counters
ListenOverflows, ListenDrops and TCPReqQFullDrop.

Usage:
  bpfnetstat drops [OPTION]... [INTERVAL [COUNT]]

INTERVAL [COUNT] is short for --interval INTERVAL and, with COUNT, for a
--duration of COUNT intervals.

Examples:
  bpfnetstat drops                          every listener, until Ctrl-C
  bpfnetstat drops -L 80,443                two local ports
  bpfnetstat drops --netns web -4           IPv4 in the namespace "web"
  bpfnetstat drops --duration 60 --json     one minute, one JSON object a line
  bpfnetstat drops --duration 10 --check    exit 4 unless the figures are exact
  bpfnetstat drops 5 3                      sum up every 5 seconds, 3 times
)"},
    {Command::trace, "trace", "transitions",
     R"(Prints a line for every TCP state transition as it happens: both ends, the old
and the new state, the time spent in the old one, role and process, and when a
connection closes, its age, bytes, retransmits and round-trip time. At the end
it says how many transitions were shown and whether any were lost.

Usage:
  bpfnetstat trace [OPTION]...

Examples:
  bpfnetstat trace                          every connection, until Ctrl-C
  bpfnetstat trace -D 5432                  connections to port 5432
  bpfnetstat trace -p 4711 --duration 10    one process, 10 seconds
  bpfnetstat trace --json > states.ndjson   one JSON object a line
)"},
    {Command::listeners, "listeners", "",
     R"(Prints a row for every listening TCP socket of every network namespace: address,
process, container, how long its accept queue is, was at most and may be, the
connections it took that are alive, and what it dropped, by cause. Beneath the
table stands a verdict on each listener that dropped something: the likeliest
cause, what that rests on, and what to do. The daemon knows since when it runs;
without one, drops and connections are not known.

Usage:
  bpfnetstat listeners [OPTION]...

Examples:
  bpfnetstat listeners                     every listener, most drops first
  bpfnetstat listeners -L 80,443 -v        two ports, and what their programs do
  bpfnetstat listeners --watch --sort queue    the longest queues, again and again
  bpfnetstat listeners --json              one JSON object a line
)"},
    {Command::port, "port", "lines",
     R"(Says what a TCP port is used for, and by whom: which process listens there, with
its command line, unit, container and since when; who is connected, from where,
in which state and with how many bytes; what was dropped; who on this machine
connects to that port elsewhere; and the latest transitions. What was before now
the daemon knows, if one runs: without one, what was dropped is not known.

Usage:
  bpfnetstat port PORT [OPTION]...

Examples:
  bpfnetstat port 8080                what port 8080 is for
  bpfnetstat port 8080 --follow       and what happens there, until Ctrl-C
  bpfnetstat port 22 --netns web      in the network namespace "web"
  bpfnetstat port 8080 --json         one JSON object a line
)"},
    {Command::verify, "verify", "",
     R"(Has the daemon compare its table of connections with the kernel's, twice, so
that what is in motion does not count, and its ledger of drops with the kernel's
counters. Prints each connection that is missing in the table, a ghost in it, or
in another state, and the reconciliation of each network namespace. The exit
code is 4 if anything differs.

Usage:
  bpfnetstat verify [OPTION]...
)"},
    {Command::history, "history", "",
     R"(Sums up what "bpfnetstat daemon" recorded: which listeners dropped connections,
whose, why and when, with their longest accept queue, and how it went over the
interval. Clients are known by network (IPv4 /24, IPv6 /64). At the end stands
what the figures are worth: the daemon's own starts, stops, losses and gaps.

Usage:
  bpfnetstat history [OPTION]...

Times are 90s, 15m, 1h or 7d ago, or RFC 3339: 2026-11-22T15:20:01Z.

Examples:
  bpfnetstat history                            the last hour by listener
  bpfnetstat history --since 1d --by minute     when it was, within a day
  bpfnetstat history --listener :8080 --by client    whose connections
  bpfnetstat history --since 2026-11-22T08:00:00Z --until 2h --json
)"},
    {Command::explain, "explain", "",
     R"(Explains a word that bpfnetstat or netstat prints, in English or Japanese: a TCP
state, a column, a flag, a counter or a whole line of netstat -s, a drop cause,
a verdict, a finding of doctor, a key of --json: what it means, how it comes
about, when to worry and what to look at next. Words are found as they are
printed, as ss and RFCs spell them, and in another case. Needs neither
privileges nor the net.

Usage:
  bpfnetstat explain [TOPIC]... [OPTION]...

Examples:
  bpfnetstat explain                          the list of topics
  bpfnetstat explain TIME_WAIT                a state; also as TIME-WAIT
  bpfnetstat explain ListenOverflows          a counter
  bpfnetstat explain 6340 times the listen queue of a socket overflowed
  bpfnetstat explain UGH                      flags
  bpfnetstat explain 'not held: CAP_SYS_PTRACE'
  bpfnetstat explain -s                       each counter that is not 0, with
                                              its value
  bpfnetstat explain Recv-Q --lang ja         in Japanese
)"},
    {Command::doctor, "doctor", "",
     R"(Reports what this kernel and these privileges allow: kernel facts, the probe
chosen for each hook and why not a better one, capabilities held and missing,
lockdown, limits, and one sentence of advice for each problem; behind each of
these stands what "bpfnetstat explain" has on it. The exit code is 0 when
"bpfnetstat drops" can run and 3 when it cannot.

Usage:
  bpfnetstat doctor [OPTION]...

Examples:
  bpfnetstat doctor                   a report to read
  bpfnetstat doctor --json            the same for a script
  bpfnetstat doctor --probe kprobe    as if kprobes had been asked for
)"},
}};

bool is_tracing(Command command) {
  return command == Command::drops || command == Command::trace;
}

template <typename T, typename U>
void add_once(std::vector<T>& values, const U& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.emplace_back(value);
}

/// Gives the words that CLI11 sorted by flag their meaning, and keeps the first Error: after one,
/// every function returns "not given". A null option is a flag that the command does not have.
class Reader {
 public:
  explicit Reader(std::string_view command) : command_(command) {}

  bool flag(const CLI::Option* option) {
    if (!given(option)) return false;
    for (const std::string& value : option->results()) {
      if (value != "true")
        fail(option, in_quotes(value) + " is too much", "the flag takes no value");
    }
    return true;
  }

  std::optional<std::string> word(const CLI::Option* option, std::string_view noun) {
    if (!given(option)) return std::nullopt;
    if (option->results().size() > 1) {
      fail(option, "given more than once", "give it once");
      return std::nullopt;
    }
    if (option->results().front().empty()) {
      fail(option, "'' is no " + std::string(noun), see_help(command_));
      return std::nullopt;
    }
    return option->results().front();
  }

  template <typename T>
  std::optional<T> number_between(const CLI::Option* option, T low, T high, std::string_view noun,
                                  std::string_view advice) {
    const auto text = word(option, noun);
    if (!text) return std::nullopt;
    const auto value = number<T>(*text);
    // Written so that NaN is refused.
    if (value && *value >= low && *value <= high) return value;
    fail(option, in_quotes(*text) + " is no " + std::string(noun), advice);
    return std::nullopt;
  }

  std::optional<double> seconds(const CLI::Option* option) {
    return number_between(option, kMinSeconds, kMaxSeconds, "number of seconds",
                          "give 0.001 to 1000000000, for example 10 or 0.5");
  }

  /// With a number of seconds or without.
  std::optional<double> pause(const CLI::Option* option, double without) {
    if (!given(option)) return std::nullopt;
    if (option->results().empty() || option->results().front().empty()) return without;
    return seconds(option);
  }

  std::vector<std::uint16_t> ports(const CLI::Option* option) {
    std::vector<std::uint16_t> ports;
    if (!given(option)) return ports;
    for (const std::string& list : option->results()) {
      for (const std::string_view part : split(list)) {
        const auto port = number<std::uint16_t>(part);
        if (port && *port != 0) {
          add_once(ports, *port);
        } else {
          fail(option, in_quotes(part) + " is no port", "give 1 to 65535, separated by commas");
        }
      }
    }
    return ports;
  }

  std::vector<std::string> features(const CLI::Option* option) {
    std::vector<std::string> features;
    if (!given(option)) return features;
    for (const std::string& list : option->results()) {
      if (const auto added = add_features(list, features); !added) fail(option, added.error());
    }
    return features;
  }

  /// What `parse` makes of the word.
  template <typename Parse>
  auto parsed(const CLI::Option* option, Parse parse, std::string_view noun,
              std::string_view advice) {
    decltype(parse(std::string_view())) value;
    const auto text = word(option, noun);
    if (!text) return value;
    value = parse(*text);
    if (!value) fail(option, in_quotes(*text) + " is no " + std::string(noun), advice);
    return value;
  }

  void history(const CLI::Option* since, const CLI::Option* until, const CLI::Option* listener,
               const CLI::Option* by, HistoryOptions& options) {
    constexpr std::string_view kTimes =
        "give 90s, 15m, 1h or 7d, or RFC 3339 with its offset: 2026-11-22T15:20:01Z";
    options.since = parsed(since, view::parse_moment, "time", kTimes).value_or(options.since);
    options.until = parsed(until, view::parse_moment, "time", kTimes).value_or(options.until);
    options.listener = parsed(listener, view::parse_listener_filter, "listener",
                              "give :PORT, ADDRESS:PORT or [IPV6]:PORT");
    options.by = parsed(by, view::parse_history_by, "way to sum up",
                        "give listener, client, cause or minute")
                     .value_or(options.by);
  }

  Probe probe(const CLI::Option* option) {
    const auto text = word(option, "mechanism");
    if (!text) return Probe::automatic;
    const auto probe = probe_of(*text);
    if (!probe) fail(option, probe.error());
    return probe ? *probe : Probe::automatic;
  }

  std::optional<std::uint64_t> ring_kib(const CLI::Option* option) {
    const auto text = word(option, "ring size");
    if (!text) return std::nullopt;
    const auto size = ring_kib_of(*text);
    if (size) return *size;
    fail(option, size.error());
    return std::nullopt;
  }

  /// `[INTERVAL [COUNT]]`, as bcc's tools take it.
  void interval_and_count(const std::vector<std::string>& words, Options& options) {
    if (error_ || words.empty()) return;
    const auto interval = number<double>(words[0]);
    if (!interval || !(*interval >= kMinSeconds && *interval <= kMaxSeconds)) {
      error_ = usage_error(in_quotes(words[0]) + " is neither a flag nor an INTERVAL in seconds",
                           see_help(command_));
      return;
    }
    if (options.interval_s) {
      error_ = usage_error(in_quotes(words[0]) + ": the interval is given twice",
                           "give either --interval or INTERVAL");
      return;
    }
    options.interval_s = interval;
    if (words.size() == 1) return;

    const auto count = number<std::uint64_t>(words[1]);
    if (!count || *count == 0 || static_cast<double>(*count) * *interval > kMaxSeconds) {
      error_ = usage_error(in_quotes(words[1]) + " is no COUNT of intervals",
                           "give 1 or more, 1000000000 seconds in all at most");
    } else if (options.duration_s) {
      error_ = usage_error(in_quotes(words[1]) + ": the duration is given twice",
                           "give either --duration or COUNT");
    } else if (words.size() > 2) {
      error_ = usage_error(in_quotes(words[2]) + " is one word too many", see_help(command_));
    } else {
      options.duration_s = static_cast<double>(*count) * *interval;
    }
  }

  std::optional<Error> take_error() { return std::move(error_); }

 private:
  bool given(const CLI::Option* option) const {
    return !error_ && option != nullptr && option->count() > 0;
  }

  void fail(const CLI::Option* option, const std::string& what, std::string_view advice) {
    if (error_) return;
    error_ = usage_error(option->get_name(false, true) + ": " + what, std::string(advice));
  }

  void fail(const CLI::Option* option, const Error& error) {
    fail(option, error.what, error.advice);
  }

  std::string_view command_;
  std::optional<Error> error_;
};

/// The flags of one command. CLI11 sorts the words by flag and writes the list of flags for --help.
class CommandLine {
 public:
  explicit CommandLine(const CommandHelp& help) : help_(help) {
    app_.set_help_flag();  // Ours is a flag like others: CLI11's would win over nothing.
    app_.allow_extras();   // Reported by us, word by word.

    if (help.command == Command::history) {
      const std::string what = "What";
      since_ = add("--since", "TIME", "from then on; an hour ago (default)", what);
      until_ = add("--until", "TIME", "up to then; now (default)", what);
      listener_ = add("--listener", "LISTENER",
                      "only this one: :PORT, ADDRESS:PORT or [IPV6]:PORT, as it\n"
                      "is bound",
                      what);
      netns_ = add("--netns", "NETNS",
                   "only this network namespace: an inode number, or a name\n"
                   "it had in /run/netns",
                   what);
      by_ = add("--by", "WHAT", "a row for each listener (default), client, cause or minute", what);
      events_ = add_flag("--events", "each start, stop, loss and gap of the daemon as well", what);
      database_ =
          add("--database", "PATH", "another than " + std::string(kDefaultHistoryPath), what);
    } else if (is_tracing(help.command) || help.command == Command::listeners ||
               help.command == Command::port) {
      const bool has_port = help.command == Command::port;
      const std::string which = "Which sockets";
      if (!has_port) local_ = add("-L", "PORT[,..]", "only these local ports", which);
      if (is_tracing(help.command))
        remote_ = add("-D,-P", "PORT[,..]", "only these remote ports", which);
      if (!has_port) pid_ = add("-p", "PID", "only sockets that this process holds", which);
      ipv4_ = add_flag("-4", "only IPv4, v4-mapped included", which);
      ipv6_ = add_flag("-6", "only IPv6", which);
      netns_ = add("--netns", "NETNS",
                   "only this network namespace: an inode number, a\n"
                   "name of /run/netns, a process id, or all (default)",
                   which);
      if (!has_port) {
        cgroup_ = add("--cgroup", "PATH", "only sockets of this cgroup and those below it", which);
      }
    }
    if (is_tracing(help.command) || help.command == Command::port) {
      const std::string when = "How long";
      if (help.command == Command::port) {
        follow_ = add_flag("--follow",
                           "go on with the port's drops as they happen, and with the\n"
                           "transitions that have it at either end",
                           when);
      }
      duration_ = add("--duration", "SECONDS", "end after so many seconds", when);
      count_ = add("--count", "N", "end after so many " + std::string(help.counted), when);
      if (help.command == Command::drops) {
        interval_ = add("--interval", "SECONDS", "sum up every so many seconds as well", when);
      }
    }

    if (help.command == Command::listeners) {
      const std::string rows = "Rows";
      sort_ = add("--sort", "KEY",
                  "drops (default), queue, peak, limit, established: most first;\n"
                  "address, port, process or netns",
                  rows);
      watch_ = add("--watch", "[SECONDS]", "again every so many seconds (2), until Ctrl-C", rows)
                   ->expected(0, 1);
      count_ = add("--count", "N", "with --watch: end after so many times", rows);
    }
    if (help.command == Command::explain) {
      const std::string what = "What";
      statistics_ = add_flag("-s", "every counter of this network namespace that is not 0", what);
      language_ = add("--lang", "LANGUAGE", "en or ja; by default what the locale says", what);
    }
    const std::string output = "Output";
    json_ = add_flag("--json", "one JSON object a line (NDJSON) on stdout", output);
    if (is_tracing(help.command)) {
      check_ = add_flag("--check", "exit 4 when anything was lost or does not agree", output);
    }
    if (help.command != Command::history && help.command != Command::verify &&
        help.command != Command::explain) {
      const char* words = "say on stderr what is being done";
      if (help.command == Command::listeners) {
        words =
            "what each process that holds a listener is doing,\n"
            "who waits to be accepted, and what its network\n"
            "namespace is set to, as well";
      } else if (help.command == Command::doctor) {
        words =
            "what \"explain\" has on each fact as well, and say on\n"
            "stderr what is being done";
      }
      verbose_ = add_flag("-v", words, output);
    }
    help_flag_ = add_flag("-h,--help", "this text", output);
    colour_ = add_flag("--colour", "", kHiddenOptions);
    utf8_ = add_flag("--utf8", "", kHiddenOptions);

    if (help.command == Command::explain) return;
    const std::string how = "Mechanism";
    if (help.command != Command::doctor) {
      socket_ = add("--socket", "PATH",
                    "where the daemon is asked, or none; by default\n" + Options{}.socket.value() +
                        " if one is there",
                    how)
                    ->envname(kSocketVariable);
    }
    if (help.command == Command::history || help.command == Command::verify) return;
    probe_ = add("--probe", "MECHANISM", "auto (default), fentry, kprobe or tracepoint", how);
    if (is_tracing(help.command)) {
      ring_ = add("--ring-kib", "KIB", "size of the event buffer: a power of two, in KiB", how);
    }
    without_ = add("--without", "FEATURE[,..]", "", kHiddenOptions);
  }

  /// @param words everything after the command.
  ParsedOptions parse(std::vector<std::string> words) {
    if (auto sorted = sort_words(app_, std::move(words), help_.name); !sorted)
      return sorted.error();
    if (help_flag_->count() > 0) return HelpText{help_text()};
    const auto positional = other_words(app_, help_.name);
    if (!positional) return positional.error();
    Options options;
    if (help_.command == Command::port) {
      if (auto usage = take_port(*positional, options); !usage) return usage.error();
    } else if (help_.command == Command::explain) {
      for (const auto& word : *positional) {
        if (!options.explain.topic.empty()) options.explain.topic += ' ';
        options.explain.topic += word;
      }
    } else if (help_.command != Command::drops && !positional->empty()) {
      return usage_error(in_quotes(positional->front()) + " is one word too many",
                         see_help(help_.name));
    }

    Reader reader(help_.name);
    options.command = help_.command;
    options.json = reader.flag(json_);
    options.verbose = reader.flag(verbose_);
    options.check = reader.flag(check_);
    options.colour = reader.flag(colour_);
    options.utf8 = reader.flag(utf8_);
    if (local_ != nullptr) options.local_ports = reader.ports(local_);
    options.follow = reader.flag(follow_);
    options.remote_ports = reader.ports(remote_);
    options.pid = reader.number_between<pid_t>(pid_, 1, std::numeric_limits<pid_t>::max(),
                                               "process id", "give the number that ps shows");
    const bool ipv4 = reader.flag(ipv4_);
    const bool ipv6 = reader.flag(ipv6_);
    if (ipv4 != ipv6) options.family = ipv4 ? Family::ipv4 : Family::ipv6;
    options.netns = reader.word(netns_, "network namespace").value_or("all");
    options.cgroup = reader.word(cgroup_, "path");
    options.duration_s = reader.seconds(duration_);
    options.interval_s = reader.seconds(interval_);
    options.count = reader.number_between<std::uint64_t>(
        count_, 1, std::numeric_limits<std::uint64_t>::max(), "count", "give 1 or more");
    options.order = reader
                        .parsed(sort_, parse_listener_order, "sort key",
                                "give drops, queue, peak, limit, established, address, port, "
                                "process or netns")
                        .value_or(options.order);
    options.watch_s = reader.pause(watch_, kWatchSeconds);
    options.probe = reader.probe(probe_);
    options.ring_kib = reader.ring_kib(ring_);
    if (auto socket = reader.word(socket_, "path")) {
      options.socket = *socket == "none" ? std::nullopt : std::move(socket);
    }
    options.without = reader.features(without_);
    reader.history(since_, until_, listener_, by_, options.history);
    options.history.events = reader.flag(events_);
    options.history.database =
        reader.word(database_, "path").value_or(std::move(options.history.database));
    if (help_.command == Command::drops) reader.interval_and_count(*positional, options);

    options.explain.statistics = reader.flag(statistics_);
    options.explain.language =
        reader.parsed(language_, explain::parse_language, "language", "give en or ja");
    if (auto error = reader.take_error()) return *std::move(error);
    if (options.explain.statistics && !options.explain.topic.empty()) {
      return usage_error(
          "-s explains all counters, " + in_quotes(options.explain.topic) + " is one",
          "give either");
    }
    if (help_.command == Command::port && !options.follow &&
        (options.duration_s || options.count)) {
      return usage_error("--duration and --count end what --follow begins", "add --follow");
    }
    if (help_.command == Command::listeners && options.count && !options.watch_s)
      return usage_error("--count ends what --watch begins", "add --watch");
    return options;
  }

 private:
  CLI::Option* add(const std::string& names, const std::string& value, const std::string& text,
                   const std::string& group) {
    return app_.add_option(names)
        ->type_name(value)
        ->description(text)
        ->group(group)
        // Reader decides what may be given more than once.
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  CLI::Option* add_flag(const std::string& names, const std::string& text,
                        const std::string& group) {
    return app_.add_flag(names)->description(text)->group(group);
  }

  /// The PORT that `port` is about.
  Status take_port(const std::vector<std::string>& words, Options& options) const {
    if (words.empty()) return usage_error("no port given", "give one: bpfnetstat port 8080");
    if (words.size() > 1)
      return usage_error(in_quotes(words[1]) + " is one word too many", see_help(help_.name));
    const auto port = number<std::uint16_t>(words[0]);
    if (!port || *port == 0)
      return usage_error(in_quotes(words[0]) + " is no port", "give 1 to 65535");
    options.local_ports = {*port};
    return {};
  }

  std::string help_text() const {
    return std::string(help_.text).append(flags_page(app_)).append(kExitCodes);
  }

  const CommandHelp& help_;
  CLI::App app_;
  CLI::Option* local_ = nullptr;
  CLI::Option* remote_ = nullptr;
  CLI::Option* pid_ = nullptr;
  CLI::Option* ipv4_ = nullptr;
  CLI::Option* ipv6_ = nullptr;
  CLI::Option* netns_ = nullptr;
  CLI::Option* cgroup_ = nullptr;
  CLI::Option* duration_ = nullptr;
  CLI::Option* follow_ = nullptr;
  CLI::Option* count_ = nullptr;
  CLI::Option* sort_ = nullptr;
  CLI::Option* watch_ = nullptr;
  CLI::Option* interval_ = nullptr;
  CLI::Option* json_ = nullptr;
  CLI::Option* check_ = nullptr;
  CLI::Option* verbose_ = nullptr;
  CLI::Option* help_flag_ = nullptr;
  CLI::Option* probe_ = nullptr;
  CLI::Option* ring_ = nullptr;
  CLI::Option* without_ = nullptr;
  CLI::Option* statistics_ = nullptr;
  CLI::Option* language_ = nullptr;
  CLI::Option* colour_ = nullptr;
  CLI::Option* utf8_ = nullptr;
  CLI::Option* since_ = nullptr;
  CLI::Option* until_ = nullptr;
  CLI::Option* listener_ = nullptr;
  CLI::Option* by_ = nullptr;
  CLI::Option* events_ = nullptr;
  CLI::Option* database_ = nullptr;
  CLI::Option* socket_ = nullptr;
};

}  // namespace

ParsedOptions parse(int argc, const char* const* argv) {
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (words.empty()) {
    return usage_error("no command given",
                       "give drops, trace, listeners, netstat, port, history, verify, explain, "
                       "daemon or doctor, or " +
                           see_help());
  }
  const std::string& first = words.front();
  if (first == "--help" || first == "-h")
    return HelpText{std::string(kMainHelp).append(kExitCodes)};
  if (first == "--version") return HelpText{"bpfnetstat " BPFNETSTAT_VERSION "\n"};
  // To tell CLI11 the flags takes far longer than the words do, and a daemon parses requests.
  thread_local std::array<std::optional<CommandLine>, kCommands.size()> lines;
  for (std::size_t i = 0; i < kCommands.size(); ++i) {
    if (first != kCommands[i].name) continue;
    if (!lines[i]) lines[i].emplace(kCommands[i]);
    return lines[i]->parse({words.begin() + 1, words.end()});
  }
  if (first.starts_with('-')) {
    return usage_error("unknown option " + in_quotes(first),
                       "give a command first and its options after it; " + see_help());
  }
  return usage_error("unknown command " + in_quotes(first), see_help());
}

}  // namespace bpfnetstat
