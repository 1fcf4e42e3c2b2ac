/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef BPFNETSTAT_COMPAT_BPF_H
#define BPFNETSTAT_COMPAT_BPF_H

/* Kernel differences, one accessor each. The kernel's version is never compared: vendors backport. */

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/*
 * Plain loads through a type instead of a helper call per word; since 6.2. Declared in one object
 * only: libbpf 1.1's linker cannot merge declarations of a kfunc.
 */
extern void *bpf_rdonly_cast(const void *address, __u32 type) __ksym __weak;

/* Set by userspace when the running kernel's BTF lists the kfunc. */
extern const volatile bool has_rdonly_cast;

/* One 64-bit word at any kernel address; 0 where there is none. */
static __always_inline __u64 read_word(__u64 address)
{
	__u64 word = 0;

	if (has_rdonly_cast) {
		/* timespec64 begins with a signed 64-bit word: all that is wanted of it. */
		const struct timespec64 *cast =
			bpf_rdonly_cast((const void *)address,
					bpf_core_type_id_kernel(struct timespec64));

		return cast->tv_sec;
	}
	bpf_probe_read_kernel(&word, sizeof(word), (const void *)address);
	return word;
}

/* A socket's cookie without making one; 0 until somebody asked for it. */
static __always_inline __u64 read_sock_cookie(__u64 sock)
{
	return read_word(sock + bpf_core_field_offset(struct sock, __sk_common.skc_cookie));
}

#endif /* BPFNETSTAT_COMPAT_BPF_H */
