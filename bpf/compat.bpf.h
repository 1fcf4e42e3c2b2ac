/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_COMPAT_BPF_H
#define BPFNETSTAT_COMPAT_BPF_H

/* Kernel differences, one accessor each. The kernel's version is never compared: vendors backport. */

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/*
 * Plain loads through a type instead of a helper call per word; since 6.2. Declared in one object
 * only: libbpf 1.1's linker cannot merge declarations of a kfunc.
 */
extern void *bpf_rdonly_cast(const void *address, __u32 type) __ksym __weak;

/* Set by userspace when the running kernel's BTF lists the kfunc. */
extern const volatile bool has_rdonly_cast;

/*
 * The same, of which the verifier knows only that it may be read. Where it trusts a pointer and a
 * program reads another one through it, the verifier asks the kernel's BTF up to four times by name
 * whether that one is to be trusted as well: 2 ms each before 6.19, and each time it comes by.
 */
static __always_inline const struct sock *read_only_sock(const struct sock *sk)
{
	return has_rdonly_cast ? bpf_rdonly_cast(sk, bpf_core_type_id_kernel(struct sock)) : sk;
}

static __always_inline const struct task_struct *read_only_task(const struct task_struct *task)
{
	return has_rdonly_cast
		       ? bpf_rdonly_cast(task, bpf_core_type_id_kernel(struct task_struct))
		       : task;
}

/* One 64-bit word at any kernel address; 0 where there is none. */
static __always_inline __u64 read_word(__u64 address)
{
	__u64 word = 0;

	if (has_rdonly_cast) {
		/* timespec64 begins with a signed 64-bit word: all that is wanted of it. */
		const struct timespec64 *cast =
			bpf_rdonly_cast((const void *)address,
					bpf_core_type_id_kernel(struct timespec64));

		return cast->tv_sec;
	}
	bpf_probe_read_kernel(&word, sizeof(word), (const void *)address);
	return word;
}

/*
 * Set by userspace when the running kernel's BTF lists the helpers, for programs like ours:
 * bpf_get_socket_cookie (5.12), bpf_get_current_task_btf and bpf_sock_from_file (5.11).
 */
extern const volatile bool has_socket_cookie;
extern const volatile bool has_task_btf;
extern const volatile bool has_sock_from_file;
/* Makes a number of a socket's address that does not give the address away. */
extern const volatile __u64 id_secret;

/* Of an address, a number: the verifier calculates with no pointer, but forgets that half is one. */
static __always_inline __u32 lower_half(const void *pointer)
{
	__u32 half;

	asm volatile("%0 = %1" : "=w"(half) : "w"((__u32)(__u64)pointer));
	return half;
}

/* A socket's cookie without making one; 0 until somebody asked for it. */
static __always_inline __u64 read_sock_cookie(__u64 sock)
{
	return read_word(sock + bpf_core_field_offset(struct sock, __sk_common.skc_cookie));
}

/* Where there are no cookies to be had: the address, the same as long as the socket lives. */
static __always_inline __u64 number_of_address(__u64 sock)
{
	__u64 number = 0;

	/* The verifier calculates with no pointer that it knows for a socket's. */
	bpf_probe_read_kernel(&number, sizeof(number), &sock);
	return (number ^ id_secret) * 0x9e3779b97f4a7c15ULL;
}

/* A socket that the verifier knows for one. */
static __always_inline __u64 socket_id(const struct sock *sk)
{
	__u64 id;

	if (!has_socket_cookie)
		return number_of_address((__u64)sk);
	id = sk->__sk_common.skc_cookie.counter;
	return id ? id : bpf_get_socket_cookie((void *)sk);
}

struct net___hash_mix {
	__u32 hash_mix;
} __attribute__((preserve_access_index));

/*
 * What tells network namespaces apart: their cookie, which before 5.12 (3d368ab87cf6) was made only
 * when somebody asked. There it is the inode number, and, as a later namespace may have it again,
 * the random number that the kernel gives each.
 */
static __always_inline __u64 net_identity(const struct net *net)
{
	if (bpf_core_field_exists(net->net_cookie))
		return BPF_CORE_READ(net, net_cookie);
	return (__u64)BPF_CORE_READ((const struct net___hash_mix *)net, hash_mix) << 32 |
	       BPF_CORE_READ(net, ns.inum);
}

/* Before 5.15 (8520e224f547) the pointer shared its place with a class id, in a number. */
struct sock_cgroup_data___shares {
	__u64 val;
} __attribute__((preserve_access_index));

static __always_inline const struct cgroup *cgroup_of(const struct sock *sk)
{
	const struct sock_cgroup_data___shares *shares;
	__u64 value;

	if (bpf_core_field_exists(sk->sk_cgrp_data.cgroup))
		return BPF_CORE_READ(sk, sk_cgrp_data.cgroup);
	shares = (const void *)sk + bpf_core_field_offset(struct sock, sk_cgrp_data);
	value = BPF_CORE_READ(shares, val);
	/* Bit 0: a class id, bit 1: no reference is held. */
	return value & 1 ? NULL : (const struct cgroup *)(value & ~3ULL);
}

/* struct socket_alloc of a file, whoever cannot ask bpf_sock_from_file(). */
#define S_IFMT	     0170000
#define S_IFSOCK     0140000
#define SOCKFS_MAGIC 0x534F434B

struct super_block___magic {
	unsigned long s_magic;
} __attribute__((preserve_access_index));

struct inode___socket {
	unsigned short i_mode;
	struct super_block___magic *i_sb;
} __attribute__((preserve_access_index));

static __always_inline const struct socket *socket_of_file(const struct file *file)
{
	const struct inode___socket *inode = (const void *)BPF_CORE_READ(file, f_inode);

	/* A path to a unix socket, opened with O_PATH, has another file system. */
	if ((BPF_CORE_READ(inode, i_mode) & S_IFMT) != S_IFSOCK ||
	    BPF_CORE_READ(inode, i_sb, s_magic) != SOCKFS_MAGIC)
		return NULL;
	return (const struct socket *)((const void *)inode -
				       bpf_core_field_offset(struct socket_alloc, vfs_inode) +
				       bpf_core_field_offset(struct socket_alloc, socket));
}

/* The registers that a kprobe finds: what the two architectures call them. */
#if defined(__TARGET_ARCH_x86)
struct pt_regs___registers {
	unsigned long di, si, dx, cx, ax, orig_ax;
} __attribute__((preserve_access_index));
#define KPROBE_ARGUMENT_0(ctx) (((struct pt_regs___registers *)(ctx))->di)
#define KPROBE_ARGUMENT_1(ctx) (((struct pt_regs___registers *)(ctx))->si)
#define KPROBE_ARGUMENT_2(ctx) (((struct pt_regs___registers *)(ctx))->dx)
#define KPROBE_ARGUMENT_3(ctx) (((struct pt_regs___registers *)(ctx))->cx)
#define KPROBE_RETURNED(ctx)   (((struct pt_regs___registers *)(ctx))->ax)
#define SYSTEM_CALL(regs)      (((const struct pt_regs___registers *)(regs))->orig_ax)
#define SYSTEM_CALL_ARGUMENT_0 KPROBE_ARGUMENT_0
#define SYSTEM_CALL_ARGUMENT_1 KPROBE_ARGUMENT_1
#elif defined(__TARGET_ARCH_arm64)
struct user_pt_regs___registers {
	__u64 regs[31];
	__u64 pstate;
} __attribute__((preserve_access_index));
#define KPROBE_ARGUMENT_0(ctx) (((struct user_pt_regs___registers *)(ctx))->regs[0])
#define KPROBE_ARGUMENT_1(ctx) (((struct user_pt_regs___registers *)(ctx))->regs[1])
#define KPROBE_ARGUMENT_2(ctx) (((struct user_pt_regs___registers *)(ctx))->regs[2])
#define KPROBE_ARGUMENT_3(ctx) (((struct user_pt_regs___registers *)(ctx))->regs[3])
#define KPROBE_RETURNED(ctx)   (((struct user_pt_regs___registers *)(ctx))->regs[0])
/* The first argument's register has the result by then. */
struct pt_regs___call {
	__u64 orig_x0;
	__s32 syscallno;
} __attribute__((preserve_access_index));
#define SYSTEM_CALL(regs) ((__u32)((const struct pt_regs___call *)(regs))->syscallno)
#define SYSTEM_CALL_ARGUMENT_0(regs) (((const struct pt_regs___call *)(regs))->orig_x0)
#define SYSTEM_CALL_ARGUMENT_1 KPROBE_ARGUMENT_1
#endif

/*
 * accept and accept4, of 32-bit programs as well (on x86 theirs is socketcall): what another call
 * of that number returns names no socket that waits to be accepted.
 */
static __always_inline bool may_accept(__u64 system_call)
{
#if defined(__TARGET_ARCH_x86)
	/* Bit 30: x32. */
	__u32 number = (__u32)system_call & ~(1U << 30);

	return number == 43 || number == 288 || number == 364 || number == 102;
#elif defined(__TARGET_ARCH_arm64)
	return system_call == 202 || system_call == 242 || system_call == 285 || system_call == 366;
#endif
}

/*
 * listen, of 64-bit programs: 32-bit ones number their calls otherwise. On x86 nothing else of them
 * has this number and succeeds.
 */
static __always_inline bool is_listen(__u64 system_call, const void *regs)
{
#if defined(__TARGET_ARCH_x86)
	return ((__u32)system_call & ~(1U << 30)) == 50;
#elif defined(__TARGET_ARCH_arm64)
	const __u64 mode_32_bit = 0x10;

	return system_call == 201 &&
	       !(((const struct user_pt_regs___registers *)regs)->pstate & mode_32_bit);
#endif
}

/*
 * What fexit finds: behind the parameters, whose number differs between kernels. By the helper, as
 * the verifier takes no load from the context that the compiler has not made constant.
 */
static __always_inline __u64 fexit_returned(const __u64 *ctx, __u8 parameters)
{
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), ctx + parameters);
	return value;
}

/* An int before 5.12, a byte since: its values fit the first byte of either (little endian). */
struct netns_ipv4___syncookies {
	__u8 sysctl_tcp_syncookies;
} __attribute__((preserve_access_index));

struct net___syncookies {
	struct netns_ipv4___syncookies ipv4;
} __attribute__((preserve_access_index));

/* 6.17 (5d6b58c932ec): the socket knows its inode number, and procfs shows sk_uid. */
struct sock___has_sk_ino {
	unsigned long sk_ino;
} __attribute__((preserve_access_index));

/* 6.19 (9a5e5334adc0): the retransmission timer moved there from the connection. */
struct sock___has_retransmit_timer {
	struct timer_list tcp_retransmit_timer;
} __attribute__((preserve_access_index));

/* 6.19 (08dfe370239e), and stable kernels: before that, TCP's keepalive timer was sk_timer. */
struct inet_connection_sock___has_keepalive_timer {
	struct timer_list icsk_keepalive_timer;
} __attribute__((preserve_access_index));

/* When the timer that icsk_pending names expires, in jiffies. */
static __always_inline __u64 tcp_timeout_jiffies(const struct tcp_sock *tcp)
{
	if (bpf_core_field_exists(((struct sock___has_retransmit_timer *)0)->tcp_retransmit_timer))
		return ((const struct sock___has_retransmit_timer *)tcp)
			->tcp_retransmit_timer.expires;
	/* Gone since 6.15 (a7c428ee8f59), being the same as the timer's own. */
	if (bpf_core_field_exists(tcp->inet_conn.icsk_timeout))
		return tcp->inet_conn.icsk_timeout;
	return tcp->inet_conn.icsk_retransmit_timer.expires;
}

/* Whether the keepalive timer runs, and until when. */
static __always_inline bool tcp_keepalive_jiffies(const struct tcp_sock *tcp, __u64 *expires)
{
	const struct inet_connection_sock___has_keepalive_timer *later = (const void *)tcp;
	const struct sock *sk = (const struct sock *)tcp;

	if (bpf_core_field_exists(later->icsk_keepalive_timer)) {
		*expires = later->icsk_keepalive_timer.expires;
		return later->icsk_keepalive_timer.entry.pprev != NULL;
	}
	*expires = sk->sk_timer.expires;
	return sk->sk_timer.entry.pprev != NULL;
}

#endif /* BPFNETSTAT_COMPAT_BPF_H */
