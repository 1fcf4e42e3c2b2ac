/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_QUEUE_TRACEPOINT_BPF_H
#define BPFNETSTAT_QUEUE_TRACEPOINT_BPF_H

/*
 * Accept queues without hooks of functions. A connection comes into its listener's queue, and then
 * the listener is told that there is something to read, on the same CPU and in the same softirq as
 * its socket was made: SYN cookies and Fast Open go the same way. The connection's lock is held until
 * after that, and accept(2) takes it: so whoever accepts comes later.
 */

#include "queue.bpf.h"
#include <bpf/bpf_tracing.h>

extern const volatile __u64 wakes_readers;

struct sock___wakes {
	void (*sk_data_ready)(struct sock *sk);
} __attribute__((preserve_access_index));

/* This listener's, if it is the one that the maps know at this address. */
static __always_inline struct bns_listener *listener_of(const struct sock *sk)
{
	__u64 sock = (__u64)sk;
	struct listener_ref *ref = bpf_map_lookup_elem(&listener_by_sock, &sock);

	if (!ref || (has_socket_cookie && ref->id != sk->__sk_common.skc_cookie.counter))
		return NULL;
	return bpf_map_lookup_elem(&listeners, &ref->id);
}

/* Fires for every segment that brings data as well: those must cost next to nothing. */
SEC("tp_btf/sk_data_ready")
int BPF_PROG(queued_tracepoint, const struct sock *sk)
{
	struct bns_listener *listener;
	struct cpu_scratch *cpu;
	__u32 zero = 0;
	__u64 child;

	if (sk->__sk_common.skc_state != TCP_LISTEN)
		return 0;
	listener = listener_of(sk);
	if (!listener)
		return 0;
	cpu = bpf_map_lookup_elem(&scratch, &zero);
	if (!cpu)
		return 0;
	child = cpu->child;
	cpu->child = 0;
	/*
	 * The kernel's own listeners wake somebody else and then do what all do, which tells of the same
	 * arrival again. Of others it is a new one all the same: the program of transitions was skipped.
	 */
	if (!child && wakes_readers &&
	    (__u64)BPF_CORE_READ((const struct sock___wakes *)sk, sk_data_ready) != wakes_readers)
		return 0;
	__sync_fetch_and_add(&listener->arrived, 1);
	raise_32(&listener->accept_queue_peak, sk->sk_ack_backlog, true);
	if (!child)
		return 0;
	begin_wait(child, listener->id, bpf_ktime_get_ns() & ~(__u64)BNS_WAITED_BEFORE, true, true);
	return 0;
}

/* The socket behind a descriptor of the current process, or 0. */
static __always_inline __u64 socket_behind(__u64 fd)
{
	const struct task_struct *task = bpf_get_current_task_btf();
	const struct fdtable *table = task->files->fdt;
	__u64 file, socket;

	if (fd >= table->max_fds)
		return 0;
	/*
	 * Another thread may have closed it by now, and opened something else: whatever is read then, it
	 * is no address of a socket that waits, and hardly that of one that listens.
	 */
	file = read_word((__u64)table->fd + fd * sizeof(__u64));
	if (!file)
		return 0;
	socket = read_word(file + bpf_core_field_offset(struct file, private_data));
	if (!socket)
		return 0;
	return read_word(socket + bpf_core_field_offset(struct socket, sk));
}

/* The connection behind it, if it has waited to be accepted. True if it has. */
static __always_inline bool accepted_as(__u64 fd)
{
	__u64 sk = socket_behind(fd);

	if (!sk)
		return false;
	if (end_wait(sk, true))
		return true;
	/* Of an MPTCP connection its first subflow has waited. */
	return bpf_core_type_exists(struct mptcp_sock) &&
	       BPF_CORE_READ((const struct sock *)sk, sk_protocol) == IPPROTO_MPTCP &&
	       end_wait((__u64)BPF_CORE_READ((const struct mptcp_sock *)sk, first), true);
}

/* What listen(2) asked for: the kernel cuts it to somaxconn before anything else sees it. */
static __always_inline void listened(__u64 fd, __u32 backlog)
{
	__u64 sock = socket_behind(fd);
	struct listener_ref *ref = bpf_map_lookup_elem(&listener_by_sock, &sock);
	struct bns_listener *listener;

	if (!ref || (has_socket_cookie &&
		     ref->id != BPF_CORE_READ((const struct sock *)sock,
						      __sk_common.skc_cookie.counter)))
		return;
	listener = bpf_map_lookup_elem(&listeners, &ref->id);
	if (!listener)
		return;
	listener->asked_backlog = backlog;
	listener->asked_seen = 1;
}

/*
 * What tracefs' tracepoints of one system call pass at its end. Those of 32-bit programs have none,
 * but to the others the program below costs twice as much as these.
 */
struct call_exit {
	__u64 common;
	__s32 number;
	__s64 returned;
};

/* accept and accept4. */
SEC("tracepoint")
int accepted_call(const struct call_exit *call)
{
	if (call->returned >= 0)
		accepted_as(call->returned);
	return 0;
}

SEC("tracepoint")
int listened_call(const struct call_exit *call)
{
	const void *regs = (const void *)bpf_task_pt_regs(bpf_get_current_task_btf());

	if (!call->returned)
		listened(SYSTEM_CALL_ARGUMENT_0(regs), SYSTEM_CALL_ARGUMENT_1(regs));
	return 0;
}

/* Accepts that the program below was the first to see: beside those above, what it is good for. */
__u64 accepted_by_any_call = 0;

/* Fires for every system call of the machine, once it is attached. */
SEC("tp_btf/sys_exit")
int accepted_tracepoint(__u64 *ctx)
{
	const void *regs = (const void *)ctx[0];
	__u64 system_call = SYSTEM_CALL(regs);
	__s64 returned = ctx[1];

	if (returned < 0)
		return 0;
	if (may_accept(system_call) && accepted_as(returned))
		__sync_fetch_and_add(&accepted_by_any_call, 1);
	else if (is_listen(system_call, regs))
		listened(SYSTEM_CALL_ARGUMENT_0(regs), SYSTEM_CALL_ARGUMENT_1(regs));
	return 0;
}

/*
 * A completion's result is a descriptor, a number of bytes or something else; again only that of an
 * accept names a socket that waits. In the submitter's context, or that of a worker that shares its
 * files. A direct descriptor names none: such accepts are not seen.
 */
SEC("tp_btf/io_uring_complete")
int accepted_io_uring(__u64 *ctx)
{
	const struct io_uring_cqe *cqe = (const void *)ctx[2];
	__s32 result = BPF_CORE_READ(cqe, res);

	if (result >= 0)
		accepted_as(result);
	return 0;
}

/* For kernels whose tracepoint passes the completion's words one by one. */
SEC("tp_btf/io_uring_complete")
int accepted_io_uring_words(__u64 *ctx)
{
	__s32 result = ctx[3];

	if (result >= 0)
		accepted_as(result);
	return 0;
}

/* Where note_queue() goes on; 0: at the queue's head, and when it is through. One run at a time. */
__u64 queue_position = 0;

/* The verifier goes through each of them: 256 take it 0.4 s. */
#define NOTED_AT_ONCE 32

/*
 * Run for each listener that was there before us, until queue_position is 0 again: connections that
 * wait already. Requests may leave the queue meanwhile: what is read then is no address of a socket
 * that waits.
 */
SEC("raw_tp")
int note_queue(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 id = ctx->args[0];
	struct bns_listener *listener = bpf_map_lookup_elem(&listeners, &id);
	const struct inet_connection_sock *icsk;
	const struct request_sock *req;
	__u64 child, now_ns;
	int i;

	req = (const void *)queue_position;
	queue_position = 0;
	if (!listener || listener->closed_ns)
		return 0;
	icsk = (const void *)listener->sock;
	if (has_socket_cookie && BPF_CORE_READ((const struct sock *)icsk, __sk_common.skc_cookie.counter) != id)
		return 0;
	if (!req)
		req = BPF_CORE_READ(icsk, icsk_accept_queue.rskq_accept_head);
	now_ns = bpf_ktime_get_ns() | BNS_WAITED_BEFORE;
	for (i = 0; i < NOTED_AT_ONCE && req; i++) {
		child = (__u64)BPF_CORE_READ(req, sk);
		/* Those that came since we are attached are known better. */
		if (child && begin_wait(child, id, now_ns, false, false))
			__sync_fetch_and_add(&listener->queued_first, 1);
		req = BPF_CORE_READ(req, dl_next);
	}
	queue_position = (__u64)req;
	return 0;
}

#endif /* BPFNETSTAT_QUEUE_TRACEPOINT_BPF_H */
