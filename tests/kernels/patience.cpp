// SPDX-License-Identifier: Apache-2.0
#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <iterator>

// Makes TCP wait long before it sends a SYN or a SYN-ACK again. A guest without hardware help takes
// seconds over what the scenarios do at once, and a SYN that comes a second time is one attempt
// more than they count. usage: patience CGROUP2
int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: patience CGROUP2\n");
    return 2;
  }
  // In jiffies: 20 s at 250 Hz.
  constexpr int kTimeout = 5000;
  // r0 = 1; if (context->op == BPF_SOCK_OPS_TIMEOUT_INIT) context->reply = kTimeout; exit
  const bpf_insn program[] = {
      {.code = BPF_LDX | BPF_MEM | BPF_W,
       .dst_reg = 2,
       .src_reg = 1,
       .off = offsetof(bpf_sock_ops, op),
       .imm = 0},
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 1},
      {.code = BPF_JMP | BPF_JNE | BPF_K,
       .dst_reg = 2,
       .src_reg = 0,
       .off = 2,
       .imm = BPF_SOCK_OPS_TIMEOUT_INIT},
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 2, .src_reg = 0, .off = 0, .imm = kTimeout},
      {.code = BPF_STX | BPF_MEM | BPF_W,
       .dst_reg = 1,
       .src_reg = 2,
       .off = offsetof(bpf_sock_ops, reply),
       .imm = 0},
      {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
  const int cgroup = ::open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const int loaded = bpf_prog_load(BPF_PROG_TYPE_SOCK_OPS, "patience", "GPL", program,
                                   std::size(program), nullptr);
  // It stays when we end: the guest is ours alone.
  if (cgroup < 0 || loaded < 0 || bpf_prog_attach(loaded, cgroup, BPF_CGROUP_SOCK_OPS, 0) != 0) {
    std::perror("patience");
    return 1;
  }
  return 0;
}
