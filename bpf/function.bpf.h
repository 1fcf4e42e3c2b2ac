/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_FUNCTION_BPF_H
#define BPFNETSTAT_FUNCTION_BPF_H

/*
 * Drops seen from kernel functions: what this CPU's counters moved between a function's entry and
 * its exit, both with bottom halves off on one CPU, is what it did with its packet. fentry and
 * kprobe run the same bodies. Of the functions that call each other, the inner one's exit books
 * the drop, and the outer finds nothing left.
 *
 * A function of these never runs inside itself on one CPU, so each has one frame. The kernel skips
 * a kprobe where another BPF program was interrupted: a frame whose exit did not come is left over,
 * and the next entry settles it, with its client unknown.
 */

#include "queue.bpf.h"
#include "settle.bpf.h"

/* Which steps have a hook on this kernel, and the parameters of the functions behind them. */
const volatile __u32 steps_known = 0;
const volatile __u8 parameters_of[BNS_RETURNS] = {};

static __always_inline __u8 overflow_cause(enum frame_of which)
{
	return which == FRAME_ACK_V4 || which == FRAME_ACK_V6 ? BNS_ACCEPT_QUEUE_FULL_ACK
							      : BNS_ACCEPT_QUEUE_FULL_SYN;
}

/* An exit that did not come: its drop has nobody else to book it. */
static __always_inline void settle_left_over(struct cpu_scratch *cpu, __u64 net_cookie)
{
	struct place place = {.other_cause = BNS_OTHER, .certain = true};
	struct bns_listener *listener = NULL;
	struct frame *frame = NULL;
	int i;

	for (i = 0; i < FRAMES; i++) {
		if (!cpu->frame[i].ref.id || cpu->frame[i].ref.net_cookie != net_cookie)
			continue;
		frame = &cpu->frame[i];
		place.queue_cause = overflow_cause(i);
	}
	if (!frame)
		return;
	settle(&frame->ref, frame->sock, &place, cpu, &listener);
	frame->ref.id = 0;
}

/* What moved before this packet is not this packet's. */
static __always_inline void look_before(const struct listener_ref *ref, struct cpu_scratch *cpu)
{
	struct bns_cell_key key = {.net_cookie = ref->net_cookie,
				   .cpu = bpf_get_smp_processor_id()};
	struct bns_cell *cell = bpf_map_lookup_elem(&cells, &key);
	__u64 *offset = this_cpu_offset(cpu);
	__u64 now[BNS_COUNTERS];
	int i;

	if (!cell || !offset || cell->phase != BNS_COUNTING)
		return;
	if (cookies_index)
		cell->cookies = read_word(cookies_address(ref->mib, *offset));
	if (read_word(cell_address(ref->mib, *offset, BNS_LISTEN_DROPS)) ==
	    cell->last[BNS_LISTEN_DROPS])
		return;
	settle_left_over(cpu, ref->net_cookie);
	/* Whatever else moved stays in the difference, but is not for the next to book. */
	read_counters(now, ref->mib, *offset);
	for (i = 0; i < BNS_COUNTERS; i++)
		cell->last[i] = now[i];
}

static __always_inline struct frame *enter(struct cpu_scratch *cpu, enum frame_of which, __u64 sock,
					   __u64 skb)
{
	struct frame *frame = &cpu->frame[which];
	struct listener_ref *ref = verified_listener(sock);

	if (!ref) {
		frame->ref.id = 0;
		return NULL;
	}
	look_before(ref, cpu);
	frame->ref = *ref;
	frame->sock = sock;
	frame->skb = skb;
	return frame;
}

static __always_inline int enter_syn(enum frame_of which, __u64 sock, __u64 skb)
{
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);

	if (!cpu)
		return 0;
	cpu->steps = 0;
	enter(cpu, which, sock, skb);
	return 0;
}

static __always_inline int enter_ack(enum frame_of which, __u64 sock, __u64 skb)
{
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);

	if (!cpu)
		return 0;
	/* Fast Open comes here in the middle of a SYN, whose steps stay. */
	cpu->steps &= ~(BNS_STEP_NO_CHILD | BNS_STEP_CHILD_NO_ROUTE);
	enter(cpu, which, sock, skb);
	return 0;
}

/* With cookies off, the last quarter of the SYN backlog is for clients that are known. */
static __always_inline bool reserves_backlog(__u64 net)
{
	const struct net___syncookies *has = (const void *)net;

	return !BPF_CORE_READ(has, ipv4.sysctl_tcp_syncookies);
}

/* Why a SYN was dropped that no full queue explains. */
static __always_inline __u8 syn_cause(const struct frame *frame, __u32 steps)
{
	if ((steps_known & BNS_STEP_REACHED) && !(steps & BNS_STEP_REACHED))
		return BNS_BAD_DESTINATION;
	if (steps & BNS_STEP_NO_REQUEST)
		return BNS_NO_MEMORY;
	if (steps & BNS_STEP_MPTCP_REFUSED)
		return BNS_MPTCP;
	if (steps & BNS_STEP_NO_ROUTE)
		return BNS_NO_ROUTE;
	/* A child of a SYN, refused or not: where the callers are hooked, only the SYN's exit sees. */
	if (steps & (BNS_STEP_FASTOPEN | BNS_STEP_NO_CHILD | BNS_STEP_CHILD_NO_ROUTE))
		return BNS_FASTOPEN;
	if ((steps & BNS_STEP_ROUTED) && reserves_backlog(frame->ref.net))
		return BNS_SYN_BACKLOG_RESERVED;
	return BNS_OTHER;
}

/* Why a final ACK was dropped that no full queue explains. */
static __always_inline __u8 ack_cause(__u32 steps)
{
	if (steps & BNS_STEP_NO_CHILD)
		return BNS_NO_MEMORY;
	if (steps & BNS_STEP_CHILD_NO_ROUTE)
		return BNS_NO_ROUTE;
	/* Where one could have seen the other two. */
	return steps_known & BNS_STEP_NO_CHILD ? BNS_CHILD_FAILED : BNS_OTHER;
}

static __always_inline int leave(struct cpu_scratch *cpu, struct frame *frame,
				 const struct place *place, const struct sk_buff *skb, bool typed)
{
	struct bns_listener *listener = NULL;
	struct packet packet = {};
	int cause = settle(&frame->ref, frame->sock, place, cpu, &listener);

	if (cause >= 0 && listener) {
		read_ports(&packet, skb, typed);
		read_addresses(&packet, skb, typed);
		report(listener, frame->sock, cause, &packet, cpu);
	}
	frame->ref.id = 0;
	return 0;
}

static __always_inline int leave_syn(enum frame_of which, const struct sk_buff *skb, bool typed)
{
	struct place place = {.queue_cause = BNS_ACCEPT_QUEUE_FULL_SYN, .certain = true};
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);
	struct frame *frame;

	if (!cpu || !cpu->frame[which].ref.id)
		return 0;
	frame = &cpu->frame[which];
	if (!typed)
		skb = (const void *)frame->skb;
	place.other_cause = syn_cause(frame, cpu->steps);
	return leave(cpu, frame, &place, skb, typed);
}

/* Fast Open makes the child of a SYN that is still being looked at. */
static __always_inline bool within_syn(const struct cpu_scratch *cpu, __u64 skb)
{
	int i;

	for (i = FRAME_SYN_V4; i <= FRAME_SUBFLOW_V6; i++)
		if (cpu->frame[i].ref.id && cpu->frame[i].skb == skb)
			return true;
	return false;
}

static __always_inline int leave_ack(enum frame_of which, const struct sk_buff *skb, bool typed)
{
	struct place place = {.queue_cause = BNS_ACCEPT_QUEUE_FULL_ACK, .certain = true};
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);
	struct frame *frame;

	if (!cpu || !cpu->frame[which].ref.id)
		return 0;
	frame = &cpu->frame[which];
	if (!typed)
		skb = (const void *)frame->skb;
	place.other_cause = ack_cause(cpu->steps);
	if (within_syn(cpu, frame->skb)) {
		place.queue_cause = BNS_ACCEPT_QUEUE_FULL_SYN;
		place.other_cause = BNS_FASTOPEN;
	} else if (cpu->cookie_skb == frame->skb) {
		place.queue_cause = BNS_ACCEPT_QUEUE_FULL_COOKIE;
	}
	return leave(cpu, frame, &place, skb, typed);
}

static __always_inline int mark_cookie(__u64 skb)
{
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);

	if (cpu)
		cpu->cookie_skb = skb;
	return 0;
}

static __always_inline int mark_step(__u32 step)
{
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);

	if (cpu && step)
		cpu->steps |= step;
	return 0;
}

/* MPTCP asks TCP for the route first. */
static __always_inline int mark_subflow(bool routed)
{
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);

	if (cpu && !routed && (cpu->steps & BNS_STEP_ROUTED))
		cpu->steps |= BNS_STEP_MPTCP_REFUSED;
	return 0;
}

static __always_inline int enter_taken_cookie(enum frame_of which, __u64 sock, __u64 skb)
{
	mark_cookie(skb);
	return enter_ack(which, sock, skb);
}

static __always_inline int leave_taken_cookie(enum frame_of which, const struct sk_buff *skb,
					      bool typed)
{
	leave_ack(which, skb, typed);
	return mark_cookie(0);
}

/*
 * An ICMP error about a request: the listener's packet is none of its clients', the request knows
 * them. It may be freed before the exit.
 */
static __always_inline int enter_icmp(const void *address)
{
	const struct request_sock *req = address;
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);
	struct packet *packet;
	__u32 *local, *peer;

	if (!cpu)
		return 0;
	if (!enter(cpu, FRAME_ICMP, (__u64)BPF_CORE_READ(req, __req_common.skc_listener), 0))
		return 0;
	/* The stack's copy is not needed here. */
	packet = (struct packet *)cpu->stack;
	local = packet->local_address;
	peer = packet->peer_address;
	__builtin_memset(packet, 0, sizeof(*packet));
	packet->local_port = BPF_CORE_READ(req, __req_common.skc_num);
	packet->peer_port = bpf_ntohs(BPF_CORE_READ(req, __req_common.skc_dport));
	if (BPF_CORE_READ(req, __req_common.skc_family) == AF_INET6) {
		BPF_CORE_READ_INTO((struct in6_addr *)local, req, __req_common.skc_v6_rcv_saddr);
		BPF_CORE_READ_INTO((struct in6_addr *)peer, req, __req_common.skc_v6_daddr);
		packet->family = BNS_IPV6;
		if (!is_v4_mapped(peer))
			return 0;
		local[0] = local[3];
		peer[0] = peer[3];
		local[1] = local[2] = local[3] = 0;
		peer[1] = peer[2] = peer[3] = 0;
	} else {
		local[0] = BPF_CORE_READ(req, __req_common.skc_rcv_saddr);
		peer[0] = BPF_CORE_READ(req, __req_common.skc_daddr);
	}
	packet->family = BNS_IPV4;
	return 0;
}

static __always_inline int leave_icmp(void)
{
	const struct place place = {
		.queue_cause = BNS_OTHER, .other_cause = BNS_ICMP_ABORT, .certain = true};
	struct bns_listener *listener = NULL;
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);
	struct frame *frame;
	int cause;

	if (!cpu || !cpu->frame[FRAME_ICMP].ref.id)
		return 0;
	frame = &cpu->frame[FRAME_ICMP];
	cause = settle(&frame->ref, frame->sock, &place, cpu, &listener);
	if (cause >= 0 && listener)
		report(listener, frame->sock, cause, (const struct packet *)cpu->stack, cpu);
	frame->ref.id = 0;
	return 0;
}

/* One body, two mechanisms. */
#define AT_ENTRY(name, function, by_fentry, by_kprobe)                                             \
	SEC("fentry/" #function)                                                                   \
	int fentry_##name(__u64 *ctx)                                                              \
	{                                                                                          \
		return by_fentry;                                                                  \
	}                                                                                          \
	SEC("kprobe")                                                                              \
	int kprobe_##name(struct pt_regs *ctx)                                                     \
	{                                                                                          \
		return by_kprobe;                                                                  \
	}

#define AT_EXIT(name, function, by_fexit, by_kretprobe)                                            \
	SEC("fexit/" #function)                                                                    \
	int fexit_##name(__u64 *ctx)                                                               \
	{                                                                                          \
		return by_fexit;                                                                   \
	}                                                                                          \
	SEC("kretprobe")                                                                           \
	int kretprobe_##name(struct pt_regs *ctx)                                                  \
	{                                                                                          \
		return by_kretprobe;                                                               \
	}

/*
 * What follows runs for a system call, which may sleep and go on elsewhere: a thread's place is kept
 * by its number. More threads than this at once, and the accepts of the longest waiting are missed.
 * An interrupt may come while a kprobe is at work here, and the kernel skips the kprobes of what it
 * brings: userspace has these only where a listener's own counter tells of drops that were missed.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, __u64);
} calling SEC(".maps");

static __always_inline int call(__u64 sock)
{
	__u64 thread = bpf_get_current_pid_tgid();

	bpf_map_update_elem(&calling, &thread, &sock, BPF_ANY);
	return 0;
}

static __always_inline int count_accepted(__u64 sock)
{
	struct listener_ref *ref = verified_listener(sock);
	struct bns_listener *listener = ref ? bpf_map_lookup_elem(&listeners, &ref->id) : NULL;

	if (listener)
		__sync_fetch_and_add(&listener->accepted, 1);
	return 0;
}

/*
 * A thread may wait in accept() for hours, and a kretprobe has only so many places for those between
 * entry and exit. So there the new socket is seen when it gets its file, which every accept() does,
 * those of other protocols too.
 */
static __always_inline int called_accept(const struct sock *accepted)
{
	__u64 thread = bpf_get_current_pid_tgid();
	__u16 protocol;
	__u64 *sock;

	protocol = BPF_CORE_READ(accepted, sk_protocol);
	if (protocol != IPPROTO_TCP && protocol != IPPROTO_MPTCP)
		return 0;
	sock = bpf_map_lookup_elem(&calling, &thread);
	if (!sock)
		return 0;
	count_accepted(*sock);
	bpf_map_delete_elem(&calling, &thread);
	if (!follows_queues)
		return 0;
	/* What has waited of an MPTCP connection is its first subflow. */
	if (protocol == IPPROTO_MPTCP && bpf_core_type_exists(struct mptcp_sock))
		accepted = BPF_CORE_READ((const struct mptcp_sock *)accepted, first);
	end_wait((__u64)accepted, false);
	return 0;
}

/*
 * A connection comes into the accept queue: before anybody can take it out again. Where it does not,
 * its listener has just closed, and nobody will ask.
 */
static __always_inline int enter_queue(__u64 sock, __u64 child, bool by_handshake)
{
	struct listener_ref *ref = verified_listener(sock);
	struct bns_listener *listener = ref ? bpf_map_lookup_elem(&listeners, &ref->id) : NULL;
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);
	__u64 number = 0;

	if (!cpu)
		return 0;
	cpu->queueing = listener ? sock : 0;
	if (!listener)
		return 0;
	/* The verifier calculates with no pointer that it knows for a socket's. */
	bpf_probe_read_kernel(&number, sizeof(number), &child);
	if (!by_handshake && cpu->noted == number)
		return 0;
	cpu->noted = by_handshake ? number : 0;
	__sync_fetch_and_add(&listener->arrived, 1);
	begin_wait(number, ref->id, bpf_ktime_get_ns() & ~(__u64)BNS_WAITED_BEFORE, true, false);
	return 0;
}

/* And now the queue is as long as it has become. */
static __always_inline int leave_queue(bool by_handshake)
{
	__u32 zero = 0;
	struct cpu_scratch *cpu = bpf_map_lookup_elem(&scratch, &zero);
	/* A variable: within BPF_CORE_READ it would be taken for a field of the kernel's. */
	__u64 sock = cpu ? cpu->queueing : 0;
	struct listener_ref *ref = sock ? verified_listener(sock) : NULL;
	struct bns_listener *listener = ref ? bpf_map_lookup_elem(&listeners, &ref->id) : NULL;

	if (listener)
		raise_32(&listener->accept_queue_peak,
			 BPF_CORE_READ((const struct sock *)sock, sk_ack_backlog), false);
	if (cpu && by_handshake)
		cpu->noted = 0;
	return 0;
}

/* A listener without bind() has its port now, and not yet when its state changed. */
static __always_inline int listens(__u64 sock, __u64 error)
{
	struct listener_ref *ref = (__s32)error ? NULL : verified_listener(sock);
	struct bns_listener *listener = ref ? bpf_map_lookup_elem(&listeners, &ref->id) : NULL;

	if (listener)
		learn_port(listener, (const struct sock *)sock);
	return 0;
}

static __always_inline int called_listen(__u64 error)
{
	__u64 thread = bpf_get_current_pid_tgid();
	__u64 *sock = bpf_map_lookup_elem(&calling, &thread);

	if (!sock)
		return 0;
	listens(*sock, error);
	bpf_map_delete_elem(&calling, &thread);
	return 0;
}

/* Functions that are handed (listener, packet) and drop. */
#define AROUND(kind, name, function, frame)                                                        \
	AT_ENTRY(name, function, enter_##kind(frame, ctx[0], ctx[1]),                              \
		 enter_##kind(frame, KPROBE_ARGUMENT_0(ctx), KPROBE_ARGUMENT_1(ctx)))              \
	AT_EXIT(name, function, leave_##kind(frame, (const struct sk_buff *)ctx[1], true),         \
		leave_##kind(frame, NULL, false))

AROUND(syn, syn_v4, tcp_v4_conn_request, FRAME_SYN_V4)
AROUND(syn, syn_v6, tcp_v6_conn_request, FRAME_SYN_V6)
AROUND(syn, subflow_v4, subflow_v4_conn_request, FRAME_SUBFLOW_V4)
AROUND(syn, subflow_v6, subflow_v6_conn_request, FRAME_SUBFLOW_V6)
AROUND(ack, ack_v4, tcp_v4_syn_recv_sock, FRAME_ACK_V4)
AROUND(ack, ack_v6, tcp_v6_syn_recv_sock, FRAME_ACK_V6)

AT_ENTRY(cookie, tcp_get_cookie_sock, mark_cookie(ctx[1]), mark_cookie(KPROBE_ARGUMENT_1(ctx)))
AT_EXIT(cookie, tcp_get_cookie_sock, mark_cookie(0), mark_cookie(0))

/* The two functions that call tcp_v4_syn_recv_sock, where that cannot be hooked itself. */
AROUND(ack, check, tcp_check_req, FRAME_ACK_V4)
AROUND(taken_cookie, taken_cookie, tcp_get_cookie_sock, FRAME_ACK_V6)

AT_ENTRY(icmp, tcp_req_err, enter_icmp((const void *)ctx[0]),
	 enter_icmp((const void *)KPROBE_ARGUMENT_0(ctx)))
AT_EXIT(icmp, tcp_req_err, leave_icmp(), leave_icmp())

AT_ENTRY(reached, tcp_conn_request, mark_step(BNS_STEP_REACHED), mark_step(BNS_STEP_REACHED))

/* What a function returned tells a step. */
#define RETURNS(name, function, which, body)                                                       \
	static __always_inline int returned_##name(__u64 value)                                    \
	{                                                                                          \
		return body;                                                                       \
	}                                                                                          \
	AT_EXIT(name, function, returned_##name(fexit_returned(ctx, parameters_of[which])),        \
		returned_##name(KPROBE_RETURNED(ctx)))

SEC("fexit/inet_csk_accept")
int fexit_accept(__u64 *ctx)
{
	__u64 accepted = fexit_returned(ctx, parameters_of[BNS_RETURNS_ACCEPT]);

	if (!accepted)
		return 0;
	count_accepted(ctx[0]);
	if (follows_queues)
		end_wait(accepted, false);
	return 0;
}

/* SYN cookies and Fast Open call it. */
AT_ENTRY(queued, inet_csk_reqsk_queue_add, enter_queue(ctx[0], ctx[2], false),
	 enter_queue(KPROBE_ARGUMENT_0(ctx), KPROBE_ARGUMENT_2(ctx), false))
AT_EXIT(queued, inet_csk_reqsk_queue_add, leave_queue(false), leave_queue(false))

/* All others, and the compiler has mostly inlined the above there. Not own_req: it adds nothing. */
AT_ENTRY(handshake, inet_csk_complete_hashdance,
	 (__u8)ctx[3] ? enter_queue(ctx[0], ctx[1], true) : 0,
	 (__u8)KPROBE_ARGUMENT_3(ctx) ?
		 enter_queue(KPROBE_ARGUMENT_0(ctx), KPROBE_ARGUMENT_1(ctx), true) : 0)
AT_EXIT(handshake, inet_csk_complete_hashdance, leave_queue(true), leave_queue(true))

SEC("kprobe")
int kprobe_accept(struct pt_regs *ctx)
{
	return call(KPROBE_ARGUMENT_0(ctx));
}

SEC("kprobe")
int kprobe_graft(struct pt_regs *ctx)
{
	return called_accept((const struct sock *)KPROBE_ARGUMENT_0(ctx));
}

SEC("kprobe")
int kprobe_listen(struct pt_regs *ctx)
{
	return call(KPROBE_ARGUMENT_0(ctx));
}

AT_EXIT(listen, inet_csk_listen_start,
	listens(ctx[0], fexit_returned(ctx, parameters_of[BNS_RETURNS_LISTEN])),
	called_listen(KPROBE_RETURNED(ctx)))

RETURNS(request, inet_reqsk_alloc, BNS_RETURNS_REQUEST, mark_step(value ? 0 : BNS_STEP_NO_REQUEST))
RETURNS(route_v4, tcp_v4_route_req, BNS_RETURNS_ROUTE_V4,
	mark_step(value ? BNS_STEP_ROUTED : BNS_STEP_NO_ROUTE))
RETURNS(route_v6, tcp_v6_route_req, BNS_RETURNS_ROUTE_V6,
	mark_step(value ? BNS_STEP_ROUTED : BNS_STEP_NO_ROUTE))
RETURNS(subflow_route_v4, subflow_v4_route_req, BNS_RETURNS_SUBFLOW_V4, mark_subflow(value))
RETURNS(subflow_route_v6, subflow_v6_route_req, BNS_RETURNS_SUBFLOW_V6, mark_subflow(value))
RETURNS(fastopen, tcp_try_fastopen, BNS_RETURNS_FASTOPEN, mark_step(value ? BNS_STEP_FASTOPEN : 0))
RETURNS(child, tcp_create_openreq_child, BNS_RETURNS_CHILD,
	mark_step(value ? 0 : BNS_STEP_NO_CHILD))
RETURNS(child_route_v4, inet_csk_route_child_sock, BNS_RETURNS_CHILD_ROUTE_V4,
	mark_step(value ? 0 : BNS_STEP_CHILD_NO_ROUTE))
RETURNS(child_route_v6, inet6_csk_route_req, BNS_RETURNS_CHILD_ROUTE_V6,
	mark_step(value ? 0 : BNS_STEP_CHILD_NO_ROUTE))

#endif /* BPFNETSTAT_FUNCTION_BPF_H */
