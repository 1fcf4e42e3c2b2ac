/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_SETTLE_BPF_H
#define BPFNETSTAT_SETTLE_BPF_H

/*
 * From "a listener is done with a packet" to a booked and reported drop, whatever mechanism saw it:
 * the difference of this CPU's counters since the last look is what the kernel itself did.
 */

#include "compat.bpf.h"
#include "listener.bpf.h"

#define E2BIG 7

/* Ring records per CPU and window of 2^24 ns (17 ms); equal drops beyond that are folded. */
const volatile __u32 records_per_window = 168;
#define WINDOW_SHIFT 24

/*
 * Drops folded by listener, cause and client. Userspace swaps the inner map for an empty one, which
 * waits until no program can still write the old one, and then reads it at leisure. 16,384 clients
 * between two swaps; what finds no room is counted in the listener's `unfolded`.
 */
struct fold_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	/* Sizes, not types: behind an inner map clang 14 leaves only forward declarations. */
	__uint(key_size, sizeof(struct bns_fold_key));
	__uint(value_size, sizeof(struct bns_fold));
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct fold_map);
} folds SEC(".maps");

/* Drops that went another way than the ring: tells userspace that there is something to fetch. */
__u64 folded_drops = 0;
/* Set when an insert failed, cleared by userspace with the exchange: saves a flood its attempts. */
__u32 fold_map_full = 0;

/* Packets whose listener is in no map: there was no room, or nobody saw it open. */
__u64 found_not = 0;

/* Address of map `scratch`, in a variable: only so does it lose its type. */
__u64 scratch_map = 0;
/* Address of its element without a CPU's offset. */
__u64 scratch_base = 0;

/* The verifier does not let one subtract from a map's pointer; what was stored is a number. */
static __always_inline __u64 scratch_address(struct cpu_scratch *cpu)
{
	volatile __u64 *number = &cpu->stack[0];

	*number = (__u64)cpu;
	return *number;
}

/* The packet at hand, as read from its headers. */
struct packet {
	__u8 family;
	__u16 local_port;
	__u16 peer_port;
	__u32 peer_address[4]; /* these two are filled as one */
	__u32 local_address[4];
};

/*
 * `typed`: the verifier knows skb for an sk_buff, and its fields take plain loads. A constant
 * wherever it is passed on.
 */
#define SKB_FIELD(skb, field) (typed ? (skb)->field : BPF_CORE_READ(skb, field))

static __always_inline bool is_ipv6(const struct sk_buff *skb, bool typed)
{
	return SKB_FIELD(skb, protocol) == bpf_htons(ETH_P_IPV6);
}

static __always_inline void read_ports(struct packet *packet, const struct sk_buff *skb,
				       bool typed)
{
	struct {
		__be16 source;
		__be16 dest;
	} ports = {};

	bpf_probe_read_kernel(&ports, sizeof(ports), SKB_FIELD(skb, head) + SKB_FIELD(skb, transport_header));
	packet->peer_port = bpf_ntohs(ports.source);
	packet->local_port = bpf_ntohs(ports.dest);
}

static __always_inline void read_addresses(struct packet *packet, const struct sk_buff *skb,
					   bool typed)
{
	const void *header = SKB_FIELD(skb, head) + SKB_FIELD(skb, network_header);

	/* Source and destination lie side by side: at byte 12 in IPv4, at byte 8 in IPv6. */
	if (is_ipv6(skb, typed)) {
		packet->family = BNS_IPV6;
		bpf_probe_read_kernel(packet->peer_address, 32, header + 8);
	} else {
		__u32 pair[2] = {};

		packet->family = BNS_IPV4;
		bpf_probe_read_kernel(pair, sizeof(pair), header + 12);
		__builtin_memset(packet->peer_address, 0, 32);
		packet->peer_address[0] = pair[0];
		packet->local_address[0] = pair[1];
	}
}

/* The entry of a listener at this address, if it is that listener still. */
static __always_inline struct listener_ref *verified_listener(__u64 sock)
{
	struct listener_ref *ref = bpf_map_lookup_elem(&listener_by_sock, &sock);

	if (!ref)
		return NULL;
	if (!has_socket_cookie)
		return may_be_listener((const struct sock *)sock) ? ref : NULL;
	return read_sock_cookie(sock) == ref->id ? ref : NULL;
}

static __always_inline void fold(const struct bns_fold_key *key, const struct bns_drop *drop,
				 struct bns_listener *listener)
{
	struct bns_fold *known, fresh = {
		.count = 1,
		.last_ns = drop->time_ns,
		.accept_queue = drop->accept_queue,
		.accept_queue_limit = drop->accept_queue_limit,
	};
	__u32 zero = 0;
	void *inner = bpf_map_lookup_elem(&folds, &zero);
	long error;
	__u8 cause;

	__sync_fetch_and_add(&folded_drops, 1);

	if (inner) {
		known = bpf_map_lookup_elem(inner, key);
		if (!known && !fold_map_full) {
			error = bpf_map_update_elem(inner, key, &fresh, BPF_NOEXIST);
			if (!error)
				return;
			if (error == -EEXIST)
				known = bpf_map_lookup_elem(inner, key);
			else if (error == -E2BIG)
				fold_map_full = 1;
		}
		if (known) {
			__sync_fetch_and_add(&known->count, 1);
			known->last_ns = drop->time_ns;
			known->accept_queue = drop->accept_queue;
			known->accept_queue_limit = drop->accept_queue_limit;
			return;
		}
	}
	cause = *(volatile const __u8 *)&drop->cause;
	if (cause < BNS_CAUSES)
		__sync_fetch_and_add(&listener->unfolded[cause], 1);
}

static __always_inline bool may_emit(struct cpu_scratch *cpu, __u64 now_ns)
{
	__u64 window = now_ns >> WINDOW_SHIFT;

	if (cpu->window_ns != window) {
		cpu->window_ns = window;
		cpu->window_records = 0;
	}
	return cpu->window_records++ < records_per_window;
}

static __always_inline void report(struct bns_listener *listener, __u64 sock, __u8 cause,
				   const struct packet *packet, struct cpu_scratch *cpu)
{
	struct bns_fold_key key = {};
	struct bns_drop drop = {.kind = BNS_DROP};

	drop.netns = listener->netns;
	drop.time_ns = bpf_ktime_get_ns();
	drop.listener_id = listener->id;
	drop.cause = cause;
	drop.queue_known = 1;
	bpf_probe_read_kernel(&drop.accept_queue, 4,
			      (void *)sock + bpf_core_field_offset(struct sock, sk_ack_backlog));
	bpf_probe_read_kernel(&drop.accept_queue_limit, 4,
			      (void *)sock + bpf_core_field_offset(struct sock, sk_max_ack_backlog));
	drop.family = packet->family;
	drop.mapped = packet->family == BNS_IPV4 && listener->family == BNS_IPV6;
	drop.local_port = packet->local_port;
	drop.peer_port = packet->peer_port;
	__builtin_memcpy(drop.local_address, packet->local_address, 16);
	__builtin_memcpy(drop.peer_address, packet->peer_address, 16);

	if (may_emit(cpu, drop.time_ns) &&
	    !bpf_ringbuf_output(&events, &drop, sizeof(drop), 0))
		return;
	key.listener_id = drop.listener_id;
	key.netns = drop.netns;
	key.cause = cause;
	key.family = drop.family;
	key.mapped = drop.mapped;
	key.local_port = drop.local_port;
	__builtin_memcpy(key.local_address, drop.local_address, 16);
	__builtin_memcpy(key.peer_address, drop.peer_address, 16);
	fold(&key, &drop, listener);
}

/* How far the listener's own sk_drops is ahead of what was accounted for. */
static __always_inline __u32 unexplained_drops(const struct bns_listener *listener, __u64 sock)
{
	__u64 explained = *(const volatile __u64 *)&listener->explained;
	__u32 sk_drops = 0;

	barrier(); /* in this order: another CPU moves sk_drops first, explained later */
	bpf_probe_read_kernel(&sk_drops, sizeof(sk_drops),
			      (void *)sock + bpf_core_field_offset(struct sock, sk_drops));
	return sk_drops - listener->sk_drops_first - (__u32)explained;
}

/* This CPU's distance from a per-CPU address; NULL for a CPU that cannot be. */
static __always_inline __u64 *this_cpu_offset(struct cpu_scratch *cpu)
{
	__u32 index = bpf_get_smp_processor_id();
	__u64 *offset = bpf_map_lookup_elem(&cpu_offsets, &index);

	if (offset && !*offset)
		/* This CPU came online after the start. */
		*offset = scratch_address(cpu) - *(volatile __u64 *)&scratch_base;
	return offset;
}

static __always_inline void read_counters(__u64 now[BNS_COUNTERS], __u64 mib, __u64 offset)
{
	now[0] = read_word(cell_address(mib, offset, BNS_LISTEN_OVERFLOWS));
	now[1] = read_word(cell_address(mib, offset, BNS_LISTEN_DROPS));
	now[2] = read_word(cell_address(mib, offset, BNS_TCP_REQ_Q_FULL_DROP));
}

/*
 * A cookie is no drop, so no sum of the listener's vouches for it: what several packets moved
 * together, of which some program was skipped, is nobody's but for one.
 */
static __always_inline void settle_cookie(const struct listener_ref *ref, struct bns_cell *cell,
					  __u64 cpu_offset)
{
	struct bns_listener *listener;
	__u64 now;

	if (!cookies_index)
		return;
	now = read_word(cookies_address(ref->mib, cpu_offset));
	if (now == cell->cookies)
		return;
	cell->cookies = now;
	listener = bpf_map_lookup_elem(&listeners, &ref->id);
	if (listener)
		__sync_fetch_and_add(&listener->cookies_sent, 1);
}

/* Answers of settle() besides a cause. */
#define SETTLED_NOTHING (-1)
#define SETTLED_OVER	(-2) /* the run is over here */

/*
 * What a mechanism knows of the place where a listener is done with a packet. `certain`: the
 * counters were looked at when the packet came in, so what moved since is this packet's.
 */
struct place {
	__u8 queue_cause; /* what an overflow means here */
	__u8 other_cause; /* what a drop means that no queue explains */
	bool certain;
};

/*
 * Books what the kernel counted for the packet that this listener is done with. The answer is the
 * cause of its drop, which is to be reported, or one of the two above.
 */
static __always_inline int settle(const struct listener_ref *ref, __u64 sock,
				  const struct place *place, struct cpu_scratch *cpu,
				  struct bns_listener **found)
{
	struct bns_cell_key key = {.net_cookie = ref->net_cookie,
				   .cpu = bpf_get_smp_processor_id()};
	struct bns_listener *listener;
	__u64 now[BNS_COUNTERS];
	struct bns_cell *cell;
	__u64 overflows, queue_full;
	__u64 *offset;
	__u8 cause;

	offset = this_cpu_offset(cpu);
	if (!offset)
		return SETTLED_OVER;
	read_counters(now, ref->mib, *offset);
	cell = bpf_map_lookup_elem(&cells, &key);
	if (!cell) {
		/* A CPU that came online later, unless the baseline is still being taken. */
		if (!baseline_taken)
			return SETTLED_NOTHING;
		begin_cell((const struct net *)ref->net, ref->net_cookie, ref->mib, key.cpu,
			   *offset, 1);
		/* This packet's drop lies before the begin: its total would be silently short. */
		listener = bpf_map_lookup_elem(&listeners, &ref->id);
		if (listener && unexplained_drops(listener, sock))
			count_loss(BNS_UNTRACKED_CELL);
		return SETTLED_NOTHING;
	}
	if (cell->phase == BNS_BEGINNING) {
		follow_kernel(cell, ref->mib, *offset);
		cell->cookies = cookies_sent(ref->mib, *offset);
		return SETTLED_NOTHING;
	}
	if (cell->phase == BNS_CLOSED)
		return SETTLED_OVER;
	settle_cookie(ref, cell, *offset);
	/* Every drop moves this one. */
	if (now[BNS_LISTEN_DROPS] == cell->last[BNS_LISTEN_DROPS])
		return SETTLED_NOTHING;
	overflows = now[BNS_LISTEN_OVERFLOWS] - cell->last[BNS_LISTEN_OVERFLOWS];
	queue_full = now[BNS_TCP_REQ_Q_FULL_DROP] - cell->last[BNS_TCP_REQ_Q_FULL_DROP];
	listener = bpf_map_lookup_elem(&listeners, &ref->id);
	if (!listener)
		return SETTLED_NOTHING;
	/*
	 * The namespace dropped something on this CPU, but was it here? A full queue is only counted
	 * with a packet at hand, other drops are not; but the packet may have been that of a listener
	 * that we do not know. Whoever drops adds to its own sk_drops before. If that is explained
	 * already, the drop was another listener's that no program saw (an ICMP error aborts a request
	 * without a packet of the listener's): it stays in the difference.
	 */
	if (!place->certain && ((!overflows && !queue_full) || *(const volatile __u64 *)&found_not) &&
	    !unexplained_drops(listener, sock))
		return SETTLED_NOTHING;
	/* One of them is this packet's; any more belong to packets that no program saw. */
	cell->booked[BNS_LISTEN_DROPS]++;
	if (overflows) {
		cell->booked[BNS_LISTEN_OVERFLOWS]++;
		cause = place->queue_cause;
	} else if (queue_full) {
		cell->booked[BNS_TCP_REQ_Q_FULL_DROP]++;
		cause = BNS_SYN_QUEUE_FULL;
	} else {
		cause = place->other_cause;
	}
	/* Booked first: look_at_cell() may interrupt here, and must then come again. */
	barrier();
	cell->last[BNS_LISTEN_OVERFLOWS] = now[BNS_LISTEN_OVERFLOWS];
	cell->last[BNS_LISTEN_DROPS] = now[BNS_LISTEN_DROPS];
	cell->last[BNS_TCP_REQ_Q_FULL_DROP] = now[BNS_TCP_REQ_Q_FULL_DROP];

	if (cause >= BNS_CAUSES)
		cause = BNS_OTHER;
	__sync_fetch_and_add(&listener->drops[cause], 1);
	__sync_fetch_and_add(&listener->explained, 1);
	*found = listener;
	return cause;
}

#endif /* BPFNETSTAT_SETTLE_BPF_H */
