/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_DROP_BPF_H
#define BPFNETSTAT_DROP_BPF_H

/*
 * Listener drops, observed and not predicted: the kernel counts a drop on the CPU that handles the
 * packet, with bottom halves off, before it lets the packet go. So when a listener's packet is
 * freed, the difference of this CPU's counters since the last look is what the kernel itself did
 * with this packet.
 */

#include "function.bpf.h"
#include "queue_tracepoint.bpf.h"
#include <bpf/bpf_tracing.h>

const volatile __u32 mib_index[BNS_COUNTERS] = {};
const volatile __u32 cookies_index = 0; /* of SyncookiesSent; 0 = do not count */
const volatile __u32 possible_cpus = 1;
const volatile bool has_rdonly_cast = false;
const volatile bool has_socket_cookie = false;
const volatile bool has_task_btf = false;
const volatile bool has_sock_from_file = false;
const volatile __u64 id_secret = 0;
const volatile bool follows_queues = false;
const volatile __u64 wakes_readers = 0; /* sock_def_readable(); 0 = not known */
/* False forces the address fallback, for tests. */
const volatile bool use_stack_slot = true;
__u32 baseline_taken = 0;

/* Code ranges from kallsyms; a length of 0 never matches. */
const volatile struct bns_code_range rcv_state_process = {};
const volatile struct bns_code_range cookie_check[2] = {}; /* v4, v6 */
const volatile struct bns_code_range do_rcv[2] = {};

static __always_inline bool inside(const volatile struct bns_code_range *range, __u64 location)
{
	return location - range->start < range->length;
}

/* By IP version, v4 first. Written by any CPU, with equal contents. */
struct bns_stack_slot stack_slots[2] = {};

/* SYNs whose listener was not simply read from the slot; userspace shows them with -v. */
__u64 found_by_scan = 0;
__u64 found_by_address = 0;

/* The same for a word of unknown meaning, with this packet's port as a second witness. */
static __always_inline struct listener_ref *candidate_listener(__u64 word, __u16 local_port)
{
	struct listener_ref *ref = verified_listener(word);
	__u16 port = 0;

	if (!ref)
		return NULL;
	bpf_probe_read_kernel(&port, sizeof(port),
			      (void *)word + bpf_core_field_offset(struct sock, __sk_common.skc_num));
	return port == local_port ? ref : NULL;
}

#define SLOT_WORDS 24 /* how far above the anchor the slot may lie */

/*
 * Finds the slot anew: the highest word that equals `location` is consume_skb's return address
 * (lower ones are its copies as an argument). Stale words may name another listener, so a slot
 * must have been right in every packet looked at so far.
 */
static __always_inline struct listener_ref *scan_stack(__u64 ctx, __u64 location,
						       const struct sk_buff *skb,
						       struct cpu_scratch *cpu, int copy,
						       __u64 *sock)
{
	struct bns_stack_slot *learnt = &stack_slots[is_ipv6(skb, true)];
	volatile __u32 *anchor = &cpu->anchor;
	volatile __u32 *right = &cpu->right;
	struct listener_ref *found;
	struct packet packet = {};
	__u32 index;
	int i;

	if (bpf_probe_read_kernel(cpu->stack, sizeof(cpu->stack), (const void *)ctx))
		return NULL;
	*anchor = 0;
	*right = 0;
	for (i = 2; i < STACK_WORDS; i++)
		if (cpu->stack[i] == location)
			*anchor = i;
	if (!*anchor)
		return NULL;
	read_ports(&packet, skb, true);
	for (i = 1; i <= SLOT_WORDS; i++) {
		index = *anchor + i;
		if (index < STACK_WORDS &&
		    candidate_listener(cpu->stack[index], packet.local_port))
			*right |= 1U << i;
	}
	if (learnt->candidates & *right)
		*right &= learnt->candidates;
	for (i = 1; i <= SLOT_WORDS; i++) {
		if (!(*right & 1U << i))
			continue;
		index = *anchor + i;
		if (index >= STACK_WORDS)
			return NULL;
		learnt->candidates = *right;
		learnt->anchor[copy] = *anchor * 8;
		learnt->slot = i * 8;
		*sock = cpu->stack[index];
		found = verified_listener(*sock);
		if (found)
			__sync_fetch_and_add(&found_by_scan, 1);
		return found;
	}
	return NULL;
}

static __always_inline struct listener_ref *find_by_address(const struct sk_buff *skb, __u64 *sock)
{
	const struct net *net;
	struct dst_entry *dst = (void *)(skb->_skb_refdst & ~1UL);
	struct address_ref *group = NULL;
	struct address_key key = {};
	struct packet packet = {};

	net = BPF_CORE_READ(dst, dev, nd_net.net);
	read_ports(&packet, skb, true);
	read_addresses(&packet, skb, true);
	key.net_cookie = net_identity(net);
	key.port = packet.local_port;
	key.family = packet.family;
	__builtin_memcpy(key.address, packet.local_address, sizeof(key.address));
	group = bpf_map_lookup_elem(&listener_by_address, &key);
	if (!group && key.family == BNS_IPV4) {
		/* A v6 socket bound to the mapped address. */
		key.family = BNS_IPV6;
		*(__u32 *)&key.address[12] = packet.local_address[0];
		*(__u32 *)&key.address[8] = bpf_htonl(0xffff);
		*(__u32 *)&key.address[0] = 0;
		group = bpf_map_lookup_elem(&listener_by_address, &key);
		key.family = BNS_IPV4;
	}
	if (!group) {
		__builtin_memset(key.address, 0, sizeof(key.address));
		group = bpf_map_lookup_elem(&listener_by_address, &key);
	}
	if (!group && key.family == BNS_IPV4) {
		key.family = BNS_IPV6;
		group = bpf_map_lookup_elem(&listener_by_address, &key);
		if (group && group->v6only)
			group = NULL;
	}
	if (!group || group->members != 1 || !group->sock)
		return NULL;
	*sock = group->sock;
	return verified_listener(*sock);
}

/* Which listener consumed this SYN? The tracepoint does not say; its stack does. */
static __always_inline struct listener_ref *find_listener(__u64 ctx, __u64 location,
							  const struct sk_buff *skb,
							  struct cpu_scratch *cpu, int copy,
							  __u64 *sock)
{
	const struct bns_stack_slot *learnt = &stack_slots[is_ipv6(skb, true)];
	struct listener_ref *found;

	if (use_stack_slot) {
		__u64 anchor = ctx + learnt->anchor[copy];

		if (learnt->slot && read_word(anchor) == location) {
			*sock = read_word(anchor + learnt->slot);
			found = verified_listener(*sock);
			if (found)
				return found;
		}
		found = scan_stack(ctx, location, skb, cpu, copy, sock);
		if (found)
			return found;
	}
	found = find_by_address(skb, sock);
	if (found)
		__sync_fetch_and_add(&found_by_address, 1);
	else if (baseline_taken)
		__sync_fetch_and_add(&found_not, 1);
	return found;
}

/*
 * A program that interrupts itself on one CPU is skipped by the kernel. A second, equal program
 * is attached for that case: it runs then, and finds the work done otherwise. Listeners' packets
 * are handled in softirq, which does not nest, so `done_skb` is not disturbed in between.
 */
static __always_inline bool already_done(struct cpu_scratch *cpu, const struct sk_buff *skb,
					 int copy)
{
	bool done = cpu->done_skb == (__u64)skb;

	if (copy == 0) {
		cpu->done_skb = (__u64)skb;
		return false;
	}
	cpu->done_skb = 0;
	return done;
}

/* As settle(), and reports. False once the run is over here. */
static __always_inline bool settle_packet(const struct listener_ref *ref, __u64 sock,
					  __u8 queue_cause, const struct sk_buff *skb,
					  struct cpu_scratch *cpu)
{
	const struct place place = {.queue_cause = queue_cause, .other_cause = BNS_OTHER};
	struct bns_listener *listener = NULL;
	struct packet packet = {};
	int cause = settle(ref, sock, &place, cpu, &listener);

	if (cause >= 0 && listener) {
		read_ports(&packet, skb, true);
		read_addresses(&packet, skb, true);
		report(listener, sock, cause, &packet, cpu);
	}
	return cause != SETTLED_OVER;
}

static __always_inline int on_consumed(void *ctx, const struct sk_buff *skb, __u64 location,
				       int copy)
{
	struct listener_ref *ref;
	struct cpu_scratch *cpu;
	__u32 zero = 0;
	__u64 sock = 0;

	if (!inside(&rcv_state_process, location))
		return 0;
	cpu = bpf_map_lookup_elem(&scratch, &zero);
	if (!cpu || already_done(cpu, skb, copy))
		return 0;
	ref = find_listener((__u64)ctx, location, skb, cpu, copy, &sock);
	if (ref)
		settle_packet(ref, sock, BNS_ACCEPT_QUEUE_FULL_SYN, skb, cpu);
	return 0;
}

SEC("tp_btf/consume_skb")
int BPF_PROG(syn_tracepoint, struct sk_buff *skb, void *location)
{
	return on_consumed(ctx, skb, (__u64)location, 0);
}

SEC("tp_btf/consume_skb")
int BPF_PROG(syn_tracepoint_again, struct sk_buff *skb, void *location)
{
	return on_consumed(ctx, skb, (__u64)location, 1);
}

/* Does the kernel add to sk_drops when it discards a listener's packet here? */
static __always_inline bool counts_sk_drops(__u64 location)
{
	return !inside(&do_rcv[0], location) && !inside(&do_rcv[1], location) &&
	       !inside(&cookie_check[0], location) && !inside(&cookie_check[1], location);
}

/* sk_drops_skbadd() adds the number of segments that the packet was made of, at least one. */
static __always_inline __u64 discarded_segments(const struct sk_buff *skb)
{
	const struct skb_shared_info *info = (const void *)(skb->head + skb->end);
	__u16 segments = BPF_CORE_READ(info, gso_segs);

	return segments ? segments : 1;
}

static __always_inline int on_discarded(const struct sk_buff *skb, __u64 location,
					const struct sock *sk, int copy)
{
	struct bns_listener *listener;
	struct listener_ref *ref;
	struct cpu_scratch *cpu;
	__u64 segments;
	__u32 zero = 0;
	__u8 state, cause;

	if (!sk)
		return 0;
	state = sk->__sk_common.skc_state;
	/* CLOSE: a listener that was closed while the packet was on its way. */
	if (state != TCP_LISTEN && state != TCP_CLOSE)
		return 0;
	ref = verified_listener((__u64)sk);
	if (!ref) {
		if (state == TCP_LISTEN && baseline_taken)
			__sync_fetch_and_add(&found_not, 1);
		return 0;
	}
	cpu = bpf_map_lookup_elem(&scratch, &zero);
	if (!cpu || already_done(cpu, skb, copy))
		return 0;
	cause = inside(&cookie_check[0], location) || inside(&cookie_check[1], location)
			? BNS_ACCEPT_QUEUE_FULL_COOKIE
			: BNS_ACCEPT_QUEUE_FULL_ACK;
	if (!settle_packet(ref, (__u64)sk, cause, skb, cpu) || !counts_sk_drops(location))
		return 0;
	listener = bpf_map_lookup_elem(&listeners, &ref->id);
	if (listener) {
		segments = discarded_segments(skb);
		__sync_fetch_and_add(&listener->other_discards, segments);
		__sync_fetch_and_add(&listener->explained, segments);
	}
	return 0;
}

SEC("tp_btf/kfree_skb")
int BPF_PROG(discard_tracepoint, struct sk_buff *skb, void *location, int reason, struct sock *sk)
{
	return on_discarded(skb, (__u64)location, sk, 0);
}

SEC("tp_btf/kfree_skb")
int BPF_PROG(discard_tracepoint_again, struct sk_buff *skb, void *location, int reason,
	     struct sock *sk)
{
	return on_discarded(skb, (__u64)location, sk, 1);
}

/* Run once on every CPU at start: teaches that CPU's offset. */
SEC("raw_tp")
int learn_cpu_offset(void *ctx)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct cpu_scratch *here;
	__u32 zero = 0;
	__u64 base;
	__u64 offset;

	here = bpf_map_lookup_elem(&scratch, &zero);
	if (!here)
		return 1;
	*(volatile __u64 *)&scratch_map = (__u64)&scratch;
	base = *(volatile __u64 *)&scratch_map;
	if (bpf_probe_read_kernel(&base, sizeof(base),
				  (const void *)base +
					  bpf_core_field_offset(struct bpf_array, pptrs)))
		return 2;
	scratch_base = base;
	offset = scratch_address(here) - base;
	return bpf_map_update_elem(&cpu_offsets, &cpu, &offset, BPF_ANY) ? 3 : 0;
}

/*
 * Run for args[0], a CPU that was offline when the others learnt their offsets: args[1] is the
 * address of the kernel's own table, __per_cpu_offset. Refuses one that does not say of this CPU
 * what it learnt.
 */
SEC("raw_tp")
int learn_offline_cpu_offset(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 here = bpf_get_smp_processor_id(), cpu = ctx->args[0];
	__u64 *offset = bpf_map_lookup_elem(&cpu_offsets, &here);
	const void *table = (const void *)ctx->args[1];
	__u64 known = 0, learnt = 0;

	if (bpf_probe_read_kernel(&known, 8, table + 8 * (__u64)here) ||
	    bpf_probe_read_kernel(&learnt, 8, table + 8 * (__u64)cpu) || !offset ||
	    known != *offset)
		return 1;
	return bpf_map_update_elem(&cpu_offsets, &cpu, &learnt, BPF_ANY) ? 3 : 0;
}

/* What a run needs to know of the listener that args[0] names. */
static __always_inline struct listener_ref *named_listener(struct bpf_raw_tracepoint_args *ctx,
							   struct bns_listener **listener)
{
	__u64 id = ctx->args[0];
	struct listener_ref *ref;
	__u64 sock;

	*listener = bpf_map_lookup_elem(&listeners, &id);
	if (!*listener)
		return NULL;
	sock = (*listener)->sock;
	ref = bpf_map_lookup_elem(&listener_by_sock, &sock);
	return ref && ref->id == id ? ref : NULL;
}

/*
 * Run once by a process on every CPU, and not as an interrupt, for each namespace where somebody
 * listened before us, CPU 0 last: no packet is half-way here then. With BNS_LOOK_OFFLINE by any
 * CPU, for one that is offline, where there is no packet.
 */
SEC("raw_tp")
int begin_cell_here(struct bpf_raw_tracepoint_args *ctx)
{
	struct bns_listener *listener;
	struct listener_ref *ref = named_listener(ctx, &listener);
	__u64 flags = ctx->args[1];
	__u32 cpu = flags & BNS_LOOK_OFFLINE ? flags >> BNS_LOOK_CPU_SHIFT :
					       bpf_get_smp_processor_id();
	__u64 *offset = bpf_map_lookup_elem(&cpu_offsets, &cpu);

	/* Without its offset a CPU's counters would be read from somewhere else. */
	if (!ref || !offset || !*offset)
		return 1;
	begin_cell((const struct net *)ref->net, ref->net_cookie, ref->mib, cpu, *offset, 64);
	return 0;
}

/* Run once for each listener that was there before us, when its namespace counts on every CPU. */
SEC("raw_tp")
int begin_listener(struct bpf_raw_tracepoint_args *ctx)
{
	struct bns_listener *listener;

	if (named_listener(ctx, &listener) && !listener->closed_ns)
		leave_out_earlier_drops(listener, (const struct sock *)listener->sock);
	return 0;
}

/* What look_at_cell() saw; one run at a time. */
struct bns_cell seen_cell = {};

/*
 * A namespace leaves the kernel's list before its counters are freed, and its struct may lie there
 * unchanged for long.
 */
static __always_inline bool is_alive(const struct net *net, __u64 net_cookie)
{
	__u64 node = (__u64)net + bpf_core_field_offset(struct net, list);

	return net_identity(net) == net_cookie &&
	       (__u64)BPF_CORE_READ(net, list.prev, next) == node;
}

static __always_inline bool same_cell(const struct bns_cell *copy, const struct bns_cell *cell)
{
	int i;

	for (i = 0; i < BNS_COUNTERS; i++)
		if (copy->last[i] != *(const volatile __u64 *)&cell->last[i] ||
		    copy->booked[i] != *(const volatile __u64 *)&cell->booked[i])
			return false;
	return true;
}

/*
 * Run on every CPU for one namespace, at the end of a run and at intervals: copies the cell if all
 * that the kernel counted has been looked at, else answers BNS_LOOKED_UNSETTLED (a packet is
 * between its counter and its end: come again). Of a namespace that is gone the last look stands.
 * From another CPU this runs as an interrupt, else as a process, and then a softirq may come
 * between any two lines: what it books before the phase is set still counts, later it books nothing.
 * The kernel's sums include CPUs that are offline: their cells are read from wherever this runs.
 */
SEC("raw_tp")
int look_at_cell(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 flags = ctx->args[1];
	bool as_it_stands = flags & (BNS_LOOK_FORCE | BNS_LOOK_PEEK | BNS_LOOK_OFFLINE);
	__u32 cpu = flags & BNS_LOOK_OFFLINE ? flags >> BNS_LOOK_CPU_SHIFT :
					       bpf_get_smp_processor_id();
	struct bns_cell_key key = {.net_cookie = ctx->args[0], .cpu = cpu};
	struct bns_cell *cell = bpf_map_lookup_elem(&cells, &key);
	__u64 *offset = bpf_map_lookup_elem(&cpu_offsets, &cpu);
	__u64 mib, now[BNS_COUNTERS];
	const struct net *net;
	bool settled = true;
	int i;

	if (!cell || !offset)
		return BNS_LOOKED_NOT;
	if (cell->phase == BNS_CLOSED && !(flags & BNS_LOOK_PEEK)) {
		seen_cell = *cell;
		return BNS_LOOKED;
	}
	net = (const struct net *)cell->net;
	if (!is_alive(net, key.net_cookie)) {
		seen_cell = *cell;
		return BNS_LOOKED_GONE;
	}
	mib = (__u64)BPF_CORE_READ(net, mib.net_statistics);
	for (i = 0; i < BNS_COUNTERS; i++) {
		bpf_probe_read_kernel(&now[i], 8, (const void *)cell_address(mib, *offset, i));
		if (now[i] != cell->last[i])
			settled = false;
	}
	if (!settled && !as_it_stands)
		return BNS_LOOKED_UNSETTLED;
	if (flags & BNS_LOOK_CLOSE)
		cell->phase = BNS_CLOSED;
	barrier();
	seen_cell = *cell;
	barrier();
	if (!as_it_stands)
		return same_cell(&seen_cell, cell) ? BNS_LOOKED : BNS_LOOKED_UNSETTLED;
	for (i = 0; i < BNS_COUNTERS; i++)
		if ((__s64)(now[i] - seen_cell.last[i]) > 0)
			seen_cell.last[i] = now[i];
	return BNS_LOOKED;
}

#endif /* BPFNETSTAT_DROP_BPF_H */
