/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_CONNECTION_BPF_H
#define BPFNETSTAT_CONNECTION_BPF_H

/* What is remembered of connections, and how a connection's socket becomes a record. */

#include "maps.bpf.h"
#include "sock.bpf.h"

/* To fields that are clear. A mapped pair becomes IPv4. */
static __always_inline void fill_addresses(const struct sock *sk, __u8 *family, __u8 *mapped,
					   __u8 local_address[16], __u8 peer_address[16])
{
	const struct sock_common *common = &sk->__sk_common;
	__u32 *local = (__u32 *)local_address;
	__u32 *peer = (__u32 *)peer_address;

	if (common->skc_family == AF_INET6) {
		local[0] = common->skc_v6_rcv_saddr.in6_u.u6_addr32[0];
		local[1] = common->skc_v6_rcv_saddr.in6_u.u6_addr32[1];
		local[2] = common->skc_v6_rcv_saddr.in6_u.u6_addr32[2];
		local[3] = common->skc_v6_rcv_saddr.in6_u.u6_addr32[3];
		peer[0] = common->skc_v6_daddr.in6_u.u6_addr32[0];
		peer[1] = common->skc_v6_daddr.in6_u.u6_addr32[1];
		peer[2] = common->skc_v6_daddr.in6_u.u6_addr32[2];
		peer[3] = common->skc_v6_daddr.in6_u.u6_addr32[3];
		if (!is_v4_mapped(peer)) {
			*family = BNS_IPV6;
			return;
		}
		local[0] = local[3];
		peer[0] = peer[3];
		local[1] = local[2] = local[3] = 0;
		peer[1] = peer[2] = peer[3] = 0;
		*mapped = 1;
	} else {
		local[0] = common->skc_rcv_saddr;
		peer[0] = common->skc_daddr;
	}
	*family = BNS_IPV4;
}

#define SOCK_DONE_BIT 1 /* enum sock_flags: the peer's FIN has been received */

/*
 * Payload that was sent: bytes_acked counts SYN and FIN as well; what was sent less what was sent
 * again does not.
 */
static __always_inline __u64 payload_sent(const struct tcp_sock *tcp)
{
	return tcp->bytes_sent - tcp->bytes_retrans;
}

/* The peer's FIN takes a sequence number, which bytes_received counts. */
static __always_inline __u64 payload_received(const struct sock *sk, const struct tcp_sock *tcp)
{
	__u64 received = tcp->bytes_received;

	if (received && (sk->__sk_common.skc_flags >> SOCK_DONE_BIT & 1))
		received--;
	return received;
}

/*
 * What a cookie is elsewhere. An address is soon another socket's; with the time of birth the number
 * is this one's alone. 53 bits: what every reader of JSON takes.
 */
static __always_inline __u64 shown_id(__u64 id, const struct connection *connection)
{
	return has_socket_cookie ? id : (id + connection->born_ns) >> 11;
}

/* How many are in `connections_beyond`: mostly none, which spares a look. */
extern __u64 connections_are_beyond;

/*
 * By its address: the kernel gives a new socket that of the latest to go, so that as many sets are in
 * use as sockets are open at one time, and they stay in the caches. By the cookie all sets would have
 * their turn. And a connection whose end was not seen, as happens where the kernel skips a program
 * that it interrupted, has its place no longer than until the next socket at that address.
 */
static __always_inline struct connection_set *set_of(const void *sock)
{
	/* Sockets lie in slabs: Fibonacci hashing spreads them. */
	__u32 index = (lower_half(sock) * 0x9e3779b1U) >> (32 - CONNECTION_SETS_BITS);

	return bpf_map_lookup_elem(&connections, &index);
}

static __always_inline struct connection *find_connection(const void *sock, __u64 id)
{
	struct connection_set *set = set_of(sock);
	struct connection_beyond *beyond;
	__u64 address = (__u64)sock;
	int i;

	if (!set)
		return NULL;
	for (i = 0; i < CONNECTION_WAYS; i++)
		if (set->id[i] == id)
			return &set->way[i];
	if (!connections_are_beyond)
		return NULL;
	beyond = bpf_map_lookup_elem(&connections_beyond, &address);
	return beyond && beyond->id == id ? &beyond->connection : NULL;
}

#endif /* BPFNETSTAT_CONNECTION_BPF_H */
