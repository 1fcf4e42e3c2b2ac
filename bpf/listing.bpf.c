// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What netstat reads from /proc/net/tcp, /proc/net/tcp6 and the fd folder of every process, as
 * records instead of text. An object of its own: it must load within milliseconds.
 */

#include "compat.bpf.h"
#include "sock.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

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

/* What is to be yielded; userspace sets it before it opens the iterator, or while it reads. */
volatile __u32 only_family = 0; /* enum bns_family; 0 = both */
volatile __u32 listeners_only = 0;

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

static __always_inline void fill_request(struct bns_tcp_row *row,
					 const struct tcp_request_sock *request)
{
	const struct request_sock *req = &request->req.req;
	/* In a union with a number, which is what the verifier takes it for. */
	const struct sock *listener = req->__req_common.skc_listener;

	row->state = TCP_SYN_RECV;
	row->timer = TIMER_RETRANSMISSION;
	row->timer_jiffies = jiffies_until(req->rsk_timer.expires);
	row->retransmits = BPF_CORE_READ_BITFIELD(req, num_timeout);
	row->uid = shows_sk_uid() ? BPF_CORE_READ(listener, sk_uid.val) : inode_uid(listener);
}

static __always_inline void fill_time_wait(struct bns_tcp_row *row,
					   const struct tcp_timewait_sock *time_wait)
{
	const struct inet_timewait_sock *tw = &time_wait->tw_sk;

	row->state = tw->tw_substate;
	row->timer = TIMER_TIME_WAIT;
	row->timer_jiffies = jiffies_until(tw->tw_timer.expires);
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

/*
 * One struct bns_tcp_row per socket, in the order of procfs. Listeners come first: where only they
 * are wanted, a row of state 0 says that the reader can stop.
 */
SEC("iter/tcp")
int list_tcp(struct bpf_iter__tcp *ctx)
{
	struct sock_common *common = ctx->sk_common;
	struct bns_tcp_row row = {};
	const struct tcp_timewait_sock *time_wait;
	const struct tcp_request_sock *request;
	const struct tcp_sock *tcp;

	if (!common)
		return 0;
	if (listeners_only && common->skc_state != TCP_LISTEN) {
		bpf_seq_write(ctx->meta->seq, &row, sizeof(row));
		return 0;
	}
	row.family = common->skc_family == AF_INET ? BNS_IPV4 : BNS_IPV6;
	if (only_family && row.family != only_family)
		return 0;
	/* inet_sport, which procfs shows, is the same, but on a cache line that nothing else needs. */
	row.local_port = common->skc_num;
	row.peer_port = bpf_ntohs(common->skc_dport);
	if (row.family == BNS_IPV4) {
		*(__u32 *)row.local_address = common->skc_rcv_saddr;
		*(__u32 *)row.peer_address = common->skc_daddr;
	} else {
		copy_v6(row.local_address, common->skc_v6_rcv_saddr.in6_u.u6_addr32);
		copy_v6(row.peer_address, common->skc_v6_daddr.in6_u.u6_addr32);
	}
	if (common->skc_state == TCP_TIME_WAIT) {
		time_wait = bpf_skc_to_tcp_timewait_sock(common);
		if (!time_wait)
			return 0;
		fill_time_wait(&row, time_wait);
	} else if (common->skc_state == TCP_NEW_SYN_RECV) {
		request = bpf_skc_to_tcp_request_sock(common);
		if (!request)
			return 0;
		fill_request(&row, request);
	} else {
		tcp = bpf_skc_to_tcp_sock(common);
		if (!tcp)
			return 0;
		fill_socket(&row, tcp);
	}
	bpf_seq_write(ctx->meta->seq, &row, sizeof(row));
	return 0;
}

/*
 * One struct bns_descriptor per descriptor of a process that is a socket. Threads that left their
 * process's table of descriptors come by as well; /proc/PID/fd does not show theirs.
 */
SEC("iter/task_file")
int list_descriptors(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct bns_descriptor descriptor = {};

	if (!task || !file || task->group_leader != task)
		return 0;
	if (!bpf_sock_from_file(file))
		return 0;
	descriptor.inode = file->f_inode->i_ino;
	descriptor.pid = task->tgid;
	descriptor.fd = ctx->fd;
	bpf_seq_write(ctx->meta->seq, &descriptor, sizeof(descriptor));
	return 0;
}
