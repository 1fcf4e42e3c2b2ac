/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The light skeletons of bpf/listing*.bpf.c, behind functions that C++ can call. Each is loaded
 * when it is needed, and by itself. All need CAP_BPF and CAP_PERFMON, and a kernel that relocates
 * by itself (5.17).
 */

#ifdef __cplusplus
extern "C" {
#endif

struct bns_piece;
struct bpfnetstat_descriptors;
struct bpfnetstat_listing;
struct bpfnetstat_walk;

/*
 * bpf/listing.bpf.c: an iterator over TCP sockets.
 * @return NULL with errno set.
 */
struct bpfnetstat_listing* bpfnetstat_listing_load(void);

void bpfnetstat_listing_free(struct bpfnetstat_listing* listing);

/*
 * A descriptor that a struct bns_iterator_row can be read from per TCP socket in the calling
 * thread's network namespace: listeners first. With `listeners_only` other rows are left out, and
 * at the first of them one comes whose state is 0.
 * @return -1 with errno set.
 */
int bpfnetstat_listing_open(struct bpfnetstat_listing* listing, int listeners_only);

/*
 * Leaves out the rows of the other family from now on, in open descriptors as well.
 * @param family BNS_IPV4 or BNS_IPV6, 0 for both.
 */
void bpfnetstat_listing_set_family(struct bpfnetstat_listing* listing, unsigned int family);

/*
 * Leaves out listeners and the connections in buckets before this one from now on.
 * @param buckets of the table, a power of two; 0: leaves out nothing.
 */
void bpfnetstat_listing_set_first_bucket(struct bpfnetstat_listing* listing, unsigned int bucket,
                                         unsigned int buckets);

/*
 * bpf/listing_walk.bpf.c: the same rows by walking the hash tables. Also needs a kernel with
 * bpf_rdonly_cast (6.2).
 * @return NULL with errno set.
 */
struct bpfnetstat_walk* bpfnetstat_walk_load(void);

void bpfnetstat_walk_free(struct bpfnetstat_walk* walk);

/* BNS_PIECES of them; what a run writes is there when it has returned. */
const struct bns_piece* bpfnetstat_walk_pieces(const struct bpfnetstat_walk* walk);

/*
 * Fills one piece with the rows of buckets in the calling thread's network namespace. Several
 * threads may do so at once, each with another piece.
 * @param table enum bns_table.
 * @param begin, end the first bucket and the one behind the last, cut where the table ends.
 * @param family as above.
 * @return enum bns_walked, or -1 with errno set.
 */
int bpfnetstat_walk_run(const struct bpfnetstat_walk* walk, unsigned int piece, unsigned int table,
                        unsigned int begin, unsigned int end, unsigned int family);

/*
 * bpf/listing_descriptors.bpf.c: an iterator over descriptors.
 * @return NULL with errno set.
 */
struct bpfnetstat_descriptors* bpfnetstat_descriptors_load(void);

void bpfnetstat_descriptors_free(struct bpfnetstat_descriptors* descriptors);

/*
 * A descriptor that a struct bns_descriptor can be read from per socket that a process holds.
 * @return -1 with errno set.
 */
int bpfnetstat_descriptors_open(struct bpfnetstat_descriptors* descriptors);

#ifdef __cplusplus
}
#endif
