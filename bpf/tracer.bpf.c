// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What follows connections and what follows drops: one object, as libbpf 1.1's linker cannot merge
 * two that declare the same kfunc.
 */

#include "state.bpf.h"
#include "drop.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
