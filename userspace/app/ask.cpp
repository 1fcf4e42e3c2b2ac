// SPDX-License-Identifier: Apache-2.0
#include "app/ask.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "app/backlog.h"
#include "app/capture.h"
#include "app/history.h"
#include "app/loop.h"
#include "app/namespace_settings.h"
#include "app/output.h"
#include "base/say.h"
#include "base/text.h"
#include "procfs/proc.h"
#include "render/json.h"
#include "render/text.h"
#include "serve/client.h"

namespace bpfnetstat::app {
namespace {

std::string joined(const std::vector<std::uint16_t>& ports) {
  return fmt::format("{}", fmt::join(ports, ","));
}

/// As parse_moment() takes it.
std::string in_words(const view::Moment& moment) {
  return moment.is_before_now ? fmt::format("{}s", moment.ns / 1'000'000'000) : utc_time(moment.ns);
}

/// As parse_listener_filter() takes it.
std::string in_words(const ListenerFilter& listener) {
  if (!listener.address) return fmt::format(":{}", listener.port);
  return to_string(Endpoint{*listener.address, listener.port});
}

/// What of a command line the daemon must know.
serve::Request request_of(const Options& options) {
  serve::Request request;
  auto& words = request.words;
  const auto add = [&](std::string_view flag, std::string value) {
    words.emplace_back(flag);
    words.push_back(std::move(value));
  };
  switch (options.command) {
    case Command::drops:
      request.verb = "drops";
      break;
    case Command::trace:
      request.verb = "trace";
      break;
    case Command::listeners:
      request.verb = "listeners";
      break;
    case Command::verify:
      request.verb = "verify";
      break;
    case Command::history: {
      const HistoryOptions& asked = options.history;
      request.verb = "history";
      add("--since", in_words(asked.since));
      add("--until", in_words(asked.until));
      if (asked.listener) add("--listener", in_words(*asked.listener));
      add("--by", std::string(name(asked.by)));
      if (asked.events) words.emplace_back("--events");
      break;
    }
    case Command::port:
      request.verb = "port";
      words.push_back(std::to_string(options.local_ports.front()));
      if (options.follow) words.emplace_back("--follow");
      break;
    case Command::explain:
    case Command::doctor:
    case Command::daemon:
      break;
  }
  // Rendering happens where the data is; only we know what it is for.
  if (options.json) {
    words.emplace_back("--json");
  } else {
    if (wants_colour()) words.emplace_back("--colour");
    if (options.command == Command::history && locale_is_utf8()) words.emplace_back("--utf8");
  }
  if (!options.local_ports.empty() && options.command != Command::port) {
    add("-L", joined(options.local_ports));
  }
  if (!options.remote_ports.empty()) add("-D", joined(options.remote_ports));
  if (options.pid) add("-p", std::to_string(*options.pid));
  if (options.family) words.emplace_back(*options.family == Family::ipv4 ? "-4" : "-6");
  if (options.netns != "all") add("--netns", options.netns);
  if (options.cgroup) add("--cgroup", *options.cgroup);
  if (options.duration_s) add("--duration", fmt::format("{}", *options.duration_s));
  if (options.interval_s) add("--interval", fmt::format("{}", *options.interval_s));
  // How often it is asked is ours.
  if (options.command == Command::listeners) {
    if (options.order != ListenerOrder::drops) add("--sort", std::string(name(options.order)));
    if (options.verbose) words.emplace_back("-v");
  } else if (options.count) {
    add("--count", std::to_string(*options.count));
  }
  return request;
}

bool asks_for_its_own(const Options& options) {
  return !options.socket || options.probe != Probe::automatic || options.ring_kib ||
         options.check || !options.without.empty();
}

/// From the answer to stdout, to its end. A stop signal, or a reader that goes away, ends a live
/// report, any other answer at once. Whatever stdout's reader does, the daemon's is quick: it would
/// be cut off otherwise. Of a live report there is a bound to what waits here.
Status pass_on(serve::Client& client, Output& output, int stop_fd, bool is_live) {
  /// For the last word of a report that shall end.
  constexpr int kPatienceMs = 10'000;
  /// As much as the ring of a run of one's own holds, and a last word with thousands of listeners.
  constexpr std::size_t kMostWaiting = 8 << 20;
  constexpr std::size_t kMostLatest = 4 << 20;
  Backlog backlog(is_live ? kMostWaiting : SIZE_MAX, kMostLatest);
  std::array<char, 1 << 16> bytes;
  for (bool stopping = false, at_end = false; !at_end;) {
    const short wanted = backlog.next().empty() ? 0 : POLLOUT;
    std::array<pollfd, 3> fds = {{{client.fd(), POLLIN, 0},
                                  {stopping ? -1 : stop_fd, POLLIN, 0},
                                  {STDOUT_FILENO, wanted, 0}}};
    const int ready = ::poll(fds.data(), fds.size(), stopping ? kPatienceMs : -1);
    if (ready < 0) continue;
    if (ready == 0) {
      return Error{ErrorKind::failed, "the daemon does not end the report", 0, ""};
    }
    if ((fds[2].revents & (POLLERR | POLLHUP)) != 0) return {};
    if (fds[1].revents != 0) {
      if (!is_live) return {};
      stopping = true;
      client.end_input();
    }
    if (fds[0].revents != 0) {
      const auto got = client.read_some(bytes);
      if (!got) return got.error();
      at_end = *got == 0;
      backlog.append({bytes.data(), *got});
    }
    const auto written = output.write_some(backlog.next());
    if (!written) return written.error();
    backlog.remove(*written);
    if (output.closed()) return {};
  }
  backlog.end();
  // The reader has the time that a run of one's own grants it.
  while (!backlog.next().empty() && !output.closed()) {
    output.buffer() = backlog.next();
    backlog.remove(output.buffer().size());
    if (auto status = output.flush(); !status) return status;
  }
  if (backlog.left_out() != 0) {
    say("{} lines left out: nobody read standard output meanwhile", backlog.left_out());
  }
  return {};
}

Result<Verdict> verdict_of(const serve::StatusLine& status) {
  switch (status.code) {
    case 0:
      return Verdict::fine;
    case 2:
      return Error{ErrorKind::usage, status.message, 0, ""};
    case 3:
      return Error{ErrorKind::unavailable, status.message, 0, ""};
    case 4:
      return Verdict::difference;
    default:
      return Error{ErrorKind::failed, status.message, 0, ""};
  }
}

/// The daemon, which has begun to answer.
struct Asked {
  serve::Client client;
  Verdict verdict;
};

Result<Asked> ask(Result<serve::Client> client, const Options& options) {
  if (!client) return client.error();
  if (auto status = client->send(request_of(options)); !status) return status.error();
  const auto answered = client->read_status();
  if (!answered) return answered.error();
  const auto verdict = verdict_of(*answered);
  if (!verdict) return verdict.error();
  client->set_timeout(serve::kAnswerTimeout);
  return Asked{*std::move(client), *verdict};
}

Result<Verdict> pass_on_answer(Asked& asked, const Options& options, Output& output, int stop_fd) {
  const bool is_live =
      options.command == Command::drops || options.command == Command::trace || options.follow;
  if (is_live && !options.json) {
    say("{} by the daemon; Ctrl-C ends", options.command == Command::drops ? "watching listeners"
                                         : options.follow                  ? "following the port"
                                                                           : "tracing TCP states");
  }
  if (auto status = pass_on(asked.client, output, stop_fd, is_live); !status) return status.error();
  return asked.verdict;
}

Result<Verdict> pass_on_answer(Asked& asked, const Options& options) {
  // Up to here a signal simply ends us.
  auto signals = StopSignals::block();
  if (!signals) return signals.error();
  Output output(signals->fd(), options.duration_s);
  return pass_on_answer(asked, options, output, signals->fd());
}

/// What a run of its own cannot know.
std::string_view missing_without_daemon(Command command) {
  switch (command) {
    case Command::drops:
      return "what was dropped before is not known";
    case Command::trace:
      return "when connections that are open already were opened is not known";
    case Command::port:
      return "what was dropped and which transitions there were before is not known";
    case Command::listeners:
      return "peaks, drops and connections of listeners are not known, hence no verdicts";
    default:
      return {};
  }
}

/// @param pass_on_answer what to do with an answer.
std::optional<Result<Verdict>> ask_daemon(
    const Options& options, const std::function<Result<Verdict>(Asked&)>& pass_on_answer) {
  /// It answers in milliseconds; one that is stopped or hangs shall not keep us from an answer.
  constexpr std::chrono::milliseconds kPatience{5'000};
  if (asks_for_its_own(options)) return std::nullopt;
  const auto missing = missing_without_daemon(options.command);
  auto client =
      serve::Client::connect(*options.socket, missing.empty() ? serve::kAnswerTimeout : kPatience);
  if (!client && client.error().kind == ErrorKind::unavailable) {
    if (missing.empty()) return std::nullopt;
    if (procfs::is_denied(client.error().sys_errno)) {
      // There may be one, and a way to ask it.
      say("{}; {}", to_string(client.error()), missing);
    } else {
      say("no daemon: {}", missing);
    }
    return std::nullopt;
  }
  auto asked = ask(std::move(client), options);
  if (asked) return pass_on_answer(*asked);
  // What it cannot do for want of room or memory, or because it hangs, we may.
  if (asked.error().kind == ErrorKind::failed && !missing.empty()) {
    say("going on without the daemon ({}): {}", asked.error().what, missing);
    return std::nullopt;
  }
  return asked.error();
}

}  // namespace

std::optional<Result<Verdict>> ask_daemon(const Options& options) {
  return ask_daemon(options, [&](Asked& asked) { return pass_on_answer(asked, options); });
}

Result<Verdict> run_verify(const Options& options) {
  if (!options.socket) {
    return Error{ErrorKind::usage, "verify asks the daemon", 0, "leave out --socket none"};
  }
  auto asked = ask(serve::Client::connect(*options.socket), options);
  if (!asked) return asked.error();
  return pass_on_answer(*asked, options);
}

std::vector<ListenerFigures> listeners_now(Capture& capture) {
  std::vector<ListenerFigures> shown;
  const auto now = monotonic_ns();
  NamespaceSettings settings;
  settings.look(namespaces_of(capture.ledger()), capture.proc(), now);
  for (const auto& [id, listener] : capture.ledger().listeners()) {
    const auto* identity = capture.identify(id, now);
    ListenerFigures one;
    one.listener = identity != nullptr ? *identity : listener.identity;
    if (listener.snapshot.closed || !capture.filter().matches(one.listener)) continue;
    one.netns_name = capture.netns_name(listener.snapshot.netns);
    one.v6only = listener.snapshot.v6only;
    one.accept_queue = listener.snapshot.accept_queue;
    one.accept_queue_limit = listener.snapshot.accept_queue_limit;
    const auto there = settings.of(listener.snapshot.net_cookie);
    one.somaxconn = there.somaxconn;
    one.tcp_max_syn_backlog = there.tcp_max_syn_backlog;
    shown.push_back(std::move(one));
  }
  sort_listeners(shown);
  return shown;
}

namespace {

/// For a look of our own: what there is at this moment.
Result<std::unique_ptr<Capture>> start_look(const Options& options) {
  Options look = options;
  look.command = Command::drops;
  look.verbose = false;
  return Capture::start(look);
}

/// What has happened to listeners since the last look; drops are not kept.
void catch_up(Capture& capture) {
  constexpr std::size_t kRecords = 8192;
  constexpr int kMostTimes = 128;
  const auto sink = [&](Event&& event) {
    if (const auto* listener = std::get_if<ListenerEvent>(&event)) capture.apply(*listener);
  };
  for (int i = 0; i < kMostTimes && capture.tracer().drain(kRecords, sink) == kRecords; ++i) {
  }
  capture.retire_closed(monotonic_ns());
}

Status print_listeners(Capture& capture, const Options& options, Output& output) {
  catch_up(capture);
  if (auto status = capture.refresh_listeners(); !status) return status;
  auto shown = listeners_now(capture);
  if (options.verbose) {
    for (auto& one : shown) one.holder_states = capture.holder_states(one.listener.id);
  }
  sort_listeners(shown, options.order);
  if (options.json) {
    for (const auto& one : shown) json::append(output.buffer(), one);
  } else {
    const text::Style style{.colour = wants_colour()};
    text::append_listener_table(output.buffer(), shown, style, options.verbose);
    for (const auto& one : shown) text::append_notes(output.buffer(), one, style);
  }
  return output.flush();
}

/// @return false where there is nobody to go on for.
bool wait_for_next(double seconds, int stop_fd) {
  std::array<pollfd, 2> fds = {{{stop_fd, POLLIN, 0}, {STDOUT_FILENO, 0, 0}}};
  const auto end_ns = monotonic_ns() + seconds_to_ns(seconds);
  for (auto now_ns = monotonic_ns(); now_ns < end_ns; now_ns = monotonic_ns()) {
    constexpr std::uint64_t kLongestMs = 60'000;
    const auto wait_ms = std::min((end_ns - now_ns) / 1'000'000 + 1, kLongestMs);
    if (::poll(fds.data(), fds.size(), static_cast<int>(wait_ms)) > 0) return false;
  }
  return true;
}

Result<Verdict> watch_listeners(const Options& options) {
  auto signals = StopSignals::block();
  if (!signals) return signals.error();
  Output output(signals->fd(), std::nullopt);
  std::unique_ptr<Capture> own;
  for (std::uint64_t times = 1;; ++times) {
    if (!options.json) {
      // A terminal shows the latest alone.
      if (::isatty(STDOUT_FILENO) == 1) {
        output.buffer() += "\x1b[H\x1b[2J";
      } else if (times > 1) {
        output.buffer() += '\n';
      }
      if (auto status = output.flush(); !status) return status.error();
    }
    if (!own) {
      const auto answered = ask_daemon(options, [&](Asked& asked) {
        return pass_on_answer(asked, options, output, signals->fd());
      });
      if (answered && !*answered) return answered->error();
      if (!answered) {
        auto capture = start_look(options);
        if (!capture) return capture.error();
        own = *std::move(capture);
      }
    }
    if (own) {
      if (auto status = print_listeners(*own, options, output); !status) return status.error();
    }
    if (output.closed() || times == options.count) return Verdict::fine;
    if (!wait_for_next(*options.watch_s, signals->fd())) return Verdict::fine;
  }
}

}  // namespace

Result<Verdict> run_listeners(const Options& options) {
  if (options.watch_s) return watch_listeners(options);
  if (auto answered = ask_daemon(options)) return *std::move(answered);
  auto capture = start_look(options);
  if (!capture) return capture.error();
  Output output;
  if (auto status = print_listeners(**capture, options, output); !status) return status.error();
  return Verdict::fine;
}

}  // namespace bpfnetstat::app
