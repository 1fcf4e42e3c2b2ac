// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the fd folder of every process in procfs says of sockets, as records instead of links. An
 * object of its own: whoever needs it must not wait for others to load.
 */

#include "event.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/*
 * One struct bns_descriptor per descriptor of a process that is a socket. Threads that left their
 * process's table of descriptors come by as well; /proc/PID/fd does not show theirs.
 */
SEC("iter/task_file")
int list_descriptors(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct bns_descriptor descriptor = {};

	if (!task || !file || task->group_leader != task)
		return 0;
	if (!bpf_sock_from_file(file))
		return 0;
	descriptor.inode = file->f_inode->i_ino;
	descriptor.pid = task->tgid;
	descriptor.fd = ctx->fd;
	bpf_seq_write(ctx->meta->seq, &descriptor, sizeof(descriptor));
	return 0;
}
