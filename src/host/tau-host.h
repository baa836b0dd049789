/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "torch/tau-torch.h"

G_BEGIN_DECLS

/* Models in a process of their own, because a TorchScript file is a program: it can write, read and
 * print, loop for ever, take all memory, or crash. That process is locked before it reads the first
 * byte of a model (tau-host-lock.h); it gets open files and shared memory, and gives numbers.
 *
 * All models of the program share one process. It is started on first use or by tau_host_start(),
 * killed when a cancelled request does not end, and started anew by the next request, which loads
 * its models again. */

/* The table of tau-torch.h for such models. All functions wait for the process, so call them from a
 * worker thread; several threads may ask at once. Errors beside those of tau-torch.h: DENIED and
 * CRASHED, which name the file. */
const TauModelApi *tau_host_get (void);

/* Starts the process without waiting for it, ahead of its first use. */
void tau_host_start (void);

/* The memory that models may use, in bytes; 0: half of the machine's, at least 2 GiB, which is the
 * default. A running process with another limit is replaced. */
void tau_host_set_memory (guint64 bytes);

/* That default, and all memory of the machine, in bytes. */
guint64 tau_host_default_memory (void);
guint64 tau_host_machine_memory (void);

/* A sentence that says what keeps models in, or why nothing does; to be freed. NULL as long as that
 * is not known. */
char *tau_host_describe_lock (void);

G_END_DECLS
