// SPDX-License-Identifier: Apache-2.0
// What the verifier says about BPF programs:
//   bpf_programs all FILE...         loads each program of these objects alone
//   bpf_programs while COMMAND...    the programs that appear while the command runs, once it has
//                                    printed its first line
// One line a program: name, instructions loaded, instructions the verifier looked at, verdict, with
// tabs between.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"

namespace {

using bpfnetstat::UniqueFd;

/// The verifier's summary comes last, whatever comes before it.
constexpr std::size_t kVerifierLogBytes = 16 << 20;
/// BPF_LOG_STATS: "processed N insns" whether or not the program is accepted.
constexpr std::uint32_t kLogStatistics = 4;
constexpr std::uint32_t kLogWords = 1;

std::string libbpf_said;

int keep_words(libbpf_print_level level, const char* format, va_list arguments) {
  if (level == LIBBPF_DEBUG) return 0;
  std::array<char, 4096> line;
  std::vsnprintf(line.data(), line.size(), format, arguments);
  libbpf_said += line.data();
  return 0;
}

struct CloseObject {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};
struct FreeBtf {
  void operator()(btf* types) const { btf__free(types); }
};
using ObjectPtr = std::unique_ptr<bpf_object, CloseObject>;

ObjectPtr open_object(const char* path) {
  return ObjectPtr(bpf_object__open_file(path, nullptr));
}

void print(std::string_view name, std::uint64_t loaded, std::uint64_t verified,
           std::string_view verdict) {
  std::printf("%.*s\t%llu\t%llu\t%.*s\n", static_cast<int>(name.size()), name.data(),
              static_cast<unsigned long long>(loaded), static_cast<unsigned long long>(verified),
              static_cast<int>(verdict.size()), verdict.data());
}

std::uint64_t verified_instructions(std::string_view log) {
  constexpr std::string_view kBefore = "processed ";
  const auto at = log.rfind(kBefore);
  if (at == log.npos) return 0;
  return std::strtoull(log.data() + at + kBefore.size(), nullptr, 10);
}

/// The last lines of what the verifier said, without its statistics; libbpf's first where it said
/// nothing. The very last is the reason, those before it show where.
std::vector<std::string> reasons(std::string_view log) {
  constexpr std::size_t kKept = 12;
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < log.size();) {
    const std::size_t end = std::min(log.find('\n', begin), log.size());
    std::string line(log.substr(begin, end - begin));
    begin = end + 1;
    if (line.empty() || line.starts_with("processed ") || line.starts_with("stack depth ") ||
        line.starts_with("verification time ")) {
      continue;
    }
    std::replace(line.begin(), line.end(), '\t', ' ');
    lines.push_back(std::move(line));
  }
  if (lines.size() > kKept) lines.erase(lines.begin(), lines.end() - kKept);
  if (lines.empty()) lines.push_back(libbpf_said.substr(0, libbpf_said.find('\n')));
  return lines;
}

bpf_prog_info info_of(int fd) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof info;
  bpf_obj_get_info_by_fd(fd, &info, &size);
  return info;
}

/// In full, from the program's BTF: the kernel itself keeps 15 characters.
std::string name_of(int fd) {
  bpf_func_info function{};
  bpf_prog_info info{};
  info.nr_func_info = 1;
  info.func_info_rec_size = sizeof function;
  info.func_info = reinterpret_cast<std::uintptr_t>(&function);
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0) return "?";
  const std::unique_ptr<btf, FreeBtf> types(btf__load_from_kernel_by_id(info.btf_id));
  const btf_type* type = types ? btf__type_by_id(types.get(), function.type_id) : nullptr;
  return type != nullptr ? btf__name_by_offset(types.get(), type->name_off) : info.name;
}

/// @return 0 or a negative errno. The log has what the verifier said.
int load_alone(bpf_object* object, const std::string& name, std::uint32_t log_level,
               std::vector<char>& log) {
  bpf_program* each = nullptr;
  bpf_object__for_each_program(each, object) {
    const bool chosen = bpf_program__name(each) == name;
    bpf_program__set_autoload(each, chosen);
    if (!chosen) continue;
    bpf_program__set_log_buf(each, log.data(), log.size());
    bpf_program__set_log_level(each, log_level);
  }
  std::fill(log.begin(), log.end(), '\0');
  libbpf_said.clear();
  const int error = bpf_object__load(object);
  log.back() = '\0';
  return error;
}

void examine(const char* path, const std::string& name) {
  std::vector<char> log(kVerifierLogBytes);
  const ObjectPtr object = open_object(path);
  int error = load_alone(object.get(), name, kLogStatistics, log);
  const std::uint64_t verified = verified_instructions(log.data());
  if (error == 0) {
    const bpf_program* program = bpf_object__find_program_by_name(object.get(), name.c_str());
    const auto info = info_of(bpf_program__fd(program));
    print(name, info.xlated_prog_len / sizeof(bpf_insn), verified, "accepted");
    return;
  }
  if (libbpf_said.find("failed to find kernel BTF type ID of") != std::string::npos) {
    print(name, 0, 0, "no such hook");
    return;
  }
  // With words a long program would not fit into the log, which some kernels call an error.
  const ObjectPtr again = open_object(path);
  load_alone(again.get(), name, kLogWords, log);
  const auto lines = reasons(log.data());
  print(name, 0, verified, "refused (" + std::string(strerror(-error)) + "): " + lines.back());
  for (const std::string& line : lines) std::printf("    %s\n", line.c_str());
}

int load_all(char** paths) {
  bool opened = true;
  for (; *paths != nullptr; ++paths) {
    const ObjectPtr object = open_object(*paths);
    if (!object) {
      std::printf("cannot open %s: %s\n", *paths, strerror(errno));
      opened = false;
      continue;
    }
    const bpf_program* program = nullptr;
    std::vector<std::string> names;
    while ((program = bpf_object__next_program(object.get(), const_cast<bpf_program*>(program)))) {
      names.emplace_back(bpf_program__name(program));
    }
    for (const std::string& name : names) examine(*paths, name);
  }
  return opened ? 0 : 1;
}

std::set<std::uint32_t> program_ids() {
  std::set<std::uint32_t> ids;
  for (std::uint32_t id = 0; bpf_prog_get_next_id(id, &id) == 0;) ids.insert(id);
  return ids;
}

int load_while(char** command) {
  const auto before = program_ids();
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return 1;
  const UniqueFd out(ends[0]);
  UniqueFd child_out(ends[1]);
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(child_out.get(), STDOUT_FILENO);
    execvp(command[0], command);
    _exit(127);
  }
  child_out.reset();
  // At its end comes an empty read: what it says on stderr is the reason.
  char byte;
  const bool ready = child > 0 && read(out.get(), &byte, 1) == 1;
  if (ready) {
    for (const std::uint32_t id : program_ids()) {
      if (before.contains(id)) continue;
      const UniqueFd fd(bpf_prog_get_fd_by_id(id));
      if (!fd) continue;
      const auto info = info_of(fd.get());
      print(name_of(fd.get()), info.xlated_prog_len / sizeof(bpf_insn), info.verified_insns,
            "accepted");
    }
    kill(child, SIGTERM);
  }
  int status = 0;
  if (child > 0) waitpid(child, &status, 0);
  return ready ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 2 ? argv[1] : "";
  libbpf_set_print(keep_words);
  if (what == "all") return load_all(argv + 2);
  if (what == "while") return load_while(argv + 2);
  std::fputs("usage: bpf_programs all FILE... | while COMMAND...\n", stderr);
  return 2;
}
