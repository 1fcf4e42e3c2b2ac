/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_LISTING_ROW_BPF_H
#define BPFNETSTAT_LISTING_ROW_BPF_H

/* A TCP socket, whatever its kind, to a row of /proc/net/tcp or tcp6 (net/ipv4/tcp_ipv4.c). */

#include "compat.bpf.h"
#include "sock.bpf.h"
#include <bpf/bpf_core_read.h>

/* include/net/inet_connection_sock.h */
#define ICSK_TIME_RETRANS     1
#define ICSK_TIME_PROBE0      3
#define ICSK_TIME_LOSS_PROBE  5
#define ICSK_TIME_REO_TIMEOUT 6

/* Of /proc/net/tcp. */
enum timer {
	TIMER_NONE = 0,
	TIMER_RETRANSMISSION = 1,
	TIMER_KEEPALIVE = 2,
	TIMER_TIME_WAIT = 3,
	TIMER_PROBE = 4,
};

static __always_inline __u64 jiffies_until(__u64 expires)
{
	__s64 left = expires - bpf_jiffies64();

	return left > 0 ? left : 0;
}

static __always_inline __u64 shown_inode(const struct sock *sk)
{
	const struct sock___has_sk_ino *has = (const void *)sk;

	if (bpf_core_field_exists(has->sk_ino))
		return has->sk_ino;
	return sock_inode(sk);
}

/* What older kernels show for the uid: the owner of the inode, root where there is none. */
static __always_inline __u32 inode_uid(const struct sock *sk)
{
	const struct socket *socket = BPF_CORE_READ(sk, sk_socket);

	if (!socket)
		return 0;
	return BPF_CORE_READ(
	    (const struct socket_alloc *)((const void *)socket -
					  bpf_core_field_offset(struct socket_alloc, socket)),
	    vfs_inode.i_uid.val);
}

static __always_inline bool shows_sk_uid(void)
{
	return bpf_core_field_exists(((struct sock___has_sk_ino *)0)->sk_ino);
}

/* What every kind of socket has at the same place. */
static __always_inline void fill_common(struct bns_tcp_row *row, const struct sock_common *common)
{
	row->family = common->skc_family == AF_INET ? BNS_IPV4 : BNS_IPV6;
	/* inet_sport, which procfs shows, is the same, but on a cache line that nothing else needs.
	 */
	row->local_port = common->skc_num;
	row->peer_port = bpf_ntohs(common->skc_dport);
	if (row->family == BNS_IPV4) {
		*(__u32 *)row->local_address = common->skc_rcv_saddr;
		*(__u32 *)row->peer_address = common->skc_daddr;
	} else {
		copy_v6(row->local_address, common->skc_v6_rcv_saddr.in6_u.u6_addr32);
		copy_v6(row->peer_address, common->skc_v6_daddr.in6_u.u6_addr32);
	}
}

/*
 * Fields are reached from the outermost struct: the kernel searches all of its BTF for each type
 * that an access begins with, 0.2 ms, when the program is loaded.
 */
static __always_inline void fill_request(struct bns_tcp_row *row,
					 const struct tcp_request_sock *request)
{
	/* In a union with a number, which is what the verifier takes it for. */
	const struct sock *listener = request->req.req.__req_common.skc_listener;

	row->state = TCP_SYN_RECV;
	row->timer = TIMER_RETRANSMISSION;
	row->timer_jiffies = jiffies_until(request->req.req.rsk_timer.expires);
	row->retransmits = BPF_CORE_READ_BITFIELD(request, req.req.num_timeout);
	row->uid = shows_sk_uid() ? BPF_CORE_READ(listener, sk_uid.val) : inode_uid(listener);
}

static __always_inline void fill_time_wait(struct bns_tcp_row *row,
					   const struct tcp_timewait_sock *time_wait)
{
	row->state = time_wait->tw_sk.tw_substate;
	row->timer = TIMER_TIME_WAIT;
	row->timer_jiffies = jiffies_until(time_wait->tw_sk.tw_timer.expires);
}

static __always_inline void fill_socket(struct bns_tcp_row *row, const struct tcp_sock *tcp)
{
	const struct inet_connection_sock *connection = &tcp->inet_conn;
	const struct sock *sk = (const struct sock *)tcp;
	__u8 pending = connection->icsk_pending;
	__u64 expires;
	__s32 unread;

	row->state = sk->__sk_common.skc_state;
	if (pending == ICSK_TIME_RETRANS || pending == ICSK_TIME_REO_TIMEOUT ||
	    pending == ICSK_TIME_LOSS_PROBE) {
		row->timer = TIMER_RETRANSMISSION;
		row->timer_jiffies = jiffies_until(tcp_timeout_jiffies(tcp));
	} else if (pending == ICSK_TIME_PROBE0) {
		row->timer = TIMER_PROBE;
		row->timer_jiffies = jiffies_until(tcp_timeout_jiffies(tcp));
	} else if (tcp_keepalive_jiffies(tcp, &expires)) {
		row->timer = TIMER_KEEPALIVE;
		row->timer_jiffies = jiffies_until(expires);
	}
	row->tx_queue = tcp->write_seq - tcp->snd_una;
	if (row->state == TCP_LISTEN) {
		row->rx_queue = sk->sk_ack_backlog;
	} else {
		unread = tcp->rcv_nxt - tcp->copied_seq;
		row->rx_queue = unread > 0 ? unread : 0;
	}
	row->retransmits = connection->icsk_retransmits;
	row->probes = connection->icsk_probes_out;
	row->uid = shows_sk_uid() ? sk->sk_uid.val : inode_uid(sk);
	row->inode = shown_inode(sk);
}

#endif /* BPFNETSTAT_LISTING_ROW_BPF_H */
