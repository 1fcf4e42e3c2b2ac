/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_EVENT_H
#define BPFNETSTAT_EVENT_H

/*
 * The wire between the BPF programs and userspace, and the only file that both include.
 * Fixed-width fields, explicit padding, sizes asserted by both compilers. Times are
 * CLOCK_MONOTONIC nanoseconds, ports are in host order, addresses in network order (an IPv4
 * address uses the first four bytes).
 */

#ifdef __bpf__
#include "vmlinux.h"
#define BNS_ASSERT_SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type)
#else
#include <linux/types.h>
#define BNS_ASSERT_SIZE(type, size) static_assert(sizeof(struct type) == (size), #type)
#endif

#define BNS_COMM_LEN 16

/* The first 32 bits of every record. */
enum bns_kind {
	BNS_DROP = 1,	   /* struct bns_drop */
	BNS_STATE = 2,	   /* struct bns_state */
	BNS_STATE_END = 3, /* struct bns_state_end: the transition to CLOSE, with totals */
	BNS_LISTENER = 4,  /* struct bns_listener_event: a listener opened or closed */
};

/* Why a listener dropped a connection attempt; userspace/model/drop_cause.h has the same list. */
enum bns_cause {
	BNS_ACCEPT_QUEUE_FULL_SYN = 0,
	BNS_ACCEPT_QUEUE_FULL_ACK = 1,
	BNS_ACCEPT_QUEUE_FULL_COOKIE = 2,
	BNS_SYN_QUEUE_FULL = 3,
	BNS_SYN_BACKLOG_RESERVED = 4,
	BNS_NO_MEMORY = 5,
	BNS_NO_ROUTE = 6,
	BNS_CHILD_FAILED = 7,
	BNS_ICMP_ABORT = 8,
	BNS_BAD_DESTINATION = 9,
	BNS_FASTOPEN = 10,
	BNS_MPTCP = 11,
	BNS_OTHER = 12,
	BNS_CAUSES = 13,
};

enum bns_role {
	BNS_ROLE_UNKNOWN = 0,
	BNS_ROLE_CLIENT = 1,
	BNS_ROLE_SERVER = 2,
	BNS_ROLE_LISTENER = 3,
};

enum bns_family {
	BNS_IPV4 = 4,
	BNS_IPV6 = 6,
};

/* The kernel counters that a listener drop moves; a cell holds one of each. */
enum bns_counter {
	BNS_LISTEN_OVERFLOWS = 0,
	BNS_LISTEN_DROPS = 1,
	BNS_TCP_REQ_Q_FULL_DROP = 2,
	BNS_COUNTERS = 3,
};

/* What was lost or could not be kept, by kind: the indexes of the map `losses`. */
enum bns_loss {
	BNS_LOST_STATE = 0,	      /* no room in the ring for a state record */
	BNS_LOST_LISTENER_EVENT = 1,  /* likewise a listener's; healed by the next listing */
	BNS_MISSED_TRANSITION = 2,    /* old state is not the last new state: one was not seen */
	BNS_UNTRACKED_CONNECTION = 3, /* map `connections` full: time in state unknown */
	BNS_UNTRACKED_LISTENER = 4,   /* map `listeners` full: its drops stay unattributed */
	BNS_UNTRACKED_CELL = 5,	      /* map `cells` full: a namespace's drops on a CPU unseen */
	BNS_LOSSES = 6,
};

/* One dropped connection attempt. */
struct bns_drop {
	__u32 kind;
	__u32 netns; /* inode number */
	__u64 time_ns;
	__u64 listener_id; /* socket cookie; 0 = not known */
	__u32 accept_queue;
	__u32 accept_queue_limit;
	__u8 cause;
	__u8 family; /* of the packet */
	__u8 mapped; /* IPv4 packet to an IPv6 listener */
	__u8 queue_known;
	__u16 local_port;
	__u16 peer_port;
	__u8 local_address[16];
	__u8 peer_address[16];
};
BNS_ASSERT_SIZE(bns_drop, 72);

/* Equal drops beyond the record rate are counted under this key. */
struct bns_fold_key {
	__u64 listener_id;
	__u32 netns;
	__u8 cause;
	__u8 family;
	__u8 mapped;
	__u8 pad;
	__u16 local_port;
	__u16 pad2[3];
	__u8 local_address[16];
	__u8 peer_address[16];
};
BNS_ASSERT_SIZE(bns_fold_key, 56);

struct bns_fold {
	__u64 count;
	__u64 last_ns;
	__u32 accept_queue; /* at the last of them */
	__u32 accept_queue_limit;
};
BNS_ASSERT_SIZE(bns_fold, 24);

/* One TCP state transition. */
struct bns_state {
	__u32 kind;
	__u32 netns;
	__u64 time_ns;
	__u64 id;	   /* socket cookie */
	__u64 in_state_ns; /* 0 = not known */
	__u64 cgroup_id;   /* of the socket; 0 = not known */
	__u32 pid;	   /* 0 = not known */
	__u32 uid;	   /* of the socket */
	char comm[BNS_COMM_LEN];
	__u8 old_state;
	__u8 new_state;
	__u8 role;   /* enum bns_role */
	__u8 family; /* of the socket's addresses; a mapped pair is BNS_IPV4 with mapped = 1 */
	__u8 mapped;
	__u8 pad;
	__u16 local_port;
	__u16 peer_port;
	__u16 pad2[3];
	__u8 local_address[16];
	__u8 peer_address[16];
};
BNS_ASSERT_SIZE(bns_state, 112);

struct bns_state_end {
	struct bns_state state;
	__u64 age_ns; /* 0 = not known */
	__u64 tx_bytes;
	__u64 rx_bytes;
	__u32 retransmits;
	__u32 rtt_us; /* smoothed; 0 = never measured */
};
BNS_ASSERT_SIZE(bns_state_end, 144);

/* Prompts userspace to look at map `listeners`; the map itself is the truth. */
struct bns_listener_event {
	__u32 kind;
	__u32 opened; /* 1 opened, 0 closed */
	__u64 time_ns;
	__u64 id;
};
BNS_ASSERT_SIZE(bns_listener_event, 24);

/* A listening socket and everything that was dropped there: value of map `listeners`. */
struct bns_listener {
	__u64 id;	/* socket cookie */
	__u64 sock;	/* kernel address, never shown; verified by the cookie before each use */
	__u64 net_cookie;
	__u64 inode;
	__u64 cgroup_id;
	__u64 opened_ns; /* 0 = before we looked */
	__u64 closed_ns; /* 0 = listens */
	__u64 drops[BNS_CAUSES];
	__u64 unfolded[BNS_CAUSES]; /* of drops: those whose client found no room anywhere */
	__u64 other_discards;	    /* moved sk_drops, but are no listen drop */
	__u64 explained;	    /* sum of drops[] and other_discards: how far sk_drops must be */
	__u64 accepted;		    /* connections that accept(2) took, where a hook sees it */
	__u64 arrived;		    /* that came into the accept queue, likewise */
	__u64 cookies_sent;	    /* SYNs that were answered with a SYN cookie, likewise */
	__u32 sk_drops_first;
	__u32 sk_drops_last;
	__u32 netns;
	__u32 pid; /* that called listen(2); 0 = not known */
	__u32 uid;
	__u32 accept_queue_limit;
	__u16 port;
	__u8 family;
	__u8 v6only;
	__u32 accept_queue; /* when it was last looked at */
	__u32 syn_queue;    /* likewise */
	__u32 accept_queue_peak; /* the longest at any arrival */
	__u32 queued_first; /* connections that were waiting when we began to look */
	__u32 abandoned;    /* that were waiting when the listener closed */
	__u32 asked_backlog; /* of listen(2) */
	__u32 asked_seen;    /* 1: the former was seen */
	__u8 address[16];
	char comm[BNS_COMM_LEN];
};
BNS_ASSERT_SIZE(bns_listener, 392);

/* A connection that waits in an accept queue. */
struct bns_queued {
	__u64 since_ns; /* lowest bit: it had waited before */
	__u64 listener_id;
	__u64 cookie; /* of the connection's socket; 0 = not known */
};
BNS_ASSERT_SIZE(bns_queued, 24);

#define BNS_WAITED_BEFORE 1
#define BNS_QUEUED_WAYS	  8

/* Value of map `queued_connections`: by the address of the connection's socket, of which a way is free
 * while it is 0. */
struct bns_queued_set {
	__u64 child[BNS_QUEUED_WAYS];
	struct bns_queued way[BNS_QUEUED_WAYS];
};
BNS_ASSERT_SIZE(bns_queued_set, 256);

/* Bucket i > 0: waits from 2^(i-1) to below 2^i us, the last one all longer ones too; 0: below 1 us. */
#define BNS_WAIT_BUCKETS 40
#define BNS_LATEST_WAITS 32

/* How long a listener's connections waited in its accept queue: value of map `waits`. */
struct bns_waits {
	__u64 count;
	__u64 at_least; /* of them: those that had begun to wait before we looked */
	__u64 sum_ns;
	__u64 max_ns; /* lowest bit: it had waited before */
	__u64 last_ns; /* when the latest was accepted */
	__u64 buckets[BNS_WAIT_BUCKETS];
	/* In ns, the count'th (from 0) at count modulo their number; 0 = none yet. */
	__u64 latest[BNS_LATEST_WAITS];
};
BNS_ASSERT_SIZE(bns_waits, 616);

/* Arguments of look_at_listeners(): as many as the kernel passes to such a program (5.10 on). */
#define BNS_LISTENERS_A_LOOK 12

/* A TCP connection as it stands: what the walk over a namespace's sockets finds. */
struct bns_connection {
	__u64 id;	 /* as in bns_state */
	__u64 born_ns;	 /* 0 = not known, here and below */
	__u64 since_ns;	 /* in this state */
	__u64 cgroup_id; /* of the socket */
	__u32 netns;
	__u32 pid;
	__u32 uid; /* of the socket */
	__u8 state;
	__u8 role;
	__u8 family; /* as in bns_state, likewise mapped */
	__u8 mapped;
	__u16 local_port;
	__u16 peer_port;
	/* 1: in TIME_WAIT, or a request: no id; state, netns and ends are all that is known */
	__u8 minisock;
	__u8 pad[3];
	__u8 local_address[16];
	__u8 peer_address[16];
	char comm[BNS_COMM_LEN];
	__u64 tx_bytes; /* as in bns_state_end */
	__u64 rx_bytes;
};
BNS_ASSERT_SIZE(bns_connection, 120);

/*
 * The three counters of one network namespace on one CPU. Only that CPU writes it (bottom halves
 * off), but for the first insertion, which never overwrites.
 */
struct bns_cell_key {
	__u64 net_cookie;
	__u32 cpu;
	__u32 pad;
};
BNS_ASSERT_SIZE(bns_cell_key, 16);

struct bns_cell {
	__u64 net;		    /* kernel address, verified by the cookie before each use */
	__u64 first[BNS_COUNTERS];  /* when we began to look */
	__u64 last[BNS_COUNTERS];   /* when we last looked */
	__u64 booked[BNS_COUNTERS]; /* moved for packets whose listener is known */
	__u64 cookies;		    /* SyncookiesSent when we last looked; no drop, and not settled */
	__u32 netns;
	__u32 phase; /* enum bns_phase */
};
BNS_ASSERT_SIZE(bns_cell, 96);

enum bns_phase {
	BNS_BEGINNING = 0, /* first[] and last[] follow the kernel, nothing is booked yet */
	BNS_COUNTING = 1,
	BNS_CLOSED = 2, /* the run is over here, last[] is final */
};

/* Flags of look_at_cell(); begin_cell_here() knows BNS_LOOK_OFFLINE. */
enum bns_look {
	BNS_LOOK_CLOSE = 1, /* stop counting here */
	BNS_LOOK_FORCE = 2, /* take what is not accounted for as missed */
	BNS_LOOK_PEEK = 4,  /* only say where the kernel's counters stand */
	/*
	 * Of the CPU in the upper half of the flags, which is offline: nothing moves there, and what is
	 * not accounted for is taken as missed.
	 */
	BNS_LOOK_OFFLINE = 8,
};
#define BNS_LOOK_CPU_SHIFT 32

/* What look_at_cell() answers. */
enum bns_looked {
	BNS_LOOKED = 0,
	BNS_LOOKED_UNSETTLED = 1,
	BNS_LOOKED_NOT = 2,	 /* no such cell */
	BNS_LOOKED_GONE = 3, /* the namespace is no more */
};

/* What function hooks saw the kernel do, or fail to do, with one packet. */
enum bns_step {
	BNS_STEP_REACHED = 1,	       /* tcp_conn_request() */
	BNS_STEP_NO_REQUEST = 2,       /* no memory for the request */
	BNS_STEP_ROUTED = 4,	       /* a route back to the client was found */
	BNS_STEP_NO_ROUTE = 8,	       /* or none */
	BNS_STEP_MPTCP_REFUSED = 16,   /* a route, but MPTCP does not want the subflow */
	BNS_STEP_FASTOPEN = 32,	       /* Fast Open made a child at once */
	BNS_STEP_NO_CHILD = 64,	       /* no memory for the child */
	BNS_STEP_CHILD_NO_ROUTE = 128, /* no route from the child to the client */
};

/* Functions whose return value is looked at, and how many parameters each has here. */
enum bns_returns {
	BNS_RETURNS_REQUEST,	 /* inet_reqsk_alloc */
	BNS_RETURNS_ROUTE_V4,	 /* tcp_v4_route_req */
	BNS_RETURNS_ROUTE_V6,	 /* tcp_v6_route_req */
	BNS_RETURNS_SUBFLOW_V4,	 /* subflow_v4_route_req */
	BNS_RETURNS_SUBFLOW_V6,	 /* subflow_v6_route_req */
	BNS_RETURNS_FASTOPEN,	 /* tcp_try_fastopen */
	BNS_RETURNS_CHILD,	 /* tcp_create_openreq_child */
	BNS_RETURNS_CHILD_ROUTE_V4, /* inet_csk_route_child_sock */
	BNS_RETURNS_CHILD_ROUTE_V6, /* inet6_csk_route_req */
	BNS_RETURNS_ACCEPT,	    /* inet_csk_accept */
	BNS_RETURNS_LISTEN,	    /* inet_csk_listen_start */
	BNS_RETURNS,
};

/* A range of kernel code; a length of 0 never matches. */
struct bns_code_range {
	__u64 start;
	__u64 length;
};
BNS_ASSERT_SIZE(bns_code_range, 16);

/*
 * Where the listener's address lies on the stack: `anchor` bytes above the program's context is
 * consume_skb's return address, `slot` bytes above that the register that tcp_v4_do_rcv or
 * tcp_v6_do_rcv keeps the socket in. The anchor depends on how many programs are attached, the
 * slot only on how the kernel was compiled.
 */
struct bns_stack_slot {
	__u32 anchor[2];  /* first and second copy of the program */
	__u32 slot;	  /* 0 = not learnt */
	__u32 candidates; /* bit i: word i above the anchor was right every time so far */
};
BNS_ASSERT_SIZE(bns_stack_slot, 16);

/* A socket and one process that holds it, as the baseline walk over open files finds them. */
struct bns_holder {
	__u64 id;
	__u32 pid;
	__u32 fd;
	char comm[BNS_COMM_LEN];
};
BNS_ASSERT_SIZE(bns_holder, 32);

/* A TCP socket as a row of /proc/net/tcp shows it. */
struct bns_tcp_row {
	__u8 local_address[16];
	__u8 peer_address[16];
	__u16 local_port;
	__u16 peer_port;
	__u8 state; /* the kernel's number; a request is TCP_SYN_RECV */
	__u8 timer;
	__u8 retransmits;
	__u8 probes;
	__u32 tx_queue;
	__u32 rx_queue;
	__u32 uid;
	__u32 family; /* enum bns_family */
	__u64 timer_jiffies; /* until the timer expires */
	__u64 inode;
};
BNS_ASSERT_SIZE(bns_tcp_row, 72);

/* A row of the kernel's iterator. */
struct bns_iterator_row {
	struct bns_tcp_row row;
	__u32 bucket;	 /* of the hash table of its kind */
	__u32 interface; /* that the socket is bound to; 0: none */
};
BNS_ASSERT_SIZE(bns_iterator_row, 80);

/* The hash tables of TCP's sockets that bpf/listing_walk.bpf.c walks, in the order of procfs. */
enum bns_table {
	BNS_TABLE_LISTENERS = 0,
	BNS_TABLE_CONNECTIONS = 1,
};

/* What a walk through some buckets came to: the program's return value. */
enum bns_walked {
	BNS_WALKED = 0,
	BNS_WALKED_CHANGING = 1, /* somebody changed a chain meanwhile: no rows, try again */
	BNS_WALKED_TOO_LONG = 2, /* the first bucket holds more than a piece does */
	BNS_WALKED_NOT = 3,	 /* no such piece or table */
};

/* The program's arguments. */
enum bns_walk_argument {
	BNS_WALK_PIECE = 0,  /* where the rows are to go */
	BNS_WALK_TABLE = 1,  /* enum bns_table */
	BNS_WALK_BEGIN = 2,  /* the first bucket */
	BNS_WALK_END = 3,    /* the one behind the last */
	BNS_WALK_FAMILY = 4, /* enum bns_family; 0 = both */
	BNS_WALK_ARGUMENTS = 5,
};

#define BNS_PIECES     8
#define BNS_PIECE_ROWS 1024

/* A socket in a chain, as the program came upon it. */
struct bns_link {
	__u64 node; /* kernel address */
	__u32 bucket;
	__u32 hash; /* of the socket's addresses and ports */
};
BNS_ASSERT_SIZE(bns_link, 16);

/* The rows of a range of buckets. Userspace reads it where the program wrote it. */
struct bns_piece {
	__u32 rows_count;
	__u32 next;    /* the bucket to go on with: before BNS_WALK_END where no more fitted */
	__u32 buckets; /* that the table has, whatever the range */
	/* Sockets that were met, those of other namespaces and families included. */
	__u32 links_count;
	/* From here to `rows` the program's own. */
	__u32 begin;
	__u32 end;
	__u32 family;
	__u32 stopped;	/* enum bns_walked */
	__u32 bucket;	/* where it is, */
	__u32 position; /* in links[], */
	__u64 node;	/* and in the chain */
	__u64 net;
	__u64 heads; /* address of the first bucket's head; those of its locks likewise */
	__u64 locks;
	__u32 head_stride;
	__u32 lock_stride;
	__u32 lock_mask;
	__u32 pad;
	__u64 first_marker;
	__u64 fence;
	struct bns_tcp_row rows[BNS_PIECE_ROWS];
	struct bns_link links[BNS_PIECE_ROWS];
};
BNS_ASSERT_SIZE(bns_piece, 104 + BNS_PIECE_ROWS * (72 + 16));

/* A descriptor of a process that refers to a socket of any family. */
struct bns_descriptor {
	__u64 inode;
	__u32 pid;
	__u32 fd;
};
BNS_ASSERT_SIZE(bns_descriptor, 16);

#endif /* BPFNETSTAT_EVENT_H */
