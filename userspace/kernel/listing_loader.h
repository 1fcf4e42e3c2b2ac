/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The light skeleton of bpf/listing.bpf.c, behind functions that C++ can call. */

#ifdef __cplusplus
extern "C" {
#endif

struct bpfnetstat_listing;

/*
 * Loads the programs and makes iterators of them. Needs CAP_BPF and CAP_PERFMON, and a kernel that
 * relocates by itself (5.17).
 * @return NULL with errno set.
 */
struct bpfnetstat_listing *bpfnetstat_listing_load(void);

void bpfnetstat_listing_free(struct bpfnetstat_listing *listing);

/*
 * A descriptor that a struct bns_tcp_row can be read from per TCP socket of this family (AF_INET or
 * AF_INET6) in the calling thread's network namespace: listeners first. One at a time: the next one
 * changes what the former yields. With `listeners_only` the other rows are left out, and at the
 * first of them one row comes whose state is 0.
 * @return -1 with errno set.
 */
int bpfnetstat_listing_open_tcp(struct bpfnetstat_listing *listing, unsigned int family,
                                int listeners_only);

/* The same with struct bns_descriptor, for all processes. */
int bpfnetstat_listing_open_descriptors(struct bpfnetstat_listing *listing);

#ifdef __cplusplus
}
#endif
