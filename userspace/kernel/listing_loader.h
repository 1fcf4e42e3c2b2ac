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
struct bpfnetstat_listing* bpfnetstat_listing_load(void);

void bpfnetstat_listing_free(struct bpfnetstat_listing* listing);

/*
 * A descriptor that a struct bns_tcp_row can be read from per TCP socket in the calling thread's
 * network namespace: listeners first. With `listeners_only` other rows are left out, and at the
 * first of them one comes whose state is 0.
 * @return -1 with errno set.
 */
int bpfnetstat_listing_open_tcp(struct bpfnetstat_listing* listing, int listeners_only);

/*
 * Leaves out the rows of the other family from now on, in open descriptors as well.
 * @param family BNS_IPV4 or BNS_IPV6, 0 for both.
 */
void bpfnetstat_listing_set_family(struct bpfnetstat_listing* listing, unsigned int family);

/* The same with a struct bns_descriptor per socket that a process holds. */
int bpfnetstat_listing_open_descriptors(struct bpfnetstat_listing* listing);

#ifdef __cplusplus
}
#endif
