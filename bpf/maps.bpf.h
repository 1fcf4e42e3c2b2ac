/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_MAPS_BPF_H
#define BPFNETSTAT_MAPS_BPF_H

#include "event.h"
#include <bpf/bpf_helpers.h>

/* Sizes here are defaults; userspace sets those that depend on CPUs or on options before load. */

/* Programs write, the event loop reads. Its size is --ring-kib. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} events __weak SEC(".maps");

/* Whatever was lost, by enum bns_loss. Programs add, userspace sums over CPUs and shows. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BNS_LOSSES);
	__type(key, __u32);
	__type(value, __u64);
} losses __weak SEC(".maps");

/*
 * Every listener seen, by socket cookie, with its exact totals. Programs insert and add, userspace
 * reads, and deletes what closed once it has read it. 65,536 listeners: more than any host we know
 * of has.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct bns_listener);
} listeners __weak SEC(".maps");

/* What a packet's path needs to know of a listener, found by the socket's kernel address. */
struct listener_ref {
	__u64 id; /* compared with the socket's cookie: the address may have been reused */
	__u64 net_cookie;
	__u64 mib; /* net->mib.net_statistics, a per-CPU address */
	__u64 net;
};

/* Same writers and size as `listeners`; an entry outlives the close until userspace drops it. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct listener_ref);
} listener_by_sock __weak SEC(".maps");

struct address_key {
	__u64 net_cookie;
	__u16 port;
	__u8 family;
	__u8 pad[5];
	__u8 address[16]; /* zero = wildcard */
};

struct address_ref {
	__u64 sock; /* 0 = the first of several has closed */
	__u32 members; /* SO_REUSEPORT: above 1 the address does not say which */
	__u32 v6only;
};

/* Fallback where the stack does not name the listener. Same writers and size. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct address_key);
	__type(value, struct address_ref);
} listener_by_address __weak SEC(".maps");

/*
 * One cell per namespace and CPU. Its CPU's programs write, userspace reads at the end and at
 * intervals. Userspace sizes it to 1,024 namespaces times the CPUs.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2048);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct bns_cell_key);
	__type(value, struct bns_cell);
} cells __weak SEC(".maps");

/* Per-CPU offset of every possible CPU, learnt once at start; userspace sets the size. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} cpu_offsets __weak SEC(".maps");

/* What is remembered of a connection between two transitions. */
struct connection {
	__u64 born_ns;	/* 0 = before we looked */
	__u64 since_ns; /* in last_state; 0 = not known */
	__u64 cgroup_id;
	__u32 pid; /* 0 = not known */
	__u8 last_state;
	__u8 role;
	__u8 pad[2];
	char comm[BNS_COMM_LEN];
};

#define CONNECTION_SETS_BITS 15
#define CONNECTION_WAYS	     4

/* A way is free while its id, the socket's cookie, is 0. */
struct connection_set {
	__u64 id[CONNECTION_WAYS];
	__u64 sock[CONNECTION_WAYS]; /* kernel address of the socket, 0 = of none */
	struct connection way[CONNECTION_WAYS];
};

/*
 * Room for 131,072 connections in 8 MiB: a hash map of the kernel takes as long as all the rest of
 * the state program, most of it to make and free elements. Only the state program writes, a way
 * only under its socket's lock or before anybody else knows the socket; compare and exchange
 * decides between two sockets that want the same free way.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << CONNECTION_SETS_BITS);
	__type(key, __u32);
	__type(value, struct connection_set);
} connections __weak SEC(".maps");

struct connection_beyond {
	__u64 id;
	struct connection connection;
};

/*
 * Those that found their set full, and those that were there before us: the baseline walk and the
 * state program write. One million; beyond that transitions are still reported, without time in
 * state. What is in both is newer in `connections`.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1 << 20);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64); /* kernel address of the socket */
	__type(value, struct connection_beyond);
} connections_beyond __weak SEC(".maps");

/* A kernel function that is at work on a packet for a listener, between its entry and its exit. */
struct frame {
	struct listener_ref ref; /* id 0 = nothing is going on, or nothing of a listener's */
	__u64 sock;
	__u64 skb;
};

/* Functions that may be at work at the same time; the same one never is twice. */
enum frame_of {
	FRAME_SYN_V4,
	FRAME_SYN_V6,
	FRAME_SUBFLOW_V4, /* MPTCP's */
	FRAME_SUBFLOW_V6,
	FRAME_ACK_V4,
	FRAME_ACK_V6,
	FRAME_ICMP,
	FRAMES,
};

#define STACK_WORDS 72 /* upward from a program's context: holds the path up to tcp_v4_do_rcv */

struct cpu_scratch {
	__u64 done_skb; /* the first copy of a program has dealt with it */
	__u64 window_ns;
	__u32 window_records;
	/* Kept here and not in variables: the verifier would follow each of their values. */
	__u32 anchor;
	__u32 right;
	__u32 pad;
	__u64 stack[STACK_WORDS];
	/* Of the function hooks. */
	struct frame frame[FRAMES];
	__u64 cookie_skb; /* the packet that a SYN cookie is being taken from */
	__u32 steps;	  /* how far the kernel came with this packet: enum bns_step */
	__u32 pad2;
	/* Of the accept queue. */
	__u64 child;	/* the last that was made here: the one that is queued next */
	__u64 queueing; /* the listener whose queue is being added to */
	__u64 noted;	/* the child that a handshake being completed has noted */
};

/* Scratch of one CPU; bottom halves are off wherever it is used. Also teaches the CPU's offset. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct cpu_scratch);
} scratch __weak SEC(".maps");

static __always_inline void count_loss(__u32 kind)
{
	__u64 *count = bpf_map_lookup_elem(&losses, &kind);

	/* Atomic: a program may be interrupted by another on the same CPU. */
	if (count)
		__sync_fetch_and_add(count, 1);
}

/*
 * What was lost of connections' transitions, by the inode number of their network namespace. Programs
 * add, userspace compares. Of more namespaces than these only the total tells.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} losses_by_netns __weak SEC(".maps");

static __always_inline void count_loss_in(__u32 kind, __u32 netns)
{
	__u64 *count = bpf_map_lookup_elem(&losses_by_netns, &netns);
	__u64 none = 0;

	if (!count) {
		bpf_map_update_elem(&losses_by_netns, &netns, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&losses_by_netns, &netns);
	}
	if (count)
		__sync_fetch_and_add(count, 1);
	/* Last: who reads the total and then the map finds in this all that is in that. */
	count_loss(kind);
}

#endif /* BPFNETSTAT_MAPS_BPF_H */
