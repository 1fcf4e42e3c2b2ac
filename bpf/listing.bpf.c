// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What netstat reads from /proc/net/tcp and /proc/net/tcp6, as records instead of text, through the
 * kernel's own iterator: where listing_walk.bpf.c does not load, or came to a chain that it cannot
 * read.
 */

#include "listing_row.bpf.h"
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* What is to be yielded; userspace sets it before it opens the iterator, or while it reads. */
volatile __u32 only_family = 0; /* enum bns_family; 0 = both */
volatile __u32 listeners_only = 0;
/* What listing_walk.bpf.c has read already is not: listeners, and buckets before this one. */
volatile __u32 connections_only = 0;
volatile __u32 first_bucket = 0;
volatile __u32 bucket_mask = 0;


/*
 * One struct bns_iterator_row per socket, in the order of procfs. Listeners come first: where only they
 * are wanted, a row of state 0 says that the reader can stop.
 */
SEC("iter/tcp")
int list_tcp(struct bpf_iter__tcp *ctx)
{
	struct sock_common *common = ctx->sk_common;
	const struct tcp_iter_state *at = ctx->meta->seq->private;
	struct bns_iterator_row row = {};
	const struct tcp_timewait_sock *time_wait;
	const struct tcp_request_sock *request;
	const struct tcp_sock *tcp;

	if (!common)
		return 0;
	if (listeners_only && common->skc_state != TCP_LISTEN) {
		bpf_seq_write(ctx->meta->seq, &row, sizeof(row));
		return 0;
	}
	if (connections_only &&
	    (common->skc_state == TCP_LISTEN || (common->skc_hash & bucket_mask) < first_bucket))
		return 0;
	fill_common(&row.row, common);
	row.bucket = BPF_CORE_READ(at, bucket);
	row.interface = common->skc_bound_dev_if;
	if (only_family && row.row.family != only_family)
		return 0;
	if (common->skc_state == TCP_TIME_WAIT) {
		time_wait = bpf_skc_to_tcp_timewait_sock(common);
		if (!time_wait)
			return 0;
		fill_time_wait(&row.row, time_wait);
	} else if (common->skc_state == TCP_NEW_SYN_RECV) {
		request = bpf_skc_to_tcp_request_sock(common);
		if (!request)
			return 0;
		fill_request(&row.row, request);
	} else {
		tcp = bpf_skc_to_tcp_sock(common);
		if (!tcp)
			return 0;
		fill_socket(&row.row, tcp);
	}
	bpf_seq_write(ctx->meta->seq, &row, sizeof(row));
	return 0;
}
