// SPDX-License-Identifier: Apache-2.0
#include "app/ask.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "app/capture.h"
#include "app/history.h"
#include "app/loop.h"
#include "app/output.h"
#include "base/say.h"
#include "base/text.h"
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
    case Command::doctor:
    case Command::daemon:
      break;
  }
  if (options.json) words.emplace_back("--json");
  if (!options.local_ports.empty()) add("-L", joined(options.local_ports));
  if (!options.remote_ports.empty()) add("-D", joined(options.remote_ports));
  if (options.pid) add("-p", std::to_string(*options.pid));
  if (options.family) words.emplace_back(*options.family == Family::ipv4 ? "-4" : "-6");
  if (options.netns != "all") add("--netns", options.netns);
  if (options.cgroup) add("--cgroup", *options.cgroup);
  if (options.duration_s) add("--duration", fmt::format("{}", *options.duration_s));
  if (options.interval_s) add("--interval", fmt::format("{}", *options.interval_s));
  if (options.count) add("--count", std::to_string(*options.count));
  return request;
}

bool asks_for_its_own(const Options& options) {
  return !options.socket || options.probe != Probe::automatic || options.ring_kib ||
         options.check || !options.without.empty();
}

/// From the answer to stdout, to its end. A stop signal, or a reader that goes away, ends a live
/// report, any other answer at once.
Status pass_on(serve::Client& client, Output& output, int stop_fd, bool is_live) {
  /// For the last word of a report that shall end.
  constexpr int kPatienceMs = 10'000;
  std::array<char, 1 << 16> bytes;
  bool stopping = false;
  for (;;) {
    std::array<pollfd, 3> fds = {
        {{client.fd(), POLLIN, 0}, {stopping ? -1 : stop_fd, POLLIN, 0}, {STDOUT_FILENO, 0, 0}}};
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
    if (fds[0].revents == 0) continue;
    const auto got = client.read_some(bytes);
    if (!got) return got.error();
    if (*got == 0) return {};
    output.buffer().append(bytes.data(), *got);
    if (auto status = output.flush(); !status) return status;
    if (output.closed()) return {};
  }
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

Result<Verdict> pass_on_answer(serve::Client& client, const Options& options) {
  if (auto status = client.send(request_of(options)); !status) return status.error();
  const auto answered = client.read_status();
  if (!answered) return answered.error();
  const auto verdict = verdict_of(*answered);
  if (!verdict) return verdict;
  // Up to here a signal simply ends us.
  auto signals = StopSignals::block();
  if (!signals) return signals.error();
  const bool is_live = options.command == Command::drops || options.command == Command::trace;
  if (is_live && !options.json) {
    say("{} by the daemon; Ctrl-C ends",
        options.command == Command::drops ? "watching listeners" : "tracing TCP states");
  }
  Output output(signals->fd(), options.duration_s);
  if (auto status = pass_on(client, output, signals->fd(), is_live); !status) return status.error();
  return verdict;
}

}  // namespace

std::optional<Result<Verdict>> ask_daemon(const Options& options) {
  if (asks_for_its_own(options)) return std::nullopt;
  auto client = serve::Client::connect(*options.socket);
  if (!client) {
    // Nobody there, or not for us.
    if (client.error().kind == ErrorKind::unavailable) return std::nullopt;
    return client.error();
  }
  return pass_on_answer(*client, options);
}

Result<Verdict> run_verify(const Options& options) {
  if (!options.socket) {
    return Error{ErrorKind::usage, "verify asks the daemon", 0, "leave out --socket none"};
  }
  auto client = serve::Client::connect(*options.socket);
  if (!client) return client.error();
  return pass_on_answer(*client, options);
}

Result<Verdict> run_listeners(const Options& options) {
  if (auto answered = ask_daemon(options)) return *std::move(answered);
  // A look of our own: what there is at this moment.
  Options look = options;
  look.command = Command::drops;
  auto capture = Capture::start(look);
  if (!capture) return capture.error();
  say("no daemon: peaks, drops and connections of listeners are not known");
  if (auto status = (*capture)->refresh_listeners(); !status) return status.error();
  std::vector<ListenerFigures> shown;
  const auto now = monotonic_ns();
  for (const auto& [id, listener] : (*capture)->ledger().listeners()) {
    const auto* identity = (*capture)->identify(id, now);
    ListenerRecord record;
    record.listener = identity != nullptr ? *identity : listener.identity;
    if (listener.snapshot.closed || !(*capture)->filter().matches(record)) continue;
    ListenerFigures one;
    one.listener = record.listener;
    one.netns_name = (*capture)->netns_name(listener.snapshot.netns);
    one.v6only = listener.snapshot.v6only;
    one.accept_queue = listener.snapshot.accept_queue;
    one.accept_queue_limit = listener.snapshot.accept_queue_limit;
    shown.push_back(std::move(one));
  }
  sort_listeners(shown);
  Output output;
  if (options.json) {
    for (const auto& one : shown) json::append(output.buffer(), one);
  } else {
    text::append_listener_table(output.buffer(), shown, {.colour = wants_colour()});
  }
  if (auto status = output.flush(); !status) return status.error();
  return Verdict::fine;
}

}  // namespace bpfnetstat::app
