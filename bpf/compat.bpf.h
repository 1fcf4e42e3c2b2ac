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

/* A socket's cookie without making one; 0 until somebody asked for it. */
static __always_inline __u64 read_sock_cookie(__u64 sock)
{
	return read_word(sock + bpf_core_field_offset(struct sock, __sk_common.skc_cookie));
}

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
