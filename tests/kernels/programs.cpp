// SPDX-License-Identifier: Apache-2.0
// usage: bpf_programs COMMAND...
// The BPF programs that appear while the command runs, once it has printed its first line. One line
// a program: name, instructions loaded, instructions the verifier looked at, with tabs between.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <set>
#include <string>

#include "base/unique_fd.h"

namespace {

using bpfnetstat::UniqueFd;

struct FreeBtf {
  void operator()(btf* types) const { btf__free(types); }
};

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
      std::printf("%s\t%zu\t%u\n", name_of(fd.get()).c_str(),
                  info.xlated_prog_len / sizeof(bpf_insn), info.verified_insns);
    }
    kill(child, SIGTERM);
  }
  int status = 0;
  if (child > 0) waitpid(child, &status, 0);
  return ready && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) return load_while(argv + 1);
  std::fputs("usage: bpf_programs COMMAND...\n", stderr);
  return 2;
}
