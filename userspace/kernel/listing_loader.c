// SPDX-License-Identifier: Apache-2.0
#include "kernel/listing_loader.h"

#include <assert.h>
#include <errno.h>
#include <linux/types.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// It counts on assert.h having come first.
#include "event.h"

// They count on errno.h having come first.
#include "listing.skel.h"
#include "listing_descriptors.skel.h"
#include "listing_walk.skel.h"

struct bpfnetstat_listing {
  struct listing_bpf skeleton;
};

struct bpfnetstat_descriptors {
  struct listing_descriptors_bpf skeleton;
};

struct bpfnetstat_walk {
  struct listing_walk_bpf* skeleton;
  struct bns_piece* pieces;
};

static int fail(int error) {
  errno = error;
  return -1;
}

static int open_iterator(int link_fd) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof(attributes));
  attributes.iter_create.link_fd = (__u32)link_fd;
  const int fd = skel_sys_bpf(BPF_ITER_CREATE, &attributes, sizeof(attributes));
  return fd < 0 ? fail(errno) : fd;
}

// ---- the iterator over sockets -----------------------------------------------------------------

struct bpfnetstat_listing* bpfnetstat_listing_load(void) {
  struct listing_bpf* skeleton = listing_bpf__open();
  if (skeleton == NULL) {
    errno = ENOMEM;
    return NULL;
  }
  int error = listing_bpf__load(skeleton);
  if (error == 0) error = listing_bpf__attach(skeleton);
  if (error == 0) return (struct bpfnetstat_listing*)skeleton;
  listing_bpf__destroy(skeleton);
  errno = -error;
  return NULL;
}

void bpfnetstat_listing_free(struct bpfnetstat_listing* listing) {
  listing_bpf__destroy(&listing->skeleton);
}

int bpfnetstat_listing_open(struct bpfnetstat_listing* listing, int listeners_only) {
  listing->skeleton.bss->listeners_only = listeners_only != 0;
  return open_iterator(listing->skeleton.links.list_tcp_fd);
}

void bpfnetstat_listing_set_family(struct bpfnetstat_listing* listing, unsigned int family) {
  // The program reads it at any moment.
  *(volatile __u32*)&listing->skeleton.bss->only_family = family;
}

void bpfnetstat_listing_set_first_bucket(struct bpfnetstat_listing* listing, unsigned int bucket,
                                         unsigned int buckets) {
  listing->skeleton.bss->connections_only = buckets != 0;
  listing->skeleton.bss->first_bucket = bucket;
  listing->skeleton.bss->bucket_mask = buckets - 1;
}

// ---- the walk ----------------------------------------------------------------------------------

struct bpfnetstat_walk* bpfnetstat_walk_load(void) {
  struct bpfnetstat_walk* walk = calloc(1, sizeof(*walk));
  if (walk == NULL) return NULL;
  walk->skeleton = listing_walk_bpf__open();
  const int error = walk->skeleton == NULL ? -ENOMEM : listing_walk_bpf__load(walk->skeleton);
  if (error == 0) {
    void* pieces = mmap(NULL, BNS_PIECES * sizeof(struct bns_piece), PROT_READ, MAP_SHARED,
                        walk->skeleton->maps.pieces.map_fd, 0);
    if (pieces != MAP_FAILED) {
      walk->pieces = pieces;
      return walk;
    }
  }
  const int reason = error != 0 ? -error : errno;
  bpfnetstat_walk_free(walk);
  errno = reason;
  return NULL;
}

void bpfnetstat_walk_free(struct bpfnetstat_walk* walk) {
  if (walk->pieces != NULL) munmap(walk->pieces, BNS_PIECES * sizeof(struct bns_piece));
  if (walk->skeleton != NULL) listing_walk_bpf__destroy(walk->skeleton);
  free(walk);
}

const struct bns_piece* bpfnetstat_walk_pieces(const struct bpfnetstat_walk* walk) {
  return walk->pieces;
}

int bpfnetstat_walk_run(const struct bpfnetstat_walk* walk, unsigned int piece, unsigned int table,
                        unsigned int begin, unsigned int end, unsigned int family) {
  __u64 arguments[BNS_WALK_ARGUMENTS];
  arguments[BNS_WALK_PIECE] = piece;
  arguments[BNS_WALK_TABLE] = table;
  arguments[BNS_WALK_BEGIN] = begin;
  arguments[BNS_WALK_END] = end;
  arguments[BNS_WALK_FAMILY] = family;
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof(attributes));
  attributes.test.prog_fd = (__u32)walk->skeleton->progs.walk.prog_fd;
  attributes.test.ctx_in = (__u64)(unsigned long)arguments;
  attributes.test.ctx_size_in = sizeof(arguments);
  if (skel_sys_bpf(BPF_PROG_RUN, &attributes, sizeof(attributes)) < 0) return fail(errno);
  return (int)attributes.test.retval;
}

// ---- the iterator over descriptors -------------------------------------------------------------

struct bpfnetstat_descriptors* bpfnetstat_descriptors_load(void) {
  struct listing_descriptors_bpf* skeleton = listing_descriptors_bpf__open();
  if (skeleton == NULL) {
    errno = ENOMEM;
    return NULL;
  }
  int error = listing_descriptors_bpf__load(skeleton);
  if (error == 0) error = listing_descriptors_bpf__attach(skeleton);
  if (error == 0) return (struct bpfnetstat_descriptors*)skeleton;
  listing_descriptors_bpf__destroy(skeleton);
  errno = -error;
  return NULL;
}

void bpfnetstat_descriptors_free(struct bpfnetstat_descriptors* descriptors) {
  listing_descriptors_bpf__destroy(&descriptors->skeleton);
}

int bpfnetstat_descriptors_open(struct bpfnetstat_descriptors* descriptors) {
  return open_iterator(descriptors->skeleton.links.list_descriptors_fd);
}
