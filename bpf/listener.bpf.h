/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_LISTENER_BPF_H
#define BPFNETSTAT_LISTENER_BPF_H

/* The maps' idea of listeners and namespaces: how they enter and leave it. */

#include "maps.bpf.h"
#include "sock.bpf.h"

/* Indexes into linux_mib by enum bns_counter, from the running kernel's BTF. */
extern const volatile __u32 mib_index[BNS_COUNTERS];
extern const volatile __u32 cookies_index;
extern const volatile __u32 possible_cpus;
/*
 * Set by userspace once every listener that was there before us is known: only then may counting
 * begin, and every namespace that has listeners is begun by begin_cell_here().
 */
extern __u32 baseline_taken;

#define MAX_CPUS 512
#define EEXIST	 17

static __always_inline __u64 cell_address(__u64 mib, __u64 cpu_offset, int counter)
{
	return mib + cpu_offset + 8 * (__u64)mib_index[counter];
}

static __always_inline __u64 cookies_address(__u64 mib, __u64 cpu_offset)
{
	return mib + cpu_offset + 8 * (__u64)cookies_index;
}

/* How often this CPU answered a SYN of the namespace with a cookie; 0 where that is not counted. */
static __always_inline __u64 cookies_sent(__u64 mib, __u64 cpu_offset)
{
	__u64 count = 0;

	if (cookies_index)
		bpf_probe_read_kernel(&count, sizeof(count),
				      (const void *)cookies_address(mib, cpu_offset));
	return count;
}

static __always_inline void follow_cookies(struct bns_cell *cell, __u64 mib, __u64 cpu_offset)
{
	__u64 now;

	cell->cookies = cookies_sent(mib, cpu_offset);
	barrier();
	/* A softirq in between followed too, and we have set it back. */
	now = cookies_sent(mib, cpu_offset);
	if (now != cell->cookies)
		cell->cookies = now;
}

/* Sets the cell to where the kernel's counters stand. False if they moved meanwhile. */
static __always_inline bool follow_kernel(struct bns_cell *cell, __u64 mib, __u64 cpu_offset)
{
	__u64 again[BNS_COUNTERS];
	int i;

	for (i = 0; i < BNS_COUNTERS; i++) {
		bpf_probe_read_kernel(&again[i], 8,
				      (const void *)cell_address(mib, cpu_offset, i));
		cell->first[i] = again[i];
		cell->last[i] = again[i];
	}
	barrier();
	for (i = 0; i < BNS_COUNTERS; i++)
		bpf_probe_read_kernel(&again[i], 8,
				      (const void *)cell_address(mib, cpu_offset, i));
	return again[0] == cell->first[0] && again[1] == cell->first[1] &&
	       again[2] == cell->first[2];
}

/*
 * Begins to count a namespace's drops on one CPU, if nobody has yet. Exact to the packet where no
 * packet is half-way on that CPU: in process context of that CPU, or where nobody listens yet. A
 * softirq may come at any point in here and drop packets: until the counters are seen to stand
 * still they are read again, and after that each packet moves a beginning cell by itself.
 */
static __always_inline void begin_cell(const struct net *net, __u64 net_cookie, __u64 mib,
				       __u32 cpu, __u64 cpu_offset, int attempts)
{
	struct bns_cell_key key = {.net_cookie = net_cookie, .cpu = cpu};
	struct bns_cell fresh = {.net = (__u64)net, .phase = BNS_BEGINNING};
	struct bns_cell *cell;
	long error;
	int i;

	fresh.netns = BPF_CORE_READ(net, ns.inum);
	error = bpf_map_update_elem(&cells, &key, &fresh, BPF_NOEXIST);
	if (error && error != -EEXIST)
		count_loss(BNS_UNTRACKED_CELL);
	/* Whoever inserted it goes on. */
	cell = error ? NULL : bpf_map_lookup_elem(&cells, &key);
	if (!cell)
		return;
	/*
	 * Not within the loop: its counter would no longer be kept in a register, and kernels up to 6.1
	 * then take it for one without an end.
	 */
	follow_cookies(cell, mib, cpu_offset);
	for (i = 0; i < attempts; i++)
		if (follow_kernel(cell, mib, cpu_offset))
			break;
	cell->phase = BNS_COUNTING;
}

/* CPU 0's cell is the last that is begun. */
static __always_inline bool cells_begun(__u64 net_cookie)
{
	struct bns_cell_key key = {.net_cookie = net_cookie};

	return bpf_map_lookup_elem(&cells, &key) != NULL;
}

/* On every CPU, for the first listener of a namespace. */
static __always_inline void begin_cells(const struct net *net, __u64 net_cookie, __u64 mib)
{
	__u32 i;

	if (cells_begun(net_cookie))
		return;
	for (i = 0; i < MAX_CPUS; i++) {
		__u32 cpu = possible_cpus - 1 - i;
		__u64 *offset;

		if (i >= possible_cpus)
			break;
		offset = bpf_map_lookup_elem(&cpu_offsets, &cpu);
		/* One that is not known begins with its first packet. */
		if (offset && *offset)
			begin_cell(net, net_cookie, mib, cpu, *offset, 1);
	}
}

static __always_inline void fill_address_key(struct address_key *key, __u64 net_cookie,
					     const struct bns_listener *listener)
{
	key->net_cookie = net_cookie;
	key->port = listener->port;
	key->family = listener->family;
	__builtin_memcpy(key->address, listener->address, sizeof(key->address));
}

#define LOOKS 64

/*
 * What sk_drops moved between the first look at it and the begin of counting is nobody's business.
 * While packets are being dropped it is ahead of `explained` for a microsecond each, so the least
 * of several looks counts. All at once: drops that no program sees must not get in.
 */
static __always_inline void leave_out_earlier_drops(struct bns_listener *listener,
						    const struct sock *sk)
{
	__u32 least = ~0U;
	int i;

	for (i = 0; i < LOOKS; i++) {
		__u64 explained = *(volatile __u64 *)&listener->explained;
		__u32 ahead;

		barrier(); /* in this order: another CPU moves sk_drops first, explained later */
		ahead = BPF_CORE_READ(sk, sk_drops.counter) - listener->sk_drops_first -
			(__u32)explained;
		if (ahead < least)
			least = ahead;
	}
	listener->sk_drops_first += least;
}

/* Where no cookie tells: a socket that is none, or no longer, has another state. */
static __always_inline bool may_be_listener(const struct sock *sk)
{
	__u8 state = BPF_CORE_READ(sk, __sk_common.skc_state);

	/* CLOSE: packets may still be on their way to it. */
	return state == TCP_LISTEN || state == TCP_CLOSE;
}

/*
 * The id of a listener that the maps know; 0 where they do not. `cookie` is the socket's, where
 * there are any to be had.
 */
static __always_inline __u64 known_listener_id(const struct sock *sk, __u64 cookie)
{
	__u64 sock = (__u64)sk;
	struct listener_ref *ref;

	if (has_socket_cookie)
		return cookie;
	ref = bpf_map_lookup_elem(&listener_by_sock, &sock);
	return ref ? ref->id : 0;
}

/*
 * The same for one that opened at opened_ns, or before us. Without cookies it is the inode number:
 * an address may be another socket's by now.
 */
static __always_inline __u64 listener_id(const struct sock *sk, __u64 cookie, __u64 opened_ns)
{
	__u64 known = known_listener_id(sk, cookie);
	struct bns_listener *listener;
	__u64 inode;

	if (has_socket_cookie)
		return known;
	listener = known ? bpf_map_lookup_elem(&listeners, &known) : NULL;
	if (listener && !listener->closed_ns)
		return known;
	/* The kernel's own sockets have no inode. */
	inode = sock_inode(sk);
	return inode ? inode : number_of_address((__u64)sk) + opened_ns;
}

/* Makes the listener's address name it, or one more of several. */
static __always_inline void join_address(const struct bns_listener *listener, __u64 sock)
{
	struct address_ref fresh = {.sock = sock, .members = 1, .v6only = listener->v6only};
	struct address_key key = {};
	struct address_ref *group;

	fill_address_key(&key, listener->net_cookie, listener);
	if (!bpf_map_update_elem(&listener_by_address, &key, &fresh, BPF_NOEXIST))
		return;
	group = bpf_map_lookup_elem(&listener_by_address, &key);
	if (group)
		__sync_fetch_and_add(&group->members, 1);
}

static __always_inline void leave_address(const struct bns_listener *listener, __u64 sock)
{
	struct address_key key = {};
	struct address_ref *group;

	fill_address_key(&key, listener->net_cookie, listener);
	group = bpf_map_lookup_elem(&listener_by_address, &key);
	if (!group)
		return;
	if (group->members > 1) {
		/* Which of the others is left in the end, this map does not know. */
		if (group->sock == sock)
			group->sock = 0;
		__sync_fetch_and_add(&group->members, -1);
	} else {
		bpf_map_delete_elem(&listener_by_address, &key);
	}
}

/* What listen() without bind() chose. */
static __always_inline void learn_port(struct bns_listener *listener, const struct sock *sk)
{
	if (listener->port)
		return;
	leave_address(listener, listener->sock);
	listener->port = BPF_CORE_READ(sk, __sk_common.skc_num);
	join_address(listener, listener->sock);
}

/* Too large for the BPF stack: what a new entry begins as. */
static const struct bns_listener no_listener = {};

/*
 * Puts a listening socket into the maps. `id` is its cookie, `opened_ns` 0 for one that was there
 * before us, `pid` 0 where `current` is not its owner. A socket that listens again after a close
 * finds its old entry, and its totals go on. The id is written last: an entry without is not ready.
 * False where there is one already, or no room.
 */
static __always_inline bool add_listener(const struct sock *sk, __u64 id, __u64 opened_ns,
					 __u32 pid)
{
	const struct net *net = BPF_CORE_READ(sk, __sk_common.skc_net.net);
	struct listener_ref ref = {.id = id, .net = (__u64)net};
	struct bns_listener *listener;
	__u64 sock = (__u64)sk;
	__u32 sk_drops;
	bool again;

	/* Before the cells: a drop that falls in between must find its socket's counter moved. */
	sk_drops = BPF_CORE_READ(sk, sk_drops.counter);
	ref.net_cookie = net_identity(net);
	ref.mib = (__u64)BPF_CORE_READ(net, mib.net_statistics);
	if (baseline_taken)
		begin_cells(net, ref.net_cookie, ref.mib);

	bpf_map_update_elem(&listeners, &id, &no_listener, BPF_NOEXIST);
	listener = bpf_map_lookup_elem(&listeners, &id);
	if (!listener) {
		count_loss(BNS_UNTRACKED_LISTENER);
		return false;
	}
	again = listener->id != 0;
	if (again && !listener->closed_ns)
		return false;
	listener->sock = sock;
	listener->net_cookie = ref.net_cookie;
	listener->inode = sock_inode(sk);
	listener->cgroup_id = sock_cgroup_id(sk);
	listener->opened_ns = opened_ns;
	listener->closed_ns = 0;
	listener->netns = BPF_CORE_READ(net, ns.inum);
	listener->uid = BPF_CORE_READ(sk, sk_uid.val);
	listener->accept_queue_limit = BPF_CORE_READ(sk, sk_max_ack_backlog);
	listener->port = BPF_CORE_READ(sk, __sk_common.skc_num);
	listener->sk_drops_last = sk_drops;
	if (!again)
		listener->sk_drops_first = sk_drops;
	if (BPF_CORE_READ(sk, __sk_common.skc_family) == AF_INET6) {
		listener->family = BNS_IPV6;
		listener->v6only = BPF_CORE_READ_BITFIELD_PROBED(sk, __sk_common.skc_ipv6only);
		BPF_CORE_READ_INTO((struct in6_addr *)listener->address, sk,
				   __sk_common.skc_v6_rcv_saddr);
	} else {
		listener->family = BNS_IPV4;
		*(__u32 *)listener->address = BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr);
	}
	listener->pid = pid;
	if (pid) {
		const struct task_struct *task = (const void *)bpf_get_current_task();

		BPF_CORE_READ_INTO(&listener->comm, task, group_leader, comm);
	}
	barrier();
	listener->id = id;

	if (bpf_map_update_elem(&listener_by_sock, &sock, &ref, BPF_ANY)) {
		count_loss(BNS_UNTRACKED_LISTENER);
		return false;
	}
	join_address(listener, sock);
	return true;
}

/* It listens no more, and nobody saw when it ended: what the socket knew is gone. */
static __always_inline void close_unseen(struct bns_listener *listener)
{
	listener->closed_ns = bpf_ktime_get_ns();
	leave_address(listener, listener->sock);
}

/* The socket no longer listens. Its entries stay, for packets in flight, until userspace is done. */
static __always_inline void close_listener(const struct sock *sk, __u64 id, __u64 now_ns)
{
	struct bns_listener *listener = bpf_map_lookup_elem(&listeners, &id);

	if (!listener || listener->closed_ns)
		return;
	listener->sk_drops_last = sk->sk_drops.counter;
	/* Still in the queue, and nobody will take them. */
	listener->abandoned += sk->sk_ack_backlog;
	listener->closed_ns = now_ns;
	leave_address(listener, (__u64)sk);
}

#endif /* BPFNETSTAT_LISTENER_BPF_H */
