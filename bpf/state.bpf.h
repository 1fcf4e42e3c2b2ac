/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_STATE_BPF_H
#define BPFNETSTAT_STATE_BPF_H

/* TCP state transitions, and the listeners that come and go with them. */

#include "connection.bpf.h"
#include "listener.bpf.h"
#include <bpf/bpf_tracing.h>

#define MAX_PORTS     16

/* Whether accept queues are followed: bpf/queue_tracepoint.bpf.h wants the children. */
extern const volatile bool follows_queues;

/* False for a run that only wants to know the listeners. */
const volatile bool trace_states = false;
/* False for tests: as if the kernel had skipped this program for every listener. */
const volatile bool follows_listeners = true;

/* False for tests: as if the kernel had skipped this program whenever a connection closed. */
const volatile bool follows_ends = true;

/* Filters of a trace; no entry = every port, family 0 = both. */
const volatile __u16 local_ports[MAX_PORTS] = {};
const volatile __u16 peer_ports[MAX_PORTS] = {};
const volatile __u32 local_port_count = 0;
const volatile __u32 peer_port_count = 0;
const volatile __u8 only_family = 0;
/* Of a connection either end's port must be this one; 0 = any. */
const volatile __u16 either_port = 0;

static __always_inline void announce_listener(__u64 id, __u32 opened, __u64 now_ns)
{
	struct bns_listener_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		count_loss(BNS_LOST_LISTENER_EVENT);
		return;
	}
	event->kind = BNS_LISTENER;
	event->opened = opened;
	event->time_ns = now_ns;
	event->id = id;
	bpf_ringbuf_submit(event, 0);
}

/* A listener that opens, or closes. */
static __always_inline void follow_listener(const struct sock *sk, bool opens)
{
	__u64 now_ns = bpf_ktime_get_ns();
	__u64 id = socket_id(sk);

	if (opens) {
		id = listener_id(sk, id, now_ns);
		add_listener(sk, id, now_ns, bpf_get_current_pid_tgid() >> 32);
	} else {
		id = known_listener_id(sk, id);
		close_listener(sk, id, now_ns);
	}
	announce_listener(id, opens, now_ns);
}

static __always_inline bool port_listed(const volatile __u16 *ports, __u32 count, __u16 port)
{
	int i;

	for (i = 0; i < MAX_PORTS; i++)
		if (i < count && ports[i] == port)
			return true;
	return false;
}

/* The family that fill_addresses() will give, without the record. */
static __always_inline __u8 wire_family(const struct sock *sk)
{
	const struct sock_common *common = &sk->__sk_common;
	__u32 peer[4];

	if (common->skc_family != AF_INET6)
		return BNS_IPV4;
	peer[0] = common->skc_v6_daddr.in6_u.u6_addr32[0];
	peer[1] = common->skc_v6_daddr.in6_u.u6_addr32[1];
	peer[2] = common->skc_v6_daddr.in6_u.u6_addr32[2];
	return is_v4_mapped(peer) ? BNS_IPV4 : BNS_IPV6;
}

static __always_inline void fill_totals(struct bns_state_end *event, const struct sock *sk,
					const struct tcp_sock *tcp, __u64 born_ns)
{
	event->age_ns = born_ns ? event->state.time_ns - born_ns : 0;
	event->tx_bytes = payload_sent(tcp);
	event->rx_bytes = payload_received(sk, tcp);
	event->retransmits = tcp->total_retrans;
	event->rtt_us = tcp->srtt_us >> 3;
}

static __always_inline __u32 netns_of(const struct sock *sk)
{
	return sk->__sk_common.skc_net.net->ns.inum;
}

struct transition {
	const struct sock *sk;
	const struct net *net; /* read once: see read_only_sock() */
	int old_state;
	int new_state;
	__u16 local_port;
	__u16 peer_port;
	__u64 born_ns; /* of a child whose first transition is reported with this one; else 0 */
};

/* Ring memory holds older records: a record is cleared where it is reserved, then filled. */
static __always_inline void fill_state(struct bns_state *event, const struct transition *transition,
				       __u64 id, const struct connection *connection,
				       __u64 now_ns, __u64 in_state_ns)
{
	const struct sock *sk = transition->sk;

	event->kind = BNS_STATE;
	event->old_state = transition->old_state;
	event->new_state = transition->new_state;
	event->local_port = transition->local_port;
	event->peer_port = transition->peer_port;
	event->netns = transition->net->ns.inum;
	event->time_ns = now_ns;
	event->id = shown_id(id, connection);
	event->in_state_ns = in_state_ns;
	event->cgroup_id = connection->cgroup_id;
	event->pid = connection->pid;
	event->uid = sk->sk_uid.val;
	__builtin_memcpy(event->comm, connection->comm, sizeof(event->comm));
	event->role = connection->role;
	fill_addresses(sk, &event->family, &event->mapped, event->local_address,
		       event->peer_address);
}

/*
 * Whoever holds the socket's lock as its owner is a process that uses it, and it is `current`;
 * packets never are processed under an owned lock. Anywhere else `current` is a bystander.
 */
static __always_inline bool in_owner_context(const struct sock *sk)
{
	return sk->sk_lock.owned;
}

static __always_inline void remember_owner(struct connection *connection)
{
	const struct task_struct *task, *leader;
	int i;

	/* The process's name, not the thread's. */
	if (!has_task_btf) {
		task = (const void *)bpf_get_current_task();
		connection->pid = BPF_CORE_READ(task, tgid);
		BPF_CORE_READ_INTO(&connection->comm, task, group_leader, comm);
		return;
	}
	/* Plain loads cost a third of the helper. */
	task = read_only_task(bpf_get_current_task_btf());
	leader = task->group_leader;
	connection->pid = task->tgid;
	for (i = 0; i < BNS_COMM_LEN / 8; i++)
		((__u64 *)connection->comm)[i] = ((const __u64 *)leader->comm)[i];
}

/* As sock_cgroup_id(), by plain loads where the kernel has the pointer. */
static __always_inline __u64 typed_cgroup_id(const struct sock *sk)
{
	if (bpf_core_field_exists(sk->sk_cgrp_data.cgroup))
		return read_only_sock(sk)->sk_cgrp_data.cgroup->kn->id;
	return sock_cgroup_id(sk);
}

/* Counted here, by the one who adds and takes away most. */
__u64 connections_are_beyond = 0;

static __always_inline void keep_beyond(__u64 address, __u64 id,
					const struct connection *connection)
{
	struct connection_beyond beyond = {.id = id, .connection = *connection};

	if (!bpf_map_update_elem(&connections_beyond, &address, &beyond, BPF_NOEXIST))
		__sync_fetch_and_add(&connections_are_beyond, 1);
	/* One that was there already is of no socket that lives. */
	else if (bpf_map_update_elem(&connections_beyond, &address, &beyond, BPF_ANY))
		count_loss(BNS_UNTRACKED_CONNECTION);
}

/* `fetches`: 5.10 does not even take a program with the instruction in a branch that never runs. */
static __always_inline void keep_connection(const struct sock *sk, __u64 id,
					    const struct connection *connection, bool fetches)
{
	struct connection_set *set = set_of(sk);
	__u64 address = (__u64)sk;
	int i;

	if (!set)
		return;
	/* That of an earlier connect(), or of a socket that is gone and whose end was not seen. */
	for (i = 0; i < CONNECTION_WAYS; i++) {
		if (set->sock[i] == address) {
			set->id[i] = id;
			set->way[i] = *connection;
			return;
		}
	}
	/* Before them two sockets might take the same way. */
	if (fetches) {
		for (i = 0; i < CONNECTION_WAYS; i++) {
			if (!set->id[i] && !__sync_val_compare_and_swap(&set->id[i], 0, id)) {
				set->sock[i] = address;
				set->way[i] = *connection;
				return;
			}
		}
	}
	keep_beyond(address, id, connection);
}

static __always_inline void forget_connection(const struct sock *sk, __u64 id)
{
	struct connection_set *set = set_of(sk);
	__u64 address = (__u64)sk;
	int i;

	if (!set)
		return;
	for (i = 0; i < CONNECTION_WAYS; i++) {
		if (set->id[i] == id) {
			/* First the address: whoever sees a free way writes his own there. */
			set->sock[i] = 0;
			set->id[i] = 0;
		}
	}
	if (connections_are_beyond && !bpf_map_delete_elem(&connections_beyond, &address))
		__sync_fetch_and_add(&connections_are_beyond, -1);
}

/* Children that were seen to begin, with the time, by their sockets' addresses. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, __u64);
} births SEC(".maps");

/* Whether this kernel makes them necessary. */
__u32 births_deferred = 0;

/* The next connection that comes into an accept queue on this CPU. */
static __always_inline void note_child(__u64 sock)
{
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);

	if (cpu)
		cpu->child = sock;
}

static __always_inline bool is_filtered_out(const struct sock *sk, __u16 local_port, __u16 peer_port)
{
	/* A client's first transition comes before its port is chosen: userspace decides. */
	return (local_port_count && local_port &&
		!port_listed(local_ports, local_port_count, local_port)) ||
	       (peer_port_count && !port_listed(peer_ports, peer_port_count, peer_port)) ||
	       (either_port && local_port && local_port != either_port &&
		peer_port != either_port) ||
	       (only_family && wire_family(sk) != only_family);
}

/* The transition by which a child came to be, which is over. */
static __always_inline void emit_birth(struct transition birth, const struct connection *child)
{
	struct bns_state *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		count_loss_in(BNS_LOST_STATE, birth.net->ns.inum);
		return;
	}
	__builtin_memset(event, 0, sizeof(*event));
	birth.old_state = TCP_LISTEN;
	birth.new_state = TCP_SYN_RECV;
	fill_state(event, &birth, socket_id(birth.sk), child, birth.born_ns, 0);
	bpf_ringbuf_submit(event, 0);
}

/*
 * Brings what is known of the connection up to date, and fills the record. Where the ring was full
 * there is none: `event` and `end` are NULL.
 */
static __always_inline void follow(const struct transition *transition, struct connection *fresh,
				   struct bns_state *event, struct bns_state_end *end,
				   const struct tcp_sock *tcp, bool fetches)
{
	const struct sock *sk = transition->sk;
	__u64 born_ns = transition->born_ns;
	__u64 now_ns = bpf_ktime_get_ns();
	struct connection *connection;
	__u64 id = socket_id(sk);
	__u64 in_state_ns = 0;

	if (transition->old_state == TCP_LISTEN && transition->new_state == TCP_SYN_RECV) {
		/* A child, cloned from its listener a moment ago. */
		fresh->role = BNS_ROLE_SERVER;
		fresh->born_ns = now_ns;
		connection = fresh;
	} else if (born_ns) {
		in_state_ns = now_ns - born_ns;
		connection = fresh;
	} else if (transition->old_state == TCP_CLOSE) {
		fresh->role = transition->new_state == TCP_LISTEN ? BNS_ROLE_LISTENER :
								   BNS_ROLE_CLIENT;
		fresh->born_ns = now_ns;
		remember_owner(fresh);
		connection = fresh;
	} else {
		connection = find_connection(sk, id);
		if (!connection) {
			connection = fresh;
		} else if (connection->last_state != transition->old_state) {
			/* The kernel skips a program that it interrupted: say so, and go on. */
			count_loss_in(BNS_MISSED_TRANSITION, transition->net->ns.inum);
		} else if (connection->since_ns) {
			in_state_ns = now_ns - connection->since_ns;
		}
		born_ns = connection->born_ns;
		if (!connection->pid && in_owner_context(sk))
			remember_owner(connection);
	}
	if (!connection->cgroup_id)
		connection->cgroup_id = typed_cgroup_id(sk);
	connection->last_state = transition->new_state;
	connection->since_ns = now_ns;

	if (event)
		fill_state(event, transition, id, connection, now_ns, in_state_ns);
	if (end)
		fill_totals(end, sk, tcp, born_ns);
	if (tcp)
		forget_connection(sk, id);
	else if (connection == fresh)
		keep_connection(sk, id, fresh, fetches);
}

/*
 * The record is reserved and cleared before anything else, for its memory is in no cache: it comes
 * there while the clock is read and the connection looked up, and not while all wait for it at the
 * end (20 ns of 170).
 */
static __always_inline void report_transition(const struct transition *transition,
					      struct connection *fresh, bool fetches)
{
	struct bns_state *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		count_loss_in(BNS_LOST_STATE, transition->net->ns.inum);
		follow(transition, fresh, NULL, NULL, NULL, fetches);
		return;
	}
	__builtin_memset(event, 0, sizeof(*event));
	follow(transition, fresh, event, NULL, NULL, fetches);
	bpf_ringbuf_submit(event, 0);
}

/* Likewise of the transition to CLOSE. */
static __always_inline void report_end(const struct transition *transition,
				       struct connection *fresh, const struct tcp_sock *tcp)
{
	struct bns_state_end *end = bpf_ringbuf_reserve(&events, sizeof(*end), 0);

	if (!end) {
		count_loss_in(BNS_LOST_STATE, transition->net->ns.inum);
		follow(transition, fresh, NULL, NULL, tcp, false);
		return;
	}
	__builtin_memset(&end->state, 0, sizeof(end->state));
	follow(transition, fresh, &end->state, end, tcp, false);
	end->state.kind = BNS_STATE_END;
	bpf_ringbuf_submit(end, 0);
}

static __always_inline int on_transition(const struct sock *sk, int old_state, int new_state,
					 bool fetches)
{
	struct transition transition = {.sk = sk, .old_state = old_state, .new_state = new_state};
	bool born = old_state == TCP_LISTEN && new_state == TCP_SYN_RECV;
	bool opens = new_state == TCP_LISTEN;
	bool closes = old_state == TCP_LISTEN && new_state == TCP_CLOSE;
	struct connection fresh = {};
	const struct tcp_sock *tcp = NULL;
	__u64 sock = (__u64)sk;
	__u64 *birth = NULL;

	/* First of all: where nobody traces, this is what every transition of the machine pays. */
	if (!trace_states && !opens && !closes)
		return 0;
	if (sk->sk_protocol != IPPROTO_TCP)
		return 0;
	if (born && follows_queues)
		note_child(sock);
	transition.peer_port = bpf_ntohs(sk->__sk_common.skc_dport);
	/*
	 * Before about 6.15 a child has neither addresses nor its cookie here: its first
	 * transition is reported with its second, which follows at once.
	 */
	if (born && !transition.peer_port) {
		__u64 now_ns = bpf_ktime_get_ns();

		births_deferred = 1;
		if (bpf_map_update_elem(&births, &sock, &now_ns, BPF_ANY))
			count_loss_in(BNS_LOST_STATE, netns_of(sk));
		return 0;
	}
	if ((opens || closes) && follows_listeners)
		follow_listener(sk, opens);
	if (!trace_states || (new_state == TCP_CLOSE && !closes && !follows_ends))
		return 0;

	transition.net = sk->__sk_common.skc_net.net;
	transition.local_port = sk->__sk_common.skc_num;
	if (new_state == TCP_CLOSE) {
		tcp = bpf_skc_to_tcp_sock((void *)sk);
		if (!tcp)
			return 0;
		/* skc_num is 0 already at a child's last CLOSE; inet_sport is what it was. */
		if (!transition.local_port)
			transition.local_port = bpf_ntohs(tcp->inet_conn.icsk_inet.inet_sport);
	}
	if (births_deferred && old_state == TCP_SYN_RECV) {
		birth = bpf_map_lookup_elem(&births, &sock);
		if (birth) {
			transition.born_ns = *birth;
			bpf_map_delete_elem(&births, &sock);
		}
	}
	if (is_filtered_out(sk, transition.local_port, transition.peer_port)) {
		/* Nobody asked for it, but the baseline or its first transition may have kept it. */
		if (old_state == TCP_SYN_SENT || new_state == TCP_CLOSE)
			forget_connection(sk, socket_id(sk));
		return 0;
	}
	if (transition.born_ns) {
		fresh.role = BNS_ROLE_SERVER;
		fresh.born_ns = transition.born_ns;
		fresh.cgroup_id = typed_cgroup_id(sk);
		emit_birth(transition, &fresh);
	}
	if (tcp)
		report_end(&transition, &fresh, tcp);
	else
		report_transition(&transition, &fresh, fetches);
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(state_tracepoint, const struct sock *sk, int old_state, int new_state)
{
	return on_transition(sk, old_state, new_state, true);
}

/* For kernels without atomic instructions that fetch. */
SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(state_tracepoint_plain, const struct sock *sk, int old_state, int new_state)
{
	return on_transition(sk, old_state, new_state, false);
}

#endif /* BPFNETSTAT_STATE_BPF_H */
