// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What exists already when the programs are attached: listeners, connections, who holds them. */

#include "connection.bpf.h"
#include "listener.bpf.h"
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

extern const volatile bool trace_states;
/* False for tests: then only a hook of listen() tells. */
const volatile bool learns_ports_late = true;

/* Userspace sets it after the first walk: from then on the state program knows them all. */
__u32 connections_are_noted = 0;
/* Set while the holders of connections are wanted as well. */
__u32 names_connections = 0;

/* Listeners whose opening or closing no program saw, and a look did. */
__u64 listeners_missed = 0;

static __always_inline void note_connection(const struct sock *sk, __u64 id,
					    struct task_struct *task)
{
	struct connection_beyond beyond = {.id = id};
	struct connection *connection = &beyond.connection;
	__u64 address = (__u64)sk;

	connection->last_state = BPF_CORE_READ(sk, __sk_common.skc_state);
	connection->cgroup_id = sock_cgroup_id(sk);
	connection->pid = task->tgid;
	bpf_probe_read_kernel_str(connection->comm, sizeof(connection->comm),
				  task->group_leader->comm);
	/* What a transition wrote meanwhile is newer, there as well as in `connections`. */
	if (!bpf_map_update_elem(&connections_beyond, &address, &beyond, BPF_NOEXIST))
		__sync_fetch_and_add(&connections_are_beyond, 1);
}

/* As a transition will show it: without cookies that depends on whether its birth was seen. */
static __always_inline __u64 shown_connection_id(const struct sock *sk, __u64 id)
{
	const struct connection unseen = {};
	const struct connection *known;

	if (has_socket_cookie)
		return id;
	known = find_connection(sk, id);
	return shown_id(id, known ? known : &unseen);
}

/*
 * Every open file of every process: TCP sockets of all network namespaces in one pass. Writes a
 * struct bns_holder for each listener that a process holds, with names_connections for each TCP
 * socket.
 */
SEC("iter/task_file")
int walk_files(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct bns_holder holder = {};
	struct sock *typed = NULL; /* as only the helper gives it */
	const struct socket *socket;
	const struct sock *first;
	const struct sock *sk;
	__u64 cookie = 0;
	__u16 protocol, family;
	__u8 state;

	if (!task || !file)
		return 0;
	if (has_sock_from_file) {
		struct socket *given = bpf_sock_from_file(file);

		if (!given)
			return 0;
		typed = given->sk;
		sk = typed;
	} else {
		socket = socket_of_file(file);
		if (!socket)
			return 0;
		sk = BPF_CORE_READ(socket, sk);
	}
	if (!sk)
		return 0;
	holder.pid = task->tgid;
	holder.fd = ctx->fd;
	bpf_probe_read_kernel_str(holder.comm, sizeof(holder.comm), task->group_leader->comm);
	protocol = BPF_CORE_READ(sk, sk_protocol);
	state = BPF_CORE_READ(sk, __sk_common.skc_state);
	if (protocol == IPPROTO_MPTCP && state == TCP_LISTEN &&
	    bpf_core_type_exists(struct mptcp_sock)) {
		/* SYNs arrive at its first subflow, a TCP socket without a file, known by now. */
		first = BPF_CORE_READ((const struct mptcp_sock *)sk, first);
		holder.id = known_listener_id(
			first, BPF_CORE_READ(first, __sk_common.skc_cookie.counter));
		if (holder.id)
			bpf_seq_write(ctx->meta->seq, &holder, sizeof(holder));
		return 0;
	}
	if (protocol != IPPROTO_TCP)
		return 0;
	family = BPF_CORE_READ(sk, __sk_common.skc_family);
	if (family != AF_INET && family != AF_INET6)
		return 0;
	if (has_sock_from_file && has_socket_cookie && typed)
		cookie = bpf_get_socket_cookie(typed);
	if (state != TCP_LISTEN) {
		if (!trace_states || state == TCP_CLOSE)
			return 0;
		if (!has_socket_cookie)
			cookie = number_of_address((__u64)sk);
		if (!connections_are_noted)
			note_connection(sk, cookie, task);
		if (names_connections) {
			holder.id = shown_connection_id(sk, cookie);
			bpf_seq_write(ctx->meta->seq, &holder, sizeof(holder));
		}
		return 0;
	}
	holder.id = listener_id(sk, cookie, 0);
	if (add_listener(sk, holder.id, 0, 0) && baseline_taken)
		__sync_fetch_and_add(&listeners_missed, 1);
	bpf_seq_write(ctx->meta->seq, &holder, sizeof(holder));
	return 0;
}

/*
 * The listeners of the namespace that the iterator was opened in: those without a file (the
 * kernel's own, a file in flight between processes, MPTCP's subflow sockets) as well. Listeners
 * come first; one byte is written at the first socket that is none, so the reader can stop there.
 */
SEC("iter/tcp")
int walk_listeners(struct bpf_iter__tcp *ctx)
{
	struct sock_common *common = ctx->sk_common;
	struct tcp_sock *tcp;
	__u8 end = 1;

	if (!common)
		return 0;
	if (common->skc_state != TCP_LISTEN) {
		bpf_seq_write(ctx->meta->seq, &end, sizeof(end));
		return 0;
	}
	tcp = bpf_skc_to_tcp_sock(common);
	if (tcp && add_listener((const struct sock *)tcp,
				listener_id((const struct sock *)tcp,
					    socket_id((const struct sock *)tcp), 0),
				0, 0) &&
	    baseline_taken)
		__sync_fetch_and_add(&listeners_missed, 1);
	return 0;
}

/* Of walk_connections(): only those with this port at either end; 0: all. */
volatile __u16 only_port = 0;
/* Of walk_connections(): those without a full socket as well, of whose end no transition tells. */
volatile bool with_minisocks = false;

/* TIME_WAIT, FIN_WAIT2 whose socket nobody holds any more, or a request. */
static __always_inline void write_minisock(struct seq_file *seq, const struct sock_common *common)
{
	struct bns_connection row = {.minisock = 1};

	row.state = common->skc_state;
	if (common->skc_state == TCP_TIME_WAIT)
		row.state = BPF_CORE_READ((const struct inet_timewait_sock *)common, tw_substate);
	row.netns = BPF_CORE_READ(common, skc_net.net, ns.inum);
	row.local_port = common->skc_num;
	row.peer_port = bpf_ntohs(common->skc_dport);
	/* Nothing beyond its sock_common is read. */
	fill_addresses((const struct sock *)common, &row.family, &row.mapped, row.local_address,
		       row.peer_address);
	bpf_seq_write(seq, &row, sizeof(row));
}

/*
 * The connections of the namespace that the iterator was opened in. Those that have no full socket
 * only where they are asked for.
 */
SEC("iter/tcp")
int walk_connections(struct bpf_iter__tcp *ctx)
{
	struct sock_common *common = ctx->sk_common;
	const struct connection *known;
	struct bns_connection row = {};
	const struct sock *sk;
	struct tcp_sock *tcp;
	__u64 id;

	if (!common || common->skc_state == TCP_LISTEN || common->skc_state == TCP_CLOSE)
		return 0;
	if (only_port && common->skc_num != only_port && bpf_ntohs(common->skc_dport) != only_port)
		return 0;
	if (common->skc_state == TCP_TIME_WAIT || common->skc_state == TCP_NEW_SYN_RECV) {
		if (with_minisocks)
			write_minisock(ctx->meta->seq, common);
		return 0;
	}
	tcp = bpf_skc_to_tcp_sock(common);
	if (!tcp)
		return 0;
	sk = (const struct sock *)tcp;
	id = socket_id(sk);
	row.id = shown_connection_id(sk, id);
	row.state = common->skc_state;
	row.netns = BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
	row.uid = BPF_CORE_READ(sk, sk_uid.val);
	row.cgroup_id = sock_cgroup_id(sk);
	row.local_port = common->skc_num;
	row.peer_port = bpf_ntohs(common->skc_dport);
	row.tx_bytes = payload_sent(tcp);
	row.rx_bytes = payload_received(sk, tcp);
	fill_addresses(sk, &row.family, &row.mapped, row.local_address, row.peer_address);
	known = find_connection(sk, id);
	if (known) {
		row.born_ns = known->born_ns;
		row.role = known->role;
		row.pid = known->pid;
		if (known->last_state == row.state)
			row.since_ns = known->since_ns;
		__builtin_memcpy(row.comm, known->comm, sizeof(row.comm));
		/* Its place may have become another's meanwhile. */
		if (find_connection(sk, id) != known) {
			row.born_ns = row.since_ns = 0;
			row.role = BNS_ROLE_UNKNOWN;
			row.pid = 0;
			__builtin_memset(row.comm, 0, sizeof(row.comm));
		}
	}
	bpf_seq_write(ctx->meta->seq, &row, sizeof(row));
	return 0;
}

#define NS_OF_BEGINNING 10000000000ULL

/* What moves without a transition: sk_drops, the queue, a port that came late. */
static __always_inline void look_at_listener(__u64 id)
{
	struct bns_listener *listener = bpf_map_lookup_elem(&listeners, &id);
	const struct sock *sk;
	__u64 cookie;

	if (!listener || !listener->id || listener->closed_ns)
		return;
	sk = (const struct sock *)listener->sock;
	cookie = has_socket_cookie ? BPF_CORE_READ(sk, __sk_common.skc_cookie.counter) : 0;
	/*
	 * The state follows its tracepoint: of one that listens no more we know by now, if we saw it. One
	 * that has just begun has its state in a moment.
	 */
	if (known_listener_id(sk, cookie) != listener->id ||
	    BPF_CORE_READ(sk, __sk_common.skc_state) != TCP_LISTEN) {
		if (bpf_ktime_get_ns() - listener->opened_ns > NS_OF_BEGINNING &&
		    !listener->closed_ns) {
			close_unseen(listener);
			__sync_fetch_and_add(&listeners_missed, 1);
		}
		return;
	}
	listener->sk_drops_last = BPF_CORE_READ(sk, sk_drops.counter);
	listener->accept_queue_limit = BPF_CORE_READ(sk, sk_max_ack_backlog);
	listener->accept_queue = BPF_CORE_READ(sk, sk_ack_backlog);
	listener->syn_queue = BPF_CORE_READ((const struct inet_connection_sock *)sk,
					    icsk_accept_queue.qlen.counter);
	/* listen() without bind() gets its port after the transition that we saw. */
	if (learns_ports_late)
		learn_port(listener, sk);
}

/*
 * Brings so many listeners of the map up to date, 0 for none. Run by userspace, which then reads the
 * map: not every kernel lets an iterator go over the elements of one.
 */
SEC("raw_tp")
int look_at_listeners(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 ids[BNS_LISTENERS_A_LOOK];
	int i;

	/* The verifier wants constant offsets into the context. */
#pragma unroll
	for (i = 0; i < BNS_LISTENERS_A_LOOK; i++)
		ids[i] = ctx->args[i];
	for (i = 0; i < BNS_LISTENERS_A_LOOK; i++)
		if (ids[i])
			look_at_listener(ids[i]);
	return 0;
}
