// SPDX-License-Identifier: Apache-2.0
#include "runner.h"

#include <fcntl.h>
#include <poll.h>
#include <rapidjson/error/en.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>

namespace bpfnetstat::lab {
namespace {

std::string binary() {
  const char* chosen = std::getenv("BPFNETSTAT_BINARY");
  return chosen != nullptr ? chosen : BPFNETSTAT_BINARY;
}

std::pair<UniqueFd, UniqueFd> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe2");
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

Record::Record(std::string line) : line_(std::move(line)) {
  errno = 0;
  // An embedded zero byte ends the text early: refused as well.
  json_->Parse<rapidjson::kParseValidateEncodingFlag>(line_.c_str());
  if (json_->HasParseError()) {
    fail(std::string("not JSON (") + rapidjson::GetParseError_En(json_->GetParseError()) +
         "): " + line_);
  }
  if (!json_->IsObject() || json_->MemberCount() == 0 ||
      std::string_view(json_->MemberBegin()->name.GetString()) != "type") {
    fail("no object with \"type\" first: " + line_);
  }
}

void Record::complain(const std::string& path, const char* expected) const {
  errno = 0;
  fail("\"" + path + "\" is no " + expected + " in " + line_);
}

const rapidjson::Value* Record::find(const std::string& path) const {
  const rapidjson::Value* value = json_.get();
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    if (!value->IsObject()) return nullptr;
    const auto member = value->FindMember(path.substr(begin, end - begin).c_str());
    if (member == value->MemberEnd()) return nullptr;
    value = &member->value;
    begin = end + 1;
  }
  return value;
}

std::uint64_t Record::number(const std::string& path) const {
  const rapidjson::Value* value = find(path);
  if (value == nullptr || !value->IsUint64()) complain(path, "whole number");
  return value->GetUint64();
}

std::uint64_t Record::number_or(const std::string& path, std::uint64_t missing) const {
  return has(path) ? number(path) : missing;
}

std::string Record::text(const std::string& path) const {
  const rapidjson::Value* value = find(path);
  if (value == nullptr || !value->IsString()) complain(path, "text");
  return {value->GetString(), value->GetStringLength()};
}

bool Record::boolean(const std::string& path) const {
  const rapidjson::Value* value = find(path);
  if (value == nullptr || !value->IsBool()) complain(path, "boolean");
  return value->GetBool();
}

std::vector<const Record*> Ended::of_type(const std::string& type) const {
  std::vector<const Record*> found;
  for (const Record& record : records) {
    if (record.type() == type) found.push_back(&record);
  }
  return found;
}

std::size_t Ended::err_lines() const {
  return static_cast<std::size_t>(std::count(err.begin(), err.end(), '\n'));
}

Tool::Tool(const RunOptions& options) : started_(Clock::now()) {
  auto [out_read, out_write] = make_pipe();
  auto [err_read, err_write] = make_pipe();
  // Before privileges are dropped: the path may not be reachable afterwards.
  const UniqueFd program(open(binary().c_str(), O_PATH | O_CLOEXEC));
  if (!program) fail("open " + binary());
  std::string name = "bpfnetstat";
  std::vector<char*> argv = {name.data()};
  std::vector<std::string> args = options.args;
  // How the matrix of kernels asks for a mechanism.
  const char* probe = std::getenv("BPFNETSTAT_PROBE");
  const auto forces = [](const std::string& arg) { return arg.starts_with("--probe"); };
  if (probe != nullptr && !args.empty() && (args.front() == "drops" || args.front() == "daemon") &&
      std::none_of(args.begin(), args.end(), forces)) {
    args.insert(args.begin() + 1, std::string("--probe=") + probe);
  }
  for (std::string& arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);

  const auto start = [&] {
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ != 0) return;
    try {
      if (options.before_exec) options.before_exec();
    } catch (const std::exception& exception) {
      dprintf(STDERR_FILENO, "before exec: %s\n", exception.what());
      _exit(125);
    }
    // After it: changing the user clears this setting.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // In a pid namespace of its own nobody is its parent.
    if (const pid_t now = getppid(); now != parent && now != 0) _exit(125);
    ::signal(SIGPIPE, SIG_DFL);
    dup2(out_write.get(), STDOUT_FILENO);
    dup2(err_write.get(), STDERR_FILENO);
    syscall(SYS_execveat, program.get(), "", argv.data(), environ, AT_EMPTY_PATH);
    _exit(126);
  };
  if (options.inside != nullptr) {
    options.inside->inside(start);
  } else {
    start();
  }
  if (pid_ < 0) fail("fork");
  out_ = std::move(out_read);
  err_ = std::move(err_read);
}

Tool::~Tool() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool Tool::pump(Clock::time_point deadline) {
  std::array<pollfd, 2> polls = {pollfd{out_.valid() ? out_.get() : -1, POLLIN, 0},
                                 pollfd{err_.valid() ? err_.get() : -1, POLLIN, 0}};
  if (!out_ && !err_) return false;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  if (left.count() <= 0) return true;
  if (poll(polls.data(), polls.size(), static_cast<int>(left.count())) <= 0) return true;

  const auto read_some = [](UniqueFd& fd, std::string& text) {
    std::array<char, 65536> buffer;
    const ssize_t length = read(fd.get(), buffer.data(), buffer.size());
    if (length > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(length));
    } else {
      fd.reset();
    }
  };
  if (polls[0].revents != 0) read_some(out_, out_text_);
  if (polls[1].revents != 0) read_some(err_, err_text_);
  return true;
}

void Tool::take_lines() {
  for (;;) {
    const std::size_t end = out_text_.find('\n', lines_taken_);
    if (end == std::string::npos) return;
    if (out_text_[lines_taken_] == '{') {
      records_.emplace_back(out_text_.substr(lines_taken_, end - lines_taken_));
    }
    lines_taken_ = end + 1;
  }
}

double Tool::wait_ready() {
  if (wait_for([](const Record& record) { return record.type() == "ready"; }, 20s) == nullptr) {
    errno = 0;
    fail("bpfnetstat did not become ready; it says: " + err_text_);
  }
  return seconds_since(started_);
}

void Tool::wait_first_line() {
  const Clock::time_point deadline = Clock::now() + 20s * slowness();
  while (out_text_.find('\n') == std::string::npos) {
    if (pump(deadline) && Clock::now() < deadline) continue;
    errno = 0;
    fail("bpfnetstat prints nothing; it says: " + err_text_);
  }
}

void Tool::read_for(std::chrono::milliseconds time) {
  const Clock::time_point deadline = Clock::now() + time;
  while (Clock::now() < deadline && pump(deadline)) {
  }
}

const Record* Tool::wait_for(const std::function<bool(const Record&)>& wanted,
                             std::chrono::milliseconds within) {
  const Clock::time_point deadline = Clock::now() + within * slowness();
  for (std::size_t next = 0;;) {
    take_lines();
    for (; next < records_.size(); ++next) {
      if (wanted(records_[next])) return &records_[next];
    }
    if (!pump(deadline) || Clock::now() >= deadline) return nullptr;
  }
}

void Tool::signal(int number) const {
  kill(pid_, number);
}

Ended Tool::stop(int number) {
  signal(number);
  return wait();
}

void Tool::sample_memory() {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
  for (std::string word; file >> word;) {
    std::int64_t kib = 0;
    if (word == "VmHWM:" && file >> kib) max_rss_kib_ = std::max(max_rss_kib_, kib);
  }
}

Ended Tool::wait(std::chrono::seconds within) {
  const Clock::time_point deadline = Clock::now() + within * slowness();
  do {
    sample_memory();
    errno = 0;
    if (Clock::now() > deadline) fail("bpfnetstat does not end; it says: " + err_text_);
  } while (pump(Clock::now() + 10ms));
  take_lines();
  Ended ended;
  int status = 0;
  rusage usage{};
  while (wait4(pid_, &status, 0, &usage) < 0) {
    if (errno != EINTR) fail("wait4");
  }
  pid_ = -1;
  ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ended.out = std::move(out_text_);
  ended.err = std::move(err_text_);
  ended.records = std::move(records_);
  ended.max_rss_kib = max_rss_kib_;
  ended.user_s = seconds(usage.ru_utime);
  ended.system_s = seconds(usage.ru_stime);
  ended.wall_s = seconds_since(started_);
  return ended;
}

bool hooks_calls(const Ended& ended) {
  const std::string probe = ended.of_type("ready").at(0)->text("probe");
  return probe == "fentry" || (probe == "kprobe" && tells_discards());
}

std::vector<std::string> filled_in(std::vector<std::string> args, const Listener& listener,
                                   const Namespace& where) {
  const std::pair<std::string, std::int64_t> values[] = {{"PORT", listener.port()},
                                                         {"PID", getpid()},
                                                         {"INODE", where.inode()},
                                                         {"RESIDENT", where.pid()}};
  for (std::string& arg : args) {
    for (const auto& [name, value] : values) {
      if (const std::size_t at = arg.find(name); at != std::string::npos) {
        arg.replace(at, name.size(), std::to_string(value));
      }
    }
  }
  return args;
}

Ended run(const RunOptions& options) {
  Tool tool(options);
  return tool.wait();
}

Ended run(std::vector<std::string> args) {
  return run(RunOptions{.args = std::move(args)});
}

}  // namespace bpfnetstat::lab
