// SPDX-License-Identifier: Apache-2.0
#include "app/daemon_options.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <sstream>
#include <utility>

#include "app/option_words.h"
#include "base/text.h"
#include "base/unique_fd.h"

namespace bpfnetstat {
namespace {

constexpr std::string_view kCommand = "daemon";
constexpr std::string_view kNone = "none";

constexpr std::string_view kIntro =
    R"(Keeps the live table of connections, the exact ledger of drops and the history,
and answers the other commands over a unix socket. It runs in the foreground,
until SIGTERM or SIGINT; SIGHUP makes it read its configuration file again.

Usage:
  bpfnetstat daemon [OPTION]...

A configuration file has lines of KEY = VALUE: the long names below without
their dashes. The command line wins.

Examples:
  bpfnetstat daemon                              as the systemd unit starts it
  bpfnetstat daemon --metrics 127.0.0.1:9798     Prometheus may ask, from here
  bpfnetstat daemon --history none --group adm   no history; adm may ask
)";

constexpr std::string_view kExitCodes = R"(
Exit codes:
  0  ended by SIGTERM or SIGINT
  1  failed while running
  2  wrong usage, or a configuration file that is
  3  not permitted, or the kernel cannot; the message says what is missing
)";

/// Reads into one number of the options.
template <std::uint64_t DaemonOptions::*kMember, std::uint64_t kLow, std::uint64_t kHigh>
Status read_number(std::string_view word, DaemonOptions& options) {
  const auto value = number<std::uint64_t>(word);
  if (!value || *value < kLow || *value > kHigh) {
    return usage_error(in_quotes(word) + " is no number that it takes",
                       "give " + std::to_string(kLow) + " to " + std::to_string(kHigh));
  }
  options.*kMember = *value;
  return {};
}

template <std::uint64_t DaemonOptions::*kMember>
std::string show_number(const DaemonOptions& options) {
  return std::to_string(options.*kMember);
}

Status read_socket(std::string_view word, DaemonOptions& options) {
  // The kernel wants the terminating zero to fit as well: unix(7).
  constexpr std::size_t kMostBytes = sizeof(sockaddr_un{}.sun_path) - 1;
  if (word.size() > kMostBytes) {
    return usage_error(in_quotes(word) + " is too long for a socket",
                       "give a path of at most " + std::to_string(kMostBytes) + " bytes");
  }
  options.socket = word;
  return {};
}

Status read_history(std::string_view word, DaemonOptions& options) {
  options.history = word == kNone ? std::nullopt : std::optional<std::string>(word);
  return {};
}

std::optional<IpAddress> address_of(std::string_view word, Family family) {
  IpAddress address{.family = family};
  const std::string text(word);
  const int domain = family == Family::ipv4 ? AF_INET : AF_INET6;
  if (::inet_pton(domain, text.c_str(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

/// "PORT", ":PORT", "ADDRESS:PORT" or "[ADDRESS]:PORT".
std::optional<Endpoint> endpoint_of(std::string_view word) {
  const std::size_t colon = word.rfind(':');
  std::string_view host = colon == std::string_view::npos ? "" : word.substr(0, colon);
  const auto port = number<std::uint16_t>(word.substr(colon + 1));  // npos + 1 is 0.
  if (!port || *port == 0) return std::nullopt;
  if (host.empty()) host = "127.0.0.1";
  std::optional<IpAddress> address;
  if (host.starts_with('[') && host.ends_with(']') && host.size() > 2) {
    address = address_of(host.substr(1, host.size() - 2), Family::ipv6);
  } else {
    // An IPv6 address without brackets would leave open where the port begins.
    address = address_of(host, Family::ipv4);
  }
  if (!address) return std::nullopt;
  return Endpoint{*address, *port};
}

Status read_metrics(std::string_view word, DaemonOptions& options) {
  const auto endpoint = endpoint_of(word);
  if (!endpoint && word != kNone) {
    return usage_error(in_quotes(word) + " is no ADDRESS:PORT",
                       "give for example 127.0.0.1:9798 or [::1]:9798, or none");
  }
  options.metrics = endpoint;
  return {};
}

Status read_verbose(std::string_view word, DaemonOptions& options) {
  if (word != "true" && word != "false") {
    return usage_error(in_quotes(word) + " is neither true nor false", "give one of them");
  }
  options.verbose = word == "true";
  return {};
}

Status read_queues(std::string_view word, DaemonOptions& options) {
  if (word != "on" && word != "off") {
    return usage_error(in_quotes(word) + " is neither on nor off", "give one of them");
  }
  options.queues = word == "on";
  return {};
}

Status read_probe(std::string_view word, DaemonOptions& options) {
  const auto probe = probe_of(word);
  if (!probe) return probe.error();
  options.probe = *probe;
  return {};
}

Status read_ring_kib(std::string_view word, DaemonOptions& options) {
  const auto size = ring_kib_of(word);
  if (!size) return size.error();
  options.ring_kib = *size;
  return {};
}

Status read_without(std::string_view word, DaemonOptions& options) {
  options.without.clear();
  return add_features(word, options.without);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string list;
  for (const std::string& part : parts) {
    if (!list.empty()) list += ',';
    list += part;
  }
  return list;
}

/// One setting, on the command line as in the file.
struct Setting {
  const char* flags;     ///< As CLI11 wants them; the last is the long one.
  const char* argument;  ///< Empty: a flag.
  const char* text;
  const char* group;
  bool may_change;  ///< By SIGHUP; else only a restart applies it.
  bool is_list;
  /// @param word not empty, without control characters. Its Error does not name the setting.
  Status (*read)(std::string_view word, DaemonOptions& options);
  /// What read() would take; empty where there is no value.
  std::string (*show)(const DaemonOptions& options);

  std::string_view flag() const {
    const std::string_view all(flags);
    return all.substr(all.rfind(',') + 1);  // npos + 1 is 0.
  }
  std::string_view key() const { return flag().substr(2); }
};

constexpr std::uint64_t kMostMegabytes = 1'000'000;
constexpr std::uint64_t kMostDays = 36'500;
constexpr std::uint64_t kMostListeners = 100'000;
constexpr std::uint64_t kMostConnections = 100'000'000;

constexpr const char* kServing = "Serving";
constexpr const char* kHistory = "History";
constexpr const char* kTable = "Live table";
constexpr const char* kOutput = "Output";
constexpr const char* kMechanism = "Mechanism";

constexpr std::array<Setting, 13> kSettings = {{
    {"--socket", "PATH", "where the other commands ask\n(/run/bpfnetstat/bpfnetstat.sock)",
     kServing, false, false, read_socket, [](const DaemonOptions& o) { return o.socket; }},
    {"--group", "NAME", "whose members may ask, beside root", kServing, false, false,
     [](std::string_view word, DaemonOptions& o) {
       o.group = word;
       return Status{};
     },
     [](const DaemonOptions& o) { return o.group.value_or(""); }},
    {"--metrics", "ADDRESS:PORT",
     "where Prometheus may ask, or none (default);\na port alone means 127.0.0.1", kServing, false,
     false, read_metrics,
     [](const DaemonOptions& o) { return o.metrics ? to_string(*o.metrics) : std::string(kNone); }},
    {"--metrics-listeners", "N", "listeners with labels of their own (200); the\nrest is 'other'",
     kServing, false, false, read_number<&DaemonOptions::metrics_listeners, 1, kMostListeners>,
     show_number<&DaemonOptions::metrics_listeners>},
    {"--history", "PATH", "the database, or none\n(/var/lib/bpfnetstat/history.db)", kHistory,
     false, false, read_history,
     [](const DaemonOptions& o) { return o.history.value_or(std::string(kNone)); }},
    {"--history-size", "MB", "its size at most, of 1,000,000 bytes (200)", kHistory, true, false,
     read_number<&DaemonOptions::history_size_mb, 1, kMostMegabytes>,
     show_number<&DaemonOptions::history_size_mb>},
    {"--history-age", "DAYS", "how long it remembers (30)", kHistory, true, false,
     read_number<&DaemonOptions::history_age_days, 1, kMostDays>,
     show_number<&DaemonOptions::history_age_days>},
    {"--connections", "N", "connections that it holds at most (1000000)", kTable, false, false,
     read_number<&DaemonOptions::connections, 1, kMostConnections>,
     show_number<&DaemonOptions::connections>},
    {"--queues", "on|off",
     "follow accept queues: arrivals, waits; without\nhooks of functions it costs each system call",
     kMechanism, false, false, read_queues,
     [](const DaemonOptions& o) { return std::string(o.queues ? "on" : "off"); }},
    {"-v,--verbose", "", "say on stderr what is being done", kOutput, true, false, read_verbose,
     [](const DaemonOptions& o) { return std::string(o.verbose ? "true" : "false"); }},
    {"--probe", "MECHANISM", "auto (default), fentry, kprobe or tracepoint", kMechanism, false,
     false, read_probe, [](const DaemonOptions& o) { return std::string(to_string(o.probe)); }},
    {"--ring-kib", "KIB", "the event buffer: a power of two, in KiB (4096)", kMechanism, false,
     false, read_ring_kib, show_number<&DaemonOptions::ring_kib>},
    {"--without", "FEATURE[,..]", "", kHiddenOptions, false, true, read_without,
     [](const DaemonOptions& o) { return joined(o.without); }},
}};

bool is_control(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f;
}

/// @param name as the user wrote it: with its dashes, or with file and line.
Status apply(const Setting& setting, const std::string& name, std::string_view word,
             DaemonOptions& options) {
  if (word.empty()) {
    return usage_error(name + ": the value is empty", see_help(kCommand));
  }
  // A zero would cut a path short; no other is in a path that anybody wants.
  if (std::any_of(word.begin(), word.end(), is_control)) {
    return usage_error(name + ": " + in_quotes(word) + " has a control character",
                       "give it without");
  }
  const Status read = setting.read(word, options);
  if (read) return {};
  return usage_error(name + ": " + read.error().what, read.error().advice);
}

/// CLI11's application and the options of it that are settings, in the order of kSettings.
struct CommandLine {
  CommandLine() {
    app.set_help_flag();  // Ours is a flag like others: CLI11's would win over nothing.
    app.allow_extras();   // Reported by us, word by word.
    for (const Setting& setting : kSettings) {
      CLI::Option* option = *setting.argument == '\0'
                                ? app.add_flag(setting.flags)
                                : app.add_option(setting.flags)->type_name(setting.argument);
      option->description(setting.text)
          ->group(setting.group)
          // What may be given more than once is for apply_to() to say.
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      options.push_back(option);
    }
    config = app.add_option("--config")
                 ->type_name("FILE")
                 ->description("read this file (" + std::string(kDaemonConfig) + ",\nif it exists)")
                 ->group(kOutput)
                 ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    help = app.add_flag("-h,--help")->description("this text")->group(kOutput);
  }

  /// What was given, over what `daemon` says.
  Status apply_to(DaemonOptions& daemon) const {
    for (std::size_t i = 0; i < kSettings.size(); ++i) {
      if (options[i]->count() == 0) continue;
      const auto& results = options[i]->results();
      const std::string name(kSettings[i].flag());
      const bool is_flag = *kSettings[i].argument == '\0';
      if (results.size() > 1 && !kSettings[i].is_list && !is_flag) {
        return usage_error(name + ": given more than once", "give it once");
      }
      const std::string word = kSettings[i].is_list ? joined(results) : results.back();
      if (auto applied = apply(kSettings[i], name, word, daemon); !applied) return applied;
    }
    return {};
  }

  CLI::App app;
  std::vector<CLI::Option*> options;
  CLI::Option* config = nullptr;
  CLI::Option* help = nullptr;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// What stands in one pair of quotes, or without any; else nothing. CLI11 would drop what follows a
/// quote, reads one alone as if it were a letter, and takes a backslash for the escape of a quote.
std::optional<std::string_view> unquoted(std::string_view value) {
  constexpr std::string_view kQuotes = "\"'`\\";
  if (value.size() > 1 && (value.front() == '"' || value.front() == '\'')) {
    if (value.back() != value.front()) return std::nullopt;
    value = value.substr(1, value.size() - 2);
  }
  if (value.find_first_of(kQuotes) != std::string_view::npos) return std::nullopt;
  return value;
}

/// Does what a line says. CLI11's reader of configuration files gets one line at a time: it does
/// not tell where it found what, passes over lines that it does not understand, and would put
/// several of them together.
Status apply_line(std::string_view line, const std::string& where, std::set<std::string_view>& seen,
                  DaemonOptions& options) {
  const auto refused = [&where](const std::string& what, std::string advice) {
    return usage_error(where + what, std::move(advice));
  };
  if (line.starts_with('[')) {
    return refused(in_quotes(line) + ": there are no sections", "delete the line");
  }
  const std::size_t equals = line.find('=');
  const std::string_view key = trimmed(line.substr(0, equals));
  const auto* setting =
      std::find_if(kSettings.begin(), kSettings.end(),
                   [key](const Setting& candidate) { return candidate.key() == key; });
  if (setting == kSettings.end()) {
    return refused("unknown key " + in_quotes(key),
                   "the keys are the long names in bpfnetstat daemon --help");
  }
  const std::string name = where + std::string(key);
  if (equals == std::string_view::npos) {
    return usage_error(name + ": no value", "write " + std::string(key) + " = VALUE");
  }
  if (!seen.insert(setting->key()).second) {
    return usage_error(name + ": given more than once", "give it once");
  }
  std::string_view value = line.substr(equals + 1);
  value = trimmed(value.substr(0, value.find('#')));
  const auto alone = unquoted(value);
  if (!alone) {
    return usage_error(name + ": " + in_quotes(value) + " is not well quoted",
                       "put all of it in one pair of quotes, without # or backslash");
  }
  if (value.starts_with('[')) {
    return usage_error(name + ": " + in_quotes(value) + " would be a list", "put it in quotes");
  }
  std::istringstream stream{std::string(line)};
  const auto items = CLI::ConfigTOML().from_config(stream);
  if (items.size() != 1 || items.front().inputs.empty()) {
    return usage_error(name + ": the value is missing", see_help(kCommand));
  }
  const auto& words = items.front().inputs;
  // A comma at the end makes no second word.
  if (!setting->is_list && (words.size() > 1 || words.front() != *alone)) {
    return usage_error(name + ": " + in_quotes(value) + " is more than one value",
                       "give one, or put it in quotes");
  }
  return apply(*setting, name, joined(words), options);
}

/// Whoever may write the file decides what runs as root.
Status check_owner(const struct stat& status, const std::string& name) {
  if (!S_ISREG(status.st_mode)) {
    return usage_error(name + ": not a regular file", "give --config a regular file");
  }
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    return usage_error(name + ": belongs to user " + std::to_string(status.st_uid),
                       "chown it to root");
  }
  // Where there is an ACL, the group's bits are the most that it grants: acl(5).
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return usage_error(name + ": others than its owner may write it", "chmod go-w it");
  }
  return {};
}

/// @return nothing where there is no such file.
Result<std::optional<std::string>> read_config(const std::string& path, const std::string& name) {
  const auto refused = [&name](const char* what, const char* advice) {
    return Error{ErrorKind::usage, name + what, errno, advice};
  };
  // A fifo must not keep us waiting.
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) {
    if (errno == ENOENT) return std::optional<std::string>{};
    return refused(": cannot open it", "make it readable for root, or give --config another");
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0)
    return refused(": cannot read it", "give --config another");
  if (auto trusted = check_owner(status, name); !trusted) return trusted.error();
  std::string text(kMostConfigBytes + 1, '\0');
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + bytes, text.size() - bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused(": cannot read it", "give --config another");
    if (got == 0) break;
    bytes += static_cast<std::size_t>(got);
  }
  if (bytes > kMostConfigBytes) {
    return usage_error(name + ": larger than " + std::to_string(kMostConfigBytes) + " bytes",
                       "give --config a configuration file");
  }
  text.resize(bytes);
  return std::optional(std::move(text));
}

}  // namespace

ParsedDaemonOptions parse_daemon(std::vector<std::string> words, std::string_view default_config) {
  CommandLine line;
  if (auto sorted = sort_words(line.app, words, kCommand); !sorted) return sorted.error();
  if (line.help->count() > 0) {
    return HelpText{std::string(kIntro).append(flags_page(line.app)).append(kExitCodes)};
  }
  const auto others = other_words(line.app, kCommand);
  if (!others) return others.error();
  if (!others->empty()) {
    return usage_error(in_quotes(others->front()) + " is one word too many", see_help(kCommand));
  }
  // A wrong word is reported whatever the file says.
  DaemonOptions options;
  if (auto applied = line.apply_to(options); !applied) return applied.error();

  options = {};
  const auto& config = line.config->results();
  if (config.size() > 1) return usage_error("--config: given more than once", "give it once");
  const bool must_exist = !config.empty();
  options.config = must_exist ? config.front() : std::string(default_config);
  const std::string name = printable(options.config);
  const auto text = read_config(options.config, name);
  if (!text) return text.error();
  if (!*text && must_exist) {
    return Error{ErrorKind::usage, "--config: cannot open " + in_quotes(options.config), ENOENT,
                 "give a file that exists"};
  }
  if (*text) {
    if (auto applied = apply_config(**text, options.config, options); !applied) {
      return applied.error();
    }
  }
  if (auto applied = line.apply_to(options); !applied) return applied.error();
  options.words = std::move(words);
  return options;
}

Result<Reread> reread(const DaemonOptions& running) {
  const auto parsed = parse_daemon(running.words, running.config);
  if (const auto* error = std::get_if<Error>(&parsed)) return *error;
  const auto* fresh = std::get_if<DaemonOptions>(&parsed);
  if (fresh == nullptr) return usage_error("--help: not for a daemon that runs", "leave it out");
  Reread result{.options = running, .changed = {}, .need_restart = {}};
  for (const Setting& setting : kSettings) {
    const std::string old_value = setting.show(running);
    const std::string new_value = setting.show(*fresh);
    if (old_value == new_value) continue;
    const auto shown = [](const std::string& value) {
      return value.empty() ? std::string("unset") : printable(value);
    };
    std::string text(setting.key());
    text += ": " + shown(old_value) + ", now " + shown(new_value);
    (setting.may_change ? result.changed : result.need_restart).push_back(std::move(text));
    if (!setting.may_change) continue;
    if (auto read = setting.read(new_value, result.options); !read) return read.error();
  }
  return result;
}

Status apply_config(std::string_view text, std::string_view path, DaemonOptions& options) {
  std::set<std::string_view> seen;
  for (std::size_t line_number = 1; !text.empty(); ++line_number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
    const std::string where = printable(path) + ":" + std::to_string(line_number) + ": ";
    if (auto applied = apply_line(line, where, seen, options); !applied) return applied;
  }
  return {};
}

std::string to_config(const DaemonOptions& options) {
  std::string text;
  for (const Setting& setting : kSettings) {
    const std::string value = setting.show(options);
    if (value.empty()) continue;
    text.append(setting.key()).append(" = ");
    // A list in quotes would be one value.
    text += setting.is_list ? value : "\"" + value + "\"";
    text += '\n';
  }
  return text;
}

}  // namespace bpfnetstat
