// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "confine/capabilities.h"
#include "lab.h"
#include "runner.h"

// The systemd unit: what systemd says of it without running, and whether what it leaves is enough.
namespace bpfnetstat::lab {
namespace {

using testing::HasSubstr;

const std::string kUnit = SOURCE_DIR "/scripts/packaging/systemd/bpfnetstat.service";

/// systemd-analyze's scale goes from 0 to 100 (it prints tenths of it), and this unit has 38. What
/// is left open, and why, is said in the unit; whoever opens more has to say so here.
constexpr const char* kThreshold = "--threshold=39";

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) fail("open " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A directory with the unit, as if the program and its man page were installed.
class Installed {
 public:
  Installed() {
    std::string name = testing::TempDir() + "bpfnetstat-unit-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) fail("mkdtemp");
    folder_ = name;
    std::filesystem::create_directories(folder_ / "man/man8");
    std::filesystem::copy(SOURCE_DIR "/userspace/man/bpfnetstat.8", folder_ / "man/man8");
    std::string text = contents(kUnit);
    const std::string program = "ExecStart=/usr/sbin/bpfnetstat daemon\n";
    const std::size_t at = text.find(program);
    if (at == std::string::npos) fail("the unit has no line " + program);
    const char* chosen = std::getenv("BPFNETSTAT_BINARY");
    text.replace(
        at, program.size(),
        std::string("ExecStart=") + (chosen != nullptr ? chosen : BPFNETSTAT_BINARY) + " daemon\n");
    write(text);
  }
  ~Installed() { std::filesystem::remove_all(folder_); }

  void write(const std::string& text) const { std::ofstream(unit()) << text; }
  std::string unit() const { return folder_ / "bpfnetstat.service"; }

  struct Answer {
    int exit_code = -1;
    std::string text;  ///< Of stdout and stderr.
  };

  /// Of systemd-analyze with these words and the unit.
  Answer analyze(const std::string& words) const {
    const std::string command = "MANPATH=" + (folder_ / "man").string() +
                                " LC_ALL=C SYSTEMD_COLORS=0 systemd-analyze --no-pager " + words +
                                " " + unit() + " 2>&1";
    Answer answer;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) fail("popen systemd-analyze");
    for (int byte = 0; (byte = std::fgetc(pipe)) != EOF;) answer.text += static_cast<char>(byte);
    answer.exit_code = WEXITSTATUS(pclose(pipe));
    return answer;
  }

 private:
  std::filesystem::path folder_;
};

TEST(SystemdUnit, IsOneThatSystemdUnderstands) {
  const Installed installed;
  const auto answer = installed.analyze("verify");
  EXPECT_EQ(answer.text, "");
  EXPECT_EQ(answer.exit_code, 0);
}

TEST(SystemdUnit, AWrongOneWouldBeNoticed) {
  const Installed installed;
  installed.write(contents(installed.unit()) + "\n[Service]\nProtectHorne=yes\n");
  EXPECT_THAT(installed.analyze("verify").text, HasSubstr("ProtectHorne"));
}

TEST(SystemdUnit, LeavesNoMoreOpenThanItSays) {
  const Installed installed;
  const auto answer = installed.analyze(std::string("security --offline=true ") + kThreshold);
  EXPECT_EQ(answer.exit_code, 0) << answer.text;
  EXPECT_THAT(answer.text, HasSubstr("Overall exposure level for bpfnetstat.service: "));
  installed.write(contents(installed.unit()) + "\n[Service]\nNoNewPrivileges=no\n");
  EXPECT_NE(installed.analyze(std::string("security --offline=true ") + kThreshold).exit_code, 0);
}

/// The unit's settings; one that is given more than once has all its values.
std::multimap<std::string, std::string> settings() {
  std::multimap<std::string, std::string> all;
  std::istringstream lines(contents(kUnit));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string::npos) continue;
    all.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return all;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), {}};
}

std::set<cap_value_t> capabilities_of_the_unit() {
  std::set<cap_value_t> all;
  for (const std::string& name : words_of(settings().find("CapabilityBoundingSet")->second)) {
    cap_value_t capability = -1;
    if (cap_from_name(name.c_str(), &capability) != 0) fail("no capability " + name);
    all.insert(capability);
  }
  return all;
}

TEST(SystemdUnit, GivesWhatTheDaemonKeeps) {
  const auto given = capabilities_of_the_unit();
  for (const cap_value_t kept : confine::kDaemonKeeps) {
    EXPECT_THAT(given, testing::Contains(kept));
  }
}

/// The system calls of a set of systemd's, sets within it included.
std::set<std::string> expanded(const std::string& name) {
  static std::map<std::string, std::set<std::string>> known;
  if (!name.starts_with('@')) return {name};
  if (const auto found = known.find(name); found != known.end()) return found->second;
  FILE* pipe = popen(("systemd-analyze syscall-filter " + name + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) fail("popen systemd-analyze");
  std::string text;
  for (int byte = 0; (byte = std::fgetc(pipe)) != EOF;) text += static_cast<char>(byte);
  if (pclose(pipe) != 0) fail("systemd-analyze knows no " + name);
  std::set<std::string> calls;
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);  // Its name.
  while (std::getline(lines, line)) {
    for (const std::string& word : words_of(line)) {
      if (word == "#") break;  // A comment.
      calls.merge(expanded(word));
    }
  }
  return known[name] = calls;
}

std::set<std::string> system_calls_of_the_unit() {
  std::set<std::string> calls = expanded("@default");
  const auto all = settings();
  for (auto [filter, end] = all.equal_range("SystemCallFilter"); filter != end; ++filter) {
    const bool removes = filter->second.starts_with('~');
    for (const std::string& word : words_of(filter->second.substr(removes ? 1 : 0))) {
      for (const std::string& call : expanded(word)) {
        if (removes) {
          calls.erase(call);
        } else {
          calls.insert(call);
        }
      }
    }
  }
  return calls;
}

/// In mounts of its own, with tracefs where systemd has it.
void live_where_systemd_mounts() {
  if (unshare(CLONE_NEWNS) != 0 ||
      mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    fail("unshare");
  }
  if (mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, nullptr) != 0 && errno != EBUSY)
    fail("tracefs");
}

/// Leaves this process what the unit leaves the daemon: capabilities, system calls, a /proc and a
/// /sys that cannot be written.
void live_as_the_unit_says(const std::set<cap_value_t>& capabilities,
                           const std::set<std::string>& calls) {
  // A build with sanitizers looks for leaks by ptrace(2), which the unit does not leave it.
  setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
  live_where_systemd_mounts();
  for (const char* tree : {"/proc", "/sys"}) {
    if (mount(nullptr, tree, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0) fail(tree);
  }
  for (cap_value_t capability = 0; cap_get_bound(capability) >= 0; ++capability) {
    if (!capabilities.contains(capability) && cap_drop_bound(capability) != 0) fail("bounding set");
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no_new_privs");
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  for (const std::string& call : calls) {
    // The sets name the calls of all architectures.
    const int number = seccomp_syscall_resolve_name(call.c_str());
    if (number >= 0) seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
  }
  if (seccomp_load(filter) != 0) fail("seccomp");
}

std::string json_of(const Record& record, const char* key) {
  const rapidjson::Value* value = record.find(key);
  if (value == nullptr) return "(none)";
  rapidjson::StringBuffer text;
  rapidjson::Writer<rapidjson::StringBuffer> writer(text);
  value->Accept(writer);
  return text.GetString();
}

TEST(SystemdUnit, LeavesWhatAttachingNeeds) {
  const auto capabilities = capabilities_of_the_unit();
  const auto calls = system_calls_of_the_unit();
  const Ended free = run({.args = {"doctor", "--json"}, .before_exec = live_where_systemd_mounts});
  const Ended confined = run({.args = {"doctor", "--json"},
                              .before_exec = [&] { live_as_the_unit_says(capabilities, calls); }});
  EXPECT_EQ(confined.exit_code, free.exit_code) << confined.err;
  ASSERT_EQ(free.of_type("doctor").size(), 1u) << free.err;
  ASSERT_EQ(confined.of_type("doctor").size(), 1u) << confined.err;
  // The same facts, the same probes, programs that load as well: nothing is missing.
  // Not "problems": where there is one, a filter is said to be the likely cause.
  for (const char* key : {"can_run", "kernel", "hooks", "probe", "self_test"}) {
    EXPECT_EQ(json_of(*confined.of_type("doctor").front(), key),
              json_of(*free.of_type("doctor").front(), key))
        << key;
  }
  // And it did live as the unit says.
  EXPECT_TRUE(confined.of_type("doctor").front()->boolean("system.seccomp_filter"));
  EXPECT_THAT(confined.out, HasSubstr(R"("name":"CAP_SYS_RESOURCE","held":false)"));
  EXPECT_THAT(confined.out, HasSubstr(R"("name":"CAP_SYSLOG","held":true)"));
}

}  // namespace
}  // namespace bpfnetstat::lab
