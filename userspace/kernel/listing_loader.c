// SPDX-License-Identifier: Apache-2.0
#include "kernel/listing_loader.h"

#include <errno.h>
#include <linux/types.h>
#include <stddef.h>
#include <string.h>

// It counts on errno.h having come first.
#include "listing.skel.h"

struct bpfnetstat_listing {
  struct listing_bpf skeleton;
};

static int fail(int error) {
  errno = error;
  return -1;
}

struct bpfnetstat_listing *bpfnetstat_listing_load(void) {
  struct listing_bpf *skeleton = listing_bpf__open();
  if (skeleton == NULL) {
    errno = ENOMEM;
    return NULL;
  }
  int error = listing_bpf__load(skeleton);
  if (error == 0) error = listing_bpf__attach(skeleton);
  if (error == 0) return (struct bpfnetstat_listing *)skeleton;
  listing_bpf__destroy(skeleton);
  errno = -error;
  return NULL;
}

void bpfnetstat_listing_free(struct bpfnetstat_listing *listing) {
  listing_bpf__destroy(&listing->skeleton);
}

static int open_iterator(int link_fd) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof(attributes));
  attributes.iter_create.link_fd = (__u32)link_fd;
  const int fd = skel_sys_bpf(BPF_ITER_CREATE, &attributes, sizeof(attributes));
  return fd < 0 ? fail(errno) : fd;
}

int bpfnetstat_listing_open_tcp(struct bpfnetstat_listing *listing, int listeners_only) {
  listing->skeleton.bss->listeners_only = listeners_only != 0;
  return open_iterator(listing->skeleton.links.list_tcp_fd);
}

void bpfnetstat_listing_set_family(struct bpfnetstat_listing *listing, unsigned int family) {
  // The programs read it at any moment.
  *(volatile __u32 *)&listing->skeleton.bss->only_family = family;
}

int bpfnetstat_listing_open_descriptors(struct bpfnetstat_listing *listing) {
  return open_iterator(listing->skeleton.links.list_descriptors_fd);
}
