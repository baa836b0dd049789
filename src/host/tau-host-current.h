/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "host/tau-host-process.h"

G_BEGIN_DECLS

/* The program's one model process, and the settings of it. tau-host.h has the rest of its
 * functions.
 */

/* The process, started if there is none, and ready for requests. `serial` numbers the processes of
 * the program from 1. */
TauHostProcess *tau_host_get_process (guint64 *serial, GCancellable *cancellable, GError **error);

/* The process that there is, in whatever state, or NULL. */
TauHostProcess *tau_host_peek_process (guint64 *serial);

/* The limit on the memory of models, in bytes. */
guint64 tau_host_get_memory (void);

/* Of TauModelApi. */
const char *tau_host_get_version (void);
gboolean tau_host_has_fast_blas (void);
gboolean tau_host_set_device (const char *device, GError **error);
const char *tau_host_get_device (void);
void tau_host_set_threads (int n);
/* The calling thread's number, or the last that any was given. */
int tau_host_get_threads (void);

G_END_DECLS
