/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_QUEUE_BPF_H
#define BPFNETSTAT_QUEUE_BPF_H

/* Accept queues: what comes into them, what accept(2) takes, and how long it waited in between. */

#include "listener.bpf.h"

/* Set by userspace where somebody wants to know. */
extern const volatile bool follows_queues;

#define QUEUED_SETS_BITS 14

/*
 * Hooks of arrival put in, those of accept(2) take out. What is never accepted, because its listener
 * closed, stays until its address is used again or its place is needed: the cookie tells. Room for
 * 131,072 in 4 MiB. Where 9 fall into one set the oldest loses its place, and has no wait: hardly
 * ever below some ten thousand that wait at once. A hash map that forgets (LRU) took longer than all
 * the rest.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << QUEUED_SETS_BITS);
	__type(key, __u32);
	__type(value, struct bns_queued_set);
} queued_connections __weak SEC(".maps");

/* By listener, from its first accept on. Programs insert and add, userspace reads and deletes. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct bns_waits);
} waits __weak SEC(".maps");

/* Too large for the BPF stack: what a new entry begins as. */
static const struct bns_waits no_waits = {};

/* One attempt. False if another CPU got in between. */
static __always_inline bool raised_32(__u32 *highest, __u32 value, bool fetches)
{
	__u32 seen = *(volatile __u32 *)highest;

	if (seen >= value)
		return true;
	if (fetches)
		return __sync_val_compare_and_swap(highest, seen, value) == seen;
	*(volatile __u32 *)highest = value;
	return false;
}

static __always_inline bool raised_64(__u64 *highest, __u64 value, bool fetches)
{
	__u64 seen = *(volatile __u64 *)highest;

	if (seen >= value)
		return true;
	if (fetches)
		return __sync_val_compare_and_swap(highest, seen, value) == seen;
	*(volatile __u64 *)highest = value;
	return false;
}

/*
 * The higher of both. `fetches` as for the state program: without, another CPU may write a lower one
 * over ours at the same moment, so we look again, which it may outlast. No loop: its counter may come
 * to lie on the stack, and kernels up to 6.1 then take it for one without an end.
 */
#define RAISE(raised, highest, value, fetches)                                                     \
	((void)(raised(highest, value, fetches) || raised(highest, value, fetches) ||              \
		raised(highest, value, fetches) || raised(highest, value, fetches) ||              \
		raised(highest, value, fetches) || raised(highest, value, fetches)))

static __always_inline void raise_32(__u32 *highest, __u32 value, bool fetches)
{
	RAISE(raised_32, highest, value, fetches);
}

static __always_inline void raise_64(__u64 *highest, __u64 value, bool fetches)
{
	RAISE(raised_64, highest, value, fetches);
}

static __always_inline struct bns_queued_set *queued_set_of(__u64 child)
{
	/* Sockets lie in slabs: Fibonacci hashing spreads them. */
	__u32 index = (child * 0x9e3779b97f4a7c15ULL) >> (64 - QUEUED_SETS_BITS);

	return bpf_map_lookup_elem(&queued_connections, &index);
}

static __always_inline void fill_queued(struct bns_queued *queued, __u64 child, __u64 listener_id,
					__u64 since_ns)
{
	queued->since_ns = since_ns;
	queued->listener_id = listener_id;
	queued->cookie = read_sock_cookie(child);
}

/*
 * A connection is in the queue, or will be in a moment; `child` is a number to the verifier. False if
 * it is known already and `anew` is not set. `fetches` as for the state program: without, two CPUs
 * may take the same way, and one connection has no wait.
 */
static __always_inline bool begin_wait(__u64 child, __u64 listener_id, __u64 since_ns, bool anew,
				       bool fetches)
{
	struct bns_queued_set *set = queued_set_of(child);
	__u64 oldest_ns = ~0ULL;
	__u32 oldest = 0;
	int i;

	if (!set)
		return false;
	for (i = 0; i < BNS_QUEUED_WAYS; i++) {
		if (set->child[i] != child)
			continue;
		if (anew)
			fill_queued(&set->way[i], child, listener_id, since_ns);
		return anew;
	}
	for (i = 0; i < BNS_QUEUED_WAYS; i++) {
		if (set->child[i])
			continue;
		if (!fetches)
			set->child[i] = child;
		else if (__sync_val_compare_and_swap(&set->child[i], 0, child))
			continue;
		fill_queued(&set->way[i], child, listener_id, since_ns);
		return true;
	}
	for (i = 0; i < BNS_QUEUED_WAYS; i++) {
		if (set->way[i].since_ns >= oldest_ns)
			continue;
		oldest_ns = set->way[i].since_ns;
		oldest = i;
	}
	if (oldest < BNS_QUEUED_WAYS) {
		set->child[oldest] = child;
		fill_queued(&set->way[oldest], child, listener_id, since_ns);
	}
	return true;
}

/* The connection waits no more. False if it did not as far as is known. */
static __always_inline bool take_queued(__u64 child, struct bns_queued *queued, bool fetches)
{
	struct bns_queued_set *set = queued_set_of(child);
	int i;

	if (!set)
		return false;
	for (i = 0; i < BNS_QUEUED_WAYS; i++) {
		if (set->child[i] != child)
			continue;
		*queued = set->way[i];
		/* Two may come at once; one of them counts. */
		if (!fetches)
			set->child[i] = 0;
		else if (__sync_val_compare_and_swap(&set->child[i], child, 0) != child)
			return false;
		return !queued->cookie || queued->cookie == read_sock_cookie(child);
	}
	return false;
}

static __always_inline __u32 bucket_of(__u64 wait_ns)
{
	__u64 us = wait_ns / 1000;
	__u32 bucket = 0;

	if (us >> 32) {
		us >>= 32;
		bucket += 32;
	}
	if (us >> 16) {
		us >>= 16;
		bucket += 16;
	}
	if (us >> 8) {
		us >>= 8;
		bucket += 8;
	}
	if (us >> 4) {
		us >>= 4;
		bucket += 4;
	}
	if (us >> 2) {
		us >>= 2;
		bucket += 2;
	}
	bucket += us < 2 ? us : 2;
	return bucket < BNS_WAIT_BUCKETS ? bucket : BNS_WAIT_BUCKETS - 1;
}

static __always_inline struct bns_waits *waits_of(__u64 listener_id)
{
	struct bns_waits *sum = bpf_map_lookup_elem(&waits, &listener_id);

	if (sum)
		return sum;
	/* The listener may be gone, and the connection another's (tcp_migrate_req). */
	if (!bpf_map_lookup_elem(&listeners, &listener_id))
		return NULL;
	bpf_map_update_elem(&waits, &listener_id, &no_waits, BPF_NOEXIST);
	sum = bpf_map_lookup_elem(&waits, &listener_id);
	if (!sum)
		count_loss(BNS_UNTRACKED_LISTENER);
	return sum;
}

/*
 * Somebody has accepted the connection with this socket, a number to the verifier. False if it did
 * not wait as far as is known. Without `fetches` two CPUs may put their waits in one place of
 * `latest`.
 */
static __always_inline bool end_wait(__u64 child, bool fetches)
{
	struct bns_queued queued;
	struct bns_waits *sum;
	__u64 now_ns, wait_ns, number;
	__u32 bucket;

	if (!take_queued(child, &queued, fetches))
		return false;
	sum = waits_of(queued.listener_id);
	if (!sum)
		return true;
	now_ns = bpf_ktime_get_ns();
	/* Both in even numbers, so that the lowest bit stays as it is in since_ns. */
	wait_ns = (now_ns & ~(__u64)BNS_WAITED_BEFORE) - (queued.since_ns & ~(__u64)BNS_WAITED_BEFORE);
	wait_ns |= queued.since_ns & BNS_WAITED_BEFORE;
	bucket = bucket_of(wait_ns);
	if (fetches) {
		number = __sync_fetch_and_add(&sum->count, 1);
	} else {
		number = *(volatile __u64 *)&sum->count;
		__sync_fetch_and_add(&sum->count, 1);
	}
	sum->latest[number % BNS_LATEST_WAITS] = wait_ns;
	__sync_fetch_and_add(&sum->sum_ns, wait_ns);
	if (bucket < BNS_WAIT_BUCKETS)
		__sync_fetch_and_add(&sum->buckets[bucket], 1);
	if (queued.since_ns & BNS_WAITED_BEFORE)
		__sync_fetch_and_add(&sum->at_least, 1);
	raise_64(&sum->max_ns, wait_ns, fetches);
	raise_64(&sum->last_ns, now_ns, fetches);
	return true;
}

#endif /* BPFNETSTAT_QUEUE_BPF_H */
