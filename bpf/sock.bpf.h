/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_SOCK_BPF_H
#define BPFNETSTAT_SOCK_BPF_H

/* Kernel structs to wire structs. Ports turn to host order here and nowhere else. */

#include "compat.bpf.h"
#include "event.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define AF_INET	 2
#define AF_INET6 10

#define ETH_P_IP   0x0800
#define ETH_P_IPV6 0x86DD

#define IPPROTO_TCP   6
#define IPPROTO_MPTCP 262

/* ::ffff:0:0/96 as the third 32-bit word, the first two being zero. */
static __always_inline bool is_v4_mapped(const __u32 address[4])
{
	return address[0] == 0 && address[1] == 0 && address[2] == bpf_htonl(0xffff);
}

static __always_inline void copy_v6(__u8 to[16], const __u32 from[4])
{
	__u32 *words = (__u32 *)to;

	words[0] = from[0];
	words[1] = from[1];
	words[2] = from[2];
	words[3] = from[3];
}

/* Inode number of the socket's file; 0 for a socket without one. */
static __always_inline __u64 sock_inode(const struct sock *sk)
{
	const struct socket *socket = BPF_CORE_READ(sk, sk_socket);

	if (!socket)
		return 0;
	return BPF_CORE_READ(
		(const struct socket_alloc *)((const void *)socket -
					      bpf_core_field_offset(struct socket_alloc, socket)),
		vfs_inode.i_ino);
}

/* cgroup v2 id of the socket: where it was created (or accepted), right in any context. */
static __always_inline __u64 sock_cgroup_id(const struct sock *sk)
{
	const struct cgroup *cgroup = cgroup_of(sk);

	return cgroup ? BPF_CORE_READ(cgroup, kn, id) : 0;
}

#endif /* BPFNETSTAT_SOCK_BPF_H */
