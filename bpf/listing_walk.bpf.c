// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The rows of /proc/net/tcp and tcp6 by walking the hash tables ourselves: no lock, no reference,
 * no seq_file, and as many threads as like, each with a piece of its own. Run by BPF_PROG_RUN,
 * which holds the RCU read lock throughout.
 *
 * Why what it finds is exact. Sockets, TIME_WAIT sockets and requests are of caches that are
 * SLAB_TYPESAFE_BY_RCU: until we are done the memory of each stays one of its kind, but it may be
 * given to another, in another chain. So a chain is read up to its marker, which has to be that of
 * the bucket; then the rows are filled; then the bucket's lock is seen to be free; then the chain
 * is read again and has to be the same link by link, each socket with the hash of the same
 * addresses and ports. Hence the chain was just that at the moment of the look at the lock, when
 * nobody was in the middle of a change, such as from a connection to its TIME_WAIT socket: what
 * whoever takes the lock would have found. A link that changed and changed back in between would
 * need a socket to be freed, be a new connection with the same hash at the same address, and go
 * back to the same neighbours, where all that is new goes to the chain's end or head. Otherwise
 * there are no rows, and userspace tries again. An address, ports, namespace and so the bucket are
 * a socket's as long as it is in a chain: whoever is there all the time is found once.
 */

#include "listing_row.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* include/net/inet_hashtables.h: where the numbers in the markers of listeners' chains begin. */
#define LISTENING_NULLS_BASE (1U << 29)

/*
 * The program writes, one piece a run; userspace maps it and reads. So many that one thread can be
 * some pieces ahead of another; each takes 88 KiB.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, BNS_PIECES);
	__type(key, __u32);
	__type(value, struct bns_piece);
} pieces SEC(".maps");

#define CAST(type, address)                                                                        \
	((const struct type *)bpf_rdonly_cast((const void *)(address),                             \
					      bpf_core_type_id_kernel(struct type)))

/*
 * A 64-bit word as a number, which a pointer is not to the verifier; 0 where there is none. A
 * socket has such a one, and its type is needed anyway.
 */
static __always_inline __u64 read_link(__u64 address)
{
	return CAST(sock_common, address - bpf_core_field_offset(struct sock_common, skc_cookie))
	    ->skc_cookie.counter;
}

static __always_inline __u64 socket_of(__u64 node)
{
	return node - bpf_core_field_offset(struct sock_common, skc_nulls_node);
}

static __always_inline __u64 marker_of(const struct bns_piece *piece, __u32 bucket)
{
	return piece->first_marker + 2 * (__u64)bucket;
}

static __always_inline __u64 head_of(const struct bns_piece *piece, __u32 bucket)
{
	return read_link(piece->heads + piece->head_stride * bucket);
}

static __always_inline int stop(struct bns_piece *piece, enum bns_walked why)
{
	piece->stopped = why;
	return 1;
}

/* A processor may read ahead; not across this (an atomic instruction that fetches). */
static __always_inline void finish_reading(struct bns_piece *piece)
{
	piece->fence = __sync_fetch_and_add(&piece->fence, 1);
}

/*
 * Everything is in the piece, not in variables: those the verifier would follow through every
 * iteration.
 */
static __always_inline struct bns_piece *piece_of(void *context)
{
	return *(struct bns_piece **)context;
}

/*
 * Calls and returns are what costs most next to sockets that are in no cache (13 ns where returns
 * are guarded against speculation): a callback passes over this many empty buckets, and begins with
 * a chain itself.
 */
#define AT_ONCE 16

#define ALONG_CHAIN(step, context)                                                                 \
	do {                                                                                       \
		int few;                                                                           \
		for (few = 0; few < 3; few++)                                                      \
			if (step(0, context))                                                      \
				break;                                                             \
		if (few == 3)                                                                      \
			bpf_loop(BNS_PIECE_ROWS + 1, step, context, 0);                            \
	} while (0)

/* The next bucket that is not empty, from piece->bucket on; whether there is one among so many. */
static __always_inline bool next_chain(struct bns_piece *piece)
{
	__u32 bucket = piece->bucket;
	__u32 end = piece->end;
	int i;

	for (i = 0; i < AT_ONCE && bucket < end; i++, bucket++) {
		__u64 node = head_of(piece, bucket);

		if (node != marker_of(piece, bucket)) {
			piece->bucket = bucket;
			piece->node = node;
			return true;
		}
	}
	piece->bucket = bucket;
	return false;
}

static long collect_link(__u32 i, void *context)
{
	struct bns_piece *piece = piece_of(context);
	__u32 position = piece->links_count;
	__u64 node = piece->node;

	if (node & 1)
		return 1;
	if (position >= BNS_PIECE_ROWS)
		return stop(piece, BNS_WALKED_TOO_LONG);
	piece->links[position].node = node;
	piece->links[position].bucket = piece->bucket;
	piece->links_count = position + 1;
	piece->node = read_link(node);
	return 0;
}

static long collect(__u32 i, void *context)
{
	struct bns_piece *piece = piece_of(context);
	__u32 begin = piece->links_count;

	if (!next_chain(piece))
		return piece->bucket >= piece->end ? 1 : 0;
	ALONG_CHAIN(collect_link, context);
	if (piece->stopped) {
		/* What there is no room for is for another run. */
		piece->links_count = begin;
		return 1;
	}
	if (piece->node != marker_of(piece, piece->bucket))
		return stop(piece, BNS_WALKED_CHANGING);
	piece->bucket++;
	return 0;
}

static long fill(__u32 i, void *context)
{
	struct bns_piece *piece = piece_of(context);
	__u32 count = piece->rows_count;
	struct bns_tcp_row row = {};
	const struct sock_common *common;
	__u64 socket;

	if (i >= BNS_PIECE_ROWS || count >= BNS_PIECE_ROWS)
		return stop(piece, BNS_WALKED_NOT);
	socket = socket_of(piece->links[i].node);
	common = CAST(sock_common, socket);
	piece->links[i].hash = common->skc_hash;
	if ((__u64)common->skc_net.net != piece->net)
		return 0;
	fill_common(&row, common);
	if (piece->family && row.family != piece->family)
		return 0;
	if (common->skc_state == TCP_TIME_WAIT)
		fill_time_wait(&row, CAST(tcp_timewait_sock, socket));
	else if (common->skc_state == TCP_NEW_SYN_RECV)
		fill_request(&row, CAST(tcp_request_sock, socket));
	else
		fill_socket(&row, CAST(tcp_sock, socket));
	piece->rows[count] = row;
	piece->rows_count = count + 1;
	return 0;
}

static __always_inline __s32 lock_of(const struct bns_piece *piece, __u64 bucket)
{
	__u64 lock = piece->locks + piece->lock_stride * (bucket & piece->lock_mask);
	/* The lock of a bucket of connections, seen as that of a listeners' bucket. */
	const struct inet_listen_hashbucket *around =
	    CAST(inet_listen_hashbucket,
		 lock - bpf_core_field_offset(struct inet_listen_hashbucket, lock));

	return around->lock.rlock.raw_lock.val.counter;
}

/* Connections share locks: it may look at some more than it must. */
static long look_at_locks(__u32 i, void *context)
{
	struct bns_piece *piece = piece_of(context);
	__u64 bucket = piece->begin + i * AT_ONCE;
	__s32 busy = 0;
	int k;

	for (k = 0; k < AT_ONCE; k++)
		busy |= lock_of(piece, bucket + k);
	return busy ? stop(piece, BNS_WALKED_CHANGING) : 0;
}

static long compare_link(__u32 i, void *context)
{
	struct bns_piece *piece = piece_of(context);
	__u32 position = piece->position;
	__u64 node = piece->node;
	const struct bns_link *link;

	if (node & 1)
		return 1;
	if (position >= BNS_PIECE_ROWS || position >= piece->links_count)
		return stop(piece, BNS_WALKED_CHANGING);
	link = &piece->links[position];
	if (link->node != node || link->bucket != piece->bucket ||
	    link->hash != CAST(sock_common, socket_of(node))->skc_hash)
		return stop(piece, BNS_WALKED_CHANGING);
	piece->position = position + 1;
	piece->node = read_link(node);
	return 0;
}

/* A link that is not there any more shows at the next chain, or at the end. */
static long compare(__u32 i, void *context)
{
	struct bns_piece *piece = piece_of(context);

	if (!next_chain(piece))
		return piece->bucket >= piece->end ? 1 : 0;
	ALONG_CHAIN(compare_link, context);
	if (piece->stopped || piece->node != marker_of(piece, piece->bucket))
		return stop(piece, BNS_WALKED_CHANGING);
	piece->bucket++;
	return 0;
}

/* The tables as they are since 5.19 (cae3873c5b3a) and 6.1 (e9bd0cca09d1). */
static __always_inline bool knows_tables(void)
{
	return bpf_core_field_exists(((struct net *)0)->ipv4.tcp_death_row.hashinfo) &&
	       bpf_core_field_exists(((struct inet_listen_hashbucket *)0)->nulls_head) &&
	       /* Not where a lock sleeps (PREEMPT_RT). */
	       bpf_core_field_exists(((struct inet_listen_hashbucket *)0)->lock.rlock.raw_lock.val);
}

static __always_inline void open_table(struct bns_piece *piece, __u32 table)
{
	const struct task_struct *task = CAST(task_struct, bpf_get_current_task());
	const struct net *net = task->nsproxy->net_ns;
	const struct inet_hashinfo *hashinfo = net->ipv4.tcp_death_row.hashinfo;

	piece->net = (__u64)net;
	if (table == BNS_TABLE_LISTENERS) {
		piece->heads = (__u64)hashinfo->lhash2 +
			       bpf_core_field_offset(struct inet_listen_hashbucket, nulls_head);
		piece->locks = (__u64)hashinfo->lhash2 +
			       bpf_core_field_offset(struct inet_listen_hashbucket, lock);
		piece->head_stride = bpf_core_type_size(struct inet_listen_hashbucket);
		piece->lock_stride = piece->head_stride;
		piece->lock_mask = hashinfo->lhash2_mask;
		piece->buckets = hashinfo->lhash2_mask + 1;
		piece->first_marker = 2ULL * LISTENING_NULLS_BASE + 1;
	} else {
		piece->heads = (__u64)hashinfo->ehash;
		piece->locks = (__u64)hashinfo->ehash_locks;
		/* struct inet_ehash_bucket is a chain's head, which is a pointer. */
		piece->head_stride = sizeof(void *);
		piece->lock_stride = bpf_core_field_size(struct inet_listen_hashbucket, lock);
		piece->lock_mask = hashinfo->ehash_locks_mask;
		piece->buckets = hashinfo->ehash_mask + 1;
		piece->first_marker = 1;
	}
}

/*
 * Arguments: enum bns_walk_argument. Returns enum bns_walked. Attached to nothing, but without a
 * name bpftool crashes when it makes the skeleton (7.1).
 */
SEC("raw_tp/none")
int walk(const __u64 *ctx)
{
	__u32 key = ctx[BNS_WALK_PIECE];
	struct bns_piece *piece = bpf_map_lookup_elem(&pieces, &key);
	__u32 locks;

	if (!piece || !knows_tables())
		return BNS_WALKED_NOT;
	open_table(piece, ctx[BNS_WALK_TABLE]);
	piece->begin = ctx[BNS_WALK_BEGIN];
	piece->end = ctx[BNS_WALK_END];
	if (piece->end > piece->buckets)
		piece->end = piece->buckets;
	piece->family = ctx[BNS_WALK_FAMILY];
	piece->stopped = BNS_WALKED;
	piece->rows_count = 0;
	piece->links_count = 0;
	piece->position = 0;
	piece->next = piece->end;
	if (piece->begin >= piece->end)
		return BNS_WALKED;

	/* Each time at least a bucket is done with. */
	piece->bucket = piece->begin;
	bpf_loop(piece->end - piece->begin, collect, &piece, 0);
	if (piece->stopped == BNS_WALKED_TOO_LONG && piece->bucket != piece->begin) {
		piece->next = piece->end = piece->bucket;
		piece->stopped = BNS_WALKED;
	}
	if (piece->stopped)
		return piece->stopped;
	bpf_loop(piece->links_count, fill, &piece, 0);
	finish_reading(piece);
	locks = piece->lock_mask + 1;
	if (locks > piece->end - piece->begin)
		locks = piece->end - piece->begin;
	bpf_loop((locks + AT_ONCE - 1) / AT_ONCE, look_at_locks, &piece, 0);
	finish_reading(piece);
	if (piece->stopped)
		return piece->stopped;
	piece->bucket = piece->begin;
	bpf_loop(piece->end - piece->begin, compare, &piece, 0);
	if (!piece->stopped && piece->position != piece->links_count)
		return BNS_WALKED_CHANGING;
	return piece->stopped;
}
