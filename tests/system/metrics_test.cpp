// SPDX-License-Identifier: Apache-2.0
// What Prometheus and its tools make of our metrics, and of the alert rules that are shipped.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "../http.h"
#include "../unit/sample_figures.h"
#include "daemon_lab.h"
#include "export/endpoint.h"
#include "lab.h"

namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;
using testing::IsSupersetOf;

const std::string kPackaging = std::string(SOURCE_DIR) + "/scripts/packaging/prometheus";

struct Said {
  int exit_code = -1;
  std::string text;
};

/// @param arguments with redirections as the shell takes them.
Said promtool(const std::string& arguments) {
  FILE* pipe = popen(("promtool " + arguments + " 2>&1").c_str(), "re");
  if (pipe == nullptr) fail("popen");
  Said said;
  char buffer[4096];
  while (const std::size_t length = fread(buffer, 1, sizeof buffer, pipe)) {
    said.text.append(buffer, length);
  }
  const int status = pclose(pipe);
  said.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return said;
}

std::unique_ptr<metrics::Endpoint> start_endpoint() {
  auto endpoint = metrics::Endpoint::start("127.0.0.1:0", {});
  if (!endpoint) fail(to_string(endpoint.error()));
  return std::move(endpoint).value();
}

// --- promtool ---

TEST(Metrics, PromtoolFindsNothingWrongWithThem) {
  const Folder folder;
  const auto endpoint = start_endpoint();
  DaemonFigures figures = sample::full_figures();
  std::uint64_t id = 1000;
  for (const std::string& name : sample::kHostileNames) {
    ListenerFigures& listener = figures.listeners.emplace_back(sample::at_port(++id, 80));
    listener.listener.owner.comm = name;
    listener.netns_name = name;
  }
  endpoint->publish(std::make_shared<const DaemonFigures>(figures));
  const http::Answer answer = http::ask(endpoint->port(), "GET /metrics");
  ASSERT_EQ(answer.status, 200);
  ASSERT_THAT(answer.body, HasSubstr("bpfnetstat_listener_drops_total"));
  const std::string file = folder.write("metrics", answer.body);
  const Said said = promtool("check metrics <" + file);
  EXPECT_EQ(said.exit_code, 0) << said.text;
  EXPECT_EQ(said.text, "");
}

TEST(Metrics, PromtoolTakesTheShippedRulesAndTheExample) {
  for (const char* check : {"check rules ", "check config "}) {
    const bool is_rules = std::string(check) == "check rules ";
    const Said said =
        promtool(check + kPackaging + (is_rules ? "/bpfnetstat.rules.yml" : "/prometheus.yml"));
    EXPECT_EQ(said.exit_code, 0) << said.text;
    EXPECT_THAT(said.text, HasSubstr("SUCCESS"));
  }
}

TEST(Metrics, TheShippedRulesAlertWhenTheyShould) {
  const Said said = promtool("test rules " + kPackaging + "/bpfnetstat.rules.test.yml");
  EXPECT_EQ(said.exit_code, 0) << said.text;
  EXPECT_THAT(said.text, HasSubstr("SUCCESS"));
}

/// The library throws, and it has a C++ runtime of its own where ours is linked in.
TEST(Metrics, AnAddressThatIsTakenIsAnErrorValue) {
  const auto endpoint = start_endpoint();
  const auto second = metrics::Endpoint::start(":" + std::to_string(endpoint->port()), {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().sys_errno, EADDRINUSE);
}

// --- a real Prometheus ---

std::string percent_encoded(const std::string& text) {
  std::string out;
  for (const unsigned char byte : text) {
    char hex[4];
    std::snprintf(hex, sizeof hex, "%%%02X", byte);
    out += hex;
  }
  return out;
}

/// Scrapes one target each second and evaluates the shipped rules as often. Killed and reaped by
/// the destructor, and dies with us.
class Prometheus {
 public:
  explicit Prometheus(std::uint16_t target) : port_(free_port()) {
    const std::string config = folder_.write("prometheus.yml",
                                             "global:\n"
                                             "  scrape_interval: 1s\n"
                                             "  evaluation_interval: 1s\n"
                                             "rule_files: ['" +
                                                 kPackaging +
                                                 "/bpfnetstat.rules.yml']\n"
                                                 "scrape_configs:\n"
                                                 "  - job_name: bpfnetstat\n"
                                                 "    static_configs:\n"
                                                 "      - targets: ['127.0.0.1:" +
                                                 std::to_string(target) + "']\n");
    std::string arguments[] = {
        "prometheus", "--config.file=" + config, "--storage.tsdb.path=" + folder_.path("data"),
        "--web.listen-address=127.0.0.1:" + std::to_string(port_), "--log.level=warn"};
    const std::string log = folder_.path("log");
    child_ = Child(
        [&] {
          const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
          dup2(fd, STDOUT_FILENO);
          dup2(fd, STDERR_FILENO);
          char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                          arguments[3].data(), arguments[4].data(), nullptr};
          execvp(argv[0], argv);
          dprintf(STDERR_FILENO, "cannot run prometheus: errno %d\n", errno);
          _exit(127);
        },
        Child::Descriptors::closed);
    const bool is_ready =
        eventually([&] { return http::ask(port_, "GET /-/ready").status == 200; }, 30s);
    if (!is_ready) fail("prometheus did not become ready; it says: " + folder_.read("log"));
  }

  /// The answer's "data".
  rapidjson::Document get(const std::string& path) const {
    const http::Answer answer = http::ask(port_, "GET /api/v1/" + path);
    rapidjson::Document json;
    json.Parse(answer.body.c_str());
    errno = 0;
    if (answer.status != 200 || json.HasParseError()) {
      fail(path + " is answered with " + std::to_string(answer.status) + ": " + answer.body +
           folder_.read("log"));
    }
    return json;
  }

  /// The one value that the query has; unset when it has none.
  std::optional<std::string> value(const std::string& query) const {
    const rapidjson::Document json = get("query?query=" + percent_encoded(query));
    const auto& result = json["data"]["result"];
    if (result.Size() == 0) return std::nullopt;
    errno = 0;
    if (result.Size() != 1) fail("several values: " + query);
    return result[0]["value"][1].GetString();
  }

  /// Asks until that is the value.
  testing::AssertionResult comes_to(const std::string& query, const std::string& wanted) const {
    std::optional<std::string> last;
    const auto holds = [&] {
      std::this_thread::sleep_for(100ms);
      last = value(query);
      return last == wanted;
    };
    if (eventually(holds, 20s)) return testing::AssertionSuccess();
    return testing::AssertionFailure() << query << " is " << last.value_or("not there");
  }

  /// Of all series that it knows.
  std::set<std::string> names() const {
    std::set<std::string> known;
    const rapidjson::Document all = get("label/__name__/values");
    for (const auto& name : all["data"].GetArray()) known.insert(name.GetString());
    return known;
  }

  pid_t pid() const { return child_.pid(); }

 private:
  Folder folder_;
  std::uint16_t port_;
  Child child_;
};

class Scraped : public testing::Test {
 protected:
  /// As a daemon does each second.
  void publish() {
    figures_.time = std::chrono::duration_cast<std::chrono::nanoseconds>(
                        std::chrono::system_clock::now().time_since_epoch())
                        .count();
    endpoint_->publish(std::make_shared<const DaemonFigures>(figures_));
  }

  std::unique_ptr<metrics::Endpoint> endpoint_ = start_endpoint();
  DaemonFigures figures_ = sample::full_figures();
};

TEST_F(Scraped, APrometheusHasTheValuesAndAlertsOfAnOverflow) {
  figures_.history.failing = false;
  figures_.listeners[0].drops.fill(0);
  publish();
  const Prometheus prometheus(endpoint_->port());
  const std::string drops =
      R"(bpfnetstat_listener_drops_total{job="bpfnetstat",netns="4026531840",)"
      R"(address="0.0.0.0:8080",process="nginx",cause="accept_queue_full_syn"})";
  EXPECT_TRUE(prometheus.comes_to(drops, "0"));
  EXPECT_EQ(prometheus.value(R"(up{job="bpfnetstat"})"), "1");
  EXPECT_EQ(prometheus.value(R"(count(ALERTS{alertname="BpfnetstatListenerOverflowing"}))"),
            std::nullopt);

  figures_.listeners[0].drops[static_cast<std::size_t>(DropCause::accept_queue_full_syn)] =
      kAttempts;
  figures_.listeners[0].accept_queue = 10;
  figures_.connections[1] = 4711;
  publish();
  EXPECT_TRUE(prometheus.comes_to(drops, std::to_string(kAttempts)));
  EXPECT_TRUE(prometheus.comes_to(
      R"(bpfnetstat_listener_accept_queue_fill_ratio{address="0.0.0.0:8080"})", "1"));
  EXPECT_TRUE(prometheus.comes_to(R"(bpfnetstat_connections{state="ESTABLISHED"})", "4711"));
  EXPECT_TRUE(
      prometheus.comes_to("sum(bpfnetstat_listener_drops_total)", std::to_string(kAttempts)));

  EXPECT_TRUE(prometheus.comes_to(
      R"(count(ALERTS{alertname="BpfnetstatListenerOverflowing",alertstate="firing"}))", "1"));
  std::set<std::string> firing;
  const rapidjson::Document alerts = prometheus.get("alerts");
  for (const auto& alert : alerts["data"]["alerts"].GetArray()) {
    if (std::string(alert["state"].GetString()) != "firing") continue;
    const std::string alert_name = alert["labels"]["alertname"].GetString();
    firing.insert(alert_name);
    if (alert_name != "BpfnetstatListenerOverflowing") continue;
    EXPECT_STREQ(alert["labels"]["address"].GetString(), "0.0.0.0:8080");
    EXPECT_STREQ(alert["labels"]["process"].GetString(), "nginx");
    EXPECT_STREQ(alert["annotations"]["summary"].GetString(),
                 "nginx drops connections at 0.0.0.0:8080");
  }
  EXPECT_TRUE(firing.contains("BpfnetstatListenerOverflowing"));
  EXPECT_FALSE(firing.contains("BpfnetstatHistoryFailing"));
  EXPECT_FALSE(firing.contains("BpfnetstatAbsent"));
  EXPECT_FALSE(firing.contains("BpfnetstatRestartsOften"));
}

/// The text's samples, and the names of their series.
struct Page {
  explicit Page(const std::string& body) {
    for (std::size_t begin = 0; begin < body.size(); begin = body.find('\n', begin) + 1) {
      if (body[begin] == '#') continue;
      names.insert(body.substr(begin, body.find_first_of("{ ", begin) - begin));
      ++samples;
    }
  }

  std::set<std::string> names;
  std::size_t samples = 0;
};

TEST_F(Scraped, APrometheusTakesEverySampleOfTheText) {
  publish();
  const Prometheus prometheus(endpoint_->port());
  const Page page(http::ask(endpoint_->port(), "GET /metrics").body);
  EXPECT_TRUE(prometheus.comes_to(R"(scrape_samples_scraped{job="bpfnetstat"})",
                                  std::to_string(page.samples)));
  EXPECT_THAT(prometheus.names(), IsSupersetOf(page.names));
}

TEST_F(Scraped, APrometheusEndsWithTheTest) {
  publish();
  pid_t pid = -1;
  {
    const Prometheus prometheus(endpoint_->port());
    pid = prometheus.pid();
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_EQ(kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

// --- the page of a real daemon ---

/// A process of any name that listens at an address of any kind, with a full queue.
class NamedListener {
 public:
  NamedListener(const Namespace& where, const std::string& name, const At& bind)
      : where_(where),
        child_([&] {
          words_.be_child();
          prctl(PR_SET_NAME, name.c_str());
          const Listener listener(where, bind);
          words_.tell(listener.port());
          words_.hear();
        }),
        address_(bind.address),
        port_(static_cast<std::uint16_t>(words_.hear())) {}

  /// The first time the queue is filled besides.
  void drop(const std::vector<std::string>& sources, int attempts) {
    Outcome outcome = overflow_from_outside(where_, sources, {address_, port_}, attempts);
    for (Client& client : outcome.clients) kept_.push_back(std::move(client));
  }

 private:
  const Namespace& where_;
  Channel words_;
  Child child_;
  std::string address_;
  std::uint16_t port_;
  std::vector<Client> kept_;
};

TEST(MetricsOfADaemon, PassPromtoolAndAPrometheusAlertsByThem) {
  const Folder folder;
  const std::uint16_t port = free_port();
  const FullListener full;
  const Namespace elsewhere;
  const auto ipv6_sources = add_ipv6_loopback_sources(elsewhere);
  Daemon daemon(folder, {"--metrics", std::to_string(port)});
  // One that the daemon has not seen at its start, and names as hostile as a process may have.
  NamedListener quoting(elsewhere, "a\"b\\c\nd{}", {"127.0.0.1", 8080});
  NamedListener at_ipv6(elsewhere, "\xff\xfe=1,x=\"", {"fd00:7::1", 8443});
  const Listener idle(elsewhere, {"127.0.0.1", 9090});
  const FullListener quiet;

  const auto drops_in = [](const Namespace& where) {
    return "sum(bpfnetstat_listener_drops_total{netns=\"" + std::to_string(where.inode()) + "\"})";
  };
  const Prometheus prometheus(port);
  EXPECT_TRUE(prometheus.comes_to(drops_in(full.where), "0"));
  EXPECT_EQ(prometheus.value(R"(up{job="bpfnetstat"})"), "1");
  full.drop(kAttempts);
  quoting.drop(loopback_sources(), 7);
  at_ipv6.drop(ipv6_sources, 11);
  for (const Namespace* where : {&full.where, &elsewhere}) {
    const std::uint64_t counted = where->counters().listen_drops;
    EXPECT_GE(counted, 18u);
    EXPECT_TRUE(prometheus.comes_to(drops_in(*where), std::to_string(counted)));
  }

  const std::string body = http::ask(port, "GET /metrics").body;
  const Said said = promtool("check metrics <" + folder.write("metrics", body));
  EXPECT_EQ(said.exit_code, 0) << said.text;
  EXPECT_EQ(said.text, "");
  for (const char* address : {"127.0.0.1:8080", "[fd00:7::1]:8443", "127.0.0.1:9090"}) {
    EXPECT_THAT(body, HasSubstr("address=\"" + std::string(address) + "\""));
  }
  const Page page(body);
  EXPECT_THAT(prometheus.names(), IsSupersetOf(page.names));
  // Everything that the page has was taken: it grows with what happens on the machine.
  const auto taken = [&] {
    return prometheus.value(R"(scrape_samples_scraped{job="bpfnetstat"})") ==
           std::to_string(Page(http::ask(port, "GET /metrics").body).samples);
  };
  EXPECT_TRUE(eventually(taken, 20s));

  const auto alerts_of = [](const Namespace& where) {
    return R"(count(ALERTS{alertname="BpfnetstatListenerOverflowing",alertstate="firing",netns=")" +
           std::to_string(where.inode()) + "\"})";
  };
  EXPECT_TRUE(prometheus.comes_to(alerts_of(full.where), "1"));
  EXPECT_TRUE(prometheus.comes_to(alerts_of(elsewhere), "2"));
  EXPECT_EQ(prometheus.value(alerts_of(quiet.where)), std::nullopt);
  for (const char* other : {"DropsUnattributed", "HistoryFailing", "Absent", "RestartsOften",
                            "Hangs", "ListenerDropping"}) {
    EXPECT_EQ(prometheus.value("count(ALERTS{alertname=\"Bpfnetstat" + std::string(other) + "\"})"),
              std::nullopt)
        << other;
  }
  EXPECT_EQ(daemon.tool().stop(SIGTERM).exit_code, 0);
}

}  // namespace
}  // namespace bpfnetstat::lab
