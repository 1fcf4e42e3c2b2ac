// SPDX-License-Identifier: Apache-2.0
// The soak: namespaces, listeners and processes that come and go at random around a daemon, which
// must neither grow nor drift. tests/system/soak builds and runs it.

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "../http.h"
#include "daemon_lab.h"
#include "lab.h"
#include "runner.h"
#include "soak_acts.h"

namespace bpfnetstat::lab::soak {
namespace {

volatile std::sig_atomic_t interrupted = 0;

struct Options {
  double minutes = 5;
  std::uint64_t seed = 0;
  std::optional<std::uint64_t> ring_kib;
  int processes = 16;
  bool verbose = false;
};

/// Namespaces that stay from the begin to the end, and those that come and go besides.
constexpr std::size_t kLasting = 2;
constexpr std::size_t kFleeting = 4;
constexpr auto kStep = 50ms;
/// What was on its way has arrived, and the daemon's clients are gone.
constexpr auto kQuiet = 1500ms;

// --- what the daemon uses ---

struct Footprint {
  std::int64_t rss_kib = 0;
  std::int64_t pss_kib = 0;
  /// Descriptors by what they are: "socket", "anon_inode:bpf-map", a path.
  std::map<std::string, std::size_t> fds;
  std::size_t threads = 0;
  std::set<std::string> bpf_maps;  ///< By id.
  std::set<std::string> bpf_programs;
  double cpu_s = 0;
};

std::size_t count(const std::map<std::string, std::size_t>& kinds) {
  std::size_t all = 0;
  for (const auto& [kind, number] : kinds) all += number;
  return all;
}

Footprint footprint(pid_t pid) {
  const std::string proc = "/proc/" + std::to_string(pid);
  Footprint found;
  std::ifstream rollup(proc + "/smaps_rollup");
  for (std::string word; rollup >> word;) {
    if (word == "Rss:") rollup >> found.rss_kib;
    if (word == "Pss:") rollup >> found.pss_kib;
  }
  if (found.rss_kib == 0) fail("the daemon is gone");
  for (const auto& entry : std::filesystem::directory_iterator(proc + "/fd")) {
    std::error_code gone;
    std::string target = std::filesystem::read_symlink(entry.path(), gone);
    if (!gone) ++found.fds[target.substr(0, target.find(":["))];
  }
  const std::filesystem::directory_iterator threads(proc + "/task");
  found.threads = static_cast<std::size_t>(std::distance(begin(threads), end(threads)));
  for (const auto& entry : std::filesystem::directory_iterator(proc + "/fdinfo")) {
    std::ifstream info(entry.path());
    // A link names its program as well.
    for (std::string word, value; info >> word && word != "link_id:";) {
      if (word == "map_id:" && info >> value) found.bpf_maps.insert(value);
      if (word == "prog_id:" && info >> value) found.bpf_programs.insert(value);
    }
  }
  std::ifstream stat_file(proc + "/stat");
  std::string line;
  std::getline(stat_file, line);
  std::istringstream words(line.substr(line.rfind(')') + 2));
  double user = 0, system = 0;
  std::string skipped;
  for (int i = 0; i < 11; ++i) words >> skipped;
  words >> user >> system;
  found.cpu_s = (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  return found;
}

// --- who plays ---

/// Processes in groups of their own. What they leave behind is adopted and reaped.
class Troupe {
 public:
  Troupe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) fail("a troupe");
    life_read_.reset(ends[0]);
    life_write_.reset(ends[1]);
  }
  Troupe(const Troupe&) = delete;
  Troupe& operator=(const Troupe&) = delete;
  ~Troupe() {
    for (const Member& member : members_) kill(-member.group, SIGKILL);
    while (!members_.empty()) {
      reap();
      std::this_thread::sleep_for(1ms);
    }
  }

  std::size_t size() const { return members_.size(); }
  std::size_t in(const Namespace& where) const {
    return static_cast<std::size_t>(
        std::count_if(members_.begin(), members_.end(),
                      [&](const Member& member) { return member.where == &where; }));
  }
  /// Acts that ended otherwise than they should: the soak itself is to blame.
  std::size_t failed() const { return failed_; }

  void start(const Act& act, Stage stage) {
    stage.life_fd = life_read_.get();
    const pid_t parent = getpid();
    std::fflush(stdout);
    const pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid == 0) {
      setpgid(0, 0);
      life_write_.reset();
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(0);
      ::signal(SIGTERM, SIG_DFL);
      ::signal(SIGINT, SIG_DFL);
      try {
        if (stage.where != nullptr) {
          stage.where->inside([&] { act.play(stage); });
        } else {
          act.play(stage);
        }
      } catch (const std::exception& exception) {
        dprintf(STDERR_FILENO, "soak: act \"%s\": %s\n", act.name, exception.what());
        _exit(1);
      }
      _exit(0);
    }
    setpgid(pid, pid);
    members_.push_back({pid, &act, stage.where, false});
  }

  void end_those_in(const Namespace& where) {
    for (Member& member : members_) {
      if (member.where != &where || member.is_killed) continue;
      member.is_killed = true;
      kill(-member.group, SIGKILL);
    }
  }

  void reap() {
    std::erase_if(members_, [&](const Member& member) {
      int status = 0;
      pid_t pid = 0;
      while ((pid = waitpid(-member.group, &status, WNOHANG)) > 0) {
        const bool ended_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        // Residents of namespaces die with whoever made them.
        if (!ended_well && !member.is_killed && (pid == member.group || WIFEXITED(status)))
          ++failed_;
      }
      return pid < 0 && errno == ECHILD;
    });
  }

 private:
  struct Member {
    pid_t group;
    const Act* act;
    const Namespace* where;
    bool is_killed;
  };

  UniqueFd life_read_;
  UniqueFd life_write_;
  std::vector<Member> members_;
  std::size_t failed_ = 0;
};

/// A namespace and how long it is to be.
struct Place {
  std::unique_ptr<Namespace> where;
  Clock::time_point until;  ///< Nothing begins there any more.
  bool is_rough;            ///< Ends with its processes killed.
};

// --- the soak ---

class Soak {
 public:
  explicit Soak(const Options& options)
      : options_(options),
        random_(options.seed),
        tally_(share()),
        metrics_port_(free_port()),
        daemon_(folder_, daemon_options(options, metrics_port_)) {}
  ~Soak() = default;

  /// @return whether everything was as it should be.
  bool run();

 private:
  struct Sample {
    double at_s;
    std::uint64_t connections;
    std::uint64_t drops;
    std::size_t closed;  ///< Listeners that are remembered for what they dropped.
    std::uint64_t live;  ///< Connections in its table, whoever on this machine has them.
    Footprint footprint;
  };

  static Tally* share() {
    void* memory =
        mmap(nullptr, sizeof(Tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) fail("mmap");
    return new (memory) Tally;
  }
  static std::vector<std::string> daemon_options(const Options& options, std::uint16_t port) {
    // Few listeners with labels of their own: they are reached before the windows begin.
    std::vector<std::string> words = {"--metrics", std::to_string(port), "--metrics-listeners",
                                      "23"};
    if (options.ring_kib) words = with(words, {"--ring-kib", std::to_string(*options.ring_kib)});
    return words;
  }

  int any(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  [[gnu::format(printf, 2, 3)]] void complain(const char* format, ...) {
    std::va_list words;
    va_start(words, format);
    std::printf("WRONG: ");
    std::vprintf(format, words);
    std::printf("\n");
    va_end(words);
    ++wrong_;
  }

  void play_until(double end_s);
  void step();
  void start_an_act();
  void tend_places(bool may_open);
  void become_quiet();
  std::uint64_t drops() const;
  std::size_t closed_listeners() const;
  std::uint64_t live_connections() const;
  Sample sample(const char* what);
  void check_exact(const char* when);
  void check_history();
  void check_footprint(const Footprint& before);
  void check_growth();

  Options options_;
  Random random_;
  Tally* tally_;
  Folder folder_;
  std::uint16_t metrics_port_;
  Daemon daemon_;
  std::vector<Place> places_;  ///< The first kLasting stay.
  Troupe troupe_;              ///< Goes before the places do.
  Clock::time_point start_ = Clock::now();
  std::vector<Sample> windows_;
  std::uint64_t drops_gone_ = 0;  ///< Of places that are no more.
  std::uint64_t places_gone_ = 0;
  int wrong_ = 0;
};

void Soak::start_an_act() {
  int all = 0;
  for (const Act& act : acts()) all += act.weight;
  int number = any(1, all);
  const Act* act = &acts().front();
  for (const Act& one : acts()) {
    act = &one;
    if ((number -= one.weight) <= 0) break;
  }
  Stage stage;
  stage.random.seed(random_());
  stage.until = Clock::now() + std::chrono::milliseconds(any(200, 4000));
  // Chosen whether it is needed or not, so that a seed means the same everywhere.
  const auto place = static_cast<std::size_t>(any(0, 999)) % places_.size();
  if (act->is_of_a_place) {
    if (Clock::now() >= places_[place].until) return;
    stage.where = places_[place].where.get();
  }
  stage.tally = tally_;
  stage.socket = folder_.socket();
  stage.metrics_port = metrics_port_;
  troupe_.start(*act, std::move(stage));
}

void Soak::tend_places(bool may_open) {
  for (std::size_t i = places_.size(); i-- > kLasting;) {
    Place& place = places_[i];
    if (Clock::now() < place.until) continue;
    if (place.is_rough) troupe_.end_those_in(*place.where);
    if (troupe_.in(*place.where) != 0) continue;
    // No process and no listener is left: these are its last counters.
    drops_gone_ += place.where->counters().listen_drops;
    ++places_gone_;
    places_.erase(places_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (may_open && places_.size() < kLasting + kFleeting && any(1, 100) <= 15) {
    const auto life = std::chrono::milliseconds(any(200, 8000));
    places_.push_back({std::make_unique<Namespace>(), Clock::now() + life, any(1, 2) == 1});
  }
}

void Soak::step() {
  // Its log is read meanwhile.
  daemon_.tool().read_for(kStep);
  troupe_.reap();
}

void Soak::play_until(double end_s) {
  while (seconds() < end_s && interrupted == 0) {
    tend_places(true);
    if (troupe_.size() < static_cast<std::size_t>(options_.processes)) start_an_act();
    step();
  }
}

void Soak::become_quiet() {
  for (std::size_t i = kLasting; i < places_.size(); ++i) places_[i].until = Clock::now();
  const bool ended = eventually(
      [&] {
        tend_places(false);
        step();
        return (troupe_.size() == 0 && places_.size() == kLasting) || interrupted != 0;
      },
      30s);
  errno = 0;
  if (!ended) fail("the acts do not end");
  daemon_.tool().read_for(kQuiet);
}

std::uint64_t Soak::drops() const {
  std::uint64_t drops = drops_gone_ + tally_->listen_drops;
  for (const Place& place : places_) drops += place.where->counters().listen_drops;
  return drops;
}

std::size_t Soak::closed_listeners() const {
  const Ended ended = daemon_.ask({"listeners", "--json"});
  const auto listeners = ended.of_type("listener");
  return static_cast<std::size_t>(
      std::count_if(listeners.begin(), listeners.end(),
                    [](const Record* record) { return record->has("closed"); }));
}

std::uint64_t Soak::live_connections() const {
  std::istringstream page(http::ask(metrics_port_, "GET /metrics").body);
  double live = 0;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("bpfnetstat_connections{"))
      live += std::stod(line.substr(line.rfind(' ')));
  }
  return static_cast<std::uint64_t>(live);
}

Soak::Sample Soak::sample(const char* what) {
  Sample now{.at_s = seconds(),
             .connections = tally_->connections,
             .drops = drops(),
             .closed = closed_listeners(),
             .live = live_connections(),
             .footprint = footprint(daemon_.pid())};
  const Footprint& print = now.footprint;
  std::printf("%8.1f %12ju %10ju %10ju %9ju %6zu %7ju %7.2f %7.2f %5zu %7zu %4zu %5zu %8.2f  %s\n",
              now.at_s, static_cast<std::uintmax_t>(now.connections),
              static_cast<std::uintmax_t>(now.drops),
              static_cast<std::uintmax_t>(tally_->namespaces + places_gone_),
              static_cast<std::uintmax_t>(tally_->requests), now.closed,
              static_cast<std::uintmax_t>(now.live), static_cast<double>(print.rss_kib) / 1024,
              static_cast<double>(print.pss_kib) / 1024, count(print.fds), print.threads,
              print.bpf_maps.size(), print.bpf_programs.size(), print.cpu_s, what);
  std::fflush(stdout);
  return now;
}

void Soak::check_exact(const char* when) {
  const Ended ended = daemon_.ask({"verify", "--json"});
  const auto verifications = ended.of_type("verification");
  if (verifications.size() != 1)
    return complain("%s: no verification: %s", when, ended.err.c_str());
  const Record& verification = *verifications.front();
  std::printf("%s: %s\n", when, verification.line().c_str());
  if (ended.exit_code != 0 || !verification.boolean("exact"))
    complain("%s: verify ends with %d: %s", when, ended.exit_code, ended.out.c_str());
  // Every namespace of ours is younger than the daemon: its counters are the ledger's.
  for (const Place& place : places_) {
    const Counters kernel = place.where->counters();
    std::size_t told = 0;
    for (const Record* record : ended.of_type("reconciliation")) {
      if (record->number("netns") != place.where->inode()) continue;
      ++told;
      for (const auto& [name, counted] : {std::pair("ListenOverflows", kernel.listen_overflows),
                                          std::pair("ListenDrops", kernel.listen_drops),
                                          std::pair("TCPReqQFullDrop", kernel.req_q_full_drop)}) {
        const std::string path = std::string("counters.") + name;
        if (record->number_or(path + ".kernel", 0) == counted &&
            record->number_or(path + ".attributed", 0) == counted)
          continue;
        complain("%s: the kernel has %s %ju, the ledger: %s", when, name,
                 static_cast<std::uintmax_t>(counted), record->line().c_str());
      }
    }
    if (told != 1) complain("%s: netns %u is told of %zu times", when, place.where->inode(), told);
  }
}

void Soak::check_history() {
  const Ended ended = daemon_.tool().stop(SIGTERM);
  if (ended.exit_code != 0)
    complain("the daemon ends with %d: %s", ended.exit_code, ended.err.c_str());
  if (options_.verbose) std::printf("%s", ended.err.c_str());
  // Not by listener: what is told of none would not be seen to be told twice.
  std::uint64_t kept = 0;
  const Ended history =
      Tool({"history", "--json", "--since", "30d", "--database", folder_.history()}).wait();
  for (const Record* record : history.of_type("history_summary"))
    kept += record->number("drops_total");
  std::printf("history: %ju drops, the kernel's counters: %ju\n", static_cast<std::uintmax_t>(kept),
              static_cast<std::uintmax_t>(drops()));
  if (kept != drops()) complain("the history and the kernel's counters differ");
}

void Soak::check_footprint(const Footprint& before) {
  Footprint after;
  // Whoever is cut off because he says nothing is so within five seconds.
  eventually(
      [&] {
        daemon_.tool().read_for(kStep);
        after = footprint(daemon_.pid());
        return after.fds == before.fds && after.threads == before.threads;
      },
      10s);
  for (const auto& [kind, number] : after.fds) {
    const auto found = before.fds.find(kind);
    const std::size_t then = found == before.fds.end() ? 0 : found->second;
    if (number > then) complain("%zu descriptors of %s, then %zu", then, kind.c_str(), number);
  }
  if (count(after.fds) != count(before.fds))
    complain("%zu descriptors, then %zu", count(before.fds), count(after.fds));
  if (before.threads != after.threads)
    complain("%zu threads, then %zu", before.threads, after.threads);
  // One of the maps is changed for an empty one again and again: their numbers differ.
  if (before.bpf_maps.size() != after.bpf_maps.size())
    complain("%zu BPF maps, then %zu", before.bpf_maps.size(), after.bpf_maps.size());
  if (before.bpf_programs != after.bpf_programs)
    complain("%zu BPF programs, then %zu or others", before.bpf_programs.size(),
             after.bpf_programs.size());
}

void Soak::check_growth() {
  // The least: an answer that is being made takes a megabyte for a moment, and the allocator keeps
  // that until the daemon gives it back, every ten seconds.
  const auto least = [&](std::size_t begin, std::size_t end, auto&& value) {
    auto found = value(windows_[begin]);
    for (std::size_t i = begin; i < end; ++i) found = std::min(found, value(windows_[i]));
    return found;
  };
  const std::size_t third = windows_.size() / 3;
  if (third == 0) return complain("too short to tell growth");
  const auto grown = [&](auto&& value) {
    return least(windows_.size() - third, windows_.size(), value) - least(0, third, value);
  };
  const auto rss_kib = grown([](const Sample& one) { return one.footprint.rss_kib; });
  // A hundred bytes lost with each connection, or ten kilobytes with each request, are more than
  // that in half a minute.
  constexpr std::int64_t kFragmentsKib = 3072;
  // What grows up to a bound of its own: dropped clients that are followed (8,192 of 160 bytes),
  // closed listeners that dropped something (1,024), with what their verdicts rest on, and the live
  // table, in which others on this machine have their share.
  constexpr std::int64_t kFollowedKib = 1280;
  constexpr std::int64_t kClosedListenerBytes = 8192;
  constexpr std::int64_t kConnectionBytes = 250;  // a hash table's buckets double
  const auto closed = grown([](const Sample& one) { return std::int64_t(one.closed); });
  const auto live = grown([](const Sample& one) { return std::int64_t(one.live); });
  const auto bound_kib = kFragmentsKib + kFollowedKib +
                         (kClosedListenerBytes * std::max<std::int64_t>(closed, 0) +
                          kConnectionBytes * std::max<std::int64_t>(live, 0)) /
                             1024;
  std::printf(
      "RSS: %+jd KiB from the first third to the last (the least of each); at most %jd KiB\n",
      static_cast<std::intmax_t>(rss_kib), static_cast<std::intmax_t>(bound_kib));
  if (rss_kib > bound_kib) complain("memory grows");
}

bool Soak::run() {
  const double whole_s = options_.minutes * 60;
  // What grows in the beginning: the allocator's arenas, SQLite's cache, maps that the load needs.
  const double warm_up_s = std::clamp(whole_s / 4, 10.0, 60.0);
  const double window_s = std::clamp((whole_s - warm_up_s) / 12, 2.0, 300.0);
  while (places_.size() < kLasting)
    places_.push_back({std::make_unique<Namespace>(), Clock::time_point::max(), false});
  std::printf("seed %ju, %.0f s, of which %.0f s to warm up; daemon %d\n",
              static_cast<std::uintmax_t>(options_.seed), whole_s, warm_up_s, daemon_.pid());
  std::printf("%8s %12s %10s %10s %9s %6s %7s %7s %7s %5s %7s %4s %5s %8s\n", "seconds",
              "connections", "drops", "namespaces", "requests", "closed", "live", "RSS/MiB",
              "PSS/MiB", "fds", "threads", "maps", "progs", "CPU/s");
  // What only the first one of these loads.
  ask_once(folder_.socket(), "netstat\n");
  start_ = Clock::now();
  play_until(warm_up_s);
  become_quiet();
  const Sample first = sample("quiet");
  check_exact("after the warm-up");
  while (seconds() < whole_s && interrupted == 0) {
    play_until(std::min(whole_s, seconds() + window_s));
    windows_.push_back(sample(""));
  }
  become_quiet();
  if (interrupted != 0) {
    std::printf("interrupted\n");
    return false;
  }
  sample("quiet");
  check_exact("at the end");
  check_footprint(first.footprint);
  check_growth();
  check_history();
  if (tally_->raw_cut_short * 4 > tally_->raw)
    complain("%ju of %ju acts with raw clients lost a segment",
             static_cast<std::uintmax_t>(tally_->raw_cut_short),
             static_cast<std::uintmax_t>(tally_->raw));
  if (troupe_.failed() != 0) complain("%zu acts failed", troupe_.failed());
  std::printf(
      "%s: %ju connections, %ju drops, %ju namespaces, %ju requests; seed %ju\n",
      wrong_ == 0 ? "exact, and no growth" : "NOT AS IT SHOULD BE",
      static_cast<std::uintmax_t>(tally_->connections), static_cast<std::uintmax_t>(drops()),
      static_cast<std::uintmax_t>(tally_->namespaces + places_gone_ + kLasting),
      static_cast<std::uintmax_t>(tally_->requests), static_cast<std::uintmax_t>(options_.seed));
  return wrong_ == 0;
}

int run(int argc, char** argv) {
  Options options;
  double hours = 0;
  CLI::App app(
      "Namespaces, listeners and processes come and go at random around a daemon, which must\n"
      "neither grow nor drift. Prints a table of windows, then what is wrong. Exit codes: 0 all\n"
      "is well, 1 it is not, 2 wrong usage.",
      "soak");
  auto* minutes = app.add_option("--minutes", options.minutes, "for so long")
                      ->check(CLI::Range(0.5, 60'000.0))
                      ->capture_default_str();
  auto* longer = app.add_option("--hours", hours, "for so long")->check(CLI::Range(0.01, 1000.0));
  minutes->excludes(longer);
  auto* seed =
      app.add_option("--seed", options.seed, "repeats a run's choices; printed at its begin");
  app.add_option("--ring-kib", options.ring_kib,
                 "as the daemon's option: a small one loses records");
  app.add_option("--processes", options.processes, "at once")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  app.add_flag("-v,--verbose", options.verbose, "prints the daemon's log at the end");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (longer->count() != 0) options.minutes = hours * 60;
  if (seed->count() == 0) options.seed = std::random_device()();
  if (geteuid() != 0) {
    std::fprintf(stderr, "soak: needs root: network namespaces and BPF\n");
    return 1;
  }
  ::signal(SIGPIPE, SIG_IGN);
  // Namespaces and processes go orderly.
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = 1; };
  action.sa_flags = SA_RESTART;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaction(number, &action, nullptr);
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  try {
    return Soak(options).run() ? 0 : 1;
  } catch (const std::exception& exception) {
    std::printf("soak: %s\n", exception.what());
    return 1;
  }
}

}  // namespace
}  // namespace bpfnetstat::lab::soak

int main(int argc, char** argv) {
  return bpfnetstat::lab::soak::run(argc, argv);
}
